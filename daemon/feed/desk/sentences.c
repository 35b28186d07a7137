/* A conflict in sentences: who, what, when, how much it misses. Both sides alike, in the order of
 * their numbers or of the hours; no names of persons. */
#include "daemon/feed/desk/pen.h"

#include <math.h>
#include <string.h>
#include "jarak/base/decimal.h"

const char *desk_meet(const struct desk_pen *pen, enum jk_meet meet)
{
    static const struct jk_text *const texts[] = {
        [JK_MEET_STATIC] = JK_TEXT_MEET_STATIC,   [JK_MEET_SAME_PLACE] = JK_TEXT_MEET_SAME_PLACE,
        [JK_MEET_PASSING] = JK_TEXT_MEET_PASSING, [JK_MEET_CROSSING] = JK_TEXT_MEET_CROSSING,
        [JK_MEET_HEAD_ON] = JK_TEXT_MEET_HEAD_ON, [JK_MEET_FOLLOWING] = JK_TEXT_MEET_FOLLOWING,
    };
    _Static_assert(sizeof texts / sizeof *texts == JK_MEET_END, "every meeting has its text");

    return desk_say(pen, texts[meet]);
}

const struct jk_leg_part *desk_chief(const struct jk_conflict_view *view)
{
    for (size_t i = 0; i < view->part_count; i++) {
        const struct jk_part *p = &view->parts[i].part;

        if (p->levels.level == view->parts[0].part.levels.level && p->meet == JK_MEET_HEAD_ON)
            return &view->parts[i];
    }
    return view->part_count ? &view->parts[0] : NULL;
}

static const char *pair(struct desk_pen *pen, const char *what[2],
                        const struct jk_conflict_view *view)
{
    const char *const names[] = {
        "value", what[0], "field", desk_party_beside(pen, view->own.party, view->other.party),
        "more",  what[1], "other", desk_party_beside(pen, view->other.party, view->own.party),
        NULL
    };

    return desk_capital(pen, desk_fill(pen, JK_TEXT_DESK_MEET_TWO, names));
}

const char *desk_kind(const struct desk_pen *pen, const struct jk_side_view *side)
{
    return side->kind < JK_KIND_END ? jk_kind_name(side->kind, pen->lang) : "";
}

const char *desk_title(struct desk_pen *pen, const struct jk_conflict_view *view)
{
    const char *what[] = { desk_kind(pen, &view->own), desk_kind(pen, &view->other) };

    return pair(pen, what, view);
}

const char *desk_meeting(struct desk_pen *pen, const struct jk_conflict_view *view,
                         const struct jk_leg_part *part)
{
    const char *what[] = { part->leg_own == JK_LEG_MAIN ? desk_kind(pen, &view->own)
                                                        : jk_leg_name(part->leg_own, pen->lang),
                           part->leg_other == JK_LEG_MAIN
                               ? desk_kind(pen, &view->other)
                               : jk_leg_name(part->leg_other, pen->lang) };

    return desk_fmt(pen, "%s: %s.", pair(pen, what, view), desk_meet(pen, part->part.meet));
}

/* From when until when a side is too near, round the instant at which it is nearest. */
static const char *stay(struct desk_pen *pen, const struct jk_span_s *spans, size_t count,
                        double time_s, enum jk_during during)
{
    const char *hours = desk_clock(pen, time_s);

    for (size_t i = 0; i < count; i++) {
        if (time_s >= spans[i].from_s - 1.0 && time_s <= spans[i].to_s + 1.0)
            hours = desk_hours(pen, spans[i].from_s, spans[i].to_s);
    }
    if (during == JK_DURING_HELD)
        return hours;
    return desk_fmt(pen, "%s (%s)", hours,
                    desk_say(pen, during == JK_DURING_BUILDUP ? JK_TEXT_DESK_BUILDUP
                                                              : JK_TEXT_DESK_DISPERSAL));
}

