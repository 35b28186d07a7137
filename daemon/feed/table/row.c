/* One row of the register as a VEVENT, so that a table goes through the same reader as any other
 * filing.
 *
 * Only what differs in form between a spreadsheet and iCalendar is converted here (dates, clocks,
 * numbers of a spreadsheet, words of letters); everything else is written as it stands and judged
 * by the reader, whose faults are led back to row and column (jk_register_locate). A row without a
 * UID gets one from the cells that make an activity the same one, so importing a table twice
 * changes nothing; DTSTAMP is the letter's date for the same reason. */
#include "daemon/feed/table/row.h"
#include "jarak/feed/texts/texts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include "jarak/base/decimal.h"
#include "jarak/base/digest.h"
#include "jarak/ical/write.h"
#include "jarak/model/words.h"
#include "jarak/policy/calendar.h"
#include "jarak/policy/window.h"

/* A row being written: the first refusal stands. */
struct writing {
    const struct register_row *row;
    struct jk_buf *ical;
    struct jk_error *err;
    enum jk_said_status status;
    enum jk_kind kind;
    bool walks;             /* the words for the kind say so */
    int32_t last_day;       /* of a series of days */
    struct jk_buf inferred; /* properties that nobody stated */
};

#define DEGREE_DIGITS 7 /* as the register writes them */

static bool is_empty(const struct writing *w, enum jk_register_column column)
{
    return w->row->cell[column][0] == '\0';
}

static struct jk_span cell(const struct writing *w, enum jk_register_column column)
{
    return jk_span_trim(jk_span_of(w->row->cell[column]));
}

static bool refuse(const struct writing *w, enum jk_register_column column,
                   const struct jk_text *text)
{
    struct jk_span found = cell(w, column);

    jk_fail_at(w->err, JK_INVALID, text, (struct jk_at){ w->row->line, jk_register_name(column) },
               "%.*s", (int)jk_utf8_cut(found, JK_ERROR_VALUE_MAX), found.len ? found.at : "");
    return false;
}

/* What counts of a cell: of "semula X menjadi Y" it is Y. */
static struct jk_span last_of(const struct writing *w, enum jk_register_column column)
{
    return jk_words_last(cell(w, column));
}

/* Whose days others are counted from: of the contest of the row, or where the pack has no such one
 * of its main region. */
static struct jk_calendar_of calendar_of(const struct writing *w)
{
    const struct jk_pack *pack = w->row->pack;

    for (size_t i = 0; i < pack->contest_count; i++) {
        if (jk_span_eq(jk_span_of(pack->contests[i].id), cell(w, JK_REGISTER_CONTEST)))
            return (struct jk_calendar_of){ pack->contests[i].id, pack->contests[i].region };
    }
    return (struct jk_calendar_of){ "", pack->region };
}

/* A day counted from another is shown, and asked: whoever wrote it may have counted otherwise. */
static bool refuse_date(const struct writing *w, enum jk_register_column column)
{
    int32_t vote_day, campaign_day, day;
    const struct jk_calendar_of of = calendar_of(w);
    struct jk_buf said = { 0 };

    vote_day = jk_phase_first(w->row->pack, &of, JK_DAY_VOTE);
    campaign_day = jk_phase_first(w->row->pack, &of, JK_DAY_CAMPAIGN);
    if (vote_day == INT32_MAX || campaign_day == INT32_MAX || /* there is nothing to count from */
        !jk_words_relative(last_of(w, column), vote_day, campaign_day, &day))
        return refuse(w, column, JK_TEXT_CSV_DATE);
    jk_buf_span(&said, cell(w, column));
    jk_buf_str(&said, " = ");
    jk_date_add(&said, day);
    jk_fail_at(w->err, JK_INVALID, JK_TEXT_CSV_RELATIVE,
               (struct jk_at){ w->row->line, jk_register_name(column) }, "%s",
               jk_buf_ok(&said) ? said.at : "");
    jk_buf_clear(&said);
    return false;
}

/* @param[out] weekday  as the cell states it; -1 where it does not */
static bool read_date(const struct writing *w, enum jk_register_column column, int32_t *day,
                      int *weekday)
{
    return jk_words_date(last_of(w, column), day, weekday) || refuse_date(w, column);
}

