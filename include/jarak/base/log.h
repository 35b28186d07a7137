/* jarak/base/log.h: one line per fact on standard error, `verb key=value`.
 *
 * What happened, to which uid, what was done about it. No names of people, no bodies of requests.
 * The lines carry systemd's priority prefix (<3>..<7>) when JK_LOG_SYSTEMD is chosen. Shell only.
 */
#ifndef JARAK_BASE_LOG_H
#define JARAK_BASE_LOG_H
#include <stdbool.h>

/** Importance of a line, as in syslog. */
enum jk_log_level { JK_LOG_ERROR = 3, JK_LOG_WARNING = 4, JK_LOG_INFO = 6, JK_LOG_DEBUG = 7 };

/** Choose the least important level that is written, and whether lines carry systemd's prefix. */
void jk_log_setup(enum jk_log_level least, bool systemd);

/** Write one line; control characters in arguments become '?'. */
void jk_log(enum jk_log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));
#endif
