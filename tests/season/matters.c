/* Reports from the field, tasks and deliveries of a season: filed, judged, released and done by all
 * offices, and held against the season's own account of who may read what. Draws of its own, so
 * that what else a season does is what it did without them. */
#include "tests/season/acts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/app/matters/matters.h"
#include "jarak/app/conflicts/alerts.h"

#define DROPS      700 /* of three regencies: the last hand-over of a regency like Kutim */
#define DROPS_DAY  40  /* on which the tables of all come */
#define DROP_DUE_S (12 * 86400)
#define OF_A_DAY   11 /* of each of three regencies: 1,980 in 60 days, 1,580 of them reports */

/* One of them as the season knows it. */
struct known {
    char id[JK_MATTER_HEX + 1];
    enum jk_matter_kind kind;
    enum jk_topic topic;
    enum jk_matter_state state;
    bool released;
    const char *region, *agency; /* static */
    char author[JK_ACCOUNT_NAME_MAX + 1];
};

static struct known *known;
static size_t known_count, known_cap;
static struct seeded draws;

static int draw(int end)
{
    return (int)seeded_whole(&draws, 0, end - 1);
}

static const char *const roles[] = { "bawaslu", "kpu", "polres", "kesbangpol" };

/* What the season expects: officers of a region that holds it; of what Bawaslu keeps, it and the
 * author. */
static bool may_read(const struct known *k, const struct jk_account *account)
{
    const char *role = jk_role_word(account->role);
    bool officer = false;
    size_t len = strlen(account->region);

    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        officer = officer || strcmp(role, roles[i]) == 0;
    if (!officer || strncmp(account->region, k->region, len) != 0 ||
        (k->region[len] != '\0' && k->region[len] != '.'))
        return false;
    return k->kind != JK_MATTER_REPORT || k->released ||
           (k->topic != JK_TOPIC_NEUTRALITY && k->topic != JK_TOPIC_MONEY) ||
           strcmp(role, "bawaslu") == 0 || strcmp(account->name, k->author) == 0;
}

static void learn(struct season *s, const struct jk_matter *matter, const char *region,
                  const char *agency)
{
    struct known *k;

    if (known_count == known_cap) {
        known_cap = known_cap ? 2 * known_cap : 256;
        known = realloc(known, known_cap * sizeof *known);
        NEED(s, known, "no memory");
    }
    k = &known[known_count++];
    *k = (struct known){ .kind = matter->kind,
                         .topic = matter->topic,
                         .state = matter->state,
                         .region = region,
                         .agency = agency };
    snprintf(k->author, sizeof k->author, "%s", matter->account);
    memcpy(k->id, matter->id, JK_MATTER_HEX + 1);
}

static void file(struct season *s, const char *region, int number)
{
    char uid[40];
    const struct jk_account *actor = house_office(s, roles[draw(4)], region);
    bool task = draw(5) == 0;
    struct jk_ical_matter matter = {
        .said = { .uid = uid,
                  .drop = JK_DROP_NONE,
                  .kind = task ? JK_MATTER_TASK : JK_MATTER_REPORT,
                  .topic = task ? JK_TOPIC_END : (enum jk_topic)draw(JK_TOPIC_END),
                  .title = "Laporan musim",
                  .text = "uraian",
                  .place = "pasar",
                  .region = region,
                  .agency = task ? roles[draw(4)] : "",
                  .about = "",
                  .due_s = task ? s->now_s + 3600 * draw(72) + 1 : 0 }
    };
    const struct jk_matter_filing filing = { .actor = actor, .now_s = s->now_s, .matter = &matter };
    const struct jk_matter *out = NULL;
    enum jk_status rc;

    snprintf(uid, sizeof uid, "m%d-%d@musim", s->day, number);
    rc = house_commit(s, jk_app_matter_file(s->app, &s->arena, &filing, &out, NULL, &s->err));
    NEED(s, rc == JK_OK, "a matter of %s: %s %s", actor->name, s->err.field, s->err.value);
    learn(s, out, region, matter.said.agency);
    s->tally.matters++;
    rc = house_commit(s, jk_app_matter_file(s->app, &s->arena, &filing, &out, NULL, &s->err));
    NEED(s, rc == JK_OK && out->revision == 1, "sent twice it is %u", out->revision);
}

