/* Reports, tasks and drops without a socket: who may read and judge what, that a repeated sending
 * is one report, that late tasks climb, and that memory is a fold of the store whatever was done.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/app/app.h"
#include "jarak/app/follow.h"
#include "jarak/app/maintain/erase.h"
#include "jarak/app/matters/matters.h"
#include "jarak/app/texts/texts.h"
#include "jarak/app/past.h"
#include "jarak/store/past.h"
#include "tests/support/seeded.h"
#include "tests/unit/app/desk.h"

enum who { BAWASLU, KPU, POLRES, KESBANGPOL, BAWASLU_2, PANWAS, PROVINCE, TIM, PEMBACA, WHO };

static const struct {
    const char *name, *role, *region;
} people[WHO] = {
    [BAWASLU] = { "bawaslu-64.08", NULL, NULL },
    [KPU] = { "kpu-64.08", NULL, NULL },
    [POLRES] = { "polres-64.08", NULL, NULL },
    [KESBANGPOL] = { "kesbangpol-a", "kesbangpol", "64.08" },
    [BAWASLU_2] = { "bawaslu-b", "bawaslu", "64.08" },
    [PANWAS] = { "panwas-04", "bawaslu", "64.08.04" },
    [PROVINCE] = { "polda", "polres", "64" },
    [TIM] = { "tim-1", "tim", "64.08" },
    [PEMBACA] = { "warga", "pembaca", "64.08" },
};

struct place {
    struct desk d;
    const struct jk_account *who[WHO];
};

static void add(struct desk *d, int i)
{
    struct jk_account_ask ask = { .pack = &d->pack, .actor = "uji", .now_s = DESK_NOW };
    bool team = strcmp(people[i].role, "tim") == 0;
    struct jk_account_spec spec = { .name = people[i].name,
                                    .role = people[i].role,
                                    .region = people[i].region,
                                    .contest = team ? "pilbup-64.08" : "",
                                    .paslon = team ? 1 : 0 };

    cr_assert(jk_app_begin(d->app, &d->err) == JK_OK);
    cr_assert(jk_accounts_add(jk_app_accounts(d->app), &ask, &spec, &d->err) == JK_OK, "%s %s",
              people[i].name, d->err.value);
    cr_assert(jk_app_commit(d->app, &d->err) == JK_OK);
}

static void meet(struct place *p)
{
    for (int i = 0; i < WHO; i++)
        cr_assert((p->who[i] = jk_app_account(p->d.app, people[i].name)) != NULL, "%s",
                  people[i].name);
}

static void open_place(struct place *p)
{
    desk_open(&p->d);
    for (int i = 0; i < WHO; i++) {
        if (people[i].role)
            add(&p->d, i);
    }
    meet(p);
    jk_buf_reset(&p->d.told);
}

static struct jk_ical_matter report_of(const char *uid, enum jk_topic topic)
{
    return (struct jk_ical_matter){ .said = { .uid = uid,
                                              .drop = JK_DROP_NONE,
                                              .kind = JK_MATTER_REPORT,
                                              .topic = topic,
                                              .title = "Kabar dari pasar",
                                              .text = "Saksi Budi melihat sendiri.",
                                              .place = "Pasar Induk",
                                              .region = "64.08.04",
                                              .agency = "",
                                              .about = "" } };
}

static struct jk_ical_matter task_of(const char *uid, const char *agency, int64_t due_s)
{
    return (struct jk_ical_matter){ .said = { .uid = uid,
                                              .drop = JK_DROP_NONE,
                                              .kind = JK_MATTER_TASK,
                                              .topic = JK_TOPIC_END,
                                              .title = "Pasang pembatas jalan",
                                              .text = "",
                                              .place = "",
                                              .region = "64.08",
                                              .agency = agency,
                                              .about = "",
                                              .due_s = due_s } };
}

static struct jk_ical_matter drop_of(const char *uid, int64_t due_s)
{
    struct jk_ical_matter drop = task_of(uid, "", due_s);

    drop.has_plan = true;
    drop.said.kind = JK_MATTER_DROP;
    drop.said.title = "Kotak suara";
    drop.said.place = "Kantor kecamatan";
    drop.said.drop.stage = JK_DROP_DISTRICT;
    drop.said.drop.items = 12;
    return drop;
}

static enum jk_status file(struct place *p, enum who who, const struct jk_ical_matter *matter,
                           const struct jk_matter **out)
{
    const struct jk_matter_filing filing = { .actor = p->who[who],
                                             .now_s = p->d.now_s,
                                             .matter = matter };
    const struct jk_matter *kept = NULL;
    enum jk_status rc = jk_app_matter_file(p->d.app, &p->d.arena, &filing, &kept, NULL, &p->d.err);

    cr_assert(jk_app_commit(p->d.app, &(struct jk_error){ 0 }) == JK_OK);
    if (out)
        *out = kept;
    return rc;
}

static const struct jk_matter *filed(struct place *p, enum who who, struct jk_ical_matter matter)
{
    const struct jk_matter *out = NULL;

    cr_assert(file(p, who, &matter, &out) == JK_OK, "%s %s", p->d.err.field, p->d.err.value);
    return out;
}

static enum jk_status act(struct place *p, enum who who, const char *id, enum jk_matter_act act,
                          const struct jk_matter_words *words)
{
    const struct jk_matter_ask ask = { p->who[who], p->d.now_s, id, act, 0, *words };
    const struct jk_matter *out;
    enum jk_status rc = jk_app_matter_act(p->d.app, &p->d.arena, &ask, &out, &p->d.err);

    cr_assert(jk_app_commit(p->d.app, &(struct jk_error){ 0 }) == JK_OK);
    return rc;
}

static const struct jk_matter_words judged = {
    "Dua saksi melihatnya.", "Imbau warga.", "", 0, "", 0, JK_DROP_UNKNOWN
};
static const struct jk_matter_words said = {
    "", "", "Sudah diperiksa.", 0, "", 0, JK_DROP_UNKNOWN
};
static const struct jk_matter_words nothing = JK_MATTER_NO_WORDS;

static bool sees(struct place *p, enum who who, const char *id)
{
    return jk_app_matter(p->d.app, p->who[who], id) != NULL;
}

static size_t count(struct place *p, enum who who)
{
    struct jk_matter_walk walk = jk_app_matters(p->d.app, p->who[who], "64.08", -1);
    size_t n = 0;

    while (jk_app_matter_next(&walk))
        n++;
    return n;
}

Test(matters, teams_and_readers_see_no_report_and_no_count)
{
    struct place p;
    const char *id;

    open_place(&p);
    id = filed(&p, PANWAS, report_of("a@hp", JK_TOPIC_INCIDENT))->id;
    for (int i = 0; i < WHO; i++) {
        bool officer = i != TIM && i != PEMBACA;

        cr_assert(sees(&p, (enum who)i, id) == officer, "%s", people[i].name);
        cr_assert(count(&p, (enum who)i) == (officer ? 1 : 0), "%s", people[i].name);
    }
    cr_assert(act(&p, TIM, id, JK_MATTER_VERIFY, &judged) == JK_NONE);
    desk_close(&p.d);
}

Test(matters, what_is_bawaslus_is_read_by_others_once_it_is_released)
{
    struct place p;
    const char *id;

    open_place(&p);
    id = filed(&p, PANWAS, report_of("a@hp", JK_TOPIC_NEUTRALITY))->id;
    cr_assert(sees(&p, BAWASLU, id) && !sees(&p, POLRES, id) && !sees(&p, PROVINCE, id));
    cr_assert(count(&p, POLRES) == 0 && count(&p, KPU) == 0);
    cr_assert(act(&p, POLRES, id, JK_MATTER_VERIFY, &judged) == JK_NONE);
    cr_assert(act(&p, BAWASLU, id, JK_MATTER_VERIFY, &judged) == JK_OK);
    cr_assert(strstr(p.d.told.at, "panwas-04:act") && !strstr(p.d.told.at, "polres"), "%s",
              p.d.told.at);
    cr_assert(act(&p, BAWASLU, id, JK_MATTER_RELEASE, &nothing) == JK_INVALID);
    cr_assert(act(&p, BAWASLU, id, JK_MATTER_RELEASE, &said) == JK_OK);
    cr_assert(sees(&p, POLRES, id) && strstr(p.d.told.at, "polres-64.08:act"));
    cr_assert(!sees(&p, TIM, id));
    desk_close(&p.d);
}

/* A policeman may report a policeman: he sees his own report, his office does not. */
Test(matters, an_author_sees_a_kept_report_and_its_office_does_not)
{
    struct place p;
    const char *id;

    open_place(&p);
    id = filed(&p, POLRES, report_of("a@hp", JK_TOPIC_MONEY))->id;
    cr_assert(sees(&p, POLRES, id) && sees(&p, BAWASLU, id) && !sees(&p, PROVINCE, id));
    cr_assert(act(&p, POLRES, id, JK_MATTER_VERIFY, &judged) == JK_DENIED);
    desk_close(&p.d);
}

