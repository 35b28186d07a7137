#include <string.h>
#include "daemon/store/walk.h"

static enum jk_status tell_notice(sqlite3_stmt *st, jk_notice_each *each, void *ctx,
                                  struct jk_buf *bytes, struct jk_buf *approved)
{
    struct jk_notice_row row = { .uid = walk_text(st, 0),
                                 .chain = walk_text(st, 1),
                                 .owner = walk_text(st, 2),
                                 .revision = (uint32_t)sqlite3_column_int64(st, 3),
                                 .sequence = (uint32_t)sqlite3_column_int64(st, 4),
                                 .deleted = sqlite3_column_int(st, 5) != 0,
                                 .created_s = sqlite3_column_int64(st, 6),
                                 .changed_s = sqlite3_column_int64(st, 7),
                                 .approved_revision = (uint32_t)sqlite3_column_int64(st, 10) };
    struct jk_span key = walk_bytes(st, 11);
    enum jk_status rc;

    jk_buf_reset(bytes);
    jk_buf_reset(approved);
    if ((rc = open_bytes(key, row.uid, walk_bytes(st, 8), bytes)) != JK_OK ||
        (rc = open_bytes(key, row.uid, walk_bytes(st, 9), approved)) != JK_OK)
        return rc;
    row.bytes = jk_buf_view(bytes);
    row.approved = jk_buf_view(approved);
    return each(ctx, &row);
}

enum jk_status jk_store_each_notice(struct jk_store *store, jk_notice_each *each, void *ctx,
                                    struct jk_error *err)
{
    struct walked q = walk_start(store, WALK_NOTICES, err);
    struct jk_buf bytes = { 0 }, approved = { 0 };
    enum jk_status rc = JK_OK;

    while (walk_next(&q, rc))
        rc = tell_notice(q.st, each, ctx, &bytes, &approved);
    jk_buf_clear(&bytes);
    jk_buf_clear(&approved);
    return walk_finish(&q, rc, err);
}

enum jk_status jk_store_each_chain(struct jk_store *store, jk_chain_each *each, void *ctx,
                                   struct jk_error *err)
{
    struct walked q = walk_start(store, WALK_CHAINS, err);
    enum jk_status rc = JK_OK;

    while (walk_next(&q, rc)) {
        struct jk_chain_row row = { .chain = walk_text(q.st, 0),
                                    .region = walk_text(q.st, 1),
                                    .state = walk_text(q.st, 2),
                                    .revision = (uint32_t)sqlite3_column_int64(q.st, 3),
                                    .pending = sqlite3_column_int(q.st, 4) != 0,
                                    .feed_revision = (uint32_t)sqlite3_column_int64(q.st, 5),
                                    .changed_s = sqlite3_column_int64(q.st, 6),
                                    .sttp = walk_text(q.st, 7) };

        rc = each(ctx, &row);
    }
    return walk_finish(&q, rc, err);
}

enum jk_status jk_store_each_conflict(struct jk_store *store, jk_conflict_each *each, void *ctx,
                                      struct jk_error *err)
{
    struct walked q = walk_start(store, WALK_CONFLICTS, err);
    enum jk_status rc = JK_OK;

    while (walk_next(&q, rc)) {
        struct jk_conflict_row row = { .id = walk_text(q.st, 0),
                                       .chain_a = walk_text(q.st, 1),
                                       .chain_b = walk_text(q.st, 2),
                                       .revision = (uint32_t)sqlite3_column_int64(q.st, 3),
                                       .level = (uint8_t)sqlite3_column_int(q.st, 4),
                                       .level_max = (uint8_t)sqlite3_column_int(q.st, 5),
                                       .open = sqlite3_column_int(q.st, 6) != 0,
                                       .digest = walk_text(q.st, 7),
                                       .opened_s = sqlite3_column_int64(q.st, 8),
                                       .changed_s = sqlite3_column_int64(q.st, 9) };

        rc = each(ctx, &row);
    }
    return walk_finish(&q, rc, err);
}

