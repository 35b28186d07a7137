/* Phrases in a title: each run of a few words is given to the reader that wants all of a text.
 *
 * Longer runs are tried before shorter ones and what was taken is passed over, so that "rapat umum
 * terbuka" is one phrase. No table of its own: a phrase that the cells of a table know is known
 * here, and no other. */
#include "jarak/model/title_words.h"

#include <string.h>

#define RUN_MAX 6 /* words: "paslon nomor urut 1 dan 2" */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The word at or behind *at, and past it. */
static bool next_word(struct jk_span text, size_t *at, struct jk_span *word)
{
    size_t begin = *at;

    while (begin < text.len && is_blank(text.at[begin]))
        begin++;
    *at = begin;
    while (*at < text.len && !is_blank(text.at[*at]))
        (*at)++;
    *word = (struct jk_span){ text.at + begin, *at - begin };
    return word->len > 0;
}

/* Does a reader take this run of words? */
typedef bool run_reader(struct jk_span run, void *ctx);

/* Gives the runs of a text to a reader, the longest at each word first. */
static void each_run(struct jk_span text, run_reader *read, void *ctx)
{
    struct jk_span word;

    for (size_t at = 0; next_word(text, &at, &word);) {
        size_t begin = (size_t)(word.at - text.at), ends[RUN_MAX] = { at };
        size_t count = 1, end = at;

        while (count < RUN_MAX && next_word(text, &end, &word))
            ends[count++] = end;
        while (count > 0 &&
               !read((struct jk_span){ text.at + begin, ends[count - 1] - begin }, ctx))
            count--;
        if (count > 0)
            at = ends[count - 1];
    }
}

static bool read_kind(struct jk_span run, void *ctx)
{
    unsigned *kinds = ctx;
    enum jk_kind kind;
    bool walks;

    if (!jk_words_kind(run, &kind, &walks))
        return false;
    *kinds |= 1U << kind;
    return true;
}

unsigned jk_title_kinds(struct jk_span title)
{
    unsigned kinds = 0;

    each_run(title, read_kind, &kinds);
    return kinds;
}

static bool begins(struct jk_span run, const char *word)
{
    size_t len = strlen(word);

    return run.len >= len && jk_span_eq_nocase((struct jk_span){ run.at, len }, jk_span_of(word));
}

/* The first paslon that is named counts. */
struct named {
    struct jk_buf *out;
    bool any;
};

static bool read_paslon(struct jk_span run, void *ctx)
{
    static const char *const heads[] = { "paslon", "pasangan calon", "nomor urut", "no. urut",
                                         "no urut" };
    struct named *named = ctx;
    struct jk_buf found = { 0 };
    bool is_it = false;

    while (run.len && strchr("(\"'", run.at[0]))
        run = (struct jk_span){ run.at + 1, run.len - 1 };
    for (size_t i = 0; i < sizeof heads / sizeof *heads && !is_it; i++)
        is_it = begins(run, heads[i]);
    is_it = is_it && !named->any && jk_words_paslon(run, &found);
    if (is_it)
        jk_buf_span(named->out, jk_buf_view(&found));
    named->any = named->any || is_it;
    named->out->failed = named->out->failed || found.failed;
    jk_buf_clear(&found);
    return is_it;
}

bool jk_title_paslon(struct jk_span title, struct jk_buf *out)
{
    struct named named = { out, false };

    each_run(title, read_paslon, &named);
    return named.any;
}

static bool read_status(struct jk_span run, void *ctx)
{
    enum jk_said_status *said = ctx, found;

    if (!jk_words_status(run, &found) || found == JK_SAID_LIVE)
        return false;
    *said = found;
    return true;
}

enum jk_said_status jk_title_status(struct jk_span title)
{
    enum jk_said_status said = JK_SAID_LIVE;

    each_run(title, read_status, &said);
    return said;
}
