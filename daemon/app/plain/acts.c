/* What is done with a draft of a stock calendar: an official files it or gives it back, whose it is
 * takes it back. */
#include <string.h>
#include "daemon/app/conflicts/act_alerts.h"
#include "daemon/app/notices/ownership.h"
#include "daemon/app/plain/room.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/control_chars.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"

/* The draft an act is about, still open and as it was seen. */
static enum jk_status find_open(const struct jk_app *app, const struct jk_draft_act *act,
                                struct jk_plain_draft **out, struct jk_error *err)
{
    struct jk_plain_draft *draft = plain_find(app, act->actor, act->id);

    if (!draft)
        return jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "draft", "%s", act->id);
    if (plain_has_ended(draft))
        return jk_fail(err, JK_STATE, JK_TEXT_DRAFT_ENDED, "draft", "%s",
                       jk_draft_word(draft->as.state));
    if (act->revision && act->revision != draft->as.revision)
        return jk_fail(err, JK_STALE, JK_TEXT_DRAFT_CHANGED, "revision", "%u", act->revision);
    *out = draft;
    return JK_OK;
}

enum jk_status jk_app_plain_replaces(const struct jk_app *app, struct jk_arena *arena,
                                     const struct jk_account *actor,
                                     const struct jk_plain_draft *draft, struct jk_replaced **out,
                                     size_t *count, struct jk_error *err)
{
    const struct jk_account *owner = jk_app_account(app, draft->as.account);
    const struct jk_entry *entry = draft->uid ? jk_registry_entry(app->registry, draft->uid) : NULL;

    *count = 0;
    if (!(*out = jk_arena_array(arena, 1, sizeof **out)))
        return jk_no_memory(err);
    if (!entry || entry->revision == 0)
        return JK_OK;
    (*out)[(*count)++] =
        (struct jk_replaced){ .uid = entry->uid,
                              .etag = entry->etag,
                              .entry = entry,
                              .allowed = owner && jk_is_team(owner)
                                             ? notices_may_replace(app, owner, actor, entry)
                                             : notices_may_change(app, actor, entry) };
    return JK_OK;
}

/* Refuses a confirmation that would replace what it does not name, or what is another's. */
static enum jk_status check_replaces(const struct jk_app *app, struct jk_arena *arena,
                                     const struct jk_draft_act *act,
                                     const struct jk_plain_draft *draft, struct jk_error *err)
{
    struct jk_replaced *there;
    size_t count;
    enum jk_status rc = jk_app_plain_replaces(app, arena, act->actor, draft, &there, &count, err);
    bool named = false;

    if (rc != JK_OK || count == 0)
        return rc;
    if (!there->allowed)
        return jk_fail(err, JK_DENIED, JK_TEXT_NOT_OWN, "UID", "%s", there->uid);
    for (size_t i = 0; i < act->replaces_count; i++)
        named = named || (strcmp(act->replaces[i].uid, there->uid) == 0 &&
                          strcmp(act->replaces[i].etag, there->etag) == 0);
    return named ? JK_OK
                 : jk_fail(err, JK_CONFLICT, JK_TEXT_DRAFT_REPLACES, "replaces", "%s", there->uid);
}

static enum jk_status tell(struct jk_app *app, const struct jk_draft_act *act,
                           const struct jk_plain_draft *draft, const char *word,
                           struct jk_error *err)
{
    const struct jk_act by = { act->actor->name, act->now_s };
    const struct draft_done done = { .actor = act->actor,
                                     .team = jk_app_account(app, draft->as.account),
                                     .contest = draft->as.contest,
                                     .paslon = draft->as.paslon,
                                     .id = draft->as.id,
                                     .revision = draft->as.revision,
                                     .word = word,
                                     .state = jk_draft_word(draft->as.state),
                                     .note = draft->as.note };
    enum jk_status rc = done.team ? conflicts_tell_team(app, &by, &done, err) : JK_OK;

    if (rc != JK_OK)
        app_break(app, rc);
    return rc;
}

enum jk_status jk_app_plain_confirm(struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_draft_act *act, struct jk_outcome *out,
                                    struct jk_error *err)
{
    const struct jk_act by = { act->actor->name, act->now_s };
    const struct jk_account *owner;
    struct plain_to_file what = { .actor = act->actor, .now_s = act->now_s };
    struct jk_plain_draft *draft;
    enum jk_status rc = find_open(app, act, &draft, err);

