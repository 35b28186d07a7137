/* The facts of an alert, read back from its payload for CAP, mail and calendar.
 *
 * The payload is the only source, so every channel tells the same, also long after the conflict has
 * changed. First and last instant are those of all intervals of all parts. */
#include "daemon/feed/alert/alert.h"

#include <string.h>
#include "jarak/feed/json/verdict.h"

const char *feed_facts_word(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* First and last instant at which a side is where the conflict is. */
static void add_interval(struct facts *f, const json_t *interval)
{
    const char *from = json_string_value(json_array_get(interval, 0));
    const char *to = json_string_value(json_array_get(interval, 1));
    int64_t from_s, to_s;

    if (!from || !to || !jk_iso_parse(jk_span_of(from), &from_s) ||
        !jk_iso_parse(jk_span_of(to), &to_s))
        return;
    if (!f->timed || from_s < f->first_s)
        f->first_s = from_s;
    if (!f->timed || to_s > f->last_s)
        f->last_s = to_s;
    f->timed = true;
}

static void read_times(struct facts *f)
{
    const json_t *parts = json_object_get(f->conflict, "parts");

    for (size_t i = 0; i < json_array_size(parts); i++) {
        const json_t *sides = json_object_get(json_array_get(parts, i), "intervals");

        for (size_t side = 0; side < json_array_size(sides); side++) {
            const json_t *list = json_array_get(sides, side);

            for (size_t k = 0; k < json_array_size(list); k++)
                add_interval(f, json_array_get(list, k));
        }
    }
}

enum jk_status feed_facts_read(struct facts *f, const struct jk_pack *pack,
                               const struct jk_told *told)
{
    *f = (struct facts){ .pack = pack, .told = told };
    f->payload = told->payload ? json_loadb(told->payload, strlen(told->payload), 0, NULL) : NULL;
    f->conflict = json_object_get(f->payload, "conflict");
    f->step =
        (int)json_integer_value(json_object_get(json_object_get(f->payload, "escalation"), "step"));
    f->closed = strcmp(told->event, "closed") == 0;
    if (!f->conflict || !feed_facts_word(f->payload, "text") ||
        !feed_facts_word(f->payload, "text_en") || !feed_facts_word(f->payload, "level"))
        return JK_CORRUPT;
    read_times(f);
    return JK_OK;
}

void feed_facts_add_level(struct jk_buf *buf, const struct facts *f, enum jk_lang lang)
{
    if (f->step)
        jk_buf_fmt(buf, "%s %d, ", jk_text_get(JK_TEXT_ESCALATION, lang), f->step);
    for (int level = JK_LEVEL_INFO; level < JK_LEVEL_END && !f->closed; level++) {
        if (feed_facts_is_level(f, (enum jk_level)level))
            jk_buf_fmt(buf, "%s, ", jk_level_name((enum jk_level)level));
    }
}

bool feed_facts_is_level(const struct facts *f, enum jk_level level)
{
    return strcmp(feed_facts_word(f->payload, "level"), jk_level_word(level)) == 0;
}
