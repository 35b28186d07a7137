/* jarak/app/notices/withdraw.h: withdrawing: a notice, a chain by its main, or single dates. */
#ifndef JARAK_APP_NOTICES_WITHDRAW_H
#define JARAK_APP_NOTICES_WITHDRAW_H
#include "jarak/app/notices/submit.h"

/** A notice that its filer, or an official of its region, takes back. */
struct jk_withdrawal {
    const struct jk_account *actor;
    int64_t now_s;
    const char *uid;
    struct jk_precondition when;
};

/** Withdraw a notice; the main takes its chain with it. */
enum jk_status jk_app_withdraw(struct jk_app *app, struct jk_arena *arena,
                               const struct jk_withdrawal *rq, struct jk_outcome *out,
                               struct jk_error *err);

/** A notice that a message cancels. */
struct jk_cancel {
    const char *uid;
    uint32_t sequence;
    int64_t dtstamp_s;    /**< UTC */
    const int64_t *dates; /**< which of its dates, as RECURRENCE-ID, UTC */
    size_t date_count;    /**< 0: the whole of it */
    unsigned line;        /**< of the message, for refusals */
};

/** A message that cancels notices (RFC 5546 3.2.5). */
struct jk_cancellation {
    const struct jk_account *actor;
    int64_t now_s;
    const char *region; /**< only notices of this region and below are there */
    const struct jk_cancel *list;
    size_t count; /**< at least 1 */
};

/** Withdraw several notices, or dates of several: all or none, in any order. Dates are taken out by
 * a new version of the notice (jarak/ical/except.h), which is filed like any other. What is
 * withdrawn already stays as it is, whatever the message's SEQUENCE. The SEQUENCE is kept, so that
 * an older message of the same UID is known to be older.
 *
 * @param[out] out  the verdict of each one's chain
 * @return JK_OK; JK_NONE no such notice in the region; JK_STATE its chain has ended otherwise;
 *         JK_EXISTS the message is older than what stands: SEQUENCE lower, or the same without a
 *         later DTSTAMP */
enum jk_status jk_app_cancel(struct jk_app *app, struct jk_arena *arena,
                             const struct jk_cancellation *rq, struct jk_outcome *out,
                             struct jk_error *err);
#endif
