/* The reader of tables: no crash, every refusal says where, and what it writes is a stream that the
 * ordinary reader takes or refuses by its own rules; each row is one VEVENT, whatever its cells
 * hold.
 *
 * Input: a table. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/feed/table/table.h"
#include "jarak/ical/read.h"
#include "jarak/ical/scan.h"
#include "tests/fuzz/real_pack.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void must(bool promise)
{
    if (!promise)
        abort();
}

/* No cell ends its line: there are as many events as rows, and nothing but zones beside them. */
static void check_tree(const struct jk_register_text *text)
{
    struct jk_arena arena = { 0 };
    const struct jk_ical_comp *calendar, *comp = NULL;
    struct jk_error err;
    size_t events = 0;
    enum jk_status rc = jk_ical_scan(&arena, jk_buf_view(&text->ical), UINT32_MAX, &calendar, &err);

    must(rc == JK_OK || rc == JK_TOO_BIG); /* a cell whose escapes make the line too long */
    for (comp = rc == JK_OK ? calendar->children : NULL; comp; comp = comp->next) {
        if (jk_ical_is(comp->name, "VTIMEZONE"))
            continue;
        must(jk_ical_is(comp->name, "VEVENT") && !comp->children);
        must(events < text->count && comp->line == text->begins[events]);
        events++;
    }
    must(rc != JK_OK || events == text->count);
    jk_arena_clear(&arena);
}

static void check_reading(const struct jk_register_text *text)
{
    struct jk_ical_context context = { .purpose = JK_ICAL_IMPORT,
                                       .window_from_s = 1727193600,
                                       .window_to_s = 1733068800 };
    struct jk_ical_stream stream;
    struct jk_arena arena = { 0 };
    struct jk_error err = { .status = JK_OK };

    if (jk_ical_read(&arena, jk_buf_view(&text->ical), &context, &stream, &err) == JK_OK) {
        must(stream.count == text->count);
    } else {
        jk_register_locate(text, &err);
        must(err.line <= text->rows[text->count - 1] || err.line == 0);
    }
    jk_arena_clear(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct jk_register_text text = { .count = 0 };
    struct jk_error err = { .status = JK_OK };
    struct jk_arena arena = { 0 };
    enum jk_status rc;

    rc = jk_register_read(&arena, (struct jk_span){ (const char *)bytes, len }, real_pack(),
                          &(struct jk_register_known){ .count = 0 }, &text, &err);
    must(rc == err.status);
    if (rc == JK_OK) {
        check_tree(&text);
        check_reading(&text);
    } else {
        must(rc == JK_UNDECODED || (err.line > 0 && err.field[0]));
    }
    jk_buf_clear(&text.ical);
    jk_arena_clear(&arena);
    return 0;
}
