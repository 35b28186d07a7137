/* A conflict has no first side: each reader sees it from the chain it asked about, and the parts
 * are swapped to that side. Views are ordered by level, distance and id, the same for every reader.
 */
#include "daemon/app/conflicts/view.h"

#include <stdlib.h>
#include <string.h>
#include "daemon/app/conflicts/about.h"
#include "daemon/app/conflicts/judge.h"
#include "daemon/app/conflicts/sight.h"
#include "jarak/app/conflicts/conflicts.h"

struct jk_side_view conflicts_view_side(const struct jk_chain *chain)
{
    static const struct jk_party nobody;
    const struct jk_entry *face = jk_chain_face(chain);

    if (!face) /* all of it withdrawn: the conflict is being closed */
        return (struct jk_side_view){ chain->id, "", &nobody, JK_KIND_END, false };
    return (struct jk_side_view){ jk_notice_chain(face->current->notice),
                                  face->current->notice->facts.summary,
                                  &face->current->notice->facts.party,
                                  face->current->notice->facts.kind, !jk_chain_is_assessed(chain) };
}

/* What an instance does at an instant; false: it is not there then. */
static bool during_of(const struct jk_version *version, double time_s, enum jk_during *out)
{
    for (size_t i = 0; version && i < version->body_count; i++) {
        const struct jk_instance *instance = version->instances[i];

        if (time_s < version->bodies[i]->in_s - 1.0 || time_s > version->bodies[i]->out_s + 1.0)
            continue;
        *out = time_s < (double)instance->start_s  ? JK_DURING_BUILDUP
               : time_s >= (double)instance->end_s ? JK_DURING_DISPERSAL
                                                   : JK_DURING_HELD;
        return true;
    }
    return false;
}

/* The same of the leg with that tag, as it is in force or asked for. */
static enum jk_during during_at(const struct jk_chain *chain, uint32_t tag, double time_s)
{
    enum jk_during during = JK_DURING_HELD;

    for (size_t i = 0; i < chain->entry_count; i++) {
        const struct jk_entry *entry = chain->entries[i];

        if (entry->number != (tag & ~JK_TAG_HAPPENED))
            continue;
        if (!(tag & JK_TAG_HAPPENED && during_of(entry->happened, time_s, &during)) &&
            !during_of(entry->current, time_s, &during))
            during_of(entry->approved, time_s, &during);
    }
    return during;
}

/* Hours are told with what they are: an official reads 12.00 of a rally at 14.00 as an error. */
static void tell_during(struct jk_leg_part *part, const struct jk_chain *own,
                        const struct jk_chain *other)
{
    part->during_own = during_at(own, part->tag_own, part->part.time_a_s);
    part->during_other = during_at(other, part->tag_other, part->part.time_b_s);
}

static bool is_cancelled(const struct jk_chain *chain)
{
    return chain->state == JK_STATE_WITHDRAWN || chain->state == JK_STATE_NOT_HELD;
}

enum jk_status conflicts_view(struct jk_arena *arena, const struct conflict *conflict,
                              const struct jk_chain *own, struct jk_conflict_view *out)
{
    const struct jk_chain *other = own == conflict->a ? conflict->b : conflict->a;
    struct jk_leg_part *parts = jk_arena_array(arena, conflict->part_count, sizeof *parts);

    if (!parts)
        return JK_MEMORY;
    for (size_t i = 0; i < conflict->part_count; i++)
        parts[i] =
            own == conflict->a ? conflict->parts[i] : jk_leg_part_swapped(&conflict->parts[i]);
    for (size_t i = 0; i < conflict->part_count; i++)
        tell_during(&parts[i], own, other);
    *out = (struct jk_conflict_view){ .revision = conflict->revision,
                                      .open = conflict->open,
                                      .cancelled = is_cancelled(own) || is_cancelled(other),
                                      .levels = conflict->levels,
                                      .own = conflicts_view_side(own),
                                      .other = conflicts_view_side(other),
                                      .parts = parts,
                                      .part_count = conflict->part_count,
                                      .tz = own->region->tz,
                                      .opinions = conflict->opinions,
                                      .offices = conflict->offices,
                                      .office_count = conflict->office_count,
                                      .escalation = conflict->escalation };
    memcpy(out->id, conflict->id, sizeof out->id);
    if (!conflict->escalation.actor)
        return JK_OK;
    /* A view outlives checks that are taken back. */
    out->escalation.actor = jk_arena_copy(arena, jk_span_of(conflict->escalation.actor));
    return out->escalation.actor ? JK_OK : JK_MEMORY;
}

