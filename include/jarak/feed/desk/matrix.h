/* jarak/feed/desk/matrix.h: the matrix of a coordination meeting: what it has to decide, on paper.
 *
 * Date by paslon by place by hours by distance to the rival by routes, with room for decisions and
 * signatures; printed on A4 landscape. Two editions, for both teams sit at the table (SPEC 7, 9):
 * the internal one is for officers; the shared one tells date, hour, sub-district and level and
 * nothing by which a place, a way or an officer could be known. Pure. */
#ifndef JARAK_FEED_DESK_MATRIX_H
#define JARAK_FEED_DESK_MATRIX_H
#include "jarak/feed/desk/page.h"
#include "jarak/feed/json/clear_times.h"

#define JK_MATRIX_DAYS_MAX 14 /* of one matrix: the last two weeks of a campaign */

#define JK_MATRIX_STARTS_MAX \
    40 /* activities whose clear times are looked for: those to be decided */

/** When the main of an activity could start instead, on its day. */
struct jk_matrix_start {
    const char *uid;
    int32_t day;
    const struct jk_slots_view *slots;
};

/** What a matrix is written from. */
struct jk_matrix {
    const struct jk_desk_day *days;       /**< one after the other, of one region */
    size_t day_count;                     /**< 1 to JK_MATRIX_DAYS_MAX */
    bool shared;                          /**< the edition for everybody at the table */
    const struct jk_matrix_start *starts; /**< of the internal edition; null: not looked for */
    size_t start_count;
};

/** Write it as a page. Appends. @return JK_OK; JK_MEMORY */
enum jk_status jk_desk_matrix_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                   const struct jk_matrix *matrix);
#endif
