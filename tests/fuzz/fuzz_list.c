/* Rows pasted from a spreadsheet: no crash; there are no more than a list holds, none of them is
 * blank, every cell ends, and what is written of them the ordinary reader takes or refuses by its
 * own rules.
 *
 * Input: what was pasted; what is no text comes through no form. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/feed/form/list.h"
#include "jarak/ical/read.h"
#include "tests/fuzz/real_pack.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void must(bool promise)
{
    if (!promise)
        abort();
}

static void check_stream(const struct jk_buf *ical, size_t rows)
{
    struct jk_ical_context context = { .purpose = JK_ICAL_POST,
                                       .window_from_s = 1727193600,
                                       .window_to_s = 1733068800 };
    struct jk_ical_stream stream;
    struct jk_arena arena = { 0 };
    struct jk_error err = { .status = JK_OK };

    if (ical->len == 0)
        return;
    if (jk_ical_read(&arena, jk_buf_view(ical), &context, &stream, &err) == JK_OK)
        must(stream.count <= rows);
    else
        must(err.text != NULL);
    jk_arena_clear(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct jk_list *list = calloc(1, sizeof *list);
    struct jk_list_fault *faults = calloc(JK_LIST_ROWS_MAX, sizeof *faults);
    struct jk_arena arena = { 0 };
    struct jk_error err = { .status = JK_OK };
    struct jk_buf ical = { 0 };

    if (!jk_utf8_valid((struct jk_span){ (const char *)bytes, len }) || memchr(bytes, 0, len)) {
        free(list);
        free(faults);
        return 0;
    }
    must(list && faults);
    for (int i = 0; i < JK_FORM_END; i++)
        list->common.value[i] = "";
    list->common.value[JK_FORM_UID] = "a@meja";
    list->common.value[JK_FORM_PASLON] = "1";
    if (jk_list_paste(&arena, (struct jk_span){ (const char *)bytes, len }, list, &err) == JK_OK) {
        must(list->count <= JK_LIST_ROWS_MAX);
        for (size_t i = 0; i < list->count; i++)
            must(!jk_list_is_blank(&list->rows[i]));
        must(jk_list_write(list, real_pack(), faults, &ical, &err) == JK_OK);
        check_stream(&ical, list->count);
    } else {
        must(err.text != NULL);
    }
    jk_buf_clear(&ical);
    jk_arena_clear(&arena);
    free(list);
    free(faults);
    return 0;
}
