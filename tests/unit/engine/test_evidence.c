/* What is told of a conflict can be checked by whoever reads it: the places lie that far apart,
 * each is occupied at its instant, and the intervals hold the instants. Everything is worked out
 * anew from the stated routes: lengths by geodesics, times from the definition of h(t). */
#include <criterion/criterion.h>
#include "jarak/base/civil.h"
#include "tests/support/seeded.h"
#include "tests/support/sides.h"

#define ON_ROAD_M \
    0.05             /* a place told lies this near to its leg: pieces are chords of at most 4 km */
#define SLACK_S  1.0 /* instants are whole seconds */
#define MIDNIGHT 57600 /* 2 January 1970, 00.00 WITA */
#define CORNERS  5

/* An area round a place: its corners in turn, so that the outline does not cross itself. */
static void random_area(struct seeded *r, struct jk_point origin, double north, double east,
                        struct side *s, struct jk_ring *ring)
{
    for (int i = 0; i < CORNERS; i++) {
        double turn = (i + seeded_between(r, 0, 0.7)) * 6.2832 / CORNERS;
        double reach = seeded_between(r, 50, 800);

        s->points[i] = side_place(origin, north + reach * cos(turn), east + reach * sin(turn));
    }
    *ring = (struct jk_ring){ s->points, CORNERS };
    s->presence.shape = (struct jk_shape){ .kind = JK_SHAPE_AREA, .rings = ring, .ring_count = 1 };
    s->presence.pad_m = 0;
}

/* A disc, an area or a column, often with times and a stop, in the two hours after `base`. */
static void random_side(struct seeded *r, struct jk_point origin, double base, struct side *s,
                        struct jk_ring *ring)
{
    double from = base + (double)seeded_whole(r, 0, 7200), north = seeded_between(r, -3000, 3000);
    double east = seeded_between(r, -3000, 3000), heading = seeded_between(r, 0, 6.2832);
    size_t count = (size_t)seeded_whole(r, 2, 8);
    bool timed = seeded_whole(r, 0, 1);

    if (seeded_whole(r, 0, 3) == 0) {
        side_disc(s, side_place(origin, north, east), (double)seeded_whole(r, 0, 300), from,
                  from + (double)seeded_whole(r, 60, 7200));
        if (seeded_whole(r, 0, 1))
            random_area(r, origin, north, east, s, ring);
        return;
    }
    side_wander(r,
                &(struct side_walk){ .origin = origin,
                                     .north_m = north,
                                     .east_m = east,
                                     .heading = heading,
                                     .step_m = 1200,
                                     .count = count,
                                     .timed = timed,
                                     .least_s = 100,
                                     .from_s = from },
                s);
}

/* The head of a column by its definition: arc length and time at each vertex. */
struct head {
    size_t count;
    double at_m[SIDE_POINTS], at_s[SIDE_POINTS], last_speed;
};

static void make_head(const struct side *s, struct head *h)
{
    const struct jk_presence *p = &s->presence;
    double length;

    h->count = p->shape.point_count;
    h->at_m[0] = 0;
    for (size_t i = 1; i < h->count; i++)
        h->at_m[i] = h->at_m[i - 1] + jk_geodesic_distance(s->points[i - 1], s->points[i]);
    length = h->at_m[h->count - 1];
    for (size_t i = 0; i < h->count; i++)
        h->at_s[i] = p->shape.times ? (double)s->times[i]
                                    : p->from_s + (p->to_s - p->from_s) * h->at_m[i] / length;
    for (size_t i = 1; i < h->count; i++) {
        if (h->at_m[i] > h->at_m[i - 1])
            h->last_speed = (h->at_m[i] - h->at_m[i - 1]) / (h->at_s[i] - h->at_s[i - 1]);
    }
}

/* First t with h(t) >= m, or with `last` the last t with h(t) <= m. */
static double head_time(const struct head *h, double m, bool last)
{
    size_t i = 1;

    if (m <= 0 && !last)
        return h->at_s[0];
    while (i < h->count && (last ? h->at_m[i] <= m : h->at_m[i] < m))
        i++;
    if (i == h->count)
        return h->at_s[i - 1] + (m - h->at_m[i - 1]) / h->last_speed;
    return h->at_s[i - 1] +
           (m - h->at_m[i - 1]) * (h->at_s[i] - h->at_s[i - 1]) / (h->at_m[i] - h->at_m[i - 1]);
}

/* Is the column on that place at that second, on any leg that passes there? */
static bool column_is_there(const struct side *s, struct jk_point place, double time_s)
{
    static struct head h;

    make_head(s, &h);
    for (size_t i = 1; i < h.count; i++) {
        double leg = h.at_m[i] - h.at_m[i - 1];
        double behind = jk_geodesic_distance(s->points[i - 1], place);
        double ahead = jk_geodesic_distance(place, s->points[i]);
        double m = h.at_m[i - 1] + fmin(behind, leg), slack;

        if (leg <= 0 || behind + ahead - leg > ON_ROAD_M)
            continue;
        slack = SLACK_S + ON_ROAD_M * (h.at_s[i] - h.at_s[i - 1]) / leg;
        if (time_s >= head_time(&h, m - ON_ROAD_M, false) - slack &&
            time_s < head_time(&h, m + s->presence.column_m + ON_ROAD_M, true) + slack)
            return true;
    }
    return false;
}

