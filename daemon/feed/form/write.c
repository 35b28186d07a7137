/* A form becomes rows of a table, and rows become notices by the reader of tables.
 *
 * Each leg is a row of its own. The way back is the way there turned round unless it says
 * otherwise, and people break up where it ends. What no column carries (when the letter came in,
 * who speaks) is added behind the row. */
#include "jarak/feed/form/form.h"

#include <stdio.h>
#include <string.h>
#include "daemon/feed/form/lines.h"
#include "daemon/feed/table/row.h"
#include "jarak/base/decimal.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/ical/write.h"
#include "jarak/model/point_words.h"
#include "jarak/model/words.h"

const char *jk_form_name(enum jk_form_field field)
{
    static const char *const names[] = {
#define X(NAME, name) name,
        JK_FORM_FIELDS(X)
#undef X
    };

    return names[field];
}

/* A form that is being written. */
struct writing {
    const struct jk_form *form;
    const struct jk_pack *pack;
    struct jk_arena arena;
    struct jk_buf *out;
    struct jk_form_fault *fault;
};

static const char *value(const struct writing *w, enum jk_form_field field)
{
    return w->form->value[field];
}

static bool has(const struct writing *w, enum jk_form_field field)
{
    return value(w, field)[0] != '\0';
}

static enum jk_status refuse(struct writing *w, enum jk_form_field field,
                             const struct jk_text *text)
{
    w->fault->field = field;
    return jk_fail(&w->fault->error, JK_INVALID, text, jk_form_name(field), "%s",
                   field < JK_FORM_END ? value(w, field) : "");
}

/* Which field a column of a leg's row came from. */
static enum jk_form_field field_of(const char *column, enum jk_leg leg)
{
    static const struct {
        enum jk_register_column column;
        enum jk_form_field main, gather, go, back, end;
    } from[] = {
        { JK_REGISTER_LETTER_NO, JK_FORM_LETTER_NO, 0, 0, 0, 0 },
        { JK_REGISTER_LETTER_DATE, JK_FORM_LETTER_DATE, 0, 0, 0, 0 },
        { JK_REGISTER_PASLON, JK_FORM_PASLON, 0, 0, 0, 0 },
        { JK_REGISTER_KIND, JK_FORM_KIND, 0, 0, 0, 0 },
        { JK_REGISTER_WEEKDAY, JK_FORM_WEEKDAY, 0, 0, 0, 0 },
        { JK_REGISTER_DATE, JK_FORM_DATE, JK_FORM_DATE, JK_FORM_DATE, JK_FORM_DATE, JK_FORM_DATE },
        { JK_REGISTER_FROM, JK_FORM_FROM, JK_FORM_ASSEMBLY_FROM, JK_FORM_LEAVE, JK_FORM_BACK_FROM,
          JK_FORM_BACK_TO },
        { JK_REGISTER_TO, JK_FORM_TO, JK_FORM_LEAVE, JK_FORM_ARRIVE, JK_FORM_BACK_TO,
          JK_FORM_DISPERSED },
        { JK_REGISTER_PLACE, JK_FORM_PLACE, 0, 0, 0, 0 },
        { JK_REGISTER_LAT, JK_FORM_POINT, JK_FORM_ASSEMBLY, JK_FORM_ASSEMBLY, 0, 0 },
        { JK_REGISTER_CROWD, JK_FORM_CROWD, 0, 0, 0, 0 },
        { JK_REGISTER_CARS, JK_FORM_CARS, 0, JK_FORM_CARS, JK_FORM_CARS, 0 },
        { JK_REGISTER_MOTORCYCLES, JK_FORM_MOTORCYCLES, 0, JK_FORM_MOTORCYCLES, 0, 0 },
        { JK_REGISTER_TRUCKS, JK_FORM_TRUCKS, 0, JK_FORM_TRUCKS, 0, 0 },
        { JK_REGISTER_BUSES, JK_FORM_BUSES, 0, JK_FORM_BUSES, 0, 0 },
    };

    for (size_t i = 0; i < sizeof from / sizeof *from; i++) {
        const enum jk_form_field fields[] = { from[i].main, from[i].gather, from[i].go,
                                              from[i].back, from[i].end };

        if (strcmp(column, jk_register_name(from[i].column)) == 0)
            return fields[leg] ? fields[leg] : from[i].main;
    }
    return JK_FORM_END;
}

