/* Rows back out of the tables. Each kind has one walk, made of the list of kinds; inboxes and
 * histories are asked for by account or chain and have their own.
 *
 * All have one shape: start, bind, fill the row and tell it, finish. A status other than JK_OK from
 * the callback ends the walk and is what the caller gets. A row's texts are SQLite's and hold until
 * the next row only. */
#include "daemon/store/walk.h"
#include "jarak/model/texts.h"

#include <string.h>

#define EACH(KIND, name)                                                                           \
    enum jk_status jk_store_each_##name(struct jk_store *store, jk_##name##_each *each, void *ctx, \
                                        struct jk_error *err)                                      \
    {                                                                                              \
        struct walked q = store_walk_start(store, (enum walk)JK_ENTRY_##KIND, err);                \
        enum jk_status rc = JK_OK;                                                                 \
                                                                                                   \
        while (store_walk_row(&q, &rc))                                                            \
            rc = each(ctx, &q.row.name);                                                           \
        return store_walk_finish(&q, rc, err);                                                     \
    }
JK_WALKED_KINDS(EACH)

#define FIND(WALK, name)                                                                         \
    enum jk_status jk_store_find_##name(struct jk_store *store, const char *key,                 \
                                        jk_##name##_each *each, void *ctx, struct jk_error *err) \
    {                                                                                            \
        struct walked q = store_walk_start(store, WALK, err);                                    \
        enum jk_status rc = JK_OK;                                                               \
                                                                                                 \
        if (q.rc == SQLITE_OK)                                                                   \
            q.rc = sqlite3_bind_text(q.st, 1, key, -1, SQLITE_STATIC);                           \
        if (store_walk_row(&q, &rc))                                                             \
            rc = each(ctx, &q.row.name);                                                         \
        return store_walk_finish(&q, rc, err);                                                   \
    }
FIND(WALK_NOTICE_OF, notice)
FIND(WALK_CHAIN_OF, chain)
FIND(WALK_CONFLICT_OF, conflict)

enum jk_status jk_store_each_decision(struct jk_store *store, const char *chain,
                                      jk_decision_each *each, void *ctx, struct jk_error *err)
{
    struct walked q = store_walk_start(store, WALK_HISTORY, err);
    enum jk_status rc = JK_OK;

    if (q.rc == SQLITE_OK)
        q.rc = sqlite3_bind_text(q.st, 1, chain, -1, SQLITE_STATIC);
    while (store_walk_row(&q, &rc)) {
        struct jk_retime_row retime = { .number = 0 };

        store_walk_fill(&store->answers, q.st, &retime);
        if (retime.number > 0)
            q.row.decision.retime = &retime;
        rc = each(ctx, &q.row.decision);
    }
    return store_walk_finish(&q, rc, err);
}

static enum jk_status tell_alerts(struct walked *q, jk_alert_each *each, void *ctx,
                                  struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    while (store_walk_row(q, &rc))
        rc = each(ctx, &q->row.alert);
    return store_walk_finish(q, rc, err);
}

enum jk_status jk_store_each_alert(struct jk_store *store, const struct jk_alert_page *page,
                                   jk_alert_each *each, void *ctx, struct jk_error *err)
{
    struct walked q = store_walk_start(store, WALK_ALERTS, err);

    if (q.rc == SQLITE_OK &&
        (q.rc = sqlite3_bind_text(q.st, 1, page->account, -1, SQLITE_STATIC)) == SQLITE_OK &&
        (q.rc = sqlite3_bind_int64(q.st, 2, (int64_t)page->after)) == SQLITE_OK)
        q.rc = sqlite3_bind_int64(q.st, 3, page->limit);
    return tell_alerts(&q, each, ctx, err);
}

enum jk_status jk_store_each_alert_of(struct jk_store *store, const struct jk_alert_of *which,
                                      jk_alert_each *each, void *ctx, struct jk_error *err)
{
    struct walked q = store_walk_start(store, WALK_ALERTS_OF, err);

    if (q.rc == SQLITE_OK &&
        (q.rc = sqlite3_bind_text(q.st, 1, which->conflict, -1, SQLITE_STATIC)) == SQLITE_OK &&
        (q.rc = sqlite3_bind_text(q.st, 2, which->account, -1, SQLITE_STATIC)) == SQLITE_OK)
        q.rc = sqlite3_bind_int64(q.st, 3, which->revision);
    return tell_alerts(&q, each, ctx, err);
}

enum jk_status jk_store_each_last_alert(struct jk_store *store, const char *account,
                                        jk_alert_each *each, void *ctx, struct jk_error *err)
{
    struct walked q = store_walk_start(store, WALK_ALERTS_LAST, err);

    if (q.rc == SQLITE_OK)
        q.rc = sqlite3_bind_text(q.st, 1, account, -1, SQLITE_STATIC);
    return tell_alerts(&q, each, ctx, err);
}

/* Opens the last row of a walk whose columns are sealed bytes and their key. */
static enum jk_status find_sealed(struct jk_store *store, enum walk walk, const char *uid,
                                  struct jk_buf *bytes, struct jk_error *err)
{
    struct walked q = store_walk_start(store, walk, err);
    enum jk_status rc = JK_OK;
    size_t before = bytes->len;

    if (q.rc == SQLITE_OK)
        q.rc = sqlite3_bind_text(q.st, 1, uid, -1, SQLITE_STATIC);
    while (store_walk_next(&q, rc))
        rc = store_open_bytes(store_walk_bytes(q.st, 1), uid, store_walk_bytes(q.st, 0), bytes);
    rc = store_walk_finish(&q, rc, err);
    if (rc == JK_OK && bytes->len == before)
        return jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "uid", "%s", uid);
    return rc;
}

