#include <criterion/criterion.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>
#include "jarak/feed/alert/text.h"
#include "jarak/app/registry/registry.h"
#include "jarak/app/maintain/setup.h"
#include "jarak/config/files.h"
#include "jarak/feed/public/approved.h"
#include "jarak/feed/json/verdict.h"
#include "tests/support/feeds.h"

/* The Kutim pack and one notice read as a calendar sends it. */
struct sample {
    struct jk_arena arena;
    struct jk_pack pack;
    struct jk_reading *reading;
    struct jk_feed feed;
    struct jk_buf text; /* its bytes, ended by NUL */
};

static void set_up(struct sample *s, const char *kind, const char *extra)
{
    struct jk_buf zones = { 0 }, text = { 0 };
    struct jk_error err;
    char path[PATH_MAX];

    *s = (struct sample){ .reading = NULL };
    cr_assert(jk_zones_find(path, sizeof path) == JK_OK);
    cr_assert(jk_file_read(path, &zones, &err) == JK_OK);
    cr_assert(jk_process_setup(jk_buf_view(&zones), &err) == JK_OK);
    cr_assert(jk_pack_read("calendars/kutim-2024", &s->arena, &s->pack, &err) == JK_OK);
    jk_buf_fmt(&text,
               "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:f@feed\r\n"
               "DTSTAMP:20241101T000000Z\r\nDTSTART;TZID=Asia/Makassar:20241120T140000\r\n"
               "DTEND;TZID=Asia/Makassar:20241120T170000\r\nSUMMARY:Rapat di rumah Pak Anu\r\n"
               "CATEGORIES:%s\r\nX-JARAK-CONTEST:pilbup-64.08\r\nX-JARAK-PASLON:2\r\n"
               "CONTACT:Budi 0812-000\r\nDESCRIPTION:juru kampanye rahasia\r\n"
               "LOCATION:Lapangan\\, Sangatta\r\nGEO:0.505;117.546\r\n%sEND:VEVENT\r\n"
               "END:VCALENDAR\r\n",
               kind, extra);
    cr_assert(jk_reading_make(&(struct jk_read_as){ &s->pack, JK_ICAL_POST, NULL },
                              jk_buf_view(&text), &s->reading, &err) == JK_OK,
              "%s %s", err.field, err.value);
    jk_buf_clear(&zones);
    jk_buf_clear(&text);
}

static void clear(struct sample *s)
{
    jk_feed_clear(&s->feed);
    jk_buf_clear(&s->text);
    jk_reading_drop(s->reading);
    jk_arena_clear(&s->arena);
}

static void write_feed(struct sample *s, uint32_t sequence, bool cancelled)
{
    struct jk_feed_item item = { .notice = &s->reading->stream.notices[0],
                                 .sequence = sequence,
                                 .modified_s = 1730422800 + sequence,
                                 .cancelled = cancelled,
                                 .tz = s->pack.tz };

    struct jk_feed_stretch head = { .crc = 0 }, body = { .crc = 0 };
    struct jk_feed_stretch *const parts[] = { &body };

    jk_feed_clear(&s->feed);
    cr_assert(jk_approved_head(&s->pack, "64.08", "https://x.example/f.ics", &head) == JK_OK);
    cr_assert(jk_approved_items(&s->pack, &item, 1, &body) == JK_OK);
    cr_assert(jk_approved_join(&head, parts, 1, JK_FEED_PLAIN, &s->feed) == JK_OK);
    jk_feed_stretch_clear(&head);
    jk_feed_stretch_clear(&body);
    jk_buf_reset(&s->text);
    copy_feed(&s->feed, &s->text);
    jk_buf_char(&s->text, '\0');
}

static bool has(const struct sample *s, const char *text)
{
    return strstr(s->text.at, text) != NULL;
}

