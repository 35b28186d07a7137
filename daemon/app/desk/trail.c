/* The search behind the audit view.
 *
 * One walk back serves for both: rows of the page, and what they took the place of, for that is
 * further back in the same journal. A row waits until the entry before it of the same kind and key
 * is met; the walk ends when nothing waits or so much was looked at. Nothing is kept between slices
 * but copies, for commands run between them. */
#include "jarak/app/desk/trail.h"

#include <string.h>
#include "daemon/app/conflicts/index.h"
#include "daemon/app/desk/trail_kinds.h"
#include "daemon/app/desk/trail_notice.h"
#include "daemon/app/handle/handle.h"
#include "jarak/app/plain/plain.h"
#include "jarak/app/registry/registry.h"
#include "jarak/feed/desk/texts.h"

#define READ_ONCE 65536 /* octets of notices that one slice reads: some ten milliseconds */

/* A row, and the key of what it is waiting for. */
struct found {
    struct jk_trail_view view;
    const struct trail_kind *kind;
    const char *key; /* null: it waits for nothing */
    struct jk_trail_change *changes;
};

struct jk_trail {
    struct jk_app *app;
    struct jk_arena *arena;
    struct jk_trail_ask ask;
    const char *own, *reader; /* region and name of who asks: accounts move between slices */
    unsigned rights;
    uint64_t kinds, at, first; /* the next slice ends before `at`; the walk began at `first` */
    int64_t at_s;              /* of the last entry that was looked at */
    uint64_t last;             /* number of the last row */
    struct found rows[JK_TRAIL_PAGE];
    size_t count, waiting, read; /* octets that this slice has read */
    bool ended;                  /* the time that is asked for lies behind us: no further row */
};

enum jk_status jk_app_trail_begin(struct jk_app *app, struct jk_arena *arena,
                                  const struct jk_trail_ask *ask, struct jk_trail **out,
                                  struct jk_error *err)
{
    struct jk_trail *t = jk_arena_take(arena, sizeof *t);
    const unsigned all = (1U << JK_TRAIL_TOPIC_END) - 1;
    const unsigned admin = 1U << JK_TRAIL_ACCOUNTS | 1U << JK_TRAIL_SUBSCRIPTIONS;
    enum jk_status rc;

    if (!t)
        return jk_no_memory(err);
    *t = (struct jk_trail){ .app = app, .arena = arena, .ask = *ask };
    t->rights = jk_role_rights(ask->actor->role);
    t->own = jk_arena_copy(arena, jk_span_of(ask->actor->region));
    t->reader = jk_arena_copy(arena, jk_span_of(ask->actor->name));
    t->ask.actor = NULL;
    t->ask.region = jk_arena_copy(arena, jk_span_of(ask->region));
    t->ask.account = jk_arena_copy(arena, jk_span_of(ask->account));
    t->ask.uid = jk_arena_copy(arena, jk_span_of(ask->uid));
    if (!t->own || !t->reader || !t->ask.region || !t->ask.account || !t->ask.uid)
        return jk_no_memory(err);
    t->ask.topics = ask->topics ? ask->topics & all : all;
    if (!(t->rights & JK_MAY_ADMIN))
        t->ask.topics &= ~admin;
    t->kinds = desk_trail_kinds(t->ask.topics);
    t->at = jk_store_last_entry(app->store) + 1;
    if (ask->to_s != INT64_MAX) {
        rc = jk_store_trail_after(app->store, ask->to_s, &t->at, err);
        if (rc != JK_OK)
            return rc;
    }
    if (ask->before && ask->before < t->at)
        t->at = ask->before;
    t->first = t->at;
    *out = t;
    return JK_OK;
}

static bool covers(const struct jk_trail *t, const char *region)
{
    return jk_region_covers(t->own, region) && jk_region_covers(t->ask.region, region);
}

/* An event in a calendar that nobody filed is its office's own; of another's even that it is there
 * is nothing to a decider (docs/caldav.md). An administrator answers for the accounts. */
static bool is_of_reader(const struct jk_trail *t, const struct jk_plain_row *row)
{
    const struct jk_account *reader = jk_app_account(t->app, t->reader);

    return t->rights & JK_MAY_ADMIN || (reader && jk_app_plain_of(t->app, reader, row->id));
}

