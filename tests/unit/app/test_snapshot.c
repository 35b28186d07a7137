/* A start by a snapshot gives what a start without one gives, whatever the journal changed since;
 * and one of another program, pack or journal, cut off, changed or erased, is not used. */
#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "jarak/app/app.h"
#include "jarak/app/maintain/erase.h"
#include "jarak/app/registry/registry.h"
#include "jarak/app/snapshot.h"
#include "jarak/config/files.h"
#include "tests/unit/app/desk.h"
#include "tests/unit/app/doings.h"
#include "tests/unit/app/shelved.h"

static const struct jk_app_start us = { .program = "this program" };

struct taken {
    struct desk d;
    char path[128];
    struct jk_app_start start;
    uint32_t sequences[DOINGS_PLACES];
    struct seeded r;
};

static void take_open(struct taken *t, uint64_t seed)
{
    *t = (struct taken){ .r = { seed }, .start = us };
    desk_open(&t->d);
    snprintf(t->path, sizeof t->path, "%s/snapshot", t->d.folder);
    t->start.snapshot = t->path;
    doings_add_guest(&t->d);
}

static void do_some(struct taken *t, int64_t most)
{
    for (int64_t i = seeded_whole(&t->r, 0, most); i > 0; i--)
        doings_some(&t->d, &t->r, t->sequences);
}

static void take(struct taken *t)
{
    struct jk_snapshot_binding binding;
    struct jk_error err;

    cr_assert(jk_app_snapshot_bind(t->d.app, &t->start, &binding, &err) == JK_OK, "%s", err.value);
    cr_assert(jk_app_snapshot_write(t->d.app, &binding, &err) == JK_OK, "%s", err.value);
}

/* Close the application and its store, and open both by what is there. @return what it said of it
 */
static const char *open_again(struct taken *t, const struct jk_pack *pack)
{
    struct desk *d = &t->d;
    enum jk_status rc;

    jk_outcome_clear(&d->outcome);
    jk_app_close(d->app);
    jk_store_close(d->store);
    rc = jk_store_open(d->path, &d->store, &d->err);
    if (rc == JK_OK)
        rc = jk_app_open(d->store, pack, d->now_s, &t->start, &d->app, &d->err);
    cr_assert(rc == JK_OK, "%s %s", jk_status_name(rc), d->err.value);
    return jk_app_audit(d->app).snapshot;
}

static void be_the_same(struct desk *a, struct desk *b)
{
    doings_number_the_same(a, b);
    doings_keep_the_same(a, b, true);
    doings_say_the_same(a, b);
    cr_assert(jk_app_audit(a->app).conflicts == jk_app_audit(b->app).conflicts);
    cr_assert(jk_app_audit(a->app).changed == jk_app_audit(b->app).changed);
}

static void start_once(uint64_t seed)
{
    struct taken t;
    struct desk beside;

    take_open(&t, seed);
    do_some(&t, 60);
    take(&t);
    for (int round = 0; round < 3; round++) {
        if (seeded_whole(&t.r, 0, 2) > 0)
            do_some(&t, 8); /* behind the snapshot */
        doings_restart_beside(&t.d, &t.d.pack, &beside);
        cr_assert(strcmp(open_again(&t, &t.d.pack), "used") == 0, "%s",
                  jk_app_audit(t.d.app).snapshot);
        be_the_same(&t.d, &beside);
        doings_close_beside(&beside);
        shelved_check(jk_app_registry(t.d.app), "by a snapshot");
        shelved_answers(t.d.app, t.d.now_s, "by a snapshot");
        if (round == 1)
            take(&t); /* of what was read by one */
    }
    for (int i = 0; i < 10; i++) /* and it goes on as it would */
        doings_some(&t.d, &t.r, t.sequences);
    doings_restart_beside(&t.d, &t.d.pack, &beside);
    cr_assert(jk_app_audit(beside.app).changed == 0);
    doings_say_the_same(&t.d, &beside);
    doings_close_beside(&beside);
    desk_close(&t.d);
}

Test(snapshot, a_start_by_one_is_as_a_start_without, .timeout = 600)
{
    for (int i = 0; i < seeded_rounds(60); i++)
        start_once(0x9e3779b97f4a7c15U * (uint64_t)(i + 1));
}

