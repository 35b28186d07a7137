/* Legs from the lines "Titik kumpul:", "Rute berangkat:", "Rute pulang:".
 *
 * A line says that a crowd gathers or a column drives, and rarely when or by which streets. Left
 * out, the activity would look clear of whoever the column meets; so each line becomes a leg whose
 * hours are inferred and marked, and whose way, where nobody gave coordinates, is not known: then
 * the chain is *belum dapat dinilai*, which an official sees. Words of a route never become a
 * standing place: a street's name or a field on the way is not where the column is. */
#include <stdio.h>
#include <string.h>
#include "daemon/feed/plain/plain_internal.h"
#include "jarak/base/decimal.h"
#include "jarak/geo/geodesic.h"
#include "jarak/ical/write.h"
#include "jarak/model/point_words.h"
#include "jarak/policy/whose.h"

#define USUAL_S     3600 /* of a leg whose way is not known */
#define LEAST_S     60
#define CORNERS_MAX 200 /* of a route in a line of text */

/* A way as it stands in a line. */
struct way {
    struct jk_point at[CORNERS_MAX];
    size_t count; /* 0: it is known by words alone */
};

/* A leg being written. */
struct leg {
    enum jk_leg leg;
    const char *words;
    int64_t from_s, to_s;
    const struct way *way; /* null: it stands */
};

/* The points of a text of pairs and nothing else: `0.5053,117.5343 0.5579,117.6045`. */
static bool read_corners(const char *words, struct way *out)
{
    struct jk_span rest = jk_span_of(words), part;
    bool is_view, any = false;

    out->count = 0;
    while (jk_span_next(&rest, ' ', &part)) {
        any = out->count < CORNERS_MAX && memchr(part.at, ',', part.len) &&
              jk_words_point(part, &out->at[out->count], &is_view);
        if (!any)
            return false;
        out->count++;
    }
    return any && out->count > 1;
}

static double length_of(const struct way *way)
{
    double metres = 0.0;

    for (size_t i = 1; i < way->count; i++)
        metres += jk_geodesic_distance(way->at[i - 1], way->at[i]);
    return metres;
}

/* How long a column needs for it. */
static int64_t time_of(const struct plain_reading *r, const struct way *way)
{
    const struct jk_contest *contest = r->context->contest;
    const struct jk_calendar_of of = { contest->id, contest->region };
    double speed = jk_defaults_for(r->context->pack, &of)->column.speed_mps;
    int64_t seconds;

    if (way->count < 2 || !(speed > 0.0))
        return USUAL_S;
    seconds = (int64_t)(length_of(way) / speed) + 1;
    return seconds < LEAST_S ? LEAST_S : seconds;
}

/* "Sama, dibalik": the way out backwards. */
static bool is_reversed(const char *words)
{
    struct jk_span rest = jk_span_of(words), part;
    bool same = false, other = false;

    while (jk_span_next(&rest, ' ', &part)) {
        bool is_same =
            jk_span_eq_nocase(part, JK_SPAN("sama")) || jk_span_eq_nocase(part, JK_SPAN("sama,"));

        same = same || is_same;
        other = other || !(is_same || jk_span_eq_nocase(part, JK_SPAN("dibalik")) ||
                           jk_span_eq_nocase(part, JK_SPAN("dibalik.")));
    }
    return same && !other;
}

static void write_corners(struct jk_buf *out, const struct way *way)
{
    struct jk_buf json = { 0 };

    jk_buf_str(&json, "{\"type\":\"LineString\",\"coordinates\":[");
    for (size_t i = 0; i < way->count; i++) {
        jk_buf_str(&json, i ? ",[" : "[");
        jk_decimal_add(&json, way->at[i].lon_deg, 7, '.');
        jk_buf_char(&json, ',');
        jk_decimal_add(&json, way->at[i].lat_deg, 7, '.');
        jk_buf_char(&json, ']');
    }
    jk_buf_str(&json, "]}");
    jk_buf_char(&json, '\0');
    if (jk_buf_ok(&json))
        jk_ical_text(out, "X-JARAK-GEOMETRY", json.at);
    out->failed = out->failed || json.failed;
    jk_buf_clear(&json);
}

