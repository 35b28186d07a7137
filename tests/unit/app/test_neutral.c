/* Which paslon it is changes nothing: a season filed with the labels exchanged is answered the
 * same, word for word, up to the exchange (SPEC 9). */
#include <criterion/criterion.h>
#include <ctype.h>
#include <string.h>
#include "jarak/app/teams/team.h"
#include "jarak/app/alerts/inbox.h"
#include "jarak/app/app.h"
#include "jarak/app/decisions/retime.h"
#include "jarak/app/notices/verdict.h"
#include "tests/support/seeded.h"
#include "tests/unit/app/desk.h"

#define SEASONS 4
#define STEPS   150

/* What a season said, in order: verdicts, slots, inboxes. */
struct season {
    struct desk d;
    struct jk_buf said;
    bool swapped;
};

/* Ballot numbers 1 and 2 are exchanged in a swapped season. */
static unsigned label(const struct season *s, int64_t paslon)
{
    return (unsigned)(s->swapped ? 3 - paslon : paslon);
}

/* Exchange the labels again, and blank what is random in a store or made of bytes: hexadecimal
 * runs of 16 and more. */
static void normalise(const struct season *s, struct jk_buf *text)
{
    static const char word[] = "Paslon ";

    for (char *c = text->at; *c; c++) {
        size_t run = strspn(c, "0123456789abcdef");

        if (s->swapped && strncmp(c, word, sizeof word - 1) == 0 &&
            (c[sizeof word - 1] == '1' || c[sizeof word - 1] == '2') &&
            !isdigit((unsigned char)c[sizeof word]))
            c[sizeof word - 1] = (char)('1' + '2' - c[sizeof word - 1]);
        if (run >= 16)
            memset(c, '#', run);
    }
}

static void say_json(struct season *s, json_t *json)
{
    char *text = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);

    cr_assert(text != NULL);
    jk_buf_str(&s->said, text);
    jk_buf_char(&s->said, '\n');
    free(text);
    json_decref(json);
}

static void say_verdicts(struct season *s)
{
    for (size_t i = 0; i < s->d.outcome.count; i++)
        say_json(s, jk_verdict_json(&s->d.outcome.verdicts[i], ~0U, JK_LANG_ID));
}

/* A meeting, a rally or a convoy of one of two pairs, near the town, on one of three days. */
static unsigned write_one(struct season *s, struct seeded *r, int n, struct jk_buf *text)
{
    static const char *const kinds[] = { "RAPAT-UMUM", "PERTEMUAN-TERBATAS", "TATAP-MUKA",
                                         "KONVOI" };
    int64_t kind = seeded_whole(r, 0, 3), paslon = seeded_whole(r, 1, 2),
            day = seeded_whole(r, 1, 3);
    int64_t hour = seeded_whole(r, 9, 15);
    double lat = seeded_between(r, 0.45, 0.6), lon = seeded_between(r, 117.5, 117.6);
    char place[200];

    if (kind == 3)
        snprintf(
            place, sizeof place,
            "X-JARAK-COLUMN:600\r\nSTRUCTURED-DATA;VALUE=TEXT;FMTTYPE=\"application/geo+json\":"
            "{\"type\":\"LineString\"\\,\"coordinates\":[[%.6f\\,%.6f]\\,[%.6f\\,%.6f]]}\r\n",
            lon, lat, lon + 0.1, lat + 0.02);
    else
        snprintf(place, sizeof place, "GEO:%.6f;%.6f\r\n", lat, lon);
    jk_buf_fmt(text,
               "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:n%02d@netral\r\n"
               "DTSTAMP:20241101T000000Z\r\nDTSTART;TZID=Asia/Makassar:202411%02dT%02d0000\r\n"
               "DTEND;TZID=Asia/Makassar:202411%02dT%02d0000\r\nSUMMARY:Kegiatan\r\n"
               "CATEGORIES:%s\r\nX-JARAK-CONTEST:pilbup-64.08\r\nX-JARAK-PASLON:%u\r\n%s"
               "END:VEVENT\r\nEND:VCALENDAR\r\n",
               n, (int)(19 + day), (int)hour, (int)(19 + day), (int)hour + 1, kinds[kind],
               label(s, paslon), place);
    return label(s, paslon);
}

static void file_one(struct season *s, struct seeded *r, int n)
{
    struct jk_buf text = { 0 };

    write_one(s, r, n, &text);
    cr_assert(desk_file_bytes(&s->d, text.at, NULL) == JK_OK, "%s %s", s->d.err.field,
              s->d.err.value);
    say_verdicts(s);
    jk_buf_clear(&text);
}

