/* jarakd-past: the tables of a store as they were behind an entry, to standard output.
 *
 * It is started by a copy of jarakd that was asked about the past (daemon/main/past.c), and bounds
 * itself before it reads: processor time, memory, no core. It reads one snapshot of a store that is
 * written meanwhile. Exit: 0 done, 1 there is no such entry, 2 it failed. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <signal.h>
#include <unistd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include "jarak/base/decimal.h"
#include "jarak/host/sandbox.h"
#include "jarak/store/past.h"

#define CPU_S   120
#define MEM_MIB 1024

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

static void bound(__rlimit_resource_t what, rlim_t most)
{
    struct rlimit limit = { most, most };

    setrlimit(what, &limit);
}

static void bound_process(void)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    bound(RLIMIT_CPU, CPU_S);
    bound(RLIMIT_CORE, 0);
#ifndef SANITIZED
    bound(RLIMIT_AS, (rlim_t)MEM_MIB << 20);
#endif
}

/* The folder of the store, where SQLite keeps its log; no socket, no child. */
static void lock_process(const char *store)
{
    char folder[PATH_MAX];
    const struct jk_sandbox_path path = { folder, JK_SANDBOX_WRITE };
    const struct jk_sandbox want = { .paths = &path, .count = 1 };
    struct jk_sandbox_held held;
    char *slash;

    snprintf(folder, sizeof folder, "%s", store);
    slash = strrchr(folder, '/');
    snprintf(slash ? slash : folder, 2, "%s", slash == folder ? "/" : slash ? "" : ".");
    jk_sandbox_enter(&want, &held); /* the daemon's own holds as well */
}

static bool put(void *ctx, struct jk_span octets)
{
    (void)ctx;
    while (octets.len > 0) {
        ssize_t wrote = write(STDOUT_FILENO, octets.at, octets.len);

        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return false;
        octets = (struct jk_span){ octets.at + wrote, octets.len - (size_t)wrote };
    }
    return true;
}

int main(int argc, char **argv)
{
    struct jk_store *store = NULL;
    struct jk_error err;
    uint64_t seq;
    enum jk_status rc;

    if (argc != 4 || !jk_uint_parse(jk_span_of(argv[2]), INT64_MAX, &seq)) {
        fprintf(stderr, "usage: %s STORE ENTRY ACCOUNT > IMAGE (started by jarakd)\n", argv[0]);
        return 2;
    }
    bound_process();
    lock_process(argv[1]);
    rc = jk_store_past(argv[1], seq, argv[3], &store, &err);
    if (rc == JK_OK)
        rc = jk_store_past_write(store, put, NULL, &err);
    jk_store_close(store);
    if (rc != JK_OK)
        fprintf(stderr, "jarakd-past: %s\n", jk_status_name(rc));
    return rc == JK_OK ? 0 : rc == JK_NONE ? 1 : 2;
}
