/* Drafts of stock calendars: kept, changed, and ended with all that was in them.
 *
 * Names and UIDs live in memory and, sealed, in the store; the row of an ended draft has neither,
 * so that after a restart nobody can tell what it was called. */
#include <stdlib.h>
#include <string.h>
#include "daemon/app/conflicts/act_alerts.h"
#include "daemon/app/plain/room.h"
#include "jarak/app/accounts/account.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/digest.h"
#include "jarak/base/heap.h"
#include "jarak/base/random.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"
#include "jarak/store/store.h"

bool plain_has_ended(const struct jk_plain_draft *draft)
{
    return draft->as.state != JK_DRAFT_OPEN && draft->as.state != JK_DRAFT_RETURNED;
}

static void free_draft(struct jk_plain_draft *draft)
{
    jk_text_free(draft->as.account);
    jk_text_free(draft->as.contest);
    jk_text_free(draft->as.region);
    free(draft->as.note);
    free(draft->as.bytes);
    free(draft->name);
    free(draft->uid);
    free(draft->title);
    free(draft);
}

size_t jk_app_plains(const struct jk_app *app)
{
    return app->plain->draft_count;
}

const struct jk_plain_draft *jk_app_plain(const struct jk_app *app, size_t i)
{
    return app->plain->drafts[i];
}

/* A copy that ends with NUL; null for nothing. @return false: memory is out */
static bool copy_span(struct jk_span span, char **out)
{
    *out = span.len ? jk_heap_take(span.len + 1) : NULL;
    if (*out) {
        memcpy(*out, span.at, span.len);
        (*out)[span.len] = '\0';
    }
    return *out || !span.len;
}

/* What the list tells of it, understood once: whoever lists many need not read each again. */
static enum jk_status understand(const struct jk_app *app, struct jk_plain_draft *draft)
{
    struct jk_arena arena = { 0 };
    struct jk_plain *plain = jk_arena_take(&arena, sizeof *plain);
    enum jk_status rc = plain ? jk_app_plain_read(app, &arena, draft, plain) : JK_MEMORY;

    draft->complete = false;
    draft->missing = 0;
    if (rc == JK_OK) {
        draft->complete = jk_plain_is_complete(plain);
        for (int i = 0; i < JK_PLAIN_NEEDED; i++)
            draft->missing |= (unsigned)(plain->said[i].how == JK_PLAIN_MISSING) << i;
        draft->uid = jk_heap_copy(plain->uid);
        draft->title = jk_heap_copy(plain->title);
        rc = draft->uid && draft->title ? JK_OK : JK_MEMORY;
    } else if (rc == JK_INVALID) { /* its contest has left the pack */
        const char *uid =
            jk_plain_uid(&arena, (struct jk_span){ draft->as.bytes, draft->as.byte_count });

        draft->uid = jk_heap_copy(uid ? uid : "");
        draft->title = jk_heap_copy("");
        rc = draft->uid && draft->title ? JK_OK : JK_MEMORY;
    }
    jk_arena_clear(&arena);
    return rc;
}

/* What was there is overwritten before it is let go: a title in freed memory lives on in a dump. */
static void destroy(char *text, size_t len)
{
    if (text)
        explicit_bzero(text, len);
    free(text);
}

bool plain_understand_some(struct jk_app *app, size_t *at, size_t count)
{
    for (; count > 0 && *at < app->plain->draft_count; count--, ++*at) {
        struct jk_plain_draft *draft = app->plain->drafts[*at], before = *draft;

        if (!draft->as.byte_count)
            continue;
        draft->uid = draft->title = NULL;
        if (understand(app, draft) == JK_OK) {
            destroy(before.uid, before.uid ? strlen(before.uid) : 0);
            destroy(before.title, before.title ? strlen(before.title) : 0);
        } else {
            free(draft->uid);
            free(draft->title);
            *draft = before;
        }
    }
    return *at >= app->plain->draft_count;
}

