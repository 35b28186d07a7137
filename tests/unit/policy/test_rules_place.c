/* R9, R10, R13, R14 and R15: where it is, whose ground that is, and what stands beside it. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>
#include "jarak/geo/geodesic.h"
#include "jarak/geo/outline.h"
#include "tests/unit/policy/subject.h"

Test(uncertain, some_metres_ask_for_a_point_and_beyond_ten_kilometres_nothing_is_computed)
{
    static const struct {
        double uncertainty_m;
        bool uncertain, no_place;
    } cases[] = {
        { JK_NOT_STATED, false, false }, { 0, false, false },        { 0.001, true, false },
        { 10000, true, false },          { 10000.001, false, true }, { 100000, false, true },
    };
    struct subject s;

    subject_make(&s);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        s.notice.facts.uncertainty_m = cases[i].uncertainty_m;
        cr_expect(subject_says(&s, "R9") == cases[i].uncertain, "case %zu", i);
        cr_expect(subject_says(&s, "R10") == cases[i].no_place, "case %zu", i);
    }
    s.notice.facts.shape.kind = JK_SHAPE_NONE;
    s.notice.facts.uncertainty_m = 100;
    cr_assert(!subject_says(&s, "R9") && subject_says(&s, "R10"), "a name alone is no place");
    subject_clear(&s);
}

Test(uncertain, kilometres_are_told_to_a_tenth_with_the_mark_of_the_language)
{
    struct subject s;

    subject_make(&s);
    s.notice.facts.uncertainty_m = 4249;
    cr_assert(strstr(subject_text(&s, "R9", JK_LANG_ID), "(sekitar 4,2 km)") != NULL);
    cr_assert(strstr(subject_text(&s, "R9", JK_LANG_EN), "(about 4.2 km)") != NULL);
    subject_clear(&s);
}

/* Four squares of 0.1 degrees. North: two sub-districts of Kutim side by side; south: one of Berau
 * (another regency) and nothing at all.
 *      117.5     117.6     117.7
 *  0.6  Sangatta Utara | Sangkulirang
 *  0.5  (Berau itself) | nobody's */
struct ground {
    struct jk_area areas[3];
};

static const struct jk_region *region_of(struct subject *s, const char *code)
{
    const struct jk_region *region = jk_pack_region(&s->pack, code);

    cr_assert(region != NULL, "%s", code);
    return region;
}

static void lay_square(struct subject *s, struct jk_area *area, const char *code,
                       struct jk_point corner)
{
    double south = corner.lat_deg, west = corner.lon_deg;
    const struct jk_point corners[] = {
        { south, west }, { south, west + 0.1 }, { south + 0.1, west + 0.1 }, { south + 0.1, west }
    };
    struct jk_corners ring = { corners, 4 };

    area->code = region_of(s, code)->code;
    cr_assert(jk_outline_make(&s->arena, &ring, 1, &area->outline) == JK_OK);
}

static void lay_ground(struct subject *s, struct ground *g)
{
    lay_square(s, &g->areas[0], "64.08.04", (struct jk_point){ 0.5, 117.5 });
    lay_square(s, &g->areas[1], "64.08.05", (struct jk_point){ 0.5, 117.6 });
    lay_square(s, &g->areas[2], "64.03", (struct jk_point){ 0.4, 117.5 });
    s->pack.areas = g->areas;
    s->pack.area_count = 3;
}

/* Points of one place after the other; the rule and the addressee at each. */
Test(ground, who_is_written_to_and_what_is_outside)
{
    static const struct {
        struct jk_point at;
        bool outside;
        const char *to;
    } cases[] = {
        { { 0.55, 117.55 }, false, "tempatnya Kapolsek Sangatta Utara" },
        { { 0.55, 117.65 }, false, "tempatnya Kapolsek Sangkulirang" },
        { { 0.55, 117.5960 },
          false,
          "Kapolsek Sangatta Utara; dekat batas Sangkulirang" }, /* 445 m */
        { { 0.45, 117.55 }, true, "Berau" },
        { { 0.45, 117.65 }, true, "" },
    };
    struct ground g;
    struct subject s;

    subject_make(&s);
    lay_ground(&s, &g);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *to;

        s.notice.facts.shape.centre = cases[i].at;
        to = subject_text(&s, "R14", JK_LANG_ID);
        cr_expect(subject_says(&s, "R13") == cases[i].outside, "case %zu", i);
        cr_expect(cases[i].to[0] ? strstr(to, cases[i].to) != NULL : to[0] == '\0', "case %zu: %s",
                  i, to);
        cr_expect(strstr(to, "perkiraan") == NULL, "territories are no guess");
    }
    subject_clear(&s);
}

