/* The road that both sides of a conflict drive, as lines: where its parts share one, the two bodies
 * are asked again, for a part keeps its length alone.
 *
 * Stretches of neighbouring pieces touch; here they become one line, for a wide stroke that is cut
 * at each corner shows beads. */
#include "daemon/feed/desk/shared.h"

#include <string.h>
#include "jarak/engine/shared_road.h"
#include "jarak/feed/json/build.h"

/* Of both columns of all parts: some 20 ms. A conflict is told with what was told of it before,
 * which a copy of the process cannot read (decisions/0060), so whoever asks for one waits for this.
 */
#define NODES_MOST 4000
#define TOUCH_M    0.05 /* what two ends of one corner may differ by in packed bodies */

/* Whoever wants the corners of the lines, and where the last one ended. */
struct walk {
    desk_shared_corner *corner;
    void *ctx;
    struct jk_xyz end;
    bool open;
};

static void add_stretch(void *ctx, struct jk_xyz from, struct jk_xyz to)
{
    struct walk *w = ctx;

    if (!w->open || jk_xyz_chord(w->end, from) > TOUCH_M)
        w->corner(w->ctx, jk_xyz_place(from), true);
    w->corner(w->ctx, jk_xyz_place(to), false);
    w->end = to;
    w->open = true;
}

static bool drives(const struct jk_desk_leg *leg, enum jk_leg which)
{
    return leg->body && leg->body->shape == JK_SHAPE_ROUTE && leg->notice->facts.leg == which;
}

static void walk_part(const struct jk_leg_part *part, const struct desk_sides *sides,
                      struct walk *w)
{
    enum jk_extent extent =
        part->part.levels.level > JK_LEVEL_NONE ? JK_EXTENT_STATED : JK_EXTENT_WIDENED;

    for (size_t i = 0; i < sides->own->leg_count; i++) {
        for (size_t k = 0; k < sides->other->leg_count; k++) {
            const struct jk_desk_leg *own = &sides->own->legs[i], *other = &sides->other->legs[k];

            w->open = false;
            if (drives(own, part->leg_own) && drives(other, part->leg_other))
                jk_shared_road_each(&part->part.policy->raise, part->part.row, own->body,
                                    other->body, extent, add_stretch, w);
        }
    }
}

static size_t count_nodes(const struct jk_conflict_view *view, const struct desk_sides *sides)
{
    size_t nodes = 0;

    for (size_t p = 0; sides->own && sides->other && p < view->part_count; p++) {
        const struct jk_leg_part *part = &view->parts[p];

        for (size_t i = 0; part->part.shared_road_m > 0 && i < sides->own->leg_count; i++) {
            for (size_t k = 0; k < sides->other->leg_count; k++) {
                const struct jk_desk_leg *own = &sides->own->legs[i],
                                         *other = &sides->other->legs[k];

                if (drives(own, part->leg_own) && drives(other, part->leg_other))
                    nodes += jk_body_nodes(own->body) + jk_body_nodes(other->body);
            }
        }
    }
    return nodes;
}

bool desk_shared_each(const struct jk_conflict_view *view, const struct desk_sides *sides,
                      desk_shared_corner *corner, void *ctx)
{
    struct walk w = { .corner = corner, .ctx = ctx };

    if (count_nodes(view, sides) > NODES_MOST)
        return false;
    for (size_t i = 0; sides->own && sides->other && i < view->part_count; i++) {
        if (view->parts[i].part.shared_road_m > 0)
            walk_part(&view->parts[i], sides, &w);
    }
    return true;
}

struct desk_sides desk_sides_of(const struct jk_conflict_view *view,
                                const struct jk_desk_activity *activities, size_t count)
{
    struct desk_sides sides = { NULL, NULL };

    for (size_t i = 0; i < count; i++) {
        if (strcmp(activities[i].uid, view->own.uid) == 0)
            sides.own = &activities[i];
        else if (strcmp(activities[i].uid, view->other.uid) == 0)
            sides.other = &activities[i];
    }
    return sides;
}

size_t jk_desk_shared_nodes(const struct jk_conflict_view *view,
                            const struct jk_desk_activity *activities, size_t count)
{
    const struct desk_sides sides = desk_sides_of(view, activities, count);
    size_t nodes = count_nodes(view, &sides);

    return nodes > NODES_MOST ? 0 : nodes;
}

/* Lines on their way into a document. */
struct lines {
    struct jk_json all, line;
    bool open;
};

static void add_corner(void *ctx, struct jk_point at, bool first)
{
    struct lines *l = ctx;

    if (first && l->open)
        jk_json_add(&l->all, jk_json_end(&l->line));
    if (first)
        l->line = jk_json_list();
    l->open = true;
    jk_json_add(&l->line, desk_point_json(at));
}

json_t *desk_shared_json(const struct jk_conflict_view *view, const struct desk_sides *sides)
{
    struct lines lines = { .all = jk_json_list() };
    bool told = desk_shared_each(view, sides, add_corner, &lines);

    if (lines.open)
        jk_json_add(&lines.all, jk_json_end(&lines.line));
    if (told)
        return jk_json_end(&lines.all);
    json_decref(jk_json_end(&lines.all));
    return json_null();
}
