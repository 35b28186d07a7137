/* jarak/feed/paper/paper.h: what is printed: the matrix of a coordination meeting, the sheet of a
 * conflict, maps, and the answer to a notice, written as documents for jarakd-paper.
 *
 * A document says what its page says and is filled from the same views (jarak/feed/desk), in two
 * editions where teams sit at the table: the shared one has date, hour and sub-district, and no
 * way, no place and no officer. Nothing comes from a clock: `created_s` is when something changed
 * last, so that what did not change gives the same bytes. Format: jarak/feed/sheet/sheet.h. Pure.
 * Source: decisions/0062, 0063. */
#ifndef JARAK_FEED_PAPER_PAPER_H
#define JARAK_FEED_PAPER_PAPER_H
#include "jarak/feed/desk/matrix.h"
#include "jarak/feed/desk/page.h"
#include "jarak/feed/json/clear_times.h"

/** For whom, and as of when. */
struct jk_paper {
    const struct jk_desk_reader *reader; /**< pack, region and language */
    int64_t created_s;                   /**< when what it tells changed last, UTC */
    bool shared;                         /**< the edition for everybody at the table */
};

/** The matrix: A4 landscape, each day on a sheet of its own, with room for decisions and
 * signatures; what disturbs nobody is an annex. Appends.
 *
 * @param matrix  its `shared` must be that of `paper`
 * @return JK_OK; JK_MEMORY; like every function here */
enum jk_status jk_paper_matrix(struct jk_buf *out, const struct jk_paper *paper,
                               const struct jk_matrix *matrix);

/** The sheet of a conflict: A4 with map, both sides, what is near what and when, when either could
 * start instead, rule and policy.
 *
 * @param slots  of the own and the other side on that day; null: not looked for */
enum jk_status jk_paper_conflict(struct jk_buf *out, const struct jk_paper *paper,
                                 const struct jk_conflict_page *page,
                                 const struct jk_slots_view *const slots[2]);

/** How a map is kept. */
enum jk_paper_form { JK_PAPER_PDF, JK_PAPER_SVG, JK_PAPER_PNG };

/** The map of a conflict at an instant. @param time_s  UTC; NAN: when the two are nearest */
enum jk_status jk_paper_conflict_map(struct jk_buf *out, const struct jk_paper *paper,
                                     const struct jk_conflict_page *page, enum jk_paper_form form,
                                     double time_s);

/** The map of a day at a minute. @param minute  of the local day, 0 to 1439; -1: the first instant
 * of its worst conflict, else noon */
enum jk_status jk_paper_day_map(struct jk_buf *out, const struct jk_paper *paper,
                                const struct jk_desk_day *day, enum jk_paper_form form, int minute);
#endif
