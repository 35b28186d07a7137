/* Law: whatever was filed, tried, changed, taken back, decided, reported or restarted, a walk gives
 * what a look at everything gives. Other packs take the place of this one in test_repack.c, which
 * asks the same. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "daemon/app/handle/handle.h"
#include "daemon/app/registry/registry_internal.h"
#include "jarak/app/app.h"
#include "jarak/app/notices/field_reports.h"
#include "jarak/app/registry/walk.h"
#include "tests/support/seeded.h"
#include "tests/unit/app/desk.h"
#include "tests/unit/app/shelved.h"
#include "jarak/app/conflicts/alerts.h"

#define CHAINS 12

/* Whose grounds are met: of one regency, on the border of two, far away in another, at sea. */
static const struct {
    double lat, lon;
} spots[] = {
    { 0.55, 117.52 }, { 1.24, 118.45 }, { 1.32, 117.9 }, { -1.9, 116.2 }, { 1.05, 116.84 }
};

struct play {
    struct desk d;
    struct seeded random;
    uint32_t sequence, approved, refused, tried, verified;
};

static unsigned draw(struct play *p, unsigned below)
{
    return (unsigned)seeded_whole(&p->random, 0, below - 1);
}

/* A leg now and then, which may come before its main; a regency's activity or the province's. */
static void write_notice(struct play *p, unsigned i, struct jk_buf *text)
{
    const unsigned spot = draw(p, sizeof spots / sizeof *spots), day = 12 + draw(p, 4);
    const unsigned hour = draw(p, 24);
    const bool leg = draw(p, 4) == 0, placed = draw(p, 5) > 0;

    jk_buf_fmt(text,
               "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:%s%u@rak\r\n"
               "DTSTAMP:20241101T000000Z\r\nSEQUENCE:%u\r\nDTSTART;TZID=Asia/Makassar:202411%02uT"
               "%02u0000\r\nDURATION:PT%uH\r\nSUMMARY:Kegiatan\r\nX-JARAK-CONTEST:%s\r\n"
               "X-JARAK-PASLON:%u\r\n",
               leg ? "leg" : "n", i, p->sequence++, day, hour, 1 + draw(p, 3),
               i % 3 ? "pilbup-64.08" : "pilgub-64", 1 + i % 2);
    if (leg)
        jk_buf_fmt(text, "RELATED-TO;RELTYPE=PARENT:n%u@rak\r\nX-JARAK-LEG:BUBAR\r\n", i);
    jk_buf_fmt(text, "CATEGORIES:%s\r\n", i % 4 ? "RAPAT-UMUM" : "PERTEMUAN-TERBATAS");
    if (draw(p, 4) == 0)
        jk_buf_fmt(text, "RRULE:FREQ=DAILY;COUNT=%u\r\n", 2 + draw(p, 3));
    if (placed)
        jk_buf_fmt(text, "GEO:%.6f;%.6f\r\n", spots[spot].lat, spots[spot].lon);
    else
        jk_buf_str(text, draw(p, 2) ? "LOCATION:Kecamatan Bengalon\r\n"
                                    : "LOCATION:Kecamatan Biduk-Biduk\r\n");
    jk_buf_str(text, "END:VEVENT\r\nEND:VCALENDAR\r\n");
}

static void file(struct play *p, bool store)
{
    const struct jk_submission how = { .actor = jk_app_account(p->d.app, "bawaslu-64"),
                                       .store = store };
    struct jk_buf text = { 0 };

    write_notice(p, draw(p, CHAINS), &text);
    if (desk_file_bytes(&p->d, text.at, &how) != JK_OK)
        p->refused++;
    p->tried += !store;
    jk_buf_clear(&text);
}

static const char *uid_of(struct play *p)
{
    static char uid[24];

    snprintf(uid, sizeof uid, "%s%u@rak", draw(p, 5) ? "n" : "leg", draw(p, CHAINS));
    return uid;
}

static void decide(struct play *p)
{
    static const char *const acts[] = { "approve", "approve", "approve", "hold",
                                        "return",  "refuse",  "rescind", "not_held" };
    const char *uid = uid_of(p);
    const struct jk_entry *entry = jk_registry_entry(jk_app_registry(p->d.app), uid);
    struct jk_seen seen[64];
    struct jk_verdict_view v;

    if (!entry || !entry->current)
        return;
    v = desk_verdict(&p->d, uid);
    for (size_t n = 0; n < v.conflict_count && n < 64; n++)
        seen[n] = (struct jk_seen){ v.conflicts[n].id, v.conflicts[n].revision };
    p->approved += desk_decide(&p->d, uid, acts[draw(p, 8)], seen, v.conflict_count) == JK_OK;
}

static bool is_approved(const struct play *p, const char *uid)
{
    const struct jk_entry *entry = jk_registry_entry(jk_app_registry(p->d.app), uid);

    return entry && entry->chain->state == JK_STATE_APPROVED;
}

