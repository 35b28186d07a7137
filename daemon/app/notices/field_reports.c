/* Reports of what was seen on the ground, and their confirmation by a second account.
 *
 * A report changes nothing until another account confirms it: one mistaken or hostile observer must
 * not move alerts. The newest verified report of a notice stands in the world beside the plan
 * (registry/as_happened.c); older ones are history. Whether a report can be applied at all is tried
 * when it is made, so that confirming cannot fail on its content. */
#include "jarak/app/notices/field_reports.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"
#include "jarak/store/texts.h"

#include <stdio.h>
#include <string.h>
#include "daemon/app/notices/room.h"
#include "daemon/app/conflicts/conflicts.h"
#include "daemon/app/notices/field_reports.h"
#include "daemon/app/notices/verdict.h"
#include "jarak/app/accounts/account.h"
#include "daemon/app/registry/as_happened.h"
#include "daemon/app/registry/rows.h"
#include "daemon/app/registry/version.h"
#include "jarak/base/digest.h"
#include "jarak/ical/vjournal.h"

#define AHEAD_S \
    300 /* a telephone's clock may be ahead of ours; what is seen later is not seen yet */

/* What is known of the reports of one notice. */
struct reported {
    size_t count;
    size_t newest; /* one behind the number of the newest verified one; 0: none is */
};

static struct reported *reported_of(const struct jk_app *app, const char *uid)
{
    return jk_name_table_find(&app->notices->reported, uid);
}

static struct jk_report *find_report(const struct jk_app *app, const char *id)
{
    const uintptr_t behind = (uintptr_t)jk_name_table_find(&app->notices->report_ids, id);

    return behind ? &app->notices->reports[behind - 1] : NULL;
}

/* The newest verified report of a notice; null where there is none. */
static struct jk_report *newest_verified(const struct jk_app *app, const char *uid)
{
    const struct reported *of = reported_of(app, uid);

    return of && of->newest ? &app->notices->reports[of->newest - 1] : NULL;
}

/* The report that was put last can be found, by its own name and by that of its notice. */
static enum jk_status index_report(struct jk_app *app, const struct jk_report *report)
{
    struct reported *of = reported_of(app, report->said.uid);

    if (!of) {
        of = jk_arena_take(&app->notices->report_arena, sizeof *of);
        if (!of || !jk_name_table_add(&app->notices->reported, report->said.uid, of))
            return JK_MEMORY;
    }
    of->count++;
    return jk_name_table_add(&app->notices->report_ids, report->id,
                             (void *)(uintptr_t)app->notices->report_count)
               ? JK_OK
               : JK_MEMORY;
}

static enum jk_status add_report(struct jk_app *app, const struct jk_report_row *row)
{
    struct jk_arena *arena = &app->notices->report_arena;
    enum jk_report_kind kind = jk_report_of(row->kind);
    enum jk_status rc;
    struct jk_report *report =
        jk_arena_grow(arena, app->notices->reports, app->notices->report_count,
                      &app->notices->report_cap, sizeof *report);

    if (!report)
        return JK_MEMORY;
    app->notices->reports = report;
    report += app->notices->report_count;
    if (kind == JK_REPORT_END)
        return JK_CORRUPT;
    *report = (struct jk_report){ .id = jk_arena_copy(arena, jk_span_of(row->id)),
                                  .said = { .uid = jk_arena_copy(arena, jk_span_of(row->uid)),
                                            .kind = kind,
                                            .minutes = row->minutes,
                                            .at_s = row->at_s,
                                            .note = jk_arena_copy(arena, jk_span_of(row->note)) },
                                  .planned_s = row->planned_s,
                                  .account = jk_arena_copy(arena, jk_span_of(row->actor)),
                                  .role = jk_arena_copy(arena, jk_span_of(row->role)),
                                  .time_s = row->time_s,
                                  .verify_account = "" };
    if (!report->id || !report->said.uid || !report->said.note || !report->account || !report->role)
        return JK_MEMORY;
    app->notices->report_count++;
    rc = jk_report_place_read(arena, row->place, &report->said);
    return rc == JK_OK ? index_report(app, report) : rc;
}

static enum jk_status confirm(struct jk_app *app, const struct jk_report_row *row)
{
    struct jk_report *report = find_report(app, row->id);
    const char *account = jk_arena_copy(&app->notices->report_arena, jk_span_of(row->actor));
    struct reported *of;
    size_t behind;

    if (!report || !account)
        return report ? JK_MEMORY : JK_CORRUPT;
    report->verify_account = account;
    report->verified_s = row->time_s;
    of = reported_of(app, report->said.uid);
    behind = (size_t)(report - app->notices->reports) + 1;
    if (behind < of->newest)
        return JK_OK;
    if (of->newest)
        app->notices->reports[of->newest - 1].in_force = false;
    report->in_force = true;
    of->newest = behind;
    return JK_OK;
}