/* On the outline or inside: a ray to the east crosses it an odd number of times. */
static bool is_in_area(const struct side *s, struct jk_point place)
{
    bool inside = false;

    for (int i = 0; i < CORNERS; i++) {
        struct jk_point a = s->points[i], b = s->points[(i + 1) % CORNERS];
        double leg = jk_geodesic_distance(a, b);

        if (jk_geodesic_distance(a, place) + jk_geodesic_distance(place, b) - leg < ON_ROAD_M)
            return true;
        if ((a.lat_deg > place.lat_deg) != (b.lat_deg > place.lat_deg) &&
            place.lon_deg < a.lon_deg + (b.lon_deg - a.lon_deg) * (place.lat_deg - a.lat_deg) /
                                            (b.lat_deg - a.lat_deg))
            inside = !inside;
    }
    return inside;
}

static bool is_there(const struct side *s, struct jk_point place, double time_s)
{
    if (s->presence.shape.kind == JK_SHAPE_ROUTE)
        return column_is_there(s, place, time_s);
    if (s->presence.shape.kind == JK_SHAPE_AREA
            ? !is_in_area(s, place)
            : jk_geodesic_distance(place, s->presence.shape.centre) > 0.001)
        return false;
    /* An overlap may be shorter than a second, or the closure alone: then it ends with this one. */
    return time_s >= s->presence.from_s && time_s <= s->presence.to_s;
}

static bool spans_hold(const struct jk_span_s *spans, size_t count, double time_s)
{
    for (size_t i = 0; i < count; i++) {
        if (time_s >= spans[i].from_s - SLACK_S && time_s <= spans[i].to_s + SLACK_S)
            return true;
    }
    return false;
}

static bool on_one_day(double early_s, double late_s)
{
    return jk_local_day((int64_t)early_s, 28800) == jk_local_day((int64_t)late_s, 28800);
}

/* Less than tau apart; on one local day, or less than the next level's tau apart. A place that a
 * head reaches, or a tail leaves, with midnight itself belongs to both days: the closure decides.
 */
static bool are_together(const struct jk_part *part)
{
    double early = fmin(part->time_a_s, part->time_b_s),
           late = fmax(part->time_a_s, part->time_b_s);
    double tau = part->tau_s;

    if (part->rung->same_day && (on_one_day(early, late) || on_one_day(early, late - SLACK_S) ||
                                 on_one_day(early + SLACK_S, late)))
        return true;
    if (part->rung->same_day)
        tau = part->row->rung[JK_LEVEL_WASPADA].tau_s;
    return late - early <= tau + 2 * SLACK_S;
}

static void check_part(int round, const struct side *a, const struct side *b,
                       const struct jk_part *part)
{
    double pads = a->presence.pad_m + b->presence.pad_m;
    double apart = fmax(0, jk_geodesic_distance(part->at_a, part->at_b) - pads);

    cr_assert(fabs(apart - part->distance_m) <= 0.0151, "pair %d: told %.2f m, the places %.3f",
              round, part->distance_m, apart);
    cr_assert(part->distance_m < part->required_m, "pair %d", round);
    cr_assert(is_there(a, part->at_a, part->time_a_s), "pair %d: a is elsewhere at %.0f", round,
              part->time_a_s);
    cr_assert(is_there(b, part->at_b, part->time_b_s), "pair %d: b is elsewhere at %.0f", round,
              part->time_b_s);
    cr_assert(are_together(part), "pair %d: %.0f and %.0f with tau %.0f", round, part->time_a_s,
              part->time_b_s, part->tau_s);
    cr_assert(part->span_count_a > 0 && part->span_count_b > 0, "pair %d", round);
    cr_assert(spans_hold(part->spans_a, part->span_count_a, part->time_a_s) &&
                  spans_hold(part->spans_b, part->span_count_b, part->time_b_s),
              "pair %d: an instant outside its intervals", round);
}

/* Ascending and apart, within the time the side is on the ground at all. */
static void check_spans(int round, const struct jk_body *body, const struct jk_span_s *spans,
                        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cr_assert(spans[i].from_s < spans[i].to_s, "pair %d: an empty interval", round);
        cr_assert(i == 0 || spans[i - 1].to_s < spans[i].from_s, "pair %d: not merged", round);
        cr_assert(spans[i].from_s >= body->in_s - SLACK_S && spans[i].to_s <= body->out_s + SLACK_S,
                  "pair %d: an interval when nobody is there", round);
    }
}

