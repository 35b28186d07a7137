/* Times and places follow from what was filed, by the numbers of SPEC 2. Boxes of places of two
 * routes are halved until they are near for sure, far for sure, or smaller than a metre. */
#include "tests/season/look.h"

#include <geodesic.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/season/pack.h"

#define LAT_M    110574.3 /* of a degree at the equator */
#define LON_M    111319.49
#define SLACK_M  1.0
#define SLACK_S  1.5
#define BOXES    20000  /* beyond, nobody knows */
#define REACH_M  5500.0 /* 5 km, and what a border with a territory is known by */
#define WITHIN_M 30.0
#define DAY      (-1) /* in the place of minutes */

enum answer { NO, PERHAPS, YES };

struct rung {
    int distance_m, minutes;
};

/* SPEC 2.3, level by level; of no distance: no such level. */
static const struct row {
    enum look_size a, b;
    struct rung info, waspada, siaga;
} rivals[] = {
    { LOOK_BESAR, LOOK_BESAR, { 15000, DAY }, { 5000, 120 }, { 1000, 120 } },
    { LOOK_KONVOI, LOOK_KONVOI, { 2000, 120 }, { 1000, 60 }, { 500, 30 } },
    { LOOK_BESAR, LOOK_KONVOI, { 2000, 120 }, { 1000, 60 }, { 500, 30 } },
    { LOOK_SEDANG, LOOK_KONVOI, { 1000, 60 }, { 500, 30 }, { 200, 30 } },
    { LOOK_KECIL, LOOK_KONVOI, { 500, 30 }, { 200, 30 }, { 0, 0 } },
    { LOOK_BESAR, LOOK_SEDANG, { 2000, 120 }, { 1000, 60 }, { 300, 30 } },
    { LOOK_BESAR, LOOK_KECIL, { 1000, 60 }, { 300, 30 }, { 100, 15 } },
    { LOOK_SEDANG, LOOK_SEDANG, { 1000, 60 }, { 500, 30 }, { 200, 30 } },
    { LOOK_SEDANG, LOOK_KECIL, { 500, 30 }, { 200, 30 }, { 50, 15 } },
    { LOOK_KECIL, LOOK_KECIL, { 300, 30 }, { 100, 15 }, { 50, 15 } },
};
static const struct row crossing = { LOOK_BESAR, LOOK_KONVOI, { 1000, 60 }, { 300, 30 }, { 0, 0 } };
static const struct row goods = { LOOK_GOODS, LOOK_BESAR, { 1000, 60 }, { 500, 30 }, { 200, 30 } };
static const struct row after_vote = {
    LOOK_KONVOI, LOOK_BESAR, { 2000, DAY }, { 1000, 120 }, { 500, 60 }
};

/* As hypot(), which minds numbers that no place here has. */
static double reach_of(double x, double y)
{
    return sqrt(x * x + y * y);
}

static bool is_moving(const struct look_body *b)
{
    return b->count > 1;
}

static enum look_size size_of_crowd(int crowd)
{
    return crowd > 1000 ? LOOK_BESAR : crowd > 250 ? LOOK_SEDANG : LOOK_KECIL;
}

static enum look_size size_of(const struct plan_leg_said *said)
{
    enum look_size size = size_of_crowd(said->crowd);

    if (said->kind == PLAN_CONVOY)
        return 4 * said->cars + said->motorcycles >= 40 ? LOOK_KONVOI : LOOK_KECIL;
    if (said->kind == PLAN_GOODS)
        return LOOK_GOODS;
    if (said->leg != PLAN_MAIN)
        return size;
    if (said->kind == PLAN_RALLY)
        return LOOK_BESAR;
    return said->kind == PLAN_LIMITED && size == LOOK_KECIL ? LOOK_SEDANG : size;
}

/* From the western edge: counted from Greenwich, the cosines of two latitudes a kilometre apart
 * would set their places metres apart. */
static double east_m(double lon, double lat)
{
    return (lon - PLAN_WEST_DEG) * LON_M * cos(lat * 0.017453292519943295);
}

