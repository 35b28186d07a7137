/* jarak/store/shared.h: one journal for several daemons, kept by a database server.
 *
 * The server holds the journal, where it ends, and who writes it. Each daemon has a copy of it in a
 * file of its own, a store like any other: whatever is asked is answered from there, and no answer
 * waits for the network. A copy may be deleted; it is made again.
 *
 * One daemon writes. Its groups become durable at the server first and in its copy after that; the
 * server takes a group only where the journal ends as the writer thinks it does. The others follow:
 * they check each entry as a replay does, and fold it into their copy. A writer says every two
 * seconds that it is there; when it has not for six, by the server's clock, another takes over, and
 * the first writes nothing any more, whatever it believes.
 *
 * All waiting for the server is done by a thread of its own. The calls below belong to one other
 * thread, which hears of news by jk_shared_fd(). Source: issue 19, docs/decisions/0128. */
#ifndef JARAK_STORE_SHARED_H
#define JARAK_STORE_SHARED_H
#include <limits.h>
#include "jarak/store/store.h"

#define JK_SHARED_JOURNAL_MAX 40   /**< octets of a journal's name */
#define JK_SHARED_LEASE_MS    6000 /**< a writer that was not heard of for so long is given up */
#define JK_SHARED_STALE_MS    5000 /**< what is older is not the present: say so */

/** True for what is an address of a server and no path: postgresql:// or postgres://. */
bool jk_shared_is_address(const char *text);

struct jk_shared;

/** How a daemon takes part. All borrowed for the call. */
struct jk_shared_options {
    const char *address; /**< as libpq reads it */
    const char *journal; /**< small letters, digits, `_` */
    const char *module;  /**< file of the database's module; null: beside the program, or
                          * installed */
    const char *url;     /**< where others reach this daemon; "" nowhere */
    bool notify;         /**< be woken by the server; else it is asked each second */
    bool writes;         /**< may write; else it follows for ever */
    unsigned standbys;   /**< servers beside the first that must have each group; 0: none */
};

/** Connect, make the journal if it is not there, open the copy and make it anew where it is of
 * another journal, or holds what this one does not. Blocks up to some 10 s. Then
 * jk_shared_catch_up() and jk_shared_start().
 *
 * Where the server cannot be reached and the copy is of this journal, it is opened as it is
 * (`alone`): what is known is answered, as old as it is, and followed when the server is there.
 *
 * @param copy        path of the copy
 * @param[out] out    given, jk_shared_close() before the store is closed
 * @param[out] store  given, jk_store_close(); nothing can be put before jk_shared_write()
 * @return JK_OK; JK_INVALID the address or a name; JK_BUSY the server cannot be reached; JK_DENIED
 *         it refuses; JK_NONE the module; as of jk_store_open() */
enum jk_status jk_shared_open(const struct jk_shared_options *options, const char *copy,
                              struct jk_shared **out, struct jk_store **store,
                              struct jk_error *err);

/** What jk_shared_open() would find wrong without asking the server: the module, the address, the
 * name. The field of a refusal is "store" or "store-journal". @return JK_OK; JK_INVALID; JK_NONE */
enum jk_status jk_shared_try(const struct jk_shared_options *options, struct jk_error *err);

/** Leave: the journal has no writer any more if it was this one, and others need not wait. No group
 * may be open in its store. Null is allowed. */
void jk_shared_close(struct jk_shared *shared);

/** Readable when there is news: then jk_shared_look(). */
int jk_shared_fd(const struct jk_shared *shared);

/** What this daemon is to the journal. */
enum jk_shared_role {
    JK_SHARED_READS,  /**< it follows */
    JK_SHARED_CLAIMS, /**< it has taken over: when it has followed to the end, jk_shared_write() */
    JK_SHARED_WRITES
};

