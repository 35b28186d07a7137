/* What a pair of members forbids, settled.
 *
 * The closed forms (forbid.c) leave doubts of three kinds. Where a bound falls within the error of
 * a plane: single seconds, of which the judge is asked. Where the length of the shared road raises:
 * road.c bounds it over a part, and both bounds meet as the part shrinks. Where zones hold on some
 * days of a part only: with those that hold at every delta of it and with those that hold at some,
 * rows and road are bounded from both sides; half a part comes to fewer days. A part costs one
 * search of the pair, and their number grows with the logarithm of the stretch for each delta at
 * which the answer turns, never with its seconds. What is not bounded so: a length that stays
 * within LENGTH_M of the limit, or a gap within the error of the plane, all along a stretch; there
 * each second is judged, of this one pair, unless another one of the chain forbids it. */
#include <math.h>
#include <stdlib.h>
#include "daemon/engine/slots/slots_internal.h"
#include "jarak/base/heap.h"

/* Leaves seconds to the judge. */
static void leave_open(struct slots_search *s, struct jk_interval band)
{
    if (!jk_grow(&s->open, s->open_count, &s->open_cap, sizeof *s->open)) {
        s->status = JK_MEMORY;
        return;
    }
    s->open[s->open_count++] = (struct slots_open){ s->own, s->other, band };
}

/* Asks the judge about one second of a pair. */
static bool judge_at(struct slots_search *s, const struct slots_open *open, int64_t delta)
{
    const struct jk_member other = jk_world_get(s->world, open->other);
    struct jk_body *body = s->query->shift(s->query->ctx, open->own, delta, NULL);
    struct jk_body_certain own_seen, other_seen;
    struct jk_ruling rulings[JK_RULINGS_MAX];
    size_t count;
    bool forbidden = false;

    if (!body) {
        s->status = JK_MEMORY;
        return false;
    }
    s->own = open->own;
    s->other = open->other;
    count = engine_slots_rule(s, &body->key, rulings);
    for (size_t i = 0; i < count && !forbidden; i++)
        forbidden =
            !rulings[i].row->exempt &&
            jk_judge_level(rulings[i].policy, rulings[i].row, engine_slots_see(s, body, &own_seen),
                           engine_slots_see(s, other.body, &other_seen))
                    .level_max >= s->query->level;
    jk_body_free(body);
    return forbidden;
}

void engine_slots_judge(struct slots_search *s)
{
    for (size_t i = 0; i < s->open_count; i++) {
        const struct slots_open *open = &s->open[i];

        for (int64_t at = open->band.from_s; at <= open->band.to_s && s->status == JK_OK; at++) {
            const struct jk_interval second = { at, at };

            if (engine_bands_cover(&s->sure, second))
                continue;
            s->judged++;
            if (judge_at(s, open, at) && !engine_bands_add(&s->sure, second))
                s->status = JK_MEMORY;
        }
    }
    s->open_count = 0;
}

/* Where the first half of a band ends. */
static int64_t middle_of(struct jk_interval band)
{
    return band.from_s + (band.to_s - band.from_s) / 2;
}

/* Halves a stretch in which no zone depends on the delta until the road they share decides. */
static void halve_road(struct slots_search *s, struct jk_interval band)
{
    enum slots_raises raises;

    if (s->status != JK_OK || band.from_s > band.to_s)
        return;
    raises = engine_slots_raises(s, band);
    if (raises == SLOTS_RAISES_ALWAYS && !engine_bands_add(&s->sure, band))
        s->status = JK_MEMORY;
    if (raises != SLOTS_RAISES_UNSURE)
        return;
    if (band.from_s == band.to_s) {
        leave_open(s, band);
        return;
    }
    halve_road(s, (struct jk_interval){ band.from_s, middle_of(band) });
    halve_road(s, (struct jk_interval){ middle_of(band) + 1, band.to_s });
}

static void add_all(struct slots_search *s, struct slots_bands *bands, const struct slots_bands *by)
{
    for (size_t i = 0; i < by->count; i++) {
        if (!engine_bands_add(bands, by->at[i]))
            s->status = JK_MEMORY;
    }
}

/* Seeks what is forbidden; what of it is doubtful is put to the doubts that are known. */
static void seek(struct slots_search *s, enum slots_sought sought, struct slots_bands *doubt)
{
    if (s->status != JK_OK || !engine_slots_seek(s, sought))
        return;
    s->possible.count = s->doubt.count = 0;
    add_all(s, &s->possible, &s->sure);
    add_all(s, &s->possible, doubt);
    engine_slots_walk(s);
    if (sought == SLOTS_LEVEL)
        engine_slots_inside(s);
    add_all(s, doubt, &s->doubt);
}

static void settle_band(struct slots_search *s, struct jk_interval band, bool roughly);

