/* daemon/http/dav/dav.h: what the dav_*.c files share: CalDAV over the use cases (WIRE 4,
 * docs/caldav.md).
 *
 *     /dav/                                        where discovery begins
 *     /dav/principals/{account}/                   the caller; nobody else is there
 *     /dav/calendars/{region}/                     the caller's region or one below it
 *         requests/ | approved/ | conflicts/       jarak/app/public/caldav_view.h; officials alone
 *         laporan/ | tugas/ | kiriman/             jarak/app/matters/matters.h; officials alone
 *         {contest}-paslon-{n}/                    jarak/app/plain/plain.h; the paslon's team too
 *             {name}.ics
 *
 * A "/" at the end makes no difference. Everything is read from what is committed. */
#ifndef DAEMON_HTTP_DAV_DAV_H
#define DAEMON_HTTP_DAV_DAV_H
#include "daemon/http/api/handle.h"
#include "jarak/http/server/call.h"
#include "jarak/app/accounts/account.h"
#include "daemon/http/dav/xml.h"
#include "jarak/app/plain/plain.h"
#include "jarak/app/public/caldav_view.h"
#include "jarak/feed/calendar/subset.h"
#include "jarak/feed/calendar/query.h"

#define DAV_BODY_MAX     (256U * 1024)       /* of PUT: as of the REST routes */
#define DAV_PROPS_MAX    100                 /* properties of one request; clients ask about 30 */
#define DAV_RESULTS_MAX  5000                /* rows of one answer to sync-collection: then 507 */
#define DAV_ANSWER_MAX   (16U * 1024 * 1024) /* bytes of expanded instances: some 25 ms of work */
#define DAV_CLASSES      "1, 3, calendar-access"
#define DAV_TYPE         "application/xml; charset=utf-8"
#define DAV_CALENDAR_END 6 /* those that every region has; behind them those of its paslon */

/* The kind of an address; bits, for the table of properties. */
enum dav_kind {
    DAV_ROOT = 1,
    DAV_PRINCIPALS = 2,
    DAV_PRINCIPAL = 4,
    DAV_CALENDARS = 8,
    DAV_HOME = 16,
    DAV_CALENDAR = 32,
    DAV_RESOURCE = 64
};

/* An address. */
struct dav_place {
    enum dav_kind kind;
    const char *region; /* from DAV_HOME on */
    enum jk_calendar calendar;
    const struct jk_contest *contest; /* of JK_CALENDAR_PASLON, with its paslon */
    uint32_t paslon;
    const char *name; /* of a resource, without ".ics" */
};

/* A request under way. */
struct dav_ask {
    struct jk_api *api;
    struct jk_http_call *call;
    const struct jk_account *actor;
    struct dav_place place;
    struct jk_buf out; /* cleared when it was sent */
    bool too_much;     /* instances beyond DAV_ANSWER_MAX: the answer is cut and may not leave */
};

/* The subject a property is asked of. */
struct dav_subject {
    struct dav_place place;
    const struct jk_calendar_item *item; /* of a resource */
    bool data;                      /* calendar-data may be told: in reports only (RFC 4791 9.6) */
    const struct jk_subset *subset; /* of the data; null: the bytes as they are */
};

/* A property by name. */
struct dav_prop {
    const char *ns, *name;
};

/* The properties that are wanted. */
struct dav_wanted {
    enum { DAV_WANT_ALL, DAV_WANT_NAMES, DAV_WANT_LISTED } form;
    struct dav_prop props[DAV_PROPS_MAX];
    size_t count;
    const struct jk_subset *subset; /* of calendar-data; null: all of it */
    bool minimal;                   /* Prefer: return=minimal: what is not there is not told */
};

/* A place in the changes of a collection. */
struct dav_position {
    uint64_t change;
    uint32_t number;
};

/* dav_place.c */

/* Fill an ask from a call. False: the state is lost, or there is no such address; answered. */
bool dav_begin(struct dav_ask *ask, struct jk_api *api, struct jk_http_call *call);
/* The same for a command, which joins the group that is open instead of ending it: 32 clients that
 * PUT at once share one flush. Whoever then refuses by what is not yet durable settles first. */
bool dav_begin_command(struct dav_ask *ask, struct jk_api *api, struct jk_http_call *call);
/* An address as it stands in a body or in Destination: path or absolute, escaped. */
bool dav_place_read(const struct dav_ask *ask, struct jk_span href, struct dav_place *out);
/* Append the path of a place, escaped. */
void dav_href_add(struct jk_buf *out, const struct dav_ask *ask, const struct dav_place *place);
/* Members of the collection of a place; of conflicts names alone or whole, of the other calendars
 * of a region always whole. */
