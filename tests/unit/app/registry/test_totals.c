/* Sums that rules ask for: what is counted in is counted out again, and nothing stays behind. */
#include "daemon/app/registry/totals.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "tests/support/seeded.h"

#define NOON 1732075200 /* 20 November 2024, 12.00 WITA */

struct subject {
    struct totals totals;
    struct jk_region region;
    struct jk_notice notice;
    struct jk_instance instances[4];
};

static void make(struct subject *s)
{
    *s = (struct subject){ .region = { .code = "64.08", .tz = jk_tz_find(JK_SPAN("WITA")) } };
    s->notice.facts = jk_facts_unstated();
    s->notice.facts.crowd = 500;
    s->notice.facts.party =
        (struct jk_party){ .contest = "pilbup-64.08", .count = 1, .paslon = { 1 } };
    s->notice.instances = s->instances;
    s->notice.instance_count = 1;
    s->instances[0] = (struct jk_instance){ .start_s = NOON, .end_s = NOON + 3600 };
}

static double rallies(const struct subject *s, uint32_t paslon)
{
    const struct jk_party party = { .contest = "pilbup-64.08", .count = 1, .paslon = { paslon } };

    return registry_totals_rallies(&s->totals, &party);
}

static double crowd(const struct subject *s, int days_later)
{
    int32_t day = jk_local_day(NOON, s->region.tz->offset_s) + days_later;

    return registry_totals_crowd(&s->totals, &s->region, day);
}

Test(totals, a_rally_counts_for_each_of_its_paslon_and_its_crowd_for_its_day)
{
    struct subject s;

    make(&s);
    s.notice.facts.party.count = 2;
    s.notice.facts.party.paslon[1] = 2;
    cr_assert(registry_totals_count(&s.totals, &s.notice, &s.region));
    cr_assert(rallies(&s, 1) == 1 && rallies(&s, 2) == 1 && rallies(&s, 3) == 0);
    cr_assert(crowd(&s, 0) == 500 && crowd(&s, 1) == 0 && crowd(&s, -1) == 0);
    /* The most of any of its paslon is what a joint rally is measured by. */
    s.notice.facts.party.count = 1;
    cr_assert(registry_totals_count(&s.totals, &s.notice, &s.region));
    s.notice.facts.party.count = 2;
    cr_assert(registry_totals_rallies(&s.totals, &s.notice.facts.party) == 2);
    registry_totals_clear(&s.totals);
}

Test(totals, contests_and_regions_count_for_themselves)
{
    struct subject s;
    struct jk_region other;

    make(&s);
    other = s.region;
    other.code = "64.03";
    cr_assert(registry_totals_count(&s.totals, &s.notice, &s.region));
    strcpy(s.notice.facts.party.contest, "pilgub-64");
    cr_assert(registry_totals_count(&s.totals, &s.notice, &other));
    cr_assert(rallies(&s, 1) == 1 && crowd(&s, 0) == 500);
    registry_totals_clear(&s.totals);
}

