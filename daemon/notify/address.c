/* Which addresses a webhook may connect to.
 *
 * A name a subscriber gave may lead anywhere; connecting from inside the office's network to where
 * it leads would let strangers ask our neighbours. IPv4 is allowed but for the special-purpose
 * ranges, IPv6 only in global unicast less tunnels and documentation, since the reserved rest is
 * larger than the used part. Where the operator pinned an address to a host, exactly that one is
 * allowed, a private one too. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include "jarak/notify/sender.h"

/* IANA's special-purpose registries (RFC 6890 and what followed): not the public internet. */
static const struct {
    uint32_t net;
    int bits;
} not_public4[] = {
    { 0x00000000, 8 },  /* this network */
    { 0x0a000000, 8 },  /* private */
    { 0x64400000, 10 }, /* shared, carrier NAT */
    { 0x7f000000, 8 },  /* loopback */
    { 0xa9fe0000, 16 }, /* link-local; also where clouds keep credentials */
    { 0xac100000, 12 }, /* private */
    { 0xc0000000, 24 }, /* protocol assignments */
    { 0xc0000200, 24 }, /* documentation */
    { 0xc0586300, 24 }, /* 6to4 relays */
    { 0xc0a80000, 16 }, /* private */
    { 0xc6120000, 15 }, /* benchmarks */
    { 0xc6336400, 24 }, /* documentation */
    { 0xcb007100, 24 }, /* documentation */
    { 0xe0000000, 3 },  /* multicast, reserved, broadcast */
};

static bool is_public4(uint32_t address)
{
    for (size_t i = 0; i < sizeof not_public4 / sizeof *not_public4; i++) {
        if ((address ^ not_public4[i].net) >> (32 - not_public4[i].bits) == 0)
            return false;
    }
    return true;
}

static uint32_t read4(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* Only global unicast, 2000::/3, and of that not what tunnels IPv4 (6to4, Teredo) or is set aside
 * (documentation). The rest, IPv4-mapped and NAT64 among it, is not in that range. */
static bool is_public6(const uint8_t a[16])
{
    static const uint8_t teredo[] = { 0x20, 0x01, 0, 0 }, documents[] = { 0x20, 0x01, 0x0d, 0xb8 };

    return (a[0] & 0xe0) == 0x20 && !(a[0] == 0x20 && a[1] == 0x02) && memcmp(a, teredo, 4) != 0 &&
           memcmp(a, documents, 4) != 0 && !(a[0] == 0x3f && a[1] == 0xff);
}

static bool is_only(const struct sockaddr *to, const char *only)
{
    uint8_t bytes[16];

    if (to->sa_family == AF_INET && inet_pton(AF_INET, only, bytes) == 1)
        return memcmp(&((const struct sockaddr_in *)(const void *)to)->sin_addr, bytes, 4) == 0;
    if (to->sa_family == AF_INET6 && inet_pton(AF_INET6, only, bytes) == 1)
        return memcmp(&((const struct sockaddr_in6 *)(const void *)to)->sin6_addr, bytes, 16) == 0;
    return false;
}

bool jk_sender_may_connect(const struct sockaddr *to, const char *only)
{
    if (only[0])
        return is_only(to, only);
    if (to->sa_family == AF_INET)
        return is_public4(read4(
            (const uint8_t *)&((const struct sockaddr_in *)(const void *)to)->sin_addr.s_addr));
    if (to->sa_family == AF_INET6)
        return is_public6(((const struct sockaddr_in6 *)(const void *)to)->sin6_addr.s6_addr);
    return false;
}
