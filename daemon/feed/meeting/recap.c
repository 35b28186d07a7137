/* What a digest says, in words.
 *
 * Lists are bounded and the rest is counted, so that paper is one page; the document has the
 * figures of everything. Sides stand by ballot number as everywhere. */
#include "daemon/feed/meeting/views.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/model/texts.h"

#define TITLE_MOST  80  /* octets of what something is called: a longer one is cut */
#define REASON_MOST 110 /* of a reason */

struct writer {
    struct desk_pen *pen;
    const struct jk_recap *r;
    struct web_recap *out;
};

static const char *number(const struct writer *w, unsigned value)
{
    return desk_number(w->pen, (long long)value);
}

/* A text of others on a page that is one. */
static const char *cut(const struct writer *w, const char *text, size_t most)
{
    size_t len = jk_utf8_cut(jk_span_of(text), most);

    return text[len] ? desk_fmt(w->pen, "%.*s...", (int)len, text) : text;
}

static const char *entry_text(const struct writer *w, uint64_t seq)
{
    return desk_fmt(w->pen, "%" PRIu64, seq);
}

static const char *day_of(const struct writer *w, int64_t time_s)
{
    return desk_short_date(w->pen, jk_local_day(time_s, w->pen->tz->offset_s));
}

/* "Jum, 22 Nov 14.05": an instant in a line. */
static const char *moment(const struct writer *w, int64_t time_s)
{
    return desk_fmt(w->pen, "%s %s", day_of(w, time_s), desk_clock(w->pen, (double)time_s));
}

static const char *left_text(const struct writer *w, size_t left)
{
    return left ? desk_fill_one(w->pen, JK_TEXT_RECAP_LEFT, "count",
                                desk_number(w->pen, (long long)left))
                : "";
}

/* Room for as many lines as are told. */
static struct web_recap_line *begin_list(const struct writer *w, struct web_recap_list *list,
                                         const struct jk_text *title, const struct jk_text *nothing,
                                         size_t count)
{
    struct web_recap_line *lines;

    list->lines_count = count < JK_RECAP_LINES ? count : JK_RECAP_LINES;
    list->left = count - list->lines_count;
    list->lines = lines = desk_array(w->pen, list->lines_count, sizeof *lines);
    if (!lines)
        list->lines_count = 0;
    list->title = desk_fill_one(w->pen, title, "count", desk_number(w->pen, (long long)count));
    list->nothing = count ? "" : desk_say(w->pen, nothing);
    list->more = left_text(w, list->left);
    return lines;
}

static const struct web_level none = { "", "" };

/* "naik dari waspada ke siaga" */
static const char *news_text(const struct writer *w, const struct jk_recap_conflict *c)
{
    static const struct jk_text *const texts[] = { [JK_RECAP_NEW] = JK_TEXT_RECAP_NEW,
                                                   [JK_RECAP_WORSE] = JK_TEXT_RECAP_WORSE,
                                                   [JK_RECAP_EASED] = JK_TEXT_RECAP_EASED,
                                                   [JK_RECAP_CLOSED] = JK_TEXT_RECAP_CLOSED,
                                                   [JK_RECAP_PASSED] = JK_TEXT_RECAP_PASSED };

    return desk_fill(w->pen, texts[c->news],
                     (const char *const[]){ "from", jk_level_word(c->before), "to",
                                            jk_level_word(c->last), NULL });
}

static bool is_over(const struct jk_recap_conflict *c)
{
    return c->news == JK_RECAP_CLOSED || c->news == JK_RECAP_PASSED;
}

static struct web_recap_line line_of(const struct writer *w, const struct jk_recap_conflict *c)
{
    struct desk_pen *pen = w->pen;
    struct web_recap_line line = { .brief = desk_title(pen, &c->view),
                                   .level = desk_level(pen, c->view.levels),
                                   .when = day_of(w, c->first_s),
                                   .what = desk_title(pen, &c->view),
                                   .more = "",
                                   .note = news_text(w, c),
                                   .href = desk_fmt(pen, "/meja/konflik/%s", c->view.id) };

