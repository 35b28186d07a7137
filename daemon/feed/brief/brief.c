/* What a brief says.
 *
 * Each edition gathers its matters by a function of its own: the internal one from the conflicts of
 * the days, the shared one from the activities that both teams may read of, with their date, hour
 * and sub-district. So nothing of a conflict, of a place or of an officer can slip into the shared
 * one. */
#include "daemon/feed/brief/views.h"

#include <stdlib.h>
#include <string.h>
#include "jarak/base/defend.h"

/* A matter before it is put into words, with what it is sorted by. */
struct matter {
    enum jk_level level;
    bool settled; /* everything about it was decided already */
    int64_t start_s;
    size_t order; /* as it was found: what is alike stays in that order */
    const struct jk_desk_conflict *conflict;
    const struct jk_desk_activity *activity; /* in its place in the shared edition */
};

struct writer {
    struct desk_pen *pen;
    const struct jk_brief *brief;
    struct web_brief *out;
};

static int compare(const void *a, const void *b)
{
    const struct matter *x = a, *y = b;

    if (x->level != y->level)
        return x->level > y->level ? -1 : 1;
    if (x->settled != y->settled)
        return x->settled ? 1 : -1;
    if (x->start_s != y->start_s)
        return x->start_s < y->start_s ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static int compare_order(const void *a, const void *b)
{
    const struct matter *x = a, *y = b;

    return x->order < y->order ? -1 : x->order > y->order;
}

/* "Sab, 23 Nov": the local day of an instant. */
static const char *day_of(const struct writer *w, int64_t time_s)
{
    return desk_short_date(w->pen, jk_local_day(time_s, w->pen->tz->offset_s));
}

/* A conflict that goes on over midnight stands in two days. */
static bool is_there(const struct matter *list, size_t count, const struct jk_desk_conflict *c)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i].conflict->view.id, c->view.id) == 0)
            return true;
    }
    return false;
}

static size_t gather_conflicts(const struct writer *w, struct matter *list)
{
    size_t count = 0, today = 0;

    for (size_t i = 0; i < JK_BRIEF_DAYS; i++) {
        const struct jk_desk_day *day = &w->brief->days[i];
        size_t before = today;

        today = count;
        for (size_t k = 0; k < day->conflict_count; k++) {
            const struct jk_desk_conflict *c = &day->conflicts[k];

            if (c->view.levels.level < JK_LEVEL_WASPADA ||
                is_there(list + before, count - before, c))
                continue;
            list[count] =
                (struct matter){ c->view.levels.level, !c->undecided, c->first_s, count, c, NULL };
            count++;
        }
    }
    return count;
}

static size_t gather_shared(const struct writer *w, struct matter *list)
{
    size_t count = 0;

    for (size_t i = 0; i < JK_BRIEF_DAYS; i++) {
        const struct jk_desk_day *day = &w->brief->days[i];

        for (size_t k = 0; k < day->activity_count; k++) {
            const struct jk_desk_activity *a = &day->activities[k];

            if (!desk_is_told(a, true) || a->worst.level < JK_LEVEL_WASPADA)
                continue;
            list[count] = (struct matter){ a->worst.level, false, a->start_s, count, NULL, a };
            count++;
        }
    }
    return count;
}

/* What the meeting has to know of it besides: whether a decision waits, and whether somebody has
 * taken notice. */
static const char *note_of(const struct writer *w, const struct jk_desk_conflict *c)
{
    const struct jk_escalation_state *e = &c->view.escalation;
    const char *what = desk_say(w->pen, c->undecided ? JK_TEXT_BRIEF_WAITS : JK_TEXT_BRIEF_SETTLED);

    return e->level != JK_LEVEL_NONE && !e->actor
               ? desk_fmt(w->pen, "%s; %s", what, desk_say(w->pen, JK_TEXT_BRIEF_UNNOTICED))
               : what;
}

static struct web_brief_line line_of_conflict(const struct writer *w,
                                              const struct jk_desk_conflict *c)
{
    struct desk_pen *pen = w->pen;
    const struct jk_leg_part *chief = desk_chief(&c->view);
    struct web_brief_line line = { .level = desk_level(pen, c->view.levels),
                                   .conflict = c->view.id,
                                   .note = note_of(w, c),
                                   .href = desk_fmt(pen, "/meja/konflik/%s", c->view.id) };

    line.when = day_of(w, (int64_t)chief->part.time_a_s);
    line.what = desk_meeting(pen, &c->view, chief);
    line.more = desk_fill(pen, JK_TEXT_BRIEF_MORE,
                          (const char *const[]){
                              "where", desk_where(pen, chief->part.at_a), "value",
                              desk_distance(pen, chief->part.distance_m), "limit",
                              desk_distance(pen, chief->part.required_m), "more",
                              desk_capital(pen, desk_when(pen, &c->view, chief)), NULL });
    return line;
}

