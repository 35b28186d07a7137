#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "jarak/config/files.h"
#include "jarak/config/options.h"

static enum jk_status read_args(struct jk_options *options, struct jk_error *err, char *a, char *b)
{
    char *argv[] = { (char[]){ "jarakd" }, a, b, NULL };

    jk_options_default(options);
    return jk_options_read(options, b ? 3 : a ? 2 : 1, argv, err);
}

static void write_file(char path[64], const char *text)
{
    int fd;

    snprintf(path, 64, "/tmp/jarakd-config-XXXXXX");
    fd = mkstemp(path);
    cr_assert(fd >= 0);
    cr_assert(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
}

Test(options, nothing_said_gives_the_documented_defaults)
{
    struct jk_options options;
    struct jk_error err;

    cr_assert(read_args(&options, &err, NULL, NULL) == JK_OK);
    cr_assert(strcmp(options.listen, "127.0.0.1:8642") == 0);
    cr_assert(strcmp(options.data, "var") == 0 && options.socket[0] == '\0');
    cr_assert(options.per_address == 64 && options.run == JK_RUN_DAEMON);
}

Test(options, the_command_line_is_read_and_what_is_unknown_named)
{
    struct jk_options options;
    struct jk_error err;

    cr_assert(read_args(&options, &err, (char[]){ "--data" }, (char[]){ "/srv/x" }) == JK_OK);
    cr_assert(strcmp(options.data, "/srv/x") == 0);
    cr_assert(read_args(&options, &err, (char[]){ "-t" }, NULL) == JK_OK &&
              options.run == JK_RUN_TEST);
    cr_assert(read_args(&options, &err, (char[]){ "--dta" }, (char[]){ "x" }) == JK_INVALID);
    cr_assert(strstr(err.value, "dta") != NULL || strstr(err.field, "dta") != NULL);
    cr_assert(read_args(&options, &err, (char[]){ "--data" }, NULL) == JK_INVALID);
    cr_assert(read_args(&options, &err, (char[]){ "--data=/srv/y=z" }, NULL) == JK_OK);
    cr_assert(strcmp(options.data, "/srv/y=z") == 0);
    cr_assert(read_args(&options, &err, (char[]){ "--routes=x" }, NULL) == JK_INVALID);
    cr_assert(read_args(&options, &err, (char[]){ "data" }, NULL) == JK_INVALID);
    cr_assert(strcmp(err.field, "data") == 0, "a word that is no option is named: %s", err.field);
}

Test(options, a_number_has_its_bounds)
{
    static const char *const wrong[] = { "0", "65536", "-1", "1e2", "64x", "" };
    struct jk_options options;
    struct jk_error err;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char value[16];

        snprintf(value, sizeof value, "%s", wrong[i]);
        cr_assert(read_args(&options, &err, (char[]){ "--per-address" }, value) == JK_INVALID, "%s",
                  wrong[i]);
    }
    cr_assert(read_args(&options, &err, (char[]){ "--per-address" }, (char[]){ "65535" }) == JK_OK);
    cr_assert(options.per_address == 65535);
    cr_assert(read_args(&options, &err, (char[]){ "--tick-ms" }, (char[]){ "99" }) == JK_INVALID);
    cr_assert(strcmp(err.field, "--tick-ms") == 0, "%s", err.field);
    cr_assert(read_args(&options, &err, (char[]){ "--tick-ms=100" }, NULL) == JK_OK);
    cr_assert(options.tick_ms == 100);
    cr_assert(options.retry_first_ms == 1000 && options.retry_most_ms == 3600000 &&
              options.retry_dead_s == 86400);
}

Test(options, help_and_version_are_answered_whatever_stands_behind)
{
    struct jk_options options;
    struct jk_error err;

    cr_assert(read_args(&options, &err, (char[]){ "--help" }, (char[]){ "--dta" }) == JK_OK);
    cr_assert(options.run == JK_RUN_HELP);
    cr_assert(read_args(&options, &err, (char[]){ "--version" }, (char[]){ "x" }) == JK_OK);
    cr_assert(options.run == JK_RUN_VERSION);
    cr_assert(read_args(&options, &err, (char[]){ "--data" }, (char[]){ "--help" }) == JK_OK);
    cr_assert(options.run == JK_RUN_DAEMON && strcmp(options.data, "--help") == 0, "a value");
}

Test(options, the_same_words_are_read_again_at_a_reload)
{
    char *argv[] = { (char[]){ "jarakd" }, (char[]){ "--pack" },    (char[]){ "/a" },
                     (char[]){ "-t" },     (char[]){ "--pack=/b" }, NULL };
    struct jk_options options;
    struct jk_error err;

    for (int times = 0; times < 2; times++) {
        jk_options_default(&options);
        cr_assert(jk_options_read(&options, 5, argv, &err) == JK_OK);
        cr_assert(strcmp(options.pack, "/a\n/b") == 0 && options.run == JK_RUN_TEST);
        cr_assert(strcmp(argv[1], "--pack") == 0 && strcmp(argv[3], "-t") == 0, "not reordered");
    }
}

