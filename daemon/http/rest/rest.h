/* daemon/http/rest/rest.h: the handlers of the REST resources, as the table of routes names them.
 * One file a resource; rights and limits stand in daemon/http/routes.c. */
#ifndef DAEMON_HTTP_REST_REST_H
#define DAEMON_HTTP_REST_REST_H
#include "daemon/http/api/handle.h"
#include "jarak/app/editions/editions.h"
#include "jarak/http/server/call.h"

void rest_notices_post(void *ctx, struct jk_http_call *call);
/* GET /notices: what stands in the caller's region, by page. */
void rest_notices_list(void *ctx, struct jk_http_call *call);
struct jk_app;
struct jk_arena;
struct jk_entry;
/* Who reads a notice in a list: a team is told nothing of others, a guest (an office on whose
 * ground it is and that decides nothing about it) no address, title, code or tag. */
enum rest_reader { REST_OFFICER, REST_TEAM, REST_GUEST, REST_OVERSEER };
/* One notice as in that list. `day`: which instance, or JK_ANY_DAY.
 * @return given; null when memory is out */
json_t *rest_entry_json(const struct jk_app *app, struct jk_arena *arena,
                        const struct jk_entry *entry, int32_t day, enum rest_reader reader);
/* PUT /notices/{uid}: one resource, created or changed under a condition. */
void rest_notice_put(void *ctx, struct jk_http_call *call);
/* GET /notices/{uid}: its verdict. */
void rest_notice_get(void *ctx, struct jk_http_call *call);
/* GET /notices/{uid}.ics: the stored bytes. */
void rest_notice_bytes(void *ctx, struct jk_http_call *call);
/* DELETE /notices/{uid}: withdrawn; the main takes its chain with it. */
void rest_notice_delete(void *ctx, struct jk_http_call *call);
/* GET /notices/{uid}/certificate: of the verdict as it stands, or of the approval. */
void rest_notice_certificate(void *ctx, struct jk_http_call *call);
/* GET /notices/{uid}/history: the acts on its chain, oldest first. */
void rest_notice_history(void *ctx, struct jk_http_call *call);
/* GET /notices/{uid}/slots: when it may start instead. */
void rest_notice_slots(void *ctx, struct jk_http_call *call);
/* PUT /notices/{uid}/letter: its signed letter, whole or in parts. */
void rest_attachment_put(void *ctx, struct jk_http_call *call);
/* GET /notices/{uid}/letter: the file. */
void rest_attachment_get(void *ctx, struct jk_http_call *call);
/* GET /notices/{uid}/conflicts: those of its chain. */
void rest_notice_conflicts(void *ctx, struct jk_http_call *call);
/* POST /notices/{uid}/decision: an official's act. */
void rest_decision_post(void *ctx, struct jk_http_call *call);
/* POST /decisions: several acts in one command, all or none. */
void rest_decisions_post(void *ctx, struct jk_http_call *call);
/* POST /notices/{uid}/move: the chain, or its legs after it, at other times. */
void rest_move_post(void *ctx, struct jk_http_call *call);
/* POST /notices/{uid}/retime: other times proposed for its chain. */
void rest_retime_post(void *ctx, struct jk_http_call *call);
/* POST /notices/{uid}/retime/accept: one of them chosen for the team; the chain moves. */
void rest_retime_accept(void *ctx, struct jk_http_call *call);
/* POST /notices/{uid}/retime/decline: none of them will do. */
void rest_retime_decline(void *ctx, struct jk_http_call *call);
/* POST /check: the verdict, nothing stored. */
void rest_check_post(void *ctx, struct jk_http_call *call);
/* The body of the call as a stream of notices that are filed: what POST /notices does. */
void rest_file_stream(struct jk_api *api, struct jk_http_call *call);
/* POST /import: as POST /notices, with more in it, or as a table; drafts of a team are not brought
 * this way. */
void rest_import_post(void *ctx, struct jk_http_call *call);
/* What browsers and programs call a table; a workbook under its own name is told what to do. */
#define REST_TABLE_TYPES                                                 \
    "text/csv,text/tab-separated-values,application/vnd.ms-excel,"       \
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet," \
    "application/vnd.oasis.opendocument.spreadsheet"
