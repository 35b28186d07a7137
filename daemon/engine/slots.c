/* The clear start times of a chain: derivation and method (SPEC 6).
 *
 * Shifted by d seconds, two places violate in time iff a_in + d < b_out + tau and b_in < a_out + d
 * + tau, that is iff b_in - a_out - tau < d < b_out - a_in + tau: one open interval, never empty.
 * The pairs of places of two pieces that are nearer than D form a convex set, on which both bounds
 * are continuous: so the intervals of all of them together are one open interval, (min (b_in -
 * a_out) - tau, max (b_out - a_in) + tau). jk_shares_margins() gives the two extremes in closed
 * form, as the largest before_s and after_s of the region without a time limit (tau infinite). For
 * the same civil date the other piece is replaced by one that is occupied on all of its local days,
 * shifted to the own zone, with tau 0.
 *
 * Certainty: the extremes over distances up to D - e and up to D + e, e the certified error, bound
 * the true interval from inside and outside. Seconds inside the inner one are forbidden, seconds
 * outside the outer one are not; the few between are doubts, and the judge itself decides each
 * (slots_settle.c), so that slots and check never disagree. Raises and zones that hold on some days
 * only are doubts as a whole at first; slots_settle.c halves them until they are decided. The judge
 * is never asked about what a sure band of the chain covers.
 *
 * Rows are nested, so only the lowest rung at or above the asked level is searched. The range is
 * walked day by day, so that a search of the index stays local in time and most zones are the same
 * all day. Pads include both uncertainties, which are none where places count as stated
 * (as_stated): by level_max, what is clear is clear however the places move. */
#include "daemon/engine/slots_internal.h"

#include <math.h>
#include <stdlib.h>
#include "jarak/base/civil.h"
#include "jarak/base/defend.h"
#include "jarak/base/heap.h"
#include "jarak/engine/inside.h"
#include "jarak/engine/shared_road.h"

/* The judge takes times nearer than JK_TIME_EPS_S to tau as tau, and its doubles are rounded to a
 * quarter of that. So much beyond a bound a second is surely forbidden, so little surely not. */
#define SURE_S     (3.0 * JK_TIME_EPS_S)
#define POSSIBLE_S (0.2 * JK_TIME_EPS_S)
#define SAME_DAY_S (2.0 * JK_DAY_S) /* what is on one civil date begins no farther apart */
#define PLANE_M    2e-4 /* what the judge's own path to a distance may differ from ours */

/* Widens a band by one that overlaps or touches it. @return false when they lie apart */
static bool widen(struct jk_interval *band, struct jk_interval by)
{
    if (by.from_s > band->to_s + 1 || by.to_s + 1 < band->from_s)
        return false;
    band->from_s = by.from_s < band->from_s ? by.from_s : band->from_s;
    band->to_s = by.to_s > band->to_s ? by.to_s : band->to_s;
    return true;
}

/* Keeps the part of a band that lies in the range under work, with who forbids it. */
void engine_slots_push(struct slots_search *s, struct slots_list *list, struct jk_interval band)
{
    band.from_s = band.from_s > s->range.from_s ? band.from_s : s->range.from_s;
    band.to_s = band.to_s < s->range.to_s ? band.to_s : s->range.to_s;
    if (band.from_s > band.to_s || s->status != JK_OK)
        return;
    /* Neighbouring pieces forbid nearly the same: most bands only widen the one before. */
    if (list->count > list->sorted) {
        struct slots_entry *last = &list->at[list->count - 1];

        if (last->own == s->own && last->other == s->other && widen(&last->blocked.band, band))
            return;
    }
    if (!jk_grow(&list->at, list->count, &list->cap, sizeof *list->at)) {
        s->status = JK_MEMORY;
        return;
    }
    list->at[list->count++] =
        (struct slots_entry){ { band, jk_world_get(s->world, s->other).chain }, s->own, s->other };
}

/* Whole seconds strictly inside (low, high) by more than `margin` on each side; clamped before they
 * become integers. */
