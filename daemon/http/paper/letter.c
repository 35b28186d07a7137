/* The answer to a notice as a letter, for officers of its region and for the team it is of. */
#include "daemon/http/paper/paper.h"

#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/login/login.h"
#include "jarak/app/desk/desk.h"
#include "jarak/feed/paper/letter.h"
#include "jarak/http/texts/texts.h"
#include "jarak/model/texts.h"

/* Where the code of the letter leads: as the public reaches us, else as this client did. In the
 * call's arena; "" where there is no certificate. */
static const char *address_of(const struct jk_api *api, struct jk_http_call *call,
                              const struct jk_answer *answer)
{
    struct jk_span host = { "", 0 };

    if (!answer->certificate[0])
        return "";
    if (api->options.public_url[0])
        return jk_arena_fmt(&call->arena, "%s/surat/%s", api->options.public_url,
                            answer->certificate);
    jk_http_field(call, "Host", &host);
    return jk_arena_fmt(&call->arena, "%s://%.*s/surat/%s",
                        login_is_secure(call) ? "https" : "http", (int)host.len, host.at,
                        answer->certificate);
}

/* What was answered, and how. JK_STATE: nothing yet. */
static enum jk_status gather(struct jk_api *api, struct jk_http_call *call,
                             const struct jk_entry *entry, struct jk_letter *out,
                             struct jk_error *err)
{
    struct jk_app *app = api->options.app;
    struct jk_desk_activity *activity = jk_arena_take(&call->arena, sizeof *activity);
    bool on = false;
    enum jk_status rc = jk_app_answer(app, &call->arena, entry->chain, &out->answer, err);

    if (rc == JK_NONE)
        return jk_fail(err, JK_STATE, JK_TEXT_LETTER_NO_ANSWER, "uid", "%s", entry->uid);
    if (rc != JK_OK)
        return rc;
    if (!activity || jk_app_activity(app, &call->arena, entry->chain, activity, &on) != JK_OK)
        return jk_no_memory(err);
    out->activity = on ? activity : NULL;
    out->facts = on ? activity->facts : &entry->current->notice->facts;
    out->address = address_of(api, call, &out->answer);
    return out->address ? JK_OK : jk_no_memory(err);
}

void paper_letter_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_letter letter = { .address = "" };
    struct jk_desk_reader reader;
    struct jk_paper paper = { &reader, 0, false };
    struct jk_buf document = { 0 };
    struct jk_error err;
    const struct jk_entry *entry;

    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return;
    entry = api_find_entry(api, call);
    if (!entry)
        return;
    entry = jk_chain_face(entry->chain);
    if (!entry || !entry->current) { /* erased: nothing of it is left to be told */
        jk_fail(&err, JK_NONE, JK_TEXT_NOT_THERE, "uid", "%s", "");
        paper_refuse(api, call, &err);
        return;
    }
    if (paper_reader(api, call, &reader, &err) == JK_OK &&
        gather(api, call, entry, &letter, &err) == JK_OK)
        paper_send(api, call, jk_paper_letter(&document, &paper, &letter), &document);
    else
        paper_refuse(api, call, &err);
}
