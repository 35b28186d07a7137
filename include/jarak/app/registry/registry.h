/* jarak/app/registry/registry.h: the notices now known, joined to chains, standing in the engine's
 * world.
 *
 * A fold over the store that lives in memory; also all that `jarakctl check` needs, without a
 * store. Each UID has an entry with its newest version and, while a change is pending, the approved
 * version beside it; both stand in the world. A change is applied, judged, and then settled or
 * reverted, so that a check and a submission take the same way. No clock, no I/O; one thread. */
#ifndef JARAK_APP_REGISTRY_REGISTRY_H
#define JARAK_APP_REGISTRY_REGISTRY_H
#include "jarak/engine/verdict.h"
#include "jarak/feed/json/time_offer.h"
#include "jarak/feed/json/field_report.h"
#include "jarak/feed/json/verdict.h"
#include "jarak/ical/read.h"
#include "jarak/model/address.h"
#include "jarak/model/chain_state.h"
#include "jarak/model/kept_notice.h"
#include "jarak/policy/pack.h"
#include "jarak/policy/rules.h"
#include "jarak/policy/whose.h"

/** One stream that was read; shared by the versions that came with it, counted. */
struct jk_reading {
    struct jk_arena arena;
    struct jk_ical_stream stream;
    unsigned refs;
};

struct jk_registry;

/** How a stream is read. */
struct jk_read_as {
    const struct jk_pack *pack;
    enum jk_ical_purpose purpose;
    const struct jk_registry *known; /**< whose versions a new one follows, for what its client
                                      * could not carry; null: none */
};

/** Read a stream. Times without a zone are those of the pack.
 *
 * @param[out] out  given with one reference; drop with jk_reading_drop()
 * @return as jk_ical_read() */
enum jk_status jk_reading_make(const struct jk_read_as *as, struct jk_span bytes,
                               struct jk_reading **out, struct jk_error *err);

/** One reference less. Null is allowed. */
void jk_reading_drop(struct jk_reading *reading);

/** One version of a notice, with its bodies in (or out of) the world.
 *
 * While a change is only tried it holds on to what was read; once it is settled it keeps a copy as
 * small as it goes, and `notice` is without octets and GeoJSON: jk_version_whole() has them. */
struct jk_version {
    struct jk_reading *reading;  /**< what it was read with; null once it is kept */
    struct jk_kept_notice *kept; /**< shared and counted; null before */
    const struct jk_notice *notice;
    struct jk_body **bodies;              /**< one an instance that has a place */
    const struct jk_instance **instances; /**< of each body */
    uint32_t *members;                    /**< numbers in the world, valid while `standing` */
    size_t body_count;
    bool standing;
    bool counted;                 /**< in the sums that rules ask for */
    struct registry_where *where; /**< sub-districts it may be in, once somebody asked; else null */
    struct jk_ground *ground;     /**< whose ground it touches, likewise (ground.h) */
};

/** The notice of a version with all that was read: `bytes`, `stored`, `geometry` of its facts.
 *
 * @return in the arena, or borrowed from the version; null when memory is out */
const struct jk_notice *jk_version_whole(const struct jk_version *version, struct jk_arena *arena);

/** The bytes of a version's notice as they were sent, likewise. @return false: memory is out */
bool jk_version_bytes(const struct jk_version *version, struct jk_arena *arena,
                      struct jk_span *out);

/** True when these are the bytes of the version's notice; false too where memory is out, and then
 * nothing of what is done is kept (daemon/app/group.c). */
bool jk_version_has(const struct jk_version *version, struct jk_span bytes);

struct jk_chain;

/** The facts kept of the letter of a notice. */
struct jk_attachment_facts {
    char sha256[65];  /**< hexadecimal */
    const char *type; /**< media type; static */
    uint64_t size;
    int64_t time_s;
};

