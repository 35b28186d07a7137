/* Whose policy and whose defaults.
 *
 * A statement of a pack holds for whom its scope ranks highest (links.h), and is judged by with the
 * vote of the calendar it is asked with: what differs in either is a policy of its own, of which a
 * pack with one election has one. Contests and regions are given theirs when the pack is loaded. */
#include "jarak/policy/whose.h"
#include "jarak/policy/edition.h"

#include <math.h>
#include <string.h>
#include "daemon/policy/links.h"
#include "jarak/base/defend.h"

/* The vote begins with the first local second of its day. Where nobody states any days, those of
 * the first pack stand for them. */
static double vote_of(const struct jk_pack *pack, const struct jk_calendar_of *of, double otherwise)
{
    const struct jk_region *region = jk_pack_region(pack, of->region);
    const struct jk_tz *tz = region ? region->tz : pack->tz;
    int32_t day = jk_phase_first(pack, of, JK_DAY_VOTE);

    if (!jk_phase_at(pack, of, 0))
        return otherwise;
    return day == INT32_MAX ? HUGE_VAL : (double)day * JK_DAY_S - tz->offset_s;
}

uint32_t policy_statement_of(const struct jk_statement *statements, uint32_t count,
                             const struct jk_calendar_of *of, uint32_t base)
{
    uint32_t found = base;
    int best = POLICY_RANK_BASE;

    for (uint32_t i = 0; i < count; i++) {
        const struct jk_scope *scope = &statements[i].scope;
        int rank = policy_scope_rank(scope, of);

        if (rank < best || (rank == best && !scope->edition))
            continue;
        best = rank;
        found = i;
    }
    return found;
}

bool jk_edition_would_hold(const struct jk_pack *pack, const struct jk_calendar_of *scope,
                           const struct jk_calendar_of *of)
{
    const struct jk_scope stated = { .region = scope->region,
                                     .contests = &scope->contest,
                                     .contest_count = scope->contest[0] != '\0',
                                     .own = scope->contest[0] != '\0',
                                     .edition = true };
    uint32_t now = policy_statement_of(pack->statements, pack->statement_count, of, UINT32_MAX);
    int rank = policy_scope_rank(&stated, of);

    return rank > POLICY_RANK_BASE &&
           (now == UINT32_MAX || rank >= policy_scope_rank(&pack->statements[now].scope, of));
}

/* The policies that are made of a pack. */
struct making {
    struct jk_pack *pack;
    struct jk_arena *arena;
    struct jk_policy *at;
    size_t count, cap;
    double zone_factor;
};

/* The number of the policy that holds there, made if it is not there; UINT32_MAX: memory is out. */
static uint32_t number_of(struct making *m, const struct jk_calendar_of *of)
{
    uint32_t statement = policy_statement_of(m->pack->statements, m->pack->statement_count, of,
                                             m->pack->base_statement);
    double vote_s = vote_of(m->pack, of, m->count > 0 ? m->at[0].vote_s : HUGE_VAL);
    struct jk_policy *grown;

    for (uint32_t i = 0; i < m->count; i++) {
        if (m->at[i].statement == statement && m->at[i].vote_s == vote_s)
            return i;
    }
    grown = jk_arena_grow(m->arena, m->at, m->count, &m->cap, sizeof *m->at);
    if (!grown)
        return UINT32_MAX;
    m->at = grown;
    grown[m->count] = *m->pack->statements[statement].policy;
    grown[m->count].vote_s = vote_s;
    grown[m->count].zone_factor = m->zone_factor;
    return (uint32_t)m->count++;
}

static double largest_factor(const struct jk_risk_zones *zones)
{
    double factor = 1.0;

    for (size_t i = 0; i < zones->count; i++)
        factor = fmax(factor, (double)zones->at[i].factor / JK_FACTOR_ONE);
    return factor;
}

bool policy_pack_link_policies(struct jk_arena *arena, struct jk_pack *pack)
{
    struct making m = { .pack = pack, .arena = arena, .zone_factor = largest_factor(&pack->zones) };
    const struct jk_contest *first = pack->contest_count ? &pack->contests[0] : NULL;
    bool ok = true;

    /* The first pack's comes first, for what is of nobody known. */
    ok = number_of(&m, &(struct jk_calendar_of){ first ? first->id : "",
                                                 first ? first->region : pack->region }) == 0;
    for (size_t i = 0; i < pack->contest_count && ok; i++) {
        struct jk_contest *contest = (struct jk_contest *)&pack->contests[i]; /* being loaded */

        contest->policy = number_of(&m, &(struct jk_calendar_of){ contest->id, contest->region });
        ok = contest->policy != UINT32_MAX;
    }
    for (size_t i = 0; i < pack->region_count && ok; i++) {
        struct jk_region *region = (struct jk_region *)&pack->regions[i];

        region->policy = number_of(&m, &(struct jk_calendar_of){ "", region->code });
        ok = region->policy != UINT32_MAX;
    }
    if (ok)
        pack->policies = jk_policies_over(m.at, (uint32_t)m.count);
    return ok;
}

uint32_t jk_policy_number(const struct jk_pack *pack, const struct jk_calendar_of *of)
{
    const struct jk_contest *contest;
    const struct jk_region *region;

    if (pack->policies.count == 1)
        return 0;
    contest = of->contest[0] ? jk_pack_contest(pack, of->contest) : NULL;
    if (contest)
        return contest->policy;
    region = jk_pack_region(pack, of->region);
    return region ? region->policy : 0;
}

const struct jk_policy *jk_policy_for(const struct jk_pack *pack, const struct jk_calendar_of *of)
{
    return &pack->policies.at[jk_policy_number(pack, of)];
}

const struct jk_defaults *jk_defaults_for(const struct jk_pack *pack,
                                          const struct jk_calendar_of *of)
{
    const struct jk_contest *contest = of->contest[0] ? jk_pack_contest(pack, of->contest) : NULL;
    const struct jk_region *region = contest ? NULL : jk_pack_region(pack, of->region);
    const struct jk_defaults *own = contest ? contest->defaults : region ? region->defaults : NULL;

    return own ? own : pack->defaults;
}
