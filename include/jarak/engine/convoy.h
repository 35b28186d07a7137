/* jarak/engine/convoy.h: where a moving column is, and when each place of its route is occupied.
 *
 * h(t) is the arc length of the head: 0 at departure, linear between vertices, constant during a
 * stop, and behind the last vertex it runs on at the speed of the last leg that moves. Place s is
 * occupied from t_in(s), the first t with h(t) >= s, until t_out(s), the last t with h(t) <= s + L.
 * Source: SPEC 2.1. Pure but for malloc. */
#ifndef JARAK_ENGINE_CONVOY_H
#define JARAK_ENGINE_CONVOY_H
#include <stdbool.h>
#include <stdint.h>
#include "jarak/engine/body.h"

/** The nodes of a moving presence: cut at every bend and jump of t_in and t_out, at local midnights
 * and at JK_PIECE_MAX_M.
 *
 * @param presence      a ROUTE that passed jk_route_check()
 * @param[in,out] draft  empty; its nodes are given, also when memory is out
 * @return false when memory is out */
bool jk_column_nodes(const struct jk_presence *presence, struct jk_draft *draft);
#endif
