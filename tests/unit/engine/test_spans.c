/* The spans in which two columns are too near, where they have very many meetings. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include "jarak/engine/verdict.h"
#include "tests/support/roads.h"

/* Spans as they come, one for each meeting of two pieces. */
struct raw {
    struct jk_span_s *at;
    size_t count, cap;
    double within_m;
};

static void keep_raw(void *ctx, const struct jk_meeting *m, double *limit_m)
{
    struct raw *raw = ctx;
    struct jk_reach r;

    (void)limit_m;
    if (!jk_shares_reach(&m->region, raw->within_m, &r))
        return;
    if (raw->count == raw->cap) {
        raw->cap = raw->cap ? 2 * raw->cap : 1024;
        raw->at = realloc(raw->at, raw->cap * sizeof *raw->at);
        cr_assert(raw->at != NULL);
    }
    raw->at[raw->count++] = (struct jk_span_s){ m->a.in0 + r.x0 * (m->a.in1 - m->a.in0),
                                                m->a.out0 + r.x1 * (m->a.out1 - m->a.out0) };
}

static int by_start(const void *a, const void *b)
{
    const struct jk_span_s *x = a, *y = b;

    return (x->from_s > y->from_s) - (x->from_s < y->from_s);
}

static size_t join_raw(struct raw *raw)
{
    size_t kept = 0;

    qsort(raw->at, raw->count, sizeof *raw->at, by_start);
    for (size_t i = 1; i < raw->count; i++) {
        if (raw->at[i].from_s > raw->at[kept].to_s + 1.0)
            raw->at[++kept] = raw->at[i];
        else if (raw->at[i].to_s > raw->at[kept].to_s)
            raw->at[kept].to_s = raw->at[i].to_s;
    }
    return raw->count ? kept + 1 : 0;
}

/* A rival that winds round the own way: near, away and near again. */
static void open_pair(struct roads *r, struct seeded *seeded, bool back, size_t corners)
{
    roads_open(r, false);
    roads_add(r, &(struct road){
                     .own = true, .corners = corners, .length_m = 12000, .from_s = ROADS_NOON });
    roads_add(r, &(struct road){ .corners = corners,
                                 .length_m = 9000 + 100.0 * (double)seeded_whole(seeded, 0, 60),
                                 .lane_m = (double)seeded_whole(seeded, 0, 1500),
                                 .back = back,
                                 .from_s = ROADS_NOON + (double)seeded_whole(seeded, 0, 3000) });
}

Test(spans, all_meetings_joined_one_by_one_are_the_spans_told)
{
    struct seeded seeded = { 1401 };
    int rounds = seeded_rounds(12), told = 0;

    jk_geodesic_init();
    for (int number = 0; number < rounds; number++) {
        struct roads r;
        struct jk_pairings found;
        struct raw raw = { NULL, 0, 0, 0 };

        open_pair(&r, &seeded, number % 2, (size_t)seeded_whole(&seeded, 50, 250));
        cr_assert(jk_verdict_chain(&r.arena, r.world, &r.policies, r.members, 1, &found) == JK_OK);
        if (found.count > 0) {
            const struct jk_part *part = &found.at[0].parts[0].part;
            const struct jk_body *a = r.bodies[0], *b = r.bodies[1];
            struct jk_window window = { part->tau_s, false, part->factor, JK_EXTENT_STATED };

            raw.within_m = fmax(part->required_m, part->distance_m) + a->pad_m + b->pad_m;
            jk_approach_each(a, b, &window, raw.within_m + 1.0, keep_raw, &raw);
            cr_assert(raw.count > part->span_count_a && part->span_count_a > 0);
            cr_assert(join_raw(&raw) == part->span_count_a, "pair %d", number);
            for (size_t i = 0; i < part->span_count_a; i++)
                cr_assert(raw.at[i].from_s == part->spans_a[i].from_s &&
                              raw.at[i].to_s == part->spans_a[i].to_s,
                          "pair %d span %zu", number, i);
            told++;
        }
        free(raw.at);
        roads_close(&r);
    }
    cr_assert(told * 2 > rounds, "%d of %d pairs are too near", told, rounds);
}

/* Two columns of 600 corners meet in a hundred thousand pairs of pieces, for some spans. */
Test(spans, what_is_kept_grows_with_the_spans_and_not_with_the_meetings)
{
    struct seeded seeded = { 1402 };
    struct roads r;
    struct jk_pairings found;
    size_t before;

    jk_geodesic_init();
    open_pair(&r, &seeded, false, 600);
    before = r.arena.used;
    cr_assert(jk_verdict_chain(&r.arena, r.world, &r.policies, r.members, 1, &found) == JK_OK);
    cr_assert(found.count == 1);
    cr_assert(r.arena.used - before < 8192, "%zu bytes", r.arena.used - before);
    roads_close(&r);
}
