/* The answer letter: letterhead, what was notified, what was decided, who signs, a code.
 *
 * Every sentence is chosen by the act; what is said of others is what the public reads. The
 * letterhead is the police's: an act of another office bears that office's name. */
#include "daemon/feed/paper/sheets.h"

#include <string.h>
#include "jarak/feed/paper/letter.h"
#include "jarak/feed/public/qr.h"
#include "jarak/policy/occupancy.h"

#define WAYS_MAX 8

struct writer {
    struct jk_buf *out;
    struct desk_pen *pen;
    const struct jk_letter *letter;
    const struct jk_letterhead *head; /* null: the office's name */
};

static bool is_issued(const struct writer *w)
{
    enum jk_act_kind act = w->letter->answer.act;

    return act == JK_ACT_APPROVE || act == JK_ACT_CONFIRM || act == JK_ACT_CORRECT_STTP;
}

static const char *office_of(const struct writer *w)
{
    return desk_fmt(w->pen, "%s %s", desk_role(w->pen, w->letter->answer.role),
                    w->letter->answer.region->name);
}

static void put_gap(const struct writer *w, double mm)
{
    jk_sheet_measure(w->out, JK_SHEET_GAP, &mm, 1);
}

static void put_letterhead(const struct writer *w)
{
    if (w->head) {
        for (size_t i = 0; i < w->head->line_count; i++)
            jk_sheet_look(w->out, JK_SHEET_CENTRE, 1, w->head->lines[i]);
        if (w->head->address[0])
            jk_sheet_look(w->out, JK_SHEET_CENTRE, 0, w->head->address);
    } else {
        jk_sheet_look(w->out, JK_SHEET_CENTRE, 1, office_of(w));
    }
    jk_sheet_mark(w->out, JK_SHEET_RULE);
    put_gap(w, 4);
}

static void put_row(const struct writer *w, const char *name, const char *value)
{
    if (!value || !value[0])
        return;
    jk_sheet_mark(w->out, JK_SHEET_ROW);
    paper_cell(w->out, JK_LOOK_PLAIN, name);
    paper_cell(w->out, JK_LOOK_PLAIN, value);
    jk_sheet_mark(w->out, JK_SHEET_END);
}

static const struct jk_text *subject_of(const struct writer *w)
{
    switch (w->letter->answer.act) {
    case JK_ACT_HOLD:
        return JK_TEXT_LETTER_ON_HOLD;
    case JK_ACT_RETURN:
        return JK_TEXT_LETTER_ON_RETURN;
    case JK_ACT_REFUSE:
        return JK_TEXT_LETTER_ON_REFUSE;
    default:
        return JK_TEXT_LETTER_ON_ISSUE;
    }
}

static const char *day_of(const struct writer *w)
{
    int64_t local_s = w->letter->answer.time_s + w->pen->tz->offset_s;

    return desk_date(w->pen, (int32_t)(local_s / 86400 - (local_s % 86400 < 0)));
}

/* Number, subject, to whom. */
static void put_address(const struct writer *w)
{
    static const double widths[] = { 0, 28, 154 };
    const struct jk_answer *a = &w->letter->answer;
    const char *change = a->on_change ? desk_say(w->pen, JK_TEXT_LETTER_OF_CHANGE) : "";
    const char *number = is_issued(w) && a->sttp[0] ? a->sttp : "..............................";

    jk_sheet_measure(w->out, JK_SHEET_TABLE, widths, 3);
    put_row(w, desk_say(w->pen, JK_TEXT_LETTER_NUMBER), number);
    put_row(w, desk_say(w->pen, JK_TEXT_LETTER_DATE), day_of(w));
    put_row(w, desk_say(w->pen, JK_TEXT_LETTER_SUBJECT),
            desk_fmt(w->pen, "%s%s", desk_say(w->pen, subject_of(w)), change));
    put_row(w, desk_say(w->pen, JK_TEXT_LETTER_TO),
            desk_fill(w->pen, JK_TEXT_LETTER_TO_TEAM,
                      (const char *const[]){
                          "field", desk_party_label(w->pen, &w->letter->facts->party), "value",
                          w->letter->facts->contact[0]
                              ? w->letter->facts->contact
                              : desk_say(w->pen, JK_TEXT_LETTER_TO_WHOEVER),
                          NULL }));
    jk_sheet_mark(w->out, JK_SHEET_END);
    put_gap(w, 4);
}

