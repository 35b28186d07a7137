/* What is planned in a season: chains of activities as the teams mean them, before anybody judges
 * them, and how they are written down.
 *
 * The season knows its activities from here and from nowhere else, so that what it holds the
 * application against does not come from the application. Degrees, metres, UTC seconds. Everything
 * follows from the seed. */
#ifndef TESTS_SEASON_PLAN_H
#define TESTS_SEASON_PLAN_H
#include <stdbool.h>
#include <stdint.h>
#include "jarak/base/bytes.h"
#include "jarak/model/chain_state.h"
#include "tests/support/seeded.h"

#define PLAN_REGENCIES 3
#define PLAN_DISTRICTS 4 /* of a regency: quarters of its square */
#define PLAN_SIDE_DEG  0.3
#define PLAN_WEST_DEG  117.0
#define PLAN_SOUTH_DEG (-0.15) /* the equator runs through all three */
#define PLAN_LEGS      5
#define PLAN_POINTS    7 /* of a route, with a place it was led by */
#define PLAN_DAY_S     86400
#define PLAN_FIRST_S   1727193600 /* 25 September 2024, 00.00 WITA */
#define PLAN_NAME      24         /* bytes of a UID */

enum plan_contest { PLAN_BUPATI, PLAN_GOVERNOR = PLAN_REGENCIES, PLAN_REVOTE, PLAN_CONTESTS };
enum plan_kind { PLAN_RALLY, PLAN_LIMITED, PLAN_FACE, PLAN_CONVOY, PLAN_GOODS, PLAN_KINDS };
enum plan_leg { PLAN_MAIN, PLAN_ASSEMBLY, PLAN_OUT, PLAN_BACK, PLAN_BREAK_UP };

struct plan_place {
    double lat, lon;
};

/** One leg as it is filed. */
struct plan_leg_said {
    enum plan_leg leg;
    enum plan_kind kind;
    struct plan_place at[PLAN_POINTS]; /**< one for what stands, else a route */
    int count;
    bool hexagon;           /**< an area round at[0] instead of a disc */
    double radius_m, off_m; /**< off_m: uncertainty */
    int crowd, cars, motorcycles;
    int64_t from_s, to_s;
    int dates; /**< one a day */
};

/** A chain as it is filed: main first. */
struct plan_version {
    struct plan_leg_said leg[PLAN_LEGS];
    int count;
};

/** What a verified report says of a leg. */
struct plan_seen {
    enum { PLAN_SEEN_NOTHING, PLAN_SEEN_LATE, PLAN_SEEN_LONGER, PLAN_SEEN_ELSEWHERE } kind;
    int minutes;
    struct plan_place at;
    int date; /**< which of its dates, from 0 */
};

struct look_body;

/** A chain with all that became of it. */
struct plan_chain {
    int number, contest, regency, day, file_day;
    unsigned paslon;                   /**< bits 1 and 2; 0: nobody's */
    int office;                        /**< regency of its first place: its offices see all of it */
    struct plan_version now, in_force; /**< in_force counts while `approved` */
    struct plan_seen seen[PLAN_LEGS];  /**< by the leg's number in the version in force */
    enum jk_state state, former, pending_state;
    bool filed, approved, pending, leaving, by_team, public_once;
    unsigned sequence, life;
    int due_day;              /**< when the police looks at it next */
    uint64_t approved_step;   /**< of the season, of its last approval */
    struct look_body *bodies; /**< of look.h, made when it changes */
    int body_count;
    uint16_t ground[PLAN_LEGS][2]; /**< quarters each leg touches: perhaps, for sure; pairs.c */
    uint64_t listed;               /**< days of the season it is listed on */
};

/** How long, how full, and from which number on all is drawn. */
struct plan_size {
    int days;
    int percent; /**< of 2,500 activities a regency in 60 days */
    uint64_t seed;
};

struct plan {
    struct plan_size size;
    int quiet_day, vote_day;                 /**< first quiet day, day of the vote */
    int again_from, again_quiet, again_vote; /**< of the re-vote */
    struct plan_place town[PLAN_REGENCIES][4];
    struct plan_place road[PLAN_REGENCIES][4][2][4]; /**< two roads out of each town */
    struct plan_chain *chains;
    int count;
};

/** Draw a season. @param[out] plan  plan_clear() frees it */
void plan_make(struct plan *plan, const struct plan_size *size);
void plan_clear(struct plan *plan);
/** Another place and time on the same day, for a change of a chain. */
void plan_change(const struct plan *plan, struct seeded *r, const struct plan_chain *chain,
                 struct plan_version *out);
/** Move a whole version. */
void plan_shift(struct plan_version *version, int64_t by_s);

/** The id of a contest. Static. */
const char *plan_contest_id(int contest);
/** The region that decides on a contest. Static. */
const char *plan_contest_region(int contest);
/** The code of a regency. Static. */
const char *plan_regency(int regency);
/** The UID of a leg of a chain. */
void plan_uid(const struct plan_chain *chain, enum plan_leg leg, char out[PLAN_NAME]);
/** The number of the chain that a text names, from its first name on; -1: none. */
int plan_find_name(const char *text, const char **rest);
/** Append a stream with all legs.
 *
 * @param swapped  ballot numbers are exchanged */
void plan_write(const struct plan_chain *chain, const struct plan_version *version, bool swapped,
                struct jk_buf *out);
/** Seconds east of UTC by which a regency counts its days: the easternmost keeps another zone. */
int plan_offset_s(int regency);
/** The day of the season that a second falls on, by WITA. */
int plan_day_of(int64_t at_s);
#endif
