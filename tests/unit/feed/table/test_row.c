/* One row of the register as a VEVENT: what is converted, and what is written as it stands. */
#include "daemon/feed/table/row.h"

#include <stdio.h>
#include "jarak/feed/texts/texts.h"
#include "tests/support/documents.h"

/* A coordination meeting; a test changes its cells. */
static struct register_row meeting(void)
{
    static const struct jk_defaults defaults;
    static struct jk_pack pack;
    struct register_row row = { .line = 7, .sep = ',', .pack = &pack };

    pack.tz = jk_tz_find(JK_SPAN("WITA"));
    pack.region = "64.08";
    pack.defaults = &defaults;

    for (int i = 0; i < JK_REGISTER_END; i++)
        row.cell[i] = "";
    row.cell[JK_REGISTER_KIND] = "rakor";
    row.cell[JK_REGISTER_DATE] = "2024-11-23";
    row.cell[JK_REGISTER_FROM] = "14:00";
    row.cell[JK_REGISTER_TO] = "17:00";
    return row;
}

static void expect_line(const struct register_row *row, const char *cell, const char *line)
{
    struct jk_buf ical = { 0 };
    struct jk_error err = { 0 };

    cr_expect(feed_register_row_write(row, &ical, &err) == JK_OK, "%s: %s", cell, err.field);
    expect_holds(text_of_buffer(&ical), line);
    jk_buf_clear(&ical);
}

static void expect_refused(const struct register_row *row, enum jk_register_column column,
                           const struct jk_text *text)
{
    struct jk_buf ical = { 0 };
    struct jk_error err = { 0 };

    cr_expect(feed_register_row_write(row, &ical, &err) == JK_INVALID, "%s", row->cell[column]);
    cr_expect(err.line == 7 && err.text == text, "%s: line %u", row->cell[column], err.line);
    cr_expect_str_eq(err.field, jk_register_name(column));
    cr_expect_str_eq(err.value, row->cell[column]);
    jk_buf_clear(&ical);
}

Test(row, days_as_the_country_writes_them_and_as_machines_do)
{
    static const struct {
        const char *date, *line; /* null: refused */
    } cases[] = {
        { "2024-11-23", "DTSTART;TZID=Asia/Makassar:20241123T140000\r\n" },
        { "23/11/2024", "DTSTART;TZID=Asia/Makassar:20241123T140000\r\n" },
        { "1/2/2024", "DTSTART;TZID=Asia/Makassar:20240201T140000\r\n" },
        { "29/02/2024", "DTSTART;TZID=Asia/Makassar:20240229T140000\r\n" },
        { "29/02/2023", NULL },
        { "31/11/2024", NULL },
        { "11/23/2024", NULL }, /* month first is not guessed */
        { "23-11-2024", "DTSTART;TZID=Asia/Makassar:20241123T140000\r\n" },
        { "23/11", NULL },
        { "23/11/2024/1", NULL },
        { "", NULL },
        { "Sabtu", NULL },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct register_row row = meeting();

        row.cell[JK_REGISTER_DATE] = cases[i].date;
        if (cases[i].line)
            expect_line(&row, cases[i].date, cases[i].line);
        else
            expect_refused(&row, JK_REGISTER_DATE, JK_TEXT_CSV_DATE);
    }
}

Test(row, clocks_with_colon_or_dot_and_the_seconds_a_spreadsheet_adds)
{
    static const struct {
        const char *clock, *line; /* null: refused */
    } cases[] = {
        { "09:00", "DTSTART;TZID=Asia/Makassar:20241123T090000\r\n" },
        { "9:00", "DTSTART;TZID=Asia/Makassar:20241123T090000\r\n" },
        { "9.05", "DTSTART;TZID=Asia/Makassar:20241123T090500\r\n" },
        { "14:00:00", "DTSTART;TZID=Asia/Makassar:20241123T140000\r\n" },
        { "00:00", "DTSTART;TZID=Asia/Makassar:20241123T000000\r\n" },
        { "23:59", "DTSTART;TZID=Asia/Makassar:20241123T235900\r\n" },
        { "14:00:30", NULL },
        { "14.00.00", "DTSTART;TZID=Asia/Makassar:20241123T140000\r\n" },
        { "14.00.30", NULL },
        { "24:01", NULL },
        { "14:60", NULL },
        { "1400", NULL },
        { "14", NULL },
        { "2 pm", NULL },
        { "", NULL },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct register_row row = meeting();

        row.cell[JK_REGISTER_FROM] = cases[i].clock;
        if (cases[i].line)
            expect_line(&row, cases[i].clock, cases[i].line);
        else
            expect_refused(&row, JK_REGISTER_FROM, JK_TEXT_CSV_CLOCK);
    }
}

