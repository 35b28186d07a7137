/* The digest tells of each conflict what became of it between two entries, as memory had it at
 * either, whatever the season did between them. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/app/app.h"
#include "jarak/app/conflicts/conflicts.h"
#include "jarak/app/meeting/recap.h"
#include "tests/unit/app/desk.h"
#include "tests/unit/app/doings.h"

#define LOOKS 12

/* What stood open at an entry, as an officer of the region was told. */
struct look {
    struct jk_arena arena;
    struct jk_conflict_views views;
    uint64_t seq;
};

static const struct jk_account *officer(struct desk *d)
{
    return jk_app_account(d->app, "polres-64.08");
}

static void look(struct desk *d, struct look *out)
{
    const struct jk_conflicts_ask ask = { officer(d), "64.08", true };

    *out = (struct look){ .seq = jk_store_last_entry(d->store) };
    cr_assert(jk_app_conflicts(d->app, &out->arena, &ask, &out->views) == JK_OK);
}

static enum jk_level level_at(const struct look *at, const char *id)
{
    for (size_t i = 0; i < at->views.count; i++) {
        if (strcmp(at->views.at[i].id, id) == 0)
            return at->views.at[i].levels.level;
    }
    return JK_LEVEL_NONE;
}

/* Conflicts whose level is another than it was: those of the first that changed or are gone, and
 * those of the second that are new. */
static size_t changed(const struct look *was, const struct look *is)
{
    size_t n = 0;

    for (size_t i = 0; i < was->views.count; i++) {
        const struct jk_conflict_view *view = &was->views.at[i];

        n += view->levels.level != level_at(is, view->id);
    }
    for (size_t i = 0; i < is->views.count; i++) {
        const struct jk_conflict_view *view = &is->views.at[i];

        n += view->levels.level != JK_LEVEL_NONE && level_at(was, view->id) == JK_LEVEL_NONE;
    }
    return n;
}

static enum jk_status begin(struct desk *d, const char *region, uint64_t from,
                            struct jk_recap_search **out)
{
    const struct jk_recap_ask ask = { officer(d), region, from };

    return jk_app_recap_begin(d->app, &ask, out, &d->err);
}

static void tell(struct desk *d, uint64_t from, struct jk_recap_search **search,
                 struct jk_recap *out)
{
    bool done = false;

    cr_assert(begin(d, "64.08", from, search) == JK_OK, "%s", d->err.value);
    while (!done)
        cr_assert(jk_app_recap_step(*search, &done, &d->err) == JK_OK, "%s", d->err.value);
    cr_assert(jk_app_recap_gather(*search, &d->arena, out) == JK_OK);
}

static void is_told_rightly(const struct jk_recap_conflict *told, const struct look *was,
                            const struct look *is)
{
    const enum jk_level before = level_at(was, told->view.id), now = level_at(is, told->view.id);

    cr_assert(told->before == before, "%s was %d, is said to have been %d", told->view.id,
              (int)before, (int)told->before);
    switch (told->news) {
    case JK_RECAP_NEW:
        cr_assert(before == JK_LEVEL_NONE && now > before);
        break;
    case JK_RECAP_WORSE:
        cr_assert(before > JK_LEVEL_NONE && now > before);
        break;
    case JK_RECAP_EASED:
        cr_assert(now > JK_LEVEL_NONE && now < before);
        break;
    default:
        cr_assert(now == JK_LEVEL_NONE && before > now);
    }
}

Test(recap, of_each_conflict_it_tells_what_became_of_it_between_the_two_entries)
{
    size_t all = 0;

    for (uint64_t seed = 1; seed <= (uint64_t)seeded_rounds(4); seed++) {
        struct seeded r = { seed };
        uint32_t sequences[DOINGS_PLACES] = { 0 };
        struct look looks[LOOKS];
        struct desk d;

        desk_open(&d);
        for (int i = 0; i < LOOKS; i++) {
            for (int64_t n = seeded_whole(&r, 1, 8); n > 0; n--)
                doings_some(&d, &r, sequences);
            look(&d, &looks[i]);
        }
        for (int i = 0; i < LOOKS; i++) {
            struct jk_recap_search *search;
            struct jk_recap recap;

            tell(&d, looks[i].seq, &search, &recap);
            cr_assert(recap.from == looks[i].seq && recap.to == looks[LOOKS - 1].seq);
            for (size_t k = 0; k < recap.conflict_count; k++)
                is_told_rightly(&recap.conflicts[k], &looks[i], &looks[LOOKS - 1]);
            cr_assert(recap.conflict_count == changed(&looks[i], &looks[LOOKS - 1]),
                      "seed %d, look %d", (int)seed, i);
            all += recap.conflict_count;
            jk_recap_drop(search);
        }
        for (int i = 0; i < LOOKS; i++)
            jk_arena_clear(&looks[i].arena);
        desk_close(&d);
    }
    cr_assert(all > 50, "the season had %zu changes", all);
}

Test(recap, an_entry_that_is_to_come_and_a_region_that_is_not_there_are_refused)
{
    struct jk_recap_search *search = NULL;
    struct desk d;
    uint64_t last;

    desk_open(&d);
    last = jk_store_last_entry(d.store);
    cr_assert(begin(&d, "64.08", last + 1, &search) == JK_RANGE);
    cr_assert_str_eq(d.err.field, "from");
    cr_assert(begin(&d, "99.99", 0, &search) == JK_NONE);
    cr_assert_str_eq(d.err.field, "region");
    cr_assert(search == NULL);
    desk_close(&d);
}

/* Between two slices commands run, and what they add is told. */
Test(recap, what_is_done_while_it_reads_is_told)
{
    struct jk_recap_search *search;
    struct jk_recap recap;
    struct desk d;
    bool done = false;

    desk_open(&d);
    cr_assert(begin(&d, "64.08", jk_store_last_entry(d.store), &search) == JK_OK);
    desk_file_chain(&d, "a", 1, 0.5, 117.5, DESK_NOW + 10 * 86400);
    while (!done)
        cr_assert(jk_app_recap_step(search, &done, &d.err) == JK_OK);
    cr_assert(jk_app_recap_gather(search, &d.arena, &recap) == JK_OK);
    cr_assert(recap.to == jk_store_last_entry(d.store) && recap.figures.waiting == 1);
    jk_recap_drop(search);
    desk_close(&d);
}
