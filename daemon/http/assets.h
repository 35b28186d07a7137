/* daemon/http/assets.h: the files of the pages, compiled in; or those of --web-root in their place.
 *
 * Only names of a closed table are served, so that no request names a file of the machine. */
#ifndef JARAK_HTTP_ASSETS_H
#define JARAK_HTTP_ASSETS_H
#include "daemon/http/api.h"

/* Answers GET /assets/{name}: 200 with a content-hash ETag, 304, 404. */
void asset_get(void *ctx, struct jk_http_call *call);
#endif
