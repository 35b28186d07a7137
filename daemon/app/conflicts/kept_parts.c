/* Parts lie in memory as one piece with their spans behind them (conflicts.c). What they borrow of
 * the pack are its policies and places within them, and those are one array: its distances from the
 * beginning are the same each time the pack is read. */
#include "daemon/app/conflicts/kept_parts.h"
#include "jarak/base/heap.h"

#include <stdlib.h>
#include <string.h>

/* The policies of the pack, as the octets they are. */
static struct jk_span policies_of(const struct jk_app *app)
{
    const struct jk_policies *policies = &app->pack->policies;

    return (struct jk_span){ (const char *)policies->at, policies->count * sizeof *policies->at };
}

/* A pointer into the policies becomes a distance, from 1 on; null stays null. */
static const void *to_distance(struct jk_span policies, const void *at, bool *ok)
{
    uintptr_t off = (uintptr_t)at - (uintptr_t)policies.at;

    if (!at)
        return NULL;
    *ok = *ok && off < policies.len;
    return (const void *)(off + 1);
}

static const void *from_distance(struct jk_span policies, const void *distance, bool *ok)
{
    uintptr_t off = (uintptr_t)distance;

    if (!off)
        return NULL;
    *ok = *ok && off <= policies.len;
    return policies.at + (off - 1);
}

/* Does one of the two for all pointers of a part. False: one of them leads elsewhere. */
static bool turn(struct jk_span policies, struct jk_part *part,
                 const void *(*one)(struct jk_span, const void *, bool *))
{
    bool ok = true;

    part->policy = one(policies, part->policy, &ok);
    part->row = one(policies, part->row, &ok);
    part->rung = one(policies, part->rung, &ok);
    part->beside.ruling.policy = one(policies, part->beside.ruling.policy, &ok);
    part->beside.ruling.row = one(policies, part->beside.ruling.row, &ok);
    return ok;
}

bool conflicts_parts_write(const struct jk_app *app, const struct conflict *c, struct jk_buf *out)
{
    const struct jk_span policies = policies_of(app);
    const size_t before = out->len;
    bool ok = c->part_count > 0;

    jk_buf_add(out, &c->part_count, sizeof c->part_count);
    for (size_t i = 0; i < c->part_count && ok; i++) {
        struct jk_leg_part part = c->parts[i];

        ok = turn(policies, &part.part, to_distance);
        jk_buf_add(out, &part, sizeof part);
    }
    for (size_t i = 0; i < c->part_count && ok; i++) {
        const struct jk_part *part = &c->parts[i].part;

        jk_buf_add(out, part->spans_a, part->span_count_a * sizeof *part->spans_a);
        jk_buf_add(out, part->spans_b, part->span_count_b * sizeof *part->spans_b);
    }
    if (!ok)
        out->len = before;
    return ok;
}

/* The next spans of so many; null: there are fewer. */
static struct jk_span_s *next_spans(struct jk_span_s **room, size_t *left, size_t count)
{
    struct jk_span_s *spans = *room;

    if (count > *left)
        return NULL;
    *room += count;
    *left -= count;
    return spans;
}

static bool point_parts(struct jk_span policies, struct jk_leg_part *parts, size_t count,
                        size_t span_count)
{
    struct jk_span_s *room = (struct jk_span_s *)(void *)(parts + count);

    for (size_t i = 0; i < count; i++) {
        struct jk_part *part = &parts[i].part;

        if (!turn(policies, part, from_distance) || !part->policy || !part->row || !part->rung)
            return false;
        part->spans_a = next_spans(&room, &span_count, part->span_count_a);
        part->spans_b = next_spans(&room, &span_count, part->span_count_b);
        if (!part->spans_a || !part->spans_b)
            return false;
    }
    return span_count == 0;
}

bool conflicts_parts_read(const struct jk_app *app, struct conflict *c, struct jk_span octets)
{
    struct jk_leg_part *parts;
    size_t count, len;

    if (octets.len < sizeof count)
        return false;
    memcpy(&count, octets.at, sizeof count);
    len = octets.len - sizeof count;
    if (count == 0 || count > len / sizeof *parts || !(parts = jk_heap_take(len + 1)))
        return false;
    memcpy(parts, octets.at + sizeof count, len);
    if (!point_parts(policies_of(app), parts, count,
                     (len - count * sizeof *parts) / sizeof(struct jk_span_s))) {
        free(parts);
        return false;
    }
    free(c->parts);
    c->parts = parts;
    c->part_count = count;
    return true;
}
