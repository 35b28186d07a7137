/* A text as a QR code in SVG, drawn in runs: one rectangle for each run of dark modules. */
#include "jarak/feed/public/qr.h"

#include <qrencode.h>
#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/feed/public/page.h"

#define QUIET 4 /* light modules around the code (ISO/IEC 18004) */

/* Adds one rectangle for each run of dark modules of a line. */
static void add_line(struct jk_buf *out, const unsigned char *line, int width, int y)
{
    for (int x = 0; x < width; x++) {
        int from = x;

        while (x < width && (line[x] & 1))
            x++;
        if (x > from)
            jk_buf_fmt(out, "M%d %dh%dv1h-%dz", from + QUIET, y + QUIET, x - from, x - from);
    }
}

enum jk_status jk_qr_svg(struct jk_buf *out, const char *text, const char *label)
{
    JK_ASSERT(text != NULL && label != NULL);
    QRcode *code;

    if (!text[0] || strlen(text) > JK_QR_TEXT_MAX)
        return JK_TOO_BIG;
    code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (!code)
        return JK_MEMORY;
    jk_buf_fmt(out,
               "<svg class=\"qr\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
               "shape-rendering=\"crispEdges\" role=\"img\" aria-label=\"",
               code->width + 2 * QUIET, code->width + 2 * QUIET);
    jk_html_add(out, label);
    jk_buf_str(out, "\"><path fill=\"#fff\" d=\"M0 0h999v999h-999z\"/><path fill=\"#000\" d=\"");
    for (int y = 0; y < code->width; y++)
        add_line(out, code->data + y * code->width, code->width, y);
    jk_buf_str(out, "\"/></svg>\n");
    QRcode_free(code);
    return jk_buf_ok(out) ? JK_OK : JK_MEMORY;
}

enum jk_status jk_qr_modules(struct jk_buf *out, const char *text, unsigned most, unsigned *side)
{
    QRcode *code;
    unsigned digit = 0;
    size_t count;

    if (!text[0] || strlen(text) > JK_QR_TEXT_MAX)
        return JK_TOO_BIG;
    code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (!code)
        return JK_MEMORY;
    *side = (unsigned)code->width;
    if (*side > most) {
        QRcode_free(code);
        return JK_TOO_BIG;
    }
    count = (size_t)*side * *side;
    for (size_t i = 0; i < count; i++) {
        digit |= (unsigned)(code->data[i] & 1) << (3 - i % 4);
        if (i % 4 == 3 || i + 1 == count) {
            jk_buf_char(out, "0123456789abcdef"[digit]);
            digit = 0;
        }
    }
    QRcode_free(code);
    return jk_buf_ok(out) ? JK_OK : JK_MEMORY;
}
