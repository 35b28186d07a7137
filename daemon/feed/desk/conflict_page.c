/* The page of one conflict: the sentence, the figures with their limits, pictures of the minutes
 * that matter, the parts, both sides beside each other, and the forms of what this account may do.
 *
 * Two forms and not one: a decision is on one side, and each names the revision it was made on. */
#include "daemon/feed/desk/pen.h"

#include <math.h>
#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/feed/alert/text.h"
#include "jarak/policy/occupancy.h"

#define PICTURES 3
#define ROWS     12

struct sheet {
    struct desk_pen *pen;
    const struct jk_desk_reader *reader;
    const struct jk_conflict_page *page;
    const struct jk_conflict_view *view;
    const struct jk_act_form *form;
};

static void fill_figures(const struct sheet *s, struct web_conflict *out)
{
    struct desk_pen *pen = s->pen;
    const struct jk_leg_part *chief = desk_chief(s->view);
    const struct jk_part *p = &chief->part;
    double gap_s = fabs(p->time_a_s - p->time_b_s);
    double from_s = fmin(p->spans_a[0].from_s, p->spans_b[0].from_s);
    double to_s = fmax(p->spans_a[p->span_count_a - 1].to_s, p->spans_b[p->span_count_b - 1].to_s);

    out->sentence = desk_meeting(pen, s->view, chief);
    out->more = desk_fmt(pen, "%s.", desk_when(pen, s->view, chief));
    if (p->shared_road_m > 0)
        out->more = desk_fmt(pen, "%s %s", out->more,
                             desk_fill_one(pen, JK_TEXT_DESK_SHARED_ROAD, "value",
                                           desk_distance(pen, p->shared_road_m)));
    out->distance = desk_distance(pen, p->distance_m);
    out->limit = desk_limit(pen, p);
    if (desk_zone(pen, p)[0])
        out->limit = desk_fmt(pen, "%s; %s", out->limit, desk_zone(pen, p));
    out->gap = gap_s < 7200 ? desk_minutes(pen, gap_s) : desk_while(pen, (int64_t)gap_s);
    out->gap_limit = p->rung->same_day ? desk_say(pen, JK_TEXT_SAME_DAY)
                                       : desk_fill_one(pen, JK_TEXT_DESK_GAP_LIMIT, "value",
                                                       desk_minutes(pen, p->tau_s));
    out->together = desk_fmt(pen, "%s %s", desk_hours(pen, from_s, to_s), pen->tz->abbrev);
    if (s->page->conflict.due_s != INT64_MAX) {
        int64_t left_s = s->page->conflict.due_s - s->page->now_s;

        out->left = left_s > 0 ? desk_while(pen, left_s) : desk_say(pen, JK_TEXT_DESK_LATE);
        out->left_note = desk_fill_one(pen, JK_TEXT_DESK_ESCALATES, "date",
                                       desk_instant(pen, s->page->conflict.due_s));
    } else if (s->view->escalation.actor) {
        out->left = desk_say(pen, JK_TEXT_DESK_ACKED);
        out->left_note = desk_instant(pen, s->view->escalation.acked_s);
    }
}

/* Both instants of the worst meeting, and between them the middle. */
static void fill_pictures(const struct sheet *s, struct web_conflict *out)
{
    struct desk_pen *pen = s->pen;
    const struct jk_leg_part *chief = desk_chief(s->view);
    struct web_moment_map *frames = desk_array(pen, PICTURES, sizeof *frames);
    const struct jk_desk_activity *sides[2];
    double first = fmin(chief->part.time_a_s, chief->part.time_b_s);
    double last = fmax(chief->part.time_a_s, chief->part.time_b_s);
    double heads = chief->part.heads_s;
    double times[PICTURES] = { first, heads > 0 ? heads : (first + last) / 2, last };
    size_t count = 0, shown = last - first < 120 ? 1 : PICTURES;

    for (int i = 0; i < 2; i++) {
        if (s->page->has_side[i])
            sides[count++] = &s->page->sides[i];
    }
    for (size_t i = 0; frames && i < shown; i++) {
        const struct desk_map map = { sides, count, s->view, times[i], true, "", true };

        frames[i] = (struct web_moment_map){ desk_draw_map(pen, &map),
                                             desk_fmt(pen, "%s %s", desk_clock(pen, times[i]),
                                                      pen->tz->abbrev) };
    }
    out->frames = frames;
    out->frames_count = frames ? shown : 0;
    out->has_map = out->frames_count > 0 && count > 0;
}

