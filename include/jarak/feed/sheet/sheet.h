/* jarak/feed/sheet/sheet.h: what is to be put on paper, as lines from jarakd to jarakd-paper.
 *
 * jarakd decides what a document says; jarakd-paper lays it out with pango and draws it with cairo,
 * and knows nothing of elections. Between them goes this text: one item a line,
 *
 *     word[ number]...[TAB text]...LF
 *
 * Numbers are plain decimals with up to two digits after the point, texts are UTF-8 of one line
 * (no control characters). The table JK_SHEET_WORDS says how many of both each word has and where
 * it may stand: "form" comes first, items of the flow follow each other down the page, a table
 * holds a head and rows, a row holds cells, a drawing holds its strokes, and "end" closes what is
 * open. The reader refuses everything else, so that behind it nothing is checked again. Lengths on
 * paper are millimetres, those of a drawing are its own units. Pure. Source: decisions/0062. */
#ifndef JARAK_FEED_SHEET_SHEET_H
#define JARAK_FEED_SHEET_SHEET_H
#include <stdbool.h>
#include <stdint.h>
#include "jarak/base/bytes.h"
#include "jarak/base/status.h"

#define JK_SHEET_MOST        (16U << 20) /* octets of a document: 14 days of 400 activities fit */
#define JK_SHEET_LINES_MAX   400000
#define JK_SHEET_NUMBERS_MAX 13     /* border and twelve columns */
#define JK_SHEET_TEXTS_MAX   12     /* heads of a table */
#define JK_SHEET_TEXT_MAX    1200   /* octets of a text; longer ones end in "..." */
#define JK_SHEET_NUMBER_MAX  100000 /* largest number either way */
#define JK_SHEET_MODULES_MAX 117    /* of a QR code: version 25 */
#define JK_SHEET_CODE_MAX    3500   /* digits of its modules, four in one */
#define JK_SHEET_PAGES_MAX   300

/** Where an item may stand. */
enum jk_sheet_place {
    JK_SHEET_FIRST, /**< only as the first line */
    JK_SHEET_HEAD_, /**< of the document, before anything that is seen */
    JK_SHEET_FLOW,  /**< down the page */
    JK_SHEET_TABLE_,
    JK_SHEET_ROW_,
    JK_SHEET_DRAW_,
    JK_SHEET_END_ /**< closes a row, a table or a drawing */
};

/** X(NAME, "word", place, least numbers, most, least texts, most). */
#define JK_SHEET_WORDS(X)                                                                        \
    X(FORM, "form", JK_SHEET_FIRST, 0, 0, 1, 1)       /* pdf, svg or png */                      \
    X(PAGE, "page", JK_SHEET_HEAD_, 3, 3, 0, 0)       /* wide, high, margin */                   \
    X(TITLE, "title", JK_SHEET_HEAD_, 0, 0, 1, 1)     /* of the file */                          \
    X(LANG, "lang", JK_SHEET_HEAD_, 0, 0, 1, 1)       /* id or en */                             \
    X(CREATED, "created", JK_SHEET_HEAD_, 0, 0, 1, 1) /* ISO 8601: never the clock */            \
    X(SIZE, "size", JK_SHEET_HEAD_, 1, 1, 0, 0)       /* of letters, points */                   \
    X(FOOT, "foot", JK_SHEET_HEAD_, 0, 0, 2, 2)       /* left, right: {page} and {pages} */      \
    X(STAMP, "stamp", JK_SHEET_HEAD_, 0, 0, 1, 1)     /* in a box on each page: SIMULASI */      \
    X(H1, "h1", JK_SHEET_FLOW, 0, 0, 1, 1)                                                       \
    X(H2, "h2", JK_SHEET_FLOW, 0, 0, 1, 1)                                                       \
    X(TEXT, "p", JK_SHEET_FLOW, 0, 0, 1, 1)                                                      \
    X(STRONG, "strong", JK_SHEET_FLOW, 0, 0, 1, 1)                                               \
    X(SMALL, "small", JK_SHEET_FLOW, 0, 0, 1, 1)                                                 \
    X(CENTRE, "centre", JK_SHEET_FLOW, 1, 1, 1, 1) /* 1: bold */                                 \
    X(RULE, "rule", JK_SHEET_FLOW, 0, 0, 0, 0)     /* a line across */                           \
    X(GAP, "gap", JK_SHEET_FLOW, 1, 1, 0, 0)                                                     \
    X(KEEP, "keep", JK_SHEET_FLOW, 1, 1, 0, 0)      /* another page where there is less room */  \
    X(BREAK, "break", JK_SHEET_FLOW, 0, 0, 0, 0)    /* another page */                           \
    X(SIGNS, "signs", JK_SHEET_FLOW, 0, 0, 1, 6)    /* lines to sign on */                       \
    X(CODE, "code", JK_SHEET_FLOW, 2, 2, 2, 2)      /* size, modules; their bits; text beside */ \
    X(TABLE, "table", JK_SHEET_FLOW, 2, 13, 0, 0)   /* 1: ruled; widths */                       \
    X(HEADS, "heads", JK_SHEET_TABLE_, 0, 0, 1, 12) /* again on each page */                     \
    X(ROW, "row", JK_SHEET_TABLE_, 0, 0, 0, 0)                                                   \
    X(CELL, "cell", JK_SHEET_ROW_, 1, 1, 1, 1)   /* look; begins the next cell */                \
    X(ALSO, "also", JK_SHEET_ROW_, 1, 1, 1, 1)   /* look; below that in the same cell */         \
    X(BOXES, "boxes", JK_SHEET_ROW_, 0, 0, 1, 6) /* a cell of boxes to tick */                   \
    X(DRAW, "draw", JK_SHEET_FLOW, 4, 4, 0, 0)   /* wide, high on paper; units wide, high */     \
    X(PEN, "pen", JK_SHEET_DRAW_, 0, 0, 1, 1)    /* the class of what follows */                 \
    X(MOVE, "m", JK_SHEET_DRAW_, 2, 2, 0, 0)                                                     \
    X(LINE, "l", JK_SHEET_DRAW_, 2, 2, 0, 0)                                                     \
    X(RING, "z", JK_SHEET_DRAW_, 0, 0, 0, 0)   /* back to where the line began */                \
    X(STROKE, "s", JK_SHEET_DRAW_, 0, 0, 0, 0) /* what was walked since the pen */               \
    X(CIRCLE, "c", JK_SHEET_DRAW_, 3, 3, 0, 0)                                                   \
    X(SQUARE, "r", JK_SHEET_DRAW_, 4, 4, 0, 0)                                                   \
    X(SAY, "t", JK_SHEET_DRAW_, 2, 2, 2, 2) /* class, text */                                    \
    X(END, "end", JK_SHEET_END_, 0, 0, 0, 0)

