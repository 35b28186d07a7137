/* Policies, risk zones, polling stations and personnel that accounts state over the files of the
 * pack.
 *
 * CODE is a contest's id, which holds a hyphen, or a region's code, which does not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/ctl/online/online.h"
#include "jarak/config/files.h"
#include "jarak/ctl/ctl.h"
#include "jarak/ctl/texts.h"
#include "jarak/model/address.h"

#define HISTORY_COLUMNS 6
#define STATION_COLUMNS 5

/* Where a part is asked for. */
struct part {
    const char *path, *history;
};
static const struct part policies = { "/api/v1/policy", "/api/v1/policies/history" };
static const struct part zones_part = { "/api/v1/zones", "/api/v1/zones/history" };
static const struct part personnel = { "/api/v1/personnel", "/api/v1/personnel/history" };
static const struct part stations = { "/api/v1/stations", "/api/v1/stations/history" };

/* What is asked about. */
struct asked {
    const char *code;
    const struct part *part;
};

static void add_path(struct jk_buf *path, const char *head, const struct asked *asked)
{
    jk_buf_fmt(path, "%s?%s=", head, strchr(asked->code, '-') ? "contest" : "region");
    jk_segment_add(path, asked->code);
}

static json_t *ask_history(const struct jk_ctl *ctl, const struct asked *asked)
{
    struct jk_buf path = { 0 };
    json_t *answer;

    add_path(&path, asked->part->history, asked);
    answer = ctl_ask(ctl, "GET", &path, NULL, NULL);
    jk_buf_clear(&path);
    return answer;
}

static const char *state_of(const json_t *edition)
{
    if (json_is_true(json_object_get(edition, "in_force")))
        return "in_force";
    if (ctl_text_of(edition, "left_out")[0])
        return "left_out";
    return json_is_true(json_object_get(edition, "withdrawn")) ? "withdrawn" : "replaced";
}

/* A row for each edition: number, state, when, account, office, basis. */
static int print_history(const struct jk_ctl *ctl, const struct asked *asked)
{
    json_t *answer = ask_history(ctl, asked), *edition;
    struct ctl_rows rows = { 0 };
    char number[16];
    size_t i;

    if (!answer)
        return JK_EXIT_INPUT;
    json_array_foreach(json_object_get(answer, "editions"), i, edition)
    {
        snprintf(number, sizeof number, "%d", ctl_number_of(edition, "edition"));
        ctl_rows_add(&rows, number);
        ctl_rows_add(&rows, state_of(edition));
        ctl_rows_add(&rows, ctl_text_of(edition, "time"));
        ctl_rows_add(&rows, ctl_text_of(edition, "account"));
        ctl_rows_add(&rows, ctl_text_of(edition, "office"));
        ctl_rows_add(&rows, ctl_text_of(edition, "basis"));
    }
    if (!ctl->json)
        ctl_rows_print(&rows, HISTORY_COLUMNS);
    json_decref(answer);
    return JK_EXIT_OK;
}

/* The document in force, fit to be changed and stated. */
static int print_in_force(const struct jk_ctl *ctl, const struct asked *asked)
{
    struct jk_buf path = { 0 };
    json_t *answer;

    add_path(&path, asked->part->path, asked);
    answer = ctl_ask(ctl, "GET", &path, NULL, NULL);
    jk_buf_clear(&path);
    if (!answer)
        return JK_EXIT_INPUT;
    if (!ctl->json) {
        json_dumpf(answer, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(15));
        putchar('\n');
    }
    json_decref(answer);
    return JK_EXIT_OK;
}