static const char *leg_name(const struct sheet *s, enum jk_leg leg, const struct jk_side_view *side)
{
    return leg == JK_LEG_MAIN ? desk_kind(s->pen, side) : jk_leg_name(leg, s->pen->lang);
}

static void fill_parts(const struct sheet *s, struct web_conflict *out)
{
    struct desk_pen *pen = s->pen;
    struct web_part *parts = desk_array(pen, s->view->part_count, sizeof *parts);

    for (size_t i = 0; parts && i < s->view->part_count; i++) {
        const struct jk_leg_part *leg = &s->view->parts[i];

        parts[i] = (struct web_part){ .level = desk_level(pen, leg->part.levels),
                                      .own = out->own,
                                      .other = out->other,
                                      .own_leg = leg_name(s, leg->leg_own, &s->view->own),
                                      .other_leg = leg_name(s, leg->leg_other, &s->view->other),
                                      .meet = desk_meet(pen, leg->part.meet),
                                      .distance = desk_distance(pen, leg->part.distance_m),
                                      .limit = desk_limit(pen, &leg->part),
                                      .zone = desk_zone(pen, &leg->part),
                                      .when = desk_when(pen, s->view, leg) };
    }
    out->parts = parts;
    out->parts_count = s->view->part_count;
    out->parts_title = desk_fill_one(pen, JK_TEXT_DESK_PARTS_COUNT, "count",
                                     desk_number(pen, (long long)s->view->part_count));
}

/* One line of both sides. */
static void add_row(struct web_side_row *rows, size_t *count, const char *name, const char *own,
                    const char *other)
{
    if (*count < ROWS && (own[0] || other[0]))
        rows[(*count)++] = (struct web_side_row){ name, own, other };
}

static const char *state_of(const struct sheet *s, int side)
{
    return s->page->has_side[side] ? desk_state(s->pen, &s->page->sides[side]) : "";
}

static const char *main_of(const struct sheet *s, int side)
{
    const struct jk_desk_activity *a = &s->page->sides[side];

    if (!s->page->has_side[side])
        return "";
    return desk_fmt(s->pen, "%s %s%s%s", jk_kind_name(a->facts->kind, s->pen->lang),
                    desk_hours(s->pen, (double)a->start_s, (double)a->end_s),
                    a->place[0] ? ", " : "", a->place);
}

/* The hours of a leg, and of a column its length. */
static const char *leg_of(const struct sheet *s, int side, enum jk_leg which)
{
    struct desk_pen *pen = s->pen;

    for (size_t i = 0; s->page->has_side[side] && i < s->page->sides[side].leg_count; i++) {
        const struct jk_desk_leg *leg = &s->page->sides[side].legs[i];
        const char *hours =
            desk_hours(pen, (double)leg->instance->start_s, (double)leg->instance->end_s);
        const char *const names[] = { "value", hours,
                                      "field", desk_distance(pen, leg->length_m),
                                      "count", desk_distance(pen, leg->column_m),
                                      NULL };

        if (leg->notice->facts.leg != which || leg->version != JK_DESK_PLAN)
            continue;
        return leg->length_m > 0 ? desk_fill(pen, JK_TEXT_DESK_ROUTE_OF, names) : hours;
    }
    return "";
}

static const char *around_of(const struct sheet *s, int side)
{
    for (size_t i = 0; s->page->has_side[side] && i < s->page->sides[side].leg_count; i++) {
        const struct jk_desk_leg *leg = &s->page->sides[side].legs[i];

        if (leg->notice->facts.leg == JK_LEG_MAIN && leg->body && leg->version == JK_DESK_PLAN)
            return desk_fmt(s->pen, "%s, %s",
                            desk_hours(s->pen, leg->body->in_s, (double)leg->instance->start_s),
                            desk_hours(s->pen, (double)leg->instance->end_s, leg->body->out_s));
    }
    return "";
}

