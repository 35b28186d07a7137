/* The view of a campaign team: checks, clear times and verdicts against public facts alone (SPEC
 * 9).
 *
 * A second application holds only what the public may know (public_world.c); a team's question is
 * computed there, so nothing hidden can show in an answer, a count or an error. The team's own
 * stored chain is put into it for the length of one call and taken out again by reverting the
 * changes in reverse order. A verdict then joins two views: conflicts, findings and nearest from
 * outside, everything about the notice itself from what is stored. */
#include "jarak/app/teams/team.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"
#include "daemon/app/conflicts/view.h"
#include "daemon/app/notices/filing.h"
#include "daemon/app/notices/ownership.h"
#include "daemon/app/notices/verdict.h"

#include <string.h>
#include "daemon/app/teams/public_world.h"
#include "jarak/feed/public/page.h"

bool jk_is_own(const struct jk_account *team, const struct jk_entry *entry)
{
    const struct jk_facts *facts = entry->current ? &entry->current->notice->facts : NULL;

    return facts && notices_is_own(team, facts);
}

enum jk_status jk_app_team_check(struct jk_app *app, struct jk_arena *arena,
                                 const struct jk_submission *filing, struct jk_outcome *out,
                                 struct jk_error *err)
{
    const struct jk_submission check = {
        .actor = filing->actor, .own = filing->actor, .now_s = filing->now_s, .bytes = filing->bytes
    };
    struct jk_app *public_world = teams_public_world(app);

    *out = (struct jk_outcome){ 0 };
    if (!public_world)
        return jk_no_memory(err);
    return jk_app_submit(public_world, arena, &check, out, err);
}

/* A stored chain put in its place among what is public, to be taken out again. */
struct visit {
    struct jk_registry *public_world;
    struct jk_change *changes;
    size_t count;
};

static void leave(struct visit *v)
{
    while (v->count > 0)
        jk_registry_revert(v->public_world, &v->changes[--v->count]);
}

static enum jk_status enter(struct visit *v, struct jk_arena *arena, const struct jk_chain *chain)
{
    struct jk_error err;
    enum jk_status rc = JK_OK;

    v->changes = jk_arena_array(arena, chain->entry_count, sizeof *v->changes);
    if (!v->changes)
        return JK_MEMORY;
    for (size_t i = 0; i < chain->entry_count && rc == JK_OK; i++) {
        const struct jk_version *version = chain->entries[i]->current;

        if (!version)
            continue;
        rc = jk_registry_put_shared(v->public_world, version, &v->changes[v->count], &err);
        v->count += rc == JK_OK;
    }
    return rc;
}

/* Joins a verdict: what it says of the notice itself is what is stored of it, the rest is as seen
 * from public_world. Other times proposed by the police are left out, for they keep clear of more
 * than the public knows: Bawaslu passes them on. */
static void keep_own(struct jk_verdict_view *view, const struct jk_verdict_view *stored)
{
    struct jk_verdict_view all = *stored;

    all.findings = view->findings;
    all.finding_count = view->finding_count;
    all.conflicts = view->conflicts;
    all.conflict_count = view->conflict_count;
    all.has_nearest = view->has_nearest;
    all.nearest_uid = view->nearest_uid;
    all.nearest = view->nearest;
    all.offers = NULL;
    all.offer_count = 0;
    *view = all;
}

static enum jk_status view_public(struct jk_app *public_world, struct jk_arena *arena,
                                  const char *uid, int64_t now_s, struct jk_verdict_view *out)
{
    const struct jk_entry *entry = jk_registry_entry(public_world->registry, uid);
    struct jk_conflict_views conflicts = { NULL, 0 };
    enum jk_status rc = JK_OK;

    if (entry == jk_chain_face(entry->chain))
        rc = conflicts_view_fresh(public_world, arena, entry->chain, &conflicts);
    return rc == JK_OK ? notices_view(&(struct telling){ public_world, arena, now_s, false }, entry,
                                      &conflicts, out)
                       : rc;
}

enum jk_status jk_app_team_slots(struct jk_app *app, struct jk_arena *arena,
                                 const struct jk_slots_request *request, struct jk_slots_view *out,
                                 struct jk_error *err)
{
    const struct jk_entry *entry = jk_registry_entry(app->registry, request->uid);
    struct jk_app *public_world = teams_public_world(app);
    struct visit visit = { 0 };
    enum jk_status rc;

    if (!entry || !entry->current)
        return jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "uid", "%s", request->uid);
    if (!public_world)
        return jk_no_memory(err);
    visit.public_world = public_world->registry;
    rc = enter(&visit, arena, entry->chain);
    rc = rc == JK_OK ? jk_app_slots(public_world, arena, request, out, err)
                     : jk_fail(err, rc, JK_TEXT_NO_MEMORY, "", "%s", "");
    leave(&visit);
    out->uid = entry->chain->id; /* what stood for it public_world is gone again */
    out->chain_revision = entry->chain->revision;
    return rc;
}

enum jk_status jk_app_team_freebusy(struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_freebusy_request *request,
                                    struct jk_freebusy_view *out, struct jk_error *err)
{
    struct jk_app *public_world = teams_public_world(app);

    if (!public_world)
        return jk_no_memory(err);
    return jk_app_freebusy(public_world, arena, request, out, err);
}

enum jk_status jk_app_team_verdict(struct jk_app *app, struct jk_arena *arena,
                                   const struct jk_entry *entry, int64_t now_s,
                                   struct jk_verdict_view *out)
{
    struct jk_app *public_world = teams_public_world(app);
    struct visit visit = { 0 };
    struct jk_verdict_view stored;
    enum jk_status rc;

    if (!entry->current)
        return JK_NONE;
    if (!public_world)
        return JK_MEMORY;
    visit.public_world = public_world->registry;
    rc = enter(&visit, arena, entry->chain);
    if (rc == JK_OK)
        rc = view_public(public_world, arena, entry->uid, now_s, out);
    leave(&visit);
    if (rc == JK_OK)
        rc = notices_view(&(struct telling){ app, arena, now_s, false }, entry, NULL, &stored);
    if (rc == JK_OK)
        keep_own(out, &stored);
    return rc;
}
