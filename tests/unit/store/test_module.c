/* The module of PostgreSQL without a server: which files it names, and how long it waits for who
 * says nothing. */
#include <criterion/criterion.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include "daemon/store/shared/shared.h"

#define SOON_MS 50

/* It lies in the folder above the programs of the tests, where it was built (make many). */
static const struct shared_driver *load(void)
{
    char self[PATH_MAX] = "", path[PATH_MAX + 32];
    const struct shared_driver *driver;
    struct jk_error err;
    void *module;

    cr_assert(readlink("/proc/self/exe", self, sizeof self - 1) > 0);
    snprintf(path, sizeof path, "%s/../jarakd-postgresql.so", dirname(self));
    if (access(path, R_OK) != 0)
        cr_skip_test("the module is not built");
    cr_assert(store_shared_load(path, &module, &driver, &err) == JK_OK, "%s", err.value);
    return driver;
}

static struct driver_link *make(const struct shared_driver *driver, const char *address)
{
    const struct driver_options as = { .address = address, .journal = "jarak", .notify = true };
    char why[SHARED_WHY_MAX];
    struct driver_link *link = driver->make(&as, why);

    cr_assert(link != NULL, "%s", why);
    return link;
}

static void expect_file(const char *address, unsigned number, const char *want)
{
    const struct shared_driver *driver = load();
    struct driver_link *link = make(driver, address);
    char path[PATH_MAX];

    cr_expect(driver->file(link, number, path, sizeof path), "%s %u", address, number);
    cr_expect_str_eq(path, want, "%s %u: %s", address, number, path);
    driver->free(link);
}

/* What the sandbox must leave readable: else a daemon connects when it starts and never again. */
Test(module, files_that_connecting_reads_are_named_as_the_address_and_the_environment_say)
{
    static const char *const stated = "postgresql://db/jarak?passfile=/k/pass&sslrootcert=/k/root"
                                      "&sslcert=/k/cert&sslkey=/k/key&sslcrl=/k/crl";
    static const char *const files[] = { "/k/pass", "/k/root", "/k/cert", "/k/key", "/k/crl" };
    const struct shared_driver *driver = load();
    struct driver_link *link = make(driver, stated);
    char path[PATH_MAX];

    setenv("HOME", "/h", 1);
    unsetenv("PGPASSFILE");
    unsetenv("PGSERVICEFILE");
    for (unsigned i = 0; i < sizeof files / sizeof *files; i++)
        expect_file(stated, i, files[i]);
    expect_file(stated, 5, "/etc/postgresql-common/pg_service.conf");
    expect_file(stated, 6, "/etc/passwd");
    expect_file("postgresql://jarakd@db/jarak", 6, "");
    cr_assert(!driver->file(link, 7, path, sizeof path), "there are no more");
    driver->free(link);
    expect_file("postgresql://db/jarak", 0, "/h/.pgpass");
    expect_file("postgresql://db/jarak", 1, "/h/.postgresql/root.crt");
    expect_file("postgresql://db/jarak", 2, "");
    setenv("PGPASSFILE", "/e/pass", 1);
    setenv("PGSERVICEFILE", "/e/services", 1);
    expect_file("postgresql://db/jarak", 0, "/e/pass");
    expect_file("postgresql://db/jarak", 5, "/e/services");
}

Test(module, addresses_and_names_that_cannot_be_are_refused_in_words)
{
    static const struct {
        const char *address, *journal, *why;
    } wrong[] = {
        { "postgresql://db/jarak?sslmodus=x", "jarak", "sslmodus" },
        { "postgresql://[::1", "jarak", "IPv6" },
        { "postgresql://db/jarak", "", "journal " },
        { "postgresql://db/jarak", "Jarak", "journal Jarak" },
        { "postgresql://db/jarak", "a-b", "journal a-b" },
        { "postgresql://db/jarak", "a23456789b123456789c123456789d123456789e1", "journal a2345" },
    };
    const struct shared_driver *driver = load();
    struct driver_link *link;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const struct driver_options as = { .address = wrong[i].address,
                                           .journal = wrong[i].journal };
        char why[SHARED_WHY_MAX] = "";

        link = driver->make(&as, why);
        cr_expect(!link && strstr(why, wrong[i].why), "%zu: %s", i, why);
    }
    link = make(driver, "postgresql://db/jarak");
    cr_assert(driver->fd(link) == -1 && !driver->news(link), "it is not connected yet");
    driver->free(link);
    driver->free(NULL);
}

/* A socket as a server's, at which nobody ever says a word. */
static int listen_dumb(char folder[64])
{
    struct sockaddr_un where = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    strcpy(folder, "/tmp/jarakd-dumb-XXXXXX");
    cr_assert(mkdtemp(folder) != NULL);
    snprintf(where.sun_path, sizeof where.sun_path, "%s/.s.PGSQL.5432", folder);
    cr_assert(bind(fd, (struct sockaddr *)&where, sizeof where) == 0 && listen(fd, 4) == 0);
    return fd;
}

Test(module, a_server_that_says_nothing_is_waited_for_no_longer_than_told)
{
    const struct shared_driver *driver = load();
    struct driver_link *link;
    struct driver_head head;
    char folder[64], address[128], path[128];
    int64_t began = store_shared_now_ms();
    int fd = listen_dumb(folder);

    snprintf(address, sizeof address, "postgresql:///jarak?host=%s&user=x", folder);
    link = make(driver, address);
    cr_assert(driver->connect(link, SOON_MS) == DRIVER_GONE);
    cr_assert_str_eq(driver->why(link), "timeout");
    cr_assert(driver->head(link, &head, SOON_MS) == DRIVER_GONE, "whatever is asked connects");
    cr_assert(store_shared_now_ms() - began >= 2 * SOON_MS);
    close(fd);
    cr_assert(driver->connect(link, SOON_MS) == DRIVER_GONE);
    cr_assert(strstr(driver->why(link), folder) != NULL, "%s", driver->why(link));
    cr_assert(driver->prepare(link, NULL, SOON_MS) == DRIVER_GONE);
    cr_assert(strstr(driver->why(link), folder) != NULL, "%s", driver->why(link));
    driver->free(link);
    snprintf(path, sizeof path, "%s/.s.PGSQL.5432", folder);
    unlink(path);
    rmdir(folder);
}
