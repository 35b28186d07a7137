/* One row of the register as a VEVENT, so that a table goes through the same reader as any other
 * filing.
 *
 * Only what differs in form between a spreadsheet and iCalendar is converted here (dates, clocks,
 * numbers of a spreadsheet, kinds in words); everything else is written as it stands and judged by
 * the reader, whose faults are led back to row and column (jk_register_locate). A row without a UID
 * gets one from the cells that make an activity the same one, so importing a table twice changes
 * nothing; DTSTAMP is the letter's date for the same reason. */
#include "daemon/feed/table/row.h"
#include "jarak/feed/texts/texts.h"

#include <string.h>
#include "jarak/base/decimal.h"
#include "jarak/base/digest.h"
#include "jarak/ical/write.h"

/* A row being written: the first refusal stands. */
struct writing {
    const struct register_row *row;
    struct jk_buf *ical;
    struct jk_error *err;
};

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

/* 23/11/2024: the order of the country, day first. */
static bool parse_slashes(struct jk_span text, int32_t *day)
{
    struct jk_span d, m;
    uint64_t dd, mm, yy;

    if (!jk_span_cut(&text, '/', &d) || !jk_span_cut(&text, '/', &m) || !text.at ||
        !jk_uint_parse(d, 31, &dd) || !jk_uint_parse(m, 12, &mm) ||
        !jk_uint_parse(text, 9999, &yy) || !jk_date_valid((int)yy, (int)mm, (int)dd))
        return false;
    *day = jk_days_from_date((int)yy, (int)mm, (int)dd);
    return true;
}

static bool read_date(const struct writing *w, enum jk_register_column column, int32_t *day)
{
    return jk_date_parse(cell(w, column), day) || parse_slashes(cell(w, column), day) ||
           refuse(w, column, JK_TEXT_CSV_DATE);
}

