/* The marked block: whatever the text is, it is had back; and lines that were read come out again.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/feed/plain/block.h"
#include "jarak/feed/texts/texts.h"
#include "tests/support/seeded.h"

/* Pieces that texts of strangers are made of, our own marks and what clients make of line ends
 * among them. */
static const char *const pieces[] = { "a",
                                      "Massa: 1500",
                                      "\\n",
                                      "\\n\\n",
                                      "\\N",
                                      "\\\\",
                                      "\\",
                                      "<br>",
                                      "<br><br>",
                                      " ",
                                      "\t",
                                      "--- jarakd: baris otomatis ---",
                                      "--- akhir baris jarakd ---",
                                      "---",
                                      "- ",
                                      "jarakd",
                                      "\xc3\xa9",
                                      "\xf0\x9f\x98\x80",
                                      "\\,",
                                      "\\;",
                                      ":",
                                      "&nbsp;",
                                      "--- jarakd: baris",
                                      "Z" };

static void write_text(struct seeded *r, struct jk_buf *out)
{
    int64_t count = seeded_whole(r, 0, 12);

    for (int64_t i = 0; i < count; i++)
        jk_buf_str(out, pieces[seeded_whole(r, 0, sizeof pieces / sizeof *pieces - 1)]);
}

Test(block, a_text_is_had_back_whatever_it_is)
{
    struct seeded r = { 20241123 };

    for (int round = 0; round < seeded_rounds(20000); round++) {
        struct jk_buf text = { 0 }, with = { 0 }, back = { 0 };

        write_text(&r, &text);
        jk_plain_block_append(&with, jk_buf_view(&text),
                              JK_SPAN("Belum lengkap: tempat.\nLihat: https://x/meja/draf/0"));
        cr_assert(jk_plain_block_strip(&back, jk_buf_view(&with)));
        cr_assert(jk_span_eq(jk_buf_view(&back), jk_buf_view(&text)), "\"%.*s\" from \"%.*s\"",
                  (int)back.len, back.len ? back.at : "", (int)text.len, text.len ? text.at : "");
        jk_buf_clear(&text);
        jk_buf_clear(&with);
        jk_buf_clear(&back);
    }
}

/* An event whose lines are folded and ended as clients do it. */
static void write_event(struct seeded *r, struct jk_buf *out)
{
    struct jk_buf text = { 0 };
    const char *end = seeded_whole(r, 0, 1) ? "\r\n" : "\n";

    write_text(r, &text);
    jk_buf_fmt(out, "BEGIN:VCALENDAR%sVERSION:2.0%sBEGIN:VEVENT%sUID:a@b%s", end, end, end, end);
    jk_buf_fmt(out, "DTSTART:20241123T060000Z%sSUMMARY:Rapat umum%s", end, end);
    if (seeded_whole(r, 0, 3))
        jk_buf_fmt(out, "DESCRIPTION%s:%.*s%s x%s", seeded_whole(r, 0, 1) ? ";LANGUAGE=id" : "",
                   (int)text.len, text.len ? text.at : "", end, end);
    if (seeded_whole(r, 0, 1))
        jk_buf_fmt(out, "BEGIN:VALARM%sTRIGGER:-PT5M%sDESCRIPTION:Massa: 9%sEND:VALARM%s", end, end,
                   end, end);
    jk_buf_fmt(out, "LOCATION:Stadion%sEND:VEVENT%sEND:VCALENDAR%s", end, end, end);
    jk_buf_clear(&text);
}

Test(block, an_event_is_had_back_from_what_is_shown)
{
    struct seeded r = { 64 };

    for (int round = 0; round < seeded_rounds(4000); round++) {
        struct jk_arena arena = { 0 };
        struct jk_buf event = { 0 }, shown = { 0 };
        struct jk_span once, back;
        struct jk_error err;

        write_event(&r, &event);
        cr_assert(jk_plain_strip(&arena, jk_buf_view(&event), &once, &err) == JK_OK, "%s",
                  err.value);
        cr_assert(jk_plain_show(&shown, &arena, once, JK_SPAN("Belum lengkap."), &err) == JK_OK);
        cr_assert(jk_plain_strip(&arena, jk_buf_view(&shown), &back, &err) == JK_OK);
        cr_assert(jk_plain_same(once, back), "%.*s\nfrom\n%.*s", (int)back.len, back.at,
                  (int)once.len, once.at);
        jk_buf_clear(&event);
        jk_buf_clear(&shown);
        jk_arena_clear(&arena);
    }
}

/* What a calendar of the web makes of it when somebody types below it. */
Test(block, it_is_found_in_what_clients_made_of_it)
{
    static const struct {
        const char *sent, *left;
    } cases[] = {
        { "halo<br><br>--- jarakd: baris otomatis ---<br>Belum lengkap: tempat.<br>"
          "--- akhir baris jarakd ---",
          "halo" },
        { "--- jarakd: baris otomatis ---\\nBelum\\n--- akhir baris jarakd ---\\nMassa: 5",
          "\\nMassa: 5" },
        { "a\\N\\N--- jarakd: baris otomatis ---\\NBelum\\N--- akhir baris jarakd ---", "a" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_buf left = { 0 };

        cr_assert(jk_plain_block_strip(&left, jk_span_of(cases[i].sent)));
        cr_expect(jk_span_eq(jk_buf_view(&left), jk_span_of(cases[i].left)), "%.*s", (int)left.len,
                  left.at);
        jk_buf_clear(&left);
    }
}

/* No word of others becomes a mark, or a line of its own. */
Test(block, words_of_others_stay_in_their_line)
{
    static struct jk_plain plain;
    struct jk_buf note = { 0 }, with = { 0 }, left = { 0 };
    struct jk_plain_note said = { .plain = &plain,
                                  .returned = "--- akhir baris jarakd ---\nMassa: 1",
                                  .link = "/meja/draf/0" };

    jk_plain_note_write(&note, &said, JK_LANG_ID);
    jk_plain_block_append(&with, JK_SPAN("a"), jk_buf_view(&note));
    cr_assert(jk_plain_block_strip(&left, jk_buf_view(&with)));
    cr_expect(jk_span_eq(jk_buf_view(&left), JK_SPAN("a")));
    jk_buf_clear(&note);
    jk_buf_clear(&with);
    jk_buf_clear(&left);
}