/* Whether the reader may know of the row at all: it is of the region, by what it is about. */
static bool is_seen(const struct jk_trail *t, const struct trail_kind *kind,
                    const union jk_trail_row *row)
{
    const struct jk_entry *entry;
    const struct jk_account *account;
    const struct jk_contest *contest;
    const struct conflict *conflict;

    if (kind->kind == JK_ENTRY_PLAIN && !is_of_reader(t, &row->plain))
        return false;
    if (kind->region.has)
        return covers(t, desk_trail_text(row, kind->region));
    if (kind->uid.has) {
        entry = jk_registry_entry(t->app->registry, desk_trail_text(row, kind->uid));
        return entry && covers(t, entry->chain->region->code);
    }
    if (kind->conflict.has) {
        conflict = conflicts_of_id(t->app, desk_trail_text(row, kind->conflict));
        return conflict &&
               (covers(t, conflict->a->region->code) || covers(t, conflict->b->region->code));
    }
    if (kind->account.has) {
        account = jk_app_account(t->app, desk_trail_text(row, kind->account));
        return account && covers(t, account->region);
    }
    if (kind->contest.has) {
        contest = jk_pack_contest(t->app->pack, desk_trail_text(row, kind->contest));
        return contest && covers(t, contest->region);
    }
    return true;
}

/* That something was filed or changed stands in the row of the notice itself. */
static bool is_told_beside(const struct trail_kind *kind, const union jk_trail_row *row)
{
    return kind->kind == JK_ENTRY_DECISION &&
           (strcmp(row->decision.act, "file") == 0 || strcmp(row->decision.act, "change") == 0);
}

static bool is_asked_for(const struct jk_trail *t, const struct trail_kind *kind,
                         const struct jk_trail_entry *entry)
{
    const char *uid = desk_trail_text(&entry->row, kind->uid);
    const char *account = desk_trail_text(&entry->row, kind->account);
    const struct jk_entry *notice;

    if (t->ended || t->count == JK_TRAIL_PAGE || is_told_beside(kind, &entry->row) ||
        !is_seen(t, kind, &entry->row) || entry->time_s < t->ask.from_s ||
        entry->time_s > t->ask.to_s)
        return false;
    if (t->ask.account[0] && strcmp(t->ask.account, entry->actor) != 0 &&
        strcmp(t->ask.account, account) != 0)
        return false;
    if (!t->ask.uid[0])
        return true;
    if (!(t->rights & JK_MAY_SEE) || !uid[0])
        return false; /* whether there is such a notice is not told either */
    notice = jk_registry_entry(t->app->registry, t->ask.uid);
    return strcmp(uid, t->ask.uid) == 0 || (notice && strcmp(uid, notice->chain->id) == 0);
}

/* "key" of a row within its kind; null: it replaces nothing, or memory is out (which shows later).
 */
static const char *key_of(struct jk_arena *arena, const struct trail_kind *kind,
                          const union jk_trail_row *row)
{
    uint32_t revision = 0;

    if (kind->revision.has)
        memcpy(&revision, (const char *)row + kind->revision.offset, sizeof revision);
    if (revision == 1)
        return NULL;
    if (kind->kind == JK_ENTRY_PACK)
        return "";
    return kind->key.has ? jk_arena_fmt(arena, "%s\n%s", desk_trail_text(row, kind->key),
                                        desk_trail_text(row, kind->key_more))
                         : NULL;
}

/* How many fields the reader is told of. */
static size_t count_parts(const struct jk_trail *t, const struct trail_kind *kind)
{
    size_t count = 0;

    for (const struct trail_part *p = kind->parts; p->name; p++)
        count += !p->content || t->rights & JK_MAY_SEE;
    if (kind->kind == JK_ENTRY_NOTICE && t->rights & JK_MAY_SEE)
        count += TRAIL_NOTICE_FIELDS;
    return count;
}

