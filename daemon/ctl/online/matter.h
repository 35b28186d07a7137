/* daemon/ctl/online/matter.h: reports from the field, for the command `report`. */
#ifndef DAEMON_CTL_ONLINE_MATTER_H
#define DAEMON_CTL_ONLINE_MATTER_H
#include "daemon/ctl/online/online.h"
#include "jarak/model/matter.h"

/* Is the first word one of a report from the field (file, show, refute ...)? */
bool ctl_is_matter(int argc, char **argv);
/* Run it. */
int ctl_matter(const struct jk_ctl *ctl, enum jk_matter_kind kind, int argc, char **argv);
/* One with its history. */
void ctl_matter_print(const struct jk_ctl *ctl, const json_t *matter);
/* A row for each of a list. */
void ctl_matters_print(const struct jk_ctl *ctl, const json_t *list);
#endif
