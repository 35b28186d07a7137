/* daemon/store/postgresql/send.h: the rows of a group, into the pipeline of a transaction. */
#ifndef DAEMON_STORE_POSTGRESQL_SEND_H
#define DAEMON_STORE_POSTGRESQL_SEND_H
#include "daemon/store/postgresql/link.h"

/* Send all entries and the rows beside them. @return false: the connection is lost, or memory is
 * out, and the transaction must not be committed */
bool pg_send_rows(struct driver_link *link, const struct group *group, int64_t deadline);
#endif
