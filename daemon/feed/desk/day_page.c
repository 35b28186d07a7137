/* The page of a day: what needs a decision first, then where and when, then all of it.
 *
 * Without a script it is whole: the slider is a form, moments are links, map and lanes are drawn
 * here for the minute that is asked for. */
#include "daemon/feed/desk/pen.h"
#include "daemon/feed/desk/shared.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/policy/occupancy.h"

#define MOMENTS    5  /* beside the slider; more would hide it */
#define LIST_ROWS  60 /* of the list, on one page: a day of hundreds of activities has several */
#define QUEUE_ROWS 25 /* conflicts that wait, likewise */
#define FOLD_ROWS  12 /* of those below them; more are reached by a link */
#define MAP_MOST   40 /* activities on a map that is about nothing in particular */

/* What the page is being written from. */
struct sheet {
    struct desk_pen *pen;
    const struct jk_desk_day *day;
    const struct jk_day_page *page;
    const struct jk_desk_conflict *chosen;   /* null: none */
    const struct jk_desk_activity *activity; /* likewise */
    int minute;
    const char *path; /* "/meja/hari/64.08/2024-11-23" */
};

static const struct jk_desk_conflict *find_conflict(const struct jk_desk_day *day, const char *id)
{
    for (size_t i = 0; id && i < day->conflict_count; i++) {
        if (strcmp(day->conflicts[i].view.id, id) == 0)
            return &day->conflicts[i];
    }
    return NULL;
}

static const struct jk_desk_activity *find_activity(const struct jk_desk_day *day, const char *uid)
{
    for (size_t i = 0; uid && i < day->activity_count; i++) {
        if (strcmp(day->activities[i].uid, uid) == 0)
            return &day->activities[i];
    }
    return NULL;
}

/* The conflict that was asked for, the worst of the activity that was, else the worst of all. An
 * activity without a conflict is looked at alone. */
static const struct jk_desk_conflict *choose(const struct jk_desk_day *day,
                                             const struct jk_day_page *page,
                                             const struct jk_desk_activity *activity)
{
    const struct jk_desk_conflict *asked = find_conflict(day, page->chosen);

    if (asked)
        return asked;
    if (activity)
        return find_conflict(day, activity->worst_id);
    return day->conflict_count ? &day->conflicts[0] : NULL;
}

static int minute_of(const struct sheet *s, double utc_s)
{
    double start_s = (double)s->day->day * JK_DAY_S - s->pen->tz->offset_s;
    double minute = floor((utc_s - start_s) / 60);

    return (int)fmin(fmax(minute, 0), 1439);
}

static double instant_of(const struct sheet *s, int minute)
{
    return (double)s->day->day * JK_DAY_S - s->pen->tz->offset_s + minute * 60.0;
}

/* The minute the map shows when none is asked for: when the chosen conflict is nearest. */
static int first_minute(const struct sheet *s)
{
    const struct jk_leg_part *chief = s->chosen ? desk_chief(&s->chosen->view) : NULL;

    if (s->page->minute >= 0)
        return s->page->minute;
    if (chief && chief->part.heads_s > 0)
        return minute_of(s, chief->part.heads_s);
    if (chief)
        return minute_of(s, fmin(chief->part.time_a_s, chief->part.time_b_s));
    if (s->activity)
        return minute_of(s, (double)s->activity->start_s);
    return s->day->activity_count ? minute_of(s, (double)s->day->activities[0].start_s) : 720;
}

/* The same page at another minute, order or conflict. */
static const char *link_to(const struct sheet *s, int minute, bool by_distance, const char *id)
{
    return desk_fmt(s->pen, "%s?jam=%d%s%s%s%s%s", s->path, minute,
                    by_distance ? "&urut=jarak" : "", id ? "&konflik=" : "", id ? id : "",
                    s->activity ? "&kegiatan=" : "",
                    s->activity ? desk_url(s->pen, s->activity->uid) : "");
}

/* The same page, farther down one of its lists. */
static const char *link_down(const struct sheet *s, const char *list, size_t from)
{
    return desk_fmt(s->pen, "%s&%s=%zu",
                    link_to(s, s->minute, s->page->by_distance,
                            s->chosen ? s->chosen->view.id : NULL),
                    list, from);
}

static const char *time_left(const struct sheet *s, const struct jk_desk_conflict *c)
{
    const char *left;

    if (c->due_s == INT64_MAX)
        return "";
    if (c->due_s <= s->day->now_s)
        return desk_say(s->pen, JK_TEXT_DESK_LATE);
    left = desk_while(s->pen, c->due_s - s->day->now_s);
    return desk_fill_one(s->pen, JK_TEXT_DESK_LEFT_OF, "value", left);
}

