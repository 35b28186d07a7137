/* The target, decoded once, segment by segment: origin-form, and absolute-form, which every server
 * has to understand (RFC 9112 section 3.2.2); what it says of a host stands for the field. */
#include <string.h>
#include "daemon/http/server/wire_internal.h"
#include "jarak/base/texts.h"
#include "jarak/http/texts/texts.h"

int http_wire_hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool jk_percent_decode(struct jk_span raw, bool plus, char *out, size_t *len)
{
    *len = 0;
    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.at[i] == '+' && plus ? ' ' : raw.at[i];

        if (c == '%') {
            int high = i + 2 < raw.len ? http_wire_hex_value(raw.at[i + 1]) : -1;
            int low = i + 2 < raw.len ? http_wire_hex_value(raw.at[i + 2]) : -1;

            if (high < 0 || low < 0 || high + low == 0)
                return false;
            c = (char)(high * 16 + low);
            i += 2;
        }
        out[(*len)++] = c;
    }
    return true;
}

/* Checks a decoded segment: a name, nothing that climbs, and nothing a log would choke on. */
static bool is_segment(struct jk_span segment)
{
    if (segment.len == 0 || jk_span_eq(segment, JK_SPAN(".")) || jk_span_eq(segment, JK_SPAN("..")))
        return false;
    for (size_t i = 0; i < segment.len; i++) {
        unsigned char c = (unsigned char)segment.at[i];

        if (c < 0x20 || c == 0x7f || c == '/') /* "/" can only come from %2F */
            return false;
    }
    return jk_utf8_valid(segment);
}

static bool add_segment(struct jk_wire *wire, struct jk_span raw)
{
    char decoded[JK_WIRE_TARGET_MAX];
    struct jk_span segment = { decoded, 0 };

    if (wire->segment_count == JK_WIRE_SEGMENTS_MAX ||
        !jk_percent_decode(raw, false, decoded, &segment.len) || !is_segment(segment))
        return false;
    wire->segments[wire->segment_count++] =
        (struct jk_wire_extent){ .at = (uint16_t)wire->path.len, .len = (uint16_t)segment.len };
    jk_buf_span(&wire->path, segment);
    return true;
}

static bool read_path(struct jk_wire *wire, struct jk_span path)
{
    struct jk_span rest = path, raw;

    if (path.len == 0 || path.at[0] != '/' || !http_wire_is_all(path, WIRE_PATH))
        return false;
    jk_span_cut(&rest, '/', &raw); /* the empty part before the first "/" */
    while (jk_span_cut(&rest, '/', &raw)) {
        if (raw.len == 0 && !rest.at) {
            wire->slash = wire->segment_count > 0;
            return true;
        }
        if (!add_segment(wire, raw))
            return false;
    }
    return true;
}

/* The query stays raw; its escapes must be sound all the same, whoever decodes them later. */
static bool is_query(struct jk_span query)
{
    char decoded[JK_WIRE_TARGET_MAX];
    size_t len;

    for (size_t i = 0; i < query.len; i++) {
        unsigned char c = (unsigned char)query.at[i];

        if (c <= 0x20 || c >= 0x7f || c == '#')
            return false;
    }
    return jk_percent_decode(query, true, decoded, &len);
}

/* What stands before the path of "http://host:port/path" is taken off it. @return false: no host */
static bool take_authority(struct jk_wire *wire)
{
    static const struct jk_span schemes[] = { { "http://", 7 }, { "https://", 8 } };
    struct jk_span target = jk_wire_target(wire);

    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        size_t len = schemes[i].len, end = len;

        if (target.len < len || !jk_span_eq_nocase((struct jk_span){ target.at, len }, schemes[i]))
            continue;
        while (end < target.len && target.at[end] != '/' && target.at[end] != '?')
            end++;
        wire->authority_at = wire->target_at + len;
        wire->authority_len = end - len;
        wire->target_at += end;
        wire->target_len -= end;
        return http_wire_is_host((struct jk_span){ target.at + len, end - len });
    }
    return true;
}

/* "http://host" and "http://host?query" ask for "/". */
static bool is_bare_host(const struct jk_wire *wire)
{
    return wire->authority_len > 0 && wire->path_len == 0;
}

enum jk_wire_event http_wire_read_target(struct jk_wire *wire)
{
    bool good = take_authority(wire);
    struct jk_span target = jk_wire_target(wire);
    const char *mark = memchr(target.at, '?', target.len);

    wire->path_len = mark ? (size_t)(mark - target.at) : target.len;
    if (wire->method == JK_HTTP_OPTIONS && jk_span_eq(target, JK_SPAN("*"))) {
        wire->asterisk = true;
        return JK_WIRE_NEED_MORE;
    }
    if (!good || !is_query(jk_wire_query(wire)) ||
        (!read_path(wire, jk_wire_path(wire)) && !is_bare_host(wire)))
        return http_wire_fail(wire, 400, JK_TEXT_HTTP_TARGET, "target");
    if (!jk_buf_ok(&wire->path))
        return http_wire_fail(wire, 503, JK_TEXT_NO_MEMORY, "target");
    return JK_WIRE_NEED_MORE;
}
