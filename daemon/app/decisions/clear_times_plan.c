/* When an activity that nobody filed may start: the search of clear_times.c for a plan in place of
 * a chain.
 */
#include "daemon/app/decisions/clear_times.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/texts.h"
#include "daemon/app/handle/handle.h"
#include "jarak/policy/occupancy.h"

#define RALLY_S   (3 * 3600) /* what a plan of no length is taken for: rallies take an afternoon */
#define MEETING_S (2 * 3600)

/* A notice of nobody, held by `rq->party` at the area's reference point from `start_s` on. */
static struct jk_notice *plan_notice(struct jk_arena *arena, const struct jk_freebusy_request *rq,
                                     int64_t start_s)
{
    struct jk_notice *notice = jk_arena_take(arena, sizeof *notice);
    struct jk_instance *instance = jk_arena_take(arena, sizeof *instance);

    if (!notice || !instance)
        return NULL;
    notice->uid = "";
    notice->first_start_s = start_s;
    notice->facts = jk_facts_unstated();
    notice->facts.kind = rq->kind;
    notice->facts.party = *rq->party;
    notice->facts.shape = (struct jk_shape){ .kind = JK_SHAPE_DISC, .centre = rq->area->point };
    *instance =
        (struct jk_instance){ start_s,
                              start_s + (rq->kind == JK_KIND_RAPAT_UMUM ? RALLY_S : MEETING_S),
                              start_s, &notice->facts };
    notice->instances = instance;
    notice->instance_count = 1;
    return notice;
}

/* Deltas as instants. */
static void begin_at(struct jk_intervals *bands, int64_t start_s)
{
    for (size_t i = 0; i < bands->count; i++)
        bands->at[i] =
            (struct jk_interval){ start_s + bands->at[i].from_s, start_s + bands->at[i].to_s };
}

/* Tells what the calendar closes, and what others close of the rest. */
static enum jk_status tell_busy(const struct clear_search *f, const struct clear_found *found,
                                struct jk_freebusy_view *out)
{
    struct jk_intervals allowed = found->cuts[0], taken, doubtful;
    enum jk_status rc = jk_intervals_rest(f->arena, &found->clear, f->window.range, &taken);

    for (int cut = 1; cut < JK_CUT_END && rc == JK_OK; cut++)
        rc = jk_intervals_cut(f->arena, &allowed, &found->cuts[cut], &allowed);
    if (rc == JK_OK)
        rc = jk_intervals_cut(f->arena, &allowed, &taken, &out->busy);
    if (rc == JK_OK)
        rc = jk_intervals_rest(f->arena, &allowed, f->window.range, &out->closed);
    if (rc == JK_OK)
        rc = jk_intervals_rest(f->arena, &found->certain, f->window.range, &doubtful);
    if (rc == JK_OK)
        rc = jk_intervals_cut(f->arena, &found->clear, &doubtful, &out->uncertain);
    if (rc != JK_OK)
        return rc;
    begin_at(&out->busy, f->start_s);
    begin_at(&out->closed, f->start_s);
    begin_at(&out->uncertain, f->start_s);
    return JK_OK;
}

static enum jk_status search_plan(struct clear_search *f, const struct jk_notice *notice,
                                  struct jk_freebusy_view *out)
{
    const struct jk_instance *instances[] = { notice->instances };
    const struct jk_land land = { .zones = f->app->pack->zones };
    const struct jk_calendar_of of = { notice->facts.party.contest, f->window.region };
    struct jk_member member = { .party = &notice->facts.party,
                                .chain = jk_registry_chains(f->app->registry),
                                .policy = jk_policy_number(f->app->pack, &of) };
    struct jk_presence presence;
    struct clear_found found;
    struct jk_body *body = NULL;
    enum jk_status rc = jk_occupancy_make(f->app->pack, instances[0], &presence);

    if (rc == JK_OK)
        member.body = body = jk_body_on(&presence, &land);
    if (!body)
        return JK_MEMORY;
    f->members = &member;
    f->instances = instances;
    f->member_count = 1;
    rc = decisions_clear_search(f, &found);
    if (rc == JK_OK)
        rc = tell_busy(f, &found, out);
    jk_body_free(body);
    return rc;
}

enum jk_status jk_app_freebusy(struct jk_app *app, struct jk_arena *arena,
                               const struct jk_freebusy_request *request,
                               struct jk_freebusy_view *out, struct jk_error *err)
{
    const struct jk_calendar_of of = { request->party->contest, request->area->code };
    const struct jk_slots_request rq = { .level = request->level == JK_LEVEL_NONE
                                                      ? jk_policy_for(app->pack, &of)->override_from
                                                      : request->level,
                                         .now_s = request->now_s };
    const struct jk_tz *tz = request->area->tz;
    const int64_t start_s = (int64_t)request->from_day * JK_DAY_S - tz->offset_s;
    struct clear_search f = { .app = app, .arena = arena, .rq = &rq, .start_s = start_s };
    const struct jk_notice *notice;
    enum jk_status rc = JK_MEMORY;

    if (!decisions_days_fit(request->from_day, request->to_day))
        return jk_fail(err, JK_RANGE, JK_TEXT_SLOTS_RANGE, "date", "%s", "");
    notice = plan_notice(arena, request, start_s);
    f.window = (struct jk_window_query){ .pack = app->pack,
                                         .region = request->area->code,
                                         .tz = tz,
                                         .notices = &notice,
                                         .notice_count = 1,
                                         .now_s = request->now_s };
    f.window.range.to_s = (int64_t)(request->to_day - request->from_day + 1) * JK_DAY_S - 1;
    *out = (struct jk_freebusy_view){ .pack = app->pack,
                                      .area = request->area,
                                      .tz = tz,
                                      .party = request->party,
                                      .kind = request->kind,
                                      .level = rq.level,
                                      .from_day = request->from_day,
                                      .to_day = request->to_day };
    if (notice) {
        out->length_s = notice->instances[0].end_s - start_s;
        rc = search_plan(&f, notice, out);
    }
    return rc == JK_OK ? rc : jk_fail(err, rc, JK_TEXT_NO_MEMORY, "", "%s", "");
}
