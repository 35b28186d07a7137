/* daemon/http/desk/reader.h: for whom a page is written, and how pages and forms are answered. */
#ifndef DAEMON_HTTP_DESK_READER_H
#define DAEMON_HTTP_DESK_READER_H
#include "daemon/http/api/form.h"
#include "daemon/http/api/handle.h"
#include "jarak/feed/desk/page.h"
#include "jarak/http/server/call.h"

/* The reader of this call: account, rights, language, what waits. */
struct jk_desk_reader desk_reader(struct jk_api *api, struct jk_http_call *call);
/* Answer with a page that was just written, which is cleared; 503 where memory was out. Never kept
 * by anybody: it is one account's. */
void desk_send(struct jk_http_call *call, int code, enum jk_status rc, struct jk_buf *page);
/* The same for a page with a map, which may load the tiles an operator has named. */
void desk_send_map(struct jk_api *api, struct jk_http_call *call, int code, enum jk_status rc,
                   struct jk_buf *page);
/* Answer 303: what was done is durable by then. `href` is a path of ours. */
void desk_go(struct jk_api *api, struct jk_http_call *call, const char *href);
/* Refuse as a page: in words, with a way back. What is heavy is put off instead, for a copy. */
void desk_refuse(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err);
/* The fields of a form, once its csrf field is the session's. False: it was refused. Every handler
 * of a POST begins with it. */
bool desk_read_form(struct jk_api *api, struct jk_http_call *call, struct api_form *form);
/* "selesai=3-12" of the address: which edition is in force now, and how many conflicts it changed,
 * in a text with {count} and {value}; null where it does not say so. */
const char *desk_stated_text(struct jk_api *api, struct jk_http_call *call,
                             const struct jk_text *text);
/* A path or a UID as a piece of an address of ours, in the arena. */
const char *desk_escape(struct jk_http_call *call, const char *path);
/* Sends the browser back to the notice of the address, which then says what was done. */
void desk_notice_done(struct jk_api *api, struct jk_http_call *call, const char *done);
/* The page of that notice, with why something could not be done. */
void desk_notice_fault(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err);
/* A path of ours as it came from outside; "/meja/" in place of anything else. */
const char *desk_own_path(struct jk_http_call *call, struct jk_span path);
#endif
