/* daemon/app/registry/missing_fields.h: how the journal says what a returned chain waits for. */
#ifndef DAEMON_APP_REGISTRY_MISSING_FIELDS_H
#define DAEMON_APP_REGISTRY_MISSING_FIELDS_H
#include "daemon/app/handle/handle.h"

/* Append the fields to a JSON list that is open. */
void registry_missing_write(struct jk_buf *list, unsigned missing);
/* At load, behind the chains: what returned ones wait for. */
enum jk_status registry_missing_load(struct jk_app *app, struct jk_error *err);
#endif
