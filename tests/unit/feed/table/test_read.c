#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/feed/table/grid.h"
#include "jarak/feed/table/table.h"
#include "jarak/feed/texts/texts.h"

#define HEAD "bentuk,tanggal,jam_mulai,jam_selesai,paslon,tempat,lintang,bujur,penanggung_jawab\n"

struct table {
    struct jk_arena arena;
    struct jk_register_text text;
    struct jk_error err;
};

static enum jk_status read_table(struct table *t, struct jk_span bytes)
{
    static struct jk_pack pack;
    enum jk_status rc;

    pack.tz = jk_tz_find(JK_SPAN("WITA"));
    *t = (struct table){ .err = { .status = JK_OK } };
    rc = jk_register_read(&t->arena, bytes, &pack, &(struct jk_register_known){ .count = 0 },
                          &t->text, &t->err);
    jk_buf_char(&t->text.ical, '\0');
    return rc;
}

static void clear(struct table *t)
{
    jk_buf_clear(&t->text.ical);
    jk_arena_clear(&t->arena);
}

static void expect_line(const char *table, const char *line)
{
    struct table t;

    cr_expect(read_table(&t, jk_span_of(table)) == JK_OK, "%u %s %s", t.err.line, t.err.field,
              t.err.value);
    cr_expect(strstr(t.text.ical.at, line), "%s: %s", line, t.text.ical.at);
    clear(&t);
}

Test(register_read, a_row_becomes_a_notice)
{
    static const char row[] = HEAD
        "rapat umum,23/11/2024,14.00,17:00:00,\"1,2\",\"Lapangan, Sangatta\",0.5,117.5,\"'=Budi\n"
        "kata \"\"ya\"\"\"\n";

    expect_line(row, "CATEGORIES:RAPAT-UMUM\r\n");
    expect_line(row, "DTSTART;TZID=Asia/Makassar:20241123T140000\r\n");
    expect_line(row, "DTEND;TZID=Asia/Makassar:20241123T170000\r\n");
    expect_line(row, "X-JARAK-PASLON:1,2\r\n");
    expect_line(row, "LOCATION:Lapangan\\, Sangatta\r\n");
    expect_line(row, "GEO:0.5;117.5\r\n");
    expect_line(row, "CONTACT:=Budi\\nkata \"ya\"\r\n");
    expect_line("\xef\xbb\xbf"
                "bentuk;tanggal;jam_mulai;jam_selesai;lintang;bujur;zona\r\n"
                "RAKOR;2024-11-23;9:00;24:00;-0,5;117,5;WIB\r\n;;;;;;\r\n",
                "GEO:-0.5;117.5\r\n");
    expect_line("bentuk,tanggal,jam_mulai,jam_selesai,zona\nRAKOR,2024-11-23,09:00,24:00,WIB",
                "DTEND;TZID=Asia/Jakarta:20241124T000000\r\n");
}

Test(register_read, the_same_table_is_the_same_bytes_and_another_row_another_uid)
{
    static const char one[] = HEAD "RAKOR,2024-11-23,14:00,17:00,,A,,,\n";
    static const char other[] = HEAD "RAKOR,2024-11-23,14:00,17:00,,B,,,\n";
    struct table a, b, c;

    cr_assert(read_table(&a, jk_span_of(one)) == JK_OK);
    cr_assert(read_table(&b, jk_span_of(one)) == JK_OK);
    cr_assert(read_table(&c, jk_span_of(other)) == JK_OK);
    cr_expect_str_eq(a.text.ical.at, b.text.ical.at);
    cr_expect(strncmp(strstr(a.text.ical.at, "UID:"), strstr(c.text.ical.at, "UID:"), 36) != 0);
    clear(&a);
    clear(&b);
    clear(&c);
}

