/* Whose phases, holidays and rules.
 *
 * What binds a phase to a question has a rank: that the phase names the contest itself, that its
 * pack lists the contest, or that the pack's region lies above, and then how near. Only phases of
 * the highest rank there is count, so that a calendar is never mixed of two. Those of a contest are
 * gathered when the pack is loaded; what is of no contest is asked rarely and looked for. */
#include "jarak/policy/calendar.h"

#include <string.h>
#include "daemon/policy/links.h"
#include "jarak/base/decimal.h"

#define RANK_NONE POLICY_RANK_NONE
#define RANK_BASE POLICY_RANK_BASE
#define RANK_PACK 100 /* above every length of a code */
#define RANK_OWN  200

static bool is_listed(const struct jk_scope *scope, const char *contest)
{
    for (size_t i = 0; i < scope->contest_count; i++) {
        if (strcmp(scope->contests[i], contest) == 0)
            return true;
    }
    return false;
}

bool policy_lies_above(const char *above, const char *region)
{
    return above[0] == '\0' || jk_region_covers(above, region);
}

int policy_scope_rank(const struct jk_scope *scope, const struct jk_calendar_of *of)
{
    if (of->contest[0] && is_listed(scope, of->contest))
        return scope->own ? RANK_OWN : RANK_PACK;
    /* What is stated for a region is nearer to what it elects than the files of many. */
    if (scope->edition && !scope->own && of->contest[0] && strcmp(scope->region, of->region) == 0)
        return RANK_PACK;
    return scope->own || !policy_lies_above(scope->region, of->region) ? RANK_NONE
                                                                       : (int)strlen(scope->region);
}

static int best_rank(const struct jk_pack *pack, const struct jk_calendar_of *of)
{
    int best = RANK_NONE;

    for (size_t i = 0; i < pack->phase_count; i++) {
        int rank = policy_scope_rank(&pack->phases[i].scope, of);

        best = rank > best ? rank : best;
    }
    return best;
}

/* The same pack may be given twice: what is the same stands once. */
static bool is_there(const struct jk_phase *const *list, size_t count, const struct jk_phase *phase)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i]->id, phase->id) == 0 && list[i]->from_day == phase->from_day &&
            list[i]->to_day == phase->to_day && list[i]->campaign == phase->campaign &&
            list[i]->quiet == phase->quiet && list[i]->vote == phase->vote)
            return true;
    }
    return false;
}

static bool is_same_scope(const struct jk_scope *a, const struct jk_scope *b)
{
    if (a->own != b->own || a->base != b->base || strcmp(a->region, b->region) != 0 ||
        a->contest_count != b->contest_count)
        return false;
    for (size_t i = 0; i < a->contest_count; i++) {
        if (strcmp(a->contests[i], b->contests[i]) != 0)
            return false;
    }
    return true;
}

/* The number behind the R; 0 where there is none. */
static unsigned number_of(const struct jk_rule_entry *rule)
{
    uint64_t number;

    return jk_uint_parse(jk_span_of(rule->id + 1), JK_RULE_NUMBERS - 1, &number) ? (unsigned)number
                                                                                 : 0;
}

static const struct jk_rule_entry *unless_off(const struct jk_rule_entry *rule)
{
    return rule && strcmp(rule->level, "off") == 0 ? NULL : rule;
}

bool policy_pack_note_rule(struct jk_pack *pack, size_t i)
{
    const struct jk_rule_entry *rule = &pack->rules[i];
    unsigned number = number_of(rule);

    /* Those of one pack stand together. */
    for (size_t k = i; k-- > 0 && strcmp(pack->rules[k].scope.region, rule->scope.region) == 0;) {
        if (number_of(&pack->rules[k]) == number &&
            is_same_scope(&pack->rules[k].scope, &rule->scope))
            return false;
    }
    /* Rules are asked for by number for every notice: no search then. */
    if (rule->scope.base && !rule->scope.own)
        pack->rule_of[number] = unless_off(rule);
    else
        pack->rules_differ = true;
    return true;
}