enum jk_status dav_members(const struct dav_ask *ask, const struct dav_place *place,
                           enum jk_plain_depth depth, struct jk_calendar_item **items,
                           size_t *count);
/* The resource of a place; JK_NONE. */
enum jk_status dav_item_at(const struct dav_ask *ask, const struct dav_place *place,
                           struct jk_calendar_item *item);
/* True when both are of one calendar. */
bool dav_is_same_calendar(const struct dav_place *a, const struct dav_place *b);
/* The calendar of a paslon as the caller sees it. */
struct jk_plain_calendar dav_plain_calendar(const struct dav_ask *ask,
                                            const struct dav_place *place,
                                            enum jk_plain_depth depth);
/* The bytes of a resource, which are made when they are asked for; empty where memory is out. */
struct jk_span dav_bytes_of(const struct dav_ask *ask, const struct dav_subject *subject,
                            struct jk_arena *arena);
/* The ask's place as a subject; a resource must be there. False: it is not, answered. */
bool dav_subject_read(struct dav_ask *ask, struct jk_calendar_item *item, struct dav_subject *out);
/* The resource of the ask's place; JK_NONE. */
enum jk_status dav_find_item(const struct dav_ask *ask, struct jk_calendar_item *item);

/* dav_refuse.c */

/* Refuse with a DAV:error body that names a precondition ("D:need-privileges", "C:...", "J:...").
 * `err` (may be null) adds the sentence for people; `href` (may be null) stands in the
 * precondition.
 */
void dav_refuse(struct jk_http_call *call, int code, const char *precondition,
                const struct jk_error *err, const char *href);
/* Refuse what a use case refused, as WIRE 2 has it. */
void dav_refuse_error(struct dav_ask *ask, const struct jk_error *err);
/* The rights of a route under /dav were not enough. */
void dav_refuse_right(struct jk_http_call *call, const struct jk_error *err);
/* True when the body is too big by its own Content-Length, or that is no number; it is answered
 * then. */
bool dav_is_too_big(struct jk_http_call *call);
/* There is no such thing: 404. Drops ask->out. */
void dav_not_there(struct dav_ask *ask);
/* Memory is out: 503. Drops ask->out. */
void dav_no_memory(struct dav_ask *ask);
/* Send ask->out, 207 with the multistatus closed. */
void dav_send(struct dav_ask *ask);
/* Open a multistatus in ask->out. */
void dav_open(struct dav_ask *ask);

/* dav_resource.c */

/* True when the place is of that kind and in requests/; nothing else is written to. False: refused
 * and answered. */
bool dav_is_writable(struct dav_ask *ask, enum dav_kind kind);
/* True when the body is iCalendar by its media type. False: refused and answered. */
bool dav_is_calendar(struct dav_ask *ask);

/* If-Match with a tag that some proxies have weakened on the way: the tag counts (WIRE 4).
 * @param len  bytes of the tag that count; SIZE_MAX: all */
enum jk_http_condition dav_if_match(const struct jk_http_call *call, const char *etag, size_t len);

/* dav_matters.c */

/* True of the calendars of reports and of tasks. */
bool dav_is_of_matters(const struct dav_place *place);
/* Their members as the caller may read them, and one of them. JK_NONE, JK_MEMORY */
enum jk_status dav_matter_members(const struct dav_ask *ask, const struct dav_place *place,
                                  struct jk_calendar_item **items, size_t *count);
enum jk_status dav_matter_item(const struct dav_ask *ask, const struct dav_place *place,
                               struct jk_calendar_item *item);
/* PUT and DELETE there. */
void dav_matter_put(struct dav_ask *ask);
void dav_matter_delete(struct dav_ask *ask);

/* dav_plain.c */

/* What the client says it knows of a resource (null: there is none) holds.
 *
 * @param len         bytes of the tag that count; SIZE_MAX: all
 * @param[out] knows  it has named what is there
 * @return false: it does not, which was answered */
bool dav_is_known(struct dav_ask *ask, const struct jk_calendar_item *item, size_t len,
                  bool *knows);

/* PUT, DELETE and MOVE of a resource in the calendar of a paslon. */
void dav_plain_put(struct dav_ask *ask);
void dav_plain_delete(struct dav_ask *ask);
void dav_plain_move(struct dav_ask *ask);

/* dav_props.c */

/* Read which properties a <prop>, <propname> or <allprop> asks for; null asks for all. False: too
 * many. */
bool dav_wanted_read(struct dav_ask *ask, const struct dav_node *node, struct dav_wanted *out);
/* Append the <response> of a subject with what of it is wanted. */
void dav_response_add(struct dav_ask *ask, const struct dav_subject *subject,
                      const struct dav_wanted *wanted);