/* An empty row of that leg, on the form's date. */
static struct register_row row_of(struct writing *w, enum jk_leg leg)
{
    struct register_row row = { .line = 1, .sep = ';', .pack = w->pack };
    const char *uid = value(w, JK_FORM_UID);

    for (int i = 0; i < JK_REGISTER_END; i++)
        row.cell[i] = "";
    row.cell[JK_REGISTER_CONTEST] = value(w, JK_FORM_CONTEST);
    row.cell[JK_REGISTER_PASLON] = value(w, JK_FORM_PASLON);
    row.cell[JK_REGISTER_DATE] = value(w, JK_FORM_DATE);
    row.cell[JK_REGISTER_UID] = leg == JK_LEG_MAIN ? uid
                                : w->form->leg_uid[leg]
                                    ? w->form->leg_uid[leg]
                                    : jk_arena_fmt(&w->arena, "%s-%s", uid, jk_leg_word(leg));
    if (leg != JK_LEG_MAIN) {
        row.cell[JK_REGISTER_PARENT] = uid;
        row.cell[JK_REGISTER_LEG] = jk_leg_word(leg);
        row.cell[JK_REGISTER_KIND] =
            leg == JK_LEG_BERANGKAT || leg == JK_LEG_PULANG ? "konvoi" : value(w, JK_FORM_KIND);
    }
    return row;
}

/* A number of degrees, with a point or a comma. */
static bool read_degrees(struct jk_span text, double *out)
{
    char plain[32];

    text = jk_span_trim(text);
    if (text.len == 0 || text.len >= sizeof plain)
        return false;
    for (size_t i = 0; i < text.len; i++)
        plain[i] = text.at[i] == ',' ? '.' : text.at[i];
    return jk_decimal_parse((struct jk_span){ plain, text.len }, JK_POINT_FRACTION_MAX, out);
}

static bool read_pair(struct jk_span lat_text, struct jk_span lon_text, struct jk_point *out)
{
    struct jk_error ignored;
    double lat, lon;

    return read_degrees(lat_text, &lat) && read_degrees(lon_text, &lon) &&
           jk_point_make(lat, lon, "", out, &ignored) == JK_OK;
}

/* In a field of its own two numbers are a place, however few decimals they have; among words, where
 * numbers may be anything, the reader of pasted text asks for more. */
static bool read_place(const char *typed, struct jk_point *out, bool *is_view)
{
    struct jk_span rest = jk_span_of(typed), lat = { NULL, 0 };

    *is_view = false;
    jk_span_cut(&rest, strchr(typed, ';') ? ';' : ',', &lat);
    return (rest.at && read_pair(lat, rest, out)) ||
           jk_words_point(jk_span_of(typed), out, is_view);
}

/* Is it the name of a place, which the gazetteer may know, and no attempt at coordinates? */
static bool is_name(const char *typed)
{
    struct jk_point ignored;
    bool is_view;

    return ((typed[0] >= 'A' && typed[0] <= 'Z') || (typed[0] >= 'a' && typed[0] <= 'z')) &&
           strncmp(typed, "geo:", 4) != 0 && strncmp(typed, "http", 4) != 0 &&
           !read_place(typed, &ignored, &is_view);
}

/* A place as it was typed or pasted, as two cells; nothing typed is no place. */
static enum jk_status put_point(struct writing *w, struct register_row *row, const char *typed,
                                enum jk_form_field field)
{
    struct jk_point at;
    bool is_view;

    if (!typed[0])
        return JK_OK;
    if (!read_place(typed, &at, &is_view))
        return refuse(w, field, JK_TEXT_FORM_POINT);
    row->cell[JK_REGISTER_LAT] = jk_arena_fmt(&w->arena, "%.9f", at.lat_deg);
    row->cell[JK_REGISTER_LON] = jk_arena_fmt(&w->arena, "%.9f", at.lon_deg);
    if (is_view)
        row->cell[JK_REGISTER_UNCERTAINTY] = jk_arena_fmt(&w->arena, "%.0f", JK_POINT_VIEW_M);
    return JK_OK;
}

/* One place of a way; false: it is none. Whole coordinates may be pasted into either field. */
static bool read_corner(const struct jk_form_way *way, size_t i, struct jk_point *out)
{
    const char *lat = way->lat[i], *lon = way->lon[i];
    bool is_view;

    if (lat[0] && lon[0])
        return read_pair(jk_span_of(lat), jk_span_of(lon), out);
    return read_place(lat[0] ? lat : lon, out, &is_view) && !is_view;
}