/* A border is known to 500 m: there both are named, one metre further only one is. */
Test(ground, the_neighbour_is_named_within_500_m_of_the_border)
{
    struct jk_point border = { 0.55, 117.6 };
    struct ground g;
    struct subject s;

    subject_make(&s);
    lay_ground(&s, &g);
    s.notice.facts.shape.centre = jk_geodesic_direct(border, 270, 499);
    cr_assert(strstr(subject_text(&s, "R14", JK_LANG_EN), "near the border of Sangkulirang"));
    s.notice.facts.shape.centre = jk_geodesic_direct(border, 270, 501);
    cr_assert(strstr(subject_text(&s, "R14", JK_LANG_EN), "near the border") == NULL);
    subject_clear(&s);
}

/* Practice may differ from the least office by geography: the pack names it with its basis, and the
 * law's own answer stands beside it. */
Test(ground, the_pack_names_another_office_by_contest_and_kind)
{
    static const struct jk_addressee by[] = {
        { 1u << JK_KIND_RAPAT_UMUM, JK_POLICE_RESOR, "praktik" },
        { 1u << JK_KIND_TERBATAS, JK_POLICE_DAERAH, "surat edaran" },
    };
    struct jk_contest *contests;
    struct ground g;
    struct subject s;

    subject_make(&s);
    lay_ground(&s, &g);
    contests = jk_arena_array(&s.arena, s.pack.contest_count, sizeof *contests);
    for (size_t i = 0; i < s.pack.contest_count; i++) {
        contests[i] = s.pack.contests[i];
        contests[i].addressees = by;
        contests[i].addressee_count = 2;
    }
    s.pack.contests = contests;
    s.pack.contest_names.cap = 0; /* they are others than those that were loaded */
    s.notice.facts.kind = JK_KIND_RAPAT_UMUM;
    s.notice.facts.shape.centre = (struct jk_point){ 0.55, 117.55 };
    cr_expect(strstr(subject_text(&s, "R14", JK_LANG_ID),
                     "kepada Kapolres Kutai Timur (praktik); menurut tempatnya Kapolsek Sangatta "
                     "Utara"),
              "%s", subject_text(&s, "R14", JK_LANG_ID));
    s.notice.facts.kind = JK_KIND_TERBATAS;
    cr_expect(strstr(subject_text(&s, "R14", JK_LANG_EN),
                     "Kapolda Kalimantan Timur (surat edaran); by its place Kapolsek"));
    s.notice.facts.kind = JK_KIND_TATAP_MUKA;
    cr_expect(strstr(subject_text(&s, "R14", JK_LANG_ID), "kepada Kapolsek Sangatta Utara"));
    s.notice.facts.kind = JK_KIND_RAPAT_UMUM;
    subject_route(&s, (struct jk_point){ 0.55, 117.52 }, (struct jk_point){ 0.55, 117.68 });
    cr_expect(strstr(subject_text(&s, "R14", JK_LANG_ID), "praktik") == NULL,
              "its ground is the Kapolres' anyway");
    subject_clear(&s);
}

Test(ground, a_convoy_through_two_sub_districts_goes_to_the_kapolres)
{
    struct ground g;
    struct subject s;
    const char *to;

    subject_make(&s);
    lay_ground(&s, &g);
    subject_route(&s, (struct jk_point){ 0.55, 117.52 }, (struct jk_point){ 0.55, 117.68 });
    to = subject_text(&s, "R14", JK_LANG_ID);
    cr_assert(strstr(to, "Kapolres Kutai Timur (Sangatta Utara, Sangkulirang)") != NULL, "%s", to);
    cr_assert(strstr(to, "dekat batas") == NULL, "what is crossed is not only near");
    cr_assert(!subject_says(&s, "R13"));
    subject_clear(&s);
}

/* Its ends lie in Kutim and the way between them does not: a route is followed, not asked at its
 * vertices. */
Test(ground, a_convoy_that_cuts_through_another_regency_is_outside_and_goes_to_the_kapolda)
{
    struct ground g;
    struct subject s;
    const char *to;

    subject_make(&s);
    lay_ground(&s, &g);
    lay_square(&s, &g.areas[1], "64.08.05", (struct jk_point){ 0.3, 117.5 });
    subject_route(&s, (struct jk_point){ 0.55, 117.55 }, (struct jk_point){ 0.35, 117.55 });
    cr_assert(strstr(subject_text(&s, "R13", JK_LANG_ID), "di luar wilayah Kutai Timur") != NULL);
    to = subject_text(&s, "R14", JK_LANG_ID);
    cr_assert(strstr(to, "Kapolda Kalimantan Timur (Sangatta Utara, Berau, Sangkulirang)"), "%s",
              to);
    subject_clear(&s);
}

/* A reference point does not say where a region ends, but what lies far from all of them lies in
 * none: Jakarta, and the hall of Samarinda, which was told to write to Teluk Pandan 85 km away. */
