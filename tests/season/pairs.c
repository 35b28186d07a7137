/* What is over closes with the clock, part by part; the look knows only whole chains. So a pair of
 * which both sides have begun may be closed already, and one of which both are over must be. */
#include "tests/season/pairs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/app/notices/verdict.h"
#include "tests/season/outside.h"

/* As NEED, of a pair: what its chains take is told too. */
#define NEED_PAIR(s, pair, condition, ...)                                       \
    do {                                                                         \
        if (!(condition)) {                                                      \
            look_explain(&(s)->plan, (s)->edition, &(s)->plan.chains[(pair)->a], \
                         &(s)->plan.chains[(pair)->b]);                          \
            season_fail((s), __VA_ARGS__);                                       \
        }                                                                        \
    } while (0)

static uint32_t hash_id(const char *id)
{
    uint32_t h = 2166136261U;

    for (; *id; id++)
        h = (h ^ (uint8_t)*id) * 16777619U;
    return h;
}

static void put_id(struct season *s, int pair)
{
    uint32_t at = hash_id(s->pairs[pair].id) % (uint32_t)s->id_cap;

    while (s->ids[at])
        at = (at + 1) % (uint32_t)s->id_cap;
    s->ids[at] = pair + 1;
}

static void grow_ids(struct season *s)
{
    if (s->id_cap > 2 * s->pair_count)
        return;
    free(s->ids);
    s->id_cap = 4 * s->pair_count + 4096;
    s->ids = calloc((size_t)s->id_cap, sizeof *s->ids);
    for (int i = 0; i < s->pair_count; i++) {
        if (s->pairs[i].id[0])
            put_id(s, i);
    }
}

static struct pair *find_id(const struct season *s, const char *id)
{
    uint32_t at = hash_id(id) % (uint32_t)s->id_cap;

    for (; s->id_cap && s->ids[at]; at = (at + 1) % (uint32_t)s->id_cap) {
        if (strcmp(s->pairs[s->ids[at] - 1].id, id) == 0)
            return &s->pairs[s->ids[at] - 1];
    }
    return NULL;
}

static void keep_id(struct season *s, struct pair *pair, const char *id)
{
    NEED(s, !pair->id[0] || strcmp(pair->id, id) == 0, "conflict %s of k%05d and k%05d is %s too",
         id, pair->a, pair->b, pair->id);
    if (pair->id[0])
        return;
    grow_ids(s);
    snprintf(pair->id, sizeof pair->id, "%s", id);
    put_id(s, (int)(pair - s->pairs));
}

static void list_pair(struct pair_list *list, int pair)
{
    list->at = realloc(list->at, (size_t)(list->count + 1) * sizeof *list->at);
    list->at[list->count++] = pair;
}

static struct pair *find_pair(const struct season *s, int a, int b)
{
    const struct pair_list *of = &s->of[a];

    for (int i = 0; i < of->count; i++) {
        struct pair *pair = &s->pairs[of->at[i]];

        if (pair->a == b || pair->b == b)
            return pair;
    }
    return NULL;
}

struct pair *pairs_between(struct season *s, int a, int b)
{
    struct pair *pair = find_pair(s, a, b);

    if (pair)
        return pair;
    if (s->pair_count == s->pair_cap) {
        s->pair_cap = s->pair_cap ? 2 * s->pair_cap : 1024;
        s->pairs = realloc(s->pairs, (size_t)s->pair_cap * sizeof *s->pairs);
    }
    pair = &s->pairs[s->pair_count];
    *pair = (struct pair){ .a = a < b ? a : b, .b = a < b ? b : a };
    list_pair(&s->of[a], s->pair_count);
    list_pair(&s->of[b], s->pair_count);
    s->pair_count++;
    return pair;
}

void pairs_clear(struct season *s)
{
    for (int i = 0; i < s->plan.count; i++)
        free(s->of[i].at);
    for (size_t i = 0; i < sizeof s->on_day / sizeof *s->on_day; i++)
        free(s->on_day[i].at);
    free(s->of);
    free(s->pairs);
    free(s->ids);
}

