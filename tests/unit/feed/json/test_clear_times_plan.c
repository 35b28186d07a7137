/* A VFREEBUSY from a view that was made by hand (jarak/feed/json/clear_times_plan.h). */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/feed/json/clear_times_plan.h"

#define MIDNIGHT 1732032000 /* 20 November 2024 in WITA */

Test(freebusy, both_lists_stand_by_start_and_ends_are_open)
{
    static const struct jk_paslon pairs[] = { { 1, "Paslon 1" } };
    static const struct jk_contest contest = {
        .id = "pilbup-64.08", .region = "64.08", .paslon = pairs, .paslon_count = 1
    };
    const struct jk_pack pack = { .simulation = true, .contests = &contest, .contest_count = 1 };
    const struct jk_region area = { .code = "64.08.04", .name = "Sangatta, Utara" };
    const struct jk_tz tz = { .tzid = "Asia/Makassar", .offset_s = 8 * 3600 };
    const struct jk_party party = { .contest = "pilbup-64.08", .count = 1, .paslon = { 1 } };
    struct jk_interval busy[] = { { MIDNIGHT + 36000, MIDNIGHT + 39599 } };
    struct jk_interval closed[] = { { MIDNIGHT, MIDNIGHT + 32399 },
                                    { MIDNIGHT + 54001, MIDNIGHT + 86399 } };
    const struct jk_freebusy_view view = {
        .pack = &pack,
        .area = &area,
        .tz = &tz,
        .party = &party,
        .kind = JK_KIND_RAPAT_UMUM,
        .level = JK_LEVEL_WASPADA,
        .length_s = 10800,
        .from_day = 20047,
        .to_day = 20047,
        .busy = { busy, 1 },
        .closed = { closed, 2 },
    };
    struct jk_buf out = { 0 };

    cr_assert(jk_freebusy_ical(&out, &view, MIDNIGHT) == JK_OK);
    jk_buf_char(&out, '\0');
    cr_assert(strstr(out.at, "\r\nUID:64.08.04-pilbup-64.08-1-rapat_umum@jarakd\r\n"
                             "DTSTAMP:20241119T160000Z\r\nDTSTART:20241119T160000Z\r\n"
                             "DTEND:20241120T160000Z\r\n"
                             "COMMENT:[SIMULASI] Waktu mulai rapat umum 3 jam\\, Paslon 1\\, di "),
              "%s", out.at);
    cr_assert(strstr(out.at, "\r\nFREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20241119T160000Z/2024112"
                             "0T010000Z\r\n"
                             "FREEBUSY;FBTYPE=BUSY:20241120T020000Z/20241120T030000Z\r\n"
                             "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20241120T070001Z/2024112"
                             "0T160000Z\r\nEND:VFREEBUSY\r\nEND:VCALENDAR\r\n"),
              "%s", out.at);
    cr_assert(!strstr(out.at, "METHOD") && strstr(out.at, "Sangatta\\, "));
    jk_buf_clear(&out);
}
