/* tests/cases/motion.txt: every case with its pencil-and-paper number. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include "tests/support/sides.h"

struct cases {
    struct jk_point origin;
    char name[128];
    struct side a, b;
    int checks, cases;
};

static const char *read_place(const struct cases *c, const char *text, struct jk_point *place,
                              int64_t *time)
{
    double north, east;
    long long at = 0;
    int used = 0;

    if (sscanf(text, " %lf,%lf@%lld%n", &north, &east, &at, &used) < 3 || used == 0) {
        used = 0;
        cr_assert(sscanf(text, " %lf,%lf%n", &north, &east, &used) == 2 && used, "%s: %s", c->name,
                  text);
    }
    *place = side_place(c->origin, north, east);
    *time = at;
    return text + used;
}

static size_t read_places(const struct cases *c, const char *text, struct side *s)
{
    size_t count = 0;

    while (text[strspn(text, " \n")])
        text = read_place(c, text, &s->points[count], &s->times[count]), count++;
    return count;
}

static void read_side(const struct cases *c, const char *text, struct side *s)
{
    double x, from, to;
    int used = 0;

    if (sscanf(text, "disc %lf %lf %lf%n", &x, &from, &to, &used) == 3) {
        read_places(c, text + used, s);
        side_disc(s, s->points[0], x, from, to);
    } else if (sscanf(text, "route %lf %lf %lf%n", &x, &from, &to, &used) == 3) {
        side_route(s, read_places(c, text + used, s), x, from, to, false);
    } else {
        size_t count;

        cr_assert(sscanf(text, "timed %lf%n", &x, &used) == 1, "%s: %s", c->name, text);
        count = read_places(c, text + used, s);
        side_route(s, count, x, (double)s->times[0], (double)s->times[count - 1], true);
    }
}

/* Nearest on one civil date, the sides in zones so many hours east. */
static double gap_on_a_day(struct cases *c, double zone_a, double zone_b, double limit_m)
{
    struct jk_approach near;

    c->a.presence.offset_s = (int32_t)(zone_a * 3600);
    c->b.presence.offset_s = (int32_t)(zone_b * 3600);
    return side_gap_in(&c->a, &c->b, (struct jk_window){ JK_NEVER_S, true, 0, JK_EXTENT_STATED },
                       limit_m, &near);
}

static void check_line(struct cases *c, const char *line)
{
    double tau, x, y, zone;
    struct jk_approach near, mirror;

    c->checks++;
    if (sscanf(line, "day %lf %lf %lf %lf", &tau, &zone, &x, &y) == 4) {
        double gap = gap_on_a_day(c, tau, zone, x + 1000);

        cr_assert(fabs(gap - x) <= y, "%s: %.3f m, expected %.3f", c->name, gap, x);
        return;
    }
    if (sscanf(line, "apart %lf %lf %lf", &tau, &zone, &x) == 3) {
        cr_assert(isinf(gap_on_a_day(c, tau, zone, x)), "%s", c->name);
        return;
    }
    if (sscanf(line, "gap %lf %lf %lf", &tau, &x, &y) == 3) {
        double gap = side_gap(&c->a, &c->b, tau, x + 1000, &near);
        double swapped = side_gap(&c->b, &c->a, tau, x + 1000, &mirror);

        cr_assert(fabs(gap - x) <= y + 1e-9, "%s: tau %g: %.3f m, expected %.3f", c->name, tau, gap,
                  x);
        cr_assert(gap == swapped, "%s: %.3f m one way, %.3f the other", c->name, gap, swapped);
    } else if (sscanf(line, "none %lf %lf", &tau, &x) == 2) {
        cr_assert(isinf(side_gap(&c->a, &c->b, tau, x, &near)), "%s: tau %g: %.3f m", c->name, tau,
                  near.gap_m);
    } else {
        cr_assert(sscanf(line, "at %lf %lf %lf", &tau, &x, &y) == 3, "not a line: %s", line);
        cr_assert(side_gap(&c->a, &c->b, tau, 100000, &near) < 100000, "%s", c->name);
        cr_assert(near.time_a_s == x && near.time_b_s == y, "%s: at %.0f and %.0f", c->name,
                  near.time_a_s, near.time_b_s);
    }
}

Test(motion, every_case_comes_as_near_as_its_geometry_says)
{
    static struct cases c;
    char line[512];
    FILE *f = fopen("tests/cases/motion.txt", "r");

    cr_assert(f != NULL, "run from the project's root");
    jk_geodesic_init();
    while (fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '#' || line[0] == '\0')
            continue;
        if (sscanf(line, "origin %lf %lf", &c.origin.lat_deg, &c.origin.lon_deg) == 2)
            continue;
        if (sscanf(line, "case %127[^\n]", c.name) == 1)
            c.cases++;
        else if (strncmp(line, "a ", 2) == 0)
            read_side(&c, line + 2, &c.a);
        else if (strncmp(line, "b ", 2) == 0)
            read_side(&c, line + 2, &c.b);
        else
            check_line(&c, line);
    }
    fclose(f);
    cr_assert(c.cases >= 50 && c.checks >= 70, "%d cases, %d checks", c.cases, c.checks);
}
