/* The surface's table: every route, who may use it, how long its body may be and who answers it;
 * and the life of the handle.
 *
 * This table alone says who can do what: `jarakd --routes` prints it, and docs/rights.md is held
 * against it. The router finds rows by method and pattern, so
 * that the order of the rows means nothing. */
#include "daemon/http/zones/zones.h"
#include "jarak/http/routes.h"

#include <stdlib.h>
#include <string.h>
#include <event2/event.h>
#include "daemon/http/api/alert_streams.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/form.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/stating.h"
#include "daemon/http/api/turns.h"
#include "daemon/http/api/metrics_counts.h"
#include "daemon/http/dav/dav.h"
#include "daemon/http/desk/desk.h"
#include "daemon/http/login/check_quota.h"
#include "daemon/http/login/guess_delay.h"
#include "daemon/http/login/hasher.h"
#include "daemon/http/login/link.h"
#include "daemon/http/login/login.h"
#include "daemon/http/login/session.h"
#include "daemon/http/meeting/meeting.h"
#include "daemon/http/oversight/oversight.h"
#include "daemon/http/personnel/personnel.h"
#include "daemon/http/paper/paper.h"
#include "daemon/http/paper/press.h"
#include "daemon/http/public/public.h"
#include "daemon/http/public/send.h"
#include "daemon/http/drafts/drafts.h"
#include "daemon/http/matters/matters.h"
#include "daemon/http/rest/rest.h"
#include "jarak/app/conflicts/alerts.h"
#include "jarak/app/handle/work.h"

#define KIB 1024U

#define SHARED HTTP_PUBLIC_SHARED

