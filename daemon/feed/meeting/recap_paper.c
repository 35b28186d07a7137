/* The digest on paper: one page of A4, upright.
 *
 * The page has room for so many lines of each list, fewer where a province's regencies stand on it
 * too; those of a large province that worry less are told in running text. */
#include "daemon/feed/meeting/views.h"
#include "daemon/feed/paper/sheets.h"

#define PARTS_MOST  12 /* regencies in the table */
#define PASLON_MOST 8  /* likewise */

/* Lines of each list. */
struct room {
    size_t conflicts, silent, overrides, tasks, reports;
};

struct writer {
    struct jk_buf *out;
    struct desk_pen *pen;
    const struct web_recap *v;
    struct room room;
};

static struct room room_of(const struct web_recap *v)
{
    if (v->parts_count > PARTS_MOST)
        return (struct room){ 2, 0, 0, 0, 0 };
    return v->parts_count ? (struct room){ 3, 1, 1, 1, 0 } : (struct room){ 3, 1, 2, 2, 1 };
}

static const char *say(const struct writer *w, const struct jk_text *text)
{
    return desk_say(w->pen, text);
}

static void put_number(const struct writer *w, unsigned value)
{
    paper_cell(w->out, JK_LOOK_PLAIN, value ? desk_number(w->pen, value) : "-");
}

static void put_list(const struct writer *w, const struct web_recap_list *list, size_t most,
                     bool levels)
{
    static const double with[] = { 0, 20, 22, 100, 46 };
    static const double without[] = { 0, 30, 84, 74 };
    const size_t count = list->lines_count < most ? list->lines_count : most;
    const size_t left = list->left + list->lines_count - count;

    if (!list->lines_count || !count) {
        jk_sheet_say(w->out, JK_SHEET_SMALL, list->lines_count ? list->title : list->nothing);
        return;
    }
    jk_sheet_say(w->out, JK_SHEET_STRONG, list->title);
    jk_sheet_measure(w->out, JK_SHEET_TABLE, levels ? with : without, levels ? 5 : 4);
    for (size_t i = 0; i < count; i++) {
        const struct web_recap_line *line = &list->lines[i];

        jk_sheet_mark(w->out, JK_SHEET_ROW);
        if (levels)
            paper_cell(w->out, paper_level(&line->level), line->level.word);
        paper_cell(w->out, JK_LOOK_BOLD, line->when);
        paper_cell(w->out, JK_LOOK_PLAIN, line->what);
        paper_also(w->out, JK_LOOK_SMALL, line->more);
        paper_cell(w->out, JK_LOOK_SMALL, line->note);
        jk_sheet_mark(w->out, JK_SHEET_END);
    }
    jk_sheet_mark(w->out, JK_SHEET_END);
    if (left)
        jk_sheet_say(w->out, JK_SHEET_SMALL,
                     desk_fill_one(w->pen, JK_TEXT_RECAP_LEFT, "count",
                                   desk_number(w->pen, (long long)left)));
}

static void begin_table(const struct writer *w, const double *widths, const char *const *heads,
                        size_t columns)
{
    jk_sheet_measure(w->out, JK_SHEET_TABLE, widths, columns + 1);
    jk_sheet_list(w->out, JK_SHEET_HEADS, heads, columns);
}

/* One figure of running text, where there is something to say. */
static const char *also(const struct writer *w, const char *text, const char *name, unsigned value)
{
    return value ? desk_fmt(w->pen, "%s%s%s %u", text, text[0] ? ", " : "", name, value) : text;
}