    *out = (struct jk_outcome){ 0 };
    if (rc == JK_OK && draft->as.state != JK_DRAFT_OPEN)
        rc = jk_fail(err, JK_STATE, JK_TEXT_DRAFT_ENDED, "draft", "%s",
                     jk_draft_word(draft->as.state));
    if (rc != JK_OK || (rc = check_replaces(app, arena, act, draft, err)) != JK_OK)
        return rc;
    owner = jk_app_account(app, draft->as.account);
    what.team = owner && jk_is_team(owner) ? owner : NULL;
    what.contest = jk_pack_contest(app->pack, draft->as.contest);
    what.paslon = draft->as.paslon;
    what.name = jk_arena_copy(arena, jk_span_of(draft->name));
    what.bytes = (struct jk_span){ draft->as.bytes, draft->as.byte_count };
    what.knows = true; /* what it replaces was named with its tag */
    if (!what.name)
        return jk_no_memory(err);
    rc = plain_file(app, arena, &what, out, err);
    if (rc == JK_OK)
        rc = plain_end(app, &by, draft, JK_DRAFT_CONFIRMED, err);
    return rc == JK_OK ? tell(app, act, draft, "draft_confirm", err) : rc;
}

enum jk_status jk_app_plain_return(struct jk_app *app, const struct jk_draft_act *act,
                                   struct jk_error *err)
{
    struct jk_plain_draft *draft;
    struct jk_plain_row row;
    enum jk_status rc = find_open(app, act, &draft, err);

    if (rc != JK_OK)
        return rc;
    if (!jk_is_one_line(jk_span_of(act->note)))
        return jk_fail(err, JK_INVALID, JK_TEXT_ONE_LINE, "note", "%s", "");
    if (!act->note[0] || strlen(act->note) > JK_DRAFT_NOTE_MAX)
        return jk_fail(err, JK_INVALID, JK_TEXT_DRAFT_NOTE, "note", "%s", "");
    row = plain_row_of(draft);
    row.state = jk_draft_word(JK_DRAFT_RETURNED);
    row.note = act->note;
    row.changed_s = act->now_s;
    rc = plain_put_changed(app, act->actor->name, draft, &row, err);
    return rc == JK_OK ? tell(app, act, draft, "draft_return", err) : rc;
}

enum jk_status jk_app_plain_move(struct jk_app *app, struct jk_arena *arena,
                                 const struct jk_draft_act *act, const struct jk_plain_calendar *to,
                                 const char *name, struct jk_error *err)
{
    const struct jk_act by = { act->actor->name, act->now_s };
    struct jk_calendar_item there;
    struct jk_plain_draft *draft, *moved;
    struct jk_plain_row row;
    enum jk_status rc = find_open(app, act, &draft, err);

    if (rc == JK_OK && !plain_is_of_side(app, act->actor, draft))
        rc = jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "draft", "%s", act->id);
    if (rc == JK_OK && !jk_plain_may_enter(act->actor, to->contest, to->paslon))
        rc = jk_fail(err, JK_DENIED, JK_TEXT_NO_RIGHT, "", "%s", "");
    if (rc == JK_OK && jk_app_plain_member(app, arena, to, name, &there) == JK_OK)
        rc = jk_fail(err, JK_STALE, JK_TEXT_ALREADY_THERE, "Destination", "%s", "");
    if (rc != JK_OK)
        return rc;
    row = plain_row_of(draft);
    row.account = act->actor->name;
    row.contest = to->contest->id;
    row.paslon = to->paslon;
    row.region = to->contest->region;
    row.name = jk_span_of(name);
    row.revision = 1;
    row.created_s = row.changed_s = act->now_s;
    rc = plain_put_new(app, act->actor->name, &row, &moved, err);
    return rc == JK_OK ? plain_end(app, &by, draft, JK_DRAFT_WITHDRAWN, err) : rc;
}

enum jk_status jk_app_plain_withdraw(struct jk_app *app, const struct jk_draft_act *act,
                                     struct jk_error *err)
{
    const struct jk_act by = { act->actor->name, act->now_s };
    struct jk_plain_draft *draft;
    enum jk_status rc = find_open(app, act, &draft, err);

    if (rc == JK_OK && !plain_is_of_side(app, act->actor, draft))
        rc = jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "draft", "%s", act->id);
    return rc == JK_OK ? plain_end(app, &by, draft, JK_DRAFT_WITHDRAWN, err) : rc;
}