Test(row, an_end_on_another_day_and_the_zone_of_the_row)
{
    struct register_row row = meeting();

    row.cell[JK_REGISTER_END_DATE] = "24/11/2024";
    row.cell[JK_REGISTER_TO] = "01:00";
    expect_line(&row, "", "DTEND;TZID=Asia/Makassar:20241124T010000\r\n");
    row.cell[JK_REGISTER_ZONE] = "WIT";
    expect_line(&row, "", "DTEND;TZID=Asia/Jayapura:20241124T010000\r\n");
    row.cell[JK_REGISTER_ZONE] = "GMT+8";
    expect_refused(&row, JK_REGISTER_ZONE, JK_TEXT_CSV_ZONE);
    row.cell[JK_REGISTER_ZONE] = "";
    row.cell[JK_REGISTER_END_DATE] = "besok";
    expect_refused(&row, JK_REGISTER_END_DATE, JK_TEXT_CSV_DATE);
}

Test(row, a_comma_is_a_decimal_mark_only_where_it_does_not_part_cells)
{
    struct register_row row = meeting();

    row.cell[JK_REGISTER_LAT] = "-0,5";
    row.cell[JK_REGISTER_LON] = "117,25";
    row.cell[JK_REGISTER_RADIUS] = "12,5";
    expect_refused(&row, JK_REGISTER_LAT, JK_TEXT_CSV_MEASURE);
    row.sep = ';';
    expect_line(&row, "", "GEO:-0.5;117.25\r\n");
    expect_line(&row, "", "X-JARAK-RADIUS:12.5\r\n");
    row.cell[JK_REGISTER_RADIUS] = "1.000";
    expect_refused(&row, JK_REGISTER_RADIUS, JK_TEXT_CSV_MEASURE);
    row.cell[JK_REGISTER_RADIUS] = "";
    row.cell[JK_REGISTER_UNCERTAINTY] = "1,000";
    expect_refused(&row, JK_REGISTER_UNCERTAINTY, JK_TEXT_CSV_MEASURE);
    row.cell[JK_REGISTER_UNCERTAINTY] = "";
    row.cell[JK_REGISTER_CROWD] = "10.552";
    expect_line(&row, "", "X-JARAK-CROWD:10552\r\n");
    row.cell[JK_REGISTER_LON] = "";
    expect_line(&row, "", "GEO:-0.5;\r\n"); /* half a point is the reader's to refuse */
}

Test(row, vehicles_by_class_and_whole_numbers)
{
    struct register_row row = meeting();
    struct jk_buf ical = { 0 };
    struct jk_error err;

    row.cell[JK_REGISTER_CARS] = "12";
    row.cell[JK_REGISTER_BUSES] = "0";
    expect_line(&row, "", "X-JARAK-VEHICLES:cars=12;buses=0\r\n");
    row.cell[JK_REGISTER_MOTORCYCLES] = "100000";
    expect_line(&row, "", "X-JARAK-VEHICLES:cars=12;motorcycles=100000;buses=0\r\n");
    row.cell[JK_REGISTER_MOTORCYCLES] = "100001";
    expect_refused(&row, JK_REGISTER_MOTORCYCLES, JK_TEXT_INTEGER);
    row.cell[JK_REGISTER_MOTORCYCLES] = "";
    row.cell[JK_REGISTER_TRUCKS] = "1,5";
    expect_refused(&row, JK_REGISTER_TRUCKS, JK_TEXT_CSV_COUNT);
    row.cell[JK_REGISTER_TRUCKS] = "1.500";
    expect_line(&row, "", "X-JARAK-VEHICLES:cars=12;trucks=1500;buses=0\r\n");
    row = meeting();
    cr_assert(feed_register_row_write(&row, &ical, &err) == JK_OK);
    expect_lacks(text_of_buffer(&ical), "VEHICLES");
    expect_lacks(ical.at, "GEO");
    jk_buf_clear(&ical);
}

