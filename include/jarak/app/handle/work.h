/* jarak/app/handle/work.h: how much work a request may cause, in one place.
 *
 * The unit is a microsecond of one core of the kind the figures in docs/operations.md were taken
 * on; estimates are made from counts alone (nodes of bodies, pairs, members, octets), cost little
 * themselves and are upper bounds of the usual rather than of the worst. What is estimated above
 * JK_WORK_AT_ONCE is not done by the process that answers everybody (jarak/http/api/api.h): another
 * process does it on a copy of the state. A command is judged there and then done here, with what
 * was found: of what has changed since nothing was found, and it is judged again (SPEC 5).
 *
 * A filing within the profile's limits is never refused for its cost. A question is, where it is
 * more than JK_WORK_MOST (422, it says both numbers), or where whoever asks has used his share (429
 * with Retry-After). Shares are buckets: so much at most, and so much more each second. */
#ifndef JARAK_APP_HANDLE_WORK_H
#define JARAK_APP_HANDLE_WORK_H
#include <stdint.h>
#include "jarak/base/error.h"

struct jk_app;

#define JK_WORK_AT_ONCE UINT64_C(15000)    /* done while the others wait */
#define JK_WORK_MOST    UINT64_C(60000000) /* of one question: a minute of one core */

/* Of an account: a question of the largest kind at once, then a quarter of a core. */
#define JK_WORK_ACCOUNT_BURST  JK_WORK_MOST
#define JK_WORK_ACCOUNT_SECOND UINT64_C(250000)
/* Of an address that has not signed in. Many citizens may share one (a campus, a mobile network):
 * ten new filters of a feed a second. */
#define JK_WORK_ADDRESS_BURST  UINT64_C(5000000)
#define JK_WORK_ADDRESS_SECOND UINT64_C(100000)

/* What things cost, measured (build/bench/stalls, tests/bench/stalls.py). */
#define JK_WORK_MAKE_NODE UINT64_C(1)   /* a vertex of an instance becomes part of a body */
#define JK_WORK_PAIR_NODE UINT64_C(10)  /* a node of a pair of bodies is judged */
#define JK_WORK_SLOT_NODE UINT64_C(2)   /* the same over a range of starts */
#define JK_WORK_READ      UINT64_C(100) /* a short answer: asked, looked up, written */
#define JK_WORK_MEMBER    UINT64_C(10)  /* a member of a list is written as JSON, XML or GeoJSON */
#define JK_WORK_VERDICT   UINT64_C(40)  /* a notice is looked at by all rules and told as JSON */
#define JK_WORK_CONFLICT  UINT64_C(40)  /* a conflict with its parts is written as JSON */
#define JK_WORK_OCTETS    UINT64_C(10)  /* so many octets of a recorded way are one unit */

/** From here on one command may take so many units; UINT64_MAX, as at first: any. */
void jk_app_allow(struct jk_app *app, uint64_t units);

/** Units of all estimates that commands and questions made so far. */
uint64_t jk_app_weighed(const struct jk_app *app);

/** This process only finds out what a command would find: no group is begun any more, and a command
 * that has judged what it is to judge answers JK_BUSY. Cannot be undone. */
void jk_app_rehearse(struct jk_app *app);
#endif
