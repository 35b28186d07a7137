/* Findings in a hash table of chains, and in a ring by age.
 *
 * A finding is one allocation: the head, its fixed part, and behind that the spans of a part. The
 * ring begins with the one that was asked for longest ago; asking moves a finding to its end. The
 * table grows with its findings, which the bound on bytes holds. */
#include "jarak/engine/pair_memory.h"

#include <stdlib.h>
#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/base/heap.h"

struct finding {
    struct finding *next;          /* of one bucket */
    struct finding *older, *newer; /* of the ring */
    uint64_t number;               /* counts what was kept */
    struct jk_pair_key key;
    enum jk_pair_kind kind;
    size_t bytes; /* of all of it */
    union {
        struct jk_levels levels;
        struct jk_part part; /* spans behind the finding: side a, then side b */
        struct jk_pair_nearest nearest;
    } what;
    struct jk_span_s spans[];
};

struct jk_pair_memory {
    struct finding **buckets;
    size_t bucket_count, count; /* buckets: a power of two */
    size_t bytes, bytes_most;
    uint64_t number;
    struct finding ring; /* newer: the oldest; older: the newest */
};

#define FIRST_BUCKETS 256U

struct jk_pair_memory *jk_pair_memory_new(size_t bytes_most)
{
    struct jk_pair_memory *memory = jk_heap_zeroed(1, sizeof *memory);

    if (!memory)
        return NULL;
    memory->buckets = jk_heap_zeroed(FIRST_BUCKETS, sizeof(struct finding *));
    if (!memory->buckets) {
        free(memory);
        return NULL;
    }
    memory->bucket_count = FIRST_BUCKETS;
    memory->bytes_most = bytes_most;
    memory->ring.older = memory->ring.newer = &memory->ring;
    return memory;
}

void jk_pair_memory_free(struct jk_pair_memory *memory)
{
    struct finding *f;

    if (!memory)
        return;
    while ((f = memory->ring.newer) != &memory->ring) {
        memory->ring.newer = f->newer;
        free(f);
    }
    free(memory->buckets);
    free(memory);
}

size_t jk_pair_memory_bytes(const struct jk_pair_memory *memory)
{
    return memory->bytes + memory->bucket_count * sizeof(struct finding *);
}

bool jk_pair_key_make(const struct jk_body **a, const struct jk_body **b, const struct jk_row *row,
                      struct jk_pair_key *key, bool *turned)
{
    const struct jk_trace *ta = (*a)->trace, *tb = (*b)->trace;
    const struct jk_body *first = *a;

    *turned = false;
    if (!ta || !tb || !ta->print || !tb->print ||
        ta->node_count + tb->node_count < JK_PAIR_NODES_LEAST)
        return false;
    if (memcmp(ta->print, tb->print, JK_BODY_PRINT) > 0) {
        *turned = true;
        *a = *b;
        *b = first;
    }
    memset(key, 0, sizeof *key); /* compared byte for byte */
    memcpy(key->a, (*a)->trace->print, JK_BODY_PRINT);
    memcpy(key->b, (*b)->trace->print, JK_BODY_PRINT);
    key->row = row;
    return true;
}

/* Prints are spread evenly already. */
static size_t bucket_of(const struct jk_pair_memory *memory, const struct jk_pair_key *key,
                        enum jk_pair_kind kind)
{
    uint64_t a, b;

    memcpy(&a, key->a, sizeof a);
    memcpy(&b, key->b, sizeof b);
    return (size_t)(a ^ (b << 1) ^ (uint64_t)kind) & (memory->bucket_count - 1);
}

static struct finding **place_of(const struct jk_pair_memory *memory, const struct jk_pair_key *key,
                                 enum jk_pair_kind kind)
{
    struct finding **at = &memory->buckets[bucket_of(memory, key, kind)];

    while (*at && ((*at)->kind != kind || memcmp(&(*at)->key, key, sizeof *key) != 0))
        at = &(*at)->next;
    return at;
}

static void leave_ring(struct finding *f)
{
    f->older->newer = f->newer;
    f->newer->older = f->older;
}

static void enter_ring(struct jk_pair_memory *memory, struct finding *f)
{
    f->older = memory->ring.older;
    f->newer = &memory->ring;
    f->older->newer = f->newer->older = f;
}

static void forget(struct jk_pair_memory *memory, struct finding *f)
{
    *place_of(memory, &f->key, f->kind) = f->next;
    leave_ring(f);
    memory->bytes -= f->bytes;
    memory->count--;
    free(f);
}

