/* What stands on every map beside what happens. */
#include "daemon/feed/desk/map_sheet.h"

#include "jarak/base/civil.h"
#include "jarak/feed/json/basemap.h"

struct sheet_xy desk_sheet_put(const struct sheet *s, struct jk_point p)
{
    return (struct sheet_xy){ SHEET_WIDE / 2 + (p.lon_deg - s->lon) * s->per_lon,
                              s->high / 2 - (p.lat_deg - s->lat) * s->per_lat };
}

/* Rings lie one behind the other, each closed by its first node. */
static void draw_outline(const struct sheet *s, const struct jk_outline *outline)
{
    uint32_t first = 0;

    for (uint32_t i = 0; i < outline->node_count; i++) {
        const struct jk_xyz at = outline->nodes[i], from = outline->nodes[first];
        const struct sheet_xy p = desk_sheet_put(s, jk_xyz_place(at));

        ink_to(&s->ink, i == first, p.x, p.y);
        if (i > first && at.x == from.x && at.y == from.y && at.z == from.z)
            first = i + 1;
    }
}

void desk_sheet_zones(const struct desk_pen *pen, const struct sheet *s, double time_s)
{
    const int32_t day = jk_local_day((int64_t)time_s, pen->tz->offset_s);

    for (size_t i = 0; i < pen->pack->zones.count; i++) {
        const struct jk_risk_zone *z = &pen->pack->zones.at[i];

        if (day < z->from_day || day > z->to_day)
            continue;
        if (z->is_disc) {
            const struct sheet_xy at = desk_sheet_put(s, jk_xyz_place(z->centre));

            ink_circle(&s->ink, "zone z2",
                       (const double[]){ at.x, at.y, z->radius_m * s->per_lat / SHEET_METRES }, "");
        } else {
            ink_open(&s->ink, "zone z2", "");
            draw_outline(s, &z->outline);
            ink_done(&s->ink);
        }
    }
}

static void draw_north(const struct desk_pen *pen, const struct sheet *s)
{
    static const double tip[][2] = { { 968, 24 }, { 977, 50 }, { 968, 44 }, { 959, 50 } };

    ink_group(&s->ink, "north");
    ink_open(&s->ink, "north", "");
    for (size_t i = 0; i < sizeof tip / sizeof *tip; i++)
        ink_to(&s->ink, i == 0, tip[i][0], tip[i][1]);
    ink_ring(&s->ink);
    ink_done(&s->ink);
    ink_say(&s->ink, "s m", (const double[]){ 968, 68 }, desk_say(pen, JK_TEXT_DESK_NORTH));
    ink_ungroup(&s->ink);
}

/* The largest round length that fits a fifth of the picture. */
void desk_sheet_scale(struct desk_pen *pen, const struct sheet *s)
{
    static const double lengths[] = {
        100000, 50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100
    };
    double per_m = s->per_lat / SHEET_METRES, length = 100;

    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        if (lengths[i] * per_m <= SHEET_WIDE / 5) {
            length = lengths[i];
            break;
        }
    }
    ink_group(&s->ink, "scale");
    ink_open(&s->ink, "bar", "");
    ink_to(&s->ink, true, 24, s->high - 24);
    ink_to(&s->ink, false, 24, s->high - 16);
    ink_to(&s->ink, false, 24 + length * per_m, s->high - 16);
    ink_to(&s->ink, false, 24 + length * per_m, s->high - 24);
    ink_done(&s->ink);
    ink_say(&s->ink, "s", (const double[]){ 34 + length * per_m, s->high - 14 },
            length >= 1000 ? desk_fmt(pen, "%.0f km", length / 1000)
                           : desk_fmt(pen, "%.0f m", length));
    ink_ungroup(&s->ink);
    draw_north(pen, s);
    if (!s->small && jk_base_is_schematic(pen->pack))
        ink_say(&s->ink, "s e far", (const double[]){ 976, s->high - 14 },
                desk_say(pen, JK_TEXT_MAP_SCHEMATIC));
}
