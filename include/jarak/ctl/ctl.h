/* jarak/ctl/ctl.h: jarakctl: one command a row of a table (WIRE 5).
 *
 * Exit status (enum jk_exit): 0 done and clear, 1 a conflict or a difference was found, 2 usage, 3
 * bad input or failure, 4 not all of it could be judged, 70 a fault of ours. Answers go to standard
 * output, reasons to standard error. */
#ifndef JARAK_CTL_CTL_H
#define JARAK_CTL_CTL_H
#include <stdbool.h>
#include "jarak/base/error.h"

enum jk_exit {
    JK_EXIT_OK = 0,
    JK_EXIT_FOUND = 1,
    JK_EXIT_USAGE = 2,
    JK_EXIT_INPUT = 3,
    JK_EXIT_UNASSESSED = 4, /**< nothing found, and not all of it could be judged */
    JK_EXIT_HELP = 5,  /**< of a command to main: print its usage; then the process exits with 0 */
    JK_EXIT_FAULT = 70 /**< an assertion failed: what was printed is not an answer */
};

/** Options that stand before the command. */
struct jk_ctl {
    const char *url, *socket, *token_file;
    const char *pack; /**< folder of the pack; default calendars/kutim-2024 beside the program */
    bool json;
    enum jk_lang lang;
};

/** Judge files offline: `check FILE...` ("-" is standard input). */
int jk_ctl_check(const struct jk_ctl *ctl, int argc, char **argv);
/** Check a pack: `pack check FOLDER`. */
int jk_ctl_pack(const struct jk_ctl *ctl, int argc, char **argv);
/** Tell what another policy would change: `whatif --policy F [FILE...]`; the files' notices are
 * judged offline, without files the daemon is asked. 1 where any pair's level differs. */
int jk_ctl_whatif(const struct jk_ctl *ctl, int argc, char **argv);
/** What accounts stated over the files of the pack: `policy show|history|set|withdraw CODE ...`. */
int jk_ctl_policy(const struct jk_ctl *ctl, int argc, char **argv);
int jk_ctl_drop(const struct jk_ctl *ctl, int argc, char **argv);
int jk_ctl_task(const struct jk_ctl *ctl, int argc, char **argv);
int jk_ctl_zone(const struct jk_ctl *ctl, int argc, char **argv);
/** Officers of a day, what if, and what is stated: `personnel show|whatif|history|import|withdraw`.
 */
int jk_ctl_personnel(const struct jk_ctl *ctl, int argc, char **argv);
/** Polling stations of a region: `tps list|history|import|withdraw CODE ...`. */
int jk_ctl_tps(const struct jk_ctl *ctl, int argc, char **argv);
/** Tell what the edition in force of a region or contest overrides, a line a row: asks the daemon.
 */
int jk_ctl_editions(const struct jk_ctl *ctl, const char *code);
/** Rebuild tables from the journal and compare: `replay DATABASE`. */
int jk_ctl_replay(const struct jk_ctl *ctl, int argc, char **argv);
/** Tables for daemons that share a journal, and stores copied to a server and back:
 * `store prepare ADDRESS`, `store copy FROM TO`. 1 where the target holds something else. */
int jk_ctl_store(const struct jk_ctl *ctl, int argc, char **argv);
/** Print a signed checkpoint of the journal: `checkpoint [--data DIR]`; the daemon may run. */
int jk_ctl_checkpoint(const struct jk_ctl *ctl, int argc, char **argv);
/** Replay, and hold the journal against checkpoints: `verify [--data DIR] [--key HEX]
 * [--checkpoint F]...`. Without --key the key in the data folder is believed. */
int jk_ctl_verify(const struct jk_ctl *ctl, int argc, char **argv);
/** Destroy the personal data of a notice: `erase UID --basis TEXT [--data DIR]`, store stopped. */
int jk_ctl_erase(const struct jk_ctl *ctl, int argc, char **argv);
/** Copy a data folder while its daemon runs: `backup TO [--data DIR] ...`. */
int jk_ctl_backup(const struct jk_ctl *ctl, int argc, char **argv);
/** Bring one back: `restore FROM --data DIR --erasures FILE [--drill] ...`. 1 where the backup is
 * not what its manifest or its journal says. */
int jk_ctl_restore(const struct jk_ctl *ctl, int argc, char **argv);
/** Accounts: `account add|list|disable|passwd|token`, asked of the daemon, or with `--data DIR`
 * done to a stopped store. Passwords come from the terminal or standard input. */
int jk_ctl_account(const struct jk_ctl *ctl, int argc, char **argv);
/** Compute a certificate again from its file alone: `verify-certificate FILE`. */
int jk_ctl_verify_certificate(const struct jk_ctl *ctl, int argc, char **argv);
/** List notices: `list [--region CODE] [--date YYYY-MM-DD] [--state S] [--paslon N]`, a line each:
 * UID, date, hours, place, paslon, level, state, kind, title. */
