/* Documents for paper from anybody: read to the end or refused, and what is read keeps what the
 * table of words promises. */
#include <stdint.h>
#include <stdlib.h>
#include "jarak/feed/sheet/sheet.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct jk_sheet_reader reader =
        jk_sheet_reader_of((struct jk_span){ (const char *)bytes, len });
    struct jk_sheet_item item;
    struct jk_buf again = { 0 };

    while (jk_sheet_next(&reader, &item) == JK_OK) {
        if (item.number_count > JK_SHEET_NUMBERS_MAX || item.text_count > JK_SHEET_TEXTS_MAX ||
            !jk_sheet_name(item.word)[0])
            abort();
        for (size_t i = 0; i < item.text_count; i++) {
            if (!jk_utf8_valid(item.texts[i]))
                abort();
        }
        jk_sheet_put(&again, &item);
    }
    jk_buf_clear(&again);
    return 0;
}
