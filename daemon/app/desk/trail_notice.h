/* daemon/app/desk/trail_notice.h: what an entry of a notice said, as the form names it. */
#ifndef DAEMON_APP_DESK_TRAIL_NOTICE_H
#define DAEMON_APP_DESK_TRAIL_NOTICE_H
#include "jarak/app/handle/handle.h"
#include "jarak/base/arena.h"
#include "jarak/base/text.h"
#include "jarak/feed/admin/trail.h"
#include "jarak/store/kinds/rows.h"

#define TRAIL_NOTICE_FIELDS 28

/* The name, label and form of a field, below TRAIL_NOTICE_FIELDS. Static. */
const char *desk_trail_notice_name(size_t i);
const struct jk_text *desk_trail_notice_label(size_t i);
enum jk_trail_form desk_trail_notice_form(size_t i);
/* Open an entry and read its fields, in the arena; "" where nothing is said.
 *
 * @param[out] erased  its key was destroyed: all are ""
 * @return JK_OK; JK_IO; JK_MEMORY */
enum jk_status desk_trail_notice(struct jk_app *app, struct jk_arena *arena,
                                 const struct jk_notice_row *row,
                                 const char *fields[TRAIL_NOTICE_FIELDS], bool *erased);
#endif
