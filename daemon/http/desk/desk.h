/* daemon/http/desk/desk.h: the handlers of the officials' desk, as the table of routes names them:
 * the data its pages are made of, and the pages. */
#ifndef DAEMON_HTTP_DESK_DESK_H
#define DAEMON_HTTP_DESK_DESK_H
#include "daemon/http/api/handle.h"
#include "jarak/http/server/call.h"

/* GET /api/v1/days/{region}/{date}: all that happens on one day. */
void desk_day_get(void *ctx, struct jk_http_call *call);
/* GET /api/v1/regions/{region}/basemap: what maps are drawn on. */
void desk_basemap_get(void *ctx, struct jk_http_call *call);
/* GET /api/v1/conflicts/{id}: one conflict with both its sides; by its code too, which lists what
 * it may mean where it is short or several begin so. */
void desk_conflict_get(void *ctx, struct jk_http_call *call);

/* Refuse as a page, in the reader's language, what no handler of a page will see or go on with. */
void desk_refuse_page(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err);
/* A page may not be opened: to the page to sign in, and back from there; or why not. */
void desk_refuse_right(struct jk_api *api, struct jk_http_call *call, enum jk_status why,
                       const struct jk_error *err);
/* GET /meja/: on to the page the account works on. */
void desk_front_get(void *ctx, struct jk_http_call *call);
/* GET /meja/bahasa: the other language, kept in a cookie. */
void desk_language_get(void *ctx, struct jk_http_call *call);
/* GET, POST /meja/login; POST /meja/keluar. */
void desk_login_get(void *ctx, struct jk_http_call *call);
void desk_login_post(void *ctx, struct jk_http_call *call);
void desk_sign_out_post(void *ctx, struct jk_http_call *call);
/* GET /meja/tautan/{token}: asks whether to sign in by a link; POST /meja/tautan does. */
void desk_link_get(void *ctx, struct jk_http_call *call);
void desk_link_post(void *ctx, struct jk_http_call *call);
/* GET /meja/hari: on to a day of the own region, today where none is named. */
void desk_day_choose_get(void *ctx, struct jk_http_call *call);
/* GET /meja/hari/{region}/{date}. */
void desk_day_page_get(void *ctx, struct jk_http_call *call);
/* GET /meja/konflik/{id}; POST .../pendapat, .../putusan: an opinion, a decision on one side. */
void desk_conflict_page_get(void *ctx, struct jk_http_call *call);
void desk_opinion_post(void *ctx, struct jk_http_call *call);
void desk_decision_post(void *ctx, struct jk_http_call *call);
void desk_notice_decision_post(void *ctx, struct jk_http_call *call);
void desk_approvals_get(void *ctx, struct jk_http_call *call);
void desk_approvals_post(void *ctx, struct jk_http_call *call);
void desk_list_get(void *ctx, struct jk_http_call *call);
void desk_list_post(void *ctx, struct jk_http_call *call);
void desk_deliveries_get(void *ctx, struct jk_http_call *call);
void desk_delivery_post(void *ctx, struct jk_http_call *call);
void desk_policy_get(void *ctx, struct jk_http_call *call);
void desk_policy_post(void *ctx, struct jk_http_call *call);
void desk_trail_get(void *ctx, struct jk_http_call *call);
void desk_journal_get(void *ctx, struct jk_http_call *call);
void desk_paslon_get(void *ctx, struct jk_http_call *call);
void desk_paslon_post(void *ctx, struct jk_http_call *call);
void desk_letter_post(void *ctx, struct jk_http_call *call);
void desk_ask_back_post(void *ctx, struct jk_http_call *call);
void desk_legs_follow_post(void *ctx, struct jk_http_call *call);
/* GET, POST /meja/formulir: the form of a notice; its buttons check, add rows, file. */
void desk_form_get(void *ctx, struct jk_http_call *call);
void desk_form_post(void *ctx, struct jk_http_call *call);
/* GET /meja/kotak: the inbox; POST /meja/kotak/terima: notice is taken of an alert. */
void desk_inbox_get(void *ctx, struct jk_http_call *call);
void desk_ack_post(void *ctx, struct jk_http_call *call);
/* GET, POST /meja/pemberitahuan/{uid}/waktu: clear times, and a proposal of some; POST .../jawab:
 * the answer for the team. */
void desk_times_get(void *ctx, struct jk_http_call *call);
void desk_times_post(void *ctx, struct jk_http_call *call);
void desk_times_answer_post(void *ctx, struct jk_http_call *call);
/* GET /meja/draf/{id}: what a calendar sent; POST: an official files it. */
void desk_draft_get(void *ctx, struct jk_http_call *call);
void desk_draft_post(void *ctx, struct jk_http_call *call);
/* GET /meja/pemberitahuan/{uid}: what became of a notice. */
void desk_notice_page_get(void *ctx, struct jk_http_call *call);
/* GET /meja/rakor: on to the matrix of a day; GET /meja/rakor/{region}/{date}: of one or several.
 */
void desk_matrix_choose_get(void *ctx, struct jk_http_call *call);
void desk_matrix_get(void *ctx, struct jk_http_call *call);
/* GET /meja/admin: accounts of the region; POST /meja/admin/akun: a new one; POST
 * /meja/admin/akun/{name}: kept out or let in, another password, a token. */
void desk_admin_get(void *ctx, struct jk_http_call *call);
void desk_account_make_post(void *ctx, struct jk_http_call *call);
void desk_account_post(void *ctx, struct jk_http_call *call);
#endif
