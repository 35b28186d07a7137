/* The table of rules about one notice, and its walk (SPEC 3).
 *
 * A rule is a row: number, field, audience, texts, the names of its numbers, and a pure test. The
 * pack says which rules are on, at what level, on what legal basis and with which numbers: a rule
 * without an entry in rules.json is silent. So the law of one election lives in data, and the code
 * knows only how to test. Row i is rule i + 1, and so is rule_of: the walk needs no search, and
 * findings always come in the order of the numbers.
 *
 * A test says its value in both languages; the sentence round it comes from the text table, so the
 * two languages cannot say different things. */
#include "jarak/policy/texts.h"
#include "jarak/policy/rules.h"
#include "jarak/policy/whose.h"

#include "daemon/policy/rules/rules_internal.h"
#include "jarak/policy/calendar.h"
#include "jarak/base/decimal.h"
#include "jarak/base/defend.h"

const struct jk_defaults *policy_rule_defaults(const struct jk_rule_input *in)
{
    const struct jk_calendar_of of = { in->notice->facts.party.contest, in->region };

    return jk_defaults_for(in->pack, &of);
}

int32_t policy_rule_day(const struct jk_rule_input *in, int64_t utc_s)
{
    return jk_local_day(utc_s, in->tz->offset_s);
}

/* The kinds up to the convoy are the campaign's, by the order of the enumeration. */
bool policy_rule_is_campaign(const struct jk_notice *n)
{
    return !jk_kind_is_neutral(n->facts.kind);
}

struct jk_calendar_of policy_rule_calendar(const struct jk_rule_input *in)
{
    return (struct jk_calendar_of){ in->notice->facts.party.contest, in->region };
}

bool policy_rule_is_after(const struct jk_rule_input *in)
{
    const struct jk_calendar_of of = policy_rule_calendar(in);

    return in->notice->instance_count > 0 &&
           jk_day_is_after(in->pack, &of, policy_rule_day(in, in->notice->instances[0].start_s));
}

bool policy_rule_speaks_for_chain(const struct jk_rule_input *in)
{
    return in->chain_count == 0 || in->chain[0] == in->notice;
}

void policy_rule_say_text(struct jk_arena *arena, struct jk_buf text[JK_LANG_END],
                          struct said *said)
{
    for (int lang = 0; lang < JK_LANG_END; lang++) {
        said->value[lang] = jk_arena_copy(arena, jk_buf_view(&text[lang]));
        jk_buf_clear(&text[lang]);
    }
}

void policy_rule_say_date(struct jk_arena *arena, int32_t day, struct said *said)
{
    struct jk_buf text[JK_LANG_END] = { { 0 } };

    for (int lang = 0; lang < JK_LANG_END; lang++)
        jk_long_date_add(&text[lang], day, (enum jk_lang)lang);
    policy_rule_say_text(arena, text, said);
}

void policy_rule_say_number(struct jk_arena *arena, double value, unsigned digits,
                            struct said *said)
{
    struct jk_buf text[JK_LANG_END] = { { 0 } };

    for (int lang = 0; lang < JK_LANG_END; lang++)
        jk_decimal_add(&text[lang], value, digits, lang == JK_LANG_ID ? ',' : '.');
    policy_rule_say_text(arena, text, said);
}

static const char *const none[] = { NULL };
static const char *const hours[] = { "from (hour)", "to (hour)", NULL };
static const char *const late[] = { "working days", NULL };
static const char *const speed[] = { "km/h", NULL };
static const char *const sensitive[] = { "metres", NULL };
static const char *const worship[] = { "weekday (0 is Sunday)", "from (hour)", "to (hour)", NULL };
static const char *const quota[] = { "rallies, regency or town", "rallies, province", NULL };
static const char *const legs[] = { "hours between", "metres", NULL };
static const char *const a_day[] = { "rallies", NULL };
static const char *const people[] = { "people, rally", "people, meeting, regency or town",
                                      "people, meeting, province", NULL };
static const char *const missing[] = { "officers missing", NULL };
static const char *const personnel[] = { "people an officer", "officers a day", NULL };