static struct jk_interval seconds_inside(const struct slots_search *s, double low, double high,
                                         double margin)
{
    double least = (double)s->range.from_s - 2.0, most = (double)s->range.to_s + 2.0;

    low = fmin(fmax(low + margin, least), most);
    high = fmin(fmax(high - margin, least), most);
    return (struct jk_interval){ (int64_t)floor(low) + 1, (int64_t)ceil(high) - 1 };
}

/* Two open intervals of deltas: the inner one is surely forbidden, the outer one possibly. */
struct bounds {
    bool sure;
    double low_sure, high_sure, low, high;
};

/* Notes what is settled: one band, the widest so far. */
static void cover(struct slots_search *s, struct jk_interval band)
{
    band.from_s = band.from_s > s->range.from_s ? band.from_s : s->range.from_s;
    band.to_s = band.to_s < s->range.to_s ? band.to_s : s->range.to_s;
    if (band.from_s > band.to_s)
        return;
    if (s->cover.from_s > s->cover.to_s ||
        (!widen(&s->cover, band) && band.to_s - band.from_s > s->cover.to_s - s->cover.from_s))
        s->cover = band;
}

/* True when places of these spans of time cannot forbid anything in the range beyond what is
 * settled: the forbidden deltas lie within the widest interval the spans allow. */
static bool is_covered(const struct slots_search *s, struct jk_span_s own, struct jk_span_s other)
{
    double reach_s = fmax(s->same_day ? SAME_DAY_S : 0.0, s->tau_s);
    double least = (double)s->range.from_s, most = (double)s->range.to_s;
    double low = floor(fmax(other.from_s - own.to_s - reach_s, least));
    double high = ceil(fmin(other.to_s - own.from_s + reach_s, most));

    return low > high || ((double)s->cover.from_s <= low && (double)s->cover.to_s >= high);
}

/* The seconds inside the inner interval are sure, those between the two are doubts. Where a pair is
 * in doubt as a whole there is no inner interval. */
static void add_bounds(struct slots_search *s, const struct bounds *bounds)
{
    struct jk_interval possible = seconds_inside(s, bounds->low, bounds->high, POSSIBLE_S);
    struct jk_interval sure = { 1, 0 };

    if (bounds->sure && !s->doubtful)
        sure = seconds_inside(s, bounds->low_sure, bounds->high_sure, SURE_S);
    cover(s, s->doubtful ? possible : sure);
    if (sure.from_s > sure.to_s) {
        engine_slots_push(s, &s->doubt, possible);
        return;
    }
    engine_slots_push(s, &s->sure, sure);
    engine_slots_push(s, &s->doubt, (struct jk_interval){ possible.from_s, sure.from_s - 1 });
    engine_slots_push(s, &s->doubt, (struct jk_interval){ sure.to_s + 1, possible.to_s });
}

/* Adds the deltas that two pieces forbid: the margins over places that are surely too near bound
 * the inner interval, over those possibly too near the outer one. */
static void add_margins(struct slots_search *s, const struct jk_shares *region, double error_m,
                        double tau_s)
{
    double after, before, after_sure, before_sure;
    struct bounds bounds = { .sure = false };

    if (!jk_shares_margins(region, s->within_m + error_m, &after, &before))
        return;
    bounds.low = -before - tau_s;
    bounds.high = after + tau_s;
    bounds.sure = jk_shares_margins(region, s->within_m - error_m, &after_sure, &before_sure);
    if (bounds.sure) {
        bounds.low_sure = -before_sure - tau_s;
        bounds.high_sure = after_sure + tau_s;
    }
    add_bounds(s, &bounds);
}

/* The same piece as if it were occupied from midnight to midnight of all its local days, told as
 * instants of the other side's zone. */
static struct jk_piece whole_days(const struct jk_piece *piece, int32_t offset_s,
                                  int32_t other_offset_s)
{
    struct jk_piece days = *piece;
    double first, last;

    jk_piece_days(piece, offset_s, &first, &last);
    days.in0 = days.in1 = first * JK_DAY_S - other_offset_s;
    days.out0 = days.out1 = (last + 1.0) * JK_DAY_S - other_offset_s;
    return days;
}

