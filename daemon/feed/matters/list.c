/* The list of reports, and of tasks, with the form to file one above it. */
#include "daemon/feed/matters/views.h"

#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/model/texts.h"

static const char *const agency_words[] = { "bawaslu", "kpu", "polres", "kesbangpol" };
#define AGENCIES (sizeof agency_words / sizeof *agency_words)

static struct web_option option(const char *value, const char *text, const char *chosen)
{
    return (struct web_option){ value, text, strcmp(value, chosen) == 0 };
}

static const struct web_option *topic_options(struct desk_pen *pen, const struct jk_text *any,
                                              const char *chosen, size_t *count)
{
    struct web_option *list = desk_array(pen, JK_TOPIC_END + 1, sizeof *list);

    *count = 0;
    if (!list)
        return NULL;
    list[(*count)++] = option("", desk_say(pen, any), chosen);
    for (int i = 0; i < JK_TOPIC_END; i++) {
        const char *word = jk_topic_word((enum jk_topic)i);

        list[(*count)++] =
            option(word, desk_capital(pen, desk_say(pen, jk_topic_text((enum jk_topic)i))), chosen);
    }
    return list;
}

static const struct web_option *agency_options(struct desk_pen *pen, const struct jk_text *any,
                                               const char *chosen, size_t *count)
{
    struct web_option *list = desk_array(pen, AGENCIES + 1, sizeof *list);

    *count = 0;
    if (!list)
        return NULL;
    list[(*count)++] = option("", desk_say(pen, any), chosen);
    for (size_t i = 0; i < AGENCIES; i++)
        list[(*count)++] = option(agency_words[i], desk_role(pen, agency_words[i]), chosen);
    return list;
}

/* The states of a kind; those of reports come first in their enum. */
static const struct web_option *state_options(struct desk_pen *pen, enum jk_matter_kind kind,
                                              const char *chosen, size_t *count)
{
    int first = kind == JK_MATTER_REPORT ? JK_MATTER_UNVERIFIED : JK_MATTER_OPEN;
    int end = kind == JK_MATTER_REPORT ? JK_MATTER_OPEN : JK_MATTER_STATES;
    struct web_option *list = desk_array(pen, JK_MATTER_STATES + 1, sizeof *list);

    *count = 0;
    if (!list)
        return NULL;
    list[(*count)++] = option("", desk_say(pen, JK_TEXT_MATTER_ANY_STATE), chosen);
    for (int i = first; i < end; i++) {
        const char *text = desk_say(pen, jk_matter_state_text(kind, (enum jk_matter_state)i));

        list[(*count)++] =
            option(jk_matter_state_word((enum jk_matter_state)i), desk_capital(pen, text), chosen);
    }
    return list;
}

static struct web_matter_form form_of(struct desk_pen *pen, const struct jk_desk_reader *reader,
                                      enum jk_matter_kind kind, const struct jk_matter_form *form)
{
    bool task = kind == JK_MATTER_TASK;
    struct web_matter_form view = {
        .action = task ? "/meja/tugas" : "/meja/laporan",
        .file = desk_say(pen, task ? JK_TEXT_MATTER_FILE_TASK : JK_TEXT_MATTER_FILE_REPORT),
        .csrf = reader->csrf,
        .uid = form->uid,
        .name = form->title,
        .text = form->text,
        .place = form->place,
        .point = form->point,
        .when = form->when,
        .subject = form->about,
        .when_label = desk_say(pen, task ? JK_TEXT_MATTER_DUE_LABEL : JK_TEXT_MATTER_SEEN_LABEL),
        .offset = pen->tz->offset_s,
        .task = task,
        .report = !task
    };

    view.topics = topic_options(pen, JK_TEXT_MATTER_CHOOSE, form->topic, &view.topics_count);
    view.agencies = agency_options(pen, JK_TEXT_MATTER_CHOOSE, form->agency, &view.agencies_count);
    return view;
}

