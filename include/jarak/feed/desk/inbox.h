/* jarak/feed/desk/inbox.h: an account's inbox as a page: what it was told, newest first, and what
 * became of the notices it filed. Pure. */
#ifndef JARAK_FEED_DESK_INBOX_H
#define JARAK_FEED_DESK_INBOX_H
#include "jarak/feed/alert/alert.h"
#include "jarak/feed/desk/page.h"

#define JK_INBOX_SHOWN 100 /* alerts of one page; GET /api/v1/alerts has all */
#define JK_OWN_SHOWN   20  /* notices of one's own, those that changed last */

/** An alert with what a reader may do about it. */
struct jk_inbox_item {
    const struct jk_alert *alert;
    bool waits; /**< its conflict is open and nobody has taken notice of it */
};

/** A notice this account filed. */
struct jk_own_notice {
    const char *uid;
    const struct jk_facts *facts;
    enum jk_state state;
    const char *reason; /**< of the last act, "" none */
};

struct jk_inbox_page {
    const struct jk_inbox_item *items; /**< newest first */
    size_t count;
    enum jk_level from; /**< those below it are not shown */
    bool only_waiting;
    const struct jk_own_notice *own;
    size_t own_count;
    const char *done; /**< what was done just now; null */
};

/** @return JK_OK; JK_MEMORY. Appends. */
enum jk_status jk_desk_inbox_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                  const struct jk_inbox_page *page);
#endif
