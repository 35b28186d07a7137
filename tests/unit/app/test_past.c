/* The past is what a copy of the store says that was kept then, whatever came since; and who asks
 * is told of it no more than he is told today. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/app/app.h"
#include "jarak/app/conflicts/conflicts.h"
#include "jarak/app/maintain/erase.h"
#include "jarak/app/past.h"
#include "jarak/app/registry/ground.h"
#include "jarak/app/registry/registry.h"
#include "jarak/store/past.h"
#include "tests/unit/app/desk.h"
#include "tests/unit/app/doings.h"

struct lived {
    struct desk d;
    uint32_t sequences[DOINGS_PLACES];
    struct seeded r;
};

static void live(struct lived *l, int64_t least, int64_t most)
{
    for (int64_t i = seeded_whole(&l->r, least, most); i > 0; i--)
        doings_some(&l->d, &l->r, l->sequences);
}

static bool add(void *ctx, struct jk_span octets)
{
    jk_buf_span(ctx, octets);
    return true;
}

/* A desk of then. @param actor null: of everything */
static void go_back(struct desk *d, uint64_t seq, int64_t now_s, const char *actor,
                    struct desk *out)
{
    struct jk_store *folded;
    struct jk_buf image = { 0 };

    *out = *d;
    out->arena = (struct jk_arena){ 0 };
    out->outcome = (struct jk_outcome){ 0 };
    out->told = (struct jk_buf){ 0 };
    out->now_s = now_s;
    cr_assert(jk_store_past(d->path, seq, actor, &folded, &out->err) == JK_OK, "%s",
              out->err.value);
    cr_assert(jk_store_past_write(folded, add, &image, &out->err) == JK_OK);
    jk_store_close(folded);
    cr_assert(jk_store_past_read(jk_buf_view(&image), &out->store, &out->err) == JK_OK, "%s",
              out->err.value);
    jk_buf_clear(&image);
    cr_assert(jk_app_open_past(actor ? d->app : NULL, actor, out->store, &d->pack, &out->app,
                               &out->err) == JK_OK,
              "%s %s", out->err.field, out->err.value);
}

Test(past, what_is_said_of_a_position_is_what_was_said_there)
{
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct lived l = { .r = { seed } };
        struct desk then, past;
        uint64_t seq;

        desk_open(&l.d);
        live(&l, 5, 60);
        seq = jk_store_last_entry(l.d.store);
        doings_restart_beside(&l.d, &l.d.pack, &then);
        live(&l, 5, 60);
        go_back(&l.d, seq, then.now_s, NULL, &past);
        cr_assert(jk_store_last_entry(past.store) == seq);
        doings_keep_the_same(&then, &past, true);
        doings_say_the_same(&then, &past);
        doings_close_beside(&past);
        /* An officer of the whole region may see all of it today. */
        go_back(&l.d, seq, then.now_s, "polres-64.08", &past);
        doings_say_the_same(&then, &past);
        doings_close_beside(&past);
        doings_close_beside(&then);
        desk_close(&l.d);
    }
}

static const char *const place = "LOCATION:Kecamatan Sangatta Utara\r\n";

Test(past, what_was_erased_since_is_gone_from_it_and_so_are_its_conflicts)
{
    const struct filed one = { .uid = "hapus@lampau", .lat = 0.5, .lon = 117.5, .paslon = 1 },
                       other = { .uid = "tetap@lampau", .lat = 0.501, .lon = 117.5, .paslon = 2 };
    struct jk_conflict_views views;
    struct desk d, past;
    uint64_t seq;

    desk_open(&d);
    cr_assert(desk_file(&d, &one) == JK_OK && desk_file(&d, &other) == JK_OK);
    cr_assert(desk_conflicts(&d) == 1);
    seq = jk_store_last_entry(d.store);
    go_back(&d, seq, d.now_s, NULL, &past);
    cr_assert(desk_conflicts(&past) == 1, "it was there");
    doings_close_beside(&past);
    cr_assert(jk_store_begin(d.store, &d.err) == JK_OK);
    cr_assert(jk_store_erase(d.store, &(struct jk_act){ "uji", d.now_s }, one.uid, "permintaan",
                             &d.err) == JK_OK);
    cr_assert(jk_store_commit(d.store, &d.err) == JK_OK);
    go_back(&d, seq, d.now_s, "polres-64.08", &past);
    cr_assert_null(jk_registry_entry(jk_app_registry(past.app), one.uid)->current);
    cr_assert_not_null(jk_registry_entry(jk_app_registry(past.app), other.uid)->current);
    cr_assert(jk_app_conflicts(past.app, &past.arena,
                               &(struct jk_conflicts_ask){ jk_app_account(past.app, "polres-64.08"),
                                                           "64.08", false },
                               &views) == JK_OK);
    cr_assert(views.count == 0, "%zu", views.count);
    doings_close_beside(&past);
    desk_close(&d);
}

