/* The fields that a returned chain waits for are those of the decision that returned it last. They
 * are read from the journal, of all chains that are returned or may be so again (who withdrew one
 * may undo that), for no table of their own holds them. */
#include "daemon/app/recall/room.h"

#include <string.h>
#include "jarak/app/registry/registry.h"
#include "jarak/feed/json/seen.h"

static enum jk_status note_return(void *ctx, const struct jk_decision_row *row)
{
    unsigned *missing = ctx;

    const char *word = row->act;

    if (strncmp(word, JK_ACT_ON_CHANGE, strlen(JK_ACT_ON_CHANGE)) == 0)
        word += strlen(JK_ACT_ON_CHANGE);
    if (jk_act_of(word) == JK_ACT_RETURN)
        *missing = jk_missing_read(row->seen);
    return JK_OK;
}

enum jk_status recall_missing_of(struct jk_app *app, struct jk_chain *chain, struct jk_error *err)
{
    if (!jk_chain_is_returned(chain) && chain->former != JK_STATE_RETURNED)
        return JK_OK;
    return jk_store_each_decision(app->store, chain->id, note_return, &chain->missing, err);
}

enum jk_status recall_missing_load(struct jk_app *app, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    for (uint32_t i = 0; i < jk_registry_chains(app->registry) && rc == JK_OK; i++)
        rc = recall_missing_of(app, jk_registry_chain_at(app->registry, i), err);
    return rc;
}
