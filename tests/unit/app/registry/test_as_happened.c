/* A plan as a report says it happened: which instance, what of it changes, and what cannot be. */
#include "daemon/app/registry/as_happened.h"
#include "daemon/app/registry/rows.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "daemon/app/handle/handle.h"
#include "daemon/app/registry/version.h"
#include "jarak/app/app.h"
#include "jarak/geo/geodesic.h"
#include "jarak/model/texts.h"
#include "tests/unit/app/desk.h"

#define START 1732082400 /* 20 November 2024, 14.00 WITA */

Test(as_happened, the_instance_that_is_on_else_the_nearest_else_the_earlier)
{
    static const struct jk_instance days[] = { { 1000, 2000, 1000, NULL },
                                               { 3000, 4000, 3000, NULL } };
    static const struct {
        int64_t at_s;
        int index;
    } cases[] = {
        { 0, 0 },    { 1000, 0 }, { 1999, 0 }, { 2000, 0 },
        { 2499, 0 }, { 2500, 1 }, /* 500 s before the one and 501 behind the last second of the
                                     other */
        { 3000, 1 }, { 9999, 1 },
    };
    struct jk_notice notice = { .instances = days, .instance_count = 2 };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect(registry_happened_instance(&notice, cases[i].at_s) == &days[cases[i].index],
                  "%lld", (long long)cases[i].at_s);
    notice.instance_count = 0;
    cr_assert(registry_happened_instance(&notice, 1500) == NULL);
}

/* An approved chain: a rally of two hours and the convoy to it of half an hour, one hour before. */
static struct jk_entry *approved(struct desk *d, const char *uid)
{
    desk_open(d);
    desk_file_chain(d, "own", 1, 0.5, 117.5, START);
    cr_assert(desk_decide(d, "own@slots", "approve", NULL, 0) == JK_OK, "%s", d->err.value);
    return jk_registry_entry(jk_app_registry(d->app), uid);
}

static enum jk_status happen(struct desk *d, const struct jk_entry *entry,
                             const struct jk_report_said *said, struct jk_version **out)
{
    const struct jk_version *plan = registry_entry_in_force(entry);
    struct jk_report report = { .said = *said, .planned_s = plan->notice->instances[0].start_s };

    return registry_happened_make(&d->pack, entry, &report, out, &d->err);
}

Test(as_happened, late_early_and_longer_move_the_hours_they_are_about)
{
    static const struct {
        enum jk_report_kind kind;
        int64_t minutes, start_min, end_min;
    } cases[] = {
        { JK_REPORT_LATE, 30, 30, 150 },
        { JK_REPORT_LATE, -30, -30, 90 },
        { JK_REPORT_LONGER, 45, 0, 165 },
        { JK_REPORT_LATE, 1440, 1440, 1560 },
    };
    struct desk d;
    struct jk_entry *entry = approved(&d, "own@slots");

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct jk_report_said said = { .kind = cases[i].kind, .minutes = cases[i].minutes };
        const struct jk_instance *one;
        struct jk_version *version;

        cr_assert(happen(&d, entry, &said, &version) == JK_OK, "%s", d.err.value);
        one = &version->notice->instances[0];
        cr_expect(version->notice->instance_count == 1);
        cr_expect(one->start_s == START + 60 * cases[i].start_min, "case %zu", i);
        cr_expect(one->end_s == START + 60 * cases[i].end_min, "case %zu", i);
        registry_version_free(version);
    }
    cr_expect(entry->current->notice->instances[0].start_s == START, "the plan is untouched");
    desk_close(&d);
}

Test(as_happened, an_activity_that_stands_elsewhere_is_there_for_sure)
{
    static const struct jk_point elsewhere[] = { { 0.6, 117.6 }, { 0.7, 117.7 } };
    struct jk_report_said said = { .kind = JK_REPORT_OFF_ROUTE,
                                   .points = elsewhere,
                                   .point_count = 1 };
    struct jk_version *version;
    const struct jk_facts *facts;
    struct desk d;
    struct jk_entry *entry = approved(&d, "own@slots");

    cr_assert(happen(&d, entry, &said, &version) == JK_OK);
    facts = version->notice->instances[0].facts;
    cr_expect(facts->shape.kind == JK_SHAPE_DISC && facts->shape.centre.lat_deg == 0.6);
    cr_expect(facts->uncertainty_m == 0.0, "somebody saw it there");
    registry_version_free(version);
    said.point_count = 2;
    cr_expect(happen(&d, entry, &said, &version) == JK_INVALID, "a rally has no way");
    cr_expect(d.err.text == JK_TEXT_REPORT_PLACE && version == NULL);
    cr_expect_str_eq(d.err.field, "place");
    desk_close(&d);
}

