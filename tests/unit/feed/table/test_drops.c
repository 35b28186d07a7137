/* KPU's table: what people write in its cells, and a place for every fault. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/feed/table/drops.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/model/texts.h"
#include "jarak/config/files.h"
#include "jarak/geo/geodesic.h"

struct help {
    struct jk_arena arena;
    struct jk_pack pack;
    struct jk_drop_row *rows;
    size_t count;
    struct jk_error err;
};

static enum jk_status read(struct help *h, const char *text)
{
    if (!h->pack.id) {
        jk_geodesic_init();
        cr_assert(jk_pack_read("calendars/kutim-2024", &h->arena, &h->pack, &h->err) == JK_OK);
    }
    h->rows = NULL;
    h->count = 0;
    return jk_drop_table_read(&h->arena, jk_span_of(text), &h->pack,
                              jk_pack_region(&h->pack, "64.08"), &h->rows, &h->count, &h->err);
}

#define HEAD "isi;tujuan;kecamatan;tempat;tenggat"

Test(drop_table, what_people_write_in_it)
{
    struct help h = { 0 };
    const struct jk_matter_said *said;

    cr_assert(read(&h, "Nomor,Isi,Tujuan,Kecamatan,Tempat,Tenggat,Koli,Berangkat,Moda,Dari,"
                       "Pengangkut,Rute,Lintang,Bujur,Catatan\r\n"
                       "K-1,\"Surat suara, dua jenis\",TPS,Sandaran,Manubar TPS 3,"
                       "26/11/2024 07.00,\"1.200\",25 November 2024 pukul 21.00,laut,"
                       "Pelabuhan Kenyamukan,Lanal Sangatta,laut-1@kpu,1.001,118.528,hati-hati\r\n"
                       ",Kotak suara,kecamatan,64.08.04,Kantor camat,2024-11-24T08:00:00+08:00,"
                       ",,,,,,,,\r\n") == JK_OK,
              "%u %s %s", h.err.line, h.err.field, h.err.value);
    cr_assert(h.count == 2);
    said = &h.rows[0].said;
    cr_assert_str_eq(said->uid, "K-1");
    cr_assert_str_eq(said->title, "Surat suara, dua jenis");
    cr_assert_str_eq(said->region, "64.08.11");
    cr_assert(said->due_s == 1732575600 && said->drop.leave_s == 1732539600);
    cr_assert(said->drop.stage == JK_DROP_STATION && said->drop.mode == JK_MODE_SEA);
    cr_assert(said->drop.items == 1200 && said->has_point && said->point.lat_deg == 1.001);
    cr_assert_str_eq(said->drop.carrier, "Lanal Sangatta");
    cr_assert_str_eq(said->about, "laut-1@kpu");
    said = &h.rows[1].said;
    cr_assert(strncmp(said->uid, "kiriman-", 8) == 0, "named by what it says");
    cr_assert(h.rows[1].line == 3 && said->due_s == 1732406400 && !said->has_point);
    jk_arena_clear(&h.arena);
}

/* The same row has the same name tomorrow, with another hour too: it is the same hand-over. */
Test(drop_table, a_row_without_a_number_is_named_by_what_it_is)
{
    struct help h = { 0 };
    const char *first;

    cr_assert(read(&h, HEAD "\nKotak;tps;Sandaran;TPS 1;26/11/2024 07.00\n") == JK_OK);
    first = h.rows[0].said.uid;
    cr_assert(read(&h, HEAD "\nKotak;tps;Sandaran;TPS 1;26/11/2024 09.00\n") == JK_OK);
    cr_assert_str_eq(first, h.rows[0].said.uid);
    cr_assert(read(&h, HEAD "\nKotak;tps;Sandaran;TPS 2;26/11/2024 09.00\n") == JK_OK);
    cr_assert(strcmp(first, h.rows[0].said.uid) != 0);
    jk_arena_clear(&h.arena);
}

Test(drop_table, every_fault_has_its_place)
{
    static const struct {
        const char *text;
        unsigned line;
        const char *field;
    } cases[] = {
        { "isi;tujuan;kecamatan;tempat\n", 1, "tenggat" },
        { HEAD ";warna\n", 1, "kolom 6" },
        { HEAD "\n", 2, "isi" },
        { HEAD "\nKotak;gudang;Sandaran;TPS 1;26/11/2024 07.00\n", 2, "tujuan" },
        { HEAD "\nKotak;tps;Jakarta;TPS 1;26/11/2024 07.00\n", 2, "kecamatan" },
        { HEAD "\n\nKotak;tps;Sandaran;TPS 1;besok\n", 3, "tenggat" },
        { HEAD "\nKotak;tps;Sandaran;TPS 1;\n", 2, "tenggat" },
        { HEAD "\n;tps;Sandaran;TPS 1;26/11/2024 07.00\n", 2, "isi" },
        { HEAD "\nKotak;tps;Sandaran;;26/11/2024 07.00\n", 2, "tempat" },
        { HEAD ";koli\nKotak;tps;Sandaran;TPS 1;26/11/2024 07.00;banyak\n", 2, "koli" },
        { HEAD ";moda\nKotak;tps;Sandaran;TPS 1;26/11/2024 07.00;udara\n", 2, "moda" },
        { HEAD ";berangkat\nKotak;tps;Sandaran;TPS 1;26/11/2024 07.00;27/11/2024 07.00\n", 2,
          "berangkat" },
        { HEAD ";lintang;bujur\nKotak;tps;Sandaran;TPS 1;26/11/2024 07.00;91;117\n", 2, "lintang" },
        { HEAD ";lintang;bujur\nKotak;tps;Sandaran;TPS 1;26/11/2024 07.00;1,5;\n", 2, "bujur" },
        { HEAD "\nKotak;tps;Sandaran;TPS 1;26/11/2024 07.00\n"
               "Kotak;tps;Sandaran;TPS 1;26/11/2024 08.00\n",
          3, "nomor" },
        { HEAD "\nKotak;tps;Sandaran;TPS 1\n", 2, "tenggat" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct help h = { 0 };

        cr_assert(read(&h, cases[i].text) != JK_OK, "%zu", i);
        cr_assert(h.err.line == cases[i].line, "%zu: line %u", i, h.err.line);
        cr_assert_str_eq(h.err.field, cases[i].field, "%zu: %s", i, h.err.field);
        jk_arena_clear(&h.arena);
    }
}

Test(drop_table, as_many_rows_as_it_may_have)
{
    struct help h = { 0 };
    struct jk_buf text = { 0 };

    for (int beyond = 0; beyond < 2; beyond++) {
        jk_buf_reset(&text);
        jk_buf_str(&text, HEAD "\n");
        for (int i = 0; i < JK_DROP_TABLE_ROWS + beyond; i++)
            jk_buf_fmt(&text, "Kotak;tps;Sandaran;TPS %d;26/11/2024 07.00\n", i);
        jk_buf_char(&text, '\0');
        cr_assert((read(&h, text.at) == JK_OK) == (beyond == 0));
    }
    cr_assert(h.err.status == JK_TOO_MANY);
    jk_buf_clear(&text);
    jk_arena_clear(&h.arena);
}
