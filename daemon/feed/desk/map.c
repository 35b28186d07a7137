/* A map as SVG: what is on the ground at one minute, by the bodies that are judged.
 *
 * The picture is laid out by classes alone (daemon/web/meja.css), so that light, dark and paper
 * follow. A column is drawn where the body says that it is: on each piece the part whose head has
 * come and whose tail has not passed. North is up; degrees of longitude are shortened by the cosine
 * of the middle latitude, which over a regency bends nothing that could be seen. */
#include "daemon/feed/ink/ink.h"
#include "daemon/feed/desk/map_sheet.h"
#include "daemon/feed/desk/pen.h"
#include "daemon/feed/desk/shared.h"

#include <math.h>
#include <stdio.h>
#include "jarak/feed/json/basemap.h"
#include "jarak/feed/sheet/sheet.h"
#include "jarak/geo/geodesic.h"

#define HIGH       520.0
#define HIGH_SMALL 500.0
#define MARGIN     70.0
#define LEAST_M    1500.0 /* no picture shows less: one point alone would be all of it */
#define LABELS     12     /* names on one picture */
#define FINE       2.0    /* units: what is nearer falls together */
#define LABEL_WIDE 230.0  /* "Tempat terdekat: 12,3 km" */
#define CROSS      15.0   /* half of the mark where two come nearest */

struct box {
    double south, north, west, east;
};

static void widen(struct box *b, struct jk_point p)
{
    b->south = fmin(b->south, p.lat_deg);
    b->north = fmax(b->north, p.lat_deg);
    b->west = fmin(b->west, p.lon_deg);
    b->east = fmax(b->east, p.lon_deg);
}

static void widen_leg(struct box *b, const struct jk_desk_leg *leg)
{
    for (uint32_t i = 0; leg->body && i < jk_body_nodes(leg->body); i++)
        widen(b, jk_xyz_place(jk_body_node(leg->body, i).at));
}

/* Cuts the sheet to what is drawn. */
static struct sheet cut(const struct desk_map *map, struct ink ink)
{
    struct box b = { 90, -90, 180, -180 };
    struct sheet s = { .ink = ink, .small = map->small, .high = map->small ? HIGH_SMALL : HIGH };
    double tall_m, wide_m, scale;

    for (size_t i = 0; i < map->count; i++) {
        for (size_t k = 0; k < map->activities[i]->leg_count; k++)
            widen_leg(&b, &map->activities[i]->legs[k]);
    }
    if (b.south > b.north)
        b = (struct box){ 0, 0, 0, 0 };
    s.lat = (b.south + b.north) / 2;
    s.lon = (b.west + b.east) / 2;
    tall_m = fmax((b.north - b.south) * SHEET_METRES, LEAST_M);
    wide_m = fmax((b.east - b.west) * SHEET_METRES * cos(s.lat * M_PI / 180), LEAST_M);
    scale = fmin((SHEET_WIDE - 2 * MARGIN) / wide_m, (s.high - 2 * MARGIN) / tall_m);
    s.per_lat = SHEET_METRES * scale;
    s.per_lon = SHEET_METRES * scale * cos(s.lat * M_PI / 180);
    return s;
}

static void line_to(const struct sheet *s, bool first, struct jk_point p)
{
    struct sheet_xy at = desk_sheet_put(s, p);

    ink_to(&s->ink, first, at.x, at.y);
}

/* Odd numbers are solid and even ones hollow, whatever the shape. */
static bool is_solid(const struct jk_desk_activity *a)
{
    return a->facts->party.count == 0 || a->facts->party.paslon[0] % 2 == 1;
}

/* Do two places fall together on the picture? Recorded ways have thousands that do. */
static bool is_one(const struct sheet *s, struct jk_point a, struct jk_point b)
{
    struct sheet_xy x = desk_sheet_put(s, a), y = desk_sheet_put(s, b);

    return hypot(x.x - y.x, x.y - y.y) < FINE;
}

static void draw_route(const struct sheet *s, const struct jk_desk_activity *a,
                       const struct jk_desk_leg *leg)
{
    uint32_t count = jk_body_nodes(leg->body);
    struct jk_point last = jk_xyz_place(leg->body->origin);

    ink_open(&s->ink, is_solid(a) ? "r1" : "r2", "");
    for (uint32_t i = 0; i < count; i++) {
        struct jk_point at = jk_xyz_place(jk_body_node(leg->body, i).at);

        if (i > 0 && i + 1 < count && is_one(s, last, at))
            continue;
        line_to(s, i == 0, at);
        last = at;
    }
    ink_done(&s->ink);
}