/* @param table  it is no JSON, and its basis goes by the address; null: it has its own */
static int send(const struct jk_ctl *ctl, const struct asked *asked, struct jk_span body,
                const char *table, const char *seen)
{
    struct jk_buf path = { 0 }, field = { 0 };
    json_t *answer = NULL;

    add_path(&path, asked->part->path, asked);
    if (table) {
        jk_buf_str(&path, "&basis=");
        jk_segment_add(&path, table);
    }
    jk_buf_char(&path, '\0');
    if (seen)
        jk_buf_fmt(&field, "If-Match: \"e%s\"", seen);
    else
        jk_buf_str(&field, "If-None-Match: *");
    jk_buf_char(&field, '\0');
    if (jk_buf_ok(&path) && jk_buf_ok(&field))
        answer = ctl_ask_quietly(ctl,
                                 &(struct jk_client_ask){ .method = "PUT",
                                                          .path = path.at,
                                                          .type = table ? "text/csv"
                                                                        : "application/json",
                                                          .body = body,
                                                          .field = field.at },
                                 NULL);
    jk_buf_clear(&path);
    jk_buf_clear(&field);
    if (!answer)
        return JK_EXIT_INPUT;
    if (ctl->json) {
        json_dumpf(answer, stdout, 0);
        putchar('\n');
    } else {
        printf("%d\t%s\t%s\n", ctl_number_of(answer, "edition"), ctl_text_of(answer, "decided_by"),
               ctl_text_of(answer, "basis"));
    }
    json_decref(answer);
    return JK_EXIT_OK;
}

/* @param body  taken; null: memory is out */
static int state(const struct jk_ctl *ctl, const struct asked *asked, json_t *body,
                 const char *seen)
{
    char *text = body ? json_dumps(body, JSON_REAL_PRECISION(15)) : NULL;
    int status = text ? send(ctl, asked, jk_span_of(text), NULL, seen) : JK_EXIT_INPUT;

    json_decref(body);
    free(text);
    return status;
}

/* The document of a file, with the basis that was said. Given; null: it was told why not. */
static json_t *read_document(const struct jk_ctl *ctl, const char *file, const char *basis)
{
    struct jk_buf bytes = { 0 };
    struct jk_error err = { 0 };
    json_error_t fault = { .line = 0 };
    json_t *document = NULL;
    enum jk_status rc = jk_file_read(file, &bytes, &err);

    if (rc == JK_OK) {
        document = json_loadb(bytes.at ? bytes.at : "", bytes.len, JSON_REJECT_DUPLICATES, &fault);
        if (!json_is_object(document))
            rc = jk_fail_at(&err, JK_INVALID, JK_TEXT_CTL_NO_JSON,
                            (struct jk_at){ fault.line > 0 ? (unsigned)fault.line : 0, "" }, "%s",
                            fault.text);
        else if (json_object_set_new(document, "basis", json_string(basis)) != 0)
            rc = jk_no_memory(&err);
    }
    jk_buf_clear(&bytes);
    if (rc == JK_OK)
        return document;
    json_decref(document);
    jk_ctl_refuse(ctl, file, &err);
    return NULL;
}

/* What zones of a file would change: a line, and one for each pair. */
static int try_zones(const struct jk_ctl *ctl, const struct asked *asked, json_t *document)
{
    char *text = document ? json_dumps(document, JSON_REAL_PRECISION(15)) : NULL;
    struct jk_buf path = { 0 };
    json_t *answer = NULL, *pair;
    size_t i;

    json_decref(document);
    add_path(&path, "/api/v1/zones/whatif", asked);
    if (text && jk_buf_ok(&path))
        answer = ctl_ask(ctl, "POST", &path, text, NULL);
    free(text);
    jk_buf_clear(&path);
    if (!answer)
        return JK_EXIT_INPUT;
    if (!ctl->json) {
        puts(ctl_text_of(answer, "text"));
        json_array_foreach(json_object_get(answer, "changed"), i, pair)
        {
            printf("%s\t%s\t%s\n", ctl_text_of(json_object_get(pair, "before"), "level"),
                   ctl_text_of(json_object_get(pair, "after"), "level"), ctl_text_of(pair, "id"));
        }
    }
    json_decref(answer);
    return JK_EXIT_OK;
}

