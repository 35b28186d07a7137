/* Content lines into a tree: one pass over the bytes, iterative, bounded in every direction.
 *
 * A line as sent goes through take_sent (line ends), its continuation lines are first measured and
 * then joined once, so a value folded a thousand times is copied once and not a thousand times.
 * UTF-8 is checked after unfolding, because a fold may cut a character.
 *
 * Most lines of a real program are never read: a long DESCRIPTION, the HTML copy of it, an attached
 * file, parameters with names and quotes of their own making. They need only be lines: a name, a
 * colon, UTF-8 and no bare CR, which some readers take for the end of a line and would see behind
 * it a property that we do not. What is read must be strict; its reader asks jk_ical_strict().
 *
 * Open components stand on a stack of JK_ICAL_DEPTH_MAX, each with pointers to where its next child
 * and next property go: lists keep the order sent without a walk to their end. Every component and
 * property keeps the span of its bytes as sent; that is what lets shift.c, except.c and join.c
 * change single lines and leave all others byte for byte. */
#include "jarak/ical/scan.h"
#include "jarak/base/texts.h"
#include "jarak/ical/texts.h"

#include <stdint.h>
#include <string.h>
#include "jarak/base/defend.h"

/* One unfolded line and where it stood. */
struct line {
    struct jk_span text;  /* unfolded */
    struct jk_span bytes; /* as sent */
    unsigned number;
};

struct open_comp {
    struct jk_ical_comp *comp;
    struct jk_ical_comp **child; /* where the next child goes */
    struct jk_ical_prop **prop;  /* where the next property goes */
};

struct scanner {
    struct jk_arena *arena;
    struct jk_error *err;
    const char *at, *end;
    unsigned lines, max_lines; /* lines as sent, taken so far */
    unsigned depth;
    struct jk_ical_comp *root; /* null until the outermost component began */
    struct open_comp open[JK_ICAL_DEPTH_MAX];
};

const struct jk_ical_prop *jk_ical_find(const struct jk_ical_comp *comp, const char *name)
{
    JK_ASSERT(comp != NULL && name != NULL);

    const struct jk_ical_prop *prop = comp->props;

    while (prop && !jk_ical_is(prop->name, name))
        prop = prop->next;
    return prop;
}

bool jk_ical_is(struct jk_span found, const char *name)
{
    return jk_span_eq_nocase(found, jk_span_of(name));
}

struct jk_span jk_ical_param(const struct jk_ical_prop *prop, const char *name)
{
    JK_ASSERT(prop != NULL && name != NULL);
    for (size_t i = 0; i < prop->param_count; i++) {
        if (jk_ical_is(prop->params[i].name, name))
            return prop->params[i].value;
    }
    return (struct jk_span){ NULL, 0 };
}

static enum jk_status refuse(const struct scanner *s, enum jk_status status,
                             const struct jk_text *text, unsigned line, struct jk_span value)
{
    int len = value.len < JK_ERROR_VALUE_MAX ? (int)value.len : JK_ERROR_VALUE_MAX;

    return jk_fail_at(s->err, status, text, (struct jk_at){ line, "" }, "%.*s", len,
                      value.at ? value.at : "");
}

/* TAB is the only control character that RFC 5545 allows in a value. */
static bool has_controls(struct jk_span text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];

        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return true;
    }
    return false;
}

/* A NUL means that the bytes are no text at all. */
static enum jk_status check_controls(const struct scanner *s, struct jk_span text)
{
    if (text.len && memchr(text.at, '\0', text.len))
        return refuse(s, JK_UNDECODED, JK_TEXT_ICAL_NOT_TEXT, s->lines, text);
    if (text.len && memchr(text.at, '\r', text.len))
        return refuse(s, JK_INVALID, JK_TEXT_ICAL_CONTROL, s->lines, text);
    return JK_OK;
}

/* Take one line as sent, without its CRLF or LF. */
static enum jk_status take_sent(struct scanner *s, struct jk_span *text)
{
    const char *from = s->at, *nl = memchr(from, '\n', (size_t)(s->end - from));
    const char *stop = nl ? nl : s->end;

    s->at = nl ? nl + 1 : s->end;
    if (++s->lines > s->max_lines)
        return refuse(s, JK_TOO_MANY, JK_TEXT_ICAL_LINES, s->lines, (struct jk_span){ NULL, 0 });
    if (nl && stop > from && stop[-1] == '\r')
        stop--;
    *text = (struct jk_span){ from, (size_t)(stop - from) };
    return check_controls(s, *text);
}

static bool is_fold(const struct scanner *s)
{
    return s->at < s->end && (*s->at == ' ' || *s->at == '\t');
}

