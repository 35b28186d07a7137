/* daemon/http/meeting/meeting.h: the handlers of coordination meetings, as the table of routes
 * names them. */
#ifndef DAEMON_HTTP_MEETING_MEETING_H
#define DAEMON_HTTP_MEETING_MEETING_H
#include "jarak/http/server/call.h"

/* GET, POST /meja/rapat: the form by which a meeting is called, and changed. */
void meeting_form_get(void *ctx, struct jk_http_call *call);
void meeting_form_post(void *ctx, struct jk_http_call *call);
/* GET /api/v1/digest, digest.txt, digest.pdf, /meja/digest: what became of a region between two
 * entries of the journal. */
void meeting_recap_get(void *ctx, struct jk_http_call *call);
void meeting_recap_text(void *ctx, struct jk_http_call *call);
void meeting_recap_pdf(void *ctx, struct jk_http_call *call);
void meeting_recap_page(void *ctx, struct jk_http_call *call);
#endif
