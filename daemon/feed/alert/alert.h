/* daemon/feed/alert/alert.h: what an alert's payload says, for the documents that are written from
 * it. */
#ifndef DAEMON_FEED_ALERT_ALERT_H
#define DAEMON_FEED_ALERT_ALERT_H
#include <jansson.h>
#include "jarak/feed/alert/cap.h"

/* An alert's payload, and what of it is needed more than once. */
struct facts {
    const struct jk_pack *pack;
    const struct jk_told *told;
    json_t *payload;
    const json_t *conflict; /* of the payload */
    bool closed;
    int step;   /* of the escalation it tells; 0: it tells none */
    bool timed; /* first and last are known */
    int64_t first_s, last_s;
};

/* Read a told alert; drop with json_decref(f->payload) whatever the answer. JK_CORRUPT when the
 * payload is not one of ours. */
enum jk_status feed_facts_read(struct facts *f, const struct jk_pack *pack,
                               const struct jk_told *told);
/* A text member, or null. */
const char *feed_facts_word(const json_t *object, const char *name);
/* What stands before the words of a heading: "ESKALASI 1, SIAGA, "; ASCII. */
void feed_facts_add_level(struct jk_buf *buf, const struct facts *f, enum jk_lang lang);
/* Is it of that level? */
bool feed_facts_is_level(const struct facts *f, enum jk_level level);
#endif
