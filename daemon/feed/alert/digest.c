/* A digest is one message about many alerts: sorted worst first, counted by level, a line each, the
 * first few in full. The text is cut where it would no longer fit into a message, and says how many
 * alerts stand behind the cut; the JSON has all of them. */
#include "jarak/feed/alert/digest.h"
#include "jarak/feed/texts/texts.h"

#include <stdlib.h>
#include <string.h>
#include "daemon/feed/json/values.h"
#include "jarak/feed/alert/text.h"
#include "jarak/feed/calendar/requests.h"
#include "jarak/feed/json/build.h"
#include "jarak/base/defend.h"

#define MORE_MAX 40 /* characters of the line that counts what did not fit */

static int compare(const void *a, const void *b)
{
    const struct jk_digest_entry *x = a, *y = b;

    if (x->alert.level != y->alert.level)
        return x->alert.level > y->alert.level ? -1 : 1;
    if (x->alert.index != y->alert.index)
        return x->alert.index < y->alert.index ? -1 : 1;
    return strcmp(x->alert.conflict, y->alert.conflict);
}

void jk_digest_sort(struct jk_digest_entry *entries, size_t count)
{
    JK_ASSERT(entries != NULL || count == 0);
    if (count)
        qsort(entries, count, sizeof *entries, compare);
}

static size_t count_of(const struct jk_digest *s, enum jk_level level)
{
    size_t count = 0;

    for (size_t i = 0; i < s->count; i++)
        count += s->entries[i].alert.level == level;
    return count;
}

static void add_counts(struct jk_buf *buf, const struct jk_digest *s, enum jk_lang lang)
{
    const char *join = "";

    for (int level = JK_LEVEL_SIAGA; level >= JK_LEVEL_NONE; level--) {
        size_t count = count_of(s, (enum jk_level)level);

        if (count == 0)
            continue;
        jk_buf_fmt(buf, "%s%s %zu", join,
                   level ? jk_level_name((enum jk_level)level)
                         : jk_text_get(JK_TEXT_EVENT_CLOSED, lang),
                   count);
        join = ", ";
    }
    if (s->count == 0)
        jk_buf_str(buf, jk_text_get(JK_TEXT_SUMMARY_EMPTY, lang));
}

/* Who, when and where, as a person would say it. */
static void add_words(struct jk_buf *buf, const struct jk_digest *s, const struct jk_alert *alert,
                      enum jk_lang lang)
{
    const struct jk_alert_detail *d = alert->detail;

    jk_buf_fmt(buf, ": %s - %s", d->party[0], d->party[1]);
    if (d->timed) {
        jk_buf_str(buf, ", ");
        jk_long_date_add(buf, jk_local_day(d->first_s, s->tz->offset_s), lang);
        jk_buf_str(buf, lang == JK_LANG_ID ? " pukul " : ", ");
        jk_clock_add(buf, d->first_s, s->tz->offset_s, lang);
        if (jk_local_day(d->last_s, s->tz->offset_s) == jk_local_day(d->first_s, s->tz->offset_s)) {
            jk_buf_char(buf, '-');
            jk_clock_add(buf, d->last_s, s->tz->offset_s, lang);
        }
        jk_buf_fmt(buf, " %s", s->tz->abbrev);
    }
    for (size_t i = 0; i < d->region_count && i < 2; i++)
        jk_buf_fmt(buf, "%s%s", i ? " / " : ", ", d->regions[i].name);
}

/* Its number is short and the same as in a calendar: to be read out, not to be understood. */
static void add_line(struct jk_buf *buf, const struct jk_digest *s, size_t i, enum jk_lang lang)
{
    const struct jk_digest_entry *e = &s->entries[i];
    char code[5];

    jk_request_code(e->alert.conflict, code);
    jk_buf_fmt(buf, "\n%zu. ", i + 1);
    if (e->alert.level)
        jk_buf_fmt(buf, "%s, ", jk_level_name(e->alert.level));
    jk_buf_str(buf, jk_text_get(jk_event_text(e->alert.event), lang));
    if (e->alert.detail)
        add_words(buf, s, &e->alert, lang);
    jk_buf_fmt(buf, " (%s %s", jk_text_get(JK_TEXT_CONFLICT, lang), code);
    if (e->is_new && !s->one_command)
        jk_buf_fmt(buf, ", %s", jk_text_get(JK_TEXT_SUMMARY_NEW, lang));
    jk_buf_char(buf, ')');
}