static void set_places(const struct plan_leg_said *said, struct look_body *out)
{
    out->count = said->count;
    for (int i = 0; i < said->count; i++) {
        out->x[i] = east_m(said->at[i].lon, said->at[i].lat);
        out->y[i] = said->at[i].lat * LAT_M;
        out->s[i] =
            i ? out->s[i - 1] + reach_of(out->x[i] - out->x[i - 1], out->y[i] - out->y[i - 1]) : 0;
        out->mid_x += out->x[i] / said->count;
        out->mid_y += out->y[i] / said->count;
    }
    for (int i = 0; i < said->count; i++)
        out->reach_m = fmax(out->reach_m, reach_of(out->x[i] - out->mid_x, out->y[i] - out->mid_y));
}

static void set_times(const struct plan_leg_said *said, struct look_body *out)
{
    static const int before[] = { 7200, 1800, 900, 0, 0 }, after[] = { 3600, 1800, 900, 0, 0 };
    bool main = said->leg == PLAN_MAIN;
    double speed;

    out->from_s = (double)(said->from_s - (main ? before[said->kind] : 0));
    out->stay_s = (double)(said->to_s + (main ? after[said->kind] : 0)) - out->from_s;
    out->pad_m = said->radius_m;
    out->inner_m = said->hexagon ? said->radius_m * 0.866 : said->radius_m;
    if (!is_moving(out))
        return;
    speed = out->s[out->count - 1] / (double)(said->to_s - said->from_s);
    out->slow = 1 / speed;
    out->stay_s = fmax(10.0 * said->cars + 1.5 * said->motorcycles,
                       speed * (2.0 * said->cars + 0.5 * said->motorcycles)) /
                  speed;
    out->pad_m = out->inner_m = 10;
}

static void add_body(struct plan_chain *chain, int leg, const struct plan_leg_said *said)
{
    struct look_body *b;
    int offset_s = chain->contest == PLAN_GOVERNOR || !chain->paslon ? plan_offset_s(chain->regency)
                   : chain->contest == PLAN_REVOTE                   ? plan_offset_s(1)
                                                   : plan_offset_s(chain->contest);

    chain->bodies = realloc(chain->bodies, (size_t)(chain->body_count + 1) * sizeof *chain->bodies);
    b = &chain->bodies[chain->body_count++];
    *b = (struct look_body){ .leg = (uint8_t)leg,
                             .size = (uint8_t)size_of(said),
                             .off_m = said->off_m };
    set_places(said, b);
    set_times(said, b);
    b->date = (int)floor((b->from_s + offset_s) / PLAN_DAY_S);
    b->reach_m += b->pad_m;
}

static void add_version(struct plan_chain *chain, const struct plan_version *version)
{
    for (int i = 0; i < version->count; i++) {
        for (int date = 0; date < version->leg[i].dates; date++) {
            struct plan_leg_said said = version->leg[i];

            said.from_s += (int64_t)date * PLAN_DAY_S;
            said.to_s += (int64_t)date * PLAN_DAY_S;
            add_body(chain, i, &said);
        }
    }
}

/* A way led by a place is longer, but takes as long. */
static void lead_by(struct plan_leg_said *said, struct plan_place at)
{
    double least = INFINITY;
    int where = 1;

    for (int i = 1; i < said->count; i++) {
        const struct plan_place *p = &said->at[i - 1], *q = &said->at[i];
        double round = reach_of(p->lat - at.lat, p->lon - at.lon) +
                       reach_of(q->lat - at.lat, q->lon - at.lon) -
                       reach_of(p->lat - q->lat, p->lon - q->lon);

        where = round < least ? i : where;
        least = fmin(least, round);
    }
    memmove(&said->at[where + 1], &said->at[where],
            (size_t)(said->count - where) * sizeof said->at[0]);
    said->at[where] = at;
    said->count++;
}