Test(options, a_log_level_is_one_of_three_words)
{
    struct jk_options options;
    struct jk_error err;

    cr_assert(read_args(&options, &err, NULL, NULL) == JK_OK);
    cr_assert(options.log_level == JK_LOG_INFO);
    cr_assert(read_args(&options, &err, (char[]){ "--log-level" }, (char[]){ "error" }) == JK_OK);
    cr_assert(options.log_level == JK_LOG_ERROR);
    cr_assert(read_args(&options, &err, (char[]){ "--log-level" }, (char[]){ "warning" }) == JK_OK);
    cr_assert(options.log_level == JK_LOG_WARNING);
    cr_assert(read_args(&options, &err, (char[]){ "--log-level" }, (char[]){ "debug" }) ==
              JK_INVALID);
    cr_assert(strstr(err.value, "debug") != NULL, "%s", err.value);
    cr_assert(read_args(&options, &err, (char[]){ "--log-level" }, (char[]){ "" }) == JK_INVALID);
}

Test(options, a_config_file_is_read_where_it_stands_and_refused_by_line)
{
    struct jk_options options;
    struct jk_error err;
    char path[64], want[80];

    write_file(path, "# office\n\ndata /srv/jarakd\r\nlisten 127.0.0.1:0\n");
    cr_assert(read_args(&options, &err, (char[]){ "--config" }, path) == JK_OK, "%s", err.value);
    cr_assert(strcmp(options.data, "/srv/jarakd") == 0);
    cr_assert(strcmp(options.listen, "127.0.0.1:0") == 0);
    unlink(path);
    write_file(path, "data /srv/jarakd\ncolour red\n");
    cr_assert(read_args(&options, &err, (char[]){ "--config" }, path) == JK_INVALID);
    snprintf(want, sizeof want, "%s:2", path);
    cr_assert(strcmp(err.field, want) == 0, "%s", err.field);
    unlink(path);
    cr_assert(read_args(&options, &err, (char[]){ "--config" }, path) == JK_NONE);
}

Test(options, the_usage_names_every_option)
{
    static const char *const names[] = { "--config", "--listen",   "--socket",     "--data",
                                         "--pack",   "--web-root", "--per-address" };
    struct jk_buf text = { 0 };

    jk_options_usage(&text);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        cr_assert(strstr(text.at, names[i]) != NULL, "%s", names[i]);
    jk_buf_clear(&text);
}

Test(options, each_pack_named_is_one_more_and_the_first_replaces_the_default)
{
    char *argv[] = { (char[]){ "jarakd" }, (char[]){ "--pack" }, (char[]){ "a b" },
                     (char[]){ "--pack" }, (char[]){ "/c" },     NULL };
    static char text[JK_PACK_LIST_MAX];
    static struct jk_options options;
    const char *folders[2] = { NULL, NULL };
    struct jk_error err;

    jk_options_default(&options);
    cr_assert(jk_options_packs(&options, text, folders, 2) == 1);
    cr_assert(strcmp(folders[0], "calendars/kutim-2024") == 0);
    cr_assert(jk_options_read(&options, 5, argv, &err) == JK_OK);
    cr_assert(jk_options_packs(&options, text, folders, 2) == 2);
    cr_assert(strcmp(folders[0], "a b") == 0 && strcmp(folders[1], "/c") == 0);
    cr_assert(jk_options_packs(&options, text, folders, 1) == 2, "counts what has no room");
    jk_options_default(&options);
    argv[2] = (char[]){ "calendars/kutim-2024" };
    cr_assert(jk_options_read(&options, 5, argv, &err) == JK_OK);
    cr_assert(jk_options_packs(&options, text, folders, 2) == 2, "the default, said, is one too");
}

Test(files, a_file_is_read_whole_and_a_missing_one_is_named)
{
    struct jk_buf bytes = { 0 };
    struct jk_error err;
    char path[64];

    write_file(path, "0123456789");
    cr_assert(jk_file_read(path, &bytes, &err) == JK_OK && bytes.len == 10);
    unlink(path);
    cr_assert(jk_file_read(path, &bytes, &err) == JK_NONE);
    cr_assert(strcmp(err.field, path) == 0, "%s", err.field);
    cr_assert(jk_file_read("/tmp", &bytes, &err) == JK_IO);
    jk_buf_clear(&bytes);
}

Test(files, a_pack_without_one_of_its_files_is_refused_by_its_name)
{
    struct jk_arena arena = { 0 };
    struct jk_pack pack;
    struct jk_error err;

    cr_assert(jk_pack_read("calendars/examples", &arena, &pack, &err) == JK_NONE);
    cr_assert(strstr(err.field, "pack.json") != NULL, "%s", err.field);
    jk_arena_clear(&arena);
}
