/* Writing and reading the lines of a document for paper.
 *
 * What each word wants and where it may stand are columns of one table; the place one is at moves
 * with the words that open something and with "end". A row's cells are counted against the
 * columns of its table, so that who draws needs no room for more. */
#include "jarak/feed/sheet/sheet.h"

#include <math.h>
#include <string.h>
#include "jarak/base/control_chars.h"
#include "jarak/base/decimal.h"

#define LINE_MAX 20000 /* twelve texts, and a code */

static const struct word {
    const char *name;
    enum jk_sheet_place place;
    unsigned char numbers_min, numbers_max, texts_min, texts_max;
} words[] = {
#define X(NAME, word, place, n0, n1, t0, t1) { word, place, n0, n1, t0, t1 },
    JK_SHEET_WORDS(X)
#undef X
};

const char *jk_sheet_name(enum jk_sheet_word word)
{
    return words[word].name;
}

/* A code is as long as it is; other texts are cut between two characters. */
static void add_text(struct jk_buf *out, enum jk_sheet_word word, struct jk_span text)
{
    size_t most = word == JK_SHEET_CODE ? JK_SHEET_CODE_MAX : JK_SHEET_TEXT_MAX - 3;
    bool cut = text.len > most;

    jk_buf_char(out, '\t');
    for (int i = 0; i < 3 && !jk_utf8_valid(text); i++)
        text.len--; /* its end was cut off before */
    if (!jk_utf8_valid(text))
        text = JK_SPAN("?");
    if (cut)
        text.len = jk_utf8_cut(text, most);
    jk_control_chars_add(out, text);
    if (cut)
        jk_buf_str(out, "...");
}

void jk_sheet_put(struct jk_buf *out, const struct jk_sheet_item *item)
{
    jk_buf_str(out, words[item->word].name);
    for (size_t i = 0; i < item->number_count; i++) {
        double number = item->numbers[i];

        jk_buf_char(out, ' ');
        jk_decimal_add(out,
                       fmax(-JK_SHEET_NUMBER_MAX,
                            fmin(JK_SHEET_NUMBER_MAX, isnan(number) ? 0 : number)),
                       2, '.');
    }
    for (size_t i = 0; i < item->text_count; i++)
        add_text(out, item->word, item->texts[i]);
    jk_buf_char(out, '\n');
}

void jk_sheet_mark(struct jk_buf *out, enum jk_sheet_word word)
{
    jk_sheet_put(out, &(struct jk_sheet_item){ .word = word });
}

void jk_sheet_say(struct jk_buf *out, enum jk_sheet_word word, const char *text)
{
    jk_sheet_list(out, word, &text, 1);
}

void jk_sheet_measure(struct jk_buf *out, enum jk_sheet_word word, const double *numbers,
                      size_t count)
{
    struct jk_sheet_item item = { .word = word, .number_count = count };

    memcpy(item.numbers, numbers, count * sizeof *numbers);
    jk_sheet_put(out, &item);
}

void jk_sheet_look(struct jk_buf *out, enum jk_sheet_word word, int look, const char *text)
{
    jk_sheet_put(out, &(struct jk_sheet_item){ .word = word,
                                               .numbers = { look },
                                               .number_count = 1,
                                               .texts = { jk_span_of(text) },
                                               .text_count = 1 });
}

void jk_sheet_list(struct jk_buf *out, enum jk_sheet_word word, const char *const *texts,
                   size_t count)
{
    struct jk_sheet_item item = { .word = word, .text_count = count };

    for (size_t i = 0; i < count; i++)
        item.texts[i] = jk_span_of(texts[i]);
    jk_sheet_put(out, &item);
}

struct jk_sheet_reader jk_sheet_reader_of(struct jk_span text)
{
    return (struct jk_sheet_reader){ .rest = text, .place = JK_SHEET_FIRST };
}

static bool find_word(struct jk_span name, enum jk_sheet_word *out)
{
    for (int i = 0; i < JK_SHEET_WORD_END; i++) {
        if (jk_span_eq(name, jk_span_of(words[i].name))) {
            *out = (enum jk_sheet_word)i;
            return true;
        }
    }
    return false;
}

/* "word 1 2.5": the word and its numbers. */
static bool read_front(struct jk_span front, struct jk_sheet_item *out)
{
    struct jk_span part = { NULL, 0 };

    if (!jk_span_cut(&front, ' ', &part) || !find_word(part, &out->word))
        return false;
    while (jk_span_cut(&front, ' ', &part)) {
        double *number = &out->numbers[out->number_count];

        if (out->number_count == words[out->word].numbers_max ||
            !jk_decimal_parse(part, 2, number) || !(fabs(*number) <= JK_SHEET_NUMBER_MAX))
            return false;
        out->number_count++;
    }
    return out->number_count >= words[out->word].numbers_min;
}

static bool read_texts(struct jk_span rest, struct jk_sheet_item *out)
{
    size_t most = out->word == JK_SHEET_CODE ? JK_SHEET_CODE_MAX : JK_SHEET_TEXT_MAX;
    struct jk_span part;

    while (jk_span_cut(&rest, '\t', &part)) {
        if (out->text_count == words[out->word].texts_max || part.len > most ||
            !jk_utf8_valid(part) || !jk_is_one_line(part))
            return false;
        out->texts[out->text_count++] = part;
    }
    return out->text_count >= words[out->word].texts_min;
}

