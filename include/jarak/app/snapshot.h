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

/** What a start may use, and who is told how far it is. */
struct jk_app_start {
    const char *snapshot; /**< path of the file another left; borrowed; null: there is none */
    uint8_t program[JK_DIGEST_LEN]; /**< of this program and all that it is linked with */
    /** Of jk_app_snapshot_bind(): what memory has was followed, and judged by another program or
     * pack. It is as it would be read, but whoever writes judges all of it again. */
    bool followed;
    /** Told many times a second while everything is read and judged, within the reading too: it may
     * turn to anything but the store and the application, which is not there yet. Null: nobody.
     *
     * @param percent  of the work that is done, about; it may fall back once, where a snapshot
     * turns out to be spoilt
     * @return false: give up; jk_app_open() fails */
    bool (*progress)(void *ctx, unsigned percent);
    void *progress_ctx;
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
