/* jarak/app/decisions/certificate.h: the certificates of verdicts
 * (jarak/feed/certificate/certificate.h). */
#ifndef JARAK_APP_DECISIONS_CERTIFICATE_H
#define JARAK_APP_DECISIONS_CERTIFICATE_H
#include "jarak/feed/certificate/certificate.h"
#include "jarak/app/handle/handle.h"

/** The certificate of a chain's verdict as it stands (jarak/feed/certificate/certificate.h).
 *
 * @param uid       of the main or a leg
 * @param[out] out  given (json_decref)
 * @return JK_OK; JK_NONE; JK_CORRUPT when stored conflicts are not what the bodies give; JK_MEMORY
 */
enum jk_status jk_app_certificate(struct jk_app *app, struct jk_arena *arena, const char *uid,
                                  int64_t now_s, json_t **out);

/** The certificate a chain's latest approval was based on, as it was kept: JSON without white
 * space, keys sorted, whose SHA-256 the public feed tells. Appends.
 *
 * @return JK_OK; JK_NONE where there is none, or it was erased; JK_CORRUPT; JK_IO; JK_MEMORY */
enum jk_status jk_app_kept_certificate(struct jk_app *app, const char *uid, struct jk_buf *out,
                                       struct jk_error *err);
#endif
