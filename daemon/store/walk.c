#include "daemon/store/walk.h"

#include <string.h>

const char *walk_text(sqlite3_stmt *st, int column)
{
    return (const char *)sqlite3_column_text(st, column);
}

struct jk_span walk_bytes(sqlite3_stmt *st, int column)
{
    const char *at = sqlite3_column_blob(st, column);

    return (struct jk_span){ at, (size_t)sqlite3_column_bytes(st, column) };
}

static const char *const walk_texts[WALK_END] = {
    [WALK_NOTICES] = ("SELECT n.uid, n.chain, n.owner, n.revision, n.sequence,"
                      " n.deleted, n.created_s, n.changed_s, n.octets, n.approved,"
                      " n.approved_revision, k.key FROM notices AS n"
                      " LEFT JOIN keys AS k ON k.uid = n.uid ORDER BY n.first"),
    [WALK_CHAINS] = ("SELECT chain, region, state, revision, pending, feed_revision,"
                     " changed_s, sttp FROM chains ORDER BY first"),
    [WALK_CONFLICTS] = ("SELECT id, chain_a, chain_b, revision, level, level_max, open,"
                        " digest, opened_s, changed_s FROM conflicts ORDER BY id"),
    [WALK_ACCOUNTS] = ("SELECT name, role, region, contest, paslon, token_hash, disabled"
                       " FROM accounts ORDER BY name"),
    [WALK_DECISIONS] = ("SELECT chain, act, actor, role, reason, basis, sttp,"
                        " chain_revision, seen, time_s, seq, 0, 0, '', 0 FROM decisions"
                        " WHERE chain = :chain UNION ALL SELECT chain, act, actor, role, reason,"
                        " '', '', chain_revision, '[]', time_s, seq, number, level, bands, start_s"
                        " FROM retimes WHERE chain = :chain UNION ALL SELECT chain, 'letter',"
                        " actor, role, 'sha256:' || sha256, '', '', 0, '[]', time_s, seq, 0, 0,"
                        " '', 0 FROM letters WHERE chain = :chain UNION ALL SELECT n.chain, r.act,"
                        " r.actor, r.role, r.id || ' ' || t.kind, '', '', 0, '[]', r.time_s, r.seq,"
                        " 0, 0, '', 0 FROM reports AS t CROSS JOIN notices AS n ON n.uid = t.uid"
                        " JOIN reports AS r ON r.id = t.id WHERE n.chain = :chain ORDER BY 11"),
    [WALK_ALERTS] = ("SELECT account, number, conflict, revision, event, level,"
                     " time_s, payload FROM alerts WHERE account = :account"
                     " AND number > :after ORDER BY number LIMIT :limit"),
    [WALK_ALERTS_OF] = ("SELECT account, number, conflict, revision, event, level,"
                        " time_s, payload FROM alerts WHERE conflict = :conflict"
                        " AND account = :account AND revision <= :revision ORDER BY revision"),
    /* The bare columns are those of the row that has the maximum. */
    [WALK_ALERTS_LAST] = ("SELECT account, max(number), conflict, revision, event, level,"
                          " time_s, '' FROM alerts WHERE account = :account GROUP BY conflict"),
    [WALK_CERTIFICATES] = ("SELECT chain, chain_revision, sha256 FROM certificates ORDER BY seq"),
    [WALK_AGENCIES] = ("SELECT conflict, agency, opinion, actor, note, revision, time_s"
                       " FROM agencies ORDER BY conflict, agency"),
    [WALK_ATTENTIONS] = ("SELECT conflict, level, step, revision, since_s, actor, acked_s"
                         " FROM attentions ORDER BY conflict"),
    [WALK_CLOCKS] = ("SELECT from_s, to_s FROM clocks ORDER BY seq"),
    [WALK_SUBSCRIPTIONS] = ("SELECT s.id, s.account, s.channel, s.target, s.area, s.contest,"
                            " s.level, s.from_index, s.created_s, s.removed,"
                            " coalesce(k.secret, ''), s.kinds FROM subscriptions AS s"
                            " LEFT JOIN secrets AS k ON k.id = s.id ORDER BY s.created_s, s.id"),
    [WALK_CERTIFICATE_OF] = ("SELECT c.document, k.key FROM certificates AS c"
                             " LEFT JOIN keys AS k ON k.uid = c.chain WHERE c.chain = :chain"
                             " ORDER BY c.seq DESC LIMIT 1"),
    [WALK_ACCESSES] = ("SELECT account, not_before_s, not_after_s, password FROM accesses"
                       " ORDER BY account"),
    [WALK_RETIMES] = ("SELECT chain, act, actor, role, reason, '', '', chain_revision, '[]',"
                      " time_s, seq, number, level, bands, start_s FROM retimes ORDER BY seq"),
    [WALK_REPORTS] = ("SELECT id, act, uid, kind, minutes, place, at_s, planned_s, actor, role,"
                      " note, time_s FROM reports ORDER BY seq"),
    [WALK_LETTERS] = ("SELECT uid, chain, actor, role, type, size, sha256, time_s FROM letters"
                      " ORDER BY seq"),
    [WALK_LETTER_OF] = ("SELECT f.sealed, k.key FROM files AS f LEFT JOIN keys AS k"
                        " ON k.uid = f.uid WHERE f.uid = :uid"),
    [WALK_TOKENS] = ("SELECT hash, account, label, not_before_s, not_after_s, revoked, time_s"
                     " FROM tokens ORDER BY first"),
    [WALK_DRAFTS] = ("SELECT d.id, d.account, d.contest, d.paslon, d.region, d.state, d.note,"
                     " d.revision, d.created_s, d.changed_s, d.octets, k.key FROM drafts AS d"
                     " LEFT JOIN keys AS k ON k.uid = " DRAFT_KEY " ORDER BY d.first"),
    [WALK_NAMES] = ("SELECT uid, name FROM names ORDER BY seq"),
    /* The key is the first field: four bytes of length, then at most 255 of a UID. */
    [WALK_CHANGES] = ("SELECT seq, kind, substr(payload, 1, 260) FROM journal"
                      " WHERE kind IN (1, 2, 3, 9) ORDER BY seq"),
    [WALK_HASH_OF] = ("SELECT hash FROM journal WHERE seq = :seq"),
};

