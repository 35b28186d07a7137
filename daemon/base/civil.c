/* Calendar and clock arithmetic for 1900..2199, and dates as people write them.
 *
 * Days are numbered from 1970-01-01. Years begin in March in the arithmetic, so the leap day comes
 * last and five months always have 153 days: dates need no table and no loop. Divisions are floored
 * for days before 1970. The zones of Indonesia are fixed offsets without summer time; their old and
 * new names lead to one of three. Parsers take one form and the whole span. */
#include "jarak/base/civil.h"

#include <string.h>

#define YEAR_MIN 1900
#define YEAR_MAX 2199

static const char *const month_names[JK_LANG_END][12] = {
    { "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September",
      "Oktober", "November", "Desember" },
    { "January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October", "November", "December" },
};

static const char *const day_names[JK_LANG_END][7] = {
    { "Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu" },
    { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday" },
};

static const struct {
    const char *name;
    struct jk_tz tz;
} zones[] = {
    { "Asia/Makassar", { "Asia/Makassar", "WITA", 8 * 3600 } },
    { "WITA", { "Asia/Makassar", "WITA", 8 * 3600 } },
    { "Asia/Ujung_Pandang", { "Asia/Makassar", "WITA", 8 * 3600 } },
    { "Asia/Jakarta", { "Asia/Jakarta", "WIB", 7 * 3600 } },
    { "WIB", { "Asia/Jakarta", "WIB", 7 * 3600 } },
    { "Asia/Pontianak", { "Asia/Pontianak", "WIB", 7 * 3600 } },
    { "Asia/Jayapura", { "Asia/Jayapura", "WIT", 9 * 3600 } },
    { "WIT", { "Asia/Jayapura", "WIT", 9 * 3600 } },
};

const struct jk_tz *jk_tz_find(struct jk_span name)
{
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        if (jk_span_eq_nocase(name, jk_span_of(zones[i].name)))
            return &zones[i].tz;
    }
    return NULL;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

bool jk_date_valid(int year, int month, int day)
{
    static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 12 || day < 1)
        return false;
    return day <= lengths[month - 1] + (month == 2 && is_leap(year));
}

/* Days and dates after H. Hinnant, "chrono-compatible low-level date algorithms": years begin in
 * March, so that the leap day is the last one. */
int32_t jk_days_from_date(int year, int month, int day)
{
    int y = month <= 2 ? year - 1 : year;
    int era = (y >= 0 ? y : y - 399) / 400;
    int year_of_era = y - era * 400;
    int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return (int32_t)(era * 146097 + day_of_era - 719468);
}

struct jk_civil jk_date_from_days(int32_t days)
{
    int32_t z = days + 719468;
    int32_t era = (z >= 0 ? z : z - 146096) / 146097;
    int32_t day_of_era = z - era * 146097;
    int32_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int32_t mp = (5 * day_of_year + 2) / 153;
    int month = mp < 10 ? mp + 3 : mp - 9;

    return (struct jk_civil){ .year = year_of_era + era * 400 + (month <= 2),
                              .month = month,
                              .day = day_of_year - (153 * mp + 2) / 5 + 1 };
}

int jk_weekday(int32_t days)
{
    int day = (int)((days + 4) % 7); /* 1970-01-01 was a Thursday */

    return day < 0 ? day + 7 : day;
}

int64_t jk_civil_to_utc(const struct jk_civil *civil, int offset_s)
{
    return (int64_t)jk_days_from_date(civil->year, civil->month, civil->day) * JK_DAY_S +
           civil->hour * 3600 + civil->minute * 60 + civil->second - offset_s;
}

int32_t jk_local_day(int64_t utc_s, int offset_s)
{
    int64_t local = utc_s + offset_s;

    return (int32_t)(local >= 0 ? local / JK_DAY_S : -((-local + JK_DAY_S - 1) / JK_DAY_S));
}

struct jk_civil jk_civil_from_utc(int64_t utc_s, int offset_s)
{
    int32_t day = jk_local_day(utc_s, offset_s);
    int rest = (int)(utc_s + offset_s - (int64_t)day * JK_DAY_S);
    struct jk_civil civil = jk_date_from_days(day);

    civil.hour = rest / 3600;
    civil.minute = rest / 60 % 60;
    civil.second = rest % 60;
    return civil;
}

/* Reads exactly `digits` digits at `at`; -1 when one of them is none. */
static int read_digits(const char *at, int digits)
{
    int value = 0;

    for (int i = 0; i < digits; i++) {
        if (at[i] < '0' || at[i] > '9')
            return -1;
        value = value * 10 + (at[i] - '0');
    }
    return value;
}

bool jk_date_parse(struct jk_span span, int32_t *days)
{
    int year, month, day;

    if (span.len != 10 || span.at[4] != '-' || span.at[7] != '-')
        return false;
    year = read_digits(span.at, 4);
    month = read_digits(span.at + 5, 2);
    day = read_digits(span.at + 8, 2);
    if (!jk_date_valid(year, month, day))
        return false;
    *days = jk_days_from_date(year, month, day);
    return true;
}

