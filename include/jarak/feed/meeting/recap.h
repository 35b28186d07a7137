/* jarak/feed/meeting/recap.h: the digest of a coordination meeting: what became of a region between
 * two entries of the journal, under the three headings of its agenda.
 *
 * Technical readiness: what waits for a decision, logistics, duties of personnel, meetings.
 * Consolidation: conflicts that are new, worse or closed, in words; decisions and overrides with
 * names and reasons; alerts nobody acknowledged; tasks. Neutrality: what each paslon asked for and
 * was answered, and reports. And what comes in the next seven days. Of a province it has the
 * figures of its regencies beside.
 *
 * A snapshot the application fills (jarak/app/meeting/recap.h), written as a page, on one sheet of
 * A4, as a message of less than 1,000 characters and as JSON; what one says the others say. "Now"
 * is the time of the later entry: no clock, so that the same two entries give the same bytes
 * whenever they are asked for. Pure. Source: docs/decisions/0111. */
#ifndef JARAK_FEED_MEETING_RECAP_H
#define JARAK_FEED_MEETING_RECAP_H
#include <jansson.h>
#include "jarak/feed/brief/brief.h"
#include "jarak/feed/desk/page.h"
#include "jarak/feed/paper/paper.h"

#define JK_RECAP_TEXT_MAX  999 /* characters of the message: under 1,000 */
#define JK_RECAP_LINES     4   /* of each list that is told in words; of the others the number */
#define JK_RECAP_PARTS_MAX 40  /* regencies on one sheet; no province has more */

/** What became of a conflict between the two entries. */
enum jk_recap_news {
    JK_RECAP_NEW,    /**< it was not open, and is */
    JK_RECAP_WORSE,  /**< its level is higher */
    JK_RECAP_EASED,  /**< its level is lower */
    JK_RECAP_CLOSED, /**< it was open, and was settled before its time came */
    JK_RECAP_PASSED, /**< it was open, and its time is over */
    JK_RECAP_NEWS_END
};

struct jk_recap_conflict {
    struct jk_conflict_view view;
    enum jk_recap_news news;
    enum jk_level before;   /**< at the earlier entry; none: it was not open */
    enum jk_level last;     /**< now; of one that is over, the last it had */
    int64_t first_s;        /**< of its parts; of one that is over, as it was told last */
    const char *regions[2]; /**< codes: that decide on its sides */
};

/** Something officials did. */
struct jk_recap_act {
    uint64_t seq;
    int64_t time_s;
    const char *act, *actor, *role, *reason; /**< words of the journal */
    size_t seen;                             /**< conflicts it named: more than 0 is an override */
    const char *uid, *region;                /**< of the chain */
    const struct jk_facts *facts;            /**< of its face; null: nothing is left of it */
    int64_t start_s;
};

#define JK_RECAP_EDITIONS 6 /* that are told, the newest: more than a meeting decides on */

/** A policy or a risk map that an account stated between the two entries, or took back. */
struct jk_recap_edition {
    int64_t time_s;
    const char *part,
        *scope; /**< "policy", "zones", "stations"; contest or region, as in the journal */
    uint32_t number;
    bool taken_back;
    const char *basis, *actor, *role;
};

/** A report that was filed, verified or refuted between the two entries, or waits. */
struct jk_recap_report {
    int64_t time_s;             /**< when it was filed */
    const struct jk_text *what; /**< what it is about */
    const char *uid, *region;   /**< of the activity it is about, "" none; code */
    const char *title;          /**< what it is called; "" nothing */
    const char *href;           /**< its page; "" none */
    bool verified, refuted;     /**< neither: it waits */
    bool neutrality;
};

/** What an office has to do. */
struct jk_recap_task {
    const char *id, *title, *agency, *region;
    const char *href; /**< its page; "" none */
    int64_t due_s;
    bool late;
};

/** What a paslon asked for and was answered. */
struct jk_recap_paslon {
    const struct jk_contest *contest;
    uint32_t number;
    unsigned filed, approved, refused; /**< between the two entries; refused: or returned, held */
    unsigned waiting, ahead;           /**< now; activities of the next seven days */
};

