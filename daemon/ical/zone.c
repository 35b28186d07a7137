/* Zones: fixed ones of the country, others from zones.ics, names in many spellings.
 *
 * A zone with daylight time is two observances, each with a yearly onset (nth weekday of a month)
 * on the wall of the one before it. The offset at an instant comes from the two onsets of its year:
 * between them the first one's, else the other's; that works in both hemispheres. From wall to
 * instant the larger offset is tried first, since it gives the earlier of two instants; if it is
 * not in force there, the smaller one is right, or was in force before a gap.
 *
 * Rules are those since ZONES_SINCE_S; an earlier wall time in such a zone is refused instead of
 * computed wrongly. Names are looked up among ours, UTC, zones.ics by binary search, the Windows
 * names, the offset Outlook displays, and the tails of a path. */
#include "jarak/ical/zone.h"
#include "jarak/base/texts.h"
#include "jarak/ical/texts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/decimal.h"
#include "jarak/base/defend.h"
#include "jarak/ical/read.h"
#include "jarak/ical/scan.h"
#include "jarak/ical/value.h"

#define ZONES_SINCE_S                                                                \
    1704067200LL       /* 2024-01-01: zones.ics states the rules in force since then \
                        */
#define OBSERVANCES 2U /* standard and daylight time */

/* One observance: the offset in force from its onset on. */
struct observance {
    int offset_s, before_s; /* TZOFFSETTO and TZOFFSETFROM */
    int month, week, day; /* yearly onset: week'th weekday of a month, -1 the last; month 0: none */
    int clock_s;          /* time of day of the onset, on the wall of before_s */
};

struct jk_ical_zone {
    const char *tzid;
    struct observance observances[OBSERVANCES];
    unsigned count;
};

/* The one mutable global of this folder: loaded once at start, read only afterwards. */
static struct {
    struct jk_arena arena;
    struct jk_ical_zone *list; /* ascending by name without regard to case */
    size_t count;
} zones;

/* Windows and Outlook names as phones and desktops of the region send them (Unicode CLDR,
 * windowsZones). */
