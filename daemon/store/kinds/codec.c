/* Rows, values and payloads: the descriptor's fields in their order, one at a time. A number is as
 * wide as its member in the row struct, 64 bits in a payload and in a table. */
#include "daemon/store/kinds/codec.h"

#include <string.h>

/* A number of the row as 64 bits, whatever the width of its member. */
static int64_t number_at(enum field_form form, const void *member)
{
    switch (form) {
    case FORM_BOOL:
        return *(const bool *)member;
    case FORM_U8:
        return *(const uint8_t *)member;
    case FORM_U32:
        return *(const uint32_t *)member;
    case FORM_U64:
        return (int64_t)(*(const uint64_t *)member);
    case FORM_I64:
        return *(const int64_t *)member;
    case FORM_TEXT:
    case FORM_SPAN:
        break;
    }
    return 0;
}

void store_codec_values(const struct kind *kind, const void *row, struct value values[FIELDS_MAX])
{
    for (const struct field *f = kind->fields; f->name; f++, values++) {
        const void *member = (const char *)row + f->offset;

        *values = (struct value){ .number = number_at(f->form, member) };
        if (f->type == FIELD_TEXT)
            values->span = jk_span_of(*(const char *const *)member);
    }
}

static void write_number(struct jk_buf *out, uint64_t number, int bytes)
{
    unsigned char octets[8];

    for (int i = 0; i < bytes; i++)
        octets[i] = (unsigned char)(number >> (8 * (bytes - 1 - i)));
    jk_buf_add(out, octets, (size_t)bytes);
}

void store_codec_write(enum jk_entry_kind kind, const struct value *values, struct jk_buf *out)
{
    for (const struct field *f = store_kind_of(kind)->fields; f->name; f++, values++) {
        if (f->type == FIELD_NUMBER) {
            write_number(out, (uint64_t)values->number, 8);
            continue;
        }
        write_number(out, values->span.len, 4);
        jk_buf_span(out, values->span);
    }
}

/* Takes `bytes` bytes off the front as a big-endian number. */
static bool read_number(struct jk_span *rest, int bytes, uint64_t *number)
{
    if (rest->len < (size_t)bytes)
        return false;
    *number = 0;
    for (int i = 0; i < bytes; i++)
        *number = *number << 8 | (unsigned char)rest->at[i];
    *rest = (struct jk_span){ rest->at + bytes, rest->len - (size_t)bytes };
    return true;
}

static bool read_field(const struct field *f, struct jk_span *rest, struct value *value)
{
    uint64_t number;

    *value = (struct value){ .number = 0 };
    if (!read_number(rest, f->type == FIELD_NUMBER ? 8 : 4, &number))
        return false;
    if (f->type == FIELD_NUMBER) {
        value->number = (int64_t)number;
        return true;
    }
    if (rest->len < number)
        return false;
    value->span = (struct jk_span){ rest->at, (size_t)number };
    *rest = (struct jk_span){ rest->at + number, rest->len - (size_t)number };
    return f->type != FIELD_TEXT || !memchr(value->span.at, '\0', value->span.len);
}

enum jk_status store_codec_read(enum jk_entry_kind kind, struct jk_span payload,
                                struct value values[FIELDS_MAX])
{
    const struct kind *k = store_kind_of(kind);

    if (!k)
        return JK_CORRUPT;
    for (const struct field *f = k->fields; f->name; f++, values++) {
        if (!read_field(f, &payload, values))
            return JK_CORRUPT;
    }
    return payload.len == 0 ? JK_OK : JK_CORRUPT;
}
