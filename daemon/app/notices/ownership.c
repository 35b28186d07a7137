/* Whose a notice is follows from the account that filed it first, which is never removed: its role
 * and region, or, where it is a team's, its paslon. The UID stays with it when the notice is
 * withdrawn, so that nobody else speaks under a name that calendars already know. */
#include "daemon/app/notices/ownership.h"

#include <string.h>
#include "jarak/app/texts/texts.h"
#include "jarak/feed/public/page.h"

static const struct jk_account *owner_of(const struct jk_app *app, const struct jk_entry *entry)
{
    return entry->owner ? jk_app_account(app, entry->owner) : NULL;
}

bool notices_may_change(const struct jk_app *app, const struct jk_account *actor,
                        const struct jk_entry *entry)
{
    const struct jk_account *owner = owner_of(app, entry);

    if (jk_is_team(actor))
        return false;
    if (entry->revision == 0)
        return true;
    if (!owner || jk_is_team(owner)) /* a team's is answered for by who handles campaigns */
        return jk_role_rights(actor->role) & JK_MAY_CAMPAIGN;
    return owner->role == actor->role && jk_region_covers(actor->region, owner->region);
}

static const struct jk_party *party_of(const struct jk_entry *entry)
{
    const struct jk_version *version = entry->current ? entry->current : entry->approved;

    return version ? &version->notice->facts.party : NULL;
}

bool notices_may_replace(const struct jk_app *app, const struct jk_account *team,
                         const struct jk_account *actor, const struct jk_entry *entry)
{
    const struct jk_account *owner = owner_of(app, entry);
    const struct jk_party *party = party_of(entry);

    if (entry->revision == 0)
        return true;
    if (owner && jk_is_team(owner))
        return owner->paslon == team->paslon && strcmp(owner->contest, team->contest) == 0;
    return party && party->count == 1 && party->paslon[0] == team->paslon &&
           strcmp(party->contest, team->contest) == 0 && notices_may_change(app, actor, entry);
}

enum jk_status notices_check_party(const struct jk_entry *entry, const struct jk_notice *notice,
                                   struct jk_error *err)
{
    const struct jk_party *filed = entry ? party_of(entry) : NULL;
    const struct jk_facts *facts = &notice->facts;

    if (!filed || jk_party_same(filed, &facts->party))
        return JK_OK;
    return jk_fail_at(err, JK_INVALID, JK_TEXT_PARTY_FIXED,
                      (struct jk_at){ facts->line, strcmp(filed->contest, facts->party.contest) == 0
                                                       ? "X-JARAK-PASLON"
                                                       : "X-JARAK-CONTEST" },
                      "%s", notice->uid);
}

static bool is_of_team(const struct jk_account *team, const struct jk_party *party)
{
    bool found = false;

    for (unsigned i = 0; i < party->count; i++)
        found = found || party->paslon[i] == team->paslon;
    return found && strcmp(party->contest, team->contest) == 0;
}

bool notices_is_own(const struct jk_account *team, const struct jk_facts *facts)
{
    return jk_public_kind(facts->kind) && is_of_team(team, &facts->party);
}
