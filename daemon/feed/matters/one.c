/* One report or task: what was said, what was done to it and why, and what the reader may do. */
#include "daemon/feed/matters/views.h"

#include <string.h>
#include "jarak/base/decimal.h"
#include "jarak/base/defend.h"
#include "jarak/model/texts.h"

#define PERCENTS 5

static bool may(const struct jk_matter_page *page, enum jk_matter_act act)
{
    return page->view.may >> act & 1;
}

static struct web_matter_done done_view(struct desk_pen *pen, const struct jk_matter_done *done)
{
    struct jk_matter_words words = JK_MATTER_NO_WORDS;
    const char *what = desk_say(pen, jk_matter_act_text(done->act));

    if (jk_matter_words_read(&pen->arena, done->words, &words) != JK_OK)
        pen->failed = true;
    if (done->act == JK_MATTER_RECEIVE)
        what = desk_fmt(pen, "%s: %s, %s", what, words.by,
                        desk_say(pen, jk_drop_condition_text(words.condition)));
    if (done->act == JK_MATTER_PROGRESS)
        what = desk_fmt(pen, "%s: %u %%", what, words.percent);
    return (struct web_matter_done){ .what = desk_capital(pen, what),
                                     .when = desk_instant(pen, done->time_s),
                                     .who = desk_matter_who(pen, done->role, done->actor),
                                     .assessment = words.assessment,
                                     .recommendation = words.recommendation,
                                     .text = words.text };
}

static void fill_history(struct desk_pen *pen, const struct jk_matter *matter,
                         struct web_matter *view)
{
    struct web_matter_done *list = desk_array(pen, matter->done_count, sizeof *list);

    for (size_t i = 0; list && i < matter->done_count; i++)
        list[i] = done_view(pen, &matter->done[i]);
    view->done = list;
    view->done_count = list ? matter->done_count : 0;
}

static void fill_percents(struct desk_pen *pen, const struct jk_matter_said *said,
                          struct web_matter *view)
{
    struct web_option *list = desk_array(pen, PERCENTS, sizeof *list);

    for (unsigned i = 0; list && i < PERCENTS; i++) {
        unsigned percent = i * 100 / (PERCENTS - 1);

        list[i] =
            (struct web_option){ desk_fmt(pen, "%u", percent), desk_fmt(pen, "%u %%", percent),
                                 said->percent >= percent &&
                                     said->percent < percent + 100 / (PERCENTS - 1) };
    }
    view->percents = list;
    view->percents_count = list ? PERCENTS : 0;
}

static const char *map_href(struct desk_pen *pen, struct jk_point point)
{
    struct jk_buf href = { 0 };

    jk_buf_str(&href, "geo:");
    jk_decimal_add(&href, point.lat_deg, 6, '.');
    jk_buf_char(&href, ',');
    jk_decimal_add(&href, point.lon_deg, 6, '.');
    return desk_text_of(pen, &href);
}

/* The words of the reader's own that could not be taken. */
static void fill_typed(const struct jk_matter_page *page, struct web_matter *view)
{
    static const struct jk_matter_words none = JK_MATTER_NO_WORDS;
    const struct jk_matter_words *typed = page->typed ? page->typed : &none;

    view->assessment = typed->assessment;
    view->recommendation = typed->recommendation;
    view->said = typed->text;
}

static const char *answer_of(struct desk_pen *pen, const struct jk_matter *matter)
{
    struct jk_matter_words words;

    for (size_t i = matter->done_count; i-- > 0;) {
        if (matter->done[i].act == JK_MATTER_ANSWER)
            return jk_matter_words_read(&pen->arena, matter->done[i].words, &words) == JK_OK
                       ? words.text
                       : "";
    }
    return "";
}

static void fill_conditions(struct desk_pen *pen, enum jk_drop_condition chosen,
                            struct web_matter *view)
{
    struct web_option *list = desk_array(pen, JK_DROP_CONDITIONS, sizeof *list);

