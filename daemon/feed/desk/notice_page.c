/* The page of one notice: for whoever filed it, what became of it and what is still missing. */
#include "jarak/feed/desk/form.h"

#include <string.h>
#include "daemon/feed/desk/pen.h"
#include "jarak/base/defend.h"
#include "jarak/feed/json/seen.h"
#include "jarak/policy/personnel.h"
#include "jarak/policy/rules.h"

#define ROWS 13

static void add(struct web_side_row *rows, size_t *count, const char *name, const char *text)
{
    if (text && text[0] && *count < ROWS)
        rows[(*count)++] = (struct web_side_row){ name, text, "" };
}

/* What a duty says of who guards what: for the police alone. */
static void add_duty(struct desk_pen *pen, const struct jk_facts *f, struct web_side_row *rows,
                     size_t *count)
{
    const struct jk_unit *unit = jk_unit_of(pen->pack, f->unit);

    if (f->officers > 0.0)
        add(rows, count, desk_say(pen, JK_TEXT_DESK_FORM_OFFICERS),
            desk_number(pen, (long long)f->officers));
    add(rows, count, desk_say(pen, JK_TEXT_DESK_FORM_UNIT), unit ? unit->name : f->unit);
    add(rows, count, desk_say(pen, JK_TEXT_DESK_FORM_GUARDS), f->guards);
}

static void fill_rows(struct desk_pen *pen, const struct jk_desk_reader *reader,
                      const struct jk_notice_page *page, struct web_notice *out)
{
    const struct jk_facts *f = page->facts;
    struct web_side_row *rows = desk_array(pen, ROWS, sizeof *rows);
    struct jk_buf range = { 0 };
    const char *when;
    size_t count = 0;

    if (!rows)
        return;
    jk_range_add(&range, page->start_s, page->end_s, pen->tz, pen->lang);
    when = page->start_s < page->end_s ? desk_text_of(pen, &range) : "";
    jk_buf_clear(&range);
    add(rows, &count, desk_say(pen, JK_TEXT_DESK_TIME), when);
    add(rows, &count, desk_say(pen, JK_TEXT_DESK_FORM_PLACE_HEAD),
        page->activity ? page->activity->place : f->location);
    add(rows, &count, desk_say(pen, JK_TEXT_DESK_FORM_LETTER_NO), f->letter_no);
    add(rows, &count, desk_say(pen, JK_TEXT_DESK_FORM_CONTACT), f->contact);
    if (f->crowd >= 0)
        add(rows, &count, desk_say(pen, JK_TEXT_DESK_FORM_CROWD),
            desk_number(pen, (long long)f->crowd));
    add(rows, &count, desk_say(pen, JK_TEXT_DESK_FORM_PROPS), f->props);
    if (reader->sees & JK_SEE_POLRES)
        add_duty(pen, f, rows, &count);
    for (size_t i = 0; page->activity && i < page->activity->leg_count; i++) {
        const struct jk_desk_leg *leg = &page->activity->legs[i];

        if (leg->notice->facts.leg != JK_LEG_MAIN)
            add(rows, &count, desk_capital(pen, jk_leg_name(leg->notice->facts.leg, pen->lang)),
                desk_fmt(pen, "%s%s%s",
                         desk_hours(pen, (double)leg->instance->start_s,
                                    (double)leg->instance->end_s),
                         leg->length_m > 0 ? ", " : "",
                         leg->length_m > 0 ? desk_distance(pen, leg->length_m) : ""));
    }
    out->rows = rows;
    out->rows_count = count;
}

static void fill_conflicts(struct desk_pen *pen, const struct jk_notice_page *page,
                           struct web_notice *out)
{
    const struct jk_verdict_view *v = page->view;
    struct web_todo *list = desk_array(pen, v->conflict_count, sizeof *list);

    for (size_t i = 0; list && i < v->conflict_count; i++) {
        const struct jk_conflict_view *c = &v->conflicts[i];
        const struct jk_leg_part *chief = desk_chief(c);

        list[i] = (struct web_todo){ .level = desk_level(pen, c->levels),
                                     .left = "",
                                     .href = desk_fmt(pen, "/meja/konflik/%s", c->id),
                                     .title = desk_title(pen, c),
                                     .sentence = desk_meeting(pen, c, chief),
                                     .where = desk_fmt(pen, "%s. %s.", desk_when(pen, c, chief),
                                                       desk_where(pen, chief->part.at_a)),
                                     .act = "" };
    }
    out->conflicts = list;
    out->conflicts_count = list ? v->conflict_count : 0;
    out->clear = v->assessed && v->conflict_count == 0;
}

