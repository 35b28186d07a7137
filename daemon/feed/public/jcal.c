/* Calendars as jCal (RFC 7265): lines, components and parameters; the values are jcal_value.c's.
 *
 * One pass over the text writes the JSON as it goes, with no tree: a component is [name,
 * [properties], [components]], so all properties of a component must come before its first child,
 * as they do in all that we write. Lines that are not folded are read where they stand. A feed is
 * converted piece by piece (begin, more), each with the outermost component left open. */
#include "jarak/feed/public/jcal.h"

#include <string.h>
#include "daemon/feed/public/jcal_value.h"
#include "jarak/base/defend.h"

#define NAME_MAX_LEN 32 /* of a component; the longest known is VAVAILABILITY */

/* A component that is open. */
struct level {
    char name[NAME_MAX_LEN];
    size_t name_len;
    bool has_property, has_child;
};

struct writing {
    struct jk_buf *out;
    struct jk_buf line; /* unfolded */
    struct level levels[JK_JCAL_DEPTH];
    unsigned depth;
    bool ended; /* the outermost component was closed */
};

static bool begin(struct writing *w, struct jk_span name)
{
    struct level *parent = w->depth > 0 ? &w->levels[w->depth - 1] : NULL;
    struct level *level = &w->levels[w->depth];

    if (w->ended || w->depth == JK_JCAL_DEPTH || name.len == 0 || name.len > NAME_MAX_LEN)
        return false;
    if (parent)
        jk_buf_str(w->out, parent->has_child ? "," : "],[");
    if (parent)
        parent->has_child = true;
    *level = (struct level){ .name_len = name.len };
    memcpy(level->name, name.at, name.len);
    w->depth++;
    jk_buf_char(w->out, '[');
    feed_jcal_lower(w->out, name);
    jk_buf_str(w->out, ",[");
    return true;
}

static bool end(struct writing *w, struct jk_span name)
{
    const struct level *level = w->depth > 0 ? &w->levels[w->depth - 1] : NULL;

    if (!level || !jk_span_eq_nocase(name, (struct jk_span){ level->name, level->name_len }))
        return false;
    jk_buf_str(w->out, level->has_child ? "]]" : "],[]]");
    w->ended = --w->depth == 0;
    return true;
}

/* Take a word up to one of `stops` off the front; a quoted one loses its quotes. */
static bool take_word(struct jk_span *rest, const char *stops, struct jk_span *word)
{
    bool quoted = rest->len > 0 && rest->at[0] == '"';
    size_t from = quoted, to = from;

    while (to < rest->len && (quoted ? rest->at[to] != '"' : !strchr(stops, rest->at[to])))
        to++;
    if (to == rest->len)
        return false;
    *word = (struct jk_span){ rest->at + from, to - from };
    *rest = (struct jk_span){ rest->at + to + quoted, rest->len - to - quoted };
    return rest->len > 0;
}

static void drop_one(struct jk_span *rest)
{
    *rest = (struct jk_span){ rest->at + 1, rest->len - 1 };
}

/* Take `=value` or `=value,value` off the front. `value` gets the first. */
static bool take_values(struct writing *w, struct jk_span *rest, bool quiet, struct jk_span *value)
{
    struct jk_buf *out = w->out;
    size_t begun = out->len, count = 0;
    struct jk_span word;

    do {
        drop_one(rest);
        if (!take_word(rest, ",;:", &word))
            return false;
        if (count++ == 0)
            *value = word;
        else if (!quiet)
            jk_buf_char(out, ',');
        if (!quiet)
            feed_jcal_param(out, word);
    } while (*rest->at == ',');
    if (count == 1 || quiet)
        return true;
    jk_buf_str(out, "]]"); /* there are several: one makes room for the bracket before the first */
    if (!jk_buf_ok(out))
        return true; /* the caller's caller asks */
    memmove(out->at + begun + 1, out->at + begun, out->len - begun - 2);
    out->at[begun] = '[';
    return true;
}

