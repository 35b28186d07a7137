/* Which addresses of map tiles are taken. */
#include <criterion/criterion.h>
#include "jarak/config/tiles.h"

Test(tiles, an_address_is_https_or_a_path_with_each_number_once)
{
    static const struct {
        const char *address;
        bool taken;
    } cases[] = {
        { "", true },
        { "https://ubin.example.id/{z}/{x}/{y}.png", true },
        { "https://ubin.example.id:8443/osm/{z}/{x}/{y}.png?key=a-b", true },
        { "/ubin/{z}/{x}/{y}.png", true },
        { "http://ubin.example.id/{z}/{x}/{y}.png", false },
        { "https://ubin.example.id/{z}/{x}.png", false },
        { "https://ubin.example.id/{z}/{x}/{y}/{y}.png", false },
        { "https://{s}.example.id/{z}/{x}/{y}.png", false },
        { "https://ubin.example.id/{s}/{z}/{x}/{y}.png", false },
        { "https:///{z}/{x}/{y}.png", false },
        { "https://ubin.example.id", false },
        { "//ubin.example.id/{z}/{x}/{y}.png", false },
        { "ubin/{z}/{x}/{y}.png", false },
        { "https://ubin.example.id/{z}/{x}/{y}.png; script-src *", false },
        { "https://ubin.example.id;script-src/{z}/{x}/{y}.png", false },
        { "https://ubin.example.id/{z}/{x}/{y}\".png", false },
        { "https://a@ubin.example.id/{z}/{x}/{y}.png", false },
        { "javascript:alert(1)/{z}/{x}/{y}", false },
    };
    struct jk_error err;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(jk_tiles_check(cases[i].address, &err) == JK_OK, cases[i].taken, "%s",
                     cases[i].address);
}
