/* Conflicts: the list, one with both its sides, and what an agency says of one.
 *
 * A conflict is called by its id or by the code people read aloud, its first digits; the daemon
 * says which conflicts a short code may mean. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/ctl/online/online.h"
#include "jarak/ctl/texts.h"
#include "jarak/feed/json/opinion.h"

#define CONFLICT_COLUMNS 10

static const char *known_state(unsigned i)
{
    static const char *const words[] = { "open", "all", NULL };

    return words[i];
}

/* What an agency may say; "rejudge" is only ever set. */
static const char *known_opinion(unsigned i)
{
    return i < JK_OPINION_REJUDGE ? jk_opinion_word((enum jk_opinion)i) : NULL;
}

/* The first and last instant of both sides' intervals. They are of one offset, so their texts are
 * in the order of time. */
static void span_of(const json_t *conflict, const char **first, const char **last)
{
    const json_t *side, *interval;
    size_t i, k;

    *first = ctl_text_of(conflict, "first");
    *last = ctl_text_of(conflict, "last");
    if (**first && **last)
        return;
    json_array_foreach(json_object_get(conflict, "intervals"), i, side)
    {
        json_array_foreach(side, k, interval)
        {
            const char *from = json_string_value(json_array_get(interval, 0));
            const char *to = json_string_value(json_array_get(interval, 1));

            if (from && (!**first || strcmp(from, *first) < 0))
                *first = from;
            if (to && (!**last || strcmp(to, *last) > 0))
                *last = to;
        }
    }
}

static const char *district_of(const json_t *conflict)
{
    const json_t *regions = json_object_get(json_object_get(conflict, "jurisdiction"), "regions");

    return ctl_text_of(json_array_get(regions, 0), "name");
}

static void add_row(const struct jk_ctl *ctl, struct ctl_rows *rows, const json_t *conflict)
{
    const json_t *one = json_object_get(conflict, "own"), *two = json_object_get(conflict, "with");
    const char *first, *last;
    struct jk_buf cell = { 0 };

    if (strcmp(ctl_text_of(one, "party"), ctl_text_of(two, "party")) > 0) {
        const json_t *kept = one;

        one = two; /* by ballot number, for no other reason: whose notice it is is no merit */
        two = kept;
    }
    span_of(conflict, &first, &last);
    jk_buf_fmt(&cell, "%s/%d", ctl_text_of(conflict, "id"), ctl_number_of(conflict, "revision"));
    ctl_rows_take(rows, &cell);
    ctl_date_add(&cell, first);
    ctl_rows_take(rows, &cell);
    ctl_hours_add(&cell, first, last, ctl->lang);
    ctl_rows_take(rows, &cell);
    ctl_rows_add(rows, district_of(conflict));
    ctl_rows_add(rows, ctl_text_of(one, "party"));
    ctl_rows_add(rows, ctl_text_of(two, "party"));
    ctl_level_add(&cell, conflict, ctl->lang);
    if (strcmp(ctl_text_of(conflict, "state"), "closed") == 0)
        jk_buf_fmt(&cell, " (%s)", jk_text_get(JK_TEXT_CTL_CLOSED, ctl->lang));
    ctl_rows_take(rows, &cell);
    ctl_miss_add(&cell, conflict, ctl->lang);
    ctl_rows_take(rows, &cell);
    ctl_rows_add(rows, ctl_text_of(one, "uid"));
    ctl_rows_add(rows, ctl_text_of(two, "uid"));
    jk_buf_clear(&cell);
}

void ctl_print_conflicts(const struct jk_ctl *ctl, const json_t *conflicts)
{
    struct ctl_rows rows = { 0 };
    const json_t *conflict;
    size_t i;

    json_array_foreach(conflicts, i, conflict) add_row(ctl, &rows, conflict);
    ctl_rows_print(&rows, CONFLICT_COLUMNS);
}

static void print_side(const struct jk_ctl *ctl, const json_t *side)
{
    struct jk_buf line = { 0 };

    jk_buf_fmt(&line, "  %s: %s, ", ctl_text_of(side, "party"), ctl_text_of(side, "summary"));
    ctl_hours_add(&line, ctl_text_of(side, "start"), ctl_text_of(side, "end"), ctl->lang);
    jk_buf_str(&line, ", ");
    ctl_place_add(&line, side, ctl->lang);
    jk_buf_fmt(&line, " [%s, %s]", ctl_state_name(ctl_text_of(side, "state"), ctl->lang),
               ctl_text_of(side, "uid"));
    puts(jk_buf_ok(&line) ? line.at : "");
    jk_buf_clear(&line);
}

