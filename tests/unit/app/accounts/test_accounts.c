/* Accounts: who may come in, until when, and who may say so. */
#include <criterion/criterion.h>
#include <string.h>
#include "tests/unit/app/desk.h"
#include "jarak/app/app.h"
#include "jarak/app/maintain/maintain.h"

#define DAY 86400

static struct jk_account_ask ask_of(struct desk *d, const char *scope)
{
    return (struct jk_account_ask){ &d->pack, "admin-64", scope, DESK_NOW };
}

static enum jk_status add(struct desk *d, const char *scope, const struct jk_account_spec *spec)
{
    struct jk_account_ask ask = ask_of(d, scope);
    enum jk_status rc;

    cr_assert(jk_app_begin(d->app, &d->err) == JK_OK);
    rc = jk_accounts_add(jk_app_accounts(d->app), &ask, spec, &d->err);
    cr_assert(jk_app_commit(d->app, NULL) == JK_OK);
    return rc;
}

static void issue(struct desk *d, const char *name, const char *until, char *token)
{
    struct jk_account_ask ask = ask_of(d, NULL);
    struct jk_token_spec spec = { "laptop", { { NULL, 0 }, jk_span_of(until) } };

    cr_assert(jk_app_begin(d->app, &d->err) == JK_OK);
    cr_assert(jk_accounts_issue(jk_app_accounts(d->app), &ask, name, &spec, token, &d->err) ==
                  JK_OK,
              "%s %s", d->err.field, d->err.value);
    cr_assert(jk_app_commit(d->app, &d->err) == JK_OK);
}

static const char *who(struct desk *d, const char *token, int64_t now_s)
{
    int64_t until_s;
    const struct jk_account *found =
        jk_accounts_of_token(jk_app_accounts(d->app), jk_span_of(token), now_s, &until_s);

    return found ? found->name : "";
}

static const struct jk_account_spec officer = {
    .name = "polres-64.08-2", .role = "polres", .region = "64.08", .contest = ""
};

Test(account, several_tokens_let_in_until_each_is_revoked_and_survive_a_restart)
{
    char first[JK_TOKEN_HEX + 1], second[JK_TOKEN_HEX + 1], id[JK_TOKEN_ID_HEX + 1];
    struct jk_account_ask ask;
    struct desk d;

    desk_open(&d);
    cr_assert(add(&d, NULL, &officer) == JK_OK, "%s", d.err.value);
    cr_assert(add(&d, NULL, &officer) == JK_EXISTS);
    issue(&d, officer.name, NULL, first);
    issue(&d, officer.name, NULL, second);
    desk_reopen(&d, DESK_NOW);
    cr_assert(strcmp(who(&d, first, DESK_NOW), officer.name) == 0);
    cr_assert(strcmp(who(&d, second, DESK_NOW), officer.name) == 0);
    snprintf(id, sizeof id, "%.16s", jk_app_account(d.app, officer.name)->tokens[0].hash);
    ask = ask_of(&d, NULL);
    cr_assert(jk_app_begin(d.app, &d.err) == JK_OK);
    cr_assert(jk_accounts_revoke(jk_app_accounts(d.app), &ask, officer.name, id, &d.err) == JK_OK);
    cr_assert(jk_accounts_revoke(jk_app_accounts(d.app), &ask, officer.name, id, &d.err) ==
              JK_NONE);
    cr_assert(jk_app_commit(d.app, &d.err) == JK_OK);
    cr_assert(who(&d, first, DESK_NOW)[0] == '\0');
    desk_reopen(&d, DESK_NOW);
    cr_assert(who(&d, first, DESK_NOW)[0] == '\0');
    cr_assert(strcmp(who(&d, second, DESK_NOW), officer.name) == 0);
    desk_close(&d);
}

