/* Questions a handler may ask of a call: fields, parameters, media type.
 *
 * Parameters are decoded when the first is asked for, into the call's arena, and remembered. A
 * parameter that is unknown, given twice or not UTF-8 refuses the call (jk_http_query_check): a
 * misspelt filter must not answer with more than was asked for. */
#include "jarak/http/server/call.h"
#include "jarak/http/texts/texts.h"

#include <stdlib.h>
#include <string.h>
#include "daemon/http/server/conn.h"
#include "jarak/base/defend.h"
#include "jarak/base/heap.h"

struct call *http_call_new(struct conn *conn)
{
    struct call *call = jk_heap_zeroed(1, sizeof *call);

    if (!call)
        return NULL;
    call->conn = conn;
    call->pub.segments = call->segments;
    call->pub.peer = call->peer;
    call->pub.method = JK_HTTP_METHOD_END;
    call->wire.method = JK_HTTP_METHOD_END;
    memcpy(call->peer, conn->address, sizeof call->peer);
    return call;
}

void http_call_begin(struct call *call)
{
    struct jk_http_call *pub = &call->pub;
    const struct jk_wire *wire = &call->wire;

    pub->method = wire->method;
    pub->method_text = jk_span_of(jk_http_method_name(wire->method));
    pub->target = jk_wire_target(wire);
    pub->query = jk_wire_query(wire);
    pub->segment_count = wire->segment_count;
    for (size_t i = 0; i < wire->segment_count; i++)
        call->segments[i] = jk_wire_segment(wire, i);
    pub->slash = wire->slash;
    pub->asterisk = wire->asterisk;
    pub->has_body = wire->has_body;
    pub->tls = call->conn->tls;
    pub->local = call->conn->local;
    pub->unix_socket = call->conn->unix_socket;
    pub->peer_uid = call->conn->peer_uid;
    pub->mark = jk_defend_mark();
}

void http_call_reset(struct call *call, bool next)
{
    jk_arena_clear(&call->pub.arena);
    call->pub.app = NULL;
    call->pub.later = NULL; /* it lay in the arena */
    call->pub.again = false;
    call->pub.body = (struct jk_span){ 0 };
    call->pub.match = (struct jk_http_match){ 0 };
    call->params_state = PARAMS_UNREAD;
    call->param_count = 0;
    if (next)
        jk_wire_next(&call->wire);
}

void http_call_free(struct call *call)
{
    if (!call)
        return;
    jk_arena_clear(&call->pub.arena);
    jk_wire_clear(&call->wire);
    free(call);
}

static const struct call *peek(const struct jk_http_call *call)
{
    return (const struct call *)call;
}

bool jk_http_field_nth(const struct jk_http_call *call, const char *name, size_t nth,
                       struct jk_span *value)
{
    const struct jk_wire *wire = &peek(call)->wire;
    struct jk_span wanted = jk_span_of(name);

    for (size_t i = 0; i < wire->field_count; i++) {
        if (!jk_span_eq_nocase(jk_wire_field_name(wire, i), wanted) || nth-- > 0)
            continue;
        *value = jk_wire_field_value(wire, i);
        return true;
    }
    return false;
}

bool jk_http_field(const struct jk_http_call *call, const char *name, struct jk_span *value)
{
    return jk_http_field_nth(call, name, 0, value);
}

size_t jk_http_field_count(const struct jk_http_call *call, const char *name)
{
    struct jk_span value;
    size_t count = 0;

    while (jk_http_field_nth(call, name, count, &value))
        count++;
    return count;
}

static bool decode(struct jk_arena *arena, struct jk_span raw, struct jk_span *out)
{
    char *room = jk_arena_take(arena, raw.len + 1);

    out->at = room;
    return room && jk_percent_decode(raw, true, room, &out->len) && jk_utf8_valid(*out);
}

/* name=value&name=value; empty pairs ("a=1&&b=2") are passed over. */
static enum params_state read_params(struct call *call)
{
    struct jk_span rest = call->pub.query, pair;

