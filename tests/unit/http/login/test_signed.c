/* Signed sessions: whatever one daemon signed, every other that has the secret takes as the first
 * does, and nothing else. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/http/login/ended.h"
#include "daemon/http/login/session.h"
#include "daemon/http/login/signed.h"

#define NOW 1732334400

static const uint8_t secret[32] = "what all of the daemons have", other_secret[32] = "another";

static struct jk_account polres(void)
{
    return (struct jk_account){ .name = "polres-64.08",
                                .role = JK_ROLE_POLRES,
                                .region = "64.08",
                                .contest = "",
                                .office = "",
                                .password = "$y$j9T$salt$hash" };
}

/* Two daemons of a journal. */
struct pair {
    struct sessions *a, *b;
    struct jk_account account;
    char cookie[SESSION_COOKIE];
    struct session_found found;
};

static void open_pair(struct pair *p)
{
    *p = (struct pair){ .a = login_sessions_new(secret),
                        .b = login_sessions_new(secret),
                        .account = polres() };
    cr_assert(p->a && p->b);
    cr_assert(login_sessions_begin(p->a, &p->account, NOW, p->cookie, &p->found) == JK_OK);
}

static void close_pair(struct pair *p)
{
    login_sessions_free(p->a);
    login_sessions_free(p->b);
}

static bool holds(struct sessions *at, const char *cookie, const struct jk_account *account,
                  int64_t now_s)
{
    struct session_found found;

    return login_sessions_use(at, jk_span_of(cookie), now_s, &found) &&
           strcmp(found.account, account->name) == 0 && login_sessions_fits(at, &found, account);
}

Test(signed, a_cookie_of_one_lets_in_at_the_other_also_after_its_restart)
{
    struct pair p;
    struct session_found found;

    open_pair(&p);
    cr_assert(login_sessions_use(p.b, jk_span_of(p.cookie), NOW + 1, &found));
    cr_assert(strcmp(found.account, p.account.name) == 0 && found.serial == p.found.serial);
    cr_assert(found.until_s == NOW + SESSION_WHOLE_S &&
              login_sessions_fits(p.b, &found, &p.account));
    login_sessions_free(p.b);
    p.b = login_sessions_new(secret);
    cr_assert(holds(p.b, p.cookie, &p.account, NOW + 2));
    close_pair(&p);
}

Test(signed, no_octet_of_it_may_be_another_and_none_may_be_missing)
{
    struct pair p;
    char bent[SESSION_COOKIE + 1];
    struct session_found found;
    size_t len;

    open_pair(&p);
    len = strlen(p.cookie);
    for (size_t i = 0; i < len; i++) {
        for (int bit = 0; bit < 8; bit++) {
            memcpy(bent, p.cookie, len + 1);
            bent[i] = (char)(bent[i] ^ 1 << bit);
            cr_assert(!login_sessions_use(p.b, (struct jk_span){ bent, len }, NOW, &found),
                      "octet %zu, bit %d", i, bit);
        }
        cr_assert(!login_sessions_use(p.b, (struct jk_span){ p.cookie, i }, NOW, &found), "%zu", i);
    }
    snprintf(bent, sizeof bent, "%s0", p.cookie);
    cr_assert(!login_sessions_use(p.b, jk_span_of(bent), NOW, &found), "longer");
    close_pair(&p);
}

/* Pieces of two cookies put together: another account's name, other dates, another's serial. */
Test(signed, pieces_of_two_cookies_make_none)
{
    struct pair p;
    struct jk_account kpu = polres();
    char theirs[SESSION_COOKIE], mixed[2 * SESSION_COOKIE];
    struct session_found found;

    open_pair(&p);
    kpu.name = "kpu-64.08";
    cr_assert(login_sessions_begin(p.a, &kpu, NOW + 7, theirs, &found) == JK_OK);
    for (int mask = 1; mask < 63; mask++) {
        struct jk_span ours = jk_span_of(p.cookie), other = jk_span_of(theirs), mine, yours;
        size_t len = 0;

        for (int i = 0; i < 6; i++) {
            cr_assert(jk_span_cut(&ours, ':', &mine) && jk_span_cut(&other, ':', &yours));
            if (mask & 1 << i)
                mine = yours;
            len += (size_t)snprintf(mixed + len, sizeof mixed - len, "%s%.*s", i ? ":" : "",
                                    (int)mine.len, mine.at);
        }
        cr_assert(!login_sessions_use(p.b, (struct jk_span){ mixed, len }, NOW + 8, &found), "%d",
                  mask);
    }
    cr_assert(!holds(p.b, theirs, &p.account, NOW + 8) && holds(p.b, theirs, &kpu, NOW + 8));
    close_pair(&p);
}

