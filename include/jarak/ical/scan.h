/* jarak/ical/scan.h: bytes of iCalendar as a tree of components and properties.
 *
 * Our own content-line scanner of RFC 5545 section 3.1; it stands before everything else, so its
 * work grows linearly with the bytes, which the caller bounds. Lines end with CRLF or LF and are
 * unfolded byte by byte (a fold may cut a UTF-8 character; it is whole again afterwards). A byte
 * order mark at the start and empty lines anywhere are passed over. Spans point into the caller's
 * bytes or, for folded lines, into the arena. Pure.
 *
 * What nobody reads need not be strict: odd names, stray quotes and controls are let through and
 * kept; who reads a property asks jk_ical_strict() first. Source:
 * docs/decisions/0066-lines-that-nobody-reads.md. */
#ifndef JARAK_ICAL_SCAN_H
#define JARAK_ICAL_SCAN_H
#include "jarak/base/arena.h"
#include "jarak/base/error.h"

#define JK_ICAL_LINE_MAX         (8U * 1024)  /* of a value that is read; real ones: under 2 KiB */
#define JK_ICAL_STRUCTURED_MAX   (64U * 1024) /* of a geometry: a route of some 2,500 points */
#define JK_ICAL_LINES_MAX        8000U  /* lines as sent: 256 KiB folded at 75 bytes are 3,500 */
#define JK_ICAL_IMPORT_LINES_MAX 32000U /* likewise for 1 MiB */
#define JK_ICAL_PARAMS_MAX       1000U /* of one property that are kept; an ATTENDEE has about ten */
#define JK_ICAL_DEPTH_MAX        5U /* VCALENDAR, VEVENT, VALARM and room; libical dies of depth */

/** One parameter of a property. */
struct jk_ical_param {
    struct jk_span name;
    struct jk_span value; /**< without the quotes when it is one quoted value, else as sent */
};

/** One content line. */
struct jk_ical_prop {
    struct jk_ical_prop *next;
    struct jk_span name; /**< as sent; compare without regard to case */
    const struct jk_ical_param *params;
    size_t param_count;
    struct jk_span value; /**< unfolded, escapes untouched; UTF-8 without NUL and CR */
    bool loose;           /**< not as RFC 5545 3.1 has it: a name, a quote, a parameter */
    struct jk_span bytes; /**< the line in the caller's bytes, folds and line end included */
    unsigned line;        /**< 1-based number of its first line as sent */
};

/** One component. */
struct jk_ical_comp {
    struct jk_ical_comp *next;
    struct jk_ical_comp *children; /**< in the order sent */
    struct jk_ical_prop *props;    /**< in the order sent */
    struct jk_span name;           /**< as sent; compare without regard to case */
    struct jk_span bytes;          /**< from its BEGIN line to its END line, both included */
    struct jk_span begin, end;     /**< those two lines */
    unsigned line;                 /**< of BEGIN */
};

/** Read a stream that holds exactly one outermost component.
 *
 * @param arena      takes the tree
 * @param bytes     borrowed as long as the tree is used
 * @param max_lines  most lines as sent, counted before unfolding
 * @param[out] out   the outermost component; written on JK_OK only
 * @return JK_OK; JK_UNDECODED NUL or not UTF-8; JK_TOO_MANY lines or depth; JK_INVALID any other
 *         fault, with its line; JK_MEMORY */
enum jk_status jk_ical_scan(struct jk_arena *arena, struct jk_span bytes, unsigned max_lines,
                            const struct jk_ical_comp **out, struct jk_error *err);

/** Check that a property which is going to be read is written strictly.
 *
 * @param value_max  most bytes of its value
 * @param field      its name as we write it
 * @return JK_OK; JK_INVALID a control character, or a line that RFC 5545 3.1 does not know;
 *         JK_TOO_BIG */
enum jk_status jk_ical_strict(const struct jk_ical_prop *prop, size_t value_max, const char *field,
                              struct jk_error *err);

/** The value of a parameter (any case of `name`); at == NULL when it is absent. The first counts.
 */
struct jk_span jk_ical_param(const struct jk_ical_prop *prop, const char *name);

/** The first property of that name (any case) in a component, or null. */
const struct jk_ical_prop *jk_ical_find(const struct jk_ical_comp *comp, const char *name);

/** True when the component or property name is `name`, in any case. */
bool jk_ical_is(struct jk_span found, const char *name);
#endif
