/* Drops: how long they are under way, what threatens them, and how far a region is.
 *
 * The way of a drop is an activity of the registry, which it names; its plan counts. Where none is
 * named the straight line from its stated place is, at the speeds of the pack by land or by sea.
 * Where neither is known nothing is foretold, and only its time and the day of the vote are
 * watched. */
#include <stdlib.h>
#include <string.h>
#include "daemon/app/conflicts/index.h"
#include "daemon/app/matters/matters.h"
#include "jarak/app/registry/registry.h"
#include "jarak/base/heap.h"
#include "jarak/geo/geodesic.h"
#include "jarak/policy/place_words.h"
#include "jarak/policy/whose.h"

bool matters_take_figures(const struct jk_app *app, struct jk_matter *matter)
{
    struct jk_arena arena = { 0 };
    struct jk_matter_said said = jk_matter_unsaid(JK_MATTER_DROP);
    struct jk_drop_figures *f = &matter->drop;
    bool good = true;

    if (matter->kind == JK_MATTER_DROP) {
        good = jk_app_matter_said(app, &arena, matter, &said) != JK_MEMORY &&
               jk_text_set(&f->from, said.drop.from);
        f->has_point = said.has_point;
        f->point = said.point;
        f->stage = said.drop.stage;
        f->condition = said.drop.condition;
        f->mode = said.drop.mode;
        f->items = said.drop.items;
        f->leave_s = said.drop.leave_s;
        f->left_s = said.drop.left_s;
        f->got_s = said.drop.got_s;
    }
    jk_arena_clear(&arena);
    return good;
}

/* The place a text names: one of the pack's, or the reference point of a sub-district. */
static bool point_of(const struct jk_pack *pack, const char *text, struct jk_point *out)
{
    const struct jk_place *place = text[0] ? jk_pack_place(pack, text) : NULL;
    struct jk_named named = { .place = NULL };

    if (!place && text[0]) {
        jk_place_words(pack, "", text, &named);
        place = named.place;
    }
    if (place)
        *out = place->point;
    else if (named.district_count == 1 && named.districts[0]->has_point)
        *out = named.districts[0]->point;
    else
        return false;
    return true;
}

/* At the speeds of the pack; -1 where a place or a speed is not known. */
static int64_t travel_of(const struct jk_pack *pack, const struct jk_matter *matter)
{
    const struct jk_calendar_of of = { "", matter->region };
    const struct jk_delivery_defaults *d = &jk_defaults_for(pack, &of)->delivery;
    const struct jk_drop_figures *f = &matter->drop;
    struct jk_point from;

    if (!f->has_point || !f->from || !(d->speed_mps[f->mode] > 0.0) ||
        !point_of(pack, f->from, &from))
        return -1;
    return (int64_t)(jk_geodesic_distance(from, f->point) * d->detour[f->mode] /
                     d->speed_mps[f->mode]);
}

/* When its activity begins and how long that takes: of several days the last that begins before
 * the drop is due. @return false: there is none, or it does not take place */
static bool way_of(const struct jk_app *app, const struct jk_matter *matter,
                   struct jk_drop_times *times)
{
    const struct jk_entry *entry =
        matter->about[0] ? jk_registry_entry(app->registry, matter->about) : NULL;
    const struct jk_notice *notice = entry && entry->current ? entry->current->notice : NULL;
    const struct jk_instance *way = NULL;

    if (!notice || notice->facts.cancelled || !jk_state_stands(entry->chain->state))
        return false;
    for (size_t i = 0; i < notice->instance_count; i++) {
        if (!way || notice->instances[i].start_s < matter->when_s)
            way = &notice->instances[i];
    }
    if (!way)
        return false;
    times->start_s = way->start_s;
    times->travel_s = way->end_s - way->start_s;
    return true;
}

/* When the next day of a vote begins there, not before the day it is due. */
static int64_t vote_of(const struct jk_pack *pack, const struct jk_matter *matter)
{
    const struct jk_region *region = jk_pack_region(pack, matter->region);
    const struct jk_tz *tz = region ? region->tz : pack->tz;
    int32_t due_day = jk_local_day(matter->when_s, tz->offset_s), first = INT32_MAX;

    for (size_t i = 0; i < pack->contest_count; i++) {
        const struct jk_calendar_of of = { pack->contests[i].id, pack->contests[i].region };
        const struct jk_phase *phase;

        if (!jk_region_covers(of.region, matter->region))
            continue;
        for (size_t k = 0; (phase = jk_phase_at(pack, &of, k)); k++) {
            if (phase->vote && phase->from_day >= due_day && phase->from_day < first)
                first = phase->from_day;
        }
    }
    return first == INT32_MAX ? INT64_MAX : (int64_t)first * JK_DAY_S - tz->offset_s;
}