struct pair *pairs_of_id(struct season *s, const char *id)
{
    struct pair *pair = s->id_cap ? find_id(s, id) : NULL;
    int a, b;

    if (pair || !outside_find(s, id, &a, &b))
        return pair;
    pair = pairs_between(s, a, b);
    keep_id(s, pair, id);
    return pairs_between(s, a, b);
}

static struct eye *eye_of(struct season *s, const char *name)
{
    for (int i = 0; i < s->eye_count; i++) {
        if (strcmp(s->eyes[i].name, name) == 0)
            return &s->eyes[i];
    }
    season_fail(s, "an unknown account %s is told something", name);
}

/* The same document goes to several accounts. */
static void say_alert(struct season *s, const struct eye *eye, const struct jk_alert_row *row)
{
    static uint32_t sum;
    static char last[64];
    char key[64];

    snprintf(key, sizeof key, "%p %s %u", (const void *)row->payload, row->conflict, row->revision);
    if (strcmp(key, last) != 0) {
        char *payload = strdup(row->payload);

        house_normalise(s, payload);
        sum = hash_id(payload);
        if (getenv("JARAK_SEASON_ALERTS")) /* to see in which word two seasons differ */
            jk_buf_fmt(&s->said, "%s\n", payload);
        free(payload);
        snprintf(last, sizeof last, "%s", key);
    }
    say(s, "%s %llu %s %u %u %08x\n", eye->name, (unsigned long long)row->index, row->event,
        row->level, row->revision, sum);
}

void pairs_hear(struct season *s, const struct jk_account *account, const struct jk_alert_row *row)
{
    struct eye *eye = eye_of(s, account->name);
    struct pair *pair;

    NEED(s, row->index == eye->heard + 1, "%s is told %llu after %llu", eye->name,
         (unsigned long long)row->index, (unsigned long long)eye->heard);
    eye->heard = row->index;
    eye->heard_sum = eye->heard_sum * 31 + hash_id(row->conflict) + hash_id(row->event) +
                     row->revision * 7 + row->level;
    say_alert(s, eye, row);
    s->tally.alerts++;
    s->tally.escalated += strcmp(row->event, "escalated") == 0;
    if (!s->looks || strcmp(row->event, "act") == 0)
        return;
    NEED(s, eye->sees, "%s is told of a conflict", eye->name);
    pair = pairs_of_id(s, row->conflict);
    NEED(s, pair != NULL, "%s is told of %s, which is no conflict", eye->name, row->conflict);
    pair->heard[eye - s->eyes] = strcmp(row->event, "closed") == 0 ? 0 : row->level;
}

static bool covers(const char *region, const char *code)
{
    size_t len = strlen(region);

    return strncmp(region, code, len) == 0 && (code[len] == '\0' || code[len] == '.');
}

/* The quarters that lie in a region, as bits. */
static unsigned quarters_of(const char *region)
{
    unsigned bits = 0;

    for (int i = 0; i < PLAN_REGENCIES * PLAN_DISTRICTS; i++) {
        char code[16];

        snprintf(code, sizeof code, "%s.%02d", plan_regency(i / PLAN_DISTRICTS),
                 i % PLAN_DISTRICTS + 1);
        bits |= (unsigned)covers(region, code) << i;
    }
    return bits;
}

static void look_at_ground(struct plan_chain *chain)
{
    memset(chain->ground, 0, sizeof chain->ground);
    for (int leg = 0; leg < PLAN_LEGS; leg++) {
        for (int i = 0; i < PLAN_REGENCIES * PLAN_DISTRICTS; i++) {
            int touch = look_touches(chain, leg, i / PLAN_DISTRICTS, i % PLAN_DISTRICTS);

            chain->ground[leg][0] |= (uint16_t)((touch > 0) << i);
            chain->ground[leg][1] |= (uint16_t)((touch > 1) << i);
        }
    }
}

