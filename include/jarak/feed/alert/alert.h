/* jarak/feed/alert/alert.h: one alert, as every channel takes it.
 *
 * Inbox, event stream, webhook, e-mail, CAP, Atom, calendar and digest all tell the same struct
 * jk_alert. The store keeps what was told as a document (journal kind 4): JSON that is written and
 * read here and nowhere else, so that one alert stays one document for ever, whatever the program
 * and the pack have become since. Pure. Source: SPEC 7, docs/webhooks.md. */
#ifndef JARAK_FEED_ALERT_ALERT_H
#define JARAK_FEED_ALERT_ALERT_H
#include "jarak/base/arena.h"
#include "jarak/feed/json/verdict.h"
#include "jarak/geo/outline.h"
#include "jarak/model/alert.h"

#define JK_DESK_CONFLICT_PATH                                              \
    "/meja/konflik/" /* a line of an internal text; the site stands before \
                      * it only where it is known (jarak/feed/alert/mail.h) */

/** A region that an alert names. */
struct jk_alert_region {
    const char *code, *name;
};

/** One meeting of an alert: how two legs meet, and where each is then. */
struct jk_alert_meeting {
    enum jk_meet meet; /**< JK_MEET_END: a word that this program does not know */
    struct jk_point at[2];
};

/** An alert's document, read; in the reader's arena. */
struct jk_alert_detail {
    const char *text[JK_LANG_END]; /**< the internal text in each language */
    enum jk_step step;             /**< of the escalation it tells; none: it tells none */
    const char *reached;           /**< whom that step reached, as it was told; or null */
    uint64_t command;        /**< that changed it, by its number in the journal; 0: not said */
    bool cancelled;          /**< it is closed because one side was cancelled */
    bool unassessed;         /**< it is closed, and a side has no place that could be judged */
    bool pushes;             /**< an info that is pushed once, when it opens (SPEC 2.3) */
    bool timed;              /**< first and last are known */
    int64_t first_s, last_s; /**< from the first to the last instant it names, UTC */
    bool placed;             /**< `at` is known */
    struct jk_point at[2];   /**< the two places of its worst meeting */
    enum jk_meet meet;       /**< of its worst meeting; JK_MEET_END: not said */
    bool measured;           /**< the distances are known */
    double distance_max_m, required_m;
    const struct jk_alert_region *regions; /**< whose territory the places are */
    size_t region_count;
    const struct jk_alert_meeting *meetings; /**< worst first */
    size_t meeting_count;
    const char *contest[2]; /**< of both sides; "": not said */
    const char *party[2];   /**< whose activities they are, in words; "": not said */
};

/** An alert. Everything is borrowed, or in the arena of whoever read it. */
struct jk_alert {
    const char *conflict; /**< id; with `revision` the alert's global id */
    uint32_t revision;
    uint64_t index; /**< in its inbox; 0: of none */
    enum jk_alert_event event;
    enum jk_level level;                  /**< none: closed */
    int64_t time_s;                       /**< when it was told, UTC */
    const char *document;                 /**< as it is kept; null: it was not asked for */
    const struct jk_alert_detail *detail; /**< null: the document was not read */
    const char *title[2]; /**< what both activities are called today, "" once they are erased; never
                           *   kept; null: not looked up, or the alert is of no conflict */
};

/** Alerts one behind the other; where they lie the function that makes them says. */
struct jk_alert_list {
    struct jk_alert *at;
    size_t count;
};

/** Write the document of an alert: event, level, both texts in both languages (`text` is the
 * internal one, `text_shared` may be passed on) and the conflict. Appends. Never a title: a
 * document is kept unsealed for ever, and titles of phone calendars carry names and numbers; kind,
 * party, time and place say which activity it is.
 *
 * @param command  the command that changed it, by the journal's number it began with; 0: none
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_alert_write(struct jk_buf *buf, const struct jk_conflict_view *view,
                              const struct jk_pack *pack, enum jk_alert_event event,
                              uint64_t command);

/** Read the document of an alert: fills in `detail` and `level`.
 *
 * @param alert  with its document
 * @return JK_OK; JK_CORRUPT when the document is not one of ours; JK_MEMORY */
enum jk_status jk_alert_read(struct jk_arena *arena, struct jk_alert *alert);

/** An alert as every channel tells it: `index`, `id`, `time` and `titles` (of own and with, where
 * they were looked up) before the document's members. Appends. @param alert with its document */
void jk_alert_add(struct jk_buf *buf, const struct jk_alert *alert);
/** The same as a tree. @return given (json_decref); null when memory is out */
json_t *jk_alert_json(const struct jk_alert *alert);

/** An alert must pass all of these to concern a subscription. */
struct jk_alert_filter {
    const char *area;    /**< region's code: itself and all below it; or corners; "": all */
    const char *contest; /**< id; "": all */
    const char *kinds;   /**< words of jk_meet_word(), comma-separated; "": all */
    enum jk_level level; /**< from here on */
};

#define JK_ALERT_CORNERS 64 /* of a polygon: more than a sub-district drawn by hand needs */

/** Are these kinds a filter can have? "" is one. */
bool jk_alert_kinds_check(const char *kinds);

/** Is an area one of corners, not a code? */
bool jk_alert_area_is_polygon(const char *area);
/** Read the corners of an area, `LAT;LON LAT;LON LAT;LON`, 3..JK_ALERT_CORNERS of them, the last
 * joined to the first. @param[out] out in the arena @return JK_OK; JK_INVALID; JK_MEMORY */
enum jk_status jk_alert_area_read(struct jk_arena *arena, const char *area, struct jk_outline *out);

/** Does an alert by itself concern who asks so? Whether a conflict that was wanted before has to be
 * told once more is the caller's question.
 *
 * @param alert  with its detail */
bool jk_alert_is_wanted(const struct jk_alert *alert, const struct jk_alert_filter *filter);

/** The text that names an event in one or two words. */
const struct jk_text *jk_event_text(enum jk_alert_event event);

/** Append what stands before the words of a heading: "ESKALASI 1, SIAGA, "; ASCII.
 *
 * @param alert  with its detail */
void jk_alert_level_add(struct jk_buf *buf, const struct jk_alert *alert, enum jk_lang lang);

/** What an alert is about in a title: that two activities are too near, that they are no longer, or
 * that one of them was cancelled. Static. */
const struct jk_text *jk_alert_matter(const struct jk_alert *alert);
#endif