Test(matters, somebody_else_judges_and_says_why_and_what_to_do)
{
    static const struct jk_matter_words no_advice = { "Dua saksi.",   "", "", 0, "", 0,
                                                      JK_DROP_UNKNOWN };
    struct place p;
    const char *id;

    open_place(&p);
    id = filed(&p, BAWASLU, report_of("a@hp", JK_TOPIC_HOAX))->id;
    cr_assert(p.d.told.len == 0, "nobody is told of what nobody has verified");
    cr_assert(act(&p, BAWASLU, id, JK_MATTER_VERIFY, &judged) == JK_DENIED);
    cr_assert(act(&p, POLRES, id, JK_MATTER_VERIFY, &nothing) == JK_INVALID);
    cr_assert(act(&p, POLRES, id, JK_MATTER_VERIFY, &no_advice) == JK_INVALID);
    cr_assert_str_eq(p.d.err.field, "recommendation");
    cr_assert(act(&p, POLRES, id, JK_MATTER_ANSWER, &said) == JK_STATE ||
              p.d.err.status == JK_DENIED);
    cr_assert(act(&p, BAWASLU_2, id, JK_MATTER_REFUTE, &judged) == JK_OK);
    cr_assert(act(&p, POLRES, id, JK_MATTER_VERIFY, &judged) == JK_STATE, "it was judged");
    cr_assert(act(&p, BAWASLU, id, JK_MATTER_WITHDRAW, &said) == JK_STATE);
    cr_assert(sees(&p, KPU, id), "a refuted one stays");
    desk_close(&p.d);
}

