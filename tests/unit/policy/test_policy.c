/* The table of rows: what may be set, what a seal refuses, which row two legs get. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "jarak/policy/policy.h"
#include "jarak/policy/texts.h"

static struct jk_row row(const char *id)
{
    struct jk_row r = { .rung = { [JK_LEVEL_INFO] = { true, false, 3600, 2000 },
                                  [JK_LEVEL_WASPADA] = { true, false, 1800, 1000 },
                                  [JK_LEVEL_SIAGA] = { true, false, 900, 500 } } };

    snprintf(r.id, sizeof r.id, "%s", id);
    return r;
}

/* Nested is within or equal; each figure at its border. `same day` counts as two days. */
Test(policy, rungs_are_nested_and_within_their_limits)
{
    static const struct {
        struct jk_rung info, waspada, siaga;
        bool good;
        const struct jk_text *text;
    } cases[] = {
        { { true, false, 60, 100 },
          { true, false, 60, 100 },
          { true, false, 60, 100 },
          true,
          NULL },
        { { true, false, 60, 100 }, { true, false, 60, 101 }, { 0 }, false, JK_TEXT_POLICY_NESTED },
        { { true, false, 60, 100 }, { true, false, 61, 100 }, { 0 }, false, JK_TEXT_POLICY_NESTED },
        { { true, false, 60, 100 }, { 0 }, { true, false, 61, 50 }, false, JK_TEXT_POLICY_NESTED },
        { { true, false, 60, 100 }, { 0 }, { true, false, 60, 100 }, true, NULL },
        { { 0 }, { 0 }, { 0 }, true, NULL }, /* a row without a level is never violated */
        { { 0 }, { 0 }, { true, false, 0, 1 }, true, NULL },
        { { true, false, 0, 0.99 }, { 0 }, { 0 }, false, JK_TEXT_POLICY_RUNG },
        { { true, false, 0, 200000 }, { 0 }, { 0 }, true, NULL },
        { { true, false, 0, 200000.1 }, { 0 }, { 0 }, false, JK_TEXT_POLICY_RUNG },
        { { true, false, 7 * 86400, 100 }, { 0 }, { 0 }, true, NULL },
        { { true, false, 7 * 86400 + 1, 100 }, { 0 }, { 0 }, false, JK_TEXT_POLICY_RUNG },
        { { true, false, -1, 100 }, { 0 }, { 0 }, false, JK_TEXT_POLICY_RUNG },
        { { true, true, 0, 100 }, { true, false, 2 * 86400, 50 }, { 0 }, true, NULL },
        { { true, true, 0, 100 },
          { true, false, 2 * 86400 + 1, 50 },
          { 0 },
          false,
          JK_TEXT_POLICY_NESTED },
        { { true, false, 2 * 86400, 100 }, { true, true, 0, 50 }, { 0 }, true, NULL },
        { { true, false, 2 * 86400 - 1, 100 },
          { true, true, 0, 50 },
          { 0 },
          false,
          JK_TEXT_POLICY_NESTED },
        { { true, false, 60, NAN }, { 0 }, { 0 }, false, JK_TEXT_POLICY_RUNG },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        static struct jk_policy policy, before;
        struct jk_row r = { .id = "r",
                            .rung = { [JK_LEVEL_INFO] = cases[i].info,
                                      [JK_LEVEL_WASPADA] = cases[i].waspada,
                                      [JK_LEVEL_SIAGA] = cases[i].siaga } };
        struct jk_error err;
        enum jk_status rc;

        memset(&policy, 0, sizeof policy);
        before = policy;
        rc = jk_policy_set(&policy, JK_RELATION_RIVAL, JK_ERA_CAMPAIGN, JK_SIZE_BESAR,
                           JK_SIZE_KECIL, &r, &err);
        cr_assert(rc == (cases[i].good ? JK_OK : JK_RANGE), "case %zu", i);
        cr_assert(cases[i].good || err.text == cases[i].text, "case %zu: the reason", i);
        cr_assert(cases[i].good || memcmp(&policy, &before, sizeof policy) == 0,
                  "case %zu: a refusal changes nothing", i);
    }
}

