/* A PUT of a plain event: a new draft, another version of one, or a change of what is filed.
 *
 * The order: who may, what it is (UID and date), how much the account has written, whether name
 * and UID are its own there, whether anything changed. What an official's client sends for what is
 * filed is filed too, and so is a new event that asks for it; where the filing is refused for what
 * a clerk can put right, the event is kept as a draft that says why, for a phone that is refused
 * drops the edit. Everything a team sends waits for an official. */
#include <string.h>
#include "daemon/app/conflicts/act_alerts.h"
#include "daemon/app/plain/room.h"
#include "jarak/app/notices/resource_names.h"
#include "jarak/app/notices/submit.h"
#include "jarak/app/registry/registry.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/heap.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"

#define HOUR_S 3600

/* A put under way. */
struct putting {
    struct jk_app *app;
    struct jk_arena *arena;
    const struct jk_plain_filing *rq;
    struct jk_plain_taken *out;
    struct jk_error *err;
    const char *name;
    struct jk_span bytes; /* without what we wrote */
    struct jk_plain plain;
    struct jk_plain_draft *draft; /* at that name; or null */
    const struct jk_entry *filed; /* likewise */
};

bool jk_plain_may_enter(const struct jk_account *account, const struct jk_contest *contest,
                        uint32_t paslon)
{
    bool known = false;

    for (size_t i = 0; i < contest->paslon_count; i++)
        known = known || contest->paslon[i].number == paslon;
    if (!known)
        return false;
    if (jk_is_team(account))
        return account->paslon == paslon && strcmp(account->contest, contest->id) == 0;
    return (jk_role_rights(account->role) & JK_MAY_SEE) &&
           jk_region_covers(account->region, contest->region);
}

static struct plain_writer *writer_of(struct plain *room, const struct jk_account *account)
{
    for (size_t i = 0; i < room->writer_count; i++) {
        if (room->writers[i].account == account)
            return &room->writers[i];
    }
    if (!jk_grow(&room->writers, room->writer_count, &room->writer_cap, sizeof *room->writers))
        return NULL;
    room->writers[room->writer_count] = (struct plain_writer){ .account = account };
    return &room->writers[room->writer_count++];
}

/* Every version stays in the journal, if unreadable: so many an hour. */
static enum jk_status count_write(struct putting *p)
{
    struct plain_writer *writer = writer_of(p->app->plain, p->rq->actor);

    if (!writer)
        return jk_no_memory(p->err);
    if (p->rq->now_s - writer->hour_s >= HOUR_S || p->rq->now_s < writer->hour_s) {
        writer->hour_s = p->rq->now_s;
        writer->count = 0;
    }
    if (writer->count >= JK_PLAIN_HOUR_MAX)
        return jk_fail(p->err, JK_LIMIT, JK_TEXT_PLAIN_HOURLY, "", "%d", JK_PLAIN_HOUR_MAX);
    writer->count++;
    return JK_OK;
}

/* What an account holds already: places are not held in reserve, and memory has an end. */
static enum jk_status check_room(const struct putting *p)
{
    size_t count = 0, bytes = p->bytes.len;

    for (size_t i = 0; i < p->app->plain->draft_count; i++) {
        const struct jk_plain_draft *draft = p->app->plain->drafts[i];

        if (plain_has_ended(draft) || draft == p->draft ||
            strcmp(draft->as.account, p->rq->actor->name) != 0)
            continue;
        count++;
        bytes += draft->as.byte_count;
    }
    if (count >= JK_PLAIN_HELD_MAX || bytes > JK_PLAIN_BYTES_MAX)
        return jk_fail(p->err, JK_FULL, JK_TEXT_PLAIN_MANY, "", "%d", JK_PLAIN_HELD_MAX);
    return JK_OK;
}

static bool is_in(const struct putting *p, const struct jk_plain_draft *draft)
{
    return !plain_has_ended(draft) && draft->as.paslon == p->rq->paslon &&
           strcmp(draft->as.contest, p->rq->contest->id) == 0 &&
           plain_is_of_side(p->app, p->rq->actor, draft);
}

static bool is_of_calendar(const struct putting *p, const struct jk_entry *entry)
{
    const struct jk_party *party;
    bool found = false;

    if (!entry || !jk_entry_is_requested(entry))
        return false;
    party = &entry->current->notice->facts.party;
    for (unsigned i = 0; i < party->count; i++)
        found = found || party->paslon[i] == p->rq->paslon;
    return found && strcmp(party->contest, p->rq->contest->id) == 0 &&
           (!jk_is_team(p->rq->actor) || jk_is_own(p->rq->actor, entry));
}

