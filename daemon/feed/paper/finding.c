/* Formulir Model A of a report: the sections of the form in their order, each row filled in or left
 * as a line of dots. The words are the form's own and stay Indonesian in both languages. */
#include "daemon/feed/paper/sheets.h"

#include <string.h>
#include "jarak/base/decimal.h"
#include "jarak/base/defend.h"
#include "jarak/feed/paper/finding.h"
#include "jarak/policy/calendar.h"

#define DOTS "......................................................................"

struct writer {
    struct jk_buf *out;
    struct desk_pen *pen;
    const struct jk_matter *matter;
    const struct jk_matter_said *said;
    struct jk_matter_words judged; /* "" where nobody has */
};

static void put_heading(const struct writer *w, const struct jk_text *text)
{
    jk_sheet_say(w->out, JK_SHEET_H2, desk_say(w->pen, text));
}

static void begin_rows(const struct writer *w)
{
    static const double widths[] = { 0, 62, 120 };

    jk_sheet_measure(w->out, JK_SHEET_TABLE, widths, 3);
}

/* Each line of a text is a line of the cell; nothing: a line to write on. */
static void put_row(const struct writer *w, const struct jk_text *name, const char *value)
{
    struct jk_span rest = jk_span_of(value && value[0] ? value : DOTS), line;
    bool first = true;

    jk_sheet_mark(w->out, JK_SHEET_ROW);
    paper_cell(w->out, JK_LOOK_PLAIN, desk_say(w->pen, name));
    while (jk_span_cut(&rest, '\n', &line)) {
        const char *text = desk_fmt(w->pen, "%.*s", (int)line.len, line.at);

        if (first)
            paper_cell(w->out, JK_LOOK_PLAIN, text[0] ? text : " ");
        else
            paper_also(w->out, JK_LOOK_PLAIN, text);
        first = false;
    }
    jk_sheet_mark(w->out, JK_SHEET_END);
}

static void end_rows(const struct writer *w)
{
    jk_sheet_mark(w->out, JK_SHEET_END);
}

static int32_t day_of(const struct writer *w, int64_t time_s)
{
    return jk_local_day(time_s, w->pen->tz->offset_s);
}

static void put_head(const struct writer *w)
{
    struct jk_civil date = jk_date_from_days(day_of(w, w->matter->when_s));

    jk_sheet_look(w->out, JK_SHEET_CENTRE, 1, desk_say(w->pen, JK_TEXT_FINDING_FORM));
    jk_sheet_look(w->out, JK_SHEET_CENTRE, 1, desk_say(w->pen, JK_TEXT_FINDING_TITLE));
    jk_sheet_look(w->out, JK_SHEET_CENTRE, 0,
                  desk_fmt(w->pen, "%s: .........../LHP/PM.01.00/........../%02d/%04d",
                           desk_say(w->pen, JK_TEXT_LETTER_NUMBER), date.month, date.year));
    jk_sheet_mark(w->out, JK_SHEET_RULE);
}

/* The stage of the election on the day it was seen; "" where the calendar names none. */
static const char *stage_of(const struct writer *w)
{
    const struct jk_calendar_of of = { "", w->matter->region };
    const struct jk_phase *phase =
        jk_phase_on(w->pen->pack, &of, day_of(w, w->matter->when_s), JK_DAY_ANY);

    return phase ? phase->name[JK_LANG_ID] : "";
}

static void put_officer(const struct writer *w)
{
    put_heading(w, JK_TEXT_FINDING_OFFICER);
    begin_rows(w);
    put_row(w, JK_TEXT_FINDING_STAGE, stage_of(w));
    put_row(w, JK_TEXT_FINDING_NAME, "");
    put_row(w, JK_TEXT_FINDING_POST, "");
    put_row(w, JK_TEXT_FINDING_ORDER, "");
    put_row(w, JK_TEXT_FINDING_ADDRESS, "");
    end_rows(w);
}

static const char *place_of(const struct writer *w)
{
    const struct jk_region *region = jk_pack_region(w->pen->pack, w->matter->region);
    const char *name = region ? region->name : w->matter->region;
    struct jk_buf point = { 0 };

    if (!w->said->has_point)
        return w->said->place[0] ? desk_fmt(w->pen, "%s, %s", w->said->place, name) : name;
    jk_decimal_add(&point, w->said->point.lat_deg, 6, '.');
    jk_buf_str(&point, ", ");
    jk_decimal_add(&point, w->said->point.lon_deg, 6, '.');
    return desk_fmt(w->pen, "%s%s%s (%s)", w->said->place, w->said->place[0] ? ", " : "", name,
                    desk_text_of(w->pen, &point));
}

