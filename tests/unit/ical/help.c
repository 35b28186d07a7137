#include "tests/unit/ical/help.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/geo/geodesic.h"

#define LINES 64

static const char *const sound[] = {
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//test//EN",
    "BEGIN:VEVENT",
    "UID:a@kutim",
    "DTSTAMP:20241101T000000Z",
    "DTSTART;TZID=Asia/Makassar:20241123T140000",
    "DTEND;TZID=Asia/Makassar:20241123T170000",
    "SUMMARY:[SIMULASI] Rapat umum",
    "CATEGORIES:RAPAT-UMUM",
    "X-JARAK-CONTEST:pilbup-64.08",
    "X-JARAK-PASLON:1",
    "GEO:0.5049;117.5279",
    "END:VEVENT",
    "END:VCALENDAR",
};

/* The lines of a stream while it is changed. */
struct lines {
    struct jk_span at[LINES * 8];
    size_t count;
};

static void insert(struct lines *lines, size_t at, struct jk_span line)
{
    memmove(&lines->at[at + 1], &lines->at[at], (lines->count - at) * sizeof *lines->at);
    lines->at[at] = line;
    lines->count++;
}

static struct jk_span name_of(struct jk_span line)
{
    size_t i = 0;

    while (i < line.len && line.at[i] != ':' && line.at[i] != ';')
        i++;
    return (struct jk_span){ line.at, i };
}

static size_t find(const struct lines *lines, struct jk_span name, size_t from)
{
    while (from < lines->count && !jk_span_eq(name_of(lines->at[from]), name))
        from++;
    return from;
}

static size_t event_end(const struct lines *lines)
{
    size_t i = 0;

    while (!jk_span_eq(lines->at[i], JK_SPAN("END:VEVENT")))
        i++;
    return i;
}

/* Only the sound notice's own lines are replaced, so that a name may be given twice. */
static void change(struct lines *lines, struct jk_span what, unsigned long *replaced)
{
    struct jk_span rest = { what.at + 1, what.len - 1 };
    size_t at;

    switch (what.len ? what.at[0] : '\0') {
    case '-':
        at = find(lines, rest, 4);
        memmove(&lines->at[at], &lines->at[at + 1], (--lines->count - at) * sizeof *lines->at);
        return;
    case '^':
        insert(lines, 3, rest);
        return;
    case '$':
        insert(lines, lines->count - 1, rest);
        return;
    case '=':
        lines->count = 0;
        insert(lines, 0, rest);
        *replaced = ~0UL;
        return;
    }
    if (*replaced == ~0UL) { /* nothing of the sound notice is left */
        insert(lines, lines->count, what);
        return;
    }
    at = find(lines, name_of(what), 4);
    if (at < event_end(lines) && !(*replaced & 1UL << at)) {
        *replaced |= 1UL << at;
        lines->at[at] = what;
        return;
    }
    at = event_end(lines);
    *replaced |= 1UL << at; /* a line that was added is not replaced by the next of its name */
    insert(lines, at, what);
}

void help_compose(struct help *h, const char *changes)
{
    struct jk_span rest = jk_span_of(changes), one;
    struct lines lines = { .count = 0 };
    unsigned long replaced = 0;

    for (size_t i = 0; i < sizeof sound / sizeof *sound; i++)
        insert(&lines, i, jk_span_of(sound[i]));
    while (rest.len && jk_span_cut(&rest, '|', &one))
        change(&lines, one, &replaced);
    jk_buf_reset(&h->sent);
    for (size_t i = 0; i < lines.count; i++) {
        jk_buf_span(&h->sent, lines.at[i]);
        jk_buf_str(&h->sent, "\r\n");
    }
}

void help_file(struct help *h, const char *path)
{
    char piece[65536];
    size_t len;
    FILE *f = fopen(path, "rb");

    cr_assert(f, "%s", path);
    jk_buf_reset(&h->sent);
    while ((len = fread(piece, 1, sizeof piece, f)) > 0)
        jk_buf_add(&h->sent, piece, len);
    fclose(f);
}

void help_zones(void)
{
    struct help h = { .sent = { 0 } };

    jk_geodesic_init();
    help_file(&h, "calendars/tz/zones.ics");
    cr_assert(jk_ical_zones_load(jk_buf_view(&h.sent), &h.err) == JK_OK);
    help_clear(&h);
}

struct jk_ical_context help_context(void)
{
    return (struct jk_ical_context){ .purpose = JK_ICAL_POST,
                                     .window_from_s = help_time("2024-09-25T00:00:00+08:00"),
                                     .window_to_s = help_time("2024-12-01T00:00:00+08:00") };
}

enum jk_status help_read_span(struct help *h, struct jk_span bytes)
{
    enum jk_status rc;

    if (h->context.window_to_s == 0)
        h->context = help_context();
    h->err = (struct jk_error){ 0 };
    rc = jk_ical_read(&h->arena, bytes, &h->context, &h->stream, &h->err);
    cr_assert(rc == h->err.status, "status and refusal agree: %d %d", (int)rc, (int)h->err.status);
    return rc;
}

enum jk_status help_read(struct help *h, const char *changes)
{
    help_compose(h, changes);
    return help_read_span(h, jk_buf_view(&h->sent));
}

void help_clear(struct help *h)
{
    jk_arena_clear(&h->arena);
    jk_buf_clear(&h->sent);
}

int64_t help_time(const char *iso)
{
    int64_t utc_s = 0;

    cr_assert(jk_iso_parse(jk_span_of(iso), &utc_s), "%s", iso);
    return utc_s;
}