/* Finds what stands at the name, and refuses a UID that stands at another one. */
static enum jk_status find_place(struct putting *p)
{
    const struct jk_entry *there = jk_app_resource(p->app, p->name);
    const struct jk_entry *own = jk_registry_entry(p->app->registry, p->plain.uid);
    const char *elsewhere = NULL;

    for (size_t i = 0; i < p->app->plain->draft_count; i++) {
        struct jk_plain_draft *draft = p->app->plain->drafts[i];

        if (!is_in(p, draft))
            continue;
        if (strcmp(draft->name, p->name) == 0)
            p->draft = draft;
        else if (strcmp(draft->uid, p->plain.uid) == 0)
            elsewhere = draft->name;
    }
    p->filed = is_of_calendar(p, there) ? there : NULL;
    if (!elsewhere && !p->filed && is_of_calendar(p, own))
        elsewhere = jk_app_resource_name(p->app, p->arena, own);
    p->out->elsewhere = elsewhere;
    if (elsewhere)
        return jk_fail(p->err, JK_EXISTS, JK_TEXT_UID_ELSEWHERE, "UID", "%s", "");
    if ((p->draft && strcmp(p->draft->uid, p->plain.uid) != 0) ||
        (p->filed && strcmp(p->filed->uid, p->plain.uid) != 0)) {
        p->out->elsewhere = p->name;
        return jk_fail(p->err, JK_EXISTS, JK_TEXT_UID_DIFFERS, "UID", "%s", "");
    }
    return JK_OK;
}

/* Does it say what stands there already? */
static bool is_unchanged(struct putting *p)
{
    struct jk_span filed;

    if (p->draft)
        return jk_plain_same((struct jk_span){ p->draft->as.bytes, p->draft->as.byte_count },
                             p->bytes);
    return p->filed && jk_version_bytes(p->filed->current, p->arena, &filed) &&
           jk_plain_strip(p->arena, filed, &filed, NULL) == JK_OK && jk_plain_same(filed, p->bytes);
}

/* Can a clerk put it right? Then the event is kept, and says what is wrong. */
static bool is_mendable(enum jk_status rc)
{
    return rc == JK_INVALID || rc == JK_RANGE || rc == JK_TOO_MANY || rc == JK_TOO_BIG ||
           rc == JK_UNDECODED;
}

/* An official's event that is filed already, or is to be. */
static enum jk_status file_it(struct putting *p)
{
    const struct plain_to_file what = { .actor = p->rq->actor,
                                        .now_s = p->rq->now_s,
                                        .contest = p->rq->contest,
                                        .paslon = p->rq->paslon,
                                        .name = p->name,
                                        .bytes = p->bytes,
                                        .knows = p->rq->knows && !p->draft };
    const struct jk_act act = { p->rq->actor->name, p->rq->now_s };
    enum jk_status rc = plain_file(p->app, p->arena, &what, &p->out->outcome, p->err);

    p->out->filed = rc == JK_OK;
    if (rc == JK_OK && p->draft)
        rc = plain_end(p->app, &act, p->draft, JK_DRAFT_CONFIRMED, p->err);
    return rc;
}

/* The kinds of facts that are missing, and nothing of what was written: an inbox is not sealed. */
static const char *missing_of(struct putting *p)
{
    const char *names = "";

    for (int i = 0; i < JK_PLAIN_NEEDED && names; i++) {
        if (p->plain.said[i].how == JK_PLAIN_MISSING)
            names = jk_arena_fmt(p->arena, "%s%s%s", names, names[0] ? ", " : "",
                                 jk_plain_name((enum jk_plain_field)i, JK_LANG_ID));
    }
    return names;
}

/* Whose it is are told that something is missing, once an hour: a calendar of a hundred events is
 * synced at once. */
static enum jk_status tell_missing(struct putting *p)
{
    struct plain_writer *writer = writer_of(p->app->plain, p->rq->actor);
    const struct jk_act act = { p->rq->actor->name, p->rq->now_s };
    const struct draft_done done = { .actor = p->rq->actor,
                                     .team = p->rq->actor,
                                     .contest = p->draft->as.contest,
                                     .paslon = p->draft->as.paslon,
                                     .id = p->draft->as.id,
                                     .revision = p->draft->as.revision,
                                     .word = "draft_incomplete",
                                     .state = jk_draft_word(p->draft->as.state),
                                     .note = missing_of(p),
                                     .tells_actor = true };

