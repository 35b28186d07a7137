/* The reader of KPU's table of deliveries: no crash, every refusal says where, and each row that is
 * taken is well said and lies in the region that was asked for.
 *
 * Input: a table. */
#include <stdint.h>
#include <stdlib.h>
#include "jarak/feed/table/drops.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void must(bool promise)
{
    if (!promise)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    const struct jk_tz *tz = jk_tz_find(JK_SPAN("WITA"));
    const struct jk_region regions[] = {
        { .code = "64.08", .name = "Kutai Timur", .parent = "64", .tz = tz },
        { .code = "64.08.11", .name = "Sandaran", .parent = "64.08", .tz = tz },
        { .code = "64.09", .name = "Paser", .parent = "64", .tz = tz },
    };
    const struct jk_pack pack = { .regions = regions, .region_count = 3, .tz = tz };
    struct jk_arena arena = { 0 };
    struct jk_error err = { .status = JK_OK };
    struct jk_drop_row *rows = NULL;
    size_t count = 0;
    enum jk_status rc = jk_drop_table_read(&arena, (struct jk_span){ (const char *)bytes, len },
                                           &pack, &regions[0], &rows, &count, &err);

    must(rc == JK_OK || err.status == rc);
    must(rc == JK_OK || rc == JK_UNDECODED || rc == JK_MEMORY || (err.line > 0 && err.field[0]));
    for (size_t i = 0; rc == JK_OK && i < count; i++) {
        must(jk_matter_check(&rows[i].said, &err) == JK_OK);
        must(jk_region_covers("64.08", rows[i].said.region) && rows[i].line > 1);
    }
    jk_arena_clear(&arena);
    return 0;
}