/* The day of the row; of a series the first, and `last_day` is its last. */
static bool read_day(struct writing *w, int32_t *day, int *weekday)
{
    *weekday = -1;
    if (jk_words_days(last_of(w, JK_REGISTER_DATE), day, &w->last_day))
        return !cell(w, JK_REGISTER_END_DATE).len || refuse(w, JK_REGISTER_DATE, JK_TEXT_CSV_DATE);
    if (!read_date(w, JK_REGISTER_DATE, day, weekday))
        return false;
    w->last_day = *day;
    return true;
}

static void infer(struct writing *w, const char *property)
{
    jk_buf_fmt(&w->inferred, "%s%s", w->inferred.len ? "," : "", property);
}

/* An hour, and a zone beside it, which must be that of the row where the row has one. */
static bool read_clock(const struct writing *w, enum jk_register_column column, int32_t *second,
                       const struct jk_tz **tz)
{
    const struct jk_tz *stated;

    if (!jk_words_clock(last_of(w, column), second, &stated))
        return refuse(w, column, JK_TEXT_CSV_CLOCK);
    if (stated && *tz && stated->offset_s != (*tz)->offset_s)
        return refuse(w, column, JK_TEXT_CSV_ZONES);
    *tz = *tz ? *tz : stated;
    return true;
}

static void write_text(const struct writing *w, enum jk_register_column column, const char *name)
{
    if (!is_empty(w, column))
        jk_ical_text(w->ical, name, w->row->cell[column]);
}

/* Writes a value as it stands; the reader judges its form. */
static void write_value(const struct writing *w, enum jk_register_column column, const char *name)
{
    if (cell(w, column).len)
        jk_ical_value(w->ical, name, cell(w, column));
}

/* A number as the reader wants it. One that may be two is refused here, and so is what is none: the
 * reader would name the property and not what a spreadsheet does. */
static bool add_number(const struct writing *w, enum jk_register_column column,
                       enum feed_number_kind kind, struct jk_buf *out)
{
    struct jk_span text = cell(w, column);

    return !text.len || feed_number_read(text, w->row->sep, kind, out) ||
           refuse(w, column, kind == FEED_NUMBER_COUNT ? JK_TEXT_CSV_COUNT : JK_TEXT_CSV_MEASURE);
}

static bool write_number(const struct writing *w, enum jk_register_column column,
                         enum feed_number_kind kind, const char *name)
{
    struct jk_buf number = { 0 };
    bool ok = add_number(w, column, kind, &number);

    if (ok && number.len)
        jk_ical_value(w->ical, name, jk_buf_view(&number));
    w->ical->failed = w->ical->failed || number.failed;
    jk_buf_clear(&number);
    return ok;
}

static bool write_place(const struct writing *w)
{
    struct jk_buf geo = { 0 };
    bool ok;

    write_text(w, JK_REGISTER_PLACE, "LOCATION");
    ok = add_number(w, JK_REGISTER_LAT, FEED_NUMBER_MEASURE, &geo);
    if (ok && (geo.len || cell(w, JK_REGISTER_LON).len)) {
        jk_buf_char(&geo, ';');
        ok = add_number(w, JK_REGISTER_LON, FEED_NUMBER_MEASURE, &geo);
        jk_ical_value(w->ical, "GEO", jk_buf_view(&geo));
    }
    w->ical->failed = w->ical->failed || geo.failed;
    jk_buf_clear(&geo);
    return ok && write_number(w, JK_REGISTER_RADIUS, FEED_NUMBER_MEASURE, "X-JARAK-RADIUS") &&
           write_number(w, JK_REGISTER_UNCERTAINTY, FEED_NUMBER_MEASURE, "X-JARAK-UNCERTAINTY");
}

/* The classes of vehicles, in the order of the property. */
static const struct {
    enum jk_register_column column;
    const char *name;
} classes[] = { { JK_REGISTER_CARS, "cars" },
                { JK_REGISTER_MOTORCYCLES, "motorcycles" },
                { JK_REGISTER_TRUCKS, "trucks" },
                { JK_REGISTER_BUSES, "buses" } };
#define CLASSES (sizeof classes / sizeof *classes)