static enum jk_status take_change(const struct jk_app *app, struct jk_plain_draft *draft,
                                  const struct jk_plain_row *row)
{
    enum jk_draft_state state = jk_draft_state_of(row->state);
    char *note = jk_heap_copy(row->note), *bytes = NULL, *name = NULL;

    if (state == JK_DRAFT_END || !note || !copy_span(row->bytes, &bytes) ||
        !copy_span(row->name, &name)) {
        free(note);
        free(bytes);
        free(name);
        return state == JK_DRAFT_END ? JK_CORRUPT : JK_MEMORY;
    }
    free(draft->as.note);
    destroy(draft->as.bytes, draft->as.byte_count);
    destroy(draft->name, draft->name ? strlen(draft->name) : 0);
    destroy(draft->uid, draft->uid ? strlen(draft->uid) : 0);
    destroy(draft->title, draft->title ? strlen(draft->title) : 0);
    draft->as.note = note;
    draft->as.bytes = bytes;
    draft->as.byte_count = row->bytes.len;
    draft->name = name;
    draft->uid = draft->title = NULL;
    draft->as.state = state;
    draft->as.revision = row->revision;
    draft->as.changed_s = row->changed_s;
    if (bytes)
        return understand(app, draft);
    draft->complete = state == JK_DRAFT_CONFIRMED; /* what was filed was; of others nobody knows */
    draft->missing = 0;
    return JK_OK;
}

static enum jk_status learn(void *ctx, const struct jk_plain_row *row)
{
    struct jk_app *app = ctx;
    struct plain *room = app->plain;
    struct jk_plain_draft *draft = NULL;

    if (jk_grow(&room->drafts, room->draft_count, &room->draft_cap, sizeof draft))
        draft = jk_heap_zeroed(1, sizeof *draft);
    if (!draft)
        return JK_MEMORY;
    draft->number = (uint32_t)room->draft_count;
    room->drafts[room->draft_count++] = draft;
    memcpy(draft->as.id, row->id, sizeof draft->as.id);
    draft->as.account = jk_heap_copy(row->account);
    draft->as.contest = jk_heap_copy(row->contest);
    draft->as.region = jk_heap_copy(row->region);
    draft->as.paslon = row->paslon;
    draft->as.created_s = row->created_s;
    if (!draft->as.account || !draft->as.contest || !draft->as.region)
        return JK_MEMORY;
    return take_change(app, draft, row);
}

enum jk_status plain_learn(struct jk_app *app, const struct jk_plain_row *row)
{
    struct plain *room = app->plain;

    for (size_t i = room->draft_count; i-- > 0;) {
        if (strcmp(room->drafts[i]->as.id, row->id) == 0)
            return take_change(app, room->drafts[i], row);
    }
    return learn(app, row);
}

bool plain_is_of_side(const struct jk_app *app, const struct jk_account *account,
                      const struct jk_plain_draft *draft)
{
    const struct jk_account *owner = jk_app_account(app, draft->as.account);

    if (!owner || owner->role != account->role)
        return false;
    if (jk_is_team(owner))
        return owner->paslon == account->paslon && strcmp(owner->contest, account->contest) == 0;
    return strcmp(owner->region, account->region) == 0;
}

/* Has a team completed it? Then it waits for an official. */
static bool waits_for_official(const struct jk_app *app, const struct jk_plain_draft *draft)
{
    const struct jk_account *owner = jk_app_account(app, draft->as.account);

    return owner && jk_is_team(owner) && draft->complete && !plain_has_ended(draft);
}

bool jk_app_plain_is_seen(const struct jk_app *app, const struct jk_account *account,
                          const struct jk_plain_draft *draft)
{
    if (plain_is_of_side(app, account, draft))
        return true;
    return !jk_is_team(account) && jk_region_covers(account->region, draft->as.region) &&
           jk_role_rights(account->role) & JK_MAY_SEE && waits_for_official(app, draft);
}

bool plain_is_destroyed(const struct jk_plain_draft *draft)
{
    return plain_has_ended(draft) && draft->as.state != JK_DRAFT_CONFIRMED;
}

struct jk_plain_draft *plain_find(const struct jk_app *app, const struct jk_account *account,
                                  const char *id)
{
    for (size_t i = 0; i < app->plain->draft_count; i++) {
        if (strcmp(app->plain->drafts[i]->as.id, id) == 0 &&
            jk_app_plain_is_seen(app, account, app->plain->drafts[i]))
            return app->plain->drafts[i];
    }
    return NULL;
}

const struct jk_plain_draft *jk_app_plain_of(const struct jk_app *app,
                                             const struct jk_account *account, const char *id)
{
    return plain_find(app, account, id);
}

struct jk_plain_context plain_context_of(const struct jk_app *app, const struct jk_contest *contest,
                                         uint32_t paslon, int64_t stamp_s)
{
    return (struct jk_plain_context){ app->pack, contest, paslon, stamp_s, JK_NO_TIME };
}

enum jk_status jk_app_plain_read(const struct jk_app *app, struct jk_arena *arena,
                                 const struct jk_plain_draft *draft, struct jk_plain *out)
{
    const struct jk_contest *contest = jk_pack_contest(app->pack, draft->as.contest);
    struct jk_plain_context context;

    if (!draft->as.bytes || !contest)
        return JK_INVALID;
    context = plain_context_of(app, contest, draft->as.paslon, draft->as.created_s);
    return jk_plain_read(arena, (struct jk_span){ draft->as.bytes, draft->as.byte_count }, &context,
                         out, NULL);
}

