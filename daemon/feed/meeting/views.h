/* daemon/feed/meeting/views.h: what a digest says, ready to be read, for its page, paper, message
 * and document. */
#ifndef DAEMON_FEED_MEETING_VIEWS_H
#define DAEMON_FEED_MEETING_VIEWS_H
#include "daemon/feed/brief/views.h"
#include "jarak/feed/meeting/form.h"
#include "jarak/feed/meeting/recap.h"

#define RECAP_DUTIES     3
#define RECAP_AGENCY_MAX 8

/* One thing that is told in words. */
struct web_recap_line {
    struct web_level level; /* sign "" none */
    const char *when, *what, *more, *note;
    const char *href;  /* "" none */
    const char *brief; /* `what` in a message; null: the same */
};

/* A list under a title, and what of it is not there. */
struct web_recap_list {
    const char *title, *nothing, *more;
    const struct web_recap_line *lines;
    size_t lines_count, left;
};

struct web_recap_duty {
    const char *name, *people;
    unsigned since, ahead, unscheduled, conflicts;
};

struct web_recap_paslon {
    const char *name;
    unsigned filed, approved, refused, waiting, ahead;
};

struct web_recap_day {
    const char *date, *href, *who, *note; /* note: the phase, "" none */
    unsigned all, siaga, waspada, info, waiting;
};

struct web_recap_agency {
    const char *name;
    unsigned open, late;
};

struct web_recap_part {
    const char *name, *href;
    unsigned siaga, waspada, fresh, worse, closed, silent, overrides, waiting, ahead, tasks;
};

struct web_recap {
    const char *title, *about, *since, *printed, *next, *here;
    const char *region, *from, *to, *from_time, *to_time;
    const char *print_href, *text_href, *fresh_href;
    const char *message, *period;
    bool simulation, province, may_meet;
    unsigned ahead, waiting, unnoticed;
    const struct web_recap_part *parts;
    size_t parts_count;
    const char *parts_more;
    const char *readiness; /* what waits for a decision */
    const char *supplies;  /* polling stations, deliveries */
    const char *drops;     /* deliveries in few words; "" there are none */
    const struct web_recap_duty *duties;
    size_t duties_count;
    const char *figures; /* of conflicts */
    struct web_recap_list conflicts, silent, overrides;
    const char *acts, *editions; /* decisions, as numbers */
    const struct web_recap_agency *agencies;
    size_t agencies_count;
    const char *by_agency;
    struct web_recap_list tasks;
    const struct web_recap_paslon *paslon;
    size_t paslon_count;
    const char *reported;
    struct web_recap_list reports;
    const struct web_recap_day *days;
    size_t days_count;
};

struct web_meeting {
    const char *title, *csrf, *uid, *change, *revision, *fault, *back_href; /* "" none */
    struct web_input inputs[JK_MEETING_END];
    size_t inputs_count;
};

void web_meeting(struct jk_buf *out, const struct web_meeting *v, enum jk_lang lang);
void web_recap(struct jk_buf *out, const struct web_recap *v, enum jk_lang lang);
void web_recap_list(struct jk_buf *out, const struct web_recap_list *v, enum jk_lang lang);

/* Fill it. `pen->tz` is that of the region from then on. `message` is left alone. */
void meeting_fill(struct desk_pen *pen, const struct jk_recap *recap, struct web_recap *out);
/* Its supplies and drops. */
void meeting_fill_supplies(struct desk_pen *pen, const struct jk_recap *recap,
                           struct web_recap *out);
/* The message of what was filled. Appends. */
void meeting_message(struct jk_buf *out, struct desk_pen *pen, const struct web_recap *view);
#endif
