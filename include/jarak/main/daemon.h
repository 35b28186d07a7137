/* jarak/main/daemon.h: the parts of the running daemon, for the files of main/ only. */
#ifndef JARAK_MAIN_DAEMON_H
#define JARAK_MAIN_DAEMON_H
#include <limits.h>
#include "jarak/app/editions/editions.h"
#include "jarak/app/maintain/maintain.h"
#include "jarak/base/clock_step.h"
#include "jarak/config/options.h"
#include "jarak/app/alerts/outbox_queue.h"
#include "jarak/app/audit.h"
#include "jarak/app/snapshot.h"
#include "jarak/http/early/doorman.h"
#include "jarak/host/manager.h"
#include "jarak/http/routes.h"
#include "jarak/main/publish.h"
#include "jarak/main/rehearsal.h"
#include "jarak/notify/courier.h"
#include "jarak/store/shared.h"
#include "jarak/store/shelf.h"

struct jk_reload;

/** The snapshot beside the store. */
struct jk_daemon_snapshot {
    char path[PATH_MAX + 32];
    struct jk_app_start start; /**< its path is null: there are no snapshots */
    struct jk_snapshot_binding binding;
    uint64_t entries;          /**< of the journal, when one was written or tried last */
    struct jk_rehearsal *copy; /**< that writes one, or null */
    bool distrusted;           /**< the audit found something: none is written or believed */
};

/** A region whose feed and pages are kept on the shelf. */
struct jk_shelf_place {
    char code[24];
    uint64_t version; /**< jk_app_feed_version() when that was written, or is being written */
    bool written;     /**< as it was then */
    bool going;       /**< the copy writes it */
};

/** The shelf beside the store (jarak/store/shelf.h). */
struct jk_daemon_shelf {
    char folder[PATH_MAX + 32];
    uint8_t maker[JK_DIGEST_LEN];
    struct jk_shelf kept;          /**< as its manifest says */
    struct jk_shelf_place *places; /**< of the pack; null until it is known */
    size_t place_count;
    int64_t due_s;    /**< not before: when a copy may write next */
    int64_t begun_ms; /**< when the one that runs was begun */
    bool whole;       /**< it writes everything */
    struct jk_snapshot_binding binding;
    char manifest[PATH_MAX + 64]; /**< of the binding */
    struct jk_rehearsal *copy;    /**< that writes it, or null */
};

/** How the daemon answers while it reads the store. */
struct jk_daemon_early {
    struct jk_doorman *doorman; /**< null: it is over */
    int64_t began_ms;           /**< monotonic */
    int64_t looked_ms;          /**< when the loop was turned last */
    int64_t turn_ms;            /**< what that took */
    int64_t longest_ms;         /**< between two turns */
    int64_t told_ms;            /**< when systemd was told last */
    int64_t age_ms;             /**< how old a shared journal's copy may have been when it began */
    unsigned percent;
    bool reload; /**< SIGHUP came meanwhile */
    bool held;   /**< clients of sockets that were handed over wait in the kernel */
};

/** A journal that is shared with other daemons (jarak/store/shared.h). */
struct jk_daemon_shared {
    struct jk_shared *shared; /**< null: the journal is our own */
    struct event *news, *pause;
    bool writes;               /**< this daemon writes; true where nothing is shared */
    uint64_t followed;         /**< entry of the journal up to which memory has it */
    bool pauses;               /**< what came could not be folded: it is tried again soon */
    enum jk_status unfollowed; /**< why; as it was told */
    bool told_broken, told_starved;
    char told_why[200]; /* why the server is not reached, as it was said last; "": it is */
    bool moved;         /* deliveries, as they are noted at the server */
    unsigned told;      /* such reasons since `told_s`, monotonic seconds */
    int64_t told_s;
};

/** The audit behind the service. */
struct jk_daemon_audit {
    struct jk_audit_run run;
    uint64_t differences; /**< as the last run that came to its end found, or this one so far */
    bool failing;         /**< it comes no further: the store cannot be read */
    struct event *turn;
};

/** The parts that main() wires together. */
struct jk_daemon {
    int argc; /**< of main(), to be read again */
    char **argv;
    struct jk_options options;
    struct jk_handed handed; /**< in the place of `listen` and `socket`; the server closes them */
    struct event_base *base;
    struct jk_arena files_arena;
    struct jk_pack_files files; /**< of the pack, in files_arena */
    struct jk_arena pack_arena;
    struct jk_pack *pack; /**< of the files and of what accounts stated over them; in pack_arena */
    struct jk_store *store;
    struct jk_app *app;
    struct jk_api *api;
    struct jk_http_server *server;
    struct jk_mail_way mail; /**< of the options */
    struct jk_outbox *outbox;
    struct jk_outbox_queue *outbox_queue;
    struct jk_courier *courier; /**< null: the operator allows no hosts, nothing is sent */
    struct jk_publish *publish; /**< null: no files are kept */
    struct jk_reload *reload;   /**< null: none is under way */
    struct jk_daemon_snapshot snapshot;
    struct jk_daemon_shelf shelf;
    struct jk_daemon_early early;
    struct event *signals[3]; /**< SIGTERM, SIGINT, SIGHUP */
    struct event *patience;   /**< of a stop: what takes long is given up; or null */
    struct event *alive;      /**< tells the service manager that the loop turns; or null */
    struct jk_daemon_audit audit;
    struct jk_daemon_shared shared;
    char store_path[PATH_MAX + 16]; /**< file of the store, or of our copy of a shared one */
    struct event *tick;
    struct jk_clocks clocks; /**< as of the last tick */
    bool stopping;
    bool reloading; /**< the service manager was told so, and waits to hear that it is over */
};

