/* Rows back out: each walk in the order that rows.h promises, and the walks that take a question.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/store/texts.h"
#include "tests/support/seeded.h"
#include "tests/unit/store/place.h"

/* What a walk told, one word a row. */
struct told {
    char words[512];
    int stop_at; /* 0: never */
    int count;
    struct place *inner; /* a walk of the same table is tried inside */
    enum jk_status inside;
};

static enum jk_status tell(struct told *t, const char *word)
{
    size_t len = strlen(t->words);

    snprintf(t->words + len, sizeof t->words - len, "%s%s", len ? " " : "", word);
    return ++t->count == t->stop_at ? JK_FULL : JK_OK;
}

#define TELL(name, member)                                                          \
    static enum jk_status tell_##name(void *ctx, const struct jk_##name##_row *row) \
    {                                                                               \
        return tell(ctx, row->member);                                              \
    }
TELL(notice, uid)
TELL(conflict, id)
TELL(account, name)
TELL(token, hash)
TELL(subscription, id)
TELL(opinion, agency)
TELL(decision, act)

static void put_conflict(struct place *p, const char *id)
{
    struct jk_conflict_row row = { .id = id, .chain_a = "a", .chain_b = "b", .digest = "" };

    cr_assert(jk_store_put_conflict(p->store, &place_act, &row, &p->err) == JK_OK);
}

static void put_account(struct place *p, const char *name)
{
    struct jk_account_row row = {
        .name = name, .role = "kpu", .region = "64", .contest = "", .token_hash = ""
    };

    cr_assert(jk_store_put_account(p->store, &place_act, &row, &p->err) == JK_OK);
}

static void put_token(struct place *p, const char *hash, bool revoked)
{
    struct jk_token_row row = { .hash = hash, .account = "x", .label = "", .revoked = revoked };

    cr_assert(jk_store_put_token(p->store, &place_act, &row, &p->err) == JK_OK);
}

static void put_subscription(struct place *p, const char *id, int64_t created_s)
{
    struct jk_subscription_row row = { .id = id,
                                       .account = "x",
                                       .channel = "email",
                                       .target = "a@b",
                                       .area = "",
                                       .contest = "",
                                       .created_s = created_s,
                                       .secret = "",
                                       .kinds = "" };

    cr_assert(jk_store_put_subscription(p->store, &place_act, &row, &p->err) == JK_OK);
}

static void put_opinion(struct place *p, const char *conflict, const char *agency)
{
    struct jk_opinion_row row = {
        .conflict = conflict, .agency = agency, .opinion = "open", .actor = "x", .note = ""
    };

    cr_assert(jk_store_put_opinion(p->store, &place_act, &row, &p->err) == JK_OK);
}

Test(each, every_table_in_the_order_that_is_promised)
{
    struct told t[6] = { 0 };
    struct place p;

    place_open(&p);
    place_begin(&p);
    place_put_notice(&p, "z", "B", 1);
    place_put_notice(&p, "a", "B", 1);
    place_put_notice(&p, "z", "C", 2); /* keeps the place of its first entry */
    put_conflict(&p, "c2");
    put_conflict(&p, "c1");
    put_account(&p, "polres");
    put_account(&p, "Polres"); /* bytes order, not letters */
    put_account(&p, "bawaslu");
    put_token(&p, "t2", false);
    put_token(&p, "t1", false);
    put_token(&p, "t2", true);
    put_subscription(&p, "s9", 100);
    put_subscription(&p, "s1", 200);
    put_subscription(&p, "s0", 200);
    put_opinion(&p, "c2", "bawaslu");
    put_opinion(&p, "c1", "polres");
    put_opinion(&p, "c1", "kpu");
    place_commit(&p);
    cr_assert(jk_store_each_notice(p.store, tell_notice, &t[0], &p.err) == JK_OK);
    cr_assert(jk_store_each_conflict(p.store, tell_conflict, &t[1], &p.err) == JK_OK);
    cr_assert(jk_store_each_account(p.store, tell_account, &t[2], &p.err) == JK_OK);
    cr_assert(jk_store_each_token(p.store, tell_token, &t[3], &p.err) == JK_OK);
    cr_assert(jk_store_each_subscription(p.store, tell_subscription, &t[4], &p.err) == JK_OK);
    cr_assert(jk_store_each_opinion(p.store, tell_opinion, &t[5], &p.err) == JK_OK);
    cr_expect_str_eq(t[0].words, "z a");
    cr_expect_str_eq(t[1].words, "c1 c2");
    cr_expect_str_eq(t[2].words, "Polres bawaslu polres");
    cr_expect_str_eq(t[3].words, "t2 t1");
    cr_expect_str_eq(t[4].words, "s9 s0 s1");
    cr_expect_str_eq(t[5].words, "kpu polres bawaslu");
    place_close(&p);
}

