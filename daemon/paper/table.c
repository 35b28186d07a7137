/* Tables: a row is measured before it is drawn, and stands on one page.
 *
 * Heads are repeated on each page. A row that is higher than a page could hold is cut at the end of
 * its texts, visibly. Levels are told by frame and shade, which a black-and-white printer keeps. */
#include "daemon/paper/paper.h"

#include <math.h>

#define PAD      (1.2 * PAPER_MM)
#define BETWEEN  (0.5 * PAPER_MM)
#define TAG      (0.9 * PAPER_MM) /* around the word of a level */
#define BOX      (2.6 * PAPER_MM)
#define HEAD_AND (14 * PAPER_MM) /* heads do not stand alone at the end of a page */

static bool is_level(enum jk_sheet_look look)
{
    return look >= JK_LOOK_SIAGA;
}

static struct paper_style style_of(const struct paper *p, enum jk_sheet_look look)
{
    return (struct paper_style){ .size = p->about.size - (look == JK_LOOK_SMALL ? 1 : 0),
                                 .bold = look == JK_LOOK_BOLD || is_level(look) };
}

/* What surrounds a part: room before its text and around it. */
static double inset_of(const struct paper_cell *cell, size_t i)
{
    return cell->boxes ? BOX + BETWEEN * 2 : is_level(cell->looks[i]) ? TAG : 0;
}

static PangoLayout *part_layout(struct paper *p, const struct paper_cell *cell, size_t i,
                                double wide)
{
    struct paper_style style = style_of(p, cell->looks[i]);
    double room = fmax(wide - 2 * PAD - inset_of(cell, i), 4);
    PangoLayout *layout = paper_layout(p, cell->parts[i], room, &style);

    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_height(layout, (int)((paper_bottom(p) - p->about.margin) * .8 /
                                          (double)cell->count * PANGO_SCALE));
    return layout;
}

static double part_height(PangoLayout *layout, const struct paper_cell *cell, size_t i)
{
    return paper_height(layout) + (is_level(cell->looks[i]) && !cell->boxes ? TAG : 0) + BETWEEN;
}

/* Lays out a cell once, to be measured and drawn. */
static void lay_out(struct paper *p, struct paper_cell *cell, double wide)
{
    cell->high = 2 * PAD - BETWEEN;
    for (size_t i = 0; i < cell->count; i++) {
        cell->layouts[i] = part_layout(p, cell, i, wide);
        cell->high += part_height(cell->layouts[i], cell, i);
    }
}

/* Lays out the cells of a row. @return how high it is */
static double lay_out_row(struct paper *p, struct paper_cell *cells, size_t count)
{
    double high = 0;

    for (size_t i = 0; i < count; i++) {
        lay_out(p, &cells[i], p->table.widths[i]);
        high = fmax(high, cells[i].high);
    }
    return high;
}

/* Filled, grey, framed, dashed: siaga, waspada, info, not assessed. */
static void draw_tag(struct paper *p, PangoLayout *layout, enum jk_sheet_look look, double x,
                     double y)
{
    static const double dashes[] = { 2, 1.5 };
    PangoRectangle ink;
    double wide;

    pango_layout_get_extents(layout, NULL, &ink);
    wide = (double)ink.width / PANGO_SCALE + 2 * TAG;
    cairo_save(p->cr);
    cairo_rectangle(p->cr, x, y, wide, paper_height(layout) + TAG * .6);
    if (look == JK_LOOK_SIAGA || look == JK_LOOK_WASPADA) {
        cairo_set_source_rgb(p->cr, look == JK_LOOK_SIAGA ? 0 : .82,
                             look == JK_LOOK_SIAGA ? 0 : .82, look == JK_LOOK_SIAGA ? 0 : .82);
        cairo_fill_preserve(p->cr);
    }
    cairo_set_source_rgb(p->cr, 0, 0, 0);
    cairo_set_line_width(p->cr, look == JK_LOOK_WASPADA ? 1 : .6);
    if (look == JK_LOOK_UNKNOWN)
        cairo_set_dash(p->cr, dashes, 2, 0);
    cairo_stroke(p->cr);
    cairo_restore(p->cr);
    if (look == JK_LOOK_SIAGA)
        cairo_set_source_rgb(p->cr, 1, 1, 1);
}

static void draw_box(struct paper *p, double x, double y)
{
    cairo_set_line_width(p->cr, .6);
    cairo_rectangle(p->cr, x, y + .6, BOX, BOX);
    cairo_stroke(p->cr);
}

/* What was laid out is let go of. */
static void draw_cell(struct paper *p, const struct paper_cell *cell, double x, double y)
{
    y += PAD;
    for (size_t i = 0; i < cell->count; i++) {
        PangoLayout *layout = cell->layouts[i];
        double high = part_height(layout, cell, i), at = x + PAD;

        if (cell->boxes) {
            draw_box(p, at, y);
            at += inset_of(cell, i);
        } else if (is_level(cell->looks[i])) {
            draw_tag(p, layout, cell->looks[i], at, y);
            at += TAG;
        }
        paper_show(p, layout, at, y + (at > x + PAD && !cell->boxes ? TAG * .3 : 0));
        cairo_set_source_rgb(p->cr, 0, 0, 0);
        y += high;
    }
}

/* A row that was laid out. */
struct row {
    const struct paper_cell *cells;
    size_t count;
    double high;
    bool shade;
};

static void draw_row(struct paper *p, const struct row *row)
{
    const struct paper_table *t = &p->table;
    double x = paper_left(p);

    for (size_t i = 0; i < t->columns; i++) {
        if (row->shade) {
            cairo_set_source_rgb(p->cr, .9, .9, .9);
            cairo_rectangle(p->cr, x, p->y, t->widths[i], row->high);
            cairo_fill(p->cr);
        }
        cairo_set_source_rgb(p->cr, 0, 0, 0);
        if (t->ruled) {
            cairo_set_line_width(p->cr, .5);
            cairo_rectangle(p->cr, x, p->y, t->widths[i], row->high);
            cairo_stroke(p->cr);
        }
        if (i < row->count)
            draw_cell(p, &row->cells[i], x, p->y);
        x += t->widths[i];
    }
    p->y += row->high;
}

void paper_heads(struct paper *p)
{
    struct paper_cell cells[PAPER_COLUMNS] = { { .count = 0 } };
    double high;

    for (size_t i = 0; i < p->table.columns; i++)
        cells[i] = (struct paper_cell){ .parts = { p->table.heads[i] },
                                        .looks = { JK_LOOK_BOLD },
                                        .count = 1 };
    if (!p->table.begun)
        paper_keep(p, HEAD_AND);
    p->table.begun = true;
    high = lay_out_row(p, cells, p->table.columns);
    draw_row(p, &(struct row){ cells, p->table.columns, high, true });
}

void paper_row(struct paper *p)
{
    struct paper_table *t = &p->table;
    double high = lay_out_row(p, t->cells, t->cell_count);

    if (p->y + high > paper_bottom(p)) {
        paper_turn(p);
        if (t->has_heads)
            paper_heads(p);
    }
    draw_row(p, &(struct row){ t->cells, t->cell_count, high, false });
    t->cell_count = 0;
}
