/* Erasing in a stopped store: one notice, a season that is over, or what a list names.
 *
 * The first two open the store themselves and so fail while a daemon runs: its memory still holds
 * what is to be destroyed. A season needs no pack: what a notice lasts stands in its own octets,
 * and times without a zone are held against a day without one. */
#include "daemon/app/maintain/opened.h"
#include "jarak/app/maintain/erase.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/arena.h"
#include "jarak/feed/plain/plain.h"
#include "jarak/model/texts.h"
#include "jarak/store/shelf.h"
#include "jarak/ical/read.h"
#include "jarak/store/store.h"

/* Where rules without an end are cut: 2200, so that they go on behind any day that is named, or
 * have more instances than are read. */
#define FAR_S INT64_C(7258118400)

/* A notice that has bytes. */
struct candidate {
    const char *name;  /* UID; in the arena */
    const char *chain; /* UID of the main */
    const char *basis;
    bool goes;
};

struct walk {
    const struct jk_erase_season *season; /* what has ended goes; null: what is listed */
    const struct jk_erase_listed *listed;
    int64_t now_s;
    struct jk_arena arena;
    struct candidate *list;
    size_t count, cap;
    struct jk_draft_row *drafts; /* that ended, as they will stand; in the arena */
    size_t draft_count, draft_cap;
    struct jk_plain_row *plains; /* likewise */
    size_t plain_count, plain_cap;
    struct candidate *matters; /* what they are called by; in the arena */
    size_t matter_count, matter_cap;
    size_t unread;
    bool failed; /* memory is out */
};

static bool notice_has_ended(const struct jk_notice *notice, const struct jk_tz *zone, int32_t day)
{
    int64_t midnight_s = (int64_t)day * 86400 - (notice->tz ? notice->tz : zone)->offset_s;

    for (size_t i = 0; i < notice->instance_count; i++) {
        if (notice->instances[i].end_s > midnight_s)
            return false;
    }
    return true;
}

/* Has all of it ended before the day? What cannot be read has not. */
static bool has_ended(struct walk *w, struct jk_span bytes)
{
    /* The westernmost zone, in which a day is over last: where none is said, less is erased. */
    const struct jk_tz *zone = jk_tz_find(JK_SPAN("Asia/Jakarta"));
    const struct jk_ical_context context = {
        .purpose = JK_ICAL_STORED,
        .floating = zone,
        .window_to_s = FAR_S,
    };
    struct jk_arena arena = { 0 };
    struct jk_ical_stream stream;
    bool ended = true;

    if (jk_ical_read(&arena, bytes, &context, &stream, NULL) == JK_OK) {
        for (size_t i = 0; i < stream.count; i++)
            ended = ended && notice_has_ended(&stream.notices[i], zone, w->season->before_day);
    } else {
        ended = false;
        w->unread++;
    }
    jk_arena_clear(&arena);
    return ended;
}

static enum jk_status add_candidate(struct walk *w, const struct candidate *c)
{
    struct candidate *grown = jk_arena_grow(&w->arena, w->list, w->count, &w->cap, sizeof *grown);
    const struct candidate kept = { .name = jk_arena_copy(&w->arena, jk_span_of(c->name)),
                                    .chain = jk_arena_copy(&w->arena, jk_span_of(c->chain)),
                                    .basis = c->basis,
                                    .goes = c->goes };

    if (!grown || !kept.name || !kept.chain)
        return JK_MEMORY;
    w->list = grown;
    w->list[w->count++] = kept;
    return JK_OK;
}

static bool is_listed(const struct walk *w, const char *key, const char **basis)
{
    return w->listed->is_listed(w->listed->ctx, key, basis);
}

static enum jk_status look_at_notice(void *ctx, const struct jk_notice_row *row)
{
    struct walk *w = ctx;
    struct candidate c = { .name = row->uid, .chain = row->chain };

    if (row->bytes.len == 0) /* erased already */
        return JK_OK;
    if (w->listed) {
        c.goes = is_listed(w, row->uid, &c.basis);
    } else {
        c.basis = w->season->basis;
        c.goes = has_ended(w, row->bytes);
        if (c.goes && row->approved.len > 0)
            c.goes = has_ended(w, row->approved);
    }
    return add_candidate(w, &c);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct candidate *)a)->name, ((const struct candidate *)b)->name);
}

static int by_chain(const void *a, const void *b)
{
    return strcmp(((const struct candidate *)a)->chain, ((const struct candidate *)b)->chain);
}

