/* What a brief is filled with: the days, and what became of conflicts since the last one. */
#include <stdlib.h>
#include <string.h>
#include "daemon/app/conflicts/about.h"
#include "daemon/app/conflicts/sight.h"
#include "daemon/app/desk/gather.h"
#include "daemon/app/handle/handle.h"
#include "jarak/app/desk/desk.h"

static int compare(const void *a, const void *b)
{
    const struct jk_brief_change *x = a, *y = b;
    bool over_x = x->news == JK_BRIEF_ENDED, over_y = y->news == JK_BRIEF_ENDED;

    if (over_x != over_y)
        return over_x ? 1 : -1;
    if (x->view.levels.level != y->view.levels.level)
        return x->view.levels.level > y->view.levels.level ? -1 : 1;
    if (x->first_s != y->first_s)
        return x->first_s < y->first_s ? -1 : 1;
    return strcmp(x->view.id, y->view.id);
}

/* A conflict that is over has neither level nor parts; what was told of it last says when it would
 * have been. */
static int64_t first_told_s(const struct conflict *c)
{
    return c->told.from_a_s < c->told.from_b_s ? c->told.from_a_s : c->told.from_b_s;
}

/* What came and went since then was nothing to a reader of the last brief; what ended because it
 * was over is in the past, and nothing that was settled. */
static bool is_news(const struct conflict *c, int64_t since_s, enum jk_brief_news *news)
{
    if (c->changed_s < since_s)
        return false;
    if (!c->open) {
        *news = JK_BRIEF_ENDED;
        return c->opened_s < since_s && c->told.conflict && first_told_s(c) > c->changed_s;
    }
    *news = c->opened_s >= since_s ? JK_BRIEF_OPENED : JK_BRIEF_CHANGED;
    return c->levels.level >= JK_LEVEL_WASPADA;
}

static enum jk_status add_changes(struct jk_app *app, struct jk_arena *arena,
                                  const struct jk_desk_ask *ask, const struct jk_region *region,
                                  int64_t since_s, struct jk_brief *out)
{
    struct jk_brief_change *list = NULL;
    struct conflict_list about;
    size_t count = 0, cap = 0;

    if (conflicts_about(app, arena, region->code, &about) != JK_OK)
        return JK_MEMORY;
    for (size_t i = 0; i < about.count; i++) {
        const struct conflict *c = about.list[i];
        struct jk_brief_change *grown;
        struct jk_desk_conflict told;
        enum jk_brief_news news;

        if (!is_news(c, since_s, &news) ||
            (!conflicts_is_own(region->code, c) && !conflicts_is_near(app, region->code, c)) ||
            (ask->actor && !conflicts_is_seen(app, ask->actor, c)))
            continue;
        grown = jk_arena_grow(arena, list, count, &cap, sizeof *grown);
        if (!grown || desk_gather_conflict(app, arena, ask->actor, c, &told) != JK_OK)
            return JK_MEMORY;
        list = grown;
        list[count++] =
            (struct jk_brief_change){ told.view, news,
                                      news == JK_BRIEF_ENDED ? first_told_s(c) : told.first_s };
    }
    if (count)
        qsort(list, count, sizeof *list, compare);
    out->changes = list;
    out->change_count = count;
    return JK_OK;
}

enum jk_status jk_app_brief(struct jk_app *app, struct jk_arena *arena,
                            const struct jk_desk_ask *ask, int32_t since_day, bool shared,
                            struct jk_brief *out)
{
    struct jk_desk_day *days = jk_arena_array(arena, JK_BRIEF_DAYS, sizeof *days);
    struct jk_desk_ask one = *ask;

    if (!days)
        return JK_MEMORY;
    for (size_t i = 0; i < JK_BRIEF_DAYS; i++, one.day++) {
        if (jk_app_day(app, arena, &one, &days[i]) != JK_OK)
            return JK_MEMORY;
    }
    *out = (struct jk_brief){ .days = days, .since_day = since_day, .shared = shared };
    return shared ? JK_OK
                  : add_changes(app, arena, ask, days[0].region,
                                (int64_t)since_day * 86400 - days[0].region->tz->offset_s, out);
}
