/* What only the whole of a pack can show: names that stand twice, references between files, days
 * outside the calendar; and what it leaves without a judge, which is told and not refused.
 *
 * Everything here guards against one thing: a slip by which rules or rows say nothing, which nobody
 * would notice before the last day. Duplicate ids are found by sorting, for a country has 83,000
 * villages. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/policy/pack/parts.h"
#include "jarak/base/decimal.h"
#include "jarak/base/defend.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"
#include "jarak/policy/calendar.h"
#include "jarak/policy/rules.h"
#include "jarak/policy/texts.h"

void policy_pack_check_sides(struct jk_json_reader *r, const struct jk_json_at *at,
                             const struct jk_contest *contest)
{
    struct jk_json_at list = jk_json_optional(at, "paslon");

    if (r->status == JK_OK && contest->paslon_count < 2)
        jk_json_fault(r, &list, JK_INVALID, JK_TEXT_PACK_ALONE, contest->id);
    for (size_t i = 1; i < contest->paslon_count && r->status == JK_OK; i++) {
        for (size_t k = 0; k < i; k++) {
            struct jk_json_at element = jk_json_element(&list, i);
            char value[24];

            /* Two sides of one number would be one party, and never rivals. */
            if (contest->paslon[k].number != contest->paslon[i].number)
                continue;
            element = jk_json_optional(&element, "number");
            snprintf(value, sizeof value, "%u", contest->paslon[i].number);
            jk_json_fault(r, &element, JK_INVALID, JK_TEXT_PACK_TWICE, value);
        }
    }
}

/* The row of a rule's name, written as the table writes it: R01 is no name. */
static bool find_rule(const char *id, struct jk_rule_row *row)
{
    for (size_t i = 0; jk_rules_row(i, row); i++) {
        if (strcmp(row->id, id) == 0)
            return true;
    }
    return false;
}

void policy_pack_check_rule(struct jk_json_reader *r, const struct jk_json_at *at,
                            const struct jk_rule_entry *rule, size_t values)
{
    struct jk_json_at id = jk_json_optional(at, "id"), value = jk_json_optional(at, "value");
    struct jk_rule_row row;
    struct jk_buf names = { 0 };
    size_t wanted = 0;

    if (r->status != JK_OK)
        return;
    if (!find_rule(rule->id, &row)) {
        jk_json_fault(r, &id, JK_INVALID, JK_TEXT_PACK_RULE, rule->id);
        return;
    }
    /* A rule without its numbers is off, and one too many is a rule somebody thought of. */
    for (; row.numbers[wanted]; wanted++) {
        jk_buf_str(&names, wanted ? ", " : "");
        jk_buf_str(&names, row.numbers[wanted]);
    }
    jk_buf_str(&names, wanted ? "" : "0");
    jk_buf_add(&names, "", 1);
    if (values != wanted)
        jk_json_fault(r, &value, JK_INVALID, JK_TEXT_PACK_RULE_NUMBERS,
                      jk_buf_ok(&names) ? names.at : "");
    jk_buf_clear(&names);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A list of a pack whose items begin with the name that tells them apart. */
struct named_list {
    const char *file;
    const void *items;
    size_t count, size; /* items, and bytes of one */
};

/* Refuses a name that stands twice: ids and codes name one thing each. */
static enum jk_status check_unique(struct jk_arena *arena, const struct named_list *list,
                                   struct jk_error *err)
{
    const char **names = jk_arena_array(arena, list->count, sizeof *names);

    if (!names)
        return jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, list->file, "%s", "");
    for (size_t i = 0; i < list->count; i++)
        names[i] = *(const char *const *)((const char *)list->items + i * list->size);
    if (list->count > 0)
        qsort(names, list->count, sizeof *names, compare_names);
    for (size_t i = 1; i < list->count; i++) {
        if (strcmp(names[i - 1], names[i]) == 0)
            return jk_fail(err, JK_INVALID, JK_TEXT_PACK_TWICE, list->file, "%s", names[i]);
    }
    return JK_OK;
}

