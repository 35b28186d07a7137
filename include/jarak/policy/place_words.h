/* jarak/policy/place_words.h: which place of the pack, and which sub-districts, a text names.
 *
 * Letters and schedules say "halaman Stadion Kudungga" or "Lap. Sepaso, Kec. Bengalon" and rarely a
 * point. A place is taken only when nothing else in the text contradicts it or is left over beside
 * it, for a place taken wrongly is told as clear of whoever meets there: a doubtful name is no
 * place, and the notice stays *belum dapat dinilai*. Pure. Source: SPEC 2.1, decisions/0071. */
#ifndef JARAK_POLICY_PLACE_WORDS_H
#define JARAK_POLICY_PLACE_WORDS_H
#include "jarak/base/arena.h"
#include "jarak/policy/pack.h"

#define JK_BESIDE_M \
    500.0 /* "samping X", "halaman X": so far from X's point, beside its own doubt */

/** A name of the gazetteer or of a region, in small letters with single blanks. */
struct jk_pack_name {
    const char *words;
    const struct jk_place *place;   /**< null for a region's */
    const struct jk_region *region; /**< null for a place's */
};

/** What a text names. */
struct jk_named {
    const struct jk_place *place; /**< the one it names; null: none, several or a doubtful one */
    bool beside;                  /**< at it or next to it: JK_BESIDE_M more doubt */
    bool within;  /**< somewhere in what the place is named after: a field of a desa */
    bool several; /**< more than one place is named: which, at what hour, has to be asked */
    bool online;  /**< it takes place nowhere: "daring", "Zoom" */
    const struct jk_region *districts[JK_LOCATED_MAX]; /**< sub-districts named by name */
    size_t district_count;                             /**< 0: it may be in any */
};

/** List the names of a pack's places and sub-districts, sorted, for jk_place_words().
 *
 * @param[out] pack  its names are written; they live in the arena
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_pack_names_make(struct jk_arena *arena, struct jk_pack *pack);

/** Read a text.
 *
 * @param region  code of the region that elects: names below it count; "" : all
 * @param text    LOCATION as it is written; borrowed
 * @param[out] out  borrows from the pack */
void jk_place_words(const struct jk_pack *pack, const char *region, const char *text,
                    struct jk_named *out);
#endif
