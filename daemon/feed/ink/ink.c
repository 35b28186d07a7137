/* The two forms of a stroke. */
#include "daemon/feed/ink/ink.h"

#include "jarak/feed/html/html.h"
#include "jarak/feed/sheet/sheet.h"

void ink_open(const struct ink *ink, const char *name, const char *more)
{
    if (ink->paper)
        jk_sheet_say(ink->out, JK_SHEET_PEN, name);
    else
        jk_buf_fmt(ink->out, "<path class=\"%s\"%s d=\"", name, more);
}

void ink_to(const struct ink *ink, bool first, double x, double y)
{
    if (ink->paper)
        jk_sheet_measure(ink->out, first ? JK_SHEET_MOVE : JK_SHEET_LINE, (double[]){ x, y }, 2);
    else
        jk_buf_fmt(ink->out, "%s%.1f %.1f", first ? "M" : "L", x, y);
}

void ink_ring(const struct ink *ink)
{
    if (ink->paper)
        jk_sheet_mark(ink->out, JK_SHEET_RING);
    else
        jk_buf_char(ink->out, 'Z');
}

void ink_done(const struct ink *ink)
{
    if (ink->paper)
        jk_sheet_mark(ink->out, JK_SHEET_STROKE);
    else
        jk_buf_str(ink->out, "\"/>\n");
}

void ink_circle(const struct ink *ink, const char *name, const double xyr[3], const char *more)
{
    if (ink->paper) {
        jk_sheet_say(ink->out, JK_SHEET_PEN, name);
        jk_sheet_measure(ink->out, JK_SHEET_CIRCLE, xyr, 3);
    } else {
        jk_buf_fmt(ink->out, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"%s/>\n", name,
                   xyr[0], xyr[1], xyr[2], more);
    }
}

void ink_square(const struct ink *ink, const char *name, const double xywh[4])
{
    if (ink->paper) {
        jk_sheet_say(ink->out, JK_SHEET_PEN, name);
        jk_sheet_measure(ink->out, JK_SHEET_SQUARE, xywh, 4);
    } else {
        jk_buf_fmt(ink->out,
                   "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.0f\" height=\"%.0f\"/>\n",
                   name, xywh[0], xywh[1], xywh[2], xywh[3]);
    }
}

void ink_say(const struct ink *ink, const char *name, const double xy[2], const char *text)
{
    if (ink->paper) {
        jk_sheet_put(ink->out,
                     &(struct jk_sheet_item){ .word = JK_SHEET_SAY,
                                              .numbers = { xy[0], xy[1] },
                                              .number_count = 2,
                                              .texts = { jk_span_of(name), jk_span_of(text) },
                                              .text_count = 2 });
    } else {
        jk_buf_fmt(ink->out, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">", name, xy[0], xy[1]);
        jk_html_add(ink->out, text);
        jk_buf_str(ink->out, "</text>\n");
    }
}

void ink_group(const struct ink *ink, const char *name)
{
    if (!ink->paper)
        jk_buf_fmt(ink->out, "<g class=\"%s\">", name);
}

void ink_ungroup(const struct ink *ink)
{
    if (!ink->paper)
        jk_buf_str(ink->out, "</g>\n");
}