static enum jk_status check_names(struct jk_arena *arena, const struct jk_pack *pack,
                                  struct jk_error *err)
{
    const struct named_list lists[] = {
        { "contests.json", pack->contests, pack->contest_count, sizeof *pack->contests },
        { "regions.json", pack->regions, pack->region_count, sizeof *pack->regions },
        { "places.json", pack->places, pack->place_count, sizeof *pack->places },
    };
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < sizeof lists / sizeof *lists && rc == JK_OK; i++)
        rc = check_unique(arena, &lists[i], err);
    return rc;
}

_Static_assert(offsetof(struct jk_contest, id) == 0 && offsetof(struct jk_region, code) == 0 &&
                   offsetof(struct jk_place, code) == 0,
               "check_unique() reads the first member");

/* Phases are told apart within a calendar: that of another contest may have the same. */
static enum jk_status check_phase_ids(const struct jk_pack *pack, struct jk_error *err)
{
    for (size_t i = 0; i < pack->contest_count; i++) {
        const struct jk_contest *contest = &pack->contests[i];

        for (size_t k = 1; k < contest->phase_count; k++) {
            for (size_t n = 0; n < k; n++) {
                if (strcmp(contest->phases[k]->id, contest->phases[n]->id) == 0)
                    return jk_fail(err, JK_INVALID, JK_TEXT_PACK_TWICE, "phases.json", "%s",
                                   contest->phases[k]->id);
            }
        }
    }
    return JK_OK;
}

/* A contest that is named and not there would leave a calendar to nobody. */
static enum jk_status check_scope(const struct jk_pack *pack, const struct jk_scope *scope,
                                  const char *file, struct jk_error *err)
{
    for (size_t i = 0; scope->own && i < scope->contest_count; i++) {
        if (!jk_pack_contest(pack, scope->contests[i]))
            return jk_fail(err, JK_INVALID, JK_TEXT_UNKNOWN_CONTEST, file, "%s",
                           scope->contests[i]);
    }
    return JK_OK;
}

static enum jk_status check_scopes(const struct jk_pack *pack, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < pack->phase_count && rc == JK_OK; i++)
        rc = check_scope(pack, &pack->phases[i].scope, "phases.json", err);
    for (size_t i = 0; i < pack->holiday_count && rc == JK_OK; i++)
        rc = check_scope(pack, &pack->holidays[i].scope, "holidays.json", err);
    for (size_t i = 0; i < pack->rule_count && rc == JK_OK; i++)
        rc = check_scope(pack, &pack->rules[i].scope, "rules.json", err);
    return rc;
}

/* Checks references between the files, which only the whole can show. */
static enum jk_status check_references(const struct jk_pack *pack, struct jk_error *err)
{
    if (!jk_pack_region(pack, pack->region))
        return jk_fail(err, JK_INVALID, JK_TEXT_PACK_REGION, "pack.json: region", "%s",
                       pack->region);
    for (size_t i = 0; i < pack->contest_count; i++) {
        /* What a nation elects is of no region. */
        if (pack->contests[i].region[0] && !jk_pack_region(pack, pack->contests[i].region))
            return jk_fail(err, JK_INVALID, JK_TEXT_PACK_REGION, "contests.json", "%s",
                           pack->contests[i].region);
    }
    for (size_t i = 0; i < pack->region_count; i++) {
        const char *parent = pack->regions[i].parent;

        if (parent[0] && !jk_pack_region(pack, parent))
            return jk_fail(err, JK_INVALID, JK_TEXT_PACK_REGION, "regions.json", "%s", parent);
    }
    for (size_t i = 0; i < pack->place_count; i++) {
        if (!jk_pack_region(pack, pack->places[i].region))
            return jk_fail(err, JK_INVALID, JK_TEXT_PACK_REGION, "places.json", "%s",
                           pack->places[i].region);
    }
    for (size_t i = 0; i < pack->area_count; i++) {
        if (!jk_pack_region(pack, pack->areas[i].code))
            return jk_fail(err, JK_INVALID, JK_TEXT_PACK_REGION, "areas.geojson", "%s",
                           pack->areas[i].code);
    }
    for (size_t i = 0; i < pack->sketch_count; i++) {
        if (!jk_pack_region(pack, pack->sketches[i].code))
            return jk_fail(err, JK_INVALID, JK_TEXT_PACK_REGION, "schematic.geojson", "%s",
                           pack->sketches[i].code);
    }
    return JK_OK;
}

