/* daemon/http/public/send.h: how the public is answered, whoever has the bytes.
 *
 * Everything named http_public_send_... answers the call. */
#ifndef DAEMON_HTTP_PUBLIC_SEND_H
#define DAEMON_HTTP_PUBLIC_SEND_H
#include "jarak/base/error.h"
#include "jarak/feed/public/approved.h"
#include "jarak/http/server/call.h"

/* What messengers and social networks hang on a link that is passed on. Pages are shared that way,
 * and none of it changes what they say; machines' addresses are not. */
#define HTTP_PUBLIC_SHARED \
    "fbclid,gclid,igshid,utm_source,utm_medium,utm_campaign,utm_content,utm_term"

/* A form of a feed, and what tells it apart. */
struct feed_form {
    struct jk_feed feed; /* without pieces while nobody asked for it */
    char etag[48], modified[40];
};

/* The form of a feed the client asks for: jCal by Accept, gzip by Accept-Encoding. */
enum jk_feed_form http_public_feed_form(const struct jk_http_call *call);
/* Set the validators of a form by its feed, once and not for each answer. */
void http_public_note_validators(struct feed_form *out, enum jk_feed_form form);
/* Answer with a feed, or 304, or 412. */
void http_public_send_form(struct jk_http_call *call, const struct feed_form *sent,
                           enum jk_feed_form form);
/* The same of a feed whose validators are not known yet. */
void http_public_send_feed(struct jk_http_call *call, const struct jk_feed *feed,
                           enum jk_feed_form form);
/* Answer with a public page, or 304, or 412. */
void http_public_send_page(struct jk_http_call *call, struct jk_span page);
/* Answer with a page that says why there is none. A refusal has another form for programs: whatever
 * keeps a copy has to ask for its own. */
void http_public_send_fault(struct jk_http_call *call, const struct jk_error *err,
                            struct jk_span page);
/* Answer with bytes, tagged by their hash, or 304. */
void http_public_send_static(struct jk_http_call *call, const char *type, struct jk_span bytes);

/* Answer with an asset by its bare name, the first capture; or by digest and name, the first two.
 * @param web_root  as of jk_asset_read() */
void http_public_send_asset(const char *web_root, struct jk_http_call *call);
/* The same of that name. */
void http_public_send_named(const char *web_root, struct jk_http_call *call, struct jk_span name);
void http_public_send_kept_asset(const char *web_root, struct jk_http_call *call);

/* Is it an address that programs alone ask for? */
bool http_public_is_of_programs(const struct jk_http_call *call);
/* Public pages say in their address which language they are written in. */
enum jk_lang http_public_lang(struct jk_http_call *call);
#endif
