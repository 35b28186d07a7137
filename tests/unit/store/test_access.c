/* What lets an account in is journalled, told in the order it was given, and noticed when bent. */
#include <criterion/criterion.h>
#include <string.h>
#include "tests/unit/store/place.h"

static void put_access(struct place *p, int64_t from_s, const char *password)
{
    struct jk_access_row row = { "polres-64.08", from_s, 2000, password };

    place_begin(p);
    cr_assert(jk_store_put_access(p->store, &place_act, &row, &p->err) == JK_OK);
    place_commit(p);
}

static void put_token(struct place *p, const char *hash, bool revoked)
{
    struct jk_token_row row = { hash, "polres-64.08", "laptop", 10, 20, revoked, 5 };

    place_begin(p);
    cr_assert(jk_store_put_token(p->store, &place_act, &row, &p->err) == JK_OK);
    place_commit(p);
}

static enum jk_status note_access(void *ctx, const struct jk_access_row *row)
{
    jk_buf_fmt(ctx, "%s %lld %lld %s;", row->account, (long long)row->not_before_s,
               (long long)row->not_after_s, row->password);
    return JK_OK;
}

static enum jk_status note_token(void *ctx, const struct jk_token_row *row)
{
    jk_buf_fmt(ctx, "%s %s %s %lld %lld %d %lld;", row->hash, row->account, row->label,
               (long long)row->not_before_s, (long long)row->not_after_s, row->revoked,
               (long long)row->time_s);
    return JK_OK;
}

static void is_told(struct place *p, const char *want)
{
    struct jk_buf told = { 0 };

    cr_assert(jk_store_each_access(p->store, note_access, &told, &p->err) == JK_OK);
    cr_assert(jk_store_each_token(p->store, note_token, &told, &p->err) == JK_OK);
    cr_assert(strcmp(told.at ? told.at : "", want) == 0, "%s", told.at);
    jk_buf_clear(&told);
}

Test(access, the_newest_word_counts_and_tokens_keep_their_order_over_a_restart)
{
    struct place p;

    place_open(&p);
    put_access(&p, 100, "$y$old");
    put_access(&p, 200, "$y$new");
    put_token(&p, "ffff", false);
    put_token(&p, "0000", false);
    put_token(&p, "ffff", true);
    place_reopen(&p);
    is_told(&p, "polres-64.08 200 2000 $y$new;ffff polres-64.08 laptop 10 20 1 5;"
                "0000 polres-64.08 laptop 10 20 0 5;");
    place_close(&p);
}

Test(access, a_revoked_token_made_valid_behind_our_back_is_noticed)
{
    static const char *const bent[] = { "UPDATE tokens SET revoked = 0", "DELETE FROM accesses",
                                        "UPDATE accesses SET password = ''" };
    struct jk_replay replay;

    for (size_t i = 0; i < sizeof bent / sizeof *bent; i++) {
        struct place p;

        place_open(&p);
        put_access(&p, 100, "$y$x");
        put_token(&p, "ffff", true);
        jk_store_close(p.store);
        p.store = NULL;
        cr_assert(jk_store_replay(p.path, &replay, &p.err) == JK_OK, "%s", replay.first);
        place_tamper(p.path, bent[i]);
        cr_assert(jk_store_replay(p.path, &replay, &p.err) == JK_CORRUPT, "%s", bent[i]);
        place_close(&p);
    }
}

Test(access, a_store_of_the_second_schema_is_brought_up_to_date)
{
    struct place p;

    place_open_file(&p);
    place_fill(&p, 3);
    jk_store_close(p.store);
    place_tamper(p.path,
                 "DROP TABLE accesses; DROP TABLE tokens; DROP INDEX alerts_of_conflict;"
                 " DROP TABLE subscriptions; DROP TABLE secrets; DROP TABLE retimes; DROP "
                 "TABLE reports; DROP TABLE letters; DROP TABLE files; DROP TABLE drafts; DROP "
                 "TABLE plains; DROP TABLE paslons; DROP TABLE editions; DROP TABLE scopes; "
                 "DROP TABLE matters; DROP TABLE inboxes; DROP TABLE matter_acts; "
                 "DROP TABLE names; DROP TABLE attentions; DROP TABLE clocks; DROP TABLE baselines;"
                 " ALTER TABLE chains DROP COLUMN former; ALTER TABLE chains DROP COLUMN"
                 " pending_state; ALTER TABLE chains DROP COLUMN asked_by;"
                 " PRAGMA user_version = 2");
    cr_assert(jk_store_open(p.path, &p.store, &p.err) == JK_OK, "%s", p.err.value);
    is_told(&p, "");
    put_access(&p, 0, "");
    is_told(&p, "polres-64.08 0 2000 ;");
    place_close(&p);
}
