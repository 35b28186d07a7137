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
    struct jk_name_table filed;   /* chains of which something was filed first */
    struct jk_name_table touched; /* ids of reports and tasks to which something was done */
    struct jk_recap_edition editions[JK_RECAP_EDITIONS]; /* the newest in front */
    uint64_t edition_seq[JK_RECAP_EDITIONS];
    size_t edition_count, editions_all;
    struct jk_recap_act *acts; /* without `facts`, in the arena */
    size_t act_count, act_cap;
};

/* A digest that is being filled. */
struct meeting_filling {
    struct jk_recap_search *s;
    struct jk_app *app;
    struct jk_arena *arena;
    const struct jk_account *actor;
    struct jk_recap *out;
    int64_t ahead_s; /* the end of the seven days */
};

/* The figures something is counted in: those of the whole, and of the regencies of both its sides,
 * each once. Null ones are none. */
struct meeting_figures {
    struct jk_recap_figures *of[3];
};

/* @param b  null: it has one side */
struct meeting_figures meeting_figures_of(const struct meeting_filling *f, const char *a,
                                          const char *b);

#define MEETING_COUNT(f, a, b, member, by)                                   \
    do {                                                                     \
        const struct meeting_figures counted_ = meeting_figures_of(f, a, b); \
        for (size_t i_ = 0; i_ < 3; i_++) {                                  \
            if (counted_.of[i_])                                             \
                counted_.of[i_]->member += (unsigned)(by);                   \
        }                                                                    \
    } while (0)

/* Fill in reports and tasks that the actor may read. JK_MEMORY. */
enum jk_status meeting_add_matters(const struct meeting_filling *f);

/* The last meeting of the region's offices that was held by then; null uid: none. */
enum jk_status meeting_find_last(const struct jk_app *app, struct jk_arena *arena,
                                 const char *region, int64_t now_s, struct jk_recap_meeting *out);
/* When the newest entry was written: what counts as now. */
enum jk_status meeting_newest(const struct jk_recap_search *s, int64_t *newest_s,
                              struct jk_error *err);
/* Does what is told begin at the end of that meeting? When it begins: entries are told apart by
 * their numbers, and between the last one before the end and the end nothing was journalled.
 * JK_IO. */
enum jk_status meeting_since(struct jk_recap_search *s, const struct jk_recap_meeting *last,
                             bool *since_meeting, int64_t *from_s);
/* The next one that is called. */
enum jk_status meeting_find_next(const struct jk_app *app, struct jk_arena *arena,
                                 const char *region, int64_t now_s, struct jk_recap_meeting *out);
#endif
