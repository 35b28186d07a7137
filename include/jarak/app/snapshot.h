/* jarak/app/snapshot.h: the application's memory in a file, so that a start need not make it again.
 *
 * What was read, made and judged of a million notices takes a minute to make of the store, and some
 * seconds to read back. A snapshot (jarak/store/snapshot.h) is of one program and one pack; what
 * the journal changed behind it is read from the store. Everything else, of another program or
 * pack, cut off, changed or erased, is refused, and the start goes the long way: it is slower then,
 * never different. */
#ifndef JARAK_APP_SNAPSHOT_H
#define JARAK_APP_SNAPSHOT_H
#include "jarak/app/app.h"
#include "jarak/store/snapshot.h"

/** Where a start may find what another left. */
struct jk_app_start {
    const char *snapshot;           /**< path of the file; borrowed */
    uint8_t program[JK_DIGEST_LEN]; /**< of this program and all that it is linked with */
};

/** Bind a snapshot of the application as it is now. No group may be open.
 *
 * @return as of jk_snapshot_bind() */
enum jk_status jk_app_snapshot_bind(const struct jk_app *app, const struct jk_app_start *start,
                                    struct jk_snapshot_binding *out, struct jk_error *err);
/** Write it; reads memory alone, so that a copy of the process may do it.
 *
 * @return JK_OK; JK_STATE where something was not settled; as of jk_snapshot_finish() */
enum jk_status jk_app_snapshot_write(const struct jk_app *app,
                                     const struct jk_snapshot_binding *binding,
                                     struct jk_error *err);
#endif
