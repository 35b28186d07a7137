/* Each case in a process of its own: what is locked is never opened again. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "jarak/host/sandbox.h"

static struct jk_sandbox_held enter(const struct jk_sandbox *want)
{
    struct jk_sandbox_held held;

    if (jk_sandbox_is_off())
        cr_skip_test("a build with sanitizers locks nothing");
    jk_sandbox_enter(want, &held);
    return held;
}

/* The error of what could not be had; 0: it could. */
static int refused(int fd)
{
    int reason = fd < 0 ? errno : 0;

    if (fd >= 0)
        close(fd);
    return reason;
}

Test(sandbox, without_network_and_children_neither_can_be_had)
{
    struct jk_sandbox_held held = enter(&(struct jk_sandbox){ .count = 0 });
    char *const words[] = { (char[]){ "true" }, NULL };
    void *both;

    cr_assert(held.seccomp);
    cr_assert(eq(int, refused(socket(AF_INET, SOCK_STREAM, 0)), EPERM));
    cr_assert(eq(int, refused(socket(AF_UNIX, SOCK_STREAM, 0)), EPERM));
    cr_assert(eq(int, refused(socket(AF_PACKET, SOCK_RAW, 0)), EPERM));
    cr_assert(eq(int, (int)fork(), -1));
    cr_assert(eq(int, execv("/bin/true", words), -1));
    cr_assert(eq(int, unshare(CLONE_NEWUSER), -1));
    cr_assert(eq(int, (int)syscall(SYS_ptrace, 0, 0, 0, 0), -1));
    both = mmap(NULL, 4096, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    cr_assert(both == MAP_FAILED);
    both = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    cr_assert(both != MAP_FAILED && mprotect(both, 4096, PROT_EXEC) != 0);
}

Test(sandbox, with_them_processes_and_sockets_are_made_but_no_namespaces)
{
    struct jk_sandbox_held held =
        enter(&(struct jk_sandbox){ .unix_sockets = true, .network = true, .children = true });
    int status = 0;
    pid_t pid;

    cr_assert(held.seccomp);
    cr_assert(eq(int, refused(socket(AF_INET6, SOCK_STREAM, 0)), 0));
    cr_assert(eq(int, refused(socket(AF_UNIX, SOCK_STREAM, 0)), 0));
    cr_assert(eq(int, refused(socket(AF_PACKET, SOCK_RAW, 0)), EPERM));
    cr_assert(eq(int, (int)syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0), -1));
    pid = fork();
    if (pid == 0)
        _exit(7);
    cr_assert(pid > 0 && waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 7);
}

Test(sandbox, only_what_is_named_can_be_written_and_run)
{
    char folder[] = "/tmp/jarak-sandbox-XXXXXX", path[64], other[64];
    struct jk_sandbox_path paths[] = { { path, JK_SANDBOX_WRITE },
                                       { "/nowhere", JK_SANDBOX_READ } };
    struct jk_sandbox_held held;

    cr_assert(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/own", folder);
    cr_assert(eq(int, mkdir(path, 0700), 0));
    held = enter(&(struct jk_sandbox){ .paths = paths, .count = 2, .children = true });
    if (held.landlock == 0)
        cr_skip_test("this kernel has no Landlock");
    snprintf(other, sizeof other, "%s/own/file", folder);
    cr_assert(eq(int, refused(open(other, O_WRONLY | O_CREAT, 0600)), 0));
    cr_assert(eq(int, unlink(other), 0));
    snprintf(other, sizeof other, "%s/file", folder);
    cr_assert(eq(int, refused(open(other, O_WRONLY | O_CREAT, 0600)), EACCES));
    cr_assert(eq(int, refused(open("/etc/shadow", O_RDONLY)), EACCES));
    cr_assert(eq(int, refused(open("/usr/bin/true", O_RDONLY)), 0));
    cr_assert(execl("/usr/bin/true", "true", (char *)NULL) == -1 && errno == EACCES);
    cr_assert(eq(int, rmdir(path), -1)); /* the folder that holds it is not ours to change */
}
