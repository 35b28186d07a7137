/* What is put is what is read, field by field, also after the journal's bytes were read back. */
#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>
#include "daemon/store/kinds/codec.h"
#include "tests/support/seeded.h"
#include "tests/unit/store/place.h"

#define SAME(a, b)     cr_assert((a) == (b), #a)
#define SAME_STR(a, b) cr_assert(strcmp((a), (b)) == 0, #a " is %s", (a))

static const char nasty[] = "Kota \"Sangatta\";\r\n\t'--\\ \xc3\xa9 \xf0\x9f\x9a\xa9";

static const struct jk_notice_row notice = { .uid = nasty,
                                             .chain = "main@test",
                                             .revision = UINT32_MAX,
                                             .sequence = 7,
                                             .deleted = true,
                                             .owner = "tim",
                                             .created_s = -1,
                                             .changed_s = INT64_MAX,
                                             .bytes = { "BEGIN\0END\xff", 10 },
                                             .approved = { "older", 5 },
                                             .approved_revision = 6 };
static const struct jk_chain_row chain = { .chain = nasty,
                                           .region = "64.08",
                                           .state = "on_hold",
                                           .revision = UINT32_MAX,
                                           .pending = true,
                                           .feed_revision = 4,
                                           .changed_s = 1732334400,
                                           .sttp = nasty };
static const struct jk_conflict_row conflict = { .id = "0123456789abcdef",
                                                 .chain_a = "a",
                                                 .chain_b = nasty,
                                                 .revision = 9,
                                                 .level = 2,
                                                 .level_max = 3,
                                                 .open = true,
                                                 .digest = "d1",
                                                 .opened_s = 1,
                                                 .changed_s = 2 };
static const struct jk_alert_row alert = { .account = "polres",
                                           .index = 1,
                                           .conflict = "0123456789abcdef",
                                           .revision = 9,
                                           .event = "moved",
                                           .level = 2,
                                           .time_s = 1732334400,
                                           .payload = nasty };
static const struct jk_account_row account = { .name = "polres",
                                               .role = "polres",
                                               .region = "64.08",
                                               .contest = "",
                                               .paslon = 2,
                                               .token_hash = "h",
                                               .disabled = true };
static const struct jk_decision_row decision = { .chain = "main@test",
                                                 .act = "approve",
                                                 .actor = "polres",
                                                 .role = "polres",
                                                 .reason = nasty,
                                                 .basis = "UU",
                                                 .sttp = "S/1",
                                                 .chain_revision = 3,
                                                 .seen = "[[\"x\",1]]",
                                                 .time_s = 5 };

static enum jk_status same_notice(void *ctx, const struct jk_notice_row *r)
{
    SAME_STR(r->uid, notice.uid);
    SAME_STR(r->chain, notice.chain);
    SAME_STR(r->owner, notice.owner);
    SAME(r->revision, notice.revision);
    SAME(r->sequence, notice.sequence);
    SAME(r->deleted, notice.deleted);
    SAME(r->created_s, notice.created_s);
    SAME(r->changed_s, notice.changed_s);
    SAME(r->approved_revision, notice.approved_revision);
    cr_assert(jk_span_eq(r->bytes, notice.bytes));
    cr_assert(jk_span_eq(r->approved, notice.approved));
    ++*(int *)ctx;
    return JK_OK;
}

static enum jk_status same_chain(void *ctx, const struct jk_chain_row *r)
{
    SAME_STR(r->chain, chain.chain);
    SAME_STR(r->region, chain.region);
    SAME_STR(r->state, chain.state);
    SAME(r->revision, chain.revision);
    SAME(r->pending, chain.pending);
    SAME(r->feed_revision, chain.feed_revision);
    SAME(r->changed_s, chain.changed_s);
    SAME_STR(r->sttp, chain.sttp);
    ++*(int *)ctx;
    return JK_OK;
}

static enum jk_status same_conflict(void *ctx, const struct jk_conflict_row *r)
{
    SAME_STR(r->id, conflict.id);
    SAME_STR(r->chain_a, conflict.chain_a);
    SAME_STR(r->chain_b, conflict.chain_b);
    SAME(r->revision, conflict.revision);
    SAME(r->level, conflict.level);
    SAME(r->level_max, conflict.level_max);
    SAME(r->open, conflict.open);
    SAME_STR(r->digest, conflict.digest);
    SAME(r->opened_s, conflict.opened_s);
    SAME(r->changed_s, conflict.changed_s);
    ++*(int *)ctx;
    return JK_OK;
}