static int run(const struct jk_ctl *ctl, int argc, char **argv, bool zones)
{
    const char *basis = NULL, *seen = NULL;
    struct asked asked = { NULL, NULL };
    const struct ctl_option options[] = { { .name = "basis", .value = &basis },
                                          { .name = "seen", .value = &seen },
                                          { .name = "zones", .flag = &zones },
                                          { .name = NULL } };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, options, 2, 3);
    const char *what = status == JK_EXIT_OK ? words.at[0] : "";
    json_t *document;
    json_int_t number;

    if (status != JK_EXIT_OK || (seen && !ctl_revision_read(seen, &number)))
        return status != JK_EXIT_OK ? status : JK_EXIT_USAGE;
    asked = (struct asked){ words.at[1], zones ? &zones_part : &policies };
    if (strcmp(what, "set") == 0 && words.count == 3 && basis) {
        document = read_document(ctl, words.at[2], basis);
        return document ? state(ctl, &asked, document, seen) : JK_EXIT_INPUT;
    }
    if (strcmp(what, "whatif") == 0 && words.count == 3 && zones && !basis && !seen) {
        document = read_document(ctl, words.at[2], "-");
        return document ? try_zones(ctl, &asked, document) : JK_EXIT_INPUT;
    }
    if (words.count != 2)
        return JK_EXIT_USAGE;
    if (strcmp(what, "withdraw") == 0 && basis && seen)
        return state(ctl, &asked, json_pack("{s:b, s:s}", "withdrawn", 1, "basis", basis), seen);
    if (basis || seen)
        return JK_EXIT_USAGE;
    if (strcmp(what, "show") == 0)
        return print_in_force(ctl, &asked);
    return strcmp(what, "history") == 0 ? print_history(ctl, &asked) : JK_EXIT_USAGE;
}

/* A row for each station: code, sub-district, risk, voters, name. */
static int print_stations(const struct jk_ctl *ctl, const struct asked *asked)
{
    struct jk_buf path = { 0 };
    struct ctl_rows rows = { 0 };
    json_t *answer, *one;
    char number[16];
    size_t i;

    add_path(&path, asked->part->path, asked);
    answer = ctl_ask(ctl, "GET", &path, NULL, NULL);
    jk_buf_clear(&path);
    if (!answer)
        return JK_EXIT_INPUT;
    json_array_foreach(json_object_get(answer, "stations"), i, one)
    {
        snprintf(number, sizeof number, "%d", ctl_number_of(one, "voters"));
        ctl_rows_add(&rows, ctl_text_of(one, "code"));
        ctl_rows_add(&rows, ctl_text_of(one, "region"));
        ctl_rows_add(&rows, ctl_text_of(one, "risk"));
        ctl_rows_add(&rows, number);
        ctl_rows_add(&rows, ctl_text_of(one, "name"));
    }
    if (!ctl->json)
        ctl_rows_print(&rows, STATION_COLUMNS);
    json_decref(answer);
    return JK_EXIT_OK;
}

/* A table as it is, GeoJSON with its basis. */
static int import_stations(const struct jk_ctl *ctl, const struct asked *asked, const char *file,
                           const char *basis, const char *seen)
{
    struct jk_buf bytes = { 0 };
    struct jk_error err = { 0 };
    json_t *document = NULL;
    int status = JK_EXIT_INPUT;

    if (jk_file_read(file, &bytes, &err) != JK_OK)
        jk_ctl_refuse(ctl, file, &err);
    else if (!jk_span_starts(jk_span_trim(jk_buf_view(&bytes)), JK_SPAN("{")))
        status = send(ctl, asked, jk_buf_view(&bytes), basis, seen);
    else if ((document = read_document(ctl, file, basis)))
        status = state(ctl, asked, document, seen);
    jk_buf_clear(&bytes);
    return status;
}

