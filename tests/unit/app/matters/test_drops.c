/* Drops without a socket: who states them and who notes what, what is told of them and when, and
 * how far a region is. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/app/app.h"
#include "jarak/app/matters/matters.h"
#include "tests/unit/app/desk.h"

#define HOUR INT64_C(3600)
#define DUE  (DESK_NOW + 6 * HOUR)

struct place {
    struct desk d;
    const struct jk_account *kpu, *polres, *bawaslu, *panwas, *province;
};

static const struct jk_account *add(struct desk *d, const char *name, const char *role,
                                    const char *region)
{
    struct jk_account_ask ask = { .pack = &d->pack, .actor = "uji", .now_s = DESK_NOW };
    struct jk_account_spec spec = { .name = name, .role = role, .region = region, .contest = "" };

    cr_assert(jk_app_begin(d->app, &d->err) == JK_OK);
    cr_assert(jk_accounts_add(jk_app_accounts(d->app), &ask, &spec, &d->err) == JK_OK);
    cr_assert(jk_app_commit(d->app, &d->err) == JK_OK);
    return jk_app_account(d->app, name);
}

static void open_place(struct place *p)
{
    desk_open(&p->d);
    p->panwas = add(&p->d, "panwas-04", "bawaslu", "64.08.04");
    p->province = add(&p->d, "polda", "polres", "64");
    p->kpu = jk_app_account(p->d.app, "kpu-64.08");
    p->polres = jk_app_account(p->d.app, "polres-64.08");
    p->bawaslu = jk_app_account(p->d.app, "bawaslu-64.08");
    jk_buf_reset(&p->d.told);
}

static struct jk_ical_matter drop_of(const char *uid, const char *region, int64_t due_s)
{
    struct jk_ical_matter drop = { .said = jk_matter_unsaid(JK_MATTER_DROP), .has_plan = true };

    drop.said.uid = uid;
    drop.said.title = "Kotak suara";
    drop.said.place = "Kantor camat";
    drop.said.region = region;
    drop.said.due_s = due_s;
    drop.said.drop.items = 12;
    return drop;
}

static enum jk_status file(struct place *p, const struct jk_account *who,
                           const struct jk_ical_matter *drop, const struct jk_matter **out)
{
    const struct jk_matter_filing filing = { .actor = who, .now_s = p->d.now_s, .matter = drop };
    enum jk_status rc = jk_app_matter_file(p->d.app, &p->d.arena, &filing, out, NULL, &p->d.err);

    cr_assert(jk_app_commit(p->d.app, &(struct jk_error){ 0 }) == JK_OK);
    return rc;
}

static enum jk_status act(struct place *p, const struct jk_account *who, const char *id,
                          enum jk_matter_act act, struct jk_matter_words words)
{
    const struct jk_matter_ask ask = { who, p->d.now_s, id, act, 0, words };
    const struct jk_matter *out;
    enum jk_status rc = jk_app_matter_act(p->d.app, &p->d.arena, &ask, &out, &p->d.err);

    cr_assert(jk_app_commit(p->d.app, &(struct jk_error){ 0 }) == JK_OK);
    return rc;
}

static const struct jk_matter_words none = JK_MATTER_NO_WORDS;
static const struct jk_matter_words mistake = { "", "", "salah catat", 0, "", 0, JK_DROP_UNKNOWN };

static struct jk_matter_words by(const char *who, enum jk_drop_condition condition, int64_t at_s)
{
    return (struct jk_matter_words){ "", "", "", 0, who, at_s, condition };
}

static void tick(struct place *p, int64_t now_s)
{
    jk_buf_reset(&p->d.told);
    p->d.now_s = now_s;
    cr_assert(jk_app_tick(p->d.app, now_s, &p->d.err) == JK_OK);
    cr_assert(jk_app_commit(p->d.app, &p->d.err) == JK_OK);
}

static bool is_told(struct place *p, const char *name)
{
    jk_buf_char(&p->d.told, '\0');
    p->d.told.len--;
    return strstr(p->d.told.at, name) != NULL;
}

Test(drops, kpu_states_them_and_every_officer_notes_their_way)
{
    struct place p;
    struct jk_ical_matter drop = drop_of("k-1", "64.08.04", DUE);
    const struct jk_matter *m = NULL, *other = NULL;

    open_place(&p);
    cr_assert(file(&p, p.polres, &drop, &other) == JK_DENIED);
    cr_assert(file(&p, p.kpu, &drop, &m) == JK_OK, "%s %s", p.d.err.field, p.d.err.value);
    cr_assert(m->state == JK_MATTER_OPEN && m->drop.items == 12 && m->revision == 1);
    cr_assert(file(&p, p.kpu, &drop, &m) == JK_OK && m->revision == 1, "again it is the same");
    cr_assert(p.d.told.len == 0, "a plan is told to nobody");
    cr_assert(act(&p, p.polres, m->id, JK_MATTER_CANCEL, mistake) == JK_DENIED);
    cr_assert(act(&p, p.kpu, m->id, JK_MATTER_PROGRESS, none) == JK_STATE);
    p.d.now_s += HOUR;
    cr_assert(act(&p, p.polres, m->id, JK_MATTER_LEAVE, none) == JK_OK);
    cr_assert(m->state == JK_MATTER_BEGUN && m->drop.left_s == p.d.now_s);
    cr_assert(act(&p, p.polres, m->id, JK_MATTER_LEAVE, none) == JK_STATE);
    cr_assert(act(&p, p.panwas, m->id, JK_MATTER_RECEIVE, none) == JK_INVALID, "by whom?");
    cr_assert_str_eq(p.d.err.field, "by");
    cr_assert(act(&p, p.panwas, m->id, JK_MATTER_RECEIVE, by("Ketua PPK", 1, DESK_NOW)) ==
                  JK_INVALID,
              "before it left");
    cr_assert(act(&p, p.panwas, m->id, JK_MATTER_RECEIVE,
                  by("Ketua PPK", JK_DROP_GOOD, p.d.now_s + HOUR)) == JK_INVALID,
              "not yet");
    p.d.now_s += HOUR;
    cr_assert(act(&p, p.panwas, m->id, JK_MATTER_RECEIVE, by("Ketua PPK", JK_DROP_GOOD, 0)) ==
              JK_OK);
    cr_assert(m->state == JK_MATTER_DONE && m->drop.got_s == p.d.now_s);
    cr_assert(p.d.told.len == 0, "what came well is no alert");
    drop.said.title = "Bilik suara";
    cr_assert(file(&p, p.kpu, &drop, &other) == JK_STATE, "it is over");
    cr_assert(act(&p, p.kpu, m->id, JK_MATTER_UNDO, none) == JK_INVALID, "and why?");
    cr_assert(act(&p, p.kpu, m->id, JK_MATTER_UNDO, mistake) == JK_OK);
    cr_assert(m->state == JK_MATTER_OPEN && m->drop.left_s == 0 && m->drop.got_s == 0 &&
              m->drop.condition == JK_DROP_UNKNOWN);
    desk_reopen(&p.d, p.d.now_s);
    m = jk_app_matter_named(p.d.app, jk_app_account(p.d.app, "kpu-64.08"), "k-1");
    cr_assert(m && m->state == JK_MATTER_OPEN && m->drop.items == 12 && m->done_count == 4);
    desk_close(&p.d);
}

Test(drops, one_that_came_damaged_is_told_to_kpu_and_bawaslu)
{
    struct place p;
    const struct jk_ical_matter drop = drop_of("k-1", "64.08.04", DUE);
    const struct jk_matter *m = NULL;

    open_place(&p);
    cr_assert(file(&p, p.kpu, &drop, &m) == JK_OK);
    cr_assert(act(&p, p.polres, m->id, JK_MATTER_RECEIVE, by("Ketua PPK", JK_DROP_DAMAGED, 0)) ==
              JK_OK);
    cr_assert(m->drop.left_s == m->drop.got_s, "it must have left by then");
    cr_assert(is_told(&p, "kpu-64.08:act") && is_told(&p, "bawaslu-64.08:act") &&
              is_told(&p, "panwas-04:act"));
    cr_assert(!is_told(&p, "polda") && !is_told(&p, "kesbangpol"));
    desk_close(&p.d);
}

/* Each is told once, as it becomes worse, to more. */
Test(drops, what_threatens_one_is_told_by_the_clock)
{
    struct place p;
    struct jk_ical_matter drop = drop_of("k-1", "64.08.04", DUE);
    const struct jk_matter *m = NULL;

    open_place(&p);
    drop.said.drop.leave_s = DUE - 2 * HOUR;
    cr_assert(file(&p, p.kpu, &drop, &m) == JK_OK);
    tick(&p, DUE - 2 * HOUR);
    cr_assert(p.d.told.len == 0, "it may still leave");
    tick(&p, DUE - 2 * HOUR + 60);
    cr_assert(m->step == JK_DROP_SLOW);
    cr_assert(is_told(&p, "kpu-64.08:act") && is_told(&p, "polres-64.08:act"));
    cr_assert(!is_told(&p, "bawaslu-64.08") && !is_told(&p, "polda"));
    tick(&p, DUE - HOUR);
    cr_assert(p.d.told.len == 0, "once");
    cr_assert(act(&p, p.kpu, m->id, JK_MATTER_LEAVE, none) == JK_OK);
    cr_assert(m->step == JK_DROP_SAFE && m->drop.left_s == DUE - HOUR);
    tick(&p, DUE);
    cr_assert(p.d.told.len == 0, "how long it takes is not known");
    tick(&p, DUE + 60);
    cr_assert(m->step == JK_DROP_LATE && is_told(&p, "bawaslu-64.08:act") && !is_told(&p, "polda"),
              "%d %s", m->step, p.d.told.at);
    desk_reopen(&p.d, p.d.now_s);
    tick(&p, DUE + 120);
    cr_assert(p.d.told.len == 0, "nor again behind a restart");
    tick(&p, INT64_C(1732636800)); /* 27 November 2024, 00.00 WITA */
    m = jk_app_matter_named(p.d.app, jk_app_account(p.d.app, "kpu-64.08"), "k-1");
    cr_assert(m->step == JK_DROP_MISSING && is_told(&p, "polda:act") && is_told(&p, "kpu-64.08"));
    desk_close(&p.d);
}

