/* daemon/app/decisions/certificate.h: what an approval is based on, kept with it. */
#ifndef DAEMON_APP_DECISIONS_CERTIFICATE_H
#define DAEMON_APP_DECISIONS_CERTIFICATE_H
#include "daemon/app/handle/handle.h"
#include "jarak/app/registry/registry.h"

/* Put what the approval of a chain is based on into the open group, and its hash into the chain. */
enum jk_status decisions_keep_certificate(struct jk_app *app, struct jk_arena *arena,
                                          const struct jk_act *act, struct jk_chain *chain,
                                          struct jk_error *err);
/* At load, behind the chains. @param ctx the application */
enum jk_status decisions_certificates_load(void *ctx, const struct jk_certificate_row *row);
#endif
