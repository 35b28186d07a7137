/* Sessions and the slowing down of guesses: both are tables over time. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "daemon/http/login/guess_delay.h"
#include "daemon/http/login/session.h"

#define NOW 1732334400

static char cookie[SESSION_COOKIE];

static struct session_found begin(struct sessions *sessions, const char *account, int64_t now_s)
{
    const struct jk_account of = { .name = account };
    struct session_found found;

    cr_assert(login_sessions_begin(sessions, &of, now_s, cookie, &found) == JK_OK);
    cr_assert(strlen(cookie) == SESSION_HEX);
    return found;
}

static bool holds(struct sessions *sessions, const char *text, int64_t now_s)
{
    struct session_found found;

    return login_sessions_use(sessions, jk_span_of(text), now_s, &found);
}

Test(session, it_ends_half_an_hour_after_its_last_use_and_twelve_hours_after_it_began)
{
    struct sessions *sessions = login_sessions_new(NULL);
    struct session_found found = begin(sessions, "a", NOW);
    int64_t now_s = NOW;

    cr_assert(found.until_s == NOW + SESSION_WHOLE_S);
    while (now_s + SESSION_IDLE_S <= NOW + SESSION_WHOLE_S) {
        now_s += SESSION_IDLE_S;
        cr_assert(holds(sessions, cookie, now_s), "%lld", (long long)(now_s - NOW));
    }
    cr_assert(!holds(sessions, cookie, NOW + SESSION_WHOLE_S + 1),
              "used all day, over all the same");
    begin(sessions, "a", NOW);
    cr_assert(!holds(sessions, cookie, NOW + SESSION_IDLE_S + 1));
    cr_assert(!login_sessions_last(sessions, found.serial, NOW + 2 * SESSION_WHOLE_S));
    login_sessions_free(sessions);
}

Test(session, only_its_own_cookie_opens_it)
{
    struct sessions *sessions = login_sessions_new(NULL);
    struct session_found found = begin(sessions, "a", NOW);
    char other[SESSION_HEX + 1], csrf[SESSION_HEX + 1], again[SESSION_HEX + 1];

    memcpy(other, cookie, sizeof other);
    other[0] = other[0] == '0' ? '1' : '0';
    cr_assert(!holds(sessions, other, NOW) && !holds(sessions, "", NOW));
    login_sessions_csrf(sessions, jk_span_of(cookie), csrf);
    login_sessions_csrf(sessions, jk_span_of(other), again);
    cr_assert(strcmp(csrf, again) != 0 && strcmp(csrf, cookie) != 0);
    login_sessions_csrf(sessions, jk_span_of(cookie), again);
    cr_assert(strcmp(csrf, again) == 0);
    login_sessions_end(sessions, found.serial, NOW);
    cr_assert(!holds(sessions, cookie, NOW));
    login_sessions_free(sessions);
}

Test(session, those_of_an_account_end_together_and_are_bounded)
{
    struct sessions *sessions = login_sessions_new(NULL);
    char first[SESSION_HEX + 1], other[SESSION_HEX + 1];

    begin(sessions, "b", NOW);
    memcpy(other, cookie, sizeof other);
    begin(sessions, "a", NOW);
    memcpy(first, cookie, sizeof first);
    for (int i = 0; i < SESSIONS_EACH; i++)
        begin(sessions, "a", NOW + 1 + i);
    cr_assert(!holds(sessions, first, NOW + 100), "the oldest gave way");
    cr_assert(holds(sessions, cookie, NOW + 100) && holds(sessions, other, NOW + 100));
    login_sessions_drop(sessions, "a", NOW);
    cr_assert(!holds(sessions, cookie, NOW + 100) && holds(sessions, other, NOW + 100));
    for (int i = 0; i < SESSIONS_MAX; i++) {
        char name[16];

        snprintf(name, sizeof name, "n%d", i);
        begin(sessions, name, NOW + 200);
    }
    cr_assert(!holds(sessions, other, NOW + 200) && holds(sessions, cookie, NOW + 200));
    login_sessions_free(sessions);
}

static void fail_times(struct guess_delays *guess_delays, const char *key, int times, int64_t now_s)
{
    for (int i = 0; i < times; i++)
        login_guess_delay_count(guess_delays, GUESS_PAIR, jk_span_of(key), now_s);
}

static int64_t wait_of(const struct guess_delays *guess_delays, const char *key, int64_t now_s)
{
    return login_guess_delay_wait(guess_delays, jk_span_of(key), now_s);
}

Test(guess, five_are_free_then_each_waits_twice_as_long_up_to_a_quarter_of_an_hour)
{
    static const int64_t delays[] = { 15, 30, 60, 120, 240, 480, 900, 900 };
    struct guess_delays *guess_delays = login_guess_delay_new();
    int64_t now_s = NOW;

    fail_times(guess_delays, "a", 4, now_s);
    cr_assert(wait_of(guess_delays, "a", now_s) == 0);
    for (size_t i = 0; i < sizeof delays / sizeof *delays; i++) {
        fail_times(guess_delays, "a", 1, now_s);
        cr_assert(wait_of(guess_delays, "a", now_s) == delays[i], "%zu: %lld", i,
                  (long long)wait_of(guess_delays, "a", now_s));
        cr_assert(wait_of(guess_delays, "a", now_s + delays[i] - 1) == 1);
        cr_assert(wait_of(guess_delays, "a", now_s + delays[i]) == 0);
        cr_assert(wait_of(guess_delays, "b", now_s) == 0);
        now_s += delays[i];
    }
    fail_times(guess_delays, "a", 1, now_s + GUESS_WINDOW_S + 1);
    cr_assert(wait_of(guess_delays, "a", now_s + GUESS_WINDOW_S + 1) == 0,
              "forgiven after a while");
    login_guess_delay_free(guess_delays);
}

Test(guess, slow_ones_are_not_delayed_and_a_success_forgets)
{
    struct guess_delays *guess_delays = login_guess_delay_new();

    for (int i = 0; i < 20; i++)
        fail_times(guess_delays, "a", 1, NOW + i * (GUESS_WINDOW_S / 4 + 1));
    cr_assert(wait_of(guess_delays, "a", NOW + 19 * (GUESS_WINDOW_S / 4 + 1)) == 0);
    fail_times(guess_delays, "b", 7, NOW);
    login_guess_delay_forget(guess_delays, JK_SPAN("b"));
    fail_times(guess_delays, "b", 4, NOW);
    cr_assert(wait_of(guess_delays, "b", NOW) == 0);
    fail_times(guess_delays, "b", 1, NOW);
    cr_assert(wait_of(guess_delays, "b", NOW) == GUESS_FIRST_S);
    cr_assert(wait_of(guess_delays, "b", NOW - 86400) <= GUESS_MOST_S, "the clock was set back");
    login_guess_delay_free(guess_delays);
}

Test(guess, a_flood_of_other_names_does_not_free_a_delayed_one)
{
    struct guess_delays *guess_delays = login_guess_delay_new();
    char name[16];

    fail_times(guess_delays, "a", 12, NOW);
    for (int i = 0; i < 100000; i++) {
        snprintf(name, sizeof name, "n%d", i);
        fail_times(guess_delays, name, 1, NOW + 1);
    }
    cr_assert(wait_of(guess_delays, "a", NOW + 1) > GUESS_FIRST_S);
    login_guess_delay_free(guess_delays);
}

/* An address has twenty failures free, a name fifty, whoever tries; a name waits a minute at most.
 */