/* A convoy stays a convoy: by a single place its way makes the least detour. */
Test(as_happened, a_convoy_seen_at_one_place_goes_round_by_it)
{
    struct desk d;
    struct jk_entry *entry = approved(&d, "own-out@slots");
    const struct jk_shape *plan = &entry->current->notice->facts.shape;
    const struct jk_point middle = { (plan->points[0].lat_deg + plan->points[1].lat_deg) / 2,
                                     (plan->points[0].lon_deg + plan->points[1].lon_deg) / 2 };
    const struct jk_point seen = jk_geodesic_direct(middle, 0, 500);
    const struct jk_report_said said = { .kind = JK_REPORT_OFF_ROUTE,
                                         .points = &seen,
                                         .point_count = 1 };
    struct jk_version *version;
    const struct jk_shape *way;

    cr_assert(plan->kind == JK_SHAPE_ROUTE && plan->point_count == 2);
    cr_assert(happen(&d, entry, &said, &version) == JK_OK, "%s", d.err.value);
    way = &version->notice->instances[0].facts->shape;
    cr_assert(way->kind == JK_SHAPE_ROUTE && way->point_count == 3);
    cr_expect(jk_point_eq(way->points[0], plan->points[0]));
    cr_expect(jk_point_eq(way->points[1], seen), "between the ends");
    cr_expect(jk_point_eq(way->points[2], plan->points[1]));
    registry_version_free(version);
    desk_close(&d);
}

Test(as_happened, a_way_that_would_be_too_fast_is_refused)
{
    static const struct jk_point far[] = { { 0.5, 117.4 }, { 1.9, 117.4 } }; /* 155 km */
    const struct jk_report_said said = { .kind = JK_REPORT_OFF_ROUTE,
                                         .points = far,
                                         .point_count = 2 };
    struct jk_version *version;
    struct desk d;
    struct jk_entry *entry = approved(&d, "own-out@slots");

    cr_assert(happen(&d, entry, &said, &version) == JK_RANGE, "155 km in half an hour");
    cr_assert(version == NULL);
    desk_close(&d);
}

Test(as_happened, before_an_approval_nothing_is_in_force_and_a_change_that_waits_is_not)
{
    struct filed one = { "one@uji", 0.5, 117.5, 1, 0, NULL, NULL };
    const struct jk_version *plan;
    struct jk_entry *entry;
    struct desk d;

    desk_open(&d);
    cr_assert(desk_file(&d, &one) == JK_OK);
    entry = jk_registry_entry(jk_app_registry(d.app), "one@uji");
    cr_assert(registry_entry_in_force(entry) == NULL);
    cr_assert(desk_decide(&d, "one@uji", "approve", NULL, 0) == JK_OK);
    plan = registry_entry_in_force(entry);
    cr_assert(plan != NULL && plan == entry->current);
    one.sequence = 1;
    one.lat = 0.6;
    cr_assert(desk_file(&d, &one) == JK_OK);
    cr_assert(registry_entry_in_force(entry) == plan && plan != entry->current);
    desk_close(&d);
}

/* Whatever was in between: what is in force and what was seen last say it. A start knows no more.
 */
Test(as_happened, it_stands_again_when_its_plan_does)
{
    struct jk_report report = { .said = { .kind = JK_REPORT_LATE, .minutes = 30 },
                                .planned_s = START };
    struct desk d;
    struct jk_entry *entry = approved(&d, "own@slots");
    struct jk_registry *registry = d.app->registry;

    for (int round = 0; round < 2; round++) {
        const bool late = round == 0;

        cr_assert(jk_registry_happen(registry, entry, &report) == JK_OK);
        cr_expect((entry->happened != NULL) == late);
        cr_assert(jk_registry_restate(registry, entry->chain, JK_STATE_WITHDRAWN, false) == JK_OK);
        cr_expect(entry->happened == NULL);
        cr_assert(jk_registry_restate(registry, entry->chain, JK_STATE_APPROVED, false) == JK_OK);
        cr_expect((entry->happened != NULL) == late, "%s", late ? "late" : "over");
        report.said.kind = JK_REPORT_OVER;
    }
    desk_close(&d);
}
