/* The reader of field reports: no crash, every refusal says what, and what is read is within its
 * bounds and can be checked.
 *
 * Input: a stream. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/geo/geodesic.h"
#include "jarak/ical/vjournal.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    jk_geodesic_init();
    return 0;
}

static void must(bool promise)
{
    if (!promise)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    const struct jk_ical_context context = { .floating = jk_tz_find(JK_SPAN("WITA")) };
    struct jk_arena arena = { 0 };
    struct jk_report_said said;
    struct jk_error err = { .status = JK_OK };
    enum jk_status rc = jk_ical_journal_read(&arena, (struct jk_span){ (const char *)bytes, len },
                                             &context, &said, &err);

    must(rc == JK_OK || err.status == rc);
    if (rc == JK_OK) {
        must(said.kind < JK_REPORT_END && said.uid[0] && strlen(said.uid) <= JK_UID_MAX);
        must(llabs(said.minutes) <= JK_REPORT_MINUTES_MAX);
        for (size_t i = 0; i < said.point_count; i++)
            must(fabs(said.points[i].lat_deg) <= 90.0 && fabs(said.points[i].lon_deg) <= 180.0);
        rc = jk_report_check(&said, &err);
        must(rc == JK_OK || err.field[0]);
    }
    jk_arena_clear(&arena);
    return 0;
}
