/* A version of a notice as the fields of its form, so that two of them differ in what a clerk would
 * see differ. A version that was accepted under another pack and cannot be read any more is told as
 * one that says nothing. */
#include "daemon/app/desk/trail_notice.h"

#include <string.h>
#include "daemon/app/handle/handle.h"
#include "jarak/app/registry/registry.h"
#include "jarak/base/digest.h"
#include "jarak/feed/desk/texts.h"
#include "jarak/feed/form/form.h"
#include "jarak/geo/geodesic.h"
#include "jarak/store/trail.h"

/* The two ways stand behind the fields. */
static const struct {
    enum jk_form_field field;
    const char *name;
    const struct jk_text *label;
} parts[] = {
    { JK_FORM_LETTER_NO, "letter_no", JK_TEXT_DESK_FORM_LETTER_NO },
    { JK_FORM_LETTER_DATE, "letter_date", JK_TEXT_DESK_FORM_LETTER_DATE },
    { JK_FORM_RECEIVED_DATE, "received_date", JK_TEXT_DESK_FORM_RECEIVED },
    { JK_FORM_RECEIVED_HOUR, "received_hour", JK_TEXT_DESK_FORM_RECEIVED_HOUR },
    { JK_FORM_PASLON, "paslon", JK_TEXT_DESK_FORM_PASLON },
    { JK_FORM_KIND, "kind", JK_TEXT_DESK_FORM_KIND },
    { JK_FORM_WEEKDAY, "weekday", JK_TEXT_DESK_FORM_WEEKDAY },
    { JK_FORM_DATE, "date", JK_TEXT_DESK_FORM_DATE_OF },
    { JK_FORM_FROM, "from", JK_TEXT_DESK_FORM_FROM },
    { JK_FORM_TO, "to", JK_TEXT_DESK_FORM_TO },
    { JK_FORM_PLACE, "place", JK_TEXT_DESK_FORM_PLACE_NAME },
    { JK_FORM_POINT, "point", JK_TEXT_DESK_FORM_POINT_OF },
    { JK_FORM_CONTACT, "contact", JK_TEXT_DESK_FORM_CONTACT },
    { JK_FORM_SPEAKERS, "speakers", JK_TEXT_DESK_FORM_SPEAKERS },
    { JK_FORM_CROWD, "crowd", JK_TEXT_DESK_FORM_CROWD },
    { JK_FORM_CARS, "cars", JK_TEXT_DESK_FORM_CARS },
    { JK_FORM_MOTORCYCLES, "motorcycles", JK_TEXT_DESK_FORM_MOTORCYCLES },
    { JK_FORM_TRUCKS, "trucks", JK_TEXT_DESK_FORM_TRUCKS },
    { JK_FORM_BUSES, "buses", JK_TEXT_DESK_FORM_BUSES },
    { JK_FORM_ASSEMBLY, "assembly", JK_TEXT_DESK_FORM_ASSEMBLY },
    { JK_FORM_ASSEMBLY_FROM, "assembly_from", JK_TEXT_DESK_FORM_ASSEMBLY_FROM },
    { JK_FORM_LEAVE, "leave", JK_TEXT_DESK_FORM_LEAVE },
    { JK_FORM_ARRIVE, "arrive", JK_TEXT_DESK_FORM_ARRIVE },
    { JK_FORM_BACK_FROM, "back_from", JK_TEXT_DESK_FORM_BACK_FROM },
    { JK_FORM_BACK_TO, "back_to", JK_TEXT_DESK_FORM_BACK_TO },
    { JK_FORM_PROPS, "props", JK_TEXT_DESK_FORM_PROPS },
    { JK_FORM_END, "way_out", JK_TEXT_DESK_FORM_WAY_OUT },
    { JK_FORM_END, "way_back", JK_TEXT_DESK_FORM_WAY_BACK },
};
_Static_assert(sizeof parts / sizeof *parts == TRAIL_NOTICE_FIELDS, "every field has its line");

const char *desk_trail_notice_name(size_t i)
{
    return parts[i].name;
}

