/* Dates and hours in words.
 *
 * The day stands before the month, as the country writes it; a date the other way round is refused
 * and not guessed. "Setengah tiga" is half an hour before three, and needs the part of the day: at
 * half past two in the night nobody gathers, but a reader must not decide that. */
#include <string.h>
#include "daemon/model/words_internal.h"
#include "jarak/base/decimal.h"

/* Full names and what schedules make of them. */
static const struct {
    const char *name;
    int month;
} months[] = {
    { "januari", 1 },  { "jan", 1 },       { "februari", 2 },  { "feb", 2 },
    { "pebruari", 2 }, { "maret", 3 },     { "mar", 3 },       { "april", 4 },
    { "apr", 4 },      { "mei", 5 },       { "juni", 6 },      { "jun", 6 },
    { "juli", 7 },     { "jul", 7 },       { "agustus", 8 },   { "agu", 8 },
    { "agt", 8 },      { "ags", 8 },       { "september", 9 }, { "sep", 9 },
    { "sept", 9 },     { "oktober", 10 },  { "okt", 10 },      { "november", 11 },
    { "nov", 11 },     { "nopember", 11 }, { "desember", 12 }, { "des", 12 },
};

static int month_of(const struct word_token *token)
{
    for (size_t i = 0; i < sizeof months / sizeof *months; i++) {
        if (strcmp(months[i].name, token->text) == 0)
            return months[i].month;
    }
    return 0;
}

static bool make_date(struct jk_span d, struct jk_span m, struct jk_span y, int32_t *day)
{
    uint64_t dd, mm, yy;

    if (y.len != 4 || d.len > 2 || m.len > 2 || !jk_uint_parse(d, 31, &dd) ||
        !jk_uint_parse(m, 12, &mm) || !jk_uint_parse(y, 9999, &yy) ||
        !jk_date_valid((int)yy, (int)mm, (int)dd))
        return false;
    *day = jk_days_from_date((int)yy, (int)mm, (int)dd);
    return true;
}

/* 23/11/2024, 23-11-2024, 23.11.2024: one sign, twice. */
static bool read_numbers(struct jk_span text, int32_t *day)
{
    static const char signs[] = "/-.";

    for (size_t i = 0; signs[i]; i++) {
        struct jk_span rest = text, d, m;

        if (jk_span_cut(&rest, signs[i], &d) && rest.at && jk_span_cut(&rest, signs[i], &m) &&
            rest.at && make_date(d, m, rest, day))
            return true;
    }
    return jk_date_parse(text, day);
}

/* A program that knows no days writes the midnight it begins with behind it. Another hour is none
 * of a day's. */
static void drop_midnight(struct word_tokens *t)
{
    const struct word_token *last = &t->at[t->count - 1];

    if (t->count < 2 || last->len < 4 || strspn(last->text, "0:.") != last->len ||
        !strchr(last->text, ':'))
        return;
    t->count--;
    if (t->count > 1 && strcmp(t->at[t->count - 1].text, "t") == 0)
        t->count--;
}

bool jk_words_date(struct jk_span text, int32_t *day, int *weekday)
{
    struct word_tokens t;
    size_t at = 0;
    int32_t read;

    if (!model_words_split(text, &t) || t.count == 0)
        return false;
    drop_midnight(&t);
    *weekday = t.at[0].is_number ? -1 : jk_weekday_parse(jk_span_of(t.at[0].text));
    if (*weekday >= 0)
        at++;
    if (t.count - at == 1 && read_numbers(jk_span_of(t.at[at].text), &read)) {
        *day = read;
        return true;
    }
    if (t.count - at == 3 && month_of(&t.at[at + 1])) {
        char month[3] = { (char)('0' + month_of(&t.at[at + 1]) / 10),
                          (char)('0' + month_of(&t.at[at + 1]) % 10), '\0' };

        return make_date(jk_span_of(t.at[at].text), jk_span_of(month),
                         jk_span_of(t.at[at + 2].text), day);
    }
    return false;
}

/* 14:00, 14.00, 9:00, and the seconds a spreadsheet adds when they are zero. */
static bool read_digits(const struct word_token *token, int32_t *second)
{
    char clock[6] = "00:00";
    size_t len = token->len;

    if (len > 5 && (token->text[len - 3] == ':' || token->text[len - 3] == '.') &&
        strcmp(token->text + len - 2, "00") == 0)
        len -= 3;
    if (len != 4 && len != 5)
        return false;
    memcpy(clock + 5 - len, token->text, len);
    if (clock[2] == '.')
        clock[2] = ':';
    return jk_hour_parse((struct jk_span){ clock, 5 }, second);
}

/* "setengah tiga sore": three tokens. */
static bool read_half(const struct word_tokens *t, size_t at, int32_t *second)
{
    static const char *const hours[] = { "satu",     "dua",     "tiga",    "empat",
                                         "lima",     "enam",    "tujuh",   "delapan",
                                         "sembilan", "sepuluh", "sebelas", NULL };
    const char *part;
    int hour = 0;

    if (t->count - at < 3 || strcmp(t->at[at].text, "setengah") != 0)
        return false;
    while (hours[hour] && strcmp(hours[hour], t->at[at + 1].text) != 0)
        hour++;
    if (!hours[hour]) /* half past eleven is said of both halves of the day too, but never needed */
        return false;
    /* hours[0] is one o'clock, so the index is the hour that half an hour is added to. */
    part = t->at[at + 2].text;
    if (strcmp(part, "sore") == 0 || (strcmp(part, "malam") == 0 && hour >= 6) ||
        (strcmp(part, "siang") == 0 && hour < 10))
        hour += 12;
    else if (strcmp(part, "pagi") != 0 && strcmp(part, "siang") != 0 && strcmp(part, "malam") != 0)
        return false;
    *second = hour * 3600 + 1800;
    return true;
}

