/* daemon/http/desk/ask.h: what the desk's data and pages read of a request in the same way. */
#ifndef DAEMON_HTTP_DESK_ASK_H
#define DAEMON_HTTP_DESK_ASK_H
#include "daemon/http/api/handle.h"
#include "jarak/app/desk/desk.h"
#include "jarak/app/matters/matters.h"
#include "jarak/feed/desk/matrix.h"
#include "jarak/http/server/call.h"

/* A region the caller may see and a date. JK_NONE no such region; JK_DENIED it lies elsewhere;
 * JK_INVALID no date; JK_MEMORY. */
enum jk_status desk_read_day(struct jk_api *api, struct jk_http_call *call, struct jk_span region,
                             struct jk_span date, struct jk_desk_ask *out, struct jk_error *err);
/* The date of a field of a form; *day is left alone where nothing was typed. JK_INVALID. */
enum jk_status desk_read_typed(struct jk_http_call *call, const char *field, int32_t *day,
                               struct jk_error *err);
/* The edition of a page for a meeting, internal where none is named. JK_INVALID. */
enum jk_status desk_read_edition(struct jk_http_call *call, bool *shared, struct jk_error *err);
/* The conflict of an id or code. `matches->count` above 0 on JK_OK: the code names these, and *page
 * is left alone. Reads no store: what was told of it is jk_app_desk_told()'s. JK_NONE none in
 * sight; JK_INVALID no code. */
enum jk_status desk_find_conflict(struct jk_api *api, struct jk_http_call *call,
                                  struct jk_span code, struct jk_conflict_views *matches,
                                  struct jk_conflict_page *page, struct jk_error *err);
/* What a day costs as its document, or as its page, which draws one conflict of it. */
uint64_t desk_day_work(const struct jk_desk_day *day, bool page);
/* How many days a matrix has whose last one is typed so (empty: one day). JK_INVALID; JK_RANGE. */
enum jk_status desk_days_to(const struct jk_desk_ask *ask, struct jk_span typed, const char *field,
                            size_t *count, struct jk_error *err);
/* Look when those that need a decision could start instead, for the internal edition. More than a
 * few of them are work of a copy: then *work grows by more than is done at once, and nothing is
 * looked for here. JK_MEMORY. */
enum jk_status desk_find_starts(struct jk_api *api, struct jk_http_call *call,
                                struct jk_matrix *matrix, uint64_t *work);
/* Gather the days of a matrix, whose `day_count` is set; *work grows by what writing them costs.
 * JK_MEMORY. */
enum jk_status desk_gather_days(struct jk_api *api, struct jk_http_call *call,
                                struct jk_desk_ask ask, struct jk_matrix *out, uint64_t *work);

#define DESK_ABOUT_MAX 20 /* about one thing that a page shows, the newest */

/* One of them, in the call's arena. @return false: memory is out */
bool desk_matter_view(struct jk_api *api, struct jk_http_call *call, const struct jk_matter *matter,
                      struct jk_matter_view *out);
/* The tasks and the verified reports about something; what nobody has verified marks nothing.
 * @return false: memory is out */
bool desk_matters_about(struct jk_api *api, struct jk_http_call *call, const char *about,
                        struct jk_matter_views *out);
#endif
