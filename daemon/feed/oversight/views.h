/* daemon/feed/oversight/views.h: what the page of figures is filled from
 * (daemon/web/statistics.html).
 */
#ifndef DAEMON_FEED_OVERSIGHT_VIEWS_H
#define DAEMON_FEED_OVERSIGHT_VIEWS_H
#include "daemon/feed/desk/views.h"

/* A cell of a paslon. */
struct web_stat_cell {
    const char *value;
};

/* A figure of all paslon, in their order. */
struct web_stat_row {
    const char *name;
    bool head; /* a heading: no figures */
    const struct web_stat_cell *cells;
    size_t cells_count;
};

struct web_statistics {
    const char *title, *about, *date, *action, *csv_href, *svg_href;
    const struct web_stat_cell *heads;
    size_t heads_count;
    const struct web_stat_row *rows;
    size_t rows_count;
    struct jk_markup drawing;
};

void web_statistics(struct jk_buf *out, const struct web_statistics *v, enum jk_lang lang);
#endif
