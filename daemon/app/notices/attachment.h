/* daemon/app/notices/attachment.h: the letters of notices as they are read from the store. */
#ifndef DAEMON_APP_NOTICES_ATTACHMENT_H
#define DAEMON_APP_NOTICES_ATTACHMENT_H
#include "jarak/store/kinds/rows.h"

/* At load, behind the notices. @param ctx the application */
enum jk_status notices_attachments_load(void *ctx, const struct jk_attachment_row *row);
#endif
