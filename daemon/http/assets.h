/* daemon/http/assets.h: answers with files that never change while they are asked for. */
#ifndef JARAK_HTTP_ASSETS_INTERNAL_H
#define JARAK_HTTP_ASSETS_INTERNAL_H
#include "daemon/http/api.h"

/* Answers GET /assets/{name}: 200 with a content-hash ETag, 304, 404. */
void asset_get(void *ctx, struct jk_http_call *call);
/* Answer with octets, tagged by their hash, or 304. */
void api_send_static(struct jk_http_call *call, const char *type, struct jk_span octets);
#endif
