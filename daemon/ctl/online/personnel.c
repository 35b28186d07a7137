/* `jarakctl personnel`: officers of a day and what a number of polling stations would ask for; what
 * is stated of them goes the way of all editions (policy.c). */
#include <stdio.h>
#include <string.h>
#include "daemon/ctl/online/online.h"
#include "jarak/ctl/ctl.h"
#include "jarak/model/address.h"

/* What a command line says. */
struct said {
    const char *date, *each, *basis, *seen;
};

static void add_param(struct jk_buf *path, const char *name, const char *value)
{
    if (!value)
        return;
    jk_buf_fmt(path, "&%s=", name);
    ctl_add_escaped(path, value);
}

static json_t *ask(const struct jk_ctl *ctl, const char *head, const char *code,
                   const struct said *said, const char *stations)
{
    struct jk_buf path = { 0 };
    json_t *answer;

    jk_buf_fmt(&path, "%s?region=", head);
    ctl_add_escaped(&path, code);
    add_param(&path, "date", said->date);
    add_param(&path, "stations", stations);
    add_param(&path, "each", said->each);
    answer = ctl_ask(ctl, "GET", &path, NULL, NULL);
    jk_buf_clear(&path);
    return answer;
}

/* A line for each hour in which something is asked for or sent, for each unit, for each
 * sub-district. */
static int show(const struct jk_ctl *ctl, const char *code, const struct said *said)
{
    json_t *answer = ask(ctl, "/api/v1/personnel", code, said, NULL), *one;
    size_t i;

    if (!answer)
        return JK_EXIT_INPUT;
    if (!ctl->json) {
        printf("capacity\t%s\t%d\n", ctl_text_of(answer, "date"),
               ctl_number_of(answer, "capacity"));
        json_array_foreach(json_object_get(answer, "hours"), i, one)
        {
            if (ctl_number_of(one, "need") || ctl_number_of(one, "committed"))
                printf("hour\t%02d\t%d\t%d\t%d\n", ctl_number_of(one, "hour"),
                       ctl_number_of(one, "need"), ctl_number_of(one, "committed"),
                       ctl_number_of(one, "missing"));
        }
        json_array_foreach(json_object_get(answer, "units"), i, one)
            printf("unit\t%s\t%d\t%d\t%s\t%s\n", ctl_text_of(one, "code"),
                   ctl_number_of(one, "officers"), ctl_number_of(one, "duties"),
                   json_is_true(json_object_get(one, "over")) ? "over" : "-",
                   ctl_text_of(one, "name"));
        json_array_foreach(json_object_get(answer, "districts"), i, one)
            printf("district\t%s\t%d\t%d\t%d\t%s\n", ctl_text_of(one, "code"),
                   ctl_number_of(one, "need"), ctl_number_of(one, "duties"),
                   ctl_number_of(one, "missing"), ctl_text_of(one, "name"));
    }
    json_decref(answer);
    return JK_EXIT_OK;
}

static int whatif(const struct jk_ctl *ctl, const char *code, const char *stations,
                  const struct said *said)
{
    json_t *answer = ask(ctl, "/api/v1/personnel/whatif", code, said, stations);

    if (!answer)
        return JK_EXIT_INPUT;
    if (!ctl->json)
        puts(ctl_text_of(answer, "text"));
    json_decref(answer);
    return JK_EXIT_OK;
}

int jk_ctl_personnel(const struct jk_ctl *ctl, int argc, char **argv)
{
    struct said said = { NULL, NULL, NULL, NULL };
    const struct ctl_option options[] = { { .name = "date", .value = &said.date },
                                          { .name = "each", .value = &said.each },
                                          { .name = "basis", .value = &said.basis },
                                          { .name = "seen", .value = &said.seen },
                                          { .name = NULL } };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, options, 2, 3);
    const char *what = status == JK_EXIT_OK ? words.at[0] : "";

    if (status != JK_EXIT_OK)
        return status;
    if (strcmp(what, "show") == 0 && words.count == 2 && !said.each && !said.basis && !said.seen)
        return show(ctl, words.at[1], &said);
    if (strcmp(what, "whatif") == 0 && words.count == 3 && !said.basis && !said.seen)
        return whatif(ctl, words.at[1], words.at[2], &said);
    if (said.date || said.each)
        return JK_EXIT_USAGE;
    return ctl_state_personnel(ctl, &words, said.basis, said.seen);
}