    if (is_over(c)) { /* its last level is over: as a sign it would read as if it stood */
        line.level = (struct web_level){ "none", desk_say(pen, JK_TEXT_DESK_CLOSED) };
    } else if (c->view.part_count) {
        const struct jk_leg_part *chief = desk_chief(&c->view);

        line.what = desk_meeting(pen, &c->view, chief);
        line.more = desk_fmt(pen, "%s. %s", desk_where(pen, chief->part.at_a),
                             desk_capital(pen, desk_when(pen, &c->view, chief)));
    }
    return line;
}

static void fill_conflicts(const struct writer *w)
{
    const struct jk_recap *r = w->r;
    struct web_recap_line *lines = begin_list(w, &w->out->conflicts, JK_TEXT_RECAP_CONFLICTS,
                                              JK_TEXT_RECAP_NO_CONFLICTS, r->conflict_count);

    for (size_t i = 0; i < w->out->conflicts.lines_count; i++)
        lines[i] = line_of(w, &r->conflicts[i]);
    w->out->figures =
        desk_fill(w->pen, JK_TEXT_RECAP_FIGURES,
                  (const char *const[]){ "new", number(w, r->figures.news[JK_RECAP_NEW]), "worse",
                                         number(w, r->figures.news[JK_RECAP_WORSE]), "eased",
                                         number(w, r->figures.news[JK_RECAP_EASED]), "closed",
                                         number(w, r->figures.news[JK_RECAP_CLOSED]), "passed",
                                         number(w, r->figures.news[JK_RECAP_PASSED]), "siaga",
                                         number(w, r->figures.open[JK_LEVEL_SIAGA]), "waspada",
                                         number(w, r->figures.open[JK_LEVEL_WASPADA]), "info",
                                         number(w, r->figures.open[JK_LEVEL_INFO]), NULL });
}

static void fill_silent(const struct writer *w)
{
    const struct jk_recap *r = w->r;
    struct web_recap_line *lines = begin_list(w, &w->out->silent, JK_TEXT_RECAP_SILENT,
                                              JK_TEXT_RECAP_NO_SILENT, r->silent_count);

    for (size_t i = 0; i < w->out->silent.lines_count; i++) {
        const struct jk_desk_conflict *c = &r->silent[i];
        const int64_t waited_s = r->to_s - c->view.escalation.since_s;

        lines[i] = (struct web_recap_line){
            .level = desk_level(w->pen, c->view.levels),
            .when = day_of(w, c->first_s),
            .what = desk_title(w->pen, &c->view),
            .more = "",
            .note = desk_fill(w->pen, JK_TEXT_RECAP_SILENT_SINCE,
                              (const char *const[]){
                                  "date", moment(w, c->view.escalation.since_s), "value",
                                  desk_while(w->pen, waited_s > 0 ? waited_s : 0), NULL }),
            .href = desk_fmt(w->pen, "/meja/konflik/%s", c->view.id)
        };
    }
}

/* "Rapat umum Paslon 1, Sab, 23 Nov". */
static const char *chain_text(const struct writer *w, const struct jk_recap_act *act)
{
    if (!act->facts)
        return desk_say(w->pen, JK_TEXT_RECAP_GONE);
    return desk_fmt(w->pen, "%s%s%s%s%s",
                    desk_capital(w->pen, jk_kind_name(act->facts->kind, w->pen->lang)),
                    act->facts->party.count ? " " : "",
                    act->facts->party.count ? desk_party_label(w->pen, &act->facts->party) : "",
                    act->start_s ? ", " : "", act->start_s ? day_of(w, act->start_s) : "");
}

static void fill_overrides(const struct writer *w)
{
    const struct jk_recap *r = w->r;
    struct web_recap_line *lines = begin_list(w, &w->out->overrides, JK_TEXT_RECAP_OVERRIDES,
                                              JK_TEXT_RECAP_NO_OVERRIDES, r->figures.overrides);

    for (size_t i = 0; i < w->out->overrides.lines_count; i++) {
        const struct jk_recap_act *act = &r->acts[i];

        JK_ASSERT(act->seen > 0);
        lines[i] = (struct web_recap_line){
            .level = none,
            .when = moment(w, act->time_s),
            .what = chain_text(w, act),
            .more = desk_fill(w->pen, JK_TEXT_RECAP_OVERRIDE,
                              (const char *const[]){
                                  "actor", act->actor, "role", desk_role(w->pen, act->role),
                                  "count", desk_number(w->pen, (long long)act->seen), NULL }),
            .note = desk_fmt(w->pen, "\"%s\"", cut(w, act->reason, REASON_MOST)),
            .href = desk_fmt(w->pen, "/meja/pemberitahuan/%s", desk_url(w->pen, act->uid))
        };
    }
}

