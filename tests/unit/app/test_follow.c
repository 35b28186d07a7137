/* Whoever follows the journal of another, piece by piece, knows what that one knows, and what a
 * start would: notices, conflicts, feeds, numbers of changes, alerts in their order. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/app/app.h"
#include "jarak/app/conflicts/alerts.h"
#include "jarak/app/follow.h"
#include "tests/unit/app/desk.h"
#include "tests/unit/app/doings.h"
#include "tests/unit/app/shelved.h"

/* Alerts in the order in which they were told. */
struct heard {
    char text[8000000];
    size_t len;
};

static void hear(void *ctx, const struct jk_account *account, const struct jk_alert_row *row)
{
    struct heard *h = ctx;

    h->len += (size_t)snprintf(h->text + h->len, sizeof h->text - h->len, "%s %llu %s %u %s %s\n",
                               account->name, (unsigned long long)row->index, row->conflict,
                               row->revision, row->event, row->payload);
    cr_assert(h->len < sizeof h->text);
}

struct pair {
    struct desk d, other; /* who writes; who follows, on the same rows */
    struct heard wrote, followed;
    uint32_t sequences[DOINGS_PLACES];
    struct seeded r;
    size_t whole, pieces;
};

static void begin_following(struct pair *p)
{
    struct jk_error err;

    cr_assert(jk_app_open_following(p->d.store, &p->d.pack, &p->other.app, &err) == JK_OK, "%s",
              err.value);
    jk_app_set_sink(p->other.app, hear, &p->followed);
}

static void pair_open(struct pair *p, uint64_t seed)
{
    memset(p, 0, sizeof *p);
    p->r = (struct seeded){ seed };
    desk_open(&p->d);
    doings_add_guest(&p->d);
    for (int64_t i = seeded_whole(&p->r, 0, 30); i > 0; i--)
        doings_some(&p->d, &p->r, p->sequences);
    p->other = p->d;
    p->other.arena = (struct jk_arena){ 0 };
    p->other.outcome = (struct jk_outcome){ 0 };
    p->other.told = (struct jk_buf){ 0 };
    jk_app_set_sink(p->d.app, hear, &p->wrote);
    begin_following(p);
}

static void pair_close(struct pair *p)
{
    jk_outcome_clear(&p->other.outcome);
    jk_app_close(p->other.app);
    jk_arena_clear(&p->other.arena);
    desk_close(&p->d);
}

static void follow(struct pair *p, uint64_t after)
{
    struct jk_error err = { 0 };
    bool whole;
    enum jk_status rc = jk_app_follow(p->other.app, after, &whole, &err);

    cr_assert(rc == JK_OK, "%s %s", jk_status_name(rc), err.value);
    p->pieces += !whole;
    p->whole += whole;
    if (!whole)
        return;
    cr_assert(jk_app_read_again(p->other.app, &p->d.pack, &err) == JK_OK);
    cr_assert(jk_app_follow_alerts(p->other.app, after, &err) == JK_OK);
}

static void be_the_same(struct pair *p)
{
    p->other.now_s = p->d.now_s;
    doings_number_the_same(&p->d, &p->other);
    doings_say_the_same(&p->d, &p->other);
    shelved_check(jk_app_registry(p->other.app), "by following");
    shelved_answers(p->other.app, p->d.now_s, "by following");
    cr_assert(p->wrote.len == p->followed.len &&
                  memcmp(p->wrote.text, p->followed.text, p->wrote.len) == 0,
              "%s---\n%s", p->wrote.text, p->followed.text);
    p->wrote.len = p->followed.len = 0;
    p->wrote.text[0] = p->followed.text[0] = '\0';
}

Test(follow, by_pieces_gives_what_the_writer_has_and_a_start_would, .timeout = 600)
{
    static struct pair p;
    size_t pieces = 0, whole = 0;

    for (int i = 0; i < seeded_rounds(30); i++) {
        pair_open(&p, (uint64_t)i + 77);
        for (int round = 0; round < 12; round++) {
            uint8_t hash[32];
            const uint64_t after = jk_store_journal_end(p.d.store, hash);

            for (int64_t k = seeded_whole(&p.r, 1, 6); k > 0; k--)
                doings_some(&p.d, &p.r, p.sequences);
            follow(&p, after);
            be_the_same(&p);
        }
        pieces += p.pieces;
        whole += p.whole;
        pair_close(&p);
    }
    cr_assert(pieces > 0 && whole > 0, "%zu by pieces, %zu whole", pieces, whole);
}