Test(register_read, what_spreadsheets_add_without_meaning_is_passed_over)
{
    expect_line("Bentuk;TANGGAL;Jam Mulai; jam  selesai ;Penanggung\xc2\xa0Jawab;;;\r\n"
                "RAKOR;2024-11-23;9:00;24:00;Budi;;;\r\n",
                "CONTACT:Budi\r\n");
    expect_line("bentuk;tanggal;jam_mulai;\"Jam\nSelesai\"\r\nRAKOR;2024-11-23;9:00;24:00\r\n\x1a",
                "DTEND;TZID=Asia/Makassar:20241124T000000\r\n");
    expect_line("bentuk;tanggal;jam_mulai;jam_selesai\nRAKOR;2024-11-23;9:00;24:00\x1a\r\n",
                "DTEND;TZID=Asia/Makassar:20241124T000000\r\n");
    expect_line("bentuk\ttanggal\tjam mulai\tjam selesai\tlintang\tbujur\t\n"
                "RAKOR\t2024-11-23\t9:00\t24:00\t0,5012\t117,5\t\n \t\t\t\t\t\t\n",
                "GEO:0.5012;117.5\r\n");
}

Test(register_read, a_refusal_names_line_and_column)
{
    static const struct {
        const char *table;
        enum jk_status status;
        const struct jk_text *text;
        unsigned line;
        const char *column;
    } cases[] = {
        { "", JK_INVALID, JK_TEXT_CSV_HEAD, 1, "kolom 1" },
        { "bentuk,tanggal,warna\n", JK_INVALID, JK_TEXT_CSV_HEAD, 1, "kolom 3" },
        { "bentuk,tanggal,bentuk\n", JK_INVALID, JK_TEXT_CSV_HEAD, 1, "kolom 3" },
        { "bentuk,tanggal,jam_mulai\n", JK_INVALID, JK_TEXT_CSV_COLUMN, 1, "jam_selesai" },
        { ";;\n", JK_INVALID, JK_TEXT_CSV_HEAD, 1, "kolom 1" },
        { "bentuk;;tanggal\n", JK_INVALID, JK_TEXT_CSV_HEAD, 1, "kolom 2" },
        { "bentuk;ben tuk\n", JK_INVALID, JK_TEXT_CSV_HEAD, 1, "kolom 2" },
        { "bentuk;tanggal;jam_mulai;jam_selesai;;\nRAKOR;2024-11-23;9:00;24:00;;x\n", JK_INVALID,
          JK_TEXT_CSV_CELLS, 2, "jam_selesai" },
        { "bentuk;tanggal;jam_mulai;jam_selesai;;\nRAKOR;2024-11-23;9:00;24:00;\n", JK_INVALID,
          JK_TEXT_CSV_CELLS, 2, "jam_selesai" },
        { HEAD, JK_INVALID, JK_TEXT_CSV_ROWS, 2, "bentuk" },
        { HEAD "RAKOR,2024-11-23,14:00\n", JK_INVALID, JK_TEXT_CSV_CELLS, 2, "penanggung_jawab" },
        { HEAD "RAKOR,2024-11-23,14:00,15:00,,,,,,a\"b\n", JK_INVALID, JK_TEXT_CSV_QUOTE, 2,
          "kolom 10" },
        { HEAD "RAKOR,11-23-2024,14:00,15:00,,,,,\n", JK_INVALID, JK_TEXT_CSV_DATE, 2, "tanggal" },
        { HEAD "RAKOR,31/02/2024,14:00,15:00,,,,,\n", JK_INVALID, JK_TEXT_CSV_DATE, 2, "tanggal" },
        { HEAD "RAKOR,2024-11-23,14,15:00,,,,,\n", JK_INVALID, JK_TEXT_CSV_CLOCK, 2, "jam_mulai" },
        { HEAD "RAKOR,2024-11-23,14:00,25:00,,,,,\n", JK_INVALID, JK_TEXT_CSV_CLOCK, 2,
          "jam_selesai" },
        { HEAD "\n,,,,,,,,\nRAKOR,2024-11-23,14:00,x,,,,,\n", JK_INVALID, JK_TEXT_CSV_CLOCK, 4,
          "jam_selesai" },
        { HEAD "RAKOR,2024-11-23,14:00,15:00,,\"a\nb\n", JK_INVALID, JK_TEXT_CSV_QUOTE, 2,
          "tempat" },
        { HEAD "RAKOR,2024-11-23,14:00,15:00,,a\"b,,,\n", JK_INVALID, JK_TEXT_CSV_QUOTE, 2,
          "tempat" },
        { "bentuk,tanggal,jam_mulai,jam_selesai,mobil\nRAKOR,2024-11-23,14:00,15:00,1;bus=9\n",
          JK_INVALID, JK_TEXT_CSV_COUNT, 2, "mobil" },
        { "bentuk,tanggal,jam_mulai,jam_selesai,geometri\nRAKOR,2024-11-23,14:00,15:00,rute\n",
          JK_INVALID, JK_TEXT_CSV_GEOMETRY, 2, "geometri" },
        { "bentuk,tanggal,jam_mulai,jam_selesai,zona\nRAKOR,2024-11-23,14:00,15:00,GMT\n",
          JK_INVALID, JK_TEXT_CSV_ZONE, 2, "zona" },
    };
    struct table t;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        enum jk_status rc = read_table(&t, jk_span_of(cases[i].table));

        cr_expect(rc == cases[i].status && t.err.text == cases[i].text &&
                      t.err.line == cases[i].line && strcmp(t.err.field, cases[i].column) == 0,
                  "%zu: %s, line %u, %s", i, jk_status_name(rc), t.err.line, t.err.field);
        clear(&t);
    }
    cr_expect(read_table(&t, JK_SPAN("PK\x03\x04\x14\0")) == JK_UNDECODED &&
              t.err.text == JK_TEXT_CSV_WORKBOOK);
    clear(&t);
    cr_expect(read_table(&t, JK_SPAN("\xff\xfe"
                                     "b")) == JK_UNDECODED &&
                  t.err.text == JK_TEXT_CSV_ENCODING,
              "half a character");
    clear(&t);
    cr_expect(read_table(&t, JK_SPAN("bentuk\xff")) == JK_UNDECODED &&
              t.err.text == JK_TEXT_CSV_ENCODING);
    clear(&t);
    cr_expect(read_table(&t, JK_SPAN("ben\0tuk")) == JK_UNDECODED);
    clear(&t);
}

