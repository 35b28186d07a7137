#include "daemon/app/app_internal.h"

#include <stdlib.h>
#include <string.h>
#include "jarak/base/digest.h"

void salted_id(const struct jk_app *app, const char *first, const char *second,
               char out[SALTED_HEX + 1])
{
    struct jk_span spans[] = { { (const char *)jk_store_salt(app->store), 32 },
                               jk_span_of(first),
                               jk_span_of(second) };
    uint8_t digest[JK_DIGEST_LEN];

    jk_sha256_list(spans, 3, digest);
    jk_hex(digest, SALTED_HEX / 2, out);
}

void conflict_id(const struct jk_app *app, const struct jk_chain *x, const struct jk_chain *y,
                 char out[JK_CONFLICT_HEX + 1])
{
    bool in_order = strcmp(x->id, y->id) < 0;

    salted_id(app, in_order ? x->id : y->id, in_order ? y->id : x->id, out);
}

void conflict_digest(const struct jk_leg_part *parts, size_t count,
                     const struct jk_registry *registry, char out[65])
{
    struct jk_buf text = { 0 };
    uint8_t digest[JK_DIGEST_LEN];

    for (size_t i = 0; i < count; i++) {
        const struct jk_part *p = &parts[i].part;

        jk_buf_fmt(&text,
                   "%s|%s|%d|%d|%d|%s|%.2f|%.0f|%.2f|%.2f|%.0f|%.0f|%.0f|%.6f|%.6f|%.6f|%.6f\n",
                   jk_registry_entry_at(registry, parts[i].tag_own)->uid,
                   jk_registry_entry_at(registry, parts[i].tag_other)->uid, p->levels.level,
                   p->levels.level_max, p->meet, p->row->id, p->required_m, p->tau_s, p->distance_m,
                   p->distance_max_m, p->shared_road_m, p->time_a_s, p->time_b_s, p->at_a.lat_deg,
                   p->at_a.lon_deg, p->at_b.lat_deg, p->at_b.lon_deg);
    }
    jk_sha256(text.at ? text.at : "", text.len, digest);
    jk_hex(digest, sizeof digest, out);
    jk_buf_clear(&text);
}

struct jk_side_view view_side(const struct jk_chain *chain)
{
    static const struct jk_party nobody;
    const struct jk_entry *face = jk_chain_face(chain);

    if (!face) /* all of it withdrawn: the conflict is being closed */
        return (struct jk_side_view){ chain->id, "", &nobody };
    return (struct jk_side_view){ jk_notice_chain(face->current->notice),
                                  face->current->notice->facts.summary,
                                  &face->current->notice->facts.party };
}