static enum jk_status same_alert(void *ctx, const struct jk_alert_row *r)
{
    SAME_STR(r->account, alert.account);
    SAME(r->index, alert.index);
    SAME_STR(r->conflict, alert.conflict);
    SAME(r->revision, alert.revision);
    SAME_STR(r->event, alert.event);
    SAME(r->level, alert.level);
    SAME(r->time_s, alert.time_s);
    SAME_STR(r->payload, alert.payload);
    ++*(int *)ctx;
    return JK_OK;
}

static enum jk_status same_account(void *ctx, const struct jk_account_row *r)
{
    SAME_STR(r->name, account.name);
    SAME_STR(r->role, account.role);
    SAME_STR(r->region, account.region);
    SAME_STR(r->contest, account.contest);
    SAME(r->paslon, account.paslon);
    SAME_STR(r->token_hash, account.token_hash);
    SAME(r->disabled, account.disabled);
    ++*(int *)ctx;
    return JK_OK;
}

static enum jk_status same_decision(void *ctx, const struct jk_decision_row *r)
{
    SAME_STR(r->chain, decision.chain);
    SAME_STR(r->act, decision.act);
    SAME_STR(r->actor, decision.actor);
    SAME_STR(r->role, decision.role);
    SAME_STR(r->reason, decision.reason);
    SAME_STR(r->basis, decision.basis);
    SAME_STR(r->sttp, decision.sttp);
    SAME(r->chain_revision, decision.chain_revision);
    SAME_STR(r->seen, decision.seen);
    SAME(r->time_s, decision.time_s);
    ++*(int *)ctx;
    return JK_OK;
}

Test(rows, every_field_of_every_kind_comes_back)
{
    struct place p;
    int seen = 0;

    place_open(&p);
    place_begin(&p);
    cr_assert(jk_store_put_notice(p.store, &place_act, &notice, &p.err) == JK_OK);
    cr_assert(jk_store_put_chain(p.store, &place_act, &chain, &p.err) == JK_OK);
    cr_assert(jk_store_put_conflict(p.store, &place_act, &conflict, &p.err) == JK_OK);
    cr_assert(jk_store_put_alert(p.store, &place_act, &alert, &p.err) == JK_OK);
    cr_assert(jk_store_put_account(p.store, &place_act, &account, &p.err) == JK_OK);
    cr_assert(jk_store_put_decision(p.store, &place_act, &decision, &p.err) == JK_OK);
    place_commit(&p);
    for (int round = 0; round < 2; round++) {
        cr_assert(jk_store_each_notice(p.store, same_notice, &seen, NULL) == JK_OK);
        cr_assert(jk_store_each_chain(p.store, same_chain, &seen, NULL) == JK_OK);
        cr_assert(jk_store_each_conflict(p.store, same_conflict, &seen, NULL) == JK_OK);
        cr_assert(jk_store_each_alert(p.store, &(struct jk_alert_page){ "polres", 0, 9 },
                                      same_alert, &seen, NULL) == JK_OK);
        cr_assert(jk_store_each_account(p.store, same_account, &seen, NULL) == JK_OK);
        cr_assert(jk_store_each_decision(p.store, "main@test", same_decision, &seen, NULL) ==
                  JK_OK);
        place_reopen(&p);
    }
    cr_assert(seen == 12);
    place_close(&p);
}

static const struct jk_retime_row retime = { .chain = "main@test",
                                             .act = "retime",
                                             .number = 3,
                                             .actor = "polres",
                                             .role = "polres",
                                             .reason = nasty,
                                             .chain_revision = 8,
                                             .level = 2,
                                             .bands = "10-20 30-30",
                                             .start_s = INT64_MAX,
                                             .time_s = 6 };

