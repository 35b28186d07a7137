/* A form with files: no crash; what is read is within the bounds, every text is UTF-8 and ends, and
 * every file lies within the body.
 *
 * Input: the value of Content-Type up to the first line end, then the body. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/http/api/multipart.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void must(bool promise)
{
    if (!promise)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct jk_span body = { (const char *)bytes, len }, type;
    struct jk_arena arena = { 0 };
    struct api_form form;
    struct jk_error err = { .status = JK_OK };

    jk_span_cut(&body, '\n', &type);
    if (!body.at)
        body = (struct jk_span){ "", 0 };
    if (api_multipart_read(&arena, type, body, &form, &err) == JK_OK) {
        must(form.count + form.file_count <= API_FIELDS_MAX);
        for (size_t i = 0; i < form.count; i++)
            must(jk_utf8_valid(jk_span_of(form.fields[i].value)) &&
                 jk_utf8_valid(jk_span_of(form.fields[i].name)));
        for (size_t i = 0; i < form.file_count; i++)
            must(form.files[i].bytes.at >= body.at &&
                 form.files[i].bytes.at + form.files[i].bytes.len <= body.at + body.len);
    } else {
        must(err.text != NULL);
    }
    jk_arena_clear(&arena);
    return 0;
}
