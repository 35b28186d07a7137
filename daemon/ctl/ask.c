/* Commands of an officer to the running daemon: lists, verdicts, clear times, alerts; and the act
 * of deciding.
 *
 * Commands are requests of the REST API, so this tool can do nothing that the API refuses. Each is
 * one request, but lists go on page after page and tail asks once a second. A decision states the
 * chain's revision and the conflicts seen, as the pages do: an officer at a terminal must not
 * decide on something older either. */
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "daemon/ctl/words.h"
#include "jarak/base/decimal.h"
#include "jarak/ctl/client.h"
#include "jarak/ctl/texts.h"
#include "jarak/model/address.h"

/* Ask and parse; null after a refusal, which was told. With --json the answer is printed as it
 * came. */
static json_t *ask(const struct jk_ctl *ctl, const char *method, struct jk_buf *path,
                   const char *body)
{
    struct jk_client_ask request = { .method = method,
                                     .path = path->at,
                                     .type = body ? "application/json" : NULL,
                                     .body = jk_span_of(body ? body : "") };
    struct jk_buf answer = { 0 };
    struct jk_error err = { 0 };
    json_t *json = NULL;

    if (!jk_buf_ok(path) || jk_client_ask(ctl, &request, &answer, &err) != JK_OK)
        jk_ctl_refuse(ctl, path->at, &err);
    else
        json = json_loadb(answer.at ? answer.at : "", answer.len, 0, NULL);
    if (json && ctl->json)
        printf("%.*s\n", (int)answer.len, answer.at);
    jk_buf_clear(&answer);
    return json;
}

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? text : "";
}

static void print_conflicts(const json_t *verdict)
{
    const json_t *conflict;
    size_t i;

    json_array_foreach(json_object_get(verdict, "conflicts"), i, conflict)
        printf("%s\t%s/%d\t%.2f m\t%s\t%s\n", text_of(conflict, "level"), text_of(conflict, "id"),
               (int)json_integer_value(json_object_get(conflict, "revision")),
               json_number_value(json_object_get(conflict, "distance_m")),
               text_of(json_object_get(conflict, "with"), "party"),
               text_of(json_object_get(conflict, "with"), "uid"));
}

static void print_verdict(const json_t *verdict)
{
    const json_t *item;
    size_t i;

    printf("%s\t%s\trevision %d\t%s\n", text_of(verdict, "uid"), text_of(verdict, "state"),
           (int)json_integer_value(json_object_get(verdict, "chain_revision")),
           text_of(verdict, "sttp"));
    json_array_foreach(json_object_get(verdict, "findings"), i, item)
        printf("%s\t%s\t%s\n", text_of(item, "rule"), text_of(item, "level"),
               text_of(item, "text"));
    print_conflicts(verdict);
    fputs("allowed:", stdout);
    json_array_foreach(json_object_get(verdict, "allowed"), i, item)
        printf(" %s", json_string_value(item));
    putchar('\n');
}

int jk_ctl_list(const struct jk_ctl *ctl, int argc, char **argv)
{
    static const char *const names[] = { "region", "date", "state", "paslon", NULL };
    struct jk_buf query = { 0 }, path = { 0 };
    struct ctl_words words;
    const json_t *notice;
    json_t *answer, *next = NULL;
    long cursor = 0;
    int status = ctl_query_read(&words, argc, argv, names, 0, &query);
    size_t i;

    if (status != JK_EXIT_OK)
        return status;
    do { /* page after page: a safety list has no end but its own */
        jk_buf_reset(&path);
        jk_buf_str(&path, "/api/v1/notices");
        jk_buf_span(&path, jk_buf_view(&query));
        jk_buf_fmt(&path, "%ccursor=%ld", query.len ? '&' : '?', cursor);
        answer = ask(ctl, "GET", &path, NULL);
        json_array_foreach(json_object_get(answer, "notices"), i, notice) if (!ctl->json)
            printf("%s\t%s\t%s\t%s\t%s\n", text_of(notice, "uid"), text_of(notice, "kind"),
                   text_of(notice, "leg"), text_of(notice, "state"), text_of(notice, "summary"));
        next = json_object_get(answer, "cursor");
        cursor = json_is_integer(next) ? (long)json_integer_value(next) : -1;
        json_decref(answer);
    } while (answer && cursor >= 0);
    jk_buf_clear(&query);
    jk_buf_clear(&path);
    return answer ? JK_EXIT_OK : JK_EXIT_INPUT;
}

