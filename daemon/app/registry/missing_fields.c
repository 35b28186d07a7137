/* Fields a returned letter lacks: words of the API, bits in memory, JSON in the journal.
 *
 * The bits are not stored: the list of the decision that returned the chain is, and it is read back
 * when the store is opened. So words may be added at the end without touching the journal. */
#include <stdio.h>
#include <string.h>
#include "daemon/app/registry/missing_fields.h"
#include "jarak/app/registry/missing_fields.h"
#include "jarak/app/registry/registry.h"

/* The fields a letter must have, as the API and docs/lifecycle.md call them. */
static const char *const fields[] = { "letter",  "letter_no", "letter_date", "received",
                                      "contact", "times",     "place",       "route",
                                      "crowd",   "vehicles",  "speakers",    NULL };

const char *jk_missing_word(unsigned bit)
{
    return bit < sizeof fields / sizeof *fields ? fields[bit] : NULL;
}

bool jk_missing_add(unsigned *missing, const char *word)
{
    for (unsigned bit = 0; fields[bit]; bit++) {
        if (strcmp(fields[bit], word) == 0) {
            *missing |= 1U << bit;
            return true;
        }
    }
    return false;
}

void registry_missing_write(struct jk_buf *list, unsigned missing)
{
    for (unsigned bit = 0; fields[bit]; bit++) {
        if (missing >> bit & 1)
            jk_buf_fmt(list, "%s{\"missing\":\"%s\"}", list->len > 1 ? "," : "", fields[bit]);
    }
}

unsigned jk_missing_read(const char *seen)
{
    unsigned missing = 0;
    char member[40];

    for (unsigned bit = 0; fields[bit]; bit++) { /* the list is our own: ids and these words */
        snprintf(member, sizeof member, "{\"missing\":\"%s\"}", fields[bit]);
        if (strstr(seen, member))
            missing |= 1U << bit;
    }
    return missing;
}

static enum jk_status note_return(void *ctx, const struct jk_decision_row *row)
{
    unsigned *missing = ctx;

    if (strcmp(row->act, "return") == 0)
        *missing = jk_missing_read(row->seen);
    return JK_OK;
}

enum jk_status registry_missing_load(struct jk_app *app, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    for (uint32_t i = 0; i < jk_registry_chains(app->registry) && rc == JK_OK; i++) {
        struct jk_chain *chain = jk_registry_chain_at(app->registry, i);

        if (chain->state == JK_STATE_RETURNED)
            rc = jk_store_each_decision(app->store, chain->id, note_return, &chain->missing, err);
    }
    return rc;
}
