/* What is told of an account: its bounds where it has some, and never a secret. */
#include "jarak/feed/json/account.h"

#include "tests/support/documents.h"

Test(account, an_officer_without_bounds_or_tokens)
{
    struct jk_account_view view = {
        .name = "polres-64.08", .role = "polres", .region = "64.08", .contest = "", .office = ""
    };

    expect_json(jk_account_json(&view),
                "{\"name\":\"polres-64.08\",\"role\":\"polres\",\"region\":\"64.08\","
                "\"disabled\":false,\"password\":false,\"tokens\":[]}");
}

Test(account, a_teams_liaison_with_days_of_its_own)
{
    const struct jk_token_view tokens[] = {
        { .id = "ab12", .label = "ponsel", .made_s = 1732341600, .not_after_s = 1732345200 },
        { .id = "cd34", .label = "", .revoked = true },
    };
    struct jk_account_view view = { .name = "tim-1",
                                    .role = "tim",
                                    .region = "64.08",
                                    .contest = "pilbup-64.08",
                                    .office = "",
                                    .paslon = 1,
                                    .disabled = true,
                                    .has_password = true,
                                    .not_before_s = 1727193600,
                                    .not_after_s = 1732463999,
                                    .tz = jk_tz_find(JK_SPAN("WITA")),
                                    .tokens = tokens,
                                    .token_count = 2 };

    expect_json(
        jk_account_json(&view),
        "{\"name\":\"tim-1\",\"role\":\"tim\",\"region\":\"64.08\","
        "\"contest\":\"pilbup-64.08\",\"paslon\":1,\"disabled\":true,\"password\":true,"
        "\"not_before\":\"2024-09-25T00:00:00+08:00\","
        "\"not_after\":\"2024-11-24T23:59:59+08:00\",\"tokens\":["
        "{\"id\":\"ab12\",\"label\":\"ponsel\",\"revoked\":false,"
        "\"made\":\"2024-11-23T14:00:00+08:00\",\"not_after\":\"2024-11-23T15:00:00+08:00\"},"
        "{\"id\":\"cd34\",\"label\":\"\",\"revoked\":true}]}");
    view.tz = NULL; /* of the nation */
    view.token_count = 0;
    view.not_before_s = 0;
    expect_json(jk_account_json(&view),
                "{\"name\":\"tim-1\",\"role\":\"tim\",\"region\":\"64.08\","
                "\"contest\":\"pilbup-64.08\",\"paslon\":1,\"disabled\":true,\"password\":true,"
                "\"not_after\":\"2024-11-24T15:59:59Z\",\"tokens\":[]}");
}
