/* Accounts state policies and zones over the files of the pack: what is in force by it, what a
 * restart finds, and what is refused. The reference of the law is a restart on the same store. */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/app/handle/handle.h"
#include "jarak/app/app.h"
#include "jarak/app/conflicts/whatif.h"
#include "jarak/app/decisions/certificate.h"
#include "jarak/app/editions/editions.h"
#include "jarak/app/repack.h"
#include "jarak/config/files.h"
#include "jarak/feed/json/verdict.h"
#include "jarak/policy/stations.h"
#include "jarak/policy/whose.h"
#include "tests/support/seeded.h"
#include "tests/unit/app/desk.h"

#define NOTICES 12

static int changed, refused; /* by the law: editions that changed conflicts, that were refused */

/* A desk whose pack has editions over it. */
struct laid {
    struct desk d;
    struct jk_arena files_arena;
    struct jk_pack_files files;
};

static void open_laid(struct laid *l)
{
    static const char *const folder = "calendars/kutim-2024";

    desk_open(&l->d);
    l->files_arena = (struct jk_arena){ 0 };
    cr_assert(jk_pack_files_read(&folder, 1, &l->files_arena, &l->files, &l->d.err) == JK_OK);
}

static void close_laid(struct laid *l)
{
    desk_close(&l->d);
    jk_arena_clear(&l->files_arena);
}

/* Closes store and application, and opens both as the daemon does at a start. */
static void restart(struct laid *l)
{
    struct desk *d = &l->d;
    struct jk_arena fresh = { 0 };
    struct jk_pack pack;

    cr_assert(jk_editions_load(d->store, &fresh, &l->files, NULL, NULL, &pack, &d->err) == JK_OK);
    jk_outcome_clear(&d->outcome);
    jk_app_close(d->app);
    jk_arena_clear(&d->pack_arena);
    d->pack_arena = fresh;
    d->pack = pack;
    jk_store_close(d->store);
    cr_assert(jk_store_open(d->path, &d->store, &d->err) == JK_OK, "%s", d->err.value);
    cr_assert(jk_app_open(d->store, &d->pack, d->now_s, NULL, &d->app, &d->err) == JK_OK, "%s",
              d->err.value);
}

/* Where an edition is to hold. */
static const struct jk_calendar_of kutim = { "", "64.08" }, regent = { "pilbup-64.08", "64.08" },
                                   governor = { "pilgub-64", "64" }, berau = { "", "64.03" },
                                   province = { "", "64" };

static struct jk_edition_ask ask_of(struct laid *l, enum jk_edition_part part,
                                    const struct jk_calendar_of *scope, const char *document)
{
    return (struct jk_edition_ask){
        .actor = jk_app_account(l->d.app, scope->region[2] == '\0'  ? "polres-64"
                                          : scope->region[4] == '8' ? "polres-64.08"
                                                                    : "polres-64.03"),
        .now_s = l->d.now_s,
        .part = part,
        .scope = *scope,
        .seen = jk_app_edition_number(l->d.app, part, scope),
        .withdrawn = !document,
        .document = document ? document : "",
        .basis = "berita acara"
    };
}

static void put_in_force(struct laid *l, const struct jk_pack *pack, const struct jk_edition *made)
{
    struct desk *d = &l->d;
    struct jk_repack *repack = jk_app_repack_new(d->app, pack, made);
    bool ready = false, done = false;

    while (!ready) {
        enum jk_status rc = jk_app_repack_step(repack, &ready, &d->err);

        if (rc == JK_HEAVY)
            jk_app_repack_learn(repack, (struct jk_span){ "", 0 });
        else
            cr_assert(rc == JK_OK);
    }
    cr_assert(jk_app_repack_switch(repack, d->now_s, &d->err) == JK_OK, "%s", d->err.value);
    while (!done) {
        cr_assert(jk_app_repack_tidy(repack, d->now_s, &done, &d->err) == JK_OK);
        cr_assert(jk_app_commit(d->app, &d->err) == JK_OK);
    }
    jk_app_repack_free(repack);
}

/* As a request does it: made, laid over, judged beside, switched to. */
static enum jk_status state(struct laid *l, const struct jk_edition_ask *ask)
{
    struct desk *d = &l->d;
    struct jk_arena fresh = { 0 };
    struct jk_edition made;
    struct jk_pack *pack = jk_arena_take(&fresh, sizeof *pack);
    enum jk_status rc = jk_app_edition_make(d->app, &fresh, ask, &made, &d->err);

