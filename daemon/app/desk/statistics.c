/* Each chain of the region is counted once for each paslon it is of. Which levels conflicts had is
 * read first, by their ids; where the sides came nearest, their last alert told. */
#include "jarak/app/desk/statistics.h"

#include <stdlib.h>
#include <string.h>
#include "daemon/app/conflicts/index.h"
#include "jarak/app/decisions/decide.h"
#include "jarak/app/desk/whereabouts.h"
#include "jarak/app/registry/walk.h"
#include "jarak/base/name_table.h"
#include "jarak/base/texts.h"
#include "jarak/geo/geodesic.h"
#include "jarak/store/past.h"

#define DEGREE 1e8 /* of a baseline's places */

/* How long decisions took, of one paslon. */
struct waits {
    int64_t *at;
    size_t count, cap;
};

struct counting {
    struct jk_app *app;
    struct jk_arena *arena;
    const struct jk_stat_ask *ask;
    struct jk_name_table worst; /* of conflicts, by id: the level and one */
    const char **districts;
    size_t district_count, district_cap;
    struct jk_stat_paslon *paslon;
    struct waits *waits;
    size_t paslon_count;
};

static enum jk_status note_worst(void *ctx, const char *id, unsigned level)
{
    struct counting *c = ctx;
    const char *kept = jk_arena_copy(c->arena, jk_span_of(id));

    return kept && jk_name_table_add(&c->worst, kept, (void *)(uintptr_t)(level + 1)) ? JK_OK
                                                                                      : JK_MEMORY;
}

static unsigned worst_of(const struct counting *c, const struct conflict *conflict)
{
    const uintptr_t kept = (uintptr_t)jk_name_table_find(&c->worst, conflict->id);

    return kept ? (unsigned)(kept - 1) : JK_LEVEL_NONE;
}

static bool elects(const struct jk_contest *contest, const char *region)
{
    return jk_region_covers(contest->region, region) || jk_region_covers(region, contest->region);
}

/* Every paslon that may be voted for there, whether it filed anything or not. */
static enum jk_status make_rows(struct counting *c)
{
    const struct jk_pack *pack = c->app->pack;
    size_t count = 0;

    for (size_t i = 0; i < pack->contest_count; i++)
        count += elects(&pack->contests[i], c->ask->region) ? pack->contests[i].paslon_count : 0;
    c->paslon = jk_arena_array(c->arena, count, sizeof *c->paslon);
    c->waits = jk_arena_array(c->arena, count, sizeof *c->waits);
    if (count && (!c->paslon || !c->waits))
        return JK_MEMORY;
    for (size_t i = 0; i < pack->contest_count; i++) {
        const struct jk_contest *contest = &pack->contests[i];

        for (size_t k = 0; elects(contest, c->ask->region) && k < contest->paslon_count; k++) {
            c->waits[c->paslon_count] = (struct waits){ NULL, 0, 0 };
            c->paslon[c->paslon_count++] =
                (struct jk_stat_paslon){ .contest = contest->id,
                                         .number = contest->paslon[k].number,
                                         .label = contest->paslon[k].label,
                                         .office = (const char *const *)contest->name };
        }
    }
    return JK_OK;
}

/* The place of a name among those known. @return their count: it is not known */
static size_t find_district(const struct counting *c, const char *name)
{
    size_t i = 0;

    while (i < c->district_count && strcmp(c->districts[i], name) != 0)
        i++;
    return i;
}

static bool add_district(struct counting *c, const char *name)
{
    const char **grown;

    if (find_district(c, name) < c->district_count)
        return true;
    grown = jk_arena_grow(c->arena, c->districts, c->district_count, &c->district_cap,
                          sizeof *c->districts);
    if (!grown)
        return false;
    c->districts = grown;
    c->districts[c->district_count++] = name;
    return true;
}

/* What was decided of a chain. */
struct decided {
    int64_t at_s; /* first approval or refusal; 0: none */
    unsigned overrides;
};

static enum jk_status note_decision(void *ctx, const struct jk_decision_row *row)
{
    struct decided *d = ctx;
    const bool approves = strcmp(row->act, "approve") == 0;

    if (d->at_s == 0 && (approves || strcmp(row->act, "refuse") == 0))
        d->at_s = row->time_s;
    d->overrides += approves && strstr(row->seen, "\"conflict\"") != NULL;
    return JK_OK;
}

static int64_t filed_s(const struct jk_chain *chain)
{
    int64_t first = chain->entries[0]->created_s;

    for (size_t i = 1; i < chain->entry_count; i++)
        first = chain->entries[i]->created_s < first ? chain->entries[i]->created_s : first;
    return first;
}

static unsigned margin_of(const struct conflict *c)
{
    const struct jk_baseline_row *at = &c->told;
    const double apart_m = jk_geodesic_distance((struct jk_point){ (double)at->lat_a / DEGREE,
                                                                   (double)at->lon_a / DEGREE },
                                                (struct jk_point){ (double)at->lat_b / DEGREE,
                                                                   (double)at->lon_b / DEGREE });
    unsigned margin = 0;

    while (jk_stat_margin_m(margin) && apart_m >= jk_stat_margin_m(margin))
        margin++;
    return margin;
}

/* One chain as it is counted. */
struct share {
    const struct jk_chain *chain;
    const struct jk_party *party;
    const char *district;
    struct decided decided;
    unsigned worst;
};

