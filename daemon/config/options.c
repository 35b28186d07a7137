/* Options of the daemon from one table: defaults, then the command line in its order; --config
 * reads a file at its place, and what comes later wins.
 *
 * A row of the table is everything about an option: name, member of struct jk_options, fallback,
 * bounds and help. A value is checked and becomes typed here, once; whoever works by an option
 * reads a member. The fallback goes the same way, so a wrong one fails at every start. */
#include "jarak/config/options.h"
#include "jarak/config/texts.h"
#include "jarak/policy/texts.h"

#include <getopt.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include "jarak/config/files.h"
#include "jarak/base/decimal.h"
#include "jarak/base/defend.h"

enum form {
    TEXT,   /* char[] */
    LIST,   /* char[], a line for each time it was said; the first replaces the fallback */
    NUMBER, /* int64_t */
    LEVEL,  /* enum jk_log_level */
    SWITCH  /* bool: on, off */
};

#define OPTION_MEMBER(member) \
    offsetof(struct jk_options, member), sizeof((struct jk_options *)0)->member

static const struct row {
    const char *name, *argument;
    enum form form;
    size_t at, cap;       /* the member, and its bytes */
    int64_t least, most;  /* of a number */
    const char *fallback; /* what it is when nobody says */
    const char *help;
} options_table[] = {
    { "listen", "ADDR:PORT", TEXT, OPTION_MEMBER(listen), 0, 0, "127.0.0.1:8642",
      "address to listen on; port 0: the kernel's choice" },
    { "socket", "PATH", TEXT, OPTION_MEMBER(socket), 0, 0, "", "UNIX socket for jarakctl" },
    { "data", "DIR", TEXT, OPTION_MEMBER(data), 0, 0, "var",
      "folder of the store and the first tokens" },
    { "pack", "DIR", LIST, OPTION_MEMBER(pack), 0, 0, "calendars/kutim-2024",
      "folder of an election pack; several are joined" },
    { "web-root", "DIR", TEXT, OPTION_MEMBER(web_root), 0, 0, "",
      "folder of assets served instead of the built-in ones" },
    { "public-url", "URL", TEXT, OPTION_MEMBER(public_url), 0, 0, "",
      "https://HOST where the public reaches us; default: as it asked" },
    { "map-tiles", "URL", TEXT, OPTION_MEMBER(map_tiles), 0, 0, "",
      "tiles under maps of the desk, with {z}, {x}, {y}; default none" },
    { "map-credit", "TEXT", TEXT, OPTION_MEMBER(map_credit), 0, 0, "",
      "to whom these tiles are owed; shown on the maps" },
    { "publish", "DIR", TEXT, OPTION_MEMBER(publish), 0, 0, "",
      "keep the public calendar there as files; needs public-url" },
    { "tls-cert", "FILE", TEXT, OPTION_MEMBER(tls_cert), 0, 0, "",
      "PEM certificate chain: serve https" },
    { "tls-key", "FILE", TEXT, OPTION_MEMBER(tls_key), 0, 0, "", "PEM key of the certificate" },
    { "tls-ca", "FILE", TEXT, OPTION_MEMBER(tls_ca), 0, 0, "",
      "PEM authority of our own, fetched by phones at /ca.crt" },
    { "per-address", "COUNT", NUMBER, OPTION_MEMBER(per_address), 1, 65535, "64",
      "connections of one address; loopback is exempt" },
    { "webhook-host", "NAME[=ADDRESS]", LIST, OPTION_MEMBER(webhook_host), 0, 0, "",
      "host alerts may be sent to; may repeat" },
    { "mail-relay", "URL", TEXT, OPTION_MEMBER(mail_relay), 0, 0, "",
      "smtp://HOST[:PORT] or smtps://... that takes our e-mail" },
    { "mail-from", "ADDRESS", TEXT, OPTION_MEMBER(mail_from), 0, 0, "",
      "address e-mail comes from" },
    { "mail-domain", "DOMAIN", LIST, OPTION_MEMBER(mail_domain), 0, 0, "",
      "domain e-mail may be sent to; may repeat" },
    { "notify-socket", "PATH", TEXT, OPTION_MEMBER(notify_socket), 0, 0, "",
      "UNIX socket of a jarakd-notify that runs apart; default: started by us" },
    { "ca-file", "FILE", TEXT, OPTION_MEMBER(ca_file), 0, 0, "",
      "PEM authorities believed when sending out; default the system's" },
    { "retry-first-ms", "MS", NUMBER, OPTION_MEMBER(retry_first_ms), 1, 3600000, "1000",
      "pause after a delivery failed; doubles" },
    { "retry-most-ms", "MS", NUMBER, OPTION_MEMBER(retry_most_ms), 1, 86400000, "3600000",
      "longest such pause" },
    { "retry-dead-s", "SECONDS", NUMBER, OPTION_MEMBER(retry_dead_s), 1, 31536000, "86400",
      "after failing for so long, wait to be asked" },
    { "tick-ms", "MS", NUMBER, OPTION_MEMBER(tick_ms), 100, 60000, "60000",
      "how often what is over or unanswered is looked for" },
    { "log-level", "LEVEL", LEVEL, OPTION_MEMBER(log_level), 0, 0, "info",
      "least important lines to log: error, warning or info" },
    { "sandbox", "on|off", SWITCH, OPTION_MEMBER(sandbox), 0, 0, "on",
      "give up what is never needed; off: for debuggers" },
    { "store", "ADDRESS", TEXT, OPTION_MEMBER(store), 0, 0, "",
      "postgresql://... that keeps the journal of several daemons; default a file in data" },
    { "store-journal", "NAME", TEXT, OPTION_MEMBER(store_journal), 0, 0, "jarak",
      "name of the journal there" },
    { "store-url", "URL", TEXT, OPTION_MEMBER(store_url), 0, 0, "",
      "http(s)://HOST where others send who wants to write; default they refuse" },
    { "store-standbys", "COUNT", NUMBER, OPTION_MEMBER(store_standbys), 0, 9, "0",
      "standbys that must have each change; with fewer nothing is written" },
    { "store-wakes", "on|off", SWITCH, OPTION_MEMBER(store_wakes), 0, 0, "on",
      "be woken by the database; off: ask it each second" },
    { "store-follow", "on|off", SWITCH, OPTION_MEMBER(store_follow), 0, 0, "off",
      "only follow the journal, never write it" },
    { "store-other-pack", "on|off", SWITCH, OPTION_MEMBER(store_other_pack), 0, 0, "off",
      "take the journal over with another pack than it was judged by" },
};
#define OPTION_COUNT (sizeof options_table / sizeof *options_table)

