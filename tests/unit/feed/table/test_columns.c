#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include "jarak/feed/table/table.h"

#define START 1732341600 /* Saturday 23 November 2024, 14.00 WITA */

/* A rally with one instance, as a reader would have it. */
struct sample {
    struct jk_notice notice;
    struct jk_instance instance;
    struct jk_register_item item;
    struct jk_buf out;
};

static void set_up(struct sample *s)
{
    *s = (struct sample){ .out = { 0 } };
    s->notice = (struct jk_notice){
        .uid = "a@uji",
        .sequence = 3,
        .first_start_s = START,
        .instances = &s->instance,
        .instance_count = 1,
        .facts = { .summary = "Rapat umum",
                   .location = "Lapangan Kudungga, Sangatta",
                   .place_code = "",
                   .kind = JK_KIND_RAPAT_UMUM,
                   .party = { .contest = "pilbup-64.08", .count = 2, .paslon = { 1, 2 } },
                   .shape = { .kind = JK_SHAPE_DISC, .centre = { -0.5, 117.5279 } },
                   .radius_m = JK_NOT_STATED,
                   .uncertainty_m = 40,
                   .crowd = 5000,
                   .has_vehicles = true,
                   .vehicles = { .cars = 12 },
                   .letter_no = "07/TK/XI/2024",
                   .letter_day = 20045,
                   .sttp = "",
                   .contact = "",
                   .props = "" },
    };
    s->instance = (struct jk_instance){ .start_s = START,
                                        .end_s = START + 3 * 3600,
                                        .facts = &s->notice.facts };
    s->item = (struct jk_register_item){ &s->notice, jk_tz_find(JK_SPAN("WITA")), "submitted", "" };
}

static const char *table(struct sample *s)
{
    jk_buf_reset(&s->out);
    jk_register_write(&s->item, 1, &s->out);
    cr_assert(jk_buf_ok(&s->out));
    jk_buf_char(&s->out, '\0');
    return s->out.at;
}

Test(register, a_row_stands_in_the_order_of_the_police)
{
    struct sample s;

    set_up(&s);
    cr_assert_str_eq(
        table(&s),
        "\xef\xbb\xbfnomor_surat,tanggal_surat,nomor_sttp,pemilihan,paslon,penanggung_jawab,bentuk,"
        "hari,tanggal,jam_mulai,tanggal_selesai,jam_selesai,zona,tempat,lintang,bujur,radius_m,"
        "ketidakpastian_m,peserta,mobil,motor,truk,bus,bagian,induk,geometri,alat_peraga,judul,uid,"
        "urutan,status,jam_buka,jam_bubar\r\n"
        "07/TK/XI/2024,2024-11-18,,pilbup-64.08,\"1,2\",,RAPAT-UMUM,Sabtu,2024-11-23,14:00,"
        "2024-11-23,17:00,WITA,\"Lapangan Kudungga, Sangatta\",-0.5000000,117.5279000,,40,5000,"
        "12,0,0,0,rapat,,titik,,Rapat umum,a@uji,3,submitted,,\r\n");
    jk_buf_clear(&s.out);
}

Test(register, nothing_somebody_wrote_is_a_formula)
{
    static const struct {
        const char *written, *cell;
    } cases[] = {
        { "=1+1", ",\"'=1+1\"," },
        { "+62 812", ",\"'+62 812\"," },
        { "-2+3", ",\"'-2+3\"," },
        { "@SUM(A1)", ",\"'@SUM(A1)\"," },
        { "\t=1", ",\"'\t'=1\"," },
        { "\r=1", ",\"'\r'=1\"," },
        { "a;=HYPERLINK(1)", ",\"a;'=HYPERLINK(1)\"," },
        { "a\",=1", ",\"a\"\",'=1\"," },
        { "satu\n@dua", ",\"satu\n'@dua\"," },
        { "a=b", ",a=b," },
        { "dia bilang \"ya\"", ",\"dia bilang \"\"ya\"\"\"," },
    };
    struct sample s;

    set_up(&s);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        s.notice.facts.contact = cases[i].written;
        cr_expect(strstr(table(&s), cases[i].cell), "%s: %s", cases[i].cell, s.out.at);
    }
    s.notice.uid = "=cmd|' /C calc'!A0";
    cr_expect(strstr(table(&s), ",\"'=cmd|' /C calc'!A0\","), "%s", s.out.at);
    jk_buf_clear(&s.out);
}

