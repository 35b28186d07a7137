/* daemon/app/meeting/room.h: a digest under way: what was read of the journal. */
#ifndef DAEMON_APP_MEETING_ROOM_H
#define DAEMON_APP_MEETING_ROOM_H
#include "daemon/app/handle/handle.h"
#include "jarak/app/meeting/recap.h"
#include "jarak/base/name_table.h"

/* A conflict that was put between the two entries. */
struct meeting_traced {
    char id[JK_CONFLICT_HEX + 1]; /* its name in the table: first */
    uint64_t first_seq;           /* of its entries behind `from` the first */
    bool known;                   /* what it was at `from` */
    bool was_open;
    enum jk_level before;      /* then */
    uint64_t open_seq;         /* the last entry in which it was open; 0: none yet */
    enum jk_level last_opened; /* by that one */
};

struct jk_recap_search {
    struct jk_app *app;
    struct jk_arena arena;
    const char *reader, *region; /* an account may be changed between two slices */
    uint64_t from, at;           /* read up to `at` */
    int64_t from_s;
    uint64_t back;  /* what the unknown ones were is looked for below this entry */
    size_t unknown; /* of the traced */
    struct jk_name_table traced;
    struct meeting_traced **list;
    size_t traced_count, traced_cap;
    struct jk_name_table filed; /* chains of which something was filed first */
    struct jk_recap_act *acts;  /* without `facts`, in the arena */
    size_t act_count, act_cap;
};

/* The last meeting of the region's offices that was held by then; null uid: none. */
enum jk_status meeting_find_last(const struct jk_app *app, struct jk_arena *arena,
                                 const char *region, int64_t now_s, struct jk_recap_meeting *out);
/* Does what is told begin at the end of that meeting? When it begins: entries are told apart by
 * their numbers, and between the last one before the end and the end nothing was journalled.
 * JK_IO. */
enum jk_status meeting_since(struct jk_recap_search *s, const struct jk_recap_meeting *last,
                             bool *since_meeting, int64_t *from_s);
/* The next one that is called. */
enum jk_status meeting_find_next(const struct jk_app *app, struct jk_arena *arena,
                                 const char *region, int64_t now_s, struct jk_recap_meeting *out);
#endif
