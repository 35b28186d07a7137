/* daemon/http/zones/statement.h: a page that tries and states what a region's office says over the
 * pack's files (jarak/app/editions/editions.h): what the pages of zones and of stations share. */
#ifndef DAEMON_HTTP_ZONES_STATEMENT_H
#define DAEMON_HTTP_ZONES_STATEMENT_H
#include "daemon/http/api/form.h"
#include "daemon/http/zones/zones.h"
#include "jarak/app/editions/editions.h"

/* What stands beside the form. */
struct zones_history {
    bool may_state;
    uint32_t seen; /* number of the newest edition, which the form sends along */
    struct jk_edition_list list;
};

/* False: it was refused. */
bool zones_find_history(struct jk_api *api, struct jk_http_call *call, enum jk_edition_part part,
                        const struct jk_region *region, struct zones_history *out);

/* A form that was sent. */
struct zones_statement {
    enum jk_edition_part part;
    const struct jk_region *region;
    const struct api_form *fields; /* dasar, edisi */
    bool trial, withdrawn;
};

/* May the caller state it? JK_DENIED. */
enum jk_status zones_may_state(struct jk_api *api, struct jk_http_call *call,
                               const struct zones_statement *said, struct jk_error *err);
/* The edition it makes of a document. As jk_app_edition_make(). */
enum jk_status zones_make_edition(struct jk_api *api, struct jk_http_call *call,
                                  const struct zones_statement *said, const char *document,
                                  struct jk_edition *out, struct jk_error *err);
/* It is in force: back to the page, which says so. */
void zones_go_back(struct jk_api *api, struct jk_http_call *call,
                   const struct zones_statement *said, const char *page);
#endif
