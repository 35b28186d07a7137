/* The sheet of a conflict, and its map as a picture.
 *
 * The shared edition is written by a function of its own from the text that may be shared
 * (jarak/feed/alert/text.h) and has no map: a map is places and ways. */
#include "daemon/feed/paper/sheets.h"

#include <math.h>

#define MAP_WIDE 186

struct writer {
    struct jk_buf *out;
    struct desk_pen *pen;
    const struct jk_conflict_page *page;
    const struct web_conflict *view;
    const struct jk_slots_view *const *slots; /* of both sides */
};

static void put_figure(const struct writer *w, const char *name, const char *value,
                       const char *more)
{
    if (!value || !value[0])
        return;
    jk_sheet_mark(w->out, JK_SHEET_ROW);
    paper_cell(w->out, JK_LOOK_PLAIN, name);
    paper_cell(w->out, JK_LOOK_BOLD, value);
    paper_cell(w->out, JK_LOOK_PLAIN, more);
    jk_sheet_mark(w->out, JK_SHEET_END);
}

static void put_figures(const struct writer *w)
{
    static const double widths[] = { 1, 50, 56, 80 };
    const struct web_conflict *v = w->view;

    if (!v->distance)
        return;
    jk_sheet_measure(w->out, JK_SHEET_TABLE, widths, 4);
    put_figure(w, desk_say(w->pen, JK_TEXT_DESK_LEAST), v->distance, v->limit);
    put_figure(w, desk_say(w->pen, JK_TEXT_DESK_GAP), v->gap, v->gap_limit);
    put_figure(w, desk_say(w->pen, JK_TEXT_DESK_TOGETHER), v->together, "");
    jk_sheet_mark(w->out, JK_SHEET_END);
}

static void put_parts(const struct writer *w)
{
    static const double widths[] = { 1, 24, 66, 46, 50 };
    const char *const heads[] = { desk_say(w->pen, JK_TEXT_DESK_LEVEL_HEAD),
                                  desk_say(w->pen, JK_TEXT_DESK_PART),
                                  desk_say(w->pen, JK_TEXT_DESK_DISTANCE),
                                  desk_say(w->pen, JK_TEXT_DESK_TIME) };

    if (!w->view->parts_count)
        return;
    jk_sheet_say(w->out, JK_SHEET_H2, w->view->parts_title);
    jk_sheet_measure(w->out, JK_SHEET_TABLE, widths, 5);
    jk_sheet_list(w->out, JK_SHEET_HEADS, heads, 4);
    for (size_t i = 0; i < w->view->parts_count; i++) {
        const struct web_part *p = &w->view->parts[i];

        jk_sheet_mark(w->out, JK_SHEET_ROW);
        paper_cell(w->out, paper_level(&p->level), p->level.word);
        paper_cell(w->out, JK_LOOK_PLAIN,
                   desk_fmt(w->pen, "%s: %s; %s: %s", p->own.label, p->own_leg, p->other.label,
                            p->other_leg));
        paper_also(w->out, JK_LOOK_SMALL, p->meet);
        paper_cell(w->out, JK_LOOK_BOLD, p->distance);
        paper_also(w->out, JK_LOOK_SMALL, p->limit);
        paper_cell(w->out, JK_LOOK_SMALL, p->when);
        jk_sheet_mark(w->out, JK_SHEET_END);
    }
    jk_sheet_mark(w->out, JK_SHEET_END);
}

static void put_sides(const struct writer *w)
{
    static const double widths[] = { 1, 34, 76, 76 };
    const char *const heads[] = { "", w->view->own.label, w->view->other.label };

    jk_sheet_say(w->out, JK_SHEET_H2, desk_say(w->pen, JK_TEXT_DESK_SIDES));
    jk_sheet_measure(w->out, JK_SHEET_TABLE, widths, 4);
    jk_sheet_list(w->out, JK_SHEET_HEADS, heads, 3);
    for (size_t i = 0; i < w->view->rows_count; i++) {
        jk_sheet_mark(w->out, JK_SHEET_ROW);
        paper_cell(w->out, JK_LOOK_BOLD, w->view->rows[i].name);
        paper_cell(w->out, JK_LOOK_PLAIN, w->view->rows[i].own);
        paper_cell(w->out, JK_LOOK_PLAIN, w->view->rows[i].other);
        jk_sheet_mark(w->out, JK_SHEET_END);
    }
    jk_sheet_mark(w->out, JK_SHEET_END);
}