static void notice_path(struct jk_buf *path, const char *uid, const char *end)
{
    char hashed[JK_ADDRESS_HEX + 2];

    jk_buf_str(path, "/api/v1/notices/");
    jk_segment_add(path, jk_uid_segment(uid, hashed));
    jk_buf_str(path, end);
}

/* What was done to it, by whom and why: who filed reads here what became of it. */
static void print_history(const struct jk_ctl *ctl, const char *uid)
{
    struct jk_buf path = { 0 };
    const json_t *act;
    json_t *answer;
    size_t i;

    notice_path(&path, uid, "/history");
    answer = ask(ctl, "GET", &path, NULL);
    json_array_foreach(json_object_get(answer, "history"), i, act)
        printf("history:\t%s\t%s\t%s\t%s\n", text_of(act, "time"), text_of(act, "act"),
               text_of(act, "role"), text_of(act, text_of(act, "reason")[0] ? "reason" : "basis"));
    json_decref(answer);
    jk_buf_clear(&path);
}

int jk_ctl_show(const struct jk_ctl *ctl, int argc, char **argv)
{
    static const struct ctl_option none[] = { { .name = NULL } };
    struct jk_buf path = { 0 };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, none, 1, 1);
    json_t *verdict;

    if (status != JK_EXIT_OK)
        return status;
    notice_path(&path, words.at[0], "");
    verdict = ask(ctl, "GET", &path, NULL);
    if (verdict && !ctl->json) {
        print_verdict(verdict);
        print_history(ctl, words.at[0]);
    }
    json_decref(verdict);
    jk_buf_clear(&path);
    return verdict ? JK_EXIT_OK : JK_EXIT_INPUT;
}

int jk_ctl_slots(const struct jk_ctl *ctl, int argc, char **argv)
{
    static const char *const names[] = { "date", "level", "venues", NULL };
    struct jk_buf query = { 0 }, path = { 0 };
    struct ctl_words words;
    int status = ctl_query_read(&words, argc, argv, names, 1, &query);
    const json_t *band;
    json_t *answer;
    size_t i;

    if (status != JK_EXIT_OK)
        return status;
    notice_path(&path, words.at[0], "/slots");
    jk_buf_span(&path, jk_buf_view(&query));
    jk_buf_clear(&query);
    answer = ask(ctl, "GET", &path, NULL);
    json_array_foreach(json_object_get(answer, "bands"), i, band) if (!ctl->json)
        printf("%d\t%s\t%s\t%+d min\t%s\n", (int)json_integer_value(json_object_get(band, "rank")),
               text_of(band, "from"), text_of(band, "to"),
               (int)(json_integer_value(json_object_get(band, "change_s")) / 60),
               json_is_true(json_object_get(band, "uncertain"))
                   ? jk_text_get(JK_TEXT_SLOTS_UNCERTAIN, ctl->lang)
                   : "-");
    json_decref(answer);
    jk_buf_clear(&path);
    return answer ? JK_EXIT_OK : JK_EXIT_INPUT;
}

/* Each `CONFLICT/REVISION` seen; null when one has another form or memory is out. */
static json_t *seen_json(const struct ctl_values *seen)
{
    json_t *list = json_array();

    for (size_t i = 0; i < seen->count; i++) {
        struct jk_span revision = jk_span_of(seen->at[i]), conflict;
        uint64_t number;

        jk_span_cut(&revision, '/', &conflict);
        if (!jk_uint_parse(revision, UINT32_MAX, &number) || number == 0) {
            json_decref(list);
            return NULL;
        }
        json_array_append_new(list, json_pack("{s:s%, s:I}", "conflict", conflict.at, conflict.len,
                                              "revision", (json_int_t)number));
    }
    return list;
}

/* The options of a decision; null where one was not given. */
struct ruling {
    const char *on, *revision, *sttp, *reason, *basis;
    struct ctl_values seen;
};

/* The body of a decision; null when an option has a wrong form or memory is out. */
static char *decision_of(const char *act_word, const struct ruling *r)
{
    json_t *seen, *act;
    uint64_t revision;
    char *body;

    if (!r->revision || !jk_uint_parse(jk_span_of(r->revision), UINT32_MAX, &revision) ||
        !(seen = seen_json(&r->seen)))
        return NULL;
    act = json_pack("{s:s, s:s, s:I, s:s, s:s, s:s, s:o}", "on", r->on, "act", act_word,
                    "chain_revision", (json_int_t)revision, "sttp", r->sttp, "reason", r->reason,
                    "basis", r->basis, "seen", seen);
    body = json_dumps(act, JSON_COMPACT);
    json_decref(act);
    return body;
}

