/* Time lanes as SVG: a lane for each paslon from 06.00 to 22.00, and over all of them the bands in
 * which the two chains of a conflict are too near.
 *
 * One drawing lies and one stands: on a phone time runs downwards. Both are drawn by the same code,
 * which thinks in minutes along the lane and in units across it. The bars of an activity are one
 * link, which chooses it and its worst conflict, so that a choice needs no script. */
#include "daemon/feed/desk/pen.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include "jarak/base/intervals.h"

#define FROM_MIN  360  /* 06.00 */
#define TO_MIN    1320 /* 22.00 */
#define ROWS_MAX  6    /* of meetings in one lane; more are counted */
#define LARGE_MAX 4    /* rows of rallies and convoys likewise */
#define LANES_FEW 2    /* of more lanes each has half the rows: all are to be seen at once */
#define LANES     12   /* parties of one day that are drawn */
#define BANDS     64   /* of one conflict, before those that touch are joined */

struct chart {
    struct jk_buf *out;
    struct desk_pen *pen;
    const struct desk_lanes *what;
    bool tall;
    double day_s;         /* when the day begins */
    double start, length; /* of the axis of time, in units */
    double width;         /* of the whole, across */
};

static double along(const struct chart *c, double utc_s)
{
    double minute = fmin(fmax((utc_s - c->day_s) / 60, FROM_MIN), TO_MIN);

    return c->start + (minute - FROM_MIN) / (TO_MIN - FROM_MIN) * c->length;
}

/* A bar from one instant to another, `across` units from the edge and so thick. */
static void bar(const struct chart *c, const char *sort, double from_s, double to_s, double across,
                double thick)
{
    double a = along(c, from_s), b = along(c, to_s);
    const char *hatch = strcmp(sort, "bu") == 0 ? " fill=\"url(#hatch)\"" : "";

    if (b <= a)
        return;
    if (c->tall)
        jk_buf_fmt(c->out,
                   "<rect class=\"%s\" x=\"%.0f\" y=\"%.1f\" width=\"%.0f\" height=\"%.1f\"%s/>",
                   sort, across, a, thick, b - a, hatch);
    else
        jk_buf_fmt(c->out,
                   "<rect class=\"%s\" x=\"%.1f\" y=\"%.0f\" width=\"%.1f\" height=\"%.0f\"%s/>",
                   sort, a, across, b - a, thick, hatch);
}

static void draw_hours(const struct chart *c, double until)
{
    for (int hour = 6; hour <= 22; hour += c->tall ? 2 : 1) {
        double at = along(c, c->day_s + hour * 3600.0);

        if (c->tall)
            jk_buf_fmt(c->out,
                       "<path class=\"grid\" d=\"M30 %.1fH%.0f\"/><text class=\"s\" x=\"2\" "
                       "y=\"%.1f\">%02d</text>\n",
                       at, until, at + 4, hour);
        else
            jk_buf_fmt(c->out,
                       "<path class=\"grid\" d=\"M%.1f 18V%.0f\"/><text class=\"s %s\" "
                       "x=\"%.0f\" y=\"12\">%02d</text>\n",
                       at, until, hour == 22 ? "e" : "m", at, hour);
    }
}

/* Rows in which bars do not lie over each other. */
struct rows {
    double busy_until[ROWS_MAX];
    int used;
};

/* What a lane is made of. */
struct lane {
    const struct jk_party *party;
    double across; /* where it begins */
    struct rows large, meetings;
    unsigned left_out;
    bool narrow; /* with half the rows */
};

static struct lane *lane_of(struct lane lanes[LANES], size_t *count, const struct jk_party *party)
{
    for (size_t i = 0; i < *count; i++) {
        if (jk_party_same(lanes[i].party, party))
            return &lanes[i];
    }
    if (*count == LANES || party->count == 0)
        return NULL;
    lanes[*count] = (struct lane){ .party = party };
    return &lanes[(*count)++];
}

/* The first row that is free; -1: there is none. */
static int row_for(struct rows *rows, int most, struct jk_span_s when)
{
    for (int row = 0; row < most; row++) {
        if (row == rows->used || rows->busy_until[row] <= when.from_s) {
            rows->busy_until[row] = when.to_s;
            rows->used = row == rows->used ? row + 1 : rows->used;
            return row;
        }
    }
    return -1;
}

static bool is_large(const struct jk_desk_activity *a)
{
    return a->facts->kind == JK_KIND_RAPAT_UMUM || a->facts->kind == JK_KIND_KONVOI ||
           a->leg_count > 1;
}

