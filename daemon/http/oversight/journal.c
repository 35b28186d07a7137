/* The journal as a file, a page of it at a time and each page in turns of the loop: entries are
 * read of the store, which a copy may not do. */
#include "daemon/http/oversight/oversight.h"

#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/api/turns.h"
#include "jarak/app/desk/journal_lines.h"
#include "jarak/base/decimal.h"
#include "jarak/base/texts.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/http/texts/texts.h"

#define PAGE_ENTRIES 5000 /* of one answer */
#define PAGE_OCTETS  (4U << 20)
#define ENTRY_UNITS  20 /* what an entry costs, read and written */

/* A page on its way. */
struct page {
    struct jk_journal_place_of place;
    uint64_t until; /* no entry behind it */
    struct jk_buf out;
};

static void drop(void *ctx)
{
    struct page *page = ctx;

    jk_buf_clear(&page->out);
}

static bool read_place(struct jk_http_call *call, struct jk_journal_place_of *place,
                       struct jk_error *err)
{
    struct jk_span value;

    memset(place->chain, '0', JK_JOURNAL_CHAIN);
    place->chain[JK_JOURNAL_CHAIN] = '\0';
    place->after = 0;
    if (jk_http_param(call, "after", &value) && !jk_uint_parse(value, INT64_MAX, &place->after)) {
        jk_fail(err, JK_INVALID, JK_TEXT_INTEGER, "after", "%.*s", (int)value.len, value.at);
        return false;
    }
    if (!jk_http_param(call, "sha256", &value))
        return true;
    if (value.len != JK_JOURNAL_CHAIN || strspn(value.at, "0123456789abcdef") < JK_JOURNAL_CHAIN) {
        jk_fail(err, JK_INVALID, JK_TEXT_JOURNAL_CHAIN, "sha256", "%.*s", (int)value.len, value.at);
        return false;
    }
    memcpy(place->chain, value.at, JK_JOURNAL_CHAIN);
    return true;
}

static void step(struct jk_api *api, struct jk_http_call *call, void *ctx)
{
    static const struct jk_http_header kept = { "Cache-Control", "private, no-store" };
    struct page *page = ctx;
    struct jk_error err;
    bool more = false;
    enum jk_status rc = jk_app_journal_lines(api->options.app, api_actor(api, call), &page->place,
                                             &page->out, &more, &err);

    if (rc != JK_OK) {
        if (rc == JK_MEMORY)
            jk_no_memory(&err);
        drop(page);
        api_refuse(api, call, &err, NULL);
    } else if (more && page->place.after < page->until && page->out.len < PAGE_OCTETS) {
        api_turn_next(api, call, &(struct turn){ step, drop, page });
    } else {
        /* The page lies in the call's arena, which ends with the answer. */
        struct jk_buf out = page->out;

        api_reply_text(call, "application/x-ndjson", &kept, &out);
    }
}

void oversight_journal_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct page *page = jk_arena_take(&call->arena, sizeof *page);
    struct jk_error err;
    uint64_t left;

    if (!api_settle(api, call)) /* what is told is durable */
        return;
    if (!page) {
        jk_no_memory(&err);
        api_refuse(api, call, &err, NULL);
        return;
    }
    *page = (struct page){ .until = 0 };
    if (!read_place(call, &page->place, &err)) {
        api_refuse(api, call, &err, NULL);
        return;
    }
    left = jk_app_last_entry(api->options.app);
    left = left > page->place.after ? left - page->place.after : 0;
    left = left < PAGE_ENTRIES ? left : PAGE_ENTRIES;
    page->until = page->place.after + left;
    if (api_work_allowed(api, call, ENTRY_UNITS * left))
        step(api, call, page);
}