    if (rc == JK_OK)
        rc = jk_editions_load(d->store, &fresh, &l->files, &made, jk_app_pack(d->app), pack,
                              &d->err);
    if (rc != JK_OK) {
        jk_arena_clear(&fresh);
        return rc;
    }
    put_in_force(l, pack, &made);
    jk_arena_clear(&d->pack_arena);
    d->pack_arena = fresh;
    d->pack = *pack;
    d->app->pack = &d->pack;
    return JK_OK;
}

static enum jk_status state_policy(struct laid *l, const struct jk_calendar_of *scope,
                                   const char *document)
{
    const struct jk_edition_ask ask = ask_of(l, JK_EDITION_POLICY, scope, document);

    return state(l, &ask);
}

#define ROW(metres)                                                                         \
    "{\"rows\":[{\"id\":\"besar-besar\",\"relation\":[\"rival\"],\"a\":[\"besar\"],\"b\":[" \
    "\"besar\"],\"waspada\":{\"distance_m\":9000,\"tau_min\":120},\"siaga\":{\"distance_"   \
    "m\":" metres ",\"tau_min\":120}}]}"

static void file_pair(struct laid *l)
{
    struct filed f = { "a@ed", 0.5, 117.5, 1, 0, NULL, NULL };

    cr_assert(desk_file(&l->d, &f) == JK_OK);
    f = (struct filed){ "b@ed", 0.5 + 4000.0 / 110575.0, 117.5, 2, 0, NULL, NULL };
    cr_assert(desk_file(&l->d, &f) == JK_OK);
}

static enum jk_level level(struct laid *l)
{
    struct jk_verdict_view view = desk_verdict(&l->d, "a@ed");

    return view.conflict_count ? view.conflicts[0].levels.level : JK_LEVEL_NONE;
}

Test(app_editions, one_is_in_force_by_its_entry_and_so_after_a_restart_until_it_is_taken_back)
{
    struct laid l;
    const struct jk_policy *p;

    open_laid(&l);
    file_pair(&l);
    cr_assert(level(&l) == JK_LEVEL_WASPADA);
    cr_assert(state_policy(&l, &kutim, ROW("4500")) == JK_OK, "%s %s", l.d.err.field,
              l.d.err.value);
    for (int again = 0; again < 2; again++) {
        cr_assert(level(&l) == JK_LEVEL_SIAGA);
        p = jk_policy_for(jk_app_pack(l.d.app), &regent);
        cr_assert(p->version == 1);
        cr_assert_str_eq(p->decided_by, "polres-64.08, Polres Kutai Timur");
        cr_assert_str_eq(p->basis, "berita acara");
        cr_assert(jk_app_edition_number(l.d.app, JK_EDITION_POLICY, &kutim) == 1);
        restart(&l);
        cr_assert(jk_app_audit(l.d.app).changed == 0);
    }
    cr_assert(state_policy(&l, &kutim, NULL) == JK_OK);
    cr_assert(level(&l) == JK_LEVEL_WASPADA && jk_app_pack(l.d.app)->edition_count == 0);
    cr_assert(state_policy(&l, &kutim, NULL) == JK_STATE, "there is nothing to take back");
    restart(&l);
    cr_assert(level(&l) == JK_LEVEL_WASPADA && jk_app_audit(l.d.app).changed == 0);
    cr_assert(jk_app_edition_number(l.d.app, JK_EDITION_POLICY, &kutim) == 2);
    close_laid(&l);
}

Test(app_editions, what_is_refused_changes_nothing)
{
    struct laid l;
    struct jk_edition_ask ask;
    const struct {
        const char *document, *basis;
        uint32_t seen;
        enum jk_status want;
    } cases[] = {
        { ROW("9500"), "x", 0, JK_RANGE },      { "{", "x", 0, JK_INVALID },
        { "[]", "x", 0, JK_INVALID },           { ROW("4500"), "", 0, JK_INVALID },
        { ROW("4500"), "a\nb", 0, JK_INVALID }, { ROW("4500"), "x", 1, JK_STALE },
    };

    open_laid(&l);
    file_pair(&l);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t seq = jk_store_last_entry(l.d.store);

        ask = ask_of(&l, JK_EDITION_POLICY, &kutim, cases[i].document);
        ask.basis = cases[i].basis;
        ask.seen = cases[i].seen;
        cr_expect(state(&l, &ask) == cases[i].want, "%zu: %s", i, jk_status_name(l.d.err.status));
        cr_expect(jk_store_last_entry(l.d.store) == seq && level(&l) == JK_LEVEL_WASPADA);
    }
    close_laid(&l);
}

