/* jarak/feed/desk/page.h: the officials' pages: HTML written from snapshots.
 *
 * Each function writes one whole page. Templates are daemon/web, one for each page, compiled to C;
 * what they are filled from is typed, and everything is escaped but drawings of our own. No clock:
 * the same snapshot gives the same bytes. Pages need no script; where there is one it adds to what
 * stands there already. Indonesian first. Pure. Source: WIRE 1 "meja". */
#ifndef JARAK_FEED_DESK_PAGE_H
#define JARAK_FEED_DESK_PAGE_H
#include "jarak/feed/desk/acts.h"
#include "jarak/feed/desk/conflict.h"
#include "jarak/feed/desk/day.h"
#include "jarak/feed/desk/steps.h"

/** For whom a page is written. */
struct jk_desk_reader {
    const struct jk_pack *pack;
    const struct jk_region *region; /**< of the account; else the pack's */
    enum jk_lang lang;
    const char *assets;  /**< "/assets/4f2a.../": where styles and scripts lie */
    const char *here;    /**< path and query of this page, for the link to its other language */
    const char *account; /**< null: nobody has signed in */
    const char *role;    /**< its word */
    const char *csrf;    /**< what each form sends along; "" without a session */
    unsigned sees;       /**< findings told to it, enum jk_audience bits */
    bool may_oversee;    /**< days and conflicts */
    bool may_see, may_submit, may_campaign, may_decide, may_admin;
    const char *map_tiles, *map_credit; /**< under maps; "" none */
    unsigned waiting;                   /**< conflicts that wait for a decision */
    uint64_t past;                      /**< journal entry the page is as of; 0: it is of today */
    int64_t past_s;                     /**< when that was written, UTC */
    bool past_other;                    /**< another pack was in force then */
    int64_t of_s;    /**< what is told is of this second, UTC; 0: of the present */
    bool of_dated;   /**< which was on another day, or may have been */
    char cursor[42]; /**< of the newest alert in its inbox (jarak/app/alerts/cursor.h) */
};

/** The page to sign in. */
struct jk_login_page {
    const char *next;  /**< path to go to afterwards */
    const char *name;  /**< as it was typed; "" at first */
    const char *fault; /**< what was wrong; null: nothing yet */
    bool expired;      /**< a session has ended while somebody was at work */
};

/** @return JK_OK; JK_MEMORY; like every function here. Appends. */
enum jk_status jk_desk_login_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                  const struct jk_login_page *page);

/** A link that signs in once (an exercise). */
struct jk_link_page {
    const char *token, *next;
};

enum jk_status jk_desk_link_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                 const struct jk_link_page *page);

/** How a day is looked at. */
struct jk_day_page {
    int minute;         /**< of the local day, 0..1439, that the map shows; -1: the first instant of
                         *   the worst conflict */
    bool by_distance;   /**< the list by margin, not by hour */
    enum jk_level from; /**< conflicts below it are folded */
    const char
        *chosen; /**< id of the conflict the map shows; null: that of `activity`, the worst */
    const char *activity;      /**< UID of the activity that was chosen; null: none */
    size_t list_from;          /**< of the list, the first row that is written */
    size_t queue_from;         /**< of the conflicts likewise */
    struct jk_day_steps steps; /**< of a page of the past */
    uint64_t newest;           /**< entry of the journal, where a replay begins; 0: none is told */
};

/** A day: what needs a decision, map, lanes, list. */
enum jk_status jk_desk_day_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                const struct jk_desk_day *day, const struct jk_day_page *page);

/** A conflict: what is too near, where and when, both sides, what may be done. */
enum jk_status jk_desk_conflict_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                     const struct jk_conflict_page *page,
                                     const struct jk_act_form *form);

/** A refusal as a page, or something that was done and has no page of its own. */
struct jk_desk_message {
    const char *title, *text;
    const char *href, *link; /**< where to go from here */
};

enum jk_status jk_desk_message_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                    const struct jk_desk_message *message);
#endif
