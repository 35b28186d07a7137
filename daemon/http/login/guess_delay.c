/* Delays for guessed passwords: counters by address or account, in a table of fixed size.
 *
 * So many tries within the window as a key has free begin a delay, which doubles with each further
 * one from GUESS_FIRST_S to the most of its kind, and falls back to none after a quiet window. The
 * table cannot grow, so nobody can exhaust memory; keys are hashed under a secret salt, so nobody
 * can aim at the set of somebody else. In a full set the counter gives way that delays least. */
#include "daemon/http/login/guess_delay.h"

#include <stdlib.h>
#include <string.h>
#include "jarak/base/digest.h"
#include "jarak/base/heap.h"
#include "jarak/base/random.h"

/* A key may stand in any of the WAYS places of its set, which a secret salt chooses: to push a
 * counter out one must fill the whole table, from as many addresses. */
#define SETS 1024
#define WAYS 8

struct counter {
    uint8_t key[16];               /* of the keyed digest; all zero: free */
    int64_t times[GUESS_FREE_MAX]; /* of the last tries, the oldest at `next` */
    unsigned next;
    int64_t delay_s; /* 0: not delayed yet */
    int64_t until_s; /* the next try is looked at from here on */
    int64_t last_s;
};

/* By kind. */
static const struct {
    unsigned free;
    int64_t most_s;
} limits[] = {
    { 5, GUESS_MOST_S }, { 20, GUESS_MOST_S }, { GUESS_FREE_MAX, 60 }, { GUESS_FREE_MAX, 60 }
};

struct guess_delays {
    uint8_t salt[JK_DIGEST_LEN];
    struct counter sets[SETS][WAYS];
};

struct guess_delays *login_guess_delay_new(void)
{
    struct guess_delays *guess_delays = jk_heap_zeroed(1, sizeof *guess_delays);

    if (guess_delays && jk_random(guess_delays->salt, sizeof guess_delays->salt) == JK_OK)
        return guess_delays;
    free(guess_delays);
    return NULL;
}

void login_guess_delay_free(struct guess_delays *guess_delays)
{
    free(guess_delays);
}

static size_t digest_of(const struct guess_delays *guess_delays, struct jk_span key,
                        uint8_t digest[JK_DIGEST_LEN])
{
    jk_hmac_sha256((struct jk_span){ (const char *)guess_delays->salt, sizeof guess_delays->salt },
                   key, digest);
    return ((size_t)digest[30] << 8 | digest[31]) % SETS;
}

static const struct counter *find(const struct guess_delays *guess_delays, struct jk_span key)
{
    uint8_t digest[JK_DIGEST_LEN];
    const struct counter *set = guess_delays->sets[digest_of(guess_delays, key, digest)];

    for (size_t i = 0; i < WAYS; i++) {
        if (memcmp(set[i].key, digest, sizeof set[i].key) == 0)
            return &set[i];
    }
    return NULL;
}

/* The key's counter; a new one takes the place of the one that matters least. */
static struct counter *make(struct guess_delays *guess_delays, struct jk_span key)
{
    uint8_t digest[JK_DIGEST_LEN];
    struct counter *set = guess_delays->sets[digest_of(guess_delays, key, digest)], *least = set;

    for (size_t i = 0; i < WAYS; i++) {
        if (memcmp(set[i].key, digest, sizeof set[i].key) == 0)
            return &set[i];
        if (set[i].until_s < least->until_s ||
            (set[i].until_s == least->until_s && set[i].last_s < least->last_s))
            least = &set[i];
    }
    *least = (struct counter){ .next = 0 };
    memcpy(least->key, digest, sizeof least->key);
    return least;
}

int64_t login_guess_delay_wait(const struct guess_delays *guess_delays, struct jk_span key,
                               int64_t now_s)
{
    const struct counter *counter = find(guess_delays, key);
    int64_t wait_s = counter ? counter->until_s - now_s : 0;

    /* A clock that was set back must not keep anyone out for longer than we ever do. */
    return wait_s > GUESS_MOST_S ? GUESS_MOST_S : wait_s > 0 ? wait_s : 0;
}

void login_guess_delay_count(struct guess_delays *guess_delays, enum guess_kind kind,
                             struct jk_span key, int64_t now_s)
{
    struct counter *counter = make(guess_delays, key);
    int64_t most_s = limits[kind].most_s, oldest_s;

    if (counter->delay_s > 0 && now_s - counter->until_s > GUESS_WINDOW_S)
        counter->delay_s = 0;
    counter->last_s = now_s;
    counter->times[counter->next] = now_s;
    counter->next = (counter->next + 1) % GUESS_FREE_MAX;
    oldest_s =
        counter->times[(counter->next + GUESS_FREE_MAX - limits[kind].free) % GUESS_FREE_MAX];
    if (counter->delay_s > 0)
        counter->delay_s = counter->delay_s < most_s / 2 ? 2 * counter->delay_s : most_s;
    else if (oldest_s != 0 && now_s - oldest_s <= GUESS_WINDOW_S)
        counter->delay_s = GUESS_FIRST_S;
    if (counter->delay_s > 0)
        counter->until_s = now_s + counter->delay_s;
}

void login_guess_delay_forget(struct guess_delays *guess_delays, struct jk_span key)
{
    struct counter *counter = (struct counter *)(uintptr_t)find(guess_delays, key);

    if (counter)
        *counter = (struct counter){ .next = 0 };
}
