/* daemon/http/login/guess_delay.h: slowing down who guesses passwords, without keeping out who owns
 * them.
 *
 * Counters by key. Who knows only a name must not be able to lock its owner out, so tries are
 * counted by name and address together: the fifth within 15 minutes makes the next one wait 15 s,
 * and each one after that twice as long, up to 15 minutes. Of one address, whatever the names, the
 * twentieth failure does the same; of one name, from wherever, the fiftieth, for a minute at most.
 * The fiftieth wrong token of an address has the next wrong ones told to wait, a minute at most; a
 * right one is never delayed, so that nobody behind an address is locked out by his neighbour: it
 * has 256 bits, and no number of tries finds one.
 * A device that logged in before has a key of its own and meets none of the others. Counters are in
 * memory only. Names that belong to nobody are counted like others: an answer must not tell them
 * apart. */
#ifndef DAEMON_HTTP_LOGIN_GUESS_DELAY_H
#define DAEMON_HTTP_LOGIN_GUESS_DELAY_H
#include <stdint.h>
#include "jarak/base/bytes.h"

#define GUESS_WINDOW_S 900 /* also how long a quiet counter is kept behind its last delay */
#define GUESS_FIRST_S  15  /* the first delay; each further one is twice as long */
#define GUESS_MOST_S   900 /* no delay is longer */
#define GUESS_FREE_MAX 50  /* the most tries that any kind of key has free */

/* What a key stands for, and so how many tries it has free. */
enum guess_kind {
    GUESS_PAIR,    /* a name from an address, or on a device that is known: 5 */
    GUESS_ADDRESS, /* an address, whatever the names: 20; only failures are counted */
    GUESS_NAME,    /* a name, from wherever: 50, delayed by a minute at most; only failures */
    GUESS_TOKEN    /* wrong tokens of an address: 50, and a minute at most */
};

struct guess_delays;

/* @return given; null when memory or random bytes are out */
struct guess_delays *login_guess_delay_new(void);
/* Null is allowed. */
void login_guess_delay_free(struct guess_delays *guess_delays);
/* Seconds to wait before a try of that key may be looked at; 0: none. */
int64_t login_guess_delay_wait(const struct guess_delays *guess_delays, struct jk_span key,
                               int64_t now_s);
/* A try is looked at and counts as failed until it is forgotten, so that many at once are no way
 * around; or a try has failed. */
void login_guess_delay_count(struct guess_delays *guess_delays, enum guess_kind kind,
                             struct jk_span key, int64_t now_s);
/* It succeeded. Only the pair is forgotten: the address's other guesses stay counted. */
void login_guess_delay_forget(struct guess_delays *guess_delays, struct jk_span key);
#endif