/* Writes what the entry says into `now`, or as what it was before into `old`, of each field. */
static enum jk_status fill(struct jk_trail *t, const struct trail_kind *kind,
                           const struct jk_trail_entry *entry, bool old, struct found *f)
{
    const char *fields[TRAIL_NOTICE_FIELDS];
    struct jk_trail_change *change = f->changes;
    bool erased = false;
    enum jk_status rc;

    for (const struct trail_part *p = kind->parts; p->name; p++) {
        const char *value;

        if (p->content && !(t->rights & JK_MAY_SEE))
            continue;
        value = desk_trail_value(t->arena, &entry->row, p);
        if (!value)
            return JK_MEMORY;
        *change = (struct jk_trail_change){ p->name, p->label, p->form, old ? value : change->old,
                                            old ? change->now : value };
        change++;
    }
    if (kind->kind != JK_ENTRY_NOTICE || !(t->rights & JK_MAY_SEE))
        return JK_OK;
    t->read += entry->row.notice.bytes.len;
    rc = desk_trail_notice(t->app, t->arena, &entry->row.notice, fields, &erased);
    if (!old)
        f->view.erased = erased;
    for (size_t i = 0; rc == JK_OK && i < TRAIL_NOTICE_FIELDS; i++, change++) {
        change->name = desk_trail_notice_name(i);
        change->label = desk_trail_notice_label(i);
        change->form = desk_trail_notice_form(i);
        if (!old)
            change->now = fields[i];
        else if (!erased) /* else nothing is known of it, not even that it was empty */
            change->old = fields[i];
    }
    return rc;
}

static const char *copy(struct jk_trail *t, bool told, const char *text)
{
    return told ? jk_arena_copy(t->arena, jk_span_of(text)) : "";
}

static enum jk_status add(struct jk_trail *t, const struct trail_kind *kind,
                          const struct jk_trail_entry *entry)
{
    struct found *f = &t->rows[t->count];
    const struct jk_account *actor = jk_app_account(t->app, entry->actor);
    const bool sees = t->rights & JK_MAY_SEE;
    const bool open = sees || kind->topic == JK_TRAIL_PASLON;
    const size_t parts = count_parts(t, kind);
    enum jk_status rc;

    *f = (struct found){ .kind = kind };
    f->changes = jk_arena_array(t->arena, parts, sizeof *f->changes);
    f->view = (struct jk_trail_view){
        .seq = entry->seq,
        .time_s = entry->time_s,
        .actor = copy(t, true, entry->actor),
        .role = actor ? jk_role_word(actor->role) : "",
        .topic = kind->topic,
        .act = copy(t, true, desk_trail_text(&entry->row, kind->act)),
        .uid = copy(t, sees, desk_trail_text(&entry->row, kind->uid)),
        .conflict = copy(t, sees, desk_trail_text(&entry->row, kind->conflict)),
        .account = copy(t, true, desk_trail_text(&entry->row, kind->account)),
        .paslon = kind->kind == JK_ENTRY_PASLON ? copy(t, true, entry->row.paslon.id) : "",
        .note = copy(t, open, desk_trail_text(&entry->row, kind->note)),
        .changes = f->changes,
        .change_count = parts
    };
    if (!f->changes || !f->view.actor || !f->view.act || !f->view.uid || !f->view.conflict ||
        !f->view.account || !f->view.paslon || !f->view.note)
        return JK_MEMORY;
    memset(f->changes, 0, parts * sizeof *f->changes);
    rc = fill(t, kind, entry, false, f);
    f->key = key_of(t->arena, kind, &entry->row);
    f->view.what = f->key ? kind->changed : kind->first;
    t->waiting += f->key != NULL;
    t->last = entry->seq;
    t->count++;
    return rc;
}

/* Rows that wait for this entry have found it. */
static enum jk_status serve(struct jk_trail *t, const struct trail_kind *kind,
                            const struct jk_trail_entry *entry)
{
    struct jk_arena arena = { 0 };
    enum jk_status rc = JK_OK;
    const char *key = NULL;
    union jk_trail_row row = entry->row;

    for (size_t i = 0; i < t->count && rc == JK_OK; i++) {
        struct found *f = &t->rows[i];

        if (!f->key || f->kind != kind)
            continue;
        if (!key) { /* the first of a key has one too: it is what the second one replaced */
            if (kind->revision.has)
                memset((char *)&row + kind->revision.offset, 0, sizeof(uint32_t));
            key = key_of(&arena, kind, &row);
        }
        if (!key) {
            rc = JK_MEMORY;
        } else if (strcmp(key, f->key) == 0) {
            rc = fill(t, kind, entry, true, f);
            f->key = NULL;
            f->view.before = JK_TRAIL_CHANGED;
            t->waiting--;
        }
    }
    jk_arena_clear(&arena);
    return rc;
}

