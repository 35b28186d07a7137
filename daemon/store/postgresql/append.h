/* daemon/store/postgresql/append.h: a group of entries into the journal; driver.h says what each
 * call means. */
#ifndef DAEMON_STORE_POSTGRESQL_APPEND_H
#define DAEMON_STORE_POSTGRESQL_APPEND_H
#include "daemon/store/postgresql/link.h"

enum driver_said pg_ahead(struct driver_link *link, uint64_t epoch, const struct group *so_far,
                          int64_t ms);
enum driver_said pg_give_up(struct driver_link *link, int64_t ms);
enum driver_said pg_append(struct driver_link *link, uint64_t epoch, const struct group *group,
                           int64_t ms);
#endif