Test(account, outside_its_dates_nobody_is_let_in)
{
    struct jk_account_spec spec = officer;
    char token[JK_TOKEN_HEX + 1], brief[JK_TOKEN_HEX + 1];
    int64_t end = 1732723199; /* 27 November 2024, 23:59:59 WITA */
    struct desk d;

    desk_open(&d);
    spec.valid.not_before = JK_SPAN("2024-11-20");
    spec.valid.not_after = JK_SPAN("2024-11-27");
    cr_assert(add(&d, NULL, &spec) == JK_OK, "%s", d.err.value);
    issue(&d, spec.name, NULL, token);
    issue(&d, spec.name, "2024-11-22T10:00:00+08:00", brief);
    cr_assert(strcmp(who(&d, token, end), spec.name) == 0);
    cr_assert(who(&d, token, end + 1)[0] == '\0');
    cr_assert(strcmp(who(&d, token, end - 8 * DAY + 1), spec.name) == 0);
    cr_assert(who(&d, token, end - 8 * DAY)[0] == '\0');
    cr_assert(strcmp(who(&d, brief, 1732240800), spec.name) == 0);
    cr_assert(who(&d, brief, 1732240801)[0] == '\0');
    desk_close(&d);
}

Test(account, an_administrator_reaches_no_further_than_its_region)
{
    struct jk_account_spec spec = officer;
    struct jk_account_ask ask;
    struct desk d;

    desk_open(&d);
    cr_assert(add(&d, "64.03", &spec) == JK_DENIED);
    cr_assert(jk_app_account(d.app, spec.name) == NULL);
    cr_assert(add(&d, "64", &spec) == JK_OK);
    cr_assert(jk_app_begin(d.app, &d.err) == JK_OK);
    ask = ask_of(&d, "64.03");
    cr_assert(jk_accounts_disable(jk_app_accounts(d.app), &ask, spec.name, true, &d.err) ==
              JK_NONE);
    cr_assert(jk_accounts_password(jk_app_accounts(d.app), &ask, spec.name, "", &d.err) == JK_NONE);
    cr_assert(!jk_app_account(d.app, spec.name)->disabled);
    ask = ask_of(&d, "64.08");
    cr_assert(jk_accounts_disable(jk_app_accounts(d.app), &ask, spec.name, true, &d.err) == JK_OK);
    cr_assert(jk_app_commit(d.app, &d.err) == JK_OK);
    cr_assert(!jk_account_is_open(jk_app_account(d.app, spec.name), DESK_NOW));
    desk_close(&d);
}

Test(account, what_is_no_account_is_refused_with_the_member_at_fault)
{
    static const struct {
        struct jk_account_spec spec;
        const char *field;
    } wrong[] = {
        { { "", "polres", "64.08", "" }, "name" },
        { { "Polres", "polres", "64.08", "" }, "name" },
        { { "a b", "polres", "64.08", "" }, "name" },
        { { "jarakd", "polres", "64.08", "" }, "name" },
        { { "a", "raja", "64.08", "" }, "role" },
        { { "a", "polres", "99", "" }, "region" },
        { { "a", "tim", "64.08", "" }, "contest" },
        { { "a", "tim", "64.08", "pilbup-64.03", 1 }, "contest" },
        { { "a", "tim", "64.08", "pilbup-64.08", 9 }, "paslon" },
        { { "a", "polres", "64.08", "pilbup-64.08", 1 }, "contest" },
        { { "a", "polres", "64.08", "", 0, { { "kemarin", 7 } } }, "not_before" },
        { { "a", "polres", "64.08", "", 0, { { NULL, 0 }, { "1969-01-01", 10 } } }, "not_after" },
        { { "a", "polres", "64.08", "", 0, { { "2024-11-02", 10 }, { "2024-11-01", 10 } } },
          "not_after" },
    };
    struct desk d;

    desk_open(&d);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        enum jk_status rc = add(&d, NULL, &wrong[i].spec);

        cr_assert((rc == JK_INVALID || rc == JK_RANGE) && strcmp(d.err.field, wrong[i].field) == 0,
                  "%zu: %s %s", i, jk_status_name(rc), d.err.field);
    }
    cr_assert(jk_app_account(d.app, "a") == NULL);
    desk_close(&d);
}

