/* jarak/policy/pack.h: an election pack: contests, regions, phases, holidays, rules, policy,
 * places.
 *
 * Nothing about one election is compiled in: all of it is data in a directory of JSON files, whose
 * form is calendars/README.md. The loader takes bytes (reading files is config's) and refuses what
 * is wrong with file, path and reason. Days are local day numbers, times seconds, metres, degrees.
 * A loaded pack never changes. Pure. */
#ifndef JARAK_POLICY_PACK_H
#define JARAK_POLICY_PACK_H
#include "jarak/base/arena.h"
#include "jarak/base/civil.h"
#include "jarak/geo/point_tree.h"
#include "jarak/geo/point.h"
#include "jarak/model/notice.h"
#include "jarak/policy/land.h"
#include "jarak/policy/policy.h"

#define JK_REGION_MAX 16 /* Kemendagri codes: "64.08.04.2001" with room */

struct jk_edition;
struct jk_misfit;
struct jk_station;

/** One file of a pack as read by the caller. */
struct jk_pack_file {
    const char *name;     /**< "policy.json"; borrowed for the call */
    struct jk_span bytes; /**< borrowed likewise */
    unsigned pack;        /**< which of several packs it is of, from 0; of an edition: which */
    const struct jk_edition *edition; /**< it is none of a pack (jarak/policy/edition.h); null */
};

/** For whom a phase or a holiday is (jarak/policy/calendar.h). */
struct jk_scope {
    const char *region;          /**< of its pack; "" the nation */
    const char *const *contests; /**< those it names, or those of its pack */
    size_t contest_count;
    bool own;     /**< it names them, and is for no others */
    bool base;    /**< of the first pack: it holds where nothing else does, if it is a rule */
    bool edition; /**< stated by an account: it goes before a file for the same (edition.h) */
};

/** A candidate pair of a contest. */
struct jk_paslon {
    uint32_t number;
    const char *label; /**< "Paslon 1" */
};

/** An office of the police, from the least ground to the largest. */
enum jk_police { JK_POLICE_SEKTOR, JK_POLICE_RESOR, JK_POLICE_DAERAH };

/** To whom notices of a contest are addressed where it is not the least office whose ground holds
 * all of a chain. */
struct jk_addressee {
    unsigned kinds;       /**< bits by enum jk_kind */
    enum jk_police least; /**< a larger one where the chain crosses its border */
    const char *basis;
};

/** One office that is elected. */
struct jk_contest {
    const char *id;     /**< "pilbup-64.08" */
    const char *region; /**< code of the region that elects; "" the nation */
    const char *name[JK_LANG_END];
    const struct jk_paslon *paslon;
    size_t paslon_count;
    const struct jk_addressee *addressees; /**< the first that names a kind counts */
    size_t addressee_count;
    const struct jk_phase *const *phases; /**< its calendar */
    size_t phase_count;
    const struct jk_rule_entry *const *rule_of; /**< by number; null: those of the first pack */
    uint32_t policy;                            /**< number of its own */
    const struct jk_kpu_slot *kpu_slots;        /**< of this contest, by start */
    size_t kpu_slot_count;
    const struct jk_defaults *defaults; /**< null: those of the first pack */
};

#define JK_LETTERHEAD_LINES 5

/** What stands above and below the letters of a region's police. */
struct jk_letterhead {
    const char *lines[JK_LETTERHEAD_LINES]; /**< the office, from the largest down */
    size_t line_count;                      /**< at least one */
    const char *address;                    /**< "" none */
    const char *place;                      /**< where letters are signed: "Sangatta" */
    const char *office, *name, *rank; /**< who signs: "Kapolres Kutai Timur"; "" to be filled in */
};

