/* One typed zone as a feature, and the document it makes with those of the edition in force.
 *
 * Only the form of what was typed is looked at here: whether factor, days and ground hold is the
 * reader's of files to say, which reads every edition (policy/pack/land.c). */
#include "jarak/feed/admin/zones.h"

#include <stdlib.h>
#include <string.h>
#include "jarak/base/decimal.h"
#include "jarak/base/texts.h"
#include "jarak/feed/desk/texts.h"
#include "jarak/model/point_words.h"
#include "jarak/model/texts.h"
#include "jarak/model/words.h"
#include "jarak/policy/texts.h"

#define ID_CUT      32 /* of a name, in an id that is made of it */
#define RADIUS_KM   5.0
#define FACTOR_MOST 3.0

/* A feature on its way. */
struct making {
    const struct jk_pack *pack;
    struct jk_arena *arena;
    struct jk_error *err;
    enum jk_status status;
};

static void fail(struct making *m, enum jk_status status, const struct jk_text *text,
                 const char *field, const char *value)
{
    if (m->status == JK_OK)
        m->status = jk_fail(m->err, status, text, field, "%.100s", value);
}

/* "1,5" or "1.5"; the fallback where nothing was typed. */
static double read_number(struct making *m, const char *field, const char *typed, double fallback)
{
    char plain[24];
    size_t len = strlen(typed);
    double value = fallback;

    if (len == 0)
        return fallback;
    for (size_t i = 0; i < len && i < sizeof plain; i++)
        plain[i] = typed[i] == ',' ? '.' : typed[i];
    if (len > sizeof plain || !jk_decimal_parse((struct jk_span){ plain, len }, 3, &value))
        fail(m, JK_INVALID, JK_TEXT_ZONE_NUMBER, field, typed);
    return value;
}

static json_t *read_day(struct making *m, const char *field, const char *typed, int32_t fallback)
{
    struct jk_buf text = { 0 };
    int32_t day = fallback;
    json_t *json = NULL;
    int weekday;

    if (typed[0] && !jk_words_date(jk_span_of(typed), &day, &weekday))
        fail(m, JK_INVALID, JK_TEXT_ZONE_DATE, field, typed);
    jk_date_add(&text, day);
    if (jk_buf_ok(&text))
        json = json_stringn(text.at, text.len);
    jk_buf_clear(&text);
    return json;
}

static json_t *read_indicators(const char *typed)
{
    json_t *list = json_array();
    struct jk_span rest = jk_span_of(typed), line;

    while (jk_span_cut(&rest, '\n', &line)) {
        line = jk_span_trim(line);
        if (line.len)
            json_array_append_new(list, json_stringn(line.at, line.len));
    }
    return list;
}

/* The id of a new zone: its name in small letters, with a number where that is taken. */
static const char *make_id(const struct making *m, const json_t *features, const char *name)
{
    char slug[ID_CUT + 1];
    size_t len = 0;

    for (const char *c = name; *c && len < ID_CUT; c++) {
        const char small = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;

        if ((small >= 'a' && small <= 'z') || (small >= '0' && small <= '9'))
            slug[len++] = small;
        else if (len && slug[len - 1] != '-')
            slug[len++] = '-';
    }
    slug[len] = '\0';
    for (unsigned n = 1; n < 10000; n++) {
        const char *id = n == 1 ? jk_arena_fmt(m->arena, "zona-%s", slug)
                                : jk_arena_fmt(m->arena, "zona-%s-%u", slug, n);
        bool taken = !id;

        for (size_t i = 0; id && i < m->pack->zones.count && !taken; i++)
            taken = strcmp(m->pack->zones.at[i].id, id) == 0;
        for (size_t i = 0; id && i < json_array_size(features) && !taken; i++) {
            const json_t *properties = json_object_get(json_array_get(features, i), "properties");
            const char *other = json_string_value(json_object_get(properties, "id"));

            taken = other && strcmp(other, id) == 0;
        }
        if (!taken || !id)
            return id;
    }
    return NULL;
}

static json_t *corner_json(struct jk_point p)
{
    return json_pack("[f, f]", p.lon_deg, p.lat_deg);
}

