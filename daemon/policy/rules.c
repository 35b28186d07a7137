#include "jarak/policy/rules.h"

#include <math.h>
#include <string.h>
#include "jarak/base/decimal.h"
#include "jarak/geo/geodesic.h"
#include "jarak/policy/occupancy.h"

/* What a rule found: a text and the value that goes into it. */
struct said {
    enum jk_text text;
    const char *value[JK_LANG_END];
};

/* True when the rule has something to say; `rule` carries the pack's numbers. */
typedef bool rule_test(struct jk_arena *arena, const struct jk_rule_input *in,
                       const struct jk_rule_entry *rule, struct said *said);

static int32_t local_day(const struct jk_rule_input *in, int64_t utc_s)
{
    return jk_local_day(utc_s, in->zone->offset_s);
}

static void say_date(struct jk_arena *arena, int32_t day, struct said *said)
{
    struct jk_buf buf = { 0 };

    for (int lang = 0; lang < JK_LANG_END; lang++) {
        jk_buf_reset(&buf);
        jk_long_date_add(&buf, day, (enum jk_lang)lang);
        said->value[lang] = jk_arena_copy(arena, jk_buf_view(&buf));
    }
    jk_buf_clear(&buf);
}

static void say_number(struct jk_arena *arena, double value, unsigned digits, struct said *said)
{
    struct jk_buf buf = { 0 };

    for (int lang = 0; lang < JK_LANG_END; lang++) {
        jk_buf_reset(&buf);
        jk_decimal_add(&buf, value, digits, lang == JK_LANG_ID ? ',' : '.');
        said->value[lang] = jk_arena_copy(arena, jk_buf_view(&buf));
    }
    jk_buf_clear(&buf);
}

/* Activities of a campaign; security, logistics and coordination go on outside it. */
static bool is_campaign(const struct jk_notice *n)
{
    return n->facts.kind <= JK_KIND_KONVOI;
}

static const struct jk_phase *phase_on(const struct jk_pack *pack, int32_t day, bool quiet)
{
    for (size_t i = 0; i < pack->phase_count; i++) {
        const struct jk_phase *p = &pack->phases[i];

        if (day >= p->from_day && day <= p->to_day && (quiet ? p->quiet : p->campaign))
            return p;
    }
    return NULL;
}

/* The first local day of an instance on which the test holds; INT32_MIN when there is none. */
static int32_t day_where(const struct jk_rule_input *in, bool quiet, bool wanted)
{
    for (size_t i = 0; i < in->notice->instance_count; i++) {
        const struct jk_instance *instance = &in->notice->instances[i];
        int32_t last = local_day(in, instance->end_s - 1);

        for (int32_t day = local_day(in, instance->start_s); day <= last; day++) {
            if ((phase_on(in->pack, day, quiet) != NULL) == wanted)
                return day;
        }
    }
    return INT32_MIN;
}

/* R1. A rally on 23 September 2024 lies before the window (DOMAIN 2.2). */
static bool outside_window(struct jk_arena *arena, const struct jk_rule_input *in,
                           const struct jk_rule_entry *rule, struct said *said)
{
    int32_t day = is_campaign(in->notice) ? day_where(in, false, false) : INT32_MIN;

    (void)rule;
    if (day == INT32_MIN || phase_on(in->pack, day, true))
        return false;
    said->text = JK_TEXT_RULE_WINDOW;
    say_date(arena, day, said);
    return true;
}

/* R2. 24 to 26 November 2024: no campaign of any kind. */
static bool in_quiet_days(struct jk_arena *arena, const struct jk_rule_input *in,
                          const struct jk_rule_entry *rule, struct said *said)
{
    int32_t day = is_campaign(in->notice) ? day_where(in, true, true) : INT32_MIN;

    (void)rule;
    if (day == INT32_MIN)
        return false;
    said->text = JK_TEXT_RULE_QUIET;
    say_date(arena, day, said);
    return true;
}

/* R3. 09.00-18.00 local binds rapat umum only; a face-to-face meeting at 20.00 is normal. */
static bool outside_hours(struct jk_arena *arena, const struct jk_rule_input *in,
                          const struct jk_rule_entry *rule, struct said *said)
{
    if (in->notice->facts.kind != JK_KIND_RAPAT_UMUM || in->notice->facts.leg != JK_LEG_MAIN ||
        rule->value_count < 2)
        return false;
    for (size_t i = 0; i < in->notice->instance_count; i++) {
        const struct jk_instance *instance = &in->notice->instances[i];
        int32_t day = local_day(in, instance->start_s);
        double midnight = (double)day * JK_DAY_S - in->zone->offset_s;

        if ((double)instance->start_s >= midnight + 3600.0 * rule->value[0] &&
            (double)instance->end_s <= midnight + 3600.0 * rule->value[1])
            continue;
        said->text = JK_TEXT_RULE_HOURS;
        say_date(arena, day, said);
        return true;
    }
    return false;
}

