/* A daemon's part in a journal that is kept by keeper.h: its copy, and who follows or writes. */
#ifndef TESTS_UNIT_STORE_SHARER_H
#define TESTS_UNIT_STORE_SHARER_H
#include <criterion/criterion.h>
#include <stdbool.h>
#include "jarak/store/shared.h"
#include "jarak/store/store.h"

#define SHARER_GUARD 3000 /* turns of 10 ms at most: a guard against hanging */

struct sharer {
    char path[128];
    struct jk_shared *shared;
    struct jk_store *store;
    struct jk_shared_state state;
    struct jk_error err;
    enum jk_status followed; /* what following said last */
};

/** Of a suite: a folder for the copies, and a keeper that has nothing; and its end. */
void sharer_world_open(void);
void sharer_world_close(void);

/** Open the copy of a name; nothing is followed yet. */
enum jk_status sharer_open(struct sharer *d, const char *name, bool writes, unsigned standbys);
/** Open it, read to the journal's end and go on following. */
void sharer_start(struct sharer *d, const char *name, bool writes, unsigned standbys);
/** Wait until it writes. */
void sharer_begin_writing(struct sharer *d);
/** Both of these. */
void sharer_start_writer(struct sharer *d, const char *name);
void sharer_close(struct sharer *d);
/** Look, and follow where something came. */
void sharer_turn(struct sharer *d);
/** Turn until it is so. */
#define SHARER_UNTIL(d, is_so)                                       \
    do {                                                             \
        for (int i_ = 0; sharer_turn(d), !(is_so); i_++)             \
            cr_assert(i_ < SHARER_GUARD, "it never is: %s", #is_so); \
    } while (0)
/** Put a notice into the open group; must succeed. */
void sharer_add(struct sharer *d, const char *uid);
/** One notice in a group of its own. */
enum jk_status sharer_put(struct sharer *d, const char *uid);
/** In a copy of the process, which has no worker: true when that ends, and by true. */
bool sharer_in_copy(struct sharer *d, bool (*run)(struct sharer *d));
/** How many octets a notice is read back with. */
size_t sharer_bytes_of(struct jk_store *store, const char *uid);
/** Replay finds no difference, and so many entries. */
void sharer_replays(const char *path, uint64_t entries);
#endif