static struct jk_retime_row retime_at(sqlite3_stmt *st)
{
    return (struct jk_retime_row){ .chain = walk_text(st, 0),
                                   .act = walk_text(st, 1),
                                   .actor = walk_text(st, 2),
                                   .role = walk_text(st, 3),
                                   .reason = walk_text(st, 4),
                                   .chain_revision = (uint32_t)sqlite3_column_int64(st, 7),
                                   .time_s = sqlite3_column_int64(st, 9),
                                   .number = (uint32_t)sqlite3_column_int64(st, 11),
                                   .level = (uint8_t)sqlite3_column_int(st, 12),
                                   .bands = walk_text(st, 13),
                                   .start_s = sqlite3_column_int64(st, 14) };
}

enum jk_status jk_store_each_retime(struct jk_store *store, jk_retime_each *each, void *ctx,
                                    struct jk_error *err)
{
    struct walked q = walk_start(store, WALK_RETIMES, err);
    enum jk_status rc = JK_OK;

    while (walk_next(&q, rc)) {
        struct jk_retime_row row = retime_at(q.st);

        rc = each(ctx, &row);
    }
    return walk_finish(&q, rc, err);
}

enum jk_status jk_store_each_attachment(struct jk_store *store, jk_attachment_each *each, void *ctx,
                                        struct jk_error *err)
{
    struct walked q = walk_start(store, WALK_LETTERS, err);
    enum jk_status rc = JK_OK;

    while (walk_next(&q, rc)) {
        struct jk_attachment_row row = { .uid = walk_text(q.st, 0),
                                         .chain = walk_text(q.st, 1),
                                         .actor = walk_text(q.st, 2),
                                         .role = walk_text(q.st, 3),
                                         .type = walk_text(q.st, 4),
                                         .size = (uint64_t)sqlite3_column_int64(q.st, 5),
                                         .sha256 = walk_text(q.st, 6),
                                         .time_s = sqlite3_column_int64(q.st, 7) };

        rc = each(ctx, &row);
    }
    return walk_finish(&q, rc, err);
}

enum jk_status jk_store_each_report(struct jk_store *store, jk_report_each *each, void *ctx,
                                    struct jk_error *err)
{
    struct walked q = walk_start(store, WALK_REPORTS, err);
    enum jk_status rc = JK_OK;

    while (walk_next(&q, rc)) {
        struct jk_report_row row = { .id = walk_text(q.st, 0),
                                     .act = walk_text(q.st, 1),
                                     .uid = walk_text(q.st, 2),
                                     .kind = walk_text(q.st, 3),
                                     .minutes = sqlite3_column_int64(q.st, 4),
                                     .place = walk_text(q.st, 5),
                                     .at_s = sqlite3_column_int64(q.st, 6),
                                     .planned_s = sqlite3_column_int64(q.st, 7),
                                     .actor = walk_text(q.st, 8),
                                     .role = walk_text(q.st, 9),
                                     .note = walk_text(q.st, 10),
                                     .time_s = sqlite3_column_int64(q.st, 11) };

        rc = each(ctx, &row);
    }
    return walk_finish(&q, rc, err);
}

enum jk_status jk_store_each_decision(struct jk_store *store, const char *chain,
                                      jk_decision_each *each, void *ctx, struct jk_error *err)
{
    struct walked q = walk_start(store, WALK_DECISIONS, err);
    enum jk_status rc = JK_OK;

    if (q.rc == SQLITE_OK)
        q.rc = sqlite3_bind_text(q.st, 1, chain, -1, SQLITE_STATIC);
    while (walk_next(&q, rc)) {
        struct jk_decision_row row = { .chain = walk_text(q.st, 0),
                                       .act = walk_text(q.st, 1),
                                       .actor = walk_text(q.st, 2),
                                       .role = walk_text(q.st, 3),
                                       .reason = walk_text(q.st, 4),
                                       .basis = walk_text(q.st, 5),
                                       .sttp = walk_text(q.st, 6),
                                       .chain_revision = (uint32_t)sqlite3_column_int64(q.st, 7),
                                       .seen = walk_text(q.st, 8),
                                       .time_s = sqlite3_column_int64(q.st, 9) };
        struct jk_retime_row retime = retime_at(q.st);

        if (retime.number > 0)
            row.retime = &retime;
        rc = each(ctx, &row);
    }
    return walk_finish(&q, rc, err);
}

