/* What is held back by level, hour and cap, and how it comes out again. */
#include <criterion/criterion.h>
#include <jansson.h>
#include <string.h>
#include "tests/unit/app/office.h"
#include "jarak/feed/alert/text.h"
#include "jarak/app/alerts/outbox_queue.h"
#include "jarak/app/app.h"
#include "jarak/app/notices/withdraw.h"

#define MS     1000LL
#define H      (3600 * MS)
#define NINE   (DESK_NOW * MS) /* 09.00 of a day in November, when everything is told */
#define NIGHT  (NINE + 14 * H) /* 23.00 */
#define SIX    (NINE + 21 * H) /* 06.00 of the next day */
#define METRES (1 / 110575.0)  /* of latitude */

static void file_one(struct office *o, int pair, int side, double north_m, unsigned sequence)
{
    char uid[16];
    struct filed f = {
        uid, 0.3 + 0.3 * pair + north_m * METRES, 117.0, (unsigned)side + 1, sequence, NULL, NULL
    };

    snprintf(uid, sizeof uid, "%c%d@x", 'a' + side, pair);
    cr_assert(desk_file(&o->desk, &f) == JK_OK, "%s", o->desk.err.value);
}

/* Two rivals so far apart. */
static void file_pair(struct office *o, int pair, double apart_m)
{
    file_one(o, pair, 0, 0, 0);
    file_one(o, pair, 1, apart_m, 0);
}

/* Move the first of a pair that was filed 4000 m apart. */
static void move_to(struct office *o, double apart_m, unsigned sequence)
{
    file_one(o, 0, 0, 4000 - apart_m, sequence);
}

static void withdraw_at(struct office *o, const char *uid, int64_t now_ms)
{
    struct jk_outcome outcome;
    struct desk *d = &o->desk;
    const struct jk_withdrawal rq = { .actor = jk_app_account(d->app, "bawaslu-64.08"),
                                      .now_s = now_ms / MS,
                                      .uid = uid };

    cr_assert(jk_app_withdraw(d->app, &d->arena, &rq, &outcome, &d->err) == JK_OK);
    jk_outcome_clear(&outcome);
    cr_assert(jk_app_commit(d->app, &d->err) == JK_OK);
}

/* Take and acknowledge one letter. @return its number; 0: none is due */
static uint64_t deliver(struct office *o, const struct jk_subscription *s, int64_t now_ms)
{
    int64_t due;
    uint64_t number = office_next(o, now_ms, &due);

    while (number == 0 && due <= now_ms) /* others first */
        number = office_next(o, now_ms, &due);
    if (number)
        office_receive(o, s->id, number, true, now_ms);
    return number;
}

static json_t *body(const struct office *o)
{
    json_t *json = json_loadb(o->letter.body.at, o->letter.body.len, 0, NULL);

    cr_assert(json != NULL);
    return json;
}

/* How many of a level the summary counts. */
static int counted(const struct office *o, const char *level)
{
    json_t *json = body(o);
    int count = (int)json_integer_value(json_object_get(json_object_get(json, "counts"), level));

    json_decref(json);
    return count;
}

/* Another process takes over what is kept. */
static void restart(struct office *o)
{
    jk_outbox_queue_free(o->outbox_queue);
    o->outbox_queue = jk_outbox_queue_new(&o->options);
}

Test(throttle, at_night_a_siaga_goes_at_once_and_a_waspada_waits_for_six)
{
    const struct jk_subscription *s;
    struct office o;
    int64_t due;

    office_open(&o);
    s = office_subscribe(&o, "info");
    file_pair(&o, 0, 4000);
    file_pair(&o, 1, 800);
    cr_assert(deliver(&o, s, NIGHT) == 2 && !o.letter.summary, "past the one that waits");
    cr_assert(office_next(&o, NIGHT, &due) == 0 && due == SIX);
    restart(&o);
    cr_assert(deliver(&o, s, SIX - 1) == 0, "the outbox kept it");
    cr_assert(deliver(&o, s, SIX) == SIX && o.letter.summary);
    cr_assert(counted(&o, "waspada") == 1 && counted(&o, "siaga") == 0);
    cr_assert(office_next(&o, SIX, &due) == 0 && due == INT64_MAX, "once");
    restart(&o);
    cr_assert(deliver(&o, s, SIX + 24 * H) == 0);
    office_close(&o);
}

