/* jarak/policy/personnel.h: the police's units, and how many officers an activity asks for.
 *
 * personnel.json of a pack, and editions of it that accounts state (jarak/policy/edition.h):
 *
 *   units    [{code, name, region, officers, from, to, base}]: who there is, on which days (both
 *            belong), and from where they set out: {"place": CODE} or {"lat", "lon"}; without one
 *            they are there. A later statement's unit of the same code stands in its place.
 *   demand   [{kind, size, level, zone, officers, per_people}]: officers an activity asks for, and
 *            one for each so many people where that is more. Each of the four is a word, a list of
 *            words, or "*"; absent is "*". kind: jk_kind_word(); size: jk_size_word(); level: the
 *            worst conflict it has now, jk_level_word(); zone: the highest level of a risk zone it
 *            lies in, jk_zone_level_word(), or "none". The first row that names an activity counts.
 *   tps      [{risk, officers, stations}]: officers for so many polling stations of that risk, in
 *            the hours their list says (jarak/policy/stations.h)
 *   travel   {speed_kmh, detour}: the road is so many times the way as the crow flies
 *
 * A file is whole: its last row of demand is "*" four times, all three risks and travel are
 * stated. An edition states what it will; what it does not is what holds without it. What is stated
 * for a region holds there and below, the nearest first, an edition before a file of its region.
 * Days are local. Pure. Source: DOMAIN 4, docs/decisions/0113-personnel.md. */
#ifndef JARAK_POLICY_PERSONNEL_H
#define JARAK_POLICY_PERSONNEL_H
#include "jarak/policy/stations.h"

#define JK_UNITS_MAX       500    /* of one pack: a province has some forty, a nation is no pack */
#define JK_DEMAND_ROWS_MAX 200    /* of one statement */
#define JK_TPS_EACH_MAX    1000   /* officers or stations of one ratio */
#define JK_TPS_MAX         100000 /* stations of a what-if: the nation has some 430,000 in five */

/** A unit. */
struct jk_unit {
    const char *code, *name;
    const char *region; /**< code of the regency or province it is put under */
    uint32_t officers;
    int32_t from_day, to_day; /**< both days belong to it */
    bool has_base;
    struct jk_point base;
    const char *base_name; /**< "" where only a point is known */
    bool verified;         /**< an office answers for the number */
    bool stated;           /**< an edition states it; else a file */
};

/** A row of the table of demand; sets of words as bits. */
struct jk_demand_row {
    unsigned kinds, sizes, levels;
    unsigned zones; /**< by number of jk_zone_level_word(), and JK_ZONE_NONE_BIT */
    uint32_t officers;
    double per_people; /**< one officer for so many; 0: none */
    bool used;         /**< names something no row above it names */
};

#define JK_ZONE_NONE     31 /* number of "no zone" among the bits */
#define JK_ZONE_NONE_BIT (1U << JK_ZONE_NONE)

/** Officers for so many stations. */
struct jk_tps_ratio {
    uint32_t officers, stations; /**< stations 0: not stated */
};

/** What one file or edition states beside units. */
struct jk_personnel_table {
    const char *region; /**< it holds there and below */
    bool edition;
    const struct jk_demand_row *rows;
    size_t row_count;
    struct jk_tps_ratio tps[JK_STATION_RISKS];
    bool has_travel;
    double speed_kmh, detour;
};

/** The unit of that code, or null. */
const struct jk_unit *jk_unit_of(const struct jk_pack *pack, const char *code);
/** Is it there on that day? */
bool jk_unit_holds(const struct jk_unit *unit, int32_t day);
/** Officers of the units put under a region or what lies below it, on a day. */
uint32_t jk_units_capacity(const struct jk_pack *pack, const char *region, int32_t day);
/** Is any unit put under a region or what lies below it, on whatever day? */
bool jk_units_any(const struct jk_pack *pack, const char *region);

/** What the table asks about an activity. */
struct jk_demand_of {
    enum jk_kind kind;
    enum jk_size size;
    enum jk_level level;
    unsigned zone; /**< number of a jk_zone_level_word(), or JK_ZONE_NONE */
    double crowd;  /**< people; below 0: not stated */
};

/** Officers an activity asks for in a region. Security is supply and asks for none.
 *
 * @param[out] row  the row that counted, null where no table holds there; may be null */
uint32_t jk_demand_officers(const struct jk_pack *pack, const char *region,
                            const struct jk_demand_of *of, const struct jk_demand_row **row);

/** Officers for so many polling stations of a risk, rounded up; 0 where no table says. */
uint32_t jk_tps_officers(const struct jk_pack *pack, const char *region, enum jk_station_risk risk,
                         uint32_t stations);
/** The ratio that holds in a region; stations 0: none does. */
struct jk_tps_ratio jk_tps_ratio_of(const struct jk_pack *pack, const char *region,
                                    enum jk_station_risk risk);
/** Seconds on the road between two places, whole, rounded up; 0 where no table says how fast. */
int64_t jk_personnel_travel_s(const struct jk_pack *pack, const char *region, struct jk_point from,
                              struct jk_point to);

/** The figure of jk_zone_level_word() by which zones are told apart: of two the higher counts,
 * rendah and kurang rawan alike 0, tinggi and sangat rawan 2. */
unsigned jk_zone_rank(unsigned level);
#endif