enum jk_status view_conflict(struct jk_arena *arena, const struct conflict *conflict,
                             const struct jk_chain *own, struct jk_conflict_view *out)
{
    const struct jk_chain *other = own == conflict->a ? conflict->b : conflict->a;
    struct jk_leg_part *parts = jk_arena_array(arena, conflict->part_count, sizeof *parts);

    if (!parts)
        return JK_MEMORY;
    for (size_t i = 0; i < conflict->part_count; i++)
        parts[i] =
            own == conflict->a ? conflict->parts[i] : jk_leg_part_swapped(&conflict->parts[i]);
    *out = (struct jk_conflict_view){ .revision = conflict->revision,
                                      .open = conflict->open,
                                      .levels = conflict->levels,
                                      .own = view_side(own),
                                      .other = view_side(other),
                                      .parts = parts,
                                      .part_count = conflict->part_count,
                                      .zone = own->region->zone,
                                      .verdicts = conflict->verdicts,
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

enum jk_status view_conflicts(const struct jk_app *app, struct jk_arena *arena,
                              const struct jk_chain *chain, struct jk_conflict_view **out,
                              size_t *count)
{
    struct conflict_list own = conflicts_of(app, chain);

    *count = 0;
    *out = jk_arena_array(arena, own.count, sizeof **out);
    if (!*out)
        return JK_MEMORY;
    for (size_t i = 0; i < own.count; i++) {
        if (own.list[i]->open &&
            view_conflict(arena, own.list[i], chain, &(*out)[(*count)++]) != JK_OK)
            return JK_MEMORY;
    }
    qsort(*out, *count, sizeof **out, compare_views);
    return JK_OK;
}

enum jk_status jk_app_conflicts(struct jk_app *app, struct jk_arena *arena, const char *region,
                                bool open_only, struct jk_conflict_view **out, size_t *count)
{
    *count = 0;
    *out = jk_arena_array(arena, app->conflict_count, sizeof **out);
    if (!*out)
        return JK_MEMORY;
    for (size_t i = 0; i < app->conflict_count; i++) {
        const struct conflict *c = app->conflicts[i];

        if ((open_only && !c->open) || (!jk_region_covers(region, c->a->region->code) &&
                                        !jk_region_covers(region, c->b->region->code)))
            continue;
        if (view_conflict(arena, c, c->a, &(*out)[(*count)++]) != JK_OK)
            return JK_MEMORY;
    }
    qsort(*out, *count, sizeof **out, compare_views);
    return JK_OK;
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
    conflict_digest(ordered, pairing->part_count, app->registry, digest);
    *out = (struct jk_conflict_view){ .revision = known ? known->revision : 1,
                                      .open = true,
                                      .levels = pairing->levels,
                                      .own = view_side(own),
                                      .other = view_side(other),
                                      .parts = pairing->parts,
                                      .part_count = pairing->part_count,
                                      .zone = own->region->zone };
    if (known)
        out->verdicts = known->verdicts;
    if (known && (!known->open || strcmp(known->digest, digest) != 0))
        out->revision++;
    conflict_id(app, own, other, out->id);
    return JK_OK;
}

enum jk_status view_fresh(const struct jk_app *app, struct jk_arena *arena,
                          const struct jk_chain *chain, struct jk_conflict_view **out,
                          size_t *count)
{
    struct jk_pairing *pairings;
    size_t pairing_count;
    enum jk_status rc = conflicts_judge(app, arena, chain, &pairings, &pairing_count);

    *count = 0;
    if (rc != JK_OK)
        return rc;
    *out = jk_arena_array(arena, pairing_count, sizeof **out);
    if (!*out)
        return JK_MEMORY;
    for (; *count < pairing_count && rc == JK_OK; ++*count)
        rc = view_pairing(app, arena, chain, &pairings[*count], &(*out)[*count]);
    qsort(*out, *count, sizeof **out, compare_views);
    return rc;
}

/* The proposals of a chain with what became of each. */
static enum jk_status view_offers(struct jk_arena *arena, const struct jk_chain *chain,
                                  struct jk_verdict_view *out)
{
    struct jk_offer *offers = jk_arena_array(arena, chain->offer_count, sizeof *offers);

    for (size_t i = 0; offers && i < chain->offer_count; i++) {
        offers[i] = chain->offers[i];
        offers[i].fate = offer_fate(chain, &chain->offers[i]);
    }
    out->offers = offers;
    out->offer_count = chain->offer_count;
    return offers ? JK_OK : JK_MEMORY;
}

/* The fields a returned chain waits for. */
static const char *const *view_missing(struct jk_arena *arena, unsigned missing)
{
    const char **words = jk_arena_array(arena, 8 * sizeof missing + 1, sizeof *words);
    size_t count = 0;

    for (unsigned bit = 0; words && jk_missing_word(bit); bit++) {
        if (missing >> bit & 1)
            words[count++] = jk_missing_word(bit);
    }
    return words;
}

enum jk_status view_verdict(struct jk_app *app, struct jk_arena *arena,
                            const struct jk_entry *entry, int64_t now_s,
                            const struct jk_conflict_view *conflicts, size_t count,
                            struct jk_verdict_view *out)
{
    const struct jk_chain *chain = entry->chain;
    struct jk_finding *findings = NULL;
    struct jk_member *members;
    size_t member_count;
    enum jk_status rc;

    *out = (struct jk_verdict_view){ .uid = entry->uid,
                                     .chain = chain->id,
                                     .state = jk_state_word(chain->state),
                                     .revision = entry->revision,
                                     .chain_revision = chain->revision,
                                     .sequence = entry->sequence,
                                     .pending = chain->pending,
                                     .recorded = jk_chain_is_recorded(chain),
                                     .allowed = acts_allowed(chain),
                                     .pack = app->pack,
                                     .zone = chain->region->zone };
    /* Copied: of a check that is taken back, entry and chain are gone when the answer is written.
     */
    out->etag = jk_arena_copy(arena, jk_span_of(entry->etag));
    out->sttp = jk_arena_copy(arena, jk_span_of(chain->sttp));
    out->missing = view_missing(arena, chain->missing);
    out->letter_sha256 = jk_arena_copy(arena, jk_span_of(entry->letter.sha256));
    if (!entry->current)
        return JK_OK;
    /* The notice's own strings: the entry of a check is gone when the answer is written. */
    out->uid = entry->current->notice->uid;
    out->chain = jk_notice_chain(entry->current->notice);
    rc = jk_registry_findings(app->registry, entry, now_s, arena, &findings, &out->finding_count);
    out->findings = findings;
    if (rc != JK_OK || entry != jk_chain_face(chain))
        return rc;
    out->conflicts = conflicts;
    out->conflict_count = count;
    if ((rc = view_offers(arena, chain, out)) != JK_OK)
        return rc;
    rc = jk_registry_members(app->registry, chain, arena, &members, &member_count);
    if (rc != JK_OK)
        return rc;
    out->nearest = jk_verdict_nearest(jk_registry_world(app->registry), members, member_count);
    out->has_nearest = out->nearest.found;
    if (out->has_nearest)
        out->nearest_uid =
            jk_registry_entry_at(
                app->registry, jk_world_get(jk_registry_world(app->registry), out->nearest.id).tag)
                ->uid;
    return JK_OK;
}

enum jk_status view_chain(struct jk_app *app, struct jk_arena *arena, const struct jk_chain *chain,
                          int64_t now_s, struct jk_verdict_view *out)
{
    const struct jk_entry *face = jk_chain_face(chain);
    struct jk_conflict_view *conflicts;
    size_t count;
    enum jk_status rc = view_conflicts(app, arena, chain, &conflicts, &count);

    return rc == JK_OK ? view_verdict(app, arena, face ? face : chain->entries[0], now_s, conflicts,
                                      count, out)
                       : rc;
}

enum jk_status jk_app_verdict(struct jk_app *app, struct jk_arena *arena, const char *uid,
                              int64_t now_s, struct jk_verdict_view *out)
{
    const struct jk_entry *entry = jk_registry_entry(app->registry, uid);
    struct jk_conflict_view *conflicts;
    size_t count;

    if (!entry || !entry->current)
        return JK_NONE;
    if (view_conflicts(app, arena, entry->chain, &conflicts, &count) != JK_OK)
        return JK_MEMORY;
    return view_verdict(app, arena, entry, now_s, conflicts, count, out);
}
