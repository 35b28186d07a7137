/* jarak/app/matters/matters.h: reports from the field, tasks and deliveries: filed, judged, done,
 * and who may read them.
 *
 * A report is filed by an officer and stays unverified until another account says, with an
 * assessment and a recommendation, that it is true or that it is not. Until then it moves nothing:
 * no alert, no mark, no zone. Of topics that Bawaslu judges (jk_topic_is_kept()) others know
 * nothing until Bawaslu releases the report; who filed it sees it. A refuted report stays, with its
 * reason. A task is given to an agency until a time; who is late is told further up, as alerts are.
 * A drop is filed by KPU; any officer of its region notes that it left and who received it. What
 * threatens it is told by the clock: that it cannot be there in time, that it is late, that the day
 * of the vote has come without it.
 *
 * A matter is known by the UID its author gave it, within the author's office (role and region):
 * filed again it is the same matter, so that a phone may send it twice. What was said is sealed
 * under a key of its own and can be erased (jk_app_matter_erase()). Teams, readers and
 * administrators see none of it, and no count. Source: issue 17, docs/laporan.md. */
#ifndef JARAK_APP_MATTERS_MATTERS_H
#define JARAK_APP_MATTERS_MATTERS_H
#include "jarak/app/accounts/account.h"
#include "jarak/app/handle/handle.h"
#include "jarak/feed/json/matter.h"
#include "jarak/feed/public/page.h"
#include "jarak/ical/matter.h"

#define JK_DROPS_OPEN_MAX    5000 /* likewise, of drops: a regency of 700 TPS has some 900 */
#define JK_MATTERS_OPEN_MAX  500  /* that an account filed and nobody has judged or done */
#define JK_MATTER_ANSWER_MAX 1000 /* bytes of a public answer */
#define JK_MATTER_ANSWERS    5    /* that are shown to the public: of the last days of a season */
#define JK_MATTER_PHOTO_MAX  (1024U * 1024) /* octets: of 1,600 pixels a side some 400,000 */
#define JK_MATTER_AHEAD_S    300            /* a telephone's clock may be ahead of ours */
#define JK_MATTER_STEP_S     86400          /* a late task goes a step further up each day */

/** A filing, or another version of what was filed. */
struct jk_matter_filing {
    const struct jk_account *actor;
    int64_t now_s;
    const struct jk_ical_matter *matter; /**< as read; has_state false: a report, or a new task */
    const char *id;     /**< of the matter it is another version of; null: by its author and UID */
    const char *region; /**< only of this one and below is taken; null: any */
    uint32_t
        revision; /**< it must be this one; 0: whatever it is; UINT32_MAX: there must be none */
};

/** File a matter, or change it. The same again changes nothing. Of a drop that is there, a calendar
 * which has dropped our lines changes what it kept, and nothing else. Of a task the agency that has
 * to do it changes how far it is, its author's office the rest too; of a report that is not judged
 * yet its author changes all.
 *
 * @param[out] out      borrowed until the next command
 * @param[out] created  there was none before; may be null
 * @return JK_OK; JK_INVALID, JK_RANGE by jk_matter_check(), or no such region, agency; JK_DENIED
 *         the place lies outside the region of the account; JK_STATE it was judged, cancelled or
 *         erased meanwhile; JK_STALE not that revision; JK_LIMIT; JK_MEMORY, JK_IO */
enum jk_status jk_app_matter_file(struct jk_app *app, struct jk_arena *arena,
                                  const struct jk_matter_filing *filing,
                                  const struct jk_matter **out, bool *created,
                                  struct jk_error *err);

/** What became of many. */
struct jk_matters_filed {
    size_t created, changed;
    size_t at; /**< where they were refused: number of the filing */
};

/** File all of them or none: each is looked at as a whole before the first is put. No two are of
 * one name. */
enum jk_status jk_app_matters_file(struct jk_app *app, struct jk_arena *arena,
                                   const struct jk_matter_filing *filings, size_t count,
                                   struct jk_matters_filed *out, struct jk_error *err);

/** An act on a matter. */
struct jk_matter_ask {
    const struct jk_account *actor;
    int64_t now_s;
    const char *id;
    enum jk_matter_act act;
    uint32_t revision; /**< as it was seen; 0: whatever it is */
    struct jk_matter_words words;
};

/** Do something to a matter.
 *
 * @param[out] out  borrowed until the next command
 * @return JK_OK; JK_NONE no such matter for this account; JK_DENIED not by this account; JK_STATE
 *         not as it stands; JK_STALE; JK_INVALID assessment, recommendation, text, percent, by, at;
 * JK_RANGE; JK_MEMORY, JK_IO */
enum jk_status jk_app_matter_act(struct jk_app *app, struct jk_arena *arena,
                                 const struct jk_matter_ask *ask, const struct jk_matter **out,
                                 struct jk_error *err);

