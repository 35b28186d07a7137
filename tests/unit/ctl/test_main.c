/* The exit status of jarakctl, by which scripts tell use from misuse. */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "jarak/ctl/ctl.h"

int program_main(int argc, char **argv); /* of daemon/ctl/main.c: tests/tests.mk renames it */

/* One run in a process of its own, as the program is: a test makes one. */
static int run(const char *line)
{
    static char text[256];
    static char *argv[16];
    int argc = 0;

    snprintf(text, sizeof text, "jarakctl %s", line);
    for (char *word = strtok(text, " "); word; word = strtok(NULL, " "))
        argv[argc++] = word;
    argv[argc] = NULL;
    cr_redirect_stdout();
    cr_redirect_stderr();
    return program_main(argc, argv);
}

Test(ctl, nothing_to_do_is_misuse)
{
    cr_assert(run("") == JK_EXIT_USAGE);
    fflush(stdout);
    cr_assert_stdout_eq_str("");
}

Test(ctl, a_command_that_there_is_not_is_misuse)
{
    cr_assert(run("chek") == JK_EXIT_USAGE);
}

Test(ctl, an_option_that_there_is_not_is_misuse)
{
    cr_assert(run("--jsn list") == JK_EXIT_USAGE);
}

Test(ctl, a_language_is_one_of_two)
{
    cr_assert(run("--lang fr version") == JK_EXIT_USAGE);
}

Test(ctl, options_before_the_command_are_the_programs_and_behind_it_the_commands)
{
    cr_assert(run("version --json") == JK_EXIT_USAGE);
}

Test(ctl, help_is_no_failure)
{
    cr_assert(run("--help") == 0);
}

Test(ctl, help_of_a_command_is_no_failure)
{
    cr_assert(run("--lang en decide uid --help") == 0);
}

Test(ctl, a_command_without_its_words_is_misuse)
{
    cr_assert(run("decide uid") == JK_EXIT_USAGE);
}

Test(ctl, a_file_that_is_not_there_is_bad_input)
{
    cr_assert(run("route /nonexistent/way.gpx") == JK_EXIT_INPUT);
}

Test(ctl, figures_of_a_route_are_read_before_its_file)
{
    cr_assert(run("route /nonexistent/way.gpx --line x") == JK_EXIT_USAGE);
}
