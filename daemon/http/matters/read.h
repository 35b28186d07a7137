/* daemon/http/matters/read.h: what callers state of a matter, as types. Strings are borrowed from
 * the body, or lie in the call's arena. */
#ifndef DAEMON_HTTP_MATTERS_READ_H
#define DAEMON_HTTP_MATTERS_READ_H
#include "daemon/http/matters/matters.h"

/* A matter of that kind out of a JSON object; a UID is made where none was said. JK_INVALID,
 * JK_RANGE with the member; JK_MEMORY. */
enum jk_status matters_read_json(struct jk_http_call *call, const json_t *body,
                                 enum jk_matter_kind kind, struct jk_ical_matter *out,
                                 struct jk_error *err);
/* The body as VJOURNAL or VTODO of that kind; as jk_ical_matter_read(). */
enum jk_status matters_read_calendar(struct jk_api *api, struct jk_http_call *call,
                                     enum jk_matter_kind kind, struct jk_ical_matter *out,
                                     struct jk_error *err);
/* What an act says, and the revision that was seen (0: none). JK_INVALID, JK_RANGE. */
enum jk_status matters_read_words(const json_t *body, struct jk_matter_words *out,
                                  uint32_t *revision, struct jk_error *err);
#endif