static bool is_working_day(const struct jk_pack *pack, int32_t day)
{
    int weekday = jk_weekday(day);

    for (size_t i = 0; i < pack->holiday_count; i++) {
        if (pack->holidays[i].day == day)
            return false;
    }
    return weekday >= 1 && weekday <= 5;
}

int jk_working_days(const struct jk_pack *pack, int32_t from_day, int32_t to_day)
{
    int days = 0;

    for (int32_t day = from_day + 1; day < to_day; day++)
        days += is_working_day(pack, day);
    return days;
}

/* The day the letter reached the police, else its date; INT32_MIN when neither is stated. */
static int32_t letter_day(const struct jk_rule_input *in)
{
    if (in->notice->facts.received_s != JK_NO_TIME)
        return local_day(in, in->notice->facts.received_s);
    return in->notice->facts.letter_day;
}

/* R4. A letter of 15 November for 23 November 2024 is one working day late (DOMAIN 2.2). */
static bool letter_is_late(struct jk_arena *arena, const struct jk_rule_input *in,
                           const struct jk_rule_entry *rule, struct said *said)
{
    int32_t letter = letter_day(in), day;
    int before;

    if (letter == INT32_MIN || in->notice->instance_count == 0 || rule->value_count < 1)
        return false;
    day = local_day(in, in->notice->instances[0].start_s);
    /* The day of the letter counts, the day of the activity does not. */
    before = day > letter
                 ? jk_working_days(in->pack, letter, day) + is_working_day(in->pack, letter)
                 : 0;
    if (before >= rule->value[0])
        return false;
    said->text = JK_TEXT_RULE_LATE;
    say_number(arena, rule->value[0] - before, 0, said);
    return true;
}

/* R5. "Rabu, 3 Oktober 2024" was a Thursday (DOMAIN 1.5). */
static bool weekday_differs(struct jk_arena *arena, const struct jk_rule_input *in,
                            const struct jk_rule_entry *rule, struct said *said)
{
    int32_t day = local_day(in, in->notice->first_start_s);

    (void)rule;
    if (in->notice->facts.stated_weekday < 0 || in->notice->facts.stated_weekday == jk_weekday(day))
        return false;
    said->text = JK_TEXT_RULE_WEEKDAY;
    say_date(arena, day, said);
    return true;
}

/* R6. A convoy is lawful only as movement to or from an activity. */
static bool convoy_alone(struct jk_arena *arena, const struct jk_rule_input *in,
                         const struct jk_rule_entry *rule, struct said *said)
{
    (void)arena;
    (void)rule;
    said->text = JK_TEXT_RULE_PAWAI;
    return in->notice->facts.kind == JK_KIND_KONVOI && !in->notice->parent;
}

/* R7. */
static bool vehicles_without_route(struct jk_arena *arena, const struct jk_rule_input *in,
                                   const struct jk_rule_entry *rule, struct said *said)
{
    const struct jk_facts *f = &in->notice->facts;

    (void)arena;
    (void)rule;
    said->text = JK_TEXT_RULE_NO_ROUTE;
    return (f->has_vehicles || f->column_m > 0.0) && f->shape.kind != JK_SHAPE_ROUTE &&
           !in->has_convoy;
}

/* R8. Mean speed implied by route and hours. */
static bool speed_absurd(struct jk_arena *arena, const struct jk_rule_input *in,
                         const struct jk_rule_entry *rule, struct said *said)
{
    const struct jk_shape *s = &in->notice->facts.shape;
    double length_m = 0.0, kmh;

    if (s->kind != JK_SHAPE_ROUTE || in->notice->instance_count == 0 || rule->value_count < 1)
        return false;
    for (size_t i = 1; i < s->point_count; i++)
        length_m += jk_geodesic_distance(s->points[i - 1], s->points[i]);
    kmh = length_m * 3.6 /
          (double)(in->notice->instances[0].end_s - in->notice->instances[0].start_s);
    if (kmh <= rule->value[0])
        return false;
    said->text = JK_TEXT_RULE_SPEED;
    say_number(arena, kmh, 0, said);
    return true;
}

