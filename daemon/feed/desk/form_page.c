/* The page of the form. Fields are tables here: what stands in the letter, in its order; a fault is
 * told beside the field it is about. */
#include "jarak/feed/desk/form.h"

#include <string.h>
#include "daemon/feed/desk/pen.h"
#include "jarak/base/defend.h"

#define ROWS_MORE  3 /* empty rows behind a way, to be typed into */
#define ROWS_LEAST 6

/* One input of the form. */
struct field {
    enum jk_form_field field;
    const struct jk_text *label, *hint;
    const char *width;
    bool needed, numeric, several;
};

static const struct field letter[] = {
    { JK_FORM_LETTER_NO, JK_TEXT_DESK_FORM_LETTER_NO, NULL, "w3 g", false, false, false },
    { JK_FORM_LETTER_DATE, JK_TEXT_DESK_FORM_LETTER_DATE, NULL, "w3 g", false, false, false },
    { JK_FORM_RECEIVED_DATE, JK_TEXT_DESK_FORM_RECEIVED, NULL, "w3 g", false, false, false },
    { JK_FORM_RECEIVED_HOUR, JK_TEXT_DESK_FORM_RECEIVED_HOUR, NULL, "w3 g", false, false, false },
};
static const struct field activity[] = {
    { JK_FORM_DATE, JK_TEXT_DESK_FORM_DATE_OF, JK_TEXT_DESK_FORM_DATE_HINT, "w6", true, false,
      false },
    { JK_FORM_FROM, JK_TEXT_DESK_FORM_FROM, NULL, "w3 g", true, false, false },
    { JK_FORM_TO, JK_TEXT_DESK_FORM_TO, NULL, "w3 g", false, false, false },
};
static const struct field place[] = {
    { JK_FORM_PLACE, JK_TEXT_DESK_FORM_PLACE_NAME, JK_TEXT_DESK_FORM_PLACE_HINT, "w6", true, false,
      false },
    { JK_FORM_POINT, JK_TEXT_DESK_FORM_POINT_OF, JK_TEXT_DESK_FORM_POINT_HINT, "w6", false, false,
      false },
};
static const struct field people[] = {
    { JK_FORM_CONTACT, JK_TEXT_DESK_FORM_CONTACT, NULL, "w6", false, false, false },
    { JK_FORM_SPEAKERS, JK_TEXT_DESK_FORM_SPEAKERS, NULL, "w6", false, false, false },
    { JK_FORM_CROWD, JK_TEXT_DESK_FORM_CROWD, NULL, "w4 g", false, true, false },
    { JK_FORM_CARS, JK_TEXT_DESK_FORM_CARS, NULL, "w2 g", false, true, false },
    { JK_FORM_MOTORCYCLES, JK_TEXT_DESK_FORM_MOTORCYCLES, NULL, "w2 g", false, true, false },
    { JK_FORM_TRUCKS, JK_TEXT_DESK_FORM_TRUCKS, NULL, "w2 g", false, true, false },
    { JK_FORM_BUSES, JK_TEXT_DESK_FORM_BUSES, NULL, "w2 g", false, true, false },
};
static const struct field assembly[] = {
    { JK_FORM_ASSEMBLY, JK_TEXT_DESK_FORM_ASSEMBLY, JK_TEXT_DESK_FORM_PLACE_HINT, "w6", false,
      false, false },
    { JK_FORM_ASSEMBLY_FROM, JK_TEXT_DESK_FORM_ASSEMBLY_FROM, NULL, "w2 g", false, false, false },
    { JK_FORM_LEAVE, JK_TEXT_DESK_FORM_LEAVE, NULL, "w2 g", false, false, false },
    { JK_FORM_ARRIVE, JK_TEXT_DESK_FORM_ARRIVE, NULL, "w2 g", false, false, false },
};
static const struct field back_hours[] = {
    { JK_FORM_BACK_FROM, JK_TEXT_DESK_FORM_BACK_FROM, NULL, "w6 h", false, false, false },
    { JK_FORM_BACK_TO, JK_TEXT_DESK_FORM_BACK_TO, NULL, "w6 h", false, false, false },
    { JK_FORM_DISPERSED, JK_TEXT_DESK_FORM_DISPERSED, NULL, "w6 h", false, false, false },
};
static const struct field props[] = {
    { JK_FORM_PROPS, JK_TEXT_DESK_FORM_PROPS, NULL, "", false, false, true },
};
#define FIELDS(list) list, sizeof list / sizeof *list

