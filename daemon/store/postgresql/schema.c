/* The tables, as a list of steps that never change once shipped, and what a daemon asks of them.
 *
 * The journal is only ever added to: a trigger says so to everybody, the owner of the tables too,
 * and a daemon's role has no right to anything else. Where a row of the head is changed it must be
 * as the caller thinks it is. That no row was changed is no error to PostgreSQL, and a commit
 * behind it in one pipeline would make the rest durable: so the number of changed rows is divided
 * by, and what is behind the error is not carried out. */
#include "daemon/store/postgresql/link.h"

#include <stdio.h>
#include <string.h>

static const char *const steps[PG_STEPS] = {
    "CREATE TABLE jarak.head (journal text PRIMARY KEY, epoch bigint NOT NULL, seq bigint NOT NULL,"
    " hash bytea NOT NULL, salt bytea NOT NULL, pack text NOT NULL, program text NOT NULL,"
    " holder text NOT NULL, url text NOT NULL, renewed timestamptz NOT NULL)"
    " WITH (fillfactor = 50);"
    "CREATE TABLE jarak.journal (journal text NOT NULL, seq bigint NOT NULL, time_s bigint NOT "
    "NULL,"
    " actor bytea NOT NULL, kind int NOT NULL, version int NOT NULL, payload bytea NOT NULL,"
    " hash bytea NOT NULL, PRIMARY KEY (journal, seq));"
    "CREATE TABLE jarak.sides (journal text NOT NULL, side int NOT NULL, name bytea NOT NULL,"
    " seq bigint NOT NULL, bytes bytea, PRIMARY KEY (journal, side, name));"
    "CREATE INDEX sides_of_entry ON jarak.sides (journal, seq);"
    "CREATE TABLE jarak.secrets (journal text NOT NULL, name text NOT NULL, bytes bytea NOT NULL,"
    " PRIMARY KEY (journal, name));"
    "CREATE TABLE jarak.positions (journal text NOT NULL, subscription bytea NOT NULL,"
    " state bytea NOT NULL, PRIMARY KEY (journal, subscription)) WITH (fillfactor = 50);"
    "CREATE FUNCTION jarak.keep() RETURNS trigger LANGUAGE plpgsql AS"
    " $$BEGIN RAISE EXCEPTION 'the journal is only added to'; END$$;"
    "CREATE TRIGGER journal_rows BEFORE UPDATE OR DELETE ON jarak.journal"
    " FOR EACH ROW EXECUTE FUNCTION jarak.keep();"
    "CREATE TRIGGER journal_whole BEFORE TRUNCATE ON jarak.journal"
    " FOR EACH STATEMENT EXECUTE FUNCTION jarak.keep();"
};

/* What the role of a daemon may. */
#define GRANTS                                             \
    "GRANT USAGE ON SCHEMA jarak TO %1$s;"                 \
    "GRANT SELECT ON jarak.steps TO %1$s;"                 \
    "GRANT SELECT, INSERT ON jarak.journal TO %1$s;"       \
    "GRANT SELECT, INSERT, UPDATE ON jarak.head TO %1$s;"  \
    "GRANT SELECT, INSERT, UPDATE ON jarak.sides TO %1$s;" \
    "GRANT SELECT, INSERT ON jarak.secrets TO %1$s;"       \
    "GRANT SELECT, INSERT, UPDATE, DELETE ON jarak.positions TO %1$s;"

/* Those that must have a commit before it is acknowledged. */
#define STANDBYS                                          \
    " FROM pg_stat_replication WHERE state = 'streaming'" \
    " AND sync_state IN ('sync', 'quorum')"
/* What the head says besides its keys, in the order of read_head() in driver.c. */
#define HEAD                                                             \
    " epoch, seq, hash, salt, pack, program, holder, url,"               \
    " (extract(epoch FROM clock_timestamp() - renewed) * 1000)::bigint," \
    " (SELECT count(*)" STANDBYS ")"

