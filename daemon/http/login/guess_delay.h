/* daemon/http/login/guess_delay.h: slowing down who guesses passwords, by account and by address.
 *
 * A try counts as failed until it succeeds, so that many at once are no way around. The fifth
 * within 15 minutes makes the next one wait 15 s, and each one after that twice as long, up to 15
 * minutes; a success forgets. Counters are in memory only. Names that belong to nobody are counted
 * like others: an answer must not tell them apart. */
#ifndef DAEMON_HTTP_LOGIN_GUESS_DELAY_H
#define DAEMON_HTTP_LOGIN_GUESS_DELAY_H
#include <stdint.h>
#include "jarak/base/bytes.h"

#define GUESS_FREE     5   /* tries within the window before anything is delayed */
#define GUESS_WINDOW_S 900 /* also how long a quiet counter is kept behind its last delay */
#define GUESS_FIRST_S  15  /* the first delay; each further one is twice as long */
#define GUESS_MOST_S   900

struct guess_delays;

/* @return given; null when memory or random bytes are out */
struct guess_delays *login_guess_delay_new(void);
/* Null is allowed. */
void login_guess_delay_free(struct guess_delays *guess_delays);
/* Seconds to wait before a try of that key may be looked at; 0: none. */
int64_t login_guess_delay_wait(const struct guess_delays *guess_delays, struct jk_span key,
                               int64_t now_s);
/* A try is looked at; it counts as failed. */
void login_guess_delay_count(struct guess_delays *guess_delays, struct jk_span key, int64_t now_s);
/* It succeeded. */
void login_guess_delay_forget(struct guess_delays *guess_delays, struct jk_span key);
#endif