static const struct {
    const char *windows, *iana;
} aliases[] = {
    { "SE Asia Standard Time", "Asia/Jakarta" },
    { "Singapore Standard Time", "Asia/Singapore" },
    { "Tokyo Standard Time", "Asia/Tokyo" },
    { "Malay Peninsula Standard Time", "Asia/Singapore" },
    { "China Standard Time", "Asia/Shanghai" },
    { "Taipei Standard Time", "Asia/Taipei" },
    { "Korea Standard Time", "Asia/Seoul" },
    { "W. Australia Standard Time", "Australia/Perth" },
    { "AUS Eastern Standard Time", "Australia/Sydney" },
    { "AUS Central Standard Time", "Australia/Darwin" },
    { "E. Australia Standard Time", "Australia/Brisbane" },
    { "India Standard Time", "Asia/Kolkata" },
    { "Arabian Standard Time", "Asia/Dubai" },
    { "Arab Standard Time", "Asia/Riyadh" },
    { "UTC", "Etc/UTC" },
    { "GMT Standard Time", "Europe/London" },
    { "Greenwich Standard Time", "Atlantic/Reykjavik" },
    { "W. Europe Standard Time", "Europe/Berlin" },
    { "Romance Standard Time", "Europe/Paris" },
    { "Central Europe Standard Time", "Europe/Budapest" },
    { "Eastern Standard Time", "America/New_York" },
    { "Central Standard Time", "America/Chicago" },
    { "Pacific Standard Time", "America/Los_Angeles" },
    /* All others at UTC+7, +8 and +9, where nobody has daylight time. */
    { "Altai Standard Time", "Asia/Barnaul" },
    { "N. Central Asia Standard Time", "Asia/Novosibirsk" },
    { "North Asia Standard Time", "Asia/Krasnoyarsk" },
    { "Tomsk Standard Time", "Asia/Tomsk" },
    { "W. Mongolia Standard Time", "Asia/Hovd" },
    { "North Asia East Standard Time", "Asia/Irkutsk" },
    { "Ulaanbaatar Standard Time", "Asia/Ulaanbaatar" },
    { "Aus Central W. Standard Time", "Australia/Eucla" },
    { "North Korea Standard Time", "Asia/Pyongyang" },
    { "Transbaikal Standard Time", "Asia/Chita" },
    { "Yakutsk Standard Time", "Asia/Yakutsk" },
    { "Bangkok, Hanoi, Jakarta", "Asia/Jakarta" },
    { "Kuala Lumpur, Singapore", "Asia/Singapore" },
    { "Beijing, Chongqing, Hong Kong, Urumqi", "Asia/Shanghai" },
    { "Osaka, Sapporo, Tokyo", "Asia/Tokyo" },
    { "(UTC+08:45) Eucla", "Australia/Eucla" },
    { "Perth", "Australia/Perth" },
    { "Taipei", "Asia/Taipei" },
    { "Seoul", "Asia/Seoul" },
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static int compare_names(struct jk_span a, struct jk_span b)
{
    for (size_t i = 0; i < a.len && i < b.len; i++) {
        if (lower(a.at[i]) != lower(b.at[i]))
            return lower(a.at[i]) < lower(b.at[i]) ? -1 : 1;
    }
    return a.len == b.len ? 0 : a.len < b.len ? -1 : 1;
}

static int compare_zones(const void *a, const void *b)
{
    const struct jk_ical_zone *x = a, *y = b;

    return compare_names(jk_span_of(x->tzid), jk_span_of(y->tzid));
}

/* `+0800`, `-033045`. */
static bool read_offset(const struct jk_ical_comp *comp, const char *name, int *out)
{
    const struct jk_ical_prop *prop = jk_ical_find(comp, name);
    struct jk_span digits;
    uint64_t value;

    if (!prop || (prop->value.len != 5 && prop->value.len != 7) ||
        (prop->value.at[0] != '+' && prop->value.at[0] != '-'))
        return false;
    digits = (struct jk_span){ prop->value.at + 1, prop->value.len - 1 };
    if (!jk_uint_parse(digits, 235959, &value))
        return false;
    if (digits.len == 4)
        value *= 100;
    *out = (int)(value / 10000 * 3600 + value / 100 % 100 * 60 + value % 100);
    if (prop->value.at[0] == '-')
        *out = -*out;
    return true;
}

/* `FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU`, the only form generate.py writes. */
static bool read_onset(struct jk_span rule, struct observance *ob)
{
    static const char days[] = "SUMOTUWETHFRSA";
    struct jk_span head = JK_SPAN("FREQ=YEARLY;BYMONTH="), month, by = JK_SPAN("BYDAY=");
    uint64_t number;

    if (!jk_span_starts(rule, head))
        return false;
    rule = (struct jk_span){ rule.at + head.len, rule.len - head.len };
    jk_span_cut(&rule, ';', &month);
    if (!jk_uint_parse(month, 12, &number) || number == 0 || !jk_span_starts(rule, by))
        return false;
    ob->month = (int)number;
    rule = (struct jk_span){ rule.at + by.len, rule.len - by.len };
    ob->week = rule.len && rule.at[0] == '-' ? -1 : 1;
    if (ob->week < 0)
        rule = (struct jk_span){ rule.at + 1, rule.len - 1 };
    if (rule.len != 3 || rule.at[0] < '1' || rule.at[0] > '4')
        return false;
    ob->week *= rule.at[0] - '0';
    for (ob->day = 0; ob->day < 7; ob->day++) {
        if (memcmp(days + 2 * ob->day, rule.at + 1, 2) == 0)
            return true;
    }
    return false;
}

static bool read_observance(const struct jk_ical_comp *comp, struct observance *ob)
{
    const struct jk_ical_prop *start = jk_ical_find(comp, "DTSTART"),
                              *rule = jk_ical_find(comp, "RRULE");
    struct jk_ical_stamp stamp;

    *ob = (struct observance){ 0 };
    if (!start || !jk_ical_stamp_parse(start->value, &stamp) || stamp.is_utc || stamp.is_date ||
        !read_offset(comp, "TZOFFSETTO", &ob->offset_s) ||
        !read_offset(comp, "TZOFFSETFROM", &ob->before_s))
        return false;
    ob->clock_s = (int)(stamp.wall_s % JK_DAY_S);
    return !rule || read_onset(rule->value, ob);
}

/* A fixed offset is one observance without a rule; daylight time is two that follow each other. */
static bool zone_is_sound(const struct jk_ical_zone *tz)
{
    const struct observance *ob = tz->observances;

    if (tz->count == 1)
        return ob[0].month == 0;
    return tz->count == 2 && ob[0].month && ob[1].month && ob[0].month != ob[1].month &&
           ob[0].offset_s == ob[1].before_s && ob[1].offset_s == ob[0].before_s;
}

static enum jk_status refuse(const struct jk_ical_comp *comp, struct jk_error *err)
{
    return jk_fail_at(err, JK_INVALID, JK_TEXT_ICAL_ZONE_DATA,
                      (struct jk_at){ comp->line, "VTIMEZONE" }, "%.*s", (int)comp->name.len,
                      comp->name.at);
}

static enum jk_status read_zone(const struct jk_ical_comp *comp, struct jk_ical_zone *tz,
                                struct jk_error *err)
{
    const struct jk_ical_prop *tzid = jk_ical_find(comp, "TZID");

    if (!jk_ical_is(comp->name, "VTIMEZONE") || !tzid || tzid->value.len == 0)
        return refuse(comp, err);
    for (const struct jk_ical_comp *ob = comp->children; ob; ob = ob->next) {
        if (tz->count == OBSERVANCES || !read_observance(ob, &tz->observances[tz->count++]))
            return refuse(ob, err);
    }
    if (!zone_is_sound(tz))
        return refuse(comp, err);
    tz->tzid = jk_arena_copy(&zones.arena, tzid->value);
    return tz->tzid ? JK_OK : JK_MEMORY;
}

static enum jk_status read_zones(const struct jk_ical_comp *calendar, struct jk_error *err)
{
    size_t count = 0;

    for (const struct jk_ical_comp *comp = calendar->children; comp; comp = comp->next)
        count++;
    if (count == 0)
        return refuse(calendar, err);
    if (!(zones.list = jk_arena_array(&zones.arena, count, sizeof *zones.list)))
        return JK_MEMORY;
    for (const struct jk_ical_comp *comp = calendar->children; comp; comp = comp->next) {
        enum jk_status rc = read_zone(comp, &zones.list[zones.count], err);

        if (rc != JK_OK)
            return rc;
        zones.count++;
    }
    qsort(zones.list, zones.count, sizeof *zones.list, compare_zones);
    return JK_OK;
}

enum jk_status jk_ical_zones_load(struct jk_span bytes, struct jk_error *err)
{
    struct jk_arena tree = { 0 };
    const struct jk_ical_comp *calendar;
    enum jk_status rc;

    jk_ical_zones_clear();
    if ((rc = jk_ical_scan(&tree, bytes, JK_ICAL_IMPORT_LINES_MAX, &calendar, err)) == JK_OK)
        rc = read_zones(calendar, err);
    jk_arena_clear(&tree);
    if (rc == JK_MEMORY)
        jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "", NULL);
    if (rc != JK_OK)
        jk_ical_zones_clear();
    return rc;
}

