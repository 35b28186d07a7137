/* Every status as an HTTP code, a title and perhaps Retry-After (WIRE 2), as one table. */
#include "jarak/http/server/status_map.h"
#include "jarak/http/texts/texts.h"

#include <stddef.h>

#define SOON  "5"  /* seconds: several group commits */
#define LATER "60" /* seconds: somebody has to make room on the disk */

/* The rows of WIRE section 2. */
static const struct jk_http_status rows[] = {
    [JK_OK] = { 200, JK_TEXT_TITLE_OK, NULL },
    [JK_NONE] = { 404, JK_TEXT_TITLE_NONE, NULL },
    [JK_INVALID] = { 422, JK_TEXT_TITLE_INVALID, NULL },
    [JK_RANGE] = { 422, JK_TEXT_TITLE_RANGE, NULL },
    [JK_UNDECODED] = { 400, JK_TEXT_TITLE_UNDECODED, NULL },
    [JK_TOO_BIG] = { 413, JK_TEXT_TITLE_TOO_BIG, NULL },
    [JK_TOO_MANY] = { 422, JK_TEXT_TITLE_TOO_MANY, NULL },
    [JK_TYPE] = { 415, JK_TEXT_TITLE_TYPE, NULL },
    [JK_EXISTS] = { 409, JK_TEXT_TITLE_EXISTS, NULL },
    [JK_STALE] = { 412, JK_TEXT_TITLE_STALE, NULL },
    [JK_REQUIRED] = { 428, JK_TEXT_TITLE_REQUIRED, NULL },
    [JK_CONFLICT] = { 409, JK_TEXT_TITLE_CONFLICT, NULL },
    [JK_STATE] = { 409, JK_TEXT_TITLE_STATE, NULL },
    [JK_UNKNOWN] = { 401, JK_TEXT_TITLE_UNKNOWN, NULL },
    [JK_DENIED] = { 403, JK_TEXT_TITLE_DENIED, NULL },
    [JK_MEMORY] = { 503, JK_TEXT_TITLE_BUSY, SOON },
    [JK_IO] = { 500, JK_TEXT_TITLE_BROKEN, NULL },
    [JK_CORRUPT] = { 500, JK_TEXT_TITLE_BROKEN, NULL },
    [JK_FULL] = { 507, JK_TEXT_TITLE_FULL, LATER },
    [JK_BUSY] = { 503, JK_TEXT_TITLE_BUSY, SOON },
    [JK_LIMIT] = { 429, JK_TEXT_TITLE_LIMIT, NULL },
    [JK_HEAVY] = { 503, JK_TEXT_TITLE_BUSY, SOON },
};
_Static_assert(sizeof rows / sizeof *rows == JK_STATUS_END, "every status has its code");

const struct jk_http_status *jk_http_status_of(enum jk_status status)
{
    return &rows[(unsigned)status < JK_STATUS_END ? status : JK_CORRUPT];
}

static const struct reason {
    int code;
    const char *phrase;
} reasons[] = {
    { 200, "OK" },
    { 201, "Created" },
    { 202, "Accepted" },
    { 204, "No Content" },
    { 206, "Partial Content" },
    { 207, "Multi-Status" },
    { 301, "Moved Permanently" },
    { 302, "Found" },
    { 303, "See Other" },
    { 304, "Not Modified" },
    { 307, "Temporary Redirect" },
    { 308, "Permanent Redirect" },
    { 400, "Bad Request" },
    { 401, "Unauthorized" },
    { 403, "Forbidden" },
    { 404, "Not Found" },
    { 405, "Method Not Allowed" },
    { 406, "Not Acceptable" },
    { 408, "Request Timeout" },
    { 409, "Conflict" },
    { 410, "Gone" },
    { 412, "Precondition Failed" },
    { 413, "Content Too Large" },
    { 414, "URI Too Long" },
    { 415, "Unsupported Media Type" },
    { 416, "Range Not Satisfiable" },
    { 417, "Expectation Failed" },
    { 422, "Unprocessable Content" },
    { 423, "Locked" },
    { 424, "Failed Dependency" },
    { 428, "Precondition Required" },
    { 429, "Too Many Requests" },
    { 431, "Request Header Fields Too Large" },
    { 500, "Internal Server Error" },
    { 501, "Not Implemented" },
    { 503, "Service Unavailable" },
    { 505, "HTTP Version Not Supported" },
    { 507, "Insufficient Storage" },
};

const char *jk_http_reason(int code)
{
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        if (reasons[i].code == code)
            return reasons[i].phrase;
    }
    return "Unknown";
}