/* "7 disetujui, 1 ditahan": every act by its name, as often as it was done. */
static void fill_acts(const struct writer *w)
{
    const struct jk_recap *r = w->r;
    struct {
        const char *act;
        unsigned count;
    } found[24];
    size_t count = 0, k;
    const char *text = "";

    for (size_t i = 0; i < r->act_count; i++) {
        for (k = 0; k < count && strcmp(found[k].act, r->acts[i].act) != 0;)
            k++;
        if (k == sizeof found / sizeof *found)
            continue;
        if (k == count)
            found[count++].act = r->acts[i].act, found[k].count = 0;
        found[k].count++;
    }
    for (k = 0; k < count; k++)
        text = desk_fmt(w->pen, "%s%s%s %u", text, k ? ", " : "", desk_act(w->pen, found[k].act),
                        found[k].count);
    w->out->acts = desk_fill(w->pen, JK_TEXT_RECAP_ACTS,
                             (const char *const[]){ "count", number(w, r->figures.acts), "value",
                                                    count ? text : "-", NULL });
}

static const struct jk_text *what_of(const char *part)
{
    if (strcmp(part, "stations") == 0)
        return JK_TEXT_RECAP_STATIONS;
    return strcmp(part, "zones") == 0 ? JK_TEXT_RECAP_ZONES : JK_TEXT_RECAP_POLICY;
}

/* "Peta kerawanan 64.08, edisi 1 (polres-64.08: berita acara 7)". */
static void fill_editions(const struct writer *w)
{
    const struct jk_recap *r = w->r;
    const char *text = "";

    for (size_t i = 0; i < r->edition_count; i++) {
        const struct jk_recap_edition *e = &r->editions[i];
        const struct jk_text *what = what_of(e->part);

        text = desk_fmt(w->pen, "%s%s", text, i ? "; " : "");
        text = desk_fmt(w->pen, "%s%s", text,
                        desk_fill(w->pen,
                                  e->taken_back ? JK_TEXT_RECAP_TAKEN_BACK : JK_TEXT_RECAP_STATED,
                                  (const char *const[]){
                                      "value", desk_say(w->pen, what), "field", e->scope, "count",
                                      desk_number(w->pen, e->number), "actor", e->actor, "reason",
                                      cut(w, e->basis, REASON_MOST), NULL }));
    }
    w->out->editions = r->edition_count
                           ? desk_fill(w->pen, JK_TEXT_RECAP_EDITIONS,
                                       (const char *const[]){
                                           "count", desk_number(w->pen, (long long)r->editions_all),
                                           "value", text, NULL })
                           : "";
}

/* "KPU 2 (terlambat 1), Polres 1". */
static const char *agencies_text(const struct writer *w)
{
    const char *text = "";

    for (size_t i = 0; i < w->out->agencies_count; i++) {
        const struct web_recap_agency *a = &w->out->agencies[i];

        text = desk_fmt(w->pen, "%s%s%s %u", text, text[0] ? ", " : "", a->name, a->open);
        if (a->late)
            text =
                desk_fmt(w->pen, "%s (%s %u)", text, desk_say(w->pen, JK_TEXT_RECAP_LATE), a->late);
    }
    return text;
}