/* A way as `lat,lon lat,lon`, turned round where it is that of the way back. */
static enum jk_status put_way(struct writing *w, struct register_row *row,
                              const struct jk_form_way *way, bool turned)
{
    struct jk_buf route = { 0 };
    struct jk_point first = { 0, 0 };

    for (size_t i = 0; i < way->count; i++) {
        size_t at = turned ? way->count - 1 - i : i;
        struct jk_point corner;

        if (!read_corner(way, at, &corner)) {
            jk_buf_clear(&route);
            w->fault->field = JK_FORM_LEAVE;
            return jk_fail(&w->fault->error, JK_INVALID, JK_TEXT_FORM_CORNER, "rute", "%zu: %s; %s",
                           at + 1, way->lat[at], way->lon[at]);
        }
        if (i == 0)
            first = corner;
        jk_buf_fmt(&route, "%s%.9f,%.9f", i ? " " : "", corner.lat_deg, corner.lon_deg);
    }
    row->cell[JK_REGISTER_ROUTE] =
        jk_buf_ok(&route) ? jk_arena_copy(&w->arena, jk_buf_view(&route)) : NULL;
    row->cell[JK_REGISTER_LAT] = jk_arena_fmt(&w->arena, "%.9f", first.lat_deg);
    row->cell[JK_REGISTER_LON] = jk_arena_fmt(&w->arena, "%.9f", first.lon_deg);
    row->cell[JK_REGISTER_GEOMETRY] = "rute";
    jk_buf_clear(&route);
    return row->cell[JK_REGISTER_ROUTE] ? JK_OK : jk_no_memory(&w->fault->error);
}

static void put_vehicles(const struct writing *w, struct register_row *row)
{
    row->cell[JK_REGISTER_CARS] = value(w, JK_FORM_CARS);
    row->cell[JK_REGISTER_MOTORCYCLES] = value(w, JK_FORM_MOTORCYCLES);
    row->cell[JK_REGISTER_TRUCKS] = value(w, JK_FORM_TRUCKS);
    row->cell[JK_REGISTER_BUSES] = value(w, JK_FORM_BUSES);
}

/* The zone the form's hours are in: that of the region that elects. */
static const struct jk_tz *zone_of(const struct writing *w)
{
    const struct jk_contest *contest = jk_pack_contest(w->pack, value(w, JK_FORM_CONTEST));
    const struct jk_region *region = contest ? jk_pack_region(w->pack, contest->region) : NULL;

    return region ? region->tz : w->pack->tz;
}

/* When the letter came in: a date, and an hour or the beginning of office hours. */
static enum jk_status add_received(struct writing *w)
{
    struct jk_civil at;
    const struct jk_tz *tz;
    int32_t day, second = 8 * 3600;
    int weekday;
    char text[20];

    if (!has(w, JK_FORM_RECEIVED_DATE))
        return JK_OK;
    if (!jk_words_date(jk_span_of(value(w, JK_FORM_RECEIVED_DATE)), &day, &weekday))
        return refuse(w, JK_FORM_RECEIVED_DATE, JK_TEXT_FORM_DATE);
    if (has(w, JK_FORM_RECEIVED_HOUR) &&
        !jk_words_clock(jk_span_of(value(w, JK_FORM_RECEIVED_HOUR)), &second, &tz))
        return refuse(w, JK_FORM_RECEIVED_HOUR, JK_TEXT_FORM_HOUR);
    at = jk_civil_from_utc((int64_t)day * JK_DAY_S + second - zone_of(w)->offset_s, 0);
    snprintf(text, sizeof text, "%04d%02d%02dT%02d%02d%02dZ", at.year, at.month, at.day, at.hour,
             at.minute, at.second);
    jk_ical_line(w->out, "X-JARAK-RECEIVED", text);
    return JK_OK;
}

/* Write a row and what stands behind it. */
static enum jk_status write_row(struct writing *w, const struct register_row *row, enum jk_leg leg)
{
    enum jk_status rc;

    for (int i = 0; i < JK_REGISTER_END; i++) {
        if (!row->cell[i])
            return jk_no_memory(&w->fault->error);
    }
    rc = feed_register_row_write(row, w->out, &w->fault->error);
    if (rc != JK_OK) {
        w->fault->field = field_of(w->fault->error.field, leg);
        w->fault->error.line = 0; /* a form has no lines */
        return rc;
    }
    if (leg == JK_LEG_MAIN && has(w, JK_FORM_SPEAKERS))
        jk_ical_text(w->out, "DESCRIPTION",
                     jk_arena_fmt(&w->arena, FORM_SPEAKERS "%s", value(w, JK_FORM_SPEAKERS)));
    if (leg == JK_LEG_MAIN)
        rc = add_received(w);
    jk_ical_end(w->out, "VEVENT");
    return rc;
}

