/* daemon/app/notices/filing.h: a command that puts versions of notices in place, whoever wrote
 * them.
 *
 * A client's filing and a re-timing go the same way: apply, then keep or take back, then answer. */
#ifndef DAEMON_APP_NOTICES_FILING_H
#define DAEMON_APP_NOTICES_FILING_H
#include "daemon/app/handle/handle.h"
#include "jarak/app/notices/submit.h"
#include "jarak/app/registry/registry.h"

/* One version that is to stand: a notice and the reading it came with. */
struct filing_item {
    struct jk_reading *reading;
    const struct jk_notice *notice;
};

/* A filing under way: what it changed so far, so that it can be taken back whole. */
struct filing {
    struct jk_app *app;
    const struct jk_submission *rq; /* who, when, and under which conditions; not its bytes */
    struct jk_arena *arena;
    const struct filing_item *items;
    size_t item_count;
    struct jk_change *changes;
    size_t change_count;
    struct jk_chain **chains; /* chains touched, each once */
    size_t chain_count;
};

/* Put every notice in place; those whose bytes are already there only count as touched. After
 * a refusal those put before it still stand: notices_filing_take_back(). */
enum jk_status notices_filing_apply(struct filing *f, struct jk_error *err);
/* filing_cost.c: vertices of all instances; what judging the chains touched would cost (JK_OK;
 * JK_MEMORY); whether too many pairs are too near at once (JK_TOO_MANY). */
uint64_t notices_filing_vertices(const struct filing *f);
enum jk_status notices_filing_weigh(const struct filing *f, uint64_t *units);
enum jk_status notices_filing_check_crowd(const struct filing *f, struct jk_error *err);
/* May what was applied be judged now and here? JK_HEAVY, and in a rehearsal JK_BUSY once it was
 * judged: then notices_filing_take_back(). */
enum jk_status notices_filing_afford(struct filing *f, struct jk_error *err);
/* What was read of its bytes before, if it still holds; else they are read now. */
enum jk_status notices_filing_read(struct jk_app *app, const struct jk_submission *filing,
                                   struct jk_reading **out, struct jk_error *err);
/* As if nothing had been applied. */
void notices_filing_take_back(struct filing *f);
/* Numbers, rows, conflicts, alerts. From here on a failure breaks the group. */
enum jk_status notices_filing_keep(struct filing *f, struct jk_error *err);
#endif
