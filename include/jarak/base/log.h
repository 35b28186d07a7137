/* jarak/base/log.h: one line per fact on standard error, `verb key=value`.
 *
 * A line says what happened, to which uid, and what was done about it. No names of people, no
 * bodies of requests. Where standard error is systemd's journal (JOURNAL_STREAM says so) a line is
 * an entry with fields: MESSAGE (the line), PRIORITY, SYSLOG_IDENTIFIER, JARAK_EVENT (the verb) and
 * JARAK_KEY for each key, "-" as "_": `journalctl JARAK_EVENT=refused`. What the journal does not
 * take so goes to standard error with its priority in front, <3>..<6>, which the journal takes off
 * again. Shell only. */
#ifndef JARAK_BASE_LOG_H
#define JARAK_BASE_LOG_H

/** Importance of a line, as in syslog. */
enum jk_log_level { JK_LOG_ERROR = 3, JK_LOG_WARNING = 4, JK_LOG_INFO = 6 };

#define JK_LOG_JOURNAL "/run/systemd/journal/socket"

/** Choose the least important level that is written; JK_LOG_INFO until then. Once at start, and
 * after a reload.
 *
 * @param journal  where entries are sent when standard error is the journal: JK_LOG_JOURNAL */
void jk_log_setup(enum jk_log_level least, const char *journal);

/** Write one line; control characters in arguments become '?' in it (fields of the journal hold
 * them as they were). Keys are those that stand in the format itself. */
void jk_log(enum jk_log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));
#endif
