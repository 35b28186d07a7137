/* daemon/http/personnel/personnel.h: the handlers of officers, as the table of routes names them.
 */
#ifndef DAEMON_HTTP_PERSONNEL_PERSONNEL_H
#define DAEMON_HTTP_PERSONNEL_PERSONNEL_H
#include "jarak/http/server/call.h"

/* GET /api/v1/personnel: a day of a region, counted. */
void personnel_get(void *ctx, struct jk_http_call *call);
/* GET /api/v1/personnel/whatif: so many stations with so many officers each. */
void personnel_whatif_get(void *ctx, struct jk_http_call *call);
/* GET /meja/personel: the page, with its what-if. */
void personnel_page_get(void *ctx, struct jk_http_call *call);
/* GET, POST /meja/personel/tugas: the form by which a duty is filed, and changed. */
void personnel_duty_get(void *ctx, struct jk_http_call *call);
void personnel_duty_post(void *ctx, struct jk_http_call *call);
#endif
