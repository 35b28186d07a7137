/* Segments of time in which so many officers are busy, and the most of them at once in each hour.
 *
 * A unit's officers are all alike, so a duty is a number and not a list of people. Duties of a unit
 * are laid in the order of their begin: whoever of an earlier one can be there directly and could
 * not be there by way of the base goes directly, those that end last first; the rest set out from
 * the base. So nobody is counted twice who need not be, and nobody is in two places. */
#include "jarak/policy/balance.h"

#include <stdlib.h>
#include <string.h>
#include "jarak/base/defend.h"

#define HOUR_S 3600

/* So many officers busy in [from, to). */
struct segment {
    int64_t from_s, to_s;
    uint32_t officers;
};

struct segments {
    struct segment *at;
    size_t count, cap;
};

/* Officers come or go. */
struct step {
    int64_t at_s;
    int64_t by;
};

static int compare_steps(const void *a, const void *b)
{
    const struct step *x = a, *y = b;

    if (x->at_s != y->at_s)
        return x->at_s < y->at_s ? -1 : 1;
    return (x->by > y->by) - (x->by < y->by); /* who goes leaves before who comes */
}

/* Raises the hours that [from, to) touches to `sum`. */
static void raise(int64_t day_s, int64_t from_s, int64_t to_s, int64_t sum,
                  uint32_t hours[JK_DAY_HOURS])
{
    for (int h = 0; h < JK_DAY_HOURS; h++) {
        int64_t begin_s = day_s + h * HOUR_S;

        if (from_s < begin_s + HOUR_S && to_s > begin_s && sum > hours[h])
            hours[h] = (uint32_t)sum;
    }
}

/* The most at one moment of each hour. JK_MEMORY. */
static enum jk_status most_of(struct jk_arena *arena, int64_t day_s, const struct segment *list,
                              size_t count, uint32_t hours[JK_DAY_HOURS])
{
    struct step *steps = jk_arena_array(arena, 2 * count + 1, sizeof *steps);
    int64_t sum = 0;
    size_t n = 0;

    memset(hours, 0, JK_DAY_HOURS * sizeof *hours);
    if (!steps)
        return JK_MEMORY;
    for (size_t i = 0; i < count; i++) {
        if (list[i].to_s <= list[i].from_s || list[i].officers == 0)
            continue;
        steps[n++] = (struct step){ list[i].from_s, list[i].officers };
        steps[n++] = (struct step){ list[i].to_s, -(int64_t)list[i].officers };
    }
    if (n)
        qsort(steps, n, sizeof *steps, compare_steps);
    for (size_t i = 0; i < n; i++) {
        sum += steps[i].by;
        if (i + 1 < n && steps[i + 1].at_s > steps[i].at_s)
            raise(day_s, steps[i].at_s, steps[i + 1].at_s, sum, hours);
    }
    JK_ASSERT(sum == 0);
    return JK_OK;
}

static bool add(struct jk_arena *arena, struct segments *s, int64_t from_s, int64_t to_s,
                uint32_t officers)
{
    struct segment *grown;

    if (officers == 0 || to_s <= from_s)
        return true;
    grown = jk_arena_grow(arena, s->at, s->count, &s->cap, sizeof *grown);
    if (!grown)
        return false;
    s->at = grown;
    grown[s->count++] = (struct segment){ from_s, to_s, officers };
    return true;
}

/* A duty as its unit goes about it. */
struct laid {
    const struct jk_duty *duty;
    int64_t out_s, back_s; /* from the base, and back to it */
    uint32_t left;         /* who has not gone on to another one */
};

static int compare_duties(const void *a, const void *b)
{
    const struct jk_duty *x = ((const struct laid *)a)->duty, *y = ((const struct laid *)b)->duty;

    if (x->from_s != y->from_s)
        return x->from_s < y->from_s ? -1 : 1;
    if (x->to_s != y->to_s)
        return x->to_s < y->to_s ? -1 : 1;
    if (x->officers != y->officers)
        return x->officers < y->officers ? -1 : 1;
    return strcmp(x->uid, y->uid);
}

/* Of those before `i` the one that ends last whose officers can and must go on directly; null. */
static struct laid *from_before(const struct jk_balance_ask *ask, struct laid *list, size_t i)
{
    const struct laid *next = &list[i];
    struct laid *best = NULL;

    for (size_t k = 0; k < i; k++) {
        struct laid *one = &list[k];
        const struct jk_duty *duty = one->duty;

        if (one->left == 0 || duty->to_s > next->duty->from_s ||
            duty->to_s + one->back_s <= next->duty->from_s - next->out_s)
            continue;
        if (duty->placed && next->duty->placed &&
            duty->to_s +
                    jk_personnel_travel_s(ask->pack, ask->region, duty->end, next->duty->begin) >
                next->duty->from_s)
            continue;
        if (!best || duty->to_s > best->duty->to_s)
            best = one;
    }
    return best;
}

