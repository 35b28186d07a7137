/* Reads what the store keeps of decisions beside the chains, after the chains were read. */
#include "daemon/app/decisions/room.h"

#include "daemon/app/decisions/certificate.h"
#include "daemon/app/decisions/retime.h"

enum jk_status decisions_load(struct jk_app *app, struct jk_error *err)
{
    enum jk_status rc = jk_store_each_retime(app->store, decisions_retimes_load, app, err);

    if (rc == JK_OK)
        rc = jk_store_each_certificate(app->store, decisions_certificates_load, app, err);
    return rc;
}
