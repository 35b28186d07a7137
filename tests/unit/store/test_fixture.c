/* What an older program wrote is read for ever: tests/fixtures/store-v1, an entry of every kind.
 *
 * The words of each kind are told one after the other and held against what was written down here;
 * no two fields of a kind have the same value. */
#include <criterion/criterion.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/digest.h"
#include "tests/unit/store/place.h"

#define ENTRIES   24
#define LAST_HASH "3c91d0b0ef2f918e3b7b6946f0940ae5294ae553940d7acb749edbde14c1217c"
#define LETTER    "%PDF-1.4\nsurat\n"

#define LETTER_HASH "06cb673b854eac8e22fee00182d8306a7d6445c1c995a3a76b3d2d800acba3fa"

static void open_fixture(struct place *p)
{
    const struct jk_replay found = place_open_fixture(p, "store-v1");

    cr_assert(found.entries == ENTRIES && found.rows == 21);
}

static void is_told(struct jk_buf *got, const char *want)
{
    jk_buf_char(got, '\0');
    cr_assert(strcmp(got->at, want) == 0, "%s", got->at);
    jk_buf_clear(got);
}

Test(fixture, an_old_journal_replays_and_ends_in_its_hash)
{
    struct jk_replay found;
    struct place p;
    uint8_t hash[32];
    char hex[65];

    open_fixture(&p);
    cr_assert(jk_store_journal_end(p.store, hash) == ENTRIES);
    jk_hex(hash, sizeof hash, hex);
    cr_assert(strcmp(hex, LAST_HASH) == 0, "%s", hex);
    place_begin(&p); /* and goes on */
    place_put_notice(&p, "new@test", "BEGIN", 1);
    place_put_alert(&p, 2, JK_OK);
    place_commit(&p);
    cr_assert(jk_store_replay(p.path, &found, &p.err) == JK_OK, "%s", found.first);
    place_close(&p);
}

static enum jk_status tell_notice(void *ctx, const struct jk_notice_row *r)
{
    jk_buf_fmt(ctx, "%s %s %s %" PRIu32 " %" PRIu32 " %d %" PRId64 " %" PRId64 " ", r->uid,
               r->chain, r->owner, r->revision, r->sequence, r->deleted, r->created_s,
               r->changed_s);
    jk_buf_span(ctx, r->bytes);
    jk_buf_str(ctx, "|");
    jk_buf_span(ctx, r->approved);
    jk_buf_fmt(ctx, " %" PRIu32 "\n", r->approved_revision);
    return JK_OK;
}

static enum jk_status tell_chain(void *ctx, const struct jk_chain_row *r)
{
    jk_buf_fmt(ctx, "%s %s %s %" PRIu32 " %d %" PRIu32 " %" PRId64 " %s", r->chain, r->region,
               r->state, r->revision, r->pending, r->feed_revision, r->changed_s, r->sttp);
    return JK_OK;
}

Test(fixture, notices_and_chains_are_as_they_were_written)
{
    static const char want[] = "main@test chain@test tim-1 4000000001 4000000002 0 1732000003"
                               " 1732000004 BEGIN\0newest\xff|BEGIN\0older 5\n"
                               "erased@test erased@test tim-2 1 0 1 0 0 | 0\n";
    struct jk_buf got = { 0 };
    struct place p;

    open_fixture(&p);
    cr_assert(jk_store_each_notice(p.store, tell_notice, &got, &p.err) == JK_OK);
    cr_assert(jk_span_eq(jk_buf_view(&got), JK_SPAN(want)));
    jk_buf_reset(&got);
    cr_assert(jk_store_each_chain(p.store, tell_chain, &got, &p.err) == JK_OK);
    is_told(&got, "main@test 64.08.01 approved 4000000001 1 7 -3 STTP/1");
    place_close(&p);
}

static enum jk_status tell_conflict(void *ctx, const struct jk_conflict_row *r)
{
    jk_buf_fmt(ctx, "%s %s %s %" PRIu32 " %d %d %d %s %" PRId64 " %" PRId64, r->id, r->chain_a,
               r->chain_b, r->revision, r->level, r->level_max, r->open, r->digest, r->opened_s,
               r->changed_s);
    return JK_OK;
}

