/* The two texts of a conflict. The internal one names legs, minutes and places for officers; the
 * one to be passed on gives date, hour and sub-districts and asks to coordinate, so that nobody can
 * read a column's way out of it (SPEC 7, 9).
 *
 * Parts are told worst first and counted where they no longer fit. The limit is in characters, for
 * that is what a phone counts, and the fixed tail behind the parts has its room kept free. */
#include "jarak/feed/alert/text.h"
#include "jarak/feed/texts/texts.h"

#include <math.h>
#include <string.h>
#include "jarak/base/control_chars.h"
#include "jarak/base/decimal.h"
#include "jarak/feed/alert/alert.h"
#include "jarak/base/defend.h"

#define PARTS_TOLD 3   /* that many fit into a message a person reads on a phone */
#define TAIL_MAX   265 /* characters behind: how many more, what else, level, id, page */

static const struct jk_text *meet_text(enum jk_meet meet)
{
    static const struct jk_text *const texts[] = {
        [JK_MEET_STATIC] = JK_TEXT_MEET_STATIC,   [JK_MEET_SAME_PLACE] = JK_TEXT_MEET_SAME_PLACE,
        [JK_MEET_PASSING] = JK_TEXT_MEET_PASSING, [JK_MEET_CROSSING] = JK_TEXT_MEET_CROSSING,
        [JK_MEET_HEAD_ON] = JK_TEXT_MEET_HEAD_ON, [JK_MEET_FOLLOWING] = JK_TEXT_MEET_FOLLOWING,
    };
    _Static_assert(sizeof texts / sizeof *texts == JK_MEET_END, "every meeting has its text");

    return texts[meet];
}

static void add_distance(struct jk_buf *buf, const struct jk_part *p, enum jk_lang lang)
{
    bool id = lang == JK_LANG_ID;

    if (p->distance_max_m <= p->distance_m) {
        jk_distance_add(buf, p->distance_m, id);
        return;
    }
    jk_distance_add(buf, p->distance_min_m, id);
    jk_buf_char(buf, '-');
    jk_distance_add(buf, p->distance_max_m, id);
    jk_buf_fmt(buf, " (%s)", jk_text_get(JK_TEXT_UNCERTAIN_RANGE, lang));
}

/* How hours are written. */
struct stay_words {
    const struct jk_tz *tz;
    enum jk_lang lang;
};

static void add_limit(struct jk_buf *buf, const struct jk_part *p, enum jk_lang lang)
{
    struct jk_buf distance = { 0 }, tau = { 0 };
    const char *names[] = { "distance", NULL, "tau", NULL, NULL };
    char text[160];

    jk_distance_add(&distance, p->required_m, lang == JK_LANG_ID);
    if (p->rung->same_day)
        jk_buf_str(&tau, jk_text_get(JK_TEXT_SAME_DAY, lang));
    else
        jk_buf_fmt(&tau, "%d %s", (int)(p->tau_s / 60.0), jk_text_get(JK_TEXT_MINUTES, lang));
    names[1] = distance.at;
    names[3] = tau.at;
    jk_text_fill(jk_text_get(JK_TEXT_LIMIT, lang), names, text, sizeof text);
    jk_buf_str(buf, text);
    jk_buf_clear(&distance);
    jk_buf_clear(&tau);
}

/* From when until when a side is too near, round the instant at which it is nearest; and whether
 * that is before or after what its notice states. */
static void add_stay(struct jk_buf *buf, const struct jk_span_s *spans, size_t count, double time_s,
                     enum jk_during during, const struct stay_words *words)
{
    int64_t from = (int64_t)time_s, to = from;

    for (size_t i = 0; i < count; i++) {
        if (time_s >= spans[i].from_s - 1.0 && time_s <= spans[i].to_s + 1.0) {
            from = (int64_t)spans[i].from_s;
            to = (int64_t)spans[i].to_s;
        }
    }
    jk_clock_add(buf, from, words->tz->offset_s, words->lang);
    if (to - from >= 60) {
        jk_buf_char(buf, '-');
        jk_clock_add(buf, to, words->tz->offset_s, words->lang);
    }
    if (during != JK_DURING_HELD)
        jk_buf_fmt(buf, " (%s)",
                   jk_text_get(during == JK_DURING_BUILDUP ? JK_TEXT_DURING_BUILDUP
                                                           : JK_TEXT_DURING_DISPERSAL,
                               words->lang));
}