static bool has_paslon(const struct jk_contest *contest, uint32_t number)
{
    for (size_t i = 0; i < contest->paslon_count; i++) {
        if (contest->paslon[i].number == number)
            return true;
    }
    return false;
}

/* A slot of another contest, paslon or year would bind nobody, or everybody to nothing. */
static enum jk_status check_kpu_slots(const struct jk_pack *pack, struct jk_error *err)
{
    int64_t from_s, to_s;

    jk_pack_window(pack, &from_s, &to_s);
    for (size_t i = 0; i < pack->kpu_slot_count; i++) {
        const struct jk_kpu_slot *slot = &pack->kpu_slots[i];
        const struct jk_contest *contest = jk_pack_contest(pack, slot->contest);

        if (!contest)
            return jk_fail(err, JK_INVALID, JK_TEXT_UNKNOWN_CONTEST, "kpu_slots.json", "%s",
                           slot->contest);
        if (!has_paslon(contest, slot->paslon))
            return jk_fail(err, JK_INVALID, JK_TEXT_PACK_NO_PASLON, "kpu_slots.json", "%s %u",
                           slot->contest, slot->paslon);
        for (size_t k = 0; k < slot->region_count; k++) {
            if (!jk_pack_region(pack, slot->regions[k]))
                return jk_fail(err, JK_INVALID, JK_TEXT_PACK_REGION, "kpu_slots.json", "%s",
                               slot->regions[k]);
        }
        if (slot->from_s < from_s || slot->to_s > to_s)
            return jk_fail(err, JK_RANGE, JK_TEXT_PACK_CALENDAR, "kpu_slots.json", "%s %u",
                           slot->contest, slot->paslon);
    }
    return JK_OK;
}

/* A phase of another year than the calendar's is a slip of the keyboard: days of the campaign would
 * lie outside it, and those of the quiet period would not be quiet. */
static enum jk_status check_phases(const struct jk_pack *pack, struct jk_error *err)
{
    for (size_t i = 0; i < pack->phase_count; i++) {
        const struct jk_phase *phase = &pack->phases[i];
        struct jk_buf days = { 0 };
        char field[JK_ERROR_FIELD_MAX];
        enum jk_status rc;

        if (phase->from_day >= pack->from_day && phase->to_day <= pack->to_day)
            continue;
        snprintf(field, sizeof field, "phases.json: %s", phase->id);
        jk_date_add(&days, phase->from_day);
        jk_buf_str(&days, "..");
        jk_date_add(&days, phase->to_day);
        rc = jk_fail(err, JK_RANGE, JK_TEXT_PACK_CALENDAR, field, "%.*s", (int)days.len,
                     days.at ? days.at : "");
        jk_buf_clear(&days);
        return rc;
    }
    return JK_OK;
}

enum jk_status policy_pack_check(struct jk_arena *arena, const struct jk_pack *pack,
                                 struct jk_error *err)
{
    enum jk_status rc = check_names(arena, pack, err);

    if (rc == JK_OK)
        rc = check_references(pack, err);
    if (rc == JK_OK)
        rc = check_scopes(pack, err);
    if (rc == JK_OK)
        rc = check_phase_ids(pack, err);
    if (rc == JK_OK)
        rc = check_phases(pack, err);
    return rc == JK_OK ? check_kpu_slots(pack, err) : rc;
}

/* The list of warnings as it grows. */
struct warnings {
    struct jk_error *at;
    size_t count;
};

