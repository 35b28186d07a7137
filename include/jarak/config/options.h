/* jarak/config/options.h: the daemon's options: one table for command line and config file.
 *
 * Every option is also a line `name value` of the config file; what comes later wins. Refusals are
 * `file:line: text` or the option's name. Source: WIRE 5. */
#ifndef JARAK_CONFIG_OPTIONS_H
#define JARAK_CONFIG_OPTIONS_H
#include <stdbool.h>
#include <limits.h>
#include "jarak/base/bytes.h"
#include "jarak/base/error.h"

/** What the daemon is told. All strings end with NUL; "" means not set. */
struct jk_options {
    char listen[128];        /**< ADDRESS:PORT; port 0: the kernel chooses */
    char socket[108];        /**< path of the UNIX socket; "": none */
    char data[PATH_MAX];     /**< folder of jarakd.db, tokens */
    char pack[PATH_MAX];     /**< folder of the election pack */
    char web_root[PATH_MAX]; /**< folder served instead of the built-in pages; "": built in */
    char per_address[16];    /**< connections an address may hold, 1..65535; loopback exempt */
    bool test_only;          /**< -t: check config and packs, then end */
};

/** The defaults. */
void jk_options_default(struct jk_options *options);

/** Read arguments, and the file of each --config where it stands.
 *
 * @return JK_OK; JK_INVALID or JK_NONE with err->field `file:line` or the option; JK_STATE when the
 *         usage was asked for (--help) */
enum jk_status jk_options_read(struct jk_options *options, int argc, char **argv,
                               struct jk_error *err);

/** The usage as text, one option a line. Appends. */
void jk_options_usage(struct jk_buf *out);
#endif
