/* A seeded season: commands, policy and zone changes, cancellations. The conflicts kept step by
 * step are those a fresh look at all pairs finds, without the index. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/engine/judge.h"
#include "jarak/app/conflicts/conflicts.h"
#include "jarak/app/decisions/decide.h"
#include "jarak/app/notices/verdict.h"
#include "jarak/app/registry/registry.h"
#include "jarak/geo/geodesic.h"
#include "tests/support/seeded.h"
#include "tests/unit/app/desk.h"

#define CHAINS   60
#define EDITIONS 20 /* of the pack in a season, about: each replays the whole journal */
#define EVERY    setting("JARAK_EVERY", 50) /* steps between two comparisons */

/* JARAK_SEASONS and JARAK_STEPS set the long run: 100 seasons of 10,000 steps. */
static int setting(const char *name, int usual)
{
    const char *text = getenv(name);

    return text ? atoi(text) : usual;
}

struct season {
    struct desk d;
    struct seeded r;
    unsigned sequence[CHAINS]; /* of each main; 0: never filed */
    unsigned paslon[CHAINS];
    unsigned life[CHAINS]; /* how often it ended for good and began under another UID */
    struct jk_risk_zone zone[2];
    struct jk_arena zone_arena;
    unsigned long compared;
};

static void stamp(char out[24], int64_t s)
{
    struct jk_civil c = jk_civil_from_utc(s, 0);

    snprintf(out, 24, "%04d%02d%02dT%02d%02d%02dZ", c.year, c.month, c.day, c.hour, c.minute,
             c.second);
}

static void add_event(struct jk_buf *text, const char *uid, const char *parent, unsigned sequence,
                      unsigned paslon, int64_t start_s, int64_t end_s, const char *facts)
{
    char from[24], to[24];

    stamp(from, start_s);
    stamp(to, end_s);
    jk_buf_fmt(text,
               "BEGIN:VEVENT\r\nUID:%s\r\nDTSTAMP:20241101T000000Z\r\nSEQUENCE:%u\r\n"
               "DTSTART:%s\r\nDTEND:%s\r\nSUMMARY:Simulasi\r\nX-JARAK-CONTEST:pilbup-64.08\r\n"
               "X-JARAK-PASLON:%u\r\n",
               uid, sequence, from, to, paslon);
    if (parent)
        jk_buf_fmt(text, "RELATED-TO;RELTYPE=PARENT:%s\r\n", parent);
    jk_buf_fmt(text, "%sEND:VEVENT\r\n", facts);
}

/* A main somewhere in the town on one of three days, perhaps weekly, perhaps uncertain. */
static void add_main(struct season *s, struct jk_buf *text, const char *uid, unsigned sequence,
                     unsigned paslon, int64_t start_s, double lat, double lon)
{
    static const char *const kinds[] = { "RAPAT-UMUM", "PERTEMUAN-TERBATAS", "TATAP-MUKA" };
    char facts[256];
    int n = snprintf(facts, sizeof facts, "CATEGORIES:%s\r\nGEO:%.6f;%.6f\r\n",
                     kinds[seeded_whole(&s->r, 0, 2)], lat, lon);

    if (seeded_whole(&s->r, 0, 9) == 0)
        n += snprintf(facts + n, sizeof facts - (size_t)n, "RRULE:FREQ=DAILY;COUNT=3\r\n");
    if (seeded_whole(&s->r, 0, 9) == 0)
        snprintf(facts + n, sizeof facts - (size_t)n, "X-JARAK-UNCERTAINTY:800\r\n");
    add_event(text, uid, NULL, sequence, paslon, start_s,
              start_s + 60 * seeded_whole(&s->r, 30, 180), facts);
}

