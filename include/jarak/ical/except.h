/* jarak/ical/except.h: the bytes of a repeated notice without some of its dates.
 *
 * An iTIP CANCEL with RECURRENCE-ID asks for this. The submitter's bytes stay line by line as
 * sent, but that the repeated event gets an EXDATE for each date, and an override of such a date
 * STATUS:CANCELLED; SEQUENCE, DTSTAMP and LAST-MODIFIED become those of the new version. The result
 * is read again like any other before it is used. Pure. Source: RFC 5546 3.2.5, RFC 5545 3.8.5.1.
 */
#ifndef JARAK_ICAL_EXCEPT_H
#define JARAK_ICAL_EXCEPT_H
#include "jarak/base/arena.h"
#include "jarak/base/error.h"
#include "jarak/model/notice.h"

/** Which dates of a notice are cancelled, and under which version. */
struct jk_ical_except {
    const int64_t *at; /**< starts of the dates that are cancelled, each once, UTC */
    size_t count;
    uint32_t sequence;      /**< SEQUENCE of every component */
    int64_t stamp_s;        /**< DTSTAMP and LAST-MODIFIED, UTC */
    const struct jk_tz *tz; /**< of times without a zone, and of dates */
};

/** Write the bytes of a notice anew.
 *
 * @param arena     takes the result
 * @param notice    as it was read, with its bytes
 * @param[out] out  in the arena; written on JK_OK only
 * @return JK_OK; JK_EXISTS all of them are cancelled already, without a refusal in *err; JK_NONE
 *         one is no date of the notice; JK_MEMORY */
enum jk_status jk_ical_except(struct jk_arena *arena, const struct jk_notice *notice,
                              const struct jk_ical_except *by, struct jk_span *out,
                              struct jk_error *err);
#endif