/* Two rallies in conflict on the ground of a guest, then both move away from it. */
Test(past, what_has_left_the_ground_of_who_asks_has_left_it_in_the_past_too)
{
    struct filed
        one = { .uid = "satu@lampau", .paslon = 1, .extra = place, .lat = 0.5, .lon = 117.55 },
        other = { .uid = "dua@lampau", .paslon = 2, .extra = place, .lat = 0.501, .lon = 117.55 };
    const struct jk_account *guest;
    struct jk_conflict_views views;
    const struct jk_chain *chain;
    struct desk d, past;
    uint64_t seq;

    desk_open(&d);
    doings_add_guest(&d);
    cr_assert(desk_file(&d, &one) == JK_OK && desk_file(&d, &other) == JK_OK);
    cr_assert(desk_conflicts(&d) == 1);
    seq = jk_store_last_entry(d.store);
    chain = jk_registry_chain(jk_app_registry(d.app), one.uid);
    cr_assert(jk_chain_touches(jk_app_registry(d.app), chain, "64.08.04"), "the test's ground");
    for (int moved = 0; moved < 2; moved++) {
        go_back(&d, seq, d.now_s, "polsek-uji", &past);
        guest = jk_app_account(past.app, "polsek-uji");
        chain = jk_registry_chain(jk_app_registry(past.app), one.uid);
        cr_assert(jk_chain_touches(jk_app_registry(past.app), chain, "64.08.04") == !moved);
        cr_assert(jk_app_conflicts(past.app, &past.arena,
                                   &(struct jk_conflicts_ask){ guest, "64.08.04", true },
                                   &views) == JK_OK);
        cr_assert(moved || views.count == 1, "%zu", views.count);
        doings_close_beside(&past);
        one.sequence = other.sequence = 1;
        one.extra = other.extra = NULL;
        one.lat = other.lat = 0.8; /* another sub-district */
        one.lon = 116.6;
        other.lon = 116.9;
        if (!moved)
            cr_assert(desk_file(&d, &one) == JK_OK && desk_file(&d, &other) == JK_OK);
    }
    desk_close(&d);
}

/* Where a chain lies today it lies in the past: what is not his region's any more he is told as a
 * guest is. */
Test(past, what_another_region_decides_on_today_it_decided_on_ever)
{
    const struct filed one = { .uid = "pindah@lampau", .lat = 0.5, .lon = 117.55, .paslon = 1 };
    struct desk d, past;
    struct jk_chain *today;
    uint64_t seq;

    desk_open(&d);
    cr_assert(desk_file(&d, &one) == JK_OK);
    seq = jk_store_last_entry(d.store);
    for (int moved = 0; moved < 2; moved++) {
        go_back(&d, seq, d.now_s, "polres-64.08", &past);
        cr_assert_str_eq(jk_registry_chain(jk_app_registry(past.app), one.uid)->region->code,
                         moved ? "64.03" : "64.08");
        doings_close_beside(&past);
        today = jk_registry_chain(jk_app_registry(d.app), one.uid);
        today->region = jk_pack_region(&d.pack, "64.03");
    }
    today->region = jk_pack_region(&d.pack, "64.08");
    desk_close(&d);
}

Test(past, there_is_none_before_the_first_entry_nor_behind_the_last)
{
    struct jk_store *past;
    struct desk d;

    desk_open(&d);
    cr_assert(jk_store_past(d.path, jk_store_last_entry(d.store) + 1, NULL, &past, &d.err) ==
              JK_NONE);
    cr_assert(jk_store_past(d.path, 0, NULL, &past, &d.err) == JK_NONE);
    cr_assert(jk_store_past_read(JK_SPAN("no store at all"), &past, &d.err) != JK_OK);
    desk_close(&d);
}
