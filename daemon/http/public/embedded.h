/* daemon/http/public/embedded.h: the assets of the pages as they were when this was built; written
 * by daemon/web/embed.py. */
#ifndef DAEMON_HTTP_PUBLIC_EMBEDDED_H
#define DAEMON_HTTP_PUBLIC_EMBEDDED_H
#include <stddef.h>

/* The forms a file is kept in. */
enum web_form { WEB_PLAIN, WEB_GZIP, WEB_BROTLI, WEB_FORMS };

struct web_asset {
    const char *name, *type;
    struct {
        const char *at, *end;
    } form[WEB_FORMS];
};

extern const struct web_asset web_assets[];
extern const size_t web_asset_count;
/* Of all names and bytes: the folder of their addresses. */
extern const char web_asset_digest[];
#endif