Test(throttle, by_day_a_waspada_goes_at_once)
{
    const struct jk_subscription *s;
    struct office o;

    office_open(&o);
    s = office_subscribe(&o, "info");
    file_pair(&o, 0, 4000);
    cr_assert(deliver(&o, s, NINE) == 1 && !o.letter.summary);
    office_close(&o);
}

/* A policy in which no info is pushed. */
static void push_no_info(struct office *o)
{
    struct jk_policy *policy = (struct jk_policy *)o->desk.pack.policies.at; /* ours still */

    policy->rows[JK_RELATION_RIVAL][JK_ERA_CAMPAIGN][JK_SIZE_BESAR][JK_SIZE_BESAR].push_info =
        false;
}

Test(throttle, an_info_of_a_row_that_says_so_is_pushed_once_by_day)
{
    const struct jk_subscription *s;
    struct office o;
    int64_t due;

    office_open(&o);
    s = office_subscribe(&o, "info");
    file_pair(&o, 0, 10000);
    cr_assert(office_next(&o, NIGHT, &due) == 0 && due == SIX);
    file_pair(&o, 1, 12000);
    cr_assert(deliver(&o, s, NINE) == 2 && !o.letter.summary, "its opening");
    withdraw_at(&o, "a1@x", SIX);
    cr_assert(deliver(&o, s, SIX) == SIX && counted(&o, "info") == 1, "the one of the night");
    cr_assert(deliver(&o, s, SIX + H) == 0, "its end is told in the digest");
    cr_assert(deliver(&o, s, SIX + 24 * H) != 0 && counted(&o, "closed") == 1);
    office_close(&o);
}

Test(throttle, an_info_goes_into_the_digest_only_and_is_not_told_when_it_is_over_by_then)
{
    const struct jk_subscription *s;
    struct office o;
    json_t *json;

    office_open(&o);
    push_no_info(&o);
    s = office_subscribe(&o, "info");
    file_pair(&o, 0, 10000);
    file_pair(&o, 1, 12000);
    cr_assert(deliver(&o, s, NINE) == 0);
    cr_assert(desk_withdraw(&o.desk, "a1@x") == JK_OK);
    cr_assert(deliver(&o, s, NINE + H) == 0);
    cr_assert(deliver(&o, s, SIX) == SIX && o.letter.summary);
    json = body(&o);
    cr_assert(json_array_size(json_object_get(json, "alerts")) == 1);
    cr_assert(counted(&o, "info") == 1 && counted(&o, "closed") == 0);
    json_decref(json);
    withdraw_at(&o, "a0@x", SIX + H);
    cr_assert(deliver(&o, s, SIX + H) == 0, "what was told as an info ends as one");
    cr_assert(deliver(&o, s, SIX + 24 * H) == (uint64_t)(SIX + 24 * H));
    cr_assert(counted(&o, "closed") == 1);
    office_close(&o);
}

Test(throttle, an_end_goes_out_by_the_level_it_had)
{
    const struct jk_subscription *s;
    struct office o;

    office_open(&o);
    s = office_subscribe(&o, "waspada");
    file_pair(&o, 0, 800);
    file_pair(&o, 1, 4000);
    cr_assert(deliver(&o, s, NINE) == 1 && deliver(&o, s, NINE) == 2);
    cr_assert(desk_withdraw(&o.desk, "a1@x") == JK_OK && desk_withdraw(&o.desk, "a0@x") == JK_OK);
    cr_assert(deliver(&o, s, NIGHT) == 4 && !o.letter.summary, "that of the siaga");
    cr_assert(deliver(&o, s, NIGHT) == 0);
    cr_assert(deliver(&o, s, SIX) == SIX && counted(&o, "closed") == 1);
    office_close(&o);
}

Test(throttle, changes_not_yet_sent_become_the_newest_and_hide_no_rise)
{
    const struct jk_subscription *s;
    struct office o;

    office_open(&o);
    s = office_subscribe(&o, "info");
    file_pair(&o, 0, 4000);
    move_to(&o, 3000, 1);
    move_to(&o, 2000, 2); /* alerts 1 to 3: waspada, moved, moved */
    cr_assert(deliver(&o, s, NINE) == 3);
    cr_assert(deliver(&o, s, NINE) == 0);
    move_to(&o, 800, 3);  /* 4: siaga */
    move_to(&o, 4000, 4); /* 5: waspada again */
    cr_assert(deliver(&o, s, NINE) == 4, "it was a siaga, and nobody had been told");
    cr_assert(deliver(&o, s, NINE) == 5);
    move_to(&o, 3000, 5); /* 6: moved */
    cr_assert(desk_withdraw(&o.desk, "a0@x") == JK_OK);
    cr_assert(deliver(&o, s, NINE) == 7, "its end says it all");
    cr_assert(deliver(&o, s, NINE) == 0);
    office_close(&o);
}

