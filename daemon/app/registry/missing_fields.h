/* daemon/app/registry/missing_fields.h: how the journal says what a returned chain waits for. */
#ifndef DAEMON_APP_REGISTRY_MISSING_FIELDS_H
#define DAEMON_APP_REGISTRY_MISSING_FIELDS_H
#include "daemon/app/handle/handle.h"

/* At load, behind the chains: what returned ones wait for. */
enum jk_status registry_missing_load(struct jk_app *app, struct jk_error *err);
#endif
