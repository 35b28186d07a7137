/* Nothing is freed but links and batches: what is kept lies in the program's own memory, so that a
 * test that refuses memory refuses it to the store alone. */
#include "tests/unit/store/keeper.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/eventfd.h>

#define ENTRIES_MAX   12100
#define SIDES_MAX     200
#define POSITIONS_MAX 8
#define LINKS_MAX     8

struct kept_entry {
    struct linked_entry linked;
    char actor[64], payload[1024];
};

struct kept_side {
    struct side side;
    char name[128], bytes[1024];
};

struct kept_position {
    char name[64], state[256];
    size_t name_len, state_len; /* no state: there is none */
};

struct order {
    enum driver_said said;
    unsigned after, left;
};

struct driver_link {
    int bell;          /* rung when the journal has grown */
    struct tip before; /* of the group of which something was sent ahead */
    size_t ahead, ahead_sides;
    unsigned standbys;
};

static struct {
    pthread_mutex_t lock;
    bool there, loses;
    struct driver_head head;
    int64_t renewed_ms;
    struct kept_entry entries[ENTRIES_MAX];
    struct kept_side sides[SIDES_MAX];
    size_t side_count;
    struct kept_position positions[POSITIONS_MAX];
    uint8_t secret[32];
    bool has_secret;
    struct order orders[KEEPER_END];
    unsigned asked[KEEPER_END], ended[KEEPER_END], stall_ms[KEEPER_END];
    struct driver_link *links[LINKS_MAX];
} keeper = { .lock = PTHREAD_MUTEX_INITIALIZER };

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void ring_all(void)
{
    const uint64_t one = 1;

    for (size_t i = 0; i < LINKS_MAX; i++) {
        if (keeper.links[i])
            (void)!write(keeper.links[i]->bell, &one, sizeof one);
    }
}

/* Count a call, and take the lock for it. @return what it is to answer; OK: as it goes */
static enum driver_said enter(enum keeper_call call)
{
    struct order *order = &keeper.orders[call];
    enum driver_said said = DRIVER_OK;

    pthread_mutex_lock(&keeper.lock);
    keeper.asked[call]++;
    if (keeper.stall_ms[call] > 0) {
        pthread_mutex_unlock(&keeper.lock);
        usleep(1000 * keeper.stall_ms[call]);
        pthread_mutex_lock(&keeper.lock);
    }
    keeper.ended[call]++;
    if (order->after > 0) {
        order->after--;
    } else if (order->left > 0) {
        order->left--;
        said = order->said;
    }
    return said;
}

static enum driver_said leave_with(enum driver_said said)
{
    pthread_mutex_unlock(&keeper.lock);
    return said;
}

static struct driver_link *make(const struct driver_options *options, char why[SHARED_WHY_MAX])
{
    enum driver_said said = enter(KEEPER_MAKE);
    struct driver_link *link = said == DRIVER_OK ? calloc(1, sizeof *link) : NULL;
    size_t i = 0;

    strcpy(why, strcmp(options->journal, "BAD") == 0 ? "journal BAD" : "an address");
    while (keeper.links[i])
        i++;
    cr_assert(i < LINKS_MAX);
    if (link) {
        link->bell = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
        link->standbys = options->standbys;
        keeper.links[i] = link;
    }
    leave_with(said);
    return link;
}

static void free_link(struct driver_link *link)
{
    pthread_mutex_lock(&keeper.lock);
    for (size_t i = 0; i < LINKS_MAX; i++) {
        if (keeper.links[i] == link)
            keeper.links[i] = NULL;
    }
    pthread_mutex_unlock(&keeper.lock);
    close(link->bell);
    free(link);
}

static bool file(struct driver_link *link, unsigned number, char *path, size_t room)
{
    (void)link;
    snprintf(path, room, "/keeper/%u", number);
    return number < 2;
}

static const char *why(const struct driver_link *link)
{
    static const char words[SHARED_WHY_MAX] = "the keeper says no"; /* all of it is copied */

    (void)link;
    return words;
}

static enum driver_said connect_by(struct driver_link *link, int64_t ms)
{
    (void)link, (void)ms;
    return leave_with(enter(KEEPER_CONNECT));
}