static enum jk_status tell_alerts(struct walked *q, jk_alert_each *each, void *ctx,
                                  struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    while (walk_next(q, rc)) {
        struct jk_alert_row row = { .account = walk_text(q->st, 0),
                                    .index = (uint64_t)sqlite3_column_int64(q->st, 1),
                                    .conflict = walk_text(q->st, 2),
                                    .revision = (uint32_t)sqlite3_column_int64(q->st, 3),
                                    .event = walk_text(q->st, 4),
                                    .level = (uint8_t)sqlite3_column_int(q->st, 5),
                                    .time_s = sqlite3_column_int64(q->st, 6),
                                    .payload = walk_text(q->st, 7) };

        rc = each(ctx, &row);
    }
    return walk_finish(q, rc, err);
}

enum jk_status jk_store_each_alert(struct jk_store *store, const char *account, uint64_t after,
                                   unsigned limit, jk_alert_each *each, void *ctx,
                                   struct jk_error *err)
{
    struct walked q = walk_start(store, WALK_ALERTS, err);

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
    struct walked q = walk_start(store, WALK_ALERTS_OF, err);

    if (q.rc == SQLITE_OK &&
        (q.rc = sqlite3_bind_text(q.st, 1, conflict, -1, SQLITE_STATIC)) == SQLITE_OK &&
        (q.rc = sqlite3_bind_text(q.st, 2, account, -1, SQLITE_STATIC)) == SQLITE_OK)
        q.rc = sqlite3_bind_int64(q.st, 3, revision);
    return tell_alerts(&q, each, ctx, err);
}

enum jk_status jk_store_each_last_alert(struct jk_store *store, const char *account,
                                        jk_alert_each *each, void *ctx, struct jk_error *err)
{
    struct walked q = walk_start(store, WALK_ALERTS_LAST, err);

    if (q.rc == SQLITE_OK)
        q.rc = sqlite3_bind_text(q.st, 1, account, -1, SQLITE_STATIC);
    return tell_alerts(&q, each, ctx, err);
}

enum jk_status jk_store_each_certificate(struct jk_store *store, jk_certificate_each *each,
                                         void *ctx, struct jk_error *err)
{
    struct walked q = walk_start(store, WALK_CERTIFICATES, err);
    enum jk_status rc = JK_OK;

    while (walk_next(&q, rc)) {
        struct jk_certificate_row row = { .chain = walk_text(q.st, 0),
                                          .chain_revision = (uint32_t)sqlite3_column_int64(q.st, 1),
                                          .sha256 = walk_text(q.st, 2) };

        rc = each(ctx, &row);
    }
    return walk_finish(&q, rc, err);
}

enum jk_status jk_store_each_opinion(struct jk_store *store, jk_opinion_each *each, void *ctx,
                                     struct jk_error *err)
{
    struct walked q = walk_start(store, WALK_AGENCIES, err);
    enum jk_status rc = JK_OK;

    while (walk_next(&q, rc)) {
        struct jk_opinion_row row = { .conflict = walk_text(q.st, 0),
                                      .agency = walk_text(q.st, 1),
                                      .opinion = walk_text(q.st, 2),
                                      .actor = walk_text(q.st, 3),
                                      .note = walk_text(q.st, 4),
                                      .revision = (uint32_t)sqlite3_column_int64(q.st, 5),
                                      .time_s = sqlite3_column_int64(q.st, 6) };

        rc = each(ctx, &row);
    }
    return walk_finish(&q, rc, err);
}

