#include "daemon/store/store_internal.h"

#include <stdio.h>
#include <string.h>
#include "jarak/base/random.h"

/* The key of a notice; made with the first bytes, and anew when an erased UID is filed again.
 * JK_NONE when there is none and none is to be made.
 *
 * Nonces are random, 96 bits: a notice has at most some thousand versions, so that two alike under
 * one key are less likely than 2^-70. */
static enum jk_status notice_key(struct jk_store *store, const char *uid, bool make,
                                 uint8_t key[JK_SEAL_KEY_LEN], struct jk_error *err)
{
    sqlite3_stmt *st = store->statements[ST_KEY_GET];
    int rc;

    sqlite3_bind_text(st, 1, uid, -1, SQLITE_STATIC);
    rc = sqlite3_step(st);
    if (rc == SQLITE_ROW && sqlite3_column_bytes(st, 0) == JK_SEAL_KEY_LEN)
        memcpy(key, sqlite3_column_blob(st, 0), JK_SEAL_KEY_LEN);
    sqlite3_reset(st);
    if (rc == SQLITE_ROW)
        return JK_OK;
    if (rc != SQLITE_DONE)
        return store_status(store->db, rc, err);
    if (!make)
        return JK_NONE;
    if (jk_random(key, JK_SEAL_KEY_LEN) != JK_OK)
        return jk_fail(err, JK_IO, JK_TEXT_NOT_STORED, "key", "%s", "random");
    st = store->statements[ST_KEY_PUT];
    sqlite3_bind_text(st, 1, uid, -1, SQLITE_STATIC);
    sqlite3_bind_blob(st, 2, key, JK_SEAL_KEY_LEN, SQLITE_STATIC);
    return store_wrote(store, store_step(store, ST_KEY_PUT), err);
}

/* Nothing stays nothing; the rest is sealed for this UID. */
static enum jk_status seal_bytes(const uint8_t *key, const char *uid, struct jk_span plain,
                                 struct jk_buf *out, struct jk_error *err)
{
    uint8_t nonce[JK_SEAL_NONCE_LEN];

    if (plain.len == 0)
        return JK_OK;
    if (jk_random(nonce, sizeof nonce) != JK_OK)
        return jk_fail(err, JK_IO, JK_TEXT_NOT_STORED, "nonce", "%s", "random");
    if (jk_seal(key, nonce, jk_span_of(uid), plain, out) != JK_OK)
        return jk_no_memory(err);
    return JK_OK;
}

enum jk_status jk_store_put_notice(struct jk_store *store, const struct jk_act *act,
                                   const struct jk_notice_row *row, struct jk_error *err)
{
    struct jk_buf bytes = { 0 }, approved = { 0 };
    uint8_t key[JK_SEAL_KEY_LEN];
    enum jk_status rc = store_writable(store, err); /* a key must not be made outside */

    if (rc == JK_OK && row->bytes.len + row->approved.len > 0)
        rc = notice_key(store, row->uid, true, key, err);
    if (rc == JK_OK)
        rc = seal_bytes(key, row->uid, row->bytes, &bytes, err);
    if (rc == JK_OK)
        rc = seal_bytes(key, row->uid, row->approved, &approved, err);
    if (rc == JK_OK) {
        const struct value values[] = { TEXT_VALUE(row->uid),
                                        TEXT_VALUE(row->chain),
                                        TEXT_VALUE(row->owner),
                                        NUMBER_VALUE(row->revision),
                                        NUMBER_VALUE(row->sequence),
                                        NUMBER_VALUE(row->deleted),
                                        NUMBER_VALUE(row->created_s),
                                        NUMBER_VALUE(row->changed_s),
                                        BYTES_VALUE(jk_buf_view(&bytes)),
                                        BYTES_VALUE(jk_buf_view(&approved)),
                                        NUMBER_VALUE(row->approved_revision) };

        rc = journal_append(store, act, JK_ENTRY_NOTICE, values, err);
    }
    if (rc != JK_OK && rc != JK_STATE)
        store->failed = rc; /* a key may have been made already */
    jk_buf_clear(&bytes);
    jk_buf_clear(&approved);
    explicit_bzero(key, sizeof key);
    return rc;
}

