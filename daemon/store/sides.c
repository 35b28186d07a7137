/* Keys, secrets and files of letters: rows that lie beside the journal, for they can be destroyed.
 */
#include "daemon/store/store_internal.h"

static const struct {
    enum statement put, drop;
    bool text, secret; /* its bytes are a text; it must not be found in the log */
} tables[] = {
    [SIDE_KEY] = { ST_KEY_PUT, ST_KEY_DROP, false, true },
    [SIDE_SECRET] = { ST_SECRET_PUT, ST_SECRET_DROP, true, true },
    [SIDE_FILE] = { ST_FILE_PUT, ST_FILE_DROP, false, false },
};

int store_side_write(struct jk_store *store, const struct side *side)
{
    const bool is_text = tables[side->of].text;
    const enum statement which = side->gone ? tables[side->of].drop : tables[side->of].put;
    sqlite3_stmt *st = store->statements[which];
    int rc = sqlite3_bind_text(st, 1, side->name.at, (int)side->name.len, SQLITE_STATIC);

    if (rc == SQLITE_OK && !side->gone)
        rc = is_text
                 ? sqlite3_bind_text(st, 2, side->bytes.at, (int)side->bytes.len, SQLITE_STATIC)
                 : sqlite3_bind_blob(st, 2, side->bytes.at, (int)side->bytes.len, SQLITE_STATIC);
    if (rc == SQLITE_OK)
        rc = store_step(store, which);
    if (rc == SQLITE_OK && side->gone && tables[side->of].secret && sqlite3_changes(store->db) > 0)
        store->log_has_keys = true;
    return rc;
}

static enum jk_status write_and_stage(struct jk_store *store, const struct side *side,
                                      struct jk_error *err)
{
    int rc = store_side_write(store, side);

    if (rc == SQLITE_OK && store_stage_side(store, side) != JK_OK)
        rc = SQLITE_NOMEM;
    return store_wrote(store, rc, err);
}

enum jk_status store_side_put(struct jk_store *store, enum side_of of, const char *name,
                              struct jk_span bytes, struct jk_error *err)
{
    const struct side side = { of, store->tip.seq + 1, jk_span_of(name), bytes, false };

    return write_and_stage(store, &side, err);
}

enum jk_status store_side_drop(struct jk_store *store, enum side_of of, const char *name,
                               struct jk_error *err)
{
    const struct side side = { of, store->tip.seq + 1, jk_span_of(name), { "", 0 }, true };

    return write_and_stage(store, &side, err);
}