struct sheet {
    struct desk_pen *pen;
    const struct jk_desk_reader *reader;
    const struct jk_form_page *page;
};

/* What is wrong with a field; "" nothing. */
static const char *fault_of(const struct sheet *s, enum jk_form_field field)
{
    if (!s->page->fault || s->page->fault->field != field)
        return "";
    return s->page->fault->error.text
               ? desk_capital(s->pen, desk_say(s->pen, s->page->fault->error.text))
               : "";
}

static size_t fill_inputs(const struct sheet *s, const struct field *fields, size_t count,
                          struct web_input out[WEB_INPUTS])
{
    for (size_t i = 0; i < count; i++) {
        const struct field *f = &fields[i];

        out[i] =
            (struct web_input){ .name = jk_form_name(f->field),
                                .label = desk_say(s->pen, f->label),
                                .value = s->page->form->value[f->field],
                                .fault = fault_of(s, f->field),
                                .hint = f->hint ? desk_say(s->pen, f->hint) : "",
                                .width = f->width,
                                .needed = f->needed,
                                .numeric = f->numeric,
                                .list = f->field == JK_FORM_PLACE || f->field == JK_FORM_ASSEMBLY
                                            ? "tempat-tempat"
                                            : "",
                                .several = f->several };
    }
    return count;
}

#define PLACES_OFFERED 400 /* names; more are typed and known as well */

/* Names of the gazetteer in the region of whoever files: what is typed so has a place. */
static void fill_known(const struct sheet *s, struct web_form *out)
{
    const struct jk_pack *pack = s->pen->pack;
    struct web_option *list = desk_array(s->pen, PLACES_OFFERED, sizeof *list);
    size_t count = 0;

    for (size_t i = 0; list && i < pack->place_count && count < PLACES_OFFERED; i++) {
        if (jk_region_covers(s->reader->region->code, pack->places[i].region))
            list[count++].value = pack->places[i].name;
    }
    out->known = list;
    out->known_count = count;
}

void desk_fill_whose(struct desk_pen *pen, const struct jk_form *form, const char *fault,
                     struct web_whose *out)
{
    const struct jk_pack *pack = pen->pack;
    const struct jk_contest *chosen = jk_pack_contest(pack, form->value[JK_FORM_CONTEST]);
    const struct jk_contest *contest = chosen ? chosen : &pack->contests[0];
    struct web_option *contests = desk_array(pen, pack->contest_count, sizeof *contests);
    struct web_option *pairs = desk_array(pen, contest->paslon_count, sizeof *pairs);

    if (pen->failed)
        return;
    for (size_t i = 0; i < pack->contest_count; i++)
        contests[i] = (struct web_option){ pack->contests[i].id, pack->contests[i].name[pen->lang],
                                           contest == &pack->contests[i] };
    for (size_t i = 0; i < contest->paslon_count; i++) {
        const char *number = desk_fmt(pen, "%u", contest->paslon[i].number);

        pairs[i] = (struct web_option){ number, contest->paslon[i].label,
                                        strcmp(number, form->value[JK_FORM_PASLON]) == 0 };
    }
    *out = (struct web_whose){ .contest = { .name = jk_form_name(JK_FORM_CONTEST),
                                            .label = desk_say(pen, JK_TEXT_DESK_FORM_CONTEST),
                                            .width = "w6",
                                            .fault = "",
                                            .options = contests,
                                            .options_count = pack->contest_count },
                               .paslon = pairs,
                               .paslon_count = contest->paslon_count,
                               .fault = fault };
}