/* A team hands in a draft, is answered from what is public, and an official files it. */
static void draft_one(struct season *s, struct seeded *r, int n)
{
    struct jk_submission how = { .now_s = DESK_NOW };
    struct jk_draft_act act = { .actor = jk_app_account(s->d.app, "bawaslu-64.08"),
                                .now_s = DESK_NOW };
    struct jk_buf text = { 0 };
    struct jk_draft_taken taken;
    struct jk_arena arena = { 0 };
    enum jk_status rc;
    char name[40];

    snprintf(name, sizeof name, "tim-pilbup-64.08-%u", write_one(s, r, n, &text));
    how.actor = jk_app_account(s->d.app, name);
    how.bytes = jk_buf_view(&text);
    cr_assert(how.actor != NULL && jk_app_begin(s->d.app, &s->d.err) == JK_OK);
    jk_outcome_clear(&s->d.outcome);
    rc = jk_app_draft_put(s->d.app, &arena, &how, NULL, &taken, &s->d.err);
    s->d.outcome = taken.outcome;
    jk_buf_fmt(&s->said, "draft n%02d: %s\n", n, jk_status_name(rc));
    if (rc == JK_OK) {
        act.id = taken.draft->id;
        say_verdicts(s);
        jk_outcome_clear(&s->d.outcome);
        cr_assert(jk_app_draft_confirm(s->d.app, &arena, &act, &s->d.outcome, &s->d.err) == JK_OK);
        say_verdicts(s);
    }
    cr_assert(jk_app_commit(s->d.app, &s->d.err) == JK_OK);
    if (rc != JK_OK) /* on paper then */
        cr_assert(desk_file_bytes(&s->d, text.at, NULL) == JK_OK);
    jk_outcome_clear(&s->d.outcome);
    jk_arena_clear(&arena);
    jk_buf_clear(&text);
}

static void withdraw_one(struct season *s, struct seeded *r, int n)
{
    char uid[32];

    snprintf(uid, sizeof uid, "n%02d@netral", (int)seeded_whole(r, 0, n - 1));
    jk_buf_fmt(&s->said, "withdraw %s: %s\n", uid, jk_status_name(desk_withdraw(&s->d, uid)));
}

/* The first clear time of the next day is proposed to a team and accepted for it. */
static void retime_one(struct season *s, struct seeded *r, int n)
{
    struct jk_slots_request rq = { .level = JK_LEVEL_SIAGA, .now_s = DESK_NOW };
    struct jk_retime_outcome out = { .has_slots = false };
    struct jk_retime offer = { .now_s = DESK_NOW, .level = JK_LEVEL_SIAGA, .reason = "berdekatan" };
    struct jk_retime_answer answer = { .now_s = DESK_NOW, .number = 1, .reason = "" };
    struct jk_arena arena = { 0 };
    struct jk_slots_view view;
    struct jk_interval band;
    enum jk_status rc;
    char uid[32];

    snprintf(uid, sizeof uid, "n%02d@netral", (int)seeded_whole(r, 0, n - 1));
    rq.uid = offer.uid = answer.uid = uid;
    if (!jk_app_day_of(s->d.app, uid, &rq.from_day))
        return;
    rq.to_day = ++rq.from_day;
    if (jk_app_slots(s->d.app, &arena, &rq, &view, &s->d.err) == JK_OK && view.open_count > 0) {
        band = view.open[0].band;
        offer.actor = jk_app_account(s->d.app, "polres-64.08");
        answer.actor = jk_app_account(s->d.app, "bawaslu-64.08");
        offer.bands = (struct jk_intervals){ &band, 1 };
        answer.start_s = band.from_s;
        offer.chain_revision = answer.chain_revision = desk_verdict(&s->d, uid).chain_revision;
        rc = jk_app_retime(s->d.app, &arena, &offer, &out, &s->d.err);
        if (rc == JK_OK)
            rc = jk_app_answer_retime(s->d.app, &arena, &answer, &out, &s->d.err);
        jk_buf_fmt(&s->said, "retime %s to %lld: %s\n", uid, (long long)answer.start_s,
                   jk_status_name(rc));
        cr_assert(jk_app_commit(s->d.app, &s->d.err) == JK_OK);
    }
    jk_arena_clear(&arena);
}

/* Hours go by in which nobody takes notice: what is open is told further up. */
static void pass_hours(struct season *s, int step)
{
    cr_assert(jk_app_tick(s->d.app, DESK_NOW + 3600 * step, &s->d.err) == JK_OK);
    cr_assert(jk_app_commit(s->d.app, &s->d.err) == JK_OK);
}