int walks_open(struct jk_store *store)
{
    int rc = SQLITE_OK;

    for (int i = 0; i < WALK_END && rc == SQLITE_OK; i++)
        rc = sqlite3_prepare_v3(store->db, walk_texts[i], -1, SQLITE_PREPARE_PERSISTENT,
                                &store->walks[i], NULL);
    return rc;
}

void walks_close(struct jk_store *store)
{
    for (int i = 0; i < WALK_END; i++)
        sqlite3_finalize(store->walks[i]);
}

struct walked walk_start(struct jk_store *store, enum walk walk, struct jk_error *err)
{
    sqlite3_stmt *st = store->walks[walk];

    if (err)
        err->status = JK_OK; /* what a callback says is told apart from what was there */
    if (sqlite3_stmt_busy(st))
        return (struct walked){ .db = NULL, .rc = SQLITE_BUSY };
    return (struct walked){ .db = store->db, .st = st };
}

bool walk_next(struct walked *q, enum jk_status status)
{
    if (q->rc != SQLITE_OK && q->rc != SQLITE_ROW)
        return false;
    if (status == JK_OK)
        q->rc = sqlite3_step(q->st);
    return status == JK_OK && q->rc == SQLITE_ROW;
}

enum jk_status walk_finish(struct walked *q, enum jk_status status, struct jk_error *err)
{
    int rc = q->rc;

    if (q->st) {
        sqlite3_reset(q->st);
        sqlite3_clear_bindings(q->st);
    }
    if (status == JK_OK)
        return store_status(q->db, rc, err);
    if (err && err->status == status) /* the callback said why */
        return status;
    return jk_fail(err, status, JK_TEXT_STORE_ROW, "jarakd.db", "%s", jk_status_name(status));
}

/* Once the key is gone nothing is what can be read. */
enum jk_status open_bytes(struct jk_span key, const char *uid, struct jk_span sealed,
                          struct jk_buf *out)
{
    if (sealed.len == 0 || key.len != JK_SEAL_KEY_LEN)
        return JK_OK;
    return jk_unseal((const uint8_t *)key.at, jk_span_of(uid), sealed, out);
}
