/* As it happened: verified by a second account, judged beside the plan, and the plan untouched. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/feed/alert/text.h"
#include "jarak/app/notices/field_reports.h"
#include "jarak/app/app.h"
#include "jarak/app/decisions/certificate.h"
#include "jarak/app/decisions/decide.h"
#include "jarak/app/public/feed.h"
#include "jarak/app/registry/registry.h"
#include "tests/support/feeds.h"
#include "tests/unit/app/desk.h"

#define START 1732082400 /* 20 November 2024, 14.00 WITA */

static enum jk_status commit(struct desk *d, enum jk_status rc)
{
    struct jk_error err;

    cr_assert(jk_app_commit(d->app, &err) == JK_OK);
    return rc;
}

static enum jk_status tell(struct desk *d, const char *account, const struct jk_report_said *said,
                           char id[JK_REPORT_HEX + 1])
{
    const struct jk_reporter who = { jk_app_account(d->app, account), START };
    const struct jk_report *report;
    enum jk_status rc = jk_app_report(d->app, &d->arena, &who, said, &report, &d->err);

    if (rc == JK_OK && id)
        memcpy(id, report->id, JK_REPORT_HEX + 1);
    return commit(d, rc);
}

static enum jk_status verify(struct desk *d, const char *account, const char *id)
{
    const struct jk_reporter who = { jk_app_account(d->app, account), START + 60 };
    struct jk_confirmation confirmed;

    return commit(d, jk_app_verify_report(d->app, &d->arena, &who, id, &confirmed, &d->err));
}

/* Told by Bawaslu, verified by the police. */
static void happen(struct desk *d, struct jk_report_said said)
{
    char id[JK_REPORT_HEX + 1];

    said.note = "";
    cr_assert(tell(d, "bawaslu-64.08", &said, id) == JK_OK, "%s %s", d->err.field, d->err.value);
    cr_assert(verify(d, "polres-64.08", id) == JK_OK, "%s %s", d->err.field, d->err.value);
}

/* Two approved rallies a kilometre apart on one day, the other five hours later. */
static void open_day(struct desk *d)
{
    struct jk_verdict_view v;
    struct jk_seen seen[4];
    char ids[4][JK_CONFLICT_HEX + 1]; /* the views go with the next command */

    desk_open(d);
    desk_file_chain(d, "own", 1, 0.5, 117.5, START - 5 * 3600);
    desk_file_chain(d, "other", 2, 0.502, 117.5, START + 3 * 3600);
    cr_assert(desk_decide(d, "own@slots", "approve", NULL, 0) == JK_OK);
    v = desk_verdict(d, "other@slots");
    cr_assert(v.conflict_count <= 4);
    for (size_t i = 0; i < v.conflict_count; i++) {
        memcpy(ids[i], v.conflicts[i].id, sizeof ids[i]);
        seen[i].conflict = ids[i];
        seen[i].revision = v.conflicts[i].revision;
    }
    cr_assert(desk_decide(d, "other@slots", "approve", seen, v.conflict_count) == JK_OK);
    jk_buf_reset(&d->told);
}

static enum jk_level level_of(struct desk *d)
{
    struct jk_verdict_view v = desk_verdict(d, "own@slots");

    return v.conflict_count ? v.conflicts[0].levels.level : JK_LEVEL_NONE;
}

/* The whole public feed and the stored bytes, to be compared before and after. */
static void remember(struct desk *d, struct jk_buf *out)
{
    const struct jk_feed_filter all = {
        .region = "64.08", .kind = -1, .from_day = INT32_MIN, .to_day = INT32_MAX
    };
    struct jk_feed feed = { 0 };

    cr_assert(jk_app_feed(d->app, &(struct jk_feed_request){ &all, "x", START, false }, &feed) ==
              JK_OK);
    copy_feed(&feed, out);
    jk_feed_clear(&feed);
    jk_buf_span(out,
                jk_registry_entry(jk_app_registry(d->app), "own@slots")->current->notice->bytes);
    jk_buf_fmt(out, "%u", desk_verdict(d, "own@slots").chain_revision);
}