struct jk_plain_row plain_row_of(const struct jk_plain_draft *draft)
{
    return (struct jk_plain_row){ .id = draft->as.id,
                                  .account = draft->as.account,
                                  .contest = draft->as.contest,
                                  .paslon = draft->as.paslon,
                                  .region = draft->as.region,
                                  .state = jk_draft_word(draft->as.state),
                                  .note = draft->as.note,
                                  .revision = draft->as.revision,
                                  .created_s = draft->as.created_s,
                                  .changed_s = draft->as.changed_s,
                                  .name = jk_span_of(draft->name),
                                  .bytes = { draft->as.bytes, draft->as.byte_count } };
}

/* The row into the open group; afterwards memory may follow. */
static enum jk_status put(struct jk_app *app, const char *actor, const struct jk_plain_row *row,
                          struct jk_error *err)
{
    const struct jk_act act = { actor, row->changed_s };
    enum jk_status rc = jk_app_begin(app, err);

    if (rc == JK_OK)
        rc = jk_store_put_plain(app->store, &act, row, err);
    if (rc != JK_OK)
        app_break(app, rc);
    return rc;
}

static enum jk_status broken(struct jk_app *app, enum jk_status rc, struct jk_error *err)
{
    return app_break(app, jk_fail(err, rc, JK_TEXT_NO_MEMORY, "", "%s", ""));
}

enum jk_status plain_put_new(struct jk_app *app, const char *actor, struct jk_plain_row *row,
                             struct jk_plain_draft **out, struct jk_error *err)
{
    uint8_t random[JK_DRAFT_HEX / 2];
    char id[JK_DRAFT_HEX + 1];
    enum jk_status rc;

    if (jk_random(random, sizeof random) != JK_OK)
        return jk_fail(err, JK_IO, JK_TEXT_NOT_STORED, "id", "%s", "random");
    jk_hex(random, sizeof random, id);
    row->id = id;
    if ((rc = put(app, actor, row, err)) != JK_OK)
        return rc;
    if ((rc = learn(app, row)) != JK_OK)
        return broken(app, rc, err);
    *out = app->plain->drafts[app->plain->draft_count - 1];
    (*out)->change = jk_store_last_entry(app->store);
    return JK_OK;
}

enum jk_status plain_put_changed(struct jk_app *app, const char *actor,
                                 struct jk_plain_draft *draft, struct jk_plain_row *row,
                                 struct jk_error *err)
{
    enum jk_status rc;

    row->revision = draft->as.revision + 1;
    if ((rc = put(app, actor, row, err)) != JK_OK)
        return rc;
    if ((rc = take_change(app, draft, row)) != JK_OK)
        return broken(app, rc, err);
    draft->change = jk_store_last_entry(app->store);
    return JK_OK;
}

enum jk_status plain_end(struct jk_app *app, const struct jk_act *act, struct jk_plain_draft *draft,
                         enum jk_draft_state state, struct jk_error *err)
{
    struct jk_plain_row row = plain_row_of(draft);

    row.state = jk_draft_word(state);
    row.changed_s = act->time_s;
    row.name = row.bytes = (struct jk_span){ "", 0 };
    return plain_put_changed(app, act->actor, draft, &row, err);
}

static bool is_expired(const struct jk_plain_draft *draft, int64_t now_s)
{
    return !plain_has_ended(draft) && draft->as.changed_s + JK_PLAIN_KEPT_S <= now_s;
}

bool plain_is_expiry_due(const struct jk_app *app, int64_t now_s)
{
    for (size_t i = 0; i < app->plain->draft_count; i++) {
        if (is_expired(app->plain->drafts[i], now_s))
            return true;
    }
    return false;
}

static enum jk_status tell_expired(struct jk_app *app, const struct jk_act *act,
                                   const struct jk_plain_draft *draft, struct jk_error *err)
{
    const struct jk_account *owner = jk_app_account(app, draft->as.account);
    const struct draft_done done = { .actor = owner,
                                     .team = owner,
                                     .contest = draft->as.contest,
                                     .paslon = draft->as.paslon,
                                     .id = draft->as.id,
                                     .revision = draft->as.revision,
                                     .word = "draft_expire",
                                     .state = jk_draft_word(draft->as.state),
                                     .note = "",
                                     .tells_actor = true };

    return owner ? conflicts_tell_team(app, act, &done, err) : JK_OK;
}

