/* daemon/app/personnel/room.h: what was counted and still holds; for the table of rooms in
 * daemon/app/load.c, and what the room's files tell each other. */
#ifndef DAEMON_APP_PERSONNEL_ROOM_H
#define DAEMON_APP_PERSONNEL_ROOM_H
#include "daemon/app/handle/handle.h"
#include "jarak/app/personnel/personnel.h"

#define PERSONNEL_DAYS 128 /* that are remembered: a season of one regency */

/* A day as it was counted. */
struct counted {
    const struct jk_region *region;
    int32_t day;
    struct jk_personnel_day *as;
};

struct personnel {
    struct jk_arena arena; /* of all days */
    struct counted days[PERSONNEL_DAYS];
    size_t count;
    /* What they were counted of. */
    const struct jk_registry *registry;
    const struct jk_pack *pack;
    uint64_t changes;
    size_t conflicts;
};

enum jk_status personnel_open(struct jk_app *app, struct jk_error *err);
void personnel_clear(struct jk_app *app);
void personnel_close(struct jk_app *app);

/* gather.c: fill in tasks and duties of a day, both by begin. JK_MEMORY. */
enum jk_status personnel_gather(struct jk_app *app, struct jk_arena *arena,
                                struct jk_personnel_day *out);
/* The hours of anything of that chain that is asked for, in force or happens, with its ways, at
 * least partly in [from, to)? @param[out] from_s,to_s  from the first of it to the last */
bool personnel_hours_of(const struct jk_chain *chain, int64_t after_s, int64_t before_s,
                        int64_t *from_s, int64_t *to_s);

/* guards.c: what a duty guards, by the UID or code it states: fills in `about`, `chain`, `fault`
 * and where it has moved; and its place, where that is known. */
void personnel_find_guarded(struct jk_app *app, const char *guards, struct jk_personnel_duty *out);
#endif