static enum jk_status tell_alert(void *ctx, const struct jk_alert_row *r)
{
    jk_buf_fmt(ctx, "%s %" PRIu64 " %s %" PRIu32 " %s %d %" PRId64 " %s\n", r->account, r->index,
               r->conflict, r->revision, r->event, r->level, r->time_s, r->payload);
    return JK_OK;
}

static enum jk_status tell_agency(void *ctx, const struct jk_opinion_row *r)
{
    jk_buf_fmt(ctx, "%s %s %s %s %s %" PRIu32 " %" PRId64, r->conflict, r->agency, r->opinion,
               r->actor, r->note, r->revision, r->time_s);
    return JK_OK;
}

static enum jk_status tell_attention(void *ctx, const struct jk_escalation_row *r)
{
    jk_buf_fmt(ctx, "%s %d %d %" PRIu32 " %" PRId64 " %s %" PRId64, r->conflict, r->level, r->step,
               r->revision, r->since_s, r->actor, r->acked_s);
    return JK_OK;
}

Test(fixture, conflicts_and_what_was_told_of_them_are_as_they_were_written)
{
    struct jk_buf got = { 0 };
    struct place p;

    open_fixture(&p);
    cr_assert(jk_store_each_conflict(p.store, tell_conflict, &got, &p.err) == JK_OK);
    is_told(&got, "00000000000000c1 a@test b@test 4000000001 2 3 1 d1 1732000001 1732000002");
    cr_assert(jk_store_each_alert(p.store, &(struct jk_alert_page){ "polres-64.08", 0, 9 },
                                  tell_alert, &got, &p.err) == JK_OK);
    cr_assert(jk_store_each_alert_of(p.store,
                                     &(struct jk_alert_of){ "polres-64.08", "00000000000000c1", 2 },
                                     tell_alert, &got, &p.err) == JK_OK);
    cr_assert(jk_store_each_last_alert(p.store, "polres-64.08", tell_alert, &got, &p.err) == JK_OK);
    is_told(&got, "polres-64.08 1 00000000000000c1 2 opened 3 1732000004 {\"p\":1}\n"
                  "polres-64.08 1 00000000000000c1 2 opened 3 1732000004 {\"p\":1}\n"
                  "polres-64.08 1 00000000000000c1 2 opened 3 1732000004 \n");
    cr_assert(jk_store_each_opinion(p.store, tell_agency, &got, &p.err) == JK_OK);
    is_told(&got, "00000000000000c1 kpu objected kpu-64.08 catatan 8 1732000009");
    cr_assert(jk_store_each_escalation(p.store, tell_attention, &got, &p.err) == JK_OK);
    is_told(&got, "00000000000000c1 3 2 4 1732000005 polres-64.08 1732000006");
    place_close(&p);
}

static enum jk_status tell_account(void *ctx, const struct jk_account_row *r)
{
    jk_buf_fmt(ctx, "%s %s %s %s %" PRIu32 " %s %d", r->name, r->role, r->region, r->contest,
               r->paslon, r->token_hash, r->disabled);
    return JK_OK;
}

static enum jk_status tell_access(void *ctx, const struct jk_access_row *r)
{
    jk_buf_fmt(ctx, "%s %" PRId64 " %" PRId64 " %s", r->account, r->not_before_s, r->not_after_s,
               r->password);
    return JK_OK;
}

static enum jk_status tell_token(void *ctx, const struct jk_token_row *r)
{
    jk_buf_fmt(ctx, "%s %s %s %" PRId64 " %" PRId64 " %d %" PRId64, r->hash, r->account, r->label,
               r->not_before_s, r->not_after_s, r->revoked, r->time_s);
    return JK_OK;
}

static enum jk_status tell_subscription(void *ctx, const struct jk_subscription_row *r)
{
    jk_buf_fmt(ctx, "%s %s %s %s %s %s %d %" PRIu64 " %" PRId64 " %d %s %s", r->id, r->account,
               r->channel, r->target, r->area, r->contest, r->level, r->from_index, r->created_s,
               r->removed, r->secret, r->kinds);
    return JK_OK;
}

