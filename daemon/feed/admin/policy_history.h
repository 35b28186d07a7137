/* daemon/feed/admin/policy_history.h: what accounts stated for whom a policy holds, on its page. */
#ifndef DAEMON_FEED_ADMIN_POLICY_HISTORY_H
#define DAEMON_FEED_ADMIN_POLICY_HISTORY_H
#include "daemon/feed/desk/pen.h"
#include "jarak/feed/admin/policy.h"

/* Fills what was stated, and whether the newest can be taken back. */
void feed_policy_history(struct desk_pen *pen, const struct jk_desk_reader *reader,
                         const struct jk_policy_page *page, struct web_policy *out);
#endif
