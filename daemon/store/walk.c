/* Queries and what becomes of their rows. The columns of a query are made of the descriptor of the
 * kind it reads, and find their members by their names: there is no order to keep.
 *
 * Statements are prepared once, when the store is opened, and there it is checked that every member
 * of the row is filled: a query that lost a column fails at start and not in use. A walk of the
 * same query inside itself is refused as busy instead of restarting the outer one. Sealed columns
 * are opened with the key of their row; where the key is gone the bytes read as empty, which is how
 * erasing works. */
#include "daemon/store/walk.h"
#include "jarak/store/texts.h"

#include <string.h>

const char *store_walk_text(sqlite3_stmt *st, int column)
{
    return (const char *)sqlite3_column_text(st, column);
}

struct jk_span store_walk_bytes(sqlite3_stmt *st, int column)
{
    const char *at = sqlite3_column_blob(st, column);

    return (struct jk_span){ at, (size_t)sqlite3_column_bytes(st, column) };
}

/* Walks that are not just the table of a kind. */
static const struct {
    const char *columns; /* null: those of the kind's row */
    const char *from;
    enum jk_entry_kind kind; /* 0: what is found is no row */
} queries[WALK_END] = {
    [WALK_HISTORY] = { "chain, act, actor, role, reason, basis, sttp, chain_revision, seen, time_s,"
                       " seq, 0 AS number, 0 AS level, '' AS bands, 0 AS start_s",
                       "decisions WHERE chain = :chain UNION ALL SELECT chain, act, actor, role,"
                       " reason, '', '', chain_revision, '[]', time_s, seq, number, level, bands,"
                       " start_s FROM retimes WHERE chain = :chain UNION ALL SELECT chain,"
                       " 'letter', actor, role, 'sha256:' || sha256, '', '', 0, '[]', time_s, seq,"
                       " 0, 0, '', 0 FROM letters WHERE chain = :chain UNION ALL SELECT n.chain,"
                       " r.act, r.actor, r.role, r.id || ' ' || t.kind, '', '', 0, '[]', r.time_s,"
                       " r.seq, 0, 0, '', 0 FROM reports AS t CROSS JOIN notices AS n"
                       " ON n.uid = t.uid JOIN reports AS r ON r.id = t.id"
                       " WHERE n.chain = :chain ORDER BY 11",
                       JK_ENTRY_DECISION },
    [WALK_NOTICE_OF] = { NULL, "notices LEFT JOIN keys USING (uid) WHERE uid = :uid",
                         JK_ENTRY_NOTICE },
    [WALK_CHAIN_OF] = { NULL, "chains WHERE chain = :chain", JK_ENTRY_CHAIN },
    [WALK_CONFLICT_OF] = { NULL, "conflicts WHERE id = :id", JK_ENTRY_CONFLICT },
    [WALK_ALERTS] = { NULL,
                      "alerts WHERE account = :account AND number > :after ORDER BY number"
                      " LIMIT :limit",
                      JK_ENTRY_ALERT },
    [WALK_ALERTS_OF] = { NULL,
                         "alerts WHERE conflict = :conflict AND account = :account"
                         " AND revision <= :revision ORDER BY revision",
                         JK_ENTRY_ALERT },
    /* The bare columns are those of the row that has the maximum. */
    [WALK_ALERTS_LAST] = { "account, max(number) AS number, conflict, revision, event, level,"
                           " time_s, '' AS payload",
                           "alerts WHERE account = :account GROUP BY conflict", JK_ENTRY_ALERT },
    [WALK_CERTIFICATE_OF] = { "c.document, k.key",
                              "certificates AS c LEFT JOIN keys AS k ON k.uid = c.chain"
                              " WHERE c.chain = :chain ORDER BY c.seq DESC LIMIT 1",
                              0 },
    [WALK_LETTER_OF] = { "f.sealed, k.key",
                         "files AS f LEFT JOIN keys AS k ON k.uid = f.uid WHERE f.uid = :uid", 0 },
    /* The key is the first field: four bytes of length, then at most 255 of a UID. */
    [WALK_CHANGES] = { "seq, kind, substr(payload, 1, 260)",
                       "journal WHERE seq > :after AND kind IN (1, 2, 3, 9, 26) ORDER BY seq", 0 },
    [WALK_HASH_OF] = { "hash", "journal WHERE seq = :seq", 0 },
    [WALK_ENTRIES] = { "seq, time_s, actor, kind, version, payload, hash",
                       "journal WHERE seq > :after ORDER BY seq LIMIT :limit", 0 },
    [WALK_TRAIL] = { "seq, time_s, actor, kind, payload",
                     "journal WHERE seq < :before AND seq >= :from AND (:kinds >> kind) & 1"
                     " ORDER BY seq DESC",
                     0 },
    [WALK_TIME_OF] = { "time_s", "journal WHERE seq = :seq", 0 },
};

