/* daemon/store/shared/shared.h: what the thread that talks to the server and the thread that owns
 * the store have in common.
 *
 * Everything below `lock` is under it. The link belongs to the worker once it runs. A group that is
 * sent is borrowed by the worker until it is answered; a batch that is ready belongs to whoever
 * takes it. */
#ifndef DAEMON_STORE_SHARED_SHARED_H
#define DAEMON_STORE_SHARED_SHARED_H
#include <pthread.h>
#include "daemon/store/shared/driver.h"
#include "jarak/store/shared.h"

#define SHARED_BATCH        5000  /* entries that are read at once */
#define SHARED_RENEW_MS     2000  /* the writer says that it is there */
#define SHARED_POSITIONS_MS 2000  /* who follows asks how far deliveries are */
#define SHARED_LOOK_MS      1000  /* who follows asks where the journal ends */
#define SHARED_AGAIN_MS     250   /* a server that is gone is tried again */
#define SHARED_REST_MS      2000  /* who could not take over tries again */
#define SHARED_CALL_MS      3000  /* one call to it */
#define SHARED_SEND_MS      2000  /* one group: whoever writes waits for it as for a disk */
#define SHARED_AHEAD_MS     1000  /* so long a group may stand that was begun at the server */
#define SHARED_READ_MS      30000 /* one batch */

/* A position that waits to be noted. */
struct position {
    struct position *next;
    size_t name_len, state_len;
    char octets[]; /* the subscription, then the state */
};

struct jk_shared {
    void *module;
    const struct shared_driver *driver;
    struct driver_link *link;
    char holder[SHARED_HOLDER_MAX], url[SHARED_URL_MAX];
    bool writes;
    unsigned standbys;
    uint8_t secret[32];
    int news_fd, wake_fd;                  /* of the owner, of the worker */
    int64_t positions_at_ms;               /* the worker's: when it looked for positions last */
    uint8_t positions_seen[JK_DIGEST_LEN]; /* the worker's: what was found then */
    struct { /* the group of which the server has a part; the worker's */
        bool is, given_up;
        int64_t since_ms;
    } ahead;
    pthread_t thread;
    bool runs, is_copy; /* the worker; of a copy of the process it does not */

    pthread_mutex_t lock;
    pthread_cond_t done; /* something was answered or came */
    bool stopping, yields, rests;
    int64_t rests_until_ms; /* monotonic; nothing is taken over before */
    enum jk_shared_role role;
    bool connected, broken, diverged;
    bool alone; /* it was started without the server, which was not reached since */
    struct driver_head head;
    int64_t head_at_ms;         /* monotonic; when it was true */
    struct tip fetched;         /* up to here entries were handed over */
    char pack[65], program[65]; /* to be told */
    bool tells;
    char why[SHARED_WHY_MAX];
    struct group part;           /* of a group that is being decided on: what stands of it */
    bool has_part, part_taken;   /* by the worker, who looks at it */
    bool forgets;                /* the group of which parts were sent is given up */
    const struct group *sending; /* null: none is under way */
    int64_t sending_since_ms, lost_at_ms; /* monotonic; the last call in vain ended then */
    bool answered;
    enum driver_said answer;
    char answer_why[SHARED_WHY_MAX]; /* what was said with it: `why` is gone with the next word */
    struct driver_batch ready;
    bool has_batch;
    struct position *positions; /* that wait to be noted */
    struct position *found;     /* at the server, and not looked at yet */
};

/* Milliseconds of a clock that is never set. */
int64_t store_shared_now_ms(void);
/* Add one to an eventfd. */
void store_shared_ring(int fd);
/* Load the module of a database. @param path null: where it lies. JK_NONE. */
enum jk_status store_shared_load(const char *path, void **module,
                                 const struct shared_driver **driver, struct jk_error *err);
/* What the driver said, as a refusal. */
enum jk_status store_shared_refuse(enum driver_said said, const char *why, struct jk_error *err);
/* The worker: until `stopping`. @param arg a struct jk_shared */
void *store_shared_work(void *arg);
/* The worker: the owner has something to look at. Under the lock. */
void store_shared_news(struct jk_shared *s);
/* The worker: note how a call went that was not well; what of it concerns the connection. */
void store_shared_note(struct jk_shared *s, enum driver_said said);

/* alone.c */

/* Leave beside the copy what a start without the server needs; where that cannot be written, such a
 * start waits for the server. */
void store_shared_remember(const struct jk_shared *s, const struct jk_shared_options *options,
                           const char *copy);
/* Is there a copy of that journal, and what a start needs besides? */
bool store_shared_may_be_alone(const struct jk_shared_options *options, const char *copy);
/* Open the copy as it is. @return as of jk_store_open(); JK_BUSY */
enum jk_status store_shared_open_alone(struct jk_shared *s, const char *copy,
                                       struct jk_store **store, struct jk_error *err);
/* The worker: the server is there again: is its journal the one of the copy? Else it diverged.
 * @return OK, NONE: it is known; otherwise what hinders that */
enum driver_said store_shared_meet(struct jk_shared *s);

/* fresh.c */

/* Is the copy empty, and so much to be read that it is made without a log? */
bool store_shared_is_fresh(const struct jk_store *store, uint64_t entries);
/* Begin with it. False: it cannot be, and is made like any other. */
bool store_shared_begin_fresh(struct jk_store *store);
/* What was folded so far is durable, and the copy like any other. Not behind a fold that failed:
 * there is nothing to go back to. @return JK_OK; JK_FULL, JK_IO: it is made anew at the next start
 */
enum jk_status store_shared_end_fresh(struct jk_store *store, struct jk_error *err);
/* Remove a copy, and what belongs to it. */
void store_shared_remove_copy(const char *path);
/* The same with one that nobody finished, for its process died. */
void store_shared_drop_unfinished(const char *copy);

/* positions.c */

/* Free a list and make it empty. */
void store_shared_drop_positions(struct position **list);
/* The worker: note at the server what waits for that. */
void store_shared_note_positions(struct jk_shared *s);
/* The worker: find what is noted, and tell the owner where any of it is new.
 * @param again  also what was found before */
void store_shared_find_positions(struct jk_shared *s, bool again);
/* The worker: the same now and then. */
void store_shared_look_for_positions(struct jk_shared *s);
#endif
