/* Streams for the tests of ical: one sound notice, changed line by line. */
#ifndef TESTS_UNIT_ICAL_HELP_H
#define TESTS_UNIT_ICAL_HELP_H
#include "jarak/ical/read.h"

/** What a test has read, with the arena it lives in; drop with help_clear(). */
struct help {
    struct jk_arena arena;
    struct jk_buf sent;
    struct jk_ical_context context;
    struct jk_ical_stream stream;
    struct jk_error err;
};

/** Load calendars/tz/zones.ics; tests run in the project's root. */
void help_zones(void);

/** A context of the pack's window (25 September to 30 November 2024 WITA), POST, no floating zone.
 */
struct jk_ical_context help_context(void);

/** Write the sound notice (lines 1..15) with changes, each ended by `|`, into h->sent.
 *
 * A change `NAME...` replaces the first line of that name or is added before END:VEVENT, `-NAME`
 * removes it, `^LINE` is added below PRODID, `$LINE` below END:VEVENT, `=LINE` begins a stream of
 * nothing but the lines given. */
void help_compose(struct help *h, const char *changes);

/** Compose, read and return the status; h->context is set unless its window is. */
enum jk_status help_read(struct help *h, const char *changes);

/** Read these bytes. */
enum jk_status help_read_span(struct help *h, struct jk_span bytes);

/** The whole of a file, as h->sent. */
void help_file(struct help *h, const char *path);

void help_clear(struct help *h);

/** UTC seconds of an ISO 8601 time; the test fails when it is none. */
int64_t help_time(const char *iso);
#endif