enum jk_status jk_store_put_chain(struct jk_store *store, const struct jk_act *act,
                                  const struct jk_chain_row *row, struct jk_error *err)
{
    const struct value values[] = { TEXT_VALUE(row->chain),       TEXT_VALUE(row->region),
                                    TEXT_VALUE(row->state),       NUMBER_VALUE(row->revision),
                                    NUMBER_VALUE(row->pending),   NUMBER_VALUE(row->feed_revision),
                                    NUMBER_VALUE(row->changed_s), TEXT_VALUE(row->sttp) };

    return journal_append(store, act, JK_ENTRY_CHAIN, values, err);
}

enum jk_status jk_store_put_conflict(struct jk_store *store, const struct jk_act *act,
                                     const struct jk_conflict_row *row, struct jk_error *err)
{
    const struct value values[] = { TEXT_VALUE(row->id),         TEXT_VALUE(row->chain_a),
                                    TEXT_VALUE(row->chain_b),    NUMBER_VALUE(row->revision),
                                    NUMBER_VALUE(row->level),    NUMBER_VALUE(row->level_max),
                                    NUMBER_VALUE(row->open),     TEXT_VALUE(row->digest),
                                    NUMBER_VALUE(row->opened_s), NUMBER_VALUE(row->changed_s) };

    return journal_append(store, act, JK_ENTRY_CONFLICT, values, err);
}

enum jk_status jk_store_put_alert(struct jk_store *store, const struct jk_act *act,
                                  const struct jk_alert_row *row, struct jk_error *err)
{
    const struct value values[] = { TEXT_VALUE(row->account),  NUMBER_VALUE(row->index),
                                    TEXT_VALUE(row->conflict), NUMBER_VALUE(row->revision),
                                    TEXT_VALUE(row->event),    NUMBER_VALUE(row->level),
                                    NUMBER_VALUE(row->time_s), TEXT_VALUE(row->payload) };
    enum jk_status rc = store_writable(store, err);

    if (rc != JK_OK)
        return rc;
    if (row->index != jk_store_last_alert(store, row->account) + 1) /* S3 */
        return jk_fail(err, JK_STATE, JK_TEXT_STORE_GAP, row->account, "%llu",
                       (unsigned long long)row->index);
    return journal_append(store, act, JK_ENTRY_ALERT, values, err);
}

enum jk_status jk_store_put_account(struct jk_store *store, const struct jk_act *act,
                                    const struct jk_account_row *row, struct jk_error *err)
{
    const struct value values[] = { TEXT_VALUE(row->name),      TEXT_VALUE(row->role),
                                    TEXT_VALUE(row->region),    TEXT_VALUE(row->contest),
                                    NUMBER_VALUE(row->paslon),  TEXT_VALUE(row->token_hash),
                                    NUMBER_VALUE(row->disabled) };

    return journal_append(store, act, JK_ENTRY_ACCOUNT, values, err);
}

enum jk_status jk_store_put_decision(struct jk_store *store, const struct jk_act *act,
                                     const struct jk_decision_row *row, struct jk_error *err)
{
    const struct value values[] = { TEXT_VALUE(row->chain),  TEXT_VALUE(row->act),
                                    TEXT_VALUE(row->actor),  TEXT_VALUE(row->role),
                                    TEXT_VALUE(row->reason), TEXT_VALUE(row->basis),
                                    TEXT_VALUE(row->sttp),   NUMBER_VALUE(row->chain_revision),
                                    TEXT_VALUE(row->seen),   NUMBER_VALUE(row->time_s) };

    return journal_append(store, act, JK_ENTRY_DECISION, values, err);
}

enum jk_status jk_store_put_retime(struct jk_store *store, const struct jk_act *act,
                                   const struct jk_retime_row *row, struct jk_error *err)
{
    const struct value values[] = { TEXT_VALUE(row->chain),
                                    TEXT_VALUE(row->act),
                                    NUMBER_VALUE(row->number),
                                    TEXT_VALUE(row->actor),
                                    TEXT_VALUE(row->role),
                                    TEXT_VALUE(row->reason),
                                    NUMBER_VALUE(row->chain_revision),
                                    NUMBER_VALUE(row->level),
                                    TEXT_VALUE(row->bands),
                                    NUMBER_VALUE(row->start_s),
                                    NUMBER_VALUE(row->time_s) };

    return journal_append(store, act, JK_ENTRY_RETIME, values, err);
}

