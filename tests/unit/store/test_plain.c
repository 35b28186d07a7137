/* Events of stock calendars: nothing a client wrote lies in the open, not even a name, and all of
 * it ends with its key. */
#include <criterion/criterion.h>
#include <string.h>
#include "tests/unit/store/place.h"

#define SECRET "BEGIN:VCALENDAR rahasia-ponsel END:VCALENDAR"
#define NAME   "ulang-tahun-ibu@ponsel"

static void put_plain(struct place *p, const char *state, uint32_t revision, const char *bytes)
{
    struct jk_plain_row row = { .id = "00112233445566ff",
                                .account = "bawaslu-1",
                                .contest = "pilbup-64.08",
                                .paslon = 1,
                                .region = "64.08",
                                .state = state,
                                .note = revision > 1 ? "nama penanggung jawab kurang" : "",
                                .revision = revision,
                                .created_s = 100,
                                .changed_s = 100 + revision,
                                .name = jk_span_of(bytes[0] ? NAME : ""),
                                .bytes = jk_span_of(bytes) };

    place_begin(p);
    cr_assert(jk_store_put_plain(p->store, &place_act, &row, &p->err) == JK_OK, "%s", p->err.value);
    place_commit(p);
}

static enum jk_status tell(void *ctx, const struct jk_plain_row *r)
{
    jk_buf_fmt(ctx, "%s %s %s %u %s %s [%s] %u %d %d [%.*s] [%.*s]", r->id, r->account, r->contest,
               r->paslon, r->region, r->state, r->note, r->revision, (int)r->created_s,
               (int)r->changed_s, (int)r->name.len, r->name.at, (int)r->bytes.len, r->bytes.at);
    return JK_OK;
}

static void is_told(struct place *p, const char *want)
{
    struct jk_buf got = { 0 };

    cr_assert(jk_store_each_plain(p->store, tell, &got, &p->err) == JK_OK);
    jk_buf_char(&got, '\0');
    cr_assert(strcmp(got.at, want) == 0, "%s", got.at);
    jk_buf_clear(&got);
}

Test(plain, every_field_comes_back_and_the_bytes_lie_sealed)
{
    struct place p;

    place_open(&p);
    put_plain(&p, "draft", 1, SECRET);
    for (int round = 0; round < 2; round++) {
        is_told(&p, "00112233445566ff bawaslu-1 pilbup-64.08 1 64.08 draft [] 1 100 101 [" NAME
                    "] [" SECRET "]");
        place_reopen(&p);
    }
    cr_assert(!place_holds(&p, "rahasia-ponsel", 14));
    cr_assert(!place_holds(&p, "ulang-tahun-ibu", 15));
    place_close(&p);
}

Test(plain, with_its_end_bytes_and_key_are_gone_and_replay_still_passes)
{
    struct jk_replay replay;
    struct place p;

    place_open(&p);
    put_plain(&p, "draft", 1, SECRET);
    put_plain(&p, "returned", 2, SECRET);
    put_plain(&p, "withdrawn", 3, "");
    is_told(&p, "00112233445566ff bawaslu-1 pilbup-64.08 1 64.08 withdrawn"
                " [nama penanggung jawab kurang] 3 100 103 [] []");
    jk_store_close(p.store);
    p.store = NULL;
    cr_assert(jk_store_replay(p.path, &replay, &p.err) == JK_OK, "%s", replay.first);
    place_tamper(p.path, "CREATE TABLE left_keys AS SELECT count(*) AS n FROM keys;"
                         " UPDATE plains SET octets = x'00' WHERE (SELECT n FROM left_keys) = 0");
    cr_assert(jk_store_replay(p.path, &replay, &p.err) == JK_CORRUPT, "the key was left behind");
    place_close(&p);
}

Test(plain, what_is_bent_behind_our_back_is_noticed)
{
    static const char *const bent[] = { "UPDATE plains SET state = 'confirmed'",
                                        "UPDATE plains SET paslon = 2", "DELETE FROM plains",
                                        "DELETE FROM keys" };
    struct jk_replay replay;

    for (size_t i = 0; i < sizeof bent / sizeof *bent; i++) {
        struct place p;

        place_open(&p);
        put_plain(&p, "draft", 1, SECRET);
        jk_store_close(p.store);
        p.store = NULL;
        cr_assert(jk_store_replay(p.path, &replay, &p.err) == JK_OK, "%s", replay.first);
        place_tamper(p.path, bent[i]);
        cr_assert(jk_store_replay(p.path, &replay, &p.err) == JK_CORRUPT, "%s", bent[i]);
        place_close(&p);
    }
}
