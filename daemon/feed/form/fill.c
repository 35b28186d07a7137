/* A notice back into the fields of a form: to be copied into a new one, where what its letter said
 * stays behind, for the new one has a letter of its own; or to be changed. */
#include "jarak/feed/form/form.h"

#include <stdio.h>
#include <string.h>
#include "daemon/feed/form/lines.h"
#include "daemon/feed/table/row.h"
#include "jarak/ical/scan.h"
#include "jarak/ical/value.h"
#include "jarak/model/words.h"

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

/* Who speaks: the line of DESCRIPTION that the form writes; "" where there is none. */
static const char *speakers_of(struct jk_arena *arena, const struct jk_notice *notice)
{
    const struct jk_ical_comp *calendar;
    struct jk_error ignored;
    struct jk_span rest, line;
    bool bad;

    if (jk_ical_scan(arena, notice->bytes, JK_ICAL_IMPORT_LINES_MAX, &calendar, &ignored) != JK_OK)
        return "";
    for (const struct jk_ical_comp *c = calendar->children; c; c = c->next) {
        const struct jk_ical_prop *prop = jk_ical_find(c, "DESCRIPTION");
        const char *text = prop && jk_ical_is(c->name, "VEVENT")
                               ? jk_ical_text_unescape(arena, prop->value, &bad)
                               : NULL;

        rest = jk_span_of(text ? text : "");
        while (rest.len > 0) {
            jk_span_cut(&rest, '\n', &line);
            if (jk_span_starts(line, JK_SPAN(FORM_SPEAKERS)))
                return jk_arena_fmt(arena, "%.*s", (int)(line.len - sizeof FORM_SPEAKERS + 1),
                                    line.at + sizeof FORM_SPEAKERS - 1);
        }
    }
    return "";
}

/* What the letter says of itself. */
static void fill_letter(struct jk_arena *arena, const struct register_row *row,
                        const struct jk_facts *facts, const struct jk_tz *tz, struct jk_form *form)
{
    struct jk_civil at;

    form->value[JK_FORM_LETTER_NO] = row->cell[JK_REGISTER_LETTER_NO];
    form->value[JK_FORM_LETTER_DATE] = row->cell[JK_REGISTER_LETTER_DATE];
    if (facts->stated_weekday >= 0)
        form->value[JK_FORM_WEEKDAY] = jk_weekday_name(facts->stated_weekday, JK_LANG_ID);
    if (facts->received_s == JK_NO_TIME)
        return;
    at = jk_civil_from_utc(facts->received_s, tz->offset_s);
    form->value[JK_FORM_RECEIVED_DATE] =
        jk_arena_fmt(arena, "%04d-%02d-%02d", at.year, at.month, at.day);
    form->value[JK_FORM_RECEIVED_HOUR] = jk_arena_fmt(arena, "%02d.%02d", at.hour, at.minute);
}

