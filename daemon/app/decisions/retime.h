/* daemon/app/decisions/retime.h: proposals of other times as they are read from the store. */
#ifndef DAEMON_APP_DECISIONS_RETIME_H
#define DAEMON_APP_DECISIONS_RETIME_H
#include "jarak/store/kinds/rows.h"

/* At load, behind the chains. @param ctx the application */
enum jk_status decisions_retimes_load(void *ctx, const struct jk_retime_row *row);
#endif
