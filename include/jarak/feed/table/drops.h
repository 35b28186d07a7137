/* jarak/feed/table/drops.h: deliveries as the table KPU keeps of them.
 *
 * A row is a drop: `isi` (what it is), `tujuan` (kecamatan, desa, tps), `kecamatan` (name or code),
 * `tempat`, `tenggat` are needed; `nomor` (its UID; without one it is named by what it says, the
 * same each time), `koli`, `berangkat`, `dari`, `moda` (darat, laut), `pengangkut`, `rute` (UID of
 * the activity it travels with), `lintang`, `bujur`, `catatan` may stand beside them. Times are
 * `26/11/2024 07.00`, in the zone of the region. Pure but for malloc. Source: docs/logistik.md. */
#ifndef JARAK_FEED_TABLE_DROPS_H
#define JARAK_FEED_TABLE_DROPS_H
#include "jarak/base/arena.h"
#include "jarak/model/matter.h"
#include "jarak/policy/pack.h"

#define JK_DROP_TABLE_ROWS 1000 /* a regency of 700 TPS: their last hand-over, and more */

/** A row as it was read. */
struct jk_drop_row {
    struct jk_matter_said said;
    unsigned line; /**< of the table */
};

/** Read a table; each row is well said by itself (jk_matter_check()).
 *
 * @param region    whose sub-districts the names are looked for in, and their zone
 * @param[out] out  in the arena
 * @return JK_OK; as jk_grid_read(); JK_INVALID, JK_RANGE with line and column; JK_MEMORY */
enum jk_status jk_drop_table_read(struct jk_arena *arena, struct jk_span bytes,
                                  const struct jk_pack *pack, const struct jk_region *region,
                                  struct jk_drop_row **out, size_t *count, struct jk_error *err);

/** The head of the column that holds a field of jk_matter_check(); the field itself where none
 * does. Static, or `field`. */
const char *jk_drop_column(const char *field);
#endif