enum jk_status jk_store_put_report(struct jk_store *store, const struct jk_act *act,
                                   const struct jk_report_row *row, struct jk_error *err)
{
    const struct value values[] = { TEXT_VALUE(row->id),        TEXT_VALUE(row->act),
                                    TEXT_VALUE(row->uid),       TEXT_VALUE(row->kind),
                                    NUMBER_VALUE(row->minutes), TEXT_VALUE(row->place),
                                    NUMBER_VALUE(row->at_s),    NUMBER_VALUE(row->planned_s),
                                    TEXT_VALUE(row->actor),     TEXT_VALUE(row->role),
                                    TEXT_VALUE(row->note),      NUMBER_VALUE(row->time_s) };

    return journal_append(store, act, JK_ENTRY_REPORT, values, err);
}

enum jk_status jk_store_put_opinion(struct jk_store *store, const struct jk_act *act,
                                    const struct jk_opinion_row *row, struct jk_error *err)
{
    const struct value values[] = { TEXT_VALUE(row->conflict), TEXT_VALUE(row->agency),
                                    TEXT_VALUE(row->opinion),  TEXT_VALUE(row->actor),
                                    TEXT_VALUE(row->note),     NUMBER_VALUE(row->revision),
                                    NUMBER_VALUE(row->time_s) };

    return journal_append(store, act, JK_ENTRY_OPINION, values, err);
}

enum jk_status jk_store_put_escalation(struct jk_store *store, const struct jk_act *act,
                                       const struct jk_escalation_row *row, struct jk_error *err)
{
    const struct value values[] = { TEXT_VALUE(row->conflict),  NUMBER_VALUE(row->level),
                                    NUMBER_VALUE(row->step),    NUMBER_VALUE(row->revision),
                                    NUMBER_VALUE(row->since_s), TEXT_VALUE(row->actor),
                                    NUMBER_VALUE(row->acked_s) };

    return journal_append(store, act, JK_ENTRY_ESCALATION, values, err);
}

enum jk_status jk_store_put_clock(struct jk_store *store, const struct jk_act *act,
                                  const struct jk_clock_row *row, struct jk_error *err)
{
    const struct value values[] = { NUMBER_VALUE(row->from_s), NUMBER_VALUE(row->to_s) };

    return journal_append(store, act, JK_ENTRY_CLOCK, values, err);
}

enum jk_status jk_store_put_access(struct jk_store *store, const struct jk_act *act,
                                   const struct jk_access_row *row, struct jk_error *err)
{
    const struct value values[] = { TEXT_VALUE(row->account), NUMBER_VALUE(row->not_before_s),
                                    NUMBER_VALUE(row->not_after_s), TEXT_VALUE(row->password) };

    return journal_append(store, act, JK_ENTRY_ACCESS, values, err);
}

enum jk_status jk_store_put_token(struct jk_store *store, const struct jk_act *act,
                                  const struct jk_token_row *row, struct jk_error *err)
{
    const struct value values[] = { TEXT_VALUE(row->hash),          TEXT_VALUE(row->account),
                                    TEXT_VALUE(row->label),         NUMBER_VALUE(row->not_before_s),
                                    NUMBER_VALUE(row->not_after_s), NUMBER_VALUE(row->revoked),
                                    NUMBER_VALUE(row->time_s) };

    return journal_append(store, act, JK_ENTRY_TOKEN, values, err);
}

