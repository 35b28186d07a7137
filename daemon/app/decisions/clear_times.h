/* daemon/app/decisions/clear_times.h: a search for clear times, of what is filed or of a plan. */
#ifndef DAEMON_APP_DECISIONS_CLEAR_TIMES_H
#define DAEMON_APP_DECISIONS_CLEAR_TIMES_H
#include "jarak/app/decisions/clear_times.h"
#include "jarak/app/registry/registry.h"
#include "jarak/engine/slots.h"

/* A search for clear times: the legs that move together, and how to make each of them again. */
struct clear_search {
    struct jk_app *app;
    struct jk_arena *arena;
    const struct jk_slots_request *rq;
    const struct jk_chain *chain; /* null: a plan that is not filed */
    struct jk_member *members;
    const struct jk_instance **instances; /* of each member */
    size_t member_count;
    struct jk_window_query window;
    int64_t start_s; /* of the main as it stands */
    uint64_t *units; /* what it costs so far (jarak/app/handle/work.h); null: it is not weighed */
};

/* What a search has found, in deltas. */
struct clear_found {
    struct jk_slots slots;                /* by `level` */
    struct jk_intervals cuts[JK_CUT_END]; /* what the calendar allows, for the reasons */
    struct jk_intervals clear;            /* within all of them */
    struct jk_intervals certain;          /* of those, what is clear by `level_max` too */
};

/* Clear deltas within what the calendar allows. */
enum jk_status decisions_clear_search(struct clear_search *f, struct clear_found *out);
/* Tells the stretches that are not clear, each with its causes: where a cause begins or ends,
 * another stretch does, so that a night and a rival are not read as one. */
enum jk_status decisions_tell_closed(const struct clear_search *f, const struct clear_found *found,
                                     struct jk_slots_view *out);
/* True when the days are in order and no more than the engine takes. */
bool decisions_days_fit(int32_t from_day, int32_t to_day);
#endif