/* Copy the pieces of a folded line together. They were measured and checked by measure_folds(). */
static enum jk_status join_folds(struct scanner *s, struct line *line, size_t len)
{
    const char *from = line->bytes.at, *stop = from + line->bytes.len;
    char *text = jk_arena_take(s->arena, len);
    size_t used = 0;

    if (!text)
        return refuse(s, JK_MEMORY, JK_TEXT_NO_MEMORY, line->number, (struct jk_span){ NULL, 0 });
    for (bool first = true; from < stop; first = false) {
        const char *nl = memchr(from, '\n', (size_t)(stop - from));
        const char *end = nl ? nl : stop;
        const char *piece = first ? from : from + 1; /* one blank is the fold */

        if (nl && end > piece && end[-1] == '\r')
            end--;
        memcpy(text + used, piece, (size_t)(end - piece));
        used += (size_t)(end - piece);
        from = nl ? nl + 1 : stop;
    }
    line->text = (struct jk_span){ text, used };
    return JK_OK;
}

/* Walk over the continuation lines; *len becomes the unfolded length, which the body bounds. */
static enum jk_status measure_folds(struct scanner *s, struct line *line, size_t *len)
{
    struct jk_span piece;
    enum jk_status rc;

    *len = line->text.len;
    while (is_fold(s)) {
        if ((rc = take_sent(s, &piece)) != JK_OK)
            return rc;
        *len += piece.len ? piece.len - 1 : 0;
    }
    line->bytes.len = (size_t)(s->at - line->bytes.at);
    return JK_OK;
}

static enum jk_status take_line(struct scanner *s, struct line *line)
{
    size_t len;
    enum jk_status rc;

    *line = (struct line){ .bytes = { s->at, 0 }, .number = s->lines + 1 };
    if ((rc = take_sent(s, &line->text)) != JK_OK || (rc = measure_folds(s, line, &len)) != JK_OK)
        return rc;
    if (len != line->text.len && (rc = join_folds(s, line, len)) != JK_OK)
        return rc;
    if (!jk_utf8_valid(line->text))
        return refuse(s, JK_UNDECODED, JK_TEXT_ICAL_NOT_TEXT, line->number, line->text);
    return JK_OK;
}

/* The length of the name (RFC 5545 iana-token or x-name) at the front. */
static size_t name_len(struct jk_span text)
{
    size_t i = 0;

    while (i < text.len &&
           ((text.at[i] >= 'A' && text.at[i] <= 'Z') || (text.at[i] >= 'a' && text.at[i] <= 'z') ||
            (text.at[i] >= '0' && text.at[i] <= '9') || text.at[i] == '-'))
        i++;
    return i;
}

/* The length of what some program calls a name: "X-ENTOURAGE_UUID", "item1.X-ABADR". A blank is not
 * in it: with one, it is a line of text that lost its fold. */
static size_t loose_name_len(struct jk_span text)
{
    size_t i = 0;

    while (i < text.len && (unsigned char)text.at[i] > ' ' && text.at[i] != 0x7f &&
           !strchr("\"*,:;=", text.at[i]))
        i++;
    return i;
}

static struct jk_span take_front(struct jk_span *rest, size_t len)
{
    struct jk_span front = { rest->at, len };

    rest->at += len;
    rest->len -= len;
    return front;
}

static struct jk_span take_name(struct jk_span *rest, bool *loose)
{
    size_t strict = name_len(*rest), len = loose_name_len(*rest);

    *loose = *loose || len > strict;
    return take_front(rest, len > strict ? len : strict);
}

static bool ends_value(struct jk_span rest, size_t i)
{
    return i < rest.len && (rest.at[i] == ';' || rest.at[i] == ':' || rest.at[i] == ',');
}

/* What was seen of a line's parameters. */
struct seen {
    bool loose;
    bool open; /* a quote stayed open, so each behind it does: nobody looks to the end again */
};

/* The length of a quoted value, 0 when its quote stays open. A quote that no separator follows is
 * one of the text: "Blok "A"". */
static size_t quoted_len(struct jk_span rest, struct seen *seen)
{
    for (size_t i = 1; i < rest.len && !seen->open; i++) {
        if (rest.at[i] != '"')
            continue;
        if (ends_value(rest, i + 1))
            return i + 1;
        seen->loose = true;
    }
    seen->loose = seen->open = true;
    return 0;
}

/* The length of one parameter value, quoted or not. A quote within an unquoted one is of the text,
 * and so is one that stays open. */
static size_t param_value_len(struct jk_span rest, struct seen *seen)
{
    size_t i = 0;

    if (rest.len && rest.at[0] == '"' && (i = quoted_len(rest, seen)) > 0)
        return i;
    for (; i < rest.len && !ends_value(rest, i); i++)
        seen->loose = seen->loose || rest.at[i] == '"';
    return i;
}

