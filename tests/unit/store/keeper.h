/* A keeper of one journal in memory, in the place of a database's module: what driver.h asks for
 * and no more. Several daemons of this process may share it. Each call can be told to go wrong, as
 * a server does that is full, gone, taken over or restored from an old copy. */
#ifndef TESTS_UNIT_STORE_KEEPER_H
#define TESTS_UNIT_STORE_KEEPER_H
#include "daemon/store/shared/driver.h"

#define KEEPER_MODULE  "" /* dlopen() takes the program itself for it */
#define KEEPER_ADDRESS "postgresql://keeper"

enum keeper_call {
    KEEPER_MAKE,
    KEEPER_CONNECT,
    KEEPER_PREPARE,
    KEEPER_BEGIN,
    KEEPER_HEAD,
    KEEPER_TAKE,
    KEEPER_RENEW,
    KEEPER_TELL,
    KEEPER_LEAVE,
    KEEPER_AHEAD,
    KEEPER_GIVE_UP,
    KEEPER_APPEND,
    KEEPER_READ,
    KEEPER_HASH,
    KEEPER_SECRET,
    KEEPER_PUT_POSITIONS,
    KEEPER_EACH_POSITION,
    KEEPER_END
};

/** Forget all: there is no journal, and every call goes well. */
void keeper_reset(void);
/** Behind `after` more of them the next `times` calls of a kind answer so and do nothing. */
void keeper_answer(enum keeper_call call, enum driver_said said, unsigned after, unsigned times);
/** Each call of a kind lasts so long from now on, in which others go on; 0: as before. */
void keeper_stall(enum keeper_call call, unsigned ms);
/** How many calls of a kind came to their end since keeper_reset(). */
unsigned keeper_ended(enum keeper_call call);
/** The next group is kept, and whoever sent it hears DRIVER_UNKNOWN. */
void keeper_lose_answer(void);
/** How often a call came since keeper_reset(). */
unsigned keeper_asked(enum keeper_call call);
/** The head as it stands. */
struct driver_head keeper_head(void);
/** Somebody of this name writes now. @param age_ms  since it was heard of; "": nobody does */
void keeper_hold(const char *holder, int64_t age_ms);
/** So many standbys are there. */
void keeper_stand_by(unsigned standbys);
/** The journal ends here now, as a server does that was restored from an old copy. */
void keeper_cut(uint64_t seq);
/** Another time stands in an entry, under the same hash. */
void keeper_bend(uint64_t seq);
/** Another journal stands at the address: another salt. */
void keeper_replace(void);
/** How many positions are noted. */
unsigned keeper_positions(void);
/** The version that the module says it is of. */
void keeper_version(unsigned version);
#endif