static size_t times(struct place *p, const char *what)
{
    size_t count = 0;

    jk_buf_char(&p->d.told, '\0');
    p->d.told.len--;
    for (const char *at = p->d.told.at; (at = strstr(at, what)); at++)
        count++;
    return count;
}

/* All are due at one hour: who has to act is told once for each sub-district. */
Test(drops, many_that_are_late_at_once_are_told_as_one)
{
    struct place p;
    char uid[16];

    open_place(&p);
    for (int i = 0; i < 250; i++) {
        struct jk_ical_matter drop = drop_of(uid, i % 2 ? "64.08.04" : "64.08.05", DUE);
        const struct jk_matter *m;

        snprintf(uid, sizeof uid, "k-%d", i);
        cr_assert(file(&p, p.kpu, &drop, &m) == JK_OK);
    }
    tick(&p, DUE + 60);
    cr_assert(times(&p, "kpu-64.08:act") == 2 && times(&p, "panwas-04:act") == 1);
    tick(&p, DUE + 120);
    cr_assert(times(&p, "kpu-64.08:act") == 2, "the rest, for which others did not wait");
    tick(&p, DUE + 180);
    cr_assert(p.d.told.len == 0);
    desk_close(&p.d);
}

/* The way is an activity: its plan, and that it is moved, counts. */
Test(drops, one_arrives_when_its_activity_does)
{
    struct place p;
    struct jk_ical_matter drop = drop_of("k-1", "64.08.04", DESK_NOW + 86400 + HOUR);
    const struct jk_matter *m = NULL;
    int64_t arrives_s;

    open_place(&p);
    desk_file_chain(&p.d, "own", 1, 0.5, 117.5, DESK_NOW + 86400);
    drop.said.about = "own@slots";
    cr_assert(file(&p, p.kpu, &drop, &m) == JK_OK);
    cr_assert(jk_app_drop_risk(p.d.app, m, p.d.now_s, &arrives_s) == JK_DROP_SLOW,
              "it ends behind the hour it is due");
    cr_assert(arrives_s > m->when_s);
    drop.said.due_s = arrives_s;
    cr_assert(file(&p, p.kpu, &drop, &m) == JK_OK);
    cr_assert(jk_app_drop_risk(p.d.app, m, p.d.now_s, NULL) == JK_DROP_SAFE);
    desk_close(&p.d);
}