static const char *when_of(const struct writer *w, int64_t from_s, int64_t to_s)
{
    struct jk_buf text = { 0 };

    jk_range_add(&text, from_s, to_s, w->pen->tz, w->pen->lang);
    return desk_text_of(w->pen, &text);
}

static const char *contest_of(const struct writer *w)
{
    const struct jk_contest *contest =
        jk_pack_contest(w->pen->pack, w->letter->facts->party.contest);

    return contest ? contest->name[w->pen->lang] : "";
}

static void put_ways(const struct writer *w)
{
    const struct jk_desk_activity *a = w->letter->activity;
    struct desk_pen *pen = w->pen;
    size_t count = 0;

    for (size_t i = 0; i < a->leg_count && count < WAYS_MAX; i++) {
        const struct jk_desk_leg *leg = &a->legs[i];
        const char *name = desk_capital(pen, jk_leg_name(leg->notice->facts.leg, pen->lang));
        const char *hours =
            desk_hours(pen, (double)leg->instance->start_s, (double)leg->instance->end_s);

        if (leg->version == JK_DESK_HAPPENED || leg->notice->facts.leg == JK_LEG_MAIN)
            continue;
        if (leg->length_m > 0)
            hours = desk_fmt(pen, "%s, %s", hours, desk_distance(pen, leg->length_m));
        put_row(w,
                leg->version == JK_DESK_CHANGE
                    ? desk_fill_one(pen, JK_TEXT_MATRIX_CHANGE, "value", name)
                    : name,
                hours);
        count++;
    }
}

/* The vehicles of the main, else of the first leg that states some. */
static const char *vehicles_of(const struct writer *w)
{
    const struct jk_desk_activity *a = w->letter->activity;
    const struct jk_facts *f = w->letter->facts;

    for (size_t i = 0; a && !f->has_vehicles && i < a->leg_count; i++)
        f = &a->legs[i].notice->facts;
    if (!f->has_vehicles)
        return "";
    return desk_fill(w->pen, JK_TEXT_DESK_VEHICLES,
                     (const char *const[]){ "value", desk_number(w->pen, f->vehicles.cars), "field",
                                            desk_number(w->pen, f->vehicles.motorcycles), "count",
                                            desk_number(w->pen, f->vehicles.trucks), "more",
                                            desk_number(w->pen, f->vehicles.buses), NULL });
}

/* What was notified, as it is in force, or was asked for where nothing is. */
static void put_facts(const struct writer *w)
{
    static const double widths[] = { 1, 48, 134 };
    const struct jk_desk_activity *a = w->letter->activity;
    const struct jk_facts *f = w->letter->facts;
    struct desk_pen *pen = w->pen;

    jk_sheet_measure(w->out, JK_SHEET_TABLE, widths, 3);
    put_row(w, desk_say(pen, JK_TEXT_LETTER_KIND),
            desk_capital(pen, jk_kind_name(f->kind, pen->lang)));
    put_row(w, desk_say(pen, JK_TEXT_LETTER_CONTEST),
            desk_fmt(pen, "%s, %s", contest_of(w), desk_party_label(pen, &f->party)));
    if (a) {
        put_row(w, desk_say(pen, JK_TEXT_DESK_TIME), when_of(w, a->start_s, a->end_s));
        put_row(w, desk_say(pen, JK_TEXT_DESK_FORM_PLACE_HEAD),
                desk_fmt(pen, "%s%s%s", a->place, a->place[0] && a->district[0] ? ", " : "",
                         a->district[0]
                             ? desk_fill_one(pen, JK_TEXT_DESK_DISTRICT, "value", a->district)
                             : ""));
    }
    if (f->crowd >= 0)
        put_row(w, desk_say(pen, JK_TEXT_DESK_FORM_CROWD),
                desk_fill_one(pen, JK_TEXT_DESK_CROWD, "value",
                              desk_number(pen, (long long)f->crowd)));
    put_row(w, desk_say(pen, JK_TEXT_LETTER_VEHICLES), vehicles_of(w));
    if (a)
        put_ways(w);
    put_row(w, desk_say(pen, JK_TEXT_DESK_FORM_PROPS), f->props);
    jk_sheet_mark(w->out, JK_SHEET_END);
    put_gap(w, 3);
}

