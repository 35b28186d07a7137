/* Looking up what is stated of units and demand. Tables come with the nearest to a region first
 * (pack/personnel.c sorts them), so each question walks them until one answers. */
#include "jarak/policy/personnel.h"

#include <math.h>
#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/geo/geodesic.h"

#define SAME_PLACE_S 0.001 /* a place is known no better: at the base nobody is on the way */

unsigned jk_zone_rank(unsigned level)
{
    return level % 3;
}

const struct jk_unit *jk_unit_of(const struct jk_pack *pack, const char *code)
{
    for (size_t i = 0; i < pack->personnel.unit_count; i++) {
        if (strcmp(pack->personnel.units[i].code, code) == 0)
            return &pack->personnel.units[i];
    }
    return NULL;
}

bool jk_unit_holds(const struct jk_unit *unit, int32_t day)
{
    return day >= unit->from_day && day <= unit->to_day;
}

uint32_t jk_units_capacity(const struct jk_pack *pack, const char *region, int32_t day)
{
    uint32_t sum = 0;

    for (size_t i = 0; i < pack->personnel.unit_count; i++) {
        const struct jk_unit *unit = &pack->personnel.units[i];

        if (jk_region_covers(region, unit->region) && jk_unit_holds(unit, day))
            sum += unit->officers;
    }
    return sum;
}

bool jk_units_any(const struct jk_pack *pack, const char *region)
{
    for (size_t i = 0; i < pack->personnel.unit_count; i++) {
        if (jk_region_covers(region, pack->personnel.units[i].region))
            return true;
    }
    return false;
}

static bool names(const struct jk_demand_row *row, const struct jk_demand_of *of)
{
    return row->kinds >> of->kind & 1 && row->sizes >> of->size & 1 &&
           row->levels >> of->level & 1 && row->zones >> of->zone & 1;
}

static uint32_t officers_of(const struct jk_demand_row *row, double crowd)
{
    double by_people = row->per_people > 0.0 && crowd > 0.0 ? ceil(crowd / row->per_people) : 0.0;

    return by_people > row->officers ? (uint32_t)by_people : row->officers;
}

/* The next table that holds in a region; null behind the last. */
static const struct jk_personnel_table *next_table(const struct jk_pack *pack, const char *region,
                                                   size_t *i)
{
    while (*i < pack->personnel.table_count) {
        const struct jk_personnel_table *table = &pack->personnel.tables[(*i)++];

        if (jk_region_covers(table->region, region))
            return table;
    }
    return NULL;
}

uint32_t jk_demand_officers(const struct jk_pack *pack, const char *region,
                            const struct jk_demand_of *of, const struct jk_demand_row **row)
{
    const struct jk_personnel_table *table;
    size_t at = 0;

    if (row)
        *row = NULL;
    while (of->kind != JK_KIND_PENGAMANAN && (table = next_table(pack, region, &at))) {
        for (size_t i = 0; i < table->row_count; i++) {
            if (!names(&table->rows[i], of))
                continue;
            if (row)
                *row = &table->rows[i];
            return officers_of(&table->rows[i], of->crowd);
        }
    }
    return 0;
}

struct jk_tps_ratio jk_tps_ratio_of(const struct jk_pack *pack, const char *region,
                                    enum jk_station_risk risk)
{
    const struct jk_personnel_table *table;
    size_t at = 0;

    while ((table = next_table(pack, region, &at))) {
        if (table->tps[risk].stations > 0)
            return table->tps[risk];
    }
    return (struct jk_tps_ratio){ 0, 0 };
}

uint32_t jk_tps_officers(const struct jk_pack *pack, const char *region, enum jk_station_risk risk,
                         uint32_t stations)
{
    const struct jk_tps_ratio ratio = jk_tps_ratio_of(pack, region, risk);

    if (ratio.stations == 0)
        return 0;
    return (uint32_t)(((uint64_t)stations * ratio.officers + ratio.stations - 1) / ratio.stations);
}

int64_t jk_personnel_travel_s(const struct jk_pack *pack, const char *region, struct jk_point from,
                              struct jk_point to)
{
    const struct jk_personnel_table *table;
    size_t at = 0;

    while ((table = next_table(pack, region, &at))) {
        if (table->has_travel)
            return (int64_t)ceil(jk_geodesic_distance(from, to) * table->detour /
                                     (table->speed_kmh / 3.6) -
                                 SAME_PLACE_S);
    }
    return 0;
}
