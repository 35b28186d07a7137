/* What another policy would change: told before it is in force, and true once it is. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/config/files.h"
#include "jarak/app/conflicts/whatif.h"
#include "tests/unit/app/desk.h"

/* The pack's policy with `from` replaced by `to`. */
static void changed_policy(struct jk_buf *out, const char *from, const char *to)
{
    struct jk_buf file = { 0 };
    struct jk_error err;
    const char *at;

    cr_assert(jk_file_read("calendars/kutim-2024/policy.json", &file, &err) == JK_OK);
    jk_buf_char(&file, '\0');
    at = strstr(file.at, from);
    cr_assert(at != NULL, "%s", from);
    jk_buf_reset(out);
    jk_buf_add(out, file.at, (size_t)(at - file.at));
    jk_buf_str(out, to);
    jk_buf_str(out, at + strlen(from));
    jk_buf_clear(&file);
}

/* Three rallies on one day along a meridian, 4, 12 and 16 km apart (edge to edge 300 m less; a
 * degree of latitude is 110,575 m here): paslon 2 in the middle. */
static void file_rallies(struct desk *d)
{
    static const struct filed rallies[] = {
        { "a@x", 0.5, 117.5, 1, 0, NULL, NULL },
        { "b@x", 0.5 + 12000.0 / 110575.0, 117.5, 2, 0, NULL, NULL },
        { "c@x", 0.5 + 16000.0 / 110575.0, 117.5, 1, 0, NULL, NULL },
    };

    for (size_t i = 0; i < sizeof rallies / sizeof *rallies; i++)
        cr_assert(desk_file(d, &rallies[i]) == JK_OK, "%s", d->err.value);
}

static enum jk_status try(struct desk *d, const char *account, const struct jk_buf *policy,
                          struct jk_whatif_view *view)
{
    const struct jk_whatif_ask ask = {
        jk_app_account(d->app, account), DESK_NOW, jk_buf_view(policy), { "", "64.08" }
    };

    return jk_app_whatif(d->app, &d->arena, &ask, view, &d->err);
}

static struct jk_whatif_view ask(struct desk *d, const char *account, const struct jk_buf *policy)
{
    struct jk_whatif_view view;
    enum jk_status rc = try(d, account, policy, &view);

    cr_assert(rc == JK_OK, "%s %s", d->err.field, d->err.value);
    return view;
}

Test(whatif, a_smaller_distance_closes_what_lies_beyond_it_and_nothing_is_stored)
{
    struct jk_buf policy = { 0 }, line = { 0 };
    struct jk_whatif_view view;
    struct desk d;

    desk_open(&d);
    file_rallies(&d);
    cr_assert(desk_conflicts(&d) == 2); /* 11.7 km info, 3.7 km waspada */
    changed_policy(&policy, "\"distance_m\": 15000", "\"distance_m\": 10000");
    view = ask(&d, "polres-64.08", &policy);
    cr_assert(view.pair_count == 1);
    cr_assert(strcmp(view.pairs[0].a.uid, "a@x") == 0 && strcmp(view.pairs[0].b.uid, "b@x") == 0);
    cr_assert(view.pairs[0].before.level == JK_LEVEL_INFO);
    cr_assert(view.pairs[0].after.level == JK_LEVEL_NONE);
    cr_assert(view.before[JK_LEVEL_INFO] == 1 && view.after[JK_LEVEL_INFO] == 0);
    cr_assert(view.before[JK_LEVEL_WASPADA] == 1 && view.after[JK_LEVEL_WASPADA] == 1);
    jk_whatif_line(&line, &view, JK_LANG_ID);
    cr_assert(strcmp(line.at, "kutim-2024-usulan/1: 1 konflik lebih sedikit (siaga 0 > 0, "
                              "waspada 1 > 1, info 1 > 0)") == 0,
              "%s", line.at);
    cr_assert(desk_conflicts(&d) == 2);
    jk_buf_clear(&policy);
    jk_buf_clear(&line);
    desk_close(&d);
}

Test(whatif, what_was_told_beforehand_is_what_the_new_policy_does)
{
    struct jk_buf policy = { 0 };
    struct jk_whatif_view view;
    struct jk_policy next;
    struct desk d;
    size_t before, after;

    desk_open(&d);
    file_rallies(&d);
    changed_policy(&policy, "\"distance_m\": 5000", "\"distance_m\": 12000");
    view = ask(&d, "polres-64", &policy); /* the province sees it too */
    cr_assert(view.pair_count == 1 && view.pairs[0].after.level == JK_LEVEL_WASPADA);
    before = view.before[JK_LEVEL_WASPADA];
    after = view.after[JK_LEVEL_WASPADA];
    cr_assert(before == 1 && after == 2);
    cr_assert(jk_pack_policy(&d.pack, d.pack.policies.at, jk_buf_view(&policy), &next, &d.err) ==
              JK_OK);
    d.pack.policies = jk_policies_over(&next, 1);
    jk_buf_reset(&d.told);
    desk_reopen(&d, DESK_NOW + 60);
    cr_assert(desk_conflicts(&d) == 2);
    for (size_t i = 0; i < desk_verdict(&d, "b@x").conflict_count; i++)
        cr_assert(desk_verdict(&d, "b@x").conflicts[i].levels.level == JK_LEVEL_WASPADA);
    jk_buf_clear(&policy);
    desk_close(&d);
}

Test(whatif, another_region_is_told_nothing_and_a_wrong_policy_is_refused)
{
    struct jk_buf policy = { 0 };
    struct jk_whatif_view view;
    struct desk d;

    desk_open(&d);
    file_rallies(&d);
    changed_policy(&policy, "\"distance_m\": 15000", "\"distance_m\": 10000");
    view = ask(&d, "polres-64.03", &policy);
    cr_assert(view.pair_count == 0 && view.before[JK_LEVEL_INFO] == 0);
    changed_policy(&policy, "\"distance_m\": 15000", "\"distance_m\": 1000"); /* not nested */
    cr_assert(try(&d, "polres-64.08", &policy, &view) != JK_OK);
    cr_assert(strncmp(d.err.field, "policy.json: rows[", 18) == 0, "%s", d.err.field);
    jk_buf_reset(&policy);
    jk_buf_str(&policy, "[1");
    cr_assert(try(&d, "polres-64.08", &policy, &view) == JK_INVALID);
    jk_buf_clear(&policy);
    desk_close(&d);
}
