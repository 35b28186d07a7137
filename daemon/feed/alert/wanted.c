/* Which alerts concern a subscription. All that a filter names must fit, and a filter that names
 * nothing takes everything. Area and kind fit where any meeting of the alert fits: a crossing may
 * hide behind a nearer venue. */
#include <string.h>
#include "jarak/base/bytes.h"
#include "jarak/feed/alert/alert.h"
#include "jarak/base/defend.h"

enum jk_status jk_alert_area_read(struct jk_arena *arena, const char *area, struct jk_outline *out)
{
    JK_ASSERT(area != NULL && out != NULL);

    struct jk_span rest = jk_span_of(area), corner;
    struct jk_point at[JK_ALERT_CORNERS];
    struct jk_corners ring = { at, 0 };
    struct jk_error err;

    while (jk_span_cut(&rest, ' ', &corner)) {
        if (ring.count == JK_ALERT_CORNERS ||
            jk_point_parse(corner, &at[ring.count++], &err) != JK_OK)
            return JK_INVALID;
    }
    return jk_outline_make(arena, &ring, 1, out);
}

/* Is a place of either side of any meeting within the corners? */
static bool polygon_is_wanted(const struct jk_alert_detail *d, const char *area)
{
    struct jk_arena arena = { 0 };
    struct jk_outline outline;
    bool wanted = false;

    if (jk_alert_area_read(&arena, area, &outline) == JK_OK) {
        for (size_t i = 0; i < d->meeting_count && !wanted; i++)
            wanted = jk_outline_covers(&outline, jk_xyz_of(d->meetings[i].at[0])) ||
                     jk_outline_covers(&outline, jk_xyz_of(d->meetings[i].at[1]));
    }
    jk_arena_clear(&arena);
    return wanted;
}

bool jk_alert_area_is_polygon(const char *area)
{
    return strchr(area, ';') != NULL;
}

static bool area_is_wanted(const struct jk_alert_detail *d, const char *area)
{
    bool wanted = area[0] == '\0';

    if (jk_alert_area_is_polygon(area))
        return polygon_is_wanted(d, area);
    for (size_t i = 0; i < d->region_count && !wanted; i++)
        wanted = jk_region_covers(area, d->regions[i].code);
    return wanted;
}

/* Alerts told before sides named their contest count as every contest's. */
static bool contest_is_wanted(const struct jk_alert_detail *d, const char *contest)
{
    return contest[0] == '\0' || strcmp(d->contest[0], contest) == 0 ||
           strcmp(d->contest[1], contest) == 0 || (!d->contest[0][0] && !d->contest[1][0]);
}

static bool is_listed(const char *kinds, enum jk_meet meet)
{
    struct jk_span rest = jk_span_of(kinds), one;
    const char *kind = meet < JK_MEET_END ? jk_meet_word(meet) : "";

    while (jk_span_cut(&rest, ',', &one)) {
        if (jk_span_eq(one, jk_span_of(kind)))
            return true;
    }
    return false;
}

bool jk_alert_kinds_check(const char *kinds)
{
    struct jk_span rest = jk_span_of(kinds), one;
    bool known = true;

    while (kinds[0] && known && jk_span_cut(&rest, ',', &one)) {
        int meet = 0;

        while (meet < JK_MEET_END && !jk_span_eq(one, jk_span_of(jk_meet_word((enum jk_meet)meet))))
            meet++;
        known = meet < JK_MEET_END;
    }
    return known;
}

static bool kind_is_wanted(const struct jk_alert_detail *d, const char *kinds)
{
    bool wanted = kinds[0] == '\0' || is_listed(kinds, d->meet);

    for (size_t i = 0; i < d->meeting_count && !wanted; i++)
        wanted = is_listed(kinds, d->meetings[i].meet);
    return wanted;
}

bool jk_alert_is_wanted(const struct jk_alert *alert, const struct jk_alert_filter *filter)
{
    const struct jk_alert_detail *d = alert->detail;

    if (alert->event == JK_EVENT_ACT) /* addressed to who filed: it has no level, area or kind */
        return true;
    return alert->level >= filter->level && area_is_wanted(d, filter->area) &&
           contest_is_wanted(d, filter->contest) && kind_is_wanted(d, filter->kinds);
}