Test(register_read, what_grows_is_bounded)
{
    struct jk_buf table = { 0 };
    struct table t;

    jk_buf_str(&table, HEAD);
    for (unsigned i = 0; i <= JK_REGISTER_ROWS_MAX; i++)
        jk_buf_str(&table, "RAKOR,2024-11-23,14:00,17:00,,A,,,\n");
    cr_expect(read_table(&t, jk_buf_view(&table)) == JK_TOO_MANY);
    cr_expect(t.err.line == JK_REGISTER_ROWS_MAX + 2);
    clear(&t);
    jk_buf_reset(&table);
    jk_buf_str(&table, HEAD "RAKOR,2024-11-23,14:00,17:00,,");
    for (unsigned i = 0; i <= JK_GRID_CELL_MAX; i++)
        jk_buf_char(&table, 'a');
    jk_buf_str(&table, ",,,\n");
    cr_expect(read_table(&t, jk_buf_view(&table)) == JK_TOO_BIG && t.err.line == 2);
    cr_expect_str_eq(t.err.field, "tempat");
    clear(&t);
    jk_buf_clear(&table);
}

Test(register_read, a_refusal_of_the_stream_is_one_of_the_table)
{
    struct jk_error err = { .field = "GEO" };
    struct table t;
    const char *second;

    cr_assert(read_table(&t, JK_SPAN(HEAD "RAKOR,2024-11-23,14:00,17:00,,\"a\nb\",,,\n"
                                          "RAKOR,2024-11-24,14:00,17:00,,B,1,2,\n")) == JK_OK);
    err.line = 1;
    second = strstr(strstr(t.text.ical.at, "END:VEVENT"), "GEO:");
    for (const char *at = t.text.ical.at; at < second; at++)
        err.line += *at == '\n';
    jk_register_locate(&t.text, &err);
    cr_expect(err.line == 4 && strcmp(err.field, "lintang") == 0, "%u %s", err.line, err.field);
    clear(&t);
}
