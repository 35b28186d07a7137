/* jarak/app/public/caldav_view.h: the notices of a region as a calendar client sees them: three
 * collections.
 *
 * requests   the newest bytes of every notice that is not withdrawn
 * approved   the bytes in force of every notice of an approved chain
 * conflicts  an event for each open conflict, written by us
 *
 * A collection of a region holds what is of the region or below it. A resource has a name, the last
 * segment of its address without ".ics". A client chooses it when it files (struct jk_submission,
 * `name`), and it is kept (journal kind 21); what was filed otherwise is called by its UID, or,
 * where that cannot stand in an address or is taken, by "~" and the first half of its SHA-256. What
 * changed since when is told by the journal: `change` is the number of the entry that last changed
 * a member, so that a place in a collection outlives restarts. Reads only, but for names.
 * Source: WIRE 4, RFC 4791, RFC 6578. */
#ifndef JARAK_APP_PUBLIC_CALDAV_VIEW_H
#define JARAK_APP_PUBLIC_CALDAV_VIEW_H
#include "jarak/app/handle/handle.h"
#include "jarak/app/registry/registry.h"

/** The collections of a region. Those of its paslon (jarak/app/plain/plain.h) hold what stock
 * calendars put there, and are read by functions of their own. */
enum jk_calendar {
    JK_CALENDAR_REQUESTS,
    JK_CALENDAR_APPROVED,
    JK_CALENDAR_CONFLICTS,
    JK_CALENDAR_REPORTS, /**< what may be read differs by account: jarak/app/matters/matters.h */
    JK_CALENDAR_TASKS,   /**< likewise */
    JK_CALENDAR_DROPS,   /**< likewise */
    JK_CALENDAR_PASLON
};

/** A collection: the calendar of a region. */
struct jk_collection {
    const char *region; /**< code: itself and all below it */
    enum jk_calendar calendar;
    bool names; /**< only names and changes: of conflicts, what is shown of them is not written */
};

/** A member of a collection; borrowed from the application until its next command, or in the arena.
 */
struct jk_calendar_item {
    const char *name;
    const char *uid;
    struct jk_span bytes;                /**< of drafts asked for by themselves, and of conflicts */
    const struct jk_version *version;    /**< of the others, for jk_version_bytes(); else null */
    char etag[40];                       /**< strong, with its quotes */
    const struct jk_instance *instances; /**< of requests and approved, by start */
    size_t instance_count;
    int64_t start_s, end_s; /**< of a conflict: from the first to the last instant it names */
    uint64_t change;        /**< number of the journal entry that changed it last */
    uint32_t number;        /**< in the order of arrival; tells apart what one entry changed */
    bool gone;              /**< it is no member, or no longer: only name, change and number hold */
};

/** All members of a collection and what has left it, in no order, in the arena.
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_app_calendar(struct jk_app *app, struct jk_arena *arena,
                               const struct jk_collection *of, struct jk_calendar_item **out,
                               size_t *count);

/** One member. @return JK_OK; JK_NONE no such member; JK_MEMORY */
enum jk_status jk_app_calendar_item(struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_collection *of, const char *name,
                                    struct jk_calendar_item *out);

/** The open conflicts of a region for a calendar service (jk_conflict_calendar_write()). Appends.
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_app_conflict_calendar(const struct jk_app *app, struct jk_arena *arena,
                                        const char *region, struct jk_buf *out);

/** The requests of a region that wait for a decision, for a calendar service
 * (jk_request_calendar_write()): chains that stand and are not approved, or are with a change
 * pending, at the times of their newest version. Appends. @return JK_OK; JK_MEMORY */
enum jk_status jk_app_request_calendar(const struct jk_app *app, struct jk_arena *arena,
                                       const char *region, struct jk_buf *out);

/** The code such a calendar shows of a chain's request: "7F3A". Not told to teams. */
void jk_app_request_code(const struct jk_app *app, const struct jk_chain *chain, char out[5]);

/** The mark of a journal entry: its first 16 hexadecimal digits of hash; it tells a place in this
 * journal from the same number in another (a restored copy that went on otherwise).
 *
 * @param seq  0: before the first entry
 * @return JK_OK; JK_NONE no such entry; JK_IO */
enum jk_status jk_app_mark(struct jk_app *app, uint64_t seq, char out[17], struct jk_error *err);
#endif