static enum jk_status note_row(struct jk_app *app, const struct jk_report_row *row)
{
    return strcmp(row->act, "report") == 0 ? add_report(app, row) : confirm(app, row);
}

enum jk_status notices_reports_load(void *ctx, const struct jk_report_row *row)
{
    return note_row(ctx, row);
}

/* Lets the newest verified report of a notice stand in the world, and no older one. */
static enum jk_status apply_newest(struct jk_app *app, struct jk_entry *entry)
{
    const struct jk_report *newest = newest_verified(app, entry->uid);

    return newest ? jk_registry_happen(app->registry, entry, newest) : JK_OK;
}

enum jk_status notices_reports_apply(struct jk_app *app, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < app->notices->report_count && rc == JK_OK; i++) {
        struct jk_entry *entry =
            jk_registry_entry(app->registry, app->notices->reports[i].said.uid);

        if (!entry)
            return jk_fail(err, JK_CORRUPT, JK_TEXT_STORE_ROW, "reports", "%s",
                           app->notices->reports[i].said.uid);
        if (&app->notices->reports[i] == newest_verified(app, entry->uid))
            rc = apply_newest(app, entry);
    }
    return rc == JK_OK ? rc : jk_fail(err, rc, JK_TEXT_NO_MEMORY, "", "%s", "");
}

enum jk_status notices_reports_learn(struct jk_app *app, const struct jk_report_row *row,
                                     reports_change *change, void *ctx)
{
    const struct jk_report *report;
    struct jk_entry *entry;
    enum jk_status rc = note_row(app, row);

    if (rc != JK_OK || (report = find_report(app, row->id)) == NULL || !report->in_force)
        return rc;
    entry = jk_registry_entry(app->registry, report->said.uid);
    if (!entry)
        return JK_CORRUPT;
    change(ctx, entry->chain);
    return apply_newest(app, entry);
}

enum jk_status notices_reports_apply_chain(struct jk_app *app, const struct jk_chain *chain)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < chain->entry_count && rc == JK_OK; i++)
        rc = apply_newest(app, chain->entries[i]);
    return rc;
}

void notices_reports_clear(struct jk_app *app)
{
    jk_name_table_clear(&app->notices->report_ids);
    jk_name_table_clear(&app->notices->reported);
    jk_arena_clear(&app->notices->report_arena);
    app->notices->reports = NULL;
    app->notices->report_count = app->notices->report_cap = 0;
}

static enum jk_status no_memory(struct jk_error *err)
{
    return jk_no_memory(err);
}

/* The notice a report is about, as long as there is a plan to differ from. */
static enum jk_status find_entry(const struct jk_app *app, const struct jk_account *actor,
                                 const char *uid, struct jk_entry **out, struct jk_error *err)
{
    struct jk_entry *entry = jk_registry_entry(app->registry, uid);
    const struct jk_version *plan;

    if (!entry || entry->revision == 0 ||
        !jk_region_covers(actor->region, entry->chain->region->code))
        return jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "uid", "%s", uid);
    plan = registry_entry_in_force(entry);
    if (entry->chain->state != JK_STATE_APPROVED || !plan || plan->notice->instance_count == 0)
        return jk_fail(err, JK_STATE, JK_TEXT_REPORT_STATE, "uid", "%s",
                       jk_state_word(entry->chain->state));
    *out = entry;
    return JK_OK;
}

/* A report that could not be judged by is refused when it is written, not when it is verified. */
static enum jk_status try_report(const struct jk_app *app, const struct jk_entry *entry,
                                 const struct jk_report *report, struct jk_error *err)
{
    struct jk_version *tried = NULL;
    enum jk_status rc = jk_report_check(&report->said, err);

    if (rc == JK_OK && report->said.kind != JK_REPORT_OVER)
        rc = registry_happened_make(app->pack, entry, report, &tried, err);
    registry_version_free(tried);
    return rc;
}

static enum jk_status check_count(const struct jk_app *app, const char *uid, struct jk_error *err)
{
    const struct reported *of = reported_of(app, uid);

    return !of || of->count < JK_REPORTS_MAX
               ? JK_OK
               : jk_fail(err, JK_TOO_MANY, JK_TEXT_REPORT_MANY, "uid", "%s", uid);
}

/* Nothing of it can be guessed, and it needs no chance: the salt is this store's. */
static void make_id(const struct jk_app *app, const char *uid, char id[JK_REPORT_HEX + 1])
{
    char number[24], hex[2 * JK_DIGEST_LEN + 1];
    struct jk_span spans[] = { { (const char *)jk_store_salt(app->store), 32 },
                               jk_span_of(number),
                               jk_span_of(uid) };
    uint8_t digest[JK_DIGEST_LEN];

    snprintf(number, sizeof number, "report %zu", app->notices->report_count);
    spans[1] = jk_span_of(number);
    jk_sha256_list(spans, 3, digest);
    jk_hex(digest, sizeof digest, hex);
    memcpy(id, hex, JK_REPORT_HEX);
    id[JK_REPORT_HEX] = '\0';
}

