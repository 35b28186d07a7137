/* The words of drops, what is well said of one, and when one is threatened. */
#include <criterion/criterion.h>
#include "jarak/model/matter.h"

#define HOUR INT64_C(3600)
#define DUE  INT64_C(1732600000)
#define VOTE (DUE + 12 * HOUR)

Test(drop, words_come_back)
{
    enum jk_mode mode;

    for (int i = 0; i < JK_DROP_STAGES; i++)
        cr_assert((int)jk_drop_stage_of(jk_span_of(jk_drop_stage_word((enum jk_drop_stage)i))) ==
                  i);
    for (int i = 0; i < JK_DROP_CONDITIONS; i++)
        cr_assert((int)jk_drop_condition_of(
                      jk_span_of(jk_drop_condition_word((enum jk_drop_condition)i))) == i);
    cr_assert(jk_drop_stage_of(JK_SPAN("Kelurahan")) == JK_DROP_VILLAGE);
    cr_assert(jk_drop_stage_of(JK_SPAN("gudang")) == JK_DROP_STAGES);
    cr_assert(jk_drop_condition_of(JK_SPAN("RUSAK")) == JK_DROP_DAMAGED);
    cr_assert(jk_drop_mode_of(JK_SPAN("Laut"), &mode) && mode == JK_MODE_SEA);
    cr_assert(jk_drop_mode_of(JK_SPAN("land"), &mode) && mode == JK_MODE_LAND);
    cr_assert(!jk_drop_mode_of(JK_SPAN("udara"), &mode));
}

/* Each row is a drop as somebody knows it, and an hour before or behind its time. */
Test(drop, what_threatens_one_and_from_when)
{
    static const struct {
        const char *what;
        struct jk_drop_times t;
        int64_t now_s;
        enum jk_drop_risk risk;
        int64_t arrives_s;
    } rows[] = {
        { "nothing known, before", { 0, 0, 0, -1, DUE, VOTE }, DUE, JK_DROP_SAFE, 0 },
        { "nothing known, behind", { 0, 0, 0, -1, DUE, VOTE }, DUE + 1, JK_DROP_LATE, 0 },
        { "no vote known", { 0, 0, 0, -1, DUE, INT64_MAX }, VOTE, JK_DROP_LATE, 0 },
        { "the day of the vote", { 0, 0, 0, -1, DUE, VOTE }, VOTE, JK_DROP_MISSING, 0 },
        { "a second before it", { 0, 0, 0, -1, DUE, VOTE }, VOTE - 1, JK_DROP_LATE, 0 },
        { "stated leaving, on it",
          { DUE - HOUR, 0, 0, -1, DUE, VOTE },
          DUE - HOUR,
          JK_DROP_SAFE,
          0 },
        { "stated leaving, behind",
          { DUE - HOUR, 0, 0, -1, DUE, VOTE },
          DUE - HOUR + 1,
          JK_DROP_SLOW,
          0 },
        { "left in time", { DUE - HOUR, 0, DUE - HOUR, -1, DUE, VOTE }, DUE, JK_DROP_SAFE, 0 },
        { "travel known, last moment",
          { 0, 0, 0, 2 * HOUR, DUE, VOTE },
          DUE - 2 * HOUR,
          JK_DROP_SAFE,
          DUE },
        { "travel known, too late",
          { 0, 0, 0, 2 * HOUR, DUE, VOTE },
          DUE - 2 * HOUR + 1,
          JK_DROP_SLOW,
          DUE + 1 },
        { "its way is planned too late",
          { 0, DUE - HOUR, 0, 2 * HOUR, DUE, VOTE },
          DUE - 9 * HOUR,
          JK_DROP_SLOW,
          DUE + HOUR },
        { "its way is planned in time",
          { 0, DUE - 3 * HOUR, 0, 2 * HOUR, DUE, VOTE },
          DUE - 9 * HOUR,
          JK_DROP_SAFE,
          DUE - HOUR },
        { "its way has not begun",
          { 0, DUE - 3 * HOUR, 0, 2 * HOUR, DUE, VOTE },
          DUE - 2 * HOUR + 1,
          JK_DROP_SLOW,
          DUE + 1 },
        { "on its way in time",
          { 0, DUE - 3 * HOUR, DUE - 3 * HOUR, 2 * HOUR, DUE, VOTE },
          DUE,
          JK_DROP_SAFE,
          DUE - HOUR },
        { "left too late",
          { 0, 0, DUE - HOUR, 2 * HOUR, DUE, VOTE },
          DUE - HOUR,
          JK_DROP_SLOW,
          DUE + HOUR },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t arrives_s = -1;

        cr_assert(jk_drop_risk(&rows[i].t, rows[i].now_s, &arrives_s) == rows[i].risk, "%s",
                  rows[i].what);
        cr_assert(arrives_s == rows[i].arrives_s, "%s: %lld", rows[i].what, (long long)arrives_s);
    }
}

Test(drop, what_is_well_said)
{
    struct jk_matter_said said = jk_matter_unsaid(JK_MATTER_DROP);
    struct jk_error err;

    said.uid = "k@x";
    said.title = "Kotak suara";
    said.place = "TPS 12";
    said.agency = "kpu";
    said.due_s = DUE;
    cr_assert(jk_matter_check(&said, &err) == JK_OK, "%s", err.field);
    said.drop.leave_s = DUE;
    cr_assert(jk_matter_check(&said, &err) == JK_INVALID);
    cr_assert_str_eq(err.field, "leave");
    said.drop.leave_s = 0;
    said.drop.items = JK_DROP_ITEMS_MAX + 1;
    cr_assert(jk_matter_check(&said, &err) == JK_RANGE);
    cr_assert_str_eq(err.field, "items");
    said.drop.items = 0;
    said.drop.carrier = "dua\nbaris";
    cr_assert(jk_matter_check(&said, &err) == JK_INVALID);
    cr_assert_str_eq(err.field, "carrier");
    said.drop.carrier = "";
    said.drop.got_s = -1;
    cr_assert(jk_matter_check(&said, &err) == JK_INVALID);
    said.drop.got_s = 0;
    said.place = "";
    cr_assert(jk_matter_check(&said, &err) == JK_INVALID, "it goes somewhere");
    said.place = "TPS 12";
    said.kind = JK_MATTER_TASK;
    said.drop.items = 3;
    cr_assert(jk_matter_check(&said, &err) == JK_INVALID, "a task has none of it");
    cr_assert_str_eq(err.field, "stage");
}
