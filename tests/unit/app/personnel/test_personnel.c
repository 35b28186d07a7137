/* Officers counted from what stands: the same whoever of two pairs files which plan, in whatever
 * order, and behind a restart; and counted anew when something changes. */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/app/personnel/personnel.h"
#include "tests/support/seeded.h"
#include "tests/unit/app/desk.h"

#define PLANS 12
#define DAY   20047 /* 2024-11-20 */

/* One notice of a day, as text but for its pair. */
struct plan {
    char lines[1200];
    bool duty;
    unsigned paslon;
};

static void make_rally(struct seeded *r, int i, struct plan *out)
{
    static const char *const kinds[] = { "RAPAT-UMUM", "PERTEMUAN-TERBATAS", "TATAP-MUKA" };
    int hour = (int)seeded_whole(r, 9, 15);

    out->paslon = (unsigned)seeded_whole(r, 1, 2);
    snprintf(
        out->lines, sizeof out->lines,
        "UID:r%d@law\r\nDTSTAMP:20241101T000000Z\r\nDTSTART;TZID=Asia/Makassar:20241120T%02d0000"
        "\r\nDTEND;TZID=Asia/Makassar:20241120T%02d0000\r\nSUMMARY:Kegiatan\r\nCATEGORIES:%s\r\n"
        "X-JARAK-CONTEST:pilbup-64.08\r\nGEO:%.6f;%.6f\r\nX-JARAK-CROWD:%d\r\n",
        i, hour, hour + 2, kinds[seeded_whole(r, 0, 2)], seeded_between(r, 0.45, 0.6),
        seeded_between(r, 117.45, 117.6), (int)seeded_whole(r, 50, 15000));
}

static void make_duty(struct seeded *r, int i, struct plan *out)
{
    static const char *const units[] = { "polres-kutim", "bko-polda-brimob", "bko-rekap", "lain" };
    int hour = (int)seeded_whole(r, 7, 18);

    out->duty = true;
    snprintf(
        out->lines, sizeof out->lines,
        "UID:t%d@law\r\nDTSTAMP:20241101T000000Z\r\nDTSTART;TZID=Asia/Makassar:20241120T%02d0000"
        "\r\nDTEND;TZID=Asia/Makassar:20241120T%02d3000\r\nSUMMARY:Jaga\r\nCATEGORIES:PENGAMANAN"
        "\r\nGEO:%.6f;%.6f\r\nX-JARAK-OFFICERS:%d\r\nX-JARAK-UNIT:%s\r\n"
        "X-JARAK-GUARDS:r%d@law\r\n",
        i, hour, hour + 1, seeded_between(r, 0.45, 0.9), seeded_between(r, 117.2, 117.6),
        (int)seeded_whole(r, 5, 300), units[seeded_whole(r, 0, 3)], (int)seeded_whole(r, 0, PLANS));
}

static void file(struct desk *d, const struct plan *plan, bool swapped)
{
    char text[1600];
    const struct jk_submission how = {
        .actor = jk_app_account(d->app, plan->duty ? "polres-64.08" : "bawaslu-64.08"),
        .store = true
    };
    char paslon[40] = "";

    if (!plan->duty)
        snprintf(paslon, sizeof paslon, "X-JARAK-PASLON:%u\r\n",
                 swapped ? 3 - plan->paslon : plan->paslon);
    snprintf(text, sizeof text,
             "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//uji//EN\r\nBEGIN:VEVENT\r\n%s%sEND:VEVENT"
             "\r\nEND:VCALENDAR\r\n",
             plan->lines, paslon);
    cr_assert(desk_file_bytes(d, text, &how) == JK_OK, "%s %s: %s", d->err.field, d->err.value,
              text);
}

/* The document of the day without whose the activities are. */
static char *document(struct desk *d)
{
    const struct jk_personnel_day *day;
    json_t *json, *one;
    char *text;
    size_t i;

    cr_assert(jk_app_personnel(d->app, jk_pack_region(&d->pack, "64.08"), DAY, &day) == JK_OK);
    json = jk_personnel_json(day, JK_LANG_ID);
    json_array_foreach(json_object_get(json, "activities"), i, one) json_object_del(one, "party");
    text = json_dumps(json, JSON_SORT_KEYS);
    json_decref(json);
    cr_assert(text != NULL);
    return text;
}

static void same(char *a, char *b, const char *what, int round)
{
    cr_assert(strcmp(a, b) == 0, "%s, round %d:\n%s\n%s", what, round, a, b);
    free(b);
}

Test(personnel_app, pairs_order_and_a_restart_make_no_difference, .timeout = 240)
{
    struct seeded r = { 1123 };
    int over = 0;

    for (int round = 0; round < seeded_rounds(12); round++) {
        struct plan plans[PLANS] = { { .lines = "" } };
        struct desk a, b;
        char *told;

        for (int i = 0; i < PLANS; i++) {
            if (seeded_whole(&r, 0, 2))
                make_rally(&r, i, &plans[i]);
            else
                make_duty(&r, i, &plans[i]);
        }
        desk_open(&a);
        desk_open(&b);
        for (int i = 0; i < PLANS; i++) {
            file(&a, &plans[i], false);
            free(document(&a)); /* what was counted before may not stay */
        }
        for (int i = PLANS; i-- > 0;)
            file(&b, &plans[i], true);
        told = document(&a);
        over += strstr(told, "\"over\": true") != NULL;
        same(told, document(&b), "swapped and the other way round", round);
        desk_reopen(&a, a.now_s);
        same(told, document(&a), "behind a restart", round);
        free(told);
        desk_close(&a);
        desk_close(&b);
    }
    cr_assert(over > 0, "the law was asked something");
}