/* May it be closed because it is over, and must it? */
static void mind_the_clock(const struct season *s, const struct pair *pair,
                           struct look_range *range)
{
    const struct plan_chain *a = &s->plan.chains[pair->a], *b = &s->plan.chains[pair->b];
    double now = (double)s->now_s;

    if (look_has_begun(a, now) && look_has_begun(b, now))
        range->least = 0;
    if (look_is_over(a, now - 3600) && look_is_over(b, now - 3600))
        range->most = 0;
}

static struct look_range guest_range(const struct season *s, const struct pair *pair,
                                     const char *region)
{
    const struct plan_chain *a = &s->plan.chains[pair->a], *b = &s->plan.chains[pair->b];
    unsigned quarters = quarters_of(region);
    struct look_range all = { 0, 0 };

    for (int i = 0; i < PLAN_LEGS; i++) {
        for (int k = 0; k < PLAN_LEGS; k++) {
            struct look_range part = pair->look.part[i][k];

            if ((a->ground[i][1] | b->ground[k][1]) & quarters && part.least > all.least)
                all.least = part.least;
            if ((a->ground[i][0] | b->ground[k][0]) & quarters && part.most > all.most)
                all.most = part.most;
        }
    }
    return all;
}

static bool is_own(const struct season *s, const struct pair *pair, const char *region)
{
    return covers(region, plan_regency(s->plan.chains[pair->a].office)) ||
           covers(region, plan_regency(s->plan.chains[pair->b].office));
}

/* The level an account has to know of a pair. */
static struct look_range expected(const struct season *s, const struct pair *pair,
                                  const struct eye *eye)
{
    struct look_range range =
        is_own(s, pair, eye->region) ? pair->look.level : guest_range(s, pair, eye->region);

    mind_the_clock(s, pair, &range);
    return range;
}

static void check_eye(const struct season *s, const struct pair *pair, int number,
                      const uint8_t *told, const char *how)
{
    const struct eye *eye = &s->eyes[number];
    struct look_range want;

    if (!eye->sees || eye->out)
        return;
    want = expected(s, pair, eye);
    NEED_PAIR(s, pair, told[number] >= want.least && told[number] <= want.most,
              "%s knows %d of k%05d and k%05d (%s), the look says %d to %d", eye->name,
              told[number], pair->a, pair->b, how, want.least, want.most);
}

/* What a pair has come to since it was looked at last: a name counts until it is below waspada for
 * sure, and it has risen when it is at waspada for sure. */
static void note_rise(struct season *s, struct pair *pair)
{
    bool both = s->plan.chains[pair->a].body_count && s->plan.chains[pair->b].body_count;

    if (!both || pair->look.level.most < LOOK_WASPADA)
        pair->named = false;
    if (!both || pair->look.level.least < LOOK_WASPADA)
        pair->risen_step = 0;
    else if (pair->risen_step == 0)
        pair->risen_step = s->step;
}

static void list_days(struct season *s, struct plan_chain *chain)
{
    for (int i = 0; i < chain->body_count; i++) {
        int day = chain->bodies[i].date - (PLAN_FIRST_S + 28800) / PLAN_DAY_S;

        NEED(s, day >= 0 && day < 64, "k%05d is on day %d", chain->number, day);
        if (chain->listed >> day & 1)
            continue;
        chain->listed |= UINT64_C(1) << day;
        list_pair(&s->on_day[day], chain->number);
    }
}

static void look_with(struct season *s, struct plan_chain *chain, int other)
{
    struct look_pair look;
    struct pair *pair;

    s->tally.pairs_looked++;
    if (!look_at(&s->plan, s->edition,
                 &s->plan.chains[chain->number < other ? chain->number : other],
                 &s->plan.chains[chain->number < other ? other : chain->number], &look))
        return;
    pair = pairs_between(s, chain->number, other);
    pair->look = look;
}