static void drop(struct driver_link *link)
{
    (void)link;
}

static enum driver_said prepare(struct driver_link *link, const char *role, int64_t ms)
{
    (void)link, (void)role, (void)ms;
    return leave_with(enter(KEEPER_PREPARE));
}

static enum driver_said begin(struct driver_link *link, const uint8_t salt[32], int64_t ms)
{
    enum driver_said said = enter(KEEPER_BEGIN);

    (void)link, (void)ms;
    if (said != DRIVER_OK || keeper.there)
        return leave_with(said == DRIVER_OK ? DRIVER_FENCED : said);
    keeper.there = true;
    memcpy(keeper.head.salt, salt, 32);
    return leave_with(DRIVER_OK);
}

static void tell_head(struct driver_head *out)
{
    *out = keeper.head;
    out->age_ms = now_ms() - keeper.renewed_ms;
}

static enum driver_said ask_head(struct driver_link *link, struct driver_head *out, int64_t ms)
{
    enum driver_said said = enter(KEEPER_HEAD);

    (void)link, (void)ms;
    if (said == DRIVER_OK && !keeper.there)
        said = DRIVER_NONE;
    if (said == DRIVER_OK)
        tell_head(out);
    return leave_with(said);
}

static enum driver_said take(struct driver_link *link, const struct driver_claim *claim,
                             struct driver_head *out, int64_t ms)
{
    enum driver_said said = enter(KEEPER_TAKE);
    struct driver_head *head = &keeper.head;

    (void)link, (void)ms;
    if (said == DRIVER_OK && (claim->epoch != head->epoch ||
                              (head->holder[0] && strcmp(head->holder, claim->holder) != 0 &&
                               now_ms() - keeper.renewed_ms < claim->patience_ms))) {
        *out = (struct driver_head){ .epoch = 0 };
        said = DRIVER_FENCED;
    }
    if (said != DRIVER_OK)
        return leave_with(said);
    head->epoch++;
    snprintf(head->holder, sizeof head->holder, "%s", claim->holder);
    snprintf(head->url, sizeof head->url, "%s", claim->url);
    keeper.renewed_ms = now_ms();
    tell_head(out);
    return leave_with(DRIVER_OK);
}

/* Enter as who writes. */
static enum driver_said enter_as(enum keeper_call call, uint64_t epoch)
{
    enum driver_said said = enter(call);

    return said == DRIVER_OK && epoch != keeper.head.epoch ? DRIVER_FENCED : said;
}

static enum driver_said renew(struct driver_link *link, uint64_t epoch, int64_t ms)
{
    enum driver_said said = enter_as(KEEPER_RENEW, epoch);

    (void)link, (void)ms;
    if (said == DRIVER_OK)
        keeper.renewed_ms = now_ms();
    return leave_with(said);
}

static enum driver_said tell(struct driver_link *link, uint64_t epoch, const char *pack,
                             const char *program, int64_t ms)
{
    enum driver_said said = enter_as(KEEPER_TELL, epoch);

    (void)link, (void)ms;
    if (said == DRIVER_OK) {
        snprintf(keeper.head.pack, sizeof keeper.head.pack, "%s", pack);
        snprintf(keeper.head.program, sizeof keeper.head.program, "%s", program);
    }
    return leave_with(said);
}

static enum driver_said leave(struct driver_link *link, uint64_t epoch, int64_t ms)
{
    enum driver_said said = enter_as(KEEPER_LEAVE, epoch);

    (void)link, (void)ms;
    if (said == DRIVER_OK) {
        keeper.head.holder[0] = keeper.head.url[0] = '\0';
        ring_all();
    }
    return leave_with(said);
}

static struct jk_span keep_octets(char *room, size_t most, struct jk_span octets)
{
    cr_assert(octets.len <= most, "%zu octets", octets.len);
    memcpy(room, octets.at, octets.len);
    return (struct jk_span){ room, octets.len };
}

