/* What a clerk is told while typing: who else is out on that day, and how near the nearest comes.
 *
 * Nothing of a check stays in the registry, so that the notice is looked for in what was read. */
#include <math.h>
#include <string.h>
#include "daemon/app/handle/handle.h"
#include "jarak/app/desk/desk.h"
#include "jarak/policy/occupancy.h"

/* The notice of that UID as it was just read, or null. */
static const struct jk_notice *notice_of(const struct jk_outcome *outcome, const char *uid)
{
    const struct jk_ical_stream *stream = outcome->reading ? &outcome->reading->stream : NULL;

    for (size_t i = 0; stream && i < stream->count; i++) {
        if (strcmp(stream->notices[i].uid, uid) == 0)
            return &stream->notices[i];
    }
    return NULL;
}

/* The leg of that UID; null: it is another activity's. */
static const struct jk_desk_leg *leg_of(const struct jk_desk_activity *a, const char *uid)
{
    for (size_t i = 0; i < a->leg_count; i++) {
        if (strcmp(a->legs[i].notice->uid, uid) == 0)
            return &a->legs[i];
    }
    return NULL;
}

/* From which distance on a rival of that size is told of: the row's info. */
static double limit_of(const struct jk_pack *pack, const struct jk_notice *own,
                       const struct jk_desk_activity *other, const struct jk_desk_leg *leg)
{
    const struct jk_row_key a = { .size = jk_occupancy_size(pack, &own->facts, NULL),
                                  .from_s = (double)own->first_start_s };
    const struct jk_row_key b = { .size =
                                      jk_occupancy_size(pack, leg->instance->facts, other->facts),
                                  .from_s = (double)leg->instance->start_s };

    const struct jk_calendar_of own_of = jk_occupancy_of(pack, &own->facts);
    const struct jk_calendar_of other_of = jk_occupancy_of(pack, leg->instance->facts);
    struct jk_ruling rulings[JK_RULINGS_MAX];
    size_t count =
        jk_policies_rule(&pack->policies, JK_RELATION_RIVAL,
                         &(struct jk_ruled){ jk_policy_number(pack, &own_of), &a },
                         &(struct jk_ruled){ jk_policy_number(pack, &other_of), &b }, rulings);
    double limit_m = 0.0;

    for (size_t i = 0; i < count; i++)
        limit_m = fmax(limit_m, rulings[i].row->rung[JK_LEVEL_INFO].distance_m);
    return limit_m;
}

void jk_app_rivals(struct jk_app *app, struct jk_arena *arena, const struct jk_rivals_ask *ask,
                   const struct jk_outcome *outcome, struct jk_form_verdict *out)
{
    const struct jk_verdict_view *view = out->view;
    const struct jk_notice *own = notice_of(outcome, view->uid);
    struct jk_desk_ask day_ask = { .region = ask->region, .now_s = ask->now_s };
    struct jk_desk_day day;

    out->nearest_m = view->has_nearest && view->nearest.distance_m < JK_NEAREST_REACH_M
                         ? view->nearest.distance_m
                         : -1;
    if (!own || own->instance_count == 0)
        return;
    day_ask.day = jk_local_day(own->instances[0].start_s, view->tz->offset_s);
    if (jk_app_day(app, arena, &day_ask, &day) != JK_OK)
        return;
    for (size_t i = 0; i < day.activity_count; i++) {
        const struct jk_desk_activity *a = &day.activities[i];
        const struct jk_desk_leg *leg = view->has_nearest ? leg_of(a, view->nearest_uid) : NULL;

        out->rivals += jk_party_relation(&own->facts.party, &a->facts->party) == JK_RELATION_RIVAL;
        if (leg)
            out->limit_m = limit_of(app->pack, own, a, leg);
    }
}
