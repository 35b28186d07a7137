/* Conflicts by id and by chain.
 *
 * An id is a salted hash of the pair, so a conflict is found again by the pair itself and nobody
 * outside can make its id of two UIDs. Nothing is taken out while the application lives: a closed
 * conflict keeps its place, id and revision (SPEC 2.4). */
#include "daemon/app/conflicts/index.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/app/conflicts/about.h"
#include "daemon/app/conflicts/escalation.h"
#include "daemon/app/conflicts/opinions.h"
#include "daemon/app/conflicts/room.h"
#include "daemon/app/conflicts/sight.h"
#include "daemon/app/registry/rows.h"
#include "jarak/base/digest.h"
#include "jarak/base/heap.h"

#define CHAINS_FIRST 64 /* chains there is room for at first */

void conflicts_salted_id(const struct jk_app *app, const char *first, const char *second,
                         char out[SALTED_HEX + 1])
{
    struct jk_span spans[] = { { (const char *)jk_store_salt(app->store), 32 },
                               jk_span_of(first),
                               jk_span_of(second) };
    uint8_t digest[JK_DIGEST_LEN];

    jk_sha256_list(spans, 3, digest);
    jk_hex(digest, SALTED_HEX / 2, out);
}

void conflicts_id(const struct jk_app *app, const struct jk_chain *x, const struct jk_chain *y,
                  char out[JK_CONFLICT_HEX + 1])
{
    bool in_order = strcmp(x->id, y->id) < 0;

    conflicts_salted_id(app, in_order ? x->id : y->id, in_order ? y->id : x->id, out);
}

struct conflict_list conflicts_of(const struct jk_app *app, const struct jk_chain *chain)
{
    const struct conflicts *room = app->conflicts;

    return chain->number < room->of_chain_cap ? room->of_chain[chain->number]
                                              : (struct conflict_list){ 0 };
}

struct conflict *conflicts_of_id(const struct jk_app *app, const char *id)
{
    return jk_name_table_find(&app->conflicts->ids, id);
}

struct conflict *conflicts_find(const struct jk_app *app, const struct jk_chain *x,
                                const struct jk_chain *y)
{
    char id[JK_CONFLICT_HEX + 1];

    conflicts_id(app, x, y, id);
    return conflicts_of_id(app, id);
}

size_t conflicts_count(const struct jk_app *app)
{
    return app->conflicts->count;
}

struct conflict *conflicts_at(const struct jk_app *app, size_t i)
{
    return app->conflicts->all[i];
}

void conflicts_note_change(struct jk_app *app)
{
    app->conflicts->changed++;
}

size_t conflicts_changed(const struct jk_app *app)
{
    return app->conflicts->changed;
}

/* Lists of chains up to this number; new ones are empty. */
static bool grow_of_chain(struct conflicts *room, size_t number)
{
    size_t cap = room->of_chain_cap ? room->of_chain_cap : CHAINS_FIRST;
    struct conflict_list *grown;

    while (cap <= number)
        cap *= 2;
    if (cap == room->of_chain_cap)
        return true;
    grown = jk_heap_resize(room->of_chain, cap * sizeof *grown);
    if (!grown)
        return false;
    memset(grown + room->of_chain_cap, 0, (cap - room->of_chain_cap) * sizeof *grown);
    room->of_chain = grown;
    room->of_chain_cap = cap;
    return true;
}

static bool list_conflict(struct conflicts *room, const struct jk_chain *chain,
                          struct conflict *conflict)
{
    struct conflict_list *of;

    if (!grow_of_chain(room, chain->number))
        return false;
    of = &room->of_chain[chain->number];
    if (!jk_grow(&of->list, of->count, &of->cap, sizeof(struct conflict *)))
        return false;
    of->list[of->count++] = conflict;
    return true;
}

static bool list_everywhere(struct conflicts *room, struct conflict *c)
{
    if (!jk_grow(&room->all, room->count, &room->cap, sizeof(struct conflict *)) ||
        !jk_name_table_add(&room->ids, c->id, c))
        return false;
    c->number = room->count;
    room->all[room->count++] = c;
    return list_conflict(room, c->a, c) && list_conflict(room, c->b, c);
}

struct conflict *conflicts_make(struct jk_app *app, struct jk_chain *x, struct jk_chain *y)
{
    struct conflict *c = conflicts_find(app, x, y);

    if (c || !(c = jk_heap_zeroed(1, sizeof *c)))
        return c;
    conflicts_id(app, x, y, c->id);
    c->a = strcmp(x->id, y->id) < 0 ? x : y;
    c->b = c->a == x ? y : x;
    if (!list_everywhere(app->conflicts, c))
        return NULL; /* a list may hold it already: it is freed with the rest or not at all */
    return c;
}

enum jk_status conflicts_open(struct jk_app *app, struct jk_error *err)
{
    app->conflicts = jk_heap_zeroed(1, sizeof *app->conflicts);
    return app->conflicts ? JK_OK : jk_no_memory(err);
}

