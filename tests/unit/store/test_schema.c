/* The schema: steps that are taken in order, each once, and files that are not ours. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/store/store_internal.h"
#include "jarak/base/digest.h"
#include "jarak/store/texts.h"

static sqlite3 *open_empty(void)
{
    sqlite3 *db;

    cr_assert(sqlite3_open(":memory:", &db) == SQLITE_OK);
    return db;
}

static void run(sqlite3 *db, const char *sql)
{
    cr_assert(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, "%s: %s", sql,
              sqlite3_errmsg(db));
}

/* The first column of the first row, given. */
static char *ask(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *st;
    char *answer;

    cr_assert(sqlite3_prepare_v2(db, sql, -1, &st, NULL) == SQLITE_OK, "%s", sqlite3_errmsg(db));
    cr_assert(sqlite3_step(st) == SQLITE_ROW, "%s", sql);
    answer = strdup((const char *)sqlite3_column_text(st, 0));
    sqlite3_finalize(st);
    return answer;
}

static int ask_number(sqlite3 *db, const char *sql)
{
    char *answer = ask(db, sql);
    int number = atoi(answer);

    free(answer);
    return number;
}

/* All tables and indexes as they were made. */
static char *schema_of(sqlite3 *db)
{
    return ask(db, "SELECT group_concat(name || ' ' || coalesce(sql, ''), char(10))"
                   " FROM (SELECT * FROM sqlite_schema ORDER BY name)");
}

/* The newest version, as the program that knows it says. */
static int newest(void)
{
    int version = 0;

    while (!store_schema_is_newest((size_t)version))
        version++;
    return version;
}

Test(schema, an_empty_file_becomes_ours_in_the_newest_version)
{
    sqlite3 *db = open_empty();
    struct jk_error err;
    size_t version = 99;

    cr_assert(store_schema_check(db, &version, &err) == JK_OK && version == 0);
    cr_assert(ask_number(db, "SELECT count(*) FROM sqlite_schema") == 0,
              "checking changes nothing");
    cr_assert(store_schema_prepare(db, &err) == JK_OK);
    cr_assert(store_schema_check(db, &version, &err) == JK_OK && store_schema_is_newest(version));
    cr_assert(ask_number(db, "PRAGMA application_id") == 0x4a61526b, "JaRk");
    sqlite3_close(db);
}

Test(schema, a_second_start_changes_nothing)
{
    sqlite3 *db = open_empty();
    struct jk_error err;
    char *first, *second;

    cr_assert(store_schema_prepare(db, &err) == JK_OK);
    first = schema_of(db);
    run(db, "INSERT INTO packs VALUES (1, 'kutim', 'h')");
    cr_assert(store_schema_prepare(db, &err) == JK_OK);
    second = schema_of(db);
    cr_assert_str_eq(first, second);
    cr_assert(ask_number(db, "SELECT count(*) FROM packs") == 1);
    free(first);
    free(second);
    sqlite3_close(db);
}

/* Refuses the commit whose number it counts down to: a start that is cut off there. */
static int refuse_commit(void *ctx)
{
    int *left = ctx;

    return (*left)-- == 0;
}

Test(schema, a_start_that_is_cut_off_at_any_step_goes_on_where_it_was)
{
    sqlite3 *whole = open_empty();
    struct jk_error err;
    char *want;

    cr_assert(store_schema_prepare(whole, &err) == JK_OK);
    want = schema_of(whole);
    for (int step = 0; step < newest(); step++) {
        sqlite3 *db = open_empty();
        int left = step;
        char *got;

        sqlite3_commit_hook(db, refuse_commit, &left);
        cr_assert(store_schema_prepare(db, &err) != JK_OK, "step %d", step);
        cr_assert(sqlite3_get_autocommit(db), "no transaction is left open");
        cr_assert(ask_number(db, "PRAGMA user_version") == step, "step %d", step);
        sqlite3_commit_hook(db, NULL, NULL);
        cr_assert(store_schema_prepare(db, &err) == JK_OK, "step %d", step);
        got = schema_of(db);
        cr_assert_str_eq(got, want, "step %d", step);
        free(got);
        sqlite3_close(db);
    }
    free(want);
    sqlite3_close(whole);
}

