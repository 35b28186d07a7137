/* The thread that talks to the server.
 *
 * It does one thing after the other: sends the group that waits, notes positions, says that the
 * writer is there or asks where the journal ends, and reads what is behind the copy. Between them
 * it waits for whichever comes first: the owner, word of the server, or the next time to ask.
 *
 * Whoever writes and cannot tell how a group ended is a reader from then on, and reads what became
 * of it. It takes over anew at once, for nobody else holds the journal: with another epoch, behind
 * which nothing that is still under way at the server can come. */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/eventfd.h>
#include "daemon/store/shared/shared.h"

int64_t store_shared_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void store_shared_ring(int fd)
{
    const uint64_t one = 1;

    (void)!write(fd, &one, sizeof one); /* cannot fail: the counter is far from its end */
}

/* Under the lock: the owner is to look. */
void store_shared_news(struct jk_shared *s)
{
    store_shared_ring(s->news_fd);
    pthread_cond_broadcast(&s->done);
}

/* Note how a call went that was not well; what of it concerns the connection. */
void store_shared_note(struct jk_shared *s, enum driver_said said)
{
    pthread_mutex_lock(&s->lock);
    if (said == DRIVER_GONE || said == DRIVER_UNKNOWN)
        s->lost_at_ms = store_shared_now_ms();
    if (said == DRIVER_GONE || said == DRIVER_UNKNOWN || said == DRIVER_REFUSED) {
        const char *why = s->driver->why(s->link);
        const bool lost = s->connected && said != DRIVER_REFUSED;

        if (lost || (!s->connected && strcmp(s->why, why) != 0))
            store_shared_news(s);
        s->connected = s->connected && !lost;
        memcpy(s->why, why, sizeof s->why);
    }
    pthread_mutex_unlock(&s->lock);
}

static enum jk_shared_role role_of(struct jk_shared *s)
{
    enum jk_shared_role role;

    pthread_mutex_lock(&s->lock);
    role = s->role;
    pthread_mutex_unlock(&s->lock);
    return role;
}

static void become(struct jk_shared *s, enum jk_shared_role role)
{
    pthread_mutex_lock(&s->lock);
    if (s->role != role) {
        s->role = role;
        store_shared_news(s);
    }
    pthread_mutex_unlock(&s->lock);
}

static void wait_for_owner(struct jk_shared *s, int64_t ms)
{
    struct pollfd fd = { s->wake_fd, POLLIN, 0 };
    uint64_t count;

    if (poll(&fd, 1, (int)ms) > 0)
        (void)!read(s->wake_fd, &count, sizeof count);
}

/* What the owner wants of the group that it decides on. */
enum wish { NOTHING, SEND_PART, SEND_ALL, GIVE_UP };

static enum wish wish_of(struct jk_shared *s)
{
    enum wish wish = NOTHING;

    pthread_mutex_lock(&s->lock);
    if (s->forgets || (s->stopping && s->ahead.is))
        wish = GIVE_UP;
    else if (s->sending && !s->answered)
        wish = SEND_ALL;
    else if (s->has_part)
        wish = SEND_PART;
    pthread_mutex_unlock(&s->lock);
    return wish;
}

/* What stands of a group goes ahead, so that the server is done with it when the rest comes. */
static void send_part(struct jk_shared *s)
{
    enum driver_said said = DRIVER_OK;
    struct group part;
    uint64_t epoch;
    bool has;

    pthread_mutex_lock(&s->lock);
    part = s->part;
    has = s->has_part;
    s->part_taken = has;
    epoch = s->head.epoch;
    pthread_mutex_unlock(&s->lock);
    if (!has) /* the owner took it back */
        return;
    if (!s->ahead.is)
        s->ahead.since_ms = store_shared_now_ms();
    if (!s->ahead.given_up) {
        said = s->driver->ahead(s->link, epoch, &part, SHARED_SEND_MS);
        s->ahead.is = said == DRIVER_OK;
        s->ahead.given_up = said != DRIVER_OK;
    }
    store_shared_note(s, said);
    pthread_mutex_lock(&s->lock);
    s->has_part = s->part_taken = false;
    pthread_cond_broadcast(&s->done);
    pthread_mutex_unlock(&s->lock);
}

/* The server is to have nothing of the group; all of it may still come. */
static void give_up(struct jk_shared *s)
{
    store_shared_note(s, s->driver->give_up(s->link, SHARED_SEND_MS));
    s->ahead.is = false;
    s->ahead.given_up = true;
}

