/* jarak/app/notices/field_reports.h: field reports: what was seen on the ground, and confirmed by a
 * second account.
 *
 * A report that nobody confirmed is a note. The newest verified one of a notice puts the activity,
 * as it happened, into the world beside its plan: conflicts are found and told as such, while the
 * plan, its bytes and the public feed stay as they are. One that says it is over takes it out
 * again. Source: SPEC 4. */
#ifndef JARAK_APP_NOTICES_FIELD_REPORTS_H
#define JARAK_APP_NOTICES_FIELD_REPORTS_H
#include "jarak/feed/json/field_report.h"
#include "jarak/feed/json/verdict.h"
#include "jarak/app/handle/handle.h"

#define JK_REPORTS_MAX 200 /* of one notice: one every few minutes of a long day */

/** Who reports, and when. */
struct jk_reporter {
    const struct jk_account *actor;
    int64_t now_s;
};

/** Keep a report.
 *
 * @param said      its at_s 0 means now
 * @param[out] out  the report; borrowed from the application until its next command
 * @return JK_OK; JK_NONE no such notice in the region; JK_STATE its chain is not approved;
 *         JK_INVALID, JK_RANGE by jk_report_check(), or when the way would be too fast;
 *         JK_TOO_MANY; JK_MEMORY, JK_IO */
enum jk_status jk_app_report(struct jk_app *app, struct jk_arena *arena,
                             const struct jk_reporter *who, const struct jk_report_said *said,
                             const struct jk_report **out, struct jk_error *err);

/** Keep a report that came as a VJOURNAL (jarak/ical/vjournal.h); as jk_app_report(), and
 * JK_UNDECODED, JK_TOO_BIG with line and property. */
enum jk_status jk_app_report_journal(struct jk_app *app, struct jk_arena *arena,
                                     const struct jk_reporter *who, struct jk_span bytes,
                                     const struct jk_report **out, struct jk_error *err);

/** A report that was confirmed. */
struct jk_confirmation {
    const struct jk_report *report; /**< borrowed until the next command */
    struct jk_verdict_view verdict; /**< its chain as it stands then; in the arena */
};

/** Confirm a report of somebody else; where it is the newest verified one it is judged by from now
 * on.
 *
 * @param[out] out  written on JK_OK
 * @return JK_OK; JK_NONE no such report in the region; JK_DENIED by its own author; JK_STATE it was
 *         verified already, or its chain is no longer approved */
enum jk_status jk_app_verify_report(struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_reporter *who, const char *id,
                                    struct jk_confirmation *out, struct jk_error *err);

/** How many reports there are, of all regions. */
size_t jk_app_reports(const struct jk_app *app);
/** The report of that number, oldest first; borrowed until the next command. */
const struct jk_report *jk_app_report_at(const struct jk_app *app, size_t number);
#endif
