/* Shares of work: a bucket each, full at first, and the table never grows. */
#include <criterion/criterion.h>
#include <stdio.h>
#include "daemon/http/api/work_share.h"
#include "jarak/app/handle/work.h"

static const struct work_asker account = { "bawaslu-64.08", true },
                               address = { "192.0.2.7", false };

Test(work_share, a_full_bucket_is_used_up_and_fills_again)
{
    struct work_shares *shares = api_work_shares_new();
    int64_t now = 1000, wait_s;

    cr_assert(shares != NULL);
    cr_assert(api_work_shares_take(shares, &account, JK_WORK_MOST, now) == 0,
              "the largest at once");
    wait_s = api_work_shares_take(shares, &account, JK_WORK_ACCOUNT_SECOND * 10, now);
    cr_assert(wait_s == 10, "%lld", (long long)wait_s);
    cr_assert(api_work_shares_take(shares, &account, 1000, now) > 0, "not a little either");
    cr_assert(api_work_shares_take(shares, &account, JK_WORK_ACCOUNT_SECOND * 10,
                                   now + 1000 * wait_s) == 0,
              "as it was told");
    api_work_shares_free(shares);
}

Test(work_share, each_has_its_own)
{
    struct work_shares *shares = api_work_shares_new();
    const struct work_asker other = { "kpu-64.08", true }, same_name = { "bawaslu-64.08", false };

    cr_assert(api_work_shares_take(shares, &account, JK_WORK_MOST, 0) == 0);
    cr_assert(api_work_shares_take(shares, &other, JK_WORK_MOST, 0) == 0);
    cr_assert(api_work_shares_take(shares, &address, JK_WORK_ADDRESS_BURST, 0) == 0);
    cr_assert(api_work_shares_take(shares, &same_name, JK_WORK_ADDRESS_BURST, 0) == 0,
              "an address is no account");
    cr_assert(api_work_shares_take(shares, &address, JK_WORK_ADDRESS_SECOND, 0) == 1);
    cr_assert(api_work_shares_take(shares, &account, JK_WORK_ACCOUNT_SECOND, 0) == 1);
    api_work_shares_free(shares);
}

Test(work_share, what_turned_out_to_be_more_is_owed)
{
    struct work_shares *shares = api_work_shares_new();

    cr_assert(api_work_shares_take(shares, &account, 1, 0) == 0);
    api_work_shares_owe(shares, &account, 2 * JK_WORK_MOST, 0); /* no more than a full one */
    cr_assert(api_work_shares_take(shares, &account, JK_WORK_ACCOUNT_SECOND, 0) <= 2);
    cr_assert(api_work_shares_take(shares, &account, JK_WORK_ACCOUNT_SECOND, 0) > 0);
    api_work_shares_free(shares);
}

/* A flood from a hundred thousand addresses takes no memory, and does not give back what an account
 * that goes on asking has used. */
Test(work_share, the_table_stays_as_large_as_it_is)
{
    struct work_shares *shares = api_work_shares_new();
    char name[32];

    cr_assert(api_work_shares_take(shares, &account, JK_WORK_MOST, 0) == 0);
    for (int i = 0; i < 100000; i++) {
        snprintf(name, sizeof name, "198.51.%d.%d", i / 256 % 256, i % 256);
        api_work_shares_take(shares, &(struct work_asker){ name, false }, 1000, 0);
    }
    cr_assert(api_work_shares_take(shares, &account, JK_WORK_ACCOUNT_SECOND, 0) > 0);
    api_work_shares_free(shares);
}

/* Asks for the public calendar of 10,000 activities so often for an hour. @return how often it was
 * refused */
static int ask_for_an_hour(int in_a_second)
{
    struct work_shares *shares = api_work_shares_new();
    const struct work_asker office = { "192.0.2.7", false };
    int refused = 0;

    cr_assert_not_null(shares);
    for (int64_t i = 0; i < 3600 * in_a_second; i++)
        refused += api_work_shares_take(shares, &office, JK_WORK_READ + 10000,
                                        1000 * i / in_a_second) != 0;
    api_work_shares_free(shares);
    return refused;
}

Test(work_share, an_office_behind_one_address_reads_and_a_program_that_never_stops_is_refused)
{
    cr_assert_eq(ask_for_an_hour(5), 0, "150 desks, each a page in half a minute");
    cr_assert_gt(ask_for_an_hour(20), 3600, "more than a core's tenth");
}

/* An office that shares one account: each of its desks opens a page of a day in half a minute, as
 * dear as is done at once, and its programs read ten things beside it. */
Test(work_share, an_office_of_150_desks_under_one_account_reads_for_a_day)
{
    struct work_shares *shares = api_work_shares_new();
    int refused = 0;

    cr_assert_not_null(shares);
    for (int64_t turn = 0; turn < 5 * 3600 * 24; turn++) { /* 150 desks in 30 s */
        refused +=
            api_work_shares_take(shares, &account, JK_WORK_READ + JK_WORK_AT_ONCE, 200 * turn) != 0;
        for (int i = 0; i < 10; i++)
            refused += api_work_shares_take(shares, &account, JK_WORK_READ, 200 * turn) != 0;
    }
    cr_assert_eq(refused, 0);
    refused = 0;
    for (int64_t i = 0; i < 10000 * 300; i++) /* and a program that never stops is refused */
        refused += api_work_shares_take(shares, &account, JK_WORK_READ, i / 10) != 0;
    cr_assert_gt(refused, 100000);
    api_work_shares_free(shares);
}
