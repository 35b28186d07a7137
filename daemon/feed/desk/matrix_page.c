/* The matrix of a coordination meeting: what it has to decide first, with room to write.
 *
 * The shared edition is not the internal one with columns left out on the way: its rows are made by
 * a function of their own that asks for nothing but what everybody at the table may read, so that a
 * new field of a row cannot slip through. Printed pages need no script. */
#include "jarak/feed/desk/matrix.h"

#include <stdlib.h>
#include <string.h>
#include "daemon/feed/desk/pen.h"
#include "jarak/base/defend.h"
#include "jarak/feed/public/page.h"
#include "jarak/policy/occupancy.h"

#define HOUR_S 3600

struct sheet {
    struct desk_pen *pen;
    const struct jk_matrix *matrix;
    const struct jk_desk_day *day;
};

bool desk_is_told(const struct jk_desk_activity *a, bool shared)
{
    if (a->state == JK_STATE_REFUSED || a->state == JK_STATE_WITHDRAWN ||
        a->state == JK_STATE_NOT_HELD)
        return false;
    return !shared || (!a->neutral && jk_public_kind(a->facts->kind));
}

static bool needs_decision(const struct jk_desk_activity *a)
{
    return a->worst.level >= JK_LEVEL_WASPADA || !a->assessed;
}

static bool is_calm(const struct jk_desk_activity *a)
{
    return a->assessed && a->worst.level_max == JK_LEVEL_NONE;
}

static int compare(const void *a, const void *b)
{
    const struct jk_desk_activity *x = *(const struct jk_desk_activity *const *)a;
    const struct jk_desk_activity *y = *(const struct jk_desk_activity *const *)b;
    bool first_x = needs_decision(x), first_y = needs_decision(y);

    if (first_x != first_y)
        return first_x ? -1 : 1;
    if (is_calm(x) != is_calm(y))
        return is_calm(y) ? -1 : 1;
    if (first_x && x->worst.level != y->worst.level)
        return x->worst.level > y->worst.level ? -1 : 1;
    return x < y ? -1 : x > y; /* the day has them by start */
}

const char *desk_district(struct desk_pen *pen, const struct jk_desk_activity *a)
{
    return a->district[0] ? desk_fill_one(pen, JK_TEXT_DESK_DISTRICT, "value", a->district)
                          : desk_say(pen, JK_TEXT_DESK_PLACE_UNKNOWN);
}

struct web_level desk_worst(struct desk_pen *pen, const struct jk_desk_activity *a)
{
    return a->assessed || a->worst.level_max != JK_LEVEL_NONE
               ? desk_level(pen, a->worst)
               : (struct web_level){ "unk", desk_say(pen, JK_TEXT_DESK_UNASSESSED) };
}

static const char *place_of(const struct sheet *s, const struct jk_desk_activity *a)
{
    const char *place = a->place[0] ? desk_fmt(s->pen, "%s, %s", a->place, desk_district(s->pen, a))
                                    : desk_district(s->pen, a);

    if (a->facts->crowd < 0)
        return place;
    return desk_fmt(s->pen, "%s; %s", place,
                    desk_fill_one(s->pen, JK_TEXT_DESK_CROWD, "value",
                                  desk_number(s->pen, (long long)a->facts->crowd)));
}

/* The worst conflict of the day that has this chain for a side; null: none. */
static const struct jk_conflict_view *worst_of(const struct sheet *s,
                                               const struct jk_desk_activity *a)
{
    for (size_t i = 0; i < s->day->conflict_count; i++) {
        const struct jk_conflict_view *v = &s->day->conflicts[i].view;

        if (strcmp(v->own.uid, a->uid) == 0 || strcmp(v->other.uid, a->uid) == 0)
            return v;
    }
    return NULL;
}

/* How near, with the limit, and to whom. */
static void fill_rival(const struct sheet *s, const struct jk_desk_activity *a,
                       struct web_matrix_row *row)
{
    struct desk_pen *pen = s->pen;
    const struct jk_conflict_view *v = worst_of(s, a);
    const struct jk_leg_part *chief = v ? desk_chief(v) : NULL;
    const char *rival;
    enum jk_leg leg;
    bool own;