/* The entries of the highest rank, by number; those of the first pack hold everywhere. */
static void find_rules(const struct jk_pack *pack, const struct jk_calendar_of *of,
                       const struct jk_rule_entry *out[JK_RULE_NUMBERS])
{
    int highest[JK_RULE_NUMBERS];

    for (size_t i = 0; i < JK_RULE_NUMBERS; i++) {
        highest[i] = RANK_NONE;
        out[i] = NULL;
    }
    for (size_t i = 0; i < pack->rule_count; i++) {
        const struct jk_rule_entry *rule = &pack->rules[i];
        unsigned number = number_of(rule);
        int rank = policy_scope_rank(&rule->scope, of);

        if (rank == RANK_NONE && rule->scope.base && !rule->scope.own)
            rank = RANK_BASE;
        if (rank <= highest[number])
            continue;
        highest[number] = rank;
        out[number] = rule;
    }
    for (size_t i = 0; i < JK_RULE_NUMBERS; i++)
        out[i] = unless_off(out[i]);
}

/* Only where packs differ: else every contest has the rules of the first. */
static bool link_rules(struct jk_arena *arena, const struct jk_pack *pack,
                       struct jk_contest *contest)
{
    const struct jk_calendar_of of = { contest->id, contest->region };
    const struct jk_rule_entry **list;

    if (!pack->rules_differ)
        return true;
    list = jk_arena_array(arena, JK_RULE_NUMBERS, sizeof *list);
    if (list)
        find_rules(pack, &of, list);
    contest->rule_of = list;
    return list != NULL;
}

const struct jk_rule_entry *jk_rule_for(const struct jk_pack *pack, const struct jk_calendar_of *of,
                                        unsigned number)
{
    const struct jk_rule_entry *found[JK_RULE_NUMBERS];
    const struct jk_contest *contest;

    if (!pack->rules_differ)
        return pack->rule_of[number];
    contest = of->contest[0] ? jk_pack_contest(pack, of->contest) : NULL;
    if (contest)
        return contest->rule_of[number];
    find_rules(pack, of, found); /* of no contest: an office's own business, with few rules */
    return found[number];
}

bool policy_pack_link_calendars(struct jk_arena *arena, struct jk_pack *pack)
{
    for (size_t i = 0; i < pack->contest_count; i++) {
        struct jk_contest *contest = (struct jk_contest *)&pack->contests[i]; /* being loaded */
        const struct jk_calendar_of of = { contest->id, contest->region };
        int best = best_rank(pack, &of);
        const struct jk_phase **list = jk_arena_array(arena, pack->phase_count, sizeof *list);

        if (!list || !link_rules(arena, pack, contest))
            return false;
        contest->phase_count = 0;
        for (size_t k = 0; k < pack->phase_count && best != RANK_NONE; k++) {
            if (policy_scope_rank(&pack->phases[k].scope, &of) == best &&
                !is_there(list, contest->phase_count, &pack->phases[k]))
                list[contest->phase_count++] = &pack->phases[k];
        }
        contest->phases = list;
    }
    return true;
}

/* The phases of a calendar, one after the other. */
struct walk {
    const struct jk_pack *pack;
    const struct jk_calendar_of *of;
    const struct jk_contest *contest; /* null: none is known */
    int rank;
    size_t next;
};

static struct walk walk_of(const struct jk_pack *pack, const struct jk_calendar_of *of)
{
    struct walk w = { pack, of, of->contest[0] ? jk_pack_contest(pack, of->contest) : NULL,
                      RANK_NONE, 0 };

    if (!w.contest)
        w.rank = best_rank(pack, of);
    return w;
}

static const struct jk_phase *next_phase(struct walk *w)
{
    if (w->contest)
        return w->next < w->contest->phase_count ? w->contest->phases[w->next++] : NULL;
    while (w->rank != RANK_NONE && w->next < w->pack->phase_count) {
        const struct jk_phase *phase = &w->pack->phases[w->next++];

        if (policy_scope_rank(&phase->scope, w->of) == w->rank)
            return phase;
    }
    return NULL;
}

