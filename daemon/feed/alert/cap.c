/* Alerts as CAP 1.2 messages, in both languages.
 *
 * Urgency comes from the time left, severity from the level, certainty from whether the conflict
 * holds however the places move (distance_max_m). A message refers to those since the last closing
 * of the same conflict: a conflict that opens again is a new matter for a receiver. The circle
 * holds both places. A simulation is an Exercise and never Actual. */
#include "jarak/feed/alert/cap.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include "daemon/feed/alert/alert.h"
#include "jarak/feed/calendar/xml.h"
#include "jarak/base/decimal.h"
#include "jarak/feed/json/verdict.h"
#include "jarak/geo/geodesic.h"

#define SOON_S   3600  /* CAP: "Expected" is within the next hour; what is nearer is Immediate */
#define DAY_S    86400 /* SPEC 7: from here on a siaga must be answered within 30 minutes */
#define RADIUS_M 100.0 /* of a circle around two places that are one */

void jk_cap_sender(const struct jk_pack *pack, char out[JK_CAP_SENDER_MAX])
{
    snprintf(out, JK_CAP_SENDER_MAX, "jarakd-%s", pack->region);
}

static void add_time(struct jk_buf *buf, const char *name, int64_t time_s,
                     const struct jk_zone *zone)
{
    jk_buf_fmt(buf, "<%s>", name);
    jk_iso_add(buf, time_s, zone->offset_s);
    jk_buf_fmt(buf, "</%s>\n", name);
}

static const char *urgency(const struct facts *f)
{
    int64_t left_s = f->first_s - f->told->time_s;

    if (f->closed || (f->timed && f->last_s <= f->told->time_s && !f->pack->simulation))
        return "Past";
    if (!f->timed)
        return "Unknown";
    return left_s <= SOON_S ? "Immediate" : left_s <= DAY_S ? "Expected" : "Future";
}

static const char *severity(const struct facts *f)
{
    if (f->closed)
        return "Minor";
    return feed_facts_is_level(f, JK_LEVEL_SIAGA)     ? "Severe"
           : feed_facts_is_level(f, JK_LEVEL_WASPADA) ? "Moderate"
                                                      : "Minor";
}

static const char *certainty(const struct facts *f)
{
    const json_t *most = json_object_get(f->conflict, "distance_max_m");
    const json_t *required = json_object_get(f->conflict, "required_m");

    if (f->closed)
        return "Unlikely";
    if (!most || !required)
        return "Possible";
    return json_number_value(most) < json_number_value(required) ? "Likely" : "Possible";
}

static bool read_place(const struct facts *f, size_t side, struct jk_point *out)
{
    const json_t *at = json_array_get(json_object_get(f->conflict, "at"), side);

    if (!at)
        return false;
    *out = (struct jk_point){ json_number_value(json_object_get(at, "lat")),
                              json_number_value(json_object_get(at, "lon")) };
    return true;
}

/* A circle that holds both places: around the middle of the line between them. */
static void add_circle(struct jk_buf *buf, const struct facts *f)
{
    struct jk_point a, b, line[3];
    double radius_m;

    if (!read_place(f, 0, &a) || !read_place(f, 1, &b))
        return;
    jk_geodesic_cut(a, b, 2, line);
    radius_m = jk_geodesic_distance(a, b) / 2.0 + RADIUS_M;
    jk_buf_str(buf, "<circle>");
    jk_decimal_add(buf, line[1].lat_deg, 6, '.');
    jk_buf_char(buf, ',');
    jk_decimal_add(buf, line[1].lon_deg, 6, '.');
    jk_buf_char(buf, ' ');
    jk_decimal_add(buf, radius_m / 1000.0, 3, '.'); /* km; whole metres */
    jk_buf_str(buf, "</circle>\n");
}

static void add_area(struct jk_buf *buf, const struct facts *f)
{
    const json_t *regions =
        json_object_get(json_object_get(f->conflict, "jurisdiction"), "regions");
    const struct jk_region *main_region = jk_pack_region(f->pack, f->pack->region);

    jk_buf_str(buf, "<area>\n<areaDesc>");
    for (size_t i = 0; i < json_array_size(regions); i++) {
        const char *name = feed_facts_word(json_array_get(regions, i), "name");

        jk_buf_str(buf, i ? " / " : "");
        jk_xml_text(buf, name ? name : "-");
    }
    if (json_array_size(regions) == 0) /* outside all known ones, or closed after a restart */
        jk_xml_text(buf, main_region ? main_region->name : f->pack->region);
    jk_buf_str(buf, "</areaDesc>\n");
    add_circle(buf, f);
    jk_buf_str(buf, "</area>\n");
}

static void add_headline(struct jk_buf *buf, const struct facts *f, enum jk_lang lang)
{
    jk_buf_str(buf, "<headline>");
    jk_xml_text(buf, jk_text_get(JK_TEXT_ALERT_HEAD, lang));
    if (f->pack->simulation)
        jk_xml_text(buf, jk_text_get(JK_TEXT_SIMULATION_MARK, lang));
    jk_buf_str(buf, ": ");
    feed_facts_add_level(buf, f, lang);
    jk_xml_text(buf, jk_text_get(f->closed ? JK_TEXT_NO_LONGER : JK_TEXT_CAP_EVENT, lang));
    jk_buf_str(buf, "</headline>\n");
}

