/* PROPFIND, PROPPATCH, OPTIONS, and where discovery begins.
 *
 * The tree is fixed: root, principals and calendars, the caller's principal and home, three
 * calendars, their members. Depth infinity is refused (RFC 4918 9.1 allows that), for it would tell
 * everything in one answer; a member has no depth. */
#include <string.h>
#include "daemon/http/dav/dav.h"
#include "jarak/http/texts/texts.h"
#include "jarak/http/server/call.h"
#include "jarak/http/server/reply.h"

void dav_discover(void *ctx, struct jk_http_call *call)
{
    struct jk_http_header to = { "Location", "/dav/" };

    (void)ctx;
    jk_http_reply_empty(call, 308, &to, 1); /* 308 keeps PROPFIND a PROPFIND (RFC 6764 5) */
}

void dav_options(void *ctx, struct jk_http_call *call)
{
    struct jk_http_header headers[] = {
        { "DAV", DAV_CLASSES },
        { "Allow", "OPTIONS, GET, HEAD, POST, PUT, DELETE, PROPFIND, PROPPATCH, REPORT, MOVE" },
    };

    (void)ctx;
    jk_http_reply_empty(call, 200, headers, 2);
}

/* Depth: 0 or 1; left out it means infinity (RFC 4918 9.1). False: refused, answered. */
static bool read_depth(struct dav_ask *ask, bool *deep)
{
    struct jk_span depth = JK_SPAN("infinity");

    jk_http_field(ask->call, "Depth", &depth);
    *deep = jk_span_eq(depth, JK_SPAN("1"));
    if (*deep || jk_span_eq(depth, JK_SPAN("0")) || ask->place.kind == DAV_RESOURCE)
        return true;
    dav_refuse(ask->call, 403, "D:propfind-finite-depth", NULL, NULL);
    return false;
}

/* The body's root where it is the element wanted; null, answered, for anything else. */
static const struct dav_node *read_root(struct dav_ask *ask, const char *name)
{
    struct dav_node *root;
    struct jk_error err;

    if (dav_xml_read(&ask->call->arena, ask->call->body, &root, &err) == JK_OK) {
        if (dav_is(root, DAV_NS, name))
            return root;
        jk_fail(&err, JK_UNDECODED, JK_TEXT_DAV_XML, "", "%.60s", root->name);
    }
    jk_http_reply_problem(ask->call, &err);
    return NULL;
}

static void add_items(struct dav_ask *ask, const struct dav_place *collection,
                      const struct dav_wanted *wanted)
{
    struct jk_calendar_item *items;
    size_t count;

    if (dav_members(ask, collection, JK_PLAIN_TAGS, &items, &count) != JK_OK) {
        ask->out.failed = true;
        return;
    }
    for (size_t i = 0; i < count; i++) {
        struct dav_subject s = { .place = *collection, .item = &items[i] };

        s.place.kind = DAV_RESOURCE;
        s.place.name = items[i].name;
        if (!items[i].gone)
            dav_response_add(ask, &s, wanted);
    }
}

static void add_child(struct dav_ask *ask, enum dav_kind kind, const struct dav_wanted *wanted)
{
    struct dav_subject s = { .place = { .kind = kind, .region = ask->place.region } };

    if (kind == DAV_HOME)
        s.place.region = ask->actor->region;
    dav_response_add(ask, &s, wanted);
}

/* The calendars of a region: those every region has, for officials, and those of its paslon. */
static void add_calendars(struct dav_ask *ask, const struct dav_wanted *wanted)
{
    const struct jk_pack *pack = jk_app_pack(ask->api->options.app);
    bool officer = jk_role_rights(ask->actor->role) & JK_MAY_SEE;
    struct dav_subject s = { .place = ask->place };

    s.place.kind = DAV_CALENDAR;
    for (int i = 0; i < DAV_CALENDAR_END && officer; i++) {
        s.place.calendar = (enum jk_calendar)i;
        dav_response_add(ask, &s, wanted);
    }
    s.place.calendar = JK_CALENDAR_PASLON;
    for (size_t i = 0; i < pack->contest_count; i++) {
        s.place.contest = &pack->contests[i];
        if (!jk_region_covers(ask->place.region, s.place.contest->region))
            continue;
        for (size_t k = 0; k < s.place.contest->paslon_count; k++) {
            s.place.paslon = s.place.contest->paslon[k].number;
            if (jk_plain_may_enter(ask->actor, s.place.contest, s.place.paslon))
                dav_response_add(ask, &s, wanted);
        }
    }
}