static void warn(struct warnings *w, const struct jk_text *text, const char *field,
                 const char *value)
{
    JK_ASSERT(w->count < JK_PACK_WARNINGS);
    jk_fail(&w->at[w->count++], JK_INVALID, text, field, "%s", value);
}

/* One contest without such a day is enough to make somebody look at the file. */
static void warn_of_phase(struct warnings *w, const struct jk_pack *pack, enum jk_day_kind kind,
                          const struct jk_text *text)
{
    for (size_t i = 0; i < pack->contest_count; i++) {
        const struct jk_calendar_of of = { pack->contests[i].id, pack->contests[i].region };

        if (jk_phase_first(pack, &of, kind) != INT32_MAX)
            continue;
        warn(w, text, "phases.json", pack->contest_count > 1 ? of.contest : "");
        return;
    }
}

static void warn_of_phases(struct warnings *w, const struct jk_pack *pack)
{
    warn_of_phase(w, pack, JK_DAY_CAMPAIGN, JK_TEXT_PACK_NO_CAMPAIGN);
    warn_of_phase(w, pack, JK_DAY_QUIET, JK_TEXT_PACK_NO_QUIET);
    warn_of_phase(w, pack, JK_DAY_VOTE, JK_TEXT_PACK_NO_VOTE);
}

static void warn_of_holidays(struct warnings *w, const struct jk_pack *pack)
{
    for (size_t i = 0; i < pack->holiday_count; i++) {
        if (pack->holidays[i].day >= pack->from_day && pack->holidays[i].day <= pack->to_day)
            return;
    }
    warn(w, JK_TEXT_PACK_NO_HOLIDAYS, "holidays.json", "");
}

static void warn_of_rules(struct warnings *w, const struct jk_pack *pack)
{
    char names[JK_RULE_NUMBERS * 5] = "";
    size_t len = 0;
    struct jk_rule_row row;

    for (size_t i = 0; jk_rules_row(i, &row); i++) {
        if (!pack->rule_of[i + 1])
            len +=
                (size_t)snprintf(names + len, sizeof names - len, "%s%s", len ? ", " : "", row.id);
    }
    if (len > 0)
        warn(w, JK_TEXT_PACK_RULE_OFF, "rules.json", names);
}

static void warn_of_policy(struct warnings *w, const struct jk_policy *policy)
{
    const struct jk_row *rivals =
        &policy->rows[JK_RELATION_RIVAL][JK_ERA_CAMPAIGN][JK_SIZE_BESAR][JK_SIZE_BESAR];
    char field[JK_ERROR_FIELD_MAX];

    if (policy->idle_row > 0) {
        snprintf(field, sizeof field, "policy.json: rows[%u]", policy->idle_row - 1);
        warn(w, JK_TEXT_PACK_IDLE_ROW, field, "");
    }
    if (rivals->exempt)
        warn(w, JK_TEXT_PACK_RIVALS_EXEMPT, "policy.json: rows", rivals->id);
}

/* One is enough to make somebody look at the file. */
static void warn_of_zones(struct warnings *w, const struct jk_pack *pack)
{
    for (size_t i = 0; i < pack->zones.count; i++) {
        const struct jk_risk_zone *zone = &pack->zones.at[i];

        if (zone->to_day < pack->from_day || zone->from_day > pack->to_day) {
            warn(w, JK_TEXT_PACK_ZONE_OUT, "zones.geojson", zone->id);
            return;
        }
    }
}

size_t jk_pack_warn(const struct jk_pack *pack, struct jk_error out[JK_PACK_WARNINGS])
{
    struct warnings w = { .at = out };
    size_t before;

    warn_of_phases(&w, pack);
    warn_of_holidays(&w, pack);
    warn_of_rules(&w, pack);
    before = w.count; /* one is enough to make somebody look */
    for (uint32_t i = 0; i < pack->statement_count && w.count == before; i++)
        warn_of_policy(&w, pack->statements[i].policy);
    warn_of_zones(&w, pack);
    return w.count;
}