/* Date, and for each side from when until when; how many minutes lie between them and how many
 * would have to; where columns meet head-on the minute of their heads too. */
static void add_instant(struct jk_buf *buf, const struct jk_leg_part *leg,
                        const struct jk_part_context *in)
{
    const struct jk_part *p = &leg->part;
    const struct stay_words words = { in->tz, in->lang };
    bool own_first = p->time_a_s <= p->time_b_s, id = in->lang == JK_LANG_ID;
    double gap_s = fabs(p->time_a_s - p->time_b_s);

    jk_long_date_add(buf, jk_local_day((int64_t)fmin(p->time_a_s, p->time_b_s), in->tz->offset_s),
                     in->lang);
    for (int nth = 0; nth < 2; nth++) {
        bool own = own_first == (nth == 0);

        jk_buf_str(buf, nth ? ", " : ": ");
        jk_party_beside_add(buf, in->pack, own ? in->own : in->other, own ? in->other : in->own);
        jk_buf_str(buf, id ? " pukul " : " at ");
        add_stay(buf, own ? p->spans_a : p->spans_b, own ? p->span_count_a : p->span_count_b,
                 own ? p->time_a_s : p->time_b_s, own ? leg->during_own : leg->during_other,
                 &words);
    }
    jk_buf_fmt(buf, " %s", in->tz->abbrev);
    if (!p->rung->same_day && gap_s < 60)
        jk_buf_fmt(buf, ": %s", jk_text_get(JK_TEXT_AT_ONCE, in->lang));
    else if (!p->rung->same_day)
        jk_buf_fmt(buf, ": %s %d %s", jk_text_get(JK_TEXT_MINUTES_APART, in->lang),
                   (int)(gap_s / 60.0), jk_text_get(JK_TEXT_MINUTES, in->lang));
    if (p->heads_s > 0) {
        jk_buf_fmt(buf, "; %s ", jk_text_get(JK_TEXT_HEADS_MEET, in->lang));
        jk_clock_add(buf, (int64_t)p->heads_s, in->tz->offset_s, in->lang);
    }
}

void jk_part_line(struct jk_buf *buf, const struct jk_leg_part *part,
                  const struct jk_part_context *in)
{
    JK_ASSERT(in->tz != NULL && (unsigned)in->lang < JK_LANG_END);
    JK_ASSERT((unsigned)part->part.meet < JK_MEET_END);

    const struct jk_part *p = &part->part;
    struct jk_located near;

    jk_buf_fmt(buf, "%s - %s: %s, ", jk_leg_name(part->leg_own, in->lang),
               jk_leg_name(part->leg_other, in->lang), jk_text_get(meet_text(p->meet), in->lang));
    add_distance(buf, p, in->lang);
    jk_buf_str(buf, " (");
    add_limit(buf, p, in->lang);
    if (p->factor > JK_FACTOR_ONE) {
        jk_buf_fmt(buf, ", %s x", jk_text_get(JK_TEXT_RISK_ZONE, in->lang));
        jk_decimal_add(buf, (double)p->factor / JK_FACTOR_ONE, 2,
                       in->lang == JK_LANG_ID ? ',' : '.');
    }
    jk_buf_str(buf, "), ");
    add_instant(buf, part, in);
    jk_pack_locate(in->pack, p->at_a, &near);
    if (near.count)
        jk_buf_fmt(buf, ", %s %s",
                   jk_text_get(near.approximate ? JK_TEXT_AROUND : JK_TEXT_IN, in->lang),
                   near.regions[0]->name);
    for (size_t i = 1; i < near.count; i++) /* near a border both names stand */
        jk_buf_fmt(buf, " / %s", near.regions[i]->name);
    jk_buf_str(buf, " (");
    jk_decimal_add(buf, p->at_a.lat_deg, 4, '.');
    jk_buf_str(buf, "; ");
    jk_decimal_add(buf, p->at_a.lon_deg, 4, '.');
    jk_buf_str(buf, ")");
}

/* By its kind, for the title may not be kept. */
static void add_side(struct jk_buf *buf, const struct jk_side_view *side,
                     const struct jk_side_view *beside, const struct jk_pack *pack,
                     enum jk_lang lang)
{
    if (side->kind < JK_KIND_END)
        jk_buf_fmt(buf, "%s ", jk_kind_name(side->kind, lang));
    jk_buf_char(buf, '(');
    jk_party_beside_add(buf, pack, side->party, beside->party);
    jk_buf_char(buf, ')');
}

