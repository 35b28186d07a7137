/* jarak/feed/table/stations.h: a list of polling stations as a table, in and out.
 *
 * Columns kode, nama, desa, kecamatan, lintang, bujur, kerawanan, pemilih, in any order, by these
 * heads or the English ones; kode, nama, kecamatan and kerawanan must be there. As for the register
 * (table.h): comma, semicolon or tab, UTF-8 or UTF-16, a decimal comma or point. Pure. Source:
 * docs/decisions/0112-polling-stations.md. */
#ifndef JARAK_FEED_TABLE_STATIONS_H
#define JARAK_FEED_TABLE_STATIONS_H
#include "jarak/base/arena.h"
#include "jarak/policy/stations.h"

/** Read a table as a tps.geojson, which the reader of packs takes. What that reader would refuse is
 * refused here, with the line and the head of the column.
 *
 * @param region         whose list it is: kecamatan is the code or the name of one of its
 *                       sub-districts
 * @param[out] document  in the arena
 * @return JK_OK; JK_UNDECODED, JK_INVALID, JK_RANGE, JK_TOO_BIG, JK_TOO_MANY with the line of the
 *         table and the head of the column; JK_MEMORY */
enum jk_status jk_stations_read(struct jk_arena *arena, struct jk_span bytes,
                                const struct jk_pack *pack, const char *region,
                                const char **document, struct jk_error *err);

/** Append stations as such a table, sub-districts by their codes. */
void jk_stations_write(const struct jk_station *stations, size_t count, struct jk_buf *out);
#endif
