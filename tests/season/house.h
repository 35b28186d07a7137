/* The house a season is played in: a store in a folder of its own, a pack, the application, and
 * accounts of every kind whose inboxes are followed from the first number on.
 *
 * What a season finds wrong ends its process, with seed, day and step. */
#ifndef TESTS_SEASON_HOUSE_H
#define TESTS_SEASON_HOUSE_H
#include "jarak/app/accounts/account.h"
#include "jarak/app/alerts/outbox_queue.h"
#include "jarak/app/notices/submit.h"
#include "jarak/app/snapshot.h"
#include "jarak/feed/json/seen.h"
#include "jarak/store/store.h"
#include "tests/season/look.h"

#define EYES_MAX 96
#define ID_HEX   17

/** One account, and what its inbox has said. */
struct eye {
    const char *name, *region;
    enum jk_role role;
    int contest;                  /**< of a team; else -1 */
    unsigned paslon;              /**< of a team, as the plan has it */
    bool sees, out;               /**< out: kept out just now */
    uint64_t heard;               /**< newest number told after a commit */
    uint64_t kept;                /**< newest number read from the store */
    uint64_t heard_sum, kept_sum; /**< of all that was told, in order */
    uint64_t pages[6];            /**< how many alerts of each event */
};

/** Two chains that come near, or did. */
struct pair {
    int a, b; /**< chain numbers, a < b */
    char id[ID_HEX];
    struct look_pair look;
    bool named;              /**< an approval named it as it was */
    uint64_t risen_step;     /**< when it came to waspada, by the look; 0: it is not there */
    uint8_t heard[EYES_MAX]; /**< level each account was told last; 0: none, or closed */
    uint8_t kept[EYES_MAX];  /**< the same, by what is stored */
};

struct pair_list {
    int *at, count;
};

/** Counts of what was played. */
struct tally {
    unsigned long filed, refused, drafts, drafts_returned, changes, moves, legs, activities;
    unsigned long decided[16], overrides, named, stale, batches;
    unsigned long offers, accepted, declined;
    unsigned long matters, matter_acts, duties;
    unsigned long reports, opinions, acks, withdrawals, ticks, subscriptions, messages;
    double play_s, look_s, outside_s, replay_s, restart_s; /**< look_s is part of play_s */
    unsigned long pairs_looked, checked, exact, alerts, replayed, rows, restarts, recalled,
        escalated;
};

struct season {
    struct plan plan;
    struct seeded r;
    bool swapped; /**< ballot numbers are exchanged */
    bool looks;   /**< holds what it sees against the look */
    int day, edition;
    uint64_t step;
    int64_t now_s;
    char folder[64], path[96], snapshot[96];
    struct jk_arena arena, pack_arena[3];
    struct jk_pack pack[3];
    struct jk_store *store;
    struct jk_app *app;
    struct jk_error err;
    struct jk_outcome outcome;
    struct jk_buf said; /**< of this day, with labels exchanged back */
    struct eye eyes[EYES_MAX];
    int eye_count;
    struct pair *pairs;
    int pair_count, pair_cap;
    struct pair_list *of;            /**< the pairs of each chain */
    int *ids, id_cap;                /**< pairs by id, open addressing */
    struct pair_list on_day[80];     /**< chains with something on a day */
    int recent[64], recent_count;    /**< chains that met something when they were filed */
    struct jk_app_start start;       /**< where the last snapshot lies */
    int snapshot_edition;            /**< of the policy it was taken under; 0: none was */
    struct store_replayer *replayer; /**< each evening it reads on */
    struct jk_outbox *outbox; /**< in memory; the queue on it begins anew with the application */
    struct jk_outbox_queue *queue;
    void *outside; /**< a second connection to the store: outside.c */
    struct tally tally;
    double began_s;
};

/** Something is wrong: say what, with seed, day and step, and end the process. */
_Noreturn void season_fail(const struct season *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
#define NEED(s, condition, ...)            \
    do {                                   \
        if (!(condition))                  \
            season_fail((s), __VA_ARGS__); \
    } while (0)

#define HOUSE_HOOKS "hook.example" /* where webhooks may go; nothing is sent anywhere */
extern const struct jk_mail_way house_mail;

void house_open(struct season *s);
void house_close(struct season *s);
/** Take a snapshot of the application, which a later restart may begin with. */
void house_snapshot(struct season *s);
/** Close store and application and open them again, by the last snapshot or the long way: nothing
 * may change by it. */
void house_restart(struct season *s, bool by_snapshot);
/** Let what the last command gave go, and take the next second. */
void house_next(struct season *s);
/** Commit. @return rc, or why the commit failed */
enum jk_status house_commit(struct season *s, enum jk_status rc);
/** Change to the other edition of the policy while the application runs. */
void house_repack(struct season *s, int edition);
/** Make accounts known that were not there before. */
void house_meet(struct season *s);
/** The account of an office, such as polres of a region. */
const struct jk_account *house_office(const struct season *s, const char *role, const char *region);
/** The liaison of a paslon, as the plan numbers it. */
const struct jk_account *house_team(const struct season *s, int contest, unsigned paslon);

/** Append to what the day said. */
void say(struct season *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** Append the verdicts of the last command, as this role reads them. */
void say_verdicts(struct season *s, enum jk_role role);
/** Exchange labels in a text where the season is swapped, and blank what is random in a store. */
void house_normalise(const struct season *s, char *text);
double house_clock(void);
#endif