/** A province, regency or town, or sub-district. */
struct jk_region {
    const char *code, *name;
    const char *parent; /**< code; "" for a province */
    const struct jk_tz *tz;
    bool has_point;                         /**< a reference point is known */
    struct jk_point point;                  /**< not a boundary: approximate */
    struct jk_xyz at;                       /**< the same */
    const struct jk_letterhead *letterhead; /**< null: none */
    uint32_t policy;                        /**< number, of what is of no contest there */
    const struct jk_defaults *defaults;     /**< likewise; null: those of the first pack */
};

/** A stage of an election. Both days belong to it. */
struct jk_phase {
    const char *id, *name[JK_LANG_END];
    struct jk_scope scope;
    int32_t from_day, to_day;
    bool campaign; /**< campaigning is allowed */
    bool quiet;    /**< masa tenang: no campaign of any kind */
    bool vote;     /**< the day of the vote */
};

/** A day that is no working day. */
struct jk_holiday {
    struct jk_scope scope;
    int32_t day;
    const char *name;
};

/** The pack's entry for one numbered rule. */
struct jk_rule_entry {
    const char *id;    /**< "R3" */
    const char *level; /**< "note", "warn" or "hold"; "off": what lies above is silenced */
    struct jk_scope scope;
    const char *basis;
    bool verified;
    double value[4]; /**< the rule's own numbers; see docs/rules.md */
    int value_count;
};

#define JK_RULE_NUMBERS 64 /* R1..R63; docs/rules.md has those in use */

/** A place with a code (X-JARAK-PLACE). */
struct jk_place {
    const char *code, *name, *region;
    const char
        *kind; /**< "ibadah", "pendidikan", "pemerintah", "kesehatan", always guarded (R15);
                *   "tps", "rekapitulasi", guarded in their hours (R31); "": an ordinary one */
    struct jk_point point;
    double radius_m; /**< JK_NOT_STATED: that of the kind of activity */
    double uncertainty_m;
    double capacity;            /**< people; 0 unknown */
    const char *const *aliases; /**< other names it goes by, ended by null; null: none */
    int64_t from_s, to_s;       /**< those hours, UTC, the end exclusive; of other kinds both 0 */
};

/** A time and ground KPU fixed for a paslon's rallies by decree (jarak/policy/kpu_slots.h). */
struct jk_kpu_slot {
    const char *contest, *basis;
    uint32_t paslon;
    int64_t from_s, to_s;       /**< UTC; the rally lies in [from_s, to_s) */
    const char *zone;           /**< the name of its ground, "A"; "" it has none */
    const char *const *regions; /**< codes of its ground ... */
    size_t region_count;        /**< ... 0: all of the contest's */
    bool free;                  /**< one of the days on which every paslon may */
};

/** Defaults of a kind of static activity, for what the notice does not state. */
struct jk_kind_defaults {
    double buildup_s, dispersal_s, radius_m;
    double usual_s; /**< how long one goes on whose end nobody states */
};

/** Defaults of columns. Per vehicle class: car, motorcycle, truck, bus. */
struct jk_column_defaults {
    double half_width_m, speed_mps;
    double spacing_m[4], headway_s[4], units[4];
    double seats[4];       /**< people a vehicle carries; those beyond them walk */
    double walkers_m2;     /**< people on a square metre of a walking column */
    double walkers_kmh;    /**< faster than this nobody walks in a column */
    double walkers_road_m; /**< width of the road it fills, where none is stated */
    double usual_cars;     /**< a column whose vehicles nobody has stated */
    double konvoi_units;   /**< from this many units on a column is `konvoi`, below it is `kecil` */
};

/** Where crowds become `sedang` and `besar`. */
struct jk_size_limits {
    double kecil_max, sedang_max; /**< 250, 1,000 people */
};

/** How fast deliveries go, by enum jk_mode, where nobody states how long they are under way. */
struct jk_delivery_defaults {
    double speed_mps[2]; /**< over the whole way, with all stops; 0: not known */
    double detour[2];    /**< how much longer the way is than the straight line, >= 1 */
};

