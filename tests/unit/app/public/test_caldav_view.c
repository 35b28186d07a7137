/* Collections, names and places in the journal (jarak/app/public/caldav_view.h). */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>
#include "tests/unit/app/desk.h"
#include "jarak/app/notices/resource_names.h"
#include "jarak/app/public/caldav_view.h"

static size_t list(struct desk *d, const char *region, enum jk_calendar which,
                   struct jk_calendar_item **items)
{
    size_t count;

    cr_assert(jk_app_calendar(d->app, &d->arena,
                              &(struct jk_collection){ .region = region, .calendar = which }, items,
                              &count) == JK_OK);
    return count;
}

static struct jk_calendar_item item_of(struct desk *d, const char *name)
{
    struct jk_calendar_item *items;
    size_t count = list(d, "64.08", JK_CALENDAR_REQUESTS, &items);

    for (size_t i = 0; i < count; i++) {
        if (strcmp(items[i].name, name) == 0)
            return items[i];
    }
    cr_assert(false, "no resource %s", name);
    return items[0];
}

/* Where a UID cannot be a segment of an address, or a segment is not a UID, nothing collides. */
Test(calendar, a_resource_is_found_by_the_name_it_is_listed_under)
{
    static const char *const uids[] = { "a@kal", "b/c@kal", "~0123@kal" };
    struct jk_calendar_item *items;
    struct desk d;

    desk_open(&d);
    for (unsigned i = 0; i < 3; i++)
        cr_assert(desk_file(&d, &(struct filed){ .uid = uids[i],
                                                 .lat = 0.5,
                                                 .lon = 116.8 + i / 10.0,
                                                 .paslon = 1 }) == JK_OK);
    cr_assert(list(&d, "64.08", JK_CALENDAR_REQUESTS, &items) == 3);
    for (size_t i = 0; i < 3; i++) {
        const struct jk_entry *entry = jk_app_resource(d.app, items[i].name);

        cr_assert(entry && strcmp(entry->uid, items[i].uid) == 0, "%s", items[i].name);
        cr_assert(!strchr(items[i].name, '/'));
    }
    cr_assert(jk_app_resource(d.app, "b/c@kal") != NULL, "by its UID, where no name was given");
    cr_assert(list(&d, "64.03", JK_CALENDAR_REQUESTS, &items) == 0);
    cr_assert(list(&d, "64", JK_CALENDAR_REQUESTS, &items) == 3);
    desk_close(&d);
}

Test(calendar, every_change_is_later_and_stays_so_when_the_store_is_opened_again)
{
    struct filed one = { .uid = "a@kal", .lat = 0.5, .lon = 116.8, .paslon = 1 };
    struct jk_calendar_item first, second, other;
    struct desk d;

    desk_open(&d);
    cr_assert(desk_file(&d, &one) == JK_OK);
    first = item_of(&d, "a@kal");
    cr_assert(desk_file(&d, &(struct filed){
                                .uid = "b@kal", .lat = 0.5, .lon = 117.8, .paslon = 1 }) == JK_OK);
    other = item_of(&d, "b@kal");
    one.sequence = 1;
    one.lat = 0.6;
    cr_assert(desk_file(&d, &one) == JK_OK);
    second = item_of(&d, "a@kal");
    cr_assert(first.change > 0 && first.change < other.change && other.change < second.change);
    cr_assert(strcmp(first.etag, second.etag) != 0);
    desk_reopen(&d, DESK_NOW + 100);
    cr_assert(item_of(&d, "a@kal").change == second.change);
    cr_assert(item_of(&d, "b@kal").change == other.change);
    cr_assert(desk_withdraw(&d, "a@kal") == JK_OK);
    cr_assert(item_of(&d, "a@kal").gone && item_of(&d, "a@kal").change > second.change);
    desk_close(&d);
}

Test(calendar, conflicts_and_approvals_come_and_go)
{
    struct jk_calendar_item *items;
    struct desk d;
    uint64_t opened;

    desk_open(&d);
    cr_assert(desk_file(&d, &(struct filed){
                                .uid = "a@kal", .lat = 0.5, .lon = 117.5, .paslon = 1 }) == JK_OK);
    cr_assert(desk_decide(&d, "a@kal", "approve", NULL, 0) == JK_OK, "%s", d.err.value);
    cr_assert(
        desk_file(&d, &(struct filed){ .uid = "b@kal", .lat = 0.501, .lon = 117.5, .paslon = 2 }) ==
        JK_OK);
    cr_assert(list(&d, "64.08", JK_CALENDAR_CONFLICTS, &items) == 1 && !items[0].gone);
    cr_assert(items[0].start_s < items[0].end_s && items[0].bytes.len > 100);
    opened = items[0].change;
    cr_assert(list(&d, "64.08", JK_CALENDAR_APPROVED, &items) == 2);
    cr_assert(items[0].gone != items[1].gone, "one of them is approved");
    cr_assert(desk_withdraw(&d, "b@kal") == JK_OK);
    cr_assert(list(&d, "64.08", JK_CALENDAR_CONFLICTS, &items) == 1 && items[0].gone);
    cr_assert(items[0].change > opened);
    desk_close(&d);
}

Test(calendar, a_mark_is_of_one_entry_of_one_journal)
{
    struct desk d, e;
    char mark[17], other[17];

    desk_open(&d);
    desk_open(&e);
    cr_assert(desk_file(&e, &(struct filed){
                                .uid = "a@kal", .lat = 0.5, .lon = 117.5, .paslon = 1 }) == JK_OK);
    cr_assert(jk_app_mark(d.app, 0, mark, &d.err) == JK_OK &&
              strcmp(mark, "0000000000000000") == 0);
    cr_assert(jk_app_mark(d.app, 1, mark, &d.err) == JK_OK && strlen(mark) == 16);
    cr_assert(jk_app_mark(e.app, 2, other, &e.err) == JK_OK && strcmp(mark, other) != 0);
    cr_assert(jk_app_mark(d.app, 100000, mark, &d.err) == JK_NONE);
    desk_close(&d);
    desk_close(&e);
}

/* Who sees it in a calendar of the day sees how long the two stand near each other. */
Test(calendar, a_conflict_lasts_as_long_as_it_does)
{
    struct jk_calendar_item *items;
    struct jk_verdict_view view;
    const struct jk_part *part;
    struct desk d;

    desk_open(&d);
    for (unsigned i = 0; i < 2; i++)
        cr_assert(desk_file(&d, &(struct filed){ .uid = i ? "b@kal" : "a@kal",
                                                 .lat = 0.5 + i / 200.0,
                                                 .lon = 116.8,
                                                 .paslon = i + 1 }) == JK_OK);
    for (unsigned again = 0; again < 2; again++) {
        cr_assert(list(&d, "64.08", JK_CALENDAR_CONFLICTS, &items) == 1);
        view = desk_verdict(&d, "a@kal");
        part = &view.conflicts[0].parts[0].part;
        cr_assert(part->span_count_a == 1 && part->span_count_b == 1);
        cr_expect(items[0].end_s - items[0].start_s > 3600, "%d s",
                  (int)(items[0].end_s - items[0].start_s));
        cr_expect((double)items[0].start_s ==
                  fmin(part->spans_a[0].from_s, part->spans_b[0].from_s));
        cr_expect((double)items[0].end_s == fmax(part->spans_a[0].to_s, part->spans_b[0].to_s));
        desk_reopen(&d, DESK_NOW + 100);
    }
    desk_close(&d);
}