static const struct jk_http_route routes[] = {
    /* method   path   who may   body limit   media types   parameters   answer */
    { JK_HTTP_GET, "/", 0, 0, NULL, SHARED, http_public_front_get },
    { JK_HTTP_GET, "/kalender/{region}", 0, 0, NULL, "area,paslon,kind,from,to," SHARED,
      http_public_calendar_get },
    { JK_HTTP_GET, "/kalender/{region}/{id}", 0, 0, NULL, SHARED, http_public_activity_get },
    { JK_HTTP_GET, "/kalender/en/{region}", 0, 0, NULL, "area,paslon,kind,from,to," SHARED,
      http_public_calendar_get_en },
    { JK_HTTP_GET, "/kalender/en/{region}/{id}", 0, 0, NULL, SHARED, http_public_activity_get_en },
    { JK_HTTP_GET, "/kalender/{region}/{id}.ics", 0, 0, NULL, NULL, http_public_activity_ics },
    { JK_HTTP_GET, "/assets/{name}", 0, 0, NULL, NULL, http_public_asset_get },
    { JK_HTTP_GET, "/assets/{digest}/{name}", 0, 0, NULL, NULL, http_public_kept_asset_get },
    { JK_HTTP_GET, "/healthz", 0, 0, NULL, NULL, rest_health_get },
    { JK_HTTP_GET, "/readyz", 0, 0, NULL, NULL, rest_ready_get },
    { JK_HTTP_GET, "/metrics", 0, 0, NULL, NULL, rest_metrics_get }, /* from this machine only */
    { JK_HTTP_GET, "/feeds/{region}/approved.ics", 0, 0, NULL, "area,paslon,kind,from,to",
      http_public_approved_get },
    { JK_HTTP_GET, "/feeds/{region}/qr.svg", 0, 0, NULL, NULL, http_public_feed_code },
    { JK_HTTP_GET, "/feeds/t/{token}.ics", 0, 0, NULL, NULL, http_public_private_calendar },
    { JK_HTTP_GET, "/feeds/t/{token}/requests.ics", 0, 0, NULL, NULL,
      http_public_private_requests },
    { JK_HTTP_GET, "/feeds/t/{token}/alerts.atom", 0, 0, NULL, NULL, http_public_private_atom },
    { JK_HTTP_GET, "/freebusy/{area}.ifb", JK_MAY_READ, 0, NULL,
      "contest,paslon,kind,level,date,from,to", rest_freebusy_get },
    { JK_HTTP_POST, "/api/v1/notices", JK_MAY_FILE, 256 * KIB, "text/calendar", NULL,
      rest_notices_post },
    { JK_HTTP_GET, "/api/v1/notices", JK_MAY_LOOK, 0, NULL, "region,date,state,paslon,cursor,as_of",
      rest_notices_list },
    { JK_HTTP_PUT, "/api/v1/notices/{uid}", JK_MAY_SUBMIT, 256 * KIB, "text/calendar", NULL,
      rest_notice_put },
    { JK_HTTP_GET, "/api/v1/notices/{uid}", JK_MAY_LOOK, 0, NULL, "as_of", rest_notice_get },
    { JK_HTTP_GET, "/api/v1/notices/{uid}.ics", JK_MAY_READ, 0, NULL, "as_of", rest_notice_bytes },
    { JK_HTTP_DELETE, "/api/v1/notices/{uid}", JK_MAY_SUBMIT, 0, NULL, NULL, rest_notice_delete },
    { JK_HTTP_GET, "/api/v1/notices/{uid}/conflicts", JK_MAY_FOLLOW, 0, NULL, "as_of",
      rest_notice_conflicts },
    { JK_HTTP_GET, "/api/v1/notices/{uid}/history", JK_MAY_FOLLOW, 0, NULL, "as_of",
      rest_notice_history },
    { JK_HTTP_GET, "/api/v1/notices/{uid}/certificate", JK_MAY_SEE, 0, NULL, "of",
      rest_notice_certificate },
    { JK_HTTP_GET, "/api/v1/notices/{uid}/slots", JK_MAY_READ, 0, NULL, "date,level,venues",
      rest_notice_slots },
    { JK_HTTP_PUT, "/api/v1/notices/{uid}/letter", JK_MAY_SUBMIT | JK_MAY_CAMPAIGN, 5120 * KIB,
      "application/pdf,image/jpeg", NULL, rest_attachment_put },
    { JK_HTTP_GET, "/api/v1/notices/{uid}/letter", JK_MAY_SEE, 0, NULL, NULL, rest_attachment_get },
    { JK_HTTP_GET, "/api/v1/notices/{uid}/answer.pdf", JK_MAY_READ, 0, NULL, "lang",
      paper_letter_get },
    { JK_HTTP_GET, "/surat/{hash}", 0, 0, NULL, "lang," SHARED, http_public_letter_get },
    { JK_HTTP_POST, "/api/v1/notices/{uid}/decision", JK_MAY_SUBMIT, 64 * KIB, "application/json",
      NULL, rest_decision_post },
    { JK_HTTP_POST, "/api/v1/notices/{uid}/move", JK_MAY_SUBMIT, 16 * KIB, "application/json", NULL,
      rest_move_post },
    { JK_HTTP_POST, "/api/v1/notices/{uid}/retime", JK_MAY_DECIDE, 16 * KIB, "application/json",
      NULL, rest_retime_post },
    { JK_HTTP_POST, "/api/v1/notices/{uid}/retime/accept", JK_MAY_ACCEPT, 16 * KIB,
      "application/json", NULL, rest_retime_accept },
    { JK_HTTP_POST, "/api/v1/notices/{uid}/retime/decline", JK_MAY_ACCEPT, 16 * KIB,
      "application/json", NULL, rest_retime_decline },
    { JK_HTTP_POST, "/api/v1/decisions", JK_MAY_DECIDE, 256 * KIB, "application/json", NULL,
      rest_decisions_post },
    { JK_HTTP_POST, "/api/v1/reports", JK_MAY_REPORT, 64 * KIB, "application/json,text/calendar",
      NULL, matters_reports_post },
    { JK_HTTP_GET, "/api/v1/reports", JK_MAY_SEE, 0, NULL,
      "uid,region,verified,category,state,about,before,limit", matters_reports_list },
    { JK_HTTP_GET, "/api/v1/reports/{id}", JK_MAY_SEE, 0, NULL, NULL, matters_report_get },
    { JK_HTTP_GET, "/api/v1/reports/{id}.ics", JK_MAY_SEE, 0, NULL, NULL, matters_report_bytes },
    { JK_HTTP_PUT, "/api/v1/reports/{id}/photo", JK_MAY_REPORT, 6 * KIB *KIB,
      "image/jpeg,image/png", NULL, matters_photo_put },
    { JK_HTTP_GET, "/api/v1/reports/{id}/photo", JK_MAY_SEE, 0, NULL, NULL, matters_photo_get },
    { JK_HTTP_GET, "/api/v1/reports/{id}/form-a.pdf", JK_MAY_SEE, 0, NULL, "lang",
      matters_form_a_get },
    { JK_HTTP_POST, "/api/v1/reports/{id}/verify", JK_MAY_REPORT, 16 * KIB, "application/json",
      NULL, matters_verify_post },
    { JK_HTTP_POST, "/api/v1/reports/{id}/refute", JK_MAY_REPORT, 16 * KIB, "application/json",
      NULL, matters_refute_post },
    { JK_HTTP_POST, "/api/v1/reports/{id}/release", JK_MAY_REPORT, 16 * KIB, "application/json",
      NULL, matters_release_post },
    { JK_HTTP_POST, "/api/v1/reports/{id}/answer", JK_MAY_REPORT, 16 * KIB, "application/json",
      NULL, matters_answer_post },
    { JK_HTTP_POST, "/api/v1/reports/{id}/withdraw", JK_MAY_REPORT, 16 * KIB, "application/json",
      NULL, matters_withdraw_post },
    { JK_HTTP_POST, "/api/v1/tasks", JK_MAY_REPORT, 64 * KIB, "application/json,text/calendar",
      NULL, matters_tasks_post },
    { JK_HTTP_GET, "/api/v1/tasks", JK_MAY_SEE, 0, NULL,
      "region,agency,state,late,about,before,limit", matters_tasks_list },
    { JK_HTTP_GET, "/api/v1/tasks/{id}", JK_MAY_SEE, 0, NULL, NULL, matters_task_get },
    { JK_HTTP_GET, "/api/v1/tasks/{id}.ics", JK_MAY_SEE, 0, NULL, NULL, matters_task_bytes },
    { JK_HTTP_POST, "/api/v1/tasks/{id}/progress", JK_MAY_REPORT, 16 * KIB, "application/json",
      NULL, matters_progress_post },
    { JK_HTTP_POST, "/api/v1/tasks/{id}/cancel", JK_MAY_REPORT, 16 * KIB, "application/json", NULL,
      matters_cancel_post },
    { JK_HTTP_POST, "/api/v1/drops", JK_MAY_REPORT, 512 * KIB,
      "application/json,text/calendar,text/csv", NULL, matters_drops_post },
    { JK_HTTP_GET, "/api/v1/drops", JK_MAY_SEE, 0, NULL,
      "region,state,stage,risk,late,about,before,limit", matters_drops_list },
    { JK_HTTP_GET, "/api/v1/drops/progress", JK_MAY_SEE, 0, NULL, "region",
      matters_drops_progress },
    { JK_HTTP_GET, "/api/v1/drops/{id}", JK_MAY_SEE, 0, NULL, NULL, matters_drop_get },
    { JK_HTTP_GET, "/api/v1/drops/{id}.ics", JK_MAY_SEE, 0, NULL, NULL, matters_drop_bytes },
    { JK_HTTP_POST, "/api/v1/drops/{id}/leave", JK_MAY_REPORT, 16 * KIB, "application/json", NULL,
      matters_leave_post },
    { JK_HTTP_POST, "/api/v1/drops/{id}/receive", JK_MAY_REPORT, 16 * KIB, "application/json", NULL,
      matters_receive_post },
    { JK_HTTP_POST, "/api/v1/drops/{id}/undo", JK_MAY_REPORT, 16 * KIB, "application/json", NULL,
      matters_undo_post },
    { JK_HTTP_POST, "/api/v1/drops/{id}/cancel", JK_MAY_REPORT, 16 * KIB, "application/json", NULL,
      matters_drop_cancel_post },
    { JK_HTTP_POST, "/api/v1/check", JK_MAY_FILE, 256 * KIB, "text/calendar", NULL,
      rest_check_post },
    { JK_HTTP_POST, "/api/v1/import", JK_MAY_SUBMIT | JK_MAY_CAMPAIGN, 1024 * KIB,
      REST_IMPORT_TYPES, NULL, rest_import_post },
    { JK_HTTP_GET, "/api/v1/export", JK_MAY_SEE, 0, NULL, "format,region,date,state,paslon",
      rest_export_get },
    { JK_HTTP_POST, "/api/v1/routes", JK_MAY_FILE | JK_MAY_CAMPAIGN, 16384 * KIB,
      "application/gpx+xml,application/vnd.google-earth.kml+xml,application/geo+json,"
      "application/json,application/xml,text/xml,application/vnd.google-earth.kmz,"
      "application/octet-stream",
      "error_m,line", rest_routes_post },
    { JK_HTTP_POST, "/api/v1/whatif", JK_MAY_SEE, 256 * KIB, "application/json", "contest,region",
      rest_whatif_post },
    { JK_HTTP_GET, "/api/v1/drafts", JK_MAY_READ, 0, NULL, NULL, drafts_list },
    { JK_HTTP_GET, "/api/v1/drafts/{id}", JK_MAY_READ, 0, NULL, NULL, drafts_get },
    { JK_HTTP_GET, "/api/v1/drafts/{id}.ics", JK_MAY_READ, 0, NULL, NULL, drafts_bytes },
    { JK_HTTP_PUT, "/api/v1/drafts/{id}", JK_MAY_FILE | JK_MAY_CAMPAIGN, 256 * KIB, "text/calendar",
      NULL, drafts_put },
    { JK_HTTP_DELETE, "/api/v1/drafts/{id}", JK_MAY_FILE | JK_MAY_CAMPAIGN, 0, NULL, NULL,
      drafts_delete },
    { JK_HTTP_POST, "/api/v1/drafts/{id}/confirm", JK_MAY_SUBMIT | JK_MAY_CAMPAIGN, 4 * KIB,
      "application/json", NULL, drafts_confirm },
    { JK_HTTP_POST, "/api/v1/drafts/{id}/return", JK_MAY_SUBMIT | JK_MAY_CAMPAIGN, 4 * KIB,
      "application/json", NULL, drafts_return },
    { JK_HTTP_GET, "/api/v1/conflicts", JK_MAY_OVERSEE, 0, NULL, "region,from,to,level,state,as_of",
      rest_conflicts_list },
    { JK_HTTP_GET, "/api/v1/conflicts/{id}", JK_MAY_OVERSEE, 0, NULL, "as_of", desk_conflict_get },
    { JK_HTTP_GET, "/api/v1/days/{region}/{date}", JK_MAY_OVERSEE, 0, NULL, "as_of", desk_day_get },
    { JK_HTTP_GET, "/api/v1/regions/{region}/basemap", JK_MAY_ENTER, 0, NULL, NULL,
      desk_basemap_get },
    { JK_HTTP_GET, "/api/v1/days/{region}/{date}/matrix.pdf", JK_MAY_SEE, 0, NULL,
      "to,edition,lang", paper_matrix_get },
    { JK_HTTP_GET, "/api/v1/days/{region}/{date}/replay", JK_MAY_OVERSEE, 0, NULL, "as_of",
      oversight_replay_get },
    { JK_HTTP_GET, "/api/v1/days/{region}/{date}/brief", JK_MAY_OVERSEE, 0, NULL,
      "edition,since,lang,as_of", paper_brief_get },
    { JK_HTTP_GET, "/api/v1/days/{region}/{date}/brief.txt", JK_MAY_OVERSEE, 0, NULL,
      "edition,since,lang,as_of", paper_brief_text },
    { JK_HTTP_GET, "/api/v1/days/{region}/{date}/brief.pdf", JK_MAY_SEE, 0, NULL,
      "edition,since,lang", paper_brief_pdf },
    { JK_HTTP_GET, "/api/v1/days/{region}/{date}/map.svg", JK_MAY_SEE, 0, NULL, "time,lang",
      paper_day_svg },
    { JK_HTTP_GET, "/api/v1/days/{region}/{date}/map.png", JK_MAY_SEE, 0, NULL, "time,lang",
      paper_day_png },
    { JK_HTTP_GET, "/api/v1/conflicts/{id}/history", JK_MAY_OVERSEE, 0, NULL, "as_of",
      oversight_conflict_history_get },
    { JK_HTTP_GET, "/api/v1/conflicts/{id}/sheet.pdf", JK_MAY_SEE, 0, NULL, "edition,lang",
      paper_conflict_get },
    { JK_HTTP_GET, "/api/v1/conflicts/{id}/map.svg", JK_MAY_SEE, 0, NULL, "time,lang",
      paper_conflict_svg },
    { JK_HTTP_GET, "/api/v1/conflicts/{id}/map.png", JK_MAY_SEE, 0, NULL, "time,lang",
      paper_conflict_png },
    { JK_HTTP_POST, "/api/v1/conflicts/{id}/verdict", JK_MAY_SEE, 64 * KIB, "application/json",
      NULL, rest_opinion_post },
    { JK_HTTP_GET, "/api/v1/subscriptions", JK_MAY_READ, 0, NULL, NULL, rest_subscriptions_list },
    { JK_HTTP_POST, "/api/v1/subscriptions", JK_MAY_READ, 16 * KIB, "application/json", NULL,
      rest_subscriptions_post },
    { JK_HTTP_DELETE, "/api/v1/subscriptions/{id}", JK_MAY_READ, 0, NULL, NULL,
      rest_subscription_delete },
    { JK_HTTP_POST, "/api/v1/subscriptions/{id}/retry", JK_MAY_READ, 0, NULL, NULL,
      rest_subscription_retry },
    { JK_HTTP_GET, "/api/v1/alerts", JK_MAY_READ, 0, NULL, "after", rest_alerts_list },
    { JK_HTTP_GET, "/api/v1/alerts.atom", JK_MAY_READ, 0, NULL, NULL, rest_alerts_atom },
    { JK_HTTP_GET, "/api/v1/places", JK_MAY_ENTER, 0, NULL, "q", rest_places_list },
    { JK_HTTP_GET, "/api/v1/regions", JK_MAY_ENTER, 0, NULL, NULL, rest_regions_list },
    { JK_HTTP_GET, "/api/v1/contests", JK_MAY_ENTER, 0, NULL, NULL, rest_contests_list },
    { JK_HTTP_GET, "/api/v1/zones", JK_MAY_OVERSEE, 0, NULL, "region,as_of", rest_zones_get },
    { JK_HTTP_PUT, "/api/v1/zones", JK_MAY_DECIDE, JK_EDITION_ZONES_MAX,
      "application/json,application/geo+json", "region", rest_edition_put },
    { JK_HTTP_POST, "/api/v1/zones/whatif", JK_MAY_DECIDE, JK_EDITION_ZONES_MAX,
      "application/json,application/geo+json", "region", zones_whatif_post },
    { JK_HTTP_GET, "/api/v1/zones/history", JK_MAY_SEE, 0, NULL, "region", rest_editions_list },
    { JK_HTTP_GET, "/api/v1/stations", JK_MAY_OVERSEE, 0, NULL, "region,as_of",
      zones_stations_get },
    { JK_HTTP_GET, "/api/v1/stations.geojson", JK_MAY_OVERSEE, 0, NULL, "region,as_of",
      zones_stations_get },
    { JK_HTTP_GET, "/api/v1/stations.csv", JK_MAY_OVERSEE, 0, NULL, "region,as_of",
      zones_stations_get },
    { JK_HTTP_PUT, "/api/v1/stations", JK_MAY_DECIDE, JK_EDITION_STATIONS_MAX,
      "application/json,application/geo+json,text/csv", "region,basis", rest_edition_put },
    { JK_HTTP_POST, "/api/v1/stations/whatif", JK_MAY_DECIDE, JK_EDITION_STATIONS_MAX,
      "application/json,application/geo+json,text/csv", "region", zones_stations_whatif },
    { JK_HTTP_GET, "/api/v1/stations/history", JK_MAY_SEE, 0, NULL, "region", rest_editions_list },
    { JK_HTTP_GET, "/api/v1/personnel", JK_MAY_DECIDE, 0, NULL, "region,date,as_of",
      personnel_get },
    { JK_HTTP_PUT, "/api/v1/personnel", JK_MAY_DECIDE, JK_EDITION_ZONES_MAX, "application/json",
      "region", rest_edition_put },
    { JK_HTTP_GET, "/api/v1/personnel/whatif", JK_MAY_DECIDE, 0, NULL,
      "region,date,stations,each,capacity", personnel_whatif_get },
    { JK_HTTP_GET, "/api/v1/personnel/history", JK_MAY_DECIDE, 0, NULL, "region",
      rest_editions_list },
    { JK_HTTP_GET, "/api/v1/policy", JK_MAY_ENTER, 0, NULL, "contest,region,as_of",
      rest_policy_get },
    { JK_HTTP_PUT, "/api/v1/policy", JK_MAY_DECIDE, JK_EDITION_POLICY_MAX, "application/json",
      "contest,region", rest_edition_put },
    { JK_HTTP_GET, "/api/v1/policies/history", JK_MAY_SEE, 0, NULL, "contest,region",
      rest_editions_list },
    { JK_HTTP_GET, "/api/v1/policies", JK_MAY_ENTER, 0, NULL, NULL, rest_policies_list },
    { JK_HTTP_GET, "/api/v1/digest", JK_MAY_SEE, 0, NULL, "region,from,to,lang",
      meeting_recap_get },
    { JK_HTTP_GET, "/api/v1/digest.txt", JK_MAY_SEE, 0, NULL, "region,from,to,lang",
      meeting_recap_text },
    { JK_HTTP_GET, "/api/v1/digest.pdf", JK_MAY_SEE, 0, NULL, "region,from,to,lang",
      meeting_recap_pdf },
    { JK_HTTP_GET, "/api/v1/alerts/stream", JK_MAY_READ, 0, NULL, "after", rest_alerts_stream },
    { JK_HTTP_POST, "/api/v1/alerts/{id}/ack", JK_MAY_SEE, 0, NULL, NULL, rest_alert_ack },
    { JK_HTTP_POST, "/api/v1/sessions", 0, 4 * KIB, "application/json", NULL, login_sessions_post },
    { JK_HTTP_GET, "/api/v1/sessions", JK_MAY_ENTER, 0, NULL, NULL, login_sessions_get },
    { JK_HTTP_DELETE, "/api/v1/sessions", JK_MAY_ENTER, 0, NULL, NULL, login_sessions_delete },
    { JK_HTTP_GET, "/api/v1/accounts", JK_MAY_ADMIN, 0, NULL, NULL, login_accounts_list },
    { JK_HTTP_POST, "/api/v1/accounts", JK_MAY_ADMIN, 4 * KIB, "application/json", NULL,
      login_accounts_post },
    { JK_HTTP_POST, "/api/v1/accounts/{name}/disable", JK_MAY_ADMIN, 4 * KIB, "application/json",
      NULL, login_account_disable },
    { JK_HTTP_POST, "/api/v1/accounts/{name}/dates", JK_MAY_ADMIN, 4 * KIB, "application/json",
      NULL, login_account_dates },
    { JK_HTTP_POST, "/api/v1/accounts/{name}/scope", JK_MAY_ADMIN, 8 * KIB, "application/json",
      NULL, login_account_scope },
    { JK_HTTP_POST, "/api/v1/accounts/{name}/password", JK_MAY_ADMIN, 4 * KIB, "application/json",
      NULL, login_account_password },
    { JK_HTTP_POST, "/api/v1/accounts/{name}/tokens", JK_MAY_ADMIN, 4 * KIB, "application/json",
      NULL, login_account_tokens },
    { JK_HTTP_POST, "/api/v1/accounts/{name}/tokens/{id}/revoke", JK_MAY_ADMIN, 0, NULL, NULL,
      login_token_revoke },
    { JK_HTTP_POST, "/api/v1/accounts/{name}/link", JK_MAY_ADMIN, 0, NULL, NULL,
      login_account_link },
    { JK_HTTP_GET, "/api/v1/alerts/{id}.cap", JK_MAY_SEE, 0, NULL, NULL, rest_alert_cap },
    { JK_HTTP_GET, "/meja/", JK_MAY_ENTER, 0, NULL, NULL, desk_front_get },
    { JK_HTTP_GET, "/meja/bahasa", 0, 0, NULL, "lang,ke", desk_language_get },
    { JK_HTTP_GET, "/meja/login", 0, 0, NULL, "ke,salah,berakhir", desk_login_get },
    { JK_HTTP_POST, "/meja/login", 0, 8 * KIB, API_FORM_TYPE, NULL, desk_login_post },
    { JK_HTTP_GET, "/meja/tautan/{token}", 0, 0, NULL, "ke", desk_link_get },
    { JK_HTTP_POST, "/meja/tautan", 0, 4 * KIB, API_FORM_TYPE, NULL, desk_link_post },
    { JK_HTTP_POST, "/meja/keluar", JK_MAY_ENTER, 4 * KIB, API_FORM_TYPE, NULL,
      desk_sign_out_post },
    { JK_HTTP_GET, "/meja/hari", JK_MAY_OVERSEE, 0, NULL, "tanggal,as_of", desk_day_choose_get },
    { JK_HTTP_GET, "/meja/hari/{region}/{date}", JK_MAY_OVERSEE, 0, NULL,
      "jam,urut,konflik,kegiatan,dari,antri,as_of", desk_day_page_get },
    { JK_HTTP_GET, "/meja/admin", JK_MAY_ADMIN, 0, NULL, "selesai", desk_admin_get },
    { JK_HTTP_POST, "/meja/admin/akun", JK_MAY_ADMIN, 8 * KIB, API_FORM_TYPE, NULL,
      desk_account_make_post },
    { JK_HTTP_POST, "/meja/admin/akun/{name}", JK_MAY_ADMIN, 8 * KIB, API_FORM_TYPE, NULL,
      desk_account_post },
    { JK_HTTP_GET, "/meja/rakor", JK_MAY_SEE, 0, NULL, "tanggal,sampai,edisi,as_of",
      desk_matrix_choose_get },
    { JK_HTTP_GET, "/meja/rakor/{region}/{date}", JK_MAY_SEE, 0, NULL, "sampai,edisi,as_of",
      desk_matrix_get },
    { JK_HTTP_GET, "/meja/rapat", JK_MAY_SUBMIT, 0, NULL, "ubah", meeting_form_get },
    { JK_HTTP_POST, "/meja/rapat", JK_MAY_SUBMIT, 256 * KIB, API_FORM_TYPE, NULL,
      meeting_form_post },
    { JK_HTTP_GET, "/meja/digest", JK_MAY_SEE, 0, NULL, "wilayah,dari,sampai", meeting_recap_page },
    { JK_HTTP_GET, "/meja/ringkasan", JK_MAY_OVERSEE, 0, NULL, "tanggal,sejak,edisi,as_of",
      paper_brief_choose },
    { JK_HTTP_GET, "/meja/ringkasan/{region}/{date}", JK_MAY_OVERSEE, 0, NULL, "sejak,edisi,as_of",
      paper_brief_page },
    { JK_HTTP_GET, "/meja/konflik/{id}", JK_MAY_OVERSEE, 0, NULL, "selesai,as_of",
      desk_conflict_page_get },
    { JK_HTTP_POST, "/meja/konflik/{id}/pendapat", JK_MAY_SEE, 64 * KIB, API_FORM_TYPE, NULL,
      desk_opinion_post },
    { JK_HTTP_POST, "/meja/konflik/{id}/putusan", JK_MAY_SUBMIT | JK_MAY_CAMPAIGN, 64 * KIB,
      API_FORM_TYPE, NULL, desk_decision_post },
    { JK_HTTP_GET, "/meja/kotak", JK_MAY_SEE, 0, NULL, "tingkat,keadaan,selesai", desk_inbox_get },
    { JK_HTTP_POST, "/meja/kotak/terima", JK_MAY_SEE, 4 * KIB, API_FORM_TYPE, NULL, desk_ack_post },
    { JK_HTTP_GET, "/meja/pemberitahuan/{uid}/waktu", JK_MAY_SEE, 0, NULL, "tanggal,selesai",
      desk_times_get },
    { JK_HTTP_POST, "/meja/pemberitahuan/{uid}/waktu", JK_MAY_DECIDE, 16 * KIB, API_FORM_TYPE, NULL,
      desk_times_post },
    { JK_HTTP_POST, "/meja/pemberitahuan/{uid}/waktu/jawab", JK_MAY_ACCEPT, 16 * KIB, API_FORM_TYPE,
      NULL, desk_times_answer_post },
    { JK_HTTP_POST, "/meja/pemberitahuan/{uid}/putusan", JK_MAY_SUBMIT, 64 * KIB, API_FORM_TYPE,
      NULL, desk_notice_decision_post },
    { JK_HTTP_POST, "/meja/pemberitahuan/{uid}/tarik", JK_MAY_SUBMIT, 4 * KIB, API_FORM_TYPE, NULL,
      desk_ask_back_post },
    { JK_HTTP_POST, "/meja/pemberitahuan/{uid}/pindah", JK_MAY_SUBMIT, 4 * KIB, API_FORM_TYPE, NULL,
      desk_legs_follow_post },
    { JK_HTTP_POST, "/meja/pemberitahuan/{uid}/surat", JK_MAY_SUBMIT | JK_MAY_CAMPAIGN, 5200 * KIB,
      API_PARTS_TYPE, NULL, desk_letter_post },
    { JK_HTTP_GET, "/meja/daftar", JK_MAY_SUBMIT | JK_MAY_CAMPAIGN, 0, NULL, NULL, desk_list_get },
    { JK_HTTP_POST, "/meja/daftar", JK_MAY_SUBMIT | JK_MAY_CAMPAIGN, 256 * KIB, API_FORM_TYPE, NULL,
      desk_list_post },
    { JK_HTTP_GET, "/meja/kiriman", JK_MAY_ADMIN, 0, NULL, "selesai", desk_deliveries_get },
    { JK_HTTP_POST, "/meja/kiriman/{id}", JK_MAY_ADMIN, 4 * KIB, API_FORM_TYPE, NULL,
      desk_delivery_post },
    { JK_HTTP_GET, "/meja/kebijakan", JK_MAY_SEE, 0, NULL, "contest,region,selesai",
      desk_policy_get },
    { JK_HTTP_POST, "/meja/kebijakan", JK_MAY_SEE, 4 * KIB, API_FORM_TYPE, NULL, desk_policy_post },
    { JK_HTTP_GET, "/meja/luring", 0, 0, NULL, NULL, matters_offline_page },
    { JK_HTTP_GET, "/meja/luring.js", 0, 0, NULL, NULL, matters_offline_script },
    { JK_HTTP_GET, "/meja/laporan", JK_MAY_SEE, 0, NULL,
      "keadaan,jenis,lembaga,sebelum,tentang,selesai", matters_reports_page },
    { JK_HTTP_POST, "/meja/laporan", JK_MAY_REPORT, 64 * KIB, API_FORM_TYPE, NULL,
      matters_reports_form },
    { JK_HTTP_GET, "/meja/laporan/{id}", JK_MAY_SEE, 0, NULL, "selesai", matters_report_page },
    { JK_HTTP_POST, "/meja/laporan/{id}", JK_MAY_REPORT, 64 * KIB, API_FORM_TYPE, NULL,
      matters_report_form },
    { JK_HTTP_POST, "/meja/laporan/{id}/foto", JK_MAY_REPORT, 6 * KIB *KIB + 64 * KIB,
      API_PARTS_TYPE, NULL, matters_photo_form },
    { JK_HTTP_GET, "/meja/tugas", JK_MAY_SEE, 0, NULL,
      "keadaan,jenis,lembaga,sebelum,tentang,selesai", matters_tasks_page },
    { JK_HTTP_POST, "/meja/tugas", JK_MAY_REPORT, 64 * KIB, API_FORM_TYPE, NULL,
      matters_tasks_form },
    { JK_HTTP_GET, "/meja/tugas/{id}", JK_MAY_SEE, 0, NULL, "selesai", matters_task_page },
    { JK_HTTP_POST, "/meja/tugas/{id}", JK_MAY_REPORT, 64 * KIB, API_FORM_TYPE, NULL,
      matters_task_form },
    { JK_HTTP_GET, "/meja/personel", JK_MAY_DECIDE, 0, NULL,
      "wilayah,tanggal,tps,tiap,kekuatan,as_of", personnel_page_get },
    { JK_HTTP_GET, "/meja/personel/tugas", JK_MAY_DECIDE, 0, NULL, "ubah,tanggal,jaga",
      personnel_duty_get },
    { JK_HTTP_POST, "/meja/personel/tugas", JK_MAY_DECIDE, 64 * KIB, API_FORM_TYPE, NULL,
      personnel_duty_post },
    { JK_HTTP_GET, "/meja/logistik", JK_MAY_SEE, 0, NULL,
      "keadaan,tujuan,bahaya,sebelum,tentang,selesai", matters_drops_page },
    { JK_HTTP_POST, "/meja/logistik", JK_MAY_REPORT, 64 * KIB, API_FORM_TYPE, NULL,
      matters_drops_form },
    { JK_HTTP_POST, "/meja/logistik/tabel", JK_MAY_REPORT, 576 * KIB, API_PARTS_TYPE, NULL,
      matters_drops_table_form },
    { JK_HTTP_GET, "/meja/logistik/{id}", JK_MAY_SEE, 0, NULL, "selesai", matters_drop_page },
    { JK_HTTP_POST, "/meja/logistik/{id}", JK_MAY_REPORT, 64 * KIB, API_FORM_TYPE, NULL,
      matters_drop_form },
    { JK_HTTP_GET, "/meja/kerawanan", JK_MAY_SEE, 0, NULL, "region,selesai,zona,laporan",
      zones_page_get },
    { JK_HTTP_POST, "/meja/kerawanan", JK_MAY_SEE, 1024 * KIB, API_FORM_TYPE "," API_PARTS_TYPE,
      NULL, zones_page_post },
    { JK_HTTP_GET, "/meja/tps", JK_MAY_SEE, 0, NULL, "region,selesai", zones_stations_page_get },
    { JK_HTTP_POST, "/meja/tps", JK_MAY_SEE, 3072 * KIB, API_FORM_TYPE "," API_PARTS_TYPE, NULL,
      zones_stations_page_post },
    { JK_HTTP_GET, "/meja/paslon", JK_MAY_ADMIN, 0, NULL, "selesai", desk_paslon_get },
    { JK_HTTP_POST, "/meja/paslon", JK_MAY_ADMIN, 8 * KIB, API_FORM_TYPE, NULL, desk_paslon_post },
    { JK_HTTP_GET, "/meja/jejak", JK_MAY_AUDIT, 0, NULL,
      "dari,sampai,akun,jenis,pemberitahuan,sebelum", desk_trail_get },
    { JK_HTTP_GET, "/api/v1/statistics.csv", JK_MAY_OVERSEE, 0, NULL, "region,date,as_of",
      oversight_statistics_csv },
    { JK_HTTP_GET, "/api/v1/statistics.svg", JK_MAY_OVERSEE, 0, NULL, "region,date,as_of",
      oversight_statistics_svg },
    { JK_HTTP_GET, "/meja/statistik", JK_MAY_OVERSEE, 0, NULL, "region,date,as_of",
      oversight_statistics_page },
    { JK_HTTP_GET, "/api/v1/journal.jsonl", JK_MAY_OVERSEE, 0, NULL, "after,sha256",
      oversight_journal_get },
    { JK_HTTP_GET, "/api/v1/journal", JK_MAY_AUDIT, 0, NULL,
      "region,from,to,account,kind,uid,before", desk_journal_get },
    { JK_HTTP_GET, "/meja/putusan", JK_MAY_DECIDE, 0, NULL, "selesai", desk_approvals_get },
    { JK_HTTP_POST, "/meja/putusan", JK_MAY_DECIDE, 64 * KIB, API_FORM_TYPE, NULL,
      desk_approvals_post },
    { JK_HTTP_GET, "/meja/draf/{id}", JK_MAY_READ, 0, NULL, NULL, desk_draft_get },
    { JK_HTTP_POST, "/meja/draf/{id}", JK_MAY_SUBMIT | JK_MAY_CAMPAIGN, 4 * KIB, API_FORM_TYPE,
      NULL, desk_draft_post },
    { JK_HTTP_GET, "/meja/formulir", JK_MAY_SUBMIT | JK_MAY_CAMPAIGN, 0, NULL, "salin,ubah",
      desk_form_get },
    { JK_HTTP_POST, "/meja/formulir", JK_MAY_SUBMIT | JK_MAY_CAMPAIGN, 16640 * KIB,
      API_FORM_TYPE "," API_PARTS_TYPE, NULL, desk_form_post },
    { JK_HTTP_GET, "/meja/pemberitahuan/{uid}", JK_MAY_SEE, 0, NULL, "selesai,as_of",
      desk_notice_page_get },
    { JK_HTTP_GET, "/.well-known/caldav", 0, 0, NULL, NULL, dav_discover },
    { JK_HTTP_PROPFIND, "/.well-known/caldav", 0, 64 * KIB, NULL, NULL, dav_discover },
    { JK_HTTP_OPTIONS, "/dav/...", 0, 0, NULL, NULL, dav_options },
    { JK_HTTP_PROPFIND, "/dav/...", JK_MAY_READ, 64 * KIB, NULL, NULL, dav_propfind },
    { JK_HTTP_PROPPATCH, "/dav/...", JK_MAY_READ, 64 * KIB, NULL, NULL, dav_proppatch },
    { JK_HTTP_REPORT, "/dav/...", JK_MAY_READ, 1024 * KIB, NULL, NULL, dav_report },
    { JK_HTTP_GET, "/dav/...", JK_MAY_READ, 0, NULL, NULL, dav_get },
    { JK_HTTP_POST, "/dav/...", JK_MAY_SEE, 256 * KIB, NULL, NULL, dav_post },
    { JK_HTTP_PUT, "/dav/...", JK_MAY_FILE, 256 * KIB, NULL, NULL, dav_put },
    { JK_HTTP_DELETE, "/dav/...", JK_MAY_FILE, 0, NULL, NULL, dav_delete },
    { JK_HTTP_MOVE, "/dav/...", JK_MAY_FILE, 0, NULL, NULL, dav_move },
    { JK_HTTP_MKCALENDAR, "/dav/...", JK_MAY_ADMIN, 64 * KIB, NULL, NULL, dav_forbid },
    { JK_HTTP_MKCOL, "/dav/...", JK_MAY_ADMIN, 64 * KIB, NULL, NULL, dav_forbid },
};

