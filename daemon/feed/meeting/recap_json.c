/* The digest as JSON: figures as numbers, and everything that the lists of the page cut. */
#include "daemon/feed/meeting/views.h"

#include "jarak/base/civil.h"
#include "jarak/feed/json/build.h"

struct writer {
    struct desk_pen *pen;
    const struct jk_recap *r;
    const struct web_recap *v;
};

static void set_time(const struct writer *w, struct jk_json *json, const char *name, int64_t time_s)
{
    struct jk_buf text = { 0 };

    jk_iso_add(&text, time_s, w->pen->tz->offset_s);
    jk_json_set_text(json, name, desk_text_of(w->pen, &text));
}

static json_t *figures_json(const struct jk_recap_figures *f)
{
    static const char *const news[] = { "new", "worse", "eased", "closed", "passed" };
    struct jk_json json = jk_json_object();

    _Static_assert(sizeof news / sizeof *news == JK_RECAP_NEWS_END, "every news has its word");
    for (int i = 0; i < JK_RECAP_NEWS_END; i++)
        jk_json_set_integer(&json, news[i], f->news[i]);
    for (int level = JK_LEVEL_INFO; level < JK_LEVEL_END; level++)
        jk_json_set_integer(&json, jk_level_word((enum jk_level)level), f->open[level]);
    jk_json_set_integer(&json, "unacknowledged", f->silent);
    jk_json_set_integer(&json, "acts", f->acts);
    jk_json_set_integer(&json, "overrides", f->overrides);
    jk_json_set_integer(&json, "sttp", f->sttp);
    jk_json_set_integer(&json, "refused", f->refused);
    jk_json_set_integer(&json, "waiting", f->waiting);
    jk_json_set_integer(&json, "ahead", f->ahead);
    jk_json_set_integer(&json, "reports_verified", f->verified);
    jk_json_set_integer(&json, "reports_refuted", f->refuted);
    jk_json_set_integer(&json, "reports_unverified", f->unverified);
    jk_json_set_integer(&json, "tasks", f->tasks);
    jk_json_set_integer(&json, "tasks_late", f->late);
    jk_json_set_integer(&json, "drops", f->drops);
    jk_json_set_integer(&json, "drops_received", f->received);
    jk_json_set_integer(&json, "drops_threatened", f->threatened);
    jk_json_set_integer(&json, "drops_bad", f->bad);
    return jk_json_end(&json);
}

static json_t *meeting_json(const struct writer *w, const struct jk_recap_meeting *m)
{
    struct jk_json json;

    if (!m->uid)
        return json_null();
    json = jk_json_object();
    jk_json_set_text(&json, "uid", m->uid);
    jk_json_set_text(&json, "title", m->title);
    set_time(w, &json, "start", m->start_s);
    set_time(w, &json, "end", m->end_s);
    return jk_json_end(&json);
}

static json_t *conflicts_json(const struct writer *w)
{
    static const char *const news[] = { "new", "worse", "eased", "closed", "passed" };
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < w->r->conflict_count; i++) {
        const struct jk_recap_conflict *c = &w->r->conflicts[i];
        struct jk_json json = jk_json_object();

        jk_json_set_text(&json, "conflict", c->view.id);
        jk_json_set_text(&json, "news", news[c->news]);
        jk_json_set_text(&json, "before", jk_level_word(c->before));
        jk_json_set_text(&json, "level",
                         jk_level_word(c->view.open ? c->view.levels.level : JK_LEVEL_NONE));
        jk_json_set_text(&json, "what", desk_title(w->pen, &c->view));
        set_time(w, &json, "first", c->first_s);
        jk_json_add(&list, jk_json_end(&json));
    }
    return jk_json_end(&list);
}

static json_t *silent_json(const struct writer *w)
{
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < w->r->silent_count; i++) {
        const struct jk_conflict_view *c = &w->r->silent[i].view;
        struct jk_json json = jk_json_object();

        jk_json_set_text(&json, "conflict", c->id);
        jk_json_set_text(&json, "level", jk_level_word(c->levels.level));
        jk_json_set_text(&json, "what", desk_title(w->pen, c));
        set_time(w, &json, "since", c->escalation.since_s);
        jk_json_add(&list, jk_json_end(&json));
    }
    return jk_json_end(&list);
}