enum { UIDS = 26 };

/* The order of first entries, as the test keeps it. */
struct firsts {
    char order[UIDS + 1];
    size_t count;
};

static enum jk_status append_uid(void *ctx, const struct jk_notice_row *row)
{
    struct firsts *f = ctx;

    f->order[f->count++] = row->uid[0];
    return JK_OK;
}

static void same_order(struct place *p, const struct firsts *want, int round)
{
    struct firsts have = { "", 0 };

    cr_assert(jk_store_each_notice(p->store, append_uid, &have, &p->err) == JK_OK);
    cr_assert_str_eq(have.order, want->order, "round %d", round);
}

Test(each, notices_come_by_their_first_entry_whatever_became_of_them)
{
    struct seeded random = { 5 };
    struct firsts want = { "", 0 };
    struct place p;

    place_open(&p);
    for (int round = 0; round < 300; round++) {
        const char uid[] = { (char)('a' + seeded_whole(&random, 0, UIDS - 1)), '\0' };
        bool there = strchr(want.order, uid[0]) != NULL;
        int fate = (int)seeded_whole(&random, 0, 9);

        place_begin(&p);
        if (fate == 0 && there) {
            jk_store_erase(p.store, &place_act, uid, "uji", &p.err); /* or erased already */
        } else {
            place_put_notice(&p, uid, fate == 1 ? "" : "B", (uint32_t)round + 1);
            if (fate != 2 && !there)
                want.order[want.count++] = uid[0];
        }
        if (fate == 2)
            jk_store_rollback(p.store);
        else
            place_commit(&p);
        if (round % 50 == 0)
            place_reopen(&p);
        same_order(&p, &want, round);
    }
    cr_assert(want.count == UIDS);
    place_close(&p);
}

static void put_decision(struct place *p, const char *chain, const char *act)
{
    struct jk_decision_row row = { .chain = chain,
                                   .act = act,
                                   .actor = "x",
                                   .role = "polres",
                                   .reason = "",
                                   .basis = "",
                                   .sttp = "",
                                   .seen = "[]" };

    cr_assert(jk_store_put_decision(p->store, &place_act, &row, &p->err) == JK_OK);
}

static void put_retime(struct place *p, const char *chain, const char *act)
{
    struct jk_retime_row row = { .chain = chain,
                                 .act = act,
                                 .number = 1,
                                 .actor = "x",
                                 .role = "polres",
                                 .reason = "",
                                 .bands = "1-2" };

    cr_assert(jk_store_put_retime(p->store, &place_act, &row, &p->err) == JK_OK);
}

static void put_report(struct place *p, const char *id, const char *act, const char *uid)
{
    struct jk_report_row row = { .id = id,
                                 .act = act,
                                 .uid = uid,
                                 .kind = "late",
                                 .place = "",
                                 .actor = "x",
                                 .role = "polres",
                                 .note = "" };

    cr_assert(jk_store_put_report(p->store, &place_act, &row, &p->err) == JK_OK);
}

static void put_letter(struct place *p, const char *uid, const char *chain)
{
    struct jk_attachment_row row = { .uid = uid,
                                     .chain = chain,
                                     .actor = "x",
                                     .role = "bawaslu",
                                     .type = "image/jpeg",
                                     .size = 1,
                                     .sha256 = "ab",
                                     .bytes = JK_SPAN("x") };

    cr_assert(jk_store_put_attachment(p->store, &place_act, &row, &p->err) == JK_OK);
}

/* SPEC 4: the history of a chain lists every act and report, oldest first. */
Test(each, a_history_holds_acts_offers_letters_and_reports_of_all_members_in_their_order)
{
    struct jk_notice_row leg = { .uid = "leg", .chain = "a", .owner = "x" };
    struct told t = { 0 };
    struct place p;

    place_open(&p);
    place_begin(&p);
    place_put_notice(&p, "a", "B", 1);
    cr_assert(jk_store_put_notice(p.store, &place_act, &leg, &p.err) == JK_OK);
    put_letter(&p, "a", "a");
    put_decision(&p, "a", "review");
    put_decision(&p, "b", "refuse"); /* of another */
    put_retime(&p, "a", "retime");
    put_report(&p, "r1", "report", "leg");
    put_decision(&p, "a", "approve");
    put_report(&p, "r1", "verify", ""); /* names the report alone */
    put_retime(&p, "a", "retime_accept");
    put_report(&p, "r2", "report", "other");
    place_commit(&p);
    cr_assert(jk_store_each_decision(p.store, "a", tell_decision, &t, &p.err) == JK_OK);
    cr_assert_str_eq(t.words, "letter review retime report approve verify retime_accept");
    t = (struct told){ 0 };
    cr_assert(jk_store_each_decision(p.store, "none", tell_decision, &t, &p.err) == JK_OK);
    cr_assert(t.count == 0);
    place_close(&p);
}

