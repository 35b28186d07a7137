/* jarak/feed/json/matter.h: matters as the application keeps them, what was done to them, and both
 * as JSON. Pure. Source: docs/laporan.md. */
#ifndef JARAK_FEED_JSON_MATTER_H
#define JARAK_FEED_JSON_MATTER_H
#include <jansson.h>
#include <stddef.h>
#include "jarak/base/arena.h"
#include "jarak/base/civil.h"
#include "jarak/model/matter.h"
#include "jarak/policy/policy.h"

#define JK_MATTER_WORDS_MAX 2000 /* bytes of an assessment, a recommendation, a reason */

/** What somebody said with an act; "" for what its act has not. */
struct jk_matter_words {
    const char *assessment;           /**< of verifying and refuting: what it rests on */
    const char *recommendation;       /**< likewise: what should be done */
    const char *text;                 /**< of an answer its text; else the reason or a remark */
    uint32_t percent;                 /**< of progress */
    const char *by;                   /**< of receiving: who received it */
    int64_t at_s;                     /**< of leaving and receiving: when, UTC; 0: now */
    enum jk_drop_condition condition; /**< of receiving */
};
#define JK_MATTER_NO_WORDS                    \
    {                                         \
        "", "", "", 0, "", 0, JK_DROP_UNKNOWN \
    }

/** What was done to a matter. */
struct jk_matter_done {
    enum jk_matter_act act;
    enum jk_matter_state state; /**< after it */
    const char *actor, *role;
    uint32_t revision; /**< after it */
    int64_t time_s;
    struct jk_span words; /**< jk_matter_words_write(); empty once erased */
};

/** What is asked of every drop of a list, so that none has to be read for it. */
struct jk_drop_figures {
    const char *from; /**< owned; null of other matters */
    bool has_point;
    struct jk_point point;
    enum jk_drop_stage stage;
    enum jk_drop_condition condition;
    enum jk_mode mode;
    uint32_t items;
    int64_t leave_s, left_s, got_s;
};

/** A matter as it stands. What was said lies in its bytes (jarak/ical/matter.h), for most of what
 * is asked needs none of it. */
struct jk_matter {
    char id[JK_MATTER_HEX + 1];
    uint32_t number; /**< in the order in which they were filed */
    enum jk_matter_kind kind;
    enum jk_topic topic; /**< JK_TOPIC_END of a task */
    enum jk_matter_state state;
    bool released;
    const char *region, *account, *role, *agency, *about;
    uint32_t revision;
    uint8_t step; /**< of an overdue task: how far up it was passed; of a drop enum jk_drop_risk */
    int64_t when_s;              /**< seen, or due; UTC */
    struct jk_drop_figures drop; /**< of a drop; zero of others */
    int64_t created_s, changed_s;
    uint64_t change;             /**< number of its newest journal entry */
    struct jk_span bytes;        /**< empty once erased */
    char photo[65];              /**< SHA-256 of its photo, hexadecimal; "" it has none */
    struct jk_matter_done *done; /**< oldest first, at least 1 */
    size_t done_count, done_cap;
};

/** A matter as its reader may see it. */
struct jk_matter_view {
    const struct jk_matter *matter;
    const struct jk_matter_said *said; /**< null: it was erased */
    bool late;                         /**< of a task or a drop */
    int64_t arrives_s;      /**< of a drop under way or to come: by what is known; 0: not known */
    enum jk_drop_risk risk; /**< of a drop */
    enum jk_level meets;    /**< of a drop: how near its way comes to somebody's activity */
    unsigned may;           /**< 1U << enum jk_matter_act that the reader may do */
};

/** How far the drops of a sub-district are. */
struct jk_drop_progress {
    const char *region;                  /**< code */
    uint32_t drops, left, received, bad; /**< left: under way; bad: received short or damaged */
    uint64_t items, items_received;
    uint32_t of_stage[JK_DROP_STAGES], received_of_stage[JK_DROP_STAGES];
    uint32_t risks[JK_DROP_RISKS]; /**< that are threatened, by how; of JK_DROP_SAFE 0 */
};

/** Some of them. */
struct jk_matter_views {
    const struct jk_matter_view *list;
    size_t count;
};

/** Write the words of an act as JSON. Appends. @return JK_OK; JK_MEMORY */
enum jk_status jk_matter_words_write(struct jk_buf *out, const struct jk_matter_words *words);
/** Read them; of an erased one all is "". @return JK_OK; JK_CORRUPT; JK_MEMORY */
enum jk_status jk_matter_words_read(struct jk_arena *arena, struct jk_span bytes,
                                    struct jk_matter_words *out);

/** A matter as JSON.
 *
 * @param view  its `may` is not told
 * @param tz    of its region
 * @param full  with what was done to it
 * @return given (json_decref); null when memory is out */
json_t *jk_matter_json(const struct jk_matter_view *view, const struct jk_tz *tz, bool full);
#endif