Test(signed, of_another_secret_it_is_nothing)
{
    struct pair p;
    struct sessions *stranger = login_sessions_new(other_secret), *alone = login_sessions_new(NULL);
    char csrf[SESSION_HEX + 1];

    open_pair(&p);
    cr_assert(!holds(stranger, p.cookie, &p.account, NOW) &&
              !holds(alone, p.cookie, &p.account, NOW));
    login_sessions_csrf(stranger, jk_span_of(p.cookie), csrf);
    cr_assert(csrf[0] == 0);
    close_pair(&p);
    login_sessions_free(stranger);
    login_sessions_free(alone);
}

/* Everything that the journal may say of an account and that ends its sessions. */
Test(signed, it_ends_with_what_the_journal_says_of_its_account)
{
    struct jk_token tokens[1] = { { .revoked = true } };
    struct jk_account changed[11];
    struct pair p;

    open_pair(&p);
    for (size_t i = 0; i < sizeof changed / sizeof *changed; i++)
        changed[i] = p.account;
    changed[0].password = "$y$j9T$salt2$hash";
    changed[1].password = "";
    changed[2].disabled = true;
    changed[3].gone = true;
    changed[4].not_after_s = NOW + 86400;
    changed[5].not_before_s = NOW - 86400;
    changed[6].role = JK_ROLE_KPU;
    changed[7].region = "64.08.01";
    changed[8].supervisory = true;
    changed[9].tokens = tokens;
    changed[9].token_count = 1;
    changed[10].paslon = 2;
    for (size_t i = 0; i < sizeof changed / sizeof *changed; i++) {
        cr_expect(!holds(p.b, p.cookie, &changed[i], NOW), "%zu", i);
        cr_expect(login_sessions_stamp(p.b, &changed[i]) != login_sessions_stamp(p.b, &p.account),
                  "%zu", i);
    }
    tokens[0].revoked = false; /* a new token is no news to a session */
    cr_assert(holds(p.b, p.cookie, &changed[9], NOW));
    cr_assert(holds(p.b, p.cookie, &p.account, NOW));
    close_pair(&p);
}

Test(signed, clocks_a_minute_apart_are_borne_and_an_hour_is_not)
{
    struct pair p;

    open_pair(&p);
    cr_assert(holds(p.b, p.cookie, &p.account, NOW - 60));
    cr_assert(holds(p.b, p.cookie, &p.account, NOW + 60));
    cr_assert(holds(p.b, p.cookie, &p.account, NOW + SESSION_IDLE_S));
    cr_assert(!holds(p.b, p.cookie, &p.account, NOW + SESSION_IDLE_S + 1));
    cr_assert(holds(p.b, p.cookie, &p.account, NOW - SESSION_CLOCKS_S));
    cr_assert(!holds(p.b, p.cookie, &p.account, NOW - SESSION_CLOCKS_S - 1));
    close_pair(&p);
}

