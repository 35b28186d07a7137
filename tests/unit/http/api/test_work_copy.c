/* What a copy of the process hands back is believed in nothing: cut anywhere, it is refused. */
#include <criterion/criterion.h>
#include <string.h>
#include "daemon/http/api/work_copy.h"

static void add(struct jk_buf *out, uint64_t number)
{
    jk_buf_add(out, (const char *)&number, sizeof number);
}

static void add_text(struct jk_buf *out, const char *text)
{
    add(out, strlen(text));
    jk_buf_str(out, text);
}

Test(work_copy, an_answer_is_read_whole_or_not_at_all)
{
    struct jk_arena arena = { 0 };
    struct jk_buf text = { 0 };
    struct work_back back;

    add(&text, 4711);
    add_text(&text, "found");
    add(&text, 207);
    add(&text, 1);
    add_text(&text, "application/xml");
    add(&text, 2);
    add_text(&text, "ETag");
    add_text(&text, "\"x\"");
    add_text(&text, "Link");
    add(&text, UINT64_MAX); /* null: left out */
    add_text(&text, "body");
    cr_assert(api_work_back_read(&arena, jk_buf_view(&text), &back));
    cr_assert(back.units == 4711 && jk_span_eq(back.findings, JK_SPAN("found")) && back.has_reply);
    cr_assert(back.reply.code == 207 && back.reply.close && back.reply.header_count == 2);
    cr_assert_str_eq(back.reply.content_type, "application/xml");
    cr_assert_str_eq(back.reply.headers[0].value, "\"x\"");
    cr_assert(back.reply.headers[1].value == NULL);
    cr_assert(jk_span_eq(back.reply.body, JK_SPAN("body")));
    for (size_t len = 0; len < text.len; len++) {
        bool read = api_work_back_read(&arena, (struct jk_span){ text.at, len }, &back);

        cr_assert(!read || (len == 8 + 8 + 5 && !back.has_reply), "cut at %zu", len);
    }
    jk_buf_str(&text, "?");
    cr_assert(!api_work_back_read(&arena, jk_buf_view(&text), &back), "nothing may follow");
    jk_buf_clear(&text);
    jk_arena_clear(&arena);
}

Test(work_copy, lengths_and_codes_that_cannot_be_are_refused)
{
    static const uint64_t numbers[][4] = {
        { 0, UINT64_MAX - 1, 200, 0 },
        { 0, 0, 99, 0 },
        { 0, 0, 600, 0 },
        { 0, 1u << 30, 200, 0 },
    };
    struct jk_arena arena = { 0 };
    struct work_back back;

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct jk_span text = { (const char *)numbers[i], sizeof numbers[i] };

        cr_assert(!api_work_back_read(&arena, text, &back), "%zu", i);
    }
    jk_arena_clear(&arena);
}
