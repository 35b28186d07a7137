/* daemon/ctl/data/replay.h: what `replay` does, for `verify` too. */
#ifndef DAEMON_CTL_REPLAY_H
#define DAEMON_CTL_REPLAY_H
#include "jarak/ctl/ctl.h"

/* Replay a store and print what was found.
 * @param database  a file, or the address of a server
 * @param journal   its name there. @return JK_EXIT_OK; JK_EXIT_FOUND a difference, or a
 * file that is not ours or lacks its log; JK_EXIT_INPUT it cannot be read */
int data_replay(const struct jk_ctl *ctl, const char *database, const char *journal);
#endif