static const struct jk_row rows[] = {
    { .id = "minutes",
      .rung = { [JK_LEVEL_INFO] = { true, false, 3600, 2000 },
                [JK_LEVEL_WASPADA] = { true, false, 1800, 1000 },
                [JK_LEVEL_SIAGA] = { true, false, 900, 300 } } },
    { .id = "day",
      .rung = { [JK_LEVEL_INFO] = { true, true, 0, 2000 },
                [JK_LEVEL_WASPADA] = { true, false, 1800, 300 } } },
};

/* One random pair. @return true when it is a conflict */
static bool check_pair(struct seeded *r, int round, struct jk_arena *arena)
{
    static const struct jk_policy policy = { .vote_s = INFINITY };
    struct jk_point origin = { seeded_between(r, -8, 6), seeded_between(r, 95, 141) };
    struct jk_body *p, *q;
    const struct jk_row *row = &rows[seeded_whole(r, 0, 1)];
    double base = seeded_whole(r, 0, 1) ? MIDNIGHT - 5000 : 0; /* half of them over midnight */
    struct jk_levels levels;
    struct jk_ring rings[2];
    struct jk_part part;
    struct side a, b;

    random_side(r, origin, base, &a, &rings[0]);
    random_side(r, origin, base, &b, &rings[1]);
    p = jk_body_new(&a.presence);
    q = jk_body_new(&b.presence);
    levels = jk_judge_level(&policy, row, p, q);
    if (levels.level > JK_LEVEL_NONE) {
        cr_assert(jk_judge_part(arena, &policy, &(struct jk_judged){ row, p, q, levels }, &part) ==
                  JK_OK);
        cr_assert(part.levels.level == levels.level);
        cr_assert(part.tau_s == row->rung[levels.level].tau_s &&
                  part.required_m == row->rung[levels.level].distance_m);
        check_part(round, &a, &b, &part);
        check_spans(round, p, part.spans_a, part.span_count_a);
        check_spans(round, q, part.spans_b, part.span_count_b);
    }
    jk_body_free(p);
    jk_body_free(q);
    return levels.level > JK_LEVEL_NONE;
}

Test(evidence, of_every_conflict_agrees_when_recomputed, .timeout = 100)
{
    struct seeded r = { 6408 };
    struct jk_arena arena = { 0 };
    int rounds = seeded_rounds(10000), conflicts = 0;

    jk_geodesic_init();
    for (int i = 0; i < rounds; i++) {
        conflicts += check_pair(&r, i, &arena);
        jk_arena_clear(&arena);
    }
    cr_assert(conflicts > rounds / 5, "only %d conflicts", conflicts);
}

/* A square of 3 km for an hour, and a column that leaves its middle at once, 10 m/s east: the
 * places near the edge are taken from 120 s on, but it is inside from the first second. The last
 * place within D, 300 m beyond the edge, is left by a tail of 100 m after 1,800 + 100 m. */
Test(evidence, counts_from_when_one_is_inside_the_other_not_from_when_it_nears_the_edge)
{
    static const struct jk_policy policy = { .vote_s = INFINITY };
    const struct jk_point origin = { 0.5, 117.5 };
    static const double north[] = { -1500, -1500, 1500, 1500 },
                        east[] = { -1500, 1500, 1500, -1500 };
    struct jk_ring ring = { NULL, 4 };
    struct jk_arena arena = { 0 };
    struct jk_levels levels;
    struct jk_body *p, *q;
    struct jk_part part;
    struct side a, b;

    jk_geodesic_init();
    side_disc(&a, origin, 0, 0, 3600);
    for (int i = 0; i < 4; i++)
        a.points[i] = side_place(origin, north[i], east[i]);
    ring.points = a.points;
    a.presence.shape = (struct jk_shape){ .kind = JK_SHAPE_AREA, .rings = &ring, .ring_count = 1 };
    b.points[0] = origin;
    b.points[1] = side_place(origin, 0, 5000);
    side_route(&b, 2, 100, 0, 500, false);
    p = jk_body_new(&a.presence);
    q = jk_body_new(&b.presence);
    levels = jk_judge_level(&policy, &rows[0], p, q);
    cr_assert(levels.level == JK_LEVEL_SIAGA);
    cr_assert(jk_judge_part(&arena, &policy, &(struct jk_judged){ &rows[0], p, q, levels },
                            &part) == JK_OK);
    cr_assert(part.span_count_a == 1 && part.span_count_b == 1);
    cr_assert(part.spans_a[0].from_s == 0 && part.spans_a[0].to_s == 3600);
    cr_assert(fabs(part.spans_b[0].from_s) < 0.1 && fabs(part.spans_b[0].to_s - 190) < 0.1,
              "[%.2f, %.2f)", part.spans_b[0].from_s, part.spans_b[0].to_s);
    jk_body_free(p);
    jk_body_free(q);
    jk_arena_clear(&arena);
}