Test(app_editions, an_account_states_for_its_ground_and_no_other)
{
    static const struct {
        const char *account;
        const struct jk_calendar_of *scope;
        enum jk_status want;
    } cases[] = {
        { "polres-64.08", &kutim, JK_OK },        { "polres-64.08", &regent, JK_OK },
        { "polres-64.08", &governor, JK_DENIED }, { "polres-64.08", &berau, JK_DENIED },
        { "polres-64.08", &province, JK_DENIED }, { "polres-64", &kutim, JK_OK },
        { "polres-64", &governor, JK_OK },        { "bawaslu-64.08", &kutim, JK_DENIED },
        { "kpu-64.08", &kutim, JK_DENIED },       { "admin-64.08", &kutim, JK_DENIED },
    };
    const struct jk_calendar_of district = { "", "64.08.04" };
    struct laid l;

    open_laid(&l);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect(jk_app_edition_may(l.d.app, jk_app_account(l.d.app, cases[i].account),
                                     cases[i].scope, &l.d.err) == cases[i].want,
                  "%zu", i);
    cr_expect(jk_app_edition_may(l.d.app, jk_app_account(l.d.app, "polres-64.08"), &district,
                                 &l.d.err) == JK_INVALID);
    close_laid(&l);
}

/* Judged already, and the account is kept out before the switch. */
Test(app_editions, who_may_not_any_more_has_stated_nothing)
{
    struct laid l;
    struct desk *d = &l.d;
    struct jk_arena fresh = { 0 };
    struct jk_pack pack;
    struct jk_edition made;
    struct jk_edition_ask ask;
    struct jk_repack *repack;
    bool ready = false;

    open_laid(&l);
    file_pair(&l);
    ask = ask_of(&l, JK_EDITION_POLICY, &kutim, ROW("4500"));
    cr_assert(jk_app_edition_make(d->app, &fresh, &ask, &made, &d->err) == JK_OK);
    cr_assert(jk_editions_load(d->store, &fresh, &l.files, &made, &d->pack, &pack, &d->err) ==
              JK_OK);
    repack = jk_app_repack_new(d->app, &pack, &made);
    while (!ready)
        cr_assert(jk_app_repack_step(repack, &ready, &d->err) == JK_OK);
    cr_assert(jk_app_begin(d->app, &d->err) == JK_OK);
    cr_assert(jk_accounts_disable(jk_app_accounts(d->app),
                                  &(struct jk_account_ask){ &d->pack, "uji", NULL, d->now_s },
                                  "polres-64.08", true, &d->err) == JK_OK);
    cr_assert(jk_app_commit(d->app, &d->err) == JK_OK);
    cr_assert(jk_app_repack_switch(repack, d->now_s, &d->err) == JK_DENIED);
    jk_app_repack_free(repack);
    cr_assert(!jk_app_is_lost(d->app) && level(&l) == JK_LEVEL_WASPADA);
    cr_assert(jk_app_edition_number(d->app, JK_EDITION_POLICY, &kutim) == 0);
    jk_arena_clear(&fresh);
    restart(&l);
    cr_assert(level(&l) == JK_LEVEL_WASPADA && jk_app_audit(d->app).changed == 0);
    close_laid(&l);
}

