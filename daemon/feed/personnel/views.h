/* daemon/feed/personnel/views.h: what the page of personnel says, ready to be read. */
#ifndef DAEMON_FEED_PERSONNEL_VIEWS_H
#define DAEMON_FEED_PERSONNEL_VIEWS_H
#include "daemon/feed/desk/views.h"

/* One hour: in figures, as a bar, in a word. */
struct web_personnel_hour {
    const char *hours, *need, *committed, *capacity, *state, *state_class;
    struct jk_markup bar;
};

struct web_personnel_unit {
    const char *name, *code, *officers, *dates, *duties, *most, *state, *state_class, *unverified;
};

struct web_personnel_district {
    const char *name, *tps, *tps_need, *need, *duties, *missing, *missing_class;
};

/* An activity that asks for officers, or a duty. */
struct web_personnel_row {
    const char *hours, *href, *what, *place, *officers, *about, *fault;
};

struct web_personnel {
    struct web_note outcome;
    const char *title, *region, *date, *about, *unknown;
    const struct web_side_row *over; /* name: when; text: what; basis: "" */
    size_t over_count;
    const struct web_personnel_hour *hours;
    size_t hours_count;
    const struct web_personnel_unit *units;
    size_t units_count;
    const struct web_personnel_district *districts;
    size_t districts_count;
    const struct web_personnel_row *tasks, *duties;
    size_t tasks_count, duties_count;
    bool vote;
    const char *stations, *each, *capacity, *answer; /* of the what-if, as typed; "" not asked */
    const char *day_href, *duty_href;                /* "" a page of the past: nothing is filed */
};

#define DUTY_INPUTS 8

struct web_duty {
    const char *title, *csrf, *uid, *fault, *change, *revision;
    struct web_input inputs[DUTY_INPUTS];
    size_t inputs_count;
    const struct web_option *units, *tasks;
    size_t units_count, tasks_count;
};

void web_duty(struct jk_buf *out, const struct web_duty *v, enum jk_lang lang);
void web_personnel(struct jk_buf *out, const struct web_personnel *v, enum jk_lang lang);
#endif
