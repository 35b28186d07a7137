/* A recorded way as the line of a notice; needs no daemon. */
#include <stdio.h>
#include "daemon/ctl/words.h"
#include "jarak/base/decimal.h"
#include "jarak/config/files.h"
#include "jarak/ctl/ctl.h"
#include "jarak/interchange/route.h"

/* Which line of which file is wanted, within which error, and in which form. */
struct wanted {
    const char *file;
    double within_m;
    uint64_t which;
    bool ical;
};

static int read_wanted(const struct jk_ctl *ctl, int argc, char **argv, struct wanted *out)
{
    const char *within = NULL, *line = NULL;
    const struct ctl_option options[] = { { .name = "error", .value = &within },
                                          { .name = "line", .value = &line },
                                          { .name = "ical", .flag = &out->ical },
                                          { .name = NULL } };
    struct ctl_words words;
    struct jk_error err;
    int status = ctl_words_read(&words, argc, argv, options, 1, 1);

    if (status != JK_EXIT_OK)
        return status;
    out->file = words.at[0];
    if (within && jk_route_error_read(jk_span_of(within), &out->within_m, &err) != JK_OK)
        return jk_ctl_refuse(ctl, "route", &err);
    if (line && !jk_uint_parse(jk_span_of(line), JK_TRACK_LINES_MAX, &out->which))
        return JK_EXIT_USAGE;
    return JK_EXIT_OK;
}

static void print_table(const struct jk_route_line *route)
{
    printf("points_in\t%zu\npoints_out\t%zu\n", route->points_in, route->points_out);
    if (route->dropped_roads)
        printf("error_m\t-\n");
    else
        printf("error_m\t%.3f\n", route->error_m);
    printf("length_m\t%.3f\n", route->length_m);
    if (route->dropped_altitude)
        printf("dropped\taltitude\n");
    if (route->dropped_time)
        printf("dropped\ttime\n");
    if (route->dropped_roads)
        printf("dropped\troads\n");
    if (route->joined)
        printf("joined\t%zu\t%.1f m\n", route->joined, route->gap_m);
    if (route->passed_over)
        printf("passed_over\t%zu rte\n", route->passed_over);
    if (route->stands)
        printf("stands\t%zu\n", route->stands);
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
    int status = read_wanted(ctl, argc, argv, &wanted);

    if (status != JK_EXIT_OK)
        return status;
    rc = jk_file_read(wanted.file, &file, &err);
    if (rc == JK_OK)
        rc = jk_track_read(&arena, jk_buf_view(&file), wanted.which, &track, &err);
    if (rc == JK_OK)
        rc = jk_route_make(&arena, &track, wanted.within_m, &route, &err);
    if (rc == JK_OK)
        print(ctl, &wanted, &route);
    jk_buf_clear(&file);
    jk_arena_clear(&arena);
    return rc == JK_OK ? JK_EXIT_OK : jk_ctl_refuse(ctl, wanted.file, &err);
}
