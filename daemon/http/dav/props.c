/* Properties: one row each, of what it is a property, and what its value is.
 *
 * The table alone decides: PROPFIND, the reports and expand-property all ask find_row(), so no two
 * of them disagree about what exists. allprop tells the live properties of WebDAV only (RFC 4918
 * 9.1), never calendar data. A property whose value is an address says of what kind, because
 * expand-property follows it. */
#include <string.h>
#include "daemon/http/dav/dav.h"
#include "jarak/http/texts/texts.h"
#include "jarak/http/server/call.h"
#include "jarak/http/server/reply.h"
#include "jarak/feed/calendar/xml.h"
#include "jarak/http/server/status_map.h"

#define ANY                                                                                \
    (DAV_ROOT | DAV_PRINCIPALS | DAV_PRINCIPAL | DAV_CALENDARS | DAV_HOME | DAV_CALENDAR | \
     DAV_RESOURCE)
#define COLLECTION (ANY & ~(unsigned)DAV_RESOURCE)

typedef void write_prop(struct dav_ask *ask, const struct dav_subject *s);

static void add_href(struct dav_ask *ask, enum dav_kind kind)
{
    struct dav_place place = { .kind = kind, .region = ask->actor->region };

    jk_buf_str(&ask->out, "<D:href>");
    dav_href_add(&ask->out, ask, &place);
    jk_buf_str(&ask->out, "</D:href>");
}

static void write_type(struct dav_ask *ask, const struct dav_subject *s)
{
    if (s->place.kind != DAV_RESOURCE)
        jk_buf_str(&ask->out, "<D:collection/>");
    if (s->place.kind == DAV_PRINCIPAL)
        jk_buf_str(&ask->out, "<D:principal/>");
    if (s->place.kind == DAV_CALENDAR)
        jk_buf_str(&ask->out, "<C:calendar/>");
}

/* "Paslon 1, Pemilihan Bupati Kutai Timur": as the pack names them. */
static void write_paslon(struct dav_ask *ask, const struct dav_subject *s)
{
    const struct jk_contest *contest = s->place.contest;
    const char *label = "";

    for (size_t i = 0; i < contest->paslon_count; i++) {
        if (contest->paslon[i].number == s->place.paslon)
            label = contest->paslon[i].label;
    }
    jk_xml_text(&ask->out, label);
    jk_buf_str(&ask->out, ", ");
    jk_xml_text(&ask->out, contest->name[jk_http_lang(ask->call)]);
}

static void write_display(struct dav_ask *ask, const struct dav_subject *s)
{
    static const struct jk_text *const names[] = { JK_TEXT_DAV_REQUESTS,  JK_TEXT_DAV_APPROVED,
                                                   JK_TEXT_DAV_CONFLICTS, JK_TEXT_DAV_REPORTS,
                                                   JK_TEXT_DAV_TASKS,     JK_TEXT_DAV_DROPS };
    const struct jk_pack *pack = jk_app_pack(ask->api->options.app);
    const struct jk_region *region;
    char text[256];

    if (s->place.kind != DAV_CALENDAR) {
        jk_xml_text(&ask->out, s->place.kind == DAV_PRINCIPAL ? ask->actor->name : "jarakd");
        return;
    }
    jk_buf_str(&ask->out, pack->simulation ? "[SIMULASI] " : "");
    if (s->place.calendar == JK_CALENDAR_PASLON) {
        write_paslon(ask, s);
        return;
    }
    region = jk_pack_region(pack, s->place.region);
    jk_text_fill(jk_text_get(names[s->place.calendar], jk_http_lang(ask->call)),
                 (const char *const[]){ "value", region ? region->name : s->place.region, NULL },
                 text, sizeof text);
    jk_xml_text(&ask->out, text);
}

/* Writes the address of the caller's principal. It is the user's calendar address too: accounts
 * have no mail address (RFC 6638 2.4.1). */
static void write_principal(struct dav_ask *ask, const struct dav_subject *s)
{
    (void)s;
    add_href(ask, DAV_PRINCIPAL);
}

static void write_principals(struct dav_ask *ask, const struct dav_subject *s)
{
    (void)s;
    add_href(ask, DAV_PRINCIPALS);
}

static void write_home(struct dav_ask *ask, const struct dav_subject *s)
{
    (void)s;
    add_href(ask, DAV_HOME);
}

/* May the caller write there: in requests/ who may submit, in a paslon's calendar its team too. */
static bool may_write(const struct dav_ask *ask, const struct dav_subject *s)
{
    unsigned rights = jk_role_rights(ask->actor->role);

    if (s->place.calendar == JK_CALENDAR_PASLON)
        return rights & JK_MAY_CAMPAIGN;
    if (dav_is_of_matters(&s->place))
        return rights & JK_MAY_REPORT;
    return s->place.calendar == JK_CALENDAR_REQUESTS && rights & JK_MAY_SUBMIT;
}