/* A chain is over with its last member: one that is not keeps all of them. */
static void keep_chains_together(struct walk *w)
{
    if (w->count == 0) /* qsort() takes no null */
        return;
    qsort(w->list, w->count, sizeof *w->list, by_chain);
    for (size_t i = 0, end; i < w->count; i = end) {
        bool ended = true;

        for (end = i; end < w->count && strcmp(w->list[end].chain, w->list[i].chain) == 0; end++)
            ended = ended && w->list[end].goes;
        for (size_t k = i; k < end; k++)
            w->list[k].goes = ended;
    }
    qsort(w->list, w->count, sizeof *w->list, by_name);
}

static bool copy_draft(struct jk_arena *arena, const struct jk_draft_row *row,
                       struct jk_draft_row *out)
{
    *out = *row;
    out->id = jk_arena_copy(arena, jk_span_of(row->id));
    out->account = jk_arena_copy(arena, jk_span_of(row->account));
    out->contest = jk_arena_copy(arena, jk_span_of(row->contest));
    out->region = jk_arena_copy(arena, jk_span_of(row->region));
    return out->id && out->account && out->contest && out->region;
}

/* Of what is withdrawn when it is erased, and journalled without a basis. */
static bool goes_by_key(struct walk *w, const char *head, const char *id, struct jk_span bytes,
                        bool (*ended)(struct walk *w, struct jk_span bytes))
{
    const char *key, *basis;

    if (!w->listed)
        return ended(w, bytes);
    key = jk_arena_fmt(&w->arena, "%s%s", head, id);
    w->failed = w->failed || !key;
    return key && is_listed(w, key, &basis);
}

/* A draft that was withdrawn has no bytes and no key. */
static enum jk_status look_at_draft(void *ctx, const struct jk_draft_row *row)
{
    struct walk *w = ctx;
    struct jk_draft_row *grown, *kept;

    if (row->bytes.len == 0 || !goes_by_key(w, JK_DRAFT_KEY_HEAD, row->id, row->bytes, has_ended))
        return JK_OK;
    grown = jk_arena_grow(&w->arena, w->drafts, w->draft_count, &w->draft_cap, sizeof *grown);
    if (!grown)
        return JK_MEMORY;
    w->drafts = grown;
    kept = &w->drafts[w->draft_count];
    if (!copy_draft(&w->arena, row, kept))
        return JK_MEMORY;
    kept->bytes = (struct jk_span){ NULL, 0 };
    kept->state = "withdrawn";
    kept->note = "";
    kept->revision++;
    kept->changed_s = w->now_s;
    w->draft_count++;
    return JK_OK;
}

/* Has the day of a stock calendar's event passed? It may not be a whole notice: its date is read as
 * the draft's own reader does, and what repeats may go on. */
static bool plain_has_ended(struct walk *w, struct jk_span bytes)
{
    const struct jk_tz *zone = jk_tz_find(JK_SPAN("Asia/Jakarta"));
    struct jk_arena arena = { 0 };
    int64_t end_s = 0;
    bool recurs = true, ended;

    if (!jk_plain_last(&arena, bytes, zone, &end_s, &recurs))
        w->unread++;
    ended = !recurs && end_s <= (int64_t)w->season->before_day * 86400 - zone->offset_s;
    jk_arena_clear(&arena);
    return ended;
}

static enum jk_status look_at_plain(void *ctx, const struct jk_plain_row *row)
{
    struct walk *w = ctx;
    struct jk_plain_row *grown, *kept;

    if (row->bytes.len == 0 ||
        !goes_by_key(w, JK_PLAIN_KEY_HEAD, row->id, row->bytes, plain_has_ended))
        return JK_OK;
    grown = jk_arena_grow(&w->arena, w->plains, w->plain_count, &w->plain_cap, sizeof *grown);
    if (!grown)
        return JK_MEMORY;
    w->plains = grown;
    kept = &w->plains[w->plain_count];
    *kept = *row;
    kept->id = jk_arena_copy(&w->arena, jk_span_of(row->id));
    kept->account = jk_arena_copy(&w->arena, jk_span_of(row->account));
    kept->contest = jk_arena_copy(&w->arena, jk_span_of(row->contest));
    kept->region = jk_arena_copy(&w->arena, jk_span_of(row->region));
    kept->name = kept->bytes = (struct jk_span){ NULL, 0 };
    kept->state = "withdrawn";
    kept->note = "";
    kept->revision++;
    kept->changed_s = w->now_s;
    w->plain_count++;
    return kept->id && kept->account && kept->contest && kept->region ? JK_OK : JK_MEMORY;
}

