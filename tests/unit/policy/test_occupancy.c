/* Size classes, columns and buffers of the Kutim pack, each at its border (SPEC 2.1 and 2.3). */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "jarak/config/files.h"
#include "jarak/geo/geodesic.h"
#include "jarak/policy/occupancy.h"

static struct jk_arena arena;
static struct jk_pack pack;
static const struct jk_point road[] = { { 0.5, 117.5 }, { 0.5, 117.6 } };

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

TestSuite(occupancy_of, .init = load, .fini = drop);

static struct jk_facts facts_of(enum jk_kind kind)
{
    struct jk_facts f = jk_facts_unstated();

    f.kind = kind;
    f.shape = (struct jk_shape){ .kind = JK_SHAPE_DISC, .centre = { 0.5, 117.5 } };
    snprintf(f.party.contest, sizeof f.party.contest, "pilbup-64.08");
    f.party.count = 1;
    f.party.paslon[0] = 1;
    return f;
}

static enum jk_status make(const struct jk_facts *facts, struct jk_presence *out)
{
    const struct jk_instance instance = { 1732341600, 1732345200, 1732341600, facts };

    return jk_occupancy_make(&pack, &instance, out);
}

/* Unknown is not small: a kind has its least size whatever crowd is stated. */
Test(occupancy_of, crowds_class_by_kind_and_number)
{
    static const struct {
        enum jk_kind kind;
        enum jk_leg leg;
        double crowd;
        enum jk_size want;
    } cases[] = {
        { JK_KIND_RAPAT_UMUM, JK_LEG_MAIN, JK_NOT_STATED, JK_SIZE_BESAR },
        { JK_KIND_RAPAT_UMUM, JK_LEG_MAIN, 10, JK_SIZE_BESAR },
        { JK_KIND_RAPAT_UMUM, JK_LEG_KUMPUL, JK_NOT_STATED, JK_SIZE_BESAR }, /* main unknown */
        { JK_KIND_TATAP_MUKA, JK_LEG_KUMPUL, JK_NOT_STATED, JK_SIZE_KECIL },
        { JK_KIND_RAPAT_UMUM, JK_LEG_KUMPUL, 250, JK_SIZE_KECIL },
        { JK_KIND_RAPAT_UMUM, JK_LEG_KUMPUL, 251, JK_SIZE_SEDANG },
        { JK_KIND_RAPAT_UMUM, JK_LEG_BUBAR, 1000, JK_SIZE_SEDANG },
        { JK_KIND_RAPAT_UMUM, JK_LEG_BUBAR, 1001, JK_SIZE_BESAR },
        { JK_KIND_TERBATAS, JK_LEG_MAIN, JK_NOT_STATED, JK_SIZE_SEDANG },
        { JK_KIND_TERBATAS, JK_LEG_MAIN, 10, JK_SIZE_SEDANG },
        { JK_KIND_TERBATAS, JK_LEG_MAIN, 1000, JK_SIZE_SEDANG },
        { JK_KIND_TERBATAS, JK_LEG_MAIN, 1001, JK_SIZE_BESAR },
        { JK_KIND_TATAP_MUKA, JK_LEG_MAIN, JK_NOT_STATED, JK_SIZE_KECIL },
        { JK_KIND_TATAP_MUKA, JK_LEG_MAIN, 250, JK_SIZE_KECIL },
        { JK_KIND_TATAP_MUKA, JK_LEG_MAIN, 251, JK_SIZE_SEDANG },
        { JK_KIND_TATAP_MUKA, JK_LEG_MAIN, 1001, JK_SIZE_BESAR },
        { JK_KIND_LOGISTIK, JK_LEG_MAIN, 5000, JK_SIZE_LOGISTIK },
        { JK_KIND_PENGAMANAN, JK_LEG_MAIN, 5000, JK_SIZE_BEBAS },
        { JK_KIND_RAKOR, JK_LEG_MAIN, 5000, JK_SIZE_BEBAS },
        { JK_KIND_SOSIALISASI, JK_LEG_MAIN, 5000, JK_SIZE_BEBAS },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_facts f = facts_of(cases[i].kind);
        struct jk_presence p;

        f.leg = cases[i].leg;
        f.crowd = cases[i].crowd;
        cr_assert(make(&f, &p) == JK_OK);
        cr_assert(p.size == cases[i].want, "case %zu: %s", i, jk_size_word(p.size));
    }
}

