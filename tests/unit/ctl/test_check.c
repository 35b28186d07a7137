/* `check`, `pack check` and `verify-certificate` without a daemon: their exit status (WIRE 5). */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "jarak/ctl/ctl.h"

int program_main(int argc, char **argv); /* of daemon/ctl/main.c: tests/tests.mk renames it */

/* One run in a process of its own, as the program is: a test makes one. */
static int run(const char *line)
{
    static char text[512];
    static char *argv[16];
    int argc = 0;

    snprintf(text, sizeof text, "jarakctl --pack calendars/kutim-2024 %s", line);
    for (char *word = strtok(text, " "); word; word = strtok(NULL, " "))
        argv[argc++] = word;
    argv[argc] = NULL;
    cr_redirect_stdout();
    cr_redirect_stderr();
    return program_main(argc, argv);
}

/* A rally of a paslon, in a file of its own below /tmp; its path until the next call but one. */
static const char *rally(const char *name, unsigned paslon, double lat)
{
    static char paths[2][64];
    static int turn;
    char *path = paths[turn++ % 2];
    FILE *f;

    snprintf(path, sizeof paths[0], "/tmp/jarakctl-uji-%d-%s.ics", (int)getpid(), name);
    f = fopen(path, "w");
    cr_assert(f != NULL);
    fprintf(f,
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:%s@uji\r\n"
            "DTSTAMP:20241101T000000Z\r\nDTSTART:20241120T060000Z\r\nDTEND:20241120T090000Z\r\n"
            "SUMMARY:Rapat\r\nCATEGORIES:RAPAT-UMUM\r\nX-JARAK-CONTEST:pilbup-64.08\r\n"
            "X-JARAK-PASLON:%u\r\nGEO:%.6f;117.500000\r\n",
            name, paslon, lat);
    fprintf(f, "END:VEVENT\r\nEND:VCALENDAR\r\n");
    fclose(f);
    return path;
}

static int check(const char *one, const char *two)
{
    char line[256];
    int status;

    snprintf(line, sizeof line, "check %s %s", one, two);
    status = run(line);
    unlink(one);
    if (two[0])
        unlink(two);
    return status;
}

Test(check, rivals_far_from_each_other_are_clear)
{
    cr_assert(check(rally("a", 1, 0.5), rally("b", 2, 0.9)) == JK_EXIT_OK);
}

Test(check, rivals_near_each_other_are_found)
{
    cr_assert(check(rally("a", 1, 0.5), rally("b", 2, 0.507)) == JK_EXIT_FOUND);
}

Test(check, one_paslons_own_never_conflict)
{
    cr_assert(check(rally("a", 1, 0.5), rally("b", 1, 0.507)) == JK_EXIT_OK);
}

Test(check, a_file_that_is_no_calendar_is_bad_input)
{
    cr_assert(run("check calendars/README.md") == JK_EXIT_INPUT);
}

Test(check, a_place_that_cannot_be_is_bad_input)
{
    cr_assert(check(rally("a", 1, 117.5), "") == JK_EXIT_INPUT);
}

Test(check, without_a_file_it_is_misuse)
{
    cr_assert(run("check") == JK_EXIT_USAGE);
}

Test(pack_check, the_shipped_pack_is_sound)
{
    cr_assert(run("pack check calendars/kutim-2024") == JK_EXIT_OK);
}

Test(pack_check, a_folder_without_a_pack_is_bad_input)
{
    cr_assert(run("pack check calendars") == JK_EXIT_INPUT);
}

Test(pack_check, another_word_is_misuse)
{
    cr_assert(run("pack chek calendars/kutim-2024") == JK_EXIT_USAGE);
}

Test(verify_certificate, a_file_that_is_none_is_bad_input)
{
    cr_assert(run("verify-certificate calendars/kutim-2024/pack.json") == JK_EXIT_INPUT);
}

Test(verify_certificate, without_a_file_it_is_misuse)
{
    cr_assert(run("verify-certificate") == JK_EXIT_USAGE);
}
