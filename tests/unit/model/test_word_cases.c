/* tests/cases/words.txt: every wording an official may look up, and what it says. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/model/point_words.h"
#include "jarak/model/title_words.h"
#include "jarak/model/words.h"
#include "tests/support/columns.h"

static void say_day(int32_t day, char *out, size_t cap)
{
    struct jk_buf text = { 0 };

    jk_date_add(&text, day);
    snprintf(out, cap, "%s", text.at);
    jk_buf_clear(&text);
}

typedef bool reader(struct jk_span text, char out[64]);

static bool read_date(struct jk_span text, char out[64])
{
    int32_t day;
    int weekday;

    if (!jk_words_date(text, &day, &weekday))
        return false;
    say_day(day, out, 64);
    snprintf(out + strlen(out), 64 - strlen(out), weekday < 0 ? " none" : " %d", weekday);
    return true;
}

static bool read_days(struct jk_span text, char out[64])
{
    int32_t first, last;
    char more[32];

    if (!jk_words_days(text, &first, &last))
        return false;
    say_day(first, out, 64);
    say_day(last, more, sizeof more);
    strcat(strcat(out, " "), more);
    return true;
}

static bool read_relative(struct jk_span text, char out[64])
{
    int32_t day;

    if (!jk_words_relative(text, jk_days_from_date(2024, 11, 27), jk_days_from_date(2024, 9, 25),
                           &day))
        return false;
    say_day(day, out, 64);
    return true;
}

static bool read_clock(struct jk_span text, char out[64])
{
    const struct jk_tz *tz;
    int32_t second;

    if (!jk_words_clock(text, &second, &tz))
        return false;
    snprintf(out, 64, "%02d:%02d %s", (int)second / 3600, (int)second / 60 % 60,
             tz ? tz->abbrev : "none");
    return true;
}

static bool read_end(struct jk_span text, char out[64])
{
    strcpy(out, "open");
    return jk_words_open_end(text);
}

static bool read_people(struct jk_span text, char out[64])
{
    uint32_t people;
    bool is_class;

    if (!jk_words_people(text, &people, &is_class))
        return false;
    snprintf(out, 64, "%u %s", people, is_class ? "class" : "exact");
    return true;
}

static bool read_vehicles(struct jk_span text, char out[64])
{
    struct jk_vehicles v;

    if (!jk_words_vehicles(text, &v))
        return false;
    snprintf(out, 64, "%u %u %u %u", v.cars, v.motorcycles, v.trucks, v.buses);
    return true;
}

static bool read_kind(struct jk_span text, char out[64])
{
    enum jk_kind kind;
    bool walks;

    if (!jk_words_kind(text, &kind, &walks))
        return false;
    snprintf(out, 64, "%s %s", jk_kind_word(kind), walks ? "walking" : "driven");
    return true;
}

static bool read_leg(struct jk_span text, char out[64])
{
    enum jk_leg leg;

    if (!jk_words_leg(text, &leg))
        return false;
    strcpy(out, leg == JK_LEG_MAIN ? "main" : jk_leg_word(leg));
    return true;
}

static bool read_status(struct jk_span text, char out[64])
{
    static const char *const words[] = { "live", "cancelled", "postponed" };
    enum jk_said_status status;

    if (!jk_words_status(text, &status))
        return false;
    strcpy(out, words[status]);
    return true;
}

static bool read_paslon(struct jk_span text, char out[64])
{
    struct jk_buf numbers = { 0 };
    bool ok = jk_words_paslon(text, &numbers);

    if (ok)
        snprintf(out, 64, "%s", numbers.at);
    jk_buf_clear(&numbers);
    return ok;
}

static bool read_point(struct jk_span text, char out[64])
{
    struct jk_point point;
    bool is_view;

    if (!jk_words_point(text, &point, &is_view))
        return false;
    snprintf(out, 64, "%.6f %.6f %s", point.lat_deg, point.lon_deg, is_view ? "view" : "pin");
    return true;
}

/* The kinds a title names, its paslon, and whether it takes place. */
static bool read_title(struct jk_span text, char out[64])
{
    static const char *const words[] = { "live", "cancelled", "postponed" };
    unsigned kinds = jk_title_kinds(text);
    struct jk_buf said = { 0 };

    for (int kind = 0; kind < JK_KIND_END; kind++) {
        if (kinds >> kind & 1)
            jk_buf_fmt(&said, "%s%s", said.len ? "+" : "", jk_kind_word((enum jk_kind)kind));
    }
    jk_buf_str(&said, kinds ? " " : "none ");
    if (!jk_title_paslon(text, &said))
        jk_buf_str(&said, "none");
    snprintf(out, 64, "%s %s", said.at, words[jk_title_status(text)]);
    jk_buf_clear(&said);
    return true;
}

static bool read_last(struct jk_span text, char out[64])
{
    struct jk_span last = jk_words_last(text);

    snprintf(out, 64, "%.*s", (int)last.len, last.at);
    return true;
}

static const struct {
    const char *name;
    reader *read;
} readers[] = {
    { "date", read_date },         { "days", read_days },     { "relative", read_relative },
    { "clock", read_clock },       { "end", read_end },       { "people", read_people },
    { "vehicles", read_vehicles }, { "kind", read_kind },     { "leg", read_leg },
    { "status", read_status },     { "paslon", read_paslon }, { "last", read_last },
    { "point", read_point },       { "title", read_title },
};

static void check_line(char *line, int number)
{
    char *rest = line, *name = next_column(&rest), *text = next_column(&rest),
         *want = next_column(&rest);
    char have[64] = "-";
    size_t i = 0;

    while (i < sizeof readers / sizeof *readers && strcmp(name, readers[i].name) != 0)
        i++;
    cr_assert(i < sizeof readers / sizeof *readers, "words.txt:%d: %s", number, name);
    if (!readers[i].read(jk_span_of(text), have))
        strcpy(have, "-");
    cr_expect(strcmp(have, want) == 0, "words.txt:%d: %s \"%s\" is %s", number, name, text, have);
}

Test(word_cases, every_wording_says_what_it_says)
{
    FILE *f = fopen("tests/cases/words.txt", "r");
    char line[512];
    int number = 0, cases = 0;

    cr_assert(f != NULL);
    while (fgets(line, sizeof line, f)) {
        number++;
        if (line[0] == '#' || line[0] == '\n')
            continue;
        check_line(line, number);
        cases++;
    }
    fclose(f);
    cr_assert(cases >= 100, "%d cases", cases);
}