static void decide_one(struct season *s, struct seeded *r, int n)
{
    static const char *const acts[] = { "approve", "hold", "return", "refuse" };
    const char *act = acts[seeded_whole(r, 0, 3)];
    int64_t which = seeded_whole(r, 0, n - 1);
    char uid[32];
    enum jk_status rc;

    snprintf(uid, sizeof uid, "n%02d@netral", (int)which);
    rc = desk_decide(&s->d, uid, act, NULL, 0);
    jk_buf_fmt(&s->said, "%s %s: %s\n", act, uid, jk_status_name(rc));
    if (rc == JK_OK || rc == JK_CONFLICT)
        say_verdicts(s);
}

static void ask_slots(struct season *s, int n)
{
    struct jk_slots_request rq = { .level = JK_LEVEL_WASPADA, .now_s = DESK_NOW };
    struct jk_arena arena = { 0 };
    struct jk_slots_view view;
    char uid[32];

    snprintf(uid, sizeof uid, "n%02d@netral", n);
    rq.uid = uid;
    if (!jk_app_day_of(s->d.app, uid, &rq.from_day))
        return;
    rq.to_day = rq.from_day;
    if (jk_app_slots(s->d.app, &arena, &rq, &view, &s->d.err) == JK_OK)
        say_json(s, jk_slots_json(&view));
    jk_arena_clear(&arena);
}

static enum jk_status say_alert(void *ctx, const struct jk_alert_row *row)
{
    struct season *s = ctx;

    jk_buf_fmt(&s->said, "%llu %s %u %s\n", (unsigned long long)row->index, row->event, row->level,
               row->payload);
    return JK_OK;
}

static void run(struct season *s, uint64_t seed, bool swapped)
{
    struct seeded r = { seed };
    int filed = 0;

    *s = (struct season){ .swapped = swapped };
    desk_open(&s->d);
    for (int step = 0; step < STEPS; step++) {
        int draw = filed == 0 ? 0 : (int)seeded_whole(&r, 0, 11);

        if (draw < 6)
            file_one(s, &r, filed++);
        else if (draw < 8)
            draft_one(s, &r, filed++);
        else if (draw < 10)
            decide_one(s, &r, filed);
        else if (draw < 11)
            withdraw_one(s, &r, filed);
        else
            retime_one(s, &r, filed);
        if (step % 10 == 9)
            pass_hours(s, step);
    }
    for (int n = 0; n < filed; n += 5)
        ask_slots(s, n);
    cr_assert(jk_app_alerts(s->d.app, &(struct jk_alert_page){ "polres-64.08", 0, 100000 },
                            say_alert, s, &s->d.err) == JK_OK);
    jk_buf_char(&s->said, '\0');
    normalise(s, &s->said);
}

static void end(struct season *s)
{
    jk_buf_clear(&s->said);
    desk_close(&s->d);
}

/* Is there a line that begins and ends so? */
static bool is_said(const struct season *s, const char *begin, const char *end)
{
    const char *at = s->said.at;

    while ((at = strstr(at, begin)) != NULL) {
        const char *stop = strchr(at, '\n');

        if (stop && strncmp(stop + 1 - strlen(end), end, strlen(end)) == 0)
            return true;
        at++;
    }
    return false;
}

/* The first line in which two seasons differ. */
static const char *first_difference(const char *a, const char *b)
{
    const char *line = a;

    for (; *a && *a == *b; a++, b++) {
        if (*a == '\n')
            line = a + 1;
    }
    return line;
}

Test(neutral, with_the_labels_exchanged_everything_said_is_the_same, .timeout = 120)
{
    int refused = 0, moved = 0, drafted = 0, told_up = 0;

    for (int i = 0; i < SEASONS; i++) {
        struct season as_is, swapped;

        run(&as_is, 6408 + (uint64_t)i, false);
        run(&swapped, 6408 + (uint64_t)i, true);
        cr_assert(strcmp(as_is.said.at, swapped.said.at) == 0, "season %d\n%.900s\n---\n%.900s", i,
                  first_difference(as_is.said.at, swapped.said.at),
                  first_difference(swapped.said.at, as_is.said.at));
        cr_assert(strstr(as_is.said.at, "siaga") != NULL, "nothing meets, nothing is shown");
        refused += strstr(as_is.said.at, ": conflict\n") != NULL;
        moved += is_said(&as_is, "retime n", ": ok\n");
        drafted += is_said(&as_is, "draft n", ": ok\n");
        told_up += strstr(as_is.said.at, " escalated ") != NULL;
        end(&as_is);
        end(&swapped);
    }
    cr_assert(refused > 0, "approvals into a conflict are part of it");
    cr_assert(moved > 0 && drafted > 0 && told_up > 0, "%d moved, %d drafted, %d told up", moved,
              drafted, told_up);
}
