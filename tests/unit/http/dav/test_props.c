/* Properties: of what each is one, what its value is, and how a client asks for them (WIRE 4). */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/app/app.h"
#include "tests/unit/http/surface.h"

#define ROOT       "/dav/"
#define PRINCIPALS "/dav/principals/"
#define PRINCIPAL  "/dav/principals/kpu-64.08/"
#define HOME       "/dav/calendars/64.08/"
#define REQUESTS   "/dav/calendars/64.08/requests/"
#define APPROVED   "/dav/calendars/64.08/approved/"
#define RESOURCE   "/dav/calendars/64.08/requests/one@uji.ics"

#define NS                                                    \
    "xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav' " \
    "xmlns:S='http://calendarserver.org/ns/' xmlns:X='urn:lain'"

static const struct filed one = { "one@uji", 0.5, 117.5, 1, 0, NULL, NULL };

/* A PROPFIND of one place for what stands inside <propfind>. */
static int find(struct surface *s, enum jk_role role, const char *place, const char *inside)
{
    char head[256], body[4096];

    snprintf(head, sizeof head, "PROPFIND %s\r\nDepth: 0\r\nContent-Type: application/xml", place);
    snprintf(body, sizeof body, "<D:propfind " NS ">%s</D:propfind>", inside);
    return surface_ask(s, role, head, body);
}

static void open_one(struct surface *s)
{
    surface_open(s);
    cr_assert(desk_file(&s->desk, &one) == JK_OK);
}

/* Which kinds of places have a property: letters of "rpPhCa1" for root, principals, principal,
 * home, requests, approved, resource. */
static const struct {
    char letter;
    const char *place;
} places[] = {
    { 'r', ROOT },     { 'p', PRINCIPALS }, { 'P', PRINCIPAL }, { 'h', HOME },
    { 'C', REQUESTS }, { 'a', APPROVED },   { '1', RESOURCE },
};

Test(props, each_property_is_of_its_places_and_of_no_other)
{
    static const struct {
        const char *prop, *of;
    } cases[] = {
        { "D:resourcetype", "rpPhCa1" },
        { "D:displayname", "rpPhCa" },
        { "D:getetag", "1" },
        { "D:getcontenttype", "1" },
        { "D:getcontentlength", "1" },
        { "D:current-user-principal", "rpPhCa1" },
        { "D:principal-URL", "P" },
        { "D:principal-collection-set", "rpPhCa1" },
        { "D:owner", "hCa1" },
        { "D:current-user-privilege-set", "rpPhCa1" },
        { "D:supported-report-set", "rpPhCa1" },
        { "D:sync-token", "Ca" },
        { "S:getctag", "Ca" },
        { "C:calendar-home-set", "P" },
        { "C:calendar-user-address-set", "P" },
        { "C:supported-calendar-component-set", "Ca" },
        { "C:supported-calendar-data", "Ca" },
        { "C:supported-collation-set", "Ca" },
        { "C:max-resource-size", "Ca" },
        { "C:max-instances", "Ca" },
        { "C:calendar-data", "" }, /* in reports only: RFC 4791 9.6 */
        { "X:resourcetype", "" },  /* a name of ours in another namespace is another's */
        { "D:getctag", "" },
    };
    struct surface s;

    open_one(&s);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (size_t k = 0; k < sizeof places / sizeof *places; k++) {
            bool has = strchr(cases[i].of, places[k].letter) != NULL;
            char inside[128];

            snprintf(inside, sizeof inside, "<D:prop><%s/></D:prop>", cases[i].prop);
            cr_expect(find(&s, JK_ROLE_KPU, places[k].place, inside) == 207, "%s %s: %s",
                      places[k].place, cases[i].prop, s.body);
            cr_expect(surface_said(&s, "HTTP/1.1 404 ") == !has, "%s %s: %s", places[k].place,
                      cases[i].prop, s.body);
        }
    }
    surface_close(&s);
}

