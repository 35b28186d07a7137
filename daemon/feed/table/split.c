/* RFC 4180 with either separator, read cell by cell; the work grows with the bytes. */
#include <string.h>
#include "daemon/feed/table/cell.h"
#include "jarak/feed/texts/texts.h"
#include "daemon/feed/table/row.h"
#include "jarak/feed/table/grid.h"

static bool ends_cell(const struct splitter *s, size_t i)
{
    return i == s->text.len || s->text.at[i] == s->sep || s->text.at[i] == '\r' ||
           s->text.at[i] == '\n';
}

/* The end of the cell, and whether its quotes stand where they may. */
static bool find_end(const struct splitter *s, size_t *end)
{
    const char *at = s->text.at;
    size_t i = s->at;

    if (i == s->text.len || at[i] != '"') {
        while (!ends_cell(s, i) && at[i] != '"')
            i++;
        *end = i;
        return ends_cell(s, i);
    }
    for (i++; i < s->text.len; i++) {
        if (at[i] != '"')
            continue;
        if (i + 1 == s->text.len || at[i + 1] != '"') {
            *end = i + 1;
            return ends_cell(s, i + 1);
        }
        i++;
    }
    return false;
}

/* Without quotes, carriage returns before line feeds, and the apostrophes of our own writer. */
static void decode(struct jk_span raw, char *out)
{
    bool quoted = raw.len > 0 && raw.at[0] == '"';
    size_t len = 0, kept = 0;

    for (size_t i = quoted; i < raw.len - quoted; i++) {
        if (raw.at[i] == '\r' && i + 1 < raw.len && raw.at[i + 1] == '\n')
            continue;
        out[len++] = raw.at[i];
        i += quoted && raw.at[i] == '"';
    }
    for (size_t i = 0; i < len; i++) { /* out[i - 1] is still as it was read: kept < i by then */
        if (!feed_register_is_guard((struct jk_span){ out, len }, i))
            out[kept++] = out[i];
    }
    out[kept] = '\0';
}

static void step_over(struct splitter *s, size_t end, bool *last)
{
    const char *at = s->text.at;

    for (; s->at < end; s->at++)
        s->line += at[s->at] == '\n';
    *last = end == s->text.len || at[end] != s->sep;
    if (!*last) {
        s->at++;
        return;
    }
    if (s->at < s->text.len && at[s->at] == '\r')
        s->at++;
    if (s->at < s->text.len && at[s->at] == '\n') {
        s->at++;
        s->line++;
    }
}

enum jk_status feed_split_cell(struct splitter *s, struct jk_arena *arena, const char **cell,
                               bool *last, struct jk_error *err)
{
    size_t end = s->at;
    char *text;

    if (!find_end(s, &end))
        return jk_fail_at(err, JK_INVALID, JK_TEXT_CSV_QUOTE, (struct jk_at){ s->line, "" }, "%s",
                          "");
    if (end - s->at > JK_GRID_CELL_MAX)
        return jk_fail_at(err, JK_TOO_BIG, JK_TEXT_CSV_LONG, (struct jk_at){ s->line, "" }, "%zu",
                          end - s->at);
    if (!(text = jk_arena_take(arena, end - s->at + 1)))
        return jk_no_memory(err);
    decode((struct jk_span){ s->text.at + s->at, end - s->at }, text);
    step_over(s, end, last);
    *cell = text;
    return JK_OK;
}