Test(row, what_is_cancelled_needs_no_end)
{
    struct register_row row = meeting();

    row.cell[JK_REGISTER_TO] = "";
    row.cell[JK_REGISTER_STATE] = "Cancelled";
    expect_line(&row, "", "STATUS:CANCELLED\r\n");
    expect_line(&row, "", "DURATION:PT1H\r\n");
    row.cell[JK_REGISTER_STATE] = "approved"; /* a table decides nothing */
    row.cell[JK_REGISTER_TO] = "15:00";
    expect_line(&row, "", "DTEND;");
}

Test(row, a_part_of_a_chain_and_its_main)
{
    struct register_row row = meeting();
    struct jk_buf ical = { 0 };
    struct jk_error err;

    row.cell[JK_REGISTER_LEG] = "pulang";
    row.cell[JK_REGISTER_PARENT] = "rapat@kutim";
    expect_line(&row, "", "X-JARAK-LEG:pulang\r\n");
    expect_line(&row, "", "RELATED-TO;RELTYPE=PARENT:rapat@kutim\r\n");
    row.cell[JK_REGISTER_LEG] = "Rapat"; /* the word of a main */
    cr_assert(feed_register_row_write(&row, &ical, &err) == JK_OK);
    expect_lacks(text_of_buffer(&ical), "X-JARAK-LEG");
    jk_buf_clear(&ical);
    row.cell[JK_REGISTER_LEG] = "Titik kumpul";
    expect_line(&row, "", "X-JARAK-LEG:kumpul\r\n");
    row.cell[JK_REGISTER_LEG] = "parkir";
    expect_refused(&row, JK_REGISTER_LEG, JK_TEXT_CSV_LEG);
}

Test(row, areas_and_routes_do_not_fit_into_a_table)
{
    static const char *const no[] = { "area", "AREA", "rute" };
    struct register_row row = meeting();

    for (size_t i = 0; i < 3; i++) {
        row.cell[JK_REGISTER_GEOMETRY] = no[i];
        expect_refused(&row, JK_REGISTER_GEOMETRY, JK_TEXT_CSV_GEOMETRY);
    }
    row.cell[JK_REGISTER_GEOMETRY] = "titik";
    expect_line(&row, "", "BEGIN:VEVENT\r\n");
}

static void uid_of(const struct register_row *row, char out[64])
{
    struct jk_buf ical = { 0 };
    struct jk_error err;
    const char *at;

    cr_assert(feed_register_row_write(row, &ical, &err) == JK_OK);
    at = strstr(text_of_buffer(&ical), "\r\nUID:");
    cr_assert(at != NULL);
    snprintf(out, 64, "%.*s", (int)strcspn(at + 6, "\r"), at + 6);
    jk_buf_clear(&ical);
}

/* Importing a table twice changes nothing: the UID comes of the cells that make an activity the
 * same one, and of no others. */
Test(row, a_row_without_a_uid_is_known_again_by_what_it_says)
{
    static const struct {
        enum jk_register_column column;
        bool own;
    } cases[] = {
        { JK_REGISTER_LETTER_NO, true }, { JK_REGISTER_CONTEST, true },
        { JK_REGISTER_PASLON, true },    { JK_REGISTER_PLACE, true },
        { JK_REGISTER_LEG, true },       { JK_REGISTER_CROWD, false },
        { JK_REGISTER_CONTACT, false },  { JK_REGISTER_STTP, false },
        { JK_REGISTER_SUMMARY, false },  { JK_REGISTER_WEEKDAY, false },
    };
    struct register_row row = meeting();
    char first[64], then[64];

    uid_of(&row, first);
    cr_assert(strlen(first) == 38 && strcmp(first + 32, "@tabel") == 0, "%s", first);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct register_row other = meeting();

        other.cell[cases[i].column] = cases[i].column == JK_REGISTER_LEG ? "titik kumpul" : "9";
        uid_of(&other, then);
        cr_expect((strcmp(first, then) != 0) == cases[i].own, "%s",
                  jk_register_name(cases[i].column));
    }
    row.cell[JK_REGISTER_UID] = "sendiri@kutim";
    uid_of(&row, then);
    cr_assert_str_eq(then, "sendiri@kutim");
}