static bool read_item(struct jk_span line, struct jk_sheet_item *out)
{
    struct jk_span front = { NULL, 0 };

    *out = (struct jk_sheet_item){ .number_count = 0 };
    return jk_span_cut(&line, '\t', &front) && read_front(front, out) && read_texts(line, out);
}

/* "end" closes the innermost. */
static bool close_place(struct jk_sheet_reader *r)
{
    if (r->place == JK_SHEET_ROW_)
        r->place = JK_SHEET_TABLE_;
    else if (r->place == JK_SHEET_TABLE_ || r->place == JK_SHEET_DRAW_)
        r->place = JK_SHEET_FLOW;
    else
        return false;
    return true;
}

/* May the word stand here? What it opens is open then. */
static bool enter(struct jk_sheet_reader *r, const struct jk_sheet_item *item)
{
    enum jk_sheet_place place = words[item->word].place;

    if (place == JK_SHEET_END_)
        return close_place(r);
    if (r->place == JK_SHEET_HEAD_ && place == JK_SHEET_FLOW)
        r->place = JK_SHEET_FLOW;
    if (place != r->place)
        return false;
    if (place == JK_SHEET_FIRST)
        r->place = JK_SHEET_HEAD_;
    if (item->word == JK_SHEET_TABLE) {
        r->place = JK_SHEET_TABLE_;
        r->columns = item->number_count - 1;
    } else if (item->word == JK_SHEET_DRAW) {
        r->place = JK_SHEET_DRAW_;
    } else if (item->word == JK_SHEET_ROW) {
        r->place = JK_SHEET_ROW_;
        r->cells = 0;
    } else if (item->word == JK_SHEET_CELL || item->word == JK_SHEET_BOXES) {
        return r->cells++ < r->columns;
    } else if (item->word == JK_SHEET_ALSO) {
        return r->cells > 0;
    } else if (item->word == JK_SHEET_HEADS) {
        return item->text_count == r->columns;
    }
    return true;
}

/* Values by which memory or time would be asked for. */
static bool is_sane(const struct jk_sheet_item *item)
{
    const double *n = item->numbers;

    switch (item->word) {
    case JK_SHEET_FORM:
        return jk_span_eq(item->texts[0], JK_SPAN("pdf")) ||
               jk_span_eq(item->texts[0], JK_SPAN("svg")) ||
               jk_span_eq(item->texts[0], JK_SPAN("png"));
    case JK_SHEET_PAGE:
        return n[0] >= 50 && n[0] <= 500 && n[1] >= 50 && n[1] <= 500 && n[2] >= 0 && n[2] <= 24;
    case JK_SHEET_SIZE:
        return n[0] >= 5 && n[0] <= 16;
    case JK_SHEET_GAP:
    case JK_SHEET_KEEP:
        return n[0] >= 0 && n[0] <= 500;
    case JK_SHEET_TABLE:
        for (size_t i = 1; i < item->number_count; i++) {
            if (n[i] < 4 || n[i] > 400)
                return false;
        }
        return n[0] == 0 || n[0] == 1;
    case JK_SHEET_CELL:
    case JK_SHEET_ALSO:
        return n[0] >= 0 && n[0] < JK_LOOK_END && floor(n[0]) == n[0];
    case JK_SHEET_CENTRE:
        return n[0] == 0 || n[0] == 1;
    case JK_SHEET_DRAW:
        return n[0] >= 10 && n[0] <= 500 && n[1] >= 10 && n[1] <= 500 && n[2] >= 10 && n[3] >= 10;
    case JK_SHEET_CODE:
        return n[0] >= 10 && n[0] <= 100 && n[1] >= 21 && n[1] <= JK_SHEET_MODULES_MAX &&
               floor(n[1]) == n[1] && item->texts[0].len == (size_t)ceil(n[1] * n[1] / 4);
    default:
        return true;
    }
}

enum jk_status jk_sheet_next(struct jk_sheet_reader *reader, struct jk_sheet_item *out)
{
    const char *end;
    struct jk_span line;

    if (reader->line == 0 && reader->rest.len > JK_SHEET_MOST)
        return JK_TOO_BIG;
    if (reader->rest.len == 0)
        return reader->place == JK_SHEET_FLOW ? JK_NONE : JK_INVALID;
    if (reader->line == JK_SHEET_LINES_MAX)
        return JK_TOO_MANY;
    end = memchr(reader->rest.at, '\n', reader->rest.len);
    if (!end || end - reader->rest.at > LINE_MAX)
        return JK_INVALID;
    line = (struct jk_span){ reader->rest.at, (size_t)(end - reader->rest.at) };
    reader->line++;
    if (!read_item(line, out) || !is_sane(out) || !enter(reader, out))
        return JK_INVALID;
    reader->rest.at += line.len + 1;
    reader->rest.len -= line.len + 1;
    return JK_OK;
}