/* Tells the caller's privileges. Clients show a calendar as read-only by these. */
static void write_privileges(struct dav_ask *ask, const struct dav_subject *s)
{
    bool place = s->place.kind == DAV_CALENDAR || s->place.kind == DAV_RESOURCE;
    const char *const *more, *const filing[] = { "write", "write-content", "bind", "unbind", NULL };

    jk_buf_str(&ask->out, "<D:privilege><D:read/></D:privilege><D:privilege>"
                          "<D:read-current-user-privilege-set/></D:privilege>");
    if (!place || !may_write(ask, s))
        return;
    for (more = filing; *more; more++)
        jk_buf_fmt(&ask->out, "<D:privilege><D:%s/></D:privilege>", *more);
}

static void write_dav_reports(struct dav_ask *ask, const struct dav_subject *s)
{
    static const struct {
        unsigned kinds;
        const char *name;
    } dav_reports[] = {
        { DAV_CALENDAR, "C:calendar-multiget" },
        { DAV_CALENDAR, "C:calendar-query" },
        { DAV_CALENDAR, "C:free-busy-query" },
        { DAV_CALENDAR, "D:sync-collection" },
        { ANY, "D:expand-property" },
        { COLLECTION, "D:principal-property-search" },
        { COLLECTION, "D:principal-search-property-set" },
    };

    for (size_t i = 0; i < sizeof dav_reports / sizeof *dav_reports; i++) {
        if (dav_reports[i].kinds & s->place.kind)
            jk_buf_fmt(&ask->out,
                       "<D:supported-report><D:report><%s/></D:report></D:supported-report>",
                       dav_reports[i].name);
    }
}

static void write_token(struct dav_ask *ask, const struct dav_subject *s)
{
    struct jk_calendar_item *items;
    size_t count;

    if (dav_members(ask, &s->place, JK_PLAIN_NAMES, &items, &count) != JK_OK ||
        dav_token_add(ask, dav_newest(items, count)) != JK_OK)
        ask->out.failed = true;
}

/* What is in a calendar. */
static const char *component_of(const struct dav_subject *s)
{
    if (!dav_is_of_matters(&s->place))
        return "VEVENT";
    return s->place.calendar == JK_CALENDAR_REPORTS ? "VJOURNAL" : "VTODO";
}

static void write_components(struct dav_ask *ask, const struct dav_subject *s)
{
    jk_buf_fmt(&ask->out, "<C:comp name=\"%s\"/>", component_of(s));
}

static void write_data_type(struct dav_ask *ask, const struct dav_subject *s)
{
    (void)s;
    jk_buf_str(&ask->out, "<C:calendar-data content-type=\"text/calendar\" version=\"2.0\"/>");
}

static void write_collations(struct dav_ask *ask, const struct dav_subject *s)
{
    (void)s;
    jk_buf_str(&ask->out, "<C:supported-collation>i;ascii-casemap</C:supported-collation>"
                          "<C:supported-collation>i;octet</C:supported-collation>");
}

static void write_max_size(struct dav_ask *ask, const struct dav_subject *s)
{
    (void)s;
    jk_buf_fmt(&ask->out, "%u", DAV_BODY_MAX);
}

static void write_max_instances(struct dav_ask *ask, const struct dav_subject *s)
{
    (void)s;
    jk_buf_fmt(&ask->out, "%d", JK_INSTANCES_MAX);
}

static void write_etag(struct dav_ask *ask, const struct dav_subject *s)
{
    jk_xml_text(&ask->out, s->item->etag);
}

static void write_content_type(struct dav_ask *ask, const struct dav_subject *s)
{
    jk_buf_fmt(&ask->out, "text/calendar; charset=utf-8; component=%s", component_of(s));
}

static void write_length(struct dav_ask *ask, const struct dav_subject *s)
{
    struct jk_arena room = { 0 };

    jk_buf_fmt(&ask->out, "%zu", dav_bytes_of(ask, s, &room).len);
    jk_arena_clear(&room);
}

static void write_bytes(struct dav_ask *ask, const struct dav_subject *s, struct jk_span bytes)
{
    const struct jk_calendar_item *item = s->item;
    const struct jk_query_subject subject = { .bytes = bytes,
                                              .instances = item->instances,
                                              .instance_count = item->instance_count,
                                              .start_s = item->start_s,
                                              .end_s = item->end_s };
    struct jk_buf part = { 0 };
    enum jk_status rc;

    if (!s->subset) {
        jk_xml_calendar(&ask->out, bytes);
        return;
    }
    rc = jk_subset_write(&part, s->subset, &subject, jk_app_pack(ask->api->options.app)->tz);
    if (rc == JK_OK)
        jk_xml_span(&ask->out, jk_buf_view(&part));
    else if (rc == JK_TOO_BIG)
        ask->too_much = true;
    else
        ask->out.failed = true;
    jk_buf_clear(&part);
}