enum jk_status jk_store_put_certificate(struct jk_store *store, const struct jk_act *act,
                                        const struct jk_certificate_row *row, struct jk_error *err)
{
    struct jk_buf sealed = { 0 };
    uint8_t key[JK_SEAL_KEY_LEN];
    enum jk_status rc = store_writable(store, err);

    if (rc == JK_OK)
        rc = notice_key(store, row->chain, true, key, err);
    if (rc == JK_OK)
        rc = seal_bytes(key, row->chain, row->document, &sealed, err);
    if (rc == JK_OK) {
        const struct value values[] = { TEXT_VALUE(row->chain), NUMBER_VALUE(row->chain_revision),
                                        TEXT_VALUE(row->sha256),
                                        BYTES_VALUE(jk_buf_view(&sealed)) };

        rc = journal_append(store, act, JK_ENTRY_CERTIFICATE, values, err);
    }
    if (rc != JK_OK && rc != JK_STATE)
        store->failed = rc; /* a key may have been made already */
    jk_buf_clear(&sealed);
    explicit_bzero(key, sizeof key);
    return rc;
}

enum jk_status jk_store_put_attachment(struct jk_store *store, const struct jk_act *act,
                                       const struct jk_attachment_row *row, struct jk_error *err)
{
    const struct value values[] = { TEXT_VALUE(row->uid),    TEXT_VALUE(row->chain),
                                    TEXT_VALUE(row->actor),  TEXT_VALUE(row->role),
                                    TEXT_VALUE(row->type),   NUMBER_VALUE(row->size),
                                    TEXT_VALUE(row->sha256), NUMBER_VALUE(row->time_s) };
    sqlite3_stmt *st = store->statements[ST_FILE_PUT];
    struct jk_buf sealed = { 0 };
    uint8_t key[JK_SEAL_KEY_LEN];
    enum jk_status rc = store_writable(store, err);

    if (rc == JK_OK)
        rc = notice_key(store, row->uid, true, key, err);
    if (rc == JK_OK)
        rc = seal_bytes(key, row->uid, row->bytes, &sealed, err);
    if (rc == JK_OK) {
        sqlite3_bind_text(st, 1, row->uid, -1, SQLITE_STATIC);
        sqlite3_bind_blob(st, 2, sealed.at, (int)sealed.len, SQLITE_STATIC);
        rc = store_wrote(store, store_step(store, ST_FILE_PUT), err);
    }
    if (rc == JK_OK)
        rc = journal_append(store, act, JK_ENTRY_ATTACHMENT, values, err);
    if (rc != JK_OK && rc != JK_STATE)
        store->failed = rc; /* key or file may have been written already */
    jk_buf_clear(&sealed);
    explicit_bzero(key, sizeof key);
    return rc;
}

/* The secret of a new subscription is kept, that of a removed one destroyed (S4). */
static enum jk_status change_secret(struct jk_store *store, const struct jk_subscription_row *row,
                                    struct jk_error *err)
{
    enum statement which = row->removed ? ST_SECRET_DROP : ST_SECRET_PUT;
    sqlite3_stmt *st = store->statements[which];

    sqlite3_bind_text(st, 1, row->id, -1, SQLITE_STATIC);
    if (row->removed)
        store->log_has_keys = true;
    else
        sqlite3_bind_text(st, 2, row->secret, -1, SQLITE_STATIC);
    return store_wrote(store, store_step(store, which), err);
}

enum jk_status jk_store_put_subscription(struct jk_store *store, const struct jk_act *act,
                                         const struct jk_subscription_row *row,
                                         struct jk_error *err)
{
    const struct value values[] = { TEXT_VALUE(row->id),          TEXT_VALUE(row->account),
                                    TEXT_VALUE(row->channel),     TEXT_VALUE(row->target),
                                    TEXT_VALUE(row->area),        TEXT_VALUE(row->contest),
                                    NUMBER_VALUE(row->level),     NUMBER_VALUE(row->from_index),
                                    NUMBER_VALUE(row->created_s), NUMBER_VALUE(row->removed) };
    const struct value topic[] = { TEXT_VALUE(row->id), TEXT_VALUE(row->kinds) };
    enum jk_status rc = store_writable(store, err); /* a secret must not change unjournalled */

    if (rc == JK_OK)
        rc = change_secret(store, row, err);
    if (rc == JK_OK)
        rc = journal_append(store, act, JK_ENTRY_SUBSCRIPTION, values, err);
    return rc == JK_OK && row->kinds[0] ? journal_append(store, act, JK_ENTRY_TOPIC, topic, err)
                                        : rc;
}

