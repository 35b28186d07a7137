/* Waiting for PostgreSQL with a deadline.
 *
 * libpq's own calls wait for ever on a peer that has gone without a word. So the connection does
 * not block: what is to be sent is pushed, and what comes is read, between looks at the clock. One
 * that was too late is of no use any more, for its answer would be taken for the next one's. */
#include "daemon/store/postgresql/link.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Twice as long as anybody who is well lets a group stand (SHARED_AHEAD_MS), and much shorter than
 * a lease. */
#define HOLD "idle_in_transaction_session_timeout = '2s'"

int64_t pg_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void pg_note(struct driver_link *link, const char *why)
{
    snprintf(link->why, sizeof link->why, "%s", why);
    link->why[strcspn(link->why, "\n")] = '\0';
}

static void hear_nothing(void *ctx, const PGresult *result)
{
    (void)ctx, (void)result;
}

void pg_silence(PGconn *conn)
{
    PQsetNoticeReceiver(conn, hear_nothing, NULL);
}

void pg_drop(struct driver_link *link)
{
    PQfinish(link->conn);
    link->conn = NULL;
    link->listens = false;
    link->open = (struct driver_open){ .is = false };
}

/* @return false: the time is over */
static bool wait_for(PGconn *conn, short events, int64_t deadline)
{
    struct pollfd fd = { PQsocket(conn), events, 0 };
    const int64_t left = deadline - pg_now_ms();

    return fd.fd >= 0 && left > 0 && poll(&fd, 1, (int)left) > 0;
}

static bool finish_connecting(struct driver_link *link, int64_t deadline)
{
    PostgresPollingStatusType state = PGRES_POLLING_WRITING;

    while (state != PGRES_POLLING_OK) {
        if (state == PGRES_POLLING_FAILED) {
            pg_note(link, PQerrorMessage(link->conn));
            return false;
        }
        if (!wait_for(link->conn, state == PGRES_POLLING_READING ? POLLIN : POLLOUT, deadline)) {
            pg_note(link, "timeout");
            return false;
        }
        state = PQconnectPoll(link->conn);
    }
    return true;
}

/* What is not said otherwise: a certificate is checked, and a peer that has gone is noticed. */
static PGconn *start(const struct driver_link *link)
{
    static const char *const names[] = { "sslmode",
                                         "target_session_attrs",
                                         "application_name",
                                         "keepalives_idle",
                                         "keepalives_interval",
                                         "keepalives_count",
                                         "tcp_user_timeout",
                                         "client_encoding",
                                         "dbname",
                                         NULL };
    const char *values[] = { "verify-full", "read-write", "jarakd", "5",  "2",
                             "3",           "5000",       "UTF8",   NULL, NULL };

    values[8] = link->address; /* the last one wins: what it says stands */
    return PQconnectStartParams(names, values, 1);
}

/* Whoever hangs in the middle of a group holds the head's row, and nobody could take over. A server
 * that cannot end that is sent whole groups only. */
static void hold_briefly(struct driver_link *link, int64_t deadline)
{
    link->holds_briefly = !link->patient && pg_run(link, "SET " HOLD, deadline) == DRIVER_OK;
}

/* Asked to be woken. A server that only follows another cannot: then it is asked each second. */
static void listen(struct driver_link *link, int64_t deadline)
{
    char sql[SHARED_WHY_MAX];

    snprintf(sql, sizeof sql, "LISTEN %s", link->channel);
    link->listens = link->conn && link->notify && pg_run(link, sql, deadline) == DRIVER_OK;
}

enum driver_said pg_connect(struct driver_link *link, int64_t deadline)
{
    enum driver_said said;

    if (link->conn && PQstatus(link->conn) == CONNECTION_OK)
        return DRIVER_OK;
    pg_drop(link);
    link->conn = start(link);
    if (!link->conn || PQstatus(link->conn) == CONNECTION_BAD) {
        pg_note(link, link->conn ? PQerrorMessage(link->conn) : "memory");
        pg_drop(link);
        return DRIVER_GONE;
    }
    pg_silence(link->conn);
    if (!finish_connecting(link, deadline) || PQsetnonblocking(link->conn, 1) != 0) {
        pg_drop(link);
        return DRIVER_GONE;
    }
    said = pg_prepare_statements(link, deadline);
    if (said == DRIVER_OK) {
        hold_briefly(link, deadline);
        listen(link, deadline);
    } else {
        pg_drop(link);
    }
    return said == DRIVER_OK && !link->conn ? DRIVER_GONE : said;
}

struct param pg_number(int64_t number)
{
    struct param p = { NULL, 8, "" };

    for (int i = 7; i >= 0; i--, number >>= 8)
        p.room[i] = (char)(number & 255);
    return p;
}

struct param pg_octets(struct jk_span octets)
{
    return (struct param){ octets.at ? octets.at : "", (int)octets.len, "" };
}

struct param pg_text(const char *text)
{
    return (struct param){ text, text ? (int)strlen(text) : -1, "" };
}