static void fill_choices(const struct sheet *s, struct web_form *out)
{
    static const enum jk_kind kinds[] = { JK_KIND_RAPAT_UMUM, JK_KIND_TERBATAS, JK_KIND_TATAP_MUKA,
                                          JK_KIND_KONVOI };
    const char *const *typed = s->page->form->value;
    struct web_option *forms = desk_array(s->pen, 5, sizeof *forms);
    struct web_option *days = desk_array(s->pen, 8, sizeof *days);

    if (s->pen->failed)
        return;
    forms[0] = (struct web_option){ "", "-", !typed[JK_FORM_KIND][0] };
    for (size_t i = 0; i < 4; i++)
        forms[i + 1] =
            (struct web_option){ jk_kind_category(kinds[i]),
                                 desk_capital(s->pen, jk_kind_name(kinds[i], s->pen->lang)),
                                 strcmp(jk_kind_category(kinds[i]), typed[JK_FORM_KIND]) == 0 };
    days[0] = (struct web_option){ "", "-", !typed[JK_FORM_WEEKDAY][0] };
    for (int i = 0; i < 7; i++) {
        const char *word = jk_weekday_name((i + 1) % 7, JK_LANG_ID);

        days[i + 1] = (struct web_option){ word, jk_weekday_name((i + 1) % 7, s->pen->lang),
                                           strcmp(word, typed[JK_FORM_WEEKDAY]) == 0 };
    }
    desk_fill_whose(s->pen, s->page->form, fault_of(s, JK_FORM_PASLON), &out->whose);
    out->kind = (struct web_choice){ .name = jk_form_name(JK_FORM_KIND),
                                     .label = desk_say(s->pen, JK_TEXT_DESK_FORM_KIND),
                                     .width = "w6",
                                     .needed = true,
                                     .fault = fault_of(s, JK_FORM_KIND),
                                     .options = forms,
                                     .options_count = 5 };
    out->weekday = (struct web_choice){ .name = jk_form_name(JK_FORM_WEEKDAY),
                                        .label = desk_say(s->pen, JK_TEXT_DESK_FORM_WEEKDAY),
                                        .width = "w6",
                                        .fault = fault_of(s, JK_FORM_WEEKDAY),
                                        .options = days,
                                        .options_count = 8 };
}

/* One more sentence. */
static const char *add_sentence(const struct sheet *s, const char *text, const struct jk_text *more,
                                const char *const names[])
{
    return desk_fmt(s->pen, "%s %s", text, desk_fill(s->pen, more, names));
}

/* What was made of a file: how far the line may be off, and what was joined or left out. */
static const char *track_text(const struct sheet *s)
{
    const struct jk_form_track *t = s->page->track;
    struct desk_pen *pen = s->pen;
    const char *const read[] = { "field", t->file,
                                 "count", desk_number(pen, (long long)t->points_out),
                                 "more",  desk_number(pen, (long long)t->points_in),
                                 "value", desk_distance(pen, t->length_m),
                                 NULL };
    const char *const joined[] = { "count", desk_number(pen, (long long)t->joined), "value",
                                   desk_distance(pen, t->gap_m), NULL };
    const char *text = desk_fill(pen, JK_TEXT_DESK_TRACK_READ, read);

    if (t->lacks_roads)
        text = add_sentence(s, text, JK_TEXT_DESK_TRACK_ROADS, (const char *const[]){ NULL });
    else
        text = add_sentence(s, text, JK_TEXT_DESK_TRACK_OFF,
                            (const char *const[]){ "value", desk_fmt(pen, "%.1f m", t->error_m),
                                                   NULL });
    if (t->joined)
        text = add_sentence(s, text, JK_TEXT_DESK_TRACK_JOINED, joined);
    if (t->chosen)
        text = add_sentence(s, text, JK_TEXT_DESK_TRACK_CHOSEN,
                            (const char *const[]){ "count", desk_number(pen, (long long)t->chosen),
                                                   NULL });
    if (t->passed_over)
        text = add_sentence(s, text, JK_TEXT_DESK_TRACK_PASSED,
                            (const char *const[]){
                                "count", desk_number(pen, (long long)t->passed_over), NULL });
    if (t->stands)
        text = add_sentence(s, text, JK_TEXT_DESK_TRACK_STANDS,
                            (const char *const[]){ "count", desk_number(pen, (long long)t->stands),
                                                   NULL });
    return text;
}

