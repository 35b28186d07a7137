/* From a notice's facts to a presence: size class, buffers, column, region (SPEC 2.1, 2.3).
 *
 * Unknown is not small: a column without vehicle numbers is the pack's usual one and a convoy, a
 * kind has its least size whatever crowd is stated, a standing leg without a crowd has the size of
 * its main, or as long as that is unknown the largest its own kind can have. What has no place or
 * is uncertain by more than JK_DOUBT_MAX_M has no presence at all (JK_NONE), which callers report
 * as not assessed, never as clear. A convoy without a route has one place of many: what is known of
 * it is judged there, and it is not assessed either. Stated buffers may lengthen those of the pack
 * and never shorten them; legs other than the main get none from the pack, because their own hours
 * are those in which the crowd is there.
 *
 * Column length is max(sum of spacing, speed x sum of headway): a standing or slow column is as
 * long as its vehicles, a fast one as long as the gaps between them. Of a crowd that moves, those
 * beyond the seats of the vehicles walk, behind them, and fill the road (decisions/0055).
 *
 * The region whose zone and dates count is that of the contest. A province's contest spans zones,
 * so there the nearest reference point decides, lifted from a sub-district to its parent. */
#include "jarak/policy/occupancy.h"

#include <math.h>
#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/geo/geodesic.h"

enum vehicle { CAR, MOTORCYCLE, TRUCK, BUS, VEHICLE_END };

/* A convoy by what it is called, whose vehicles are not known until somebody states them. */
static bool is_driven(const struct jk_facts *facts)
{
    return facts->kind == JK_KIND_KONVOI || facts->leg == JK_LEG_BERANGKAT ||
           facts->leg == JK_LEG_PULANG;
}

struct jk_calendar_of jk_occupancy_of(const struct jk_pack *pack, const struct jk_facts *facts)
{
    /* The region of what is of a contest follows from it, and is rarely asked for. */
    return (struct jk_calendar_of){
        facts->party.contest, facts->party.contest[0] ? "" : jk_occupancy_region(pack, facts)->code
    };
}

static const struct jk_defaults *defaults_of(const struct jk_pack *pack,
                                             const struct jk_facts *facts)
{
    const struct jk_calendar_of of = jk_occupancy_of(pack, facts);

    return jk_defaults_for(pack, &of);
}

/* The vehicles of a column. Unknown is not small: without a number there are the usual cars, unless
 * a crowd is stated that goes on foot: vehicles stated as none, or no convoy. */
static void count_vehicles(const struct jk_defaults *d, const struct jk_facts *facts,
                           double count[VEHICLE_END])
{
    bool on_foot = facts->crowd > 0.0 && (facts->has_vehicles || !is_driven(facts));

    count[CAR] = facts->has_vehicles ? facts->vehicles.cars : 0.0;
    count[MOTORCYCLE] = facts->has_vehicles ? facts->vehicles.motorcycles : 0.0;
    count[TRUCK] = facts->has_vehicles ? facts->vehicles.trucks : 0.0;
    count[BUS] = facts->has_vehicles ? facts->vehicles.buses : 0.0;
    if (!on_foot && count[CAR] + count[MOTORCYCLE] + count[TRUCK] + count[BUS] == 0.0)
        count[CAR] = d->column.usual_cars;
}

/* Those who have no seat in a vehicle that is stated. */
static double count_walkers(const struct jk_defaults *d, const struct jk_facts *facts)
{
    const struct jk_vehicles *v = &facts->vehicles;
    const double *seats = d->column.seats;
    double riders = facts->has_vehicles
                        ? v->cars * seats[CAR] + v->motorcycles * seats[MOTORCYCLE] +
                              v->trucks * seats[TRUCK] + v->buses * seats[BUS]
                        : 0.0;

    return fmax(0.0, facts->crowd - riders);
}

/* How long a crowd is that fills the road. */
static double walkers_m(const struct jk_defaults *d, const struct jk_facts *facts)
{
    double road_m = facts->width_m > 0.0 ? facts->width_m : d->column.walkers_road_m;

    return count_walkers(d, facts) / (d->column.walkers_m2 * road_m);
}

double jk_occupancy_column_m(const struct jk_pack *pack, const struct jk_facts *facts,
                             double speed_mps)
{
    JK_ASSERT(speed_mps > 0.0);

    const struct jk_defaults *all = defaults_of(pack, facts);
    const struct jk_column_defaults *d = &all->column;
    double count[VEHICLE_END], spacing_m = 0.0, headway_s = 0.0, driven_m, walked_m;

    if (facts->column_m > 0.0)
        return facts->column_m;
    count_vehicles(all, facts, count);
    for (int i = 0; i < VEHICLE_END; i++) {
        spacing_m += count[i] * d->spacing_m[i];
        headway_s += count[i] * d->headway_s[i];
    }
    /* Standing, a column is as long as its vehicles; moving, as long as the gaps drivers keep. */
    driven_m = fmax(spacing_m, speed_mps * headway_s);
    walked_m = walkers_m(all, facts);
    /* Vehicles nobody has stated may carry the crowd or not exist: the longer of the two. */
    return facts->has_vehicles ? driven_m + walked_m : fmax(driven_m, walked_m);
}

