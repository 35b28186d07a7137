/* A file of a receiver or a map as UTF-8 that our readers take.
 *
 * Encoding: what is UTF-8 is read as that, whatever it declares of itself; UTF-16 is told by its
 * mark or its first characters; else the declaration of an XML file counts, where it names
 * ISO-8859-1 or windows-1252. The declaration goes, for it is wrong by then. Blanks before the
 * first character, and NUL or Ctrl-Z behind the last, mean nothing. Names of HTML (&nbsp;), which
 * XML does not know without a document type, stand in descriptions nobody reads and become blanks.
 * JSON gets the zero that a number has lost before or behind its point. */
#include <string.h>
#include "daemon/interchange/track_internal.h"
#include "jarak/base/encoding.h"

static struct jk_span strip(struct jk_span text)
{
    while (text.len && strchr(" \t\r\n", text.at[0]) && text.at[0])
        text = (struct jk_span){ text.at + 1, text.len - 1 };
    while (text.len && memchr(" \t\r\n\x1a", text.at[text.len - 1], 6))
        text.len--;
    return text;
}

/* The XML declaration at the front, with its brackets; empty when there is none. */
static struct jk_span declaration(struct jk_span text)
{
    const char *end =
        jk_span_starts(text, JK_SPAN("<?xml")) ? memchr(text.at, '>', text.len) : NULL;

    return (struct jk_span){ text.at, end ? (size_t)(end - text.at) + 1 : 0 };
}

/* True when the declaration names one of the encodings of Western Windows. */
static bool declares_latin(struct jk_span declared)
{
    static const char *const names[] = { "iso-8859-1\"",  "iso-8859-1'", "windows-1252\"",
                                         "windows-1252'", "latin1\"",    "cp1252\"" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t len = strlen(names[i]);

        for (size_t k = 0; k + len <= declared.len; k++) {
            if (jk_span_eq_nocase((struct jk_span){ declared.at + k, len }, jk_span_of(names[i])))
                return true;
        }
    }
    return false;
}

static enum jk_status keep(struct jk_arena *arena, struct jk_buf *buf, struct jk_span *out)
{
    const char *copy = jk_buf_ok(buf) ? jk_arena_copy(arena, jk_buf_view(buf)) : NULL;

    *out = (struct jk_span){ copy, buf->len };
    jk_buf_clear(buf);
    return copy ? JK_OK : JK_MEMORY;
}

static enum jk_status decode(struct jk_arena *arena, struct jk_span bytes, struct jk_span *out)
{
    enum jk_encoding encoding = jk_encoding_find(bytes, out);
    struct jk_buf text = { 0 };
    bool sound = true;

    if (encoding == JK_ENCODING_UTF16_LE || encoding == JK_ENCODING_UTF16_BE) {
        sound = jk_utf16_add(&text, *out, encoding == JK_ENCODING_UTF16_LE);
    } else if (jk_utf8_valid(*out)) {
        return JK_OK;
    } else if (encoding == JK_ENCODING_PLAIN && declares_latin(declaration(strip(*out)))) {
        jk_cp1252_add(&text, *out);
    } else {
        return JK_UNDECODED;
    }
    if (sound)
        return keep(arena, &text, out);
    jk_buf_clear(&text);
    return JK_UNDECODED;
}

/* Bytes of a name between & and ; at the front that XML does not know by itself; 0: none. */
static size_t html_name(struct jk_span text)
{
    static const char *const known[] = { "amp;", "lt;", "gt;", "quot;", "apos;" };
    size_t len = 1;

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (jk_span_starts((struct jk_span){ text.at + 1, text.len - 1 }, jk_span_of(known[i])))
            return 0;
    }
    while (len < text.len && len < 32 &&
           ((text.at[len] >= 'a' && text.at[len] <= 'z') ||
            (text.at[len] >= 'A' && text.at[len] <= 'Z') ||
            (len > 1 && text.at[len] >= '0' && text.at[len] <= '9')))
        len++;
    return len > 1 && len < text.len && text.at[len] == ';' ? len + 1 : 0;
}

/* Most files have no such name and are not copied. */
static enum jk_status blank_names(struct jk_arena *arena, struct jk_span *text)
{
    char *copy = NULL;

    for (size_t i = 0; i < text->len; i++) {
        const char *found = memchr(text->at + i, '&', text->len - i);
        size_t len;

        if (!found)
            return JK_OK;
        i = (size_t)(found - text->at);
        len = html_name((struct jk_span){ found, text->len - i });
        if (len && !copy) {
            if (!(copy = jk_arena_copy(arena, *text)))
                return JK_MEMORY;
            text->at = copy;
        }
        if (len)
            memset(copy + i, ' ', len);
    }
    return JK_OK;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* True for a point outside of strings with no digit on one side of it. */
static bool is_bare(struct jk_span text, size_t i)
{
    bool before = i > 0 && is_digit(text.at[i - 1]);
    bool behind = i + 1 < text.len && is_digit(text.at[i + 1]);

    return text.at[i] == '.' && before != behind;
}

/* ".5" and "117.", which JSON does not know. */
static enum jk_status fill_numbers(struct jk_arena *arena, struct jk_span *text)
{
    struct jk_buf out = { 0 };
    bool in_string = false;
    size_t from = 0;

    for (size_t i = 0; i < text->len; i++) {
        if (in_string && text->at[i] == '\\')
            i++;
        else if (text->at[i] == '"')
            in_string = !in_string;
        else if (!in_string && is_bare(*text, i)) {
            bool before = i > 0 && is_digit(text->at[i - 1]);

            jk_buf_add(&out, text->at + from, i - from);
            jk_buf_str(&out, before ? ".0" : "0.");
            from = i + 1;
        }
    }
    if (from == 0)
        return JK_OK;
    jk_buf_add(&out, text->at + from, text->len - from);
    return keep(arena, &out, text);
}

enum jk_status interchange_track_clean(struct jk_arena *arena, struct jk_span bytes,
                                       struct jk_span *out)
{
    struct jk_span text;
    enum jk_status rc = decode(arena, bytes, &text);

    if (rc != JK_OK)
        return rc;
    text = strip(text);
    if (text.len && text.at[0] == '<') {
        size_t declared = declaration(text).len;

        text = strip((struct jk_span){ text.at + declared, text.len - declared });
        rc = blank_names(arena, &text);
    } else if (text.len && text.at[0] == '{') {
        rc = fill_numbers(arena, &text);
    }
    *out = text;
    return rc;
}