static void put_watch(const struct writer *w)
{
    put_heading(w, JK_TEXT_FINDING_WATCH);
    begin_rows(w);
    put_row(w, JK_TEXT_FINDING_HOW,
            desk_fill_one(w->pen, JK_TEXT_FINDING_HOW_IS, "value", w->matter->id));
    put_row(w, JK_TEXT_FINDING_AIM, "");
    put_row(w, JK_TEXT_FINDING_TARGET, w->said->title);
    put_row(w, JK_TEXT_FINDING_WHEN_WHERE,
            desk_fmt(w->pen, "%s\n%s", desk_instant(w->pen, w->matter->when_s), place_of(w)));
    end_rows(w);
    put_heading(w, JK_TEXT_FINDING_SUMMARY);
    begin_rows(w);
    put_row(w, JK_TEXT_FINDING_SUMMARY_IS, w->said->text);
    end_rows(w);
}

static void put_violation(const struct writer *w)
{
    put_heading(w, JK_TEXT_FINDING_VIOLATION);
    begin_rows(w);
    put_row(w, JK_TEXT_FINDING_EVENT,
            desk_fmt(w->pen, "%s: %s",
                     desk_capital(w->pen, desk_say(w->pen, jk_topic_text(w->matter->topic))),
                     w->said->title));
    put_row(w, JK_TEXT_FINDING_PLACE, place_of(w));
    put_row(w, JK_TEXT_FINDING_TIME, desk_instant(w->pen, w->matter->when_s));
    put_row(w, JK_TEXT_FINDING_WHO, "");
    put_row(w, JK_TEXT_FINDING_WITNESSES, "");
    put_row(w, JK_TEXT_FINDING_EVIDENCE, "");
    put_row(w, JK_TEXT_FINDING_ANALYSIS, w->judged.assessment);
    put_row(w, JK_TEXT_FINDING_ADVICE, w->judged.recommendation);
    end_rows(w);
}

static void put_signature(const struct writer *w)
{
    static const double widths[] = { 0, 100, 82 };
    const double room_mm = 45, gap_mm = 4;

    jk_sheet_measure(w->out, JK_SHEET_KEEP, &room_mm, 1);
    jk_sheet_measure(w->out, JK_SHEET_GAP, &gap_mm, 1);
    jk_sheet_measure(w->out, JK_SHEET_TABLE, widths, 3);
    jk_sheet_mark(w->out, JK_SHEET_ROW);
    paper_cell(w->out, JK_LOOK_PLAIN, "");
    paper_cell(w->out, JK_LOOK_PLAIN, "...................., ....................");
    paper_also(w->out, JK_LOOK_PLAIN, desk_say(w->pen, JK_TEXT_FINDING_SIGNS));
    for (int i = 0; i < 4; i++)
        paper_also(w->out, JK_LOOK_PLAIN, " ");
    paper_also(w->out, JK_LOOK_PLAIN, "(............................................)");
    jk_sheet_mark(w->out, JK_SHEET_END);
    jk_sheet_mark(w->out, JK_SHEET_END);
}

/* What the report was judged with, the newest. */
static void find_judgement(struct writer *w)
{
    w->judged = (struct jk_matter_words)JK_MATTER_NO_WORDS;
    for (size_t i = w->matter->done_count; i-- > 0;) {
        const struct jk_matter_done *done = &w->matter->done[i];

        if (done->act != JK_MATTER_VERIFY && done->act != JK_MATTER_REFUTE)
            continue;
        if (jk_matter_words_read(&w->pen->arena, done->words, &w->judged) != JK_OK)
            w->pen->failed = true;
        return;
    }
}

enum jk_status jk_paper_finding(struct jk_buf *out, const struct jk_paper *paper,
                                const struct jk_matter_view *finding)
{
    JK_ASSERT(finding != NULL && finding->said != NULL);

    struct desk_pen pen = desk_pen_of(paper->reader);
    struct jk_paper of = { paper->reader, finding->matter->changed_s, false };
    struct writer w = { out, &pen, finding->matter, finding->said, JK_MATTER_NO_WORDS };
    struct paper_size size = { JK_PAPER_PDF, 210, 297, 14, 9.5, NULL };
    const struct jk_region *region = jk_pack_region(pen.pack, finding->matter->region);

    pen.tz = region ? region->tz : pen.pack->tz;
    size.foot = desk_say(&pen, JK_TEXT_FINDING_FOOT);
    find_judgement(&w);
    paper_head(out, &pen, &of, &size, desk_say(&pen, JK_TEXT_FINDING_TITLE));
    put_head(&w);
    put_officer(&w);
    put_watch(&w);
    put_violation(&w);
    put_signature(&w);
    return paper_end(out, &pen);
}