/* The name of a matter's key, which an erasure is journalled with. */
static const char *matter_name(struct jk_arena *arena, const char *id)
{
    return jk_arena_fmt(arena, JK_MATTER_KEY_HEAD "%s", id);
}

/* A report is over with the day it was seen on, a task with the day it was to be done by. */
static enum jk_status look_at_matter(void *ctx, const struct jk_matter_row *row)
{
    struct walk *w = ctx;
    const struct jk_tz *zone = jk_tz_find(JK_SPAN("Asia/Jakarta"));
    struct candidate c = { .name = matter_name(&w->arena, row->id) };
    struct candidate *grown;

    if (row->bytes.len == 0)
        return JK_OK;
    if (!c.name)
        return JK_MEMORY;
    if (w->listed) {
        c.goes = is_listed(w, c.name, &c.basis);
    } else {
        c.basis = w->season->basis;
        c.goes = row->when_s < (int64_t)w->season->before_day * 86400 - zone->offset_s;
    }
    if (!c.goes)
        return JK_OK;
    grown = jk_arena_grow(&w->arena, w->matters, w->matter_count, &w->matter_cap, sizeof *grown);
    if (!grown)
        return JK_MEMORY;
    w->matters = grown;
    w->matters[w->matter_count++] = c;
    return JK_OK;
}

/* @param[out] erased  how many */
static enum jk_status erase_all(struct jk_store *store, const struct walk *w, size_t *erased,
                                struct jk_error *err)
{
    const struct jk_act act = { "jarakctl", w->now_s };
    enum jk_status rc = JK_OK;

    *erased = 0;
    for (size_t i = 0; i < w->count && rc == JK_OK; i++) {
        if (w->list[i].goes) {
            rc = jk_store_erase(store, &act, w->list[i].name, w->list[i].basis, err);
            ++*erased;
        }
    }
    for (size_t i = 0; i < w->draft_count && rc == JK_OK; i++)
        rc = jk_store_put_draft(store, &act, &w->drafts[i], err);
    for (size_t i = 0; i < w->plain_count && rc == JK_OK; i++)
        rc = jk_store_put_plain(store, &act, &w->plains[i], err);
    for (size_t i = 0; i < w->matter_count && rc == JK_OK; i++)
        rc = jk_store_erase(store, &act, w->matters[i].name, w->matters[i].basis, err);
    *erased += w->draft_count + w->plain_count + w->matter_count;
    return rc;
}

/* Everything that has bytes is looked at once. */
static enum jk_status look_at_all(struct jk_store *store, struct walk *w, struct jk_error *err)
{
    enum jk_status rc = jk_store_each_notice(store, look_at_notice, w, err);

    if (rc == JK_OK)
        rc = jk_store_each_draft(store, look_at_draft, w, err);
    if (rc == JK_OK)
        rc = jk_store_each_plain(store, look_at_plain, w, err);
    if (rc == JK_OK)
        rc = jk_store_each_matter(store, look_at_matter, w, err);
    return rc == JK_OK && w->failed ? jk_no_memory(err) : rc;
}

static void tell_key(struct walk *w, const struct jk_erase_told *told, const char *head,
                     const char *id)
{
    const char *key = jk_arena_fmt(&w->arena, "%s%s", head, id);

    w->failed = w->failed || !key;
    if (key)
        told->each(told->ctx, id, key);
}

static enum jk_status tell(struct walk *w, const struct jk_erase_told *told, struct jk_error *err)
{
    const size_t head = strlen(JK_MATTER_KEY_HEAD);

    for (size_t i = 0; i < w->count; i++) {
        if (w->list[i].goes)
            told->each(told->ctx, w->list[i].name, w->list[i].name);
    }
    for (size_t i = 0; i < w->draft_count; i++)
        tell_key(w, told, JK_DRAFT_KEY_HEAD, w->drafts[i].id);
    for (size_t i = 0; i < w->plain_count; i++)
        tell_key(w, told, JK_PLAIN_KEY_HEAD, w->plains[i].id);
    for (size_t i = 0; i < w->matter_count; i++)
        told->each(told->ctx, w->matters[i].name + head, w->matters[i].name);
    if (w->failed)
        return jk_no_memory(err);
    return told->before && !w->season->dry ? told->before(told->ctx, err) : JK_OK;
}