static const char *title(struct writing *w, const char *what)
{
    return jk_arena_fmt(&w->arena, "%c%s Paslon %s",
                        what[0] >= 'a' && what[0] <= 'z' ? what[0] - 'a' + 'A' : what[0], what + 1,
                        value(w, JK_FORM_PASLON));
}

/* The five without which nothing is filed (SPEC 3). */
static enum jk_status check_needed(struct writing *w)
{
    static const enum jk_form_field needed[] = { JK_FORM_PASLON, JK_FORM_KIND, JK_FORM_DATE,
                                                 JK_FORM_FROM };

    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        if (!has(w, needed[i]))
            return refuse(w, needed[i], JK_TEXT_FORM_NEEDED);
    }
    return has(w, JK_FORM_PLACE) || has(w, JK_FORM_POINT)
               ? JK_OK
               : refuse(w, JK_FORM_PLACE, JK_TEXT_FORM_NEEDED);
}

static enum jk_status write_main(struct writing *w)
{
    struct register_row row = row_of(w, JK_LEG_MAIN);
    enum jk_status rc;
    enum jk_kind kind;
    bool walks;

    row.cell[JK_REGISTER_KIND] = value(w, JK_FORM_KIND);
    row.cell[JK_REGISTER_WEEKDAY] = value(w, JK_FORM_WEEKDAY);
    row.cell[JK_REGISTER_FROM] = value(w, JK_FORM_FROM);
    row.cell[JK_REGISTER_TO] = value(w, JK_FORM_TO);
    row.cell[JK_REGISTER_PLACE] = value(w, JK_FORM_PLACE);
    row.cell[JK_REGISTER_LETTER_NO] = value(w, JK_FORM_LETTER_NO);
    row.cell[JK_REGISTER_LETTER_DATE] = value(w, JK_FORM_LETTER_DATE);
    row.cell[JK_REGISTER_CONTACT] = value(w, JK_FORM_CONTACT);
    row.cell[JK_REGISTER_CROWD] = value(w, JK_FORM_CROWD);
    row.cell[JK_REGISTER_PROPS] = value(w, JK_FORM_PROPS);
    if (!jk_words_kind(jk_span_of(value(w, JK_FORM_KIND)), &kind, &walks))
        return refuse(w, JK_FORM_KIND, JK_TEXT_FORM_NEEDED);
    row.cell[JK_REGISTER_SUMMARY] = title(w, jk_kind_name(kind, JK_LANG_ID));
    rc = put_point(w, &row, value(w, JK_FORM_POINT), JK_FORM_POINT);
    /* Coordinates typed where the name belongs are coordinates. */
    if (rc == JK_OK && !has(w, JK_FORM_POINT)) {
        struct jk_point at;
        bool is_view;

        if (jk_words_point(jk_span_of(value(w, JK_FORM_PLACE)), &at, &is_view))
            rc = put_point(w, &row, value(w, JK_FORM_PLACE), JK_FORM_PLACE);
    }
    return rc == JK_OK ? write_row(w, &row, JK_LEG_MAIN) : rc;
}

static enum jk_status write_assembly(struct writing *w)
{
    struct register_row row = row_of(w, JK_LEG_KUMPUL);
    enum jk_status rc;

    row.cell[JK_REGISTER_FROM] = value(w, JK_FORM_ASSEMBLY_FROM);
    row.cell[JK_REGISTER_TO] = value(w, JK_FORM_LEAVE);
    row.cell[JK_REGISTER_SUMMARY] = title(w, "Titik kumpul");
    if (!has(w, JK_FORM_ASSEMBLY_FROM))
        return refuse(w, JK_FORM_ASSEMBLY_FROM, JK_TEXT_FORM_NEEDED_HERE);
    if (!has(w, JK_FORM_LEAVE))
        return refuse(w, JK_FORM_LEAVE, JK_TEXT_FORM_NEEDED_HERE);
    if (is_name(value(w, JK_FORM_ASSEMBLY))) {
        row.cell[JK_REGISTER_PLACE] = value(w, JK_FORM_ASSEMBLY);
        return write_row(w, &row, JK_LEG_KUMPUL);
    }
    rc = put_point(w, &row, value(w, JK_FORM_ASSEMBLY), JK_FORM_ASSEMBLY);
    return rc == JK_OK ? write_row(w, &row, JK_LEG_KUMPUL) : rc;
}