/** One UID. */
struct jk_entry {
    const char *uid; /**< owned by the registry; of a main it is its chain's id */
    uint32_t number; /**< the tag of its members */
    struct jk_chain *chain;
    struct jk_version *current;    /**< newest; null for a tombstone */
    struct jk_version *approved;   /**< in force while it differs from current, else null */
    struct jk_version *happened;   /**< as a verified report says; beside the plan, else null */
    struct jk_report *happened_by; /**< what was verified last, on the heap; null: nothing */
    struct jk_attachment_facts *letter; /**< on the heap; null: there is none */
    uint32_t revision;                  /**< 0: not stored yet */
    uint32_t approved_revision;         /**< in force; 0: none is */
    uint32_t sequence;
    bool deleted;
    bool leaving; /**< approved, and asked to be taken back: it stands until an officer says so */
    const char *owner; /**< one text for all that he owns */
    int64_t created_s, changed_s;
    char etag[40];   /**< with quotes; "" for a tombstone */
    uint64_t change; /**< number of the journal entry that last changed its row; 0: none */
};

#define JK_STTP_MAX 63 /* octets of a number */

/** Other times proposed for a chain, by number; the fate only as it was said. */
struct jk_offers {
    struct jk_offer *at;
    size_t count, cap;
    struct jk_arena arena; /**< theirs */
};

/** One chain: what is decided as one unit. */
struct jk_chain {
    const char *id; /**< UID of the main */
    uint32_t number;
    enum jk_state state;
    uint32_t revision;
    enum jk_state former;        /**< while it is withdrawn: the state it had; else JK_STATE_END */
    bool pending;                /**< a change stands beside what is in force */
    bool veiled;                 /**< it touches nobody's ground: who asks about the past may not
                                  * see it today (jarak/app/past.h) */
    enum jk_state pending_state; /**< of the change; JK_STATE_END while none is pending */
    const struct jk_region *region;
    uint32_t feed_revision;
    int64_t changed_s;
    uint64_t change;           /**< as of struct jk_entry */
    const char *sttp;          /**< "" none; set by registry_sttp_set() alone */
    const char *certificate;   /**< hash of what the approval in force was based on; "" */
    struct jk_entry **entries; /**< main and legs, in order of arrival */
    size_t entry_count, entry_cap;
    struct registry_places *places; /**< where it is listed (walk.h) */
    unsigned missing;               /**< by its last return, while jk_chain_is_returned(): bits of
                                     *   jk_missing_word() */
    struct jk_offers *offers;       /**< on the heap, once one was made; else null */
    struct {
        enum jk_state former, pending_state;
    } kept; /**< as it was put last beside the row */
};

/** True for logistics and security of an office's own: where ballots and officers are, and when, is
 * told to officers alone. */
bool jk_chain_is_guarded(const struct jk_chain *chain);

/** An empty registry. @param pack borrowed for its life @return given; null when memory is out */
struct jk_registry *jk_registry_new(const struct jk_pack *pack);
/** Free a registry and all that stands in it. Null is allowed. */
void jk_registry_free(struct jk_registry *registry);

/** The pack it was made with. */
const struct jk_pack *jk_registry_pack(const struct jk_registry *registry);
/** The engine's world its versions stand in; borrowed. Judging stamps it, nothing else may. */
struct jk_world *jk_registry_world(const struct jk_registry *registry);

