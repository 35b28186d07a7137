/* jarak/app/notices/attachment.h: the signed letter of a notice, as it was scanned.
 *
 * One file a notice, a later one takes its place; the journal keeps the hash of each. The file is
 * sealed under the notice's key and goes with it when it is erased. It decides nothing and changes
 * no revision: what counts is what the notice states. */
#ifndef JARAK_APP_NOTICES_ATTACHMENT_H
#define JARAK_APP_NOTICES_ATTACHMENT_H
#include "jarak/app/notices/submit.h"
#include "jarak/app/registry/registry.h"

#define JK_ATTACHMENT_MAX (5U * 1024 * 1024) /* bytes: some twenty scanned pages */

/** A letter that is filed. */
struct jk_attachment_filing {
    const struct jk_account *actor;
    int64_t now_s;
    const char *uid;
    const char *type; /**< "application/pdf", "image/jpeg"; the file must begin like one */
    struct jk_span bytes;
    struct jk_precondition when; /**< on the letter, not the notice; a new file in place of an old
                                  *   one wants If-Match */
};

/** The entity tag of a letter, with quotes; "" where there is none. */
void jk_attachment_etag(const struct jk_entry *entry, char etag[40]);

/** Keep a letter. The same file again changes nothing.
 *
 * @param[out] created  there was none before
 * @return JK_OK; JK_NONE no such notice in the region; JK_STATE its chain is final; JK_TYPE the
 *         bytes are not of that type; JK_TOO_BIG; JK_STALE; JK_REQUIRED; JK_MEMORY, JK_IO, JK_FULL
 */
enum jk_status jk_app_put_attachment(struct jk_app *app, const struct jk_attachment_filing *letter,
                                     bool *created, struct jk_error *err);

/** Seal a part of a letter that is not whole yet, for a file beside the store: under the notice's
 * key, so that it goes with it. Appends.
 *
 * @param file  name of the file
 * @param from  where in the letter it begins
 * @return JK_OK; JK_NONE the notice is not there or erased; JK_IO; JK_MEMORY */
enum jk_status jk_app_seal_part(struct jk_app *app, const char *uid, const char *file,
                                uint64_t from, struct jk_span plain, struct jk_buf *out,
                                struct jk_error *err);
/** Open one. Appends. @return likewise; JK_CORRUPT it was changed, or is of another place */
enum jk_status jk_app_open_part(struct jk_app *app, const char *uid, const char *file,
                                uint64_t from, struct jk_span sealed, struct jk_buf *out,
                                struct jk_error *err);

/** The file of a notice's letter. Appends. @return JK_OK; JK_NONE; JK_CORRUPT; JK_IO; JK_MEMORY */
enum jk_status jk_app_attachment(struct jk_app *app, const char *uid, struct jk_buf *bytes,
                                 struct jk_error *err);
#endif