/* Read `NAME=value[,value]` at the front of *rest; old programs leave the value out. */
static void take_param(struct jk_span *rest, struct jk_ical_param *param, struct seen *seen)
{
    const char *from;
    size_t len;

    param->name = take_name(rest, &seen->loose);
    param->value = (struct jk_span){ rest->at, 0 };
    if (rest->len == 0 || rest->at[0] != '=') {
        seen->loose = true;
        return;
    }
    seen->loose = seen->loose || param->name.len == 0;
    take_front(rest, 1);
    from = rest->at;
    for (;;) {
        len = param_value_len(*rest, seen);
        take_front(rest, len);
        if (rest->len == 0 || rest->at[0] != ',')
            break;
        take_front(rest, 1);
    }
    param->value = (struct jk_span){ from, (size_t)(rest->at - from) };
    if (len == param->value.len && len >= 2 && from[0] == '"')
        param->value = (struct jk_span){ from + 1, len - 2 };
}

/* Most lines have no parameter and take no memory. Beyond the limit they are passed over, for a
 * line of semicolons would take thirty times its bytes; such a line is not read. */
static enum jk_status take_params(struct scanner *s, const struct line *line, struct jk_span *rest,
                                  struct jk_ical_prop *prop)
{
    struct jk_ical_param *params = NULL, *more, over;
    struct seen seen = { .loose = prop->loose };
    size_t cap = 0;

    while (rest->len && rest->at[0] == ';') {
        take_front(rest, 1);
        if (prop->param_count == JK_ICAL_PARAMS_MAX) {
            take_param(rest, &over, &seen);
            seen.loose = true;
            continue;
        }
        more = jk_arena_grow(s->arena, params, prop->param_count, &cap, sizeof *params);
        if (!more)
            return refuse(s, JK_MEMORY, JK_TEXT_NO_MEMORY, line->number, line->text);
        params = more;
        take_param(rest, &params[prop->param_count++], &seen);
    }
    prop->params = params;
    prop->loose = seen.loose;
    return JK_OK;
}

static enum jk_status parse_line(struct scanner *s, const struct line *line,
                                 struct jk_ical_prop *prop)
{
    struct jk_span rest = line->text;
    enum jk_status rc;

    *prop = (struct jk_ical_prop){ .bytes = line->bytes, .line = line->number };
    prop->name = take_name(&rest, &prop->loose);
    if (prop->name.len == 0)
        return refuse(s, JK_INVALID, JK_TEXT_ICAL_LINE_FORM, line->number, line->text);
    if ((rc = take_params(s, line, &rest, prop)) != JK_OK)
        return rc;
    if (rest.len == 0 || rest.at[0] != ':')
        return refuse(s, JK_INVALID, JK_TEXT_ICAL_LINE_FORM, line->number, line->text);
    take_front(&rest, 1);
    prop->value = rest;
    if (jk_ical_is(prop->name, "BEGIN") || jk_ical_is(prop->name, "END"))
        prop->value = jk_span_trim(rest);
    return JK_OK;
}

/* A component is linked to its parent when it begins, so that lists are in the order sent. */
static enum jk_status begin_comp(struct scanner *s, const struct jk_ical_prop *prop)
{
    struct jk_ical_comp *comp;

    if (prop->param_count || prop->value.len == 0 || name_len(prop->value) != prop->value.len)
        return refuse(s, JK_INVALID, JK_TEXT_ICAL_LINE_FORM, prop->line, prop->value);
    if (s->depth == JK_ICAL_DEPTH_MAX)
        return refuse(s, JK_TOO_MANY, JK_TEXT_ICAL_DEPTH, prop->line, prop->value);
    if (!(comp = jk_arena_take(s->arena, sizeof *comp)))
        return refuse(s, JK_MEMORY, JK_TEXT_NO_MEMORY, prop->line, prop->value);
    *comp = (struct jk_ical_comp){ .name = prop->value, .begin = prop->bytes, .line = prop->line };
    if (!s->root)
        s->root = comp;
    if (s->depth) {
        struct open_comp *parent = &s->open[s->depth - 1];

        *parent->child = comp;
        parent->child = &comp->next;
    }
    s->open[s->depth++] = (struct open_comp){ comp, &comp->children, &comp->props };
    return JK_OK;
}

static enum jk_status end_comp(struct scanner *s, const struct jk_ical_prop *prop)
{
    struct jk_ical_comp *comp = s->open[s->depth - 1].comp;