Test(fixture, accounts_and_subscriptions_are_as_they_were_written)
{
    struct jk_buf got = { 0 };
    struct place p;

    open_fixture(&p);
    cr_assert(jk_store_each_account(p.store, tell_account, &got, &p.err) == JK_OK);
    is_told(&got, "polres-64.08 polres 64.08 pilbup 2 hash-1 1");
    cr_assert(jk_store_each_access(p.store, tell_access, &got, &p.err) == JK_OK);
    is_told(&got, "polres-64.08 1732000001 1732000002 $y$kata");
    cr_assert(jk_store_each_token(p.store, tell_token, &got, &p.err) == JK_OK);
    is_told(&got, "hash-2 polres-64.08 ponsel 1732000003 1732000004 1 1732000005");
    cr_assert(jk_store_each_subscription(p.store, tell_subscription, &got, &p.err) == JK_OK);
    is_told(&got, "0000000000000051 polres-64.08 webhook https://tujuan.test/ 64.08.02 pilbup 2"
                  " 9000000000000000001 1732000006 0 rahasia crossing,head_on");
    place_close(&p);
}

static enum jk_status tell_retime(void *ctx, const struct jk_retime_row *r)
{
    jk_buf_fmt(ctx, "%s %s %" PRIu32 " %s %s %s %" PRIu32 " %d %s %" PRId64 " %" PRId64 "\n",
               r->chain, r->act, r->number, r->actor, r->role, r->reason, r->chain_revision,
               r->level, r->bands, r->start_s, r->time_s);
    return JK_OK;
}

static enum jk_status tell_decision(void *ctx, const struct jk_decision_row *r)
{
    jk_buf_fmt(ctx, "%s %s %s %s %s (%s) (%s) %" PRIu32 " %s %" PRId64 "\n", r->chain, r->act,
               r->actor, r->role, r->reason, r->basis, r->sttp, r->chain_revision, r->seen,
               r->time_s);
    return r->retime ? tell_retime(ctx, r->retime) : JK_OK;
}

static enum jk_status tell_certificate(void *ctx, const struct jk_certificate_row *r)
{
    jk_buf_fmt(ctx, "%s %" PRIu32 " %s %zu", r->chain, r->chain_revision, r->sha256,
               r->document.len);
    return JK_OK;
}

Test(fixture, official_acts_are_as_they_were_written)
{
    struct jk_buf got = { 0 };
    struct place p;

    open_fixture(&p);
    cr_assert(jk_store_each_decision(p.store, "main@test", tell_decision, &got, &p.err) == JK_OK);
    is_told(&got, "main@test approve polres-64.08 polres alasan (UU 9/1998) (STTP/1) 3"
                  " [[\"c1\",1]] 1732000004\n"
                  "main@test retime bawaslu-64.08 bawaslu geser () () 6 [] 1732000008\n"
                  "main@test retime 5 bawaslu-64.08 bawaslu geser 6 2 10-20 30-30 1732000007"
                  " 1732000008\n");
    cr_assert(jk_store_each_decision(p.store, "chain@test", tell_decision, &got, &p.err) == JK_OK);
    is_told(&got,
            "chain@test letter bawaslu-64.08 bawaslu sha256:" LETTER_HASH " () () 0 [] 1732000001\n"
            "chain@test report bawaslu-64.08 bawaslu 00000000000000e1 late () () 0 []"
            " 1732000003\n");
    cr_assert(jk_store_each_retime(p.store, tell_retime, &got, &p.err) == JK_OK);
    is_told(&got, "main@test retime 5 bawaslu-64.08 bawaslu geser 6 2 10-20 30-30 1732000007"
                  " 1732000008\n");
    cr_assert(jk_store_each_certificate(p.store, tell_certificate, &got, &p.err) == JK_OK);
    is_told(&got, "main@test 4 sha-1 0");
    cr_assert(jk_store_find_certificate(p.store, "main@test", &got, &p.err) == JK_OK);
    is_told(&got, "{\"dokumen\":1}");
    cr_assert(jk_store_judged_by(p.store, "pack-hash", &p.err) == JK_OK);
    place_close(&p);
}