/* The table of rules; every question about a rule is a column of it. */
static const struct {
    struct jk_rule_row row;
    rule_test *test;
} rules[] = {
#define RULE(number, field, who, text, numbers, test)                                     \
    {                                                                                     \
        { #number, field, who, JK_TEXT_RULE_##text, JK_TEXT_ABOUT_##text, numbers }, test \
    }
    RULE(R1, "DTSTART", JK_SEE_FILER, WINDOW, none, policy_rule_window),
    RULE(R2, "DTSTART", JK_SEE_FILER, QUIET, none, policy_rule_quiet),
    RULE(R3, "DTSTART", JK_SEE_FILER, HOURS, hours, policy_rule_hours),
    RULE(R4, "X-JARAK-RECEIVED", JK_SEE_FILER, LATE, late, policy_rule_late),
    RULE(R5, "X-JARAK-DAY", JK_SEE_FILER, WEEKDAY, none, policy_rule_weekday),
    RULE(R6, "RELATED-TO", JK_SEE_FILER, PAWAI, none, policy_rule_pawai),
    RULE(R7, "X-JARAK-VEHICLES", JK_SEE_FILER, NO_ROUTE, none, policy_rule_no_route),
    RULE(R8, "STRUCTURED-DATA", JK_SEE_FILER, SPEED, speed, policy_rule_speed),
    RULE(R9, "X-JARAK-UNCERTAINTY", JK_SEE_FILER, UNCERTAIN, none, policy_rule_uncertain),
    RULE(R10, "GEO", JK_SEE_FILER, NO_PLACE, none, policy_rule_no_place),
    RULE(R11, "RELATED-TO", JK_SEE_FILER, NO_MAIN, none, policy_rule_no_main),
    RULE(R12, "DTSTART", JK_SEE_FILER, PAST, none, policy_rule_past),
    RULE(R13, "GEO", JK_SEE_FILER, OUTSIDE, none, policy_rule_outside),
    RULE(R14, "GEO", JK_SEE_FILER, ADDRESSEE, none, policy_rule_addressee),
    RULE(R15, "GEO", JK_SEE_FILER, SENSITIVE, sensitive, policy_rule_sensitive),
    RULE(R16, "DTSTART", JK_SEE_FILER, WORSHIP, worship, policy_rule_worship),
    RULE(R17, "CATEGORIES", JK_SEE_FILER, QUOTA, quota, policy_rule_quota),
    RULE(R18, "X-JARAK-CROWD", JK_SEE_POLRES, PERSONNEL, personnel, policy_rule_personnel),
    RULE(R19, "DTSTART", JK_SEE_FILER, KPU_SLOT, none, policy_rule_kpu_slot),
    RULE(R20, "X-JARAK-LETTER-NO", JK_SEE_FILER, INCOMPLETE, none, policy_rule_incomplete),
    RULE(R21, "RELATED-TO", JK_SEE_FILER, LEGS, legs, policy_rule_legs),
    RULE(R22, "X-JARAK-VEHICLES", JK_SEE_FILER, ASSUMED, none, policy_rule_assumed),
    RULE(R23, "STRUCTURED-DATA", JK_SEE_FILER, CARRIED, none, policy_rule_carried),
    RULE(R24, "X-JARAK-STTP", JK_SEE_OFFICERS, STTP_TWICE, none, policy_rule_sttp_twice),
    RULE(R25, "CATEGORIES", JK_SEE_OFFICERS, NEUTRAL_PASLON, none, policy_rule_neutral_paslon),
    RULE(R26, "LOCATION", JK_SEE_OFFICERS, UNMEASURED, none, policy_rule_unmeasured),
    RULE(R27, "DTSTART", JK_SEE_FILER, DAY_RALLIES, a_day, policy_rule_day_rallies),
    RULE(R28, "X-JARAK-CROWD", JK_SEE_FILER, PEOPLE, people, policy_rule_people),
    RULE(R29, "DTSTART", JK_SEE_FILER, AFTER, none, policy_rule_after),
    RULE(R30, "DTSTART", JK_SEE_FILER, UNWATCHED, none, policy_rule_unwatched),
    RULE(R31, "GEO", JK_SEE_FILER, GUARDED, sensitive, policy_rule_guarded),
    RULE(R32, "X-JARAK-OFFICERS", JK_SEE_POLRES, OVERCOMMITTED, missing, policy_rule_overcommitted),
    RULE(R33, "X-JARAK-GUARDS", JK_SEE_POLRES, DUTY, none, policy_rule_duty),
#undef RULE
};
#define RULE_COUNT (sizeof rules / sizeof *rules)
_Static_assert(RULE_COUNT < JK_RULE_NUMBERS, "rule i stands in row i - 1, and packs have room");

bool jk_rules_row(size_t i, struct jk_rule_row *out)
{
    JK_ASSERT(out != NULL);
    if (i >= RULE_COUNT)
        return false;
    *out = rules[i].row;
    return true;
}

/* Makes the finding: level and basis are the pack's, the sentence is the table's, the value is the
 * test's. */
static enum jk_status tell(struct jk_arena *arena, const struct jk_rule_entry *entry,
                           const struct said *said, const struct jk_rule_row *row,
                           struct jk_finding *out)
{
    char text[1024]; /* R26 names four rivals and their places */

    *out = (struct jk_finding){ .rule = row->id,
                                .level = entry->level,
                                .field = row->field,
                                .basis = entry->basis,
                                .verified = entry->verified,
                                .audience = row->audience };
    for (int lang = 0; lang < JK_LANG_END; lang++) {
        const char *const names[] = { "value", said->value[lang], NULL };
        size_t len =
            jk_text_fill(jk_text_get(row->says, (enum jk_lang)lang), names, text, sizeof text);

        out->text[lang] = jk_arena_copy(arena, (struct jk_span){ text, len });
        if (!out->text[lang])
            return JK_MEMORY;
    }
    return JK_OK;
}

enum jk_status jk_rules_apply(struct jk_arena *arena, const struct jk_rule_input *input,
                              struct jk_finding **out, size_t *count)
{
    JK_ASSERT(input->notice != NULL && input->tz != NULL);
    JK_ASSERT(input->chain != NULL || input->chain_count == 0);
    JK_ASSERT(out != NULL && count != NULL);
    const struct jk_calendar_of of = { input->notice->facts.party.contest, input->region };

    *count = 0;
    *out = jk_arena_array(arena, RULE_COUNT, sizeof **out);
    if (!*out)
        return JK_MEMORY;
    for (size_t i = 0; i < RULE_COUNT; i++) {
        const struct jk_rule_entry *entry = jk_rule_for(input->pack, &of, (unsigned)i + 1);
        struct said said = { .value = { "", "" } };

        /* A rule the pack does not list is off. */
        if (!entry || !rules[i].test(arena, input, entry, &said))
            continue;
        if (!said.value[JK_LANG_ID] || !said.value[JK_LANG_EN] ||
            tell(arena, entry, &said, &rules[i].row, &(*out)[*count]) != JK_OK)
            return JK_MEMORY;
        ++*count;
    }
    return JK_OK;
}
