/* daemon/app/notices/resource_names.h: what calendar clients call the resources of notices. */
#ifndef DAEMON_APP_NOTICES_RESOURCE_NAMES_H
#define DAEMON_APP_NOTICES_RESOURCE_NAMES_H
#include "daemon/app/handle/handle.h"
#include "jarak/app/registry/registry.h"

/* At load. @param ctx the application */
enum jk_status notices_names_load(void *ctx, const struct jk_name_row *row);
/* Forget all names. */
void notices_names_clear(struct jk_app *app);
/* Checks that a notice may be filed under this name. JK_EXISTS when the name is another notice's,
 * or the notice has another name; JK_STATE when it was withdrawn. */
enum jk_status notices_names_check(const struct jk_app *app, struct jk_arena *arena,
                                   const char *name, const struct jk_notice *notice,
                                   struct jk_error *err);
/* Keep the name of a notice that was filed, in the open group, unless it is called so anyway. */
enum jk_status notices_names_keep(struct jk_app *app, struct jk_arena *arena,
                                  const struct jk_act *act, const struct jk_name_row *row,
                                  struct jk_error *err);
#endif