static void look_again(struct season *s, struct plan_chain *chain)
{
    struct pair_list *of = &s->of[chain->number];
    uint64_t seen[128] = { 0 }; /* of up to 8,192 chains */

    look_make(chain);
    look_at_ground(chain);
    list_days(s, chain);
    for (int i = 0; i < of->count; i++)
        memset(&s->pairs[of->at[i]].look, 0, sizeof s->pairs[0].look);
    for (int day = 0; day < 64 && chain->body_count; day++) {
        if (!(chain->listed >> day & 1))
            continue;
        for (int i = 0; i < s->on_day[day].count; i++) {
            int other = s->on_day[day].at[i];

            if (other == chain->number || (other < 8192 && seen[other / 64] >> other % 64 & 1))
                continue;
            if (other < 8192)
                seen[other / 64] |= UINT64_C(1) << other % 64;
            look_with(s, chain, other);
        }
    }
    for (int i = 0; i < of->count; i++)
        note_rise(s, &s->pairs[of->at[i]]);
}

static void check_view(struct season *s, struct plan_chain *chain,
                       const struct jk_conflict_view *view)
{
    const char *rest;
    int other = plan_find_name(view->other.uid, &rest);
    struct pair *pair = other >= 0 ? pairs_between(s, chain->number, other) : NULL;
    struct look_range level, possible;

    NEED(s, pair != NULL, "k%05d is in conflict with %s", chain->number, view->other.uid);
    level = pair->look.level;
    possible = pair->look.possible;
    keep_id(s, pair, view->id);
    pair = pairs_between(s, chain->number, other);
    mind_the_clock(s, pair, &level);
    mind_the_clock(s, pair, &possible);
    NEED_PAIR(s, pair,
              (int)view->levels.level >= level.least && (int)view->levels.level <= level.most &&
                  (int)view->levels.level_max >= possible.least &&
                  (int)view->levels.level_max <= possible.most,
              "k%05d and k%05d: level %d (possibly %d), the look says %d to %d (%d to %d)", pair->a,
              pair->b, view->levels.level, view->levels.level_max, level.least, level.most,
              possible.least, possible.most);
    s->tally.checked++;
    s->tally.exact += level.least == level.most && possible.least == possible.most;
}

static bool is_viewed(const struct jk_verdict_view *view, int other)
{
    const char *rest;

    for (size_t i = 0; i < view->conflict_count; i++) {
        if (plan_find_name(view->conflicts[i].other.uid, &rest) == other)
            return true;
    }
    return false;
}

/* The verdict of a chain says what the look says, no more and no less. */
static void check_verdict(struct season *s, struct plan_chain *chain)
{
    struct jk_verdict_view view;
    const struct pair_list *of = &s->of[chain->number];
    char uid[PLAN_NAME];

    plan_uid(chain, PLAN_MAIN, uid);
    NEED(s, jk_app_verdict(s->app, &s->arena, uid, s->now_s, &view) == JK_OK, "no verdict on %s",
         uid);
    NEED(s, strcmp(view.state, jk_state_word(chain->state)) == 0 && view.pending == chain->pending,
         "%s is %s%s, should be %s%s", uid, view.state, view.pending ? " and pending" : "",
         jk_state_word(chain->state), chain->pending ? " and pending" : "");
    NEED(s, view.assessed || chain->body_count == 0, "%s is not assessed", uid);
    for (size_t i = 0; i < view.conflict_count; i++)
        check_view(s, chain, &view.conflicts[i]);
    for (int i = 0; i < of->count; i++) {
        const struct pair *pair = &s->pairs[of->at[i]];
        struct look_range possible = pair->look.possible;
        int other = pair->a == chain->number ? pair->b : pair->a;

        mind_the_clock(s, pair, &possible);
        NEED_PAIR(s, pair, possible.least == LOOK_NONE || is_viewed(&view, other),
                  "k%05d and k%05d are not told, the look says %d", chain->number, other,
                  possible.least);
    }
}

