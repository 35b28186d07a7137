/* One pass over the body: a delimiter, a few header lines, what lies before the next delimiter.
 *
 * Our own, as the HTTP reader is: Debian has no library that reads these from memory without a web
 * server around it. It is strict where browsers are: what none of them writes is refused. */
#include "daemon/http/api/multipart.h"

#include <string.h>
#include "jarak/http/server/wire.h"
#include "jarak/http/texts/texts.h"

#define BOUNDARY_MAX 70 /* RFC 2046 5.1.1 */
#define LINE_MAX     2048
#define LINES_MAX    8 /* of one part; browsers write two */

struct reading {
    struct jk_arena *arena;
    struct jk_span rest;     /* of the body */
    struct jk_span boundary; /* without its hyphens */
    struct api_form *out;
    struct jk_error *err;
    size_t field_cap, file_cap;
};

/* A part before its content. */
struct part {
    const char *name;     /* null: it has none */
    const char *filename; /* null: it is a field */
    const char *type;
};

static enum jk_status refuse(const struct reading *r)
{
    return jk_fail(r->err, JK_UNDECODED, JK_TEXT_HTTP_FORM, "", "%s", "");
}

static bool take(struct jk_span *rest, struct jk_span head)
{
    if (!jk_span_starts(*rest, head))
        return false;
    rest->at += head.len;
    rest->len -= head.len;
    return true;
}

/* Takes a parameter off a header's value: `; name=value` or `; name="value"`. */
static bool take_param(struct jk_span *rest, struct jk_span *name, struct jk_span *value)
{
    struct jk_span from = *rest;
    const char *end;

    while (take(&from, JK_SPAN(" ")) || take(&from, JK_SPAN(";")))
        continue;
    if (from.len == 0 || !jk_span_cut(&from, '=', name) || !from.at)
        return false;
    *name = jk_http_trim(*name);
    if (take(&from, JK_SPAN("\""))) {
        end = memchr(from.at, '"', from.len);
        if (!end)
            return false;
        *value = (struct jk_span){ from.at, (size_t)(end - from.at) };
        from.len -= value->len + 1;
        from.at = end + 1;
    } else {
        end = memchr(from.at, ';', from.len);
        *value = (struct jk_span){ from.at, end ? (size_t)(end - from.at) : from.len };
        from.at += value->len;
        from.len -= value->len;
    }
    *rest = from;
    return true;
}

static bool read_boundary(struct reading *r, struct jk_span type)
{
    struct jk_span name, value;
    const char *semicolon = memchr(type.at, ';', type.len);

    if (!semicolon)
        return false;
    type.len -= (size_t)(semicolon - type.at);
    type.at = semicolon;
    while (take_param(&type, &name, &value)) {
        if (jk_span_eq_nocase(name, JK_SPAN("boundary")))
            r->boundary = value;
    }
    for (size_t i = 0; i < r->boundary.len; i++) {
        if ((unsigned char)r->boundary.at[i] <= ' ' || (unsigned char)r->boundary.at[i] > 126)
            return false;
    }
    return r->boundary.len > 0 && r->boundary.len <= BOUNDARY_MAX;
}

/* Takes "--boundary" where it stands now. */
static bool take_delimiter(struct reading *r)
{
    struct jk_span rest = r->rest;

    if (!take(&rest, JK_SPAN("--")) || !take(&rest, r->boundary))
        return false;
    r->rest = rest;
    return true;
}

/* Takes what lies before the next delimiter, and the delimiter. */
static bool take_content(struct reading *r, struct jk_span *content)
{
    const char *begin = r->rest.at;

    for (;;) {
        const char *line = r->rest.len ? memchr(r->rest.at, '\r', r->rest.len) : NULL;
        struct jk_span from;

        if (!line)
            return false;
        from = (struct jk_span){ line, r->rest.len - (size_t)(line - r->rest.at) };
        r->rest = from;
        if (take(&r->rest, JK_SPAN("\r\n")) && take_delimiter(r)) {
            *content = (struct jk_span){ begin, (size_t)(line - begin) };
            return true;
        }
        r->rest = (struct jk_span){ from.at + 1, from.len - 1 };
    }
}

/* A text of a part, ended by NUL. */
static enum jk_status keep_text(struct reading *r, struct jk_span raw, const char **out)
{
    if (!jk_utf8_valid(raw) || (raw.len && memchr(raw.at, '\0', raw.len)))
        return refuse(r);
    *out = jk_arena_copy(r->arena, raw);
    return *out ? JK_OK : jk_no_memory(r->err);
}

/* A name of a field or file: browsers write quotes and line ends as %22, %0D and %0A. */
static enum jk_status keep_name(struct reading *r, struct jk_span raw, const char **out)
{
    static const struct {
        struct jk_span code;
        char is;
    } codes[] = { { { "%22", 3 }, '"' }, { { "%0D", 3 }, ' ' }, { { "%0A", 3 }, ' ' } };
    char *room = jk_arena_take(r->arena, raw.len + 1);
    size_t len = 0;