/** A photo for a report, which was made to tell nothing but its picture (daemon/paper/photo.c). */
struct jk_matter_photo {
    const struct jk_account *actor;
    int64_t now_s;
    const char *id;
    struct jk_span bytes; /**< a JPEG of at most JK_MATTER_PHOTO_MAX */
};

/** Keep it, sealed under the report's key, in place of an earlier one.
 *
 * @return as jk_app_matter_act(); JK_TOO_BIG; JK_TYPE */
enum jk_status jk_app_matter_photo(struct jk_app *app, struct jk_arena *arena,
                                   const struct jk_matter_photo *photo,
                                   const struct jk_matter **out, struct jk_error *err);

/** Its octets. Appends. @return JK_OK; JK_NONE there is none, or it was erased; JK_IO; JK_MEMORY */
enum jk_status jk_app_matter_photo_find(struct jk_app *app, const struct jk_matter *matter,
                                        struct jk_buf *out, struct jk_error *err);

/** May this account do that to it as it stands? */
bool jk_app_matter_may(const struct jk_app *app, const struct jk_account *account,
                       const struct jk_matter *matter, enum jk_matter_act act);

/** True when the account may read the matter. A task about a report that Bawaslu keeps is read by
 * those who may read the report, its author's office and the agency that has to do it. */
bool jk_app_matter_is_seen(const struct jk_app *app, const struct jk_account *account,
                           const struct jk_matter *matter);

/** The matter of that id, if the account may read it; else null. Borrowed until the next command.
 */
const struct jk_matter *jk_app_matter(const struct jk_app *app, const struct jk_account *account,
                                      const char *id);

/** Did the account's own office (role and region) file it? */
bool jk_app_matter_is_own(const struct jk_app *app, const struct jk_account *account,
                          const struct jk_matter *matter);

/** The matter that the account's office calls by this UID, else the one of this id, if the account
 * may read it; else null. Borrowed until the next command. */
const struct jk_matter *jk_app_matter_named(const struct jk_app *app,
                                            const struct jk_account *account, const char *name);

/** What its bytes say; in the arena. @return JK_OK; JK_NONE it was erased; JK_MEMORY */
enum jk_status jk_app_matter_said(const struct jk_app *app, struct jk_arena *arena,
                                  const struct jk_matter *matter, struct jk_matter_said *out);

/** A walk over matters, the newest filed first. */
struct jk_matter_walk {
    const struct jk_app *app;
    const struct jk_account *account; /**< only what it may read; null: all */
    const char *region;               /**< of it and below */
    int kind;                         /**< an enum jk_matter_kind; -1: any */
    size_t at;                        /**< how many of the list are left */
    const void *list;
};

/** Begin a walk; `account` null is for what shows no more than counts to who may see them. */
struct jk_matter_walk jk_app_matters(const struct jk_app *app, const struct jk_account *account,
                                     const char *region, int kind);
/** The next, null at the end; borrowed until the next command. */
const struct jk_matter *jk_app_matter_next(struct jk_matter_walk *walk);
/** How many matters a walk of that region looks at, for its price. */
size_t jk_app_matter_count(const struct jk_app *app, const char *region);

/** The newest matter about something, and the one before it; walk with `before` null first.
 * Filtered by what the account may read. Null at the end. */
const struct jk_matter *jk_app_matter_about(const struct jk_app *app,
                                            const struct jk_account *account, const char *about,
                                            const struct jk_matter *before);

/** A task is not done and its time has passed. */
bool jk_matter_is_late(const struct jk_matter *matter, int64_t now_s);

/** What threatens a drop now, by its activity, its place and the day of the vote; JK_DROP_SAFE of
 * one that is over and of other matters.
 *
 * @param arrives_s  when it is expected; 0: not known. May be null */
enum jk_drop_risk jk_app_drop_risk(const struct jk_app *app, const struct jk_matter *matter,
                                   int64_t now_s, int64_t *arrives_s);

/** How near its way comes to a rally, a column or whatever else the police keeps apart: the worst
 * level of the open conflicts of its activity, which lie where the activity is. */
enum jk_level jk_app_drop_meets(const struct jk_app *app, const struct jk_matter *matter);

/** How far the drops of a region are, a row for each sub-district that has some, by its code; the
 * region itself where no nearer one was said. Of what was cancelled or erased nothing.
 *
 * @param[out] out  in the arena
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_app_drop_progress(const struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_account *account, const char *region,
                                    int64_t now_s, struct jk_drop_progress **out, size_t *count);

/** The newest public answers of a region and below, the newest first; in the arena.
 *
 * @return how many */
size_t jk_app_matter_answers(const struct jk_app *app, struct jk_arena *arena, const char *region,
                             struct jk_page_answer out[JK_MATTER_ANSWERS]);
#endif