Test(row, the_stamp_is_the_date_of_the_letter_else_of_the_activity_and_never_the_clock)
{
    struct register_row row = meeting();

    expect_line(&row, "", "DTSTAMP:20241123T000000Z\r\n");
    row.cell[JK_REGISTER_LETTER_DATE] = "14/11/2024";
    expect_line(&row, "", "DTSTAMP:20241114T000000Z\r\n");
    expect_line(&row, "", "X-JARAK-LETTER-DATE:2024-11-14\r\n");
    row.cell[JK_REGISTER_LETTER_DATE] = "kemarin";
    expect_refused(&row, JK_REGISTER_LETTER_DATE, JK_TEXT_CSV_DATE);
}

Test(row, what_people_wrote_is_escaped_and_cannot_begin_a_line)
{
    struct register_row row = meeting();

    row.cell[JK_REGISTER_PLACE] = "Lapangan; A, B\\C\nX-JARAK-STTP:palsu";
    expect_line(&row, "", "LOCATION:Lapangan\\; A\\, B\\\\C\\nX-JARAK-STTP:palsu\r\n");
}

/* A schedule says dibatalkan, and it was taken for a live rally once. */
Test(row, what_decides_is_understood_or_refused_and_never_passed_over)
{
    static const char *const off[] = { "dibatalkan", "Batal", "ditiadakan", "Ditunda",
                                       "cancelled" };
    struct register_row row = meeting();
    struct jk_buf ical = { 0 };
    struct jk_error err;

    for (size_t i = 0; i < sizeof off / sizeof *off; i++) {
        row.cell[JK_REGISTER_STATE] = off[i];
        expect_line(&row, off[i], "STATUS:CANCELLED\r\n");
    }
    row.cell[JK_REGISTER_STATE] = "disetujui";
    cr_assert(feed_register_row_write(&row, &ical, &err) == JK_OK);
    expect_lacks(text_of_buffer(&ical), "CANCELLED");
    jk_buf_clear(&ical);
    row.cell[JK_REGISTER_STATE] = "batal?";
    row.cell[JK_REGISTER_STATE] = "dibatakan";
    expect_refused(&row, JK_REGISTER_STATE, JK_TEXT_CSV_STATUS);
    row = meeting();
    row.cell[JK_REGISTER_KIND] = "Kampanye Akbar";
    row.cell[JK_REGISTER_PASLON] = "paslon 01 dan 02";
    row.cell[JK_REGISTER_CROWD] = "maks. 5.000 orang";
    expect_line(&row, "", "CATEGORIES:RAPAT-UMUM\r\n");
    expect_line(&row, "", "X-JARAK-PASLON:1,2\r\n");
    expect_line(&row, "", "X-JARAK-CROWD:5000\r\n");
    row.cell[JK_REGISTER_PASLON] = "tim A";
    expect_refused(&row, JK_REGISTER_PASLON, JK_TEXT_CSV_PASLON);
    row = meeting();
    row.cell[JK_REGISTER_KIND] = "pesta";
    expect_refused(&row, JK_REGISTER_KIND, JK_TEXT_CSV_KIND);
}

Test(row, an_end_that_nobody_states_is_inferred_and_says_so)
{
    static struct jk_rule_entry hours = { .id = "R3", .value = { 9, 18 }, .value_count = 2 };
    struct register_row row = meeting();
    struct jk_pack pack = *row.pack;
    struct jk_defaults defaults = { .kind = { [JK_KIND_RAKOR] = { .usual_s = 7200 } } };

    pack.rule_of[3] = &hours;
    pack.defaults = &defaults;
    row.pack = &pack;
    row.cell[JK_REGISTER_TO] = "s.d. selesai";
    expect_line(&row, "", "X-JARAK-INFERRED:DTEND\r\n");
    expect_line(&row, "", "DTEND;TZID=Asia/Makassar:20241123T160000\r\n");
    row.cell[JK_REGISTER_KIND] = "rapat umum";
    expect_line(&row, "", "DTEND;TZID=Asia/Makassar:20241123T180000\r\n");
    row.cell[JK_REGISTER_FROM] = "18.30"; /* behind its hours: three hours are left */
    row.cell[JK_REGISTER_TO] = "";
    expect_line(&row, "", "DTEND;TZID=Asia/Makassar:20241123T213000\r\n");
}