Test(throttle, what_a_subscriber_did_not_ask_for_hides_nothing_it_did)
{
    const struct jk_subscription *s;
    struct office o;

    office_open(&o);
    s = office_subscribe(&o, "siaga");
    file_one(&o, 0, 0, 4000 - 800, 0);
    file_one(&o, 0, 1, 4000, 0);
    cr_assert(deliver(&o, s, NINE) == 1);
    move_to(&o, 4000, 1); /* 2: waspada, and the end of what was asked for */
    cr_assert(desk_withdraw(&o.desk, "a0@x") == JK_OK); /* 3: closed; nobody asked */
    cr_assert(deliver(&o, s, NIGHT) == 2 && !o.letter.summary, "it is no siaga any more");
    cr_assert(deliver(&o, s, SIX) == 0);
    office_close(&o);
}

/* One rally and `count` rivals around it, the last of them too near. */
static void surround(struct office *o, int count)
{
    struct filed f = { "middle@x", 0.5, 117.0, 1, 0, NULL, NULL };
    char uid[16];

    cr_assert(desk_file(&o->desk, &f) == JK_OK);
    for (int i = 0; i < count; i++) {
        double apart_m = i + 1 == count ? 800 : 3000 + i;

        snprintf(uid, sizeof uid, "r%d@x", i);
        f = (struct filed){ uid, 0.5 + apart_m * METRES, 117.0, 2, 0, NULL, NULL };
        cr_assert(desk_file(&o->desk, &f) == JK_OK, "%s", o->desk.err.value);
    }
}

Test(throttle, a_thousand_at_once_are_six_letters_the_siaga_and_one_list_of_the_rest)
{
    enum { COUNT = 1000 };
    const struct jk_subscription *s;
    struct office o;
    uint64_t number, last = 0;
    int alone = 0;
    json_t *json;
    int64_t due;

    office_open(&o);
    s = office_subscribe(&o, "info");
    surround(&o, COUNT);
    while ((number = deliver(&o, s, NINE)) != 0) {
        cr_assert(number > last && !o.letter.summary);
        last = number;
        alone++;
    }
    cr_assert(alone == JK_PUSH_PER_MINUTE + 1 && last == COUNT, "%d, %d", alone, (int)last);
    cr_assert(office_next(&o, NINE, &due) == 0 && due == NINE + 60 * MS);
    restart(&o);
    cr_assert(deliver(&o, s, NINE + 60 * MS) == (uint64_t)(NINE + 60 * MS) && o.letter.summary);
    json = body(&o);
    cr_assert(counted(&o, "waspada") == COUNT - 1 - JK_PUSH_PER_MINUTE);
    cr_assert(json_array_size(json_object_get(json, "alerts")) == COUNT - 1 - JK_PUSH_PER_MINUTE);
    cr_assert(strlen(json_string_value(json_object_get(json, "text"))) < JK_MESSAGE_MAX);
    json_decref(json);
    cr_assert(office_next(&o, NINE + 60 * MS, &due) == 0 && due == INT64_MAX);
    office_close(&o);
}

Test(throttle, an_hour_has_sixty_messages_and_a_siaga_is_not_one_that_waits)
{
    const struct jk_subscription *s;
    struct office o;
    int64_t now = NINE;
    int sent = 0;

    office_open(&o);
    s = office_subscribe(&o, "info");
    surround(&o, 1); /* the rally in the middle */
    for (int i = 0; i < 80; i++, now += 20 * MS) {
        char uid[16];
        struct filed f = { uid, 0.5 + (3000 + i) * METRES, 117.0, 2, 0, NULL, NULL };

        snprintf(uid, sizeof uid, "w%d@x", i);
        cr_assert(desk_file(&o.desk, &f) == JK_OK);
        while (deliver(&o, s, now))
            sent++;
    }
    cr_assert(sent == JK_PUSH_PER_HOUR, "%d", sent);
    office_raise(&o);
    cr_assert(deliver(&o, s, now) != 0 && !o.letter.summary);
    cr_assert(deliver(&o, s, now) == 0);
    office_close(&o);
}

