/* What happens once in a season, what leaves the house, and what anyone may read. */
#include "tests/season/acts.h"

#include <string.h>
#include "jarak/app/alerts/outbox_queue.h"
#include "jarak/app/alerts/subscriptions.h"
#include "jarak/app/app.h"
#include "jarak/app/conflicts/alerts.h"
#include "jarak/app/decisions/strike.h"
#include "jarak/app/public/feed.h"
#include "tests/season/pairs.h"
#include "tests/support/feeds.h"

#define STRUCK_CONTEST 2
#define STRUCK_PASLON  2

void act_strike(struct season *s, bool again)
{
    const struct jk_strike strike = { .actor = house_office(s, "admin",
                                                            plan_contest_region(STRUCK_CONTEST)),
                                      .now_s = s->now_s,
                                      .contest = plan_contest_id(STRUCK_CONTEST),
                                      .number = s->swapped ? 3 - STRUCK_PASLON : STRUCK_PASLON,
                                      .again = again,
                                      .reason = "Putusan MA",
                                      .basis = "12 P/HUM/2024" };
    struct jk_struck_out out = { .count = 0 };
    enum jk_status rc;

    house_next(s);
    rc = house_commit(s, jk_app_strike(s->app, &s->arena, &strike, &out, &s->err));
    NEED(s, rc == JK_OK, "a paslon is %s: %s %s", again ? "put in again" : "struck out",
         jk_status_name(rc), s->err.value);
    while (out.more)
        NEED(s,
             house_commit(s, jk_app_strike_on(s->app, &s->arena, s->now_s, &out, &s->err)) == JK_OK,
             "%s", s->err.value);
    say(s, "struck out: %d, %zu end, %zu joint, %zu accounts\n", !again, out.count, out.joint,
        out.accounts);
    for (int i = 0; i < s->plan.count; i++) {
        struct plan_chain *chain = &s->plan.chains[i];

        if (!chain->filed || chain->contest != STRUCK_CONTEST || chain->paslon != STRUCK_PASLON)
            continue;
        act_sync(s, chain);
        NEED(s, again || !jk_state_stands(chain->state) || chain->day <= s->day,
             "k%05d of a paslon that is struck out is %s", chain->number,
             jk_state_word(chain->state));
        chain->approved = chain->state == JK_STATE_APPROVED;
        pairs_touch(s, chain);
    }
}

void act_keep_out(struct season *s, const char *account, bool out)
{
    const struct jk_account_ask ask = { &s->pack[s->edition], "admin-64", NULL, s->now_s };

    house_next(s);
    NEED(s, jk_app_begin(s->app, &s->err) == JK_OK, "%s", s->err.value);
    NEED(s, jk_accounts_disable(jk_app_accounts(s->app), &ask, account, out, &s->err) == JK_OK,
         "%s: %s", account, s->err.value);
    if (!out)
        NEED(s, jk_app_welcome(s->app, s->now_s, &s->err) == JK_OK, "%s", s->err.value);
    for (int i = 0; i < s->eye_count; i++) {
        if (strcmp(s->eyes[i].name, account) == 0)
            s->eyes[i].out = out;
    }
    house_commit(s, JK_OK);
    say(s, "%s is %s\n", account, out ? "kept out" : "let in");
    if (!out)
        pairs_touch_all(s);
}

void act_late_account(struct season *s)
{
    const struct jk_account_ask ask = { &s->pack[s->edition], "admin-64", NULL, s->now_s };
    const struct jk_account_spec spec = {
        .name = "kesbangpol-64.01.01", .role = "kesbangpol", .region = "64.01.01", .contest = ""
    };

    house_next(s);
    NEED(s, jk_app_begin(s->app, &s->err) == JK_OK, "%s", s->err.value);
    NEED(s, jk_accounts_add(jk_app_accounts(s->app), &ask, &spec, &s->err) == JK_OK, "%s %s",
         s->err.field, s->err.value);
    house_meet(s);
    NEED(s, jk_app_welcome(s->app, s->now_s, &s->err) == JK_OK, "%s", s->err.value);
    house_commit(s, JK_OK);
    pairs_touch_all(s);
}

void act_check_public(struct season *s, const char *who, int contest, unsigned paslon,
                      const char *text)
{
    const char *rest = text;
    int number;

    while ((number = plan_find_name(rest, &rest)) >= 0) {
        const struct plan_chain *chain = &s->plan.chains[number % s->plan.count];

        NEED(s, chain->public_once || (chain->contest == contest && chain->paslon & paslon),
             "%s reads of k%05d, which is not public: %.300s", who, number,
             rest > text + 60 ? rest - 60 : text);
    }
}

/* Long lines are folded; take the folds out. */
static void unfold(char *text)
{
    char *to = text;

    for (; *text; text++) {
        if (strncmp(text, "\r\n ", 3) == 0)
            text += 2;
        else
            *to++ = *text;
    }
    *to = '\0';
}

/* Every approved rally and limited meeting that the region decides on is in its feed. */
static void check_all_there(struct season *s, const char *region, const char *text)
{
    bool *there = calloc((size_t)s->plan.count, sizeof *there);
    int number;

    while ((number = plan_find_name(text, &text)) >= 0)
        there[number % s->plan.count] = true;
    for (int i = 0; i < s->plan.count; i++) {
        const struct plan_chain *chain = &s->plan.chains[i];

        if (chain->state == JK_STATE_APPROVED && chain->paslon &&
            chain->in_force.leg[0].kind <= PLAN_LIMITED &&
            strcmp(plan_regency(chain->office), region) == 0)
            NEED(s, there[i], "k%05d is approved and not in the feed of %s", i, region);
    }
    free(there);
}