int jk_ctl_tps(const struct jk_ctl *ctl, int argc, char **argv)
{
    const char *basis = NULL, *seen = NULL;
    const struct ctl_option options[] = { { .name = "basis", .value = &basis },
                                          { .name = "seen", .value = &seen },
                                          { .name = NULL } };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, options, 2, 3);
    struct asked asked = { NULL, &stations };
    json_int_t number;

    if (status != JK_EXIT_OK || (seen && !ctl_revision_read(seen, &number)))
        return status != JK_EXIT_OK ? status : JK_EXIT_USAGE;
    asked.code = words.at[1];
    if (strcmp(words.at[0], "import") == 0 && words.count == 3 && basis)
        return import_stations(ctl, &asked, words.at[2], basis, seen);
    if (words.count != 2)
        return JK_EXIT_USAGE;
    if (strcmp(words.at[0], "withdraw") == 0 && basis && seen)
        return state(ctl, &asked, json_pack("{s:b, s:s}", "withdrawn", 1, "basis", basis), seen);
    if (basis || seen)
        return JK_EXIT_USAGE;
    if (strcmp(words.at[0], "list") == 0)
        return print_stations(ctl, &asked);
    return strcmp(words.at[0], "history") == 0 ? print_history(ctl, &asked) : JK_EXIT_USAGE;
}

int ctl_state_personnel(const struct jk_ctl *ctl, const struct ctl_words *words, const char *basis,
                        const char *seen)
{
    const struct asked asked = { words->at[1], &personnel };
    json_t *document;
    json_int_t number;

    if (seen && !ctl_revision_read(seen, &number))
        return JK_EXIT_USAGE;
    if (strcmp(words->at[0], "import") == 0 && words->count == 3 && basis) {
        document = read_document(ctl, words->at[2], basis);
        return document ? state(ctl, &asked, document, seen) : JK_EXIT_INPUT;
    }
    if (words->count != 2)
        return JK_EXIT_USAGE;
    if (strcmp(words->at[0], "withdraw") == 0 && basis && seen)
        return state(ctl, &asked, json_pack("{s:b, s:s}", "withdrawn", 1, "basis", basis), seen);
    if (basis || seen || strcmp(words->at[0], "history") != 0)
        return JK_EXIT_USAGE;
    return print_history(ctl, &asked);
}

int jk_ctl_policy(const struct jk_ctl *ctl, int argc, char **argv)
{
    return run(ctl, argc, argv, false);
}

int jk_ctl_zone(const struct jk_ctl *ctl, int argc, char **argv)
{
    return run(ctl, argc, argv, true);
}

int jk_ctl_editions(const struct jk_ctl *ctl, const char *code)
{
    const struct asked asked = { code, &policies };
    json_t *answer = ask_history(ctl, &asked), *edition, *row, *document;
    const char *member, *last = "";
    json_t *value;
    size_t i, k;

    if (!answer)
        return JK_EXIT_INPUT;
    json_array_foreach(json_object_get(answer, "editions"), i, edition)
    {
        document = json_object_get(edition, "document");
        if (ctl->json || !json_is_true(json_object_get(edition, "in_force")))
            continue;
        printf("edition\t%d\t%s\t%s\t%s\n", ctl_number_of(edition, "edition"),
               ctl_text_of(edition, "decided_by"), ctl_text_of(edition, "decided_on"),
               ctl_text_of(edition, "basis"));
        json_array_foreach(json_object_get(document, "rows"), k, row)
        {
            if (strcmp(ctl_text_of(row, "id"), last) != 0)
                printf("row\t%s\n", ctl_text_of(row, "id"));
            last = ctl_text_of(row, "id");
        }
        json_object_foreach(document, member, value)
        {
            if (strcmp(member, "override_from") == 0 || strcmp(member, "raise") == 0 ||
                strcmp(member, "escalation") == 0)
                puts(member);
        }
    }
    json_decref(answer);
    return JK_EXIT_OK;
}
