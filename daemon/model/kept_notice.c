/* A notice in one piece of memory.
 *
 * It is measured and laid by the same walk, once without a place to lay it in: what one of the two
 * forgot the other would forget too, and the sizes cannot differ. Texts that are empty take
 * nothing; what points to facts of an override points to its copy. Everything it says is stored
 * elsewhere as it was sent, so the form may change with every version of the program. */
#include "jarak/model/kept_notice.h"

#include <stdalign.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/civil.h"
#include "jarak/base/decimal.h"
#include "jarak/base/defend.h"
#include "jarak/base/heap.h"
#include "jarak/base/squeeze.h"

#define PLACES_TOLD 80  /* corners of a way or an area that its octets are told by ... */
#define TEXT_TOLD   120 /* ... and octets of a text: all of it lies within what counts */

struct jk_kept_notice {
    unsigned refs;
    uint32_t bytes_len, stored_len, text_len, squeezed_len;
    uint32_t
        size; /* of the whole piece: this head, the notice with all it points to, the squeezed */
    const struct jk_kept_notice *was; /* where it lay when its pointers were true */
};

/* What notices have in common; the nearer to the end, the cheaper to point to. */
static const char common[] =
    "DESCRIPTION:CONTACT:X-JARAK-PUBLIC-NOTE:X-JARAK-PROPS:X-JARAK-PLACE:X-JARAK-UNCERTAINTY:"
    "X-JARAK-CROWD:X-JARAK-VEHICLES:cars=;motorcycles=;trucks=;buses=X-JARAK-WIDTH:RRULE:FREQ="
    "WEEKLY;COUNT=EXDATE;TZID=Asia/Jayapura:RECURRENCE-ID;TZID=Asia/Jakarta:RELATED-TO;RELTYPE="
    "PARENT:X-JARAK-LEG:KUMPUL\r\nX-JARAK-LEG:BUBAR\r\nX-JARAK-LEG:PULANG\r\n"
    "X-JARAK-LEG:BERANGKAT\r\nX-JARAK-COLUMN:STRUCTURED-DATA;VALUE=TEXT;FMTTYPE="
    "\"application/geo+json\":{\"type\":\"LineString\"\\,\"coordinates\":[[0.000000]\\,[1"
    "X-JARAK-RADIUS:X-JARAK-BUILDUP:PT30M\r\nX-JARAK-DISPERSAL:PT30M\r\nX-JARAK-LETTER-NO:"
    "X-JARAK-LETTER-DATE:2024X-JARAK-RECEIVED:X-JARAK-DAY:X-JARAK-STTP:STTP/BEGIN:VTIMEZONE\r\n"
    "TZID:Asia/Makassar\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0800\r\n"
    "TZOFFSETTO:+0800\r\nTZNAME:WITA\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VCALENDAR\r\n"
    "VERSION:2.0\r\nPRODID:-//BEGIN:VEVENT\r\nUID:@DTSTAMP:20241101T000000Z\r\nSEQUENCE:0\r\n"
    "DTSTART;TZID=Asia/Makassar:20241120T140000\r\nDTEND;TZID=Asia/Makassar:20241120T170000\r\n"
    "SUMMARY:Tatap muka Paslon Rapat umum\r\nLOCATION:Lapangan \r\nCATEGORIES:KONVOI\r\n"
    "CATEGORIES:RAPAT-UMUM\r\nCATEGORIES:PERTEMUAN-TERBATAS\r\nCATEGORIES:TATAP-MUKA\r\n"
    "X-JARAK-CONTEST:pilbup-64.08\r\nX-JARAK-PASLON:1\r\nGEO:0.500000;117.500000\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n";

/* Where the next object lies; `base` is null while it is only measured. */
struct laying {
    char *base;
    size_t used;
};

static void *room_for(struct laying *l, size_t len, size_t align)
{
    size_t at = (l->used + align - 1) / align * align;

    l->used = at + len;
    return l->base ? l->base + at : NULL;
}

static const void *lay(struct laying *l, const void *from, size_t count, size_t size, size_t align)
{
    void *to = count && from ? room_for(l, count * size, align) : NULL;

    if (to)
        memcpy(to, from, count * size);
    return to;
}

