/* The scanned letter of a notice by its page's form. The rules are those of the API: what a file is
 * shows in its first bytes, and another letter is replaced only by who saw it. */
#include "daemon/http/desk/desk.h"

#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/desk/decision.h"
#include "daemon/http/desk/reader.h"
#include "jarak/app/notices/attachment.h"
#include "jarak/feed/desk/texts.h"

void desk_letter_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_attachment_filing letter = { .actor = api_actor(api, call), .now_s = api_now(api) };
    const struct jk_entry *entry;
    const struct api_file *file;
    struct api_form form;
    struct jk_error err;
    bool created;
    enum jk_status rc;

    if (!desk_read_form(api, call, &form) || !(entry = api_find_entry(api, call)))
        return;
    file = api_form_file(&form, "berkas");
    letter.uid = entry->uid;
    if (api_form_get(&form, "lama")[0])
        letter.when.if_match = api_form_get(&form, "lama");
    if (file) {
        letter.bytes = file->bytes;
        letter.type =
            jk_span_starts(file->bytes, JK_SPAN("%PDF-")) ? "application/pdf" : "image/jpeg";
        rc = jk_app_put_attachment(api->options.app, &letter, &created, &err);
    } else {
        rc = jk_fail(&err, JK_INVALID, JK_TEXT_DESK_LETTER_NONE, "berkas", "%s", "");
    }
    if (rc == JK_OK)
        desk_notice_done(api, call, "surat");
    else
        desk_notice_fault(api, call, &err);
}
