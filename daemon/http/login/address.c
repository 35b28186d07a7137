/* The address that guesses are counted by. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include "daemon/http/login/login.h"

/* The address that is counted. A proxy on this machine names its client last in X-Forwarded-For;
 * from anywhere else the field is anyone's invention. An IPv6 client owns a /64. */
struct jk_span login_address_key(struct jk_http_call *call)
{
    struct jk_span field, part, last = jk_span_of(call->peer);
    size_t count = jk_http_field_count(call, "X-Forwarded-For");
    char text[INET6_ADDRSTRLEN];
    uint8_t bytes[17] = "@";

    if (call->local && count > 0 && jk_http_field_nth(call, "X-Forwarded-For", count - 1, &field)) {
        while (jk_span_cut(&field, ',', &part))
            last = jk_http_trim(part);
    }
    if (last.len >= sizeof text)
        last.len = sizeof text - 1;
    snprintf(text, sizeof text, "%.*s", (int)last.len, last.at);
    if (inet_pton(AF_INET, text, bytes + 1) == 1)
        bytes[0] = '4';
    else if (inet_pton(AF_INET6, text, bytes + 1) == 1)
        memset(bytes + 9, 0, 8);
    else
        memset(bytes + 1, 0, 16); /* the UNIX socket, or a proxy that names nobody */
    return (struct jk_span){
        jk_arena_copy(&call->arena, (struct jk_span){ (const char *)bytes, 17 }), 17
    };
}
