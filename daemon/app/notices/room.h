/* daemon/app/notices/room.h: the room's state and its life; for this room and the table of rooms
 * in daemon/app/load.c. */
#ifndef DAEMON_APP_NOTICES_ROOM_H
#define DAEMON_APP_NOTICES_ROOM_H
#include "daemon/app/handle/handle.h"
#include "jarak/base/name_table.h"
#include "jarak/feed/json/field_report.h"

struct given_name;

struct notices {
    struct given_name **names; /* of resources, in the order they were given */
    size_t name_count, name_cap;
    struct jk_name_table names_by_name, names_by_uid, names_by_hash;
    struct jk_report *reports; /* oldest first */
    size_t report_count, report_cap;
    struct jk_name_table report_ids; /* one behind the number of each */
    struct jk_name_table reported;   /* by UID: what is known of the reports of a notice */
    struct jk_arena report_arena;    /* theirs */
    uint64_t
        verdicts[JK_LEVEL_END]; /* on mains filed or checked, by worst level; since the start */
};

/* Make the room, empty. JK_MEMORY. */
enum jk_status notices_open(struct jk_app *app, struct jk_error *err);
/* Read attachments, field reports and names from the store, behind the registry; what verified
 * reports say enters the world. */
enum jk_status notices_load(struct jk_app *app, struct jk_error *err);
/* Forget what was read. */
void notices_clear(struct jk_app *app);
/* Free the room; it was cleared. */
void notices_close(struct jk_app *app);
#endif
