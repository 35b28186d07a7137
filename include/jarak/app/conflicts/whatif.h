/* jarak/app/conflicts/whatif.h: what another policy would change, without changing anything.
 *
 * Every pair of chains in a registry is judged twice, by the pack's policies and with one of them
 * in place of another, wherever that one holds; pairs whose levels differ are told. The registry's
 * world is only read (but for search stamps): the legs' bodies do not depend on the policy. Source:
 * SPEC 4, WIRE 1 and 5. */
#ifndef JARAK_APP_CONFLICTS_WHATIF_H
#define JARAK_APP_CONFLICTS_WHATIF_H
#include "jarak/app/accounts/account.h"
#include "jarak/app/registry/registry.h"
#include "jarak/feed/admin/policy.h"
#include "jarak/feed/json/whatif.h"

/** The question of a what-if. */
struct jk_whatif_request {
    const struct jk_policy *now;    /**< the one it is compared with: of the pack */
    const struct jk_policy *policy; /**< borrowed for the call and by the view */
    const char *region;             /**< pairs with a side in it or below; "" is all */
    int64_t now_s; /**< what is over is left out, unless the pack is a simulation */
    const struct jk_calendar_of *scope; /**< for whom it would be stated (jarak/policy/edition.h),
                                         * and for nobody else; null: wherever `now` holds */
};

/** Compare.
 *
 * @param[out] out  in the arena, and borrowed from the registry until its next change
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_whatif(struct jk_registry *registry, struct jk_arena *arena,
                         const struct jk_whatif_request *request, struct jk_whatif_view *out);

/** Who asks what another policy would change in the actor's region. */
struct jk_whatif_ask {
    const struct jk_account *actor;
    int64_t now_s;            /**< what ended before it is not compared */
    struct jk_span policy;    /**< bytes of a policy.json */
    struct jk_calendar_of of; /**< whose policy it would stand in for; borrowed */
};

/** Find what another policy would change among the conflicts an account's region sees (SPEC 4,
 * whatif.h).
 *
 * @param bytes    a policy.json
 * @param[out] out  in the arena and borrowed from the application until its next command
 * @return JK_OK; JK_INVALID, JK_RANGE with the member at fault; JK_MEMORY */
enum jk_status jk_app_whatif(struct jk_app *app, struct jk_arena *arena,
                             const struct jk_whatif_ask *ask, struct jk_whatif_view *out,
                             struct jk_error *err);

/** The policy in force with another limit of one row, every row of that name alike. Typed texts are
 * read here: kilometres and minutes, "" leaves what stands there.
 *
 * @param[out] out  written on JK_OK; holds no pointers
 * @return JK_OK; JK_INVALID no such row or level, or no number; JK_RANGE the limits of the levels
 *         would not be nested */
enum jk_status jk_app_policy_limit(const struct jk_app *app, const struct jk_calendar_of *of,
                                   const struct jk_limit_ask *limit, struct jk_policy *out,
                                   struct jk_error *err);

/** Find what that policy would change, were it stated for whom it is asked for.
 *
 * @param ask      its `policy` is not used
 * @return as jk_app_whatif(); JK_INVALID no such row or level, or no number; JK_RANGE the limits of
 *         the levels would not be nested */
enum jk_status jk_app_whatif_limit(struct jk_app *app, struct jk_arena *arena,
                                   const struct jk_whatif_ask *ask,
                                   const struct jk_limit_ask *limit, struct jk_whatif_view *out,
                                   struct jk_error *err);
#endif