/* R9. Uncertain by some metres: a point is asked for before the STTP. */
static bool place_uncertain(struct jk_arena *arena, const struct jk_rule_input *in,
                            const struct jk_rule_entry *rule, struct said *said)
{
    const struct jk_facts *f = &in->notice->facts;

    (void)rule;
    if (f->shape.kind == JK_SHAPE_NONE || !(f->uncertainty_m > 0.0) ||
        f->uncertainty_m > JK_DOUBT_MAX_M)
        return false;
    said->text = JK_TEXT_RULE_UNCERTAIN;
    say_number(arena, f->uncertainty_m / 1000.0, 1, said);
    return true;
}

/* R10. Known by name only, or uncertain beyond use: no distance is computed. */
static bool place_unknown(struct jk_arena *arena, const struct jk_rule_input *in,
                          const struct jk_rule_entry *rule, struct said *said)
{
    const struct jk_facts *f = &in->notice->facts;

    (void)arena;
    (void)rule;
    said->text = JK_TEXT_RULE_NO_PLACE;
    return f->shape.kind == JK_SHAPE_NONE || f->uncertainty_m > JK_DOUBT_MAX_M;
}

/* R11. */
static bool main_unknown(struct jk_arena *arena, const struct jk_rule_input *in,
                         const struct jk_rule_entry *rule, struct said *said)
{
    (void)arena;
    (void)rule;
    said->text = JK_TEXT_RULE_NO_MAIN;
    return in->notice->parent && !in->main_known;
}

/* R12. A simulation replays a calendar that is over: there it says nothing. */
static bool is_past(struct jk_arena *arena, const struct jk_rule_input *in,
                    const struct jk_rule_entry *rule, struct said *said)
{
    size_t n = in->notice->instance_count;

    (void)rule;
    if (n == 0 || in->pack->simulation || in->notice->instances[n - 1].end_s > in->now_s)
        return false;
    said->text = JK_TEXT_RULE_PAST;
    say_date(arena, local_day(in, in->notice->instances[n - 1].start_s), said);
    return true;
}

static const struct {
    const char *id, *field;
    unsigned audience;
    rule_test *test;
} rules[] = {
    { "R1", "DTSTART", JK_SEE_FILER, outside_window },
    { "R2", "DTSTART", JK_SEE_FILER, in_quiet_days },
    { "R3", "DTSTART", JK_SEE_FILER, outside_hours },
    { "R4", "X-JARAK-RECEIVED", JK_SEE_FILER, letter_is_late },
    { "R5", "X-JARAK-DAY", JK_SEE_FILER, weekday_differs },
    { "R6", "RELATED-TO", JK_SEE_FILER, convoy_alone },
    { "R7", "X-JARAK-VEHICLES", JK_SEE_FILER, vehicles_without_route },
    { "R8", "STRUCTURED-DATA", JK_SEE_FILER, speed_absurd },
    { "R9", "X-JARAK-UNCERTAINTY", JK_SEE_FILER, place_uncertain },
    { "R10", "GEO", JK_SEE_FILER, place_unknown },
    { "R11", "RELATED-TO", JK_SEE_FILER, main_unknown },
    { "R12", "DTSTART", JK_SEE_FILER, is_past },
};

size_t jk_rules_count(void)
{
    return sizeof rules / sizeof *rules;
}

static enum jk_status tell(struct jk_arena *arena, const struct jk_rule_entry *entry,
                           const struct said *said, size_t rule, struct jk_finding *out)
{
    char text[512];

    *out = (struct jk_finding){ .rule = rules[rule].id,
                                .level = entry->level,
                                .field = rules[rule].field,
                                .basis = entry->basis,
                                .verified = entry->verified,
                                .audience = rules[rule].audience };
    for (int lang = 0; lang < JK_LANG_END; lang++) {
        const char *const names[] = { "value", said->value[lang], NULL };
        size_t len =
            jk_text_fill(jk_text_get(said->text, (enum jk_lang)lang), names, text, sizeof text);

        out->text[lang] = jk_arena_copy(arena, (struct jk_span){ text, len });
        if (!out->text[lang])
            return JK_MEMORY;
    }
    return JK_OK;
}

enum jk_status jk_rules_apply(struct jk_arena *arena, const struct jk_rule_input *input,
                              struct jk_finding **out, size_t *count)
{
    *count = 0;
    *out = jk_arena_array(arena, sizeof rules / sizeof *rules, sizeof **out);
    if (!*out)
        return JK_MEMORY;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        const struct jk_rule_entry *entry = jk_pack_rule(input->pack, rules[i].id);
        struct said said = { .value = { "", "" } };

        if (!entry || !rules[i].test(arena, input, entry, &said))
            continue;
        if (tell(arena, entry, &said, i, &(*out)[*count]) != JK_OK)
            return JK_MEMORY;
        ++*count;
    }
    return JK_OK;
}