static void add_children(struct dav_ask *ask, const struct dav_wanted *wanted)
{
    switch (ask->place.kind) {
    case DAV_ROOT:
        add_child(ask, DAV_PRINCIPALS, wanted);
        add_child(ask, DAV_CALENDARS, wanted);
        break;
    case DAV_PRINCIPALS:
        add_child(ask, DAV_PRINCIPAL, wanted);
        break;
    case DAV_CALENDARS:
        add_child(ask, DAV_HOME, wanted);
        break;
    case DAV_HOME:
        add_calendars(ask, wanted);
        break;
    case DAV_CALENDAR:
        add_items(ask, &ask->place, wanted);
        break;
    case DAV_PRINCIPAL:
    case DAV_RESOURCE:
        break;
    }
}

static void answer_find(struct dav_ask *ask, const struct dav_wanted *wanted, bool deep)
{
    struct jk_calendar_item item;
    struct dav_subject s;

    if (!dav_subject_read(ask, &item, &s))
        return;
    if (deep && ask->place.kind == DAV_CALENDAR && !dav_work(ask, NULL))
        return;
    dav_open(ask);
    dav_response_add(ask, &s, wanted);
    if (deep)
        add_children(ask, wanted);
    dav_send(ask);
}

void dav_propfind(void *ctx, struct jk_http_call *call)
{
    const struct dav_node *root = NULL;
    struct dav_wanted wanted;
    struct dav_ask ask;
    struct jk_error err;
    bool deep;

    if (!dav_begin(&ask, ctx, call) || !read_depth(&ask, &deep))
        return;
    if (call->body.len > 0 && (root = read_root(&ask, "propfind")) == NULL)
        return;
    if (!dav_wanted_read(&ask, root, &wanted)) {
        jk_fail(&err, JK_TOO_MANY, JK_TEXT_DAV_XML, "prop", "%s", "");
        jk_http_reply_problem(call, &err);
        return;
    }
    answer_find(&ask, &wanted, deep);
}

/* Names, colours and orders are the reader's own: nothing is stored, and each property is told so.
 * The answer as a whole is 207: Apple's client gives the account up at a 403. */
void dav_proppatch(void *ctx, struct jk_http_call *call)
{
    const struct dav_node *root;
    struct dav_ask ask;

    if (!dav_begin(&ask, ctx, call) || (root = read_root(&ask, "propertyupdate")) == NULL)
        return;
    dav_open(&ask);
    jk_buf_str(&ask.out, "<D:response><D:href>");
    dav_href_add(&ask.out, &ask, &ask.place);
    jk_buf_str(&ask.out, "</D:href><D:propstat><D:prop>");
    for (const struct dav_node *set = root->children; set; set = set->next) {
        const struct dav_node *prop = dav_child(set, DAV_NS, "prop");

        for (prop = prop ? prop->children : NULL; prop; prop = prop->next)
            dav_tag_add(&ask.out, &(struct dav_prop){ prop->ns, prop->name }, "<", "/>");
    }
    jk_buf_str(&ask.out, "</D:prop><D:status>HTTP/1.1 403 Forbidden</D:status>"
                         "<D:error><D:cannot-modify-protected-property/></D:error>"
                         "</D:propstat></D:response>\n");
    dav_send(&ask);
}

void dav_report(void *ctx, struct jk_http_call *call)
{
    struct dav_node *root;
    struct dav_ask ask;
    struct jk_error err;

    if (!dav_begin(&ask, ctx, call))
        return;
    if (dav_xml_read(&call->arena, call->body, &root, &err) != JK_OK) {
        jk_http_reply_problem(call, &err);
        return;
    }
    dav_report_run(&ask, root);
}