static enum jk_status tell_alert(void *ctx, const struct jk_alert_row *row)
{
    char word[64];

    snprintf(word, sizeof word, "%llu:%s.%u", (unsigned long long)row->index, row->conflict,
             row->revision);
    return tell(ctx, word);
}

static void put_alert(struct place *p, const char *account, const char *conflict, uint32_t revision)
{
    struct jk_alert_row row = { .account = account,
                                .index = place_last_alert(p, account) + 1,
                                .conflict = conflict,
                                .revision = revision,
                                .event = "moved",
                                .payload = "{}" };

    cr_assert(jk_store_put_alert(p->store, &place_act, &row, &p->err) == JK_OK, "%s", p->err.value);
}

/* Two inboxes; conflict x three times, y once in between. */
static void fill_inboxes(struct place *p)
{
    place_open(p);
    place_begin(p);
    put_alert(p, "polres", "x", 1);
    put_alert(p, "polres", "y", 1);
    put_alert(p, "bawaslu", "x", 2);
    put_alert(p, "polres", "x", 2);
    put_alert(p, "polres", "x", 3);
    place_commit(p);
}

Test(each, a_page_of_an_inbox_begins_behind_the_reader_and_has_so_many)
{
    static const struct {
        uint64_t after;
        unsigned limit;
        const char *words;
    } cases[] = {
        { 0, 9, "1:x.1 2:y.1 3:x.2 4:x.3" },
        { 0, 2, "1:x.1 2:y.1" },
        { 2, 1, "3:x.2" },
        { 3, 9, "4:x.3" },
        { 4, 9, "" },
        { 99, 9, "" },
        { 0, 0, "" },
    };
    struct place p;

    fill_inboxes(&p);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_alert_page page = { "polres", cases[i].after, cases[i].limit };
        struct told t = { 0 };

        cr_assert(jk_store_each_alert(p.store, &page, tell_alert, &t, &p.err) == JK_OK);
        cr_expect_str_eq(t.words, cases[i].words, "case %zu: %s", i, t.words);
    }
    place_close(&p);
}

Test(each, what_an_inbox_was_told_of_one_conflict_up_to_a_revision)
{
    static const struct {
        const char *account, *conflict;
        uint32_t revision;
        const char *words;
    } cases[] = {
        { "polres", "x", UINT32_MAX, "1:x.1 3:x.2 4:x.3" },
        { "polres", "x", 2, "1:x.1 3:x.2" },
        { "polres", "x", 0, "" },
        { "bawaslu", "x", UINT32_MAX, "1:x.2" },
        { "bawaslu", "y", UINT32_MAX, "" },
    };
    struct place p;

    fill_inboxes(&p);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_alert_of of = { cases[i].account, cases[i].conflict, cases[i].revision };
        struct told t = { 0 };

        cr_assert(jk_store_each_alert_of(p.store, &of, tell_alert, &t, &p.err) == JK_OK);
        cr_expect_str_eq(t.words, cases[i].words, "case %zu: %s", i, t.words);
    }
    place_close(&p);
}

Test(each, the_last_alert_of_each_conflict_comes_without_its_text)
{
    struct told t = { 0 };
    struct place p;

    fill_inboxes(&p);
    cr_assert(jk_store_each_last_alert(p.store, "polres", tell_alert, &t, &p.err) == JK_OK);
    cr_assert_str_eq(t.words, "4:x.3 2:y.1");
    place_close(&p);
}

Test(each, a_reader_that_has_enough_ends_the_walk_and_its_word_is_the_answer)
{
    struct told t = { .stop_at = 2 };
    struct place p;

    place_open(&p);
    place_fill(&p, 5);
    cr_assert(jk_store_each_notice(p.store, tell_notice, &t, &p.err) == JK_FULL);
    cr_assert_str_eq(t.words, "n0@test n1@test");
    /* The walk begins anew the next time. */
    t = (struct told){ 0 };
    cr_assert(jk_store_each_notice(p.store, tell_notice, &t, &p.err) == JK_OK && t.count == 5);
    place_close(&p);
}

static enum jk_status walk_inside(void *ctx, const struct jk_notice_row *row)
{
    struct told *t = ctx, other = { 0 }, same = { 0 };