static struct jk_span_s span_of(const struct jk_piece *piece)
{
    return (struct jk_span_s){ fmin(piece->in0, piece->in1), fmax(piece->out0, piece->out1) };
}

static void add_meeting(void *ctx, const struct jk_meeting *m, double *limit_m)
{
    struct slots_search *s = ctx;
    double error_m = m->error_m + PLANE_M;
    struct jk_shares region;

    (void)limit_m;
    s->meetings++;
    if (is_covered(s, span_of(&m->a), span_of(&m->b)))
        return;
    if (s->tau_s >= 0.0)
        add_margins(s, &m->region, error_m, s->tau_s);
    if (s->same_day) {
        struct jk_piece days = whole_days(&m->b, s->b->offset_s, s->a->offset_s);

        /* The region again, since its after_s and before_s must be those of the days. */
        jk_pair_gap_region(&m->a, &days, INFINITY, &m->plane, &region);
        add_margins(s, &region, error_m, 0.0);
    }
}

/* Adds the deltas for a part that lies inside an area: its distance is 0 whatever the edges say, so
 * the extremes are those of the whole piece and nothing is in doubt but rounding. */
static void add_inside(struct slots_search *s, const struct jk_piece *own,
                       const struct jk_piece *other)
{
    struct jk_piece days = whole_days(other, s->b->offset_s, s->a->offset_s);
    double after = fmax(other->out0, other->out1) - fmin(own->in0, own->in1);
    double before = fmax(own->out0, own->out1) - fmin(other->in0, other->in1);
    struct bounds bounds = { true, -before - s->tau_s, after + s->tau_s, -before - s->tau_s,
                             after + s->tau_s };

    if (s->tau_s >= 0.0)
        add_bounds(s, &bounds);
    if (!s->same_day)
        return;
    bounds.low = bounds.low_sure = days.in0 - fmax(own->out0, own->out1);
    bounds.high = bounds.high_sure = days.out0 - fmin(own->in0, own->in1);
    add_bounds(s, &bounds);
}

static void add_inside_own(void *ctx, const struct jk_piece *ring, const struct jk_piece *part)
{
    add_inside(ctx, ring, part);
}

static void add_inside_other(void *ctx, const struct jk_piece *ring, const struct jk_piece *part)
{
    add_inside(ctx, part, ring);
}

/* Distances are rounded to 1 cm before they are compared (judge.h): the gap below which they are
 * less than `distance_m`. */
static double threshold_m(double distance_m, double pads_m)
{
    return (ceil(distance_m * 100.0 - 1e-6) - 0.5) / 100.0 + pads_m;
}

/* A walk over all pairs of pieces at any time, without those that add nothing. */
struct open_walk {
    struct slots_search *s;
    const struct jk_window *window;
    jk_meeting_visit *visit;
};

static bool walk_chunks(void *ctx, const struct jk_chunk *a, const struct jk_chunk *b,
                        double *limit_m)
{
    const struct open_walk *w = ctx;
    const struct jk_body *own = w->s->a, *other = w->s->b;
    struct jk_span_s at = { own->in_s + (double)a->sphere.in_s,
                            own->in_s + (double)a->sphere.out_s };
    struct jk_span_s there = { other->in_s + (double)b->sphere.in_s,
                               other->in_s + (double)b->sphere.out_s };

    if (!is_covered(w->s, at, there))
        jk_approach_pieces(own, other, w->window, &(struct jk_two_chunks){ a, b, *limit_m },
                           w->visit, w->s);
    return w->s->status == JK_OK;
}

/* Visits the meetings of a factor, whenever they are: the deltas decide when. The metre covers the
 * planes' errors. */
static void walk_open(struct slots_search *s, uint16_t factor, jk_meeting_visit *visit)
{
    const struct jk_window everywhen = { INFINITY, false, factor, JK_EXTENT_WIDENED };

    jk_approach_chunks(s->a, s->b, INFINITY, s->within_m + 1.0, walk_chunks,
                       &(struct open_walk){ s, &everywhen, visit });
}