    if (!chief)
        return;
    own = strcmp(v->own.uid, a->uid) == 0;
    leg = own ? chief->leg_other : chief->leg_own;
    rival = desk_party_beside(pen, own ? v->other.party : v->own.party,
                              own ? v->own.party : v->other.party);
    if (leg != JK_LEG_MAIN)
        rival = desk_fmt(pen, "%s (%s)", rival, jk_leg_name(leg, pen->lang));
    row->distance =
        desk_fill(pen, JK_TEXT_MATRIX_RIVAL,
                  (const char *const[]){ "value", desk_distance(pen, chief->part.distance_m),
                                         "limit", desk_distance(pen, chief->part.required_m),
                                         "other", rival, NULL });
    row->href = desk_fmt(pen, "/meja/konflik/%s", v->id);
}

/* " 100 mobil, 400 motor."; "" where none are stated. */
static const char *vehicles_of(const struct sheet *s, const struct jk_facts *f)
{
    static const struct jk_text *const texts[] = { JK_TEXT_MATRIX_CARS, JK_TEXT_MATRIX_MOTORCYCLES,
                                                   JK_TEXT_MATRIX_TRUCKS, JK_TEXT_MATRIX_BUSES };
    const uint32_t counts[] = { f->vehicles.cars, f->vehicles.motorcycles, f->vehicles.trucks,
                                f->vehicles.buses };
    const char *text = "";

    for (int i = 0; f->has_vehicles && i < 4; i++) {
        if (counts[i])
            text =
                desk_fmt(s->pen, "%s%s %s", text, text[0] ? "," : "",
                         desk_fill_one(s->pen, texts[i], "value", desk_number(s->pen, counts[i])));
    }
    return text[0] ? desk_fmt(s->pen, "%s.", text) : "";
}

/* "Berangkat 12.40-12.57, 7,1 km." */
static const char *route_of(const struct sheet *s, const struct jk_desk_leg *leg)
{
    struct desk_pen *pen = s->pen;
    const char *hours =
        desk_hours(pen, (double)leg->instance->start_s, (double)leg->instance->end_s);
    const char *text =
        desk_fill(pen, JK_TEXT_MATRIX_ROUTE,
                  (const char *const[]){
                      "field", desk_capital(pen, jk_leg_name(leg->notice->facts.leg, pen->lang)),
                      "value", hours, "more",
                      leg->length_m > 0 ? desk_distance(pen, leg->length_m)
                                        : desk_say(pen, JK_TEXT_DESK_PLACE_UNKNOWN),
                      NULL });

    return leg->version == JK_DESK_CHANGE ? desk_fill_one(pen, JK_TEXT_MATRIX_CHANGE, "value", text)
                                          : text;
}

static const char *routes_of(const struct sheet *s, const struct jk_desk_activity *a)
{
    struct desk_pen *pen = s->pen;
    const struct jk_conflict_view *v = worst_of(s, a);
    const char *text = "", *vehicles = "";
    double shared_m = 0;

    for (size_t i = 0; i < a->leg_count; i++) {
        const struct jk_desk_leg *leg = &a->legs[i];

        if (leg->version == JK_DESK_HAPPENED || !jk_occupancy_moves(leg->instance->facts))
            continue;
        text = desk_fmt(pen, "%s%s%s", text, text[0] ? " " : "", route_of(s, leg));
        if (!vehicles[0])
            vehicles = vehicles_of(s, leg->instance->facts);
    }
    if (!text[0])
        return desk_say(pen, JK_TEXT_MATRIX_NO_ROUTE);
    for (size_t i = 0; v && i < v->part_count; i++)
        shared_m =
            v->parts[i].part.shared_road_m > shared_m ? v->parts[i].part.shared_road_m : shared_m;
    if (shared_m > 0)
        vehicles = desk_fmt(pen, "%s %s", vehicles,
                            desk_fill_one(pen, JK_TEXT_DESK_SHARED_ROAD, "value",
                                          desk_distance(pen, shared_m)));
    return desk_fmt(pen, "%s%s", text, vehicles);
}

/* When it could start instead, where that was looked for. */
static const char *starts_of(const struct sheet *s, const struct jk_desk_activity *a)
{
    for (size_t i = 0; i < s->matrix->start_count; i++) {
        const struct jk_matrix_start *start = &s->matrix->starts[i];

        if (start->day == s->day->day && strcmp(start->uid, a->uid) == 0)
            return desk_fill_one(s->pen, JK_TEXT_MATRIX_STARTS, "value",
                                 desk_starts(s->pen, start->slots));
    }
    return "";
}

