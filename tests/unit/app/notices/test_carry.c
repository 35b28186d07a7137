/* What comes back from a client that drops geometry: the plan is judged as before. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/app/app.h"
#include "jarak/app/notices/submit.h"
#include "jarak/app/notices/verdict.h"
#include "jarak/app/registry/registry.h"
#include "jarak/config/files.h"
#include "tests/unit/app/desk.h"

#define MAIN  "rapat-umum-paslon-1@kutim-2024.simulasi"
#define ROUTE "berangkat-paslon-1@kutim-2024.simulasi"

/* Files a stream; `sequence` takes the place of SEQUENCE:0. */
static enum jk_status file_stream(struct desk *d, const char *path, unsigned sequence)
{
    struct jk_submission how = { .store = true };
    struct jk_buf bytes = { 0 };
    struct jk_error err;
    enum jk_status rc;

    cr_assert(jk_file_read(path, &bytes, &err) == JK_OK, "%s", path);
    jk_buf_char(&bytes, '\0');
    for (char *at = bytes.at; (at = strstr(at, "SEQUENCE:0")) != NULL; at++)
        at[9] = (char)('0' + sequence);
    rc = desk_file_bytes(d, bytes.at, &how);
    jk_buf_clear(&bytes);
    return rc;
}

static const struct jk_finding *finding(const struct jk_verdict_view *v, const char *rule)
{
    for (size_t i = 0; i < v->finding_count; i++) {
        if (strcmp(v->findings[i].rule, rule) == 0)
            return &v->findings[i];
    }
    return NULL;
}

static enum jk_level worst(struct desk *d)
{
    struct jk_verdict_view v = desk_verdict(d, MAIN);

    cr_assert(v.conflict_count == 1);
    return v.conflicts[0].levels.level;
}

Test(carry, a_client_that_drops_routes_does_not_make_a_plan_look_safer)
{
    static struct desk d;
    char before[40], after[40];
    const struct jk_entry *entry;

    desk_open(&d);
    cr_assert(file_stream(&d, "calendars/kutim-2024/notices/01-rapat-umum-paslon-1.ics", 0) ==
              JK_OK);
    cr_assert(file_stream(&d, "calendars/kutim-2024/notices/02-rapat-umum-paslon-2.ics", 0) ==
              JK_OK);
    cr_assert(worst(&d) == JK_LEVEL_SIAGA);
    entry = jk_registry_entry(jk_app_registry(d.app), ROUTE);
    snprintf(before, sizeof before, "%s", entry->etag);
    cr_assert(file_stream(&d, "tests/cases/chains/evo.ics", 1) == JK_OK, "%s %s", d.err.field,
              d.err.value);
    entry = jk_registry_entry(jk_app_registry(d.app), ROUTE);
    snprintf(after, sizeof after, "%s", entry->etag);
    cr_assert(worst(&d) == JK_LEVEL_SIAGA, "the routes stay in force");
    cr_assert(desk_verdict(&d, MAIN).assessed);
    cr_assert(entry->current->notice->facts.shape.kind == JK_SHAPE_ROUTE);
    cr_assert(!memmem(entry->current->notice->bytes.at, entry->current->notice->bytes.len,
                      "LineString", 10),
              "its own bytes are as they were sent");
    cr_assert(strcmp(before, after) != 0);
    {
        struct jk_verdict_view v = desk_verdict(&d, ROUTE);

        cr_assert(finding(&v, "R23") && !finding(&v, "R7"));
    }
    desk_reopen(&d, DESK_NOW);
    entry = jk_registry_entry(jk_app_registry(d.app), ROUTE);
    cr_assert(entry->current->notice->facts.shape.kind == JK_SHAPE_ROUTE, "after a restart too");
    cr_assert(strcmp(after, entry->etag) == 0 && worst(&d) == JK_LEVEL_SIAGA);
    desk_close(&d);
}

