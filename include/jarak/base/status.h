/* jarak/base/status.h: the one set of outcomes every module answers with.
 *
 * A failure is a value: it is handled or returned, never both logged and returned. What a person
 * must change travels beside it in a struct jk_error (jarak/base/error.h). Pure. */
#ifndef JARAK_BASE_STATUS_H
#define JARAK_BASE_STATUS_H

/** The outcome of a call. The order carries no meaning; http owns the only table to HTTP codes. */
enum jk_status {
    JK_OK,        /**< done */
    JK_NONE,      /**< asked for something that is not there; not an error by itself */
    JK_INVALID,   /**< the input's form is wrong */
    JK_RANGE,     /**< well formed, but the value cannot be */
    JK_UNDECODED, /**< the bytes are not text at all (not UTF-8, NUL) */
    JK_TOO_BIG,   /**< larger than a named limit in bytes */
    JK_TOO_MANY,  /**< more items than a named limit */
    JK_TYPE,      /**< a media type we do not read */
    JK_EXISTS,    /**< the name is already taken */
    JK_STALE,     /**< the caller's knowledge is older than the store (If-Match, SEQUENCE) */
    JK_REQUIRED,  /**< a condition the caller must state is missing (If-Match) */
    JK_CONFLICT,  /**< refused because conflicts stand that the caller has not named */
    JK_STATE,     /**< the act is not allowed in this state */
    JK_UNKNOWN,   /**< no or wrong credentials */
    JK_DENIED,    /**< known, but without the right */
    JK_MEMORY,    /**< out of memory */
    JK_IO,        /**< the system refused to read or write */
    JK_CORRUPT,   /**< stored data contradict their own checksums or invariants */
    JK_FULL,      /**< no room on the disk */
    JK_BUSY,      /**< try again later */
    JK_LIMIT,     /**< more than one caller may have or do; it says until when */
    JK_HEAVY,     /**< more work than is done at once; the value says how much. Never told: http has
                   *   it done elsewhere, or refuses it */
    JK_STATUS_END /**< count, not a status */
};

/** Name of a status for logs and tests.
 *
 * @param status  any value, also out of range
 * @return static lower-case text such as "stale"; "unknown-status" out of range */
const char *jk_status_name(enum jk_status status);
#endif