/* A leg as it was seen, beside its plan. */
static void add_seen(struct plan_chain *chain, int leg)
{
    const struct plan_seen *seen = &chain->seen[leg];
    struct plan_leg_said said = chain->in_force.leg[leg];

    if (seen->kind == PLAN_SEEN_NOTHING || leg >= chain->in_force.count)
        return;
    said.to_s += 60 * seen->minutes + (int64_t)seen->date * PLAN_DAY_S;
    said.from_s += (seen->kind == PLAN_SEEN_LONGER ? 0 : 60 * seen->minutes) +
                   (int64_t)seen->date * PLAN_DAY_S;
    if (seen->kind == PLAN_SEEN_ELSEWHERE) {
        said.off_m = 0;
        said.hexagon = false;
        if (said.count > 1)
            lead_by(&said, seen->at);
        else
            said.at[0] = seen->at;
    }
    add_body(chain, leg, &said);
}

void look_make(struct plan_chain *chain)
{
    chain->body_count = 0;
    if (!chain->filed || !jk_state_stands(chain->state))
        return;
    add_version(chain, &chain->now);
    if (chain->state != JK_STATE_APPROVED)
        return;
    if (chain->pending)
        add_version(chain, &chain->in_force);
    for (int leg = 0; leg < PLAN_LEGS; leg++)
        add_seen(chain, leg);
}

bool look_is_over(const struct plan_chain *chain, double at_s)
{
    for (int i = 0; i < chain->body_count; i++) {
        const struct look_body *b = &chain->bodies[i];

        if (b->from_s + b->s[b->count - 1] * b->slow + b->stay_s > at_s)
            return false;
    }
    return true;
}

bool look_has_begun(const struct plan_chain *chain, double at_s)
{
    for (int i = 0; i < chain->body_count; i++) {
        if (chain->bodies[i].from_s <= at_s)
            return true;
    }
    return false;
}

struct spot {
    double x, y;
};

static struct spot spot_at(const struct look_body *b, double s)
{
    int i = 0;
    double part;

    if (b->count == 1)
        return (struct spot){ b->x[0], b->y[0] };
    while (i + 2 < b->count && b->s[i + 1] < s)
        i++;
    part = (s - b->s[i]) / (b->s[i + 1] - b->s[i]);
    return (struct spot){ b->x[i] + part * (b->x[i + 1] - b->x[i]),
                          b->y[i] + part * (b->y[i + 1] - b->y[i]) };
}

struct box {
    double s0, s1, r0, r1;
};

/* How two bodies are asked: nearer than limit_m, middle to middle, within the tolerance or, where
 * they share the day, at any time. */
struct ask {
    const struct look_body *a, *b;
    double limit_m, tau_s;
    bool any_time;
};

/* By time alone: may something of the box count, and does its middle for sure? */
static enum answer ask_time(const struct ask *q, const struct box *x)
{
    double least = q->a->from_s + x->s0 * q->a->slow - (q->b->from_s + x->r1 * q->b->slow);
    double most = q->a->from_s + x->s1 * q->a->slow - (q->b->from_s + x->r0 * q->b->slow);
    double low = -(q->a->stay_s + q->tau_s), high = q->b->stay_s + q->tau_s,
           mid = (least + most) / 2;

    if (q->any_time)
        return YES;
    if (most <= low - SLACK_S || least >= high + SLACK_S)
        return NO;
    return mid > low + SLACK_S && mid < high - SLACK_S ? YES : PERHAPS;
}

static enum answer ask_columns(const struct ask *q)
{
    struct box stack[128];
    enum answer found = NO;
    double slack = SLACK_M + q->limit_m * 2e-4;
    int depth = 1;

