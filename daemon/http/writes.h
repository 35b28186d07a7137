/* daemon/http/writes.h: whoever writes is handled behind all who read, of those whose requests came
 * at once.
 *
 * A read shows nothing that is not durable. One that comes behind a write is answered only when the
 * group that the write opened is committed; the same read a moment earlier, at once. So the writes
 * of a turn of the loop stand back until its reads are answered, and are one group then, which no
 * read cuts in two. */
#ifndef DAEMON_HTTP_WRITES_H
#define DAEMON_HTTP_WRITES_H
#include "daemon/http/api/handle.h"

struct writes;

/* @return given; null when memory is out */
struct writes *http_writes_new(struct jk_api *api);
/* Refuses those that still stand back. Null is allowed. */
void http_writes_free(struct writes *writes);
/* May the call be handled now? False: it will be, in this turn of the loop. */
bool http_writes_before(struct writes *writes, struct jk_http_call *call);
#endif