    if (!room)
        return jk_no_memory(r->err);
    while (raw.len > 0) {
        char is = raw.at[0];
        struct jk_span rest = { raw.at + 1, raw.len - 1 };

        for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
            if (take(&raw, codes[i].code)) {
                is = codes[i].is;
                rest = raw;
                break;
            }
        }
        room[len++] = is;
        raw = rest;
    }
    return keep_text(r, (struct jk_span){ room, len }, out);
}

static enum jk_status read_disposition(struct reading *r, struct jk_span value, struct part *part)
{
    struct jk_span name, text;
    enum jk_status rc = JK_OK;

    value = jk_http_trim(value);
    if (value.len < 9 || !jk_span_eq_nocase((struct jk_span){ value.at, 9 }, JK_SPAN("form-data")))
        return refuse(r);
    value.at += 9;
    value.len -= 9;
    while (rc == JK_OK && take_param(&value, &name, &text)) {
        if (jk_span_eq_nocase(name, JK_SPAN("name")))
            rc = keep_name(r, text, &part->name);
        else if (jk_span_eq_nocase(name, JK_SPAN("filename")))
            rc = keep_name(r, text, &part->filename);
    }
    return rc;
}

/* The header lines of a part, up to the empty one. */
static enum jk_status read_head(struct reading *r, struct part *part)
{
    enum jk_status rc = JK_OK;

    *part = (struct part){ .type = "" };
    for (int i = 0; i <= LINES_MAX && rc == JK_OK; i++) {
        const char *end = r->rest.len ? memchr(r->rest.at, '\r', r->rest.len) : NULL;
        struct jk_span line = { r->rest.at, end ? (size_t)(end - r->rest.at) : 0 }, name;

        if (!end || line.len > LINE_MAX)
            return refuse(r);
        r->rest.at += line.len;
        r->rest.len -= line.len;
        if (!take(&r->rest, JK_SPAN("\r\n")))
            return refuse(r);
        if (line.len == 0)
            return part->name ? JK_OK : refuse(r);
        jk_span_cut(&line, ':', &name);
        if (!line.at)
            return refuse(r);
        if (jk_span_eq_nocase(name, JK_SPAN("Content-Disposition")))
            rc = read_disposition(r, line, part);
        else if (jk_span_eq_nocase(name, JK_SPAN("Content-Type")))
            rc = keep_text(r, jk_http_trim(line), &part->type);
        else if (jk_span_eq_nocase(name, JK_SPAN("Content-Transfer-Encoding")))
            return refuse(r);
    }
    return rc == JK_OK ? refuse(r) : rc;
}

static enum jk_status add_field(struct reading *r, const struct part *part, struct jk_span content)
{
    struct api_form *out = r->out;
    struct api_field *grown =
        jk_arena_grow(r->arena, out->fields, out->count, &r->field_cap, sizeof *grown);

    if (!grown)
        return jk_no_memory(r->err);
    out->fields = grown;
    grown[out->count].name = part->name;
    return keep_text(r, jk_http_trim(content), &grown[out->count++].value);
}

static enum jk_status add_file(struct reading *r, const struct part *part, struct jk_span content)
{
    struct api_form *out = r->out;
    struct api_file *grown;

    if (!part->filename[0] && content.len == 0)
        return JK_OK; /* nothing was chosen */
    grown = jk_arena_grow(r->arena, out->files, out->file_count, &r->file_cap, sizeof *grown);
    if (!grown)
        return jk_no_memory(r->err);
    out->files = grown;
    grown[out->file_count++] = (struct api_file){ part->name, part->filename, part->type, content };
    return JK_OK;
}

enum jk_status api_multipart_read(struct jk_arena *arena, struct jk_span type, struct jk_span body,
                                  struct api_form *out, struct jk_error *err)
{
    struct reading r = { .arena = arena, .rest = body, .out = out, .err = err };
    enum jk_status rc = JK_OK;

    *out = (struct api_form){ .fields = NULL };
    if (!read_boundary(&r, type) || !take_delimiter(&r))
        return refuse(&r);
    while (rc == JK_OK && !jk_span_starts(r.rest, JK_SPAN("--"))) {
        struct jk_span content;
        struct part part;

        if (!take(&r.rest, JK_SPAN("\r\n")))
            return refuse(&r);
        if (out->count + out->file_count >= API_FIELDS_MAX)
            return jk_fail(err, JK_TOO_MANY, JK_TEXT_HTTP_FORM_LONG, "", "%d", API_FIELDS_MAX);
        rc = read_head(&r, &part);
        if (rc == JK_OK && !take_content(&r, &content))
            rc = refuse(&r);
        if (rc == JK_OK)
            rc = part.filename ? add_file(&r, &part, content) : add_field(&r, &part, content);
    }
    return rc;
}
