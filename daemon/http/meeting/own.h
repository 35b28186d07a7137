/* daemon/http/meeting/own.h: forms by which an office files what is its own (a meeting, a duty):
 * what they share. */
#ifndef DAEMON_HTTP_MEETING_OWN_H
#define DAEMON_HTTP_MEETING_OWN_H
#include "daemon/http/api/handle.h"
#include "jarak/app/registry/registry.h"
#include "jarak/http/server/call.h"

/* The activity that a form changes: of the caller's region, of that kind, and of no paslon.
 * `notice` is its main as it stands, in the call's arena. JK_NONE; JK_MEMORY. */
enum jk_status meeting_own_chain(struct jk_api *api, struct jk_http_call *call, const char *id,
                                 enum jk_kind kind, const struct jk_chain **chain,
                                 const struct jk_notice **notice, struct jk_error *err);
/* Sent twice, it was filed already. */
bool meeting_own_is_filed(const struct jk_api *api, const char *uid);
/* File what a form has written, which is cleared; nobody has seen its lines, so none is named. As
 * jk_app_submit(). */
enum jk_status meeting_own_file(struct jk_api *api, struct jk_http_call *call, struct jk_buf *ical,
                                struct jk_error *err);
#endif
