/* Units, the table of demand and the balance of a day: tests/cases/personnel.txt, balance.txt, what
 * a file may not say, and laws at random. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/base/texts.h"
#include "jarak/config/files.h"
#include "jarak/geo/geodesic.h"
#include "jarak/model/texts.h"
#include "jarak/policy/balance.h"
#include "jarak/policy/texts.h"
#include "tests/support/columns.h"
#include "tests/support/seeded.h"
#include "tests/unit/policy/pack_case.h"
#include "tests/unit/policy/subject.h"

#define DAY    20050 /* 2024-11-23 */
#define DUTIES 24

static const char whole[] =
    "{\"units\":[{\"code\":\"a\",\"name\":\"A\",\"region\":\"64.08\",\"officers\":10,"
    "\"from\":\"2024-09-01\",\"to\":\"2024-12-01\",\"base\":{\"place\":\"stadion-kudungga\"}}],"
    "\"demand\":[{\"kind\":\"konvoi\",\"officers\":5},{\"officers\":1}],"
    "\"tps\":[{\"risk\":\"kurang rawan\",\"officers\":1,\"stations\":5},"
    "{\"risk\":\"rawan\",\"officers\":2,\"stations\":1},"
    "{\"risk\":\"sangat_rawan\",\"officers\":3,\"stations\":2}],"
    "\"travel\":{\"speed_kmh\":30,\"detour\":1.3}}";

static void open_pack(struct jk_arena *arena, struct jk_pack *pack)
{
    struct jk_error err;

    jk_geodesic_init();
    jk_pack_setup();
    cr_assert(jk_pack_read("calendars/kutim-2024", arena, pack, &err) == JK_OK, "%s", err.field);
}

static unsigned number_of(const char *word, const char *(*of)(unsigned), unsigned end)
{
    unsigned i = 0;

    while (i < end && strcmp(of(i), word) != 0)
        i++;
    cr_assert(i < end, "%s", word);
    return i;
}

static const char *kind_at(unsigned i)
{
    return jk_kind_word((enum jk_kind)i);
}

static const char *size_at(unsigned i)
{
    return jk_size_word((enum jk_size)i);
}

static const char *level_at(unsigned i)
{
    return jk_level_word((enum jk_level)i);
}

static const char *zone_at(unsigned i)
{
    return jk_zone_level_word(i);
}

Test(personnel, an_activity_asks_for_what_the_table_says)
{
    FILE *f = fopen("tests/cases/personnel.txt", "r");
    struct jk_arena arena = { 0 };
    struct jk_pack pack;
    char line[512];
    int cases = 0;

    cr_assert(f != NULL);
    open_pack(&arena, &pack);
    while (fgets(line, sizeof line, f)) {
        struct jk_demand_of of = { .zone = JK_ZONE_NONE };
        const struct jk_demand_row *row;
        char *rest = line;
        const char *zone, *people;
        uint32_t want, got;

        if (line[0] == '#' || line[0] == '\n')
            continue;
        of.kind = (enum jk_kind)number_of(next_column(&rest), kind_at, JK_KIND_END);
        of.size = (enum jk_size)number_of(next_column(&rest), size_at, JK_SIZE_END);
        of.level = (enum jk_level)number_of(next_column(&rest), level_at, JK_LEVEL_END);
        zone = next_column(&rest);
        if (strcmp(zone, "none") != 0)
            of.zone = number_of(zone, zone_at, 6);
        people = next_column(&rest);
        of.crowd = people[0] == '-' ? JK_NOT_STATED : atof(people);
        want = (uint32_t)atoi(next_column(&rest));
        got = jk_demand_officers(&pack, "64.08.04", &of, &row);
        cr_expect(got == want, "%u: %u, not %s", got, want, rest);
        cases++;
    }
    fclose(f);
    cr_assert(cases == 23);
    jk_arena_clear(&arena);
}

static int64_t instant(const char *clock)
{
    return (int64_t)DAY * JK_DAY_S - 8 * 3600 + atoi(clock) * 3600 + atoi(clock + 3) * 60;
}

/* "task 14:00-17:00=334 duty 08:00-10:00=100@10" */
struct plan {
    struct jk_task tasks[DUTIES];
    struct jk_duty duties[DUTIES];
    struct jk_balance_ask ask;
};

