/* Drawings: strokes by the names of what they show, on white, to be read without colours.
 *
 * The same strokes are a page's SVG with a style sheet in a browser (daemon/feed/ink/ink.h); here
 * a table stands for the style sheet. What lies outside the frame is cut off. */
#include "daemon/paper/paper.h"

#include <math.h>

#define HALO 4 /* around words, units of the drawing */

/* How a stroke of that name looks. Grey 0 is black; below 0: not drawn. Names may be followed by
 * others behind a blank. */
static const struct pen {
    const char *name;
    double fill, stroke, width, dashes[2];
    bool hatch;
} pens[] = {
    { "land", 1, -1, 0, { 0, 0 }, false },      { "road", -1, .74, 5, { 0, 0 }, false },
    { "kb", -1, .75, 1, { 0, 0 }, false },      { "coast", -1, .5, 3, { 0, 0 }, false },
    { "shared", -1, .85, 26, { 0, 0 }, false }, { "r1", -1, .1, 2, { 9, 5 }, false },
    { "r2", -1, .1, 2, { 2, 5 }, false },       { "col1", -1, 0, 12, { 0, 0 }, false },
    { "col2o", -1, 0, 12, { 0, 0 }, false },    { "col2i", -1, 1, 6, { 10, 5 }, false },
    { "lead", -1, 0, 2, { 0, 0 }, false },      { "near", -1, 0, 1.5, { 7, 6 }, false },
    { "b1", 0, 1, 2, { 0, 0 }, false },         { "b2", 1, 0, 2.5, { 0, 0 }, false },
    { "kp", 1, 0, 2.5, { 0, 0 }, false },       { "disc dl", .65, 0, 2, { 0, 0 }, false },
    { "disc", -1, 0, 2, { 0, 0 }, true },       { "cpa", 1, 0, 4, { 0, 0 }, false },
    { "cross", -1, 0, 3, { 0, 0 }, false },     { "bar", -1, 0, 2, { 0, 0 }, false },
    { "north", 0, -1, 0, { 0, 0 }, false },
};

/* How words of that name look. */
static const struct hand {
    const char *name;
    double size, grey;
    bool bold, halo;
} hands[] = {
    { "b1t", 17, 1, true, false }, { "b2t", 17, 0, true, false },   { "t", 17, 0, true, true },
    { "s", 15, .2, false, true },  { "kec", 15, .45, false, true },
};

static bool has_word(struct jk_span names, const char *word)
{
    struct jk_span part;

    while (jk_span_cut(&names, ' ', &part)) {
        if (jk_span_eq(part, jk_span_of(word)))
            return true;
    }
    return false;
}

static const struct pen *find_pen(struct jk_span name)
{
    struct jk_span first = name;

    for (size_t i = 0; i < sizeof pens / sizeof *pens; i++) {
        if (jk_span_eq(name, jk_span_of(pens[i].name)))
            return &pens[i];
    }
    jk_span_cut(&name, ' ', &first);
    for (size_t i = 0; i < sizeof pens / sizeof *pens; i++) {
        if (jk_span_eq(first, jk_span_of(pens[i].name)))
            return &pens[i];
    }
    return NULL;
}

static void grey(cairo_t *cr, double shade)
{
    cairo_set_source_rgb(cr, shade, shade, shade);
}

/* Lines from the lower left to the upper right over what the path holds. */
static void hatch(cairo_t *cr)
{
    double x0, y0, x1, y1;

    cairo_save(cr);
    cairo_path_extents(cr, &x0, &y0, &x1, &y1);
    cairo_clip_preserve(cr);
    cairo_new_path(cr);
    x0 = fmax(x0, -100), y0 = fmax(y0, -100), x1 = fmin(x1, 3000), y1 = fmin(y1, 3000);
    for (double x = x0 - (y1 - y0); x < x1 && x1 - x0 < 3200; x += 8) {
        cairo_move_to(cr, x, y1);
        cairo_line_to(cr, x + (y1 - y0), y0);
    }
    grey(cr, .45);
    cairo_set_line_width(cr, 1.2);
    cairo_stroke(cr);
    cairo_restore(cr);
}