/* The one public answer of a region; null. */
static const char *answers(struct place *p, const char *region)
{
    struct jk_page_answer list[JK_MATTER_ANSWERS];

    return jk_app_matter_answers(p->d.app, &p->d.arena, region, list) ? list[0].text : NULL;
}

Test(matters, a_public_answer_names_nobody)
{
    static const char *const bad[] = { "Paslon 1 tidak bersalah", "tanya bawaslu-64.08",
                                       "hubungi 0812-3456-7890", "tulis ke a@b.id" };
    static const struct jk_matter_words good = { "", "", "TPS 4 tetap di SDN 2.", 0,
                                                 "", 0,  JK_DROP_UNKNOWN };
    struct place p;
    char id[JK_MATTER_HEX + 1];

    open_place(&p);
    memcpy(id, filed(&p, BAWASLU, report_of("a@hp", JK_TOPIC_HOAX))->id, sizeof id);
    cr_assert(act(&p, KPU, id, JK_MATTER_VERIFY, &judged) == JK_OK);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const struct jk_matter_words words = { "", "", bad[i], 0, "", 0, JK_DROP_UNKNOWN };

        cr_assert(act(&p, KPU, id, JK_MATTER_ANSWER, &words) == JK_INVALID, "%s", bad[i]);
    }
    cr_assert(answers(&p, "64.08") == NULL);
    cr_assert(act(&p, KPU, id, JK_MATTER_ANSWER, &good) == JK_OK, "%s", p.d.err.value);
    cr_assert_str_eq(answers(&p, "64.08"), "TPS 4 tetap di SDN 2.");
    cr_assert(answers(&p, "64.09") == NULL);
    cr_assert(act(&p, KPU, id, JK_MATTER_ANSWER, &nothing) == JK_OK);
    cr_assert(answers(&p, "64.08") == NULL, "it was taken back");
    desk_close(&p.d);
}