/* Worse level first, then nearer, then by id: the same for every reader. */
static int compare_views(const void *a, const void *b)
{
    const struct jk_conflict_view *x = a, *y = b;

    if (x->levels.level != y->levels.level)
        return x->levels.level > y->levels.level ? -1 : 1;
    if (x->part_count && y->part_count &&
        x->parts[0].part.distance_m != y->parts[0].part.distance_m)
        return x->parts[0].part.distance_m < y->parts[0].part.distance_m ? -1 : 1;
    return strcmp(x->id, y->id);
}

enum jk_status conflicts_view_chain(const struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_chain *chain, struct jk_conflict_views *out)
{
    struct conflict_list own = conflicts_of(app, chain);

    out->count = 0;
    out->at = jk_arena_array(arena, own.count, sizeof *out->at);
    if (!out->at)
        return JK_MEMORY;
    for (size_t i = 0; i < own.count; i++) {
        if (own.list[i]->open &&
            conflicts_view(arena, own.list[i], chain, &out->at[out->count++]) != JK_OK)
            return JK_MEMORY;
    }
    qsort(out->at, out->count, sizeof *out->at, compare_views);
    return JK_OK;
}

enum jk_status jk_app_conflicts(struct jk_app *app, struct jk_arena *arena,
                                const struct jk_conflicts_ask *ask, struct jk_conflict_views *out)
{
    struct conflict_list about;
    enum jk_status rc = conflicts_about(app, arena, ask->region, &about);

    out->count = 0;
    out->at = rc == JK_OK ? jk_arena_array(arena, about.count, sizeof *out->at) : NULL;
    if (!out->at)
        return JK_MEMORY;
    for (size_t i = 0; i < about.count; i++) {
        const struct conflict *c = about.list[i];

        if ((ask->open_only && !c->open) || !conflicts_is_seen(app, ask->actor, c) ||
            (!conflicts_is_own(ask->region, c) && !conflicts_is_near(app, ask->region, c)))
            continue;
        if (conflicts_view_to(app, arena, ask->actor, c, c->a, &out->at[out->count++]) != JK_OK)
            return JK_MEMORY;
    }
    qsort(out->at, out->count, sizeof *out->at, compare_views);
    return JK_OK;
}

size_t jk_app_conflicts_most(const struct jk_app *app, const char *region)
{
    struct conflict_walk walk = conflicts_walk(app, region);
    const struct conflict *c;
    size_t most = 0;

    while ((c = conflicts_walk_next(&walk)))
        most += c->open;
    return most;
}

/* A pairing as the conflict it would be: its digest is of the side that comes first. */
static enum jk_status view_pairing(const struct jk_app *app, struct jk_arena *arena,
                                   const struct jk_chain *own, const struct jk_pairing *pairing,
                                   struct jk_conflict_view *out)
{
    const struct jk_chain *other = jk_registry_chain_at(app->registry, pairing->chain);
    const struct conflict *known = conflicts_find(app, own, other);
    struct jk_leg_part *ordered = jk_arena_array(arena, pairing->part_count, sizeof *ordered);
    char digest[65];

    if (!ordered)
        return JK_MEMORY;
    for (size_t i = 0; i < pairing->part_count; i++)
        ordered[i] = strcmp(own->id, other->id) < 0 ? pairing->parts[i]
                                                    : jk_leg_part_swapped(&pairing->parts[i]);
    if (conflicts_digest(ordered, pairing->part_count, app->registry, digest) != JK_OK)
        return JK_MEMORY;
    for (size_t i = 0; i < pairing->part_count; i++)
        tell_during(&pairing->parts[i], own, other);
    *out = (struct jk_conflict_view){ .revision = known ? known->revision : 1,
                                      .open = true,
                                      .levels = pairing->levels,
                                      .own = conflicts_view_side(own),
                                      .other = conflicts_view_side(other),
                                      .parts = pairing->parts,
                                      .part_count = pairing->part_count,
                                      .tz = own->region->tz };
    if (known) {
        out->opinions = known->opinions;
        out->offices = known->offices;
        out->office_count = known->office_count;
    }
    if (known && (!known->open || strcmp(known->digest, digest) != 0))
        out->revision++;
    conflicts_id(app, own, other, out->id);
    return JK_OK;
}

enum jk_status conflicts_view_fresh(const struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_chain *chain, struct jk_conflict_views *out)
{
    struct jk_pairings pairings;
    enum jk_status rc = conflicts_judge(app, arena, chain, &pairings);

    out->count = 0;
    if (rc != JK_OK)
        return rc;
    out->at = jk_arena_array(arena, pairings.count, sizeof *out->at);
    if (!out->at)
        return JK_MEMORY;
    for (; out->count < pairings.count && rc == JK_OK; out->count++)
        rc = view_pairing(app, arena, chain, &pairings.at[out->count], &out->at[out->count]);
    qsort(out->at, out->count, sizeof *out->at, compare_views);
    return rc;
}
