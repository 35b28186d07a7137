/* Another pack takes the place of the one in use while notices are filed, changed, decided,
 * withdrawn and reported: behind the switch everything is as after a restart with that pack on the
 * same store, to the last byte of what is told, and whatever comes between is judged by it.
 *
 * The reference is a copy of the store, as it is right before the switch, opened by the other
 * pack at the same second. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/app/handle/handle.h"
#include "jarak/app/app.h"
#include "jarak/app/registry/registry.h"
#include "jarak/app/repack.h"
#include "jarak/config/files.h"
#include "tests/support/seeded.h"
#include "tests/unit/app/desk.h"
#include "tests/unit/app/doings.h"
#include "tests/unit/app/shelved.h"

static int heavy; /* pieces that were too much to be done at once */

/* The Kutim pack with other distances and buffers, two zones, and one rule less. `variant` says
 * which of them. */
static void read_other(const char *folder, unsigned variant, struct jk_arena *arena,
                       struct jk_pack *out)
{
    static const char zones[] =
        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":{"
        "\"type\":"
        "\"Point\",\"coordinates\":[117.5,0.5]},\"properties\":{\"id\":\"z1\",\"name\":\"uji\","
        "\"edition\":\"uji\",\"source\":\"uji\",\"factor\":1.5,\"from\":\"2024-11-01\","
        "\"to\":\"2024-12-01\",\"radius_m\":3000}},{\"type\":\"Feature\",\"geometry\":{\"type\":"
        "\"Polygon\",\"coordinates\":[[[117.52,0.5],[117.56,0.5],[117.56,0.54],[117.52,0.54],"
        "[117.52,0.5]]]},\"properties\":{\"id\":\"z2\",\"name\":\"uji\",\"edition\":\"uji\","
        "\"source\":\"uji\",\"factor\":2.0,\"from\":\"2024-11-01\",\"to\":\"2024-12-01\"}}]}";
    struct jk_error err;
    char command[512], path[128];
    FILE *f;

    snprintf(command, sizeof command, "rm -rf %s/pack && cp -r calendars/kutim-2024 %s/pack",
             folder, folder);
    doings_run(command);
    snprintf(
        command, sizeof command,
        "sed -i 's/\"version\": 1/\"version\": 2/; s/\"distance_m\": 5000/\"distance_m\": %s/; "
        "s/\"distance_m\": 1000,/\"distance_m\": %s,/' %s/pack/policy.json",
        variant & 1 ? "9000" : "1500", variant & 1 ? "1800" : "1000", folder);
    doings_run(command);
    if (variant & 2) {
        snprintf(path, sizeof path, "%s/pack/zones.geojson", folder);
        f = fopen(path, "w");
        cr_assert(f && fputs(zones, f) >= 0 && fclose(f) == 0);
    }
    snprintf(command, sizeof command,
             "sed -i 's/Pilkada Kutai/Pemilihan Kutai/' %s/pack/pack.json; sed -i "
             "'s/\"buildup_min\": 120/\"buildup_min\": %d/' %s/pack/defaults.json",
             folder, variant & 4 ? 30 : 120, folder);
    doings_run(command);
    if (variant & 8) { /* what is over is over */
        snprintf(command, sizeof command,
                 "sed -i 's/\"simulation\": true/\"simulation\": false, "
                 "\"neighbour_margin_m\": 200, \"border_error_m\": 100/' %s/pack/pack.json",
                 folder);
        doings_run(command);
    }
    snprintf(path, sizeof path, "%s/pack", folder);
    *out = (struct jk_pack){ .id = NULL };
    cr_assert(jk_pack_read(path, arena, out, &err) == JK_OK, "%s %s", err.field, err.value);
}

/* One step. What is heavy is found out by a copy, and things happen before it has: here, nothing
 * was found, and it is judged. */
static void take_step(struct desk *d, struct jk_repack *repack, struct seeded *r,
                      uint32_t sequences[DOINGS_PLACES], bool *ready)
{
    enum jk_status rc = jk_app_repack_step(repack, ready, &d->err);

    if (rc == JK_HEAVY) {
        heavy++;
        for (int i = (int)seeded_whole(r, 0, 3); i > 0; i--)
            doings_some(d, r, sequences);
        jk_app_repack_learn(repack, (struct jk_span){ "", 0 });
        rc = JK_OK;
    }
    cr_assert(rc == JK_OK, "%s %s", d->err.field, d->err.value);
}

