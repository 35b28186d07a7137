/* A time KPU gave a pair for its rally is an activity of the pair, from the day of the decree on:
 * until the rally is filed nobody knows where, so the rivals of that day are told of it (R26). */
#include <criterion/criterion.h>
#include <string.h>
#include "tests/unit/app/desk.h"
#include "tests/support/give_slots.h"

static struct desk d;

/* 20 November 2024, 09.00-18.00 WITA, for paslon 2. */
static struct jk_kpu_slot slots[] = {
    { "pilbup-64.08", "SK KPU 1", 2, 1732064400, 1732096800, "", NULL, 0, false },
};

static void open_desk(void)
{
    slots[0].region_count = 0;
    desk_open(&d);
    give_contest_slots(&d.pack, "pilbup-64.08", slots, 1);
}

static void close_desk(void)
{
    desk_close(&d);
}

TestSuite(kpu_days, .init = open_desk, .fini = close_desk);

static const char *said_of(const char *uid)
{
    struct jk_verdict_view v = desk_verdict(&d, uid);

    for (size_t i = 0; i < v.finding_count; i++) {
        if (strcmp(v.findings[i].rule, "R26") == 0)
            return v.findings[i].text[JK_LANG_ID];
    }
    return "";
}

static void file(const char *uid, unsigned paslon, const char *day, const char *extra)
{
    const struct filed what = { uid, 0.5607, 117.5245, paslon, 0, day, extra };

    cr_assert(desk_file(&d, &what) == JK_OK, "%s", d.err.field);
}

Test(kpu_days, a_rival_of_the_day_is_told_of_the_slot_until_its_rally_is_filed)
{
    file("a", 1, "20241120", NULL);
    cr_assert(strstr(said_of("a"), "paslon 2, jadwal rapat umum dari KPU pukul 09.00-18.00 WITA"),
              "%s", said_of("a"));
    file("b", 2, "20241120", NULL);
    cr_assert(strcmp(said_of("a"), "") == 0, "%s", said_of("a"));
    cr_assert(desk_withdraw(&d, "b") == JK_OK);
    cr_assert(strstr(said_of("a"), "jadwal rapat umum dari KPU"));
}

Test(kpu_days, another_day_and_its_own_pair_are_not_told)
{
    file("a", 1, "20241119", NULL);
    cr_assert(strcmp(said_of("a"), "") == 0, "%s", said_of("a"));
    file("b", 2, "20241120", "X-JARAK-UNCERTAINTY:20000\r\n");
    cr_assert(strcmp(said_of("b"), "") == 0, "%s", said_of("b"));
}

Test(kpu_days, a_rally_of_its_pair_at_another_hour_leaves_the_slot_open)
{
    slots[0].from_s += 8 * 3600; /* 17.00: the rally of 14.00-17.00 is not in it */
    file("b", 2, "20241120", NULL);
    file("a", 1, "20241120", NULL);
    cr_assert(strstr(said_of("a"), "pukul 17.00-18.00"), "%s", said_of("a"));
    slots[0].from_s -= 8 * 3600;
}

Test(kpu_days, a_slot_of_one_sub_district_is_none_of_another)
{
    slots[0].regions = (const char *const[]){ "64.08.02" };
    slots[0].region_count = 1;
    file("a", 1, "20241120", NULL); /* Sangatta Utara */
    cr_assert(strcmp(said_of("a"), "") == 0, "%s", said_of("a"));
    slots[0].regions = (const char *const[]){ "64.08.04" };
    cr_assert(strstr(said_of("a"), "KPU pukul 09.00-18.00 WITA, Sangatta Utara"), "%s",
              said_of("a"));
}

Test(kpu_days, a_meeting_is_told_too_and_a_convoy_of_the_pair_fills_nothing)
{
    file("a", 1, "20241120", NULL);
    file("b", 2, "20241120", "X-JARAK-LEG:KUMPUL\r\nRELATED-TO;RELTYPE=PARENT:z\r\n");
    cr_assert(strstr(said_of("a"), "jadwal rapat umum dari KPU"), "%s", said_of("a"));
}