Test(app_editions, the_history_of_a_scope_is_told_newest_first_and_is_its_own)
{
    struct laid l;
    struct jk_edition_list list;

    open_laid(&l);
    cr_assert(state_policy(&l, &kutim, ROW("2000")) == JK_OK);
    cr_assert(state_policy(&l, &berau, ROW("2500")) == JK_OK);
    cr_assert(state_policy(&l, &kutim, ROW("3000")) == JK_OK);
    cr_assert(jk_app_editions(l.d.app, &l.d.arena, JK_EDITION_POLICY, &kutim, &list, &l.d.err) ==
              JK_OK);
    cr_assert(list.count == 2 && !list.more && list.at[0].number == 2 && list.at[1].number == 1);
    cr_assert_str_eq(list.at[0].document, ROW("3000"));
    cr_assert(jk_app_editions(l.d.app, &l.d.arena, JK_EDITION_ZONES, &kutim, &list, &l.d.err) ==
                  JK_OK &&
              list.count == 0);
    cr_assert(jk_app_edition_count(l.d.app) == 3);
    close_laid(&l);
}

static char *certificate_of(struct laid *l, const char *uid)
{
    struct jk_arena arena = { 0 };
    json_t *json = NULL;
    char *text = NULL;

    if (jk_app_certificate(l->d.app, &arena, uid, l->d.now_s, &json) == JK_OK) {
        json_object_del(json, "journal");
        text = json_dumps(json, JSON_SORT_KEYS);
    }
    json_decref(json);
    jk_arena_clear(&arena);
    return text ? text : strdup("");
}

static enum jk_status add_conflict(void *ctx, const struct jk_conflict_row *row)
{
    jk_buf_fmt(ctx, "%s %u %u %u %d %s\n", row->id, row->revision, row->level, row->level_max,
               row->open, row->digest);
    return JK_OK;
}

static enum jk_status add_alert(void *ctx, const struct jk_alert_row *row)
{
    jk_buf_fmt(ctx, "%s %s %u %s %s\n", row->account, row->conflict, row->revision, row->event,
               row->payload);
    return JK_OK;
}

/* Conflicts, alerts, and certificates of all notices. */
static char *all_of(struct laid *l)
{
    struct jk_buf out = { 0 };
    const struct jk_accounts *accounts = jk_app_accounts(l->d.app);

    cr_assert(jk_store_each_conflict(l->d.store, add_conflict, &out, &l->d.err) == JK_OK);
    for (size_t i = 0; i < jk_accounts_count(accounts); i++) {
        const struct jk_alert_page page = { jk_accounts_at(accounts, i)->name, 0, 100000 };

        cr_assert(jk_store_each_alert(l->d.store, &page, add_alert, &out, &l->d.err) == JK_OK);
    }
    for (int i = 0; i < NOTICES; i++) {
        char uid[16], *text;

        snprintf(uid, sizeof uid, "n%d@ed", i);
        text = certificate_of(l, uid);
        jk_buf_fmt(&out, "%s\n", text);
        free(text);
    }
    jk_buf_fmt(&out, "%s", l->d.app->pack->hash);
    jk_buf_char(&out, '\0');
    cr_assert(jk_buf_ok(&out));
    return out.at;
}

static void file_some(struct laid *l, struct seeded *r, uint32_t sequences[NOTICES])
{
    static const char *const contests[] = { "pilbup-64.08", "pilgub-64", "pilbup-64.03" };
    int i = (int)seeded_whole(r, 0, NOTICES - 1);
    char text[1024];

    snprintf(text, sizeof text,
             "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:n%d@ed\r\n"
             "DTSTAMP:20241101T000000Z\r\nSEQUENCE:%u\r\nDTSTART;TZID=Asia/Makassar:20241120T140000"
             "\r\nDTEND;TZID=Asia/Makassar:20241120T170000\r\nSUMMARY:Rapat\r\n"
             "CATEGORIES:RAPAT-UMUM\r\nX-JARAK-CONTEST:%s\r\nX-JARAK-PASLON:%d\r\n"
             "GEO:%.6f;%.6f\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
             i, sequences[i]++, contests[i % 3], 1 + i / 3 % 2,
             0.9 + seeded_between(r, -0.03, 0.03), 117.5 + seeded_between(r, -0.03, 0.03));
    desk_file_bytes(&l->d, text, NULL);
}

