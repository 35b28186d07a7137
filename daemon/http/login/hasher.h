/* daemon/http/login/hasher.h: password hashing beside the loop.
 *
 * One thread and a queue of HASHER_WAITING jobs: a hash takes some 80 ms and 16 MiB, so a flood of
 * logins costs one core and no more memory. Jobs are answered on the loop, in order. The thread
 * touches nothing but its job. */
#ifndef DAEMON_HTTP_LOGIN_HASHER_H
#define DAEMON_HTTP_LOGIN_HASHER_H
#include <stdbool.h>
#include "jarak/base/password.h"

#define HASHER_WAITING 64 /* some 5 s of work; whoever comes then is told to come again */

struct event_base;
struct hasher;

/* A password to hash or to check; malloc'ed, given to the hasher, handed back to `done`. */
struct hash_job {
    char password[JK_PASSWORD_MAX];
    size_t len;                         /* JK_PASSWORD_MAX at most */
    char hash[JK_PASSWORD_HASH_MAX];    /* to check against, "" for none; or what was made */
    bool make;                          /* make a hash instead of checking one */
    enum jk_status status;              /* JK_OK; JK_UNKNOWN the wrong password; JK_BUSY not done */
    void (*done)(struct hash_job *job); /* on the loop; frees the job with login_hash_job_free() */
    void *ctx;                          /* of done */
    struct hash_job *next;
};

/* A job with a password; what cannot be one is kept as none, which fits no hash and is hashed to
 * nothing. @return null when memory is out */
struct hash_job *login_hash_job_new(struct jk_span password);
/* Wipe and free. */
void login_hash_job_free(struct hash_job *job);

/* @return given; null when memory or descriptors are out. The thread starts with the first job. */
struct hasher *login_hasher_new(struct event_base *base);
/* Stop the thread; jobs not done are handed back with JK_BUSY. Null is allowed. */
void login_hasher_free(struct hasher *hasher);
/* Take a job. @return false when the queue is full, or no thread can be had: the job stays yours */
bool login_hasher_take(struct hasher *hasher, struct hash_job *job);
#endif
