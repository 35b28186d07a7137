#include "tests/unit/app/shelved.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/app/accounts/accounts.h"
#include "daemon/app/conflicts/about.h"
#include "daemon/app/conflicts/sight.h"
#include "daemon/app/registry/registry_internal.h"
#include "jarak/app/conflicts/conflicts.h"
#include "jarak/app/desk/desk.h"
#include "jarak/app/public/caldav_view.h"
#include "jarak/app/public/feed.h"
#include "jarak/app/registry/ground.h"
#include "jarak/app/registry/walk.h"

/* A regency or a province is walked exactly; a sub-district by its regency. */
static void cut(const char *code, char out[16])
{
    size_t len = 0;
    int dots = 0;

    while (code[len] && !(code[len] == '.' && ++dots == 2))
        len++;
    memcpy(out, code, len);
    out[len] = '\0';
}

static bool is_of(const struct jk_registry *registry, const char *region,
                  const struct jk_chain *chain)
{
    char code[16];

    cut(region, code);
    return jk_region_covers(code, chain->region->code) || jk_chain_touches(registry, chain, code);
}

static bool is_on(const struct jk_version *version, int32_t from, int32_t to)
{
    for (size_t i = 0; version && i < version->notice->instance_count; i++) {
        const struct jk_instance *at = &version->notice->instances[i];

        if (jk_local_day(at->start_s, 0) <= to && jk_local_day(at->end_s - 1, 0) >= from)
            return true;
    }
    return false;
}

/* A day of UTC that is that one, or beside it. */
static bool is_about(const struct jk_chain *chain, int32_t from, int32_t to)
{
    for (size_t i = 0; i < chain->entry_count; i++) {
        if (is_on(chain->entries[i]->current, from, to) ||
            is_on(chain->entries[i]->approved, from, to) ||
            is_on(chain->entries[i]->happened, from, to))
            return true;
    }
    return false;
}

/* The walks of one day of one region, or of all its days where that is INT32_MIN. */
static void check_walk(const struct jk_registry *registry, const char *region, int32_t day,
                       const char *when)
{
    const bool all = day == INT32_MIN;
    struct jk_walk entries =
        all ? jk_registry_walk(registry, region) : jk_registry_walk_day(registry, region, day);
    struct jk_walk chains = entries, later = entries;
    const uint32_t half = jk_registry_entries(registry) / 2;
    size_t most = jk_walk_most(&entries), count = 0;

    jk_walk_from(&later, half);
    for (uint32_t i = 0; i < jk_registry_entries(registry); i++) {
        struct jk_entry *entry = jk_registry_entry_at(registry, i);

        if (!is_of(registry, region, entry->chain) ||
            (!all && !is_about(entry->chain, day - 1, day + 1)))
            continue;
        count++;
        cr_assert(jk_walk_entry(&entries) == entry, "%s: %s, day %d: %s is missing", when, region,
                  day, entry->uid);
        cr_assert(i < half || jk_walk_entry(&later) == entry, "%s: %s", when, region);
        cr_assert(entry->chain->entries[0] != entry || jk_walk_chain(&chains) == entry->chain,
                  "%s: %s", when, region);
    }
    cr_assert(!jk_walk_entry(&entries) && !jk_walk_entry(&later) && !jk_walk_chain(&chains),
              "%s: %s, day %d: there is too much", when, region, day);
    cr_assert(most >= count && jk_walk_most(&entries) == 0);
}

