/* The public page: what the public may know, escaped. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/base/civil.h"
#include "jarak/feed/page.h"

static struct jk_pack pack = { .title = { "Pilkada <A> & B", "Election <A> & B" },
                               .simulation = true };

static char *write_page(struct jk_buf *out, const struct jk_feed_item *items, size_t count,
                        enum jk_lang lang)
{
    jk_buf_reset(out);
    cr_assert(jk_front_write(out, &pack, "/feeds/64.08/approved.ics", items, count, lang) == JK_OK);
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
    const struct jk_zone *zone = jk_zone_find(JK_SPAN("WITA"));
    struct jk_facts facts = { .kind = JK_KIND_RAPAT_UMUM,
                              .summary = "rahasia",
                              .location = "Lapangan \"A\" <script>",
                              .party = { .contest = "x", .paslon = { 2 }, .count = 1 } };
    struct jk_instance instance = { .start_s = 1732341600, /* 23 November 2024, 14.00 WITA */
                                    .end_s = 1732354200,
                                    .facts = &facts };
    struct jk_notice notice = { .uid = "u", .instances = &instance, .instance_count = 1 };
    struct jk_feed_item item = { .notice = &notice, .zone = zone };
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

Test(page, controls_do_not_pass)
{
    struct jk_buf out = { 0 };

    jk_html_add(&out, "a\x01\x1f'\nb");
    cr_assert(strcmp(out.at, "a&#39;\nb") == 0, "%s", out.at);
    jk_buf_clear(&out);
}