static void fill_missing(struct desk_pen *pen, const struct jk_desk_reader *reader,
                         const struct jk_notice_page *page, struct web_notice *out)
{
    const struct jk_verdict_view *v = page->view;
    struct web_side_row *list = desk_array(pen, v->finding_count, sizeof *list);

    for (size_t i = 0; list && i < v->finding_count; i++) {
        if (v->findings[i].audience & reader->sees)
            list[out->missing_count++] =
                (struct web_side_row){ v->findings[i].rule, v->findings[i].text[pen->lang],
                                       v->findings[i].basis };
    }
    out->missing = list;
}

static void fill_acts(struct desk_pen *pen, const struct jk_notice_page *page,
                      struct web_notice *out)
{
    struct web_told *list = desk_array(pen, page->act_count, sizeof *list);

    for (size_t i = 0; list && i < page->act_count; i++)
        list[i] =
            (struct web_told){ desk_instant(pen, page->acts[i].time_s),
                               desk_fmt(pen, "%s (%s)%s%s", desk_act(pen, page->acts[i].event),
                                        desk_role(pen, page->acts[i].level),
                                        page->acts[i].text[0][0] ? ": " : "",
                                        page->acts[i].text[0]) };
    out->acts = list;
    out->acts_count = list ? page->act_count : 0;
}

/* Which fields a returned letter lacks, in words. */
static const char *returned_text(struct desk_pen *pen, const struct jk_verdict_view *view)
{
    struct jk_buf list = { 0 };

    for (size_t i = 0; view->missing && view->missing[i]; i++) {
        for (unsigned bit = 0; desk_missing_text(bit); bit++) {
            if (strcmp(jk_missing_word(bit), view->missing[i]) == 0)
                jk_buf_fmt(&list, "%s%s", list.len ? ", " : "",
                           desk_say(pen, desk_missing_text(bit)));
        }
    }
    return list.len || !jk_buf_ok(&list)
               ? desk_fill_one(pen, JK_TEXT_DESK_NOTICE_RETURNED, "value", desk_text_of(pen, &list))
               : "";
}

/* The form by which it is changed. */
static const char *form_of(const struct jk_desk_reader *reader, const struct jk_notice_page *page)
{
    if (page->meeting)
        return "rapat";
    return page->facts->kind == JK_KIND_PENGAMANAN && jk_facts_are_neutral(page->facts) &&
                   reader->sees & JK_SEE_POLRES
               ? "personel/tugas"
               : "formulir";
}

/* What the reader may do: the forms of an official, the change of a form, asking to take it back.
 */
static void fill_allowed(struct desk_pen *pen, const struct jk_desk_reader *reader,
                         const struct jk_notice_page *page, struct web_notice *out)
{
    const char *chain = desk_url(pen, page->view->chain);
    const struct desk_act_forms forms = { .acts = &page->allowed,
                                          .typed = page->typed,
                                          .title = out->title,
                                          .action = desk_fmt(pen, "/meja/pemberitahuan/%s/putusan",
                                                             chain),
                                          .csrf = reader->csrf,
                                          .party = desk_party(pen, &page->facts->party),
                                          .id = "" };

    out->forms_count = desk_fill_acts(pen, &forms, out->forms);
    out->csrf = reader->csrf;
    out->revision = desk_fmt(pen, "%u", page->allowed.revision);
    out->change_href = page->allowed.may_change
                           ? desk_fmt(pen, "/meja/%s?ubah=%s", form_of(reader, page), chain)
                           : "";
    out->ask_back =
        page->allowed.may_ask_back ? desk_fmt(pen, "/meja/pemberitahuan/%s/tarik", chain) : "";
}

/* The parts that a move in a calendar left behind, and where they may be sent after it. */
static void fill_behind(struct desk_pen *pen, const struct jk_notice_page *page,
                        struct web_notice *out)
{
    const struct jk_chain_acts *allowed = &page->allowed;
    const char *const names[] = { "count", desk_number(pen, (long long)allowed->legs_behind),
                                  "from",  desk_instant(pen, allowed->legs_at_s),
                                  "to",    desk_instant(pen, allowed->main_at_s),
                                  NULL };

    if (allowed->legs_behind == 0)
        return;
    out->behind = desk_fill(pen, JK_TEXT_DESK_LEGS_BEHIND, names);
    out->behind_action =
        desk_fmt(pen, "/meja/pemberitahuan/%s/pindah", desk_url(pen, page->view->chain));
}

