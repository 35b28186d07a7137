/* A body is followed from its first node to its last.
 *
 * At a place the grounds within reach are added with half a step more, so that what lies between
 * two places asked is covered by one of them. Where all that comes within a leap more is known
 * already, the leap is made: within it no place can touch anything new. */
#include "jarak/engine/body_ground.h"

#include <math.h>

#define STEP_M 500.0  /* of the way between two places asked, where something new is near */
#define LEAP_M 4000.0 /* no further a place is asked to know of the way behind it */

static struct jk_xyz between(struct jk_xyz a, struct jk_xyz b, double share)
{
    return (struct jk_xyz){ a.x + share * (b.x - a.x), a.y + share * (b.y - a.y),
                            a.z + share * (b.z - a.z) };
}

/* A way that is asked from its beginning. */
struct way {
    const struct jk_pack *pack;
    double reach_m;
    double asked_m; /* from here on nothing is known, ... */
    double gone_m;  /* ... and so far the way was followed */
    struct jk_ground *ground;
};

/* Asks at a place of the way. Where nothing within LEAP_M more is new, the next stretch is known:
 * most of a long way lies inside a few grounds. */
static bool ask(struct way *w, struct jk_xyz place)
{
    struct jk_ground wider = { .at = NULL };
    bool ok = jk_ground_add(w->pack, place, w->reach_m + LEAP_M, &wider), is_new = false;

    for (size_t i = 0; i < wider.count && ok; i++)
        is_new = is_new || !jk_ground_touches(w->ground, wider.at[i]->code);
    jk_ground_clear(&wider);
    w->asked_m = w->gone_m + (is_new ? STEP_M : LEAP_M);
    return ok && (!is_new || jk_ground_add(w->pack, place, w->reach_m + STEP_M / 2.0, w->ground));
}

static bool follow(struct way *w, struct jk_xyz from, struct jk_xyz to)
{
    double length_m = jk_xyz_chord(from, to), start_m = w->gone_m;
    bool ok = true;

    while (ok && w->asked_m < start_m + length_m) {
        w->gone_m = fmax(w->asked_m, start_m);
        ok = ask(w, between(from, to, (w->gone_m - start_m) / length_m));
    }
    w->gone_m = start_m + length_m;
    return ok;
}

bool jk_ground_add_body(const struct jk_pack *pack, const struct jk_body *body,
                        struct jk_ground *out)
{
    uint32_t count = jk_body_nodes(body);
    struct way way = { pack, jk_pack_neighbour_m(pack) + body->pad_m + body->uncertainty_m, STEP_M,
                       0.0, out };
    struct jk_xyz before = jk_body_node(body, 0).at;
    double more_m = count > 1 ? STEP_M / 2.0 : 0.0; /* as far as to the middle of a step */
    bool ok = jk_ground_add(pack, before, way.reach_m + more_m, out);

    for (uint32_t i = 1; i < count && ok; i++) {
        struct jk_xyz here = jk_body_node(body, i).at;

        ok = follow(&way, before, here);
        before = here;
    }
    return ok && (count == 1 || jk_ground_add(pack, before, way.reach_m + more_m, out));
}
