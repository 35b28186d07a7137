/* daemon/http/public/assets.h: answers with files that never change while they are asked for. */
#ifndef DAEMON_HTTP_PUBLIC_ASSETS_H
#define DAEMON_HTTP_PUBLIC_ASSETS_H
#include "daemon/http/api/api.h"

/* Answers GET /assets/{name}: 200 with a content-hash ETag, 304, 404. */
void asset_get(void *ctx, struct jk_http_call *call);
/* Answer with bytes, tagged by their hash, or 304. */
void api_send_static(struct jk_http_call *call, const char *type, struct jk_span bytes);
#endif
