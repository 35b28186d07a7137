/* daemon/feed/matters/views.h: what the pages of reports and tasks say, ready to be read. */
#ifndef DAEMON_FEED_MATTERS_VIEWS_H
#define DAEMON_FEED_MATTERS_VIEWS_H
#include "daemon/feed/desk/pen.h"
#include "jarak/feed/matters/page.h"

/* The form of a report or a task. */
struct web_matter_form {
    const char *action, *file, *csrf, *uid, *name, *text, *place, *point, *when, *when_label,
        *subject;
    int offset; /* of the region's zone, seconds east */
    bool task, report, offline;
    const struct web_option *topics, *agencies;
    size_t topics_count, agencies_count;
};

/* The form alone, for where there is no line. */
struct web_offline {
    struct web_matter_form form;
    const char *script;
};

struct web_matters {
    struct web_note outcome;
    struct web_matter_form form;
    const char *title, *about, *action, *other, *other_href, *waiting, *late, *rest, *empty, *file;
    bool task, may_file, open;
    const struct web_option *states, *topics_filter, *agencies_filter;
    size_t states_count, topics_filter_count, agencies_filter_count;
    const struct web_matter_row *rows;
    size_t rows_count;
};

/* The form of a drop. */
struct web_drop_form {
    const char *csrf, *uid, *name, *text, *place, *point, *due, *leave, *from, *carrier, *items,
        *way;
    const struct web_option *stages, *modes, *regions;
    size_t stages_count, modes_count, regions_count;
};

/* How far a sub-district is. */
struct web_drop_row {
    const char *name, *received, *items, *station, *left, *threatened, *late, *bad;
};

struct web_drops {
    struct web_note outcome;
    struct web_drop_form form;
    const char *title, *csrf, *progress, *threatened, *rest;
    bool may_file, open, threatened_only;
    struct jk_markup bars, map;
    const struct web_drop_row *districts;
    size_t districts_count;
    const struct web_option *states, *stages;
    size_t states_count, stages_count;
    const struct web_matter_row *rows;
    size_t rows_count;
};

/* A fact of a drop, and what it is called. */
struct web_fact {
    const char *name, *value;
};

/* An act that was done. */
struct web_matter_done {
    const char *what, *when, *who, *assessment, *recommendation, *text;
};

struct web_matter {
    struct web_note outcome;
    const char *title, *kind, *list_href, *state, *state_class, *topic, *when_label, *when, *where,
        *map_href, *who, *filed, *kept, *about_href, *about_title, *calendar_href, *form_href,
        *task_href, *zone_href, *percent, *agency, *answer, *csrf, *action, *assessment,
        *recommendation, *said, *text, *photo_href, *photo_action;
    bool task, report, photo, may_photo, erased, judge, release, may_answer, withdraw, progress,
        cancel, leave, receive, undo;
    const char *cancel_text, *by, *task_text;
    struct web_level meets;
    const struct web_fact *facts;
    size_t facts_count;
    const struct web_option *conditions;
    size_t conditions_count;
    const struct web_option *percents;
    size_t percents_count;
    const struct web_matter_done *done;
    size_t done_count;
    const struct web_matter_row *follow;
    size_t follow_count;
};

void web_offline(struct jk_buf *out, const struct web_offline *v, enum jk_lang lang);
void web_matter_form(struct jk_buf *out, const struct web_matter_form *v, enum jk_lang lang);
void web_matters(struct jk_buf *out, const struct web_matters *v, enum jk_lang lang);
void web_drops(struct jk_buf *out, const struct web_drops *v, enum jk_lang lang);
void web_drop_form(struct jk_buf *out, const struct web_drop_form *v, enum jk_lang lang);
void web_matter(struct jk_buf *out, const struct web_matter *v, enum jk_lang lang);

/* The pictures of the page of drops. */
struct jk_markup matters_draw_bars(struct desk_pen *pen, const struct jk_drops_page *page);
struct jk_markup matters_draw_map(struct desk_pen *pen, const struct jk_drops_page *page);
#endif
