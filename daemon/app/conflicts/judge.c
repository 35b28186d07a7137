/* A chain is judged against everything that stands in the world, by all of its legs at once.
 *
 * Pairs that are over count as nothing: they are left out here, in one place, so that a check, a
 * filing and a load find the same. The digest names everything a reader is told of a pairing,
 * rounded as it is told, so that a conflict whose digest stays has not changed for anybody
 * (SPEC 2.4 "revision"). */
#include "daemon/app/conflicts/judge.h"

#include <string.h>
#include "jarak/base/digest.h"

static bool spans_over(const struct jk_span_s *spans, size_t count, double now_s)
{
    return count == 0 || spans[count - 1].to_s <= now_s; /* merged, hence in order */
}

bool conflicts_is_over(const struct jk_pack *pack, const struct jk_leg_part *parts, size_t count,
                       int64_t now_s)
{
    for (size_t i = 0; i < count; i++) {
        const struct jk_part *part = &parts[i].part;

        if (!spans_over(part->spans_a, part->span_count_a, (double)now_s) ||
            !spans_over(part->spans_b, part->span_count_b, (double)now_s))
            return false;
    }
    return !pack->simulation;
}

/* Take out the pairings that are over. @return how many are left */
static size_t drop_over(const struct jk_app *app, struct jk_pairing *pairings, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        if (!conflicts_is_over(app->pack, pairings[i].parts, pairings[i].part_count,
                               app->group.seen_s))
            pairings[kept++] = pairings[i];
    }
    return kept;
}

enum jk_status conflicts_judge(const struct jk_app *app, struct jk_arena *arena,
                               const struct jk_chain *chain, struct jk_pairings *out)
{
    struct jk_member *members;
    size_t member_count;
    enum jk_status rc = jk_registry_members(app->registry, chain, arena, &members, &member_count);

    *out = (struct jk_pairings){ .at = NULL };
    if (rc == JK_OK)
        rc = jk_verdict_chain(arena, jk_registry_world(app->registry), &app->pack->policies,
                              members, member_count, out);
    out->count = drop_over(app, out->at, out->count);
    return rc;
}

enum jk_status conflicts_left(const struct jk_app *app, struct jk_arena *arena,
                              const struct jk_pairings *found, struct jk_pairings *out)
{
    *out = (struct jk_pairings){ .at = jk_arena_array(arena, found->count, sizeof *out->at) };
    if (found->count && !out->at)
        return JK_MEMORY;
    if (found->count)
        memcpy(out->at, found->at, found->count * sizeof *out->at);
    out->count = drop_over(app, out->at, found->count);
    return JK_OK;
}

enum jk_status conflicts_sort(struct jk_arena *arena, struct jk_pairing *pairings, size_t count)
{
    struct jk_pairing *found = jk_arena_array(arena, count, sizeof *found);
    size_t at = 0;

    if (count && !found)
        return JK_MEMORY;
    if (count)
        memcpy(found, pairings, count * sizeof *found);
    for (int level = JK_LEVEL_END - 1; level >= 0; level--) {
        for (size_t i = 0; i < count; i++) {
            if (found[i].levels.level == (enum jk_level)level)
                pairings[at++] = found[i];
        }
    }
    return JK_OK;
}

static void add_spans(struct jk_buf *text, const struct jk_span_s *spans, size_t count)
{
    for (size_t i = 0; i < count; i++)
        jk_buf_fmt(text, "|%.0f-%.0f", spans[i].from_s, spans[i].to_s);
}

/* All that is reported of a part, in the form it had first or with all that is told today. */
static void add_part(struct jk_buf *text, const struct jk_leg_part *leg,
                     const struct jk_registry *registry, bool first_form)
{
    const struct jk_part *p = &leg->part;

    jk_buf_fmt(text, "%s|%s|%d|%d|%d|%s|%.2f|%.0f|%.2f|%.2f|%.0f|%.0f|%.0f",
               jk_registry_entry_at(registry, leg->tag_own)->uid,
               jk_registry_entry_at(registry, leg->tag_other)->uid, p->levels.level,
               p->levels.level_max, p->meet, p->row->id, p->required_m, p->tau_s, p->distance_m,
               p->distance_max_m, p->shared_road_m, p->time_a_s, p->time_b_s);
    jk_buf_fmt(text, first_form ? "|%.6f|%.6f|%.6f|%.6f" : "|%.8f|%.8f|%.8f|%.8f", p->at_a.lat_deg,
               p->at_a.lon_deg, p->at_b.lat_deg, p->at_b.lon_deg);
    if (p->beside.ruling.row)
        jk_buf_fmt(text, "|%s|%s|%d|%d", p->policy->id, p->beside.ruling.row->id,
                   p->beside.levels.level, p->beside.levels.level_max);
    if (!first_form) {
        add_spans(text, p->spans_a, p->span_count_a);
        jk_buf_char(text, '|');
        add_spans(text, p->spans_b, p->span_count_b);
    }
    jk_buf_char(text, '\n');
}

static enum jk_status hash_parts(const struct jk_leg_part *parts, size_t count,
                                 const struct jk_registry *registry, bool first_form, char out[65])
{
    struct jk_buf text = { 0 };
    uint8_t digest[JK_DIGEST_LEN];
    bool ok;

    for (size_t i = 0; i < count; i++)
        add_part(&text, &parts[i], registry, first_form);
    ok = jk_buf_ok(&text);
    if (ok) {
        jk_sha256(text.at ? text.at : "", text.len, digest);
        jk_hex(digest, sizeof digest, out);
    }
    jk_buf_clear(&text);
    return ok ? JK_OK : JK_MEMORY;
}

enum jk_status conflicts_digest(const struct jk_leg_part *parts, size_t count,
                                const struct jk_registry *registry, char out[65])
{
    return hash_parts(parts, count, registry, false, out);
}

const char *conflicts_digest_of(const struct jk_app *app, struct jk_arena *arena,
                                const struct jk_chain *chain, const struct jk_pairing *found)
{
    const struct jk_chain *other = jk_registry_chain_at(app->registry, found->chain);
    const bool from_a = strcmp(chain->id, other->id) < 0;
    struct jk_leg_part *parts = jk_arena_array(arena, found->part_count, sizeof *parts);
    char digest[65];

    for (size_t i = 0; parts && i < found->part_count; i++)
        parts[i] = from_a ? found->parts[i] : jk_leg_part_swapped(&found->parts[i]);
    if (!parts || conflicts_digest(parts, found->part_count, app->registry, digest) != JK_OK)
        return NULL;
    return jk_arena_copy(arena, jk_span_of(digest));
}

enum jk_status conflicts_digest_renew(const struct jk_leg_part *parts, size_t count,
                                      const struct jk_registry *registry, char known[65])
{
    char first[65];
    enum jk_status rc = hash_parts(parts, count, registry, true, first);

    if (rc == JK_OK && strcmp(first, known) == 0)
        rc = hash_parts(parts, count, registry, false, known);
    return rc;
}

static struct jk_span_s *copy_spans(struct jk_arena *arena, const struct jk_span_s *spans,
                                    size_t count)
{
    struct jk_span_s *kept = jk_arena_array(arena, count, sizeof *kept);

    if (kept && count)
        memcpy(kept, spans, count * sizeof *kept);
    return kept;
}

bool conflicts_keep_spans(struct jk_arena *arena, struct jk_part *part)
{
    part->spans_a = copy_spans(arena, part->spans_a, part->span_count_a);
    part->spans_b = copy_spans(arena, part->spans_b, part->span_count_b);
    return part->spans_a && part->spans_b;
}
