/* Conflicts by region, found by their chains: a chain moves from ground to ground, and a list of
 * conflicts of its own would have to follow. A conflict of two chains that are both walked is given
 * with the first of its sides. */
#include "daemon/app/conflicts/about.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/app/accounts/accounts.h"
#include "daemon/app/conflicts/room.h"
#include "daemon/app/conflicts/sight.h"
#include "jarak/app/registry/ground.h"
#include "jarak/base/heap.h"

/* What guests of a province or regency were told of. */
struct told_list {
    char code[JK_REGION_CUT];
    struct conflict_list of;
};

static struct told_list *find_told(const struct conflicts *room, const char *region, int parts)
{
    char code[JK_REGION_CUT];

    jk_region_cut(region, parts, code);
    return jk_name_table_find(&room->told_of, code);
}

struct conflict_walk conflicts_walk(const struct jk_app *app, const char *region)
{
    return (struct conflict_walk){ .app = app,
                                   .region = region,
                                   .chains = jk_registry_walk(app->registry, region) };
}

/* Goes on with the next chain, and behind the last with what was told. False: that was all. */
static bool go_on(struct conflict_walk *walk)
{
    const struct told_list *list;

    if (walk->ended)
        return false;
    walk->at = 0;
    walk->chain = jk_walk_chain(&walk->chains);
    if (walk->chain) {
        walk->list = conflicts_of(walk->app, walk->chain);
        return true;
    }
    walk->ended = true;
    list = find_told(walk->app->conflicts, walk->region, 2);
    walk->list = list ? list->of : (struct conflict_list){ .count = 0 };
    return true;
}

static bool is_walked(const struct conflict_walk *walk, const struct jk_chain *chain)
{
    return jk_registry_walks(walk->app->registry, walk->region, chain);
}

/* Is it given with its other side? */
static bool is_again(const struct conflict_walk *walk, const struct conflict *c)
{
    if (!walk->chain)
        return is_walked(walk, c->a) || is_walked(walk, c->b);
    return walk->chain == c->b && is_walked(walk, c->a);
}

struct conflict *conflicts_walk_next(struct conflict_walk *walk)
{
    do {
        while (walk->at < walk->list.count) {
            struct conflict *c = walk->list.list[walk->at++];

            if (!is_again(walk, c))
                return c;
        }
    } while (go_on(walk));
    return NULL;
}

static int compare(const void *a, const void *b)
{
    const struct conflict *const *x = a, *const *y = b;

    return ((*x)->number > (*y)->number) - ((*x)->number < (*y)->number);
}

enum jk_status conflicts_about(const struct jk_app *app, struct jk_arena *arena, const char *region,
                               struct conflict_list *out)
{
    struct conflict_walk walk = conflicts_walk(app, region);
    struct conflict *c, **grown;

    *out = (struct conflict_list){ .count = 0 };
    while ((c = conflicts_walk_next(&walk))) {
        grown = jk_arena_grow(arena, out->list, out->count, &out->cap, sizeof(struct conflict *));
        if (!grown)
            return JK_MEMORY;
        out->list = grown;
        out->list[out->count++] = c;
    }
    if (out->count)
        qsort(out->list, out->count, sizeof(struct conflict *), compare);
    return JK_OK;
}

/* Accounts being gathered for a conflict. */
struct gathering {
    const struct jk_app *app;
    struct account_list *out;
    bool failed;
};

static void add_account(struct gathering *g, struct jk_account *account)
{
    g->failed = g->failed ||
                !jk_grow(&g->out->at, g->out->count, &g->out->cap, sizeof(struct jk_account *));
    if (!g->failed)
        g->out->at[g->out->count++] = account;
}

/* The accounts of a region and of those above it. */
static void add_above(void *ctx, const char *region)
{
    struct gathering *g = ctx;
    char *code = jk_heap_copy(region), *end = code;

    g->failed = g->failed || !code;
    while (end && !g->failed) {
        const struct account_list *list;

        list = accounts_of_region(&g->app->accounts->found, code);
        for (size_t i = 0; list && i < list->count; i++)
            add_account(g, list->at[i]);
        if ((end = strrchr(code, '.')))
            *end = '\0';
    }
    free(code);
}

static int compare_names(const void *a, const void *b)
{
    const struct jk_account *const *x = a, *const *y = b;

    return strcmp((*x)->name, (*y)->name);
}

enum jk_status conflicts_accounts(const struct jk_app *app, const struct conflict *c,
                                  struct account_list *out)
{
    struct gathering g = { app, out, false };
    size_t kept = 0;

    add_above(&g, c->a->region->code);
    add_above(&g, c->b->region->code);
    if (!jk_chain_each_ground(app->registry, c->a, add_above, &g) ||
        !jk_chain_each_ground(app->registry, c->b, add_above, &g))
        g.failed = true;
    for (size_t i = 0; i < c->guest_count; i++)
        add_account(&g, (struct jk_account *)(uintptr_t)c->guests[i].account);
    if (g.failed) {
        free(out->at);
        *out = (struct account_list){ .count = 0 };
        return JK_MEMORY;
    }
    if (out->count)
        qsort(out->at, out->count, sizeof(struct jk_account *), compare_names);
    for (size_t i = 0; i < out->count; i++) {
        if (kept == 0 || out->at[kept - 1] != out->at[i])
            out->at[kept++] = out->at[i];
    }
    out->count = kept;
    return JK_OK;
}

static struct told_list *make_told(struct conflicts *room, const char *region, int parts)
{
    char code[JK_REGION_CUT];

    jk_region_cut(region, parts, code);
    return jk_name_table_make(&room->told_of, code, sizeof(struct told_list));
}

/* Under the regency of the guest and under its province, in each once: a province is its own
 * regency. */
enum jk_status conflicts_about_told(struct jk_app *app, const char *region, struct conflict *c)
{
    for (int parts = 1; parts <= 2; parts++) {
        struct told_list *list = make_told(app->conflicts, region, parts);
        struct conflict_list *of = list ? &list->of : NULL;

        if (!of || !jk_grow(&of->list, of->count, &of->cap, sizeof(struct conflict *)))
            return JK_MEMORY;
        if (!conflicts_was_told(c, list->code) && (of->count == 0 || of->list[of->count - 1] != c))
            of->list[of->count++] = c;
    }
    return JK_OK;
}

static void free_told(void *value)
{
    struct told_list *list = value;

    free(list->of.list);
    free(list);
}

void conflicts_about_clear(struct conflicts *room)
{
    jk_name_table_free(&room->told_of, free_told);
}