/* Adds all deltas that one rung forbids to the pair of bodies, factor by factor. */
static void search_rung(struct slots_search *s, const struct jk_row *row, int level)
{
    double pads = s->a->pad_m + s->b->pad_m + s->a->uncertainty_m + s->b->uncertainty_m;
    uint16_t factors[JK_FACTORS_MAX];
    size_t count = jk_body_factors(s->a, s->b, JK_EXTENT_WIDENED, factors);

    for (size_t i = 0; i < count; i++) {
        const struct jk_window everywhen = { INFINITY, false, factors[i], JK_EXTENT_WIDENED };
        const struct jk_rung_at at = { row, level, factors[i], JK_EXTENT_WIDENED };
        const struct jk_window window = jk_judge_window(&at);

        s->within_m = threshold_m(jk_judge_limit_m(&at), pads);
        s->tau_s = window.tau_s;
        s->same_day = window.same_day;
        s->doubtful = s->wide;
        walk_open(s, factors[i], add_meeting);
        jk_inside_each(s->a, s->b, &everywhen, add_inside_own, s);
        jk_inside_each(s->b, s->a, &everywhen, add_inside_other, s);
    }
}

/* Head-on or following pieces on a shared road (SPEC 2.3 "Raise"): how long the shared stretch is
 * is settled later. */
static void add_raise(void *ctx, const struct jk_meeting *m, double *limit_m)
{
    struct slots_search *s = ctx;
    double turn = jk_piece_turn_deg(&m->a, &m->b);

    if (turn >= s->policy->raise.head_on_deg || turn <= s->policy->raise.following_deg)
        add_meeting(s, m, limit_m);
}

/* Marks every second at which a raise could come about as a doubt: near enough and in time,
 * whatever the length of the shared stretch. */
static void search_raise(struct slots_search *s, const struct jk_row *row)
{
    uint16_t factors[JK_FACTORS_MAX];
    size_t count = jk_body_factors(s->a, s->b, JK_EXTENT_WIDENED, factors);

    s->within_m = s->policy->raise.within_m + s->a->pad_m + s->b->pad_m + s->a->uncertainty_m +
                  s->b->uncertainty_m;
    s->doubtful = true; /* what the row has settled stays covered */
    for (size_t i = 0; i < count; i++) {
        const struct jk_window window = jk_judge_window(
            &(struct jk_rung_at){ row, JK_LEVEL_WASPADA, factors[i], JK_EXTENT_WIDENED });

        s->tau_s = window.tau_s;
        s->same_day = window.same_day;
        walk_open(s, factors[i], add_raise);
    }
}

/* Where a chain's cover is, or may be put; the table has room. */
static struct slots_cover *cover_slot(const struct slots_covers *covers, uint32_t chain)
{
    size_t i = chain * (size_t)2654435761u;

    while (covers->at[i & (covers->cap - 1)].used &&
           covers->at[i & (covers->cap - 1)].chain != chain)
        i++;
    return &covers->at[i & (covers->cap - 1)];
}

static bool grow_covers(struct slots_covers *covers)
{
    struct slots_covers more = { .cap = covers->cap ? 2 * covers->cap : 64 };

    more.at = calloc(more.cap, sizeof *more.at);
    if (!more.at)
        return false;
    for (size_t i = 0; i < covers->cap; i++) {
        if (covers->at[i].used)
            *cover_slot(&more, covers->at[i].chain) = covers->at[i];
    }
    more.count = covers->count;
    free(covers->at);
    *covers = more;
    return true;
}

/* Keeps what a chain surely forbids, for its other members and the own ones. Without memory nothing
 * is kept: that costs time only. */
static void keep_cover(struct slots_search *s)
{
    uint32_t chain = jk_world_get(s->world, s->other).chain;
    struct slots_cover *slot;

    if (s->cover.from_s > s->cover.to_s ||
        (2 * (s->covers.count + 1) > s->covers.cap && !grow_covers(&s->covers)))
        return;
    slot = cover_slot(&s->covers, chain);
    s->covers.count += !slot->used;
    *slot = (struct slots_cover){ chain, true, s->cover };
}

