/* The notice reader (scanner, profile, libical): no crash, and what is accepted keeps its promises.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include "jarak/geo/geodesic.h"
#include "jarak/ical/read.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t len);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    FILE *f = fopen("calendars/tz/zones.ics", "rb");
    struct jk_buf zones = { 0 };
    struct jk_error err;
    char block[65536];
    size_t got;

    (void)argc;
    (void)argv;
    if (!f)
        abort(); /* run from the project's root */
    while ((got = fread(block, 1, sizeof block, f)) > 0)
        jk_buf_add(&zones, block, got);
    fclose(f);
    jk_geodesic_init();
    if (jk_ical_zones_load(jk_buf_view(&zones), &err) != JK_OK)
        abort();
    jk_buf_clear(&zones);
    return 0;
}

static void check_notice(const struct jk_notice *n)
{
    if (!n->uid[0] || n->instance_count > JK_INSTANCES_MAX)
        abort();
    for (size_t i = 0; i < n->instance_count; i++) {
        if (n->instances[i].start_s >= n->instances[i].end_s)
            abort();
    }
    for (size_t i = 0; i < n->facts.shape.point_count; i++) {
        if (!(fabs(n->facts.shape.points[i].lat_deg) <= 90.0))
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t len)
{
    struct jk_ical_context context = { .purpose = len && octets[0] % 2 ? JK_ICAL_PUT : JK_ICAL_POST,
                                       .floating = jk_zone_find(JK_SPAN("WITA")),
                                       .window_from_s = 1724630400,
                                       .window_to_s = 1735660800 };
    struct jk_arena arena = { 0 };
    struct jk_ical_stream stream;
    struct jk_error err = { .status = JK_OK };
    enum jk_status rc = jk_ical_read(&arena, (struct jk_span){ (const char *)octets, len },
                                     &context, &stream, &err);

    if (rc == JK_OK && stream.count == 0)
        abort();
    for (size_t i = 0; rc == JK_OK && i < stream.count; i++)
        check_notice(&stream.notices[i]);
    if (rc != JK_OK && err.status != rc)
        abort(); /* every refusal says what it is */
    jk_arena_clear(&arena);
    return 0;
}
