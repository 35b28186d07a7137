/* Forms are read whole into the call's arena. A blank at either end of a value is nobody's wish: it
 * comes along when text is pasted. */
#include "daemon/http/api/form.h"

#include <string.h>
#include "daemon/http/api/multipart.h"
#include "jarak/base/bytes.h"
#include "jarak/http/server/wire.h"
#include "jarak/http/texts/texts.h"

static enum jk_status decode(struct jk_http_call *call, struct jk_span raw, bool trim,
                             const char **out, struct jk_error *err)
{
    char *room = jk_arena_take(&call->arena, raw.len + 1);
    struct jk_span text = { room, 0 };

    if (!room)
        return jk_no_memory(err);
    if (!jk_percent_decode(raw, true, room, &text.len) || !jk_utf8_valid(text) ||
        memchr(room, '\0', text.len))
        return jk_fail(err, JK_UNDECODED, JK_TEXT_HTTP_FORM, "", "%s", "");
    if (trim)
        text = jk_http_trim(text);
    room[(size_t)(text.at - room) + text.len] = '\0';
    *out = text.at;
    return JK_OK;
}

enum jk_status api_form_read(struct jk_http_call *call, struct api_form *out, struct jk_error *err)
{
    struct jk_span rest = call->body.at ? call->body : (struct jk_span){ "", 0 }, pair, name, type;
    enum jk_status rc = JK_OK;
    size_t cap = 0;

    if (jk_http_type_is(call, API_PARTS_TYPE) && jk_http_field(call, "Content-Type", &type))
        return api_multipart_read(&call->arena, type, rest, out, err);
    *out = (struct api_form){ .fields = NULL };
    while (rc == JK_OK && jk_span_cut(&rest, '&', &pair)) {
        struct api_field *grown;
        struct jk_span value = pair;

        if (pair.len == 0)
            continue;
        if (out->count == API_FIELDS_MAX)
            return jk_fail(err, JK_TOO_MANY, JK_TEXT_HTTP_FORM_LONG, "", "%d", API_FIELDS_MAX);
        grown = jk_arena_grow(&call->arena, out->fields, out->count, &cap, sizeof *grown);
        if (!grown)
            return jk_no_memory(err);
        out->fields = grown;
        jk_span_cut(&value, '=', &name);
        rc = decode(call, name, false, &grown[out->count].name, err);
        if (rc == JK_OK)
            rc = decode(call, value.at ? value : (struct jk_span){ "", 0 }, true,
                        &grown[out->count].value, err);
        out->count++;
    }
    return rc;
}

const char *api_form_get(const struct api_form *form, const char *name)
{
    for (size_t i = 0; i < form->count; i++) {
        if (strcmp(form->fields[i].name, name) == 0)
            return form->fields[i].value;
    }
    return "";
}

const struct api_file *api_form_file(const struct api_form *form, const char *field)
{
    for (size_t i = 0; i < form->file_count; i++) {
        if (strcmp(form->files[i].field, field) == 0)
            return &form->files[i];
    }
    return NULL;
}