/* What the duties of one unit take. JK_MEMORY. */
static enum jk_status lay_out(struct jk_arena *arena, const struct jk_balance_ask *ask,
                              struct laid *list, size_t count, struct segments *out)
{
    struct laid *from;
    bool ok = true;

    if (count)
        qsort(list, count, sizeof *list, compare_duties);
    for (size_t i = 0; i < count && ok; i++) {
        const struct jk_duty *duty = list[i].duty;
        uint32_t wanted = duty->officers;

        while (ok && wanted > 0 && (from = from_before(ask, list, i))) {
            uint32_t some = from->left < wanted ? from->left : wanted;

            ok = add(arena, out, from->duty->to_s, duty->from_s, some);
            from->left -= some;
            wanted -= some;
        }
        ok = ok && add(arena, out, duty->from_s - list[i].out_s, duty->from_s, wanted) &&
             add(arena, out, duty->from_s, duty->to_s, duty->officers);
    }
    for (size_t i = 0; i < count && ok; i++)
        ok = add(arena, out, list[i].duty->to_s, list[i].duty->to_s + list[i].back_s, list[i].left);
    return ok ? JK_OK : JK_MEMORY;
}

static struct laid laid_of(const struct jk_balance_ask *ask, const struct jk_duty *duty)
{
    const struct jk_unit *unit =
        duty->unit == SIZE_MAX ? NULL : &ask->pack->personnel.units[duty->unit];
    struct laid laid = { .duty = duty, .left = duty->officers };

    if (!unit || !unit->has_base || !duty->placed)
        return laid;
    laid.out_s = jk_personnel_travel_s(ask->pack, ask->region, unit->base, duty->begin);
    laid.back_s = jk_personnel_travel_s(ask->pack, ask->region, duty->end, unit->base);
    return laid;
}

/* The duties of one unit (SIZE_MAX: of none that is known) become what all of them take. */
static enum jk_status lay_unit(struct jk_arena *arena, const struct jk_balance_ask *ask,
                               size_t unit, struct segments *out, uint32_t *duties)
{
    struct laid *list = jk_arena_array(arena, ask->duty_count + 1, sizeof *list);
    size_t count = 0;

    if (!list)
        return JK_MEMORY;
    for (size_t i = 0; i < ask->duty_count; i++) {
        if (ask->duties[i].unit == unit)
            list[count++] = laid_of(ask, &ask->duties[i]);
    }
    *duties = (uint32_t)count;
    return lay_out(arena, ask, list, count, out);
}

static bool is_of(const struct jk_balance_ask *ask, size_t unit)
{
    for (size_t i = 0; i < ask->duty_count; i++) {
        if (ask->duties[i].unit == unit)
            return true;
    }
    return false;
}

/* Units of the region, and of others that sent somebody here. */
static enum jk_status balance_units(struct jk_arena *arena, const struct jk_balance_ask *ask,
                                    struct jk_balance *out, struct segments *all)
{
    const struct jk_personnel *p = &ask->pack->personnel;
    uint32_t none;

    out->units = jk_arena_array(arena, p->unit_count + 1, sizeof *out->units);
    if (!out->units)
        return JK_MEMORY;
    for (size_t i = 0; i < p->unit_count; i++) {
        struct jk_unit_day *day = &out->units[out->unit_count];
        const bool own = jk_region_covers(ask->region, p->units[i].region);
        struct segments its = { NULL, 0, 0 };

        if (!own && !is_of(ask, i))
            continue;
        *day = (struct jk_unit_day){ .unit = &p->units[i],
                                     .capacity = jk_unit_holds(&p->units[i], ask->day)
                                                     ? p->units[i].officers
                                                     : 0 };
        if (lay_unit(arena, ask, i, &its, &day->duties) != JK_OK ||
            most_of(arena, out->from_s, its.at, its.count, day->committed) != JK_OK)
            return JK_MEMORY;
        for (size_t k = 0; k < its.count; k++) {
            if (!add(arena, all, its.at[k].from_s, its.at[k].to_s, its.at[k].officers))
                return JK_MEMORY;
        }
        for (unsigned h = 0; h < JK_DAY_HOURS; h++)
            day->over = day->over || jk_unit_is_over(day, h);
        out->unit_count++;
    }
    return lay_unit(arena, ask, SIZE_MAX, all, &none);
}

