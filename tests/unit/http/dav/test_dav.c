/* Addresses, tokens and conditions of the calendar surface. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/http/api/request.h"
#include "daemon/http/dav/dav.h"
#include "jarak/app/app.h"
#include "jarak/http/server/reply.h"
#include "tests/unit/http/surface.h"

#define REQUESTS "/dav/calendars/64.08/requests/"
#define CALENDAR "\r\nContent-Type: text/calendar"
#define DAV      "xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'"

static int put(struct surface *s, const char *name, const char *condition, double lat)
{
    char head[256];

    snprintf(head, sizeof head, "PUT " REQUESTS "%s.ics" CALENDAR "%s", name, condition);
    return surface_ask(s, JK_ROLE_KPU, head, surface_rally(name, 1, lat, 117.5));
}

Test(dav, a_write_holds_only_for_the_version_its_condition_names)
{
    struct surface s;
    char first[96];

    surface_open(&s);
    cr_assert(eq(int, put(&s, "a", "\r\nIf-Match: *", 0.5), 412), "there is none yet: %s", s.body);
    cr_assert(eq(int, put(&s, "a", "\r\nIf-None-Match: *", 0.5), 201), "%s", s.body);
    cr_assert(eq(int, put(&s, "a", "\r\nIf-None-Match: *", 0.6), 412));
    cr_assert(eq(int, put(&s, "a", "\r\nIf-Match: \"0000\"", 0.6), 412));
    cr_assert(eq(int, surface_ask(&s, JK_ROLE_KPU, "GET " REQUESTS "a.ics", NULL), 200));
    cr_assert(surface_said(&s, "GEO:0.500000"), "a refused write changes nothing");
    snprintf(first, sizeof first, "\r\nIf-Match: %s", surface_field(&s, "ETag"));
    cr_assert(eq(int, put(&s, "a", first, 0.7), 204), "%s", s.body);
    cr_assert(eq(int, put(&s, "a", first, 0.8), 412), "the tag is of the version before");
    cr_assert(
        eq(int,
           surface_ask(&s, JK_ROLE_KPU, "DELETE " REQUESTS "a.ics\r\nIf-Match: \"0000\"", NULL),
           412));
    cr_assert(eq(int, surface_ask(&s, JK_ROLE_KPU, "DELETE " REQUESTS "a.ics", NULL), 204), "%s",
              s.body);
    cr_assert(eq(int, surface_ask(&s, JK_ROLE_KPU, "GET " REQUESTS "a.ics", NULL), 404));
    surface_close(&s);
}

Test(dav, only_requests_are_written_to)
{
    static const char *const places[] = { "/dav/calendars/64.08/approved/a.ics",
                                          "/dav/calendars/64.08/conflicts/a.ics" };
    struct surface s;
    char head[128];

    surface_open(&s);
    for (size_t i = 0; i < 2; i++) {
        snprintf(head, sizeof head, "PUT %s" CALENDAR, places[i]);
        cr_assert(
            eq(int, surface_ask(&s, JK_ROLE_KPU, head, surface_rally("a", 1, 0.5, 117.5)), 403));
    }
    cr_assert(eq(int,
                 surface_ask(&s, JK_ROLE_KPU, "PUT " REQUESTS "a.ics\r\nContent-Type: text/plain",
                             surface_rally("a", 1, 0.5, 117.5)),
                 403));
    cr_assert(surface_said(&s, "supported-calendar-data"), "%s", s.body);
    surface_close(&s);
}

static unsigned responses(const struct surface *s)
{
    unsigned count = 0;

    for (const char *at = s->body; (at = strstr(at, "<D:response>")); at++)
        count++;
    return count;
}

Test(dav, depth_says_how_far_properties_are_told)
{
    struct surface s;

    surface_open(&s);
    cr_assert(eq(int, put(&s, "a", "", 0.5), 201));
    cr_assert(eq(int, put(&s, "b", "", 0.9), 201));
    cr_assert(
        eq(int, surface_ask(&s, JK_ROLE_KPU, "PROPFIND " REQUESTS "\r\nDepth: 0", NULL), 207));
    cr_assert(eq(uint, responses(&s), 1));
    cr_assert(
        eq(int, surface_ask(&s, JK_ROLE_KPU, "PROPFIND " REQUESTS "\r\nDepth: 1", NULL), 207));
    cr_assert(eq(uint, responses(&s), 3));
    cr_assert(eq(int,
                 surface_ask(&s, JK_ROLE_KPU, "PROPFIND " REQUESTS "\r\nDepth: infinity", NULL),
                 403));
    cr_assert(surface_said(&s, "propfind-finite-depth"), "%s", s.body);
    surface_close(&s);
}

struct positions {
    struct dav_position at;
    const char *text;
    enum jk_status rc;
};

/* Writes the token of a place where no text is given, else reads it. */
static void do_token(struct surface *s, struct jk_http_call *call)
{
    struct positions *p = s->want;
    struct dav_ask ask = { .api = s->api, .call = call, .actor = api_actor(s->api, call) };

    if (p->text) {
        p->at = (struct dav_position){ 0, 0 };
        p->rc = dav_token_read(&ask, p->text, &p->at);
        jk_http_reply_empty(call, 204, NULL, 0);
    } else {
        cr_assert(dav_token_add(&ask, p->at) == JK_OK);
        jk_http_reply(call, &(struct jk_http_reply){ .code = 200, .body = jk_buf_view(&ask.out) });
        jk_buf_clear(&ask.out);
    }
}

