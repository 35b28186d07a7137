/* Lists of polling stations as tables: what is read, what is refused where, and the way back. */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include "jarak/config/files.h"
#include "jarak/feed/table/stations.h"
#include "jarak/geo/geodesic.h"

#define HEAD "kode,nama,kecamatan,kerawanan,lintang,bujur,pemilih,desa\n"

struct read {
    struct jk_arena arena;
    struct jk_pack pack;
    const char *document;
    struct jk_error err;
};

static void set_up(struct read *r)
{
    *r = (struct read){ .document = NULL };
    jk_geodesic_init();
    cr_assert(jk_pack_read("calendars/kutim-2024", &r->arena, &r->pack, &r->err) == JK_OK);
}

static enum jk_status read_it(struct read *r, struct jk_span text)
{
    return jk_stations_read(&r->arena, text, &r->pack, "64.08", &r->document, &r->err);
}

/* The member of the first feature as text; "" where it has none. */
static const char *member(const struct read *r, const char *name)
{
    static char text[200];
    json_t *document = json_loads(r->document, 0, NULL);
    const json_t *feature = json_array_get(json_object_get(document, "features"), 0);
    const json_t *value = strcmp(name, "geometry") == 0
                              ? json_object_get(feature, name)
                              : json_object_get(json_object_get(feature, "properties"), name);
    char *dump =
        value ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(9)) : NULL;

    snprintf(text, sizeof text, "%s", dump ? dump : "");
    free(dump);
    json_decref(document);
    return text;
}

Test(stations_table, cells_are_read_as_offices_write_them)
{
    static const struct {
        const char *text, *name, *value;
    } cases[] = {
        { HEAD "a,T,Sangatta Utara,rawan,0.5,117.5,400,\n", "region", "\"64.08.04\"" },
        { HEAD "a,T,64.08.04,rawan,0.5,117.5,400,\n", "region", "\"64.08.04\"" },
        { HEAD "a,T,KEC. SANGATTA  UTARA,rawan,0.5,117.5,400,\n", "region", "\"64.08.04\"" },
        { HEAD "a,T,kecamatan busang,rawan,,,,\n", "region", "\"64.08.06\"" },
        { HEAD "a,T,Busang,Sangat_Rawan,,,,\n", "risk", "\"sangat rawan\"" },
        { HEAD "a,T,Busang,KURANG RAWAN,,,,\n", "risk", "\"kurang rawan\"" },
        { HEAD "a,T,Busang,rawan,,,1.024,\n", "voters", "1024" },
        { HEAD "a,T,Busang,rawan,,,0,\n", "voters", "" },
        { HEAD "a,T,Busang,rawan,,,,\n", "geometry", "null" },
        { HEAD "a,T,Busang,rawan,\"0,979\",\"116,297\",,\n", "geometry",
          "{\"type\":\"Point\",\"coordinates\":[116.297,0.979]}" },
        { "kode;nama;kecamatan;kerawanan;lintang;bujur\na;T;Busang;rawan;0,979;116,297\n",
          "geometry", "{\"type\":\"Point\",\"coordinates\":[116.297,0.979]}" },
        { "Code\tName\tRegion\tRisk\tLat\tLon\na\tT\tBusang\trawan\t.979\t116.297\n", "geometry",
          "" },
        { "Code\tName\tRegion\tRisk\tVillage\na\tT\t64.08.06\trawan\tLong Lees\n", "village",
          "\"Long Lees\"" },
        { "\xef\xbb\xbfKODE,NAMA TPS,KECAMATAN,TINGKAT KERAWANAN,,\r\na, T ,Busang,rawan,,\r\n\r\n",
          "name", "\"T\"" },
        { HEAD "'=a,T,Busang,rawan,,,,\n", "code", "\"=a\"" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct read r;
        enum jk_status rc;

        set_up(&r);
        rc = read_it(&r, jk_span_of(cases[i].text));
        if (strstr(cases[i].text, "\t.979")) /* a decimal has a digit before its point */
            cr_expect(rc == JK_INVALID && strcmp(r.err.field, "lintang") == 0, "case %zu", i);
        else
            cr_assert(rc == JK_OK, "case %zu: %s %s", i, r.err.field, r.err.value);
        if (rc == JK_OK)
            cr_expect_str_eq(member(&r, cases[i].name), cases[i].value, "case %zu: %s", i,
                             member(&r, cases[i].name));
        jk_arena_clear(&r.arena);
    }
}

Test(stations_table, a_table_has_the_hours_of_the_list_it_replaces)
{
    struct read r;

    set_up(&r);
    ((struct jk_station *)r.pack.stations)[0].from_s = 6 * 3600;
    cr_assert(read_it(&r, JK_SPAN(HEAD "a,T,Busang,rawan,,,,\n")) == JK_OK);
    cr_expect(strstr(r.document, "\"guard_hours\":[6.0,24.0]") != NULL, "%s", r.document);
    jk_arena_clear(&r.arena);
}

/* What is written is read back as the same stations by the reader of packs. */
Test(stations_table, what_is_written_is_read_back)
{
    struct jk_buf table = { 0 };
    struct read r;
    json_t *document;

    set_up(&r);
    ((struct jk_station *)r.pack.stations)[0].name = "=1+1";
    ((struct jk_station *)r.pack.stations)[0].village = "Desa \"A\", \xc3\x89";
    jk_stations_write(r.pack.stations, r.pack.station_count, &table);
    cr_assert(jk_buf_ok(&table));
    cr_expect(memmem(table.at, table.len, "'=1+1", 5) != NULL, "no formula");
    cr_assert(read_it(&r, jk_buf_view(&table)) == JK_OK, "%u %s %s", r.err.line, r.err.field,
              r.err.value);
    document = json_loads(r.document, 0, NULL);
    cr_expect(json_array_size(json_object_get(document, "features")) == 701);
    cr_expect_str_eq(member(&r, "name"), "\"=1+1\"");
    cr_expect_str_eq(member(&r, "village"), "\"Desa \\\"A\\\", \xc3\x89\"");
    json_decref(document);
    jk_buf_clear(&table);
    jk_arena_clear(&r.arena);
}
