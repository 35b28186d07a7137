/* Drafts: what teams handed in and no official has filed. A draft is checked against the public
 * world alone when it is handed in, and against everything when an official confirms it, which is
 * an ordinary filing by that official (SPEC 9). */
#include <stdlib.h>
#include <string.h>
#include "daemon/app/teams/public_world.h"
#include "jarak/app/registry/walk.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/control_chars.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"
#include "daemon/app/conflicts/act_alerts.h"
#include "daemon/app/notices/filing.h"
#include "daemon/app/teams/replaces.h"
#include "daemon/app/teams/room.h"
#include "jarak/app/notices/submit.h"
#include "jarak/app/registry/registry.h"
#include "jarak/app/teams/team.h"
#include "jarak/base/digest.h"
#include "jarak/base/heap.h"
#include "jarak/base/random.h"

static const char *const words[] = {
    [JK_DRAFT_OPEN] = "draft",          [JK_DRAFT_RETURNED] = "returned",
    [JK_DRAFT_CONFIRMED] = "confirmed", [JK_DRAFT_WITHDRAWN] = "withdrawn",
    [JK_DRAFT_EXPIRED] = "expired",
};
_Static_assert(sizeof words / sizeof *words == JK_DRAFT_END, "every state has its word");

const char *jk_draft_word(enum jk_draft_state state)
{
    return words[state];
}

static bool has_ended(const struct jk_team_draft *draft)
{
    return draft->state != JK_DRAFT_OPEN && draft->state != JK_DRAFT_RETURNED;
}

static void free_draft(struct jk_team_draft *draft)
{
    jk_text_free(draft->account);
    jk_text_free(draft->contest);
    jk_text_free(draft->region);
    free(draft->note);
    free(draft->bytes);
    free(draft);
}

size_t jk_app_drafts(const struct jk_app *app)
{
    return app->teams->draft_count;
}

const struct jk_team_draft *jk_app_draft(const struct jk_app *app, size_t i)
{
    return app->teams->drafts[i];
}

enum jk_draft_state jk_draft_state_of(const char *word)
{
    int state = 0;

    while (state < JK_DRAFT_END && strcmp(words[state], word) != 0)
        state++;
    return (enum jk_draft_state)state;
}

/* The members that change in a draft's life; copies are made before the old ones are freed. */
static enum jk_status take_change(struct jk_team_draft *draft, const struct jk_draft_row *row)
{
    enum jk_draft_state state = jk_draft_state_of(row->state);
    char *note, *bytes = NULL;

    if (state == JK_DRAFT_END)
        return JK_CORRUPT;
    note = jk_heap_copy(row->note);
    if (row->bytes.len > 0 && (bytes = jk_heap_take(row->bytes.len)) != NULL)
        memcpy(bytes, row->bytes.at, row->bytes.len);
    if (!note || (row->bytes.len > 0 && !bytes)) {
        free(note);
        free(bytes);
        return JK_MEMORY;
    }
    free(draft->note);
    free(draft->bytes);
    draft->note = note;
    draft->bytes = bytes;
    draft->byte_count = row->bytes.len;
    draft->state = state;
    draft->revision = row->revision;
    draft->changed_s = row->changed_s;
    return JK_OK;
}

/* Learn of a draft, from the store or just put. */
static enum jk_status learn(void *ctx, const struct jk_draft_row *row)
{
    struct jk_app *app = ctx;
    struct teams *room = app->teams;
    struct jk_team_draft *draft = NULL;

    if (jk_grow(&room->drafts, room->draft_count, &room->draft_cap, sizeof draft))
        draft = jk_heap_zeroed(1, sizeof *draft);
    if (!draft)
        return JK_MEMORY;
    room->drafts[room->draft_count++] = draft;
    memcpy(draft->id, row->id, sizeof draft->id);
    draft->account = jk_heap_copy(row->account);
    draft->contest = jk_heap_copy(row->contest);
    draft->region = jk_heap_copy(row->region);
    draft->paslon = row->paslon;
    draft->created_s = row->created_s;
    if (!draft->account || !draft->contest || !draft->region)
        return JK_MEMORY;
    return take_change(draft, row);
}

enum jk_status teams_learn(struct jk_app *app, const struct jk_draft_row *row)
{
    const struct teams *room = app->teams;

