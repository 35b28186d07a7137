#include "daemon/store/walk.h"

enum jk_status jk_store_each_account(struct jk_store *store, jk_account_each *each, void *ctx,
                                     struct jk_error *err)
{
    struct walked q = walk_start(store, WALK_ACCOUNTS, err);
    enum jk_status rc = JK_OK;

    while (walk_next(&q, rc)) {
        struct jk_account_row row = { .name = walk_text(q.st, 0),
                                      .role = walk_text(q.st, 1),
                                      .region = walk_text(q.st, 2),
                                      .contest = walk_text(q.st, 3),
                                      .paslon = (uint32_t)sqlite3_column_int64(q.st, 4),
                                      .token_hash = walk_text(q.st, 5),
                                      .disabled = sqlite3_column_int(q.st, 6) != 0 };

        rc = each(ctx, &row);
    }
    return walk_finish(&q, rc, err);
}

/* Columns 11 to 14 of a proposal or its answer, beside those every act has. */
enum jk_status jk_store_each_access(struct jk_store *store, jk_access_each *each, void *ctx,
                                    struct jk_error *err)
{
    struct walked q = walk_start(store, WALK_ACCESSES, err);
    enum jk_status rc = JK_OK;

    while (walk_next(&q, rc)) {
        struct jk_access_row row = { .account = walk_text(q.st, 0),
                                     .not_before_s = sqlite3_column_int64(q.st, 1),
                                     .not_after_s = sqlite3_column_int64(q.st, 2),
                                     .password = walk_text(q.st, 3) };

        rc = each(ctx, &row);
    }
    return walk_finish(&q, rc, err);
}

enum jk_status jk_store_each_token(struct jk_store *store, jk_token_each *each, void *ctx,
                                   struct jk_error *err)
{
    struct walked q = walk_start(store, WALK_TOKENS, err);
    enum jk_status rc = JK_OK;

    while (walk_next(&q, rc)) {
        struct jk_token_row row = { .hash = walk_text(q.st, 0),
                                    .account = walk_text(q.st, 1),
                                    .label = walk_text(q.st, 2),
                                    .not_before_s = sqlite3_column_int64(q.st, 3),
                                    .not_after_s = sqlite3_column_int64(q.st, 4),
                                    .revoked = sqlite3_column_int(q.st, 5) != 0,
                                    .time_s = sqlite3_column_int64(q.st, 6) };

        rc = each(ctx, &row);
    }
    return walk_finish(&q, rc, err);
}

enum jk_status jk_store_each_subscription(struct jk_store *store, jk_subscription_each *each,
                                          void *ctx, struct jk_error *err)
{
    struct walked q = walk_start(store, WALK_SUBSCRIPTIONS, err);
    enum jk_status rc = JK_OK;

    while (walk_next(&q, rc)) {
        struct jk_subscription_row row = { .id = walk_text(q.st, 0),
                                           .account = walk_text(q.st, 1),
                                           .channel = walk_text(q.st, 2),
                                           .target = walk_text(q.st, 3),
                                           .area = walk_text(q.st, 4),
                                           .contest = walk_text(q.st, 5),
                                           .level = (uint8_t)sqlite3_column_int(q.st, 6),
                                           .from_index = (uint64_t)sqlite3_column_int64(q.st, 7),
                                           .created_s = sqlite3_column_int64(q.st, 8),
                                           .removed = sqlite3_column_int(q.st, 9) != 0,
                                           .secret = walk_text(q.st, 10),
                                           .kinds = walk_text(q.st, 11) };

        rc = each(ctx, &row);
    }
    return walk_finish(&q, rc, err);
}

static enum jk_status tell_draft(sqlite3_stmt *st, jk_draft_each *each, void *ctx,
                                 struct jk_buf *bytes)
{
    struct jk_draft_row row = { .id = walk_text(st, 0),
                                .account = walk_text(st, 1),
                                .contest = walk_text(st, 2),
                                .paslon = (uint32_t)sqlite3_column_int64(st, 3),
                                .region = walk_text(st, 4),
                                .state = walk_text(st, 5),
                                .note = walk_text(st, 6),
                                .revision = (uint32_t)sqlite3_column_int64(st, 7),
                                .created_s = sqlite3_column_int64(st, 8),
                                .changed_s = sqlite3_column_int64(st, 9) };
    enum jk_status rc = open_bytes(walk_bytes(st, 11), row.id, walk_bytes(st, 10), bytes);

    row.bytes = jk_buf_view(bytes);
    return rc == JK_OK ? each(ctx, &row) : rc;
}

enum jk_status jk_store_each_draft(struct jk_store *store, jk_draft_each *each, void *ctx,
                                   struct jk_error *err)
{
    struct walked q = walk_start(store, WALK_DRAFTS, err);
    struct jk_buf bytes = { 0 };
    enum jk_status rc = JK_OK;

    while (walk_next(&q, rc)) {
        jk_buf_reset(&bytes);
        rc = tell_draft(q.st, each, ctx, &bytes);
    }
    jk_buf_clear(&bytes);
    return walk_finish(&q, rc, err);
}

/* Of a walk whose columns are what was sealed and its key: the last one, opened. */