Test(totals, what_is_no_main_of_a_campaign_counts_nothing)
{
    static const struct {
        enum jk_kind kind;
        enum jk_leg leg;
        const char *parent;
        double rallies, crowd;
    } cases[] = {
        { JK_KIND_RAPAT_UMUM, JK_LEG_MAIN, NULL, 1, 500 },
        { JK_KIND_TERBATAS, JK_LEG_MAIN, NULL, 0, 500 }, /* a crowd, no rally */
        { JK_KIND_KONVOI, JK_LEG_MAIN, NULL, 0, 500 },
        { JK_KIND_PENGAMANAN, JK_LEG_MAIN, NULL, 0, 0 },
        { JK_KIND_RAPAT_UMUM, JK_LEG_KUMPUL, NULL, 0, 0 },
        { JK_KIND_RAPAT_UMUM, JK_LEG_MAIN, "main", 0, 0 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct subject s;

        make(&s);
        s.notice.facts.kind = cases[i].kind;
        s.notice.facts.leg = cases[i].leg;
        s.notice.parent = cases[i].parent;
        cr_assert(registry_totals_count(&s.totals, &s.notice, &s.region));
        cr_expect(rallies(&s, 1) == cases[i].rallies, "case %zu", i);
        cr_expect(crowd(&s, 0) == cases[i].crowd, "case %zu", i);
        registry_totals_clear(&s.totals);
    }
}

Test(totals, each_instance_brings_its_crowd_to_its_own_local_day)
{
    struct subject s;

    make(&s);
    /* 23.59.59 and midnight WITA are two days, and one in UTC. */
    s.instances[0].start_s = NOON + 12 * 3600 - 1;
    s.instances[1].start_s = NOON + 12 * 3600;
    s.notice.instance_count = 2;
    cr_assert(registry_totals_count(&s.totals, &s.notice, &s.region));
    cr_assert(crowd(&s, 0) == 500 && crowd(&s, 1) == 500);
    cr_assert(rallies(&s, 1) == 1, "a series is one");
    s.notice.facts.crowd = JK_NOT_STATED;
    registry_totals_uncount(&s.totals, &s.notice, &s.region);
    cr_assert(rallies(&s, 1) == 0 && crowd(&s, 0) == 500, "an unstated crowd is none");
    registry_totals_clear(&s.totals);
}

Test(totals, whatever_came_and_went_in_whatever_order_nothing_is_left)
{
    enum { NOTICES = 40 };
    struct seeded random = { 20241120 };

    for (int round = 0; round < seeded_rounds(50); round++) {
        struct subject each[NOTICES];
        bool in[NOTICES] = { false };
        struct totals totals = { 0 };

        for (int i = 0; i < NOTICES; i++) {
            make(&each[i]);
            each[i].notice.facts.crowd = (double)seeded_whole(&random, 0, 3000);
            each[i].notice.facts.party.paslon[0] = (uint32_t)seeded_whole(&random, 1, 3);
            each[i].instances[0].start_s += 86400 * seeded_whole(&random, 0, 3);
        }
        for (int step = 0; step < 400; step++) {
            int i = (int)seeded_whole(&random, 0, NOTICES - 1);

            if (in[i])
                registry_totals_uncount(&totals, &each[i].notice, &each[i].region);
            else
                cr_assert(registry_totals_count(&totals, &each[i].notice, &each[i].region));
            in[i] = !in[i];
        }
        for (int i = 0; i < NOTICES; i++) {
            if (in[i])
                registry_totals_uncount(&totals, &each[i].notice, &each[i].region);
        }
        for (size_t slot = 0; slot < totals.names.cap; slot++)
            cr_assert(totals.names.values[slot] == NULL, "a sum of nothing is kept");
        registry_totals_clear(&totals);
    }
}

/* What does not take place takes no turn and brings no crowd. */
Test(totals, a_cancelled_rally_is_none_and_a_cancelled_day_brings_no_crowd)
{
    struct jk_facts off;
    struct subject s;

    make(&s);
    off = s.notice.facts;
    off.cancelled = true;
    s.notice.instance_count = 3;
    for (int i = 1; i < 3; i++)
        s.instances[i] =
            (struct jk_instance){ .start_s = NOON + i * 86400, .end_s = NOON + i * 86400 + 3600 };
    s.instances[2].facts = &off;
    cr_assert(registry_totals_count(&s.totals, &s.notice, &s.region));
    cr_expect(rallies(&s, 1) == 1, "%f", rallies(&s, 1));
    cr_expect(crowd(&s, 1) == 500 && crowd(&s, 2) == 0);
    registry_totals_uncount(&s.totals, &s.notice, &s.region);
    cr_expect(rallies(&s, 1) == 0 && crowd(&s, 1) == 0);
    s.notice.facts.cancelled = true;
    cr_assert(registry_totals_count(&s.totals, &s.notice, &s.region));
    cr_expect(rallies(&s, 1) == 0 && crowd(&s, 0) == 0);
    registry_totals_clear(&s.totals);
}
