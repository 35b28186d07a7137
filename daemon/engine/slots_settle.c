/* Settling what the closed forms of slots.c leave open.
 *
 * Doubts are joined for each pair of members, less what a sure band of the chain covers, and halved
 * until all of a part is forbidden or none of it. Three things are in doubt. Where a bound falls
 * within the error of a plane: single seconds, of which the judge is asked. Where the length of the
 * shared road raises: jk_shared_road_over() bounds it over a part, and both bounds meet as the part
 * shrinks. Where zones hold on some days of a part only: with those that hold at every delta of it
 * and with those that hold at some, the rows and the road are bounded from both sides; half a part
 * comes to fewer days. A part costs one search of the pair, and their number grows with the
 * logarithm of the stretch for each delta at which the answer turns, never with its seconds. What
 * is not bounded so: a length that stays within LENGTH_M of the limit, or a gap within the error of
 * the plane, all along a stretch; there each second is judged, of this one pair. */
#include "daemon/engine/slots_internal.h"

#include <stdlib.h>
#include "jarak/engine/shared_road.h"

static int order_of(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare_entries(const void *a, const void *b)
{
    const struct slots_entry *x = a, *y = b;
    int order = order_of(x->blocked.chain, y->blocked.chain);

    return order ? order : order_of(x->blocked.band.from_s, y->blocked.band.from_s);
}

/* Doubts are of a pair of members each; those of a chain follow each other. */
static int compare_doubts(const void *a, const void *b)
{
    const struct slots_entry *x = a, *y = b;
    int order = order_of(x->blocked.chain, y->blocked.chain);

    if (!order)
        order = order_of(x->own, y->own);
    if (!order)
        order = order_of(x->other, y->other);
    return order ? order : order_of(x->blocked.band.from_s, y->blocked.band.from_s);
}

/* Sort by chain, of doubts by pair, and by start; join what touches. */
static void merge(struct slots_list *list, bool doubts)
{
    size_t kept = 0;

    if (list->count == 0)
        return;
    qsort(list->at, list->count, sizeof *list->at, doubts ? compare_doubts : compare_entries);
    for (size_t i = 1; i < list->count; i++) {
        struct slots_entry *last = &list->at[kept], *next = &list->at[i];
        bool apart = next->blocked.chain != last->blocked.chain ||
                     (doubts && (next->own != last->own || next->other != last->other));

        if (apart || next->blocked.band.from_s > last->blocked.band.to_s + 1)
            list->at[++kept] = list->at[i];
        else if (next->blocked.band.to_s > last->blocked.band.to_s)
            last->blocked.band.to_s = next->blocked.band.to_s;
    }
    list->count = list->sorted = kept + 1;
}

/* Finds the first part of a band that no entry of the chain covers.
 *
 * @param sure  sorted and joined
 * @return false when there is none */
static bool open_part(const struct slots_list *sure, uint32_t chain, struct jk_interval band,
                      struct jk_interval *out)
{
    size_t low = 0, high = sure->count;

    while (low < high) { /* the first entry that begins behind (chain, from) */
        size_t mid = (low + high) / 2;
        const struct jk_blocked *b = &sure->at[mid].blocked;

        if (b->chain < chain || (b->chain == chain && b->band.from_s <= band.from_s))
            low = mid + 1;
        else
            high = mid;
    }
    *out = band;
    if (low > 0 && sure->at[low - 1].blocked.chain == chain &&
        sure->at[low - 1].blocked.band.to_s >= band.from_s)
        out->from_s = sure->at[low - 1].blocked.band.to_s + 1;
    if (low < sure->count && sure->at[low].blocked.chain == chain &&
        sure->at[low].blocked.band.from_s <= band.to_s)
        out->to_s = sure->at[low].blocked.band.from_s - 1;
    return out->from_s <= out->to_s;
}

const struct jk_body *engine_slots_see(const struct slots_search *s, const struct jk_body *body,
                                       struct jk_body_certain *room)
{
    if (!s->query->as_stated)
        return body;
    jk_body_be_certain(body, room);
    return &room->body;
}

/* True when both bodies were cut alike and every piece has the same factor: then no zone depends on
 * the day. */
static bool have_same_factors(const struct jk_body *a, const struct jk_body *b)
{
    uint32_t pieces = jk_body_pieces(a);

    if (!jk_body_zoned(a) && !jk_body_zoned(b))
        return true;
    for (uint32_t i = 0; i < pieces && pieces == jk_body_pieces(b); i++) {
        if (jk_body_factor(a, i, JK_EXTENT_WIDENED) != jk_body_factor(b, i, JK_EXTENT_WIDENED))
            return false;
    }
    return pieces == jk_body_pieces(b);
}

void engine_slots_unlay(struct slots_lands *lands)
{
    jk_body_free(lands->narrow);
    jk_body_free(lands->wide);
    *lands = (struct slots_lands){ .narrow = NULL };
}

bool engine_slots_lay(struct slots_search *s, struct jk_interval range, struct slots_lands *out)
{
    const struct jk_slot_days every = { JK_ZONE_DAYS_EVERY, (double)range.from_s,
                                        (double)range.to_s };
    const struct jk_slot_days any = { JK_ZONE_DAYS_ANY, every.from_s, every.to_s };

    out->narrow = s->query->shift(s->query->ctx, s->own, 0, &every);
    out->wide = s->query->shift(s->query->ctx, s->own, 0, &any);
    if (!out->narrow || !out->wide) {
        s->status = JK_MEMORY;
        engine_slots_unlay(out);
        return false;
    }
    out->seen_narrow = engine_slots_see(s, out->narrow, &out->certain[0]);
    out->seen_wide = engine_slots_see(s, out->wide, &out->certain[1]);
    out->same = have_same_factors(out->seen_narrow, out->seen_wide);
    return true;
}

/* Asks the judge about one second of the pair under work. */
static bool judge_at(struct slots_search *s, int64_t delta)
{
    const struct jk_member *own = &s->query->own[s->own];
    const struct jk_member other = jk_world_get(s->world, s->other);
    struct jk_body *body = s->query->shift(s->query->ctx, s->own, delta, NULL);
    struct jk_body_certain own_seen, other_seen;
    const struct jk_row *row;
    struct jk_levels levels;

    if (!body) {
        s->status = JK_MEMORY;
        return false;
    }
    row = jk_policy_row(s->policy, jk_party_relation(own->party, other.party), &body->key,
                        &other.body->key);
    levels = row->exempt ? (struct jk_levels){ JK_LEVEL_NONE, JK_LEVEL_NONE }
                         : jk_judge_level(s->policy, row, engine_slots_see(s, body, &own_seen),
                                          engine_slots_see(s, other.body, &other_seen));
    jk_body_free(body);
    return levels.level_max >= s->query->level;
}

/* A pair whose doubts are settled, within one row and one part of the range. */
struct settling {
    const struct jk_row *row;
    const struct jk_body *narrow, *wide;
    const struct jk_shared_roads *roads; /* null where nothing can raise */
    bool same;                           /* narrow and wide are alike: no zone depends on the day */
};

/* What of a stretch the row alone leaves open goes into the doubts, what it forbids for certain
 * into the sure bands, both lists empty before. */
static void settle_row(struct slots_search *s, const struct settling *p, struct slots_list *sure,
                       struct slots_list *doubt)
{
    struct slots_list sure_outside = s->sure, doubt_outside = s->doubt;

    s->sure = *sure;
    s->doubt = *doubt;
    s->a = p->narrow;
    s->wide = false;
    engine_slots_level(s, p->row);
    s->a = p->wide;
    s->wide = !p->same;
    if (s->wide)
        engine_slots_level(s, p->row);
    s->wide = false;
    *sure = s->sure;
    *doubt = s->doubt;
    s->sure = sure_outside;
    s->doubt = doubt_outside;
}

/* Takes a stretch as the range under work; a single second is the judge's. True: it was one. */
static bool settle_second(struct slots_search *s, struct jk_interval band)
{
    s->range = band;
    if (band.from_s != band.to_s)
        return false;
    if (judge_at(s, band.from_s))
        engine_slots_push(s, &s->sure, band);
    return true;
}

/* Halves a stretch in which no zone depends on the day until the road they share decides. */
static void halve_raise(struct slots_search *s, const struct settling *p, struct jk_interval band)
{
    enum jk_raises raises;
    int64_t middle = band.from_s + (band.to_s - band.from_s) / 2;

    if (s->status != JK_OK || settle_second(s, band))
        return;
    raises = jk_shared_road_over(p->roads, (double)band.from_s, (double)band.to_s);
    if (raises == JK_RAISES_ALWAYS)
        engine_slots_push(s, &s->sure, band);
    if (raises != JK_RAISES_UNSURE)
        return;
    halve_raise(s, p, (struct jk_interval){ band.from_s, middle });
    halve_raise(s, p, (struct jk_interval){ middle + 1, band.to_s });
}

static void settle_stretch(struct slots_search *s, const struct jk_row *row,
                           struct jk_interval band);

/* Settles what a stretch leaves open: a raise by halving, zones by looking at each half anew. */
static void settle_rest(struct slots_search *s, const struct settling *p, struct jk_interval band,
                        bool raise)
{
    int64_t middle = band.from_s + (band.to_s - band.from_s) / 2;

    if (p->same && raise) {
        halve_raise(s, p, band);
    } else if (p->same) {
        for (int64_t at = band.from_s; at <= band.to_s && s->status == JK_OK; at++) {
            s->range = (struct jk_interval){ at, at };
            if (judge_at(s, at))
                engine_slots_push(s, &s->sure, s->range);
        }
    } else {
        settle_stretch(s, p->row, (struct jk_interval){ band.from_s, middle });
        settle_stretch(s, p->row, (struct jk_interval){ middle + 1, band.to_s });
    }
}

/* Tells sure bands to the outside and settles what lies between them. */
static void settle_parts(struct slots_search *s, const struct settling *p, struct jk_interval band)
{
    enum jk_raises raises =
        p->roads ? jk_shared_road_over(p->roads, (double)band.from_s, (double)band.to_s)
                 : JK_RAISES_NEVER;
    struct slots_list sure = { .at = NULL }, doubt = { .at = NULL };
    uint32_t chain = jk_world_get(s->world, s->other).chain;
    struct jk_interval open;

    s->range = band;
    if (raises == JK_RAISES_ALWAYS) {
        engine_slots_push(s, &s->sure, band);
        return;
    }
    settle_row(s, p, &sure, &doubt);
    if (raises == JK_RAISES_UNSURE)
        engine_slots_push(s, &doubt, band);
    merge(&sure, false);
    merge(&doubt, false);
    for (size_t i = 0; i < sure.count; i++)
        engine_slots_push(s, &s->sure, sure.at[i].blocked.band);
    for (size_t i = 0; i < doubt.count; i++) {
        struct jk_interval rest = doubt.at[i].blocked.band;

        for (; rest.from_s <= rest.to_s && open_part(&sure, chain, rest, &open);
             rest.from_s = open.to_s + 1)
            settle_rest(s, p, open, raises == JK_RAISES_UNSURE);
    }
    free(sure.at);
    free(doubt.at);
}

/* Settles a stretch of doubts of one pair in one row. */
static void settle_stretch(struct slots_search *s, const struct jk_row *row,
                           struct jk_interval band)
{
    struct jk_body_certain certain;
    const struct jk_body *own = engine_slots_see(s, s->query->own[s->own].body, &certain);
    struct slots_lands lands = { .same = true };
    struct jk_shared_roads roads = { .raise = NULL };
    struct settling p = { .row = row, .narrow = own, .wide = own, .same = true };

    if (s->status != JK_OK || settle_second(s, band))
        return;
    if (s->policy->zone_factor > 1.0) {
        if (!engine_slots_lay(s, band, &lands))
            return;
        p.narrow = lands.seen_narrow;
        p.wide = lands.seen_wide;
        p.same = lands.same;
    }
    s->a = own;
    if (engine_slots_may_raise(s, row)) {
        jk_shared_road_open(&s->policy->raise, row, p.narrow, p.wide, s->b, &roads);
        p.roads = &roads;
    }
    settle_parts(s, &p, band);
    jk_shared_road_close(&roads);
    engine_slots_unlay(&lands);
}

/* Settles the doubts of a pair that no sure band of the chain covers. */
static void settle_doubt(struct slots_search *s, const struct slots_entry *e)
{
    s->own = e->own;
    s->other = e->other;
    s->b = engine_slots_see(s, jk_world_get(s->world, e->other).body, &s->seen_b);
    for (int late = 0; late <= 1; late++) {
        const struct jk_row *row = engine_slots_row(s, e->blocked.band, late);
        struct jk_interval rest = s->range, open;

        while (row && rest.from_s <= rest.to_s &&
               open_part(&(struct slots_list){ s->sure.at, s->sure.sorted, s->sure.sorted,
                                               s->sure.sorted },
                         e->blocked.chain, rest, &open)) {
            settle_stretch(s, row, open);
            rest.from_s = open.to_s + 1;
        }
        merge(&s->sure, false);
    }
}

void engine_slots_settle(struct slots_search *s)
{
    /* Sorted, so that a doubt finds what covers it by halving. */
    merge(&s->sure, false);
    merge(&s->doubt, true);
    for (size_t i = 0; i < s->doubt.count && s->status == JK_OK; i++) {
        const struct slots_entry e = s->doubt.at[i];

        settle_doubt(s, &e);
    }
}