bool pg_send(struct driver_link *link, const char *name, const struct param *params, int count)
{
    const char *values[12];
    int lengths[12], formats[12];

    for (int i = 0; i < count; i++) {
        values[i] = params[i].len < 0 ? NULL : params[i].at ? params[i].at : params[i].room;
        lengths[i] = params[i].len;
        formats[i] = 1;
    }
    link->open.loose = true;
    if (PQsendQueryPrepared(link->conn, name, count, values, lengths, formats, 1))
        return true;
    pg_note(link, PQerrorMessage(link->conn));
    return false;
}

bool pg_sync(struct driver_link *link)
{
    if (!link->open.loose)
        return true;
    link->open.loose = false;
    link->open.parts++;
    if (PQpipelineSync(link->conn))
        return true;
    pg_note(link, PQerrorMessage(link->conn));
    return false;
}

bool pg_flush(struct driver_link *link, int64_t deadline)
{
    int left;

    while ((left = PQflush(link->conn)) == 1) {
        if (!wait_for(link->conn, POLLIN | POLLOUT, deadline)) {
            pg_note(link, "timeout");
            return false;
        }
        if (!PQconsumeInput(link->conn))
            break;
    }
    if (left == 0)
        return true;
    pg_note(link, PQerrorMessage(link->conn));
    return false;
}

PGresult *pg_result(struct driver_link *link, int64_t deadline, bool *lost)
{
    *lost = false;
    while (PQisBusy(link->conn)) {
        if (!wait_for(link->conn, POLLIN, deadline)) {
            pg_note(link, "timeout");
            *lost = true;
            return NULL;
        }
        if (!PQconsumeInput(link->conn)) {
            pg_note(link, PQerrorMessage(link->conn));
            *lost = true;
            return NULL;
        }
    }
    return PQgetResult(link->conn);
}

enum driver_said pg_said(struct driver_link *link, const PGresult *result)
{
    const ExecStatusType status = PQresultStatus(result);
    const char *code = PQresultErrorField(result, PG_DIAG_SQLSTATE);

    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY)
        return DRIVER_OK;
    pg_note(link, PQresultErrorMessage(result));
    if (!code)
        return DRIVER_GONE;
    if (strcmp(code, "22012") == 0) /* the row of the head was not as it was thought to be */
        return DRIVER_FENCED;
    if (strcmp(code, "22P02") == 0) /* fewer standbys than are wanted */
        return DRIVER_GONE;
    if (strcmp(code, "53100") == 0)
        return DRIVER_FULL;
    /* Shutting down, connections used up, another server leads: later, or elsewhere. */
    if (strncmp(code, "57", 2) == 0 || strncmp(code, "53", 2) == 0 || strncmp(code, "08", 2) == 0 ||
        strncmp(code, "40", 2) == 0 || strcmp(code, "25006") == 0 || strncmp(code, "58", 2) == 0)
        return DRIVER_GONE;
    return DRIVER_REFUSED;
}

/* Results until there is none; the first that is not well counts, and the last one is kept. */
static enum driver_said gather(struct driver_link *link, int64_t deadline, PGresult **out)
{
    enum driver_said said = DRIVER_OK;
    PGresult *result, *kept = NULL;
    bool lost;

    while ((result = pg_result(link, deadline, &lost)) != NULL) {
        if (said == DRIVER_OK)
            said = pg_said(link, result);
        PQclear(kept);
        kept = result;
    }
    if (lost || PQstatus(link->conn) != CONNECTION_OK) {
        PQclear(kept);
        pg_drop(link);
        return DRIVER_GONE;
    }
    if (said != DRIVER_OK || !out)
        PQclear(kept);
    else
        *out = kept;
    return said;
}

enum driver_said pg_ask(struct driver_link *link, const char *name, const struct param *params,
                        int count, int64_t deadline, PGresult **out)
{
    enum driver_said said = pg_connect(link, deadline);

    if (out)
        *out = NULL;
    if (said != DRIVER_OK)
        return said;
    if (pg_send(link, name, params, count) && pg_flush(link, deadline))
        return gather(link, deadline, out);
    pg_drop(link);
    return DRIVER_GONE;
}

enum driver_said pg_run(struct driver_link *link, const char *sql, int64_t deadline)
{
    if (PQsendQuery(link->conn, sql) && pg_flush(link, deadline))
        return gather(link, deadline, NULL);
    pg_note(link, PQerrorMessage(link->conn));
    pg_drop(link);
    return DRIVER_GONE;
}

int64_t pg_cell_number(const PGresult *result, int row, int column)
{
    const struct jk_span cell = pg_cell(result, row, column);
    uint64_t number = cell.len > 0 && (cell.at[0] & 0x80) ? UINT64_MAX : 0;

    for (size_t i = 0; i < cell.len; i++)
        number = number << 8 | (unsigned char)cell.at[i];
    return (int64_t)number;
}

struct jk_span pg_cell(const PGresult *result, int row, int column)
{
    return (struct jk_span){ PQgetvalue(result, row, column),
                             (size_t)PQgetlength(result, row, column) };
}
