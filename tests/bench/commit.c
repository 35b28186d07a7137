/* How fast the store makes things durable, held against plain SQLite on the same disk in one run.
 *
 * usage: commit FOLDER [SECONDS]     on one disk; SECONDS measured, 1..60, 8 when not given, after
 *                                    one or two to warm up
 *
 * Disks drift, so the contestants take turns of a few transactions each:
 *   plain  one row of 1 KiB a transaction, SQLite in WAL mode, synchronous=FULL
 *   single one notice a transaction, through the store
 *   group  32 notices a transaction, each with its chain row, 2 conflict rows and 2 alert rows
 * Prints rows a second of each (for the group notices, and rows of all kinds too) and the ratios to
 * plain. `memory` is the group in a database in memory: what is left without the disk. */
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "jarak/store/store.h"

#define BLOB_BYTES 1024
#define GROUP      32 /* notices a transaction */
#define ROWS_EACH  6  /* notice, chain, 2 conflicts, 2 alerts */
#define TURN       20 /* transactions of one contestant before the next has its turn */

static const struct jk_act act = { "bench", 1732334400 };
static char bytes[BLOB_BYTES + 1];

/* One contestant: how it does a transaction, and what it took. */
struct contestant {
    const char *name;
    void (*run)(struct contestant *);
    unsigned notices;    /* a transaction */
    unsigned warm_turns; /* at 1, 5 and 130 pages a transaction */
    sqlite3 *db;         /* plain */
    sqlite3_stmt *insert;
    struct jk_store *store; /* the others */
    uint64_t serial, done;  /* notices put; transactions */
    double spent_s, longest_s;
};

static void give_up(const char *what)
{
    fprintf(stderr, "commit: %s\n", what);
    exit(1);
}

static void must(enum jk_status rc, const struct jk_error *err)
{
    if (rc != JK_OK)
        give_up(err->value);
}

static void must_sql(int rc, sqlite3 *db)
{
    if (rc != SQLITE_OK && rc != SQLITE_DONE)
        give_up(sqlite3_errmsg(db));
}

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void run_plain(struct contestant *c)
{
    must_sql(sqlite3_bind_blob(c->insert, 1, bytes, BLOB_BYTES, SQLITE_STATIC), c->db);
    must_sql(sqlite3_step(c->insert), c->db);
    must_sql(sqlite3_reset(c->insert), c->db);
}

static void put_notice(struct contestant *c, const char *uid)
{
    struct jk_error err = { 0 };
    struct jk_notice_row row = { .uid = uid,
                                 .chain = uid,
                                 .revision = 1,
                                 .owner = "polres-64.08",
                                 .created_s = act.time_s,
                                 .changed_s = act.time_s,
                                 .bytes = { bytes, BLOB_BYTES } };

    must(jk_store_put_notice(c->store, &act, &row, &err), &err);
}

static void put_rest(struct contestant *c, const char *uid)
{
    static const char digest[] = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    struct jk_chain_row chain = {
        .chain = uid, .region = "64.08", .state = "submitted", .revision = 1, .sttp = ""
    };
    struct jk_error err = { 0 };

    must(jk_store_put_chain(c->store, &act, &chain, &err), &err);
    for (uint64_t i = 0; i < 2; i++) {
        char id[24];
        struct jk_conflict_row conflict = { .id = id,
                                            .chain_a = "other@bench",
                                            .chain_b = uid,
                                            .revision = 1,
                                            .level = 2,
                                            .level_max = 3,
                                            .open = true,
                                            .digest = digest };
        struct jk_alert_row alert = { .account = i ? "bawaslu-64.08" : "polres-64.08",
                                      .index = c->serial + 1,
                                      .conflict = id,
                                      .revision = 1,
                                      .event = "opened",
                                      .level = 2,
                                      .payload = bytes + BLOB_BYTES / 2 };

        /* Ids are digests: scattered over the table, as in life. */
        snprintf(id, sizeof id, "%016" PRIx64,
                 (2 * c->serial + i + 1) * UINT64_C(0x9e3779b97f4a7c15));
        must(jk_store_put_conflict(c->store, &act, &conflict, &err), &err);
        must(jk_store_put_alert(c->store, &act, &alert, &err), &err);
    }
}

static void run_store(struct contestant *c)
{
    struct jk_error err = { 0 };
    char uid[40];

    must(jk_store_begin(c->store, &err), &err);
    for (unsigned i = 0; i < c->notices; i++) {
        snprintf(uid, sizeof uid, "%" PRIu64 "@bench.kutim.example", c->serial);
        put_notice(c, uid);
        if (c->notices > 1)
            put_rest(c, uid);
        c->serial++;
    }
    must(jk_store_commit(c->store, &err), &err);
}

