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
    size_t head_len, given; /* bytes read of the answer's head, and of an e-mail sent */
    long status;            /* of a webhook's final answer; 0: none yet */
    uint64_t retry_s;       /* what it asks for; 0: nothing */
    char reply[160];        /* the mail server's last answer */
    bool is_waiting;        /* the whole e-mail was given: only its answer is missing */
    struct hook *next;      /* of the sender's list */
    bool refused;           /* an address was not one we may connect to */
};

/* Read a frame and make its request; `ca` as of jk_sender_run(). Null: it is no message, or memory
 * is out. */
struct hook *notify_hook_new(struct jk_span frame, const char *ca);
/* Free a request that no multi handle holds. Null is allowed. */
void notify_hook_free(struct hook *hook);
/* Sets the time-out of the phase a transfer is in. */
void notify_hook_look(struct hook *hook);
#define JK_REASON_MAX 200
/* Tells how the transfer ended, for the receipt. @return delivered */
bool notify_hook_outcome(struct hook *hook, CURLcode code, char reason[JK_REASON_MAX]);
#endif