/* The nearest day beyond one, by asking each day. */
static void check_beyond(const struct jk_registry *registry, const char *region, int32_t day,
                         int step, int32_t last, const char *when)
{
    int32_t found = day, wanted = day;
    struct jk_walk walk;
    const bool is_there = jk_registry_walk_beyond(registry, region, step, &found, &walk);
    bool any = false;

    while (!any && wanted != last) {
        wanted += step;
        for (uint32_t i = 0; i < jk_registry_chains(registry) && !any; i++)
            any = is_of(registry, region, jk_registry_chain_at(registry, i)) &&
                  is_about(jk_registry_chain_at(registry, i), wanted, wanted);
    }
    cr_assert(is_there == any && (!any || found == wanted), "%s: %s beyond %d: %d, not %d", when,
              region, day, found, wanted);
    for (uint32_t i = 0; any && i < jk_registry_chains(registry); i++) {
        struct jk_chain *chain = jk_registry_chain_at(registry, i);

        cr_assert(!is_of(registry, region, chain) || !is_about(chain, wanted, wanted) ||
                      jk_walk_chain(&walk) == chain,
                  "%s: %s", when, region);
    }
    cr_assert(jk_walk_chain(&walk) == NULL);
}

static void widen(const struct jk_version *version, int32_t *from, int32_t *to)
{
    for (size_t i = 0; version && i < version->notice->instance_count; i++) {
        const int32_t first = jk_local_day(version->notice->instances[i].start_s, 0);
        const int32_t last = jk_local_day(version->notice->instances[i].end_s - 1, 0);

        *from = first < *from ? first : *from;
        *to = last > *to ? last : *to;
    }
}

static bool is_owned(const struct jk_chain *chain, const char *owner)
{
    for (size_t i = 0; i < chain->entry_count; i++) {
        if (chain->entries[i]->owner && strcmp(chain->entries[i]->owner, owner) == 0)
            return true;
    }
    return false;
}

/* What somebody filed, and whose approval a hash is of, as a look at all chains says. */
static void check_owned(const struct jk_registry *registry, const char *when)
{
    for (uint32_t i = 0; i < jk_registry_entries(registry); i++) {
        const struct jk_entry *entry = jk_registry_entry_at(registry, i);
        const char *hash = entry->chain->certificate;
        const uint32_t *chains = NULL;
        size_t count, at = 0;

        cr_assert(!hash[0] || jk_registry_certified(registry, jk_span_of(hash)) == entry->chain);
        if (!entry->owner)
            continue;
        count = jk_registry_owned(registry, entry->owner, &chains);
        for (uint32_t k = 0; k < jk_registry_chains(registry); k++) {
            if (is_owned(jk_registry_chain_at(registry, k), entry->owner))
                cr_assert(at < count && chains[at++] == k, "%s: %s", when, entry->owner);
        }
        cr_assert(at == count, "%s: %s owns too much", when, entry->owner);
    }
}

void shelved_check(const struct jk_registry *registry, const char *when)
{
    const struct jk_pack *pack = jk_registry_pack(registry);
    int32_t from = INT32_MAX, to = INT32_MIN;

    check_owned(registry, when);
    for (uint32_t i = 0; i < jk_registry_entries(registry); i++) {
        const struct jk_entry *entry = jk_registry_entry_at(registry, i);

        widen(entry->current, &from, &to);
        widen(entry->approved, &from, &to);
        widen(entry->happened, &from, &to);
    }
    for (size_t i = 0; i < pack->region_count; i++) {
        const char *region = pack->regions[i].code;

        if (i > 0 && i % 7 && strlen(region) > 5)
            continue; /* sub-districts are walked by their regency: some are enough */
        check_walk(registry, region, INT32_MIN, when);
        for (int32_t day = from - 2; from <= to && day <= to + 2; day++) {
            check_walk(registry, region, day, when);
            check_beyond(registry, region, day, -1, from - 3, when);
            check_beyond(registry, region, day, 1, to + 3, when);
        }
    }
}

/* What is asked about: the province, three of its regencies, and sub-districts. */
static const char *const regions[] = { "64",       "64.08",    "64.03",   "64.01",
                                       "64.08.04", "64.03.12", "64.08.05" };

static void tell_day(struct jk_app *app, struct jk_arena *arena, const struct jk_desk_ask *ask,
                     struct jk_buf *out)
{
    struct jk_desk_day day;

