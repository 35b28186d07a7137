/* The words of real notices: each row of the collection they come from. */
#include <criterion/criterion.h>
#include "jarak/model/words.h"

#define LEN(a) (sizeof(a) / sizeof *(a))

Test(notice_words, a_status_is_understood_or_refused)
{
    static const struct {
        const char *text;
        int want; /* -1: refused */
    } cases[] = {
        { "", JK_SAID_LIVE },
        { "approved", JK_SAID_LIVE },
        { "under_review", JK_SAID_LIVE },
        { "CONFIRMED", JK_SAID_LIVE },
        { "Terjadwal", JK_SAID_LIVE },
        { "cancelled", JK_SAID_CANCELLED },
        { "Batal", JK_SAID_CANCELLED },
        { "DIBATALKAN", JK_SAID_CANCELLED },
        { "ditiadakan", JK_SAID_CANCELLED },
        { "tidak diambil", JK_SAID_CANCELLED },
        { "Tidak menggelar", JK_SAID_CANCELLED },
        { "withdrawn", JK_SAID_CANCELLED },
        { "not_held", JK_SAID_CANCELLED },
        { "Ditunda", JK_SAID_POSTPONED },
        { "ditunda.", JK_SAID_POSTPONED },
        { "tidak batal", -1 },
        { "batal disetujui", -1 },
        { "dibatakan", -1 },
        { "?", -1 },
    };

    for (size_t i = 0; i < LEN(cases); i++) {
        enum jk_said_status status;
        bool ok = jk_words_status(jk_span_of(cases[i].text), &status);

        cr_expect(ok == (cases[i].want >= 0) && (!ok || (int)status == cases[i].want), "%s",
                  cases[i].text);
    }
}

Test(notice_words, a_kind_is_understood_or_refused)
{
    static const struct {
        const char *text;
        int want;
    } cases[] = {
        { "RAPAT-UMUM", JK_KIND_RAPAT_UMUM },
        { "rapat umum", JK_KIND_RAPAT_UMUM },
        { "Kampanye Akbar", JK_KIND_RAPAT_UMUM },
        { "kampanye terbuka", JK_KIND_RAPAT_UMUM },
        { "hajatan rakyat", JK_KIND_RAPAT_UMUM },
        { "konser", JK_KIND_RAPAT_UMUM },
        { "PERTEMUAN-TERBATAS", JK_KIND_TERBATAS },
        { "Tatap muka", JK_KIND_TATAP_MUKA },
        { "Tatap Muka/Dialogis", JK_KIND_TATAP_MUKA },
        { "Pertemuan tatap muka dan dialog", JK_KIND_TATAP_MUKA },
        { "blusukan", JK_KIND_TATAP_MUKA },
        { "pawai", JK_KIND_KONVOI },
        { "Arak-arakan", JK_KIND_KONVOI },
        { "iring-iringan", JK_KIND_KONVOI },
        { "kirab", JK_KIND_KONVOI },
        { "karnaval", JK_KIND_KONVOI },
        { "long march", JK_KIND_KONVOI },
        { "jalan santai", JK_KIND_KONVOI },
        { "logistik", JK_KIND_LOGISTIK },
        { "rapat koordinasi", JK_KIND_RAKOR },
        { "kampanye", -1 },
        { "rapat", -1 },
        { "rapat umum dan pawai", -1 },
        { "rapat umum besar", -1 },
        { "", -1 },
    };

    for (size_t i = 0; i < LEN(cases); i++) {
        enum jk_kind kind;
        bool walks;
        bool ok = jk_words_kind(jk_span_of(cases[i].text), &kind, &walks);

        cr_expect(ok == (cases[i].want >= 0) && (!ok || (int)kind == cases[i].want), "%s",
                  cases[i].text);
    }
}

Test(notice_words, paslon_by_their_numbers_alone)
{
    static const char *const cases[][2] = {
        { "1", "1" },
        { "paslon 01", "1" },
        { "nomor urut 1", "1" },
        { "No. 1", "1" },
        { "1 dan 2", "1,2" },
        { "1,2", "1,2" },
        { "1 & 2", "1,2" },
        { "Paslon No. Urut 02", "2" },
        { "1-3", NULL },
        { "", NULL },
        { "paslon", NULL },
        { "satu tim", NULL },
        { "0", NULL },
        { "1.5", NULL },
    };

    for (size_t i = 0; i < LEN(cases); i++) {
        struct jk_buf out = { 0 };
        bool ok = jk_words_paslon(jk_span_of(cases[i][0]), &out);

        cr_expect(ok == (cases[i][1] != NULL), "%s", cases[i][0]);
        cr_expect(!ok || jk_span_eq(jk_buf_view(&out), jk_span_of(cases[i][1])), "%s", cases[i][0]);
        jk_buf_clear(&out);
    }
}

Test(notice_words, an_end_that_is_not_known)
{
    static const char *const open[] = { "selesai",        "s.d. selesai",
                                        "s/d selesai",    "sampai dengan selesai",
                                        "Sampai Selesai", "s.d selesai" };

    for (size_t i = 0; i < LEN(open); i++)
        cr_expect(jk_words_open_end(jk_span_of(open[i])), "%s", open[i]);
    cr_expect(!jk_words_open_end(JK_SPAN("")) && !jk_words_open_end(JK_SPAN("selesai 17.00")));
}

