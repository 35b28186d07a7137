/* The peers the engine is held against: what each of them answers, and the rules they share.
 *
 * A peer finds candidates in its own index and decides them with geod_inverse. What it says of
 * pairs that stand must equal the engine's answer; of convoys PostGIS knows whole routes only, so
 * its answer must contain the engine's. */
#ifndef TESTS_BENCH_PEERS_H
#define TESTS_BENCH_PEERS_H
#include "tests/bench/rows.h"

/** What of a row the peers look at. Rows are numbered from 0 as in their file. */
struct peer_fact {
    struct jk_point at;
    double radius_m;
    int64_t in_s, out_s;
    int32_t first_day, last_day; /**< civil dates in its own zone */
    uint32_t paslon;
    char kind; /**< R, M or C; of a C only this holds */
};

struct peer_facts {
    struct peer_fact *at;
    size_t count;
};

/** Conflicts of one activity. */
struct peer_hits {
    struct peer_hit {
        uint32_t other;
        int level;
    } * at;
    size_t count, cap;
};

void peer_hit_add(struct peer_hits *hits, uint32_t other, int level);

/** The level of two activities that stand, by the rules of bench/README.md and geod_inverse. */
int peer_judge(const struct peer_fact *a, const struct peer_fact *b);

/** End the program. */
void peer_fail(const char *what, const char *why);

/** How far a rally's search for one kind reaches, and the days it must look at. */
struct peer_reach {
    double lat_deg, lon_deg; /**< half of the box, degrees */
    int64_t from_s, to_s;
    int32_t first_day, last_day;
};
struct peer_reach peer_reach(const struct peer_fact *rally, char kind);

#define PEER_RADIUS_MAX_M 500.0 /* of the workload's rallies */

/* SQLite's R*Tree over longitude, latitude and time, a tree for each kind, in memory. */
struct peer_rtree;
struct peer_rtree *peer_rtree_new(const struct peer_facts *facts);
void peer_rtree_check(struct peer_rtree *tree, uint32_t rally, struct peer_hits *hits);
void peer_rtree_free(struct peer_rtree *tree);

/* GEOS's STRtree over longitude and latitude, which is all it knows: a tree for each kind; or, cut
 * up by hand, one for each kind and local day. */
struct peer_geos;
struct peer_geos *peer_geos_new(const struct peer_facts *facts, bool by_day);
void peer_geos_check(struct peer_geos *geos, uint32_t rally, struct peer_hits *hits);
void peer_geos_free(struct peer_geos *geos);

/* PostGIS, loaded by peers.sh: one client, prepared statements. */
struct peer_postgis;
struct peer_postgis *peer_postgis_open(const char *conninfo);
/** All kinds, or only those that stand. */
void peer_postgis_check(struct peer_postgis *pg, uint32_t own, char kind, bool only_static,
                        struct peer_hits *hits);
/** Seconds for every `share`th activity against all others, each pair once, in one statement. */
double peer_postgis_audit(struct peer_postgis *pg, int share);
void peer_postgis_close(struct peer_postgis *pg);
#endif