void jk_ical_zones_clear(void)
{
    jk_arena_clear(&zones.arena);
    zones.list = NULL;
    zones.count = 0;
}

/* Ours first: WIB, WITA and WIT have no entry in zones.ics that could say otherwise. */
static bool find_named(struct jk_span name, struct jk_ical_tz *out)
{
    size_t low = 0, high = zones.count;

    *out = (struct jk_ical_tz){ .fixed = jk_tz_find(name) };
    if (out->fixed)
        return true;
    if (jk_ical_is(name, "UTC") || jk_ical_is(name, "Etc/UTC"))
        return true;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_names(name, jk_span_of(zones.list[middle].tzid));

        if (order == 0) {
            out->foreign = &zones.list[middle];
            return true;
        }
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

static bool find_alias(struct jk_span name, struct jk_ical_tz *out)
{
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++) {
        if (jk_ical_is(name, aliases[i].windows))
            return find_named(jk_span_of(aliases[i].iana), out);
    }
    return false;
}

/* "(UTC+08:00) Perth", "(GMT+07:00) Bangkok, Hanoi, Jakarta", "UTC+09:00", in whatever language the
 * places are: the offset says it where nobody has daylight time. Elsewhere a name would be needed
 * to know when the clocks change. */
static bool find_displayed(struct jk_span name, struct jk_ical_tz *out)
{
    static const char *const zones_of_it[] = { "WIB", "WITA", "WIT" };
    struct jk_span rest = name;

    if (rest.len && rest.at[0] == '(')
        rest = (struct jk_span){ rest.at + 1, rest.len - 1 };
    if (rest.len < 9 || (!jk_span_eq_nocase((struct jk_span){ rest.at, 3 }, JK_SPAN("UTC")) &&
                         !jk_span_eq_nocase((struct jk_span){ rest.at, 3 }, JK_SPAN("GMT"))))
        return false;
    for (char hour = '7'; hour <= '9'; hour++) {
        const char offset[] = { '+', '0', hour, ':', '0', '0' };
        bool ends = rest.len == 9 || rest.at[9] == ')' || rest.at[9] == ' ';

        if (ends && memcmp(rest.at + 3, offset, sizeof offset) == 0)
            return find_named(jk_span_of(zones_of_it[hour - '7']), out);
    }
    return false;
}