Test(reports, a_late_rally_meets_the_other_one_and_its_plan_stays)
{
    struct jk_buf before = { 0 }, after = { 0 };
    struct desk d;
    enum jk_level planned;

    open_day(&d);
    planned = level_of(&d);
    remember(&d, &before);
    happen(&d,
           (struct jk_report_said){ .uid = "own@slots", .kind = JK_REPORT_LATE, .minutes = 360 });
    cr_assert(level_of(&d) > planned, "five hours apart they were %d", planned);
    cr_assert(strstr(d.told.at, "bawaslu-64.08:level:3"), "%s", d.told.at);
    remember(&d, &after);
    cr_assert(jk_span_eq(jk_buf_view(&before), jk_buf_view(&after)), "the plan is what it was");
    happen(&d, (struct jk_report_said){ .uid = "own@slots", .kind = JK_REPORT_OVER });
    cr_assert(level_of(&d) == planned);
    jk_buf_clear(&before);
    jk_buf_clear(&after);
    desk_close(&d);
}

Test(reports, what_rests_on_a_report_is_told_as_such)
{
    struct jk_verdict_view v;
    struct jk_buf text = { 0 };
    struct desk d;
    json_t *json;

    open_day(&d);
    happen(&d,
           (struct jk_report_said){ .uid = "own@slots", .kind = JK_REPORT_LATE, .minutes = 360 });
    v = desk_verdict(&d, "own@slots");
    cr_assert(v.conflicts[0].parts[0].tag_own & JK_TAG_HAPPENED);
    cr_assert(!(v.conflicts[0].parts[0].tag_other & JK_TAG_HAPPENED));
    json = jk_conflict_json(&v.conflicts[0], &d.pack);
    cr_assert(json_is_true(json_array_get(json_object_get(json, "as_happened"), 0)));
    cr_assert(json_is_false(json_array_get(json_object_get(json, "as_happened"), 1)));
    json_decref(json);
    jk_message_internal(&text, &v.conflicts[0], &d.pack, JK_EVENT_LEVEL, JK_LANG_ID);
    cr_assert(strstr(text.at, "KEJADIAN NYATA"));
    jk_buf_clear(&text);
    cr_assert(jk_app_certificate(d.app, &d.arena, "own@slots", START, &json) == JK_OK);
    json_decref(json);
    desk_close(&d);
}

Test(reports, nothing_changes_before_somebody_else_verifies)
{
    struct jk_report_said said = {
        .uid = "own@slots", .kind = JK_REPORT_LATE, .minutes = 360, .note = "hujan"
    };
    char first[JK_REPORT_HEX + 1], second[JK_REPORT_HEX + 1];
    struct desk d;
    enum jk_level planned;

    open_day(&d);
    planned = level_of(&d);
    cr_assert(tell(&d, "bawaslu-64.08", &said, first) == JK_OK);
    cr_assert(level_of(&d) == planned && !d.told.len);
    cr_assert(verify(&d, "bawaslu-64.08", first) == JK_DENIED);
    cr_assert(verify(&d, "polres-64.03", first) == JK_NONE, "not its region");
    cr_assert(verify(&d, "polres-64.08", "0123456789abcdef") == JK_NONE);
    said.kind = JK_REPORT_OVER;
    said.minutes = 0;
    cr_assert(tell(&d, "polres-64.08", &said, second) == JK_OK);
    cr_assert(verify(&d, "bawaslu-64.08", second) == JK_OK);
    cr_assert(verify(&d, "polres-64.08", first) == JK_OK);
    cr_assert(level_of(&d) == planned, "the later report says it is over");
    cr_assert(verify(&d, "polres-64.08", first) == JK_STATE);
    desk_close(&d);
}

