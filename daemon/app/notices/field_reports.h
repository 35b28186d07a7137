/* daemon/app/notices/field_reports.h: field reports as they are read from the store. */
#ifndef DAEMON_APP_NOTICES_FIELD_REPORTS_H
#define DAEMON_APP_NOTICES_FIELD_REPORTS_H
#include "daemon/app/handle/handle.h"
#include "jarak/app/registry/registry.h"

/* At load. @param ctx the application */
enum jk_status notices_reports_load(void *ctx, const struct jk_report_row *row);
/* At load, behind reports and chains: what is in force enters the world. */
enum jk_status notices_reports_apply(struct jk_app *app, struct jk_error *err);
/* A chain's place in the world is about to change. */
typedef void reports_change(void *ctx, const struct jk_chain *chain);
/* One that another process wrote, at the end of those that are known.
 *
 * @param change  is told of the chain whose place changes
 * @return JK_OK; JK_CORRUPT; JK_MEMORY */
enum jk_status notices_reports_learn(struct jk_app *app, const struct jk_report_row *row,
                                     reports_change *change, void *ctx);
/* A chain is approved again: what was seen of it stands again as it would after a restart.
 * @return JK_OK; JK_MEMORY */
enum jk_status notices_reports_apply_chain(struct jk_app *app, const struct jk_chain *chain);
/* Forget all reports. */
void notices_reports_clear(struct jk_app *app);
#endif
