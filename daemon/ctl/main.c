/* Common options of jarakctl and its exit codes.
 *
 * Global options stand before the command, those of a command behind it; getopt stops at the first
 * word that is no option. */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "daemon/ctl/commands.h"
#include "jarak/app/maintain/setup.h"
#include "jarak/base/defend.h"
#include "jarak/base/version.h"
#include "jarak/config/files.h"
#include "jarak/ctl/ctl.h"

static int misuse(const struct jk_ctl *ctl)
{
    ctl_print_usage(stderr, ctl->lang);
    return JK_EXIT_USAGE;
}

int jk_ctl_refuse(const struct jk_ctl *ctl, const char *what, const struct jk_error *err)
{
    char text[1024];

    jk_error_format(err, ctl->lang, text, sizeof text);
    fprintf(stderr, "%s: %s\n", what, text);
    return JK_EXIT_INPUT;
}

/* The pack beside the source tree the program was built in; else the installed one. */
static void default_pack(char *path, size_t cap)
{
    char zones[PATH_MAX];
    char *cut;

    jk_zones_find(zones, sizeof zones);
    cut = strstr(zones, "/tz/zones.ics");
    if (cut)
        *cut = '\0';
    snprintf(path, cap, "%s/kutim-2024", zones);
}

/* @return JK_EXIT_OK where a command follows; otherwise nothing is left to do but to exit so */
static int read_options(struct jk_ctl *ctl, int argc, char **argv)
{
    static const struct option options[] = {
        { "url", required_argument, NULL, 'u' },
        { "socket", required_argument, NULL, 's' },
        { "token-file", required_argument, NULL, 't' },
        { "pack", required_argument, NULL, 'p' },
        { "json", no_argument, NULL, 'j' },
        { "lang", required_argument, NULL, 'l' },
        { "help", no_argument, NULL, 'h' },
        { "version", no_argument, NULL, 'v' },
        { NULL, 0, NULL, 0 },
    };
    int option;

    while ((option = getopt_long(argc, argv, "+", options, NULL)) != -1) {
        switch (option) {
        case 'u':
            ctl->url = optarg;
            break;
        case 's':
            ctl->socket = optarg;
            break;
        case 't':
            ctl->token_file = optarg;
            break;
        case 'p':
            ctl->pack = optarg;
            break;
        case 'j':
            ctl->json = true;
            break;
        case 'l':
            if (strcmp(optarg, "id") != 0 && strcmp(optarg, "en") != 0)
                return misuse(ctl);
            ctl->lang = strcmp(optarg, "en") == 0 ? JK_LANG_EN : JK_LANG_ID;
            break;
        case 'h':
            ctl_print_usage(stdout, ctl->lang);
            return JK_EXIT_HELP;
        case 'v':
            puts("jarakctl " JK_VERSION);
            return JK_EXIT_HELP;
        default:
            return misuse(ctl);
        }
    }
    return optind < argc ? JK_EXIT_OK : misuse(ctl);
}

/* The exit status of the process. After a broken promise of our own it says so, lest a script takes
 * the output for an answer. */
static int end_command(const struct jk_ctl *ctl, const struct ctl_command *command, int status)
{
    if (jk_defend_count() > 0)
        return JK_EXIT_FAULT;
    if (status == JK_EXIT_USAGE || status == JK_EXIT_HELP)
        ctl_print_help(status == JK_EXIT_HELP ? stdout : stderr, command, ctl->lang);
    return status == JK_EXIT_HELP ? JK_EXIT_OK : status;
}

static void tell_assert(const char *file, int line, const char *expr)
{
    fprintf(stderr, "jarakctl: assert file=%s line=%d expr=%s\n", file, line, expr);
}

static enum jk_status set_up(struct jk_error *err)
{
    struct jk_buf zones = { 0 };
    enum jk_status rc = jk_zones_read(&zones, err);

    if (rc == JK_OK)
        rc = jk_process_setup(jk_buf_view(&zones), err);
    jk_buf_clear(&zones);
    return rc;
}

/* By its own name it is that command, with all words behind it. */
static int run_setup(const struct jk_ctl *ctl, int argc, char **argv)
{
    const struct ctl_command *command = ctl_command_of("setup");
    struct jk_error err = { 0 };

    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        puts("jarakd-setup " JK_VERSION);
        return JK_EXIT_OK;
    }
    jk_defend_tell(tell_assert);
    if (set_up(&err) != JK_OK)
        return jk_ctl_refuse(ctl, "jarakd-setup", &err);
    return end_command(ctl, command, command->run(ctl, argc, argv));
}

int main(int argc, char **argv)
{
    char pack[PATH_MAX + 16];
    struct jk_ctl ctl = { .pack = pack, .url = "http://127.0.0.1:8642" };
    const struct ctl_command *command;
    struct jk_error err = { 0 };
    int status;

    default_pack(pack, sizeof pack);
    if (strcmp(program_invocation_short_name, "jarakd-setup") == 0)
        return run_setup(&ctl, argc, argv);
    status = read_options(&ctl, argc, argv);
    if (status != JK_EXIT_OK)
        return status == JK_EXIT_HELP ? JK_EXIT_OK : status;
    jk_defend_tell(tell_assert);
    if (set_up(&err) != JK_OK)
        return jk_ctl_refuse(&ctl, "jarakctl", &err);
    command = ctl_command_of(argv[optind]);
    return command ? end_command(&ctl, command, command->run(&ctl, argc - optind, argv + optind))
                   : misuse(&ctl);
}
