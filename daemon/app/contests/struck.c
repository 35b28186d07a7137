/* A handful of rows at most, so that they are looked through one after another. */
#include "daemon/app/contests/room.h"

#include <stdlib.h>
#include <string.h>
#include "jarak/base/heap.h"
#include "jarak/model/texts.h"

enum jk_status contests_open(struct jk_app *app, struct jk_error *err)
{
    app->contests = jk_heap_zeroed(1, sizeof *app->contests);
    return app->contests ? JK_OK : jk_no_memory(err);
}

void contests_clear(struct jk_app *app)
{
    if (!app->contests)
        return;
    jk_arena_clear(&app->contests->arena);
    *app->contests = (struct contests){ .count = 0 };
}

void contests_close(struct jk_app *app)
{
    free(app->contests);
    app->contests = NULL;
}

static struct jk_struck *find(const struct jk_app *app, const char *contest, uint32_t number)
{
    for (size_t i = 0; i < app->contests->count; i++) {
        struct jk_struck *s = &app->contests->list[i];

        if (s->number == number && strcmp(s->contest, contest) == 0)
            return s;
    }
    return NULL;
}

static enum jk_status keep(struct jk_app *app, const struct jk_paslon_row *row)
{
    struct contests *c = app->contests;
    struct jk_struck *at = find(app, row->contest, row->number), *grown;
    const struct jk_struck said = { .contest = jk_arena_copy(&c->arena, jk_span_of(row->contest)),
                                    .number = row->number,
                                    .struck = strcmp(row->state, "struck") == 0,
                                    .reason = jk_arena_copy(&c->arena, jk_span_of(row->reason)),
                                    .basis = jk_arena_copy(&c->arena, jk_span_of(row->basis)),
                                    .actor = jk_arena_copy(&c->arena, jk_span_of(row->actor)),
                                    .time_s = row->time_s };

    if (!said.contest || !said.reason || !said.basis || !said.actor)
        return JK_MEMORY;
    if (!at) {
        grown = jk_arena_grow(&c->arena, c->list, c->count, &c->cap, sizeof *grown);
        if (!grown)
            return JK_MEMORY;
        c->list = grown;
        at = &grown[c->count++];
    }
    *at = said;
    return JK_OK;
}

/* Whether all that it had was ended before the last stop, only looking tells. */
static enum jk_status load_row(void *ctx, const struct jk_paslon_row *row)
{
    struct jk_app *app = ctx;

    app->contests->unfinished = app->contests->unfinished || strcmp(row->state, "struck") == 0;
    return keep(app, row);
}

enum jk_status contests_load(struct jk_app *app, struct jk_error *err)
{
    return jk_store_each_paslon(app->store, load_row, app, err);
}

enum jk_status contests_put(struct jk_app *app, const struct jk_act *act,
                            const struct jk_paslon_row *row, struct jk_error *err)
{
    enum jk_status rc = jk_store_put_paslon(app->store, act, row, err);

    if (rc == JK_OK && keep(app, row) != JK_OK)
        rc = jk_no_memory(err);
    return rc;
}

const struct jk_struck *jk_app_struck(const struct jk_app *app, const char *contest,
                                      uint32_t number)
{
    return find(app, contest, number);
}

bool jk_app_party_is_struck(const struct jk_app *app, const struct jk_party *party)
{
    for (unsigned i = 0; i < party->count; i++) {
        const struct jk_struck *s = find(app, party->contest, party->paslon[i]);

        if (!s || !s->struck)
            return false;
    }
    return party->count > 0;
}
