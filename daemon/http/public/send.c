/* The forms in which the public is answered, and the fields that go with them.
 *
 * They know no application: who has the bytes sends them, whether it made them just now or found
 * them on the shelf. The Content-Security-Policy of pages allows nothing but our style sheet and
 * images, for they need no script. */
#include "daemon/http/public/send.h"

#include <stdio.h>
#include <string.h>
#include "jarak/base/civil.h"
#include "jarak/feed/public/jcal.h"
#include "jarak/http/server/reply.h"
#include "jarak/http/server/status_map.h"

/* HTTP's date of an instant (RFC 9110 5.6.7): English names, GMT. */
static void http_date(int64_t utc_s, char out[40])
{
    static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    struct jk_civil c = jk_civil_from_utc(utc_s, 0);

    snprintf(out, 40, "%s, %02d %s %04d %02d:%02d:%02d GMT",
             days[jk_weekday(jk_local_day(utc_s, 0))], c.day, months[c.month - 1], c.year, c.hour,
             c.minute, c.second);
}

enum jk_feed_form http_public_feed_form(const struct jk_http_call *call)
{
    if (jk_http_prefers(call, JK_JCAL_TYPE, "text/calendar"))
        return JK_FEED_JCAL;
    return jk_http_takes_coding(call, "gzip") ? JK_FEED_GZIP : JK_FEED_PLAIN;
}

static const struct {
    const char *type, *tag_end, *coding;
} forms[] = {
    [JK_FEED_PLAIN] = { "text/calendar; charset=utf-8", "\"", NULL },
    [JK_FEED_GZIP] = { "text/calendar; charset=utf-8", "-gz\"", "gzip" },
    [JK_FEED_JCAL] = { JK_JCAL_TYPE, "-jcal\"", NULL },
};
_Static_assert(sizeof forms / sizeof *forms == JK_FEED_FORMS, "every form says what it is");

void http_public_note_validators(struct feed_form *out, enum jk_feed_form form)
{
    snprintf(out->etag, sizeof out->etag, "%.33s%s", out->feed.etag, forms[form].tag_end);
    http_date(out->feed.modified_s, out->modified);
}

void http_public_send_form(struct jk_http_call *call, const struct feed_form *sent,
                           enum jk_feed_form form)
{
    const struct jk_http_header headers[] = { { "ETag", sent->etag },
                                              { "Last-Modified", sent->modified },
                                              { "Cache-Control", "max-age=300" },
                                              { "Vary", "Accept, Accept-Encoding" },
                                              { "Content-Encoding", forms[form].coding } };

    /* A copy writes it for whoever keeps it, and not for one client's conditions. */
    if (!call->divert && jk_http_refuse_mismatch(call, sent->etag))
        return;
    if (!call->divert && jk_http_not_modified(call, sent->etag)) {
        jk_http_reply_empty(call, 304, headers, 4);
        return;
    }
    jk_http_reply(call, &(struct jk_http_reply){ .code = 200,
                                                 .content_type = forms[form].type,
                                                 .headers = headers,
                                                 .header_count = 5,
                                                 .pieces = sent->feed.pieces,
                                                 .piece_count = sent->feed.piece_count });
}

void http_public_send_feed(struct jk_http_call *call, const struct jk_feed *feed,
                           enum jk_feed_form form)
{
    struct feed_form sent = { .feed = *feed };

    http_public_note_validators(&sent, form);
    http_public_send_form(call, &sent, form);
}

void http_public_send_fault(struct jk_http_call *call, const struct jk_error *err,
                            struct jk_span page)
{
    const struct jk_http_header headers[] = {
        { "Cache-Control", "no-store" },
        { "Retry-After", jk_http_retry_s(call, err) },
        { "Content-Security-Policy",
          "default-src 'none'; style-src 'self'; img-src 'self' data:; "
          "base-uri 'none'; form-action 'self'; frame-ancestors 'none'" },
        { "X-Content-Type-Options", "nosniff" },
        { "Vary", "Accept" },
    };

    jk_http_reply(call, &(struct jk_http_reply){ .code = jk_http_status_of(err->status)->code,
                                                 .content_type = "text/html; charset=utf-8",
                                                 .headers = headers,
                                                 .header_count = sizeof headers / sizeof *headers,
                                                 .body = page });
}

void http_public_send_page(struct jk_http_call *call, struct jk_span page)
{
    char etag[40];
    struct jk_http_header headers[] = {
        { "ETag", etag },
        { "Cache-Control", "max-age=60" },
        { "Content-Security-Policy",
          "default-src 'none'; style-src 'self'; img-src 'self' data:; "
          "base-uri 'none'; form-action 'self'; frame-ancestors 'none'" },
        { "X-Content-Type-Options", "nosniff" },
        { "Referrer-Policy", "same-origin" },
    };

    jk_etag_of(page, etag);
    if (jk_http_refuse_mismatch(call, etag))
        return;
    if (jk_http_not_modified(call, etag))
        jk_http_reply_empty(call, 304, headers, 2);
    else
        jk_http_reply(call, &(struct jk_http_reply){ .code = 200,
                                                     .content_type = "text/html; charset=utf-8",
                                                     .headers = headers,
                                                     .header_count = 5,
                                                     .body = page });
}

bool http_public_is_of_programs(const struct jk_http_call *call)
{
    static const char *const heads[] = { "/api/", "/dav", "/feeds/", "/freebusy/",
                                         "/.well-known/" };

    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        if (jk_span_starts(call->target, jk_span_of(heads[i])))
            return true;
    }
    return false;
}

enum jk_lang http_public_lang(struct jk_http_call *call)
{
    struct jk_span lang = { NULL, 0 };

    return jk_span_starts(call->target, JK_SPAN("/kalender/en/")) ||
                   (jk_http_param(call, "lang", &lang) && jk_span_eq(lang, JK_SPAN("en")))
               ? JK_LANG_EN
               : JK_LANG_ID;
}