static void keep_side(const struct side *side)
{
    struct kept_side *kept = keeper.sides;

    while (kept < keeper.sides + keeper.side_count &&
           (kept->side.of != side->of || !jk_span_eq(kept->side.name, side->name)))
        kept++;
    keeper.side_count += kept == keeper.sides + keeper.side_count;
    cr_assert(keeper.side_count < SIDES_MAX);
    kept->side = *side;
    kept->side.name = keep_octets(kept->name, sizeof kept->name, side->name);
    kept->side.bytes = keep_octets(kept->bytes, sizeof kept->bytes, side->bytes);
}

static void keep_group(const struct group *group)
{
    for (size_t i = 0; i < group->count; i++) {
        const struct linked_entry *linked = &group->entries[i];
        struct kept_entry *kept = &keeper.entries[linked->entry.seq - 1];

        cr_assert(linked->entry.seq <= ENTRIES_MAX);
        kept->linked = *linked;
        kept->linked.entry.actor =
            keep_octets(kept->actor, sizeof kept->actor, linked->entry.actor);
        kept->linked.entry.payload =
            keep_octets(kept->payload, sizeof kept->payload, linked->entry.payload);
    }
    for (size_t i = 0; i < group->side_count; i++)
        keep_side(&group->sides[i]);
    keeper.head.tip = group_end(group);
    keeper.renewed_ms = now_ms();
    ring_all();
}

/* What was sent ahead must be the beginning of the same group. */
static void assert_goes_on(const struct driver_link *link, const struct group *group)
{
    cr_assert(group->count >= link->ahead && group->side_count >= link->ahead_sides);
    cr_assert(link->ahead == 0 ||
              (link->before.seq == group->before.seq &&
               memcmp(link->before.hash, group->before.hash, sizeof link->before.hash) == 0));
}

static enum driver_said ahead(struct driver_link *link, uint64_t epoch, const struct group *so_far,
                              int64_t ms)
{
    enum driver_said said = enter_as(KEEPER_AHEAD, epoch);

    (void)ms;
    assert_goes_on(link, so_far);
    link->ahead = said == DRIVER_OK ? so_far->count : 0;
    link->ahead_sides = said == DRIVER_OK ? so_far->side_count : 0;
    link->before = so_far->before;
    return leave_with(said);
}

static enum driver_said give_up(struct driver_link *link, int64_t ms)
{
    enum driver_said said = enter(KEEPER_GIVE_UP);

    (void)ms;
    link->ahead = link->ahead_sides = 0;
    return leave_with(said);
}

static enum driver_said append(struct driver_link *link, uint64_t epoch, const struct group *group,
                               int64_t ms)
{
    enum driver_said said = enter_as(KEEPER_APPEND, epoch);
    const struct tip *tip = &keeper.head.tip;

    (void)ms;
    assert_goes_on(link, group);
    link->ahead = link->ahead_sides = 0;
    if (said == DRIVER_OK && keeper.head.standbys < link->standbys)
        said = DRIVER_GONE;
    if (said == DRIVER_OK && (tip->seq != group->before.seq ||
                              memcmp(tip->hash, group->before.hash, JK_DIGEST_LEN) != 0))
        said = DRIVER_FENCED;
    if (said == DRIVER_OK)
        keep_group(group);
    if (said == DRIVER_OK && keeper.loses) {
        keeper.loses = false;
        said = DRIVER_UNKNOWN;
    }
    return leave_with(said);
}

static void batch_free(struct driver_batch *batch)
{
    free(batch->group.entries);
    free(batch->group.sides);
    *batch = (struct driver_batch){ .owner = NULL };
}

static enum driver_said read_run(struct driver_link *link, uint64_t after, uint64_t last,
                                 unsigned most, struct driver_batch *out, int64_t ms)
{
    enum driver_said said = enter(KEEPER_READ);
    struct group *group = &out->group;

    (void)link, (void)ms;
    *out = (struct driver_batch){ .owner = NULL };
    if (said != DRIVER_OK)
        return leave_with(said);
    group->entries = calloc(ENTRIES_MAX, sizeof *group->entries);
    group->sides = calloc(SIDES_MAX, sizeof *group->sides);
    if (!group->entries || !group->sides) {
        batch_free(out);
        return leave_with(DRIVER_GONE);
    }
    while (after < last && after < keeper.head.tip.seq && group->count < most)
        group->entries[group->count++] = keeper.entries[after++].linked;
    for (size_t i = 0; i < keeper.side_count; i++) {
        if (keeper.sides[i].side.seq + group->count > after && keeper.sides[i].side.seq <= after)
            group->sides[group->side_count++] = keeper.sides[i].side;
    }
    return leave_with(DRIVER_OK);
}

