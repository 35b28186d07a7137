/* Rows go into the journal. A row's descriptor says which of its members are written; the few kinds
 * that do more than their entry have a step before or behind it. Any failure on the way, a lost key
 * or half an entry, must be undone before anything else is put (J4). */
#include "daemon/store/store_internal.h"
#include "jarak/model/texts.h"
#include "jarak/store/texts.h"

#include <stdio.h>
#include <string.h>
#include "jarak/base/random.h"

static enum jk_status put_row(struct jk_store *store, const struct jk_act *act,
                              enum jk_entry_kind kind, const void *row, struct jk_error *err);

/* The key of a name; made with the first bytes to be sealed, and anew when an erased UID is filed
 * again. JK_NONE when there is none and none is to be made.
 *
 * Nonces are random, 96 bits: a notice has at most some thousand versions, so that two alike under
 * one key are less likely than 2^-70. */
static enum jk_status find_key(struct jk_store *store, const char *name, bool make,
                               uint8_t key[JK_SEAL_KEY_LEN], struct jk_error *err)
{
    sqlite3_stmt *st = store->statements[ST_KEY_GET];
    int rc;

    sqlite3_bind_text(st, 1, name, -1, SQLITE_STATIC);
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
    return store_side_put(store, SIDE_KEY, name,
                          (struct jk_span){ (const char *)key, JK_SEAL_KEY_LEN }, err);
}

/* Nothing stays nothing; the rest is sealed for this name alone. */
static enum jk_status seal_bytes(const uint8_t *key, struct jk_span name, struct jk_span plain,
                                 struct jk_buf *out, struct jk_error *err)
{
    uint8_t nonce[JK_SEAL_NONCE_LEN];

    if (plain.len == 0)
        return JK_OK;
    if (jk_random(nonce, sizeof nonce) != JK_OK)
        return jk_fail(err, JK_IO, JK_TEXT_NOT_STORED, "nonce", "%s", "random");
    if (jk_seal(key, nonce, name, plain, out) != JK_OK)
        return jk_no_memory(err);
    return JK_OK;
}

/* S3: an alert stands behind the last of its inbox. */
static enum jk_status check_alert(struct jk_store *store, const struct jk_act *act, const void *row,
                                  struct jk_error *err)
{
    const struct jk_alert_row *alert = row;
    uint64_t last;
    enum jk_status rc = jk_store_last_alert(store, alert->account, &last, err);

    (void)act;
    if (rc != JK_OK || alert->index == last + 1)
        return rc;
    return jk_fail(err, JK_STATE, JK_TEXT_STORE_GAP, alert->account, "%llu",
                   (unsigned long long)alert->index);
}

/* S5: the file of a letter lies outside the journal, sealed under the key of its notice. */
static enum jk_status put_file(struct jk_store *store, const struct jk_act *act, const void *row,
                               struct jk_error *err)
{
    const struct jk_attachment_row *letter = row;
    struct jk_buf sealed = { 0 };
    uint8_t key[JK_SEAL_KEY_LEN];
    enum jk_status rc = find_key(store, letter->uid, true, key, err);

    (void)act;
    if (rc == JK_OK)
        rc = seal_bytes(key, jk_span_of(letter->uid), letter->bytes, &sealed, err);
    if (rc == JK_OK)
        rc = store_side_put(store, SIDE_FILE, letter->uid, jk_buf_view(&sealed), err);
    jk_buf_clear(&sealed);
    explicit_bzero(key, sizeof key);
    return rc;
}

/* S4: the secret of a new subscription is kept, that of a removed one destroyed. */
static enum jk_status change_secret(struct jk_store *store, const struct jk_act *act,
                                    const void *row, struct jk_error *err)
{
    const struct jk_subscription_row *subscription = row;

    (void)act;
    if (subscription->removed)
        return store_side_drop(store, SIDE_SECRET, subscription->id, err);
    return store_side_put(store, SIDE_SECRET, subscription->id, jk_span_of(subscription->secret),
                          err);
}

/* A subscription that is not about all kinds of conflicts has a second entry that says so. */
static enum jk_status put_topic(struct jk_store *store, const struct jk_act *act, const void *row,
                                struct jk_error *err)
{
    const struct jk_subscription_row *subscription = row;

    return subscription->kinds[0] ? put_row(store, act, JK_ENTRY_TOPIC, row, err) : JK_OK;
}

/* Steps a kind takes besides its entry, in the same transaction; null for none. */
typedef enum jk_status put_step(struct jk_store *, const struct jk_act *, const void *row,
                                struct jk_error *);
static const struct {
    put_step *before, *after;
} steps[JK_ENTRY_END] = {
    [JK_ENTRY_ALERT] = { .before = check_alert },
    [JK_ENTRY_ATTACHMENT] = { .before = put_file },
    [JK_ENTRY_SUBSCRIPTION] = { .before = change_secret, .after = put_topic },
};

static const char *text_of(const struct field *field, const void *row)
{
    return *(const char *const *)((const char *)row + field->offset);
}

static struct jk_span span_of(const struct field *field, const void *row)
{
    return *(const struct jk_span *)((const char *)row + field->offset);
}

static bool has_bytes(const struct kind *kind, const void *row)
{
    for (const struct field *f = kind->fields; f->name; f++) {
        if (f->type == FIELD_SEALED && span_of(f, row).len > 0)
            return true;
    }
    return false;
}

/* The key for what is to be sealed of a row. A key of its own ends with the bytes it sealed (S6).
 */