static const char *lay_text(struct laying *l, const char *text)
{
    return text && *text ? lay(l, text, strlen(text) + 1, 1, 1) : text ? "" : NULL;
}

static void lay_shape(struct laying *l, struct jk_shape *shape)
{
    const struct jk_ring *from = shape->rings;
    struct jk_ring *rings = (struct jk_ring *)(uintptr_t)lay(l, from, shape->ring_count,
                                                             sizeof *from, alignof(struct jk_ring));

    for (size_t i = 0; i < shape->ring_count; i++) {
        const struct jk_point *points =
            lay(l, from[i].points, from[i].count, sizeof *points, alignof(struct jk_point));

        if (rings)
            rings[i].points = points;
    }
    shape->rings = rings;
    shape->points =
        lay(l, shape->points, shape->point_count, sizeof *shape->points, alignof(struct jk_point));
    shape->times = lay(l, shape->times, shape->point_count, sizeof *shape->times, alignof(int64_t));
}

/* @param to  null while it is measured */
static void lay_facts(struct laying *l, const struct jk_facts *from, struct jk_facts *to)
{
    struct jk_facts made = *from;

    made.geometry = "";
    lay_shape(l, &made.shape);
    made.summary = lay_text(l, from->summary);
    made.location = lay_text(l, from->location);
    made.place_code = lay_text(l, from->place_code);
    made.letter_no = lay_text(l, from->letter_no);
    made.sttp = lay_text(l, from->sttp);
    made.contact = lay_text(l, from->contact);
    made.props = lay_text(l, from->props);
    made.public_note = lay_text(l, from->public_note);
    made.inferred = lay_text(l, from->inferred);
    made.unit = lay_text(l, from->unit);
    made.guards = lay_text(l, from->guards);
    if (to)
        *to = made;
}

/* The first instance that has the same facts. */
static size_t first_of(const struct jk_notice *notice, size_t instance)
{
    size_t first = 0;

    while (notice->instances[first].facts != notice->instances[instance].facts)
        first++;
    return first;
}

/* The facts of an instance where they are an override's and no earlier instance has them. */
static const struct jk_facts *override_of(const struct jk_notice *notice, size_t instance)
{
    const struct jk_facts *facts = notice->instances[instance].facts;

    return facts != &notice->facts && first_of(notice, instance) == instance ? facts : NULL;
}

static void lay_instances(struct laying *l, const struct jk_notice *from, struct jk_notice *to)
{
    struct jk_instance *list =
        (struct jk_instance *)(uintptr_t)lay(l, from->instances, from->instance_count,
                                             sizeof *from->instances, alignof(struct jk_instance));

    for (size_t i = 0; i < from->instance_count; i++) {
        const struct jk_facts *override = override_of(from, i);
        struct jk_facts *own = override ? room_for(l, sizeof *own, alignof(struct jk_facts)) : NULL;

        if (override)
            lay_facts(l, override, own);
        if (list)
            list[i].facts = override ? own
                            : from->instances[i].facts == &from->facts
                                ? &to->facts
                                : list[first_of(from, i)].facts;
    }
    if (to)
        to->instances = list;
}

static size_t lay_all(struct laying *l, const struct jk_notice *from)
{
    struct jk_notice *to = room_for(l, sizeof *to, alignof(max_align_t));
    const char *uid, *parent;

    if (to) {
        *to = *from;
        to->bytes = to->stored = (struct jk_span){ "", 0 };
    }
    lay_facts(l, &from->facts, to ? &to->facts : NULL);
    lay_instances(l, from, to);
    uid = lay_text(l, from->uid);
    parent = lay_text(l, from->parent);
    if (to) {
        to->uid = uid;
        to->parent = parent;
    }
    room_for(l, 0, alignof(max_align_t));
    return l->used;
}

