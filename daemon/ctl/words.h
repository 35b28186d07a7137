/* daemon/ctl/words.h: the words and options behind a command's name.
 *
 * getopt_long() reads them: `--name value` or `--name=value`, anywhere among the words; `--` ends
 * options. Every command also takes --help. Texts are borrowed from the command line. */
#ifndef DAEMON_CTL_WORDS_H
#define DAEMON_CTL_WORDS_H
#include <stdbool.h>
#include <stddef.h>
#include "jarak/base/bytes.h"

#define CTL_OPTIONS_MAX 16 /* of one command */

/* All values of an option that may repeat, in the order they were said. */
struct ctl_values {
    const char **at;
    size_t count, cap;
};

/* An option: exactly one of `value`, `all`, `flag` is set. A list of options ends with a null name.
 */
struct ctl_option {
    const char *name;       /* without dashes */
    const char **value;     /* the value said last; unchanged when none was */
    struct ctl_values *all; /* every value */
    bool *flag;             /* takes no value; true when it was said */
};

/* The words of a command line that are no options. */
struct ctl_words {
    char **at;
    int count;
};

/* Read them. There are at least `least` words and at most `most`.
 *
 * @return JK_EXIT_OK; JK_EXIT_USAGE; JK_EXIT_HELP when --help was said: either is the command's
 * exit status, and main prints its usage; JK_EXIT_INPUT when memory is out, which was told */
int ctl_words_read(struct ctl_words *words, int argc, char **argv,
                   const struct ctl_option options[], int least, int most);

/* Let go of the values. */
void ctl_values_free(struct ctl_values *values);

/* The same, where each option takes a value and is a parameter of a request.
 *
 * @param names  of the options, ended by null
 * @param path   `?name=value&...` of those that were said is appended, escaped */
int ctl_query_read(struct ctl_words *words, int argc, char **argv, const char *const names[],
                   int least, struct jk_buf *path);

/* Append text percent-encoded: UIDs hold "@" and may hold anything. */
void ctl_add_escaped(struct jk_buf *path, const char *text);
#endif