Test(approved, a_rally_is_public_with_its_venue_and_nothing_personal)
{
    struct sample s;

    set_up(&s, "RAPAT-UMUM", "");
    write_feed(&s, 3, false);
    cr_assert(has(&s, "METHOD:PUBLISH\r\n") && has(&s, "UID:f@feed\r\n"));
    cr_assert(has(&s, "SUMMARY:[SIMULASI] Rapat umum Paslon 2\r\n"), "%s", s.text.at);
    cr_assert(has(&s, "SEQUENCE:3\r\n") && has(&s, "LAST-MODIFIED:20241101T010003Z\r\n"));
    cr_assert(has(&s, "LOCATION:Lapangan\\, Sangatta\r\n") && has(&s, "GEO:0.505"));
    cr_assert(!has(&s, "Budi") && !has(&s, "rahasia") && !has(&s, "Pak Anu"));
    clear(&s);
}

Test(approved, a_small_meeting_is_public_as_a_village_without_a_point)
{
    struct sample s;

    set_up(&s, "TATAP-MUKA", "");
    write_feed(&s, 1, false);
    cr_assert(!has(&s, "GEO:") && !has(&s, "Lapangan"), "%s", s.text.at);
    cr_assert(has(&s, "Sangatta Utara"));
    clear(&s);
}

Test(approved, the_same_items_give_the_same_bytes_and_a_change_another_tag)
{
    struct sample s;
    char first[40];

    set_up(&s, "RAPAT-UMUM", "");
    write_feed(&s, 1, false);
    memcpy(first, s.feed.etag, sizeof first);
    write_feed(&s, 1, false);
    cr_assert(strcmp(first, s.feed.etag) == 0);
    write_feed(&s, 2, true);
    cr_assert(strcmp(first, s.feed.etag) != 0 && has(&s, "STATUS:CANCELLED\r\n"));
    clear(&s);
}

Test(approved, lines_end_with_crlf_and_fold_within_75_bytes)
{
    struct sample s;
    const char *line, *end;

    set_up(&s, "RAPAT-UMUM",
           "X-JARAK-PUBLIC-NOTE:Jalan Yos Sudarso ditutup mulai pukul 12.00 "
           "sampai selesai\\; pengguna jalan diarahkan lewat jalur Kenyamukan\r\n");
    write_feed(&s, 1, false);
    for (line = s.text.at; *line; line = end + 2) {
        end = strstr(line, "\r\n");
        cr_assert(end != NULL && end - line <= 75, "%.80s", line);
        cr_assert(memchr(line, '\n', (size_t)(end - line)) == NULL);
    }
    clear(&s);
}

Test(gzip, unpacks_to_the_bytes_whatever_stretches_stand_behind_each_other)
{
    struct sample s;
    struct jk_feed_item item;
    struct jk_feed_stretch head = { .crc = 0 }, one = { .crc = 0 }, two = { .crc = 0 };
    struct jk_feed_stretch *const parts[] = { &one, &two, &one };
    struct jk_feed zipped = { .modified_s = 0 };
    struct jk_buf packed = { 0 };
    char out[16384];
    z_stream z = { .next_out = (unsigned char *)out, .avail_out = sizeof out };

    set_up(&s, "RAPAT-UMUM", "");
    item = (struct jk_feed_item){
        .notice = &s.reading->stream.notices[0], .sequence = 1, .modified_s = 7, .tz = s.pack.tz
    };
    cr_assert(jk_approved_head(&s.pack, "64.08", "", &head) == JK_OK);
    cr_assert(jk_approved_items(&s.pack, &item, 1, &one) == JK_OK);
    item.sequence = 2;
    item.modified_s = 9;
    cr_assert(jk_approved_items(&s.pack, &item, 1, &two) == JK_OK);
    cr_assert(jk_approved_join(&head, parts, 3, JK_FEED_PLAIN, &s.feed) == JK_OK);
    cr_assert(jk_approved_join(&head, parts, 3, JK_FEED_GZIP, &zipped) == JK_OK);
    cr_assert(s.feed.modified_s == 9 && strcmp(s.feed.etag, zipped.etag) == 0);
    copy_feed(&zipped, &packed);
    copy_feed(&s.feed, &s.text);
    z.next_in = (unsigned char *)packed.at;
    z.avail_in = (unsigned)packed.len;
    cr_assert(inflateInit2(&z, 31) == Z_OK && inflate(&z, Z_FINISH) == Z_STREAM_END);
    cr_assert(z.avail_in == 0 && z.total_out == s.text.len &&
              memcmp(out, s.text.at, s.text.len) == 0);
    inflateEnd(&z);
    jk_feed_clear(&zipped);
    jk_buf_clear(&packed);
    jk_feed_stretch_clear(&head);
    jk_feed_stretch_clear(&one);
    jk_feed_stretch_clear(&two);
    clear(&s);
}

