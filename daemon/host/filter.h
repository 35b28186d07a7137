/* daemon/host/filter.h: the system calls a process keeps. */
#ifndef DAEMON_HOST_FILTER_H
#define DAEMON_HOST_FILTER_H
#include "jarak/host/sandbox.h"

/* All others are answered EPERM from here on, in threads that are there already too. @return false:
 * the kernel cannot, or memory is out */
bool host_filter_load(const struct jk_sandbox *want);
#endif
