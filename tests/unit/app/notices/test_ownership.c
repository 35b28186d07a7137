/* Whose notice it is: nobody takes another's, and contest and paslon stay what they were filed as.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/app/app.h"
#include "jarak/app/accounts/account.h"
#include "jarak/app/notices/withdraw.h"
#include "jarak/app/registry/registry.h"
#include "tests/unit/app/desk.h"

static const struct jk_account *add(struct desk *d, const char *name, const char *role,
                                    const char *region, unsigned paslon)
{
    struct jk_account_ask ask = { .pack = &d->pack, .actor = "uji", .now_s = DESK_NOW };
    struct jk_account_spec spec = { .name = name,
                                    .role = role,
                                    .region = region,
                                    .contest = paslon ? "pilbup-64.08" : "",
                                    .paslon = paslon };

    cr_assert(jk_app_begin(d->app, &d->err) == JK_OK);
    cr_assert(jk_accounts_add(jk_app_accounts(d->app), &ask, &spec, &d->err) == JK_OK, "%s",
              d->err.value);
    cr_assert(jk_app_commit(d->app, &d->err) == JK_OK);
    return jk_app_account(d->app, name);
}

static enum jk_status file_as(struct desk *d, const struct jk_account *who, const char *uid,
                              unsigned paslon, unsigned sequence)
{
    const struct jk_submission how = { .actor = who, .store = true };
    char text[1024];

    snprintf(text, sizeof text,
             "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:%s\r\n"
             "DTSTAMP:20241101T000000Z\r\nSEQUENCE:%u\r\nDTSTART:20241120T060000Z\r\n"
             "DTEND:20241120T080000Z\r\nSUMMARY:Rapat\r\nCATEGORIES:RAPAT-UMUM\r\n"
             "X-JARAK-CONTEST:pilbup-64.08\r\nX-JARAK-PASLON:%u\r\nGEO:%.4f;117.5\r\nEND:VEVENT\r\n"
             "END:VCALENDAR\r\n",
             uid, sequence, paslon, 0.5 + 0.01 * sequence);
    return desk_file_bytes(d, text, &how);
}

/* The filing agency of the filing region and those above it; nobody else, whatever its rights. */
Test(ownership, a_colleague_corrects_and_another_agency_does_not)
{
    static const struct {
        const char *role, *region;
        enum jk_status rc;
    } others[] = {
        { "bawaslu", "64.08", JK_OK }, { "bawaslu", "64", JK_OK },
        { "kpu", "64.08", JK_DENIED }, { "polres", "64.08", JK_DENIED },
        { "polres", "64", JK_DENIED },
    };
    struct desk d;

    desk_open(&d);
    cr_assert(file_as(&d, jk_app_account(d.app, "bawaslu-64.08"), "a@own", 1, 0) == JK_OK);
    for (unsigned i = 0; i < sizeof others / sizeof *others; i++) {
        char name[32];

        snprintf(name, sizeof name, "lain-%u", i);
        cr_assert(file_as(&d, add(&d, name, others[i].role, others[i].region, 0), "a@own", 1,
                          i + 1) == others[i].rc,
                  "%s of %s", others[i].role, others[i].region);
        if (others[i].rc != JK_OK)
            cr_assert_str_eq(d.err.field, "UID");
    }
    cr_assert(desk_verdict(&d, "a@own").sequence == 2, "what was refused left no trace");
    desk_close(&d);
}

Test(ownership, what_was_withdrawn_is_not_for_others_to_use)
{
    static const struct filed leg = { "leg@own",
                                      0.5,
                                      117.5,
                                      1,
                                      0,
                                      NULL,
                                      "RELATED-TO;RELTYPE=PARENT:a@own\r\nX-JARAK-LEG:BUBAR\r\n" };
    struct desk d;
    struct jk_buf text = { 0 };
    const struct jk_submission how = { .actor = NULL, .store = true };
    struct jk_submission other = how;

    desk_open(&d);
    cr_assert(file_as(&d, NULL, "a@own", 1, 0) == JK_OK && desk_file(&d, &leg) == JK_OK);
    cr_assert(desk_withdraw(&d, "leg@own") == JK_OK);
    jk_buf_str(&text,
               "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:leg@own\r\n"
               "RELATED-TO;RELTYPE=PARENT:a@own\r\nX-JARAK-LEG:BUBAR\r\nSEQUENCE:7\r\n"
               "DTSTAMP:20241101T000000Z\r\nDTSTART:20241120T090000Z\r\n"
               "DTEND:20241120T100000Z\r\nSUMMARY:Bubar\r\nCATEGORIES:RAPAT-UMUM\r\n"
               "X-JARAK-CONTEST:pilbup-64.08\r\nX-JARAK-PASLON:1\r\nGEO:0.5;117.5\r\n"
               "END:VEVENT\r\nEND:VCALENDAR\r\n");
    other.actor = jk_app_account(d.app, "kpu-64.08");
    cr_assert(desk_file_bytes(&d, text.at, &other) == JK_DENIED);
    cr_assert(desk_file_bytes(&d, text.at, &how) == JK_OK, "%s", d.err.value);
    jk_buf_clear(&text);
    desk_close(&d);
}

Test(ownership, contest_and_paslon_are_never_changed)
{
    struct desk d;

    desk_open(&d);
    cr_assert(file_as(&d, NULL, "a@own", 1, 0) == JK_OK);
    cr_assert(file_as(&d, NULL, "a@own", 2, 1) == JK_INVALID);
    cr_assert_str_eq(d.err.field, "X-JARAK-PASLON");
    cr_assert(desk_decide(&d, "a@own", "approve", NULL, 0) == JK_OK);
    cr_assert(file_as(&d, NULL, "a@own", 2, 1) == JK_INVALID, "not as a change either");
    cr_assert(file_as(&d, NULL, "a@own", 1, 1) == JK_OK);
    desk_close(&d);
}

Test(ownership, what_another_filed_is_not_withdrawn)
{
    struct jk_withdrawal rq = { .now_s = DESK_NOW, .uid = "a@own" };
    struct jk_cancel cancel = { .uid = "a@own", .sequence = 9, .dtstamp_s = DESK_NOW };
    struct jk_cancellation message = {
        .now_s = DESK_NOW, .region = "64.08", .list = &cancel, .count = 1
    };
    struct desk d;

    desk_open(&d);
    cr_assert(file_as(&d, NULL, "a@own", 1, 0) == JK_OK);
    jk_outcome_clear(&d.outcome);
    rq.actor = message.actor = jk_app_account(d.app, "kpu-64.08");
    cr_assert(jk_app_withdraw(d.app, &d.arena, &rq, &d.outcome, &d.err) == JK_DENIED);
    cr_assert(jk_app_cancel(d.app, &d.arena, &message, &d.outcome, &d.err) == JK_DENIED);
    rq.actor = jk_app_account(d.app, "bawaslu-64.08");
    cr_assert(jk_app_withdraw(d.app, &d.arena, &rq, &d.outcome, &d.err) == JK_OK);
    cr_assert(jk_app_commit(d.app, &d.err) == JK_OK);
    desk_close(&d);
}