    for (size_t i = room->draft_count; i-- > 0;) {
        if (strcmp(room->drafts[i]->id, row->id) == 0)
            return take_change(room->drafts[i], row);
    }
    return learn(app, row);
}

static bool is_of(const struct jk_account *team, const struct jk_team_draft *draft)
{
    return draft->paslon == team->paslon && strcmp(draft->contest, team->contest) == 0;
}

static bool may_see(const struct jk_account *account, const struct jk_team_draft *draft)
{
    return jk_is_team(account) ? is_of(account, draft)
                               : jk_region_covers(account->region, draft->region);
}

static struct jk_team_draft *find(const struct jk_app *app, const struct jk_account *account,
                                  const char *id)
{
    for (size_t i = 0; i < app->teams->draft_count; i++) {
        if (strcmp(app->teams->drafts[i]->id, id) == 0 && may_see(account, app->teams->drafts[i]))
            return app->teams->drafts[i];
    }
    return NULL;
}

const struct jk_team_draft *jk_app_draft_of(const struct jk_app *app,
                                            const struct jk_account *account, const char *id)
{
    return find(app, account, id);
}

/* Counts the team's own drafts that nobody has decided yet; only its own, so that the count tells
 * nothing else. */
static size_t count_pending(const struct jk_app *app, const struct jk_account *team)
{
    struct jk_walk walk = jk_registry_walk_contest(app->registry, team->contest);
    const struct jk_chain *chain;
    size_t count = 0;

    for (size_t i = 0; i < app->teams->draft_count; i++)
        count += is_of(team, app->teams->drafts[i]) && !has_ended(app->teams->drafts[i]);
    while ((chain = jk_walk_chain(&walk))) {
        const struct jk_entry *face = jk_chain_face(chain);

        count += face && jk_is_own(team, face) && jk_state_stands(chain->state) &&
                 chain->state != JK_STATE_APPROVED;
    }
    return count;
}

/* The row into the open group; afterwards memory may follow. */
static enum jk_status put(struct jk_app *app, const char *actor, const struct jk_draft_row *row,
                          struct jk_error *err)
{
    struct jk_act act = { actor, row->changed_s };
    enum jk_status rc = jk_app_begin(app, err);

    if (rc == JK_OK)
        rc = jk_store_put_draft(app->store, &act, row, err);
    if (rc != JK_OK)
        app_break(app, rc);
    return rc;
}

static struct jk_draft_row row_of(const struct jk_team_draft *draft)
{
    return (struct jk_draft_row){ .id = draft->id,
                                  .account = draft->account,
                                  .contest = draft->contest,
                                  .paslon = draft->paslon,
                                  .region = draft->region,
                                  .state = words[draft->state],
                                  .note = draft->note,
                                  .revision = draft->revision,
                                  .created_s = draft->created_s,
                                  .changed_s = draft->changed_s,
                                  .bytes = { draft->bytes, draft->byte_count } };
}

static enum jk_status change(struct jk_app *app, const char *actor, struct jk_team_draft *draft,
                             struct jk_draft_row *row, struct jk_error *err)
{
    enum jk_status rc;

    row->revision++;
    rc = put(app, actor, row, err);
    if (rc == JK_OK && (rc = take_change(draft, row)) != JK_OK)
        app_break(app, jk_fail(err, rc, JK_TEXT_NO_MEMORY, "", "%s", ""));
    return rc;
}

/* What an official did with a draft: keep it, and tell the team. */
static enum jk_status change_and_tell(struct jk_app *app, const struct jk_draft_act *act,
                                      struct jk_team_draft *draft, struct jk_draft_row *row,
                                      const char *word, struct jk_error *err)
{
    const struct jk_act by = { act->actor->name, act->now_s };
    enum jk_status rc = change(app, act->actor->name, draft, row, err);
    const struct draft_done done = { .actor = act->actor,
                                     .team = jk_app_account(app, draft->account),
                                     .contest = draft->contest,
                                     .paslon = draft->paslon,
                                     .id = draft->id,
                                     .revision = draft->revision,
                                     .word = word,
                                     .state = words[draft->state],
                                     .note = draft->note };

    if (rc == JK_OK && done.team && (rc = conflicts_tell_team(app, &by, &done, err)) != JK_OK)
        app_break(app, rc);
    return rc;
}

