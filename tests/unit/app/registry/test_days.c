/* Law: whatever was filed, changed, taken back, decided or restarted, R26 names a rival of the day
 * and sub-district exactly where one of the two has no place, and on both sides alike. */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include "tests/support/seeded.h"
#include "tests/unit/app/desk.h"

#define NOTICES 10
#define DAYS    3
#define SPOTS   3

/* Two notices may be together when their spots are one, or one of them is said to be anywhere. */
static const struct {
    const char *named;
    double lat, lon;
} spots[SPOTS] = { { "Lapangan A\\, Kec. Muara Wahau", 1.0544, 116.8387 },
                   { "Lapangan B\\, Kec. Bengalon", 0.7679, 117.5653 },
                   { "Lapangan C", 0.5, 117.5 } };

/* A version of a notice. */
struct plan {
    bool there, placed;
    unsigned day, spot;
};

/* What the test knows of a notice: its newest version, and the one in force beside it. */
struct known {
    struct plan current, approved;
    bool binds; /* it has been approved */
    unsigned paslon, sequence, life;
};

struct play {
    struct desk d;
    struct known at[NOTICES];
    struct seeded random;
    unsigned approvals;
};

static unsigned draw(struct play *p, unsigned below)
{
    return (unsigned)seeded_whole(&p->random, 0, below - 1);
}

static const char *uid_of(const struct play *p, unsigned i)
{
    static char uid[32];

    snprintf(uid, sizeof uid, "n%u-%u", i, p->at[i].life);
    return uid;
}

static void file(struct play *p, unsigned i)
{
    struct known *k = &p->at[i];
    struct plan *now = &k->current;
    char day[16], extra[160];
    struct filed what = { .uid = uid_of(p, i), .day = day, .extra = extra };

    if (k->binds && !k->approved.there)
        k->approved = *now;
    k->paslon = 1 + i % 2; /* whose it is never changes */
    *now = (struct plan){ .there = true, .day = draw(p, DAYS), .spot = draw(p, SPOTS) };
    now->placed = now->spot < 2 && draw(p, 2);
    snprintf(day, sizeof day, "202411%02u", 12 + now->day);
    snprintf(extra, sizeof extra, "LOCATION:%s\r\n%s", spots[now->spot].named,
             now->placed ? "" : "X-JARAK-UNCERTAINTY:20000\r\n");
    what.paslon = k->paslon;
    what.sequence = k->sequence++;
    what.lat = spots[now->spot].lat;
    what.lon = spots[now->spot].lon;
    cr_assert(desk_file(&p->d, &what) == JK_OK, "%s: %s", what.uid, p->d.err.field);
}

/* An approved notice is only asked back: it stands all the same, and is left alone here. */
static void take_back(struct play *p, unsigned i)
{
    struct known *k = &p->at[i];

    if (!k->current.there || k->binds)
        return;
    cr_assert(desk_withdraw(&p->d, uid_of(p, i)) == JK_OK);
    *k = (struct known){ .life = k->life + 1 };
}

static void approve(struct play *p, unsigned i)
{
    struct known *k = &p->at[i];
    struct jk_verdict_view v;
    struct jk_seen seen[NOTICES];
    char ids[NOTICES][64]; /* the view's go with its arena when the decision is made */

    if (!k->current.there)
        return;
    v = desk_verdict(&p->d, uid_of(p, i));
    for (size_t n = 0; n < v.conflict_count; n++) {
        snprintf(ids[n], sizeof ids[n], "%s", v.conflicts[n].id);
        seen[n] = (struct jk_seen){ ids[n], v.conflicts[n].revision };
    }
    if (desk_decide(&p->d, uid_of(p, i), "approve", seen, v.conflict_count) != JK_OK)
        return; /* it is approved already, and nothing is asked for */
    k->binds = true;
    p->approvals++;
    k->approved.there = false;
}

static bool may_be_together(const struct plan *a, const struct plan *b)
{
    return a->there && b->there && a->day == b->day && !(a->placed && b->placed) &&
           (a->spot == b->spot || a->spot == 2 || b->spot == 2);
}

