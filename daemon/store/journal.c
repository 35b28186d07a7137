/* The journal: an append-only chain of entries. docs/journal.md is its manual. Invariants:
 *
 *  J1  entries are numbered 1, 2, 3 ... without gaps
 *  J2  hash(n) = SHA-256(hash(n - 1), seq, time, actor, kind, version, payload length, payload),
 *      each preceded by its length; hash(0) is 32 zero bytes
 *  J3  a payload has exactly the fields of its kind (kinds.c), nothing behind the last
 *  J4  an entry and its fold are written in one transaction, or neither is
 *  J5  no entry is ever changed or removed; erasing destroys a key outside the journal */
#include "daemon/store/store_internal.h"
#include "jarak/store/texts.h"

#include <string.h>

/* A number as the hash sees it: 8 bytes, big-endian. */
static struct jk_span number_span(uint64_t number, char bytes[8])
{
    for (int i = 7; i >= 0; i--, number >>= 8)
        bytes[i] = (char)(number & 255);
    return (struct jk_span){ bytes, 8 };
}

void store_journal_hash(const uint8_t previous[JK_DIGEST_LEN], const struct entry *entry,
                        uint8_t out[JK_DIGEST_LEN])
{
    char seq[8], time[8], kind[8], version[8], length[8];
    struct jk_span spans[] = {
        { (const char *)previous, JK_DIGEST_LEN },  number_span(entry->seq, seq),
        number_span((uint64_t)entry->time_s, time), entry->actor,
        number_span((uint64_t)entry->kind, kind),   number_span((uint64_t)entry->version, version),
        number_span(entry->payload.len, length),    entry->payload
    };

    jk_sha256_list(spans, sizeof spans / sizeof *spans, out);
}

int store_journal_write(struct jk_store *store, const struct entry *entry,
                        const uint8_t hash[JK_DIGEST_LEN])
{
    sqlite3_stmt *st = store->statements[ST_APPEND];

    sqlite3_bind_int64(st, 1, (int64_t)entry->seq);
    sqlite3_bind_int64(st, 2, entry->time_s);
    sqlite3_bind_text(st, 3, entry->actor.at, (int)entry->actor.len, SQLITE_STATIC);
    sqlite3_bind_int64(st, 4, entry->kind);
    sqlite3_bind_int64(st, 5, entry->version);
    sqlite3_bind_blob(st, 6, entry->payload.at, (int)entry->payload.len, SQLITE_STATIC);
    sqlite3_bind_blob(st, 7, hash, JK_DIGEST_LEN, SQLITE_STATIC);
    return store_step(store, ST_APPEND);
}

enum jk_status store_journal_append(struct jk_store *store, const struct jk_act *act,
                                    enum jk_entry_kind kind, const struct value *values,
                                    struct jk_error *err)
{
    struct tip next = { .seq = store->tip.seq + 1 };
    struct jk_buf *payload = &store->payload;
    struct entry entry = { .seq = next.seq,
                           .time_s = act->time_s,
                           .actor = jk_span_of(act->actor),
                           .kind = kind,
                           .version = store_kind_of(kind)->version };
    enum jk_status status = store_writable(store, err);
    int rc;

    if (status != JK_OK)
        return status;
    jk_buf_reset(payload);
    store_codec_write(kind, values, payload);
    if (!jk_buf_ok(payload)) {
        jk_buf_clear(payload);
        store->failed = JK_MEMORY;
        return jk_no_memory(err);
    }
    entry.payload = jk_buf_view(payload);
    store_journal_hash(store->tip.hash, &entry, next.hash);
    rc = store_journal_write(store, &entry, next.hash);
    if (rc == SQLITE_OK)
        rc = store_folds_apply(&store->folds, kind, next.seq, values);
    if (rc == SQLITE_OK && store_stage_entry(store, &entry, next.hash) != JK_OK)
        rc = SQLITE_NOMEM;
    if (rc == SQLITE_OK)
        store->tip = next;
    return store_wrote(store, rc, err); /* half written, it must be undone: J4 */
}

enum jk_status store_journal_tip(sqlite3 *db, struct tip *tip, struct jk_error *err)
{
    sqlite3_stmt *st;
    int rc = sqlite3_prepare_v2(db, "SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1", -1,
                                &st, NULL);

    *tip = (struct tip){ .seq = 0 };
    if (rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW) {
        tip->seq = (uint64_t)sqlite3_column_int64(st, 0);
        if (sqlite3_column_bytes(st, 1) == JK_DIGEST_LEN)
            memcpy(tip->hash, sqlite3_column_blob(st, 1), JK_DIGEST_LEN);
    }
    sqlite3_finalize(st);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? JK_OK : store_status(db, rc, err);
}