static enum jk_status put_new(struct jk_app *app, const struct jk_submission *filing,
                              struct jk_error *err)
{
    const struct jk_contest *contest = jk_pack_contest(app->pack, filing->actor->contest);
    uint8_t random[JK_DRAFT_HEX / 2];
    char id[JK_DRAFT_HEX + 1];
    struct jk_draft_row row = { .id = id,
                                .account = filing->actor->name,
                                .contest = filing->actor->contest,
                                .paslon = filing->actor->paslon,
                                .region = contest ? contest->region : filing->actor->region,
                                .state = words[JK_DRAFT_OPEN],
                                .note = "",
                                .revision = 1,
                                .created_s = filing->now_s,
                                .changed_s = filing->now_s,
                                .bytes = filing->bytes };
    enum jk_status rc;

    if (count_pending(app, filing->actor) >= JK_TEAM_PENDING_MAX)
        return jk_fail(err, JK_LIMIT, JK_TEXT_TEAM_MANY, "", "%d", JK_TEAM_PENDING_MAX);
    if (jk_random(random, sizeof random) != JK_OK)
        return jk_fail(err, JK_IO, JK_TEXT_NOT_STORED, "id", "%s", "random");
    jk_hex(random, sizeof random, id);
    rc = put(app, filing->actor->name, &row, err);
    if (rc == JK_OK && (rc = learn(app, &row)) != JK_OK)
        app_break(app, jk_fail(err, rc, JK_TEXT_NO_MEMORY, "", "%s", ""));
    return rc;
}

static enum jk_status put_changed(struct jk_app *app, const struct jk_submission *filing,
                                  struct jk_team_draft *draft, struct jk_error *err)
{
    struct jk_draft_row row = row_of(draft);

    row.state = words[JK_DRAFT_OPEN];
    row.note = "";
    row.bytes = filing->bytes;
    row.changed_s = filing->now_s;
    return change(app, filing->actor->name, draft, &row, err);
}

enum jk_status jk_app_draft_put(struct jk_app *app, struct jk_arena *arena,
                                const struct jk_submission *filing, const char *id,
                                struct jk_draft_taken *out, struct jk_error *err)
{
    struct jk_team_draft *old = id ? find(app, filing->actor, id) : NULL;
    enum jk_status rc;

    *out = (struct jk_draft_taken){ .draft = NULL };
    if (id && !old)
        return jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "draft", "%s", id);
    if (old && has_ended(old))
        return jk_fail(err, JK_STATE, JK_TEXT_DRAFT_ENDED, "draft", "%s", words[old->state]);
    rc = jk_app_team_check(app, arena, filing, &out->outcome, err);
    if (rc == JK_OK)
        rc = old ? put_changed(app, filing, old, err) : put_new(app, filing, err);
    if (rc == JK_OK)
        out->draft = old ? old : app->teams->drafts[app->teams->draft_count - 1];
    else
        jk_outcome_clear(&out->outcome);
    return rc;
}

/* The draft an act is about, still open and as it was seen. */
static enum jk_status find_open(const struct jk_app *app, const struct jk_draft_act *act,
                                struct jk_team_draft **out, struct jk_error *err)
{
    struct jk_team_draft *draft = find(app, act->actor, act->id);

    if (!draft)
        return jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "draft", "%s", act->id);
    if (has_ended(draft))
        return jk_fail(err, JK_STATE, JK_TEXT_DRAFT_ENDED, "draft", "%s", words[draft->state]);
    if (act->revision && act->revision != draft->revision)
        return jk_fail(err, JK_STALE, JK_TEXT_DRAFT_CHANGED, "revision", "%u", act->revision);
    *out = draft;
    return JK_OK;
}

static enum jk_status end(struct jk_app *app, const struct jk_draft_act *act,
                          struct jk_team_draft *draft, enum jk_draft_state state,
                          struct jk_error *err)
{
    struct jk_draft_row row = row_of(draft);

    row.state = words[state];
    row.changed_s = act->now_s;
    row.bytes = (struct jk_span){ "", 0 };
    return state == JK_DRAFT_CONFIRMED
               ? change_and_tell(app, act, draft, &row, "draft_confirm", err)
               : change(app, act->actor->name, draft, &row, err);
}

enum jk_status jk_app_draft_confirm(struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_draft_act *act, struct jk_outcome *out,
                                    struct jk_error *err)
{
    struct jk_submission filing = { .actor = act->actor, .now_s = act->now_s, .store = true };
    struct jk_team_draft *draft;
    enum jk_status rc = find_open(app, act, &draft, err);