/* Store and memory alike, and what the command still has to do. */
static enum jk_status keep_row(struct jk_app *app, const struct jk_reporter *who,
                               const struct jk_report_row *row, struct jk_entry *entry,
                               struct jk_error *err)
{
    struct jk_act act = { who->actor->name, who->now_s };
    enum jk_status rc = jk_app_begin(app, err);

    if (rc == JK_OK)
        rc = jk_store_put_report(app->store, &act, row, err);
    if (rc == JK_OK && (rc = note_row(app, row)) != JK_OK)
        no_memory(err);
    if (rc == JK_OK && entry) {
        rc = apply_newest(app, entry);
        rc = rc == JK_OK ? conflicts_update(app, &act, entry->chain, err) : no_memory(err);
    }
    if (rc != JK_OK)
        app_break(app, rc);
    return rc;
}

enum jk_status jk_app_report(struct jk_app *app, struct jk_arena *arena,
                             const struct jk_reporter *who, const struct jk_report_said *said,
                             const struct jk_report **out, struct jk_error *err)
{
    struct jk_report report = { .said = *said };
    char id[JK_REPORT_HEX + 1];
    struct jk_report_row row = { .id = id,
                                 .act = "report",
                                 .kind = jk_report_word(said->kind),
                                 .minutes = said->minutes,
                                 .actor = who->actor->name,
                                 .role = jk_role_word(who->actor->role),
                                 .note = said->note,
                                 .time_s = who->now_s };
    struct jk_buf place = { 0 };
    struct jk_entry *entry;
    enum jk_status rc = find_entry(app, who->actor, said->uid, &entry, err);

    if (rc != JK_OK)
        return rc;
    row.uid = entry->uid;
    row.at_s = said->at_s ? said->at_s : who->now_s;
    if (row.at_s > who->now_s + AHEAD_S)
        return jk_fail(err, JK_RANGE, JK_TEXT_REPORT_AHEAD, "at", "%lld", (long long)row.at_s);
    row.planned_s = report.planned_s =
        registry_happened_instance(registry_entry_in_force(entry)->notice, row.at_s)->start_s;
    jk_report_place_add(&place, said->points, said->point_count);
    row.place = jk_buf_ok(&place) ? jk_arena_copy(arena, jk_buf_view(&place)) : NULL;
    jk_buf_clear(&place);
    if (!row.place)
        return no_memory(err);
    if ((rc = try_report(app, entry, &report, err)) != JK_OK ||
        (rc = check_count(app, entry->uid, err)) != JK_OK)
        return rc;
    make_id(app, entry->uid, id);
    rc = keep_row(app, who, &row, NULL, err);
    if (rc == JK_OK)
        *out = &app->notices->reports[app->notices->report_count - 1];
    return rc;
}

enum jk_status jk_app_report_journal(struct jk_app *app, struct jk_arena *arena,
                                     const struct jk_reporter *who, struct jk_span bytes,
                                     const struct jk_report **out, struct jk_error *err)
{
    const struct jk_ical_context context = { .floating = app->pack->tz };
    struct jk_report_said said;
    enum jk_status rc = jk_ical_journal_read(arena, bytes, &context, &said, err);

    return rc == JK_OK ? jk_app_report(app, arena, who, &said, out, err) : rc;
}

enum jk_status jk_app_verify_report(struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_reporter *who, const char *id,
                                    struct jk_confirmation *out, struct jk_error *err)
{
    const struct jk_report *report = find_report(app, id);
    struct jk_report_row row = { .act = "verify",
                                 .uid = "",
                                 .kind = "",
                                 .place = "",
                                 .actor = who->actor->name,
                                 .role = jk_role_word(who->actor->role),
                                 .note = "",
                                 .time_s = who->now_s };
    struct jk_entry *entry;
    enum jk_status rc;

    if (!report)
        return jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "report", "%s", id);
    if ((rc = find_entry(app, who->actor, report->said.uid, &entry, err)) != JK_OK)
        return rc == JK_NONE ? jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "report", "%s", id) : rc;
    if (strcmp(report->account, who->actor->name) == 0)
        return jk_fail(err, JK_DENIED, JK_TEXT_REPORT_OWN, "report", "%s", id);
    if (report->verified_s)
        return jk_fail(err, JK_STATE, JK_TEXT_REPORT_DONE, "report", "%s", id);
    row.id = report->id;
    if ((rc = keep_row(app, who, &row, entry, err)) != JK_OK)
        return rc;
    out->report = report;
    return notices_view_chain(app, arena, entry->chain, who->now_s, &out->verdict) == JK_OK
               ? JK_OK
               : no_memory(err);
}

size_t jk_app_reports(const struct jk_app *app)
{
    return app->notices->report_count;
}

const struct jk_report *jk_app_report_at(const struct jk_app *app, size_t number)
{
    return &app->notices->reports[number];
}
