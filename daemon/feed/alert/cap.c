/* CAP 1.2: the last alert of a conflict as one document, with what went before it as references.
 *
 * Every value follows from what was told then, never from how the conflict stands now, so that a
 * document asked for twice is the same twice. What an alert does not say (a closing after a restart
 * has no places) is left out, or named by the pack's own region where CAP demands it. */
#include "jarak/feed/alert/cap.h"
#include "jarak/feed/texts/texts.h"

#include <stdio.h>
#include "jarak/base/decimal.h"
#include "jarak/feed/calendar/xml.h"
#include "jarak/geo/geodesic.h"
#include "jarak/base/defend.h"

#define SOON_S   3600  /* CAP: "Expected" is within the next hour; what is nearer is Immediate */
#define DAY_S    86400 /* SPEC 7: from here on a siaga must be answered within 30 minutes */
#define RADIUS_M 100.0 /* of a circle around two places that are one */

/* A document under way. */
struct cap {
    const struct jk_pack *pack;
    const struct jk_alert *alert;
    const struct jk_alert_detail *detail; /* the alert's */
    bool closed;
};

void jk_cap_sender(const struct jk_pack *pack, char out[JK_CAP_SENDER_MAX])
{
    snprintf(out, JK_CAP_SENDER_MAX, "jarakd-%s", pack->region);
}

static void add_time(struct jk_buf *buf, const char *name, int64_t time_s, const struct jk_tz *tz)
{
    jk_buf_fmt(buf, "<%s>", name);
    jk_iso_add(buf, time_s, tz->offset_s);
    jk_buf_fmt(buf, "</%s>\n", name);
}

static const char *urgency(const struct cap *c)
{
    int64_t left_s = c->detail->first_s - c->alert->time_s;

    if (c->closed ||
        (c->detail->timed && c->detail->last_s <= c->alert->time_s && !c->pack->simulation))
        return "Past";
    if (!c->detail->timed)
        return "Unknown";
    return left_s <= SOON_S ? "Immediate" : left_s <= DAY_S ? "Expected" : "Future";
}

static const char *severity(const struct cap *c)
{
    if (c->closed)
        return "Minor";
    return c->alert->level == JK_LEVEL_SIAGA     ? "Severe"
           : c->alert->level == JK_LEVEL_WASPADA ? "Moderate"
                                                 : "Minor";
}

static const char *certainty(const struct cap *c)
{
    if (c->closed)
        return "Unlikely";
    return c->detail->measured && c->detail->distance_max_m < c->detail->required_m ? "Likely"
                                                                                    : "Possible";
}

