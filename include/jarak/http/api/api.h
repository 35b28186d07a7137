/* jarak/http/api/api.h: the surface's handle: what it needs from outside, and group commit.
 *
 * Commands run as they arrive and share one durable transaction with those that arrive in the same
 * turn of the loop; no answer leaves before its commit. Loop thread only. Source: SPEC 5. */
#ifndef JARAK_HTTP_API_API_H
#define JARAK_HTTP_API_API_H
#include <stdbool.h>
#include <stdint.h>
#include "jarak/base/status.h"

struct jk_http_call;
struct jk_app;
struct event_base;
struct jk_api;
struct jk_outbox_queue;
struct jk_mail_way;
struct jk_edition;
struct jk_repack;
struct jk_error;

/** How a daemon stands to a journal that several share (jarak/store/shared.h). */
struct jk_api_share {
    bool writes;
    bool connected;
    bool broken;      /**< the chain of the journal is broken: nothing new will come */
    int64_t age_ms;   /**< how old what is answered may be */
    uint64_t seq;     /**< up to this entry of the journal it is all there */
    char writer[256]; /**< where who writes is reached; "" nowhere */
};

/** The surface gets its loop, clock, data and ways out from main. */
struct jk_api_options {
    struct event_base *base;     /**< borrowed, with at least JK_API_PRIORITIES priorities */
    struct jk_app *app;          /**< borrowed; its sink is taken over */
    int64_t (*now_s)(void *ctx); /**< wall clock, UTC seconds */
    void *ctx;
    struct jk_outbox_queue *outbox_queue; /**< borrowed; null: no alert is sent out */
    const struct jk_mail_way *mail;       /**< borrowed; null: no e-mail */
    const char *hosts;       /**< where to (jarak/app/alerts/targets.h); null: nowhere */
    void (*wake)(void *ctx); /**< told after each commit and retry; null: nobody is */
    void *wake_ctx;
    /** Begin to judge what an account stated (jarak/app/editions/editions.h), beside what is in
     * force; jk_api_stated() ends it. With `trial` nothing is put in force, and jk_api_tried() ends
     * it. JK_BUSY: not now; null: it cannot be done. */
    enum jk_status (*state)(void *ctx, const struct jk_edition *edition, bool trial,
                            struct jk_error *err);
    void (*unstate)(void *ctx); /**< nobody waits for it any more */
    void *state_ctx;
    /** In a copy of the process: the application as it was behind an entry of the journal, for an
     * account (jarak/app/past.h); null: nobody is told of the past. */
    enum jk_status (*past)(void *ctx, uint64_t seq, const char *actor, struct jk_app **out,
                           struct jk_error *err);
    void *past_ctx;
    /** How things stand with the journal now; null: it is our own. */
    void (*share)(void *ctx, struct jk_api_share *out);
    void *share_ctx;
    /** 32 octets that all daemons of the journal have (jk_shared_secret()), borrowed for the call:
     * sessions are signed with it; null: they are in memory. */
    const uint8_t *session_secret;
    const char *data;                  /**< folder in which uploads are put together */
    const char *public_url;            /**< "https://host" as the public reaches us; "": see Host */
    const uint64_t *audit_differences; /**< found behind the service; null: there is no audit */
    const bool *audit_failing;         /**< it cannot read the store; null likewise */
    bool fixed_pages;                  /**< pages are also files (--publish): none has a filter */
    const char *map_tiles;             /**< address of map tiles, checked; "": none */
    const char *map_credit;            /**< to whom they are owed */
    const char *paper;                 /**< path of jarakd-paper; null: nothing can be printed */
    const char *authority; /**< PEM file given away at /ca.crt, read when asked for; "": none */
    const char *web_root;  /**< folder whose files stand for the built-in assets; "": built in */
};

#define JK_API_PRIORITIES 3 /* the commit runs below the sockets, so that a turn is one group */

/** What was to be stated is in force, or why it is not; or why what was to be tried is not judged.
 * @param err null: it is in force */
void jk_api_stated(struct jk_api *api, const struct jk_error *err);

/** What was to be tried is judged, and nothing is in force. @param judged borrowed for the call */
void jk_api_tried(struct jk_api *api, const struct jk_repack *judged);

/** Does a call state an entry of a shared journal that whoever asks was told of? Only its form is
 * looked at. */
bool jk_api_states_mark(const struct jk_http_call *call);

/** Commit the open group now and send its answers. Where the state is lost (jk_app_is_lost) the
 * loop is broken: the daemon must end and load its store again. */
void jk_api_flush(struct jk_api *api);
#endif