static void read_plan(const struct jk_pack *pack, char *text, struct plan *p)
{
    const struct jk_unit *unit = jk_unit_of(pack, "polres-kutim");
    char *rest = NULL;

    *p = (struct plan){ .ask = { .pack = pack, .region = "64.08", .day = DAY, .tz = pack->tz } };
    for (char *word = strtok_r(text, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        char *hours = strtok_r(NULL, " ", &rest), *count = strchr(hours, '=') + 1;
        char *far = strchr(hours, '@');
        struct jk_point at = jk_geodesic_direct(unit->base, 0, far ? 1000 * atof(far + 1) : 0);

        if (strcmp(word, "task") == 0)
            p->tasks[p->ask.task_count++] = (struct jk_task){ .from_s = instant(hours),
                                                              .to_s = instant(hours + 6),
                                                              .officers = (uint32_t)atoi(count) };
        else
            p->duties[p->ask.duty_count++] =
                (struct jk_duty){ .uid = hours,
                                  .unit = (size_t)(unit - pack->personnel.units),
                                  .from_s = instant(hours),
                                  .to_s = instant(hours + 6),
                                  .officers = (uint32_t)atoi(count),
                                  .placed = true,
                                  .begin = at,
                                  .end = at };
    }
    p->ask.tasks = p->tasks;
    p->ask.duties = p->duties;
}

Test(personnel, hours_are_balanced_as_one_counts_them_by_hand)
{
    FILE *f = fopen("tests/cases/balance.txt", "r");
    struct jk_arena arena = { 0 };
    struct jk_pack pack;
    char line[512];
    int cases = 0;

    cr_assert(f != NULL);
    open_pack(&arena, &pack);
    while (fgets(line, sizeof line, f)) {
        struct jk_balance b;
        struct plan plan;
        char *rest = line;
        unsigned hour, need, sent;

        if (line[0] == '#' || line[0] == '\n')
            continue;
        read_plan(&pack, next_column(&rest), &plan);
        hour = (unsigned)atoi(next_column(&rest));
        need = (unsigned)atoi(next_column(&rest));
        sent = (unsigned)atoi(next_column(&rest));
        cr_assert(jk_balance_make(&arena, &plan.ask, &b) == JK_OK);
        cr_expect(b.hours[hour].need == need, "%u: %s", b.hours[hour].need, rest);
        cr_expect(b.units[0].committed[hour] == sent && b.hours[hour].committed == sent, "%u: %s",
                  b.units[0].committed[hour], rest);
        cr_expect(b.capacity == 614 && b.known);
        cr_expect(jk_unit_is_over(&b.units[0], hour) == (sent > 414));
        cases++;
    }
    fclose(f);
    cr_assert(cases == 16);
    jk_arena_clear(&arena);
}

static void shuffle(struct seeded *r, void *list, size_t count, size_t size)
{
    char spare[sizeof(struct jk_duty) + sizeof(struct jk_task)];

    for (size_t i = count; i > 1; i--) {
        size_t k = (size_t)seeded_whole(r, 0, (int64_t)i - 1);
        char *a = (char *)list + (i - 1) * size, *b = (char *)list + k * size;

        memcpy(spare, a, size);
        memmove(a, b, size);
        memcpy(b, spare, size);
    }
}

static void random_plan(struct seeded *r, const struct jk_pack *pack, struct plan *p)
{
    static const char *const uids[] = {
        "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"
    };

    *p = (struct plan){ .ask = { .pack = pack, .region = "64.08", .day = DAY, .tz = pack->tz } };
    p->ask.tasks = p->tasks;
    p->ask.duties = p->duties;
    p->ask.task_count = (size_t)seeded_whole(r, 0, 12);
    p->ask.duty_count = (size_t)seeded_whole(r, 0, 12);
    for (size_t i = 0; i < p->ask.task_count; i++) {
        int64_t from_s = instant("00:00") + 60 * seeded_whole(r, -300, 1400);

        p->tasks[i] = (struct jk_task){ from_s, from_s + 60 * seeded_whole(r, 1, 400),
                                        (uint32_t)seeded_whole(r, 0, 300), NULL };
    }
    for (size_t i = 0; i < p->ask.duty_count; i++) {
        int64_t from_s = instant("00:00") + 60 * seeded_whole(r, -300, 1400);
        struct jk_point at = { seeded_between(r, 0.3, 1.2), seeded_between(r, 117.0, 117.6) };

        p->duties[i] =
            (struct jk_duty){ .uid = uids[i],
                              .unit =
                                  seeded_whole(r, 0, 3) ? (size_t)seeded_whole(r, 0, 2) : SIZE_MAX,
                              .from_s = from_s,
                              .to_s = from_s + 60 * seeded_whole(r, 1, 400),
                              .officers = (uint32_t)seeded_whole(r, 1, 300),
                              .placed = seeded_whole(r, 0, 4) > 0,
                              .begin = at,
                              .end = at };
    }
}

/* At each moment of the day somebody is on the spot of each duty: so many are busy at least; and
 * nobody is busy longer than by way of the base, each duty by itself. */
static void check_bounds(const struct plan *p, const struct jk_balance *b)
{
    for (size_t u = 0; u < b->unit_count; u++) {
        for (unsigned h = 0; h < JK_DAY_HOURS; h++) {
            uint32_t most = 0, least = 0;

            for (size_t i = 0; i < p->ask.duty_count; i++) {
                const struct jk_duty *d = &p->duties[i];
                const struct jk_unit *unit = b->units[u].unit;

                if (d->unit == SIZE_MAX || &p->ask.pack->personnel.units[d->unit] != unit)
                    continue;
                if (jk_hour_touches(b, h, d->from_s, d->to_s) && d->officers > least)
                    least = d->officers;
                most += d->officers;
            }
            cr_assert(b->units[u].committed[h] >= least && b->units[u].committed[h] <= most);
        }
    }
}

Test(personnel, the_order_in_which_all_is_given_does_not_matter)
{
    struct seeded r = { 20241123 };
    struct jk_arena arena = { 0 };
    struct jk_pack pack;

    open_pack(&arena, &pack);
    for (int round = 0; round < seeded_rounds(2000); round++) {
        struct jk_arena one = { 0 };
        struct jk_balance a, b;
        struct plan plan;

        random_plan(&r, &pack, &plan);
        cr_assert(jk_balance_make(&one, &plan.ask, &a) == JK_OK);
        check_bounds(&plan, &a);
        shuffle(&r, plan.tasks, plan.ask.task_count, sizeof *plan.tasks);
        shuffle(&r, plan.duties, plan.ask.duty_count, sizeof *plan.duties);
        cr_assert(jk_balance_make(&one, &plan.ask, &b) == JK_OK);
        cr_assert(memcmp(a.hours, b.hours, sizeof a.hours) == 0, "round %d", round);
        for (size_t i = 0; i < a.unit_count; i++)
            cr_assert(memcmp(a.units[i].committed, b.units[i].committed,
                             sizeof a.units[i].committed) == 0);
        jk_arena_clear(&one);
    }
    jk_arena_clear(&arena);
}

Test(personnel, units_hold_on_their_days_and_count_where_they_are_put)
{
    struct jk_arena arena = { 0 };
    struct jk_pack pack;

    open_pack(&arena, &pack);
    cr_assert(jk_units_capacity(&pack, "64.08", DAY) == 614);
    cr_assert(jk_units_capacity(&pack, "64", DAY) == 614);
    cr_assert(jk_units_capacity(&pack, "64.08", DAY + 6) == 714); /* the reinforcement has come */
    cr_assert(jk_units_capacity(&pack, "64.08", DAY + 30) == 0);
    cr_assert(jk_units_capacity(&pack, "64.03", DAY) == 0 && !jk_units_any(&pack, "64.03"));
    cr_assert(jk_units_capacity(&pack, "64.08.04", DAY) == 0); /* none is put under it */
    jk_arena_clear(&arena);
}

/* The figures of the seed: two each at 171 stations, and at 701. */
Test(personnel, stations_ask_for_so_many_each)
{
    struct jk_arena arena = { 0 };
    struct jk_pack pack;

    open_pack(&arena, &pack);
    cr_assert(jk_tps_officers(&pack, "64.08", JK_STATION_PRONE, 171) == 342);
    cr_assert(jk_tps_officers(&pack, "64.08", JK_STATION_VERY, 701) == 1402);
    cr_assert(jk_tps_officers(&pack, "64.08", JK_STATION_LESS, 11) == 3); /* 2.2 */
    cr_assert(jk_tps_officers(&pack, "64.03", JK_STATION_PRONE, 171) == 0);
    jk_arena_clear(&arena);
}

Test(personnel, what_a_file_may_not_say_is_refused_with_its_path)
{
    static const struct {
        const char *way, *json, *field;
        const struct jk_text *text;
    } cases[] = {
        { "units.0.officers", "-1", "units[0].officers", JK_TEXT_PACK_NUMBER },
        { "units.0.officers", "1.5", "units[0].officers", JK_TEXT_PERSONNEL_WHOLE },
        { "units.0.officers", "\"10\"", "units[0].officers", JK_TEXT_PACK_NUMBER },
        { "units.0.region", "\"64.99\"", "units[0].region", JK_TEXT_PACK_REGION },
        { "units.0.region", "\"64\"", "units[0].region", JK_TEXT_PERSONNEL_ELSEWHERE },
        { "units.0.code", "\"\"", "units[0].code", JK_TEXT_PACK_LONG },
        { "units.0.to", "\"2024-08-01\"", "units[0].to", JK_TEXT_PACK_BACKWARDS },
        { "units.0.from", "\"kemarin\"", "units[0].from", JK_TEXT_ISO_DATE },
        { "units.0.base.place", "\"x\"", "units[0].base.place", JK_TEXT_PERSONNEL_PLACE },
        { "units.0.base", "{\"lat\":91,\"lon\":0}", "units[0].base.lat", JK_TEXT_PACK_NUMBER },
        { "units.0.size", "1", "units[0].size", JK_TEXT_PACK_MEMBER },
        { "demand.0.kind", "\"rapat\"", "demand[0].kind", JK_TEXT_PACK_WORD },
        { "demand.0.kind", "[]", "demand[0].kind", JK_TEXT_PACK_WORD },
        { "demand.0.zone", "\"aman\"", "demand[0].zone", JK_TEXT_PACK_WORD },
        { "demand.0.kind", "\"*\"", "demand[1]", JK_TEXT_PACK_IDLE_ROW },
        { "demand.1.kind", "\"rakor\"", "demand", JK_TEXT_PERSONNEL_REST },
        { "demand", "[]", "demand", JK_TEXT_PERSONNEL_REST },
        { "demand", NULL, "demand", JK_TEXT_PACK_MISSING },
        { "tps.0.risk", "\"aman\"", "tps[0].risk", JK_TEXT_PACK_WORD },
        { "tps.0.risk", "\"rawan\"", "tps[1].risk", JK_TEXT_PACK_TWICE },
        { "tps.0.stations", "0", "tps[0].stations", JK_TEXT_PACK_NUMBER },
        { "travel.speed_kmh", "0", "travel.speed_kmh", JK_TEXT_PACK_NUMBER },
        { "travel", NULL, "travel", JK_TEXT_PACK_MISSING },
        { "traffic", "{}", "traffic", JK_TEXT_PACK_MEMBER },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pack_case c;
        char field[JK_ERROR_FIELD_MAX];

        pack_case_open(&c);
        pack_case_add(&c, "personnel.json", whole);
        cr_assert(pack_case_load(&c) == JK_OK, "%s", c.err.field);
        pack_case_set(&c, "personnel.json", cases[i].way, cases[i].json);
        snprintf(field, sizeof field, "personnel.json: %s", cases[i].field);
        cr_expect(pack_case_load(&c) != JK_OK, "%s", field);
        cr_expect(c.err.text == cases[i].text && strcmp(c.err.field, field) == 0, "%zu: %s, not %s",
                  i, c.err.field, field);
        pack_case_clear(&c);
    }
}

Test(personnel, findings_say_the_hour_what_it_asks_for_and_what_there_is)
{
    struct jk_rule_personnel counted = { .is_over = true,
                                         .from_s = 1732341600, /* 23 November 2024, 14.00 WITA */
                                         .to_s = 1732345200,
                                         .asked = 1402,
                                         .have = 614,
                                         .about = "" };
    struct subject s;

    subject_make(&s);
    cr_assert(!subject_says(&s, "R32") && !subject_says(&s, "R33"));
    s.input.personnel = &counted;
    cr_assert_str_eq(subject_text(&s, "R32", JK_LANG_ID),
                     "personel tidak cukup: Sabtu, 23 November 2024 pukul 14.00-15.00 WITA "
                     "diperlukan 1.402, tersedia 614, kurang 788; geser salah satu kegiatan, "
                     "kurangi atau pindahkan tugas, atau minta bantuan (BKO)");
    cr_assert(strstr(subject_text(&s, "R32", JK_LANG_EN), "1,402 are needed, 614 are there") !=
              NULL);
    cr_assert(subject_finding(&s, "R32")->audience == JK_SEE_POLRES);
    counted.more = 3;
    counted.unit = "Polres Kutai Timur";
    cr_assert(strstr(subject_text(&s, "R32", JK_LANG_ID),
                     "Polres Kutai Timur melebihi kekuatan: Sabtu, 23 November 2024") != NULL);
    cr_assert(strstr(subject_text(&s, "R32", JK_LANG_ID), "(juga 3 jam lain hari itu)") != NULL);
    subject_entry(&s, 32)->value[0] = 789; /* the pack says from how many missing on */
    cr_assert(!subject_says(&s, "R32"));
    counted.is_over = false;
    for (int fault = JK_DUTY_UNIT_UNKNOWN; fault <= JK_DUTY_MOVED; fault++) {
        counted.fault = (enum jk_duty_fault)fault;
        counted.about = "a@b";
        counted.guarded_from_s = counted.from_s;
        counted.guarded_to_s = counted.to_s;
        cr_assert(strstr(subject_text(&s, "R33", JK_LANG_ID), "a@b") != NULL);
        cr_assert(subject_finding(&s, "R33")->audience == JK_SEE_POLRES);
    }
    cr_assert(strstr(subject_text(&s, "R33", JK_LANG_ID), "pukul 14.00-15.00 WITA") != NULL);
    subject_clear(&s);
}
