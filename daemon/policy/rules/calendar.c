/* Rules of days and hours: R1 window, R2 quiet days, R3 rally hours, R4 late letter, R5 weekday,
 * R12 past, R16 worship, R19 KPU slot, R29 after the vote, R30 after the announcement.
 *
 * All days and hours are local ones of the notice's region, taken from UTC by its offset (Indonesia
 * has no summer time). R1 to R3, R16 and R19 test every instance and name the first that fails.
 * Interval ends are exclusive: an activity that ends at midnight is not on the next day, hence
 * end_s - 1. The window leaves quiet days to R2, so one day is told once. A letter counts working
 * days by the pack's holidays; its own day counts and the day of the activity does not. */
#include "daemon/policy/rules/rules_internal.h"
#include "jarak/policy/calendar.h"
#include "jarak/policy/kpu_slots.h"
#include "jarak/policy/texts.h"

/* A day of neither the campaign nor the quiet days, as long as there is something to campaign for:
 * the day of the vote too. */
static bool is_outside(const struct jk_pack *pack, const struct jk_calendar_of *of, int32_t day)
{
    return !jk_phase_on(pack, of, day, JK_DAY_CAMPAIGN) &&
           !jk_phase_on(pack, of, day, JK_DAY_QUIET) && !jk_day_is_after(pack, of, day);
}

static bool is_unwatched(const struct jk_pack *pack, const struct jk_calendar_of *of, int32_t day)
{
    const int32_t last = jk_day_watched(pack, of);

    return last != INT32_MIN && day > last && !jk_phase_on(pack, of, day, JK_DAY_ANY);
}

static bool is_quiet(const struct jk_pack *pack, const struct jk_calendar_of *of, int32_t day)
{
    return jk_phase_on(pack, of, day, JK_DAY_QUIET) != NULL;
}

/* The first local day of an instance on which the test holds; INT32_MIN when there is none. Each
 * day is asked: one that another rule tells of must not hide those behind it. */
static int32_t day_where(const struct jk_rule_input *in,
                         bool (*test)(const struct jk_pack *pack, const struct jk_calendar_of *of,
                                      int32_t day))
{
    const struct jk_calendar_of of = policy_rule_calendar(in);

    for (size_t i = 0; i < in->notice->instance_count; i++) {
        const struct jk_instance *instance = &in->notice->instances[i];
        int32_t last = policy_rule_day(in, instance->end_s - 1);

        for (int32_t day = policy_rule_day(in, instance->start_s); day <= last; day++) {
            if (test(in->pack, &of, day))
                return day;
        }
    }
    return INT32_MIN;
}

/* R1. A rally on 23 September 2024 lies before the window (DOMAIN 2.2). */
bool policy_rule_window(struct jk_arena *arena, const struct jk_rule_input *in,
                        const struct jk_rule_entry *rule, struct said *said)
{
    int32_t day = policy_rule_is_campaign(in->notice) ? day_where(in, is_outside) : INT32_MIN;

    (void)rule;
    if (day == INT32_MIN)
        return false;
    policy_rule_say_date(arena, day, said);
    return true;
}

/* R2. 24 to 26 November 2024: no campaign of any kind. */
bool policy_rule_quiet(struct jk_arena *arena, const struct jk_rule_input *in,
                       const struct jk_rule_entry *rule, struct said *said)
{
    int32_t day = policy_rule_is_campaign(in->notice) ? day_where(in, is_quiet) : INT32_MIN;

    (void)rule;
    if (day == INT32_MIN)
        return false;
    policy_rule_say_date(arena, day, said);
    return true;
}

/* R29. A victory convoy, thanks, a protest: after the vote a crowd is no campaign, and may be the
 * more dangerous for it. Who asks is asked what for. */
bool policy_rule_after(struct jk_arena *arena, const struct jk_rule_input *in,
                       const struct jk_rule_entry *rule, struct said *said)
{
    int32_t day = policy_rule_is_campaign(in->notice) && policy_rule_speaks_for_chain(in)
                      ? day_where(in, jk_day_is_after)
                      : INT32_MIN;

    (void)rule;
    if (day == INT32_MIN)
        return false;
    policy_rule_say_date(arena, day, said);
    return true;
}

/* R30. Monitoring ends with the announcement. */
bool policy_rule_unwatched(struct jk_arena *arena, const struct jk_rule_input *in,
                           const struct jk_rule_entry *rule, struct said *said)
{
    const struct jk_calendar_of of = policy_rule_calendar(in);

    (void)rule;
    if (!policy_rule_is_campaign(in->notice) || !policy_rule_speaks_for_chain(in) ||
        day_where(in, is_unwatched) == INT32_MIN)
        return false;
    policy_rule_say_date(arena, jk_day_watched(in->pack, &of), said);
    return true;
}

/* R3. 09.00-18.00 local binds rapat umum only; a face-to-face meeting at 20.00 is normal. */
bool policy_rule_hours(struct jk_arena *arena, const struct jk_rule_input *in,
                       const struct jk_rule_entry *rule, struct said *said)
{
    if (in->notice->facts.kind != JK_KIND_RAPAT_UMUM || in->notice->facts.leg != JK_LEG_MAIN ||
        rule->value_count < 2 || policy_rule_is_after(in))
        return false;
    for (size_t i = 0; i < in->notice->instance_count; i++) {
        const struct jk_instance *instance = &in->notice->instances[i];
        int32_t day = policy_rule_day(in, instance->start_s);
        double midnight = (double)day * JK_DAY_S - in->tz->offset_s;

        if ((double)instance->start_s >= midnight + 3600.0 * rule->value[0] &&
            (double)instance->end_s <= midnight + 3600.0 * rule->value[1])
            continue;
        policy_rule_say_date(arena, day, said);
        return true;
    }
    return false;
}

