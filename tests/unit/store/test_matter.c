/* Matters: what was said and what was said of it lies sealed under one key, and is erased with it.
 */
#include <criterion/criterion.h>
#include <string.h>
#include "tests/unit/store/place.h"

#define SECRET "BEGIN:VCALENDAR nama-saksi END:VCALENDAR"
#define WORDS  "{\"assessment\":\"dua-saksi-melihat\"}"
#define ID     "00112233445566ff"

static void put_matter(struct place *p, uint32_t revision, const char *state)
{
    struct jk_matter_row row = { .id = ID,
                                 .kind = "report",
                                 .region = "64.08.04",
                                 .topic = "hoax",
                                 .state = state,
                                 .account = "bawaslu-1",
                                 .role = "bawaslu",
                                 .agency = "",
                                 .about = "rapat@x",
                                 .revision = revision,
                                 .when_s = 90,
                                 .created_s = 100,
                                 .changed_s = 100 + revision,
                                 .bytes = jk_span_of(SECRET) };
    struct jk_matter_act_row act = { .matter = ID,
                                     .act = revision > 1 ? "verify" : "file",
                                     .state = state,
                                     .actor = "polres-1",
                                     .role = "polres",
                                     .revision = revision,
                                     .time_s = 100 + revision,
                                     .words = jk_span_of(WORDS) };

    place_begin(p);
    cr_assert(jk_store_put_matter(p->store, &place_act, &row, &p->err) == JK_OK, "%s",
              p->err.value);
    cr_assert(jk_store_put_matter_act(p->store, &place_act, &act, &p->err) == JK_OK);
    place_commit(p);
}

static enum jk_status tell(void *ctx, const struct jk_matter_row *r)
{
    jk_buf_fmt(ctx, "%s %u %d [%.*s]", r->state, r->revision, (int)r->change, (int)r->bytes.len,
               r->bytes.at);
    return JK_OK;
}

static enum jk_status tell_act(void *ctx, const struct jk_matter_act_row *r)
{
    jk_buf_fmt(ctx, " %s %s %u [%.*s]", r->act, r->actor, r->revision, (int)r->words.len,
               r->words.at);
    return JK_OK;
}

static void is_told(struct place *p, const char *want)
{
    struct jk_buf got = { 0 };

    cr_assert(jk_store_each_matter(p->store, tell, &got, &p->err) == JK_OK);
    cr_assert(jk_store_each_matter_act(p->store, tell_act, &got, &p->err) == JK_OK);
    jk_buf_char(&got, '\0');
    cr_assert_str_eq(got.at, want);
    jk_buf_clear(&got);
}

Test(matter, it_comes_back_with_its_acts_and_lies_sealed)
{
    struct place p;

    place_open(&p);
    put_matter(&p, 1, "unverified");
    put_matter(&p, 2, "verified");
    for (int round = 0; round < 2; round++) {
        is_told(&p, "verified 2 4 [" SECRET "] file polres-1 1 [" WORDS
                    "] verify polres-1 2 [" WORDS "]");
        place_reopen(&p);
    }
    cr_assert(!place_holds(&p, "nama-saksi", 10));
    cr_assert(!place_holds(&p, "dua-saksi-melihat", 17));
    place_close(&p);
}

Test(matter, an_erasure_takes_all_its_words_and_replay_still_passes)
{
    struct place p;
    struct jk_replay replay;

    place_open(&p);
    put_matter(&p, 1, "unverified");
    place_begin(&p);
    cr_assert(jk_store_erase(p.store, &place_act, "matter\n" ID, "permintaan", &p.err) == JK_OK);
    place_commit(&p);
    is_told(&p, "unverified 1 2 [] file polres-1 1 []");
    place_reopen(&p);
    is_told(&p, "unverified 1 2 [] file polres-1 1 []");
    cr_assert(jk_store_replay(p.path, &replay, &p.err) == JK_OK, "%s", replay.first);
    place_close(&p);
}
