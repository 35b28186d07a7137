/* daemon/http/api/api.h: what the api_*.c files share. */
#ifndef DAEMON_HTTP_API_API_H
#define DAEMON_HTTP_API_API_H
#include <event2/event.h>
#include "jarak/app/teams/team.h"
#include "jarak/http/routes.h"
#include "jarak/feed/public/page.h"
#include "jarak/http/server/reply.h"
#include "jarak/http/server/stream.h"

/* Who asks; in the call's arena, as its `app`. */
struct caller {
    const char *name; /* of the account; "socket:UID" for who administers over the UNIX socket */
    int64_t until_s;  /* last second the token or session holds, 0: for ever */
    uint64_t session; /* its serial; 0: by token */
};

/* An answer that waits for the commit of its group. */
struct waiting {
    struct jk_http_call *call;
    int code;
    json_t *json;        /* null: no body */
    char etag[40];       /* "" for none */
    char location[320];  /* "" for none */
    bool related;        /* conflicts were found: Link to them */
    const char *type;    /* media type of `body`, which then goes out in place of `json` */
    struct jk_span body; /* in the call's arena */
    struct waiting *next;
};

/* An event stream and how far it was told. */
struct listener {
    struct jk_api *api;
    const char *account; /* owned */
    struct jk_http_stream *stream;
    uint64_t sent;
    int64_t until_s; /* as of its caller */
    uint64_t session;
    struct listener *next;
};

/* A form of a feed, and what tells it apart. */
struct feed_form {
    struct jk_feed feed; /* without pieces while nobody asked for it */
    char etag[48], modified[40];
};

/* A feed that was written once and is sent many times. */
struct cached_feed {
    char path[JK_FEED_PATH_MAX]; /* "": none */
    uint64_t used;               /* when it was asked for last, in requests */
    uint64_t version;
    int64_t written_s;
    struct feed_form form[JK_FEED_FORMS];
};

#define FEEDS_CACHED 64 /* what was asked for longest ago goes first; their bytes are shared */

struct jk_api {
    struct jk_api_options options;
    struct jk_http_router router;
    struct event *commit;
    struct hasher *hasher;
    struct sessions *sessions;
    struct guess_delays *guess_delays;
    struct check_quota *check_quota;
    struct counters *counters;
    const struct jk_http_counts *counts; /* of the server; null: not known */
    bool store_failed;                   /* the last commit was not kept */
    struct waiting *first, **last;
    size_t waiting_count;
    struct listener *listeners;
    struct cached_feed feeds[FEEDS_CACHED];
    uint64_t feeds_asked;
};

/* What a list of notices asks for; strings borrowed from the call. */
struct notice_query {
    const struct jk_account *actor;
    const char *region;   /* itself and all below; the caller's where none is asked for */
    struct jk_span state; /* a word; at == NULL: any */
    uint64_t paslon;      /* 0: any */
    uint64_t cursor;      /* entry number to begin with */
    bool has_date;        /* then with an instance on ... */
    int32_t day;          /* ... this local day */
};

/* The wall clock, UTC seconds. */
int64_t api_now(const struct jk_api *api);
/* Who asks; null on routes anyone may use without a token. */
const struct jk_account *api_actor(const struct jk_api *api, const struct jk_http_call *call);
/* Who may pass: asked before the body is read. False: answered. */
bool api_admit(void *ctx, struct jk_http_call *call);
/* The session cookie. False: none, or more than one. Borrowed from the call. */
bool api_read_cookie(const struct jk_http_call *call, struct jk_span *cookie);
/* What a request by cookie must prove: that it comes from our own pages (Origin, X-CSRF-Token).
 * JK_OK or JK_DENIED. */
enum jk_status api_check_origin(const struct jk_api *api, const struct jk_http_call *call,
                                struct jk_span cookie, struct jk_error *err);
/* An account's credentials changed: its sessions and whatever was opened with them end. */
void api_drop_caller(struct jk_api *api, const char *name);
/* A JSON object with no members but these (ended by null). @return given; null: see err */
json_t *api_read_object(const struct jk_http_call *call, const char *const members[],
                        struct jk_error *err);
/* Commit what is open before something durable is shown. False: the state is lost; answered. */
bool api_settle(struct jk_api *api, struct jk_http_call *call);
/* Forget parts of letters that nobody goes on with. */
void attachments_sweep(const struct jk_api *api);
/* Tell the streams what came into the inboxes while no sink was listening. */
void api_catch_up(struct jk_api *api);

/* Answer now, or after the commit where a group is open. `json` is taken; null sends no body. */
void api_send(struct jk_api *api, struct jk_http_call *call, int code, json_t *json,
              const char *etag);
/* 201 with a Location; `related`: conflicts were found. */
void api_send_created(struct jk_api *api, struct jk_http_call *call, json_t *json, const char *etag,
                      const char *location, bool related);
