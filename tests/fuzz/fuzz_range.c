/* The reader of Content-Range: what is read holds together.
 *
 * Input: the field's value. */
#include <stdint.h>
#include <stdlib.h>
#include "daemon/http/rest/upload.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct content_range range;

    if (rest_content_range_parse((struct jk_span){ (const char *)bytes, len }, &range) &&
        (range.total == 0 ||
         (!range.is_question && (range.from > range.to || range.to >= range.total))))
        abort();
    return 0;
}
