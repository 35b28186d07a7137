/* daemon/http/drafts/drafts.h: the handlers of drafts, as the table of routes names them. */
#ifndef DAEMON_HTTP_DRAFTS_DRAFTS_H
#define DAEMON_HTTP_DRAFTS_DRAFTS_H
#include "daemon/http/api/handle.h"
#include "jarak/http/server/call.h"

/* GET /drafts: a team's own, an official's region's. */
void drafts_list(void *ctx, struct jk_http_call *call);
/* GET /drafts/{id}: with what a check of it says now. */
void drafts_get(void *ctx, struct jk_http_call *call);
/* GET /drafts/{id}.ics: as it was handed in. */
void drafts_bytes(void *ctx, struct jk_http_call *call);
/* PUT /drafts/{id}: whose it is hands in another version. */
void drafts_put(void *ctx, struct jk_http_call *call);
/* DELETE /drafts/{id}: whose it is takes it back. */
void drafts_delete(void *ctx, struct jk_http_call *call);
/* POST /drafts/{id}/confirm: an official files it. */
void drafts_confirm(void *ctx, struct jk_http_call *call);
/* POST /drafts/{id}/return: an official says what is missing. */
void drafts_return(void *ctx, struct jk_http_call *call);
/* POST /notices of a team: a draft. */
void drafts_post(struct jk_api *api, struct jk_http_call *call);
#endif