/* However the rows of a table stand to those that are there. */
Test(drops, an_account_has_so_many_that_are_open_and_no_more)
{
    enum { TABLE = 1000 };
    static struct jk_ical_matter drops[TABLE];
    static struct jk_matter_filing all[TABLE];
    static char uids[TABLE][16];
    struct place p;
    struct jk_matters_filed filed;

    open_place(&p);
    for (int table = 0; table < JK_DROPS_OPEN_MAX / TABLE; table++) {
        int count = table ? TABLE : TABLE - 1;

        for (int i = 0; i < count; i++) {
            snprintf(uids[i], sizeof uids[i], "k-%d-%d", table, i);
            drops[i] = drop_of(uids[i], "64.08.04", DUE);
            all[i] =
                (struct jk_matter_filing){ .actor = p.kpu, .now_s = DESK_NOW, .matter = &drops[i] };
        }
        cr_assert(jk_app_matters_file(p.d.app, &p.d.arena, all, (size_t)count, &filed, &p.d.err) ==
                  JK_OK);
        cr_assert(jk_app_commit(p.d.app, &p.d.err) == JK_OK);
        jk_arena_clear(&p.d.arena);
    }
    for (int more = 1; more >= 0; more--) { /* one that is there before one and two that are new */
        for (int i = 1; i <= 1 + more; i++) {
            snprintf(uids[i], sizeof uids[i], "baru-%d", i);
            drops[i] = drop_of(uids[i], "64.08.04", DUE);
        }
        cr_assert(jk_app_matters_file(p.d.app, &p.d.arena, all, (size_t)(2 + more), &filed,
                                      &p.d.err) == (more ? JK_LIMIT : JK_OK));
        cr_assert(jk_app_commit(p.d.app, &p.d.err) == JK_OK);
    }
    cr_assert(jk_app_matter_count(p.d.app, "64.08") == JK_DROPS_OPEN_MAX);
    desk_close(&p.d);
}