    stack[0] = (struct box){ 0, q->a->s[q->a->count - 1], 0, q->b->s[q->b->count - 1] };
    for (int boxes = 0; depth > 0; boxes++) {
        struct box x = stack[--depth], low = x, high = x;
        double s = (x.s0 + x.s1) / 2, r = (x.r0 + x.r1) / 2, size = (x.s1 - x.s0 + x.r1 - x.r0) / 2;
        enum answer time = ask_time(q, &x);
        struct spot p = spot_at(q->a, s), o = spot_at(q->b, r);
        double apart = reach_of(p.x - o.x, p.y - o.y);

        if (time == NO || apart - size > q->limit_m + slack)
            continue;
        if (time == YES && apart < q->limit_m - slack)
            return YES;
        if (size < 1.0 || boxes > BOXES) {
            found = PERHAPS;
            continue;
        }
        if (x.s1 - x.s0 > x.r1 - x.r0)
            low.s1 = high.s0 = s;
        else
            low.r1 = high.r0 = r;
        stack[depth++] = low;
        stack[depth++] = high;
    }
    return found;
}

/* Two discs: to the centimetre, by the geodesic. */
static enum answer ask_discs(const struct ask *q)
{
    static struct geod_geodesic earth;
    double apart;
    const struct look_body *a = q->a, *b = q->b;
    double lat_a = a->y[0] / LAT_M, lat_b = b->y[0] / LAT_M;

    if (!q->any_time && !(a->from_s < b->from_s + b->stay_s + q->tau_s &&
                          b->from_s < a->from_s + a->stay_s + q->tau_s))
        return NO;
    if (earth.a == 0)
        geod_init(&earth, 6378137.0, 1 / 298.257223563);
    geod_inverse(&earth, lat_a, a->x[0] / LON_M / cos(lat_a * 0.017453292519943295), lat_b,
                 b->x[0] / LON_M / cos(lat_b * 0.017453292519943295), &apart, NULL, NULL);
    return apart < q->limit_m - 0.02 ? YES : apart < q->limit_m + 0.02 ? PERHAPS : NO;
}

static enum answer ask(const struct look_body *a, const struct look_body *b,
                       const struct rung *rung, double factor, double pads_m)
{
    const struct ask q = { a, b, rung->distance_m * factor + pads_m,
                           rung->minutes == DAY ? 0 : rung->minutes * 60 * factor,
                           rung->minutes == DAY };

    if (rung->distance_m == 0 || reach_of(a->mid_x - b->mid_x, a->mid_y - b->mid_y) >
                                     q.limit_m * 1.001 + a->reach_m + b->reach_m + 20)
        return NO;
    return is_moving(a) || is_moving(b) ? ask_columns(&q) : ask_discs(&q);
}

/* How far a body is from a place, along its route every 20 m. */
static double least_to(const struct look_body *b, double x, double y)
{
    double least = INFINITY, length = b->s[b->count - 1];

    for (double s = 0; s <= length; s += 20) {
        struct spot p = spot_at(b, s);

        least = fmin(least, reach_of(p.x - x, p.y - y));
    }
    return least;
}

/* Does the risk zone hold for a body? */
static enum answer is_in_zone(const struct plan *plan, const struct look_body *b, double off_m)
{
    const int first = (PLAN_FIRST_S + 28800) / PLAN_DAY_S;
    double away;

    if (b->date < first || b->date >= first + pack_zone_days(plan))
        return NO;
    away = least_to(b, east_m(PACK_ZONE_LON, PACK_ZONE_LAT), PACK_ZONE_LAT * LAT_M);
    if (away - b->pad_m - off_m > PACK_ZONE_M + 25)
        return NO;
    return !is_moving(b) && away - b->inner_m - off_m < PACK_ZONE_M - 5 ? YES : PERHAPS;
}

static const struct row *find_row(bool rival, bool cross, bool late, enum look_size a,
                                  enum look_size b)
{
    bool big_a = a == LOOK_BESAR || a == LOOK_KONVOI, big_b = b == LOOK_BESAR || b == LOOK_KONVOI;