static const struct {
    const char *name, *sql;
} statements[] = {
    { "steps", "SELECT count(*) FROM jarak.steps" },
    { "begin_journal",
      "INSERT INTO jarak.head VALUES ($1::text, 0, 0, decode(repeat('00', 32), 'hex'), $2::bytea,"
      " '', '', '', '', 'epoch') ON CONFLICT DO NOTHING RETURNING 1" },
    { "head", "SELECT" HEAD " FROM jarak.head WHERE journal = $1::text" },
    { "take", "UPDATE jarak.head SET epoch = epoch + 1, holder = $2::text, url = $3::text,"
              " program = '',"
              " renewed = clock_timestamp()"
              " WHERE journal = $1::text AND epoch = $4::bigint AND (holder = $2::text"
              " OR renewed < clock_timestamp() - $5::bigint * interval '1 ms') RETURNING" HEAD },
    { "tell", "UPDATE jarak.head SET pack = $3::text, program = $4::text WHERE journal = $1::text"
              " AND epoch = $2::bigint RETURNING 1" },
    { "renew", "UPDATE jarak.head SET renewed = clock_timestamp() WHERE journal = $1::text"
               " AND epoch = $2::bigint RETURNING 1" },
    { "leave",
      "UPDATE jarak.head SET renewed = 'epoch', holder = '', url = '' WHERE journal = $1::text"
      " AND epoch = $2::bigint RETURNING 1" },
    { "advance", "WITH moved AS (UPDATE jarak.head SET seq = $5::bigint, hash = $6::bytea,"
                 " renewed = clock_timestamp() WHERE journal = $1::text AND epoch = $2::bigint"
                 " AND seq = $3::bigint AND hash = $4::bytea RETURNING 1)"
                 " SELECT 1 / (SELECT count(*) FROM moved)" },
    { "hold", "WITH held AS (SELECT 1 FROM jarak.head WHERE journal = $1::text"
              " AND epoch = $2::bigint AND seq = $3::bigint AND hash = $4::bytea FOR UPDATE)"
              " SELECT 1 / (SELECT count(*) FROM held)" },
    { "entries",
      "INSERT INTO jarak.journal (journal, seq, time_s, actor, kind, version, payload, hash)"
      " SELECT $1::text, * FROM unnest($2::bigint[], $3::bigint[], $4::bytea[], $5::bigint[],"
      " $6::bigint[], $7::bytea[], $8::bytea[])" },
    { "sides", "INSERT INTO jarak.sides (journal, side, name, seq, bytes) SELECT $1::text, * FROM"
               " unnest($2::bigint[], $3::bytea[], $4::bigint[], $5::bytea[])"
               " ON CONFLICT (journal, side, name)"
               " DO UPDATE SET seq = excluded.seq, bytes = excluded.bytes" },
    /* Words that are no number end the group: by the server itself, just before its commit. */
    { "standbys", "SELECT CASE WHEN count(*) < $1::bigint"
                  " THEN ('standbys ' || count(*) || ' of ' || $1)::integer END" STANDBYS },
    { "wake", "SELECT pg_notify($1::text, '')" },
    { "begin", "BEGIN" },
    { "commit", "COMMIT" },
    { "read", "SELECT seq, time_s, actor, kind, version, payload, hash FROM jarak.journal"
              " WHERE journal = $1::text AND seq > $2::bigint AND seq <= $3::bigint ORDER BY seq"
              " LIMIT $4::bigint" },
    { "reach", "SELECT coalesce(min(seq), $3::bigint) FROM (SELECT seq, sum(octet_length(bytes))"
               " OVER (ORDER BY seq) AS octets FROM jarak.sides WHERE journal = $1::text"
               " AND seq > $2::bigint AND seq <= $3::bigint) AS beside WHERE octets > $4::bigint" },
    { "read_sides", "SELECT side, seq, name, bytes FROM jarak.sides WHERE journal = $1::text"
                    " AND seq > $2::bigint AND seq <= $3::bigint" },
    { "hash", "SELECT hash FROM jarak.journal WHERE journal = $1::text AND seq = $2::bigint" },
    { "make_secret",
      "INSERT INTO jarak.secrets VALUES ($1::text, $2::text, $3::bytea) ON CONFLICT DO NOTHING" },
    { "secret", "SELECT bytes FROM jarak.secrets WHERE journal = $1::text AND name = $2::text" },
    { "position", "INSERT INTO jarak.positions VALUES ($1::text, $2::bytea, $3::bytea)"
                  " ON CONFLICT (journal, subscription) DO UPDATE SET state = excluded.state" },
    { "forget",
      "DELETE FROM jarak.positions WHERE journal = $1::text AND subscription = $2::bytea" },
    { "positions", "SELECT subscription, state FROM jarak.positions WHERE journal = $1::text" },
};