/* The vehicles of the columns of their classes; `value` is the property of those stated. */
static bool read_classes(const struct writing *w, uint64_t count[CLASSES], struct jk_buf *value)
{
    struct jk_buf number = { 0 };
    bool ok = true;

    for (size_t i = 0; i < CLASSES && ok; i++) {
        count[i] = 0;
        if (!cell(w, classes[i].column).len)
            continue;
        jk_buf_reset(&number);
        ok = add_number(w, classes[i].column, FEED_NUMBER_COUNT, &number) &&
             (jk_uint_parse(jk_buf_view(&number), JK_VEHICLES_MAX, &count[i]) ||
              refuse(w, classes[i].column, JK_TEXT_INTEGER));
        if (ok)
            jk_buf_fmt(value, "%s%s=%u", value->len ? ";" : "", classes[i].name,
                       (unsigned)count[i]);
    }
    w->ical->failed = w->ical->failed || number.failed;
    jk_buf_clear(&number);
    return ok;
}

/* The vehicles in words; where their classes are stated too, both say the same. */
static bool read_all_vehicles(const struct writing *w, const uint64_t count[CLASSES],
                              struct jk_buf *value)
{
    struct jk_vehicles v;

    if (!cell(w, JK_REGISTER_VEHICLES).len)
        return true;
    if (!jk_words_vehicles(cell(w, JK_REGISTER_VEHICLES), &v))
        return refuse(w, JK_REGISTER_VEHICLES, JK_TEXT_CSV_VEHICLES);
    if (value->len && (count[0] != v.cars || count[1] != v.motorcycles || count[2] != v.trucks ||
                       count[3] != v.buses))
        return refuse(w, JK_REGISTER_VEHICLES, JK_TEXT_CSV_VEHICLES_TWICE);
    if (!value->len)
        jk_buf_fmt(value, "cars=%u;motorcycles=%u;trucks=%u;buses=%u", v.cars, v.motorcycles,
                   v.trucks, v.buses);
    return true;
}

/* A place of a route: `0.5053,117.5343`. */
static bool add_corner(struct jk_buf *json, struct jk_span text)
{
    struct jk_span lat;
    double lat_deg, lon_deg;

    if (!jk_span_cut(&text, ',', &lat) || !jk_number_parse(lat, &lat_deg) ||
        !jk_number_parse(text, &lon_deg) || !(fabs(lat_deg) <= 90.0) || !(fabs(lon_deg) <= 180.0))
        return false;
    jk_buf_char(json, '[');
    jk_decimal_add(json, lon_deg, DEGREE_DIGITS, '.');
    jk_buf_char(json, ',');
    jk_decimal_add(json, lat_deg, DEGREE_DIGITS, '.');
    jk_buf_char(json, ']');
    return true;
}

/* The next place of a route: blanks, semicolons and line ends part them. */
static bool next_corner(struct jk_span *rest, struct jk_span *corner)
{
    size_t from = 0, to;

    while (from < rest->len && memchr(" ;\t\r\n", rest->at[from], 5))
        from++;
    for (to = from; to < rest->len && !memchr(" ;\t\r\n", rest->at[to], 5);)
        to++;
    *corner = (struct jk_span){ rest->at + from, to - from };
    *rest = (struct jk_span){ rest->at + to, rest->len - to };
    return corner->len > 0;
}

/* A table brings its convoys so. Times along the way have no room in a cell: the column drives at
 * one speed. */
static bool write_route(const struct writing *w)
{
    struct jk_span rest = cell(w, JK_REGISTER_ROUTE), corner;
    struct jk_buf json = { 0 };
    bool ok = true, any = false;

    if (!rest.len)
        return true;
    jk_buf_str(&json, "{\"type\":\"LineString\",\"coordinates\":[");
    while (ok && next_corner(&rest, &corner)) {
        jk_buf_str(&json, any ? "," : "");
        ok = add_corner(&json, corner);
        any = true;
    }
    jk_buf_str(&json, "]}");
    if (ok && jk_buf_ok(&json))
        jk_ical_text(w->ical, "X-JARAK-GEOMETRY", json.at);
    w->ical->failed = w->ical->failed || json.failed;
    jk_buf_clear(&json);
    return ok || refuse(w, JK_REGISTER_ROUTE, JK_TEXT_CSV_ROUTE);
}

