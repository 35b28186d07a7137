/* Building the verdict on one notice: state, findings, conflicts, proposals, nearest rival.
 *
 * Only the face of a chain (its main, or its first leg) carries conflicts, proposals and the
 * nearest rival: they belong to the chain, and each would be told once for every leg otherwise.
 * Strings are copied or taken from the notice's own reading, because the entry of a mere check is
 * gone before the answer is written. */
#include "daemon/app/conflicts/view.h"
#include "daemon/app/notices/verdict.h"
#include "daemon/app/notices/room.h"
#include "jarak/app/personnel/personnel.h"
#include "jarak/app/notices/submit.h"
#include "daemon/app/notices/chain_acts.h"
#include "jarak/app/notices/verdict.h"
#include "jarak/model/address.h"
#include "jarak/feed/json/seen.h"
#include <stdlib.h>
#include <string.h>
#include "jarak/base/digest.h"

/* Lists the proposals of a chain with what became of each. */
static enum jk_status view_offers(struct jk_arena *arena, const struct jk_chain *chain,
                                  struct jk_verdict_view *out)
{
    const struct jk_offers *all = jk_chain_offers(chain);
    struct jk_offer *offers = jk_arena_array(arena, all->count, sizeof *offers);

    for (size_t i = 0; offers && i < all->count; i++) {
        offers[i] = all->at[i];
        offers[i].fate = notices_offer_fate(chain, &all->at[i]);
    }
    out->offers = offers;
    out->offer_count = all->count;
    return offers ? JK_OK : JK_MEMORY;
}

/* Lists the fields a returned chain waits for. */
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

const char *jk_notice_href(struct jk_arena *arena, const char *uid)
{
    struct jk_buf path = { 0 };
    char hashed[JK_ADDRESS_HEX + 2];
    const char *href;

    jk_buf_str(&path, "/api/v1/notices/");
    jk_segment_add(&path, jk_uid_segment(uid, hashed));
    href = jk_buf_ok(&path) ? jk_arena_copy(arena, jk_buf_view(&path)) : NULL;
    jk_buf_clear(&path);
    return href;
}

bool jk_chain_precedence(const struct jk_pack *pack, const struct jk_chain *chain,
                         struct jk_precedence *out)
{
    const struct jk_entry *main = jk_chain_main(chain);

    if (!main || !main->current)
        return false;
    *out = jk_precedence_of(pack, main->current->notice, chain->number + 1);
    return true;
}

static enum jk_status view_nearest(const struct jk_app *app, struct jk_arena *arena,
                                   const struct jk_chain *chain, struct jk_verdict_view *out)
{
    struct jk_world *world = jk_registry_world(app->registry);
    struct jk_member *members;
    size_t count;
    enum jk_status rc = jk_registry_members(app->registry, chain, arena, &members, &count);

    if (rc != JK_OK)
        return rc;
    out->nearest = jk_verdict_nearest(world, members, count);
    out->has_nearest = out->nearest.found;
    if (!out->has_nearest)
        return JK_OK;
    /* Copied: it may be of the same check, and gone before the answer is written. */
    out->nearest_uid = jk_arena_copy(
        arena,
        jk_span_of(
            jk_registry_entry_at(app->registry, jk_world_get(world, out->nearest.id).tag)->uid));
    return out->nearest_uid ? JK_OK : JK_MEMORY;
}

enum jk_status notices_view(const struct telling *told, const struct jk_entry *entry,
                            const struct jk_conflict_views *conflicts, struct jk_verdict_view *out)
{
    struct jk_app *app = told->app;
    struct jk_arena *arena = told->arena;
    const struct jk_chain *chain = entry->chain;
    struct jk_finding *findings = NULL;
    enum jk_status rc;

    *out = (struct jk_verdict_view){ .uid = entry->uid,
                                     .chain = chain->id,
                                     .state = jk_state_word(chain->state),
                                     .revision = entry->revision,
                                     .chain_revision = chain->revision,
                                     .sequence = entry->sequence,
                                     .pending = chain->pending,
                                     .pending_state = chain->pending_state == JK_STATE_END
                                                          ? ""
                                                          : jk_state_word(chain->pending_state),
                                     .withdrawal_requested = entry->leaving,
                                     .assessed = jk_chain_is_assessed(chain),
                                     .recorded = jk_chain_is_recorded(chain),
                                     .allowed = notices_acts_allowed(chain, told->now_s) |
                                                notices_acts_on_change(chain),
                                     .pack = app->pack,
                                     .policy = jk_chain_policy(app->registry, chain),
                                     .tz = chain->region->tz };
    /* Copied: of a check that is taken back, entry and chain are gone before the answer. */
    out->href = jk_notice_href(arena, entry->uid);
    out->etag = jk_arena_copy(arena, jk_span_of(entry->etag));
    out->sttp = jk_arena_copy(arena, jk_span_of(chain->sttp));
    out->missing = view_missing(arena, jk_chain_is_returned(chain) ? chain->missing : 0);
    out->letter_sha256 =
        jk_arena_copy(arena, jk_span_of(entry->letter ? entry->letter->sha256 : ""));
    if (!entry->current)
        return JK_OK;
    /* The notice's own strings: the entry of a check is gone when the answer is written. */
    out->uid = entry->current->notice->uid;
    out->chain = jk_notice_chain(entry->current->notice);
    out->has_precedence = jk_chain_precedence(app->pack, chain, &out->precedence);
    rc = jk_registry_findings(app->registry, entry, told->now_s,
                              told->personnel ? jk_app_personnel_finding(app, arena, entry) : NULL,
                              arena, &findings, &out->finding_count);
    out->findings = findings;
    if (rc != JK_OK || entry != jk_chain_face(chain))
        return rc;
    if (conflicts) {
        out->conflicts = conflicts->at;
        out->conflict_count = conflicts->count;
    }
    if ((rc = view_offers(arena, chain, out)) != JK_OK)
        return rc;
    return view_nearest(app, arena, chain, out);
}

