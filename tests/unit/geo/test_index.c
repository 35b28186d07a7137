/* The index against all entries: nothing near is left out, at the meridian where columns begin and
 * at a pole too, and one probe sees no bucket twice. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>
#include "jarak/geo/index.h"
#include "jarak/geo/plane.h"
#include "tests/support/seeded.h"

#define ENTRIES 2000

static const double cell_m[JK_INDEX_LAYERS] = { 48000, 24000, 8000,  16000,
                                                24000, 24000, 24000, 100000 };

struct placed {
    struct jk_index_entry entry;
    struct jk_index_span span;
    bool in;
};

struct world {
    struct jk_index *index;
    struct placed placed[ENTRIES];
    int seen[ENTRIES];
    uint64_t looked;
};

/* All over the earth, but most of them round one of four corners. */
static struct jk_point random_place(struct seeded *r)
{
    static const struct jk_point corners[] = { { 0, 0 }, { 89.9, 10 }, { -7, 110 }, { 60, -179 } };
    struct jk_point at = corners[seeded_whole(r, 0, 3)];

    at.lat_deg = fmin(90.0, at.lat_deg + seeded_between(r, -0.3, 0.3));
    at.lon_deg += seeded_between(r, -0.3, 0.3);
    at.lon_deg += at.lon_deg > 180.0 ? -360.0 : at.lon_deg < -180.0 ? 360.0 : 0.0;
    if (seeded_whole(r, 0, 3) == 0)
        at = (struct jk_point){ seeded_between(r, -90, 90), seeded_between(r, -180, 180) };
    return at;
}

static void random_days(struct seeded *r, struct jk_index_span *span)
{
    static const int32_t lengths[] = { 0, 0, 0, 1, 3, 4, 20, 70, 400, 3000 };

    span->first_day = (int32_t)seeded_whole(r, -100, 20100);
    if (seeded_whole(r, 0, 2))
        span->first_day = (int32_t)seeded_whole(r, 19998, 20002);
    span->last_day = span->first_day + lengths[seeded_whole(r, 0, 9)];
}

static void add_random(struct seeded *r, struct world *w, uint32_t i)
{
    struct jk_xyz at = jk_xyz_of(random_place(r));
    struct placed *p = &w->placed[i];
    double radius = pow(10.0, seeded_between(r, 0, seeded_whole(r, 0, 9) ? 3.5 : 6.5));

    p->entry = (struct jk_index_entry){
        .x = (float)at.x, .y = (float)at.y, .z = (float)at.z, .radius_m = (float)radius, .owner = i
    };
    p->span.layer = (unsigned)seeded_whole(r, 0, 2);
    random_days(r, &p->span);
    p->in = true;
    cr_assert(jk_index_add(w->index, &p->span, &p->entry) == JK_OK);
}

static void count_seen(void *ctx, const struct jk_index_entry *entries, uint32_t count)
{
    struct world *w = ctx;

    w->looked += count;
    for (uint32_t i = 0; i < count; i++)
        w->seen[entries[i].owner]++;
}

static bool is_near(const struct jk_index_probe *probe, const struct placed *p)
{
    double x = (double)probe->x - (double)p->entry.x, y = (double)probe->y - (double)p->entry.y;
    double z = (double)probe->z - (double)p->entry.z;

    return p->in && p->span.layer == probe->span.layer &&
           p->span.first_day <= probe->span.last_day && probe->span.first_day <= p->span.last_day &&
           sqrt(x * x + y * y + z * z) <= probe->reach_m + (double)p->entry.radius_m;
}

static void probe_once(struct seeded *r, struct world *w, size_t *near)
{
    struct jk_xyz at = jk_xyz_of(random_place(r));
    struct jk_index_probe probe = {
        (float)at.x, (float)at.y, (float)at.z, pow(10.0, seeded_between(r, 1, 5.3)), { 0 }
    };

    probe.span.layer = (unsigned)seeded_whole(r, 0, 2);
    random_days(r, &probe.span);
    if (probe.span.last_day > probe.span.first_day + 30)
        probe.span.last_day = probe.span.first_day + 30;
    memset(w->seen, 0, sizeof w->seen);
    jk_index_search(w->index, &probe, 1, count_seen, w);
    for (uint32_t i = 0; i < ENTRIES; i++) {
        bool wanted = is_near(&probe, &w->placed[i]);

        *near += wanted;
        cr_assert(!wanted || w->seen[i] > 0, "entry %u is left out", i);
        cr_assert(w->seen[i] <=
                  (int)jk_index_copies(w->index, &w->placed[i].span, w->placed[i].entry.radius_m));
    }
}

Test(index, nothing_near_is_left_out_anywhere_on_earth)
{
    struct seeded r = { 31 };
    static struct world w;
    size_t near = 0;

    w.index = jk_index_new(cell_m);
    for (uint32_t i = 0; i < ENTRIES; i++)
        add_random(&r, &w, i);
    for (int round = 0; round < seeded_rounds(300); round++) {
        uint32_t who = (uint32_t)seeded_whole(&r, 0, ENTRIES - 1);

        probe_once(&r, &w, &near);
        if (w.placed[who].in)
            jk_index_remove(w.index, &w.placed[who].span, &w.placed[who].entry);
        if (w.placed[who].in)
            w.placed[who].in = false;
        else
            add_random(&r, &w, who);
    }
    cr_assert(near > 5 * (size_t)seeded_rounds(300), "only %zu are near", near);
    jk_index_free(w.index);
}

Test(index, a_walk_over_all_sees_each_copy_and_an_empty_index_holds_nothing)
{
    struct seeded r = { 32 };
    static struct world w;
    size_t bare;

    w.index = jk_index_new(cell_m);
    bare = jk_index_memory(w.index);
    for (uint32_t i = 0; i < ENTRIES; i++)
        add_random(&r, &w, i);
    cr_assert(jk_index_each(w.index, count_seen, &w) == JK_OK);
    for (uint32_t i = 0; i < ENTRIES; i++) {
        const struct placed *p = &w.placed[i];

        cr_assert(w.seen[i] == (int)jk_index_copies(w.index, &p->span, p->entry.radius_m));
        jk_index_remove(w.index, &p->span, &p->entry);
    }
    w.looked = 0;
    cr_assert(jk_index_each(w.index, count_seen, &w) == JK_OK);
    cr_assert(w.looked == 0, "no bucket is left");
    cr_assert(jk_index_memory(w.index) < 40 * bare, "only the table's slots are kept");
    jk_index_free(w.index);
}