static bool write_vehicles(struct writing *w)
{
    struct jk_buf value = { 0 };
    uint64_t count[CLASSES];
    bool ok = read_classes(w, count, &value) && read_all_vehicles(w, count, &value);

    if (ok && w->walks && !value.len) { /* none: those who go on foot */
        jk_buf_str(&value, "cars=0");
        infer(w, "X-JARAK-VEHICLES");
    }
    if (ok && value.len)
        jk_ical_value(w->ical, "X-JARAK-VEHICLES", jk_buf_view(&value));
    w->ical->failed = w->ical->failed || value.failed;
    jk_buf_clear(&value);
    return ok;
}

/* What does not take place then; when a postponed one will, another row will say. */
static bool is_cancelled(const struct writing *w)
{
    return w->status != JK_SAID_LIVE;
}

/* Where nobody says how long it goes on. */
static int64_t infer_end(struct writing *w, int64_t midnight_s, int64_t start_s)
{
    const struct jk_calendar_of of = calendar_of(w);

    infer(w, "DTEND");
    return jk_usual_end(w->row->pack, &of, w->kind, midnight_s, start_s);
}

/* The time people are there before it begins or after it has ended, from the hour they come or go;
 * who leaves before the hour it ends leaves on the next day. */
static bool write_presence(const struct writing *w, enum jk_register_column column,
                           const char *property, int64_t from_s, const struct jk_tz *tz)
{
    bool before = column == JK_REGISTER_GATE;
    const struct jk_tz *own = tz;
    int32_t second;
    int64_t length_s;

    if (!cell(w, column).len)
        return true;
    if (!read_clock(w, column, &second, &own))
        return false;
    length_s = (from_s + tz->offset_s) % JK_DAY_S - second;
    if (!before)
        length_s = length_s > 0 ? JK_DAY_S - length_s : -length_s;
    if (length_s < 0)
        return refuse(w, column, JK_TEXT_CSV_GATE);
    jk_ical_duration(w->ical, property, length_s);
    return true;
}

static bool write_end(struct writing *w, int32_t day, int64_t start_s, const struct jk_tz *tz)
{
    const struct jk_tz *own = tz;
    int64_t midnight_s, end_s;
    int32_t second;
    int weekday;

    if (is_cancelled(w) && !cell(w, JK_REGISTER_TO).len) { /* it has no time any more */
        jk_ical_duration(w->ical, "DURATION", 3600);
        return true;
    }
    if (cell(w, JK_REGISTER_END_DATE).len && !read_date(w, JK_REGISTER_END_DATE, &day, &weekday))
        return false;
    midnight_s = (int64_t)day * JK_DAY_S - tz->offset_s;
    if (!cell(w, JK_REGISTER_TO).len || jk_words_open_end(last_of(w, JK_REGISTER_TO)))
        end_s = infer_end(w, midnight_s, start_s);
    else if (read_clock(w, JK_REGISTER_TO, &second, &own))
        end_s = midnight_s + second;
    else
        return false;
    jk_ical_time(w->ical, "DTEND", end_s, tz);
    return write_presence(w, JK_REGISTER_GATE, "X-JARAK-BUILDUP", start_s, tz) &&
           write_presence(w, JK_REGISTER_LEAVE, "X-JARAK-DISPERSAL", end_s, tz);
}

/* The zone of a row that names none: of the region that elects, which a pack of several may have in
 * another zone than its own. */
static const struct jk_tz *zone_of_contest(const struct writing *w)
{
    const struct jk_pack *pack = w->row->pack;

    for (size_t i = 0; i < pack->contest_count; i++) {
        const struct jk_region *region = jk_pack_region(pack, pack->contests[i].region);

        if (region && jk_span_eq(jk_span_of(pack->contests[i].id), cell(w, JK_REGISTER_CONTEST)))
            return region->tz;
    }
    return pack->tz;
}

