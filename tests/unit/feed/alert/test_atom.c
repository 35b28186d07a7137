/* An inbox as an Atom feed: a title, the text, and a link to the CAP document of each alert. */
#include "jarak/feed/alert/cap.h"
#include "tests/support/documents.h"
#include "tests/unit/feed/alert/told.h"

#define DOCUMENT(text) \
    "{\"level\":\"siaga\",\"text\":\"" text "\",\"text_en\":\"en\",\"conflict\":{}}"

static struct jk_pack pack_of(void)
{
    return (struct jk_pack){ .id = "p", .region = "64.08", .tz = jk_tz_find(JK_SPAN("WITA")) };
}

Test(atom, an_entry_has_the_second_line_as_its_title_and_the_whole_text_escaped)
{
    static const struct {
        const char *document, *title, *summary;
    } cases[] = {
        { DOCUMENT("PERINGATAN JARAK\\nSIAGA: A & B\\nrinci <x>"),
          "<title>SIAGA: A &amp; B</title>",
          "<summary>PERINGATAN JARAK\nSIAGA: A &amp; B\nrinci &lt;x&gt;</summary>" },
        { DOCUMENT("satu baris"), "<title>satu baris</title>", "<summary>satu baris</summary>" },
        { DOCUMENT(""), "<title>", "<summary></summary>" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_pack pack = pack_of();
        struct jk_arena arena = { 0 };
        struct jk_alert told =
            told_alert(&arena, cases[i].document, 3, JK_EVENT_OPENED, 1732082400);
        struct jk_buf out = { 0 };

        cr_assert(jk_atom_write(&out, &pack, "polres-64.08", &told, 1) == JK_OK);
        expect_holds(text_of_buffer(&out), cases[i].title);
        expect_holds(out.at, cases[i].summary);
        jk_buf_clear(&out);
        jk_arena_clear(&arena);
    }
}

Test(atom, the_newest_stands_first_and_dates_the_feed)
{
    struct jk_pack pack = pack_of();
    struct jk_arena arena = { 0 };
    struct jk_alert told[2];
    struct jk_buf out = { 0 };

    told[0] = told_alert(&arena, DOCUMENT("b"), 2, JK_EVENT_MOVED, 1732082460);
    told[1] = told_alert(&arena, DOCUMENT("a"), 1, JK_EVENT_OPENED, 1732082400);
    cr_assert(jk_atom_write(&out, &pack, "a&b", told, 2) == JK_OK);
    text_of_buffer(&out);
    expect_holds(out.at, "<id>urn:jarakd:inbox:a&amp;b</id>\n");
    cr_expect(times_in(out.at, "<updated>2024-11-20T14:01:00+08:00</updated>") == 2);
    cr_expect(times_in(out.at, "<updated>2024-11-20T14:00:00+08:00</updated>") == 1);
    expect_holds(out.at, "<id>urn:jarakd:alert:" TOLD_ID "-2</id>");
    expect_holds(out.at, "href=\"/api/v1/alerts/" TOLD_ID "-1.cap\"");
    cr_expect(strstr(out.at, TOLD_ID "-2") < strstr(out.at, TOLD_ID "-1"));
    jk_buf_clear(&out);
    jk_arena_clear(&arena);
}