static json_t *ring_json(const struct jk_point *corners, size_t count)
{
    json_t *ring = json_array();

    for (size_t i = 0; i <= count; i++)
        json_array_append_new(ring, corner_json(corners[i % count]));
    return json_pack("{s:s, s:[o]}", "type", "Polygon", "coordinates", ring);
}

/* "0,5; 117,2"; else as people paste a point, which wants more digits to be sure. */
static bool read_point(struct jk_span typed, struct jk_point *out)
{
    struct jk_span rest = typed, part;
    double degrees[2];
    struct jk_error err;
    bool is_view;
    int count = 0;

    while (count < 2 && jk_span_cut(&rest, ';', &part)) {
        char plain[24];

        part = jk_span_trim(part);
        for (size_t i = 0; i < part.len && i < sizeof plain; i++)
            plain[i] = part.at[i] == ',' ? '.' : part.at[i];
        if (part.len > sizeof plain ||
            !jk_decimal_parse((struct jk_span){ plain, part.len }, 12, &degrees[count]))
            break;
        count++;
    }
    if (count == 2 && !rest.at)
        return jk_point_make(degrees[0], degrees[1], "", out, &err) == JK_OK;
    return jk_words_point(typed, out, &is_view);
}

/* A geometry, or a feature that has one. */
static json_t *read_geojson(struct making *m, const char *typed)
{
    json_t *given = json_loadb(typed, strlen(typed), JSON_REJECT_DUPLICATES, NULL);
    json_t *features = json_object_get(given, "features");
    json_t *inner = json_array_size(features) == 1 ? json_array_get(features, 0) : given;
    json_t *geometry = json_object_get(inner, "geometry");

    if (!geometry)
        geometry = inner;
    if (!json_is_string(json_object_get(geometry, "type")))
        fail(m, JK_INVALID, JK_TEXT_ZONE_CORNER, "batas", "{");
    json_incref(geometry);
    json_decref(given);
    return geometry;
}

static json_t *read_border(struct making *m, const char *typed)
{
    struct jk_point corners[JK_ZONE_CORNERS];
    struct jk_span rest = jk_span_of(typed), line;
    size_t count = 0;

    if (typed[strspn(typed, " \t\r\n")] == '{')
        return read_geojson(m, typed);
    while (m->status == JK_OK && jk_span_cut(&rest, '\n', &line)) {
        line = jk_span_trim(line);
        if (line.len == 0)
            continue;
        if (count == JK_ZONE_CORNERS || !read_point(line, &corners[count++]))
            fail(m, JK_INVALID, JK_TEXT_ZONE_CORNER, "batas", jk_arena_copy(m->arena, line));
    }
    if (m->status == JK_OK && count < 3)
        fail(m, JK_INVALID, JK_TEXT_ZONE_CORNERS, "batas", "");
    return m->status == JK_OK ? ring_json(corners, count) : NULL;
}

static json_t *disc_json(struct making *m, struct jk_point centre, const char *radius_km,
                         json_t *properties)
{
    const double km = read_number(m, "radius", radius_km, RADIUS_KM);

    json_object_set_new(properties, "radius_m", json_real(km * 1000.0));
    return json_pack("{s:s, s:o}", "type", "Point", "coordinates", corner_json(centre));
}

/* The sub-district as maps draw it; where they do not, round its reference point. */
static json_t *read_district(struct making *m, const struct jk_zone_form *form, json_t *properties)
{
    const struct jk_region *region = jk_pack_region(m->pack, form->district);

    for (size_t i = 0; i < m->pack->sketch_count; i++) {
        const struct jk_sketch *s = &m->pack->sketches[i];

        if (s->closed && strcmp(s->code, form->district) == 0)
            return ring_json(s->points, s->count);
    }
    if (!region || !region->has_point) {
        fail(m, JK_INVALID, JK_TEXT_PACK_REGION, "kecamatan", form->district);
        return NULL;
    }
    return disc_json(m, region->point, form->radius_km, properties);
}

