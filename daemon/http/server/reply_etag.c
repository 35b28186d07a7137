/* Entity tags and the conditions made of them (RFC 9110 sections 8.8.3 and 13.1). */
#include "jarak/http/server/reply.h"

#include <string.h>
#include "jarak/http/texts/texts.h"

static void skip_space(struct jk_span *rest)
{
    while (rest->len && (*rest->at == ' ' || *rest->at == '\t'))
        *rest = (struct jk_span){ rest->at + 1, rest->len - 1 };
}

enum jk_status jk_etag_next(struct jk_span *rest, struct jk_etag *tag)
{
    bool weak = false;
    const char *end;
    size_t len;

    skip_space(rest);
    while (rest->len && *rest->at == ',') { /* empty elements: RFC 9110 section 5.6.1 */
        *rest = (struct jk_span){ rest->at + 1, rest->len - 1 };
        skip_space(rest);
    }
    if (rest->len == 0)
        return JK_NONE;
    if (jk_span_starts(*rest, JK_SPAN("W/"))) {
        weak = true;
        *rest = (struct jk_span){ rest->at + 2, rest->len - 2 };
    }
    end = rest->len > 1 && *rest->at == '"' ? memchr(rest->at + 1, '"', rest->len - 1) : NULL;
    if (!end)
        return JK_INVALID;
    len = (size_t)(end - rest->at) + 1;
    for (size_t i = 1; i < len - 1; i++) {
        if ((unsigned char)rest->at[i] <= 0x20 || rest->at[i] == 0x7f)
            return JK_INVALID;
    }
    *tag = (struct jk_etag){ { rest->at, len }, weak };
    *rest = (struct jk_span){ rest->at + len, rest->len - len };
    skip_space(rest);
    return rest->len == 0 || *rest->at == ',' ? JK_OK : JK_INVALID;
}

/* One field's list. @param strong  weak tags do not count */
static enum jk_http_condition hold_list(struct jk_span list, struct jk_span current, bool strong)
{
    enum jk_http_condition found = JK_CONDITION_MISS;
    struct jk_etag tag;
    enum jk_status rc;
    size_t count = 0;

    while ((rc = jk_etag_next(&list, &tag)) == JK_OK) {
        count++;
        if (current.at && jk_span_eq(tag.tag, current) && !(strong && tag.weak))
            found = JK_CONDITION_HIT;
    }
    return rc == JK_INVALID || count == 0 ? JK_CONDITION_BAD : found;
}

static enum jk_http_condition hold(const struct jk_http_call *call, const char *name,
                                   const char *etag, bool strong)
{
    struct jk_span list, current = jk_span_of(etag);
    enum jk_http_condition found = JK_CONDITION_MISS;
    size_t count = jk_http_field_count(call, name);

    if (count == 0)
        return JK_CONDITION_ABSENT;
    /* Our tags are strong; a weak one is passed in as W/"...": compare its opaque part only. */
    if (current.at && jk_span_starts(current, JK_SPAN("W/")))
        current = strong ? (struct jk_span){ NULL, 0 }
                         : (struct jk_span){ current.at + 2, current.len - 2 };
    for (size_t i = 0; i < count && jk_http_field_nth(call, name, i, &list); i++) {
        enum jk_http_condition one;

        /* A quoted star is nobody's tag. Who writes means the star: some clients quote all. */
        if (jk_span_eq(list, JK_SPAN("*")) ||
            (call->method != JK_HTTP_GET && call->method != JK_HTTP_HEAD &&
             jk_span_eq(list, JK_SPAN("\"*\""))))
            return count == 1 ? JK_CONDITION_ANY : JK_CONDITION_BAD;
        one = hold_list(list, current, strong);
        if (one == JK_CONDITION_BAD)
            return one;
        found = one == JK_CONDITION_HIT ? one : found;
    }
    return found;
}

enum jk_http_condition jk_http_if_match(const struct jk_http_call *call, const char *etag)
{
    return hold(call, "If-Match", etag, true);
}

enum jk_http_condition jk_http_if_none_match(const struct jk_http_call *call, const char *etag)
{
    return hold(call, "If-None-Match", etag, false);
}

bool jk_http_not_modified(const struct jk_http_call *call, const char *etag)
{
    enum jk_http_condition found = jk_http_if_none_match(call, etag);

    return etag && (found == JK_CONDITION_HIT || found == JK_CONDITION_ANY);
}

bool jk_http_refuse_mismatch(struct jk_http_call *call, const char *etag)
{
    struct jk_error err;

    if (jk_http_if_match(call, etag) != JK_CONDITION_MISS)
        return false;
    jk_fail(&err, JK_STALE, JK_TEXT_HTTP_IF_MATCH, "If-Match", "%s", "");
    jk_http_reply_problem(call, &err);
    return true;
}