static void put_starts(const struct writer *w)
{
    static const double widths[] = { 1, 34, 152 };
    const struct web_party *sides[] = { &w->view->own, &w->view->other };

    if (!w->slots[0] && !w->slots[1])
        return;
    jk_sheet_say(w->out, JK_SHEET_H2, desk_say(w->pen, JK_TEXT_PAPER_STARTS));
    jk_sheet_measure(w->out, JK_SHEET_TABLE, widths, 3);
    for (int i = 0; i < 2; i++) {
        if (!w->slots[i])
            continue;
        jk_sheet_mark(w->out, JK_SHEET_ROW);
        paper_cell(w->out, JK_LOOK_BOLD, sides[i]->label);
        paper_cell(w->out, JK_LOOK_PLAIN, desk_starts(w->pen, w->slots[i]));
        jk_sheet_mark(w->out, JK_SHEET_END);
    }
    jk_sheet_mark(w->out, JK_SHEET_END);
}

static void put_opinions(const struct writer *w)
{
    static const double widths[] = { 1, 34, 40, 112 };

    jk_sheet_say(w->out, JK_SHEET_H2, desk_say(w->pen, JK_TEXT_DESK_OPINIONS));
    jk_sheet_measure(w->out, JK_SHEET_TABLE, widths, 4);
    for (size_t i = 0; i < w->view->opinions_count; i++)
        put_figure(w, w->view->opinions[i].agency, w->view->opinions[i].opinion,
                   w->view->opinions[i].note);
    jk_sheet_mark(w->out, JK_SHEET_END);
}

/* Both sides at an instant. @param sides  room for two */
static struct desk_map map_of(const struct jk_conflict_page *page,
                              const struct jk_desk_activity *sides[2], double time_s)
{
    struct desk_map map = { sides, 0, &page->conflict.view, time_s, false, "", false };

    for (int i = 0; i < 2; i++) {
        if (page->has_side[i])
            sides[map.count++] = &page->sides[i];
    }
    return map;
}

/* The first of the two instants at which they are nearest; where heads meet, that minute. */
static double nearest_s(const struct jk_conflict_page *page)
{
    const struct jk_leg_part *chief = desk_chief(&page->conflict.view);

    if (!chief)
        return (double)page->now_s;
    return chief->part.heads_s > 0 ? chief->part.heads_s
                                   : fmin(chief->part.time_a_s, chief->part.time_b_s);
}

static const char *map_text(struct desk_pen *pen, double time_s)
{
    const char *const names[] = { "clock", desk_clock(pen, time_s), "zone", pen->tz->abbrev, NULL };

    return desk_fill(pen, JK_TEXT_DESK_MAP_AT, names);
}

static void put_map(const struct writer *w)
{
    const struct jk_desk_activity *sides[2];
    double time_s = nearest_s(w->page);
    struct desk_map map = map_of(w->page, sides, time_s);
    const char *const names[] = { "field", w->view->own.label, "other", w->view->other.label,
                                  NULL };

    if (map.count == 0 || !w->view->parts_count)
        return;
    jk_sheet_measure(w->out, JK_SHEET_KEEP, (double[]){ MAP_WIDE * .52 + 12 }, 1);
    jk_sheet_say(w->out, JK_SHEET_H2, map_text(w->pen, time_s));
    desk_paper_map(w->pen, &map, MAP_WIDE, w->out);
    jk_sheet_measure(w->out, JK_SHEET_GAP, (double[]){ 1 }, 1);
    jk_sheet_say(w->out, JK_SHEET_SMALL, desk_fill(w->pen, JK_TEXT_PAPER_LEGEND, names));
}

static void put_internal(const struct writer *w)
{
    const struct web_conflict *v = w->view;

    jk_sheet_say(w->out, JK_SHEET_STRONG,
                 v->closed ? desk_say(w->pen, JK_TEXT_DESK_CLOSED) : v->level.word);
    if (v->sentence[0])
        jk_sheet_say(w->out, JK_SHEET_TEXT, desk_fmt(w->pen, "%s %s", v->sentence, v->more));
    jk_sheet_measure(w->out, JK_SHEET_GAP, (double[]){ 1 }, 1);
    put_figures(w);
    put_map(w);
    put_parts(w);
    put_sides(w);
    put_starts(w);
    put_opinions(w);
    jk_sheet_say(w->out, JK_SHEET_H2, desk_say(w->pen, JK_TEXT_DESK_GROUND));
    jk_sheet_say(w->out, JK_SHEET_TEXT, v->basis);
}

/* The message for everybody, line by line, and room to write. */
static void put_shared(const struct writer *w)
{
    struct jk_span rest = jk_span_of(w->view->shared), line;

    while (jk_span_cut(&rest, '\n', &line)) {
        if (line.len)
            jk_sheet_say(w->out, JK_SHEET_TEXT, desk_fmt(w->pen, "%.*s", (int)line.len, line.at));
    }
}

