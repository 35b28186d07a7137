/* Whose event it is, and of what kind.
 *
 * The calendar it lies in says whose; words that name another are asked about, never followed. Of
 * kinds the profile's own word counts first, then others' words in CATEGORIES, then a line, then
 * the title; where one source names several, that is asked. */
#include <stdio.h>
#include <string.h>
#include "daemon/feed/plain/plain_internal.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/ical/value.h"
#include "jarak/model/title_words.h"

/* The kinds of a campaign: what else an office calls its own is not filed from a phone's words. */
#define CAMPAIGN                                                                    \
    (1U << JK_KIND_RAPAT_UMUM | 1U << JK_KIND_TERBATAS | 1U << JK_KIND_TATAP_MUKA | \
     1U << JK_KIND_KONVOI)

/* The set of numbers in `1` or `1,2`: is this one of them, and is it the only one? */
static bool holds_number(struct jk_span numbers, uint32_t number, bool *alone)
{
    char own[16];
    struct jk_span part;
    bool found = false;

    snprintf(own, sizeof own, "%u", number);
    *alone = true;
    while (jk_span_next(&numbers, ',', &part)) {
        bool same = jk_span_eq(part, jk_span_of(own));

        found = found || same;
        *alone = *alone && same;
    }
    return found;
}

static void ask_paslon(struct plain_reading *r, const char *words)
{
    feed_plain_ask(r, &(struct jk_plain_doubt){ JK_PLAIN_PASLON, JK_TEXT_PLAIN_ASK_PASLON, words,
                                                true });
}

/* The line "Paslon: 1 dan 2" may make it a joint event; a title alone does not, for two sides that
 * share a paslon are kept apart from nobody. */
void feed_plain_paslon(struct plain_reading *r)
{
    struct plain_line *line = feed_plain_line(r, PLAIN_LABEL_PASLON);
    const struct jk_ical_prop *stated = jk_ical_find(r->event, "X-JARAK-PASLON");
    const struct jk_ical_prop *contest = jk_ical_find(r->event, "X-JARAK-CONTEST");
    const char *from = stated ? "X-JARAK-PASLON" : line ? "DESCRIPTION" : "SUMMARY";
    struct jk_buf numbers = { 0 };
    char own[16];
    bool alone = true, found = true;

    snprintf(own, sizeof own, "%u", r->context->paslon);
    if (stated)
        jk_buf_span(&numbers, stated->value);
    else if (line && jk_words_paslon(jk_span_of(line->value), &numbers))
        line->read = true;
    else if (!line)
        jk_title_paslon(jk_span_of(r->out->title), &numbers);
    if (numbers.len)
        found = holds_number(jk_buf_view(&numbers), r->context->paslon, &alone);
    if (!found || (!alone && strcmp(from, "SUMMARY") == 0) ||
        (contest && !jk_ical_is(jk_span_trim(contest->value), r->context->contest->id)))
        ask_paslon(r, stated ? feed_plain_keep(r, stated->value)
                      : line ? line->value
                             : r->out->title);
    feed_plain_derive(r, "X-JARAK-CONTEST", "KALENDER", r->context->contest->id);
    feed_plain_derive(r, "X-JARAK-PASLON", alone ? "KALENDER" : from,
                      alone || !found ? own : feed_plain_keep(r, jk_buf_view(&numbers)));
    feed_plain_say(r, JK_PLAIN_PASLON, stated ? JK_PLAIN_STATED : JK_PLAIN_READ,
                   alone || !found ? jk_span_of(own) : jk_buf_view(&numbers),
                   numbers.len ? jk_buf_view(&numbers) : JK_SPAN(""),
                   numbers.len ? from : "kalender");
    r->failed = r->failed || numbers.failed;
    jk_buf_clear(&numbers);
}

static unsigned kind_bit(const char *text)
{
    enum jk_kind kind;
    bool walks;

    return jk_words_kind(jk_span_of(text), &kind, &walks) ? 1U << kind & CAMPAIGN : 0;
}

/* The kinds of CATEGORIES: in the profile's own words, and in others'. */
static unsigned category_kinds(struct plain_reading *r, unsigned *stated)
{
    unsigned kinds = 0;

    *stated = 0;
    for (const struct jk_ical_prop *prop = r->event->props; prop; prop = prop->next) {
        struct jk_span rest = prop->value, part;

        if (!jk_ical_is(prop->name, "CATEGORIES"))
            continue;
        while (jk_ical_text_cut(&rest, &part)) {
            enum jk_kind kind;

            part = jk_span_trim(part);
            if (jk_kind_parse(part, &kind, NULL) == JK_OK)
                *stated |= 1U << kind;
            else
                kinds |= kind_bit(feed_plain_keep(r, part));
        }
    }
    return kinds | *stated;
}

static bool is_one(unsigned bits)
{
    return bits && !(bits & (bits - 1));
}

static const char *kind_names(struct plain_reading *r, unsigned kinds)
{
    const char *names = "";

    for (int kind = 0; kind < JK_KIND_END && names; kind++) {
        if (kinds >> kind & 1)
            names = jk_arena_fmt(r->arena, "%s%s%s", names, names[0] ? ", " : "",
                                 jk_kind_name((enum jk_kind)kind, JK_LANG_ID));
    }
    r->failed = r->failed || !names;
    return names ? names : "";
}

static void take_kind(struct plain_reading *r, unsigned kinds, enum jk_plain_how how,
                      const char *words, const char *from)
{
    if (!is_one(kinds)) {
        feed_plain_ask(r, &(struct jk_plain_doubt){ JK_PLAIN_KIND, JK_TEXT_PLAIN_ASK_KINDS,
                                                    kind_names(r, kinds), true });
        return;
    }
    r->kind = (enum jk_kind)__builtin_ctz(kinds);
    r->has_kind = true;
    if (how != JK_PLAIN_STATED)
        feed_plain_derive(r, "CATEGORIES", from, jk_kind_category(r->kind));
    feed_plain_say(r, JK_PLAIN_KIND, how, jk_span_of(jk_kind_category(r->kind)), jk_span_of(words),
                   from);
}

/* @param of  the activity's kind for a changed instance; JK_KIND_END: none */
void feed_plain_kind(struct plain_reading *r, enum jk_kind of)
{
    struct plain_line *line = feed_plain_line(r, PLAIN_LABEL_KIND);
    unsigned stated, kinds = category_kinds(r, &stated);
    const struct jk_ical_prop *prop = jk_ical_find(r->event, "CATEGORIES");

    if (kinds) {
        take_kind(r, kinds, stated ? JK_PLAIN_STATED : JK_PLAIN_READ,
                  feed_plain_keep(r, prop->value), "CATEGORIES");
    } else if (line && kind_bit(line->value)) {
        line->read = true;
        take_kind(r, kind_bit(line->value), JK_PLAIN_READ, line->value, "DESCRIPTION");
    } else if (of != JK_KIND_END) {
        take_kind(r, 1U << of, JK_PLAIN_INFERRED, "", "RECURRENCE-ID");
    } else if ((kinds = jk_title_kinds(jk_span_of(r->out->title)) & CAMPAIGN) != 0) {
        take_kind(r, kinds, JK_PLAIN_INFERRED, r->out->title, "SUMMARY");
    }
}
