/* The Kutim pack loads; wrong packs are refused with file, path and reason. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>
#include "jarak/policy/calendar.h"
#include "jarak/config/files.h"
#include "jarak/geo/geodesic.h"
#include "jarak/policy/occupancy.h"
#include "jarak/policy/rules.h"

#define FOLDER "calendars/kutim-2024"

/* The pack's files in memory, so that one can be changed. */
struct loaded {
    struct jk_arena arena;
    struct jk_pack pack;
    struct jk_pack_file files[16];
    struct jk_buf bufs[16];
    size_t count;
    struct jk_error err;
};

static void read_files(struct loaded *l)
{
    const char *name;
    bool optional;

    *l = (struct loaded){ .count = 0 };
    jk_geodesic_init();
    for (size_t i = 0; (name = jk_pack_file_name(i, &optional)); i++) {
        char path[256];

        if (optional)
            continue;
        snprintf(path, sizeof path, FOLDER "/%s", name);
        cr_assert(jk_file_read(path, &l->bufs[l->count], &l->err) == JK_OK);
        l->files[l->count] = (struct jk_pack_file){ name, jk_buf_view(&l->bufs[l->count]), 0 };
        l->count++;
    }
}

static void clear(struct loaded *l)
{
    for (size_t i = 0; i < l->count; i++)
        jk_buf_clear(&l->bufs[i]);
    jk_arena_clear(&l->arena);
}

static void load(struct loaded *l)
{
    char shown[400];

    read_files(l);
    if (jk_pack_load(&l->arena, l->files, l->count, &l->pack, &l->err) != JK_OK)
        jk_error_format(&l->err, JK_LANG_EN, shown, sizeof shown);
    else
        shown[0] = '\0';
    cr_assert(shown[0] == '\0', "%s", shown);
}

/* Load with `from` replaced by `to` in one file. */
static enum jk_status load_changed(struct loaded *l, const char *file, const char *from,
                                   const char *to)
{
    read_files(l);
    for (size_t i = 0; i < l->count; i++) {
        struct jk_buf changed = { 0 };
        const char *at;

        if (strcmp(l->files[i].name, file) != 0)
            continue;
        at = strstr(l->bufs[i].at, from);
        cr_assert(at != NULL, "%s has no %s", file, from);
        jk_buf_add(&changed, l->bufs[i].at, (size_t)(at - l->bufs[i].at));
        jk_buf_str(&changed, to);
        jk_buf_str(&changed, at + strlen(from));
        jk_buf_clear(&l->bufs[i]);
        l->bufs[i] = changed;
        l->files[i].bytes = jk_buf_view(&changed);
    }
    return jk_pack_load(&l->arena, l->files, l->count, &l->pack, &l->err);
}

Test(pack, the_kutim_pack_is_a_simulation_with_18_sub_districts)
{
    struct loaded l;
    int kecamatan = 0;

    load(&l);
    cr_assert(l.pack.simulation);
    for (size_t i = 0; i < l.pack.region_count; i++)
        kecamatan += strcmp(l.pack.regions[i].parent, "64.08") == 0;
    cr_assert(eq(int, kecamatan, 18));
    cr_assert(l.pack.policies.at[0]
                  .rows[JK_RELATION_RIVAL][0][JK_SIZE_BESAR][JK_SIZE_BESAR]
                  .rung[JK_LEVEL_INFO]
                  .distance_m == 15000);
    cr_assert(
        l.pack.policies.at[0].rows[JK_RELATION_CROSS][0][JK_SIZE_KECIL][JK_SIZE_KECIL].exempt);
    cr_assert(eq(dbl, l.pack.policies.at[0].vote_s, 1732636800.0)); /* 2024-11-27 00.00 WITA */
    clear(&l);
}

