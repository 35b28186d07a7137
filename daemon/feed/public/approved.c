/* The public feed: what an approved activity tells the public (SPEC 9).
 *
 * Rapat umum and pertemuan terbatas are told with their venue, small meetings as the village alone
 * and without GEO; legs, names and telephone numbers never. Each date of a series is an event with
 * a UID of its own, so cancelled and moved dates need no rule in the feed. SEQUENCE is our own
 * counter of public changes and rises with LAST-MODIFIED, whatever the submitter's client does.
 *
 * The feed is made in stretches (head, groups of items) that are compressed and cached apart
 * (public/stretch.h): a change of one activity rewrites one stretch. */
#include "jarak/feed/public/approved.h"
#include "jarak/feed/texts/texts.h"

#include <stdio.h>
#include <string.h>
#include "daemon/feed/public/stretch.h"
#include "daemon/feed/calendar/private.h"
#include "jarak/base/decimal.h"
#include "jarak/base/defend.h"
#include "jarak/feed/public/page.h"
#include "jarak/feed/json/verdict.h"
#include "jarak/ical/write.h"

bool jk_public_kind(enum jk_kind kind)
{
    JK_ASSERT((unsigned)kind < JK_KIND_END);
    return kind != JK_KIND_LOGISTIK && kind != JK_KIND_PENGAMANAN && kind != JK_KIND_RAKOR;
}

bool jk_public_venue(const struct jk_facts *facts)
{
    return facts->kind == JK_KIND_RAPAT_UMUM || facts->kind == JK_KIND_TERBATAS ||
           jk_facts_are_neutral(facts); /* an office invites everybody */
}

/* "Sosialisasi KPU: ayo memilih 27 November": what an office invites people with is its own to
 * word, and no campaign whoever words it. A title that says what it is says it once. */
static void add_own_words(struct jk_buf *out, const struct jk_facts *f, enum jk_lang lang)
{
    const char *name = jk_kind_name(f->kind, lang);
    const struct jk_span own = jk_span_of(jk_kind_name(f->kind, JK_LANG_ID));
    const size_t len = strlen(f->summary);

    if (len < own.len || !jk_span_eq_nocase((struct jk_span){ f->summary, own.len }, own)) {
        jk_buf_fmt(out, "%c%s", name[0] - 32, name + 1); /* our own lower-case words */
        jk_buf_str(out, f->summary[0] ? ": " : "");
    }
    jk_buf_str(out, f->summary);
}

void jk_public_title_add(struct jk_buf *out, const struct jk_pack *pack, const struct jk_facts *f,
                         enum jk_lang lang)
{
    JK_ASSERT((unsigned)f->kind < JK_KIND_END && (unsigned)lang < JK_LANG_END);
    if (f->kind == JK_KIND_SOSIALISASI && jk_facts_are_neutral(f)) {
        add_own_words(out, f, lang);
        return;
    }
    if (f->kind == JK_KIND_TATAP_MUKA) {
        jk_buf_str(out, jk_text_get(JK_TEXT_PUBLIC_VILLAGE, lang));
    } else {
        const char *name = jk_kind_name(f->kind, lang);

        jk_buf_fmt(out, "%c%s", name[0] - 32, name + 1); /* our own lower-case words */
    }
    if (jk_facts_are_neutral(f)) /* it is nobody's campaign */
        return;
    jk_buf_char(out, ' ');
    jk_party_add(out, pack, &f->party);
}

const char *jk_public_place(const struct jk_pack *pack, const struct jk_facts *f)
{
    const struct jk_region *near;

    if (jk_public_venue(f) && f->location[0])
        return f->location;
    near = f->shape.kind == JK_SHAPE_DISC ? jk_pack_nearest(pack, f->shape.centre) : NULL;
    return near ? near->name : "";
}

static void write_title(struct jk_buf *out, const struct jk_pack *pack, const struct jk_facts *f)
{
    struct jk_buf title = { 0 };

    if (pack->simulation)
        jk_buf_str(&title, "[SIMULASI] ");
    jk_public_title_add(&title, pack, f, JK_LANG_ID);
    jk_ical_text(out, "SUMMARY", title.at);
    jk_buf_clear(&title);
}

static void write_place(struct jk_buf *out, const struct jk_pack *pack, const struct jk_facts *f)
{
    const char *place = jk_public_place(pack, f);
    struct jk_buf geo = { 0 };

    if (place[0])
        jk_ical_text(out, "LOCATION", place);
    if (!jk_public_venue(f) || !jk_facts_state_point(f))
        return;
    jk_decimal_add(&geo, f->shape.centre.lat_deg, 6, '.');
    jk_buf_char(&geo, ';');
    jk_decimal_add(&geo, f->shape.centre.lon_deg, 6, '.');
    jk_ical_line(out, "GEO", geo.at);
    jk_buf_clear(&geo);
}