Test(guess, an_address_and_a_name_have_more_free_than_a_pair)
{
    static const struct {
        enum guess_kind kind;
        int free;
        int64_t most_s;
    } cases[] = { { GUESS_PAIR, 5, 900 }, { GUESS_ADDRESS, 20, 900 }, { GUESS_NAME, 50, 60 } };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct guess_delays *guess_delays = login_guess_delay_new();

        for (int n = 1; n < cases[i].free; n++)
            login_guess_delay_count(guess_delays, cases[i].kind, JK_SPAN("k"), NOW);
        cr_assert(wait_of(guess_delays, "k", NOW) == 0, "case %zu", i);
        login_guess_delay_count(guess_delays, cases[i].kind, JK_SPAN("k"), NOW);
        cr_assert(wait_of(guess_delays, "k", NOW) == GUESS_FIRST_S, "case %zu", i);
        for (int n = 0; n < 20; n++)
            login_guess_delay_count(guess_delays, cases[i].kind, JK_SPAN("k"), NOW);
        cr_assert(wait_of(guess_delays, "k", NOW) == cases[i].most_s, "case %zu: %lld", i,
                  (long long)wait_of(guess_delays, "k", NOW));
        login_guess_delay_free(guess_delays);
    }
}

Test(guess, wrong_tokens_of_an_address_are_told_to_wait_for_a_minute_at_most)
{
    struct guess_delays *guess_delays = login_guess_delay_new();

    for (int i = 0; i < GUESS_FREE_MAX; i++) {
        cr_assert(wait_of(guess_delays, "t", NOW) == 0, "%d", i);
        login_guess_delay_count(guess_delays, GUESS_TOKEN, jk_span_of("t"), NOW);
    }
    cr_assert(wait_of(guess_delays, "t", NOW) == GUESS_FIRST_S);
    for (int i = 0; i < 20; i++)
        login_guess_delay_count(guess_delays, GUESS_TOKEN, jk_span_of("t"), NOW);
    cr_assert(wait_of(guess_delays, "t", NOW) == 60);
    login_guess_delay_free(guess_delays);
}
