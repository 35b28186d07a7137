/* What of a conflict a region sees.
 *
 * Grounds are kept with the versions of notices (jarak/app/registry/ground.h), so that asking is
 * comparing a few codes. What a guest was told last is kept beside the conflict: its ground may be
 * left while the conflict goes on, and then it has to be told so. */
#include "daemon/app/conflicts/sight.h"

#include <stdlib.h>
#include <string.h>
#include "daemon/app/accounts/accounts.h"
#include "daemon/app/conflicts/about.h"
#include "daemon/app/conflicts/view.h"
#include "jarak/app/registry/ground.h"
#include "jarak/base/heap.h"
#include "jarak/feed/alert/alert.h"

bool conflicts_is_own(const char *region, const struct conflict *c)
{
    return jk_region_covers(region, c->a->region->code) ||
           jk_region_covers(region, c->b->region->code);
}

static bool touches(const struct jk_app *app, uint32_t tag, const char *region)
{
    const struct jk_entry *entry = jk_registry_entry_at(app->registry, tag & ~JK_TAG_HAPPENED);

    return jk_entry_touches(app->registry, entry, region);
}

static bool is_part_near(const struct jk_app *app, const struct jk_leg_part *part,
                         const char *region)
{
    return touches(app, part->tag_own, region) || touches(app, part->tag_other, region);
}

struct jk_levels conflicts_guest_levels(const struct jk_app *app, const char *region,
                                        const struct conflict *c)
{
    struct jk_levels levels = { JK_LEVEL_NONE, JK_LEVEL_NONE };

    for (size_t i = 0; c->open && i < c->part_count; i++) {
        const struct jk_levels part = c->parts[i].part.levels;

        if ((part.level <= levels.level && part.level_max <= levels.level_max) ||
            !is_part_near(app, &c->parts[i], region))
            continue;
        levels.level = part.level > levels.level ? part.level : levels.level;
        levels.level_max = part.level_max > levels.level_max ? part.level_max : levels.level_max;
    }
    return levels;
}

bool conflicts_is_near(const struct jk_app *app, const char *region, const struct conflict *c)
{
    return conflicts_guest_levels(app, region, c).level_max > JK_LEVEL_NONE;
}

static struct guest *guest_of(const struct conflict *c, const struct jk_account *account)
{
    for (size_t i = 0; i < c->guest_count; i++) {
        if (c->guests[i].account == account)
            return &c->guests[i];
    }
    return NULL;
}

bool conflicts_is_seen(const struct jk_app *app, const struct jk_account *account,
                       const struct conflict *c)
{
    if (jk_supervises(account) && (jk_chain_is_guarded(c->a) || jk_chain_is_guarded(c->b)))
        return false;
    return conflicts_is_own(account->region, c) || guest_of(c, account) ||
           conflicts_is_near(app, account->region, c);
}

enum jk_status conflicts_view_for(const struct jk_app *app, struct jk_arena *arena,
                                  const char *region, const struct conflict *c,
                                  const struct jk_chain *own, struct jk_conflict_view *out)
{
    enum jk_status rc = conflicts_view(arena, c, own, out);
    struct jk_leg_part *parts;
    size_t kept = 0;

    if (rc != JK_OK || conflicts_is_own(region, c))
        return rc;
    parts = (struct jk_leg_part *)out->parts; /* just made in the arena */
    for (size_t i = 0; i < out->part_count; i++) {
        if (is_part_near(app, &parts[i], region))
            parts[kept++] = parts[i];
    }
    out->part_count = kept;
    out->levels = conflicts_guest_levels(app, region, c);
    out->open = out->open && kept > 0;
    out->own.summary = out->other.summary = NULL;
    return rc;
}

enum jk_status conflicts_view_to(const struct jk_app *app, struct jk_arena *arena,
                                 const struct jk_account *account, const struct conflict *c,
                                 const struct jk_chain *own, struct jk_conflict_view *out)
{
    enum jk_status rc = conflicts_view_for(app, arena, account->region, c, own, out);

    if (rc == JK_OK && jk_supervises(account))
        out->own.summary = out->other.summary = NULL;
    return rc;
}