static struct jk_span_s leg_span(const struct jk_desk_leg *leg)
{
    return (struct jk_span_s){ leg->body ? leg->body->in_s : (double)leg->instance->start_s,
                               leg->body ? leg->body->out_s : (double)leg->instance->end_s };
}

/* From its first bar to its last. */
static struct jk_span_s whole_span(const struct jk_desk_activity *a)
{
    struct jk_span_s whole = { (double)a->start_s, (double)a->end_s };

    for (size_t i = 0; i < a->leg_count && is_large(a); i++) {
        struct jk_span_s one = leg_span(&a->legs[i]);

        whole.from_s = fmin(whole.from_s, one.from_s);
        whole.to_s = fmax(whole.to_s, one.to_s);
    }
    return whole;
}

/* The row an activity lies in; -1: none is left, and it is counted. */
static int place_in(struct lane *lane, const struct jk_desk_activity *a)
{
    int share = lane->narrow ? 2 : 1;
    int row = is_large(a) ? row_for(&lane->large, LARGE_MAX / share, whole_span(a))
                          : row_for(&lane->meetings, ROWS_MAX / share, whole_span(a));

    lane->left_out += row < 0;
    return row;
}

/* What is chosen: an activity, else both sides of a conflict. */
static bool is_chosen(const struct chart *c, const struct jk_desk_activity *a)
{
    const struct jk_conflict_view *view = c->what->view;

    if (c->what->activity)
        return strcmp(c->what->activity, a->uid) == 0;
    return view && (strcmp(view->own.uid, a->uid) == 0 || strcmp(view->other.uid, a->uid) == 0);
}

static void open_link(const struct chart *c, const struct jk_desk_activity *a)
{
    struct desk_pen *pen = c->pen;

    jk_buf_fmt(c->out, "<a href=\"%s?kegiatan=%s\"%s aria-label=\"",
               c->what->path ? c->what->path : "", desk_url(pen, a->uid),
               is_chosen(c, a) ? " aria-current=\"true\"" : "");
    jk_html_add(c->out, desk_capital(pen, jk_kind_name(a->facts->kind, pen->lang)));
    jk_buf_char(c->out, ' ');
    jk_html_add(c->out, desk_party_label(pen, &a->facts->party));
    jk_buf_fmt(c->out, ", %s\">", desk_hours(pen, (double)a->start_s, (double)a->end_s));
}

static double large_depth(const struct chart *c)
{
    return c->tall ? 76 : 48;
}

static void draw_rally(const struct chart *c, const struct lane *lane, int row,
                       const struct jk_desk_activity *a)
{
    const char *side = lane->party->paslon[0] % 2 ? "p1" : "p2";
    double rally = lane->across + 4 + row * large_depth(c), legs = rally + (c->tall ? 50 : 27);
    char sort[16];

    for (size_t i = 0; i < a->leg_count; i++) {
        const struct jk_desk_leg *leg = &a->legs[i];
        struct jk_span_s span = leg_span(leg);
        bool main = leg->notice->facts.leg == JK_LEG_MAIN;
        bool moves =
            leg->notice->facts.leg == JK_LEG_BERANGKAT || leg->notice->facts.leg == JK_LEG_PULANG;

        snprintf(sort, sizeof sort, "%s %s", main ? "ev" : moves ? "cv" : "ku", side);
        if (main)
            bar(c, "bu", span.from_s, span.to_s, rally, c->tall ? 46 : 22);
        bar(c, sort, main ? (double)leg->instance->start_s : span.from_s,
            main ? (double)leg->instance->end_s : span.to_s, main ? rally : legs,
            main ? (c->tall ? 46.0 : 22.0) : (c->tall ? 22.0 : 18.0));
    }
}

static void draw_meeting(const struct chart *c, const struct lane *lane, int row,
                         const struct jk_desk_activity *a)
{
    double across = lane->across + (c->tall ? 6 : 9) + lane->large.used * large_depth(c) +
                    row * (c->tall ? 18 : 17);
    double from = along(c, (double)a->start_s), to = along(c, (double)a->end_s);

    bar(c, lane->party->paslon[0] % 2 ? "me p1" : "me p2", (double)a->start_s, (double)a->end_s,
        across, 14);
    if (!c->tall && a->district[0] && to - from > 60) {
        jk_buf_fmt(c->out, "<text class=\"xs\" x=\"%.0f\" y=\"%.0f\">", from + 5, across + 11);
        jk_html_add(c->out, a->district);
        jk_buf_str(c->out, "</text>");
    }
    if (a->worst.level == JK_LEVEL_NONE)
        return;
    if (c->tall)
        jk_buf_fmt(c->out, "<path class=\"mk %s\" d=\"M%.1f %.1fl5 5-5 5-5-5z\"/>",
                   a->worst.level > JK_LEVEL_INFO ? "l1" : "l2", across + 7, to - 11);
    else
        jk_buf_fmt(c->out, "<path class=\"mk %s\" d=\"M%.1f %.1fl5 5-5 5-5-5z\"/>",
                   a->worst.level > JK_LEVEL_INFO ? "l1" : "l2", to - 10, across + 2);
}