bool jk_occupancy_has_column(const struct jk_facts *facts)
{
    const struct jk_vehicles *v = &facts->vehicles;

    return facts->column_m > 0.0 ||
           (facts->has_vehicles && v->cars + v->motorcycles + v->trucks + v->buses > 0);
}

bool jk_occupancy_walks(const struct jk_facts *facts)
{
    const struct jk_vehicles *v = &facts->vehicles;

    return jk_occupancy_moves(facts) && facts->crowd > 0.0 && facts->column_m <= 0.0 &&
           (facts->has_vehicles ? v->cars + v->motorcycles + v->trucks + v->buses == 0
                                : !is_driven(facts));
}

bool jk_occupancy_has_walkers(const struct jk_pack *pack, const struct jk_facts *facts)
{
    return jk_occupancy_walks(facts) ||
           (jk_occupancy_moves(facts) && facts->has_vehicles && facts->column_m <= 0.0 &&
            count_walkers(defaults_of(pack, facts), facts) > 0.0);
}

/* Vehicle units of a column: a stated length counts as that many cars (WIRE 3). */
static double column_units(const struct jk_defaults *d, const struct jk_facts *facts)
{
    double count[VEHICLE_END], units = 0.0;

    if (facts->column_m > 0.0)
        return facts->column_m / d->column.spacing_m[CAR];
    count_vehicles(d, facts, count);
    for (int i = 0; i < VEHICLE_END; i++)
        units += count[i] * d->column.units[i];
    return units;
}

static enum jk_size size_of_crowd(const struct jk_defaults *d, double crowd, enum jk_size least)
{
    enum jk_size size = JK_SIZE_KECIL;

    if (crowd > d->size.sedang_max)
        size = JK_SIZE_BESAR;
    else if (crowd > d->size.kecil_max)
        size = JK_SIZE_SEDANG;
    return size < least ? size : least; /* besar < sedang < kecil in the enumeration */
}

bool jk_occupancy_moves(const struct jk_facts *facts)
{
    return facts->kind <= JK_KIND_KONVOI &&
           (facts->shape.kind == JK_SHAPE_ROUTE || facts->kind == JK_KIND_KONVOI ||
            facts->leg == JK_LEG_BERANGKAT || facts->leg == JK_LEG_PULANG);
}

/* The size class of a standing activity by its own facts. */
static enum jk_size size_by_kind(const struct jk_defaults *d, const struct jk_facts *facts)
{
    switch (facts->kind) {
    case JK_KIND_RAPAT_UMUM:
        return JK_SIZE_BESAR;
    case JK_KIND_TERBATAS:
        return size_of_crowd(d, facts->crowd, JK_SIZE_SEDANG);
    case JK_KIND_LOGISTIK:
        return JK_SIZE_LOGISTIK;
    case JK_KIND_PENGAMANAN:
    case JK_KIND_RAKOR:
    case JK_KIND_SOSIALISASI:
        return JK_SIZE_BEBAS;
    case JK_KIND_TATAP_MUKA:
    case JK_KIND_KONVOI:
    case JK_KIND_END:
        break;
    }
    return size_of_crowd(d, facts->crowd, JK_SIZE_KECIL);
}

/* Of vehicles and walkers the class that counts for more: a large crowd, then a convoy. */
static enum jk_size size_of_column(const struct jk_defaults *d, const struct jk_facts *facts)
{
    enum jk_size size = size_of_crowd(d, count_walkers(d, facts), JK_SIZE_KECIL);

    if (size != JK_SIZE_BESAR && column_units(d, facts) >= d->column.konvoi_units)
        return JK_SIZE_KONVOI;
    return size;
}

enum jk_size jk_occupancy_size(const struct jk_pack *pack, const struct jk_facts *facts,
                               const struct jk_facts *main)
{
    const struct jk_defaults *d = defaults_of(pack, facts);

    /* Whatever moves is a convoy by its vehicles, also as a leg of a rally. */
    if (jk_occupancy_moves(facts))
        return size_of_column(d, facts);
    if (facts->leg == JK_LEG_MAIN || facts->kind > JK_KIND_KONVOI)
        return size_by_kind(d, facts);
    /* Assembly and break-up class by crowd. */
    if (facts->crowd >= 0.0)
        return size_of_crowd(d, facts->crowd, JK_SIZE_KECIL);
    return main ? jk_occupancy_size(pack, main, NULL) : size_by_kind(d, facts);
}