Test(matters, a_phone_that_sends_twice_files_once)
{
    struct jk_ical_matter changed = report_of("a@hp", JK_TOPIC_INCIDENT);
    struct place p;
    const struct jk_matter *matter;
    uint64_t entries;

    open_place(&p);
    matter = filed(&p, PANWAS, report_of("a@hp", JK_TOPIC_INCIDENT));
    entries = jk_store_last_entry(p.d.store);
    p.d.now_s += 600;
    cr_assert(filed(&p, PANWAS, report_of("a@hp", JK_TOPIC_INCIDENT)) == matter);
    cr_assert(jk_store_last_entry(p.d.store) == entries && matter->revision == 1);
    cr_assert(filed(&p, BAWASLU, report_of("a@hp", JK_TOPIC_INCIDENT)) != matter,
              "another office has names of its own");
    changed.said.text = "Dua saksi.";
    cr_assert(filed(&p, PANWAS, changed) == matter && matter->revision == 2);
    cr_assert(act(&p, POLRES, matter->id, JK_MATTER_VERIFY, &judged) == JK_OK);
    changed.said.text = "Tiga saksi.";
    cr_assert(file(&p, PANWAS, &changed, NULL) == JK_STATE, "what was judged stays as it was");
    desk_close(&p.d);
}

Test(matters, where_it_lies)
{
    struct jk_ical_matter m = report_of("a@hp", JK_TOPIC_INCIDENT);
    struct place p;

    open_place(&p);
    m.said.region = "64.99";
    cr_assert(file(&p, BAWASLU, &m, NULL) == JK_INVALID);
    m.said.region = "64";
    cr_assert(file(&p, BAWASLU, &m, NULL) == JK_DENIED);
    m.said.region = "64.08.05";
    cr_assert(file(&p, PANWAS, &m, NULL) == JK_DENIED);
    m.said.region = "";
    cr_assert_str_eq(filed(&p, PANWAS, m)->region, "64.08.04");
    m.said.has_point = true;
    m.said.point = (struct jk_point){ -6.2, 106.8 }; /* Jakarta */
    m.said.uid = "b@hp";
    cr_assert(file(&p, BAWASLU, &m, NULL) == JK_DENIED);
    m.said.at_s = p.d.now_s + 3600;
    cr_assert(file(&p, BAWASLU, &m, NULL) == JK_INVALID);
    cr_assert_str_eq(p.d.err.field, "at");
    desk_close(&p.d);
}

Test(matters, a_task_is_done_by_its_agency_and_changed_by_its_author)
{
    static const struct jk_matter_words half = { "", "", "", 50, "", 0, JK_DROP_UNKNOWN };
    struct jk_ical_matter task = task_of("t@hp", "polres", DESK_NOW + 3600);
    struct place p;
    const struct jk_matter *matter;

    open_place(&p);
    matter = filed(&p, BAWASLU, task);
    cr_assert(matter->state == JK_MATTER_OPEN);
    cr_assert(strstr(p.d.told.at, "polres-64.08:act") && strstr(p.d.told.at, "polda:act") &&
                  !strstr(p.d.told.at, "kpu"),
              "%s", p.d.told.at);
    cr_assert(act(&p, KPU, matter->id, JK_MATTER_PROGRESS, &half) == JK_DENIED);
    cr_assert(act(&p, POLRES, matter->id, JK_MATTER_PROGRESS, &half) == JK_OK);
    cr_assert(matter->state == JK_MATTER_BEGUN);
    cr_assert(act(&p, POLRES, matter->id, JK_MATTER_CANCEL, &said) == JK_DENIED);
    /* A calendar app ticks it, and sends a title of its own with that. */
    task.said.title = "judul lain";
    task.state = JK_MATTER_DONE;
    task.has_state = true;
    task.said.percent = 100;
    {
        const struct jk_matter_filing filing = {
            .actor = p.who[POLRES], .now_s = p.d.now_s, .matter = &task, .id = matter->id
        };
        struct jk_matter_said now;

        cr_assert(jk_app_matter_file(p.d.app, &p.d.arena, &filing, &matter, NULL, &p.d.err) ==
                  JK_OK);
        cr_assert(jk_app_commit(p.d.app, &p.d.err) == JK_OK);
        cr_assert(jk_app_matter_said(p.d.app, &p.d.arena, matter, &now) == JK_OK);
        cr_assert(matter->state == JK_MATTER_DONE && now.percent == 100);
        cr_assert_str_eq(now.title, "Pasang pembatas jalan");
    }
    cr_assert(!jk_matter_is_late(matter, DESK_NOW + 7200));
    desk_close(&p.d);
}