/* Begins with what the chain is known to forbid in the range under work. */
static void take_cover(struct slots_search *s)
{
    const struct slots_cover *slot;

    s->cover = (struct jk_interval){ 1, 0 };
    if (s->covers.cap == 0)
        return;
    slot = cover_slot(&s->covers, jk_world_get(s->world, s->other).chain);
    if (slot->used && slot->band.from_s <= s->range.to_s && slot->band.to_s >= s->range.from_s)
        s->cover = slot->band;
}

/* By the row alone. Rungs may be absent; the next higher one is then the lowest that counts. */
void engine_slots_level(struct slots_search *s, const struct jk_row *row)
{
    int level = (int)s->query->level;

    take_cover(s);
    while (level < JK_LEVEL_END && !row->rung[level].present)
        level++;
    if (level < JK_LEVEL_END)
        search_rung(s, row, level);
    if (!s->wide) /* else doubts are in it */
        keep_cover(s);
}

bool engine_slots_may_raise(const struct slots_search *s, const struct jk_row *row)
{
    return s->query->level == JK_LEVEL_SIAGA && jk_judge_may_raise(s->policy, row, s->a, s->b);
}

static void search_row(struct slots_search *s, const struct jk_row *row)
{
    if (row->exempt)
        return;
    engine_slots_level(s, row);
    if (engine_slots_may_raise(s, row))
        search_raise(s, row);
}

/* A pair of legs has the row of the era its later start lies in: at most two, one on each side of
 * the delta that brings the own start to the vote. Sets the range to one side's part of a band.
 *
 * @return the row there; null when the part is empty */
const struct jk_row *engine_slots_row(struct slots_search *s, struct jk_interval band, bool late)
{
    const struct jk_member *own = &s->query->own[s->own];
    const struct jk_member other = jk_world_get(s->world, s->other);
    enum jk_relation relation = jk_party_relation(own->party, other.party);
    struct jk_row_key key = own->body->key;
    double turn = ceil(s->policy->vote_s - key.from_s);

    s->range = band;
    if (late && turn > (double)band.from_s)
        s->range.from_s = turn > (double)band.to_s ? INT64_MAX : (int64_t)turn;
    if (!late && turn <= (double)band.to_s)
        s->range.to_s = turn <= (double)band.from_s ? INT64_MIN : (int64_t)turn - 1;
    if (s->range.from_s > s->range.to_s)
        return NULL;
    key.from_s += (double)(late ? s->range.from_s : s->range.to_s);
    return jk_policy_row(s->policy, relation, &key, &other.body->key);
}

static void search_pair(void *ctx, uint32_t id)
{
    struct slots_search *s = ctx;

    const struct jk_body *other = jk_world_get(s->world, id).body;

    s->other = id;
    s->b = engine_slots_see(s, other, &s->seen_b);
    s->uncertain = s->uncertain || s->query->own[s->own].body->uncertainty_m > 0.0 ||
                   other->uncertainty_m > 0.0;
    if (s->weigh) {
        s->meetings += jk_body_nodes(s->a) + jk_body_nodes(s->b);
        return;
    }
    for (int late = 0; late <= 1; late++) {
        const struct jk_row *row = engine_slots_row(s, s->day, late);

        if (row)
            search_row(s, row);
    }
}

/* Asks the world for all that may come near while the chain starts anywhere in the day: the own
 * span is widened by the deltas and by the largest tau. */
static void search_body(struct slots_search *s, const struct jk_body *body)
{
    const struct jk_member *own = &s->query->own[s->own];
    double reach_m = 0.0, reach_s = 0.0, factor = fmax(1.0, s->policy->zone_factor);

    s->a = body;
    for (int size = 0; size < JK_SIZE_END; size++) {
        reach_m = fmax(reach_m, s->policy->reach_m[own->body->key.size][size]);
        reach_s = fmax(reach_s, s->policy->reach_day[own->body->key.size][size]
                                    ? SAME_DAY_S
                                    : s->policy->reach_s[own->body->key.size][size]);
    }
    if (reach_m > 0.0)
        jk_world_around(s->world, own,
                        &(struct jk_around){
                            reach_m * factor,
                            own->body->in_s + (double)s->day.from_s - reach_s * factor,
                            own->body->out_s + (double)s->day.to_s + reach_s * factor },
                        search_pair, s);
}