Test(props, values_that_clients_go_by)
{
    static const struct {
        const char *place, *prop, *says;
    } cases[] = {
        { REQUESTS, "D:resourcetype", "<D:collection/><C:calendar/>" },
        { PRINCIPAL, "D:resourcetype", "<D:collection/><D:principal/>" },
        { RESOURCE, "D:resourcetype", "<D:resourcetype></D:resourcetype>" },
        { PRINCIPAL, "D:displayname", "kpu-64.08" },
        { REQUESTS, "D:displayname", "[SIMULASI] " },
        { REQUESTS, "D:displayname", "Kutai Timur" },
        { ROOT, "D:current-user-principal", "<D:href>" PRINCIPAL "</D:href>" },
        { PRINCIPAL, "C:calendar-home-set", "<D:href>" HOME "</D:href>" },
        { ROOT, "D:principal-collection-set", "<D:href>" PRINCIPALS "</D:href>" },
        { REQUESTS, "C:max-resource-size", ">262144<" },
        { REQUESTS, "C:max-instances", ">400<" },
        { REQUESTS, "C:supported-calendar-component-set", "<C:comp name=\"VEVENT\"/>" },
        { REQUESTS, "C:supported-collation-set", "i;ascii-casemap" },
        { RESOURCE, "D:getcontenttype", "text/calendar; charset=utf-8; component=VEVENT" },
        { REQUESTS, "D:supported-report-set", "<D:sync-collection/>" },
        { REQUESTS, "D:supported-report-set", "<C:free-busy-query/>" },
        { ROOT, "D:supported-report-set", "<D:principal-property-search/>" },
    };
    struct surface s;

    open_one(&s);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char inside[128];

        snprintf(inside, sizeof inside, "<D:prop><%s/></D:prop>", cases[i].prop);
        cr_assert(find(&s, JK_ROLE_KPU, cases[i].place, inside) == 207);
        cr_expect(surface_said(&s, cases[i].says), "case %zu: no \"%s\" in %s", i, cases[i].says,
                  s.body);
    }
    surface_close(&s);
}

/* Clients show a calendar as read-only by its privileges: who submits may write requests/. */
Test(props, writing_is_told_to_who_may_submit_and_of_requests_alone)
{
    static const struct {
        enum jk_role role;
        const char *place;
        bool writes;
    } cases[] = {
        { JK_ROLE_KPU, REQUESTS, true },        { JK_ROLE_BAWASLU, REQUESTS, true },
        { JK_ROLE_KPU, RESOURCE, true },        { JK_ROLE_KPU, APPROVED, false },
        { JK_ROLE_KESBANGPOL, REQUESTS, true }, { JK_ROLE_KPU, HOME, false },
    };
    struct surface s;

    open_one(&s);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_assert(find(&s, cases[i].role, cases[i].place,
                       "<D:prop><D:current-user-privilege-set/></D:prop>") == 207);
        cr_expect(surface_said(&s, "<D:privilege><D:read/></D:privilege>"), "case %zu", i);
        cr_expect(surface_said(&s, "<D:write/>") == cases[i].writes, "case %zu: %s", i, s.body);
        cr_expect(surface_said(&s, "<D:bind/>") == cases[i].writes, "case %zu", i);
    }
    surface_close(&s);
}

Test(props, the_tag_of_a_resource_is_that_of_its_bytes_and_their_length)
{
    char etag[128], length[32];
    struct surface s;

    open_one(&s);
    cr_assert(surface_ask(&s, JK_ROLE_KPU, "GET " RESOURCE, NULL) == 200);
    snprintf(etag, sizeof etag, "<D:getetag>&quot;%.*s&quot;</D:getetag>",
             (int)strlen(surface_field(&s, "ETag")) - 2, surface_field(&s, "ETag") + 1);
    snprintf(length, sizeof length, ">%zu<", strlen(s.body));
    cr_assert(find(&s, JK_ROLE_KPU, RESOURCE,
                   "<D:prop><D:getetag/><D:getcontentlength/></D:prop>") == 207);
    cr_expect(surface_said(&s, etag), "%s in %s", etag, s.body);
    cr_expect(surface_said(&s, length), "%s in %s", length, s.body);
    surface_close(&s);
}

/* RFC 4918 9.1: allprop tells the live properties of WebDAV; propname the names alone. */
Test(props, all_is_what_webdav_defines_and_names_have_no_values)
{
    struct surface s;

    open_one(&s);
    cr_assert(find(&s, JK_ROLE_KPU, RESOURCE, "<D:allprop/>") == 207);
    cr_expect(surface_said(&s, "<D:getetag>") && surface_said(&s, "<D:resourcetype>"));
    cr_expect(!surface_said(&s, "current-user-principal"));
    cr_expect(!surface_said(&s, "BEGIN:VCALENDAR"));
    cr_assert(find(&s, JK_ROLE_KPU, REQUESTS, "<D:allprop/><D:include><S:getctag/></D:include>") ==
              207);
    cr_expect(surface_said(&s, "<D:displayname>") && surface_said(&s, "<CS:getctag>"), "%s",
              s.body);
    cr_expect(!surface_said(&s, "sync-token"));
    cr_assert(find(&s, JK_ROLE_KPU, RESOURCE, "<D:propname/>") == 207);
    cr_expect(surface_said(&s, "<D:getetag/>") && surface_said(&s, "<D:owner/>"), "%s", s.body);
    cr_expect(!surface_said(&s, "calendar-data"), "it cannot be asked for here");
    surface_close(&s);
}

