/* jarak/feed/desk/form.h: the pages of a form (jarak/feed/form/form.h) and of a notice that was
 * filed.
 *
 * Pure. Source: WIRE 1 "meja". */
#ifndef JARAK_FEED_DESK_FORM_H
#define JARAK_FEED_DESK_FORM_H
#include "jarak/feed/desk/acts.h"
#include "jarak/feed/desk/page.h"
#include "jarak/feed/form/form.h"
#include "jarak/ical/rakor.h"
#include "jarak/feed/json/matter.h"

/** What is told beside the form. */
struct jk_form_verdict {
    const struct jk_verdict_view *view; /**< of the main; null: not checked */
    size_t rivals;    /**< activities of other paslon of the contest on that day */
    double nearest_m; /**< of them; below 0: none is near */
    double limit_m;   /**< from which on nothing is told */
};

/** A route that came from a file: what was made of it (jarak/interchange/route.h). */
struct jk_form_track {
    const char *file; /**< as the browser calls it */
    size_t points_in, points_out;
    double error_m, length_m;
    size_t joined; /**< lines that were joined; 0: it was one */
    double gap_m;  /**< the widest gap between those */
    bool lacks_roads;
    size_t passed_over, stands;
    size_t chosen; /**< line of several; 0: there was no choice */
};

struct jk_form_page {
    const struct jk_form_track *track; /**< null: no file was taken */
    bool track_back;                   /**< it is the way back */
    const struct jk_form *form;
    const struct jk_form_fault *fault; /**< null: none */
    struct jk_form_verdict verdict;
    bool only_verdict;            /**< for a script: the panel beside the form and nothing else */
    const char *change;           /**< id of the chain that it changes; null: a new one */
    uint32_t revision;            /**< of that chain, which the form was opened on */
    bool approved;                /**< the change will wait for a decision of its own */
    const struct jk_form *theirs; /**< what somebody else made of it meanwhile; null */
};

/** The form, with what is told of it. */
enum jk_status jk_desk_form_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                 const struct jk_form_page *page);

/** One notice: its state, what is missing, its conflicts, what was done to it and why. */
struct jk_notice_page {
    const struct jk_verdict_view *view;
    const struct jk_facts *facts;
    int64_t start_s, end_s;
    const struct jk_desk_activity *activity; /**< null: nothing of it is left */
    const struct jk_told *acts; /**< oldest first; `event` is what was done, text why */
    size_t act_count;
    const char *letter_type;         /**< media type of the scanned letter; null: there is none */
    uint64_t letter_size;            /**< bytes */
    int64_t letter_s;                /**< when it came */
    char letter_etag[40];            /**< what replacing it has to name */
    struct jk_chain_acts allowed;    /**< what the reader may do */
    const struct jk_act_form *typed; /**< what was tried, and what was done just now */
    struct jk_matter_views about;    /**< verified reports and tasks about it */
    const struct jk_rakor *meeting;  /**< of a coordination meeting, for officials; else null */
};

enum jk_status jk_desk_notice_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                   const struct jk_notice_page *page);
#endif
