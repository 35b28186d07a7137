/* daemon/ctl/words.h: the words and options behind a command's name.
 *
 * getopt_long() reads them: `--name value` or `--name=value`, anywhere among the words; `--` ends
 * options. Every command also takes --help. Texts are borrowed from the command line. */
#ifndef DAEMON_CTL_WORDS_H
#define DAEMON_CTL_WORDS_H
#include <stdbool.h>
#include <stddef.h>
#include "jarak/base/bytes.h"

struct jk_ctl;

/* How many words a command wants. */
struct ctl_bounds {
    int least, most;
};

#define CTL_OPTIONS_MAX 28 /* of one command */

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

/* An option whose value is a parameter of a request. */
struct ctl_parameter {
    const char *name;
    const char *(*known)(unsigned i); /* the i-th word it may be, null behind the last; null: any */
};

/* The same, where each option is a parameter. A word that is not known is refused here, with those
 * that are: the daemon could only say that it does not know it.
 *
 * @param parameters  ended by a null name
 * @param path        `?name=value&...` of those that were said is appended, escaped */
int ctl_query_read(const struct jk_ctl *ctl, struct ctl_words *words, int argc, char **argv,
                   const struct ctl_parameter parameters[], struct ctl_bounds bounds,
                   struct jk_buf *path);

/* Is `value` one of the known words? Null always is. False was told, with those that are. */
bool ctl_is_known(const struct jk_ctl *ctl, const char *option, const char *value,
                  const char *(*known)(unsigned i));

/* Words of states, levels, ... for that. */
const char *ctl_known_state(unsigned i);
const char *ctl_known_level(unsigned i);

/* Append text percent-encoded: UIDs hold "@" and may hold anything. */
void ctl_add_escaped(struct jk_buf *path, const char *text);
#endif
