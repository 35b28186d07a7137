/* daemon/policy/links.h: what is made of a pack once its lists are read, so that questions need no
 * search. For the reader of packs alone. */
#ifndef DAEMON_POLICY_LINKS_H
#define DAEMON_POLICY_LINKS_H
#include "jarak/policy/calendar.h"

/* Puts rule `i` where it is asked for by number. False: its scope has that rule already. */
bool policy_pack_note_rule(struct jk_pack *pack, size_t i);
/* Names by hash, reference points by a tree. False: memory is out. */
bool policy_pack_make_lookups(struct jk_arena *arena, struct jk_pack *pack);
/* Stations by their code, once they are sorted. False: memory is out. */
bool policy_pack_name_stations(struct jk_arena *arena, struct jk_pack *pack);
/* Gathers the phases and the rules of each contest. False: memory is out. */
bool policy_pack_link_calendars(struct jk_arena *arena, struct jk_pack *pack);
/* Makes the policies that are judged by: a statement with the vote of a calendar; and gives each
 * contest and region its own. After the calendars. False: memory is out. */
bool policy_pack_link_policies(struct jk_arena *arena, struct jk_pack *pack);

#define POLICY_RANK_NONE (-2)
#define POLICY_RANK_BASE (-1) /* of the first pack's, below a nation, which is 0 */

/* How near a scope is to who asks: POLICY_RANK_NONE: it is not for them. The highest holds. */
int policy_scope_rank(const struct jk_scope *scope, const struct jk_calendar_of *of);
/* The statement that holds for who asks, the highest, of an edition rather than of a file; `base`
 * where none is for him. */
uint32_t policy_statement_of(const struct jk_statement *statements, uint32_t count,
                             const struct jk_calendar_of *of, uint32_t base);
/* True when `above` is `region` or holds it; a nation's region, "", holds all. */
bool policy_lies_above(const char *above, const char *region);
#endif