/* The typed places and some empty rows behind them. */
static struct web_way way_of(const struct sheet *s, const struct jk_form_way *way,
                             const char *prefix, const struct jk_text *title)
{
    size_t count = way->count + ROWS_MORE < ROWS_LEAST ? ROWS_LEAST : way->count + ROWS_MORE;
    struct web_corner *points;

    count = count > JK_FORM_POINTS_MAX ? JK_FORM_POINTS_MAX : count;
    points = desk_array(s->pen, count, sizeof *points);
    for (size_t i = 0; points && i < count; i++)
        points[i] =
            (struct web_corner){ desk_fmt(s->pen, "%zu", i + 1),
                                 desk_fmt(s->pen, "%slat%zu", prefix, i),
                                 desk_fmt(s->pen, "%slon%zu", prefix, i),
                                 i < way->count ? way->lat[i] : "",
                                 i < way->count ? way->lon[i] : "",
                                 i < way->count ? desk_fmt(s->pen, "%ssisip-%zu", prefix, i + 1)
                                                : "" };
    return (struct web_way){ desk_say(s->pen, title),
                             prefix,
                             points,
                             points ? count : 0,
                             prefix[0] ? "berkas-pulang" : "berkas",
                             s->page->track && s->page->track_back == (prefix[0] != '\0')
                                 ? track_text(s)
                                 : "" };
}

static void fill_ways(const struct sheet *s, struct web_form *out)
{
    static const struct {
        const char *value;
        const struct jk_text *text;
    } backs[] = { { "sama", JK_TEXT_DESK_FORM_BACK_SAME },
                  { "lain", JK_TEXT_DESK_FORM_BACK_OTHER },
                  { "tidak", JK_TEXT_DESK_FORM_BACK_NONE } };
    const char *chosen = s->page->form->value[JK_FORM_BACK];

    out->way_out = way_of(s, &s->page->form->out, "", JK_TEXT_DESK_FORM_WAY_OUT);
    out->way_back = way_of(s, &s->page->form->back, "p", JK_TEXT_DESK_FORM_WAY_BACK);
    out->other_back = strcmp(chosen, "lain") == 0;
    for (size_t i = 0; i < 3; i++)
        out->back[i] =
            (struct web_option){ backs[i].value, desk_say(s->pen, backs[i].text),
                                 strcmp(backs[i].value, chosen) == 0 || (i == 0 && !chosen[0]) };
    out->back_count = 3;
    out->way_fault =
        s->page->fault && strcmp(s->page->fault->error.field, "rute") == 0
            ? desk_fmt(s->pen, "%s (%s)",
                       desk_capital(s->pen, desk_say(s->pen, s->page->fault->error.text)),
                       s->page->fault->error.value)
            : "";
}

/* A line for the map of a script: "0.5;117.5;0.51;117.6". */
static const char *line_text(struct desk_pen *pen, struct jk_point a, struct jk_point b)
{
    return desk_fmt(pen, "%.6f;%.6f;%.6f;%.6f", a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg);
}

