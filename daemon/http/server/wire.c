/* The reader's frame: lines of the head are collected and read whole, so that where the bytes were
 * cut cannot matter; every limit is checked against what was taken, never against what was given.
 */
#include "jarak/http/server/wire.h"
#include "jarak/base/texts.h"
#include "jarak/http/texts/texts.h"

#include <string.h>
#include "daemon/http/server/wire_internal.h"

/* A request line is method, target and version, with two spaces and CRLF. */
#define REQUEST_LINE_MAX (JK_WIRE_METHOD_MAX + 1 + JK_WIRE_TARGET_MAX + 1 + 8 + 2)
#define BODY_KEPT_MAX    16384 /* memory an idle connection may keep for its next body */

enum jk_wire_event http_wire_fail(struct jk_wire *wire, int code, const struct jk_text *text,
                                  const char *blame)
{
    wire->state = WIRE_FAILED;
    wire->code = code;
    wire->text = text;
    wire->blame = blame;
    wire->keep = false;
    return JK_WIRE_ERROR;
}

/* A line that has no end within its limit. */
static enum jk_wire_event fail_long_line(struct jk_wire *wire)
{
    if (wire->method != JK_HTTP_METHOD_END)
        return http_wire_fail(wire, 431, JK_TEXT_HTTP_HEAD_BIG, "head");
    if (memchr(wire->head.at + wire->line_at, ' ', JK_WIRE_METHOD_MAX + 1))
        return http_wire_fail(wire, 414, JK_TEXT_HTTP_TARGET_LONG, "target");
    return http_wire_fail(wire, 400, JK_TEXT_HTTP_LINE, "request line");
}

/* One whole line stands at the end of wire->head. */
static enum jk_wire_event read_line(struct jk_wire *wire)
{
    struct jk_span line = { wire->head.at + wire->line_at, wire->head.len - wire->line_at };
    bool first = wire->method == JK_HTTP_METHOD_END;

    /* A bare LF ends lines for some readers and not for others (RFC 9112 section 2.2). */
    if (line.len < 2 || line.at[line.len - 2] != '\r')
        return http_wire_fail(wire, 400, first ? JK_TEXT_HTTP_LINE : JK_TEXT_HTTP_FIELD, "CRLF");
    line.len -= 2;
    wire->line_at = wire->head.len;
    if (first && line.len == 0 && !wire->skipped_line) {
        wire->skipped_line = true; /* one CRLF too many after a body: RFC 9112 section 2.2 */
        return JK_WIRE_NEED_MORE;
    }
    if (first)
        return http_wire_read_request_line(wire, line);
    if (line.len == 0)
        return http_wire_finish_head(wire);
    return http_wire_read_field(wire, line);
}

static enum jk_wire_event step_lines(struct jk_wire *wire, const char *bytes, size_t len,
                                     size_t *took)
{
    bool first = wire->method == JK_HTTP_METHOD_END;
    size_t max = first ? wire->line_at + REQUEST_LINE_MAX : JK_WIRE_HEAD_MAX;
    size_t room = max - wire->head.len;
    const char *end;

    if (len == 0)
        return JK_WIRE_NEED_MORE;
    len = len < room ? len : room;
    end = len ? memchr(bytes, '\n', len) : NULL;
    *took = end ? (size_t)(end - bytes) + 1 : len;
    jk_buf_add(&wire->head, bytes, *took);
    if (!jk_buf_ok(&wire->head))
        return http_wire_fail(wire, 503, JK_TEXT_NO_MEMORY, "head");
    if (end)
        return read_line(wire);
    return *took == room ? fail_long_line(wire) : JK_WIRE_NEED_MORE;
}

static enum jk_wire_event step_done(struct jk_wire *wire, const char *bytes, size_t len,
                                    size_t *took)
{
    (void)wire, (void)bytes, (void)len, (void)took;
    return JK_WIRE_REQUEST;
}