/* The share of a piece that is occupied at an instant. */
static bool occupied(const struct jk_node *a, const struct jk_node *b, double t, double *from,
                     double *to)
{
    double in = b->in_s - a->in_s, out = b->out_s - a->out_s;

    *from = 0;
    *to = 1;
    if (in > 0)
        *to = fmin(1, (t - a->in_s) / in);
    else if (t < a->in_s)
        return false;
    if (out > 0)
        *from = fmax(0, (t - a->out_s) / out);
    else if (t >= a->out_s)
        return false;
    return *from < *to;
}

/* Walks the column of a moving leg at an instant. @return its length; *head is where it begins */
static double column_path(const struct sheet *s, const struct jk_desk_leg *leg, double t,
                          struct jk_point *head)
{
    struct jk_point last = { 0, 0 };
    double length_m = 0;
    bool open = false;

    for (uint32_t i = 0; i + 1 < jk_body_nodes(leg->body); i++) {
        struct jk_node a = jk_body_node(leg->body, i), b = jk_body_node(leg->body, i + 1);
        double from, to;
        struct jk_point start, end;

        if (!occupied(&a, &b, t, &from, &to)) {
            open = false;
            continue;
        }
        start = jk_xyz_place(jk_xyz_between(a.at, b.at, from));
        end = jk_xyz_place(jk_xyz_between(a.at, b.at, to));
        if (s && (!open || !jk_point_eq(last, start)))
            line_to(s, true, start);
        if (s)
            line_to(s, false, end);
        length_m += jk_xyz_chord(a.at, b.at) * (to - from);
        open = true;
        last = end;
        *head = end;
    }
    return length_m;
}

/* Is any of the stretch on the picture? */
static bool is_near(const struct sheet *s, struct sheet_xy a, struct sheet_xy b)
{
    return fmax(a.x, b.x) >= 0 && fmin(a.x, b.x) <= SHEET_WIDE && fmax(a.y, b.y) >= 0 &&
           fmin(a.y, b.y) <= s->high;
}

/* A line of the base map where it comes near the picture; what lies beyond it is cut off by the
 * browser. Corners that fall together on it are left out, for an official border has thousands. */
static void draw_base_line(void *ctx, const struct jk_base_line *line)
{
    static const char *const sorts[] = { "kb", "coast", "road" };
    const struct sheet *s = *(const struct sheet *const *)ctx;
    size_t count = line->count + (line->kind == JK_BASE_DISTRICT);
    struct sheet_xy from = desk_sheet_put(s, jk_base_corner(line, 0));
    bool open = false;

    for (size_t i = 1; i < count; i++) {
        struct sheet_xy to = desk_sheet_put(s, jk_base_corner(line, i % line->count));
        bool last = i + 1 == count;

        if (hypot(to.x - from.x, to.y - from.y) < FINE && !last)
            continue;
        if (is_near(s, from, to)) {
            if (!open) {
                ink_open(&s->ink, sorts[line->kind], "");
                ink_to(&s->ink, true, from.x, from.y);
            }
            ink_to(&s->ink, false, to.x, to.y);
            open = true;
        } else if (open) {
            ink_done(&s->ink);
            open = false;
        }
        from = to;
    }
    if (open)
        ink_done(&s->ink);
}

/* Names of the sub-districts whose point lies on the picture. */
static void draw_districts(struct desk_pen *pen, const struct sheet *s)
{
    size_t named = 0;

    for (size_t i = 0; i < pen->pack->region_count && !s->small && named < LABELS; i++) {
        const struct jk_region *region = &pen->pack->regions[i];
        struct sheet_xy at;

        if (!region->has_point)
            continue;
        at = desk_sheet_put(s, region->point);
        if (at.x < MARGIN || at.x > SHEET_WIDE - MARGIN || at.y < MARGIN / 2 ||
            at.y > s->high - MARGIN / 2)
            continue;
        ink_say(&s->ink, "kec far m", (const double[]){ at.x, at.y }, region->name);
        named++;
    }
}

/* A corner of the road both sides drive. */
struct desk_shared_line {
    struct jk_point at;
    bool first; /* a line begins with it */
};

