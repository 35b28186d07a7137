/* Which shifts the calendar allows, cut by cut: against a walk over every minute. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/policy/window.h"
#include "tests/support/seeded.h"
#include "tests/support/give_slots.h"

#define WITA  28800
#define DAY0  20000 /* a local day */
#define STEP  600
#define RANGE (4 * JK_DAY_S)

static const struct jk_tz wita = { "Asia/Makassar", "WITA", WITA };

/* A chain of a rally and a convoy, a pack with phases, hours and slots. */
struct setup {
    struct jk_pack pack;
    struct jk_phase phases[3];
    struct jk_rule_entry hours;
    struct jk_kpu_slot slots[3];
    struct jk_notice main, leg;
    struct jk_instance at[3];
    const struct jk_notice *notices[2];
    struct jk_window_query query;
};

static int64_t clock_of(int32_t day, int hour, int minute)
{
    return (int64_t)day * JK_DAY_S + hour * 3600 + minute * 60 - WITA;
}

/* Campaign from day 0 to day 6 with a quiet day 4; a rally on day 1, 14.00-16.00, its convoy
 * before. */
static void make(struct setup *s)
{
    *s = (struct setup){
        .pack = { .from_day = DAY0 - 2, .to_day = DAY0 + 9, .tz = &wita },
        .phases = { { .id = "kampanye", .from_day = DAY0, .to_day = DAY0 + 6, .campaign = true },
                    { .id = "tenang", .from_day = DAY0 + 4, .to_day = DAY0 + 4, .quiet = true },
                    { .id = "lain", .from_day = DAY0 - 2, .to_day = DAY0 + 9 } },
        .hours = { .id = "R3", .value = { 9, 18 }, .value_count = 2 },
        .slots = { { "c", "SK", 1, clock_of(DAY0 + 1, 8, 0), clock_of(DAY0 + 1, 18, 0) },
                   { "c", "SK", 2, clock_of(DAY0 + 2, 8, 0), clock_of(DAY0 + 2, 18, 0) },
                   { "c", "SK", 1, clock_of(DAY0 + 3, 8, 0), clock_of(DAY0 + 3, 15, 0) } },
    };
    for (size_t i = 0; i < 3; i++)
        s->phases[i].scope.region = "64.08";
    s->pack.phases = s->phases;
    s->pack.phase_count = 3;
    s->pack.rules = &s->hours;
    s->pack.rule_count = 1;
    s->pack.rule_of[3] = &s->hours;
    s->main.facts = (struct jk_facts){ .kind = JK_KIND_RAPAT_UMUM,
                                       .party = { .contest = "c", .count = 1, .paslon = { 1 } } };
    s->leg.facts = s->main.facts;
    s->leg.facts.kind = JK_KIND_KONVOI;
    s->leg.facts.leg = JK_LEG_BERANGKAT;
    s->at[0] = (struct jk_instance){ .start_s = clock_of(DAY0 + 1, 14, 0),
                                     .end_s = clock_of(DAY0 + 1, 16, 0) };
    s->at[2] = (struct jk_instance){ .start_s = clock_of(DAY0 + 1, 7, 0),
                                     .end_s = clock_of(DAY0 + 1, 8, 0) };
    s->main.instances = &s->at[0];
    s->leg.instances = &s->at[2];
    s->main.instance_count = s->leg.instance_count = 1;
    s->notices[0] = &s->main;
    s->notices[1] = &s->leg;
    s->query = (struct jk_window_query){ .pack = &s->pack,
                                         .region = "64.08",
                                         .tz = &wita,
                                         .notices = s->notices,
                                         .notice_count = 2,
                                         .range = { -RANGE, RANGE } };
}

static bool allows(const struct jk_intervals *shifts, int64_t delta)
{
    for (size_t i = 0; i < shifts->count; i++) {
        if (delta >= shifts->at[i].from_s && delta <= shifts->at[i].to_s)
            return true;
    }
    return false;
}

/* By the second: the last allowed delta and the first that is not. */
static void ends(struct setup *s, enum jk_cut cut, int64_t inside, int64_t outside)
{
    struct jk_arena arena = { 0 };
    struct jk_intervals shifts;

    cr_assert(jk_window_shifts(&arena, &s->query, cut, &shifts) == JK_OK);
    cr_assert(allows(&shifts, inside), "%s: %lld", jk_cut_word(cut), (long long)inside);
    cr_assert(!allows(&shifts, outside), "%s: %lld", jk_cut_word(cut), (long long)outside);
    jk_arena_clear(&arena);
}

Test(window, hours_bind_the_rally_to_the_second)
{
    struct setup s;

    make(&s);
    ends(&s, JK_CUT_HOURS, 7200, 7201);     /* ends at 18.00 */
    ends(&s, JK_CUT_HOURS, -18000, -18001); /* begins at 9.00 */
    ends(&s, JK_CUT_HOURS, JK_DAY_S, 43200);
    s.main.facts.kind = JK_KIND_TERBATAS;
    ends(&s, JK_CUT_HOURS, 43200, RANGE + 1); /* only rallies have hours */
    make(&s);
    s.pack.rule_of[3] = NULL;
    s.pack.rule_count = 0;
    ends(&s, JK_CUT_HOURS, 43200, RANGE + 1); /* the rule is switched off */
}