enum jk_drop_risk matters_drop_risk(const struct jk_app *app, const struct jk_matter *matter,
                                    int64_t now_s, int64_t *arrives_s)
{
    struct jk_drop_times times = { .leave_s = matter->drop.leave_s,
                                   .left_s = matter->drop.left_s,
                                   .travel_s = -1,
                                   .due_s = matter->when_s };

    if (arrives_s)
        *arrives_s = 0;
    if (matter->kind != JK_MATTER_DROP || !matter->bytes.len ||
        (matter->state != JK_MATTER_OPEN && matter->state != JK_MATTER_BEGUN))
        return JK_DROP_SAFE;
    if (!way_of(app, matter, &times))
        times.travel_s = travel_of(app->pack, matter);
    times.vote_s = vote_of(app->pack, matter);
    return jk_drop_risk(&times, now_s, arrives_s);
}

enum jk_drop_risk jk_app_drop_risk(const struct jk_app *app, const struct jk_matter *matter,
                                   int64_t now_s, int64_t *arrives_s)
{
    return matters_drop_risk(app, matter, now_s, arrives_s);
}

enum jk_level jk_app_drop_meets(const struct jk_app *app, const struct jk_matter *matter)
{
    const struct jk_entry *entry = matter->kind == JK_MATTER_DROP && matter->about[0]
                                       ? jk_registry_entry(app->registry, matter->about)
                                       : NULL;
    struct conflict_list list = { .count = 0 };
    enum jk_level worst = JK_LEVEL_NONE;

    if (entry)
        list = conflicts_of(app, entry->chain);
    for (size_t i = 0; i < list.count; i++) {
        const struct conflict *conflict = list.list[i];

        if (conflict->open && conflict->levels.level_max > worst)
            worst = conflict->levels.level_max;
    }
    return worst;
}

static void add(struct jk_drop_progress *p, const struct jk_matter *matter, enum jk_drop_risk risk)
{
    bool got = matter->state == JK_MATTER_DONE;

    p->drops++;
    p->items += matter->drop.items;
    p->left += matter->state == JK_MATTER_BEGUN;
    p->risks[risk] += risk != JK_DROP_SAFE;
    p->of_stage[matter->drop.stage]++;
    if (!got)
        return;
    p->received++;
    p->items_received += matter->drop.items;
    p->received_of_stage[matter->drop.stage]++;
    p->bad += matter->drop.condition == JK_DROP_SHORT || matter->drop.condition == JK_DROP_DAMAGED;
}

/* The row of a region; behind the others where there is none yet. */
static struct jk_drop_progress *row_of(struct jk_drop_progress *rows, size_t *count,
                                       const char *code)
{
    size_t i = 0;

    while (i < *count && strcmp(rows[i].region, code) != 0)
        i++;
    if (i == *count)
        rows[(*count)++] = (struct jk_drop_progress){ .region = code };
    return &rows[i];
}

static int by_code(const void *x, const void *y)
{
    const struct jk_drop_progress *a = x, *b = y;

    return strcmp(a->region, b->region);
}

enum jk_status jk_app_drop_progress(const struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_account *account, const char *region,
                                    int64_t now_s, struct jk_drop_progress **out, size_t *count)
{
    struct jk_matter_walk walk = jk_app_matters(app, account, region, JK_MATTER_DROP);
    struct jk_drop_progress *rows =
        jk_arena_array(arena, app->pack->region_count + 1, sizeof *rows);
    const struct jk_matter *matter;

    *count = 0;
    if (!rows)
        return JK_MEMORY;
    while ((matter = jk_app_matter_next(&walk))) {
        const struct jk_region *at = jk_pack_region(app->pack, matter->region);

        if (matter->bytes.len && matter->state != JK_MATTER_CANCELLED && at)
            add(row_of(rows, count, at->code), matter, matters_drop_risk(app, matter, now_s, NULL));
    }
    if (*count > 1)
        qsort(rows, *count, sizeof *rows, by_code);
    *out = rows;
    return JK_OK;
}
