/* Which letter goes out next, by the inbox, the filter, receipts, failures and the clock. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/base/digest.h"
#include "jarak/app/alerts/outbox_queue.h"
#include "jarak/app/app.h"
#include "tests/unit/app/office.h"

#define NOW 1700000000000 /* any instant, milliseconds */

Test(outbox_queue, one_letter_at_a_time_in_the_order_of_the_inbox)
{
    const struct jk_subscription *s;
    struct office o;
    int64_t due;

    office_open(&o);
    s = office_subscribe(&o, "info");
    cr_assert(office_next(&o, NOW, &due) == 0 && due == INT64_MAX);
    for (int i = 0; i < 3; i++)
        office_raise(&o);
    for (uint64_t seq = 1; seq <= 3; seq++) {
        cr_assert(office_next(&o, NOW, &due) == seq);
        cr_assert(office_next(&o, NOW, &due) == 0, "it is under way");
        office_receive(&o, s->id, seq + 7, true, NOW);
        office_receive(&o, "ffffffffffffffff", seq, true, NOW);
        cr_assert(office_next(&o, NOW, &due) == 0, "foreign receipts move nothing");
        office_receive(&o, s->id, seq, true, NOW);
    }
    cr_assert(office_next(&o, NOW, &due) == 0);
    office_close(&o);
}

Test(outbox_queue, the_signature_is_the_hmac_over_timestamp_point_body)
{
    const struct jk_subscription *s;
    struct jk_buf message = { 0 };
    struct jk_span rest, frame;
    struct jk_frame letter;
    struct office o;
    uint8_t mac[JK_DIGEST_LEN];
    char hex[2 * JK_DIGEST_LEN + 1];
    int64_t due;

    office_open(&o);
    s = office_subscribe(&o, "info");
    office_raise(&o);
    cr_assert(jk_outbox_queue_next(o.outbox_queue, NOW, &o.frame, &due) == JK_OK);
    rest = jk_buf_view(&o.frame);
    cr_assert(jk_frame_take(&rest, &frame) == JK_OK);
    cr_assert(memmem(frame.at, frame.len, s->secret, 64) == NULL, "the secret stays here");
    cr_assert(jk_frame_read(frame, &o.arena, &letter) == JK_OK);
    jk_buf_fmt(&message, "1700000000.%.*s", (int)letter.body.len, letter.body.at);
    jk_hmac_sha256(jk_span_of(s->secret), jk_buf_view(&message), mac);
    jk_hex(mac, sizeof mac, hex);
    cr_assert(strcmp(letter.timestamp, "1700000000") == 0 && strcmp(letter.signature, hex) == 0);
    jk_buf_clear(&message);
    office_close(&o);
}

Test(outbox_queue, pauses_double_from_a_second_to_an_hour_and_after_a_day_it_is_dead)
{
    const struct jk_subscription *s;
    struct jk_delivery_state state;
    struct office o;
    int64_t now = NOW, due, pause = 1000;
    int tries = 0;

    office_open(&o);
    s = office_subscribe(&o, "info");
    office_raise(&o);
    for (;; tries++) {
        cr_assert(office_next(&o, now, &due) == 1);
        office_receive(&o, s->id, 1, false, now);
        jk_outbox_queue_state(o.outbox_queue, s, &state);
        if (state.dead)
            break;
        cr_assert(office_next(&o, now, &due) == 0 && due == now + pause, "%d", tries);
        cr_assert(office_next(&o, due - 1, &due) == 0);
        now = due;
        pause = pause * 2 < 3600000 ? pause * 2 : 3600000;
    }
    cr_assert(now - NOW >= 86400000 && now - NOW < 86400000 + 3600000 && tries > 30);
    office_raise(&o);
    cr_assert(office_next(&o, now + 86400000, &due) == 0 && due == INT64_MAX, "dead: it waits");
    cr_assert(jk_outbox_queue_retry(o.outbox_queue, s, &o.desk.err) == JK_OK);
    for (uint64_t seq = 1; seq <= 2; seq++) {
        cr_assert(office_next(&o, now, &due) == seq, "nothing was dropped");
        office_receive(&o, s->id, seq, true, now);
    }
    office_close(&o);
}

Test(outbox_queue, what_was_under_way_when_the_sender_died_is_sent_again)
{
    const struct jk_subscription *s;
    struct office o;
    int64_t due;

    office_open(&o);
    s = office_subscribe(&o, "info");
    office_raise(&o);
    office_raise(&o);
    cr_assert(office_next(&o, NOW, &due) == 1);
    jk_outbox_queue_lost(o.outbox_queue);
    cr_assert(office_next(&o, NOW, &due) == 1);
    office_receive(&o, s->id, 1, true, NOW);
    jk_outbox_queue_free(o.outbox_queue); /* and this process too: the outbox knows */
    o.outbox_queue = jk_outbox_queue_new(&o.options);
    cr_assert(office_next(&o, NOW, &due) == 2);
    office_close(&o);
}

Test(outbox_queue, nothing_uncommitted_leaves)
{
    struct office o;
    int64_t due;

    office_open(&o);
    office_subscribe(&o, "info");
    office_raise(&o);
    cr_assert(jk_app_begin(o.desk.app, &o.desk.err) == JK_OK);
    cr_assert(office_next(&o, NOW, &due) == 0 && due > NOW && due <= NOW + 100);
    cr_assert(jk_app_commit(o.desk.app, &o.desk.err) == JK_OK);
    cr_assert(office_next(&o, NOW, &due) == 1);
    office_close(&o);
}