static void fill_tasks(const struct writer *w)
{
    const struct jk_recap *r = w->r;
    struct web_recap_agency *agencies = desk_array(w->pen, RECAP_AGENCY_MAX, sizeof *agencies);
    struct web_recap_line *lines =
        begin_list(w, &w->out->tasks, JK_TEXT_RECAP_TASKS, JK_TEXT_RECAP_NO_TASKS, r->task_count);
    size_t count = 0, k;

    for (size_t i = 0; i < w->out->tasks.lines_count; i++) {
        const struct jk_recap_task *t = &r->tasks[i];

        lines[i] =
            (struct web_recap_line){ .level = none,
                                     .when = moment(w, t->due_s),
                                     .what = cut(w, t->title, TITLE_MOST),
                                     .more = desk_role(w->pen, t->agency),
                                     .note = t->late ? desk_say(w->pen, JK_TEXT_RECAP_LATE) : "",
                                     .href = t->href };
    }
    for (size_t i = 0; agencies && i < r->task_count; i++) {
        const char *name = desk_role(w->pen, r->tasks[i].agency);

        for (k = 0; k < count && strcmp(agencies[k].name, name) != 0;)
            k++;
        if (k == RECAP_AGENCY_MAX)
            continue;
        if (k == count)
            agencies[count++].name = name;
        agencies[k].open++;
        agencies[k].late += r->tasks[i].late;
    }
    w->out->agencies = agencies;
    w->out->agencies_count = count;
    w->out->by_agency = agencies_text(w);
}

static void fill_duties(const struct writer *w)
{
    const struct jk_recap *r = w->r;
    struct web_recap_duty *duties = desk_array(w->pen, RECAP_DUTIES, sizeof *duties);

    for (size_t i = 0; duties && i < RECAP_DUTIES; i++) {
        const struct jk_recap_duty *d = &r->duties[i];

        duties[i] = (struct web_recap_duty){
            .name = desk_capital(w->pen, jk_kind_name(d->kind, w->pen->lang)),
            .people = d->people > 0 ? desk_number(w->pen, (long long)d->people) : "-",
            .since = d->since,
            .ahead = d->ahead,
            .unscheduled = d->unscheduled,
            .conflicts = d->conflicts
        };
    }
    w->out->duties = duties;
    w->out->duties_count = duties ? RECAP_DUTIES : 0;
    w->out->readiness =
        desk_fill(w->pen, r->figures.waiting ? JK_TEXT_RECAP_WAITING : JK_TEXT_RECAP_NONE_WAITING,
                  (const char *const[]){ "count", number(w, r->figures.waiting), "date",
                                         r->oldest_waiting_s ? moment(w, r->oldest_waiting_s) : "-",
                                         "value", number(w, r->figures.sttp), "more",
                                         number(w, r->figures.refused), NULL });
    meeting_fill_supplies(w->pen, r, w->out);
}

static void fill_paslon(const struct writer *w)
{
    const struct jk_recap *r = w->r;
    struct web_recap_paslon *list = desk_array(w->pen, r->paslon_count, sizeof *list);
    const bool several = r->paslon_count && strcmp(r->paslon[0].contest->id,
                                                   r->paslon[r->paslon_count - 1].contest->id) != 0;

    for (size_t i = 0; list && i < r->paslon_count; i++) {
        const struct jk_recap_paslon *p = &r->paslon[i];
        struct jk_party party = { .count = 1 };

        party.paslon[0] = p->number;
        snprintf(party.contest, sizeof party.contest, "%s", p->contest->id);
        list[i] =
            (struct web_recap_paslon){ .name = several ? desk_fmt(w->pen, "%s %s",
                                                                  desk_party_label(w->pen, &party),
                                                                  p->contest->name[JK_LANG_ID])
                                                       : desk_party_label(w->pen, &party),
                                       .filed = p->filed,
                                       .approved = p->approved,
                                       .refused = p->refused,
                                       .waiting = p->waiting,
                                       .ahead = p->ahead };
    }
    w->out->paslon = list;
    w->out->paslon_count = list ? r->paslon_count : 0;
}

static const char *report_state(const struct writer *w, const struct jk_recap_report *x)
{
    return desk_say(w->pen, x->verified  ? JK_TEXT_RECAP_VERIFIED
                            : x->refuted ? JK_TEXT_RECAP_REFUTED
                                         : JK_TEXT_RECAP_UNVERIFIED);
}