/* GeoJSON as a property's value has it, so that it is told by pointing to the octets before. */
static void write_geometry(const char *geometry, struct jk_buf *out)
{
    for (; *geometry; geometry++) {
        if (strchr("\\,;", *geometry))
            jk_buf_char(out, '\\');
        jk_buf_char(out, *geometry);
    }
    jk_buf_char(out, '\0');
}

/* The octets, and behind them the GeoJSON of the master's facts and of each override's, in their
 * order, each ended by NUL. */
static void write_texts(const struct jk_notice *notice, struct jk_buf *out)
{
    jk_buf_span(out, notice->stored);
    write_geometry(notice->facts.geometry, out);
    for (size_t i = 0; i < notice->instance_count; i++) {
        const struct jk_facts *facts = override_of(notice, i);

        if (facts)
            write_geometry(facts->geometry, out);
    }
}

static void add_place(struct jk_buf *out, struct jk_point p)
{
    jk_buf_str(out, "\\,[");
    jk_decimal_add(out, p.lon_deg, 6, '.');
    jk_buf_str(out, "\\,");
    jk_decimal_add(out, p.lat_deg, 6, '.');
    jk_buf_char(out, ']');
}

/* "20241120T140000", as it is written in the zone of the notice. */
static void add_time(struct jk_buf *out, const char *name, int64_t utc_s, const struct jk_tz *tz)
{
    const struct jk_civil c = jk_civil_from_utc(utc_s, tz ? tz->offset_s : 0);
    const int pairs[] = { c.year / 100, c.year % 100, c.month, c.day, c.hour, c.minute, c.second };

    jk_buf_str(out, name);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (i == 4)
            jk_buf_char(out, 'T');
        jk_buf_char(out, (char)('0' + pairs[i] / 10 % 10));
        jk_buf_char(out, (char)('0' + pairs[i] % 10));
    }
}

/* What its octets are told by: its own facts, which lie beside them anyway, and what all have in
 * common. The same of a notice as it was read and as it is kept; what is not written so in its
 * octets costs nothing but a little time. */
static void write_dictionary(const struct jk_notice *notice, struct jk_buf *out)
{
    const struct jk_facts *f = &notice->facts;
    const char *const texts[] = { f->contact,       f->props,    f->public_note,
                                  f->letter_no,     f->sttp,     f->place_code,
                                  f->party.contest, f->location, f->summary };
    const struct jk_instance *first = notice->instance_count ? &notice->instances[0] : NULL;
    const struct jk_ring *ring = f->shape.ring_count ? &f->shape.rings[0] : NULL;

    for (size_t i = 0; i < f->shape.point_count && i < PLACES_TOLD; i++)
        add_place(out, f->shape.points[i]);
    for (size_t i = 0; ring && i < ring->count && i < PLACES_TOLD; i++)
        add_place(out, ring->points[i]);
    jk_buf_span(out, JK_SPAN(common));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        jk_buf_add(out, texts[i], strlen(texts[i]) < TEXT_TOLD ? strlen(texts[i]) : TEXT_TOLD);
        jk_buf_str(out, "\r\n");
    }
    if (first)
        add_time(out, ":", first->start_s, notice->tz);
    if (first)
        add_time(out, "\r\n:", first->end_s, notice->tz);
    add_time(out, "\r\nDTSTAMP:", notice->dtstamp_s, NULL);
    jk_buf_str(out, "Z\r\nGEO:");
    jk_decimal_add(out, f->shape.centre.lat_deg, 6, '.');
    jk_buf_char(out, ';');
    jk_decimal_add(out, f->shape.centre.lon_deg, 6, '.');
    jk_buf_str(out, "\r\nUID:");
    jk_buf_str(out, notice->uid);
    jk_buf_str(out, "\r\n");
}

