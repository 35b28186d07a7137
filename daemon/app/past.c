/* What who asks may not see today is taken out of the rows before they are read, so that no view
 * has to know of it: the rest of the application is the same for the past and for today. */
#include "jarak/app/past.h"

#include <string.h>
#include "daemon/app/conflicts/sight.h"
#include "daemon/app/load.h"
#include "jarak/app/accounts/account.h"
#include "jarak/app/public/feed.h"
#include "jarak/app/registry/ground.h"
#include "jarak/app/registry/registry.h"
#include "jarak/app/teams/team.h"
#include "jarak/app/texts/texts.h"
#include "jarak/model/texts.h"
#include "jarak/store/past.h"
#include "jarak/store/trail.h"

#define UNITS_ENTRY  10  /* an entry is checked and folded: 408,000 took 2.6 s */
#define UNITS_NOTICE 100 /* a notice is read and its conflicts are found */

/* Whom the rows are taken from. */
struct veil {
    struct jk_app *now;
    const struct jk_account *actor;
    struct jk_store *store;
    struct jk_arena arena;
    struct veiled_chain {
        const char *chain, *region;
    } * chains; /* as the rows say */
    size_t count, cap;
};

static enum jk_status note_chain(void *ctx, const struct jk_chain_row *row)
{
    struct veil *v = ctx;
    struct veiled_chain *grown =
        jk_arena_grow(&v->arena, v->chains, v->count, &v->cap, sizeof *grown);

    if (!grown)
        return JK_MEMORY;
    v->chains = grown;
    grown += v->count;
    grown->chain = jk_arena_copy(&v->arena, jk_span_of(row->chain));
    grown->region = jk_arena_copy(&v->arena, jk_span_of(row->region));
    if (!grown->chain || !grown->region)
        return JK_MEMORY;
    v->count++;
    return JK_OK;
}

static bool is_officer(const struct jk_account *actor)
{
    return jk_account_rights(actor) & JK_MAY_OVERSEE;
}

/* Does anything of it stand in the public calendar today, or is it the team's own? */
static bool is_open(const struct veil *v, const struct jk_chain *chain)
{
    struct jk_feed_item item;

    for (size_t i = 0; i < chain->entry_count; i++) {
        const struct jk_entry *entry = chain->entries[i];

        if ((jk_is_team(v->actor) && entry->current && jk_is_own(v->actor, entry)) ||
            jk_app_public_find(v->now, v->actor->region, entry->uid, v->now->group.seen_s, &item))
            return true;
    }
    return false;
}

/* A chain that is none of his lies where it lies today, or is a draft, which nobody is shown. */
static enum jk_status veil_row(const struct veil *v, const struct veiled_chain *row,
                               struct jk_error *err)
{
    const struct jk_chain *chain = jk_registry_chain(v->now->registry, row->chain);

    if (!chain)
        return jk_fail(err, JK_CORRUPT, JK_TEXT_NOT_THERE, "chain", "%s", row->chain);
    if (!is_officer(v->actor))
        return is_open(v, chain) ? JK_OK
                                 : jk_store_past_chain(v->store, row->chain, NULL,
                                                       jk_state_word(JK_STATE_DRAFT), err);
    if (!jk_region_covers(v->actor->region, row->region) ||
        jk_region_covers(v->actor->region, chain->region->code))
        return JK_OK;
    return jk_store_past_chain(v->store, row->chain, chain->region->code, NULL, err);
}

static bool is_seen_today(void *ctx, const char *id)
{
    const struct veil *v = ctx;
    const struct conflict *c = conflicts_of_id(v->now, id);

    return is_officer(v->actor) && c && conflicts_is_seen(v->now, v->actor, c);
}

static enum jk_status veil_rows(struct veil *v, struct jk_error *err)
{
    enum jk_status rc = jk_store_each_chain(v->store, note_chain, v, err);

    for (size_t i = 0; i < v->count && rc == JK_OK; i++)
        rc = veil_row(v, &v->chains[i], err);
    return rc == JK_OK ? jk_store_past_keep(v->store, is_seen_today, v, err) : rc;
}

/* What touches none of his ground today touched none of it ever. */
static void veil_ground(const struct veil *v, struct jk_app *past)
{
    for (uint32_t i = 0; i < jk_registry_chains(past->registry); i++) {
        struct jk_chain *chain = jk_registry_chain_at(past->registry, i);
        const struct jk_chain *today = jk_registry_chain(v->now->registry, chain->id);

        chain->veiled = !today || (!jk_region_covers(v->actor->region, today->region->code) &&
                                   !jk_chain_touches(v->now->registry, today, v->actor->region));
    }
}

enum jk_status jk_app_open_past(struct jk_app *now, const char *actor, struct jk_store *store,
                                const struct jk_pack *pack, struct jk_app **out,
                                struct jk_error *err)
{
    struct veil veil = { .now = now, .store = store };
    enum jk_status rc = JK_OK;

    if (now && !(veil.actor = jk_app_account(now, actor)))
        return jk_fail(err, JK_DENIED, JK_TEXT_NOT_THERE, "account", "%s", actor);
    if (now)
        rc = veil_rows(&veil, err);
    if (rc == JK_OK)
        rc = app_open_as_stored(store, pack, NULL, out, err);
    if (rc == JK_OK && now)
        veil_ground(&veil, *out);
    if (rc == JK_OK)
        jk_app_rehearse(*out);
    jk_arena_clear(&veil.arena);
    return rc;
}

bool jk_app_past_other(const struct jk_app *past)
{
    struct jk_error err;

    return jk_store_judged_by(past->store, past->pack->hash, &err) != JK_OK;
}

enum jk_status jk_app_entry_at(struct jk_app *app, int64_t time_s, uint64_t *seq,
                               struct jk_error *err)
{
    enum jk_status rc = jk_store_trail_after(app->store, time_s, seq, err);

    if (rc == JK_OK)
        --*seq;
    return rc;
}

uint64_t jk_app_past_units(const struct jk_app *now, uint64_t seq)
{
    const uint64_t last = jk_store_last_entry(now->store);
    const uint64_t notices = jk_registry_entries(now->registry);

    return UNITS_ENTRY * seq + (last ? UNITS_NOTICE * notices * seq / last : 0);
}