bool jk_words_clock(struct jk_span text, int32_t *second, const struct jk_tz **tz)
{
    struct word_tokens t;
    size_t at, left;

    *tz = NULL;
    if (!model_words_split(text, &t))
        return false;
    at = model_words_skip_clock(&t, 0);
    if (t.count > at + 1 && (*tz = jk_tz_find(jk_span_of(t.at[t.count - 1].text))))
        t.count--;
    left = t.count - at;
    if (left == 1 && t.at[at].is_number)
        return read_digits(&t.at[at], second);
    return left == 3 && read_half(&t, at, second);
}

/* What stands between the two days of a series. */
static bool joins_days(const struct word_token *token)
{
    static const char *const words[] = { "s",      "d",      "sd", "sampai",
                                         "dengan", "hingga", "-",  "\xe2\x80\x93" };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(token->text, words[i]) == 0)
            return true;
    }
    return false;
}

/* A day as far as it is written. */
struct partial {
    int day, month, year;
};

static bool put_number(struct partial *p, struct jk_span text)
{
    uint64_t number;
    int32_t whole;

    if (p->day == 0 && read_numbers(text, &whole)) {
        struct jk_civil date = jk_date_from_days(whole);

        *p = (struct partial){ date.day, date.month, date.year };
        return true;
    }
    if (!jk_uint_parse(text, 9999, &number) || number == 0)
        return false;
    if (p->day == 0 && number <= 31 && text.len <= 2) {
        p->day = (int)number;
        return true;
    }
    if (p->month == 0 || p->year != 0 || text.len != 4)
        return false;
    p->year = (int)number;
    return true;
}

/* The tokens but weekdays and what joins, into one day and then the other. "20-22" is both. */
static bool put_token(const struct word_token *token, struct partial both[2], size_t *at)
{
    struct jk_span text = { token->text, token->len }, first;
    int32_t ignored;

    if (joins_days(token)) {
        *at = both[0].day ? 1 : 0;
        return true;
    }
    if (!token->is_number && jk_weekday_parse(text) >= 0)
        return true;
    if (month_of(token)) {
        if (both[*at].day == 0 || both[*at].month)
            return false;
        both[*at].month = month_of(token);
        return true;
    }
    if (!token->is_number)
        return false;
    if (*at == 0 && !read_numbers(text, &ignored) && strchr(token->text, '-')) {
        jk_span_cut(&text, '-', &first);
        *at = 1;
        return put_number(&both[0], first) && put_number(&both[1], text);
    }
    return put_number(&both[*at], text);
}

static bool close_day(const struct partial *p, int32_t *out)
{
    if (!jk_date_valid(p->year, p->month, p->day))
        return false;
    *out = jk_days_from_date(p->year, p->month, p->day);
    return true;
}

bool jk_words_days(struct jk_span text, int32_t *first, int32_t *last)
{
    struct partial both[2] = { { 0 }, { 0 } };
    struct word_tokens t;
    size_t at = 0;

    if (!model_words_split(text, &t))
        return false;
    for (size_t i = 0; i < t.count; i++) {
        if (!put_token(&t.at[i], both, &at))
            return false;
    }
    /* What the first day leaves out is that of the last. */
    both[0].month = both[0].month ? both[0].month : both[1].month;
    both[0].year = both[0].year ? both[0].year : both[1].year;
    return both[1].day && close_day(&both[0], first) && close_day(&both[1], last) &&
           *first < *last && *last - *first < JK_WORDS_DAYS_MAX;
}

/* "h-3", "h + 1": the sign may stand alone, be before the number or nowhere near a digit. */
static bool read_from_vote(const struct word_tokens *t, int *days)
{
    struct jk_span number = { t->at[t->count - 1].text, t->at[t->count - 1].len };
    uint64_t count;

    if (t->count != 3 || strcmp(t->at[0].text, "h") != 0 || t->at[1].len != 1 ||
        !strchr("+-", t->at[1].text[0]) || !jk_uint_parse(number, 366, &count))
        return false;
    *days = t->at[1].text[0] == '-' ? -(int)count : (int)count;
    return true;
}

bool jk_words_relative(struct jk_span text, int32_t vote_day, int32_t campaign_day, int32_t *day)
{
    struct word_tokens t;
    uint64_t nth;
    size_t at;
    int days;

    if (!model_words_split(text, &t) || t.count < 3)
        return false;
    if (read_from_vote(&t, &days)) {
        *day = vote_day + days;
        return true;
    }
    at = strcmp(t.at[2].text, "-") == 0 ? 3 : 2; /* "ke-64", "ke 64" */
    if (strcmp(t.at[0].text, "hari") != 0 || strcmp(t.at[1].text, "ke") != 0 || at == t.count ||
        t.count > at + 2 || (t.count == at + 2 && strcmp(t.at[at + 1].text, "kampanye") != 0) ||
        !jk_uint_parse(jk_span_of(t.at[at].text), 366, &nth) || nth == 0)
        return false;
    *day = campaign_day + (int32_t)nth - 1;
    return true;
}