static void forget(struct jk_shared *s)
{
    give_up(s);
    s->ahead.given_up = false; /* the next one is another */
    pthread_mutex_lock(&s->lock);
    s->forgets = false;
    pthread_mutex_unlock(&s->lock);
}

/* The owner waits for his group, and while he did a call was lost: he waits for no other. */
static bool is_in_vain(struct jk_shared *s)
{
    bool is;

    pthread_mutex_lock(&s->lock);
    is = s->sending && !s->answered && s->lost_at_ms >= s->sending_since_ms;
    pthread_mutex_unlock(&s->lock);
    return is;
}

/* The answer to a group was lost. Where the journal ends with it and this daemon still writes, it
 * was kept; and another commit that goes well says that it is durable, also at the standbys, which
 * have what was before it. Where it does not end so, the group may yet come. */
static bool is_kept(struct jk_shared *s, uint64_t epoch, const struct group *group)
{
    const struct tip end = group_end(group);
    struct driver_head head;
    int64_t until_ms;

    pthread_mutex_lock(&s->lock);
    until_ms = s->sending_since_ms + SHARED_SEND_MS;
    pthread_mutex_unlock(&s->lock);
    return store_shared_now_ms() < until_ms &&
           s->driver->head(s->link, &head, until_ms - store_shared_now_ms()) == DRIVER_OK &&
           head.epoch == epoch && head.tip.seq == end.seq &&
           memcmp(head.tip.hash, end.hash, sizeof end.hash) == 0 &&
           store_shared_now_ms() < until_ms &&
           s->driver->renew(s->link, epoch, until_ms - store_shared_now_ms()) == DRIVER_OK;
}

/* @return false: how it ended is to be found out */
static bool send_group(struct jk_shared *s)
{
    const struct group *group;
    enum driver_said said;
    uint64_t epoch;

    pthread_mutex_lock(&s->lock);
    group = s->sending;
    epoch = s->head.epoch;
    pthread_mutex_unlock(&s->lock);
    said = is_in_vain(s) ? DRIVER_GONE : s->driver->append(s->link, epoch, group, SHARED_SEND_MS);
    s->ahead.is = s->ahead.given_up = false;
    if (said == DRIVER_UNKNOWN && is_kept(s, epoch, group))
        said = DRIVER_OK;
    store_shared_note(s, said);
    pthread_mutex_lock(&s->lock);
    if (said == DRIVER_OK) {
        s->head.tip = s->fetched = group_end(group);
        s->head.age_ms = 0;
        s->head_at_ms = store_shared_now_ms();
        s->connected = true;
    } else if (said != DRIVER_FULL && said != DRIVER_REFUSED) {
        s->role = JK_SHARED_READS;
        s->fetched = group->before;
    }
    s->answer = said;
    memcpy(s->answer_why, s->driver->why(s->link), sizeof s->answer_why);
    s->answered = true;
    s->has_part = false;
    store_shared_news(s);
    pthread_mutex_unlock(&s->lock);
    return said == DRIVER_OK;
}

/* The server has a part, and the owner decides. */
static void stand_by(struct jk_shared *s)
{
    const int64_t left = s->ahead.since_ms + SHARED_AHEAD_MS - store_shared_now_ms();

    if (left > 0)
        wait_for_owner(s, left);
    else
        give_up(s);
}

/* A group of which the server has a part holds the link, and the journal, until it is over: nothing
 * else is asked meanwhile. One that takes long is given up there, and sent whole at its end.
 * @return false: one was sent, and how it ended is to be found out */
static bool serve_group(struct jk_shared *s)
{
    bool known = true;
    enum wish wish;

    while ((wish = wish_of(s)) != NOTHING || s->ahead.is) {
        switch (wish) {
        case GIVE_UP:
            forget(s);
            break;
        case SEND_ALL:
            known = send_group(s);
            break;
        case SEND_PART:
            send_part(s);
            break;
        case NOTHING:
            stand_by(s);
            break;
        }
    }
    return known;
}

/* The head as it is now; what it says of the copy. */
static bool ask_head(struct jk_shared *s, struct driver_head *head)
{
    enum driver_said said = s->driver->head(s->link, head, SHARED_CALL_MS);

    store_shared_note(s, said);
    if (said != DRIVER_OK)
        return false;
    pthread_mutex_lock(&s->lock);
    if (!s->connected || head->tip.seq != s->head.tip.seq)
        store_shared_news(s);
    s->connected = true;
    s->head = *head;
    s->head_at_ms = store_shared_now_ms();
    s->why[0] = '\0';
    if (!s->diverged && (head->tip.seq < s->fetched.seq ||
                         (head->tip.seq == s->fetched.seq &&
                          memcmp(head->tip.hash, s->fetched.hash, JK_DIGEST_LEN) != 0))) {
        s->diverged = true;
        store_shared_news(s);
    }
    pthread_mutex_unlock(&s->lock);
    return true;
}