/* Tasks or duties of a sub-district, or all of them where it is null. */
static bool gather(struct jk_arena *arena, const struct jk_balance_ask *ask, bool tasks,
                   const struct jk_region *district, struct segments *out)
{
    size_t count = tasks ? ask->task_count : ask->duty_count;
    bool ok = true;

    for (size_t i = 0; i < count && ok; i++) {
        const struct jk_task *t = tasks ? &ask->tasks[i] : NULL;
        const struct jk_duty *d = tasks ? NULL : &ask->duties[i];

        if (!district || (t ? t->district : d->district) == district)
            ok = add(arena, out, t ? t->from_s : d->from_s, t ? t->to_s : d->to_s,
                     t ? t->officers : d->officers);
    }
    return ok;
}

static enum jk_status balance_district(struct jk_arena *arena, const struct jk_balance_ask *ask,
                                       int64_t day_s, struct jk_district_day *out)
{
    struct segments tasks = { NULL, 0, 0 }, duties = { NULL, 0, 0 };
    uint32_t need[JK_DAY_HOURS], sent[JK_DAY_HOURS];

    if (!gather(arena, ask, true, out->region, &tasks) ||
        !gather(arena, ask, false, out->region, &duties) ||
        most_of(arena, day_s, tasks.at, tasks.count, need) != JK_OK ||
        most_of(arena, day_s, duties.at, duties.count, sent) != JK_OK)
        return JK_MEMORY;
    for (int h = 0; h < JK_DAY_HOURS; h++) {
        out->need = need[h] > out->need ? need[h] : out->need;
        out->duties = sent[h] > out->duties ? sent[h] : out->duties;
        if (need[h] > sent[h] && need[h] - sent[h] > out->missing)
            out->missing = need[h] - sent[h];
    }
    return JK_OK;
}

static int compare_districts(const void *a, const void *b)
{
    const struct jk_district_day *x = a, *y = b;

    return strcmp(x->region->code, y->region->code);
}

static void note_district(struct jk_balance *out, const struct jk_region *district)
{
    size_t i = 0;

    while (district && i < out->district_count && out->districts[i].region != district)
        i++;
    if (district && i == out->district_count)
        out->districts[out->district_count++] = (struct jk_district_day){ .region = district };
}

static enum jk_status balance_districts(struct jk_arena *arena, const struct jk_balance_ask *ask,
                                        struct jk_balance *out)
{
    enum jk_status rc = JK_OK;

    out->districts =
        jk_arena_array(arena, ask->task_count + ask->duty_count + 1, sizeof *out->districts);
    if (!out->districts)
        return JK_MEMORY;
    for (size_t i = 0; i < ask->task_count; i++)
        note_district(out, ask->tasks[i].district);
    for (size_t i = 0; i < ask->duty_count; i++)
        note_district(out, ask->duties[i].district);
    if (out->district_count)
        qsort(out->districts, out->district_count, sizeof *out->districts, compare_districts);
    for (size_t i = 0; i < out->district_count && rc == JK_OK; i++)
        rc = balance_district(arena, ask, out->from_s, &out->districts[i]);
    return rc;
}

enum jk_status jk_balance_make(struct jk_arena *arena, const struct jk_balance_ask *ask,
                               struct jk_balance *out)
{
    struct segments tasks = { NULL, 0, 0 }, all = { NULL, 0, 0 };
    uint32_t need[JK_DAY_HOURS], committed[JK_DAY_HOURS];
    enum jk_status rc;

    *out = (struct jk_balance){ .from_s = (int64_t)ask->day * JK_DAY_S - ask->tz->offset_s,
                                .capacity = jk_units_capacity(ask->pack, ask->region, ask->day),
                                .known = jk_units_any(ask->pack, ask->region) };
    if (!gather(arena, ask, true, NULL, &tasks))
        return JK_MEMORY;
    rc = most_of(arena, out->from_s, tasks.at, tasks.count, need);
    if (rc == JK_OK)
        rc = balance_units(arena, ask, out, &all);
    if (rc == JK_OK)
        rc = most_of(arena, out->from_s, all.at, all.count, committed);
    if (rc != JK_OK)
        return rc;
    for (int h = 0; h < JK_DAY_HOURS; h++)
        out->hours[h] = (struct jk_hour){ need[h], committed[h] };
    return balance_districts(arena, ask, out);
}

bool jk_balance_is_short(const struct jk_balance *balance, unsigned hour)
{
    return balance->known && balance->hours[hour].need > balance->capacity;
}

bool jk_unit_is_over(const struct jk_unit_day *unit, unsigned hour)
{
    return unit->committed[hour] > unit->capacity;
}

bool jk_hour_touches(const struct jk_balance *balance, unsigned hour, int64_t from_s, int64_t to_s)
{
    int64_t begin_s = balance->from_s + (int64_t)hour * HOUR_S;

    return from_s < begin_s + HOUR_S && to_s > begin_s;
}