static void commit_now(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd;
    (void)what;
    jk_api_flush(ctx);
}

/* Calendar clients read refusals as XML (RFC 4918 section 16). */
static bool is_dav(const struct jk_http_call *call)
{
    return strncmp(call->match.route->pattern, "/dav/", 5) == 0;
}

static bool is_page(const struct jk_http_call *call)
{
    return strncmp(call->match.route->pattern, "/meja/", 6) == 0;
}

/* Asked before the body is read. False: answered. */
static bool admit(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_error err;
    enum jk_status rc = login_admit(api, call, &err);

    if (rc == JK_OK)
        return !is_dav(call) || !dav_is_too_big(call);
    if (rc == JK_DENIED && is_dav(call))
        dav_refuse_right(call, &err);
    else if (is_page(call) && (rc == JK_DENIED || rc == JK_UNKNOWN))
        desk_refuse_right(api, call, rc, &err);
    else
        jk_http_reply_problem(call, &err);
    return false;
}

/* Who mistyped an address, or has used up his share, reads a page. */
static bool refuse(void *ctx, struct jk_http_call *call, const struct jk_error *err)
{
    if (http_public_is_of_programs(call) ||
        !jk_http_prefers(call, "text/html", "application/problem+json"))
        return false;
    if (call->match.route && is_page(call))
        desk_refuse_page(ctx, call, err);
    else
        http_public_refuse(ctx, call, err, http_public_lang(call));
    return true;
}

