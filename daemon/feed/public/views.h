/* daemon/feed/public/views.h: what the templates of the public pages are filled from. Texts are
 * ready to be read and not yet escaped; null is "not there". */
#ifndef DAEMON_FEED_PUBLIC_VIEWS_H
#define DAEMON_FEED_PUBLIC_VIEWS_H
#include "daemon/feed/html/web.h"

struct web_pub_frame {
    const char *code, *title, *name, *home, *other_href, *other_code, *other_name;
    const char *data_of; /* when it is not of the present */
    bool simulation;
    struct jk_markup content;
};

struct web_pub_item {
    const char *when, *hours; /* the whole of it, and what stands below its date */
    const char *href, *title, *place, *state, *ics_href, *ics_name;
    bool cancelled;
};

struct web_pub_day {
    const char *id, *title, *count;
    const struct web_pub_item *items;
    size_t items_count;
};

/* A day of a month; "" before its first and after its last. */
struct web_pub_cell {
    const char *number, *href, *count;
};

struct web_pub_week {
    const struct web_pub_cell *cells;
    size_t cells_count;
};

struct web_pub_month {
    const char *id, *title, *caption;
    const struct web_pub_cell *heads; /* name in number, whole in count */
    size_t heads_count;
    const struct web_pub_week *weeks;
    size_t weeks_count;
};

struct web_pub_option {
    const char *value, *text;
    bool chosen;
};

struct web_pub_answer {
    const char *text, *when;
};

struct web_pub_calendar {
    const char *title, *changes, *nothing, *all_href, *more;
    const struct web_pub_answer *answers;
    size_t answers_count;
    const struct web_pub_day *days;
    size_t days_count;
    const char *action; /* null: kept as a file, where nothing can be asked */
    bool filtered;
    const struct web_pub_option *areas, *paslon, *kinds;
    size_t areas_count, paslon_count, kinds_count;
    const char *from, *to;
    const struct web_pub_month *months;
    size_t months_count;
    const char *webcal, *feed_href, *address;
    struct jk_markup code;
    const struct web_pub_option *others; /* regions; the address in value */
    size_t others_count;
};

struct web_pub_fact {
    const char *when, *place, *state, *note;
};

struct web_pub_activity {
    const char *title, *changes, *ics_href, *ics_name, *back_href, *changed, *certificate;
    const struct web_pub_fact *facts;
    size_t facts_count;
};

struct web_pub_fault {
    const char *text, *back_href;
};

struct web_pub_letter {
    const char *text, *date, *hash, *back_href;
};

/* The templates (daemon/web), compiled. */
void web_pub_frame(struct jk_buf *out, const struct web_pub_frame *v, enum jk_lang lang);
void web_pub_calendar(struct jk_buf *out, const struct web_pub_calendar *v, enum jk_lang lang);
void web_pub_activity(struct jk_buf *out, const struct web_pub_activity *v, enum jk_lang lang);
void web_pub_letter(struct jk_buf *out, const struct web_pub_letter *v, enum jk_lang lang);
void web_pub_fault(struct jk_buf *out, const struct web_pub_fault *v, enum jk_lang lang);
#endif
