/* Answers of a daemon that shares its journal.
 *
 * Each says up to which entry it knows the journal (`Jarak-Journal`: sealed, for numbers would tell
 * everybody how much is filed), and how old that may be
 * (`Jarak-Age`, seconds). Whoever was told a number by one daemon and asks another states it in the
 * same field, or a browser in its cookie: the answer then waits until that one is there, a second
 * at the most. What decides on the present (is this time free?) is refused when the present is not
 * known; the rest is answered, with its age. */
#include "daemon/http/sharing/sharing.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <event2/event.h>
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "jarak/base/digest.h"
#include "jarak/base/encoding.h"
#include "jarak/base/heap.h"
#include "jarak/base/random.h"
#include "jarak/http/server/reply.h"
#include "jarak/http/server/router.h"
#include "jarak/http/texts/texts.h"
#include "jarak/model/texts.h"

#define STALE_MS 5000 /* older than this is not the present */
#define WAIT_MS  1000
#define DATED_S  43200 /* older than this, its hour alone does not say of which day it is */

/* A call that waits for an entry. */
struct wanting {
    struct wanting *next;
    struct jk_http_call *call;
    uint64_t seq;
    int64_t until_ms;
};

struct sharing {
    struct jk_api *api;
    struct wanting *first;
    struct event *late;
};

static void look(const struct jk_api *api, struct jk_api_share *out)
{
    api->options.share(api->options.share_ctx, out);
}

/* For the pages, which a copy of the process may write: who is asked there is not there to answer.
 */
static void note_age(struct jk_api *api, const struct jk_api_share *share)
{
    const int64_t now_s = api->options.now_s(api->options.ctx);

    api->of_s = share->age_ms > STALE_MS ? now_s - share->age_ms / 1000 : 0;
    api->of_dated = share->age_ms / 1000 > DATED_S;
}

/* Answers that somebody will act on as if they were of this moment. */
static bool is_of_present(const struct jk_http_call *call)
{
    static const char *const patterns[] = { "/api/v1/check",
                                            "/api/v1/whatif",
                                            "/api/v1/zones/whatif",
                                            "/api/v1/stations/whatif",
                                            "/api/v1/personnel/whatif",
                                            "/api/v1/notices/{uid}/slots",
                                            "/freebusy/{area}.ifb",
                                            "/meja/pemberitahuan/{uid}/waktu" };

    return api_is_one_of(call, patterns, sizeof patterns / sizeof *patterns);
}

static void redirect(struct jk_http_call *call, const char *writer)
{
    const char *location =
        jk_arena_fmt(&call->arena, "%s%.*s", writer, (int)call->target.len, call->target.at);
    const struct jk_http_header to = { "Location", location };

    jk_http_reply_empty(call, location ? 307 : 503, &to, 1);
}

/* In words for a browser, as the surface says them. */
static void refuse(const struct jk_api *api, struct jk_http_call *call, const struct jk_error *err)
{
    if (!api->router.refused || !api->router.refused(api->router.ctx, call, err))
        jk_http_reply_problem(call, err);
}

static void refuse_old(const struct jk_api *api, struct jk_http_call *call,
                       const struct jk_api_share *share)
{
    struct jk_error err;

    call->later = "5";
    jk_fail(&err, JK_BUSY, JK_TEXT_SHARE_OLD, "", "%" PRId64, share->age_ms / 1000);
    refuse(api, call, &err);
}

/* A program follows a redirection with all that it sent. A browser does not: its cookies are of
 * this host, and it says that the form is of another page than those of who writes. */
static void send_on(const struct jk_api *api, struct jk_http_call *call,
                    const struct jk_api_share *share)
{
    const struct caller *caller = call->app;
    const bool is_browser = caller && caller->session != 0;
    const bool is_known = share->writer[0] && share->age_ms <= STALE_MS;
    struct jk_error err;

    if (is_known && !is_browser) {
        redirect(call, share->writer);
        return;
    }
    call->later = "1";
    jk_fail(&err, JK_BUSY,
            is_known           ? JK_TEXT_SHARE_AT
            : share->connected ? JK_TEXT_SHARE_READS
                               : JK_TEXT_SHARE_GONE,
            "", "%s", is_known ? share->writer : "");
    refuse(api, call, &err);
}

