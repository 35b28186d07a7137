/* Answers to iTIP messages: request status codes for our refusals, and the REPLY (RFC 5546 3.6).
 *
 * The code is found by the sentence of the refusal, then by its property, then by its status: the
 * first that knows decides, so the most exact one wins. */
#include "jarak/feed/calendar/itip.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/ical/texts.h"
#include "jarak/model/texts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/ical/write.h"

/* RFC 5546 section 3.6, the ones in use. */
static const struct {
    const char *code, *words;
} names[] = {
    { JK_ITIP_PENDING, "Preliminary success" },
    { JK_ITIP_SUCCESS, "Success" },
    { JK_ITIP_CLIPPED, "Success, unbounded RRULE clipped at some finite number of instances" },
    { "3.1", "Invalid property value" },
    { "3.2", "Invalid property parameter" },
    { "3.3", "Invalid property parameter value" },
    { "3.4", "Invalid calendar component sequence" },
    { "3.5", "Invalid date or time" },
    { "3.6", "Invalid rule" },
    { "3.7", "Invalid calendar user" },
    { "3.8", "No authority" },
    { "3.9", "Unsupported version" },
    { "3.10", "Request entity too large" },
    { "3.11", "Required component or property missing" },
    { "3.13", "Unsupported component or property found" },
    { "3.14", "Unsupported capability" },
    { JK_ITIP_CONFLICT, "Event conflict" },
    { "5.1", "Service unavailable" },
};

static const char *words_of(const char *code)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i].code, code) == 0)
            return names[i].words;
    }
    return "";
}

/* Codes by the sentence of a refusal; the tables below go by its property and its status. */
static const struct {
    const struct jk_text *text;
    const char *code;
} by_text[] = {
    { JK_TEXT_ITIP_METHOD, "3.14" },       { JK_TEXT_ITIP_COMPONENT, "3.14" },
    { JK_TEXT_ITIP_CANCEL_MIXED, "3.14" }, { JK_TEXT_ITIP_NO_METHOD, "3.11" },
    { JK_TEXT_ICAL_MISSING, "3.11" },      { JK_TEXT_ICAL_NO_EVENT, "3.11" },
    { JK_TEXT_ICAL_END_NONE, "3.11" },     { JK_TEXT_ICAL_PLACE, "3.11" },
    { JK_TEXT_ICAL_PARTY, "3.11" },        { JK_TEXT_ICAL_NO_MASTER, "3.11" },
    { JK_TEXT_ITIP_TWICE, "3.4" },         { JK_TEXT_ITIP_ONE_REPLY, "3.4" },
    { JK_TEXT_ICAL_MASTER_TWICE, "3.4" },  { JK_TEXT_ICAL_OVERRIDE_TWICE, "3.4" },
    { JK_TEXT_ICAL_TZID, "3.3" },          { JK_TEXT_ICAL_TZID_EXTRA, "3.2" },
    { JK_TEXT_ICAL_VALUE_TYPE, "3.3" },    { JK_TEXT_ICAL_RANGE, "3.2" },
    { JK_TEXT_GEOJSON_VALUE, "3.2" },      { JK_TEXT_ITIP_PARTSTAT, "3.3" },
    { JK_TEXT_ICAL_COMPONENT, "3.13" },    { JK_TEXT_ICAL_EXRULE, "3.13" },
    { JK_TEXT_ITIP_ATTENDEE, "3.7" },      { JK_TEXT_ITIP_OTHER_AGENCY, "3.8" },
    { JK_TEXT_AGENCY_NOTE, "3.11" },
};

static const struct {
    const char *field, *code;
} by_field[] = {
    { "VERSION", "3.9" }, { "RRULE", "3.6" },    { "DTSTART", "3.5" },
    { "DTEND", "3.5" },   { "DURATION", "3.5" }, { "DTSTAMP", "3.5" },
    { "EXDATE", "3.5" },  { "RDATE", "3.5" },    { "RECURRENCE-ID", "3.5" },
};

static const char *code_of_status(enum jk_status status)
{
    switch (status) {
    case JK_TOO_BIG:
    case JK_TOO_MANY:
        return "3.10";
    case JK_DENIED:
    case JK_STATE:
        return "3.8";
    case JK_MEMORY:
    case JK_IO:
    case JK_CORRUPT:
    case JK_FULL:
    case JK_BUSY:
    case JK_LIMIT:
        return "5.1";
    default:
        return "3.1";
    }
}

const char *jk_itip_code_of(const struct jk_error *err)
{
    bool is_form = err->status == JK_INVALID || err->status == JK_RANGE;

    for (size_t i = 0; i < sizeof by_text / sizeof *by_text; i++) {
        if (by_text[i].text == err->text)
            return by_text[i].code;
    }
    for (size_t i = 0; is_form && i < sizeof by_field / sizeof *by_field; i++) {
        if (strcmp(by_field[i].field, err->field) == 0)
            return by_field[i].code;
    }
    return code_of_status(err->status);
}

void jk_itip_begin(struct jk_buf *buf)
{
    jk_ical_begin(buf, "VCALENDAR");
    jk_ical_line(buf, "VERSION", "2.0");
    jk_ical_line(buf, "PRODID", "-//jarakd//itip//ID");
    jk_ical_line(buf, "METHOD", "REPLY");
}

void jk_itip_end(struct jk_buf *buf)
{
    jk_ical_end(buf, "VCALENDAR");
}

static void write_status(struct jk_buf *buf, const struct jk_itip_status *status)
{
    struct jk_buf value = { 0 };

    jk_buf_fmt(&value, "%s;", status->code);
    jk_ical_text_add(&value, words_of(status->code));
    if (status->name) {
        jk_buf_fmt(&value, ";%s:", status->name);
        jk_ical_text_add(&value, status->value);
    }
    jk_ical_value(buf, "REQUEST-STATUS", jk_buf_view(&value));
    buf->failed = buf->failed || !jk_buf_ok(&value);
    jk_buf_clear(&value);
}

void jk_itip_add(struct jk_buf *buf, const struct jk_itip_said *said, int64_t now_s)
{
    JK_ASSERT(said != NULL);

    char sequence[16];
    struct jk_buf attendee = { 0 };

    snprintf(sequence, sizeof sequence, "%" PRIu32, said->sequence);
    jk_buf_fmt(&attendee, "ATTENDEE;PARTSTAT=%s", said->partstat);
    jk_buf_char(&attendee, '\0');
    jk_ical_begin(buf, said->component);
    jk_ical_text(buf, "UID", said->uid);
    jk_ical_time(buf, "DTSTAMP", now_s, NULL);
    jk_ical_line(buf, "SEQUENCE", sequence);
    jk_ical_line(buf, "ORGANIZER", said->organizer);
    jk_ical_line(buf, jk_buf_ok(&attendee) ? attendee.at : "ATTENDEE", said->attendee);
    for (size_t i = 0; i < said->status_count; i++)
        write_status(buf, &said->statuses[i]);
    for (size_t i = 0; i < said->related_count; i++)
        jk_ical_text(buf, "RELATED-TO;RELTYPE=SIBLING", said->related[i]);
    if (said->comment)
        jk_ical_text(buf, "COMMENT", said->comment);
    jk_ical_end(buf, said->component);
    buf->failed = buf->failed || !jk_buf_ok(&attendee);
    jk_buf_clear(&attendee);
}