static void fill_reports(const struct writer *w)
{
    const struct jk_recap *r = w->r;
    struct web_recap_line *lines = begin_list(w, &w->out->reports, JK_TEXT_RECAP_REPORTS,
                                              JK_TEXT_RECAP_NO_REPORTS, r->report_count);

    for (size_t i = 0; i < w->out->reports.lines_count; i++) {
        const struct jk_recap_report *x = &r->reports[i];

        lines[i] = (struct web_recap_line){ .level = none,
                                            .when = moment(w, x->time_s),
                                            .what = desk_capital(w->pen, desk_say(w->pen, x->what)),
                                            .more = cut(w, x->title, TITLE_MOST),
                                            .note = report_state(w, x),
                                            .href = x->href };
    }
    w->out->reported =
        desk_fill(w->pen, JK_TEXT_RECAP_REPORTED,
                  (const char *const[]){ "verified", number(w, r->figures.verified), "refuted",
                                         number(w, r->figures.refuted), "waiting",
                                         number(w, r->figures.unverified), NULL });
}

static bool is_undecided(const struct jk_desk_activity *a)
{
    return a->pending || (a->state >= JK_STATE_SUBMITTED && a->state <= JK_STATE_RETURNED);
}

static void count_day(const struct jk_desk_day *day, struct web_recap_day *out)
{
    unsigned *const levels[] = { [JK_LEVEL_INFO] = &out->info,
                                 [JK_LEVEL_WASPADA] = &out->waspada,
                                 [JK_LEVEL_SIAGA] = &out->siaga };

    for (size_t i = 0; i < day->activity_count; i++) {
        const struct jk_desk_activity *a = &day->activities[i];

        if (!jk_state_stands(a->state))
            continue;
        out->all++;
        out->waiting += is_undecided(a);
        if (a->worst.level > JK_LEVEL_NONE)
            ++*levels[a->worst.level];
    }
}

/* "Rapat umum 2, rakor 1": what kinds of activities there are. */
static const char *kinds_of(const struct writer *w, const struct jk_desk_day *day)
{
    unsigned counts[JK_KIND_END] = { 0 };
    const char *text = "";

    for (size_t i = 0; i < day->activity_count; i++) {
        if (jk_state_stands(day->activities[i].state))
            counts[day->activities[i].facts->kind]++;
    }
    for (int kind = 0; kind < JK_KIND_END; kind++) {
        if (counts[kind])
            text = desk_fmt(w->pen, "%s%s%s %u", text, text[0] ? ", " : "",
                            jk_kind_name((enum jk_kind)kind, w->pen->lang), counts[kind]);
    }
    return text[0] ? desk_capital(w->pen, text) : desk_say(w->pen, JK_TEXT_BRIEF_NOBODY);
}

static void fill_days(const struct writer *w)
{
    const struct jk_recap *r = w->r;
    struct web_recap_day *days = desk_array(w->pen, JK_BRIEF_DAYS, sizeof *days);

    for (size_t i = 0; days && i < JK_BRIEF_DAYS; i++) {
        const struct jk_desk_day *day = &r->days[i];
        const char *phase =
            jk_desk_phase_text(r->pack, r->region, day->day, w->pen->lang, &w->pen->arena);

        days[i] =
            (struct web_recap_day){ .date = desk_short_date(w->pen, day->day),
                                    .href = desk_fmt(w->pen, "/meja/hari/%s/%s", r->region->code,
                                                     desk_iso_date(w->pen, day->day)),
                                    .who = kinds_of(w, day),
                                    .note = phase ? phase : "" };
        count_day(day, &days[i]);
        if (!phase)
            w->pen->failed = true;
    }
    w->out->days = days;
    w->out->days_count = days ? JK_BRIEF_DAYS : 0;
}

