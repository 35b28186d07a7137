/* Summaries of alerts as text and JSON: by level, then in the order of the inbox; the first in
 * full. */
#include "jarak/feed/alert/digest.h"

#include <stdlib.h>
#include <string.h>
#include "daemon/feed/json/values.h"
#include "jarak/feed/alert/frame.h"
#include "jarak/feed/json/verdict.h"

#define MORE_MAX 40 /* characters of the line that counts what did not fit */

static int compare(const void *a, const void *b)
{
    const struct jk_digest_entry *x = a, *y = b;

    if (x->level != y->level)
        return x->level > y->level ? -1 : 1;
    if (x->index != y->index)
        return x->index < y->index ? -1 : 1;
    return strcmp(x->told.conflict, y->told.conflict);
}

void jk_digest_sort(struct jk_digest_entry *entries, size_t count)
{
    if (count)
        qsort(entries, count, sizeof *entries, compare);
}

static size_t count_of(const struct jk_digest *s, enum jk_level level)
{
    size_t count = 0;

    for (size_t i = 0; i < s->count; i++)
        count += s->entries[i].level == level;
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

static void add_line(struct jk_buf *buf, const struct jk_digest *s, size_t i, enum jk_lang lang)
{
    const struct jk_digest_entry *e = &s->entries[i];

    jk_buf_fmt(buf, "\n%zu. ", i + 1);
    if (e->level)
        jk_buf_fmt(buf, "%s, ", jk_level_name(e->level));
    jk_buf_fmt(buf, "%s, %s %s-%u", jk_text_get(jk_event_text(e->told.event), lang),
               jk_text_get(JK_TEXT_CONFLICT, lang), e->told.conflict, e->told.revision);
    if (e->is_new && !s->one_command)
        jk_buf_fmt(buf, " (%s)", jk_text_get(JK_TEXT_SUMMARY_NEW, lang));
}

void jk_digest_text(struct jk_buf *buf, const struct jk_digest *s, size_t most, enum jk_lang lang)
{
    size_t begin = buf->len, i = 0;

    jk_buf_fmt(buf, "%s - %s%s\n", jk_text_get(JK_TEXT_ALERT_HEAD, lang),
               jk_text_get(s->one_command ? JK_TEXT_COMMAND_HEAD : JK_TEXT_SUMMARY_HEAD, lang),
               s->pack->simulation ? jk_text_get(JK_TEXT_SIMULATION_MARK, lang) : "");
    jk_long_date_add(buf, jk_local_day(s->time_s, s->zone->offset_s), lang);
    jk_buf_str(buf, ", ");
    jk_clock_add(buf, s->time_s, s->zone->offset_s, lang);
    jk_buf_fmt(buf, " %s\n%s %s.\n", s->zone->abbrev, jk_text_get(JK_TEXT_LEVEL, lang),
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
    struct jk_buf text = { 0 };
    json_t *json;

    if (full && e->told.payload) {
        jk_alert_told(&text, e->index, &e->told);
        json = jk_buf_ok(&text) ? json_loadb(text.at, text.len, 0, NULL) : NULL;
    } else {
        jk_buf_fmt(&text, "%s-%u", e->told.conflict, e->told.revision);
        json = json_pack("{s:I, s:s, s:o, s:s, s:s}", "index", (json_int_t)e->index, "id",
                         jk_buf_ok(&text) ? text.at : NULL, "time",
                         feed_time_json((double)e->told.time_s, s->zone), "event", e->told.event,
                         "level", jk_level_word(e->level));
    }
    jk_buf_clear(&text);
    json_object_set_new(json, "new", json_boolean(e->is_new));
    return json;
}

json_t *jk_digest_json(const struct jk_digest *s)
{
    json_t *alerts = json_array(), *object;
    int bad = alerts == NULL;

    for (size_t i = 0; i < s->count && !bad; i++)
        bad = json_array_append_new(alerts, entry_json(s, &s->entries[i], i < JK_DIGEST_FULL));
    object = json_pack("{s:s, s:I, s:o, s:b, s:{s:I, s:I, s:I, s:I}, s:o, s:o, s:o}", "event",
                       s->one_command ? "command" : "summary", s->one_command ? "index" : "summary",
                       (json_int_t)s->number, "time", feed_time_json((double)s->time_s, s->zone),
                       "simulation", s->pack->simulation, "counts", "siaga",
                       (json_int_t)count_of(s, JK_LEVEL_SIAGA), "waspada",
                       (json_int_t)count_of(s, JK_LEVEL_WASPADA), "info",
                       (json_int_t)count_of(s, JK_LEVEL_INFO), "closed",
                       (json_int_t)count_of(s, JK_LEVEL_NONE), "text", text_of(s, JK_LANG_ID),
                       "text_en", text_of(s, JK_LANG_EN), "alerts", alerts);
    if (!bad)
        return object;
    json_decref(object);
    return NULL;
}
