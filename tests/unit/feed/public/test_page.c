/* The public page: what the public may know, escaped. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/base/civil.h"
#include "jarak/feed/public/page.h"

static const struct jk_feed_filter everything = {
    .region = "64.08", .kind = -1, .from_day = INT32_MIN, .to_day = INT32_MAX
};
static struct jk_pack pack = { .title = { "Pilkada <A> & B", "Election <A> & B" },
                               .simulation = true,
                               .region = "64.08" };

static char *write_page(struct jk_buf *out, const struct jk_feed_item *items, size_t count,
                        enum jk_lang lang)
{
    struct jk_page page = { &pack, &everything, "https://kalender.example", lang, false,
                            items, count };

    jk_buf_reset(out);
    cr_assert(jk_calendar_page(out, &page) == JK_OK);
    return out->at;
}

Test(page, an_empty_calendar_says_so_in_both_languages)
{
    struct jk_buf page = { 0 };
    const char *text = write_page(&page, NULL, 0, JK_LANG_ID);

    cr_assert(strstr(text, "<html lang=\"id\">") && strstr(text, "SIMULASI"));
    cr_assert(strstr(text, "Belum ada kegiatan yang memiliki STTP."));
    cr_assert(strstr(text, "bukan registrasi resmi"));
    cr_assert(strstr(text, "<h1>Pilkada &lt;A&gt; &amp; B</h1>"));
    text = write_page(&page, NULL, 0, JK_LANG_EN);
    cr_assert(strstr(text, "<html lang=\"en\">") && strstr(text, "No activity has an STTP yet."));
    jk_buf_clear(&page);
}

Test(page, a_rally_stands_with_its_hour_and_venue_and_nothing_else_of_the_notice)
{
    const struct jk_tz *tz = jk_tz_find(JK_SPAN("WITA"));
    struct jk_facts facts = { .kind = JK_KIND_RAPAT_UMUM,
                              .summary = "rahasia",
                              .location = "Lapangan \"A\" <script>",
                              .party = { .contest = "x", .paslon = { 2 }, .count = 1 } };
    struct jk_instance instance = { .start_s = 1732341600, /* 23 November 2024, 14.00 WITA */
                                    .end_s = 1732354200,
                                    .facts = &facts };
    struct jk_notice notice = { .uid = "u", .instances = &instance, .instance_count = 1 };
    struct jk_feed_item item = { .notice = &notice, .tz = tz };
    struct jk_buf page = { 0 };
    const char *text;

    text = write_page(&page, &item, 1, JK_LANG_ID);
    cr_assert(strstr(text, "Sabtu, 23 November 2024 pukul 14.00-17.30 WITA"), "%s", text);
    cr_assert(strstr(text, "Rapat umum"));
    cr_assert(strstr(text, "Lapangan &quot;A&quot; &lt;script&gt;"));
    cr_assert(strstr(text, "STTP terbit"));
    cr_assert(!strstr(text, "rahasia") && !strstr(text, "<script"));
    item.cancelled = true;
    cr_assert(strstr(write_page(&page, &item, 1, JK_LANG_ID), "dibatalkan"));
    jk_buf_clear(&page);
}

Test(page, what_is_not_of_the_present_says_of_when_it_is)
{
    struct jk_pack here = pack;
    struct jk_page page = { .pack = &here, .filter = &everything, .base = "" };
    struct jk_buf out = { 0 };

    here.tz = jk_tz_find(JK_SPAN("WITA"));
    cr_assert(jk_calendar_page(&out, &page) == JK_OK);
    cr_assert(!strstr(out.at, "role=\"status\""), "of the present it says nothing");
    page.of_s = 1732341621; /* 23 November 2024, 14.00.21 WITA */
    jk_buf_reset(&out);
    cr_assert(jk_calendar_page(&out, &page) == JK_OK);
    cr_assert(strstr(out.at, "role=\"status\"><b>Data per 14.00 WITA</b>."), "%s", out.at);
    page.of_dated = true;
    jk_buf_reset(&out);
    cr_assert(jk_public_fault_page(&out, &page, "x") == JK_OK);
    cr_assert(strstr(out.at, "Data per Sabtu, 23 November 2024 pukul 14.00 WITA"), "%s", out.at);
    page.lang = JK_LANG_EN;
    page.of_dated = false;
    jk_buf_reset(&out);
    cr_assert(jk_calendar_page(&out, &page) == JK_OK);
    cr_assert(strstr(out.at, "<b>Data as of 14:00 WITA</b>. Later changes"), "%s", out.at);
    jk_buf_clear(&out);
}

Test(page, controls_do_not_pass)
{
    struct jk_buf out = { 0 };

    jk_html_add(&out, "a\x01\x1f'\nb");
    cr_assert(strcmp(out.at, "a&#39;\nb") == 0, "%s", out.at);
    jk_buf_clear(&out);
}

Test(page, three_ways_to_subscribe_stand_beside_each_other_and_a_code)
{
    struct jk_buf page = { 0 };
    const char *text = write_page(&page, NULL, 0, JK_LANG_ID);

    cr_assert(strstr(text, "href=\"webcal://kalender.example/feeds/64.08/approved.ics\""));
    cr_assert(strstr(text, "readonly value=\"https://kalender.example/feeds/64.08/approved.ics\""));
    cr_assert(strstr(text, "<a download=\"approved.ics\" href=\"/feeds/64.08/approved.ics\">"));
    cr_assert(strstr(text, "<svg class=\"qr\"") &&
              strstr(text, "Google Calendar dapat memerlukan satu hari"));
    cr_assert(!strstr(text, "<script") && !strstr(text, "style="));
    jk_buf_clear(&page);
}

Test(page, a_filter_goes_into_the_address_that_is_subscribed_to)
{
    const struct jk_feed_filter filter = { .region = "64.08",
                                           .area = "64.08.04",
                                           .paslon = 2,
                                           .kind = JK_KIND_TERBATAS,
                                           .from_day = jk_days_from_date(2024, 11, 20),
                                           .to_day = jk_days_from_date(2024, 11, 23) };
    struct jk_buf path = { 0 };

    jk_feed_path_add(&path, &filter);
    cr_assert(strcmp(path.at, "/feeds/64.08/approved.ics?area=64.08.04&paslon=2&"
                              "kind=PERTEMUAN-TERBATAS&from=2024-11-20&to=2024-11-23") == 0,
              "%s", path.at);
    cr_assert(!jk_feed_filter_is_plain(&filter) && jk_feed_filter_is_plain(&everything));
    jk_buf_clear(&path);
}