static bool read_offset(struct jk_span span, int *offset_s)
{
    int hours, minutes;

    if (span.len == 1 && span.at[0] == 'Z') {
        *offset_s = 0;
        return true;
    }
    if (span.len != 6 || (span.at[0] != '+' && span.at[0] != '-') || span.at[3] != ':')
        return false;
    hours = read_digits(span.at + 1, 2);
    minutes = read_digits(span.at + 4, 2);
    if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59)
        return false;
    *offset_s = (hours * 60 + minutes) * (span.at[0] == '-' ? -60 : 60);
    return true;
}

/* What stands behind `.123`, which programs write and which moves nothing by a second. */
static struct jk_span behind_fraction(struct jk_span text)
{
    size_t i = 1;

    if (text.len == 0 || text.at[0] != '.')
        return text;
    while (i < text.len && i < 10 && text.at[i] >= '0' && text.at[i] <= '9')
        i++;
    return i > 1 ? (struct jk_span){ text.at + i, text.len - i } : text;
}

bool jk_iso_parse(struct jk_span span, int64_t *utc_s)
{
    int32_t days;
    int hour, minute, second, offset_s;

    if (span.len < 20 || span.at[10] != 'T' || span.at[13] != ':' || span.at[16] != ':')
        return false;
    hour = read_digits(span.at + 11, 2);
    minute = read_digits(span.at + 14, 2);
    second = read_digits(span.at + 17, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
        return false;
    if (!jk_date_parse((struct jk_span){ span.at, 10 }, &days) ||
        !read_offset(behind_fraction((struct jk_span){ span.at + 19, span.len - 19 }), &offset_s))
        return false;
    *utc_s = (int64_t)days * JK_DAY_S + hour * 3600 + minute * 60 + second - offset_s;
    return true;
}

bool jk_hour_parse(struct jk_span span, int32_t *second_of_day)
{
    int hour, minute;

    if (span.len != 5 || span.at[2] != ':')
        return false;
    hour = read_digits(span.at, 2);
    minute = read_digits(span.at + 3, 2);
    if (hour < 0 || hour > 24 || minute < 0 || minute > 59 || (hour == 24 && minute != 0))
        return false;
    *second_of_day = hour * 3600 + minute * 60;
    return true;
}

void jk_date_add(struct jk_buf *buf, int32_t days)
{
    struct jk_civil c = jk_date_from_days(days);

    jk_buf_fmt(buf, "%04d-%02d-%02d", c.year, c.month, c.day);
}

void jk_iso_add(struct jk_buf *buf, int64_t utc_s, int offset_s)
{
    struct jk_civil c = jk_civil_from_utc(utc_s, offset_s);
    int minutes = offset_s / 60;

    jk_date_add(buf, jk_local_day(utc_s, offset_s));
    jk_buf_fmt(buf, "T%02d:%02d:%02d", c.hour, c.minute, c.second);
    if (minutes == 0) {
        jk_buf_char(buf, 'Z');
        return;
    }
    jk_buf_char(buf, minutes < 0 ? '-' : '+');
    minutes = minutes < 0 ? -minutes : minutes;
    jk_buf_fmt(buf, "%02d:%02d", minutes / 60, minutes % 60);
}

void jk_long_date_add(struct jk_buf *buf, int32_t days, enum jk_lang lang)
{
    struct jk_civil c = jk_date_from_days(days);

    jk_buf_fmt(buf, "%s, %d %s %d", jk_weekday_name(jk_weekday(days), lang), c.day,
               month_names[lang][c.month - 1], c.year);
}

void jk_clock_add(struct jk_buf *buf, int64_t utc_s, int offset_s, enum jk_lang lang)
{
    struct jk_civil c = jk_civil_from_utc(utc_s, offset_s);

    jk_buf_fmt(buf, "%02d%c%02d", c.hour, lang == JK_LANG_ID ? '.' : ':', c.minute);
}

void jk_range_add(struct jk_buf *buf, int64_t from_s, int64_t to_s, const struct jk_tz *tz,
                  enum jk_lang lang)
{
    int32_t first = jk_local_day(from_s, tz->offset_s), last = jk_local_day(to_s, tz->offset_s);
    const char *at = lang == JK_LANG_ID ? " pukul " : ", ";

    jk_long_date_add(buf, first, lang);
    jk_buf_str(buf, at);
    jk_clock_add(buf, from_s, tz->offset_s, lang);
    jk_buf_char(buf, '-');
    if (last != first) {
        jk_buf_char(buf, ' ');
        jk_long_date_add(buf, last, lang);
        jk_buf_str(buf, at);
    }
    jk_clock_add(buf, to_s, tz->offset_s, lang);
    jk_buf_fmt(buf, " %s", tz->abbrev);
}

const char *jk_weekday_name(int weekday, enum jk_lang lang)
{
    return day_names[lang][weekday];
}

int jk_weekday_parse(struct jk_span name)
{
    if (jk_span_eq_nocase(name, JK_SPAN("Jum'at")))
        return 5;
    if (jk_span_eq_nocase(name, JK_SPAN("Ahad")))
        return 0;
    for (int lang = 0; lang < JK_LANG_END; lang++) {
        for (int day = 0; day < 7; day++) {
            if (jk_span_eq_nocase(name, jk_span_of(day_names[lang][day])))
                return day;
        }
    }
    return -1;
}
