/* daemon/ctl/commands.h: the table of jarakctl's commands. */
#ifndef DAEMON_CTL_COMMANDS_H
#define DAEMON_CTL_COMMANDS_H
#include <stdio.h>
#include "jarak/base/text.h"
#include "jarak/ctl/ctl.h"

/* A command. Static. */
struct ctl_command {
    const char *name, *usage;    /* without "jarakctl NAME"; on one line */
    const struct jk_text *about; /* what it does */
    int (*run)(const struct jk_ctl *ctl, int argc, char **argv);
};

/* The command of a name; null: there is none. */
const struct ctl_command *ctl_command_of(const char *name);
/* The i-th command of the table; null behind the last. */
const struct ctl_command *ctl_command_at(size_t i);
/* The program's own options, and a line for each command. */
void ctl_print_usage(FILE *out, enum jk_lang lang);
/* The usage of a command; on standard output also what it does. */
void ctl_print_help(FILE *out, const struct ctl_command *command, enum jk_lang lang);
#endif
