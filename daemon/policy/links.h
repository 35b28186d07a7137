/* daemon/policy/links.h: what is made of a pack once its lists are read, so that questions need no
 * search. For the reader of packs alone. */
#ifndef DAEMON_POLICY_LINKS_H
#define DAEMON_POLICY_LINKS_H
#include "jarak/policy/pack.h"

/* Puts rule `i` where it is asked for by number. False: its scope has that rule already. */
bool policy_pack_note_rule(struct jk_pack *pack, size_t i);
/* Names by hash, reference points by a tree. False: memory is out. */
bool policy_pack_make_lookups(struct jk_arena *arena, struct jk_pack *pack);
/* Gathers the phases and the rules of each contest. False: memory is out. */
bool policy_pack_link_calendars(struct jk_arena *arena, struct jk_pack *pack);
#endif
