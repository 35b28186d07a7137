/* daemon/ctl/query.h: options of a command as the query of a request. */
#ifndef DAEMON_CTL_QUERY_H
#define DAEMON_CTL_QUERY_H
#include <stdbool.h>
#include "jarak/base/bytes.h"

/* True when the words from `first` on are pairs of options from the list (ended by null) and their
 * values. */
bool ctl_are_options(int argc, char **argv, int first, const char *const names[]);
/* Append text percent-encoded: UIDs hold "@" and may hold anything. */
void ctl_add_escaped(struct jk_buf *path, const char *text);
/* `?name=value&...` of the options that were given; names stand with their dashes. */
void ctl_add_query(struct jk_buf *path, int argc, char **argv, int first);
#endif
