/* jarak/feed/public/facts.h: an activity as the public may know it, as JSON.
 *
 * The same facts as the feed tells: never legs, names, phones, letters, or anything of a plan that
 * was not published. For accounts that see public facts alone, and for teams that ask for another's
 * activity. Pure. Source: SPEC 9. */
#ifndef JARAK_FEED_PUBLIC_FACTS_H
#define JARAK_FEED_PUBLIC_FACTS_H
#include <jansson.h>
#include "jarak/feed/public/approved.h"

/** `uid`, `kind`, `contest`, `party`, `title`, `state` (approved or withdrawn) and `dates`, each
 * with `start`, `end`, `state`, `place`, `note` and, where the public is told the venue, `lat` and
 * `lon`.
 *
 * @return given (json_decref); null when memory is out */
json_t *jk_public_facts_json(const struct jk_pack *pack, const struct jk_feed_item *item,
                             enum jk_lang lang);
#endif
