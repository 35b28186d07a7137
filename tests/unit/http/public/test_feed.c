/* The approved feed over the wire: what tells its versions apart, and who need not be sent it. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "tests/unit/http/rest/asked.h"

#define FEED "GET /feeds/64.08/approved.ics"

static void approve(struct surface *s, const char *uid, double lat)
{
    const struct filed filed = { uid, lat, 117.5, 1, 0, NULL, NULL };

    cr_assert(desk_file(&s->desk, &filed) == JK_OK);
    cr_assert(desk_decide(&s->desk, uid, "approve", NULL, 0) == JK_OK, "%s", s->desk.err.value);
}

/* WIRE 3: strong ETag, Last-Modified, Cache-Control max-age=300, Vary. */
Test(feed, its_head_says_how_long_it_may_be_kept_and_by_what_it_differs)
{
    static const struct {
        const char *field, *value;
    } fields[] = {
        { "Content-Type", "text/calendar; charset=utf-8" },
        { "Cache-Control", "max-age=300" },
        { "Vary", "Accept, Accept-Encoding" },
        { "Last-Modified", "Fri, 01 Nov 2024 01:00:00 GMT" },
    };
    struct surface s;

    surface_open(&s);
    approve(&s, "one@uji", 0.5);
    cr_assert(surface_ask(&s, JK_ROLE_END, FEED, NULL) == 200);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        cr_expect_str_eq(surface_field(&s, fields[i].field), fields[i].value, "%s: %s",
                         fields[i].field, surface_field(&s, fields[i].field));
    cr_expect(surface_field(&s, "ETag")[0] == '"', "strong");
    expect_said(&s, "METHOD:PUBLISH\r\n");
    expect_said(&s, "X-PUBLISHED-TTL:PT15M\r\n");
    surface_close(&s);
}

Test(feed, each_form_has_a_tag_of_its_own_and_304_says_it)
{
    static const char *const forms[] = { "", "\r\nAccept-Encoding: gzip",
                                         "\r\nAccept: application/calendar+json" };
    char tags[3][64], head[256];
    struct surface s;

    surface_open(&s);
    approve(&s, "one@uji", 0.5);
    for (int i = 0; i < 3; i++) {
        snprintf(head, sizeof head, FEED "%s", forms[i]);
        cr_assert(surface_ask(&s, JK_ROLE_END, head, NULL) == 200);
        snprintf(tags[i], sizeof tags[i], "%s", surface_field(&s, "ETag"));
        for (int k = 0; k < i; k++)
            cr_expect(strcmp(tags[i], tags[k]) != 0, "%s", tags[i]);
        snprintf(head, sizeof head, FEED "%s\r\nIf-None-Match: %s", forms[i], tags[i]);
        cr_expect(surface_ask(&s, JK_ROLE_END, head, NULL) == 304, "%s", s.heard.at);
        cr_expect_str_eq(surface_field(&s, "ETag"), tags[i]);
        cr_expect(s.body[0] == '\0');
    }
    surface_close(&s);
}

Test(feed, a_head_is_that_of_the_get_without_its_body)
{
    char etag[64], length[32];
    struct surface s;

    surface_open(&s);
    approve(&s, "one@uji", 0.5);
    cr_assert(surface_ask(&s, JK_ROLE_END, FEED, NULL) == 200);
    snprintf(etag, sizeof etag, "%s", surface_field(&s, "ETag"));
    snprintf(length, sizeof length, "%s", surface_field(&s, "Content-Length"));
    cr_assert(surface_ask(&s, JK_ROLE_END, "HEAD /feeds/64.08/approved.ics", NULL) == 200);
    cr_expect_str_eq(surface_field(&s, "ETag"), etag);
    cr_expect_str_eq(surface_field(&s, "Content-Length"), length);
    cr_expect(s.body[0] == '\0');
    surface_close(&s);
}

/* Feeds are kept by what they ask for: seventy filters push each other out and stay right. */
Test(feed, more_filters_than_are_kept_each_get_their_own)
{
    struct surface s;

    surface_open(&s);
    approve(&s, "one@uji", 0.5);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 70; i++) {
            char head[160];

            snprintf(head, sizeof head, FEED "?from=2024-11-%02d&paslon=%d", 1 + i % 28,
                     1 + i / 28);
            cr_assert(surface_ask(&s, JK_ROLE_END, head, NULL) == 200, "%s", s.body);
            cr_expect(surface_said(&s, "UID:one@uji") == (i / 28 == 0 && 1 + i % 28 <= 20), "%s",
                      head);
        }
    }
    surface_close(&s);
}