Test(register, the_chains_own_sttp_and_a_cancelled_notice_are_told)
{
    struct sample s;

    set_up(&s);
    s.notice.facts.sttp = "STTP/1";
    cr_expect(strstr(table(&s), ",STTP/1,pilbup"));
    s.item.sttp = "STTP/2";
    cr_expect(strstr(table(&s), ",STTP/2,pilbup"));
    s.notice.instance_count = 0;
    s.notice.facts.cancelled = true;
    cr_expect(strstr(table(&s), "Sabtu,2024-11-23,14:00,,,WITA"), "%s", s.out.at);
    cr_expect(strstr(s.out.at, ",3,cancelled,,\r\n"));
    jk_buf_clear(&s.out);
}

static json_t *feature(struct sample *s)
{
    json_t *all, *one;

    jk_buf_reset(&s->out);
    cr_assert(jk_register_map(&s->item, 1, &s->out) == JK_OK);
    all = json_loadb(s->out.at, s->out.len, 0, NULL);
    cr_assert(all, "%.*s", (int)s->out.len, s->out.at);
    one = json_incref(json_array_get(json_object_get(all, "features"), 0));
    json_decref(all);
    return one;
}

/* The geometry as compact JSON is as expected. */
static void expect_geometry(struct sample *s, const char *expected)
{
    json_t *one = feature(s), *want = json_loads(expected, JSON_DECODE_ANY, NULL);
    char *got = json_dumps(json_object_get(one, "geometry"), JSON_ENCODE_ANY);

    cr_expect(json_equal(json_object_get(one, "geometry"), want), "%s", got);
    free(got);
    json_decref(want);
    json_decref(one);
}

Test(register, a_map_has_longitude_first_and_rings_against_the_clock)
{
    static const struct jk_point clockwise[] = { { 0, 117 }, { 1, 117 }, { 1, 118 }, { 0, 118 } };
    static const struct jk_ring rings[] = { { clockwise, 4 } };
    struct sample s;

    set_up(&s);
    expect_geometry(&s, "{\"type\":\"Point\",\"coordinates\":[117.5279,-0.5]}");
    s.notice.facts.shape =
        (struct jk_shape){ .kind = JK_SHAPE_ROUTE, .points = clockwise, .point_count = 2 };
    expect_geometry(&s, "{\"type\":\"LineString\",\"coordinates\":[[117.0,0.0],[117.0,1.0]]}");
    s.notice.facts.shape =
        (struct jk_shape){ .kind = JK_SHAPE_AREA, .rings = rings, .ring_count = 1 };
    expect_geometry(&s, "{\"type\":\"Polygon\",\"coordinates\":[[[117.0,0.0],[118.0,0.0],"
                        "[118.0,1.0],[117.0,1.0],[117.0,0.0]]]}");
    s.notice.facts.shape = (struct jk_shape){ .kind = JK_SHAPE_NONE };
    expect_geometry(&s, "null");
    jk_buf_clear(&s.out);
}

Test(register, a_map_tells_whose_when_and_what)
{
    struct sample s;
    json_t *one, *properties;

    set_up(&s);
    one = feature(&s);
    properties = json_object_get(one, "properties");
    cr_expect_str_eq(json_string_value(json_object_get(properties, "uid")), "a@uji");
    cr_expect(json_is_null(json_object_get(properties, "parent")));
    cr_expect(json_array_size(json_object_get(properties, "paslon")) == 2);
    cr_expect_str_eq(json_string_value(
                         json_object_get(json_array_get(json_object_get(properties, "times"), 0),
                                         "start")),
                     "2024-11-23T14:00:00+08:00");
    cr_expect(!json_object_get(properties, "radius_m") && json_object_get(properties, "crowd"));
    json_decref(one);
    jk_buf_clear(&s.out);
}