/* Steps until everything is judged as it stands; what comes between is the test's.
 * @return how many steps */
static int step_through(struct desk *d, struct jk_repack *repack, struct seeded *r,
                        uint32_t sequences[DOINGS_PLACES])
{
    bool ready = false;
    int steps = 0;

    while (!ready) {
        if (seeded_whole(r, 0, 1))
            doings_some(d, r, sequences);
        take_step(d, repack, r, sequences, &ready);
        cr_assert(++steps < 10000, "it never comes to an end");
        if (ready && seeded_whole(r, 0, 3) == 0) { /* something came before the switch after all */
            const uint64_t seq = jk_store_last_entry(d->store);

            doings_file(d, r, sequences);
            if (jk_store_last_entry(d->store) != seq)
                cr_assert(jk_app_repack_switch(repack, d->now_s, &d->err) == JK_STATE);
            ready = false;
        }
    }
    return steps;
}

static void tidy(struct desk *d, struct jk_repack *repack)
{
    bool done = false;

    for (int i = 0; i < 10000 && !done; i++) {
        cr_assert(jk_app_repack_tidy(repack, d->now_s, &done, &d->err) == JK_OK);
        cr_assert(jk_app_commit(d->app, &d->err) == JK_OK);
    }
    cr_assert(done);
    jk_app_repack_free(repack);
}

static void change_packs_once(uint64_t seed)
{
    struct seeded r = { seed };
    struct jk_arena arena = { 0 };
    uint32_t sequences[DOINGS_PLACES] = { 0 };
    struct desk d, beside;
    struct jk_pack other;
    struct jk_repack *repack;
    struct jk_replay replay = { 0 };
    const unsigned variant = (unsigned)seeded_whole(&r, 0, 15);
    struct jk_buf written;

    desk_open(&d);
    doings_add_guest(&d);
    read_other(d.folder, variant, &arena, &other);
    for (int i = (int)seeded_whole(&r, 0, 60); i > 0; i--)
        doings_some(&d, &r, sequences);
    if (seeded_whole(&r, 0, 2) == 0)
        d.now_s = 1732200000; /* in the middle of the days there are activities on */
    repack = jk_app_repack_new(d.app, &other, NULL);
    cr_assert_not_null(repack);
    step_through(&d, repack, &r, sequences);
    written = desk_feed(&d); /* which the switch is to forget */
    jk_buf_clear(&written);
    doings_restart_beside(&d, &other, &beside);
    jk_buf_reset(&d.told);
    cr_assert(jk_app_repack_switch(repack, d.now_s, &d.err) == JK_OK, "%s %s", d.err.field,
              d.err.value);
    shelved_check(jk_app_registry(d.app), "behind the switch");
    shelved_answers(d.app, d.now_s, "behind the switch");
    doings_keep_the_same(&d, &beside, false);
    cr_assert(jk_app_audit(d.app).changed == jk_app_audit(beside.app).changed);
    cr_assert(jk_app_audit(d.app).conflicts == jk_app_audit(beside.app).conflicts);
    doings_say_the_same(&d, &beside);
    tidy(&d, repack);
    doings_keep_the_same(&d, &beside, true); /* each was told, and once */
    doings_say_the_same(&d, &beside);
    doings_close_beside(&beside);
    for (int i = 0; i < 10; i++) /* and it goes on as it would */
        doings_some(&d, &r, sequences);
    shelved_check(jk_app_registry(d.app), "later");
    doings_restart_beside(&d, &other, &beside);
    cr_assert(jk_app_audit(beside.app).changed == 0, "what came behind is judged by it too");
    doings_say_the_same(&d, &beside);
    doings_close_beside(&beside);
    cr_assert(jk_store_replay(d.path, &replay, &d.err) == JK_OK, "%s", replay.first);
    desk_close(&d);
    jk_arena_clear(&arena);
}

Test(repack, behind_the_switch_all_is_as_after_a_restart, .timeout = 600)
{
    for (int i = 0; i < seeded_rounds(60); i++)
        change_packs_once(0x9e3779b97f4a7c15U * (uint64_t)(i + 1));
    cr_assert(heavy > 0 || seeded_rounds(60) < 60, "none was");
}