static void finish_path(cairo_t *cr, const struct pen *pen)
{
    if (!pen) {
        cairo_new_path(cr);
        return;
    }
    if (pen->hatch) {
        cairo_path_t *kept = cairo_copy_path(cr);

        hatch(cr);
        cairo_new_path(cr);
        cairo_append_path(cr, kept);
        cairo_path_destroy(kept);
    }
    if (pen->fill >= 0) {
        grey(cr, pen->fill);
        cairo_set_fill_rule(cr, CAIRO_FILL_RULE_EVEN_ODD);
        cairo_fill_preserve(cr);
    }
    if (pen->stroke >= 0) {
        grey(cr, pen->stroke);
        cairo_set_line_width(cr, pen->width);
        cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
        cairo_set_dash(cr, pen->dashes, pen->dashes[0] > 0 ? 2 : 0, 0);
        cairo_stroke_preserve(cr);
        cairo_set_dash(cr, NULL, 0, 0);
    }
    cairo_new_path(cr);
}

/* Words begin at their place, end there ("e") or stand about it ("m" and the badges). */
static void say(struct paper *p, const struct jk_sheet_item *item)
{
    const struct hand *hand = &hands[3];
    struct jk_span names = item->texts[0], first = names;
    struct paper_style style;
    PangoLayout *layout;
    double wide, x = item->numbers[0], y;

    jk_span_cut(&names, ' ', &first);
    for (size_t i = 0; i < sizeof hands / sizeof *hands; i++) {
        if (jk_span_eq(first, jk_span_of(hands[i].name)))
            hand = &hands[i];
    }
    style = (struct paper_style){ .size = hand->size, .bold = hand->bold };
    layout = paper_layout(p, item->texts[1], 0, &style);
    wide = (double)pango_layout_get_baseline(layout) / PANGO_SCALE; /* y is of the base line */
    y = item->numbers[1] - wide;
    pango_layout_get_pixel_size(layout, NULL, NULL);
    wide = 0;
    {
        PangoRectangle box;

        pango_layout_get_extents(layout, NULL, &box);
        wide = (double)box.width / PANGO_SCALE;
    }
    if (has_word(item->texts[0], "e"))
        x -= wide;
    else if (has_word(item->texts[0], "m") || hand <= &hands[1])
        x -= wide / 2;
    cairo_new_path(p->cr);
    if (hand->halo) {
        cairo_move_to(p->cr, x, y);
        pango_cairo_layout_path(p->cr, layout);
        grey(p->cr, 1);
        cairo_set_line_width(p->cr, HALO);
        cairo_set_line_join(p->cr, CAIRO_LINE_JOIN_ROUND);
        cairo_stroke(p->cr);
    }
    grey(p->cr, hand->grey);
    paper_show(p, layout, x, y);
}

static void draw_item(struct paper *p, const struct jk_sheet_item *item, const struct pen **pen)
{
    const double *n = item->numbers;

    switch (item->word) {
    case JK_SHEET_PEN:
        *pen = find_pen(item->texts[0]);
        cairo_new_path(p->cr);
        break;
    case JK_SHEET_MOVE:
        cairo_move_to(p->cr, n[0], n[1]);
        break;
    case JK_SHEET_LINE:
        cairo_line_to(p->cr, n[0], n[1]);
        break;
    case JK_SHEET_RING:
        cairo_close_path(p->cr);
        break;
    case JK_SHEET_STROKE:
        finish_path(p->cr, *pen);
        break;
    case JK_SHEET_CIRCLE:
        cairo_new_path(p->cr);
        cairo_arc(p->cr, n[0], n[1], fmax(n[2], 0), 0, 2 * M_PI);
        finish_path(p->cr, *pen);
        break;
    case JK_SHEET_SQUARE:
        cairo_new_path(p->cr);
        cairo_rectangle(p->cr, n[0], n[1], n[2], n[3]);
        finish_path(p->cr, *pen);
        break;
    default:
        say(p, item);
    }
}

void paper_drawing(struct paper *p, const struct jk_sheet_item *draw,
                   struct jk_sheet_reader *reader)
{
    double wide = draw->numbers[0] * PAPER_MM, high = draw->numbers[1] * PAPER_MM;
    struct jk_sheet_item item;
    const struct pen *pen = NULL;
    enum jk_status rc;

    paper_keep(p, high);
    cairo_save(p->cr);
    cairo_translate(p->cr, paper_left(p), p->y);
    cairo_rectangle(p->cr, 0, 0, wide, high);
    cairo_clip(p->cr);
    cairo_scale(p->cr, wide / draw->numbers[2], high / draw->numbers[3]);
    while ((rc = jk_sheet_next(reader, &item)) == JK_OK && item.word != JK_SHEET_END)
        draw_item(p, &item, &pen);
    cairo_restore(p->cr);
    grey(p->cr, 0);
    cairo_set_line_width(p->cr, .6);
    cairo_rectangle(p->cr, paper_left(p), p->y, wide, high);
    cairo_stroke(p->cr);
    p->y += high;
    p->failed |= rc != JK_OK;
}