static bool is_starved(const struct jk_shared *s, const struct driver_head *head)
{
    return head->standbys < s->standbys;
}

/* Take over, where nobody writes and this one need not rest. */
static void claim(struct jk_shared *s, const struct driver_head *head)
{
    struct driver_claim as = {
        .holder = s->holder, .url = s->url, .epoch = head->epoch, .patience_ms = JK_SHARED_LEASE_MS
    };
    struct driver_head taken;
    enum driver_said said;

    if (store_shared_now_ms() < s->rests_until_ms || /* only this thread sets it */
        (head->holder[0] && strcmp(head->holder, s->holder) != 0 &&
         head->age_ms < JK_SHARED_LEASE_MS))
        return;
    said = s->driver->take(s->link, &as, &taken, SHARED_CALL_MS);
    store_shared_note(s, said);
    if (said != DRIVER_OK)
        return;
    memcpy(taken.program, head->program, sizeof taken.program); /* taking it wiped that out */
    store_shared_find_positions(s, true);
    pthread_mutex_lock(&s->lock);
    s->head = taken;
    s->head_at_ms = store_shared_now_ms();
    s->role = JK_SHARED_CLAIMS;
    store_shared_news(s);
    pthread_mutex_unlock(&s->lock);
}

/* Say that the writer is there. With too few standbys a word would wait for them for ever: nobody
 * takes over then either. */
static void renew(struct jk_shared *s)
{
    struct driver_head head;
    enum driver_said said;
    uint64_t epoch;

    pthread_mutex_lock(&s->lock);
    epoch = s->head.epoch;
    pthread_mutex_unlock(&s->lock);
    if (s->standbys > 0 && (!ask_head(s, &head) || is_starved(s, &head)))
        return;
    said = s->driver->renew(s->link, epoch, SHARED_SEND_MS);
    store_shared_note(s, said);
    if (said == DRIVER_FENCED)
        become(s, JK_SHARED_READS);
    if (said != DRIVER_OK)
        return;
    pthread_mutex_lock(&s->lock);
    if (!s->connected)
        store_shared_news(s);
    s->connected = true;
    s->head.age_ms = 0;
    s->head_at_ms = store_shared_now_ms();
    s->why[0] = '\0';
    pthread_mutex_unlock(&s->lock);
}

/* What all daemons are to know of who writes. */
static void tell_all(struct jk_shared *s)
{
    char pack[sizeof s->pack], program[sizeof s->program];
    enum driver_said said;
    uint64_t epoch;
    bool wanted;

    pthread_mutex_lock(&s->lock);
    wanted = s->tells && s->role == JK_SHARED_WRITES;
    s->tells = s->tells && !wanted;
    epoch = s->head.epoch;
    memcpy(pack, s->pack, sizeof pack);
    memcpy(program, s->program, sizeof program);
    pthread_mutex_unlock(&s->lock);
    if (!wanted)
        return;
    said = s->driver->tell(s->link, epoch, pack, program, SHARED_SEND_MS);
    store_shared_note(s, said);
    pthread_mutex_lock(&s->lock);
    s->tells = s->tells || said == DRIVER_GONE; /* again with the next word */
    if (said == DRIVER_OK) {
        memcpy(s->head.pack, pack, sizeof pack);
        memcpy(s->head.program, program, sizeof program);
    }
    pthread_mutex_unlock(&s->lock);
}

/* Nobody writes any more, if this one did. */
static void yield(struct jk_shared *s, bool for_ever)
{
    uint64_t epoch;
    bool held;

    pthread_mutex_lock(&s->lock);
    held = s->role != JK_SHARED_READS;
    epoch = s->head.epoch;
    s->yields = s->yields && !for_ever;
    s->rests = false;
    s->writes = s->writes && !for_ever;
    s->rests_until_ms = store_shared_now_ms() + SHARED_REST_MS;
    pthread_mutex_unlock(&s->lock);
    if (held)
        store_shared_note(s, s->driver->leave(s->link, epoch, SHARED_CALL_MS));
    become(s, JK_SHARED_READS);
}

/* Started without the server: is it there, and is its journal the one that was followed? */
static bool meet(struct jk_shared *s)
{
    bool is_ours;

    store_shared_note(s, store_shared_meet(s));
    pthread_mutex_lock(&s->lock);
    is_ours = !s->alone && !s->diverged;
    if (s->diverged)
        store_shared_news(s);
    pthread_mutex_unlock(&s->lock);
    return is_ours;
}

