/* jarak/feed/oversight/conflict_history.h: all that a conflict ever was, what was said of it and
 * who took notice. Pure. Source: issue 15 (Pengawasan). */
#ifndef JARAK_FEED_OVERSIGHT_CONFLICT_HISTORY_H
#define JARAK_FEED_OVERSIGHT_CONFLICT_HISTORY_H
#include <jansson.h>
#include <stdbool.h>
#include "jarak/base/civil.h"

/** One thing of it; texts are borrowed. */
struct jk_conflict_note {
    int64_t time_s;
    const char *what; /**< "level", "opinion", "attention" */
    unsigned level, level_max, step, revision;
    bool open;
    const char *agency, *opinion, *actor, *note;
};

struct jk_conflict_history {
    const char *id;
    const struct jk_tz *tz;
    const struct jk_conflict_note *at; /**< in the order of the journal */
    size_t count;
};

/** `{"id","history":[{"time","what","revision", ...}]}`: of a level "level", "level_max", "state";
 * of an opinion "agency", "opinion", "account", "note"; of attention "level", "step" (how far up it
 * was told), "account" (who acknowledged). @return given; null when memory is out */
json_t *jk_conflict_history_json(const struct jk_conflict_history *history);
#endif
