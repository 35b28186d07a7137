/* jarak/feed/oversight/replay.h: a day played again: what was known about it when, and where
 * everything is as the plan says.
 *
 * Knowledge goes by steps: each a place in the journal behind which more, or something else, was
 * known of the day. The plan goes by quarters of an hour. Pure. Source: issue 15 (Pengawasan). */
#ifndef JARAK_FEED_OVERSIGHT_REPLAY_H
#define JARAK_FEED_OVERSIGHT_REPLAY_H
#include <jansson.h>
#include "jarak/feed/desk/day.h"
#include "jarak/feed/desk/steps.h"

/** A replay as its document: `{"region","date","as_of","knowledge":[{"entry","time","notices",
 * "states","conflicts"}],"plan":[{"time","activities":[{"uid","leg","paslon","head","tail"}]}]}`:
 * places are [lat, lon]; of what stands still head and tail are one. Of the plan as it was known at
 * `entry`.
 *
 * @return given (json_decref); null when memory is out */
json_t *jk_replay_json(const struct jk_desk_day *day, const struct jk_day_steps *steps,
                       uint64_t entry);
#endif
