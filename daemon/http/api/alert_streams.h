/* daemon/http/api/alert_streams.h: event streams, each following the inbox of one account. */
#ifndef DAEMON_HTTP_API_ALERT_STREAMS_H
#define DAEMON_HTTP_API_ALERT_STREAMS_H
#include "daemon/http/api/handle.h"
#include "jarak/http/server/call.h"
#include "jarak/app/accounts/account.h"

/* Answer a call with the stream of its caller's inbox above an index; what was missed comes first.
 * Call it after api_settle(): a stream tells only what is durable.
 *
 * @param reset  say first, by an event `reset`, that the reader's cursor was not of this inbox */
void api_listen(struct jk_api *api, struct jk_http_call *call, uint64_t after, bool reset);
/* Deliver to the streams of an account; the application's sink. */
void api_tell(void *ctx, const struct jk_account *account, const struct jk_alert_row *row);
/* Forget which accounts had streams; all have ended. */
void api_forget_streams(struct jk_api *api);
/* Tell the streams what came into the inboxes while no sink was listening. */
void api_catch_up(struct jk_api *api);
/* End the streams of an account. */
void api_end_streams(struct jk_api *api, const char *account);
/* End the streams of accounts that may not come in at this second, of tokens that hold no longer,
 * and those of which `lasts` says that what they were opened with is over. */
void api_sweep_streams(struct jk_api *api, int64_t now_s,
                       bool (*lasts)(struct jk_api *api, const struct caller *by, int64_t now_s));
/* An alert as every channel tells it, with the titles of today. Appends. */
void api_write_alert(struct jk_api *api, struct jk_buf *out, const struct jk_alert_row *row);
#endif