static enum jk_status key_of_row(struct jk_store *store, const struct kind *kind, const void *row,
                                 uint8_t key[JK_SEAL_KEY_LEN], struct jk_error *err)
{
    char name[64];

    if (!kind->own_key && has_bytes(kind, row))
        return find_key(store, text_of(&kind->bound, row), true, key, err);
    if (!kind->own_key)
        return JK_OK;
    snprintf(name, sizeof name, "%s%s", kind->own_key, text_of(&kind->bound, row));
    if (has_bytes(kind, row))
        return find_key(store, name, true, key, err);
    return store_side_drop(store, SIDE_KEY, name, err);
}

/* Seal what is to be sealed of a row, and let the values borrow it. */
static enum jk_status seal_row(struct jk_store *store, const struct kind *kind, const void *row,
                               struct value values[FIELDS_MAX], struct jk_buf sealed[FIELDS_MAX],
                               struct jk_error *err)
{
    uint8_t key[JK_SEAL_KEY_LEN];
    enum jk_status rc = JK_OK;

    if (!kind->bound.name)
        return JK_OK;
    rc = key_of_row(store, kind, row, key, err);
    for (int i = 0; kind->fields[i].name && rc == JK_OK; i++) {
        const struct field *f = &kind->fields[i];

        if (f->type != FIELD_SEALED)
            continue;
        rc = seal_bytes(key, jk_span_of(text_of(&kind->bound, row)), span_of(f, row), &sealed[i],
                        err);
        values[i].span = jk_buf_view(&sealed[i]);
    }
    explicit_bzero(key, sizeof key);
    return rc;
}

static enum jk_status put_row(struct jk_store *store, const struct jk_act *act,
                              enum jk_entry_kind kind, const void *row, struct jk_error *err)
{
    const struct kind *k = store_kind_of(kind);
    struct value values[FIELDS_MAX];
    struct jk_buf sealed[FIELDS_MAX] = { 0 };
    enum jk_status rc = store_writable(store, err); /* no key is made or lost unjournalled */

    if (rc == JK_OK && steps[kind].before)
        rc = steps[kind].before(store, act, row, err);
    if (rc == JK_OK) {
        store_codec_values(k, row, values);
        rc = seal_row(store, k, row, values, sealed, err);
    }
    if (rc == JK_OK)
        rc = store_journal_append(store, act, kind, values, err);
    if (rc == JK_OK && steps[kind].after)
        rc = steps[kind].after(store, act, row, err);
    if (rc != JK_OK && rc != JK_STATE)
        store->failed = rc; /* a key or a file may have been written already */
    for (int i = 0; i < FIELDS_MAX && k->bound.name; i++)
        jk_buf_clear(&sealed[i]);
    return rc;
}

#define PUT(KIND, name)                                                                         \
    enum jk_status jk_store_put_##name(struct jk_store *store, const struct jk_act *act,        \
                                       const struct jk_##name##_row *row, struct jk_error *err) \
    {                                                                                           \
        return put_row(store, act, JK_ENTRY_##KIND, row, err);                                  \
    }
JK_PUT_KINDS(PUT)

enum jk_status jk_store_put_tick(struct jk_store *store, const struct jk_act *act,
                                 struct jk_error *err)
{
    return put_row(store, act, JK_ENTRY_TICK, NULL, err);
}

enum jk_status jk_store_put_pack(struct jk_store *store, const struct jk_act *act, const char *id,
                                 const char *hash, struct jk_error *err)
{
    return put_row(store, act, JK_ENTRY_PACK, &(struct jk_pack_row){ id, hash }, err);
}

enum jk_status jk_store_erase(struct jk_store *store, const struct jk_act *act, const char *uid,
                              const char *basis, struct jk_error *err)
{
    const struct jk_erase_row row = { .uid = uid, .basis = basis };
    uint8_t key[JK_SEAL_KEY_LEN];
    enum jk_status rc = store_writable(store, err); /* a key must not be lost unjournalled */

    if (rc == JK_OK)
        rc = find_key(store, uid, false, key, err);
    explicit_bzero(key, sizeof key);
    if (rc != JK_OK)
        return rc == JK_NONE ? jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "uid", "%s", uid) : rc;
    rc = store_side_drop(store, SIDE_KEY, uid, err);
    if (rc == JK_OK) /* a snapshot may know the notice */
        rc = store_wrote(store, store_step(store, ST_SNAPSHOT_DROP), err);
    if (rc == JK_OK)
        rc = store_side_drop(store, SIDE_FILE, uid, err);
    return rc == JK_OK ? put_row(store, act, JK_ENTRY_ERASE, &row, err) : rc;
}

enum jk_status jk_store_seal(struct jk_store *store, const char *uid, struct jk_span place,
                             struct jk_span plain, struct jk_buf *out, struct jk_error *err)
{
    uint8_t key[JK_SEAL_KEY_LEN];
    enum jk_status rc = find_key(store, uid, false, key, err);

    if (rc == JK_OK)
        rc = seal_bytes(key, place, plain, out, err);
    explicit_bzero(key, sizeof key);
    return rc == JK_NONE ? jk_fail(err, rc, JK_TEXT_NOT_THERE, "uid", "%s", uid) : rc;
}

enum jk_status jk_store_unseal(struct jk_store *store, const char *uid, struct jk_span place,
                               struct jk_span sealed, struct jk_buf *out, struct jk_error *err)
{
    uint8_t key[JK_SEAL_KEY_LEN];
    enum jk_status rc = find_key(store, uid, false, key, err);

    if (rc == JK_OK && (rc = jk_unseal(key, place, sealed, out)) != JK_OK)
        jk_fail(err, rc, JK_TEXT_STORE_ROW, "file", "%s", uid);
    explicit_bzero(key, sizeof key);
    return rc == JK_NONE ? jk_fail(err, rc, JK_TEXT_NOT_THERE, "uid", "%s", uid) : rc;
}