/* A random statement of a random scope; some are refused. */
static void state_some(struct laid *l, struct seeded *r)
{
    static const struct jk_calendar_of *const scopes[] = { &kutim, &regent, &governor, &berau,
                                                           &province };
    static const char *const rows[] = {
        ROW("800"),      ROW("2500"), ROW("6000"), ROW("9500"), "{\"override_from\":\"siaga\"}",
        "{\"raise\":1}", NULL
    };
    static const char *const relations[] = { "rival", "cross" };
    const struct jk_calendar_of *scope = scopes[seeded_whole(r, 0, 4)];
    bool zones = !scope->contest[0] && seeded_whole(r, 0, 2) == 0;
    const char *document = rows[seeded_whole(r, 0, 6)];
    struct jk_edition_ask ask;
    char text[1024];

    if (document && zones)
        snprintf(text, sizeof text,
                 "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":"
                 "{\"type\":\"Point\",\"coordinates\":[117.5,0.9]},\"properties\":{\"id\":\"z%d\","
                 "\"name\":\"u\",\"factor\":%d,\"radius_m\":%d,\"from\":\"2024-11-01\",\"to\":"
                 "\"2024-11-30\"}}]}",
                 (int)seeded_whole(r, 0, 1), (int)seeded_whole(r, 1, 3),
                 (int)seeded_whole(r, 500, 5000));
    else
        snprintf(text, sizeof text, "%s", document ? document : "");
    if (document && seeded_whole(r, 0, 1))
        memcpy(strstr(text, "rival") ? strstr(text, "rival") : text,
               strstr(text, "rival") ? relations[1] : text, 5);
    ask = ask_of(l, zones ? JK_EDITION_ZONES : JK_EDITION_POLICY, scope, document ? text : NULL);
    if (state(l, &ask) == JK_OK)
        changed += jk_app_audit(l->d.app).changed > 0;
    else
        refused++;
}

static void one_row_of_editions(uint64_t seed)
{
    struct seeded r = { seed };
    struct jk_replay replay = { 0 };
    uint32_t sequences[NOTICES] = { 0 };
    struct laid l;

    open_laid(&l);
    for (int step = 0; step < 12; step++) {
        char *before, *after;

        l.d.now_s += seeded_whole(&r, 0, 900);
        for (int i = (int)seeded_whole(&r, 0, 4); i > 0; i--)
            file_some(&l, &r, sequences);
        state_some(&l, &r);
        before = all_of(&l);
        restart(&l);
        after = all_of(&l);
        cr_assert(jk_app_audit(l.d.app).changed == 0, "seed %llx step %d", (unsigned long long)seed,
                  step);
        cr_assert(strcmp(before, after) == 0, "seed %llx step %d\n%s\n%s", (unsigned long long)seed,
                  step, before, after);
        free(before);
        free(after);
    }
    cr_assert(jk_store_replay(l.d.path, &replay, &l.d.err) == JK_OK, "%s", replay.first);
    close_laid(&l);
}

Test(app_editions, after_any_row_of_editions_a_restart_gives_the_same, .timeout = 600)
{
    for (int i = 0; i < seeded_rounds(30); i++)
        one_row_of_editions(0x9e3779b97f4a7c15U * (uint64_t)(i + 1));
    /* Not all of it may have been refused, or have changed nothing. */
    cr_assert(changed >= seeded_rounds(30) && refused >= seeded_rounds(30), "%d %d", changed,
              refused);
}

static enum jk_status count_open(void *ctx, const struct jk_conflict_row *row)
{
    size_t *counts = ctx;

    if (row->open)
        counts[row->level]++;
    return JK_OK;
}

