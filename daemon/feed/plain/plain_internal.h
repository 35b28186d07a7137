/* daemon/feed/plain/plain_internal.h: what the readers of a plain event share. */
#ifndef DAEMON_FEED_PLAIN_PLAIN_INTERNAL_H
#define DAEMON_FEED_PLAIN_PLAIN_INTERNAL_H
#include "jarak/feed/plain/plain.h"
#include "jarak/ical/scan.h"

#define PLAIN_MARK "X-JARAK-READ" /* the parameter of a line that was read and not sent */

#define PLAIN_LEGS_AT "X-JARAK-LEGS-AT" /* struct jk_plain_context, legs_at_s */

/* What stands before the colon of a line of DESCRIPTION. */
enum plain_label {
    PLAIN_TEXT, /* none that is known */
    PLAIN_LABEL_KIND,
    PLAIN_LABEL_PASLON,
    PLAIN_LABEL_PLACE,
    PLAIN_LABEL_POINT,
    PLAIN_LABEL_END,
    PLAIN_LABEL_CROWD,
    PLAIN_LABEL_VEHICLES,
    PLAIN_LABEL_ASSEMBLY,
    PLAIN_LABEL_OUT,
    PLAIN_LABEL_BACK,
    PLAIN_LABEL_CONTACT,
    PLAIN_LABEL_LETTER_NO,
    PLAIN_LABEL_LETTER_DATE,
    PLAIN_LABEL_GATE,
    PLAIN_LABEL_LEAVE,
    PLAIN_LABEL_PROPS,
    PLAIN_LABEL_WEEKDAY,
    PLAIN_LABEL_FILE,
    PLAIN_LABEL_END_OF
};

#define PLAIN_LINES_MAX 200 /* of a DESCRIPTION; the rest is text that nobody reads */

struct plain_line {
    enum plain_label label;
    const char *text;  /* all of it */
    const char *value; /* behind the label */
    bool read;
};

/* One VEVENT on its way. */
struct plain_reading {
    struct jk_arena *arena;
    const struct jk_plain_context *context;
    const struct jk_ical_comp *calendar, *event;
    const struct jk_region *region; /* that elects */
    const struct jk_tz *tz;
    struct jk_plain *out;
    struct plain_line lines[PLAIN_LINES_MAX];
    size_t line_count;
    bool has_kind, has_start;
    enum jk_kind kind;
    int64_t start_s, end_s;
    struct jk_buf more;     /* the lines that were read */
    struct jk_buf inferred; /* properties that nobody stated */
    size_t behind;          /* bytes behind the calendar: empty lines */
    bool failed;            /* memory is out */
};

/* Split the texts of DESCRIPTION into lines and know their labels. False: memory is out. */
bool feed_plain_lines(struct plain_reading *r);
/* The value of the line with this label, marked as read by the caller; null: there is none, or two
 * that differ. */
struct plain_line *feed_plain_line(struct plain_reading *r, enum plain_label label);

/* The text of a property without its escapes; "" where there is none or it is no text. */
const char *feed_plain_text(struct plain_reading *r, const char *name);
/* Say a field. Copies value and words. */
void feed_plain_say(struct plain_reading *r, enum jk_plain_field field, enum jk_plain_how how,
                    struct jk_span value, struct jk_span words, const char *from);
/* Ask about a field. */
void feed_plain_ask(struct plain_reading *r, const struct jk_plain_doubt *doubt);
/* True when the event has the property. */
bool feed_plain_has(const struct plain_reading *r, const char *property);
/* Append a line that was read, unless the event has such a property itself. */
void feed_plain_derive(struct plain_reading *r, const char *property, const char *from,
                       const char *value);

/* A copy in the arena; "" and `failed` when memory is out. */
const char *feed_plain_keep(struct plain_reading *r, struct jk_span text);
/* A UID without its escapes; as it stands where they are another program's. Null: memory is out. */
const char *feed_plain_uid(struct jk_arena *arena, const struct jk_ical_prop *prop);
/* The activity itself: the first VEVENT that changes no instance. */
const struct jk_ical_comp *feed_plain_main(const struct jk_ical_comp *calendar);
/* Is there a rule, a further date, or a changed instance in it? */
bool feed_plain_recurs(const struct jk_ical_comp *calendar);

/* The readers. */
void feed_plain_paslon(struct plain_reading *r);
/* @param of  the activity's kind for a changed instance; JK_KIND_END: none */
void feed_plain_kind(struct plain_reading *r, enum jk_kind of);
/* Append the legs that lines of a main that does not repeat speak of. */
void feed_plain_legs(struct plain_reading *r, struct jk_buf *out);
void feed_plain_place(struct plain_reading *r);
void feed_plain_fields(struct plain_reading *r);
#endif