Test(outbox_queue, a_host_the_operator_took_away_fails_and_a_removed_subscription_is_silent)
{
    const struct jk_subscription *s;
    struct jk_delivery_state state;
    struct office o;
    int64_t due;

    office_open(&o);
    s = office_subscribe(&o, "info");
    office_raise(&o);
    jk_outbox_queue_free(o.outbox_queue);
    o.options.hosts = "other.example";
    o.outbox_queue = jk_outbox_queue_new(&o.options);
    cr_assert(office_next(&o, NOW, &due) == 0 && due == NOW + 1000);
    jk_outbox_queue_state(o.outbox_queue, s, &state);
    cr_assert(state.attempts == 1 && strstr(state.reason, "allowed") != NULL);
    cr_assert(jk_app_unsubscribe(o.desk.app, office_polres(&o), DESK_NOW, s->id, &o.desk.err) ==
              JK_OK);
    cr_assert(jk_app_commit(o.desk.app, &o.desk.err) == JK_OK);
    cr_assert(office_next(&o, NOW + 86400000, &due) == 0 && due == INT64_MAX);
    cr_assert(jk_outbox_get(o.outbox, s->id, &state, &o.desk.err) == JK_NONE);
    office_close(&o);
}

Test(outbox_queue, a_later_subscriber_is_told_what_is_open_before_what_is_new)
{
    const struct jk_subscription *s;
    struct office o;
    int64_t due;

    office_open(&o);
    office_raise(&o);
    office_raise(&o);
    s = office_subscribe(&o, "info");
    office_raise(&o);
    for (uint64_t seq = 1; seq <= 3; seq++) {
        cr_assert(office_next(&o, NOW, &due) == seq);
        office_receive(&o, s->id, seq, true, NOW);
    }
    cr_assert(office_next(&o, NOW, &due) == 0);
    office_close(&o);
}

Test(subscription, comes_back_when_the_store_is_opened_again)
{
    struct office o;
    char id[JK_SUBSCRIPTION_HEX + 1], secret[65];
    const struct jk_subscription *s;

    office_open(&o);
    s = office_subscribe(&o, "waspada");
    memcpy(id, s->id, sizeof id);
    memcpy(secret, s->secret, sizeof secret);
    desk_reopen(&o.desk, DESK_NOW);
    s = jk_app_subscription_of(o.desk.app, office_polres(&o), id);
    cr_assert(s && strcmp(s->secret, secret) == 0 && s->level == JK_LEVEL_WASPADA);
    cr_assert(!jk_app_subscription_of(o.desk.app, jk_app_account(o.desk.app, "kpu-64.08"), id));
    office_close(&o);
}

Test(outbox_queue, a_clock_that_is_set_neither_silences_a_subscription_nor_gives_it_up)
{
    const int64_t day = 86400000;
    const struct jk_subscription *s;
    struct jk_delivery_state state;
    struct office o;
    int64_t due, now = NOW;

    office_open(&o);
    s = office_subscribe(&o, "info");
    office_raise(&o);
    cr_assert(office_next(&o, now, &due) == 1);
    office_receive(&o, s->id, 1, false, now);
    now -= day; /* back, and noticed by nobody yet */
    cr_assert(office_next(&o, now, &due) == 1, "a pause of a second is no day");
    office_receive(&o, s->id, 1, false, now);
    jk_outbox_queue_shift(o.outbox_queue, now, -day);
    jk_outbox_queue_state(o.outbox_queue, s, &state);
    cr_assert(state.failing_ms == NOW - day && !state.dead);
    now += 10 * day; /* far ahead */
    jk_outbox_queue_shift(o.outbox_queue, now, 10 * day);
    cr_assert(office_next(&o, now, &due) == 1);
    office_receive(&o, s->id, 1, false, now);
    jk_outbox_queue_state(o.outbox_queue, s, &state);
    cr_assert(!state.dead, "it has been failing for seconds");
    office_close(&o);
}

/* A mail server may take ten minutes to answer; forty of them hold no webhook back. */
Test(outbox_queue, slow_mail_holds_no_webhook_back)
{
    static const struct jk_mail_way way = { "smtp://127.0.0.1", "j@kpu.example", "kpu.example",
                                            "" };
    static const char *const names[] = { "polres-64.08", "bawaslu-64.08", "kpu-64.08" };
    size_t mails = 0, hooks = 0;
    struct office o;
    int64_t due;

    office_open(&o);
    jk_outbox_queue_free(o.outbox_queue);
    o.options.mail = &way;
    o.outbox_queue = jk_outbox_queue_new(&o.options);
    for (size_t i = 0; i < 40; i++) {
        const struct jk_subscription *made;
        const struct jk_wish wish = { .actor = jk_app_account(o.desk.app, names[i % 3]),
                                      .now_s = DESK_NOW,
                                      .channel = JK_CHANNEL_EMAIL,
                                      .target = "piket@kpu.example",
                                      .area = "",
                                      .level = JK_LEVEL_INFO,
                                      .contest = "",
                                      .kind = "",
                                      .hosts = "",
                                      .mail = &way };

        cr_assert(jk_app_subscribe(o.desk.app, &wish, &made, &o.desk.err) == JK_OK, "%s",
                  o.desk.err.field);
        cr_assert(jk_app_commit(o.desk.app, &o.desk.err) == JK_OK);
    }
    office_subscribe(&o, "info"); /* the last of all */
    office_raise(&o);
    while (office_next(&o, NOW, &due)) {
        mails += o.letter.to[0] != '\0';
        hooks += o.letter.to[0] == '\0';
    }
    cr_assert(mails == JK_UNDER_WAY_CHANNEL && hooks == 1, "%zu and %zu", mails, hooks);
    office_close(&o);
}
