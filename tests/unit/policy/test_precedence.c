/* Who is asked first: a KPU slot, then the letter's receipt by the police, then ours (SPEC 5). */
#include <criterion/criterion.h>
#include "jarak/policy/precedence.h"

#define T0 1732082400 /* 20 November 2024, 14.00 WITA */

static const struct jk_kpu_slot slots[] = { { "pilbup-64.08", "SK 1", 1, T0, T0 + 7200 },
                                            { "pilbup-64.08", "SK 1", 2, T0 + 86400,
                                              T0 + 86400 + 7200 } };
static const struct jk_contest contest = { .id = "pilbup-64.08",
                                           .kpu_slots = slots,
                                           .kpu_slot_count = 2 };
static const struct jk_pack pack = { .contests = &contest, .contest_count = 1 };

static struct jk_precedence of_rally(uint32_t paslon, int64_t start_s, int64_t received_s,
                                     uint32_t receipt)
{
    const struct jk_instance instance = { .start_s = start_s, .end_s = start_s + 7200 };
    struct jk_notice main = {
        .facts = { .kind = JK_KIND_RAPAT_UMUM,
                   .leg = JK_LEG_MAIN,
                   .received_s = received_s,
                   .party = { .contest = "pilbup-64.08", .count = 1, .paslon = { paslon } } }
    };

    main.instances = (struct jk_instance *)&instance;
    main.instance_count = 1;
    return jk_precedence_of(&pack, &main, receipt);
}

Test(precedence, a_slot_is_that_of_the_paslon_and_holds_all_of_the_rally)
{
    cr_expect(of_rally(1, T0, JK_NO_TIME, 1).in_kpu_slot);
    cr_expect(!of_rally(1, T0 + 1, JK_NO_TIME, 1).in_kpu_slot, "it ends a second too late");
    cr_expect(!of_rally(2, T0, JK_NO_TIME, 1).in_kpu_slot, "of the other paslon");
    cr_expect(of_rally(2, T0 + 86400, JK_NO_TIME, 1).in_kpu_slot);
}

Test(precedence, letter_and_receipt_are_told_as_they_are)
{
    const struct jk_precedence with = of_rally(2, T0, T0 - 50, 7);
    const struct jk_precedence without = of_rally(2, T0, JK_NO_TIME, 3);

    cr_expect(with.received_s == T0 - 50 && with.receipt == 7);
    cr_expect(without.received_s == JK_NO_TIME && without.receipt == 3);
}
