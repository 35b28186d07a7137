/* daemon/http/hourly.h: how often an account may ask for something costly within any hour.
 *
 * A sliding window: the times of the last so many are kept, in memory only. */
#ifndef JARAK_HTTP_HOURLY_H
#define JARAK_HTTP_HOURLY_H
#include <stdint.h>

#define HOURLY_MOST 30 /* checks of a team (WIRE 1) */

struct hourly;

/* @return given; null when memory is out */
struct hourly *hourly_new(void);
/* Null is allowed. */
void hourly_free(struct hourly *hourly);
/* Take one for that account. @return seconds to wait, when nothing was taken; 0: taken */
int64_t hourly_take(struct hourly *hourly, const char *account, int64_t now_s);
#endif
