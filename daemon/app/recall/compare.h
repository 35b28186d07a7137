/* daemon/app/recall/compare.h: what stands in memory, held against the store it was made of. */
#ifndef DAEMON_APP_RECALL_COMPARE_H
#define DAEMON_APP_RECALL_COMPARE_H
#include "daemon/app/handle/handle.h"
#include "jarak/app/registry/registry.h"

/* Hold an entry, or a chain, against its row: what the row says, and of an entry also what its
 * bytes give when they are read and made again.
 *
 * @param[out] what  a word for what differs, static; null: nothing
 * @return JK_OK; JK_CORRUPT bytes that cannot be read; JK_IO; JK_MEMORY */
enum jk_status recall_compare_entry(struct jk_app *app, const struct jk_entry *entry,
                                    const char **what, struct jk_error *err);
enum jk_status recall_compare_chain(struct jk_app *app, const struct jk_chain *chain,
                                    const char **what, struct jk_error *err);
#endif