/** The entry or chain of that UID, or null. */
struct jk_entry *jk_registry_entry(const struct jk_registry *registry, const char *uid);
/** The entry whose address ends with this segment (jarak/model/address.h), or null. */
struct jk_entry *jk_registry_addressed(const struct jk_registry *registry, const char *segment);
/** The entry of that hashed name, of those whose UID cannot stand in an address; or null. */
struct jk_entry *jk_registry_hashed(const struct jk_registry *registry, const char *name);
/** The chain of that id (UID of its main), or null. */
struct jk_chain *jk_registry_chain(const struct jk_registry *registry, const char *id);
/** By number, or by the tag of a member (JK_TAG_HAPPENED is left out of account); must exist. */
struct jk_entry *jk_registry_entry_at(const struct jk_registry *registry, uint32_t number);
/** The chain of that number, 0..jk_registry_chains() - 1; must exist. */
struct jk_chain *jk_registry_chain_at(const struct jk_registry *registry, uint32_t number);
/** How many entries there are, tombstones too; their numbers begin at 0. */
uint32_t jk_registry_entries(const struct jk_registry *registry);
/** How many chains there are, in whatever state; their numbers begin at 0. */
uint32_t jk_registry_chains(const struct jk_registry *registry);
/** How many bodies were made of notices put so far, also of what was taken back again: the work
 * that a refusal for want of right must not cause. */
uint64_t jk_registry_compiled(const struct jk_registry *registry);

/** How often a chain has changed: what was made of the notices at one figure holds as long as it
 * stays. */
uint64_t jk_registry_changes(const struct jk_registry *registry);

/** The chains of which an account filed an entry. @param[out] chains  their numbers, ascending;
 * borrowed until the registry changes @return how many */
size_t jk_registry_owned(const struct jk_registry *registry, const char *owner,
                         const uint32_t **chains);
/** The chain whose approval in force is based on what has that hash, or null. */
struct jk_chain *jk_registry_certified(const struct jk_registry *registry, struct jk_span hash);

/** Other times proposed for a chain; empty where none were. */
const struct jk_offers *jk_chain_offers(const struct jk_chain *chain);
/** The chain's main entry with a current version, or null. */
const struct jk_entry *jk_chain_main(const struct jk_chain *chain);
/** True for the entry its chain is named by, also when it is withdrawn. */
bool jk_entry_is_main(const struct jk_entry *entry);
/** The policy it is judged by. */
const struct jk_policy *jk_chain_policy(const struct jk_registry *registry,
                                        const struct jk_chain *chain);
/** The entry that speaks for the chain: the main, else the first leg that has a version. */
const struct jk_entry *jk_chain_face(const struct jk_chain *chain);
/** Is it an office's own business, which that office schedules? (jk_facts_are_neutral() of its
 * face)
 */
bool jk_chain_is_neutral(const struct jk_chain *chain);

/** True when it was asked to withdraw the whole of an approved chain. */
bool jk_chain_is_leaving(const struct jk_chain *chain);

/** True when the chain has begun: an instance of it, or of one of its legs, as it is in force or
 * asked for. */
bool jk_chain_has_begun(const struct jk_chain *chain, int64_t now_s);

/** True when all of the chain is over, legs included: nothing that is in force, or where nothing is
 * that was asked for, is on the ground any more, as planned or as a verified report says. */
bool jk_chain_is_over(const struct jk_chain *chain, int64_t now_s);

/** False when an instance of the version that happens has no place that could be judged; true for
 * null. */
bool jk_version_is_assessed(const struct jk_version *version);

/** False when something of the chain that happens has no place that could be judged: then it is not
 * clear, whatever its conflicts say (*belum dapat dinilai*). */
bool jk_chain_is_assessed(const struct jk_chain *chain);

/** True when the entry's newest version is still a request: neither withdrawn nor a draft. */
bool jk_entry_is_requested(const struct jk_entry *entry);

/** True for "STTP dicatat" (SPEC 4): entered with a number the police had issued already. It binds,
 * and stays out of the public feed until a polres account confirms it. */
bool jk_chain_is_recorded(const struct jk_chain *chain);

/** A change put in place; owned by the registry until it is settled or reverted. */
struct jk_change {
    struct jk_entry *entry;
    struct jk_version *before; /**< what stood there */
    bool was_deleted, was_leaving;
    uint32_t was_approved; /**< its revision in force */
    char was_etag[40];
};