Test(window, phases_bind_every_leg_and_quiet_wins)
{
    struct setup s;

    make(&s);
    /* The convoy of 7.00 on day 1 may go back to day 0, 0.00; the rally may end at day 4, 0.00. */
    ends(&s, JK_CUT_PHASE, -31 * 3600, -31 * 3600 - 1);
    ends(&s, JK_CUT_PHASE, 56 * 3600, 56 * 3600 + 1);
    ends(&s, JK_CUT_PHASE, 4 * JK_DAY_S, 3 * JK_DAY_S); /* behind the quiet day again */
    s.leg.facts.kind = JK_KIND_PENGAMANAN;              /* which no phase binds */
    ends(&s, JK_CUT_PHASE, -38 * 3600, -38 * 3600 - 1);
}

Test(window, slots_are_those_of_the_paslon)
{
    struct jk_contest contest = { .id = "c" };
    struct setup s;

    make(&s);
    s.pack.contests = &contest;
    s.pack.contest_count = 1;
    give_contest_slots(&s.pack, "c", s.slots, 3);
    ends(&s, JK_CUT_KPU_SLOT, 7200, 7201);
    ends(&s, JK_CUT_KPU_SLOT, -6 * 3600, -6 * 3600 - 1);
    ends(&s, JK_CUT_KPU_SLOT, 2 * JK_DAY_S - 3600, 2 * JK_DAY_S - 3599); /* ends at 15.00 there */
    ends(&s, JK_CUT_KPU_SLOT, 0, JK_DAY_S);                              /* the other's day */
    give_contest_slots(&s.pack, "c", NULL, 0);
    ends(&s, JK_CUT_KPU_SLOT, JK_DAY_S, RANGE + 1);
}

Test(window, now_binds_the_start_of_the_main_unless_it_is_a_simulation)
{
    struct jk_arena arena = { 0 };
    struct jk_intervals shifts;
    struct setup s;

    make(&s);
    s.query.now_s = s.at[0].start_s + 100;
    ends(&s, JK_CUT_PAST, 100, 99);
    s.query.now_s = s.at[0].start_s + RANGE;
    ends(&s, JK_CUT_PAST, RANGE, RANGE - 1);
    s.query.now_s++; /* all of the range is past */
    cr_assert(jk_window_shifts(&arena, &s.query, JK_CUT_PAST, &shifts) == JK_OK);
    cr_assert(shifts.count == 0);
    s.pack.simulation = true;
    ends(&s, JK_CUT_PAST, -RANGE, -RANGE - 1);
    jk_arena_clear(&arena);
}

/* Two instances a day apart: every one must fit, and each cut tells its own reasons. */
Test(window, every_instance_fits_as_a_walk_over_the_range_says)
{
    struct seeded r = { 171 };

    for (int i = 0; i < 200; i++) {
        struct jk_arena arena = { 0 };
        struct jk_intervals hours, phase;
        struct setup s;

        make(&s);
        s.at[0].start_s = clock_of(DAY0 + 1, 0, 0) + STEP * seeded_whole(&r, 0, 140);
        s.at[0].end_s = s.at[0].start_s + STEP * seeded_whole(&r, 1, 60);
        s.at[1].start_s = s.at[0].start_s + JK_DAY_S * seeded_whole(&r, 0, 2);
        s.at[1].end_s = s.at[1].start_s + STEP * seeded_whole(&r, 1, 60);
        s.main.instance_count = 2;
        s.query.notice_count = 1;
        cr_assert(jk_window_shifts(&arena, &s.query, JK_CUT_HOURS, &hours) == JK_OK);
        cr_assert(jk_window_shifts(&arena, &s.query, JK_CUT_PHASE, &phase) == JK_OK);
        for (int64_t delta = -RANGE; delta <= RANGE; delta += STEP) {
            bool in_hours = true, in_phase = true;

            for (int k = 0; k < 2; k++) {
                int64_t from = s.at[k].start_s + delta + WITA, to = s.at[k].end_s + delta + WITA;
                int64_t day = from / JK_DAY_S, last = (to - 1) / JK_DAY_S;

                in_hours = in_hours && from % JK_DAY_S >= 9 * 3600 && to - day * JK_DAY_S <= 64800;
                for (int64_t d = day; d <= last; d++)
                    in_phase = in_phase && d >= DAY0 && d <= DAY0 + 6 && d != DAY0 + 4;
            }
            cr_assert(allows(&hours, delta) == in_hours, "round %d at %lld: hours", i,
                      (long long)delta);
            cr_assert(allows(&phase, delta) == in_phase, "round %d at %lld: phase", i,
                      (long long)delta);
        }
        jk_arena_clear(&arena);
    }
}

Test(window, cuts_have_the_words_of_the_wire)
{
    static const char *const words[] = { "hours", "phase", "kpu_slot", "past" };

    for (int i = 0; i < JK_CUT_END; i++)
        cr_assert_str_eq(jk_cut_word((enum jk_cut)i), words[i]);
}
