/* The journal of the past is walked once, by the keys of what stands on the day. */
#include "jarak/app/desk/steps.h"

#include "jarak/app/accounts/account.h"
#include "jarak/app/registry/registry.h"
#include "daemon/app/handle/handle.h"
#include "jarak/base/name_table.h"
#include "jarak/store/past.h"

/* Whose changes are looked for, and the steps found so far. */
struct steps {
    struct jk_arena *arena;
    struct jk_name_table keys;
    struct jk_day_step *at;
    size_t count, cap;
};

static bool add_key(struct steps *s, const char *key)
{
    return jk_name_table_find(&s->keys, key) || jk_name_table_add(&s->keys, key, s);
}

static bool add_keys(struct steps *s, const struct jk_app *app, const struct jk_desk_day *day)
{
    bool ok = true;

    for (size_t i = 0; i < day->activity_count && ok; i++) {
        const struct jk_chain *chain = jk_registry_chain(app->registry, day->activities[i].uid);

        ok = add_key(s, day->activities[i].uid);
        for (size_t k = 0; chain && k < chain->entry_count && ok; k++)
            ok = add_key(s, chain->entries[k]->uid);
    }
    for (size_t i = 0; i < day->conflict_count && ok; i++)
        ok = add_key(s, jk_arena_copy(s->arena, jk_span_of(day->conflicts[i].view.id)));
    return ok;
}

/* Entries of one second are one step: nobody saw what was between them. */
static enum jk_status note_step(void *ctx, const struct jk_past_change *change)
{
    struct steps *s = ctx;
    struct jk_day_step *step;

    if (!jk_name_table_find(&s->keys, change->key))
        return JK_OK;
    if (s->count == 0 || s->at[s->count - 1].time_s != change->time_s) {
        step = jk_arena_grow(s->arena, s->at, s->count, &s->cap, sizeof *step);
        if (!step)
            return JK_MEMORY;
        s->at = step;
        s->at[s->count++] = (struct jk_day_step){ .time_s = change->time_s };
    }
    step = &s->at[s->count - 1];
    step->entry = change->seq;
    step->notices += change->kind == JK_ENTRY_NOTICE;
    step->states += change->kind == JK_ENTRY_CHAIN;
    step->conflicts += change->kind == JK_ENTRY_CONFLICT;
    return JK_OK;
}

enum jk_status jk_app_day_steps(struct jk_app *past, struct jk_app *now, struct jk_arena *arena,
                                const struct jk_desk_ask *ask, const struct jk_desk_day *then,
                                struct jk_day_steps *out, struct jk_error *err)
{
    struct steps s = { .arena = arena };
    struct jk_desk_ask today = *ask;
    struct jk_desk_day day;
    enum jk_status rc;

    today.actor = jk_app_account(now, ask->actor->name);
    rc = today.actor ? jk_app_day(now, arena, &today, &day) : JK_CORRUPT;
    if (rc == JK_OK && (!add_keys(&s, past, then) || !add_keys(&s, now, &day)))
        rc = JK_MEMORY;
    if (rc == JK_OK)
        rc = jk_store_past_each_change(past->store, note_step, &s, err);
    else
        jk_no_memory(err);
    jk_name_table_clear(&s.keys);
    *out = (struct jk_day_steps){ s.at, s.count };
    return rc;
}