enum jk_trail_form desk_trail_notice_form(size_t i)
{
    switch (parts[i].field) {
    case JK_FORM_END:
        return JK_TRAIL_WAY;
    case JK_FORM_KIND:
        return JK_TRAIL_KIND;
    case JK_FORM_LETTER_DATE:
    case JK_FORM_RECEIVED_DATE:
    case JK_FORM_DATE:
        return JK_TRAIL_DATE;
    default:
        return JK_TRAIL_TEXT;
    }
}

const struct jk_text *desk_trail_notice_label(size_t i)
{
    return parts[i].label;
}

/* Places, metres, and a code that tells two ways of one length apart (JK_TRAIL_WAY). */
static const char *way_text(struct jk_arena *arena, const struct jk_shape *shape)
{
    char hex[2 * JK_DIGEST_LEN + 1];
    uint8_t digest[JK_DIGEST_LEN];
    double length_m = 0.0;

    for (size_t i = 1; i < shape->point_count; i++)
        length_m += jk_geodesic_distance(shape->points[i - 1], shape->points[i]);
    jk_sha256(shape->points, shape->point_count * sizeof *shape->points, digest);
    jk_hex(digest, sizeof digest, hex);
    return jk_arena_fmt(arena, "%zu %.0f %.4s", shape->point_count, length_m, hex);
}

static enum jk_status read_fields(struct jk_arena *arena, const struct jk_tz *tz,
                                  const struct jk_notice *notice,
                                  const char *fields[TRAIL_NOTICE_FIELDS])
{
    const struct jk_shape *shape = &notice->facts.shape;
    struct jk_form *form = jk_arena_take(arena, sizeof *form);
    bool way = notice->facts.leg == JK_LEG_BERANGKAT || notice->facts.leg == JK_LEG_PULANG;
    enum jk_status rc;

    if (!form)
        return JK_MEMORY;
    *form = (struct jk_form){ .left_out = false };
    for (int i = 0; i < JK_FORM_END; i++)
        form->value[i] = "";
    rc = jk_form_open(arena, &notice, 1, tz, form);
    for (size_t i = 0; rc == JK_OK && i < TRAIL_NOTICE_FIELDS; i++) {
        bool here = way && i == TRAIL_NOTICE_FIELDS - 2U + (notice->facts.leg == JK_LEG_PULANG);

        fields[i] = parts[i].field != JK_FORM_END ? form->value[parts[i].field]
                    : here                        ? way_text(arena, shape)
                                                  : "";
        fields[i] = fields[i] ? jk_arena_copy(arena, jk_span_of(fields[i])) : NULL;
        if (!fields[i])
            rc = JK_MEMORY;
    }
    return rc;
}

enum jk_status desk_trail_notice(struct jk_app *app, struct jk_arena *arena,
                                 const struct jk_notice_row *row,
                                 const char *fields[TRAIL_NOTICE_FIELDS], bool *erased)
{
    const struct jk_read_as as = { app->pack, JK_ICAL_STORED, NULL };
    struct jk_reading *reading = NULL;
    const struct jk_entry *entry = jk_registry_entry(app->registry, row->uid);
    const struct jk_tz *tz = entry ? entry->chain->region->tz : app->pack->tz;
    struct jk_buf bytes = { 0 };
    struct jk_error ignored;
    enum jk_status rc = jk_store_trail_open(app->store, row->uid, row->bytes, &bytes, &ignored);

    for (size_t i = 0; i < TRAIL_NOTICE_FIELDS; i++)
        fields[i] = "";
    *erased = rc == JK_NONE && row->bytes.len > 0;
    if (rc == JK_NONE)
        rc = JK_OK;
    if (rc == JK_OK && bytes.len) {
        rc = jk_reading_make(&as, jk_buf_view(&bytes), &reading, &ignored);
        if (rc == JK_OK && reading->stream.count)
            rc = read_fields(arena, tz, &reading->stream.notices[0], fields);
        else if (rc != JK_MEMORY)
            rc = JK_OK;
    }
    jk_reading_drop(reading);
    jk_buf_clear(&bytes);
    return rc;
}