enum jk_sheet_word {
#define X(NAME, word, place, n0, n1, t0, t1) JK_SHEET_##NAME,
    JK_SHEET_WORDS(X)
#undef X
        JK_SHEET_WORD_END
};

/** How a text of a cell looks: four of them are levels, told by shade and frame, never by colour.
 */
enum jk_sheet_look {
    JK_LOOK_PLAIN,
    JK_LOOK_BOLD,
    JK_LOOK_SMALL,
    JK_LOOK_SIAGA,
    JK_LOOK_WASPADA,
    JK_LOOK_INFO,
    JK_LOOK_UNKNOWN,
    JK_LOOK_END
};

/** One line. */
struct jk_sheet_item {
    enum jk_sheet_word word;
    double numbers[JK_SHEET_NUMBERS_MAX];
    size_t number_count;
    struct jk_span texts[JK_SHEET_TEXTS_MAX]; /**< borrowed from the document */
    size_t text_count;
};

/** Append an item. Texts are made fit: control characters and what turns the direction of a line
 * become blanks, what is too long is cut and ends in "...". */
void jk_sheet_put(struct jk_buf *out, const struct jk_sheet_item *item);
/** Append an item without numbers or texts; with one text; with numbers alone. */
void jk_sheet_mark(struct jk_buf *out, enum jk_sheet_word word);
void jk_sheet_say(struct jk_buf *out, enum jk_sheet_word word, const char *text);
void jk_sheet_measure(struct jk_buf *out, enum jk_sheet_word word, const double *numbers,
                      size_t count);
/** Append a text with a number before it: "cell", "also", "centre". */
void jk_sheet_look(struct jk_buf *out, enum jk_sheet_word word, int look, const char *text);
/** Append several texts: "heads", "signs", "boxes", "foot". */
void jk_sheet_list(struct jk_buf *out, enum jk_sheet_word word, const char *const *texts,
                   size_t count);

/** A document being read. */
struct jk_sheet_reader {
    struct jk_span rest;
    unsigned line;             /**< of the item read last, from 1 */
    enum jk_sheet_place place; /**< where one is */
    size_t columns, cells;     /**< of the open table; of its open row so far */
};

/** Begin. @param text  the whole document, borrowed until the last item was used */
struct jk_sheet_reader jk_sheet_reader_of(struct jk_span text);

/** The next item. @return JK_OK; JK_NONE behind the last one; JK_INVALID a line that may not stand
 * there or is written wrongly; JK_TOO_MANY; JK_TOO_BIG. After a refusal nothing more is read. */
enum jk_status jk_sheet_next(struct jk_sheet_reader *reader, struct jk_sheet_item *out);

/** The word of an item. Static. */
const char *jk_sheet_name(enum jk_sheet_word word);
#endif
