/* The words and options behind a command's name. */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <string.h>
#include "daemon/ctl/words.h"
#include "jarak/ctl/ctl.h"

/* What the options of the tests were read to. */
struct said {
    const char *date, *level;
    struct ctl_values seen;
    bool undo;
    struct ctl_words words;
};

/* `line` as the shell would cut it, with "command" before it. */
static int read_line(struct said *said, const char *line, int least, int most)
{
    static char text[256];
    static char *argv[32];
    const struct ctl_option options[] = { { .name = "date", .value = &said->date },
                                          { .name = "level", .value = &said->level },
                                          { .name = "seen", .all = &said->seen },
                                          { .name = "undo", .flag = &said->undo },
                                          { .name = NULL } };
    int argc = 0;

    memset(said, 0, sizeof *said);
    snprintf(text, sizeof text, "command %s", line);
    for (char *word = strtok(text, " "); word; word = strtok(NULL, " "))
        argv[argc++] = word;
    argv[argc] = NULL;
    return ctl_words_read(&said->words, argc, argv, options, least, most);
}

static bool is(const char *value, const char *wanted)
{
    return value && strcmp(value, wanted) == 0;
}

Test(words, options_stand_anywhere_among_the_words)
{
    static const char *const lines[] = { "uid approve --date D --undo",
                                         "--date D uid --undo approve",
                                         "uid --date=D approve --undo",
                                         "--undo --date=D uid approve" };
    struct said said;

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        cr_assert(read_line(&said, lines[i], 2, 2) == JK_EXIT_OK, "%s", lines[i]);
        cr_assert(is(said.date, "D") && said.undo && !said.level, "%s", lines[i]);
        cr_assert(said.words.count == 2 && is(said.words.at[0], "uid"), "%s", lines[i]);
        cr_assert(is(said.words.at[1], "approve"), "%s", lines[i]);
    }
}

Test(words, the_last_value_of_an_option_counts_and_all_of_one_that_repeats)
{
    struct said said;

    cr_assert(read_line(&said, "--date A --seen c/1 --date=B --seen=b/2 --seen c/1", 0, 0) ==
              JK_EXIT_OK);
    cr_assert(is(said.date, "B") && said.seen.count == 3);
    cr_assert(is(said.seen.at[0], "c/1") && is(said.seen.at[1], "b/2") &&
              is(said.seen.at[2], "c/1"));
    ctl_values_free(&said.seen);
    cr_assert(said.seen.at == NULL && said.seen.count == 0);
}

Test(words, a_value_may_be_empty_look_like_an_option_or_hold_its_sign)
{
    struct said said;

    cr_assert(read_line(&said, "--date= --level=a=b", 0, 0) == JK_EXIT_OK);
    cr_assert(is(said.date, "") && is(said.level, "a=b"));
    cr_assert(read_line(&said, "--date --undo", 0, 0) == JK_EXIT_OK);
    cr_assert(is(said.date, "--undo") && !said.undo);
    cr_assert(read_line(&said, "--date -- x", 1, 1) == JK_EXIT_OK);
    cr_assert(is(said.date, "--") && is(said.words.at[0], "x"));
}

Test(words, two_dashes_end_the_options)
{
    struct said said;

    cr_assert(read_line(&said, "--date D -- --undo --help", 2, 2) == JK_EXIT_OK);
    cr_assert(!said.undo && is(said.words.at[0], "--undo") && is(said.words.at[1], "--help"));
    cr_assert(read_line(&said, "-", 1, 1) == JK_EXIT_OK && is(said.words.at[0], "-"),
              "standard input is a word");
}

Test(words, help_is_help_wherever_it_is_said)
{
    struct said said;

    cr_assert(read_line(&said, "--help", 1, 1) == JK_EXIT_HELP);
    cr_assert(read_line(&said, "uid --date D --help", 0, 0) == JK_EXIT_HELP);
}

