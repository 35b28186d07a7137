/* One HTTP request to the daemon, over TCP or its UNIX socket.
 *
 * The token is read from a file, not from the command line, where every user of the machine would
 * see it, and is wiped behind its use. An answer above ANSWER_MAX is cut off by ending the
 * transfer. What problem+json says is already in the reader's language. */
#include "jarak/ctl/client.h"
#include "jarak/ctl/texts.h"

#include <curl/curl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include "jarak/config/files.h"

#define ANSWER_MAX (64U * 1024 * 1024)

/* Where the bytes of an answer go. */
struct sink {
    const struct jk_client_ask *ask;
    struct jk_buf *answer;
    CURL *curl;
};

/* A refusal is kept whole even where an answer would be handed on. */
static size_t on_bytes(char *bytes, size_t size, size_t count, void *ctx)
{
    struct sink *sink = ctx;
    long code = 0;

    curl_easy_getinfo(sink->curl, CURLINFO_RESPONSE_CODE, &code);
    if (sink->ask->take && code / 100 == 2)
        return sink->ask->take(sink->ask->ctx, (struct jk_span){ bytes, size * count })
                   ? size * count
                   : 0;
    if (sink->answer->len + size * count > ANSWER_MAX)
        return 0; /* libcurl ends the transfer */
    jk_buf_add(sink->answer, bytes, size * count);
    return size * count;
}

/* `Authorization: Bearer <first line of the file>`; a null list where no file was named. */
static enum jk_status add_token(const struct jk_ctl *ctl, struct curl_slist **fields,
                                struct jk_error *err)
{
    struct jk_buf token = { 0 }, field = { 0 };
    struct jk_span rest, line;
    enum jk_status rc;

    if (!ctl->token_file)
        return JK_OK;
    rc = jk_file_read(ctl->token_file, &token, err);
    rest = jk_buf_view(&token);
    if (rc == JK_OK && jk_span_cut(&rest, '\n', &line)) {
        jk_buf_fmt(&field, "Authorization: Bearer %.*s", (int)line.len, line.at);
        *fields = curl_slist_append(*fields, field.at);
    }
    if (token.at)
        explicit_bzero(token.at, token.len);
    if (field.at)
        explicit_bzero(field.at, field.len);
    jk_buf_clear(&token);
    jk_buf_clear(&field);
    return rc;
}

static void set_up(CURL *curl, const struct jk_ctl *ctl, const struct jk_client_ask *ask,
                   struct sink *sink)
{
    if (ctl->socket)
        curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, ctl->socket);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, ask->method);
    if (ask->take) { /* a stream says something every 15 s; a dead one says nothing for ever */
        curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)JK_CLIENT_WAIT_S);
        curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
        curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)JK_CLIENT_WAIT_S);
    } else {
        curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)JK_CLIENT_WAIT_S);
    }
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, sink);
    if (ask->type) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, ask->body.at);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)ask->body.len);
    }
}

static struct curl_slist *common_fields(const struct jk_ctl *ctl, const struct jk_client_ask *ask)
{
    struct curl_slist *fields =
        curl_slist_append(NULL,
                          ctl->lang == JK_LANG_EN ? "Accept-Language: en" : "Accept-Language: id");
    char type[128];

    if (ask->type) {
        snprintf(type, sizeof type, "Content-Type: %s", ask->type);
        fields = curl_slist_append(fields, type);
    }
    if (ask->field)
        fields = curl_slist_append(fields, ask->field);
    return fields;
}

enum jk_status jk_client_ask(const struct jk_ctl *ctl, const struct jk_client_ask *ask,
                             struct jk_buf *answer, struct jk_error *err)
{
    CURL *curl = curl_easy_init();
    struct curl_slist *fields = common_fields(ctl, ask);
    struct jk_buf url = { 0 };
    struct sink sink = { ask, answer, curl };
    enum jk_status rc = add_token(ctl, &fields, err);
    CURLcode done;
    long code = 0;

    jk_buf_fmt(&url, "%s%s", ctl->socket ? "http://localhost" : ctl->url, ask->path);
    if (rc == JK_OK && (!curl || !fields || !jk_buf_ok(&url)))
        rc = jk_no_memory(err);
    if (rc == JK_OK) {
        set_up(curl, ctl, ask, &sink);
        curl_easy_setopt(curl, CURLOPT_URL, url.at);
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, fields);
        done = curl_easy_perform(curl);
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
        if (done != CURLE_OK)
            rc =
                jk_fail(err, JK_IO, code / 100 == 2 ? JK_TEXT_CLIENT_CUT : JK_TEXT_CLIENT_UNREACHED,
                        ctl->socket ? ctl->socket : ctl->url, "%s", curl_easy_strerror(done));
        else if (code / 100 != 2)
            rc = jk_fail(err, JK_INVALID, JK_TEXT_CLIENT_REFUSED, "", "HTTP %ld", code);
    }
    curl_slist_free_all(fields);
    curl_easy_cleanup(curl);
    jk_buf_clear(&url);
    return rc;
}

int jk_client_refuse(const struct jk_ctl *ctl, const char *what, const struct jk_buf *answer,
                     const struct jk_error *err)
{
    json_t *problem = json_loadb(answer->at ? answer->at : "", answer->len, 0, NULL);
    const char *detail = json_string_value(json_object_get(problem, "detail"));
    const char *who = jk_text_get(err->text, ctl->lang);

    if (err->text == JK_TEXT_CLIENT_UNREACHED || err->text == JK_TEXT_CLIENT_CUT) {
        fprintf(stderr, "%s: %s (%s)\n", who, err->field, err->value);
    } else if (err->text == JK_TEXT_CLIENT_REFUSED) {
        fprintf(stderr, "%s%s%s (%s, %s)\n", what ? what : "", what ? ": " : "",
                detail && detail[0] ? detail : "-", who, err->value);
        if (ctl->json && problem)
            printf("%.*s\n", (int)answer->len, answer->at);
    } else {
        jk_ctl_refuse(ctl, what ? what : "jarakctl", err);
    }
    json_decref(problem);
    return JK_EXIT_INPUT;
}
