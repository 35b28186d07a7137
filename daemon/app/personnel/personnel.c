/* Days that were counted are remembered until a notice, a conflict or the pack changes: the
 * verdicts of one filing ask for the same day again and again, and count it once. */
#include <stdlib.h>
#include <string.h>
#include "daemon/app/conflicts/index.h"
#include "daemon/app/personnel/room.h"
#include "jarak/app/registry/walk.h"
#include "jarak/base/heap.h"
#include "jarak/ical/embed.h"
#include "jarak/model/texts.h"
#include "jarak/base/texts.h"
#include "jarak/policy/calendar.h"

#define UNITS_CHAIN 30 /* a chain with some zones, or a duty: measured at 20 to 30 */

enum jk_status personnel_open(struct jk_app *app, struct jk_error *err)
{
    app->personnel = jk_heap_zeroed(1, sizeof *app->personnel);
    return app->personnel ? JK_OK : jk_no_memory(err);
}

void personnel_clear(struct jk_app *app)
{
    if (!app->personnel)
        return;
    jk_arena_clear(&app->personnel->arena);
    *app->personnel = (struct personnel){ .count = 0 };
}

void personnel_close(struct jk_app *app)
{
    free(app->personnel);
    app->personnel = NULL;
}

bool jk_sees_personnel(const struct jk_account *account)
{
    return account && jk_role_sees(account->role) & JK_SEE_POLRES;
}

bool jk_personnel_withhold(const struct jk_account *reader, const struct jk_notice *notice,
                           struct jk_arena *arena, struct jk_span *bytes)
{
    /* What is written beside them says the same in words. */
    static const char *const names[] = { "X-JARAK-OFFICERS", "X-JARAK-UNIT", "X-JARAK-GUARDS",
                                         "DESCRIPTION",      "X-ALT-DESC",   NULL };
    bool duty = jk_facts_are_duty(&notice->facts);
    struct jk_error err;

    for (size_t i = 0; i < notice->instance_count && !duty; i++)
        duty = jk_facts_are_duty(notice->instances[i].facts);
    return !duty || jk_sees_personnel(reader) ||
           jk_ical_withhold(arena, *bytes, names, bytes, &err) == JK_OK;
}

uint64_t jk_app_personnel_units(const struct jk_app *app, const char *region, int32_t day)
{
    uint64_t most = 0;
    size_t stations;

    for (int32_t d = day - 1; d <= day + 1; d++) {
        struct jk_walk walk = jk_registry_walk_day(app->registry, region, d);

        most += jk_walk_most(&walk);
    }
    jk_pack_stations_of(app->pack, region, &stations);
    return JK_WORK_READ + UNITS_CHAIN * most + stations;
}

/* Of anything the region elects. */
static bool is_vote(const struct jk_pack *pack, const struct jk_region *region, int32_t day)
{
    for (size_t i = 0; i < pack->contest_count; i++) {
        const struct jk_contest *contest = &pack->contests[i];
        const struct jk_calendar_of of = { contest->id, contest->region };

        if ((jk_region_covers(contest->region, region->code) ||
             jk_region_covers(region->code, contest->region)) &&
            jk_phase_on(pack, &of, day, JK_DAY_VOTE))
            return true;
    }
    return false;
}

/* Tasks of activities and stations as the balance wants them. Null: memory is out. */
static struct jk_task *list_tasks(struct jk_arena *arena, const struct jk_personnel_day *day,
                                  size_t *count)
{
    struct jk_task *list =
        jk_arena_array(arena, day->task_count + day->tps_count + 1, sizeof *list);

    *count = 0;
    for (size_t i = 0; list && i < day->task_count; i++)
        list[(*count)++] = day->tasks[i].task;
    for (size_t i = 0; list && i < day->tps_count; i++) {
        const struct jk_personnel_tps *tps = &day->tps[i];
        struct jk_task *task = &list[(*count)++];

        *task = (struct jk_task){ tps->from_s, tps->to_s, 0, tps->region };
        for (int risk = 0; risk < JK_STATION_RISKS; risk++)
            task->officers += tps->officers[risk];
    }
    return list;
}

static struct jk_duty *list_duties(struct jk_arena *arena, const struct jk_personnel_day *day)
{
    struct jk_duty *list = jk_arena_array(arena, day->duty_count + 1, sizeof *list);

    for (size_t i = 0; list && i < day->duty_count; i++)
        list[i] = day->duties[i].duty;
    return list;
}