static enum jk_status same_retime(void *ctx, const struct jk_retime_row *r)
{
    SAME_STR(r->chain, retime.chain);
    SAME_STR(r->act, retime.act);
    SAME(r->number, retime.number);
    SAME_STR(r->actor, retime.actor);
    SAME_STR(r->role, retime.role);
    SAME_STR(r->reason, retime.reason);
    SAME(r->chain_revision, retime.chain_revision);
    SAME(r->level, retime.level);
    SAME_STR(r->bands, retime.bands);
    SAME(r->start_s, retime.start_s);
    SAME(r->time_s, retime.time_s);
    ++*(int *)ctx;
    return JK_OK;
}

static enum jk_status same_history(void *ctx, const struct jk_decision_row *r)
{
    if (!r->retime)
        return same_decision(ctx, r);
    SAME(*(int *)ctx % 2, 1); /* behind the decision it came after */
    SAME_STR(r->act, retime.act);
    SAME_STR(r->basis, "");
    SAME_STR(r->seen, "[]");
    return same_retime(ctx, r->retime);
}

Test(rows, proposals_of_times_come_back_and_stand_in_the_history)
{
    struct place p;
    int seen = 0, told = 0;

    place_open(&p);
    place_begin(&p);
    cr_assert(jk_store_put_decision(p.store, &place_act, &decision, &p.err) == JK_OK);
    cr_assert(jk_store_put_retime(p.store, &place_act, &retime, &p.err) == JK_OK);
    place_commit(&p);
    for (int round = 0; round < 2; round++) {
        cr_assert(jk_store_each_retime(p.store, same_retime, &seen, NULL) == JK_OK);
        cr_assert(jk_store_each_decision(p.store, "main@test", same_history, &told, NULL) == JK_OK);
        place_reopen(&p);
    }
    cr_assert(seen == 2 && told == 4);
    place_close(&p);
}

static const struct jk_report_row report = { .id = "0123456789abcdef",
                                             .act = "report",
                                             .uid = "leg@test",
                                             .kind = "late",
                                             .minutes = -7,
                                             .place = "0.5;117.5 0.6;117.6",
                                             .at_s = 11,
                                             .planned_s = 12,
                                             .actor = "bawaslu",
                                             .role = "bawaslu",
                                             .note = nasty,
                                             .time_s = 13 };

static enum jk_status same_report(void *ctx, const struct jk_report_row *r)
{
    SAME_STR(r->id, report.id);
    SAME_STR(r->act, report.act);
    SAME_STR(r->uid, report.uid);
    SAME_STR(r->kind, report.kind);
    SAME(r->minutes, report.minutes);
    SAME_STR(r->place, report.place);
    SAME(r->at_s, report.at_s);
    SAME(r->planned_s, report.planned_s);
    SAME_STR(r->actor, report.actor);
    SAME_STR(r->role, report.role);
    SAME_STR(r->note, report.note);
    SAME(r->time_s, report.time_s);
    ++*(int *)ctx;
    return JK_OK;
}

Test(rows, field_reports_come_back)
{
    struct place p;
    int seen = 0;

    place_open(&p);
    place_begin(&p);
    cr_assert(jk_store_put_report(p.store, &place_act, &report, &p.err) == JK_OK);
    place_commit(&p);
    for (int round = 0; round < 2; round++) {
        cr_assert(jk_store_each_report(p.store, same_report, &seen, NULL) == JK_OK);
        place_reopen(&p);
    }
    cr_assert(seen == 2);
    place_close(&p);
}

static const struct jk_attachment_row letter = { .uid = "leg@test",
                                                 .chain = "main@test",
                                                 .actor = "bawaslu",
                                                 .role = "bawaslu",
                                                 .type = "application/pdf",
                                                 .size = 8,
                                                 .sha256 = "9a3f4f8a3a2b02d0e6e9b9f3b4f0b8b5e5d6f7"
                                                           "0a1b2c3d4e5f60718293a4b5c6",
                                                 .time_s = 14,
                                                 .bytes = { "%PDF-1\0x", 8 } };

static enum jk_status same_letter(void *ctx, const struct jk_attachment_row *r)
{
    SAME_STR(r->uid, letter.uid);
    SAME_STR(r->chain, letter.chain);
    SAME_STR(r->actor, letter.actor);
    SAME_STR(r->role, letter.role);
    SAME_STR(r->type, letter.type);
    SAME(r->size, letter.size);
    SAME_STR(r->sha256, letter.sha256);
    SAME(r->time_s, letter.time_s);
    ++*(int *)ctx;
    return JK_OK;
}