static void add_column(struct jk_buf *sql, const char *name)
{
    jk_buf_fmt(sql, "%s%s AS %s", sql->len ? ", " : "", name, name);
}

/* The columns a row of a kind is read from; what stays sealed is left out. */
static void write_columns(const struct kind *kind, struct jk_buf *out)
{
    for (const struct field *f = kind->fields; f->name; f++) {
        if (f->type != FIELD_SEALED || kind->opened)
            add_column(out, f->name);
    }
    for (int i = 0; i < BESIDE_MAX && kind->beside[i].name; i++)
        add_column(out, kind->beside[i].name);
    if (kind->opened)
        add_column(out, "key");
}

/* The field of a kind's row that has the name of a column; null: none. */
static const struct field *field_of(const struct kind *kind, const char *column)
{
    for (const struct field *f = kind->fields; f->name; f++) {
        if (strcmp(f->name, column) == 0)
            return f;
    }
    for (int i = 0; i < BESIDE_MAX && kind->beside[i].name; i++) {
        if (strcmp(kind->beside[i].name, column) == 0)
            return &kind->beside[i];
    }
    return NULL;
}

/* How many members a walk has to fill. */
static int members_of(const struct kind *kind)
{
    int count = 0;

    for (const struct field *f = kind->fields; f->name; f++)
        count += f->type != FIELD_SEALED || kind->opened;
    for (int i = 0; i < BESIDE_MAX && kind->beside[i].name; i++)
        count++;
    return count;
}

/* Match columns and members by their names. @return an SQLite code */
static int open_reader(struct reader *reader, sqlite3_stmt *st, const struct kind *kind)
{
    int found = 0;

    *reader = (struct reader){ .kind = kind, .columns = sqlite3_column_count(st), .key = -1 };
    if (reader->columns > COLUMNS_MAX)
        return SQLITE_ERROR;
    for (int i = 0; i < reader->columns; i++) {
        const char *column = sqlite3_column_name(st, i);

        if (!column)
            return SQLITE_NOMEM;
        reader->fields[i] = field_of(kind, column);
        found += reader->fields[i] != NULL;
        if (kind->opened && strcmp(column, "key") == 0)
            reader->key = i;
    }
    return found == members_of(kind) ? SQLITE_OK : SQLITE_ERROR; /* a member would stay empty */
}

static int open_walk(struct jk_store *store, int walk, const char *columns, const char *from,
                     const struct kind *kind)
{
    sqlite3_stmt **st = &store->walks[walk];
    struct jk_buf names = { 0 }, sql = { 0 };
    int rc = SQLITE_NOMEM;

    if (!columns)
        write_columns(kind, &names);
    jk_buf_str(&sql, "SELECT ");
    jk_buf_str(&sql, columns);
    jk_buf_span(&sql, jk_buf_view(&names));
    jk_buf_fmt(&sql, " FROM %s", from);
    if (jk_buf_ok(&names) && jk_buf_ok(&sql))
        rc = sqlite3_prepare_v3(store->db, sql.at, (int)sql.len, SQLITE_PREPARE_PERSISTENT, st,
                                NULL);
    jk_buf_clear(&names);
    jk_buf_clear(&sql);
    if (rc == SQLITE_OK && kind)
        rc = open_reader(&store->readers[walk], *st, kind);
    return rc;
}

int store_walks_open(struct jk_store *store)
{
    int rc = SQLITE_OK;

    for (int i = 0; i < JK_ENTRY_END && rc == SQLITE_OK; i++) {
        const struct kind *kind = store_kind_of((enum jk_entry_kind)i);

        if (kind && kind->rows)
            rc = open_walk(store, i, NULL, kind->rows, kind);
    }
    for (int i = JK_ENTRY_END; i < WALK_END && rc == SQLITE_OK; i++)
        rc = open_walk(store, i, queries[i].columns, queries[i].from,
                       store_kind_of(queries[i].kind));
    if (rc == SQLITE_OK)
        rc = open_reader(&store->answers, store->walks[WALK_HISTORY],
                         store_kind_of(JK_ENTRY_RETIME));
    return rc;
}

