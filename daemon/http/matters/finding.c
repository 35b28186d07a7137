/* GET /api/v1/reports/{id}/form-a.pdf: a report as Bawaslu's Formulir Model A, for Bawaslu. */
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/desk/ask.h"
#include "daemon/http/matters/matters.h"
#include "daemon/http/paper/paper.h"
#include "jarak/app/texts/texts.h"
#include "jarak/feed/paper/finding.h"

/* The report, which is Bawaslu's to make a finding of, and was neither refuted nor taken back. */
static enum jk_status find(struct jk_api *api, struct jk_http_call *call,
                           struct jk_matter_view *out, struct jk_error *err)
{
    const struct jk_matter *matter = matters_of_call(api, call, JK_MATTER_REPORT, err);

    if (!matter)
        return err->status;
    if (api_actor(api, call)->role != JK_ROLE_BAWASLU)
        return jk_fail(err, JK_DENIED, JK_TEXT_MATTER_FORM_A, "", "%s", "");
    if (matter->state == JK_MATTER_REFUTED || matter->state == JK_MATTER_WITHDRAWN)
        return jk_fail(err, JK_STATE, JK_TEXT_MATTER_NOT_NOW, "state", "%s",
                       jk_matter_state_word(matter->state));
    if (!desk_matter_view(api, call, matter, out))
        return jk_no_memory(err);
    return out->said ? JK_OK : jk_fail(err, JK_STATE, JK_TEXT_MATTER_ERASED, "", "%s", matter->id);
}

void matters_form_a_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_desk_reader reader;
    struct jk_paper paper = { &reader, 0, false };
    struct jk_matter_view finding;
    struct jk_buf document = { 0 };
    struct jk_error err;

    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return;
    if (paper_reader(api, call, &reader, &err) == JK_OK && find(api, call, &finding, &err) == JK_OK)
        paper_send(api, call, jk_paper_finding(&document, &paper, &finding), &document);
    else
        paper_refuse(api, call, &err);
}
