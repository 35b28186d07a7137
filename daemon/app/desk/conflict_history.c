/* What was noted of one conflict, copied out of the walk. */
#include "jarak/app/desk/conflict_history.h"

#include "daemon/app/conflicts/index.h"
#include "daemon/app/conflicts/sight.h"
#include "jarak/app/texts/texts.h"
#include "jarak/store/past.h"

struct gathering {
    struct jk_arena *arena;
    struct jk_conflict_note *at;
    size_t count, cap;
};

static const char *copy(const struct gathering *g, const char *text)
{
    return jk_arena_copy(g->arena, jk_span_of(text));
}

static enum jk_status add(void *ctx, const struct jk_past_noted *noted)
{
    struct gathering *g = ctx;
    struct jk_conflict_note *grown =
        jk_arena_grow(g->arena, g->at, g->count, &g->cap, sizeof *grown);
    struct jk_conflict_note note = { .time_s = noted->time_s,
                                     .what = copy(g, noted->what),
                                     .level = noted->level,
                                     .level_max = noted->level_max,
                                     .step = noted->step,
                                     .revision = noted->revision,
                                     .open = noted->open,
                                     .agency = copy(g, noted->agency),
                                     .opinion = copy(g, noted->opinion),
                                     .actor = copy(g, noted->actor),
                                     .note = copy(g, noted->note) };

    if (!grown || !note.what || !note.agency || !note.opinion || !note.actor || !note.note)
        return JK_MEMORY;
    g->at = grown;
    g->at[g->count++] = note;
    return JK_OK;
}

enum jk_status jk_app_conflict_history(struct jk_app *past, struct jk_arena *arena,
                                       const struct jk_account *actor, const char *id,
                                       struct jk_conflict_history *out, struct jk_error *err)
{
    struct gathering g = { .arena = arena };
    const struct conflict *c = conflicts_of_id(past, id);
    enum jk_status rc;

    if (!c || !conflicts_is_own(actor->region, c) || !conflicts_is_seen(past, actor, c))
        return jk_fail(err, JK_NONE, JK_TEXT_CONFLICT_NOT_THERE, "id", "%s", id);
    rc = jk_store_past_each_noted(past->store, c->id, add, &g, err);
    *out = (struct jk_conflict_history){ c->id, c->a->region->tz, g.at, g.count };
    return rc;
}
