/* Reports, tasks and deliveries of a digest: of both kinds of reports those that were filed or
 * judged between the two entries, and those that wait; of tasks the open ones; how deliveries
 * stand. */
#include <stdlib.h>
#include <string.h>
#include "daemon/app/meeting/room.h"
#include "jarak/app/matters/matters.h"
#include "jarak/app/notices/field_reports.h"
#include "jarak/app/registry/registry.h"
#include "jarak/feed/desk/texts.h"

static int compare_reports(const void *a, const void *b)
{
    const struct jk_recap_report *x = a, *y = b;

    if (x->time_s != y->time_s)
        return x->time_s > y->time_s ? -1 : 1;
    return strcmp(x->uid, y->uid);
}

static const struct jk_text *field_text(enum jk_report_kind kind)
{
    static const struct jk_text *const texts[] = { [JK_REPORT_LATE] = JK_TEXT_TRAIL_LATE,
                                                   [JK_REPORT_OFF_ROUTE] = JK_TEXT_TRAIL_OFF_ROUTE,
                                                   [JK_REPORT_LONGER] = JK_TEXT_TRAIL_LONGER,
                                                   [JK_REPORT_OVER] = JK_TEXT_TRAIL_OVER };
    _Static_assert(sizeof texts / sizeof *texts == JK_REPORT_END, "every kind has its text");

    return texts[kind];
}

static const char *chain_title(const struct jk_chain *chain)
{
    const struct jk_entry *face = jk_chain_face(chain);

    return face ? face->current->notice->facts.summary : "";
}

/* Reports and tasks on their way. */
struct matters {
    struct jk_recap_report *reports;
    struct jk_recap_task *tasks;
    size_t report_count, report_cap, task_count, task_cap;
};

static enum jk_status add_report(const struct meeting_filling *f, struct matters *m,
                                 const struct jk_recap_report *report)
{
    struct jk_recap_report *grown =
        jk_arena_grow(f->arena, m->reports, m->report_count, &m->report_cap, sizeof *grown);

    if (!grown)
        return JK_MEMORY;
    m->reports = grown;
    grown[m->report_count++] = *report;
    return JK_OK;
}

/* What was seen of activities: filed or verified behind the first entry. */
static enum jk_status add_seen(const struct meeting_filling *f, struct matters *m)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < jk_app_reports(f->app) && rc == JK_OK; i++) {
        const struct jk_report *r = jk_app_report_at(f->app, i);
        const struct jk_entry *entry = jk_registry_entry(f->app->registry, r->said.uid);
        const char *code = entry ? entry->chain->region->code : "";

        if (!entry || !jk_region_covers(f->s->region, code) ||
            !jk_region_covers(f->actor->region, code) || !jk_name_table_find(&f->s->touched, r->id))
            continue;
        rc = add_report(f, m,
                        &(struct jk_recap_report){ .time_s = r->time_s,
                                                   .what = field_text(r->said.kind),
                                                   .uid = r->id,
                                                   .region = code,
                                                   .title = chain_title(entry->chain),
                                                   .href = "",
                                                   .verified = r->verify_account[0] != '\0' });
    }
    return rc;
}

static enum jk_status add_task(const struct meeting_filling *f, struct matters *m,
                               const struct jk_matter *task, const struct jk_matter_said *said)
{
    struct jk_recap_task *grown =
        jk_arena_grow(f->arena, m->tasks, m->task_count, &m->task_cap, sizeof *grown);
    const char *href = jk_arena_fmt(f->arena, "/meja/tugas/%s", task->id);

    if (!grown || !href)
        return JK_MEMORY;
    m->tasks = grown;
    grown[m->task_count++] =
        (struct jk_recap_task){ .id = task->id,
                                .title = said->title,
                                .agency = task->agency,
                                .region = task->region,
                                .href = href,
                                .due_s = task->when_s,
                                .late = jk_matter_is_late(task, f->out->to_s) };
    return JK_OK;
}

/* One that was judged since, or that waits to be. What was taken back is no report. */
static bool is_told(const struct meeting_filling *f, const struct jk_matter *matter)
{
    return matter->state == JK_MATTER_UNVERIFIED ||
           ((matter->state == JK_MATTER_VERIFIED || matter->state == JK_MATTER_REFUTED) &&
            jk_name_table_find(&f->s->touched, matter->id));
}

