/* daemon/app/conflicts/sight.h: who sees a conflict, and what of it (SPEC 9).
 *
 * Offices of a region that decides on a side see all of it. Others are guests: they see it as far
 * as legs of it touch their ground: those parts, and the worst level of those. That somebody is an
 * officer at all is the caller's affair. */
#ifndef DAEMON_APP_CONFLICTS_SIGHT_H
#define DAEMON_APP_CONFLICTS_SIGHT_H
#include "daemon/app/conflicts/index.h"

/* True when the region decides on a side of it, or on what lies below. */
bool conflicts_is_own(const char *region, const struct conflict *c);
/* True when a leg of an open conflict touches the region's ground, or one below it. */
bool conflicts_is_near(const struct jk_app *app, const char *region, const struct conflict *c);
/* True when the account, disabled or not, may be shown the conflict; of a guest also where it was
 * told of it before and it is over or has moved away. */
bool conflicts_is_seen(const struct jk_app *app, const struct jk_account *account,
                       const struct conflict *c);
/* The levels of the parts a guest of that region sees; of what is closed, or touches nothing of it,
 * none. */
struct jk_levels conflicts_guest_levels(const struct jk_app *app, const char *region,
                                        const struct conflict *c);
/* True when a guest of that region was ever told of it. */
bool conflicts_was_told(const struct conflict *c, const char *region);
/* As conflicts_view(), as offices of the region see it: to a guest the conflict is closed once
 * nothing of it touches its ground, and titles are not told. */
enum jk_status conflicts_view_for(const struct jk_app *app, struct jk_arena *arena,
                                  const char *region, const struct conflict *c,
                                  const struct jk_chain *own, struct jk_conflict_view *out);

/* As conflicts_view_for(), as the account sees it: to who supervises titles are never told. */
enum jk_status conflicts_view_to(const struct jk_app *app, struct jk_arena *arena,
                                 const struct jk_account *account, const struct conflict *c,
                                 const struct jk_chain *own, struct jk_conflict_view *out);

/* The level a guest was told last; none: that it is over, or nothing. */
enum jk_level conflicts_guest_known(const struct conflict *c, const struct jk_account *account);
/* It is told another one. JK_MEMORY. */
enum jk_status conflicts_guest_tell(struct jk_app *app, struct conflict *c,
                                    const struct jk_account *account, enum jk_level level);
/* What one alert told its account, if it is a guest. JK_MEMORY. */
enum jk_status conflicts_guests_note(struct jk_app *app, const struct jk_account *account,
                                     const struct jk_alert_row *row);
/* Read what guests were told last from the store, behind conflicts and accounts.
 * @param known  names of accounts of which it is known already; or null
 * @return JK_OK; JK_IO; JK_MEMORY */
enum jk_status conflicts_guests_load(struct jk_app *app, const struct jk_name_table *known,
                                     struct jk_error *err);
/* Call for what every guest was told last, account by account, by id of the conflict: as
 * conflicts_guests_load() reads it. False: memory is out. */
bool conflicts_guests_each(const struct jk_app *app,
                           void (*each)(void *ctx, const struct conflict *c,
                                        const struct guest *guest),
                           void *ctx);
/* Free what a conflict knows of its guests. */
void conflicts_guests_clear(struct conflict *c);
#endif
