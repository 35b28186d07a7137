/* jarak/config/options.h: the daemon's options: one table for command line and config file.
 *
 * Every option is also a line `name value` of the config file; what comes later wins, but that each
 * `pack` is one more. Refusals are `file:line: text` or the option's name. Source: WIRE 5. */
#ifndef JARAK_CONFIG_OPTIONS_H
#define JARAK_CONFIG_OPTIONS_H
#include <stdbool.h>
#include <stdint.h>
#include <limits.h>
#include "jarak/base/bytes.h"
#include "jarak/base/error.h"
#include "jarak/base/log.h"

#define JK_PACK_LIST_MAX (8 * PATH_MAX) /* bytes of all packs' folders together */

#define JK_HOOK_LIST_MAX 8192 /* bytes of all webhook hosts together */

/** The daemon runs, or ends after one answer. */
enum jk_run {
    JK_RUN_DAEMON,
    JK_RUN_TEST,   /**< -t: check options and packs, then end */
    JK_RUN_ROUTES, /**< --routes: print the routes and their rights */
    JK_RUN_HELP,   /**< --help: print the usage */
    JK_RUN_VERSION /**< --version: print it */
};

/** The options of the daemon. All strings end with NUL; "" means not set. */
struct jk_options {
    char listen[128];            /**< ADDRESS:PORT; port 0: the kernel chooses */
    char socket[108];            /**< path of the UNIX socket; "": none */
    char data[PATH_MAX];         /**< folder of jarakd.db, tokens */
    char pack[JK_PACK_LIST_MAX]; /**< folders of the election packs, a line each */
    char web_root[PATH_MAX];     /**< folder served instead of the built-in pages; "": built in */
    char public_url[512];        /**< "https://host" where the public reaches us; "": by Host */
    char map_tiles[512];         /**< address of map tiles (jarak/config/tiles.h); "": none */
    char map_credit[256];        /**< to whom they are owed */
    char publish[PATH_MAX];      /**< folder the public calendar is kept in; "": none */
    char tls_cert[PATH_MAX];     /**< PEM chain of the server; "": no TLS */
    char tls_key[PATH_MAX];      /**< PEM key of the server */
    char tls_ca[PATH_MAX];       /**< PEM authority that is given away at /ca.crt; "": none */
    int64_t per_address;         /**< connections an address may hold, 1..65535; loopback exempt */
    char webhook_host[JK_HOOK_LIST_MAX]; /**< NAME or NAME=ADDRESS, a line each; "": none */
    char mail_relay[256];                /**< smtp://HOST[:PORT] or smtps://...; "": no e-mail */
    char mail_from[256];                 /**< address e-mail comes from */
    char mail_domain[JK_HOOK_LIST_MAX];  /**< domains of readers, a line each; "": none */
    char notify_socket[108];             /**< where jarakd-notify is reached; "": we start it */
    char ca_file[PATH_MAX];              /**< authorities believed when sending; "": the system's */
    int64_t retry_first_ms;              /**< pause after a failed delivery, doubles ... */
    int64_t retry_most_ms;               /**< ... up to this */
    int64_t retry_dead_s;                /**< failures for so long end the attempts */
    int64_t tick_ms;                     /**< between ticks, 100 to a minute */
    enum jk_log_level log_level;         /**< the least important lines written */
    bool sandbox;                        /**< what is never needed is given up */
    char store[1024];       /**< address of the server that keeps the journal; "": our own file */
    char store_journal[41]; /**< its name there */
    char store_url[256];    /**< where other daemons of it send who wants to write; "": nowhere */
    int64_t store_standbys; /**< servers beside the first that must have what is written */
    bool store_wakes;       /**< the server wakes us; else it is asked each second */
    bool store_follow;      /**< never write: only follow */
    bool store_other_pack;  /**< take the journal over with another pack than it is judged by */
    enum jk_run run;
    const char *config; /**< the command line's last --config; null: none */
    struct {
        const char *file; /**< of the command line's --config; null: said there itself */
        unsigned line;
    } from[64];    /**< where each option of the table was said last */
    uint64_t said; /**< a bit for each option of the table that was said; the rest are defaults */
};

/** The defaults. */
void jk_options_default(struct jk_options *options);

/** Read arguments, and the file of each --config where it stands. Takes `--name value` and
 * `--name=value`; getopt's state is that of the process, so one thread reads at a time. Words
 * behind --help or --version are not read.
 *
 * @return JK_OK; JK_INVALID or JK_NONE with err->field `file:line` or the option */
enum jk_status jk_options_read(struct jk_options *options, int argc, char **argv,
                               struct jk_error *err);

/** The folders of the packs.
 *
 * @param[out] folders  at most `cap`, NUL-ended, in `text`
 * @param text          JK_PACK_LIST_MAX bytes, written
 * @return how many; more than `cap` when there is no room for all */
size_t jk_options_packs(const struct jk_options *options, char *text, const char **folders,
                        size_t cap);

/** Where an option was said, as a refusal names it: `file:line`, `--listen`; its name where nobody
 * said it. @param out JK_ERROR_FIELD_MAX bytes */
void jk_options_where(const struct jk_options *options, const char *name, char *out);

/** The usage as text, one option a line. Appends. */
void jk_options_usage(struct jk_buf *out);
#endif