/* A vote on 27 November 2024 after a campaign from 25 September on. */
static void set_phases(struct jk_pack *pack)
{
    static struct jk_phase phases[2];

    phases[0] = (struct jk_phase){ .from_day = jk_days_from_date(2024, 9, 25),
                                   .to_day = jk_days_from_date(2024, 11, 23),
                                   .campaign = true };
    phases[1] = (struct jk_phase){ .from_day = jk_days_from_date(2024, 11, 27),
                                   .to_day = jk_days_from_date(2024, 11, 27),
                                   .vote = true };
    pack->to_day = jk_days_from_date(2025, 3, 31);
    phases[0].scope.region = phases[1].scope.region = "64.08";
    pack->region = "64.08";
    pack->phases = phases;
    pack->phase_count = 2;
}

Test(row, a_day_counted_from_another_is_shown_and_asked)
{
    static const struct {
        const char *cell, *said;
    } cases[] = { { "H-3", "H-3 = 2024-11-24" },
                  { "hari ke-10", "hari ke-10 = 2024-10-04" },
                  { "semula H-3 menjadi H-5", "semula H-3 menjadi H-5 = 2024-11-22" } };
    struct register_row row = meeting();
    struct jk_pack pack = *row.pack;

    set_phases(&pack);
    row.pack = &pack;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_buf ical = { 0 };
        struct jk_error err = { 0 };

        row.cell[JK_REGISTER_DATE] = cases[i].cell;
        cr_expect(feed_register_row_write(&row, &ical, &err) == JK_INVALID);
        cr_expect(err.text == JK_TEXT_CSV_RELATIVE);
        cr_expect_str_eq(err.value, cases[i].said);
        jk_buf_clear(&ical);
    }
}

Test(row, a_series_of_days_is_one_notice)
{
    struct register_row row = meeting();

    row.cell[JK_REGISTER_DATE] = "20 s.d. 22 November 2024";
    expect_line(&row, "", "DTSTART;TZID=Asia/Makassar:20241120T140000\r\n");
    expect_line(&row, "", "DTEND;TZID=Asia/Makassar:20241120T170000\r\n");
    expect_line(&row, "", "RRULE:FREQ=DAILY;COUNT=3\r\n");
    row.cell[JK_REGISTER_END_DATE] = "2024-11-22"; /* two ends: which of them is the row's? */
    expect_refused(&row, JK_REGISTER_DATE, JK_TEXT_CSV_DATE);
}

Test(row, what_replaces_what_was_written_before_counts)
{
    struct register_row row = meeting();

    row.cell[JK_REGISTER_DATE] = "semula 20 November 2024 menjadi 22 November 2024";
    row.cell[JK_REGISTER_FROM] = "semula pukul 14.00 menjadi pukul 09.00";
    row.cell[JK_REGISTER_TO] = "semula selesai menjadi 11.00";
    row.cell[JK_REGISTER_PLACE] = "Lapangan A dipindah ke Stadion B";
    expect_line(&row, "", "DTSTART;TZID=Asia/Makassar:20241122T090000\r\n");
    expect_line(&row, "", "DTEND;TZID=Asia/Makassar:20241122T110000\r\n");
    expect_line(&row, "",
                "LOCATION:Lapangan A dipindah ke Stadion B\r\n"); /* all that was written */
}

Test(row, what_words_alone_say_is_marked)
{
    struct register_row row = meeting();

    row.cell[JK_REGISTER_CROWD] = "ribuan orang";
    row.cell[JK_REGISTER_TO] = "selesai";
    expect_line(&row, "", "X-JARAK-CROWD:9999\r\n");
    expect_line(&row, "", "X-JARAK-INFERRED:DTEND\\,X-JARAK-CROWD\r\n");
    row = meeting();
    row.cell[JK_REGISTER_KIND] = "jalan santai";
    expect_line(&row, "", "X-JARAK-VEHICLES:cars=0\r\n");
    expect_line(&row, "", "X-JARAK-INFERRED:X-JARAK-VEHICLES\r\n");
    row.cell[JK_REGISTER_CARS] = "4"; /* who drives is said */
    expect_line(&row, "", "X-JARAK-VEHICLES:cars=4\r\n");
}

