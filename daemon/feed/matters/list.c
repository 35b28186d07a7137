/* The list of reports, and of tasks, with the form to file one above it. */
#include "daemon/feed/matters/views.h"

#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/model/texts.h"

static const char *const agency_words[] = { "bawaslu", "kpu", "polres", "kesbangpol" };
#define AGENCIES (sizeof agency_words / sizeof *agency_words)

/* The colour of a state: what waits stands out. */
static const char *const classes[] = {
    [JK_MATTER_UNVERIFIED] = "tinjau", [JK_MATTER_VERIFIED] = "terbit",
    [JK_MATTER_REFUTED] = "tahan",     [JK_MATTER_WITHDRAWN] = "tahan",
    [JK_MATTER_OPEN] = "tinjau",       [JK_MATTER_BEGUN] = "tinjau",
    [JK_MATTER_DONE] = "terbit",       [JK_MATTER_CANCELLED] = "tahan",
};
_Static_assert(sizeof classes / sizeof *classes == JK_MATTER_STATES, "every state has its colour");

const char *matters_who(struct desk_pen *pen, const char *role, const char *account)
{
    return role[0] ? desk_fmt(pen, "%s, %s", desk_role(pen, role), account) : account;
}

static const char *where_of(struct desk_pen *pen, const struct jk_matter_view *view)
{
    const struct jk_region *region = jk_pack_region(pen->pack, view->matter->region);
    const char *name = region ? region->name : view->matter->region;

    if (view->said && view->said->place[0])
        return desk_fmt(pen, "%s, %s", view->said->place, name);
    return name;
}

static const char *topic_of(struct desk_pen *pen, const struct jk_matter *matter)
{
    if (matter->kind == JK_MATTER_TASK)
        return desk_role(pen, matter->agency);
    return desk_capital(pen, desk_say(pen, jk_topic_text(matter->topic)));
}

struct web_matter_row matters_row(struct desk_pen *pen, const struct jk_matter_view *view)
{
    const struct jk_matter *matter = view->matter;
    const struct jk_region *region = jk_pack_region(pen->pack, matter->region);
    bool task = matter->kind == JK_MATTER_TASK;
    bool kept = jk_topic_is_kept(matter->topic) && !matter->released;

    pen->tz = region ? region->tz : pen->pack->tz;
    return (struct web_matter_row){
        .href = desk_fmt(pen, "/meja/%s/%s", task ? "tugas" : "laporan", matter->id),
        .title = view->said ? view->said->title : desk_say(pen, JK_TEXT_MATTER_IS_ERASED),
        .state =
            desk_say(pen, view->late ? JK_TEXT_MATTER_LATE : jk_matter_state_text(matter->state)),
        .state_class = view->late ? "tolak" : classes[matter->state],
        .topic = topic_of(pen, matter),
        .when = task ? desk_fill_one(pen, JK_TEXT_MATTER_UNTIL, "value",
                                     desk_instant(pen, matter->when_s))
                     : desk_instant(pen, matter->when_s),
        .where = where_of(pen, view),
        .who = desk_role(pen, matter->role),
        .kept = kept ? desk_say(pen, JK_TEXT_MATTER_KEPT) : ""
    };
}

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
        const char *text = desk_say(pen, jk_matter_state_text((enum jk_matter_state)i));

        list[(*count)++] =
            option(jk_matter_state_word((enum jk_matter_state)i), desk_capital(pen, text), chosen);
    }
    return list;
}

static void fill_form(struct desk_pen *pen, const struct jk_matters_page *page,
                      struct web_matters *view)
{
    const struct jk_matter_form *form = page->form;

    view->uid = form->uid;
    view->name = form->title;
    view->text = form->text;
    view->place = form->place;
    view->point = form->point;
    view->when = form->when;
    view->subject = form->about;
    view->when_label = desk_say(pen, page->kind == JK_MATTER_TASK ? JK_TEXT_MATTER_DUE_LABEL
                                                                  : JK_TEXT_MATTER_SEEN_LABEL);
    view->topics = topic_options(pen, JK_TEXT_MATTER_CHOOSE, form->topic, &view->topics_count);
    view->agencies =
        agency_options(pen, JK_TEXT_MATTER_CHOOSE, form->agency, &view->agencies_count);
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
                                .csrf = reader->csrf,
                                .may_file = page->may_file };
    struct web_matter_row *rows = desk_array(&pen, page->count, sizeof *rows);
    struct jk_buf content = { 0 };

    fill_head(&pen, page, &view);
    fill_form(&pen, page, &view);
    view.open = page->fault != NULL || page->form->about[0];
    view.states = state_options(&pen, page->kind, page->state, &view.states_count);
    view.topics_filter =
        topic_options(&pen, JK_TEXT_MATTER_ANY_TOPIC, page->topic, &view.topics_filter_count);
    view.agencies_filter =
        agency_options(&pen, JK_TEXT_MATTER_ANY_AGENCY, page->agency, &view.agencies_filter_count);
    for (size_t i = 0; rows && i < page->count; i++)
        rows[i] = matters_row(&pen, &page->rows[i]);
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
