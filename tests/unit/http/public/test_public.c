/* What anyone may pull: which form of a feed is sent, when nothing is, and which pages there are.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>
#include "daemon/http/public/public.h"
#include "daemon/http/public/send.h"
#include "jarak/feed/public/page.h"
#include "jarak/http/server/reply.h"
#include "tests/unit/http/surface.h"

#define FEED "GET /feeds/64.08/approved.ics"

static void tell_form(struct surface *s, struct jk_http_call *call)
{
    static const char *const names[] = {
        [JK_FEED_PLAIN] = "plain", [JK_FEED_GZIP] = "gzip", [JK_FEED_JCAL] = "jcal"
    };

    (void)s;
    jk_http_reply(call, &(struct jk_http_reply){
                            .code = 200, .body = jk_span_of(names[http_public_feed_form(call)]) });
}

Test(public, the_form_of_a_feed_is_what_was_asked_for)
{
    static const struct {
        const char *fields, *form;
    } asked[] = {
        { "", "plain" },
        { "\r\nAccept-Encoding: gzip", "gzip" },
        { "\r\nAccept-Encoding: br, GZIP ;q=0.5", "gzip" },
        { "\r\nAccept-Encoding: gzip;q=0", "plain" },
        { "\r\nAccept-Encoding: gzip; q=0, br", "plain" },
        { "\r\nAccept-Encoding: identity", "plain" },
        { "\r\nAccept-Encoding: gzipped", "plain" },
        { "\r\nAccept: application/calendar+json", "jcal" },
        { "\r\nAccept: application/calendar+json\r\nAccept-Encoding: gzip", "jcal" },
        { "\r\nAccept: text/calendar, application/calendar+json", "plain" },
        { "\r\nAccept: text/calendar;q=0.5, application/calendar+json", "jcal" },
        { "\r\nAccept: */*\r\nAccept-Encoding: gzip", "gzip" },
    };
    struct surface s;
    char head[256];

    surface_open(&s);
    s.probe = tell_form;
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        snprintf(head, sizeof head, "GET /probe/x%s", asked[i].fields);
        cr_assert(eq(int, surface_probe(&s, JK_ROLE_END, head, NULL), 200));
        cr_expect(eq(str, (char *)s.body, (char *)asked[i].form), "%s", asked[i].fields);
    }
    surface_close(&s);
}

static void approve(struct surface *s, const char *uid, double lat)
{
    const struct filed filed = { uid, lat, 117.5, 1, 0, NULL, NULL };

    cr_assert(desk_file(&s->desk, &filed) == JK_OK);
    cr_assert(desk_decide(&s->desk, uid, "approve", NULL, 0) == JK_OK, "%s", s->desk.err.value);
}

static int ask_with(struct surface *s, const char *what, const char *tag, const char *more)
{
    char head[256];

    snprintf(head, sizeof head, "%s\r\nIf-None-Match: %s%s", what, tag, more);
    return surface_ask(s, JK_ROLE_END, head, NULL);
}

Test(public, who_has_the_feed_is_sent_nothing_until_it_changes)
{
    struct surface s;
    char plain[64], gzip[64];

    surface_open(&s);
    approve(&s, "a@uji", 0.5);
    cr_assert(eq(int, surface_ask(&s, JK_ROLE_END, FEED, NULL), 200));
    cr_assert(surface_said(&s, "BEGIN:VEVENT"));
    snprintf(plain, sizeof plain, "%s", surface_field(&s, "ETag"));
    cr_assert(eq(int, ask_with(&s, FEED, plain, ""), 304));
    cr_assert(s.body[0] == '\0' && strcmp(surface_field(&s, "ETag"), plain) == 0);
    cr_assert(surface_field(&s, "Vary")[0] && surface_field(&s, "Cache-Control")[0]);
    cr_assert(eq(int, ask_with(&s, FEED, plain, "\r\nAccept-Encoding: gzip"), 200),
              "another form has another tag");
    snprintf(gzip, sizeof gzip, "%s", surface_field(&s, "ETag"));
    cr_assert(strcmp(gzip, plain) != 0 &&
              strcmp(surface_field(&s, "Content-Encoding"), "gzip") == 0);
    approve(&s, "b@uji", 0.9);
    cr_assert(eq(int, ask_with(&s, FEED, plain, ""), 200), "it was changed");
    cr_assert(eq(int, ask_with(&s, FEED, gzip, "\r\nAccept-Encoding: gzip"), 200));
    surface_close(&s);
}

