/* daemon/http/public/public.h: what anyone may pull: feeds, pages, assets, and feeds by key. */
#ifndef DAEMON_HTTP_PUBLIC_PUBLIC_H
#define DAEMON_HTTP_PUBLIC_PUBLIC_H
#include "daemon/http/api/handle.h"
#include "jarak/http/server/call.h"

/* Room for feeds that are kept as they were written. @return given; null when memory is out */
struct kept_feeds *http_public_feeds_new(void);
/* Null is allowed. */
void http_public_feeds_free(struct kept_feeds *feeds);
/* Forget every feed that was written: the pack or the application is another. */
void http_public_drop_feeds(struct jk_api *api);
/* GET /assets/{name}: 200 with a content-hash ETag, 304, 404. */
void http_public_asset_get(void *ctx, struct jk_http_call *call);
/* GET /assets/{digest}/{name}: the same, to be kept for ever; gzip or brotli by Accept-Encoding. */
void http_public_kept_asset_get(void *ctx, struct jk_http_call *call);
/* GET /ca.crt: the authority of our own certificate, where there is one. */
void http_public_authority_get(void *ctx, struct jk_http_call *call);
/* GET /feeds/{region}/approved.ics: the public feed. */
void http_public_approved_get(void *ctx, struct jk_http_call *call);
/* GET /: the public calendar of the pack's region. */
void http_public_front_get(void *ctx, struct jk_http_call *call);
/* GET /kalender/{region}: the public calendar, filtered as the feed. */
void http_public_calendar_get(void *ctx, struct jk_http_call *call);
/* GET /kalender/{region}/{id}: one activity. */
void http_public_activity_get(void *ctx, struct jk_http_call *call);
/* GET /kalender/en/{region}: the same in English. */
void http_public_calendar_get_en(void *ctx, struct jk_http_call *call);
/* GET /kalender/en/{region}/{id}: the same in English. */
void http_public_activity_get_en(void *ctx, struct jk_http_call *call);
/* GET /feeds/{region}/qr.svg: the code of the feed's webcal address. */
void http_public_feed_code(void *ctx, struct jk_http_call *call);
/* GET /kalender/{region}/{id}.ics: the same as iCalendar. */
void http_public_activity_ics(void *ctx, struct jk_http_call *call);
/* GET /feeds/t/{token}.ics: open conflicts, by a token's feed key. */
void http_public_private_calendar(void *ctx, struct jk_http_call *call);
/* GET /feeds/t/{token}/requests.ics: what waits for a decision, by a token's feed key. */
void http_public_private_requests(void *ctx, struct jk_http_call *call);
/* GET /feeds/t/{token}/alerts.atom: the inbox, by a token's feed key. */
void http_public_private_atom(void *ctx, struct jk_http_call *call);
/* GET /surat/{hash}: is a letter with this code on record? */
void http_public_letter_get(void *ctx, struct jk_http_call *call);

/* Refuse in words for a browser, as a problem for a program. */
void http_public_refuse(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err,
                        enum jk_lang lang);
#endif