static void fill_letter(struct desk_pen *pen, const struct jk_desk_reader *reader,
                        const struct jk_notice_page *page, struct web_notice *out)
{
    const char *chain = desk_url(pen, page->view->chain);
    const char *const names[] = {
        "value", page->letter_type && strcmp(page->letter_type, "image/jpeg") == 0 ? "JPEG" : "PDF",
        "count", desk_number(pen, (long long)((page->letter_size + 1023) / 1024)),
        "date",  page->letter_type ? desk_instant(pen, page->letter_s) : "",
        NULL
    };

    if (page->letter_type) {
        out->letter = desk_fill(pen, JK_TEXT_DESK_LETTER_IS, names);
        out->letter_href = desk_fmt(pen, "/api/v1/notices/%s/letter", chain);
        out->letter_etag = page->letter_etag;
    }
    if (reader->may_submit && reader->may_campaign &&
        jk_state_stands(jk_state_of(page->view->state)))
        out->letter_action = desk_fmt(pen, "/meja/pemberitahuan/%s/surat", chain);
}

/* Who was there, who was not, and who was invited and is in neither list. */
static void fill_meeting(struct desk_pen *pen, const struct jk_rakor *meeting,
                         struct web_notice *out)
{
    static const struct jk_text *const texts[] = {
        [JK_ATTENDANCE_INVITED] = JK_TEXT_MEETING_INVITED,
        [JK_ATTENDANCE_PRESENT] = JK_TEXT_MEETING_PRESENT,
        [JK_ATTENDANCE_ABSENT] = JK_TEXT_MEETING_ABSENT
    };
    struct web_side_row *rows = desk_array(pen, 3, sizeof *rows);

    out->meeting = true;
    out->agenda = meeting->agenda;
    for (int is = 0; rows && is < 3; is++) {
        struct jk_buf names = { 0 };

        for (size_t i = 0; i < meeting->count; i++) {
            if (meeting->attendees[i].is == (enum jk_attendance)is)
                jk_buf_fmt(&names, "%s%s", names.len ? "; " : "", meeting->attendees[i].name);
        }
        if (names.len)
            rows[out->attendance_count++] =
                (struct web_side_row){ desk_say(pen, texts[is]), desk_text_of(pen, &names), "" };
        jk_buf_clear(&names);
    }
    out->attendance = rows;
}

enum jk_status jk_desk_notice_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                   const struct jk_notice_page *page)
{
    JK_ASSERT(page != NULL && page->view != NULL && page->facts != NULL && page->typed != NULL);

    struct desk_pen pen = desk_pen_of(reader);
    struct web_notice view = { .outcome = { page->typed->done, page->typed->fault },
                               .unassessed = !page->view->assessed };
    struct jk_buf content = { 0 };
    struct jk_desk_activity none = { .state = jk_state_of(page->view->state) };

    pen.tz = page->view->tz;
    view.title = desk_capital(&pen, jk_kind_name(page->facts->kind, pen.lang));
    if (page->facts->party.count)
        view.title =
            desk_fmt(&pen, "%s %s", view.title, desk_party_label(&pen, &page->facts->party));
    view.about = page->facts->summary;
    view.state = desk_state(&pen, page->activity ? page->activity : &none);
    view.state_class = desk_state_class(none.state);
    if (!page->meeting && reader->may_campaign)
        view.copy_href =
            desk_fmt(&pen, "/meja/formulir?salin=%s", desk_url(&pen, page->view->chain));
    if (none.state == JK_STATE_ON_HOLD || none.state == JK_STATE_RETURNED ||
        none.state == JK_STATE_REFUSED || none.state == JK_STATE_APPROVED)
        view.answer_href =
            desk_fmt(&pen, "/api/v1/notices/%s/answer.pdf?lang=%s",
                     desk_url(&pen, page->view->chain), pen.lang == JK_LANG_ID ? "id" : "en");
    if (reader->may_decide)
        view.trail_href =
            desk_fmt(&pen, "/meja/jejak?pemberitahuan=%s", desk_url(&pen, page->view->chain));
    view.times_href =
        desk_fmt(&pen, "/meja/pemberitahuan/%s/waktu", desk_url(&pen, page->view->chain));
    fill_rows(&pen, reader, page, &view);
    fill_conflicts(&pen, page, &view);
    fill_missing(&pen, reader, page, &view);
    fill_acts(&pen, page, &view);
    view.about_it = desk_about(&pen, &page->about,
                               reader->may_see ? desk_fmt(&pen, "/meja/tugas?tentang=%s",
                                                          desk_url(&pen, page->view->chain))
                                               : "");
    view.returned = returned_text(&pen, page->view);
    if (!reader->past) { /* nothing is done to the past */
        fill_allowed(&pen, reader, page, &view);
        fill_behind(&pen, page, &view);
    }
    fill_letter(&pen, reader, page, &view);
    if (page->meeting)
        fill_meeting(&pen, page->meeting, &view);
    if (!pen.failed)
        web_notice(&content, &view, reader->lang);
    return desk_finish(out, &pen, reader, view.title, &content);
}