/* Another region decides on both sides: then there is nothing to decide here. */
static bool is_guest(const struct sheet *s, const struct jk_conflict_view *view)
{
    const struct desk_sides sides = desk_sides_of(view, s->day->activities, s->day->activity_count);

    return !(sides.own && sides.own->href[0]) && !(sides.other && sides.other->href[0]);
}

static struct web_todo todo_of(const struct sheet *s, const struct jk_desk_conflict *c, bool first)
{
    struct desk_pen *pen = s->pen;
    const struct jk_leg_part *chief = desk_chief(&c->view);
    const struct jk_part *p = &chief->part;
    const char *const names[] = { "value", desk_distance(pen, p->distance_m), "limit",
                                  desk_limit(pen, p), NULL };
    bool waits = c->undecided && c->view.levels.level >= s->page->from;

    return (struct web_todo){
        .chosen = c == s->chosen,
        .level = desk_level(pen, c->view.levels),
        .left = waits ? time_left(s, c) : "",
        .href = desk_fmt(pen, "/meja/konflik/%s", c->view.id),
        .id = c->view.id,
        .pick = desk_fmt(pen, "%s?konflik=%s", s->path, c->view.id),
        .title = desk_title(pen, &c->view),
        .sentence = desk_fmt(pen, "%s %s. %s.", desk_meeting(pen, &c->view, chief),
                             desk_when(pen, &c->view, chief),
                             desk_capital(pen, desk_fmt(pen, "%s %s (%s)",
                                                        desk_say(pen, JK_TEXT_DESK_DISTANCE),
                                                        names[1], names[3]))),
        .where = desk_where(pen, p->at_a),
        .act = !waits ? ""
                      : desk_say(pen, first && !is_guest(s, &c->view) ? JK_TEXT_DESK_OPEN_DECIDE
                                                                      : JK_TEXT_DESK_OPEN),
        .first = first
    };
}

static int compare_left(const void *a, const void *b)
{
    const struct jk_desk_conflict *x = *(const struct jk_desk_conflict *const *)a;
    const struct jk_desk_conflict *y = *(const struct jk_desk_conflict *const *)b;

    if (x->due_s != y->due_s)
        return x->due_s < y->due_s ? -1 : 1;
    return x < y ? -1 : x > y;
}

/* Those that wait, by time left, then the others, worst first. @return how many wait */
static size_t order_queue(const struct sheet *s, const struct jk_desk_conflict **queue)
{
    size_t count = s->day->conflict_count, waiting = 0, rest = 0;

    for (int waits = 1; waits >= 0; waits--) {
        for (size_t i = 0; i < count; i++) {
            const struct jk_desk_conflict *c = &s->day->conflicts[i];

            if ((c->undecided && c->view.levels.level >= s->page->from) == (bool)waits)
                queue[waiting + rest++] = c;
        }
        if (waits) {
            waiting = rest;
            rest = 0;
        }
    }
    if (waiting)
        qsort(queue, waiting, sizeof *queue, compare_left);
    return waiting;
}

static const char *nothing_text(const struct sheet *s)
{
    if (s->day->activity_count || s->day->day_after == INT32_MIN)
        return desk_say(s->pen, JK_TEXT_DESK_NOTHING);
    return desk_fmt(s->pen, "%s %s", desk_say(s->pen, JK_TEXT_DESK_NOTHING),
                    desk_fill_one(s->pen, JK_TEXT_DESK_NEXT_DAY, "date",
                                  desk_date(s->pen, s->day->day_after)));
}

