/* One line to stderr for each fact, with systemd's level in front.
 *
 * The line is formatted into a fixed buffer and stripped of control characters before it is
 * written: what strangers send cannot forge a line of its own. */
#include "jarak/base/log.h"

#include <stdarg.h>
#include <stdio.h>

#define LINE_MAX_LEN 1024 /* one line of any fact we log, with room */

/* The process's one log: set once at start by main, only read afterwards. */
static struct {
    enum jk_log_level least;
    bool systemd;
} setup = { JK_LOG_INFO, false };

void jk_log_setup(enum jk_log_level least, bool systemd)
{
    setup.least = least;
    setup.systemd = systemd;
}

void jk_log(enum jk_log_level level, const char *format, ...)
{
    char line[LINE_MAX_LEN];
    va_list args;

    if (level > setup.least)
        return;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    for (char *p = line; *p; p++) {
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            *p = '?';
    }
    if (setup.systemd)
        fprintf(stderr, "<%d>%s\n", level, line);
    else
        fprintf(stderr, "%s\n", line);
}
