/* Alerts nobody acknowledges go further up, by the journalled clock alone. */
#include <criterion/criterion.h>
#include <string.h>
#include "daemon/app/accounts/accounts.h"
#include "jarak/feed/alert/cap.h"
#include "jarak/feed/alert/text.h"
#include "jarak/feed/alert/mail.h"
#include "jarak/app/app.h"
#include "jarak/app/conflicts/escalation.h"
#include "tests/unit/app/desk.h"

#define H 3600

static void must_hold(const struct jk_buf *text, const char *words)
{
    cr_assert(strstr(text->at, words) != NULL, "%s not in %s", words, text->at);
}

/* Two rallies on one day: 4 km apart waspada, 800 m siaga, 10 km info. They begin 27 hours after
 * the desk opens (14.00, 120 minutes build-up) on 2 November, or on the 20th. @return the conflict
 */
static const char *open_conflict(struct desk *d, double apart_m, const char *day)
{
    const struct filed one = { "a@x", 0.5, 117.5, 1, 0, day, NULL };
    const struct filed two = { "b@x", 0.5 + apart_m / 110575.0, 117.5, 2, 0, day, NULL };
    static char id[JK_CONFLICT_HEX + 1];

    desk_open(d);
    d->pack.simulation = false; /* what is over expires */
    cr_assert(desk_file(d, &one) == JK_OK && desk_file(d, &two) == JK_OK);
    memcpy(id, desk_verdict(d, "b@x").conflicts[0].id, sizeof id);
    jk_buf_reset(&d->told);
    return id;
}

/* What the tick at that many seconds told. */
static const char *tick(struct desk *d, int64_t after_s)
{
    jk_buf_reset(&d->told);
    cr_assert(jk_app_tick(d->app, DESK_NOW + after_s, &d->err) == JK_OK);
    cr_assert(jk_app_commit(d->app, &d->err) == JK_OK);
    return d->told.len ? d->told.at : "";
}

static void must_tell(struct desk *d, int64_t after_s, const char *account, const char *event)
{
    char word[64];

    snprintf(word, sizeof word, "%s:%s:", account, event);
    cr_assert(strstr(tick(d, after_s), word) != NULL, "%s not in %s", word,
              d->told.at ? d->told.at : "nothing");
}

static bool was_told(const struct desk *d, const char *account)
{
    return d->told.len && strstr(d->told.at, account) != NULL;
}

static struct jk_escalation_state escalation_of(struct desk *d)
{
    return desk_verdict(d, "b@x").conflicts[0].escalation;
}

static enum jk_status ack(struct desk *d, const char *account, const char *id, uint32_t revision,
                          bool *already)
{
    const struct jk_ack ack = { jk_app_account(d->app, account), DESK_NOW + 60, id, revision };
    struct jk_conflict_view view;
    enum jk_status rc = jk_app_ack(d->app, &d->arena, &ack, &view, already, &d->err);

    cr_assert(jk_app_commit(d->app, &d->err) == JK_OK);
    return rc;
}

static void replays(struct desk *d)
{
    struct jk_replay replay;

    cr_assert(jk_store_replay(d->path, &replay, &d->err) == JK_OK, "%s", replay.first);
}

Test(escalation, a_waspada_goes_to_the_kabupaten_after_a_day_and_no_further)
{
    struct desk d;

    open_conflict(&d, 4000, "20241120");
    cr_assert(strcmp(tick(&d, 24 * H - 1), "") == 0);
    must_tell(&d, 24 * H, "bawaslu-64.08", "escalated");
    cr_assert(was_told(&d, "polres-64.08:escalated:2"));
    cr_assert(!was_told(&d, "-64:"), "the province is not in that circle");
    cr_assert(!was_told(&d, "-64.03"), "nor is another kabupaten");
    for (int day = 2; day < 10; day++)
        cr_assert(strcmp(tick(&d, 24 * H * day), "") == 0);
    replays(&d);
    desk_close(&d);
}

Test(escalation, an_info_goes_nowhere)
{
    struct desk d;

    open_conflict(&d, 10000, "20241120");
    for (int day = 1; day < 12; day++)
        cr_assert(strcmp(tick(&d, 24 * H * day), "") == 0);
    desk_close(&d);
}

