/* Breaks a promise inside a daemon as it is installed, which has no switch for that: with
 * LD_PRELOAD=spoil.so, while the file named by JARAK_TEST_SPOIL exists, the geodesic library gives
 * no number for any distance. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

struct geod_geodesic;
typedef void inverse(const struct geod_geodesic *, double, double, double, double, double *,
                     double *, double *);

void geod_inverse(const struct geod_geodesic *g, double lat1, double lon1, double lat2, double lon2,
                  double *s12, double *azi1, double *azi2);

void geod_inverse(const struct geod_geodesic *g, double lat1, double lon1, double lat2, double lon2,
                  double *s12, double *azi1, double *azi2)
{
    const char *path = getenv("JARAK_TEST_SPOIL");
    inverse *own;

    *(void **)&own = dlsym(RTLD_NEXT, "geod_inverse");
    own(g, lat1, lon1, lat2, lon2, s12, azi1, azi2);
    if (s12 && path && access(path, F_OK) == 0)
        *s12 = NAN;
}