static enum jk_status erase_season(struct jk_store *store, struct walk *w,
                                   const struct jk_erase_told *told, struct jk_error *err)
{
    size_t erased;
    enum jk_status rc = look_at_all(store, w, err);

    if (rc != JK_OK)
        return rc;
    keep_chains_together(w);
    if (told)
        rc = tell(w, told, err);
    return rc != JK_OK || w->season->dry ? rc : erase_all(store, w, &erased, err);
}

enum jk_status jk_erase_again(struct jk_store *store, const struct jk_erase_listed *listed,
                              size_t *erased, struct jk_error *err)
{
    struct walk w = { .listed = listed, .now_s = listed->now_s };
    enum jk_status rc = look_at_all(store, &w, err);

    *erased = 0;
    if (rc == JK_OK)
        rc = erase_all(store, &w, erased, err);
    jk_arena_clear(&w.arena);
    return rc;
}

/* @param[out] out  in its transaction, where that is JK_OK; maintain_close() either way */
static enum jk_status begin(const struct jk_erase_from *from, struct opened *out,
                            struct jk_error *err)
{
    enum jk_status rc = maintain_open(from, out, err);

    return rc == JK_OK ? jk_store_begin(out->store, err) : rc;
}

/* One transaction: commit what went well, undo the rest. */
static enum jk_status finish(struct opened *opened, enum jk_status rc, struct jk_error *err)
{
    if (rc == JK_OK)
        rc = jk_store_commit(opened->store, err);
    else if (opened->store)
        jk_store_rollback(opened->store);
    maintain_close(opened);
    return rc;
}

/* What the public was shown of it goes too, before anybody is told that it is gone. The shelf says
 * nothing that the store does not: it may go even where the erasure then fails.
 * @return rc, or JK_IO where something stays */
static enum jk_status clear_shelf(const char *database, enum jk_status rc, struct jk_error *err)
{
    const char *slash = strrchr(database, '/');
    char folder[PATH_MAX];

    if (rc != JK_OK)
        return rc;
    snprintf(folder, sizeof folder, "%.*s%s" JK_SHELF_FOLDER, slash ? (int)(slash - database) : 0,
             database, slash ? "/" : "");
    return jk_shelf_remove(folder)
               ? JK_OK
               : jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, folder, "%s", strerror(errno));
}

/* One that is there is erased, as soon as who wants to know of it does. */
static enum jk_status erase_one(struct jk_store *store, const struct jk_act *act,
                                const char *const *keys, const char *basis,
                                const struct jk_erase_told *told, struct jk_error *err)
{
    enum jk_status rc = JK_NONE;

    for (int i = 0; i < 2 && rc == JK_NONE; i++) {
        rc = jk_store_erase(store, act, keys[i], basis, err);
        if (rc == JK_OK && told)
            told->each(told->ctx, keys[0], keys[i]);
    }
    return rc == JK_OK && told && told->before ? told->before(told->ctx, err) : rc;
}

enum jk_status jk_erase_offline(const struct jk_erase_from *from, const char *uid,
                                const char *basis, int64_t now_s, const struct jk_erase_told *told,
                                struct jk_error *err)
{
    const struct jk_act act = { "jarakctl", now_s };
    struct jk_arena arena = { 0 };
    const char *const keys[] = { uid, matter_name(&arena, uid) };
    struct opened opened = { .store = NULL };
    enum jk_status rc = keys[1] ? begin(from, &opened, err) : jk_no_memory(err);

    if (rc == JK_OK)
        rc = erase_one(opened.store, &act, keys, basis, told, err);
    jk_arena_clear(&arena);
    return finish(&opened, clear_shelf(from->file, rc, err), err);
}

enum jk_status jk_erase_ended_offline(const struct jk_erase_from *from,
                                      const struct jk_erase_season *season,
                                      const struct jk_erase_told *told, size_t *unread,
                                      struct jk_error *err)
{
    struct walk w = { .season = season, .now_s = season->now_s };
    struct opened opened;
    enum jk_status rc = begin(from, &opened, err);

    if (rc == JK_OK)
        rc = erase_season(opened.store, &w, told, err);
    if (!season->dry)
        rc = clear_shelf(from->file, rc, err);
    rc = finish(&opened, rc, err);
    *unread = w.unread;
    jk_arena_clear(&w.arena);
    return rc;
}