static double lane_depth(const struct chart *c, const struct lane *lane)
{
    int rows = lane->meetings.used > 0 ? lane->meetings.used : 1;

    return 14 + lane->large.used * large_depth(c) + rows * (c->tall ? 18.0 : 17.0);
}

/* Rows are given out once before anything is drawn, so that each lane knows where it begins. */
static void lay_out(const struct chart *c, const struct jk_desk_day *day, struct lane lanes[LANES],
                    size_t *count)
{
    double across = c->tall ? 36 : 26;

    for (size_t i = 0; i < day->activity_count; i++)
        lane_of(lanes, count, &day->activities[i].facts->party);
    for (size_t i = 0; i < *count; i++)
        lanes[i].narrow = *count > LANES_FEW;
    for (size_t i = 0; i < day->activity_count; i++) {
        struct lane *lane = lane_of(lanes, count, &day->activities[i].facts->party);

        if (lane)
            place_in(lane, &day->activities[i]);
    }
    for (size_t i = 0; i < *count; i++) { /* by ballot number */
        for (size_t k = i + 1; k < *count; k++) {
            struct lane swap = lanes[i];

            if (lanes[k].party->paslon[0] < lanes[i].party->paslon[0]) {
                lanes[i] = lanes[k];
                lanes[k] = swap;
            }
        }
    }
    for (size_t i = 0; i < *count; i++) {
        lanes[i].across = across;
        across += lane_depth(c, &lanes[i]) + 6;
    }
}

static void draw_head(struct desk_pen *pen, const struct chart *c, const struct lane *lane)
{
    unsigned number = lane->party->paslon[0];
    double x = c->tall ? lane->across + 10 : 32, y = c->tall ? 12 : lane->across + 22;
    double r = c->tall ? 10 : 14;

    if (number % 2)
        jk_buf_fmt(c->out,
                   "<circle class=\"b1\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.0f\"/><text class=\"b1t\" "
                   "x=\"%.1f\" y=\"%.1f\">%u</text>\n",
                   x, y, r, x, y + r * .38, number);
    else
        jk_buf_fmt(c->out,
                   "<rect class=\"b2\" x=\"%.1f\" y=\"%.1f\" width=\"%.0f\" height=\"%.0f\"/><text "
                   "class=\"b2t\" x=\"%.1f\" y=\"%.1f\">%u</text>\n",
                   x - r, y - r, 2 * r, 2 * r, x, y + r * .38, number);
    if (c->tall) {
        jk_buf_fmt(c->out, "<text class=\"t\" x=\"%.0f\" y=\"16\">", x + 16);
    } else {
        jk_buf_fmt(c->out,
                   "<rect class=\"lane\" x=\"64\" y=\"%.0f\" width=\"932\" height=\"%.0f\"/>\n",
                   lane->across, lane_depth(c, lane));
        jk_buf_fmt(c->out, "<text class=\"s m\" x=\"32\" y=\"%.0f\">", lane->across + 52);
    }
    jk_html_add(c->out, desk_party_label(pen, lane->party));
    jk_buf_str(c->out, "</text>\n");
}

/* A lane of a standing chart has no ground of its own: the head is drawn before the bars. */
static void draw_lane(struct desk_pen *pen, const struct chart *c, const struct lane *lane,
                      const struct jk_desk_day *day)
{
    struct lane again = { .party = lane->party, .narrow = lane->narrow };

    draw_head(pen, c, lane);
    for (size_t i = 0; i < day->activity_count; i++) {
        const struct jk_desk_activity *a = &day->activities[i];
        int row;

        if (!jk_party_same(lane->party, &a->facts->party))
            continue;
        row = place_in(&again, a);
        if (row < 0)
            continue;
        open_link(c, a);
        if (is_large(a))
            draw_rally(c, lane, row, a);
        else
            draw_meeting(c, lane, row, a);
        jk_buf_str(c->out, "</a>\n");
    }
    if (lane->left_out)
        jk_buf_fmt(c->out, "<text class=\"xs sf\" x=\"%.0f\" y=\"%.0f\">+%u</text>",
                   c->tall ? lane->across + 16 : 970.0, c->tall ? 28 : lane->across + 12,
                   lane->left_out);
    jk_buf_char(c->out, '\n');
}