/* Options of the command line that are no options of the config file; behind those of the table. */
enum { OPTION_CONFIG = OPTION_COUNT, OPTION_ROUTES, OPTION_HELP, OPTION_VERSION, OPTION_END };

static bool put_text(char *at, size_t cap, struct jk_span value)
{
    if (value.len >= cap)
        return false;
    memcpy(at, value.at, value.len);
    at[value.len] = '\0';
    return true;
}

static bool put_line(char *at, size_t cap, struct jk_span value, bool more)
{
    size_t used = more ? strlen(at) : 0;

    if (used > 0 && used + 1 < cap)
        at[used++] = '\n';
    return put_text(at + used, cap - used, value);
}

static bool put_number(int64_t *at, const struct row *row, struct jk_span value)
{
    uint64_t number;

    if (!jk_uint_parse(value, (uint64_t)row->most, &number) || number < (uint64_t)row->least)
        return false;
    *at = (int64_t)number;
    return true;
}

static bool put_level(enum jk_log_level *at, struct jk_span value)
{
    static const struct {
        const char *word;
        enum jk_log_level level;
    } words[] = { { "error", JK_LOG_ERROR },
                  { "warning", JK_LOG_WARNING },
                  { "info", JK_LOG_INFO } };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (jk_span_eq(value, jk_span_of(words[i].word))) {
            *at = words[i].level;
            return true;
        }
    }
    return false;
}

/* A fallback is put before any bit of `said` is set, so what is said first replaces it. */
static bool put_value(struct jk_options *options, size_t i, struct jk_span value)
{
    const struct row *row = &options_table[i];
    char *at = (char *)options + row->at;

    switch (row->form) {
    case LIST:
        return put_line(at, row->cap, value, options->said & UINT64_C(1) << i);
    case NUMBER:
        return put_number((int64_t *)(void *)at, row, value);
    case LEVEL:
        return put_level((enum jk_log_level *)(void *)at, value);
    case SWITCH:
        *(bool *)(void *)at = jk_span_eq(value, JK_SPAN("on"));
        return *(bool *)(void *)at || jk_span_eq(value, JK_SPAN("off"));
    case TEXT:
        break;
    }
    return put_text(at, row->cap, value);
}

static enum jk_status say(struct jk_options *options, size_t i, struct jk_span value,
                          const char *where, struct jk_error *err)
{
    if (!put_value(options, i, value))
        return jk_fail(err, JK_INVALID, JK_TEXT_OPTION_VALUE, where, "%s %.*s",
                       options_table[i].name, (int)value.len, value.at);
    options->said |= UINT64_C(1) << i;
    return JK_OK;
}

void jk_options_default(struct jk_options *options)
{
    _Static_assert(OPTION_COUNT <= 64, "a bit of `said` for each option");
    *options = (struct jk_options){ .run = JK_RUN_DAEMON };
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        bool fits = put_value(options, i, jk_span_of(options_table[i].fallback));

        JK_ASSERT(fits);
    }
}

static size_t find_row(struct jk_span name)
{
    size_t i = 0;

    while (i < OPTION_COUNT && !jk_span_eq(name, jk_span_of(options_table[i].name)))
        i++;
    return i;
}

static void write_where(const char *file, unsigned line, char out[JK_ERROR_FIELD_MAX])
{
    snprintf(out, JK_ERROR_FIELD_MAX, "%.50s:%u", file, line);
}