Test(escalation, a_siaga_goes_to_the_kabupaten_then_to_the_province_with_forkopimda)
{
    struct desk d;
    uint32_t revision;

    open_conflict(&d, 800, "20241120");
    revision = desk_verdict(&d, "b@x").conflicts[0].revision;
    cr_assert(strcmp(tick(&d, 4 * H - 1), "") == 0);
    must_tell(&d, 4 * H, "kpu-64.08", "escalated");
    cr_assert(!was_told(&d, "-64:"));
    cr_assert(escalation_of(&d).step == JK_STEP_KABUPATEN);
    cr_assert(desk_verdict(&d, "b@x").conflicts[0].revision == revision + 1, "an id of its own");
    desk_reopen(&d, DESK_NOW + 5 * H); /* a restart continues exactly */
    cr_assert(strcmp(tick(&d, 8 * H - 1), "") == 0);
    must_tell(&d, 8 * H, "polres-64.08", "escalated");
    cr_assert(was_told(&d, "kesbangpol-64.08:escalated"), "the forum's desk");
    cr_assert(!was_told(&d, "kpu-64.08"), "who is neither province nor Forkopimda was told before");
    cr_assert(strcmp(tick(&d, 48 * H), "") == 0);
    replays(&d);
    desk_close(&d);
}

Test(escalation, near_the_start_half_an_hour_is_all)
{
    struct desk d;

    open_conflict(&d, 800, "20241102"); /* occupied from 12.00 on the 2nd: 27 h away */
    cr_assert(strcmp(tick(&d, 3 * H - 1), "") == 0);
    must_tell(&d, 3 * H, "polres-64.08", "escalated");
    cr_assert(strcmp(tick(&d, 3 * H + H / 2 - 1), "") == 0);
    must_tell(&d, 3 * H + H / 2, "polres-64.08", "escalated");
    desk_close(&d);
}

Test(escalation, who_acknowledges_stops_it_and_the_second_learns_who_did)
{
    struct desk d;
    const char *id = open_conflict(&d, 800, "20241120");
    bool already;

    cr_assert(ack(&d, "bawaslu-64.08", id, 1, &already) == JK_OK && !already);
    cr_assert(ack(&d, "polres-64.08", id, 1, &already) == JK_OK && already);
    cr_assert(strcmp(escalation_of(&d).actor, "bawaslu-64.08") == 0);
    cr_assert(escalation_of(&d).acked_s == DESK_NOW + 60);
    desk_reopen(&d, DESK_NOW);
    cr_assert(strcmp(escalation_of(&d).actor, "bawaslu-64.08") == 0, "journalled");
    cr_assert(strcmp(tick(&d, 48 * H), "") == 0);
    replays(&d);
    desk_close(&d);
}

Test(escalation, a_rise_of_the_level_asks_anew_and_a_fall_does_not)
{
    static const struct filed nearer = { "b@x", 0.5 + 800.0 / 110575.0, 117.5, 2, 1, NULL, NULL };
    static const struct filed farther = { "b@x", 0.5 + 4000.0 / 110575.0, 117.5, 2, 2, NULL, NULL };
    struct desk d;
    const char *id = open_conflict(&d, 4000, "20241120");
    bool already;

    cr_assert(ack(&d, "bawaslu-64.08", id, 1, &already) == JK_OK);
    cr_assert(desk_file(&d, &nearer) == JK_OK);
    cr_assert(escalation_of(&d).actor == NULL);
    cr_assert(ack(&d, "bawaslu-64.08", id, 1, &already) == JK_CONFLICT, "that was a waspada");
    must_tell(&d, 4 * H, "polres-64.08", "escalated");
    cr_assert(ack(&d, "polres-64.08", id, 2, &already) == JK_OK, "the rise, or the step");
    cr_assert(desk_file(&d, &farther) == JK_OK);
    cr_assert(strcmp(escalation_of(&d).actor, "polres-64.08") == 0);
    cr_assert(strcmp(tick(&d, 72 * H), "") == 0);
    replays(&d);
    desk_close(&d);
}

Test(escalation, what_cannot_be_acknowledged_is_refused)
{
    struct desk d;
    const char *id = open_conflict(&d, 4000, "20241120");
    bool already;

    cr_assert(ack(&d, "polres-64.08", "0000000000000000", 1, &already) == JK_NONE);
    cr_assert(ack(&d, "polres-64.03", id, 1, &already) == JK_NONE, "of another region");
    cr_assert(ack(&d, "polres-64.08", id, 2, &already) == JK_NONE, "there is no such revision yet");
    cr_assert(desk_withdraw(&d, "a@x") == JK_OK);
    cr_assert(ack(&d, "polres-64.08", id, 1, &already) == JK_STATE);
    cr_assert(strcmp(tick(&d, 72 * H), "") == 0, "closing stops it");
    desk_close(&d);
}

