/* daemon/app/registry/rows.h: what stands of entries and chains, put into the journal.
 *
 * Inside a group; a failure breaks it. */
#ifndef DAEMON_APP_REGISTRY_ROWS_H
#define DAEMON_APP_REGISTRY_ROWS_H
#include "daemon/app/handle/handle.h"
#include "jarak/app/registry/registry.h"

/* The row of an entry, as it stands. */
enum jk_status registry_put_entry(struct jk_app *app, const struct jk_act *act,
                                  struct jk_entry *entry, struct jk_error *err);
/* The row of a chain, as it stands. */
enum jk_status registry_put_chain(struct jk_app *app, const struct jk_act *act,
                                  struct jk_chain *chain, struct jk_error *err);
/* The entry was filed by that account; the only maker of `owner`. False: memory is out. */
bool registry_own(struct jk_registry *registry, struct jk_entry *entry, const char *owner);
/* The hash of what the approval of a chain is based on; the only maker of `certificate`. False:
 * memory is out, and the chain is as before. */
bool registry_certify(struct jk_registry *registry, struct jk_chain *chain, const char *hash);
/* Notes that the row just put, the journal's newest entry, is what changed: its number tells.
 * @param rc  of the put, given back */
enum jk_status registry_note_change(const struct jk_app *app, enum jk_status rc, uint64_t *change);
/* Notes a change of what the public sees of a chain: its counter and its time both rise, for Google
 * takes notice of a change only where both do. */
void registry_note_public_change(struct jk_app *app, struct jk_chain *chain, int64_t now_s);
/* The version that binds, null where nothing of the notice is approved. */
const struct jk_version *registry_entry_in_force(const struct jk_entry *entry);
/* The version of a chain's main that the public may see: what was approved, not what is pending;
 * or null. */
const struct jk_version *registry_version_in_force(const struct jk_chain *chain);
#endif