static json_t *read_ground(struct making *m, const struct jk_zone_form *form, json_t *properties)
{
    struct jk_point centre;

    if (form->border[strspn(form->border, " \t\r\n")])
        return read_border(m, form->border);
    if (form->place[0]) {
        if (!read_point(jk_span_of(form->place), &centre)) {
            fail(m, JK_INVALID, JK_TEXT_ZONE_CORNER, "titik", form->place);
            return NULL;
        }
        return disc_json(m, centre, form->radius_km, properties);
    }
    if (form->district[0])
        return read_district(m, form, properties);
    fail(m, JK_INVALID, JK_TEXT_ZONE_GROUND, "batas", "");
    return NULL;
}

static json_t *feature_json(struct making *m, const json_t *features,
                            const struct jk_zone_form *form)
{
    json_t *properties = json_object(), *geometry, *from, *to;
    const char *level = jk_zone_level(form->level);
    const char *id = form->id[0] ? form->id : make_id(m, features, form->name);
    const double factor = read_number(m, "faktor", form->factor, 1.0);

    if (!form->name[0])
        fail(m, JK_INVALID, JK_TEXT_ZONE_NAME, "nama", "");
    if (!level)
        fail(m, JK_INVALID, JK_TEXT_ZONE_LEVEL, "tingkat", form->level);
    if (!(factor >= 1.0 && factor <= FACTOR_MOST))
        fail(m, JK_RANGE, JK_TEXT_ZONE_FACTOR, "faktor", form->factor);
    if (!id)
        fail(m, JK_MEMORY, JK_TEXT_NO_MEMORY, "", "");
    from = read_day(m, "dari", form->from, m->pack->from_day);
    to = read_day(m, "sampai", form->to, m->pack->to_day);
    geometry = m->status == JK_OK ? read_ground(m, form, properties) : NULL;
    if (m->status == JK_OK) {
        json_object_set_new(properties, "id", json_string(id));
        json_object_set_new(properties, "name", json_string(form->name));
        json_object_set_new(properties, "level", json_string(level));
        json_object_set_new(properties, "factor", json_real(factor));
        json_object_set_new(properties, "indicators", read_indicators(form->indicators));
        if (form->source[0])
            json_object_set_new(properties, "source", json_string(form->source));
        json_object_set_new(properties, "from", read_day(m, "dari", form->from, m->pack->from_day));
        json_object_set_new(properties, "to", read_day(m, "sampai", form->to, m->pack->to_day));
        json_object_set_new(properties, "verified", json_true());
    }
    json_decref(from);
    json_decref(to);
    return json_pack("{s:s, s:o, s:o}", "type", "Feature", "properties", properties, "geometry",
                     geometry ? geometry : json_null());
}

static json_t *in_force(const struct jk_pack *pack, const struct jk_region *region)
{
    for (size_t i = 0; i < pack->edition_count; i++) {
        const struct jk_edition *e = &pack->editions[i];

        if (e->part == JK_EDITION_ZONES && strcmp(e->region, region->code) == 0)
            return json_loadb(e->document, strlen(e->document), 0, NULL);
    }
    return json_pack("{s:s, s:[]}", "type", "FeatureCollection", "features");
}

/* The number of the feature of that id; as many as there are: none has it. */
static size_t find_feature(const json_t *features, const char *id)
{
    size_t i = 0;

    for (; i < json_array_size(features); i++) {
        const json_t *properties = json_object_get(json_array_get(features, i), "properties");
        const char *own = json_string_value(json_object_get(properties, "id"));

        if (own && strcmp(own, id) == 0)
            break;
    }
    return i;
}

/* Takes the document. */
static enum jk_status end(struct making *m, json_t *document, const char **out)
{
    char *text = m->status == JK_OK && document ? json_dumps(document, JSON_COMPACT) : NULL;

    *out = text ? jk_arena_copy(m->arena, jk_span_of(text)) : NULL;
    free(text);
    json_decref(document);
    if (m->status == JK_OK && !*out)
        return jk_no_memory(m->err);
    return m->status;
}

enum jk_status jk_zone_document(const struct jk_pack *pack, const struct jk_region *region,
                                const struct jk_zone_form *form, struct jk_arena *arena,
                                const char **out, struct jk_error *err)
{
    struct making m = { pack, arena, err, JK_OK };
    json_t *document = in_force(pack, region), *features = json_object_get(document, "features");
    json_t *feature = feature_json(&m, features, form);
    const json_t *properties = json_object_get(feature, "properties");
    const char *id = json_string_value(json_object_get(properties, "id"));
    const size_t at = id ? find_feature(features, id) : 0;

    if (m.status != JK_OK)
        json_decref(feature);
    else if (at < json_array_size(features))
        json_array_set_new(features, at, feature);
    else
        json_array_append_new(features, feature);
    return end(&m, document, out);
}