/* An act by an office at random; what it may not is refused and changes nothing. */
static void act(struct season *s, struct known *k)
{
    static const enum jk_matter_act acts[] = { JK_MATTER_VERIFY, JK_MATTER_REFUTE,
                                               JK_MATTER_RELEASE, JK_MATTER_PROGRESS,
                                               JK_MATTER_WITHDRAW };
    enum jk_matter_act which = acts[draw(5)];
    bool judges = which == JK_MATTER_VERIFY || which == JK_MATTER_REFUTE;
    const struct jk_account *actor = house_office(s, roles[draw(4)], k->region);
    struct jk_matter_ask ask = {
        actor,
        s->now_s,
        k->id,
        which,
        0,
        { judges ? "analisis" : "", judges ? "usul" : "", "sebab", 0, "", 0, JK_DROP_UNKNOWN }
    };
    const struct jk_matter *out = NULL;
    bool author = strcmp(actor->name, k->author) == 0;
    enum jk_status rc;

    if (which == JK_MATTER_PROGRESS)
        ask.words.percent = 25U * (uint32_t)draw(5);
    rc = house_commit(s, jk_app_matter_act(s->app, &s->arena, &ask, &out, &s->err));
    NEED(s, rc != JK_OK || !judges || !author, "%s judged its own report", actor->name);
    NEED(s, rc != JK_OK || may_read(k, actor), "%s acts on what it may not read", actor->name);
    if (rc != JK_OK)
        return;
    k->state = out->state;
    k->released = out->released;
    s->tally.matter_acts++;
}

/* The table of a regency's KPU, as a whole; sent twice nothing of it is new. */
static void send_table(struct season *s, const char *region, int count)
{
    struct jk_ical_matter *said = calloc((size_t)count, sizeof *said);
    struct jk_matter_filing *all = calloc((size_t)count, sizeof *all);
    const struct jk_account *actor = house_office(s, "kpu", region);
    struct jk_matters_filed filed;

    NEED(s, said && all, "no memory");
    for (int i = 0; i < count; i++) {
        said[i] =
            (struct jk_ical_matter){ .said = jk_matter_unsaid(JK_MATTER_DROP), .has_plan = true };
        said[i].said.uid = jk_arena_fmt(&s->arena, "kiriman-%d@musim", i);
        said[i].said.title = "Kotak suara";
        said[i].said.place = "TPS";
        said[i].said.region = region;
        said[i].said.due_s = s->now_s + DROP_DUE_S;
        said[i].said.drop.stage = (enum jk_drop_stage)(i % JK_DROP_STAGES);
        said[i].said.drop.mode = i % 7 ? JK_MODE_LAND : JK_MODE_SEA;
        said[i].said.drop.items = 4;
        all[i] = (struct jk_matter_filing){ .actor = actor, .now_s = s->now_s, .matter = &said[i] };
    }
    for (int again = 0; again < 2; again++) {
        enum jk_status rc = house_commit(s, jk_app_matters_file(s->app, &s->arena, all,
                                                                (size_t)count, &filed, &s->err));

        NEED(s, rc == JK_OK && filed.created == (again ? 0 : (size_t)count) && filed.changed == 0,
             "a table of %s: %s %s", actor->name, s->err.field, s->err.value);
    }
    for (int i = 0; i < count; i++)
        learn(s, jk_app_matter_named(s->app, actor, said[i].said.uid), region, "kpu");
    s->tally.matters += (unsigned long)count;
    free(said);
    free(all);
}

/* What an office notes of a drop's way, as it stands or not. */
static void pass(struct season *s, struct known *k)
{
    static const enum jk_matter_act acts[] = { JK_MATTER_LEAVE, JK_MATTER_RECEIVE,
                                               JK_MATTER_RECEIVE, JK_MATTER_UNDO,
                                               JK_MATTER_CANCEL };
    enum jk_matter_act which = acts[draw(5)];
    bool kpu = draw(4) == 0, got = which == JK_MATTER_RECEIVE;
    const struct jk_account *actor = house_office(s, kpu ? "kpu" : roles[draw(4)], k->region);
    const struct jk_matter_ask ask = {
        actor,
        s->now_s,
        k->id,
        which,
        0,
        { "", "", got || which == JK_MATTER_LEAVE ? "" : "sebab", 0, got ? "Ketua PPK" : "", 0,
          got ? (enum jk_drop_condition)draw(JK_DROP_CONDITIONS) : JK_DROP_UNKNOWN }
    };
    const struct jk_matter *out = NULL;

    if (house_commit(s, jk_app_matter_act(s->app, &s->arena, &ask, &out, &s->err)) != JK_OK)
        return;
    NEED(s, which != JK_MATTER_CANCEL || strcmp(jk_role_word(actor->role), "kpu") == 0,
         "%s cancelled a drop", actor->name);
    k->state = out->state;
    s->tally.matter_acts++;
}