/* Corners on their way into the pen. */
struct gathering {
    struct desk_pen *pen;
    size_t cap;
};

static void shared_corner(void *ctx, struct jk_point at, bool first)
{
    struct gathering *g = ctx;
    struct desk_pen *pen = g->pen;
    struct desk_shared_line *grown =
        jk_arena_grow(&pen->arena, pen->shared, pen->shared_count, &g->cap, sizeof *grown);

    pen->failed |= !grown;
    if (!grown)
        return;
    pen->shared = grown;
    grown[pen->shared_count++] = (struct desk_shared_line){ at, first };
}

/* Asks once for all pictures of a conflict: it is two columns judged again. */
static void gather_shared(struct desk_pen *pen, const struct desk_map *map)
{
    struct desk_sides sides = { NULL, NULL };
    struct gathering g = { pen, 0 };

    if (pen->shared_of == map->view)
        return;
    for (size_t i = 0; i < map->count; i++) {
        const struct desk_sides one = desk_sides_of(map->view, map->activities[i], 1);

        sides.own = one.own ? one.own : sides.own;
        sides.other = one.other ? one.other : sides.other;
    }
    pen->shared_of = map->view;
    pen->shared = NULL;
    pen->shared_count = 0;
    desk_shared_each(map->view, &sides, shared_corner, &g);
}

/* Below all that is on it. */
static void draw_shared(struct desk_pen *pen, const struct sheet *s, const struct desk_map *map)
{
    struct jk_point last = { 0, 0 };

    if (!map->view)
        return;
    gather_shared(pen, map);
    if (pen->shared_count == 0)
        return;
    ink_open(&s->ink, "shared", "");
    for (size_t i = 0; i < pen->shared_count; i++) {
        const struct desk_shared_line *line = &pen->shared[i];
        bool ends = i + 1 == pen->shared_count || line[1].first;

        if (!line->first && !ends && is_one(s, last, line->at))
            continue;
        line_to(s, line->first, line->at);
        last = line->at;
    }
    ink_done(&s->ink);
}

static void draw_badge(const struct sheet *s, const struct jk_desk_activity *a, struct sheet_xy at)
{
    double r = s->small ? 26 : 14;
    char number[16];

    if (a->facts->party.count == 0)
        return;
    ink_group(&s->ink, "bd");
    if (is_solid(a))
        ink_circle(&s->ink, "b1", (const double[]){ at.x, at.y, r }, "");
    else
        ink_square(&s->ink, "b2", (const double[]){ at.x - r, at.y - r, 2 * r, 2 * r });
    snprintf(number, sizeof number, "%u", a->facts->party.paslon[0]);
    ink_say(&s->ink, is_solid(a) ? "b1t" : "b2t", (const double[]){ at.x, at.y + r * .38 }, number);
    ink_ungroup(&s->ink);
}

static void draw_column(const struct sheet *s, const struct jk_desk_activity *a,
                        const struct jk_desk_leg *leg, double t)
{
    static const char *const solid[] = { "col1" }, *const hollow[] = { "col2o", "col2i" };
    bool is = is_solid(a);
    struct jk_point head;
    struct sheet_xy at, lead;

    if (column_path(NULL, leg, t, &head) <= 0)
        return;
    for (int i = 0; i < (is ? 1 : 2); i++) {
        ink_open(&s->ink, is ? solid[i] : hollow[i], "");
        column_path(s, leg, t, &head);
        ink_done(&s->ink);
    }
    at = desk_sheet_put(s, head);
    lead = (struct sheet_xy){ at.x, at.y + (is ? -44 : 44) * (s->small ? 1.5 : 1) };
    ink_open(&s->ink, "lead", "");
    ink_to(&s->ink, true, at.x, at.y);
    ink_to(&s->ink, false, lead.x, lead.y);
    ink_done(&s->ink);
    draw_badge(s, a, lead);
}