bool api_sharing_present(struct jk_api *api, struct jk_http_call *call)
{
    struct jk_api_share share;

    if (!api->options.share)
        return true;
    look(api, &share);
    if (share.age_ms <= STALE_MS && !share.broken)
        return true;
    refuse_old(api, call, &share);
    return false;
}

bool api_sharing_admit(struct jk_api *api, struct jk_http_call *call)
{
    struct jk_api_share share;

    if (!api->options.share)
        return true;
    if (api_is_reading(call))
        return !is_of_present(call) || api_sharing_present(api, call);
    look(api, &share);
    if (share.writes)
        return true;
    send_on(api, call, &share);
    return false;
}

#define MARK "entry of the journal"

/* All daemons of the journal read each other's. */
static void mark_key(const struct jk_api *api, uint8_t key[JK_SEAL_KEY_LEN])
{
    jk_hmac_sha256((struct jk_span){ (const char *)api->options.session_secret, 32 }, JK_SPAN(MARK),
                   key);
}

/* @return false: there is no telling it now */
static bool write_mark(const struct jk_api *api, uint64_t seq, char out[API_MARK_HEX + 1])
{
    uint8_t key[JK_SEAL_KEY_LEN], nonce[JK_SEAL_NONCE_LEN];
    struct jk_buf sealed = { 0 };
    bool ok;

    mark_key(api, key);
    ok = jk_random(nonce, sizeof nonce) == JK_OK &&
         jk_seal(key, nonce, JK_SPAN(MARK), (struct jk_span){ (const char *)&seq, sizeof seq },
                 &sealed) == JK_OK &&
         sealed.len == API_MARK_HEX / 2;
    if (ok)
        jk_hex((const uint8_t *)sealed.at, sealed.len, out);
    jk_buf_clear(&sealed);
    explicit_bzero(key, sizeof key);
    return ok;
}

/* @return 0 for what is none of ours */
static uint64_t read_mark(const struct jk_api *api, struct jk_span mark)
{
    uint8_t key[JK_SEAL_KEY_LEN], sealed[API_MARK_HEX / 2];
    struct jk_buf plain = { 0 };
    uint64_t seq = 0;

    if (mark.len != API_MARK_HEX || !jk_unhex(mark, sealed, sizeof sealed))
        return 0;
    mark_key(api, key);
    if (jk_unseal(key, JK_SPAN(MARK), (struct jk_span){ (const char *)sealed, sizeof sealed },
                  &plain) == JK_OK &&
        plain.len == sizeof seq)
        memcpy(&seq, plain.at, sizeof seq);
    jk_buf_clear(&plain);
    explicit_bzero(key, sizeof key);
    return seq;
}

bool jk_api_states_mark(const struct jk_http_call *call)
{
    struct jk_span value;

    return jk_http_field(call, "Jarak-Journal", &value) ||
           api_find_cookie(call, JK_SPAN(API_SEQ_COOKIE), &value);
}

/* The newest entry that whoever asks has been told of. What a page is drawn with is of no entry. */
static uint64_t wanted_of(const struct jk_api *api, const struct jk_http_call *call)
{
    struct jk_span value;
    uint64_t field = 0, cookie = 0;

    if (jk_http_field(call, "Jarak-Journal", &value))
        field = read_mark(api, jk_span_trim(value));
    if (strncmp(call->match.route->pattern, "/assets/", 8) != 0 &&
        api_find_cookie(call, JK_SPAN(API_SEQ_COOKIE), &value))
        cookie = read_mark(api, value);
    return field > cookie ? field : cookie;
}

