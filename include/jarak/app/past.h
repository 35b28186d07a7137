/* jarak/app/past.h: the application as it was behind an entry of the journal.
 *
 * What was known then is told to who asks today: his account, its role and its region are those of
 * today, and what he may not see today he does not see in the past either. So a chain that decides
 * elsewhere by now lies there in the past too, what no longer touches his ground touches it never,
 * and a conflict is there only where he may be shown it today. Who is told only what is public is
 * told only of activities that are public today. What was erased is gone (jarak/store/past.h).
 *
 * Levels of conflicts are those that were journalled; their parts are found again, by the pack it
 * is opened with. Source: issue 15 (Pengawasan), docs/decisions/0115-time-travel.md. */
#ifndef JARAK_APP_PAST_H
#define JARAK_APP_PAST_H
#include "jarak/app/app.h"

/** Open it. Nothing is journalled by it, whatever is asked of it.
 *
 * @param now    the application of today; null: who asks is shown everything (whoever has the file)
 * @param actor  name of the account that asks; with `now` alone
 * @param store  of jk_store_past(); borrowed for its life
 * @param pack   that was in force then, as far as it is known; borrowed
 * @param[out] out  close with jk_app_close()
 * @return as jk_app_open(); JK_DENIED there is no such account */
enum jk_status jk_app_open_past(struct jk_app *now, const char *actor, struct jk_store *store,
                                const struct jk_pack *pack, struct jk_app **out,
                                struct jk_error *err);

/** True when what was judged by then is not what the past was opened with: files of a pack that are
 * gone. Levels are as they were, parts may differ. */
bool jk_app_past_other(const struct jk_app *past);

/** The last entry not after a time. @param[out] seq 0: there is none. @return JK_OK; JK_IO */
enum jk_status jk_app_entry_at(struct jk_app *app, int64_t time_s, uint64_t *seq,
                               struct jk_error *err);

/** What opening it at an entry costs, about (jarak/app/handle/work.h). */
uint64_t jk_app_past_units(const struct jk_app *now, uint64_t seq);
#endif