/* Open conflicts as another program might have found them. */
static void judge_otherwise(const struct taken *t)
{
    sqlite3 *db;

    cr_assert(sqlite3_open(t->d.path, &db) == SQLITE_OK);
    cr_assert(sqlite3_exec(db, "UPDATE conflicts SET digest = 'other' WHERE open", NULL, NULL,
                           NULL) == SQLITE_OK);
    cr_assert(sqlite3_changes(db) > 0, "nothing is in conflict");
    sqlite3_close(db);
}

Test(snapshot, what_others_judged_is_judged_again_by_whoever_writes)
{
    for (int followed = 0; followed < 2; followed++) {
        struct taken t;

        take_open(&t, 17);
        for (int i = 0; i < 60; i++)
            doings_some(&t.d, &t.r, t.sequences);
        t.start.followed = followed;
        take(&t);
        judge_otherwise(&t);
        cr_assert(strcmp(open_again(&t, &t.d.pack), "used") == 0);
        cr_assert((jk_app_audit(t.d.app).changed > 0) == followed, "%zu",
                  jk_app_audit(t.d.app).changed);
        desk_close(&t.d);
    }
}

static void must_not_be_used(struct taken *t, const struct jk_pack *pack, const char *because)
{
    struct desk beside;
    const char *said;

    doings_restart_beside(&t->d, pack, &beside);
    said = open_again(t, pack);
    cr_assert(strcmp(said, because) == 0, "%s, not %s", said, because);
    be_the_same(&t->d, &beside);
    doings_close_beside(&beside);
}

static void open_filled(struct taken *t)
{
    take_open(t, 17);
    for (int i = 0; i < 60; i++)
        doings_some(&t->d, &t->r, t->sequences);
    take(t);
}

Test(snapshot, of_another_program_it_is_not_used)
{
    struct taken t;

    open_filled(&t);
    t.start.program[5] ^= 1;
    must_not_be_used(&t, &t.d.pack, "other-program-or-pack");
    unlink(t.path);
    must_not_be_used(&t, &t.d.pack, "none");
    desk_close(&t.d);
}

Test(snapshot, of_another_pack_it_is_not_used)
{
    struct taken t;
    struct jk_arena arena = { 0 };
    struct jk_pack other;
    char command[512], path[128];

    open_filled(&t);
    snprintf(path, sizeof path, "%s/pack", t.d.folder);
    snprintf(
        command, sizeof command,
        "cp -r calendars/kutim-2024 %s && sed -i 's/\"distance_m\": 5000/\"distance_m\": 9000/' "
        "%s/policy.json",
        path, path);
    doings_run(command);
    other = (struct jk_pack){ .id = NULL };
    cr_assert(jk_pack_read(path, &arena, &other, &t.d.err) == JK_OK);
    must_not_be_used(&t, &other, "other-program-or-pack");
    must_not_be_used(&t, &t.d.pack, "other-pack"); /* judged by another meanwhile */
    must_not_be_used(&t, &t.d.pack, "used");
    desk_close(&t.d);
    jk_arena_clear(&arena);
}

Test(snapshot, of_another_journal_it_is_not_used)
{
    struct taken t;
    char command[512];

    open_filled(&t);
    jk_app_close(t.d.app);
    jk_store_close(t.d.store);
    snprintf(command, sizeof command, "cp %s %s.early", t.d.path, t.d.path);
    doings_run(command);
    cr_assert(jk_store_open(t.d.path, &t.d.store, &t.d.err) == JK_OK);
    cr_assert(jk_app_open(t.d.store, &t.d.pack, t.d.now_s, NULL, &t.d.app, &t.d.err) == JK_OK);
    for (int i = 0; i < 20; i++)
        doings_some(&t.d, &t.r, t.sequences);
    take(&t);
    /* Somebody puts an earlier copy of the store back, and it goes on from there. */
    jk_app_close(t.d.app);
    jk_store_close(t.d.store);
    snprintf(command, sizeof command, "cp %s.early %s", t.d.path, t.d.path);
    doings_run(command);
    cr_assert(jk_store_open(t.d.path, &t.d.store, &t.d.err) == JK_OK);
    cr_assert(jk_app_open(t.d.store, &t.d.pack, t.d.now_s, NULL, &t.d.app, &t.d.err) == JK_OK);
    must_not_be_used(&t, &t.d.pack, "other-journal");
    desk_close(&t.d);
}