Test(account, what_was_not_committed_never_was_and_the_name_is_free)
{
    struct jk_account_ask ask;
    char token[JK_TOKEN_HEX + 1];
    struct desk d;

    desk_open(&d);
    ask = ask_of(&d, NULL);
    cr_assert(jk_app_begin(d.app, &d.err) == JK_OK);
    cr_assert(jk_accounts_add(jk_app_accounts(d.app), &ask, &officer, &d.err) == JK_OK);
    cr_assert(jk_accounts_issue(jk_app_accounts(d.app), &ask, officer.name,
                                &(struct jk_token_spec){ .label = "" }, token, &d.err) == JK_OK);
    jk_store_rollback(d.store); /* as when the disk gives up */
    cr_assert(jk_app_commit(d.app, &d.err) != JK_OK);
    cr_assert(who(&d, token, DESK_NOW)[0] == '\0');
    cr_assert(add(&d, NULL, &officer) == JK_OK, "%s", d.err.value);
    cr_assert(jk_app_account(d.app, officer.name)->token_count == 0);
    desk_close(&d);
}

Test(account, a_stopped_store_takes_the_same_commands_and_replays)
{
    struct jk_accounts *accounts;
    struct jk_replay replay;
    struct jk_account_ask ask;
    char token[JK_TOKEN_HEX + 1];
    struct desk d;

    desk_open(&d);
    jk_app_close(d.app);
    jk_store_close(d.store);
    d.app = NULL;
    d.store = NULL;
    ask = ask_of(&d, NULL);
    cr_assert(jk_accounts_open(d.path, &accounts, &d.err) == JK_OK);
    cr_assert(jk_accounts_add(accounts, &ask, &officer, &d.err) == JK_OK);
    cr_assert(jk_accounts_close(accounts, false, &d.err) == JK_OK);
    cr_assert(jk_accounts_open(d.path, &accounts, &d.err) == JK_OK);
    cr_assert(jk_accounts_find(accounts, officer.name) == NULL, "not kept");
    cr_assert(jk_accounts_add(accounts, &ask, &officer, &d.err) == JK_OK);
    cr_assert(jk_accounts_issue(accounts, &ask, officer.name,
                                &(struct jk_token_spec){ .label = "" }, token, &d.err) == JK_OK);
    cr_assert(jk_accounts_password(accounts, &ask, officer.name, "$y$x", &d.err) == JK_OK);
    cr_assert(jk_accounts_close(accounts, true, &d.err) == JK_OK);
    cr_assert(jk_replay_offline(d.path, &replay, &d.err) == JK_OK, "%s", replay.first);
    desk_reopen(&d, DESK_NOW);
    cr_assert(strcmp(who(&d, token, DESK_NOW), officer.name) == 0);
    cr_assert(strcmp(jk_app_account(d.app, officer.name)->password, "$y$x") == 0);
    desk_close(&d);
}

Test(account, thirty_two_valid_tokens_are_enough)
{
    char token[JK_TOKEN_HEX + 1];
    struct jk_account_ask ask;
    struct desk d;

    desk_open(&d);
    cr_assert(add(&d, NULL, &officer) == JK_OK);
    for (int i = 0; i < JK_ACCOUNT_TOKENS; i++)
        issue(&d, officer.name, NULL, token);
    ask = ask_of(&d, NULL);
    cr_assert(jk_app_begin(d.app, &d.err) == JK_OK);
    cr_assert(jk_accounts_issue(jk_app_accounts(d.app), &ask, officer.name,
                                &(struct jk_token_spec){ .label = "" }, token,
                                &d.err) == JK_TOO_MANY);
    cr_assert(jk_accounts_issue(jk_app_accounts(d.app), &ask, "polres-64.08",
                                &(struct jk_token_spec){ .label = "a\nb" }, token,
                                &d.err) == JK_INVALID);
    cr_assert(jk_app_commit(d.app, &d.err) == JK_OK);
    desk_close(&d);
}