static void fill_head(struct desk_pen *pen, const struct jk_matters_page *page,
                      struct web_matters *view)
{
    bool task = page->kind == JK_MATTER_TASK;

    view->task = task;
    view->title = desk_say(pen, task ? JK_TEXT_MATTER_TASKS : JK_TEXT_MATTER_REPORTS);
    view->about = desk_say(pen, task ? JK_TEXT_MATTER_TASKS_ARE : JK_TEXT_MATTER_REPORTS_ARE);
    view->action = task ? "/meja/tugas" : "/meja/laporan";
    view->other = desk_say(pen, task ? JK_TEXT_MATTER_REPORTS : JK_TEXT_MATTER_TASKS);
    view->other_href = task ? "/meja/laporan" : "/meja/tugas";
    view->file = desk_say(pen, task ? JK_TEXT_MATTER_FILE_TASK : JK_TEXT_MATTER_FILE_REPORT);
    view->empty = desk_say(pen, task ? JK_TEXT_MATTER_NO_TASKS : JK_TEXT_MATTER_NO_REPORTS);
    view->waiting = desk_fill_one(pen, task ? JK_TEXT_MATTER_UNDONE : JK_TEXT_MATTER_UNJUDGED,
                                  "count", desk_number(pen, (long long)page->waiting));
    view->late = page->late ? desk_fill_one(pen, JK_TEXT_MATTER_LATE_COUNT, "count",
                                            desk_number(pen, (long long)page->late))
                            : "";
}

enum jk_status jk_matters_page_write(struct jk_buf *out, const struct jk_desk_reader *reader,
                                     const struct jk_matters_page *page)
{
    JK_ASSERT(page != NULL && page->form != NULL);

    struct desk_pen pen = desk_pen_of(reader);
    struct web_matters view = { .outcome = { page->done, page->fault },
                                .may_file = page->may_file };
    struct web_matter_row *rows = desk_array(&pen, page->count, sizeof *rows);
    struct jk_buf content = { 0 };

    fill_head(&pen, page, &view);
    pen.tz = page->region->tz;
    view.form = form_of(&pen, reader, page->kind, page->form);
    view.open = page->fault != NULL || page->form->about[0];
    view.states = state_options(&pen, page->kind, page->state, &view.states_count);
    view.topics_filter =
        topic_options(&pen, JK_TEXT_MATTER_ANY_TOPIC, page->topic, &view.topics_filter_count);
    view.agencies_filter =
        agency_options(&pen, JK_TEXT_MATTER_ANY_AGENCY, page->agency, &view.agencies_filter_count);
    for (size_t i = 0; rows && i < page->count; i++)
        rows[i] = desk_matter_row(&pen, &page->rows[i]);
    view.rows = rows;
    view.rows_count = rows ? page->count : 0;
    if (page->next)
        view.rest = desk_fmt(&pen, "%s?sebelum=%s&keadaan=%s&jenis=%s&lembaga=%s", view.action,
                             page->next, desk_url(&pen, page->state), desk_url(&pen, page->topic),
                             desk_url(&pen, page->agency));
    if (!pen.failed)
        web_matters(&content, &view, reader->lang);
    return desk_finish(out, &pen, reader, view.title, &content);
}

enum jk_status jk_matter_offline_write(struct jk_buf *out, const struct jk_desk_reader *reader)
{
    static const struct jk_matter_form empty = { "", "", "", "", "", "", "", "", "" };
    struct desk_pen pen = desk_pen_of(reader);
    struct jk_buf content = { 0 };
    struct web_offline view;

    pen.tz = reader->region->tz;
    view.form = form_of(&pen, reader, JK_MATTER_REPORT, &empty);
    view.form.offline = true;
    view.script = desk_fmt(&pen, "%slapor.js", reader->assets);
    if (!pen.failed)
        web_offline(&content, &view, reader->lang);
    return desk_finish(out, &pen, reader, desk_say(&pen, JK_TEXT_MATTER_REPORTS), &content);
}