/* A name may be as long as a letter makes it; the page is one. */
static const char *short_place(struct desk_pen *pen, const struct jk_desk_activity *a)
{
    size_t len = jk_utf8_cut(jk_span_of(a->place), JK_BRIEF_PLACE);
    const char *name = a->place[len] ? desk_fmt(pen, "%.*s...", (int)len, a->place) : a->place;

    return name[0] ? desk_fmt(pen, "%s, %s", name, desk_district(pen, a)) : desk_district(pen, a);
}

static struct web_brief_line line_of_activity(const struct writer *w,
                                              const struct jk_desk_activity *a)
{
    struct desk_pen *pen = w->pen;
    struct web_brief_line line = { .level = desk_worst(pen, a),
                                   .what =
                                       desk_capital(pen, jk_kind_name(a->facts->kind, pen->lang)) };

    line.parties = desk_parties(pen, &a->facts->party, &line.parties_count);
    if (w->brief->shared) {
        line.when = desk_shared_hours(pen, a);
        line.more = desk_district(pen, a);
        line.note = "";
    } else {
        line.when = desk_hours(pen, (double)a->start_s, (double)a->end_s);
        line.more = short_place(pen, a);
        line.note = desk_state(pen, a);
    }
    return line;
}

static struct web_brief_line line_of(const struct writer *w, const struct matter *m)
{
    struct web_brief_line line;

    if (m->conflict)
        return line_of_conflict(w, m->conflict);
    line = line_of_activity(w, m->activity);
    line.when = desk_fmt(w->pen, "%s, %s", day_of(w, m->activity->start_s), line.when);
    return line;
}

/* "dan 3 lagi"; "" where nothing was left out. */
static const char *left_text(const struct writer *w, const struct jk_text *text, size_t left)
{
    return left ? desk_fill_one(w->pen, text, "count", desk_number(w->pen, (long long)left)) : "";
}

static void fill_lines(const struct writer *w)
{
    struct web_brief *out = w->out;
    size_t most = 0, count;
    struct matter *list;
    struct web_brief_line *lines;

    for (size_t i = 0; i < JK_BRIEF_DAYS; i++)
        most +=
            w->brief->shared ? w->brief->days[i].activity_count : w->brief->days[i].conflict_count;
    list = desk_array(w->pen, most, sizeof *list);
    if (!list)
        return;
    count = w->brief->shared ? gather_shared(w, list) : gather_conflicts(w, list);
    if (count)
        qsort(list, count, sizeof *list, compare);
    out->lines_count = count < JK_BRIEF_LINES ? count : JK_BRIEF_LINES;
    out->lines_left = count - out->lines_count;
    out->lines = lines = desk_array(w->pen, out->lines_count, sizeof *lines);
    for (size_t i = 0; lines && i < out->lines_count; i++)
        lines[i] = line_of(w, &list[i]);
    out->lines_title =
        desk_fill_one(w->pen, w->brief->shared ? JK_TEXT_BRIEF_ASKED : JK_TEXT_BRIEF_MATTERS,
                      "count", desk_number(w->pen, (long long)count));
    out->lines_more = left_text(w, JK_TEXT_BRIEF_LEFT, out->lines_left);
    out->nothing = count ? "" : desk_say(w->pen, JK_TEXT_BRIEF_CLEAR);
}