    if (prop->param_count || !jk_span_eq_nocase(prop->value, comp->name))
        return jk_fail_at(s->err, JK_INVALID, JK_TEXT_ICAL_BALANCE,
                          (struct jk_at){ prop->line, "END" }, "%.*s", (int)prop->value.len,
                          prop->value.at);
    comp->end = prop->bytes;
    comp->bytes =
        (struct jk_span){ comp->begin.at, (size_t)(comp->end.at + comp->end.len - comp->begin.at) };
    s->depth--;
    return JK_OK;
}

static enum jk_status keep_prop(struct scanner *s, const struct jk_ical_prop *prop)
{
    struct jk_ical_prop *copy = jk_arena_take(s->arena, sizeof *copy);

    if (!copy)
        return refuse(s, JK_MEMORY, JK_TEXT_NO_MEMORY, prop->line, prop->value);
    *copy = *prop;
    *s->open[s->depth - 1].prop = copy;
    s->open[s->depth - 1].prop = &copy->next;
    return JK_OK;
}

static enum jk_status scan_line(struct scanner *s)
{
    struct jk_ical_prop prop;
    struct line line;
    enum jk_status rc;

    if ((rc = take_line(s, &line)) != JK_OK)
        return rc;
    if (jk_span_trim(line.text).len == 0) /* editors and mail programs leave empty lines */
        return JK_OK;
    if ((rc = parse_line(s, &line, &prop)) != JK_OK)
        return rc;
    if (jk_ical_is(prop.name, "BEGIN"))
        return begin_comp(s, &prop);
    if (s->depth == 0)
        return refuse(s, JK_INVALID, JK_TEXT_ICAL_START, line.number, line.text);
    return jk_ical_is(prop.name, "END") ? end_comp(s, &prop) : keep_prop(s, &prop);
}

/* Behind the last END only empty lines may stand. */
static enum jk_status scan_tail(struct scanner *s)
{
    struct jk_span text;
    enum jk_status rc;

    while (s->at < s->end) {
        if ((rc = take_sent(s, &text)) != JK_OK)
            return rc;
        if (jk_span_trim(text).len)
            return refuse(s, JK_INVALID, JK_TEXT_ICAL_START, s->lines, text);
    }
    return JK_OK;
}

enum jk_status jk_ical_strict(const struct jk_ical_prop *prop, size_t value_max, const char *field,
                              struct jk_error *err)
{
    JK_ASSERT(prop != NULL && field != NULL);

    int shown = prop->value.len < JK_ERROR_VALUE_MAX ? (int)prop->value.len : JK_ERROR_VALUE_MAX;
    struct jk_at at = { prop->line, field };

    if (prop->loose)
        return jk_fail_at(err, JK_INVALID, JK_TEXT_ICAL_LINE_FORM, at, "%.*s", shown,
                          prop->value.at);
    if (prop->value.len > value_max)
        return jk_fail_at(err, JK_TOO_BIG, JK_TEXT_ICAL_LINE_LONG, at, "%.*s", shown,
                          prop->value.at);
    if (has_controls(prop->value))
        return jk_fail_at(err, JK_INVALID, JK_TEXT_ICAL_CONTROL, at, "%.*s", shown, prop->value.at);
    return JK_OK;
}

enum jk_status jk_ical_scan(struct jk_arena *arena, struct jk_span bytes, unsigned max_lines,
                            const struct jk_ical_comp **out, struct jk_error *err)
{
    JK_ASSERT(max_lines > 0 && out != NULL);

    struct scanner s = { .arena = arena, .err = err, .max_lines = max_lines };
    enum jk_status rc;

    if (bytes.len == 0)
        return refuse(&s, JK_INVALID, JK_TEXT_ICAL_START, 1, bytes);
    s.at = bytes.at;
    s.end = bytes.at + bytes.len;
    if (jk_span_starts(bytes, JK_SPAN("\xef\xbb\xbf"))) /* programs of Windows write it */
        s.at += 3;
    do {
        if ((rc = scan_line(&s)) != JK_OK)
            return rc;
    } while ((s.depth || !s.root) && s.at < s.end);
    if (!s.root)
        return refuse(&s, JK_INVALID, JK_TEXT_ICAL_START, 1, (struct jk_span){ NULL, 0 });
    if (s.depth) {
        const struct jk_ical_comp *comp = s.open[s.depth - 1].comp;

        return jk_fail_at(err, JK_INVALID, JK_TEXT_ICAL_BALANCE,
                          (struct jk_at){ comp->line, "BEGIN" }, "%.*s", (int)comp->name.len,
                          comp->name.at);
    }
    if ((rc = scan_tail(&s)) != JK_OK)
        return rc;
    *out = s.root;
    return JK_OK;
}