static void write_data(struct dav_ask *ask, const struct dav_subject *s)
{
    struct jk_arena room = { 0 };

    write_bytes(ask, s, dav_bytes_of(ask, s, &room));
    jk_arena_clear(&room);
}

static const struct row {
    const char *ns, *name;
    unsigned kinds;
    bool in_all; /* allprop tells it (RFC 4918 9.1: live ones of WebDAV only) */
    write_prop *write;
    enum dav_kind to; /* of what its value is the address; 0: it is none */
} rows[] = {
    { DAV_NS, "resourcetype", ANY, true, write_type, 0 },
    { DAV_NS, "displayname", COLLECTION, true, write_display, 0 },
    { DAV_NS, "getetag", DAV_RESOURCE, true, write_etag, 0 },
    { DAV_NS, "getcontenttype", DAV_RESOURCE, true, write_content_type, 0 },
    { DAV_NS, "getcontentlength", DAV_RESOURCE, true, write_length, 0 },
    { DAV_NS, "current-user-principal", ANY, false, write_principal, DAV_PRINCIPAL },
    { DAV_NS, "principal-URL", DAV_PRINCIPAL, false, write_principal, DAV_PRINCIPAL },
    { DAV_NS, "principal-collection-set", ANY, false, write_principals, DAV_PRINCIPALS },
    { DAV_NS, "owner", DAV_HOME | DAV_CALENDAR | DAV_RESOURCE, false, write_principal,
      DAV_PRINCIPAL },
    { DAV_NS, "current-user-privilege-set", ANY, false, write_privileges, 0 },
    { DAV_NS, "supported-report-set", ANY, false, write_dav_reports, 0 },
    { DAV_NS, "sync-token", DAV_CALENDAR, false, write_token, 0 },
    { CALSERV_NS, "getctag", DAV_CALENDAR, false, write_token, 0 },
    { CALDAV_NS, "calendar-home-set", DAV_PRINCIPAL, false, write_home, DAV_HOME },
    { CALDAV_NS, "calendar-user-address-set", DAV_PRINCIPAL, false, write_principal,
      DAV_PRINCIPAL },
    { CALDAV_NS, "supported-calendar-component-set", DAV_CALENDAR, false, write_components, 0 },
    { CALDAV_NS, "supported-calendar-data", DAV_CALENDAR, false, write_data_type, 0 },
    { CALDAV_NS, "supported-collation-set", DAV_CALENDAR, false, write_collations, 0 },
    { CALDAV_NS, "max-resource-size", DAV_CALENDAR, false, write_max_size, 0 },
    { CALDAV_NS, "max-instances", DAV_CALENDAR, false, write_max_instances, 0 },
    { CALDAV_NS, "calendar-data", DAV_RESOURCE, false, write_data, 0 },
};
#define ROW_COUNT (sizeof rows / sizeof *rows)

void dav_tag_add(struct jk_buf *out, const struct dav_prop *prop, const char *before,
                 const char *after)
{
    static const struct {
        const char *ns, *prefix;
    } known[] = { { DAV_NS, "D:" }, { CALDAV_NS, "C:" }, { CALSERV_NS, "CS:" } };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(prop->ns, known[i].ns) == 0) {
            jk_buf_str(out, before); /* pieces, not a format: thousands of rows are common */
            jk_buf_str(out, known[i].prefix);
            jk_buf_str(out, prop->name);
            jk_buf_str(out, after);
            return;
        }
    }
    if (!prop->ns[0]) {
        jk_buf_fmt(out, "%s%s%s", before, prop->name, after);
        return;
    }
    jk_buf_fmt(out, "%sx:%s xmlns:x=\"", before, prop->name);
    jk_xml_text(out, prop->ns);
    jk_buf_fmt(out, "\"%s", after);
}

static const struct row *find_row(const struct dav_subject *s, const struct dav_prop *prop)
{
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (rows[i].kinds & s->place.kind && strcmp(rows[i].name, prop->name) == 0 &&
            strcmp(rows[i].ns, prop->ns) == 0 && (s->data || rows[i].write != write_data))
            return &rows[i];
    }
    return NULL;
}

static void add_prop(struct dav_ask *ask, const struct dav_subject *s, const struct row *row,
                     bool value)
{
    const struct dav_prop prop = { row->ns, row->name };

    dav_tag_add(&ask->out, &prop, "<", value ? ">" : "/>");
    if (!value)
        return;
    row->write(ask, s);
    dav_tag_add(&ask->out, &prop, "</", ">\n");
}

