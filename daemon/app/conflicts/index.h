/* daemon/app/conflicts/index.h: the conflicts, one object for each pair of chains, for ever.
 *
 * Closed and opened again a conflict keeps its id and its revision goes on rising (SPEC 2.4). The
 * objects live until memory is read from the store again. */
#ifndef DAEMON_APP_CONFLICTS_INDEX_H
#define DAEMON_APP_CONFLICTS_INDEX_H
#include "daemon/app/handle/handle.h"
#include "jarak/app/accounts/account.h"
#include "jarak/app/registry/registry.h"
#include "jarak/base/name_table.h"
#include "jarak/feed/json/verdict.h"

/* An office that decides on neither side and was told of the conflict (sight.h). */
struct guest {
    const struct jk_account *account;
    enum jk_level level; /* as it was told last; none: that it is over for it */
};

/* Its parts are those of the last judgement, a being the chain whose id comes first in byte order.
 */
struct conflict {
    char id[JK_CONFLICT_HEX + 1];
    size_t number; /* in the order in which they were first found */
    struct jk_chain *a, *b;
    uint32_t revision;
    struct jk_levels levels;
    bool open;
    enum jk_level known; /* as one account was told; only while it is brought up to date */
    char digest[65];
    int64_t opened_s, changed_s;
    uint64_t change;           /* number of its newest journal entry */
    size_t rank;               /* while it is read: by its first journal entry, from 1; else 0 */
    struct jk_leg_part *parts; /* on the heap, with their spans */
    size_t part_count;
    struct jk_baseline_row told; /* where and when the last alert said it was; its conflict is
                                  * null while that is not known */
    struct jk_agency_opinion opinions[JK_AGENCY_END];
    struct jk_office_opinion *offices; /* on the heap; of other regions, by code and agency */
    size_t office_count, office_cap;
    struct jk_escalation_state escalation;
    const char *escalation_actor; /* owns escalation.actor */
    struct guest *guests;         /* on the heap */
    size_t guest_count, guest_cap;
};

/* The conflicts a chain is part of, open and closed. */
struct conflict_list {
    struct conflict **list;
    size_t count, cap;
};

/* The conflict of a pair of chains, or null. */
struct conflict *conflicts_find(const struct jk_app *app, const struct jk_chain *x,
                                const struct jk_chain *y);
/* The conflict of that id, or null. */
struct conflict *conflicts_of_id(const struct jk_app *app, const char *id);
/* The conflict of a pair of chains, made where it is not there yet. Null: memory is out, and the
 * application has to be rebuilt. */
struct conflict *conflicts_make(struct jk_app *app, struct jk_chain *x, struct jk_chain *y);
/* The conflicts a chain is part of. */
struct conflict_list conflicts_of(const struct jk_app *app, const struct jk_chain *chain);
/* All of them, in the order they were first found. */
size_t conflicts_count(const struct jk_app *app);
/* @param i below conflicts_count() */
struct conflict *conflicts_at(const struct jk_app *app, size_t i);
/* One more was stored anew or changed; how often that was so since the application was opened. */
void conflicts_note_change(struct jk_app *app);
size_t conflicts_changed(const struct jk_app *app);

#define SALTED_HEX 16 /* digits of an id */
/* An id that nobody without the store's salt can make of the UIDs it is of; NUL-ended. */
void conflicts_salted_id(const struct jk_app *app, const char *first, const char *second,
                         char out[SALTED_HEX + 1]);
/* The id a pair of chains has for ever (SPEC 2.4). */
void conflicts_id(const struct jk_app *app, const struct jk_chain *x, const struct jk_chain *y,
                  char out[JK_CONFLICT_HEX + 1]);

/* Nothing is known of where the two meet: of what is over, as after a restart, and of what has yet
 * to be found. */
void conflicts_forget_parts(struct conflict *c);
/* The row of a conflict as it stands, for a change of some of it. The strings are the conflict's.
 */
struct jk_conflict_row conflicts_row_of(const struct conflict *c);
/* Its next row: into the open group, and what it says into memory. */
enum jk_status conflicts_put_row(struct jk_app *app, const struct jk_act *act, struct conflict *c,
                                 const struct jk_conflict_row *row, struct jk_error *err);
#endif