static enum jk_wire_event step_failed(struct jk_wire *wire, const char *bytes, size_t len,
                                      size_t *took)
{
    (void)wire, (void)bytes, (void)len, (void)took;
    return JK_WIRE_ERROR;
}

static wire_step *const steps[] = {
    [WIRE_LINES] = step_lines,
    [WIRE_BODY] = http_wire_step_body,
    [WIRE_LENGTH] = http_wire_step_length,
    [WIRE_SIZE] = http_wire_step_size,
    [WIRE_SIZE_LF] = http_wire_step_size_lf,
    [WIRE_CHUNK] = http_wire_step_chunk,
    [WIRE_CHUNK_CR] = http_wire_step_chunk_cr,
    [WIRE_CHUNK_LF] = http_wire_step_chunk_lf,
    [WIRE_LAST_CR] = http_wire_step_last_cr,
    [WIRE_LAST_LF] = http_wire_step_last_lf,
    [WIRE_DONE] = step_done,
    [WIRE_FAILED] = step_failed,
};
_Static_assert(sizeof steps / sizeof *steps == WIRE_STATE_END, "every state has its step");

enum jk_wire_event jk_wire_feed(struct jk_wire *wire, const char *bytes, size_t len, size_t *used)
{
    enum jk_wire_event event;
    unsigned before;
    size_t took;

    if (wire->head.len == 0)
        wire->method = JK_HTTP_METHOD_END; /* also of a reader that is all zero */
    *used = 0;
    do {
        before = wire->state;
        took = 0;
        event = steps[wire->state](wire, len ? bytes + *used : bytes, len - *used, &took);
        *used += took;
    } while (event == JK_WIRE_NEED_MORE && (took > 0 || wire->state != before));
    return event;
}

void jk_wire_next(struct jk_wire *wire)
{
    struct jk_buf head = wire->head, path = wire->path, body = wire->body;

    if (body.cap > BODY_KEPT_MAX)
        jk_buf_clear(&body);
    jk_buf_reset(&head);
    jk_buf_reset(&path);
    jk_buf_reset(&body);
    /* Not the tables: their entries are valid up to the counts only. */
    memset(wire, 0, offsetof(struct jk_wire, head));
    wire->head = head;
    wire->path = path;
    wire->body = body;
    wire->method = JK_HTTP_METHOD_END;
}

void jk_wire_clear(struct jk_wire *wire)
{
    jk_buf_clear(&wire->head);
    jk_buf_clear(&wire->path);
    jk_buf_clear(&wire->body);
    *wire = (struct jk_wire){ 0 };
}

static struct jk_span view(const struct jk_buf *buf, size_t at, size_t len)
{
    return (struct jk_span){ buf->at ? buf->at + at : "", len };
}

struct jk_span jk_wire_target(const struct jk_wire *wire)
{
    return view(&wire->head, wire->target_at, wire->target_len);
}

struct jk_span jk_wire_path(const struct jk_wire *wire)
{
    return view(&wire->head, wire->target_at, wire->path_len);
}

struct jk_span jk_wire_query(const struct jk_wire *wire)
{
    if (wire->path_len >= wire->target_len)
        return (struct jk_span){ NULL, 0 };
    return view(&wire->head, wire->target_at + wire->path_len + 1,
                wire->target_len - wire->path_len - 1);
}

struct jk_span jk_wire_segment(const struct jk_wire *wire, size_t i)
{
    return view(&wire->path, wire->segments[i].at, wire->segments[i].len);
}

struct jk_span jk_wire_field_name(const struct jk_wire *wire, size_t i)
{
    return view(&wire->head, wire->fields[i].name_at, wire->fields[i].name_len);
}

struct jk_span jk_wire_field_value(const struct jk_wire *wire, size_t i)
{
    return view(&wire->head, wire->fields[i].at, wire->fields[i].len);
}

struct jk_span jk_wire_body(const struct jk_wire *wire)
{
    return jk_buf_view(&wire->body);
}
