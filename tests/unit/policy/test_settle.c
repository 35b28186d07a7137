/* Place codes: what a place adds, what wins over it, and what an unknown code is told. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/policy/settle.h"

static const struct jk_place places[] = {
    { "V010", "Lapangan Swarga Bara", "64.08.04", "", { 0.5, 117.4 }, JK_NOT_STATED, 0, 5000 },
    { "V011", "Lapangan Teluk Lingga", "64.08.04", "", { 0.6, 117.5 }, 80, 250, 0 },
    { "polder-ilham-maulana",
      "Polder Ilham Maulana",
      "64.08.04",
      "",
      { 0.51, 117.54 },
      JK_NOT_STATED,
      1500,
      0 },
    { "aula-kpu", "Aula KPU", "64.08.04", "", { 0.52, 117.55 }, JK_NOT_STATED, 30, 0 },
};
static const struct jk_pack pack = { .places = places,
                                     .place_count = sizeof places / sizeof *places };

Test(settle, a_place_fills_what_is_silent_and_what_is_stated_wins)
{
    static const struct {
        const char *code;
        double radius_m, uncertainty_m, want_radius_m, want_uncertainty_m;
    } cases[] = {
        { "V010", JK_NOT_STATED, JK_NOT_STATED, JK_NOT_STATED, 0 },
        { "V011", JK_NOT_STATED, JK_NOT_STATED, 80, 250 },
        { "V011", 10, 20, 10, 20 },
        { "V011", 0, 0, 0, 0 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_facts f = jk_facts_unstated();
        struct jk_error err;

        f.place_code = cases[i].code;
        f.radius_m = cases[i].radius_m;
        f.uncertainty_m = cases[i].uncertainty_m;
        cr_assert(jk_settle_place(&pack, &f, &err) == JK_OK);
        cr_assert(f.shape.kind == JK_SHAPE_DISC);
        cr_assert(f.radius_m == cases[i].want_radius_m &&
                      f.uncertainty_m == cases[i].want_uncertainty_m,
                  "case %zu: %g, %g", i, f.radius_m, f.uncertainty_m);
    }
}

Test(settle, a_stated_point_stays_and_so_does_what_names_no_code)
{
    struct jk_facts f = jk_facts_unstated(), none = jk_facts_unstated();
    struct jk_error err;

    f.place_code = "V011";
    f.shape = (struct jk_shape){ .kind = JK_SHAPE_DISC, .centre = { 1, 118 } };
    cr_assert(jk_settle_place(&pack, &f, &err) == JK_OK && f.shape.centre.lat_deg == 1);
    cr_assert(f.uncertainty_m == JK_NOT_STATED, "the point is the notice's own");
    cr_assert(jk_settle_place(&pack, &none, &err) == JK_OK && none.shape.kind == JK_SHAPE_NONE);
}

Test(settle, an_unknown_code_is_told_those_most_like_it)
{
    static const struct {
        const char *code, *first;
    } cases[] = {
        { "V0100", "(V010, " },
        { "v-11", "(V011, " },
        { "polder", "(V01" }, /* as short as it is, by edits */
        { "Polder Ilham Maulan", "(polder-ilham-maulana" },
        { "aula kpu kutim", "(aula-kpu" },
        { "", NULL },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_facts f = jk_facts_unstated();
        struct jk_error err;
        enum jk_status rc;

        f.place_code = cases[i].code;
        rc = jk_settle_place(&pack, &f, &err);
        cr_assert((rc == JK_OK) == !cases[i].first, "%s", cases[i].code);
        if (rc == JK_OK)
            continue;
        cr_assert(rc == JK_INVALID && strcmp(err.field, "X-JARAK-PLACE") == 0);
        cr_assert(strstr(err.value, cases[i].first), "%s: %s", cases[i].code, err.value);
    }
}
