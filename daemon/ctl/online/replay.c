/* `jarakctl replay-day`: a day step by step, as lines: first what was known when, by entries of the
 * journal, then where everything is by the plan, each quarter of an hour. */
#include <stdio.h>
#include "daemon/ctl/online/online.h"
#include "daemon/ctl/words.h"

static void print_known(const json_t *steps)
{
    for (size_t i = 0; i < json_array_size(steps); i++) {
        const json_t *s = json_array_get(steps, i);

        printf("known\t%lld\t%s\t%d\t%d\t%d\n",
               (long long)json_integer_value(json_object_get(s, "entry")), ctl_text_of(s, "time"),
               ctl_number_of(s, "notices"), ctl_number_of(s, "states"),
               ctl_number_of(s, "conflicts"));
    }
}

static void print_place(const json_t *place)
{
    printf("\t%.6f,%.6f", json_number_value(json_array_get(place, 0)),
           json_number_value(json_array_get(place, 1)));
}

static void print_numbers(const json_t *paslon)
{
    for (size_t i = 0; i < json_array_size(paslon); i++)
        printf("%s%lld", i ? "+" : "", (long long)json_integer_value(json_array_get(paslon, i)));
    if (json_array_size(paslon) == 0)
        putchar('-');
}

static void print_plan(const json_t *plan)
{
    for (size_t i = 0; i < json_array_size(plan); i++) {
        const json_t *moment = json_array_get(plan, i);
        const json_t *there = json_object_get(moment, "activities");

        for (size_t k = 0; k < json_array_size(there); k++) {
            const json_t *a = json_array_get(there, k);

            printf("plan\t%s\t", ctl_text_of(moment, "time"));
            print_numbers(json_object_get(a, "paslon"));
            printf("\t%s\t%s", ctl_text_of(a, "leg"), ctl_text_of(a, "uid"));
            print_place(json_object_get(a, "head"));
            print_place(json_object_get(a, "tail"));
            putchar('\n');
        }
    }
}

int jk_ctl_replay_day(const struct jk_ctl *ctl, int argc, char **argv)
{
    const char *as_of = NULL;
    const struct ctl_option options[] = { { .name = "as-of", .value = &as_of }, { .name = NULL } };
    struct jk_buf path = { 0 };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, options, 2, 2);
    json_t *answer;

    if (status != JK_EXIT_OK)
        return status;
    jk_buf_str(&path, "/api/v1/days/");
    ctl_add_escaped(&path, words.at[0]);
    jk_buf_char(&path, '/');
    ctl_add_escaped(&path, words.at[1]);
    jk_buf_str(&path, "/replay");
    if (as_of) {
        jk_buf_str(&path, "?as_of=");
        ctl_add_escaped(&path, as_of);
    }
    answer = ctl_ask(ctl, "GET", &path, NULL, NULL);
    if (answer && !ctl->json) {
        print_known(json_object_get(answer, "knowledge"));
        print_plan(json_object_get(answer, "plan"));
    }
    json_decref(answer);
    jk_buf_clear(&path);
    return answer ? JK_EXIT_OK : JK_EXIT_INPUT;
}
