/* jarak/feed/admin/trail.h: the audit view: who changed what, when, from what to what.
 *
 * A page and a document of rows that the application has read from the journal
 * (jarak/app/desk/trail.h) and of which each is told with what its reader may know. Pure. Source:
 * issue 15 (screen 8), docs/rights.md. */
#ifndef JARAK_FEED_ADMIN_TRAIL_H
#define JARAK_FEED_ADMIN_TRAIL_H
#include <jansson.h>
#include "jarak/base/text.h"
#include "jarak/feed/desk/page.h"

#define JK_TRAIL_PAGE 50 /* rows of a page */

/** X(NAME, "word of the API", "word of the page"; its name is JK_TEXT_TRAIL_NAME): what a row is
 * about, as one looks for it. */
#define JK_TRAIL_TOPICS(X)                         \
    X(NOTICES, "notices", "pemberitahuan")         \
    X(DECISIONS, "decisions", "putusan")           \
    X(ACCOUNTS, "accounts", "akun")                \
    X(OPINIONS, "opinions", "pendapat")            \
    X(PROPOSALS, "proposals", "usulan")            \
    X(SUBSCRIPTIONS, "subscriptions", "langganan") \
    X(REPORTS, "reports", "laporan")               \
    X(PASLON, "paslon", "paslon")                  \
    X(PACK, "pack", "paket")

enum jk_trail_topic {
#define X(NAME, api, page) JK_TRAIL_##NAME,
    JK_TRAIL_TOPICS(X)
#undef X
        JK_TRAIL_TOPIC_END
};

/** The topic of a word, of the API or of the page; JK_TRAIL_TOPIC_END: none has it. */
enum jk_trail_topic jk_trail_topic_of(struct jk_span word);

/** How a value is written for people; a document holds it as it is, times as ISO 8601. */
enum jk_trail_form {
    JK_TRAIL_TEXT,
    JK_TRAIL_DATE,  /**< YYYY-MM-DD, or what was written in its place */
    JK_TRAIL_KIND,  /**< likewise a form of campaign, as of CATEGORIES */
    JK_TRAIL_TIME,  /**< decimal UTC seconds; "0": no bound */
    JK_TRAIL_STATE, /**< a word: of a state, an opinion, a kind of report */
    JK_TRAIL_YES,   /**< "1" or "0" */
    JK_TRAIL_WAY,   /**< "PLACES METRES CODE" of a way: the code tells ways of one length apart */
    JK_TRAIL_KEPT   /**< never told: only that it was changed */
};

/** One field that another entry said otherwise, or that a first entry says. */
struct jk_trail_change {
    const char *name;            /**< of the field, in a document */
    const struct jk_text *label; /**< on a page */
    enum jk_trail_form form;
    const char *old; /**< null: there is nothing before it */
    const char *now;
};

/** What is known of what a row took the place of. */
enum jk_trail_before {
    JK_TRAIL_FIRST,   /**< nothing: it is the first, or an act that replaces nothing */
    JK_TRAIL_CHANGED, /**< `changes` hold both */
    JK_TRAIL_BEYOND   /**< something, further back than was looked */
};

struct jk_trail_view {
    uint64_t seq;   /**< of the entry of the journal */
    int64_t time_s; /**< UTC */
    const struct jk_tz *tz;
    const char *actor, *role; /**< its word; "" of the daemon and of who is no account any more */
    enum jk_trail_topic topic;
    const struct jk_text *what; /**< what was done; place: {value} */
    const char *act;            /**< word of an act, the value of `what`; "" */
    /* What it is about; "" where it is not this, or not for this reader. */
    const char *uid, *conflict, *account, *paslon;
    const struct jk_facts *facts; /**< of the notice `uid` as it stands now; null: nothing stands */
    int64_t start_s;              /**< of it */
    const char *note;             /**< reason or note; "" */
    enum jk_trail_before before;
    bool erased; /**< what it said was destroyed */
    const struct jk_trail_change *changes;
    size_t change_count;
};

/** What was found, and what was asked for: as typed, "". */
struct jk_trail_page {
    const struct jk_trail_view *rows;
    size_t count;
    uint64_t next; /**< go on before this entry; 0: there is nothing more */
    int64_t
        searched_s; /**< so far back was looked, where it was not far enough for a page; else 0 */
    const struct jk_tz *tz;
    const char *typed_from, *typed_to, *typed_account, *typed_topic, *typed_uid;
    const char *fault; /**< why it cannot be looked for; null */
};

enum jk_status jk_desk_trail_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                  const struct jk_trail_page *page);

/** `{"entries":[...],"next":N}`; "next" only where there is more. @return given (json_decref); null
 * when memory is out */
json_t *jk_trail_json(const struct jk_trail_page *page, enum jk_lang lang);
#endif
