/* Both heads are walked side by side from one change of either to the next; between two changes
 * both move evenly, so that their distance is that of two points of which one stands still, and the
 * least of it is found in closed form. The straight distance through the earth is less than the
 * geodesic by less than a millimetre at the distances that matter. */
#include "jarak/engine/heads.h"

#include <math.h>
#include "jarak/base/defend.h"

/* A head on its way: the nodes it is between. */
struct head {
    const struct jk_body *body;
    uint32_t at; /* it has left node `at` and comes to `at` + 1 */
    struct jk_node from, to;
};

static bool is_column(const struct jk_body *body)
{
    return body->shape == JK_SHAPE_ROUTE && jk_body_nodes(body) > 1;
}

static struct head begin(const struct jk_body *body)
{
    return (struct head){ body, 0, jk_body_node(body, 0), jk_body_node(body, 1) };
}

/* Moves on to the piece on which the head is at an instant. @return false behind the last */
static bool follow(struct head *head, double time_s)
{
    while (head->to.in_s <= time_s) {
        if (head->at + 2 >= jk_body_nodes(head->body))
            return false;
        head->at++;
        head->from = head->to;
        head->to = jk_body_node(head->body, head->at + 1);
    }
    return true;
}

static struct jk_xyz place_of(const struct head *head, double time_s)
{
    double span_s = head->to.in_s - head->from.in_s;
    double share = span_s > 0 ? (time_s - head->from.in_s) / span_s : 0;

    return jk_xyz_between(head->from.at, head->to.at, fmin(fmax(share, 0), 1));
}

static struct jk_xyz apart(struct jk_xyz a, struct jk_xyz b)
{
    return (struct jk_xyz){ b.x - a.x, b.y - a.y, b.z - a.z };
}

static double dot(struct jk_xyz a, struct jk_xyz b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

/* The share of a span at which the gap, which goes evenly from one vector to the other, is least.
 */
static double least_share(struct jk_xyz first, struct jk_xyz last)
{
    struct jk_xyz change = apart(first, last);
    double speed = dot(change, change);

    return speed > 0 ? fmin(fmax(-dot(first, change) / speed, 0), 1) : 0;
}

bool jk_heads_meet(const struct jk_body *a, const struct jk_body *b, double within_m,
                   double *when_s)
{
    JK_ASSERT(a != NULL && b != NULL && when_s != NULL);

    double now_s, end_s, least_m = INFINITY;
    struct head x, y;

    if (!is_column(a) || !is_column(b))
        return false;
    x = begin(a);
    y = begin(b);
    now_s = fmax(x.from.in_s, y.from.in_s);
    end_s = fmin(jk_body_node(a, jk_body_nodes(a) - 1).in_s,
                 jk_body_node(b, jk_body_nodes(b) - 1).in_s);
    while (now_s < end_s && follow(&x, now_s) && follow(&y, now_s)) {
        double next_s = fmin(fmin(x.to.in_s, y.to.in_s), end_s);
        struct jk_xyz first = apart(place_of(&x, now_s), place_of(&y, now_s));
        struct jk_xyz last = apart(place_of(&x, next_s), place_of(&y, next_s));
        double share = least_share(first, last);
        struct jk_xyz gap = { first.x + share * (last.x - first.x),
                              first.y + share * (last.y - first.y),
                              first.z + share * (last.z - first.z) };
        double gap_m = sqrt(dot(gap, gap));

        if (gap_m < least_m) {
            least_m = gap_m;
            *when_s = now_s + share * (next_s - now_s);
        }
        now_s = next_s;
    }
    return least_m <= within_m;
}
