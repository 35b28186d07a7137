/* What a put does besides its entry: keys, files, secrets, and the inbox without gaps. */
#include <criterion/criterion.h>
#include <sqlite3.h>
#include <string.h>
#include "jarak/base/bytes.h"
#include "jarak/store/texts.h"
#include "tests/unit/store/place.h"

static int64_t number(const struct place *p, const char *sql)
{
    sqlite3_stmt *st;
    sqlite3 *db;
    int64_t found;

    cr_assert(sqlite3_open(p->path, &db) == SQLITE_OK);
    cr_assert(sqlite3_prepare_v2(db, sql, -1, &st, NULL) == SQLITE_OK, "%s", sqlite3_errmsg(db));
    cr_assert(sqlite3_step(st) == SQLITE_ROW);
    found = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    sqlite3_close(db);
    return found;
}

static enum jk_status put_letter(struct place *p, const char *uid, struct jk_span bytes)
{
    struct jk_attachment_row letter = { .uid = uid,
                                        .chain = uid,
                                        .actor = "x",
                                        .role = "bawaslu",
                                        .type = "application/pdf",
                                        .size = bytes.len,
                                        .sha256 = "00",
                                        .bytes = bytes };

    return jk_store_put_attachment(p->store, &place_act, &letter, &p->err);
}

static enum jk_status put_draft(struct place *p, const char *id, const char *bytes)
{
    struct jk_draft_row draft = { .id = id,
                                  .account = "tim",
                                  .contest = "pilbup-64.08",
                                  .paslon = 1,
                                  .region = "64.08",
                                  .state = bytes[0] ? "draft" : "withdrawn",
                                  .note = "",
                                  .revision = 1,
                                  .bytes = jk_span_of(bytes) };

    return jk_store_put_draft(p->store, &place_act, &draft, &p->err);
}

Test(put, a_notice_has_one_key_and_each_version_is_sealed_anew)
{
    struct place p;

    place_open(&p);
    place_begin(&p);
    place_put_notice(&p, "a", "RAHASIA", 1);
    place_put_notice(&p, "a", "RAHASIA", 2);
    place_put_notice(&p, "b", "RAHASIA", 1);
    place_commit(&p);
    cr_assert(number(&p, "SELECT count(*) FROM keys") == 2);
    cr_assert(number(&p, "SELECT count(DISTINCT key) FROM keys") == 2);
    /* The same bytes twice look like two different ones. */
    cr_assert(number(&p, "SELECT count(DISTINCT payload) FROM journal WHERE kind = 1") == 3);
    cr_assert(number(&p, "SELECT count(DISTINCT octets) FROM notices") == 2);
    cr_assert(!place_holds(&p, "RAHASIA", 7));
    place_close(&p);
}

Test(put, nothing_to_seal_needs_no_key)
{
    struct place p;

    place_open(&p);
    place_begin(&p);
    place_put_notice(&p, "a", "", 1);
    place_commit(&p);
    cr_assert(number(&p, "SELECT count(*) FROM keys") == 0);
    cr_assert(number(&p, "SELECT length(octets) FROM notices") == 0);
    place_close(&p);
}

Test(put, a_letter_and_a_certificate_lie_under_the_key_of_the_notice)
{
    struct jk_certificate_row certificate = {
        .chain = "a", .chain_revision = 1, .sha256 = "11", .document = JK_SPAN("DOKUMEN")
    };
    struct jk_buf found = { 0 };
    struct place p;

    place_open(&p);
    place_begin(&p);
    cr_assert(put_letter(&p, "a", JK_SPAN("%PDF-LAMA")) == JK_OK);
    place_put_notice(&p, "a", "RAHASIA", 1);
    cr_assert(jk_store_put_certificate(p.store, &place_act, &certificate, &p.err) == JK_OK);
    cr_assert(put_letter(&p, "a", JK_SPAN("%PDF-BARU")) == JK_OK);
    place_commit(&p);
    cr_assert(number(&p, "SELECT count(*) FROM keys") == 1);
    cr_assert(number(&p, "SELECT count(*) FROM files") == 1, "a later letter takes its place");
    cr_assert(number(&p, "SELECT count(*) FROM letters") == 2, "both are in the journal");
    cr_assert(jk_store_find_attachment(p.store, "a", &found, &p.err) == JK_OK);
    cr_assert(jk_span_eq(jk_buf_view(&found), JK_SPAN("%PDF-BARU")));
    cr_assert(!place_holds(&p, "%PDF-BARU", 9) && !place_holds(&p, "DOKUMEN", 7));
    jk_buf_clear(&found);
    place_close(&p);
}

