/* daemon/http/api/request.h: what several handlers read of a request in the same way. */
#ifndef DAEMON_HTTP_API_REQUEST_H
#define DAEMON_HTTP_API_REQUEST_H
#include <jansson.h>
#include "daemon/http/api/handle.h"
#include "jarak/http/server/call.h"
#include "jarak/http/server/reply.h"
#include "jarak/app/accounts/account.h"
#include "jarak/app/notices/submit.h"
#include "jarak/app/registry/registry.h"
#include "jarak/app/registry/walk.h"
#include "jarak/feed/public/approved.h"

/* The filters of a list of notices; strings borrowed from the call. */
struct notice_query {
    const struct jk_account *actor;
    const char *region;  /* itself and all below; the caller's where none is asked for */
    enum jk_state state; /* JK_STATE_END: any */
    uint64_t paslon;     /* 0: any */
    uint64_t cursor;     /* entry number to begin with */
    bool has_date;       /* then with an instance on ... */
    int32_t day;         /* ... this local day */
};

/* The account that asks; null on routes anyone may use without a token. */
const struct jk_account *api_actor(const struct jk_api *api, const struct jk_http_call *call);
/* Is the call's route one of these patterns? */
bool api_is_one_of(const struct jk_http_call *call, const char *const patterns[], size_t count);
/* Does the call write nothing? Many questions come with a body, and so do sign-ins. */
bool api_is_reading(const struct jk_http_call *call);
/* May the call be handled twice, or by a copy, with no difference? What signs in may not. */
bool api_only_asks(const struct jk_http_call *call);
/* `Prefer: handling=strict`: rather refuse than store what is in conflict. */
bool api_wants_strict(const struct jk_http_call *call);
/* A JSON object with no members but these (ended by null). @return given; null: see err */
json_t *api_read_object(const struct jk_http_call *call, const char *const members[],
                        struct jk_error *err);
/* Turns a client's conditional fields into a precondition on a resource with this tag (null: there
 * is none). Where the tag does not match, the precondition names one that no version has. */
struct jk_precondition api_precondition(enum jk_http_condition match,
                                        enum jk_http_condition none_match, const char *etag);
/* The entry of the address (its first capture) if the caller may see it; else the call is answered
 * 404, for existence is secret outside the region. */
const struct jk_entry *api_find_entry(struct jk_api *api, struct jk_http_call *call);
/* `region`: the caller's where none is asked for. JK_INVALID: the pack has none of that code;
 * JK_DENIED: it lies elsewhere, where an empty list would read as a quiet region; JK_MEMORY. */
enum jk_status api_read_region(struct jk_api *api, struct jk_http_call *call, const char **region,
                               struct jk_error *err);
/* Read what a list asks for. False: err. */
bool api_read_list(struct jk_api *api, struct jk_http_call *call, struct notice_query *q,
                   struct jk_error *err);
/* Walks the entries that may be asked for; whether each is, the two below say. */
struct jk_walk api_walk_list(const struct jk_registry *registry, const struct notice_query *q);
/* How many notices a question about a region looks at, at most: what it is weighed by. */
uint64_t api_looked_at(const struct jk_api *api, const char *region);
/* Is it asked for, and may the caller see all of it? A sub-district is asked for by its ground. */
bool api_is_listed(const struct jk_registry *registry, const struct notice_query *q,
                   const struct jk_entry *entry);
/* Is it asked for, and does it touch the ground of a caller who decides nothing about it? */
bool api_is_near(const struct jk_registry *registry, const struct notice_query *q,
                 const struct jk_entry *entry);
/* The region of a public address (its first capture), which leaves nothing else out. JK_NONE. */
enum jk_status api_public_region(struct jk_api *api, struct jk_http_call *call,
                                 struct jk_feed_filter *filter, struct jk_error *err);
/* area, paslon, kind, from, to of the query, empty ones (a form sends them) left out. */
enum jk_status api_read_filter(const struct jk_api *api, struct jk_http_call *call,
                               struct jk_feed_filter *filter, struct jk_error *err);
/* `date=2024-11-23` or `date=2024-11-20/2024-11-23`; without one both stay as they are. */
enum jk_status api_read_days(struct jk_http_call *call, int32_t *from_day, int32_t *to_day,
                             struct jk_error *err);
/* `level`: where a clear time begins; without one none, which stands for the policy's. */
enum jk_status api_read_level(struct jk_http_call *call, enum jk_level *out, struct jk_error *err);
/* `contest` or `region`: whose policy is asked for; without one what is of no contest in the
 * actor's region. JK_INVALID: there is none of that name. */
enum jk_status api_read_whose(struct jk_api *api, struct jk_http_call *call,
                              struct jk_calendar_of *out, struct jk_error *err);
/* As api_read_whose(), of what is stated or tried: for whom it is to hold is said, never guessed
 * from who asks. JK_INVALID too where neither is given. */
enum jk_status api_read_scope(struct jk_api *api, struct jk_http_call *call,
                              struct jk_calendar_of *out, struct jk_error *err);
/* The UID that the address names by its first capture: of a notice that is there, where the segment
 * is a hashed name (jarak/model/address.h); else the segment as it is. In the
 * call's arena, null when memory is out. */
const char *api_uid(const struct jk_api *api, struct jk_http_call *call);
/* The value of the one cookie of that name; two are someone's attempt to plant one. */
bool api_find_cookie(const struct jk_http_call *call, struct jk_span name, struct jk_span *value);
#endif
