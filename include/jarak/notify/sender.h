/* jarak/notify/sender.h: the child's side: messages in, requests out, receipts back.
 *
 * Holds no database and no secret; each message is one POST. Many are under way at once, each on
 * its own deadline, so that a slow receiver keeps nobody waiting. What it does not do: follow
 * redirects, use a proxy, keep cookies, read more than JK_ANSWER_MAX bytes of an answer, connect
 * to a private address (unless the operator gave the host just that one). Source: SPEC 7. */
#ifndef JARAK_NOTIFY_SENDER_H
#define JARAK_NOTIFY_SENDER_H
#include <stdbool.h>
#include <sys/socket.h>

#define JK_SEND_MS         10000L /* a webhook in all: name, connection, TLS, head of the answer */
#define JK_ANSWER_MAX      65536  /* bytes of an answer's head */
#define JK_MAIL_CONNECT_MS 30000L /* to the relay, with its name and TLS */
#define JK_MAIL_ANSWER_S   300L   /* for the answer to a command (RFC 5321 4.5.3.2: five minutes) */
#define JK_MAIL_TAKEN_S    600L   /* for the answer to the final dot: ten */

/** Serve the pipe until its other end closes.
 *
 * @param fd  connected stream socket
 * @param ca  PEM file of the authorities believed; null: those of the system
 * @return true when it ended in order */
bool jk_sender_run(int fd, const char *ca);

/** True when a message may go to this address.
 *
 * @param only  numeric address that the operator gave the host; "": any public one
 * @return with `only`: whether it is that one; else false for loopback, private, link-local,
 *         shared, multicast, reserved and other addresses that are not the public internet's, also
 *         where IPv6 carries them */
bool jk_sender_may_connect(const struct sockaddr *to, const char *only);
#endif
