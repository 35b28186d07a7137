/* jarak/model/matter.h: a matter: what officers follow besides activities. A report from the field,
 * a task, or a delivery.
 *
 * A report says what somebody saw, where and when, in one of nine topics; the topic decides who is
 * told and who may say whether it is true. A task is what an agency has to do until a time, because
 * of a conflict, a report, an activity or a meeting. A delivery (kiriman) is a drop of ballots or
 * kit that must be somewhere by a time (jarak/model/drop.h). All travel as iCalendar (VJOURNAL,
 * VTODO: jarak/ical/matter.h) and as JSON. Here are their words and what is well said; who may do
 * what to them is jarak/app/matters/matters.h. Pure, no allocation. Source: issue 17,
 * docs/laporan.md. */
#ifndef JARAK_MODEL_MATTER_H
#define JARAK_MODEL_MATTER_H
#include <stdbool.h>
#include <stdint.h>
#include "jarak/base/bytes.h"
#include "jarak/base/error.h"
#include "jarak/base/text.h"
#include "jarak/geo/point.h"
#include "jarak/model/drop.h"

#define JK_MATTER_HEX       16                  /* digits of its id */
#define JK_MATTER_TITLE_MAX 200                 /* bytes */
#define JK_MATTER_TEXT_MAX  4000                /* bytes: what a page of a notebook holds */
#define JK_MATTER_PLACE_MAX 200                 /* bytes, in words */
#define JK_MATTER_LAST_S    INT64_C(7258118400) /* no time of one is later: the end of 2199 */
#define JK_MATTER_ABOUT_MAX 255                 /* bytes: a UID */

enum jk_matter_kind { JK_MATTER_REPORT, JK_MATTER_TASK, JK_MATTER_DROP, JK_MATTER_KINDS };

/** What a report is about. */
enum jk_topic {
    JK_TOPIC_INCIDENT,     /**< kejadian */
    JK_TOPIC_HOAX,         /**< hoaks */
    JK_TOPIC_NEUTRALITY,   /**< netralitas ASN, TNI, Polri */
    JK_TOPIC_MONEY,        /**< politik uang */
    JK_TOPIC_INTIMIDATION, /**< intimidasi */
    JK_TOPIC_DOUBLE_VOTER, /**< pemilih ganda */
    JK_TOPIC_LOGISTICS,    /**< logistik */
    JK_TOPIC_NO_STTP,      /**< kegiatan tanpa STTP */
    JK_TOPIC_LATE,         /**< keterlambatan */
    JK_TOPIC_END
};

/** How a matter stands; the first four are a report's, the others a task's; a drop that is
 * begun has left, and one that is done has arrived. */
enum jk_matter_state {
    JK_MATTER_UNVERIFIED,
    JK_MATTER_VERIFIED,
    JK_MATTER_REFUTED,
    JK_MATTER_WITHDRAWN,
    JK_MATTER_OPEN,
    JK_MATTER_BEGUN,
    JK_MATTER_DONE,
    JK_MATTER_CANCELLED,
    JK_MATTER_STATES
};

/** What can be done to a matter. */
enum jk_matter_act {
    JK_MATTER_FILE,
    JK_MATTER_CHANGE,
    JK_MATTER_VERIFY,   /**< somebody else says it is true, why, and what should be done */
    JK_MATTER_REFUTE,   /**< somebody else says it is not, likewise */
    JK_MATTER_RELEASE,  /**< Bawaslu lets the others read what was its own */
    JK_MATTER_ANSWER,   /**< the public answer to what is being told */
    JK_MATTER_WITHDRAW, /**< its author takes it back, before it was verified or refuted */
    JK_MATTER_PROGRESS, /**< so much of a task is done */
    JK_MATTER_CANCEL,   /**< a task is not wanted any more */
    JK_MATTER_PHOTO,    /**< its author puts a photo to a report, before it is judged */
    JK_MATTER_ESCALATE, /**< overdue: a step further up; the clock's act, nobody's */
    JK_MATTER_LEAVE,    /**< a drop is on its way */
    JK_MATTER_RECEIVE,  /**< it was received: by whom, when, in what condition */
    JK_MATTER_UNDO,     /**< it was not: what was said of its way was a mistake */
    JK_MATTER_ACTS
};

