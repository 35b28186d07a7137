/* Sync tokens (RFC 6578): the journal number of a change, and a mark of the journal at that number.
 *
 * The mark is part of the journal's hash: a token of another store, or of one restored from a
 * backup and gone on differently, does not match and is refused, and the client begins anew instead
 * of missing changes. The number of the member tells changes of one command apart. */
#include <string.h>
#include "daemon/http/dav/dav.h"
#include "jarak/base/decimal.h"

/* urn:jarakd:sync:CHANGE:NUMBER:MARK */
#define HEAD JK_SPAN("urn:jarakd:sync:")

bool dav_is_later(struct dav_position a, struct dav_position b)
{
    return a.change != b.change ? a.change > b.change : a.number > b.number;
}

struct dav_position dav_newest(const struct jk_calendar_item *items, size_t count)
{
    struct dav_position newest = { 0, 0 };

    for (size_t i = 0; i < count; i++) {
        struct dav_position at = { items[i].change, items[i].number };

        newest = dav_is_later(at, newest) ? at : newest;
    }
    return newest;
}

enum jk_status dav_token_add(struct dav_ask *ask, struct dav_position at)
{
    struct jk_error err;
    char mark[17];
    enum jk_status rc = jk_app_mark(ask->api->options.app, at.change, mark, &err);

    if (rc != JK_OK)
        return rc;
    jk_buf_span(&ask->out, HEAD);
    jk_buf_fmt(&ask->out, "%llu:%u:%s", (unsigned long long)at.change, at.number, mark);
    return JK_OK;
}

enum jk_status dav_token_read(struct dav_ask *ask, const char *text, struct dav_position *at)
{
    struct jk_span rest = jk_span_of(text), change, number;
    struct jk_error err;
    uint64_t value;
    char mark[17];

    if (!jk_span_starts(rest, HEAD))
        return JK_INVALID;
    rest = (struct jk_span){ rest.at + HEAD.len, rest.len - HEAD.len };
    if (!jk_span_cut(&rest, ':', &change) || !rest.at || !jk_span_cut(&rest, ':', &number) ||
        !rest.at || !jk_uint_parse(change, INT64_MAX, &at->change) ||
        !jk_uint_parse(number, UINT32_MAX, &value))
        return JK_INVALID;
    at->number = (uint32_t)value;
    if (jk_app_mark(ask->api->options.app, at->change, mark, &err) != JK_OK)
        return JK_INVALID;
    return jk_span_eq(rest, jk_span_of(mark)) ? JK_OK : JK_INVALID;
}