/* Answer 200 with a text just written, which is cleared; 503 where memory was out. `header`: one
 * more field. Nothing durable may be shown so: it does not wait for a commit. */
void api_reply_text(struct jk_http_call *call, const char *type,
                    const struct jk_http_header *header, struct jk_buf *text);
/* Answer with the bytes of a resource, or 304 where the client has that tag. */
void api_reply_bytes(struct jk_http_call *call, const char *etag, struct jk_span bytes);
/* Answer with a text of that media type; it lies in the call's arena. `related`: conflicts were
 * found. */
void api_send_text(struct jk_api *api, struct jk_http_call *call, int code, const char *type,
                   struct jk_span body, bool related);
/* `Prefer: handling=strict`: rather refuse than store what is in conflict. */
bool api_wants_strict(const struct jk_http_call *call);
/* The password of `Authorization: Basic`, or the token of Bearer; borrowed from the call. */
bool api_read_token(struct jk_http_call *call, struct jk_span *token);
/* Refuse, now or after the commit; `json` (taken, may be null) is added as member "notices". */
void api_refuse(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err,
                json_t *notices);
/* The same with another member. */
void api_refuse_with(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err,
                     const char *member, json_t *json);
/* The entry of the address (its first capture) if the caller may see it; else the call is answered
 * 404, for existence is secret outside the region. */
const struct jk_entry *api_find_entry(struct jk_api *api, struct jk_http_call *call);
/* What a client's conditional fields mean for a resource with this tag (null: there is none); a tag
 * that does not match is one that no version has. */
struct jk_precondition api_precondition(enum jk_http_condition match,
                                        enum jk_http_condition none_match, const char *etag);
/* An instant as ISO 8601 with the offset of a region, else the pack's. @return given; null when
 * memory is out */
json_t *api_time_json(const struct jk_api *api, const char *region, int64_t at_s);
/* An official sees the region, a team its own: that others exist is secret to it (SPEC 9). */
bool api_may_look(const struct jk_account *actor, const struct jk_entry *entry);
/* Read what a list asks for; `names` are the parameters the route knows, ended by null. False: err.
 */
bool api_read_list(struct jk_api *api, struct jk_http_call *call, const char *const names[],
                   struct notice_query *q, struct jk_error *err);
/* Is it asked for, and may the caller see it? */
bool api_is_listed(const struct notice_query *q, const struct jk_entry *entry);
/* The verdicts of an outcome as a JSON list. */
json_t *api_verdicts(const struct jk_api *api, const struct jk_http_call *call,
                     const struct jk_outcome *outcome);
/* The first capture as an alert's id, `<conflict>-<revision>`; the text in the call's arena. False:
 * no alert has such an id. */
bool api_read_alert_id(struct jk_http_call *call, const char **conflict, uint32_t *revision);
/* One verdict as its reader may see it. */
json_t *api_verdict(const struct jk_api *api, const struct jk_http_call *call,
                    const struct jk_verdict_view *view);

/* Deliver to the streams of an account; the application's sink. */
void api_tell(void *ctx, const struct jk_account *account, const struct jk_alert_row *row);
/* Forget every feed that was written: the pack or the application is another. */
void api_drop_feeds(struct jk_api *api);

/* The region of a public address (its first capture), which leaves nothing else out. JK_NONE. */
enum jk_status api_public_region(struct jk_api *api, struct jk_http_call *call,
                                 struct jk_feed_filter *filter, struct jk_error *err);
/* area, paslon, kind, from, to of the query, empty ones (a form sends them) left out. */
enum jk_status api_read_filter(const struct jk_api *api, struct jk_http_call *call,
                               struct jk_feed_filter *filter, struct jk_error *err);
/* The form of a feed the client asks for: jCal by Accept, gzip by Accept-Encoding. */
enum jk_feed_form api_feed_form(const struct jk_http_call *call);
/* Answer with a feed in that form, tagged, or 304. */
void api_send_feed(struct jk_http_call *call, const struct jk_feed *feed, enum jk_feed_form form);
/* `date=2024-11-23` or `date=2024-11-20/2024-11-23`; without one both stay as they are. */
enum jk_status api_read_days(struct jk_http_call *call, int32_t *from_day, int32_t *to_day,
                             struct jk_error *err);
/* `level`: where a clear time begins; without one the policy's override_from. */
enum jk_status api_read_level(const struct jk_api *api, struct jk_http_call *call,
                              enum jk_level *out, struct jk_error *err);
/* Does Accept prefer jCal? Calendars are iCalendar otherwise. */
bool api_wants_jcal(const struct jk_http_call *call);
/* Answer with a calendar just written, which is cleared: as iCalendar or as jCal, each with its own
 * tag, or 304; 503 where memory was out. For who asked alone: no cache between keeps it. */