/* The public of a region: what is approved, all of it, and no word more. */
static void check_region(struct season *s, const char *region)
{
    const struct jk_feed_filter all = {
        .region = region, .kind = -1, .from_day = INT32_MIN, .to_day = INT32_MAX
    };
    struct jk_feed feed = { 0 };
    struct jk_buf text = { 0 };

    NEED(s, jk_app_feed(s->app, &(struct jk_feed_request){ &all, "", s->now_s, 0 }, &feed) == JK_OK,
         "no feed of %s", region);
    copy_feed(&feed, &text);
    jk_buf_char(&text, '\0');
    jk_feed_clear(&feed);
    unfold(text.at);
    act_check_public(s, "the public", -1, 0, text.at);
    NEED(s,
         !strstr(text.at, "CONTACT") && !strstr(text.at, "Orang k") &&
             !strstr(text.at, "X-JARAK-LEG"),
         "the feed of %s says too much", region);
    house_normalise(s, text.at);
    jk_buf_str(&s->said, text.at);
    check_all_there(s, region, text.at);
    jk_buf_clear(&text);
}

void act_public(struct season *s)
{
    static const char *const regions[] = { "64.01", "64.02", "64.03" };

    house_next(s);
    check_region(s, regions[s->day % 3]);
}

void act_subscribe(struct season *s)
{
    static const struct {
        const char *account, *contest;
        enum jk_channel channel;
        enum jk_level level;
        unsigned paslon; /* of a team, as the plan has it */
    } wishes[] = { { "polres-64.01", "", JK_CHANNEL_WEBHOOK, JK_LEVEL_WASPADA, 0 },
                   { "bawaslu-64.02", "", JK_CHANNEL_EMAIL, JK_LEVEL_INFO, 0 },
                   { "kesbangpol-64", "", JK_CHANNEL_WEBHOOK, JK_LEVEL_SIAGA, 0 },
                   { "kpu-64.03", "pilbup-64.03", JK_CHANNEL_EMAIL, JK_LEVEL_INFO, 0 },
                   { "polres-64.01.01", "", JK_CHANNEL_WEBHOOK, JK_LEVEL_INFO, 0 },
                   { "", "", JK_CHANNEL_WEBHOOK, JK_LEVEL_INFO, 1 },
                   { "", "", JK_CHANNEL_EMAIL, JK_LEVEL_INFO, 2 } };

    for (size_t i = 0; i < sizeof wishes / sizeof *wishes; i++) {
        bool hook = wishes[i].channel == JK_CHANNEL_WEBHOOK;
        struct jk_wish wish = { .actor = wishes[i].paslon
                                             ? house_team(s, PLAN_BUPATI, wishes[i].paslon)
                                             : jk_app_account(s->app, wishes[i].account),
                                .channel = wishes[i].channel,
                                .level = wishes[i].level,
                                .target = hook ? "https://hook.example/x" : "piket@kantor.example",
                                .area = "",
                                .contest = wishes[i].contest,
                                .kind = "",
                                .hosts = HOUSE_HOOKS,
                                .mail = &house_mail };
        const struct jk_subscription *made;

        house_next(s);
        wish.now_s = s->now_s;
        NEED(s, house_commit(s, jk_app_subscribe(s->app, &wish, &made, &s->err)) == JK_OK,
             "%s: %s %s", wishes[i].account, s->err.field, s->err.value);
        s->tally.subscriptions++;
    }
}

static size_t subscription_of(const struct season *s, const char *id)
{
    for (size_t i = 0; i < jk_app_subscription_count(s->app); i++) {
        if (strcmp(jk_app_subscription(s->app, i)->id, id) == 0)
            return i;
    }
    season_fail(s, "a message for %s, which nobody asked for", id);
}

/* A message goes out; one to a team tells nothing of others. Which subscription comes first is not
 * told: they take turns, and the turn begins anew with the daemon. */
static void take_message(struct season *s, const struct jk_frame *letter, unsigned long *sum)
{
    const size_t number = subscription_of(s, letter->subscription);
    const struct jk_subscription *to = jk_app_subscription(s->app, number);
    struct jk_buf body = { 0 };

    jk_buf_span(&body, letter->body);
    jk_buf_char(&body, '\0');
    for (int i = 0; i < s->eye_count; i++) {
        if (strcmp(s->eyes[i].name, to->account) == 0 && !s->eyes[i].sees)
            act_check_public(s, to->account, s->eyes[i].contest, s->eyes[i].paslon, body.at);
    }
    jk_buf_clear(&body);
    jk_outbox_queue_receive(s->queue, s->now_s * 1000,
                            &(struct jk_receipt){ to->id, letter->seq, true, "", false, 0 });
    s->tally.messages++;
    *sum = (*sum + letter->seq % 100000 * (number + 1) + letter->summary) % 1000000;
}

void act_deliver(struct season *s)
{
    struct jk_buf frame = { 0 };
    struct jk_frame letter;
    struct jk_span rest, one;
    int64_t due_ms;
    unsigned long before = s->tally.messages, sum = 0;

    house_next(s);
    while (jk_outbox_queue_next(s->queue, s->now_s * 1000, &frame, &due_ms) == JK_OK) {
        rest = jk_buf_view(&frame);
        NEED(s,
             jk_frame_take(&rest, &one) == JK_OK && jk_frame_read(one, &s->arena, &letter) == JK_OK,
             "no message");
        take_message(s, &letter, &sum);
        jk_buf_reset(&frame);
    }
    jk_buf_clear(&frame);
    say(s, "%lu messages go out, %lu\n", s->tally.messages - before, sum);
}