/* Every pair its own row, named by its place in the table. */
static void fill(struct jk_policy *policy)
{
    struct jk_error err;

    *policy = (struct jk_policy){ .vote_s = 1000000 };
    for (int relation = 0; relation < JK_RELATION_END; relation++) {
        for (int era = 0; era < JK_ERA_END; era++) {
            for (int a = 0; a < JK_SIZE_END; a++) {
                for (int b = a; b < JK_SIZE_END; b++) {
                    struct jk_row r = row("");

                    snprintf(r.id, sizeof r.id, "%d.%d.%d-%d", relation, era, a, b);
                    cr_assert(jk_policy_set(policy, (enum jk_relation)relation, (enum jk_era)era,
                                            (enum jk_size)a, (enum jk_size)b, &r, &err) == JK_OK);
                    snprintf(r.id, sizeof r.id, "laut %d.%d.%d-%d", relation, era, a, b);
                    cr_assert(jk_policy_set_sea_land(policy, (enum jk_relation)relation,
                                                     (enum jk_era)era, (enum jk_size)a,
                                                     (enum jk_size)b, &r, &err) == JK_OK);
                }
            }
        }
    }
    cr_assert(jk_policy_seal(policy, &err) == JK_OK);
}

Test(policy, two_legs_get_their_row_whichever_is_a)
{
    static struct jk_policy policy;

    fill(&policy);
    for (int relation = 0; relation < JK_RELATION_END; relation++) {
        for (int a = 0; a < JK_SIZE_END; a++) {
            for (int b = 0; b < JK_SIZE_END; b++) {
                static const struct {
                    double from_a, from_b;
                    int era;
                } when[] = { { 999999, 999999, 0 },
                             { 0, 1000000, 1 },
                             { 1000000, 0, 1 },
                             { 2e6, 2e6, 1 },
                             { 0, 999999.5, 0 } };

                for (size_t i = 0; i < sizeof when / sizeof *when; i++) {
                    struct jk_row_key x = { (enum jk_size)a, JK_MODE_LAND, when[i].from_a };
                    struct jk_row_key y = { (enum jk_size)b, JK_MODE_LAND, when[i].from_b };
                    const struct jk_row *r =
                        jk_policy_row(&policy, (enum jk_relation)relation, &x, &y);
                    char want[JK_ROW_ID_MAX];

                    snprintf(want, sizeof want, "%d.%d.%d-%d", relation, when[i].era, a < b ? a : b,
                             a < b ? b : a);
                    cr_assert_str_eq(r->id, want);
                    cr_assert_str_eq(jk_policy_row(&policy, (enum jk_relation)relation, &y, &x)->id,
                                     want);
                    x.mode = JK_MODE_SEA;
                    cr_assert(
                        strncmp(jk_policy_row(&policy, (enum jk_relation)relation, &x, &y)->id,
                                "laut ", 5) == 0 &&
                        strcmp(jk_policy_row(&policy, (enum jk_relation)relation, &y, &x)->id + 5,
                               want) == 0);
                    y.mode = JK_MODE_SEA;
                    cr_assert_str_eq(jk_policy_row(&policy, (enum jk_relation)relation, &x, &y)->id,
                                     want);
                }
            }
        }
    }
}

Test(policy, one_missing_row_is_named_and_refuses_the_whole)
{
    static struct jk_policy policy;
    struct jk_error err;

    fill(&policy);
    for (int relation = 0; relation < JK_RELATION_END; relation++) {
        for (int era = 0; era < JK_ERA_END; era++) {
            struct jk_row *hole = &policy.rows[relation][era][JK_SIZE_SEDANG][JK_SIZE_BEBAS];

            hole->stated = false;
            cr_assert(jk_policy_seal(&policy, &err) == JK_INVALID);
            cr_assert(err.text == JK_TEXT_POLICY_NO_ROW && strstr(err.value, "sedang-bebas"), "%s",
                      err.value);
            hole->stated = true;
            hole = &policy.sea_land[relation][era][JK_SIZE_SEDANG][JK_SIZE_BEBAS];
            hole->stated = false;
            cr_assert(jk_policy_seal(&policy, &err) == JK_INVALID);
            cr_assert(strstr(err.value, "sea_land"), "%s", err.value);
            hole->stated = true;
        }
    }
    cr_assert(jk_policy_seal(&policy, &err) == JK_OK);
}

