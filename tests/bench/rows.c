#include "tests/bench/rows.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/decimal.h"
#include "tests/support/rows.h"

#define LINE_BYTES 16384
#define POINTS_MAX 256

static void fail(const char *what, const char *where)
{
    fprintf(stderr, "bench: %s: %s\n", what, where);
    exit(2);
}

static double number(struct jk_span *rest)
{
    struct jk_span part;
    double value = 0.0;

    if (!jk_span_cut(rest, '\t', &part) || !jk_decimal_parse(part, 12, &value))
        fail("not a number", part.at ? part.at : "end of line");
    return value;
}

static size_t read_points(struct jk_span text, struct jk_point *points)
{
    struct jk_span pair, lon_text;
    size_t count = 0;
    double lon, lat;

    while (jk_span_cut(&text, ',', &pair) && count < POINTS_MAX) {
        jk_span_cut(&pair, ' ', &lon_text);
        if (!jk_decimal_parse(lon_text, 12, &lon) || !jk_decimal_parse(pair, 12, &lat))
            fail("not a point", lon_text.at);
        points[count++] = (struct jk_point){ lat, lon };
    }
    return count;
}

static struct jk_body *read_body(struct jk_span rest, enum jk_size size)
{
    struct jk_presence p = { .size = size };
    struct jk_point points[POINTS_MAX];
    double offset_h = number(&rest), start = number(&rest), end = number(&rest);
    double buildup = number(&rest), dispersal = number(&rest), radius = number(&rest);
    double kmh = number(&rest), column = number(&rest);
    size_t count = (size_t)number(&rest);

    if (read_points(rest, points) != count)
        fail("wrong number of points", rest.at);
    p.offset_s = (int32_t)offset_h * 3600;
    p.from_s = start - buildup * 60;
    p.to_s = end + dispersal * 60;
    p.pad_m = radius;
    p.shape = (struct jk_shape){ .kind = JK_SHAPE_DISC, .centre = points[0] };
    if (size == JK_SIZE_KONVOI) {
        p.shape =
            (struct jk_shape){ .kind = JK_SHAPE_ROUTE, .points = points, .point_count = count };
        p.to_s = start + jk_route_length_m(points, count) / (kmh / 3.6);
        p.column_m = column;
    }
    return jk_body_new(&p);
}

static void read_row(struct bench_row *row, struct jk_span line)
{
    struct jk_span kind, rest = line;
    enum jk_size size = JK_SIZE_KECIL;

    row->id = (uint32_t)number(&rest);
    number(&rest); /* region: paslon ids are global */
    row->party = (struct jk_party){ .contest = "bench", .count = 1 };
    row->party.paslon[0] = (uint32_t)number(&rest);
    jk_span_cut(&rest, '\t', &kind);
    if (kind.len != 1 || !strchr("RMC", kind.at[0]))
        fail("unknown kind", line.at);
    if (kind.at[0] != 'M')
        size = kind.at[0] == 'R' ? JK_SIZE_BESAR : JK_SIZE_KONVOI;
    row->body = read_body(rest, size);
    if (!row->body)
        fail("out of memory", line.at);
}

void bench_rows_read(struct bench_rows *rows, const char *path)
{
    static char line[LINE_BYTES];
    FILE *f = fopen(path, "r");

    if (!f)
        fail("cannot open", path);
    while (fgets(line, sizeof line, f)) {
        size_t len = strcspn(line, "\n");

        if (rows->count == rows->cap) {
            rows->cap = rows->cap ? 2 * rows->cap : 1024;
            rows->row = realloc(rows->row, rows->cap * sizeof *rows->row);
            if (!rows->row)
                fail("out of memory", path);
        }
        line[len] = '\0';
        read_row(&rows->row[rows->count], (struct jk_span){ line, len });
        rows->bytes += (jk_body_memory(rows->row[rows->count++].body) + 23) / 16 * 16; /* malloc */
    }
    fclose(f);
}

void bench_rows_clear(struct bench_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        jk_body_free(rows->row[i].body);
    free(rows->row);
    *rows = (struct bench_rows){ 0 };
}

static void set(struct jk_policy *policy, enum jk_size a, enum jk_size b, const struct jk_row *row)
{
    struct jk_error err;

    for (int era = 0; era < JK_ERA_END; era++) {
        if (jk_policy_set(policy, JK_RELATION_RIVAL, (enum jk_era)era, a, b, row, &err) != JK_OK)
            fail("policy", err.value);
    }
}

/* A row with one level; the benchmark's level numbers 1, 2, 3 are info, waspada, siaga. */
static struct jk_row one_level(const char *id, enum jk_level level, double distance_m, int tau_min)
{
    struct jk_row row = { .stated = true };

    snprintf(row.id, sizeof row.id, "%s", id);
    row.rung[level] = (struct jk_rung){ true, false, tau_min * 60, distance_m };
    return row;
}

void bench_policy(struct jk_policy *policy)
{
    const struct jk_row exempt = { .id = "exempt", .exempt = true };
    struct jk_row row;
    struct jk_error err;

    *policy = (struct jk_policy){ .id = "bench", .version = 1, .vote_s = INFINITY };
    for (int i = 0; i < JK_RELATION_END * JK_ERA_END * JK_SIZE_END * JK_SIZE_END; i++)
        (&policy->rows[0][0][0][0])[i] = exempt;
    for (int i = 0; i < JK_RELATION_END * JK_ERA_END * JK_SIZE_END * JK_SIZE_END; i++)
        (&policy->rows[0][0][0][0])[i].stated = true;
    row = one_level("rally-rally", JK_LEVEL_SIAGA, 1000, 120);
    row.rung[JK_LEVEL_WASPADA] = (struct jk_rung){ true, false, 7200, 5000 };
    row.rung[JK_LEVEL_INFO] = (struct jk_rung){ true, true, 0, 15000 };
    set(policy, JK_SIZE_BESAR, JK_SIZE_BESAR, &row);
    row = one_level("rally-meeting", JK_LEVEL_WASPADA, 1000, 60);
    set(policy, JK_SIZE_BESAR, JK_SIZE_KECIL, &row);
    row = one_level("meeting-meeting", JK_LEVEL_INFO, 300, 30);
    set(policy, JK_SIZE_KECIL, JK_SIZE_KECIL, &row);
    row = one_level("convoy-convoy", JK_LEVEL_SIAGA, 500, 30);
    set(policy, JK_SIZE_KONVOI, JK_SIZE_KONVOI, &row);
    row = one_level("rally-convoy", JK_LEVEL_SIAGA, 1000, 60);
    set(policy, JK_SIZE_BESAR, JK_SIZE_KONVOI, &row);
    row = one_level("meeting-convoy", JK_LEVEL_WASPADA, 300, 30);
    set(policy, JK_SIZE_KECIL, JK_SIZE_KONVOI, &row);
    rows_exempt_rest(policy);
    if (jk_policy_seal(policy, &err) != JK_OK)
        fail("policy", err.value);
}