/* The queue, by time left, and what is folded below it; from the conflict on that is asked for. */
static void fill_todo(const struct sheet *s, struct web_day *view)
{
    size_t count = s->day->conflict_count, from = s->page->queue_from, waiting, next;
    const struct jk_desk_conflict **queue = desk_array(s->pen, count, sizeof(void *));
    struct web_todo *todo = desk_array(s->pen, QUEUE_ROWS, sizeof *todo);
    struct web_todo *folded = desk_array(s->pen, FOLD_ROWS, sizeof *folded);

    if (!queue || !todo || !folded)
        return;
    waiting = order_queue(s, queue);
    from = from < count ? from : 0;
    for (next = from; next < waiting && view->todo_count < QUEUE_ROWS; next++)
        todo[view->todo_count++] = todo_of(s, queue[next], next == from);
    for (; next >= waiting && next < count && view->folded_count < FOLD_ROWS; next++)
        folded[view->folded_count++] = todo_of(s, queue[next], false);
    view->todo = todo;
    view->folded = folded;
    view->todo_title =
        desk_fill_one(s->pen, JK_TEXT_DESK_NEEDS, "count", desk_number(s->pen, (long long)waiting));
    view->folded_title = view->folded_count
                             ? desk_fill_one(s->pen, JK_TEXT_DESK_FOLDED, "count",
                                             desk_number(s->pen, (long long)(count - waiting)))
                             : "";
    if (next < count) {
        view->more_conflicts = desk_fill_one(s->pen, JK_TEXT_DESK_MORE_CONFLICTS, "count",
                                             desk_number(s->pen, (long long)(count - next)));
        view->more_conflicts_href = link_down(s, "antri", next);
    }
    if (from > 0)
        view->first_conflicts_href = link_down(s, "antri", 0);
    view->nothing = waiting == 0 ? nothing_text(s) : "";
}

static const char *part_of_day(const struct sheet *s, int minute)
{
    const struct jk_text *part = minute < 660    ? JK_TEXT_DESK_MORNING
                                 : minute < 900  ? JK_TEXT_DESK_NOON
                                 : minute < 1080 ? JK_TEXT_DESK_AFTERNOON
                                                 : JK_TEXT_DESK_EVENING;

    return desk_say(s->pen, part);
}

static struct web_activity activity_of(const struct sheet *s, const struct jk_desk_activity *a)
{
    struct desk_pen *pen = s->pen;
    const char *const names[] = { "value", desk_distance(pen, a->distance_m), "limit",
                                  desk_distance(pen, a->required_m), NULL };
    struct web_activity row = {
        .part = "",
        .chosen = a == s->activity,
        .uid = a->uid,
        .pick = desk_fmt(pen, "?kegiatan=%s", desk_url(pen, a->uid)),
        .hours = desk_hours(pen, (double)a->start_s, (double)a->end_s),
        .href = a->href[0] ? desk_fmt(pen, "/meja/pemberitahuan/%s", desk_url(pen, a->uid)) : "",
        .what = desk_capital(pen, jk_kind_name(a->facts->kind, pen->lang)),
        .place = desk_place(pen, a),
        .level = a->assessed || a->worst.level_max != JK_LEVEL_NONE
                     ? desk_level(pen, a->worst)
                     : (struct web_level){ "unk", desk_say(pen, JK_TEXT_DESK_UNASSESSED) },
        .state = desk_state(pen, a),
        .state_class = desk_state_class(a->state),
        .margin = a->worst.level_max ? desk_fill(pen, JK_TEXT_DESK_OF, names) : ""
    };

    row.parties = desk_parties(pen, &a->facts->party, &row.parties_count);
    return row;
}

/* How much of the required distance there is; those without a conflict have all of it. */
static double margin_of(const struct jk_desk_activity *a)
{
    if (a->worst.level_max == JK_LEVEL_NONE)
        return 1e9;
    return a->distance_m / fmax(a->required_m, 1.0) - 10.0 * (int)a->worst.level;
}

static int compare_margins(const void *a, const void *b)
{
    const struct jk_desk_activity *x = *(const struct jk_desk_activity *const *)a;
    const struct jk_desk_activity *y = *(const struct jk_desk_activity *const *)b;
    double mx = margin_of(x), my = margin_of(y);

    if (mx != my)
        return mx < my ? -1 : 1;
    return x < y ? -1 : x > y;
}

/* Where the written part of the list begins: as it is asked for, else where the chosen one is. */
static size_t list_begin(const struct sheet *s, const struct jk_desk_activity *const *order,
                         size_t count)
{
    size_t from = s->page->list_from < count ? s->page->list_from : 0;

    for (size_t i = 0; from == 0 && s->activity && i < count; i++) {
        if (order[i] == s->activity)
            from = i - i % LIST_ROWS;
    }
    return from;
}

