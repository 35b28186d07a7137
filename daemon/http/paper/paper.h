/* daemon/http/paper/paper.h: the handlers of what is printed, as the table of routes names them. */
#ifndef DAEMON_HTTP_PAPER_PAPER_H
#define DAEMON_HTTP_PAPER_PAPER_H
#include "daemon/http/api/handle.h"
#include "jarak/feed/desk/page.h"
#include "jarak/feed/paper/paper.h"
#include "jarak/http/server/call.h"

/* GET /api/v1/days/{region}/{date}/matrix.pdf: the matrix of a coordination meeting. */
void paper_matrix_get(void *ctx, struct jk_http_call *call);
/* GET /api/v1/days/{region}/{date}/map.svg, map.png: who is where at a minute. */
void paper_day_svg(void *ctx, struct jk_http_call *call);
void paper_day_png(void *ctx, struct jk_http_call *call);
/* GET /api/v1/conflicts/{id}/sheet.pdf, map.svg, map.png. */
void paper_conflict_get(void *ctx, struct jk_http_call *call);
void paper_conflict_svg(void *ctx, struct jk_http_call *call);
void paper_conflict_png(void *ctx, struct jk_http_call *call);

/* GET /api/v1/days/{region}/{date}/brief, brief.txt, brief.pdf: the brief of a coordination
 * meeting; GET /meja/ringkasan, /meja/ringkasan/{region}/{date}: its page. */
void paper_brief_get(void *ctx, struct jk_http_call *call);
void paper_brief_text(void *ctx, struct jk_http_call *call);
void paper_brief_pdf(void *ctx, struct jk_http_call *call);
void paper_brief_choose(void *ctx, struct jk_http_call *call);
void paper_brief_page(void *ctx, struct jk_http_call *call);

/* GET /api/v1/notices/{uid}/answer.pdf: the answer to a notice as a letter. */
void paper_letter_get(void *ctx, struct jk_http_call *call);

/* For whom: the language of `lang`, else of Accept-Language. JK_INVALID. */
enum jk_status paper_reader(struct jk_api *api, struct jk_http_call *call,
                            struct jk_desk_reader *out, struct jk_error *err);
/* What is read of every request: reader, edition and instant. Nothing may be open: what is printed
 * is durable. False: answered. */
bool paper_begin(struct jk_api *api, struct jk_http_call *call, struct jk_desk_reader *reader,
                 struct jk_paper *paper);
/* May a document of this work be written here? False: answered, or a copy of the process is at it,
 * whose document goes to the press. */
bool paper_may_write(struct jk_api *api, struct jk_http_call *call, uint64_t units);
/* The document is written by a copy, of the application as it was behind an entry. */
void paper_of_past(struct jk_api *api, struct jk_http_call *call, uint64_t seq, uint64_t units);
/* Have what was written laid out and sent; it is cleared. In a copy of the process it is handed to
 * the daemon, which has the press. `rc`: how writing it went. */
void paper_send(struct jk_api *api, struct jk_http_call *call, enum jk_status rc,
                struct jk_buf *document);
/* As a page for a browser, as a problem for a program. */
void paper_refuse(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err);
#endif