#define REST_IMPORT_TYPES "text/calendar,multipart/form-data," REST_TABLE_TYPES
/* GET /export: the notices of a list as one file. */
void rest_export_get(void *ctx, struct jk_http_call *call);
/* POST /api/v1/routes: a recorded way as the line of a notice. */
void rest_routes_post(void *ctx, struct jk_http_call *call);
/* GET /freebusy/{area}.ifb: when a standard activity may start at an area's reference point. */
void rest_freebusy_get(void *ctx, struct jk_http_call *call);
/* GET /conflicts: pairs with a side in the caller's region. */
void rest_conflicts_list(void *ctx, struct jk_http_call *call);
/* POST /conflicts/{id}/verdict: what an agency says of it. */
void rest_opinion_post(void *ctx, struct jk_http_call *call);
/* POST /reports: what was seen on the ground. */
void rest_reports_post(void *ctx, struct jk_http_call *call);
/* Those of a region that the call asks for (uid, verified), newest first. @return given; null when
 * memory is out */
json_t *rest_reports_json(struct jk_api *api, struct jk_http_call *call, const char *region);
/* POST /reports/{id}/verify: confirmed by somebody else; it is judged by from now on. */
void rest_report_verify(void *ctx, struct jk_http_call *call);
/* GET /alerts: the caller's inbox above an index. */
void rest_alerts_list(void *ctx, struct jk_http_call *call);
/* GET /alerts/stream: the same as server-sent events. */
void rest_alerts_stream(void *ctx, struct jk_http_call *call);
/* GET /alerts/{id}.cap: one alert of the caller's inbox as CAP 1.2. */
void rest_alert_cap(void *ctx, struct jk_http_call *call);
/* GET /alerts.atom: the newest of the caller's inbox, linking to the CAP documents. */
void rest_alerts_atom(void *ctx, struct jk_http_call *call);
/* POST /alerts/{id}/ack: taken notice of; it is told no further up. */
void rest_alert_ack(void *ctx, struct jk_http_call *call);
/* GET /places?q=: the pack's gazetteer. */
void rest_places_list(void *ctx, struct jk_http_call *call);
/* GET /regions, /contests: what a form offers. */
void rest_regions_list(void *ctx, struct jk_http_call *call);
void rest_contests_list(void *ctx, struct jk_http_call *call);
/* GET /zones: risk zones as GeoJSON, for those who see conflicts. */
void rest_zones_get(void *ctx, struct jk_http_call *call);
/* GET /policy: the rows in force. */
void rest_policy_get(void *ctx, struct jk_http_call *call);
void rest_policies_list(void *ctx, struct jk_http_call *call);
/* PUT /policy, /zones: stated over the files of the pack, judged beside, answered once in force. */
void rest_edition_put(void *ctx, struct jk_http_call *call);
/* GET /policies/history, /zones/history: what was stated for a scope, newest first. */
void rest_editions_list(void *ctx, struct jk_http_call *call);
/* The tag of what was stated for a scope: "e3", with its quotes; null when memory is out. */
const char *rest_edition_etag(struct jk_api *api, struct jk_http_call *call,
                              enum jk_edition_part part, const struct jk_calendar_of *scope);
/* GET /subscriptions: the caller's, and how far each was delivered. */
void rest_subscriptions_list(void *ctx, struct jk_http_call *call);
/* POST /subscriptions: a new one; its secret is in this answer only. */
void rest_subscriptions_post(void *ctx, struct jk_http_call *call);
/* DELETE /subscriptions/{id}: sent no more, its secret destroyed. */
void rest_subscription_delete(void *ctx, struct jk_http_call *call);
/* POST /subscriptions/{id}/retry: what failed or is dead is tried again now. */
void rest_subscription_retry(void *ctx, struct jk_http_call *call);
/* POST /whatif: what another policy would change. */
void rest_whatif_post(void *ctx, struct jk_http_call *call);
/* GET /healthz: the loop turns. */
void rest_health_get(void *ctx, struct jk_http_call *call);
/* GET /readyz: the store takes commits, the state is loaded, the clock is sane; else 503. */
void rest_ready_get(void *ctx, struct jk_http_call *call);
/* GET /metrics: in figures, for who asks on this machine; others find nothing. */
void rest_metrics_get(void *ctx, struct jk_http_call *call);

/* Forget parts of letters that nobody goes on with. */
void rest_attachments_sweep(const struct jk_api *api);
/* The first capture as an alert's id, `<conflict>-<revision>`; the text in the call's arena. False:
 * no alert has such an id. */
bool rest_read_alert_id(struct jk_http_call *call, const char **conflict, uint32_t *revision);

/* Does the caller supervise, so that nothing personal is told? */
bool rest_is_overseer(const struct jk_api *api, const struct jk_http_call *call);

/* GET /notices/{uid} for who may know of it what the public is told and no more. False: it is not
 * so, nothing was answered. */
bool rest_notice_public(struct jk_api *api, struct jk_http_call *call);
#endif
