/* One day of a region, gathered from what is on it and from the conflicts the region may see. */
#include "jarak/app/desk/desk.h"

#include <stdlib.h>
#include <string.h>
#include "daemon/app/conflicts/about.h"
#include "daemon/app/conflicts/sight.h"
#include "daemon/app/desk/gather.h"
#include "jarak/app/registry/ground.h"
#include "jarak/app/registry/walk.h"

static int compare_activities(const void *a, const void *b)
{
    const struct jk_desk_activity *x = a, *y = b;

    if (x->start_s != y->start_s)
        return x->start_s < y->start_s ? -1 : 1;
    return strcmp(x->uid, y->uid);
}

static int compare_conflicts(const void *a, const void *b)
{
    const struct jk_desk_conflict *x = a, *y = b;

    if (x->view.levels.level != y->view.levels.level)
        return x->view.levels.level > y->view.levels.level ? -1 : 1;
    if (x->view.parts[0].part.distance_m != y->view.parts[0].part.distance_m)
        return x->view.parts[0].part.distance_m < y->view.parts[0].part.distance_m ? -1 : 1;
    return strcmp(x->view.id, y->view.id);
}

/* Notes the nearest days before and after on which a notice of the chain has an instance. */
static void note_days(const struct jk_chain *chain, struct jk_desk_day *out)
{
    const struct jk_entry *main = jk_chain_face(chain);
    const struct jk_notice *notice = main ? main->current->notice : NULL;

    for (size_t i = 0; notice && i < notice->instance_count; i++) {
        int32_t day = jk_local_day(notice->instances[i].start_s, out->region->tz->offset_s);

        if (notice->instances[i].facts->cancelled)
            continue;
        if (day < out->day && (out->day_before == INT32_MIN || day > out->day_before))
            out->day_before = day;
        if (day > out->day && (out->day_after == INT32_MIN || day < out->day_after))
            out->day_after = day;
    }
}

/* Filed, and of the region or below it, or on its ground. */
static bool is_of(const struct jk_app *app, const struct jk_desk_day *day,
                  const struct jk_chain *chain)
{
    return chain->state != JK_STATE_WITHDRAWN && chain->state != JK_STATE_DRAFT &&
           (jk_region_covers(day->region->code, chain->region->code) ||
            jk_chain_touches(app->registry, chain, day->region->code));
}

/* Whatever is on a day of UTC that far away is not nearer than what was found: a local day is that
 * day or one beside it. */
static bool is_found(const struct jk_desk_day *day, int step, int32_t utc_day)
{
    return step < 0 ? day->day_before != INT32_MIN && utc_day < day->day_before
                    : day->day_after != INT32_MIN && utc_day > day->day_after;
}

/* Is it told to who asks? Nobody asks for a page that lies as a file. */
static bool is_told(const struct jk_account *actor, const struct jk_chain *chain)
{
    return !actor || !jk_supervises(actor) || !jk_chain_is_guarded(chain);
}

/* Finds the nearest day before or after, from the nearest on. */
static void find_beyond(const struct jk_app *app, const struct jk_account *actor,
                        struct jk_desk_day *out, int step)
{
    int32_t utc_day = out->day - step;
    bool more = true;

    while (more) {
        const struct jk_chain *chain;
        struct jk_walk walk;

        more = jk_registry_walk_beyond(app->registry, out->region->code, step, &utc_day, &walk);
        if (more && is_found(out, step, utc_day))
            return;
        while ((chain = jk_walk_chain(&walk))) {
            if (is_of(app, out, chain) && is_told(actor, chain))
                note_days(chain, out);
        }
    }
}

static enum jk_status add_activities(const struct jk_app *app, struct jk_arena *arena,
                                     const struct jk_desk_ask *ask, struct desk_span span,
                                     struct jk_desk_day *out)
{
    struct jk_walk walk = jk_registry_walk_day(app->registry, out->region->code, out->day);
    const struct jk_chain *chain;
    size_t cap = 0;

    while ((chain = jk_walk_chain(&walk))) {
        struct jk_desk_activity *grown, activity;
        bool on;

        if (!is_of(app, out, chain) || !is_told(ask->actor, chain))
            continue;
        if (desk_gather_activity(app, arena, chain, desk_guest_of(ask->actor, chain), span,
                                 &activity, &on) != JK_OK)
            return JK_MEMORY;
        if (!on)
            continue;
        desk_withhold(app, ask->actor, &activity);
        grown = jk_arena_grow(arena, out->activities, out->activity_count, &cap, sizeof *grown);
        if (!grown)
            return JK_MEMORY;
        out->activities = grown;
        out->activities[out->activity_count++] = activity;
    }
    if (out->activity_count)
        qsort(out->activities, out->activity_count, sizeof *out->activities, compare_activities);
    return JK_OK;
}

static int compare_uid(const void *key, const void *at)
{
    return strcmp(key, (*(struct jk_desk_activity *const *)at)->uid);
}

