/* What calendar clients call resources, and which entry changed what (store.h). */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/base/bytes.h"
#include "tests/unit/store/place.h"

static void put_name(struct place *p, const char *uid, const char *name)
{
    struct jk_act act = { "bawaslu-64.08", 100 };
    struct jk_name_row row = { uid, name };

    cr_assert(jk_store_begin(p->store, &p->err) == JK_OK);
    cr_assert(jk_store_put_name(p->store, &act, &row, &p->err) == JK_OK, "%s", p->err.value);
    cr_assert(jk_store_commit(p->store, &p->err) == JK_OK);
}

static enum jk_status tell_name(void *ctx, const struct jk_name_row *row)
{
    jk_buf_fmt(ctx, "%s=%s ", row->uid, row->name);
    return JK_OK;
}

static void are_told(struct place *p, const char *want)
{
    struct jk_buf got = { 0 };

    cr_assert(jk_store_each_name(p->store, tell_name, &got, &p->err) == JK_OK);
    jk_buf_char(&got, '\0');
    cr_assert(strcmp(got.at, want) == 0, "%s", got.at);
    jk_buf_clear(&got);
}

Test(name, a_notice_has_its_newest_name_and_replay_passes)
{
    struct jk_replay replay;
    struct place p;

    place_open(&p);
    put_name(&p, "a@uji", "satu");
    put_name(&p, "b@uji", "dua");
    put_name(&p, "a@uji", "tiga");
    for (int round = 0; round < 2; round++) {
        are_told(&p, "b@uji=dua a@uji=tiga ");
        place_reopen(&p);
    }
    jk_store_close(p.store);
    p.store = NULL;
    cr_assert(jk_store_replay(p.path, &replay, &p.err) == JK_OK, "%s", replay.first);
    place_tamper(p.path, "UPDATE names SET name = 'empat' WHERE uid = 'a@uji'");
    cr_assert(jk_store_replay(p.path, &replay, &p.err) == JK_CORRUPT, "a name was bent");
    place_close(&p);
}

static enum jk_status tell_change(void *ctx, const struct jk_change_row *row)
{
    jk_buf_fmt(ctx, "%llu/%d/%.*s ", (unsigned long long)row->seq, row->kind, (int)row->key.len,
               row->key.at);
    return JK_OK;
}

Test(name, the_journal_says_which_entry_changed_what)
{
    struct jk_act act = { "bawaslu-64.08", 100 };
    struct jk_notice_row notice = { .uid = "a@uji", .chain = "a@uji", .owner = "o", .revision = 1 };
    struct jk_chain_row chain = { .chain = "a@uji", .region = "64.08", .state = "s", .sttp = "" };
    struct jk_buf got = { 0 };
    uint8_t hash[32], end[32];
    uint64_t last;
    struct place p;

    place_open(&p);
    cr_assert(jk_store_begin(p.store, &p.err) == JK_OK);
    cr_assert(jk_store_put_notice(p.store, &act, &notice, &p.err) == JK_OK);
    cr_assert(jk_store_put_tick(p.store, &act, &p.err) == JK_OK);
    cr_assert(jk_store_put_chain(p.store, &act, &chain, &p.err) == JK_OK);
    cr_assert(jk_store_commit(p.store, &p.err) == JK_OK);
    cr_assert(jk_store_each_change(p.store, 0, tell_change, &got, &p.err) == JK_OK);
    jk_buf_char(&got, '\0');
    cr_assert(strcmp(got.at, "1/1/a@uji 3/2/a@uji ") == 0, "%s", got.at);
    last = jk_store_journal_end(p.store, end);
    cr_assert(jk_store_hash_of(p.store, last, hash, &p.err) == JK_OK);
    cr_assert(memcmp(hash, end, sizeof end) == 0);
    cr_assert(jk_store_hash_of(p.store, last + 1, hash, &p.err) == JK_NONE);
    jk_buf_clear(&got);
    place_close(&p);
}
