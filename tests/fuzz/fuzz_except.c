/* Dates taken out of repeated notices: of any stream that is read, what is left is the same notice
 * without just these dates, and taking them out again changes nothing.
 *
 * Input: 2 bytes that choose among the first 16 dates, then a stream. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/ical/except.h"
#include "jarak/ical/read.h"

#define CHOICES 16

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void must(bool promise)
{
    if (!promise)
        abort();
}

/* The same dates but for those chosen, in the same order. */
static bool is_rest(const struct jk_notice *before, const struct jk_notice *after,
                    const int64_t *dates, size_t count)
{
    size_t k = 0;

    for (size_t i = 0; i < before->instance_count; i++) {
        const struct jk_instance *one = &before->instances[i];
        size_t d = 0;

        while (d < count && dates[d] != one->recurrence_s)
            d++;
        if (d < count)
            continue;
        if (k == after->instance_count || after->instances[k].start_s != one->start_s ||
            after->instances[k].end_s != one->end_s)
            return false;
        k++;
    }
    return k == after->instance_count;
}

static void take_out(struct jk_arena *arena, const struct jk_ical_context *context,
                     const struct jk_notice *notice, uint16_t choice)
{
    int64_t dates[CHOICES];
    struct jk_ical_except by = { .at = dates,
                                 .sequence = notice->sequence,
                                 .stamp_s = 1730422800,
                                 .tz = jk_tz_find(JK_SPAN("WITA")) };
    struct jk_ical_stream stream;
    struct jk_error err = { .status = JK_OK };
    struct jk_span left, again;
    enum jk_status rc;

    for (size_t i = 0; i < notice->instance_count && i < CHOICES; i++) {
        if (choice >> i & 1)
            dates[by.count++] = notice->instances[i].recurrence_s;
    }
    if (by.count == 0)
        return;
    rc = jk_ical_except(arena, notice, &by, &left, &err);
    must(rc == JK_OK || rc == JK_MEMORY);
    if (rc != JK_OK)
        return;
    rc = jk_ical_read(arena, left, context, &stream, &err);
    must(rc == JK_OK || rc == JK_TOO_MANY || rc == JK_TOO_BIG || rc == JK_MEMORY);
    if (rc != JK_OK)
        return;
    must(stream.count == 1 && strcmp(stream.notices[0].uid, notice->uid) == 0);
    must(is_rest(notice, &stream.notices[0], dates, by.count));
    must(jk_ical_except(arena, &stream.notices[0], &by, &again, &err) == JK_EXISTS);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    const struct jk_ical_context context = { .purpose = JK_ICAL_IMPORT,
                                             .floating = jk_tz_find(JK_SPAN("WITA")),
                                             .window_from_s = 1727193600,
                                             .window_to_s = 1732982400 };
    struct jk_arena arena = { 0 };
    struct jk_ical_stream stream;
    struct jk_error err;
    uint16_t choice;

    if (len < sizeof choice)
        return 0;
    memcpy(&choice, bytes, sizeof choice);
    if (jk_ical_read(&arena, (struct jk_span){ (const char *)bytes + 2, len - 2 }, &context,
                     &stream, &err) == JK_OK) {
        for (size_t i = 0; i < stream.count; i++)
            take_out(&arena, &context, &stream.notices[i], choice);
    }
    jk_arena_clear(&arena);
    return 0;
}