static bool copy_part(const struct finding *f, struct jk_arena *arena, struct jk_part *out)
{
    const struct jk_part *part = &f->what.part;
    size_t count = part->span_count_a + part->span_count_b;
    struct jk_span_s *spans = jk_arena_array(arena, count, sizeof *spans);

    if (!spans)
        return false;
    memcpy(spans, f->spans, count * sizeof *spans);
    *out = *part;
    out->spans_a = spans;
    out->spans_b = spans + part->span_count_a;
    return true;
}

bool jk_pair_memory_find(struct jk_pair_memory *memory, const struct jk_pair_key *key,
                         enum jk_pair_kind kind, struct jk_arena *arena, void *out)
{
    JK_ASSERT(kind < JK_PAIR_KIND_END && out != NULL);

    struct finding *f = *place_of(memory, key, kind);

    if (!f)
        return false;
    leave_ring(f);
    enter_ring(memory, f);
    if (kind == JK_PAIR_PART)
        return copy_part(f, arena, out);
    if (kind == JK_PAIR_LEVELS)
        *(struct jk_levels *)out = f->what.levels;
    else
        *(struct jk_pair_nearest *)out = f->what.nearest;
    return true;
}

static void widen(struct jk_pair_memory *memory)
{
    size_t count = memory->bucket_count;
    struct finding **wider = jk_heap_zeroed(2 * count, sizeof(struct finding *)),
                   **old = memory->buckets;

    if (!wider)
        return; /* longer chains */
    memory->buckets = wider;
    memory->bucket_count = 2 * count;
    for (size_t i = 0; i < count; i++) {
        for (struct finding *f = old[i], *next; f; f = next) {
            struct finding **at = &wider[bucket_of(memory, &f->key, f->kind)];

            next = f->next;
            f->next = *at;
            *at = f;
        }
    }
    free(old);
}

static void enter(struct jk_pair_memory *memory, struct finding *f)
{
    struct finding **at = place_of(memory, &f->key, f->kind);

    if (*at)
        forget(memory, *at);
    f->number = ++memory->number;
    f->next = NULL;
    *place_of(memory, &f->key, f->kind) = f;
    enter_ring(memory, f);
    memory->bytes += f->bytes;
    memory->count++;
    while (memory->bytes > memory->bytes_most)
        forget(memory, memory->ring.newer);
    if (memory->count > memory->bucket_count)
        widen(memory);
}

void jk_pair_memory_keep(struct jk_pair_memory *memory, const struct jk_pair_key *key,
                         enum jk_pair_kind kind, const void *what)
{
    JK_ASSERT(kind < JK_PAIR_KIND_END && what != NULL);

    const struct jk_part *part = kind == JK_PAIR_PART ? what : NULL;
    size_t spans = part ? part->span_count_a + part->span_count_b : 0;
    size_t bytes = sizeof(struct finding) + spans * sizeof(struct jk_span_s);
    struct finding *f = bytes <= memory->bytes_most ? jk_heap_zeroed(1, bytes) : NULL;

    if (!f)
        return;
    f->key = *key;
    f->kind = kind;
    f->bytes = bytes;
    if (part) {
        f->what.part = *part;
        f->what.part.spans_a = f->what.part.spans_b = NULL;
        if (part->span_count_a)
            memcpy(f->spans, part->spans_a, part->span_count_a * sizeof *f->spans);
        if (part->span_count_b)
            memcpy(f->spans + part->span_count_a, part->spans_b,
                   part->span_count_b * sizeof *f->spans);
    } else if (kind == JK_PAIR_LEVELS) {
        f->what.levels = *(const struct jk_levels *)what;
    } else {
        f->what.nearest = *(const struct jk_pair_nearest *)what;
    }
    enter(memory, f);
}

uint64_t jk_pair_memory_mark(const struct jk_pair_memory *memory)
{
    return memory->number;
}

void jk_pair_memory_write(const struct jk_pair_memory *memory, uint64_t mark, struct jk_buf *out)
{
    for (const struct finding *f = memory->ring.newer; f != &memory->ring; f = f->newer) {
        if (f->number > mark)
            jk_buf_add(out, (const char *)f, f->bytes);
    }
}

bool jk_pair_memory_read(struct jk_pair_memory *memory, struct jk_span written)
{
    while (written.len > 0) {
        struct finding head, *f;

        if (written.len < sizeof head)
            return false;
        memcpy(&head, written.at, sizeof head);
        if (head.bytes < sizeof head || head.bytes > written.len)
            return false;
        f = head.bytes <= memory->bytes_most ? jk_heap_take(head.bytes) : NULL;
        if (f) {
            memcpy(f, written.at, head.bytes);
            enter(memory, f);
        }
        written.at += head.bytes;
        written.len -= head.bytes;
    }
    return true;
}