static void write_weekday(const struct writing *w, int weekday)
{
    if (cell(w, JK_REGISTER_WEEKDAY).len)
        write_value(w, JK_REGISTER_WEEKDAY, "X-JARAK-DAY");
    else if (weekday >= 0)
        jk_ical_line(w->ical, "X-JARAK-DAY", jk_weekday_name(weekday, JK_LANG_ID));
}

/* Each day of a series. */
static void write_series(const struct writing *w, int32_t day)
{
    char rule[48];

    if (w->last_day <= day)
        return;
    snprintf(rule, sizeof rule, "FREQ=DAILY;COUNT=%d", (int)(w->last_day - day + 1));
    jk_ical_line(w->ical, "RRULE", rule);
}

static bool write_times(struct writing *w)
{
    const struct jk_tz *tz = NULL;
    int32_t day, letter_day, second;
    int64_t start_s;
    int weekday, ignored;

    if (cell(w, JK_REGISTER_ZONE).len && !(tz = jk_tz_find(cell(w, JK_REGISTER_ZONE))))
        return refuse(w, JK_REGISTER_ZONE, JK_TEXT_CSV_ZONE);
    if (!read_day(w, &day, &weekday) || !read_clock(w, JK_REGISTER_FROM, &second, &tz))
        return false;
    tz = tz ? tz : zone_of_contest(w);
    letter_day = day;
    if (cell(w, JK_REGISTER_LETTER_DATE).len) {
        if (!read_date(w, JK_REGISTER_LETTER_DATE, &letter_day, &ignored))
            return false;
        jk_buf_str(w->ical, "X-JARAK-LETTER-DATE:");
        jk_date_add(w->ical, letter_day);
        jk_buf_str(w->ical, "\r\n");
    }
    start_s = (int64_t)day * JK_DAY_S + second - tz->offset_s;
    /* Not the clock: the same table again must be the same bytes. */
    jk_ical_time(w->ical, "DTSTAMP", (int64_t)letter_day * JK_DAY_S, NULL);
    jk_ical_time(w->ical, "DTSTART", start_s, tz);
    write_weekday(w, weekday);
    write_series(w, day);
    return write_end(w, day, start_s, tz);
}

/* Writes the UID. Where the table has none, it is made of the cells that make an activity the same
 * one. */
static void write_uid(const struct writing *w)
{
    static const enum jk_register_column own[] = { JK_REGISTER_LETTER_NO, JK_REGISTER_CONTEST,
                                                   JK_REGISTER_PASLON,    JK_REGISTER_KIND,
                                                   JK_REGISTER_DATE,      JK_REGISTER_FROM,
                                                   JK_REGISTER_PLACE,     JK_REGISTER_LEG };
    struct jk_span cells[sizeof own / sizeof *own];
    uint8_t digest[JK_DIGEST_LEN];
    char name[2 * 16 + sizeof "@tabel"];

    if (w->row->uid) {
        jk_ical_text(w->ical, "UID", w->row->uid);
        return;
    }
    if (!is_empty(w, JK_REGISTER_UID)) {
        jk_ical_text(w->ical, "UID", w->row->cell[JK_REGISTER_UID]);
        return;
    }
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        cells[i] = cell(w, own[i]);
    jk_sha256_list(cells, sizeof own / sizeof *own, digest);
    jk_hex(digest, 16, name);
    memcpy(name + 32, "@tabel", sizeof "@tabel");
    jk_ical_line(w->ical, "UID", name);
}

/* The cells that decide what a row is: a word nobody knows in one of them is refused, for passed
 * over it would be a live rally, or nobody's. */
static bool read_deciding(struct writing *w)
{
    if (!jk_words_status(cell(w, JK_REGISTER_STATE), &w->status))
        return refuse(w, JK_REGISTER_STATE, JK_TEXT_CSV_STATUS);
    return jk_words_kind(cell(w, JK_REGISTER_KIND), &w->kind, &w->walks) ||
           refuse(w, JK_REGISTER_KIND, JK_TEXT_CSV_KIND);
}

static bool write_paslon(const struct writing *w)
{
    struct jk_buf numbers = { 0 };
    bool ok = !cell(w, JK_REGISTER_PASLON).len ||
              jk_words_paslon(cell(w, JK_REGISTER_PASLON), &numbers) ||
              refuse(w, JK_REGISTER_PASLON, JK_TEXT_CSV_PASLON);

    if (ok && numbers.len)
        jk_ical_value(w->ical, "X-JARAK-PASLON", jk_buf_view(&numbers));
    w->ical->failed = w->ical->failed || numbers.failed;
    jk_buf_clear(&numbers);
    return ok;
}

