/* jarakd-paper: one document, or one photo, from standard input, one file to standard output, then
 * the end.
 *
 * It is started for each document by jarakd (daemon/http/paper/press.c), with an empty environment,
 * and bounds itself before it reads: processor time, memory, no core, no child. Nothing is written
 * before the file is whole; in front of it stands a line with its length, so that one that was cut
 * off is told from one that is whole. Exit: 0 done, 1 the document is refused, 2 the means failed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <signal.h>
#include <unistd.h>
#include "daemon/paper/paper.h"
#include "jarak/base/heap.h"
#include "jarak/host/sandbox.h"

#define CPU_S   15
#define MEM_MIB 512
#define CHUNK   65536

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

static bool read_all(struct jk_buf *in)
{
    char *room = jk_heap_take(CHUNK);
    ssize_t got;

    if (!room)
        return false;
    while ((got = read(STDIN_FILENO, room, CHUNK)) > 0 && in->len <= JK_SHEET_MOST)
        jk_buf_add(in, room, (size_t)got);
    free(room);
    return got == 0 && jk_buf_ok(in);
}

static bool write_all(struct jk_span bytes)
{
    while (bytes.len > 0) {
        ssize_t put = write(STDOUT_FILENO, bytes.at, bytes.len);

        if (put <= 0)
            return false;
        bytes.at += put;
        bytes.len -= (size_t)put;
    }
    return true;
}

/* One document, or why not. */
static int print(void)
{
    struct jk_buf in = { 0 }, out = { 0 };
    char head[40];
    enum jk_status rc = read_all(&in) ? JK_OK : JK_IO;

    if (rc == JK_OK)
        rc = paper_is_photo(jk_buf_view(&in)) ? paper_photo(jk_buf_view(&in), &out)
                                              : paper_print(jk_buf_view(&in), &out);

    if (rc != JK_OK) {
        fprintf(stderr, "jarakd-paper: document refused: %s\n", jk_status_name(rc));
        return rc == JK_INVALID || rc == JK_TOO_MANY || rc == JK_TOO_BIG ? 1 : 2;
    }
    snprintf(head, sizeof head, "jarakd-paper %zu\n", out.len);
    return write_all(jk_span_of(head)) && write_all(jk_buf_view(&out)) ? 0 : 2;
}

int main(int argc, char **argv)
{
    struct jk_sandbox_held held;

    if (argc > 1) {
        fprintf(stderr, "usage: %s < DOCUMENT > FILE (started by jarakd)\n", argv[0]);
        return 2;
    }
    bound_process();
    jk_sandbox_enter(&(struct jk_sandbox){ .count = 0 }, &held); /* it reads, and writes one pipe */
    /* The process ends here with all it holds: fontconfig keeps what it never gives back, and pango
     * may still have a thread that reads it. */
    _exit(print());
}