/* JK_LIMIT: enough of notices was read in this turn. */
static enum jk_status look(void *ctx, const struct jk_trail_entry *entry)
{
    struct jk_trail *t = ctx;
    const struct trail_kind *kind = desk_trail_kind(entry->kind);
    enum jk_status rc = kind && t->waiting ? serve(t, kind, entry) : JK_OK;

    t->at = entry->seq;
    t->at_s = entry->time_s;
    t->ended |= entry->time_s < t->ask.from_s;
    if (rc == JK_OK && kind && is_asked_for(t, kind, entry))
        rc = add(t, kind, entry);
    return rc == JK_OK && t->read > READ_ONCE ? JK_LIMIT : rc;
}

enum jk_status jk_app_trail_step(struct jk_trail *t, bool *done, struct jk_error *err)
{
    const struct jk_trail_slice slice = { t->at, JK_TRAIL_SLICE, t->kinds };
    const uint64_t end = t->at > JK_TRAIL_SLICE ? t->at - JK_TRAIL_SLICE : 1;
    enum jk_status rc;

    t->read = 0;
    rc = jk_store_each_trail(t->app->store, &slice, look, t, err);
    if (rc == JK_OK)
        t->at = end;
    if (rc == JK_LIMIT)
        rc = JK_OK;
    *done = rc != JK_OK || t->at <= 1 || t->first - t->at >= JK_TRAIL_MOST ||
            ((t->ended || t->count == JK_TRAIL_PAGE) && t->waiting == 0);
    return rc;
}

/* A field that says the same is no change; of a first entry what is empty says nothing. */
static size_t keep_changes(struct jk_trail_view *view, struct jk_trail_change *changes)
{
    size_t kept = 0;

    for (size_t i = 0; i < view->change_count; i++) {
        const struct jk_trail_change *c = &changes[i];
        bool empty = !c->now[0] || (c->form == JK_TRAIL_YES && c->now[0] == '0') ||
                     (c->form == JK_TRAIL_TIME && strcmp(c->now, "0") == 0);

        if (c->old ? strcmp(c->old, c->now) != 0 : !empty)
            changes[kept++] = *c;
    }
    return kept;
}

static const struct jk_tz *zone_of(const struct jk_trail *t)
{
    const struct jk_region *region = jk_pack_region(t->app->pack, t->own);

    return region ? region->tz : t->app->pack->tz;
}

/* What it is called now: between slices it may have become something else. */
static void name_notice(const struct jk_trail *t, struct jk_trail_view *view)
{
    const struct jk_entry *entry = jk_registry_entry(t->app->registry, view->uid);

    if (!view->uid[0] || !entry || !entry->current || !entry->current->notice->instance_count)
        return;
    view->facts = &entry->current->notice->facts;
    view->start_s = entry->current->notice->instances[0].start_s;
}

void jk_app_trail_found(const struct jk_trail *t, struct jk_trail_page *out)
{
    struct jk_trail_view *rows = jk_arena_array(t->arena, t->count, sizeof *rows);

    out->tz = zone_of(t);
    out->rows = rows;
    out->count = 0;
    for (size_t i = 0; rows && i < t->count; i++) {
        const struct found *f = &t->rows[i];
        struct jk_trail_view *view = &rows[out->count];

        *view = f->view;
        view->tz = out->tz;
        name_notice(t, view);
        if (f->key) {
            /* All was looked at: there is nothing before it. */
            view->before = t->at <= 1 ? JK_TRAIL_FIRST : JK_TRAIL_BEYOND;
            view->what = t->at <= 1 ? f->kind->first : f->kind->changed;
        }
        view->change_count = keep_changes(view, f->changes);
        /* A chain has an entry for each change of a member: such a one says nothing by itself. */
        if (f->kind->kind != JK_ENTRY_CHAIN || view->change_count ||
            view->before != JK_TRAIL_CHANGED)
            out->count++;
    }
    if (t->count == JK_TRAIL_PAGE)
        out->next = t->last > 1 ? t->last : 0;
    else if (!t->ended && t->at > 1)
        out->next = t->at;
    out->searched_s = t->count < JK_TRAIL_PAGE && out->next ? t->at_s : 0;
}