/* What is asked whatever the share: whether we live, what computes nothing, and the way to sign in,
 * for who has done that has a share of his own. Keys are charged to the account they are of, by
 * their handlers; forms of a feed that are kept cost nothing. */
static bool is_free(const struct jk_http_route *route)
{
    static const char *const heads[] = {
        "/assets/",     "/healthz",     "/readyz",      "/metrics",  "/meja/login",
        "/meja/bahasa", "/meja/tautan", "/.well-known", "/feeds/t/", "/feeds/{region}/approved.ics"
    };
    bool free = route->method != JK_HTTP_GET && route->method != JK_HTTP_PROPFIND &&
                route->method != JK_HTTP_REPORT;

    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        free = free || strncmp(route->pattern, heads[i], strlen(heads[i])) == 0;
    return free;
}

/* What an answer costs at least; its handler adds what there is to look at. */
static bool charge(void *ctx, struct jk_http_call *call)
{
    return is_free(call->match.route) || api_work_allowed(ctx, call, JK_WORK_READ);
}

void jk_api_routes(struct jk_buf *out)
{
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        const char *join = "";

        jk_buf_fmt(out, "%s\t%s\t", jk_http_method_name(routes[i].method), routes[i].pattern);
        for (unsigned bit = 0; jk_right_word(bit); bit++) {
            if (routes[i].who & 1u << bit) {
                jk_buf_fmt(out, "%s%s", join, jk_right_word(bit));
                join = "+";
            }
        }
        jk_buf_str(out, routes[i].who ? "\n" : "-\n");
    }
}