/* Four bytes of length, highest first, and the text. */
enum jk_status store_first_field(struct jk_span payload, struct jk_span *out)
{
    size_t len = 0;

    for (size_t i = 0; i < 4 && payload.len >= 4; i++)
        len = len << 8 | (unsigned char)payload.at[i];
    if (payload.len < 4 || len > payload.len - 4)
        return JK_CORRUPT;
    *out = (struct jk_span){ payload.at + 4, len };
    return JK_OK;
}

/* Tells of each such entry its kind and its first field, which is the key of its row: what a
 * restart needs to number changes. */
enum jk_status jk_store_each_change(struct jk_store *store, uint64_t after, jk_change_each *each,
                                    void *ctx, struct jk_error *err)
{
    sqlite3_stmt *st = store->walks[WALK_CHANGES];
    enum jk_status status = JK_OK;
    int rc = sqlite3_bind_int64(st, 1, (int64_t)after);

    while (status == JK_OK && (rc == SQLITE_OK || rc == SQLITE_ROW) &&
           (rc = sqlite3_step(st)) == SQLITE_ROW) {
        struct jk_span payload = { sqlite3_column_blob(st, 2),
                                   (size_t)sqlite3_column_bytes(st, 2) };
        struct jk_change_row row = { .seq = (uint64_t)sqlite3_column_int64(st, 0),
                                     .kind = (enum jk_entry_kind)sqlite3_column_int(st, 1) };

        status = store_first_field(payload, &row.key);
        if (status == JK_OK)
            status = each(ctx, &row);
    }
    sqlite3_reset(st);
    if (status == JK_OK)
        return store_status(store->db, rc, err);
    return jk_fail(err, status, JK_TEXT_STORE_ROW, store_file_name(store->db), "%s",
                   jk_status_name(status));
}

/* Is the row the entry that follows a place? Then the place moves to it. */
static bool follows(sqlite3_stmt *st, struct jk_journal_place *place)
{
    const struct entry entry = {
        .seq = (uint64_t)sqlite3_column_int64(st, 0),
        .time_s = sqlite3_column_int64(st, 1),
        .actor = { (const char *)sqlite3_column_text(st, 2), (size_t)sqlite3_column_bytes(st, 2) },
        .kind = sqlite3_column_int64(st, 3),
        .version = sqlite3_column_int64(st, 4),
        .payload = { sqlite3_column_blob(st, 5), (size_t)sqlite3_column_bytes(st, 5) }
    };
    struct jk_journal_place next = { .seq = entry.seq };

    if (entry.seq != place->seq + 1 || !entry.actor.at ||
        sqlite3_column_bytes(st, 6) != JK_DIGEST_LEN)
        return false;
    store_journal_hash(place->hash, &entry, next.hash);
    if (memcmp(next.hash, sqlite3_column_blob(st, 6), JK_DIGEST_LEN) != 0)
        return false;
    *place = next;
    return true;
}

enum jk_status jk_store_follow(struct jk_store *store, struct jk_journal_place *place,
                               unsigned most, unsigned *read, bool *intact, struct jk_error *err)
{
    sqlite3_stmt *st = store->walks[WALK_ENTRIES];
    int rc = sqlite3_bind_int64(st, 1, (int64_t)place->seq);

    *read = 0;
    *intact = true;
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_int64(st, 2, most);
    while (*intact && (rc == SQLITE_OK || rc == SQLITE_ROW) &&
           (rc = sqlite3_step(st)) == SQLITE_ROW) {
        *intact = follows(st, place);
        *read += *intact;
    }
    sqlite3_reset(st);
    return store_read_status(store->db, rc, err);
}

enum jk_status jk_store_hash_of(struct jk_store *store, uint64_t seq, uint8_t hash[32],
                                struct jk_error *err)
{
    sqlite3_stmt *st = store->walks[WALK_HASH_OF];
    bool found = false;
    int rc = sqlite3_bind_int64(st, 1, (int64_t)seq);

    if (rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW)
        found = sqlite3_column_bytes(st, 0) == JK_DIGEST_LEN;
    if (found)
        memcpy(hash, sqlite3_column_blob(st, 0), JK_DIGEST_LEN);
    sqlite3_reset(st);
    return found || (rc != SQLITE_ROW && rc != SQLITE_DONE) ? store_read_status(store->db, rc, err)
                                                            : JK_NONE;
}