void store_walks_close(struct jk_store *store)
{
    for (int i = 0; i < WALK_END; i++)
        sqlite3_finalize(store->walks[i]);
}

struct walked store_walk_start(struct jk_store *store, enum walk walk, struct jk_error *err)
{
    sqlite3_stmt *st = store->walks[walk];

    if (err)
        err->status = JK_OK; /* what a callback says is told apart from what was there */
    if (sqlite3_stmt_busy(st))
        return (struct walked){ .db = NULL, .rc = SQLITE_BUSY };
    return (struct walked){ .db = store->db, .st = st, .reader = &store->readers[walk] };
}

bool store_walk_next(struct walked *q, enum jk_status status)
{
    if (q->rc != SQLITE_OK && q->rc != SQLITE_ROW)
        return false;
    if (status == JK_OK)
        q->rc = sqlite3_step(q->st);
    return status == JK_OK && q->rc == SQLITE_ROW;
}

void store_walk_set_number(const struct field *field, int64_t number, void *member)
{
    switch (field->form) {
    case FORM_BOOL:
        *(bool *)member = number != 0;
        break;
    case FORM_U8:
        *(uint8_t *)member = (uint8_t)number;
        break;
    case FORM_U32:
        *(uint32_t *)member = (uint32_t)number;
        break;
    case FORM_U64:
        *(uint64_t *)member = (uint64_t)number;
        break;
    case FORM_I64:
        *(int64_t *)member = number;
        break;
    case FORM_TEXT:
    case FORM_SPAN:
        break;
    }
}

/* Put a column into its member. */
static void fill(const struct field *field, sqlite3_stmt *st, int column, void *row)
{
    void *member = (char *)row + field->offset;

    if (field->form == FORM_TEXT)
        *(const char **)member = store_walk_text(st, column);
    else if (field->form == FORM_SPAN)
        *(struct jk_span *)member = store_walk_bytes(st, column);
    else
        store_walk_set_number(field, sqlite3_column_int64(st, column), member);
}

void store_walk_fill(const struct reader *reader, sqlite3_stmt *st, void *row)
{
    for (int i = 0; i < reader->columns; i++) {
        if (reader->fields[i])
            fill(reader->fields[i], st, i, row);
    }
}

/* Open what lies sealed in the row, into buffers that live as long as the walk. */
static enum jk_status open_row(struct walked *q)
{
    const struct reader *reader = q->reader;
    char *row = (char *)&q->row;
    const char *name = *(const char **)(row + reader->kind->bound.offset);
    enum jk_status rc = JK_OK;

    for (int i = 0; i < reader->columns && rc == JK_OK; i++) {
        struct jk_span *span;

        if (!reader->fields[i] || reader->fields[i]->type != FIELD_SEALED)
            continue;
        span = (struct jk_span *)(row + reader->fields[i]->offset);
        jk_buf_reset(&q->opened[i]);
        rc = store_open_bytes(store_walk_bytes(q->st, reader->key), name, *span, &q->opened[i]);
        *span = jk_buf_view(&q->opened[i]);
    }
    return rc;
}

bool store_walk_row(struct walked *q, enum jk_status *status)
{
    if (!store_walk_next(q, *status))
        return false;
    memset(&q->row, 0, sizeof q->row);
    store_walk_fill(q->reader, q->st, &q->row);
    if (q->reader->key >= 0)
        *status = open_row(q);
    return *status == JK_OK;
}

enum jk_status store_walk_finish(struct walked *q, enum jk_status status, struct jk_error *err)
{
    int rc = q->rc;

    for (int i = 0; i < COLUMNS_MAX; i++)
        jk_buf_clear(&q->opened[i]);
    if (q->st) {
        sqlite3_reset(q->st);
        sqlite3_clear_bindings(q->st);
    }
    if (status == JK_OK)
        return store_read_status(q->db, rc, err);
    if (err && err->status == status) /* the callback said why */
        return status;
    return jk_fail(err, status, JK_TEXT_STORE_ROW, store_file_name(q->db), "%s",
                   jk_status_name(status));
}

/* Once the key is gone nothing is what can be read. */
enum jk_status store_open_bytes(struct jk_span key, const char *uid, struct jk_span sealed,
                                struct jk_buf *out)
{
    if (sealed.len == 0 || key.len != JK_SEAL_KEY_LEN)
        return JK_OK;
    return jk_unseal((const uint8_t *)key.at, jk_span_of(uid), sealed, out);
}