/** Activities of an office's own kind. */
struct jk_recap_duty {
    enum jk_kind kind;
    unsigned since, ahead; /**< that took place between the two; of the next seven days */
    unsigned unscheduled;  /**< of those ahead: not scheduled yet */
    unsigned conflicts;    /**< open ones of those ahead, from info on */
    double people;         /**< stated, of those ahead */
};

/** A coordination meeting. */
struct jk_recap_meeting {
    const char *uid; /**< null: there is none */
    const char *title, *place;
    int64_t start_s, end_s;
};

/** Figures of a region. */
struct jk_recap_figures {
    unsigned news[JK_RECAP_NEWS_END]; /**< conflicts, from info on */
    unsigned open[JK_LEVEL_END];      /**< open now */
    unsigned silent;                  /**< alerts nobody acknowledged */
    unsigned acts, overrides, refused;
    unsigned waiting, sttp; /**< undecided now; STTP issued between the two */
    unsigned ahead;         /**< activities of the next seven days */
    unsigned verified, refuted, unverified;
    unsigned tasks, late;
    unsigned drops, received, threatened, bad; /**< of deliveries: received now; in danger or late;
                                                *   received short or damaged */
};

/** Officers in the seven days to come; the police alone are told. */
struct jk_recap_officers {
    bool told;
    unsigned short_days;     /**< with an hour that asks for more than there are */
    int32_t day;             /**< the one that is shortest of them */
    uint32_t need, capacity; /**< in its worst hour */
};

/** A regency of a province. */
struct jk_recap_part {
    const struct jk_region *region;
    struct jk_recap_figures figures;
};

/** The digest. Everything is borrowed for the call. */
struct jk_recap {
    const struct jk_pack *pack;
    const struct jk_region *region;
    uint64_t from, to; /**< entries: what is behind the first, up to the second */
    int64_t from_s, to_s;
    struct jk_recap_meeting last, next;
    bool since_meeting; /**< `from` is the end of `last` */
    struct jk_recap_figures figures;
    const struct jk_recap_conflict *conflicts; /**< worst first */
    size_t conflict_count;
    const struct jk_desk_conflict *silent; /**< worst first */
    size_t silent_count;
    const struct jk_recap_act *acts; /**< overrides first, newest first */
    size_t act_count;
    struct jk_recap_edition editions[JK_RECAP_EDITIONS]; /**< newest first */
    size_t edition_count, editions_all;                  /**< that are told; that there were */
    const struct jk_recap_report *reports;               /**< newest first */
    size_t report_count;
    const struct jk_recap_task *tasks; /**< late ones first, by time */
    size_t task_count;
    const struct jk_recap_paslon *paslon; /**< by contest and number */
    size_t paslon_count;
    struct jk_recap_duty duties[3]; /**< logistik, pengamanan, sosialisasi */
    struct jk_recap_officers officers;
    unsigned tps, recaps;           /**< polling stations and places of recapitulation that the pack
                                     *   knows in the region */
    int64_t oldest_waiting_s;       /**< when the oldest undecided one came; 0: none waits */
    const struct jk_desk_day *days; /**< JK_BRIEF_DAYS, from the local day of `to_s` on */
    const struct jk_recap_part *parts;
    size_t part_count; /**< of a province; worst first */
};

/** Write it as a page of the desk. Appends. @return JK_OK; JK_MEMORY; as each function here */
enum jk_status jk_recap_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                             const struct jk_recap *recap);

/** As a document for jarakd-paper: one page of A4. */
enum jk_status jk_recap_paper(struct jk_buf *out, const struct jk_paper *paper,
                              const struct jk_recap *recap);

/** As a message of at most JK_RECAP_TEXT_MAX characters; it says what had no room. */
enum jk_status jk_recap_text(struct jk_buf *out, const struct jk_desk_reader *reader,
                             const struct jk_recap *recap);

/** As a document. @return given (json_decref); null when memory is out */
json_t *jk_recap_json(const struct jk_desk_reader *reader, const struct jk_recap *recap);
#endif