/* @return when to look again, in milliseconds from now */
static int64_t look(struct jk_shared *s)
{
    struct driver_head head;
    const enum jk_shared_role role = role_of(s);

    if (s->alone && !meet(s))
        return SHARED_AGAIN_MS;
    if (role != JK_SHARED_READS) {
        renew(s);
    } else if (ask_head(s, &head)) {
        store_shared_look_for_positions(s);
        if (s->writes && !is_starved(s, &head))
            claim(s, &head);
    }
    if (!s->connected)
        return SHARED_AGAIN_MS;
    return role == JK_SHARED_READS ? SHARED_LOOK_MS : SHARED_RENEW_MS;
}

/* The copy could not follow: is it the journal that is broken, or is it another one? */
static void find_out(struct jk_shared *s, struct tip fetched)
{
    uint8_t hash[JK_DIGEST_LEN];
    enum driver_said said =
        fetched.seq == 0 ? DRIVER_OK : s->driver->hash(s->link, fetched.seq, hash, SHARED_CALL_MS);

    if (fetched.seq == 0 || (said != DRIVER_OK && said != DRIVER_NONE) ||
        (said == DRIVER_OK && memcmp(hash, fetched.hash, JK_DIGEST_LEN) == 0))
        return;
    pthread_mutex_lock(&s->lock);
    s->diverged = true;
    store_shared_news(s);
    pthread_mutex_unlock(&s->lock);
}

/* Read on behind the copy. @return true: there may be more */
static bool read_on(struct jk_shared *s)
{
    struct driver_batch batch;
    struct tip from;
    uint64_t last;
    enum driver_said said;
    bool wanted, suspect, is_next, any;

    pthread_mutex_lock(&s->lock);
    from = s->fetched;
    last = s->head.tip.seq;
    suspect = s->broken && !s->diverged;
    wanted = s->role != JK_SHARED_WRITES && !s->has_batch && !s->broken && !s->diverged &&
             s->connected && last > from.seq;
    pthread_mutex_unlock(&s->lock);
    if (suspect)
        find_out(s, from);
    if (!wanted)
        return false;
    said = s->driver->read(s->link, from.seq, last, SHARED_BATCH, &batch, SHARED_READ_MS);
    store_shared_note(s, said);
    if (said != DRIVER_OK)
        return false;
    batch.group.before = from;
    any = batch.group.count > 0;
    pthread_mutex_lock(&s->lock);
    is_next = s->fetched.seq == from.seq; /* else what stood before it was given back meanwhile */
    if (is_next) {
        s->ready = batch;
        s->has_batch = true;
        s->fetched = group_end(&batch.group);
        store_shared_news(s);
    }
    pthread_mutex_unlock(&s->lock);
    if (!is_next)
        s->driver->batch_free(&batch);
    return any;
}

/* Until the owner or the server has word, or `ms` are over. @return true: the server has */
static bool wait(struct jk_shared *s, int64_t ms)
{
    struct pollfd fds[2] = { { s->wake_fd, POLLIN, 0 }, { s->driver->fd(s->link), POLLIN, 0 } };
    uint64_t count;

    if (s->driver->news(s->link)) /* it came with an answer */
        return true;
    fds[1].fd = s->driver->fd(s->link);
    if (ms > 0)
        poll(fds, fds[1].fd >= 0 ? 2 : 1, (int)ms);
    if (fds[0].revents & POLLIN)
        (void)!read(s->wake_fd, &count, sizeof count);
    return fds[1].revents != 0 && s->driver->news(s->link);
}

void *store_shared_work(void *arg)
{
    struct jk_shared *s = arg;
    int64_t due = 0;
    bool stopping, yields, rests;

    for (;;) {
        if (!serve_group(s))
            due = 0;
        /* Serving may have heard the bell that was rung for these. */
        pthread_mutex_lock(&s->lock);
        stopping = s->stopping;
        yields = s->yields;
        rests = s->rests;
        pthread_mutex_unlock(&s->lock);
        store_shared_note_positions(s);
        if (stopping)
            break;
        if (is_in_vain(s))
            continue;
        tell_all(s);
        if (yields || rests)
            yield(s, yields);
        if (store_shared_now_ms() >= due && !is_in_vain(s))
            due = store_shared_now_ms() + look(s);
        while (read_on(s))
            ;
        if (wait(s, due - store_shared_now_ms()) && role_of(s) == JK_SHARED_READS)
            due = 0;
    }
    yield(s, true);
    s->driver->drop(s->link);
    return NULL;
}