    cr_assert(jk_app_day(app, arena, ask, &day) == JK_OK);
    jk_buf_fmt(out, "day %s %d %s: %d %d", ask->region, ask->day,
               ask->actor ? ask->actor->name : "-", day.day_before, day.day_after);
    for (size_t i = 0; i < day.activity_count; i++)
        jk_buf_fmt(out, " %s/%zu/%u/%s", day.activities[i].uid, day.activities[i].leg_count,
                   day.activities[i].counts[JK_LEVEL_WASPADA], day.activities[i].district);
    for (size_t i = 0; i < day.conflict_count; i++)
        jk_buf_fmt(out, " %s/%zu", day.conflicts[i].view.id, day.conflicts[i].view.part_count);
    jk_buf_char(out, '\n');
}

static void tell_actor(struct jk_app *app, struct jk_arena *arena, const struct jk_account *actor,
                       int64_t now_s, struct jk_buf *out)
{
    struct jk_approvals approvals;
    struct jk_conflict_views views;
    struct jk_brief brief;

    cr_assert(jk_app_approvals(app, arena, actor, now_s, &approvals) == JK_OK);
    jk_buf_fmt(out, "%s waits %u, %zu %zu:", actor->name, jk_app_waiting(app, actor),
               approvals.singly, approvals.more);
    for (size_t i = 0; i < approvals.count; i++)
        jk_buf_fmt(out, " %s", approvals.at[i].chain);
    for (size_t k = 0; k < 2; k++) {
        cr_assert(jk_app_conflicts(app, arena,
                                   &(struct jk_conflicts_ask){ actor, actor->region, k },
                                   &views) == JK_OK);
        jk_buf_str(out, "\nconflicts:");
        for (size_t i = 0; i < views.count; i++)
            jk_buf_fmt(out, " %s/%zu/%d", views.at[i].id, views.at[i].part_count, views.at[i].open);
    }
    cr_assert(jk_app_brief(app, arena, &(struct jk_desk_ask){ actor->region, 20040, now_s, actor },
                           20000, false, &brief) == JK_OK);
    jk_buf_str(out, "\nbrief:");
    for (size_t i = 0; i < brief.change_count; i++)
        jk_buf_fmt(out, " %s", brief.changes[i].view.id);
    jk_buf_char(out, '\n');
}

static void tell_calendars(struct jk_app *app, struct jk_arena *arena, const char *region,
                           struct jk_buf *out)
{
    for (int which = JK_CALENDAR_REQUESTS; which <= JK_CALENDAR_CONFLICTS; which++) {
        const struct jk_collection of = { region, (enum jk_calendar)which, false };
        struct jk_calendar_item *items;
        size_t count;

        cr_assert(jk_app_calendar(app, arena, &of, &items, &count) == JK_OK);
        jk_buf_fmt(out, "calendar %d:", which);
        for (size_t i = 0; i < count; i++)
            jk_buf_fmt(out, " %s/%llu/%d/%s", items[i].name, (unsigned long long)items[i].change,
                       items[i].gone, items[i].etag);
        jk_buf_char(out, '\n');
    }
    cr_assert(jk_app_conflict_calendar(app, arena, region, out) == JK_OK);
    cr_assert(jk_app_request_calendar(app, arena, region, out) == JK_OK);
}

static void tell_public(struct jk_app *app, struct jk_arena *arena, const char *region,
                        int64_t now_s, struct jk_buf *out)
{
    const struct jk_feed_filter filter = {
        .region = region, .kind = -1, .from_day = INT32_MIN, .to_day = INT32_MAX
    };
    struct jk_feed_item *items;
    size_t count;

    cr_assert(jk_app_public_list(app, &filter, now_s, arena, &items, &count) == JK_OK);
    jk_buf_str(out, "public:");
    for (size_t i = 0; i < count; i++)
        jk_buf_fmt(out, " %s/%u/%d", items[i].notice->uid, items[i].sequence, items[i].cancelled);
    jk_buf_char(out, '\n');
}

