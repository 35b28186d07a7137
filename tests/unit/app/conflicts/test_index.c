/* One conflict for each pair of chains, for ever, by an id that only the store can make. */
#include <criterion/criterion.h>
#include <string.h>
#include "daemon/app/conflicts/index.h"
#include "daemon/app/conflicts/sight.h"
#include "jarak/app/app.h"
#include "tests/unit/app/desk.h"

static void file(struct desk *d, const char *uid, unsigned paslon, double lat, unsigned sequence)
{
    cr_assert(desk_file(d, &(struct filed){ uid, lat, 117.5, paslon, sequence, NULL, NULL }) ==
                  JK_OK,
              "%s", d->err.value);
}

static struct jk_chain *chain(struct desk *d, const char *uid)
{
    return jk_registry_entry(jk_app_registry(d->app), uid)->chain;
}

Test(conflict_index, a_pair_is_found_from_either_side_and_only_once)
{
    struct conflict *c;
    struct desk d;

    desk_open(&d);
    file(&d, "a@app", 1, 0.5, 0);
    file(&d, "b@app", 2, 0.505, 0);
    file(&d, "far@app", 2, 1.5, 0);
    c = conflicts_find(d.app, chain(&d, "a@app"), chain(&d, "b@app"));
    cr_assert(c && c == conflicts_find(d.app, chain(&d, "b@app"), chain(&d, "a@app")));
    cr_assert(c == conflicts_of_id(d.app, c->id) && conflicts_count(d.app) == 1);
    cr_assert(strcmp(c->a->id, "a@app") == 0, "a comes first in byte order");
    cr_assert(conflicts_make(d.app, chain(&d, "b@app"), chain(&d, "a@app")) == c);
    cr_assert(!conflicts_find(d.app, chain(&d, "a@app"), chain(&d, "far@app")));
    cr_assert(conflicts_of(d.app, chain(&d, "b@app")).count == 1);
    cr_assert(conflicts_of(d.app, chain(&d, "far@app")).count == 0);
    cr_assert(!conflicts_of_id(d.app, "0000000000000000"));
    desk_close(&d);
}

/* Ids are random: in their order six stand once in 720 times as they came. */
Test(conflict_index, they_stand_in_the_order_they_were_first_found_after_a_restart_too)
{
    static const char *const rivals[] = {
        "r0@app", "r1@app", "r2@app", "r3@app", "r4@app", "r5@app"
    };
    struct conflict_list of;
    struct desk d;

    desk_open(&d);
    file(&d, "own@app", 1, 0.5, 0);
    for (size_t i = 0; i < 6; i++)
        file(&d, rivals[i], 2, 0.501 + 0.0002 * (double)i, 0);
    file(&d, rivals[0], 2, 1.5, 1); /* closed: it keeps its place */
    for (int restart = 0; restart < 2; restart++) {
        of = conflicts_of(d.app, chain(&d, "own@app"));
        cr_assert(conflicts_count(d.app) == 6 && of.count == 6);
        for (size_t i = 0; i < 6; i++) {
            cr_expect(strcmp(conflicts_at(d.app, i)->b->id, rivals[i]) == 0, "restart %d", restart);
            cr_expect(of.list[i] == conflicts_at(d.app, i) && of.list[i]->number == i);
        }
        desk_reopen(&d, DESK_NOW);
    }
    desk_close(&d);
}

Test(conflict_index, closed_and_opened_again_it_keeps_its_id_and_its_revision_rises)
{
    char id[JK_CONFLICT_HEX + 1];
    struct conflict *c;
    struct desk d;

    desk_open(&d);
    file(&d, "a@app", 1, 0.5, 0);
    file(&d, "b@app", 2, 0.505, 0);
    c = conflicts_at(d.app, 0);
    memcpy(id, c->id, sizeof id);
    cr_assert(c->open && c->revision == 1);
    file(&d, "b@app", 2, 1.5, 1);
    cr_assert(!c->open && c->revision == 2 && conflicts_count(d.app) == 1);
    file(&d, "b@app", 2, 0.505, 2);
    cr_assert(c->open && c->revision == 3 && conflicts_count(d.app) == 1);
    desk_reopen(&d, DESK_NOW);
    c = conflicts_find(d.app, chain(&d, "a@app"), chain(&d, "b@app"));
    cr_assert(c && strcmp(c->id, id) == 0 && c->revision == 3 && c->open);
    desk_close(&d);
}

/* Whoever knows both UIDs must not be able to tell that their conflict exists. */
Test(conflict_index, an_id_is_salted_by_its_store)
{
    char id[2][JK_CONFLICT_HEX + 1], turned[JK_CONFLICT_HEX + 1];

    for (int i = 0; i < 2; i++) {
        struct desk d;

        desk_open(&d);
        file(&d, "a@app", 1, 0.5, 0);
        file(&d, "b@app", 2, 1.5, 0);
        conflicts_id(d.app, chain(&d, "a@app"), chain(&d, "b@app"), id[i]);
        conflicts_id(d.app, chain(&d, "b@app"), chain(&d, "a@app"), turned);
        cr_assert(strcmp(id[i], turned) == 0 && strlen(turned) == JK_CONFLICT_HEX);
        desk_close(&d);
    }
    cr_assert(strcmp(id[0], id[1]) != 0);
}

Test(conflict_index, it_is_shown_to_accounts_of_a_region_on_either_side)
{
    struct jk_account here = { .region = "64.08" }, above = { .region = "64" },
                      away = { .region = "64.03" };
    struct desk d;

    desk_open(&d);
    file(&d, "a@app", 1, 0.5, 0);
    file(&d, "b@app", 2, 0.505, 0);
    cr_assert(conflicts_is_seen(d.app, &here, conflicts_at(d.app, 0)));
    cr_assert(conflicts_is_seen(d.app, &above, conflicts_at(d.app, 0)));
    cr_assert(!conflicts_is_seen(d.app, &away, conflicts_at(d.app, 0)));
    desk_close(&d);
}
