/* Own members made ready: their trees, and their bodies on the land of a range of deltas.
 *
 * To make a body of a column costs more than to search two columns, so bodies are kept. A body on
 * which no zone depends on the delta serves all parts of its range as well: zones that hold at
 * every delta of a range hold at every delta of its parts, and those that hold at none at none of
 * them. Places and times of the pieces depend on no zone's days, so there is one tree for all. */
#include <math.h>
#include <stdlib.h>
#include "daemon/engine/slots/slots_internal.h"
#include "jarak/base/defend.h"
#include "jarak/base/heap.h"

const struct jk_body *engine_slots_see(const struct slots_search *s, const struct jk_body *body,
                                       struct jk_body_certain *room)
{
    if (!s->query->as_stated)
        return body;
    jk_body_be_certain(body, room);
    return &room->body;
}

/* True when both bodies were cut alike and every piece has the same factor. */
static bool have_same_factors(const struct jk_body *a, const struct jk_body *b)
{
    uint32_t pieces = jk_body_pieces(a);

    if (!jk_body_zoned(a) && !jk_body_zoned(b))
        return true;
    for (uint32_t i = 0; i < pieces && pieces == jk_body_pieces(b); i++) {
        if (jk_body_factor(a, i, JK_EXTENT_WIDENED) != jk_body_factor(b, i, JK_EXTENT_WIDENED))
            return false;
    }
    return pieces == jk_body_pieces(b);
}

static size_t land_bytes(const struct slots_land *land)
{
    return land->narrow && land->wide ? jk_body_memory(land->narrow) + jk_body_memory(land->wide)
                                      : 0;
}

static void unlay(struct slots_search *s, struct slots_land *land)
{
    s->ready_bytes -= land_bytes(land);
    jk_body_free(land->narrow);
    jk_body_free(land->wide);
    free(land->factors[0]);
    free(land->factors[1]);
    *land = (struct slots_land){ .narrow = NULL };
}

void engine_slots_forget(struct slots_search *s, size_t own, size_t most_bytes)
{
    struct slots_own *ready = &s->ready[own];

    if (most_bytes > 0 && s->ready_bytes <= most_bytes)
        return;
    s->ready_bytes -= engine_tree_bytes(&ready->tree);
    engine_tree_clear(&ready->tree);
    for (int k = 0; k < SLOTS_LANDS; k++)
        unlay(s, &ready->lands[k]);
}

static bool ready_tree(struct slots_search *s, struct slots_own *ready, const struct jk_body *body)
{
    if (ready->tree.nodes)
        return true;
    if (!engine_tree_make(&ready->tree, body, s->query->level == JK_LEVEL_SIAGA))
        return false;
    s->ready_bytes += engine_tree_bytes(&ready->tree);
    return true;
}

/* Lays the body twice, where there are zones at all. */
static bool lay(struct slots_search *s, uint32_t own, struct slots_land *land)
{
    const struct jk_slot_days every = { JK_ZONE_DAYS_EVERY, (double)land->range.from_s,
                                        (double)land->range.to_s };
    const struct jk_slot_days any = { JK_ZONE_DAYS_ANY, every.from_s, every.to_s };

    if (s->policies->zone_factor <= 1.0) {
        land->least = engine_slots_see(s, s->query->own[own].body, &land->certain[0]);
        land->most = land->least;
        land->same = true;
        return true;
    }
    land->narrow = s->query->shift(s->query->ctx, own, 0, &every);
    land->wide = s->query->shift(s->query->ctx, own, 0, &any);
    if (!land->narrow || !land->wide)
        return false;
    land->least = engine_slots_see(s, land->narrow, &land->certain[0]);
    land->most = engine_slots_see(s, land->wide, &land->certain[1]);
    s->ready_bytes += land_bytes(land);
    JK_ASSERT(jk_body_pieces(land->least) == jk_body_pieces(land->most));
    land->same = have_same_factors(land->least, land->most);
    return true;
}

bool engine_slots_factors(const struct slots_tree *tree, const struct jk_body *body, uint16_t **out)
{
    *out = jk_heap_zeroed(tree->node_count, sizeof **out);
    if (!*out)
        return false;
    for (uint32_t i = tree->node_count; i-- > 0;) { /* children come behind their parents */
        const struct slots_node *node = &tree->nodes[i];

        for (uint32_t k = node->first; !node->right && k < node->end; k++) {
            uint16_t factor = jk_body_factor(body, k, JK_EXTENT_WIDENED);

            (*out)[i] = factor > (*out)[i] ? factor : (*out)[i];
        }
        if (node->right)
            (*out)[i] = (*out)[i + 1] > (*out)[node->right] ? (*out)[i + 1] : (*out)[node->right];
    }
    return true;
}

/* A land that was laid for the range, or for more of which no zone depends on the delta. */
static const struct slots_land *find_land(const struct slots_own *ready, struct jk_interval range,
                                          bool roughly)
{
    for (int k = 0; k < SLOTS_LANDS; k++) {
        const struct slots_land *land = &ready->lands[k];

        if (land->most && land->range.from_s <= range.from_s && land->range.to_s >= range.to_s &&
            (land->same || roughly ||
             (land->range.from_s == range.from_s && land->range.to_s == range.to_s)))
            return land;
    }
    return NULL;
}

const struct slots_land *engine_slots_land(struct slots_search *s, uint32_t own,
                                           struct jk_interval range, bool roughly)
{
    struct slots_own *ready = &s->ready[own];
    const struct slots_land *found = find_land(ready, range, roughly);
    struct slots_land *land;

    if (found)
        return found;
    if (roughly) /* all deltas it is asked about that day: mostly no zone depends on which it is */
        range = ready->asked;
    land = &ready->lands[ready->next++ % SLOTS_LANDS];
    unlay(s, land);
    land->range = range;
    if (!lay(s, own, land) || !ready_tree(s, ready, land->most) ||
        !engine_slots_factors(&ready->tree, land->least, &land->factors[0]) ||
        !engine_slots_factors(&ready->tree, land->most, &land->factors[1])) {
        unlay(s, land);
        s->status = JK_MEMORY;
        return NULL;
    }
    JK_ASSERT(ready->tree.piece_count == jk_body_pieces(land->most));
    return land;
}