Test(matters, a_task_about_a_kept_report_is_not_its_table_of_contents)
{
    struct jk_ical_matter task = task_of("t@hp", "kpu", DESK_NOW + 3600);
    struct place p;
    const char *id;

    open_place(&p);
    task.said.about = filed(&p, PANWAS, report_of("a@hp", JK_TOPIC_MONEY))->id;
    id = filed(&p, BAWASLU, task)->id;
    cr_assert(sees(&p, KPU, id) && sees(&p, BAWASLU_2, id));
    cr_assert(!sees(&p, POLRES, id) && !sees(&p, KESBANGPOL, id));
    desk_close(&p.d);
}

static void tick(struct place *p, int64_t now_s)
{
    p->d.now_s = now_s;
    cr_assert(jk_app_tick(p->d.app, now_s, &p->d.err) == JK_OK);
    cr_assert(jk_app_commit(p->d.app, &p->d.err) == JK_OK);
}

Test(matters, a_late_task_climbs_to_regency_and_province)
{
    struct place p;
    const struct jk_matter *matter;
    int64_t due_s = DESK_NOW + 3600;
    struct jk_ical_matter task = task_of("t@hp", "bawaslu", due_s);

    open_place(&p);
    task.said.region = "64.08.04";
    matter = filed(&p, KPU, task);
    jk_buf_reset(&p.d.told);
    tick(&p, due_s);
    cr_assert(matter->step == 0 && p.d.told.len == 0);
    tick(&p, due_s + 1);
    cr_assert(matter->step == 1 && jk_matter_is_late(matter, p.d.now_s));
    cr_assert(strstr(p.d.told.at, "bawaslu-64.08:act") && strstr(p.d.told.at, "kpu-64.08:act") &&
                  strstr(p.d.told.at, "kesbangpol-a:act") && !strstr(p.d.told.at, "polda"),
              "%s", p.d.told.at);
    jk_buf_reset(&p.d.told);
    tick(&p, due_s + JK_MATTER_STEP_S + 1);
    cr_assert(matter->step == 2 && strstr(p.d.told.at, "polda:act"), "%s", p.d.told.at);
    jk_buf_reset(&p.d.told);
    tick(&p, due_s + 10 * JK_MATTER_STEP_S);
    cr_assert(matter->step == 2 && p.d.told.len == 0, "it is told once at each step");
    desk_close(&p.d);
}

/* RELATED-TO of a calendar may hold anything; what stands in the open is a name that is known. */
Test(matters, what_it_is_about_is_named_where_its_author_may_see_it)
{
    struct jk_ical_matter m = report_of("a@hp", JK_TOPIC_INCIDENT);
    struct jk_matter_said said_of;
    struct place p;
    const struct jk_matter *matter;
    const char *first;

    open_place(&p);
    desk_file_chain(&p.d, "own", 1, 0.5, 117.5, DESK_NOW + 86400);
    m.said.about = "budi@contoh.id";
    matter = filed(&p, BAWASLU, m);
    cr_assert_str_eq(matter->about, "");
    cr_assert(jk_app_matter_said(p.d.app, &p.d.arena, matter, &said_of) == JK_OK);
    cr_assert_str_eq(said_of.about, "budi@contoh.id", "it is kept, sealed");
    m.said.about = "own@slots";
    cr_assert_str_eq(filed(&p, BAWASLU, m)->about, "own@slots");
    first = filed(&p, BAWASLU, report_of("n@hp", JK_TOPIC_MONEY))->id;
    m.said.uid = "b@hp";
    m.said.about = first;
    cr_assert_str_eq(filed(&p, POLRES, m)->about, "", "it may not read that one");
    desk_close(&p.d);
}

