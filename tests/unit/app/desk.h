/* A desk: a store in a folder of its own, the Kutim pack and an application with one account for
 * each role, for tests of the use cases without a socket. */
#ifndef TESTS_UNIT_APP_DESK_H
#define TESTS_UNIT_APP_DESK_H
#include "jarak/app/decisions/decide.h"
#include "jarak/app/maintain/maintain.h"

struct desk {
    char folder[64], path[96];
    struct jk_arena pack_arena, arena; /* arena: of the last command */
    struct jk_pack pack;
    struct jk_store *store;
    struct jk_app *app;
    struct jk_error err;
    struct jk_outcome outcome;
    struct jk_buf told; /* "account:event:level " for every alert the sink got */
    int64_t now_s;      /* of the next command; DESK_NOW at first */
    unsigned missing;   /* what the next "return" says is missing */
};

/** A rally of 14.00-17.00 WITA on 20 November 2024, or what `extra` lines say besides. */
struct filed {
    const char *uid;
    double lat, lon;
    unsigned paslon, sequence;
    const char *day;   /**< "20241120"; null for that day */
    const char *extra; /**< lines ended by CRLF, or null */
};

#define DESK_NOW 1730422800 /* 1 November 2024, 09.00 WITA */

void desk_open(struct desk *d);
void desk_close(struct desk *d);
/** Close application and store and open both again. */
void desk_reopen(struct desk *d, int64_t now_s);
/** Submit and commit. */
enum jk_status desk_file(struct desk *d, const struct filed *what);
enum jk_status desk_file_bytes(struct desk *d, const char *bytes, const struct jk_submission *how);
/** Append a chain `NAME@slots`: a rally of two hours from a second on, and `NAME-out@slots`, the
 * convoy to it of half an hour, one hour earlier. */
void desk_write_chain(struct jk_buf *text, const char *name, unsigned paslon, unsigned sequence,
                      double lat, double lon, int64_t start_s);
/** File such a chain; the test fails when it is refused. */
void desk_file_chain(struct desk *d, const char *name, unsigned paslon, double lat, double lon,
                     int64_t start_s);
/** Decide as polres-64.08 on the present revision and commit. */
enum jk_status desk_decide(struct desk *d, const char *uid, const char *act,
                           const struct jk_seen *seen, size_t seen_count);
enum jk_status desk_withdraw(struct desk *d, const char *uid);
/** Number of open conflicts at level info or above. */
size_t desk_conflicts(struct desk *d);
/** The verdict on a notice; the test fails when there is none. */
struct jk_verdict_view desk_verdict(struct desk *d, const char *uid);
/* The whole public feed as one text; given, jk_buf_clear(). */
struct jk_buf desk_feed(struct desk *d);
#endif
