/* Connections and refusals per address: an IPv6 client owns a /64, so that is what is counted.
 *
 * Who is refused again and again (guessing, probing, pouring) asks as fast as he is answered, and
 * one thread answers everybody. So refusals cost time, and who has used up what he may be ahead has
 * his connection held for a moment at its end, also when he has left it: with so many places for an
 * address, that bounds his requests a second. An entry stays until its time is paid. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include "daemon/http/server/conn.h"
#include "jarak/base/heap.h"

#define V6_NETWORK_LEN 8 /* bytes of a /64 */

/* The IPv4 address within, 0 when there is none. */
static bool find_v4(const struct sockaddr *address, struct in_addr *v4)
{
    const struct in6_addr *v6 = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;

    if (address->sa_family == AF_INET)
        *v4 = ((const struct sockaddr_in *)(const void *)address)->sin_addr;
    else if (address->sa_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(v6))
        memcpy(v4, v6->s6_addr + 12, sizeof *v4);
    else
        return false;
    return true;
}

bool http_peer_is_loopback(const struct sockaddr *address)
{
    struct in_addr v4;

    if (find_v4(address, &v4))
        return ntohl(v4.s_addr) >> 24 == 127;
    return address->sa_family == AF_INET6 &&
           IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr);
}

void http_peer_text(const struct sockaddr *address, char *out)
{
    struct in_addr v4;

    out[0] = '\0';
    if (find_v4(address, &v4))
        inet_ntop(AF_INET, &v4, out, INET6_ADDRSTRLEN);
    else if (address->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, out,
                  INET6_ADDRSTRLEN);
}

static void make_key(const struct sockaddr *address, uint8_t key[16])
{
    struct in_addr v4;

    memset(key, 0, 16);
    if (find_v4(address, &v4))
        memcpy(key + 12, &v4, sizeof v4);
    else if (address->sa_family == AF_INET6)
        memcpy(key, ((const struct sockaddr_in6 *)(const void *)address)->sin6_addr.s6_addr,
               V6_NETWORK_LEN);
}

/* FNV-1a. An attacker who owns enough networks to fill one bucket has easier ways to annoy. */
static size_t bucket_of(const uint8_t key[16])
{
    uint32_t hash = 2166136261u;

    for (int i = 0; i < 16; i++)
        hash = (hash ^ key[i]) * 16777619u;
    return hash % PEER_BUCKETS;
}

/* Entries of a bucket without connections whose time is paid. */
static void drop_paid(struct peer **at)
{
    int64_t now_ms = http_conn_now_ms();

    while (*at) {
        struct peer *peer = *at;

        if (peer->open > 0 || peer->paid_ms > now_ms) {
            at = &peer->next;
        } else {
            *at = peer->next;
            free(peer);
        }
    }
}

struct peer *http_peer_take(struct jk_http_server *server, const struct sockaddr *address)
{
    uint8_t key[16];
    struct peer **at, *peer;

    make_key(address, key);
    at = &server->peers[bucket_of(key)];
    drop_paid(at);
    for (peer = *at; peer && memcmp(peer->key, key, sizeof key) != 0; peer = peer->next)
        continue;
    if (peer && peer->open >= server->limits.per_address)
        return NULL;
    if (!peer) {
        peer = jk_heap_zeroed(1, sizeof *peer);
        if (!peer)
            return NULL;
        memcpy(peer->key, key, sizeof key);
        peer->next = *at;
        *at = peer;
    }
    peer->open++;
    return peer;
}

/* Answers to what nobody asks twice in good faith; not 404 and 412, which honest programs get. */
static bool is_refusal(int code)
{
    return code == 400 || code == 401 || code == 403 || code == 408 || code == 413 || code == 414 ||
           code == 415 || code == 417 || code == 429 || code == 431 || code == 501 || code == 505;
}

bool http_peer_is_over(struct conn *conn, int code)
{
    const struct jk_http_limits *limits = &conn->server->limits;
    int64_t now_ms = http_conn_now_ms();
    struct peer *peer = conn->peer;

    if (!peer || !is_refusal(code))
        return false;
    if (peer->paid_ms < now_ms)
        peer->paid_ms = now_ms;
    if (peer->paid_ms - now_ms + limits->refusal_ms <= limits->refusals_ms) {
        peer->paid_ms += limits->refusal_ms;
        return false;
    }
    conn->server->counts.held++;
    return true;
}

void http_peer_drop(struct jk_http_server *server, struct peer *peer)
{
    if (peer && --peer->open == 0)
        drop_paid(&server->peers[bucket_of(peer->key)]);
}

void http_peer_forget(struct jk_http_server *server)
{
    for (size_t i = 0; i < PEER_BUCKETS; i++) {
        while (server->peers[i]) {
            struct peer *peer = server->peers[i];

            server->peers[i] = peer->next;
            free(peer);
        }
    }
}

uint32_t http_peer_uid(evutil_socket_t fd)
{
    struct ucred credentials = { .uid = UINT32_MAX };
    socklen_t len = sizeof credentials;

    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &len) == 0 ? credentials.uid
                                                                            : UINT32_MAX;
}