/* Settles the doubts in which a zone may hold or not: each half of a stretch has fewer days. */
static void settle_days(struct slots_search *s, const struct slots_bands *doubt,
                        struct jk_interval band)
{
    for (size_t i = 0; i < doubt->count && s->status == JK_OK; i++) {
        struct jk_interval rest = doubt->at[i], open;

        while (rest.from_s <= rest.to_s && engine_bands_open(&s->sure, rest, &open)) {
            rest.from_s = open.to_s + 1;
            if (band.from_s == band.to_s) {
                leave_open(s, open);
            } else if (2 * (open.to_s - open.from_s) < band.to_s - band.from_s) {
                settle_band(s, open, false);
            } else {
                settle_band(s, (struct jk_interval){ open.from_s, middle_of(open) }, false);
                settle_band(s, (struct jk_interval){ middle_of(open) + 1, open.to_s }, false);
            }
        }
    }
}

/* Settles the doubts in a range in which no zone depends on the delta. */
static void settle_rest(struct slots_search *s, const struct slots_bands *level,
                        const struct slots_bands *raise)
{
    struct jk_interval rest, open;

    for (size_t i = 0; i < raise->count && s->status == JK_OK; i++) {
        for (rest = raise->at[i];
             rest.from_s <= rest.to_s && engine_bands_open(&s->sure, rest, &open);
             rest.from_s = open.to_s + 1)
            halve_road(s, open);
    }
    for (size_t i = 0; i < level->count && s->status == JK_OK; i++)
        leave_open(s, level->at[i]);
}

/* Settles a band of deltas of the pair in its row. */
static void settle_band(struct slots_search *s, struct jk_interval band, bool roughly)
{
    struct slots_bands level = { .at = NULL }, raise = { .at = NULL };

    if (s->status != JK_OK || band.from_s > band.to_s || engine_bands_cover(&s->sure, band))
        return;
    s->range = band;
    s->land = engine_slots_land(s, s->own, band, roughly);
    if (!s->land)
        return;
    s->a = s->land->most;
    seek(s, SLOTS_LEVEL, &level);
    seek(s, SLOTS_HEAD_ON, &raise);
    seek(s, SLOTS_FOLLOWING, &raise);
    if (s->land->same) {
        settle_rest(s, &level, &raise);
    } else {
        add_all(s, &level, &raise);
        settle_days(s, &level, band);
    }
    free(level.at);
    free(raise.at);
}

/* A pair of legs has the row of the era its later start lies in: at most two of a policy, one on
 * each side of the delta that brings the own start to the vote.
 *
 * @param[out] band  one side's part of it
 * @return the row there; null when the part is empty */
static const struct jk_row *row_of(const struct slots_search *s, bool late,
                                   struct jk_interval *band)
{
    const struct jk_member *own = &s->query->own[s->own];
    const struct jk_member other = jk_world_get(s->world, s->other);
    enum jk_relation relation = jk_party_relation(own->party, other.party);
    struct jk_row_key key = own->body->key;
    double turn = ceil(s->policy->vote_s - key.from_s);

    if (late && turn > (double)band->from_s)
        band->from_s = turn > (double)band->to_s ? INT64_MAX : (int64_t)turn;
    if (!late && turn <= (double)band->to_s)
        band->to_s = turn <= (double)band->from_s ? INT64_MIN : (int64_t)turn - 1;
    if (band->from_s > band->to_s)
        return NULL;
    key.from_s += (double)(late ? band->from_s : band->to_s);
    return jk_policy_row(s->policy, relation, &key, &other.body->key);
}

/* The other member's tree, which is kept while the pairs of one follow each other. */
static bool make_there(struct slots_search *s)
{
    if (s->there_factors && s->tree_of == s->other)
        return true;
    free(s->there_factors);
    s->there_factors = NULL;
    s->tree_of = s->other;
    return engine_tree_make(&s->there, s->b, s->query->level == JK_LEVEL_SIAGA) &&
           engine_slots_factors(&s->there, s->b, &s->there_factors);
}

/* What one policy forbids of the pair under work. */
static void settle_by(struct slots_search *s, const struct jk_policy *policy,
                      struct jk_interval deltas)
{
    s->policy = policy;
    for (int late = 0; late <= 1; late++) {
        struct jk_interval band = deltas;

        s->row = row_of(s, late, &band);
        if (!s->row || s->row->exempt || !engine_slots_may_meet(s, band))
            continue;
        if (!make_there(s))
            s->status = JK_MEMORY;
        settle_band(s, band, true);
    }
}

void engine_slots_settle(struct slots_search *s, const struct slots_pair *pair)
{
    struct jk_ruling rulings[JK_RULINGS_MAX];
    size_t count;

    s->own = pair->own;
    s->other = pair->other;
    s->b = engine_slots_see(s, jk_world_get(s->world, s->other).body, &s->seen_b);
    count = engine_slots_rule(s, &s->query->own[s->own].body->key, rulings);
    for (size_t i = 0; i < count && s->status == JK_OK; i++)
        settle_by(s, rulings[i].policy, pair->band);
    engine_slots_forget(s, s->own, SLOTS_BYTES); /* the first ones stay: all are asked in turn */
}