static void fill_changes(const struct writer *w)
{
    static const struct jk_text *const news[] = { JK_TEXT_BRIEF_OPENED, JK_TEXT_BRIEF_CHANGED,
                                                  JK_TEXT_BRIEF_ENDED };
    const struct jk_brief *b = w->brief;
    struct web_brief *out = w->out;
    struct web_brief_line *lines;

    if (b->shared)
        return;
    out->changes_count = b->change_count < JK_BRIEF_CHANGES ? b->change_count : JK_BRIEF_CHANGES;
    out->changes_left = b->change_count - out->changes_count;
    out->changes = lines = desk_array(w->pen, out->changes_count, sizeof *lines);
    for (size_t i = 0; lines && i < out->changes_count; i++) {
        const struct jk_brief_change *c = &b->changes[i];

        lines[i] =
            (struct web_brief_line){ .level = desk_level(w->pen, c->view.levels),
                                     .when = day_of(w, c->first_s),
                                     .what = desk_title(w->pen, &c->view),
                                     .note = desk_say(w->pen, news[c->news]),
                                     .conflict = c->view.id,
                                     .href = desk_fmt(w->pen, "/meja/konflik/%s", c->view.id) };
        if (c->news == JK_BRIEF_ENDED) /* its last level is over: it would read as if it stood */
            lines[i].level = (struct web_level){ "none", desk_say(w->pen, JK_TEXT_DESK_CLOSED) };
    }
    out->changes_title =
        desk_fill(w->pen, JK_TEXT_BRIEF_SINCE,
                  (const char *const[]){ "date", desk_date(w->pen, b->since_day), "count",
                                         desk_number(w->pen, (long long)b->change_count), NULL });
    out->changes_more = left_text(w, JK_TEXT_BRIEF_LEFT_CHANGES, out->changes_left);
}

static bool is_waiting(const struct jk_desk_activity *a)
{
    return a->pending || (a->state >= JK_STATE_SUBMITTED && a->state <= JK_STATE_RETURNED);
}

static void count_activity(struct web_brief_day *day, const struct jk_desk_activity *a)
{
    unsigned *const levels[] = { [JK_LEVEL_INFO] = &day->info,
                                 [JK_LEVEL_WASPADA] = &day->waspada,
                                 [JK_LEVEL_SIAGA] = &day->siaga };

    day->all++;
    day->waiting += is_waiting(a);
    day->unassessed += !a->assessed;
    if (a->worst.level > JK_LEVEL_NONE)
        ++*levels[a->worst.level];
}

/* "Paslon 1: 3, Paslon 2: 1": whose activities, in the order of their first. */
static const char *who_is_out(const struct writer *w, const struct jk_desk_day *day)
{
    struct {
        const char *label;
        unsigned count;
    } found[8];
    const char *text = "";
    size_t count = 0, k;

    for (size_t i = 0; i < day->activity_count; i++) {
        const struct jk_desk_activity *a = &day->activities[i];
        const char *label;

        if (!desk_is_told(a, w->brief->shared))
            continue;
        label = desk_party_label(w->pen, &a->facts->party);
        for (k = 0; k < count && strcmp(found[k].label, label) != 0;)
            k++;
        if (k == sizeof found / sizeof *found)
            continue; /* a ninth pair is in the number of all */
        if (k == count) {
            found[count].label = label;
            found[count++].count = 0;
        }
        found[k].count++;
    }
    for (k = 0; k < count; k++)
        text = desk_fmt(w->pen, "%s%s%s: %u", text, k ? ", " : "", found[k].label, found[k].count);
    return count ? text : desk_say(w->pen, JK_TEXT_BRIEF_NOBODY);
}

static void fill_days(const struct writer *w)
{
    struct web_brief *out = w->out;
    struct web_brief_day *days = desk_array(w->pen, JK_BRIEF_DAYS, sizeof *days);
    unsigned unassessed = 0;

    for (size_t i = 0; days && i < JK_BRIEF_DAYS; i++) {
        const struct jk_desk_day *day = &w->brief->days[i];

        days[i] = (struct web_brief_day){ .iso = desk_iso_date(w->pen, day->day),
                                          .date = desk_short_date(w->pen, day->day),
                                          .who = who_is_out(w, day) };
        days[i].href = desk_fmt(w->pen, "/meja/hari/%s/%s", day->region->code, days[i].iso);
        for (size_t k = 0; k < day->activity_count; k++) {
            if (desk_is_told(&day->activities[k], w->brief->shared))
                count_activity(&days[i], &day->activities[k]);
        }
        unassessed += days[i].unassessed;
    }
    out->days = days;
    out->days_count = days ? JK_BRIEF_DAYS : 0;
    out->unassessed = left_text(w, JK_TEXT_BRIEF_UNASSESSED, unassessed);
}

/* Of the activities of the day those that matter most, in the order of their hours. */
static size_t choose_today(const struct writer *w, struct matter *list)
{
    const struct jk_desk_day *day = &w->brief->days[0];
    size_t count = 0;

    for (size_t i = 0; i < day->activity_count; i++) {
        const struct jk_desk_activity *a = &day->activities[i];

        if (!desk_is_told(a, w->brief->shared))
            continue;
        list[count] = (struct matter){ a->worst.level, a->assessed, a->start_s, count, NULL, a };
        count++;
    }
    if (count)
        qsort(list, count, sizeof *list, compare);
    w->out->today_count = count < JK_BRIEF_TODAY ? count : JK_BRIEF_TODAY;
    w->out->today_left = count - w->out->today_count;
    if (w->out->today_count)
        qsort(list, w->out->today_count, sizeof *list, compare_order);
    return w->out->today_count;
}