Test(throttle, who_was_down_for_an_hour_gets_the_newest_of_each_in_order)
{
    const struct jk_subscription *s;
    struct office o;
    uint64_t last = 0, number;
    int64_t due;

    office_open(&o);
    s = office_subscribe(&o, "info");
    for (int i = 0; i < 12; i++)
        office_raise(&o);
    for (int64_t now = NINE; now < NINE + H; now += 5 * 60 * MS) {
        number = office_next(&o, now, &due);
        cr_assert(number <= 1, "none overtakes the one that failed");
        if (number)
            office_receive(&o, s->id, number, false, now);
    }
    restart(&o);
    for (int i = 1; i <= 12; i++) {
        number = deliver(&o, s, NINE + 2 * H);
        cr_assert(number == last + 1, "%d", i);
        last = number;
    }
    cr_assert(deliver(&o, s, NINE + 2 * H) == 0);
    office_close(&o);
}

/* Rivals around one place that are clear of each other, and one rally into their midst. */
static void file_into_many(struct office *o, int count)
{
    struct filed middle = { "m@x", 0.5, 117.0, 1, 0, NULL, NULL };
    char uid[16];

    for (int i = 0; i < count; i++) {
        struct filed f = { uid, 0.5 + (i == count - 1 ? 800 : 3000 + i) * METRES, 117.0, 2, 0, NULL,
                           NULL };

        snprintf(uid, sizeof uid, "r%d@x", i);
        cr_assert(desk_file(&o->desk, &f) == JK_OK, "%s", o->desk.err.value);
    }
    cr_assert(desk_file(&o->desk, &middle) == JK_OK, "%s", o->desk.err.value);
}

Test(throttle, what_one_command_changed_is_one_letter_worst_first)
{
    enum { COUNT = 1000 };
    const struct jk_subscription *s;
    struct office o;
    json_t *json, *alerts;
    int64_t due;

    office_open(&o);
    s = office_subscribe(&o, "info");
    file_into_many(&o, COUNT);
    cr_assert(office_next(&o, NINE, &due) == COUNT && !o.letter.summary, "the inbox's newest");
    office_receive(&o, s->id, COUNT, false, NINE);
    restart(&o);
    cr_assert(deliver(&o, s, NINE + 5 * MS) == COUNT, "the same again");
    json = body(&o);
    alerts = json_object_get(json, "alerts");
    cr_assert_str_eq(json_string_value(json_object_get(json, "event")), "command");
    cr_assert(json_integer_value(json_object_get(json, "index")) == COUNT);
    cr_assert(json_array_size(alerts) == COUNT);
    cr_assert(counted(&o, "siaga") == 1 && counted(&o, "waspada") == COUNT - 1);
    for (size_t i = 0; i < json_array_size(alerts); i++) {
        const json_t *alert = json_array_get(alerts, i);

        cr_assert((json_object_get(alert, "conflict") != NULL) == (i < 5), "%zu in full", i);
        cr_assert_str_eq(json_string_value(json_object_get(alert, "level")),
                         i == 0 ? "siaga" : "waspada");
        cr_assert(json_integer_value(json_object_get(alert, "index")) == (json_int_t)i + 1);
    }
    json_decref(json);
    cr_assert(office_next(&o, NINE + 5 * MS, &due) == 0 && due == INT64_MAX);
    office_raise(&o);
    cr_assert(deliver(&o, s, NINE + 6 * MS) == COUNT + 1, "another command, another letter");
    office_close(&o);
}

Test(throttle, of_one_command_at_night_the_siaga_goes_and_the_others_wait_together)
{
    const struct jk_subscription *s;
    struct office o;
    int64_t due;

    office_open(&o);
    s = office_subscribe(&o, "info");
    file_into_many(&o, 4);
    cr_assert(deliver(&o, s, NIGHT) == 1 && !o.letter.summary);
    cr_assert(office_next(&o, NIGHT, &due) == 0 && due == SIX);
    cr_assert(deliver(&o, s, SIX) == SIX && o.letter.summary && counted(&o, "waspada") == 3);
    office_close(&o);
}

Test(throttle, what_two_commands_of_one_second_changed_are_two_letters)
{
    const struct jk_subscription *s;
    struct office o;

    office_open(&o);
    s = office_subscribe(&o, "info");
    office_raise(&o);
    office_raise(&o);
    cr_assert(deliver(&o, s, NINE) == 1 && deliver(&o, s, NINE) == 2);
    office_close(&o);
}
