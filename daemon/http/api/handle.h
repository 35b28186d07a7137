/* daemon/http/api/handle.h: what the handle of the surface holds. Capabilities keep their state
 * behind pointers: their headers say what can be asked of it. */
#ifndef DAEMON_HTTP_API_HANDLE_H
#define DAEMON_HTTP_API_HANDLE_H
#include <stddef.h>
#include "jarak/base/name_table.h"
#include "jarak/http/api/api.h"
#include "jarak/http/server/call.h"
#include "jarak/http/server/router.h"

struct check_quota;
struct counters;
struct event;
struct guess_delays;
struct hasher;
struct jk_http_counts;
struct kept_feeds;
struct listener;
struct press;
struct long_work;
struct refusals;
struct sessions;
struct sharing;
struct sign_links;
struct stating;
struct turns;
struct waiting;
struct writes;

/* The caller as it was let in; in the call's arena, as its `app`. */
struct caller {
    const char *name; /* of the account; "socket:UID" for who administers over the UNIX socket */
    int64_t until_s;  /* last second the token or session holds, 0: for ever */
    uint64_t session; /* its serial; 0: by token */
    uint64_t stamp;   /* of the account as it was then, where a journal is shared; else 0 */
    int64_t renew_s;  /* when a session began whose cookie is to be written anew; 0: it is not */
};

/* Of when a copy answers that was asked about the past. */
struct api_past {
    uint64_t entry; /* of the journal; 0: of today */
    int64_t time_s; /* UTC: when that was written */
    bool asked;     /* somebody said of when; else the handler wanted what only a past knows */
    struct jk_app *today;
    bool other_pack; /* files or statements of the pack were others then */
};

struct jk_api {
    struct jk_api_options options;
    struct api_past past;
    struct jk_http_router router;
    struct jk_http_route_key *route_keys; /* of the router */
    struct event *commit;                 /* commits the open group when the sockets are served */
    struct waiting *first, **last;        /* answers that wait for it (answer.c) */
    size_t waiting_count;
    int64_t of_s;  /* what is told is of this second, not of the present; 0 it is of the present */
    bool of_dated; /* that was some hours ago */
    bool store_failed;                   /* the last commit was not kept */
    struct listener *listeners;          /* event streams (alert_streams.c) */
    struct jk_name_table audiences;      /* the same by their accounts */
    struct counters *counters;           /* for /metrics */
    struct refusals *refusals;           /* for the log */
    const struct jk_http_counts *counts; /* of the server; null: not known */
    struct hasher *hasher;               /* these five are http/login's */
    struct sessions *sessions;
    struct guess_delays *guess_delays;
    struct check_quota *check_quota;
    struct sign_links *sign_links;
    struct kept_feeds *feeds;    /* public feeds as they were written last */
    struct long_work *long_work; /* null once the daemon stops */
    struct turns *turns;         /* likewise */
    struct stating *stating;     /* likewise */
    struct sharing *sharing;     /* calls that wait for entries of others; null at first */
    struct writes *writes;       /* calls that stand back for those who read */
    struct press *press;         /* null once the daemon stops: what is printed (http/paper) */
    bool unbound; /* what is done now may take any time: by a copy, or prepared by one */
};
#endif