/* The key of a draft is made with its first bytes and destroyed when it ends (S6). */
static enum jk_status change_draft_key(struct jk_store *store, const struct jk_draft_row *row,
                                       uint8_t key[JK_SEAL_KEY_LEN], struct jk_error *err)
{
    char name[64];

    snprintf(name, sizeof name, DRAFT_KEY_FORMAT, row->id);
    if (row->bytes.len > 0)
        return notice_key(store, name, true, key, err);
    sqlite3_bind_text(store->statements[ST_KEY_DROP], 1, name, -1, SQLITE_STATIC);
    store->log_has_keys = true;
    return store_wrote(store, store_step(store, ST_KEY_DROP), err);
}

enum jk_status jk_store_put_draft(struct jk_store *store, const struct jk_act *act,
                                  const struct jk_draft_row *row, struct jk_error *err)
{
    struct jk_buf sealed = { 0 };
    uint8_t key[JK_SEAL_KEY_LEN];
    enum jk_status rc = store_writable(store, err);

    if (rc == JK_OK)
        rc = change_draft_key(store, row, key, err);
    if (rc == JK_OK)
        rc = seal_bytes(key, row->id, row->bytes, &sealed, err);
    if (rc == JK_OK) {
        const struct value values[] = { TEXT_VALUE(row->id),
                                        TEXT_VALUE(row->account),
                                        TEXT_VALUE(row->contest),
                                        NUMBER_VALUE(row->paslon),
                                        TEXT_VALUE(row->region),
                                        TEXT_VALUE(row->state),
                                        TEXT_VALUE(row->note),
                                        NUMBER_VALUE(row->revision),
                                        NUMBER_VALUE(row->created_s),
                                        NUMBER_VALUE(row->changed_s),
                                        BYTES_VALUE(jk_buf_view(&sealed)) };

        rc = journal_append(store, act, JK_ENTRY_DRAFT, values, err);
    }
    if (rc != JK_OK && rc != JK_STATE)
        store->failed = rc; /* a key may have changed already */
    jk_buf_clear(&sealed);
    explicit_bzero(key, sizeof key);
    return rc;
}

enum jk_status jk_store_put_name(struct jk_store *store, const struct jk_act *act,
                                 const struct jk_name_row *row, struct jk_error *err)
{
    const struct value values[] = { TEXT_VALUE(row->uid), TEXT_VALUE(row->name) };

    return journal_append(store, act, JK_ENTRY_NAME, values, err);
}

enum jk_status jk_store_put_tick(struct jk_store *store, const struct jk_act *act,
                                 struct jk_error *err)
{
    return journal_append(store, act, JK_ENTRY_TICK, NULL, err);
}

enum jk_status jk_store_put_pack(struct jk_store *store, const struct jk_act *act, const char *id,
                                 const char *hash, struct jk_error *err)
{
    const struct value values[] = { TEXT_VALUE(id), TEXT_VALUE(hash) };

    return journal_append(store, act, JK_ENTRY_PACK, values, err);
}

enum jk_status jk_store_erase(struct jk_store *store, const struct jk_act *act, const char *uid,
                              const char *basis, struct jk_error *err)
{
    const struct value values[] = { TEXT_VALUE(uid), TEXT_VALUE(basis) };
    sqlite3_stmt *st = store->statements[ST_KEY_DROP];
    uint8_t key[JK_SEAL_KEY_LEN];
    enum jk_status rc = store_writable(store, err); /* a key must not be lost unjournalled */

    if (rc == JK_OK)
        rc = notice_key(store, uid, false, key, err);
    explicit_bzero(key, sizeof key);
    if (rc != JK_OK)
        return rc == JK_NONE ? jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "uid", "%s", uid) : rc;
    sqlite3_bind_text(st, 1, uid, -1, SQLITE_STATIC);
    store->log_has_keys = true;
    rc = store_wrote(store, store_step(store, ST_KEY_DROP), err);
    if (rc == JK_OK) {
        sqlite3_bind_text(store->statements[ST_FILE_DROP], 1, uid, -1, SQLITE_STATIC);
        rc = store_wrote(store, store_step(store, ST_FILE_DROP), err);
    }
    return rc == JK_OK ? journal_append(store, act, JK_ENTRY_ERASE, values, err) : rc;
}