static void fill_internal(const struct sheet *s, const struct jk_desk_activity *a,
                          struct web_matrix_row *row)
{
    row->what = desk_capital(s->pen, jk_kind_name(a->facts->kind, s->pen->lang));
    row->hours = desk_hours(s->pen, (double)a->start_s, (double)a->end_s);
    row->place = place_of(s, a);
    row->level = desk_worst(s->pen, a);
    row->routes = routes_of(s, a);
    row->state = desk_state(s->pen, a);
    row->starts = starts_of(s, a);
    fill_rival(s, a, row);
}

const char *desk_shared_hours(struct desk_pen *pen, const struct jk_desk_activity *a)
{
    bool still = false;
    int64_t into_s = (a->start_s + pen->tz->offset_s) % HOUR_S;

    for (size_t i = 0; i < a->leg_count; i++)
        still |= a->legs[i].notice->facts.leg == JK_LEG_MAIN &&
                 !jk_occupancy_moves(a->legs[i].instance->facts);
    return still ? desk_hours(pen, (double)a->start_s, (double)a->end_s)
                 : desk_fill_one(pen, JK_TEXT_MATRIX_HOUR, "value",
                                 desk_clock(pen, (double)(a->start_s - into_s)));
}

static void fill_shared(const struct sheet *s, const struct jk_desk_activity *a,
                        struct web_matrix_row *row)
{
    row->what = desk_capital(s->pen, jk_kind_name(a->facts->kind, s->pen->lang));
    row->hours = desk_shared_hours(s->pen, a);
    row->place = desk_district(s->pen, a);
    row->level = desk_worst(s->pen, a);
    row->note = a->worst.level >= JK_LEVEL_WASPADA ? desk_say(s->pen, JK_TEXT_MATRIX_ASK) : "";
}

static struct web_matrix_row row_of(const struct sheet *s, const struct jk_desk_activity *a,
                                    size_t number)
{
    struct web_matrix_row row = { .number = desk_number(s->pen, (long long)number),
                                  .decide = needs_decision(a) };

    row.parties = desk_parties(s->pen, &a->facts->party, &row.parties_count);
    if (s->matrix->shared)
        fill_shared(s, a, &row);
    else
        fill_internal(s, a, &row);
    return row;
}

/* A sheet is what the meeting talks about; the many that disturb nobody are an annex. */
static void fill_rows(const struct sheet *s, struct web_matrix_day *out)
{
    size_t all = s->day->activity_count, count = 0, calm = 0;
    const struct jk_desk_activity **order = desk_array(s->pen, all, sizeof(void *));
    struct web_matrix_row *rows = desk_array(s->pen, all, sizeof *rows);

    if (!order || !rows)
        return;
    for (size_t i = 0; i < all; i++) {
        if (desk_is_told(&s->day->activities[i], s->matrix->shared))
            order[count++] = &s->day->activities[i];
    }
    if (count)
        qsort(order, count, sizeof *order, compare);
    for (size_t i = 0; i < count; i++) {
        rows[i] = row_of(s, order[i], i + 1);
        calm += is_calm(order[i]);
    }
    out->rows = count > calm ? rows : NULL;
    out->rows_count = count - calm;
    out->calm = rows + out->rows_count;
    out->calm_count = calm;
    out->nothing = count ? "" : desk_say(s->pen, JK_TEXT_DESK_EMPTY_DAY);
    if (calm == 0)
        return;
    out->annexed = desk_fill_one(s->pen, JK_TEXT_MATRIX_ANNEXED, "count",
                                 desk_number(s->pen, (long long)calm));
    out->annex = desk_fill(s->pen, JK_TEXT_MATRIX_ANNEX,
                           (const char *const[]){ "date", desk_date(s->pen, s->day->day), "count",
                                                  desk_number(s->pen, (long long)calm), NULL });
}

static void fill_days(struct sheet *s, struct web_matrix *view)
{
    struct web_matrix_day *days = desk_array(s->pen, s->matrix->day_count, sizeof *days);

    for (size_t i = 0; days && i < s->matrix->day_count; i++) {
        s->day = &s->matrix->days[i];
        days[i] = (struct web_matrix_day){ .id = desk_fmt(s->pen, "h%zu", i + 1),
                                           .title = desk_date(s->pen, s->day->day),
                                           .shared = s->matrix->shared };
        fill_rows(s, &days[i]);
    }
    view->days = days;
    view->days_count = days ? s->matrix->day_count : 0;
}

