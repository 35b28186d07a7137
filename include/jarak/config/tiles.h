/* jarak/config/tiles.h: the address of map tiles an operator may name (option map-tiles).
 *
 * Its origin goes into the Content-Security-Policy of pages with a map, so it is read strictly:
 * what could end that line or name more than one host is refused. Pure. */
#ifndef JARAK_CONFIG_TILES_H
#define JARAK_CONFIG_TILES_H
#include "jarak/base/error.h"

/** Check an address: "" none; else https://HOST[:PORT]/... or a path of ours, with {z}, {x} and {y}
 * once each behind the host. @return JK_OK; JK_INVALID */
enum jk_status jk_tiles_check(const char *address, struct jk_error *err);
#endif
