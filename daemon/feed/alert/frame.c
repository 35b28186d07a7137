/* The filter of a subscription, and the frames between the daemon and its sender.
 *
 * The filter reads the alert's payload as it was written, so it decides the same at any later time.
 * An area is a region's code or a ring of corners; any part's place within it counts. A frame is a
 * length of four bytes and a JSON object, at most JK_FRAME_MAX: the reader needs no more than the
 * length to know that it has all of it, and refuses a larger one before it is there. */
#include "jarak/feed/alert/frame.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/feed/json/verdict.h"

static const char *word(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? text : "";
}

static bool level_is_wanted(const json_t *payload, enum jk_level least)
{
    for (int level = (int)least; level < JK_LEVEL_END; level++) {
        if (strcmp(word(payload, "level"), jk_level_word((enum jk_level)level)) == 0)
            return true;
    }
    return false;
}

enum jk_status jk_alert_area_read(struct jk_arena *arena, const char *area, struct jk_outline *out)
{
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

static bool covers_place(const struct jk_outline *outline, const json_t *place)
{
    struct jk_point p = { json_number_value(json_object_get(place, "lat")),
                          json_number_value(json_object_get(place, "lon")) };

    return jk_outline_covers(outline, jk_xyz_of(p));
}

/* Is a place of either side of any part within the corners? */
static bool polygon_is_wanted(const json_t *conflict, const char *area)
{
    const json_t *parts = json_object_get(conflict, "parts");
    struct jk_arena arena = { 0 };
    struct jk_outline outline;
    bool wanted = false;

    if (jk_alert_area_read(&arena, area, &outline) == JK_OK) {
        for (size_t i = 0; i < json_array_size(parts) && !wanted; i++) {
            const json_t *at = json_object_get(json_array_get(parts, i), "at");

            wanted = covers_place(&outline, json_array_get(at, 0)) ||
                     covers_place(&outline, json_array_get(at, 1));
        }
    }
    jk_arena_clear(&arena);
    return wanted;
}

bool jk_alert_area_is_polygon(const char *area)
{
    return strchr(area, ';') != NULL;
}

static bool area_is_wanted(const json_t *conflict, const char *area)
{
    const json_t *regions = json_object_get(json_object_get(conflict, "jurisdiction"), "regions");
    bool wanted = area[0] == '\0';

    if (jk_alert_area_is_polygon(area))
        return polygon_is_wanted(conflict, area);

    for (size_t i = 0; i < json_array_size(regions) && !wanted; i++)
        wanted = jk_region_covers(area, word(json_array_get(regions, i), "code"));
    return wanted;
}

/* Alerts told before sides named their contest count as every contest's. */
static bool contest_is_wanted(const json_t *conflict, const char *contest)
{
    const char *own = word(json_object_get(conflict, "own"), "contest");
    const char *with = word(json_object_get(conflict, "with"), "contest");

    return contest[0] == '\0' || strcmp(own, contest) == 0 || strcmp(with, contest) == 0 ||
           (own[0] == '\0' && with[0] == '\0');
}

static bool is_listed(const char *kinds, const char *kind)
{
    struct jk_span rest = jk_span_of(kinds), one;

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

/* Any part of it counts: a crossing hides behind a nearer venue. */
static bool kind_is_wanted(const json_t *conflict, const char *kinds)
{
    const json_t *parts = json_object_get(conflict, "parts");
    bool wanted = kinds[0] == '\0' || is_listed(kinds, word(conflict, "kind"));

    for (size_t i = 0; i < json_array_size(parts) && !wanted; i++)
        wanted = is_listed(kinds, word(json_array_get(parts, i), "kind"));
    return wanted;
}

bool jk_alert_wanted(const char *payload, const struct jk_alert_filter *filter)
{
    json_t *object = json_loadb(payload, strlen(payload), 0, NULL);
    const json_t *conflict = json_object_get(object, "conflict");
    bool wanted =
        level_is_wanted(object, filter->level) && area_is_wanted(conflict, filter->area) &&
        contest_is_wanted(conflict, filter->contest) && kind_is_wanted(conflict, filter->kinds);

    json_decref(object);
    return wanted;
}

uint64_t jk_alert_command(const char *payload)
{
    json_t *object = json_loadb(payload, strlen(payload), 0, NULL);
    json_int_t command = json_integer_value(json_object_get(object, "command"));

    json_decref(object);
    return command > 0 ? (uint64_t)command : 0;
}

bool jk_alert_pushes(const char *payload)
{
    json_t *object = json_loadb(payload, strlen(payload), 0, NULL);
    bool pushes = json_is_true(json_object_get(object, "push"));

    json_decref(object);
    return pushes;
}

void jk_alert_told(struct jk_buf *buf, uint64_t index, const struct jk_told *told)
{
    jk_buf_fmt(buf, "{\"index\":%" PRIu64 ",\"id\":\"%s-%u\",\"time\":\"", index, told->conflict,
               told->revision);
    jk_iso_add(buf, told->time_s, 0);
    jk_buf_fmt(buf, "\",%s", told->payload + 1);
}

/* The object's bytes behind their length. */
static void add_frame(struct jk_buf *buf, json_t *object)
{
    char *text = object ? json_dumps(object, JSON_COMPACT) : NULL;
    size_t len = text ? strlen(text) : 0;

    if (!text || len > JK_FRAME_MAX)
        buf->failed = true;
    for (int shift = 24; shift >= 0 && !buf->failed; shift -= 8)
        jk_buf_char(buf, (char)(len >> shift & 255));
    if (!buf->failed)
        jk_buf_add(buf, text, len);
    free(text);
    json_decref(object);
}

enum jk_status jk_frame_take(struct jk_span *rest, struct jk_span *frame)
{
    size_t len = 0;

    if (rest->len < 4)
        return JK_NONE;
    for (int i = 0; i < 4; i++)
        len = len << 8 | (unsigned char)rest->at[i];
    if (len > JK_FRAME_MAX)
        return JK_TOO_BIG;
    if (rest->len - 4 < len)
        return JK_NONE;
    *frame = (struct jk_span){ rest->at + 4, len };
    *rest = (struct jk_span){ rest->at + 4 + len, rest->len - 4 - len };
    return JK_OK;
}

void jk_frame_write(struct jk_buf *buf, const struct jk_frame *letter)
{
    add_frame(buf, json_pack("{s:s, s:s, s:s, s:I, s:b, s:s, s:s, s:I, s:s, s:s, s:s, s:o}", "from",
                             letter->from, "to", letter->to, "subscription", letter->subscription,
                             "seq", (json_int_t)letter->seq, "summary", letter->summary, "url",
                             letter->url, "host", letter->host, "port", (json_int_t)letter->port,
                             "address", letter->address, "timestamp", letter->timestamp,
                             "signature", letter->signature, "body",
                             json_stringn(letter->body.at, letter->body.len)));
}

/* A text member in the arena; null where it is none, or memory is out. */
static const char *copy_text(const json_t *object, const char *name, struct jk_arena *arena)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? jk_arena_copy(arena, jk_span_of(text)) : NULL;
}

static bool read_number(const json_t *object, const char *name, uint64_t *out)
{
    const json_t *value = json_object_get(object, name);

    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return false;
    *out = (uint64_t)json_integer_value(value);
    return true;
}

enum jk_status jk_frame_read(struct jk_span frame, struct jk_arena *arena, struct jk_frame *out)
{
    json_t *object = json_loadb(frame.at, frame.len, 0, NULL);
    const char *body = copy_text(object, "body", arena);
    bool whole;

