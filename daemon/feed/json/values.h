/* daemon/feed/json/values.h: values that several documents write the same way. */
#ifndef DAEMON_FEED_JSON_VALUES_H
#define DAEMON_FEED_JSON_VALUES_H
#include <jansson.h>
#include "jarak/policy/pack.h"

/* An instant as ISO 8601 with the zone's offset. */
json_t *feed_time_json(double utc_s, const struct jk_tz *tz);
/* The buffer's text, and the buffer cleared; null when memory is out. */
json_t *feed_text_json(struct jk_buf *buf);
/* Labels of a party as the pack writes them. */
json_t *feed_party_json(const struct jk_pack *pack, const struct jk_party *party);
/* The same beside another party; jk_party_beside_add(). */
json_t *feed_party_beside_json(const struct jk_pack *pack, const struct jk_party *party,
                               const struct jk_party *other);
#endif
