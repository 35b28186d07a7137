/* daemon/http/api/answer.h: answers, which wait for the commit of the group they belong to.
 *
 * Loop thread only. Every handler answers its call exactly once, through one of these or through
 * jarak/http/server/reply.h; JSON given to them is taken. */
#ifndef DAEMON_HTTP_API_ANSWER_H
#define DAEMON_HTTP_API_ANSWER_H
#include <jansson.h>
#include "daemon/http/api/handle.h"
#include "jarak/http/server/call.h"
#include "jarak/app/notices/submit.h"
#include "jarak/base/bytes.h"
#include "jarak/http/server/reply.h"

struct jk_verdict_view;

/* The wall clock, UTC seconds. */
int64_t api_now(const struct jk_api *api);
/* Commit what is open before something durable is shown. False: it was not kept; answered. */
bool api_settle(struct jk_api *api, struct jk_http_call *call);
/* Answer now, or after the commit where a group is open. `json` is taken; null: it could not be
 * made, and 503 says so. */
void api_send(struct jk_api *api, struct jk_http_call *call, int code, json_t *json,
              const char *etag);
/* The same without a body. */
void api_send_empty(struct jk_api *api, struct jk_http_call *call, int code, const char *etag);
/* The fields of an answer that tells of a new resource. */
struct api_created {
    const char *etag;     /* null: none */
    const char *location; /* null: none */
    bool related;         /* conflicts were found */
};
/* Answer 201; `json` as of api_send(). */
void api_send_created(struct jk_api *api, struct jk_http_call *call, json_t *json,
                      const struct api_created *created);
/* Answer 200 with a text just written, which is cleared; 503 where memory was out. `header`: one
 * more field. Nothing durable may be shown so: it does not wait for a commit. */
void api_reply_text(struct jk_http_call *call, const char *type,
                    const struct jk_http_header *header, struct jk_buf *text);
/* Answer with the bytes of a resource, or 304 where the client has that tag. */
void api_reply_bytes(struct jk_http_call *call, const char *etag, struct jk_span bytes);
/* A body that is no JSON. */
struct api_text {
    const char *type;    /* media type */
    struct jk_span body; /* in the call's arena */
    bool related;        /* conflicts were found */
};
/* Answer with such a body, now or after the commit. */
void api_send_text(struct jk_api *api, struct jk_http_call *call, int code,
                   const struct api_text *text);
/* Once what was done is durable: `then` answers the call. A commit that fails refuses it. */
typedef void api_then(struct jk_api *api, struct jk_http_call *call, void *ctx);
void api_after_commit(struct jk_api *api, struct jk_http_call *call, api_then *then, void *ctx);
/* Refuse, now or after the commit; `json` (taken, may be null) is added as member "notices". */
void api_refuse(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err,
                json_t *notices);
/* The same with another member. */
void api_refuse_with(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err,
                     const char *member, json_t *json);
/* An instant as ISO 8601 with the offset of a region, else the pack's. @return given; null when
 * memory is out */
json_t *api_time_json(const struct jk_api *api, const char *region, int64_t at_s);
/* The verdicts of an outcome as a JSON list. */
json_t *api_verdicts(const struct jk_api *api, const struct jk_http_call *call,
                     const struct jk_outcome *outcome);
/* One verdict as its reader may see it. Both are for refusals and for what is put together; an
 * answer that is a verdict, or a list of them, is written at once: */
json_t *api_verdict(const struct jk_api *api, const struct jk_http_call *call,
                    const struct jk_verdict_view *view);
/* One verdict, now or after the commit. `fields`: null for none. */
void api_send_verdict(struct jk_api *api, struct jk_http_call *call, int code,
                      const struct jk_verdict_view *view, const struct api_created *fields);
/* `{"notices": [verdict, ...]}`, and of an import how many stood there already. */
struct api_told {
    const struct jk_outcome *outcome;
    bool import;
    size_t unchanged;
};
/* The same, now or after the commit. */
void api_send_verdicts(struct jk_api *api, struct jk_http_call *call, int code,
                       const struct api_told *told, const struct api_created *fields);
/* Answer with a calendar just written, which is cleared: as iCalendar or as jCal, each with its own
 * tag, or 304; 503 where memory was out. For who asked alone: no cache between keeps it. */
void api_reply_calendar(struct jk_http_call *call, struct jk_buf *text);
#endif