static void draw_disc(const struct sheet *s, const struct jk_desk_activity *a,
                      const struct jk_desk_leg *leg, double t)
{
    struct sheet_xy at = desk_sheet_put(s, jk_xyz_place(jk_body_node(leg->body, 0).at));
    double r = fmax(leg->body->pad_m * s->per_lat / SHEET_METRES, s->small ? 12 : 8);
    bool main = leg->notice->facts.leg == JK_LEG_MAIN;
    bool around = t < (double)leg->instance->start_s || t >= (double)leg->instance->end_s;

    if (!main)
        ink_circle(&s->ink, "kp", (const double[]){ at.x, at.y, s->small ? 10.0 : 7.0 }, "");
    else
        ink_circle(&s->ink, around ? "disc" : "disc dl", (const double[]){ at.x, at.y, r },
                   around ? " fill=\"url(#hatch)\"" : "");
    if (main)
        draw_badge(s, a, (struct sheet_xy){ at.x + (s->small ? 44 : 26), at.y + 14 });
}

static void draw_area(const struct sheet *s, const struct jk_desk_leg *leg)
{
    const struct jk_shape *shape = &leg->instance->facts->shape;

    ink_open(&s->ink, "disc", " fill=\"url(#hatch)\" fill-rule=\"evenodd\"");
    for (size_t i = 0; i < shape->ring_count; i++) {
        for (size_t k = 0; k < shape->rings[i].count; k++)
            line_to(s, k == 0, shape->rings[i].points[k]);
        ink_ring(&s->ink);
    }
    ink_done(&s->ink);
}

static void draw_text(struct desk_pen *pen, const struct sheet *s, const char *sort,
                      struct sheet_xy at, const char *text)
{
    bool right = at.x > SHEET_WIDE * .6;

    ink_say(&s->ink, desk_fmt(pen, "%s%s", sort, right ? " e" : ""),
            (const double[]){ right ? at.x - 40 : at.x + 50, at.y }, text);
}

/* What stands still, and its name where the picture is about it. */
static void draw_places(struct desk_pen *pen, const struct sheet *s, const struct desk_map *map)
{
    size_t named = 0;

    for (size_t i = 0; i < map->count; i++) {
        const struct jk_desk_activity *a = map->activities[i];

        for (size_t k = 0; k < a->leg_count; k++) {
            const struct jk_desk_leg *leg = &a->legs[k];

            if (!leg->body || leg->body->shape == JK_SHAPE_ROUTE)
                continue;
            if (leg->body->shape == JK_SHAPE_AREA)
                draw_area(s, leg);
            draw_disc(s, a, leg, map->time_s);
            if (leg->notice->facts.leg == JK_LEG_MAIN && map->view && !s->small &&
                named++ < LABELS) {
                struct sheet_xy at = desk_sheet_put(s, jk_xyz_place(jk_body_node(leg->body, 0).at));

                draw_text(pen, s, "t", at,
                          desk_fmt(pen, "%s %s",
                                   desk_capital(pen, jk_kind_name(a->facts->kind, pen->lang)),
                                   desk_party_label(pen, &a->facts->party)));
                draw_text(pen, s, "s far", (struct sheet_xy){ at.x, at.y + 17 },
                          desk_fmt(pen, "%s%s%s", a->place, a->place[0] ? ", " : "",
                                   desk_hours(pen, (double)a->start_s, (double)a->end_s)));
            }
        }
    }
}

/* Where the two are nearest: a crossed circle, and a line between them where they are apart. */
static void draw_nearest(struct desk_pen *pen, const struct sheet *s, const struct desk_map *map)
{
    const struct jk_leg_part *chief = map->view ? desk_chief(map->view) : NULL;
    struct sheet_xy a, b;

    if (!chief)
        return;
    a = desk_sheet_put(s, chief->part.at_a);
    b = desk_sheet_put(s, chief->part.at_b);
    if (hypot(a.x - b.x, a.y - b.y) > 3) {
        ink_open(&s->ink, "near", "");
        ink_to(&s->ink, true, a.x, a.y);
        ink_to(&s->ink, false, b.x, b.y);
        ink_done(&s->ink);
    }
    ink_group(&s->ink, "cpa");
    ink_circle(&s->ink, "cpa", (const double[]){ a.x, a.y, CROSS }, "");
    ink_open(&s->ink, "cross", "");
    ink_to(&s->ink, true, a.x - CROSS, a.y);
    ink_to(&s->ink, false, a.x + CROSS, a.y);
    ink_to(&s->ink, true, a.x, a.y - CROSS);
    ink_to(&s->ink, false, a.x, a.y + CROSS);
    ink_done(&s->ink);
    ink_ungroup(&s->ink);
    if (!s->small) {
        /* Beside what comes this way or goes: to the left, where there is room. */
        bool left = a.x > LABEL_WIDE;

        ink_say(&s->ink, left ? "t lvt e" : "t lvt",
                (const double[]){ a.x + (left ? -20 : 20), a.y - 18 },
                desk_fill_one(pen, JK_TEXT_DESK_NEAREST, "value",
                              desk_distance(pen, chief->part.distance_m)));
    }
}