static enum jk_status read_token(struct surface *s, struct positions *p, const char *text)
{
    p->text = text;
    cr_assert(eq(int, surface_probe(s, JK_ROLE_KPU, "GET /probe/x", NULL), 204));
    return p->rc;
}

Test(dav, a_token_is_of_this_journal_or_none)
{
    static const char *const bad[] = { "",
                                       "urn:jarakd:sync:",
                                       "urn:jarakd:sync:1",
                                       "urn:jarakd:sync:1:0",
                                       "urn:jarakd:sync:1:0:",
                                       "urn:jarakd:sync:-1:0:0",
                                       "urn:jarakd:sync:1:4294967296:0",
                                       "urn:jarakd:sync:99999999999:0:0000000000000000",
                                       "http://lain.example/sync/1" };
    struct positions p = { .at = { 1, 7 } };
    struct surface s;
    char token[128], other[132];

    surface_open(&s);
    cr_assert(desk_file(&s.desk, &(struct filed){ "one@uji", 0.5, 117.5, 1, 0, NULL, NULL }) ==
              JK_OK);
    s.probe = do_token;
    s.want = &p;
    cr_assert(eq(int, surface_probe(&s, JK_ROLE_KPU, "GET /probe/x", NULL), 200));
    snprintf(token, sizeof token, "%s", s.body);
    cr_assert(read_token(&s, &p, token) == JK_OK && p.at.change == 1 && p.at.number == 7);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect(read_token(&s, &p, bad[i]) == JK_INVALID, "%s", bad[i]);
    snprintf(other, sizeof other, "%s0", token);
    cr_assert(read_token(&s, &p, other) == JK_INVALID, "a longer mark");
    token[strlen(token) - 1] ^= 1;
    cr_assert(read_token(&s, &p, token) == JK_INVALID, "a mark of another journal");
    surface_close(&s);
}

Test(dav, a_place_is_later_by_its_change_and_then_by_its_number)
{
    struct dav_position a = { 5, 2 }, b = { 5, 3 }, c = { 6, 0 };
    struct jk_calendar_item items[3] = { { .change = 5, .number = 3 },
                                         { .change = 6, .number = 0 },
                                         { .change = 5, .number = 9 } };
    struct dav_position newest = dav_newest(items, 3);

    cr_assert(dav_is_later(b, a) && dav_is_later(c, b));
    cr_assert(not(dav_is_later(a, a) || dav_is_later(a, b) || dav_is_later(b, c)));
    cr_assert(newest.change == 6 && newest.number == 0);
    newest = dav_newest(items, 0);
    cr_assert(newest.change == 0 && newest.number == 0);
}

