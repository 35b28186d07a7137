/* jarak/model/presence.h: one leg on the ground as geometry and time, ready to be judged.
 *
 * Made from an instance of a notice and the pack's defaults (jarak/policy/occupancy.h); the engine
 * turns it into a body. Static: occupied [from_s, to_s). Moving: the head leaves points[0] at
 * from_s and reaches the last point at to_s. Seconds since 1970 UTC; notices give whole ones, the
 * benchmark's arrivals are fractional. Source: SPEC 2.1. Pure. */
#ifndef JARAK_MODEL_PRESENCE_H
#define JARAK_MODEL_PRESENCE_H
#include <stdint.h>
#include "jarak/model/activity.h"
#include "jarak/model/shape.h"

/** The size class a policy row is chosen by (SPEC 2.3). */
enum jk_size {
    JK_SIZE_BESAR,
    JK_SIZE_SEDANG,
    JK_SIZE_KECIL,
    JK_SIZE_KONVOI,
    JK_SIZE_LOGISTIK,
    JK_SIZE_BEBAS, /**< pengamanan, rakor, sosialisasi */
    JK_SIZE_END
};

/** A leg's place and time. Pointers are borrowed from the notice. */
struct jk_presence {
    struct jk_shape shape; /**< DISC, AREA or ROUTE; never NONE */
    double pad_m;          /**< radius of a disc, half-width of a column, 0 for an area; >= 0 */
    double from_s, to_s;   /**< from_s < to_s; static: buffers included */
    int64_t shift_s;       /**< added to shape.times: this instance's start minus the first's */
    double column_m;       /**< ROUTE: length of the column, > 0 */
    double uncertainty_m;  /**< >= 0 */
    int32_t offset_s;      /**< the region's zone, east of UTC */
    enum jk_size size;
    enum jk_mode mode;
    enum jk_leg leg;
};
#endif
