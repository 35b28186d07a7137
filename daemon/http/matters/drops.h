/* daemon/http/matters/drops.h: a table of drops, for the interface and for the page. */
#ifndef DAEMON_HTTP_MATTERS_DROPS_H
#define DAEMON_HTTP_MATTERS_DROPS_H
#include "daemon/http/matters/matters.h"

/* Answers a call. `filed` null: nothing was filed, and err says why, with line and column. */
typedef void matters_tabled(struct jk_api *api, struct jk_http_call *call, size_t rows,
                            const struct jk_matters_filed *filed, const struct jk_error *err);
/* Read a table and file all of it, in two turns; `then` answers the call. */
void matters_table_take(struct jk_api *api, struct jk_http_call *call, struct jk_span bytes,
                        matters_tabled *then);
#endif
