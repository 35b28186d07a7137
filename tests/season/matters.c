/* Reports from the field and tasks of a season: filed, judged, released and done by all offices,
 * and held against the season's own account of who may read what. Draws of its own, so that what
 * else a season does is what it did without them. */
#include "tests/season/acts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/app/matters/matters.h"
#include "jarak/app/conflicts/alerts.h"

#define OF_A_DAY 11 /* of each of three regencies: 1,980 in 60 days, 1,580 of them reports */

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
    return k->kind == JK_MATTER_TASK || k->released ||
           (k->topic != JK_TOPIC_NEUTRALITY && k->topic != JK_TOPIC_MONEY) ||
           strcmp(role, "bawaslu") == 0 || strcmp(account->name, k->author) == 0;
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
    if (known_count == known_cap) {
        known_cap = known_cap ? 2 * known_cap : 256;
        known = realloc(known, known_cap * sizeof *known);
        NEED(s, known, "no memory");
    }
    rc = house_commit(s, jk_app_matter_file(s->app, &s->arena, &filing, &out, NULL, &s->err));
    NEED(s, rc == JK_OK, "a matter of %s: %s %s", actor->name, s->err.field, s->err.value);
    known[known_count] = (struct known){ .kind = matter.said.kind,
                                         .topic = matter.said.topic,
                                         .state = out->state,
                                         .region = region,
                                         .agency = matter.said.agency };
    snprintf(known[known_count].author, sizeof known->author, "%s", actor->name);
    memcpy(known[known_count++].id, out->id, JK_MATTER_HEX + 1);
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
    look(s);
}

void act_matters_clear(void)
{
    free(known);
    known = NULL;
    known_count = known_cap = 0;
}
