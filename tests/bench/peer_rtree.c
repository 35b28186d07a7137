#include <sqlite3.h>
#include <stdlib.h>
#include "tests/bench/peers.h"

#define BASE_S 1700000000 /* an R*Tree has 32-bit floats, rounded outwards: hours from here on */

struct peer_rtree {
    const struct peer_facts *facts;
    sqlite3 *db;
    sqlite3_stmt *find[2]; /* rallies, meetings */
};

static const char kinds[] = "RM";
static const char *const names[] = { "rallies", "meetings" };

static sqlite3_stmt *prepare(sqlite3 *db, const char *format, const char *table)
{
    char *sql = sqlite3_mprintf(format, table);
    sqlite3_stmt *statement = NULL;

    if (!sql || sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        peer_fail("sqlite", sqlite3_errmsg(db));
    sqlite3_free(sql);
    return statement;
}

static void run(sqlite3_stmt *statement)
{
    if (sqlite3_step(statement) != SQLITE_DONE)
        peer_fail("sqlite", sqlite3_errmsg(sqlite3_db_handle(statement)));
    sqlite3_reset(statement);
}

static double hours(int64_t t)
{
    return (double)(t - BASE_S) / 3600.0;
}

static void fill(struct peer_rtree *tree, int k)
{
    sqlite3_stmt *insert =
        prepare(tree->db, "insert into %s values (?1, ?2, ?2, ?3, ?3, ?4, ?5)", names[k]);

    for (size_t i = 0; i < tree->facts->count; i++) {
        const struct peer_fact *f = &tree->facts->at[i];

        if (f->kind != kinds[k])
            continue;
        sqlite3_bind_int64(insert, 1, (sqlite3_int64)i);
        sqlite3_bind_double(insert, 2, f->at.lon_deg);
        sqlite3_bind_double(insert, 3, f->at.lat_deg);
        sqlite3_bind_double(insert, 4, hours(f->in_s));
        sqlite3_bind_double(insert, 5, hours(f->out_s));
        run(insert);
    }
    sqlite3_finalize(insert);
}

struct peer_rtree *peer_rtree_new(const struct peer_facts *facts)
{
    struct peer_rtree *tree = calloc(1, sizeof *tree);

    if (!tree || sqlite3_open(":memory:", &tree->db) != SQLITE_OK)
        peer_fail("sqlite", "no memory");
    tree->facts = facts;
    sqlite3_exec(tree->db, "begin", NULL, NULL, NULL);
    for (int k = 0; k < 2; k++) {
        sqlite3_stmt *create =
            prepare(tree->db, "create virtual table %s using rtree(id, x0, x1, y0, y1, t0, t1)",
                    names[k]);

        run(create);
        sqlite3_finalize(create);
        fill(tree, k);
        tree->find[k] = prepare(tree->db,
                                "select id from %s where x1 >= ?1 and x0 <= ?2 and y1 >= ?3 and "
                                "y0 <= ?4 and t1 >= ?5 and t0 <= ?6",
                                names[k]);
    }
    sqlite3_exec(tree->db, "commit", NULL, NULL, NULL);
    return tree;
}

void peer_rtree_check(struct peer_rtree *tree, uint32_t rally, struct peer_hits *hits)
{
    const struct peer_fact *own = &tree->facts->at[rally];

    for (int k = 0; k < 2; k++) {
        struct peer_reach reach = peer_reach(own, kinds[k]);
        sqlite3_stmt *find = tree->find[k];

        sqlite3_bind_double(find, 1, own->at.lon_deg - reach.lon_deg);
        sqlite3_bind_double(find, 2, own->at.lon_deg + reach.lon_deg);
        sqlite3_bind_double(find, 3, own->at.lat_deg - reach.lat_deg);
        sqlite3_bind_double(find, 4, own->at.lat_deg + reach.lat_deg);
        sqlite3_bind_double(find, 5, hours(reach.from_s));
        sqlite3_bind_double(find, 6, hours(reach.to_s));
        while (sqlite3_step(find) == SQLITE_ROW) {
            uint32_t other = (uint32_t)sqlite3_column_int64(find, 0);

            peer_hit_add(hits, other, peer_judge(own, &tree->facts->at[other]));
        }
        sqlite3_reset(find);
    }
}

void peer_rtree_free(struct peer_rtree *tree)
{
    for (int k = 0; k < 2; k++)
        sqlite3_finalize(tree->find[k]);
    sqlite3_close(tree->db);
    free(tree);
}