/* Which zones hold depends on the day, hence on the delta: those that hold on every day it can come
 * to are sure, those that hold on some are doubts. */
static void search_member(struct slots_search *s)
{
    struct jk_body_certain certain;
    struct slots_lands lands;

    s->wide = false;
    if (s->weigh || s->policy->zone_factor <= 1.0) {
        search_body(s, engine_slots_see(s, s->query->own[s->own].body, &certain));
        return;
    }
    if (!engine_slots_lay(s, s->day, &lands))
        return;
    search_body(s, lands.seen_narrow);
    s->wide = !lands.same;
    if (s->wide)
        search_body(s, lands.seen_wide);
    s->wide = false;
    engine_slots_unlay(&lands);
}

static int compare_blocked(const void *a, const void *b)
{
    const struct jk_blocked *x = a, *y = b;

    if (x->band.from_s != y->band.from_s)
        return x->band.from_s < y->band.from_s ? -1 : 1;
    if (x->band.to_s != y->band.to_s)
        return x->band.to_s < y->band.to_s ? -1 : 1;
    return (x->chain > y->chain) - (x->chain < y->chain);
}

/* Blocked bands are sorted by start, which the complement needs; it lets them overlap. */
static enum jk_status tell(struct slots_search *s, struct jk_slots *out)
{
    struct jk_intervals taken = { jk_arena_array(s->arena, s->sure.count, sizeof *taken.at), 0 };

    out->meetings = s->meetings;
    out->uncertain = s->uncertain;
    out->blocked_count = s->sure.count;
    out->blocked = jk_arena_array(s->arena, s->sure.count, sizeof *out->blocked);
    if (!out->blocked || !taken.at)
        return JK_MEMORY;
    for (size_t i = 0; i < s->sure.count; i++)
        out->blocked[i] = s->sure.at[i].blocked;
    qsort(out->blocked, out->blocked_count, sizeof *out->blocked, compare_blocked);
    for (size_t i = 0; i < out->blocked_count; i++)
        taken.at[taken.count++] = out->blocked[i].band;
    return jk_intervals_rest(s->arena, &taken, s->query->range, &out->clear);
}

/* Each own member with each day of the range. */
static void each_day(struct slots_search *s, void (*search)(struct slots_search *s))
{
    const struct jk_interval range = s->query->range;

    for (s->day = range; s->day.from_s <= range.to_s; s->day.from_s = s->day.to_s + 1) {
        int64_t last_s = s->day.from_s + JK_DAY_S - 1;

        s->day.to_s = last_s < range.to_s ? last_s : range.to_s;
        for (s->own = 0; s->own < s->query->own_count; s->own++)
            search(s);
    }
}

uint64_t jk_slots_weigh(struct jk_world *world, const struct jk_policy *policy,
                        const struct jk_slot_query *query)
{
    struct slots_search s = { .world = world, .policy = policy, .query = query, .weigh = true };

    each_day(&s, search_member);
    return s.meetings;
}

enum jk_status jk_slots_find(struct jk_arena *arena, struct jk_world *world,
                             const struct jk_policy *policy, const struct jk_slot_query *query,
                             struct jk_slots *out)
{
    JK_ASSERT(query->own != NULL || query->own_count == 0);
    JK_ASSERT((unsigned)query->level < JK_LEVEL_END);
    JK_ASSERT(out != NULL);

    struct slots_search s = { .arena = arena, .world = world, .policy = policy, .query = query };

    if (query->range.to_s < query->range.from_s ||
        query->range.to_s - query->range.from_s > JK_SLOT_RANGE_S)
        return JK_RANGE;
    each_day(&s, search_member);
    engine_slots_settle(&s);
    if (s.status == JK_OK)
        s.status = tell(&s, out);
    free(s.sure.at);
    free(s.doubt.at);
    free(s.covers.at);
    return s.status;
}
