/* daemon/store/codec.h: the payload of a journal entry: its fields, one after the other.
 *
 * What fields an entry has is a table by kind; the same table binds them to the statement that
 * folds the entry. Text and bytes are written as a 32-bit big-endian length and the bytes,
 * numbers as 64-bit big-endian two's complement. Nothing may follow the last field. */
#ifndef DAEMON_STORE_CODEC_H
#define DAEMON_STORE_CODEC_H
#include <sqlite3.h>
#include "jarak/base/error.h"
#include "jarak/store/rows.h"

#define ENTRY_VERSION 1 /* of all payloads; a change of fields is a new kind or a new version */
#define FIELDS_MAX    16

enum field_type { FIELD_TEXT, FIELD_NUMBER, FIELD_BYTES };

struct field {
    const char *name; /* also the statement's parameter, behind ':' */
    enum field_type type;
};

/* A field's content. */
struct value {
    struct jk_span span; /* text and bytes */
    int64_t number;
};

#define TEXT_VALUE(text)         \
    {                            \
        .span = jk_span_of(text) \
    }
#define NUMBER_VALUE(n)        \
    {                          \
        .number = (int64_t)(n) \
    }
#define BYTES_VALUE(bytes) \
    {                      \
        .span = (bytes)    \
    }

/* The fields of a kind, ended by a null name; null for a kind that does not exist. */
const struct field *codec_fields(enum jk_entry_kind kind);

/* Append the payload of a kind. */
void codec_write(enum jk_entry_kind kind, const struct value *values, struct jk_buf *out);

/* Read a payload; values borrow from it.
 *
 * @return JK_OK; JK_CORRUPT when it is cut, too long or of another form */
enum jk_status codec_read(enum jk_entry_kind kind, struct jk_span payload,
                          struct value values[FIELDS_MAX]);

#define KIND_MAX (JK_ENTRY_TOPIC + 1)

/* The statements that fold entries into tables of one database. */
struct folds {
    sqlite3 *db;
    sqlite3_stmt *statements[KIND_MAX];     /* null: the kind has no table */
    unsigned char at[KIND_MAX][FIELDS_MAX]; /* a field's parameter in its statement */
    unsigned char seq_at[KIND_MAX];         /* that of :seq; 0 where it has none */
};

/* @return an SQLite code */
int folds_open(struct folds *folds, sqlite3 *db);
/* Finalize the statements. */
void folds_close(struct folds *folds);
/* Fold one entry: the only writer of the tables. @return an SQLite code */
int folds_apply(struct folds *folds, enum jk_entry_kind kind, uint64_t seq,
                const struct value *values);
#endif
