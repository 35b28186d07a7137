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
