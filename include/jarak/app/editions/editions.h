/* jarak/app/editions/editions.h: policies, risk zones and polling stations that accounts state over
 * those of the pack.
 *
 * Who decides in a regency or province (polres) states for a contest of it, for it, or for a
 * regency below it, and says on what basis. What is stated is judged beside what is in force
 * (jarak/app/repack.h) and in force by the one entry of the journal in whose transaction the
 * judgement changes: before it nothing of it is in the store. The journal keeps all of them; the
 * newest of each scope lies over the files of the pack (jarak/policy/edition.h), at each start and
 * reload again. Source: SPEC 1 (policy), docs/decisions/0103-editions.md. */
#ifndef JARAK_APP_EDITIONS_EDITIONS_H
#define JARAK_APP_EDITIONS_EDITIONS_H
#include "jarak/app/accounts/account.h"
#include "jarak/policy/edition.h"
#include "jarak/store/store.h"

#define JK_EDITIONS_MAX       2000   /* of a store: each of 500 regencies four */
#define JK_EDITIONS_TOLD      50     /* of one scope, newest first */
#define JK_EDITION_POLICY_MAX 65536  /* octets of a policy: the largest of a pack has 9,000 */
#define JK_EDITION_ZONES_MAX  262144 /* octets of zones */
#define JK_EDITION_STATIONS_MAX \
    (2 * 1024 * 1024) /* of stations: some 9,000, more than any regency's */

/** What an account wants to state. Strings are borrowed for the call. */
struct jk_edition_ask {
    const struct jk_account *actor;
    int64_t now_s;
    enum jk_edition_part part;
    struct jk_calendar_of scope; /**< a contest with its region; or "" and a region */
    uint32_t seen;               /**< number of the newest it knows of; 0: of none */
    bool withdrawn;              /**< take the newest back */
    const char *document;        /**< JSON; "" where it is withdrawn */
    const char *basis;
};

/** Number of the newest edition of a scope, withdrawn ones too; 0: there is none. */
uint32_t jk_app_edition_number(const struct jk_app *app, enum jk_edition_part part,
                               const struct jk_calendar_of *scope);

/** May this account state for that scope? For contests and regions of the pack.
 *
 * @return JK_OK; JK_DENIED with why not; JK_INVALID: nothing is stated for such a region */
enum jk_status jk_app_edition_may(const struct jk_app *app, const struct jk_account *actor,
                                  const struct jk_calendar_of *scope, struct jk_error *err);

/** Check everything but the document, and make the edition it would be.
 *
 * @param[out] out  in the arena, strings too
 * @return JK_OK; JK_DENIED, JK_INVALID as jk_app_edition_may(), JK_INVALID no basis; JK_STALE
 *         another was stated since; JK_STATE there is none to withdraw; JK_LIMIT; JK_MEMORY */
enum jk_status jk_app_edition_make(struct jk_app *app, struct jk_arena *arena,
                                   const struct jk_edition_ask *ask, struct jk_edition *out,
                                   struct jk_error *err);

/** Load the pack of some files with what a store's accounts stated over them.
 *
 * @param arena  takes pack, editions and all they point to
 * @param also   an edition in place of the newest of its scope; or null
 * @param now    the pack in use, none of whose editions may cease to fit by `also`; null: any may
 * @return as jk_pack_load(); with `also` what is wrong may be its document */
enum jk_status jk_editions_load(struct jk_store *store, struct jk_arena *arena,
                                const struct jk_pack_files *files, const struct jk_edition *also,
                                const struct jk_pack *now, struct jk_pack *out,
                                struct jk_error *err);

/** Editions of one part, newest first. */
struct jk_edition_list {
    const struct jk_edition *at;
    size_t count;
    bool more; /**< there are older ones */
};

/** What was stated for a scope, with documents: of eight MiB at most, older ones have "".
 * @param[out] out in the arena
 * @return JK_OK; JK_IO; JK_MEMORY */
enum jk_status jk_app_editions(struct jk_app *app, struct jk_arena *arena,
                               enum jk_edition_part part, const struct jk_calendar_of *scope,
                               struct jk_edition_list *out, struct jk_error *err);

/** How many are in the store, of all scopes: what reading them is weighed by. */
size_t jk_app_edition_count(const struct jk_app *app);
#endif
