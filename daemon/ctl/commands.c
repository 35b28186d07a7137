/* The table of commands, their usage and help. Usage is one line and names every option: completion
 * reads them there, and a test holds usage, manual page and code together. */
#include "daemon/ctl/commands.h"

#include <stdio.h>
#include <string.h>
#include "jarak/ctl/texts.h"

#define NAME_WIDTH 20

static const struct ctl_command commands[] = {
    { "check", "FILE...", JK_TEXT_ABOUT_CTL_CHECK, jk_ctl_check },
    { "pack", "check FOLDER... | show CODE [FOLDER...]", JK_TEXT_ABOUT_CTL_PACK, jk_ctl_pack },
    { "route", "FILE [--error METRES] [--line N] [--ical]", JK_TEXT_ABOUT_CTL_ROUTE, jk_ctl_route },
    { "whatif", "--policy FILE [FILE.ics...]", JK_TEXT_ABOUT_CTL_WHATIF, jk_ctl_whatif },
    { "policy",
      "show CODE [--zones] | history CODE [--zones] | set CODE FILE --basis TEXT [--seen N] "
      "[--zones] | withdraw CODE --seen N --basis TEXT [--zones]",
      JK_TEXT_ABOUT_CTL_POLICY, jk_ctl_policy },
    { "zone",
      "show CODE | history CODE | whatif CODE FILE | set CODE FILE --basis TEXT [--seen N] | "
      "withdraw CODE --seen N --basis TEXT",
      JK_TEXT_ABOUT_CTL_ZONE, jk_ctl_zone },
    { "tps",
      "list CODE | history CODE | import CODE FILE --basis TEXT [--seen N] | withdraw CODE --seen "
      "N "
      "--basis TEXT",
      JK_TEXT_ABOUT_CTL_TPS, jk_ctl_tps },
    { "personnel",
      "show CODE [--date DATE] | whatif CODE STATIONS [--each N] [--date DATE] | history CODE | "
      "import CODE FILE --basis TEXT [--seen N] | withdraw CODE --seen N --basis TEXT",
      JK_TEXT_ABOUT_CTL_PERSONNEL, jk_ctl_personnel },
    { "list", "[--region CODE] [--date DATE] [--state STATE] [--paslon N]", JK_TEXT_ABOUT_CTL_LIST,
      jk_ctl_list },
    { "show", "UID", JK_TEXT_ABOUT_CTL_SHOW, jk_ctl_show },
    { "conflicts",
      "[CODE] | [--region CODE] [--from DATE] [--to DATE] [--level LEVEL] [--state open|all]",
      JK_TEXT_ABOUT_CTL_CONFLICTS, jk_ctl_conflicts },
    { "opinion", "CODE accepted|objected|open --revision N [--note TEXT]",
      JK_TEXT_ABOUT_CTL_OPINION, jk_ctl_opinion },
    { "slots", "UID [--date DATE[/DATE]] [--level LEVEL] [--venues 1]", JK_TEXT_ABOUT_CTL_SLOTS,
      jk_ctl_slots },
    { "retime",
      "propose UID --revision N --band FROM/TO... --reason TEXT [--level LEVEL] | accept UID "
      "--revision N --proposal N --start TIME | decline UID --revision N --proposal N --reason "
      "TEXT",
      JK_TEXT_ABOUT_CTL_RETIME, jk_ctl_retime },
    { "decide",
      "UID ACT --revision N [--on plan|change] [--sttp NUMBER] [--reason TEXT] [--basis TEXT] "
      "[--seen ID/REV]...",
      JK_TEXT_ABOUT_CTL_DECIDE, jk_ctl_decide },
    { "withdraw", "UID --revision N [--reason TEXT [--on plan|change]]", JK_TEXT_ABOUT_CTL_WITHDRAW,
      jk_ctl_withdraw },
    { "report",
      "add UID late|off_route|longer|over [--minutes N] [--place LAT;LON]... [--at TIME] "
      "[--note TEXT] | list [UID] [--region CODE] [--verified true|false] [--category WORD] "
      "[--state WORD] | verify ID [--assessment TEXT --recommendation TEXT] | file CATEGORY TITLE "
      "--text TEXT [--place TEXT] [--point LAT;LON] [--at TIME] [--about ID] [--region CODE] "
      "[--uid "
      "UID] | show ID | refute ID --assessment TEXT --recommendation TEXT | "
      "release|answer|withdraw "
      "ID --text TEXT",
      JK_TEXT_ABOUT_CTL_REPORT, jk_ctl_report },
    { "task",
      "give AGENCY TITLE --due TIME [--text TEXT] [--place TEXT] [--point LAT;LON] [--about ID] "
      "[--region CODE] [--uid UID] | list [--region CODE] [--agency WORD] [--state WORD] [--late "
      "true] [--about ID] | show ID | progress ID PERCENT [--text TEXT] | cancel ID --text TEXT",
      JK_TEXT_ABOUT_CTL_TASK, jk_ctl_task },
    { "drop",
      "file STAGE TITLE --due TIME --place TEXT --region CODE [--point LAT;LON] [--items N] "
      "[--leave TIME] [--from PLACE] [--mode WORD] [--carrier TEXT] [--about UID] [--text TEXT] "
      "[--uid UID] | import FILE | progress [--region CODE] | list [--region CODE] [--state WORD] "
      "[--stage WORD] [--risk WORD] [--late true] [--about UID] | show ID | leave ID [--at TIME] "
      "[--text TEXT] | receive ID --by NAME [--condition WORD] [--at TIME] [--text TEXT] | "
      "undo|cancel ID --text TEXT",
      JK_TEXT_ABOUT_CTL_DROP, jk_ctl_drop },
    { "letter", "UID FILE [--replace]", JK_TEXT_ABOUT_CTL_LETTER, jk_ctl_letter },
    { "map", "REGION DATE | CODE [--time HOUR] [--form svg|png] [--output FILE]",
      JK_TEXT_ABOUT_CTL_MAP, jk_ctl_map },
    { "surat", "UID [--output FILE]", JK_TEXT_ABOUT_CTL_SURAT, jk_ctl_surat },
    { "matrix", "REGION DATE [--to DATE] [--edition internal|bersama] [--output FILE]",
      JK_TEXT_ABOUT_CTL_MATRIX, jk_ctl_matrix },
    { "import", "FILE...", JK_TEXT_ABOUT_CTL_IMPORT, jk_ctl_import },
    { "export",
      "ics|csv|geojson [--region CODE] [--date DATE] [--state STATE] [--paslon N] | --journal",
      JK_TEXT_ABOUT_CTL_EXPORT, jk_ctl_export },
    { "tail", "[--after N] [--once]", JK_TEXT_ABOUT_CTL_TAIL, jk_ctl_tail },
    { "ack", "ALERT", JK_TEXT_ABOUT_CTL_ACK, jk_ctl_ack },
    { "digest",
      "[REGION] [DATE] [--from ENTRY] [--to ENTRY] [--since DATE] [--edition internal|bersama] "
      "[--output FILE]",
      JK_TEXT_ABOUT_CTL_DIGEST, jk_ctl_digest },
    { "replay-day", "REGION DATE [--as-of ENTRY|TIME]", JK_TEXT_ABOUT_CTL_REPLAY_DAY,
      jk_ctl_replay_day },
    { "statistics", "[--region CODE] [--date DATE[/DATE]]", JK_TEXT_ABOUT_CTL_STATISTICS,
      jk_ctl_statistics },
    { "subscribe",
      "list | add webhook|email TARGET [--area CODE] [--level LEVEL] [--contest ID] [--kind KINDS] "
      "| remove ID | retry ID",
      JK_TEXT_ABOUT_CTL_SUBSCRIBE, jk_ctl_subscribe },
    { "account",
      "add NAME --role R --region C [--contest ID --paslon N] [--from DATE] [--to DATE] | list | "
      "disable NAME [--undo] | passwd NAME [--remove] | dates NAME [--from DATE] [--to DATE] | "
      "scope NAME public|supervisory [--office OFFICE] --reason TEXT | "
      "token NAME [--label TEXT] [--from DATE] [--to DATE] | token NAME --revoke ID; each also "
      "with --data DIR",
      JK_TEXT_ABOUT_CTL_ACCOUNT, jk_ctl_account },
    { "erase",
      "UID | --ended-before DATE [--dry-run] --basis TEXT [--data DIR] [--erasures FILE]... "
      "[--store "
      "ADDRESS [--journal NAME]]",
      JK_TEXT_ABOUT_CTL_ERASE, jk_ctl_erase },
    { "backup",
      "TO [--data DIR] [--config FILE] [--pack FOLDER]... [--encrypt-to KEY] | --into FOLDER "
      "[--keep-days N]; TO is a folder, a NAME.tar or -",
      JK_TEXT_ABOUT_CTL_BACKUP, jk_ctl_backup },
    { "restore",
      "FROM --data DIR --erasures FILE [--identity FILE] [--config FILE] [--drill] | --without-log "
      "--data DIR --erasures FILE; without a list --erasures none",
      JK_TEXT_ABOUT_CTL_RESTORE, jk_ctl_restore },
    { "replay", "DATABASE | ADDRESS [--journal NAME]", JK_TEXT_ABOUT_CTL_REPLAY, jk_ctl_replay },
    { "store",
      "prepare ADDRESS [--daemon-role ROLE] | copy FROM TO [--journal NAME]; one of FROM and TO is "
      "a file, the other an ADDRESS: postgresql://...",
      JK_TEXT_ABOUT_CTL_STORE, jk_ctl_store },
    { "checkpoint", "[--data DIR]", JK_TEXT_ABOUT_CTL_CHECKPOINT, jk_ctl_checkpoint },
    { "verify", "[--data DIR] [--key HEX] [--checkpoint FILE]...", JK_TEXT_ABOUT_CTL_VERIFY,
      jk_ctl_verify },
    { "verify-certificate", "FILE", JK_TEXT_ABOUT_CTL_CERTIFICATE, jk_ctl_verify_certificate },
    { "setup", "[--config FILE] [--data DIR] [--tls proxy|local|none] [--name HOST] [--lang id|en]",
      JK_TEXT_ABOUT_CTL_SETUP, jk_ctl_setup },
    { "completion", "bash|zsh", JK_TEXT_ABOUT_CTL_COMPLETION, jk_ctl_completion },
    { "version", "", JK_TEXT_ABOUT_CTL_VERSION, jk_ctl_version },
};

#define COMMANDS (sizeof commands / sizeof *commands)

const struct ctl_command *ctl_command_of(const char *name)
{
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(name, commands[i].name) == 0)
            return &commands[i];
    }
    return NULL;
}

const struct ctl_command *ctl_command_at(size_t i)
{
    return i < COMMANDS ? &commands[i] : NULL;
}

void ctl_print_usage(FILE *out, enum jk_lang lang)
{
    fputs("usage: jarakctl [--url URL | --socket PATH] [--token-file F] [--pack FOLDER] [--json] "
          "[--lang id|en] COMMAND ...\n"
          "       jarakctl --help | --version | COMMAND --help\n",
          out);
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-*s%s\n", NAME_WIDTH, commands[i].name,
                jk_text_get(commands[i].about, lang));
}

void ctl_print_help(FILE *out, const struct ctl_command *command, enum jk_lang lang)
{
    fprintf(out, "usage: jarakctl %s%s%s\n", command->name, command->usage[0] ? " " : "",
            command->usage);
    if (out == stdout)
        fprintf(out, "%s\n", jk_text_get(command->about, lang));
}