static void count_reply(void *ctx, const struct jk_http_call *call, int code)
{
    struct jk_api *api = ctx;

    api_counters_reply(api->counters, call->match.route, code);
}

struct jk_api *jk_api_new(const struct jk_api_options *options)
{
    struct jk_api *api = calloc(1, sizeof *api);

    if (!api)
        return NULL;
    api->options = *options;
    api->last = &api->first;
    api->router = (struct jk_http_router){ .routes = routes,
                                           .count = sizeof routes / sizeof *routes,
                                           .admit = admit,
                                           .charge = charge,
                                           .before = api_past_before,
                                           .refused = refuse,
                                           .replied = count_reply,
                                           .ctx = api };
    api->counters = api_counters_new(&api->router);
    api->commit = event_new(options->base, -1, 0, commit_now, api);
    api->hasher = login_hasher_new(options->base);
    api->sessions = login_sessions_new();
    api->guess_delays = login_guess_delay_new();
    api->check_quota = login_check_quota_new();
    api->sign_links = login_links_new();
    api->feeds = http_public_feeds_new();
    api->long_work = api_long_work_new(api);
    api->turns = api_turns_new(api);
    api->stating = api_stating_new(api);
    api->press = paper_press_new(api, options->paper);
    if (!api->counters || !api->commit || !api->hasher || !api->sessions || !api->guess_delays ||
        !api->check_quota || !api->sign_links || !api->feeds || !api->long_work || !api->turns ||
        !api->stating || !api->press ||
        event_priority_set(api->commit, JK_API_PRIORITIES - 1) != 0) {
        jk_api_free(api);
        return NULL;
    }
    jk_app_set_sink(options->app, api_tell, api);
    jk_app_allow(options->app, JK_WORK_AT_ONCE);
    return api;
}

