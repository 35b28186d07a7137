/* The journal read backwards. A payload is read by the descriptor of its kind, like replay does it,
 * and put into a row; its texts have no end of their own there, so that each is copied once. */
#include "jarak/store/trail.h"

#include <string.h>
#include "daemon/store/kinds/codec.h"
#include "daemon/store/walk.h"
#include "jarak/base/arena.h"
#include "jarak/store/texts.h"

static enum jk_status fill_row(struct jk_arena *arena, const struct kind *kind,
                               const struct value *values, void *row)
{
    for (const struct field *f = kind->fields; f->name; f++, values++) {
        void *member = (char *)row + f->offset;

        if (f->type == FIELD_TEXT)
            *(const char **)member = jk_arena_copy(arena, values->span);
        else if (f->type == FIELD_SEALED)
            *(struct jk_span *)member = values->span;
        else
            store_walk_set_number(f, values->number, member);
        if (f->type == FIELD_TEXT && !*(const char **)member)
            return JK_MEMORY;
    }
    return JK_OK;
}

/* @param key  name of the key; @param bound  what it was sealed for */
static enum jk_status unseal(struct jk_store *store, const char *key, const char *bound,
                             struct jk_span sealed, struct jk_buf *out, struct jk_error *err)
{
    sqlite3_stmt *st = store->statements[ST_KEY_GET];
    enum jk_status rc = JK_NONE;
    int step;

    sqlite3_bind_text(st, 1, key, -1, SQLITE_STATIC);
    step = sqlite3_step(st);
    if (step == SQLITE_ROW && sqlite3_column_bytes(st, 0) == JK_SEAL_KEY_LEN)
        rc = store_open_bytes(store_walk_bytes(st, 0), bound, sealed, out);
    sqlite3_reset(st);
    if (step != SQLITE_ROW && step != SQLITE_DONE)
        return store_read_status(store->db, step, err);
    /* A UID that was erased and filed again has another key, and it opens nothing of before. */
    return rc == JK_CORRUPT ? JK_NONE : rc;
}

/* Open what is sealed of a row, into the arena. A key that was destroyed, or made anew since, opens
 * nothing. */
static enum jk_status open_row(struct jk_store *store, struct jk_arena *arena,
                               const struct kind *kind, void *row)
{
    const char *bound =
        kind->bound.name ? *(const char *const *)((const char *)row + kind->bound.offset) : "";
    const char *name = kind->own_key ? jk_arena_fmt(arena, "%s%s", kind->own_key, bound) : bound;
    enum jk_status rc = name ? JK_OK : JK_MEMORY;

    for (const struct field *f = kind->fields; f->name && rc == JK_OK; f++) {
        struct jk_span *span = (struct jk_span *)((char *)row + f->offset);
        struct jk_buf plain = { 0 };

        if (f->type != FIELD_SEALED || span->len == 0)
            continue;
        if (kind != store_kind_of(JK_ENTRY_NOTICE))
            rc = unseal(store, name, bound, *span, &plain, NULL);
        rc = rc == JK_NONE ? JK_OK : rc;
        *span = (struct jk_span){ jk_arena_copy(arena, jk_buf_view(&plain)), plain.len };
        if (!span->at || !jk_buf_ok(&plain))
            rc = JK_MEMORY;
        jk_buf_clear(&plain);
    }
    return rc;
}

/* How entries are told: in which column their payload stands, and whether what is sealed is opened.
 */
struct telling {
    int payload;
    bool opened;
};

static enum jk_status tell(struct jk_store *store, struct walked *q, const struct telling *as,
                           jk_trail_each *each, void *ctx)
{
    struct jk_arena arena = { 0 };
    struct value values[FIELDS_MAX];
    struct jk_trail_entry entry = { .seq = (uint64_t)sqlite3_column_int64(q->st, 0),
                                    .time_s = sqlite3_column_int64(q->st, 1),
                                    .actor = store_walk_text(q->st, 2),
                                    .kind = (enum jk_entry_kind)sqlite3_column_int(q->st, 3) };
    const struct kind *kind = store_kind_of(entry.kind);
    enum jk_status rc =
        kind ? store_codec_read(entry.kind, store_walk_bytes(q->st, as->payload), values)
             : JK_CORRUPT;

    if (rc == JK_OK)
        rc = fill_row(&arena, kind, values, &entry.row);
    if (rc == JK_OK && as->opened)
        rc = open_row(store, &arena, kind, &entry.row);
    if (rc == JK_OK)
        rc = each(ctx, &entry);
    jk_arena_clear(&arena);
    return rc;
}

enum jk_status jk_store_each_trail(struct jk_store *store, const struct jk_trail_slice *slice,
                                   jk_trail_each *each, void *ctx, struct jk_error *err)
{
    struct walked q = store_walk_start(store, WALK_TRAIL, err);
    uint64_t before = slice->before > INT64_MAX ? INT64_MAX : slice->before;
    uint64_t from = before > slice->count ? before - slice->count : 0;
    enum jk_status rc = JK_OK;

    if (q.rc == SQLITE_OK && (q.rc = sqlite3_bind_int64(q.st, 1, (int64_t)before)) == SQLITE_OK &&
        (q.rc = sqlite3_bind_int64(q.st, 2, (int64_t)from)) == SQLITE_OK)
        q.rc = sqlite3_bind_int64(q.st, 3, (int64_t)slice->kinds);
    while (store_walk_next(&q, rc))
        rc = tell(store, &q, &(struct telling){ .payload = 4 }, each, ctx);
    return store_walk_finish(&q, rc, err);
}