/* 14:00, 14.00, 9:00, and the seconds a spreadsheet adds when they are zero. */
static bool read_clock(const struct writing *w, enum jk_register_column column, int32_t *second)
{
    struct jk_span text = cell(w, column);
    char clock[6] = "00:00";

    if (text.len > 3 && jk_span_eq((struct jk_span){ text.at + text.len - 3, 3 }, JK_SPAN(":00")) &&
        memchr(text.at, ':', text.len - 3))
        text.len -= 3;
    if (text.len != 4 && text.len != 5)
        return refuse(w, column, JK_TEXT_CSV_CLOCK);
    memcpy(clock + 5 - text.len, text.at, text.len);
    if (clock[2] == '.')
        clock[2] = ':';
    return jk_hour_parse((struct jk_span){ clock, 5 }, second) ||
           refuse(w, column, JK_TEXT_CSV_CLOCK);
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

static bool write_vehicles(const struct writing *w)
{
    static const struct {
        enum jk_register_column column;
        const char *name;
    } classes[] = { { JK_REGISTER_CARS, "cars" },
                    { JK_REGISTER_MOTORCYCLES, "motorcycles" },
                    { JK_REGISTER_TRUCKS, "trucks" },
                    { JK_REGISTER_BUSES, "buses" } };
    struct jk_buf value = { 0 }, number = { 0 };
    uint64_t count;
    bool ok = true;

    for (size_t i = 0; i < 4 && ok; i++) {
        if (!cell(w, classes[i].column).len)
            continue;
        jk_buf_reset(&number);
        ok = add_number(w, classes[i].column, FEED_NUMBER_COUNT, &number) &&
             (jk_uint_parse(jk_buf_view(&number), JK_VEHICLES_MAX, &count) ||
              refuse(w, classes[i].column, JK_TEXT_INTEGER));
        if (ok)
            jk_buf_fmt(&value, "%s%s=%u", value.len ? ";" : "", classes[i].name, (unsigned)count);
    }
    if (ok && value.len)
        jk_ical_value(w->ical, "X-JARAK-VEHICLES", jk_buf_view(&value));
    w->ical->failed = w->ical->failed || value.failed || number.failed;
    jk_buf_clear(&number);
    jk_buf_clear(&value);
    return ok;
}

static bool is_cancelled(const struct writing *w)
{
    return jk_span_eq_nocase(cell(w, JK_REGISTER_STATE), JK_SPAN("cancelled"));
}

static bool write_end(const struct writing *w, int32_t day, const struct jk_tz *tz)
{
    int32_t second;

    if (is_cancelled(w) && !cell(w, JK_REGISTER_TO).len) { /* it has no time any more */
        jk_ical_duration(w->ical, "DURATION", 3600);
        return true;
    }
    if ((cell(w, JK_REGISTER_END_DATE).len && !read_date(w, JK_REGISTER_END_DATE, &day)) ||
        !read_clock(w, JK_REGISTER_TO, &second))
        return false;
    jk_ical_time(w->ical, "DTEND", (int64_t)day * JK_DAY_S + second - tz->offset_s, tz);
    return true;
}

static bool write_times(const struct writing *w)
{
    const struct jk_tz *tz = w->row->tz;
    int32_t day, letter_day, second;

    if (cell(w, JK_REGISTER_ZONE).len && !(tz = jk_tz_find(cell(w, JK_REGISTER_ZONE))))
        return refuse(w, JK_REGISTER_ZONE, JK_TEXT_CSV_ZONE);
    if (!read_date(w, JK_REGISTER_DATE, &day) || !read_clock(w, JK_REGISTER_FROM, &second))
        return false;
    letter_day = day;
    if (cell(w, JK_REGISTER_LETTER_DATE).len) {
        if (!read_date(w, JK_REGISTER_LETTER_DATE, &letter_day))
            return false;
        jk_buf_str(w->ical, "X-JARAK-LETTER-DATE:");
        jk_date_add(w->ical, letter_day);
        jk_buf_str(w->ical, "\r\n");
    }
    /* Not the clock: the same table again must be the same bytes. */
    jk_ical_time(w->ical, "DTSTAMP", (int64_t)letter_day * JK_DAY_S, NULL);
    jk_ical_time(w->ical, "DTSTART", (int64_t)day * JK_DAY_S + second - tz->offset_s, tz);
    return write_end(w, day, tz);
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

/* "rapat umum" as people write it is RAPAT-UMUM. */
static void write_kind(const struct writing *w)
{
    struct jk_span kind = cell(w, JK_REGISTER_KIND);
    struct jk_buf word = { 0 };

    for (size_t i = 0; i < kind.len; i++)
        jk_buf_char(&word, kind.at[i] == ' ' ? '-' : kind.at[i]);
    jk_ical_value(w->ical, "CATEGORIES", jk_buf_view(&word));
    w->ical->failed = w->ical->failed || word.failed;
    jk_buf_clear(&word);
}

static void write_chain(const struct writing *w)
{
    struct jk_span leg = cell(w, JK_REGISTER_LEG);

    if (leg.len && !jk_span_eq_nocase(leg, jk_span_of(jk_leg_word(JK_LEG_MAIN))))
        jk_ical_value(w->ical, "X-JARAK-LEG", leg);
    write_text(w, JK_REGISTER_PARENT, "RELATED-TO;RELTYPE=PARENT");
}

static bool has_point_only(const struct writing *w)
{
    struct jk_span form = cell(w, JK_REGISTER_GEOMETRY);

    if (jk_span_eq_nocase(form, JK_SPAN("area")) || jk_span_eq_nocase(form, JK_SPAN("rute")))
        return refuse(w, JK_REGISTER_GEOMETRY, JK_TEXT_CSV_GEOMETRY);
    return true;
}

enum jk_status feed_register_row_write(const struct register_row *row, struct jk_buf *ical,
                                       struct jk_error *err)
{
    struct writing w = { row, ical, err };

    jk_ical_begin(ical, "VEVENT");
    write_uid(&w);
    if (!has_point_only(&w) || !write_times(&w) || !write_vehicles(&w))
        return err->status;
    write_value(&w, JK_REGISTER_SEQUENCE, "SEQUENCE");
    write_kind(&w);
    write_value(&w, JK_REGISTER_CONTEST, "X-JARAK-CONTEST");
    write_value(&w, JK_REGISTER_PASLON, "X-JARAK-PASLON");
    write_chain(&w);
    if (!write_place(&w) ||
        !write_number(&w, JK_REGISTER_CROWD, FEED_NUMBER_COUNT, "X-JARAK-CROWD"))
        return err->status;
    write_value(&w, JK_REGISTER_WEEKDAY, "X-JARAK-DAY");
    write_text(&w, JK_REGISTER_LETTER_NO, "X-JARAK-LETTER-NO");
    write_text(&w, JK_REGISTER_STTP, "X-JARAK-STTP");
    write_text(&w, JK_REGISTER_CONTACT, "CONTACT");
    write_text(&w, JK_REGISTER_PROPS, "X-JARAK-PROPS");
    write_text(&w, JK_REGISTER_SUMMARY, "SUMMARY");
    if (is_cancelled(&w))
        jk_ical_line(ical, "STATUS", "CANCELLED");
    jk_ical_end(ical, "VEVENT");
    return JK_OK;
}