void jk_api_free(struct jk_api *api)
{
    if (!api)
        return;
    api_stating_free(api->stating);
    api_turns_free(api->turns);
    api_long_work_free(api->long_work);
    paper_press_free(api->press);
    login_hasher_free(api->hasher);
    jk_api_flush(api);
    login_sessions_free(api->sessions);
    login_guess_delay_free(api->guess_delays);
    login_check_quota_free(api->check_quota);
    login_links_free(api->sign_links);
    api_counters_free(api->counters);
    http_public_feeds_free(api->feeds);
    api_forget_streams(api);
    if (api->commit)
        event_free(api->commit);
    free(api);
}

void jk_api_watch(struct jk_api *api, const struct jk_http_counts *counts)
{
    api->counts = counts;
}

void jk_api_set_app(struct jk_api *api, struct jk_app *app)
{
    api->options.app = app;
    jk_app_set_sink(app, api_tell, api);
    jk_app_allow(app, JK_WORK_AT_ONCE);
    api_turns_renew(api->turns);
    jk_api_write_anew(api);
    api_catch_up(api);
}

void jk_api_write_anew(struct jk_api *api)
{
    http_public_drop_feeds(api);
    api_long_work_renew(api->long_work);
}

void jk_api_set_fixed_pages(struct jk_api *api, bool fixed)
{
    api->options.fixed_pages = fixed;
}

struct jk_http_handler jk_api_handler(struct jk_api *api)
{
    return jk_http_router_handler(&api->router);
}

void jk_api_stop(struct jk_api *api)
{
    api_stating_free(api->stating);
    api->stating = NULL;
    api_turns_free(api->turns);
    api->turns = NULL;
    api_long_work_free(api->long_work);
    api->long_work = NULL;
    paper_press_free(api->press);
    api->press = NULL;
}

void jk_api_sweep(struct jk_api *api)
{
    login_sweep(api);
    rest_attachments_sweep(api);
}
