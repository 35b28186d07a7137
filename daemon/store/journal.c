/* The journal: an append-only chain of entries. docs/journal.md is its manual. Invariants:
 *  J1  entries are numbered 1, 2, 3 ... without gaps
 *  J2  hash(n) = SHA-256(hash(n - 1), seq, time, actor, kind, version, payload length, payload),
 * each preceded by its length; hash(0) is 32 zero octets J3  a payload has exactly the fields of
 * its kind (codec.c), nothing behind the last J4  an entry and its fold are written in one
 * transaction, or neither is J5  no entry is ever changed or removed; erasing destroys a key
 * outside the journal */
#include "daemon/store/store_internal.h"

#include <string.h>

/* A number as the hash sees it: 8 octets, big-endian. */
static struct jk_span number_span(uint64_t number, char octets[8])
{
    for (int i = 7; i >= 0; i--, number >>= 8)
        octets[i] = (char)(number & 255);
    return (struct jk_span){ octets, 8 };
}

void journal_hash(const uint8_t previous[JK_DIGEST_LEN], uint64_t seq, int64_t time_s,
                  const char *actor, enum jk_entry_kind kind, struct jk_span payload,
                  uint8_t out[JK_DIGEST_LEN])
{
    char seq_octets[8], time_octets[8], kind_octets[8], version_octets[8], length_octets[8];
    struct jk_span spans[] = {
        { (const char *)previous, JK_DIGEST_LEN },  number_span(seq, seq_octets),
        number_span((uint64_t)time_s, time_octets), jk_span_of(actor),
        number_span((uint64_t)kind, kind_octets),   number_span(ENTRY_VERSION, version_octets),
        number_span(payload.len, length_octets),    payload
    };

    jk_sha256_list(spans, sizeof spans / sizeof *spans, out);
}

static int write_entry(struct jk_store *store, const struct jk_act *act, enum jk_entry_kind kind,
                       struct jk_span payload, const struct tip *next)
{
    sqlite3_stmt *st = store->statements[ST_APPEND];
    int rc;

    sqlite3_bind_int64(st, 1, (int64_t)next->seq);
    sqlite3_bind_int64(st, 2, act->time_s);
    sqlite3_bind_text(st, 3, act->actor, -1, SQLITE_STATIC);
    sqlite3_bind_int(st, 4, (int)kind);
    sqlite3_bind_int(st, 5, ENTRY_VERSION);
    sqlite3_bind_blob(st, 6, payload.at, (int)payload.len, SQLITE_STATIC);
    sqlite3_bind_blob(st, 7, next->hash, JK_DIGEST_LEN, SQLITE_STATIC);
    rc = sqlite3_step(st);
    sqlite3_reset(st);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

enum jk_status journal_append(struct jk_store *store, const struct jk_act *act,
                              enum jk_entry_kind kind, const struct value *values,
                              struct jk_error *err)
{
    struct tip next = { .seq = store->tip.seq + 1 };
    struct jk_buf payload = { 0 };
    int rc;

    if (!store->in_transaction)
        return jk_fail(err, JK_STATE, JK_TEXT_STORE_NO_GROUP, "store", "%d", kind);
    codec_write(kind, values, &payload);
    if (!jk_buf_ok(&payload)) {
        jk_buf_clear(&payload);
        return jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "", "%s", "");
    }
    journal_hash(store->tip.hash, next.seq, act->time_s, act->actor, kind, jk_buf_view(&payload),
                 next.hash);
    rc = write_entry(store, act, kind, jk_buf_view(&payload), &next);
    if (rc == SQLITE_OK)
        rc = folds_apply(&store->folds, kind, next.seq, values);
    jk_buf_clear(&payload);
    if (rc == SQLITE_OK)
        store->tip = next;
    return store_status(store->db, rc, err);
}

enum jk_status journal_tip(sqlite3 *db, struct tip *tip, struct jk_error *err)
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