/* What the page of deliveries says, against the season's own account. */
static void look_at_drops(struct season *s, const char *region)
{
    const struct jk_account *actor = house_office(s, "polres", region);
    struct jk_drop_progress *rows;
    unsigned long drops = 0, received = 0, expected = 0, got = 0;
    size_t count;

    NEED(s,
         jk_app_drop_progress(s->app, &s->arena, actor, region, s->now_s, &rows, &count) == JK_OK,
         "no memory");
    for (size_t i = 0; i < count; i++) {
        drops += rows[i].drops;
        received += rows[i].received;
    }
    for (size_t i = 0; i < known_count; i++) {
        bool counts = known[i].kind == JK_MATTER_DROP && strcmp(known[i].region, region) == 0 &&
                      known[i].state != JK_MATTER_CANCELLED;

        expected += counts;
        got += counts && known[i].state == JK_MATTER_DONE;
    }
    NEED(s, drops == expected && received == got, "%s: %lu of %lu drops, %lu of %lu received",
         region, drops, expected, received, got);
    say(s, "%s: %lu of %lu drops received\n", region, received, drops);
}

static void act_drops(struct season *s)
{
    if (s->day == DROPS_DAY) {
        for (int i = 0; i < PLAN_REGENCIES; i++) {
            house_next(s);
            send_table(s, plan_regency(i), DROPS / PLAN_REGENCIES + (i < DROPS % PLAN_REGENCIES));
        }
    }
    for (int i = 0; s->day > DROPS_DAY && i < 100; i++) {
        struct known *k = &known[draw((int)known_count)];

        if (k->kind != JK_MATTER_DROP)
            continue;
        house_next(s);
        pass(s, k);
    }
    for (int i = 0; s->day >= DROPS_DAY && i < PLAN_REGENCIES; i++)
        look_at_drops(s, plan_regency(i));
}

/* Each account against the season's own account, and the count of what it is shown. */
static void look(struct season *s)
{
    for (int i = 0; i < s->eye_count; i++) {
        const struct jk_account *account = jk_app_account(s->app, s->eyes[i].name);
        struct jk_matter_walk walk = jk_app_matters(s->app, account, "64", -1);
        unsigned long shown = 0, expected = 0;

        while (jk_app_matter_next(&walk))
            shown++;
        for (size_t k = 0; k < known_count; k++) {
            const struct jk_matter *seen = jk_app_matter(s->app, account, known[k].id);
            bool may = may_read(&known[k], account);

            NEED(s, (seen != NULL) == may, "%s %s %s of %s", account->name,
                 may ? "does not read" : "reads", known[k].id, known[k].author);
            NEED(s, !seen || seen->state == known[k].state, "%s: %s is %d, not %d", account->name,
                 known[k].id, (int)seen->state, (int)known[k].state);
            expected += may;
        }
        NEED(s, shown == expected, "%s is shown %lu of %lu", account->name, shown, expected);
        if (s->eyes[i].contest <
            0) /* teams stand in the order of their names, which is exchanged */
            say(s, "%s reads %lu matters\n", account->name, shown);
    }
}

void act_matters(struct season *s)
{
    if (s->day == 0)
        draws.state = s->plan.size.seed * 77 + 5;
    for (int regency = 0; regency < PLAN_REGENCIES; regency++) {
        for (int i = 0; i < OF_A_DAY; i++) {
            house_next(s);
            file(s, plan_regency(regency), regency * OF_A_DAY + i);
        }
    }
    for (int i = 0; known_count && i < 2 * PLAN_REGENCIES * OF_A_DAY; i++) {
        size_t back = (size_t)draw(known_count < 60 ? (int)known_count : 60);

        house_next(s);
        act(s, &known[known_count - 1 - back]);
    }
    act_drops(s);
    look(s);
}

void act_matters_clear(void)
{
    free(known);
    known = NULL;
    known_count = known_cap = 0;
}
