/* A map as SVG: what is on the ground at one minute, by the bodies that are judged.
 *
 * The picture is laid out by classes alone (daemon/web/meja.css), so that light, dark and paper
 * follow. A column is drawn where the body says that it is: on each piece the part whose head has
 * come and whose tail has not passed. North is up; degrees of longitude are shortened by the cosine
 * of the middle latitude, which over a regency bends nothing that could be seen. */
#include "daemon/feed/desk/pen.h"
#include "daemon/feed/desk/shared.h"

#include <math.h>
#include "jarak/feed/desk/basemap.h"
#include "jarak/geo/geodesic.h"

#define WIDE       1000.0
#define HIGH       520.0
#define HIGH_SMALL 500.0
#define MARGIN     70.0
#define METRES     111320.0 /* of a degree of latitude, near enough for a picture */
#define LEAST_M    1500.0   /* no picture shows less: one point alone would be all of it */
#define LABELS     12       /* names on one picture */
#define FINE       2.0      /* units: what is nearer falls together */

/* How places become points of the picture. */
struct sheet {
    struct jk_buf *out;
    double lat, lon, per_lat, per_lon; /* middle, and units a degree */
    double high;
    bool small;
};

struct xy {
    double x, y;
};

static struct xy put(const struct sheet *s, struct jk_point p)
{
    return (struct xy){ WIDE / 2 + (p.lon_deg - s->lon) * s->per_lon,
                        s->high / 2 - (p.lat_deg - s->lat) * s->per_lat };
}

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
static struct sheet cut(const struct desk_map *map, struct jk_buf *out)
{
    struct box b = { 90, -90, 180, -180 };
    struct sheet s = { .out = out, .small = map->small, .high = map->small ? HIGH_SMALL : HIGH };
    double tall_m, wide_m, scale;

    for (size_t i = 0; i < map->count; i++) {
        for (size_t k = 0; k < map->activities[i]->leg_count; k++)
            widen_leg(&b, &map->activities[i]->legs[k]);
    }
    if (b.south > b.north)
        b = (struct box){ 0, 0, 0, 0 };
    s.lat = (b.south + b.north) / 2;
    s.lon = (b.west + b.east) / 2;
    tall_m = fmax((b.north - b.south) * METRES, LEAST_M);
    wide_m = fmax((b.east - b.west) * METRES * cos(s.lat * M_PI / 180), LEAST_M);
    scale = fmin((WIDE - 2 * MARGIN) / wide_m, (s.high - 2 * MARGIN) / tall_m);
    s.per_lat = METRES * scale;
    s.per_lon = METRES * scale * cos(s.lat * M_PI / 180);
    return s;
}

static void line_to(const struct sheet *s, bool first, struct jk_point p)
{
    struct xy at = put(s, p);

    jk_buf_fmt(s->out, "%s%.1f %.1f", first ? "M" : "L", at.x, at.y);
}

/* Odd numbers are solid and even ones hollow, whatever the shape. */
static bool is_solid(const struct jk_desk_activity *a)
{
    return a->facts->party.count == 0 || a->facts->party.paslon[0] % 2 == 1;
}