/* Counts one station that is guarded that day in its sub-district. */
static void add_station(const struct jk_pack *pack, const struct jk_station *s, int64_t midnight_s,
                        struct jk_personnel_day *out)
{
    struct jk_personnel_tps *at = out->tps_count ? &out->tps[out->tps_count - 1] : NULL;

    if (!at || strcmp(at->region->code, s->region) != 0) { /* they come by sub-district */
        at = &out->tps[out->tps_count++];
        *at = (struct jk_personnel_tps){ .region = jk_pack_region(pack, s->region),
                                         .from_s = midnight_s + s->from_s,
                                         .to_s = midnight_s + s->to_s };
    }
    at->stations[s->risk]++;
    at->from_s = midnight_s + s->from_s < at->from_s ? midnight_s + s->from_s : at->from_s;
    at->to_s = midnight_s + s->to_s > at->to_s ? midnight_s + s->to_s : at->to_s;
}

/* Polling stations that are guarded on the day, by sub-district and risk. JK_MEMORY. */
static enum jk_status add_stations(struct jk_arena *arena, struct jk_personnel_day *out)
{
    const int64_t from_s = (int64_t)out->day * JK_DAY_S - out->region->tz->offset_s;
    const struct jk_station *list;
    size_t count;

    if (!out->vote)
        return JK_OK;
    list = jk_pack_stations_of(out->pack, out->region->code, &count);
    out->tps = jk_arena_array(arena, out->pack->region_count + 1, sizeof *out->tps);
    if (!out->tps)
        return JK_MEMORY;
    for (size_t i = 0; i < count; i++) {
        if (jk_station_guarded(out->pack, &list[i], from_s, from_s + JK_DAY_S))
            add_station(out->pack, &list[i], from_s, out);
    }
    for (size_t i = 0; i < out->tps_count; i++) {
        struct jk_personnel_tps *tps = &out->tps[i];

        for (int risk = 0; risk < JK_STATION_RISKS; risk++)
            tps->officers[risk] = jk_tps_officers(out->pack, tps->region->code,
                                                  (enum jk_station_risk)risk, tps->stations[risk]);
    }
    return JK_OK;
}

static enum jk_status count_day(struct jk_app *app, struct jk_arena *arena,
                                struct jk_personnel_day *out)
{
    struct jk_balance_ask ask = {
        .pack = out->pack, .region = out->region->code, .day = out->day, .tz = out->region->tz
    };
    enum jk_status rc = personnel_gather(app, arena, out);

    out->vote = is_vote(out->pack, out->region, out->day);
    if (rc == JK_OK)
        rc = add_stations(arena, out);
    if (rc != JK_OK)
        return rc;
    ask.tasks = list_tasks(arena, out, &ask.task_count);
    ask.duties = list_duties(arena, out);
    ask.duty_count = out->duty_count;
    if (!ask.tasks || !ask.duties)
        return JK_MEMORY;
    return jk_balance_make(arena, &ask, &out->balance);
}

/* Forgets what no longer holds, or has become too much. */
static void refresh(struct jk_app *app)
{
    struct personnel *p = app->personnel;

    if (p->count < PERSONNEL_DAYS && p->registry == app->registry && p->pack == app->pack &&
        p->changes == jk_registry_changes(app->registry) && p->conflicts == conflicts_changed(app))
        return;
    personnel_clear(app);
    p->registry = app->registry;
    p->pack = app->pack;
    p->changes = jk_registry_changes(app->registry);
    p->conflicts = conflicts_changed(app);
}

enum jk_status jk_app_personnel(struct jk_app *app, const struct jk_region *region, int32_t day,
                                const struct jk_personnel_day **out)
{
    struct personnel *p = app->personnel;
    struct jk_personnel_day *made;

    if (!p)
        return JK_MEMORY;
    refresh(app);
    for (size_t i = 0; i < p->count; i++) {
        if (p->days[i].region == region && p->days[i].day == day) {
            *out = p->days[i].as;
            return JK_OK;
        }
    }
    made = jk_arena_take(&p->arena, sizeof *made);
    if (!made)
        return JK_MEMORY;
    *made = (struct jk_personnel_day){ .pack = app->pack, .region = region, .day = day };
    if (count_day(app, &p->arena, made) != JK_OK)
        return JK_MEMORY;
    p->days[p->count++] = (struct counted){ region, day, made };
    *out = made;
    return JK_OK;
}
