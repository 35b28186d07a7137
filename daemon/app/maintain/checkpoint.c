/* Signed heads of the journal: text form, signing, holding them against a store.
 *
 * A checkpoint is meant to leave the office by any way, so reading is lenient about layout (text
 * around it, blanks, order) and strict about values: each line once, none missing. The signature
 * covers head and values written anew, not the bytes that were read. The store is named by a hash
 * of its salt, so one store's checkpoint is not held against another. Whoever holds an old
 * checkpoint can later see whether entry n still has that hash, and with it all entries before. */
#include "jarak/app/maintain/checkpoint.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/texts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "jarak/base/civil.h"
#include "jarak/base/decimal.h"
#include "jarak/base/digest.h"
#include "jarak/store/store.h"

#define HEAD "JARAKD CHECKPOINT 1"

/* The lines in their order; `bytes` is the length of a hexadecimal value, 0 for other forms. */
static const struct {
    const char *name;
    size_t at, bytes;
} lines[] = {
    { "store", 0, 0 },
    { "entries", 0, 0 },
    { "hash", offsetof(struct jk_checkpoint, hash), 32 },
    { "time", 0, 0 },
    { "key", offsetof(struct jk_checkpoint, key), JK_SIGN_PUBLIC_LEN },
    { "signature", offsetof(struct jk_checkpoint, signature), JK_SIGN_LEN },
};
#define LINE_COUNT (sizeof lines / sizeof *lines)

static void add_line(struct jk_buf *out, const struct jk_checkpoint *c, size_t line)
{
    char hex[2 * JK_SIGN_LEN + 1];

    jk_buf_fmt(out, "%s: ", lines[line].name);
    if (lines[line].bytes) {
        jk_hex((const uint8_t *)c + lines[line].at, lines[line].bytes, hex);
        jk_buf_str(out, hex);
    } else if (line == 0) {
        jk_buf_str(out, c->store);
    } else if (line == 1) {
        jk_buf_fmt(out, "%" PRIu64, c->entries);
    } else {
        jk_iso_add(out, c->time_s, 0);
    }
    jk_buf_char(out, '\n');
}

/* Adds what is signed: head and values, so that layout does not matter. */
static void add_signed(struct jk_buf *out, const struct jk_checkpoint *c)
{
    jk_buf_str(out, HEAD "\n");
    for (size_t i = 0; i + 1 < LINE_COUNT; i++)
        add_line(out, c, i);
}

void jk_checkpoint_format(const struct jk_checkpoint *c, struct jk_buf *out)
{
    jk_buf_str(out, HEAD "\n");
    jk_buf_fmt(out, "%s\n", jk_text_get(JK_TEXT_CHECKPOINT_KEEP, JK_LANG_ID));
    for (size_t i = 0; i < LINE_COUNT; i++)
        add_line(out, c, i);
}

static bool read_value(struct jk_checkpoint *c, size_t line, struct jk_span value)
{
    if (lines[line].bytes)
        return value.len == 2 * lines[line].bytes &&
               jk_unhex(value, (uint8_t *)c + lines[line].at, lines[line].bytes);
    if (line == 0) {
        uint8_t id[8];

        snprintf(c->store, sizeof c->store, "%.*s", (int)value.len, value.at);
        return value.len == 16 && jk_unhex(value, id, sizeof id);
    }
    if (line == 1)
        return jk_uint_parse(value, INT64_MAX, &c->entries) && c->entries > 0;
    return jk_iso_parse(value, &c->time_s);
}

/* The line of that name, LINE_COUNT for any other text. */
static size_t line_of(struct jk_span name)
{
    size_t line = 0;

    while (line < LINE_COUNT && !jk_span_eq(name, jk_span_of(lines[line].name)))
        line++;
    return line;
}

enum jk_status jk_checkpoint_parse(struct jk_span text, struct jk_checkpoint *out,
                                   struct jk_error *err)
{
    struct jk_checkpoint c = { .entries = 0 };
    unsigned seen = 0;
    bool head = false;
    struct jk_span line;