/* What a changed limit would do is told first: as many conflicts of each level there are then. */
static void foretell_one(struct laid *l, struct seeded *r)
{
    static const struct jk_calendar_of *const scopes[] = { &regent, &governor, &berau };
    static const char *const rows[] = { "besar-besar", "lintas-kontes" };
    static const char *const levels[] = { "info", "waspada" };
    const struct jk_calendar_of *scope = scopes[seeded_whole(r, 0, 2)];
    struct jk_edition_ask ask = ask_of(l, JK_EDITION_POLICY, scope, "{}");
    const struct jk_edition *under = NULL;
    const struct jk_whatif_ask what = {
        jk_app_account(l->d.app, "polres-64"), l->d.now_s, { NULL, 0 }, *scope
    };
    char km[16];
    const struct jk_limit_ask limit = { rows[seeded_whole(r, 0, 1)], levels[seeded_whole(r, 0, 1)],
                                        km, "" };
    size_t counts[JK_LEVEL_END] = { 0 };
    struct jk_policy *policy = malloc(sizeof *policy);
    struct jk_whatif_view view;
    json_t *document;
    char *text;

    snprintf(km, sizeof km, "%d.%d", (int)seeded_whole(r, 0, 9), (int)seeded_whole(r, 1, 9));
    if (jk_app_whatif_limit(l->d.app, &l->d.arena, &what, &limit, &view, &l->d.err) != JK_OK) {
        refused++;
        free(policy);
        return;
    }
    for (size_t i = 0; i < jk_app_pack(l->d.app)->edition_count; i++) {
        const struct jk_edition *e = &jk_app_pack(l->d.app)->editions[i];

        if (strcmp(e->contest, scope->contest) == 0 && strcmp(e->region, scope->region) == 0)
            under = e;
    }
    cr_assert(jk_app_policy_limit(l->d.app, scope, &limit, policy, &l->d.err) == JK_OK);
    document = jk_edition_row_json(policy, limit.row, under);
    ask.document = text = json_dumps(document, JSON_COMPACT);
    cr_assert(state(l, &ask) == JK_OK, "%s %s", l->d.err.field, l->d.err.value);
    cr_assert(jk_store_each_conflict(l->d.store, count_open, counts, &l->d.err) == JK_OK);
    for (int level = 0; level < JK_LEVEL_END; level++)
        cr_assert(counts[level] == view.after[level], "%s %s %s %s: %zu of level %d, foretold %zu",
                  scope->contest, limit.row, limit.level, km, counts[level], level,
                  view.after[level]);
    changed += view.pair_count > 0;
    json_decref(document);
    free(text);
    free(policy);
}

/* What is tried is judged beside and let go: the pack in use stays as it was. */
static void try_it(struct laid *l, const struct jk_edition_ask *ask, const char *region,
                   struct jk_whatif_view *out)
{
    struct desk *d = &l->d;
    struct jk_arena fresh = { 0 };
    struct jk_edition made;
    struct jk_pack *pack = jk_arena_take(&fresh, sizeof *pack);
    struct jk_repack *repack;
    bool ready = false;

    cr_assert(jk_app_edition_make(d->app, &fresh, ask, &made, &d->err) == JK_OK);
    cr_assert(jk_editions_load(d->store, &fresh, &l->files, &made, jk_app_pack(d->app), pack,
                               &d->err) == JK_OK,
              "%s %s", d->err.field, d->err.value);
    repack = jk_app_repack_new(d->app, pack, &made);
    while (!ready) {
        enum jk_status rc = jk_app_repack_step(repack, &ready, &d->err);

        if (rc == JK_HEAVY)
            jk_app_repack_learn(repack, (struct jk_span){ "", 0 });
        else
            cr_assert(rc == JK_OK);
    }
    cr_assert(jk_app_repack_compare(repack, &d->arena, region, d->now_s, out) == JK_OK);
    jk_app_repack_free(repack);
    jk_arena_clear(&fresh);
}

static size_t sum(const size_t counts[JK_LEVEL_END])
{
    size_t all = 0;

    for (int level = 0; level < JK_LEVEL_END; level++)
        all += counts[level];
    return all;
}

/* Stated, it does what the trial said: how far the counts move is foretold, whatever inherits. */
static void foretell_and_state(struct laid *l, struct jk_edition_ask *ask)
{
    const char *region = ask->scope.region;
    size_t before[JK_LEVEL_END] = { 0 }, after[JK_LEVEL_END] = { 0 };
    struct jk_whatif_view view, again;
    char *stood = all_of(l), *stands;

    cr_assert(jk_store_each_conflict(l->d.store, count_open, before, &l->d.err) == JK_OK);
    try_it(l, ask, region, &view);
    stands = all_of(l);
    cr_assert(strcmp(stood, stands) == 0, "a trial changes nothing");
    free(stood);
    free(stands);
    cr_assert(state(l, ask) == JK_OK, "%s %s", l->d.err.field, l->d.err.value);
    cr_assert(jk_store_each_conflict(l->d.store, count_open, after, &l->d.err) == JK_OK);
    for (int level = 0; level < JK_LEVEL_END; level++)
        cr_assert(after[level] - before[level] == view.after[level] - view.before[level],
                  "%s: %zu to %zu of level %d, foretold %zu to %zu", ask->document, before[level],
                  after[level], level, view.before[level], view.after[level]);
    cr_assert(sum(view.after) <= sum(after) && sum(view.before) <= sum(before));
    ask->seen++;
    try_it(l, ask, region, &again);
    cr_assert(again.pair_count == 0, "the same once more changes nothing");
    changed += view.pair_count > 0;
}