static void fill_check(const struct sheet *s, struct web_check *out)
{
    struct desk_pen *pen = s->pen;
    const struct jk_verdict_view *view = s->page->verdict.view;
    struct jk_levels worst = { JK_LEVEL_NONE, JK_LEVEL_NONE };
    struct web_todo *conflicts;
    struct web_side_row *findings;
    const char *const near[] = { "count", desk_number(pen, (long long)s->page->verdict.rivals),
                                 "value", desk_distance(pen, s->page->verdict.nearest_m),
                                 "limit", desk_distance(pen, s->page->verdict.limit_m),
                                 NULL };

    out->fault = "";
    if (!view)
        return;
    conflicts = desk_array(pen, view->conflict_count, sizeof *conflicts);
    findings = desk_array(pen, view->finding_count, sizeof *findings);
    if (pen->failed)
        return;
    out->checked = true;
    out->unassessed = !view->assessed;
    for (size_t i = 0; i < view->conflict_count; i++) {
        const struct jk_conflict_view *c = &view->conflicts[i];
        const struct jk_leg_part *chief = desk_chief(c);

        if (c->levels.level > worst.level || i == 0)
            worst = c->levels;
        conflicts[i] =
            (struct web_todo){ .level = desk_level(pen, c->levels),
                               .line = line_text(pen, chief->part.at_a, chief->part.at_b),
                               .title = desk_meeting(pen, c, chief),
                               .left = desk_distance(pen, chief->part.distance_m),
                               .sentence = desk_fmt(pen, "%s. %s (%s).", desk_when(pen, c, chief),
                                                    desk_distance(pen, chief->part.distance_m),
                                                    desk_limit(pen, &chief->part)) };
    }
    for (size_t i = 0; i < view->finding_count; i++) {
        if (view->findings[i].audience & s->reader->sees)
            findings[out->findings_count++] =
                (struct web_side_row){ view->findings[i].rule, view->findings[i].text[pen->lang],
                                       view->findings[i].basis };
    }
    out->level = desk_level(pen, worst);
    out->conflicts = conflicts;
    out->conflicts_count = view->conflict_count;
    out->findings = findings;
    if (view->has_nearest && s->page->verdict.nearest_m >= 0) {
        out->near_line = line_text(pen, view->nearest.at_own, view->nearest.at_other);
        out->near_told = desk_distance(pen, s->page->verdict.nearest_m);
    }
    out->nearby = desk_fill(pen,
                            s->page->verdict.nearest_m >= 0 ? JK_TEXT_DESK_FORM_NEARBY
                                                            : JK_TEXT_DESK_FORM_NEARBY_NONE,
                            near);
}

/* What is wrong, once at the top too: whoever reads by ear hears it first. */
static const char *whole_fault(const struct sheet *s)
{
    char text[600];

    if (!s->page->fault)
        return "";
    jk_error_format(&s->page->fault->error, s->pen->lang, text, sizeof text);
    return desk_fmt(s->pen, "%s", text);
}

/* One row of the two versions, where they differ. */
static void add_row(const struct sheet *s, struct web_side_row *rows, size_t *count,
                    const struct jk_text *name, const char *own, const char *theirs)
{
    if (strcmp(own, theirs) != 0)
        rows[(*count)++] = (struct web_side_row){ desk_capital(s->pen, desk_say(s->pen, name)),
                                                  own[0] ? own : "-", theirs[0] ? theirs : "-" };
}

/* A way in a cell: how many places it has, and where it begins and ends. */
static const char *way_cell(const struct sheet *s, const struct jk_form_way *way)
{
    size_t last = way->count ? way->count - 1 : 0;

    if (way->count == 0)
        return "";
    return desk_fmt(s->pen, "%zu: %s; %s - %s; %s", way->count, way->lat[0], way->lon[0],
                    way->lat[last], way->lon[last]);
}

/* Both versions, field by field: what was typed here, and what somebody else saved meanwhile. */
static void fill_theirs(const struct sheet *s, struct web_form *out)
{
    static const struct {
        const struct field *fields;
        size_t count;
    } parts[] = { { FIELDS(letter) }, { FIELDS(activity) }, { FIELDS(place) },
                  { FIELDS(people) }, { FIELDS(assembly) }, { FIELDS(back_hours) },
                  { FIELDS(props) } };
    const struct jk_form *own = s->page->form, *theirs = s->page->theirs;
    struct web_side_row *rows = desk_array(s->pen, JK_FORM_END + 2, sizeof *rows);
    size_t count = 0;

    if (!theirs || !rows)
        return;
    add_row(s, rows, &count, JK_TEXT_DESK_FORM_PASLON, own->value[JK_FORM_PASLON],
            theirs->value[JK_FORM_PASLON]);
    add_row(s, rows, &count, JK_TEXT_DESK_FORM_KIND, own->value[JK_FORM_KIND],
            theirs->value[JK_FORM_KIND]);
    add_row(s, rows, &count, JK_TEXT_DESK_FORM_WEEKDAY, own->value[JK_FORM_WEEKDAY],
            theirs->value[JK_FORM_WEEKDAY]);
    for (size_t p = 0; p < sizeof parts / sizeof *parts; p++) {
        for (size_t i = 0; i < parts[p].count; i++)
            add_row(s, rows, &count, parts[p].fields[i].label, own->value[parts[p].fields[i].field],
                    theirs->value[parts[p].fields[i].field]);
    }
    add_row(s, rows, &count, JK_TEXT_DESK_FORM_WAY_OUT, way_cell(s, &own->out),
            way_cell(s, &theirs->out));
    add_row(s, rows, &count, JK_TEXT_DESK_FORM_WAY_BACK, own->value[JK_FORM_BACK],
            theirs->value[JK_FORM_BACK]);
    out->theirs = rows;
    out->theirs_count = count;
}