static void put_missing(const struct writer *w)
{
    const char *text = "";

    for (unsigned bit = 0; desk_missing_text(bit); bit++) {
        if (w->letter->answer.missing >> bit & 1)
            text = desk_fmt(w->pen, "%s%s%s", text, text[0] ? ", " : "",
                            desk_say(w->pen, desk_missing_text(bit)));
    }
    if (text[0])
        jk_sheet_say(w->out, JK_SHEET_TEXT,
                     desk_fill_one(w->pen, JK_TEXT_LETTER_MISSING, "value", text));
}

static void put_decision(const struct writer *w)
{
    const struct jk_answer *a = &w->letter->answer;
    const struct jk_text *text = a->act == JK_ACT_HOLD     ? JK_TEXT_LETTER_HELD
                                 : a->act == JK_ACT_RETURN ? JK_TEXT_LETTER_RETURNED
                                 : a->act == JK_ACT_REFUSE ? JK_TEXT_LETTER_REFUSED
                                                           : JK_TEXT_LETTER_ISSUED;
    const char *what =
        desk_say(w->pen, a->on_change ? JK_TEXT_LETTER_THE_CHANGE : JK_TEXT_LETTER_THE_NOTICE);
    const char *const names[] = { "field", what, "value", a->sttp, NULL };

    jk_sheet_say(w->out, JK_SHEET_STRONG, desk_fill(w->pen, text, names));
    if (a->act == JK_ACT_RETURN)
        put_missing(w);
    if (a->act == JK_ACT_REFUSE && a->basis[0])
        jk_sheet_say(w->out, JK_SHEET_TEXT,
                     desk_fill_one(w->pen, JK_TEXT_LETTER_BASIS, "value", a->basis));
    if (a->reason[0])
        jk_sheet_say(w->out, JK_SHEET_TEXT,
                     desk_fill_one(w->pen, JK_TEXT_LETTER_REASON, "value", a->reason));
    if (is_issued(w))
        jk_sheet_say(w->out, JK_SHEET_TEXT, desk_say(w->pen, JK_TEXT_LETTER_AS_NOTIFIED));
}

static void put_others(const struct writer *w)
{
    const struct jk_answer *a = &w->letter->answer;

    if (a->other_count == 0)
        return;
    jk_sheet_say(w->out, JK_SHEET_TEXT, desk_say(w->pen, JK_TEXT_LETTER_OTHERS));
    for (size_t i = 0; i < a->other_count; i++)
        jk_sheet_say(w->out, JK_SHEET_TEXT,
                     desk_fmt(w->pen, "- %s %s, %s",
                              desk_capital(w->pen,
                                           jk_kind_name(a->others[i].facts->kind, w->pen->lang)),
                              desk_party_label(w->pen, &a->others[i].facts->party),
                              when_of(w, a->others[i].start_s, a->others[i].end_s)));
}