static bool is_kind(const struct jk_phase *phase, enum jk_day_kind kind)
{
    return kind == JK_DAY_ANY || (kind == JK_DAY_CAMPAIGN && phase->campaign) ||
           (kind == JK_DAY_QUIET && phase->quiet) || (kind == JK_DAY_VOTE && phase->vote);
}

const struct jk_phase *jk_phase_on(const struct jk_pack *pack, const struct jk_calendar_of *of,
                                   int32_t day, enum jk_day_kind kind)
{
    struct walk w = walk_of(pack, of);
    const struct jk_phase *phase;

    while ((phase = next_phase(&w))) {
        if (day >= phase->from_day && day <= phase->to_day && is_kind(phase, kind))
            return phase;
    }
    return NULL;
}

const struct jk_phase *jk_phase_at(const struct jk_pack *pack, const struct jk_calendar_of *of,
                                   size_t i)
{
    struct walk w = walk_of(pack, of);
    const struct jk_phase *phase = next_phase(&w);

    while (phase && i-- > 0)
        phase = next_phase(&w);
    return phase;
}

int32_t jk_phase_first(const struct jk_pack *pack, const struct jk_calendar_of *of,
                       enum jk_day_kind kind)
{
    struct walk w = walk_of(pack, of);
    const struct jk_phase *phase;
    int32_t first = INT32_MAX;

    while ((phase = next_phase(&w))) {
        if (is_kind(phase, kind) && phase->from_day < first)
            first = phase->from_day;
    }
    return first;
}

bool jk_day_is_open(const struct jk_pack *pack, const struct jk_calendar_of *of, int32_t day)
{
    /* Quiet wins over a campaign phase that holds the same day. */
    return jk_phase_on(pack, of, day, JK_DAY_CAMPAIGN) && !jk_phase_on(pack, of, day, JK_DAY_QUIET);
}

bool jk_day_is_after(const struct jk_pack *pack, const struct jk_calendar_of *of, int32_t day)
{
    const int32_t vote = jk_phase_first(pack, of, JK_DAY_VOTE);

    return vote != INT32_MAX && day > vote && day <= jk_day_watched(pack, of) &&
           !jk_phase_on(pack, of, day, JK_DAY_CAMPAIGN) &&
           !jk_phase_on(pack, of, day, JK_DAY_QUIET) && !jk_phase_on(pack, of, day, JK_DAY_VOTE);
}

int32_t jk_day_watched(const struct jk_pack *pack, const struct jk_calendar_of *of)
{
    const int32_t vote = jk_phase_first(pack, of, JK_DAY_VOTE);
    struct walk w = walk_of(pack, of);
    const struct jk_phase *phase;
    int32_t last = INT32_MIN;

    while ((phase = next_phase(&w))) {
        if (phase->from_day >= vote && !phase->campaign && !phase->quiet && !phase->vote &&
            phase->to_day > last)
            last = phase->to_day;
    }
    return last;
}

static bool is_holiday(const struct jk_pack *pack, const struct jk_calendar_of *of, int32_t day)
{
    /* A holiday list is short and walked. */
    for (size_t i = 0; i < pack->holiday_count; i++) {
        const struct jk_holiday *holiday = &pack->holidays[i];

        if (holiday->day == day && policy_scope_rank(&holiday->scope, of) != RANK_NONE)
            return true;
    }
    return false;
}

int jk_working_days(const struct jk_pack *pack, const struct jk_calendar_of *of, int32_t from_day,
                    int32_t to_day)
{
    int days = 0;

    /* Neither end counts here; callers add the ones that do. */
    for (int32_t day = from_day + 1; day < to_day; day++) {
        int weekday = jk_weekday(day);

        days += weekday >= 1 && weekday <= 5 && !is_holiday(pack, of, day);
    }
    return days;
}