    t->inside = jk_store_each_notice(t->inner->store, tell_notice, &same, NULL);
    cr_assert(same.count == 0, "the outer walk would have been moved");
    cr_assert(jk_store_each_chain(t->inner->store, NULL, NULL, NULL) == JK_OK, "an empty table");
    cr_assert(jk_store_each_account(t->inner->store, tell_account, &other, NULL) == JK_OK);
    cr_assert(other.count == 1, "another table may be walked");
    return tell(t, row->uid);
}

Test(each, a_walk_of_the_same_table_inside_itself_is_busy_and_the_outer_goes_on)
{
    struct told t = { 0 };
    struct place p;

    place_open(&p);
    place_begin(&p);
    for (int i = 0; i < 3; i++) {
        char uid[8];

        snprintf(uid, sizeof uid, "n%d", i);
        place_put_notice(&p, uid, "B", 1);
    }
    put_account(&p, "x");
    place_commit(&p);
    t.inner = &p;
    cr_assert(jk_store_each_notice(p.store, walk_inside, &t, &p.err) == JK_OK);
    cr_assert(t.inside == JK_BUSY);
    cr_assert_str_eq(t.words, "n0 n1 n2");
    place_close(&p);
}

static enum jk_status copy_bytes(void *ctx, const struct jk_notice_row *row)
{
    return jk_buf_span(ctx, row->bytes), JK_OK;
}

Test(each, what_was_sealed_under_another_key_is_corrupt_and_under_none_is_empty)
{
    struct jk_buf bytes = { 0 };
    struct place p;

    place_open_file(&p);
    place_begin(&p);
    place_put_notice(&p, "a", "RAHASIA", 1);
    place_commit(&p);
    cr_assert(jk_store_each_notice(p.store, copy_bytes, &bytes, &p.err) == JK_OK);
    cr_assert(jk_span_eq(jk_buf_view(&bytes), JK_SPAN("RAHASIA")));
    place_tamper(p.path, "UPDATE keys SET key = zeroblob(length(key))");
    cr_assert(jk_store_each_notice(p.store, copy_bytes, &bytes, &p.err) == JK_CORRUPT);
    cr_assert(p.err.text == JK_TEXT_STORE_ROW);
    cr_assert_str_eq(p.err.field, "jarakd.db");
    jk_buf_reset(&bytes);
    place_tamper(p.path, "DELETE FROM keys");
    cr_assert(jk_store_each_notice(p.store, copy_bytes, &bytes, &p.err) == JK_OK);
    cr_assert(bytes.len == 0, "erased");
    jk_buf_clear(&bytes);
    place_close(&p);
}

Test(each, the_newest_certificate_counts_and_none_is_told_as_none)
{
    struct jk_certificate_row c = { .chain = "a", .sha256 = "", .document = JK_SPAN("one") };
    struct jk_buf found = { 0 };
    struct place p;

    place_open(&p);
    jk_buf_str(&found, ">");
    cr_assert(jk_store_find_certificate(p.store, "a", &found, &p.err) == JK_NONE);
    cr_assert(p.err.text != NULL);
    cr_assert_str_eq(p.err.value, "a");
    place_begin(&p);
    cr_assert(jk_store_put_certificate(p.store, &place_act, &c, &p.err) == JK_OK);
    c.document = JK_SPAN("two");
    cr_assert(jk_store_put_certificate(p.store, &place_act, &c, &p.err) == JK_OK);
    place_commit(&p);
    cr_assert(jk_store_find_certificate(p.store, "a", &found, &p.err) == JK_OK);
    cr_assert(jk_span_eq(jk_buf_view(&found), JK_SPAN(">two")), "it appends");
    cr_assert(jk_store_find_attachment(p.store, "a", &found, &p.err) == JK_NONE);
    jk_buf_clear(&found);
    place_close(&p);
}

Test(each, the_time_of_the_newest_entry_and_the_pack_that_was_judged_by_last)
{
    struct jk_act later = { "jarakd", 1732334500 };
    struct place p;

    place_open(&p);
    cr_assert(jk_store_newest_s(p.store) == INT64_MIN);
    cr_assert(jk_store_judged_by(p.store, "", &p.err) == JK_NONE);
    place_begin(&p);
    cr_assert(jk_store_put_pack(p.store, &place_act, "one", "h1", &p.err) == JK_OK);
    cr_assert(jk_store_put_pack(p.store, &place_act, "two", "h2", &p.err) == JK_OK);
    cr_assert(jk_store_put_tick(p.store, &later, &p.err) == JK_OK);
    place_commit(&p);
    cr_assert(jk_store_newest_s(p.store) == 1732334500);
    cr_assert(jk_store_judged_by(p.store, "h2", &p.err) == JK_OK);
    cr_assert(jk_store_judged_by(p.store, "h1", &p.err) == JK_NONE);
    place_close(&p);
}
