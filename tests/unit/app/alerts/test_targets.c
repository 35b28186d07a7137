/* Addresses alerts may be sent to. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/app/alerts/targets.h"

static const char hosts[] = "hook.example\ninner.example=10.0.0.1\nlocalhost=127.0.0.1\nsix=::1";

Test(hook, a_target_is_read_into_host_port_and_the_address_it_is_pinned_to)
{
    static const struct {
        const char *url;
        enum jk_status want;
        unsigned port;
        const char *address;
    } rows[] = {
        { "https://hook.example", JK_OK, 443, "" },
        { "https://hook.example/a?b=c", JK_OK, 443, "" },
        { "https://hook.example?b", JK_OK, 443, "" },
        { "https://inner.example:8443/", JK_OK, 8443, "10.0.0.1" },
        { "http://localhost:80/", JK_OK, 80, "127.0.0.1" },
        { "http://six/", JK_OK, 80, "::1" },
        { "http://hook.example/", JK_DENIED, 0, "" },
        { "http://inner.example/", JK_DENIED, 0, "" },
        { "https://hook.example.evil/", JK_DENIED, 0, "" },
        { "https://hook.example@evil/", JK_INVALID, 0, "" },
        { "https://evil\\@hook.example/", JK_INVALID, 0, "" },
        { "https://hook.example:1:2/", JK_INVALID, 0, "" },
        { "https://-x/", JK_INVALID, 0, "" },
        { "https://x./", JK_INVALID, 0, "" },
        { "https://a..b/", JK_INVALID, 0, "" },
        { "https://hook.example/\n", JK_INVALID, 0, "" },
        { "HTTPS://hook.example/", JK_INVALID, 0, "" },
        { "//hook.example/", JK_INVALID, 0, "" },
        { "", JK_INVALID, 0, "" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct jk_hook_target target = { .port = 0 };
        struct jk_error err;

        cr_assert(jk_hook_read(hosts, jk_span_of(rows[i].url), &target, &err) == rows[i].want, "%s",
                  rows[i].url);
        cr_assert(target.port == rows[i].port && strcmp(target.address, rows[i].address) == 0, "%s",
                  rows[i].url);
    }
}

Test(hook, without_a_list_every_host_is_denied)
{
    struct jk_hook_target target;
    struct jk_error err;

    cr_assert(jk_hook_read("", JK_SPAN("https://hook.example/"), &target, &err) == JK_DENIED);
}

Test(hook, an_entry_that_is_none_is_named)
{
    static const char *const bad[] = { "a\nb c", "A.example", "a=1.2.3", "a=", "=1.2.3.4", "a/b" };
    struct jk_error err;

    cr_assert(jk_hook_hosts_check(hosts, &err) == JK_OK && jk_hook_hosts_check("", &err) == JK_OK);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_assert(jk_hook_hosts_check(bad[i], &err) == JK_INVALID, "%s", bad[i]);
}

Test(mail, an_address_could_break_no_header_and_its_domain_is_listed)
{
    static const struct jk_mail_way way = { "smtp://127.0.0.1", "j@kpu.example",
                                            "a.example\nb.id" };
    static const struct {
        const char *address;
        enum jk_status want;
    } rows[] = {
        { "x@a.example", JK_OK },          { "X.y_z+1-2@b.id", JK_OK },
        { "x@c.example", JK_DENIED },      { "x@y.a.example", JK_DENIED },
        { "x@A.example", JK_INVALID },     { "x@a.example\n", JK_INVALID },
        { "x\r\n@a.example", JK_INVALID }, { "<x>@a.example", JK_INVALID },
        { "x@@a.example", JK_INVALID },    { "x@", JK_INVALID },
        { "@a.example", JK_INVALID },      { "", JK_INVALID },
    };
    struct jk_error err;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_assert(jk_mail_read(&way, jk_span_of(rows[i].address), &err) == rows[i].want, "%s",
                  rows[i].address);
    cr_assert(jk_mail_read(NULL, JK_SPAN("x@a.example"), &err) == JK_DENIED);
}

Test(mail, what_the_operator_says_is_checked)
{
    static const struct jk_mail_way none = { "", "", "" }, good = { "smtps://r", "a@b", "b\nc.d" },
                                    relay = { "http://r", "a@b", "" },
                                    from = { "smtp://r", "ab", "" },
                                    domain = { "smtp://r", "a@b", "x y" };
    struct jk_error err;

    cr_assert(jk_mail_way_check(&none, &err) == JK_OK && jk_mail_way_check(&good, &err) == JK_OK);
    cr_assert(jk_mail_way_check(&relay, &err) == JK_INVALID);
    cr_assert(jk_mail_way_check(&from, &err) == JK_INVALID);
    cr_assert(jk_mail_way_check(&domain, &err) == JK_INVALID);
}