static enum driver_said ask_hash(struct driver_link *link, uint64_t seq,
                                 uint8_t hash[JK_DIGEST_LEN], int64_t ms)
{
    enum driver_said said = enter(KEEPER_HASH);

    (void)link, (void)ms;
    if (said == DRIVER_OK && (seq == 0 || seq > keeper.head.tip.seq))
        said = DRIVER_NONE;
    if (said == DRIVER_OK)
        memcpy(hash, keeper.entries[seq - 1].linked.hash, JK_DIGEST_LEN);
    return leave_with(said);
}

static enum driver_said ask_secret(struct driver_link *link, const char *name, uint8_t secret[32],
                                   int64_t ms)
{
    enum driver_said said = enter(KEEPER_SECRET);

    (void)link, (void)name, (void)ms;
    if (said != DRIVER_OK)
        return leave_with(said);
    if (!keeper.has_secret)
        memcpy(keeper.secret, secret, 32);
    keeper.has_secret = true;
    memcpy(secret, keeper.secret, 32);
    return leave_with(DRIVER_OK);
}

static enum driver_said put_positions(struct driver_link *link,
                                      const struct driver_position *positions, size_t count,
                                      int64_t ms)
{
    enum driver_said said = enter(KEEPER_PUT_POSITIONS);

    (void)link, (void)ms;
    for (size_t i = 0; i < count && said == DRIVER_OK; i++) {
        const struct driver_position *p = &positions[i];
        struct kept_position *kept = keeper.positions, *end = kept + POSITIONS_MAX;

        while (kept < end &&
               !jk_span_eq((struct jk_span){ kept->name, kept->name_len }, p->subscription))
            kept++;
        if (kept == end) {
            for (kept = keeper.positions; kept->name_len; kept++)
                cr_assert(kept + 1 < end);
        }
        keep_octets(kept->name, sizeof kept->name, p->subscription);
        keep_octets(kept->state, sizeof kept->state, p->state);
        kept->name_len = p->state.len ? p->subscription.len : 0;
        kept->state_len = p->state.len;
    }
    return leave_with(said);
}

static enum driver_said each_position(struct driver_link *link, driver_position_each *each,
                                      void *ctx, int64_t ms)
{
    enum driver_said said = enter(KEEPER_EACH_POSITION);

    (void)link, (void)ms;
    for (size_t i = 0; i < POSITIONS_MAX && said == DRIVER_OK; i++) {
        const struct kept_position *p = &keeper.positions[i];

        if (p->name_len)
            each(ctx, (struct jk_span){ p->name, p->name_len },
                 (struct jk_span){ p->state, p->state_len });
    }
    return leave_with(said);
}

static int fd(const struct driver_link *link)
{
    return link->bell;
}

static bool news(struct driver_link *link)
{
    uint64_t count;

    return read(link->bell, &count, sizeof count) == sizeof count;
}

/* Exported by the program, see tests.mk. */
extern struct shared_driver jk_shared_driver;
struct shared_driver jk_shared_driver = {
    .version = SHARED_DRIVER_VERSION,
    .make = make,
    .free = free_link,
    .file = file,
    .why = why,
    .connect = connect_by,
    .drop = drop,
    .prepare = prepare,
    .begin = begin,
    .head = ask_head,
    .take = take,
    .renew = renew,
    .tell = tell,
    .leave = leave,
    .ahead = ahead,
    .give_up = give_up,
    .append = append,
    .read = read_run,
    .batch_free = batch_free,
    .hash = ask_hash,
    .secret = ask_secret,
    .put_positions = put_positions,
    .each_position = each_position,
    .fd = fd,
    .news = news,
};