Test(notice_words, dates_as_the_country_writes_them)
{
    static const struct {
        const char *text, *want; /* null: refused */
        int weekday;
    } cases[] = {
        { "2024-11-23", "2024-11-23", -1 },
        { "23/11/2024", "2024-11-23", -1 },
        { "20-11-2024", "2024-11-20", -1 },
        { "20.11.2024", "2024-11-20", -1 },
        { "1/2/2024", "2024-02-01", -1 },
        { "23 November 2024", "2024-11-23", -1 },
        { "3 Okt 2024", "2024-10-03", -1 },
        { "Sabtu, 23/11/2024", "2024-11-23", 6 },
        { "Sabtu, 23 November 2024", "2024-11-23", 6 },
        { "Jum'at, 22 November 2024", "2024-11-22", 5 },
        { "Rabu 3 Oktober 2024", "2024-10-03", 3 }, /* a Thursday: rule R5 tells of it */
        { "20/11/2024\xc2\xa0", "2024-11-20", -1 },
        { "11/23/2024", NULL, 0 },
        { "31 November 2024", NULL, 0 },
        { "23/11/24", NULL, 0 },
        { "20 s.d. 22 November 2024", NULL, 0 },
        { "H-3", NULL, 0 },
        { "45619", NULL, 0 },
        { "23 Novembre 2024", NULL, 0 },
        { "", NULL, 0 },
    };

    for (size_t i = 0; i < LEN(cases); i++) {
        int32_t day, want = 0;
        int weekday;
        bool ok = jk_words_date(jk_span_of(cases[i].text), &day, &weekday);

        cr_expect(ok == (cases[i].want != NULL), "%s", cases[i].text);
        if (!ok || !cases[i].want)
            continue;
        jk_date_parse(jk_span_of(cases[i].want), &want);
        cr_expect(day == want && weekday == cases[i].weekday, "%s: %d", cases[i].text, weekday);
    }
}

Test(notice_words, hours_as_the_country_writes_them)
{
    static const struct {
        const char *text;
        int minute; /* -1: refused */
        const char *zone;
    } cases[] = {
        { "14:00", 840, NULL },
        { "13.00", 780, NULL },
        { "9.30", 570, NULL },
        { "13.00.00", 780, NULL },
        { "09:00:00", 540, NULL },
        { "pukul 13.00 WITA", 780, "WITA" },
        { "Pkl. 09.00 wib", 540, "WIB" },
        { "jam 10.00", 600, NULL },
        { "sekitar pukul 10.00", 600, NULL },
        { "\xc2\xb1 10.00", 600, NULL },
        { "setengah tiga sore", 870, NULL },
        { "setengah satu siang", 750, NULL },
        { "setengah delapan malam", 1170, NULL },
        { "setengah tujuh pagi", 390, NULL },
        { "setengah tiga", -1, NULL }, /* at night or in the afternoon */
        { "sore", -1, NULL },
        { "ba'da Ashar", -1, NULL },
        { "9,5", -1, NULL },
        { "9.3", -1, NULL },
        { "9", -1, NULL },
        { "25.00", -1, NULL },
        { "10.00 GMT", -1, NULL },
        { "10.00 12.00", -1, NULL },
        { "", -1, NULL },
    };

    for (size_t i = 0; i < LEN(cases); i++) {
        int32_t second;
        const struct jk_tz *tz;
        bool ok = jk_words_clock(jk_span_of(cases[i].text), &second, &tz);

        cr_expect(ok == (cases[i].minute >= 0), "%s", cases[i].text);
        if (!ok || cases[i].minute < 0)
            continue;
        cr_expect(second == 60 * cases[i].minute, "%s: %d", cases[i].text, second / 60);
        cr_expect(tz == (cases[i].zone ? jk_tz_find(jk_span_of(cases[i].zone)) : NULL), "%s",
                  cases[i].text);
    }
}

Test(notice_words, people_with_their_thousands_and_the_larger_of_two)
{
    static const struct {
        const char *text;
        int want; /* -1: refused */
    } cases[] = {
        { "500", 500 },
        { "10.552", 10552 },
        { "10,552", 10552 },
        { "1 500", 1500 },
        { "135 ribu", 135000 },
        { "500 orang", 500 },
        { "20 hingga 30 ribu", 30000 },
        { "maks. 5.000", 5000 },
        { "paling banyak 50", 50 },
        { "\xc2\xb1 500 orang", 500 },
        { "kurang lebih 2.000 peserta", 2000 },
        { "1.5", -1 },
        { "1,5 ribu", -1 },
        { "orang", -1 },
        { "500 mobil", -1 },
        { "-5", -1 },
        { "", -1 },
        { "99999999999 ribu", -1 },
    };

    for (size_t i = 0; i < LEN(cases); i++) {
        uint32_t people;
        bool is_class;
        bool ok = jk_words_people(jk_span_of(cases[i].text), &people, &is_class);

        cr_expect(ok == (cases[i].want >= 0) && (!ok || (int)people == cases[i].want), "%s",
                  cases[i].text);
    }
}
