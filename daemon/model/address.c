/* A UID is free text of up to 255 bytes: URLs, paths and dots are among those that calendars make.
 * The slash cannot be escaped in a path, for proxies on the way undo that and route by it. */
#include "jarak/model/address.h"

#include <string.h>
#include "jarak/base/digest.h"

static bool looks_hashed(const char *uid)
{
    return uid[0] == '~' && strlen(uid) == JK_ADDRESS_HEX + 1 &&
           strspn(uid + 1, "0123456789abcdef") == JK_ADDRESS_HEX;
}

bool jk_uid_is_plain(const char *uid)
{
    size_t len = strlen(uid);

    return len > 0 && !strchr(uid, '/') && strcmp(uid, ".") != 0 && strcmp(uid, "..") != 0 &&
           !(len >= 4 && strcmp(uid + len - 4, ".ics") == 0) && !looks_hashed(uid);
}

void jk_uid_hashed(const char *uid, char out[JK_ADDRESS_HEX + 2])
{
    uint8_t digest[JK_DIGEST_LEN];
    char hex[2 * JK_DIGEST_LEN + 1];

    jk_sha256(uid, strlen(uid), digest);
    jk_hex(digest, sizeof digest, hex);
    out[0] = '~';
    memcpy(out + 1, hex, JK_ADDRESS_HEX);
    out[JK_ADDRESS_HEX + 1] = '\0';
}

const char *jk_uid_segment(const char *uid, char hashed[JK_ADDRESS_HEX + 2])
{
    if (jk_uid_is_plain(uid))
        return uid;
    jk_uid_hashed(uid, hashed);
    return hashed;
}

void jk_segment_add(struct jk_buf *buf, const char *segment)
{
    static const char stays[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~@";

    for (; *segment; segment++) {
        if (strchr(stays, *segment))
            jk_buf_char(buf, *segment);
        else
            jk_buf_fmt(buf, "%%%02X", (unsigned)(unsigned char)*segment);
    }
}