static void fill_parts(const struct writer *w)
{
    const struct jk_recap *r = w->r;
    size_t count = r->part_count < JK_RECAP_PARTS_MAX ? r->part_count : JK_RECAP_PARTS_MAX;
    struct web_recap_part *parts = desk_array(w->pen, count, sizeof *parts);

    for (size_t i = 0; parts && i < count; i++) {
        const struct jk_recap_figures *f = &r->parts[i].figures;

        parts[i] = (struct web_recap_part){
            .name = r->parts[i].region->name,
            .href = desk_fmt(w->pen, "/meja/digest?wilayah=%s&dari=%s&sampai=%s",
                             r->parts[i].region->code, w->out->from, w->out->to),
            .siaga = f->open[JK_LEVEL_SIAGA],
            .waspada = f->open[JK_LEVEL_WASPADA],
            .fresh = f->news[JK_RECAP_NEW],
            .worse = f->news[JK_RECAP_WORSE],
            .closed = f->news[JK_RECAP_CLOSED] + f->news[JK_RECAP_PASSED],
            .silent = f->silent,
            .overrides = f->overrides,
            .waiting = f->waiting,
            .ahead = f->ahead,
            .tasks = f->tasks
        };
    }
    w->out->parts = parts;
    w->out->parts_count = parts ? count : 0;
    w->out->parts_more = left_text(w, r->part_count - count);
}

static const char *meeting_text(const struct writer *w, const struct jk_recap_meeting *m)
{
    return desk_fmt(w->pen, "%s, %s", cut(w, m->title, TITLE_MOST), moment(w, m->start_s));
}

static void fill_links(const struct writer *w)
{
    struct web_recap *out = w->out;
    struct desk_pen *pen = w->pen;
    const char *lang = pen->lang == JK_LANG_ID ? "id" : "en";

    out->print_href = desk_fmt(pen, "/api/v1/digest.pdf?region=%s&from=%s&to=%s&lang=%s",
                               out->region, out->from, out->to, lang);
    out->text_href = desk_fmt(pen, "/api/v1/digest.txt?region=%s&from=%s&to=%s&lang=%s",
                              out->region, out->from, out->to, lang);
    out->here =
        desk_fmt(pen, "/meja/digest?wilayah=%s&dari=%s&sampai=%s", out->region, out->from, out->to);
    out->fresh_href = desk_fmt(pen, "/meja/digest?wilayah=%s", out->region);
}

static void fill_head(const struct writer *w)
{
    struct web_recap *out = w->out;
    struct desk_pen *pen = w->pen;
    const struct jk_recap *r = w->r;
    const char *const names[] = { "where", r->region->name,
                                  "from",  desk_instant(pen, r->from_s),
                                  "to",    desk_instant(pen, r->to_s),
                                  NULL };

    out->simulation = r->pack->simulation;
    out->province = r->part_count > 0;
    out->region = r->region->code;
    out->from = entry_text(w, r->from);
    out->to = entry_text(w, r->to);
    out->title = desk_fmt(pen, "%s, %s", desk_say(pen, JK_TEXT_RECAP_TITLE), r->region->name);
    out->about = desk_fill(pen, JK_TEXT_RECAP_ABOUT, names);
    out->since =
        r->last.uid
            ? desk_fill_one(pen, r->since_meeting ? JK_TEXT_RECAP_SINCE : JK_TEXT_RECAP_LAST,
                            "value", meeting_text(w, &r->last))
            : desk_say(pen, JK_TEXT_RECAP_NO_LAST);
    out->next = r->next.uid
                    ? desk_fill_one(pen, JK_TEXT_RECAP_NEXT, "value", meeting_text(w, &r->next))
                    : desk_say(pen, JK_TEXT_RECAP_NO_NEXT);
    out->period = desk_fmt(pen, "%s - %s", moment(w, r->from_s), moment(w, r->to_s));
    out->ahead = r->figures.ahead;
    out->waiting = r->figures.waiting;
    out->unnoticed = r->figures.silent;
    out->printed = desk_fill(pen, JK_TEXT_RECAP_ENTRIES,
                             (const char *const[]){ "from", out->from, "to", out->to, NULL });
    fill_links(w);
}

void meeting_fill(struct desk_pen *pen, const struct jk_recap *recap, struct web_recap *out)
{
    const struct writer w = { pen, recap, out };

    *out = (struct web_recap){ .message = "" };
    pen->tz = recap->region->tz;
    fill_head(&w);
    fill_parts(&w);
    fill_duties(&w);
    fill_conflicts(&w);
    fill_silent(&w);
    fill_overrides(&w);
    fill_acts(&w);
    fill_editions(&w);
    fill_tasks(&w);
    fill_paslon(&w);
    fill_reports(&w);
    fill_days(&w);
}