static void fill_list(const struct sheet *s, struct web_day *view)
{
    size_t count = s->day->activity_count, from, to;
    const struct jk_desk_activity **order = desk_array(s->pen, count, sizeof(void *));
    struct web_activity *rows = desk_array(s->pen, LIST_ROWS, sizeof *rows);
    const char *before = "";

    if (!order || !rows)
        return;
    for (size_t i = 0; i < count; i++)
        order[i] = &s->day->activities[i];
    if (s->page->by_distance && count)
        qsort(order, count, sizeof *order, compare_margins);
    from = list_begin(s, order, count);
    to = count - from < LIST_ROWS ? count : from + LIST_ROWS;
    for (size_t i = from; i < to; i++) {
        const char *part = part_of_day(s, minute_of(s, (double)order[i]->start_s));
        struct web_activity *row = &rows[i - from];

        *row = activity_of(s, order[i]);
        if (!s->page->by_distance && strcmp(part, before) != 0)
            row->part = before = part;
    }
    view->activities = rows;
    view->activities_count = to - from;
    view->by_distance = s->page->by_distance;
    view->list_title =
        desk_fill_one(s->pen, JK_TEXT_DESK_ALL, "count", desk_number(s->pen, (long long)count));
    if (to < count) {
        view->more_rows = desk_fill_one(s->pen, JK_TEXT_DESK_MORE_ROWS, "count",
                                        desk_number(s->pen, (long long)(count - to)));
        view->more_rows_href = link_down(s, "dari", to);
    }
    if (from > 0)
        view->first_rows_href = link_down(s, "dari", 0);
}

static struct web_moment moment_of(const struct sheet *s, double utc_s, const char *what)
{
    int minute = minute_of(s, utc_s);

    return (struct web_moment){ link_to(s, minute, s->page->by_distance, s->chosen->view.id),
                                desk_fmt(s->pen, "%s %s", desk_clock(s->pen, utc_s), what),
                                minute == s->minute };
}

static int compare_moments(const void *a, const void *b)
{
    return strcmp(((const struct web_moment *)a)->text, ((const struct web_moment *)b)->text);
}

/* The instants of the chosen conflict, which fall on no quarter of an hour. */
static void fill_moments(const struct sheet *s, struct web_day *view)
{
    struct web_moment *moments = desk_array(s->pen, MOMENTS, sizeof *moments);
    size_t count = 0;

    const struct jk_leg_part *chief = s->chosen ? desk_chief(&s->chosen->view) : NULL;

    if (moments && chief && chief->part.heads_s > 0)
        moments[count++] = moment_of(s, chief->part.heads_s, desk_say(s->pen, JK_TEXT_DESK_MEET));
    for (size_t i = 0; moments && s->chosen && i < s->chosen->view.part_count; i++) {
        const struct jk_leg_part *part = &s->chosen->view.parts[i];
        double times[] = { part->part.time_a_s, part->part.time_b_s };

        for (int k = 0; k < 2 && count < MOMENTS; k++) {
            bool known = false;

            for (size_t m = 0; m < count; m++)
                known |= strncmp(moments[m].text, desk_clock(s->pen, times[k]), 5) == 0;
            if (!known)
                moments[count++] =
                    moment_of(s, times[k],
                              jk_leg_name(k == 0 ? part->leg_own : part->leg_other, s->pen->lang));
        }
    }
    if (count) /* each begins with its hour */
        qsort(moments, count, sizeof *moments, compare_moments);
    view->moments = moments;
    view->moments_count = count;
}

static bool is_drawn(const struct sheet *s, const struct jk_desk_activity *a)
{
    const struct jk_conflict_view *about = s->chosen ? &s->chosen->view : NULL;

    if (about)
        return strcmp(a->uid, about->own.uid) == 0 || strcmp(a->uid, about->other.uid) == 0;
    return !s->activity || a == s->activity;
}

/* Draws both sides of the chosen conflict or the chosen activity; where there is none, everything,
 * as far as it fits. */
static void draw(const struct sheet *s, struct web_day *view)
{
    const struct jk_desk_activity **shown =
        desk_array(s->pen, s->day->activity_count, sizeof(void *));
    const struct jk_conflict_view *about = s->chosen ? &s->chosen->view : NULL;
    double time_s = instant_of(s, s->minute);
    size_t count = 0;

    for (size_t i = 0; shown && i < s->day->activity_count && count < MAP_MOST; i++) {
        if (is_drawn(s, &s->day->activities[i]))
            shown[count++] = &s->day->activities[i];
    }
    /* On a phone larger signs and fewer words: the same minute, drawn a second time. */
    view->map = desk_draw_map(s->pen, &(struct desk_map){ shown, count, about, time_s, false, "far",
                                                          true });
    view->phone_map = desk_draw_map(s->pen, &(struct desk_map){ shown, count, about, time_s, true,
                                                                "near-only", true });
    for (int tall = 0; tall < 2; tall++) {
        const struct desk_lanes lanes = { .day = s->day,
                                          .view = about,
                                          .activity = s->activity ? s->activity->uid : NULL,
                                          .time_s = time_s,
                                          .tall = tall };

        *(tall ? &view->tall : &view->lanes) = desk_draw_lanes(s->pen, &lanes);
    }
}

