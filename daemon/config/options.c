/* Options of the daemon from one table: defaults, then the command line in its order; --config
 * reads a file at its place, and what comes later wins.
 *
 * A row of the table is everything about an option: name, place and size in struct jk_options,
 * fallback, limit and help. Values are texts of fixed size, so two sets of options can be compared
 * and copied whole when the daemon reloads. */
#include "jarak/config/options.h"
#include "jarak/config/texts.h"
#include "jarak/policy/texts.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include "jarak/config/files.h"
#include "jarak/base/decimal.h"

/* Each option: where its value lies, how long it may be, what it is when nobody says. */
static const struct {
    const char *name, *argument, *fallback, *help;
    size_t at, cap;
    unsigned long number_max; /* 0: text */
    bool list;                /* each time one more, a line each; the first replaces the fallback */
    const char *words;        /* the values there are, comma-separated; null: any */
} options_table[] = {
    { "listen", "ADDR:PORT", "127.0.0.1:8642", "address to listen on; port 0: the kernel's choice",
      offsetof(struct jk_options, listen), sizeof((struct jk_options *)0)->listen, 0, false, NULL },
    { "socket", "PATH", "", "UNIX socket for jarakctl", offsetof(struct jk_options, socket),
      sizeof((struct jk_options *)0)->socket, 0, false, NULL },
    { "data", "DIR", "var", "folder of the store and the first tokens",
      offsetof(struct jk_options, data), sizeof((struct jk_options *)0)->data, 0, false, NULL },
    { "pack", "DIR", "calendars/kutim-2024", "folder of an election pack; several are joined",
      offsetof(struct jk_options, pack), sizeof((struct jk_options *)0)->pack, 0, true, NULL },
    { "web-root", "DIR", "", "folder of assets served instead of the built-in ones",
      offsetof(struct jk_options, web_root), sizeof((struct jk_options *)0)->web_root, 0, false,
      NULL },
    { "public-url", "URL", "", "https://HOST where the public reaches us; default: as it asked",
      offsetof(struct jk_options, public_url), sizeof((struct jk_options *)0)->public_url, 0, false,
      NULL },
    { "publish", "DIR", "", "keep the public calendar there as files; needs public-url",
      offsetof(struct jk_options, publish), sizeof((struct jk_options *)0)->publish, 0, false,
      NULL },
    { "tls-cert", "FILE", "", "PEM certificate chain: serve https",
      offsetof(struct jk_options, tls_cert), sizeof((struct jk_options *)0)->tls_cert, 0, false,
      NULL },
    { "tls-key", "FILE", "", "PEM key of the certificate", offsetof(struct jk_options, tls_key),
      sizeof((struct jk_options *)0)->tls_key, 0, false, NULL },
    { "per-address", "COUNT", "64", "connections of one address; loopback is exempt",
      offsetof(struct jk_options, per_address), sizeof((struct jk_options *)0)->per_address, 65535,
      false, NULL },
    { "webhook-host", "NAME[=ADDRESS]", "", "host alerts may be sent to; may repeat",
      offsetof(struct jk_options, webhook_host), sizeof((struct jk_options *)0)->webhook_host, 0,
      true, NULL },
    { "mail-relay", "URL", "", "smtp://HOST[:PORT] or smtps://... that takes our e-mail",
      offsetof(struct jk_options, mail_relay), sizeof((struct jk_options *)0)->mail_relay, 0, false,
      NULL },
    { "mail-from", "ADDRESS", "", "address e-mail comes from",
      offsetof(struct jk_options, mail_from), sizeof((struct jk_options *)0)->mail_from, 0, false,
      NULL },
    { "mail-domain", "DOMAIN", "", "domain e-mail may be sent to; may repeat",
      offsetof(struct jk_options, mail_domain), sizeof((struct jk_options *)0)->mail_domain, 0,
      true, NULL },
    { "ca-file", "FILE", "", "PEM authorities believed when sending out; default the system's",
      offsetof(struct jk_options, ca_file), sizeof((struct jk_options *)0)->ca_file, 0, false,
      NULL },
    { "retry-first-ms", "MS", "1000", "pause after a delivery failed; doubles",
      offsetof(struct jk_options, retry_first_ms), sizeof((struct jk_options *)0)->retry_first_ms,
      3600000, false, NULL },
    { "retry-most-ms", "MS", "3600000", "longest such pause",
      offsetof(struct jk_options, retry_most_ms), sizeof((struct jk_options *)0)->retry_most_ms,
      86400000, false, NULL },
    { "retry-dead-s", "SECONDS", "86400", "after failing for so long, wait to be asked",
      offsetof(struct jk_options, retry_dead_s), sizeof((struct jk_options *)0)->retry_dead_s,
      31536000, false, NULL },
    { "tick-ms", "MS", "60000", "how often what is over or unanswered is looked for, from 100 on",
      offsetof(struct jk_options, tick_ms), sizeof((struct jk_options *)0)->tick_ms, 60000, false,
      NULL },
    { "log-level", "LEVEL", "info", "least important lines to log: error, warning or info",
      offsetof(struct jk_options, log_level), sizeof((struct jk_options *)0)->log_level, 0, false,
      "error,warning,info" },
};
#define OPTION_COUNT (sizeof options_table / sizeof *options_table)

