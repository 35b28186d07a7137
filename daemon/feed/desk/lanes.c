/* Time lanes as SVG: a lane for each paslon from 06.00 to 22.00, and over all of them the bands in
 * which the two chains of a conflict are too near.
 *
 * One drawing lies and one stands: on a phone time runs downwards. Both are drawn by the same code,
 * which thinks in minutes along the lane and in units across it. */
#include "daemon/feed/desk/pen.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include "jarak/base/intervals.h"

#define FROM_MIN 360  /* 06.00 */
#define TO_MIN   1320 /* 22.00 */
#define ROWS_MAX 6    /* of meetings in one lane; more are counted */
#define LANES    12   /* parties of one day that are drawn */
#define BANDS    64   /* of one conflict, before those that touch are joined */

struct chart {
    struct jk_buf *out;
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
                   "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"%s/>",
                   sort, across, a, thick, b - a, hatch);
    else
        jk_buf_fmt(c->out,
                   "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"%s/>",
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

/* What a lane is made of. */
struct lane {
    const struct jk_party *party;
    double across;                /* where it begins */
    int64_t busy_until[ROWS_MAX]; /* of each row of meetings */
    int rows;                     /* of them in use */
    unsigned left_out;
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

/* The row of a meeting: the first that is free; -1: there is none. */
static int row_for(struct lane *lane, const struct jk_desk_activity *a)
{
    for (int row = 0; row < ROWS_MAX; row++) {
        if (row == lane->rows || lane->busy_until[row] <= a->start_s) {
            lane->busy_until[row] = a->end_s;
            lane->rows = row == lane->rows ? row + 1 : lane->rows;
            return row;
        }
    }
    lane->left_out++;
    return -1;
}

static bool is_large(const struct jk_desk_activity *a)
{
    return a->facts->kind == JK_KIND_RAPAT_UMUM || a->facts->kind == JK_KIND_KONVOI ||
           a->leg_count > 1;
}

static void draw_rally(const struct chart *c, const struct lane *lane,
                       const struct jk_desk_activity *a)
{
    const char *side = lane->party->paslon[0] % 2 ? "p1" : "p2";
    double rally = lane->across + 4, legs = lane->across + (c->tall ? 54 : 31);
    char sort[16];

    for (size_t i = 0; i < a->leg_count; i++) {
        const struct jk_desk_leg *leg = &a->legs[i];
        double from_s = leg->body ? leg->body->in_s : (double)leg->instance->start_s;
        double to_s = leg->body ? leg->body->out_s : (double)leg->instance->end_s;
        bool main = leg->notice->facts.leg == JK_LEG_MAIN;
        bool moves =
            leg->notice->facts.leg == JK_LEG_BERANGKAT || leg->notice->facts.leg == JK_LEG_PULANG;

        snprintf(sort, sizeof sort, "%s %s", main ? "ev" : moves ? "cv" : "ku", side);
        if (main)
            bar(c, "bu", from_s, to_s, rally, c->tall ? 46 : 22);
        bar(c, sort, main ? (double)leg->instance->start_s : from_s,
            main ? (double)leg->instance->end_s : to_s, main ? rally : legs,
            main ? (c->tall ? 46.0 : 22.0) : (c->tall ? 22.0 : 18.0));
    }
}

static void draw_meeting(const struct chart *c, struct lane *lane, const struct jk_desk_activity *a)
{
    int row = row_for(lane, a);
    double across = lane->across + (c->tall ? 82 : 57) + row * (c->tall ? 18 : 17);
    double from = along(c, (double)a->start_s), to = along(c, (double)a->end_s);

    if (row < 0)
        return;
    bar(c, lane->party->paslon[0] % 2 ? "me p1" : "me p2", (double)a->start_s, (double)a->end_s,
        across, 14);
    if (!c->tall && a->district[0] && to - from > 60) {
        jk_buf_fmt(c->out, "<text class=\"xs\" x=\"%.1f\" y=\"%.1f\">", from + 5, across + 11);
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
    int rows = lane->rows > 0 ? lane->rows : 1;

    return c->tall ? 90 + rows * 18.0 : 62 + rows * 17.0;
}

/* Rows are given out once before anything is drawn, so that each lane knows where it begins. */
static void lay_out(const struct chart *c, const struct jk_desk_day *day, struct lane lanes[LANES],
                    size_t *count)
{
    double across = c->tall ? 36 : 26;

    for (size_t i = 0; i < day->activity_count; i++) {
        const struct jk_desk_activity *a = &day->activities[i];
        struct lane *lane = lane_of(lanes, count, &a->facts->party);

        if (lane && !is_large(a))
            row_for(lane, a);
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
        memset(lanes[i].busy_until, 0, sizeof lanes[i].busy_until);
        lanes[i].left_out = 0;
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
static void draw_lane(struct desk_pen *pen, const struct chart *c, struct lane *lane,
                      const struct jk_desk_day *day)
{
    draw_head(pen, c, lane);
    for (size_t i = 0; i < day->activity_count; i++) {
        const struct jk_desk_activity *a = &day->activities[i];

        if (!jk_party_same(lane->party, &a->facts->party))
            continue;
        if (is_large(a))
            draw_rally(c, lane, a);
        else
            draw_meeting(c, lane, a);
    }
    if (lane->left_out)
        jk_buf_fmt(c->out, "<text class=\"xs sf\" x=\"%.0f\" y=\"%.0f\">+%u</text>",
                   c->tall ? lane->across : 70.0, c->tall ? 28 : lane->across + 57, lane->left_out);
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

struct jk_markup desk_draw_lanes(struct desk_pen *pen, const struct desk_lanes *what)
{
    struct jk_buf out = { 0 }, body = { 0 };
    struct chart c = { .out = &body,
                       .tall = what->tall,
                       .day_s = (double)what->day->day * JK_DAY_S - pen->tz->offset_s,
                       .start = what->tall ? 30 : 64,
                       .length = what->tall ? 595 : 932 };
    struct lane lanes[LANES];
    size_t count = 0;
    double depth = c.tall ? 36 : 26, now;

    lay_out(&c, what->day, lanes, &count);
    for (size_t i = 0; i < count; i++)
        depth += lane_depth(&c, &lanes[i]) + 6;
    depth = fmax(depth, c.tall ? 350 : 60);
    draw_hours(&c, depth);
    for (size_t i = 0; i < count; i++)
        draw_lane(pen, &c, &lanes[i], what->day);
    draw_bands(&c, what->view, depth);
    now = along(&c, what->time_s);
    if (c.tall)
        jk_buf_fmt(&body, "<path class=\"now\" d=\"M30 %.1fH%.0f\"/>", now, depth);
    else
        jk_buf_fmt(&body,
                   "<path class=\"now\" d=\"M%.1f 16V%.0f\"/><path class=\"nowh\" d=\"M%.1f "
                   "14h12l-6 8z\"/>",
                   now, depth, now - 6);
    jk_buf_fmt(
        &out, "<svg class=\"lanes %s\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">\n",
        c.tall ? "tall" : "wide", c.tall ? depth : 1000.0, c.tall ? 640.0 : depth + 4,
        desk_say(pen, JK_TEXT_DESK_LANES_ARE));
    jk_buf_add(&out, body.at ? body.at : "", body.len);
    jk_buf_str(&out, "</svg>");
    pen->failed |= !jk_buf_ok(&body);
    jk_buf_clear(&body);
    return (struct jk_markup){ desk_text_of(pen, &out) };
}
