/* Hashing beside the loop: in order, bounded, and never lost. */
#include <criterion/criterion.h>
#include <event2/event.h>
#include <string.h>
#include "daemon/http/login/hasher.h"

#define GOOD "empat kata acak saja"

static struct {
    int done;
    enum jk_status status[2 * HASHER_WAITING];
    char hash[JK_PASSWORD_HASH_MAX];
} seen;

static void note(struct hash_job *job)
{
    cr_assert(job->ctx == &seen);
    seen.status[seen.done++] = job->status;
    memcpy(seen.hash, job->hash, sizeof seen.hash);
    login_hash_job_free(job);
}

static struct hash_job *job_of(const char *password, const char *hash)
{
    struct hash_job *job = login_hash_job_new(jk_span_of(password));

    cr_assert(job != NULL);
    job->make = !hash;
    memcpy(job->hash, hash ? hash : "", hash ? strlen(hash) + 1 : 1);
    job->done = note;
    job->ctx = &seen;
    return job;
}

static void run_until(struct event_base *base, int done)
{
    while (seen.done < done)
        cr_assert(event_base_loop(base, EVLOOP_ONCE) >= 0);
}

Test(hasher, what_is_made_is_recognized_and_nothing_else)
{
    struct event_base *base = event_base_new();
    struct hasher *hasher = login_hasher_new(base);
    char hash[JK_PASSWORD_HASH_MAX];

    cr_assert(login_hasher_take(hasher, job_of(GOOD, NULL)));
    cr_assert(login_hasher_take(hasher, job_of("pendek", NULL)));
    cr_assert(seen.done == 0, "nothing is done on the caller's time");
    run_until(base, 2);
    cr_assert(seen.status[0] == JK_OK && seen.status[1] == JK_INVALID);
    seen.done = 0;
    cr_assert(login_hasher_take(hasher, job_of(GOOD, NULL)));
    run_until(base, 1);
    memcpy(hash, seen.hash, sizeof hash);
    seen.done = 0;
    cr_assert(login_hasher_take(hasher, job_of(GOOD, hash)));
    cr_assert(login_hasher_take(hasher, job_of("tebakan yang salah", hash)));
    cr_assert(login_hasher_take(hasher, job_of(GOOD, "")));
    run_until(base, 3);
    cr_assert(seen.status[0] == JK_OK);
    cr_assert(seen.status[1] == JK_UNKNOWN && seen.status[2] == JK_UNKNOWN);
    login_hasher_free(hasher);
    event_base_free(base);
}

Test(hasher, the_queue_is_bounded_and_stopping_hands_everything_back)
{
    struct event_base *base = event_base_new();
    struct hasher *hasher = login_hasher_new(base);
    struct hash_job *extra = job_of(GOOD, NULL);
    int busy = 0;

    for (int i = 0; i < HASHER_WAITING; i++)
        cr_assert(login_hasher_take(hasher, job_of(GOOD, NULL)));
    cr_assert(!login_hasher_take(hasher, extra));
    login_hash_job_free(extra);
    run_until(base, 1);
    cr_assert(login_hasher_take(hasher, job_of(GOOD, NULL)), "there is room again");
    login_hasher_free(hasher);
    cr_assert(seen.done == HASHER_WAITING + 1);
    for (int i = 0; i < seen.done; i++)
        busy += seen.status[i] == JK_BUSY;
    cr_assert(busy > HASHER_WAITING / 2, "stopping does not wait for the queue");
    event_base_free(base);
}
