/* SPEC 4 as a table of every state and every act, written out by hand. */
#include <criterion/criterion.h>
#include <string.h>
#include "daemon/app/notices/chain_acts.h"

/* One letter an act: r review, a approve, h hold, b return (back), n refuse (no), w withdraw,
 * d done, x not held, c confirm, u undo, s correct the STTP's number, m rescind (mistaken), l
 * schedule (of an office's own: tests/system/test_scheduled.py). Nothing has a time here:
 * tests/unit/app/decisions/test_clock.c. */
static const char letters[] = "rahbnwdxcusml";

static const struct {
    enum jk_state state;
    bool pending, recorded;
    const char *allowed;
} cases[] = {
    { JK_STATE_DRAFT, false, false, "w" },
    { JK_STATE_SUBMITTED, false, false, "rahbnw" },
    { JK_STATE_UNDER_REVIEW, false, false, "ahbnw" }, /* it is under review already */
    { JK_STATE_ON_HOLD, false, false, "rabnw" },      /* and held already */
    { JK_STATE_RETURNED, false, false, "w" },         /* its submitter hands it in again */
    { JK_STATE_APPROVED, false, false, "wdxsm" },
    { JK_STATE_APPROVED, true, false, "rahbnwdxsm" }, /* its change is as what was submitted */
    { JK_STATE_APPROVED, false, true, "wdxcsm" },     /* an STTP recorded from paper */
    { JK_STATE_APPROVED, true, true, "rahbnwdxcsm" },
    { JK_STATE_REFUSED, false, false, "" },
    { JK_STATE_WITHDRAWN, false, false, "u" },
    { JK_STATE_DONE, false, false, "us" },
    { JK_STATE_NOT_HELD, false, false, "us" },
};

Test(chain_acts, what_is_allowed_follows_from_the_state_and_a_pending_change)
{
    bool seen[JK_STATE_END] = { false };

    cr_assert(strlen(letters) == JK_ACT_END);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_chain chain = { .state = cases[i].state,
                                  .former = JK_STATE_SUBMITTED,
                                  .pending = cases[i].pending,
                                  .pending_state =
                                      cases[i].pending ? JK_STATE_SUBMITTED : JK_STATE_END,
                                  .feed_revision = cases[i].recorded ? 0 : 7 };
        unsigned allowed = notices_acts_allowed(&chain, 0) | notices_acts_on_change(&chain);

        seen[chain.state] = true;
        for (int act = 0; act < JK_ACT_END; act++)
            cr_assert(!!(allowed >> act & 1) == !!strchr(cases[i].allowed, letters[act]),
                      "case %zu, %s: %s", i, jk_state_word(chain.state),
                      jk_act_word((enum jk_act_kind)act));
    }
    for (int state = 0; state < JK_STATE_END; state++)
        cr_assert(seen[state], "%s has no case", jk_state_word((enum jk_state)state));
}

Test(chain_acts, each_act_leads_to_its_state_and_says_what_it_wants)
{
    static const struct {
        enum jk_act_kind act;
        enum jk_state to;
        bool sttp, reason, basis, adopts;
    } rows[] = {
        { JK_ACT_REVIEW, JK_STATE_UNDER_REVIEW, false, false, false, false },
        { JK_ACT_APPROVE, JK_STATE_APPROVED, true, false, false, true },
        { JK_ACT_HOLD, JK_STATE_ON_HOLD, false, true, false, false },
        { JK_ACT_RETURN, JK_STATE_RETURNED, false, true, false, false },
        { JK_ACT_REFUSE, JK_STATE_REFUSED, false, false, true,
          false }, /* SPEC 4: the legal basis */
        { JK_ACT_WITHDRAW, JK_STATE_WITHDRAWN, false, true, false, false },
        { JK_ACT_DONE, JK_STATE_DONE, false, false, false, false },
        { JK_ACT_NOT_HELD, JK_STATE_NOT_HELD, false, false, false, false },
        { JK_ACT_CONFIRM, JK_STATE_APPROVED, false, false, false, false },
        { JK_ACT_UNDO, JK_STATE_END, false, true, false, false },
        { JK_ACT_CORRECT_STTP, JK_STATE_END, true, true, false, false },
        { JK_ACT_RESCIND, JK_STATE_UNDER_REVIEW, false, true, false, false },
        { JK_ACT_SCHEDULE, JK_STATE_APPROVED, false, false, false, true },
    };

    cr_assert(sizeof rows / sizeof *rows == JK_ACT_END);
    for (size_t i = 0; i < JK_ACT_END; i++) {
        const struct chain_act *act = notices_act(rows[i].act);

        cr_assert(act->to == rows[i].to && act->wants_sttp == rows[i].sttp &&
                      act->wants_reason == rows[i].reason && act->wants_basis == rows[i].basis &&
                      act->adopts == rows[i].adopts,
                  "%s", jk_act_word(rows[i].act));
    }
}

/* No act but undoing may lead out of an end state, and none may publish what was never approved. */
Test(chain_acts, only_an_approval_makes_what_stands_approved)
{
    for (int act = 0; act < JK_ACT_END; act++) {
        const struct chain_act *row = notices_act((enum jk_act_kind)act);
        unsigned ended = 1U << JK_STATE_REFUSED | 1U << JK_STATE_WITHDRAWN | 1U << JK_STATE_DONE |
                         1U << JK_STATE_NOT_HELD;

        cr_assert((row->from & ended) == 0 || act == JK_ACT_UNDO || act == JK_ACT_CORRECT_STTP,
                  "%s", jk_act_word((enum jk_act_kind)act));
        cr_assert((row->from & 1U << JK_STATE_REFUSED) == 0, "a refusal stands");
        cr_assert(row->to != JK_STATE_APPROVED ||
                      ((row->wants_sttp || act == JK_ACT_SCHEDULE) && row->adopts) ||
                      row->from == 1U << JK_STATE_APPROVED,
                  "%s", jk_act_word((enum jk_act_kind)act));
    }
}

