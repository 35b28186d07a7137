/* How an entry becomes part of its table. Every statement is made of the kind's descriptor, each
 * column beside the parameter of the same name; live writes and replay use the same ones (S1). */
#include "daemon/store/kinds/fold.h"

#include <string.h>

/* True when the field is one of the columns that tell rows apart. */
static bool in_key(const struct kind *kind, const char *name)
{
    struct jk_span rest = jk_span_of(kind->key), column;

    while (jk_span_cut(&rest, ',', &column)) {
        if (jk_span_eq(jk_span_trim(column), jk_span_of(name)))
            return true;
    }
    return false;
}

/* Writes "column = :column, ..." for all columns that are not of the key. */
static void write_assignments(const struct kind *kind, struct jk_buf *out)
{
    const char *comma = "";

    for (const struct field *f = kind->fields; f->name; f++) {
        if (in_key(kind, f->name))
            continue;
        jk_buf_fmt(out, "%s%s = :%s", comma, f->name, f->name);
        comma = ", ";
    }
}

/* Writes INSERT INTO table (column, ...) VALUES (:column, ...); the entry's number is the last
 * column. */
static void write_insert(const struct kind *kind, struct jk_buf *out)
{
    jk_buf_fmt(out, "INSERT %sINTO %s (", kind->fold == FOLD_REPLACE ? "OR REPLACE " : "",
               kind->table);
    for (const struct field *f = kind->fields; f->name; f++)
        jk_buf_fmt(out, "%s%s", f == kind->fields ? "" : ", ", f->name);
    jk_buf_fmt(out, "%s%s) VALUES (", kind->seq ? ", " : "", kind->seq ? kind->seq : "");
    for (const struct field *f = kind->fields; f->name; f++)
        jk_buf_fmt(out, "%s:%s", f == kind->fields ? "" : ", ", f->name);
    jk_buf_str(out, kind->seq ? ", :seq)" : ")");
}

static void write_fold(const struct kind *kind, struct jk_buf *out)
{
    if (kind->fold == FOLD_AMEND) {
        jk_buf_fmt(out, "UPDATE %s SET ", kind->table);
        write_assignments(kind, out);
        jk_buf_fmt(out, " WHERE %s = :%s", kind->key, kind->key);
        return;
    }
    write_insert(kind, out);
    if (kind->fold == FOLD_CHANGE) {
        jk_buf_fmt(out, " ON CONFLICT (%s) DO UPDATE SET ", kind->key);
        write_assignments(kind, out);
    }
}

static unsigned char parameter_of(sqlite3_stmt *st, const char *field)
{
    char name[40] = ":";

    strncat(name, field, sizeof name - 2);
    return (unsigned char)sqlite3_bind_parameter_index(st, name);
}

/* Prepares the statement and notes where each field's parameter is: SQLite finds it by name once
 * and not for each row. */
static int open_fold(struct folds *folds, enum jk_entry_kind number, const struct kind *kind)
{
    sqlite3_stmt **st = &folds->statements[number];
    struct jk_buf sql = { 0 };
    int rc = SQLITE_NOMEM;

    write_fold(kind, &sql);
    if (jk_buf_ok(&sql))
        rc = sqlite3_prepare_v3(folds->db, sql.at, (int)sql.len, SQLITE_PREPARE_PERSISTENT, st,
                                NULL);
    jk_buf_clear(&sql);
    if (rc != SQLITE_OK)
        return rc;
    folds->seq_at[number] = parameter_of(*st, "seq");
    for (int i = 0; kind->fields[i].name; i++)
        folds->at[number][i] = parameter_of(*st, kind->fields[i].name);
    return SQLITE_OK;
}

int store_folds_open(struct folds *folds, sqlite3 *db)
{
    int rc = SQLITE_OK;

    *folds = (struct folds){ .db = db };
    for (int i = 0; i < JK_ENTRY_END && rc == SQLITE_OK; i++) {
        const struct kind *kind = store_kind_of((enum jk_entry_kind)i);

        if (kind && kind->fold != FOLD_NOTHING)
            rc = open_fold(folds, (enum jk_entry_kind)i, kind);
    }
    return rc;
}

void store_folds_close(struct folds *folds)
{
    for (int kind = 0; kind < JK_ENTRY_END; kind++)
        sqlite3_finalize(folds->statements[kind]);
    *folds = (struct folds){ .db = NULL };
}

static int bind_value(sqlite3_stmt *st, int at, enum field_type type, const struct value *value)
{
    const char *bytes = value->span.at ? value->span.at : ""; /* null would bind NULL */

    switch (type) {
    case FIELD_NUMBER:
        return sqlite3_bind_int64(st, at, value->number);
    case FIELD_TEXT:
        return sqlite3_bind_text(st, at, bytes, (int)value->span.len, SQLITE_STATIC);
    case FIELD_SEALED:
        break;
    }
    return sqlite3_bind_blob(st, at, bytes, (int)value->span.len, SQLITE_STATIC);
}

int store_folds_apply(struct folds *folds, enum jk_entry_kind kind, uint64_t seq,
                      const struct value *values)
{
    const struct field *fields = store_kind_of(kind)->fields;
    sqlite3_stmt *st = folds->statements[kind];
    int rc = SQLITE_OK;

    if (!st)
        return SQLITE_OK;
    for (int i = 0; fields[i].name && rc == SQLITE_OK; i++)
        rc = bind_value(st, folds->at[kind][i], fields[i].type, &values[i]);
    if (rc == SQLITE_OK && folds->seq_at[kind])
        rc = sqlite3_bind_int64(st, folds->seq_at[kind], (int64_t)seq);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(st);
    sqlite3_reset(st);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}