/* S6: a draft has a key of its own, which its notice of the same name has not. */
Test(put, a_drafts_key_ends_with_its_bytes_and_comes_anew)
{
    struct place p;

    place_open(&p);
    place_begin(&p);
    place_put_notice(&p, "0123456789abcdef", "NOTICE", 1);
    cr_assert(put_draft(&p, "0123456789abcdef", "DRAFT") == JK_OK);
    place_commit(&p);
    cr_assert(number(&p, "SELECT count(*) FROM keys") == 2);
    place_begin(&p);
    cr_assert(put_draft(&p, "0123456789abcdef", "") == JK_OK);
    place_commit(&p);
    cr_assert(number(&p, "SELECT count(*) FROM keys") == 1, "the notice keeps its own");
    place_begin(&p);
    cr_assert(put_draft(&p, "0123456789abcdef", "DRAFT") == JK_OK);
    place_commit(&p);
    cr_assert(number(&p, "SELECT count(*) FROM keys") == 2);
    place_close(&p);
}

/* S3 */
Test(put, an_alert_stands_behind_the_last_of_its_inbox_and_a_gap_writes_nothing)
{
    struct place p;

    place_open(&p);
    place_begin(&p);
    place_put_alert(&p, 0, JK_STATE);
    place_put_alert(&p, 2, JK_STATE);
    cr_assert(p.err.text == JK_TEXT_STORE_GAP);
    cr_assert_str_eq(p.err.field, "polres-64.08");
    cr_assert_str_eq(p.err.value, "2");
    place_put_alert(&p, 1, JK_OK);
    place_put_alert(&p, 1, JK_STATE);
    place_put_alert(&p, 2, JK_OK);
    cr_assert(place_last_alert(&p, "polres-64.08") == 2, "inside the transaction");
    place_commit(&p);
    cr_assert(jk_store_last_entry(p.store) == 2);
    cr_assert(place_last_alert(&p, "nobody") == 0);
    place_close(&p);
}

Test(put, a_subscription_about_all_kinds_has_one_entry_and_about_some_has_two)
{
    struct jk_subscription_row s = { .id = "0123456789abcdef",
                                     .account = "x",
                                     .channel = "webhook",
                                     .target = "https://t.test/",
                                     .area = "",
                                     .contest = "",
                                     .secret = "KUNCI-KUNCI",
                                     .kinds = "" };
    struct place p;

    place_open(&p);
    place_begin(&p);
    cr_assert(jk_store_put_subscription(p.store, &place_act, &s, &p.err) == JK_OK);
    cr_assert(jk_store_last_entry(p.store) == 1);
    s.id = "1123456789abcdef";
    s.kinds = "konvoi-konvoi";
    cr_assert(jk_store_put_subscription(p.store, &place_act, &s, &p.err) == JK_OK);
    cr_assert(jk_store_last_entry(p.store) == 3);
    place_commit(&p);
    cr_assert(number(&p, "SELECT count(*) FROM secrets") == 2);
    cr_assert(number(&p, "SELECT count(*) FROM journal WHERE instr(payload, 'KUNCI')") == 0,
              "S4: no secret is in the journal");
    place_close(&p);
}

Test(put, an_erasure_of_what_is_not_there_or_erased_already_is_told)
{
    struct place p;

    place_open(&p);
    place_begin(&p);
    cr_assert(jk_store_erase(p.store, &place_act, "a", "basis", &p.err) == JK_NONE);
    cr_assert_str_eq(p.err.field, "uid");
    cr_assert_str_eq(p.err.value, "a");
    place_put_notice(&p, "a", "RAHASIA", 1);
    cr_assert(put_letter(&p, "a", JK_SPAN("%PDF")) == JK_OK);
    cr_assert(jk_store_erase(p.store, &place_act, "a", "basis", &p.err) == JK_OK);
    cr_assert(jk_store_erase(p.store, &place_act, "a", "basis", &p.err) == JK_NONE);
    place_commit(&p);
    cr_assert(number(&p, "SELECT count(*) FROM keys") == 0);
    cr_assert(number(&p, "SELECT count(*) FROM files") == 0);
    cr_assert(number(&p, "SELECT count(*) FROM erasures") == 1);
    place_close(&p);
}

Test(put, what_is_put_outside_a_transaction_makes_neither_key_nor_file)
{
    struct jk_notice_row row = { .uid = "a", .chain = "a", .owner = "x", .bytes = JK_SPAN("B") };
    struct place p;

    place_open(&p);
    cr_assert(jk_store_put_notice(p.store, &place_act, &row, &p.err) == JK_STATE);
    cr_assert(put_letter(&p, "a", JK_SPAN("%PDF")) == JK_STATE);
    cr_assert(put_draft(&p, "d", "DRAFT") == JK_STATE);
    cr_assert(jk_store_erase(p.store, &place_act, "a", "basis", &p.err) == JK_STATE);
    cr_assert(number(&p, "SELECT count(*) FROM keys") == 0);
    cr_assert(number(&p, "SELECT count(*) FROM files") == 0);
    cr_assert(jk_store_last_entry(p.store) == 0);
    place_close(&p);
}
