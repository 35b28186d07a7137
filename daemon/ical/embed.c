/* Lines folded within a character, folded anew.
 *
 * Nearly no resource has one, and one look at all its bytes shows it. Where there is one, its line
 * is taken off with its continuation lines and unfolded, and the folds go where no character is
 * cut. */
#include "jarak/ical/embed.h"

#include <string.h>
#include "jarak/base/texts.h"
#include "jarak/ical/scan.h"
#include "jarak/model/texts.h"

#define FOLD_AT 75 /* octets of a line, RFC 5545 3.1 */

/* The physical line at the front, with its end. */
static struct jk_span take_sent(struct jk_span *rest)
{
    const char *end = memchr(rest->at, '\n', rest->len);
    struct jk_span line = { rest->at, end ? (size_t)(end - rest->at) + 1 : rest->len };

    *rest = (struct jk_span){ rest->at + line.len, rest->len - line.len };
    return line;
}

static bool is_fold(struct jk_span rest)
{
    return rest.len && (rest.at[0] == ' ' || rest.at[0] == '\t');
}

/* The line at the front with its continuation lines. */
static struct jk_span take_line(struct jk_span *rest)
{
    struct jk_span line = take_sent(rest);

    while (is_fold(*rest))
        line.len += take_sent(rest).len;
    return line;
}

static struct jk_span without_end(struct jk_span line)
{
    if (line.len && line.at[line.len - 1] == '\n')
        line.len--;
    if (line.len && line.at[line.len - 1] == '\r')
        line.len--;
    return line;
}

static void unfold(struct jk_buf *out, struct jk_span line)
{
    for (bool first = true; line.len; first = false) {
        struct jk_span piece = without_end(take_sent(&line));

        jk_buf_add(out, piece.at + !first, piece.len - !first); /* one blank is the fold */
    }
}

static void fold(struct jk_buf *buf, struct jk_span text)
{
    size_t room = FOLD_AT;

    do {
        size_t len = jk_utf8_cut(text, room);

        if (room < FOLD_AT)
            jk_buf_str(buf, "\r\n ");
        jk_buf_add(buf, text.at, len);
        text = (struct jk_span){ text.at + len, text.len - len };
        room = FOLD_AT - 1;
    } while (text.len);
    jk_buf_str(buf, "\r\n");
}

void jk_ical_embed(struct jk_buf *buf, struct jk_span bytes)
{
    struct jk_buf text = { 0 };

    if (jk_span_starts(bytes, JK_SPAN("\xef\xbb\xbf")))
        bytes = (struct jk_span){ bytes.at + 3, bytes.len - 3 };
    while (bytes.len && strchr("\r\n \t", bytes.at[0]) && bytes.at[0])
        bytes = (struct jk_span){ bytes.at + 1, bytes.len - 1 };
    if (jk_utf8_valid(bytes)) {
        jk_buf_span(buf, bytes);
        return;
    }
    while (bytes.len) {
        struct jk_span line = take_line(&bytes);

        if (jk_utf8_valid(line)) {
            jk_buf_span(buf, line);
            continue;
        }
        jk_buf_reset(&text);
        unfold(&text, line);
        fold(buf, jk_buf_view(&text));
    }
    buf->failed = buf->failed || !jk_buf_ok(&text);
    jk_buf_clear(&text);
}

/* Lines are cut out by where they lie, so that all others stay as they came, to the octet. */
static bool is_among(struct jk_span name, const char *const *names)
{
    while (*names && !jk_ical_is(name, *names))
        names++;
    return *names != NULL;
}

enum jk_status jk_ical_withhold(struct jk_arena *arena, struct jk_span bytes,
                                const char *const *names, struct jk_span *out, struct jk_error *err)
{
    const struct jk_ical_comp *calendar;
    struct jk_buf text = { 0 };
    const char *from = bytes.at, *kept;
    enum jk_status rc = jk_ical_scan(arena, bytes, JK_ICAL_IMPORT_LINES_MAX, &calendar, err);

    if (rc != JK_OK)
        return rc;
    for (const struct jk_ical_comp *comp = calendar->children; comp; comp = comp->next) {
        for (const struct jk_ical_prop *prop = comp->props; prop; prop = prop->next) {
            if (!is_among(prop->name, names))
                continue;
            jk_buf_add(&text, from, (size_t)(prop->bytes.at - from));
            from = prop->bytes.at + prop->bytes.len;
        }
    }
    if (from == bytes.at) {
        *out = bytes;
        return JK_OK;
    }
    jk_buf_add(&text, from, (size_t)(bytes.at + bytes.len - from));
    kept = jk_buf_ok(&text) ? jk_arena_copy(arena, jk_buf_view(&text)) : NULL;
    *out = (struct jk_span){ kept, text.len };
    jk_buf_clear(&text);
    return kept ? JK_OK : jk_no_memory(err);
}
