/* The shifter: of any stream that is read, each notice moves whole or is seen not to have moved,
 * and what moved can move back.
 *
 * Input: 4 bytes of delta in seconds, then a stream. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/geo/geodesic.h"
#include "jarak/ical/shift.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    jk_geodesic_init();
    return 0;
}

static const struct jk_ical_context context = { .purpose = JK_ICAL_IMPORT,
                                                .window_from_s = 1727193600,
                                                .window_to_s = 1732982400 };

static void must(bool promise)
{
    if (!promise)
        abort();
}

/* Moved and read again; false when it cannot move. */
static bool move(struct jk_arena *arena, const struct jk_notice *notice, int64_t delta_s,
                 struct jk_notice *out)
{
    const struct jk_ical_shift by = { delta_s, notice->sequence, 1730422800,
                                      jk_tz_find(JK_SPAN("WITA")) };
    struct jk_ical_stream stream;
    struct jk_error err;
    struct jk_span moved;
    enum jk_status rc = jk_ical_shift(arena, notice->bytes, &by, &moved, &err);

    must(rc == JK_OK || err.field[0] != '\0' || rc == JK_MEMORY);
    if (rc != JK_OK || jk_ical_read(arena, moved, &context, &stream, &err) != JK_OK)
        return false;
    must(stream.count == 1);
    *out = stream.notices[0];
    return jk_ical_is_shifted(notice, out, delta_s);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct jk_arena arena = { 0 };
    struct jk_ical_stream stream;
    struct jk_notice there, back;
    struct jk_error err;
    int32_t delta_s;

    if (len < sizeof delta_s)
        return 0;
    memcpy(&delta_s, bytes, sizeof delta_s);
    delta_s %= 90 * 86400;
    if (jk_ical_read(&arena, (struct jk_span){ (const char *)bytes + 4, len - 4 }, &context,
                     &stream, &err) == JK_OK) {
        for (size_t i = 0; i < stream.count; i++) {
            if (move(&arena, &stream.notices[i], delta_s, &there) && there.instance_count)
                must(move(&arena, &there, -delta_s, &back) || there.instance_count > 1);
        }
    }
    jk_arena_clear(&arena);
    return 0;
}
