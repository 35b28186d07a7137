/* Which shifts of a chain the calendar allows, cut by cut (SPEC 6).
 *
 * An instance [s, e) lies inside an allowed span [f, t] for the deltas f - s .. t - e. The union
 * over spans, cut over all instances, is what one cut allows; an instance must fit one span whole,
 * so open days that touch are joined first. Each cut is computed by itself from the whole range,
 * not from what the others left: a closed stretch can then name every reason that closes it.
 *
 * Hours and slots bind the main only (R3, R19), and now its start; phases and quiet days bind every
 * leg of the campaign (R1, R2). */
#include "jarak/policy/window.h"
#include "jarak/policy/whose.h"

#include "jarak/base/defend.h"
#include "jarak/policy/kpu_slots.h"

#define USUAL_S (3 * 3600) /* of a kind whose length the pack does not state */

static const char *const words[] = { "hours", "phase", "kpu_slot", "past" };
_Static_assert(sizeof words / sizeof *words == JK_CUT_END, "every cut has a word");

const char *jk_cut_word(enum jk_cut cut)
{
    JK_ASSERT((unsigned)cut < JK_CUT_END);
    return words[cut];
}

/* Phases bind the campaign's kinds; logistics, security and coordination go on outside them. */
static bool is_campaign(const struct jk_notice *n)
{
    return n->facts.kind <= JK_KIND_KONVOI;
}

static int64_t midnight_of(int32_t day, const struct jk_tz *tz)
{
    return (int64_t)day * JK_DAY_S - tz->offset_s;
}

/* Keep the deltas that put [start_s, end_s) inside one of the allowed spans [from_s, to_s). */
static enum jk_status keep_inside(struct jk_arena *arena, const struct jk_intervals *spans,
                                  int64_t start_s, int64_t end_s, struct jk_intervals *kept)
{
    struct jk_intervals shifts = { jk_arena_array(arena, spans->count, sizeof *shifts.at), 0 };

    if (!shifts.at)
        return JK_MEMORY;
    for (size_t i = 0; i < spans->count; i++) {
        struct jk_interval shift = { spans->at[i].from_s - start_s, spans->at[i].to_s - end_s };

        if (shift.from_s <= shift.to_s)
            shifts.at[shifts.count++] = shift;
    }
    return jk_intervals_cut(arena, kept, &shifts, kept);
}

/* Every instance of a notice inside the spans. */
static enum jk_status keep_notice(struct jk_arena *arena, const struct jk_intervals *spans,
                                  const struct jk_notice *notice, struct jk_intervals *kept)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < notice->instance_count && rc == JK_OK; i++)
        rc = keep_inside(arena, spans, notice->instances[i].start_s, notice->instances[i].end_s,
                         kept);
    return rc;
}

/* The days a shift within the range can touch. */
static void days_of(const struct jk_window_query *q, const struct jk_notice *notice, int32_t *first,
                    int32_t *last)
{
    const struct jk_instance *from = &notice->instances[0];
    const struct jk_instance *to = &notice->instances[notice->instance_count - 1];

    *first = jk_local_day(from->start_s + q->range.from_s, q->tz->offset_s) - 1;
    *last = jk_local_day(to->end_s + q->range.to_s, q->tz->offset_s) + 1;
}

static enum jk_status cut_hours(struct jk_arena *arena, const struct jk_window_query *q,
                                struct jk_intervals *kept)
{
    const struct jk_notice *main = q->notices[0];
    const struct jk_calendar_of of = { main->facts.party.contest, q->region };
    const struct jk_rule_entry *rule = jk_rule_for(q->pack, &of, 3);
    struct jk_intervals spans = { NULL, 0 };
    int32_t first, last;

    if (!rule || rule->value_count < 2 || main->facts.kind != JK_KIND_RAPAT_UMUM ||
        main->facts.leg != JK_LEG_MAIN || main->instance_count == 0)
        return JK_OK;
    /* A day more on each side: an instance may touch the day before and after. */
    days_of(q, main, &first, &last);
    spans.at = jk_arena_array(arena, (size_t)(last - first + 1), sizeof *spans.at);
    if (!spans.at)
        return JK_MEMORY;
    for (int32_t day = first; day <= last; day++) {
        int64_t midnight = midnight_of(day, q->tz);

        spans.at[spans.count++] =
            (struct jk_interval){ midnight + (int64_t)(3600.0 * rule->value[0]),
                                  midnight + (int64_t)(3600.0 * rule->value[1]) };
    }
    return keep_notice(arena, &spans, main, kept);
}

/* Open days that follow each other are one span, so that an activity over midnight within the
 * campaign fits. The spans serve all notices of the chain. */