Test(props, a_body_may_be_absent_and_then_all_is_asked_for)
{
    struct surface s;

    open_one(&s);
    cr_assert(surface_ask(&s, JK_ROLE_KPU, "PROPFIND " RESOURCE "\r\nDepth: 0", NULL) == 207, "%s",
              s.body);
    cr_expect(surface_said(&s, "<D:getetag>"));
    surface_close(&s);
}

Test(props, a_property_that_is_asked_for_twice_is_told_once)
{
    const char *at;
    struct surface s;

    open_one(&s);
    cr_assert(find(&s, JK_ROLE_KPU, REQUESTS,
                   "<D:prop><D:displayname/><D:displayname/><X:warna/><X:warna/></D:prop>") == 207);
    at = strstr(s.body, "<D:displayname>");
    cr_assert(at != NULL);
    cr_expect(strstr(at + 1, "<D:displayname>") == NULL);
    at = strstr(s.body, "urn:lain");
    cr_expect(at != NULL && strstr(at + 1, "urn:lain") == NULL, "%s", s.body);
    surface_close(&s);
}

/* Prefer: return=minimal: what is not there is not told (RFC 8144). */
Test(props, who_asks_for_little_is_not_told_what_there_is_not)
{
    static const struct {
        const char *field;
        bool told;
    } cases[] = {
        { "", true },
        { "\r\nPrefer: return=minimal", false },
        { "\r\nPrefer: Return=Minimal", false },
        { "\r\nBrief: t", false },
        { "\r\nBrief: f", true },
        { "\r\nPrefer: return=representation", true },
    };
    struct surface s;

    open_one(&s);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char head[256];

        snprintf(head, sizeof head, "PROPFIND " REQUESTS "\r\nDepth: 0%s", cases[i].field);
        cr_assert(surface_ask(&s, JK_ROLE_KPU, head,
                              "<D:propfind " NS "><D:prop><D:displayname/><X:warna/></D:prop>"
                              "</D:propfind>") == 207);
        cr_expect(surface_said(&s, "<D:displayname>"), "case %zu", i);
        cr_expect(surface_said(&s, "warna") == cases[i].told, "case %zu: %s", i, s.body);
    }
    surface_close(&s);
}

Test(props, a_name_of_any_namespace_comes_back_as_it_was_asked)
{
    static const struct {
        const char *prop, *told;
    } cases[] = {
        { "<warna xmlns=''/>", "<warna/>" },
        { "<X:warna/>", "<x:warna xmlns:x=\"urn:lain\"/>" },
        { "<y:warna xmlns:y='a&amp;b&lt;&quot;'/>", "xmlns:x=\"a&amp;b&lt;&quot;\"/>" },
        { "<C:warna/>", "<C:warna/>" },
    };
    struct surface s;

    open_one(&s);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char inside[160];

        snprintf(inside, sizeof inside, "<D:prop>%s</D:prop>", cases[i].prop);
        cr_assert(find(&s, JK_ROLE_KPU, REQUESTS, inside) == 207, "case %zu: %s", i, s.body);
        cr_expect(surface_said(&s, cases[i].told), "case %zu: %s", i, s.body);
    }
    surface_close(&s);
}

Test(props, a_hundred_properties_are_read_and_one_more_is_refused)
{
    for (int count = 100; count <= 101; count++) {
        struct jk_buf inside = { 0 };
        struct surface s;
        int code;

        open_one(&s);
        jk_buf_str(&inside, "<D:prop>");
        for (int i = 0; i < count; i++)
            jk_buf_fmt(&inside, "<D:p%d/>", i);
        jk_buf_str(&inside, "</D:prop>");
        jk_buf_char(&inside, '\0');
        code = find(&s, JK_ROLE_KPU, REQUESTS, inside.at);
        cr_expect((code == 207) == (count == 100), "%d: %d", count, code);
        jk_buf_clear(&inside);
        surface_close(&s);
    }
}

/* The token changes with the collection and with nothing else. */
Test(props, token_and_tag_of_a_collection_move_with_its_members)
{
    char before[4096];
    struct surface s;
    const struct filed other = { "two@uji", 0.9, 117.1, 2, 0, NULL, NULL };

    open_one(&s);
    cr_assert(find(&s, JK_ROLE_KPU, REQUESTS, "<D:prop><D:sync-token/><S:getctag/></D:prop>") ==
              207);
    snprintf(before, sizeof before, "%s", s.body);
    cr_assert(find(&s, JK_ROLE_KPU, REQUESTS, "<D:prop><D:sync-token/><S:getctag/></D:prop>") ==
              207);
    cr_expect_str_eq(s.body, before);
    cr_assert(desk_file(&s.desk, &other) == JK_OK);
    cr_assert(find(&s, JK_ROLE_KPU, REQUESTS, "<D:prop><D:sync-token/><S:getctag/></D:prop>") ==
              207);
    cr_expect(strcmp(s.body, before) != 0);
    surface_close(&s);
}