static void take_turn(struct contestant *c)
{
    for (int i = 0; i < TURN; i++) {
        double from = now_s(), took;

        c->run(c);
        took = now_s() - from;
        c->spent_s += took;
        c->longest_s = took > c->longest_s ? took : c->longest_s;
    }
    c->done += TURN;
}

/* Until each write-ahead log was filled and begun anew (1,000 pages): to make a file longer costs
 * more than to write it again, and that is not what is asked here. */
static void warm_up(struct contestant *c, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (unsigned turn = 0; turn < c[i].warm_turns; turn++)
            take_turn(&c[i]);
        c[i].done = 0;
        c[i].spent_s = c[i].longest_s = 0.0;
    }
}

static void open_plain(struct contestant *c, const char *path)
{
    must_sql(sqlite3_open(path, &c->db), c->db);
    must_sql(sqlite3_exec(c->db,
                          "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                          "CREATE TABLE rows (id INTEGER PRIMARY KEY, body BLOB NOT NULL)",
                          NULL, NULL, NULL),
             c->db);
    must_sql(sqlite3_prepare_v2(c->db, "INSERT INTO rows (body) VALUES (?1)", -1, &c->insert, NULL),
             c->db);
}

static void open_store(struct contestant *c, const char *path)
{
    struct jk_error err = { 0 };

    must(jk_store_open(path, &c->store, &err), &err);
}

static void close_all(struct contestant *c, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        sqlite3_finalize(c[i].insert);
        sqlite3_close(c[i].db);
        jk_store_close(c[i].store);
    }
}

static double notices_a_second(const struct contestant *c)
{
    return (double)(c->done * c->notices) / c->spent_s;
}

static void report(const struct contestant *c, size_t count)
{
    double plain = notices_a_second(&c[0]);

    for (size_t i = 0; i < count; i++) {
        double rate = notices_a_second(&c[i]);

        printf("%-6s notices/s %6.0f (ratio %.2f) rows/s %6.0f, a transaction: mean %.0f us,"
               " longest %.1f ms\n",
               c[i].name, rate, rate / plain, c[i].notices > 1 ? rate * ROWS_EACH : rate,
               c[i].spent_s / (double)c[i].done * 1e6, c[i].longest_s * 1e3);
    }
}

static void remove_files(const char *folder)
{
    static const char *const names[] = { "plain.db", "single.db", "group.db" };
    static const char *const ends[] = { "", "-wal", "-shm", ".lock" };
    char path[4096];

    for (size_t i = 0; i < 3 * 4; i++) {
        snprintf(path, sizeof path, "%s/%s%s", folder, names[i / 4], ends[i % 4]);
        unlink(path);
    }
    rmdir(folder);
}

int main(int argc, char **argv)
{
    struct contestant c[] = {
        { .name = "plain", .run = run_plain, .notices = 1, .warm_turns = 60 },
        { .name = "single", .run = run_store, .notices = 1, .warm_turns = 60 },
        { .name = "group", .run = run_store, .notices = GROUP, .warm_turns = 3 },
        { .name = "memory", .run = run_store, .notices = GROUP, .warm_turns = 1 }
    };
    size_t count = sizeof c / sizeof *c, first = 0;
    int seconds = argc > 2 ? atoi(argv[2]) : 8;
    char folder[2048], path[2100];
    double until;

    if (argc < 2 || argc > 3 || seconds < 1 || seconds > 60)
        give_up("usage: commit FOLDER [SECONDS, 1 to 60]");
    snprintf(folder, sizeof folder, "%s/commit-bench-XXXXXX", argv[1]);
    if (!mkdtemp(folder))
        give_up("the folder cannot be written");
    memset(bytes, 'x', BLOB_BYTES);
    for (size_t i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s/%s.db", folder, c[i].name);
        if (i == 0)
            open_plain(&c[i], path);
        else
            open_store(&c[i], i == 3 ? ":memory:" : path);
    }
    warm_up(c, count);
    for (until = now_s() + seconds; now_s() < until;) {
        for (size_t i = 0; i < count; i++)
            take_turn(&c[(first + i) % count]);
        first++; /* no one always follows the same neighbour's disk work */
    }
    report(c, count);
    close_all(c, count);
    remove_files(folder);
    return 0;
}