static void fill_counts(const struct sheet *s, struct web_day *view)
{
    unsigned counts[JK_LEVEL_END] = { 0 }, unknown = 0;
    struct desk_pen *pen = s->pen;

    for (size_t i = 0; i < s->day->conflict_count; i++)
        counts[s->day->conflicts[i].view.levels.level]++;
    for (size_t i = 0; i < s->day->activity_count; i++)
        unknown += !s->day->activities[i].assessed;
    view->siaga = desk_level(pen, (struct jk_levels){ JK_LEVEL_SIAGA, JK_LEVEL_SIAGA });
    view->waspada = desk_level(pen, (struct jk_levels){ JK_LEVEL_WASPADA, JK_LEVEL_WASPADA });
    view->info = desk_level(pen, (struct jk_levels){ JK_LEVEL_INFO, JK_LEVEL_INFO });
    view->siaga_count = desk_number(pen, counts[JK_LEVEL_SIAGA]);
    view->waspada_count = desk_number(pen, counts[JK_LEVEL_WASPADA]);
    view->info_count = desk_number(pen, counts[JK_LEVEL_INFO]);
    view->unknown_count = desk_number(pen, unknown);
}

static const char *about_text(const struct sheet *s)
{
    struct desk_pen *pen = s->pen;
    const char *phase =
        jk_desk_phase_text(pen->pack, s->day->region, s->day->day, pen->lang, &pen->arena);
    long long rallies = 0, convoys = 0;

    pen->failed |= !phase;
    for (size_t i = 0; i < s->day->activity_count; i++) {
        const struct jk_desk_activity *a = &s->day->activities[i];

        rallies += a->facts->kind == JK_KIND_RAPAT_UMUM;
        for (size_t k = 0; k < a->leg_count; k++)
            convoys += jk_occupancy_moves(a->legs[k].instance->facts);
    }
    if (s->day->activity_count == 0)
        return desk_fmt(pen, "%s%s%s", phase && phase[0] ? desk_capital(pen, phase) : "",
                        phase && phase[0] ? ". " : "", desk_say(pen, JK_TEXT_DESK_EMPTY_DAY));
    return desk_fmt(pen, "%s%s%s", phase && phase[0] ? desk_capital(pen, phase) : "",
                    phase && phase[0] ? ". " : "",
                    desk_fill(pen, JK_TEXT_DESK_ABOUT,
                              (const char *const[]){
                                  "count", desk_number(pen, (long long)s->day->activity_count),
                                  "value", desk_number(pen, rallies), "field",
                                  desk_number(pen, convoys), NULL }));
}

static void fill_head(const struct sheet *s, struct web_day *view)
{
    struct desk_pen *pen = s->pen;
    const char *code = s->day->region->code, *iso = desk_iso_date(pen, s->day->day);
    const char *const caption[] = { "date", desk_date(pen, s->day->day), "zone", pen->tz->abbrev,
                                    NULL };

    view->title = desk_date(pen, s->day->day);
    view->about = about_text(s);
    view->caption = desk_fill(pen, JK_TEXT_DESK_CAPTION, caption);
    if (s->day->day_before != INT32_MIN) {
        view->before = desk_short_date(pen, s->day->day_before);
        view->before_href =
            desk_fmt(pen, "/meja/hari/%s/%s", code, desk_iso_date(pen, s->day->day_before));
    }
    if (s->day->day_after != INT32_MIN) {
        view->after = desk_short_date(pen, s->day->day_after);
        view->after_href =
            desk_fmt(pen, "/meja/hari/%s/%s", code, desk_iso_date(pen, s->day->day_after));
    }
    view->recap_href = desk_fmt(pen, "/meja/digest?wilayah=%s", code);
    view->matrix_href = desk_fmt(pen, "/meja/rakor/%s/%s", code, iso);
    view->data = desk_fmt(pen, "/api/v1/days/%s/%s", code, iso);
}

