/* Things that officials do, at random, with few enough notices that they meet; and whether two
 * applications keep and say the same. */
#include "tests/unit/app/doings.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/app/app.h"
#include "jarak/app/conflicts/conflicts.h"
#include "jarak/app/conflicts/opinions.h"
#include "jarak/app/notices/field_reports.h"
#include "jarak/app/registry/registry.h"
#include "jarak/feed/json/verdict.h"

void doings_run(const char *command)
{
    cr_assert(system(command) == 0, "%s", command);
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
void doings_file(struct desk *d, struct seeded *r, uint32_t sequences[DOINGS_PLACES])
{
    static const char *const days[] = { "20241120", "20241121" };
    const int i = (int)seeded_whole(r, 0, DOINGS_PLACES - 1);
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

    snprintf(uid, sizeof uid, "n%d@repack", (int)seeded_whole(r, 0, DOINGS_PLACES - 1));
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
    d->missing = view.chain_revision % 8;
    if (jk_act_of(act) != JK_ACT_END)
        desk_decide(d, uid, act, seen, count); /* refused where its state does not allow it */
}

static bool find_approved(struct desk *d, struct seeded *r, char uid[32])
{
    const int first = (int)seeded_whole(r, 0, DOINGS_PLACES - 1);

    for (int i = 0; i < DOINGS_PLACES; i++) {
        const struct jk_entry *entry;

        snprintf(uid, 32, "n%d@repack", (first + i) % DOINGS_PLACES);
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

void doings_some(struct desk *d, struct seeded *r, uint32_t sequences[DOINGS_PLACES])
{
    char uid[32];
    struct jk_error err;

    d->now_s += seeded_whole(r, 0, 900);
    switch (seeded_whole(r, 0, 9)) {
    case 0:
        snprintf(uid, sizeof uid, "n%d@repack", (int)seeded_whole(r, 0, DOINGS_PLACES - 1));
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
        doings_file(d, r, sequences);
    }
}

/* Another desk on a copy of the store, opened by the other pack. */
void doings_restart_beside(struct desk *d, const struct jk_pack *other, struct desk *out)
{
    char command[512];

    *out = *d;
    out->arena = (struct jk_arena){ 0 };
    out->outcome = (struct jk_outcome){ 0 };
    out->told = (struct jk_buf){ 0 };
    snprintf(out->path, sizeof out->path, "%s/beside.db", d->folder);
    snprintf(command, sizeof command, "rm -f %s* && cp %s %s && cp %s-wal %s-wal", out->path,
             d->path, out->path, d->path, out->path);
    doings_run(command);
    cr_assert(jk_store_open(out->path, &out->store, &out->err) == JK_OK, "%s", out->err.value);
    cr_assert(jk_app_open(out->store, other, d->now_s, NULL, &out->app, &out->err) == JK_OK, "%s",
              out->err.value);
}

void doings_close_beside(struct desk *beside)
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

void doings_keep_the_same(struct desk *a, struct desk *b, bool told)
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

void doings_say_the_same(struct desk *a, struct desk *b)
{
    struct jk_buf x = desk_feed(a), y = desk_feed(b);

    cr_assert(jk_span_eq(jk_buf_view(&x), jk_buf_view(&y)), "the feeds differ");
    jk_buf_clear(&x);
    jk_buf_clear(&y);
    for (int i = 0; i < DOINGS_PLACES; i++) {
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
void doings_add_guest(struct desk *d)
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

void doings_number_the_same(struct desk *a, struct desk *b)
{
    const struct jk_registry *x = jk_app_registry(a->app), *y = jk_app_registry(b->app);

    cr_assert(jk_registry_entries(x) == jk_registry_entries(y));
    cr_assert(jk_registry_chains(x) == jk_registry_chains(y));
    for (uint32_t i = 0; i < jk_registry_entries(x); i++) {
        const struct jk_entry *one = jk_registry_entry_at(x, i),
                              *other = jk_registry_entry_at(y, i);

        cr_assert(strcmp(one->uid, other->uid) == 0, "%u: %s, a long start has %s", i, one->uid,
                  other->uid);
        cr_assert(one->change == other->change, "%s", one->uid);
        cr_assert(strcmp(one->etag, other->etag) == 0, "%s", one->uid);
        cr_assert(one->deleted == other->deleted && one->leaving == other->leaving, "%s", one->uid);
        cr_assert((one->approved != NULL) == (other->approved != NULL), "%s", one->uid);
        cr_assert((one->happened != NULL) == (other->happened != NULL), "%s", one->uid);
        cr_assert(one->chain->change == other->chain->change, "%s", one->chain->id);
        cr_assert(one->chain->number == other->chain->number, "%s", one->chain->id);
        cr_assert(one->chain->state == other->chain->state, "%s", one->chain->id);
        cr_assert(!jk_chain_is_returned(one->chain) || one->chain->missing == other->chain->missing,
                  "%s", one->chain->id);
        cr_assert(one->chain->former == other->chain->former, "%s", one->chain->id);
        cr_assert(one->chain->kept.former == other->chain->kept.former, "%s", one->chain->id);
        cr_assert(one->chain->pending == other->chain->pending, "%s", one->chain->id);
        cr_assert(one->chain->pending_state == other->chain->pending_state, "%s", one->chain->id);
        cr_assert(strcmp(one->owner, other->owner) == 0, "%s", one->uid);
    }
}
