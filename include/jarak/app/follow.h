/* jarak/app/follow.h: an application that follows a journal which another process writes.
 *
 * Its store is folded on by somebody else (jarak/store/shared.h); what came is brought into memory
 * by the functions that read rows at a start, so that both give the same. Nothing is judged: levels
 * and alerts are those of the rows. */
#ifndef JARAK_APP_FOLLOW_H
#define JARAK_APP_FOLLOW_H
#include "jarak/app/app.h"

/** The application as the rows of its store say, with nothing judged anew and nothing written. It
 * may be used until it is to write: then it is opened by jk_app_open().
 *
 * @return as of jk_app_open() */
enum jk_status jk_app_open_following(struct jk_store *store, const struct jk_pack *pack,
                                     struct jk_app **out, struct jk_error *err);

/** Bring what stands in the journal behind a number into memory, and tell the sink of its alerts.
 *
 * @param after       the journal's end as memory knows it
 * @param[out] whole  true: what came is not brought in piece by piece (another policy or pack,
 *                    something erased, a paslon struck out, a report from the field): nothing was
 *                    changed, and the application is to be opened anew
 * @return JK_OK; otherwise memory agrees with nothing, and is to be opened anew: JK_CORRUPT;
 * JK_IO; JK_MEMORY */
enum jk_status jk_app_follow(struct jk_app *app, uint64_t after, bool *whole, struct jk_error *err);

/** Tell the sink of the alerts that stand in the journal behind a number: after an application was
 * opened anew. @return JK_OK; JK_IO; JK_MEMORY */
enum jk_status jk_app_follow_alerts(struct jk_app *app, uint64_t after, struct jk_error *err);
#endif
