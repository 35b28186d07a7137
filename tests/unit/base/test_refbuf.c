/* Bytes that several hold: they stay as long as somebody has a reference. */
#include "jarak/base/refbuf.h"

#include <criterion/criterion.h>
#include <string.h>

Test(refbuf, the_bytes_are_taken_over_and_the_last_one_frees_them)
{
    struct jk_buf bytes = { 0 };
    struct jk_refbuf *one, *two;
    const char *at;

    jk_buf_str(&bytes, "umpan");
    at = bytes.at;
    one = jk_refbuf_take(&bytes);
    cr_assert(one != NULL && bytes.at == NULL && bytes.len == 0);
    cr_assert(jk_refbuf_view(one).at == at, "not copied");
    two = jk_refbuf_keep(one);
    cr_assert(two == one);
    jk_refbuf_drop(one);
    cr_assert(jk_span_eq(jk_refbuf_view(two), JK_SPAN("umpan")));
    jk_refbuf_drop(two);
}

Test(refbuf, a_buffer_that_failed_is_none_and_is_cleared_all_the_same)
{
    struct jk_buf bytes = { 0 };

    jk_buf_str(&bytes, "x");
    bytes.failed = true;
    cr_assert(jk_refbuf_take(&bytes) == NULL);
    cr_assert(bytes.at == NULL && bytes.len == 0 && jk_buf_ok(&bytes));
}

Test(refbuf, null_is_nothing_and_empty_is_something)
{
    struct jk_buf bytes = { 0 };
    struct jk_refbuf *empty = jk_refbuf_take(&bytes);

    cr_assert(empty != NULL && jk_refbuf_view(empty).len == 0);
    jk_refbuf_drop(empty);
    cr_assert(jk_refbuf_view(NULL).len == 0);
    jk_refbuf_drop(NULL);
}