static void fill_time(const struct sheet *s, struct web_day *view)
{
    struct desk_pen *pen = s->pen;
    const char *id = s->chosen ? s->chosen->view.id : NULL;
    const char *clock = desk_clock(pen, instant_of(s, s->minute));
    const char *const at[] = { "clock", clock, "zone", pen->tz->abbrev, NULL };
    int less = s->minute - 15, more = s->minute + 15;

    view->map_title = desk_fill(pen, JK_TEXT_DESK_MAP_AT, at);
    view->clock = clock;
    view->action = s->path;
    view->minute = desk_fmt(pen, "%d", s->minute);
    view->less_href = link_to(s, less > 0 ? less : 0, s->page->by_distance, id);
    view->more_href = link_to(s, more < 1439 ? more : 1439, s->page->by_distance, id);
    view->by_hour_href = link_to(s, s->minute, false, id);
    view->by_distance_href = link_to(s, s->minute, true, id);
    view->chosen = id ? id : "";
    view->activity = s->activity ? s->activity->uid : "";
    view->offset = desk_fmt(pen, "%d", pen->tz->offset_s);
}

/* The last step that was taken by the entry; `count`: none was yet. */
static size_t step_here(const struct jk_day_steps *steps, uint64_t entry)
{
    size_t here = steps->count;

    for (size_t i = 0; i < steps->count && steps->at[i].entry <= entry; i++)
        here = i;
    return here;
}

static const char *step_href(const struct sheet *s, size_t i)
{
    return desk_fmt(s->pen, "%s?as_of=%llu&jam=%d", s->path,
                    (unsigned long long)s->page->steps.at[i].entry, s->minute);
}

/* What was known when: steps to go by, and a slider over them. */
static void fill_steps(const struct sheet *s, uint64_t entry, struct web_day *view)
{
    const struct jk_day_steps *steps = &s->page->steps;
    struct desk_pen *pen = s->pen;
    const size_t count = steps->count, here = step_here(steps, entry);
    const size_t next = here < count ? here + 1 : 0; /* the number of this one too */
    const char *const which[] = { "value", desk_number(pen, (long long)next), "count",
                                  desk_number(pen, (long long)count), NULL };

    if (s->page->newest)
        view->replay_href =
            desk_fmt(pen, "%s?as_of=%llu", s->path, (unsigned long long)s->page->newest);
    if (!entry || count == 0)
        return;
    view->steps_title = desk_fill(pen, JK_TEXT_DESK_STEPS, which);
    if (here < count) {
        const struct jk_day_step *at = &steps->at[here];
        const char *const names[] = { "time",  desk_instant(pen, at->time_s),
                                      "field", desk_number(pen, at->notices),
                                      "count", desk_number(pen, at->states),
                                      "value", desk_number(pen, at->conflicts),
                                      NULL };

        view->steps_about = desk_fill(pen, JK_TEXT_DESK_STEP_IS, names);
    }
    view->step_first = step_href(s, 0);
    view->step_last = step_href(s, count - 1);
    view->step_back = here < count && here > 0 ? step_href(s, here - 1) : "";
    view->step_on = next < count ? step_href(s, next) : "";
    view->step = desk_fmt(pen, "%llu", (unsigned long long)entry);
    view->step_least = desk_fmt(pen, "%llu", (unsigned long long)steps->at[0].entry);
    view->step_most = desk_fmt(pen, "%llu", (unsigned long long)steps->at[count - 1].entry);
}

enum jk_status jk_desk_day_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                const struct jk_desk_day *day, const struct jk_day_page *page)
{
    JK_ASSERT(day != NULL && day->region != NULL && page != NULL);

    struct desk_pen pen = desk_pen_of(reader);
    struct sheet s = { .pen = &pen, .day = day, .page = page };
    struct web_day view = { .title = "" };
    struct jk_buf content = { 0 };
    const char *title;

    pen.tz = day->region->tz;
    s.activity = find_activity(day, page->activity);
    view.ground = desk_ground(&pen, reader, day->region);
    s.chosen = choose(day, page, s.activity);
    s.path = desk_fmt(&pen, "/meja/hari/%s/%s", day->region->code, desk_iso_date(&pen, day->day));
    s.minute = first_minute(&s);
    fill_head(&s, &view);
    if (!reader->may_see) /* who only oversees prepares no meeting */
        view.matrix_href = view.recap_href = "";
    fill_todo(&s, &view);
    fill_counts(&s, &view);
    desk_fill_personnel(&pen, day, &view);
    fill_time(&s, &view);
    fill_moments(&s, &view);
    fill_steps(&s, reader->past, &view);
    draw(&s, &view);
    fill_list(&s, &view);
    title = view.title;
    if (!pen.failed)
        web_day(&content, &view, reader->lang);
    return desk_finish(out, &pen, reader, title, &content);
}
