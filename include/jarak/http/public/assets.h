/* jarak/http/public/assets.h: the files that pages need, compiled in; or those of --web-root in
 * their place.
 *
 * A closed table of names, so that no request names a file of the machine. */
#ifndef JARAK_HTTP_PUBLIC_ASSETS_H
#define JARAK_HTTP_PUBLIC_ASSETS_H
#include <stdbool.h>
#include "jarak/base/bytes.h"

/** The name of an asset below /assets/, 0 and up; null: there are no more. Static. */
const char *jk_asset_name(size_t at);

/** Is it one of the public calendar's, which are kept as files too? */
bool jk_asset_is_public(size_t at);

/** The folder of the addresses that may be kept for ever, "/assets/4f2a.../". Static. */
const char *jk_asset_folder(void);

/** The bytes of an asset.
 *
 * @param web_root  folder whose file of that name stands for it; "": as compiled in
 * @param[out] out  appended to
 * @return false where memory is out */
bool jk_asset_read(size_t at, const char *web_root, struct jk_buf *out);
#endif
