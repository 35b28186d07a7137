/* Checkpoints: what survives a messenger, what is refused, and what a store is held against. */
#include "jarak/app/maintain/checkpoint.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/app/texts/texts.h"
#include "tests/unit/app/desk.h"

static const uint8_t seed[JK_SIGN_SEED_LEN] = "tiga puluh dua bita untuk uji...";
static const uint8_t other_seed[JK_SIGN_SEED_LEN] = "kunci lain, juga tiga puluh dua.";

/* A store with something in it, its checkpoint and that as text. */
struct office {
    struct desk d;
    struct jk_checkpoint made;
    struct jk_buf text;
};

static void open_checked(struct office *o)
{
    static const struct filed one = { "one@uji", 0.5, 117.5, 1, 0, NULL, NULL };

    *o = (struct office){ .made = { .entries = 0 } };
    desk_open(&o->d);
    cr_assert(desk_file(&o->d, &one) == JK_OK);
    cr_assert(jk_checkpoint_make(o->d.path, seed, DESK_NOW, &o->made, &o->d.err) == JK_OK);
    jk_checkpoint_format(&o->made, &o->text);
    jk_buf_char(&o->text, '\0');
    o->text.len--;
}

static void close_checked(struct office *o)
{
    jk_buf_clear(&o->text);
    desk_close(&o->d);
}

static bool same(const struct jk_checkpoint *a, const struct jk_checkpoint *b)
{
    return strcmp(a->store, b->store) == 0 && a->entries == b->entries && a->time_s == b->time_s &&
           memcmp(a->hash, b->hash, 32) == 0 && memcmp(a->key, b->key, sizeof a->key) == 0 &&
           memcmp(a->signature, b->signature, sizeof a->signature) == 0;
}

Test(checkpoint, what_is_written_is_read_and_holds_for_its_store)
{
    struct jk_checkpoint read;
    uint8_t key[JK_SIGN_PUBLIC_LEN];
    struct office o;

    open_checked(&o);
    cr_assert(strncmp(o.text.at, "JARAKD CHECKPOINT 1\n", 20) == 0);
    cr_assert(o.made.entries == jk_store_last_entry(o.d.store) && o.made.time_s == DESK_NOW);
    cr_assert(jk_checkpoint_parse(jk_buf_view(&o.text), &read, &o.d.err) == JK_OK);
    cr_assert(same(&read, &o.made));
    cr_assert(jk_checkpoint_verify(o.d.path, &read, NULL, &o.d.err) == JK_OK);
    cr_assert(jk_sign_public(seed, key) == JK_OK);
    cr_assert(jk_checkpoint_verify(o.d.path, &read, key, &o.d.err) == JK_OK);
    close_checked(&o);
}

/* The text goes by mail and messengers, which indent, quote and end lines as they like. */
Test(checkpoint, layout_does_not_matter)
{
    struct jk_buf sent = { 0 };
    struct jk_checkpoint read;
    struct jk_span rest, line;
    struct office o;

    open_checked(&o);
    jk_buf_str(&sent, "Halo, berikut titik periksa:\r\nhash: ini bukan barisnya\r\n\r\n");
    rest = jk_buf_view(&o.text);
    while (jk_span_cut(&rest, '\n', &line))
        jk_buf_fmt(&sent, "   %.*s \t\r\n\r\n", (int)line.len, line.at);
    jk_buf_str(&sent, "Salam");
    cr_assert(jk_checkpoint_parse(jk_buf_view(&sent), &read, &o.d.err) == JK_OK, "%s %s",
              o.d.err.field, o.d.err.value);
    cr_assert(same(&read, &o.made));
    jk_buf_clear(&sent);
    close_checked(&o);
}

/* The text without its line of that name, or with another in its place. */
static void with_line(const struct jk_buf *text, const char *name, const char *line,
                      struct jk_buf *out)
{
    struct jk_span rest = jk_buf_view(text), one;
    size_t len = strlen(name);

    jk_buf_reset(out);
    while (jk_span_cut(&rest, '\n', &one)) {
        bool found = one.len > len && memcmp(one.at, name, len) == 0 && one.at[len] == ':';

        if (!found)
            jk_buf_fmt(out, "%.*s\n", (int)one.len, one.at);
        else if (line)
            jk_buf_fmt(out, "%s\n", line);
    }
}

