/* Payloads of the journal: written and read again, and no cut or longer one is taken. */
#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>
#include "daemon/store/kinds/codec.h"
#include "tests/support/seeded.h"

/* Values of every field of a kind, at the borders of what each holds. */
static size_t any_values(struct seeded *r, const struct kind *kind, struct value values[FIELDS_MAX])
{
    static const int64_t numbers[] = { 0, 1, -1, INT64_MAX, INT64_MIN, 255, 256 };
    static const char bytes[] = "isi \xc3\xa9 panjang dan lain-lain";
    size_t count = 0;

    for (const struct field *f = kind->fields; f->name; f++, count++) {
        values[count] = (struct value){ .number = 0 };
        if (f->type == FIELD_NUMBER)
            values[count].number = numbers[seeded_whole(r, 0, 6)];
        else
            values[count].span = (struct jk_span){ bytes, (size_t)seeded_whole(r, 0, 25) };
    }
    return count;
}

Test(codec, every_kind_comes_back_and_every_other_length_is_corrupt)
{
    struct seeded r = { 181 };
    int kinds = 0;

    for (int k = 0; k < JK_ENTRY_END; k++) {
        const struct kind *kind = store_kind_of((enum jk_entry_kind)k);

        if (!kind)
            continue;
        kinds++;
        for (int round = 0; round < 20; round++) {
            struct value put[FIELDS_MAX], got[FIELDS_MAX];
            struct jk_buf payload = { 0 };
            size_t count = any_values(&r, kind, put);

            store_codec_write((enum jk_entry_kind)k, put, &payload);
            cr_assert(store_codec_read((enum jk_entry_kind)k, jk_buf_view(&payload), got) == JK_OK,
                      "kind %d", k);
            for (size_t i = 0; i < count; i++)
                cr_assert(got[i].number == put[i].number && jk_span_eq(got[i].span, put[i].span),
                          "kind %d, %s", k, kind->fields[i].name);
            for (size_t len = 0; len < payload.len; len++)
                cr_assert(store_codec_read((enum jk_entry_kind)k,
                                           (struct jk_span){ payload.at, len }, got) == JK_CORRUPT,
                          "kind %d cut at %zu", k, len);
            jk_buf_char(&payload, 'x');
            cr_assert(store_codec_read((enum jk_entry_kind)k, jk_buf_view(&payload), got) ==
                          JK_CORRUPT,
                      "kind %d with a byte more", k);
            jk_buf_clear(&payload);
        }
    }
    cr_assert(kinds > 10, "%d kinds", kinds);
}

/* docs/journal.md: numbers as 64 bits big-endian, texts behind their length in 32 bits. */
Test(codec, the_form_of_a_payload_is_the_documented_one)
{
    struct seeded r = { 182 };

    for (int k = 0; k < JK_ENTRY_END; k++) {
        const struct kind *kind = store_kind_of((enum jk_entry_kind)k);
        struct value values[FIELDS_MAX];
        struct jk_buf payload = { 0 };
        size_t count, at = 0;

        if (!kind)
            continue;
        count = any_values(&r, kind, values);
        store_codec_write((enum jk_entry_kind)k, values, &payload);
        for (size_t i = 0; i < count; i++) {
            bool number = kind->fields[i].type == FIELD_NUMBER;
            uint64_t head = 0;

            for (int b = 0; b < (number ? 8 : 4); b++)
                head = head << 8 | (unsigned char)payload.at[at++];
            if (number) {
                cr_assert((int64_t)head == values[i].number, "kind %d", k);
                continue;
            }
            cr_assert(head == values[i].span.len, "kind %d", k);
            cr_assert(memcmp(payload.at + at, values[i].span.at, head) == 0);
            at += head;
        }
        cr_assert(at == payload.len);
        jk_buf_clear(&payload);
    }
}

/* A text with a NUL inside would be read shorter than it was hashed. */
Test(codec, a_text_with_a_nul_is_corrupt_and_a_kind_that_is_none_too)
{
    for (int k = 0; k < JK_ENTRY_END; k++) {
        const struct kind *kind = store_kind_of((enum jk_entry_kind)k);
        struct value values[FIELDS_MAX], got[FIELDS_MAX];
        struct seeded r = { 183 };
        size_t count = kind ? any_values(&r, kind, values) : 0;

        for (size_t i = 0; i < count; i++) {
            struct jk_buf payload = { 0 };
            struct jk_span before = values[i].span;
            bool text = kind->fields[i].type == FIELD_TEXT;

            if (kind->fields[i].type == FIELD_NUMBER)
                continue;
            values[i].span = (struct jk_span){ "a\0b", 3 };
            store_codec_write((enum jk_entry_kind)k, values, &payload);
            cr_assert(store_codec_read((enum jk_entry_kind)k, jk_buf_view(&payload), got) ==
                          (text ? JK_CORRUPT : JK_OK),
                      "kind %d, %s", k, kind->fields[i].name);
            values[i].span = before;
            jk_buf_clear(&payload);
        }
        if (!kind)
            cr_assert(store_codec_read((enum jk_entry_kind)k, JK_SPAN(""), got) == JK_CORRUPT);
    }
}
