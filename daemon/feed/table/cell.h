/* daemon/feed/table/cell.h: what writer and reader of the register must agree on. */
#ifndef DAEMON_FEED_TABLE_CELL_H
#define DAEMON_FEED_TABLE_CELL_H
#include <stdbool.h>
#include "jarak/base/bytes.h"

/* True when a guarded formula is at `i`: an apostrophe that the writer put before it. */
bool feed_register_is_guard(struct jk_span text, size_t i);
#endif
