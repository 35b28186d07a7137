/* REPORT: calendar-multiget, calendar-query, free-busy-query; sync-collection is sync.c, those
 * about principals are principal.c.
 *
 * Filters are evaluated over the bytes and the instances of every member of the collection; there
 * is no index, for all members are listed in any case. Expanded instances can make an answer
 * hundreds of times what is stored, so an expanded answer that grows past DAV_ANSWER_MAX is dropped
 * whole: half a list would look like deletions to a client. */
#include <string.h>
#include "daemon/http/dav/dav.h"
#include "jarak/http/texts/texts.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/sharing/sharing.h"
#include "jarak/app/handle/work.h"
#include "jarak/app/registry/registry.h"
#include "jarak/http/server/call.h"
#include "jarak/feed/calendar/xml.h"

/* The part of <calendar-data> that is wanted. False: refused, answered. */
static bool read_data(struct dav_ask *ask, const struct dav_node *data, struct dav_wanted *wanted)
{
    enum jk_status rc = data ? dav_data_read(&ask->call->arena, data, &wanted->subset) : JK_OK;
    struct jk_error err;

    if (rc == JK_MEMORY) {
        dav_no_memory(ask);
    } else if (rc == JK_TYPE) {
        dav_refuse(ask->call, 403, "C:supported-calendar-data", NULL, NULL);
    } else if (rc != JK_OK) {
        jk_fail(&err, JK_UNDECODED, JK_TEXT_DAV_DATA, "calendar-data", "%s", "");
        jk_http_reply_problem(ask->call, &err);
    }
    return rc == JK_OK;
}

static bool read_wanted(struct dav_ask *ask, const struct dav_node *root, struct dav_wanted *wanted)
{
    const struct dav_node *prop = dav_child(root, DAV_NS, "prop");
    struct jk_error err;

    if (dav_wanted_read(ask, root, wanted))
        return read_data(ask, dav_child(prop, CALDAV_NS, "calendar-data"), wanted);
    jk_fail(&err, JK_TOO_MANY, JK_TEXT_DAV_XML, "prop", "%s", "");
    jk_http_reply_problem(ask->call, &err);
    return false;
}

/* Instances can make an answer hundreds of times what is stored: what grows has a bound. */
static bool is_too_much(const struct dav_ask *ask, const struct dav_wanted *wanted)
{
    return ask->too_much || (wanted->subset && wanted->subset->form == JK_SUBSET_EXPAND &&
                             ask->out.len > DAV_ANSWER_MAX);
}

static void send_matches(struct dav_ask *ask, const struct dav_wanted *wanted)
{
    if (!is_too_much(ask, wanted)) {
        dav_send(ask);
        return;
    }
    jk_buf_clear(&ask->out);
    dav_refuse(ask->call, 403, "D:number-of-matches-within-limits", NULL, NULL);
}

static void add_item(struct dav_ask *ask, const struct dav_place *collection,
                     const struct jk_calendar_item *item, const struct dav_wanted *wanted)
{
    struct dav_subject s = {
        .place = *collection, .item = item, .data = true, .subset = wanted->subset
    };

    s.place.kind = DAV_RESOURCE;
    s.place.name = item->name;
    dav_response_add(ask, &s, wanted);
}

/* One address of a multiget: below the collection that was asked. */
static void add_address(struct dav_ask *ask, const char *href, const struct dav_wanted *wanted)
{
    struct dav_place collection = ask->place, place;
    struct jk_calendar_item item;

    if (!dav_place_read(ask, jk_span_of(href), &place) || place.kind != DAV_RESOURCE ||
        !dav_is_same_calendar(&place, &collection)) {
        jk_buf_str(&ask->out, "<D:response><D:href>");
        jk_xml_text(&ask->out, href);
        jk_buf_str(&ask->out,
                   "</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response>\n");
        return;
    }
    if (dav_item_at(ask, &place, &item) == JK_OK)
        add_item(ask, &collection, &item, wanted);
    else
        dav_status_add(ask, &place, 404, NULL);
}

/* Each member is held against each condition, and written where it fits; an octet of the query is
 * less than a fortieth of a condition. */
static uint64_t weigh_query(const struct dav_ask *ask)
{
    uint64_t members = api_looked_at(ask->api, ask->place.region);

    return members * (JK_WORK_MEMBER / 2 + ask->call->body.len / 1500);
}

static void run_multiget(struct dav_ask *ask, const struct dav_node *root)
{
    struct dav_wanted wanted;

    if (!read_wanted(ask, root, &wanted) || !api_work(ask->api, ask->call, ask->call->body.len / 4))
        return;
    dav_open(ask);
    for (const struct dav_node *n = root->children; n && !is_too_much(ask, &wanted); n = n->next) {
        if (dav_is(n, DAV_NS, "href"))
            add_address(ask, n->text, &wanted);
    }
    send_matches(ask, &wanted);
}

static bool read_filter(struct dav_ask *ask, const struct dav_node *root,
                        const struct jk_query_comp **filter)
{
    enum jk_status rc = JK_INVALID;
    const struct dav_node *node = dav_child(root, CALDAV_NS, "filter");

    if (node)
        rc = dav_filter_read(&ask->call->arena, node, filter);
    if (rc == JK_OK)
        return true;
    if (rc == JK_MEMORY)
        dav_no_memory(ask);
    else
        dav_refuse(ask->call, 403,
                   rc == JK_RANGE  ? "C:supported-filter"
                   : rc == JK_TYPE ? "C:supported-collation"
                                   : "C:valid-filter",
                   NULL, NULL);
    return false;
}