/** For what a notice does not state. */
struct jk_defaults {
    struct jk_kind_defaults kind[JK_KIND_END];
    struct jk_column_defaults column;
    struct jk_size_limits size;
    struct jk_delivery_defaults delivery;
};

#define JK_NOTHING_ABOVE UINT32_MAX

/** A policy as a pack states it: for whom, and on top of which one. */
struct jk_statement {
    struct jk_scope scope;
    const struct jk_edition *edition; /**< an account stated it; null: a file */
    uint32_t above; /**< number of the statement it inherits from; JK_NOTHING_ABOVE: it is whole */
    const struct jk_policy *policy; /**< sealed, with all it inherits; of no vote */
};

struct jk_unit;
struct jk_personnel_table;

/** Units of the police and what activities ask for (jarak/policy/personnel.h); empty without
 * personnel.json. */
struct jk_personnel {
    const struct jk_unit *units; /**< in the order they were first stated */
    size_t unit_count;
    const struct jk_personnel_table *tables; /**< those nearer to a region first */
    size_t table_count;
};

/** Items of a list by their name. */
struct jk_pack_lookup {
    const void *const *slots; /**< null: none */
    size_t cap;               /**< a power of two; 0: the list is walked */
};

/** A loaded pack. */
struct jk_pack {
    const char *id, *title[JK_LANG_END];
    bool simulation;
    int32_t from_day, to_day; /**< the pack's calendar; both days belong to it */
    const struct jk_tz *tz;   /**< of its main region */
    const char *region;       /**< code of its main region */
    double reference_m; /**< a place farther from all reference points lies in no region; 0: any */
    double
        neighbour_m; /**< so near to their ground officials see what is planned; 0: on it alone */
    double border_m; /**< what borders are known by, as far as officials see, ... */
    bool border_stated; /**< ... where the pack says so */
    const struct jk_contest *contests;
    size_t contest_count;
    const struct jk_region *regions;
    size_t region_count;
    const struct jk_phase *phases;
    size_t phase_count;
    const struct jk_holiday *holidays;
    size_t holiday_count;
    const struct jk_rule_entry *rules;
    size_t rule_count;
    const struct jk_rule_entry *rule_of[JK_RULE_NUMBERS]; /**< of the first pack, by number; null:
                                                           *   switched off */
    bool rules_differ; /**< other packs have rules of their own */
    const struct jk_place *places;
    size_t place_count;
    const struct jk_pack_name *names; /**< of places and sub-districts (place_words.h), sorted */
    size_t name_count;
    const struct jk_defaults *defaults; /**< of the first pack; jarak/policy/whose.h */
    struct jk_policies policies;        /**< the first is the first pack's; jarak/policy/whose.h */
    const struct jk_statement *statements; /**< of policies; of files what lies above first */
    uint32_t statement_count;
    uint32_t base_statement;           /**< holds where no other does */
    const struct jk_edition *editions; /**< stated by accounts and in force (edition.h) */
    size_t edition_count;
    const struct jk_misfit *misfits; /**< stated by accounts, and of no use with these files */
    size_t misfit_count;
    struct jk_risk_zones zones;  /**< none without zones.geojson */
    const struct jk_area *areas; /**< territories; none without areas.geojson */
    size_t area_count;
    const struct jk_road *roads; /**< drawn on maps; none without roads.geojson */
    size_t road_count;
    const struct jk_sketch *sketches; /**< drawn on maps; none without schematic.geojson */
    size_t sketch_count;
    const struct jk_kpu_slot *kpu_slots; /**< by contest, then start; none without kpu_slots.json */
    size_t kpu_slot_count;
    const struct jk_station *stations; /**< polling stations, by region, then code (stations.h) */
    size_t station_count;
    int64_t stations_from_s, stations_to_s; /**< none is guarded outside these, UTC */
    struct jk_personnel personnel;
    struct jk_pack_lookup contest_names, region_names, place_names, station_names;
    struct jk_point_tree near;    /**< of the regions that have a reference point ... */
    const uint32_t *near_regions; /**< ... their numbers among `regions`; null: walked */
    char hash[65];                /**< SHA-256 over names and bytes of files and editions, hex */
};