static void print_part(const struct jk_ctl *ctl, const json_t *part)
{
    const json_t *legs = json_object_get(part, "legs"), *at = json_object_get(part, "at");
    const char *own = json_string_value(json_array_get(legs, 0));
    const char *other = json_string_value(json_array_get(legs, 1));
    struct jk_buf line = { 0 };

    jk_buf_str(&line, "  ");
    ctl_level_add(&line, part, ctl->lang);
    jk_buf_fmt(&line, "  %s - %s: ", ctl_leg_name(own ? own : "", ctl->lang),
               ctl_leg_name(other ? other : "", ctl->lang));
    ctl_miss_add(&line, part, ctl->lang);
    jk_buf_str(&line, "; ");
    ctl_hours_add(&line, ctl_text_of(json_array_get(at, 0), "time"),
                  ctl_text_of(json_array_get(at, 1), "time"), ctl->lang);
    puts(jk_buf_ok(&line) ? line.at : "");
    jk_buf_clear(&line);
}

static void print_opinions(const struct jk_ctl *ctl, const json_t *opinions)
{
    const json_t *opinion;
    size_t i;

    if (json_array_size(opinions))
        printf("%s:\n", jk_text_get(JK_TEXT_CTL_OPINIONS, ctl->lang));
    json_array_foreach(opinions, i, opinion)
        printf("  %s: %s%s%s\n", ctl_text_of(opinion, "agency"), ctl_text_of(opinion, "verdict"),
               ctl_text_of(opinion, "note")[0] ? ": " : "", ctl_text_of(opinion, "note"));
}

/* Acts with what each has to name, so that the next command can be copied. */
static void print_next(const struct jk_ctl *ctl, const json_t *conflict)
{
    const json_t *sides = json_object_get(conflict, "sides"), *side;
    struct jk_buf line = { 0 };
    size_t i;

    json_array_foreach(sides, i, side)
    {
        const json_t *revisions = json_object_get(conflict, "chain_revisions");

        if (json_array_size(json_array_get(json_object_get(conflict, "allowed"), i)) == 0)
            continue;
        jk_buf_str(&line, "  jarakctl slots ");
        ctl_quoted_add(&line, ctl_text_of(side, "uid"));
        jk_buf_str(&line, "\n  jarakctl decide ");
        ctl_quoted_add(&line, ctl_text_of(side, "uid"));
        jk_buf_fmt(&line, " ACT --revision %d --seen %s/%d\n",
                   (int)json_integer_value(json_array_get(revisions, i)),
                   ctl_text_of(conflict, "id"), ctl_number_of(conflict, "revision"));
    }
    if (jk_buf_ok(&line) && line.len)
        printf("%s:\n%s", jk_text_get(JK_TEXT_CTL_NEXT, ctl->lang), line.at);
    jk_buf_clear(&line);
}

static void print_history(const struct jk_ctl *ctl, const json_t *history)
{
    const json_t *told;
    size_t i;

    if (json_array_size(history))
        printf("%s:\n", jk_text_get(JK_TEXT_CTL_HISTORY, ctl->lang));
    json_array_foreach(history, i, told)
        printf("  %s  %s  %s/%d\n", ctl_text_of(told, "time"), ctl_text_of(told, "event"),
               ctl_text_of(told, "level"), ctl_number_of(told, "revision"));
}

static void print_conflict(const struct jk_ctl *ctl, const json_t *conflict)
{
    const json_t *item;
    const char *first, *last;
    struct jk_buf line = { 0 };
    size_t i;

    span_of(conflict, &first, &last);
    jk_buf_fmt(&line, "%s %s/%d  ", jk_text_get(JK_TEXT_CTL_CONFLICT, ctl->lang),
               ctl_text_of(conflict, "id"), ctl_number_of(conflict, "revision"));
    ctl_level_add(&line, conflict, ctl->lang);
    if (strcmp(ctl_text_of(conflict, "state"), "closed") == 0)
        jk_buf_fmt(&line, " (%s)", jk_text_get(JK_TEXT_CTL_CLOSED, ctl->lang));
    jk_buf_char(&line, '\n');
    ctl_long_date_add(&line, first, ctl->lang);
    jk_buf_str(&line, ", ");
    ctl_hours_add(&line, first, last, ctl->lang);
    jk_buf_fmt(&line, ", %s", district_of(conflict)[0] ? district_of(conflict) : "-");
    puts(jk_buf_ok(&line) ? line.at : "");
    jk_buf_clear(&line);
    json_array_foreach(json_object_get(conflict, "sides"), i, item) if (json_is_object(item))
        print_side(ctl, item);
    json_array_foreach(json_object_get(conflict, "parts"), i, item) print_part(ctl, item);
    print_opinions(ctl, json_object_get(conflict, "verdicts"));
    print_history(ctl, json_object_get(conflict, "history"));
    print_next(ctl, conflict);
}

