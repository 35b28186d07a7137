#include "tests/unit/app/desk.h"
#include "jarak/app/public/feed.h"
#include "tests/support/feeds.h"
#include "jarak/app/app.h"
#include "jarak/app/conflicts/alerts.h"
#include "jarak/app/conflicts/conflicts.h"
#include "jarak/app/decisions/decide.h"
#include "jarak/app/maintain/maintain.h"
#include "jarak/app/notices/verdict.h"
#include "jarak/app/notices/withdraw.h"

#include <criterion/criterion.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/app/maintain/setup.h"
#include "jarak/config/files.h"

static void note_alert(void *ctx, const struct jk_account *account,
                       const struct jk_alert_row *alert)
{
    struct desk *d = ctx;

    jk_buf_fmt(&d->told, "%s:%s:%u ", account->name, alert->event, alert->level);
}

static void open_app(struct desk *d, int64_t now_s)
{
    enum jk_status rc = jk_store_open(d->path, &d->store, &d->err);

    if (rc == JK_OK)
        rc = jk_app_open(d->store, &d->pack, now_s, NULL, &d->app, &d->err);
    cr_assert(rc == JK_OK, "%s %s", jk_status_name(rc), d->err.value);
    jk_app_set_sink(d->app, note_alert, d);
}

static void set_up(struct desk *d)
{
    struct jk_buf zones = { 0 };
    char path[PATH_MAX];

    cr_assert(jk_zones_find(path, sizeof path) == JK_OK);
    cr_assert(jk_file_read(path, &zones, &d->err) == JK_OK, "%s", d->err.value);
    cr_assert(jk_process_setup(jk_buf_view(&zones), &d->err) == JK_OK, "%s", d->err.value);
    jk_buf_clear(&zones);
}

void desk_open(struct desk *d)
{
    struct jk_buf tokens = { 0 };

    /* In memory where there is such a place: these tests are not about the disk. */
    *d = (struct desk){ .folder = "/dev/shm/jarakd-desk-XXXXXX", .now_s = DESK_NOW };
    if (!mkdtemp(d->folder)) {
        snprintf(d->folder, sizeof d->folder, "/tmp/jarakd-desk-XXXXXX");
        cr_assert(mkdtemp(d->folder) != NULL);
    }
    snprintf(d->path, sizeof d->path, "%s/jarakd.db", d->folder);
    set_up(d);
    cr_assert(jk_pack_read("calendars/kutim-2024", &d->pack_arena, &d->pack, &d->err) == JK_OK,
              "%s %s", d->err.field, d->err.value);
    open_app(d, DESK_NOW);
    cr_assert(jk_app_begin(d->app, &d->err) == JK_OK);
    cr_assert(jk_first_accounts(d->app, DESK_NOW, &tokens, &d->err) == JK_OK);
    cr_assert(jk_app_commit(d->app, &d->err) == JK_OK);
    jk_buf_clear(&tokens);
}

void desk_close(struct desk *d)
{
    char command[128];

    jk_outcome_clear(&d->outcome);
    jk_app_close(d->app);
    jk_store_close(d->store);
    jk_arena_clear(&d->pack_arena);
    jk_arena_clear(&d->arena);
    jk_buf_clear(&d->told);
    snprintf(command, sizeof command, "rm -rf %s", d->folder);
    cr_assert(system(command) == 0);
}

void desk_reopen(struct desk *d, int64_t now_s)
{
    jk_outcome_clear(&d->outcome);
    jk_app_close(d->app);
    jk_store_close(d->store);
    open_app(d, now_s);
}

static void next_command(struct desk *d)
{
    jk_outcome_clear(&d->outcome);
    jk_arena_clear(&d->arena);
}

static enum jk_status commit(struct desk *d, enum jk_status rc)
{
    struct jk_error err;
    enum jk_status kept = jk_app_commit(d->app, &err);

    if (rc == JK_OK && kept != JK_OK)
        d->err = err;
    return rc == JK_OK ? kept : rc;
}

enum jk_status desk_file_bytes(struct desk *d, const char *bytes, const struct jk_submission *how)
{
    struct jk_submission filing = how ? *how : (struct jk_submission){ .store = true };

    next_command(d);
    if (!filing.actor)
        filing.actor = jk_app_account(d->app, "bawaslu-64.08");
    filing.now_s = filing.now_s ? filing.now_s : d->now_s;
    filing.bytes = jk_span_of(bytes);
    return commit(d, jk_app_submit(d->app, &d->arena, &filing, &d->outcome, &d->err));
}

enum jk_status desk_file(struct desk *d, const struct filed *what)
{
    struct jk_buf text = { 0 };
    const char *day = what->day ? what->day : "20241120";
    enum jk_status rc;

    jk_buf_fmt(&text,
               "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VEVENT\r\nUID:%s\r\n"
               "DTSTAMP:20241101T000000Z\r\nSEQUENCE:%u\r\nDTSTART;TZID=Asia/Makassar:%sT140000\r\n"
               "DTEND;TZID=Asia/Makassar:%sT170000\r\nSUMMARY:Rapat umum\r\n"
               "CATEGORIES:RAPAT-UMUM\r\nX-JARAK-CONTEST:pilbup-64.08\r\nX-JARAK-PASLON:%u\r\n"
               "GEO:%.6f;%.6f\r\n%sEND:VEVENT\r\nEND:VCALENDAR\r\n",
               what->uid, what->sequence, day, day, what->paslon, what->lat, what->lon,
               what->extra ? what->extra : "");
    rc = desk_file_bytes(d, text.at, NULL);
    jk_buf_clear(&text);
    return rc;
}

