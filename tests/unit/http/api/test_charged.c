/* Every read costs whoever asks a little of his share, and a person whose share is used up is told
 * so as a page: in his language, with the seconds to wait. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "daemon/http/api/long_work.h"
#include "jarak/app/handle/work.h"
#include "jarak/http/server/server.h"
#include "tests/unit/http/surface.h"

#define FAR  "192.0.2.7" /* not this machine: there, who asks without an account is a proxy */
#define PAGE "\r\nAccept: text/html,*/*;q=0.5"

static struct jk_http_handler inside;
static int64_t stopped_s; /* what the clock of shares says from here on; 0: it goes */

/* Stands in front of the library's: a share that is used up fills again by 250 units in a
 * millisecond, and a test is slower than that. */
int clock_gettime(clockid_t id, struct timespec *now)
{
    if (id != CLOCK_MONOTONIC || stopped_s == 0)
        return (int)syscall(SYS_clock_gettime, id, now);
    *now = (struct timespec){ .tv_sec = stopped_s };
    return 0;
}

static size_t from_far(void *ctx, struct jk_http_call *call)
{
    call->local = false;
    call->peer = FAR;
    return inside.on_head(ctx, call);
}

/* All that whoever asks may cause, in short reads. */
static void use_up(struct surface *s, struct jk_http_call *call)
{
    struct timespec now;
    const uint64_t most =
        (call->app ? JK_WORK_ACCOUNT_BURST : JK_WORK_ADDRESS_BURST) / JK_WORK_READ;
    uint64_t taken = 0;

    clock_gettime(CLOCK_MONOTONIC, &now);
    stopped_s = now.tv_sec + 1;
    call->local = false;
    call->peer = FAR;
    while (taken <= most && api_work_allowed(s->api, call, JK_WORK_READ))
        taken++; /* the last answers the call */
    cr_assert(taken > most - 100 && taken <= most, "%llu", (unsigned long long)taken);
}

static void open_far(struct surface *s)
{
    struct jk_http_options options;

    surface_open(s);
    inside = jk_api_handler(s->api);
    options = (struct jk_http_options){ .base = s->base, .handler = inside };
    options.handler.on_head = from_far;
    jk_http_server_free(s->server);
    s->server = jk_http_server_new(&options);
    cr_assert(s->server && jk_http_server_listen(s->server, "127.0.0.1:0", &s->desk.err) == JK_OK);
    s->probe = use_up;
}

static void is_told_to_wait(struct surface *s, enum jk_role role, const char *head,
                            const char *type, const char *words)
{
    char said[128];
    const int status = surface_ask(s, role, head, NULL);

    cr_assert(status == 429, "%s: %d %s", head, status, s->body);
    snprintf(said, sizeof said, "%s %s ", words, surface_field(s, "Retry-After"));
    cr_assert(atoi(surface_field(s, "Retry-After")) > 0, "%s", s->heard.at);
    cr_assert(strstr(surface_field(s, "Content-Type"), type) != NULL, "%s", s->heard.at);
    cr_assert(surface_said(s, said), "%s: no \"%s\" in %s", head, said, s->body);
    cr_assert(!strstr(s->body, "Retry-After"), "no person knows a field");
}