/* A task that was done and is open again is told of at its place, as behind a restart. */
Test(matters, late_tasks_are_told_in_one_order_with_and_without_a_restart)
{
    static const struct jk_matter_words all = { "", "", "", 100, "", 0, JK_DROP_UNKNOWN },
                                        none = JK_MATTER_NO_WORDS;
    bool in_order[2];

    for (int restart = 0; restart < 2; restart++) {
        struct place p;
        const struct jk_matter *first, *second;
        char id[JK_MATTER_HEX + 1];

        open_place(&p);
        first = filed(&p, BAWASLU, task_of("1@hp", "polres", DESK_NOW + 60));
        filed(&p, BAWASLU, task_of("2@hp", "polres", DESK_NOW + 60));
        memcpy(id, first->id, sizeof id);
        cr_assert(act(&p, POLRES, id, JK_MATTER_PROGRESS, &all) == JK_OK);
        cr_assert(act(&p, POLRES, id, JK_MATTER_PROGRESS, &none) == JK_OK);
        if (restart) {
            desk_reopen(&p.d, p.d.now_s);
            meet(&p);
        }
        tick(&p, DESK_NOW + 120);
        first = jk_app_matter_named(p.d.app, p.who[BAWASLU], "1@hp");
        second = jk_app_matter_named(p.d.app, p.who[BAWASLU], "2@hp");
        cr_assert(first->step == 1 && second->step == 1);
        in_order[restart] = first->change < second->change;
        desk_close(&p.d);
    }
    cr_assert(in_order[0] && in_order[1], "the one given first is told of first");
}

/* All that is known of matters, as one text. */
static void tell_all(const struct jk_app *app, struct jk_buf *out)
{
    struct jk_matter_walk walk = jk_app_matters(app, NULL, "64", -1);
    const struct jk_matter *m;

    while ((m = jk_app_matter_next(&walk))) {
        jk_buf_fmt(out, "%s %s %s %d %d %d %s %s %s %u %u %lld %lld %lld %llu %s [%.*s]\n", m->id,
                   m->region, m->account, (int)m->topic, (int)m->state, (int)m->released, m->role,
                   m->agency, m->about, m->revision, m->step, (long long)m->when_s,
                   (long long)m->created_s, (long long)m->changed_s, (unsigned long long)m->change,
                   m->photo, (int)m->bytes.len, m->bytes.at);
        for (size_t i = 0; i < m->done_count; i++)
            jk_buf_fmt(out, "  %d %d %s %s %u %lld [%.*s]\n", (int)m->done[i].act,
                       (int)m->done[i].state, m->done[i].actor, m->done[i].role,
                       m->done[i].revision, (long long)m->done[i].time_s, (int)m->done[i].words.len,
                       m->done[i].words.at);
    }
}

/* Whoever follows says the same, and so does a restart. */
static void is_a_fold(struct place *p, const struct jk_app *follower)
{
    struct jk_buf before = { 0 }, after = { 0 };

    tell_all(p->d.app, &before);
    tell_all(follower, &after);
    cr_assert(jk_span_eq(jk_buf_view(&before), jk_buf_view(&after)), "%.*s\n---\n%.*s",
              (int)before.len, before.at, (int)after.len, after.at);
    jk_buf_reset(&after);
    desk_reopen(&p->d, p->d.now_s);
    meet(p);
    tell_all(p->d.app, &after);
    cr_assert(jk_span_eq(jk_buf_view(&before), jk_buf_view(&after)), "%.*s\n---\n%.*s",
              (int)before.len, before.at, (int)after.len, after.at);
    jk_buf_clear(&before);
    jk_buf_clear(&after);
}

static uint64_t below(struct seeded *r, int64_t end)
{
    return (uint64_t)seeded_whole(r, 0, end - 1);
}

static void show(struct place *p, enum who who, const char *id, const char *picture)
{
    const struct jk_matter_photo photo = { p->who[who], p->d.now_s, id, jk_span_of(picture) };
    const struct jk_matter *out;

    (void)jk_app_matter_photo(p->d.app, &p->d.arena, &photo, &out, &p->d.err); /* or he may not */
    cr_assert(jk_app_commit(p->d.app, &p->d.err) == JK_OK);
}

