/* Pages: what every one has, text laid out, and where the next page begins. */
#include "daemon/paper/paper.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define FOOT (8 * PAPER_MM)

double paper_left(const struct paper *p)
{
    return p->about.margin;
}

double paper_width(const struct paper *p)
{
    return p->about.wide - 2 * p->about.margin;
}

double paper_bottom(const struct paper *p)
{
    return p->about.high - p->about.margin - (p->about.foot[0].at ? FOOT : 0);
}

PangoLayout *paper_layout(struct paper *p, struct jk_span text, double wide,
                          const struct paper_style *style)
{
    PangoLayout *layout = pango_layout_new(p->letters);
    PangoFontDescription *font = pango_font_description_new();

    pango_font_description_set_family_static(font, "DejaVu Sans");
    pango_font_description_set_size(font, (int)lround(style->size * PANGO_SCALE));
    pango_font_description_set_weight(font, style->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_text(layout, text.at, (int)text.len); /* not markup: "<b>" is three letters */
    pango_layout_set_auto_dir(layout, FALSE); /* a text of another script does not turn the page */
    pango_layout_set_single_paragraph_mode(layout, TRUE);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_attributes(layout, p->plain);
    pango_layout_set_alignment(layout, style->align);
    if (wide > 0)
        pango_layout_set_width(layout, (int)lround(wide * PANGO_SCALE));
    return layout;
}

double paper_height(PangoLayout *layout)
{
    PangoRectangle box;

    pango_layout_get_extents(layout, NULL, &box);
    return (double)box.height / PANGO_SCALE;
}

void paper_show(struct paper *p, PangoLayout *layout, double x, double y)
{
    cairo_move_to(p->cr, x, y);
    pango_cairo_show_layout(p->cr, layout);
    cairo_new_path(p->cr);
    g_object_unref(layout);
}

/* "Halaman {page} dari {pages}". */
static void fill_foot(const struct paper *p, struct jk_span text, char *out, size_t cap)
{
    size_t len = 0;

    for (size_t i = 0; i < text.len && len + 16 < cap;) {
        struct jk_span rest = { text.at + i, text.len - i };

        if (jk_span_starts(rest, JK_SPAN("{page}"))) {
            len += (size_t)snprintf(out + len, cap - len, "%d", p->page);
            i += 6;
        } else if (jk_span_starts(rest, JK_SPAN("{pages}"))) {
            len += (size_t)snprintf(out + len, cap - len, "%d", p->pages);
            i += 7;
        } else {
            out[len++] = text.at[i++];
        }
    }
    out[len] = '\0';
}

static void draw_foot(struct paper *p)
{
    static const PangoAlignment sides[] = { PANGO_ALIGN_LEFT, PANGO_ALIGN_RIGHT };
    double y = p->about.high - p->about.margin - FOOT + 2 * PAPER_MM;
    double share[] = { .74, .25 };

    for (int i = 0; i < 2; i++) {
        char text[JK_SHEET_TEXT_MAX + 32];
        struct paper_style style = { .size = 6.5, .align = sides[i] };
        PangoLayout *layout;

        fill_foot(p, p->about.foot[i], text, sizeof text);
        layout = paper_layout(p, jk_span_of(text), paper_width(p) * share[i], &style);
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
        pango_layout_set_height(layout, -2);
        paper_show(p, layout, paper_left(p) + (i ? paper_width(p) * .75 : 0), y);
    }
}

/* In the upper right corner, within the margin: what an exercise is may not be cut off. */
static void draw_stamp(struct paper *p)
{
    struct paper_style style = { .size = 9, .bold = true };
    PangoLayout *layout = paper_layout(p, p->about.stamp, 0, &style);
    PangoRectangle box;
    double wide, high, x, y;

    pango_layout_get_extents(layout, NULL, &box);
    wide = (double)box.width / PANGO_SCALE + 8;
    high = (double)box.height / PANGO_SCALE + 2;
    x = p->about.wide - p->about.margin - wide;
    y = fmax((p->about.margin - high) / 2, 2);
    cairo_set_line_width(p->cr, 1.2);
    cairo_rectangle(p->cr, x, y, wide, high);
    cairo_stroke(p->cr);
    paper_show(p, layout, x + 4, y + 1);
}

void paper_turn(struct paper *p)
{
    if (p->page > 0 && p->about.form != PAPER_PDF)
        p->failed = true; /* a picture is one */
    if (p->page >= JK_SHEET_PAGES_MAX)
        p->failed = true;
    if (p->page > 0)
        cairo_show_page(p->cr);
    p->page++;
    p->y = p->about.margin;
    cairo_set_source_rgb(p->cr, 0, 0, 0);
    if (p->about.foot[0].at)
        draw_foot(p);
    if (p->about.stamp.at)
        draw_stamp(p);
}

void paper_keep(struct paper *p, double high)
{
    if (p->y > p->about.margin && p->y + high > paper_bottom(p))
        paper_turn(p);
}