Test(row, when_people_come_and_go_is_told_by_the_hour)
{
    struct register_row row = meeting();

    row.cell[JK_REGISTER_GATE] = "pukul 12.30";
    row.cell[JK_REGISTER_LEAVE] = "18.00";
    expect_line(&row, "", "X-JARAK-BUILDUP:PT1H30M\r\n");
    expect_line(&row, "", "X-JARAK-DISPERSAL:PT1H\r\n");
    row.cell[JK_REGISTER_LEAVE] = "00.30"; /* after midnight */
    expect_line(&row, "", "X-JARAK-DISPERSAL:PT7H30M\r\n");
    row.cell[JK_REGISTER_GATE] = "14.30";
    expect_refused(&row, JK_REGISTER_GATE, JK_TEXT_CSV_GATE);
}

Test(row, vehicles_in_words_or_by_class_and_both_only_when_they_agree)
{
    struct register_row row = meeting();

    row.cell[JK_REGISTER_VEHICLES] = "100 mobil, 400 motor";
    expect_line(&row, "", "X-JARAK-VEHICLES:cars=100;motorcycles=400;trucks=0;buses=0\r\n");
    row.cell[JK_REGISTER_CARS] = "100";
    expect_refused(&row, JK_REGISTER_VEHICLES, JK_TEXT_CSV_VEHICLES_TWICE);
    row.cell[JK_REGISTER_MOTORCYCLES] = "400";
    expect_line(&row, "", "X-JARAK-VEHICLES:cars=100;motorcycles=400\r\n");
    row.cell[JK_REGISTER_VEHICLES] = "10 perahu";
    expect_refused(&row, JK_REGISTER_VEHICLES, JK_TEXT_CSV_VEHICLES);
}

Test(row, a_route_is_pairs_of_degrees)
{
    struct register_row row = meeting();

    row.cell[JK_REGISTER_KIND] = "konvoi";
    row.cell[JK_REGISTER_ROUTE] = " 0.5053,117.5343; 0.51,117.6\n-0.2,117.65 ";
    expect_line(&row, "",
                "X-JARAK-GEOMETRY:{\"type\":\"LineString\"\\,\"coordinates\":[[117.5343000\\,0");
    row.cell[JK_REGISTER_GEOMETRY] = "rute";
    expect_line(&row, "", "CATEGORIES:KONVOI\r\n");
    for (int i = 0; i < 5; i++) {
        row.cell[JK_REGISTER_ROUTE] = (const char *[]){ "0.5053", "0,5 117,5 x", "91,117 1,1",
                                                        "Jl. Diponegoro", "0.5,117.5,3" }[i];
        expect_refused(&row, JK_REGISTER_ROUTE, JK_TEXT_CSV_ROUTE);
    }
}

Test(row, a_row_without_a_zone_has_that_of_its_contest)
{
    const struct jk_region region = { .code = "61.71",
                                      .parent = "61",
                                      .tz = jk_tz_find(JK_SPAN("WIB")) };
    const struct jk_contest contest = { .id = "pilwalkot-61.71", .region = "61.71" };
    struct register_row row = meeting();
    struct jk_pack pack = *row.pack;

    pack.regions = &region;
    pack.contests = &contest;
    pack.region_count = pack.contest_count = 1;
    row.pack = &pack;
    row.cell[JK_REGISTER_CONTEST] = "pilwalkot-61.71";
    expect_line(&row, "", "DTSTART;TZID=Asia/Jakarta:20241123T140000\r\n");
    row.cell[JK_REGISTER_FROM] = "pukul 14.00 WITA";
    expect_line(&row, "", "DTSTART;TZID=Asia/Makassar:20241123T140000\r\n");
    row.cell[JK_REGISTER_ZONE] = "WIB";
    expect_refused(&row, JK_REGISTER_FROM, JK_TEXT_CSV_ZONES);
    row.cell[JK_REGISTER_FROM] = "pukul 14.00 WITA";
    row.cell[JK_REGISTER_ZONE] = "Asia/Makassar"; /* the same by another name */
    expect_line(&row, "", "DTSTART;TZID=Asia/Makassar:20241123T140000\r\n");
    row.cell[JK_REGISTER_ZONE] = "WIB";
    row.cell[JK_REGISTER_FROM] = "14.00";
    row.cell[JK_REGISTER_DATE] = "Minggu, 23 November 2024";
    expect_line(&row, "", "X-JARAK-DAY:Minggu\r\n"); /* a Saturday: rule R5 asks */
}
