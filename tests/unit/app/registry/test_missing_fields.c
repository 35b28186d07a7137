/* What a returned chain waits for is told by the decision that returned it, also after a restart.
 */
#include <criterion/criterion.h>
#include "jarak/app/app.h"
#include "jarak/app/registry/registry.h"
#include "jarak/feed/json/seen.h"
#include "tests/unit/app/desk.h"

static const struct filed one = { "one@uji", 0.5, 117.5, 1, 0, NULL, NULL };

static unsigned bits(const char *const *words)
{
    unsigned missing = 0;

    for (; *words; words++)
        cr_assert(jk_missing_add(&missing, *words), "%s", *words);
    return missing;
}

static enum jk_status give_back(struct desk *d, unsigned missing)
{
    struct jk_decision decision = { .actor = jk_app_account(d->app, "polres-64.08"),
                                    .now_s = DESK_NOW,
                                    .uid = "one@uji",
                                    .act = JK_ACT_RETURN,
                                    .sttp = "",
                                    .reason = "belum lengkap",
                                    .basis = "",
                                    .missing = missing };
    struct jk_error err;
    enum jk_status rc;

    decision.chain_revision = desk_verdict(d, "one@uji").chain_revision;
    jk_outcome_clear(&d->outcome);
    rc = jk_app_decide(d->app, &d->arena, &decision, 1, &d->outcome, &d->err);
    cr_assert(jk_app_commit(d->app, &err) == JK_OK);
    return rc;
}

static unsigned waits_for(const struct desk *d)
{
    return jk_registry_chain(jk_app_registry(d->app), "one@uji")->missing;
}

Test(missing_fields, they_stand_after_a_restart_and_end_when_the_notice_comes_again)
{
    static const char *const words[] = { "letter_no", "route", "speakers", NULL };
    struct filed again = one;
    struct desk d;

    desk_open(&d);
    cr_assert(desk_file(&d, &one) == JK_OK);
    cr_assert(waits_for(&d) == 0);
    cr_assert(give_back(&d, bits(words)) == JK_OK, "%s %s", d.err.field, d.err.value);
    cr_assert(waits_for(&d) == bits(words));
    desk_reopen(&d, DESK_NOW);
    cr_assert(waits_for(&d) == bits(words), "read from the journal");
    again.sequence = 1;
    again.extra = "X-JARAK-LETTER-NO:12\r\n";
    cr_assert(desk_file(&d, &again) == JK_OK);
    cr_assert(jk_registry_chain(jk_app_registry(d.app), "one@uji")->state == JK_STATE_SUBMITTED);
    desk_reopen(&d, DESK_NOW);
    cr_assert(waits_for(&d) == 0, "it waits for nothing now");
    desk_close(&d);
}

/* Of two returns the later one counts. */
Test(missing_fields, the_last_return_says_what_is_missing)
{
    static const char *const first[] = { "letter", "place", NULL }, *const last[] = { "crowd",
                                                                                      NULL };
    struct filed again = one;
    struct desk d;

    desk_open(&d);
    cr_assert(desk_file(&d, &one) == JK_OK);
    cr_assert(give_back(&d, bits(first)) == JK_OK);
    again.sequence = 1;
    again.extra = "X-JARAK-CROWD:100\r\n";
    cr_assert(desk_file(&d, &again) == JK_OK);
    cr_assert(give_back(&d, bits(last)) == JK_OK);
    desk_reopen(&d, DESK_NOW);
    cr_assert(waits_for(&d) == bits(last));
    desk_close(&d);
}
