/* iTIP messages: the envelope is read or refused, what it says is in range, and the answer to it is
 * a stream of our own scanner's form with one component for each UID, whatever was sent. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/feed/alert/vevent.h"
#include "jarak/feed/calendar/itip.h"
#include "jarak/model/notice.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void must(bool promise)
{
    if (!promise)
        abort();
}

static void add_answer(struct jk_arena *arena, struct jk_buf *out, const struct jk_itip_item *item)
{
    struct jk_error err = { .status = JK_OK };
    struct jk_itip_cancel cancel;
    struct jk_itip_reply reply;
    char id[JK_CONFLICT_HEX + 1];
    enum jk_status rc =
        jk_itip_cancel_read(arena, item, jk_tz_find(JK_SPAN("WITA")), &cancel, &err);
    struct jk_itip_status statuses[] = { { "2.0", NULL, NULL },
                                         { "4.1", "RELATED-TO", item->uid } };
    struct jk_itip_said said = { .component = item->component,
                                 .uid = item->uid,
                                 .organizer = item->organizer ? item->organizer : "urn:x",
                                 .attendee = "urn:x",
                                 .partstat = jk_partstat_word(JK_PARTSTAT_DECLINED),
                                 .sequence = item->sequence,
                                 .statuses = statuses,
                                 .status_count = 2 };

    must(rc == JK_OK || (err.line > 0 && err.field[0]));
    rc = jk_itip_reply_read(arena, item, &reply, &err);
    must(rc == JK_OK || (err.line > 0 && err.field[0]));
    if (rc == JK_OK) {
        said.attendee = reply.attendee;
        said.comment = reply.comment;
        said.partstat = jk_partstat_word(reply.partstat);
    } else {
        statuses[0] = (struct jk_itip_status){ jk_itip_code_of(&err), err.field, err.value };
    }
    jk_conflict_uid_read(item->uid, id);
    jk_itip_add(out, &said, 1732078800);
}

/* As many components as UIDs, and nothing that a value put there. */
static void check_answer(const struct jk_buf *out, size_t count)
{
    struct jk_arena arena = { 0 };
    const struct jk_ical_comp *calendar, *comp;
    struct jk_error err;
    enum jk_status rc = jk_ical_scan(&arena, jk_buf_view(out), UINT32_MAX, &calendar, &err);

    must(rc == JK_OK || rc == JK_TOO_BIG); /* escapes make a line too long */
    for (comp = rc == JK_OK ? calendar->children : NULL; comp; comp = comp->next) {
        must(!comp->children && count > 0);
        count--;
    }
    must(rc != JK_OK || count == 0);
    jk_arena_clear(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct jk_arena arena = { 0 };
    struct jk_error err = { .status = JK_OK };
    struct jk_buf out = { 0 };
    struct jk_itip itip;

    if (jk_itip_read(&arena, (struct jk_span){ (const char *)bytes, len }, &itip, &err) == JK_OK) {
        must(itip.count > 0);
        jk_itip_begin(&out);
        for (size_t i = 0; i < itip.count; i++) {
            must(itip.items[i].uid[0] && strlen(itip.items[i].uid) <= JK_UID_MAX);
            add_answer(&arena, &out, &itip.items[i]);
        }
        jk_itip_end(&out);
        check_answer(&out, itip.count);
    }
    jk_buf_clear(&out);
    jk_arena_clear(&arena);
    return 0;
}