static int compare_uids(const void *a, const void *b)
{
    return strcmp((*(struct jk_desk_activity *const *)a)->uid,
                  (*(struct jk_desk_activity *const *)b)->uid);
}

/* The day's activities by UID, so that each conflict finds its sides. */
static struct jk_desk_activity **index_activities(struct jk_arena *arena, struct jk_desk_day *day)
{
    struct jk_desk_activity **by_uid = jk_arena_array(arena, day->activity_count, sizeof *by_uid);

    for (size_t i = 0; by_uid && i < day->activity_count; i++)
        by_uid[i] = &day->activities[i];
    if (by_uid && day->activity_count)
        qsort(by_uid, day->activity_count, sizeof *by_uid, compare_uids);
    return by_uid;
}

static void count_side(struct jk_desk_activity **by_uid, size_t count, const char *uid,
                       const struct jk_desk_conflict *conflict)
{
    struct jk_desk_activity **found =
        count ? bsearch(uid, by_uid, count, sizeof *by_uid, compare_uid) : NULL;

    if (found)
        desk_count_conflict(*found, conflict);
}

static enum jk_status add_conflicts(const struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_desk_ask *ask, struct desk_span span,
                                    struct jk_desk_day *out)
{
    struct jk_desk_activity **by_uid = index_activities(arena, out);
    struct conflict_list about;
    size_t cap = 0;

    if (!by_uid || conflicts_about(app, arena, out->region->code, &about) != JK_OK)
        return JK_MEMORY;
    for (size_t i = 0; i < about.count; i++) {
        const struct conflict *c = about.list[i];
        struct jk_desk_conflict *grown;

        if (!c->open || c->part_count == 0 || !desk_is_on_day(c, span) ||
            (!conflicts_is_own(out->region->code, c) &&
             !conflicts_is_near(app, out->region->code, c)) ||
            (ask->actor && !conflicts_is_seen(app, ask->actor, c)))
            continue;
        grown = jk_arena_grow(arena, out->conflicts, out->conflict_count, &cap, sizeof *grown);
        if (!grown ||
            desk_gather_conflict(app, arena, ask->actor, c, &grown[out->conflict_count]) != JK_OK)
            return JK_MEMORY;
        out->conflicts = grown;
        count_side(by_uid, out->activity_count, c->a->id, &grown[out->conflict_count]);
        count_side(by_uid, out->activity_count, c->b->id, &grown[out->conflict_count++]);
    }
    if (out->conflict_count)
        qsort(out->conflicts, out->conflict_count, sizeof *out->conflicts, compare_conflicts);
    return JK_OK;
}

enum jk_status jk_app_day(struct jk_app *app, struct jk_arena *arena, const struct jk_desk_ask *ask,
                          struct jk_desk_day *out)
{
    const struct jk_region *region = jk_pack_region(app->pack, ask->region);
    /* An account's region may be gone with a new pack: then nothing is its to see. */
    const struct jk_region *shown = region ? region : jk_pack_region(app->pack, app->pack->region);
    struct desk_span span = desk_span_of_day(ask->day, shown->tz);
    enum jk_status rc;

    *out = (struct jk_desk_day){ .pack = app->pack,
                                 .region = shown,
                                 .day = ask->day,
                                 .now_s = ask->now_s,
                                 .day_before = INT32_MIN,
                                 .day_after = INT32_MIN };
    if (!region)
        return JK_OK;
    find_beyond(app, ask->actor, out, -1);
    find_beyond(app, ask->actor, out, 1);
    rc = add_activities(app, arena, ask, span, out);
    return rc == JK_OK ? add_conflicts(app, arena, ask, span, out) : rc;
}

unsigned jk_app_waiting(const struct jk_app *app, const struct jk_account *actor)
{
    struct conflict_walk walk = conflicts_walk(app, actor->region);
    const struct conflict *c;
    unsigned count = 0;

    while ((c = conflicts_walk_next(&walk)))
        count += c->open && c->levels.level >= JK_LEVEL_WASPADA && desk_is_undecided(c) &&
                 conflicts_is_seen(app, actor, c);
    return count;
}

enum jk_status jk_app_activity(struct jk_app *app, struct jk_arena *arena,
                               const struct jk_chain *chain, struct jk_desk_activity *out, bool *on)
{
    const struct jk_entry *face = jk_chain_face(chain);
    const struct jk_notice *notice = face ? face->current->notice : NULL;
    const struct jk_tz *tz = chain->region->tz;

    *on = false;
    if (!notice || notice->instance_count == 0)
        return JK_OK;
    return desk_gather_activity(
        app, arena, chain, NULL,
        desk_span_of_day(jk_local_day(notice->instances[0].start_s, tz->offset_s), tz), out, on);
}

bool jk_app_alert_waits(const struct jk_app *app, const char *conflict, uint32_t revision)
{
    const struct conflict *c = conflict ? conflicts_of_id(app, conflict) : NULL;

    return c && c->open && !c->escalation.actor && c->levels.level >= JK_LEVEL_WASPADA &&
           revision >= c->escalation.revision;
}