static const char *crowd_of(const struct sheet *s, int side)
{
    struct desk_pen *pen = s->pen;
    const struct jk_facts *f = s->page->has_side[side] ? s->page->sides[side].facts : NULL;
    const char *crowd, *vehicles = "";

    if (!f)
        return "";
    crowd = f->crowd >= 0 ? desk_fill_one(pen, JK_TEXT_DESK_CROWD, "value",
                                          desk_number(pen, (long long)f->crowd))
                          : desk_say(pen, JK_TEXT_DESK_NOT_STATED);
    if (f->has_vehicles) {
        const char *const names[] = { "value", desk_number(pen, f->vehicles.cars),
                                      "field", desk_number(pen, f->vehicles.motorcycles),
                                      "count", desk_number(pen, f->vehicles.trucks),
                                      "more",  desk_number(pen, f->vehicles.buses),
                                      NULL };

        vehicles = desk_fill(pen, JK_TEXT_DESK_VEHICLES, names);
    }
    return desk_fmt(pen, "%s%s%s", crowd, vehicles[0] ? "; " : "", vehicles);
}

/* Of what another region decides on no letter is told. */
static const char *letter_of(const struct sheet *s, int side)
{
    const struct jk_facts *f = s->page->has_side[side] ? s->page->sides[side].facts : NULL;

    if (!f || !s->page->sides[side].href[0])
        return "";
    if (!f->letter_no[0])
        return desk_say(s->pen, JK_TEXT_DESK_NOT_STATED);
    if (f->received_s == JK_NO_TIME)
        return f->letter_no;
    return desk_fill(s->pen, JK_TEXT_DESK_LETTER_OF,
                     (const char *const[]){ "value", f->letter_no, "date",
                                            desk_instant(s->pen, f->received_s), NULL });
}

static void fill_sides(const struct sheet *s, struct web_conflict *out)
{
    struct desk_pen *pen = s->pen;
    struct web_side_row *rows = desk_array(pen, ROWS, sizeof *rows);
    static const enum jk_leg legs[] = { JK_LEG_KUMPUL, JK_LEG_BERANGKAT, JK_LEG_PULANG,
                                        JK_LEG_BUBAR };
    size_t count = 0;

    if (!rows)
        return;
    add_row(rows, &count, desk_say(pen, JK_TEXT_DESK_ROW_STATE), state_of(s, 0), state_of(s, 1));
    add_row(rows, &count, desk_say(pen, JK_TEXT_DESK_ROW_MAIN), main_of(s, 0), main_of(s, 1));
    add_row(rows, &count, desk_say(pen, JK_TEXT_DESK_ROW_AROUND), around_of(s, 0), around_of(s, 1));
    for (size_t i = 0; i < sizeof legs / sizeof *legs; i++)
        add_row(rows, &count, desk_capital(pen, jk_leg_name(legs[i], pen->lang)),
                leg_of(s, 0, legs[i]), leg_of(s, 1, legs[i]));
    add_row(rows, &count, desk_say(pen, JK_TEXT_DESK_ROW_CROWD), crowd_of(s, 0), crowd_of(s, 1));
    add_row(rows, &count, desk_say(pen, JK_TEXT_DESK_ROW_LETTER), letter_of(s, 0), letter_of(s, 1));
    out->rows = rows;
    out->rows_count = count;
}

static const char *opinion_text(const struct sheet *s, const struct jk_agency_opinion *o)
{
    static const struct jk_text *const texts[] = { [JK_OPINION_OPEN] = JK_TEXT_DESK_NONE_YET,
                                                   [JK_OPINION_ACCEPTED] = JK_TEXT_DESK_ACCEPTED,
                                                   [JK_OPINION_OBJECTED] = JK_TEXT_DESK_OBJECTED,
                                                   [JK_OPINION_REJUDGE] = JK_TEXT_DESK_REJUDGE };
    _Static_assert(sizeof texts / sizeof *texts == JK_OPINION_END, "every opinion has its text");

    return desk_say(s->pen, texts[o ? o->opinion : JK_OPINION_OPEN]);
}