Test(pack, what_is_wrong_is_refused_with_file_path_and_reason)
{
    static const struct {
        const char *file, *from, *to, *field;
    } wrong[] = {
        { "policy.json", "\"distance_m\": 5000", "\"distance_m\": 25000", "policy.json: rows[2]" },
        { "policy.json", "\"relation\": [\n        \"rival\"", "\"relation\": [\n        \"foe\"",
          "policy.json: rows[1].relation[0]" },
        { "policy.json", "\"version\": 1,", "", "policy.json: version" },
        { "policy.json", "\"version\": 1", "\"version\": \"one\"", "policy.json: version" },
        { "regions.json", "Asia/Makassar", "Asia/Atlantis", "regions.json: regions[0]" },
        { "contests.json", "\"region\": \"64.08\"", "\"region\": \"99.99\"", "contests.json" },
        { "phases.json", "\"from\": \"2024-11-24\"", "\"from\": \"2024-11-31\"",
          "phases.json: phases[4].from" },
        { "phases.json", "\"to\": \"2024-11-23\"", "\"to\": \"2024-09-01\"",
          "phases.json: phases[3]" },
        { "rules.json", "\"level\": \"hold\"", "\"level\": \"stop\"", "rules.json: rules[0]" },
        { "defaults.json", "\"radius_m\": 150", "\"radius_m\": -1",
          "defaults.json: kinds.rapat_umum" },
        { "places.json", "\"lat\": 0.5579", "\"lat\": 117.6", "places.json: places[0].lat" },
        { "holidays.json", "{", "{{", "holidays.json" },
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct loaded l;
        enum jk_status rc = load_changed(&l, wrong[i].file, wrong[i].from, wrong[i].to);

        cr_expect(rc == JK_INVALID || rc == JK_RANGE, "row %zu: %s", i, jk_status_name(rc));
        cr_expect(strncmp(l.err.field, wrong[i].field, strlen(wrong[i].field)) == 0,
                  "row %zu: %s, expected %s", i, l.err.field, wrong[i].field);
        clear(&l);
    }
}

static int32_t day(const char *text)
{
    int32_t days;

    cr_assert(jk_date_parse(jk_span_of(text), &days));
    return days;
}

Test(pack, working_days_are_counted_as_in_the_example_of_the_law)
{
    struct loaded l;

    load(&l);
    /* DOMAIN 1.7: the seventh working day before Saturday 23 November is Thursday 14 November; the
     * day itself is not counted here, so six lie between. */
    const struct jk_calendar_of kutim = { "pilbup-64.08", "64.08" };

    cr_assert(eq(int, jk_working_days(&l.pack, &kutim, day("2024-11-14"), day("2024-11-23")), 6));
    cr_assert(eq(int, jk_working_days(&l.pack, &kutim, day("2024-11-26"), day("2024-11-29")),
                 1)); /* 27th: vote */
    cr_assert(eq(int, jk_working_days(&l.pack, &kutim, day("2024-11-23"), day("2024-11-14")), 0));
    clear(&l);
}

/* A mass rally of one instance, as the reader would give it. */
static struct jk_notice rally(struct jk_instance *instance, const char *start, const char *end)
{
    struct jk_notice n = { .uid = "r@test", .instances = instance, .instance_count = 1 };

    n.facts = (struct jk_facts){ .kind = JK_KIND_RAPAT_UMUM,
                                 .crowd = JK_NOT_STATED,
                                 .column_m = JK_NOT_STATED,
                                 .width_m = JK_NOT_STATED,
                                 .radius_m = JK_NOT_STATED,
                                 .uncertainty_m = JK_NOT_STATED,
                                 .buildup_s = JK_NOT_STATED,
                                 .dispersal_s = JK_NOT_STATED,
                                 .letter_day = INT32_MIN,
                                 .received_s = JK_NO_TIME,
                                 .stated_weekday = -1,
                                 .shape = { .kind = JK_SHAPE_DISC, .centre = { 0.5, 117.5 } } };
    snprintf(n.facts.party.contest, sizeof n.facts.party.contest, "pilbup-64.08");
    n.facts.party.count = 1;
    n.facts.party.paslon[0] = 1;
    cr_assert(jk_iso_parse(jk_span_of(start), &instance->start_s));
    cr_assert(jk_iso_parse(jk_span_of(end), &instance->end_s));
    n.first_start_s = instance->start_s;
    return n;
}