static size_t size_of(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 ? (size_t)st.st_size : 0;
}

/* One octet of it is another, at this place; it was right again afterwards. */
static void change_octet(const char *path, size_t at)
{
    FILE *f = fopen(path, "r+b");
    int was;

    cr_assert(f && fseek(f, (long)at, SEEK_SET) == 0);
    was = fgetc(f);
    cr_assert(was != EOF && fseek(f, (long)at, SEEK_SET) == 0 && fputc(was ^ 1, f) != EOF);
    cr_assert(fclose(f) == 0);
}

Test(snapshot, changed_or_cut_off_it_changes_nothing, .timeout = 600)
{
    struct taken t;
    struct desk beside;
    size_t size;

    open_filled(&t);
    size = size_of(t.path);
    doings_restart_beside(&t.d, &t.d.pack, &beside);
    for (int i = 0; i < seeded_rounds(200); i++) {
        const bool cut = i % 2;
        const size_t at = i < 40 ? (size_t)i : (size_t)seeded_whole(&t.r, 0, (int64_t)size - 1);
        const char *said;

        take(&t);
        if (cut)
            cr_assert(truncate(t.path, (off_t)at) == 0);
        else
            change_octet(t.path, at);
        said = open_again(&t, &t.d.pack);
        cr_assert(strcmp(said, "used") != 0, "%s at %zu", cut ? "cut" : "changed", at);
        doings_keep_the_same(&t.d, &beside, true);
        doings_say_the_same(&t.d, &beside);
        doings_number_the_same(&t.d, &beside);
    }
    doings_close_beside(&beside);
    desk_close(&t.d);
}

Test(snapshot, one_that_was_begun_and_not_finished_is_no_hindrance)
{
    struct taken t;
    struct jk_snapshot_binding binding;
    struct jk_snapshot_writer *writer;

    open_filled(&t);
    do_some(&t, 5);
    cr_assert(jk_app_snapshot_bind(t.d.app, &t.start, &binding, &t.d.err) == JK_OK);
    cr_assert(jk_snapshot_create(&binding, &writer, &t.d.err) == JK_OK);
    jk_snapshot_add(writer, JK_SPAN("half"));
    /* The process ends here: what it wrote lies beside. */
    cr_assert(strcmp(open_again(&t, &t.d.pack), "used") == 0, "the one before");
    take(&t);
    cr_assert(strcmp(open_again(&t, &t.d.pack), "used") == 0);
    jk_snapshot_finish(writer, false, &t.d.err);
    desk_close(&t.d);
}

/* An account that is made while no daemon runs is told what is open, by whatever start comes. */
Test(snapshot, who_came_in_between_is_told_what_is_open)
{
    struct taken t;
    struct desk beside;
    const struct jk_account_spec spec = {
        .name = "polres-baru", .role = "polres", .region = "64.08", .contest = ""
    };
    uint64_t told = 0;

    open_filled(&t);
    jk_app_close(t.d.app);
    jk_store_close(t.d.store);
    cr_assert(jk_store_open(t.d.path, &t.d.store, &t.d.err) == JK_OK);
    cr_assert(jk_app_open(t.d.store, &t.d.pack, t.d.now_s, &t.start, &t.d.app, &t.d.err) == JK_OK);
    /* As jarakctl writes it into a store that no daemon has: nobody is told by it. */
    cr_assert(jk_store_begin(t.d.store, &t.d.err) == JK_OK);
    cr_assert(jk_store_put_account(t.d.store, &(struct jk_act){ "uji", t.d.now_s },
                                   &(struct jk_account_row){ .name = spec.name,
                                                             .role = spec.role,
                                                             .region = spec.region,
                                                             .contest = "",
                                                             .token_hash = "" },
                                   &t.d.err) == JK_OK);
    cr_assert(jk_store_commit(t.d.store, &t.d.err) == JK_OK);
    doings_restart_beside(&t.d, &t.d.pack, &beside);
    cr_assert(strcmp(open_again(&t, &t.d.pack), "used") == 0);
    cr_assert(jk_store_last_alert(t.d.store, spec.name, &told, &t.d.err) == JK_OK);
    cr_assert(told > 0, "it is told");
    be_the_same(&t.d, &beside);
    doings_close_beside(&beside);
    desk_close(&t.d);
}

