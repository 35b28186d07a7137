/* Targets of subscriptions: which URLs and addresses are understood, and which the operator allows.
 *
 * A URL is read strictly, character by character: what libcurl might read otherwise than we do is
 * refused, because the host that is checked must be the host that is asked. http is allowed only to
 * an address on this machine that the operator named. E-mail goes to listed domains alone, and an
 * address may hold nothing that could end a header. */
#include "jarak/app/alerts/targets.h"
#include "jarak/app/texts/texts.h"
#include "jarak/policy/texts.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include "jarak/base/decimal.h"

static bool is_name(struct jk_span host)
{
    bool dot = true; /* a label may not begin with a dot or a hyphen */

    if (host.len == 0 || host.len >= JK_HOOK_HOST_MAX)
        return false;
    for (size_t i = 0; i < host.len; i++) {
        char c = host.at[i];

        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && (dot || (c != '-' && c != '.')))
            return false;
        dot = c == '.';
    }
    return !dot;
}

static bool is_address(const char *text)
{
    uint8_t bytes[16];

    return inet_pton(AF_INET, text, bytes) == 1 || inet_pton(AF_INET6, text, bytes) == 1;
}

static bool is_loopback(const char *address)
{
    return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0;
}

/* `NAME` or `NAME=ADDRESS`. */
static bool read_entry(struct jk_span entry, struct jk_span *name, char address[46])
{
    struct jk_span rest = entry;

    address[0] = '\0';
    if (!jk_span_cut(&rest, '=', name) || !is_name(*name))
        return false;
    if (!rest.at)
        return true;
    snprintf(address, 46, "%.*s", rest.len < 46 ? (int)rest.len : 0, rest.at);
    return is_address(address);
}

enum jk_status jk_hook_hosts_check(const char *hosts, struct jk_error *err)
{
    struct jk_span rest = jk_span_of(hosts), entry, name;
    char address[46];

    while (rest.len && jk_span_cut(&rest, '\n', &entry)) {
        if (!read_entry(entry, &name, address))
            return jk_fail(err, JK_INVALID, JK_TEXT_HOOK_ENTRY, "webhook-host", "%.*s",
                           (int)entry.len, entry.at);
    }
    return JK_OK;
}

static bool find_host(const char *hosts, struct jk_hook_target *target)
{
    struct jk_span rest = jk_span_of(hosts), entry, name;

    while (rest.len && jk_span_cut(&rest, '\n', &entry)) {
        if (read_entry(entry, &name, target->address) && jk_span_eq(name, jk_span_of(target->host)))
            return true;
    }
    return false;
}

static bool is_visible(struct jk_span url)
{
    for (size_t i = 0; i < url.len; i++) {
        if (url.at[i] <= ' ' || url.at[i] > '~' || strchr("\\#@\"<>^`{|}", url.at[i]))
            return false;
    }
    return url.len > 0 && url.len <= JK_HOOK_URL_MAX;
}

/* Scheme, host and port; what libcurl would read otherwise than we do is not let through. */
static bool read_url(struct jk_span url, struct jk_hook_target *out)
{
    struct jk_span rest = url, authority, host;
    uint64_t port;

    if (!is_visible(url))
        return false;
    out->https = jk_span_starts(url, JK_SPAN("https://"));
    if (!out->https && !jk_span_starts(url, JK_SPAN("http://")))
        return false;
    rest = (struct jk_span){ url.at + (out->https ? 8 : 7), url.len - (out->https ? 8 : 7) };
    authority = (struct jk_span){ rest.at, 0 };
    while (authority.len < rest.len && !strchr("/?", rest.at[authority.len]))
        authority.len++;
    port = out->https ? 443 : 80;
    if (!jk_span_cut(&authority, ':', &host) || !is_name(host) ||
        (authority.at && (!jk_uint_parse(authority, 65535, &port) || port == 0)))
        return false;
    snprintf(out->host, sizeof out->host, "%.*s", (int)host.len, host.at);
    out->port = (uint16_t)port;
    return true;
}

enum jk_status jk_hook_read(const char *hosts, struct jk_span url, struct jk_hook_target *out,
                            struct jk_error *err)
{
    struct jk_hook_target target;

    if (!read_url(url, &target))
        return jk_fail(err, JK_INVALID, JK_TEXT_HOOK_TARGET, "target", "%.*s", (int)url.len,
                       url.at);
    if (!find_host(hosts, &target) || (!target.https && !is_loopback(target.address)))
        return jk_fail(err, JK_DENIED, JK_TEXT_HOOK_HOST, "target", "%s", target.host);
    *out = target;
    return JK_OK;
}

/* Local part (RFC 5322 dot-atom, ASCII), "@" and a domain; nothing a header could be broken with.
 */
static bool read_address(struct jk_span address, struct jk_span *domain)
{
    struct jk_span local;

    *domain = address;
    if (address.len > JK_HOOK_HOST_MAX || !jk_span_cut(domain, '@', &local) || local.len == 0 ||
        !domain->at || !is_name(*domain))
        return false;
    for (size_t i = 0; i < local.len; i++) {
        char c = local.at[i];

        if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
            (c == '\0' || !strchr("._+-", c)))
            return false;
    }
    return true;
}

enum jk_status jk_mail_way_check(const struct jk_mail_way *way, struct jk_error *err)
{
    struct jk_span domain, entry, rest = jk_span_of(way->domains);

    if (!way->relay[0])
        return JK_OK;
    if (strncmp(way->relay, "smtp://", 7) != 0 && strncmp(way->relay, "smtps://", 8) != 0)
        return jk_fail(err, JK_INVALID, JK_TEXT_OPTION_VALUE, "mail-relay", "%s", way->relay);
    if (!read_address(jk_span_of(way->from), &domain))
        return jk_fail(err, JK_INVALID, JK_TEXT_MAIL_ADDRESS, "mail-from", "%s", way->from);
    while (rest.len && jk_span_cut(&rest, '\n', &entry)) {
        if (!is_name(entry))
            return jk_fail(err, JK_INVALID, JK_TEXT_HOOK_ENTRY, "mail-domain", "%.*s",
                           (int)entry.len, entry.at);
    }
    return JK_OK;
}

enum jk_status jk_mail_read(const struct jk_mail_way *way, struct jk_span address,
                            struct jk_error *err)
{
    struct jk_span domain, entry, rest = jk_span_of(way ? way->domains : "");

    if (!read_address(address, &domain))
        return jk_fail(err, JK_INVALID, JK_TEXT_MAIL_ADDRESS, "target", "%.*s", (int)address.len,
                       address.at);
    while (way && way->relay[0] && rest.len && jk_span_cut(&rest, '\n', &entry)) {
        if (jk_span_eq(entry, domain))
            return JK_OK;
    }
    return jk_fail(err, JK_DENIED, JK_TEXT_MAIL_DOMAIN, "target", "%.*s", (int)domain.len,
                   domain.at);
}