static void do_some(struct place *p, struct seeded *r)
{
    static const char *const regions[] = { "64.08", "64.08.04", "64.08.05", "" };
    static const char *const agencies[] = { "bawaslu", "kpu", "polres", "kesbangpol" };
    struct jk_matter_words words = { "a", "b", below(r, 2) ? "c" : "", 0, "", 0, JK_DROP_UNKNOWN };
    struct jk_matter_walk walk = jk_app_matters(p->d.app, NULL, "64", -1);
    const struct jk_matter *m = NULL;
    enum who who = (enum who)below(r, WHO);
    char uid[8];

    p->d.now_s += (int64_t)below(r, 40000);
    for (uint64_t n = below(r, 6); n > 0; n--)
        m = jk_app_matter_next(&walk);
    if (m && below(r, 3)) {
        enum jk_matter_act which = (enum jk_matter_act)below(r, JK_MATTER_ACTS);
        bool judges = which == JK_MATTER_VERIFY || which == JK_MATTER_REFUTE;

        words.assessment = judges ? "a" : "";
        words.recommendation = judges ? "b" : "";
        words.percent = which == JK_MATTER_PROGRESS ? (uint32_t)below(r, 101) : 0;
        words.by = which == JK_MATTER_RECEIVE ? "Ketua PPK" : "";
        words.condition =
            which == JK_MATTER_RECEIVE ? (enum jk_drop_condition)below(r, 4) : JK_DROP_UNKNOWN;
        if (below(r, 6) == 0)
            show(p, who, m->id,
                 below(r, 2) ? "\xff\xd8\xff"
                               "a"
                             : "\xff\xd8\xff"
                               "b");
        act(p, who, m->id, which, &words);
    } else {
        struct jk_ical_matter matter;

        snprintf(uid, sizeof uid, "%u", (unsigned)below(r, 20));
        matter = below(r, 2)
                     ? report_of(uid, (enum jk_topic)below(r, JK_TOPIC_END))
                     : task_of(uid, agencies[below(r, 4)], p->d.now_s + (int64_t)below(r, 90000));
        if (below(r, 3) == 0)
            matter = drop_of(uid, p->d.now_s + (int64_t)below(r, 90000));
        matter.said.region = regions[below(r, 4)];
        matter.said.about = m && below(r, 2) ? m->id : "";
        file(p, who, &matter, NULL);
    }
    tick(p, p->d.now_s);
}

/* Laws: memory is a fold; whoever may not see a kept report is told nothing of it, ever. */
static void keeps_its_laws(struct place *p)
{
    struct jk_matter_walk walk = jk_app_matters(p->d.app, NULL, "64", -1);
    const struct jk_matter *m;

    while ((m = jk_app_matter_next(&walk))) {
        bool kept = jk_topic_is_kept(m->topic) && !m->released;

        cr_assert(m->done_count == m->revision && m->done[0].act == JK_MATTER_FILE);
        cr_assert(!sees(p, TIM, m->id) && !sees(p, PEMBACA, m->id));
        for (int i = 0; i < WHO; i++) {
            bool own = strcmp(people[i].name, m->account) == 0;
            bool bawaslu = p->who[i]->role == JK_ROLE_BAWASLU;

            cr_assert(!kept || own || bawaslu || !sees(p, (enum who)i, m->id));
            for (int k = 0; k < JK_MATTER_ACTS; k++)
                cr_assert(!jk_app_matter_may(p->d.app, p->who[i], m, (enum jk_matter_act)k) ||
                          sees(p, (enum who)i, m->id));
        }
        if (m->state == JK_MATTER_VERIFIED || m->state == JK_MATTER_REFUTED) {
            for (size_t i = 0; i < m->done_count; i++)
                cr_assert(
                    (m->done[i].act != JK_MATTER_VERIFY && m->done[i].act != JK_MATTER_REFUTE) ||
                    strcmp(m->done[i].actor, m->account) != 0);
        }
    }
}

Test(matters, memory_is_a_fold_and_nobody_sees_what_he_may_not)
{
    for (int seed = 1; seed <= seeded_rounds(6); seed++) {
        struct seeded r = { (uint64_t)seed * 77 };
        struct jk_app *follower;
        struct place p;
        uint64_t after;
        bool whole = false;

        open_place(&p);
        after = jk_store_last_entry(p.d.store);
        cr_assert(jk_app_open_following(p.d.store, &p.d.pack, NULL, &follower, &p.d.err) == JK_OK);
        for (int i = 0; i < 60; i++) {
            do_some(&p, &r);
            if (below(&r, 3))
                continue;
            cr_assert(jk_app_follow(follower, after, &whole, &p.d.err) == JK_OK && !whole);
            after = jk_store_last_entry(p.d.store);
        }
        cr_assert(jk_app_follow(follower, after, &whole, &p.d.err) == JK_OK && !whole);
        keeps_its_laws(&p);
        is_a_fold(&p, follower);
        jk_app_close(follower);
        keeps_its_laws(&p);
        desk_close(&p.d);
    }
}

