/* jarak/http/server/reply.h: the usual answers, and the usual questions before them.
 *
 * Refusals are RFC 9457 problem details in the language the client prefers, Indonesian first.
 * Every function named jk_http_reply_... answers the call: it is gone afterwards. */
#ifndef JARAK_HTTP_SERVER_REPLY_H
#define JARAK_HTTP_SERVER_REPLY_H
#include <jansson.h>
#include "jarak/base/error.h"
#include "jarak/http/server/call.h"

/** The language of Accept-Language with the greatest weight (RFC 9110 section 12.5.4).
 *
 * "id", "in" (its old code) and "ms" choose Indonesian, "en" English; on a tie, without the field
 * and for others Indonesian. */
enum jk_lang jk_http_lang(const struct jk_http_call *call);

/** Does Accept (RFC 9110 section 12.5.1) prefer one of our media types to the usual one?
 *
 * The most specific range says the weight of each. Of equal weights `type` is preferred only where
 * a range names it and none names `usual`, as where the rest is a wildcard. Neither being asked for
 * prefers nothing.
 * @param type,usual  "application/json": lower case, without parameters */
bool jk_http_prefers(const struct jk_http_call *call, const char *type, const char *usual);

/** Does the client take a content coding by name (RFC 9110 section 12.5.3)? A weight of 0 declines
 * it. */
bool jk_http_takes_coding(const struct jk_http_call *call, const char *coding);

/** What a refusal says of when to try again: call->later, else as the status map has it.
 * @return seconds as text; null where trying again would not help */
const char *jk_http_retry_s(const struct jk_http_call *call, const struct jk_error *err);

/** Refuse with the code that the status map has for err->status.
 *
 * Body: type ("urn:jarakd:problem:" and the status name), title, status, detail; line, field and
 * value where known. 401 carries WWW-Authenticate: Bearer, and Basic unless a Cookie came (browsers
 * would ask for a password over the page); what has one (jk_http_retry_s()) carries Retry-After.
 */
void jk_http_reply_problem(struct jk_http_call *call, const struct jk_error *err);

/** The body of a refusal, for those that add members to it. @return given; null: memory is out */
json_t *jk_http_problem_json(const struct jk_http_call *call, int code, const struct jk_error *err);

/** The same with a code of its own and further fields (Allow, WWW-Authenticate). */
void jk_http_reply_error(struct jk_http_call *call, int code, const struct jk_error *err,
                         const struct jk_http_header *headers, size_t count);

/** Answer with JSON in UTF-8, one line.
 *
 * @param json     taken; null answers 503 (memory)
 * @param headers  borrowed; Content-Type is application/json unless one of them names it */
void jk_http_reply_json(struct jk_http_call *call, int code, json_t *json,
                        const struct jk_http_header *headers, size_t count);

/** Answer without a body, such as 204, 304 or 303. */
void jk_http_reply_empty(struct jk_http_call *call, int code, const struct jk_http_header *headers,
                         size_t count);

/** The meaning of a conditional field for a resource. */
enum jk_http_condition {
    JK_CONDITION_ABSENT, /**< no such field */
    JK_CONDITION_ANY,    /**< "*": true of whatever exists */
    JK_CONDITION_HIT,    /**< the list holds the tag */
    JK_CONDITION_MISS,   /**< it does not */
    JK_CONDITION_BAD     /**< malformed: 400 for changes; reads ignore it */
};

/** If-Match against the current entity tag: strong comparison (RFC 9110 section 13.1.1).
 *
 * @param etag  with its quotes, such as "\"5f3a\""; null where nothing exists: then never HIT */
enum jk_http_condition jk_http_if_match(const struct jk_http_call *call, const char *etag);

/** If-None-Match against the current entity tag: weak comparison (RFC 9110 section 13.1.2). */
enum jk_http_condition jk_http_if_none_match(const struct jk_http_call *call, const char *etag);

/** True when a GET or HEAD of a resource with this tag is to be answered 304. */
bool jk_http_not_modified(const struct jk_http_call *call, const char *etag);

/** True when If-Match is false of a resource that a GET or HEAD asks for: it was answered 412.
 * Before any 304 (RFC 9110 section 13.2.2). */
bool jk_http_refuse_mismatch(struct jk_http_call *call, const char *etag);

/** One entity tag of a list. */
struct jk_etag {
    struct jk_span tag; /**< with its quotes, without W/ */
    bool weak;
};

/** Take the next entity tag off the front of a list.
 *
 * @param rest      shortened; empty after the last one
 * @param[out] tag  written on JK_OK
 * @return JK_OK; JK_NONE at the end; JK_INVALID when malformed */
enum jk_status jk_etag_next(struct jk_span *rest, struct jk_etag *tag);
#endif