static json_t *acts_json(const struct writer *w)
{
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < w->r->act_count; i++) {
        const struct jk_recap_act *a = &w->r->acts[i];
        struct jk_json json = jk_json_object();

        jk_json_set_text(&json, "act", a->act);
        jk_json_set_text(&json, "uid", a->uid);
        jk_json_set_text(&json, "account", a->actor);
        jk_json_set_text(&json, "role", a->role);
        jk_json_set_text(&json, "reason", a->reason);
        jk_json_set_integer(&json, "conflicts", (json_int_t)a->seen);
        set_time(w, &json, "time", a->time_s);
        jk_json_add(&list, jk_json_end(&json));
    }
    return jk_json_end(&list);
}

static json_t *editions_json(const struct writer *w)
{
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < w->r->edition_count; i++) {
        const struct jk_recap_edition *e = &w->r->editions[i];
        struct jk_json json = jk_json_object();

        jk_json_set_text(&json, "part", e->part);
        jk_json_set_text(&json, "scope", e->scope);
        jk_json_set_integer(&json, "edition", (json_int_t)e->number);
        jk_json_set_bool(&json, "taken_back", e->taken_back);
        jk_json_set_text(&json, "basis", e->basis);
        jk_json_set_text(&json, "account", e->actor);
        jk_json_set_text(&json, "role", e->role);
        set_time(w, &json, "time", e->time_s);
        jk_json_add(&list, jk_json_end(&json));
    }
    return jk_json_end(&list);
}

static json_t *tasks_json(const struct writer *w)
{
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < w->r->task_count; i++) {
        const struct jk_recap_task *t = &w->r->tasks[i];
        struct jk_json json = jk_json_object();

        jk_json_set_text(&json, "id", t->id);
        jk_json_set_text(&json, "title", t->title);
        jk_json_set_text(&json, "agency", t->agency);
        set_time(w, &json, "due", t->due_s);
        jk_json_set_bool(&json, "late", t->late);
        jk_json_add(&list, jk_json_end(&json));
    }
    return jk_json_end(&list);
}

static json_t *reports_json(const struct writer *w)
{
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < w->r->report_count; i++) {
        const struct jk_recap_report *x = &w->r->reports[i];
        struct jk_json json = jk_json_object();

        jk_json_set_text(&json, "what", desk_say(w->pen, x->what));
        jk_json_set_text(&json, "title", x->title);
        jk_json_set_text(&json, "state",
                         x->verified  ? "verified"
                         : x->refuted ? "refuted"
                                      : "unverified");
        jk_json_set_bool(&json, "neutrality", x->neutrality);
        set_time(w, &json, "time", x->time_s);
        jk_json_add(&list, jk_json_end(&json));
    }
    return jk_json_end(&list);
}

static json_t *officers_json(const struct writer *w)
{
    const struct jk_recap_officers *o = &w->r->officers;
    struct jk_json json = jk_json_object();

    jk_json_set_integer(&json, "short_days", o->short_days);
    jk_json_set(&json, "day",
                o->short_days ? json_string(desk_iso_date(w->pen, o->day)) : json_null());
    jk_json_set_integer(&json, "need", o->need);
    jk_json_set_integer(&json, "capacity", o->capacity);
    return jk_json_end(&json);
}

static json_t *duties_json(const struct writer *w)
{
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < sizeof w->r->duties / sizeof *w->r->duties; i++) {
        const struct jk_recap_duty *d = &w->r->duties[i];
        struct jk_json json = jk_json_object();

        jk_json_set_text(&json, "kind", jk_kind_word(d->kind));
        jk_json_set_integer(&json, "since", d->since);
        jk_json_set_integer(&json, "ahead", d->ahead);
        jk_json_set_integer(&json, "unscheduled", d->unscheduled);
        jk_json_set_integer(&json, "people", (json_int_t)d->people);
        jk_json_set_integer(&json, "conflicts", d->conflicts);
        jk_json_add(&list, jk_json_end(&json));
    }
    return jk_json_end(&list);
}

static json_t *paslon_json(const struct writer *w)
{
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < w->r->paslon_count; i++) {
        const struct jk_recap_paslon *p = &w->r->paslon[i];
        struct jk_json json = jk_json_object();

        jk_json_set_text(&json, "contest", p->contest->id);
        jk_json_set_integer(&json, "paslon", p->number);
        jk_json_set_integer(&json, "filed", p->filed);
        jk_json_set_integer(&json, "approved", p->approved);
        jk_json_set_integer(&json, "refused", p->refused);
        jk_json_set_integer(&json, "waiting", p->waiting);
        jk_json_set_integer(&json, "ahead", p->ahead);
        jk_json_add(&list, jk_json_end(&json));
    }
    return jk_json_end(&list);
}

