/* How entries become rows: added, in the place of another, keeping the first number, or amended. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/store/store_internal.h"

/* Tables in memory, and the statements that fill them. */
struct folding {
    sqlite3 *db;
    struct folds folds;
};

static void open_folding(struct folding *f)
{
    struct jk_error err;

    cr_assert(sqlite3_open(":memory:", &f->db) == SQLITE_OK);
    cr_assert(store_schema_prepare(f->db, &err) == JK_OK);
    cr_assert(store_folds_open(&f->folds, f->db) == SQLITE_OK);
}

static void close_folding(struct folding *f)
{
    store_folds_close(&f->folds);
    cr_assert(sqlite3_close(f->db) == SQLITE_OK, "no statement is left");
}

static int apply(struct folding *f, enum jk_entry_kind kind, uint64_t seq, const void *row)
{
    struct value values[FIELDS_MAX];

    store_codec_values(store_kind_of(kind), row, values);
    return store_folds_apply(&f->folds, kind, seq, values);
}

/* All rows of a query, columns by '|' and rows by ' '. */
static void expect(struct folding *f, const char *sql, const char *want)
{
    char have[512] = "";
    sqlite3_stmt *st;

    cr_assert(sqlite3_prepare_v2(f->db, sql, -1, &st, NULL) == SQLITE_OK, "%s",
              sqlite3_errmsg(f->db));
    while (sqlite3_step(st) == SQLITE_ROW) {
        size_t len = strlen(have);

        snprintf(have + len, sizeof have - len, "%s", len ? " " : "");
        for (int i = 0; i < sqlite3_column_count(st); i++) {
            len = strlen(have);
            snprintf(have + len, sizeof have - len, "%s%s", i ? "|" : "",
                     (const char *)sqlite3_column_text(st, i));
        }
    }
    sqlite3_finalize(st);
    cr_assert_str_eq(have, want);
}

static struct jk_chain_row chain(const char *name, const char *state)
{
    return (struct jk_chain_row){ .chain = name, .region = "64.08", .state = state, .sttp = "" };
}

Test(fold, a_change_keeps_the_number_of_the_first_entry_and_takes_all_the_rest)
{
    struct jk_chain_row a = chain("a", "submitted"), b = chain("b", "submitted");
    struct folding f;

    open_folding(&f);
    cr_assert(apply(&f, JK_ENTRY_CHAIN, 5, &a) == SQLITE_OK);
    cr_assert(apply(&f, JK_ENTRY_CHAIN, 6, &b) == SQLITE_OK);
    a.state = "approved";
    a.sttp = "S/1";
    a.revision = 2;
    cr_assert(apply(&f, JK_ENTRY_CHAIN, 7, &a) == SQLITE_OK);
    expect(&f, "SELECT chain, state, sttp, revision, first FROM chains ORDER BY first",
           "a|approved|S/1|2|5 b|submitted||0|6");
    close_folding(&f);
}

Test(fold, a_replaced_row_has_no_trace_of_the_one_before)
{
    struct jk_name_row name = { .uid = "u", .name = "one" };
    struct folding f;

    open_folding(&f);
    cr_assert(apply(&f, JK_ENTRY_NAME, 3, &name) == SQLITE_OK);
    name.name = "two";
    cr_assert(apply(&f, JK_ENTRY_NAME, 9, &name) == SQLITE_OK);
    expect(&f, "SELECT uid, name, seq FROM names", "u|two|9");
    close_folding(&f);
}

/* One column of the key alike is another row. */
Test(fold, a_key_of_two_columns_is_both)
{
    struct jk_opinion_row o = {
        .conflict = "c", .agency = "kpu", .opinion = "open", .actor = "x", .note = ""
    };
    struct folding f;

    open_folding(&f);
    cr_assert(apply(&f, JK_ENTRY_OPINION, 1, &o) == SQLITE_OK);
    o.agency = "polres";
    cr_assert(apply(&f, JK_ENTRY_OPINION, 2, &o) == SQLITE_OK);
    o.opinion = "accepted";
    cr_assert(apply(&f, JK_ENTRY_OPINION, 3, &o) == SQLITE_OK);
    o.conflict = "d";
    cr_assert(apply(&f, JK_ENTRY_OPINION, 4, &o) == SQLITE_OK);
    expect(&f, "SELECT conflict, agency, opinion FROM agencies ORDER BY 1, 2",
           "c|kpu|open c|polres|accepted d|polres|accepted");
    close_folding(&f);
}