/* One part: two rallies 806,34 m apart on 20 November 2024. */
static struct jk_conflict_view pair_view(const struct sample *s, struct jk_leg_part *part,
                                         struct jk_span_s *span)
{
    const struct jk_notice *n = &s->reading->stream.notices[0];
    struct jk_conflict_view view = { .id = "0123456789abcdef",
                                     .revision = 2,
                                     .open = true,
                                     .levels = { JK_LEVEL_SIAGA, JK_LEVEL_SIAGA },
                                     .own = { "a", n->facts.summary, &n->facts.party },
                                     .other = { "b", "Rapat lain", &n->facts.party },
                                     .parts = part,
                                     .part_count = 1,
                                     .tz = s->pack.tz };
    const struct jk_row_key key = { JK_SIZE_BESAR, JK_MODE_LAND, 1732082400 };

    *span = (struct jk_span_s){ 1732075200, 1732096800 };
    *part = (struct jk_leg_part){ .part = { .levels = view.levels,
                                            .row = jk_policy_row(&s->pack.policies.at[0],
                                                                 JK_RELATION_RIVAL, &key, &key),
                                            .factor = JK_FACTOR_ONE,
                                            .required_m = 1000.0,
                                            .tau_s = 7200.0,
                                            .distance_m = 806.34,
                                            .distance_min_m = 806.34,
                                            .distance_max_m = 806.34,
                                            .at_a = { 0.5, 117.5 },
                                            .at_b = { 0.51, 117.5 },
                                            .time_a_s = 1732082400,
                                            .time_b_s = 1732082400,
                                            .spans_a = span,
                                            .spans_b = span,
                                            .span_count_a = 1,
                                            .span_count_b = 1 } };
    part->part.rung = &part->part.row->rung[JK_LEVEL_SIAGA];
    return view;
}

Test(message, says_level_sides_distance_minute_and_place_in_plain_indonesian)
{
    struct sample s;
    struct jk_leg_part part;
    struct jk_span_s span;
    struct jk_buf text = { 0 };
    struct jk_conflict_view view;

    set_up(&s, "RAPAT-UMUM", "");
    view = pair_view(&s, &part, &span);
    jk_message_internal(&text, &view, &s.pack, JK_EVENT_OPENED, JK_LANG_ID);
    cr_assert(strncmp(text.at, "PERINGATAN JARAK", 16) == 0, "%s", text.at);
    cr_assert(strstr(text.at, "SIMULASI") && strstr(text.at, "SIAGA"), "%s", text.at);
    cr_assert(strstr(text.at, "bukan status kesiagaan pasukan") != NULL, "%s", text.at);
    cr_assert(strstr(text.at, "806 m") != NULL, "%s", text.at);
    cr_assert(strstr(text.at, "12.00-18.00") != NULL, "%s", text.at);
    cr_assert(text.len < JK_MESSAGE_MAX);
    jk_buf_clear(&text);
    clear(&s);
}

