#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "tests/bench/peers.h"

#define SQL_BYTES 8192

struct peer_postgis {
    PGconn *conn;
};

/* A row of the benchmark with one level, between two tables. */
struct arm {
    char own;
    const char *a, *b;
    int distance_m, tau_min, level;
};

static const struct arm arms[] = {
    { 'R', "rallies", "meetings", 1000, 60, 2 }, { 'R', "rallies", "convoys", 1000, 60, 3 },
    { 'M', "meetings", "rallies", 1000, 60, 2 }, { 'M', "meetings", "meetings", 300, 30, 1 },
    { 'M', "meetings", "convoys", 300, 30, 2 },  { 'C', "convoys", "rallies", 1000, 60, 3 },
    { 'C', "convoys", "meetings", 300, 30, 2 },  { 'C', "convoys", "convoys", 500, 30, 3 },
};

static const char rallies_sql[] =
    "select b.id, case when d < 1000 and near then 3 when d < 5000 and near then 2 else 1 end "
    "from rallies a, rallies b, lateral (select "
    "round((ST_Distance(a.geog, b.geog) - a.r - b.r)::numeric, 2) as d, b.span && "
    "tstzrange(lower(a.span) - interval '2 hours', upper(a.span) + interval '2 hours') as near) x "
    "where %s and b.paslon <> a.paslon and b.span && a.reach and b.days && a.reach_days and "
    "ST_DWithin(a.geog, b.geog, 15500 + a.r) and d < 15000 and (near or b.days && a.days)";

/* Distances only where the level does not follow from ST_DWithin: strictly less, to a centimetre.
 */
static const char arm_sql[] =
    "select b.id, %d from %s a, %s b where %s and b.paslon <> a.paslon and b.days && a.reach_days "
    "and b.span && tstzrange(lower(a.span) - interval '%d minutes', upper(a.span) + "
    "interval '%d minutes') and ST_DWithin(a.geog, b.geog, %d + a.r) and "
    "round((ST_Distance(a.geog, b.geog) - a.r - b.r)::numeric, 2) < %d";

static size_t print_arm(char *sql, size_t room, const struct arm *arm, const char *which)
{
    int reach = arm->distance_m + (strcmp(arm->b, "rallies") == 0 ? (int)PEER_RADIUS_MAX_M : 0);

    return (size_t)snprintf(sql, room, arm_sql, arm->level, arm->a, arm->b, which, arm->tau_min,
                            arm->tau_min, reach, arm->distance_m);
}

static void check_result(PGconn *conn, PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);

    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        peer_fail("postgis", PQerrorMessage(conn));
}

/* One statement for a kind of own activity: all its arms. */
static void prepare(struct peer_postgis *pg, const char *name, char own, bool only_static)
{
    char sql[SQL_BYTES];
    size_t len = 0;
    PGresult *result;

    if (own == 'R')
        len = (size_t)snprintf(sql, sizeof sql, rallies_sql, "a.id = $1::int");
    for (size_t i = 0; i < sizeof arms / sizeof *arms; i++) {
        if (arms[i].own != own || (only_static && strcmp(arms[i].b, "convoys") == 0))
            continue;
        if (len)
            len += (size_t)snprintf(sql + len, sizeof sql - len, " union all ");
        len += print_arm(sql + len, sizeof sql - len, &arms[i], "a.id = $1::int");
    }
    result = PQprepare(pg->conn, name, sql, 1, NULL);
    check_result(pg->conn, result);
    PQclear(result);
}

struct peer_postgis *peer_postgis_open(const char *conninfo)
{
    struct peer_postgis *pg = calloc(1, sizeof *pg);

    if (!pg)
        peer_fail("postgis", "no memory");
    pg->conn = PQconnectdb(conninfo);
    if (PQstatus(pg->conn) != CONNECTION_OK)
        peer_fail("postgis", PQerrorMessage(pg->conn));
    prepare(pg, "R", 'R', false);
    prepare(pg, "M", 'M', false);
    prepare(pg, "C", 'C', false);
    prepare(pg, "RS", 'R', true);
    return pg;
}

void peer_postgis_check(struct peer_postgis *pg, uint32_t own, char kind, bool only_static,
                        struct peer_hits *hits)
{
    char id[16], name[3] = { kind, only_static ? 'S' : '\0', '\0' };
    const char *values[] = { id };
    PGresult *result;

    snprintf(id, sizeof id, "%u", own + 1);
    result = PQexecPrepared(pg->conn, name, 1, values, NULL, NULL, 0);
    check_result(pg->conn, result);
    for (int i = 0; i < PQntuples(result); i++)
        peer_hit_add(hits, (uint32_t)atol(PQgetvalue(result, i, 0)) - 1,
                     atoi(PQgetvalue(result, i, 1)));
    PQclear(result);
}

/* Each pair from its first table; of one table from the smaller number. */
double peer_postgis_audit(struct peer_postgis *pg, int share)
{
    char sql[SQL_BYTES], which[64];
    size_t len = (size_t)snprintf(sql, sizeof sql, "select count(*) from (");
    struct timespec from, to;
    PGresult *result;

    snprintf(which, sizeof which, "a.id %% %d = 0 and a.id < b.id", share);
    len += (size_t)snprintf(sql + len, sizeof sql - len, rallies_sql, which);
    for (size_t i = 0; i < sizeof arms / sizeof *arms; i++) {
        bool same = strcmp(arms[i].a, arms[i].b) == 0;

        if (!same && (arms[i].own == 'C' || strcmp(arms[i].b, "rallies") == 0))
            continue;
        snprintf(which, sizeof which, "a.id %% %d = 0%s", share, same ? " and a.id < b.id" : "");
        len += (size_t)snprintf(sql + len, sizeof sql - len, " union all ");
        len += print_arm(sql + len, sizeof sql - len, &arms[i], which);
    }
    snprintf(sql + len, sizeof sql - len, ") as pairs");
    clock_gettime(CLOCK_MONOTONIC, &from);
    result = PQexec(pg->conn, sql);
    clock_gettime(CLOCK_MONOTONIC, &to);
    check_result(pg->conn, result);
    PQclear(result);
    return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) * 1e-9;
}

void peer_postgis_close(struct peer_postgis *pg)
{
    PQfinish(pg->conn);
    free(pg);
}