/* The day of the letter counts where it is a working day, the day of the activity does not. */
static int days_before(const struct jk_rule_input *in, int32_t letter, int32_t day)
{
    const struct jk_calendar_of of = policy_rule_calendar(in);

    return day > letter ? jk_working_days(in->pack, &of, letter - 1, day) : 0;
}

/* The day the letter reached the police, else its date; INT32_MIN when neither is stated. */
static int32_t letter_day(const struct jk_rule_input *in)
{
    if (in->notice->facts.received_s != JK_NO_TIME)
        return policy_rule_day(in, in->notice->facts.received_s);
    return in->notice->facts.letter_day;
}

/* R4. A letter of 15 November for 23 November 2024 is one working day late (DOMAIN 2.2). */
bool policy_rule_late(struct jk_arena *arena, const struct jk_rule_input *in,
                      const struct jk_rule_entry *rule, struct said *said)
{
    int32_t letter = letter_day(in), day;
    int before;

    if (letter == INT32_MIN || in->notice->instance_count == 0 || rule->value_count < 1)
        return false;
    day = policy_rule_day(in, in->notice->instances[0].start_s);
    before = days_before(in, letter, day);
    if (before >= rule->value[0])
        return false;
    policy_rule_say_number(arena, rule->value[0] - before, 0, said);
    return true;
}

/* R5. "Rabu, 3 Oktober 2024" was a Thursday (DOMAIN 1.5). */
bool policy_rule_weekday(struct jk_arena *arena, const struct jk_rule_input *in,
                         const struct jk_rule_entry *rule, struct said *said)
{
    int32_t day = policy_rule_day(in, in->notice->first_start_s);

    (void)rule;
    if (in->notice->facts.stated_weekday < 0 || in->notice->facts.stated_weekday == jk_weekday(day))
        return false;
    policy_rule_say_date(arena, day, said);
    return true;
}

/* R12. A simulation replays a calendar that is over: there it says nothing. */
bool policy_rule_past(struct jk_arena *arena, const struct jk_rule_input *in,
                      const struct jk_rule_entry *rule, struct said *said)
{
    size_t n = in->notice->instance_count;

    (void)rule;
    if (n == 0 || in->pack->simulation || in->notice->instances[n - 1].end_s > in->now_s)
        return false;
    policy_rule_say_date(arena, policy_rule_day(in, in->notice->instances[n - 1].start_s), said);
    return true;
}

/* R16. Worship hours are respected (PKPU 15/2023 Ps 46): rallies and convoys wait. */
bool policy_rule_worship(struct jk_arena *arena, const struct jk_rule_input *in,
                         const struct jk_rule_entry *rule, struct said *said)
{
    if (!policy_rule_is_campaign(in->notice) || rule->value_count < 3)
        return false;
    for (size_t i = 0; i < in->notice->instance_count; i++) {
        const struct jk_instance *instance = &in->notice->instances[i];
        int32_t last = policy_rule_day(in, instance->end_s - 1);

        for (int32_t day = policy_rule_day(in, instance->start_s); day <= last; day++) {
            double midnight = (double)day * JK_DAY_S - in->tz->offset_s;

            /* Half-open on both sides: an activity may end when worship begins, and begin when it
             * ends. */
            if (jk_weekday(day) != (int)rule->value[0] ||
                (double)instance->start_s >= midnight + 3600.0 * rule->value[2] ||
                (double)instance->end_s <= midnight + 3600.0 * rule->value[1])
                continue;
            policy_rule_say_date(arena, day, said);
            return true;
        }
    }
    return false;
}

/* "Sabtu, 2 November 2024", and the zone it has then, where it is in another. */
static void say_slot(struct jk_arena *arena, int32_t day, const struct jk_kpu_slot *then,
                     struct said *said)
{
    struct jk_buf text[JK_LANG_END] = { { 0 } };

    for (int lang = 0; lang < JK_LANG_END; lang++) {
        jk_long_date_add(&text[lang], day, (enum jk_lang)lang);
        if (then && then->zone[0])
            jk_buf_fmt(&text[lang], " (%s %s)", jk_text_get(JK_TEXT_KPU_ZONE, (enum jk_lang)lang),
                       then->zone);
    }
    policy_rule_say_text(arena, text, said);
}

/* R19. Where KPU fixed times and grounds of rallies, each belongs into one of its own paslon's. */
bool policy_rule_kpu_slot(struct jk_arena *arena, const struct jk_rule_input *in,
                          const struct jk_rule_entry *rule, struct said *said)
{
    const struct jk_notice *n = in->notice;

    size_t count;

    (void)rule;
    jk_kpu_slots_for(in->pack, &n->facts, &count);
    for (size_t i = 0; count > 0 && !policy_rule_is_after(in) && i < n->instance_count; i++) {
        if (jk_kpu_slot_of(in->pack, &n->facts.party, &n->instances[i]))
            continue;
        say_slot(arena, policy_rule_day(in, n->instances[i].start_s),
                 jk_kpu_slot_then(in->pack, &n->facts.party, &n->instances[i]), said);
        return true;
    }
    return false;
}