Test(schema, a_step_that_fails_leaves_the_version_before_it)
{
    sqlite3 *db = open_empty();
    struct jk_error err;

    /* Ours by its name, at the first version, with a table in the way of the second step. */
    run(db, "PRAGMA application_id = 1247892075; PRAGMA user_version = 1;"
            "CREATE TABLE agencies (x)");
    cr_assert(store_schema_prepare(db, &err) != JK_OK);
    cr_assert(ask_number(db, "PRAGMA user_version") == 1);
    cr_assert(ask_number(db, "SELECT count(*) FROM sqlite_schema") == 1,
              "the table that came before it in the step is gone with it");
    sqlite3_close(db);
}

Test(schema, what_is_not_ours_or_newer_than_we_are_is_refused_and_left_as_it_is)
{
    static const struct {
        const char *sql;
        bool refused;
    } cases[] = {
        { "CREATE TABLE t (x)", true },
        { "CREATE TABLE t (x); PRAGMA application_id = 7", true },
        { "CREATE TABLE t (x); PRAGMA user_version = 1", true },
        { "PRAGMA user_version = -1", true },
        { "PRAGMA user_version = 9999", true },
        { "PRAGMA application_id = 7", false }, /* nothing is in it: nothing is lost */
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sqlite3 *db = open_empty();
        struct jk_error err;
        size_t version = 4711;
        enum jk_status rc;
        int before, id;

        run(db, cases[i].sql);
        before = ask_number(db, "SELECT count(*) FROM sqlite_schema");
        id = ask_number(db, "PRAGMA application_id");
        rc = store_schema_check(db, &version, &err);
        cr_expect((rc == JK_CORRUPT) == cases[i].refused, "case %zu: %s", i, jk_status_name(rc));
        if (cases[i].refused) {
            cr_expect(version == 4711 && err.text == JK_TEXT_STORE_FOREIGN, "case %zu", i);
            cr_expect_str_eq(err.field, "jarakd.db");
            cr_expect(store_schema_prepare(db, &err) == JK_CORRUPT, "case %zu", i);
            cr_expect(ask_number(db, "SELECT count(*) FROM sqlite_schema") == before);
            cr_expect(ask_number(db, "PRAGMA application_id") == id);
        }
        sqlite3_close(db);
    }
}

Test(schema, the_newest_version_is_known_and_the_next_is_not)
{
    sqlite3 *db = open_empty();
    struct jk_error err;
    char sql[64];
    size_t version;

    cr_assert(store_schema_prepare(db, &err) == JK_OK);
    snprintf(sql, sizeof sql, "PRAGMA user_version = %d", newest() + 1);
    run(db, sql);
    cr_assert(store_schema_check(db, &version, &err) == JK_CORRUPT);
    cr_assert(err.text == JK_TEXT_STORE_NEWER && atoi(err.value) == newest() + 1, "%s", err.value);
    sqlite3_close(db);
}

/* A step that shipped and is changed behind it would leave old files with another schema than new
 * ones. The hash is of all tables and indexes behind so many steps; a new step has a row of its
 * own, made when it ships, as its fixture has it (tests/fixtures). */
Test(schema, steps_that_shipped_are_what_they_were)
{
    static const struct {
        int steps;
        const char *hash;
    } shipped[] = {
        { 13, "6bf77f6a8eb58181164de666f2d9016d4d3fa02dcf4747613d7a3106d570c916" },
        { 20, "90f9c2304559332aa424aeb27f27305a5c9b0e88c31ecb5c4eab35142227f027" },
    };

    for (size_t i = 0; i < sizeof shipped / sizeof *shipped; i++) {
        sqlite3 *db = open_empty();
        int left = shipped[i].steps;
        struct jk_error err;
        uint8_t digest[JK_DIGEST_LEN];
        char hex[2 * JK_DIGEST_LEN + 1];
        char *schema;

        sqlite3_commit_hook(db, refuse_commit, &left);
        cr_assert((store_schema_prepare(db, &err) == JK_OK) == (shipped[i].steps == newest()));
        sqlite3_commit_hook(db, NULL, NULL);
        cr_assert(ask_number(db, "PRAGMA user_version") == shipped[i].steps);
        schema = schema_of(db);
        jk_sha256(schema, strlen(schema), digest);
        jk_hex(digest, sizeof digest, hex);
        cr_expect_str_eq(hex, shipped[i].hash, "%d steps", shipped[i].steps);
        free(schema);
        sqlite3_close(db);
    }
}