/* A sync from that token with a limit; null: the first. The token told is copied to `token`. */
static int sync_from(struct surface *s, char token[160], const char *limit)
{
    char body[512];
    const char *at;
    int code;

    snprintf(body, sizeof body,
             "<D:sync-collection " DAV "><D:sync-token>%s</D:sync-token><D:sync-level>1"
             "</D:sync-level>%s<D:prop><D:getetag/></D:prop></D:sync-collection>",
             token, limit);
    code = surface_ask(s, JK_ROLE_KPU,
                       "REPORT " REQUESTS "\r\nContent-Type: application/xml\r\nDepth: 0", body);
    if (code == 207) {
        at = strstr(s->body, "<D:sync-token>");
        cr_assert(at != NULL, "%s", s->body);
        at += strlen("<D:sync-token>");
        snprintf(token, 160, "%.*s", (int)strcspn(at, "<"), at);
    }
    return code;
}

#define LIMIT_1 "<D:limit><D:nresults>1</D:nresults></D:limit>"

Test(dav, a_sync_tells_what_changed_since_its_token_and_what_is_gone)
{
    struct surface s;
    char token[160] = "", before[160];

    surface_open(&s);
    put(&s, "a", "", 0.5);
    put(&s, "b", "", 0.9);
    cr_assert(eq(int, sync_from(&s, token, ""), 207));
    cr_assert(eq(uint, responses(&s), 2));
    cr_assert(eq(int, sync_from(&s, token, ""), 207));
    cr_assert(eq(uint, responses(&s), 0), "nothing since");
    put(&s, "b", "", 0.8);
    snprintf(before, sizeof before, "%s", token);
    cr_assert(eq(int, sync_from(&s, token, ""), 207));
    cr_assert(responses(&s) == 1 && surface_said(&s, "b.ics"), "%s", s.body);
    surface_ask(&s, JK_ROLE_KPU, "DELETE " REQUESTS "a.ics", NULL);
    cr_assert(eq(int, sync_from(&s, token, ""), 207));
    cr_assert(responses(&s) == 1 && surface_said(&s, "a.ics") && surface_said(&s, " 404 "));
    cr_assert(eq(int, sync_from(&s, before, ""), 207));
    cr_assert(eq(uint, responses(&s), 2), "an older token is told both");
    before[0] = '\0';
    cr_assert(eq(int, sync_from(&s, before, ""), 207));
    cr_assert(responses(&s) == 1 && !surface_said(&s, "a.ics"),
              "a first sync has nothing to delete");
    surface_close(&s);
}

Test(dav, a_sync_with_a_limit_goes_on_where_it_ended)
{
    struct surface s;
    char token[160] = "", bad[160] = "urn:jarakd:sync:1:0:0000000000000000";
    unsigned told = 0;

    surface_open(&s);
    for (int i = 0; i < 3; i++) {
        char name[8];

        snprintf(name, sizeof name, "n%d", i);
        cr_assert(eq(int, put(&s, name, "", 0.5 + 0.1 * i), 201));
    }
    for (int i = 0; i < 3; i++) {
        cr_assert(eq(int, sync_from(&s, token, LIMIT_1), 207));
        told += responses(&s) - (surface_said(&s, " 507 ") ? 1 : 0);
        cr_assert(eq(int, surface_said(&s, " 507 "), i < 2), "%s", s.body);
    }
    cr_assert(eq(uint, told, 3));
    cr_assert(eq(int, sync_from(&s, token, LIMIT_1), 207));
    cr_assert(eq(uint, responses(&s), 0));
    cr_assert(eq(int, sync_from(&s, bad, ""), 403));
    cr_assert(surface_said(&s, "valid-sync-token"), "%s", s.body);
    cr_assert(eq(int, sync_from(&s, token, "<D:limit><D:nresults>0</D:nresults></D:limit>"), 403));
    surface_close(&s);
}
