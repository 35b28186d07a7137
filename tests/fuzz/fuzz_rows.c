/* The payload of a journal entry: whatever is read writes back to the same bytes. */
#include <stdint.h>
#include <stdlib.h>
#include "daemon/store/kinds/codec.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    enum jk_entry_kind kind = (enum jk_entry_kind)(len ? bytes[0] % (JK_ENTRY_END + 1) : 0);
    struct jk_span payload = { (const char *)bytes + (len ? 1 : 0), len ? len - 1 : 0 };
    struct value values[FIELDS_MAX];
    struct jk_buf again = { 0 };

    if (store_codec_read(kind, payload, values) != JK_OK)
        return 0;
    store_codec_write(kind, values, &again);
    if (!jk_span_eq(jk_buf_view(&again), payload))
        abort();
    jk_buf_clear(&again);
    return 0;
}