Test(ground, without_territories_only_what_is_far_from_all_is_outside)
{
    static const struct {
        struct jk_point place;
        bool outside;
    } cases[] = {
        { { -6.2, 106.8 }, true },
        { { -0.5022, 117.1536 }, true },
        { { 0.12, 117.47 }, false }, /* Bontang, 19 km from Teluk Pandan */
        { { 0.505, 117.546 }, false },
    };
    struct subject s;

    subject_make(&s);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        s.notice.facts.shape.centre = cases[i].place;
        cr_expect(subject_says(&s, "R13") == cases[i].outside, "%zu", i);
        cr_expect((strstr(subject_text(&s, "R14", JK_LANG_ID), "perkiraan") != NULL) ==
                      !cases[i].outside,
                  "%zu", i);
    }
    subject_clear(&s);
}

Test(ground, a_place_too_uncertain_says_nothing_about_borders)
{
    struct ground g;
    struct subject s;

    subject_make(&s);
    lay_ground(&s, &g);
    s.notice.facts.shape.centre = (struct jk_point){ 0.45, 117.55 };
    s.notice.facts.uncertainty_m = 10000;
    cr_assert(subject_says(&s, "R13") && subject_says(&s, "R14"));
    s.notice.facts.uncertainty_m = 10001;
    cr_assert(!subject_says(&s, "R13") && !subject_says(&s, "R14"));
    subject_clear(&s);
}

Test(ground, an_area_is_asked_at_its_corners)
{
    static const struct jk_point corners[] = { { 0.55, 117.58 },
                                               { 0.55, 117.62 },
                                               { 0.56, 117.6 } };
    const struct jk_ring ring = { .points = corners, .count = 3 };
    struct ground g;
    struct subject s;

    subject_make(&s);
    lay_ground(&s, &g);
    s.notice.facts.shape =
        (struct jk_shape){ .kind = JK_SHAPE_AREA, .rings = &ring, .ring_count = 1 };
    cr_assert(strstr(subject_text(&s, "R14", JK_LANG_ID), "Kapolres Kutai Timur (") != NULL, "%s",
              subject_text(&s, "R14", JK_LANG_ID));
    subject_clear(&s);
}

Test(ground, the_letter_of_a_chain_goes_where_its_legs_go)
{
    struct ground g;
    struct subject s;

    subject_make(&s);
    lay_ground(&s, &g);
    s.notice.facts.shape.centre = (struct jk_point){ 0.55, 117.55 };
    s.main.facts = jk_facts_unstated();
    s.main.facts.shape = (struct jk_shape){ .kind = JK_SHAPE_DISC, .centre = { 0.55, 117.65 } };
    s.chain[1] = &s.main; /* here the notice is the main and this its leg */
    s.input.chain_count = 2;
    cr_assert(strstr(subject_text(&s, "R14", JK_LANG_ID), "Kapolres Kutai Timur") != NULL);
    subject_be_leg(&s, JK_LEG_KUMPUL);
    cr_assert(!subject_says(&s, "R14"), "a leg has no letter of its own");
    subject_clear(&s);
}

static void put_place(struct subject *s, const char *kind, double metres)
{
    struct jk_place *places = jk_arena_array(&s->arena, 1, sizeof *places);

    cr_assert(places != NULL);
    places[0] =
        (struct jk_place){ .code = "x",
                           .name = "Tempat",
                           .region = "64.08.04",
                           .kind = kind,
                           .point = jk_geodesic_direct(s->notice.facts.shape.centre, 45, metres) };
    s->pack.places = places;
    s->pack.place_count = 1;
}

Test(sensitive, a_hundred_metres_from_a_place_of_any_kind_that_has_one)
{
    static const struct {
        const char *kind;
        double metres;
        bool says;
    } cases[] = {
        { "ibadah", 99.99, true },     { "ibadah", 100.01, false }, { "pendidikan", 99.99, true },
        { "pemerintah", 99.99, true }, { "kesehatan", 0, true },    { "", 0, false },
    };
    struct subject s;

    subject_make(&s);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        put_place(&s, cases[i].kind, cases[i].metres);
        cr_expect(subject_says(&s, "R15") == cases[i].says, "case %zu", i);
    }
    subject_clear(&s);
}

Test(sensitive, only_a_campaign_at_a_known_point_is_asked)
{
    struct subject s;

    subject_make(&s);
    put_place(&s, "ibadah", 10);
    cr_assert(strstr(subject_text(&s, "R15", JK_LANG_ID), "Tempat, 10 m") != NULL);
    s.notice.facts.uncertainty_m = 10001;
    cr_assert(!subject_says(&s, "R15"));
    s.notice.facts.uncertainty_m = JK_NOT_STATED;
    s.notice.facts.kind = JK_KIND_PENGAMANAN;
    cr_assert(!subject_says(&s, "R15"), "officers guard the place");
    s.notice.facts.kind = JK_KIND_RAPAT_UMUM;
    subject_entry(&s, 15)->value_count = 0;
    cr_assert(!subject_says(&s, "R15"));
    subject_clear(&s);
}
