/* daemon/app/handle/handle.h: what the handle holds: each room's state, known here by pointer only.
 *
 * A room defines its struct in a header of its own and is the only one to look inside. Which rooms
 * there are, and in which order they are read from the store and forgotten, is a table in
 * daemon/app/load.c. */
#ifndef DAEMON_APP_HANDLE_HANDLE_H
#define DAEMON_APP_HANDLE_HANDLE_H
#include "daemon/app/handle/public_log.h"
#include "jarak/app/handle/handle.h"
#include "jarak/app/handle/work.h"
#include "jarak/base/arena.h"
#include "jarak/base/defend.h"
#include "jarak/base/digest.h"
#include "jarak/store/store.h"

struct alerts;
struct jk_app_start;
struct conflicts;
struct notices;
struct personnel;
struct plain;
struct public_calendar;
struct recall;
struct jk_repack;
struct teams;

/* The commands that share one transaction. */
struct app_group {
    bool open;             /* it has begun in the store */
    void (*begun)(void *); /* is told so, with begun_ctx; or null */
    void *begun_ctx;
    uint64_t command;           /* the journal's number with which the command under way begins */
    enum jk_status broken;      /* why its commit must fail; JK_OK while it need not */
    struct jk_defend_mark mark; /* when its first command began */
    int64_t seen_s;             /* latest instant of any command: what ended before it is over */
    struct jk_arena arena;      /* what is told after the commit lies here */
};

/* The state of the application's own life. */
struct app_life {
    size_t chains, open_conflicts, changed; /* the audit of jk_app_open() */
    const char *recalled;                   /* likewise, its `snapshot` */
    int64_t stored_s;                 /* of the newest entry of the journal when it was opened */
    bool lost;                        /* memory could not be made to agree with the store again */
    const struct jk_app_start *start; /* while it is opened; null: nobody is told how far that is */
    uint64_t to_read;                 /* notices in the store, where they are read from there */
    size_t judged;                    /* chains so far */
    bool judging;                     /* everything is read */
    bool given_up;                    /* who is told wants it no more */
    bool alike;                       /* who wrote before judged as this program does */
};

/* What the command under way may cost (jarak/app/handle/work.h). */
struct app_work {
    uint64_t allowed;
    uint64_t *weighed; /* of all commands so far; shared with the public world */
    bool rehearsal;
    uint8_t cleared[JK_DIGEST_LEN]; /* the last question for clear times that a command may build
                                     * on, with the journal's end it was asked at */
};

struct jk_app {
    struct app_work work;
    uint64_t weighed;           /* what work.weighed points to, but in the public world */
    struct jk_store *store;     /* borrowed */
    const struct jk_pack *pack; /* borrowed */
    struct app_group group;
    struct app_life life;
    struct public_log published;
    struct jk_registry *registry;     /* the notices as they stand */
    struct jk_accounts *accounts;     /* who may come in */
    struct conflicts *conflicts;      /* pairs of chains too near, and who is told */
    struct contests *contests;        /* paslon that were struck out */
    struct editions *editions;        /* policies and zones that accounts stated */
    struct matters *matters;          /* reports from the field and tasks */
    struct personnel *personnel;      /* officers as they were counted last; null: never are */
    struct notices *notices;          /* names of resources, field reports */
    struct alerts *alerts;            /* subscriptions */
    struct teams *teams;              /* drafts, and the world as the public sees it */
    struct plain *plain;              /* events of stock calendars */
    struct public_calendar *calendar; /* feeds and pages as they were written last */
    struct recall *recall;            /* the snapshot that is being read at a start, or null */
    struct jk_repack *repack; /* another pack that is about to take the place of `pack`, or null */
};

/* The command under way has failed after something of it was put: the group's commit fails too.
 * @return rc */
enum jk_status app_break(struct jk_app *app, enum jk_status rc);

/* May the command under way take so many units, now and here? @return JK_OK; JK_HEAVY, its value
 * says how many; nothing may have been changed by then, for the command is begun again elsewhere */
enum jk_status app_afford(const struct jk_app *app, uint64_t units, struct jk_error *err);

/* opening.c: somebody waits for the application to be opened, and is told how far that is: at each
 * step of what takes long and asks the store nothing. @return false: give it up */
bool app_tell_start(struct jk_app *app);
/* The failure of a start that was given up. @return JK_BUSY */
enum jk_status app_fail_given_up(struct jk_error *err);

/* Has a promise of our own broken, or was memory refused (jarak/base/defend.h), since the mark of
 * jk_app_watch()? Then what was judged or made since may be wrong, and is neither stored nor shown.
 *
 * @param err  may be null
 * @return JK_OK: no; JK_CORRUPT; JK_MEMORY */
enum jk_status app_sound(const struct jk_app *app, struct jk_error *err);
#endif
