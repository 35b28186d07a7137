/* daemon/paper/paper.h: a document being laid out: where on which page the pen is, and with what.
 *
 * Lengths are points (1/72 inch) with the origin at the upper left of the page; documents give
 * millimetres. A document is walked twice by the same code, first to count its pages, for each of
 * them says how many there are. What cannot be done marks the paper as failed and the walk ends. */
#ifndef DAEMON_PAPER_PAPER_H
#define DAEMON_PAPER_PAPER_H
#include <pango/pangocairo.h>
#include "jarak/base/bytes.h"
#include "jarak/feed/sheet/sheet.h"

#define PAPER_MM      (72.0 / 25.4)
#define PAPER_COLUMNS 12
#define PAPER_PARTS   8 /* paragraphs of one cell */

enum paper_form { PAPER_PDF, PAPER_SVG, PAPER_PNG };

/* What a document says of itself before its first line. */
struct paper_about {
    enum paper_form form;
    double wide, high, margin, size;
    struct jk_span title, lang, created, foot[2], stamp;
};

struct paper_cell {
    struct jk_span parts[PAPER_PARTS];
    enum jk_sheet_look looks[PAPER_PARTS];
    PangoLayout *layouts[PAPER_PARTS]; /* while its row is drawn */
    double high;
    size_t count;
    bool boxes; /* each part has a box to tick before it */
};

struct paper_table {
    bool ruled;
    double widths[PAPER_COLUMNS];
    size_t columns;
    struct jk_span heads[PAPER_COLUMNS];
    bool has_heads, begun;
    struct paper_cell cells[PAPER_COLUMNS]; /* of the row that is open */
    size_t cell_count;
};

struct paper {
    struct paper_about about;
    cairo_t *cr;
    PangoContext *letters;
    PangoAttrList *plain; /* a word that is cut gets no hyphen: it may be a number */
    double y;             /* below what stands on the page so far */
    int page, pages;
    bool failed;
    struct paper_table table;
};

/* Letters: only those within the program. @return given; null: they cannot be had */
PangoFontMap *paper_letters_new(void);

/* A text laid out in a width. @return given (g_object_unref) */
struct paper_style {
    double size;
    bool bold;
    PangoAlignment align;
};
PangoLayout *paper_layout(struct paper *p, struct jk_span text, double wide,
                          const struct paper_style *style);
double paper_height(PangoLayout *layout);
/* Draw it with its upper left there, and let it go. */
void paper_show(struct paper *p, PangoLayout *layout, double x, double y);

/* The part of a page that text may fill. */
double paper_left(const struct paper *p);
double paper_width(const struct paper *p);
double paper_bottom(const struct paper *p);
/* Begin another page, with its foot and stamp. */
void paper_turn(struct paper *p);
/* Another page where less than that is left. */
void paper_keep(struct paper *p, double high);

/* Tables: heads, and a row whose cells are all there. */
void paper_heads(struct paper *p);
void paper_row(struct paper *p);

/* A drawing: its items up to its end are taken from the reader. */
void paper_drawing(struct paper *p, const struct jk_sheet_item *draw,
                   struct jk_sheet_reader *reader);

/* Lay out a document. @param out  the file @return JK_OK; JK_INVALID; JK_MEMORY */
enum jk_status paper_print(struct jk_span document, struct jk_buf *out);

/* Is it a JPEG or a PNG, by its first octets? */
bool paper_is_photo(struct jk_span bytes);
/* The same picture as a JPEG without anything else that it said, upright, at most 1,600 pixels a
 * side. Appends. JK_INVALID it cannot be decoded; JK_MEMORY. */
enum jk_status paper_photo(struct jk_span bytes, struct jk_buf *out);
#endif