static void write_instance(struct jk_buf *out, const struct jk_pack *pack,
                           const struct jk_feed_item *item, const struct jk_instance *instance)
{
    const struct jk_notice *n = item->notice;
    struct jk_buf uid = { 0 }, sequence = { 0 };

    jk_buf_str(&uid, n->uid);
    if (n->instance_count > 1) { /* each date is its own, stable UID: overrides need no rule */
        jk_buf_char(&uid, '/');
        jk_date_add(&uid, jk_local_day(instance->recurrence_s, item->tz->offset_s));
    }
    jk_buf_fmt(&sequence, "%u", item->sequence);
    jk_ical_begin(out, "VEVENT");
    jk_ical_text(out, "UID", uid.at);
    jk_ical_time(out, "DTSTAMP", item->modified_s, NULL);
    jk_ical_time(out, "LAST-MODIFIED", item->modified_s, NULL);
    jk_ical_line(out, "SEQUENCE", sequence.at);
    jk_ical_time(out, "DTSTART", instance->start_s, item->tz);
    jk_ical_time(out, "DTEND", instance->end_s, item->tz);
    write_title(out, pack, instance->facts);
    jk_ical_line(out, "CATEGORIES", jk_kind_category(instance->facts->kind));
    write_place(out, pack, instance->facts);
    if (instance->facts->public_note[0])
        jk_ical_text(out, "DESCRIPTION", instance->facts->public_note);
    if (item->certificate && item->certificate[0])
        jk_ical_line(out, "X-JARAK-CERTIFICATE", item->certificate);
    jk_ical_line(out, "STATUS",
                 item->cancelled || instance->facts->cancelled ? "CANCELLED" : "CONFIRMED");
    jk_ical_end(out, "VEVENT");
    jk_buf_clear(&uid);
    jk_buf_clear(&sequence);
}

static void write_name(struct jk_buf *out, const struct jk_pack *pack,
                       const struct jk_region *region)
{
    bool own = !region || strcmp(region->code, pack->region) == 0;
    const char *const names[] = { "value", own ? pack->title[JK_LANG_ID] : region->name, NULL };
    char name[256], titled[300];

    jk_text_fill(jk_text_get(JK_TEXT_FEED_NAME, JK_LANG_ID), names, name, sizeof name);
    snprintf(titled, sizeof titled, "%s%s", pack->simulation ? "[SIMULASI] " : "", name);
    jk_ical_text(out, "NAME", titled);
    jk_ical_text(out, "X-WR-CALNAME", titled);
}

enum jk_status jk_approved_head(const struct jk_pack *pack, const char *region, const char *source,
                                struct jk_feed_stretch *out)
{
    JK_ASSERT(region != NULL && out != NULL);

    const struct jk_region *own = jk_pack_region(pack, region);
    const struct jk_tz *tz = own ? own->tz : pack->tz;
    struct jk_buf lines = { 0 }, *text = &lines;

    out->modified_s = 0;
    jk_ical_begin(text, "VCALENDAR");
    jk_ical_line(text, "VERSION", "2.0");
    jk_ical_line(text, "PRODID", "-//jarakd//approved//ID");
    jk_ical_line(text, "CALSCALE", "GREGORIAN");
    jk_ical_line(text, "METHOD", "PUBLISH");
    write_name(text, pack, own);
    jk_ical_line(text, "X-WR-TIMEZONE", tz->tzid);
    jk_ical_line(text, "REFRESH-INTERVAL;VALUE=DURATION", "PT15M");
    jk_ical_line(text, "X-PUBLISHED-TTL", "PT15M");
    if (source[0])
        jk_ical_line(text, "SOURCE;VALUE=URI", source);
    feed_zones_write(text, pack, region, tz);
    return jk_feed_stretch_close(text, out);
}

enum jk_status jk_approved_items(const struct jk_pack *pack, const struct jk_feed_item *items,
                                 size_t count, struct jk_feed_stretch *out)
{
    JK_ASSERT(items != NULL || count == 0);

    struct jk_buf lines = { 0 };

    out->modified_s = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < items[i].notice->instance_count; k++)
            write_instance(&lines, pack, &items[i], &items[i].notice->instances[k]);
        if (items[i].modified_s > out->modified_s)
            out->modified_s = items[i].modified_s;
    }
    return jk_feed_stretch_close(&lines, out);
}

enum jk_status jk_approved_write(const struct jk_pack *pack, const char *region,
                                 const struct jk_feed_item *item, enum jk_feed_form form,
                                 struct jk_feed *out)
{
    JK_ASSERT(item != NULL && item->notice != NULL);

    struct jk_feed_stretch head = { .crc = 0 }, body = { .crc = 0 };
    struct jk_feed_stretch *const parts[] = { &body };
    enum jk_status rc = jk_approved_head(pack, region, "", &head);

    if (rc == JK_OK)
        rc = jk_approved_items(pack, item, 1, &body);
    if (rc == JK_OK)
        rc = jk_approved_join(&head, parts, 1, form, out);
    jk_feed_stretch_clear(&head);
    jk_feed_stretch_clear(&body);
    return rc;
}