void dav_propstat_close(struct dav_ask *ask, int code)
{
    jk_buf_fmt(&ask->out, "</D:prop><D:status>HTTP/1.1 %d %s</D:status></D:propstat>\n", code,
               jk_http_reason(code));
}

bool dav_prop_is(const struct dav_subject *subject, const struct dav_prop *prop)
{
    return find_row(subject, prop) != NULL;
}

enum dav_kind dav_prop_target(const struct dav_subject *subject, const struct dav_prop *prop)
{
    const struct row *row = find_row(subject, prop);

    return row ? row->to : 0;
}

void dav_prop_add(struct dav_ask *ask, const struct dav_subject *subject,
                  const struct dav_prop *prop)
{
    const struct row *row = find_row(subject, prop);

    if (row)
        add_prop(ask, subject, row, true);
}

/* The wanted properties that the subject has. */
static void add_found(struct dav_ask *ask, const struct dav_subject *s,
                      const struct dav_wanted *wanted)
{
    jk_buf_str(&ask->out, "<D:propstat><D:prop>");
    for (size_t i = 0; i < ROW_COUNT && wanted->form != DAV_WANT_LISTED; i++) {
        if (rows[i].kinds & s->place.kind &&
            (rows[i].in_all || (wanted->form == DAV_WANT_NAMES && rows[i].write != write_data)))
            add_prop(ask, s, &rows[i], wanted->form == DAV_WANT_ALL);
    }
    for (size_t i = 0; i < wanted->count; i++) {
        const struct row *row = find_row(s, &wanted->props[i]);

        if (row)
            add_prop(ask, s, row, true);
    }
    dav_propstat_close(ask, 200);
}

static void add_missing(struct dav_ask *ask, const struct dav_subject *s,
                        const struct dav_wanted *wanted)
{
    bool any = false;

    for (size_t i = 0; i < wanted->count; i++) {
        if (find_row(s, &wanted->props[i]))
            continue;
        jk_buf_str(&ask->out, any ? "" : "<D:propstat><D:prop>");
        dav_tag_add(&ask->out, &wanted->props[i], "<", "/>");
        any = true;
    }
    if (any)
        dav_propstat_close(ask, 404);
}

void dav_response_add(struct dav_ask *ask, const struct dav_subject *subject,
                      const struct dav_wanted *wanted)
{
    jk_buf_str(&ask->out, "<D:response><D:href>");
    dav_href_add(&ask->out, ask, &subject->place);
    jk_buf_str(&ask->out, "</D:href>");
    add_found(ask, subject, wanted);
    if (!wanted->minimal)
        add_missing(ask, subject, wanted);
    jk_buf_str(&ask->out, "</D:response>\n");
}

void dav_status_add(struct dav_ask *ask, const struct dav_place *place, int code,
                    const char *precondition)
{
    jk_buf_str(&ask->out, "<D:response><D:href>");
    dav_href_add(&ask->out, ask, place);
    jk_buf_fmt(&ask->out, "</D:href><D:status>HTTP/1.1 %d %s</D:status>", code,
               jk_http_reason(code));
    if (precondition)
        jk_buf_fmt(&ask->out, "<D:error><%s/></D:error>", precondition);
    jk_buf_str(&ask->out, "</D:response>\n");
}

static bool list_props(const struct dav_node *prop, struct dav_wanted *out)
{
    for (const struct dav_node *n = prop ? prop->children : NULL; n; n = n->next) {
        bool twice = false;

        for (size_t i = 0; i < out->count && !twice; i++)
            twice =
                strcmp(out->props[i].name, n->name) == 0 && strcmp(out->props[i].ns, n->ns) == 0;
        if (twice)
            continue;
        if (out->count == DAV_PROPS_MAX)
            return false;
        out->props[out->count++] = (struct dav_prop){ n->ns, n->name };
    }
    return true;
}

bool dav_wanted_read(struct dav_ask *ask, const struct dav_node *node, struct dav_wanted *out)
{
    struct jk_span prefer;

    *out = (struct dav_wanted){ .form = DAV_WANT_ALL };
    out->minimal =
        (jk_http_field(ask->call, "Prefer", &prefer) &&
         jk_span_eq_nocase(prefer, JK_SPAN("return=minimal"))) ||
        (jk_http_field(ask->call, "Brief", &prefer) && jk_span_eq_nocase(prefer, JK_SPAN("t")));
    if (!node)
        return true;
    if (dav_child(node, DAV_NS, "prop")) {
        out->form = DAV_WANT_LISTED;
        return list_props(dav_child(node, DAV_NS, "prop"), out);
    }
    if (dav_child(node, DAV_NS, "propname"))
        out->form = DAV_WANT_NAMES;
    return list_props(dav_child(node, DAV_NS, "include"), out);
}