    for (int i = 0; list && i < JK_DROP_CONDITIONS; i++) {
        enum jk_drop_condition condition =
            (enum jk_drop_condition)((i + JK_DROP_GOOD) % JK_DROP_CONDITIONS);

        list[i] = (struct web_option){
            jk_drop_condition_word(condition),
            desk_capital(pen, desk_say(pen, jk_drop_condition_text(condition))), condition == chosen
        };
    }
    view->conditions = list;
    view->conditions_count = list ? JK_DROP_CONDITIONS : 0;
}

static void add_fact(struct desk_pen *pen, struct web_fact *facts, size_t *count,
                     const struct jk_text *name, const char *value)
{
    if (value[0])
        facts[(*count)++] = (struct web_fact){ desk_say(pen, name), value };
}

static const char *when(struct desk_pen *pen, int64_t time_s)
{
    return time_s ? desk_instant(pen, time_s) : "";
}

#define DROP_FACTS 10

/* Plan, way and reception, whatever of them is known. */
static void fill_drop(struct desk_pen *pen, const struct jk_matter_page *page,
                      struct web_matter *view)
{
    const struct jk_drop *d = page->view.said ? &page->view.said->drop : NULL;
    struct web_fact *facts = desk_array(pen, DROP_FACTS, sizeof *facts);
    size_t count = 0;

    view->facts = facts;
    if (!facts || !d)
        return;
    add_fact(pen, facts, &count, JK_TEXT_DROP_STAGE_LABEL, view->topic);
    add_fact(pen, facts, &count, JK_TEXT_DROP_ITEMS_LABEL,
             d->items ? desk_number(pen, d->items) : "");
    add_fact(pen, facts, &count, JK_TEXT_DROP_FROM_LABEL, d->from);
    add_fact(pen, facts, &count, JK_TEXT_DROP_CARRIER_LABEL, d->carrier);
    add_fact(pen, facts, &count, JK_TEXT_DROP_LEAVE_LABEL, when(pen, d->leave_s));
    add_fact(pen, facts, &count, JK_TEXT_DROP_LEFT_LABEL, when(pen, d->left_s));
    add_fact(pen, facts, &count, JK_TEXT_DROP_EXPECTED_LABEL, when(pen, page->view.arrives_s));
    add_fact(pen, facts, &count, JK_TEXT_DROP_GOT_LABEL, when(pen, d->got_s));
    add_fact(pen, facts, &count, JK_TEXT_DROP_BY_LABEL, d->by);
    if (d->got_s)
        add_fact(pen, facts, &count, JK_TEXT_DROP_CONDITION_LABEL,
                 desk_say(pen, jk_drop_condition_text(d->condition)));
    view->facts_count = count;
    view->by = page->typed ? page->typed->by : "";
    if (page->view.meets != JK_LEVEL_NONE)
        view->meets = desk_level(pen, (struct jk_levels){ page->view.meets, page->view.meets });
    fill_conditions(pen, page->typed ? page->typed->condition : JK_DROP_GOOD, view);
}

static void fill_facts(struct desk_pen *pen, const struct jk_matter_page *page,
                       struct web_matter *view)
{
    const struct jk_matter *matter = page->view.matter;
    const struct jk_matter_said *said = page->view.said;
    static const struct jk_text *const kinds[JK_MATTER_KINDS] = { JK_TEXT_MATTER_REPORT,
                                                                  JK_TEXT_MATTER_TASK,
                                                                  JK_TEXT_DROPS_TITLE };
    const struct web_matter_row row = desk_matter_row(pen, &page->view);
    bool task = matter->kind == JK_MATTER_TASK, report = matter->kind == JK_MATTER_REPORT;