/* What an office schedules goes past the police, and no campaign goes that way. */
Test(chain_acts, an_offices_own_has_acts_of_its_own)
{
    static const struct {
        enum jk_state state;
        bool pending;
        const char *allowed;
    } own[] = {
        { JK_STATE_SUBMITTED, false, "lw" }, { JK_STATE_RETURNED, false, "w" },
        { JK_STATE_APPROVED, false, "wdx" }, { JK_STATE_APPROVED, true, "lwdx" },
        { JK_STATE_WITHDRAWN, false, "u" },  { JK_STATE_DONE, false, "u" },
        { JK_STATE_NOT_HELD, false, "u" },
    };
    struct jk_notice notice = { .uid = "rakor@test", .facts = jk_facts_unstated() };
    struct jk_version version = { .notice = &notice };
    struct jk_entry entry = { .uid = "rakor@test", .current = &version };
    struct jk_entry *entries[] = { &entry };

    for (int kind = 0; kind < JK_KIND_END; kind++) {
        for (unsigned paslon = 0; paslon < 2; paslon++) {
            bool neutral = jk_kind_is_neutral((enum jk_kind)kind) && paslon == 0;

            notice.facts.kind = (enum jk_kind)kind;
            notice.facts.party.count = paslon;
            for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
                struct jk_chain chain = { .id = "rakor@test",
                                          .state = own[i].state,
                                          .former = JK_STATE_SUBMITTED,
                                          .pending = own[i].pending,
                                          .pending_state = JK_STATE_SUBMITTED,
                                          .feed_revision = 7,
                                          .entries = entries,
                                          .entry_count = 1 };
                unsigned allowed;

                entry.chain = &chain;
                allowed = notices_acts_allowed(&chain, 0) | notices_acts_on_change(&chain);
                cr_assert(jk_chain_is_neutral(&chain) == neutral);
                cr_assert(neutral || !(allowed >> JK_ACT_SCHEDULE & 1));
                for (int act = 0; neutral && act < JK_ACT_END; act++)
                    cr_assert(!!(allowed >> act & 1) == !!strchr(own[i].allowed, letters[act]),
                              "%s: %s", jk_state_word(chain.state),
                              jk_act_word((enum jk_act_kind)act));
            }
        }
    }
}

Test(chain_acts, undoing_leads_back_to_where_it_was)
{
    struct jk_chain chain = { .state = JK_STATE_WITHDRAWN, .former = JK_STATE_ON_HOLD };

    cr_assert(notices_act_target(&chain, JK_ACT_UNDO) == JK_STATE_ON_HOLD);
    chain.state = JK_STATE_DONE;
    cr_assert(notices_act_target(&chain, JK_ACT_UNDO) == JK_STATE_APPROVED);
    cr_assert(notices_act_target(&chain, JK_ACT_CORRECT_STTP) == JK_STATE_DONE);
}

Test(chain_acts, times_move_while_it_stands_and_is_not_with_its_submitter)
{
    static const bool may[JK_STATE_END] = { [JK_STATE_SUBMITTED] = true,
                                            [JK_STATE_UNDER_REVIEW] = true,
                                            [JK_STATE_ON_HOLD] = true,
                                            [JK_STATE_APPROVED] = true };

    for (int state = 0; state < JK_STATE_END; state++)
        cr_assert(notices_may_move((enum jk_state)state) == may[state], "%s",
                  jk_state_word((enum jk_state)state));
}

/* Whatever gives the chain another revision makes an open proposal void; an answer stays. */
Test(chain_acts, a_proposal_is_void_where_its_chain_has_gone_on)
{
    static const struct {
        enum jk_fate said;
        uint32_t of_revision;
        enum jk_state state;
        enum jk_fate want;
    } fates[] = {
        { JK_FATE_OPEN, 5, JK_STATE_ON_HOLD, JK_FATE_OPEN },
        { JK_FATE_OPEN, 4, JK_STATE_ON_HOLD, JK_FATE_VOID },
        { JK_FATE_OPEN, 6, JK_STATE_ON_HOLD, JK_FATE_VOID },
        { JK_FATE_OPEN, 5, JK_STATE_RETURNED, JK_FATE_VOID },
        { JK_FATE_OPEN, 5, JK_STATE_WITHDRAWN, JK_FATE_VOID },
        { JK_FATE_ACCEPTED, 4, JK_STATE_WITHDRAWN, JK_FATE_ACCEPTED },
        { JK_FATE_DECLINED, 4, JK_STATE_ON_HOLD, JK_FATE_DECLINED },
        { JK_FATE_VOID, 5, JK_STATE_ON_HOLD, JK_FATE_VOID },
    };

    for (size_t i = 0; i < sizeof fates / sizeof *fates; i++) {
        struct jk_chain chain = { .state = fates[i].state, .revision = 5 };
        struct jk_offer offer = { .fate = fates[i].said, .chain_revision = fates[i].of_revision };

        cr_assert(notices_offer_fate(&chain, &offer) == fates[i].want, "case %zu", i);
    }
}
