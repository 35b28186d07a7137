/* One line for each fact: an entry of systemd's journal with a field a key, else to stderr with
 * systemd's level in front.
 *
 * An entry is one datagram (systemd's JOURNAL_NATIVE_PROTOCOL): `NAME=value` and a line feed each,
 * a value that holds a line feed by its length. Keys come from the format of a line and never from
 * its text: a reason that holds " code=200" adds no field. Sends never wait: what the journal does
 * not take at once goes to stderr.
 *
 * The line is formatted into a fixed buffer and stripped of control characters before it is
 * written: what strangers send cannot forge a line of its own. One process has one log; only the
 * thread of the loop sets it up, and all threads write whole lines. */
#include "jarak/base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include "jarak/base/bytes.h"

#define LINE_MAX_LEN 1024 /* one line of any fact we log, with room */
#define KEY_MAX      64   /* of a field, as systemd has it */

static struct {
    enum jk_log_level least;
    bool systemd;
    int socket;  /* -1: none was made */
    pid_t owner; /* of the socket */
    struct sockaddr_un journal;
} setup = { .least = JK_LOG_INFO, .socket = -1, .journal = { .sun_family = AF_UNIX } };

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

/* @param value any octets */
static void add_field(struct jk_buf *entry, struct jk_span name, struct jk_span value)
{
    jk_buf_span(entry, name);
    if (!memchr(value.at, '\n', value.len)) {
        jk_buf_char(entry, '=');
    } else {
        jk_buf_char(entry, '\n');
        for (unsigned byte = 0; byte < 8; byte++) /* the length, 64 bits, lowest first */
            jk_buf_char(entry, (char)((uint64_t)value.len >> 8 * byte & 0xff));
    }
    jk_buf_span(entry, value);
    jk_buf_char(entry, '\n');
}

/* The next " key=" of a format, without its blank; *at goes behind it. False: there is none. */
static bool next_key(const char **at, struct jk_span *key)
{
    for (const char *blank = strchr(*at, ' '); blank; blank = strchr(blank + 1, ' ')) {
        size_t len = strspn(blank + 1, "abcdefghijklmnopqrstuvwxyz0123456789-");

        if (len > 0 && blank[1 + len] == '=') {
            *key = (struct jk_span){ blank + 1, len + 1 };
            *at = blank + 1 + len;
            return true;
        }
    }
    return false;
}

/* Where a key with its "=" begins, behind a blank; null: the line was cut off before it. */
static const char *find_key(struct jk_span line, struct jk_span key)
{
    for (const char *at = line.at; at; at++) {
        at = memchr(at, ' ', line.len - (size_t)(at - line.at));
        if (!at || line.len - (size_t)(at - line.at) <= key.len)
            return NULL;
        if (memcmp(at + 1, key.at, key.len) == 0)
            return at + 1;
    }
    return NULL;
}

static void add_fact(struct jk_buf *entry, struct jk_span key, struct jk_span value)
{
    char name[KEY_MAX + 1] = "JARAK_";
    size_t len = strlen(name);

    for (size_t i = 0; i + 1 < key.len && len < KEY_MAX; i++) {
        char c = key.at[i];

        name[len++] = c == '-' ? '_' : c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    add_field(entry, (struct jk_span){ name, len }, value);
}

/* The verb, and what stands behind each key of the format up to the next one. */
static void add_facts(struct jk_buf *entry, const char *format, struct jk_span line)
{
    const char *blank = memchr(line.at, ' ', line.len);
    size_t verb = blank ? (size_t)(blank - line.at) : line.len;
    struct jk_span key, after;
    bool more;

    add_field(entry, JK_SPAN("JARAK_EVENT"), (struct jk_span){ line.at, verb });
    line = (struct jk_span){ line.at + verb, line.len - verb };
    for (more = next_key(&format, &key); more; key = after) {
        const char *at = find_key(line, key), *end;

        if (!at)
            return;
        line.len -= (size_t)(at + key.len - line.at);
        line.at = at + key.len;
        more = next_key(&format, &after);
        end = more ? find_key(line, after) : NULL;
        add_fact(entry, key,
                 (struct jk_span){ line.at, end ? (size_t)(end - 1 - line.at) : line.len });
    }
}

void jk_log_setup(enum jk_log_level least, const char *journal)
{
    setup.least = least;
    snprintf(setup.journal.sun_path, sizeof setup.journal.sun_path, "%s", journal);
    setup.systemd = is_journal();
    if (!setup.systemd || (setup.socket >= 0 && setup.owner == getpid()))
        return;
    /* A copy of the process has closed what it was given, and its number may be something else. */
    setup.socket = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    setup.owner = getpid();
}

static void strip(char *line)
{
    for (char *p = line; *p; p++) {
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            *p = '?';
    }
}

/* The line as people read it, and its facts as they were: a value may hold what the line may not.
 * False: the journal has not taken it. */
static bool send_entry(enum jk_log_level level, const char *format, const char *raw,
                       const char *line)
{
    const char digit = (char)('0' + level);
    struct jk_buf entry = { 0 };
    bool sent;

    add_field(&entry, JK_SPAN("MESSAGE"), jk_span_of(line));
    add_field(&entry, JK_SPAN("PRIORITY"), (struct jk_span){ &digit, 1 });
    add_field(&entry, JK_SPAN("SYSLOG_IDENTIFIER"), jk_span_of(program_invocation_short_name));
    add_facts(&entry, format, jk_span_of(raw));
    sent = jk_buf_ok(&entry) &&
           sendto(setup.socket, entry.at, entry.len, MSG_DONTWAIT | MSG_NOSIGNAL,
                  (const struct sockaddr *)&setup.journal, sizeof setup.journal) > 0;
    jk_buf_clear(&entry);
    return sent;
}

void jk_log(enum jk_log_level level, const char *format, ...)
{
    char line[LINE_MAX_LEN], raw[LINE_MAX_LEN];
    va_list args;

    if (level > setup.least)
        return;
    va_start(args, format);
    vsnprintf(raw, sizeof raw, format, args);
    va_end(args);
    strcpy(line, raw);
    strip(line);
    if (setup.systemd && send_entry(level, format, raw, line))
        return;
    if (setup.systemd)
        fprintf(stderr, "<%d>%s\n", level, line);
    else
        fprintf(stderr, "%s\n", line);
}
