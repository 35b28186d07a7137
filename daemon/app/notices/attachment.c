/* The signed letter of a notice: what may be filed, and its version.
 *
 * The type is checked by the file's first bytes, not by what the client calls it. The ETag is the
 * file's hash, so the same file again changes nothing and needs no condition; replacing another one
 * needs If-Match, lest two clerks overwrite each other. */
#include "jarak/app/notices/attachment.h"
#include "jarak/app/texts/texts.h"
#include "jarak/model/texts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/app/handle/handle.h"
#include "daemon/app/notices/attachment.h"
#include "jarak/base/digest.h"
#include "jarak/base/heap.h"

/* The first bytes of a file of each type. */
static const struct {
    const char *type;
    struct jk_span magic;
} types[] = {
    { "application/pdf", { "%PDF-", 5 } },
    { "image/jpeg", { "\xff\xd8\xff", 3 } },
};
#define TYPES (sizeof types / sizeof *types)

static size_t find_type(const char *type)
{
    size_t i = 0;

    while (i < TYPES && strcmp(types[i].type, type) != 0)
        i++;
    return i;
}

void jk_attachment_etag(const struct jk_entry *entry, char etag[40])
{
    etag[0] = '\0';
    if (entry->letter)
        snprintf(etag, 40, "\"%.32s\"", entry->letter->sha256);
}

static bool note_letter(struct jk_entry *entry, const struct jk_attachment_row *row)
{
    struct jk_attachment_facts *letter =
        entry->letter ? entry->letter : jk_heap_take(sizeof *entry->letter);

    if (!letter)
        return false;
    *letter = (struct jk_attachment_facts){ .type = types[find_type(row->type)].type,
                                            .size = row->size,
                                            .time_s = row->time_s };
    snprintf(letter->sha256, sizeof letter->sha256, "%s", row->sha256);
    entry->letter = letter;
    return true;
}

enum jk_status notices_attachments_load(void *ctx, const struct jk_attachment_row *row)
{
    struct jk_app *app = ctx;
    struct jk_entry *entry;

    if (jk_span_starts(jk_span_of(row->uid), JK_SPAN(JK_MATTER_KEY_HEAD)))
        return JK_OK; /* a photo: app/matters reads it */
    entry = jk_registry_entry(app->registry, row->uid);
    if (!entry || find_type(row->type) == TYPES)
        return JK_CORRUPT;
    return note_letter(entry, row) ? JK_OK : JK_MEMORY;
}

/* Checks the conditions: replacing a file that is there needs one that names it. */
static enum jk_status check_condition(const struct jk_precondition *when, bool exists,
                                      struct jk_error *err)
{
    if (when->if_none_match_any && exists)
        return jk_fail(err, JK_STALE, JK_TEXT_ALREADY_THERE, "If-None-Match", "%s", "*");
    if (when->if_match_any && !exists)
        return jk_fail(err, JK_STALE, JK_TEXT_NOT_THERE, "If-Match", "%s", "*");
    if (exists && !when->if_match && !when->if_match_any)
        return jk_fail(err, JK_REQUIRED, JK_TEXT_WANT_CONDITION, "If-Match", "%s", "");
    return JK_OK;
}

static enum jk_status check(const struct jk_attachment_filing *letter, const struct jk_entry *entry,
                            struct jk_error *err)
{
    size_t type = find_type(letter->type);
    char etag[40];

    if (!entry || !entry->current ||
        !jk_region_covers(letter->actor->region, entry->chain->region->code))
        return jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "uid", "%s", letter->uid);
    if (!jk_state_stands(entry->chain->state) && entry->chain->state != JK_STATE_DRAFT)
        return jk_fail(err, JK_STATE, JK_TEXT_CHAIN_FINAL, "uid", "%s",
                       jk_state_word(entry->chain->state));
    if (letter->bytes.len > JK_ATTACHMENT_MAX)
        return jk_fail(err, JK_TOO_BIG, JK_TEXT_LETTER_BIG, "", "%zu", letter->bytes.len);
    if (type == TYPES || !jk_span_starts(letter->bytes, types[type].magic))
        return jk_fail(err, JK_TYPE, JK_TEXT_LETTER_TYPE, "Content-Type", "%s", letter->type);
    jk_attachment_etag(entry, etag);
    if (letter->when.if_match && strcmp(letter->when.if_match, etag) != 0)
        return jk_fail(err, JK_STALE, JK_TEXT_CHANGED_MEANWHILE, "If-Match", "%s", "");
    return JK_OK;
}

enum jk_status jk_app_put_attachment(struct jk_app *app, const struct jk_attachment_filing *letter,
                                     bool *created, struct jk_error *err)
{
    struct jk_entry *entry = jk_registry_entry(app->registry, letter->uid);
    struct jk_act act = { letter->actor->name, letter->now_s };
    uint8_t digest[JK_DIGEST_LEN];
    char hex[2 * JK_DIGEST_LEN + 1];
    struct jk_attachment_row row = { .actor = letter->actor->name,
                                     .role = jk_role_word(letter->actor->role),
                                     .type = letter->type,
                                     .size = letter->bytes.len,
                                     .sha256 = hex,
                                     .time_s = letter->now_s,
                                     .bytes = letter->bytes };
    enum jk_status rc = check(letter, entry, err);

    if (rc != JK_OK)
        return rc;
    jk_sha256(letter->bytes.at, letter->bytes.len, digest);
    jk_hex(digest, sizeof digest, hex);
    *created = !entry->letter;
    if (entry->letter && strcmp(hex, entry->letter->sha256) == 0)
        return JK_OK;
    if ((rc = check_condition(&letter->when, !*created, err)) != JK_OK)
        return rc;
    row.uid = entry->uid;
    row.chain = entry->chain->id;
    if ((rc = jk_app_begin(app, err)) == JK_OK)
        rc = jk_store_put_attachment(app->store, &act, &row, err);
    if (rc == JK_OK && !note_letter(entry, &row))
        rc = jk_no_memory(err);
    return rc == JK_OK ? rc : app_break(app, rc);
}

enum jk_status jk_app_attachment(struct jk_app *app, const char *uid, struct jk_buf *bytes,
                                 struct jk_error *err)
{
    return jk_store_find_attachment(app->store, uid, bytes, err);
}

/* What a part is sealed for: parts of two letters, or two places of one, are not exchanged. */
static struct jk_span place_of(const char *file, uint64_t from, char out[96])
{
    const int len = snprintf(out, 96, "part\n%.60s\n%" PRIu64, file, from);

    return (struct jk_span){ out, (size_t)len };
}

enum jk_status jk_app_seal_part(struct jk_app *app, const char *uid, const char *file,
                                uint64_t from, struct jk_span plain, struct jk_buf *out,
                                struct jk_error *err)
{
    char place[96];

    return jk_store_seal(app->store, uid, place_of(file, from, place), plain, out, err);
}

enum jk_status jk_app_open_part(struct jk_app *app, const char *uid, const char *file,
                                uint64_t from, struct jk_span sealed, struct jk_buf *out,
                                struct jk_error *err)
{
    char place[96];

    return jk_store_unseal(app->store, uid, place_of(file, from, place), sealed, out, err);
}