static bool is_unassessed(const struct jk_conflict_view *view)
{
    return view->own.unassessed || view->other.unassessed;
}

/* The first words name the event; those of an escalation name whom it reached. */
static const struct jk_text *head_text(const struct jk_conflict_view *view,
                                       enum jk_alert_event event)
{
    if (event == JK_EVENT_CLOSED && !view->cancelled && is_unassessed(view))
        return JK_TEXT_EVENT_UNASSESSED; /* "closed" would be read as clear */
    if (event != JK_EVENT_ESCALATED)
        return jk_event_text(event);
    return view->escalation.step == JK_STEP_PROVINCE ? JK_TEXT_EVENT_PROVINCE
                                                     : JK_TEXT_EVENT_KABUPATEN;
}

/* Characters, not bytes: what a phone counts. */
static size_t characters(const struct jk_buf *buf)
{
    size_t count = 0;

    for (size_t i = 0; i < buf->len; i++)
        count += ((unsigned char)buf->at[i] & 0xc0) != 0x80;
    return count;
}

/* Does any part of it rest on a verified report rather than on plans? */
static bool is_as_happened(const struct jk_conflict_view *view)
{
    for (size_t i = 0; i < view->part_count; i++) {
        if ((view->parts[i].tag_own | view->parts[i].tag_other) & JK_TAG_HAPPENED)
            return true;
    }
    return false;
}

const struct jk_text *jk_end_text(bool cancelled, bool unassessed)
{
    if (cancelled)
        return JK_TEXT_CANCELLED;
    return unassessed ? JK_TEXT_NO_LONGER_ASSESSED : JK_TEXT_NO_LONGER;
}

/* Head, what happened, and the level with what it is not. */
static void add_head(struct jk_buf *buf, const struct jk_conflict_view *view,
                     const struct jk_pack *pack, enum jk_alert_event event, enum jk_lang lang)
{
    enum jk_level level = view->levels.level ? view->levels.level : view->levels.level_max;

    jk_buf_str(buf, jk_text_get(JK_TEXT_ALERT_HEAD, lang));
    if (pack->simulation)
        jk_buf_str(buf, jk_text_get(JK_TEXT_SIMULATION_MARK, lang));
    if (is_as_happened(view))
        jk_buf_fmt(buf, "\n%s", jk_text_get(JK_TEXT_AS_HAPPENED, lang));
    jk_buf_fmt(buf, "\n%s: ", jk_text_get(head_text(view, event), lang));
    if (event == JK_EVENT_CLOSED)
        jk_buf_str(buf, jk_text_get(jk_end_text(view->cancelled, is_unassessed(view)), lang));
    else if (view->levels.level)
        jk_buf_fmt(buf, "%s %s (%s)", jk_text_get(JK_TEXT_LEVEL, lang), jk_level_name(level),
                   jk_text_get(JK_TEXT_NOT_TROOPS, lang));
    else
        jk_buf_fmt(buf, "%s %s (%s; %s)", jk_text_get(JK_TEXT_LEVEL, lang), jk_level_name(level),
                   jk_text_get(JK_TEXT_IF_MOVED, lang), jk_text_get(JK_TEXT_NOT_TROOPS, lang));
    jk_buf_char(buf, '\n');
}

/* The parts, as many as fit before `most` characters; the rest is counted. */
static void add_parts(struct jk_buf *buf, const struct jk_conflict_view *view,
                      const struct jk_pack *pack, size_t most, enum jk_lang lang)
{
    const struct jk_part_context in = { pack, view->tz, view->own.party, view->other.party, lang };
    size_t told = 0;

    for (; told < view->part_count && told < PARTS_TOLD; told++) {
        const struct jk_levels levels = view->parts[told].part.levels;
        size_t before = buf->len;

        jk_buf_fmt(buf, "\n%zu. %s ", told + 1,
                   jk_level_name(levels.level ? levels.level : levels.level_max));
        jk_part_line(buf, &view->parts[told], &in);
        if (characters(buf) > most) { /* near a border every neighbour is named: a long line */
            buf->len = before;
            break;
        }
    }
    if (view->part_count > told)
        jk_buf_fmt(buf, "\n+%zu %s", view->part_count - told, jk_text_get(JK_TEXT_MORE, lang));
}

