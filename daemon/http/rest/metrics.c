/* Is it well? Alive, ready, and in figures; nothing here says who or what. */
#include <inttypes.h>
#include <stdio.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>
#include "jarak/feed/json/build.h"
#include "jarak/http/texts/texts.h"
#include "jarak/app/app.h"
#include "daemon/http/sharing/sharing.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/turns.h"
#include "jarak/app/findings.h"
#include "jarak/app/public/feed.h"
#include "daemon/http/rest/rest.h"
#include "daemon/http/api/metrics_counts.h"
#include "jarak/app/alerts/outbox_queue.h"

#define SPACE_LEAST (16 * 1024 * 1024) /* bytes free in the data folder, for a day of notices */
#define BACK_MOST_S 300                /* a clock behind the journal by more is wrong */

void rest_health_get(void *ctx, struct jk_http_call *call)
{
    (void)ctx;
    jk_http_reply_json(call, 200, json_pack("{s:s}", "status", "alive"), NULL, 0);
}

static bool has_space(const struct jk_api *api)
{
    struct statvfs disk;

    return statvfs(api->options.data, &disk) != 0 ||
           (uint64_t)disk.f_bavail * disk.f_frsize >= SPACE_LEAST;
}

static void add_fault(void *ctx, const char *word)
{
    jk_json_add(ctx, json_string(word));
}

static json_t *list_faults(const struct jk_api *api)
{
    struct jk_json faults = jk_json_list();

    if (api->store_failed || access(api->options.data, W_OK) != 0)
        jk_json_add(&faults, json_string("store"));
    if (!has_space(api))
        jk_json_add(&faults, json_string("space"));
    if (api_now(api) < jk_app_seen(api->options.app) - BACK_MOST_S)
        jk_json_add(&faults, json_string("clock"));
    if ((api->options.audit_differences && *api->options.audit_differences > 0) ||
        (api->options.audit_failing && *api->options.audit_failing))
        jk_json_add(&faults, json_string("audit"));
    api_sharing_faults(api, add_fault, &faults);
    return jk_json_end(&faults);
}

/* No counts: the public must not learn from them what is planned (SPEC 9). */
void rest_ready_get(void *ctx, struct jk_http_call *call)
{
    const struct jk_api *api = ctx;
    json_t *faults = list_faults(api);
    bool ready = json_array_size(faults) == 0;
    struct jk_json json = jk_json_object();
    struct jk_api_share share;

    jk_json_set_text(&json, "status", ready ? "ready" : "not-ready");
    jk_json_set_text(&json, "pack", jk_app_pack(api->options.app)->id);
    jk_json_set(&json, "faults", faults);
    if (api->options.share) {
        api->options.share(api->options.share_ctx, &share);
        jk_json_set_text(&json, "role", share.writes ? "writes" : "reads");
        jk_json_set_integer(&json, "age_s", share.age_ms / 1000);
    }
    jk_http_reply_json(call, ready ? 200 : 503, jk_json_end(&json), NULL, 0);
}