static void add_convoy(struct season *s, struct jk_buf *text, const char *uid, const char *parent,
                       unsigned sequence, unsigned paslon, int64_t start_s, double lat, double lon)
{
    char facts[512];

    snprintf(
        facts, sizeof facts,
        "CATEGORIES:KONVOI\r\nX-JARAK-LEG:BERANGKAT\r\nX-JARAK-VEHICLES:cars=%d;motorcycles=%d\r\n"
        "STRUCTURED-DATA;VALUE=TEXT;FMTTYPE=\"application/geo+json\":{\"type\":\"LineString\"\\,"
        "\"coordinates\":[[%.6f\\,%.6f]\\,[%.6f\\,%.6f]\\,[%.6f\\,%.6f]]}\r\n",
        (int)seeded_whole(&s->r, 5, 100), (int)seeded_whole(&s->r, 0, 400),
        lon + seeded_between(&s->r, -0.1, 0.1), lat + seeded_between(&s->r, -0.1, 0.1),
        lon + seeded_between(&s->r, -0.05, 0.05), lat + seeded_between(&s->r, -0.05, 0.05), lon,
        lat);
    add_event(text, uid, parent, sequence, paslon, start_s - 3600, start_s - 900, facts);
}

static void name_chain(const struct season *s, int i, const char *leg, char uid[48])
{
    snprintf(uid, 48, "c%d.%u%s@season", i, s->life[i], leg);
}

static enum jk_status file_text(struct season *s, struct jk_buf *events)
{
    struct jk_buf text = { 0 };
    enum jk_status rc;

    jk_buf_fmt(&text, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n%sEND:VCALENDAR\r\n",
               events->at);
    rc = desk_file_bytes(&s->d, text.at, NULL); /* refusals are part of a season */
    jk_buf_clear(&text);
    jk_buf_clear(events);
    return rc;
}

/* File a chain or file it anew, with or without its convoy. */
static void step_file(struct season *s)
{
    struct jk_buf events = { 0 };
    int i = (int)seeded_whole(&s->r, 0, CHAINS - 1);
    char uid[48], leg[48];
    double lat = 0.5 + seeded_between(&s->r, -0.08, 0.08);
    double lon = 117.5 + seeded_between(&s->r, -0.08, 0.08);
    int64_t start_s = 1732064400 + 86400 * seeded_whole(&s->r, 0, 2) +
                      60 * seeded_whole(&s->r, 0, 480); /* from 20 November 2024, 09.00 WITA */
    bool late = seeded_whole(&s->r, 0, 4) == 0;

    name_chain(s, i, "", uid);
    name_chain(s, i, "-out", leg);
    if (!s->paslon[i])
        s->paslon[i] = (unsigned)seeded_whole(&s->r, 1, 2);
    s->sequence[i]++;
    if (late) { /* the leg comes first, alone */
        add_convoy(s, &events, leg, uid, s->sequence[i], s->paslon[i], start_s, lat, lon);
        file_text(s, &events);
    }
    add_main(s, &events, uid, s->sequence[i], s->paslon[i], start_s, lat, lon);
    if (!late && seeded_whole(&s->r, 0, 1))
        add_convoy(s, &events, leg, uid, s->sequence[i], s->paslon[i], start_s, lat, lon);
    s->life[i] += file_text(s, &events) == JK_STATE;
}

static void step_withdraw(struct season *s)
{
    char uid[48];

    name_chain(s, (int)seeded_whole(&s->r, 0, CHAINS - 1), seeded_whole(&s->r, 0, 1) ? "-out" : "",
               uid);
    desk_withdraw(&s->d, uid);
}

static void step_decide(struct season *s)
{
    static const char *const acts[] = { "review", "approve", "hold", "return", "refuse" };
    struct jk_verdict_view view;
    struct jk_arena arena = { 0 };
    struct jk_seen seen[CHAINS];
    char uid[48];
    size_t count = 0;

    name_chain(s, (int)seeded_whole(&s->r, 0, CHAINS - 1), "", uid);
    if (jk_app_verdict(s->d.app, &arena, uid, DESK_NOW, &view) == JK_OK) {
        for (size_t i = 0; i < view.conflict_count && count < CHAINS; i++)
            seen[count++] = (struct jk_seen){ view.conflicts[i].id, view.conflicts[i].revision };
        desk_decide(&s->d, uid, acts[seeded_whole(&s->r, 0, 4)], seen, count);
    }
    jk_arena_clear(&arena);
}