enum jk_status jk_zone_document_without(const struct jk_pack *pack, const struct jk_region *region,
                                        const char *id, struct jk_arena *arena, const char **out,
                                        struct jk_error *err)
{
    struct making m = { pack, arena, err, JK_OK };
    json_t *document = in_force(pack, region), *features = json_object_get(document, "features");

    if (json_array_remove(features, find_feature(features, id)) != 0)
        fail(&m, JK_NONE, JK_TEXT_ZONE_NONE, "zona", id);
    return end(&m, document, out);
}

/* As somebody would type it: "2,0" and not "2,000". */
static const char *typed_number(struct jk_arena *arena, double value, unsigned digits)
{
    struct jk_buf text = { 0 };
    const char *typed;

    jk_decimal_add(&text, value, digits, ',');
    while (jk_buf_ok(&text) && text.len > 2 && text.at[text.len - 1] == '0' &&
           text.at[text.len - 2] != ',')
        text.len--;
    typed = jk_buf_ok(&text) ? jk_arena_copy(arena, jk_buf_view(&text)) : NULL;
    jk_buf_clear(&text);
    return typed ? typed : "";
}

static const char *typed_point(struct jk_arena *arena, struct jk_point p)
{
    const char *typed = jk_arena_fmt(arena, "%s; %s", typed_number(arena, p.lat_deg, 6),
                                     typed_number(arena, p.lon_deg, 6));

    return typed ? typed : "";
}

static const char *typed_day(struct jk_arena *arena, int32_t day)
{
    const struct jk_civil date = jk_date_from_days(day);
    const char *typed = jk_arena_fmt(arena, "%02d-%02d-%04d", date.day, date.month, date.year);

    return typed ? typed : "";
}

/* The corners of the first ring; a border of several is kept as it is only where it is imported. */
static const char *typed_border(struct jk_arena *arena, const struct jk_outline *outline)
{
    const struct jk_xyz start = outline->nodes[0];
    struct jk_buf text = { 0 };
    const char *typed;

    for (uint32_t i = 0; i < outline->node_count; i++) {
        const struct jk_xyz at = outline->nodes[i];

        if (i > 0 && at.x == start.x && at.y == start.y && at.z == start.z)
            break;
        jk_buf_str(&text, typed_point(arena, jk_xyz_place(at)));
        jk_buf_char(&text, '\n');
    }
    typed = jk_buf_ok(&text) ? jk_arena_copy(arena, jk_buf_view(&text)) : NULL;
    jk_buf_clear(&text);
    return typed ? typed : "";
}

static const char *typed_indicators(struct jk_arena *arena, const struct jk_risk_zone *zone)
{
    struct jk_buf text = { 0 };
    const char *typed;

    for (size_t i = 0; i < zone->indicator_count; i++) {
        jk_buf_str(&text, zone->indicators[i]);
        jk_buf_char(&text, '\n');
    }
    typed = jk_buf_ok(&text) && text.len ? jk_arena_copy(arena, jk_buf_view(&text)) : NULL;
    jk_buf_clear(&text);
    return typed ? typed : "";
}

void jk_zone_form_of(const struct jk_risk_zone *zone, struct jk_arena *arena,
                     struct jk_zone_form *out)
{
    *out = (struct jk_zone_form){
        .id = zone->id,
        .name = zone->name,
        .level = zone->level,
        .factor = typed_number(arena, (double)zone->factor / JK_FACTOR_ONE, 3),
        .indicators = typed_indicators(arena, zone),
        .source = zone->source,
        .from = typed_day(arena, zone->from_day),
        .to = typed_day(arena, zone->to_day),
        .district = "",
        .place = zone->is_disc ? typed_point(arena, jk_xyz_place(zone->centre)) : "",
        .radius_km = zone->is_disc ? typed_number(arena, zone->radius_m / 1000.0, 3) : "",
        .border = zone->is_disc ? "" : typed_border(arena, &zone->outline)
    };
}