/* Where it is: corners, a point, or words. */
static void write_where(struct plain_reading *r, struct jk_buf *out, const struct leg *leg)
{
    struct jk_point point;
    char geo[64];
    const char *words;
    bool is_view;

    if (leg->way && leg->way->count > 1) {
        write_corners(out, leg->way);
        return;
    }
    /* The word before it keeps a street from being taken for the place where it lies. */
    words = leg->way ? jk_arena_fmt(r->arena, "Rute: %s", leg->words) : leg->words;
    r->failed = r->failed || !words;
    jk_ical_text(out, "LOCATION", words ? words : "");
    if (!leg->way && jk_words_point(jk_span_of(leg->words), &point, &is_view)) {
        snprintf(geo, sizeof geo, "%.7f;%.7f", point.lat_deg, point.lon_deg);
        jk_ical_line(out, "GEO", geo);
    }
}

static void write_leg(struct plain_reading *r, struct jk_buf *out, const struct leg *leg)
{
    const struct jk_plain *plain = r->out;
    const char *word = jk_leg_word(leg->leg);
    const char *uid = jk_arena_fmt(r->arena, "%s-%s", plain->uid, word);

    if (!uid || strlen(uid) > JK_UID_MAX) {
        r->failed = r->failed || !uid;
        return;
    }
    jk_ical_begin(out, "VEVENT");
    jk_ical_text(out, "UID", uid);
    jk_ical_time(out, "DTSTAMP", r->context->stamp_s, NULL);
    jk_ical_time(out, "DTSTART", leg->from_s, r->tz);
    jk_ical_time(out, "DTEND", leg->to_s, r->tz);
    jk_ical_text(out, "SUMMARY", jk_leg_name(leg->leg, JK_LANG_ID));
    jk_ical_line(out, "CATEGORIES", jk_kind_category(leg->way ? JK_KIND_KONVOI : r->kind));
    jk_ical_line(out, "X-JARAK-LEG",
                 leg->leg == JK_LEG_KUMPUL      ? "KUMPUL"
                 : leg->leg == JK_LEG_BERANGKAT ? "BERANGKAT"
                                                : "PULANG");
    jk_ical_text(out, "RELATED-TO;RELTYPE=PARENT", plain->uid);
    jk_ical_line(out, "X-JARAK-CONTEST", r->context->contest->id);
    jk_ical_line(out, "X-JARAK-PASLON", plain->said[JK_PLAIN_PASLON].value);
    if (leg->way && plain->said[JK_PLAIN_VEHICLES].how != JK_PLAIN_MISSING)
        jk_ical_line(out, "X-JARAK-VEHICLES", plain->said[JK_PLAIN_VEHICLES].value);
    write_where(r, out, leg);
    jk_ical_text(out, "X-JARAK-INFERRED", "DTSTART,DTEND");
    jk_ical_end(out, "VEVENT");
}

void feed_plain_legs(struct plain_reading *r, struct jk_buf *out)
{
    const struct jk_plain_said *said = r->out->said;
    struct way *there = jk_arena_take(r->arena, sizeof *there);
    struct way *back = jk_arena_take(r->arena, sizeof *back);
    struct leg leg = { .leg = JK_LEG_BERANGKAT, .to_s = r->start_s };

    if (!there || !back) {
        r->failed = true;
        return;
    }
    leg.words = said[JK_PLAIN_ROUTE_OUT].value;
    if (!read_corners(leg.words, there))
        there->count = 0;
    leg.way = there;
    leg.from_s = r->start_s - time_of(r, there);
    if (said[JK_PLAIN_ASSEMBLY].how != JK_PLAIN_MISSING) {
        const struct leg stands = { .leg = JK_LEG_KUMPUL,
                                    .words = said[JK_PLAIN_ASSEMBLY].value,
                                    .from_s = leg.from_s - USUAL_S,
                                    .to_s = leg.from_s };

        write_leg(r, out, &stands);
    }
    if (said[JK_PLAIN_ROUTE_OUT].how != JK_PLAIN_MISSING)
        write_leg(r, out, &leg);
    if (said[JK_PLAIN_ROUTE_BACK].how == JK_PLAIN_MISSING)
        return;
    leg.words = said[JK_PLAIN_ROUTE_BACK].value;
    if (is_reversed(leg.words)) {
        for (size_t i = 0; i < there->count; i++)
            back->at[i] = there->at[there->count - 1 - i];
        back->count = there->count;
    } else if (!read_corners(leg.words, back)) {
        back->count = 0;
    }
    leg.leg = JK_LEG_PULANG;
    leg.way = back;
    leg.from_s = r->end_s;
    leg.to_s = r->end_s + time_of(r, back);
    write_leg(r, out, &leg);
}