    *out = (struct jk_frame){ .summary = json_is_true(json_object_get(object, "summary")),
                              .subscription = copy_text(object, "subscription", arena),
                              .from = copy_text(object, "from", arena),
                              .to = copy_text(object, "to", arena),
                              .url = copy_text(object, "url", arena),
                              .host = copy_text(object, "host", arena),
                              .address = copy_text(object, "address", arena),
                              .timestamp = copy_text(object, "timestamp", arena),
                              .signature = copy_text(object, "signature", arena),
                              .body = jk_span_of(body) };
    whole = out->subscription && out->from && out->to && out->url && out->host && out->address &&
            out->timestamp && out->signature && body && read_number(object, "seq", &out->seq) &&
            read_number(object, "port", &out->port);
    json_decref(object);
    return whole ? JK_OK : JK_INVALID;
}

void jk_receipt_write(struct jk_buf *buf, const struct jk_receipt *receipt)
{
    add_frame(buf, json_pack("{s:s, s:I, s:b, s:s}", "subscription", receipt->subscription, "seq",
                             (json_int_t)receipt->seq, "delivered", receipt->delivered, "reason",
                             receipt->reason));
}

enum jk_status jk_receipt_read(struct jk_span frame, struct jk_arena *arena, struct jk_receipt *out)
{
    json_t *object = json_loadb(frame.at, frame.len, 0, NULL);
    bool whole;

    *out = (struct jk_receipt){ .subscription = copy_text(object, "subscription", arena),
                                .delivered = json_is_true(json_object_get(object, "delivered")),
                                .reason = copy_text(object, "reason", arena) };
    whole = out->subscription && out->reason && read_number(object, "seq", &out->seq);
    json_decref(object);
    return whole ? JK_OK : JK_INVALID;
}
