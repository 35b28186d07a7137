/* jarak/base/defend.h: what our own code promises, and what happens when it breaks a promise.
 *
 * For our own mistakes only: nothing a client sends may fail one of these. There are two builds.
 * The checking build (JK_CHECKING: unit and system tests, sanitizers, fuzzing) aborts at the
 * failed line. The release build notes the failure and goes on, and whoever runs the command
 * compares jk_defend_mark() before and after it: the command is undone and answered as failed,
 * so that no verdict and no stored row comes out of a broken promise. Pure: the note is a count,
 * and the line in the log is written by the hook the shell installs.
 *
 * A mark knows of refused memory too (jarak/base/heap.h). Most of what has no memory says so, but
 * not all can: a library that leaves a field out, a judgement that errs on the safe side. What was
 * made meanwhile looks whole and may not be. */
#ifndef JARAK_BASE_DEFEND_H
#define JARAK_BASE_DEFEND_H
#include <stdint.h>
#include "jarak/base/status.h"

#define JK_DEFEND_PLACES 64 /* places the hook is told of; a program with more is beyond help */

/** Told of the first failure of each place. `expr` is the text of the condition. */
typedef void jk_defend_hook(const char *file, int line, const char *expr);

/** Choose who is told, once, at start; null: nobody, as at first. */
void jk_defend_tell(jk_defend_hook *hook);

/** Count a failure, and tell the hook where this place had none before.
 *
 * @param file, expr  static text; kept. Any thread may call it. */
void jk_defend_note(const char *file, int line, const char *expr);

/** Failures so far in this process. It only rises. */
uint64_t jk_defend_count(void);

/** A moment, for this thread: by value. */
struct jk_defend_mark {
    uint64_t failures; /**< jk_defend_count() */
    uint64_t refusals; /**< jk_heap_refusals() */
};

/** Now: what is made from here on is asked about with jk_defend_since(). */
struct jk_defend_mark jk_defend_mark(void);

/** May what was made since be kept and shown?
 *
 * @return JK_OK; JK_CORRUPT: a promise has broken; JK_MEMORY: memory was refused to this thread */
enum jk_status jk_defend_since(const struct jk_defend_mark *mark);

#ifdef JK_CHECKING
#include <assert.h>
/** A precondition or invariant our own code guarantees; it must cost little. In the release the
 * function goes on after a failure: where that would touch memory that is not there, write
 * `if (JK_NEVER(...)) return ...;`. */
#define JK_ASSERT(condition) assert(condition)
/** The same for what costs a loop: looked at in the checking build only. */
#define JK_ASSERT_ALL(condition) assert(condition)
/** True when the impossible happened: the branch behind it is the safe one. */
#define JK_NEVER(condition) ((condition) ? (assert(0 && #condition), 1) : 0)
#else
#define JK_ASSERT(condition) \
    (__builtin_expect(!(condition), 0) ? jk_defend_note(__FILE__, __LINE__, #condition) : (void)0)
#define JK_ASSERT_ALL(condition) ((void)(0 && (condition)))
#define JK_NEVER(condition)                                              \
    (__builtin_expect(!!(condition), 0)                                  \
         ? (jk_defend_note(__FILE__, __LINE__, "never: " #condition), 1) \
         : 0)
#endif
#endif
