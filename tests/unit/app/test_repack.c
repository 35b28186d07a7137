/* Another pack takes the place of the one in use while notices are filed, changed, decided,
 * withdrawn and reported: behind the switch everything is as after a restart with that pack on the
 * same store, to the last byte of what is told, and whatever comes between is judged by it.
 *
 * The reference is a copy of the store, as it is right before the switch, opened by the other
 * pack at the same second. */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/app/handle/handle.h"
#include "jarak/app/app.h"
#include "jarak/app/conflicts/conflicts.h"
#include "jarak/app/conflicts/opinions.h"
#include "jarak/app/notices/field_reports.h"
#include "jarak/app/registry/registry.h"
#include "jarak/app/repack.h"
#include "jarak/config/files.h"
#include "jarak/feed/json/verdict.h"
#include "tests/support/seeded.h"
#include "tests/unit/app/desk.h"
#include "tests/unit/app/shelved.h"

#define PLACES 14 /* notices there may be; few, so that they meet */

static int heavy; /* pieces that were too much to be done at once */

static void run(const char *command)
{
    cr_assert(system(command) == 0, "%s", command);
}

/* The Kutim pack with other distances and buffers, two zones, and one rule less. `variant` says
 * which of them. */
static void read_other(const char *folder, unsigned variant, struct jk_arena *arena,
                       struct jk_pack *out)
{
    static const char zones[] =
        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":{"
        "\"type\":"
        "\"Point\",\"coordinates\":[117.5,0.5]},\"properties\":{\"id\":\"z1\",\"name\":\"uji\","
        "\"edition\":\"uji\",\"source\":\"uji\",\"factor\":1.5,\"from\":\"2024-11-01\","
        "\"to\":\"2024-12-01\",\"radius_m\":3000}},{\"type\":\"Feature\",\"geometry\":{\"type\":"
        "\"Polygon\",\"coordinates\":[[[117.52,0.5],[117.56,0.5],[117.56,0.54],[117.52,0.54],"
        "[117.52,0.5]]]},\"properties\":{\"id\":\"z2\",\"name\":\"uji\",\"edition\":\"uji\","
        "\"source\":\"uji\",\"factor\":2.0,\"from\":\"2024-11-01\",\"to\":\"2024-12-01\"}}]}";
    struct jk_error err;
    char command[512], path[128];
    FILE *f;

    snprintf(command, sizeof command, "rm -rf %s/pack && cp -r calendars/kutim-2024 %s/pack",
             folder, folder);
    run(command);
    snprintf(
        command, sizeof command,
        "sed -i 's/\"version\": 1/\"version\": 2/; s/\"distance_m\": 5000/\"distance_m\": %s/; "
        "s/\"distance_m\": 1000,/\"distance_m\": %s,/' %s/pack/policy.json",
        variant & 1 ? "9000" : "1500", variant & 1 ? "1800" : "1000", folder);
    run(command);
    if (variant & 2) {
        snprintf(path, sizeof path, "%s/pack/zones.geojson", folder);
        f = fopen(path, "w");
        cr_assert(f && fputs(zones, f) >= 0 && fclose(f) == 0);
    }
    snprintf(command, sizeof command,
             "sed -i 's/Pilkada Kutai/Pemilihan Kutai/' %s/pack/pack.json; sed -i "
             "'s/\"buildup_min\": 120/\"buildup_min\": %d/' %s/pack/defaults.json",
             folder, variant & 4 ? 30 : 120, folder);
    run(command);
    if (variant & 8) { /* what is over is over */
        snprintf(command, sizeof command,
                 "sed -i 's/\"simulation\": true/\"simulation\": false, "
                 "\"neighbour_margin_m\": 200, \"border_error_m\": 100/' %s/pack/pack.json",
                 folder);
        run(command);
    }
    snprintf(path, sizeof path, "%s/pack", folder);
    *out = (struct jk_pack){ .id = NULL };
    cr_assert(jk_pack_read(path, arena, out, &err) == JK_OK, "%s %s", err.field, err.value);
}