/* The pack's speeds: by sea another than by land. */
Test(drops, without_an_activity_the_way_from_its_place_is_reckoned)
{
    struct place p;
    struct jk_ical_matter drop = drop_of("k-1", "64.08.11", DESK_NOW + 48 * HOUR);
    const struct jk_matter *m = NULL;
    int64_t land_s, sea_s;

    open_place(&p);
    drop.said.drop.from = "Sangatta Utara";
    drop.said.has_point = true;
    drop.said.point = (struct jk_point){ 1.001, 118.528 };
    cr_assert(file(&p, p.kpu, &drop, &m) == JK_OK);
    cr_assert(jk_app_drop_risk(p.d.app, m, p.d.now_s, &land_s) == JK_DROP_SAFE);
    drop.said.drop.mode = JK_MODE_SEA;
    cr_assert(file(&p, p.kpu, &drop, &m) == JK_OK);
    cr_assert(jk_app_drop_risk(p.d.app, m, p.d.now_s, &sea_s) == JK_DROP_SAFE);
    cr_assert(land_s > p.d.now_s + 6 * HOUR && sea_s > land_s, "%lld %lld", (long long)land_s,
              (long long)sea_s);
    drop.said.drop.from = "tempat yang tidak dikenal";
    cr_assert(file(&p, p.kpu, &drop, &m) == JK_OK);
    cr_assert(jk_app_drop_risk(p.d.app, m, p.d.now_s, &sea_s) == JK_DROP_SAFE && sea_s == 0);
    desk_close(&p.d);
}

