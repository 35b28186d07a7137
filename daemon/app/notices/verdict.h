/* daemon/app/notices/verdict.h: verdicts as answers show them. */
#ifndef DAEMON_APP_NOTICES_VERDICT_H
#define DAEMON_APP_NOTICES_VERDICT_H
#include "daemon/app/handle/handle.h"
#include "jarak/app/notices/submit.h"
#include "jarak/app/registry/registry.h"

/* Verdicts that are told together: in the arena, as of an instant. */
struct telling {
    struct jk_app *app;
    struct jk_arena *arena;
    int64_t now_s;
    bool personnel; /* who is told sees officers and units: else their day is not counted for him */
};
/* The verdict on an entry with the conflicts given (null: none); in the arena and borrowed from the
 * registry. JK_MEMORY. */
enum jk_status notices_view(const struct telling *told, const struct jk_entry *entry,
                            const struct jk_conflict_views *conflicts, struct jk_verdict_view *out);
/* The verdict on the notice that speaks for a chain, with the conflicts as they stand. JK_MEMORY.
 */
enum jk_status notices_view_chain(struct jk_app *app, struct jk_arena *arena,
                                  const struct jk_chain *chain, int64_t now_s,
                                  struct jk_verdict_view *out);
/* The verdict on one entry, with the conflicts of its chain where it speaks for it. `fresh`: judged
 * now; else as they stand. `out` notes whether there are any. JK_MEMORY. */
enum jk_status notices_tell(const struct telling *told, const struct jk_entry *entry, bool fresh,
                            struct jk_verdict_view *verdict, struct jk_outcome *out);
bool notices_has_open_level(const struct jk_conflict_views *views);
/* One more verdict on a chain, by its worst level, for /metrics. */
void notices_count_verdict(struct jk_app *app, const struct jk_conflict_view *conflicts,
                           size_t count);
#endif