    if (a == LOOK_GOODS || b == LOOK_GOODS)
        return (a == LOOK_GOODS && big_b) || (b == LOOK_GOODS && big_a) ? &goods : NULL;
    if (cross)
        return big_a && big_b ? &crossing : NULL;
    if (rival && late && (a == LOOK_KONVOI || b == LOOK_KONVOI))
        return &after_vote;
    for (size_t i = 0; rival && i < sizeof rivals / sizeof *rivals; i++) {
        if ((rivals[i].a == a && rivals[i].b == b) || (rivals[i].a == b && rivals[i].b == a))
            return &rivals[i];
    }
    return NULL;
}

static struct row by_edition(const struct row *row, int edition)
{
    struct row r = *row;

    if (edition > 1 && row->a == LOOK_KONVOI && row->b == LOOK_KONVOI)
        r.waspada.distance_m = PACK_EDITION_KONVOI_M;
    if (edition > 1 && row == &rivals[6])
        r.waspada.distance_m = PACK_EDITION_KECIL_M;
    return r;
}

/* The range of levels of two bodies by one row, with `off` of both sides added or not. */
static struct look_range judge(const struct plan *plan, const struct look_body *a,
                               const struct look_body *b, const struct row *row, bool off)
{
    const struct rung *const rungs[] = { NULL, &row->info, &row->waspada, &row->siaga };
    const double out_m = off ? a->off_m + b->off_m : 0;
    enum answer zone_a = is_in_zone(plan, a, off ? a->off_m : 0),
                zone_b = is_in_zone(plan, b, off ? b->off_m : 0);
    double least = zone_a == YES || zone_b == YES ? PACK_ZONE_FACTOR : 1;
    double most = zone_a != NO || zone_b != NO ? PACK_ZONE_FACTOR : 1;
    struct look_range found = { LOOK_NONE, LOOK_NONE };

    for (int level = LOOK_SIAGA; level > LOOK_NONE; level--) {
        if (found.least == LOOK_NONE &&
            ask(a, b, rungs[level], least, a->inner_m + b->inner_m + out_m) == YES)
            found.least = (uint8_t)level;
        if (found.most == LOOK_NONE &&
            ask(a, b, rungs[level], most, a->pad_m + b->pad_m + out_m) != NO)
            found.most = (uint8_t)level;
    }
    if (found.most == LOOK_WASPADA && is_moving(a) && is_moving(b)) {
        const struct rung road = { (int)WITHIN_M, row->waspada.minutes };

        if (ask(a, b, &road, most, a->pad_m + b->pad_m + out_m) != NO)
            found.most = LOOK_SIAGA; /* one road may be shared */
    }
    return found;
}

static void widen(struct look_range *all, struct look_range one)
{
    all->least = one.least > all->least ? one.least : all->least;
    all->most = one.most > all->most ? one.most : all->most;
}

/* Rows that may count: where one starts on the day of the vote both are looked at. */
static void look_bodies(const struct plan *plan, int edition,
                        const struct plan_chain *const chain[2], const struct look_body *a,
                        const struct look_body *b, struct look_pair *out)
{
    bool rival = chain[0]->paslon && chain[1]->paslon && chain[0]->contest == chain[1]->contest;
    bool cross = chain[0]->paslon && chain[1]->paslon && !rival;
    int vote = chain[0]->contest == PLAN_REVOTE ? plan->again_vote : plan->vote_day;
    int day = plan_day_of((int64_t)fmax(a->from_s, b->from_s));
    struct look_range level = { LOOK_SIAGA, LOOK_NONE }, possible = level;
    bool any = false;

    for (int late = day > vote; late <= (day >= vote); late++) {
        const struct row *row =
            find_row(rival, cross, late, (enum look_size)a->size, (enum look_size)b->size);
        struct look_range stated = { LOOK_NONE, LOOK_NONE }, moved = stated;

        if (row) {
            const struct row now = by_edition(row, edition);

            stated = moved = judge(plan, a, b, &now, false);
            if (a->off_m + b->off_m > 0)
                moved = judge(plan, a, b, &now, true);
        }
        level = (struct look_range){ (uint8_t)fmin(level.least, stated.least),
                                     (uint8_t)fmax(level.most, stated.most) };
        possible = (struct look_range){ (uint8_t)fmin(possible.least, moved.least),
                                        (uint8_t)fmax(possible.most, moved.most) };
        any = true;
    }
    if (!any)
        return;
    widen(&out->part[a->leg][b->leg], level);
    widen(&out->part_possible[a->leg][b->leg], possible);
    widen(&out->level, level);
    widen(&out->possible, possible);
}

