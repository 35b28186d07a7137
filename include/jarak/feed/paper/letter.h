/* jarak/feed/paper/letter.h: the answer to a notice as a letter: what was notified, what was
 * decided, and a code by which anybody can see that the letter is on record.
 *
 * It goes to the team. So it tells its own notice, the act, and what a team is told of an act (no
 * reason of an approval, which may speak of the other side), and of other activities only what the
 * public reads (SPEC 9). Letterhead and signatory are the pack's, for the police; other offices and
 * packs without them have the office's name. Pure. Source: SPEC 4, decisions/0063. */
#ifndef JARAK_FEED_PAPER_LETTER_H
#define JARAK_FEED_PAPER_LETTER_H
#include "jarak/feed/desk/day.h"
#include "jarak/feed/paper/paper.h"

#define JK_LETTER_OTHERS \
    8 /* activities of others that a letter names; there are never more at once */

/** Another activity the decision knew of, as the public reads it. */
struct jk_letter_other {
    const struct jk_facts *facts;
    int64_t start_s, end_s;
};

/** The act that answers a notice: the last that issued, held, returned or refused, unless it was
 * rescinded or the notice withdrawn since. */
struct jk_answer {
    enum jk_act_kind act; /**< approve, confirm, correct_sttp, hold, return or refuse */
    bool on_change;       /**< of a change of an approved plan */
    int64_t time_s;
    const char *role;        /**< word of the role of who acted */
    const char *sttp;        /**< number in force; "" none */
    const char *reason;      /**< as far as the team is told; "" */
    const char *basis;       /**< "" none */
    unsigned missing;        /**< of a return: bits of jk_missing_word() */
    const char *certificate; /**< hash of what an approval rests on; "" none */
    const struct jk_region *region;
    const struct jk_tz *tz;
    struct jk_letter_other others[JK_LETTER_OTHERS];
    size_t other_count;
};

/** What the letter is written from. */
struct jk_letter {
    struct jk_answer answer;
    const struct jk_facts *facts;            /**< of the main */
    const struct jk_desk_activity *activity; /**< null: nothing of it is left */
    const char *address;                     /**< where the code leads, whole; "" no code */
};

/** @param paper  its created_s is not looked at: a letter is of the time of its act
 * @return JK_OK; JK_MEMORY. Appends. */
enum jk_status jk_paper_letter(struct jk_buf *out, const struct jk_paper *paper,
                               const struct jk_letter *letter);
#endif
