/* daemon/app/load.h: the rooms of the application, read from the store and forgotten together. */
#ifndef DAEMON_APP_LOAD_H
#define DAEMON_APP_LOAD_H
#include "daemon/app/handle/handle.h"
#include "daemon/app/repack/beside.h"
#include "jarak/app/snapshot.h"

/* The store kept nothing of the group; memory must not either: roll back, forget, read again.
 * @return JK_OK; otherwise memory agrees with nothing */
enum jk_status app_rebuild(struct jk_app *app, struct jk_error *err);
/* The application as the rows of a store say: nothing is judged anew and nothing written. Parts of
 * conflicts are found again, their levels are those of the rows.
 * @param start  as of jk_app_open()
 * @return as of jk_app_open() */
enum jk_status app_open_as_stored(struct jk_store *store, const struct jk_pack *pack,
                                  const struct jk_app_start *start, struct jk_app **out,
                                  struct jk_error *err);
/* Which journal entry changed a notice, a chain, a conflict or a draft last. JK_MEMORY. */
enum jk_status app_note_change(struct jk_app *app, const struct jk_change_row *row);
/* Forget everything and read it again, as the rows say; parts of conflicts are found, nothing is
 * judged. No group may be open. @return as of jk_app_open() */
enum jk_status app_read_as_stored(struct jk_app *app, struct jk_error *err);
/* Every room hears that the group is durable, then the group is over. */
void app_settle(struct jk_app *app);
/* Judge all chains by the pack, put what differs with the entry of the pack, commit, tell; the
 * audit is noted. No group may be open.
 * @param found  as it was found by the pack beside, and what accounts do not know is told later;
 *               null: everything is judged, and they are told here
 * @param edition  by which the pack is another, put first; null: none is
 * @return JK_OK; else the store is as it was, and memory is to be rebuilt */
enum jk_status app_judge_again(struct jk_app *app, int64_t now_s, const struct beside *found,
                               const struct jk_edition *edition, struct jk_error *err);
/* What a snapshot's contents depend on besides the store.
 * @param judged  by this program and pack; else by those of whoever was followed */
void app_snapshot_maker(const struct jk_pack *pack, const struct jk_app_start *start, bool judged,
                        uint8_t out[JK_DIGEST_LEN]);
/* opening.c: begin to tell how far the start is, or end it (null). */
void app_watch_start(struct jk_app *app, const struct jk_app_start *start);
/* repack.c: what is made of notices for the pack beside is forgotten with them. */
void app_repack_forget(struct jk_app *app);
#endif
