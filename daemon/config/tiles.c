/* An address of map tiles, read character by character. */
#include "jarak/config/tiles.h"

#include <string.h>
#include "jarak/base/bytes.h"
#include "jarak/config/texts.h"

#define HTTPS "https://"

static bool is_one_of(const char *text, size_t count, const char *more)
{
    for (size_t i = 0; i < count; i++) {
        bool letter = (text[i] >= 'a' && text[i] <= 'z') || (text[i] >= 'A' && text[i] <= 'Z') ||
                      (text[i] >= '0' && text[i] <= '9');

        if (!letter && !strchr(more, text[i]))
            return false;
    }
    return true;
}

/* How often a place for a number stands in the path. */
static int count_places(const char *path, const char *place)
{
    int count = 0;

    for (const char *at = strstr(path, place); at; at = strstr(at + 1, place))
        count++;
    return count;
}

static bool is_address(const char *address)
{
    const char *path = address, *host = address + strlen(HTTPS);

    if (strncmp(address, HTTPS, strlen(HTTPS)) == 0) {
        path = strchr(host, '/');
        if (!path || path == host || !is_one_of(host, (size_t)(path - host), ".-:"))
            return false;
    }
    return path[0] == '/' && path[1] != '/' && is_one_of(path, strlen(path), "-._~/?&=%+,:@{}") &&
           count_places(path, "{z}") == 1 && count_places(path, "{x}") == 1 &&
           count_places(path, "{y}") == 1 && count_places(path, "{") == 3 &&
           count_places(path, "}") == 3;
}

enum jk_status jk_tiles_check(const char *address, struct jk_error *err)
{
    if (address[0] == '\0' || is_address(address))
        return JK_OK;
    return jk_fail(err, JK_INVALID, JK_TEXT_TILES_ADDRESS, "map-tiles", "%s", address);
}
