/* daemon/http/login/link.h: links that sign somebody in once, for an exercise.
 *
 * The first minute of a newcomer should not be spent with accounts: `make run` prints two links. A
 * link is 256 random bits kept as SHA-256, in memory only; it is good for ten minutes and for one
 * use, from this machine and on a simulation alone. Opening it changes nothing: a mail scanner or a
 * preview would use it up otherwise; its page asks by a form. */
#ifndef DAEMON_HTTP_LOGIN_LINK_H
#define DAEMON_HTTP_LOGIN_LINK_H
#include <stdbool.h>
#include <stdint.h>
#include "jarak/base/bytes.h"
#include "jarak/base/status.h"

#define LINK_HEX    64
#define LINK_LAST_S 600
#define LINKS_MAX   16 /* then the oldest gives way */

struct sign_links;

/* @return given; null when memory is out */
struct sign_links *login_links_new(void);
/* Null is allowed. */
void login_links_free(struct sign_links *links);
/* Make one for an account. @param[out] token told once @return JK_OK; JK_IO no random bytes */
enum jk_status login_links_make(struct sign_links *links, const char *account, int64_t now_s,
                                char token[LINK_HEX + 1]);
/* Use one up. @param[out] account of at least JK_ACCOUNT_NAME_MAX + 1 bytes
 * @return false: there is none, it was used, or its time is over */
bool login_links_use(struct sign_links *links, struct jk_span token, int64_t now_s, char *account);
#endif