enum jk_status jk_store_each_escalation(struct jk_store *store, jk_escalation_each *each, void *ctx,
                                        struct jk_error *err)
{
    struct walked q = walk_start(store, WALK_ATTENTIONS, err);
    enum jk_status rc = JK_OK;

    while (walk_next(&q, rc)) {
        struct jk_escalation_row row = { .conflict = walk_text(q.st, 0),
                                         .level = (uint8_t)sqlite3_column_int(q.st, 1),
                                         .step = (uint8_t)sqlite3_column_int(q.st, 2),
                                         .revision = (uint32_t)sqlite3_column_int64(q.st, 3),
                                         .since_s = sqlite3_column_int64(q.st, 4),
                                         .actor = walk_text(q.st, 5),
                                         .acked_s = sqlite3_column_int64(q.st, 6) };

        rc = each(ctx, &row);
    }
    return walk_finish(&q, rc, err);
}

enum jk_status jk_store_each_clock(struct jk_store *store, jk_clock_each *each, void *ctx,
                                   struct jk_error *err)
{
    struct walked q = walk_start(store, WALK_CLOCKS, err);
    enum jk_status rc = JK_OK;

    while (walk_next(&q, rc)) {
        struct jk_clock_row row = { sqlite3_column_int64(q.st, 0), sqlite3_column_int64(q.st, 1) };

        rc = each(ctx, &row);
    }
    return walk_finish(&q, rc, err);
}

enum jk_status jk_store_each_name(struct jk_store *store, jk_name_each *each, void *ctx,
                                  struct jk_error *err)
{
    struct walked q = walk_start(store, WALK_NAMES, err);
    enum jk_status rc = JK_OK;

    while (walk_next(&q, rc)) {
        struct jk_name_row row = { .uid = walk_text(q.st, 0), .name = walk_text(q.st, 1) };

        rc = each(ctx, &row);
    }
    return walk_finish(&q, rc, err);
}

/* Of a walk whose columns are what was sealed and its key: the last one, opened. */
static enum jk_status find_sealed(struct jk_store *store, enum walk walk, const char *uid,
                                  struct jk_buf *bytes, struct jk_error *err)
{
    struct walked q = walk_start(store, walk, err);
    enum jk_status rc = JK_OK;
    size_t before = bytes->len;

    if (q.rc == SQLITE_OK)
        q.rc = sqlite3_bind_text(q.st, 1, uid, -1, SQLITE_STATIC);
    while (walk_next(&q, rc))
        rc = open_bytes(walk_bytes(q.st, 1), uid, walk_bytes(q.st, 0), bytes);
    rc = walk_finish(&q, rc, err);
    if (rc == JK_OK && bytes->len == before)
        return jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "uid", "%s", uid);
    return rc;
}

enum jk_status jk_store_find_certificate(struct jk_store *store, const char *chain,
                                         struct jk_buf *document, struct jk_error *err)
{
    return find_sealed(store, WALK_CERTIFICATE_OF, chain, document, err);
}

enum jk_status jk_store_find_attachment(struct jk_store *store, const char *uid,
                                        struct jk_buf *bytes, struct jk_error *err)
{
    return find_sealed(store, WALK_LETTER_OF, uid, bytes, err);
}

int64_t jk_store_newest_s(struct jk_store *store)
{
    sqlite3_stmt *st = store->statements[ST_NEWEST];
    int64_t newest_s = INT64_MIN;

    if (sqlite3_step(st) == SQLITE_ROW)
        newest_s = sqlite3_column_int64(st, 0);
    sqlite3_reset(st);
    return newest_s;
}

bool jk_store_judged_by(struct jk_store *store, const char *hash)
{
    sqlite3_stmt *st = store->statements[ST_LAST_PACK];
    bool same = sqlite3_step(st) == SQLITE_ROW && strcmp(walk_text(st, 0), hash) == 0;

    sqlite3_reset(st);
    return same;
}

uint64_t jk_store_last_entry(const struct jk_store *store)
{
    return store->tip.seq;
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
