/* daemon/notify/hook.h: one message as one request: a webhook, or an e-mail to the relay. */
#ifndef DAEMON_NOTIFY_HOOK_H
#define DAEMON_NOTIFY_HOOK_H
#include <curl/curl.h>
#include "jarak/feed/alert/frame.h"

/* A request under way. Freed with notify_hook_free(). */
struct hook {
    CURL *easy;
    struct curl_slist *headers, *pinned;
    struct jk_arena arena; /* of the message */
    struct jk_frame frame;
    size_t answer_len, given; /* bytes read of the answer, and of an e-mail sent */
    struct hook *next;        /* of the sender's list */
    bool refused;             /* an address was not one we may connect to */
};

/* Read a frame and make its request; `ca` as of jk_sender_run(). Null: it is no message, or memory
 * is out. */
struct hook *notify_hook_new(struct jk_span frame, const char *ca);
/* Free a request that no multi handle holds. Null is allowed. */
void notify_hook_free(struct hook *hook);
/* Tells how the transfer ended, for the receipt. `reason` holds 120 bytes. @return delivered */
bool notify_hook_outcome(struct hook *hook, CURLcode code, char reason[120]);
#endif