/* "Samarinda: waspada 1, menunggu 2; Bontang: -". */
static const char *other_parts(const struct writer *w)
{
    const char *all = "";

    for (size_t i = PARTS_MOST; i < w->v->parts_count; i++) {
        const struct web_recap_part *p = &w->v->parts[i];
        const char *text = also(w, "", jk_level_word(JK_LEVEL_SIAGA), p->siaga);

        text = also(w, text, jk_level_word(JK_LEVEL_WASPADA), p->waspada);
        text = also(w, text, say(w, JK_TEXT_RECAP_FRESH), p->fresh);
        text = also(w, text, say(w, JK_TEXT_RECAP_WORSE_NUMBER), p->worse);
        text = also(w, text, say(w, JK_TEXT_RECAP_SILENT_NUMBER), p->silent);
        text = also(w, text, say(w, JK_TEXT_RECAP_OVERRIDE_NUMBER), p->overrides);
        text = also(w, text, say(w, JK_TEXT_RECAP_UNDECIDED), p->waiting);
        text = also(w, text, say(w, JK_TEXT_RECAP_TASK_NUMBER), p->tasks);
        all =
            desk_fmt(w->pen, "%s%s%s: %s", all, all[0] ? "; " : "", p->name, text[0] ? text : "-");
    }
    return all;
}

static void put_parts(const struct writer *w)
{
    static const double widths[] = { 1, 46, 14, 17, 14, 18, 15, 17, 16, 17, 14 };
    const char *const heads[] = {
        say(w, JK_TEXT_RECAP_PART),          jk_level_word(JK_LEVEL_SIAGA),
        jk_level_word(JK_LEVEL_WASPADA),     say(w, JK_TEXT_RECAP_FRESH),
        say(w, JK_TEXT_RECAP_WORSE_NUMBER),  say(w, JK_TEXT_RECAP_CLOSED_NUMBER),
        say(w, JK_TEXT_RECAP_SILENT_NUMBER), say(w, JK_TEXT_RECAP_OVERRIDE_NUMBER),
        say(w, JK_TEXT_RECAP_UNDECIDED),     say(w, JK_TEXT_RECAP_TASK_NUMBER)
    };

    if (!w->v->parts_count)
        return;
    jk_sheet_say(w->out, JK_SHEET_H2, say(w, JK_TEXT_RECAP_PARTS));
    begin_table(w, widths, heads, sizeof heads / sizeof *heads);
    for (size_t i = 0; i < w->v->parts_count && i < PARTS_MOST; i++) {
        const struct web_recap_part *p = &w->v->parts[i];
        const unsigned values[] = { p->siaga,  p->waspada,   p->fresh,   p->worse, p->closed,
                                    p->silent, p->overrides, p->waiting, p->tasks };

        jk_sheet_mark(w->out, JK_SHEET_ROW);
        paper_cell(w->out, JK_LOOK_BOLD, p->name);
        for (size_t k = 0; k < sizeof values / sizeof *values; k++)
            put_number(w, values[k]);
        jk_sheet_mark(w->out, JK_SHEET_END);
    }
    jk_sheet_mark(w->out, JK_SHEET_END);
    if (w->v->parts_count > PARTS_MOST)
        jk_sheet_say(w->out, JK_SHEET_SMALL, other_parts(w));
    if (w->v->parts_more[0])
        jk_sheet_say(w->out, JK_SHEET_SMALL, w->v->parts_more);
}

/* In the place of the table, where the regencies take its room. */
static const char *duties_text(const struct writer *w)
{
    const char *all = "";

    for (size_t i = 0; i < w->v->duties_count; i++) {
        const struct web_recap_duty *d = &w->v->duties[i];
        const char *text = also(w, "", say(w, JK_TEXT_RECAP_SINCE_NUMBER), d->since);

        text = also(w, text, say(w, JK_TEXT_RECAP_AHEAD_NUMBER), d->ahead);
        text = also(w, text, say(w, JK_TEXT_RECAP_UNSCHEDULED), d->unscheduled);
        text = also(w, text, say(w, JK_TEXT_RECAP_CONFLICTS_NUMBER), d->conflicts);
        all =
            desk_fmt(w->pen, "%s%s%s: %s", all, all[0] ? "; " : "", d->name, text[0] ? text : "-");
    }
    return all;
}