bool look_at(const struct plan *plan, int edition, const struct plan_chain *a,
             const struct plan_chain *b, struct look_pair *out)
{
    const struct plan_chain *const both[2] = { a, b };

    memset(out, 0, sizeof *out);
    if (a->paslon && b->paslon && a->contest == b->contest && (a->paslon & b->paslon))
        return false;
    for (int i = 0; i < a->body_count; i++) {
        for (int k = 0; k < b->body_count; k++) {
            const struct look_body *p = &a->bodies[i], *q = &b->bodies[k];

            if (p->date == q->date && reach_of(p->mid_x - q->mid_x, p->mid_y - q->mid_y) <
                                          24000 + p->reach_m + q->reach_m)
                look_bodies(plan, edition, both, p, q, out);
        }
    }
    return out->possible.most > LOOK_NONE;
}

static double past(double value, double low, double high)
{
    return value < low ? low - value : value > high ? value - high : 0;
}

int look_touches(const struct plan_chain *chain, int leg, int regency, int district)
{
    const double side = PLAN_SIDE_DEG / 2;
    double west = (PLAN_SIDE_DEG * regency + side * (district % 2)) * LON_M;
    double south = (PLAN_SOUTH_DEG + side * (district / 2)) * LAT_M;
    int found = 0;

    for (int i = 0; i < chain->body_count; i++) {
        const struct look_body *b = &chain->bodies[i];
        double least = INFINITY, length = b->s[b->count - 1];

        if (b->leg != leg)
            continue;
        for (double s = 0; s <= length; s += 50) {
            struct spot p = spot_at(b, s);

            least = fmin(least, reach_of(past(p.x, west, west + side * LON_M),
                                         past(p.y, south, south + side * LAT_M)));
        }
        if (least - b->inner_m - b->off_m < REACH_M - 60)
            return 2;
        if (least - b->pad_m - b->off_m < REACH_M + 320)
            found = 1;
    }
    return found;
}

static void explain(const struct plan_chain *chain)
{
    static const char *const sizes[] = { "besar", "sedang", "kecil", "konvoi", "logistik" };

    fprintf(stderr, "  k%05d: %s, paslon %u, regency %d, day %d, %s%s\n", chain->number,
            plan_contest_id(chain->contest), chain->paslon, chain->regency, chain->day,
            chain->filed ? jk_state_word(chain->state) : "not filed",
            chain->pending ? ", a change waits" : "");
    for (int i = 0; i < chain->body_count; i++) {
        const struct look_body *b = &chain->bodies[i];

        fprintf(stderr,
                "    leg %d %s, date %d, from %.0f for %.0f s, radius %.1f m, off %.0f m:", b->leg,
                sizes[b->size], b->date, b->from_s, b->stay_s, b->pad_m, b->off_m);
        for (int k = 0; k < b->count; k++)
            fprintf(stderr, " %.1f,%.1f", b->x[k], b->y[k]);
        fprintf(stderr, "\n");
    }
}

void look_explain(const struct plan *plan, int edition, const struct plan_chain *a,
                  const struct plan_chain *b)
{
    struct look_pair look;

    explain(a);
    explain(b);
    look_at(plan, edition, a, b, &look);
    for (int i = 0; i < PLAN_LEGS; i++) {
        for (int k = 0; k < PLAN_LEGS; k++) {
            if (look.part_possible[i][k].most)
                fprintf(stderr, "  legs %d, %d: %d to %d, possibly %d to %d\n", i, k,
                        look.part[i][k].least, look.part[i][k].most, look.part_possible[i][k].least,
                        look.part_possible[i][k].most);
        }
    }
}
