/* jarak/app/contests/struck.h: paslon that were struck out of their contest in mid-season.
 *
 * KPU, or a court, takes a pair off the ballot; another court may put it in again. From then on its
 * activities are none: nothing of it is filed or brought back. What has taken place stays as it
 * was. Kept in the journal (kind 27). Source: PKPU on candidacy; issue "desk", 8. */
#ifndef JARAK_APP_CONTESTS_STRUCK_H
#define JARAK_APP_CONTESTS_STRUCK_H
#include "jarak/app/handle/handle.h"
#include "jarak/model/activity.h"

/** A paslon of which something was said. */
struct jk_struck {
    const char *contest;
    uint32_t number;
    bool struck; /**< false: it was put in again */
    const char *reason, *basis, *actor;
    int64_t time_s;
};

/** What was said last of a paslon; null: nothing. Borrowed until the next command. */
const struct jk_struck *jk_app_struck(const struct jk_app *app, const char *contest,
                                      uint32_t number);

/** Is every paslon of a party struck out? A party of nobody is not; nor is one in which another
 * paslon takes part. */
bool jk_app_party_is_struck(const struct jk_app *app, const struct jk_party *party);
#endif
