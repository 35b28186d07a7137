/* R21: legs that do not fit their main, each fault at its edge; R22: what was assumed. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/config/files.h"
#include "jarak/geo/geodesic.h"
#include "jarak/model/texts.h"
#include "jarak/policy/rules.h"

#define HOUR 3600
#define NINE 1732064400 /* Wednesday, 20 November 2024, 09.00 WITA */

static struct jk_arena arena;
static struct jk_pack pack;
static const struct jk_point field = { 0.5, 117.5 };

static void load(void)
{
    struct jk_error err;

    jk_geodesic_init();
    cr_assert(jk_pack_read("calendars/kutim-2024", &arena, &pack, &err) == JK_OK, "%s", err.field);
}

static void drop(void)
{
    jk_arena_clear(&arena);
}

TestSuite(rules_chain, .init = load, .fini = drop);

/* A main from 14.00 to 17.00 and one leg, hours from 09.00 of its day. */
struct pair {
    struct jk_notice main, leg;
    struct jk_instance on[2];
    struct jk_point way[2];
};

static void make_pair(struct pair *p, enum jk_leg leg, double from_h, double to_h)
{
    *p = (struct pair){ .main = { .uid = "m" }, .leg = { .uid = "l", .parent = "m" } };
    p->main.facts = p->leg.facts = jk_facts_unstated();
    p->main.facts.kind = JK_KIND_RAPAT_UMUM;
    p->main.facts.shape = (struct jk_shape){ .kind = JK_SHAPE_DISC, .centre = field };
    snprintf(p->main.facts.party.contest, sizeof p->main.facts.party.contest, "pilbup-64.08");
    p->main.facts.party.count = p->main.facts.party.paslon[0] = 1;
    p->leg.facts.party = p->main.facts.party;
    p->leg.facts.kind =
        leg == JK_LEG_KUMPUL || leg == JK_LEG_BUBAR ? JK_KIND_RAPAT_UMUM : JK_KIND_KONVOI;
    p->leg.facts.leg = leg;
    p->leg.facts.shape = p->main.facts.shape;
    p->on[0] = (struct jk_instance){ NINE + 5 * HOUR, NINE + 8 * HOUR, 0, &p->main.facts };
    p->on[1] = (struct jk_instance){ NINE + (int64_t)(from_h * HOUR), NINE + (int64_t)(to_h * HOUR),
                                     0, &p->leg.facts };
    p->main.instances = &p->on[0];
    p->leg.instances = &p->on[1];
    p->main.instance_count = p->leg.instance_count = 1;
}

/* The text of a rule about the main (or the leg), "" where it is silent. */
static const char *told(const struct pair *p, bool of_leg, const char *rule)
{
    const struct jk_notice *chain[] = { &p->main, &p->leg };
    const struct jk_rule_input in = { .pack = &pack,
                                      .notice = of_leg ? &p->leg : &p->main,
                                      .region = "64.08",
                                      .tz = pack.tz,
                                      .main_known = true,
                                      .chain = chain,
                                      .chain_count = 2 };
    struct jk_finding *findings;
    size_t count;

    cr_assert(jk_rules_apply(&arena, &in, &findings, &count) == JK_OK);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(findings[i].rule, rule) == 0)
            return findings[i].text[JK_LANG_EN];
    }
    return "";
}

Test(rules_chain, a_leg_fits_its_main_by_day_order_and_gap)
{
    static const struct {
        enum jk_leg leg;
        double from_h, to_h;
        const char *fault; /* "" where it fits */
    } cases[] = {
        { JK_LEG_KUMPUL, 2, 4, "" },
        { JK_LEG_BERANGKAT, 4, 5, "" },
        { JK_LEG_PULANG, 8, 9, "" },
        { JK_LEG_BUBAR, 9, 10, "" },
        { JK_LEG_BERANGKAT, 1, 2, "" }, /* three hours before */
        { JK_LEG_BERANGKAT, 0.9, 1.9, "too far in time" },
        { JK_LEG_PULANG, 11, 12, "" },
        { JK_LEG_PULANG, 11.1, 12, "too far in time" },
        { JK_LEG_KUMPUL, 5, 6, "out of order" }, /* when it has begun */
        { JK_LEG_BERANGKAT, 4, 8.1, "out of order" },
        { JK_LEG_PULANG, 4.9, 9, "out of order" },
        { JK_LEG_PULANG, 5, 8, "" },
        { JK_LEG_PULANG, 5, 7.9, "out of order" },
        { JK_LEG_BERANGKAT, -20, -19, "not on the day" },
        { JK_LEG_PULANG, 32, 33, "not on the day" },
        { JK_LEG_BUBAR, 15, 16, "not on the day" }, /* 24.00 is the next day */
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pair p;
        const char *text;

        make_pair(&p, cases[i].leg, cases[i].from_h, cases[i].to_h);
        text = told(&p, false, "R21");
        cr_assert(cases[i].fault[0] ? strstr(text, cases[i].fault) != NULL : !text[0],
                  "case %zu: %s", i, text);
        cr_assert(!cases[i].fault[0] || strstr(text, jk_leg_word(cases[i].leg)), "%s", text);
        cr_assert(!told(&p, true, "R21")[0], "it is told at the main alone");
    }
}

