/* daemon/http/drafts/plain_drafts.h: drafts that stock calendars made, at the addresses of drafts.
 */
#ifndef DAEMON_HTTP_DRAFTS_PLAIN_DRAFTS_H
#define DAEMON_HTTP_DRAFTS_PLAIN_DRAFTS_H
#include <jansson.h>
#include "daemon/http/api/handle.h"
#include "jarak/app/plain/plain.h"
#include "jarak/http/server/call.h"

/* drafts.c: what all drafts have in common; each given. */
json_t *drafts_json(const struct jk_api *api, const struct jk_team_draft *draft);
json_t *drafts_verdicts(const struct jk_api *api, const struct jk_http_call *call,
                        const struct jk_outcome *outcome, const struct jk_team_draft *draft);
json_t *drafts_replaces_json(const struct jk_replaced *there, size_t count);

/* plain_drafts.c */

/* As it stands in the list: `source` is "calendar", and `missing` what it needs. Given. */
json_t *drafts_plain_json(const struct jk_api *api, const struct jk_plain_draft *draft);
/* What it would replace, for officials. Given. */
json_t *drafts_plain_replaces(const struct jk_api *api, struct jk_http_call *call,
                              const struct jk_plain_draft *draft);
/* Answer GET: all that was understood of it, what a check says, and its chain. */
void drafts_plain_get(struct jk_api *api, struct jk_http_call *call,
                      const struct jk_plain_draft *draft);
/* Answer PUT: another version of it, plain or with lines of the profile. */
void drafts_plain_put(struct jk_api *api, struct jk_http_call *call,
                      const struct jk_plain_draft *draft);
#endif