bool conflicts_was_told(const struct conflict *c, const char *region)
{
    for (size_t i = 0; i < c->guest_count; i++) {
        if (jk_region_covers(region, c->guests[i].account->region))
            return true;
    }
    return false;
}

enum jk_level conflicts_guest_known(const struct conflict *c, const struct jk_account *account)
{
    const struct guest *guest = guest_of(c, account);

    return guest ? guest->level : JK_LEVEL_NONE;
}

enum jk_status conflicts_guest_tell(struct jk_app *app, struct conflict *c,
                                    const struct jk_account *account, enum jk_level level)
{
    struct guest *guest = guest_of(c, account);

    if (!guest) {
        if (!jk_grow(&c->guests, c->guest_count, &c->guest_cap, sizeof *c->guests) ||
            conflicts_about_told(app, account->region, c) != JK_OK)
            return JK_MEMORY;
        guest = &c->guests[c->guest_count++];
        guest->account = account;
    }
    guest->level = level;
    return JK_OK;
}

void conflicts_guests_clear(struct conflict *c)
{
    free(c->guests);
    c->guests = NULL;
    c->guest_count = c->guest_cap = 0;
}

/* The alerts of one account while they are read. */
struct reading {
    struct jk_app *app;
    const struct jk_account *account;
};

static enum jk_status note_told(void *ctx, const struct jk_alert_row *row)
{
    const struct reading *r = ctx;
    struct conflict *c = conflicts_of_id(r->app, row->conflict);

    if (!c || conflicts_is_own(r->account->region, c))
        return JK_OK;
    return conflicts_guest_tell(r->app, c, r->account,
                                jk_event_of(row->event) == JK_EVENT_CLOSED
                                    ? JK_LEVEL_NONE
                                    : (enum jk_level)row->level);
}

/* Who decides on every contest is nobody's guest: most accounts of one regency's daemon. */
static bool may_be_guest(const struct jk_app *app, const struct jk_account *account)
{
    bool may = false;

    for (size_t i = 0; i < app->pack->contest_count && !may; i++)
        may = !jk_region_covers(account->region, app->pack->contests[i].region);
    return may && jk_role_rights(account->role) & JK_MAY_SEE && account->last_alert > 0;
}

enum jk_status conflicts_guests_note(struct jk_app *app, const struct jk_account *account,
                                     const struct jk_alert_row *row)
{
    struct reading reading = { app, account };

    return may_be_guest(app, account) ? note_told(&reading, row) : JK_OK;
}

enum jk_status conflicts_guests_load(struct jk_app *app, const struct jk_name_table *known,
                                     struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < jk_accounts_count(app->accounts) && rc == JK_OK; i++) {
        struct reading reading = { app, accounts_at(app->accounts, i) };

        if (may_be_guest(app, reading.account) &&
            !(known && jk_name_table_find(known, reading.account->name)))
            rc = jk_store_each_last_alert(app->store, reading.account->name, note_told, &reading,
                                          err);
    }
    return rc;
}

struct told_guest {
    const struct conflict *conflict;
    const struct guest *guest;
};

/* Accounts are kept by name. */
static int compare_told(const void *a, const void *b)
{
    const struct told_guest *x = a, *y = b;
    int order = strcmp(x->guest->account->name, y->guest->account->name);

    return order ? order : strcmp(x->conflict->id, y->conflict->id);
}

bool conflicts_guests_each(const struct jk_app *app,
                           void (*each)(void *ctx, const struct conflict *c,
                                        const struct guest *guest),
                           void *ctx)
{
    struct told_guest *list = NULL;
    size_t count = 0, cap = 0;
    bool ok = true;

    for (size_t i = 0; i < conflicts_count(app) && ok; i++) {
        const struct conflict *c = conflicts_at(app, i);

        for (size_t k = 0; k < c->guest_count && ok; k++) {
            ok = jk_grow(&list, count, &cap, sizeof *list);
            if (ok)
                list[count++] = (struct told_guest){ c, &c->guests[k] };
        }
    }
    if (ok && count)
        qsort(list, count, sizeof *list, compare_told);
    for (size_t i = 0; i < count && ok; i++)
        each(ctx, list[i].conflict, list[i].guest);
    free(list);
    return ok;
}