/* One minute, and what both do then where that is not what their notices state. */
static const char *desk_once(struct desk_pen *pen, const struct jk_leg_part *leg)
{
    static const struct jk_text *const during[] = {
        [JK_DURING_BUILDUP] = JK_TEXT_DESK_BUILDUP, [JK_DURING_DISPERSAL] = JK_TEXT_DESK_DISPERSAL
    };
    const char *minute = desk_clock(pen, leg->part.time_a_s);
    enum jk_during what = leg->during_own != JK_DURING_HELD ? leg->during_own : leg->during_other;

    return what == JK_DURING_HELD ? minute
                                  : desk_fmt(pen, "%s (%s)", minute, desk_say(pen, during[what]));
}

const char *desk_when(struct desk_pen *pen, const struct jk_conflict_view *view,
                      const struct jk_leg_part *leg)
{
    const struct jk_part *p = &leg->part;
    const char *own = desk_party_beside(pen, view->own.party, view->other.party);
    const char *other = desk_party_beside(pen, view->other.party, view->own.party);
    bool own_first = p->time_a_s <= p->time_b_s;
    const char *own_stay = stay(pen, p->spans_a, p->span_count_a, p->time_a_s, leg->during_own);
    const char *other_stay = stay(pen, p->spans_b, p->span_count_b, p->time_b_s, leg->during_other);
    double gap_s = fabs(p->time_a_s - p->time_b_s);
    const char *const names[] = {
        "field", own_first ? own : other,
        "value", own_first ? own_stay : other_stay,
        "other", own_first ? other : own,
        "more",  own_first ? other_stay : own_stay,
        "gap",   gap_s < 7200 ? desk_minutes(pen, gap_s) : desk_while(pen, (int64_t)gap_s),
        "limit", desk_minutes(pen, p->tau_s),
        NULL
    };

    const char *told =
        gap_s < 60.0
            ? desk_fill_one(pen, JK_TEXT_DESK_AT_ONCE, "value", desk_once(pen, leg))
            : desk_fill(pen, p->rung->same_day ? JK_TEXT_DESK_ONE_THEN_DAY : JK_TEXT_DESK_ONE_THEN,
                        names);

    return p->heads_s > 0 ? desk_fmt(pen, "%s; %s", told,
                                     desk_fill_one(pen, JK_TEXT_DESK_HEADS, "value",
                                                   desk_clock(pen, p->heads_s)))
                          : told;
}

const char *desk_limit(struct desk_pen *pen, const struct jk_part *p)
{
    enum jk_level level = p->levels.level ? p->levels.level : p->levels.level_max;
    const char *const names[] = {
        "level", jk_level_word(level),
        "value", desk_distance(pen, p->required_m),
        "field", p->rung->same_day ? desk_say(pen, JK_TEXT_SAME_DAY) : desk_minutes(pen, p->tau_s),
        NULL
    };

    return desk_fill(pen, JK_TEXT_DESK_LIMIT_OF, names);
}

const char *desk_factor(struct desk_pen *pen, uint16_t thousandths)
{
    const unsigned digits = thousandths % 100 == 0 ? 1 : thousandths % 10 == 0 ? 2 : 3;
    struct jk_buf text = { 0 };

    jk_decimal_add(&text, (double)thousandths / JK_FACTOR_ONE, digits,
                   pen->lang == JK_LANG_ID ? ',' : '.');
    return desk_text_of(pen, &text);
}

const char *desk_zone(struct desk_pen *pen, const struct jk_part *p)
{
    const struct jk_risk_zone *zone = jk_part_zone(p, pen->pack, pen->tz);

    return zone ? desk_fill(pen, JK_TEXT_DESK_RAISED_BY,
                            (const char *const[]){ "field", zone->name, "value",
                                                   desk_factor(pen, zone->factor), NULL })
                : "";
}

const char *desk_place(struct desk_pen *pen, const struct jk_desk_activity *activity)
{
    const char *district =
        activity->district && activity->district[0]
            ? desk_fill_one(pen, JK_TEXT_DESK_DISTRICT, "value", activity->district)
            : "";
    const char *place = activity->place ? activity->place : "";

    if (place[0] && district[0])
        return desk_fmt(pen, "%s, %s", place, district);
    if (place[0] || district[0])
        return place[0] ? place : district;
    return desk_say(pen, JK_TEXT_DESK_PLACE_UNKNOWN);
}
