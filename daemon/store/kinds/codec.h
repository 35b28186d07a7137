/* daemon/store/kinds/codec.h: the payload of a journal entry: its fields, one after the other.
 *
 * The descriptor of its kind (kinds.h) lists an entry's fields. Text and sealed bytes are written
 * as a 32-bit big-endian length and the bytes, numbers as 64-bit big-endian two's complement.
 * Nothing may follow the last field. */
#ifndef DAEMON_STORE_CODEC_H
#define DAEMON_STORE_CODEC_H
#include "daemon/store/kinds/kinds.h"
#include "jarak/base/error.h"

/* A field's content. */
struct value {
    struct jk_span span; /* text and sealed bytes */
    int64_t number;
};

/* The values of a row, in the order of the kind's fields; they borrow from it. What is to be sealed
 * is left empty: nothing plain gets into a payload by mistake. */
void store_codec_values(const struct kind *kind, const void *row, struct value values[FIELDS_MAX]);

/* Append the payload of a kind that exists. */
void store_codec_write(enum jk_entry_kind kind, const struct value *values, struct jk_buf *out);

/* Read a payload; values borrow from it.
 *
 * @return JK_OK; JK_CORRUPT when it is cut, too long or of another form */
enum jk_status store_codec_read(enum jk_entry_kind kind, struct jk_span payload,
                                struct value values[FIELDS_MAX]);
#endif