/* A TZID as a parameter and as a value differ in how they escape: "\\," against quotes, and the
 * signs of RFC 6868. Takes the next character; false at the end. */
static bool next_char(struct jk_span *rest, char *out)
{
    size_t used = 1;

    if (rest->len == 0)
        return false;
    *out = rest->at[0];
    if (*out == '\\' && rest->len > 1) {
        *out = rest->at[1];
        used = 2;
    } else if (*out == '^' && rest->len > 1 && strchr("n'^", rest->at[1])) {
        *out = rest->at[1] == '\'' ? '"' : rest->at[1] == 'n' ? '\n' : '^';
        used = 2;
    }
    *rest = (struct jk_span){ rest->at + used, rest->len - used };
    return true;
}

bool jk_ical_tzid_eq(struct jk_span a, struct jk_span b)
{
    char x = 0, y = 0;
    bool has_x, has_y;

    do {
        has_x = next_char(&a, &x);
        has_y = next_char(&b, &y);
    } while (has_x && has_y && x == y);
    return !has_x && !has_y;
}

/* The one offset that all observances of a VTIMEZONE have, in whole hours. */
static bool one_offset(const struct jk_ical_comp *tz, int *hours)
{
    int first_s = 0, from_s, to_s;

    for (const struct jk_ical_comp *ob = tz->children; ob; ob = ob->next) {
        if (!read_offset(ob, "TZOFFSETFROM", &from_s) || !read_offset(ob, "TZOFFSETTO", &to_s))
            return false;
        if (ob == tz->children)
            first_s = to_s;
        if (to_s != first_s || (from_s != to_s && ob->next))
            return false;
    }
    *hours = first_s / 3600;
    return tz->children && first_s % 3600 == 0;
}

bool jk_ical_tz_stated(const struct jk_ical_comp *calendar, struct jk_span tzid,
                       struct jk_ical_tz *out)
{
    const struct jk_ical_comp *comp = calendar ? calendar->children : NULL;
    char name[16];
    int hours;

    for (; comp; comp = comp->next) {
        const struct jk_ical_prop *own = jk_ical_find(comp, "TZID");

        if (jk_ical_is(comp->name, "VTIMEZONE") && own && jk_ical_tzid_eq(tzid, own->value))
            break;
    }
    if (!comp || !one_offset(comp, &hours))
        return false;
    if (hours >= 7 && hours <= 9)
        snprintf(name, sizeof name, "%s", hours == 7 ? "WIB" : hours == 8 ? "WITA" : "WIT");
    else /* the sign of POSIX: west is positive */
        snprintf(name, sizeof name, "Etc/GMT%+d", -hours);
    return find_named(jk_span_of(name), out);
}