/** What is stated about a matter; strings are never null, "" for what is not said. */
struct jk_matter_said {
    const char *uid; /**< 1 .. JK_UID_MAX bytes, its author's */
    enum jk_matter_kind kind;
    enum jk_topic topic; /**< of a report; of a task JK_TOPIC_END */
    const char *title;   /**< one line */
    const char *text;    /**< lines */
    const char *place;   /**< one line */
    bool has_point;
    struct jk_point point;
    const char *region;  /**< code; "": by the point, else its author's */
    const char *agency;  /**< of a task: the word of the role that has to do it */
    const char *about;   /**< UID of an activity, id of a conflict or of another matter */
    int64_t at_s;        /**< of a report: when it was seen, UTC; 0: now */
    int64_t due_s;       /**< of a task or a drop: until when, UTC */
    uint32_t percent;    /**< of a task: 0 .. 100; of a drop by its state */
    struct jk_drop drop; /**< of a drop; of others JK_DROP_NONE */
};

/** One of which nothing is said; of no topic, its strings "". */
struct jk_matter_said jk_matter_unsaid(enum jk_matter_kind kind);

/** "report", "task", "drop". Static. */
const char *jk_matter_kind_word(enum jk_matter_kind kind);
/** Where those of a kind lie in addresses of the interface, "reports", and among the pages,
 * "laporan". Static. */
const char *jk_matter_collection(enum jk_matter_kind kind);
const char *jk_matter_page_word(enum jk_matter_kind kind);
/** JK_MATTER_KINDS where there is none. */
enum jk_matter_kind jk_matter_kind_of(const char *word);
/** In JSON: "incident", "hoax" ... Static. */
const char *jk_topic_word(enum jk_topic topic);
/** The topic of a word of JSON or of CATEGORIES (KEJADIAN, HOAKS, NETRALITAS, POLITIK-UANG,
 * INTIMIDASI, PEMILIH-GANDA, LOGISTIK, TANPA-STTP, KETERLAMBATAN), any case; JK_TOPIC_END where
 * there is none. */
enum jk_topic jk_topic_of(struct jk_span word);
/** The value of CATEGORIES. Static. */
const char *jk_topic_category(enum jk_topic topic);
/** For people. */
const struct jk_text *jk_topic_text(enum jk_topic topic);
/** True where only Bawaslu is told until it releases the report: what it alone may judge, and what
 * may be about those who would otherwise read it first. */
bool jk_topic_is_kept(enum jk_topic topic);
/** "unverified", "open" ... Static. */
const char *jk_matter_state_word(enum jk_matter_state state);
/** JK_MATTER_STATES where there is none. */
enum jk_matter_state jk_matter_state_of(const char *word);
/** For people, of a matter of that kind. */
const struct jk_text *jk_matter_state_text(enum jk_matter_kind kind, enum jk_matter_state state);
/** "file", "verify" ... Static. */
const char *jk_matter_act_word(enum jk_matter_act act);
/** JK_MATTER_ACTS where there is none. */
enum jk_matter_act jk_matter_act_of(const char *word);
/** For people: what was done. */
const struct jk_text *jk_matter_act_text(enum jk_matter_act act);

/** Checks that a matter says what its kind wants, in its limits, and nothing else.
 *
 * @return JK_OK; JK_INVALID, JK_RANGE with the field: title, text, place, topic, agency, about, at,
 *         due, percent, uid, and those of jk_drop_check() */
enum jk_status jk_matter_check(const struct jk_matter_said *said, struct jk_error *err);
#endif