/** The wall clock, UTC seconds. `ctx` is not looked at. */
int64_t jk_daemon_now(void *ctx);

/** Read the packs of the options into daemon->files, and daemon->pack as the files alone have it.
 */
enum jk_status jk_daemon_pack(struct jk_daemon *daemon, struct jk_error *err);
/** Lay what the store's accounts stated over daemon->pack, once the store is open. */
enum jk_status jk_daemon_editions(struct jk_daemon *daemon, struct jk_error *err);
/** Read the files of the options' packs. @param arena takes their bytes */
enum jk_status jk_daemon_files(const struct jk_options *options, struct jk_arena *arena,
                               struct jk_pack_files *out, struct jk_error *err);
/** Log what a pack leaves without a judge, and what was stated and does not fit its files. */
void jk_daemon_tell_pack(const struct jk_pack *pack);

/** Make the data folder, or close it to others with all that is in it; from here on no file that is
 * made is open to them. @return JK_OK; JK_IO */
enum jk_status jk_daemon_data_folder(const char *folder, struct jk_error *err);
/** Make the accounts of the pack that are not there yet, at the first start all of them, and write
 * their tokens to `<data>/tokens`, mode 0600, or `tokens-2` ... where that is there. */
enum jk_status jk_daemon_tokens(struct jk_daemon *daemon, struct jk_error *err);
/** Note that a new data folder is begun as an exercise; keep its accounts out where the pack is no
 * simulation any more. Before jk_daemon_tokens(). @return JK_OK; JK_IO; JK_FULL; JK_MEMORY */
enum jk_status jk_daemon_exercise(struct jk_daemon *daemon, struct jk_error *err);

/** Open the store that the options name: a file of our own, or the copy of a shared journal, which
 * is brought up to its end. @return as of jk_store_open(), jk_shared_open() */
enum jk_status jk_daemon_store(struct jk_daemon *daemon, struct jk_error *err);
/** Read everything: as who writes, or as who follows. */
enum jk_status jk_daemon_shared_begin(struct jk_daemon *daemon, struct jk_error *err);
/** Hear of the other daemons from here on. JK_MEMORY. */
enum jk_status jk_daemon_shared_watch(struct jk_daemon *daemon, struct jk_error *err);
/** Leave the others; the application is closed, the store is not. */
void jk_daemon_shared_end(struct jk_daemon *daemon);
/** Tell all daemons of the journal by which files it is judged from here on. */
void jk_daemon_shared_tell(struct jk_daemon *daemon);
/** Was all that memory has judged by this program and these files of the pack? */
bool jk_daemon_shared_is_alike(const struct jk_daemon *daemon);
/** How things stand, for the surface. @param daemon the daemon */
void jk_daemon_share(void *daemon, struct jk_api_share *out);
/** Deliveries changed: others are to know, should they take over. @param daemon the daemon */
void jk_daemon_delivered(void *daemon, const char *subscription);

/** Log what judging everything at start or reload found. */
void jk_daemon_tell_audit(const struct jk_daemon *daemon);

/** At the first start, make the key checkpoints are signed with: `<data>/keys/checkpoint.key` (mode
 * 0600, the seed) and `checkpoint.pub`, both hexadecimal. */
enum jk_status jk_daemon_keys(struct jk_daemon *daemon, struct jk_error *err);

/** Serve TLS where the options name a certificate; again after it was renewed. */
enum jk_status jk_daemon_tls(struct jk_daemon *daemon, struct jk_error *err);

/** SIGHUP: read command line, config file, certificate and packs again, judge everything by them in
 * turns of the loop, and then work by them. What is bad is logged and changes nothing; listen,
 * socket and data hold until a restart. The service manager is told when it begins and ends. */
void jk_daemon_reload(struct jk_daemon *daemon);
/** A reload that is under way is given up; nothing of it was written. */
void jk_daemon_reload_drop(struct jk_daemon *daemon);
/** What an account stated is laid over the files in use and judged beside, and in force at the
 * switch; jk_api_stated() is told then, or why not. Where an account waits for another, or a reload
 * is under way: JK_BUSY.
 *
 * @param daemon  the daemon
 * @param trial   it is only judged, told by jk_api_tried() and given up again
 * @return JK_OK: it is under way; as
 * jk_editions_load() */
enum jk_status jk_daemon_state(void *daemon, const struct jk_edition *edition, bool trial,
                               struct jk_error *err);