static void fill_opinions(const struct sheet *s, struct web_conflict *out)
{
    static const char *const names[] = { "Bawaslu", "Polres", "KPU", "Kesbangpol" };
    size_t count = s->view->office_count;
    struct web_opinion *opinions = desk_array(s->pen, JK_AGENCY_END + count, sizeof *opinions);

    _Static_assert(sizeof names / sizeof *names == JK_AGENCY_END, "every agency has its name");
    for (int i = 0; opinions && i < JK_AGENCY_END; i++) {
        const struct jk_agency_opinion *o = s->view->opinions ? &s->view->opinions[i] : NULL;

        opinions[i] =
            (struct web_opinion){ names[i], opinion_text(s, o), o && o->note ? o->note : "" };
    }
    for (size_t i = 0; opinions && i < count; i++) {
        const struct jk_office_opinion *o = &s->view->offices[i];
        const struct jk_region *region = jk_pack_region(s->pen->pack, o->region);

        opinions[JK_AGENCY_END + i] =
            (struct web_opinion){ desk_fmt(s->pen, "%s %s", names[o->agency],
                                           region ? region->name : o->region),
                                  opinion_text(s, &o->said), o->said.note ? o->said.note : "" };
    }
    out->opinions = opinions;
    out->opinions_count = opinions ? JK_AGENCY_END + count : 0;
    out->may_opine = !s->reader->past && s->view->open && s->reader->role &&
                     jk_agency_of(s->reader->role) != JK_AGENCY_END;
    out->opine_action = desk_fmt(s->pen, "/meja/konflik/%s/pendapat", s->view->id);
}

static void fill_acts(const struct sheet *s, struct web_conflict *out)
{
    struct web_acts *acts = desk_array(s->pen, 4, sizeof *acts);
    size_t count = 0;

    for (int i = 0; acts && i < 2; i++) {
        const struct web_party *party = i ? &out->other : &out->own;
        const struct jk_side_view *of = i ? &s->view->other : &s->view->own;
        const struct desk_act_forms forms = {
            .acts = &s->page->acts[i],
            .typed = s->form,
            .title = desk_fmt(s->pen, "%s %s", desk_kind(s->pen, of), party->label),
            .action = desk_fmt(s->pen, "/meja/konflik/%s/putusan", s->view->id),
            .csrf = s->reader->csrf,
            .party = *party,
            .id = i ? "2" : "1"
        };

        count += desk_fill_acts(s->pen, &forms, acts + count);
    }
    out->acts = acts;
    out->acts_count = count;
}

static void fill_told(const struct sheet *s, struct web_conflict *out)
{
    struct web_told *told = desk_array(s->pen, s->page->told_count, sizeof *told);

    for (size_t i = 0; told && i < s->page->told_count; i++) {
        const struct jk_told *t = &s->page->told[i];
        const char *text = t->text[s->pen->lang] ? t->text[s->pen->lang] : "";
        const char *event = strchr(text, '\n'), *end = event ? strchr(event + 1, '\n') : NULL;

        told[i] =
            (struct web_told){ desk_instant(s->pen, t->time_s),
                               end ? desk_fmt(s->pen, "%.*s", (int)(end - event - 1), event + 1)
                                   : text };
    }
    out->told = told;
    out->told_count = told ? s->page->told_count : 0;
}

/* Where two policies meet, what the other one says. */
static const char *beside_text(struct desk_pen *pen, const struct jk_part *part)
{
    const struct jk_ruled_beside *b = &part->beside;
    const char *level = b->levels.level_max == JK_LEVEL_NONE
                            ? desk_say(pen, JK_TEXT_DESK_BESIDE_NONE)
                            : desk_level(pen, b->levels).word;

    return desk_fill(pen, JK_TEXT_DESK_BESIDE,
                     (const char *const[]){ "value", b->ruling.policy->id, "rule",
                                            b->ruling.row->id, "level", level, NULL });
}