void keeper_reset(void)
{
    pthread_mutex_lock(&keeper.lock);
    keeper.there = keeper.loses = keeper.has_secret = false;
    keeper.head = (struct driver_head){ .epoch = 0 };
    keeper.side_count = 0;
    memset(keeper.positions, 0, sizeof keeper.positions);
    memset(keeper.orders, 0, sizeof keeper.orders);
    memset(keeper.asked, 0, sizeof keeper.asked);
    memset(keeper.ended, 0, sizeof keeper.ended);
    memset(keeper.stall_ms, 0, sizeof keeper.stall_ms);
    pthread_mutex_unlock(&keeper.lock);
}

void keeper_answer(enum keeper_call call, enum driver_said said, unsigned after, unsigned times)
{
    pthread_mutex_lock(&keeper.lock);
    keeper.orders[call] = (struct order){ said, after, times };
    ring_all();
    pthread_mutex_unlock(&keeper.lock);
}

void keeper_stall(enum keeper_call call, unsigned ms)
{
    pthread_mutex_lock(&keeper.lock);
    keeper.stall_ms[call] = ms;
    pthread_mutex_unlock(&keeper.lock);
}

unsigned keeper_ended(enum keeper_call call)
{
    unsigned count;

    pthread_mutex_lock(&keeper.lock);
    count = keeper.ended[call];
    pthread_mutex_unlock(&keeper.lock);
    return count;
}

void keeper_lose_answer(void)
{
    pthread_mutex_lock(&keeper.lock);
    keeper.loses = true;
    pthread_mutex_unlock(&keeper.lock);
}

unsigned keeper_asked(enum keeper_call call)
{
    unsigned count;

    pthread_mutex_lock(&keeper.lock);
    count = keeper.asked[call];
    pthread_mutex_unlock(&keeper.lock);
    return count;
}

struct driver_head keeper_head(void)
{
    struct driver_head head;

    pthread_mutex_lock(&keeper.lock);
    tell_head(&head);
    pthread_mutex_unlock(&keeper.lock);
    return head;
}

void keeper_hold(const char *holder, int64_t age_ms)
{
    pthread_mutex_lock(&keeper.lock);
    keeper.head.epoch++;
    snprintf(keeper.head.holder, sizeof keeper.head.holder, "%s", holder);
    snprintf(keeper.head.url, sizeof keeper.head.url, "http://%s", holder);
    keeper.renewed_ms = now_ms() - age_ms;
    ring_all();
    pthread_mutex_unlock(&keeper.lock);
}

void keeper_stand_by(unsigned standbys)
{
    pthread_mutex_lock(&keeper.lock);
    keeper.head.standbys = standbys;
    ring_all();
    pthread_mutex_unlock(&keeper.lock);
}

void keeper_cut(uint64_t seq)
{
    pthread_mutex_lock(&keeper.lock);
    cr_assert(seq > 0 && seq <= keeper.head.tip.seq);
    keeper.head.tip.seq = seq;
    memcpy(keeper.head.tip.hash, keeper.entries[seq - 1].linked.hash, JK_DIGEST_LEN);
    while (keeper.side_count > 0 && keeper.sides[keeper.side_count - 1].side.seq > seq)
        keeper.side_count--;
    ring_all();
    pthread_mutex_unlock(&keeper.lock);
}

void keeper_bend(uint64_t seq)
{
    pthread_mutex_lock(&keeper.lock);
    cr_assert(seq > 0 && seq <= keeper.head.tip.seq);
    keeper.entries[seq - 1].linked.entry.time_s++;
    pthread_mutex_unlock(&keeper.lock);
}

void keeper_replace(void)
{
    pthread_mutex_lock(&keeper.lock);
    keeper.head.salt[0] ^= 1;
    pthread_mutex_unlock(&keeper.lock);
}

unsigned keeper_positions(void)
{
    unsigned count = 0;

    pthread_mutex_lock(&keeper.lock);
    for (size_t i = 0; i < POSITIONS_MAX; i++)
        count += keeper.positions[i].name_len > 0;
    pthread_mutex_unlock(&keeper.lock);
    return count;
}

void keeper_version(unsigned version)
{
    jk_shared_driver.version = version;
}
