/* jarak/app/notices/resource_names.h: what calendar clients call the resources of notices.
 *
 * A resource has a name, the last segment of its address without ".ics". A client chooses it when
 * it files (struct jk_submission, `name`), and it is kept (journal kind 21), with a slash behind it
 * where the address does not end by ".ics"; what was filed
 * otherwise is called by its UID, or, where that cannot stand in an address or is taken, by "~" and
 * the first half of its SHA-256. Source: WIRE 4. */
#ifndef JARAK_APP_NOTICES_RESOURCE_NAMES_H
#define JARAK_APP_NOTICES_RESOURCE_NAMES_H
#include "jarak/app/handle/handle.h"
#include "jarak/app/registry/registry.h"

#define JK_RESOURCE_NAME_MAX 255 /* bytes: as long as a UID may be */

/** The entry whose resource has this name, withdrawn ones too; null when there is none. */
const struct jk_entry *jk_app_resource(const struct jk_app *app, const char *name);

/** The name of an entry's resource; in the arena, null when memory is out. */
const char *jk_app_resource_name(const struct jk_app *app, struct jk_arena *arena,
                                 const struct jk_entry *entry);
#endif
