/* The brief as JSON: figures as numbers, matters in the words of the page. */
#include "daemon/feed/brief/views.h"

#include "jarak/base/civil.h"
#include "jarak/feed/json/build.h"

static void set_some(struct jk_json *json, const char *name, const char *text)
{
    if (text && text[0])
        jk_json_set_text(json, name, text);
}

static json_t *line_json(const struct web_brief_line *line)
{
    struct jk_json json = jk_json_object(), parties = jk_json_list();

    jk_json_set_text(&json, "level", line->level.sign);
    jk_json_set_text(&json, "when", line->when);
    jk_json_set_text(&json, "what", line->what);
    for (size_t i = 0; i < line->parties_count; i++)
        jk_json_add(&parties, json_string(line->parties[i].label));
    jk_json_set(&json, "parties", jk_json_end(&parties));
    set_some(&json, "more", line->more);
    set_some(&json, "note", line->note);
    set_some(&json, "conflict", line->conflict);
    return jk_json_end(&json);
}

/* What is told, and how many more there are. */
static json_t *lines_json(const struct web_brief_line *lines, size_t count, size_t left)
{
    struct jk_json json = jk_json_object(), told = jk_json_list();

    for (size_t i = 0; i < count; i++)
        jk_json_add(&told, line_json(&lines[i]));
    jk_json_set(&json, "told", jk_json_end(&told));
    jk_json_set_integer(&json, "left", (json_int_t)left);
    return jk_json_end(&json);
}

static json_t *days_json(const struct web_brief *view)
{
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < view->days_count; i++) {
        const struct web_brief_day *d = &view->days[i];
        struct jk_json day = jk_json_object();

        jk_json_set_text(&day, "date", d->iso);
        jk_json_set_integer(&day, "activities", d->all);
        jk_json_set_text(&day, "who", d->who);
        jk_json_set_integer(&day, "siaga", d->siaga);
        jk_json_set_integer(&day, "waspada", d->waspada);
        jk_json_set_integer(&day, "info", d->info);
        jk_json_set_integer(&day, "unassessed", d->unassessed);
        if (!view->shared)
            jk_json_set_integer(&day, "waiting", d->waiting);
        jk_json_add(&list, jk_json_end(&day));
    }
    return jk_json_end(&list);
}

static json_t *write(struct desk_pen *pen, const struct jk_brief *brief,
                     const struct web_brief *view)
{
    struct jk_json json = jk_json_object();
    struct jk_buf text = { 0 };

    jk_json_set_text(&json, "region", brief->days[0].region->code);
    jk_json_set_text(&json, "date", desk_iso_date(pen, brief->days[0].day));
    jk_json_set_text(&json, "edition", view->edition);
    jk_iso_add(&text, brief->days[0].now_s, pen->tz->offset_s);
    jk_json_set_text(&json, "as_of", desk_text_of(pen, &text));
    jk_json_set(&json, "matters", lines_json(view->lines, view->lines_count, view->lines_left));
    if (!view->shared) {
        jk_json_set_text(&json, "since", view->since_iso);
        jk_json_set(&json, "changes",
                    lines_json(view->changes, view->changes_count, view->changes_left));
    }
    jk_json_set(&json, "days", days_json(view));
    jk_json_set(&json, "activities", lines_json(view->today, view->today_count, view->today_left));
    brief_message(&text, pen, view);
    jk_json_set_text(&json, "text", desk_text_of(pen, &text));
    return jk_json_end(&json);
}

json_t *jk_brief_json(const struct jk_desk_reader *reader, const struct jk_brief *brief)
{
    struct desk_pen pen = desk_pen_of(reader);
    struct web_brief view;
    json_t *json;

    brief_fill(&pen, brief, &view);
    json = pen.failed ? NULL : write(&pen, brief, &view);
    if (pen.failed) {
        json_decref(json);
        json = NULL;
    }
    jk_arena_clear(&pen.arena);
    return json;
}
