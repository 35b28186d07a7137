/* daemon/store/shared/driver.h: what a database must do to keep a journal that daemons share.
 *
 * The program of the database is a module of its own, loaded by whoever is told an address: a
 * daemon with its own file needs neither the library of the database nor its package. A module has
 * one symbol, SHARED_DRIVER_SYMBOL, and calls nothing of ours. All calls block, but never longer
 * than they are told; one thread at a time calls a link. Nothing is asked of the database but rows
 * that change when they are as they are thought to be, and, where it can, to say that they did.
 * Source: docs/decisions/0128. */
#ifndef DAEMON_STORE_SHARED_DRIVER_H
#define DAEMON_STORE_SHARED_DRIVER_H
#include "daemon/store/group.h"

#define SHARED_DRIVER_SYMBOL  "jk_shared_driver"
#define SHARED_DRIVER_VERSION 2 /* of this header: a module of another build is not loaded */

#define SHARED_WHY_MAX    200 /* octets of what the database says, with NUL */
#define SHARED_HOLDER_MAX 40  /* octets of the name of a process, with NUL */
#define SHARED_URL_MAX    256 /* octets of the address of a daemon, with NUL */

/* How a call went. */
enum driver_said {
    DRIVER_OK,
    DRIVER_NONE,    /* there is no such journal, entry or row */
    DRIVER_FENCED,  /* the journal is not as the caller thinks: nothing was written */
    DRIVER_REFUSED, /* the database said no, for good: rights, schema, a broken row; see `why` */
    DRIVER_FULL,    /* likewise: it has no room */
    DRIVER_GONE,    /* not connected, and nothing was written; try again later */
    DRIVER_UNKNOWN  /* the connection was lost behind the last word: it may be written or not */
};

/* The row that says where a journal ends and who writes it. */
struct driver_head {
    uint64_t epoch; /* rises when another writer takes over */
    struct tip tip;
    uint8_t salt[32];               /* of the store */
    char pack[65];                  /* hash of the pack that the writer judges by; "": none yet */
    char program[65];               /* hash of the writer's program; "": not told yet */
    char holder[SHARED_HOLDER_MAX]; /* the process that writes; "": nobody does */
    char url[SHARED_URL_MAX];       /* where it is reached */
    int64_t age_ms;    /* since the writer last said that it is there, by the database's clock */
    unsigned standbys; /* that a commit waits for, and that are there */
};

/* Who wants to write. */
struct driver_claim {
    const char *holder, *url;
    uint64_t epoch;      /* of the head that was seen */
    int64_t patience_ms; /* another holder's row must be so old */
};

/* A run of entries as it was read; the group borrows from `owner`. */
struct driver_batch {
    struct group group;
    void *owner;
};

/* Where the deliveries of a subscription stand, in the words of the store (outbox.c). */
struct driver_position {
    struct jk_span subscription, state; /* empty state: forgotten */
};
typedef void driver_position_each(void *ctx, struct jk_span subscription, struct jk_span state);

struct driver_link; /* a connection, or the want of one */

/* How an address is to be used. */
struct driver_options {
    const char *address; /* as the library of the database reads it */
    const char *journal; /* the name of one, of those that lie in the database */
    bool notify;         /* ask to be woken */
    unsigned standbys;   /* a commit is refused where so many are not there; 0: none is needed */
    bool patient;        /* nobody waits for the journal: a group may be long on its way */
};

struct shared_driver {
    unsigned version;
    /* Not connected yet. @return null: memory is out, or the address cannot be read: `why` */
    struct driver_link *(*make)(const struct driver_options *options, char why[SHARED_WHY_MAX]);
    void (*free)(struct driver_link *link);
    /* Files that connecting reads, one after the other until it is false. */
    bool (*file)(struct driver_link *link, unsigned number, char *path, size_t room);
    /* What the last call that did not go well was told. */
    const char *(*why)(const struct driver_link *link);
    /* Connect where it is not connected, at once or by `ms`. @return OK; GONE; REFUSED */
    enum driver_said (*connect)(struct driver_link *link, int64_t ms);
    /* Let the connection go. */
    void (*drop)(struct driver_link *link);
    /* Make what is missing of the tables, and let a role do what a daemon does.
     * @param role  null: nobody else */
    enum driver_said (*prepare)(struct driver_link *link, const char *role, int64_t ms);
    /* Make the journal, empty, of that salt. @return OK; FENCED: it is there */
    enum driver_said (*begin)(struct driver_link *link, const uint8_t salt[32], int64_t ms);
    /* @return OK; NONE; GONE; REFUSED also where the tables are of another version */
    enum driver_said (*head)(struct driver_link *link, struct driver_head *out, int64_t ms);
    /* Become the writer, of which no program is known yet. @return OK with the new head; FENCED */
    enum driver_said (*take)(struct driver_link *link, const struct driver_claim *claim,
                             struct driver_head *out, int64_t ms);
    /* Say that the writer is there. @return OK; FENCED */
    enum driver_said (*renew)(struct driver_link *link, uint64_t epoch, int64_t ms);
    /* Say what is judged by, and by whom. @return OK; FENCED */
    enum driver_said (*tell)(struct driver_link *link, uint64_t epoch, const char *pack,
                             const char *program, int64_t ms);
    /* Say that it leaves. */
    enum driver_said (*leave)(struct driver_link *link, uint64_t epoch, int64_t ms);
    /* Send what stands of a group that is still being decided on: its rows are final, and more may
     * follow. Nothing is waited for but room to send. Until append() of the whole group, or
     * give_up(), nothing else is asked of the link.
     * @return OK; else nothing is open, and append() sends all of it or says why not */
    enum driver_said (*ahead)(struct driver_link *link, uint64_t epoch, const struct group *so_far,
                              int64_t ms);
    /* Nothing of what was sent ahead is to be written. Without such a group it does nothing.
     * @return OK; GONE: the connection is lost, and so that is true too */
    enum driver_said (*give_up)(struct driver_link *link, int64_t ms);
    /* Append a group, whole or not at all, where the journal ends as the group says and the epoch
     * is that; what was sent of it ahead is not sent again.
     * @return OK; FENCED; FULL; REFUSED; GONE; UNKNOWN */
    enum driver_said (*append)(struct driver_link *link, uint64_t epoch, const struct group *group,
                               int64_t ms);
    /* The entries behind a number, no more than so many and no more than beside which there are
     * some dozen megabytes, and what lies beside them.
     * @param last  none behind this number */
    enum driver_said (*read)(struct driver_link *link, uint64_t after, uint64_t last, unsigned most,
                             struct driver_batch *out, int64_t ms);
    void (*batch_free)(struct driver_batch *batch);
    /* The hash of one entry. @return OK; NONE */
    enum driver_said (*hash)(struct driver_link *link, uint64_t seq, uint8_t hash[JK_DIGEST_LEN],
                             int64_t ms);
    /* A secret that all daemons share, made by the first that asks.
     * @param[in,out] secret  what it is to be if there is none; what it is */
    enum driver_said (*secret)(struct driver_link *link, const char *name, uint8_t secret[32],
                               int64_t ms);
    /* Note positions of deliveries. */
    enum driver_said (*put_positions)(struct driver_link *link,
                                      const struct driver_position *positions, size_t count,
                                      int64_t ms);
    enum driver_said (*each_position)(struct driver_link *link, driver_position_each *each,
                                      void *ctx, int64_t ms);
    /* What to wait on for news besides time; -1: nothing. */
    int (*fd)(const struct driver_link *link);
    /* Read what came. @return true: the journal has grown, or the connection is lost */
    bool (*news)(struct driver_link *link);
};
#endif
