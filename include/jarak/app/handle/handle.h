/* jarak/app/handle/handle.h: the handle that every use case gets, and the open group.
 *
 * Commands run between jk_app_begin() and jk_app_commit() (jarak/app/app.h): what arrives together
 * shares one transaction (group commit), and nothing is answered before the commit. The lowest room
 * of the application: it knows the others' state only as pointers. One thread. */
#ifndef JARAK_APP_HANDLE_HANDLE_H
#define JARAK_APP_HANDLE_HANDLE_H
#include "jarak/base/error.h"
#include "jarak/policy/pack.h"

struct jk_registry;

struct jk_app;

/** The pack it judges by; borrowed from the caller of jk_app_open(). */
const struct jk_pack *jk_app_pack(const struct jk_app *app);
/** The random salt of its store, 32 bytes: for proofs that nobody else can make. */
const uint8_t *jk_app_salt(const struct jk_app *app);

/** The notices as they stand; borrowed until the next command, reload or close. */
const struct jk_registry *jk_app_registry(const struct jk_app *app);

/** Begin a command, and the group it shares with others where none is open yet. Alerts carry the
 * number of the command they come from. @return JK_OK; JK_IO, JK_FULL when no group can be begun */
enum jk_status jk_app_begin(struct jk_app *app, struct jk_error *err);

/** Call `begun` whenever a group begins: who runs the loop plans its commit there, so that no way
 * out of a command leaves it open. Null: nobody. */
void jk_app_watch_groups(struct jk_app *app, void (*begun)(void *ctx), void *ctx);

/** True between begin and commit: answers must wait. */
bool jk_app_in_group(const struct jk_app *app);

/** The number of the journal's last entry, those of the open group included. */
uint64_t jk_app_last_entry(const struct jk_app *app);

#endif