static json_t *days_json(const struct writer *w)
{
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < w->v->days_count; i++) {
        const struct web_recap_day *d = &w->v->days[i];
        struct jk_json json = jk_json_object();

        jk_json_set_text(&json, "date", desk_iso_date(w->pen, w->r->days[i].day));
        jk_json_set_text(&json, "what", d->who);
        jk_json_set_text(&json, "phase", d->note);
        jk_json_set_integer(&json, "activities", d->all);
        jk_json_set_integer(&json, "siaga", d->siaga);
        jk_json_set_integer(&json, "waspada", d->waspada);
        jk_json_set_integer(&json, "info", d->info);
        jk_json_set_integer(&json, "waiting", d->waiting);
        jk_json_add(&list, jk_json_end(&json));
    }
    return jk_json_end(&list);
}

static json_t *parts_json(const struct writer *w)
{
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < w->r->part_count; i++) {
        struct jk_json json = jk_json_object();

        jk_json_set_text(&json, "region", w->r->parts[i].region->code);
        jk_json_set_text(&json, "name", w->r->parts[i].region->name);
        jk_json_set(&json, "figures", figures_json(&w->r->parts[i].figures));
        jk_json_add(&list, jk_json_end(&json));
    }
    return jk_json_end(&list);
}

static void set_headings(const struct writer *w, struct jk_json *json)
{
    struct jk_json readiness = jk_json_object(), consolidation = jk_json_object();
    struct jk_json neutrality = jk_json_object();

    jk_json_set(&readiness, "duties", duties_json(w));
    jk_json_set_integer(&readiness, "polling_stations", w->r->tps);
    jk_json_set_integer(&readiness, "recap_places", w->r->recaps);
    if (w->r->officers.told)
        jk_json_set(&readiness, "officers", officers_json(w));
    if (w->r->oldest_waiting_s)
        set_time(w, &readiness, "oldest_waiting", w->r->oldest_waiting_s);
    jk_json_set(&readiness, "next_meeting", meeting_json(w, &w->r->next));
    jk_json_set(json, "readiness", jk_json_end(&readiness));
    jk_json_set(&consolidation, "conflicts", conflicts_json(w));
    jk_json_set(&consolidation, "unacknowledged", silent_json(w));
    jk_json_set(&consolidation, "acts", acts_json(w));
    jk_json_set(&consolidation, "editions", editions_json(w));
    jk_json_set(&consolidation, "tasks", tasks_json(w));
    jk_json_set(json, "consolidation", jk_json_end(&consolidation));
    jk_json_set(&neutrality, "paslon", paslon_json(w));
    jk_json_set(&neutrality, "reports", reports_json(w));
    jk_json_set(json, "neutrality", jk_json_end(&neutrality));
}

static json_t *write(const struct writer *w)
{
    struct jk_json json = jk_json_object();
    struct jk_buf text = { 0 };

    jk_json_set_text(&json, "region", w->r->region->code);
    jk_json_set_integer(&json, "from", (json_int_t)w->r->from);
    jk_json_set_integer(&json, "to", (json_int_t)w->r->to);
    set_time(w, &json, "from_time", w->r->from_s);
    set_time(w, &json, "to_time", w->r->to_s);
    jk_json_set(&json, "last_meeting", meeting_json(w, &w->r->last));
    jk_json_set(&json, "figures", figures_json(&w->r->figures));
    if (w->r->part_count)
        jk_json_set(&json, "regions", parts_json(w));
    set_headings(w, &json);
    jk_json_set(&json, "days", days_json(w));
    meeting_message(&text, w->pen, w->v);
    jk_json_set_text(&json, "text", desk_text_of(w->pen, &text));
    return jk_json_end(&json);
}

json_t *jk_recap_json(const struct jk_desk_reader *reader, const struct jk_recap *recap)
{
    struct desk_pen pen = desk_pen_of(reader);
    struct web_recap view;
    const struct writer w = { &pen, recap, &view };
    json_t *json;

    meeting_fill(&pen, recap, &view);
    json = pen.failed ? NULL : write(&w);
    if (pen.failed) {
        json_decref(json);
        json = NULL;
    }
    jk_arena_clear(&pen.arena);
    return json;
}