/* When two stays are too near each other: while both last, or between the end of the one and the
 * beginning of the other. */
static struct jk_interval clash_of(struct jk_span_s a, struct jk_span_s b)
{
    double from = fmax(a.from_s, b.from_s), to = fmin(a.to_s, b.to_s);

    return (struct jk_interval){ (int64_t)fmin(from, to), (int64_t)fmax(from, to) };
}

/* Bands over all lanes; those that touch are one, or their shade would lie doubled. */
static void draw_bands(const struct chart *c, const struct jk_conflict_view *view, double depth)
{
    struct jk_interval bands[BANDS];
    double across = c->tall ? 30 : 20;
    size_t count = 0;

    for (size_t i = 0; view && i < view->part_count; i++) {
        const struct jk_part *p = &view->parts[i].part;

        if (p->rung->same_day || p->levels.level < view->levels.level)
            continue;
        for (size_t k = 0; k < p->span_count_a; k++) {
            for (size_t m = 0; m < p->span_count_b && count < BANDS; m++)
                bands[count++] = clash_of(p->spans_a[k], p->spans_b[m]);
        }
    }
    count = jk_intervals_join(bands, count);
    for (size_t i = 0; i < count; i++)
        bar(c, "clash", (double)bands[i].from_s, (double)bands[i].to_s, across, depth - across);
}

/* Where the activity that is asked about would be clear, were it to begin there. */
static void draw_clear(const struct chart *c, double depth)
{
    double across = c->tall ? 30 : 20;

    for (size_t i = 0; i < c->what->clear_count; i++)
        bar(c, "clear", (double)c->what->clear[i].from_s, (double)c->what->clear[i].to_s, across,
            depth - across);
}

/* The line of the minute, in a group that a script moves by so many units a minute. */
static void draw_now(const struct chart *c, double depth)
{
    double now = along(c, c->what->time_s);

    jk_buf_fmt(c->out, "<g class=\"nows\" data-minute=\"%.0f\" data-step=\"%.5f\">",
               fmin(fmax((c->what->time_s - c->day_s) / 60, FROM_MIN), TO_MIN),
               c->length / (TO_MIN - FROM_MIN));
    if (c->tall)
        jk_buf_fmt(c->out, "<path class=\"now\" d=\"M30 %.1fH%.0f\"/></g>", now, depth);
    else
        jk_buf_fmt(c->out,
                   "<path class=\"now\" d=\"M%.1f 16V%.0f\"/><path class=\"nowh\" d=\"M%.1f "
                   "14h12l-6 8z\"/></g>",
                   now, depth, now - 6);
}

#define PERSONNEL_WIDE 34.0 /* units across of the lane of officers */
#define PERSONNEL_TALL 62.0

static bool has_personnel(const struct chart *c)
{
    return c->what->day->balance && c->what->day->balance->known;
}

/* The most that an hour of the lane asks for, or there is. */
static double personnel_most(const struct jk_balance *b)
{
    double most = b->capacity;

    for (int h = 0; h < JK_DAY_HOURS; h++)
        most = fmax(most, b->hours[h].need);
    return fmax(most, 1);
}

/* Officers needed in each hour as a bar from the edge of their lane, and a line at how many there
 * are. An hour that is over has its number; the words stand below the lanes. */
static void draw_personnel(const struct chart *c, double across)
{
    const struct jk_balance *b = c->what->day->balance;
    double deep = (c->tall ? PERSONNEL_TALL : PERSONNEL_WIDE) - 4, most = personnel_most(b);

    if (!c->tall)
        jk_buf_fmt(c->out,
                   "<rect class=\"lane\" x=\"64\" y=\"%.0f\" width=\"932\" height=\"%.0f\"/>\n",
                   across, deep);
    jk_buf_fmt(c->out, "<text class=\"%s\" x=\"%.0f\" y=\"%.0f\">", c->tall ? "s" : "s m",
               c->tall ? across : 32.0, c->tall ? 12.0 : across + deep / 2 + 4);
    jk_html_add(c->out, desk_say(c->pen, JK_TEXT_PERSONNEL_LANE));
    jk_buf_str(c->out, "</text>\n");
    for (int h = FROM_MIN / 60; h < TO_MIN / 60; h++) {
        double from_s = c->day_s + h * 3600.0, thick = b->hours[h].need / most * deep;
        double middle = along(c, from_s + 1800);

        if (b->hours[h].need == 0)
            continue;
        bar(c, jk_balance_is_short(b, (unsigned)h) ? "pn over" : "pn", from_s, from_s + 3600,
            c->tall ? across : across + deep - thick, thick);
        if (jk_balance_is_short(b, (unsigned)h))
            jk_buf_fmt(c->out, "<text class=\"xs m po\" x=\"%.0f\" y=\"%.0f\">%u</text>",
                       c->tall ? across + deep / 2 : middle,
                       c->tall ? middle + 4 : across + deep - 4, b->hours[h].need);
    }
    if (c->tall)
        jk_buf_fmt(c->out, "<path class=\"pk\" d=\"M%.1f %.1fV%.1f\"/>\n",
                   across + b->capacity / most * deep, c->start, c->start + c->length);
    else
        jk_buf_fmt(c->out, "<path class=\"pk\" d=\"M%.1f %.1fH%.1f\"/>\n", c->start,
                   across + deep - b->capacity / most * deep, c->start + c->length);
}