void desk_write_chain(struct jk_buf *text, const char *name, unsigned paslon, unsigned sequence,
                      double lat, double lon, int64_t start_s)
{
    const int64_t times[] = { start_s, start_s + 7200, start_s - 3600, start_s - 1800 };
    char stamp[4][24];

    for (int i = 0; i < 4; i++) {
        struct jk_civil c = jk_civil_from_utc(times[i], 0);

        snprintf(stamp[i], sizeof stamp[i], "%04d%02d%02dT%02d%02d%02dZ", c.year, c.month, c.day,
                 c.hour, c.minute, c.second);
    }
    jk_buf_fmt(text, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n");
    jk_buf_fmt(text,
               "BEGIN:VEVENT\r\nUID:%s@slots\r\nDTSTAMP:20241101T000000Z\r\nSEQUENCE:%u\r\n"
               "DTSTART:%s\r\nDTEND:%s\r\nSUMMARY:Rapat\r\nCATEGORIES:RAPAT-UMUM\r\n"
               "X-JARAK-CONTEST:pilbup-64.08\r\nX-JARAK-PASLON:%u\r\nGEO:%.6f;%.6f\r\n"
               "END:VEVENT\r\n",
               name, sequence, stamp[0], stamp[1], paslon, lat, lon);
    jk_buf_fmt(text,
               "BEGIN:VEVENT\r\nUID:%s-out@slots\r\nRELATED-TO;RELTYPE=PARENT:%s@slots\r\n"
               "DTSTAMP:20241101T000000Z\r\nSEQUENCE:%u\r\nDTSTART:%s\r\nDTEND:%s\r\n"
               "SUMMARY:Konvoi\r\nCATEGORIES:KONVOI\r\nX-JARAK-LEG:BERANGKAT\r\n"
               "X-JARAK-CONTEST:pilbup-64.08\r\nX-JARAK-PASLON:%u\r\n"
               "X-JARAK-VEHICLES:cars=50;motorcycles=200\r\n"
               "STRUCTURED-DATA;VALUE=TEXT;FMTTYPE=\"application/geo+json\":{\"type\":\"LineString"
               "\"\\,\"coordinates\":[[%.6f\\,%.6f]\\,[%.6f\\,%.6f]]}\r\nEND:VEVENT\r\n",
               name, name, sequence, stamp[2], stamp[3], paslon, lon - 0.08, lat + 0.02, lon, lat);
    jk_buf_fmt(text, "END:VCALENDAR\r\n");
}

void desk_file_chain(struct desk *d, const char *name, unsigned paslon, double lat, double lon,
                     int64_t start_s)
{
    struct jk_buf text = { 0 };
    enum jk_status rc;

    desk_write_chain(&text, name, paslon, 0, lat, lon, start_s);
    rc = desk_file_bytes(d, text.at, NULL);
    cr_assert(rc == JK_OK, "%s %s", d->err.field, d->err.value);
    jk_buf_clear(&text);
}

enum jk_status desk_decide(struct desk *d, const char *uid, const char *act,
                           const struct jk_seen *seen, size_t seen_count)
{
    struct jk_decision decision = { .actor = jk_app_account(d->app, "polres-64.08"),
                                    .now_s = d->now_s,
                                    .uid = uid,
                                    .on = desk_verdict(d, uid).pending ? JK_ON_CHANGE : JK_ON_PLAN,
                                    .act = jk_act_of(act),
                                    .sttp = "STTP/01/XI/2024",
                                    .reason = "dua rapat berjauhan, dikawal",
                                    .basis = "Pasal 9",
                                    .missing = strcmp(act, "return") == 0 ? d->missing : 0,
                                    .seen = seen,
                                    .seen_count = seen_count };

    cr_assert(decision.act != JK_ACT_END, "there is no act %s", act);
    decision.chain_revision = desk_verdict(d, uid).chain_revision;
    next_command(d);
    return commit(d, jk_app_decide(d->app, &d->arena, &decision, 1, &d->outcome, &d->err));
}

enum jk_status desk_withdraw(struct desk *d, const char *uid)
{
    const struct jk_withdrawal rq = { .actor = jk_app_account(d->app, "bawaslu-64.08"),
                                      .now_s = d->now_s,
                                      .uid = uid };

    next_command(d);
    return commit(d, jk_app_withdraw(d->app, &d->arena, &rq, &d->outcome, &d->err));
}

size_t desk_conflicts(struct desk *d)
{
    struct jk_arena arena = { 0 };
    struct jk_conflict_views views;
    size_t open = 0;

    cr_assert(jk_app_conflicts(d->app, &arena,
                               &(struct jk_conflicts_ask){ &(struct jk_account){ .region = "64" },
                                                           "64", true },
                               &views) == JK_OK);
    for (size_t i = 0; i < views.count; i++)
        open += views.at[i].levels.level > JK_LEVEL_NONE;
    jk_arena_clear(&arena);
    return open;
}

struct jk_verdict_view desk_verdict(struct desk *d, const char *uid)
{
    struct jk_verdict_view view;

    cr_assert(jk_app_verdict(d->app, &d->arena, uid, d->now_s, &view) == JK_OK, "%s", uid);
    return view;
}

struct jk_buf desk_feed(struct desk *d)
{
    struct jk_feed_filter all = {
        .region = "64.08", .kind = -1, .from_day = INT32_MIN, .to_day = INT32_MAX
    };
    struct jk_feed out = { .modified_s = 0 };
    struct jk_buf bytes = { 0 };

    cr_assert(jk_app_feed(d->app, &(struct jk_feed_request){ &all, "", d->now_s, false }, &out) ==
              JK_OK);
    copy_feed(&out, &bytes);
    jk_feed_clear(&out);
    return bytes;
}