static void put_room(const struct writer *w)
{
    static const char *const words[] = { "polres", "bawaslu", "kpu", "kesbangpol" };
    const char *signs[4];

    jk_sheet_say(w->out, JK_SHEET_H2, desk_say(w->pen, JK_TEXT_MATRIX_DECISION));
    jk_sheet_measure(w->out, JK_SHEET_GAP, (double[]){ 30 }, 1);
    for (int i = 0; i < 4; i++)
        signs[i] = desk_fmt(w->pen, "%s %s", desk_role(w->pen, words[i]), w->page->region->name);
    jk_sheet_list(w->out, JK_SHEET_SIGNS, signs, 4);
}

enum jk_status jk_paper_conflict(struct jk_buf *out, const struct jk_paper *paper,
                                 const struct jk_conflict_page *page,
                                 const struct jk_slots_view *const slots[2])
{
    struct desk_pen pen = desk_pen_of(paper->reader);
    struct web_conflict view = { .title = "" };
    struct writer w = { out, &pen, page, &view, slots };
    struct paper_size size = { JK_PAPER_PDF, 210, 297, 12, 8.5, NULL };

    desk_conflict_view(&pen, paper->reader, page, &view);
    if (pen.failed) /* what was counted may not be there */
        return paper_end(out, &pen);
    size.foot =
        desk_fmt(&pen, "%s %s",
                 desk_say(&pen, paper->shared ? JK_TEXT_MATRIX_SHARED : JK_TEXT_MATRIX_INTERNAL),
                 desk_say(&pen, JK_TEXT_DESK_FOOT));
    paper_head(out, &pen, paper, &size,
               desk_fmt(&pen, "%s %.8s", desk_say(&pen, JK_TEXT_PAPER_SHEET),
                        page->conflict.view.id));
    jk_sheet_say(out, JK_SHEET_H1, desk_say(&pen, JK_TEXT_PAPER_SHEET));
    if (!paper->shared) { /* the shared one does not say whose two activities they are */
        jk_sheet_say(out, JK_SHEET_STRONG, view.title);
        jk_sheet_say(out, JK_SHEET_TEXT, view.about);
    }
    jk_sheet_say(out, JK_SHEET_SMALL,
                 desk_fmt(&pen, "%s %s",
                          desk_say(&pen,
                                   paper->shared ? JK_TEXT_MATRIX_SHARED : JK_TEXT_MATRIX_INTERNAL),
                          desk_fill_one(&pen, JK_TEXT_PAPER_AS_OF, "date",
                                        desk_instant(&pen, paper->created_s))));
    if (paper->shared)
        put_shared(&w);
    else
        put_internal(&w);
    put_room(&w);
    return paper_end(out, &pen);
}

enum jk_status jk_paper_conflict_map(struct jk_buf *out, const struct jk_paper *paper,
                                     const struct jk_conflict_page *page, enum jk_paper_form form,
                                     double time_s)
{
    struct desk_pen pen = desk_pen_of(paper->reader);
    struct paper_size size = { form, 250, 130, 0, 9, NULL };
    const struct jk_desk_activity *sides[2];
    struct desk_map map;

    pen.tz = page->conflict.view.tz;
    map = map_of(page, sides, isnan(time_s) ? nearest_s(page) : time_s);
    paper_head(out, &pen, paper, &size, map_text(&pen, map.time_s));
    desk_paper_map(&pen, &map, size.wide, out);
    return paper_end(out, &pen);
}

enum jk_status jk_paper_day_map(struct jk_buf *out, const struct jk_paper *paper,
                                const struct jk_desk_day *day, enum jk_paper_form form, int minute)
{
    struct desk_pen pen = desk_pen_of(paper->reader);
    struct paper_size size = { form, 250, 130, 0, 9, NULL };
    const struct jk_desk_activity **all = desk_array(&pen, day->activity_count, sizeof *all);
    struct desk_map map = { .activities = all, .count = all ? day->activity_count : 0, .sort = "" };

    pen.tz = day->region->tz;
    for (size_t i = 0; i < map.count; i++)
        all[i] = &day->activities[i];
    if (minute < 0 && day->conflict_count)
        map.time_s = (double)day->conflicts[0].first_s;
    else
        map.time_s = (double)day->day * 86400 - pen.tz->offset_s + 60 * (minute < 0 ? 720 : minute);
    paper_head(out, &pen, paper, &size, map_text(&pen, map.time_s));
    desk_paper_map(&pen, &map, size.wide, out);
    return paper_end(out, &pen);
}
