/* The table of commands of jarakctl, its common options and exit codes.
 *
 * Global options stand before the command, those of a command behind it; getopt stops at the first
 * word that is no option. */
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "jarak/app/maintain/setup.h"
#include "jarak/base/defend.h"
#include "jarak/base/version.h"
#include "jarak/config/files.h"
#include "jarak/ctl/ctl.h"

static const struct {
    const char *name, *usage;
    int (*run)(const struct jk_ctl *ctl, int argc, char **argv);
} commands[] = {
    { "check", "check FILE...", jk_ctl_check },
    { "pack", "pack check FOLDER", jk_ctl_pack },
    { "whatif", "whatif --policy FILE [FILE.ics...]   (without .ics: asks the daemon)",
      jk_ctl_whatif },
    { "list", "list [--region CODE] [--date DATE] [--state STATE] [--paslon N]", jk_ctl_list },
    { "show", "show UID", jk_ctl_show },
    { "slots", "slots UID [--date DATE[/DATE]] [--level LEVEL] [--venues 1]", jk_ctl_slots },
    { "decide",
      "decide UID ACT --revision N [--on plan|change] [--sttp NUMBER] [--reason TEXT] [--basis "
      "TEXT] [--seen ID/REV]...",
      jk_ctl_decide },
    { "export", "export ics|csv|geojson [--region CODE] [--date DATE] [--state STATE] [--paslon N]",
      jk_ctl_export },
    { "letter", "letter UID FILE [--replace]", jk_ctl_letter },
    { "ack", "ack ALERT", jk_ctl_ack },
    { "import", "import FILE...", jk_ctl_import },
    { "route", "route FILE [--error METRES] [--line N] [--ical]   (GPX, KML or GeoJSON)",
      jk_ctl_route },
    { "tail", "tail [--after N] [--once]", jk_ctl_tail },
    { "replay", "replay DATABASE", jk_ctl_replay },
    { "checkpoint", "checkpoint [--data DIR]", jk_ctl_checkpoint },
    { "verify", "verify [--data DIR] [--key HEX] [--checkpoint FILE]...", jk_ctl_verify },
    { "erase",
      "erase UID | --ended-before YYYY-MM-DD [--dry-run] --basis TEXT [--data DIR]   (with the "
      "daemon stopped)",
      jk_ctl_erase },
    { "account",
      "account add NAME --role R --region C [--contest ID --paslon N] [--from DATE] [--to DATE]\n"
      "                account list | disable NAME [--undo] | passwd NAME [--remove]\n"
      "                account dates NAME [--from DATE] [--to DATE]\n"
      "                account token NAME [--label TEXT] [--from DATE] [--to DATE] | [--revoke "
      "ID]\n"
      "                each with --data DIR on the store of a stopped daemon",
      jk_ctl_account },
    { "verify-certificate", "verify-certificate FILE", jk_ctl_verify_certificate },
    { "version", "version", jk_ctl_version },
};

#define COMMANDS (sizeof commands / sizeof *commands)

static void print_usage(FILE *out)
{
    fputs("usage: jarakctl [--url URL | --socket PATH] [--token-file F] [--pack FOLDER] [--json]\n"
          "                [--lang id|en] COMMAND ...\n"
          "       jarakctl --help | --version | COMMAND --help\n",
          out);
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(out, "       jarakctl %s\n", commands[i].usage);
}

static int misuse(void)
{
    print_usage(stderr);
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
                return misuse();
            ctl->lang = strcmp(optarg, "en") == 0 ? JK_LANG_EN : JK_LANG_ID;
            break;
        case 'h':
            print_usage(stdout);
            return JK_EXIT_HELP;
        case 'v':
            puts("jarakctl " JK_VERSION);
            return JK_EXIT_HELP;
        default:
            return misuse();
        }
    }
    return optind < argc ? JK_EXIT_OK : misuse();
}

/* The exit status of the process. After a broken promise of our own it says so, lest a script takes
 * the output for an answer. */
static int end_command(size_t row, int status)
{
    if (jk_defend_count() > 0)
        return JK_EXIT_FAULT;
    if (status == JK_EXIT_USAGE || status == JK_EXIT_HELP)
        fprintf(status == JK_EXIT_HELP ? stdout : stderr, "usage: jarakctl %s\n",
                commands[row].usage);
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

int main(int argc, char **argv)
{
    char pack[PATH_MAX + 16];
    struct jk_ctl ctl = { .pack = pack, .url = "http://127.0.0.1:8642" };
    struct jk_error err = { 0 };

    int status;

    default_pack(pack, sizeof pack);
    status = read_options(&ctl, argc, argv);
    if (status != JK_EXIT_OK)
        return status == JK_EXIT_HELP ? JK_EXIT_OK : status;
    jk_defend_tell(tell_assert);
    if (set_up(&err) != JK_OK)
        return jk_ctl_refuse(&ctl, "jarakctl", &err);
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(argv[optind], commands[i].name) == 0)
            return end_command(i, commands[i].run(&ctl, argc - optind, argv + optind));
    }
    return misuse();
}
