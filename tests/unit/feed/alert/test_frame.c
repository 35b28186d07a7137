/* Frames between jarakd and jarakd-notify, cut anywhere. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/geo/geodesic.h"
#include "jarak/feed/alert/frame.h"

Test(letter, comes_out_as_it_went_in_however_the_frames_are_cut)
{
    const struct jk_frame in = { .subscription = "0123456789abcdef",
                                 .seq = 9007199254740993,
                                 .epoch = 1732341600,
                                 .summary = true,
                                 .from = "",
                                 .to = "",
                                 .url = "https://h/x",
                                 .host = "h",
                                 .port = 443,
                                 .address = "",
                                 .timestamp = "1700000000",
                                 .signature = "ab",
                                 .body = JK_SPAN("{\"text\":\"baris\\nsatu \xe2\x82\xac\"}") };
    struct jk_buf buf = { 0 };
    struct jk_arena arena = { 0 };
    size_t one;

    jk_frame_write(&buf, &in);
    one = buf.len;
    jk_frame_write(&buf, &in);
    cr_assert(jk_buf_ok(&buf));
    for (size_t cut = 0; cut <= buf.len; cut++) {
        struct jk_span rest = { buf.at, cut }, frame;
        struct jk_frame out;
        size_t found = 0;

        while (jk_frame_take(&rest, &frame) == JK_OK) {
            cr_assert(jk_frame_read(frame, &arena, &out) == JK_OK);
            cr_assert(out.summary && out.seq == in.seq && out.epoch == in.epoch &&
                      out.port == 443 && jk_span_eq(out.body, in.body));
            cr_assert(strcmp(out.url, in.url) == 0 && strcmp(out.signature, "ab") == 0);
            found++;
        }
        cr_assert(found == cut / one, "%zu of %zu", found, cut);
    }
    jk_buf_clear(&buf);
    jk_arena_clear(&arena);
}

Test(letter, what_is_no_letter_or_receipt_is_refused)
{
    static const char *const bad[] = { "",
                                       "{",
                                       "[]",
                                       "{}",
                                       "{\"subscription\":\"a\",\"seq\":-1}",
                                       "{\"subscription\":1,\"seq\":1,\"reason\":\"\"}" };
    struct jk_arena arena = { 0 };
    struct jk_frame letter;
    struct jk_receipt receipt;
    struct jk_span huge = JK_SPAN("\x7f\xff\xff\xff{}"), frame;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        cr_assert(jk_frame_read(jk_span_of(bad[i]), &arena, &letter) == JK_INVALID);
        cr_assert(jk_receipt_read(jk_span_of(bad[i]), &arena, &receipt) == JK_INVALID);
    }
    cr_assert(jk_frame_take(&huge, &frame) == JK_TOO_BIG);
    jk_arena_clear(&arena);
}

Test(letter, a_receipt_says_which_letter_and_why_it_failed)
{
    const struct jk_receipt in = { "0123456789abcdef", 7, false, "HTTP 503" };
    struct jk_buf buf = { 0 };
    struct jk_arena arena = { 0 };
    struct jk_receipt out;
    struct jk_span rest, frame;

    jk_receipt_write(&buf, &in);
    rest = jk_buf_view(&buf);
    cr_assert(jk_frame_take(&rest, &frame) == JK_OK && rest.len == 0);
    cr_assert(jk_receipt_read(frame, &arena, &out) == JK_OK);
    cr_assert(out.seq == 7 && !out.delivered && strcmp(out.reason, "HTTP 503") == 0);
    jk_buf_clear(&buf);
    jk_arena_clear(&arena);
}
