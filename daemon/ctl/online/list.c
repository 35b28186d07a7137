/* Lists of notices, and one notice as a person reads it: what it is, what is near it, what it lacks
 * and what became of it. */
#include <stdio.h>
#include <string.h>
#include "daemon/ctl/online/online.h"
#include "jarak/ctl/texts.h"

#define LIST_COLUMNS 9

static void add_row(const struct jk_ctl *ctl, struct ctl_rows *rows, const json_t *notice)
{
    const char *start = ctl_text_of(notice, "start"), *leg = ctl_text_of(notice, "leg");
    struct jk_buf cell = { 0 };

    ctl_rows_add(rows, ctl_text_of(notice, "uid"));
    ctl_date_add(&cell, start);
    ctl_rows_take(rows, &cell);
    ctl_hours_add(&cell, start, ctl_text_of(notice, "end"), ctl->lang);
    ctl_rows_take(rows, &cell);
    ctl_place_add(&cell, notice, ctl->lang);
    ctl_rows_take(rows, &cell);
    ctl_rows_add(rows, ctl_text_of(notice, "party"));
    ctl_level_add(&cell, notice, ctl->lang);
    ctl_rows_take(rows, &cell);
    ctl_rows_add(rows, ctl_state_name(ctl_text_of(notice, "state"), ctl->lang));
    jk_buf_str(&cell, ctl_kind_name(ctl_text_of(notice, "kind"), ctl->lang));
    if (strcmp(leg, "rapat") != 0 && leg[0])
        jk_buf_fmt(&cell, " (%s)", ctl_leg_name(leg, ctl->lang));
    ctl_rows_take(rows, &cell);
    ctl_rows_add(rows, ctl_text_of(notice, "summary"));
    jk_buf_clear(&cell);
}

/* All pages as one list: a safety list has no end but its own. Null after a refusal. */
static json_t *read_pages(const struct jk_ctl *ctl, const struct jk_buf *query)
{
    json_t *all = json_array(), *answer;
    struct jk_buf path = { 0 };
    long cursor = 0;

    do {
        const json_t *next;

        jk_buf_reset(&path);
        jk_buf_str(&path, "/api/v1/notices");
        jk_buf_span(&path, jk_buf_view(query));
        jk_buf_fmt(&path, "%ccursor=%ld", query->len ? '&' : '?', cursor);
        answer =
            ctl_ask_quietly(ctl, &(struct jk_client_ask){ .method = "GET", .path = path.at }, NULL);
        json_array_extend(all, json_object_get(answer, "notices"));
        next = json_object_get(answer, "cursor");
        cursor = json_is_integer(next) ? (long)json_integer_value(next) : -1;
        if (!answer) {
            json_decref(all);
            all = NULL;
        }
        json_decref(answer);
    } while (all && cursor >= 0);
    jk_buf_clear(&path);
    return all;
}

int jk_ctl_list(const struct jk_ctl *ctl, int argc, char **argv)
{
    static const struct ctl_parameter parameters[] = { { "region", NULL },
                                                       { "date", NULL },
                                                       { "state", ctl_known_state },
                                                       { "paslon", NULL },
                                                       { NULL, NULL } };
    struct jk_buf query = { 0 };
    struct ctl_rows rows = { 0 };
    struct ctl_words words;
    const json_t *notice;
    json_t *all;
    int status =
        ctl_query_read(ctl, &words, argc, argv, parameters, (struct ctl_bounds){ 0, 0 }, &query);
    size_t i;

    if (status != JK_EXIT_OK)
        return status;
    all = read_pages(ctl, &query);
    jk_buf_clear(&query);
    if (!all)
        return JK_EXIT_INPUT;
    if (ctl->json) {
        json_t *document = json_pack("{s:O}", "notices", all);

        json_dumpf(document, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(15));
        putchar('\n');
        json_decref(document);
    } else {
        json_array_foreach(all, i, notice) add_row(ctl, &rows, notice);
        ctl_rows_print(&rows, LIST_COLUMNS);
        if (json_array_size(all) == 0)
            ctl_say(ctl, stderr, JK_TEXT_CTL_NO_NOTICES, (const char *const[]){ NULL });
    }
    json_decref(all);
    return JK_EXIT_OK;
}

/* Who, what, when, where; nothing where the answer does not hold it. */
static void print_activity(const struct jk_ctl *ctl, const json_t *activity)
{
    struct jk_buf line = { 0 };

    if (!activity)
        return;
    jk_buf_fmt(&line, "%s: %s (%s)\n", ctl_text_of(activity, "party"),
               ctl_text_of(activity, "summary"),
               ctl_kind_name(ctl_text_of(activity, "kind"), ctl->lang));
    ctl_long_date_add(&line, ctl_text_of(activity, "start"), ctl->lang);
    jk_buf_str(&line, ", ");
    ctl_hours_add(&line, ctl_text_of(activity, "start"), ctl_text_of(activity, "end"), ctl->lang);
    jk_buf_str(&line, "\n");
    ctl_place_add(&line, activity, ctl->lang);
    puts(jk_buf_ok(&line) ? line.at : "");
    jk_buf_clear(&line);
}

