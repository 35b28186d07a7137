/* daemon/app/repack/compare.h: what the other pack would change among the conflicts of a region. */
#ifndef DAEMON_APP_REPACK_COMPARE_H
#define DAEMON_APP_REPACK_COMPARE_H
#include "daemon/app/repack/beside.h"
#include "jarak/feed/json/whatif.h"

/* Once every chain is judged beside.
 *
 * @param region  pairs with a side that is decided there or touches its ground
 * @param now_s   what is over by then is left out
 * @param[out] out  in the arena, and borrowed from the registry until its next change
 * @return JK_OK; JK_MEMORY */
enum jk_status repack_compare(const struct beside *b, struct jk_arena *arena, const char *region,
                              int64_t now_s, struct jk_whatif_view *out);
#endif
