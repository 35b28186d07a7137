/* What a draft would replace. A team is never told: whether a UID is taken is a fact about plans
 * that are not its own (SPEC 9). The official who confirms names each with the tag that was seen,
 * as an approval names its conflicts. */
#include <string.h>
#include "daemon/app/handle/handle.h"
#include "daemon/app/notices/ownership.h"
#include "daemon/app/teams/replaces.h"
#include "jarak/app/texts/texts.h"

enum jk_status jk_app_draft_replaces(const struct jk_app *app, struct jk_arena *arena,
                                     const struct jk_account *actor,
                                     const struct jk_team_draft *draft, struct jk_replaced **out,
                                     size_t *count, struct jk_error *err)
{
    const struct jk_account *team = jk_app_account(app, draft->account);
    const struct jk_span bytes = { draft->bytes, draft->byte_count };
    struct jk_reading *reading;
    enum jk_status rc = jk_reading_make(&(struct jk_read_as){ app->pack, JK_ICAL_POST, NULL },
                                        bytes, &reading, err);

    *count = 0;
    if (rc != JK_OK)
        return rc;
    *out = jk_arena_array(arena, reading->stream.count, sizeof **out);
    for (size_t i = 0; *out && i < reading->stream.count; i++) {
        const struct jk_notice *notice = &reading->stream.notices[i];
        const struct jk_entry *entry = jk_registry_entry(app->registry, notice->uid);

        if (!entry || entry->revision == 0 ||
            (entry->current && jk_version_has(entry->current, notice->bytes)))
            continue;
        (*out)[(*count)++] =
            (struct jk_replaced){ .uid = entry->uid,
                                  .etag = entry->etag,
                                  .entry = entry,
                                  .allowed = team && notices_may_replace(app, team, actor, entry) &&
                                             notices_check_party(entry, notice, err) == JK_OK };
    }
    jk_reading_drop(reading);
    return *out ? JK_OK : jk_no_memory(err);
}

static bool is_named(const struct jk_draft_act *act, const struct jk_replaced *there)
{
    for (size_t i = 0; i < act->replaces_count; i++) {
        if (strcmp(act->replaces[i].uid, there->uid) == 0)
            return strcmp(act->replaces[i].etag, there->etag) == 0;
    }
    return false;
}

enum jk_status teams_check_replaces(const struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_draft_act *act,
                                    const struct jk_team_draft *draft, struct jk_error *err)
{
    struct jk_replaced *there;
    size_t count;
    enum jk_status rc = jk_app_draft_replaces(app, arena, act->actor, draft, &there, &count, err);

    for (size_t i = 0; i < count && rc == JK_OK; i++) {
        if (!there[i].allowed)
            rc = jk_fail(err, JK_DENIED, JK_TEXT_NOT_OWN, "UID", "%s", there[i].uid);
        else if (!is_named(act, &there[i]))
            rc = jk_fail(err, JK_CONFLICT, JK_TEXT_DRAFT_REPLACES, "replaces", "%s", there[i].uid);
    }
    return rc;
}
