/* Why a start is not clear: stretches of the asked range, cut where a cause begins or ends.
 *
 * A planner asks why Tuesday evening is closed. The night, the quiet days and each rival close
 * their own stretches, which overlap; told as one stretch with all causes, the rival would seem to
 * stand there all night. */
#include "daemon/app/decisions/clear_times.h"

#include <stdlib.h>
#include <string.h>
#include "daemon/app/conflicts/view.h"

/* Seconds at which a cause begins or has just ended. */
struct edges {
    int64_t *at;
    size_t count;
};

static void add_edges(struct edges *edges, struct jk_interval band)
{
    edges->at[edges->count++] = band.from_s;
    edges->at[edges->count++] = band.to_s + 1;
}

static int compare_seconds(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static enum jk_status gather_edges(const struct clear_search *f, const struct jk_slots *slots,
                                   const struct jk_intervals cuts[JK_CUT_END], struct edges *out)
{
    size_t count = slots->blocked_count;

    for (int cut = 0; cut < JK_CUT_END; cut++)
        count += cuts[cut].count;
    *out = (struct edges){ jk_arena_array(f->arena, 2 * count, sizeof *out->at), 0 };
    if (!out->at)
        return JK_MEMORY;
    for (size_t i = 0; i < slots->blocked_count; i++)
        add_edges(out, slots->blocked[i].band);
    for (int cut = 0; cut < JK_CUT_END; cut++) {
        for (size_t i = 0; i < cuts[cut].count; i++)
            add_edges(out, cuts[cut].at[i]);
    }
    qsort(out->at, out->count, sizeof *out->at, compare_seconds);
    return JK_OK;
}

static enum jk_status tell_blockers(const struct clear_search *f, const struct jk_slots *slots,
                                    struct jk_interval deltas, struct jk_slot_closed *out)
{
    struct jk_side_view *blockers =
        jk_arena_array(f->arena, slots->blocked_count, sizeof *blockers);
    uint32_t *seen = jk_arena_array(f->arena, slots->blocked_count, sizeof *seen);

    if (!blockers || !seen)
        return JK_MEMORY;
    for (size_t i = 0; i < slots->blocked_count; i++) {
        const struct jk_blocked *b = &slots->blocked[i];
        size_t k = 0;

        if (b->band.to_s < deltas.from_s || b->band.from_s > deltas.to_s)
            continue;
        while (k < out->blocker_count && seen[k] != b->chain)
            k++;
        if (k < out->blocker_count)
            continue;
        seen[k] = b->chain;
        blockers[out->blocker_count++] =
            conflicts_view_side(jk_registry_chain_at(f->app->registry, b->chain));
    }
    out->blockers = blockers;
    return JK_OK;
}

static bool has_blocker(const struct jk_slot_closed *closed, const char *uid)
{
    for (size_t i = 0; i < closed->blocker_count; i++) {
        if (strcmp(closed->blockers[i].uid, uid) == 0)
            return true;
    }
    return false;
}

/* Blockers are listed in the order they begin, which differs from stretch to stretch. */
static bool is_same_cause(const struct jk_slot_closed *a, const struct jk_slot_closed *b)
{
    if (a->cuts != b->cuts || a->blocker_count != b->blocker_count)
        return false;
    for (size_t i = 0; i < a->blocker_count; i++) {
        if (!has_blocker(b, a->blockers[i].uid))
            return false;
    }
    return true;
}

/* A list of stretches that grows at its end. */
struct telling {
    const struct clear_search *search;
    const struct jk_slots *slots;
    const struct jk_intervals *cuts;
    struct jk_slot_closed *at;
    size_t count;
};

/* Adds a stretch in which no cause changes, or joins it to the one before. */
static enum jk_status tell_stretch(struct telling *t, struct jk_interval deltas)
{
    struct jk_slot_closed *last = t->count ? &t->at[t->count - 1] : NULL,
                          *closed = &t->at[t->count];
    int64_t start_s = t->search->start_s;
    enum jk_status rc;

    *closed = (struct jk_slot_closed){ .band = { start_s + deltas.from_s, start_s + deltas.to_s } };
    for (int cut = 0; cut < JK_CUT_END; cut++) {
        if (jk_intervals_miss(&t->cuts[cut], deltas))
            closed->cuts |= 1U << cut;
    }
    rc = tell_blockers(t->search, t->slots, deltas, closed);
    if (rc != JK_OK)
        return rc;
    if (last && last->band.to_s + 1 == closed->band.from_s && is_same_cause(last, closed))
        last->band.to_s = closed->band.to_s;
    else
        t->count++;
    return JK_OK;
}

enum jk_status decisions_tell_closed(const struct clear_search *f, const struct clear_found *found,
                                     struct jk_slots_view *out)
{
    struct telling t = { .search = f, .slots = &found->slots, .cuts = found->cuts };
    struct jk_intervals rest;
    struct edges edges;
    size_t e = 0;
    enum jk_status rc = jk_intervals_rest(f->arena, &found->clear, f->window.range, &rest);

    if (rc == JK_OK)
        rc = gather_edges(f, &found->slots, found->cuts, &edges);
    if (rc != JK_OK)
        return rc;
    t.at = jk_arena_array(f->arena, rest.count + edges.count, sizeof *t.at);
    if (!t.at)
        return JK_MEMORY;
    for (size_t i = 0; i < rest.count && rc == JK_OK; i++) {
        int64_t from_s = rest.at[i].from_s;

        for (; rc == JK_OK && e < edges.count && edges.at[e] <= rest.at[i].to_s; e++) {
            if (edges.at[e] <= from_s)
                continue;
            rc = tell_stretch(&t, (struct jk_interval){ from_s, edges.at[e] - 1 });
            from_s = edges.at[e];
        }
        if (rc == JK_OK)
            rc = tell_stretch(&t, (struct jk_interval){ from_s, rest.at[i].to_s });
    }
    out->closed = t.at;
    out->closed_count = t.count;
    return rc;
}
