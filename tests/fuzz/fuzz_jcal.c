/* jCal of arbitrary bytes: refused, or JSON of one component where they were UTF-8 without NUL. */
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/feed/public/jcal.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void must(bool promise)
{
    if (!promise)
        abort();
}

static void check(const struct jk_buf *out)
{
    json_t *json = json_loadb(out->at, out->len, JSON_DECODE_INT_AS_REAL, NULL);

    must(json_is_array(json) && json_array_size(json) == 3);
    must(json_is_string(json_array_get(json, 0)) && json_is_array(json_array_get(json, 1)) &&
         json_is_array(json_array_get(json, 2)));
    json_decref(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct jk_span ical = { (const char *)bytes, len };
    struct jk_buf out = { 0 };
    enum jk_status rc = jk_jcal_write(&out, ical);

    must(rc == JK_OK || rc == JK_INVALID);
    /* A number of 300 digits is one in JSON, and no double. */
    if (rc == JK_OK && jk_utf8_valid(ical) && !memchr(bytes, 0, len) && len < 300)
        check(&out);
    jk_buf_clear(&out);
    return 0;
}