static enum jk_status cut_phase(struct jk_arena *arena, const struct jk_window_query *q,
                                struct jk_intervals *kept)
{
    struct jk_intervals spans = {
        jk_arena_array(arena, (size_t)(q->pack->to_day - q->pack->from_day + 2), sizeof *spans.at),
        0
    };
    const struct jk_calendar_of of = { q->notices[0]->facts.party.contest, q->region };
    enum jk_status rc = JK_OK;

    if (!spans.at)
        return JK_MEMORY;
    for (int32_t day = q->pack->from_day; day <= q->pack->to_day; day++) {
        int64_t from_s = midnight_of(day, q->tz), to_s = from_s + JK_DAY_S;

        if (!jk_day_is_open(q->pack, &of, day))
            continue;
        if (spans.count > 0 && spans.at[spans.count - 1].to_s == from_s)
            spans.at[spans.count - 1].to_s = to_s;
        else
            spans.at[spans.count++] = (struct jk_interval){ from_s, to_s };
    }
    for (size_t i = 0; i < q->notice_count && rc == JK_OK; i++) {
        if (is_campaign(q->notices[i]))
            rc = keep_notice(arena, &spans, q->notices[i], kept);
    }
    return rc;
}

/* A simulation replays a calendar that is over: there nothing is past. */
static enum jk_status cut_past(struct jk_arena *arena, const struct jk_window_query *q,
                               struct jk_intervals *kept)
{
    const struct jk_notice *main = q->notices[0];
    struct jk_interval later = { q->range.from_s, q->range.to_s };
    struct jk_intervals shifts = { &later, 1 };

    if (q->pack->simulation || main->instance_count == 0)
        return JK_OK;
    if (q->now_s - main->instances[0].start_s > later.from_s)
        later.from_s = q->now_s - main->instances[0].start_s;
    shifts.count = later.from_s <= later.to_s;
    return jk_intervals_cut(arena, kept, &shifts, kept);
}

/* A rally of a contest for which KPU gave slots belongs into one of its own paslon's. */
static enum jk_status cut_kpu_slot(struct jk_arena *arena, const struct jk_window_query *q,
                                   struct jk_intervals *kept)
{
    const struct jk_notice *main = q->notices[0];
    size_t count;
    const struct jk_kpu_slot *slots = jk_kpu_slots_for(q->pack, &main->facts, &count);
    struct jk_intervals spans = { jk_arena_array(arena, count, sizeof *spans.at), 0 };

    if (!spans.at)
        return JK_MEMORY;
    if (count == 0)
        return JK_OK;
    for (size_t i = 0; i < count; i++) { /* the loader put them in order */
        if (jk_kpu_slot_is_of(&slots[i], &main->facts.party) &&
            jk_kpu_slot_holds(q->pack, &slots[i], &main->facts))
            spans.at[spans.count++] = (struct jk_interval){ slots[i].from_s, slots[i].to_s };
    }
    return keep_notice(arena, &spans, main, kept);
}

enum jk_status jk_window_shifts(struct jk_arena *arena, const struct jk_window_query *query,
                                enum jk_cut cut, struct jk_intervals *out)
{
    JK_ASSERT((unsigned)cut < JK_CUT_END);
    JK_ASSERT(query->notices != NULL && query->notice_count > 0);
    JK_ASSERT(query->range.from_s <= query->range.to_s);

    static enum jk_status (*const cuts[JK_CUT_END])(struct jk_arena *,
                                                    const struct jk_window_query *,
                                                    struct jk_intervals *) = {
        [JK_CUT_HOURS] = cut_hours,
        [JK_CUT_PHASE] = cut_phase,
        [JK_CUT_KPU_SLOT] = cut_kpu_slot,
        [JK_CUT_PAST] = cut_past,
    };
    struct jk_interval *whole = jk_arena_take(arena, sizeof *whole);

    if (!whole)
        return JK_MEMORY;
    /* Every cut begins with the whole range, so that each tells its own reasons. */
    *whole = query->range;
    *out = (struct jk_intervals){ whole, 1 };
    return cuts[cut](arena, query, out);
}

int64_t jk_usual_end(const struct jk_pack *pack, const struct jk_calendar_of *of, enum jk_kind kind,
                     int64_t midnight_s, int64_t start_s)
{
    const struct jk_rule_entry *hours = jk_rule_for(pack, of, 3);
    double usual_s = jk_defaults_for(pack, of)->kind[kind].usual_s;
    int64_t last_s = 0;

    if (kind == JK_KIND_RAPAT_UMUM && hours && hours->value_count > 1)
        last_s = midnight_s + (int64_t)(3600.0 * hours->value[1]);
    if (last_s > start_s)
        return last_s;
    return start_s + (usual_s > 0.0 ? (int64_t)usual_s : USUAL_S);
}
