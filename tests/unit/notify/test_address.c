/* Where letters may go: the edges of every range that is not the public internet's. */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <string.h>
#include "jarak/notify/sender.h"

static bool may(const char *text, const char *only)
{
    struct sockaddr_in four = { .sin_family = AF_INET };
    struct sockaddr_in6 six = { .sin6_family = AF_INET6 };

    if (inet_pton(AF_INET, text, &four.sin_addr) == 1)
        return jk_sender_may_connect((struct sockaddr *)&four, only);
    cr_assert(inet_pton(AF_INET6, text, &six.sin6_addr) == 1, "%s", text);
    return jk_sender_may_connect((struct sockaddr *)&six, only);
}

Test(address, what_is_not_public_is_refused)
{
    static const char *const bad[] = {
        "0.0.0.0",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.168.255.255",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:8.8.8.8",
        "::8.8.8.8",
        "64:ff9b::808:808",
        "fc00::1",
        "fdff::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "2002:7f00:1::",
        "2001::1",
        "2001:db8::1",
        "3fff::1",
        "100::1",
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_assert(!may(bad[i], ""), "%s", bad[i]);
}

Test(address, their_neighbours_are_public)
{
    static const char *const good[] = {
        "1.0.0.0",         "9.255.255.255", "11.0.0.0",        "100.63.255.255", "100.128.0.0",
        "126.255.255.255", "128.0.0.0",     "169.253.255.255", "172.15.255.255", "172.32.0.0",
        "192.167.255.255", "192.169.0.0",   "198.17.255.255",  "198.20.0.0",     "223.255.255.255",
        "2001:200::1",     "2606:4700::1",  "2400::1",
    };

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        cr_assert(may(good[i], ""), "%s", good[i]);
}

Test(address, a_host_with_an_address_may_have_that_one_only)
{
    cr_assert(may("127.0.0.1", "127.0.0.1") && may("10.1.2.3", "10.1.2.3") && may("::1", "::1"));
    cr_assert(!may("127.0.0.2", "127.0.0.1") && !may("8.8.8.8", "10.1.2.3"));
    cr_assert(!may("::1", "127.0.0.1") && !may("127.0.0.1", "::1"));
}

Test(address, other_families_are_refused)
{
    struct sockaddr other = { .sa_family = AF_UNIX };

    cr_assert(!jk_sender_may_connect(&other, "") && !jk_sender_may_connect(&other, "127.0.0.1"));
}
