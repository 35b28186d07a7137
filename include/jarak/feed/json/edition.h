/* jarak/feed/json/edition.h: what accounts stated over the files of a pack, as JSON.
 *
 * Each function gives what json_decref() takes, or null when memory is out. Pure. Source:
 * docs/decisions/0103-editions.md. */
#ifndef JARAK_FEED_JSON_EDITION_H
#define JARAK_FEED_JSON_EDITION_H
#include <jansson.h>
#include "jarak/policy/edition.h"

/** One edition: of what it is and for whom, its number, who stated it, when and on what basis.
 *
 * @param tz  of its region */
json_t *jk_edition_json(const struct jk_edition *edition, const struct jk_tz *tz);

/** A scope's editions, newest first. */
struct jk_edition_history {
    const struct jk_pack *pack; /**< in use: which of them is in force */
    enum jk_edition_part part;
    struct jk_calendar_of scope;
    const struct jk_edition *at;
    size_t count;
    bool more; /**< there are older ones */
};

/** Is it the one that is judged by? */
bool jk_edition_in_force(const struct jk_pack *pack, const struct jk_edition *edition);
/** Why it is left out though it is the newest; null: it is not. Borrowed from the pack. */
const struct jk_error *jk_edition_misfit(const struct jk_pack *pack,
                                         const struct jk_edition *edition);

/** What does not fit the files any more, of all scopes, but
 * of stations, which not everybody may know: as jk_edition_json(), each with why in
 * "left_out". */
json_t *jk_misfits_json(const struct jk_pack *pack, enum jk_lang lang);

/** The document that states a row of a policy as it is there, beside all that an edition states
 * already but that row.
 *
 * @param policy  has the row, every pair of that name
 * @param under   what is in force for the scope; null: nothing is stated yet */
json_t *jk_edition_row_json(const struct jk_policy *policy, const char *row,
                            const struct jk_edition *under);

/** `{"part", "region", "contest", "editions": [...], "more"}`; each with its "document", whether it
 * is "in_force", and "left_out" with why where it does not fit the files any more. */
json_t *jk_edition_history_json(const struct jk_edition_history *history, enum jk_lang lang);
#endif