struct jk_markup desk_draw_lanes(struct desk_pen *pen, const struct desk_lanes *what)
{
    struct jk_buf out = { 0 }, body = { 0 };
    struct chart c = { .out = &body,
                       .pen = pen,
                       .what = what,
                       .tall = what->tall,
                       .day_s = (double)what->day->day * JK_DAY_S - pen->tz->offset_s,
                       .start = what->tall ? 30 : 64,
                       .length = what->tall ? 595 : 932 };
    struct lane lanes[LANES];
    size_t count = 0;
    double depth = c.tall ? 36 : 26, officers = 0;

    lay_out(&c, what->day, lanes, &count);
    for (size_t i = 0; i < count; i++)
        depth += lane_depth(&c, &lanes[i]) + 6;
    if (has_personnel(&c)) {
        officers = depth;
        depth += c.tall ? PERSONNEL_TALL : PERSONNEL_WIDE;
    }
    depth = fmax(depth, c.tall ? 350 : 60);
    draw_hours(&c, depth);
    draw_clear(&c, depth);
    for (size_t i = 0; i < count; i++)
        draw_lane(pen, &c, &lanes[i], what->day);
    if (officers > 0)
        draw_personnel(&c, officers);
    draw_bands(&c, what->view, depth);
    if (what->time_s > 0)
        draw_now(&c, depth);
    jk_buf_fmt(
        &out,
        "<svg class=\"lanes %s\" viewBox=\"0 0 %.0f %.0f\" role=\"group\" aria-label=\"%s\">\n",
        c.tall ? "tall" : "wide", c.tall ? depth : 1000.0, c.tall ? 640.0 : depth + 4,
        desk_say(pen, JK_TEXT_DESK_LANES_ARE));
    jk_buf_add(&out, body.at ? body.at : "", body.len);
    jk_buf_str(&out, "</svg>");
    pen->failed |= !jk_buf_ok(&body);
    jk_buf_clear(&body);
    return (struct jk_markup){ desk_text_of(pen, &out) };
}

/* The hours that ask for more officers than there are, in words: what the lane draws. */
void desk_fill_personnel(struct desk_pen *pen, const struct jk_desk_day *day, struct web_day *view)
{
    const struct jk_balance *b = day->balance;
    const char *hours = "";
    uint32_t most = 0;

    if (!b || !b->known)
        return;
    for (unsigned h = 0; h < JK_DAY_HOURS; h++) {
        most = b->hours[h].need > most ? b->hours[h].need : most;
        if (jk_balance_is_short(b, h) && (h == 0 || !jk_balance_is_short(b, h - 1)))
            hours = desk_fmt(pen, "%s%s%02u.00", hours, hours[0] ? ", " : "", h);
        if (jk_balance_is_short(b, h) && (h + 1 == JK_DAY_HOURS || !jk_balance_is_short(b, h + 1)))
            hours = desk_fmt(pen, "%s-%02u.00", hours, h + 1);
    }
    view->personnel_short = hours[0] != '\0';
    view->personnel_href = desk_fmt(pen, "/meja/personel?wilayah=%s&tanggal=%s", day->region->code,
                                    desk_iso_date(pen, day->day));
    view->personnel =
        desk_fill(pen, hours[0] ? JK_TEXT_PERSONNEL_LANE_SHORT : JK_TEXT_PERSONNEL_LANE_ENOUGH,
                  (const char *const[]){
                      "clock", hours, "asked", desk_number(pen, most), "have",
                      desk_number(pen, b->capacity), "missing",
                      desk_number(pen, most > b->capacity ? most - b->capacity : 0), NULL });
}