void jk_options_where(const struct jk_options *options, const char *name, char *out)
{
    size_t i = find_row(jk_span_of(name));

    if (i < OPTION_COUNT && options->from[i].file)
        write_where(options->from[i].file, options->from[i].line, out);
    else
        snprintf(out, JK_ERROR_FIELD_MAX, "%s%s",
                 i < OPTION_COUNT && options->said & UINT64_C(1) << i ? "--" : "", name);
}

static enum jk_status set_named(struct jk_options *options, struct jk_span name,
                                struct jk_span value, const char *where, struct jk_error *err)
{
    size_t i = find_row(name);

    if (i < OPTION_COUNT)
        return say(options, i, value, where, err);
    return jk_fail(err, JK_INVALID, JK_TEXT_OPTION_UNKNOWN, where, "%.*s", (int)name.len, name.at);
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
        write_where(path, number, where);
        jk_span_cut(&value, ' ', &name);
        rc = set_named(options, jk_span_trim(name), value.at ? jk_span_trim(value) : JK_SPAN(""),
                       where, err);
        if (rc == JK_OK) {
            size_t i = find_row(jk_span_trim(name));

            options->from[i].file = path;
            options->from[i].line = number;
        }
    }
    jk_buf_clear(&bytes);
    return rc;
}

/* The table as getopt_long() wants it; `val` is the row. */
static void list_long(struct option longs[OPTION_END + 1])
{
    for (size_t i = 0; i < OPTION_COUNT; i++)
        longs[i] = (struct option){ options_table[i].name, required_argument, NULL, (int)i };
    longs[OPTION_CONFIG] = (struct option){ "config", required_argument, NULL, OPTION_CONFIG };
    longs[OPTION_ROUTES] = (struct option){ "routes", no_argument, NULL, OPTION_ROUTES };
    longs[OPTION_HELP] = (struct option){ "help", no_argument, NULL, OPTION_HELP };
    longs[OPTION_VERSION] = (struct option){ "version", no_argument, NULL, OPTION_VERSION };
    longs[OPTION_END] = (struct option){ NULL, 0, NULL, 0 };
}

static enum jk_status take_argument(struct jk_options *options, int option, const char *word,
                                    struct jk_error *err)
{
    char where[JK_ERROR_FIELD_MAX];

    switch (option) {
    case 't':
        options->run = JK_RUN_TEST;
        return JK_OK;
    case OPTION_ROUTES:
        options->run = JK_RUN_ROUTES;
        return JK_OK;
    case OPTION_HELP:
        options->run = JK_RUN_HELP;
        return JK_OK;
    case OPTION_VERSION:
        options->run = JK_RUN_VERSION;
        return JK_OK;
    case OPTION_CONFIG:
        options->config = optarg;
        return read_config(options, optarg, err);
    case '?':
    case ':':
        return jk_fail(err, JK_INVALID, JK_TEXT_OPTION_UNKNOWN, word, "%s", "");
    default:
        snprintf(where, sizeof where, "--%s", options_table[option].name);
        options->from[option].file = NULL;
        return say(options, (size_t)option, jk_span_of(optarg), where, err);
    }
}

/* Whoever asks for help or the version gets it, whatever stands behind. */
static bool is_answered(const struct jk_options *options)
{
    return options->run == JK_RUN_HELP || options->run == JK_RUN_VERSION;
}

enum jk_status jk_options_read(struct jk_options *options, int argc, char **argv,
                               struct jk_error *err)
{
    struct option longs[OPTION_END + 1];
    enum jk_status rc = JK_OK;
    int option;

    list_long(longs);
    optind = 0; /* from the start: a reload reads the same words again */
    opterr = 0; /* the refusal is ours */
    while (rc == JK_OK && !is_answered(options) &&
           (option = getopt_long(argc, argv, "+:t", longs, NULL)) != -1)
        rc = take_argument(options, option, argv[optind - 1], err);
    if (rc == JK_OK && !is_answered(options) && optind < argc)
        rc = jk_fail(err, JK_INVALID, JK_TEXT_OPTION_UNKNOWN, argv[optind], "%s", "");
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

void jk_options_usage(struct jk_buf *out)
{
    jk_buf_str(out, "usage: jarakd [-t] [--OPTION VALUE | --OPTION=VALUE]...\n"
                    "  -t                             check options and packs, then end\n"
                    "  --config FILE                  read options from there, NAME VALUE a line\n"
                    "  --routes                       print the routes and their rights\n"
                    "  --help, --version\n");
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct row *row = &options_table[i];

        jk_buf_fmt(out, "  --%s %-*s %s", row->name, (int)(27 - strlen(row->name)), row->argument,
                   row->help);
        if (row->form == NUMBER)
            jk_buf_fmt(out, ", %" PRId64 " to %" PRId64, row->least, row->most);
        if (row->fallback[0])
            jk_buf_fmt(out, " (%s)", row->fallback);
        jk_buf_char(out, '\n');
    }
}
