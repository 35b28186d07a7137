/* daemon/feed/table/cell.h: what writer and reader of the register must agree on. */
#ifndef DAEMON_FEED_TABLE_CELL_H
#define DAEMON_FEED_TABLE_CELL_H
#include <stdbool.h>
#include "jarak/base/bytes.h"

/* True when a guarded formula is at `i`: an apostrophe that the writer put before it. */
bool feed_register_is_guard(struct jk_span text, size_t i);

/* Append a cell, quoted where it has to be. `ours`: a number or word that nobody but us wrote,
 * which needs no guard. */
void feed_cell_add(struct jk_buf *out, struct jk_span text, bool ours);
#endif
