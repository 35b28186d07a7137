/* What a duty guards: an activity, a place, a polling station, a sub-district.
 *
 * It is stated as a code or a UID and looked up each time, for what is guarded may be filed later,
 * move, or be withdrawn; then the duty is told to be looked at (R33), and nothing is done to it. */
#include "daemon/app/personnel/room.h"
#include "jarak/geo/plane.h"
#include "jarak/policy/land.h"
#include "jarak/policy/stations.h"

static void stand_at(const struct jk_pack *pack, struct jk_point at, struct jk_personnel_duty *out)
{
    struct jk_located where = { .count = 0 };

    jk_pack_locate(pack, at, &where);
    out->duty.placed = true;
    out->duty.begin = out->duty.end = at;
    out->duty.district = where.count ? where.regions[0] : NULL;
}

/* Where the first body of the chain begins. */
static void stand_by(const struct jk_pack *pack, const struct jk_chain *chain,
                     struct jk_personnel_duty *out)
{
    const struct jk_entry *face = jk_chain_face(chain);

    if (face && face->current->body_count > 0)
        stand_at(pack, jk_xyz_place(jk_body_node(face->current->bodies[0], 0).at), out);
}

static void check_hours(const struct jk_chain *chain, struct jk_personnel_duty *out)
{
    int64_t from_s, to_s;

    if (personnel_hours_of(chain, out->duty.from_s, out->duty.to_s, &from_s, &to_s))
        return;
    /* On another hour of about that day, else whenever. */
    if (personnel_hours_of(chain, out->duty.from_s - JK_DAY_S, out->duty.to_s + JK_DAY_S, &from_s,
                           &to_s) ||
        personnel_hours_of(chain, INT64_MIN, INT64_MAX, &from_s, &to_s)) {
        out->fault = JK_DUTY_MOVED;
        out->guarded_from_s = from_s;
        out->guarded_to_s = to_s;
    } else {
        out->fault = JK_DUTY_GONE;
    }
}

static void find_activity(struct jk_app *app, const char *uid, struct jk_personnel_duty *out)
{
    const struct jk_entry *entry = jk_registry_entry(app->registry, uid);

    out->about = uid;
    if (!entry || (!entry->current && !entry->deleted)) {
        out->fault = JK_DUTY_UNKNOWN;
        return;
    }
    out->chain = entry->chain->number;
    if (!entry->current || entry->deleted || !jk_state_stands(entry->chain->state)) {
        out->fault = JK_DUTY_GONE;
        return;
    }
    if (entry->current->notice->facts.summary[0])
        out->about = entry->current->notice->facts.summary;
    stand_by(app->pack, entry->chain, out);
    check_hours(entry->chain, out);
}

void personnel_find_guarded(struct jk_app *app, const char *guards, struct jk_personnel_duty *out)
{
    const struct jk_place *place = jk_pack_place(app->pack, guards);
    const struct jk_region *region = jk_pack_region(app->pack, guards);
    const struct jk_station *station = jk_pack_station(app->pack, guards);

    if (!guards[0])
        return;
    if (place) {
        out->about = place->name;
        stand_at(app->pack, place->point, out);
    } else if (station) {
        out->about = station->name;
        if (station->has_point)
            stand_at(app->pack, station->point, out);
        out->duty.district = jk_pack_region(app->pack, station->region);
    } else if (region) {
        out->about = region->name;
        if (region->has_point)
            stand_at(app->pack, region->point, out);
        out->duty.district = region;
    } else {
        find_activity(app, guards, out);
    }
}

bool jk_app_guarded(struct jk_app *app, const char *guards, const char **about, struct jk_point *at)
{
    struct jk_personnel_duty duty = { .about = "" };

    personnel_find_guarded(app, guards, &duty);
    *about = duty.about;
    *at = duty.duty.begin;
    return duty.duty.placed;
}
