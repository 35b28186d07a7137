/* jarak/feed/public/qr.h: an address as a QR code, drawn as SVG that stands in a page.
 *
 * One path, black on white whatever the colours of the page, with the quiet zone of four modules
 * (ISO/IEC 18004); error correction M, so that a worn print still reads. Pure (libqrencode). */
#ifndef JARAK_FEED_PUBLIC_QR_H
#define JARAK_FEED_PUBLIC_QR_H
#include "jarak/base/bytes.h"
#include "jarak/base/status.h"

#define JK_QR_TEXT_MAX 1000 /* bytes; denser codes are not read from a screen */

/** Draw a code. Appends.
 *
 * @param text   what it says: 1..JK_QR_TEXT_MAX bytes
 * @param label  what it is, for those who do not see it
 * @return JK_OK; JK_TOO_BIG; JK_MEMORY */
enum jk_status jk_qr_svg(struct jk_buf *out, const char *text, const char *label);

/** The modules of a code, row by row from its upper left, without the quiet zone: four in a
 * hexadecimal digit, the first of them its highest bit. Appends.
 *
 * @param most       modules a side
 * @param[out] side  modules a side
 * @return JK_OK; JK_TOO_BIG; JK_MEMORY */
enum jk_status jk_qr_modules(struct jk_buf *out, const char *text, unsigned most, unsigned *side);
#endif
