/* The table and the drawing. Both go through the paslon in one order and write the same for each;
 * shades are hatched and never coloured, and each bar has its number beside it. */
#include "jarak/feed/oversight/statistics.h"

#include <stdio.h>
#include <string.h>

#include "daemon/feed/ink/ink.h"
#include "jarak/base/civil.h"
#include "jarak/base/defend.h"
#include "jarak/feed/desk/texts.h"

static const unsigned margins_m[JK_STAT_MARGINS] = { 100, 500, 1000, 5000, 0 };

unsigned jk_stat_margin_m(unsigned margin)
{
    return margin < JK_STAT_MARGINS ? margins_m[margin] : 0;
}

/* A cell: quoted where it has to be. */
static void add_cell(struct jk_buf *out, const char *text)
{
    const bool quoted = strpbrk(text, ",\"\r\n") != NULL;

    if (quoted)
        jk_buf_char(out, '"');
    for (const char *at = text; *at; at++) {
        if (*at == '"')
            jk_buf_char(out, '"');
        jk_buf_char(out, *at);
    }
    if (quoted)
        jk_buf_char(out, '"');
}

static void add_row(struct jk_buf *out, const struct jk_stat_paslon *p, const char *figure,
                    const char *of, long long value)
{
    jk_buf_fmt(out, "%s,%u,%s,", p->contest, p->number, figure);
    add_cell(out, of);
    jk_buf_fmt(out, ",%lld\r\n", value);
}

static void add_paslon(struct jk_buf *out, const struct jk_statistics *s,
                       const struct jk_stat_paslon *p)
{
    char of[32];

    add_row(out, p, "activities", "", p->activities);
    for (int level = 0; level < JK_LEVEL_END; level++)
        add_row(out, p, "level", jk_level_word((enum jk_level)level), p->levels[level]);
    for (int state = 0; state < JK_STATE_END; state++) {
        if (state != JK_STATE_DRAFT && state != JK_STATE_WITHDRAWN)
            add_row(out, p, "state", jk_state_word((enum jk_state)state), p->states[state]);
    }
    for (size_t i = 0; i < s->district_count; i++)
        add_row(out, p, "district", s->districts[i], p->districts[i]);
    for (unsigned i = 0; i < JK_STAT_MARGINS; i++) {
        snprintf(of, sizeof of, "%s%u m",
                 margins_m[i] ? "<" : ">=", margins_m[i] ? margins_m[i] : margins_m[i - 1]);
        add_row(out, p, "margin", of, p->margins[i]);
    }
    add_row(out, p, "decided", "", p->decided);
    add_row(out, p, "time_to_decision", "median_s", p->median_s);
    add_row(out, p, "time_to_decision", "longest_s", p->longest_s);
    add_row(out, p, "overrides", "", p->overrides);
}

enum jk_status jk_statistics_csv(struct jk_buf *out, const struct jk_statistics *s)
{
    JK_ASSERT(s != NULL);
    jk_buf_str(out, "contest,paslon,figure,of,value\r\n");
    for (size_t i = 0; i < s->paslon_count; i++)
        add_paslon(out, s, &s->paslon[i]);
    return jk_buf_ok(out) ? JK_OK : JK_MEMORY;
}

#define WIDE  720.0 /* of the drawing */
#define LABEL 190.0 /* where bars begin */
#define ROW   26.0
#define HEAD  34.0

static const char *const fills[JK_LEVEL_END] = { "st0", "st1", "st2", "st3" };

/* One look for all paslon: what is drawn of one is drawn of each, as long as its number. */
static double most_of(const struct jk_statistics *s)
{
    unsigned most = 1;

    for (size_t i = 0; i < s->paslon_count; i++)
        most = s->paslon[i].activities > most ? s->paslon[i].activities : most;
    return most;
}

static void draw_number(const struct ink *ink, double x, double y, unsigned value)
{
    char text[16];

    snprintf(text, sizeof text, "%u", value);
    ink_say(ink, "stn", (double[]){ x + 6, y + ROW - 9 }, text);
}