/* For machines: the step and whom it reached. */
static void add_escalation(struct jk_buf *buf, const struct facts *f)
{
    const json_t *escalation = json_object_get(f->payload, "escalation");

    if (!f->step)
        return;
    jk_buf_str(buf, "<parameter>\n<valueName>jarak:escalation</valueName>\n");
    jk_buf_fmt(buf, "<value>%d", f->step);
    if (feed_facts_word(escalation, "reached")) {
        jk_buf_char(buf, ' ');
        jk_xml_text(buf, feed_facts_word(escalation, "reached"));
    }
    jk_buf_str(buf, "</value>\n</parameter>\n");
}

static void add_info(struct jk_buf *buf, const struct facts *f, enum jk_lang lang)
{
    jk_buf_fmt(buf, "<info>\n<language>%s</language>\n<category>Security</category>\n",
               lang == JK_LANG_ID ? "id-ID" : "en-US");
    jk_xml_element(buf, "event", jk_text_get(JK_TEXT_CAP_EVENT, lang));
    jk_xml_element(buf, "responseType", f->closed ? "AllClear" : "Prepare");
    jk_xml_element(buf, "urgency", urgency(f));
    jk_xml_element(buf, "severity", severity(f));
    jk_xml_element(buf, "certainty", certainty(f));
    add_time(buf, "effective", f->told->time_s, f->pack->zone);
    if (f->timed) {
        add_time(buf, "onset", f->first_s, f->pack->zone);
        add_time(buf, "expires", f->last_s, f->pack->zone);
    }
    jk_xml_element(buf, "senderName", jk_text_get(JK_TEXT_CAP_SENDER, lang));
    add_headline(buf, f, lang);
    jk_xml_element(buf, "description",
                   feed_facts_word(f->payload, lang == JK_LANG_ID ? "text" : "text_en"));
    jk_xml_element(buf, "instruction",
                   jk_text_get(f->closed ? JK_TEXT_CAP_DONE : JK_TEXT_CAP_INSTRUCTION, lang));
    add_escalation(buf, f);
    add_area(buf, f);
    jk_buf_str(buf, "</info>\n");
}

/* Index of the first message that the last one refers to: those behind the last closing. */
static size_t first_reference(const struct jk_told *told, size_t count)
{
    size_t first = 0;

    for (size_t i = 0; i + 1 < count; i++) {
        if (strcmp(told[i].event, "closed") == 0)
            first = i + 1;
    }
    return first;
}

static void add_references(struct jk_buf *buf, const struct facts *f, const char *sender,
                           const struct jk_told *earlier, size_t count)
{
    if (count == 0)
        return;
    jk_buf_str(buf, "<references>");
    for (size_t i = 0; i < count; i++) {
        jk_buf_fmt(buf, "%s%s,%s-%u,", i ? " " : "", sender, earlier[i].conflict,
                   earlier[i].revision);
        jk_iso_add(buf, earlier[i].time_s, f->pack->zone->offset_s);
    }
    jk_buf_str(buf, "</references>\n");
}

/* A closing whose opening this inbox was never told cancels nothing it could name. */
static const char *message_type(const struct facts *f, size_t references)
{
    return references == 0 ? "Alert" : f->closed ? "Cancel" : "Update";
}

enum jk_status jk_cap_write(struct jk_buf *buf, const struct jk_pack *pack,
                            const struct jk_told *told, size_t count)
{
    size_t first = first_reference(told, count), references = count - 1 - first;
    char sender[JK_CAP_SENDER_MAX];
    struct facts f;
    enum jk_status rc = feed_facts_read(&f, pack, &told[count - 1]);

    if (rc == JK_OK) {
        jk_cap_sender(pack, sender);
        jk_buf_str(buf, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\n");
        jk_buf_fmt(buf, "<identifier>%s-%u</identifier>\n", f.told->conflict, f.told->revision);
        jk_xml_element(buf, "sender", sender);
        add_time(buf, "sent", f.told->time_s, pack->zone);
        jk_xml_element(buf, "status", pack->simulation ? "Exercise" : "Actual");
        jk_xml_element(buf, "msgType", message_type(&f, references));
        jk_xml_element(buf, "source", "jarakd");
        jk_xml_element(buf, "scope", "Restricted");
        jk_xml_element(buf, "restriction", jk_text_get(JK_TEXT_CAP_RESTRICTION, JK_LANG_ID));
        jk_xml_element(buf, "note", pack->simulation ? pack->id : NULL);
        add_references(buf, &f, sender, told + first, references);
        for (int lang = 0; lang < JK_LANG_END; lang++)
            add_info(buf, &f, (enum jk_lang)lang);
        jk_buf_str(buf, "</alert>\n");
        rc = jk_buf_ok(buf) ? JK_OK : JK_MEMORY;
    }
    json_decref(f.payload);
    return rc;
}