static void put_opening(const struct writer *w)
{
    const struct jk_facts *f = w->letter->facts;
    const char *number = f->letter_no[0] ? f->letter_no : desk_say(w->pen, JK_TEXT_DESK_NOT_STATED);
    const char *received = f->received_s == JK_NO_TIME
                               ? ""
                               : desk_fill_one(w->pen, JK_TEXT_LETTER_RECEIVED, "date",
                                               desk_instant(w->pen, f->received_s));

    jk_sheet_say(w->out, JK_SHEET_TEXT,
                 desk_fill(w->pen, JK_TEXT_LETTER_OPENING,
                           (const char *const[]){ "value", number, "more", received, NULL }));
    put_gap(w, 1);
}

/* Place and date, office, room for a signature and a stamp, name. */
static void put_signature(const struct writer *w)
{
    static const double widths[] = { 0, 100, 82 };
    const char *place = w->head ? w->head->place : w->letter->answer.region->name;
    const char *office = w->head ? w->head->office : office_of(w);
    const char *name =
        w->head && w->head->name[0] ? w->head->name : "(..............................)";

    put_gap(w, 6);
    jk_sheet_measure(w->out, JK_SHEET_KEEP, (double[]){ 46 }, 1);
    jk_sheet_measure(w->out, JK_SHEET_TABLE, widths, 3);
    jk_sheet_mark(w->out, JK_SHEET_ROW);
    paper_cell(w->out, JK_LOOK_PLAIN, "");
    paper_cell(w->out, JK_LOOK_PLAIN, desk_fmt(w->pen, "%s, %s", place, day_of(w)));
    paper_also(w->out, JK_LOOK_BOLD, office);
    for (int i = 0; i < 4; i++)
        paper_also(w->out, JK_LOOK_PLAIN, " ");
    paper_also(w->out, JK_LOOK_BOLD, name);
    paper_also(w->out, JK_LOOK_PLAIN, w->head ? w->head->rank : "");
    jk_sheet_mark(w->out, JK_SHEET_END);
    jk_sheet_mark(w->out, JK_SHEET_END);
}

static void put_code(const struct writer *w)
{
    const char *hash = w->letter->answer.certificate;
    struct jk_buf modules = { 0 };
    unsigned side = 0;
    const char *text;

    put_gap(w, 4);
    if (!w->letter->address[0] ||
        jk_qr_modules(&modules, w->letter->address, JK_SHEET_MODULES_MAX, &side) != JK_OK) {
        jk_buf_clear(&modules);
        jk_sheet_say(w->out, JK_SHEET_SMALL, desk_say(w->pen, JK_TEXT_LETTER_NO_CODE));
        return;
    }
    text = desk_text_of(w->pen, &modules);
    jk_sheet_put(w->out, &(struct jk_sheet_item){
                             .word = JK_SHEET_CODE,
                             .numbers = { 34, side },
                             .number_count = 2,
                             .texts = { jk_span_of(text),
                                        jk_span_of(desk_fill_one(w->pen, JK_TEXT_LETTER_CODE,
                                                                 "value", hash)) },
                             .text_count = 2 });
}

enum jk_status jk_paper_letter(struct jk_buf *out, const struct jk_paper *paper,
                               const struct jk_letter *letter)
{
    struct desk_pen pen = desk_pen_of(paper->reader);
    struct jk_paper of = { paper->reader, letter->answer.time_s, false };
    bool police = strcmp(letter->answer.role, "polres") == 0;
    struct writer w = { out, &pen, letter, police ? letter->answer.region->letterhead : NULL };
    struct paper_size size = { JK_PAPER_PDF, 210, 297, 14, 9.5, NULL };

    pen.tz = letter->answer.tz;
    size.foot = desk_say(&pen, JK_TEXT_LETTER_FOOT);
    paper_head(out, &pen, &of, &size,
               desk_fmt(&pen, "%s, %s", desk_say(&pen, subject_of(&w)),
                        desk_party_label(&pen, &letter->facts->party)));
    put_letterhead(&w);
    put_address(&w);
    put_opening(&w);
    put_facts(&w);
    put_decision(&w);
    put_others(&w);
    put_signature(&w);
    put_code(&w);
    return paper_end(out, &pen);
}