enum jk_status jk_store_find_certificate(struct jk_store *store, const char *chain,
                                         struct jk_buf *document, struct jk_error *err)
{
    return find_sealed(store, WALK_CERTIFICATE_OF, chain, document, err);
}

enum jk_status jk_store_find_attachment(struct jk_store *store, const char *uid,
                                        struct jk_buf *bytes, struct jk_error *err)
{
    return find_sealed(store, WALK_LETTER_OF, uid, bytes, err);
}

int64_t jk_store_newest_s(struct jk_store *store)
{
    sqlite3_stmt *st = store->statements[ST_NEWEST];
    int64_t newest_s = INT64_MIN;

    if (sqlite3_step(st) == SQLITE_ROW)
        newest_s = sqlite3_column_int64(st, 0);
    sqlite3_reset(st);
    return newest_s;
}

/* Whoever takes "nobody can say" for another pack has the opinions of all agencies given again. */
enum jk_status jk_store_judged_by(struct jk_store *store, const char *hash, struct jk_error *err)
{
    sqlite3_stmt *st = store->statements[ST_LAST_PACK];
    int rc = sqlite3_step(st);
    bool same = rc == SQLITE_ROW && strcmp(store_walk_text(st, 0), hash) == 0;

    sqlite3_reset(st);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        return store_read_status(store->db, rc, err);
    return same ? JK_OK : JK_NONE;
}

/* Is there such an entry behind that number, or can nobody say? */
static bool has_behind(struct jk_store *store, enum statement which, uint64_t after)
{
    sqlite3_stmt *st = store->statements[which];
    int rc = sqlite3_bind_int64(st, 1, (int64_t)after);

    if (rc == SQLITE_OK)
        rc = sqlite3_step(st);
    sqlite3_reset(st);
    return rc != SQLITE_DONE;
}

bool jk_store_accounts_changed(struct jk_store *store, uint64_t after)
{
    return has_behind(store, ST_ACCOUNTS_CHANGED, after);
}

bool jk_store_public_changed(struct jk_store *store, uint64_t after)
{
    return has_behind(store, ST_PUBLIC_CHANGED, after);
}

uint64_t jk_store_notices(struct jk_store *store)
{
    sqlite3_stmt *st = store->statements[ST_NOTICES];
    uint64_t count = 0;

    if (sqlite3_step(st) == SQLITE_ROW)
        count = (uint64_t)sqlite3_column_int64(st, 0);
    sqlite3_reset(st);
    return count;
}

uint64_t jk_store_last_entry(const struct jk_store *store)
{
    return store->tip.seq;
}

enum jk_status jk_store_last_alert(struct jk_store *store, const char *account, uint64_t *last,
                                   struct jk_error *err)
{
    sqlite3_stmt *st = store->statements[ST_LAST_ALERT];
    int rc = sqlite3_bind_text(st, 1, account, -1, SQLITE_STATIC);

    if (rc == SQLITE_OK)
        rc = sqlite3_step(st);
    if (rc == SQLITE_ROW || rc == SQLITE_DONE)
        *last = rc == SQLITE_ROW ? (uint64_t)sqlite3_column_int64(st, 0) : 0;
    sqlite3_reset(st);
    return store_read_status(store->db, rc, err);
}