/* No two approved rivals in a conflict that nobody named, unless it came later and was told. */
static void check_approved(struct season *s, const struct pair *pair)
{
    const struct plan_chain *a = &s->plan.chains[pair->a], *b = &s->plan.chains[pair->b];
    uint64_t last = a->approved_step > b->approved_step ? a->approved_step : b->approved_step;
    struct look_range level = pair->look.level;

    mind_the_clock(s, pair, &level);
    if (a->state != JK_STATE_APPROVED || b->state != JK_STATE_APPROVED ||
        level.least < LOOK_WASPADA || pair->named)
        return;
    NEED_PAIR(s, pair, pair->risen_step > last,
              "k%05d and k%05d are approved in a conflict that nobody named (level %d)", pair->a,
              pair->b, level.least);
    for (int i = 0; i < s->eye_count; i++) {
        if (s->eyes[i].role == JK_ROLE_POLRES && !s->eyes[i].out &&
            is_own(s, pair, s->eyes[i].region))
            NEED_PAIR(s, pair, pair->heard[i] >= LOOK_WASPADA, "%s was not told of k%05d and k%05d",
                      s->eyes[i].name, pair->a, pair->b);
    }
}

static void check_pairs(struct season *s, const struct plan_chain *chain)
{
    for (int i = 0; i < s->of[chain->number].count; i++) {
        const struct pair *pair = &s->pairs[s->of[chain->number].at[i]];

        check_approved(s, pair);
        for (int k = 0; k < s->eye_count; k++)
            check_eye(s, pair, k, pair->heard, "heard");
    }
}

void pairs_touch(struct season *s, struct plan_chain *chain)
{
    double began = house_clock();

    if (!s->looks)
        return;
    look_again(s, chain);
    if (chain->filed)
        check_verdict(s, chain);
    check_pairs(s, chain);
    s->tally.look_s += house_clock() - began;
}

void pairs_touch_all(struct season *s)
{
    for (int i = 0; i < s->plan.count && s->looks; i++) {
        if (s->plan.chains[i].body_count)
            look_again(s, &s->plan.chains[i]);
    }
    for (int i = 0; i < s->plan.count && s->looks; i++) {
        if (s->plan.chains[i].body_count)
            check_pairs(s, &s->plan.chains[i]);
    }
}

void pairs_check(struct season *s)
{
    for (int i = 0; i < s->pair_count; i++) {
        check_approved(s, &s->pairs[i]);
        for (int k = 0; k < s->eye_count; k++) {
            check_eye(s, &s->pairs[i], k, s->pairs[i].heard, "heard");
            check_eye(s, &s->pairs[i], k, s->pairs[i].kept, "stored");
        }
    }
}

void pairs_name(struct season *s, const struct plan_chain *chain, const struct jk_seen *seen,
                size_t count)
{
    const struct pair_list *of = &s->of[chain->number];

    for (int i = 0; i < of->count; i++)
        s->pairs[of->at[i]].named = false; /* the last approval counts */
    for (size_t i = 0; i < count && s->looks; i++) {
        struct pair *pair = pairs_of_id(s, seen[i].conflict);

        NEED(s, pair && (pair->a == chain->number || pair->b == chain->number),
             "%s is none of k%05d's", seen[i].conflict, chain->number);
        pair->named = true;
    }
}

int pairs_must_name(struct season *s, const struct plan_chain *chain)
{
    int must = 0;

    for (int i = 0; i < s->of[chain->number].count; i++) {
        const struct pair *pair = &s->pairs[s->of[chain->number].at[i]];
        struct look_range level = pair->look.level;

        mind_the_clock(s, pair, &level);
        if (level.least >= LOOK_WASPADA)
            return 2;
        must |= level.most >= LOOK_WASPADA;
    }
    return must;
}
