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
    cr_assert(out.count == 1 && out.joint == 1);
    cr_assert(strcmp(state(&d, "new@x"), "withdrawn") == 0);
    cr_assert(strcmp(state(&d, "old@x"), "withdrawn") != 0, "it took place");
    cr_assert(file(&d, "late@x", 2, "20241117") == JK_OK, "what took place may still be entered");
    cr_assert(file(&d, "next@x", 2, "20241123") == JK_STATE);
    desk_close(&d);
}

/* 450 activities of one paslon, as one stream. */
static void file_many(struct desk *d)
{
    const struct jk_submission how = { .store = true, .batch = true };
    struct jk_buf text = { 0 };

    jk_buf_str(&text, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//EN\r\n");
    for (int i = 0; i < 450; i++)
        jk_buf_fmt(&text,
                   "BEGIN:VEVENT\r\nUID:m%d@x\r\nDTSTAMP:20241101T000000Z\r\n"
                   "DTSTART;TZID=Asia/Makassar:202411%02dT%02d0000\r\nDURATION:PT1H\r\n"
                   "CATEGORIES:TATAP-MUKA\r\nX-JARAK-CONTEST:pilbup-64.08\r\nX-JARAK-PASLON:2\r\n"
                   "GEO:%.2f;%.2f\r\nEND:VEVENT\r\n",
                   i, 21 + i % 3, 8 + i % 9, 0.1 + 0.02 * (i % 40), 116.5 + 0.02 * (i / 40));
    jk_buf_str(&text, "END:VCALENDAR\r\n");
    jk_buf_char(&text, '\0');
    cr_assert(desk_file_bytes(d, text.at, &how) == JK_OK, "%s %s", d->err.field, d->err.value);
    jk_buf_clear(&text);
}

static size_t standing(struct desk *d)
{
    const struct jk_registry *registry = jk_app_registry(d->app);
    size_t count = 0;

    for (uint32_t i = 0; i < jk_registry_chains(registry); i++)
        count += jk_state_stands(jk_registry_chain_at(registry, i)->state);
    return count;
}

Test(strike, many_are_ended_in_parts_and_a_death_in_between_loses_none)
{
    struct desk d;
    struct jk_struck_out out;
    struct jk_error err;

    desk_open(&d);
    file_many(&d);
    cr_assert(standing(&d) == 450);
    cr_assert(strike(&d, 2, false, &out) == JK_OK && out.count == JK_STRIKE_STEP && out.more);
    cr_assert(standing(&d) == 450 - JK_STRIKE_STEP);
    cr_assert(jk_app_strike_on(d.app, &d.arena, d.now_s, &out, &err) == JK_OK);
    cr_assert(jk_app_commit(d.app, &err) == JK_OK);
    cr_assert(out.count == 2 * JK_STRIKE_STEP && out.more);
    desk_reopen(&d, d.now_s);
    cr_assert(standing(&d) == 50);
    cr_assert(jk_app_tick(d.app, d.now_s + 60, &err) == JK_OK);
    cr_assert(jk_app_commit(d.app, &err) == JK_OK);
    cr_assert(standing(&d) == 0, "%zu", standing(&d));
    cr_assert(jk_app_tick(d.app, d.now_s + 120, &err) == JK_OK);
    cr_assert(!jk_app_in_group(d.app), "a minute in which nothing happens writes nothing");
    desk_close(&d);
}