static const char *said_of(struct play *p, unsigned i)
{
    struct jk_verdict_view v = desk_verdict(&p->d, uid_of(p, i));

    for (size_t k = 0; k < v.finding_count; k++) {
        if (strcmp(v.findings[k].rule, "R26") == 0)
            return v.findings[k].text[JK_LANG_ID];
    }
    return "";
}

static void check(struct play *p, int round)
{
    for (unsigned i = 0; i < NOTICES; i++) {
        unsigned want = 0, have = 0;
        const char *said;

        if (!p->at[i].current.there)
            continue;
        for (unsigned k = 0; k < NOTICES; k++)
            want += p->at[i].paslon != p->at[k].paslon &&
                    (may_be_together(&p->at[i].current, &p->at[k].current) ||
                     may_be_together(&p->at[i].current, &p->at[k].approved));
        said = said_of(p, i);
        for (const char *at = said; (at = strstr(at, "Lapangan ")); at++)
            have++;
        /* Four are named, the rest is counted. */
        cr_assert(have == (want < 4 ? want : 4), "round %d, n%u: %u named, %u are there: %s", round,
                  i, have, want, said);
        cr_assert((want > 4) == (strstr(said, " lagi") != NULL), "round %d: %s", round, said);
    }
}

Test(days, rivals_without_a_place_are_named_whatever_was_done)
{
    static struct play p;

    desk_open(&p.d);
    p.random = (struct seeded){ UINT64_C(20241129) };
    for (int round = 0; round < seeded_rounds(120); round++) {
        unsigned i = draw(&p, NOTICES);
        unsigned what = draw(&p, 8);

        if (what < 5)
            file(&p, i);
        else if (what < 7)
            take_back(&p, i);
        else
            approve(&p, i);
        if (draw(&p, 12) == 0)
            desk_reopen(&p.d, DESK_NOW);
        check(&p, round);
    }
    cr_assert(p.approvals > 0);
    desk_close(&p.d);
}

/* What R26 says of x@hari. */
static void unmeasured_text(struct desk *d, char *out, size_t cap)
{
    struct jk_verdict_view view = desk_verdict(d, "x@hari");

    for (size_t i = 0; i < view.finding_count; i++) {
        json_t *json = jk_verdict_json(&view, ~0U, JK_LANG_ID);
        json_t *one = json_array_get(json_object_get(json, "findings"), i);

        if (strcmp(json_string_value(json_object_get(one, "rule")), "R26") == 0)
            snprintf(out, cap, "%s", json_string_value(json_object_get(one, "text")));
        json_decref(json);
    }
    cr_assert(out[0] != '\0', "R26 says nothing");
}

/* What of a chain begins together is named by the main, whichever stood there first: a restart
 * knows them in the order of their first filing. */
Test(days, a_restart_names_the_same_of_a_chain)
{
    static const struct filed
        own = { "x@hari", 0.5, 117.5, 1, 0, NULL, "X-JARAK-UNCERTAINTY:15000\r\n" },
        first = { "a@hari", 0.9, 117.9, 2, 0, NULL, NULL },
        main = { "main@hari", 0.5, 117.5, 2, 0, NULL, NULL },
        leg = { "leg@hari",
                0.5,
                117.5,
                2,
                0,
                NULL,
                "RELATED-TO;RELTYPE=PARENT:main@hari\r\nX-JARAK-LEG:BUBAR\r\n" };
    struct desk d;
    char live[2048] = "", again[2048] = "";

    desk_open(&d);
    cr_assert(desk_file(&d, &first) == JK_OK && desk_file(&d, &main) == JK_OK &&
                  desk_file(&d, &leg) == JK_OK && desk_file(&d, &own) == JK_OK,
              "%s %s", d.err.field, d.err.value);
    cr_assert(desk_withdraw(&d, "x@hari") == JK_OK && desk_withdraw(&d, "a@hari") == JK_OK);
    cr_assert(desk_file(&d, &own) == JK_OK, "%s %s", d.err.field, d.err.value);
    unmeasured_text(&d, live, sizeof live);
    desk_reopen(&d, d.now_s);
    unmeasured_text(&d, again, sizeof again);
    cr_assert(strstr(live, "rapat umum pukul") != NULL, "%s", live);
    cr_assert_str_eq(live, again);
    desk_close(&d);
}