bool jk_occupancy_is_assessed(const struct jk_facts *facts)
{
    return facts->cancelled || facts->place_by == JK_PLACE_ONLINE ||
           (facts->shape.kind != JK_SHAPE_NONE && facts->uncertainty_m <= JK_DOUBT_MAX_M &&
            facts->geometry_said != JK_GEOMETRY_DOUBTFUL && facts->place_by != JK_PLACE_BY_AROUND &&
            (!jk_occupancy_moves(facts) || facts->shape.kind == JK_SHAPE_ROUTE));
}

const struct jk_region *jk_occupancy_region(const struct jk_pack *pack,
                                            const struct jk_facts *facts)
{
    const struct jk_contest *contest = jk_pack_contest(pack, facts->party.contest);
    const struct jk_region *region = contest ? jk_pack_region(pack, contest->region) : NULL;
    const struct jk_shape *shape = &facts->shape;

    /* A regency's contest names its region. A province's does not say which zone a place is in:
     * there the nearest reference point does. */
    if (region && region->parent[0])
        return region;
    if (jk_pack_place(pack, facts->place_code))
        region = jk_pack_region(pack, jk_pack_place(pack, facts->place_code)->region);
    else if (shape->kind != JK_SHAPE_NONE)
        region = jk_pack_nearest(pack, shape->kind == JK_SHAPE_ROUTE  ? shape->points[0]
                                       : shape->kind == JK_SHAPE_AREA ? shape->rings[0].points[0]
                                                                      : shape->centre);
    if (region && region->parent[0] && strlen(region->code) > strlen(pack->region))
        region = jk_pack_region(pack, region->parent);
    return region ? region : jk_pack_region(pack, pack->region);
}

/* The longer of the stated buffer and the one the pack demands. */
static double buffer_s(double stated_s, double least_s)
{
    return fmax(stated_s, least_s);
}

static void make_static(const struct jk_pack *pack, const struct jk_facts *facts,
                        const struct jk_instance *instance, struct jk_presence *out)
{
    const struct jk_kind_defaults *d = &defaults_of(pack, facts)->kind[facts->kind];

    /* Standing legs have their own hours: the crowd of an assembly point is there when it says. */
    bool main_leg = facts->leg == JK_LEG_MAIN;

    out->from_s =
        (double)instance->start_s - buffer_s(facts->buildup_s, main_leg ? d->buildup_s : 0.0);
    out->to_s =
        (double)instance->end_s + buffer_s(facts->dispersal_s, main_leg ? d->dispersal_s : 0.0);
    if (out->shape.kind == JK_SHAPE_DISC)
        out->pad_m = facts->radius_m >= 0.0 ? facts->radius_m : d->radius_m;
}

/* A route is occupied by its column alone: it has no buffers, and its own start and end are those
 * of the head. The mean speed gives the column's length, also where times vary it. */
static void make_moving(const struct jk_pack *pack, const struct jk_facts *facts,
                        const struct jk_instance *instance, struct jk_presence *out)
{
    double length_m = 0.0;

    for (size_t i = 1; i < out->shape.point_count; i++)
        length_m += jk_geodesic_distance(out->shape.points[i - 1], out->shape.points[i]);
    out->from_s = (double)instance->start_s;
    out->to_s = (double)instance->end_s;
    if (out->shape.times) /* those of the instance that states the route */
        out->shift_s = instance->start_s - out->shape.times[0];
    out->column_m = jk_occupancy_column_m(pack, facts, length_m / (out->to_s - out->from_s));
    out->pad_m = facts->width_m >= 0.0 ? facts->width_m / 2.0
                                       : defaults_of(pack, facts)->column.half_width_m;
}

/* Dates are those of the zone of the region the activity belongs to (jk_occupancy_region), wherever
 * it takes place. */
enum jk_status jk_occupancy_make(const struct jk_pack *pack, const struct jk_instance *instance,
                                 struct jk_presence *out)
{
    JK_ASSERT(instance != NULL && out != NULL);

    const struct jk_facts *facts = instance->facts;

    /* No presence: it does not happen, or nobody can say where. Callers tell these from clear. */
    if (facts->cancelled || facts->shape.kind == JK_SHAPE_NONE ||
        facts->uncertainty_m > JK_DOUBT_MAX_M)
        return JK_NONE;
    *out = (struct jk_presence){
        .shape = facts->shape,
        .uncertainty_m = fmax(0.0, facts->uncertainty_m),
        .offset_s = jk_occupancy_region(pack, facts)->tz->offset_s,
        .size = jk_occupancy_size(pack, facts, NULL),
        .mode = facts->mode,
        .leg = facts->leg,
    };
    if (facts->shape.kind == JK_SHAPE_ROUTE)
        make_moving(pack, facts, instance, out);
    else
        make_static(pack, facts, instance, out);
    return JK_OK;
}