/* A standing leg without a crowd has its main's class, whatever its own kind is called. */
Test(occupancy_of, a_leg_without_a_crowd_is_sized_by_its_main)
{
    static const struct {
        enum jk_kind main_kind;
        double main_crowd;
        enum jk_kind kind;
        enum jk_leg leg;
        double crowd;
        enum jk_size want;
    } cases[] = {
        { JK_KIND_RAPAT_UMUM, JK_NOT_STATED, JK_KIND_TATAP_MUKA, JK_LEG_KUMPUL, JK_NOT_STATED,
          JK_SIZE_BESAR },
        { JK_KIND_TATAP_MUKA, 3000, JK_KIND_TATAP_MUKA, JK_LEG_BUBAR, JK_NOT_STATED,
          JK_SIZE_BESAR },
        { JK_KIND_TATAP_MUKA, 30, JK_KIND_RAPAT_UMUM, JK_LEG_KUMPUL, JK_NOT_STATED, JK_SIZE_KECIL },
        { JK_KIND_RAPAT_UMUM, JK_NOT_STATED, JK_KIND_RAPAT_UMUM, JK_LEG_KUMPUL, 100,
          JK_SIZE_KECIL },
        { JK_KIND_RAPAT_UMUM, JK_NOT_STATED, JK_KIND_KONVOI, JK_LEG_PULANG, JK_NOT_STATED,
          JK_SIZE_KONVOI },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_facts main = facts_of(cases[i].main_kind), leg = facts_of(cases[i].kind);

        main.crowd = cases[i].main_crowd;
        leg.leg = cases[i].leg;
        leg.crowd = cases[i].crowd;
        cr_assert(jk_occupancy_size(&pack, &leg, &main) == cases[i].want, "case %zu: %s", i,
                  jk_size_word(jk_occupancy_size(&pack, &leg, &main)));
    }
}

/* Not clear: without a place, beyond use, or a convoy of which only one place is known. */
Test(occupancy_of, what_cannot_be_placed_is_not_assessed)
{
    static const struct {
        enum jk_kind kind;
        enum jk_leg leg;
        enum jk_shape_kind shape;
        double uncertainty_m;
        bool cancelled, assessed;
    } cases[] = {
        { JK_KIND_RAPAT_UMUM, JK_LEG_MAIN, JK_SHAPE_DISC, JK_NOT_STATED, false, true },
        { JK_KIND_RAPAT_UMUM, JK_LEG_MAIN, JK_SHAPE_NONE, JK_NOT_STATED, false, false },
        { JK_KIND_RAPAT_UMUM, JK_LEG_MAIN, JK_SHAPE_NONE, JK_NOT_STATED, true, true },
        { JK_KIND_RAPAT_UMUM, JK_LEG_MAIN, JK_SHAPE_DISC, 10000, false, true },
        { JK_KIND_RAPAT_UMUM, JK_LEG_MAIN, JK_SHAPE_DISC, 10001, false, false },
        { JK_KIND_KONVOI, JK_LEG_BERANGKAT, JK_SHAPE_DISC, JK_NOT_STATED, false, false },
        { JK_KIND_KONVOI, JK_LEG_MAIN, JK_SHAPE_DISC, JK_NOT_STATED, false, false },
        { JK_KIND_RAPAT_UMUM, JK_LEG_PULANG, JK_SHAPE_DISC, JK_NOT_STATED, false, false },
        { JK_KIND_KONVOI, JK_LEG_PULANG, JK_SHAPE_ROUTE, JK_NOT_STATED, false, true },
        { JK_KIND_LOGISTIK, JK_LEG_MAIN, JK_SHAPE_DISC, JK_NOT_STATED, false, true },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_facts f = facts_of(cases[i].kind);

        f.leg = cases[i].leg;
        f.shape.kind = cases[i].shape;
        f.uncertainty_m = cases[i].uncertainty_m;
        f.cancelled = cases[i].cancelled;
        cr_assert(jk_occupancy_is_assessed(&f) == cases[i].assessed, "case %zu", i);
    }
}