/* A conflict, or those its code may mean. */
static int show(const struct jk_ctl *ctl, const json_t *answer)
{
    const json_t *matches = json_object_get(answer, "conflicts");

    if (!answer)
        return JK_EXIT_INPUT;
    if (ctl->json)
        return JK_EXIT_OK;
    if (!matches)
        print_conflict(ctl, answer);
    else if (json_array_size(matches))
        ctl_print_conflicts(ctl, matches);
    else
        ctl_say(ctl, stderr, JK_TEXT_CTL_NO_CONFLICTS, (const char *const[]){ NULL });
    return JK_EXIT_OK;
}

int jk_ctl_conflicts(const struct jk_ctl *ctl, int argc, char **argv)
{
    static const struct ctl_parameter parameters[] = {
        { "region", NULL },           { "from", NULL },         { "to", NULL },
        { "level", ctl_known_level }, { "state", known_state }, { NULL, NULL }
    };
    struct jk_buf query = { 0 }, path = { 0 };
    struct ctl_words words;
    json_t *answer;
    int status =
        ctl_query_read(ctl, &words, argc, argv, parameters, (struct ctl_bounds){ 0, 1 }, &query);

    if (status == JK_EXIT_OK && words.count == 1 && query.len)
        status = JK_EXIT_USAGE; /* a code names one; nothing is left to leave out */
    if (status == JK_EXIT_OK) {
        jk_buf_str(&path, "/api/v1/conflicts");
        if (words.count == 1) {
            jk_buf_char(&path, '/');
            ctl_add_escaped(&path, words.at[0]);
        }
        jk_buf_span(&path, jk_buf_view(&query));
        answer = ctl_ask(ctl, "GET", &path, NULL, NULL);
        status = show(ctl, answer);
        json_decref(answer);
    }
    jk_buf_clear(&query);
    jk_buf_clear(&path);
    return status;
}

/* The answer tells the conflict as it is with the opinion in it; a refusal, as it now is. */
static int send_opinion(const struct jk_ctl *ctl, const char *id, const char *body)
{
    struct jk_buf path = { 0 };
    json_t *problem, *answer;

    jk_buf_str(&path, "/api/v1/conflicts/");
    ctl_add_escaped(&path, id);
    jk_buf_str(&path, "/verdict");
    answer = ctl_ask(ctl, "POST", &path, body, &problem);
    if (answer && !ctl->json)
        print_conflict(ctl, answer);
    if (problem && !ctl->json)
        ctl_print_conflicts(ctl, json_object_get(problem, "notices"));
    jk_buf_clear(&path);
    json_decref(problem);
    json_decref(answer);
    return answer ? JK_EXIT_OK : JK_EXIT_INPUT;
}

/* The whole id of a code, in the arena of `answer` (given). Null: it names none or several, which
 * was told. */
static const char *id_of(const struct jk_ctl *ctl, const char *code, json_t **answer)
{
    struct jk_buf path = { 0 };
    const json_t *matches;

    jk_buf_str(&path, "/api/v1/conflicts/");
    ctl_add_escaped(&path, code);
    *answer = ctl_ask_quietly(ctl,
                              &(struct jk_client_ask){ .method = "GET",
                                                       .path = jk_buf_ok(&path) ? path.at : "/" },
                              NULL);
    jk_buf_clear(&path);
    if (!*answer)
        return NULL;
    matches = json_object_get(*answer, "conflicts");
    if (!matches)
        return ctl_text_of(*answer, "id");
    if (json_array_size(matches) == 1)
        return ctl_text_of(json_array_get(matches, 0), "id");
    ctl_say(ctl, stderr, JK_TEXT_CTL_SEVERAL, (const char *const[]){ "value", code, NULL });
    ctl_print_conflicts(ctl, matches);
    return NULL;
}

int jk_ctl_opinion(const struct jk_ctl *ctl, int argc, char **argv)
{
    const char *note = "", *revision = NULL;
    const struct ctl_option options[] = { { .name = "revision", .value = &revision },
                                          { .name = "note", .value = &note },
                                          { .name = NULL } };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, options, 2, 2);
    json_int_t number;
    json_t *said, *found = NULL;
    const char *id;
    char *body;

    if (status == JK_EXIT_OK && (!ctl_revision_read(revision, &number) ||
                                 !ctl_is_known(ctl, "opinion", words.at[1], known_opinion)))
        status = JK_EXIT_USAGE;
    if (status != JK_EXIT_OK)
        return status;
    said = json_pack("{s:s, s:s, s:I}", "verdict", words.at[1], "note", note, "revision", number);
    body = json_dumps(said, JSON_COMPACT);
    json_decref(said);
    if (!body) { /* no UTF-8 */
        status = JK_EXIT_USAGE;
    } else {
        id = id_of(ctl, words.at[0], &found);
        status = id ? send_opinion(ctl, id, body) : JK_EXIT_INPUT;
    }
    json_decref(found);
    free(body);
    return status;
}