static bool write_crowd(struct writing *w)
{
    char text[16];
    uint32_t people;
    bool is_class;

    if (!cell(w, JK_REGISTER_CROWD).len)
        return true;
    if (!jk_words_people(cell(w, JK_REGISTER_CROWD), &people, &is_class))
        return refuse(w, JK_REGISTER_CROWD, JK_TEXT_CSV_COUNT);
    snprintf(text, sizeof text, "%u", people);
    jk_ical_line(w->ical, "X-JARAK-CROWD", text);
    if (is_class)
        infer(w, "X-JARAK-CROWD");
    return true;
}

static bool write_chain(const struct writing *w)
{
    enum jk_leg leg = JK_LEG_MAIN;

    if (cell(w, JK_REGISTER_LEG).len && !jk_words_leg(cell(w, JK_REGISTER_LEG), &leg))
        return refuse(w, JK_REGISTER_LEG, JK_TEXT_CSV_LEG);
    if (leg != JK_LEG_MAIN)
        jk_ical_line(w->ical, "X-JARAK-LEG", jk_leg_word(leg));
    write_text(w, JK_REGISTER_PARENT, "RELATED-TO;RELTYPE=PARENT");
    return true;
}

static bool has_point_only(const struct writing *w)
{
    struct jk_span form = cell(w, JK_REGISTER_GEOMETRY);

    if (w->row->known)
        return true;
    if (jk_span_eq_nocase(form, JK_SPAN("area")) ||
        (jk_span_eq_nocase(form, JK_SPAN("rute")) && !cell(w, JK_REGISTER_ROUTE).len))
        return refuse(w, JK_REGISTER_GEOMETRY, JK_TEXT_CSV_GEOMETRY);
    return true;
}

/* What nobody stated and the words gave. */
static void write_inferred(const struct writing *w)
{
    if (w->inferred.len)
        jk_ical_text(w->ical, "X-JARAK-INFERRED", w->inferred.at);
    w->ical->failed = w->ical->failed || w->inferred.failed;
}

/* All of the event but its end. @return false where the row is refused */
static bool write_event(struct writing *w)
{
    jk_ical_begin(w->ical, "VEVENT");
    write_uid(w);
    if (!read_deciding(w) || !has_point_only(w) || !write_times(w) || !write_vehicles(w))
        return false;
    write_value(w, JK_REGISTER_SEQUENCE, "SEQUENCE");
    jk_ical_line(w->ical, "CATEGORIES", jk_kind_category(w->kind));
    write_value(w, JK_REGISTER_CONTEST, "X-JARAK-CONTEST");
    if (!write_chain(w) || !write_paslon(w) || !write_place(w) || !write_route(w) ||
        !write_crowd(w))
        return false;
    write_text(w, JK_REGISTER_LETTER_NO, "X-JARAK-LETTER-NO");
    write_text(w, JK_REGISTER_STTP, "X-JARAK-STTP");
    write_text(w, JK_REGISTER_CONTACT, "CONTACT");
    write_text(w, JK_REGISTER_PROPS, "X-JARAK-PROPS");
    write_text(w, JK_REGISTER_SUMMARY, "SUMMARY");
    write_value(w, JK_REGISTER_OFFICERS, "X-JARAK-OFFICERS");
    write_text(w, JK_REGISTER_UNIT, "X-JARAK-UNIT");
    write_text(w, JK_REGISTER_GUARDS, "X-JARAK-GUARDS");
    if (is_cancelled(w))
        jk_ical_line(w->ical, "STATUS", "CANCELLED");
    write_inferred(w);
    return true;
}

enum jk_status feed_register_row_write(const struct register_row *row, struct jk_buf *ical,
                                       struct jk_error *err)
{
    struct writing w = { .row = row, .ical = ical, .err = err };
    bool ok = write_event(&w);

    jk_buf_clear(&w.inferred);
    return ok ? JK_OK : err->status;
}
