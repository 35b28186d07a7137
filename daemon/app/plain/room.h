/* daemon/app/plain/room.h: the room's state and its life; for this room, the table of rooms in
 * daemon/app/load.c, and the tick. */
#ifndef DAEMON_APP_PLAIN_ROOM_H
#define DAEMON_APP_PLAIN_ROOM_H
#include "daemon/app/handle/handle.h"
#include "jarak/app/plain/plain.h"

/* How much an account wrote within the hour, and when it was told last that something is missing.
 * Not journalled: a restart forgets it. */
struct plain_writer {
    const struct jk_account *account;
    int64_t hour_s; /* since when it is counted */
    unsigned count;
    int64_t told_s; /* 0: never */
};

/* When the last of an account's drafts in a calendar was destroyed: what is left of all of them. */
struct plain_lost {
    char *account, *contest;
    uint32_t paslon;
    uint64_t change; /* number of the journal entry */
};

struct plain {
    struct jk_plain_draft **drafts; /* oldest first; destroyed ones until the group is durable */
    size_t draft_count, draft_cap;
    struct plain_lost *lost;
    size_t lost_count, lost_cap;
    struct plain_writer *writers;
    size_t writer_count, writer_cap;
};

/* Make the room, empty. JK_MEMORY. */
enum jk_status plain_open(struct jk_app *app, struct jk_error *err);
/* Read the drafts. */
enum jk_status plain_load(struct jk_app *app, struct jk_error *err);
/* Learn a row that another process put: of a new draft, or of one that is known. */
enum jk_status plain_learn(struct jk_app *app, const struct jk_plain_row *row);
/* Forget the drafts. */
void plain_clear(struct jk_app *app);
/* The group is durable, or all was read: forget what was destroyed, but when. */
void plain_settle(struct jk_app *app);
/* Free the room; it was cleared. */
void plain_close(struct jk_app *app);
/* The last draft of an account in a calendar was destroyed then, or later; texts are copied. False:
 * memory is out. */
bool plain_note_lost(struct jk_app *app, const struct plain_lost *said);
/* The draft of that id was changed by that entry of the journal. */
void plain_note_change(struct jk_app *app, const char *id, uint64_t entry);

/* Another pack: what lists tell of the next so many drafts from *at on is understood anew; where
 * memory is out, it stays as it was. @return there are no more */
bool plain_understand_some(struct jk_app *app, size_t *at, size_t count);

/* Is a draft older than it may be? */
bool plain_is_expiry_due(const struct jk_app *app, int64_t now_s);
/* Destroy such drafts and tell whose they are. In the open group. */
enum jk_status plain_expire(struct jk_app *app, const struct jk_act *act, struct jk_error *err);

/* drafts.c */

/* The draft that the account may see, whatever its state; null. */
struct jk_plain_draft *plain_find(const struct jk_app *app, const struct jk_account *account,
                                  const char *id);
/* Is the account of the side (office or team) that put it there? */
bool plain_is_of_side(const struct jk_app *app, const struct jk_account *account,
                      const struct jk_plain_draft *draft);
bool plain_has_ended(const struct jk_plain_draft *draft);
/* Has it ended without being filed? Then nothing of it is left. */
bool plain_is_destroyed(const struct jk_plain_draft *draft);
/* When the newest draft of that side and calendar was destroyed, or later. */
uint64_t plain_lost_at(const struct jk_app *app, const struct jk_plain_calendar *of,
                       uint64_t at_least);
/* As it would be put. */
struct jk_plain_row plain_row_of(const struct jk_plain_draft *draft);
/* Put a new draft; `row` has no id yet. @param[out] out  borrowed */
enum jk_status plain_put_new(struct jk_app *app, const char *actor, struct jk_plain_row *row,
                             struct jk_plain_draft **out, struct jk_error *err);
/* Put a draft's next revision. */
enum jk_status plain_put_changed(struct jk_app *app, const char *actor,
                                 struct jk_plain_draft *draft, struct jk_plain_row *row,
                                 struct jk_error *err);
/* End it: bytes, name and key are gone. */
enum jk_status plain_end(struct jk_app *app, const struct jk_act *act, struct jk_plain_draft *draft,
                         enum jk_draft_state state, struct jk_error *err);
/* What understanding needs to know. @param filed  the notice it is or changes; or null */
struct jk_plain_context plain_context_of(const struct jk_app *app, const struct jk_contest *contest,
                                         uint32_t paslon, int64_t stamp_s);

/* filing.c */

/* A complete event that is to be filed. */
struct plain_to_file {
    const struct jk_account *actor, *team; /* team: whose draft it was; or null */
    int64_t now_s;
    const struct jk_contest *contest;
    uint32_t paslon;
    const char *name;
    struct jk_span bytes; /* without what we wrote */
    bool knows;
};
enum jk_status plain_file(struct jk_app *app, struct jk_arena *arena,
                          const struct plain_to_file *what, struct jk_outcome *out,
                          struct jk_error *err);
#endif