Test(repack, given_up_at_any_step_nothing_has_changed)
{
    struct seeded r = { 7 };
    struct jk_arena arena = { 0 };
    uint32_t sequences[DOINGS_PLACES] = { 0 };
    struct desk d;
    struct jk_pack other;

    desk_open(&d);
    read_other(d.folder, 3, &arena, &other);
    for (int i = 0; i < 60; i++)
        doings_some(&d, &r, sequences);
    for (int steps = 0; steps < 6; steps++) {
        struct jk_repack *repack = jk_app_repack_new(d.app, &other, NULL);
        const uint64_t seq = jk_store_last_entry(d.store);
        bool ready = false;

        for (int i = 0; i < steps; i++)
            jk_app_repack_step(repack, &ready, &d.err);
        jk_app_repack_free(repack);
        cr_assert(jk_store_last_entry(d.store) == seq);
        shelved_check(jk_app_registry(d.app), "given up");
        doings_some(&d, &r, sequences);
    }
    desk_reopen(&d, d.now_s);
    cr_assert(jk_app_audit(d.app).changed == 0);
    desk_close(&d);
    jk_arena_clear(&arena);
}

/* A commit fails on the way (memory is read from the store again), and at the switch. */
Test(repack, what_cannot_be_stored_leaves_the_pack_in_use)
{
    struct seeded r = { 11 };
    struct jk_arena arena = { 0 };
    uint32_t sequences[DOINGS_PLACES] = { 0 };
    struct desk d, beside;
    struct jk_pack other;
    struct jk_repack *repack;
    struct jk_error err;
    bool ready = false;

    desk_open(&d);
    read_other(d.folder, 3, &arena, &other);
    for (int i = 0; i < 60; i++)
        doings_some(&d, &r, sequences);
    repack = jk_app_repack_new(d.app, &other, NULL);
    for (int i = 0; i < 3; i++)
        take_step(&d, repack, &r, sequences, &ready);
    cr_assert(jk_app_begin(d.app, &err) == JK_OK);
    d.app->group.broken = JK_IO;
    cr_assert(jk_app_commit(d.app, &err) != JK_OK && !jk_app_is_lost(d.app));
    doings_some(&d, &r, sequences);
    for (ready = false; !ready;)
        take_step(&d, repack, &r, sequences, &ready);
    doings_restart_beside(&d, &other, &beside);
    cr_assert(jk_app_repack_switch(repack, d.now_s, &d.err) == JK_OK);
    doings_keep_the_same(&d, &beside, false);
    doings_say_the_same(&d, &beside);
    tidy(&d, repack);
    doings_keep_the_same(&d, &beside, true);
    doings_close_beside(&beside);
    desk_close(&d);
    jk_arena_clear(&arena);
}

Test(repack, a_switch_that_cannot_be_stored_leaves_the_pack_in_use)
{
    struct seeded r = { 13 };
    struct jk_arena arena = { 0 };
    uint32_t sequences[DOINGS_PLACES] = { 0 };
    struct desk d;
    struct jk_pack other;
    struct jk_repack *repack;
    bool ready = false;
    uint64_t seq;

    desk_open(&d);
    read_other(d.folder, 3, &arena, &other);
    for (int i = 0; i < 60; i++)
        doings_some(&d, &r, sequences);
    seq = jk_store_last_entry(d.store);
    repack = jk_app_repack_new(d.app, &other, NULL);
    while (!ready)
        take_step(&d, repack, &r, sequences, &ready);
    cr_assert(jk_store_begin(d.store, &d.err) == JK_OK); /* somebody else's: it cannot begin */
    cr_assert(jk_app_repack_switch(repack, d.now_s, &d.err) != JK_OK);
    cr_assert(!jk_app_is_lost(d.app));
    jk_app_repack_free(repack);
    cr_assert(jk_store_last_entry(d.store) == seq);
    cr_assert(jk_app_pack(d.app) == &d.pack);
    for (int i = 0; i < 10; i++)
        doings_some(&d, &r, sequences);
    desk_reopen(&d, d.now_s);
    cr_assert(jk_app_audit(d.app).changed == 0);
    desk_close(&d);
    jk_arena_clear(&arena);
}
