/* Reading an inbox: numbers without gaps, pages, one conflict's own, the newest first. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/app/alerts/inbox.h"
#include "jarak/app/app.h"
#include "tests/unit/app/office.h"

struct read {
    uint64_t indices[64];
    size_t count;
};

static enum jk_status note(void *ctx, const struct jk_alert_row *row)
{
    struct read *r = ctx;

    r->indices[r->count++] = row->index;
    return JK_OK;
}

static size_t page(struct office *o, uint64_t after, unsigned limit, struct read *r)
{
    struct jk_alert_page p = { "polres-64.08", after, limit };

    r->count = 0;
    cr_assert(jk_app_alerts(o->desk.app, &p, note, r, &o->desk.err) == JK_OK);
    return r->count;
}

Test(inbox, pages_go_on_where_the_last_one_ended)
{
    struct office o;
    struct read r;

    office_open(&o);
    for (int i = 0; i < 5; i++)
        office_raise(&o);
    cr_assert(page(&o, 0, 3, &r) == 3 && r.indices[0] == 1 && r.indices[2] == 3);
    cr_assert(page(&o, 3, 3, &r) == 2 && r.indices[0] == 4 && r.indices[1] == 5);
    cr_assert(page(&o, 5, 3, &r) == 0 && page(&o, INT64_MAX, 3, &r) == 0);
    cr_assert(office_polres(&o)->last_alert == 5);
    office_close(&o);
}

Test(inbox, the_newest_come_first_and_no_more_than_are_there)
{
    struct jk_alert_list list;
    struct office o;

    office_open(&o);
    cr_assert(jk_app_newest_alerts(o.desk.app, &o.arena, office_polres(&o), 3, &list,
                                   &o.desk.err) == JK_OK);
    cr_assert(list.count == 0);
    for (int i = 0; i < 4; i++)
        office_raise(&o);
    for (size_t limit = 1; limit <= 6; limit++) {
        cr_assert(jk_app_newest_alerts(o.desk.app, &o.arena, office_polres(&o), limit, &list,
                                       &o.desk.err) == JK_OK);
        cr_assert(list.count == (limit < 4 ? limit : 4), "%zu", limit);
        for (size_t i = 0; i < list.count; i++)
            cr_assert(list.at[i].index == 4 - i && list.at[i].detail, "%zu %zu", limit, i);
    }
    office_close(&o);
}

Test(inbox, a_conflict_is_told_up_to_the_revision_that_is_asked_for)
{
    struct jk_alert_list list;
    struct jk_alert_of which = { "polres-64.08", NULL, 0 };
    struct office o;

    office_open(&o);
    office_raise(&o);
    office_raise(&o);
    cr_assert(desk_withdraw(&o.desk, "a0@x") == JK_OK);
    cr_assert(jk_app_newest_alerts(o.desk.app, &o.arena, office_polres(&o), 1, &list,
                                   &o.desk.err) == JK_OK);
    cr_assert(list.at[0].event == JK_EVENT_CLOSED && list.at[0].revision == 2);
    which.conflict = list.at[0].conflict;
    which.revision = 2;
    cr_assert(jk_app_alerts_of(o.desk.app, &o.arena, &which, &list, &o.desk.err) == JK_OK);
    cr_assert(list.count == 2 && list.at[0].event == JK_EVENT_OPENED && !list.at[0].detail);
    cr_assert(list.at[1].event == JK_EVENT_CLOSED && list.at[1].detail);
    which.revision = 1;
    cr_assert(jk_app_alerts_of(o.desk.app, &o.arena, &which, &list, &o.desk.err) == JK_OK);
    cr_assert(list.count == 1 && list.at[0].detail);
    which.revision = 3;
    cr_assert(jk_app_alerts_of(o.desk.app, &o.arena, &which, &list, &o.desk.err) == JK_NONE);
    which = (struct jk_alert_of){ "polres-64.08", "0000000000000000", 1 };
    cr_assert(jk_app_alerts_of(o.desk.app, &o.arena, &which, &list, &o.desk.err) == JK_NONE);
    office_close(&o);
}