/* Another edition of the pack: distances scaled, zones come and go. Loaded as after SIGHUP. */
static void step_pack(struct season *s)
{
    double scale = seeded_between(&s->r, 0.7, 1.4);
    struct jk_policy *policy = (struct jk_policy *)s->d.pack.policies.at; /* ours still */
    struct jk_error err;

    for (int relation = 0; relation < JK_RELATION_END; relation++) {
        for (int i = 0; i < JK_ERA_END * JK_SIZE_END * JK_SIZE_END; i++) {
            int era = i / (JK_SIZE_END * JK_SIZE_END), a = i / JK_SIZE_END % JK_SIZE_END;
            struct jk_row *row = &policy->rows[relation][era][a][i % JK_SIZE_END];

            for (int level = 0; level < JK_LEVEL_END; level++) {
                if (row->rung[level].present)
                    row->rung[level].distance_m =
                        floor(fmin(20000, fmax(50, row->rung[level].distance_m * scale)));
            }
        }
    }
    cr_assert(jk_policy_seal(policy, &err) == JK_OK);
    policy->version++;
    s->d.pack.zones = (struct jk_risk_zones){ s->zone, (size_t)seeded_whole(&s->r, 0, 2) };
    policy->zone_factor = 1.0;
    for (size_t i = 0; i < s->d.pack.zones.count; i++) {
        s->zone[i] = (struct jk_risk_zone){
            .id = "z",
            .name = "",
            .level = jk_zone_level_word((size_t)seeded_whole(&s->r, 0, 2)),
            .edition = "",
            .source = "",
            .factor = (uint16_t)(JK_FACTOR_ONE + 500 * seeded_whole(&s->r, 1, 4)),
            .from_day = jk_local_day(1732064400, 28800),
            .to_day = jk_local_day(1732064400, 28800) + (int32_t)seeded_whole(&s->r, 0, 2),
            .is_disc = true,
            .radius_m = seeded_between(&s->r, 200, 4000),
            .centre = jk_xyz_of((struct jk_point){ 0.5 + seeded_between(&s->r, -0.08, 0.08),
                                                   117.5 + seeded_between(&s->r, -0.08, 0.08) })
        };
        policy->zone_factor = fmax(policy->zone_factor, s->zone[i].factor / (double)JK_FACTOR_ONE);
    }
    s->d.pack.policies = jk_policies_over(policy, s->d.pack.policies.count);
    snprintf(s->d.pack.hash, sizeof s->d.pack.hash, "edition-%u", policy->version);
    desk_reopen(&s->d, DESK_NOW);
}

/* What all pairs of legs of two chains come to. */
static struct jk_levels levels_between(const struct season *s, const struct jk_member *a,
                                       size_t a_count, const struct jk_member *b, size_t b_count)
{
    struct jk_levels worst = { JK_LEVEL_NONE, JK_LEVEL_NONE };

    for (size_t i = 0; i < a_count * b_count; i++) {
        const struct jk_member *p = &a[i / b_count], *q = &b[i % b_count];
        const struct jk_row *row =
            jk_policy_row(s->d.pack.policies.at, jk_party_relation(p->party, q->party),
                          &p->body->key, &q->body->key);
        struct jk_levels levels;

        if (row->exempt)
            continue;
        levels = jk_judge_level(s->d.pack.policies.at, row, p->body, q->body);
        if (levels.level > worst.level)
            worst.level = levels.level;
        if (levels.level_max > worst.level_max)
            worst.level_max = levels.level_max;
    }
    return worst;
}

