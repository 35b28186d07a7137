/* daemon/http/desk/form_track.h: a route of a form out of a file. */
#ifndef DAEMON_HTTP_DESK_FORM_TRACK_H
#define DAEMON_HTTP_DESK_FORM_TRACK_H
#include "daemon/http/api/form.h"
#include "jarak/feed/desk/form.h"

/* Read the file of a field into a way, which stays as it is where that cannot be done. The field
 * FIELD-garis says which line of several is meant.
 *
 * told: what was made of it @return JK_OK; as jk_track_read() and jk_route_make(); JK_TOO_MANY */
enum jk_status desk_take_track(struct jk_http_call *call, const struct api_form *fields,
                               const char *field, struct jk_form_way *way,
                               struct jk_form_track *told, struct jk_error *err);
#endif