static size_t aligned(size_t len)
{
    return (len + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
}

/* Behind the head. */
static struct jk_notice *notice_of(const struct jk_kept_notice *kept)
{
    return (struct jk_notice *)((uintptr_t)kept + aligned(sizeof *kept));
}

static struct jk_kept_notice *make(const struct jk_notice *notice, size_t text_len,
                                   struct jk_span squeezed)
{
    const size_t head = aligned(sizeof(struct jk_kept_notice));
    const size_t size = lay_all(&(struct laying){ NULL, 0 }, notice);
    char *room = jk_heap_take(head + size + squeezed.len);
    struct jk_kept_notice *kept = (struct jk_kept_notice *)room;

    if (!room)
        return NULL;
    lay_all(&(struct laying){ room + head, 0 }, notice);
    memcpy(room + head + size, squeezed.at, squeezed.len);
    *kept = (struct jk_kept_notice){ .refs = 1,
                                     .bytes_len = (uint32_t)notice->bytes.len,
                                     .stored_len = (uint32_t)notice->stored.len,
                                     .text_len = (uint32_t)text_len,
                                     .squeezed_len = (uint32_t)squeezed.len,
                                     .size = (uint32_t)(head + size + squeezed.len),
                                     .was = kept };
    return kept;
}

struct jk_kept_notice *jk_kept_notice_new(const struct jk_notice *notice)
{
    JK_ASSERT(notice->bytes.len <= notice->stored.len);
    JK_ASSERT_ALL(memcmp(notice->stored.at, notice->bytes.at, notice->bytes.len) == 0);

    struct jk_buf text = { 0 }, dictionary = { 0 }, squeezed = { 0 };
    struct jk_kept_notice *kept = NULL;

    write_texts(notice, &text);
    write_dictionary(notice, &dictionary);
    if (jk_buf_ok(&text) && jk_buf_ok(&dictionary))
        jk_squeeze(&squeezed, jk_buf_view(&text), jk_buf_view(&dictionary));
    if (jk_buf_ok(&text) && jk_buf_ok(&dictionary) && jk_buf_ok(&squeezed))
        kept = make(notice, text.len, jk_buf_view(&squeezed));
    jk_buf_clear(&text);
    jk_buf_clear(&dictionary);
    jk_buf_clear(&squeezed);
    return kept;
}

struct jk_kept_notice *jk_kept_notice_take(struct jk_kept_notice *kept)
{
    kept->refs++;
    return kept;
}

void jk_kept_notice_drop(struct jk_kept_notice *kept)
{
    if (kept && --kept->refs == 0)
        free(kept);
}

const struct jk_notice *jk_kept_notice_get(const struct jk_kept_notice *kept)
{
    return notice_of(kept);
}

size_t jk_kept_notice_octets(const struct jk_kept_notice *kept)
{
    return kept->stored_len;
}

/* The next of the texts, as it was before write_geometry(). */
static const char *next_geometry(char **texts)
{
    char *text = *texts, *to = text;

    *texts += strlen(text) + 1;
    for (const char *from = text; *from; from++) {
        if (*from == '\\')
            from++;
        *to++ = *from;
    }
    *to = '\0';
    return text;
}

/* Gives the instances of a copied notice their facts, with GeoJSON. */
static bool give_facts(struct jk_arena *arena, const struct jk_notice *from, char *texts,
                       struct jk_notice *to)
{
    struct jk_instance *list = jk_arena_array(arena, from->instance_count, sizeof *list);

    if (!list)
        return false;
    to->facts.geometry = next_geometry(&texts);
    for (size_t i = 0; i < from->instance_count; i++) {
        const struct jk_facts *override = override_of(from, i);
        struct jk_facts *own = override ? jk_arena_take(arena, sizeof *own) : NULL;

        if (override && !own)
            return false;
        list[i] = from->instances[i];
        if (override) {
            *own = *override;
            own->geometry = next_geometry(&texts);
            list[i].facts = own;
        } else {
            list[i].facts =
                list[i].facts == &from->facts ? &to->facts : list[first_of(from, i)].facts;
        }
    }
    to->instances = list;
    return true;
}

const struct jk_notice *jk_kept_notice_whole(const struct jk_kept_notice *kept,
                                             struct jk_arena *arena)
{
    const struct jk_span squeezed = { (const char *)kept + kept->size - kept->squeezed_len,
                                      kept->squeezed_len };
    struct jk_notice *whole = jk_arena_take(arena, sizeof *whole);
    struct jk_buf dictionary = { 0 };
    char *text = NULL;

    write_dictionary(notice_of(kept), &dictionary);
    if (jk_buf_ok(&dictionary))
        text = jk_unsqueeze(arena, squeezed, kept->text_len, jk_buf_view(&dictionary));
    jk_buf_clear(&dictionary);
    if (!text || !whole)
        return NULL;
    *whole = *notice_of(kept);
    whole->bytes = (struct jk_span){ text, kept->bytes_len };
    whole->stored = (struct jk_span){ text, kept->stored_len };
    return give_facts(arena, notice_of(kept), text + kept->stored_len, whole) ? whole : NULL;
}

/* A zone is the program's own and lies elsewhere each time it runs: its name goes before. */
void jk_kept_notice_write(const struct jk_kept_notice *kept, struct jk_buf *out)
{
    const char *zone = notice_of(kept)->tz ? notice_of(kept)->tz->tzid : "";

    jk_buf_add(out, zone, strlen(zone) + 1);
    jk_buf_add(out, (const char *)kept, kept->size);
}

/* A piece that was somewhere else when its pointers were true. */
struct moving {
    const char *from;
    char *to;
    size_t size;
};

/* Where something lies now. What did not lie in the piece was the empty text, or null. */
static const void *moved(const struct moving *m, const void *at)
{
    uintptr_t off = (uintptr_t)at - (uintptr_t)m->from;

    return !at ? NULL : off < m->size ? m->to + off : "";
}

static void move_facts(const struct moving *m, struct jk_facts *facts)
{
    struct jk_ring *rings = (struct jk_ring *)(uintptr_t)moved(m, facts->shape.rings);

    for (size_t i = 0; i < facts->shape.ring_count; i++)
        rings[i].points = moved(m, rings[i].points);
    facts->shape.rings = rings;
    facts->shape.points = moved(m, facts->shape.points);
    facts->shape.times = moved(m, facts->shape.times);
    facts->geometry = "";
    facts->summary = moved(m, facts->summary);
    facts->location = moved(m, facts->location);
    facts->place_code = moved(m, facts->place_code);
    facts->letter_no = moved(m, facts->letter_no);
    facts->sttp = moved(m, facts->sttp);
    facts->contact = moved(m, facts->contact);
    facts->props = moved(m, facts->props);
    facts->public_note = moved(m, facts->public_note);
    facts->inferred = moved(m, facts->inferred);
    facts->unit = moved(m, facts->unit);
    facts->guards = moved(m, facts->guards);
}

static void move_notice(const struct moving *m, struct jk_notice *notice)
{
    struct jk_instance *list = (struct jk_instance *)(uintptr_t)moved(m, notice->instances);

    move_facts(m, &notice->facts);
    for (size_t i = 0; i < notice->instance_count; i++)
        list[i].facts = moved(m, list[i].facts);
    notice->instances = list;
    for (size_t i = 0; i < notice->instance_count; i++) {
        if (override_of(notice, i))
            move_facts(m, (struct jk_facts *)(uintptr_t)list[i].facts);
    }
    notice->uid = moved(m, notice->uid);
    notice->parent = moved(m, notice->parent);
    notice->bytes = notice->stored = (struct jk_span){ "", 0 };
}

struct jk_kept_notice *jk_kept_notice_read(struct jk_span *rest)
{
    struct jk_span zone;
    struct jk_kept_notice head, *kept;
    struct jk_notice *notice;
    struct moving m;

    if (!jk_span_cut(rest, '\0', &zone) || rest->len < sizeof head)
        return NULL;
    memcpy(&head, rest->at, sizeof head);
    if (head.size < sizeof head || head.size > rest->len || !(kept = jk_heap_take(head.size)))
        return NULL;
    memcpy(kept, rest->at, head.size);
    *rest = (struct jk_span){ rest->at + head.size, rest->len - head.size };
    m = (struct moving){ (const char *)head.was, (char *)kept, head.size };
    notice = notice_of(kept);
    move_notice(&m, notice);
    notice->tz = zone.len ? jk_tz_find(zone) : NULL;
    kept->refs = 1;
    kept->was = kept;
    return kept;
}
