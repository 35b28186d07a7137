/* Replay sees whatever is done behind the daemon's back, to whichever table. */
#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/digest.h"
#include "tests/unit/store/filled.h"

/* A store with a row of every kind, such that every law holds. */
static void fill_place(struct place *p)
{
    char hex[2 * JK_DIGEST_LEN + 1];
    uint8_t digest[JK_DIGEST_LEN];

    place_begin(p);
    for (int i = 1; i < JK_ENTRY_END; i++) {
        enum jk_entry_kind kind = (enum jk_entry_kind)i;
        struct filled f;

        if (!store_kind_of(kind) || kind == JK_ENTRY_TOPIC)
            continue; /* comes with its subscription */
        filled_make(&f, kind);
        if (kind == JK_ENTRY_ATTACHMENT) {
            jk_sha256(f.as.row.attachment.bytes.at, f.as.row.attachment.bytes.len, digest);
            jk_hex(digest, sizeof digest, hex);
            f.as.row.attachment.sha256 = hex;
        }
        if (kind == JK_ENTRY_MATTER_ACT)
            f.as.row.matter_act.matter = "0-id"; /* the matter that is there */
        if (kind == JK_ENTRY_ERASE)
            f.as.erase.uid = "other";
        cr_assert(filled_put(p, kind, &f) == JK_OK, "%s: %s", store_kind_of(kind)->name,
                  p->err.value);
    }
    place_commit(p);
}

/* Do it to a copy. @return how many rows it changed; 0: it cannot be done, or is so already */
static int tamper(const char *copy, const char *sql)
{
    sqlite3 *db;
    int changed, rc;

    cr_assert(sqlite3_open(copy, &db) == SQLITE_OK);
    sqlite3_exec(db, "PRAGMA synchronous = OFF", NULL, NULL, NULL);
    changed = sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK ? sqlite3_changes(db) : 0;
    rc = sqlite3_errcode(db);
    cr_assert(rc == SQLITE_OK || rc == SQLITE_CONSTRAINT || rc == SQLITE_MISMATCH, "%s: %s", sql,
              sqlite3_errmsg(db));
    sqlite3_close(db);
    return changed;
}

/* What can be done to each column of each table: a query for the statements. */
#define OTHER                                                                                      \
    "'CASE typeof(' || c.name || ') WHEN ''integer'' THEN ' || c.name || ' + 7 WHEN ''text'' THEN" \
    " ' || c.name || ' || ''x'' ELSE CAST(' || c.name || ' || x''00'' AS BLOB) END'"
#define LESS                                                                                  \
    "'CASE typeof(' || c.name || ') WHEN ''integer'' THEN ' || c.name || ' - 1 ELSE substr('" \
    " || c.name || ', 2) END'"
#define NOTHING                                                                                  \
    "'CASE typeof(' || c.name || ') WHEN ''integer'' THEN 0 WHEN ''text'' THEN '''' ELSE x'''' " \
    "END'"
#define COLUMNS " FROM sqlite_schema AS t, pragma_table_info(t.name) AS c WHERE t.type = 'table'"
#define DEEDS                                                                               \
    "SELECT 'DELETE FROM ' || name FROM sqlite_schema WHERE type = 'table'"                 \
    " UNION ALL SELECT 'UPDATE ' || t.name || ' SET ' || c.name || ' = ' || " OTHER COLUMNS \
    " UNION ALL SELECT 'UPDATE ' || t.name || ' SET ' || c.name || ' = ' || " LESS          \
    " || ' WHERE length(' || c.name || ') > 0'" COLUMNS                                     \
    " UNION ALL SELECT 'UPDATE ' || t.name || ' SET ' || c.name || ' = ' || " NOTHING       \
    " || ' WHERE ' || c.name || ' IS NOT ' || " NOTHING COLUMNS                             \
    " UNION ALL SELECT 'UPDATE ' || t.name || ' SET ' || c.name || ' = NULL WHERE '"        \
    " || c.name || ' IS NOT NULL'" COLUMNS                                                  \
    " UNION ALL SELECT 'INSERT INTO ' || t.name || ' SELECT ' || (SELECT"                   \
    " group_concat(CASE k.cid WHEN c.cid THEN " OTHER " ELSE k.name END) FROM"              \
    " pragma_table_info(t.name) AS k) || ' FROM ' || t.name" COLUMNS

Test(tamper, whatever_is_done_to_any_table_is_noticed, .timeout = 300)
{
    struct place p;
    struct jk_replay found;
    char copy[128], *bytes;
    sqlite3_stmt *deeds;
    sqlite3 *db;
    size_t len;
    int done = 0;

    place_open(&p);
    fill_place(&p);
    jk_store_close(p.store);
    p.store = NULL;
    cr_assert(jk_store_replay(p.path, &found, &p.err) == JK_OK, "%s", found.first);
    bytes = place_read(p.path, &len);
    snprintf(copy, sizeof copy, "%s/copy.db", p.folder);
    cr_assert(sqlite3_open(p.path, &db) == SQLITE_OK);
    cr_assert(sqlite3_prepare_v2(db, DEEDS, -1, &deeds, NULL) == SQLITE_OK, "%s",
              sqlite3_errmsg(db));
    while (sqlite3_step(deeds) == SQLITE_ROW) {
        const char *sql = (const char *)sqlite3_column_text(deeds, 0);

        if (strncmp(sql, "UPDATE secrets SET secret ", 26) == 0)
            continue; /* the journal holds nothing of it: see docs/journal.md */
        place_write(copy, bytes, len);
        if (tamper(copy, sql) == 0)
            continue;
        cr_expect(jk_store_replay(copy, &found, &p.err) == JK_CORRUPT, "not noticed: %s", sql);
        done++;
    }
    cr_assert(done > 600, "%d", done);
    sqlite3_finalize(deeds);
    sqlite3_close(db);
    free(bytes);
    place_close(&p);
}