/* A circle that holds both places: around the middle of the line between them. */
static void add_circle(struct jk_buf *buf, const struct cap *c)
{
    struct jk_point a = c->detail->at[0], b = c->detail->at[1], line[3];
    double radius_m;

    if (!c->detail->placed)
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

static void add_area(struct jk_buf *buf, const struct cap *c)
{
    const struct jk_alert_detail *d = c->detail;
    const struct jk_region *main_region = jk_pack_region(c->pack, c->pack->region);

    jk_buf_str(buf, "<area>\n<areaDesc>");
    for (size_t i = 0; i < d->region_count; i++) {
        jk_buf_str(buf, i ? " / " : "");
        jk_xml_text(buf, d->regions[i].name);
    }
    if (d->region_count == 0) /* outside all known ones, or closed after a restart */
        jk_xml_text(buf, main_region ? main_region->name : c->pack->region);
    jk_buf_str(buf, "</areaDesc>\n");
    add_circle(buf, c);
    jk_buf_str(buf, "</area>\n");
}

static void add_headline(struct jk_buf *buf, const struct cap *c, enum jk_lang lang)
{
    jk_buf_str(buf, "<headline>");
    jk_xml_text(buf, jk_text_get(JK_TEXT_ALERT_HEAD, lang));
    if (c->pack->simulation)
        jk_xml_text(buf, jk_text_get(JK_TEXT_SIMULATION_MARK, lang));
    jk_buf_str(buf, ": ");
    jk_alert_level_add(buf, c->alert, lang);
    jk_xml_text(buf, jk_text_get(jk_alert_matter(c->alert), lang));
    jk_buf_str(buf, "</headline>\n");
}

/* For machines: the step and whom it reached. */
static void add_escalation(struct jk_buf *buf, const struct cap *c)
{
    if (!c->detail->step)
        return;
    jk_buf_str(buf, "<parameter>\n<valueName>jarak:escalation</valueName>\n");
    jk_buf_fmt(buf, "<value>%d", c->detail->step);
    if (c->detail->reached) {
        jk_buf_char(buf, ' ');
        jk_xml_text(buf, c->detail->reached);
    }
    jk_buf_str(buf, "</value>\n</parameter>\n");
}

static void add_info(struct jk_buf *buf, const struct cap *c, enum jk_lang lang)
{
    jk_buf_fmt(buf, "<info>\n<language>%s</language>\n<category>Security</category>\n",
               lang == JK_LANG_ID ? "id-ID" : "en-US");
    jk_xml_element(buf, "event", jk_text_get(JK_TEXT_CAP_EVENT, lang));
    jk_xml_element(buf, "responseType", c->closed ? "AllClear" : "Prepare");
    jk_xml_element(buf, "urgency", urgency(c));
    jk_xml_element(buf, "severity", severity(c));
    jk_xml_element(buf, "certainty", certainty(c));
    add_time(buf, "effective", c->alert->time_s, c->pack->tz);
    if (c->detail->timed) {
        add_time(buf, "onset", c->detail->first_s, c->pack->tz);
        add_time(buf, "expires", c->detail->last_s, c->pack->tz);
    }
    jk_xml_element(buf, "senderName", jk_text_get(JK_TEXT_CAP_SENDER, lang));
    add_headline(buf, c, lang);
    jk_xml_element(buf, "description", c->detail->text[lang]);
    jk_xml_element(buf, "instruction",
                   jk_text_get(c->closed ? JK_TEXT_CAP_DONE : JK_TEXT_CAP_INSTRUCTION, lang));
    add_escalation(buf, c);
    add_area(buf, c);
    jk_buf_str(buf, "</info>\n");
}

/* Index of the first message that the last one refers to: those behind the last closing. */
static size_t first_reference(const struct jk_alert *alerts, size_t count)
{
    size_t first = 0;

    for (size_t i = 0; i + 1 < count; i++) {
        if (alerts[i].event == JK_EVENT_CLOSED)
            first = i + 1;
    }
    return first;
}

static void add_references(struct jk_buf *buf, const struct cap *c, const char *sender,
                           const struct jk_alert *earlier, size_t count)
{
    if (count == 0)
        return;
    jk_buf_str(buf, "<references>");
    for (size_t i = 0; i < count; i++) {
        jk_buf_fmt(buf, "%s%s,%s-%u,", i ? " " : "", sender, earlier[i].conflict,
                   earlier[i].revision);
        jk_iso_add(buf, earlier[i].time_s, c->pack->tz->offset_s);
    }
    jk_buf_str(buf, "</references>\n");
}

/* A closing whose opening this inbox was never told cancels nothing it could name. */
static const char *message_type(const struct cap *c, size_t references)
{
    return references == 0 ? "Alert" : c->closed ? "Cancel" : "Update";
}

enum jk_status jk_cap_write(struct jk_buf *buf, const struct jk_pack *pack,
                            const struct jk_alert *alerts, size_t count)
{
    JK_ASSERT(alerts != NULL && count > 0);

    size_t first = first_reference(alerts, count), references = count - 1 - first;
    const struct jk_alert *alert = &alerts[count - 1];
    const struct cap c = { pack, alert, alert->detail, alert->event == JK_EVENT_CLOSED };
    char sender[JK_CAP_SENDER_MAX];

    jk_cap_sender(pack, sender);
    jk_buf_str(buf, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                    "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\n");
    jk_buf_fmt(buf, "<identifier>%s-%u</identifier>\n", alert->conflict, alert->revision);
    jk_xml_element(buf, "sender", sender);
    add_time(buf, "sent", alert->time_s, pack->tz);
    jk_xml_element(buf, "status", pack->simulation ? "Exercise" : "Actual");
    jk_xml_element(buf, "msgType", message_type(&c, references));
    jk_xml_element(buf, "source", "jarakd");
    jk_xml_element(buf, "scope", "Restricted");
    jk_xml_element(buf, "restriction", jk_text_get(JK_TEXT_CAP_RESTRICTION, JK_LANG_ID));
    jk_xml_element(buf, "note", pack->simulation ? pack->id : NULL);
    add_references(buf, &c, sender, alerts + first, references);
    for (int lang = 0; lang < JK_LANG_END; lang++)
        add_info(buf, &c, (enum jk_lang)lang);
    jk_buf_str(buf, "</alert>\n");
    return jk_buf_ok(buf) ? JK_OK : JK_MEMORY;
}
