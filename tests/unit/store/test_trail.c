/* The journal read backwards: in slices that leave nothing out, opened only while there is a key.
 */
#include "jarak/store/trail.h"
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include "tests/unit/store/place.h"

#define ALL UINT64_MAX

struct seen {
    struct place *p;
    uint64_t seqs[4096];
    size_t count, opened, destroyed;
    struct jk_buf bytes;
};

static enum jk_status note(void *ctx, const struct jk_trail_entry *entry)
{
    struct seen *s = ctx;
    enum jk_status rc;

    cr_assert(s->count < sizeof s->seqs / sizeof *s->seqs);
    s->seqs[s->count++] = entry->seq;
    cr_assert(entry->actor[0] != '\0');
    if (entry->kind != JK_ENTRY_NOTICE)
        return JK_OK;
    cr_assert(entry->row.notice.uid[0] != '\0');
    rc = jk_store_trail_open(s->p->store, entry->row.notice.uid, entry->row.notice.bytes, &s->bytes,
                             &s->p->err);
    s->opened += rc == JK_OK;
    s->destroyed += rc == JK_NONE;
    return rc == JK_NONE ? JK_OK : rc;
}

static void look(struct place *p, uint64_t before, uint64_t count, uint64_t kinds, struct seen *s)
{
    const struct jk_trail_slice slice = { before, count, kinds };

    s->p = p;
    cr_assert(jk_store_each_trail(p->store, &slice, note, s, &p->err) == JK_OK);
}

Test(trail, slices_of_any_size_meet_every_entry_once_newest_first)
{
    struct place p;

    place_open(&p);
    place_fill(&p, 20);
    for (uint64_t size = 1; size <= 40; size += 13) {
        struct seen s = { 0 };
        uint64_t last = jk_store_last_entry(p.store);

        for (uint64_t before = last + 1; before > 1; before = before > size ? before - size : 1)
            look(&p, before, size, ALL, &s);
        cr_assert(s.count == last);
        for (size_t i = 0; i < s.count; i++)
            cr_assert(s.seqs[i] == last - i);
        jk_buf_clear(&s.bytes);
    }
    place_close(&p);
}

Test(trail, a_slice_is_bounded_by_numbers_whatever_it_finds)
{
    struct seen s = { 0 };
    struct place p;

    place_open(&p);
    place_fill(&p, 20);
    place_begin(&p);
    for (int i = 0; i < 50; i++)
        cr_assert(jk_store_put_tick(p.store, &place_act, &p.err) == JK_OK);
    place_commit(&p);
    look(&p, UINT64_MAX, 50, JK_TRAIL_KIND(JK_ENTRY_NOTICE), &s);
    cr_assert(s.count == 0, "nothing but ticks below the end of numbers");
    look(&p, jk_store_last_entry(p.store) + 1, 50, JK_TRAIL_KIND(JK_ENTRY_NOTICE), &s);
    cr_assert(s.count == 0, "the notices lie further back than it may look");
    look(&p, jk_store_last_entry(p.store) - 49, 1000, JK_TRAIL_KIND(JK_ENTRY_NOTICE), &s);
    cr_assert(s.count == 20);
    look(&p, 0, 10, ALL, &s);
    cr_assert(s.count == 20, "there is nothing before the first");
    jk_buf_clear(&s.bytes);
    place_close(&p);
}

Test(trail, what_was_erased_is_opened_neither_by_no_key_nor_by_a_later_one)
{
    struct seen before = { 0 }, erased = { 0 }, again = { 0 };
    struct place p;

    place_open(&p);
    place_begin(&p);
    place_put_notice(&p, "n1@test", "rahasia-0812", 1);
    place_put_notice(&p, "n1@test", "rahasia-0813", 2);
    place_commit(&p);
    look(&p, 100, 100, ALL, &before);
    cr_assert(before.opened == 2 && before.destroyed == 0);
    cr_assert(memmem(before.bytes.at, before.bytes.len, "rahasia-0813", 12) != NULL);
    place_begin(&p);
    cr_assert(jk_store_erase(p.store, &place_act, "n1@test", "permintaan", &p.err) == JK_OK);
    place_commit(&p);
    look(&p, 100, 100, ALL, &erased);
    cr_assert(erased.opened == 0 && erased.destroyed == 2 && erased.bytes.len == 0);
    place_begin(&p);
    place_put_notice(&p, "n1@test", "baru", 3);
    place_commit(&p);
    place_reopen(&p);
    look(&p, 100, 100, ALL, &again);
    cr_assert(again.opened == 1 && again.destroyed == 2);
    jk_buf_clear(&before.bytes);
    jk_buf_clear(&again.bytes);
    place_close(&p);
}

static void tick(struct place *p, int64_t time_s)
{
    const struct jk_act act = { "jarakd", time_s };

    place_begin(p);
    cr_assert(jk_store_put_tick(p->store, &act, &p->err) == JK_OK);
    place_commit(p);
}

Test(trail, a_time_is_found_by_halving_as_by_looking_at_all)
{
    int64_t times[60];
    struct place p;
    uint64_t found;

    place_open(&p);
    cr_assert(jk_store_trail_after(p.store, 5, &found, &p.err) == JK_OK && found == 1);
    srand(7);
    for (int i = 0; i < 60; i++) {
        times[i] = (i ? times[i - 1] : 1000) + rand() % 3; /* several in one second */
        tick(&p, times[i]);
    }
    for (int64_t at_s = 990; at_s < times[59] + 10; at_s++) {
        uint64_t want = 1;

        while (want <= 60 && times[want - 1] <= at_s)
            want++;
        cr_assert(jk_store_trail_after(p.store, at_s, &found, &p.err) == JK_OK);
        cr_assert(found == want);
    }
    place_close(&p);
}

static enum jk_status walk_inside(void *ctx, const struct jk_trail_entry *entry)
{
    struct seen *s = ctx;
    const struct jk_trail_slice slice = { entry->seq, 10, ALL };

    return jk_store_each_trail(s->p->store, &slice, note, s, &s->p->err);
}

Test(trail, a_walk_inside_itself_is_refused)
{
    struct seen s = { 0 };
    struct place p;

    place_open(&p);
    place_fill(&p, 3);
    s.p = &p;
    cr_assert(jk_store_each_trail(p.store, &(struct jk_trail_slice){ 100, 100, ALL }, walk_inside,
                                  &s, &p.err) == JK_BUSY);
    place_close(&p);
}
