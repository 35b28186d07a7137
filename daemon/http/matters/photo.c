/* The photo of a report: it is handed to jarakd-paper, which gives back the picture alone, and kept
 * then. Nothing of the file that came is kept or logged. */
#include "daemon/http/api/answer.h"
#include "daemon/http/api/form.h"
#include "daemon/http/api/request.h"
#include "daemon/http/desk/reader.h"
#include "daemon/http/matters/matters.h"
#include "daemon/http/paper/paper.h"
#include "daemon/http/paper/press.h"
#include "jarak/app/texts/texts.h"

/* May the caller put a photo to it? Asked before anything is decoded. */
static enum jk_status find(struct jk_api *api, struct jk_http_call *call,
                           const struct jk_matter **out, struct jk_error *err)
{
    const struct jk_account *actor = api_actor(api, call);

    *out = matters_of_call(api, call, JK_MATTER_REPORT, err);
    if (!*out)
        return err->status;
    if (!jk_app_matter_may(api->options.app, actor, *out, JK_MATTER_PHOTO))
        return jk_fail(err, JK_DENIED, JK_TEXT_MATTER_NOT_YOURS, "", "%s", "");
    return JK_OK;
}

/* Keep what came back. */
static enum jk_status keep(struct jk_api *api, struct jk_http_call *call, struct jk_span file,
                           const struct jk_matter **out, struct jk_error *err)
{
    enum jk_status rc = find(api, call, out, err); /* it took a while */
    struct jk_matter_photo photo = { api_actor(api, call), api_now(api), NULL, file };

    if (rc != JK_OK)
        return rc;
    photo.id = (*out)->id;
    return jk_app_matter_photo(api->options.app, &call->arena, &photo, out, err);
}

static void kept(struct jk_api *api, struct jk_http_call *call, struct jk_span file)
{
    const struct jk_matter *matter;
    struct jk_error err;

    if (keep(api, call, file, &matter, &err) == JK_OK)
        api_send_empty(api, call, 204, NULL);
    else
        api_refuse(api, call, &err, NULL);
}

static void kept_by_form(struct jk_api *api, struct jk_http_call *call, struct jk_span file)
{
    const struct jk_matter *matter;
    struct jk_error err;

    if (keep(api, call, file, &matter, &err) == JK_OK)
        desk_go(api, call, jk_arena_fmt(&call->arena, "/meja/laporan/%s?selesai=1", matter->id));
    else
        desk_refuse(api, call, &err);
}

static void press(struct jk_api *api, struct jk_http_call *call, struct jk_span bytes,
                  void (*then)(struct jk_api *, struct jk_http_call *, struct jk_span))
{
    const struct press_file file = { "image/jpeg", "foto.jpg", then };
    struct jk_buf document = { 0 };

    jk_buf_span(&document, bytes);
    paper_press_take(api, call, &file, &document);
}

/* By its first octets: what else it is called does not matter. */
static bool is_photo(struct jk_span bytes)
{
    return jk_span_starts(bytes, JK_SPAN("\xff\xd8\xff")) ||
           jk_span_starts(bytes, JK_SPAN("\x89PNG\r\n"));
}

void matters_photo_put(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct jk_matter *matter;
    struct jk_error err;
    enum jk_status rc = find(api, call, &matter, &err);

    if (rc == JK_OK && !is_photo(call->body))
        rc = jk_fail(&err, JK_TYPE, JK_TEXT_MATTER_PHOTO, "Content-Type", "%s", "");
    if (rc == JK_OK)
        press(api, call, call->body, kept);
    else
        api_refuse(api, call, &err, NULL);
}

void matters_photo_form(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct api_file *file;
    const struct jk_matter *matter;
    struct api_form form;
    struct jk_error err;
    enum jk_status rc;

    if (!desk_read_form(api, call, &form))
        return;
    file = api_form_file(&form, "berkas");
    rc = find(api, call, &matter, &err);
    if (rc == JK_OK && (!file || !is_photo(file->bytes)))
        rc = jk_fail(&err, JK_TYPE, JK_TEXT_MATTER_PHOTO, "berkas", "%s", "");
    if (rc == JK_OK)
        press(api, call, file->bytes, kept_by_form);
    else
        desk_refuse(api, call, &err);
}

void matters_photo_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct jk_http_header headers[] = { { "Cache-Control", "no-store" },
                                              { "X-Content-Type-Options", "nosniff" } };
    struct jk_buf bytes = { 0 };
    struct jk_error err;
    const struct jk_matter *matter;

    if (!api_settle(api, call))
        return;
    matter = matters_of_call(api, call, JK_MATTER_REPORT, &err);
    if (matter && jk_app_matter_photo_find(api->options.app, matter, &bytes, &err) == JK_OK)
        jk_http_reply(call, &(struct jk_http_reply){ .code = 200,
                                                     .content_type = "image/jpeg",
                                                     .headers = headers,
                                                     .header_count = 2,
                                                     .body = jk_buf_view(&bytes) });
    else
        api_refuse(api, call, &err, NULL);
    jk_buf_clear(&bytes);
}