Test(rules_chain, a_way_meets_the_place_of_its_main)
{
    static const struct {
        enum jk_leg leg;
        double off_m, radius_m, uncertainty_m;
        bool fits;
    } cases[] = {
        { JK_LEG_BERANGKAT, 999, 0, 0, true },    { JK_LEG_BERANGKAT, 1001, 0, 0, false },
        { JK_LEG_BERANGKAT, 1149, 150, 0, true }, { JK_LEG_BERANGKAT, 1151, 150, 0, false },
        { JK_LEG_PULANG, 999, 0, 0, true },       { JK_LEG_PULANG, 1001, 0, 0, false },
        { JK_LEG_PULANG, 5199, 0, 4200, true },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool out = cases[i].leg == JK_LEG_BERANGKAT;
        struct pair p;

        make_pair(&p, cases[i].leg, out ? 4 : 8, out ? 5 : 9);
        p.main.facts.radius_m = cases[i].radius_m;
        p.main.facts.uncertainty_m = cases[i].uncertainty_m;
        p.way[out ? 1 : 0] = jk_geodesic_direct(field, 90, cases[i].off_m);
        p.way[out ? 0 : 1] = jk_geodesic_direct(field, 0, 9000);
        p.leg.facts.shape =
            (struct jk_shape){ .kind = JK_SHAPE_ROUTE, .points = p.way, .point_count = 2 };
        cr_assert(!told(&p, false, "R21")[0] == cases[i].fits, "case %zu: %s", i,
                  told(&p, false, "R21"));
    }
}

/* A weekly meeting: each leg is held against the meeting nearest to it. */
Test(rules_chain, a_leg_of_a_series_is_held_against_the_nearest_instance)
{
    struct jk_instance weeks[3];
    struct pair p;

    make_pair(&p, JK_LEG_PULANG, 8 + 168, 9 + 168);
    for (int i = 0; i < 3; i++)
        weeks[i] = (struct jk_instance){ NINE + (5 + 168 * i) * HOUR, NINE + (8 + 168 * i) * HOUR,
                                         0, &p.main.facts };
    p.main.instances = weeks;
    p.main.instance_count = 3;
    cr_assert(!told(&p, false, "R21")[0], "%s", told(&p, false, "R21"));
    p.on[1].start_s += 24 * HOUR;
    p.on[1].end_s += 24 * HOUR;
    cr_assert(strstr(told(&p, false, "R21"), "not on the day") != NULL);
}

Test(rules_chain, what_is_assumed_is_said)
{
    struct pair p;

    make_pair(&p, JK_LEG_BERANGKAT, 4, 5);
    cr_assert(strstr(told(&p, true, "R22"), "30 cars"), "%s", told(&p, true, "R22"));
    p.leg.facts.has_vehicles = true;
    cr_assert(strstr(told(&p, true, "R22"), "30 cars"), "none of any kind is not a number");
    p.leg.facts.vehicles.motorcycles = 1;
    cr_assert(!told(&p, true, "R22")[0]);
    make_pair(&p, JK_LEG_BERANGKAT, 4, 5);
    p.leg.facts.column_m = 50;
    cr_assert(!told(&p, true, "R22")[0]);
    make_pair(&p, JK_LEG_KUMPUL, 2, 4);
    cr_assert(strstr(told(&p, true, "R22"), "class besar"), "%s", told(&p, true, "R22"));
    p.main.facts.kind = JK_KIND_TATAP_MUKA;
    cr_assert(strstr(told(&p, true, "R22"), "class kecil"), "%s", told(&p, true, "R22"));
    p.leg.facts.crowd = 0;
    cr_assert(!told(&p, true, "R22")[0]);
    cr_assert(!told(&p, false, "R22")[0], "the main has its kind's least size");
}
