/* jarak/app/personnel/personnel.h: officers needed and sent, gathered from what stands.
 *
 * An activity asks for officers from the first of its legs that day to the last, build-up and
 * dispersal counted; a security duty that names officers is supply. Nothing of it is kept: it is
 * counted from notices, conflicts and the pack when somebody asks, and remembered until one of
 * them changes. Officers are the police's own planning: no other role is told of them, their units
 * or what they guard, nor of how many there are. Source: docs/decisions/0113-personnel.md. */
#ifndef JARAK_APP_PERSONNEL_PERSONNEL_H
#define JARAK_APP_PERSONNEL_PERSONNEL_H
#include "jarak/app/accounts/account.h"
#include "jarak/app/handle/handle.h"
#include "jarak/app/registry/registry.h"
#include "jarak/feed/personnel/personnel.h"

/** Is this account of those who are told of officers? */
bool jk_sees_personnel(const struct jk_account *account);

/** Take the lines that say who guards what, and a duty's DESCRIPTION, which says it in words, out
 * of the bytes of a notice, for who is not told of them.
 *
 * @param notice         its facts, whoever reads them
 * @param[in,out] bytes  of the notice; those in the arena where anything was taken out
 * @return false: memory is out, and nothing may be shown */
bool jk_personnel_withhold(const struct jk_account *reader, const struct jk_notice *notice,
                           struct jk_arena *arena, struct jk_span *bytes);

/** Count a day of a region.
 *
 * @param region    of the pack
 * @param[out] out  borrowed from the application until its next command
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_app_personnel(struct jk_app *app, const struct jk_region *region, int32_t day,
                                const struct jk_personnel_day **out);

/** What was counted about a notice: the worst hour it takes part in, what is wrong with a duty.
 *
 * @param entry  with a current version
 * @return in the arena; null where nothing is counted, or memory is out */
const struct jk_rule_personnel *jk_app_personnel_finding(struct jk_app *app, struct jk_arena *arena,
                                                         const struct jk_entry *entry);

/** What a UID or code names, as X-JARAK-GUARDS does.
 *
 * @param[out] about  in words; the text itself where nothing is known of it; borrowed from the
 *                    application until its next command, or `guards`
 * @param[out] at     its place
 * @return false: it has no place */
bool jk_app_guarded(struct jk_app *app, const char *guards, const char **about,
                    struct jk_point *at);

/** What counting a day of a region costs, in units of jarak/app/handle/work.h. */
uint64_t jk_app_personnel_units(const struct jk_app *app, const char *region, int32_t day);
#endif
