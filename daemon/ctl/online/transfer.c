/* Many notices at once, in and out of the running daemon. */
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include "daemon/ctl/online/online.h"
#include "daemon/ctl/words.h"
#include "jarak/model/texts.h"
#include "jarak/config/files.h"
#include "jarak/ctl/client.h"
#include "jarak/policy/policy.h"

/* The row of one notice. @return it has a conflict of a level */
static bool print_imported(const json_t *verdict, bool quiet)
{
    const json_t *conflicts = json_object_get(verdict, "conflicts"), *conflict;
    enum jk_level worst = JK_LEVEL_NONE;
    size_t i;

    json_array_foreach(conflicts, i, conflict)
    {
        const char *word = json_string_value(json_object_get(conflict, "level"));

        for (unsigned level = worst + 1; word && level < JK_LEVEL_END; level++) {
            if (strcmp(word, jk_level_word((enum jk_level)level)) == 0)
                worst = (enum jk_level)level;
        }
    }
    if (!quiet)
        printf("%s\t%s\t%s\t%zu\t%zu\n", json_string_value(json_object_get(verdict, "uid")),
               json_string_value(json_object_get(verdict, "state")), jk_level_word(worst),
               json_array_size(conflicts), json_array_size(json_object_get(verdict, "findings")));
    return worst > JK_LEVEL_NONE;
}

static bool print_answer(const struct jk_ctl *ctl, const struct jk_buf *answer)
{
    json_t *json = json_loadb(answer->at ? answer->at : "", answer->len, 0, NULL);
    const json_t *verdict;
    bool found = false;
    size_t i;

    json_array_foreach(json_object_get(json, "notices"), i, verdict) found =
        print_imported(verdict, ctl->json) || found;
    if (ctl->json)
        printf("%.*s\n", (int)answer->len, answer->at);
    json_decref(json);
    return found;
}

static bool ends_with(const char *path, const char *end)
{
    size_t len = strlen(path), most = strlen(end);

    return len >= most && jk_span_eq_nocase(jk_span_of(path + len - most), jk_span_of(end));
}

static bool is_table(const char *path)
{
    return ends_with(path, ".csv");
}

/* A route that cells of a table name. */
static bool is_way(const char *path)
{
    return ends_with(path, ".gpx") || ends_with(path, ".kml") || ends_with(path, ".geojson");
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* A boundary that no file of people holds; a file that does is refused by who reads it. */
#define BOUNDARY "jarakctl-5f3c9a1e7b2d4860"

/* Appends a file as a part of a form. */
static enum jk_status add_part(struct jk_buf *body, const char *field, const char *path,
                               struct jk_error *err)
{
    struct jk_buf file = { 0 };
    enum jk_status rc = jk_file_read(path, &file, err);

    if (rc != JK_OK)
        return rc;
    jk_buf_fmt(body, "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"",
               field);
    for (const char *c = base_name(path); *c; c++)
        jk_buf_str(body, *c == '"' ? "%22" : (const char[]){ *c, '\0' });
    jk_buf_str(body, "\"\r\nContent-Type: application/octet-stream\r\n\r\n");
    jk_buf_span(body, jk_buf_view(&file));
    jk_buf_str(body, "\r\n");
    jk_buf_clear(&file);
    return JK_OK;
}

/* What is sent for a file: itself, or a table with the routes that were named with it. */
static enum jk_status write_body(const struct ctl_words *words, const char *path,
                                 struct jk_buf *body, const char **type, struct jk_error *err)
{
    enum jk_status rc = JK_OK;
    bool beside = false;

    for (int i = 0; i < words->count; i++)
        beside = beside || is_way(words->at[i]);
    *type = is_table(path) ? "text/csv" : "text/calendar";
    if (!is_table(path) || !beside)
        return jk_file_read(path, body, err);
    *type = "multipart/form-data; boundary=" BOUNDARY;
    rc = add_part(body, "tabel", path, err);
    for (int i = 0; i < words->count && rc == JK_OK; i++) {
        if (is_way(words->at[i]))
            rc = add_part(body, "rute", words->at[i], err);
    }
    jk_buf_str(body, "--" BOUNDARY "--\r\n");
    return rc;
}

static int import_file(const struct jk_ctl *ctl, const struct ctl_words *words, const char *path)
{
    struct jk_buf file = { 0 }, answer = { 0 };
    struct jk_error err = { 0 };
    const char *type;
    enum jk_status rc = write_body(words, path, &file, &type, &err);
    int status;

    if (rc == JK_OK)
        rc = jk_client_ask(ctl,
                           &(struct jk_client_ask){ .method = "POST",
                                                    .path = "/api/v1/import",
                                                    .type = type,
                                                    .body = jk_buf_view(&file) },
                           &answer, &err);
    if (rc != JK_OK)
        status = jk_client_refuse(ctl, path, &answer, &err);
    else
        status = print_answer(ctl, &answer) ? JK_EXIT_FOUND : JK_EXIT_OK;
    jk_buf_clear(&file);
    jk_buf_clear(&answer);
    return status;
}

int jk_ctl_import(const struct jk_ctl *ctl, int argc, char **argv)
{
    static const struct ctl_option none[] = { { .name = NULL } };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, none, 1, INT_MAX);

    for (int i = 0; status <= JK_EXIT_FOUND && i < words.count; i++) {
        int one = is_way(words.at[i]) ? JK_EXIT_OK : import_file(ctl, &words, words.at[i]);

        status = one > status ? one : status;
    }
    return status;
}