Test(charged, each_read_of_an_account_costs_it_a_little)
{
    static const char *const reads[] = { "/api/v1/notices/ada@uji",
                                         "/api/v1/notices/tak-ada@uji",
                                         "/api/v1/notices/ada@uji.ics",
                                         "/api/v1/regions",
                                         "/api/v1/policy",
                                         "/api/v1/zones",
                                         "/api/v1/conflicts",
                                         "/api/v1/subscriptions",
                                         "/api/v1/alerts",
                                         "/api/v1/digest",
                                         "/dav/calendars/64.08/" };
    static const char *const pages[] = { "/meja/",          "/meja/kotak",
                                         "/meja/kebijakan", "/meja/pemberitahuan/ada@uji",
                                         "/meja/formulir",  "/meja/hari",
                                         "/meja/kerawanan", "/meja/digest",
                                         "/meja/rapat" };
    struct surface s;
    char head[256];

    open_far(&s);
    cr_assert(surface_ask(&s, JK_ROLE_BAWASLU,
                          "POST /api/v1/notices\r\nContent-Type: text/calendar",
                          surface_rally("ada@uji", 1, 0.5, 117.5)) == 201,
              "%s", s.body);
    cr_assert(surface_probe(&s, JK_ROLE_BAWASLU, "GET /probe/x", NULL) == 429);
    for (size_t i = 0; i < sizeof reads / sizeof *reads; i++) {
        snprintf(head, sizeof head, "GET %s", reads[i]);
        is_told_to_wait(&s, JK_ROLE_BAWASLU, head, "application/problem+json", "coba lagi");
        cr_assert(surface_ask(&s, JK_ROLE_KPU, head, NULL) != 429, "another has his own");
    }
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        snprintf(head, sizeof head, "GET %s" PAGE, pages[i]);
        is_told_to_wait(&s, JK_ROLE_BAWASLU, head, "text/html", "coba lagi");
        snprintf(head, sizeof head, "GET %s" PAGE "\r\nCookie: jarak_bahasa=en", pages[i]);
        is_told_to_wait(&s, JK_ROLE_BAWASLU, head, "text/html", "try again in");
    }
    cr_assert(surface_ask(&s, JK_ROLE_BAWASLU,
                          "POST /api/v1/notices\r\nContent-Type: text/calendar",
                          surface_rally("lagi@uji", 1, 0.9, 117.5)) == 201,
              "a filing is never refused for its cost");
    cr_assert(surface_ask(&s, JK_ROLE_BAWASLU, "GET /healthz", NULL) == 200);
    cr_assert(surface_ask(&s, JK_ROLE_END, "GET /meja/login" PAGE, NULL) == 200);
    surface_close(&s);
}

/* What is only tried leaves no trace, so that nothing else would end a loop of it. */
Test(charged, a_trial_costs_who_asks)
{
    static const char zones[] = "{\"type\":\"FeatureCollection\",\"features\":[]}";
    const char *head = "POST /api/v1/zones/whatif?region=64.08\r\nContent-Type: application/json";
    struct surface s;

    open_far(&s);
    cr_assert(surface_ask(&s, JK_ROLE_POLRES, head, zones) == 503, "nobody judges here: %s",
              s.body);
    cr_assert(surface_probe(&s, JK_ROLE_POLRES, "GET /probe/x", NULL) == 429);
    cr_assert(surface_ask(&s, JK_ROLE_POLRES, head, zones) == 429, "%s", s.body);
    surface_close(&s);
}

Test(charged, an_address_whose_share_is_used_up_reads_so_on_a_page)
{
    struct surface s;
    const char *kept = "/surat/0000000000000000000000000000000000000000000000000000000000000000";
    char head[256];

    open_far(&s);
    cr_assert(surface_ask(&s, JK_ROLE_END, "GET /kalender/64.08" PAGE, NULL) == 200);
    cr_assert(surface_probe(&s, JK_ROLE_END, "GET /probe/x", NULL) == 429);
    is_told_to_wait(&s, JK_ROLE_END, "GET /" PAGE, "text/html", "coba lagi");
    is_told_to_wait(&s, JK_ROLE_END, "GET /kalender/64.08" PAGE, "text/html", "coba lagi");
    is_told_to_wait(&s, JK_ROLE_END, "GET /kalender/en/64.08" PAGE, "text/html", "try again in");
    is_told_to_wait(&s, JK_ROLE_END, "GET /kalender/64.08/tak-ada" PAGE, "text/html", "coba lagi");
    is_told_to_wait(&s, JK_ROLE_END, "GET /kalender/64.08\r\nAccept: application/json",
                    "application/problem+json", "coba lagi");
    is_told_to_wait(&s, JK_ROLE_END, "GET /feeds/64.08/qr.svg", "application/problem+json",
                    "coba lagi");
    snprintf(head, sizeof head, "GET %s" PAGE, kept);
    is_told_to_wait(&s, JK_ROLE_END, head, "text/html", "coba lagi");
    snprintf(head, sizeof head, "GET %s?lang=en" PAGE, kept);
    is_told_to_wait(&s, JK_ROLE_END, head, "text/html", "try again in");
    cr_assert(surface_ask(&s, JK_ROLE_END, "GET /healthz", NULL) == 200);
    cr_assert(surface_ask(&s, JK_ROLE_END, "GET /meja/login" PAGE, NULL) == 200,
              "who may sign in has a share of his own then");
    cr_assert(surface_ask(&s, JK_ROLE_BAWASLU, "GET /meja/kotak" PAGE, NULL) == 200);
    surface_close(&s);
}
