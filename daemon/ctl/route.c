/* A recorded way as the line of a notice; needs no daemon. */
#include <stdio.h>
#include <string.h>
#include "jarak/base/decimal.h"
#include "jarak/config/files.h"
#include "jarak/ctl/ctl.h"
#include "jarak/interchange/route.h"

/* The options that follow the file's name. */
struct wanted {
    double within_m;
    uint64_t which;
    bool ical;
};

static bool read_options(int argc, char **argv, struct wanted *out, struct jk_error *err)
{
    for (int i = 2; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;

        if (strcmp(argv[i], "--ical") == 0) {
            out->ical = true;
            continue;
        }
        if (value && strcmp(argv[i], "--error") == 0) {
            if (jk_route_error_read(jk_span_of(value), &out->within_m, err) != JK_OK)
                return false;
        } else if (!value || strcmp(argv[i], "--line") != 0 ||
                   !jk_uint_parse(jk_span_of(value), JK_TRACK_LINES_MAX, &out->which)) {
            return false;
        }
        i++;
    }
    return argc >= 2;
}

static void print_table(const struct jk_route_line *route)
{
    printf("points_in\t%zu\npoints_out\t%zu\nerror_m\t%.3f\nlength_m\t%.3f\n", route->points_in,
           route->points_out, route->error_m, route->length_m);
    if (route->dropped_altitude)
        printf("dropped\taltitude\n");
    if (route->dropped_time)
        printf("dropped\ttime\n");
}

static void print(const struct jk_ctl *ctl, const struct wanted *wanted,
                  const struct jk_route_line *route)
{
    struct jk_buf text = { 0 };

    if (ctl->json) {
        jk_route_json_add(&text, route);
        printf("%.*s\n", (int)text.len, text.at ? text.at : "");
    } else if (wanted->ical) {
        fputs(route->structured_data, stdout);
    } else {
        print_table(route);
    }
    jk_buf_clear(&text);
}

int jk_ctl_route(const struct jk_ctl *ctl, int argc, char **argv)
{
    struct wanted wanted = { .within_m = JK_ROUTE_ERROR_MAX };
    struct jk_error err = { .status = JK_OK };
    struct jk_buf file = { 0 };
    struct jk_arena arena = { 0 };
    struct jk_route_line route;
    struct jk_track track;
    enum jk_status rc;

    if (!read_options(argc, argv, &wanted, &err))
        return err.status == JK_OK ? JK_EXIT_USAGE : jk_ctl_refuse(ctl, "route", &err);
    rc = jk_file_read(argv[1], &file, &err);
    if (rc == JK_OK)
        rc = jk_track_read(&arena, jk_buf_view(&file), wanted.which, &track, &err);
    if (rc == JK_OK)
        rc = jk_route_make(&arena, &track, wanted.within_m, &route, &err);
    if (rc == JK_OK)
        print(ctl, &wanted, &route);
    jk_buf_clear(&file);
    jk_arena_clear(&arena);
    return rc == JK_OK ? JK_EXIT_OK : jk_ctl_refuse(ctl, argv[1], &err);
}