static const struct jk_conflict_view *find_view(const struct jk_conflict_view *views, size_t count,
                                                const char *a, const char *b)
{
    for (size_t i = 0; i < count; i++) {
        if ((strcmp(views[i].own.uid, a) == 0 && strcmp(views[i].other.uid, b) == 0) ||
            (strcmp(views[i].own.uid, b) == 0 && strcmp(views[i].other.uid, a) == 0))
            return &views[i];
    }
    return NULL;
}

static void compare(struct season *s, int seed, int step)
{
    struct jk_registry *registry = (struct jk_registry *)(uintptr_t)jk_app_registry(s->d.app);
    uint32_t cases = jk_registry_chains(registry);
    struct jk_arena arena = { 0 };
    struct jk_conflict_views views;
    size_t expected = 0;

    cr_assert(jk_app_conflicts(s->d.app, &arena,
                               &(struct jk_conflicts_ask){ &(struct jk_account){ .region = "64" },
                                                           "64", true },
                               &views) == JK_OK);
    for (uint32_t i = 0; i < cases; i++) {
        const struct jk_chain *a = jk_registry_chain_at(registry, i);
        struct jk_member *own, *other;
        size_t own_count, other_count;

        cr_assert(jk_registry_members(registry, a, &arena, &own, &own_count) == JK_OK);
        for (uint32_t k = i + 1; k < cases; k++) {
            const struct jk_chain *b = jk_registry_chain_at(registry, k);
            const struct jk_conflict_view *view;
            struct jk_levels levels;

            cr_assert(jk_registry_members(registry, b, &arena, &other, &other_count) == JK_OK);
            levels = levels_between(s, own, own_count, other, other_count);
            view = find_view(views.at, views.count, a->id, b->id);
            expected += levels.level_max > JK_LEVEL_NONE;
            cr_assert((view != NULL) == (levels.level_max > JK_LEVEL_NONE),
                      "seed %d step %d: %s and %s: %s", seed, step, a->id, b->id,
                      view ? "kept, but clear" : "missed");
            cr_assert(!view || (view->levels.level == levels.level &&
                                view->levels.level_max == levels.level_max),
                      "seed %d step %d: %s and %s: level %d, all pairs %d", seed, step, a->id,
                      b->id, view->levels.level, levels.level);
        }
    }
    cr_assert(expected == views.count, "seed %d step %d: %zu kept, %zu found", seed, step,
              views.count, expected);
    s->compared += expected;
    jk_arena_clear(&arena);
}

static void step_notice(struct season *s)
{
    int draw = (int)seeded_whole(&s->r, 1, 99);

    if (draw <= 8)
        step_withdraw(s);
    else if (draw <= 30)
        step_decide(s);
    else
        step_file(s);
}

static unsigned long run_season(int seed, int steps)
{
    struct season s = { .r = { 6400 + (uint64_t)seed } };

    desk_open(&s.d);
    for (int step = 1; step <= steps; step++) {
        if (seeded_whole(&s.r, 1, steps) <= EDITIONS)
            step_pack(&s);
        else
            step_notice(&s);
        if (step % EVERY == 0)
            compare(&s, seed, step);
        jk_buf_reset(&s.d.told);
    }
    desk_close(&s.d);
    return s.compared;
}

#define SHARES 5 /* run side by side */

static void run_share(int share)
{
    int seasons = setting("JARAK_SEASONS", SHARES);
    int steps = setting("JARAK_STEPS", seeded_rounds(2000) < 2000 ? 400 : 2000);
    unsigned long compared = 0;

    for (int seed = share; seed < seasons; seed += SHARES)
        compared += run_season(seed, steps);
    cr_assert(compared > (unsigned long)steps / 4, "%lu conflicts compared", compared);
}

#define SEASONS(share)                                                            \
    Test(simulation, kept_conflicts_are_those_of_all_pairs_##share, .timeout = 0) \
    {                                                                             \
        run_share(share);                                                         \
    }
SEASONS(0)
SEASONS(1)
SEASONS(2)
SEASONS(3)
SEASONS(4)
