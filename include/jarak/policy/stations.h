/* jarak/policy/stations.h: the polling stations (TPS) of a pack, in bulk.
 *
 * They come from tps.geojson, which a pack may do without, and from editions of the part `stations`
 * (jarak/policy/edition.h), each of which is the whole list of its region: where one is in force no
 * station of a file, nor of an edition from further above, stands there. A station is of a
 * sub-district, is prone by the words of the police, and is guarded on each day of a vote in its
 * region, in local hours the list states. Metres, degrees, seconds. Pure. Source: DOMAIN 4,
 * docs/decisions/0112-polling-stations.md. */
#ifndef JARAK_POLICY_STATIONS_H
#define JARAK_POLICY_STATIONS_H
#include "jarak/policy/pack.h"

#define JK_STATIONS_MAX        20000       /* of a pack: the largest regency has some 8,000 */
#define JK_STATION_CODE_MAX    31          /* octets of a code ... */
#define JK_STATION_TEXT_MAX    120         /* ... and of the other names */
#define JK_STATION_VOTERS_MAX  5000        /* the law has 600 to 800 at most */
#define JK_STATION_GUARD_FROM  (7 * 3600)  /* where a list states no hours: the vote from 07.00, */
#define JK_STATION_GUARD_UNTIL (24 * 3600) /* and the count until midnight */

/** How prone a station is, from the least. */
enum jk_station_risk { JK_STATION_LESS, JK_STATION_PRONE, JK_STATION_VERY, JK_STATION_RISKS };

/** The word of a risk: "kurang rawan", "rawan", "sangat rawan". Static. */
const char *jk_station_risk_word(enum jk_station_risk risk);
/** The risk of a word, in any case and with underscores for blanks; JK_STATION_RISKS: none. */
enum jk_station_risk jk_station_risk_of(const char *typed);

/** A polling station. */
struct jk_station {
    const char *code;    /**< names it in the whole pack */
    const char *name;    /**< "TPS 001" */
    const char *village; /**< desa or kelurahan; "" not stated */
    const char *region;  /**< code of its sub-district */
    bool has_point;      /**< it is known where it stands: else `point` and `at` are of no use */
    struct jk_point point;
    struct jk_xyz at; /**< the same */
    enum jk_station_risk risk;
    uint32_t voters;      /**< 0: not stated */
    uint32_t stated;      /**< by which of the pack's editions, from 1; 0: by a file */
    bool verified;        /**< an office answers for the list */
    int32_t from_s, to_s; /**< guarded in these seconds of a day of the vote, local */
};

/** The station of that code, or null. */
const struct jk_station *jk_pack_station(const struct jk_pack *pack, const char *code);

/** The stations of a region and below it, by sub-district, then code.
 *
 * @param region     "" all
 * @param[out] count  of them
 * @return the first; borrowed from the pack */
const struct jk_station *jk_pack_stations_of(const struct jk_pack *pack, const char *region,
                                             size_t *count);

/** Stations counted by risk. */
struct jk_station_counts {
    size_t count[JK_STATION_RISKS], all;
    uint64_t voters; /**< of those that state them */
    size_t placed;   /**< so many have a point */
};
/** Count stations that stand behind each other. */
void jk_stations_count(const struct jk_station *stations, size_t count,
                       struct jk_station_counts *out);

/** Is it guarded at some time in [from_s, to_s), UTC: does that meet its hours on a day of the vote
 * of a contest of its ground? */
bool jk_station_guarded(const struct jk_pack *pack, const struct jk_station *station,
                        int64_t from_s, int64_t to_s);

/** May a station of that sub-district stand there? It lies no farther from the reference point than
 * the pack's reference_m; where there is none anything may. */
bool jk_station_may_stand(const struct jk_pack *pack, const struct jk_region *region,
                          struct jk_point point);

/** Is it a sub-district: has its code three parts? */
bool jk_station_region(const char *code);
#endif
