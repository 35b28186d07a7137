/* Words of others inside lines of ours. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/base/control_chars.h"

Test(plain, what_somebody_wrote_stays_in_its_place)
{
    static const char *const cases[][2] = {
        { "Rapat umum \xe2\x82\xac \xc3\xa9 \xf0\x9f\x9a\xa9", NULL }, /* as it is */
        { "a\r\nBcc: x", "a  Bcc: x" },
        { "a\xe2\x80\xa8"
          "b\xe2\x80\xa9"
          "c",
          "a b c" },
        { "\xe2\x80\xae"
          "evil\xe2\x81\xa6"
          "x\xe2\x81\xa9\xd8\x9c\xe2\x80\x8f",
          " evil x   " },
        { "\xc2\x85 \x7f\x1b[0m", "    [0m" },
        { "\xe2\x80", NULL }, /* cut short: left to whoever checks UTF-8 */
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_buf buf = { 0 };

        jk_control_chars_add(&buf, jk_span_of(cases[i][0]));
        cr_assert(strcmp(buf.at, cases[i][1] ? cases[i][1] : cases[i][0]) == 0, "%zu: %s", i,
                  buf.at);
        jk_buf_clear(&buf);
    }
}
