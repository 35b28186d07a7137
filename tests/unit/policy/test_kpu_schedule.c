/* KPU's decree: zones that rotate by day, last days free, a slot waived; and what each says of a
 * rally's time and ground. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/geo/geodesic.h"
#include "jarak/policy/kpu_slots.h"
#include "jarak/policy/texts.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"
#include "tests/unit/policy/pack_case.h"

#define SLOTS "kpu_slots.json"

/* Three zones for two pairs, four days; the last two free; paslon 2 has waived its second day. */
static const char decree[] =
    "{\"zones\":[{\"id\":\"A\",\"regions\":[\"64.08.04\",\"64.08.07\"]},"
    "{\"id\":\"B\",\"regions\":[\"64.08.02\"]},{\"id\":\"C\",\"regions\":[\"64.08.01\"]}],"
    "\"rotations\":[{\"contest\":\"pilbup-64.08\",\"from\":\"2024-11-18\",\"to\":\"2024-11-21\","
    "\"hours\":[9,18],\"zones\":[\"A\",\"B\",\"C\"],\"order\":[1,2],\"basis\":\"SK KPU 9\"}],"
    "\"free\":[{\"contest\":\"pilbup-64.08\",\"from\":\"2024-11-22\",\"to\":\"2024-11-23\"}],"
    "\"waived\":[{\"contest\":\"pilbup-64.08\",\"paslon\":2,\"date\":\"2024-11-19\"}]}";

static void open_decree(struct pack_case *c)
{
    pack_case_open(c);
    pack_case_add(c, SLOTS, decree);
    cr_assert(pack_case_load(c) == JK_OK, "%s %s", c->err.field, c->err.value);
}

/* The zone of a paslon on a day of November, from 14.00 to 16.00; "-" none, "*" everywhere. */
static const char *zone_of(const struct pack_case *c, uint32_t paslon, int day)
{
    const struct jk_party party = { .contest = "pilbup-64.08", .count = 1, .paslon = { paslon } };
    struct jk_facts facts = jk_facts_unstated();
    const int64_t noon = 1730433600 + (day - 1) * INT64_C(86400); /* 12.00 WITA */
    const struct jk_instance instance = { .start_s = noon + 7200,
                                          .end_s = noon + 14400,
                                          .facts = &facts };
    const struct jk_kpu_slot *slot = jk_kpu_slot_then(&c->pack, &party, &instance);

    return !slot ? "-" : slot->zone[0] ? slot->zone : "*";
}

Test(kpu_schedule, zones_rotate_by_day_and_the_last_days_are_free)
{
    static const char *const want[][2] = { { "A", "B" }, { "B", "-" }, { "C", "A" }, { "A", "B" },
                                           { "*", "*" }, { "*", "*" }, { "-", "-" } };
    struct pack_case c;

    open_decree(&c);
    for (int i = 0; i < 7; i++) {
        for (uint32_t paslon = 1; paslon <= 2; paslon++)
            cr_expect_str_eq(zone_of(&c, paslon, 18 + i), want[i][paslon - 1], "%d November, %u",
                             18 + i, paslon);
    }
    cr_assert(c.pack.kpu_slot_count == 4 * 2 - 1 + 2 * 2);
    for (size_t i = 1; i < c.pack.kpu_slot_count; i++)
        cr_expect(c.pack.kpu_slots[i - 1].from_s <= c.pack.kpu_slots[i].from_s);
    pack_case_clear(&c);
}

/* 18 November: paslon 1 is in zone A (Sangatta), paslon 2 in B. */
Test(kpu_schedule, a_slot_has_a_ground_as_well_as_a_time)
{
    const struct jk_party one = { .contest = "pilbup-64.08", .count = 1, .paslon = { 1 } };
    struct jk_facts facts = jk_facts_unstated();
    const struct jk_instance instance = { .start_s = 1731909600,
                                          .end_s = 1731916800,
                                          .facts = &facts };
    struct pack_case c;

    open_decree(&c);
    for (size_t i = 0; i < c.pack.region_count; i++) {
        const struct jk_region *r = &c.pack.regions[i];
        bool inside = strcmp(r->code, "64.08.04") == 0 || strcmp(r->code, "64.08.07") == 0;

        if (!r->has_point || !jk_region_covers("64.08", r->code))
            continue;
        facts.shape = (struct jk_shape){ .kind = JK_SHAPE_DISC, .centre = r->point };
        cr_expect((jk_kpu_slot_of(&c.pack, &one, &instance) != NULL) == inside, "%s", r->code);
    }
    facts.shape.kind = JK_SHAPE_NONE;
    cr_assert(jk_kpu_slot_of(&c.pack, &one, &instance), "a place nobody knows is not outside");
    facts.place_code = "stadion-kudungga";
    cr_assert(jk_pack_place(&c.pack, facts.place_code) == NULL ||
              jk_kpu_slot_of(&c.pack, &one, &instance));
    pack_case_clear(&c);
}

Test(kpu_schedule, slips_of_the_keyboard_are_refused)
{
    static const struct {
        const char *way, *json, *field;
    } cases[] = {
        { "zones.0.regions", "[\"99\"]", "kpu_slots.json: zones[0].regions[0]" },
        { "rotations.0.zones", "[\"A\",\"D\"]", "kpu_slots.json: rotations[0].zones[1]" },
        { "rotations.0.zones", "[\"A\"]", "kpu_slots.json: rotations[0].order" },
        { "rotations.0.order", "[2,9]", "kpu_slots.json" },
        { "rotations.0.contest", "\"x\"", "kpu_slots.json: rotations[0]" },
        { "rotations.0.to", "\"2024-11-17\"", "kpu_slots.json: rotations[0]" },
        { "rotations.0.hours", "[9,25]", "kpu_slots.json: rotations[0].hours[1]" },
        { "rotations.0.hours", "[18,9]", "kpu_slots.json: rotations[0]" },
        { "free.0.to", "\"2034-11-17\"", "kpu_slots.json: free[0]" },
        { "waived.0.date", "\"2024-11-22\"", "kpu_slots.json: waived[0]" }, /* free for all */
        { "waived.0.paslon", "0", "kpu_slots.json: waived[0].paslon" },
        { "waived.0.tanggal", "1", "kpu_slots.json: waived[0].tanggal" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pack_case c;

        pack_case_open(&c);
        pack_case_add(&c, SLOTS, decree);
        pack_case_set(&c, SLOTS, cases[i].way, cases[i].json);
        cr_expect(pack_case_load(&c) != JK_OK, "%s", cases[i].way);
        cr_expect_str_eq(c.err.field, cases[i].field, "%s: %s", cases[i].way, c.err.field);
        pack_case_clear(&c);
    }
}