/* Append a <response> that is only a status, such as 404 for a member that is gone. */
void dav_status_add(struct dav_ask *ask, const struct dav_place *place, int code,
                    const char *precondition);
/* True when the subject has the property. */
bool dav_prop_is(const struct dav_subject *subject, const struct dav_prop *prop);
/* The kind of place at the address that is the property's value; 0: it is no address. */
enum dav_kind dav_prop_target(const struct dav_subject *subject, const struct dav_prop *prop);
/* Append a property with its value; nothing where the subject has none. */
void dav_prop_add(struct dav_ask *ask, const struct dav_subject *subject,
                  const struct dav_prop *prop);
/* Append the end of a <propstat>. */
void dav_propstat_close(struct dav_ask *ask, int code);
/* The name of a property as an element: opened, closed, or empty. */
void dav_tag_add(struct jk_buf *out, const struct dav_prop *prop, const char *before,
                 const char *after);

/* dav_token.c */

/* The newest place in a collection: what all its members have seen. */
struct dav_position dav_newest(const struct jk_calendar_item *items, size_t count);
/* The members of a collection that changed behind a place, or all, are about to be told. @return
 * true: go on, here; false: answered, or a copy of the process will (daemon/http/api/long_work.h)
 */
bool dav_work(struct dav_ask *ask, const struct dav_position *behind);
/* Append the token of a place; in a copy, which has no store to ask, where it is to stand. JK_IO,
 * JK_MEMORY */
enum jk_status dav_token_add(struct dav_ask *ask, struct dav_position at);
/* Read a token. JK_INVALID: it is not one of this journal. */
enum jk_status dav_token_read(struct dav_ask *ask, const char *text, struct dav_position *at);
/* True when the first place is later than the second. */
bool dav_is_later(struct dav_position a, struct dav_position b);

/* dav_filter.c */

/* A <filter> in the arena. JK_INVALID: malformed; JK_RANGE: something we do not filter by;
 * JK_TYPE: a collation we do not know. */
enum jk_status dav_filter_read(struct jk_arena *arena, const struct dav_node *filter,
                               const struct jk_query_comp **out);
/* The start and end of a <time-range>. False: malformed. */
bool dav_range_read(const struct dav_node *node, int64_t *from_s, int64_t *to_s);

/* dav_data.c */

/* A <calendar-data> in the arena; null: the bytes as they are. JK_INVALID: malformed; JK_TYPE:
 * another type than text/calendar 2.0; JK_MEMORY */
enum jk_status dav_data_read(struct jk_arena *arena, const struct dav_node *data,
                             const struct jk_subset **out);

/* dav_principal.c */

/* expand-property of any address. */
void dav_expand_run(struct dav_ask *ask, const struct dav_node *root);
/* principal-search-property-set. */
void dav_search_set_run(struct dav_ask *ask, const struct dav_node *root);
/* principal-property-search. */
void dav_search_run(struct dav_ask *ask, const struct dav_node *root);

/* dav_report.c */

/* A REPORT of any address. */
void dav_report_run(struct dav_ask *ask, const struct dav_node *root);

/* dav_sync.c */

/* sync-collection (RFC 6578). */
void dav_sync_run(struct dav_ask *ask, const struct dav_node *root);

/* Handlers. */
/* GET, PROPFIND /.well-known/caldav: to where discovery begins. */
void dav_discover(void *ctx, struct jk_http_call *call);
/* OPTIONS /dav/...: what is spoken here; asked without a token. */
void dav_options(void *ctx, struct jk_http_call *call);
/* PROPFIND /dav/...: properties of one thing, or of its members too. */
void dav_propfind(void *ctx, struct jk_http_call *call);
/* PROPPATCH /dav/...: each property is told that it stays as it is. */
void dav_proppatch(void *ctx, struct jk_http_call *call);
/* REPORT /dav/...: multiget, query, free-busy, synchronisation. */
void dav_report(void *ctx, struct jk_http_call *call);
/* GET /dav/...: the bytes of a resource. */
void dav_get(void *ctx, struct jk_http_call *call);
/* POST /dav/calendars/{region}/requests/: an iTIP message. */
void dav_post(void *ctx, struct jk_http_call *call);
/* PUT /dav/...: a notice filed or changed. */
void dav_put(void *ctx, struct jk_http_call *call);
/* DELETE /dav/...: a notice withdrawn. */
void dav_delete(void *ctx, struct jk_http_call *call);
/* MOVE /dav/...: from requests/ into approved/: its chain is approved. */
void dav_move(void *ctx, struct jk_http_call *call);
/* MKCALENDAR, MKCOL /dav/...: nobody makes calendars. */
void dav_forbid(void *ctx, struct jk_http_call *call);
#endif
