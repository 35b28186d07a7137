/* The letter of a notice, whole or in parts (Content-Range).
 *
 * A bad line in the field loses at most one part: the client asks how far the file is and goes on
 * from there. Only the part that completes the file hands it to the application, which checks type
 * and size; whatever becomes of it, the parts are then dropped. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include "daemon/http/rest/upload.h"
#include "jarak/app/texts/texts.h"
#include "jarak/http/texts/texts.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/rest/rest.h"
#include "jarak/app/notices/attachment.h"

/* A letter being sent: which, and where its parts lie. */
struct sending {
    struct jk_api *api;
    struct jk_http_call *call;
    const struct jk_entry *entry;
    char etag[40];
    struct content_range range;
    char name[UPLOAD_NAME];
    struct upload file; /* where the parts of a letter gather; has the name above */
};

static struct jk_precondition read_condition(const struct jk_http_call *call, const char *etag)
{
    const char *known = etag[0] ? etag : NULL;

    return api_precondition(jk_http_if_match(call, known), jk_http_if_none_match(call, known),
                            known);
}

/* All bytes are here. */
static void keep(struct sending *s, struct jk_span bytes)
{
    struct jk_attachment_filing letter = { .actor = api_actor(s->api, s->call),
                                           .now_s = api_now(s->api),
                                           .uid = s->entry->uid,
                                           .type = jk_http_type_is(s->call, "image/jpeg")
                                                       ? "image/jpeg"
                                                       : "application/pdf",
                                           .bytes = bytes,
                                           .when = read_condition(s->call, s->etag) };
    struct jk_error err;
    bool created;
    json_t *json;

    if (jk_app_put_attachment(s->api->options.app, &letter, &created, &err) != JK_OK) {
        api_refuse(s->api, s->call, &err, NULL);
        return;
    }
    jk_attachment_etag(s->entry, s->etag);
    json =
        json_pack("{s:s, s:s, s:s, s:I}", "uid", s->entry->uid, "sha256", s->entry->letter->sha256,
                  "type", s->entry->letter->type, "size", (json_int_t)s->entry->letter->size);
    api_send(s->api, s->call, created ? 201 : 200, json, s->etag);
}

/* Tells how much has arrived, as JSON and as Range (RFC 9110 section 14.2). */
static void tell_progress(struct sending *s, uint64_t received)
{
    struct jk_http_header range = { "Range", received
                                                 ? jk_arena_fmt(&s->call->arena, "bytes=0-%llu",
                                                                (unsigned long long)(received - 1))
                                                 : NULL };

    jk_http_reply_json(s->call, 202,
                       json_pack("{s:I, s:I}", "received", (json_int_t)received, "total",
                                 (json_int_t)s->range.total),
                       &range, 1);
}

/* The parts go before the answer: it ends the call, and with it the names of folder and file. */
static void keep_whole(struct sending *s)
{
    struct jk_buf bytes = { 0 };
    struct jk_error err;
    const enum jk_status rc = rest_upload_read(&s->file, &bytes, &err);

    rest_upload_drop(&s->file);
    if (rc == JK_OK)
        keep(s, jk_buf_view(&bytes));
    else
        api_refuse(s->api, s->call, &err, NULL);
    jk_buf_clear(&bytes);
}

static void take_part(struct sending *s)
{
    const struct content_range *range = &s->range;
    uint64_t received = 0;
    struct jk_error err;
    enum jk_status rc;

    rest_upload_name(api_actor(s->api, s->call)->name, s->entry->uid, range->total, s->name);
    s->file.app = s->api->options.app;
    s->file.uid = s->entry->uid;
    s->file.name = s->name;
    if (range->is_question) {
        tell_progress(s, rest_upload_received(&s->file));
        return;
    }
    rc = rest_upload_append(&s->file, range, s->call->body, api_now(s->api), &received, &err);
    if (rc != JK_OK)
        api_refuse_with(s->api, s->call, &err, "received", json_integer((json_int_t)received));
    else if (received < range->total)
        tell_progress(s, received);
    else
        keep_whole(s);
}

/* A range that fits the body and the bound; else JK_INVALID or JK_TOO_BIG. */
static enum jk_status check_range(struct sending *s, struct jk_span value, struct jk_error *err)
{
    if (!rest_content_range_parse(value, &s->range) ||
        (s->range.is_question ? s->call->body.len > 0
                              : s->range.to - s->range.from + 1 != s->call->body.len) ||
        jk_http_field_count(s->call, "Content-Range") != 1)
        return jk_fail(err, JK_UNDECODED, JK_TEXT_LETTER_PART, "Content-Range", "%.*s",
                       value.len < JK_ERROR_VALUE_MAX ? (int)value.len : JK_ERROR_VALUE_MAX,
                       value.at);
    if (s->range.total > JK_ATTACHMENT_MAX)
        return jk_fail(err, JK_TOO_BIG, JK_TEXT_LETTER_BIG, "Content-Range", "%llu",
                       (unsigned long long)s->range.total);
    return JK_OK;
}

void rest_attachment_put(void *ctx, struct jk_http_call *call)
{
    struct sending s = { .api = ctx, .call = call };
    struct jk_span value;
    struct jk_error err;

    s.entry = api_find_entry(s.api, call);
    if (!s.entry)
        return;
    jk_attachment_etag(s.entry, s.etag);
    if (!jk_http_field(call, "Content-Range", &value)) {
        keep(&s, call->body);
        return;
    }
    s.file.folder = jk_arena_fmt(&call->arena, "%s/letters", s.api->options.data);
    if (!s.file.folder)
        jk_no_memory(&err);
    if (s.file.folder && check_range(&s, value, &err) == JK_OK)
        take_part(&s);
    else
        api_refuse(s.api, call, &err, NULL);
}

void rest_attachments_sweep(const struct jk_api *api)
{
    char folder[PATH_MAX];

    snprintf(folder, sizeof folder, "%s/letters", api->options.data);
    rest_upload_sweep(folder, api_now(api));
}

void rest_attachment_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_buf bytes = { 0 };
    const struct jk_entry *entry;
    struct jk_error err;
    char etag[40];

    if (!api_settle(api, call)) /* as it is stored */
        return;
    entry = api_find_entry(api, call);
    if (!entry)
        return;
    jk_attachment_etag(entry, etag);
    if (etag[0] && jk_http_not_modified(call, etag)) {
        jk_http_reply_empty(call, 304, &(struct jk_http_header){ "ETag", etag }, 1);
        return;
    }
    if (jk_app_attachment(api->options.app, entry->uid, &bytes, &err) == JK_OK) {
        bool jpeg = strcmp(entry->letter->type, "image/jpeg") == 0;
        struct jk_http_header headers[] = { { "ETag", etag },
                                            { "Content-Disposition",
                                              jpeg ? "attachment; filename=\"surat.jpg\""
                                                   : "attachment; filename=\"surat.pdf\"" },
                                            { "X-Content-Type-Options", "nosniff" },
                                            { "Cache-Control", "private, no-cache" } };

        jk_http_reply(call, &(struct jk_http_reply){ .code = 200,
                                                     .content_type = entry->letter->type,
                                                     .headers = headers,
                                                     .header_count = 4,
                                                     .body = jk_buf_view(&bytes) });
    } else {
        jk_http_reply_problem(call, &err);
    }
    jk_buf_clear(&bytes);
}
