/* Request line, field lines, and what the fields together say about framing.
 *
 * All is read strictly (RFC 9110, RFC 9112): one space between the parts of the request line, no
 * folded lines, no space before a colon, Host exactly once, and one way only to know where the body
 * ends. Leniency here is how two servers come to disagree about where a request ends. Fields are
 * kept as offsets into the head's buffer, which may move while it grows. */
#include <string.h>
#include "jarak/base/decimal.h"
#include "jarak/http/texts/texts.h"
#include "daemon/http/server/wire_internal.h"

#define LENGTH_DIGITS_MAX 18 /* any such length fits a uint64_t */

static const char *const method_names[] = {
    [JK_HTTP_GET] = "GET",
    [JK_HTTP_HEAD] = "HEAD",
    [JK_HTTP_POST] = "POST",
    [JK_HTTP_PUT] = "PUT",
    [JK_HTTP_DELETE] = "DELETE",
    [JK_HTTP_OPTIONS] = "OPTIONS",
    [JK_HTTP_PATCH] = "PATCH",
    [JK_HTTP_PROPFIND] = "PROPFIND",
    [JK_HTTP_PROPPATCH] = "PROPPATCH",
    [JK_HTTP_REPORT] = "REPORT",
    [JK_HTTP_MKCALENDAR] = "MKCALENDAR",
    [JK_HTTP_MKCOL] = "MKCOL",
    [JK_HTTP_COPY] = "COPY",
    [JK_HTTP_MOVE] = "MOVE",
    [JK_HTTP_LOCK] = "LOCK",
    [JK_HTTP_UNLOCK] = "UNLOCK",
    [JK_HTTP_ACL] = "ACL",
};
_Static_assert(sizeof method_names / sizeof *method_names == JK_HTTP_METHOD_END,
               "every method has its token");

const char *jk_http_method_name(enum jk_http_method method)
{
    return (unsigned)method < JK_HTTP_METHOD_END ? method_names[method] : "";
}

static bool is_token(struct jk_span span)
{
    return span.len > 0 && http_wire_is_all(span, WIRE_TOKEN);
}

static enum jk_http_method find_method(struct jk_span name)
{
    int i;

    for (i = 0; i < JK_HTTP_METHOD_END; i++) {
        if (jk_span_eq(name, jk_span_of(method_names[i])))
            break;
    }
    return (enum jk_http_method)i;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "HTTP/1.1" and "HTTP/1.0" are read; other well-formed versions are 505, the rest is noise. */
static enum jk_wire_event read_version(struct jk_wire *wire, struct jk_span version)
{
    wire->http10 = jk_span_eq(version, JK_SPAN("HTTP/1.0"));
    if (wire->http10 || jk_span_eq(version, JK_SPAN("HTTP/1.1")))
        return JK_WIRE_NEED_MORE;
    if (version.len == 8 && jk_span_starts(version, JK_SPAN("HTTP/")) && is_digit(version.at[5]) &&
        version.at[6] == '.' && is_digit(version.at[7]))
        return http_wire_fail(wire, 505, JK_TEXT_HTTP_VERSION, "version");
    return http_wire_fail(wire, 400, JK_TEXT_HTTP_LINE, "version");
}

enum jk_wire_event http_wire_read_request_line(struct jk_wire *wire, struct jk_span line)
{
    struct jk_span method, target;
    enum jk_http_method found;

    if (!jk_span_cut(&line, ' ', &method) || !is_token(method) ||
        !jk_span_cut(&line, ' ', &target) || target.len == 0 || !line.at)
        return http_wire_fail(wire, 400, JK_TEXT_HTTP_LINE, "request line");
    if (read_version(wire, line) == JK_WIRE_ERROR)
        return JK_WIRE_ERROR;
    if (target.len > JK_WIRE_TARGET_MAX)
        return http_wire_fail(wire, 414, JK_TEXT_HTTP_TARGET_LONG, "target");
    found = find_method(method);
    if (found == JK_HTTP_METHOD_END)
        return http_wire_fail(wire, 501, JK_TEXT_HTTP_METHOD, "method");
    wire->method = found;
    wire->target_at = (size_t)(target.at - wire->head.at);
    wire->target_len = target.len;
    return http_wire_read_target(wire);
}

/* Visible bytes, space and tab; bytes above 0x7f are opaque (RFC 9110 section 5.5). */
static bool is_field_value(struct jk_span value)
{
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.at[i];

        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return false;
    }
    return true;
}