Test(escalation, who_got_only_the_escalation_learns_of_the_end)
{
    struct jk_account_row late = { "polda-64", "polres", "64", "", 0, "", false };
    struct desk d;

    open_conflict(&d, 800, "20241120");
    cr_assert(jk_app_begin(d.app, &d.err) == JK_OK);
    cr_assert(accounts_put(jk_app_accounts(d.app), &(struct jk_act){ "jarakd", DESK_NOW }, &late,
                           &d.err) == JK_OK);
    cr_assert(jk_app_commit(d.app, &d.err) == JK_OK);
    must_tell(&d, 4 * H, "polres-64.08", "escalated");
    must_tell(&d, 8 * H, "polda-64", "escalated");
    jk_buf_reset(&d.told);
    cr_assert(desk_withdraw(&d, "a@x") == JK_OK);
    cr_assert(was_told(&d, "polda-64:closed"), "%s", d.told.at);
    desk_close(&d);
}

Test(escalation, one_who_expires_is_told_and_climbs_no_more)
{
    struct desk d;

    open_conflict(&d, 800, "20241102");
    must_tell(&d, 3 * H, "polres-64.08", "escalated");
    must_tell(&d, 34 * H, "polres-64.08", "closed"); /* 19.00 on the 2nd, with dispersal */
    cr_assert(strcmp(tick(&d, 48 * H), "") == 0);
    desk_close(&d);
}

Test(escalation, a_clock_set_back_moves_nothing_back)
{
    struct desk d;

    open_conflict(&d, 800, "20241120");
    cr_assert(strcmp(tick(&d, 4 * H - 1), "") == 0);
    cr_assert(strcmp(tick(&d, -48 * H), "") == 0);
    must_tell(&d, 4 * H, "polres-64.08", "escalated");
    cr_assert(strcmp(tick(&d, 0), "") == 0, "the next step waits from the later instant on");
    must_tell(&d, 8 * H, "polres-64.08", "escalated");
    desk_close(&d);
}

Test(escalation, the_text_says_the_step_and_fits_into_a_message)
{
    struct jk_conflict_view view;
    struct jk_buf text = { 0 };
    struct desk d;

    open_conflict(&d, 800, "20241120");
    view = desk_verdict(&d, "b@x").conflicts[0];
    for (int step = JK_STEP_KABUPATEN; step < JK_STEP_END; step++) {
        view.escalation.step = (enum jk_step)step;
        jk_buf_reset(&text);
        cr_assert(jk_alert_write(&text, &view, &d.pack, JK_EVENT_ESCALATED, 7) == JK_OK);
        cr_assert(strstr(text.at, step == 1 ? "Eskalasi langkah 1" : "Eskalasi langkah 2"));
        cr_assert(strstr(text.at, step == 1 ? "{\"step\":1,\"reached\":\"kabupaten\"}"
                                            : "{\"step\":2,\"reached\":\"provinsi\"}"));
        jk_buf_reset(&text);
        jk_message_internal(&text, &view, &d.pack, JK_EVENT_ESCALATED, JK_LANG_ID);
        cr_assert(text.len < JK_MESSAGE_MAX);
    }
    jk_buf_clear(&text);
    desk_close(&d);
}

Test(escalation, cap_atom_and_mail_say_the_step_too)
{
    struct jk_alert told[2] = {
        { .revision = 1, .time_s = DESK_NOW, .event = JK_EVENT_OPENED },
        { .revision = 2, .time_s = DESK_NOW + 4 * H, .event = JK_EVENT_ESCALATED }
    };
    struct jk_arena arena = { 0 };
    struct jk_buf payload = { 0 }, out = { 0 };
    struct jk_conflict_view view;
    struct desk d;

    told[0].conflict = told[1].conflict = open_conflict(&d, 800, "20241120");
    view = desk_verdict(&d, "b@x").conflicts[0];
    view.escalation.step = JK_STEP_PROVINCE;
    cr_assert(jk_alert_write(&payload, &view, &d.pack, JK_EVENT_ESCALATED, 7) == JK_OK);
    told[1].document = payload.at;
    cr_assert(jk_alert_read(&arena, &told[1]) == JK_OK);
    cr_assert(jk_cap_write(&out, &d.pack, told, 2) == JK_OK);
    must_hold(&out, "<msgType>Update</msgType>");
    must_hold(&out, ": ESKALASI 2, SIAGA, ");
    must_hold(&out, ": ESCALATION 2, SIAGA, ");
    must_hold(&out, "<valueName>jarak:escalation</valueName>\n<value>2 provinsi</value>");
    jk_buf_reset(&out);
    cr_assert(jk_atom_write(&out, &d.pack, "polres-64.08", told + 1, 1) == JK_OK);
    must_hold(&out, "<title>Eskalasi langkah 2");
    jk_buf_reset(&out);
    cr_assert(jk_mail_write(&out, &d.pack, &told[1],
                            &(struct jk_mail_head){ "jarakd@x.example", "a@x.example", "" }) ==
              JK_OK);
    must_hold(&out, ": ESKALASI 2, SIAGA, ");
    jk_buf_clear(&payload);
    jk_buf_clear(&out);
    jk_arena_clear(&arena);
    desk_close(&d);
}
