/* jarak/model/activity.h: the words of an activity on the ground, as types.
 *
 * Kinds and legs are the law's words (SPEC 1, WIRE 3). Text becomes one of these once, at the edge.
 * Pure, no allocation. */
#ifndef JARAK_MODEL_ACTIVITY_H
#define JARAK_MODEL_ACTIVITY_H
#include <stdbool.h>
#include <stdint.h>
#include "jarak/base/bytes.h"
#include "jarak/base/error.h"

/** The kind of an activity on the ground (CATEGORIES). */
enum jk_kind {
    JK_KIND_RAPAT_UMUM,
    JK_KIND_TERBATAS,
    JK_KIND_TATAP_MUKA,
    JK_KIND_KONVOI,
    JK_KIND_LOGISTIK,
    JK_KIND_PENGAMANAN,
    JK_KIND_RAKOR,
    JK_KIND_SOSIALISASI,
    JK_KIND_END
};

/** Which part of its chain a leg is (X-JARAK-LEG). */
enum jk_leg {
    JK_LEG_MAIN,      /**< the activity itself; no X-JARAK-LEG */
    JK_LEG_KUMPUL,    /**< standing at the assembly point */
    JK_LEG_BERANGKAT, /**< convoy to the activity */
    JK_LEG_PULANG,    /**< convoy back */
    JK_LEG_BUBAR,     /**< standing where the column breaks up */
    JK_LEG_END
};

/** Where it moves (X-JARAK-MODE). */
enum jk_mode { JK_MODE_LAND, JK_MODE_SEA };

#define JK_PASLON_MAX     8 /* parties of one joint event; no contest seen has more than five */
#define JK_PASLON_NO_MAX  9999999 /* ballot numbers are small; the benchmark's ids are larger */
#define JK_CONTEST_ID_MAX 48      /* "<office>-<region>" with room */

/** Whose activity it is: paslon of one contest. Neither is known for logistics and security. */
struct jk_party {
    char contest[JK_CONTEST_ID_MAX]; /**< "pilbup-64.08"; "" when no contest is named */
    uint8_t count;                   /**< 0..JK_PASLON_MAX */
    uint32_t paslon[JK_PASLON_MAX];  /**< ballot numbers, ascending, no two the same */
};

/** How two parties stand to each other (SPEC 1). */
enum jk_relation {
    JK_RELATION_SAME,    /**< one contest, a paslon in common */
    JK_RELATION_RIVAL,   /**< one contest, no paslon in common */
    JK_RELATION_CROSS,   /**< different contests */
    JK_RELATION_NEUTRAL, /**< one of them has no paslon: logistics, security, coordination */
    JK_RELATION_END
};

/** The relation of two parties; symmetric. */
enum jk_relation jk_party_relation(const struct jk_party *a, const struct jk_party *b);

/** True when contest and paslon are the same, one for one. */
bool jk_party_same(const struct jk_party *a, const struct jk_party *b);

/** Read `1` or `1,2` into party->paslon, ascending.
 *
 * @return JK_OK; JK_INVALID for another form, a number twice, or more than JK_PASLON_MAX */
enum jk_status jk_party_parse_paslon(struct jk_span text, struct jk_party *party,
                                     struct jk_error *err);

/** Vehicles of a column as announced (X-JARAK-VEHICLES). */
struct jk_vehicles {
    uint32_t cars, motorcycles, trucks, buses; /**< each 0..100,000 */
};

#define JK_VEHICLES_MAX 100000 /* of one class; the largest column known had 5,135 */

/** Read `cars=120;motorcycles=300;trucks=0;buses=2`; any subset, each at most once, whole span. */
enum jk_status jk_vehicles_parse(struct jk_span text, struct jk_vehicles *out,
                                 struct jk_error *err);

/** Is it of an office and of no campaign: logistik, pengamanan, rakor, sosialisasi? */
bool jk_kind_is_neutral(enum jk_kind kind);
/** The value of CATEGORIES for a kind, such as "RAPAT-UMUM". Static. */
const char *jk_kind_category(enum jk_kind kind);
/** The word in JSON and texts, such as "rapat_umum". Static. */
const char *jk_kind_word(enum jk_kind kind);
/** How an official says it, such as "rapat umum". Static. */
const char *jk_kind_name(enum jk_kind kind, enum jk_lang lang);
/** Read a CATEGORIES value (any case). @return JK_OK or JK_INVALID */
enum jk_status jk_kind_parse(struct jk_span text, enum jk_kind *out, struct jk_error *err);

/** The word of a leg in JSON: "rapat" (main), "kumpul", "berangkat", "pulang", "bubar". Static. */
const char *jk_leg_word(enum jk_leg leg);
/** How an official says it: "konvoi pulang" / "return convoy". Static. */
const char *jk_leg_name(enum jk_leg leg, enum jk_lang lang);
/** Read an X-JARAK-LEG value (any case). @return JK_OK or JK_INVALID */
enum jk_status jk_leg_parse(struct jk_span text, enum jk_leg *out, struct jk_error *err);
#endif
