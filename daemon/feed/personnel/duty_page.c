/* The page of the form of a duty. */
#include "jarak/feed/personnel/duty.h"

#include "daemon/feed/desk/pen.h"
#include "daemon/feed/personnel/views.h"

/* A field of the form. */
struct input {
    const struct jk_text *label, *hint;
    const char *width, *list;
    bool needed;
};

static const struct input inputs[] = {
    [JK_DUTY_TITLE] = { JK_TEXT_MEETING_TITLE, NULL, "w12", "", false },
    [JK_DUTY_UNIT] = { JK_TEXT_DESK_FORM_UNIT, JK_TEXT_DUTY_UNIT_HINT, "w6", "satuan-ada", true },
    [JK_DUTY_OFFICERS] = { JK_TEXT_DESK_FORM_OFFICERS, NULL, "w3 g", "", true },
    [JK_DUTY_GUARDS] = { JK_TEXT_DESK_FORM_GUARDS, JK_TEXT_DUTY_GUARDS_HINT, "w12", "dijaga",
                         false },
    [JK_DUTY_DATE] = { JK_TEXT_DESK_FORM_DATE_OF, JK_TEXT_DESK_FORM_DATE_HINT, "w6", "", true },
    [JK_DUTY_FROM] = { JK_TEXT_DESK_FORM_FROM, NULL, "w3 g", "", true },
    [JK_DUTY_TO] = { JK_TEXT_DESK_FORM_TO, NULL, "w3 g", "", true },
    [JK_DUTY_PLACE] = { JK_TEXT_DESK_FORM_PLACE_NAME, JK_TEXT_DUTY_PLACE_HINT, "w12", "", false },
};
_Static_assert(sizeof inputs / sizeof *inputs == JK_DUTY_END, "every field has its label");

static const char *fault_of(struct desk_pen *pen, const struct jk_duty_page *page,
                            enum jk_duty_field field)
{
    if (!page->problem || page->problem->field != field || !page->problem->error.text)
        return "";
    return desk_capital(pen, desk_say(pen, page->problem->error.text));
}

/* A refusal that is no field's. */
static const char *whole_fault(struct desk_pen *pen, const struct jk_duty_page *page)
{
    char text[600];

    if (!page->problem)
        return "";
    if (page->problem->field != JK_DUTY_END)
        return desk_say(pen, JK_TEXT_MEETING_FAULT);
    jk_error_format(&page->problem->error, pen->lang, text, sizeof text);
    return desk_fmt(pen, "%s", text);
}

/* Units by their code, and activities of the day by their UID: what may be typed. */
static void fill_known(struct desk_pen *pen, const struct jk_duty_page *page, struct web_duty *out)
{
    const struct jk_personnel *p = &pen->pack->personnel;
    size_t count = page->day ? page->day->task_count : 0;
    struct web_option *units = desk_array(pen, p->unit_count, sizeof *units);
    struct web_option *tasks = desk_array(pen, count, sizeof *tasks);

    for (size_t i = 0; units && i < p->unit_count; i++)
        units[i] = (struct web_option){ p->units[i].code, p->units[i].name, false };
    for (size_t i = 0; tasks && i < count; i++) {
        const struct jk_personnel_task *t = &page->day->tasks[i];

        tasks[i] = (struct web_option){
            t->uid,
            desk_fmt(pen, "%s %s %s", desk_hours(pen, (double)t->task.from_s, (double)t->task.to_s),
                     desk_capital(pen, jk_kind_name(t->of.kind, pen->lang)),
                     t->party->count ? desk_party_label(pen, t->party) : ""),
            false
        };
    }
    out->units = units;
    out->units_count = units ? p->unit_count : 0;
    out->tasks = tasks;
    out->tasks_count = tasks ? count : 0;
}

enum jk_status jk_duty_page_write(struct jk_buf *out, const struct jk_desk_reader *reader,
                                  const struct jk_duty_page *page)
{
    struct desk_pen pen = desk_pen_of(reader);
    struct web_duty view = { .csrf = reader->csrf, .uid = page->form->uid };
    struct jk_buf content = { 0 };

    if (page->day)
        pen.tz = page->day->region->tz;
    for (int i = 0; i < JK_DUTY_END; i++)
        view.inputs[i] =
            (struct web_input){ .name = jk_duty_name((enum jk_duty_field)i),
                                .label = desk_say(&pen, inputs[i].label),
                                .value = page->form->value[i],
                                .fault = fault_of(&pen, page, (enum jk_duty_field)i),
                                .hint = inputs[i].hint ? desk_say(&pen, inputs[i].hint) : "",
                                .width = inputs[i].width,
                                .needed = inputs[i].needed,
                                .numeric = i == JK_DUTY_OFFICERS,
                                .list = inputs[i].list };
    view.inputs_count = JK_DUTY_END;
    view.title = desk_say(&pen, page->change ? JK_TEXT_DUTY_CHANGE : JK_TEXT_DUTY_NEW);
    view.fault = whole_fault(&pen, page);
    view.change = page->change ? page->change : "";
    view.revision = page->change ? desk_fmt(&pen, "%u", page->revision) : "";
    fill_known(&pen, page, &view);
    if (!pen.failed)
        web_duty(&content, &view, reader->lang);
    return desk_finish(out, &pen, reader, view.title, &content);
}
