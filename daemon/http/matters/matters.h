/* daemon/http/matters/matters.h: the handlers of reports and tasks, and what they share. */
#ifndef DAEMON_HTTP_MATTERS_MATTERS_H
#define DAEMON_HTTP_MATTERS_MATTERS_H
#include <jansson.h>
#include "daemon/http/api/handle.h"
#include "jarak/app/matters/matters.h"
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

/* The zone of a matter's region. */
const struct jk_tz *matters_tz(const struct jk_api *api, const char *region);
/* The matter of that kind of the address (its first capture) that the caller may read; null: there
 * is none, err says so. */
const struct jk_matter *matters_of_call(struct jk_api *api, struct jk_http_call *call,
                                        enum jk_matter_kind kind, struct jk_error *err);
/* A UID for what came without one. @return in the arena; null: no memory, no chance */
const char *matters_new_uid(struct jk_http_call *call);
#endif
