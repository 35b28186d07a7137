/* The marked block: words of ours between two marks, at the end of a DESCRIPTION.
 *
 * The marks hold no sign that iCalendar escapes, so they are found in the value as it is sent,
 * whatever the client did to the text around them; what calendars of the web make of line ends
 * (<br>) lies between the marks or is taken off before the first. The last opening mark that is
 * closed counts, for the block stands at the end. */
#include <string.h>
#include "daemon/feed/plain/plain_internal.h"
#include "jarak/base/control_chars.h"
#include "jarak/base/error.h"
#include "jarak/feed/plain/block.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/ical/write.h"

#define BEGIN JK_SPAN("--- jarakd: baris otomatis ---")
#define END   JK_SPAN("--- akhir baris jarakd ---")
#define APART JK_SPAN("\\n\\n") /* between the text and the block, as the value has it */

/* Where the words stand last before `limit`. @return false: nowhere */
static bool find_last(struct jk_span text, struct jk_span words, size_t limit, size_t *at)
{
    if (words.len > limit)
        return false;
    for (size_t i = limit - words.len + 1; i-- > 0;) {
        if (memcmp(text.at + i, words.at, words.len) == 0) {
            *at = i;
            return true;
        }
    }
    return false;
}

static bool find_from(struct jk_span text, struct jk_span words, size_t from, size_t *at)
{
    for (size_t i = from; i + words.len <= text.len; i++) {
        if (memcmp(text.at + i, words.at, words.len) == 0) {
            *at = i;
            return true;
        }
    }
    return false;
}

static bool ends_with(struct jk_span text, const char *words)
{
    size_t len = strlen(words);

    return text.len >= len && memcmp(text.at + text.len - len, words, len) == 0;
}

/* What parts the block from the text before it: as it was written, or as a client wrote it anew. */
static size_t without_gap(struct jk_span before)
{
    static const char *const gaps[] = { "\\n\\n",  "\\N\\N",    "<br><br>", "<br/><br/>",
                                        "<br>\\n", "<br />\\n", "\\n",      "<br>" };

    for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++) {
        if (ends_with(before, gaps[i]))
            return before.len - strlen(gaps[i]);
    }
    return before.len;
}

void jk_plain_block_append(struct jk_buf *out, struct jk_span text, struct jk_span note)
{
    struct jk_buf copy = { 0 };

    jk_buf_span(out, text);
    if (text.len)
        jk_buf_span(out, APART);
    jk_buf_span(out, BEGIN);
    jk_buf_str(out, "\\n");
    jk_buf_span(&copy, note);
    jk_ical_text_add(out, jk_buf_ok(&copy) && copy.len ? (jk_buf_char(&copy, '\0'), copy.at) : "");
    jk_buf_span(out, END);
    out->failed = out->failed || copy.failed;
    jk_buf_clear(&copy);
}

bool jk_plain_block_strip(struct jk_buf *out, struct jk_span text)
{
    size_t begin, end, limit = text.len;

    while (find_last(text, BEGIN, limit, &begin)) {
        if (find_from(text, END, begin + BEGIN.len, &end)) {
            jk_buf_add(out, text.at, without_gap((struct jk_span){ text.at, begin }));
            end += END.len;
            jk_buf_add(out, text.at + end, text.len - end);
            return true;
        }
        limit = begin + BEGIN.len - 1;
    }
    jk_buf_span(out, text);
    return false;
}

/* Words of others in a line of ours: no line ends, and no mark. */
static void add_words(struct jk_buf *out, const char *words)
{
    struct jk_buf plain = { 0 };

    jk_control_chars_add(&plain, jk_span_of(words));
    for (size_t i = 0; jk_buf_ok(&plain) && i < plain.len; i++) {
        bool dashes = i + 1 < plain.len && plain.at[i] == '-' && plain.at[i + 1] == '-';

        if (!dashes)
            jk_buf_char(out, plain.at[i]);
    }
    out->failed = out->failed || plain.failed;
    jk_buf_clear(&plain);
}

