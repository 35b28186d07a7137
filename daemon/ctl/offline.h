/* daemon/ctl/offline.h: notices read from files into a registry, without a daemon. */
#ifndef DAEMON_CTL_OFFLINE_H
#define DAEMON_CTL_OFFLINE_H
#include "jarak/app/registry/registry.h"
#include "jarak/config/files.h"
#include "jarak/ctl/ctl.h"

/* A pack and what the files file. */
struct offline {
    struct jk_arena arena;
    struct jk_pack pack;
    struct jk_registry *registry;
};

/* Load the pack of the options and put every notice of the files in place; the first file at fault
 * is told. @return JK_EXIT_OK or JK_EXIT_INPUT; close it either way */
int ctl_offline_open(struct offline *set, const struct jk_ctl *ctl, int count, char **files);
/* Free what ctl_offline_open() made, also where it failed. */
void ctl_offline_close(struct offline *set);
#endif
