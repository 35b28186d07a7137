/* daemon/app/conflicts/kept_parts.h: the parts of a conflict as octets, for a start by a snapshot:
 * they need not be found again where nothing of them has changed. For this program and this pack
 * alone. */
#ifndef DAEMON_APP_CONFLICTS_KEPT_PARTS_H
#define DAEMON_APP_CONFLICTS_KEPT_PARTS_H
#include "daemon/app/conflicts/index.h"

/* Appends them. False: they cannot be kept, and nothing was appended that would be read. */
bool conflicts_parts_write(const struct jk_app *app, const struct conflict *c, struct jk_buf *out);
/* Gives the conflict the parts that were written of it. False: memory is out, or they are not such
 * octets. */
bool conflicts_parts_read(const struct jk_app *app, struct conflict *c, struct jk_span parts);
#endif