/* Ten units make a convoy: a car is one, a motorcycle a quarter, a stated length counts as cars. */
Test(occupancy_of, what_moves_is_a_convoy_from_ten_units_on)
{
    static const struct {
        enum jk_kind kind;
        double column_m;
        uint32_t cars, motorcycles;
        enum jk_size want;
        double length_m; /* at 11.1 km an hour: 3.09 m/s, so spacing rules */
    } cases[] = {
        { JK_KIND_KONVOI, JK_NOT_STATED, 10, 0, JK_SIZE_KONVOI, 100 },
        { JK_KIND_KONVOI, JK_NOT_STATED, 9, 3, JK_SIZE_KECIL, 94.5 },
        { JK_KIND_KONVOI, JK_NOT_STATED, 9, 4, JK_SIZE_KONVOI, 96 },
        { JK_KIND_KONVOI, JK_NOT_STATED, 0, 39, JK_SIZE_KECIL, 60.26 }, /* headway: 19.5 s */
        { JK_KIND_KONVOI, JK_NOT_STATED, 0, 40, JK_SIZE_KONVOI, 61.8 },
        { JK_KIND_KONVOI, 99.9, 500, 0, JK_SIZE_KECIL, 99.9 },
        { JK_KIND_KONVOI, 100, 1, 0, JK_SIZE_KONVOI, 100 },
        { JK_KIND_RAPAT_UMUM, JK_NOT_STATED, 12, 0, JK_SIZE_KONVOI, 120 },
        { JK_KIND_LOGISTIK, JK_NOT_STATED, 12, 0, JK_SIZE_LOGISTIK, 120 },
        { JK_KIND_KONVOI, JK_NOT_STATED, 0, 0, JK_SIZE_KONVOI, 300 }, /* the usual 30 cars */
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_facts f = facts_of(cases[i].kind);
        struct jk_presence p;

        f.shape = (struct jk_shape){ .kind = JK_SHAPE_ROUTE, .points = road, .point_count = 2 };
        f.has_vehicles = true;
        f.vehicles.cars = cases[i].cars;
        f.vehicles.motorcycles = cases[i].motorcycles;
        f.column_m = cases[i].column_m;
        cr_assert(make(&f, &p) == JK_OK);
        cr_assert(p.size == cases[i].want, "case %zu: %s", i, jk_size_word(p.size));
        cr_assert(fabs(p.column_m - cases[i].length_m) < 0.1, "case %zu: %.2f m", i, p.column_m);
        cr_assert(p.pad_m == 10 && p.from_s == 1732341600 && p.to_s == 1732345200,
                  "case %zu: no buffers", i);
    }
}