bool jk_ical_tz_find(struct jk_span tzid, struct jk_ical_tz *out)
{
    struct jk_ical_tz found;
    struct jk_span part;

    if (!jk_span_starts(tzid, JK_SPAN("/"))) {
        if (!find_named(tzid, &found) && !find_alias(tzid, &found) && !find_displayed(tzid, &found))
            return false;
        *out = found;
        return true;
    }
    /* "/vendor/version/Area/Place": the longest tail that is a name; its length is bounded by the
     * line's, the number of tails by three parts of the longest IANA name and two of the vendor. */
    for (unsigned cuts = 0; cuts < 5 && jk_span_cut(&tzid, '/', &part) && tzid.at; cuts++) {
        if (find_named(tzid, &found)) {
            *out = found;
            return true;
        }
    }
    return false;
}

const char *jk_ical_tz_name(struct jk_ical_tz tz)
{
    return tz.fixed ? tz.fixed->tzid : tz.foreign ? tz.foreign->tzid : "Etc/UTC";
}

/* The onset of an observance in a year, UTC. */
static int64_t onset_utc(const struct observance *ob, int year)
{
    int32_t first, day;

    if (ob->week > 0) {
        first = jk_days_from_date(year, ob->month, 1);
        day = first + (ob->day - jk_weekday(first) + 7) % 7 + 7 * (ob->week - 1);
    } else {
        first = jk_days_from_date(year + ob->month / 12, ob->month % 12 + 1, 1) - 1;
        day = first - (jk_weekday(first) - ob->day + 7) % 7 + 7 * (ob->week + 1);
    }
    return (int64_t)day * JK_DAY_S + ob->clock_s - ob->before_s;
}

static int offset_at(const struct jk_ical_zone *tz, int64_t utc_s)
{
    const struct observance *a = &tz->observances[0], *b = &tz->observances[1];
    int year = jk_civil_from_utc(utc_s, 0).year;
    int64_t from_a, from_b;

    if (tz->count == 1)
        return a->offset_s;
    from_a = onset_utc(a, year);
    from_b = onset_utc(b, year);
    /* Before the year's first change the year's last one, of the year before, is in force. Onsets
     * near New Year do not exist in tzdata, so one calendar year is enough. */
    if (from_a < from_b)
        return utc_s >= from_a && utc_s < from_b ? a->offset_s : b->offset_s;
    return utc_s >= from_b && utc_s < from_a ? b->offset_s : a->offset_s;
}

static int64_t foreign_utc(const struct jk_ical_zone *tz, int64_t wall_s)
{
    int x = tz->observances[0].offset_s, y = tz->observances[tz->count - 1].offset_s;
    int large = x > y ? x : y, small = x > y ? y : x;

    /* The larger offset gives the earlier instant: the first of two. Where neither fits, the wall
     * time is skipped and the smaller offset was in force before the gap. */
    if (offset_at(tz, wall_s - large) == large)
        return wall_s - large;
    return wall_s - small;
}

bool jk_ical_tz_utc(struct jk_ical_tz tz, int64_t wall_s, int64_t *utc_s)
{
    JK_ASSERT(utc_s != NULL);
    if (!tz.foreign) {
        *utc_s = wall_s - (tz.fixed ? tz.fixed->offset_s : 0);
        return true;
    }
    if (wall_s < ZONES_SINCE_S)
        return false;
    *utc_s = foreign_utc(tz.foreign, wall_s);
    return true;
}

int64_t jk_ical_tz_wall(struct jk_ical_tz tz, int64_t utc_s)
{
    if (tz.foreign)
        return utc_s + offset_at(tz.foreign, utc_s);
    return utc_s + (tz.fixed ? tz.fixed->offset_s : 0);
}