    *out = (struct jk_outcome){ 0 };
    if (rc == JK_OK && draft->state != JK_DRAFT_OPEN)
        rc = jk_fail(err, JK_STATE, JK_TEXT_DRAFT_ENDED, "draft", "%s", words[draft->state]);
    if (rc != JK_OK)
        return rc;
    filing.bytes = (struct jk_span){ draft->bytes, draft->byte_count };
    filing.team = jk_app_account(app, draft->account);
    rc = teams_check_replaces(app, arena, act, draft, err);
    if (rc == JK_OK)
        rc = jk_app_submit(app, arena, &filing, out, err);
    return rc == JK_OK ? end(app, act, draft, JK_DRAFT_CONFIRMED, err) : rc;
}

enum jk_status jk_app_draft_return(struct jk_app *app, const struct jk_draft_act *act,
                                   struct jk_error *err)
{
    struct jk_draft_row row;
    struct jk_team_draft *draft;
    enum jk_status rc = find_open(app, act, &draft, err);

    if (rc != JK_OK)
        return rc;
    if (!jk_is_one_line(jk_span_of(act->note)))
        return jk_fail(err, JK_INVALID, JK_TEXT_ONE_LINE, "note", "%s", "");
    if (!act->note[0] || strlen(act->note) > JK_DRAFT_NOTE_MAX)
        return jk_fail(err, JK_INVALID, JK_TEXT_DRAFT_NOTE, "note", "%s", "");
    row = row_of(draft);
    row.state = words[JK_DRAFT_RETURNED];
    row.note = act->note;
    row.changed_s = act->now_s;
    return change_and_tell(app, act, draft, &row, "draft_return", err);
}

enum jk_status jk_app_draft_withdraw(struct jk_app *app, const struct jk_draft_act *act,
                                     struct jk_error *err)
{
    struct jk_team_draft *draft;
    enum jk_status rc = find_open(app, act, &draft, err);

    return rc == JK_OK ? end(app, act, draft, JK_DRAFT_WITHDRAWN, err) : rc;
}

static bool is_expired(const struct jk_team_draft *draft, int64_t now_s)
{
    return !has_ended(draft) && draft->changed_s + JK_DRAFT_KEPT_S <= now_s;
}

bool teams_is_expiry_due(const struct jk_app *app, int64_t now_s)
{
    for (size_t i = 0; i < app->teams->draft_count; i++) {
        if (is_expired(app->teams->drafts[i], now_s))
            return true;
    }
    return false;
}

enum jk_status teams_expire(struct jk_app *app, const struct jk_act *act, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < app->teams->draft_count && rc == JK_OK; i++) {
        struct jk_team_draft *draft = app->teams->drafts[i];
        const struct jk_account *team = jk_app_account(app, draft->account);
        struct jk_draft_row row = row_of(draft);
        struct draft_done done = { .actor = team,
                                   .team = team,
                                   .contest = draft->contest,
                                   .paslon = draft->paslon,
                                   .id = draft->id,
                                   .word = "draft_expire",
                                   .state = words[JK_DRAFT_EXPIRED],
                                   .note = "",
                                   .tells_actor = true };

        if (!is_expired(draft, act->time_s))
            continue;
        row.state = done.state;
        row.changed_s = act->time_s;
        row.bytes = (struct jk_span){ "", 0 };
        rc = change(app, act->actor, draft, &row, err);
        done.revision = draft->revision;
        if (rc == JK_OK && team)
            rc = conflicts_tell_team(app, act, &done, err);
    }
    return rc;
}

enum jk_status teams_open(struct jk_app *app, struct jk_error *err)
{
    app->teams = jk_heap_zeroed(1, sizeof *app->teams);
    return app->teams ? JK_OK : jk_no_memory(err);
}

enum jk_status teams_load(struct jk_app *app, struct jk_error *err)
{
    return jk_store_each_draft(app->store, learn, app, err);
}

void teams_clear(struct jk_app *app)
{
    struct teams *room = app->teams;

    if (!room)
        return;
    teams_public_world_clear(app);
    for (size_t i = 0; i < room->draft_count; i++)
        free_draft(room->drafts[i]);
    free(room->drafts);
    *room = (struct teams){ .drafts = NULL };
}

void teams_close(struct jk_app *app)
{
    free(app->teams);
    app->teams = NULL;
}