static void fill_way(struct jk_arena *arena, const struct jk_shape *shape, struct jk_form *form,
                     struct jk_form_way *way)
{
    if (shape->point_count > JK_FORM_POINTS_MAX) {
        form->left_out = true;
        return;
    }
    for (size_t i = 0; i < shape->point_count; i++) {
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
        form->value[JK_FORM_SPEAKERS] = speakers_of(arena, notice);
        break;
    case JK_LEG_KUMPUL:
        form->value[JK_FORM_ASSEMBLY] = pair(arena, row);
        if (!form->value[JK_FORM_ASSEMBLY][0])
            form->value[JK_FORM_ASSEMBLY] = row->cell[JK_REGISTER_PLACE];
        form->value[JK_FORM_ASSEMBLY_FROM] = hour(arena, row->cell[JK_REGISTER_FROM]);
        if (form->out.count == 0) /* people leave when they have gathered, whichever way */
            form->value[JK_FORM_LEAVE] = hour(arena, row->cell[JK_REGISTER_TO]);
        break;
    case JK_LEG_BERANGKAT:
        form->value[JK_FORM_LEAVE] = hour(arena, row->cell[JK_REGISTER_FROM]);
        form->value[JK_FORM_ARRIVE] = hour(arena, row->cell[JK_REGISTER_TO]);
        form->value[JK_FORM_CARS] = row->cell[JK_REGISTER_CARS];
        form->value[JK_FORM_MOTORCYCLES] = row->cell[JK_REGISTER_MOTORCYCLES];
        form->value[JK_FORM_TRUCKS] = row->cell[JK_REGISTER_TRUCKS];
        form->value[JK_FORM_BUSES] = row->cell[JK_REGISTER_BUSES];
        fill_way(arena, &notice->facts.shape, form, &form->out);
        break;
    case JK_LEG_PULANG:
        form->value[JK_FORM_BACK_FROM] = hour(arena, row->cell[JK_REGISTER_FROM]);
        form->value[JK_FORM_BACK_TO] = hour(arena, row->cell[JK_REGISTER_TO]);
        fill_way(arena, &notice->facts.shape, form, &form->back);
        break;
    default:
        form->value[JK_FORM_DISPERSED] = hour(arena, row->cell[JK_REGISTER_TO]);
    }
}

/* A field is one line: what stands in several is joined, so that a browser has nothing to drop. */
static const char *one_line(struct jk_arena *arena, const char *text)
{
    char *copy;

    if (!strpbrk(text, "\r\n\t"))
        return text;
    copy = jk_arena_copy(arena, jk_span_of(text));
    for (char *c = copy; c && (c = strpbrk(c, "\r\n\t")) != NULL;)
        *c = ' ';
    return copy;
}

/* Fills in one notice after another; of two of one leg the first. */
static enum jk_status fill_notices(struct jk_arena *arena, const struct jk_notice *const *notices,
                                   size_t count, const struct jk_tz *tz, bool all,
                                   struct jk_form *form)
{
    unsigned seen = 0;

    for (size_t i = 0; i < count; i++) {
        const struct jk_register_item item = { notices[i], tz, "", "", NULL };
        enum jk_leg leg = notices[i]->facts.leg;
        const struct register_row *row;
        size_t rows;

        if (notices[i]->instance_count == 0 || seen >> leg & 1)
            continue;
        if (!(row = feed_register_rows(arena, &item, &rows)))
            return JK_MEMORY;
        seen |= 1U << leg;
        fill_leg(arena, notices[i], row, form);
        if (!all)
            continue;
        form->leg_uid[leg] = notices[i]->uid;
        if (leg == JK_LEG_MAIN) {
            form->value[JK_FORM_UID] = notices[i]->uid;
            fill_letter(arena, row, &notices[i]->facts, tz, form);
        }
    }
    if (form->back.count == 0) /* the form knows a place of dispersal only behind a way back */
        form->value[JK_FORM_DISPERSED] = "";
    form->value[JK_FORM_BACK] = form->back.count == 0 ? (form->out.count ? "tidak" : "sama")
                                : is_turned(form)     ? "sama"
                                                      : "lain";
    for (int i = 0; i < JK_FORM_END; i++) {
        if (form->value[i] && i != JK_FORM_PROPS)
            form->value[i] = one_line(arena, form->value[i]);
        if (!form->value[i])
            return JK_MEMORY;
    }
    return JK_OK;
}

enum jk_status jk_form_fill(struct jk_arena *arena, const struct jk_notice *const *notices,
                            size_t count, const struct jk_tz *tz, struct jk_form *form)
{
    return fill_notices(arena, notices, count, tz, false, form);
}

enum jk_status jk_form_open(struct jk_arena *arena, const struct jk_notice *const *notices,
                            size_t count, const struct jk_tz *tz, struct jk_form *form)
{
    return fill_notices(arena, notices, count, tz, true, form);
}