    while (jk_span_cut(&text, '\n', &line)) {
        struct jk_span value = jk_span_trim(line), name;
        size_t i;

        head = head || jk_span_eq(value, JK_SPAN(HEAD));
        if (!head || !jk_span_cut(&value, ':', &name) ||
            (i = line_of(jk_span_trim(name))) == LINE_COUNT)
            continue; /* the sentence, or what stood around it in a message */
        if (!value.at || seen >> i & 1 || !read_value(&c, i, jk_span_trim(value)))
            return jk_fail(err, JK_INVALID, JK_TEXT_CHECKPOINT_LINE, lines[i].name, "%.*s",
                           (int)line.len, line.at);
        seen |= 1U << i;
    }
    for (size_t i = 0; i < LINE_COUNT; i++) {
        if (!(seen >> i & 1))
            return jk_fail(err, JK_INVALID, JK_TEXT_CHECKPOINT_LINE, lines[i].name, "%s", "");
    }
    *out = c;
    return JK_OK;
}

static void name_store(const uint8_t salt[32], char out[17])
{
    uint8_t digest[JK_DIGEST_LEN];

    jk_sha256(salt, 32, digest);
    jk_hex(digest, 8, out);
}

enum jk_status jk_checkpoint_make(const char *database, const uint8_t seed[JK_SIGN_SEED_LEN],
                                  int64_t now_s, struct jk_checkpoint *out, struct jk_error *err)
{
    struct jk_checkpoint c = { .time_s = now_s };
    struct jk_buf message = { 0 };
    struct jk_journal_mark mark;
    enum jk_status rc = jk_store_peek(database, 0, &mark, err);

    if (rc != JK_OK)
        return rc;
    c.entries = mark.entries;
    memcpy(c.hash, mark.hash, sizeof c.hash);
    name_store(mark.salt, c.store);
    rc = jk_sign_public(seed, c.key);
    add_signed(&message, &c);
    if (rc == JK_OK)
        rc = jk_buf_ok(&message) ? jk_sign(seed, jk_buf_view(&message), c.signature) : JK_MEMORY;
    jk_buf_clear(&message);
    if (rc != JK_OK)
        return jk_fail(err, rc, JK_TEXT_NO_MEMORY, "", "%s", "");
    *out = c;
    return JK_OK;
}

static bool is_signed(const struct jk_checkpoint *c, const uint8_t *key)
{
    struct jk_buf message = { 0 };
    bool ok;

    add_signed(&message, c);
    ok = jk_buf_ok(&message) && jk_sign_check(key, jk_buf_view(&message), c->signature);
    jk_buf_clear(&message);
    return ok;
}

enum jk_status jk_checkpoint_verify(const char *database, const struct jk_checkpoint *c,
                                    const uint8_t *trusted, struct jk_error *err)
{
    struct jk_journal_mark mark;
    char store[17];
    enum jk_status rc;

    if (trusted && memcmp(trusted, c->key, sizeof c->key) != 0)
        return jk_fail(err, JK_DENIED, JK_TEXT_CHECKPOINT_KEY, "key", "%s", "");
    if (!is_signed(c, c->key))
        return jk_fail(err, JK_DENIED, JK_TEXT_CHECKPOINT_SIGNATURE, "signature", "%s", "");
    rc = jk_store_peek(database, c->entries, &mark, err);
    if (rc == JK_NONE)
        return jk_fail(err, JK_CORRUPT, JK_TEXT_CHECKPOINT_GONE, "entries", "%" PRIu64, c->entries);
    if (rc != JK_OK)
        return rc;
    name_store(mark.salt, store);
    if (strcmp(store, c->store) != 0)
        return jk_fail(err, JK_CORRUPT, JK_TEXT_CHECKPOINT_STORE, "store", "%s", store);
    if (memcmp(mark.hash, c->hash, sizeof mark.hash) != 0)
        return jk_fail(err, JK_CORRUPT, JK_TEXT_CHECKPOINT_OTHER, "mark.hash", "%" PRIu64,
                       c->entries);
    return JK_OK;
}