static void draw_route(const struct sheet *s, const struct jk_desk_activity *a,
                       const struct jk_desk_leg *leg)
{
    jk_buf_fmt(s->out, "<path class=\"%s\" d=\"", is_solid(a) ? "r1" : "r2");
    for (uint32_t i = 0; i < jk_body_nodes(leg->body); i++)
        line_to(s, i == 0, jk_xyz_place(jk_body_node(leg->body, i).at));
    jk_buf_str(s->out, "\"/>\n");
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
static bool is_near(const struct sheet *s, struct xy a, struct xy b)
{
    return fmax(a.x, b.x) >= 0 && fmin(a.x, b.x) <= WIDE && fmax(a.y, b.y) >= 0 &&
           fmin(a.y, b.y) <= s->high;
}

/* A line of the base map where it comes near the picture; what lies beyond it is cut off by the
 * browser. Corners that fall together on it are left out, for an official border has thousands. */
static void draw_base_line(void *ctx, const struct jk_base_line *line)
{
    static const char *const sorts[] = { "kb", "coast", "road" };
    const struct sheet *s = ctx;
    size_t count = line->count + (line->kind == JK_BASE_DISTRICT);
    struct xy from = put(s, jk_base_corner(line, 0));
    bool open = false;

    for (size_t i = 1; i < count; i++) {
        struct xy to = put(s, jk_base_corner(line, i % line->count));
        bool last = i + 1 == count;

        if (hypot(to.x - from.x, to.y - from.y) < FINE && !last)
            continue;
        if (is_near(s, from, to)) {
            if (!open)
                jk_buf_fmt(s->out, "<path class=\"%s\" d=\"M%.0f %.0f", sorts[line->kind], from.x,
                           from.y);
            jk_buf_fmt(s->out, "L%.0f %.0f", to.x, to.y);
            open = true;
        } else if (open) {
            jk_buf_str(s->out, "\"/>\n");
            open = false;
        }
        from = to;
    }
    if (open)
        jk_buf_str(s->out, "\"/>\n");
}

/* Names of the sub-districts whose point lies on the picture. */
static void draw_districts(struct desk_pen *pen, const struct sheet *s)
{
    size_t named = 0;

    for (size_t i = 0; i < pen->pack->region_count && !s->small && named < LABELS; i++) {
        const struct jk_region *region = &pen->pack->regions[i];
        struct xy at;

        if (!region->has_point)
            continue;
        at = put(s, region->point);
        if (at.x < MARGIN || at.x > WIDE - MARGIN || at.y < MARGIN / 2 ||
            at.y > s->high - MARGIN / 2)
            continue;
        jk_buf_fmt(s->out, "<text class=\"kec far m\" x=\"%.0f\" y=\"%.0f\">", at.x, at.y);
        jk_html_add(s->out, region->name);
        jk_buf_str(s->out, "</text>\n");
        named++;
    }
}

/* The road both sides drive, below all that is on it. */
struct shared_path {
    const struct sheet *sheet;
    bool open;
};

static void shared_corner(void *ctx, struct jk_point at, bool first)
{
    struct shared_path *path = ctx;

    if (!path->open)
        jk_buf_str(path->sheet->out, "<path class=\"shared\" d=\"");
    path->open = true;
    line_to(path->sheet, first, at);
}

static void draw_shared(struct desk_pen *pen, const struct sheet *s, const struct desk_map *map)
{
    struct desk_sides sides = { NULL, NULL };
    struct shared_path path = { .sheet = s };

    for (size_t i = 0; map->view && i < map->count; i++) {
        const struct desk_sides one = desk_sides_of(map->view, map->activities[i], 1);

        sides.own = one.own ? one.own : sides.own;
        sides.other = one.other ? one.other : sides.other;
    }
    if (map->view)
        desk_shared_each(&pen->pack->policy, map->view, &sides, shared_corner, &path);
    if (path.open)
        jk_buf_str(s->out, "\"/>\n");
}

static void draw_badge(const struct sheet *s, const struct jk_desk_activity *a, struct xy at)
{
    double r = s->small ? 26 : 14;

    if (a->facts->party.count == 0)
        return;
    if (is_solid(a))
        jk_buf_fmt(s->out,
                   "<g class=\"bd\"><circle class=\"b1\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.0f\"/>"
                   "<text class=\"b1t\" x=\"%.1f\" y=\"%.1f\">%u</text></g>\n",
                   at.x, at.y, r, at.x, at.y + r * .38, a->facts->party.paslon[0]);
    else
        jk_buf_fmt(s->out,
                   "<g class=\"bd\"><rect class=\"b2\" x=\"%.1f\" y=\"%.1f\" width=\"%.0f\" "
                   "height=\"%.0f\"/><text class=\"b2t\" x=\"%.1f\" y=\"%.1f\">%u</text></g>\n",
                   at.x - r, at.y - r, 2 * r, 2 * r, at.x, at.y + r * .38,
                   a->facts->party.paslon[0]);
}

static void draw_column(const struct sheet *s, const struct jk_desk_activity *a,
                        const struct jk_desk_leg *leg, double t)
{
    static const char *const solid[] = { "col1" }, *const hollow[] = { "col2o", "col2i" };
    bool is = is_solid(a);
    struct jk_point head;
    struct xy at, lead;

    if (column_path(NULL, leg, t, &head) <= 0)
        return;
    for (int i = 0; i < (is ? 1 : 2); i++) {
        jk_buf_fmt(s->out, "<path class=\"%s\" d=\"", is ? solid[i] : hollow[i]);
        column_path(s, leg, t, &head);
        jk_buf_str(s->out, "\"/>\n");
    }
    at = put(s, head);
    lead = (struct xy){ at.x, at.y + (is ? -44 : 44) * (s->small ? 1.5 : 1) };
    jk_buf_fmt(s->out, "<path class=\"lead\" d=\"M%.1f %.1fL%.1f %.1f\"/>", at.x, at.y, lead.x,
               lead.y);
    draw_badge(s, a, lead);
}

static void draw_disc(const struct sheet *s, const struct jk_desk_activity *a,
                      const struct jk_desk_leg *leg, double t)
{
    struct xy at = put(s, jk_xyz_place(jk_body_node(leg->body, 0).at));
    double r = fmax(leg->body->pad_m * s->per_lat / METRES, s->small ? 12 : 8);
    bool main = leg->notice->facts.leg == JK_LEG_MAIN;
    bool around = t < (double)leg->instance->start_s || t >= (double)leg->instance->end_s;

    if (!main)
        jk_buf_fmt(s->out, "<circle class=\"kp\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.0f\"/>\n", at.x,
                   at.y, s->small ? 10.0 : 7.0);
    else
        jk_buf_fmt(s->out, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"%s/>\n",
                   around ? "disc" : "disc dl", at.x, at.y, r,
                   around ? " fill=\"url(#hatch)\"" : "");
    if (main)
        draw_badge(s, a, (struct xy){ at.x + (s->small ? 44 : 26), at.y + 14 });
}

static void draw_area(const struct sheet *s, const struct jk_desk_leg *leg)
{
    const struct jk_shape *shape = &leg->instance->facts->shape;

    jk_buf_str(s->out, "<path class=\"disc\" fill=\"url(#hatch)\" fill-rule=\"evenodd\" d=\"");
    for (size_t i = 0; i < shape->ring_count; i++) {
        for (size_t k = 0; k < shape->rings[i].count; k++)
            line_to(s, k == 0, shape->rings[i].points[k]);
        jk_buf_char(s->out, 'Z');
    }
    jk_buf_str(s->out, "\"/>\n");
}

static void draw_text(const struct sheet *s, const char *sort, struct xy at, const char *text)
{
    bool right = at.x > WIDE * .6;

    jk_buf_fmt(s->out, "<text class=\"%s%s\" x=\"%.0f\" y=\"%.0f\">", sort, right ? " e" : "",
               right ? at.x - 40 : at.x + 50, at.y);
    jk_html_add(s->out, text);
    jk_buf_str(s->out, "</text>\n");
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
                struct xy at = put(s, jk_xyz_place(jk_body_node(leg->body, 0).at));

                draw_text(s, "t", at,
                          desk_fmt(pen, "%s %s",
                                   desk_capital(pen, jk_kind_name(a->facts->kind, pen->lang)),
                                   desk_party_label(pen, &a->facts->party)));
                draw_text(s, "s far", (struct xy){ at.x, at.y + 17 },
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
    struct xy a, b;

    if (!chief)
        return;
    a = put(s, chief->part.at_a);
    b = put(s, chief->part.at_b);
    if (hypot(a.x - b.x, a.y - b.y) > 3)
        jk_buf_fmt(s->out,
                   "<line class=\"near\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", a.x,
                   a.y, b.x, b.y);
    jk_buf_fmt(s->out,
               "<g class=\"cpa\"><circle cx=\"%.1f\" cy=\"%.1f\" r=\"15\"/><path d=\"M%.1f "
               "%.1fh30M%.1f %.1fv30\"/></g>\n",
               a.x, a.y, a.x - 15, a.y, a.x, a.y - 15);
    if (!s->small)
        draw_text(s, "t lvt", (struct xy){ a.x, a.y - 26 },
                  desk_fill_one(pen, JK_TEXT_DESK_NEAREST, "value",
                                desk_distance(pen, chief->part.distance_m)));
}

/* The largest round length that fits a fifth of the picture. */
static void draw_scale(struct desk_pen *pen, const struct sheet *s)
{
    static const double lengths[] = {
        100000, 50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100
    };
    double per_m = s->per_lat / METRES, length = 100;

    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        if (lengths[i] * per_m <= WIDE / 5) {
            length = lengths[i];
            break;
        }
    }
    jk_buf_fmt(s->out,
               "<g class=\"scale\"><path d=\"M24 %.0fv8h%.1fv-8\"/><text class=\"s\" x=\"%.0f\" "
               "y=\"%.0f\">%s</text></g>\n<g class=\"north\"><path d=\"M968 24l9 26-9-6-9 "
               "6z\"/><text class=\"s m\" x=\"968\" y=\"68\">U</text></g>\n",
               s->high - 24, length * per_m, 34 + length * per_m, s->high - 14,
               length >= 1000 ? desk_fmt(pen, "%.0f km", length / 1000)
                              : desk_fmt(pen, "%.0f m", length));
    if (!s->small && jk_base_is_schematic(pen->pack))
        jk_buf_fmt(s->out, "<text class=\"s e far\" x=\"976\" y=\"%.0f\">%s</text>\n", s->high - 14,
                   desk_say(pen, JK_TEXT_DESK_SCHEMATIC));
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
            jk_html_add(s->out, any ? "; " : "");
            jk_html_add(s->out, desk_fill(pen, JK_TEXT_DESK_COLUMN_LONG, names));
            any = true;
        }
    }
    if (!any)
        jk_html_add(s->out, desk_say(pen, JK_TEXT_DESK_NOBODY_MOVES));
    jk_buf_char(s->out, '.');
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

