/* What version 0.1 wrote is read for ever: tests/fixtures/store-v20, an entry of every kind. What
 * came behind store-v1 is told word by word; the rest is what test_fixture.c has. */
#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/digest.h"
#include "tests/unit/store/place.h"

#define ENTRIES   32
#define LAST_HASH "0e6901457c8bf3093592a5108fd77f8446b4f1f23ddf6ee61b0184d425bc79a1"

static void open_fixture(struct place *p)
{
    const struct jk_replay found = place_open_fixture(p, "store-v20");

    cr_assert(found.entries == ENTRIES && found.differences == 0);
}

static void is_told(struct jk_buf *got, struct jk_span want)
{
    cr_assert(jk_span_eq(jk_buf_view(got), want), "%.*s", (int)got->len, got->at);
    jk_buf_clear(got);
}

Test(fixture_v20, its_journal_replays_ends_in_its_hash_and_goes_on)
{
    struct jk_replay found;
    struct place p;
    uint8_t hash[32];
    char hex[65];

    open_fixture(&p);
    cr_assert(jk_store_journal_end(p.store, hash) == ENTRIES);
    jk_hex(hash, sizeof hash, hex);
    cr_assert(strcmp(hex, LAST_HASH) == 0, "%s", hex);
    place_begin(&p);
    place_put_notice(&p, "new@test", "BEGIN", 1);
    place_commit(&p);
    cr_assert(jk_store_replay(p.path, &found, &p.err) == JK_OK && found.differences == 0, "%s",
              found.first);
    place_close(&p);
}

static enum jk_status tell_chain(void *ctx, const struct jk_chain_row *r)
{
    jk_buf_fmt(ctx, "%s %s %s %s %s", r->chain, r->state, r->former, r->pending_state, r->asked_by);
    return JK_OK;
}

static enum jk_status tell_baseline(void *ctx, const struct jk_baseline_row *r)
{
    jk_buf_fmt(ctx,
               "%s %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64
               " %" PRId64,
               r->conflict, r->lat_a, r->lon_a, r->lat_b, r->lon_b, r->from_a_s, r->to_a_s,
               r->from_b_s, r->to_b_s);
    return JK_OK;
}

Test(fixture_v20, what_stands_beside_a_chain_and_a_conflict_is_as_it_was_written)
{
    struct jk_buf got = { 0 };
    struct place p;

    open_fixture(&p);
    cr_assert(jk_store_each_chain(p.store, tell_chain, &got, &p.err) == JK_OK);
    is_told(&got, JK_SPAN("main@test approved approved submitted tim-1"));
    cr_assert(jk_store_each_baseline(p.store, tell_baseline, &got, &p.err) == JK_OK);
    is_told(&got, JK_SPAN("00000000000000c1 1 -2 3 4 1732000011 1732000012 1732000013 1732000014"));
    place_close(&p);
}

static enum jk_status tell_plain(void *ctx, const struct jk_plain_row *r)
{
    jk_buf_fmt(ctx, "%s %s %s %" PRIu32 " %s %s %s %" PRIu32 " %" PRId64 " %" PRId64 " ", r->id,
               r->account, r->contest, r->paslon, r->region, r->state, r->note, r->revision,
               r->created_s, r->changed_s);
    jk_buf_span(ctx, r->name);
    jk_buf_char(ctx, ' ');
    jk_buf_span(ctx, r->bytes);
    return JK_OK;
}

static enum jk_status tell_paslon(void *ctx, const struct jk_paslon_row *r)
{
    jk_buf_fmt(ctx, "%s %s %" PRIu32 " %s %s %s %s %s %" PRId64, r->id, r->contest, r->number,
               r->state, r->reason, r->basis, r->actor, r->role, r->time_s);
    return JK_OK;
}

static enum jk_status tell_edition(void *ctx, const struct jk_edition_row *r)
{
    jk_buf_fmt(ctx, "%s %s %s %s %" PRIu32 " %s %s %s %s %s %s %" PRId64 " %s", r->id, r->part,
               r->contest, r->region, r->number, r->state, r->basis, r->actor, r->role, r->office,
               r->day, r->time_s, r->document);
    return JK_OK;
}

static enum jk_status tell_scope(void *ctx, const struct jk_scope_row *r)
{
    jk_buf_fmt(ctx, "%s %s %s %s %" PRId64, r->account, r->scope, r->office, r->reason, r->time_s);
    return JK_OK;
}

Test(fixture_v20, what_accounts_stated_is_as_it_was_written)
{
    struct jk_buf got = { 0 };
    struct place p;

    open_fixture(&p);
    cr_assert(jk_store_each_plain(p.store, tell_plain, &got, &p.err) == JK_OK);
    is_told(&got, JK_SPAN("00000000000000f1 tim-2 pilgub 3 64.08 returned kapan 4 1732000015"
                          " 1732000016 acara.ics BEGIN\0plain"));
    cr_assert(jk_store_each_paslon(p.store, tell_paslon, &got, &p.err) == JK_OK);
    is_told(&got, JK_SPAN("pilbup/2 pilbup 2 struck putusan PT TUN kpu-64.08 kpu 1732000017"));
    cr_assert(jk_store_each_edition(p.store, tell_edition, &got, &p.err) == JK_OK);
    is_told(&got, JK_SPAN("zones/64.08 zones pilbup 64.08 5 stated Perpol 1/2024 polres-64.08"
                          " polres Polres Kutai Timur 2024-11-20 1732000018 {\"z\":1}"));
    cr_assert(jk_store_each_scope(p.store, tell_scope, &got, &p.err) == JK_OK);
    is_told(&got, JK_SPAN("jaksa supervisory kejaksaan permintaan 1732000019"));
    place_close(&p);
}

static enum jk_status tell_matter(void *ctx, const struct jk_matter_row *r)
{
    jk_buf_fmt(ctx,
               "%s %s %s %s %s %d %s %s %s %s %" PRIu32 " %d %" PRId64 " %" PRId64 " %" PRId64 " ",
               r->id, r->kind, r->region, r->topic, r->state, r->released, r->account, r->role,
               r->agency, r->about, r->revision, r->step, r->when_s, r->created_s, r->changed_s);
    jk_buf_span(ctx, r->bytes);
    return JK_OK;
}

static enum jk_status tell_act(void *ctx, const struct jk_matter_act_row *r)
{
    jk_buf_fmt(ctx, "%s %s %s %s %s %" PRIu32 " %" PRId64 " ", r->matter, r->act, r->state,
               r->actor, r->role, r->revision, r->time_s);
    jk_buf_span(ctx, r->words);
    return JK_OK;
}

Test(fixture_v20, matters_and_what_was_done_to_them_are_as_they_were_written)
{
    struct jk_buf got = { 0 };
    struct place p;

    open_fixture(&p);
    cr_assert(jk_store_each_matter(p.store, tell_matter, &got, &p.err) == JK_OK);
    is_told(&got, JK_SPAN("00000000000000b1 task 64.08.02 hoax open 1 bawaslu-64.08 bawaslu polres"
                          " main@test 6 2 1732000020 1732000021 1732000022 BEGIN\0matter"));
    cr_assert(jk_store_each_matter_act(p.store, tell_act, &got, &p.err) == JK_OK);
    is_told(&got, JK_SPAN("00000000000000b1 verify verified kpu-64.08 kpu 7 1732000023 {\"w\":1}"));
    place_close(&p);
}