void api_reply_calendar(struct jk_http_call *call, struct jk_buf *text);
/* True when the client takes gzip (RFC 9110 12.5.3); "q=0" declines it. */
bool api_takes_gzip(const struct jk_http_call *call);
/* Did the client come by https, to us or to the proxy on this machine? */
bool api_is_secure(const struct jk_http_call *call);

/* One check of a team is counted. False: it had its share of the hour; answered 429. */
bool api_allow_check(struct jk_api *api, struct jk_http_call *call);
/* POST /notices of a team: a draft. */
void draft_post(struct jk_api *api, struct jk_http_call *call);

/* Handlers. */
/* GET /freebusy/{area}.ifb: when a standard activity may start at an area's reference point. */
void freebusy_get(void *ctx, struct jk_http_call *call);
/* GET /feeds/t/{token}.ics: open conflicts, by a token's feed key. */
void private_calendar(void *ctx, struct jk_http_call *call);
/* GET /feeds/t/{token}/requests.ics: what waits for a decision, by a token's feed key. */
void private_requests(void *ctx, struct jk_http_call *call);
/* GET /feeds/t/{token}/alerts.atom: the inbox, by a token's feed key. */
void private_atom(void *ctx, struct jk_http_call *call);
/* GET /drafts: a team's own, an official's region's. */
void drafts_list(void *ctx, struct jk_http_call *call);
/* GET /drafts/{id}: with what a check of it says now. */
void draft_get(void *ctx, struct jk_http_call *call);
/* GET /drafts/{id}.ics: as it was handed in. */
void draft_bytes(void *ctx, struct jk_http_call *call);
/* PUT /drafts/{id}: the team hands in another version. */
void draft_put(void *ctx, struct jk_http_call *call);
/* DELETE /drafts/{id}: the team takes it back. */
void draft_delete(void *ctx, struct jk_http_call *call);
/* POST /drafts/{id}/confirm: an official files it. */
void draft_confirm(void *ctx, struct jk_http_call *call);
/* POST /drafts/{id}/return: an official says what is missing. */
void draft_return(void *ctx, struct jk_http_call *call);
void notices_post(void *ctx, struct jk_http_call *call);
/* GET /notices: what stands in the caller's region, by page. */
void notices_list(void *ctx, struct jk_http_call *call);
/* PUT /notices/{uid}: one resource, created or changed under a condition. */
void notice_put(void *ctx, struct jk_http_call *call);
/* GET /notices/{uid}: its verdict. */
void notice_get(void *ctx, struct jk_http_call *call);
/* GET /notices/{uid}.ics: the stored bytes. */
void notice_bytes(void *ctx, struct jk_http_call *call);
/* DELETE /notices/{uid}: withdrawn; the main takes its chain with it. */
void notice_delete(void *ctx, struct jk_http_call *call);
/* GET /notices/{uid}/certificate: of the verdict as it stands, or of the approval. */
void notice_certificate(void *ctx, struct jk_http_call *call);
/* GET /notices/{uid}/history: the acts on its chain, oldest first. */
void notice_history(void *ctx, struct jk_http_call *call);
/* GET /notices/{uid}/slots: when it may start instead. */
void notice_slots(void *ctx, struct jk_http_call *call);
/* PUT /notices/{uid}/letter: its signed letter, whole or in parts. */
void attachment_put(void *ctx, struct jk_http_call *call);
/* GET /notices/{uid}/letter: the file. */
void attachment_get(void *ctx, struct jk_http_call *call);
/* GET /notices/{uid}/conflicts: those of its chain. */
void notice_conflicts(void *ctx, struct jk_http_call *call);
/* POST /notices/{uid}/decision: an official's act. */
void decision_post(void *ctx, struct jk_http_call *call);
/* POST /notices/{uid}/retime: other times proposed for its chain. */
void retime_post(void *ctx, struct jk_http_call *call);
/* POST /notices/{uid}/retime/accept: one of them chosen for the team; the chain moves. */
void retime_accept(void *ctx, struct jk_http_call *call);
/* POST /notices/{uid}/retime/decline: none of them will do. */
void retime_decline(void *ctx, struct jk_http_call *call);
/* POST /decisions: several acts in one command, all or none. */
void decisions_post(void *ctx, struct jk_http_call *call);
/* POST /reports: what was seen on the ground. */
void reports_post(void *ctx, struct jk_http_call *call);
/* GET /reports: those of the caller's region, newest first. */
void reports_list(void *ctx, struct jk_http_call *call);
/* POST /reports/{id}/verify: confirmed by somebody else; it is judged by from now on. */
void report_verify(void *ctx, struct jk_http_call *call);
/* POST /check: the verdict, nothing stored. */
void check_post(void *ctx, struct jk_http_call *call);
/* POST /import: as POST /notices, with more in it, or as a table; drafts of a team are not brought
 * this way. */
