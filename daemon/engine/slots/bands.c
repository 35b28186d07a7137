/* Sets of seconds: few bands each, so that one is found by halving and put in by moving the rest.
 */
#include "daemon/engine/slots/bands.h"

#include <string.h>
#include "jarak/base/heap.h"

/* The first band that ends at or behind an instant. */
static size_t first_from(const struct slots_bands *bands, int64_t at_s)
{
    size_t low = 0, high = bands->count;

    while (low < high) {
        size_t mid = (low + high) / 2;

        if (bands->at[mid].to_s < at_s)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* Bands that overlap or touch the new one become one with it. */
bool engine_bands_add(struct slots_bands *bands, struct jk_interval band)
{
    size_t first, end;

    if (band.from_s > band.to_s)
        return true;
    first = end = first_from(bands, band.from_s - 1);
    while (end < bands->count && bands->at[end].from_s <= band.to_s + 1) {
        band.from_s = bands->at[end].from_s < band.from_s ? bands->at[end].from_s : band.from_s;
        band.to_s = bands->at[end].to_s > band.to_s ? bands->at[end].to_s : band.to_s;
        end++;
    }
    if (end == first) {
        if (!jk_grow(&bands->at, bands->count, &bands->cap, sizeof *bands->at))
            return false;
        memmove(bands->at + first + 1, bands->at + first,
                (bands->count - first) * sizeof *bands->at);
        bands->count++;
    } else if (end > first + 1) {
        memmove(bands->at + first + 1, bands->at + end, (bands->count - end) * sizeof *bands->at);
        bands->count -= end - first - 1;
    }
    bands->at[first] = band;
    return true;
}

bool engine_bands_cover(const struct slots_bands *bands, struct jk_interval band)
{
    size_t i;

    if (band.from_s > band.to_s)
        return true;
    i = first_from(bands, band.from_s);
    return i < bands->count && bands->at[i].from_s <= band.from_s && bands->at[i].to_s >= band.to_s;
}

bool engine_bands_open(const struct slots_bands *bands, struct jk_interval band,
                       struct jk_interval *out)
{
    size_t i = first_from(bands, band.from_s);

    *out = band;
    if (i < bands->count && bands->at[i].from_s <= band.from_s)
        out->from_s = bands->at[i++].to_s + 1;
    if (i < bands->count && bands->at[i].from_s <= band.to_s)
        out->to_s = bands->at[i].from_s - 1;
    return out->from_s <= out->to_s;
}