/* How deliveries stand at the second entry; of what was cancelled or erased nothing. */
static void count_drop(const struct meeting_filling *f, const struct jk_matter *drop)
{
    bool got = drop->state == JK_MATTER_DONE;

    if (!drop->bytes.len || drop->state == JK_MATTER_CANCELLED)
        return;
    MEETING_COUNT(f, drop->region, NULL, drops, 1);
    MEETING_COUNT(f, drop->region, NULL, received, got);
    MEETING_COUNT(f, drop->region, NULL, threatened,
                  jk_app_drop_risk(f->app, drop, f->out->to_s, NULL) != JK_DROP_SAFE);
    MEETING_COUNT(f, drop->region, NULL, bad,
                  got && (drop->drop.condition == JK_DROP_SHORT ||
                          drop->drop.condition == JK_DROP_DAMAGED));
}

static enum jk_status add_matter(const struct meeting_filling *f, struct matters *m,
                                 const struct jk_matter *matter)
{
    struct jk_matter_said said = { .title = "" };
    const char *href = jk_arena_fmt(f->arena, "/meja/laporan/%s", matter->id);
    const bool open = matter->state == JK_MATTER_OPEN || matter->state == JK_MATTER_BEGUN;
    enum jk_status rc;

    if (matter->kind == JK_MATTER_DROP) {
        count_drop(f, matter);
        return JK_OK;
    }
    if (matter->kind == JK_MATTER_TASK ? !open : !is_told(f, matter))
        return JK_OK;
    rc = jk_app_matter_said(f->app, f->arena, matter, &said);
    if (rc == JK_NONE) /* it was erased: that it is there is told, and nothing of it */
        said = (struct jk_matter_said){ .title = "" };
    if (!href || rc == JK_MEMORY)
        return JK_MEMORY;
    if (matter->kind == JK_MATTER_TASK)
        return add_task(f, m, matter, &said);
    return add_report(f, m,
                      &(struct jk_recap_report){ .time_s = matter->created_s,
                                                 .what = jk_topic_text(matter->topic),
                                                 .uid = matter->id,
                                                 .region = matter->region,
                                                 .title = said.title,
                                                 .href = href,
                                                 .verified = matter->state == JK_MATTER_VERIFIED,
                                                 .refuted = matter->state == JK_MATTER_REFUTED,
                                                 .neutrality =
                                                     matter->topic == JK_TOPIC_NEUTRALITY });
}

static int compare_tasks(const void *a, const void *b)
{
    const struct jk_recap_task *x = a, *y = b;

    if (x->due_s != y->due_s) /* late ones come first by that, too */
        return x->due_s < y->due_s ? -1 : 1;
    return strcmp(x->id, y->id);
}

static void keep_matters(const struct meeting_filling *f, const struct matters *m)
{
    for (size_t i = 0; i < m->report_count; i++) {
        const struct jk_recap_report *r = &m->reports[i];

        MEETING_COUNT(f, r->region, NULL, verified, r->verified);
        MEETING_COUNT(f, r->region, NULL, refuted, r->refuted);
        MEETING_COUNT(f, r->region, NULL, unverified, !r->verified && !r->refuted);
    }
    for (size_t i = 0; i < m->task_count; i++) {
        MEETING_COUNT(f, m->tasks[i].region, NULL, tasks, 1);
        MEETING_COUNT(f, m->tasks[i].region, NULL, late, m->tasks[i].late);
    }
    if (m->report_count)
        qsort(m->reports, m->report_count, sizeof *m->reports, compare_reports);
    if (m->task_count)
        qsort(m->tasks, m->task_count, sizeof *m->tasks, compare_tasks);
    f->out->reports = m->reports;
    f->out->report_count = m->report_count;
    f->out->tasks = m->tasks;
    f->out->task_count = m->task_count;
}

enum jk_status meeting_add_matters(const struct meeting_filling *f)
{
    struct jk_matter_walk walk = jk_app_matters(f->app, f->actor, f->s->region, -1);
    struct matters m = { .report_count = 0 };
    const struct jk_matter *matter;
    enum jk_status rc = add_seen(f, &m);

    while (rc == JK_OK && (matter = jk_app_matter_next(&walk)))
        rc = add_matter(f, &m, matter);
    if (rc == JK_OK)
        keep_matters(f, &m);
    return rc;
}