static void report(struct play *p)
{
    const unsigned spot = draw(p, sizeof spots / sizeof *spots);
    const struct jk_point there = { spots[spot].lat + 0.01, spots[spot].lon };
    struct jk_report_said said = { .uid = uid_of(p),
                                   .kind = JK_REPORT_OFF_ROUTE,
                                   .points = &there,
                                   .point_count = 1,
                                   .at_s = p->d.now_s,
                                   .note = "" };
    struct jk_reporter who = { jk_app_account(p->d.app, "bawaslu-64.08"), p->d.now_s };
    const struct jk_report *made;
    struct jk_confirmation confirmed;
    char id[JK_REPORT_HEX + 1];
    struct jk_error err;

    for (int i = 0; i < 20 && !is_approved(p, said.uid); i++)
        said.uid = uid_of(p);
    if (draw(p, 3) == 0) {
        said.kind = draw(p, 2) ? JK_REPORT_OVER : JK_REPORT_LATE;
        said.minutes = said.kind == JK_REPORT_LATE ? 60 * (1 + draw(p, 5)) : 0;
        said.points = NULL;
        said.point_count = 0;
    }
    if (jk_app_report(p->d.app, &p->d.arena, &who, &said, &made, &err) == JK_OK) {
        snprintf(id, sizeof id, "%s", made->id);
        cr_assert(jk_app_commit(p->d.app, &err) == JK_OK);
        who.actor = jk_app_account(p->d.app, "polres-64.08");
        p->verified +=
            jk_app_verify_report(p->d.app, &p->d.arena, &who, id, &confirmed, &err) == JK_OK;
    }
    cr_assert(jk_app_commit(p->d.app, &err) == JK_OK);
}

/* A command that cannot be stored is taken back, and memory is read anew. */
static void fail(struct play *p)
{
    struct jk_error err;

    cr_assert(jk_app_begin(p->d.app, &err) == JK_OK);
    p->d.app->group.broken = JK_IO;
    cr_assert(jk_app_commit(p->d.app, &err) != JK_OK && !jk_app_is_lost(p->d.app));
}

static void act(struct play *p)
{
    switch (draw(p, 14)) {
    case 0:
    case 1:
        desk_withdraw(&p->d, uid_of(p));
        break;
    case 2:
    case 3:
    case 4:
        decide(p);
        break;
    case 5:
        report(p);
        break;
    case 6:
    case 7:
        file(p, false);
        break;
    case 8:
        if (draw(p, 4) == 0)
            desk_reopen(&p->d, p->d.now_s);
        break;
    case 9:
        if (draw(p, 4) == 0)
            fail(p);
        break;
    default:
        file(p, true);
    }
}

/* Offices that are told as guests. */
static void add_office(struct desk *d, const char *name, const char *region)
{
    const struct jk_account_ask ask = { .pack = &d->pack, .actor = "uji", .now_s = d->now_s };
    const struct jk_account_spec spec = {
        .name = name, .role = "polres", .region = region, .contest = ""
    };

    cr_assert(jk_app_begin(d->app, &d->err) == JK_OK);
    cr_assert(jk_accounts_add(jk_app_accounts(d->app), &ask, &spec, &d->err) == JK_OK, "%s %s",
              d->err.field, d->err.value);
    cr_assert(jk_app_commit(d->app, &d->err) == JK_OK);
}

/* Law: whoever may see a conflict was told of it as it stands, and whoever was told and sees it no
 * longer was told that too. Whoever is welcomed now has nothing to hear. */
static void everybody_knows(struct play *p, const char *when)
{
    uint8_t hash[32];
    uint64_t before = jk_store_journal_end(p->d.app->store, hash);

    cr_assert(jk_app_begin(p->d.app, &p->d.err) == JK_OK);
    cr_assert(jk_app_welcome(p->d.app, p->d.now_s, &p->d.err) == JK_OK);
    cr_assert(jk_store_journal_end(p->d.app->store, hash) == before, "%s: somebody was not told",
              when);
    cr_assert(jk_app_commit(p->d.app, &p->d.err) == JK_OK);
}

Test(shelves, walks_give_what_a_look_at_everything_gives, .timeout = 600)
{
    static struct play p;
    const int rounds = seeded_rounds(400);

    desk_open(&p.d);
    add_office(&p.d, "polsek-uji", "64.08.05");
    add_office(&p.d, "polres-tetangga", "64.03");
    p.random = (struct seeded){ UINT64_C(20241203) };
    for (int round = 0; round < rounds; round++) {
        char when[32];

        p.d.now_s += (int64_t)draw(&p, 600);
        act(&p);
        snprintf(when, sizeof when, "round %d", round);
        shelved_check(jk_app_registry(p.d.app), when);
        shelved_answers(p.d.app, p.d.now_s, when);
        everybody_knows(&p, when);
    }
    cr_assert(rounds < 400 || (p.approved > 20 && p.tried > 20 && p.refused > 0 && p.verified > 5),
              "%u %u %u %u", p.approved, p.tried, p.refused, p.verified);
    desk_close(&p.d);
}

/* Lists for which memory ran out are not trusted: everything is walked. */
Test(shelves, what_was_lost_is_looked_for_everywhere)
{
    static struct play p;
    struct jk_registry *registry;
    struct jk_walk walk, day, beyond;
    int32_t at = 20000;
    uint32_t count;

    desk_open(&p.d);
    p.random = (struct seeded){ 3 };
    for (int i = 0; i < 40; i++)
        file(&p, true);
    registry = p.d.app->registry;
    registry->shelves.lost = true;
    count = jk_registry_entries(registry);
    walk = jk_registry_walk(registry, "64.01");
    day = jk_registry_walk_day(registry, "99.99", 0);
    cr_assert(!jk_registry_walk_beyond(registry, "64.01", 1, &at, &beyond));
    cr_assert(count > 5 && jk_walk_most(&walk) == count && jk_walk_most(&day) == count &&
              jk_walk_most(&beyond) == count);
    jk_walk_from(&walk, 3);
    for (uint32_t i = 3; i < count; i++)
        cr_assert(jk_walk_entry(&walk) == jk_registry_entry_at(registry, i));
    cr_assert_null(jk_walk_entry(&walk));
    registry->shelves.lost = false;
    desk_close(&p.d);
}