Test(message, a_closing_says_that_it_is_over_and_what_it_was)
{
    struct sample s;
    struct jk_leg_part part;
    struct jk_span_s span;
    struct jk_buf text = { 0 };
    struct jk_conflict_view view;

    set_up(&s, "RAPAT-UMUM", "");
    view = pair_view(&s, &part, &span);
    view.levels = (struct jk_levels){ JK_LEVEL_NONE, JK_LEVEL_NONE };
    jk_message_internal(&text, &view, &s.pack, JK_EVENT_CLOSED, JK_LANG_ID);
    cr_assert(strstr(text.at, "Selesai: kedua kegiatan tidak lagi terlalu berdekatan\n") != NULL,
              "%s", text.at);
    cr_assert(strstr(text.at, "Sebelumnya:\n1. SIAGA ") != NULL, "%s", text.at);
    jk_buf_clear(&text);
    clear(&s);
}

Test(message, a_long_title_never_pushes_it_over_its_length)
{
    struct sample s;
    struct jk_leg_part part;
    struct jk_span_s span;
    struct jk_buf text = { 0 };
    struct jk_conflict_view view;
    char title[4000];

    set_up(&s, "RAPAT-UMUM", "");
    view = pair_view(&s, &part, &span);
    memset(title, 'x', sizeof title - 1);
    title[sizeof title - 1] = '\0';
    view.own.summary = view.other.summary = title;
    jk_message_internal(&text, &view, &s.pack, JK_EVENT_LEVEL, JK_LANG_EN);
    cr_assert(text.len < JK_MESSAGE_MAX && strstr(text.at, "0123456789abcdef") != NULL);
    jk_buf_clear(&text);
    clear(&s);
}

static size_t characters(const struct jk_buf *text)
{
    size_t count = 0;

    for (size_t i = 0; i < text->len; i++)
        count += ((unsigned char)text->at[i] & 0xc0) != 0x80;
    return count;
}

static const enum jk_alert_event events[] = { JK_EVENT_OPENED, JK_EVENT_LEVEL, JK_EVENT_MOVED,
                                              JK_EVENT_CLOSED };

Test(message, both_texts_say_at_every_event_that_no_forces_are_meant)
{
    struct sample s;
    struct jk_leg_part part;
    struct jk_span_s span;
    struct jk_buf text = { 0 };
    struct jk_conflict_view view;

    set_up(&s, "RAPAT-UMUM", "");
    view = pair_view(&s, &part, &span);
    for (int i = 0; i < 8; i++) {
        jk_buf_reset(&text);
        (i < 4 ? jk_message_internal : jk_message_shared)(&text, &view, &s.pack, events[i % 4],
                                                          JK_LANG_ID);
        cr_assert(strncmp(text.at, "PERINGATAN JARAK - SIMULASI\n", 28) == 0, "%s", text.at);
        cr_assert(strstr(text.at, "bukan status kesiagaan pasukan") != NULL, "%s", text.at);
    }
    jk_buf_clear(&text);
    clear(&s);
}

Test(message, the_shared_text_says_date_hour_and_district_and_asks_to_coordinate)
{
    struct sample s;
    struct jk_leg_part part;
    struct jk_span_s span;
    struct jk_buf text = { 0 };
    struct jk_conflict_view view;

    set_up(&s, "RAPAT-UMUM", "");
    view = pair_view(&s, &part, &span);
    part.part.time_a_s += 59 * 60 + 59; /* 14.59.59: the hour is 14, whoever comes first */
    part.part.time_b_s += 59 * 60 + 59;
    jk_message_shared(&text, &view, &s.pack, JK_EVENT_OPENED, JK_LANG_ID);
    jk_buf_char(&text, '\0');
    cr_assert(strstr(text.at, "Rabu, 20 November 2024, sekitar pukul 14.00 WITA") != NULL, "%s",
              text.at);
    cr_assert(strstr(text.at, "Kecamatan: Sangatta Utara\n") != NULL, "%s", text.at);
    cr_assert(strstr(text.at, "Mohon koordinasi") != NULL && strstr(text.at, "SIAGA") != NULL);
    jk_buf_clear(&text);
    clear(&s);
}