enum jk_status plain_expire(struct jk_app *app, const struct jk_act *act, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < app->plain->draft_count && rc == JK_OK; i++) {
        struct jk_plain_draft *draft = app->plain->drafts[i];

        if (!is_expired(draft, act->time_s))
            continue;
        rc = plain_end(app, act, draft, JK_DRAFT_EXPIRED, err);
        if (rc == JK_OK)
            rc = tell_expired(app, act, draft, err);
    }
    return rc;
}

/* The place where one that left no name has been: one for each side and calendar. */
static struct plain_lost *lost_of(struct plain *room, const char *account, const char *contest,
                                  uint32_t paslon)
{
    for (size_t i = 0; i < room->lost_count; i++) {
        struct plain_lost *lost = &room->lost[i];

        if (lost->paslon == paslon && strcmp(lost->account, account) == 0 &&
            strcmp(lost->contest, contest) == 0)
            return lost;
    }
    return NULL;
}

bool plain_note_lost(struct jk_app *app, const struct plain_lost *said)
{
    struct plain *room = app->plain;
    struct plain_lost *lost = lost_of(room, said->account, said->contest, said->paslon);

    if (!lost) {
        if (!jk_grow(&room->lost, room->lost_count, &room->lost_cap, sizeof *room->lost))
            return false;
        lost = &room->lost[room->lost_count];
        *lost = (struct plain_lost){ .account = jk_heap_copy(said->account),
                                     .contest = jk_heap_copy(said->contest),
                                     .paslon = said->paslon };
        if (!lost->account || !lost->contest) {
            free(lost->account);
            free(lost->contest);
            return false;
        }
        room->lost_count++;
    }
    lost->change = said->change > lost->change ? said->change : lost->change;
    return true;
}

static bool keep_lost(struct jk_app *app, const struct jk_plain_draft *draft)
{
    return plain_note_lost(app, &(struct plain_lost){ (char *)(uintptr_t)draft->as.account,
                                                      (char *)(uintptr_t)draft->as.contest,
                                                      draft->as.paslon, draft->change });
}

void plain_settle(struct jk_app *app)
{
    struct plain *room = app->plain;
    size_t kept = 0;

    for (size_t i = 0; i < room->draft_count; i++) {
        struct jk_plain_draft *draft = room->drafts[i];

        if (plain_is_destroyed(draft) && keep_lost(app, draft))
            free_draft(draft);
        else
            room->drafts[kept++] = draft;
    }
    room->draft_count = kept;
}

uint64_t plain_lost_at(const struct jk_app *app, const struct jk_plain_calendar *of,
                       uint64_t at_least)
{
    uint64_t newest = at_least;

    for (size_t i = 0; i < app->plain->lost_count; i++) {
        const struct plain_lost *lost = &app->plain->lost[i];
        const struct jk_plain_draft draft = { .as = { .account = lost->account } };

        if (lost->paslon == of->paslon && strcmp(lost->contest, of->contest->id) == 0 &&
            plain_is_of_side(app, of->account, &draft) && lost->change > newest)
            newest = lost->change;
    }
    return newest;
}

void plain_note_change(struct jk_app *app, const char *id, uint64_t entry)
{
    for (size_t i = app->plain->draft_count; i-- > 0;) {
        if (strcmp(app->plain->drafts[i]->as.id, id) == 0) {
            app->plain->drafts[i]->change = entry;
            return;
        }
    }
}

enum jk_status plain_open(struct jk_app *app, struct jk_error *err)
{
    app->plain = jk_heap_zeroed(1, sizeof *app->plain);
    return app->plain ? JK_OK : jk_no_memory(err);
}

enum jk_status plain_load(struct jk_app *app, struct jk_error *err)
{
    return jk_store_each_plain(app->store, learn, app, err);
}

void plain_clear(struct jk_app *app)
{
    struct plain *room = app->plain;

    if (!room)
        return;
    for (size_t i = 0; i < room->draft_count; i++)
        free_draft(room->drafts[i]);
    free(room->drafts);
    for (size_t i = 0; i < room->lost_count; i++) {
        free(room->lost[i].account);
        free(room->lost[i].contest);
    }
    free(room->lost);
    room->lost = NULL;
    room->lost_count = room->lost_cap = 0;
    room->drafts = NULL;
    room->draft_count = room->draft_cap = 0; /* who wrote how much is kept: nothing else knows it */
}

void plain_close(struct jk_app *app)
{
    if (app->plain)
        free(app->plain->writers);
    free(app->plain);
    app->plain = NULL;
}
