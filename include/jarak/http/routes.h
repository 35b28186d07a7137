/* jarak/http/routes.h: the REST surface of WIRE section 1 on top of the application.
 *
 * The routes are one table; the right each needs is a column. Commands run as they arrive and share
 * one durable transaction with those that arrive in the same turn of the loop; no answer leaves
 * before its commit (group commit). Event streams get their alerts after it. Loop thread only. */
#ifndef JARAK_HTTP_ROUTES_H
#define JARAK_HTTP_ROUTES_H
#include "jarak/app/alerts/targets.h"
#include "jarak/http/api/api.h"
#include "jarak/http/server/router.h"

/** Append the route table, a line each: method, pattern, and the rights it needs (words of
 * jk_right_word() joined by "+", "-" for none), tab-separated. docs/rights.md says the same. */
void jk_api_routes(struct jk_buf *out);

/** The surface without a server. @return given; null when memory is out */
struct jk_api *jk_api_new(const struct jk_api_options *options);

/** Commit what is open and free. Event streams must be closed before. Null is ignored. */
void jk_api_free(struct jk_api *api);

/** The daemon stops: long work is ended and refused, now and from here on. */
void jk_api_stop(struct jk_api *api);

/** End event streams whose account or token does not hold any more; now and then. */
void jk_api_sweep(struct jk_api *api);

/** Show what a server counts in /metrics. @param counts borrowed for the life of the surface */
void jk_api_watch(struct jk_api *api, const struct jk_http_counts *counts);

/** Another application takes the place, after a reload. */
void jk_api_set_app(struct jk_api *api, struct jk_app *app);

/** Entries of other daemons came into the application, or who writes has changed. */
void jk_api_followed(struct jk_api *api);

/** The outbox is another: that of who writes from here on. */
void jk_api_set_outbox(struct jk_api *api, struct jk_outbox_queue *outbox_queue);

/** The public URL is another: feeds that were written and copies that are writing begin anew. */
void jk_api_write_anew(struct jk_api *api);

/** Pages are kept as files too, or not any more. */
void jk_api_set_fixed_pages(struct jk_api *api, bool fixed);

/** The handler for jk_http_options. */
struct jk_http_handler jk_api_handler(struct jk_api *api);
#endif
