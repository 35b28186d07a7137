/* One request of the REST API, so that this tool can do nothing the API refuses. */
#include <stdio.h>
#include <string.h>
#include "daemon/ctl/online/online.h"
#include "jarak/base/decimal.h"
#include "jarak/model/address.h"
#include "jarak/model/texts.h"

/* An answer without a body is an empty object. */
static json_t *parse(const struct jk_buf *answer)
{
    return answer->len == 0 ? json_object() : json_loadb(answer->at, answer->len, 0, NULL);
}

static json_t *ask_once(const struct jk_ctl *ctl, const struct jk_client_ask *request, bool print,
                        json_t **problem)
{
    struct jk_buf answer = { 0 };
    struct jk_error err = { 0 };
    json_t *json = NULL;

    if (problem)
        *problem = NULL;
    if (jk_client_ask(ctl, request, &answer, &err) == JK_OK) {
        json = parse(&answer);
        if (json && print && ctl->json)
            printf("%.*s\n", answer.len ? (int)answer.len : 2, answer.len ? answer.at : "{}");
    } else {
        jk_client_refuse(ctl, NULL, &answer, &err);
        if (problem && answer.len)
            *problem = json_loadb(answer.at, answer.len, 0, NULL);
    }
    jk_buf_clear(&answer);
    return json;
}

json_t *ctl_ask(const struct jk_ctl *ctl, const char *method, const struct jk_buf *path,
                const char *body, json_t **problem)
{
    struct jk_error err = { 0 };

    if (problem)
        *problem = NULL;
    if (!jk_buf_ok(path)) {
        jk_no_memory(&err);
        jk_ctl_refuse(ctl, "jarakctl", &err);
        return NULL;
    }
    return ask_once(ctl,
                    &(struct jk_client_ask){ .method = method,
                                             .path = path->at,
                                             .type = body ? "application/json" : NULL,
                                             .body = jk_span_of(body ? body : "") },
                    true, problem);
}

json_t *ctl_ask_quietly(const struct jk_ctl *ctl, const struct jk_client_ask *request,
                        json_t **problem)
{
    return ask_once(ctl, request, false, problem);
}

int ctl_print_file(const struct jk_ctl *ctl, struct jk_buf *path)
{
    struct jk_client_ask request = { .method = "GET" };
    struct jk_buf answer = { 0 };
    struct jk_error err = { 0 };
    enum jk_status rc = JK_MEMORY;
    int status = JK_EXIT_OK;

    if (jk_buf_ok(path)) {
        request.path = path->at;
        rc = jk_client_ask(ctl, &request, &answer, &err);
    } else {
        jk_no_memory(&err);
    }
    if (rc == JK_OK && fwrite(answer.at, 1, answer.len, stdout) != answer.len)
        rc = jk_fail(&err, JK_IO, JK_TEXT_FILE_WRITE, "", "%s", "");
    if (rc != JK_OK)
        status = jk_client_refuse(ctl, NULL, &answer, &err);
    jk_buf_clear(path);
    jk_buf_clear(&answer);
    return status;
}

const char *ctl_text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? text : "";
}

int ctl_number_of(const json_t *object, const char *name)
{
    return (int)json_integer_value(json_object_get(object, name));
}

void ctl_notice_path(struct jk_buf *path, const char *uid, const char *end)
{
    char hashed[JK_ADDRESS_HEX + 2];

    jk_buf_str(path, "/api/v1/notices/");
    jk_segment_add(path, jk_uid_segment(uid, hashed));
    jk_buf_str(path, end);
}

bool ctl_revision_read(const char *text, json_int_t *out)
{
    uint64_t number;

    if (!text || !jk_uint_parse(jk_span_of(text), UINT32_MAX, &number) || number == 0)
        return false;
    *out = (json_int_t)number;
    return true;
}