enum jk_status jk_store_each_row(struct jk_store *store, uint64_t after, unsigned most,
                                 jk_trail_each *each, void *ctx, struct jk_error *err)
{
    struct walked q = store_walk_start(store, WALK_ENTRIES, err);
    enum jk_status rc = JK_OK;

    if (q.rc == SQLITE_OK &&
        (q.rc = sqlite3_bind_int64(q.st, 1, after > INT64_MAX ? INT64_MAX : (int64_t)after)) ==
            SQLITE_OK)
        q.rc = sqlite3_bind_int64(q.st, 2, most);
    while (store_walk_next(&q, rc))
        rc = tell(store, &q, &(struct telling){ .payload = 5, .opened = true }, each, ctx);
    return store_walk_finish(&q, rc, err);
}

enum jk_status jk_store_trail_open(struct jk_store *store, const char *uid, struct jk_span sealed,
                                   struct jk_buf *out, struct jk_error *err)
{
    return unseal(store, uid, uid, sealed, out, err);
}

static int time_of(struct jk_store *store, uint64_t seq, int64_t *time_s)
{
    sqlite3_stmt *st = store->walks[WALK_TIME_OF];
    int rc = sqlite3_bind_int64(st, 1, (int64_t)seq);

    if (rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW)
        *time_s = sqlite3_column_int64(st, 0);
    sqlite3_reset(st);
    return rc == SQLITE_ROW ? SQLITE_OK : rc == SQLITE_DONE ? SQLITE_CORRUPT : rc; /* J1 */
}

enum jk_status jk_store_trail_time(struct jk_store *store, uint64_t seq, int64_t *time_s,
                                   struct jk_error *err)
{
    int rc = seq > 0 && seq <= store->tip.seq ? time_of(store, seq, time_s) : SQLITE_DONE;

    if (rc == SQLITE_DONE)
        return jk_fail(err, JK_NONE, JK_TEXT_STORE_ROW, "journal", "%llu", (unsigned long long)seq);
    return store_read_status(store->db, rc, err);
}

enum jk_status jk_store_trail_after(struct jk_store *store, int64_t time_s, uint64_t *seq,
                                    struct jk_error *err)
{
    uint64_t low = 1, high = store->tip.seq + 1;
    int64_t at_s = 0;

    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        int rc = time_of(store, middle, &at_s);

        if (rc != SQLITE_OK)
            return store_read_status(store->db, rc, err);
        if (at_s > time_s)
            high = middle;
        else
            low = middle + 1;
    }
    *seq = low;
    return JK_OK;
}

static enum jk_status tell_entry(const struct walked *q, jk_entry_each *each, void *ctx)
{
    struct value values[FIELDS_MAX];
    struct jk_entry_field fields[FIELDS_MAX];
    struct jk_entry_view view = { .seq = (uint64_t)sqlite3_column_int64(q->st, 0),
                                  .time_s = sqlite3_column_int64(q->st, 1),
                                  .actor = jk_span_of(store_walk_text(q->st, 2)),
                                  .kind = (enum jk_entry_kind)sqlite3_column_int(q->st, 3),
                                  .version = sqlite3_column_int(q->st, 4),
                                  .fields = fields,
                                  .hash = sqlite3_column_blob(q->st, 6) };
    const struct kind *kind = store_kind_of(view.kind);

    if (!kind || !view.hash || sqlite3_column_bytes(q->st, 6) != JK_DIGEST_LEN ||
        store_codec_read(view.kind, store_walk_bytes(q->st, 5), values) != JK_OK)
        return JK_CORRUPT;
    view.name = kind->name;
    for (; kind->fields[view.count].name; view.count++) {
        const struct field *f = &kind->fields[view.count];

        fields[view.count] =
            (struct jk_entry_field){ .name = f->name,
                                     .type = f->type == FIELD_NUMBER   ? JK_FIELD_NUMBER
                                             : f->type == FIELD_SEALED ? JK_FIELD_SEALED
                                                                       : JK_FIELD_TEXT,
                                     .text = values[view.count].span,
                                     .number = values[view.count].number };
    }
    return each(ctx, &view);
}

enum jk_status jk_store_each_entry(struct jk_store *store, uint64_t after, unsigned most,
                                   jk_entry_each *each, void *ctx, struct jk_error *err)
{
    struct walked q = store_walk_start(store, WALK_ENTRIES, err);
    enum jk_status rc = JK_OK;

    if (q.rc == SQLITE_OK &&
        (q.rc = sqlite3_bind_int64(q.st, 1, after > INT64_MAX ? INT64_MAX : (int64_t)after)) ==
            SQLITE_OK)
        q.rc = sqlite3_bind_int64(q.st, 2, most);
    while (store_walk_next(&q, rc))
        rc = tell_entry(&q, each, ctx);
    return store_walk_finish(&q, rc, err);
}
