/* daemon/app/conflicts/room.h: the room's state and its life; for this room and the table of rooms
 * in daemon/app/load.c. */
#ifndef DAEMON_APP_CONFLICTS_ROOM_H
#define DAEMON_APP_CONFLICTS_ROOM_H
#include "daemon/app/conflicts/index.h"
#include "jarak/app/conflicts/alerts.h"

/* An alert of the open group, told to the sink after the commit. */
struct told {
    const struct jk_account *account;
    struct jk_alert_row row; /* its texts lie in the group's arena */
};

struct conflicts {
    struct jk_name_table ids;
    struct conflict **all;
    size_t count, cap;
    size_t ranked;                  /* of those that were read */
    struct conflict_list *of_chain; /* by number of the chain */
    size_t of_chain_cap;
    struct jk_name_table told_of; /* what guests were told of, by their region (about.h) */
    size_t changed;               /* conflicts stored anew since the application was opened */
    bool later; /* levels that change are told by conflicts_welcome_one(), account by account */
    struct told *told; /* of the open group */
    size_t told_count, told_cap;
    jk_alert_sink *sink;
    void *sink_ctx;
};

/* Make the room, empty. JK_MEMORY. */
enum jk_status conflicts_open(struct jk_app *app, struct jk_error *err);
/* Read conflicts, opinions and escalation from the store; behind the chains. Their parts come with
 * the first judgement. */
enum jk_status conflicts_load(struct jk_app *app, struct jk_error *err);
/* Learn a row of the store; `ctx` is the application. JK_CORRUPT; JK_MEMORY. */
enum jk_status conflicts_learn(void *ctx, const struct jk_conflict_row *row);
enum jk_status conflicts_learn_baseline(void *ctx, const struct jk_baseline_row *row);
/* The first change of a conflict that was read: in the order of the journal, and of a snapshot,
 * which keeps them as they stood. */
void conflicts_note_first(struct jk_app *app, struct conflict *conflict);
/* What was read is put into that order: the store keeps conflicts by their ids, which are random,
 * and inboxes are told in this order. */
void conflicts_order(struct jk_app *app);
/* Forget what was read, and what the open group wanted to tell. */
void conflicts_clear(struct jk_app *app);
/* The group is durable: tell the sink. */
void conflicts_settle(struct jk_app *app);
/* Free the room; it was cleared. */
void conflicts_close(struct jk_app *app);
#endif