/* A change says what it is, and what becomes of it. */
static void fill_change(const struct sheet *s, struct web_form *out)
{
    const struct jk_form_page *page = s->page;

    out->title =
        desk_say(s->pen, page->change ? JK_TEXT_DESK_CHANGE_TITLE : JK_TEXT_DESK_FORM_TITLE);
    out->about = desk_say(s->pen, !page->change    ? JK_TEXT_DESK_FORM_ABOUT
                                  : page->approved ? JK_TEXT_DESK_CHANGE_APPROVED
                                                   : JK_TEXT_DESK_CHANGE_ABOUT);
    out->send = desk_say(s->pen, page->change ? JK_TEXT_DESK_CHANGE_SEND : JK_TEXT_DESK_FORM_SEND);
    out->change = page->change ? page->change : "";
    out->revision = page->change ? desk_fmt(s->pen, "%u", page->revision) : "";
    out->back_href =
        page->change ? desk_fmt(s->pen, "/meja/pemberitahuan/%s", desk_url(s->pen, page->change))
                     : "";
    fill_theirs(s, out);
}

static void fill(const struct sheet *s, struct web_form *out)
{
    fill_change(s, out);
    out->csrf = s->reader->csrf;
    out->account = s->reader->account;
    out->uid = s->page->form->value[JK_FORM_UID];
    out->fault = whole_fault(s);
    out->said = s->page->form->left_out ? desk_say(s->pen, JK_TEXT_DESK_FORM_LEFT_OUT) : "";
    fill_choices(s, out);
    fill_known(s, out);
    out->letter_count = fill_inputs(s, FIELDS(letter), out->letter);
    out->activity_count = fill_inputs(s, FIELDS(activity), out->activity);
    out->place_count = fill_inputs(s, FIELDS(place), out->place);
    out->people_count = fill_inputs(s, FIELDS(people), out->people);
    out->assembly_count = fill_inputs(s, FIELDS(assembly), out->assembly);
    out->back_hours_count = fill_inputs(s, FIELDS(back_hours), out->back_hours);
    out->props_count = fill_inputs(s, FIELDS(props), out->props);
    fill_ways(s, out);
    out->ground = desk_ground(s->pen, s->reader, s->reader->region);
}

enum jk_status jk_desk_form_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                 const struct jk_form_page *page)
{
    JK_ASSERT(page != NULL && page->form != NULL);

    struct desk_pen pen = desk_pen_of(reader);
    struct sheet s = { &pen, reader, page };
    struct web_form view = { .csrf = "" };
    struct jk_buf content = { 0 };
    enum jk_status rc;

    fill_check(&s, &view.check);
    if (page->only_verdict) {
        view.check.fault = whole_fault(&s);
        web_check(out, &view.check, reader->lang);
        rc = jk_buf_ok(out) && !pen.failed ? JK_OK : JK_MEMORY;
        jk_arena_clear(&pen.arena);
        return rc;
    }
    fill(&s, &view);
    if (!pen.failed)
        web_form(&content, &view, reader->lang);
    return desk_finish(out, &pen, reader, view.title, &content);
}