Test(fold, what_is_added_stands_beside_its_equal_under_the_entrys_number)
{
    struct jk_decision_row d = { .chain = "a",
                                 .act = "hold",
                                 .actor = "x",
                                 .role = "polres",
                                 .reason = "",
                                 .basis = "",
                                 .sttp = "",
                                 .seen = "[]" };
    struct folding f;

    open_folding(&f);
    cr_assert(apply(&f, JK_ENTRY_DECISION, 11, &d) == SQLITE_OK);
    cr_assert(apply(&f, JK_ENTRY_DECISION, 12, &d) == SQLITE_OK);
    expect(&f, "SELECT seq, act FROM decisions ORDER BY seq", "11|hold 12|hold");
    cr_assert(apply(&f, JK_ENTRY_DECISION, 12, &d) == SQLITE_CONSTRAINT, "a number twice");
    close_folding(&f);
}

Test(fold, an_alert_with_a_number_the_inbox_has_is_refused)
{
    struct jk_alert_row a = {
        .account = "polres", .index = 1, .conflict = "c", .event = "opened", .payload = "{}"
    };
    struct folding f;

    open_folding(&f);
    cr_assert(apply(&f, JK_ENTRY_ALERT, 1, &a) == SQLITE_OK);
    cr_assert(apply(&f, JK_ENTRY_ALERT, 2, &a) == SQLITE_CONSTRAINT);
    a.account = "bawaslu";
    cr_assert(apply(&f, JK_ENTRY_ALERT, 3, &a) == SQLITE_OK, "each inbox counts for itself");
    /* The statement that was refused serves again. */
    a.index = 2;
    cr_assert(apply(&f, JK_ENTRY_ALERT, 4, &a) == SQLITE_OK);
    expect(&f, "SELECT account, number FROM alerts ORDER BY 1, 2", "bawaslu|1 bawaslu|2 polres|1");
    close_folding(&f);
}

Test(fold, a_topic_amends_the_subscription_of_its_id_and_nothing_else)
{
    struct jk_subscription_row s = { .id = "s1",
                                     .account = "x",
                                     .channel = "email",
                                     .target = "a@b",
                                     .area = "64.08",
                                     .contest = "",
                                     .secret = "",
                                     .kinds = "siaga" };
    struct folding f;

    open_folding(&f);
    cr_assert(apply(&f, JK_ENTRY_SUBSCRIPTION, 1, &s) == SQLITE_OK);
    expect(&f, "SELECT id, kinds, target FROM subscriptions", "s1||a@b");
    cr_assert(apply(&f, JK_ENTRY_TOPIC, 2, &s) == SQLITE_OK);
    expect(&f, "SELECT id, kinds, target FROM subscriptions", "s1|siaga|a@b");
    s.id = "s2";
    cr_assert(apply(&f, JK_ENTRY_TOPIC, 3, &s) == SQLITE_OK, "of none");
    expect(&f, "SELECT id, kinds, target FROM subscriptions", "s1|siaga|a@b");
    /* A removal replaces the row: what it was about is forgotten. */
    s.id = "s1";
    s.removed = true;
    cr_assert(apply(&f, JK_ENTRY_SUBSCRIPTION, 4, &s) == SQLITE_OK);
    expect(&f, "SELECT id, kinds, removed FROM subscriptions", "s1||1");
    close_folding(&f);
}

Test(fold, a_tick_has_no_table)
{
    struct folding f;

    open_folding(&f);
    cr_assert(f.folds.statements[JK_ENTRY_TICK] == NULL);
    cr_assert(store_folds_apply(&f.folds, JK_ENTRY_TICK, 1, NULL) == SQLITE_OK);
    close_folding(&f);
}

/* SQLite would bind NULL for a null pointer, which no column takes. */
Test(fold, nothing_is_kept_as_nothing_and_not_as_null)
{
    struct value values[FIELDS_MAX] = { { { NULL, 0 }, 0 } };
    struct folding f;

    open_folding(&f);
    cr_assert(store_folds_apply(&f.folds, JK_ENTRY_DRAFT, 1, values) == SQLITE_OK);
    expect(&f, "SELECT typeof(id), length(id), typeof(octets), length(octets), paslon FROM drafts",
           "text|0|blob|0|0");
    close_folding(&f);
}

Test(fold, numbers_keep_all_their_bits)
{
    struct jk_clock_row c = { INT64_MIN, INT64_MAX };
    struct folding f;

    open_folding(&f);
    cr_assert(apply(&f, JK_ENTRY_CLOCK, 1, &c) == SQLITE_OK);
    expect(&f, "SELECT from_s, to_s FROM clocks", "-9223372036854775808|9223372036854775807");
    close_folding(&f);
}

/* A database that lacks a table is found when the statements are prepared, not in use. */
Test(fold, a_missing_table_is_told_at_the_start)
{
    struct folding f;

    cr_assert(sqlite3_open(":memory:", &f.db) == SQLITE_OK);
    cr_assert(store_folds_open(&f.folds, f.db) == SQLITE_ERROR);
    close_folding(&f);
}
