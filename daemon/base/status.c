/* The words of the statuses; a table that the compiler holds complete. */
#include "jarak/base/status.h"

static const char *const names[] = {
    [JK_OK] = "ok",
    [JK_NONE] = "none",
    [JK_INVALID] = "invalid",
    [JK_RANGE] = "range",
    [JK_UNDECODED] = "undecoded",
    [JK_TOO_BIG] = "too-big",
    [JK_TOO_MANY] = "too-many",
    [JK_TYPE] = "type",
    [JK_EXISTS] = "exists",
    [JK_STALE] = "stale",
    [JK_REQUIRED] = "required",
    [JK_CONFLICT] = "conflict",
    [JK_STATE] = "state",
    [JK_UNKNOWN] = "unknown",
    [JK_DENIED] = "denied",
    [JK_MEMORY] = "memory",
    [JK_IO] = "io",
    [JK_CORRUPT] = "corrupt",
    [JK_FULL] = "full",
    [JK_BUSY] = "busy",
    [JK_LIMIT] = "limit",
    [JK_HEAVY] = "heavy",
};
_Static_assert(sizeof names / sizeof *names == JK_STATUS_END, "every status has a name");

const char *jk_status_name(enum jk_status status)
{
    if ((unsigned)status >= JK_STATUS_END)
        return "unknown-status";
    return names[status];
}