Test(message, the_shared_text_tells_no_leg_route_name_party_account_or_contact)
{
    static const char *const secrets[] = { "Budi",     "0812",  "Anu",        "rahasia", "Paslon",
                                           "Lapangan", "rapat", "Rapat",      "konvoi",  "convoy",
                                           "0,5",      "0.5",   "117",        "806",     " m ",
                                           "polres-",  "@",     "JlRahasia9", "f@feed" };
    struct sample s;
    struct jk_leg_part part;
    struct jk_span_s span;
    struct jk_buf text = { 0 };
    struct jk_agency_opinion said[JK_AGENCY_END] = { 0 };
    struct jk_conflict_view view;

    set_up(&s, "RAPAT-UMUM", "");
    view = pair_view(&s, &part, &span);
    said[0] = (struct jk_agency_opinion){ .opinion = JK_OPINION_OBJECTED,
                                          .actor = "polres-64.08",
                                          .note = "rahasia" };
    view.opinions = said;
    view.other.summary = "Konvoi lewat JlRahasia9";
    part.leg_own = JK_LEG_BERANGKAT;
    part.leg_other = JK_LEG_PULANG;
    for (int lang = 0; lang < JK_LANG_END; lang++) {
        for (int i = 0; i < 4; i++)
            jk_message_shared(&text, &view, &s.pack, events[i], (enum jk_lang)lang);
    }
    jk_buf_char(&text, '\0');
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
        cr_assert(!strstr(text.at, secrets[i]), "%s in %s", secrets[i], text.at);
    for (int leg = 0; leg < JK_LEG_END; leg++)
        cr_assert(!strstr(text.at, jk_leg_name((enum jk_leg)leg, JK_LANG_ID)), "%d", leg);
    jk_buf_clear(&text);
    clear(&s);
}

Test(message, both_texts_stay_under_a_thousand_characters_with_fifty_parts)
{
    struct sample s;
    struct jk_leg_part part, parts[50];
    struct jk_span_s span;
    struct jk_buf text = { 0 };
    struct jk_conflict_view view;
    char title[400];

    set_up(&s, "RAPAT-UMUM", "");
    view = pair_view(&s, &part, &span);
    part.part.distance_max_m = 987654.0;
    part.part.factor = 2750;
    for (size_t i = 0; i < 50; i++)
        parts[i] = part;
    for (size_t i = 0; i + 3 < sizeof title; i += 3)
        memcpy(title + i, "\xe2\x82\xac", 4);
    view.own.summary = view.other.summary = title;
    view.parts = parts;
    view.part_count = 50;
    for (int i = 0; i < 16; i++) {
        jk_buf_reset(&text);
        (i < 8 ? jk_message_internal : jk_message_shared)(&text, &view, &s.pack, events[i % 4],
                                                          i / 4 % 2 ? JK_LANG_EN : JK_LANG_ID);
        cr_assert(characters(&text) < JK_MESSAGE_MAX, "%zu", characters(&text));
        cr_assert(memmem(text.at, text.len, "0123456789abcdef", 16) != NULL, "the end is there");
    }
    jk_buf_clear(&text);
    clear(&s);
}

Test(json, a_conflict_has_units_in_its_names_and_offsets_in_its_times)
{
    struct sample s;
    struct jk_leg_part part;
    struct jk_span_s span;
    struct jk_conflict_view view;
    json_t *object, *at;

    set_up(&s, "RAPAT-UMUM", "");
    view = pair_view(&s, &part, &span);
    object = jk_conflict_json(&view, &s.pack);
    cr_assert(object != NULL);
    cr_assert(json_real_value(json_object_get(object, "distance_m")) == 806.34);
    cr_assert(json_number_value(json_object_get(object, "required_m")) == 1000);
    cr_assert(json_number_value(json_object_get(object, "tau_s")) == 7200);
    at = json_array_get(json_object_get(object, "at"), 0);
    cr_assert(strcmp(json_string_value(json_object_get(at, "time")), "2024-11-20T14:00:00+08:00") ==
              0);
    json_decref(object);
    clear(&s);
}