struct jk_markup desk_draw_map(struct desk_pen *pen, const struct desk_map *map)
{
    struct jk_buf out = { 0 };
    struct sheet s = cut(map, &out);
    const char *const names[] = { "clock", desk_clock(pen, map->time_s), "zone", pen->tz->abbrev,
                                  NULL };
    const char *label = desk_fill(pen, JK_TEXT_DESK_MAP_IS, names);

    jk_buf_fmt(&out, "<svg class=\"map%s %s\" viewBox=\"0 0 1000 %.0f\" role=\"img\" aria-label=\"",
               s.small ? " small" : "", map->sort, s.high);
    jk_html_add(&out, label);
    jk_buf_str(&out, ": ");
    describe(pen, &s, map);
    jk_buf_fmt(&out, "\">\n<rect class=\"land\" width=\"1000\" height=\"%.0f\"/>\n", s.high);
    jk_base_each(pen->pack, NULL, draw_base_line, &s);
    draw_districts(pen, &s);
    draw_shared(pen, &s, map);
    draw_ways(&s, map, false);
    draw_nearest(pen, &s, map);
    draw_places(pen, &s, map);
    draw_ways(&s, map, true);
    draw_scale(pen, &s);
    jk_buf_str(&out, "</svg>");
    return (struct jk_markup){ desk_text_of(pen, &out) };
}