/* By turns at two daemons, a minute apart, with the cookie as it was written last. */
Test(signed, renewed_it_lasts_for_twelve_hours_and_its_code_stays)
{
    struct pair p;
    char csrf[SESSION_HEX + 1], again[SESSION_HEX + 1];
    int64_t now_s = NOW;
    unsigned renewed = 0;

    open_pair(&p);
    login_sessions_csrf(p.a, jk_span_of(p.cookie), csrf);
    cr_assert(strlen(csrf) == SESSION_HEX && !strstr(p.cookie, csrf));
    for (; now_s <= NOW + SESSION_WHOLE_S; now_s += 600) {
        struct sessions *at = renewed % 2 ? p.a : p.b;

        cr_assert(holds(at, p.cookie, &p.account, now_s), "%lld", (long long)(now_s - NOW));
        cr_assert(login_sessions_renew(at, &p.account, p.found.serial, NOW, now_s, p.cookie));
        login_sessions_csrf(at, jk_span_of(p.cookie), again);
        cr_assert(strcmp(csrf, again) == 0);
        renewed++;
    }
    cr_assert(renewed > 60);
    cr_assert(!holds(p.a, p.cookie, &p.account, NOW + SESSION_WHOLE_S + 1), "used all day");
    close_pair(&p);
}

Test(signed, what_was_logged_out_is_over_where_that_was_asked)
{
    struct pair p;

    open_pair(&p);
    login_sessions_end(p.a, p.found.serial, NOW + 5);
    cr_assert(!holds(p.a, p.cookie, &p.account, NOW + 5));
    cr_assert(!login_sessions_renew(p.a, &p.account, p.found.serial, NOW, NOW + 5, p.cookie));
    login_sessions_sweep(p.a, NOW + SESSION_WHOLE_S);
    cr_assert(!holds(p.a, p.cookie, &p.account, NOW + 6), "for as long as it could be renewed");
    cr_assert(holds(p.b, p.cookie, &p.account, NOW + 5), "elsewhere nobody knows");
    cr_assert(!holds(p.b, p.cookie, &p.account, NOW + SESSION_IDLE_S + 1));
    close_pair(&p);
}

Test(signed, an_account_that_was_kept_out_and_let_in_again_logs_in_anew)
{
    struct pair p;
    struct session_found found;
    char fresh[SESSION_COOKIE];

    open_pair(&p);
    login_sessions_drop(p.b, p.account.name, NOW + 10);
    cr_assert(!holds(p.b, p.cookie, &p.account, NOW + 20));
    cr_assert(login_sessions_begin(p.a, &p.account, NOW + 10, fresh, &found) == JK_OK);
    cr_assert(holds(p.b, fresh, &p.account, NOW + 20));
    login_sessions_sweep(p.b, NOW + 3600);
    cr_assert(!holds(p.b, p.cookie, &p.account, NOW + 20));
    close_pair(&p);
}

Test(signed, streams_ask_whether_a_session_was_in_use_here)
{
    struct pair p;

    open_pair(&p);
    cr_assert(login_sessions_last(p.a, p.found.serial, NOW + 10));
    cr_assert(!login_sessions_last(p.b, p.found.serial, NOW + 10));
    cr_assert(holds(p.b, p.cookie, &p.account, NOW + 10));
    cr_assert(login_sessions_last(p.b, p.found.serial, NOW + 10 + SESSION_IDLE_S));
    cr_assert(!login_sessions_last(p.b, p.found.serial, NOW + 11 + SESSION_IDLE_S));
    close_pair(&p);
}

Test(ended, the_list_is_bounded_and_forgets_what_would_be_over_first)
{
    struct ended *ended = login_ended_new();
    char name[16];

    for (int i = 0; i <= ENDED_MAX; i++)
        login_ended_note(ended, (uint64_t)i + 1, NOW + i);
    cr_assert(!login_ended_has(ended, 1, "a", NOW) && login_ended_has(ended, 2, "a", NOW));
    cr_assert(login_ended_has(ended, ENDED_MAX + 1, "a", NOW));
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "n%d", i);
        login_ended_cut(ended, name, NOW + i);
    }
    cr_assert(login_ended_has(ended, 0, "n0", NOW - 1) && !login_ended_has(ended, 0, "n0", NOW));
    cr_assert(login_ended_has(ended, 0, "n999", NOW + 998) && !login_ended_has(ended, 0, "m", NOW));
    login_ended_sweep(ended, NOW + 2);
    cr_assert(!login_ended_has(ended, 2, "a", NOW) && login_ended_has(ended, 9, "a", NOW));
    login_ended_free(ended);
}
