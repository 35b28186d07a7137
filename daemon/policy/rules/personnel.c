/* R32 officers a day or a unit does not have, R33 duties that have lost what they guard.
 *
 * Both are the planning of the police and are told to it alone. What was counted is handed in
 * (jarak/policy/balance.h), so the tests stay pure. */
#include "daemon/policy/rules/rules_internal.h"
#include "jarak/policy/texts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* "Sabtu, 23 November 2024 pukul 14.00-15.00 WITA" */
static void add_hours(struct jk_buf *out, const struct jk_tz *tz, int64_t from_s, int64_t to_s,
                      enum jk_lang lang)
{
    jk_long_date_add(out, jk_local_day(from_s, tz->offset_s), lang);
    jk_buf_str(out, lang == JK_LANG_ID ? " pukul " : " ");
    jk_clock_add(out, from_s, tz->offset_s, lang);
    jk_buf_char(out, '-');
    jk_clock_add(out, to_s, tz->offset_s, lang);
    jk_buf_fmt(out, " %s", tz->abbrev);
}

/* A number as each language groups its digits: 1.402 and 1,402. */
static void number(uint32_t value, enum jk_lang lang, char out[16])
{
    if (value < 1000)
        snprintf(out, 16, "%" PRIu32, value);
    else if (value < 1000000)
        snprintf(out, 16, "%" PRIu32 "%c%03" PRIu32, value / 1000, lang == JK_LANG_ID ? '.' : ',',
                 value % 1000);
    else
        snprintf(out, 16, "%" PRIu32 "%c%03" PRIu32 "%c%03" PRIu32, value / 1000000,
                 lang == JK_LANG_ID ? '.' : ',', value / 1000 % 1000,
                 lang == JK_LANG_ID ? '.' : ',', value % 1000);
}

static void add_filled(struct jk_buf *out, const struct jk_text *text, const char *const *names,
                       enum jk_lang lang)
{
    char filled[512];
    size_t len = jk_text_fill(jk_text_get(text, lang), names, filled, sizeof filled);

    jk_buf_add(out, filled, len);
}

static void say_over(const struct jk_rule_input *in, enum jk_lang lang, struct jk_buf *out)
{
    const struct jk_rule_personnel *p = in->personnel;
    char asked[16], have[16], missing[16], more[16];
    struct jk_buf when = { 0 };

    number(p->asked, lang, asked);
    number(p->have, lang, have);
    number(p->asked - p->have, lang, missing);
    number(p->more, lang, more);
    add_hours(&when, in->tz, p->from_s, p->to_s, lang);
    jk_buf_char(&when, '\0');
    if (jk_buf_ok(&when)) {
        const char *const names[] = { "date", when.at,   "asked", asked, "have",
                                      have,   "missing", missing, "who", p->unit ? p->unit : "",
                                      NULL };
        const char *const others[] = { "value", more, NULL };

        add_filled(out, p->unit ? JK_TEXT_OVER_UNIT : JK_TEXT_OVER_DAY, names, lang);
        if (p->more)
            add_filled(out, JK_TEXT_OVER_MORE, others, lang);
    }
    out->failed = out->failed || when.failed;
    jk_buf_clear(&when);
}

/* R32. Said on all that takes part in the hour, so on the plans of both sides of the day: which of
 * them gives way is the police's to say. */
bool policy_rule_overcommitted(struct jk_arena *arena, const struct jk_rule_input *in,
                               const struct jk_rule_entry *rule, struct said *said)
{
    const struct jk_rule_personnel *p = in->personnel;
    struct jk_buf text[JK_LANG_END] = { { 0 } };

    if (!p || !p->is_over || rule->value_count < 1 || p->asked < p->have + rule->value[0] ||
        !policy_rule_speaks_for_chain(in))
        return false;
    for (int lang = 0; lang < JK_LANG_END; lang++)
        say_over(in, (enum jk_lang)lang, &text[lang]);
    policy_rule_say_text(arena, text, said);
    return true;
}

static const struct jk_text *fault_text(enum jk_duty_fault fault)
{
    switch (fault) {
    case JK_DUTY_UNIT_UNKNOWN:
        return JK_TEXT_DUTY_UNIT_UNKNOWN;
    case JK_DUTY_UNIT_AWAY:
        return JK_TEXT_DUTY_UNIT_AWAY;
    case JK_DUTY_UNKNOWN:
        return JK_TEXT_DUTY_UNKNOWN;
    case JK_DUTY_GONE:
        return JK_TEXT_DUTY_GONE;
    case JK_DUTY_MOVED:
        return JK_TEXT_DUTY_MOVED;
    case JK_DUTY_SOUND:
        break;
    }
    return NULL;
}

/* R33. */
bool policy_rule_duty(struct jk_arena *arena, const struct jk_rule_input *in,
                      const struct jk_rule_entry *rule, struct said *said)
{
    const struct jk_rule_personnel *p = in->personnel;
    struct jk_buf text[JK_LANG_END] = { { 0 } };

    (void)rule;
    if (!p || p->fault == JK_DUTY_SOUND)
        return false;
    for (int lang = 0; lang < JK_LANG_END; lang++) {
        struct jk_buf when = { 0 };

        if (p->fault == JK_DUTY_MOVED)
            add_hours(&when, in->tz, p->guarded_from_s, p->guarded_to_s, (enum jk_lang)lang);
        jk_buf_char(&when, '\0');
        if (jk_buf_ok(&when)) {
            const char *const names[] = { "who", p->about, "date", when.at, NULL };

            add_filled(&text[lang], fault_text(p->fault), names, (enum jk_lang)lang);
        }
        text[lang].failed = text[lang].failed || when.failed;
        jk_buf_clear(&when);
    }
    policy_rule_say_text(arena, text, said);
    return true;
}
