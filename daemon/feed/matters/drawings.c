/* How far deliveries are, as pictures: a bar for each sub-district, and the places on a map. Shades
 * are hatched and never coloured alone, and each bar has its numbers beside it. */
#include "daemon/feed/desk/map_sheet.h"
#include "daemon/feed/matters/views.h"

#include "jarak/model/texts.h"

#include <math.h>

#define WIDE   440.0
#define LABEL  132.0
#define NUMBER 62.0
#define ROW    24.0
#define HEAD   52.0 /* two lines of keys */
#define HIGH   520.0
#define MARGIN 60.0
#define LEAST  0.02 /* degrees: no picture shows less */

static unsigned threatened(const struct jk_drop_progress *p)
{
    return p->risks[JK_DROP_SLOW] + p->risks[JK_DROP_LATE] + p->risks[JK_DROP_MISSING];
}

static const char *name_of(const struct desk_pen *pen, const struct jk_drop_progress *p)
{
    const struct jk_region *region = jk_pack_region(pen->pack, p->region);

    return region ? region->name : p->region;
}

static void draw_key(struct desk_pen *pen, const struct ink *ink)
{
    static const struct {
        const char *fill;
        const struct jk_text *text;
    } keys[] = { { "st3", JK_TEXT_DROP_DONE },
                 { "st1", JK_TEXT_DROP_BEGUN },
                 { "st0", JK_TEXT_DROP_OPEN },
                 { "st2", JK_TEXT_DROPS_IN_DANGER } };

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        double x = i % 2 ? WIDE / 2 : 0, y = ROW * (double)(i / 2);

        ink_square(ink, keys[i].fill, (const double[]){ x, y + 5, 16, ROW - 10 });
        ink_say(ink, "stn", (const double[]){ x + 22, y + ROW - 8 }, desk_say(pen, keys[i].text));
    }
}

/* Received, on the way and not threatened, waiting, threatened: one behind the other. */
static void draw_bar(struct desk_pen *pen, const struct ink *ink, const struct jk_drop_progress *p,
                     double y, double unit)
{
    static const char *const fills[] = { "st3", "st1", "st0", "st2" };
    unsigned late = threatened(p), rest = p->drops - p->received;
    unsigned way = p->left < rest - late ? p->left : rest - late;
    const unsigned parts[] = { p->received, way, rest - late - way, late };
    double x = LABEL;

    ink_say(ink, "stl", (const double[]){ 0, y + ROW - 8 }, name_of(pen, p));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i])
            ink_square(ink, fills[i], (const double[]){ x, y + 3, unit * parts[i], ROW - 8 });
        x += unit * parts[i];
    }
    ink_say(ink, "stn", (const double[]){ x + 6, y + ROW - 8 },
            desk_fmt(pen, "%u/%u", p->received, p->drops));
}

static void open_picture(struct jk_buf *out, const char *class, const double size[2],
                         const char *label)
{
    jk_buf_fmt(out,
               "<svg class=\"%s\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f "
               "%.0f\" role=\"img\" aria-label=\"%s\">\n",
               class, size[0], size[1], label);
}

static struct jk_markup close_picture(struct desk_pen *pen, struct jk_buf *out)
{
    jk_buf_str(out, "</svg>\n");
    return (struct jk_markup){ desk_text_of(pen, out) };
}

struct jk_markup matters_draw_bars(struct desk_pen *pen, const struct jk_drops_page *page)
{
    struct jk_buf out = { 0 };
    const struct ink ink = { &out, false };
    unsigned most = 1;

    for (size_t i = 0; i < page->district_count; i++)
        most = page->districts[i].drops > most ? page->districts[i].drops : most;
    open_picture(&out, "stats", (const double[]){ WIDE, HEAD + ROW * (double)page->district_count },
                 desk_say(pen, JK_TEXT_DROPS_BARS));
    draw_key(pen, &ink);
    for (size_t i = 0; i < page->district_count; i++)
        draw_bar(pen, &ink, &page->districts[i], HEAD + ROW * (double)i,
                 (WIDE - LABEL - NUMBER) / most);
    return close_picture(pen, &out);
}

/* The sheet that holds all that is drawn. */
static struct sheet cut(const struct desk_pen *pen, const struct jk_drops_page *page,
                        struct ink ink)
{
    struct sheet s = { .ink = ink, .high = HIGH };
    double south = 90, north = -90, west = 180, east = -180, scale;

    for (size_t i = 0; i < page->district_count + page->point_count; i++) {
        const struct jk_region *region =
            i < page->district_count ? jk_pack_region(pen->pack, page->districts[i].region) : NULL;
        struct jk_point p;

        if (i < page->district_count && (!region || !region->has_point))
            continue;
        p = region ? region->point : page->points[i - page->district_count].matter->drop.point;
        south = fmin(south, p.lat_deg);
        north = fmax(north, p.lat_deg);
        west = fmin(west, p.lon_deg);
        east = fmax(east, p.lon_deg);
    }
    if (south > north)
        south = north = west = east = 0;
    s.lat = (south + north) / 2;
    s.lon = (west + east) / 2;
    scale = fmin((SHEET_WIDE - 2 * MARGIN) / fmax((east - west) * cos(s.lat * M_PI / 180), LEAST),
                 (HIGH - 2 * MARGIN) / fmax(north - south, LEAST));
    s.per_lat = scale;
    s.per_lon = scale * cos(s.lat * M_PI / 180);
    return s;
}

static const char *class_of(const struct jk_matter_view *view)
{
    return view->risk != JK_DROP_SAFE               ? "drop late"
           : view->matter->state == JK_MATTER_DONE  ? "drop got"
           : view->matter->state == JK_MATTER_BEGUN ? "drop way"
                                                    : "drop wait";
}

struct jk_markup matters_draw_map(struct desk_pen *pen, const struct jk_drops_page *page)
{
    struct jk_buf out = { 0 };
    struct sheet s = cut(pen, page, (struct ink){ &out, false });

    open_picture(&out, "map", (const double[]){ SHEET_WIDE, HIGH },
                 desk_say(pen, JK_TEXT_DROPS_MAP));
    for (size_t i = page->point_count; i-- > 0;) { /* the newest above the others */
        const struct sheet_xy at = desk_sheet_put(&s, page->points[i].matter->drop.point);

        ink_circle(&s.ink, class_of(&page->points[i]), (const double[]){ at.x, at.y, 5 }, "");
    }
    for (size_t i = 0; i < page->district_count; i++) {
        const struct jk_region *region = jk_pack_region(pen->pack, page->districts[i].region);
        struct sheet_xy at;

        if (!region || !region->has_point)
            continue;
        at = desk_sheet_put(&s, region->point);
        ink_say(&s.ink, "s m", (const double[]){ at.x, at.y - 8 },
                desk_fmt(pen, "%s %u/%u", region->name, page->districts[i].received,
                         page->districts[i].drops));
    }
    desk_sheet_scale(pen, &s);
    return close_picture(pen, &out);
}
