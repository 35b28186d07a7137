/* jarak/app/alerts/targets.h: addresses alerts may be sent to: webhooks, and e-mail below.
 *
 * The operator lists hosts (`webhook-host NAME` or `NAME=ADDRESS`, a line each); without a list
 * nothing is sent. A target is https://HOST[:PORT][/PATH]: no user, no fragment, visible ASCII, the
 * host in lower case. http is for hosts the operator gave a loopback address only. Pure. */
#ifndef JARAK_APP_ALERTS_TARGETS_H
#define JARAK_APP_ALERTS_TARGETS_H
#include <stdbool.h>
#include <stdint.h>
#include "jarak/base/error.h"
#include "jarak/base/bytes.h"

#define JK_HOOK_URL_MAX  1024 /* bytes of a target; longer ones are no one's address */
#define JK_HOOK_HOST_MAX 254  /* bytes of a host's name with NUL (RFC 1035) */

/** A target that was read and is allowed. */
struct jk_hook_target {
    bool https;
    char host[JK_HOOK_HOST_MAX];
    uint16_t port;
    char address[46]; /**< the only address the host may have; "": any public one */
};

/** Check the operator's list. @param hosts entries, a line each; "": none
 * @return JK_OK; JK_INVALID naming the entry */
enum jk_status jk_hook_hosts_check(const char *hosts, struct jk_error *err);

/** Read a target and look its host up.
 *
 * @param[out] out  written on JK_OK
 * @return JK_OK; JK_INVALID when it is no such address; JK_DENIED when its host is not listed, or
 *         http is not for it */
enum jk_status jk_hook_read(const char *hosts, struct jk_span url, struct jk_hook_target *out,
                            struct jk_error *err);
/** How e-mail leaves; borrowed texts. */
struct jk_mail_way {
    const char *relay;   /**< smtp://HOST[:PORT] or smtps://...; "": no e-mail is sent */
    const char *from;    /**< address it comes from */
    const char *domains; /**< those of readers, a line each */
    const char *site;    /**< "https://host" of the officials' pages; "" not known */
};

/** Check what the operator says of e-mail. @return JK_OK, also when there is none; JK_INVALID */
enum jk_status jk_mail_way_check(const struct jk_mail_way *way, struct jk_error *err);

/** Check a reader's address: plain characters, the domain in lower case and listed.
 *
 * @param way  null: no e-mail is sent
 * @return JK_OK; JK_INVALID; JK_DENIED */
enum jk_status jk_mail_read(const struct jk_mail_way *way, struct jk_span address,
                            struct jk_error *err);
#endif
