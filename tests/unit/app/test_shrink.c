/* What a start reads is made small by a thread beside it: all of it, and it is what was filed. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/app/app.h"
#include "jarak/app/registry/registry.h"
#include "tests/unit/app/desk.h"

#define CHAINS 700 /* of two notices: five piles and a part (daemon/app/recall/shrink.c) */

static struct jk_span bytes_of(struct desk *d, const char *uid)
{
    const struct jk_entry *entry = jk_registry_entry(jk_app_registry(d->app), uid);
    struct jk_span bytes;

    cr_assert(entry && entry->current && entry->current->kept, "%s is not small", uid);
    cr_assert(jk_version_bytes(entry->current, &d->arena, &bytes));
    return bytes;
}

Test(shrink, all_is_small_behind_a_start_and_as_it_was_filed)
{
    static const char *const ends[] = { "", "-out" };
    static struct jk_span before[CHAINS][2];
    struct jk_arena kept = { 0 };
    struct desk d;
    char name[24], uid[40];

    desk_open(&d);
    for (int i = 0; i < CHAINS; i++) {
        snprintf(name, sizeof name, "n%d", i);
        desk_file_chain(&d, name, 1, 0.5 + 0.001 * (i % 50), 117.5,
                        DESK_NOW + 86400 * (1 + i % 20));
    }
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < CHAINS; i++) {
            for (int k = 0; k < 2; k++) {
                struct jk_span is;

                snprintf(uid, sizeof uid, "n%d%s@slots", i, ends[k]);
                is = bytes_of(&d, uid);
                if (round == 0)
                    before[i][k] = (struct jk_span){ jk_arena_copy(&kept, is), is.len };
                else
                    cr_assert(jk_span_eq(is, before[i][k]), "%s is another", uid);
            }
        }
        desk_reopen(&d, d.now_s);
    }
    jk_arena_clear(&kept);
    desk_close(&d);
}
