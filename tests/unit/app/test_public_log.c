/* Who looks at a region is told the changes of that region, all of them or that some are forgotten:
 * held against a list of everything. */
#include <criterion/criterion.h>
#include <string.h>
#include "daemon/app/handle/public_log.h"
#include "jarak/policy/pack.h"
#include "tests/support/seeded.h"

#define CHANGES 20000

static const char *const regions[] = { "64.08", "64.03", "64", "65.01", "64.08.04", "65" };

/* What happened, by number; null: anything may have changed. */
static struct {
    const char *region;
    uint32_t chain;
} happened[CHANGES + 1];

/* Under which lists a change is: those of its regency and province. */
static bool is_in(const char *asked, const char *region)
{
    char code[JK_REGION_CUT];

    jk_region_cut(asked, 2, code);
    return jk_region_covers(code, region);
}

static void look(const struct public_log *log, const char *asked, uint64_t since)
{
    const struct public_change *changes = NULL;
    size_t count = 0, at = 0;
    const bool known = app_public_since(log, asked, since, &changes, &count);

    for (uint64_t n = since + 1; known && n <= log->version; n++) {
        cr_assert_not_null(happened[n].region, "%s since %lu", asked ? asked : "all",
                           (unsigned long)since);
        if (asked && !is_in(asked, happened[n].region))
            continue;
        cr_assert(at < count && changes[at].version == n && changes[at].chain == happened[n].chain,
                  "%s since %lu: %lu", asked ? asked : "all", (unsigned long)since,
                  (unsigned long)n);
        at++;
    }
    cr_assert(!known || at == count, "there is too much");
}

Test(public_log, what_is_told_of_a_region_is_all_that_changed_there)
{
    struct seeded r = { 20241206 };
    struct public_log log = { .version = 0 };
    const size_t count = sizeof regions / sizeof *regions;
    const struct public_change *changes;
    unsigned short_of = 0;
    size_t told;

    for (int i = 0; i < CHANGES - 1; i++) {
        const char *region = regions[seeded_whole(&r, 0, 3)];
        uint64_t newest = 0;

        if (seeded_whole(&r, 0, 400) == 0) {
            app_public_forget(&log);
            happened[log.version].region = NULL;
        } else {
            app_public_note(&log, region, (uint32_t)i);
            happened[log.version].region = region;
            happened[log.version].chain = (uint32_t)i;
        }
        for (size_t k = 0; k < count; k++) {
            /* Who looked a little while ago is always told. */
            cr_assert(happened[log.version].region == NULL ||
                      app_public_since(&log, regions[k], log.version - 1, &changes, &told));
            look(&log, regions[k], (uint64_t)seeded_whole(&r, 0, (int64_t)log.version));
            short_of += !app_public_since(&log, regions[k], 0, &changes, &told);
            newest = 0;
            for (uint64_t n = log.version; n > 0 && newest == 0; n--)
                newest = !happened[n].region || is_in(regions[k], happened[n].region) ? n : 0;
            cr_assert(app_public_version(&log, regions[k]) == newest, "%s", regions[k]);
        }
        look(&log, NULL, (uint64_t)seeded_whole(&r, 0, (int64_t)log.version));
    }
    cr_assert(short_of > 0);
    app_public_clear(&log);
}

/* A change elsewhere is none of a region's affair, however many there are. */
Test(public_log, a_region_is_not_behind_by_what_happens_elsewhere)
{
    struct public_log log = { .version = 0 };
    const struct public_change *changes;
    size_t count;

    app_public_note(&log, "64.08", 7);
    for (uint32_t i = 0; i < 3 * PUBLIC_ALL_MAX; i++)
        app_public_note(&log, "64.03", i);
    cr_assert(app_public_since(&log, "64.08", 0, &changes, &count));
    cr_assert(count == 1 && changes[0].chain == 7 && app_public_version(&log, "64.08") == 1);
    cr_assert(!app_public_since(&log, "64", 0, &changes, &count));
    cr_assert(!app_public_since(&log, NULL, 0, &changes, &count));
    cr_assert(app_public_since(&log, "64.01", 0, &changes, &count) && count == 0);
    app_public_clear(&log);
}
