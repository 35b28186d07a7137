/* Field reports: what is seen on the ground and differs from the plan, and confirming one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/ctl/online/matter.h"
#include "jarak/base/decimal.h"
#include "jarak/ctl/texts.h"
#include "jarak/geo/point.h"
#include "jarak/model/report.h"

#define REPORT_COLUMNS 8

/* The words behind a report; null where one was not said. */
struct said {
    const char *minutes, *at, *note, *region, *verified, *assessment, *recommendation, *category,
        *state;
    struct ctl_values places;
};

static const char *known_kind(unsigned i)
{
    return i < JK_REPORT_END ? jk_report_word((enum jk_report_kind)i) : NULL;
}

static const char *known_verified(unsigned i)
{
    static const char *const words[] = { "true", "false", NULL };

    return words[i];
}

static void add_row(const struct jk_ctl *ctl, struct ctl_rows *rows, const json_t *report)
{
    bool verified = json_is_true(json_object_get(report, "verified"));
    struct jk_buf cell = { 0 };

    ctl_rows_add(rows, ctl_text_of(report, "id"));
    ctl_rows_add(rows, ctl_text_of(report, "uid"));
    ctl_rows_add(rows, ctl_text_of(report, "kind"));
    jk_buf_fmt(&cell, "%d min", ctl_number_of(report, "minutes"));
    ctl_rows_take(rows, &cell);
    ctl_rows_add(rows, ctl_text_of(report, "at"));
    ctl_rows_add(rows, ctl_text_of(report, "role"));
    ctl_rows_add(rows,
                 jk_text_get(verified ? JK_TEXT_CTL_VERIFIED : JK_TEXT_CTL_UNVERIFIED, ctl->lang));
    ctl_rows_add(rows, ctl_text_of(report, "note"));
    jk_buf_clear(&cell);
}

static void print_answer(const struct jk_ctl *ctl, const json_t *answer)
{
    const json_t *list = json_object_get(answer, "reports"), *item;
    const json_t *confirmed = json_object_get(answer, "report");
    struct ctl_rows rows = { 0 };
    size_t i;

    if (json_object_get(answer, "acts")) {
        ctl_matter_print(ctl, answer);
        return;
    }
    json_array_foreach(list, i, item) add_row(ctl, &rows, item);
    if (!list)
        add_row(ctl, &rows, confirmed ? confirmed : answer);
    ctl_rows_print(&rows, REPORT_COLUMNS);
    ctl_matters_print(ctl, json_object_get(answer, "matters"));
    if (list && json_array_size(list) + json_array_size(json_object_get(answer, "matters")) == 0)
        ctl_say(ctl, stderr, JK_TEXT_CTL_NO_REPORTS, (const char *const[]){ NULL });
    if (confirmed)
        ctl_print_verdict(ctl, json_object_get(answer, "notice"));
}

/* `LATITUDE;LONGITUDE` each. Null: one is no place, which was told. */
static json_t *places_json(const struct jk_ctl *ctl, const struct ctl_values *places)
{
    json_t *list = json_array();
    struct jk_point point;
    struct jk_error err;

    for (size_t i = 0; i < places->count; i++) {
        if (jk_point_parse(jk_span_of(places->at[i]), &point, &err) != JK_OK) {
            jk_ctl_refuse(ctl, "--place", &err);
            json_decref(list);
            return NULL;
        }
        json_array_append_new(list,
                              json_pack("{s:f, s:f}", "lat", point.lat_deg, "lon", point.lon_deg));
    }
    return list;
}

/* Minutes may be negative: earlier. */
static bool read_minutes(const char *text, json_int_t *out)
{
    bool minus = text && text[0] == '-';
    uint64_t number = 0;

    if (text && !jk_uint_parse(jk_span_of(text + minus), JK_REPORT_MINUTES_MAX, &number))
        return false;
    *out = minus ? -(json_int_t)number : (json_int_t)number;
    return true;
}

static int send(const struct jk_ctl *ctl, const char *method, const struct jk_buf *path,
                const char *body)
{
    json_t *answer = ctl_ask(ctl, method, path, body, NULL);

    if (answer && !ctl->json)
        print_answer(ctl, answer);
    json_decref(answer);
    return answer ? JK_EXIT_OK : JK_EXIT_INPUT;
}