static void fill_today(const struct writer *w)
{
    const struct jk_desk_day *day = &w->brief->days[0];
    struct web_brief *out = w->out;
    struct matter *list = desk_array(w->pen, day->activity_count, sizeof *list);
    struct web_brief_line *lines = desk_array(w->pen, JK_BRIEF_TODAY, sizeof *lines);
    size_t count = list && lines ? choose_today(w, list) : 0;

    for (size_t i = 0; i < count; i++)
        lines[i] = line_of_activity(w, list[i].activity);
    out->today = lines;
    out->today_title =
        desk_fill(w->pen, JK_TEXT_BRIEF_TODAY,
                  (const char *const[]){ "date", desk_date(w->pen, day->day), "count",
                                         desk_number(w->pen, (long long)(count + out->today_left)),
                                         NULL });
    out->today_more = left_text(w, JK_TEXT_BRIEF_LEFT_TODAY, out->today_left);
}

static void fill_head(const struct writer *w)
{
    const struct jk_policy *policy;
    struct desk_pen *pen = w->pen;
    struct web_brief *out = w->out;
    const struct jk_brief *b = w->brief;
    const struct jk_desk_day *first = &b->days[0], *last = &b->days[JK_BRIEF_DAYS - 1];
    const char *code = first->region->code, *iso = desk_iso_date(pen, first->day);
    const char *lang = pen->lang == JK_LANG_ID ? "id" : "en";

    out->shared = b->shared;
    out->simulation = pen->pack->simulation;
    out->edition = b->shared ? "bersama" : "internal";
    out->edition_is = desk_say(pen, b->shared ? JK_TEXT_MATRIX_SHARED : JK_TEXT_MATRIX_INTERNAL);
    out->other = desk_say(pen, b->shared ? JK_TEXT_MATRIX_TO_INTERNAL : JK_TEXT_MATRIX_TO_SHARED);
    out->since_iso = desk_iso_date(pen, b->since_day);
    out->other_href = desk_fmt(pen, "/meja/ringkasan/%s/%s?edisi=%s&sejak=%s", code, iso,
                               b->shared ? "internal" : "bersama", out->since_iso);
    out->print_href = desk_fmt(pen, "/api/v1/days/%s/%s/brief.pdf?edition=%s&since=%s&lang=%s",
                               code, iso, out->edition, out->since_iso, lang);
    out->text_href = desk_fmt(pen, "/api/v1/days/%s/%s/brief.txt?edition=%s&since=%s&lang=%s", code,
                              iso, out->edition, out->since_iso, lang);
    out->matrix_href = desk_fmt(pen, "/meja/rakor/%s/%s?edisi=%s", code, iso, out->edition);
    out->from = desk_typed_date(pen, first->day);
    out->since = desk_typed_date(pen, b->since_day);
    out->title =
        desk_fmt(pen, "%s, %s", desk_say(pen, JK_TEXT_BRIEF_NAV), desk_date(pen, first->day));
    out->about = desk_fill(pen, JK_TEXT_BRIEF_ABOUT,
                           (const char *const[]){
                               "where", first->region->name, "date", desk_date(pen, first->day),
                               "more", desk_date(pen, last->day), "zone", pen->tz->abbrev, NULL });
    policy = desk_policy(pen, first->region);
    out->printed = desk_fill(pen, JK_TEXT_MATRIX_PRINTED,
                             (const char *const[]){ "date", desk_instant(pen, first->now_s),
                                                    "value", policy->id, "field",
                                                    desk_number(pen, policy->version), NULL });
}

void brief_fill(struct desk_pen *pen, const struct jk_brief *brief, struct web_brief *out)
{
    const struct writer w = { pen, brief, out };

    *out = (struct web_brief){ .message = "" };
    pen->tz = brief->days[0].region->tz;
    fill_head(&w);
    fill_lines(&w);
    fill_changes(&w);
    fill_days(&w);
    fill_today(&w);
    JK_ASSERT(out->lines_count <= JK_BRIEF_LINES && out->today_count <= JK_BRIEF_TODAY);
}
