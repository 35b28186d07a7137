/* A table before its cells: its encoding, its frame, its separator, and how names are compared.
 *
 * Office programs write any of ; , and tab, UTF-8 with a mark or UTF-16, and leave a Ctrl-Z of old
 * behind the end. Names are compared as a reader sees them: case does not count, and blanks stand
 * for the underscore. */
#include <string.h>
#include "daemon/feed/table/row.h"
#include "jarak/base/encoding.h"
#include "jarak/base/texts.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/model/texts.h"

/* The sign that ends the first cell of the head: its names hold none. */
static char find_separator(struct jk_span text)
{
    for (size_t i = 0; i < text.len && text.at[i] != '\n'; i++) {
        if (text.at[i] == ';' || text.at[i] == ',' || text.at[i] == '\t')
            return text.at[i];
    }
    return ',';
}

/* How many bytes of the blank or underscore at the front: 0 for any other sign. */
static size_t blank_at(struct jk_span text)
{
    if (jk_span_starts(text, JK_SPAN("\xc2\xa0"))) /* no-break space */
        return 2;
    return text.len && strchr(" _\t\r\n", text.at[0]) ? 1 : 0;
}

struct jk_span feed_table_skip_blanks(struct jk_span text)
{
    for (size_t n; (n = blank_at(text)) > 0;)
        text = (struct jk_span){ text.at + n, text.len - n };
    return text;
}

/* The same words in the same order, whatever stands between and around them. */
bool feed_table_same_words(struct jk_span a, struct jk_span b)
{
    for (a = feed_table_skip_blanks(a), b = feed_table_skip_blanks(b); a.len && b.len;) {
        bool gap = blank_at(a) > 0;

        if (gap != (blank_at(b) > 0))
            return feed_table_skip_blanks(a).len == 0 && feed_table_skip_blanks(b).len == 0;
        if (!gap && !jk_span_eq_nocase((struct jk_span){ a.at, 1 }, (struct jk_span){ b.at, 1 }))
            return false;
        a = gap ? feed_table_skip_blanks(a) : (struct jk_span){ a.at + 1, a.len - 1 };
        b = gap ? feed_table_skip_blanks(b) : (struct jk_span){ b.at + 1, b.len - 1 };
    }
    return feed_table_skip_blanks(a).len == 0 && feed_table_skip_blanks(b).len == 0;
}

/* Without the byte order mark, and without the Ctrl-Z that programs of DOS descent end a file by.
 */
static struct jk_span strip_frame(struct jk_span bytes)
{
    size_t len = bytes.len;

    if (jk_span_starts(bytes, JK_SPAN("\xef\xbb\xbf")))
        bytes = (struct jk_span){ bytes.at + 3, len -= 3 };
    for (; len && memchr("\x1a\0\r\n", bytes.at[len - 1], 4); len--)
        bytes.len = memchr("\x1a\0", bytes.at[len - 1], 2) ? len - 1 : bytes.len;
    return bytes;
}

/* "Unicode text" of Excel is UTF-16 with a mark, and its cells stand between tabs. Other encodings
 * cannot be told from each other. */
static enum jk_status decode(struct jk_arena *arena, struct jk_span *bytes, struct jk_error *err)
{
    struct jk_span rest;
    enum jk_encoding encoding = jk_encoding_find(*bytes, &rest);
    struct jk_buf text = { 0 };
    char *copy;

    if (encoding != JK_ENCODING_UTF16_LE && encoding != JK_ENCODING_UTF16_BE)
        return JK_OK;
    if (!jk_utf16_add(&text, rest, encoding == JK_ENCODING_UTF16_LE)) {
        jk_buf_clear(&text);
        return jk_fail(err, JK_UNDECODED, JK_TEXT_CSV_ENCODING, "", "%s", "");
    }
    copy = jk_buf_ok(&text) ? jk_arena_copy(arena, jk_buf_view(&text)) : NULL;
    *bytes = (struct jk_span){ copy, text.len };
    jk_buf_clear(&text);
    return copy ? JK_OK : jk_no_memory(err);
}

enum jk_status feed_table_open(struct jk_arena *arena, struct jk_span bytes, struct splitter *out,
                               struct jk_error *err)
{
    enum jk_status rc;

    if (jk_span_starts(bytes, JK_SPAN("PK\x03\x04"))) /* every xlsx and ods is a ZIP archive */
        return jk_fail(err, JK_UNDECODED, JK_TEXT_CSV_WORKBOOK, "", "%s", "");
    if ((rc = decode(arena, &bytes, err)) != JK_OK)
        return rc;
    bytes = strip_frame(bytes);
    if (bytes.len && (!jk_utf8_valid(bytes) || memchr(bytes.at, '\0', bytes.len)))
        return jk_fail(err, JK_UNDECODED, JK_TEXT_CSV_ENCODING, "", "%s", "");
    *out = (struct splitter){ bytes, 0, 1, find_separator(bytes) };
    return JK_OK;
}