/** The files of a pack: pack.json, contests.json, regions.json, phases.json, holidays.json,
 * rules.json, defaults.json, policy.json, places.json; and those it may do without: zones.geojson,
 * areas.geojson, roads.geojson, schematic.geojson, kpu_slots.json, tps.geojson, personnel.json.
 *
 * @return name of file `i`, static; null behind the last */
const char *jk_pack_file_name(size_t i, bool *optional);

/** Seed jansson's hash with a fixed value, so that nothing random enters the pure side. Once, at
 * start.
 */
void jk_pack_setup(void);

/** Load a pack, or several as one.
 *
 * Of several, lists (contests, regions, places, zones, areas, KPU slots) stand one behind the
 * other, what is the same once; phases, holidays, rules, defaults and policies stay those of their
 * pack (jarak/policy/whose.h); pack.json is the first one's with the calendar widened.
 *
 * @param arena     takes everything the pack points to
 * @param files     those of jk_pack_file_name() that are there, in any order of names; files of one
 *                  name in the order of the packs
 * @param[out] out  written on JK_OK
 * @return JK_OK; JK_INVALID or JK_RANGE with field "policy.json: rows[3].siaga" and what would do;
 *         JK_NONE when a file is missing; JK_MEMORY */
enum jk_status jk_pack_load(struct jk_arena *arena, const struct jk_pack_file *files, size_t count,
                            struct jk_pack *out, struct jk_error *err);

#define JK_PACK_WARNINGS 8 /* there is one of each kind at most */

/** What a pack leaves without a judge though it may be meant: no phase of the campaign, a rule that
 * is not listed, a row that is never used. For `jarakctl pack check` and the daemon's log.
 *
 * @param[out] out  with field, value and text, as a refusal has them
 * @return how many */
size_t jk_pack_warn(const struct jk_pack *pack, struct jk_error out[JK_PACK_WARNINGS]);

/** Read a policy.json that would stand in for one of the pack's: on top of what that one inherits
 * from, with its day of the vote and the pack's risk zones.
 *
 * @param[out] out  written on JK_OK; holds no pointers
 * @return as jk_pack_load() */
enum jk_status jk_pack_policy(const struct jk_pack *pack, const struct jk_policy *instead_of,
                              struct jk_span bytes, struct jk_policy *out, struct jk_error *err);

/** True when `region` is `own` or lies below it: codes are prefixes, 64 holds 64.08 holds 64.08.04.
 */
bool jk_region_covers(const char *own, const char *region);

#define JK_REGION_CUT 16 /* octets of a province's or regency's code and its end; "64.08" */
/** The first so many parts of a code, for lists by region: of two parts the regency, of one the
 * province; the whole where it has fewer. What is too long is cut, which may put two regions on one
 * list and takes none apart. */
void jk_region_cut(const char *code, int part_count, char out[JK_REGION_CUT]);

/** The contest of that id, or null. */
const struct jk_contest *jk_pack_contest(const struct jk_pack *pack, const char *id);

/** The region of that code, or null. */
const struct jk_region *jk_pack_region(const struct jk_pack *pack, const char *code);

/** The place of that code, or null. */
const struct jk_place *jk_pack_place(const struct jk_pack *pack, const char *code);

/** The sub-district whose reference point is nearest to a place (straight through the earth, which
 * orders as the geodesic does but for metres), or null where none has one within reference_m. */
const struct jk_region *jk_pack_nearest(const struct jk_pack *pack, struct jk_point place);

/** First and last instant of the pack's calendar, UTC; the last is exclusive. */
void jk_pack_window(const struct jk_pack *pack, int64_t *from_s, int64_t *to_s);
#endif