static int file_report(const struct jk_ctl *ctl, const struct ctl_words *words,
                       const struct said *said)
{
    struct jk_buf path = { 0 };
    json_int_t minutes;
    json_t *places, *json;
    char *body;
    int status;

    if (!ctl_is_known(ctl, "kind", words->at[1], known_kind) ||
        !read_minutes(said->minutes, &minutes) || said->region || said->verified)
        return JK_EXIT_USAGE;
    places = places_json(ctl, &said->places);
    if (!places)
        return JK_EXIT_INPUT;
    json = json_pack("{s:s, s:s, s:I, s:o, s:s*, s:s*}", "uid", words->at[0], "kind", words->at[1],
                     "minutes", minutes, "place", places, "at", said->at, "note", said->note);
    body = json ? json_dumps(json, JSON_COMPACT) : NULL;
    jk_buf_str(&path, "/api/v1/reports");
    status = body ? send(ctl, "POST", &path, body) : JK_EXIT_USAGE; /* no UTF-8 */
    json_decref(json);
    free(body);
    jk_buf_clear(&path);
    return status;
}

/* What a report from the field is judged with. @return given, free(); null: no UTF-8 */
static char *verdict_of(const struct said *said)
{
    json_t *json = json_pack("{s:s*, s:s*}", "assessment", said->assessment, "recommendation",
                             said->recommendation);
    char *body = json ? json_dumps(json, JSON_COMPACT) : NULL;

    json_decref(json);
    return body;
}

/* `list [UID]` or `verify ID`. */
static int ask_about(const struct jk_ctl *ctl, const struct ctl_words *words,
                     const struct said *said)
{
    const bool verify = strcmp(words->at[0], "verify") == 0;
    const char *const names[] = { "uid", "region", "verified", "category", "state" };
    const char *const values[] = { !verify && words->count > 1 ? words->at[1] : NULL, said->region,
                                   said->verified, said->category, said->state };
    struct jk_buf path = { 0 };
    char before = '?', *body = NULL;
    int status;

    if (said->minutes || said->at || said->note || said->places.count ||
        (verify && (words->count != 2 || said->region || said->verified)) ||
        !ctl_is_known(ctl, "verified", said->verified, known_verified))
        return JK_EXIT_USAGE;
    jk_buf_str(&path, "/api/v1/reports");
    if (verify) {
        jk_buf_char(&path, '/');
        ctl_add_escaped(&path, words->at[1]);
        jk_buf_str(&path, "/verify");
    }
    for (size_t i = 0; i < sizeof names / sizeof *names && !verify; i++) {
        if (!values[i])
            continue;
        jk_buf_fmt(&path, "%c%s=", before, names[i]);
        ctl_add_escaped(&path, values[i]);
        before = '&';
    }
    if (said->assessment || said->recommendation)
        body = verdict_of(said);
    status = send(ctl, verify ? "POST" : "GET", &path, body);
    free(body);
    jk_buf_clear(&path);
    return status;
}

int jk_ctl_report(const struct jk_ctl *ctl, int argc, char **argv)
{
    struct said said = { .minutes = NULL };
    const struct ctl_option options[] = { { .name = "minutes", .value = &said.minutes },
                                          { .name = "place", .all = &said.places },
                                          { .name = "at", .value = &said.at },
                                          { .name = "note", .value = &said.note },
                                          { .name = "region", .value = &said.region },
                                          { .name = "verified", .value = &said.verified },
                                          { .name = "assessment", .value = &said.assessment },
                                          { .name = "recommendation",
                                            .value = &said.recommendation },
                                          { .name = "category", .value = &said.category },
                                          { .name = "state", .value = &said.state },
                                          { .name = NULL } };
    struct ctl_words words;
    int status;

    if (ctl_is_matter(argc, argv))
        return ctl_matter(ctl, JK_MATTER_REPORT, argc, argv);
    status = ctl_words_read(&words, argc, argv, options, 1, 3);

    if (status == JK_EXIT_OK && words.count <= 2 &&
        (strcmp(words.at[0], "list") == 0 || strcmp(words.at[0], "verify") == 0))
        status = ask_about(ctl, &words, &said);
    else if (status == JK_EXIT_OK && words.count == 3 && strcmp(words.at[0], "add") == 0 &&
             !said.assessment && !said.recommendation && !said.category && !said.state)
        status = file_report(ctl, &(struct ctl_words){ words.at + 1, 2 }, &said);
    else if (status == JK_EXIT_OK)
        status = JK_EXIT_USAGE;
    ctl_values_free(&said.places);
    return status;
}
