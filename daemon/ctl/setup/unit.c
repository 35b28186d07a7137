/* The socket that systemd listens on has the address of the configuration: whoever starts the
 * daemon decides where it is reached, so that the daemon needs no network of its own.
 *
 * The units' folder lies beside that of the configuration (/etc/jarakd/jarakd.conf,
 * /etc/systemd/system). Where it is not there, nobody is asked to listen. */
#include "daemon/ctl/setup/setup.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include "jarak/base/text.h"
#include "jarak/base/texts.h"
#include "jarak/config/files.h"
#include "jarak/model/texts.h"

#define UNITS   "systemd/system"
#define DROP_IN "jarakd-tcp.socket.d"

/* @return false: there is none */
static bool find_units(const char *config, char out[PATH_MAX])
{
    const char *slash = strrchr(config, '/'), *above = slash;
    struct stat at;

    while (above && above > config && above[-1] != '/')
        above--;
    if (!above || above == slash ||
        snprintf(out, PATH_MAX, "%.*s" UNITS, (int)(above - config), config) >= PATH_MAX)
        return false;
    return stat(out, &at) == 0 && S_ISDIR(at.st_mode);
}

static bool says(const char *path, const struct jk_buf *text)
{
    struct jk_buf there = { 0 };
    struct jk_error err;
    const bool same = jk_file_read(path, &there, &err) == JK_OK &&
                      jk_span_eq(jk_buf_view(&there), jk_buf_view(text));

    jk_buf_clear(&there);
    return same;
}

static enum jk_status write_drop_in(struct setup *s, const char *folder, struct jk_error *err)
{
    char path[PATH_MAX + sizeof "/" DROP_IN "/listen.conf"];
    struct jk_buf text = { 0 };
    enum jk_status rc = JK_OK;

    snprintf(path, sizeof path, "%s/listen.conf", folder);
    jk_buf_fmt(&text,
               "# By jarakd-setup: `listen` of %s.\n[Socket]\nListenStream=\nListenStream=%s\n",
               s->config, s->listen);
    if (!jk_buf_ok(&text))
        rc = jk_no_memory(err);
    else if (!says(path, &text) && mkdir(folder, 0755) != 0 && errno != EEXIST)
        rc = jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, folder, "%s", strerror(errno));
    else if (!says(path, &text) &&
             (rc = jk_file_replace(path, jk_buf_view(&text), 0644, err)) == JK_OK)
        s->moved = true;
    jk_buf_clear(&text);
    return rc;
}

enum jk_status ctl_setup_unit(struct setup *s, struct jk_error *err)
{
    char units[PATH_MAX], folder[PATH_MAX + sizeof "/" DROP_IN];

    if (!find_units(s->config, units))
        return JK_OK;
    snprintf(folder, sizeof folder, "%s/" DROP_IN, units);
    return write_drop_in(s, folder, err);
}
