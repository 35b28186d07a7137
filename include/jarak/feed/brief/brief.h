/* jarak/feed/brief/brief.h: the brief of a coordination meeting: a day and the week behind it on
 * one A4 page, and as one message.
 *
 * It says what has to be settled, what changed since the last one, how full the coming days are and
 * who is out on the day itself; the matrix (jarak/feed/desk/matrix.h) has every activity. Two
 * editions, for both teams sit at the table (SPEC 7, 9): the internal one is for officers; the
 * shared one tells date, hour, sub-district and level, and is filled by functions of its own. Page,
 * paper, message and document are written from one view, so that none says what another does not.
 * No clock: the same snapshot gives the same bytes. Pure. Source: DOMAIN "daily one-page brief". */
#ifndef JARAK_FEED_BRIEF_BRIEF_H
#define JARAK_FEED_BRIEF_BRIEF_H
#include <jansson.h>
#include "jarak/feed/desk/page.h"
#include "jarak/feed/paper/paper.h"

#define JK_BRIEF_DAYS     8    /* the day itself and seven more */
#define JK_BRIEF_LINES    6    /* matters that are told in words; of the others the number */
#define JK_BRIEF_CHANGES  3    /* changes likewise */
#define JK_BRIEF_TODAY    8    /* activities of the day likewise */
#define JK_BRIEF_PLACE    60   /* octets of a place's name: a longer one is cut */
#define JK_BRIEF_TEXT_MAX 1000 /* characters of the message */

/** What became of a conflict since the last brief. */
enum jk_brief_news { JK_BRIEF_OPENED, JK_BRIEF_CHANGED, JK_BRIEF_ENDED, JK_BRIEF_NEWS_END };

struct jk_brief_change {
    struct jk_conflict_view view;
    enum jk_brief_news news;
    int64_t first_s; /**< of its parts; of one that ended, as it was told last */
};

/** What a brief is written from. Everything is borrowed for the call. */
struct jk_brief {
    const struct jk_desk_day *days;        /**< JK_BRIEF_DAYS of one region, one after the other */
    int32_t since_day;                     /**< changes from 00.00 of this local day on */
    const struct jk_brief_change *changes; /**< worst first; of the internal edition */
    size_t change_count;
    bool shared;
};

/** Write it as a page of the desk. Appends. @return JK_OK; JK_MEMORY; as each function here */
enum jk_status jk_brief_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                             const struct jk_brief *brief);

/** As a document for jarakd-paper: one page of A4. @param paper its `shared` is that of `brief` */
enum jk_status jk_brief_paper(struct jk_buf *out, const struct jk_paper *paper,
                              const struct jk_brief *brief);

/** As a message of at most JK_BRIEF_TEXT_MAX characters, for whom no page can be sent. Lines that
 * have no room are counted. */
enum jk_status jk_brief_text(struct jk_buf *out, const struct jk_desk_reader *reader,
                             const struct jk_brief *brief);

/** As a document. @return given (json_decref); null when memory is out */
json_t *jk_brief_json(const struct jk_desk_reader *reader, const struct jk_brief *brief);
#endif
