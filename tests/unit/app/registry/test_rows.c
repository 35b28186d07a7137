/* What stands of entries and chains in the journal, and how the public's counter rises. */
#include "daemon/app/registry/rows.h"

#include <criterion/criterion.h>
#include <string.h>
#include "jarak/app/app.h"
#include "daemon/app/registry/registry_internal.h"
#include "tests/unit/app/desk.h"

/* For Google, SEQUENCE and LAST-MODIFIED rise together on every change (WIRE 3). */
Test(public_change, counter_and_time_both_rise_whatever_the_clock_says)
{
    static const struct {
        int64_t now_s, changed_s;
    } steps[] = { { 1000, 1000 }, { 1000, 1001 }, { 900, 1002 }, { 1002, 1003 }, { 2000, 2000 } };
    const struct jk_region region = { .code = "64.08" };
    struct jk_app app = { .store = NULL };
    struct jk_chain chain = { .number = 7, .region = &region };
    const struct public_change *changes;
    size_t count;

    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        registry_note_public_change(&app, &chain, steps[i].now_s);
        cr_expect(chain.feed_revision == i + 1);
        cr_expect(chain.changed_s == steps[i].changed_s, "step %zu", i);
        cr_expect(app.published.version == i + 1);
        cr_expect(app_public_since(&app.published, "64.08", 0, &changes, &count));
        cr_expect(count == i + 1 && changes[i].chain == 7);
    }
    app_public_clear(&app.published);
}

Test(in_force, the_public_may_see_what_was_approved_and_not_what_waits)
{
    struct filed one = { "one@uji", 0.5, 117.5, 1, 0, NULL, NULL };
    const struct jk_version *approved;
    struct jk_chain *chain;
    struct desk d;

    desk_open(&d);
    cr_assert(desk_file(&d, &one) == JK_OK);
    chain = jk_registry_chain(jk_app_registry(d.app), "one@uji");
    cr_assert(registry_version_in_force(chain) == NULL);
    cr_assert(desk_decide(&d, "one@uji", "approve", NULL, 0) == JK_OK);
    approved = registry_version_in_force(chain);
    cr_assert(approved != NULL && chain->feed_revision == 1);
    one.sequence = 1;
    one.lat = 0.6;
    cr_assert(desk_file(&d, &one) == JK_OK);
    cr_assert(chain->pending && registry_version_in_force(chain) == approved);
    cr_assert(chain->feed_revision == 1, "the feed is unchanged");
    cr_assert(desk_decide(&d, "one@uji", "approve", NULL, 0) == JK_OK, "%s", d.err.value);
    cr_assert(registry_version_in_force(chain) != approved && chain->feed_revision == 2);
    desk_close(&d);
}

Test(rows, an_entry_and_its_chain_know_the_entry_of_the_journal_that_changed_them_last)
{
    struct filed one = { "one@uji", 0.5, 117.5, 1, 0, NULL, NULL };
    struct jk_entry *entry;
    uint64_t change, last;
    struct desk d;

    desk_open(&d);
    cr_assert(desk_file(&d, &one) == JK_OK);
    entry = jk_registry_entry(jk_app_registry(d.app), "one@uji");
    last = jk_store_last_entry(d.store);
    change = entry->change;
    cr_assert(change > 0 && change <= last && entry->chain->change <= last);
    cr_assert(desk_decide(&d, "one@uji", "review", NULL, 0) == JK_OK, "%s", d.err.value);
    cr_assert(entry->chain->change > last, "an act is of the chain");
    desk_reopen(&d, DESK_NOW);
    entry = jk_registry_entry(jk_app_registry(d.app), "one@uji");
    cr_assert(entry->chain->change > last && entry->change >= change, "and so after a restart");
    desk_close(&d);
}

/* A rally of the governor's election with 500 people, on 20 November 2024. */
static void file_governors(struct desk *d, unsigned sequence, const char *geo)
{
    struct jk_submission how = { .actor = jk_app_account(d->app, "bawaslu-64"), .store = true };
    struct jk_buf text = { 0 };

    jk_buf_fmt(&text,
               "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:gub@uji\r\n"
               "DTSTAMP:20241101T000000Z\r\nSEQUENCE:%u\r\nDTSTART:20241120T060000Z\r\n"
               "DTEND:20241120T080000Z\r\nSUMMARY:x\r\nCATEGORIES:PERTEMUAN-TERBATAS\r\n"
               "X-JARAK-CROWD:500\r\nX-JARAK-CONTEST:pilgub-64\r\nX-JARAK-PASLON:1\r\nGEO:%s\r\n"
               "END:VEVENT\r\nEND:VCALENDAR\r\n",
               sequence, geo);
    cr_assert(desk_file_bytes(d, text.at, &how) == JK_OK, "%s %s", d->err.field, d->err.value);
    jk_buf_clear(&text);
}

static double crowd_in(const struct desk *d, const char *code)
{
    const struct jk_registry *registry = jk_app_registry(d->app);
    const struct jk_region *region = jk_pack_region(&d->pack, code);

    return registry_totals_crowd(&registry->totals, region, jk_local_day(1732082400, 28800));
}

/* Where it was filed first decides who decides; a restart reads the newest place first. */
Test(loaded, what_has_moved_to_another_regency_counts_where_its_chain_is)
{
    struct desk d;

    desk_open(&d);
    file_governors(&d, 0, "0.55;117.52"); /* Sangatta */
    file_governors(&d, 1, "2.14;117.48"); /* Tanjung Redeb */
    for (int restart = 0; restart < 3; restart++) {
        cr_expect(crowd_in(&d, "64.08") == 500, "restart %d: %.0f", restart, crowd_in(&d, "64.08"));
        cr_expect(crowd_in(&d, "64.03") == 0, "restart %d", restart);
        desk_reopen(&d, DESK_NOW);
    }
    desk_close(&d);
}