/* A calendar app that dropped our lines ticks it, and the plan stays. */
Test(drops, a_calendar_that_knows_no_drops_ticks_one)
{
    struct place p;
    struct jk_ical_matter drop = drop_of("k-1", "64.08.04", DUE);
    struct jk_matter_filing filing;
    struct jk_matter_said said;
    const struct jk_matter *m = NULL;

    open_place(&p);
    drop.said.drop.carrier = "Lanal";
    drop.said.drop.stage = JK_DROP_STATION;
    cr_assert(file(&p, p.kpu, &drop, &m) == JK_OK);
    drop.has_plan = false;
    drop.said.drop = (struct jk_drop)JK_DROP_NONE;
    drop.said.title = "judul lain";
    drop.has_state = true;
    drop.state = JK_MATTER_DONE;
    filing =
        (struct jk_matter_filing){ .actor = p.polres, .now_s = DUE, .matter = &drop, .id = m->id };
    cr_assert(jk_app_matter_file(p.d.app, &p.d.arena, &filing, &m, NULL, &p.d.err) == JK_OK,
              "%s %s", p.d.err.field, p.d.err.value);
    cr_assert(jk_app_commit(p.d.app, &p.d.err) == JK_OK);
    cr_assert(jk_app_matter_said(p.d.app, &p.d.arena, m, &said) == JK_OK);
    cr_assert(m->state == JK_MATTER_DONE && said.drop.got_s == DUE && said.percent == 100);
    cr_assert_str_eq(said.drop.by, "polres-64.08");
    cr_assert_str_eq(said.drop.carrier, "Lanal");
    cr_assert_str_eq(said.title, "Kotak suara", "the police ticks, and changes nothing else");
    drop.state = JK_MATTER_OPEN; /* KPU's own phone: another title, and it was not received */
    filing.actor = p.kpu;
    cr_assert(jk_app_matter_file(p.d.app, &p.d.arena, &filing, &m, NULL, &p.d.err) == JK_STATE);
    drop.said.title = "Kotak suara";
    cr_assert(jk_app_matter_file(p.d.app, &p.d.arena, &filing, &m, NULL, &p.d.err) == JK_OK);
    cr_assert(m->state == JK_MATTER_OPEN && m->drop.got_s == 0);
    cr_assert(jk_app_commit(p.d.app, &p.d.err) == JK_OK);
    desk_close(&p.d);
}

Test(drops, many_are_filed_as_a_whole_or_not_at_all)
{
    struct place p;
    struct jk_ical_matter drops[3] = { drop_of("a", "64.08.04", DUE), drop_of("b", "64.08.05", DUE),
                                       drop_of("c", "64.09", DUE) };
    struct jk_matter_filing all[3];
    struct jk_matters_filed filed;
    struct jk_drop_progress *rows;
    size_t count;

    open_place(&p);
    for (int i = 0; i < 3; i++)
        all[i] =
            (struct jk_matter_filing){ .actor = p.kpu, .now_s = DESK_NOW, .matter = &drops[i] };
    cr_assert(jk_app_matters_file(p.d.app, &p.d.arena, all, 3, &filed, &p.d.err) != JK_OK);
    cr_assert(filed.at == 2);
    cr_assert(!jk_app_in_group(p.d.app) && jk_app_matter_count(p.d.app, "64.08") == 0);
    drops[2].said.region = "64.08.05";
    cr_assert(jk_app_matters_file(p.d.app, &p.d.arena, all, 3, &filed, &p.d.err) == JK_OK);
    cr_assert(jk_app_commit(p.d.app, &p.d.err) == JK_OK);
    cr_assert(filed.created == 3 && filed.changed == 0);
    drops[0].said.drop.items = 20;
    cr_assert(jk_app_matters_file(p.d.app, &p.d.arena, all, 3, &filed, &p.d.err) == JK_OK);
    cr_assert(jk_app_commit(p.d.app, &p.d.err) == JK_OK);
    cr_assert(filed.created == 0 && filed.changed == 1);
    cr_assert(jk_app_drop_progress(p.d.app, &p.d.arena, p.kpu, "64.08", DUE + 60, &rows, &count) ==
              JK_OK);
    cr_assert(count == 2);
    cr_assert_str_eq(rows[0].region, "64.08.04");
    cr_assert(rows[0].drops == 1 && rows[0].items == 20 && rows[0].risks[JK_DROP_LATE] == 1);
    cr_assert(rows[1].drops == 2 && rows[1].received == 0 && rows[1].of_stage[0] == 2);
    cr_assert(jk_app_drop_progress(p.d.app, &p.d.arena, p.panwas, "64.08.04", DUE, &rows, &count) ==
                  JK_OK &&
              count == 1);
    desk_close(&p.d);
}
