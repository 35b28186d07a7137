/* When two notices say the same: fact by fact, for the bytes around them may differ (a calendar
 * joins many, a program writes lines in another order). Lines that nobody reads are no facts. */
#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/model/notice.h"

static bool same_points(const struct jk_point *a, const struct jk_point *b, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!jk_point_eq(a[i], b[i]))
            return false;
    }
    return true;
}

static bool same_shape(const struct jk_shape *a, const struct jk_shape *b)
{
    if (a->kind != b->kind || a->ring_count != b->ring_count || a->point_count != b->point_count ||
        !a->times != !b->times || !same_points(&a->centre, &b->centre, 1) ||
        !same_points(a->points, b->points, a->point_count))
        return false;
    for (size_t i = 0; a->times && i < a->point_count; i++) {
        if (a->times[i] != b->times[i])
            return false;
    }
    for (size_t i = 0; i < a->ring_count; i++) {
        if (a->rings[i].count != b->rings[i].count ||
            !same_points(a->rings[i].points, b->rings[i].points, a->rings[i].count))
            return false;
    }
    return true;
}

static bool same_party(const struct jk_party *a, const struct jk_party *b)
{
    return strcmp(a->contest, b->contest) == 0 && a->count == b->count &&
           memcmp(a->paslon, b->paslon, a->count * sizeof *a->paslon) == 0;
}

static bool same_texts(const struct jk_facts *a, const struct jk_facts *b)
{
    const char *const x[] = { a->summary,  a->location, a->place_code, a->letter_no,
                              a->sttp,     a->contact,  a->props,      a->public_note,
                              a->inferred, a->unit,     a->guards };
    const char *const y[] = { b->summary,  b->location, b->place_code, b->letter_no,
                              b->sttp,     b->contact,  b->props,      b->public_note,
                              b->inferred, b->unit,     b->guards };

    for (size_t i = 0; i < sizeof x / sizeof *x; i++) {
        if (strcmp(x[i], y[i]) != 0)
            return false;
    }
    return true;
}

static bool same_numbers(const struct jk_facts *a, const struct jk_facts *b)
{
    const double x[] = { a->radius_m, a->uncertainty_m, a->crowd,       a->column_m,
                         a->width_m,  a->buildup_s,     a->dispersal_s, a->officers };
    const double y[] = { b->radius_m, b->uncertainty_m, b->crowd,       b->column_m,
                         b->width_m,  b->buildup_s,     b->dispersal_s, b->officers };

    for (size_t i = 0; i < sizeof x / sizeof *x; i++) {
        if (x[i] != y[i])
            return false;
    }
    return a->has_vehicles == b->has_vehicles && a->vehicles.cars == b->vehicles.cars &&
           a->vehicles.motorcycles == b->vehicles.motorcycles &&
           a->vehicles.trucks == b->vehicles.trucks && a->vehicles.buses == b->vehicles.buses;
}

/* A shape that was carried is as good as one that is stated: an export states it. */
static bool same_geometry_said(enum jk_geometry_said a, enum jk_geometry_said b)
{
    return (a == JK_GEOMETRY_CARRIED ? JK_GEOMETRY_STATED : a) ==
           (b == JK_GEOMETRY_CARRIED ? JK_GEOMETRY_STATED : b);
}

static bool same_facts(const struct jk_facts *a, const struct jk_facts *b)
{
    return a->kind == b->kind && a->leg == b->leg && a->mode == b->mode &&
           a->place_by == b->place_by && same_geometry_said(a->geometry_said, b->geometry_said) &&
           a->letter_day == b->letter_day && a->received_s == b->received_s &&
           a->stated_weekday == b->stated_weekday && a->cancelled == b->cancelled &&
           a->all_day == b->all_day && same_party(&a->party, &b->party) && same_texts(a, b) &&
           same_numbers(a, b) && same_shape(&a->shape, &b->shape);
}

bool jk_notice_same(const struct jk_notice *a, const struct jk_notice *b)
{
    JK_ASSERT(a != NULL && b != NULL);
    if (strcmp(a->uid, b->uid) != 0 ||
        strcmp(a->parent ? a->parent : "", b->parent ? b->parent : "") != 0 ||
        a->first_start_s != b->first_start_s || a->instance_count != b->instance_count ||
        !same_facts(&a->facts, &b->facts))
        return false;
    for (size_t i = 0; i < a->instance_count; i++) {
        const struct jk_instance *x = &a->instances[i], *y = &b->instances[i];

        if (x->start_s != y->start_s || x->end_s != y->end_s ||
            x->recurrence_s != y->recurrence_s || !same_facts(x->facts, y->facts))
            return false;
    }
    return true;
}