/* The last line's member, as it stands there; it ends with these. */
static bool read_last(const struct jk_buf *lines, struct jk_buf *query)
{
    size_t at = lines->len > 1 ? lines->len - 1 : 0;
    json_t *last;

    while (at > 0 && lines->at[at - 1] != '\n')
        at--;
    last = json_loadb(lines->at + at, lines->len - at, 0, NULL);
    jk_buf_reset(query);
    jk_buf_fmt(query, "/api/v1/journal.jsonl?after=%lld&sha256=%s",
               (long long)json_integer_value(json_object_get(last, "seq")),
               ctl_text_of(last, "sha256"));
    json_decref(last);
    return last && jk_buf_ok(query);
}

/* Page after page, until one is empty. */
static int export_journal(const struct jk_ctl *ctl)
{
    struct jk_buf path = { 0 }, answer = { 0 };
    struct jk_error err = { 0 };
    enum jk_status rc = JK_OK;
    int status = JK_EXIT_OK;
    bool more = true;

    jk_buf_str(&path, "/api/v1/journal.jsonl");
    while (rc == JK_OK && more) {
        jk_buf_reset(&answer);
        rc = jk_buf_ok(&path)
                 ? jk_client_ask(ctl, &(struct jk_client_ask){ .method = "GET", .path = path.at },
                                 &answer, &err)
                 : jk_no_memory(&err);
        more = rc == JK_OK && answer.len > 0;
        if (more && fwrite(answer.at, 1, answer.len, stdout) != answer.len)
            rc = jk_fail(&err, JK_IO, JK_TEXT_FILE_WRITE, "", "%s", "");
        if (more && rc == JK_OK && !read_last(&answer, &path))
            rc = jk_no_memory(&err);
    }
    if (rc != JK_OK)
        status = jk_client_refuse(ctl, NULL, &answer, &err);
    jk_buf_clear(&path);
    jk_buf_clear(&answer);
    return status;
}

int jk_ctl_export(const struct jk_ctl *ctl, int argc, char **argv)
{
    static const struct ctl_parameter parameters[] = { { "region", NULL },
                                                       { "date", NULL },
                                                       { "state", ctl_known_state },
                                                       { "paslon", NULL },
                                                       { NULL, NULL } };
    struct jk_buf path = { 0 }, query = { 0 };
    struct ctl_words words;
    int status;

    if (argc == 2 && strcmp(argv[1], "--journal") == 0)
        return export_journal(ctl);
    status =
        ctl_query_read(ctl, &words, argc, argv, parameters, (struct ctl_bounds){ 1, 1 }, &query);
    if (status != JK_EXIT_OK)
        return status;
    jk_buf_str(&path, "/api/v1/export");
    jk_buf_span(&path, jk_buf_view(&query));
    jk_buf_fmt(&path, "%cformat=", query.len ? '&' : '?');
    ctl_add_escaped(&path, words.at[0]);
    jk_buf_clear(&query);
    return ctl_print_file(ctl, &path);
}
