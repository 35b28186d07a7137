/* daemon/http/api/stating.h: calls that wait until what they state is judged and in force, or
 * tried.
 *
 * One is judged at a time; the next wait in line, and their handlers run anew when it is their
 * turn, so that what they rest on is looked at again. An answer tells what is durable. A client
 * that goes away takes back what is not in force yet. Loop thread only. */
#ifndef DAEMON_HTTP_API_STATING_H
#define DAEMON_HTTP_API_STATING_H
#include "daemon/http/api/handle.h"
#include "jarak/app/editions/editions.h"
#include "jarak/app/repack.h"

struct stating;

/* @return given; null when memory is out */
struct stating *api_stating_new(struct jk_api *api);
/* Refuses what waits (503), then frees. Null is allowed. */
void api_stating_free(struct stating *stating);

/* Answers a call. @param err null: it is in force */
typedef void api_stated(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err);
/* State it; `then` answers the call, at once where it is refused. */
void api_state(struct jk_api *api, struct jk_http_call *call, const struct jk_edition *edition,
               api_stated *then);

/* Answers a call. @param judged  to be compared with what is in force; null: it is refused, and err
 * says why */
typedef void api_tried(struct jk_api *api, struct jk_http_call *call,
                       const struct jk_repack *judged, const struct jk_error *err);
/* Judge what would be stated, and put nothing in force; in the same line as who states, and from
 * the share of who asks. */
void api_try(struct jk_api *api, struct jk_http_call *call, const struct jk_edition *edition,
             api_tried *then);
#endif
