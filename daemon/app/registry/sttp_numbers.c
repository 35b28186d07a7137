/* Each region counts its own numbers: two police resorts may both issue an STTP/1.
 *
 * A count that has come to 0 stays in the table, for most numbers come back: a correction and its
 * undoing. Numbers are compared as they are written. */
#include "daemon/app/registry/sttp_numbers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/app/registry/registry_internal.h"

#define KEY_MAX 96 /* a region's code and a number */

struct count {
    char key[KEY_MAX];
    unsigned chains;
};

static struct count *find(const struct jk_registry *registry, const struct jk_chain *chain,
                          const char *sttp, char key[KEY_MAX])
{
    snprintf(key, KEY_MAX, "%.31s\n%.63s", chain->region->code, sttp);
    return jk_name_table_find(&registry->sttp, key);
}

/* One more chain with a number. Given: the number, in the name of its count, which stays; null:
 * memory is out. */
static const char *count_one(struct jk_registry *registry, const struct jk_chain *chain,
                             const char *sttp)
{
    char key[KEY_MAX];
    struct count *count = find(registry, chain, sttp, key);

    if (!count)
        count = jk_name_table_make(&registry->sttp, key, sizeof *count);
    if (count)
        count->chains++;
    return count ? strchr(count->key, '\n') + 1 : NULL;
}

bool registry_sttp_set(struct jk_registry *registry, struct jk_chain *chain, const char *sttp)
{
    char key[KEY_MAX];
    struct count *before = find(registry, chain, chain->sttp, key);
    const char *kept = sttp[0] ? count_one(registry, chain, sttp) : "";

    if (!kept)
        return false;
    if (before && before->chains > 0)
        before->chains--;
    chain->sttp = kept;
    return true;
}

unsigned registry_sttp_count(const struct jk_registry *registry, const struct jk_chain *chain)
{
    char key[KEY_MAX];
    const struct count *count = chain->sttp[0] ? find(registry, chain, chain->sttp, key) : NULL;

    return count ? count->chains : 0;
}

void registry_sttp_clear(struct jk_registry *registry)
{
    jk_name_table_free(&registry->sttp, NULL);
}