static void fill_texts(const struct sheet *s, struct web_conflict *out)
{
    struct desk_pen *pen = s->pen;
    struct jk_buf shared = { 0 };
    const struct jk_leg_part *chief = desk_chief(s->view);
    const char *const about[] = { "value", desk_fmt(pen, "%.8s", s->view->id),
                                  "count", desk_number(pen, s->view->revision),
                                  "date",  desk_date(pen, s->page->day),
                                  "where", chief ? desk_where(pen, chief->part.at_a) : "",
                                  NULL };
    const struct jk_policy *policy = chief ? chief->part.policy : desk_policy(pen, s->page->region);
    const char *const basis[] = { "value", policy->id,
                                  "field", desk_number(pen, policy->version),
                                  "rule",  chief ? chief->part.row->id : "-",
                                  NULL };

    out->crumb = desk_date(pen, s->page->day);
    out->crumb_href = desk_fmt(pen, "/meja/hari/%s/%s?konflik=%s", s->page->region->code,
                               desk_iso_date(pen, s->page->day), s->view->id);
    out->title = desk_title(pen, s->view);
    out->about = desk_fill(pen, JK_TEXT_DESK_CONFLICT_ABOUT, about);
    out->basis = desk_fill(pen, JK_TEXT_DESK_GROUND_IS, basis);
    if (chief && chief->part.beside.ruling.row)
        out->basis = desk_fmt(pen, "%s %s", out->basis, beside_text(pen, &chief->part));
    jk_message_shared(&shared, s->view, pen->pack,
                      s->view->open ? JK_EVENT_OPENED : JK_EVENT_CLOSED, pen->lang);
    out->shared = desk_text_of(pen, &shared);
    out->print_href = desk_fmt(pen, "/api/v1/conflicts/%s/sheet.pdf?lang=%s", s->view->id,
                               pen->lang == JK_LANG_ID ? "id" : "en");
    out->print_shared_href = desk_fmt(pen, "%s&edition=bersama", out->print_href);
    out->certificate_own =
        desk_fmt(pen, "/api/v1/notices/%s/certificate", desk_url(pen, s->view->own.uid));
    out->certificate_other =
        desk_fmt(pen, "/api/v1/notices/%s/certificate", desk_url(pen, s->view->other.uid));
}

/* Everything but what depends on who reads: forms, and pictures of a page. */
static void fill_facts(const struct sheet *s, struct web_conflict *out)
{
    s->pen->tz = s->view->tz;
    out->closed = !s->view->open;
    out->level = desk_level(s->pen, s->view->levels);
    out->own = desk_party(s->pen, s->view->own.party);
    out->other = desk_party(s->pen, s->view->other.party);
    out->own.label = desk_party_beside(s->pen, s->view->own.party, s->view->other.party);
    out->other.label = desk_party_beside(s->pen, s->view->other.party, s->view->own.party);
    out->revision = desk_fmt(s->pen, "%u", s->view->revision);
    out->sentence = "";
    if (s->view->part_count)
        fill_figures(s, out);
    fill_parts(s, out);
    fill_sides(s, out);
    fill_opinions(s, out);
    fill_texts(s, out);
}

void desk_conflict_view(struct desk_pen *pen, const struct jk_desk_reader *reader,
                        const struct jk_conflict_page *page, struct web_conflict *out)
{
    fill_facts(&(struct sheet){ pen, reader, page, &page->conflict.view, NULL }, out);
}

enum jk_status jk_desk_conflict_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                     const struct jk_conflict_page *page,
                                     const struct jk_act_form *form)
{
    JK_ASSERT(page != NULL && form != NULL);

    struct desk_pen pen = desk_pen_of(reader);
    struct sheet s = { &pen, reader, page, &page->conflict.view, form };
    struct jk_buf content = { 0 };
    struct web_conflict view = { .outcome = { form->done, form->fault },
                                 .csrf = reader->csrf,
                                 .note = form->note };
    const char *title;

    fill_facts(&s, &view);
    if (s.view->part_count)
        fill_pictures(&s, &view);
    if (!reader->may_see) /* papers are for meetings */
        view.print_href = "";
    if (!reader->past) /* nothing is done to the past */
        fill_acts(&s, &view);
    fill_told(&s, &view);
    view.about_it =
        desk_about(&pen, &page->about,
                   reader->may_see ? desk_fmt(&pen, "/meja/tugas?tentang=%s", s.view->id) : "");
    title = view.title;
    if (!pen.failed)
        web_conflict(&content, &view, reader->lang);
    return desk_finish(out, &pen, reader, title, &content);
}
