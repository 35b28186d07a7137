/* phases.json and holidays.json: days, and for whom they hold. */
#include "daemon/policy/pack/files.h"
#include "daemon/policy/pack/parts.h"
#include "jarak/base/texts.h"
#include "jarak/policy/texts.h"

static const char *const *read_contest_ids(struct jk_json_reader *r, const struct jk_json_at *list,
                                           size_t *count)
{
    const char **ids;

    *count = jk_json_count(r, list);
    ids = jk_arena_array(r->arena, *count, sizeof *ids);
    if (!ids)
        jk_json_fault(r, list, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
    for (size_t i = 0; ids && i < *count && r->status == JK_OK; i++) {
        struct jk_json_at id = jk_json_element(list, i);

        ids[i] = jk_json_own_text(r, &id);
    }
    return ids;
}

struct jk_scope policy_pack_read_scope(struct jk_json_reader *r, const struct jk_json_at *at)
{
    struct jk_json_at named = jk_json_optional(at, "contests");
    struct jk_json_at of = jk_json_optional(at, PACK_SCOPE);
    struct jk_json_at listed = jk_json_optional(&of, "contests");
    struct jk_scope scope = { .region = jk_json_text(r, &of, "region", ""),
                              .own = named.value != NULL,
                              .base = jk_json_flag(r, &of, "base", false),
                              .edition = jk_json_optional(&of, PACK_EDITION).value != NULL };

    scope.contests = read_contest_ids(r, scope.own ? &named : &listed, &scope.contest_count);
    return scope;
}

/* Days are whole and belong to a phase on both ends. A phase may be several things at once: quiet
 * days lie within a campaign. */
static void read_phase(struct jk_json_reader *r, const struct jk_json_at *at, void *out)
{
    static const char *const members[] = { "id",    "name", "from",     "to",       "campaign",
                                           "quiet", "vote", "contests", PACK_SCOPE, NULL };
    struct jk_phase *phase = out;

    jk_json_only(r, at, members);
    phase->scope = policy_pack_read_scope(r, at);
    phase->id = jk_json_text(r, at, "id", NULL);
    jk_json_both(r, at, "name", phase->name);
    phase->from_day = jk_json_day(r, at, "from");
    phase->to_day = jk_json_day(r, at, "to");
    phase->campaign = jk_json_flag(r, at, "campaign", false);
    phase->quiet = jk_json_flag(r, at, "quiet", false);
    phase->vote = jk_json_flag(r, at, "vote", false);
    if (phase->to_day < phase->from_day)
        jk_json_fault(r, at, JK_RANGE, JK_TEXT_PACK_BACKWARDS, phase->id);
}

static void read_holiday(struct jk_json_reader *r, const struct jk_json_at *at, void *out)
{
    static const char *const members[] = { "date", "name", "contests", PACK_SCOPE, NULL };
    struct jk_holiday *holiday = out;

    jk_json_only(r, at, members);
    holiday->scope = policy_pack_read_scope(r, at);
    holiday->day = jk_json_day(r, at, "date");
    holiday->name = jk_json_text(r, at, "name", NULL);
}

void policy_pack_read_phases(struct jk_json_reader *r, const struct jk_json_at *at,
                             struct jk_pack *pack)
{
    static const char *const members[] = { "phases", NULL };

    jk_json_only(r, at, members);
    pack->phases = policy_pack_read_list(r, at, "phases", sizeof *pack->phases, &pack->phase_count,
                                         read_phase);
}

void policy_pack_read_holidays(struct jk_json_reader *r, const struct jk_json_at *at,
                               struct jk_pack *pack)
{
    static const char *const members[] = { "holidays", NULL };

    jk_json_only(r, at, members);
    pack->holidays = policy_pack_read_list(r, at, "holidays", sizeof *pack->holidays,
                                           &pack->holiday_count, read_holiday);
}