/* A stream that was read in one turn of the loop and is filed in a later one. */
static enum jk_status file_read_before(struct desk *d, struct jk_buf *bytes,
                                       struct jk_submission *rq)
{
    enum jk_status rc = jk_app_submit(d->app, &d->arena, rq, &d->outcome, &d->err);

    jk_outcome_clear(&d->outcome);
    cr_assert(jk_app_commit(d->app, &d->err) == JK_OK);
    jk_buf_clear(bytes);
    return rc;
}

static const struct jk_shape *shape_of(struct desk *d)
{
    return &jk_registry_entry(jk_app_registry(d->app), ROUTE)->current->notice->facts.shape;
}

Test(carry, what_was_read_before_another_version_is_read_again)
{
    static struct desk d;
    struct jk_submission rq = { .store = true, .untold = true };
    struct jk_buf other = { 0 }, silent = { 0 };
    char *at;
    double before, want;

    desk_open(&d);
    cr_assert(file_stream(&d, "calendars/kutim-2024/notices/01-rapat-umum-paslon-1.ics", 0) ==
              JK_OK);
    rq.actor = jk_app_account(d.app, "bawaslu-64.08");
    rq.now_s = DESK_NOW;
    cr_assert(jk_file_read("tests/cases/chains/evo.ics", &silent, &d.err) == JK_OK);
    for (at = silent.at; (at = strstr(at, "SEQUENCE:0")) != NULL; at++)
        at[9] = '3';
    rq.bytes = jk_buf_view(&silent);
    cr_assert(jk_app_read_filing(d.app, &rq, &d.err) == JK_OK);

    /* Between the two another command moves the first corner of the road. */
    cr_assert(jk_file_read("calendars/kutim-2024/notices/01-rapat-umum-paslon-1.ics", &other,
                           &d.err) == JK_OK);
    for (at = other.at; (at = strstr(at, "SEQUENCE:0")) != NULL; at++)
        at[9] = '1';
    at = strstr(strstr(other.at, ROUTE), "[[");
    cr_assert(at, "a line of GeoJSON");
    at = strchr(at, '.');
    at[2] = at[2] == '4' ? '5' : '4';
    before = shape_of(&d)->points[0].lon_deg;
    cr_assert(desk_file_bytes(&d, other.at, &(struct jk_submission){ .store = true }) == JK_OK,
              "%s %s", d.err.field, d.err.value);
    want = shape_of(&d)->points[0].lon_deg;
    cr_assert(before != want);
    jk_outcome_clear(&d.outcome);

    cr_assert(file_read_before(&d, &silent, &rq) == JK_OK, "%s %s", d.err.field, d.err.value);
    cr_assert(shape_of(&d)->points[0].lon_deg == want, "the silent version keeps the newest road");
    jk_buf_clear(&other);
    desk_close(&d);
}

Test(carry, what_is_told_later_is_told_as_it_would_have_been)
{
    static struct desk d;
    const char *uids[] = { MAIN, "erased@nobody", ROUTE };
    struct jk_outcome told;
    struct jk_verdict_view now;

    desk_open(&d);
    cr_assert(file_stream(&d, "calendars/kutim-2024/notices/01-rapat-umum-paslon-1.ics", 0) ==
              JK_OK);
    cr_assert(file_stream(&d, "calendars/kutim-2024/notices/02-rapat-umum-paslon-2.ics", 0) ==
              JK_OK);
    now = desk_verdict(&d, MAIN);
    cr_assert(jk_app_tell(d.app, &d.arena, uids, 3, d.now_s, &told) == JK_OK);
    cr_assert(told.count == 2 && told.has_conflict);
    cr_assert(strcmp(told.verdicts[1].uid, ROUTE) == 0);
    cr_assert(told.verdicts[0].conflict_count == now.conflict_count &&
              told.verdicts[0].finding_count == now.finding_count &&
              strcmp(told.verdicts[0].etag, now.etag) == 0);
    desk_close(&d);
}
