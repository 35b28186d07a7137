/* Sync tokens (RFC 6578): the journal number of a change, and a mark of the journal at that number.
 *
 * The mark is part of the journal's hash: a token of another store, or of one restored from a
 * backup and gone on differently, does not match and is refused, and the client begins anew instead
 * of missing changes. The number of the member tells changes of one command apart. */
#include <string.h>
#include "daemon/http/api/long_work.h"
#include "daemon/http/dav/dav.h"
#include "jarak/app/handle/work.h"
#include "jarak/base/decimal.h"
#include "jarak/base/digest.h"
#include "jarak/http/server/reply.h"

/* Stands, with the place and once more, where a copy of the process wants a token: no answer holds
 * the character, for XML has none such. */
#define WANTED '\1'

/* urn:jarakd:sync:CHANGE:NUMBER:MARK */
#define HEAD JK_SPAN("urn:jarakd:sync:")

#define CONFLICT_WORK UINT64_C(20) /* the event of a conflict is written, for its tag */
#define PLAIN_WORK    UINT64_C(40) /* a plain event is written, for its length */

#define TOKEN_HEX_MAX 512 /* digits of a team's token: it has some 150 */

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

/* The key of teams' tokens, and which team it is for. */
static void key_of(const struct dav_ask *ask, const char *use, uint8_t key[JK_DIGEST_LEN])
{
    const struct jk_span salt = { (const char *)jk_app_salt(ask->api->options.app), 32 };

    jk_hmac_sha256(salt, jk_span_of(use), key);
}

static const char *bound_to(const struct dav_ask *ask)
{
    return jk_arena_fmt(&ask->call->arena, "%s %u", ask->actor->contest, ask->actor->paslon);
}

/* The number of an entry would tell a team how much others wrote between two of its own changes
 * (SPEC 9), so a team's token is sealed. The nonce is made of what is sealed: the same place has
 * the same token, and no two places have one nonce. */
static enum jk_status seal(const struct dav_ask *ask, const char *plain, struct jk_buf *out)
{
    uint8_t key[JK_DIGEST_LEN], nonce[JK_DIGEST_LEN];
    const char *bound = bound_to(ask);
    struct jk_buf sealed = { 0 };
    enum jk_status rc;
    char *hex;

    key_of(ask, "sync nonce", key);
    jk_hmac_sha256((struct jk_span){ (const char *)key, sizeof key }, jk_span_of(plain), nonce);
    key_of(ask, "sync", key);
    rc = bound ? jk_seal(key, nonce, jk_span_of(bound), jk_span_of(plain), &sealed) : JK_MEMORY;
    hex = rc == JK_OK ? jk_arena_take(&ask->call->arena, 2 * sealed.len + 1) : NULL;
    if (hex) {
        jk_hex((const uint8_t *)sealed.at, sealed.len, hex);
        jk_buf_str(out, hex);
    }
    jk_buf_clear(&sealed);
    return hex ? JK_OK : JK_MEMORY;
}

/* What was sealed, in the arena; null: it was not by us, for this team. */
static const char *unseal(const struct dav_ask *ask, struct jk_span hex)
{
    uint8_t key[JK_DIGEST_LEN], *bytes = jk_arena_take(&ask->call->arena, hex.len / 2 + 1);
    const char *bound = bound_to(ask), *kept = NULL;
    struct jk_buf plain = { 0 };

    key_of(ask, "sync", key);
    if (bytes && bound && hex.len <= TOKEN_HEX_MAX && hex.len % 2 == 0 &&
        jk_unhex(hex, bytes, hex.len / 2) &&
        jk_unseal(key, jk_span_of(bound), (struct jk_span){ (const char *)bytes, hex.len / 2 },
                  &plain) == JK_OK)
        kept = jk_arena_copy(&ask->call->arena, jk_buf_view(&plain));
    jk_buf_clear(&plain);
    return kept;
}

enum jk_status dav_token_add(struct dav_ask *ask, struct dav_position at)
{
    struct jk_error err;
    const char *plain;
    char mark[17];
    enum jk_status rc;