    view->task = task;
    view->report = report;
    view->erased = said == NULL;
    view->title = row.title;
    view->kind = desk_say(pen, kinds[matter->kind]);
    view->list_href = desk_fmt(pen, "/meja/%s", jk_matter_page_word(matter->kind));
    view->action = row.href;
    view->photo_href = desk_fmt(pen, "/api/v1/reports/%s/photo", matter->id);
    view->photo_action = desk_fmt(pen, "%s/foto", row.href);
    view->state = row.state;
    view->state_class = row.state_class;
    view->topic = row.topic;
    view->when_label = desk_say(pen, report ? JK_TEXT_MATTER_SEEN_LABEL : JK_TEXT_MATTER_DUE_LABEL);
    view->when = desk_instant(pen, matter->when_s);
    view->where = row.where;
    view->map_href = said && said->has_point ? map_href(pen, said->point) : "";
    view->who = desk_matter_who(pen, matter->role, matter->account);
    view->filed = desk_instant(pen, matter->created_s);
    view->kept = row.kept;
    view->text = said ? said->text : "";
    view->percent = task && said ? desk_fmt(pen, "%u %%", said->percent) : "";
    view->agency = task ? row.topic : "";
    view->answer = answer_of(pen, matter);
    view->calendar_href =
        said ? desk_fmt(pen, "/api/v1/%s/%s.ics", jk_matter_collection(matter->kind), matter->id)
             : "";
    view->cancel_text = desk_say(pen, matter->kind == JK_MATTER_DROP ? JK_TEXT_DROP_DO_CANCEL
                                                                     : JK_TEXT_MATTER_DO_CANCEL);
    if (matter->kind == JK_MATTER_DROP)
        fill_drop(pen, page, view);
}

enum jk_status jk_matter_page_write(struct jk_buf *out, const struct jk_desk_reader *reader,
                                    const struct jk_matter_page *page)
{
    JK_ASSERT(page != NULL && page->view.matter != NULL);

    const struct jk_matter *matter = page->view.matter;
    struct desk_pen pen = desk_pen_of(reader);
    struct web_matter view = { .outcome = { page->done, page->fault },
                               .csrf = reader->csrf,
                               .about_href = page->about_href,
                               .about_title = page->about_title,
                               .photo = matter->photo[0] && page->view.said,
                               .may_photo = may(page, JK_MATTER_PHOTO),
                               .judge = may(page, JK_MATTER_VERIFY),
                               .release = may(page, JK_MATTER_RELEASE),
                               .may_answer = may(page, JK_MATTER_ANSWER),
                               .withdraw = may(page, JK_MATTER_WITHDRAW),
                               .progress = may(page, JK_MATTER_PROGRESS),
                               .cancel = may(page, JK_MATTER_CANCEL),
                               .leave = may(page, JK_MATTER_LEAVE),
                               .receive = may(page, JK_MATTER_RECEIVE),
                               .undo = may(page, JK_MATTER_UNDO) };
    struct web_matter_row *rows = desk_array(&pen, page->follow.count, sizeof *rows);
    struct jk_buf content = { 0 };

    for (size_t i = 0; rows && i < page->follow.count; i++)
        rows[i] = desk_matter_row(&pen, &page->follow.list[i]);
    view.follow = rows;
    view.follow_count = rows ? page->follow.count : 0;
    fill_facts(&pen, page, &view);
    fill_history(&pen, matter, &view);
    fill_typed(page, &view);
    if (view.progress)
        fill_percents(&pen, page->view.said, &view);
    if (matter->kind != JK_MATTER_TASK && matter->state != JK_MATTER_WITHDRAWN)
        view.task_href = desk_fmt(&pen, "/meja/tugas?tentang=%s", matter->id);
    view.task_text = desk_say(&pen, matter->kind == JK_MATTER_REPORT ? JK_TEXT_MATTER_MAKE_TASK
                                                                     : JK_TEXT_MATTER_FILE_TASK);
    if (matter->kind == JK_MATTER_REPORT && strcmp(reader->role, "bawaslu") == 0 &&
        page->view.said && matter->state != JK_MATTER_REFUTED &&
        matter->state != JK_MATTER_WITHDRAWN)
        view.form_href = desk_fmt(&pen, "/api/v1/reports/%s/form-a.pdf", matter->id);
    if (matter->state == JK_MATTER_VERIFIED && reader->may_decide)
        view.zone_href = desk_fmt(&pen, "/meja/kerawanan?laporan=%s", matter->id);
    if (!pen.failed)
        web_matter(&content, &view, reader->lang);
    return desk_finish(out, &pen, reader, view.title, &content);
}