/* What was erased is in no file that could still be read. */
Test(snapshot, an_erasure_ends_it)
{
    struct taken t;
    struct desk beside;
    const struct filed rally = { "hapus@repack", 0.5, 117.5, 1, 0, NULL, NULL };

    open_filled(&t);
    cr_assert(desk_file(&t.d, &rally) == JK_OK);
    take(&t);
    cr_assert(desk_withdraw(&t.d, "hapus@repack") == JK_OK);
    jk_app_close(t.d.app);
    jk_store_close(t.d.store);
    cr_assert(jk_erase_offline(&(struct jk_erase_from){ .file = t.d.path }, "hapus@repack", "uji",
                               t.d.now_s, NULL, &t.d.err) == JK_OK);
    cr_assert(jk_store_open(t.d.path, &t.d.store, &t.d.err) == JK_OK);
    cr_assert(jk_app_open(t.d.store, &t.d.pack, t.d.now_s, NULL, &t.d.app, &t.d.err) == JK_OK);
    doings_restart_beside(&t.d, &t.d.pack, &beside);
    cr_assert(strcmp(open_again(&t, &t.d.pack), "erased") == 0);
    be_the_same(&t.d, &beside);
    doings_close_beside(&beside);
    take(&t); /* under another key */
    cr_assert(strcmp(open_again(&t, &t.d.pack), "used") == 0);
    desk_close(&t.d);
}

/* Who is told how far a start is. */
struct told {
    unsigned calls, last, most; /* percent */
    unsigned give_up;           /* at that call; 0: never */
};

static bool be_told(void *ctx, unsigned percent)
{
    struct told *told = ctx;

    told->calls++;
    cr_assert(percent <= 100);
    cr_assert(percent >= told->last, "%u behind %u", percent, told->last);
    told->last = percent;
    return told->calls != told->give_up;
}

/* Opens the store and as much of the application as somebody waits for. */
static enum jk_status open_told(struct taken *t, struct told *told, const char *path)
{
    struct desk *d = &t->d;
    enum jk_status rc;

    t->start.snapshot = path;
    t->start.progress = be_told;
    t->start.progress_ctx = told;
    jk_outcome_clear(&d->outcome);
    jk_app_close(d->app);
    d->app = NULL;
    jk_store_close(d->store);
    cr_assert(jk_store_open(d->path, &d->store, &d->err) == JK_OK);
    rc = jk_app_open(d->store, &d->pack, d->now_s, &t->start, &d->app, &d->err);
    t->start.progress = NULL;
    return rc;
}

Test(snapshot, a_start_tells_how_far_it_is_whichever_way_it_goes)
{
    struct taken t;

    open_filled(&t);
    take(&t);
    for (int way = 0; way < 2; way++) {
        struct told told = { 0 };

        cr_assert(open_told(&t, &told, way ? t.path : NULL) == JK_OK);
        cr_assert(strcmp(jk_app_audit(t.d.app).snapshot, way ? "used" : "not-asked") == 0);
        cr_assert(told.calls > 2 && told.last >= (way ? 90 : 50), "%u calls, %u %%", told.calls,
                  told.last);
    }
    desk_close(&t.d);
}

Test(snapshot, a_start_that_is_given_up_anywhere_leaves_the_store_as_it_was)
{
    struct taken t;
    struct desk beside;
    unsigned most = 0;

    open_filled(&t);
    take(&t);
    for (int way = 0; way < 2; way++) {
        struct told told = { 0 };

        cr_assert(open_told(&t, &told, way ? t.path : NULL) == JK_OK);
        most = told.calls;
        for (unsigned at = 1; at <= most; at++) {
            const uint64_t entries = jk_store_last_entry(t.d.store);

            told = (struct told){ .give_up = at };
            if (open_told(&t, &told, way ? t.path : NULL) != JK_OK)
                cr_assert(jk_store_last_entry(t.d.store) == entries, "at call %u", at);
        }
    }
    if (!t.d.app)
        cr_assert(open_told(&t, &(struct told){ 0 }, t.path) == JK_OK);
    doings_restart_beside(&t.d, &t.d.pack, &beside);
    be_the_same(&t.d, &beside);
    doings_close_beside(&beside);
    desk_close(&t.d);
}
