/* daemon/http/dav/itip.h: what the dav_itip*.c files share: one iTIP message under way
 * (docs/itip.md). */
#ifndef DAEMON_HTTP_DAV_ITIP_H
#define DAEMON_HTTP_DAV_ITIP_H
#include "daemon/http/dav/dav.h"
#include "jarak/feed/calendar/itip.h"

/* A message. */
struct itip_message {
    struct dav_ask *ask;
    struct jk_itip itip;
    const char *desk;   /* calendar address that answers for jarakd */
    const char *caller; /* that of the caller: its principal */
    bool json;          /* the usual JSON is wanted */
    struct jk_error err;
};

/* dav_itip.c */

/* The call's arena. */
struct jk_arena *dav_itip_arena(const struct itip_message *m);
/* The answer to an item before it is known what became of it: declined by the desk. */
struct jk_itip_said dav_itip_said(const struct itip_message *m, const struct jk_itip_item *item);
/* Send the components written so far and end the call. Clears `text`. */
void dav_itip_send(struct itip_message *m, struct jk_buf *text, int code, bool related);
/* Nothing was done, because of m->err: all UIDs are told the same, for a message is taken whole or
 * not at all. `like` (may be null) stands for the only item's answer. */
void dav_itip_refuse(struct itip_message *m, const struct jk_itip_said *like);

/* dav_itip_reply.c */

/* As POST /api/v1/conflicts/{id}/verdict. */
void dav_itip_take_reply(struct itip_message *m);
#endif
