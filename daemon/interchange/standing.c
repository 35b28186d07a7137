/* A receiver that stands goes on recording, and its fixes wander: an hour at a traffic light is a
 * scribble of hundreds of metres that nobody drove.
 *
 * From each point the run of those that stay within STILL_M of it is looked at. It is a stand when
 * it has many points and its way is much longer than its width, so that a bend, a turn or a slow
 * column are none; then its points become the first one. One pass: a run that is no stand is left
 * behind by one point, and a run is no longer than STILL_LOOK points before it is decided. */
#include <math.h>
#include <stdint.h>
#include "daemon/interchange/track_internal.h"

#define DEGREE_M    111000.0 /* of latitude */
#define STILL_M     15.0     /* metres: fixes of phones in the open lie within it */
#define STILL_COUNT 20       /* points: at one a second, twenty seconds */
#define STILL_WAY_M 90.0     /* metres of way: six times the width, where a bend takes two */

/* Metres between two places some metres apart; within one in a hundred, which is enough here and
 * costs a hundredth of a geodesic. */
static double metres(struct jk_point a, struct jk_point b, double narrow)
{
    return hypot((b.lat_deg - a.lat_deg) * DEGREE_M, (b.lon_deg - a.lon_deg) * DEGREE_M * narrow);
}

/* Points from `i` on that stay near it, and the way they make, at most `most` of them. */
static size_t run_from(const struct jk_point *points, size_t i, size_t count, size_t most,
                       double *way_m)
{
    double narrow = cos(points[i].lat_deg * M_PI / 180.0);
    size_t end = i + 1;

    *way_m = 0.0;
    while (end < count && end - i < most && metres(points[i], points[end], narrow) <= STILL_M) {
        *way_m += metres(points[end - 1], points[end], narrow);
        end++;
    }
    return end - i;
}

size_t interchange_track_still(struct jk_point *points, size_t *count)
{
    size_t kept = 0, stands = 0;

    for (size_t i = 0; i < *count;) {
        double way_m;
        size_t run = run_from(points, i, *count, 4 * STILL_COUNT, &way_m);
        bool stands_here = run >= STILL_COUNT && way_m >= STILL_WAY_M;

        if (stands_here)
            run = run_from(points, i, *count, SIZE_MAX, &way_m);
        points[kept++] = points[i];
        stands += stands_here;
        i += stands_here ? run : 1;
    }
    *count = kept;
    return stands;
}
