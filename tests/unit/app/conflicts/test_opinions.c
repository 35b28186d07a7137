/* What the agencies say of a conflict: side by side, and to be judged again when something moves.
 */
#include <criterion/criterion.h>
#include <string.h>
#include "tests/unit/app/desk.h"
#include "jarak/app/app.h"
#include "jarak/app/conflicts/opinions.h"

/* Two rallies 4 km apart on one day: one conflict, waspada. @return its id, for the desk's life */
static const char *open_conflict(struct desk *d)
{
    static const struct filed one = { "a@x", 0.5, 117.5, 1, 0, NULL, NULL };
    static const struct filed two = { "b@x", 0.5 + 4000.0 / 110575.0, 117.5, 2, 0, NULL, NULL };
    static char id[JK_CONFLICT_HEX + 1];

    desk_open(d);
    cr_assert(desk_file(d, &one) == JK_OK && desk_file(d, &two) == JK_OK);
    memcpy(id, desk_verdict(d, "b@x").conflicts[0].id, sizeof id);
    return id;
}

static enum jk_status say(struct desk *d, const char *account, const char *id, const char *opinion,
                          const char *note, uint32_t revision)
{
    struct jk_opinion_act said = {
        jk_app_account(d->app, account), DESK_NOW, id, opinion, note, revision
    };
    struct jk_conflict_view view;
    enum jk_status rc = jk_app_opine(d->app, &d->arena, &said, &view, &d->err);

    cr_assert(jk_app_commit(d->app, &d->err) == JK_OK);
    return rc;
}

static enum jk_opinion opinion_of(struct desk *d, enum jk_agency agency)
{
    return desk_verdict(d, "b@x").conflicts[0].opinions[agency].opinion;
}

static uint32_t revision_of(struct desk *d)
{
    return desk_verdict(d, "b@x").conflicts[0].revision;
}

Test(agency, each_says_its_own_and_it_lasts)
{
    struct desk d;
    const char *id = open_conflict(&d);

    cr_assert(say(&d, "polres-64.08", id, "accepted", "", 1) == JK_OK);
    cr_assert(say(&d, "bawaslu-64.08", id, "objected", "terlalu dekat", 1) == JK_OK);
    cr_assert(opinion_of(&d, JK_AGENCY_POLRES) == JK_OPINION_ACCEPTED);
    cr_assert(opinion_of(&d, JK_AGENCY_KPU) == JK_OPINION_OPEN);
    desk_reopen(&d, DESK_NOW);
    cr_assert(opinion_of(&d, JK_AGENCY_POLRES) == JK_OPINION_ACCEPTED);
    cr_assert(opinion_of(&d, JK_AGENCY_BAWASLU) == JK_OPINION_OBJECTED);
    cr_assert(strcmp(desk_verdict(&d, "b@x").conflicts[0].opinions[JK_AGENCY_BAWASLU].note,
                     "terlalu dekat") == 0);
    cr_assert(say(&d, "polres-64.08", id, "open", "", 1) == JK_OK, "taken back by hand");
    cr_assert(opinion_of(&d, JK_AGENCY_POLRES) == JK_OPINION_OPEN);
    desk_close(&d);
}

Test(agency, a_change_of_either_side_asks_them_again)
{
    static const struct filed moved = { "a@x", 0.501, 117.5, 1, 1, NULL, NULL };
    static const struct filed renamed = { "b@x", 0.5 + 4000.0 / 110575.0, 117.5, 2, 1,
                                          NULL,  "X-JARAK-CROWD:9000\r\n" };
    struct desk d;
    const char *id = open_conflict(&d);

    cr_assert(say(&d, "polres-64.08", id, "accepted", "dikawal", 1) == JK_OK);
    cr_assert(desk_file(&d, &renamed) == JK_OK); /* nothing of the conflict's figures changes */
    cr_assert(revision_of(&d) == 1 && opinion_of(&d, JK_AGENCY_POLRES) == JK_OPINION_REJUDGE);
    cr_assert(say(&d, "polres-64.08", id, "accepted", "dikawal", 1) == JK_OK);
    cr_assert(desk_file(&d, &moved) == JK_OK); /* they do */
    cr_assert(revision_of(&d) == 2 && opinion_of(&d, JK_AGENCY_POLRES) == JK_OPINION_REJUDGE);
    cr_assert(say(&d, "polres-64.08", id, "accepted", "", 1) == JK_CONFLICT, "of what was");
    desk_close(&d);
}

Test(agency, another_policy_asks_them_again_and_a_restart_does_not)
{
    struct desk d;
    const char *id = open_conflict(&d);

    cr_assert(say(&d, "kpu-64.08", id, "accepted", "", 1) == JK_OK);
    desk_reopen(&d, DESK_NOW);
    cr_assert(opinion_of(&d, JK_AGENCY_KPU) == JK_OPINION_ACCEPTED);
    d.pack.hash[0] = d.pack.hash[0] == '0' ? '1' : '0'; /* another edition that finds the same */
    desk_reopen(&d, DESK_NOW);
    cr_assert(opinion_of(&d, JK_AGENCY_KPU) == JK_OPINION_REJUDGE);
    desk_close(&d);
}

Test(agency, what_cannot_be_said_is_refused)
{
    struct desk d;
    const char *id = open_conflict(&d);

    cr_assert(say(&d, "polres-64.08", "0000000000000000", "accepted", "", 1) == JK_NONE);
    cr_assert(say(&d, "polres-64.03", id, "accepted", "", 1) == JK_NONE, "of another region");
    cr_assert(say(&d, "admin-64.08", id, "accepted", "", 1) == JK_DENIED);
    cr_assert(say(&d, "polres-64.08", id, "rejudge", "", 1) == JK_INVALID);
    cr_assert(say(&d, "polres-64.08", id, "setuju", "", 1) == JK_INVALID);
    cr_assert(say(&d, "polres-64.08", id, "objected", "", 1) == JK_INVALID, "needs a note");
    cr_assert(say(&d, "polres-64.08", id, "accepted", "", 2) == JK_CONFLICT);
    cr_assert(desk_withdraw(&d, "a@x") == JK_OK);
    cr_assert(say(&d, "polres-64.08", id, "accepted", "", 2) == JK_STATE, "closed");
    desk_close(&d);
}
