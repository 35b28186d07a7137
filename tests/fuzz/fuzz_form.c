/* The form of a notice: no crash; what is written of it is a stream that is whole, and the ordinary
 * reader takes it or refuses it by its own rules; every refusal names a field that there is.
 *
 * Input: the body of a form, application/x-www-form-urlencoded. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/http/api/form.h"
#include "daemon/http/server/conn.h"
#include "jarak/feed/form/form.h"
#include "jarak/ical/read.h"
#include "tests/fuzz/real_pack.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void must(bool promise)
{
    if (!promise)
        abort();
}

static void read_way(const struct api_form *fields, const char *prefix, struct jk_form_way *way)
{
    for (int i = 0; i < 20; i++) {
        char lat[24], lon[24];

        snprintf(lat, sizeof lat, "%slat%d", prefix, i);
        snprintf(lon, sizeof lon, "%slon%d", prefix, i);
        way->lat[way->count] = api_form_get(fields, lat);
        way->lon[way->count] = api_form_get(fields, lon);
        if (way->lat[way->count][0] || way->lon[way->count][0])
            way->count++;
    }
}

static void check_stream(const struct jk_buf *ical)
{
    struct jk_ical_context context = { .purpose = JK_ICAL_POST,
                                       .window_from_s = 1727193600,
                                       .window_to_s = 1733068800 };
    struct jk_ical_stream stream;
    struct jk_arena arena = { 0 };
    struct jk_error err = { .status = JK_OK };

    if (jk_ical_read(&arena, jk_buf_view(ical), &context, &stream, &err) == JK_OK)
        must(stream.count >= 1 && stream.count <= 5); /* a main and four legs at most */
    else
        must(err.text != NULL);
    jk_arena_clear(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct call call = { .pub = { .body = { (const char *)bytes, len } } };
    struct jk_form *form = calloc(1, sizeof *form);
    struct jk_form_fault fault;
    struct jk_buf ical = { 0 };
    struct api_form fields;
    struct jk_error err;

    if (form && api_form_read(&call.pub, &fields, &err) == JK_OK) {
        for (int i = 0; i < JK_FORM_END; i++)
            form->value[i] = api_form_get(&fields, jk_form_name((enum jk_form_field)i));
        read_way(&fields, "", &form->out);
        read_way(&fields, "p", &form->back);
        if (jk_form_write(form, real_pack(), &ical, &fault) == JK_OK)
            check_stream(&ical);
        else
            must(fault.field <= JK_FORM_END && fault.error.status != JK_OK);
    }
    jk_buf_clear(&ical);
    jk_arena_clear(&call.pub.arena);
    free(form);
    return 0;
}
