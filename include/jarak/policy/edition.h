/* jarak/policy/edition.h: a policy, risk zones, polling stations or personnel that an account
 * stated, over those of the files.
 *
 * An edition is of one part (policy, zones, stations, personnel) and one scope: a contest, or a
 * regency or province (of stations and personnel always). The
 * newest of each scope counts. It lies on top of what would hold there without it: a policy states
 * rows, raise, delays and from where conflicts are named, each as in policy.json, and has all it
 * does not state from below it; zones are features of a zones.geojson, and one with the id of a
 * zone of the files stands in its place; stations are a whole tps.geojson, in place of all that
 * would stand in its region without it. What a file states nearer to somebody (by_contest, a
 * region further down) still holds for him, on top of the edition. One that was withdrawn leaves
 * what the files say. It is read and checked by the reader of files. Pure. Source: SPEC 2.3, 4. */
#ifndef JARAK_POLICY_EDITION_H
#define JARAK_POLICY_EDITION_H
#include "jarak/policy/calendar.h"

/** What an edition states. */
enum jk_edition_part {
    JK_EDITION_POLICY,
    JK_EDITION_ZONES,
    JK_EDITION_STATIONS,
    JK_EDITION_PERSONNEL, /**< the police's own: told to the police alone */
    JK_EDITION_PARTS
};

/** The word of a part: "policy", "zones", "stations", "personnel". Static. */
const char *jk_edition_part_word(enum jk_edition_part part);
/** The part of a word, JK_EDITION_PARTS when there is none. */
enum jk_edition_part jk_edition_part_of(const char *word);

/** An edition. Strings are borrowed for the life of the pack that is made of it. */
struct jk_edition {
    enum jk_edition_part part;
    const char *region;   /**< code of the regency or province; of a contest: its own */
    const char *contest;  /**< id; "": all there whom nothing nearer is stated for */
    uint32_t number;      /**< from 1 in each part and scope */
    bool withdrawn;       /**< from here on the files hold again; the document is "" */
    const char *document; /**< a policy.json, zones.geojson, tps.geojson or personnel.json as it
                           *   was stated */
    const char *basis;    /**< under JK_POLICY_TEXT_MAX octets, as is: */
    const char *account;  /**< name of who stated it */
    const char *office;   /**< of that account then: "Polres Kutai Timur" */
    int64_t time_s;       /**< when it was stated, UTC */
    const char *day;      /**< the same there: "2024-11-20" */
};

/** An edition that does not fit the files any more, and why. */
struct jk_misfit {
    const struct jk_edition *edition;
    struct jk_error err;
};

/** Of one part and one scope? */
bool jk_edition_same_scope(const struct jk_edition *a, const struct jk_edition *b);

/** Who stated it: "polres-64.08, Polres Kutai Timur". Always ended. */
void jk_edition_who(const struct jk_edition *edition, char out[JK_POLICY_TEXT_MAX]);

/** Would a policy stated for that scope hold for them?
 *
 * @param scope  a contest with its region, or "" and a region */
bool jk_edition_would_hold(const struct jk_pack *pack, const struct jk_calendar_of *scope,
                           const struct jk_calendar_of *of);

/** The files of packs, as they were read. */
struct jk_pack_files {
    const struct jk_pack_file *at;
    size_t count;
};

/** Load packs with editions over them. Where not all fit, each is tried in its order on top of
 * those that do, and the others are left out: pack->editions are those in force, pack->misfits the
 * others. The same files and editions always give the same pack, with the same hash. With `whole`
 * all have to fit, which takes one reading however many there are.
 *
 * @param editions  at most one of each scope, none withdrawn; borrowed, with their strings, for the
 *                  life of the pack
 * @return as jk_pack_load(): what fails is a file, with `whole` an edition too */
enum jk_status jk_pack_load_with(struct jk_arena *arena, const struct jk_pack_files *files,
                                 const struct jk_edition *editions, size_t count, bool whole,
                                 struct jk_pack *out, struct jk_error *err);
#endif