/** How things stand. */
struct jk_shared_state {
    enum jk_shared_role role;
    bool connected;
    bool alone;       /**< started without the server, and not reached since */
    bool held;        /**< somebody writes, and was heard of within the lease */
    bool grown;       /**< entries wait for jk_shared_follow() */
    bool starved;     /**< too few standbys are there: nothing can be written */
    bool broken;      /**< the chain of the journal is: nothing is followed any more */
    bool diverged;    /**< the journal is not the one that was followed: a start makes a new copy */
    uint64_t seq;     /**< the journal's end as it was seen last */
    int64_t age_ms;   /**< how old that is: since the writer was last known to be there */
    char url[256];    /**< of who writes; "": nobody, or this one */
    char pack[65];    /**< hash of the pack that is judged by; "" not yet */
    char program[65]; /**< hash of the program that wrote last; "" where that is not known */
    char why[200];    /**< what the server said last that was not well; "" */
};

/** Look, and take the news off jk_shared_fd(). Never blocks. */
void jk_shared_look(struct jk_shared *shared, struct jk_shared_state *out);

/** The same, and the news stay for jk_shared_look(). */
void jk_shared_peek(struct jk_shared *shared, struct jk_shared_state *out);

/** Fold the next entries that came into the store: some thousand at most.
 *
 * @param[out] any  false: there were none
 * @return JK_OK; JK_CORRUPT the chain is broken, then nothing more is followed; JK_STATE inside a
 *         transaction; JK_FULL; JK_IO; JK_MEMORY: it may be tried again */
enum jk_status jk_shared_follow(struct jk_shared *shared, struct jk_store *store, bool *any,
                                struct jk_error *err);

/** Follow to where the journal ends, before jk_shared_start(); waits for the server.
 *
 * @param look  asked between pieces; @return false: give up. Null: nobody is
 * @return as of jk_shared_follow(); JK_BUSY given up, or the server does not answer */
enum jk_status jk_shared_catch_up(struct jk_shared *shared, struct jk_store *store,
                                  bool (*look)(void *ctx), void *ctx, struct jk_error *err);

/** Start the thread; behind the sandbox (jarak/host/sandbox.h), which holds for threads that are
 * started later. @return JK_OK; JK_IO; JK_MEMORY */
enum jk_status jk_shared_start(struct jk_shared *shared, struct jk_error *err);

/** Begin to write, where this daemon has taken over and has followed to the end.
 *
 * @return JK_OK; JK_STATE: not yet, or no longer */
enum jk_status jk_shared_write(struct jk_shared *shared, struct jk_store *store,
                               struct jk_error *err);
/** Give the journal up, to be taken over by another: this daemon only follows from here on. */
void jk_shared_yield(struct jk_shared *shared);

/** Let the journal go for now, where its group was refused while this daemon took over: others may
 * take it, and this one tries again in some seconds. */
void jk_shared_rest(struct jk_shared *shared);

/** What all daemons of the journal know of it: to be told with the next claim.
 *
 * @param pack,program  hexadecimal hashes, up to 64 digits */
void jk_shared_tell(struct jk_shared *shared, const char *pack, const char *program);

/** A secret that all daemons of the journal share (32 octets), made by the first: sessions are
 * signed with it. */
const uint8_t *jk_shared_secret(const struct jk_shared *shared);

/** Files that connecting reads, one after the other: they must stay readable.
 *
 * @return false: there is none of that number */
bool jk_shared_file(const struct jk_shared *shared, unsigned number, char path[PATH_MAX]);

/** Note where the deliveries of a subscription stand, some time soon; the newest word counts.
 * @param state  empty: it is forgotten */
void jk_shared_put_position(struct jk_shared *shared, struct jk_span subscription,
                            struct jk_span state);
/** Those that were found at the server and not told yet: all of them when this daemon takes over
 * (to be taken before jk_shared_write()), and while it follows whenever some are new, seconds old.
 */
typedef void jk_shared_position_each(void *ctx, struct jk_span subscription, struct jk_span state);
void jk_shared_each_position(struct jk_shared *shared, jk_shared_position_each *each, void *ctx);
#endif