struct jk_span jk_http_trim(struct jk_span span)
{
    while (span.len && (span.at[0] == ' ' || span.at[0] == '\t'))
        span = (struct jk_span){ span.at + 1, span.len - 1 };
    while (span.len && (span.at[span.len - 1] == ' ' || span.at[span.len - 1] == '\t'))
        span.len--;
    return span;
}

enum jk_wire_event http_wire_read_field(struct jk_wire *wire, struct jk_span line)
{
    struct jk_span name, value = line;

    if (wire->field_count == JK_WIRE_FIELDS_MAX)
        return http_wire_fail(wire, 431, JK_TEXT_HTTP_HEAD_BIG, "head");
    /* A folded line begins with space, "Name :" ends with it: neither is a token. */
    jk_span_cut(&value, ':', &name);
    if (!value.at || !is_token(name) || !is_field_value(value))
        return http_wire_fail(wire, 400, JK_TEXT_HTTP_FIELD, "field");
    value = jk_http_trim(value);
    wire->fields[wire->field_count++] = (struct jk_wire_extent){
        .name_at = (uint16_t)(name.at - wire->head.at),
        .name_len = (uint16_t)name.len,
        .at = (uint16_t)(value.at - wire->head.at),
        .len = (uint16_t)value.len,
    };
    return JK_WIRE_NEED_MORE;
}

/* The fields that the transport itself obeys. */
enum known { HOST, LENGTH, CODING, EXPECT, CONNECTION, KNOWN_END };
static const struct jk_span known_names[] = {
    [HOST] = { "host", 4 },
    [LENGTH] = { "content-length", 14 },
    [CODING] = { "transfer-encoding", 17 },
    [EXPECT] = { "expect", 6 },
    [CONNECTION] = { "connection", 10 },
};
_Static_assert(sizeof known_names / sizeof *known_names == KNOWN_END, "every field has its name");

/* Each known field's occurrences in the head, and the value it had last. */
struct found {
    unsigned count[KNOWN_END];
    struct jk_span value[KNOWN_END];
    bool says_close, says_keep;
};

static void read_connection(struct jk_span list, struct found *found)
{
    struct jk_span option;

    while (jk_span_cut(&list, ',', &option)) {
        option = jk_http_trim(option);
        found->says_close |= jk_span_eq_nocase(option, JK_SPAN("close"));
        found->says_keep |= jk_span_eq_nocase(option, JK_SPAN("keep-alive"));
    }
}

static void find_known(const struct jk_wire *wire, struct found *found)
{
    for (size_t i = 0; i < wire->field_count; i++) {
        struct jk_span name = jk_wire_field_name(wire, i), value = jk_wire_field_value(wire, i);

        for (int k = 0; k < KNOWN_END; k++) {
            if (!jk_span_eq_nocase(name, known_names[k]))
                continue;
            found->count[k]++;
            found->value[k] = value;
            if (k == CONNECTION)
                read_connection(value, found);
        }
    }
}

/* One way only to know where the body ends (RFC 9112 section 6.3): two ways are two requests. */
static enum jk_wire_event read_framing(struct jk_wire *wire, const struct found *found)
{
    struct jk_span length = found->value[LENGTH];

