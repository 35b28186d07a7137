/* The search behind the audit view: what a row replaced is found, or said to lie too far back. */
#include "jarak/app/desk/trail.h"
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/store/trail.h"
#include "tests/unit/app/desk.h"

static struct jk_trail_page find(struct desk *d, struct jk_trail_ask ask, unsigned *steps)
{
    struct jk_trail_page page = { .count = 0 };
    struct jk_trail *trail;
    bool done = false;

    ask.from_s = ask.from_s ? ask.from_s : INT64_MIN;
    ask.to_s = ask.to_s ? ask.to_s : INT64_MAX;
    ask.account = ask.account ? ask.account : "";
    ask.uid = ask.uid ? ask.uid : "";
    ask.region = ask.region ? ask.region : ask.actor->region;
    cr_assert(jk_app_trail_begin(d->app, &d->arena, &ask, &trail, &d->err) == JK_OK);
    for (*steps = 0; !done; (*steps)++)
        cr_assert(jk_app_trail_step(trail, &done, &d->err) == JK_OK);
    jk_app_trail_found(trail, &page);
    return page;
}

static const struct jk_account *of(struct desk *d, const char *name)
{
    return jk_app_account(d->app, name);
}

static void put_ticks(struct desk *d, int count)
{
    const struct jk_act act = { "jarakd", d->now_s };

    cr_assert(jk_store_begin(d->store, &d->err) == JK_OK);
    for (int i = 0; i < count; i++)
        cr_assert(jk_store_put_tick(d->store, &act, &d->err) == JK_OK);
    cr_assert(jk_store_commit(d->store, &d->err) == JK_OK);
}

static void file(struct desk *d, unsigned sequence, const char *extra)
{
    const struct filed f = { "jejak@uji", 0.3, 117.0, 1, sequence, NULL, extra };

    cr_assert(desk_file(d, &f) == JK_OK);
}

static const struct jk_trail_view *changed_notice(const struct jk_trail_page *page)
{
    for (size_t i = 0; i < page->count; i++) {
        for (size_t k = 0; k < page->rows[i].change_count; k++) {
            if (strcmp(page->rows[i].changes[k].name, "crowd") == 0)
                return &page->rows[i];
        }
    }
    return NULL;
}

static const struct jk_trail_change *crowd_of(const struct jk_trail_view *view)
{
    for (size_t k = 0; k < view->change_count; k++) {
        if (strcmp(view->changes[k].name, "crowd") == 0)
            return &view->changes[k];
    }
    return NULL;
}

/* What a change replaced lies `between` entries before it. */
static struct jk_trail_page look_over(struct desk *d, int between, unsigned *steps)
{
    file(d, 0, "X-JARAK-CROWD:100\r\n");
    put_ticks(d, between);
    file(d, 1, "X-JARAK-CROWD:200\r\n");
    return find(d, (struct jk_trail_ask){ .actor = of(d, "polres-64.08") }, steps);
}

Test(trail, what_was_replaced_is_found_across_many_entries)
{
    const struct jk_trail_view *view;
    struct jk_trail_page page;
    struct desk d;
    unsigned steps;

    desk_open(&d);
    page = look_over(&d, JK_TRAIL_MOST - 200, &steps);
    view = changed_notice(&page);
    cr_assert(view != NULL && view->before == JK_TRAIL_CHANGED);
    cr_assert_str_eq(crowd_of(view)->old, "100");
    cr_assert_str_eq(crowd_of(view)->now, "200");
    cr_assert(steps >= (JK_TRAIL_MOST - 200) / JK_TRAIL_SLICE, "a slice is bounded");
    cr_assert(steps <= JK_TRAIL_MOST / JK_TRAIL_SLICE + 2);
    desk_close(&d);
}

Test(trail, what_lies_further_back_is_said_to_and_the_next_page_begins_there)
{
    const struct jk_account *polres;
    struct jk_trail_page page;
    struct desk d;
    unsigned steps;
    bool met = false;

    desk_open(&d);
    page = look_over(&d, JK_TRAIL_MOST + 200, &steps);
    cr_assert(steps <= JK_TRAIL_MOST / JK_TRAIL_SLICE + 1);
    cr_assert(changed_notice(&page)->before == JK_TRAIL_BEYOND);
    cr_assert(crowd_of(changed_notice(&page))->old == NULL);
    cr_assert(page.next > 0 && page.searched_s == d.now_s);
    polres = of(&d, "polres-64.08");
    while (page.next) {
        page = find(&d, (struct jk_trail_ask){ .actor = polres, .before = page.next }, &steps);
        met = met ||
              (changed_notice(&page) && strcmp(crowd_of(changed_notice(&page))->now, "100") == 0);
    }
    cr_assert(met);
    desk_close(&d);
}

Test(trail, a_row_of_each_version_replaces_the_one_before_it)
{
    struct jk_trail_page page;
    char extra[64], want[16], was[16];
    unsigned steps, at = 0;
    struct desk d;

    desk_open(&d);
    for (unsigned i = 0; i < 12; i++) {
        snprintf(extra, sizeof extra, "X-JARAK-CROWD:%u\r\n", 100 + i);
        file(&d, i, extra);
    }
    page = find(&d, (struct jk_trail_ask){ .actor = of(&d, "polres-64.08"), .uid = "jejak@uji" },
                &steps);
    for (size_t i = 0; i < page.count; i++) {
        const struct jk_trail_change *c = crowd_of(&page.rows[i]);

        if (!c)
            continue;
        snprintf(want, sizeof want, "%u", 111 - at);
        snprintf(was, sizeof was, "%u", 110 - at);
        cr_assert_str_eq(c->now, want);
        if (at == 11)
            cr_assert(c->old == NULL && page.rows[i].before == JK_TRAIL_FIRST);
        else
            cr_assert_str_eq(c->old, was);
        at++;
    }
    cr_assert(at == 12);
    desk_close(&d);
}

Test(trail, one_walk_of_pages_meets_every_row_once_whatever_the_page)
{
    const struct jk_account *polres;
    unsigned steps;
    struct jk_trail_page page;
    uint64_t last = UINT64_MAX;
    size_t versions = 0, states = 0;
    char uid[32];
    struct desk d;

    desk_open(&d);
    for (unsigned i = 0; i < 130; i++) {
        struct filed f = { uid, 0.1 + 0.01 * i, 117.0, 1, 0, NULL, NULL };

        snprintf(uid, sizeof uid, "n%u@uji", i);
        cr_assert(desk_file(&d, &f) == JK_OK);
    }
    polres = of(&d, "polres-64.08");
    for (uint64_t before = 0, more = 1; more; before = page.next, more = page.next) {
        page = find(&d,
                    (struct jk_trail_ask){
                        .actor = polres, .before = before, .topics = 1U << JK_TRAIL_NOTICES },
                    &steps);
        cr_assert(page.count <= JK_TRAIL_PAGE);
        for (size_t i = 0; i < page.count; i++) {
            cr_assert(page.rows[i].seq < last);
            last = page.rows[i].seq;
            versions += crowd_of(&page.rows[i]) == NULL && page.rows[i].what->in[1] &&
                        strcmp(page.rows[i].what->in[1], "Notice filed") == 0;
            states += strcmp(page.rows[i].what->in[1], "State of the notice") == 0;
        }
    }
    cr_assert(versions == 130 && states == 130);
    desk_close(&d);
}
