/* Two notices say the same until any one fact differs. */
#include <criterion/criterion.h>
#include "jarak/model/notice.h"

static struct jk_notice a, b;
static struct jk_instance at[2];
static char other_u[] = "u"; /* the same text elsewhere */

static void begin(void)
{
    a = (struct jk_notice){
        .uid = "u", .sequence = 1, .dtstamp_s = 5, .facts = jk_facts_unstated()
    };
    at[0] = (struct jk_instance){ 10, 20, 10, &a.facts };
    a.instances = &at[0];
    a.instance_count = 1;
    b = a;
    b.uid = other_u;
    at[1] = (struct jk_instance){ 10, 20, 10, &b.facts };
    b.instances = &at[1];
}

#define DIFFERS(change)                                 \
    do {                                                \
        begin();                                        \
        cr_assert(jk_notice_same(&a, &b));              \
        change;                                         \
        cr_expect(!jk_notice_same(&a, &b), "" #change); \
        cr_expect(!jk_notice_same(&b, &a), "" #change); \
    } while (0)

Test(same, each_fact_counts)
{
    static const struct jk_point points[] = { { 1, 2 }, { 3, 4 } },
                                 others[] = { { 1, 2 }, { 3, 5 } };
    static const int64_t times[] = { 1, 2 }, later[] = { 1, 3 };

    DIFFERS(b.uid = "v");
    DIFFERS(b.parent = "p");
    DIFFERS(b.first_start_s = 1);
    DIFFERS(b.instance_count = 0);
    DIFFERS(at[1].start_s = 11);
    DIFFERS(at[1].end_s = 21);
    DIFFERS(at[1].recurrence_s = 11);
    DIFFERS(b.facts.summary = "x");
    DIFFERS(b.facts.location = "x");
    DIFFERS(b.facts.place_code = "x");
    DIFFERS(b.facts.letter_no = "x");
    DIFFERS(b.facts.sttp = "x");
    DIFFERS(b.facts.contact = "x");
    DIFFERS(b.facts.props = "x");
    DIFFERS(b.facts.public_note = "x");
    DIFFERS(b.facts.inferred = "x");
    DIFFERS(b.facts.kind = JK_KIND_KONVOI);
    DIFFERS(b.facts.leg = JK_LEG_PULANG);
    DIFFERS(b.facts.mode = JK_MODE_SEA);
    DIFFERS(b.facts.party.contest[0] = 'x');
    DIFFERS(b.facts.party.count = 1);
    DIFFERS(b.facts.shape.kind = JK_SHAPE_DISC);
    DIFFERS(b.facts.shape.centre.lat_deg = 1);
    DIFFERS(b.facts.geometry_said = JK_GEOMETRY_NONE);
    DIFFERS(b.facts.place_by = JK_PLACE_ONLINE);
    DIFFERS(b.facts.radius_m = 1);
    DIFFERS(b.facts.uncertainty_m = 1);
    DIFFERS(b.facts.crowd = 1);
    DIFFERS(b.facts.has_vehicles = true);
    DIFFERS(b.facts.vehicles.cars = 1);
    DIFFERS(b.facts.vehicles.motorcycles = 1);
    DIFFERS(b.facts.vehicles.trucks = 1);
    DIFFERS(b.facts.vehicles.buses = 1);
    DIFFERS(b.facts.column_m = 1);
    DIFFERS(b.facts.width_m = 1);
    DIFFERS(b.facts.buildup_s = 1);
    DIFFERS(b.facts.dispersal_s = 1);
    DIFFERS(b.facts.letter_day = 1);
    DIFFERS(b.facts.received_s = 1);
    DIFFERS(b.facts.stated_weekday = 1);
    DIFFERS(b.facts.cancelled = true);
    DIFFERS(b.facts.all_day = true);
    DIFFERS((a.facts.shape.points = points, a.facts.shape.point_count = 2,
             b.facts.shape.points = others, b.facts.shape.point_count = 2));
    DIFFERS((a.facts.shape.points = points, a.facts.shape.point_count = 2,
             b.facts.shape = a.facts.shape, a.facts.shape.times = times,
             b.facts.shape.times = later));
}

Test(same, version_and_line_do_not)
{
    begin();
    b.sequence = 7;
    b.dtstamp_s = 6;
    b.facts.line = 9;
    cr_expect(jk_notice_same(&a, &b));
}