static void head(struct jk_buf *out, const char *name, const char *type, const char *help)
{
    jk_buf_fmt(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void put(struct jk_buf *out, const char *name, const char *type, const char *help,
                uint64_t value)
{
    head(out, name, type, help);
    jk_buf_fmt(out, "%s %" PRIu64 "\n", name, value);
}

static void put_app(const struct jk_api *api, struct jk_buf *out)
{
    struct jk_app_gauges g;

    jk_app_gauges(api->options.app, &g);
    head(out, "jarakd_verdicts_total", "counter",
         "Verdicts on chains handed in or checked, by worst level.");
    for (int level = 0; level < JK_LEVEL_END; level++)
        jk_buf_fmt(out, "jarakd_verdicts_total{level=\"%s\"} %" PRIu64 "\n",
                   jk_level_word((enum jk_level)level), g.verdicts[level]);
    head(out, "jarakd_conflicts_open", "gauge", "Open conflicts, by level.");
    for (int level = JK_LEVEL_NONE + 1; level < JK_LEVEL_END; level++)
        jk_buf_fmt(out, "jarakd_conflicts_open{level=\"%s\"} %zu\n",
                   jk_level_word((enum jk_level)level), g.open[level]);
    put(out, "jarakd_bodies_compiled_total", "counter",
        "Bodies made of notices, of refused and checked ones too.", g.compiled);
    put(out, "jarakd_notices", "gauge", "Notices known, tombstones included.", g.notices);
    put(out, "jarakd_chains", "gauge", "Chains known.", g.chains);
    put(out, "jarakd_index_bodies", "gauge", "Instances that stand in the index.", g.bodies);
    put(out, "jarakd_index_bytes", "gauge", "Memory of the index and its tables.", g.index_bytes);
}

static void put_work(const struct jk_api *api, struct jk_buf *out)
{
    struct long_work_counts c = api_long_work_counts(api);

    put(out, "jarakd_work_copies_total", "counter", "Copies begun for what would hold everybody.",
        c.copies);
    put(out, "jarakd_work_turns_total", "counter",
        "Steps put off to a later turn, so that others are served before.", api_turns_count(api));
    put(out, "jarakd_feed_items_total", "counter",
        "Activities written for public feeds, or brought into a form.",
        jk_app_feed_written(api->options.app));
    put(out, "jarakd_work_refused_total", "counter", "Questions refused for their cost or share.",
        c.refused);
    put(out, "jarakd_work_waiting", "gauge", "Requests in line for a copy.", c.waiting);
    put(out, "jarakd_work_running", "gauge", "Copies now.", c.running);
    put(out, "jarakd_findings_bytes", "gauge", "Memory of what was found of pairs of bodies.",
        jk_app_findings_bytes(api->options.app));
}

static void put_outbox(const struct jk_api *api, struct jk_buf *out)
{
    struct jk_outbox_queue_gauges g = { .queued = 0 };

    if (api->options.outbox_queue)
        jk_outbox_queue_gauges(api->options.outbox_queue, api_now(api), &g);
    put(out, "jarakd_outbox_queued", "gauge", "Alerts not yet delivered, over all subscriptions.",
        g.queued);
    put(out, "jarakd_outbox_held", "gauge", "Subscriptions with alerts held for a summary.",
        g.held);
    put(out, "jarakd_outbox_oldest_seconds", "gauge", "Age of the oldest alert not yet delivered.",
        (uint64_t)g.oldest_s);
    put(out, "jarakd_outbox_dead", "gauge", "Subscriptions given up until a retry is asked for.",
        g.dead);
    put(out, "jarakd_outbox_sent_total", "counter", "Letters delivered.", g.sent);
    put(out, "jarakd_outbox_failed_total", "counter", "Attempts at delivery that failed.",
        g.failed);
}

static void put_server(const struct jk_http_counts *c, struct jk_buf *out)
{
    put(out, "jarakd_http_connections_total", "counter", "Connections taken.", c->accepted);
    put(out, "jarakd_http_refused_total", "counter", "Connections above the cap of their address.",
        c->refused_address);
    put(out, "jarakd_http_held_total", "counter",
        "Connections held for the refusals of their address.", c->held);
    put(out, "jarakd_http_shed_total", "counter",
        "Idle connections ended because descriptors ran out.", c->shed);
    put(out, "jarakd_http_refused_files_total", "counter",
        "Connections refused because descriptors ran out.", c->refused_files);
    put(out, "jarakd_http_malformed_total", "counter", "Requests the reader refused.",
        c->malformed);
    put(out, "jarakd_http_late_total", "counter", "Connections ended by a deadline.", c->late);
    put(out, "jarakd_http_slow_streams_total", "counter", "Event streams dropped as too slow.",
        c->slow_streams);
    put(out, "jarakd_http_connections", "gauge", "Connections now.", c->open);
    put(out, "jarakd_http_streams", "gauge", "Event streams now.", c->streams);
}

static void put_share(const struct jk_api *api, struct jk_buf *out)
{
    struct jk_api_share share;

    if (!api->options.share)
        return;
    api->options.share(api->options.share_ctx, &share);
    put(out, "jarakd_journal_age_seconds", "gauge",
        "How old what is answered may be, where a journal is shared.",
        (uint64_t)(share.age_ms / 1000));
    put(out, "jarakd_journal_entries", "gauge", "Entries of the shared journal that are here.",
        share.seq);
    put(out, "jarakd_journal_writes", "gauge", "1 where this daemon writes the shared journal.",
        share.writes);
}

/* Resident memory, as the kernel counts it; 0 where it does not say. */
static uint64_t resident_bytes(void)
{
    FILE *f = fopen("/proc/self/statm", "re");
    uint64_t pages = 0;

    if (f && fscanf(f, "%*u %" SCNu64, &pages) != 1)
        pages = 0;
    if (f)
        fclose(f);
    return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void put_process(struct jk_buf *out)
{
    struct timespec cpu = { 0 };

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
    head(out, "process_cpu_seconds_total", "counter", "Processor time used.");
    jk_buf_fmt(out, "process_cpu_seconds_total %.3f\n",
               (double)cpu.tv_sec + (double)cpu.tv_nsec / 1e9);
    put(out, "process_resident_memory_bytes", "gauge", "Resident memory.", resident_bytes());
}

/* A proxy on this machine hands on what strangers ask. */
static bool is_handed_on(const struct jk_http_call *call)
{
    struct jk_span value;

    return jk_http_field(call, "Forwarded", &value) || jk_http_field(call, "Via", &value) ||
           jk_http_field(call, "X-Forwarded-For", &value);
}

void rest_metrics_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_buf text = { 0 };
    struct jk_error err;

    if (!call->local || is_handed_on(call)) {
        jk_fail(&err, JK_NONE, JK_TEXT_HTTP_NO_PAGE, "", "%s", "/metrics");
        jk_http_reply_problem(call, &err);
        return;
    }
    api_counters_write(api->counters, &text);
    put_app(api, &text);
    if (api->options.audit_differences)
        put(&text, "jarakd_audit_differences", "gauge",
            "What differed between memory, tables and journal when all was compared last.",
            *api->options.audit_differences);
    if (api->options.audit_failing)
        put(&text, "jarakd_audit_failing", "gauge",
            "1 while what is compared behind the service cannot be read from the store.",
            *api->options.audit_failing);
    put_work(api, &text);
    put_outbox(api, &text);
    if (api->counts)
        put_server(api->counts, &text);
    put_share(api, &text);
    put_process(&text);
    api_reply_text(call, "text/plain; version=0.0.4; charset=utf-8",
                   &(struct jk_http_header){ "Cache-Control", "no-store" }, &text);
}
