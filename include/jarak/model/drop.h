/* jarak/model/drop.h: what a delivery says beside what every matter says.
 *
 * Ballots and kit go from KPU's store to the kecamatan, from there to the desa, from there to the
 * polling station (TPS). A drop is one of these hand-overs: so many packages, by land or by sea,
 * that must be there by a time, and that somebody receives and finds in good order or not. The way
 * it goes is an activity (CATEGORIES:LOGISTIK), which the engine keeps apart from rallies and
 * columns; a drop names it and is no second notion of it. Pure, no allocation. Source: issue 17,
 * docs/logistik.md. */
#ifndef JARAK_MODEL_DROP_H
#define JARAK_MODEL_DROP_H
#include <stdbool.h>
#include <stdint.h>
#include "jarak/base/bytes.h"
#include "jarak/base/error.h"
#include "jarak/base/text.h"
#include "jarak/model/activity.h"

#define JK_DROP_WORDS_MAX 120     /* bytes of a place or a name */
#define JK_DROP_ITEMS_MAX 1000000 /* packages */

/** To whom it goes. */
enum jk_drop_stage {
    JK_DROP_DISTRICT, /**< to the kecamatan (PPK) */
    JK_DROP_VILLAGE,  /**< to the desa or kelurahan (PPS) */
    JK_DROP_STATION,  /**< to the polling station (KPPS) */
    JK_DROP_STAGES
};

/** How it was found when it was received. */
enum jk_drop_condition {
    JK_DROP_UNKNOWN, /**< nobody has said */
    JK_DROP_GOOD,    /**< complete, seals whole */
    JK_DROP_SHORT,   /**< something is missing */
    JK_DROP_DAMAGED, /**< wet, torn, a seal is broken */
    JK_DROP_CONDITIONS
};

/** What threatens one that has not arrived; each is worse than the one before. */
enum jk_drop_risk {
    JK_DROP_SAFE,
    JK_DROP_SLOW,    /**< it cannot be there in time any more: not left, or too far away */
    JK_DROP_LATE,    /**< its time has passed */
    JK_DROP_MISSING, /**< it is the day of the vote */
    JK_DROP_RISKS
};

/** What is said of a drop; strings are never null, "" for what is not said. */
struct jk_drop {
    const char *from;    /**< where it leaves from: code or name of a place, or other words */
    const char *carrier; /**< who carries it: "Lanal Sangatta" */
    enum jk_drop_stage stage;
    enum jk_mode mode;
    uint32_t items;  /**< packages; 0: not said */
    int64_t leave_s; /**< when it has to leave to arrive in time, UTC; 0: not said */
    int64_t left_s;  /**< when it left; 0: it has not */
    int64_t got_s;   /**< when it was received; 0: it was not */
    const char *by;  /**< who received it */
    enum jk_drop_condition condition; /**< then */
};

/** What is known of the times of a drop that has not arrived, UTC. */
struct jk_drop_times {
    int64_t leave_s;  /**< when it has to leave; 0: not said */
    int64_t start_s;  /**< when its way begins by the plan of its activity; 0: not known */
    int64_t left_s;   /**< when it left; 0: it has not */
    int64_t travel_s; /**< how long it is under way; negative: not known */
    int64_t due_s;    /**< until when it has to be there */
    int64_t vote_s;   /**< when the day of its vote begins; INT64_MAX: not known */
};

/** One of which nothing is said. */
#define JK_DROP_NONE                        \
    {                                       \
        .from = "", .carrier = "", .by = "" \
    }

/** In JSON "district", "village", "station". Static. */
const char *jk_drop_stage_word(enum jk_drop_stage stage);
/** The stage of a word of JSON, of a table or of X-JARAK-STAGE (kecamatan, desa, kelurahan, tps),
 * any case; JK_DROP_STAGES where there is none. */
enum jk_drop_stage jk_drop_stage_of(struct jk_span word);
/** For people. */
const struct jk_text *jk_drop_stage_text(enum jk_drop_stage stage);
/** "unknown", "good", "short", "damaged". Static. */
const char *jk_drop_condition_word(enum jk_drop_condition condition);
/** The condition of such a word or of X-JARAK-CONDITION (baik, kurang, rusak), any case;
 * JK_DROP_CONDITIONS where there is none. */
enum jk_drop_condition jk_drop_condition_of(struct jk_span word);
/** For people. */
const struct jk_text *jk_drop_condition_text(enum jk_drop_condition condition);
/** The mode of a word (land, sea, darat, laut), any case. @return false: there is none */
bool jk_drop_mode_of(struct jk_span word, enum jk_mode *out);
/** For people. */
const struct jk_text *jk_drop_mode_text(enum jk_mode mode);

/** "safe", "slow", "late", "missing". Static. */
const char *jk_drop_risk_word(enum jk_drop_risk risk);
/** For people; what is to be done stands beside it. */
const struct jk_text *jk_drop_risk_text(enum jk_drop_risk risk);

/** When a drop is threatened, from what is known of it.
 *
 * @param arrives_s  when it is expected there; 0: not known. May be null
 * @return as bad as it is at `now_s`: to the second, one earlier is not yet */
enum jk_drop_risk jk_drop_risk(const struct jk_drop_times *times, int64_t now_s,
                               int64_t *arrives_s);

/** True when nothing of a drop is said. */
bool jk_drop_is_none(const struct jk_drop *drop);
/** True when they state the same plan: all but what happened on the way. */
bool jk_drop_same_plan(const struct jk_drop *a, const struct jk_drop *b);

/** Checks the limits of what is said, and that it leaves before it has to be there.
 *
 * @param due_s  until when it has to be there, UTC
 * @return JK_OK; JK_INVALID, JK_RANGE with the field: from, carrier, items, leave, received_by */
enum jk_status jk_drop_check(const struct jk_drop *drop, int64_t due_s, struct jk_error *err);
#endif