int jk_ctl_list(const struct jk_ctl *ctl, int argc, char **argv);
/** The verdict on a notice: `show UID`. */
int jk_ctl_show(const struct jk_ctl *ctl, int argc, char **argv);
/** When it may start instead, least change first: `slots UID [--date D[/D]] [--level L] [--venues
 * 1]`. */
int jk_ctl_slots(const struct jk_ctl *ctl, int argc, char **argv);
/** Decide: `decide UID ACT --revision N [--sttp S] [--reason T] [--basis T] [--seen ID/REV]...`. */
int jk_ctl_decide(const struct jk_ctl *ctl, int argc, char **argv);
/** File the signed letter of a notice: `letter UID FILE [--replace]`. */
int jk_ctl_letter(const struct jk_ctl *ctl, int argc, char **argv);
/** Print what is laid out, to a file or standard output, never to a terminal: the matrix of a
 * meeting
 * (`matrix REGION DATE [--to DATE] [--edition internal|bersama] [--output FILE]`), who is where at
 * a minute (`map REGION DATE | CODE [--time 12:44] [--form svg|png] [--output FILE]`), the answer
 * to a notice (`surat UID [--output FILE]`). */
int jk_ctl_matrix(const struct jk_ctl *ctl, int argc, char **argv);
int jk_ctl_map(const struct jk_ctl *ctl, int argc, char **argv);
int jk_ctl_surat(const struct jk_ctl *ctl, int argc, char **argv);
/** File the notices of files: `import FILE...` ("-" is standard input; NAME.csv is a table). Each
 * file is one command, taken whole or not at all; the first refusal ends it. 1 where a notice has a
 * conflict. */
int jk_ctl_import(const struct jk_ctl *ctl, int argc, char **argv);
/** Print notices as a file: `export ics|csv|geojson [--region CODE] [--date YYYY-MM-DD] [--state S]
 * [--paslon N]`. */
int jk_ctl_export(const struct jk_ctl *ctl, int argc, char **argv);
/** Make a route of a GPX, KML or GeoJSON file, without a daemon: `route FILE [--error METRES]
 * [--line N] [--ical]`; prints figures, or with --ical the line for a notice. */
int jk_ctl_route(const struct jk_ctl *ctl, int argc, char **argv);
/** Take notice of an alert, so that it is told no further up: `ack ALERT`, the id `tail` prints. */
int jk_ctl_ack(const struct jk_ctl *ctl, int argc, char **argv);
/** The inbox, and what comes into it until interrupted, over restarts of the daemon: `tail [--after
 * N] [--once]`. */
int jk_ctl_tail(const struct jk_ctl *ctl, int argc, char **argv);
/** Conflicts, a line each, or one with both its sides: `conflicts [CODE]`, or with --region,
 * --from,
 * --to, --level, --state. */
int jk_ctl_conflicts(const struct jk_ctl *ctl, int argc, char **argv);
/** Say what the caller's agency thinks of a conflict: `opinion CODE accepted|objected|open
 * --revision N [--note T]`. */
int jk_ctl_opinion(const struct jk_ctl *ctl, int argc, char **argv);
/** Propose other times, accept or decline a proposal: `retime propose|accept|decline UID ...`. */
int jk_ctl_retime(const struct jk_ctl *ctl, int argc, char **argv);
/** Take back a notice: `withdraw UID --revision N [--reason T [--on plan|change]]`. With a reason
 * it is a decision, without one the office that filed it takes it back. */
int jk_ctl_withdraw(const struct jk_ctl *ctl, int argc, char **argv);
/** Field reports: `report add UID KIND ...`, `report list [UID]`, `report verify ID`. */
int jk_ctl_report(const struct jk_ctl *ctl, int argc, char **argv);
/** What became of a region since its last meeting; the brief of a date: `digest`. */
int jk_ctl_digest(const struct jk_ctl *ctl, int argc, char **argv);
/** Figures of a season: `statistics`. */
int jk_ctl_statistics(const struct jk_ctl *ctl, int argc, char **argv);
/** A day played again, plan and knowledge: `replay-day REGION DATE`. */
int jk_ctl_replay_day(const struct jk_ctl *ctl, int argc, char **argv);
/** Where alerts are sent: `subscribe list|add|remove|retry ...`. */
int jk_ctl_subscribe(const struct jk_ctl *ctl, int argc, char **argv);
/** A first configuration, and what is missing later: accounts of the pack, TLS, sheets to hand out;
 * `setup [--config FILE] [--data DIR] [--tls WAY] [--name HOST] [--lang L]`, or the program's own
 * name jarakd-setup. */
int jk_ctl_setup(const struct jk_ctl *ctl, int argc, char **argv);
/** Print a script that completes commands and options: `completion bash|zsh`. */
int jk_ctl_completion(const struct jk_ctl *ctl, int argc, char **argv);
/** Say which version this is. */
int jk_ctl_version(const struct jk_ctl *ctl, int argc, char **argv);

/** Tell a refusal on standard error. @return JK_EXIT_INPUT */
int jk_ctl_refuse(const struct jk_ctl *ctl, const char *what, const struct jk_error *err);
#endif