/* The way to a rally, which may come before it and after it was withdrawn. */
static void file_convoy(struct desk *d, int i, const struct filed *to, bool long_way)
{
    const int corners = long_way ? 150 : 2;
    struct jk_buf text = { 0 };

    jk_buf_fmt(&text,
               "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:%s\r\n"
               "RELATED-TO;RELTYPE=PARENT:n%d@repack\r\nDTSTAMP:20241101T000000Z\r\n"
               "SEQUENCE:%u\r\nDTSTART;TZID=Asia/Makassar:%sT130000\r\nDTEND;TZID=Asia/Makassar:"
               "%sT134500\r\nSUMMARY:Konvoi\r\nCATEGORIES:KONVOI\r\nX-JARAK-LEG:BERANGKAT\r\n"
               "X-JARAK-CONTEST:pilbup-64.08\r\nX-JARAK-PASLON:%u\r\nX-JARAK-VEHICLES:cars=60\r\n"
               "%sSTRUCTURED-DATA;VALUE=TEXT;FMTTYPE=\"application/geo+json\":{\"type\":"
               "\"LineString\"\\,\"coordinates\":[",
               to->uid, i - 2, to->sequence, to->day, to->day, to->paslon,
               long_way ? "RRULE:FREQ=DAILY;COUNT=10\r\n" : "");
    for (int k = 0; k < corners; k++)
        jk_buf_fmt(&text, "%s[%.6f\\,%.6f]", k ? "\\," : "",
                   to->lon - 0.05 * (1.0 - (double)k / (corners - 1)),
                   to->lat + 0.01 * (1.0 - (double)k / (corners - 1)) + (k % 2 ? 0.0002 : 0.0));
    jk_buf_str(&text, "]}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
    desk_file_bytes(d, text.at, NULL);
    jk_buf_clear(&text);
}

static void file_meeting(struct desk *d, const struct filed *what, int crowd, int uncertain_m)
{
    struct jk_buf text = { 0 };

    jk_buf_fmt(&text,
               "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:%s\r\n"
               "DTSTAMP:20241101T000000Z\r\nSEQUENCE:%u\r\nDTSTART;TZID=Asia/Makassar:%sT140000\r\n"
               "DTEND;TZID=Asia/Makassar:%sT170000\r\nSUMMARY:Rapat\r\n"
               "CATEGORIES:PERTEMUAN-TERBATAS\r\nX-JARAK-CONTEST:pilbup-64.08\r\n"
               "X-JARAK-PASLON:%u\r\nX-JARAK-CROWD:%d\r\n",
               what->uid, what->sequence, what->day, what->day, what->paslon, crowd);
    if (crowd % 3 == 0)
        jk_buf_str(&text, "LOCATION:Kecamatan Sangatta Utara\r\n"); /* anywhere in it */
    else
        jk_buf_fmt(&text, "X-JARAK-UNCERTAINTY:%d\r\nGEO:%.6f;%.6f\r\n", uncertain_m, what->lat,
                   what->lon);
    jk_buf_str(&text, "END:VEVENT\r\nEND:VCALENDAR\r\n");
    desk_file_bytes(d, text.at, NULL);
    jk_buf_clear(&text);
}

/* A random notice of a place, new or changed: rallies, series, convoys, legs, and some that are
 * only roughly placed. */
static void file_some(struct desk *d, struct seeded *r, uint32_t sequences[PLACES])
{
    static const char *const days[] = { "20241120", "20241121" };
    const int i = (int)seeded_whole(r, 0, PLACES - 1);
    double lat = 0.5 + seeded_between(r, -0.03, 0.03), lon = 117.5 + seeded_between(r, -0.03, 0.06);
    char uid[32], extra[512] = "";
    struct filed filed = { .uid = uid, .paslon = 1 + (unsigned)i % 2, .sequence = sequences[i]++ };

    snprintf(uid, sizeof uid, "n%d@repack", i);
    filed.lat = lat;
    filed.lon = lon;
    filed.day = days[seeded_whole(r, 0, 1)];
    if (i % 5 == 4) {
        file_convoy(d, i, &filed, seeded_whole(r, 0, 2) == 0);
        return;
    }
    if (i == 5 || i == 10) { /* sized by its main, which states how many come */
        snprintf(extra, sizeof extra,
                 "RELATED-TO;RELTYPE=PARENT:n%d@repack\r\nX-JARAK-LEG:BUBAR\r\n", i - 2);
    } else if (i % 5 == 3) {
        file_meeting(d, &filed, (int)seeded_whole(r, 100, 2500), (int)seeded_whole(r, 0, 2000));
        return;
    } else if (i % 5 == 2 && seeded_whole(r, 0, 1)) {
        snprintf(extra, sizeof extra, "RRULE:FREQ=DAILY;COUNT=3\r\nX-JARAK-CROWD:400\r\n");
    }
    filed.extra = extra;
    desk_file(d, &filed); /* some are refused: a leg as a rally, a change that is late */
}

static bool is_there(struct desk *d, const char *uid)
{
    const struct jk_entry *entry = jk_registry_entry(jk_app_registry(d->app), uid);

    return entry && entry->current;
}

static void decide_some(struct desk *d, struct seeded *r)
{
    static const char *const acts[] = { "approve", "approve", "approve", "hold",    "return",
                                        "review",  "refuse",  "rescind", "not_held" };
    struct jk_seen seen[64];
    char ids[64][JK_CONFLICT_HEX + 1];
    size_t count = 0;
    struct jk_verdict_view view;
    char uid[32];

    snprintf(uid, sizeof uid, "n%d@repack", (int)seeded_whole(r, 0, PLACES - 1));
    if (!is_there(d, uid))
        return;
    view = desk_verdict(d, uid);
    for (size_t i = 0; i < view.conflict_count && i < 64; i++) {
        seen[count].revision = view.conflicts[i].revision;
        snprintf(ids[count], sizeof ids[count], "%s", view.conflicts[i].id);
        seen[count].conflict = ids[count];
        count++;
    }
    const char *act = acts[seeded_whole(r, 0, 8)];
    if (jk_act_of(act) != JK_ACT_END)
        desk_decide(d, uid, act, seen, count); /* refused where its state does not allow it */
}

static bool find_approved(struct desk *d, struct seeded *r, char uid[32])
{
    const int first = (int)seeded_whole(r, 0, PLACES - 1);

    for (int i = 0; i < PLACES; i++) {
        const struct jk_entry *entry;

        snprintf(uid, 32, "n%d@repack", (first + i) % PLACES);
        entry = jk_registry_entry(jk_app_registry(d->app), uid);
        if (entry && entry->chain->state == JK_STATE_APPROVED)
            return true;
    }
    return false;
}

static void report_some(struct desk *d, struct seeded *r)
{
    const struct jk_point there = { 0.5 + seeded_between(r, -0.02, 0.02),
                                    117.5 + seeded_between(r, -0.02, 0.05) };
    const enum jk_report_kind kind = (enum jk_report_kind)seeded_whole(r, 0, 3);
    char uid[32], id[JK_REPORT_HEX + 1];
    struct jk_report_said said = { .uid = uid,
                                   .kind = kind,
                                   .minutes =
                                       kind == JK_REPORT_OFF_ROUTE ? 0 : seeded_whole(r, 20, 90),
                                   .points = kind == JK_REPORT_OFF_ROUTE ? &there : NULL,
                                   .point_count = kind == JK_REPORT_OFF_ROUTE,
                                   .at_s = d->now_s,
                                   .note = "" };
    struct jk_reporter who = { jk_app_account(d->app, "bawaslu-64.08"), d->now_s };
    const struct jk_report *report;
    struct jk_confirmation confirmed;
    struct jk_error err;

    if (!find_approved(d, r, uid))
        return;
    if (kind == JK_REPORT_OVER)
        said.minutes = 0;
    if (jk_app_report(d->app, &d->arena, &who, &said, &report, &err) == JK_OK) {
        snprintf(id, sizeof id, "%s", report->id);
        cr_assert(jk_app_commit(d->app, &err) == JK_OK);
        who.actor = jk_app_account(d->app, "polres-64.08");
        jk_app_verify_report(d->app, &d->arena, &who, id, &confirmed, &err);
    }
    cr_assert(jk_app_commit(d->app, &err) == JK_OK);
}

static void opine_some(struct desk *d, struct seeded *r)
{
    struct jk_arena arena = { 0 };
    struct jk_conflict_views views;
    struct jk_conflict_view told;
    struct jk_opinion_act said = {
        jk_app_account(d->app, "kpu-64.08"), d->now_s, NULL, "accepted", "", 0
    };
    struct jk_error err;

    cr_assert(jk_app_conflicts(d->app, &arena, &(struct jk_conflicts_ask){ said.actor, "64", true },
                               &views) == JK_OK);
    if (views.count > 0) {
        const struct jk_conflict_view *c = &views.at[seeded_whole(r, 0, (int64_t)views.count - 1)];

        said.conflict = c->id;
        said.revision = c->revision;
        jk_app_opine(d->app, &arena, &said, &told, &err);
        cr_assert(jk_app_commit(d->app, &err) == JK_OK);
    }
    jk_arena_clear(&arena);
}

static void do_something(struct desk *d, struct seeded *r, uint32_t sequences[PLACES])
{
    char uid[32];
    struct jk_error err;

    d->now_s += seeded_whole(r, 0, 900);
    switch (seeded_whole(r, 0, 9)) {
    case 0:
        snprintf(uid, sizeof uid, "n%d@repack", (int)seeded_whole(r, 0, PLACES - 1));
        desk_withdraw(d, uid);
        break;
    case 1:
    case 2:
    case 3:
        decide_some(d, r);
        break;
    case 4:
        report_some(d, r);
        break;
    case 5:
        opine_some(d, r);
        break;
    case 6:
        cr_assert(jk_app_tick(d->app, d->now_s, &err) == JK_OK);
        cr_assert(jk_app_commit(d->app, &err) == JK_OK);
        break;
    default:
        file_some(d, r, sequences);
    }
}

/* Another desk on a copy of the store, opened by the other pack. */
static void restart_beside(struct desk *d, const struct jk_pack *other, struct desk *out)
{
    char command[512];

    *out = *d;
    out->arena = (struct jk_arena){ 0 };
    out->outcome = (struct jk_outcome){ 0 };
    out->told = (struct jk_buf){ 0 };
    snprintf(out->path, sizeof out->path, "%s/beside.db", d->folder);
    snprintf(command, sizeof command, "rm -f %s* && cp %s %s && cp %s-wal %s-wal", out->path,
             d->path, out->path, d->path, out->path);
    run(command);
    cr_assert(jk_store_open(out->path, &out->store, &out->err) == JK_OK, "%s", out->err.value);
    cr_assert(jk_app_open(out->store, other, d->now_s, &out->app, &out->err) == JK_OK, "%s",
              out->err.value);
}

static void close_beside(struct desk *beside)
{
    jk_app_close(beside->app);
    jk_store_close(beside->store);
    jk_arena_clear(&beside->arena);
}

static enum jk_status add_conflict(void *ctx, const struct jk_conflict_row *row)
{
    jk_buf_fmt(ctx, "conflict %s %s %s %u %u %u %d %s %lld %lld\n", row->id, row->chain_a,
               row->chain_b, row->revision, row->level, row->level_max, row->open, row->digest,
               (long long)row->opened_s, (long long)row->changed_s);
    return JK_OK;
}

static enum jk_status add_opinion(void *ctx, const struct jk_opinion_row *row)
{
    jk_buf_fmt(ctx, "opinion %s %s %s %s %u %lld\n", row->conflict, row->agency, row->opinion,
               row->actor, row->revision, (long long)row->time_s);
    return JK_OK;
}

static enum jk_status add_escalation(void *ctx, const struct jk_escalation_row *row)
{
    jk_buf_fmt(ctx, "escalation %s %u %u %u %lld %s %lld\n", row->conflict, row->level, row->step,
               row->revision, (long long)row->since_s, row->actor, (long long)row->acked_s);
    return JK_OK;
}

/* A restart has not judged by the former pack what it closes, and so cannot tell where it was; all
 * else it tells alike. Conflicts of one chain that close in one command are told in the order in
 * which they were found, which a restart does not know either; and each account is told in a
 * command of its own. */
static enum jk_status add_alert(void *ctx, const struct jk_alert_row *row)
{
    const bool closed = strcmp(row->event, "closed") == 0;
    const char *command = strstr(row->payload, "\"command\":"), *rest;

    rest = command ? command + strcspn(command, ",}") : row->payload;
    jk_buf_fmt(ctx, "alert %s %s %u %s %u %lld %.*s%s\n", row->account, row->conflict,
               row->revision, row->event, row->level, (long long)row->time_s,
               closed || !command ? 0 : (int)(command - row->payload), row->payload,
               closed ? "" : rest);
    return JK_OK;
}

/* All that the store keeps of conflicts and of what was told, as text. */
static struct jk_buf kept_by(struct desk *d, bool told)
{
    struct jk_buf out = { 0 };
    const struct jk_accounts *accounts = jk_app_accounts(d->app);
    struct jk_error err;

    cr_assert(jk_store_each_conflict(d->store, add_conflict, &out, &err) == JK_OK);
    cr_assert(jk_store_each_opinion(d->store, add_opinion, &out, &err) == JK_OK);
    cr_assert(jk_store_each_escalation(d->store, add_escalation, &out, &err) == JK_OK);
    for (size_t i = 0; told && i < jk_accounts_count(accounts); i++) {
        const struct jk_alert_page page = { jk_accounts_at(accounts, i)->name, 0, 100000 };

        cr_assert(jk_store_each_alert(d->store, &page, add_alert, &out, &err) == JK_OK);
    }
    jk_buf_char(&out, '\0');
    cr_assert(jk_buf_ok(&out));
    return out;
}

static int compare_lines(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Its lines in order; they lie in the text. */
static size_t sort_lines(struct jk_buf *text, char ***out)
{
    size_t count = 0;

    *out = calloc(text->len, sizeof **out);
    cr_assert_not_null(*out);
    for (char *line = strtok(text->at, "\n"); line; line = strtok(NULL, "\n"))
        (*out)[count++] = line;
    qsort(*out, count, sizeof **out, compare_lines);
    return count;
}

static void keep_the_same(struct desk *a, struct desk *b, bool told)
{
    struct jk_buf x = kept_by(a, told), y = kept_by(b, told);
    char **one, **other;
    size_t count = sort_lines(&x, &one);

    cr_assert(count == sort_lines(&y, &other), "%zu", count);
    for (size_t i = 0; i < count; i++)
        cr_assert(strcmp(one[i], other[i]) == 0, "%s\na restart keeps\n%s", one[i], other[i]);
    free(one);
    free(other);
    jk_buf_clear(&x);
    jk_buf_clear(&y);
}

static char *told_of(struct desk *d, const char *uid)
{
    struct jk_verdict_view view = desk_verdict(d, uid);
    json_t *json = jk_verdict_json(&view, ~0U, JK_LANG_ID);
    char *text = json_dumps(json, JSON_SORT_KEYS);

    json_decref(json);
    return text;
}

static void say_the_same(struct desk *a, struct desk *b)
{
    struct jk_buf x = desk_feed(a), y = desk_feed(b);

    cr_assert(jk_span_eq(jk_buf_view(&x), jk_buf_view(&y)), "the feeds differ");
    jk_buf_clear(&x);
    jk_buf_clear(&y);
    for (int i = 0; i < PLACES; i++) {
        char uid[32], *one, *other;

        snprintf(uid, sizeof uid, "n%d@repack", i);
        cr_assert(is_there(a, uid) == is_there(b, uid), "%s", uid);
        if (!is_there(a, uid))
            continue;
        one = told_of(a, uid);
        other = told_of(b, uid);
        cr_assert(strcmp(one, other) == 0, "%s\n%s\na restart says\n%s", uid, one, other);
        free(one);
        free(other);
    }
}

/* An office of a sub-district, which is told what touches its ground. */
static void add_guest(struct desk *d)
{
    const struct jk_account_ask ask = { .pack = &d->pack, .actor = "uji", .now_s = d->now_s };
    const struct jk_account_spec spec = {
        .name = "polsek-uji", .role = "polres", .region = "64.08.04", .contest = ""
    };

    cr_assert(jk_app_begin(d->app, &d->err) == JK_OK);
    cr_assert(jk_accounts_add(jk_app_accounts(d->app), &ask, &spec, &d->err) == JK_OK, "%s %s",
              d->err.field, d->err.value);
    cr_assert(jk_app_commit(d->app, &d->err) == JK_OK);
}

/* One step. What is heavy is found out by a copy, and things happen before it has: here, nothing
 * was found, and it is judged. */
static void take_step(struct desk *d, struct jk_repack *repack, struct seeded *r,
                      uint32_t sequences[PLACES], bool *ready)
{
    enum jk_status rc = jk_app_repack_step(repack, ready, &d->err);

    if (rc == JK_HEAVY) {
        heavy++;
        for (int i = (int)seeded_whole(r, 0, 3); i > 0; i--)
            do_something(d, r, sequences);
        jk_app_repack_learn(repack, (struct jk_span){ "", 0 });
        rc = JK_OK;
    }
    cr_assert(rc == JK_OK, "%s %s", d->err.field, d->err.value);
}

/* Steps until everything is judged as it stands; what comes between is the test's.
 * @return how many steps */
static int step_through(struct desk *d, struct jk_repack *repack, struct seeded *r,
                        uint32_t sequences[PLACES])
{
    bool ready = false;
    int steps = 0;

    while (!ready) {
        if (seeded_whole(r, 0, 1))
            do_something(d, r, sequences);
        take_step(d, repack, r, sequences, &ready);
        cr_assert(++steps < 10000, "it never comes to an end");
        if (ready && seeded_whole(r, 0, 3) == 0) { /* something came before the switch after all */
            const uint64_t seq = jk_store_last_entry(d->store);

            file_some(d, r, sequences);
            if (jk_store_last_entry(d->store) != seq)
                cr_assert(jk_app_repack_switch(repack, d->now_s, &d->err) == JK_STATE);
            ready = false;
        }
    }
    return steps;
}

static void tidy(struct desk *d, struct jk_repack *repack)
{
    bool done = false;

    for (int i = 0; i < 10000 && !done; i++) {
        cr_assert(jk_app_repack_tidy(repack, d->now_s, &done, &d->err) == JK_OK);
        cr_assert(jk_app_commit(d->app, &d->err) == JK_OK);
    }
    cr_assert(done);
    jk_app_repack_free(repack);
}

static void change_packs_once(uint64_t seed)
{
    struct seeded r = { seed };
    struct jk_arena arena = { 0 };
    uint32_t sequences[PLACES] = { 0 };
    struct desk d, beside;
    struct jk_pack other;
    struct jk_repack *repack;
    struct jk_replay replay = { 0 };
    const unsigned variant = (unsigned)seeded_whole(&r, 0, 15);
    struct jk_buf written;

    desk_open(&d);
    add_guest(&d);
    read_other(d.folder, variant, &arena, &other);
    for (int i = (int)seeded_whole(&r, 0, 60); i > 0; i--)
        do_something(&d, &r, sequences);
    if (seeded_whole(&r, 0, 2) == 0)
        d.now_s = 1732200000; /* in the middle of the days there are activities on */
    repack = jk_app_repack_new(d.app, &other);
    cr_assert_not_null(repack);
    step_through(&d, repack, &r, sequences);
    written = desk_feed(&d); /* which the switch is to forget */
    jk_buf_clear(&written);
    restart_beside(&d, &other, &beside);
    jk_buf_reset(&d.told);
    cr_assert(jk_app_repack_switch(repack, d.now_s, &d.err) == JK_OK, "%s %s", d.err.field,
              d.err.value);
    shelved_check(jk_app_registry(d.app), "behind the switch");
    shelved_answers(d.app, d.now_s, "behind the switch");
    keep_the_same(&d, &beside, false);
    cr_assert(jk_app_audit(d.app).changed == jk_app_audit(beside.app).changed);
    cr_assert(jk_app_audit(d.app).conflicts == jk_app_audit(beside.app).conflicts);
    say_the_same(&d, &beside);
    tidy(&d, repack);
    keep_the_same(&d, &beside, true); /* each was told, and once */
    say_the_same(&d, &beside);
    close_beside(&beside);
    for (int i = 0; i < 10; i++) /* and it goes on as it would */
        do_something(&d, &r, sequences);
    shelved_check(jk_app_registry(d.app), "later");
    restart_beside(&d, &other, &beside);
    cr_assert(jk_app_audit(beside.app).changed == 0, "what came behind is judged by it too");
    say_the_same(&d, &beside);
    close_beside(&beside);
    cr_assert(jk_store_replay(d.path, &replay, &d.err) == JK_OK, "%s", replay.first);
    desk_close(&d);
    jk_arena_clear(&arena);
}

Test(repack, behind_the_switch_all_is_as_after_a_restart, .timeout = 600)
{
    for (int i = 0; i < seeded_rounds(60); i++)
        change_packs_once(0x9e3779b97f4a7c15U * (uint64_t)(i + 1));
    cr_assert(heavy > 0 || seeded_rounds(60) < 60, "none was");
}

Test(repack, given_up_at_any_step_nothing_has_changed)
{
    struct seeded r = { 7 };
    struct jk_arena arena = { 0 };
    uint32_t sequences[PLACES] = { 0 };
    struct desk d;
    struct jk_pack other;

    desk_open(&d);
    read_other(d.folder, 3, &arena, &other);
    for (int i = 0; i < 60; i++)
        do_something(&d, &r, sequences);
    for (int steps = 0; steps < 6; steps++) {
        struct jk_repack *repack = jk_app_repack_new(d.app, &other);
        const uint64_t seq = jk_store_last_entry(d.store);
        bool ready = false;

        for (int i = 0; i < steps; i++)
            jk_app_repack_step(repack, &ready, &d.err);
        jk_app_repack_free(repack);
        cr_assert(jk_store_last_entry(d.store) == seq);
        shelved_check(jk_app_registry(d.app), "given up");
        do_something(&d, &r, sequences);
    }
    desk_reopen(&d, d.now_s);
    cr_assert(jk_app_audit(d.app).changed == 0);
    desk_close(&d);
    jk_arena_clear(&arena);
}

/* A commit fails on the way (memory is read from the store again), and at the switch. */
Test(repack, what_cannot_be_stored_leaves_the_pack_in_use)
{
    struct seeded r = { 11 };
    struct jk_arena arena = { 0 };
    uint32_t sequences[PLACES] = { 0 };
    struct desk d, beside;
    struct jk_pack other;
    struct jk_repack *repack;
    struct jk_error err;
    bool ready = false;

    desk_open(&d);
    read_other(d.folder, 3, &arena, &other);
    for (int i = 0; i < 60; i++)
        do_something(&d, &r, sequences);
    repack = jk_app_repack_new(d.app, &other);
    for (int i = 0; i < 3; i++)
        take_step(&d, repack, &r, sequences, &ready);
    cr_assert(jk_app_begin(d.app, &err) == JK_OK);
    d.app->group.broken = JK_IO;
    cr_assert(jk_app_commit(d.app, &err) != JK_OK && !jk_app_is_lost(d.app));
    do_something(&d, &r, sequences);
    for (ready = false; !ready;)
        take_step(&d, repack, &r, sequences, &ready);
    restart_beside(&d, &other, &beside);
    cr_assert(jk_app_repack_switch(repack, d.now_s, &d.err) == JK_OK);
    keep_the_same(&d, &beside, false);
    say_the_same(&d, &beside);
    tidy(&d, repack);
    keep_the_same(&d, &beside, true);
    close_beside(&beside);
    desk_close(&d);
    jk_arena_clear(&arena);
}

Test(repack, a_switch_that_cannot_be_stored_leaves_the_pack_in_use)
{
    struct seeded r = { 13 };
    struct jk_arena arena = { 0 };
    uint32_t sequences[PLACES] = { 0 };
    struct desk d;
    struct jk_pack other;
    struct jk_repack *repack;
    bool ready = false;
    uint64_t seq;

    desk_open(&d);
    read_other(d.folder, 3, &arena, &other);
    for (int i = 0; i < 60; i++)
        do_something(&d, &r, sequences);
    seq = jk_store_last_entry(d.store);
    repack = jk_app_repack_new(d.app, &other);
    while (!ready)
        take_step(&d, repack, &r, sequences, &ready);
    cr_assert(jk_store_begin(d.store, &d.err) == JK_OK); /* somebody else's: it cannot begin */
    cr_assert(jk_app_repack_switch(repack, d.now_s, &d.err) != JK_OK);
    cr_assert(!jk_app_is_lost(d.app));
    jk_app_repack_free(repack);
    cr_assert(jk_store_last_entry(d.store) == seq);
    cr_assert(jk_app_pack(d.app) == &d.pack);
    for (int i = 0; i < 10; i++)
        do_something(&d, &r, sequences);
    desk_reopen(&d, d.now_s);
    cr_assert(jk_app_audit(d.app).changed == 0);
    desk_close(&d);
    jk_arena_clear(&arena);
}