void conflicts_forget_parts(struct conflict *c)
{
    free(c->parts);
    c->parts = NULL;
    c->part_count = 0;
}

/* The one way by which memory comes to say what a row says. */
static void take_row(struct conflict *c, const struct jk_conflict_row *row)
{
    c->revision = row->revision;
    c->levels = (struct jk_levels){ (enum jk_level)row->level, (enum jk_level)row->level_max };
    c->open = row->open;
    if (row->digest != c->digest)
        snprintf(c->digest, sizeof c->digest, "%s", row->digest);
    c->opened_s = row->opened_s;
    c->changed_s = row->changed_s;
}

struct jk_conflict_row conflicts_row_of(const struct conflict *c)
{
    return (struct jk_conflict_row){ .id = c->id,
                                     .chain_a = c->a->id,
                                     .chain_b = c->b->id,
                                     .revision = c->revision,
                                     .level = (uint8_t)c->levels.level,
                                     .level_max = (uint8_t)c->levels.level_max,
                                     .open = c->open,
                                     .digest = c->digest,
                                     .opened_s = c->opened_s,
                                     .changed_s = c->changed_s };
}

enum jk_status conflicts_learn(void *ctx, const struct jk_conflict_row *row)
{
    struct jk_app *app = ctx;
    struct jk_chain *a = jk_registry_chain(app->registry, row->chain_a);
    struct jk_chain *b = jk_registry_chain(app->registry, row->chain_b);
    struct conflict *c;

    if (!a || !b)
        return JK_CORRUPT;
    c = conflicts_make(app, a, b);
    if (!c)
        return JK_MEMORY;
    take_row(c, row);
    return JK_OK;
}

enum jk_status conflicts_put_row(struct jk_app *app, const struct jk_act *act, struct conflict *c,
                                 const struct jk_conflict_row *row, struct jk_error *err)
{
    const enum jk_status rc =
        registry_note_change(app, jk_store_put_conflict(app->store, act, row, err), &c->change);

    if (rc == JK_OK)
        take_row(c, row);
    return rc;
}

enum jk_status conflicts_learn_baseline(void *ctx, const struct jk_baseline_row *row)
{
    struct conflict *c = conflicts_of_id(ctx, row->conflict);

    if (!c)
        return JK_CORRUPT;
    c->told = *row;
    c->told.conflict = c->id; /* the row's own text ends with the walk */
    return JK_OK;
}

enum jk_status conflicts_load(struct jk_app *app, struct jk_error *err)
{
    enum jk_status rc = jk_store_each_conflict(app->store, conflicts_learn, app, err);

    if (rc == JK_OK)
        rc = jk_store_each_opinion(app->store, conflicts_opinions_load, app, err);
    if (rc == JK_OK)
        rc = jk_store_each_escalation(app->store, conflicts_escalation_load, app, err);
    return rc == JK_OK ? jk_store_each_baseline(app->store, conflicts_learn_baseline, app, err)
                       : rc;
}

void conflicts_note_first(struct jk_app *app, struct conflict *conflict)
{
    if (conflict->rank == 0)
        conflict->rank = ++app->conflicts->ranked;
}

static int compare_ranks(const void *a, const void *b)
{
    const struct conflict *const *x = a, *const *y = b;

    return ((*x)->rank > (*y)->rank) - ((*x)->rank < (*y)->rank);
}

void conflicts_order(struct jk_app *app)
{
    struct conflicts *room = app->conflicts;

    if (room->count)
        qsort(room->all, room->count, sizeof(struct conflict *), compare_ranks);
    for (size_t i = 0; i < room->count; i++)
        room->all[i]->number = i;
    for (size_t i = 0; i < room->of_chain_cap; i++) {
        if (room->of_chain[i].count)
            qsort(room->of_chain[i].list, room->of_chain[i].count, sizeof(struct conflict *),
                  compare_ranks);
    }
}

void conflicts_clear(struct jk_app *app)
{
    struct conflicts *room = app->conflicts;

    if (!room)
        return;
    for (size_t i = 0; i < room->count; i++) {
        free(room->all[i]->parts);
        conflicts_guests_clear(room->all[i]);
        conflicts_opinions_clear(room->all[i]);
        conflicts_escalation_clear(room->all[i]);
        free(room->all[i]);
    }
    for (size_t i = 0; i < room->of_chain_cap; i++)
        free(room->of_chain[i].list);
    free(room->of_chain);
    free(room->all);
    jk_name_table_clear(&room->ids);
    conflicts_about_clear(room);
    room->of_chain = NULL;
    room->all = NULL;
    room->count = room->cap = room->of_chain_cap = 0;
    room->told_count = 0;
    room->ranked = 0;
}

void conflicts_close(struct jk_app *app)
{
    if (app->conflicts)
        free(app->conflicts->told);
    free(app->conflicts);
    app->conflicts = NULL;
}