/* A line of a text with its {value}. */
static void add_line(struct jk_buf *out, const struct jk_text *text, const char *value,
                     enum jk_lang lang)
{
    char line[1024];

    jk_text_fill(jk_text_get(text, lang), (const char *const[]){ "value", value, NULL }, line,
                 sizeof line);
    add_words(out, line);
    jk_buf_char(out, '\n');
}

static void add_missing(struct jk_buf *out, const struct jk_plain *plain, enum jk_lang lang)
{
    struct jk_buf names = { 0 };

    for (int i = 0; i < JK_PLAIN_NEEDED; i++) {
        if (plain->said[i].how == JK_PLAIN_MISSING)
            jk_buf_fmt(&names, "%s%s", names.len ? ", " : "",
                       jk_plain_name((enum jk_plain_field)i, lang));
    }
    if (names.len && jk_buf_ok(&names))
        add_line(out, JK_TEXT_PLAIN_MISSING, names.at, lang);
    out->failed = out->failed || names.failed;
    jk_buf_clear(&names);
}

static void add_doubts(struct jk_buf *out, const struct jk_plain *plain, enum jk_lang lang)
{
    for (size_t i = 0; i < plain->doubt_count; i++)
        add_line(out, plain->doubts[i].text, plain->doubts[i].value, lang);
}

static void add_draft(struct jk_buf *out, const struct jk_plain_note *note, enum jk_lang lang)
{
    char why[512];

    if (note->changes_filed)
        add_line(out, JK_TEXT_PLAIN_CHANGE, "", lang);
    add_missing(out, note->plain, lang);
    add_doubts(out, note->plain, lang);
    if (note->refused) {
        jk_error_format(note->refused, lang, why, sizeof why);
        add_line(out, JK_TEXT_PLAIN_REFUSED, why, lang);
    } else if (jk_plain_is_complete(note->plain) && !note->returned[0]) {
        add_line(out, JK_TEXT_PLAIN_COMPLETE, "", lang);
    }
    if (note->returned[0])
        add_line(out, JK_TEXT_PLAIN_RETURNED, note->returned, lang);
}

static const struct jk_text *const states[] = {
    [JK_STATE_DRAFT] = JK_TEXT_STATE_DRAFT,
    [JK_STATE_SUBMITTED] = JK_TEXT_STATE_SUBMITTED,
    [JK_STATE_UNDER_REVIEW] = JK_TEXT_STATE_UNDER_REVIEW,
    [JK_STATE_ON_HOLD] = JK_TEXT_STATE_ON_HOLD,
    [JK_STATE_RETURNED] = JK_TEXT_STATE_RETURNED,
    [JK_STATE_APPROVED] = JK_TEXT_STATE_APPROVED,
    [JK_STATE_REFUSED] = JK_TEXT_STATE_REFUSED,
    [JK_STATE_WITHDRAWN] = JK_TEXT_STATE_WITHDRAWN,
    [JK_STATE_DONE] = JK_TEXT_STATE_DONE,
    [JK_STATE_NOT_HELD] = JK_TEXT_STATE_NOT_HELD,
};
_Static_assert(sizeof states / sizeof *states == JK_STATE_END, "every state has its name");

void jk_plain_note_write(struct jk_buf *out, const struct jk_plain_note *note, enum jk_lang lang)
{
    if (note->plain)
        add_draft(out, note, lang);
    else
        add_line(out, JK_TEXT_PLAIN_STATE, jk_text_get(states[note->state], lang), lang);
    if (note->legs_behind > 0) {
        char count[24];
        struct jk_buf number = { 0 };

        jk_buf_fmt(&number, "%zu", note->legs_behind);
        strncpy(count, jk_buf_ok(&number) ? number.at : "", sizeof count - 1);
        count[sizeof count - 1] = '\0';
        jk_buf_clear(&number);
        add_line(out, JK_TEXT_PLAIN_LEGS, count, lang);
    }
    for (size_t i = 0; i < note->conflict_count; i++)
        add_line(out, JK_TEXT_PLAIN_CONFLICT, note->conflicts[i], lang);
    add_line(out, JK_TEXT_PLAIN_LINK, note->link, lang);
}
