/* daemon/app/repack/beside.h: how notices and chains would stand by another pack, beside how they
 * do. */
#ifndef DAEMON_APP_REPACK_BESIDE_H
#define DAEMON_APP_REPACK_BESIDE_H
#include "daemon/app/handle/handle.h"
#include "daemon/app/registry/version.h"
#include "jarak/app/registry/registry.h"
#include "jarak/engine/verdict.h"

#define BESIDE_VERSIONS 3 /* of an entry: current, approved, happened */

/* What a version beside was made of. The source is held, so that its notice's address is no
 * other's. */
struct beside_of {
    struct version_source source;
    const struct jk_notice *notice; /* null: there is no such version */
    bool standing, counted;
};

struct beside_entry {
    struct jk_version *version[BESIDE_VERSIONS]; /* by the other pack */
    struct beside_of of[BESIDE_VERSIONS];
    uint32_t approved_revision;
};

struct beside_chain {
    struct beside_entry *entries; /* of the chain's first so many */
    size_t count;
    const struct jk_region *region; /* of the other pack */
    struct registry_places *places; /* where it is listed beside */
    enum jk_state state;
    bool made;             /* it stands in the other world */
    bool judged;           /* there, and since it or what is near it changed */
    bool stale;            /* a report of it was verified since */
    bool anew;             /* made anew and not judged since: what is near it is not known yet */
    struct jk_arena arena; /* of what was found; most find nothing and take nothing */
    struct jk_pairings found;
};

/* Both by the number of a chain. Before the switch the versions of the other pack lie here, behind
 * it those of the former. */
struct beside {
    struct jk_app *app;
    const struct jk_pack *pack;
    struct jk_registry *registry; /* its world, sums and days alone are used */
    struct beside_chain *chains;
    size_t count, cap;
    size_t verified; /* reports that were verified when that was looked at last */
    bool switched;
};

/* JK_MEMORY */
enum jk_status repack_open(struct beside *b, struct jk_app *app, const struct jk_pack *pack);
/* Forgets all; the application's own is not touched, and may have been forgotten before. */
void repack_clear(struct beside *b);
/* Makes the next chain. @param[out] units  of work it took @return JK_OK; whatever reading a stored
 * notice answers; JK_MEMORY */
enum jk_status repack_make(struct beside *b, struct jk_chain *chain, uint64_t *units,
                           struct jk_error *err);
/* Units that judging a chain that was made takes; what is remembered takes none. JK_MEMORY. */
enum jk_status repack_weigh(struct beside *b, struct jk_chain *chain, uint64_t *units);
/* Judges a chain that was made; one that was made anew lets what is near it be judged anew.
 * JK_MEMORY. */
enum jk_status repack_judge(struct beside *b, struct jk_chain *chain);
/* Looks for reports that were verified since; before repack_is_same() is asked of all chains. */
void repack_note_reports(struct beside *b);
/* Is what was made of the chain what would be made of it now, and judged? */
bool repack_is_same(const struct beside *b, const struct jk_chain *chain);
/* Is it only to be judged? */
bool repack_is_made(const struct beside *b, const struct jk_chain *chain);
/* Makes a chain anew; what it was near to is to be judged anew. */
enum jk_status repack_make_anew(struct beside *b, struct jk_chain *chain, uint64_t *units,
                                struct jk_error *err);
/* What was found of a chain. */
const struct jk_pairings *repack_found(const struct beside *b, const struct jk_chain *chain);
/* Puts the versions beside in the place of those that stand, and those beside. */
void repack_exchange(struct beside *b);
/* Frees what is beside, behind the switch: its world first, then the versions of the last chains,
 * so many at a call. @return nothing is left */
bool repack_free_some(struct beside *b, size_t chains);
#endif