void jk_message_internal(struct jk_buf *buf, const struct jk_conflict_view *view,
                         const struct jk_pack *pack, enum jk_alert_event event, enum jk_lang lang)
{
    JK_ASSERT((unsigned)event < JK_EVENT_END && (unsigned)lang < JK_LANG_END);

    bool is_closed = event == JK_EVENT_CLOSED; /* the parts are those of the last judgement */
    size_t at;

    add_head(buf, view, pack, event, lang);
    at = buf->len;
    add_side(buf, &view->own, &view->other, pack, lang);
    if (jk_buf_ok(buf) && buf->at[at] >= 'a' && buf->at[at] <= 'z')
        buf->at[at] = (char)(buf->at[at] - 'a' + 'A'); /* a line begins with it */
    jk_buf_fmt(buf, " %s ", jk_text_get(JK_TEXT_AND, lang));
    add_side(buf, &view->other, &view->own, pack, lang);
    if (is_closed && view->part_count)
        jk_buf_fmt(buf, "\n%s", jk_text_get(JK_TEXT_BEFORE, lang));
    add_parts(buf, view, pack, JK_MESSAGE_MAX - TAIL_MAX, lang);
    if (!is_closed && is_unassessed(view))
        jk_buf_fmt(buf, "\n%s", jk_text_get(JK_TEXT_PARTLY_ASSESSED, lang));
    if (is_closed)
        jk_buf_fmt(buf, "\n%s %s.", jk_text_get(JK_TEXT_LEVEL, lang),
                   jk_text_get(JK_TEXT_NOT_TROOPS, lang));
    jk_buf_fmt(buf, "\n%s %s, %s %u", jk_text_get(JK_TEXT_CONFLICT, lang), view->id,
               jk_text_get(JK_TEXT_REVISION, lang), view->revision);
    jk_buf_fmt(buf, "\n" JK_DESK_CONFLICT_PATH "%s", view->id); /* where to see it and to decide */
}

/* Date and hour: the minute would tell how far along its way a column is. */
static void add_hour(struct jk_buf *buf, const struct jk_part *p, const struct jk_tz *tz,
                     enum jk_lang lang)
{
    int64_t first = (int64_t)(p->time_a_s < p->time_b_s ? p->time_a_s : p->time_b_s);
    struct jk_civil c = jk_civil_from_utc(first, tz->offset_s);

    jk_long_date_add(buf, jk_local_day(first, tz->offset_s), lang);
    jk_buf_fmt(buf, ", %s ", jk_text_get(JK_TEXT_SHARED_HOUR, lang));
    jk_clock_add(buf, first - 60 * c.minute - c.second, tz->offset_s, lang);
    jk_buf_fmt(buf, " %s", tz->abbrev);
}

/* The sub-districts of both places, each once. */
static void add_districts(struct jk_buf *buf, const struct jk_part *p, const struct jk_pack *pack)
{
    const struct jk_point places[] = { p->at_a, p->at_b };
    const char *named[2] = { NULL, NULL };

    for (int i = 0; i < 2; i++) {
        struct jk_located where;

        jk_pack_locate(pack, places[i], &where);
        if (where.count && (!named[0] || strcmp(named[0], where.regions[0]->name) != 0))
            named[i] = where.regions[0]->name;
        if (named[i])
            jk_buf_fmt(buf, "%s%s", i && named[0] ? ", " : "", named[i]);
    }
    if (!named[0] && !named[1])
        jk_buf_char(buf, '-');
}

void jk_message_shared(struct jk_buf *buf, const struct jk_conflict_view *view,
                       const struct jk_pack *pack, enum jk_alert_event event, enum jk_lang lang)
{
    JK_ASSERT((unsigned)event < JK_EVENT_END && (unsigned)lang < JK_LANG_END);
    add_head(buf, view, pack, event, lang);
    if (view->part_count) {
        jk_buf_fmt(buf, "%s ", jk_text_get(JK_TEXT_SHARED_WHEN, lang));
        add_hour(buf, &view->parts[0].part, view->tz, lang);
        jk_buf_fmt(buf, "\n%s ", jk_text_get(JK_TEXT_SHARED_WHERE, lang));
        add_districts(buf, &view->parts[0].part, pack);
        jk_buf_char(buf, '\n');
    }
    if (event == JK_EVENT_CLOSED)
        jk_buf_fmt(buf, "%s %s.", jk_text_get(JK_TEXT_LEVEL, lang),
                   jk_text_get(JK_TEXT_NOT_TROOPS, lang));
    else
        jk_buf_str(buf, jk_text_get(JK_TEXT_SHARED_ASK, lang));
    jk_buf_fmt(buf, "\n%s %s", jk_text_get(JK_TEXT_CONFLICT, lang), view->id);
}