/** Nobody waits for that any more: it is given up. */
void jk_daemon_unstate(void *daemon);

/** In a copy of the process: the application as it was, as of struct jk_api_options. It is never
 * closed: the copy ends with it. @param daemon the daemon */
enum jk_status jk_daemon_past(void *daemon, uint64_t seq, const char *actor, struct jk_app **out,
                              struct jk_error *err);

/** What a start with these options would find wrong: addresses, certificate and key, folders,
 * files, links, where alerts go. The field of the refusal is where that was said: `file:line`. */
enum jk_status jk_daemon_try(const struct jk_options *options, struct jk_error *err);

/** Check where options allow alerts and the public calendar to go. */
enum jk_status jk_daemon_check(const struct jk_options *options, struct jk_error *err);
/** After a reload: alerts and the public calendar go where the options say now.
 *
 * @param sender  jarakd-notify is to be started anew, or not to run any more */
void jk_daemon_redirect(struct jk_daemon *daemon, bool sender);
/** Open `<data>/deliveries.db` and make the outbox_queue on it. */
enum jk_status jk_daemon_outbox_queue(struct jk_daemon *daemon, struct jk_error *err);
/** The path of a program that lies beside our own, for all are installed together.
 *
 * @param name  up to 15 octets @return false: it is not known where we are */
bool jk_daemon_program(const char *name, char path[PATH_MAX + 16]);
/** Start jarakd-notify, which lies beside this program, where the operator allows hosts. */
enum jk_status jk_daemon_courier(struct jk_daemon *daemon, struct jk_error *err);
/** Compare the clocks; where the wall clock was set, log it, journal it with the next commit, and
 * let waiting deliveries wait as long as they would have. */
void jk_daemon_clocks(struct jk_daemon *daemon);
/** Keep the public calendar as files where the options name a folder. */
enum jk_status jk_daemon_publish(struct jk_daemon *daemon, struct jk_error *err);
/** Wake the courier and who publishes, where they are. @param ctx the daemon */
void jk_daemon_wake(void *ctx);

/** Find out of which program a snapshot would have to be. Without that there are none. */
void jk_daemon_snapshot_plan(struct jk_daemon *daemon);
/** The application is open: one that was of no use is taken away. */
void jk_daemon_snapshot_begun(struct jk_daemon *daemon);
/** Where much was added since the last one, a copy begins to write another. */
void jk_daemon_snapshot_due(struct jk_daemon *daemon);
/** The audit found something: the file is taken away, and none is written any more. */
void jk_daemon_snapshot_distrust(struct jk_daemon *daemon);
/** The last one, before the daemon ends. No group may be open. */
void jk_daemon_snapshot_finish(struct jk_daemon *daemon);

/** Read the manifest of the shelf, and leave out what the journal has changed behind it. The store
 * is open, the application is not. */
void jk_daemon_shelf_open(struct jk_daemon *daemon);
/** As of struct jk_doorman_options. @param daemon the daemon */
enum jk_status jk_daemon_shelf_read(void *daemon, const char *name, struct jk_door_file *file);
/** The application is open: what is on the shelf is what it would write. */
void jk_daemon_shelf_begun(struct jk_daemon *daemon);
/** Where the public sees something else by now, a copy begins to write it. */
void jk_daemon_shelf_due(struct jk_daemon *daemon);
/** Take everything off the shelf: what is in memory is not to be believed. */
void jk_daemon_shelf_distrust(struct jk_daemon *daemon);
/** Write what is missing, for at most five seconds, before the daemon ends. No group may be open.
 */
void jk_daemon_shelf_finish(struct jk_daemon *daemon);
void jk_daemon_shelf_free(struct jk_daemon *daemon);

/** Give up what will not be needed, once everything that needs more is open; logged. Where the
 * options say so, nothing is. */
void jk_daemon_sandbox(const struct jk_daemon *daemon);

/** Listen, with a doorman who answers while the application is opened; the store is open.
 * @return as of jk_http_server_listen(), jk_http_server_tls(); JK_MEMORY */
enum jk_status jk_daemon_early_begin(struct jk_daemon *daemon, struct jk_error *err);
/** Before anybody listens: hear signals, and tell systemd that it takes long. @param daemon the
 * daemon. @return false: it was told to stop */
bool jk_daemon_early_wait(void *daemon);
/** As of struct jk_app_start: turns the loop now and then. @param daemon the daemon */
bool jk_daemon_early_look(void *daemon, unsigned percent);
/** Another handler answers from here on: the doorman goes. */
void jk_daemon_early_end(struct jk_daemon *daemon, const struct jk_http_handler *handler);

/** Begin to audit, from the loop. @return false: it cannot */
bool jk_daemon_audit_begin(struct jk_daemon *daemon);
void jk_daemon_audit_end(struct jk_daemon *daemon);

/** Tick as often as the options say, from now on. @return false: it cannot */
bool jk_daemon_plan_tick(struct jk_daemon *daemon);
#endif