/* Who is on the road, for those who cannot see the picture. */
static void describe(struct desk_pen *pen, const struct sheet *s, const struct desk_map *map)
{
    bool any = false;

    for (size_t i = 0; i < map->count; i++) {
        const struct jk_desk_activity *a = map->activities[i];

        for (size_t k = 0; k < a->leg_count; k++) {
            struct jk_point head;
            double length_m = a->legs[k].body && a->legs[k].body->shape == JK_SHAPE_ROUTE
                                  ? column_path(NULL, &a->legs[k], map->time_s, &head)
                                  : 0;
            const char *const names[] = { "field", desk_party_label(pen, &a->facts->party), "value",
                                          desk_distance(pen, length_m), NULL };

            if (length_m <= 0)
                continue;
            jk_html_add(s->ink.out, any ? "; " : "");
            jk_html_add(s->ink.out, desk_fill(pen, JK_TEXT_DESK_COLUMN_LONG, names));
            any = true;
        }
    }
    if (!any)
        jk_html_add(s->ink.out, desk_say(pen, JK_TEXT_DESK_NOBODY_MOVES));
    jk_buf_char(s->ink.out, '.');
}

static void draw_ways(const struct sheet *s, const struct desk_map *map, bool columns)
{
    for (size_t i = 0; i < map->count; i++) {
        for (size_t k = 0; k < map->activities[i]->leg_count; k++) {
            const struct jk_desk_leg *leg = &map->activities[i]->legs[k];

            if (!leg->body || leg->body->shape != JK_SHAPE_ROUTE)
                continue;
            if (columns)
                draw_column(s, map->activities[i], leg, map->time_s);
            else
                draw_route(s, map->activities[i], leg);
        }
    }
}

/* From what lies below to what must be seen. */
static void draw(struct desk_pen *pen, const struct sheet *s, const struct desk_map *map)
{
    jk_base_each(pen->pack, NULL, draw_base_line, &(const struct sheet *){ s });
    if (map->zones)
        desk_sheet_zones(pen, s, map->time_s);
    draw_districts(pen, s);
    draw_shared(pen, s, map);
    draw_ways(s, map, false);
    draw_places(pen, s, map);
    draw_ways(s, map, true);
    draw_nearest(pen, s, map);
    desk_sheet_scale(pen, s);
}

struct jk_markup desk_draw_map(struct desk_pen *pen, const struct desk_map *map)
{
    struct jk_buf out = { 0 };
    struct sheet s = cut(map, (struct ink){ &out, false });
    const char *const names[] = { "clock", desk_clock(pen, map->time_s), "zone", pen->tz->abbrev,
                                  NULL };
    const char *label = desk_fill(pen, JK_TEXT_DESK_MAP_IS, names);

    jk_buf_fmt(&out, "<svg class=\"map%s %s\" viewBox=\"0 0 1000 %.0f\" role=\"img\" aria-label=\"",
               s.small ? " small" : "", map->sort, s.high);
    jk_html_add(&out, label);
    jk_buf_str(&out, ": ");
    describe(pen, &s, map);
    jk_buf_fmt(&out, "\">\n<rect class=\"land\" width=\"1000\" height=\"%.0f\"/>\n", s.high);
    draw(pen, &s, map);
    jk_buf_str(&out, "</svg>");
    return (struct jk_markup){ desk_text_of(pen, &out) };
}

void desk_paper_map(struct desk_pen *pen, const struct desk_map *map, double wide_mm,
                    struct jk_buf *out)
{
    struct sheet s = cut(map, (struct ink){ out, true });

    jk_sheet_measure(out, JK_SHEET_DRAW,
                     (const double[]){ wide_mm, wide_mm * s.high / SHEET_WIDE, SHEET_WIDE, s.high },
                     4);
    ink_square(&s.ink, "land", (const double[]){ 0, 0, SHEET_WIDE, s.high });
    draw(pen, &s, map);
    jk_sheet_mark(out, JK_SHEET_END);
}
