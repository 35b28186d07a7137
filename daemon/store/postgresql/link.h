/* daemon/store/postgresql/link.h: a connection to PostgreSQL that never blocks longer than it is
 * told. */
#ifndef DAEMON_STORE_POSTGRESQL_LINK_H
#define DAEMON_STORE_POSTGRESQL_LINK_H
#include <libpq-fe.h>
#include "daemon/store/shared/driver.h"

/* The transaction of a group of which rows were sent (append.c). */
struct driver_open {
    bool is;
    size_t entries, sides;       /* of its rows, so many were sent */
    uint8_t last[JK_DIGEST_LEN]; /* the link of the last of these entries */
    unsigned parts;              /* up to a sync, that were sent and not heard yet */
    bool loose;                  /* something was sent behind the last sync */
};

struct driver_link {
    char *address, *journal, *channel;
    PGconn *conn; /* null: not connected */
    bool notify, listens;
    bool patient;       /* as of driver_options */
    bool holds_briefly; /* the server ends a transaction of which nothing more comes */
    struct driver_open open;
    unsigned standbys;
    char why[SHARED_WHY_MAX];
};

/* A parameter of a statement, in the binary form of its type. */
struct param {
    const char *at;
    int len;
    char room[8]; /* of a number */
};

/* Milliseconds of a clock that is never set. */
int64_t pg_now_ms(void);

/* Note what went wrong; ended at the first line. */
void pg_note(struct driver_link *link, const char *why);
/* Hints of the server are not for whoever uses jarakd. */
void pg_silence(PGconn *conn);
/* The connection is lost or of no use any more. */
void pg_drop(struct driver_link *link);
/* Connect where it is not connected. */
enum driver_said pg_connect(struct driver_link *link, int64_t deadline);

/* A number as a bigint. */
struct param pg_number(int64_t number);
/* Octets as a bytea, or a text. */
struct param pg_octets(struct jk_span octets);
/* A text that ends with NUL; null: NULL. */
struct param pg_text(const char *text);

/* Send a statement that was prepared by its name. @return false: the connection is lost */
bool pg_send(struct driver_link *link, const char *name, const struct param *params, int count);
/* The server is done with what was sent up to here, and counts from here on how long nothing comes;
 * only of a group. @return false: the connection is lost */
bool pg_sync(struct driver_link *link);
/* Push what was sent. @return false: the connection is lost, or it took too long */
bool pg_flush(struct driver_link *link, int64_t deadline);
/* The next result; to be cleared. @return null: there is none, or it took too long, or the
 * connection is lost (then `*lost`) */
PGresult *pg_result(struct driver_link *link, int64_t deadline, bool *lost);
/* One statement and its result, which has rows or says that it was done.
 * @param[out] out  null where that is not OK; to be cleared */
enum driver_said pg_ask(struct driver_link *link, const char *name, const struct param *params,
                        int count, int64_t deadline, PGresult **out);
/* The same with statements in words, several of them, without parameters. */
enum driver_said pg_run(struct driver_link *link, const char *sql, int64_t deadline);
/* What a refusal means. */
enum driver_said pg_said(struct driver_link *link, const PGresult *result);
/* A cell as a number of two, four or eight octets. */
int64_t pg_cell_number(const PGresult *result, int row, int column);
/* A cell as it is; borrowed from the result. */
struct jk_span pg_cell(const PGresult *result, int row, int column);

/* schema.c */

#define PG_STEPS 1 /* the version of the tables that this module knows */

/* As of shared_driver.prepare. */
enum driver_said pg_prepare_schema(struct driver_link *link, const char *role, int64_t ms);
/* Prepare all statements on a new connection, where the tables are of our version. */
enum driver_said pg_prepare_statements(struct driver_link *link, int64_t deadline);
#endif