static void tell_all(struct jk_app *app, int64_t now_s, struct jk_buf *out)
{
    const struct jk_accounts *accounts = jk_app_accounts(app);
    struct jk_arena arena = { 0 };

    for (size_t i = 0; i < sizeof regions / sizeof *regions; i++) {
        struct jk_desk_ask ask = { .region = regions[i], .now_s = now_s };

        for (ask.day = 20036; ask.day < 20048; ask.day += 2)
            tell_day(app, &arena, &ask, out);
        for (size_t k = 0; k < jk_accounts_count(accounts); k += 3) {
            ask.actor = jk_accounts_at(accounts, k);
            ask.day = 20039 + (int32_t)(k + i) % 3;
            tell_day(app, &arena, &ask, out);
        }
        tell_calendars(app, &arena, regions[i], out);
        tell_public(app, &arena, regions[i], now_s, out);
        jk_arena_clear(&arena);
    }
    for (size_t k = 0; k < jk_accounts_count(accounts); k++)
        tell_actor(app, &arena, jk_accounts_at(accounts, k), now_s, out);
    jk_buf_char(out, '\0');
    jk_arena_clear(&arena);
}

/* A walk of conflicts gives each once, and all that may be shown. */
static void check_conflicts(struct jk_app *app, const char *region, const char *when)
{
    struct jk_arena arena = { 0 };
    struct conflict_list about;
    size_t at = 0;

    cr_assert(conflicts_about(app, &arena, region, &about) == JK_OK);
    for (size_t i = 1; i < about.count; i++)
        cr_assert(about.list[i - 1]->number < about.list[i]->number, "%s: %s twice", when, region);
    for (size_t i = 0; i < conflicts_count(app); i++) {
        const struct conflict *c = conflicts_at(app, i);

        while (at < about.count && about.list[at]->number < c->number)
            at++;
        cr_assert(c->number == i);
        cr_assert((at < about.count && about.list[at] == c) ||
                      !(conflicts_is_own(region, c) || conflicts_is_near(app, region, c) ||
                        conflicts_was_told(c, region)),
                  "%s: %s of %s is missing", when, c->id, region);
    }
    jk_arena_clear(&arena);
}

/* Whoever decides on a side, is near it or was told of it may be told, and each once, by name. */
static void check_accounts(struct jk_app *app, const struct conflict *c, const char *when)
{
    struct account_list list = { .count = 0 };
    size_t at = 0;

    cr_assert(conflicts_accounts(app, c, &list) == JK_OK);
    for (size_t i = 0; i < jk_accounts_count(app->accounts); i++) {
        const struct jk_account *account = jk_accounts_at(app->accounts, i);
        bool listed = at < list.count && list.at[at] == account;

        at += listed;
        cr_assert(listed || !(conflicts_is_own(account->region, c) ||
                              conflicts_is_near(app, account->region, c) ||
                              conflicts_guest_known(c, account) > JK_LEVEL_NONE),
                  "%s: %s is not told of %s", when, account->name, c->id);
    }
    cr_assert(at == list.count, "%s: out of order, or twice", when);
    free(list.at);
}

void shelved_answers(struct jk_app *app, int64_t now_s, const char *when)
{
    struct jk_buf short_way = { 0 }, long_way = { 0 };
    size_t at = 0;

    tell_all(app, now_s, &short_way);
    app->registry->shelves.lost = true;
    tell_all(app, now_s, &long_way);
    app->registry->shelves.lost = false;
    cr_assert(jk_buf_ok(&short_way) && jk_buf_ok(&long_way));
    while (short_way.at[at] && short_way.at[at] == long_way.at[at])
        at++;
    at = at < 200 ? 0 : at - 200;
    cr_assert(strcmp(short_way.at, long_way.at) == 0, "%s:\n%.400s\nand of all\n%.400s", when,
              short_way.at + at, long_way.at + at);
    for (size_t i = 0; i < sizeof regions / sizeof *regions; i++)
        check_conflicts(app, regions[i], when);
    for (size_t i = 0; i < conflicts_count(app); i++)
        check_accounts(app, conflicts_at(app, i), when);
    jk_buf_clear(&short_way);
    jk_buf_clear(&long_way);
}