Test(words, misuse_is_told_from_use)
{
    static const char *const lines[] = { "--date",      "--tanggal=1", "--undo=1", "-x",
                                         "a --wrong b", "-date D",     "--seen" };
    struct said said;

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        cr_assert(read_line(&said, lines[i], 0, 9) == JK_EXIT_USAGE, "%s", lines[i]);
    cr_assert(read_line(&said, "a", 2, 3) == JK_EXIT_USAGE);
    cr_assert(read_line(&said, "a b", 2, 3) == JK_EXIT_OK);
    cr_assert(read_line(&said, "a b c", 2, 3) == JK_EXIT_OK);
    cr_assert(read_line(&said, "a b c d", 2, 3) == JK_EXIT_USAGE);
}

static int read_query(const char *line, struct jk_buf *path)
{
    static const struct ctl_parameter parameters[] = { { "region", NULL },
                                                       { "date", NULL },
                                                       { "state", NULL },
                                                       { "level", ctl_known_level },
                                                       { NULL, NULL } };
    static const struct jk_ctl ctl = { .lang = JK_LANG_EN };
    static char text[256];
    char *argv[16];
    struct ctl_words words;
    int argc = 0, status;

    snprintf(text, sizeof text, "list\t%s", line);
    for (char *word = strtok(text, "\t"); word; word = strtok(NULL, "\t"))
        argv[argc++] = word;
    argv[argc] = NULL;
    status =
        ctl_query_read(&ctl, &words, argc, argv, parameters, (struct ctl_bounds){ 0, 0 }, path);
    jk_buf_char(path, '\0');
    return status;
}

Test(words, options_become_parameters_in_the_order_of_the_route_and_escaped)
{
    struct jk_buf path = { 0 };

    cr_assert(read_query("--state=a&b=c\t--region\t64.08", &path) == JK_EXIT_OK);
    cr_assert(is(path.at, "?region=64.08&state=a%26b%3Dc"), "%s", path.at);
    jk_buf_clear(&path);
    cr_assert(read_query("--date=2024-11-20/2024-11-23\t--state=a b+%#?", &path) == JK_EXIT_OK);
    cr_assert(is(path.at, "?date=2024-11-20%2F2024-11-23&state=a%20b%2B%25%23%3F"), "%s", path.at);
    jk_buf_clear(&path);
    cr_assert(read_query("", &path) == JK_EXIT_OK && is(path.at, ""));
    jk_buf_clear(&path);
    cr_assert(read_query("word", &path) == JK_EXIT_USAGE && is(path.at, ""),
              "misuse asks for nothing");
    jk_buf_clear(&path);
}

Test(words, a_word_that_is_not_known_asks_for_nothing)
{
    struct jk_buf path = { 0 };

    cr_redirect_stderr();
    cr_assert(read_query("--level=merah", &path) == JK_EXIT_USAGE && path.at[0] == '\0');
    cr_assert(read_query("--level=", &path) == JK_EXIT_USAGE);
    jk_buf_reset(&path);
    cr_assert(read_query("--level=siaga", &path) == JK_EXIT_OK && is(path.at, "?level=siaga"));
    jk_buf_clear(&path);
    fflush(stderr);
    cr_assert_stderr_eq_str("--level merah: not known here; one of info, waspada, siaga\n"
                            "--level : not known here; one of info, waspada, siaga\n");
}

Test(words, a_uid_is_one_segment_of_a_path)
{
    struct jk_buf path = { 0 };

    ctl_add_escaped(&path, "a/../b@kutim \xc3\xa9?");
    jk_buf_char(&path, '\0');
    cr_assert(is(path.at, "a%2F..%2Fb%40kutim%20%C3%A9%3F"), "%s", path.at);
    jk_buf_reset(&path);
    ctl_add_escaped(&path, "");
    jk_buf_char(&path, '\0');
    cr_assert(is(path.at, ""), "%s", path.at);
    jk_buf_clear(&path);
}