Test(occupancy_of, buffers_and_radius_come_from_the_pack_and_only_grow)
{
    static const struct {
        enum jk_kind kind;
        enum jk_leg leg;
        double buildup_s, dispersal_s, radius_m, before_s, after_s, pad_m;
    } cases[] = {
        { JK_KIND_RAPAT_UMUM, JK_LEG_MAIN, -1, -1, -1, 7200, 3600, 150 },
        { JK_KIND_TERBATAS, JK_LEG_MAIN, -1, -1, -1, 1800, 1800, 60 },
        { JK_KIND_TATAP_MUKA, JK_LEG_MAIN, -1, -1, -1, 900, 900, 25 },
        { JK_KIND_TATAP_MUKA, JK_LEG_MAIN, 899, 901, 0, 900, 901, 0 },
        { JK_KIND_TATAP_MUKA, JK_LEG_MAIN, 0, 0, 500, 900, 900, 500 },
        { JK_KIND_RAPAT_UMUM, JK_LEG_KUMPUL, -1, -1, -1, 0, 0, 150 }, /* its own hours */
        { JK_KIND_RAPAT_UMUM, JK_LEG_KUMPUL, 60, 120, -1, 60, 120, 150 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_facts f = facts_of(cases[i].kind);
        struct jk_presence p;

        f.leg = cases[i].leg;
        f.buildup_s = cases[i].buildup_s;
        f.dispersal_s = cases[i].dispersal_s;
        f.radius_m = cases[i].radius_m;
        cr_assert(make(&f, &p) == JK_OK);
        cr_assert(p.from_s == 1732341600 - cases[i].before_s, "case %zu: before", i);
        cr_assert(p.to_s == 1732345200 + cases[i].after_s, "case %zu: after", i);
        cr_assert(p.pad_m == cases[i].pad_m, "case %zu: %g m", i, p.pad_m);
        cr_assert(p.uncertainty_m == 0 && p.offset_s == 28800);
    }
}

Test(occupancy_of, what_cannot_be_placed_has_no_presence)
{
    struct jk_facts f = facts_of(JK_KIND_RAPAT_UMUM);
    struct jk_presence p;

    f.uncertainty_m = JK_DOUBT_MAX_M;
    cr_assert(make(&f, &p) == JK_OK && p.uncertainty_m == JK_DOUBT_MAX_M);
    f.uncertainty_m = JK_DOUBT_MAX_M + 1;
    cr_assert(make(&f, &p) == JK_NONE);
    f = facts_of(JK_KIND_RAPAT_UMUM);
    f.shape.kind = JK_SHAPE_NONE;
    cr_assert(make(&f, &p) == JK_NONE);
    f = facts_of(JK_KIND_RAPAT_UMUM);
    f.cancelled = true;
    cr_assert(make(&f, &p) == JK_NONE);
}

/* A regency's contest names the region; a province's leaves it to the nearest reference point. */
Test(occupancy_of, the_region_is_the_contests_or_the_nearest_sub_districts)
{
    struct jk_facts f = facts_of(JK_KIND_RAPAT_UMUM);

    cr_assert_str_eq(jk_occupancy_region(&pack, &f)->code, "64.08");
    f.shape.centre = (struct jk_point){ -6.2, 106.8 }; /* wherever it takes place */
    cr_assert_str_eq(jk_occupancy_region(&pack, &f)->code, "64.08");
    snprintf(f.party.contest, sizeof f.party.contest, "pilgub-64");
    f.shape.centre = (struct jk_point){ 0.5049, 117.5279 };
    cr_assert_str_eq(jk_occupancy_region(&pack, &f)->code, "64.08");
    f.shape.kind = JK_SHAPE_NONE;
    f.party.contest[0] = '\0';
    cr_assert(jk_occupancy_region(&pack, &f) != NULL, "never null");
}

/* Who moves without a vehicle has a length all the same, and the class of a crowd. The Kutim pack:
 * 1.5 people a metre of a road of 6 m, 1 m between rows, so nine people a metre. */
Test(occupancy_of, walkers_have_a_column_and_the_class_of_their_crowd)
{
    static const struct {
        enum jk_kind kind;
        double crowd;
        bool has_vehicles;
        struct jk_vehicles vehicles;
        double length_m; /* 11.13 km in an hour: 3.09 m/s, so the headway of cars is 6.2 m */
        enum jk_size size;
    } cases[] = {
        { JK_KIND_RAPAT_UMUM, 900, true, { 0 }, 100, JK_SIZE_SEDANG },
        { JK_KIND_RAPAT_UMUM, 9000, false, { 0 }, 1000, JK_SIZE_BESAR },
        { JK_KIND_TATAP_MUKA, 90, false, { 0 }, 10, JK_SIZE_KECIL },
        { JK_KIND_KONVOI, 9000, true, { 0 }, 1000, JK_SIZE_BESAR },
        /* A convoy whose vehicles nobody has stated may be either: the longer one, and no less
         * than a convoy. */
        { JK_KIND_KONVOI, 90, false, { 0 }, 300, JK_SIZE_KONVOI },
        { JK_KIND_KONVOI, 9000, false, { 0 }, 1000, JK_SIZE_BESAR },
        /* Those who ride do not walk; those beyond the seats do. */
        { JK_KIND_KONVOI, 70, true, { .cars = 10 }, 100, JK_SIZE_KONVOI },
        { JK_KIND_KONVOI, 970, true, { .cars = 10 }, 200, JK_SIZE_KONVOI },
        { JK_KIND_KONVOI, 9070, true, { .cars = 10 }, 1100, JK_SIZE_BESAR },
        { JK_KIND_KONVOI, 307, true, { .cars = 1 }, 43.4, JK_SIZE_SEDANG },
        { JK_KIND_KONVOI, JK_NOT_STATED, true, { 0 }, 300, JK_SIZE_KONVOI },
        { JK_KIND_KONVOI, 0, true, { 0 }, 300, JK_SIZE_KONVOI },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_facts f = facts_of(cases[i].kind);
        struct jk_presence p;

        f.shape = (struct jk_shape){ .kind = JK_SHAPE_ROUTE, .points = road, .point_count = 2 };
        f.crowd = cases[i].crowd;
        f.has_vehicles = cases[i].has_vehicles;
        f.vehicles = cases[i].vehicles;
        cr_assert(make(&f, &p) == JK_OK);
        cr_expect(fabs(p.column_m - cases[i].length_m) < 0.5, "case %zu: %.2f m", i, p.column_m);
        cr_expect(p.size == cases[i].size, "case %zu: %s", i, jk_size_word(p.size));
    }
}