/* Offices sign, not persons. */
static void fill_signs(const struct sheet *s, const struct jk_region *region,
                       struct web_matrix *view)
{
    static const char *const words[] = { "polres", "bawaslu", "kpu", "kesbangpol" };
    size_t count = sizeof words / sizeof *words;
    struct web_option *signs = desk_array(s->pen, count, sizeof *signs);

    for (size_t i = 0; signs && i < count; i++)
        signs[i].text = desk_fmt(s->pen, "%s %s", desk_role(s->pen, words[i]), region->name);
    view->signs = signs;
    view->signs_count = signs ? count : 0;
}

static void fill_head(const struct sheet *s, struct web_matrix *view)
{
    struct desk_pen *pen = s->pen;
    const struct jk_matrix *m = s->matrix;
    const struct jk_desk_day *first = &m->days[0], *last = &m->days[m->day_count - 1];
    const char *path =
        desk_fmt(pen, "/meja/rakor/%s/%s", first->region->code, desk_iso_date(pen, first->day));
    const struct jk_policy *policy = desk_policy(pen, first->region);
    const char *version = desk_number(pen, policy->version);

    view->edition = m->shared ? "bersama" : "internal";
    view->edition_is = desk_say(pen, m->shared ? JK_TEXT_MATRIX_SHARED : JK_TEXT_MATRIX_INTERNAL);
    view->other = desk_say(pen, m->shared ? JK_TEXT_MATRIX_TO_INTERNAL : JK_TEXT_MATRIX_TO_SHARED);
    view->other_href = desk_fmt(pen, "%s?edisi=%s&sampai=%s", path,
                                m->shared ? "internal" : "bersama", desk_iso_date(pen, last->day));
    view->print_href =
        desk_fmt(pen, "/api/v1/days/%s/%s/matrix.pdf?edition=%s&to=%s&lang=%s", first->region->code,
                 desk_iso_date(pen, first->day), view->edition, desk_iso_date(pen, last->day),
                 pen->lang == JK_LANG_ID ? "id" : "en");
    view->brief_href = desk_fmt(pen, "/meja/ringkasan/%s/%s?edisi=%s", first->region->code,
                                desk_iso_date(pen, first->day), view->edition);
    view->day_href =
        desk_fmt(pen, "/meja/hari/%s/%s", first->region->code, desk_iso_date(pen, first->day));
    view->from = desk_typed_date(pen, first->day);
    view->to = desk_typed_date(pen, last->day);
    view->simulation = pen->pack->simulation;
    view->about = desk_fill(pen, first == last ? JK_TEXT_MATRIX_ABOUT : JK_TEXT_MATRIX_ABOUT_DAYS,
                            (const char *const[]){
                                "where", first->region->name, "date", desk_date(pen, first->day),
                                "more", desk_date(pen, last->day), "zone", pen->tz->abbrev, NULL });
    view->printed = desk_fill(pen, JK_TEXT_MATRIX_PRINTED,
                              (const char *const[]){ "date", desk_instant(pen, first->now_s),
                                                     "value", policy->id, "field", version, NULL });
}

void desk_matrix_view(struct desk_pen *pen, const struct jk_matrix *matrix, struct web_matrix *out)
{
    JK_ASSERT(matrix->day_count > 0 && matrix->day_count <= JK_MATRIX_DAYS_MAX);

    struct sheet s = { .pen = pen, .matrix = matrix };

    pen->tz = matrix->days[0].region->tz;
    fill_head(&s, out);
    fill_days(&s, out);
    fill_signs(&s, matrix->days[0].region, out);
}

enum jk_status jk_desk_matrix_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                   const struct jk_matrix *matrix)
{
    struct desk_pen pen = desk_pen_of(reader);
    struct web_matrix view = { .edition = "" };
    struct jk_buf content = { 0 };
    const char *title;

    pen.look = "rakor";
    desk_matrix_view(&pen, matrix, &view);
    title = desk_fmt(&pen, "%s, %s", desk_say(&pen, JK_TEXT_MATRIX_NAV),
                     desk_date(&pen, matrix->days[0].day));
    if (!pen.failed)
        web_matrix(&content, &view, reader->lang);
    return desk_finish(out, &pen, reader, title, &content);
}