    while (jk_span_cut(&rest, '&', &pair)) {
        struct param *param = &call->params[call->param_count];
        struct jk_span value = pair, name;

        if (pair.len == 0)
            continue;
        jk_span_cut(&value, '=', &name);
        if (!value.at)
            value = (struct jk_span){ "", 0 };
        if (call->param_count == JK_HTTP_PARAMS_MAX ||
            !decode(&call->pub.arena, name, &param->name) ||
            !decode(&call->pub.arena, value, &param->value))
            return PARAMS_BAD;
        call->param_count++;
    }
    return PARAMS_READ;
}

static bool have_params(struct call *call)
{
    if (call->params_state == PARAMS_UNREAD)
        call->params_state = read_params(call);
    return call->params_state == PARAMS_READ;
}

bool jk_http_param(struct jk_http_call *pub, const char *name, struct jk_span *value)
{
    struct call *call = call_of(pub);
    struct jk_span wanted = jk_span_of(name);

    if (!have_params(call))
        return false;
    for (size_t i = 0; i < call->param_count; i++) {
        if (!jk_span_eq(call->params[i].name, wanted))
            continue;
        *value = call->params[i].value;
        return true;
    }
    return false;
}

static bool is_listed(struct jk_span name, const char *names)
{
    struct jk_span rest = names ? jk_span_of(names) : (struct jk_span){ NULL, 0 }, known;

    while (jk_span_cut(&rest, ',', &known)) {
        if (jk_span_eq(name, known))
            return true;
    }
    return false;
}

enum jk_status jk_http_query_check(struct jk_http_call *pub, const char *names,
                                   struct jk_error *err)
{
    struct call *call = call_of(pub);

    if (!have_params(call))
        return jk_fail(err, JK_UNDECODED, JK_TEXT_HTTP_QUERY, "query", "%.*s",
                       (int)(pub->query.len < 100 ? pub->query.len : 100), pub->query.at);
    for (size_t i = 0; i < call->param_count; i++) {
        struct jk_span name = call->params[i].name, first = call->params[i].value;

        if (!is_listed(name, names))
            return jk_fail(err, JK_UNDECODED, JK_TEXT_HTTP_QUERY_UNKNOWN, "query", "%.*s",
                           (int)name.len, name.at);
        for (size_t k = 0; k < i; k++) {
            if (jk_span_eq(call->params[k].name, name))
                return jk_fail(err, JK_UNDECODED, JK_TEXT_HTTP_QUERY_TWICE, "query", "%.*s=%.*s",
                               (int)name.len, name.at, (int)first.len, first.at);
        }
    }
    return JK_OK;
}

/* charset=utf-8, with or without quotes; other parameters (component=, method=) say nothing. */
static bool is_readable(struct jk_span param)
{
    struct jk_span name, value = param;

    jk_span_cut(&value, '=', &name);
    if (!value.at || !jk_span_eq_nocase(jk_http_trim(name), JK_SPAN("charset")))
        return true;
    value = jk_http_trim(value);
    if (value.len >= 2 && value.at[0] == '"' && value.at[value.len - 1] == '"')
        value = (struct jk_span){ value.at + 1, value.len - 2 };
    return jk_span_eq_nocase(value, JK_SPAN("utf-8")) ||
           jk_span_eq_nocase(value, JK_SPAN("utf8")) || /* no registered name, and common */
           jk_span_eq_nocase(value, JK_SPAN("us-ascii"));
}

bool jk_http_type_is(const struct jk_http_call *call, const char *types)
{
    struct jk_span list = jk_span_of(types), params, type, param, wanted;
    bool listed = false;

    if (jk_http_field_count(call, "Content-Type") != 1 ||
        !jk_http_field(call, "Content-Type", &params))
        return false;
    jk_span_cut(&params, ';', &type);
    type = jk_http_trim(type);
    while (!listed && jk_span_cut(&list, ',', &wanted))
        listed = jk_span_eq_nocase(type, jk_http_trim(wanted));
    while (listed && jk_span_cut(&params, ';', &param))
        listed = is_readable(param);
    return listed;
}