Test(occupancy, the_registration_convoy_of_kutim_is_some_20_km_long)
{
    struct jk_instance instance = { 0 };
    struct jk_notice n = rally(&instance, "2024-11-23T10:00:00+08:00", "2024-11-23T12:00:00+08:00");
    struct loaded l;
    double length;

    load(&l);
    n.facts.kind = JK_KIND_KONVOI;
    n.facts.has_vehicles = true;
    n.facts.vehicles = (struct jk_vehicles){ .cars = 1278, .motorcycles = 5135 };
    /* Spacing: 12,780 + 7,702.5 m; headway: 2,556 + 2,567.5 s at 25 km/h are 35.6 km. */
    length = jk_occupancy_column_m(&l.pack, &n.facts, 25 / 3.6);
    cr_assert(epsilon_eq(dbl, length, 5123.5 * 25 / 3.6, 0.01));
    length = jk_occupancy_column_m(&l.pack, &n.facts, 1.0); /* crawling: spacing rules */
    cr_assert(epsilon_eq(dbl, length, 20482.5, 0.01));
    clear(&l);
}

Test(occupancy, a_notice_may_lengthen_buffers_and_never_shorten_them)
{
    struct jk_instance instance = { 0 };
    struct jk_notice n = rally(&instance, "2024-11-23T14:00:00+08:00", "2024-11-23T17:00:00+08:00");
    struct jk_presence presence;
    struct loaded l;

    load(&l);
    instance.facts = &n.facts;
    n.facts.buildup_s = 600;
    n.facts.dispersal_s = 7200;
    cr_assert(jk_occupancy_make(&l.pack, &instance, &presence) == JK_OK);
    cr_assert(presence.from_s == (double)instance.start_s - 7200); /* the pack's 120 minutes */
    cr_assert(presence.to_s == (double)instance.end_s + 7200);
    cr_assert(presence.pad_m == 150 && presence.size == JK_SIZE_BESAR);
    n.facts.uncertainty_m = 10001;
    cr_assert(jk_occupancy_make(&l.pack, &instance, &presence) == JK_NONE);
    clear(&l);
}

/* A series whose one instance was moved to the evening on a road of its own: its times are its own
 * and must not be shifted by the distance to the first instance. */
Test(occupancy, route_times_are_those_of_the_instance_that_states_them)
{
    static const struct jk_point road[] = { { 0.5, 117.5 }, { 0.5, 117.6 } };
    struct jk_instance instance = { 0 };
    struct jk_notice n = rally(&instance, "2024-11-22T14:00:00+08:00", "2024-11-22T15:00:00+08:00");
    struct jk_facts moved = n.facts;
    int64_t times[] = { instance.start_s + 93600, instance.start_s + 97200 }; /* 26 h later */
    struct jk_presence presence;
    struct loaded l;

    load(&l);
    moved.shape = (struct jk_shape){
        .kind = JK_SHAPE_ROUTE, .points = road, .times = times, .point_count = 2
    };
    instance.facts = &moved;
    instance.start_s = times[0];
    instance.end_s = times[1];
    cr_assert(jk_occupancy_make(&l.pack, &instance, &presence) == JK_OK);
    cr_assert(presence.shift_s == 0 && presence.from_s == (double)times[0]);
    instance.start_s += 86400; /* the next day of the series that states this route */
    instance.end_s += 86400;
    cr_assert(jk_occupancy_make(&l.pack, &instance, &presence) == JK_OK);
    cr_assert(presence.shift_s == 86400);
    clear(&l);
}
