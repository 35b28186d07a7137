/* daemon/feed/brief/views.h: what a brief says, ready to be read, for its page, paper, message and
 * document. */
#ifndef DAEMON_FEED_BRIEF_VIEWS_H
#define DAEMON_FEED_BRIEF_VIEWS_H
#include "daemon/feed/desk/pen.h"
#include "jarak/feed/brief/brief.h"

/* A matter to be settled, a change, or an activity of the day. */
struct web_brief_line {
    struct web_level level;
    const struct web_party *parties;
    size_t parties_count;
    const char *when, *what, *more, *note;
    const char *href, *conflict; /* "" none */
};

/* One of the coming days. Activities are counted by the worst that each of them meets. */
struct web_brief_day {
    const char *iso, *date, *href; /* "" no address of it for these readers */
    const char *who;               /* "Paslon 1: 3, Paslon 2: 1" */
    unsigned all, siaga, waspada, info, unassessed, waiting;
};

struct web_brief {
    const char *edition, *edition_is, *other, *other_href, *print_href, *text_href, *matrix_href,
        *from, *since, *since_iso, *title, *about, *printed, *message;
    bool simulation, shared;
    const char *lines_title, *lines_more, *nothing, *unassessed;
    const struct web_brief_line *lines;
    size_t lines_count, lines_left;
    const char *changes_title, *changes_more;
    const struct web_brief_line *changes;
    size_t changes_count, changes_left;
    const struct web_brief_day *days;
    size_t days_count;
    const char *today_title, *today_more;
    const struct web_brief_line *today;
    size_t today_count, today_left;
};

void web_brief(struct jk_buf *out, const struct web_brief *v, enum jk_lang lang);

/* Fill it. `pen->tz` is that of the region from then on. `message` is left alone. */
void brief_fill(struct desk_pen *pen, const struct jk_brief *brief, struct web_brief *out);
/* The message of what was filled. Appends. */
void brief_message(struct jk_buf *out, struct desk_pen *pen, const struct web_brief *view);
#endif
