/* A notice back into the fields of a form, to be copied into a new one: what its letter said of it
 * stays behind, for the new one has a letter of its own. */
#include "jarak/feed/desk/form.h"

#include <string.h>
#include "daemon/feed/table/row.h"

static const char *pair(struct jk_arena *arena, const struct register_row *row)
{
    const char *lat = row->cell[JK_REGISTER_LAT], *lon = row->cell[JK_REGISTER_LON];

    return lat[0] ? jk_arena_fmt(arena, "%s; %s", lat, lon) : "";
}

/* An hour as it is written here: 14.00. */
static const char *hour(struct jk_arena *arena, const char *cell)
{
    const char *colon = strchr(cell, ':');

    return colon ? jk_arena_fmt(arena, "%.*s.%s", (int)(colon - cell), cell, colon + 1) : cell;
}

static void fill_main(struct jk_arena *arena, const struct register_row *row,
                      const struct jk_facts *facts, struct jk_form *form)
{
    form->value[JK_FORM_CONTEST] = row->cell[JK_REGISTER_CONTEST];
    form->value[JK_FORM_PASLON] = row->cell[JK_REGISTER_PASLON];
    form->value[JK_FORM_KIND] = jk_kind_category(facts->kind);
    form->value[JK_FORM_DATE] = row->cell[JK_REGISTER_DATE];
    form->value[JK_FORM_FROM] = hour(arena, row->cell[JK_REGISTER_FROM]);
    form->value[JK_FORM_TO] = hour(arena, row->cell[JK_REGISTER_TO]);
    form->value[JK_FORM_PLACE] = row->cell[JK_REGISTER_PLACE];
    form->value[JK_FORM_POINT] = pair(arena, row);
    form->value[JK_FORM_CONTACT] = row->cell[JK_REGISTER_CONTACT];
    form->value[JK_FORM_CROWD] = row->cell[JK_REGISTER_CROWD];
    form->value[JK_FORM_PROPS] = row->cell[JK_REGISTER_PROPS];
}

static void fill_way(struct jk_arena *arena, const struct jk_shape *shape, struct jk_form_way *way)
{
    for (size_t i = 0; i < shape->point_count && i < JK_FORM_POINTS_MAX; i++) {
        way->lat[i] = jk_arena_fmt(arena, "%.9g", shape->points[i].lat_deg);
        way->lon[i] = jk_arena_fmt(arena, "%.9g", shape->points[i].lon_deg);
        way->count = i + 1;
    }
}

/* Is the way back the way there, turned round? */
static bool is_turned(const struct jk_form *form)
{
    if (form->back.count != form->out.count)
        return false;
    for (size_t i = 0; i < form->out.count; i++) {
        size_t k = form->out.count - 1 - i;

        if (strcmp(form->out.lat[i], form->back.lat[k]) != 0 ||
            strcmp(form->out.lon[i], form->back.lon[k]) != 0)
            return false;
    }
    return true;
}

static void fill_leg(struct jk_arena *arena, const struct jk_notice *notice,
                     const struct register_row *row, struct jk_form *form)
{
    switch (notice->facts.leg) {
    case JK_LEG_MAIN:
        fill_main(arena, row, &notice->facts, form);
        break;
    case JK_LEG_KUMPUL:
        form->value[JK_FORM_ASSEMBLY] = pair(arena, row);
        form->value[JK_FORM_ASSEMBLY_FROM] = hour(arena, row->cell[JK_REGISTER_FROM]);
        break;
    case JK_LEG_BERANGKAT:
        form->value[JK_FORM_LEAVE] = hour(arena, row->cell[JK_REGISTER_FROM]);
        form->value[JK_FORM_ARRIVE] = hour(arena, row->cell[JK_REGISTER_TO]);
        form->value[JK_FORM_CARS] = row->cell[JK_REGISTER_CARS];
        form->value[JK_FORM_MOTORCYCLES] = row->cell[JK_REGISTER_MOTORCYCLES];
        form->value[JK_FORM_TRUCKS] = row->cell[JK_REGISTER_TRUCKS];
        form->value[JK_FORM_BUSES] = row->cell[JK_REGISTER_BUSES];
        fill_way(arena, &notice->facts.shape, &form->out);
        break;
    case JK_LEG_PULANG:
        form->value[JK_FORM_BACK_FROM] = hour(arena, row->cell[JK_REGISTER_FROM]);
        form->value[JK_FORM_BACK_TO] = hour(arena, row->cell[JK_REGISTER_TO]);
        fill_way(arena, &notice->facts.shape, &form->back);
        break;
    default:
        form->value[JK_FORM_DISPERSED] = hour(arena, row->cell[JK_REGISTER_TO]);
    }
}

enum jk_status jk_form_fill(struct jk_arena *arena, const struct jk_notice *const *notices,
                            size_t count, const struct jk_tz *tz, struct jk_form *form)
{
    for (size_t i = 0; i < count; i++) {
        const struct jk_register_item item = { notices[i], tz, "", "" };
        size_t rows;
        const struct register_row *row = feed_register_rows(arena, &item, &rows);

        if (!row)
            return JK_MEMORY;
        if (rows && notices[i]->instance_count)
            fill_leg(arena, notices[i], row, form);
    }
    form->value[JK_FORM_BACK] = form->back.count == 0 ? (form->out.count ? "tidak" : "sama")
                                : is_turned(form)     ? "sama"
                                                      : "lain";
    for (int i = 0; i < JK_FORM_END; i++) {
        if (!form->value[i])
            return JK_MEMORY;
    }
    return JK_OK;
}
