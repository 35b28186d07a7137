/* A QR code in SVG: its drawing gives back the modules of the code, with the quiet zone round it.
 */
#include "jarak/feed/public/qr.h"

#include <qrencode.h>
#include <stdio.h>
#include <stdlib.h>
#include "tests/support/documents.h"

#define SIDE_MAX 200

/* The dark modules that the path draws: runs of "Mx yhNv1h-Nz". */
static int draw(const char *svg, unsigned char dark[SIDE_MAX][SIDE_MAX])
{
    const char *at = strstr(svg, "fill=\"#000\" d=\"");
    int side, x, y, run, back, used;

    cr_assert(sscanf(strstr(svg, "viewBox="), "viewBox=\"0 0 %d", &side) == 1);
    cr_assert(at != NULL && side < SIDE_MAX);
    memset(dark, 0, SIDE_MAX * SIDE_MAX);
    for (at += 15; *at == 'M'; at += used) {
        cr_assert(sscanf(at, "M%d %dh%dv1h-%dz%n", &x, &y, &run, &back, &used) == 4, "%.20s", at);
        cr_assert(run == back && run > 0 && x + run <= side && y < side);
        for (int i = 0; i < run; i++)
            dark[y][x + i] = 1;
    }
    cr_assert(*at == '"');
    return side;
}

Test(qr, the_drawing_has_the_modules_of_the_code_and_four_light_ones_round_it)
{
    static const char *const texts[] = { "x", "https://kalender.example/kalender/64.08?tanggal=1",
                                         "\xc3\xa9\xf0\x9f\x9a\xa9" };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        QRcode *code = QRcode_encodeString8bit(texts[i], 0, QR_ECLEVEL_M);
        static unsigned char dark[SIDE_MAX][SIDE_MAX];
        struct jk_buf svg = { 0 };
        int side;

        cr_assert(jk_qr_svg(&svg, texts[i], "label") == JK_OK);
        side = draw(text_of_buffer(&svg), dark);
        cr_assert(side == code->width + 8);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                bool inside = x >= 4 && y >= 4 && x < side - 4 && y < side - 4;
                int want = inside ? code->data[(y - 4) * code->width + x - 4] & 1 : 0;

                cr_assert(dark[y][x] == want, "%s at %d %d", texts[i], x, y);
            }
        }
        QRcode_free(code);
        jk_buf_clear(&svg);
    }
}

Test(qr, a_text_has_an_end_and_a_beginning)
{
    char text[JK_QR_TEXT_MAX + 2];
    struct jk_buf svg = { 0 };

    memset(text, 'x', sizeof text);
    text[JK_QR_TEXT_MAX + 1] = '\0';
    cr_assert(jk_qr_svg(&svg, text, "l") == JK_TOO_BIG);
    cr_assert(jk_qr_svg(&svg, "", "l") == JK_TOO_BIG);
    cr_assert(svg.len == 0, "nothing was written");
    text[JK_QR_TEXT_MAX] = '\0';
    cr_assert(jk_qr_svg(&svg, text, "l") == JK_OK);
    jk_buf_clear(&svg);
}

Test(qr, the_label_is_escaped)
{
    struct jk_buf svg = { 0 };

    cr_assert(jk_qr_svg(&svg, "x", "\"><script>") == JK_OK);
    expect_holds(text_of_buffer(&svg), "aria-label=\"&quot;&gt;&lt;script&gt;\">");
    expect_lacks(svg.at, "<script");
    jk_buf_clear(&svg);
}

/* The same modules as digits, for paper: four in one, the first its highest bit. */
Test(qr, the_modules_as_digits_are_those_of_the_code)
{
    static const char *const texts[] = {
        "x", "https://kampanye.example/surat/"
             "dde225705aa4d124cfca507f3e013fcefcce68446fdb571ac97a30e90ef61081"
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        QRcode *code = QRcode_encodeString8bit(texts[i], 0, QR_ECLEVEL_M);
        struct jk_buf digits = { 0 };
        unsigned side = 0;

        cr_assert(jk_qr_modules(&digits, texts[i], 117, &side) == JK_OK);
        cr_assert(side == (unsigned)code->width);
        cr_assert(digits.len == ((size_t)side * side + 3) / 4);
        for (unsigned k = 0; k < side * side; k++) {
            char digit[2] = { digits.at[k / 4], '\0' };

            cr_assert(((strtoul(digit, NULL, 16) >> (3 - k % 4)) & 1) == (code->data[k] & 1u));
        }
        jk_buf_clear(&digits);
        cr_assert(jk_qr_modules(&digits, texts[i], side - 1, &side) == JK_TOO_BIG);
        cr_assert(digits.len == 0);
        QRcode_free(code);
    }
}