Test(checkpoint, a_line_that_is_missing_doubled_or_damaged_is_named)
{
    static const struct {
        const char *name, *line;
    } cases[] = {
        { "store", NULL },
        { "store", "store: 0123" },
        { "store", "store: 0123456789abcdeg" },
        { "entries", NULL },
        { "entries", "entries: 0" },
        { "entries", "entries: -1" },
        { "entries", "entries: 9223372036854775808" },
        { "hash", NULL },
        { "hash", "hash: 00" },
        { "time", NULL },
        { "time", "time: kemarin" },
        { "key", NULL },
        { "signature", NULL },
        { "signature", "signature: 00\nsignature: 00" },
    };
    struct jk_buf text = { 0 };
    struct jk_checkpoint read;
    struct office o;

    open_checked(&o);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        with_line(&o.text, cases[i].name, cases[i].line, &text);
        cr_expect(jk_checkpoint_parse(jk_buf_view(&text), &read, &o.d.err) == JK_INVALID, "%zu", i);
        cr_expect(o.d.err.text == JK_TEXT_CHECKPOINT_LINE, "case %zu", i);
        cr_expect_str_eq(o.d.err.field, cases[i].name, "case %zu: %s", i, o.d.err.field);
    }
    /* Each line once: a second one could be the one that is believed. */
    jk_buf_reset(&text);
    jk_buf_span(&text, jk_buf_view(&o.text));
    jk_buf_str(&text, "entries: 1\n");
    cr_expect(jk_checkpoint_parse(jk_buf_view(&text), &read, &o.d.err) == JK_INVALID);
    cr_expect(jk_checkpoint_parse(JK_SPAN(""), &read, &o.d.err) == JK_INVALID);
    jk_buf_clear(&text);
    close_checked(&o);
}

Test(checkpoint, a_text_that_was_changed_is_not_signed_any_more)
{
    struct office o;

    open_checked(&o);
    for (int i = 0; i < 5; i++) {
        struct jk_checkpoint bent = o.made;

        bent.entries += i == 0;
        bent.hash[31] ^= (uint8_t)(i == 1);
        bent.time_s += i == 2;
        bent.signature[0] ^= (uint8_t)(i == 3);
        bent.store[0] = (char)(i == 4 ? (bent.store[0] == '0' ? '1' : '0') : bent.store[0]);
        cr_expect(jk_checkpoint_verify(o.d.path, &bent, NULL, &o.d.err) == JK_DENIED, "%d", i);
        cr_expect(o.d.err.text == JK_TEXT_CHECKPOINT_SIGNATURE, "%d", i);
    }
    close_checked(&o);
}

Test(checkpoint, a_key_that_is_not_trusted_is_refused_before_anything_else)
{
    uint8_t key[JK_SIGN_PUBLIC_LEN];
    struct office o;

    open_checked(&o);
    cr_assert(jk_sign_public(other_seed, key) == JK_OK);
    cr_assert(jk_checkpoint_verify(o.d.path, &o.made, key, &o.d.err) == JK_DENIED);
    cr_assert(o.d.err.text == JK_TEXT_CHECKPOINT_KEY);
    close_checked(&o);
}

Test(checkpoint, a_journal_that_grew_still_holds_and_another_or_shorter_one_does_not)
{
    static const struct filed two = { "two@uji", 0.9, 117.1, 2, 0, NULL, NULL };
    struct jk_checkpoint later;
    struct office o, other;

    open_checked(&o);
    cr_assert(desk_file(&o.d, &two) == JK_OK);
    cr_assert(jk_checkpoint_verify(o.d.path, &o.made, NULL, &o.d.err) == JK_OK, "it grew");
    cr_assert(jk_checkpoint_make(o.d.path, seed, DESK_NOW + 60, &later, &o.d.err) == JK_OK);
    cr_assert(later.entries > o.made.entries && strcmp(later.store, o.made.store) == 0);
    open_checked(&other);
    cr_assert(jk_checkpoint_verify(other.d.path, &o.made, NULL, &o.d.err) == JK_CORRUPT);
    cr_assert(o.d.err.text == JK_TEXT_CHECKPOINT_STORE, "of another store");
    later.entries = o.made.entries + 1000;
    close_checked(&other);
    close_checked(&o);
}

Test(checkpoint, of_no_store_there_is_none)
{
    struct jk_checkpoint made = { .entries = 4711 };
    struct jk_error err;

    cr_assert(jk_checkpoint_make("/tmp/tiada/jarakd.db", seed, 1, &made, &err) != JK_OK);
    cr_assert(made.entries == 4711);
}