void import_post(void *ctx, struct jk_http_call *call);
/* GET /export: the notices of a list as one file. */
void export_get(void *ctx, struct jk_http_call *call);
/* GET /conflicts: pairs with a side in the caller's region. */
void conflicts_list(void *ctx, struct jk_http_call *call);
/* POST /conflicts/{id}/verdict: what an agency says of it. */
void opinion_post(void *ctx, struct jk_http_call *call);
/* GET /alerts: the caller's inbox above an index. */
void alerts_list(void *ctx, struct jk_http_call *call);
/* GET /alerts/stream: the same as server-sent events. */
void alerts_stream(void *ctx, struct jk_http_call *call);
/* GET /alerts/{id}.cap: one alert of the caller's inbox as CAP 1.2. */
void alert_cap(void *ctx, struct jk_http_call *call);
/* GET /digest: what is open now in the caller's region, worst first, and what of it is new. */
void digest_get(void *ctx, struct jk_http_call *call);
/* POST /alerts/{id}/ack: taken notice of; it is told no further up. */
void alert_ack(void *ctx, struct jk_http_call *call);
/* GET /alerts.atom: the newest of the caller's inbox, linking to the CAP documents. */
void alerts_atom(void *ctx, struct jk_http_call *call);
/* GET /subscriptions: the caller's, and how far each was delivered. */
void subscriptions_list(void *ctx, struct jk_http_call *call);
/* POST /subscriptions: a new one; its secret is in this answer only. */
void subscriptions_post(void *ctx, struct jk_http_call *call);
/* DELETE /subscriptions/{id}: sent no more, its secret destroyed. */
void subscription_delete(void *ctx, struct jk_http_call *call);
/* POST /subscriptions/{id}/retry: what failed or is dead is tried again now. */
void subscription_retry(void *ctx, struct jk_http_call *call);
/* GET /feeds/{region}/approved.ics: the public feed. */
void approved_get(void *ctx, struct jk_http_call *call);
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
/* POST /api/v1/routes: a recorded way as the line of a notice. */
void routes_post(void *ctx, struct jk_http_call *call);
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
/* GET /healthz: the loop turns. */
void health_get(void *ctx, struct jk_http_call *call);
/* GET /readyz: the store takes commits, the state is loaded, the clock is sane; else 503. */
void ready_get(void *ctx, struct jk_http_call *call);
/* GET /metrics: in figures, for who asks on this machine; others find nothing. */
void metrics_get(void *ctx, struct jk_http_call *call);
/* POST /whatif: what another policy would change. */
void whatif_post(void *ctx, struct jk_http_call *call);
/* GET /accounts: those of the caller's region. */
void accounts_list(void *ctx, struct jk_http_call *call);
/* POST /accounts: a new one. */
void accounts_post(void *ctx, struct jk_http_call *call);
/* POST /accounts/{name}/dates: bounded in time anew; an absent date is no bound. */
void account_dates(void *ctx, struct jk_http_call *call);
/* POST /accounts/{name}/disable: kept out, or let in again. */
void account_disable(void *ctx, struct jk_http_call *call);
/* POST /accounts/{name}/password: set, or taken away by null. */
void account_password(void *ctx, struct jk_http_call *call);
/* POST /accounts/{name}/tokens: a further token, told once. */
void account_tokens(void *ctx, struct jk_http_call *call);
/* POST /accounts/{name}/tokens/{id}/revoke: for ever. */
void token_revoke(void *ctx, struct jk_http_call *call);
/* POST /sessions: log in with a password. */
void sessions_post(void *ctx, struct jk_http_call *call);
/* GET /sessions: who one is, and what one may. */
void sessions_get(void *ctx, struct jk_http_call *call);
/* DELETE /sessions: log out. */
void sessions_delete(void *ctx, struct jk_http_call *call);
/* GET /: the public calendar of the pack's region. */
void front_get(void *ctx, struct jk_http_call *call);
/* GET /kalender/{region}: the public calendar, filtered as the feed. */
void calendar_get(void *ctx, struct jk_http_call *call);
/* GET /kalender/{region}/{id}: one activity. */
void activity_get(void *ctx, struct jk_http_call *call);
/* GET /kalender/en/{region}: the same in English. */
void calendar_get_en(void *ctx, struct jk_http_call *call);
/* GET /kalender/en/{region}/{id}: the same in English. */
void activity_get_en(void *ctx, struct jk_http_call *call);
/* GET /feeds/{region}/qr.svg: the code of the feed's webcal address. */
void feed_code(void *ctx, struct jk_http_call *call);
/* GET /kalender/{region}/{id}.ics: the same as iCalendar. */
void activity_ics(void *ctx, struct jk_http_call *call);
#endif
