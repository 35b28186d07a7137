/* A call with `as_of` is answered by a copy whose application is that of then; the handler knows
 * nothing of it. What a page leads to is of the same time, and it asks for nothing: forms that
 * change something are left out, and so are buttons that lead to what is of today. The frame says
 * of when it is. */
#include "jarak/app/past.h"

#include <inttypes.h>
#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/api/work_copy.h"
#include "jarak/base/decimal.h"
#include "jarak/http/texts/texts.h"

/* A number of an entry, or a time: the last entry not after it. False: err. */
static bool read_position(struct jk_api *api, struct jk_span value, uint64_t *seq,
                          struct jk_error *err)
{
    struct jk_app *app = api->options.app;
    const uint64_t last = jk_app_last_entry(app);
    int64_t time_s;

    if (jk_iso_parse(value, &time_s)) {
        if (jk_app_entry_at(app, time_s, seq, err) != JK_OK)
            return false;
    } else if (!jk_uint_parse(value, INT64_MAX, seq) || *seq > last) {
        jk_fail(err, JK_INVALID, JK_TEXT_AS_OF, "as_of", "%" PRIu64, last);
        return false;
    }
    if (*seq > 0)
        return true;
    jk_fail(err, JK_NONE, JK_TEXT_AS_OF_NOTHING, "as_of", "%.*s", (int)value.len, value.at);
    return false;
}

static void refuse(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err)
{
    if (!api->router.refused || !api->router.refused(api->router.ctx, call, err))
        jk_http_reply_problem(call, err);
}

bool api_past_before(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_span value;
    struct jk_error err;
    uint64_t seq;

    if (!jk_http_param(call, "as_of", &value))
        return true;
    if (!api_settle(api, call)) /* what is told is durable, and a copy holds no open group */
        return false;
    if (read_position(api, value, &seq, &err))
        api_work_past(api, call, seq, jk_app_past_units(api->options.app, seq), NULL);
    else
        refuse(api, call, &err);
    return false;
}

/* The wall clock of the past: the application's own. */
static int64_t past_now(void *ctx)
{
    const struct jk_api *api = ctx;

    return api->past.time_s;
}

bool api_past_enter(struct jk_api *api, struct jk_http_call *call, uint64_t seq)
{
    const struct jk_account *actor = api_actor(api, call);
    struct jk_app *past = NULL;
    struct jk_error err;

    if (!actor || !api->options.past) {
        jk_fail(&err, JK_DENIED, JK_TEXT_AS_OF_NOTHING, "as_of", "%s", "");
        refuse(api, call, &err);
        return false;
    }
    if (api->options.past(api->options.past_ctx, seq, actor->name, &past, &err) != JK_OK) {
        refuse(api, call, &err);
        return false;
    }
    api->past.asked = jk_http_param(call, "as_of", &(struct jk_span){ NULL, 0 });
    api->past.today = api->options.app;
    api->options.app = past;
    api->past.entry = seq;
    api->past.time_s = jk_app_seen(past);
    api->past.other_pack = jk_app_past_other(past);
    api->options.now_s = past_now;
    api->options.ctx = api;
    return true;
}

static bool begins(struct jk_span text, const char *with)
{
    size_t len = strlen(with);

    return text.len >= len && memcmp(text.at, with, len) == 0;
}

static size_t find(struct jk_span rest, const char *what)
{
    const char *at = memmem(rest.at, rest.len, what, strlen(what));

    return at ? (size_t)(at - rest.at) : rest.len;
}

static struct jk_span behind(struct jk_span text, size_t at)
{
    at = at < text.len ? at : text.len;
    return (struct jk_span){ text.at + at, text.len - at };
}

/* Is it the address of a view that can be had of the past? The list is that of the table of routes.
 */
