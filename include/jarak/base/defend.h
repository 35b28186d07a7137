/* jarak/base/defend.h: branches we believe are never taken.
 *
 * After sqlite and h3: JK_NEVER(x) asserts in test builds and still takes the safe branch in
 * release builds. For our own mistakes only: nothing a client sends may reach one. */
#ifndef JARAK_BASE_DEFEND_H
#define JARAK_BASE_DEFEND_H
#include <assert.h>

/** True when the impossible happened: asserts in debug builds, defends in release builds. */
#ifdef NDEBUG
#define JK_NEVER(condition) (condition)
#else
#define JK_NEVER(condition) ((condition) ? (assert(0 && #condition), 1) : 0)
#endif
#endif