static enum jk_status tell_letter(void *ctx, const struct jk_attachment_row *r)
{
    jk_buf_fmt(ctx, "%s %s %s %s %s %" PRIu64 " %s %" PRId64, r->uid, r->chain, r->actor, r->role,
               r->type, r->size, r->sha256, r->time_s);
    return JK_OK;
}

static enum jk_status tell_report(void *ctx, const struct jk_report_row *r)
{
    jk_buf_fmt(ctx, "%s %s %s %s %" PRId64 " %s %" PRId64 " %" PRId64 " %s %s %s %" PRId64, r->id,
               r->act, r->uid, r->kind, r->minutes, r->place, r->at_s, r->planned_s, r->actor,
               r->role, r->note, r->time_s);
    return JK_OK;
}

static enum jk_status tell_draft(void *ctx, const struct jk_draft_row *r)
{
    jk_buf_fmt(ctx, "%s %s %s %" PRIu32 " %s %s %s %" PRIu32 " %" PRId64 " %" PRId64 " ", r->id,
               r->account, r->contest, r->paslon, r->region, r->state, r->note, r->revision,
               r->created_s, r->changed_s);
    jk_buf_span(ctx, r->bytes);
    return JK_OK;
}

static enum jk_status tell_name(void *ctx, const struct jk_name_row *r)
{
    jk_buf_fmt(ctx, "%s %s", r->uid, r->name);
    return JK_OK;
}

Test(fixture, papers_are_as_they_were_written)
{
    static const char draft[] = "00000000000000d1 tim-1 pilbup 2 64.08 returned kurang nama 3"
                                " 1732000004 1732000005 BEGIN\0draft";
    struct jk_buf got = { 0 };
    struct place p;

    open_fixture(&p);
    cr_assert(jk_store_each_attachment(p.store, tell_letter, &got, &p.err) == JK_OK);
    is_told(&got, "main@test chain@test bawaslu-64.08 bawaslu application/pdf 15 " LETTER_HASH
                  " 1732000001");
    cr_assert(jk_store_find_attachment(p.store, "main@test", &got, &p.err) == JK_OK);
    is_told(&got, LETTER);
    cr_assert(jk_store_each_report(p.store, tell_report, &got, &p.err) == JK_OK);
    is_told(&got, "00000000000000e1 report main@test late -7 0.5;117.5 1732000001 1732000002"
                  " bawaslu-64.08 bawaslu macet 1732000003");
    cr_assert(jk_store_each_draft(p.store, tell_draft, &got, &p.err) == JK_OK);
    cr_assert(jk_span_eq(jk_buf_view(&got), JK_SPAN(draft)));
    jk_buf_reset(&got);
    cr_assert(jk_store_each_name(p.store, tell_name, &got, &p.err) == JK_OK);
    is_told(&got, "main@test kampanye-akbar");
    place_close(&p);
}

/* Nothing reads these back but replay. */
Test(fixture, what_only_replay_reads_is_as_it_was_written)
{
    static const char sql[] =
        "SELECT (SELECT group_concat(uid || ' ' || basis) FROM erasures) || ', ' ||"
        " (SELECT group_concat(from_s || ' ' || to_s) FROM clocks) || ', ' ||"
        " (SELECT group_concat(seq || ' ' || id || ' ' || hash) FROM packs)";
    sqlite3_stmt *st;
    struct place p;
    sqlite3 *db;

    open_fixture(&p);
    cr_assert(sqlite3_open(p.path, &db) == SQLITE_OK);
    cr_assert(sqlite3_prepare_v2(db, sql, -1, &st, NULL) == SQLITE_OK);
    cr_assert(sqlite3_step(st) == SQLITE_ROW);
    cr_assert_str_eq((const char *)sqlite3_column_text(st, 0),
                     "erased@test diminta, 1732000001 1732000002, 18 kutim-2024 pack-hash");
    sqlite3_finalize(st);
    sqlite3_close(db);
    place_close(&p);
}