    if (found->count[CODING] && (found->count[LENGTH] || found->count[CODING] > 1 || wire->http10))
        return http_wire_fail(wire, 400, JK_TEXT_HTTP_FRAMING, "Transfer-Encoding");
    if (found->count[CODING]) {
        if (!jk_span_eq_nocase(found->value[CODING], JK_SPAN("chunked")))
            return http_wire_fail(wire, 501, JK_TEXT_HTTP_CODING, "Transfer-Encoding");
        wire->chunked = wire->has_body = true;
    }
    if (found->count[LENGTH] == 0)
        return JK_WIRE_NEED_MORE;
    if (found->count[LENGTH] > 1 || length.len == 0)
        return http_wire_fail(wire, 400, JK_TEXT_HTTP_LENGTH, "Content-Length");
    for (size_t i = 0; i < length.len; i++) {
        if (!is_digit(length.at[i]))
            return http_wire_fail(wire, 400, JK_TEXT_HTTP_LENGTH, "Content-Length");
    }
    if (length.len > LENGTH_DIGITS_MAX || !jk_uint_parse(length, UINT64_MAX, &wire->left))
        return http_wire_fail(wire, 413, JK_TEXT_HTTP_LENGTH, "Content-Length");
    wire->has_body = wire->left > 0;
    return JK_WIRE_NEED_MORE;
}

/* The port of "name:port": at most 65535, may be empty (RFC 3986 section 3.2.3). */
static bool is_port(struct jk_span port)
{
    uint64_t number;

    return port.len == 0 || (port.len <= 5 && jk_uint_parse(port, 65535, &number));
}

bool http_wire_is_host(struct jk_span host)
{
    enum wire_class of = WIRE_NAME;
    struct jk_span name = host;

    if (host.len && host.at[0] == '[') {
        const char *end = memchr(host.at, ']', host.len);

        if (!end || end == host.at + 1)
            return false;
        of = WIRE_ADDRESS;
        name = (struct jk_span){ host.at + 1, (size_t)(end - host.at) - 1 };
        host = (struct jk_span){ end + 1, host.len - name.len - 2 };
        if (host.len && host.at[0] != ':')
            return false;
        jk_span_cut(&host, ':', &(struct jk_span){ 0 });
    } else {
        jk_span_cut(&host, ':', &name);
    }
    return name.len > 0 && http_wire_is_all(name, of) && is_port(host);
}

/* The target names the host: the field is not looked at (RFC 9112 section 3.2.2). */
static void replace_host(struct jk_wire *wire)
{
    for (size_t i = 0; i < wire->field_count; i++) {
        if (!jk_span_eq_nocase(jk_wire_field_name(wire, i), JK_SPAN("Host")))
            continue;
        wire->fields[i].at = (uint16_t)wire->authority_at;
        wire->fields[i].len = (uint16_t)wire->authority_len;
    }
}

static enum jk_wire_event read_host(struct jk_wire *wire, const struct found *found)
{
    unsigned count = found->count[HOST];

    if (count > 1 || (count == 0 && !wire->http10) ||
        (count == 1 && !http_wire_is_host(found->value[HOST])))
        return http_wire_fail(wire, 400, JK_TEXT_HTTP_HOST, "Host");
    if (wire->authority_len > 0)
        replace_host(wire);
    return JK_WIRE_NEED_MORE;
}

static enum jk_wire_event read_expect(struct jk_wire *wire, const struct found *found)
{
    if (found->count[EXPECT] == 0 || wire->http10) /* RFC 9110 section 10.1.1: ignored in 1.0 */
        return JK_WIRE_NEED_MORE;
    if (found->count[EXPECT] > 1 ||
        !jk_span_eq_nocase(found->value[EXPECT], JK_SPAN("100-continue")))
        return http_wire_fail(wire, 417, JK_TEXT_HTTP_EXPECT, "Expect");
    wire->expects = wire->has_body;
    return JK_WIRE_NEED_MORE;
}

enum jk_wire_event http_wire_finish_head(struct jk_wire *wire)
{
    struct found found = { 0 };

    find_known(wire, &found);
    if (read_host(wire, &found) == JK_WIRE_ERROR || read_framing(wire, &found) == JK_WIRE_ERROR ||
        read_expect(wire, &found) == JK_WIRE_ERROR)
        return JK_WIRE_ERROR;
    wire->keep = !found.says_close && (!wire->http10 || found.says_keep);
    wire->state = WIRE_BODY;
    return JK_WIRE_HEAD;
}