static int send_decision(const struct jk_ctl *ctl, const char *uid, const char *body)
{
    struct jk_buf path = { 0 };
    json_t *verdict;

    notice_path(&path, uid, "/decision");
    verdict = ask(ctl, "POST", &path, body);
    if (verdict && !ctl->json)
        print_verdict(verdict);
    json_decref(verdict);
    jk_buf_clear(&path);
    return verdict ? JK_EXIT_OK : JK_EXIT_INPUT;
}

int jk_ctl_decide(const struct jk_ctl *ctl, int argc, char **argv)
{
    struct ruling ruling = { .on = "", .sttp = "", .reason = "", .basis = "" };
    const struct ctl_option options[] = { { .name = "on", .value = &ruling.on },
                                          { .name = "revision", .value = &ruling.revision },
                                          { .name = "sttp", .value = &ruling.sttp },
                                          { .name = "reason", .value = &ruling.reason },
                                          { .name = "basis", .value = &ruling.basis },
                                          { .name = "seen", .all = &ruling.seen },
                                          { .name = NULL } };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, options, 2, 2);
    char *body = status == JK_EXIT_OK ? decision_of(words.at[1], &ruling) : NULL;

    if (body)
        status = send_decision(ctl, words.at[0], body);
    else if (status == JK_EXIT_OK)
        status = JK_EXIT_USAGE;
    free(body);
    ctl_values_free(&ruling.seen);
    return status;
}

int jk_ctl_ack(const struct jk_ctl *ctl, int argc, char **argv)
{
    static const struct ctl_option none[] = { { .name = NULL } };
    struct jk_buf path = { 0 };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, none, 1, 1);
    const json_t *acknowledged;
    json_t *answer;

    if (status != JK_EXIT_OK)
        return status;
    jk_buf_str(&path, "/api/v1/alerts/");
    ctl_add_escaped(&path, words.at[0]);
    jk_buf_str(&path, "/ack");
    answer = ask(ctl, "POST", &path, NULL);
    acknowledged = json_object_get(json_object_get(answer, "conflict"), "acknowledged");
    if (answer && !ctl->json)
        printf("%s\t%s\t%s\n", json_is_true(json_object_get(answer, "already")) ? "already" : "ok",
               text_of(acknowledged, "by"), text_of(acknowledged, "time"));
    json_decref(answer);
    jk_buf_clear(&path);
    return answer ? JK_EXIT_OK : JK_EXIT_INPUT;
}

/* Print a page of the inbox. @return the last index told, or -1 after a refusal */
static long print_alerts(const struct jk_ctl *ctl, long after)
{
    struct jk_buf path = { 0 };
    const json_t *alert;
    json_t *answer;
    size_t i;

    jk_buf_fmt(&path, "/api/v1/alerts?after=%ld", after);
    answer = ask(ctl, "GET", &path, NULL);
    jk_buf_clear(&path);
    if (!answer)
        return -1;
    json_array_foreach(json_object_get(answer, "alerts"), i, alert)
    {
        after = (long)json_integer_value(json_object_get(alert, "index"));
        if (!ctl->json)
            printf("[%ld] %s\n%s\n\n", after,
                   text_of(alert, ctl->lang == JK_LANG_EN ? "text_en" : "text"),
                   text_of(alert, "id"));
    }
    fflush(stdout);
    json_decref(answer);
    return after;
}

int jk_ctl_tail(const struct jk_ctl *ctl, int argc, char **argv)
{
    const char *from = "0";
    bool once = false;
    const struct ctl_option options[] = { { .name = "after", .value = &from },
                                          { .name = "once", .flag = &once },
                                          { .name = NULL } };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, options, 0, 0);
    uint64_t index;
    long after, before;

    if (status != JK_EXIT_OK)
        return status;
    if (!jk_uint_parse(jk_span_of(from), LONG_MAX, &index))
        return JK_EXIT_USAGE;
    after = (long)index;
    do {
        before = after;
        after = print_alerts(ctl, before);
        if (after == before && !once)
            sleep(1);
    } while (after >= 0 && (after > before || !once));
    return after < 0 ? JK_EXIT_INPUT : JK_EXIT_OK;
}
