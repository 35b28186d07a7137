/* What an approval was based on is kept, sealed like bytes, and destroyed with their key. */
#include <criterion/criterion.h>
#include <string.h>
#include "tests/unit/store/place.h"

#define HASH "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9"

static void put(struct place *p, const char *document, uint32_t revision)
{
    struct jk_certificate_row row = { "a@test", revision, HASH, jk_span_of(document) };

    place_begin(p);
    cr_assert(jk_store_put_certificate(p->store, &place_act, &row, &p->err) == JK_OK);
    place_commit(p);
}

static enum jk_status count_row(void *ctx, const struct jk_certificate_row *row)
{
    cr_assert(strcmp(row->chain, "a@test") == 0 && strcmp(row->sha256, HASH) == 0);
    cr_assert(row->document.len == 0);
    ++*(int *)ctx;
    return JK_OK;
}

Test(certificate, the_newest_is_found_after_a_restart_and_no_file_shows_it)
{
    struct jk_buf found = { 0 };
    struct place p;
    int rows = 0;

    place_open(&p);
    put(&p, "{\"rute\":\"pertama\"}", 2);
    put(&p, "{\"rute\":\"kedua\"}", 4);
    place_reopen(&p);
    cr_assert(jk_store_find_certificate(p.store, "a@test", &found, &p.err) == JK_OK);
    cr_assert(jk_span_eq(jk_buf_view(&found), JK_SPAN("{\"rute\":\"kedua\"}")));
    cr_assert(jk_store_each_certificate(p.store, count_row, &rows, &p.err) == JK_OK && rows == 2);
    cr_assert(!place_holds(&p, "pertama", 7) && !place_holds(&p, "kedua", 5));
    cr_assert(jk_store_find_certificate(p.store, "b@test", &found, &p.err) == JK_NONE);
    jk_buf_clear(&found);
    place_close(&p);
}

Test(certificate, erasing_the_notice_destroys_it_and_the_journal_still_agrees)
{
    struct jk_buf found = { 0 };
    struct jk_replay replay;
    struct place p;

    place_open(&p);
    place_begin(&p);
    place_put_notice(&p, "a@test", "octets", 1);
    place_commit(&p);
    put(&p, "{\"rute\":\"pertama\"}", 2);
    place_begin(&p);
    cr_assert(jk_store_erase(p.store, &place_act, "a@test", "uji", &p.err) == JK_OK);
    place_commit(&p);
    cr_assert(jk_store_find_certificate(p.store, "a@test", &found, &p.err) == JK_NONE);
    jk_store_close(p.store);
    p.store = NULL;
    cr_assert(jk_store_replay(p.path, &replay, &p.err) == JK_OK, "%s", replay.first);
    place_tamper(p.path, "UPDATE certificates SET sha256 = 'x'");
    cr_assert(jk_store_replay(p.path, &replay, &p.err) == JK_CORRUPT);
    jk_buf_clear(&found);
    place_close(&p);
}

Test(certificate, a_store_of_the_first_schema_is_brought_up_to_date)
{
    struct place p;
    int rows = 0;

    place_open_file(&p);
    place_fill(&p, 3);
    jk_store_close(p.store);
    place_tamper(p.path,
                 "DROP TABLE certificates; DROP TABLE agencies; DROP TABLE accesses;"
                 " DROP TABLE tokens; DROP INDEX alerts_of_conflict;"
                 " DROP TABLE subscriptions; DROP TABLE secrets; DROP TABLE retimes; DROP "
                 "TABLE reports; DROP TABLE letters; DROP TABLE files; DROP TABLE drafts; DROP "
                 "TABLE plains; DROP TABLE paslons; DROP TABLE editions; DROP TABLE scopes; "
                 "DROP TABLE matters; DROP TABLE inboxes; DROP TABLE matter_acts; "
                 "DROP TABLE names; DROP TABLE attentions; DROP TABLE clocks; DROP TABLE baselines;"
                 " ALTER TABLE chains DROP COLUMN former; ALTER TABLE chains DROP COLUMN"
                 " pending_state; ALTER TABLE chains DROP COLUMN asked_by;"
                 " PRAGMA user_version = 1");
    cr_assert(jk_store_open(p.path, &p.store, &p.err) == JK_OK, "%s", p.err.value);
    cr_assert(jk_store_each_certificate(p.store, count_row, &rows, &p.err) == JK_OK && rows == 0);
    put(&p, "{}", 1);
    place_close(&p);
}
