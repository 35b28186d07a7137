/* daemon/http/oversight/oversight.h: the handlers of oversight. */
#ifndef DAEMON_HTTP_OVERSIGHT_OVERSIGHT_H
#define DAEMON_HTTP_OVERSIGHT_OVERSIGHT_H
#include "daemon/http/api/handle.h"

/* GET /days/{region}/{date}/replay: what was known of a day when, and where everything is by the
 * plan as it was known at the newest entry, or at that of `as_of`. */
void oversight_replay_get(void *ctx, struct jk_http_call *call);
/* GET /conflicts/{id}/history: all it ever was, what was said of it and who took notice. */
void oversight_conflict_history_get(void *ctx, struct jk_http_call *call);
/* GET /journal.jsonl: the journal as lines of JSON, from behind an entry on; it ends with a page,
 * and the last line says where to go on. */
void oversight_journal_get(void *ctx, struct jk_http_call *call);
/* GET /statistics.csv, /statistics.svg, /meja/statistik: the figures of a season. */
void oversight_statistics_csv(void *ctx, struct jk_http_call *call);
void oversight_statistics_svg(void *ctx, struct jk_http_call *call);
void oversight_statistics_page(void *ctx, struct jk_http_call *call);
#endif