static bool is_match(const struct dav_ask *ask, const struct jk_query_comp *filter,
                     const struct jk_calendar_item *item)
{
    const struct dav_subject of = { .place = ask->place, .item = item };
    struct jk_arena room = { 0 };
    struct jk_query_subject subject = { .instances = item->instances,
                                        .instance_count = item->instance_count,
                                        .start_s = item->start_s,
                                        .end_s = item->end_s,
                                        .other = dav_is_of_matters(&ask->place) };
    bool match;

    if (item->gone)
        return false;
    subject.bytes = dav_bytes_of(ask, &of, &room);
    match = jk_query_match(filter, &subject);
    jk_arena_clear(&room);
    return match;
}

static void run_query(struct dav_ask *ask, const struct dav_node *root)
{
    const struct jk_query_comp *filter;
    struct jk_calendar_item *items;
    struct dav_wanted wanted;
    size_t count;

    if (!read_wanted(ask, root, &wanted) || !read_filter(ask, root, &filter))
        return;
    if (!api_work(ask->api, ask->call, weigh_query(ask)))
        return;
    if (dav_members(ask, &ask->place, JK_PLAIN_WHOLE, &items, &count) != JK_OK) {
        dav_no_memory(ask);
        return;
    }
    dav_open(ask);
    for (size_t i = 0; i < count && !is_too_much(ask, &wanted); i++) {
        if (is_match(ask, filter, &items[i]))
            add_item(ask, &ask->place, &items[i], &wanted);
    }
    send_matches(ask, &wanted);
}

/* Every instance of the collection as a busy time, in the arena. */
static struct jk_busy *list_busy(struct dav_ask *ask, size_t *count)
{
    struct jk_calendar_item *items;
    struct jk_busy *busy;
    size_t item_count, room = 0;

    *count = 0;
    if (dav_members(ask, &ask->place, JK_PLAIN_WHOLE, &items, &item_count) != JK_OK)
        return NULL;
    for (size_t i = 0; i < item_count; i++)
        room += items[i].instance_count;
    busy = jk_arena_array(&ask->call->arena, room, sizeof *busy);
    for (size_t i = 0; busy && i < item_count; i++) {
        for (size_t k = 0; k < items[i].instance_count; k++) {
            if (!items[i].instances[k].facts->cancelled)
                busy[(*count)++] =
                    (struct jk_busy){ items[i].instances[k].start_s, items[i].instances[k].end_s };
        }
    }
    return busy;
}

static void run_freebusy(struct dav_ask *ask, const struct dav_node *root)
{
    const struct dav_node *range = dav_child(root, CALDAV_NS, "time-range");
    struct jk_http_header none = { "Cache-Control", "no-store" };
    struct jk_busy *busy, asked;
    size_t count;

    if (!api_sharing_present(ask->api, ask->call) ||
        !api_work(ask->api, ask->call, weigh_query(ask)))
        return;
    if (!range || !dav_range_read(range, &asked.from_s, &asked.to_s) || asked.from_s == INT64_MIN ||
        asked.to_s == INT64_MAX) {
        dav_refuse(ask->call, 403, "C:valid-filter", NULL, NULL);
        return;
    }
    busy = list_busy(ask, &count);
    if (busy)
        jk_freebusy_write(&ask->out, busy, count, asked, api_now(ask->api));
    if (!busy || !jk_buf_ok(&ask->out)) {
        dav_no_memory(ask);
        return;
    }
    jk_http_reply(ask->call,
                  &(struct jk_http_reply){ .code = 200,
                                           .content_type = "text/calendar; charset=utf-8",
                                           .headers = &none,
                                           .header_count = 1,
                                           .body = jk_buf_view(&ask->out) });
    jk_buf_clear(&ask->out);
}

/* The same as the property supported-report-set tells (dav_props.c). */
static const struct {
    const char *ns, *name;
    bool of_calendar; /* of a collection in the home; else of any address */
    void (*run)(struct dav_ask *ask, const struct dav_node *root);
} dav_reports[] = {
    { CALDAV_NS, "calendar-multiget", true, run_multiget },
    { CALDAV_NS, "calendar-query", true, run_query },
    { CALDAV_NS, "free-busy-query", true, run_freebusy },
    { DAV_NS, "sync-collection", true, dav_sync_run },
    { DAV_NS, "expand-property", false, dav_expand_run },
    { DAV_NS, "principal-search-property-set", false, dav_search_set_run },
    { DAV_NS, "principal-property-search", false, dav_search_run },
};

void dav_report_run(struct dav_ask *ask, const struct dav_node *root)
{
    for (size_t i = 0; i < sizeof dav_reports / sizeof *dav_reports; i++) {
        if ((ask->place.kind == DAV_CALENDAR || !dav_reports[i].of_calendar) &&
            dav_is(root, dav_reports[i].ns, dav_reports[i].name)) {
            dav_reports[i].run(ask, root);
            return;
        }
    }
    dav_refuse(ask->call, 403, "D:supported-report", NULL, NULL);
}