/* Who a bar is of: of several contests with the contest. */
static void draw_label(const struct ink *ink, const struct jk_statistics *s, size_t i,
                       const double xy[2])
{
    const bool several = strcmp(s->paslon[0].contest, s->paslon[s->paslon_count - 1].contest) != 0;
    char text[80];

    snprintf(text, sizeof text, several ? "%s %s" : "%s", s->paslon[i].label, s->paslon[i].contest);
    ink_say(ink, "stl", xy, text);
}

/* A bar of the levels, one behind the other. */
static void draw_levels(const struct ink *ink, const struct jk_statistics *s, double y, double unit)
{
    for (size_t i = 0; i < s->paslon_count; i++, y += ROW) {
        const struct jk_stat_paslon *p = &s->paslon[i];
        double x = LABEL;

        draw_label(ink, s, i, (double[]){ 0, y + ROW - 9 });
        for (int level = JK_LEVEL_END - 1; level >= 0; level--) {
            const double wide = unit * p->levels[level];

            if (p->levels[level])
                ink_square(ink, fills[level], (double[]){ x, y + 3, wide, ROW - 8 });
            x += wide;
        }
        draw_number(ink, x, y, p->activities);
    }
}

static double draw_district(const struct ink *ink, const struct jk_statistics *s, size_t district,
                            double y, double unit)
{
    ink_say(ink, "sth", (double[]){ 0, y + ROW - 9 }, s->districts[district]);
    y += ROW;
    for (size_t i = 0; i < s->paslon_count; i++, y += ROW) {
        const unsigned value = s->paslon[i].districts[district];

        draw_label(ink, s, i, (double[]){ 12, y + ROW - 9 });
        ink_square(ink, "st1", (double[]){ LABEL, y + 3, unit * value, ROW - 8 });
        draw_number(ink, LABEL + unit * value, y, value);
    }
    return y;
}

/* What each filling stands for. */
static void draw_key(const struct ink *ink, double y, enum jk_lang lang)
{
    double x = LABEL;

    for (int level = JK_LEVEL_END - 1; level >= 0; level--, x += 120) {
        ink_square(ink, fills[level], (double[]){ x, y + 3, 18, ROW - 8 });
        ink_say(ink, "stn", (double[]){ x + 24, y + ROW - 9 },
                level ? jk_level_word((enum jk_level)level)
                      : jk_text_get(JK_TEXT_STAT_NO_LEVEL, lang));
    }
}

#define STYLE                                                                                 \
    "<style>text{font:14px sans-serif}.sth{font-weight:bold}.st0{fill:#fff;stroke:#222}"      \
    ".st1{fill:#c9c9c9;stroke:#222}.st2{fill:#7d7d7d;stroke:#222}.st3{fill:#222;stroke:#222}" \
    "</style>"

enum jk_status jk_statistics_svg(struct jk_buf *out, const struct jk_statistics *s,
                                 enum jk_lang lang, bool file)
{
    JK_ASSERT(s != NULL);

    const struct ink ink = { out, false };
    const double rows = (double)(s->paslon_count * (s->district_count + 1) + s->district_count);
    const double unit = (WIDE - LABEL - 60) / most_of(s), high = 3 * HEAD + ROW * rows;
    double y = HEAD;

    jk_buf_fmt(
        out,
        "<svg class=\"stats\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" "
        "role=\"img\" aria-label=\"%s\">%s\n",
        WIDE, high, jk_text_get(JK_TEXT_STAT_TITLE, lang), file ? STYLE : "");
    draw_key(&ink, 0, lang);
    draw_levels(&ink, s, y, unit);
    y += ROW * (double)s->paslon_count + HEAD;
    for (size_t i = 0; i < s->district_count; i++)
        y = draw_district(&ink, s, i, y, unit);
    jk_buf_str(out, "</svg>\n");
    return jk_buf_ok(out) ? JK_OK : JK_MEMORY;
}