/* The reach is what the index searches by: too little would miss conflicts. */
Test(policy, the_reach_holds_every_rung_of_every_relation_and_era)
{
    static struct jk_policy policy;
    struct jk_row wide = row("wide"), none = { .id = "x", .exempt = true };
    struct jk_error err;

    fill(&policy);
    cr_assert(policy.reach.m[0][0] == 2000 && policy.reach.s[0][0] == 3600 &&
              !policy.reach.day[0][0]);
    wide.rung[JK_LEVEL_INFO] = (struct jk_rung){ true, true, 0, 15000 };
    wide.rung[JK_LEVEL_WASPADA].tau_s = 7200;
    cr_assert(jk_policy_set(&policy, JK_RELATION_NEUTRAL, JK_ERA_AFTER_VOTE, JK_SIZE_BESAR,
                            JK_SIZE_KONVOI, &wide, &err) == JK_OK);
    cr_assert(jk_policy_seal(&policy, &err) == JK_OK);
    for (int i = 0; i < 2; i++) {
        int a = i ? JK_SIZE_KONVOI : JK_SIZE_BESAR, b = i ? JK_SIZE_BESAR : JK_SIZE_KONVOI;

        cr_assert(policy.reach.m[a][b] == 15000 && policy.reach.s[a][b] == 7200 &&
                  policy.reach.day[a][b]);
    }
    for (int relation = 0; relation < JK_RELATION_END; relation++)
        for (int era = 0; era < JK_ERA_END; era++)
            cr_assert(jk_policy_set(&policy, (enum jk_relation)relation, (enum jk_era)era,
                                    JK_SIZE_BESAR, JK_SIZE_KONVOI, &none, &err) == JK_OK);
    cr_assert(jk_policy_seal(&policy, &err) == JK_OK);
    cr_assert(policy.reach.m[JK_SIZE_BESAR][JK_SIZE_KONVOI] == 2000, "sea with land still counts");
    for (int relation = 0; relation < JK_RELATION_END; relation++)
        for (int era = 0; era < JK_ERA_END; era++)
            cr_assert(jk_policy_set_sea_land(&policy, (enum jk_relation)relation, (enum jk_era)era,
                                             JK_SIZE_BESAR, JK_SIZE_KONVOI, &none, &err) == JK_OK);
    cr_assert(jk_policy_seal(&policy, &err) == JK_OK);
    cr_assert(policy.reach.m[JK_SIZE_BESAR][JK_SIZE_KONVOI] == 0, "exempt everywhere: no reach");
    cr_assert(policy.reach.day[JK_SIZE_BESAR][JK_SIZE_KONVOI] == false, "and it is made anew");
}

Test(policy, levels_and_sizes_have_the_words_of_the_wire)
{
    static const char *const levels[] = { "none", "info", "waspada", "siaga" };
    static const char *const names[] = { "-", "INFO", "WASPADA", "SIAGA" };
    static const char *const sizes[] = {
        "besar", "sedang", "kecil", "konvoi", "logistik", "bebas"
    };

    for (int i = 0; i < JK_LEVEL_END; i++) {
        cr_assert_str_eq(jk_level_word((enum jk_level)i), levels[i]);
        cr_assert_str_eq(jk_level_name((enum jk_level)i), names[i]);
    }
    for (int i = 0; i < JK_SIZE_END; i++)
        cr_assert_str_eq(jk_size_word((enum jk_size)i), sizes[i]);
}