/* @return how many steps were taken; -1: it cannot be told, and `*said` says why */
static int64_t count_steps(struct driver_link *link, int64_t deadline, enum driver_said *said)
{
    PGresult *result = NULL;
    int64_t count = -1;
    bool lost;

    *said = DRIVER_GONE;
    if (!PQsendQueryParams(link->conn, "SELECT count(*) FROM jarak.steps", 0, NULL, NULL, NULL,
                           NULL, 1) ||
        !pg_flush(link, deadline))
        return -1;
    while ((result = pg_result(link, deadline, &lost)) != NULL) {
        *said = pg_said(link, result);
        if (*said == DRIVER_OK && PQntuples(result) == 1)
            count = pg_cell_number(result, 0, 0);
        PQclear(result);
    }
    return lost ? -1 : count;
}

enum driver_said pg_prepare_statements(struct driver_link *link, int64_t deadline)
{
    enum driver_said said;
    const int64_t count = count_steps(link, deadline, &said);

    if (count < 0)
        return said;
    if (count != PG_STEPS) {
        snprintf(link->why, sizeof link->why, "schema %lld, not %d: jarakctl store prepare",
                 (long long)count, PG_STEPS);
        return DRIVER_REFUSED;
    }
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        PGresult *result;
        bool lost;

        if (!PQsendPrepare(link->conn, statements[i].name, statements[i].sql, 0, NULL) ||
            !pg_flush(link, deadline))
            return DRIVER_GONE;
        said = DRIVER_OK;
        while ((result = pg_result(link, deadline, &lost)) != NULL) {
            if (said == DRIVER_OK)
                said = pg_said(link, result);
            PQclear(result);
        }
        if (lost)
            return DRIVER_GONE;
        if (said != DRIVER_OK)
            return said;
    }
    return DRIVER_OK;
}

/* Whoever comes second waits for the first, and finds nothing left to do. */
static enum driver_said take_steps(struct driver_link *link, int64_t deadline)
{
    enum driver_said said = pg_run(link,
                                   "SELECT pg_advisory_xact_lock(7235426721);"
                                   "CREATE SCHEMA IF NOT EXISTS jarak;"
                                   "CREATE TABLE IF NOT EXISTS jarak.steps (step int PRIMARY KEY,"
                                   " taken timestamptz NOT NULL DEFAULT now());",
                                   deadline);
    int64_t count;

    if (said != DRIVER_OK)
        return said;
    if ((said = pg_run(link, "BEGIN; LOCK TABLE jarak.steps IN EXCLUSIVE MODE", deadline)) !=
        DRIVER_OK)
        return said;
    count = count_steps(link, deadline, &said);
    if (count < 0)
        return said;
    if (count > PG_STEPS) {
        pg_note(link, "the schema is of a newer program");
        return DRIVER_REFUSED;
    }
    for (; count < PG_STEPS; count++) {
        char sql[64];

        snprintf(sql, sizeof sql, "INSERT INTO jarak.steps VALUES (%lld)", (long long)count + 1);
        if ((said = pg_run(link, steps[count], deadline)) != DRIVER_OK ||
            (said = pg_run(link, sql, deadline)) != DRIVER_OK)
            return said;
    }
    return pg_run(link, "COMMIT", deadline);
}

static enum driver_said grant(struct driver_link *link, const char *role, int64_t deadline)
{
    char *name = PQescapeIdentifier(link->conn, role, strlen(role));
    char sql[4096];
    int len = name ? snprintf(sql, sizeof sql, GRANTS, name) : -1;

    PQfreemem(name);
    if (len < 0 || len >= (int)sizeof sql)
        return DRIVER_REFUSED;
    return pg_run(link, sql, deadline);
}

enum driver_said pg_prepare_schema(struct driver_link *link, const char *role, int64_t ms)
{
    const int64_t deadline = pg_now_ms() + ms;
    enum driver_said said = take_steps(link, deadline);

    if (said == DRIVER_OK && role)
        said = grant(link, role, deadline);
    pg_drop(link); /* whatever is open is given up */
    return said;
}
