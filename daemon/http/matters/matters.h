/* daemon/http/matters/matters.h: the handlers of reports, tasks and drops, and what they share. */
#ifndef DAEMON_HTTP_MATTERS_MATTERS_H
#define DAEMON_HTTP_MATTERS_MATTERS_H
#include <jansson.h>
#include "daemon/http/api/handle.h"
#include "jarak/app/matters/matters.h"
#include "jarak/feed/matters/page.h"
#include "jarak/http/server/call.h"

/* POST /reports: a report, as JSON with a category or as VJOURNAL; else what happened to an
 * activity (rest_reports_post). */
void matters_reports_post(void *ctx, struct jk_http_call *call);
/* GET /reports: both kinds, newest first; ?category, state, about, before, limit: reports alone. */
void matters_reports_list(void *ctx, struct jk_http_call *call);
/* GET /reports/{id}, /tasks/{id}: with what was done to it. */
void matters_report_get(void *ctx, struct jk_http_call *call);
void matters_task_get(void *ctx, struct jk_http_call *call);
/* GET /reports/{id}.ics, /tasks/{id}.ics. */
void matters_report_bytes(void *ctx, struct jk_http_call *call);
void matters_task_bytes(void *ctx, struct jk_http_call *call);
/* POST /reports/{id}/verify: of a report what speaks for it; of what happened to an activity as
 * rest_report_verify. */
void matters_verify_post(void *ctx, struct jk_http_call *call);
void matters_refute_post(void *ctx, struct jk_http_call *call);
void matters_release_post(void *ctx, struct jk_http_call *call);
void matters_answer_post(void *ctx, struct jk_http_call *call);
void matters_withdraw_post(void *ctx, struct jk_http_call *call);
/* GET /reports/{id}/form-a.pdf: half filled in, for Bawaslu. */
void matters_form_a_get(void *ctx, struct jk_http_call *call);
/* PUT, GET /reports/{id}/photo. */
void matters_photo_put(void *ctx, struct jk_http_call *call);
void matters_photo_get(void *ctx, struct jk_http_call *call);
/* POST /meja/laporan/{id}/foto: the form with a photo. */
void matters_photo_form(void *ctx, struct jk_http_call *call);
/* POST /tasks: a task, as JSON or VTODO. */
void matters_tasks_post(void *ctx, struct jk_http_call *call);
/* GET /tasks: newest first; ?agency, state, late, about, before, limit. */
void matters_tasks_list(void *ctx, struct jk_http_call *call);
/* POST /tasks/{id}/progress, /tasks/{id}/cancel. */
void matters_progress_post(void *ctx, struct jk_http_call *call);
void matters_cancel_post(void *ctx, struct jk_http_call *call);

/* POST /drops: a drop, as JSON or VTODO; as text/csv many (matters_drops_import). */
void matters_drops_post(void *ctx, struct jk_http_call *call);
/* A table of drops: all of its rows or none. */
void matters_drops_import(void *ctx, struct jk_http_call *call);
/* GET /drops: newest first; ?state, stage, risk, late, about, before, limit. */
void matters_drops_list(void *ctx, struct jk_http_call *call);
/* GET /drops/progress: a row for each sub-district. */
void matters_drops_progress(void *ctx, struct jk_http_call *call);
/* GET /drops/{id}, /drops/{id}.ics. */
void matters_drop_get(void *ctx, struct jk_http_call *call);
void matters_drop_bytes(void *ctx, struct jk_http_call *call);
/* POST /drops/{id}/leave, receive, undo, cancel. */
void matters_leave_post(void *ctx, struct jk_http_call *call);
void matters_receive_post(void *ctx, struct jk_http_call *call);
void matters_undo_post(void *ctx, struct jk_http_call *call);
void matters_drop_cancel_post(void *ctx, struct jk_http_call *call);
/* GET, POST /meja/logistik, /meja/logistik/{id}; POST /meja/logistik/tabel: a table. */
void matters_drops_page(void *ctx, struct jk_http_call *call);
void matters_drops_form(void *ctx, struct jk_http_call *call);
void matters_drops_table_form(void *ctx, struct jk_http_call *call);
void matters_drop_page(void *ctx, struct jk_http_call *call);
void matters_drop_form(void *ctx, struct jk_http_call *call);

/* Pages: GET /meja/laporan, /meja/laporan/{id}, /meja/tugas, /meja/tugas/{id} and their forms. */
void matters_reports_page(void *ctx, struct jk_http_call *call);
/* GET /meja/luring, /meja/luring.js: the form alone, and what keeps it on the device. */
void matters_offline_page(void *ctx, struct jk_http_call *call);
void matters_offline_script(void *ctx, struct jk_http_call *call);
void matters_reports_form(void *ctx, struct jk_http_call *call);
void matters_report_page(void *ctx, struct jk_http_call *call);
void matters_report_form(void *ctx, struct jk_http_call *call);
void matters_tasks_page(void *ctx, struct jk_http_call *call);
void matters_tasks_form(void *ctx, struct jk_http_call *call);
void matters_task_page(void *ctx, struct jk_http_call *call);
void matters_task_form(void *ctx, struct jk_http_call *call);

/* `YYYY-MM-DDTHH:MM` as a browser sends it, seconds behind it passed over. @return false: none */
bool matters_local_time(const char *text, const struct jk_tz *tz, int64_t *utc_s);
/* The region of the pages: the reader's own. */
const struct jk_region *matters_own_region(struct jk_api *api, struct jk_http_call *call);
/* The rows of a list by what it is filtered by, and what the reader has before it as a whole.
 * @return false: memory is out */
bool matters_gather(struct jk_api *api, struct jk_http_call *call, struct jk_matters_page *page);
#define MATTERS_PAGE_ROWS 50
/* The zone of a matter's region. */
const struct jk_tz *matters_tz(const struct jk_api *api, const char *region);
/* The matter of that kind of the address (its first capture) that the caller may read; null: there
 * is none, err says so. */
const struct jk_matter *matters_of_call(struct jk_api *api, struct jk_http_call *call,
                                        enum jk_matter_kind kind, struct jk_error *err);
/* A UID for what came without one. @return in the arena; null: no memory, no chance */
const char *matters_new_uid(struct jk_http_call *call);
#endif
