/* Sets up what the process needs once: the ellipsoid, jansson's hash seed, the zones. */
#include "jarak/app/maintain/setup.h"

#include "jarak/geo/geodesic.h"
#include "jarak/ical/read.h"
#include "jarak/ical/second.h"
#include "jarak/policy/pack.h"

enum jk_status jk_process_setup(struct jk_span zones, struct jk_error *err)
{
    jk_geodesic_init();
    jk_pack_setup();
    jk_rule_second_setup();
    return jk_ical_zones_load(zones, err);
}