enum jk_status notices_view_chain(struct jk_app *app, struct jk_arena *arena,
                                  const struct jk_chain *chain, int64_t now_s,
                                  struct jk_verdict_view *out)
{
    const struct jk_entry *face = jk_chain_face(chain);
    struct jk_conflict_views conflicts;
    enum jk_status rc = conflicts_view_chain(app, arena, chain, &conflicts);

    return rc == JK_OK ? notices_view(&(struct telling){ app, arena, now_s, true },
                                      face ? face : chain->entries[0], &conflicts, out)
                       : rc;
}

enum jk_status jk_app_verdict(struct jk_app *app, struct jk_arena *arena, const char *uid,
                              int64_t now_s, struct jk_verdict_view *out)
{
    const struct jk_entry *entry = jk_registry_entry(app->registry, uid);
    struct jk_conflict_views conflicts;

    if (!entry || !entry->current)
        return JK_NONE;
    if (conflicts_view_chain(app, arena, entry->chain, &conflicts) != JK_OK)
        return JK_MEMORY;
    return notices_view(&(struct telling){ app, arena, now_s, true }, entry, &conflicts, out);
}

bool notices_has_open_level(const struct jk_conflict_views *views)
{
    for (size_t i = 0; i < views->count; i++) {
        if (views->at[i].levels.level > JK_LEVEL_NONE)
            return true;
    }
    return false;
}

static enum jk_level worst_of(const struct jk_conflict_view *conflicts, size_t count)
{
    enum jk_level worst = JK_LEVEL_NONE;

    for (size_t i = 0; i < count; i++) {
        if (conflicts[i].levels.level > worst)
            worst = conflicts[i].levels.level;
    }
    return worst;
}

void notices_count_verdict(struct jk_app *app, const struct jk_conflict_view *conflicts,
                           size_t count)
{
    app->notices->verdicts[worst_of(conflicts, count)]++;
}

enum jk_status notices_tell(const struct telling *told, const struct jk_entry *entry, bool fresh,
                            struct jk_verdict_view *verdict, struct jk_outcome *out)
{
    struct jk_conflict_views conflicts = { NULL, 0 };
    enum jk_status rc = JK_OK;

    if (entry == jk_chain_face(entry->chain))
        rc = fresh ? conflicts_view_fresh(told->app, told->arena, entry->chain, &conflicts)
                   : conflicts_view_chain(told->app, told->arena, entry->chain, &conflicts);
    out->has_conflict = out->has_conflict || notices_has_open_level(&conflicts);
    return rc == JK_OK ? notices_view(told, entry, &conflicts, verdict) : rc;
}

enum jk_status jk_app_tell(struct jk_app *app, struct jk_arena *arena, const char *const *uids,
                           size_t count, int64_t now_s, struct jk_outcome *out)
{
    const struct telling told = { app, arena, now_s, true };
    struct jk_verdict_view *verdicts = jk_arena_array(arena, count, sizeof *verdicts);
    enum jk_status rc = verdicts ? JK_OK : JK_MEMORY;

    *out = (struct jk_outcome){ .verdicts = verdicts };
    for (size_t i = 0; i < count && rc == JK_OK; i++) {
        const struct jk_entry *entry = jk_registry_entry(app->registry, uids[i]);

        if (entry && entry->current)
            rc = notices_tell(&told, entry, false, &verdicts[out->count++], out);
    }
    return rc;
}