/* Is it counted, and as what? */
static bool read_share(const struct counting *c, const struct jk_chain *chain, struct share *out)
{
    const struct jk_entry *face = jk_chain_face(chain);
    struct jk_whereabouts at = { .district = "" };
    struct conflict_list of = conflicts_of(c->app, chain);
    int32_t day;

    if (!face || chain->state == JK_STATE_DRAFT || chain->state == JK_STATE_WITHDRAWN ||
        !jk_region_covers(c->ask->region, chain->region->code) ||
        face->current->notice->instance_count == 0)
        return false;
    day = jk_local_day(face->current->notice->instances[0].start_s, chain->region->tz->offset_s);
    if (day < c->ask->from_day || day > c->ask->to_day)
        return false;
    jk_app_whereabouts(c->app, face, JK_ANY_DAY, &at);
    *out = (struct share){ .chain = chain,
                           .party = &face->current->notice->facts.party,
                           .district = at.district[0] ? at.district : "-" };
    for (size_t i = 0; i < of.count; i++) {
        if (worst_of(c, of.list[i]) > out->worst)
            out->worst = worst_of(c, of.list[i]);
    }
    return true;
}

static bool is_of(const struct share *share, const struct jk_stat_paslon *p)
{
    bool of = false;

    for (unsigned i = 0; i < share->party->count; i++)
        of = of || share->party->paslon[i] == p->number;
    return of && strcmp(share->party->contest, p->contest) == 0;
}

static bool note_wait(struct counting *c, struct waits *w, int64_t wait_s)
{
    int64_t *grown = jk_arena_grow(c->arena, w->at, w->count, &w->cap, sizeof *w->at);

    if (!grown)
        return false;
    w->at = grown;
    w->at[w->count++] = wait_s;
    return true;
}

static bool add_share(struct counting *c, size_t row, const struct share *share)
{
    struct jk_stat_paslon *p = &c->paslon[row];
    struct conflict_list of = conflicts_of(c->app, share->chain);

    p->activities++;
    p->levels[share->worst]++;
    p->states[share->chain->state]++;
    p->districts[find_district(c, share->district)]++;
    p->overrides += share->decided.overrides;
    for (size_t i = 0; i < of.count; i++) {
        if (worst_of(c, of.list[i]) >= JK_LEVEL_WASPADA && of.list[i]->told.conflict)
            p->margins[margin_of(of.list[i])]++;
    }
    return share->decided.at_s == 0 ||
           note_wait(c, &c->waits[row], share->decided.at_s - filed_s(share->chain));
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int compare_waits(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* The sub-districts there are, so that each paslon has a figure for each. */
static enum jk_status make_districts(struct counting *c)
{
    struct jk_walk walk = jk_registry_walk(c->app->registry, c->ask->region);
    const struct jk_chain *chain;
    struct share share;

    while ((chain = jk_walk_chain(&walk))) {
        if (read_share(c, chain, &share) && !add_district(c, share.district))
            return JK_MEMORY;
    }
    if (c->district_count)
        qsort(c->districts, c->district_count, sizeof *c->districts, compare_names);
    for (size_t i = 0; i < c->paslon_count; i++) {
        unsigned *room = jk_arena_array(c->arena, c->district_count, sizeof *room);

        if (!room)
            return JK_MEMORY;
        memset(room, 0, c->district_count * sizeof *room);
        c->paslon[i].districts = room;
    }
    return JK_OK;
}

static enum jk_status count_chains(struct counting *c, struct jk_error *err)
{
    struct jk_walk walk = jk_registry_walk(c->app->registry, c->ask->region);
    const struct jk_chain *chain;
    enum jk_status rc = JK_OK;
    struct share share;

    while (rc == JK_OK && (chain = jk_walk_chain(&walk))) {
        if (!read_share(c, chain, &share))
            continue;
        rc = jk_app_history(c->app, chain->id, note_decision, &share.decided, err);
        for (size_t i = 0; i < c->paslon_count && rc == JK_OK; i++) {
            if (is_of(&share, &c->paslon[i]) && !add_share(c, i, &share))
                rc = jk_no_memory(err);
        }
    }
    return rc;
}

static void tell_waits(struct counting *c)
{
    for (size_t i = 0; i < c->paslon_count; i++) {
        struct waits *w = &c->waits[i];

        c->paslon[i].decided = (unsigned)w->count;
        if (w->count == 0)
            continue;
        qsort(w->at, w->count, sizeof *w->at, compare_waits);
        c->paslon[i].median_s = w->at[(w->count - 1) / 2];
        c->paslon[i].longest_s = w->at[w->count - 1];
    }
}

enum jk_status jk_app_statistics(struct jk_app *past, struct jk_arena *arena,
                                 const struct jk_stat_ask *ask, struct jk_statistics *out,
                                 struct jk_error *err)
{
    struct counting c = { .app = past, .arena = arena, .ask = ask };
    enum jk_status rc = jk_store_past_each_worst(past->store, note_worst, &c, err);

    if (rc == JK_OK && (make_rows(&c) != JK_OK || make_districts(&c) != JK_OK))
        rc = jk_no_memory(err);
    if (rc == JK_OK)
        rc = count_chains(&c, err);
    tell_waits(&c);
    jk_name_table_clear(&c.worst);
    *out = (struct jk_statistics){ .pack = past->pack,
                                   .region = jk_pack_region(past->pack, ask->region),
                                   .from_day = ask->from_day,
                                   .to_day = ask->to_day,
                                   .entry = jk_store_last_entry(past->store),
                                   .time_s = past->group.seen_s,
                                   .districts = c.districts,
                                   .district_count = c.district_count,
                                   .paslon = c.paslon,
                                   .paslon_count = c.paslon_count };
    return rc;
}
