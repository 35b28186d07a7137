/* jarak/app/follow.h: an application that follows a journal which another process writes.
 *
 * Its store is folded on by somebody else (jarak/store/shared.h); what came is brought into memory
 * by the functions that read rows at a start, so that both give the same. Nothing is judged: levels
 * and alerts are those of the rows. */
#ifndef JARAK_APP_FOLLOW_H
#define JARAK_APP_FOLLOW_H
#include "jarak/app/app.h"
#include "jarak/app/snapshot.h"

/** The application as the rows of its store say, with nothing judged anew and nothing written. It
 * may be used until it is to write: then jk_app_take_over().
 *
 * @param start  as of jk_app_open()
 * @return as of jk_app_open() */
enum jk_status jk_app_open_following(struct jk_store *store, const struct jk_pack *pack,
                                     const struct jk_app_start *start, struct jk_app **out,
                                     struct jk_error *err);

/** Bring what stands in the journal behind a number into memory, and tell the sink of its alerts.
 *
 * @param after       the journal's end as memory knows it
 * @param[out] whole  true: what came is not brought in piece by piece (another policy or pack,
 *                    something erased): nothing was changed: jk_app_read_again()
 * @return JK_OK; otherwise memory agrees with nothing, and is to be opened anew: JK_CORRUPT;
 * JK_IO; JK_MEMORY */
enum jk_status jk_app_follow(struct jk_app *app, uint64_t after, bool *whole, struct jk_error *err);

/** Read everything from the store again, by this pack: nothing is judged anew and nothing written.
 *
 * @param pack  borrowed for the application's life, in the place of the one before
 * @return as of jk_app_follow() */
enum jk_status jk_app_read_again(struct jk_app *app, const struct jk_pack *pack,
                                 struct jk_error *err);

/** Write from here on: everything is judged by the pack and the hour, and what differs is put and
 * told, as at a start.
 *
 * @param alike  who wrote before was this program with these files of the pack: what was followed
 * is not judged again, which takes a second where all would take ten
 * @return as of jk_app_open(); otherwise the application is to be opened anew */
enum jk_status jk_app_take_over(struct jk_app *app, int64_t now_s, bool alike,
                                struct jk_error *err);

/** Tell the sink of the alerts that stand in the journal behind a number: after everything was
 * read again. @return JK_OK; JK_IO; JK_MEMORY */
enum jk_status jk_app_follow_alerts(struct jk_app *app, uint64_t after, struct jk_error *err);
#endif