Test(public, a_feed_has_a_region_of_the_pack_and_filters_that_are_known)
{
    static const struct {
        const char *target;
        int code;
    } asked[] = {
        { "/feeds/64/approved.ics", 200 },
        { "/feeds/99.99/approved.ics", 404 },
        { "/feeds/64.08/approved.ics?paslon=1&kind=&from=2024-11-01", 200 },
        { "/feeds/64.08/approved.ics?paslon=satu", 400 },
        { "/feeds/64.08/approved.ics?calon=1", 400 },
        { "/kalender/64.08?kind=RAPAT-UMUM", 200 },
        { "/kalender/en/64.08", 200 },
        { "/kalender/99.99", 404 },
        { "/kalender/64.08?from=besok", 400 },
        { "/assets/jarakd.css", 200 },
        { "/assets/tiada.css", 404 },
        { "/feeds/t/0000.ics", 404 },
    };
    struct surface s;
    char head[128];

    surface_open(&s);
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        snprintf(head, sizeof head, "GET %s", asked[i].target);
        cr_expect(eq(int, surface_ask(&s, JK_ROLE_END, head, NULL), asked[i].code), "%s",
                  asked[i].target);
    }
    surface_close(&s);
}

Test(public, an_activity_has_a_page_from_its_approval_on_and_says_when_it_is_cancelled)
{
    char hex[JK_PUBLIC_ID_LEN + 1], page[128], file[128], abroad[128];
    struct surface s;

    surface_open(&s);
    jk_public_id("a@uji", hex);
    snprintf(page, sizeof page, "GET /kalender/64.08/%.*s", JK_PUBLIC_ID_LEN, hex);
    snprintf(file, sizeof file, "GET /kalender/64.08/%.*s.ics", JK_PUBLIC_ID_LEN, hex);
    snprintf(abroad, sizeof abroad, "GET /kalender/64.03/%.*s", JK_PUBLIC_ID_LEN, hex);
    cr_assert(desk_file(&s.desk, &(struct filed){ "a@uji", 0.5, 117.5, 1, 0, NULL, NULL }) ==
              JK_OK);
    cr_assert(eq(int, surface_ask(&s, JK_ROLE_END, page, NULL), 404), "nobody approved it yet");
    cr_assert(eq(int, surface_ask(&s, JK_ROLE_BAWASLU, page, NULL), 404), "nor for who may see it");
    cr_assert(desk_decide(&s.desk, "a@uji", "approve", NULL, 0) == JK_OK);
    cr_assert(eq(int, surface_ask(&s, JK_ROLE_END, page, NULL), 200));
    cr_assert(eq(int, surface_ask(&s, JK_ROLE_END, file, NULL), 200));
    cr_assert(eq(int, surface_ask(&s, JK_ROLE_END, abroad, NULL), 404), "of another region");
    surface_ask(&s, JK_ROLE_END, page, NULL);
    cr_assert(not(surface_said(&s, "dibatalkan")));
    cr_assert(desk_decide(&s.desk, "a@uji", "withdraw", NULL, 0) == JK_OK);
    cr_assert(eq(int, surface_ask(&s, JK_ROLE_END, page, NULL), 200), "who knew of it is told");
    cr_assert(surface_said(&s, "dibatalkan"));
    surface_close(&s);
}