Test(matters, an_erasure_takes_the_words_and_leaves_the_rest)
{
    struct jk_matter_said now;
    const struct jk_matter *matter;
    struct place p;
    char id[JK_MATTER_HEX + 1];

    open_place(&p);
    memcpy(id, filed(&p, PANWAS, report_of("a@hp", JK_TOPIC_HOAX))->id, sizeof id);
    cr_assert(act(&p, KPU, id, JK_MATTER_VERIFY, &judged) == JK_OK);
    jk_app_close(p.d.app);
    jk_store_close(p.d.store);
    cr_assert(jk_erase_offline(&(struct jk_erase_from){ .file = p.d.path }, id, "permintaan",
                               DESK_NOW, NULL, &p.d.err) == JK_OK,
              "%s", p.d.err.value);
    cr_assert(jk_store_open(p.d.path, &p.d.store, &p.d.err) == JK_OK);
    cr_assert(jk_app_open(p.d.store, &p.d.pack, DESK_NOW, NULL, &p.d.app, &p.d.err) == JK_OK);
    meet(&p);
    matter = jk_app_matter(p.d.app, p.who[POLRES], id);
    cr_assert(matter && matter->state == JK_MATTER_VERIFIED && matter->bytes.len == 0);
    cr_assert(jk_app_matter_said(p.d.app, &p.d.arena, matter, &now) == JK_NONE);
    cr_assert(matter->done_count == 2 && matter->done[1].words.len == 0);
    cr_assert(act(&p, KPU, id, JK_MATTER_ANSWER, &said) == JK_STATE);
    desk_close(&p.d);
}

static bool add_octets(void *ctx, struct jk_span octets)
{
    jk_buf_span(ctx, octets);
    return true;
}

/* What a report was said to be then, to who may read it today. */
static enum jk_matter_state state_then(struct place *p, enum who who, uint64_t seq, const char *id)
{
    struct jk_store *folded, *store;
    struct jk_buf image = { 0 };
    struct jk_app *app;
    const struct jk_matter *matter;
    struct jk_matter_said now;
    enum jk_matter_state state = JK_MATTER_STATES;

    cr_assert(jk_store_past(p->d.path, seq, people[who].name, &folded, &p->d.err) == JK_OK);
    cr_assert(jk_store_past_write(folded, add_octets, &image, &p->d.err) == JK_OK);
    jk_store_close(folded);
    cr_assert(jk_store_past_read(jk_buf_view(&image), &store, &p->d.err) == JK_OK);
    jk_buf_clear(&image);
    cr_assert(jk_app_open_past(p->d.app, people[who].name, store, &p->d.pack, &app, &p->d.err) ==
              JK_OK);
    matter = jk_app_matter(app, jk_app_account(app, people[who].name), id);
    if (matter) {
        state = matter->state;
        cr_assert(jk_app_matter_said(app, &p->d.arena, matter, &now) == JK_OK);
    }
    jk_app_close(app);
    jk_store_close(store);
    return state;
}

/* What was an incident first and is about neutrality now is no more told of the past than today. */
Test(matters, the_past_tells_no_more_than_today)
{
    struct jk_ical_matter report = report_of("a@hp", JK_TOPIC_INCIDENT);
    struct place p;
    const struct jk_matter *matter;
    uint64_t seq;

    open_place(&p);
    matter = filed(&p, PANWAS, report);
    seq = jk_store_last_entry(p.d.store);
    cr_assert(state_then(&p, POLRES, seq, matter->id) == JK_MATTER_UNVERIFIED);
    report.said.topic = JK_TOPIC_NEUTRALITY;
    filed(&p, PANWAS, report);
    cr_assert(act(&p, BAWASLU, matter->id, JK_MATTER_VERIFY, &judged) == JK_OK);
    cr_assert(state_then(&p, BAWASLU, seq, matter->id) == JK_MATTER_UNVERIFIED);
    cr_assert(state_then(&p, POLRES, seq, matter->id) == JK_MATTER_STATES);
    desk_close(&p.d);
}