static enum jk_status letter_in_history(void *ctx, const struct jk_decision_row *r)
{
    SAME_STR(r->act, "letter");
    cr_assert(strncmp(r->reason, "sha256:", 7) == 0 && strcmp(r->reason + 7, letter.sha256) == 0);
    ++*(int *)ctx;
    return JK_OK;
}

Test(rows, letters_come_back_sealed_and_an_erasure_destroys_them)
{
    struct place p;
    struct jk_buf file = { 0 };
    int seen = 0;

    place_open(&p);
    place_begin(&p);
    cr_assert(jk_store_put_attachment(p.store, &place_act, &letter, &p.err) == JK_OK);
    place_commit(&p);
    place_reopen(&p);
    cr_assert(jk_store_each_attachment(p.store, same_letter, &seen, NULL) == JK_OK);
    cr_assert(jk_store_each_decision(p.store, "main@test", letter_in_history, &seen, NULL) ==
              JK_OK);
    cr_assert(jk_store_find_attachment(p.store, "leg@test", &file, &p.err) == JK_OK);
    cr_assert(jk_span_eq(jk_buf_view(&file), letter.bytes));
    cr_assert(jk_store_find_attachment(p.store, "main@test", &file, &p.err) == JK_NONE);
    place_begin(&p);
    cr_assert(jk_store_erase(p.store, &place_act, "leg@test", "diminta", &p.err) == JK_OK);
    place_commit(&p);
    cr_assert(jk_store_find_attachment(p.store, "leg@test", &file, &p.err) == JK_NONE);
    cr_assert(seen == 2);
    jk_buf_clear(&file);
    place_close(&p);
}

static enum jk_status note_uid(void *ctx, const struct jk_notice_row *r)
{
    strncat(ctx, r->uid, 8);
    return JK_OK;
}

Test(rows, notices_come_in_the_order_of_their_first_entry)
{
    struct place p;
    char order[64] = "";

    place_open(&p);
    place_begin(&p);
    place_put_notice(&p, "z", "1", 1);
    place_put_notice(&p, "a", "1", 1);
    place_put_notice(&p, "m", "1", 1);
    place_put_notice(&p, "z", "2", 2);
    place_commit(&p);
    cr_assert(jk_store_each_notice(p.store, note_uid, order, &p.err) == JK_OK);
    SAME_STR(order, "zam");
    place_close(&p);
}

static enum jk_status note_index(void *ctx, const struct jk_alert_row *r)
{
    char *got = ctx;

    got[strlen(got)] = (char)('0' + r->index); /* zeroes stand behind it */
    return JK_OK;
}

Test(rows, an_inbox_is_read_from_where_the_reader_stands)
{
    struct place p;
    char got[16] = "";

    place_open(&p);
    place_begin(&p);
    for (uint64_t i = 1; i <= 8; i++)
        place_put_alert(&p, i, JK_OK);
    place_commit(&p);
    cr_assert(jk_store_each_alert(p.store, &(struct jk_alert_page){ "polres-64.08", 5, 100 },
                                  note_index, got, &p.err) == JK_OK);
    SAME_STR(got, "678");
    memset(got, 0, sizeof got);
    cr_assert(jk_store_each_alert(p.store, &(struct jk_alert_page){ "polres-64.08", 0, 3 },
                                  note_index, got, &p.err) == JK_OK);
    SAME_STR(got, "123");
    memset(got, 0, sizeof got);
    cr_assert(jk_store_each_alert(p.store, &(struct jk_alert_page){ "kpu-64.08", 0, 3 }, note_index,
                                  got, &p.err) == JK_OK);
    SAME_STR(got, "");
    place_close(&p);
}

static enum jk_status stop(void *ctx, const struct jk_notice_row *r)
{
    (void)r;
    ++*(int *)ctx;
    return JK_RANGE;
}

static enum jk_status walk_again(void *ctx, const struct jk_notice_row *r)
{
    struct place *p = ctx;
    int seen = 0;

    (void)r;
    return jk_store_each_notice(p->store, stop, &seen, NULL);
}