static void foretell_zones(struct laid *l, struct seeded *r)
{
    char document[600];
    struct jk_edition_ask ask = ask_of(l, JK_EDITION_ZONES, &kutim, document);

    snprintf(document, sizeof document,
             "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":{"
             "\"type\":\"Point\",\"coordinates\":[%.3f,%.3f]},\"properties\":{\"id\":\"z%d\","
             "\"name\":\"Uji\",\"level\":\"rawan\",\"factor\":%.1f,\"radius_m\":%d,\"from\":"
             "\"2024-11-01\",\"to\":\"2024-11-30\"}}]}",
             117.5 + seeded_between(r, -0.03, 0.03), 0.9 + seeded_between(r, -0.03, 0.03),
             (int)seeded_whole(r, 1, 3), 1.0 + 0.1 * (double)seeded_whole(r, 0, 20),
             (int)seeded_whole(r, 1, 3) * 1000);
    foretell_and_state(l, &ask);
}

/* A row for a contest, a regency, or the province above both. */
static void foretell_row(struct laid *l, struct seeded *r)
{
    static const struct jk_calendar_of *const scopes[] = { &kutim, &regent, &governor, &berau,
                                                           &province };
    static const char *const rows[] = { ROW("800"), ROW("2500"), ROW("6000") };
    struct jk_edition_ask ask =
        ask_of(l, JK_EDITION_POLICY, scopes[seeded_whole(r, 0, 4)], rows[seeded_whole(r, 0, 2)]);

    foretell_and_state(l, &ask);
}

Test(app_editions, what_is_tried_does_what_was_foretold, .timeout = 600)
{
    for (int i = 0; i < seeded_rounds(20); i++) {
        struct seeded r = { 0x2545f4914f6cdd1dU * (uint64_t)(i + 1) };
        uint32_t sequences[NOTICES] = { 0 };
        struct laid l;

        open_laid(&l);
        for (int step = 0; step < 6; step++) {
            for (int k = 0; k < 4; k++)
                file_some(&l, &r, sequences);
            if (step % 2)
                foretell_row(&l, &r);
            else
                foretell_zones(&l, &r);
        }
        close_laid(&l);
    }
    cr_assert(2 * changed >= seeded_rounds(20), "%d", changed);
}

Test(app_editions, a_changed_limit_does_what_was_foretold, .timeout = 600)
{
    for (int i = 0; i < seeded_rounds(60); i++) {
        struct seeded r = { 0x51ed270b9f1c4d11U * (uint64_t)(i + 1) };
        uint32_t sequences[NOTICES] = { 0 };
        struct laid l;

        open_laid(&l);
        for (int step = 0; step < 8; step++) {
            for (int k = 0; k < 4; k++)
                file_some(&l, &r, sequences);
            foretell_one(&l, &r);
        }
        close_laid(&l);
    }
    cr_assert(2 * changed >= seeded_rounds(60), "%d", changed);
}

/* What a list of stations is to say: its own model, beside the daemon's. */
struct modelled {
    int count; /* of stations stated; -1 nothing is in force */
    int risk;
};

/* How many stations there are in a region by the nearest list above it. */
static size_t stations_in(const struct laid *l, const char *region)
{
    size_t count;

    jk_pack_stations_of(jk_app_pack(l->d.app), region, &count);
    return count;
}

static void hold_stations(const struct laid *l, const struct modelled m[3])
{
    const struct modelled *ours = m[0].count >= 0 ? &m[0] : m[2].count >= 0 ? &m[2] : NULL;
    const struct modelled *theirs = m[1].count >= 0 ? &m[1] : m[2].count >= 0 ? &m[2] : NULL;

    /* The province's list has its stations in turn in both. */
    cr_assert(stations_in(l, "64.08") == (!ours           ? 701
                                          : ours == &m[2] ? (size_t)(m[2].count + 1) / 2
                                                          : (size_t)ours->count));
    cr_assert(stations_in(l, "64.03") == (!theirs           ? 0
                                          : theirs == &m[2] ? (size_t)m[2].count / 2
                                                            : (size_t)theirs->count));
    if (m[0].count > 0)
        cr_assert(jk_pack_stations_of(jk_app_pack(l->d.app), "64.08", &(size_t){ 0 })->risk ==
                  (enum jk_station_risk)m[0].risk);
}

static void write_stations(struct jk_buf *out, int scope, const struct modelled *m)
{
    static const char *const grounds[] = { "64.08.04", "64.03.05" };

    jk_buf_str(out, "{\"features\":[");
    for (int i = 0; i < m->count; i++)
        jk_buf_fmt(out,
                   "%s{\"properties\":{\"code\":\"%d-%d\",\"name\":\"T\",\"region\":\"%s\","
                   "\"risk\":\"%s\"},\"geometry\":null}",
                   i ? "," : "", scope, i, grounds[scope < 2 ? scope : i % 2],
                   jk_station_risk_word((enum jk_station_risk)m->risk));
    jk_buf_str(out, "]}");
    jk_buf_char(out, '\0');
}

/* Lists of two regencies and their province, stated and taken back in any order: the nearest holds,
 * and a restart finds the same. */
Test(app_editions, lists_of_stations_hold_where_nothing_nearer_is_stated, .timeout = 600)
{
    static const struct jk_calendar_of *const scopes[] = { &kutim, &berau, &province };

    for (int i = 0; i < seeded_rounds(10); i++) {
        struct seeded r = { 0x9e3779b97f4a7c15U * (uint64_t)(i + 1) };
        struct modelled m[3] = { { -1, 0 }, { -1, 0 }, { -1, 0 } };
        struct laid l;

        open_laid(&l);
        for (int step = 0; step < 8; step++) {
            const int scope = (int)seeded_whole(&r, 0, 2);
            const bool back = m[scope].count >= 0 && seeded_whole(&r, 0, 2) == 0;
            struct jk_buf document = { 0 };
            struct jk_edition_ask ask;
            char hash[65];

            m[scope] = (struct modelled){ back ? -1 : (int)seeded_whole(&r, 0, 5),
                                          (int)seeded_whole(&r, 0, 2) };
            write_stations(&document, scope, &m[scope]);
            ask = ask_of(&l, JK_EDITION_STATIONS, scopes[scope], back ? NULL : document.at);
            cr_assert(state(&l, &ask) == JK_OK, "%s %s", l.d.err.field, l.d.err.value);
            jk_buf_clear(&document);
            hold_stations(&l, m);
            memcpy(hash, jk_app_pack(l.d.app)->hash, sizeof hash);
            restart(&l);
            hold_stations(&l, m);
            cr_assert_str_eq(jk_app_pack(l.d.app)->hash, hash);
        }
        close_laid(&l);
    }
}

/* Of a list that was stated often only the newest comes into memory at a start; a history has its
 * documents, of eight MiB at most. */
Test(app_editions, a_history_of_long_documents_is_bounded)
{
    const size_t len = JK_EDITION_STATIONS_MAX - 100;
    char *document = malloc(len + 64);
    struct jk_edition_list list;
    size_t octets = 0;
    struct laid l;

    snprintf(document, len + 64, "{\"features\":[],\"x_\":\"%0*d\"}", (int)len, 0);
    open_laid(&l);
    for (int i = 0; i < 6; i++) {
        struct jk_edition_ask ask = ask_of(&l, JK_EDITION_STATIONS, &kutim, document);

        cr_assert(state(&l, &ask) == JK_OK, "%s", l.d.err.value);
    }
    cr_assert(stations_in(&l, "64.08") == 0, "an empty list is one");
    cr_assert(jk_app_editions(l.d.app, &l.d.arena, JK_EDITION_STATIONS, &kutim, &list, &l.d.err) ==
              JK_OK);
    cr_assert(list.count == 6 && list.at[0].number == 6 &&
              strcmp(list.at[0].document, document) == 0);
    for (size_t i = 0; i < list.count; i++)
        octets += strlen(list.at[i].document);
    cr_assert(octets <= 8u << 20 && !list.at[5].document[0] && list.at[3].document[0]);
    close_laid(&l);
    free(document);
}
