/* A start while the server is gone: what is known is answered from the copy until it is there.
 *
 * Besides the copy such a start needs the secret that sessions are signed with, so each start that
 * reached the server leaves it in a file beside, with a hash of where it came from: a daemon that
 * is told another address or journal has no copy of that one. Whether the journal still is the one
 * that was followed is only known when the server is there: until then nothing is folded, and this
 * daemon does not write. */
#include "daemon/store/shared/shared.h"
#include "daemon/store/store_internal.h"
#include "jarak/store/texts.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* What the file holds. */
struct session {
    uint8_t from[JK_DIGEST_LEN]; /* where the secret came from */
    uint8_t secret[32];
};

static void name_file(const char *copy, char path[PATH_MAX])
{
    snprintf(path, PATH_MAX, "%s.session", copy);
}

static void hash_source(const struct jk_shared_options *options, uint8_t out[JK_DIGEST_LEN])
{
    const struct jk_span of[] = { jk_span_of(options->address),
                                  { "", 1 }, /* the NUL: what stands before it is the address */
                                  jk_span_of(options->journal) };

    jk_sha256_list(of, sizeof of / sizeof *of, out);
}

static bool read_session(const char *copy, struct session *out)
{
    char path[PATH_MAX];
    int fd;
    bool ok;

    name_file(copy, path);
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return false;
    ok = read(fd, out, sizeof *out) == (ssize_t)sizeof *out;
    close(fd);
    return ok;
}

void store_shared_remember(const struct jk_shared *s, const struct jk_shared_options *options,
                           const char *copy)
{
    struct session now, before;
    char path[PATH_MAX];
    int fd;

    hash_source(options, now.from);
    memcpy(now.secret, s->secret, sizeof now.secret);
    if (!read_session(copy, &before) || memcmp(&before, &now, sizeof now) != 0) {
        name_file(copy, path);
        unlink(path);
        fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd >= 0 && write(fd, &now, sizeof now) != (ssize_t)sizeof now)
            unlink(path); /* half of it is none: the next start waits for the server */
        if (fd >= 0)
            close(fd);
    }
    explicit_bzero(&now, sizeof now);
    explicit_bzero(&before, sizeof before);
}

bool store_shared_may_be_alone(const struct jk_shared_options *options, const char *copy)
{
    struct session session;
    uint8_t from[JK_DIGEST_LEN];
    bool may;

    hash_source(options, from);
    may = read_session(copy, &session) && memcmp(session.from, from, sizeof from) == 0 &&
          access(copy, R_OK | W_OK) == 0;
    explicit_bzero(&session, sizeof session);
    return may;
}

/* How old the copy is at most: its newest entry was written then, and the writer was heard of
 * later. It is older than what counts as the present, whatever the clock says. */
static int64_t age_ms(struct jk_store *store)
{
    const int64_t newest_s = jk_store_newest_s(store);
    const int64_t age_s = newest_s == INT64_MIN ? 0 : time(NULL) - newest_s;

    return age_s * 1000 > JK_SHARED_STALE_MS ? age_s * 1000 : JK_SHARED_STALE_MS + 1;
}

enum jk_status store_shared_open_alone(struct jk_shared *s, const char *copy,
                                       struct jk_store **store, struct jk_error *err)
{
    struct session session;
    enum jk_status rc;

    if (!read_session(copy, &session))
        return jk_fail(err, JK_BUSY, JK_TEXT_SHARED_GONE, "store", "%s", s->why);
    memcpy(s->secret, session.secret, sizeof s->secret);
    explicit_bzero(&session, sizeof session);
    rc = store_open_following(copy, NULL, store, err);
    if (rc != JK_OK)
        return rc;
    s->alone = true;
    s->head = (struct driver_head){ .tip = (*store)->tip };
    memcpy(s->head.salt, (*store)->salt, sizeof s->head.salt);
    s->head_at_ms = store_shared_now_ms() - age_ms(*store);
    return JK_OK;
}

/* The same salt, the same secret, and the copy's last entry at its place. */
static enum driver_said compare(struct jk_shared *s, bool *same)
{
    struct driver_head head;
    uint8_t secret[sizeof s->secret], hash[JK_DIGEST_LEN];
    enum driver_said said = s->driver->head(s->link, &head, SHARED_CALL_MS);

    memcpy(secret, s->secret, sizeof secret);
    if (said == DRIVER_OK)
        said = s->driver->secret(s->link, "session", secret, SHARED_CALL_MS);
    *same = said == DRIVER_OK && memcmp(head.salt, s->head.salt, sizeof head.salt) == 0 &&
            memcmp(secret, s->secret, sizeof secret) == 0 && head.tip.seq >= s->fetched.seq;
    explicit_bzero(secret, sizeof secret);
    if (!*same || s->fetched.seq == 0)
        return said;
    said = s->driver->hash(s->link, s->fetched.seq, hash, SHARED_CALL_MS);
    *same = said == DRIVER_OK && memcmp(hash, s->fetched.hash, sizeof hash) == 0;
    return said;
}

enum driver_said store_shared_meet(struct jk_shared *s)
{
    bool same;
    enum driver_said said = compare(s, &same);

    if (said == DRIVER_OK || said == DRIVER_NONE) {
        pthread_mutex_lock(&s->lock);
        s->alone = false;
        s->diverged = !same;
        pthread_mutex_unlock(&s->lock);
    }
    return said;
}