void jk_digest_text(struct jk_buf *buf, const struct jk_digest *s, size_t most, enum jk_lang lang)
{
    JK_ASSERT((unsigned)lang < JK_LANG_END);

    size_t begin = buf->len, i = 0;

    jk_buf_fmt(buf, "%s - %s%s\n", jk_text_get(JK_TEXT_ALERT_HEAD, lang),
               jk_text_get(s->one_command ? JK_TEXT_COMMAND_HEAD : JK_TEXT_SUMMARY_HEAD, lang),
               s->pack->simulation ? jk_text_get(JK_TEXT_SIMULATION_MARK, lang) : "");
    jk_long_date_add(buf, jk_local_day(s->time_s, s->tz->offset_s), lang);
    jk_buf_str(buf, ", ");
    jk_clock_add(buf, s->time_s, s->tz->offset_s, lang);
    jk_buf_fmt(buf, " %s\n%s %s.\n", s->tz->abbrev, jk_text_get(JK_TEXT_LEVEL, lang),
               jk_text_get(JK_TEXT_NOT_TROOPS, lang));
    add_counts(buf, s, lang);
    for (; i < s->count; i++) { /* bytes, so never more characters */
        size_t before = buf->len;

        add_line(buf, s, i, lang);
        if (most && buf->len - begin > most - MORE_MAX) {
            buf->len = before;
            break;
        }
    }
    if (i < s->count)
        jk_buf_fmt(buf, "\n+%zu %s", s->count - i, jk_text_get(JK_TEXT_SUMMARY_MORE, lang));
}

static json_t *text_of(const struct jk_digest *s, enum jk_lang lang)
{
    struct jk_buf text = { 0 };

    jk_digest_text(&text, s, JK_MESSAGE_MAX, lang);
    return feed_text_json(&text);
}

/* In full as every channel tells it, or what it takes to find it. */
static json_t *entry_json(const struct jk_digest *s, const struct jk_digest_entry *e, bool full)
{
    struct jk_json entry;
    struct jk_buf id = { 0 };

    if (full && e->alert.document) {
        entry = jk_json_take(jk_alert_json(&e->alert));
    } else {
        entry = jk_json_object();
        jk_buf_fmt(&id, "%s-%u", e->alert.conflict, e->alert.revision);
        jk_json_set_integer(&entry, "index", (json_int_t)e->alert.index);
        jk_json_set(&entry, "id", feed_text_json(&id));
        jk_json_set(&entry, "time", feed_time_json((double)e->alert.time_s, s->tz));
        jk_json_set_text(&entry, "event", jk_event_word(e->alert.event));
        jk_json_set_text(&entry, "level", jk_level_word(e->alert.level));
    }
    jk_json_set_bool(&entry, "new", e->is_new);
    return jk_json_end(&entry);
}

static json_t *counts_json(const struct jk_digest *s)
{
    struct jk_json counts = jk_json_object();

    for (int level = JK_LEVEL_SIAGA; level > JK_LEVEL_NONE; level--)
        jk_json_set_integer(&counts, jk_level_word((enum jk_level)level),
                            (json_int_t)count_of(s, (enum jk_level)level));
    jk_json_set_integer(&counts, "closed", (json_int_t)count_of(s, JK_LEVEL_NONE));
    return jk_json_end(&counts);
}

json_t *jk_digest_json(const struct jk_digest *s)
{
    struct jk_json whole = jk_json_object(), alerts = jk_json_list();

    for (size_t i = 0; i < s->count; i++)
        jk_json_add(&alerts, entry_json(s, &s->entries[i], i < JK_DIGEST_FULL));
    jk_json_set_text(&whole, "event", s->one_command ? "command" : "summary");
    jk_json_set_integer(&whole, s->one_command ? "index" : "summary", (json_int_t)s->number);
    jk_json_set(&whole, "time", feed_time_json((double)s->time_s, s->tz));
    jk_json_set_bool(&whole, "simulation", s->pack->simulation);
    jk_json_set(&whole, "counts", counts_json(s));
    jk_json_set(&whole, "text", text_of(s, JK_LANG_ID));
    jk_json_set(&whole, "text_en", text_of(s, JK_LANG_EN));
    jk_json_set(&whole, "alerts", jk_json_end(&alerts));
    return jk_json_end(&whole);
}