static bool is_listed(struct jk_span value, const char *words)
{
    struct jk_span rest = jk_span_of(words), word;

    while (jk_span_cut(&rest, ',', &word)) {
        if (jk_span_eq(value, word))
            return true;
    }
    return false;
}

static bool fits(size_t row, struct jk_span value, size_t used)
{
    unsigned long most = options_table[row].number_max;
    uint64_t number;

    return used + value.len < options_table[row].cap &&
           (!options_table[row].words || is_listed(value, options_table[row].words)) &&
           (!most || (jk_uint_parse(value, most, &number) && number > 0));
}

static enum jk_status set_option(struct jk_options *options, struct jk_span name,
                                 struct jk_span value, const char *where, struct jk_error *err)
{
    size_t row = 0, used = 0;
    char *at;

    while (row < OPTION_COUNT && !jk_span_eq(name, jk_span_of(options_table[row].name)))
        row++;
    if (row == OPTION_COUNT)
        return jk_fail(err, JK_INVALID, JK_TEXT_OPTION_UNKNOWN, where, "%.*s", (int)name.len,
                       name.at);
    at = (char *)options + options_table[row].at;
    if (options_table[row].list && strcmp(at, options_table[row].fallback) != 0)
        used = strlen(at);
    if (!fits(row, value, used + 1))
        return jk_fail(err, JK_INVALID, JK_TEXT_OPTION_VALUE, where, "%.*s %.*s", (int)name.len,
                       name.at, (int)value.len, value.at);
    if (used > 0)
        at[used++] = '\n';
    memcpy(at + used, value.at, value.len);
    at[used + value.len] = '\0';
    return JK_OK;
}

void jk_options_default(struct jk_options *options)
{
    *options = (struct jk_options){ .test_only = false };
    for (size_t i = 0; i < OPTION_COUNT; i++)
        set_option(options, jk_span_of(options_table[i].name),
                   jk_span_of(options_table[i].fallback), "", NULL);
}

static enum jk_status read_config(struct jk_options *options, const char *path,
                                  struct jk_error *err)
{
    struct jk_buf bytes = { 0 };
    struct jk_span rest, line;
    enum jk_status rc = jk_file_read(path, &bytes, err);
    unsigned number = 0;

    rest = jk_buf_view(&bytes);
    while (rc == JK_OK && jk_span_cut(&rest, '\n', &line)) {
        struct jk_span name, value = jk_span_trim(line);
        char where[JK_ERROR_FIELD_MAX];

        number++;
        if (value.len == 0 || value.at[0] == '#')
            continue;
        snprintf(where, sizeof where, "%.50s:%u", path, number);
        jk_span_cut(&value, ' ', &name);
        rc = set_option(options, jk_span_trim(name), value.at ? jk_span_trim(value) : JK_SPAN(""),
                        where, err);
    }
    jk_buf_clear(&bytes);
    return rc;
}

enum jk_status jk_options_read(struct jk_options *options, int argc, char **argv,
                               struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    for (int i = 1; i < argc && rc == JK_OK; i++) {
        const char *name = argv[i];

        if (strcmp(name, "-t") == 0) {
            options->test_only = true;
            continue;
        }
        if (strcmp(name, "--routes") == 0) {
            options->routes_only = true;
            continue;
        }
        if (strcmp(name, "--help") == 0)
            return jk_fail(err, JK_STATE, JK_TEXT_OPTION_UNKNOWN, name, "%s", "");
        if (strncmp(name, "--", 2) != 0 || i + 1 == argc)
            return jk_fail(err, JK_INVALID, JK_TEXT_OPTION_UNKNOWN, name, "%s", "");
        i++;
        if (strcmp(name, "--config") == 0)
            rc = read_config(options, argv[i], err);
        else
            rc = set_option(options, jk_span_of(name + 2), jk_span_of(argv[i]), name, err);
    }
    return rc;
}

size_t jk_options_packs(const struct jk_options *options, char *text, const char **folders,
                        size_t cap)
{
    size_t count = 0;

    memcpy(text, options->pack, sizeof options->pack);
    for (char *line = strtok_r(text, "\n", &text); line; line = strtok_r(NULL, "\n", &text)) {
        if (count < cap)
            folders[count] = line;
        count++;
    }
    return count;
}

enum jk_log_level jk_options_log_level(const struct jk_options *options)
{
    switch (options->log_level[0]) {
    case 'e':
        return JK_LOG_ERROR;
    case 'w':
        return JK_LOG_WARNING;
    default:
        return JK_LOG_INFO;
    }
}

void jk_options_usage(struct jk_buf *out)
{
    jk_buf_str(out, "usage: jarakd [-t] [--routes] [--config FILE]");
    for (size_t i = 0; i < OPTION_COUNT; i++)
        jk_buf_fmt(out, " [--%s %s]", options_table[i].name, options_table[i].argument);
    jk_buf_char(out, '\n');
    for (size_t i = 0; i < OPTION_COUNT; i++)
        jk_buf_fmt(out, "  --%-12s %s (%s)\n", options_table[i].name, options_table[i].help,
                   options_table[i].fallback[0] ? options_table[i].fallback : "-");
}
