/* daemon/http/login/link.h: links that sign somebody in once, for an exercise.
 *
 * The first minute of a newcomer should not be spent with accounts: `make run` prints two links. A
 * link is 256 random bits kept as SHA-256, in memory only; it is good for ten minutes and for one
 * use, from this machine and on a simulation alone. Opening it changes nothing: a mail scanner or a
 * preview would use it up otherwise; its page asks by a form. */
#ifndef DAEMON_HTTP_LOGIN_LINK_H
#define DAEMON_HTTP_LOGIN_LINK_H

struct sign_links;

/* @return given; null when memory is out */
struct sign_links *login_links_new(void);
/* Null is allowed. */
void login_links_free(struct sign_links *links);
#endif