Test(reports, a_convoy_off_its_route_is_where_it_was_seen)
{
    const struct jk_point there = { 0.502, 117.5 };
    const struct jk_point way[] = { { 0.52, 117.42 }, { 0.502, 117.5 } };
    struct jk_verdict_view v;
    struct desk d;

    open_day(&d);
    happen(&d, (struct jk_report_said){ .uid = "own-out@slots",
                                        .kind = JK_REPORT_OFF_ROUTE,
                                        .minutes = 7 * 60,
                                        .points = &there,
                                        .point_count = 1 });
    v = desk_verdict(&d, "own@slots");
    cr_assert(v.conflicts[0].levels.level == JK_LEVEL_SIAGA);
    cr_assert(v.conflicts[0].parts[0].leg_own == JK_LEG_BERANGKAT);
    cr_assert(v.conflicts[0].parts[0].part.distance_m == 0.0);
    happen(&d, (struct jk_report_said){ .uid = "own-out@slots",
                                        .kind = JK_REPORT_OFF_ROUTE,
                                        .points = way,
                                        .point_count = 2 });
    v = desk_verdict(&d, "own@slots");
    cr_assert(v.conflicts[0].levels.level < JK_LEVEL_SIAGA, "at its planned hour nobody is there");
    desk_close(&d);
}

Test(reports, what_cannot_be_is_refused_when_it_is_written)
{
    const struct jk_point far[] = { { 0.5, 117.5 }, { 5.5, 117.5 } };
    const struct {
        struct jk_report_said said;
        enum jk_status rc;
    } cases[] = {
        { { .uid = "nobody@slots", .kind = JK_REPORT_OVER }, JK_NONE },
        { { .uid = "own@slots", .kind = JK_REPORT_LATE }, JK_RANGE },
        { { .uid = "own@slots", .kind = JK_REPORT_LATE, .minutes = 1441 }, JK_RANGE },
        { { .uid = "own@slots", .kind = JK_REPORT_LONGER, .minutes = -5 }, JK_RANGE },
        { { .uid = "own@slots", .kind = JK_REPORT_OVER, .minutes = 5 }, JK_RANGE },
        { { .uid = "own@slots", .kind = JK_REPORT_OFF_ROUTE }, JK_INVALID },
        { { .uid = "own@slots", .kind = JK_REPORT_OVER, .points = far, .point_count = 1 },
          JK_INVALID },
        { { .uid = "own@slots", .kind = JK_REPORT_OFF_ROUTE, .points = far, .point_count = 2 },
          JK_INVALID },
        { { .uid = "own-out@slots", .kind = JK_REPORT_OFF_ROUTE, .points = far, .point_count = 2 },
          JK_RANGE },
        { { .uid = "plan@slots", .kind = JK_REPORT_OVER }, JK_STATE },
    };
    struct desk d;

    open_day(&d);
    desk_file_chain(&d, "plan", 1, 1.5, 117.5, START + 3 * 86400);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_report_said said = cases[i].said;

        said.note = "";
        cr_assert(tell(&d, "polres-64.08", &said, NULL) == cases[i].rc, "#%zu", i);
    }
    cr_assert(jk_app_reports(d.app) == 0);
    desk_close(&d);
}

Test(reports, after_a_restart_it_still_happens_and_ends_with_the_activity)
{
    struct jk_replay replay;
    struct desk d;
    enum jk_level planned;

    open_day(&d);
    planned = level_of(&d);
    happen(&d,
           (struct jk_report_said){ .uid = "own@slots", .kind = JK_REPORT_LONGER, .minutes = 300 });
    happen(&d,
           (struct jk_report_said){ .uid = "own@slots", .kind = JK_REPORT_LATE, .minutes = 360 });
    cr_assert(level_of(&d) > planned);
    desk_reopen(&d, START + 120);
    cr_assert(level_of(&d) > planned);
    cr_assert(jk_app_audit(d.app).changed == 0);
    cr_assert(jk_app_report_at(d.app, 1)->in_force && !jk_app_report_at(d.app, 0)->in_force);
    cr_assert(jk_store_replay(d.path, &replay, &d.err) == JK_OK, "%s", replay.first);
    cr_assert(desk_decide(&d, "own@slots", "withdraw", NULL, 0) == JK_OK);
    cr_assert(level_of(&d) == JK_LEVEL_NONE);
    desk_reopen(&d, START + 240);
    cr_assert(jk_app_audit(d.app).changed == 0);
    desk_close(&d);
}