    if (ask->call->divert) {
        jk_buf_fmt(&ask->out, "%c%llu:%u%c", WANTED, (unsigned long long)at.change, at.number,
                   WANTED);
        return JK_OK;
    }
    rc = jk_app_mark(ask->api->options.app, at.change, mark, &err);
    if (rc != JK_OK)
        return rc;
    jk_buf_span(&ask->out, HEAD);
    if (!jk_is_team(ask->actor)) {
        jk_buf_fmt(&ask->out, "%llu:%u:%s", (unsigned long long)at.change, at.number, mark);
        return JK_OK;
    }
    /* Of one length, or the length would tell. */
    plain = jk_arena_fmt(&ask->call->arena, "%020llu:%010u:%s", (unsigned long long)at.change,
                         at.number, mark);
    return plain ? seal(ask, plain, &ask->out) : JK_MEMORY;
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
    if (jk_is_team(ask->actor))
        rest = jk_span_of(unseal(ask, rest));
    if (!rest.at || !jk_span_cut(&rest, ':', &change) || !rest.at ||
        !jk_span_cut(&rest, ':', &number) || !rest.at ||
        !jk_uint_parse(change, INT64_MAX, &at->change) ||
        !jk_uint_parse(number, UINT32_MAX, &value))
        return JK_INVALID;
    at->number = (uint32_t)value;
    if (ask->call->divert) /* it was compared before the copy was made */
        return JK_OK;
    if (jk_app_mark(ask->api->options.app, at->change, mark, &err) != JK_OK)
        return JK_INVALID;
    return jk_span_eq(rest, jk_span_of(mark)) ? JK_OK : JK_INVALID;
}

/* The place a copy wrote between two marks. */
static bool read_wanted(struct jk_span text, struct dav_position *at)
{
    struct jk_span change;
    uint64_t number;

    if (!jk_span_cut(&text, ':', &change) || !text.at ||
        !jk_uint_parse(change, INT64_MAX, &at->change) || !jk_uint_parse(text, UINT32_MAX, &number))
        return false;
    at->number = (uint32_t)number;
    return true;
}

/* Puts the tokens into what a copy wrote. */
static enum jk_status fill_in(struct dav_ask *ask, struct jk_span body)
{
    struct jk_span piece, wanted;
    struct dav_position at;
    enum jk_status rc = JK_OK;

    while (rc == JK_OK && memchr(body.at, WANTED, body.len)) {
        jk_span_cut(&body, WANTED, &piece);
        jk_buf_span(&ask->out, piece);
        rc = jk_span_cut(&body, WANTED, &wanted) && body.at && read_wanted(wanted, &at)
                 ? dav_token_add(ask, at)
                 : JK_INVALID;
    }
    if (rc == JK_OK)
        jk_buf_span(&ask->out, body);
    return rc == JK_OK && !jk_buf_ok(&ask->out) ? JK_MEMORY : rc;
}

static void send_filled(struct jk_api *api, struct jk_http_call *call,
                        const struct jk_http_reply *reply)
{
    struct jk_http_reply filled = *reply;
    struct dav_ask ask;

    if (!reply->body.len || !memchr(reply->body.at, WANTED, reply->body.len)) {
        jk_http_reply(call, reply);
        return;
    }
    if (!dav_begin_command(&ask, api, call))
        return;
    if (fill_in(&ask, reply->body) == JK_OK) {
        filled.body = jk_buf_view(&ask.out);
        jk_http_reply(call, &filled);
        jk_buf_clear(&ask.out);
    } else {
        dav_no_memory(&ask);
    }
}

bool dav_work(struct dav_ask *ask, const struct dav_position *behind)
{
    const uint64_t unit = ask->place.calendar == JK_CALENDAR_PASLON      ? PLAIN_WORK
                          : ask->place.calendar == JK_CALENDAR_CONFLICTS ? CONFLICT_WORK
                                                                         : JK_WORK_MEMBER / 2;
    struct jk_calendar_item *items;
    size_t count, told = 0;

    if (dav_members(ask, &ask->place, JK_PLAIN_NAMES, &items, &count) != JK_OK) {
        dav_no_memory(ask);
        return false;
    }
    for (size_t i = 0; i < count; i++)
        told += !behind ||
                dav_is_later((struct dav_position){ items[i].change, items[i].number }, *behind);
    return api_work_then(ask->api, ask->call, unit * told, send_filled);
}
