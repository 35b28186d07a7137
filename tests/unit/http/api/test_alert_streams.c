/* Streams of an inbox: what was missed comes first, then what is committed, without gaps. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "jarak/app/app.h"
#include "tests/unit/http/surface.h"

#define STREAM "GET /api/v1/alerts/stream"

/* Two rivals near each other and far from all other pairs: one alert. */
static void raise_alert(struct surface *s, int number)
{
    for (int i = 0; i < 2; i++) {
        char uid[16];
        struct filed f = { uid, 0.3 + 0.2 * number + 0.007 * i, 117.0, (unsigned)i + 1, 0, NULL,
                           NULL };

        snprintf(uid, sizeof uid, "%c%d@x", 'a' + i, number);
        cr_assert(desk_file(&s->desk, &f) == JK_OK, "%s", s->desk.err.value);
    }
}

/* What the stream has said by now is appended to s->heard. @return true while it is open */
static bool listen_now(struct surface *s, int fd)
{
    static char bytes[65536];
    ssize_t len;

    surface_run(s);
    while ((len = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT)) > 0)
        jk_buf_add(&s->heard, bytes, (size_t)len);
    jk_buf_char(&s->heard, '\0');
    s->heard.len--;
    return len < 0;
}

Test(alert_streams, a_reader_gets_what_it_missed_and_then_what_comes)
{
    struct surface s;
    int fd;

    surface_open(&s);
    raise_alert(&s, 0);
    raise_alert(&s, 1);
    jk_buf_reset(&s.heard);
    fd = surface_send(&s, JK_ROLE_POLRES, STREAM "\r\nLast-Event-ID: 1", NULL);
    cr_assert(listen_now(&s, fd) && surface_said(&s, "text/event-stream"), "%s", s.heard.at);
    cr_assert(surface_said(&s, "id: 2\n") && !surface_said(&s, "id: 1\n"), "%s", s.heard.at);
    raise_alert(&s, 2);
    cr_assert(listen_now(&s, fd) && surface_said(&s, "id: 3\n"));
    cr_assert(strstr(strstr(s.heard.at, "id: 2\n") + 1, "id: 2\n") == NULL, "once");
    close(fd);
    surface_close(&s);
}

Test(alert_streams, nothing_is_told_before_its_commit)
{
    struct jk_submission filing = { .store = true };
    struct surface s;
    int fd;

    surface_open(&s);
    cr_assert(desk_file(&s.desk, &(struct filed){ "a@x", 0.5, 117.5, 1, 0, NULL, NULL }) == JK_OK);
    jk_buf_reset(&s.heard);
    fd = surface_send(&s, JK_ROLE_POLRES, STREAM, NULL);
    cr_assert(listen_now(&s, fd));
    jk_outcome_clear(&s.desk.outcome);
    filing.actor = jk_app_account(s.desk.app, "bawaslu-64.08");
    filing.now_s = s.now_s;
    filing.bytes = jk_span_of(surface_rally("b@x", 2, 0.505, 117.5));
    cr_assert(jk_app_submit(s.desk.app, &s.desk.arena, &filing, &s.desk.outcome, &s.desk.err) ==
              JK_OK);
    event_del(s.api->commit); /* the turn's own */
    cr_assert(listen_now(&s, fd) && !surface_said(&s, "id: 1\n"));
    cr_assert(jk_app_commit(s.desk.app, &s.desk.err) == JK_OK);
    cr_assert(listen_now(&s, fd) && surface_said(&s, "id: 1\n"), "%s", s.heard.at);
    close(fd);
    surface_close(&s);
}

Test(alert_streams, a_stream_ends_when_its_account_is_disabled)
{
    struct surface s;
    int polres, kpu;

    surface_open(&s);
    jk_buf_reset(&s.heard);
    polres = surface_send(&s, JK_ROLE_POLRES, STREAM, NULL);
    kpu = surface_send(&s, JK_ROLE_KPU, STREAM, NULL);
    cr_assert(listen_now(&s, polres) && listen_now(&s, kpu));
    cr_assert(eq(int,
                 surface_ask(&s, JK_ROLE_ADMIN,
                             "POST /api/v1/accounts/polres-64.08/disable\r\n"
                             "Content-Type: application/json",
                             "{\"disabled\":true}"),
                 200),
              "%s", s.body);
    cr_assert(not(listen_now(&s, polres)), "at once");
    cr_assert(listen_now(&s, kpu), "others go on");
    close(polres);
    close(kpu);
    surface_close(&s);
}
