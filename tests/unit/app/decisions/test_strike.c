/* A paslon that is struck out: what ends, what stays, what cannot come back. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/app/app.h"
#include "jarak/app/decisions/strike.h"
#include "jarak/app/notices/verdict.h"
#include "tests/unit/app/desk.h"

static enum jk_status strike(struct desk *d, unsigned number, bool again, struct jk_struck_out *out)
{
    const struct jk_strike what = { .actor = jk_app_account(d->app, "admin-64.08"),
                                    .now_s = d->now_s,
                                    .contest = "pilbup-64.08",
                                    .number = number,
                                    .again = again,
                                    .reason = "Putusan MA.",
                                    .basis = "12 P/HUM/2024" };
    enum jk_status rc = jk_app_strike(d->app, &d->arena, &what, out, &d->err);
    struct jk_error err;

    if (rc == JK_OK)
        cr_assert(jk_app_commit(d->app, &err) == JK_OK);
    return rc;
}

static enum jk_status file(struct desk *d, const char *uid, unsigned paslon, const char *day)
{
    const struct filed f = { uid, 0.3, 117.0, paslon, 0, day, NULL };

    return desk_file(d, &f);
}

static bool may_undo(struct desk *d, const char *uid)
{
    return jk_app_allowed(d->app, jk_app_account(d->app, "polres-64.08"), uid, d->now_s) >>
               JK_ACT_UNDO &
           1;
}

static const char *state(struct desk *d, const char *uid)
{
    return desk_verdict(d, uid).state;
}

Test(strike, what_is_to_come_ends_and_comes_back_by_hand_once_it_stands_again)
{
    struct desk d;
    struct jk_struck_out out;

    desk_open(&d);
    cr_assert(file(&d, "a@x", 1, NULL) == JK_OK && file(&d, "b@x", 2, NULL) == JK_OK);
    cr_assert(desk_conflicts(&d) == 1);
    cr_assert(strike(&d, 2, false, &out) == JK_OK && out.count == 1 && out.joint == 0);
    cr_assert_str_eq(out.chains[0], "b@x");
    cr_assert(strcmp(state(&d, "b@x"), "withdrawn") == 0 &&
              strcmp(state(&d, "a@x"), "submitted") == 0);
    cr_assert(desk_conflicts(&d) == 0);
    for (int restart = 0; restart < 2; restart++) {
        cr_assert(!may_undo(&d, "b@x"), "nothing of it is brought back");
        cr_assert(file(&d, "c@x", 2, "20241121") == JK_STATE, "nothing of it is filed");
        cr_assert(strike(&d, 2, false, &out) == JK_STATE, "it is struck out already");
        desk_reopen(&d, d.now_s);
    }
    cr_assert(strike(&d, 2, true, &out) == JK_OK && out.count == 0);
    cr_assert(strcmp(state(&d, "b@x"), "withdrawn") == 0, "not by itself");
    cr_assert(may_undo(&d, "b@x"));
    cr_assert(file(&d, "c@x", 2, "20241121") == JK_OK);
    desk_close(&d);
}

#define JOINT                                                                               \
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//EN\r\nBEGIN:VEVENT\r\nUID:j@x\r\n"      \
    "DTSTAMP:20241101T000000Z\r\nDTSTART;TZID=Asia/Makassar:20241122T140000\r\n"            \
    "DTEND;TZID=Asia/Makassar:20241122T170000\r\nCATEGORIES:RAPAT-UMUM\r\n"                 \
    "X-JARAK-CONTEST:pilbup-64.08\r\nX-JARAK-PASLON:1,2\r\nGEO:0.9;117.0\r\nEND:VEVENT\r\n" \
    "END:VCALENDAR\r\n"

Test(strike, what_is_over_and_what_another_takes_part_in_stays)
{
    struct desk d;
    struct jk_struck_out out;
    const struct jk_submission how = { .store = true };

    desk_open(&d);
    d.pack.simulation = false;
    cr_assert(file(&d, "old@x", 2, "20241118") == JK_OK);
    cr_assert(file(&d, "new@x", 2, "20241122") == JK_OK);
    cr_assert(desk_file_bytes(&d, JOINT, &how) == JK_OK, "%s %s", d.err.field, d.err.value);
    d.now_s = 1732154400; /* 21 November 2024, 10.00 WITA */
    cr_assert(strike(&d, 2, false, &out) == JK_OK, "%s", d.err.value);
    cr_assert(out.count == 1 && out.joint == 1 && strcmp(out.chains[0], "new@x") == 0);
    cr_assert(strcmp(state(&d, "old@x"), "withdrawn") != 0, "it took place");
    cr_assert(file(&d, "late@x", 2, "20241117") == JK_OK, "what took place may still be entered");
    cr_assert(file(&d, "next@x", 2, "20241123") == JK_STATE);
    desk_close(&d);
}