static void put_duties(const struct writer *w)
{
    static const double widths[] = { 1, 52, 26, 28, 32, 24, 26 };
    const char *const heads[] = {
        say(w, JK_TEXT_RECAP_DUTY),         say(w, JK_TEXT_RECAP_SINCE_NUMBER),
        say(w, JK_TEXT_RECAP_AHEAD_NUMBER), say(w, JK_TEXT_RECAP_UNSCHEDULED),
        say(w, JK_TEXT_RECAP_PEOPLE),       say(w, JK_TEXT_RECAP_CONFLICTS_NUMBER)
    };

    begin_table(w, widths, heads, sizeof heads / sizeof *heads);
    for (size_t i = 0; i < w->v->duties_count; i++) {
        const struct web_recap_duty *d = &w->v->duties[i];

        jk_sheet_mark(w->out, JK_SHEET_ROW);
        paper_cell(w->out, JK_LOOK_BOLD, d->name);
        put_number(w, d->since);
        put_number(w, d->ahead);
        put_number(w, d->unscheduled);
        paper_cell(w->out, JK_LOOK_PLAIN, d->people);
        put_number(w, d->conflicts);
        jk_sheet_mark(w->out, JK_SHEET_END);
    }
    jk_sheet_mark(w->out, JK_SHEET_END);
}

static void put_readiness(const struct writer *w)
{
    jk_sheet_say(w->out, JK_SHEET_H2, say(w, JK_TEXT_RECAP_READINESS));
    jk_sheet_say(w->out, JK_SHEET_TEXT,
                 desk_fmt(w->pen, "%s %s %s", w->v->readiness, w->v->supplies, w->v->next));
    if (w->v->parts_count)
        jk_sheet_say(w->out, JK_SHEET_TEXT, duties_text(w));
    else
        put_duties(w);
}

static void put_consolidation(const struct writer *w)
{
    const struct web_recap *v = w->v;

    jk_sheet_say(w->out, JK_SHEET_H2, say(w, JK_TEXT_RECAP_CONSOLIDATION));
    jk_sheet_say(w->out, JK_SHEET_TEXT, v->figures);
    put_list(w, &v->conflicts, w->room.conflicts, true);
    put_list(w, &v->silent, w->room.silent, true);
    jk_sheet_say(w->out, JK_SHEET_TEXT, v->acts);
    if (v->editions[0])
        jk_sheet_say(w->out, JK_SHEET_TEXT, v->editions);
    put_list(w, &v->overrides, w->room.overrides, false);
    put_list(w, &v->tasks, w->room.tasks, false);
    if (v->agencies_count)
        jk_sheet_say(w->out, JK_SHEET_SMALL, v->by_agency);
}

/* Many paslon stand in running text: those of whom there is something, and how many there are of
 * whom there is nothing. */
static const char *paslon_text(const struct writer *w)
{
    const char *all = "";
    size_t none = 0;

    for (size_t i = 0; i < w->v->paslon_count; i++) {
        const struct web_recap_paslon *p = &w->v->paslon[i];
        const char *text = also(w, "", say(w, JK_TEXT_RECAP_FILED), p->filed);

        text = also(w, text, say(w, JK_TEXT_RECAP_APPROVED), p->approved);
        text = also(w, text, say(w, JK_TEXT_RECAP_REFUSED), p->refused);
        text = also(w, text, say(w, JK_TEXT_RECAP_UNDECIDED), p->waiting);
        text = also(w, text, say(w, JK_TEXT_RECAP_AHEAD_NUMBER), p->ahead);
        none += !text[0];
        if (text[0])
            all = desk_fmt(w->pen, "%s%s: %s; ", all, p->name, text);
    }
    return desk_fmt(w->pen, "%s%s", all,
                    desk_fill_one(w->pen, JK_TEXT_RECAP_PASLON_REST, "count",
                                  desk_number(w->pen, (long long)none)));
}

