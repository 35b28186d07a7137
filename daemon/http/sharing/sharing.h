/* daemon/http/sharing/sharing.h: what is asked of a call where several daemons share a journal. */
#ifndef DAEMON_HTTP_SHARING_SHARING_H
#define DAEMON_HTTP_SHARING_SHARING_H
#include "daemon/http/api/handle.h"

/* Before its body is read: may this daemon answer it? One that only follows sends whoever wants to
 * write to the one that writes, or asks him to come again; what decides on the present is not
 * answered from a past. False: answered. */
bool api_sharing_admit(struct jk_api *api, struct jk_http_call *call);
/* For a question whose body tells that its answer decides on the present: is that known? False:
 * answered. */
bool api_sharing_present(struct jk_api *api, struct jk_http_call *call);
/* Behind its body: is what the call wants to have seen here already? Else it waits, for a second at
 * most. False: it is answered, or will be. */
bool api_sharing_before(struct jk_api *api, struct jk_http_call *call);
/* Entries came: calls that waited for them go on. */
void api_sharing_go_on(struct jk_api *api);
/* Lines for the head of every answer. */
void api_sharing_fields(const struct jk_api *api, struct jk_buf *head);
/* In which a browser is told the entry that the next daemon must have: what `Jarak-Journal` is to
 * programs. */
#define API_SEQ_COOKIE "jarak_jurnal"
#define API_MARK_HEX   72 /* digits of an entry as it is told: 36 octets */
/* Is a call answered that may have written? @param[out] seq  the journal's end, behind it */
bool api_sharing_wrote(const struct jk_api *api, const struct jk_http_call *call,
                       char mark[API_MARK_HEX + 1]);
/* What stands in the way of being ready, as words of /readyz. */
void api_sharing_faults(const struct jk_api *api, void (*add)(void *ctx, const char *word),
                        void *ctx);
/* Refuse those that still wait, and free. Null is allowed. */
void api_sharing_free(struct sharing *sharing);
#endif