/* `;NAME=value...` up to the colon as an object's members. VALUE is kept for the type. */
static bool add_params(struct writing *w, struct jk_span *rest, struct jk_span *type)
{
    const char *join = "";

    while (*rest->at == ';') {
        struct jk_span name, value;
        bool is_type;

        drop_one(rest);
        if (!take_word(rest, "=;:", &name) || *rest->at != '=' || name.len == 0)
            return false;
        is_type = jk_span_eq_nocase(name, JK_SPAN("VALUE"));
        if (!is_type) {
            jk_buf_str(w->out, join);
            feed_jcal_lower(w->out, name);
            jk_buf_char(w->out, ':');
            join = ",";
        }
        if (!take_values(w, rest, is_type, &value))
            return false;
        if (is_type)
            *type = value;
    }
    return *rest->at == ':';
}

static bool add_property(struct writing *w, struct jk_span name, struct jk_span rest)
{
    struct level *level = &w->levels[w->depth - 1];
    struct jk_span type = { NULL, 0 };

    if (level->has_child)
        return false;
    jk_buf_str(w->out, level->has_property ? ",[" : "[");
    level->has_property = true;
    feed_jcal_lower(w->out, name);
    jk_buf_str(w->out, ",{");
    if (!add_params(w, &rest, &type))
        return false;
    drop_one(&rest);
    jk_buf_str(w->out, "},");
    if (!feed_jcal_values(w->out, name, type, rest))
        return false;
    jk_buf_char(w->out, ']');
    return true;
}

static bool add_line(struct writing *w, struct jk_span line)
{
    struct jk_span rest = line, name;

    if (!take_word(&rest, ";:", &name) || name.len == 0 || name.at != line.at)
        return false;
    if (*rest.at == ':' && jk_span_eq_nocase(name, JK_SPAN("BEGIN")))
        return begin(w, (struct jk_span){ rest.at + 1, rest.len - 1 });
    if (*rest.at == ':' && jk_span_eq_nocase(name, JK_SPAN("END")))
        return end(w, (struct jk_span){ rest.at + 1, rest.len - 1 });
    return w->depth > 0 && add_property(w, name, rest);
}

/* Take one line as sent, without its CRLF. */
static bool take_piece(struct jk_span *rest, struct jk_span *piece)
{
    const char *found = rest->len > 0 ? memchr(rest->at, '\n', rest->len) : NULL;
    size_t len = found ? (size_t)(found - rest->at) : 0;

    if (len == 0 || rest->at[len - 1] != '\r')
        return false;
    *piece = (struct jk_span){ rest->at, len - 1 };
    *rest = (struct jk_span){ rest->at + len + 1, rest->len - len - 1 };
    return true;
}

/* Take one line with what was folded of it: where nothing was, it is not copied. */
static bool take_line(struct writing *w, struct jk_span *rest, struct jk_span *line)
{
    struct jk_span piece;

    if (!take_piece(rest, line))
        return false;
    if (rest->len == 0 || rest->at[0] != ' ')
        return true;
    jk_buf_reset(&w->line);
    jk_buf_span(&w->line, *line);
    while (rest->len > 0 && rest->at[0] == ' ') {
        drop_one(rest);
        if (!take_piece(rest, &piece))
            return false;
        jk_buf_span(&w->line, piece);
    }
    *line = jk_buf_view(&w->line);
    return jk_buf_ok(&w->line);
}

/* All lines. @param depth  what must be open at the end */
static enum jk_status write_lines(struct writing *w, struct jk_span ical, unsigned depth)
{
    struct jk_span line;
    bool ok = true;
    enum jk_status rc;

    while (ok && ical.len > 0)
        ok = take_line(w, &ical, &line) && add_line(w, line);
    ok = ok && w->depth == depth && (depth > 0 ? w->levels[0].has_child : w->ended);
    rc = !jk_buf_ok(w->out) || w->line.failed ? JK_MEMORY : ok ? JK_OK : JK_INVALID;
    jk_buf_clear(&w->line);
    return rc;
}

enum jk_status jk_jcal_write(struct jk_buf *out, struct jk_span ical)
{
    JK_ASSERT(ical.at != NULL || ical.len == 0);

    struct writing w = { .out = out };

    return write_lines(&w, ical, 0);
}

enum jk_status jk_jcal_begin(struct jk_buf *out, struct jk_span ical)
{
    struct writing w = { .out = out };

    return write_lines(&w, ical, 1);
}

enum jk_status jk_jcal_more(struct jk_buf *out, struct jk_span ical)
{
    struct writing w = { .out = out, .depth = 1 };

    w.levels[0].has_child = true; /* those of the beginning; its name ends it nowhere here */
    return write_lines(&w, ical, 1);
}