static enum jk_status write_convoy(struct writing *w, enum jk_leg leg, enum jk_form_field from,
                                   enum jk_form_field to)
{
    struct register_row row = row_of(w, leg);
    bool back = leg == JK_LEG_PULANG, other = strcmp(value(w, JK_FORM_BACK), "lain") == 0;
    enum jk_status rc;

    row.cell[JK_REGISTER_FROM] = value(w, from);
    row.cell[JK_REGISTER_TO] = value(w, to);
    row.cell[JK_REGISTER_SUMMARY] = title(w, back ? "Konvoi pulang" : "Konvoi berangkat");
    put_vehicles(w, &row);
    if (!has(w, from))
        return refuse(w, from, JK_TEXT_FORM_NEEDED_HERE);
    if (!has(w, to))
        return refuse(w, to, JK_TEXT_FORM_NEEDED_HERE);
    rc = put_way(w, &row, back && other ? &w->form->back : &w->form->out, back && !other);
    return rc == JK_OK ? write_row(w, &row, leg) : rc;
}

/* People break up where the way back ends. */
static enum jk_status write_dispersal(struct writing *w)
{
    struct register_row row = row_of(w, JK_LEG_BUBAR);
    bool other = strcmp(value(w, JK_FORM_BACK), "lain") == 0;
    const struct jk_form_way *way = other ? &w->form->back : &w->form->out;
    size_t last = other ? way->count - 1 : 0;
    struct jk_point at;

    row.cell[JK_REGISTER_FROM] = value(w, JK_FORM_BACK_TO);
    row.cell[JK_REGISTER_TO] = value(w, JK_FORM_DISPERSED);
    row.cell[JK_REGISTER_SUMMARY] = title(w, "Titik bubar");
    if (!read_corner(way, last, &at))
        return refuse(w, JK_FORM_DISPERSED, JK_TEXT_FORM_POINT);
    row.cell[JK_REGISTER_LAT] = jk_arena_fmt(&w->arena, "%.9f", at.lat_deg);
    row.cell[JK_REGISTER_LON] = jk_arena_fmt(&w->arena, "%.9f", at.lon_deg);
    return write_row(w, &row, JK_LEG_BUBAR);
}

static enum jk_status write_legs(struct writing *w)
{
    bool there = w->form->out.count >= 2;
    bool other = strcmp(value(w, JK_FORM_BACK), "lain") == 0;
    bool back = strcmp(value(w, JK_FORM_BACK), "tidak") != 0 &&
                (other ? w->form->back.count >= 2 : there && has(w, JK_FORM_BACK_FROM));
    enum jk_status rc = JK_OK;

    if (w->form->out.count == 1)
        return refuse(w, JK_FORM_LEAVE, JK_TEXT_FORM_TWO);
    if (has(w, JK_FORM_ASSEMBLY))
        rc = write_assembly(w);
    if (rc == JK_OK && there)
        rc = write_convoy(w, JK_LEG_BERANGKAT, JK_FORM_LEAVE, JK_FORM_ARRIVE);
    if (rc == JK_OK && back)
        rc = write_convoy(w, JK_LEG_PULANG, JK_FORM_BACK_FROM, JK_FORM_BACK_TO);
    if (rc == JK_OK && has(w, JK_FORM_DISPERSED))
        rc = back ? write_dispersal(w) : refuse(w, JK_FORM_BACK_FROM, JK_TEXT_FORM_NEEDED_HERE);
    return rc;
}

enum jk_status jk_form_write(const struct jk_form *form, const struct jk_pack *pack,
                             struct jk_buf *out, struct jk_form_fault *fault)
{
    struct writing w = { .form = form, .pack = pack, .out = out, .fault = fault };
    enum jk_status rc;

    fault->field = JK_FORM_END;
    jk_ical_begin(out, "VCALENDAR");
    jk_ical_line(out, "VERSION", "2.0");
    jk_ical_line(out, "PRODID", "-//jarakd//meja//ID");
    rc = check_needed(&w);
    if (rc == JK_OK)
        rc = write_main(&w);
    if (rc == JK_OK)
        rc = write_legs(&w);
    jk_ical_end(out, "VCALENDAR");
    jk_arena_clear(&w.arena);
    if (rc == JK_OK && !jk_buf_ok(out))
        rc = jk_no_memory(&fault->error);
    return rc;
}