Test(rows, a_walk_ends_where_its_reader_says_so)
{
    struct place p;
    int seen = 0;
    char order[64] = "";

    place_open(&p);
    place_fill(&p, 3);
    cr_assert(jk_store_each_notice(p.store, stop, &seen, &p.err) == JK_RANGE);
    cr_assert(seen == 1 && p.err.status == JK_RANGE);
    cr_assert(jk_store_each_notice(p.store, walk_again, &p, NULL) == JK_BUSY);
    cr_assert(jk_store_each_notice(p.store, note_uid, order, &p.err) == JK_OK);
    SAME_STR(order, "n0@testn1@testn2@test");
    place_close(&p);
}

/* Draw a value for each field of a kind. */
static void draw(const struct field *f, struct seeded *r, char text[][24], struct value *values)
{
    for (int i = 0; f[i].name; i++) {
        size_t len = (size_t)seeded_whole(r, 0, 23);

        for (size_t k = 0; k < len; k++)
            text[i][k] = (char)seeded_whole(r, f[i].type == FIELD_TEXT ? 1 : 0, 255);
        values[i] = (struct value){ .span = { text[i], len }, .number = 0 };
        if (f[i].type == FIELD_NUMBER)
            values[i] = (struct value){ .number = (int64_t)seeded_next(r) };
    }
}

Test(rows, a_payload_reads_back_and_only_whole)
{
    struct seeded r = { 5 };

    for (int round = 0; round < 300; round++) {
        enum jk_entry_kind kind = (enum jk_entry_kind)(round % (JK_ENTRY_END - 1) + 1);
        const struct kind *known = store_kind_of(kind);
        const struct field *f = known ? known->fields : NULL;
        struct value values[FIELDS_MAX] = { 0 }, got[FIELDS_MAX];
        char text[FIELDS_MAX][24];
        struct jk_buf out = { 0 };
        struct jk_span all;

        if (!known)
            continue; /* a number that was given away and not used */
        draw(f, &r, text, values);
        store_codec_write(kind, values, &out);
        all = jk_buf_view(&out);
        cr_assert(store_codec_read(kind, all, got) == JK_OK);
        for (int i = 0; f[i].name; i++)
            cr_assert(got[i].number == values[i].number && jk_span_eq(got[i].span, values[i].span));
        for (size_t cut = 0; cut < all.len; cut++)
            cr_assert(store_codec_read(kind, (struct jk_span){ all.at, cut }, got) == JK_CORRUPT);
        jk_buf_char(&out, 'x');
        cr_assert(store_codec_read(kind, jk_buf_view(&out), got) == JK_CORRUPT);
        jk_buf_clear(&out);
    }
    cr_assert(store_kind_of((enum jk_entry_kind)0) == NULL);
    cr_assert(store_kind_of(JK_ENTRY_END) == NULL);
}

/* The bytes of one entry, written down: what shipped must be read for ever. */
Test(rows, the_form_of_a_payload_never_changes)
{
    static const char want[] = "\0\0\0\x0akutim-2024\0\0\0\x02"
                               "h1";
    const struct jk_pack_row pack = { .id = "kutim-2024", .hash = "h1" };
    static const char chain_want[] = "\0\0\0\1c\0\0\0\1r\0\0\0\1s\0\0\0\0\0\0\1\2"
                                     "\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0"
                                     "\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0";
    const struct jk_chain_row chains = { .chain = "c",
                                         .region = "r",
                                         .state = "s",
                                         .revision = 258,
                                         .pending = true,
                                         .changed_s = -1,
                                         .sttp = "" };
    struct value values[FIELDS_MAX];
    struct jk_buf out = { 0 };

    store_codec_values(store_kind_of(JK_ENTRY_PACK), &pack, values);
    store_codec_write(JK_ENTRY_PACK, values, &out);
    cr_assert(jk_span_eq(jk_buf_view(&out), JK_SPAN(want)));
    jk_buf_reset(&out);
    store_codec_values(store_kind_of(JK_ENTRY_CHAIN), &chains, values);
    store_codec_write(JK_ENTRY_CHAIN, values, &out);
    cr_assert(jk_span_eq(jk_buf_view(&out), JK_SPAN(chain_want)));
    jk_buf_clear(&out);
}