static void put_paslon(const struct writer *w)
{
    static const double widths[] = { 1, 70, 22, 22, 32, 20, 22 };
    const char *const heads[] = {
        say(w, JK_TEXT_RECAP_EQUALITY),  say(w, JK_TEXT_RECAP_FILED),
        say(w, JK_TEXT_RECAP_APPROVED),  say(w, JK_TEXT_RECAP_REFUSED),
        say(w, JK_TEXT_RECAP_UNDECIDED), say(w, JK_TEXT_RECAP_AHEAD_NUMBER)
    };

    begin_table(w, widths, heads, sizeof heads / sizeof *heads);
    for (size_t i = 0; i < w->v->paslon_count; i++) {
        const struct web_recap_paslon *p = &w->v->paslon[i];

        jk_sheet_mark(w->out, JK_SHEET_ROW);
        paper_cell(w->out, JK_LOOK_BOLD, p->name);
        put_number(w, p->filed);
        put_number(w, p->approved);
        put_number(w, p->refused);
        put_number(w, p->waiting);
        put_number(w, p->ahead);
        jk_sheet_mark(w->out, JK_SHEET_END);
    }
    jk_sheet_mark(w->out, JK_SHEET_END);
}

static void put_neutrality(const struct writer *w)
{
    jk_sheet_say(w->out, JK_SHEET_H2, say(w, JK_TEXT_RECAP_NEUTRALITY));
    jk_sheet_say(w->out, JK_SHEET_TEXT, w->v->reported);
    if (w->v->paslon_count > PASLON_MOST)
        jk_sheet_say(w->out, JK_SHEET_SMALL, paslon_text(w));
    else if (w->v->paslon_count)
        put_paslon(w);
    if (w->v->reports.lines_count)
        put_list(w, &w->v->reports, w->room.reports, false);
}

static void put_days(const struct writer *w)
{
    static const double widths[] = { 1, 24, 80, 16, 14, 17, 13, 24 };
    const char *const heads[] = { say(w, JK_TEXT_DESK_FORM_DATE_OF), say(w, JK_TEXT_BRIEF_WHO),
                                  say(w, JK_TEXT_BRIEF_ALL),         jk_level_word(JK_LEVEL_SIAGA),
                                  jk_level_word(JK_LEVEL_WASPADA),   jk_level_word(JK_LEVEL_INFO),
                                  say(w, JK_TEXT_BRIEF_WAITING) };

    jk_sheet_say(w->out, JK_SHEET_H2, say(w, JK_TEXT_RECAP_AHEAD));
    begin_table(w, widths, heads, sizeof heads / sizeof *heads);
    for (size_t i = 0; i < w->v->days_count; i++) {
        const struct web_recap_day *d = &w->v->days[i];

        jk_sheet_mark(w->out, JK_SHEET_ROW);
        paper_cell(w->out, JK_LOOK_BOLD, d->date);
        paper_cell(w->out, JK_LOOK_PLAIN,
                   d->note[0] ? desk_fmt(w->pen, "%s; %s", d->who, d->note) : d->who);
        put_number(w, d->all);
        put_number(w, d->siaga);
        put_number(w, d->waspada);
        put_number(w, d->info);
        put_number(w, d->waiting);
        jk_sheet_mark(w->out, JK_SHEET_END);
    }
    jk_sheet_mark(w->out, JK_SHEET_END);
}

enum jk_status jk_recap_paper(struct jk_buf *out, const struct jk_paper *paper,
                              const struct jk_recap *recap)
{
    struct desk_pen pen = desk_pen_of(paper->reader);
    struct web_recap view;
    struct writer w = { out, &pen, &view, { 0 } };
    struct paper_size size = { JK_PAPER_PDF, 210, 297, 10, 6.5, NULL };

    meeting_fill(&pen, recap, &view);
    if (pen.failed) /* what was counted may not be there */
        return paper_end(out, &pen);
    w.room = room_of(&view);
    size.foot = desk_say(&pen, JK_TEXT_DESK_FOOT);
    paper_head(out, &pen, paper, &size, view.title);
    jk_sheet_say(out, JK_SHEET_H1, view.title);
    jk_sheet_say(out, JK_SHEET_TEXT, view.about);
    jk_sheet_say(out, JK_SHEET_SMALL, desk_fmt(&pen, "%s %s", view.since, view.printed));
    put_parts(&w);
    put_readiness(&w);
    put_consolidation(&w);
    put_neutrality(&w);
    put_days(&w);
    return paper_end(out, &pen);
}
