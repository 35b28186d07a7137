/* jarak/feed/json/opinion.h: what each agency of each region that sees a conflict says of it.
 *
 * Four agencies judge a conflict side by side, each for itself: nobody's word outweighs another's,
 * and none of them decides the notice. A word given is taken back by itself, to be judged again,
 * when either side, the policy or a zone changes. Source: SPEC 4 "Each agency". */
#ifndef JARAK_FEED_JSON_OPINION_H
#define JARAK_FEED_JSON_OPINION_H
#include <stdint.h>

/** Who judges; the order of every list. */
enum jk_agency {
    JK_AGENCY_BAWASLU,
    JK_AGENCY_POLRES,
    JK_AGENCY_KPU,
    JK_AGENCY_KESBANGPOL,
    JK_AGENCY_END
};

/** The opinions an agency may have of a conflict. */
enum jk_opinion {
    JK_OPINION_OPEN,     /**< nothing yet */
    JK_OPINION_ACCEPTED, /**< may stand as it is */
    JK_OPINION_OBJECTED, /**< must not */
    JK_OPINION_REJUDGE,  /**< something changed since: to be judged again; never said, only set */
    JK_OPINION_END
};

#define JK_OPINION_NOTE_MAX 2000 /* bytes; a letter belongs to the letter */

/** The word of one agency on one conflict. */
struct jk_agency_opinion {
    enum jk_opinion opinion;
    uint32_t revision; /**< of the conflict, as it was seen; 0 while open */
    int64_t time_s;
    const char *actor, *note; /**< "" while open; owned by the conflict */
};

/** That of an agency of another region than the one whose chain comes first: a sub-district's
 * stands beside its regency's. */
struct jk_office_opinion {
    enum jk_agency agency;
    const char *region; /**< its code */
    struct jk_agency_opinion said;
};

/** "bawaslu", "polres", "kpu", "kesbangpol". Static. */
const char *jk_agency_word(enum jk_agency agency);
/** The agency of a role's word, JK_AGENCY_END for other roles. */
enum jk_agency jk_agency_of(const char *role);
/** "open", "accepted", "objected", "rejudge". Static. */
const char *jk_opinion_word(enum jk_opinion opinion);
/** The opinion of a word, JK_OPINION_END when there is none. */
enum jk_opinion jk_opinion_of(const char *word);
#endif