static bool is_view(struct jk_span path)
{
    static const char *const heads[] = {
        "/meja/hari/",        "/meja/konflik/", "/meja/pemberitahuan/", "/meja/rakor/",
        "/meja/ringkasan/",   "/api/v1/days/",  "/meja/hari\"",         "/meja/statistik",
        "/api/v1/statistics", "/meja/personel", "/api/v1/personnel",    "/meja/rakor\"",
        "/meja/ringkasan\""
    };
    const size_t len = find(path, "\"");
    bool view = false;

    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        view = view || begins(path, heads[i]);
    /* Clear times are looked for today; documents are printed of today. */
    return view && find((struct jk_span){ path.at, len }, "/waktu") == len &&
           find((struct jk_span){ path.at, len }, ".pdf") == len;
}

/* Does the address say by itself of which entries it is? */
static bool names_entries(struct jk_span path)
{
    return begins(path, "/api/v1/digest") || begins(path, "/meja/digest");
}

/* An address up to its end, led to the past. */
static void add_address(const struct jk_api *api, struct jk_span address, struct jk_buf *out)
{
    const char *mark = memchr(address.at, '#', address.len);
    size_t len = mark ? (size_t)(mark - address.at) : address.len;

    jk_buf_add(out, address.at, len);
    if (memmem(address.at, len, "as_of=", strlen("as_of=")) == NULL) /* a step says so itself */
        jk_buf_fmt(out, "%sas_of=%" PRIu64, memchr(address.at, '?', len) ? "&amp;" : "?",
                   api->past.entry);
    jk_buf_add(out, address.at + len, address.len - len);
}

/* Does the rest begin with an attribute that holds an address? @return its length with the quote */
static size_t attribute_of(struct jk_span rest)
{
    static const char *const names[] = { "href=\"", "data-day=\"" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (begins(rest, names[i]))
            return strlen(names[i]);
    }
    return 0;
}

/* A form that changes something goes, but for signing out; one that asks is asked of the past. */
static struct jk_span pass_form(const struct jk_api *api, struct jk_span rest, struct jk_buf *out)
{
    size_t head = find(rest, ">") + 1;
    struct jk_span tag = { rest.at, head < rest.len ? head : rest.len };
    size_t action = find(tag, "action=\"") + strlen("action=\"");
    struct jk_span address = behind(rest, action);

    if (find(tag, "method=\"post\"") < tag.len && !begins(address, "/meja/keluar"))
        return behind(rest, find(rest, "</form>") + strlen("</form>"));
    jk_buf_span(out, tag);
    if (is_view(address) && find(rest, "name=\"as_of\"") > find(rest, "</form>"))
        jk_buf_fmt(out, "<input type=\"hidden\" name=\"as_of\" value=\"%" PRIu64 "\">",
                   api->past.entry);
    return behind(rest, tag.len);
}

static struct jk_span href_of(struct jk_span tag)
{
    return behind(tag, find(tag, "href=\"") + strlen("href=\""));
}

void api_past_page(const struct jk_api *api, struct jk_span page, struct jk_buf *out)
{
    while (page.len > 0) {
        size_t name = attribute_of(page);
        struct jk_span value = behind(page, name);
        size_t len = find(value, "\"");

        if (name && is_view(value)) {
            jk_buf_add(out, page.at, name);
            add_address(api, (struct jk_span){ value.at, len }, out);
            page = behind(value, len);
        } else if (begins(page, "<a class=\"now ")) { /* of the frame: the way back to today */
            size_t tag = find(page, ">");

            jk_buf_add(out, page.at, tag);
            page = behind(page, tag);
        } else if (begins(page, "<a class=\"btn") && !is_view(href_of(page)) &&
                   !names_entries(href_of(page))) {
            page = behind(page, find(page, "</a>") + strlen("</a>"));
        } else if (begins(page, "<form ")) {
            page = pass_form(api, page, out);
        } else {
            jk_buf_char(out, page.at[0]);
            page = behind(page, 1);
        }
    }
}
