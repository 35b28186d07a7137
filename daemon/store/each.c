#include "daemon/store/store_internal.h"

#include <string.h>

static const char *text_at(sqlite3_stmt *st, int column)
{
    return (const char *)sqlite3_column_text(st, column);
}

static struct jk_span octets_at(sqlite3_stmt *st, int column)
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
                        " '', 0 FROM letters WHERE chain = :chain ORDER BY 11"),
    [WALK_ALERTS] = ("SELECT account, number, conflict, revision, event, level,"
                     " time_s, payload FROM alerts WHERE account = :account"
                     " AND number > :after ORDER BY number LIMIT :limit"),
    [WALK_ALERTS_OF] = ("SELECT account, number, conflict, revision, event, level,"
                        " time_s, payload FROM alerts WHERE conflict = :conflict"
                        " AND account = :account AND revision <= :revision ORDER BY revision"),
    [WALK_CERTIFICATES] = ("SELECT chain, chain_revision, sha256 FROM certificates ORDER BY seq"),
    [WALK_AGENCIES] = ("SELECT conflict, agency, opinion, actor, note, revision, time_s"
                       " FROM agencies ORDER BY conflict, agency"),
    [WALK_SUBSCRIPTIONS] = ("SELECT s.id, s.account, s.channel, s.target, s.area, s.contest,"
                            " s.level, s.from_index, s.created_s, s.removed,"
                            " coalesce(k.secret, '') FROM subscriptions AS s"
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
    /* The key is the first field: four octets of length, then at most 255 of a UID. */
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

/* A query with its parameters bound, walked row by row. */
struct query {
    sqlite3 *db;
    sqlite3_stmt *st;
    int rc;
};

/* A walk inside a walk of the same table would move the outer one: it is refused. */
static struct query start(struct jk_store *store, enum walk walk, struct jk_error *err)
{
    sqlite3_stmt *st = store->walks[walk];

    if (err)
        err->status = JK_OK; /* what a callback says is told apart from what was there */
    if (sqlite3_stmt_busy(st))
        return (struct query){ .db = NULL, .rc = SQLITE_BUSY };
    return (struct query){ .db = store->db, .st = st };
}

static bool next(struct query *q, enum jk_status status)
{
    if (q->rc != SQLITE_OK && q->rc != SQLITE_ROW)
        return false;
    if (status == JK_OK)
        q->rc = sqlite3_step(q->st);
    return status == JK_OK && q->rc == SQLITE_ROW;
}

static enum jk_status finish(struct query *q, enum jk_status status, struct jk_error *err)
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
enum jk_status open_octets(struct jk_span key, const char *uid, struct jk_span sealed,
                           struct jk_buf *out)
{
    if (sealed.len == 0 || key.len != JK_SEAL_KEY_LEN)
        return JK_OK;
    return jk_unseal((const uint8_t *)key.at, jk_span_of(uid), sealed, out);
}

static enum jk_status tell_notice(sqlite3_stmt *st, jk_notice_each *each, void *ctx,
                                  struct jk_buf *octets, struct jk_buf *approved)
{
    struct jk_notice_row row = { .uid = text_at(st, 0),
                                 .chain = text_at(st, 1),
                                 .owner = text_at(st, 2),
                                 .revision = (uint32_t)sqlite3_column_int64(st, 3),
                                 .sequence = (uint32_t)sqlite3_column_int64(st, 4),
                                 .deleted = sqlite3_column_int(st, 5) != 0,
                                 .created_s = sqlite3_column_int64(st, 6),
                                 .changed_s = sqlite3_column_int64(st, 7),
                                 .approved_revision = (uint32_t)sqlite3_column_int64(st, 10) };
    struct jk_span key = octets_at(st, 11);
    enum jk_status rc;

    jk_buf_reset(octets);
    jk_buf_reset(approved);
    if ((rc = open_octets(key, row.uid, octets_at(st, 8), octets)) != JK_OK ||
        (rc = open_octets(key, row.uid, octets_at(st, 9), approved)) != JK_OK)
        return rc;
    row.octets = jk_buf_view(octets);
    row.approved = jk_buf_view(approved);
    return each(ctx, &row);
}

enum jk_status jk_store_each_notice(struct jk_store *store, jk_notice_each *each, void *ctx,
                                    struct jk_error *err)
{
    struct query q = start(store, WALK_NOTICES, err);
    struct jk_buf octets = { 0 }, approved = { 0 };
    enum jk_status rc = JK_OK;

    while (next(&q, rc))
        rc = tell_notice(q.st, each, ctx, &octets, &approved);
    jk_buf_clear(&octets);
    jk_buf_clear(&approved);
    return finish(&q, rc, err);
}

enum jk_status jk_store_each_chain(struct jk_store *store, jk_chain_each *each, void *ctx,
                                   struct jk_error *err)
{
    struct query q = start(store, WALK_CHAINS, err);
    enum jk_status rc = JK_OK;

    while (next(&q, rc)) {
        struct jk_chain_row row = { .chain = text_at(q.st, 0),
                                    .region = text_at(q.st, 1),
                                    .state = text_at(q.st, 2),
                                    .revision = (uint32_t)sqlite3_column_int64(q.st, 3),
                                    .pending = sqlite3_column_int(q.st, 4) != 0,
                                    .feed_revision = (uint32_t)sqlite3_column_int64(q.st, 5),
                                    .changed_s = sqlite3_column_int64(q.st, 6),
                                    .sttp = text_at(q.st, 7) };

        rc = each(ctx, &row);
    }
    return finish(&q, rc, err);
}

enum jk_status jk_store_each_conflict(struct jk_store *store, jk_conflict_each *each, void *ctx,
                                      struct jk_error *err)
{
    struct query q = start(store, WALK_CONFLICTS, err);
    enum jk_status rc = JK_OK;

    while (next(&q, rc)) {
        struct jk_conflict_row row = { .id = text_at(q.st, 0),
                                       .chain_a = text_at(q.st, 1),
                                       .chain_b = text_at(q.st, 2),
                                       .revision = (uint32_t)sqlite3_column_int64(q.st, 3),
                                       .level = (uint8_t)sqlite3_column_int(q.st, 4),
                                       .level_max = (uint8_t)sqlite3_column_int(q.st, 5),
                                       .open = sqlite3_column_int(q.st, 6) != 0,
                                       .digest = text_at(q.st, 7),
                                       .opened_s = sqlite3_column_int64(q.st, 8),
                                       .changed_s = sqlite3_column_int64(q.st, 9) };

        rc = each(ctx, &row);
    }
    return finish(&q, rc, err);
}

enum jk_status jk_store_each_account(struct jk_store *store, jk_account_each *each, void *ctx,
                                     struct jk_error *err)
{
    struct query q = start(store, WALK_ACCOUNTS, err);
    enum jk_status rc = JK_OK;

    while (next(&q, rc)) {
        struct jk_account_row row = { .name = text_at(q.st, 0),
                                      .role = text_at(q.st, 1),
                                      .region = text_at(q.st, 2),
                                      .contest = text_at(q.st, 3),
                                      .paslon = (uint32_t)sqlite3_column_int64(q.st, 4),
                                      .token_hash = text_at(q.st, 5),
                                      .disabled = sqlite3_column_int(q.st, 6) != 0 };

        rc = each(ctx, &row);
    }
    return finish(&q, rc, err);
}

/* Columns 11 to 14 of a proposal or its answer, beside those every act has. */
static struct jk_retime_row retime_at(sqlite3_stmt *st)
{
    return (struct jk_retime_row){ .chain = text_at(st, 0),
                                   .act = text_at(st, 1),
                                   .actor = text_at(st, 2),
                                   .role = text_at(st, 3),
                                   .reason = text_at(st, 4),
                                   .chain_revision = (uint32_t)sqlite3_column_int64(st, 7),
                                   .time_s = sqlite3_column_int64(st, 9),
                                   .number = (uint32_t)sqlite3_column_int64(st, 11),
                                   .level = (uint8_t)sqlite3_column_int(st, 12),
                                   .bands = text_at(st, 13),
                                   .start_s = sqlite3_column_int64(st, 14) };
}

enum jk_status jk_store_each_retime(struct jk_store *store, jk_retime_each *each, void *ctx,
                                    struct jk_error *err)
{
    struct query q = start(store, WALK_RETIMES, err);
    enum jk_status rc = JK_OK;

    while (next(&q, rc)) {
        struct jk_retime_row row = retime_at(q.st);

        rc = each(ctx, &row);
    }
    return finish(&q, rc, err);
}

enum jk_status jk_store_each_letter(struct jk_store *store, jk_letter_each *each, void *ctx,
                                    struct jk_error *err)
{
    struct query q = start(store, WALK_LETTERS, err);
    enum jk_status rc = JK_OK;

    while (next(&q, rc)) {
        struct jk_letter_row row = { .uid = text_at(q.st, 0),
                                     .chain = text_at(q.st, 1),
                                     .actor = text_at(q.st, 2),
                                     .role = text_at(q.st, 3),
                                     .type = text_at(q.st, 4),
                                     .size = (uint64_t)sqlite3_column_int64(q.st, 5),
                                     .sha256 = text_at(q.st, 6),
                                     .time_s = sqlite3_column_int64(q.st, 7) };

        rc = each(ctx, &row);
    }
    return finish(&q, rc, err);
}

enum jk_status jk_store_each_report(struct jk_store *store, jk_report_each *each, void *ctx,
                                    struct jk_error *err)
{
    struct query q = start(store, WALK_REPORTS, err);
    enum jk_status rc = JK_OK;

    while (next(&q, rc)) {
        struct jk_report_row row = { .id = text_at(q.st, 0),
                                     .act = text_at(q.st, 1),
                                     .uid = text_at(q.st, 2),
                                     .kind = text_at(q.st, 3),
                                     .minutes = sqlite3_column_int64(q.st, 4),
                                     .place = text_at(q.st, 5),
                                     .at_s = sqlite3_column_int64(q.st, 6),
                                     .planned_s = sqlite3_column_int64(q.st, 7),
                                     .actor = text_at(q.st, 8),
                                     .role = text_at(q.st, 9),
                                     .note = text_at(q.st, 10),
                                     .time_s = sqlite3_column_int64(q.st, 11) };

        rc = each(ctx, &row);
    }
    return finish(&q, rc, err);
}

enum jk_status jk_store_each_decision(struct jk_store *store, const char *chain,
                                      jk_decision_each *each, void *ctx, struct jk_error *err)
{
    struct query q = start(store, WALK_DECISIONS, err);
    enum jk_status rc = JK_OK;

    if (q.rc == SQLITE_OK)
        q.rc = sqlite3_bind_text(q.st, 1, chain, -1, SQLITE_STATIC);
    while (next(&q, rc)) {
        struct jk_decision_row row = { .chain = text_at(q.st, 0),
                                       .act = text_at(q.st, 1),
                                       .actor = text_at(q.st, 2),
                                       .role = text_at(q.st, 3),
                                       .reason = text_at(q.st, 4),
                                       .basis = text_at(q.st, 5),
                                       .sttp = text_at(q.st, 6),
                                       .chain_revision = (uint32_t)sqlite3_column_int64(q.st, 7),
                                       .seen = text_at(q.st, 8),
                                       .time_s = sqlite3_column_int64(q.st, 9) };
        struct jk_retime_row retime = retime_at(q.st);

        if (retime.number > 0)
            row.retime = &retime;
        rc = each(ctx, &row);
    }
    return finish(&q, rc, err);
}

static enum jk_status tell_alerts(struct query *q, jk_alert_each *each, void *ctx,
                                  struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    while (next(q, rc)) {
        struct jk_alert_row row = { .account = text_at(q->st, 0),
                                    .index = (uint64_t)sqlite3_column_int64(q->st, 1),
                                    .conflict = text_at(q->st, 2),
                                    .revision = (uint32_t)sqlite3_column_int64(q->st, 3),
                                    .event = text_at(q->st, 4),
                                    .level = (uint8_t)sqlite3_column_int(q->st, 5),
                                    .time_s = sqlite3_column_int64(q->st, 6),
                                    .payload = text_at(q->st, 7) };

        rc = each(ctx, &row);
    }
    return finish(q, rc, err);
}

enum jk_status jk_store_each_alert(struct jk_store *store, const char *account, uint64_t after,
                                   unsigned limit, jk_alert_each *each, void *ctx,
                                   struct jk_error *err)
{
    struct query q = start(store, WALK_ALERTS, err);

    if (q.rc == SQLITE_OK &&
        (q.rc = sqlite3_bind_text(q.st, 1, account, -1, SQLITE_STATIC)) == SQLITE_OK &&
        (q.rc = sqlite3_bind_int64(q.st, 2, (int64_t)after)) == SQLITE_OK)
        q.rc = sqlite3_bind_int64(q.st, 3, limit);
    return tell_alerts(&q, each, ctx, err);
}

enum jk_status jk_store_each_alert_of(struct jk_store *store, const char *account,
                                      const char *conflict, uint32_t revision, jk_alert_each *each,
                                      void *ctx, struct jk_error *err)
{
    struct query q = start(store, WALK_ALERTS_OF, err);

    if (q.rc == SQLITE_OK &&
        (q.rc = sqlite3_bind_text(q.st, 1, conflict, -1, SQLITE_STATIC)) == SQLITE_OK &&
        (q.rc = sqlite3_bind_text(q.st, 2, account, -1, SQLITE_STATIC)) == SQLITE_OK)
        q.rc = sqlite3_bind_int64(q.st, 3, revision);
    return tell_alerts(&q, each, ctx, err);
}

enum jk_status jk_store_each_certificate(struct jk_store *store, jk_certificate_each *each,
                                         void *ctx, struct jk_error *err)
{
    struct query q = start(store, WALK_CERTIFICATES, err);
    enum jk_status rc = JK_OK;

    while (next(&q, rc)) {
        struct jk_certificate_row row = { .chain = text_at(q.st, 0),
                                          .chain_revision = (uint32_t)sqlite3_column_int64(q.st, 1),
                                          .sha256 = text_at(q.st, 2) };

        rc = each(ctx, &row);
    }
    return finish(&q, rc, err);
}

enum jk_status jk_store_each_agency(struct jk_store *store, jk_agency_each *each, void *ctx,
                                    struct jk_error *err)
{
    struct query q = start(store, WALK_AGENCIES, err);
    enum jk_status rc = JK_OK;

    while (next(&q, rc)) {
        struct jk_agency_row row = { .conflict = text_at(q.st, 0),
                                     .agency = text_at(q.st, 1),
                                     .opinion = text_at(q.st, 2),
                                     .actor = text_at(q.st, 3),
                                     .note = text_at(q.st, 4),
                                     .revision = (uint32_t)sqlite3_column_int64(q.st, 5),
                                     .time_s = sqlite3_column_int64(q.st, 6) };

        rc = each(ctx, &row);
    }
    return finish(&q, rc, err);
}

enum jk_status jk_store_each_access(struct jk_store *store, jk_access_each *each, void *ctx,
                                    struct jk_error *err)
{
    struct query q = start(store, WALK_ACCESSES, err);
    enum jk_status rc = JK_OK;

    while (next(&q, rc)) {
        struct jk_access_row row = { .account = text_at(q.st, 0),
                                     .not_before_s = sqlite3_column_int64(q.st, 1),
                                     .not_after_s = sqlite3_column_int64(q.st, 2),
                                     .password = text_at(q.st, 3) };

        rc = each(ctx, &row);
    }
    return finish(&q, rc, err);
}

enum jk_status jk_store_each_token(struct jk_store *store, jk_token_each *each, void *ctx,
                                   struct jk_error *err)
{
    struct query q = start(store, WALK_TOKENS, err);
    enum jk_status rc = JK_OK;

    while (next(&q, rc)) {
        struct jk_token_row row = { .hash = text_at(q.st, 0),
                                    .account = text_at(q.st, 1),
                                    .label = text_at(q.st, 2),
                                    .not_before_s = sqlite3_column_int64(q.st, 3),
                                    .not_after_s = sqlite3_column_int64(q.st, 4),
                                    .revoked = sqlite3_column_int(q.st, 5) != 0,
                                    .time_s = sqlite3_column_int64(q.st, 6) };

        rc = each(ctx, &row);
    }
    return finish(&q, rc, err);
}

enum jk_status jk_store_each_subscription(struct jk_store *store, jk_subscription_each *each,
                                          void *ctx, struct jk_error *err)
{
    struct query q = start(store, WALK_SUBSCRIPTIONS, err);
    enum jk_status rc = JK_OK;

    while (next(&q, rc)) {
        struct jk_subscription_row row = { .id = text_at(q.st, 0),
                                           .account = text_at(q.st, 1),
                                           .channel = text_at(q.st, 2),
                                           .target = text_at(q.st, 3),
                                           .area = text_at(q.st, 4),
                                           .contest = text_at(q.st, 5),
                                           .level = (uint8_t)sqlite3_column_int(q.st, 6),
                                           .from_index = (uint64_t)sqlite3_column_int64(q.st, 7),
                                           .created_s = sqlite3_column_int64(q.st, 8),
                                           .removed = sqlite3_column_int(q.st, 9) != 0,
                                           .secret = text_at(q.st, 10) };

        rc = each(ctx, &row);
    }
    return finish(&q, rc, err);
}

static enum jk_status tell_draft(sqlite3_stmt *st, jk_draft_each *each, void *ctx,
                                 struct jk_buf *octets)
{
    struct jk_draft_row row = { .id = text_at(st, 0),
                                .account = text_at(st, 1),
                                .contest = text_at(st, 2),
                                .paslon = (uint32_t)sqlite3_column_int64(st, 3),
                                .region = text_at(st, 4),
                                .state = text_at(st, 5),
                                .note = text_at(st, 6),
                                .revision = (uint32_t)sqlite3_column_int64(st, 7),
                                .created_s = sqlite3_column_int64(st, 8),
                                .changed_s = sqlite3_column_int64(st, 9) };
    enum jk_status rc = open_octets(octets_at(st, 11), row.id, octets_at(st, 10), octets);

    row.octets = jk_buf_view(octets);
    return rc == JK_OK ? each(ctx, &row) : rc;
}

enum jk_status jk_store_each_draft(struct jk_store *store, jk_draft_each *each, void *ctx,
                                   struct jk_error *err)
{
    struct query q = start(store, WALK_DRAFTS, err);
    struct jk_buf octets = { 0 };
    enum jk_status rc = JK_OK;

    while (next(&q, rc)) {
        jk_buf_reset(&octets);
        rc = tell_draft(q.st, each, ctx, &octets);
    }
    jk_buf_clear(&octets);
    return finish(&q, rc, err);
}

enum jk_status jk_store_each_name(struct jk_store *store, jk_name_each *each, void *ctx,
                                  struct jk_error *err)
{
    struct query q = start(store, WALK_NAMES, err);
    enum jk_status rc = JK_OK;

    while (next(&q, rc)) {
        struct jk_name_row row = { .uid = text_at(q.st, 0), .name = text_at(q.st, 1) };

        rc = each(ctx, &row);
    }
    return finish(&q, rc, err);
}

/* Of a walk whose columns are what was sealed and its key: the last one, opened. */
static enum jk_status find_sealed(struct jk_store *store, enum walk walk, const char *uid,
                                  struct jk_buf *octets, struct jk_error *err)
{
    struct query q = start(store, walk, err);
    enum jk_status rc = JK_OK;
    size_t before = octets->len;

    if (q.rc == SQLITE_OK)
        q.rc = sqlite3_bind_text(q.st, 1, uid, -1, SQLITE_STATIC);
    while (next(&q, rc))
        rc = open_octets(octets_at(q.st, 1), uid, octets_at(q.st, 0), octets);
    rc = finish(&q, rc, err);
    if (rc == JK_OK && octets->len == before)
        return jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "uid", "%s", uid);
    return rc;
}

enum jk_status jk_store_find_certificate(struct jk_store *store, const char *chain,
                                         struct jk_buf *document, struct jk_error *err)
{
    return find_sealed(store, WALK_CERTIFICATE_OF, chain, document, err);
}

enum jk_status jk_store_find_letter(struct jk_store *store, const char *uid, struct jk_buf *octets,
                                    struct jk_error *err)
{
    return find_sealed(store, WALK_LETTER_OF, uid, octets, err);
}

bool jk_store_judged_by(struct jk_store *store, const char *hash)
{
    sqlite3_stmt *st = store->statements[ST_LAST_PACK];
    bool same = sqlite3_step(st) == SQLITE_ROW && strcmp(text_at(st, 0), hash) == 0;

    sqlite3_reset(st);
    return same;
}

uint64_t jk_store_last_alert(struct jk_store *store, const char *account)
{
    sqlite3_stmt *st = store->statements[ST_LAST_ALERT];
    uint64_t last = 0;

    sqlite3_bind_text(st, 1, account, -1, SQLITE_STATIC);
    if (sqlite3_step(st) == SQLITE_ROW)
        last = (uint64_t)sqlite3_column_int64(st, 0);
    sqlite3_reset(st);
    return last;
}