static void print_state(const struct jk_ctl *ctl, const json_t *verdict)
{
    const char *pending = ctl_text_of(verdict, "pending_state"),
               *sttp = ctl_text_of(verdict, "sttp");
    char revision[16];

    snprintf(revision, sizeof revision, "%d", ctl_number_of(verdict, "chain_revision"));
    ctl_say(ctl, stdout, JK_TEXT_CTL_STATE,
            (const char *const[]){
                "value", ctl_state_name(ctl_text_of(verdict, "state"), ctl->lang), "revision",
                revision, "uid", ctl_text_of(verdict, "uid"), NULL });
    if (sttp[0])
        printf("STTP: %s\n", sttp);
    if (pending[0])
        ctl_say(ctl, stdout, JK_TEXT_CTL_PENDING,
                (const char *const[]){ "value", ctl_state_name(pending, ctl->lang), NULL });
    if (json_is_true(json_object_get(verdict, "withdrawal_requested")))
        ctl_say(ctl, stdout, JK_TEXT_CTL_LEAVING, (const char *const[]){ NULL });
    if (json_is_false(json_object_get(verdict, "assessed")))
        ctl_say(ctl, stdout, JK_TEXT_CTL_UNASSESSED, (const char *const[]){ NULL });
}

static void print_findings(const json_t *verdict)
{
    const json_t *item;
    size_t i;

    json_array_foreach(json_object_get(verdict, "findings"), i, item)
        printf("%s %s: %s\n", ctl_text_of(item, "rule"), ctl_text_of(item, "level"),
               ctl_text_of(item, "text"));
}

/* Proposals of other times; whoever answers one names its number. */
static void print_offers(const struct jk_ctl *ctl, const json_t *verdict)
{
    const json_t *offer, *band;
    size_t i, k;

    json_array_foreach(json_object_get(verdict, "retimes"), i, offer)
    {
        struct jk_buf bands = { 0 };
        char number[16];

        snprintf(number, sizeof number, "%d", ctl_number_of(offer, "proposal"));
        json_array_foreach(json_object_get(offer, "bands"), k, band)
        {
            jk_buf_str(&bands, k ? "; " : "");
            ctl_date_add(&bands, ctl_text_of(band, "from"));
            jk_buf_char(&bands, ' ');
            ctl_hours_add(&bands, ctl_text_of(band, "from"), ctl_text_of(band, "to"), ctl->lang);
        }
        ctl_say(ctl, stdout, JK_TEXT_CTL_OFFER,
                (const char *const[]){ "count", number, "state", ctl_text_of(offer, "status"),
                                       "value", jk_buf_ok(&bands) ? bands.at : "", "reason",
                                       ctl_text_of(offer, "reason"), NULL });
        jk_buf_clear(&bands);
    }
}

void ctl_print_verdict(const struct jk_ctl *ctl, const json_t *verdict)
{
    const json_t *allowed = json_object_get(verdict, "allowed"), *item;
    const json_t *conflicts = json_object_get(verdict, "conflicts");
    size_t i;

    print_activity(ctl, json_object_get(verdict, "activity"));
    print_state(ctl, verdict);
    print_findings(verdict);
    print_offers(ctl, verdict);
    if (json_array_size(conflicts))
        ctl_print_conflicts(ctl, conflicts);
    else if (conflicts && !json_is_false(json_object_get(verdict, "assessed")))
        ctl_say(ctl, stdout, JK_TEXT_CTL_CLEAR, (const char *const[]){ NULL });
    if (json_array_size(allowed) == 0)
        return;
    printf("%s:", jk_text_get(JK_TEXT_CTL_ALLOWED, ctl->lang));
    json_array_foreach(allowed, i, item) printf(" %s", json_string_value(item));
    putchar('\n');
}

/* What was done to it, by whom and why: who filed reads here what became of it. */
static void print_history(const struct jk_ctl *ctl, const json_t *history)
{
    const json_t *act;
    size_t i;

    if (json_array_size(history))
        printf("%s:\n", jk_text_get(JK_TEXT_CTL_HISTORY, ctl->lang));
    json_array_foreach(history, i, act)
    {
        const char *why = ctl_text_of(act, "reason");

        printf("  %s  %s  %s  %s\n", ctl_text_of(act, "time"), ctl_text_of(act, "act"),
               ctl_text_of(act, "role"), why[0] ? why : ctl_text_of(act, "basis"));
    }
}

int jk_ctl_show(const struct jk_ctl *ctl, int argc, char **argv)
{
    static const struct ctl_option none[] = { { .name = NULL } };
    struct jk_buf path = { 0 };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, none, 1, 1);
    json_t *verdict, *history = NULL;

    if (status != JK_EXIT_OK)
        return status;
    ctl_notice_path(&path, words.at[0], "");
    verdict = ctl_ask(ctl, "GET", &path, NULL, NULL);
    if (verdict && !ctl->json) {
        ctl_print_verdict(ctl, verdict);
        if (json_object_get(verdict, "allowed")) { /* else only what is public is told */
            jk_buf_reset(&path);
            ctl_notice_path(&path, words.at[0], "/history");
            history = ctl_ask(ctl, "GET", &path, NULL, NULL);
            print_history(ctl, json_object_get(history, "history"));
            json_decref(history);
        }
    }
    json_decref(verdict);
    jk_buf_clear(&path);
    return verdict ? JK_EXIT_OK : JK_EXIT_INPUT;
}