/** Put a version of a notice in place of the entry's current one.
 *
 * Makes entry and chain where they are new (revision 0). Checks that a leg's main is no leg itself
 * and that contest, paslon agree along the chain (JK_INVALID naming the property).
 *
 * @param reading   gets one more reference
 * @param[out] out  to be settled or reverted, in reverse order */
enum jk_status jk_registry_put(struct jk_registry *registry, struct jk_reading *reading,
                               const struct jk_notice *notice, struct jk_change *out,
                               struct jk_error *err);

/** Put a version that stands elsewhere into this registry too, as jk_registry_put() does; what is
 * kept of it is shared. */
enum jk_status jk_registry_put_shared(struct jk_registry *registry,
                                      const struct jk_version *version, struct jk_change *out,
                                      struct jk_error *err);

/** Take the entry's current version away (a tombstone stays). Settle or revert as with a put. */
void jk_registry_remove(struct jk_registry *registry, struct jk_entry *entry,
                        struct jk_change *out);

/** Keep the change; the version before becomes `approved` when the chain is approved and none is
 * kept yet, else it is freed. */
void jk_registry_settle(struct jk_registry *registry, struct jk_change *change);

/** Let the octets of an entry's version be kept small from now on, once nobody near wants them:
 * behind a settled put. Nothing to do for a shared one, or where the entry has none. */
void jk_registry_keep_small(struct jk_entry *entry);

/** Undo the change. */
void jk_registry_revert(struct jk_registry *registry, struct jk_change *change);

/** The chain's state changed: bodies enter or leave the world, approved versions are dropped once
 * `current` is approved (adopt). @return JK_OK; JK_MEMORY */
enum jk_status jk_registry_restate(struct jk_registry *registry, struct jk_chain *chain,
                                   enum jk_state state, bool adopt);

/** An entry without a version: a UID that is taken by what was withdrawn or erased. Made where it
 * is not there yet. @return borrowed; null when memory is out */
struct jk_entry *jk_registry_tombstone(struct jk_registry *registry, const char *uid,
                                       const char *chain);

/** A change of the approved chain is pending: a new one, or another version of it. */
void jk_chain_pend(struct jk_chain *chain);
/** True while its plan, or the change of it, waits for who filed it to complete it. */
bool jk_chain_is_returned(const struct jk_chain *chain);

/** Drop the pending change: each entry is again what is in force of it, and what is new is a
 * tombstone. Entries that changed have another revision. Nothing of the plan changes.
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_registry_drop_change(struct jk_registry *registry, struct jk_chain *chain,
                                       int64_t now_s);

/** Ask for what is approved to be taken back, or take that back. Its tag changes with it. */
void jk_entry_leave(struct jk_entry *entry, bool leaving);

/** Put an approved version that the store kept beside the current one. */
enum jk_status jk_registry_put_approved(struct jk_registry *registry, struct jk_entry *entry,
                                        struct jk_reading *reading, const struct jk_notice *notice);

/** An activity happens otherwise than planned: as the report says it stands in the world beside the
 * plan, in place of what an earlier report said; where the report says it is over, no longer.
 *
 * @param entry  with a version in force that has an instance @return JK_OK; JK_MEMORY */
enum jk_status jk_registry_happen(struct jk_registry *registry, struct jk_entry *entry,
                                  const struct jk_report *report);

/** Members of a chain that stand in the world, as the engine wants them; in the arena. */
enum jk_status jk_registry_members(struct jk_registry *registry, const struct jk_chain *chain,
                                   struct jk_arena *arena, struct jk_member **out, size_t *count);

/** The findings about one entry's current version.
 *
 * @param personnel  what was counted of officers; null: nothing */
enum jk_status jk_registry_findings(const struct jk_registry *registry,
                                    const struct jk_entry *entry, int64_t now_s,
                                    const struct jk_rule_personnel *personnel,
                                    struct jk_arena *arena, struct jk_finding **out, size_t *count);
#endif
