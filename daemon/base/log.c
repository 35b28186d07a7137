/* One line to stderr for each fact, with systemd's level in front.
 *
 * The line is formatted into a fixed buffer and stripped of control characters before it is
 * written: what strangers send cannot forge a line of its own. One process has one log; only the
 * thread of the loop sets it up, and all threads write whole lines. */
#include "jarak/base/log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_MAX_LEN 1024 /* one line of any fact we log, with room */

static struct {
    enum jk_log_level least;
    bool systemd;
} setup = { JK_LOG_INFO, false };

/* systemd names the journal's stream by device and inode; a log that was redirected has others. */
static bool is_journal(void)
{
    const char *named = getenv("JOURNAL_STREAM");
    char own[64];
    struct stat file;

    if (!named || fstat(STDERR_FILENO, &file) != 0)
        return false;
    snprintf(own, sizeof own, "%llu:%llu", (unsigned long long)file.st_dev,
             (unsigned long long)file.st_ino);
    return strcmp(named, own) == 0;
}

void jk_log_setup(enum jk_log_level least)
{
    setup.least = least;
    setup.systemd = is_journal();
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
