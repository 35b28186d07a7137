/* Alerts as an inbox keeps them, read from a document. */
#ifndef TESTS_UNIT_FEED_ALERT_TOLD_H
#define TESTS_UNIT_FEED_ALERT_TOLD_H
#include <criterion/criterion.h>
#include "jarak/feed/alert/alert.h"

#define TOLD_ID "0123456789abcdef"

/* An alert with its detail, in the arena; the document must be one of ours. */
static inline struct jk_alert told_alert(struct jk_arena *arena, const char *document,
                                         uint32_t revision, enum jk_alert_event event,
                                         int64_t time_s)
{
    struct jk_alert alert = { .conflict = TOLD_ID,
                              .revision = revision,
                              .event = event,
                              .time_s = time_s,
                              .document = document };

    cr_assert(jk_alert_read(arena, &alert) == JK_OK, "%s", document);
    return alert;
}
#endif
