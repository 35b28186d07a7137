/* What the daemon keeps of the machine once it listens: its data, the published folder, what SIGHUP
 * reads again, and the programs beside it. Their rules are inherited, so what jarakd-notify needs
 * is kept too where it is a child. A folder that SIGHUP names for the first time is out of reach
 * until a restart, but for packs that lie beside those in use. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "jarak/base/log.h"
#include "jarak/host/sandbox.h"
#include "jarak/main/daemon.h"

#define PATHS_MAX 128 /* each option has one or two, and so has each line of a config file */
#define PACKS_MAX 16

/* The paths, and room for those that are made here. */
struct kept {
    struct jk_sandbox_path at[PATHS_MAX];
    char room[PATHS_MAX][PATH_MAX + 32];
    size_t count;
};

static void keep(struct kept *kept, const char *path, enum jk_sandbox_use use)
{
    if (kept->count >= PATHS_MAX || !path[0])
        return;
    snprintf(kept->room[kept->count], sizeof kept->room[0], "%s", path);
    kept->at[kept->count] = (struct jk_sandbox_path){ kept->room[kept->count], use };
    kept->count++;
}

/* The folder a file lies in, since it is replaced whole; never the whole machine. */
static void keep_folder_of(struct kept *kept, const char *path, enum jk_sandbox_use use)
{
    char folder[PATH_MAX];

    snprintf(folder, sizeof folder, "%s", path);
    for (size_t len = strlen(folder); len > 1 && folder[len - 1] == '/'; len--)
        folder[len - 1] = '\0';
    if (!strrchr(folder, '/')) {
        keep(kept, ".", use);
        return;
    }
    *strrchr(folder, '/') = '\0';
    keep(kept, folder, use); /* of "/x" nothing is left, and nothing is kept */
}

/* Also where a link leads to, for that is where a renewed certificate will lie. */
static void keep_beside(struct kept *kept, const char *path, enum jk_sandbox_use use)
{
    char real[PATH_MAX];

    if (!path || !path[0])
        return;
    keep_folder_of(kept, path, use);
    if (realpath(path, real) && strcmp(path, real) != 0)
        keep_folder_of(kept, real, use);
}

static void keep_programs(struct kept *kept)
{
    static const char *const programs[] = { "jarakd-notify", "jarakd-paper", "jarakd-past" };
    char path[PATH_MAX + 16] = "";

    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
        if (jk_daemon_program(programs[i], path))
            keep(kept, path, JK_SANDBOX_RUN);
    }
    keep_beside(kept, path, JK_SANDBOX_READ);
}

static void keep_packs(struct kept *kept, const struct jk_options *o)
{
    static char text[JK_PACK_LIST_MAX];
    const char *folders[PACKS_MAX];
    size_t count = jk_options_packs(o, text, folders, PACKS_MAX);

    for (size_t i = 0; i < count && i < PACKS_MAX; i++) {
        keep(kept, folders[i], JK_SANDBOX_READ);
        keep_beside(kept, folders[i], JK_SANDBOX_READ);
    }
}

static void keep_options(struct kept *kept, const struct jk_options *o)
{
    keep(kept, o->data, JK_SANDBOX_WRITE);
    if (o->publish[0] && mkdir(o->publish, 0755) == 0)
        chmod(o->publish, 0755); /* for everybody, whatever the umask */
    keep(kept, o->publish, JK_SANDBOX_WRITE);
    keep(kept, o->web_root, JK_SANDBOX_READ);
    keep_beside(kept, o->tls_cert, JK_SANDBOX_READ);
    keep_beside(kept, o->tls_key, JK_SANDBOX_READ);
    keep_beside(kept, o->ca_file, JK_SANDBOX_READ);
    keep_beside(kept, o->socket, JK_SANDBOX_DROP);
    keep_beside(kept, o->config, JK_SANDBOX_READ);
    for (size_t i = 0; i < sizeof o->from / sizeof *o->from; i++) {
        if (o->from[i].file && o->from[i].file != o->config)
            keep_beside(kept, o->from[i].file, JK_SANDBOX_READ);
    }
}

/* Files that are read when the server of a shared journal is connected to again. */
static void keep_shared(struct kept *kept, const struct jk_daemon *daemon)
{
    char path[PATH_MAX];

    for (unsigned i = 0; daemon->shared.shared && jk_shared_file(daemon->shared.shared, i, path);
         i++)
        keep(kept, path, JK_SANDBOX_READ);
}

void jk_daemon_sandbox(const struct jk_daemon *daemon)
{
    static struct kept kept;
    const struct jk_options *o = &daemon->options;
    struct jk_sandbox want = { .unix_sockets = true, .children = true };
    struct jk_sandbox_held held;

    if (!o->sandbox || jk_sandbox_is_off()) {
        jk_log(JK_LOG_WARNING, "sandbox off");
        return;
    }
    keep_options(&kept, o);
    keep_packs(&kept, o);
    keep_programs(&kept);
    keep_shared(&kept, daemon);
    want.paths = kept.at;
    want.count = kept.count;
    want.network = !o->notify_socket[0] || o->store[0];
    jk_sandbox_enter(&want, &held);
    jk_log(held.landlock > 0 && held.seccomp ? JK_LOG_INFO : JK_LOG_WARNING,
           "sandbox seccomp=%s landlock=%d", held.seccomp ? "on" : "refused", held.landlock);
}