static int64_t now_ms(const struct jk_api *api)
{
    struct timeval now;

    event_base_gettimeofday_cached(api->options.base, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_usec / 1000;
}

static void answer(struct jk_api *api, struct jk_http_call *call)
{
    if (api_past_before(api, call))
        call->match.route->handler(api, call);
}

static void refuse_behind(const struct jk_api *api, struct jk_http_call *call)
{
    struct jk_error err;

    call->later = "1";
    jk_fail(&err, JK_BUSY, JK_TEXT_SHARE_BEHIND, "", "%s", "");
    refuse(api, call, &err);
}

/* Those whose entry is here go on; those whose time is over are refused. */
static void go_on(struct sharing *sharing, uint64_t seq)
{
    struct wanting **at = &sharing->first;
    const int64_t now = now_ms(sharing->api);

    while (*at) {
        struct wanting *w = *at;

        if (w->seq > seq && now < w->until_ms) {
            at = &w->next;
            continue;
        }
        *at = w->next;
        if (w->seq <= seq)
            answer(sharing->api, w->call);
        else
            refuse_behind(sharing->api, w->call);
        free(w);
    }
}

static void on_late(evutil_socket_t fd, short what, void *ctx)
{
    static const struct timeval soon = { 0, 100000 };
    struct sharing *sharing = ctx;

    (void)fd, (void)what;
    api_sharing_go_on(sharing->api);
    if (sharing->first)
        event_add(sharing->late, &soon);
}

static struct sharing *sharing_of(struct jk_api *api)
{
    struct sharing *sharing = api->sharing;

    if (sharing || !(sharing = jk_heap_zeroed(1, sizeof *sharing)))
        return sharing;
    sharing->api = api;
    sharing->late = evtimer_new(api->options.base, on_late, sharing);
    if (!sharing->late) {
        free(sharing);
        return NULL;
    }
    return api->sharing = sharing;
}

bool api_sharing_before(struct jk_api *api, struct jk_http_call *call)
{
    static const struct timeval soon = { 0, 100000 };
    struct jk_api_share share;
    struct sharing *sharing;
    uint64_t seq;
    struct wanting *w;

    if (!api->options.share)
        return true;
    look(api, &share);
    note_age(api, &share);
    seq = wanted_of(api, call);
    if (share.seq >= seq)
        return true;
    sharing = sharing_of(api);
    w = sharing ? jk_heap_take(sizeof *w) : NULL;
    if (!w) {
        refuse_behind(api, call);
        return false;
    }
    *w = (struct wanting){ sharing->first, call, seq, now_ms(api) + WAIT_MS };
    sharing->first = w;
    event_add(sharing->late, &soon);
    return false;
}

void api_sharing_go_on(struct jk_api *api)
{
    struct jk_api_share share;

    if (!api->sharing || !api->sharing->first)
        return;
    look(api, &share);
    note_age(api, &share);
    go_on(api->sharing, share.seq);
}

bool api_sharing_wrote(const struct jk_api *api, const struct jk_http_call *call,
                       char mark[API_MARK_HEX + 1])
{
    struct jk_api_share share;

    if (!api->options.share || !call->match.route || api_is_reading(call))
        return false;
    look(api, &share);
    return share.writes && write_mark(api, share.seq, mark);
}

void api_sharing_fields(const struct jk_api *api, struct jk_buf *head)
{
    struct jk_api_share share;
    char mark[API_MARK_HEX + 1];

    look(api, &share);
    if (write_mark(api, share.seq, mark))
        jk_buf_fmt(head, "Jarak-Journal: %s\r\n", mark);
    jk_buf_fmt(head, "Jarak-Age: %" PRId64 "\r\n", share.age_ms / 1000);
}

void api_sharing_faults(const struct jk_api *api, void (*add)(void *ctx, const char *word),
                        void *ctx)
{
    struct jk_api_share share;

    if (!api->options.share)
        return;
    look(api, &share);
    if (share.broken)
        add(ctx, "journal");
    if (!share.connected || share.age_ms > STALE_MS)
        add(ctx, "journal-age");
}

void api_sharing_free(struct sharing *sharing)
{
    while (sharing && sharing->first) {
        struct wanting *w = sharing->first;

        sharing->first = w->next;
        refuse_behind(sharing->api, w->call);
        free(w);
    }
    if (sharing)
        event_free(sharing->late);
    free(sharing);
}
