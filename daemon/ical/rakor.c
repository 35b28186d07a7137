/* Agenda and attendance out of the bytes of a meeting. */
#include "jarak/ical/rakor.h"

#include <stdio.h>
#include <string.h>
#include "jarak/ical/scan.h"
#include "jarak/ical/value.h"
#include "jarak/ical/write.h"

#define NAME_MOST 200 /* octets of a name that are told */

/* Whom no message reaches: as calendars write those who have no address. */
static const char nowhere[] = "invalid:nomail";

static const char *const states[] = { [JK_ATTENDANCE_INVITED] = "NEEDS-ACTION",
                                      [JK_ATTENDANCE_PRESENT] = "ACCEPTED",
                                      [JK_ATTENDANCE_ABSENT] = "DECLINED" };

static enum jk_attendance attendance_of(struct jk_span word)
{
    for (int i = JK_ATTENDANCE_PRESENT; i <= JK_ATTENDANCE_ABSENT; i++) {
        if (jk_span_eq_nocase(word, jk_span_of(states[i])))
            return (enum jk_attendance)i;
    }
    return JK_ATTENDANCE_INVITED;
}

static bool is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7F;
}

/* One line without controls, in the arena; null: memory is out. */
static const char *clean(struct jk_arena *arena, struct jk_span text)
{
    char *copy;

    text.len = jk_utf8_cut(text, NAME_MOST);
    copy = jk_arena_copy(arena, text);
    for (char *c = copy; c && *c; c++) {
        if (is_control(*c))
            *c = ' ';
    }
    return copy ? jk_arena_copy(arena, jk_span_trim(jk_span_of(copy))) : NULL;
}

static enum jk_status read_attendee(struct jk_arena *arena, const struct jk_ical_prop *prop,
                                    struct jk_attendee *out)
{
    struct jk_span name = jk_ical_param(prop, "CN"), address = prop->value;

    if (!name.at || jk_span_trim(name).len == 0) {
        name = address;
        if (jk_span_starts(name, JK_SPAN("mailto:")))
            name = (struct jk_span){ name.at + 7, name.len - 7 };
    }
    *out = (struct jk_attendee){ .name = clean(arena, name),
                                 .address = clean(arena, address),
                                 .is = attendance_of(jk_ical_param(prop, "PARTSTAT")) };
    return out->name && out->address ? JK_OK : JK_MEMORY;
}

static enum jk_status read_event(struct jk_arena *arena, const struct jk_ical_comp *event,
                                 struct jk_rakor *out)
{
    struct jk_attendee *list = jk_arena_array(arena, JK_ATTENDEES_MAX, sizeof *list);
    const struct jk_ical_prop *agenda = jk_ical_find(event, "DESCRIPTION");
    enum jk_status rc = list ? JK_OK : JK_MEMORY;
    const char *text = NULL;
    bool bad = false;

    if (agenda)
        text = jk_ical_text_unescape(arena, agenda->value, &bad);
    if (text)
        out->agenda = text;
    if (agenda && !text && !bad)
        return JK_MEMORY;
    for (const struct jk_ical_prop *p = event->props; rc == JK_OK && p; p = p->next) {
        if (jk_ical_is(p->name, "ATTENDEE") && out->count < JK_ATTENDEES_MAX)
            rc = read_attendee(arena, p, &list[out->count++]);
    }
    out->attendees = list;
    return rc;
}

enum jk_status jk_rakor_read(struct jk_arena *arena, struct jk_span bytes, struct jk_rakor *out)
{
    const struct jk_ical_comp *calendar;
    struct jk_error ignored;
    enum jk_status rc = jk_ical_scan(arena, bytes, JK_ICAL_IMPORT_LINES_MAX, &calendar, &ignored);

    *out = (struct jk_rakor){ .agenda = "" };
    if (rc != JK_OK)
        return rc == JK_MEMORY ? JK_MEMORY : JK_OK;
    for (const struct jk_ical_comp *c = calendar->children; c; c = c->next) {
        if (jk_ical_is(c->name, "VEVENT"))
            return read_event(arena, c, out);
    }
    return JK_OK;
}

void jk_rakor_attendee_add(struct jk_buf *out, const char *name, const char *address,
                           enum jk_attendance is)
{
    char quoted[NAME_MOST + 1], head[NAME_MOST + 64];
    size_t len = jk_utf8_cut(jk_span_of(name), NAME_MOST);

    for (size_t i = 0; i < len; i++)
        quoted[i] = (char)(name[i] == '"' ? '\'' : is_control(name[i]) ? ' ' : name[i]);
    quoted[len] = '\0';
    snprintf(head, sizeof head, "ATTENDEE;CN=\"%s\";PARTSTAT=%s", quoted, states[is]);
    jk_ical_line(out, head, address && address[0] ? address : nowhere);
}
