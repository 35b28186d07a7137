/* What a subscription is told of its account's inbox, and how many an account may have. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/app/alerts/inbox.h"
#include "jarak/app/alerts/subscriptions.h"
#include "jarak/app/app.h"
#include "tests/unit/app/office.h"

/* Is the subscription told the alert of that index? */
static enum jk_status concerns(struct office *o, const struct jk_subscription *s, uint64_t index)
{
    struct jk_alert_list list;

    cr_assert(jk_app_newest_alerts(o->desk.app, &o->arena, office_polres(o), 64, &list,
                                   &o->desk.err) == JK_OK);
    for (size_t i = 0; i < list.count; i++) {
        if (list.at[i].index == index)
            return jk_app_concerns(o->desk.app, s, &list.at[i], &o->desk.err);
    }
    cr_assert_fail("no alert %llu", (unsigned long long)index);
    return JK_NONE;
}

Test(subscriptions, of_what_was_before_it_only_what_is_open_still_is_told)
{
    const struct jk_subscription *s;
    struct office o;

    office_open(&o);
    office_raise(&o);                                   /* 1: closed by 2 */
    cr_assert(desk_withdraw(&o.desk, "a0@x") == JK_OK); /* 2 */
    office_raise(&o);                                   /* 3: open still */
    s = office_subscribe(&o, "info");
    cr_assert(s->from_index == 3);
    cr_assert(concerns(&o, s, 1) == JK_NONE && concerns(&o, s, 2) == JK_NONE);
    cr_assert(concerns(&o, s, 3) == JK_OK);
    office_raise(&o);
    cr_assert(concerns(&o, s, 4) == JK_OK);
    office_close(&o);
}

Test(subscriptions, whoever_was_told_of_a_conflict_hears_how_it_ends)
{
    const struct jk_subscription *siaga, *info;
    struct office o;

    office_open(&o);
    siaga = office_subscribe(&o, "siaga");
    info = office_subscribe(&o, "info");
    office_raise(&o); /* 1: siaga */
    cr_assert(concerns(&o, siaga, 1) == JK_OK);
    cr_assert(desk_withdraw(&o.desk, "a0@x") == JK_OK); /* 2: closed */
    cr_assert(concerns(&o, siaga, 2) == JK_OK && concerns(&o, info, 2) == JK_OK);
    /* 4 km apart: less than siaga, and its end is nothing to who was not told of it. */
    cr_assert(desk_file(&o.desk, &(struct filed){ "c@x", 1.0, 117.0, 1, 0, NULL, NULL }) == JK_OK);
    cr_assert(desk_file(&o.desk, &(struct filed){ "d@x", 1.036, 117.0, 2, 0, NULL, NULL }) ==
              JK_OK);
    cr_assert(concerns(&o, info, 3) == JK_OK && concerns(&o, siaga, 3) == JK_NONE);
    cr_assert(desk_withdraw(&o.desk, "c@x") == JK_OK);
    cr_assert(concerns(&o, info, 4) == JK_OK && concerns(&o, siaga, 4) == JK_NONE);
    office_close(&o);
}

Test(subscriptions, an_account_has_so_many_and_a_removed_one_makes_room)
{
    const struct jk_subscription *last = NULL, *made;
    struct jk_wish wish;
    struct office o;

    office_open(&o);
    for (int i = 0; i < JK_SUBSCRIPTIONS_MAX; i++)
        last = office_subscribe(&o, "info");
    wish = (struct jk_wish){ .actor = office_polres(&o),
                             .now_s = DESK_NOW,
                             .channel = JK_CHANNEL_WEBHOOK,
                             .level = JK_LEVEL_INFO,
                             .target = "https://hook.example/x",
                             .area = "",
                             .contest = "",
                             .kind = "",
                             .hosts = "hook.example" };
    cr_assert(jk_app_subscribe(o.desk.app, &wish, &made, &o.desk.err) == JK_TOO_MANY);
    cr_assert(jk_app_unsubscribe(o.desk.app, jk_app_account(o.desk.app, "kpu-64.08"), DESK_NOW,
                                 last->id, &o.desk.err) == JK_NONE,
              "another's is not there");
    cr_assert(jk_app_unsubscribe(o.desk.app, wish.actor, DESK_NOW, last->id, &o.desk.err) == JK_OK);
    cr_assert(jk_app_commit(o.desk.app, &o.desk.err) == JK_OK);
    cr_assert(last->removed && last->secret[0] == '\0');
    cr_assert(!jk_app_subscription_of(o.desk.app, wish.actor, last->id));
    cr_assert(jk_app_subscribe(o.desk.app, &wish, &made, &o.desk.err) == JK_OK);
    cr_assert(jk_app_commit(o.desk.app, &o.desk.err) == JK_OK);
    office_close(&o);
}

Test(subscriptions, an_area_lies_in_sight_of_its_account)
{
    static const struct {
        const char *area;
        enum jk_status rc;
    } areas[] = { { "64.08", JK_OK },      { "64.08.04", JK_OK },  { "64", JK_INVALID },
                  { "64.03", JK_INVALID }, { "64.0", JK_INVALID }, { "64.08.99", JK_INVALID },
                  { "64.08 ", JK_INVALID } };
    struct office o;

    office_open(&o);
    for (size_t i = 0; i < sizeof areas / sizeof *areas; i++) {
        struct jk_wish wish = { .actor = office_polres(&o),
                                .now_s = DESK_NOW,
                                .channel = JK_CHANNEL_WEBHOOK,
                                .level = JK_LEVEL_INFO,
                                .target = "https://hook.example/x",
                                .area = areas[i].area,
                                .contest = "",
                                .kind = "",
                                .hosts = "hook.example" };
        const struct jk_subscription *made;

        cr_expect(jk_app_subscribe(o.desk.app, &wish, &made, &o.desk.err) == areas[i].rc, "%s",
                  areas[i].area);
        cr_assert(jk_app_commit(o.desk.app, &o.desk.err) == JK_OK);
    }
    office_close(&o);
}
