/* What a failed promise does in either build; the programs of both are run (see the Makefile). */
#include <criterion/criterion.h>
#include <signal.h>
#include "jarak/base/defend.h"

static unsigned told;
static int told_line;

static void hear(const char *file, int line, const char *expr)
{
    (void)file;
    (void)expr;
    told++;
    told_line = line;
}

Test(defend, every_failure_counts_and_a_place_is_told_once)
{
    uint64_t before = jk_defend_count();

    jk_defend_tell(hear);
    for (int i = 0; i < 3; i++)
        jk_defend_note(__FILE__, 7, "never");
    jk_defend_note(__FILE__, 8, "never");
    cr_assert(jk_defend_count() == before + 4);
    cr_assert(told == 2 && told_line == 8);
}

Test(defend, more_places_than_there_is_room_for_are_counted_and_not_told)
{
    jk_defend_tell(hear);
    for (int i = 0; i < JK_DEFEND_PLACES + 9; i++)
        jk_defend_note(__FILE__, i, "never");
    cr_assert(told == JK_DEFEND_PLACES && jk_defend_count() == JK_DEFEND_PLACES + 9);
}

static unsigned looks;

static int look(int answer)
{
    looks++;
    return answer;
}

Test(defend, a_promise_that_is_kept_costs_nothing_but_the_look)
{
    JK_ASSERT(look(1));
    cr_assert(!JK_NEVER(look(0)));
    cr_assert(looks == 2 && jk_defend_count() == 0);
}

#ifdef JK_CHECKING
Test(defend, the_checking_build_aborts_at_a_broken_precondition, .signal = SIGABRT)
{
    JK_ASSERT(look(0));
}

Test(defend, the_checking_build_aborts_where_the_impossible_happens, .signal = SIGABRT)
{
    cr_assert(JK_NEVER(look(1)));
}

Test(defend, the_checking_build_looks_at_what_costs_a_loop, .signal = SIGABRT)
{
    JK_ASSERT_ALL(look(0));
}
#else
Test(defend, the_release_counts_and_goes_on)
{
    jk_defend_tell(hear);
    JK_ASSERT(look(0));
    cr_assert(jk_defend_count() == 1 && told == 1);
    cr_assert(JK_NEVER(look(1)));
    cr_assert(jk_defend_count() == 2 && told == 2);
    JK_ASSERT_ALL(look(0));
    cr_assert(looks == 2 && jk_defend_count() == 2, "what costs a loop is not looked at");
}
#endif
