/* daemon/http/api/work_copy.h: what a copy of the process does, and what it hands back. */
#ifndef DAEMON_HTTP_API_WORK_COPY_H
#define DAEMON_HTTP_API_WORK_COPY_H
#include <stdbool.h>
#include <sys/types.h>
#include "daemon/http/api/handle.h"
#include "daemon/http/api/long_work.h"
#include "jarak/base/arena.h"
#include "jarak/base/bytes.h"

/* Where to write, and what of. */
struct work_order {
    int fd;
    bool question;  /* the answer is wanted; else the findings, and what it is refused for */
    uint64_t past;  /* the entry the answer is wanted as of; 0: as of today */
    api_tail *tail; /* instead of the call's handler; or null */
    void *tail_ctx;
};

/* Do the work of a call, write what came of it and end. Right behind fork(), in the copy. */
_Noreturn void api_work_copy_run(struct jk_api *api, struct jk_http_call *call,
                                 const struct work_order *order);

/* In a copy: from here on the application is that of then, and the clock too (past.c). @return
 * false: it was answered */
bool api_past_enter(struct jk_api *api, struct jk_http_call *call, uint64_t seq);
/* Write a page of ours so that it leads to the past and asks for nothing. Appends. */
void api_past_page(const struct jk_api *api, struct jk_span page, struct jk_buf *out);

/* What came back. */
struct work_back {
    uint64_t units;          /* what it was estimated at, once there was more to see */
    struct jk_span findings; /* for jk_app_findings_read() */
    bool has_reply;
    struct jk_http_reply reply;
};

/* Read it: spans into the text, names and values in the arena. @return false: it is not whole */
bool api_work_back_read(struct jk_arena *arena, struct jk_span text, struct work_back *out);
/* Whether a copy was ended for the processor time it took, and by nothing else: for want of memory,
 * say. Asked behind the end of its pipe, so that the end of the process is waited for no longer
 * than that takes; the caller reaps it. */
bool api_work_copy_was_too_long(pid_t pid);
#endif