    if (!done.note)
        return jk_no_memory(p->err);
    if (jk_plain_is_complete(&p->plain) || !writer ||
        (writer->told_s != 0 && p->rq->now_s - writer->told_s < HOUR_S))
        return JK_OK;
    writer->told_s = p->rq->now_s;
    return conflicts_tell_team(p->app, &act, &done, p->err);
}

static enum jk_status keep_draft(struct putting *p)
{
    struct jk_plain_row row = { .account = p->rq->actor->name,
                                .contest = p->rq->contest->id,
                                .paslon = p->rq->paslon,
                                .region = p->rq->contest->region,
                                .note = "",
                                .revision = 1,
                                .created_s = p->rq->now_s };
    enum jk_status rc;

    if ((rc = check_room(p)) != JK_OK)
        return rc;
    if (p->draft)
        row = plain_row_of(p->draft);
    row.state = jk_draft_word(JK_DRAFT_OPEN);
    row.note = "";
    row.changed_s = p->rq->now_s;
    row.name = jk_span_of(p->name);
    row.bytes = p->bytes;
    p->out->created = !p->draft && !p->filed;
    rc = p->draft ? plain_put_changed(p->app, p->rq->actor->name, p->draft, &row, p->err)
                  : plain_put_new(p->app, p->rq->actor->name, &row, &p->draft, p->err);
    p->out->draft = p->draft;
    if (rc == JK_OK && (rc = tell_missing(p)) != JK_OK)
        app_break(p->app, rc);
    return rc;
}

/* May it be filed by this very request? */
static bool is_filed_now(const struct putting *p)
{
    return !jk_is_team(p->rq->actor) && jk_plain_is_complete(&p->plain) &&
           (p->filed || p->plain.asks_to_file);
}

static enum jk_status check_right(const struct putting *p)
{
    if (jk_plain_may_enter(p->rq->actor, p->rq->contest, p->rq->paslon) &&
        jk_role_rights(p->rq->actor->role) & JK_MAY_CAMPAIGN)
        return JK_OK;
    return jk_fail(p->err, JK_DENIED, JK_TEXT_NO_RIGHT, "", "%s", jk_role_word(p->rq->actor->role));
}

/* By its id a draft is changed where it lies. */
static enum jk_status find_name(struct putting *p)
{
    const struct jk_plain_draft *draft;

    p->name = p->rq->name;
    if (p->name)
        return JK_OK;
    draft = plain_find(p->app, p->rq->actor, p->rq->id);
    if (!draft || !plain_is_of_side(p->app, p->rq->actor, draft))
        return jk_fail(p->err, JK_NONE, JK_TEXT_NOT_THERE, "draft", "%s", "");
    if (plain_has_ended(draft))
        return jk_fail(p->err, JK_STATE, JK_TEXT_DRAFT_ENDED, "draft", "%s",
                       jk_draft_word(draft->as.state));
    p->name = jk_arena_copy(p->arena, jk_span_of(draft->name));
    return p->name ? JK_OK : jk_no_memory(p->err);
}

static enum jk_status put(struct putting *p)
{
    struct jk_plain_context context =
        plain_context_of(p->app, p->rq->contest, p->rq->paslon, p->rq->now_s);
    enum jk_status rc;

    if ((rc = check_right(p)) != JK_OK || (rc = find_name(p)) != JK_OK ||
        (rc = jk_plain_strip(p->arena, p->rq->bytes, &p->bytes, p->err)) != JK_OK ||
        (rc = jk_plain_read(p->arena, p->bytes, &context, &p->plain, p->err)) != JK_OK ||
        (rc = find_place(p)) != JK_OK)
        return rc;
    if (is_unchanged(p)) {
        p->out->draft = p->draft;
        return JK_OK;
    }
    if ((rc = count_write(p)) != JK_OK)
        return rc;
    p->out->created = !p->draft && !p->filed;
    if (!is_filed_now(p))
        return keep_draft(p);
    rc = file_it(p);
    return is_mendable(rc) ? keep_draft(p) : rc;
}

enum jk_status jk_app_plain_put(struct jk_app *app, struct jk_arena *arena,
                                const struct jk_plain_filing *filing, struct jk_plain_taken *out,
                                struct jk_error *err)
{
    struct putting *p = jk_arena_take(arena, sizeof *p);
    enum jk_status rc;

    *out = (struct jk_plain_taken){ .created = false };
    if (!p)
        return jk_no_memory(err);
    *p = (struct putting){ .app = app, .arena = arena, .rq = filing, .out = out, .err = err };
    rc = put(p);
    if (rc != JK_OK && rc != JK_CONFLICT)
        jk_outcome_clear(&out->outcome);
    return rc;
}
